#!/usr/bin/env bash
# 25 months, 35 months, never: the same cost and the same margin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# 2 of 100 customers leave each month'
"$cacltv" calc --cac 2000 --arpa 100/mo --margin 80% --churn 2%

echo
echo '# 5 of 100 leave'
"$cacltv" calc --cac 2000 --arpa 100/mo --margin 80% --churn 5%

echo
echo '# A check that asks for 30 months of plain payback passes, and says what it passes over'
"$cacltv" check spend.csv customers.csv --arpa 100/mo --margin 80% --churn 5% --max-payback 30 --columns cac,payback_months

echo
echo '# The question that was meant'
status=0
"$cacltv" check spend.csv customers.csv --arpa 100/mo --margin 80% --churn 5% \
  --require 'payback_retention_months <= 30' --columns cac,payback_months,payback_retention_months || status=$?
echo "exit status $status"
