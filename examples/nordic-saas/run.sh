#!/usr/bin/env bash
# The first quarter of a Nordic SaaS company: by channel, by month, and against the board's thresholds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# By channel, with ARPA, margin and churn of each channel'
"$cacltv" report kostnader.csv kunder.csv antaganden.csv

echo
echo '# By month'
"$cacltv" report kostnader.csv kunder.csv antaganden.csv --by month

echo
echo '# LTV:CAC at least 3 and payback within 18 months, and what the channels miss of it'
"$cacltv" check kostnader.csv kunder.csv antaganden.csv --min-ratio 3 --max-payback 18

echo
echo '# No channel may cost more than 20 000 a customer, trade fairs apart'
status=0
"$cacltv" check kostnader.csv kunder.csv --require 'each: cac <= 20000 except "Mässor"' || status=$?
echo "exit status $status"
