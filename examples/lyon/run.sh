#!/usr/bin/env bash
# The first quarter of a Lyon controller: a ledger of debits and credits, the customers won, the revenue.
# Warnings are shown among the rest.
set -euo pipefail
exec 2>&1
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# By month'
"$cacltv" report *.csv --by month

echo
echo '# What the cost of a customer is made of'
"$cacltv" report grand-livre.csv clients.csv --by category --columns spend,share_of_spend,cac_part

echo
echo '# The same under a narrower scope: what no category is known of is named, not guessed'
"$cacltv" report grand-livre.csv clients.csv --by category --columns spend,share_of_spend,cac_part --scope direct

echo
echo '# So a threshold under that scope cannot be decided'
status=0
"$cacltv" check grand-livre.csv clients.csv --by month --columns cac --scope direct --max-cac 700 || status=$?
echo "exit status $status"
