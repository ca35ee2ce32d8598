#!/usr/bin/env bash
# A healthy average, and what stands behind it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# The report: look at the first line'
"$cacltv" report spend.csv customers.csv assumptions.csv

echo
echo '# A check of the average passes, and warns'
"$cacltv" check spend.csv customers.csv assumptions.csv --min-ratio 3 --columns cac,ltv,ltv_cac

echo
echo '# A check of each channel fails'
status=0
"$cacltv" check spend.csv customers.csv assumptions.csv --require 'each: ltv_cac >= 1' --columns cac,ltv,ltv_cac || status=$?
echo "exit status $status"
