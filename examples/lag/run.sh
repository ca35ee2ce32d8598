#!/usr/bin/env bash
# A sale takes two months: which money won which customers?
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# Month by month, as if money worked at once'
"$cacltv" report spend.csv customers.csv --by month --columns spend,new_customers,cac

echo
echo '# CAC under every lag from 0 to 6 months'
"$cacltv" report spend.csv customers.csv --view lag

echo
echo '# With the two months that a sale takes'
"$cacltv" report spend.csv customers.csv --lag 2 --by month --columns spend,new_customers,cac
