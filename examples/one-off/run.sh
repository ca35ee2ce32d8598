#!/usr/bin/env bash
# Figures only: what follows from the numbers on the back of an envelope.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# 20 000 of marketing and 10 000 of sales won 500 customers'
"$cacltv" calc --marketing 20000 --sales 10000 --customers 500

echo
echo '# Is a CAC of 240 good for a plan of 29 a month? Each formula, with the figures put in'
"$cacltv" calc --cac 240 --arpa 29/mo --margin 72% --churn 2.5%/mo --explain

echo
echo '# A lead costs 40 and one in five becomes a customer'
"$cacltv" calc --cpl 40 --close-rate 20%

echo
echo '# Break-even: the highest CAC for LTV:CAC 1, and the ROAS that only pays the goods'
"$cacltv" calc --arpa 29/mo --margin 72% --churn 2.5%/mo --target 1

echo
echo '# Four of five visits leave at once: what is lost of a budget of 10 000'
"$cacltv" calc --spend 10000 --bounce-rate 80%

echo
echo '# The same plan when 36 % of the customers leave in a year, counted over 24 months only'
"$cacltv" calc --cac 240 --arpa 29/mo --margin 72% --churn 36%/yr --horizon 24mo
