#!/usr/bin/env bash
# Planning next quarter's budget from the quarter that has just ended.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# What each channel needs so that a customer brings three times what it cost to win'
"$cacltv" plan customers.csv spend.csv value.csv --target 3

echo
echo '# What 50,000 would win next quarter, and what 500 new customers would cost'
"$cacltv" plan customers.csv spend.csv value.csv --budget 50000 --new-customers 500

echo
echo '# What if fewer customers left, and each paid a little more'
"$cacltv" plan customers.csv spend.csv value.csv --set churn=4% --set arpa=34

echo
echo '# Which input matters most'
"$cacltv" plan customers.csv spend.csv value.csv --tornado 10%

echo
echo '# The ratio by churn and price'
"$cacltv" plan customers.csv spend.csv value.csv --sweep churn=3%..7%:1% --sweep arpa=28..36:4

echo
echo '# What moving a tenth of the budget of the weakest channel would do'
"$cacltv" plan customers.csv spend.csv value.csv --move 10%

echo
echo '# The highest CAC by channel, for a script'
"$cacltv" plan customers.csv spend.csv value.csv --target 3 -f csv | grep '^t' | cut -d, -f2,6
