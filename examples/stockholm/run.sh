#!/usr/bin/env bash
# March of a Stockholm analyst: two advertising platforms, a cost ledger and the deals of the CRM, as they are exported.
# Notes and warnings are shown among the rest.
set -euo pipefail
exec 2>&1
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
model=(--arpa 1490 --margin 82% --churn 2%)

echo '# March, with the line that the first run told to paste'
"$cacltv" report *.csv --period 2026-03 "${model[@]}" --alias 'Google Ads=Google' --alias 'Meta=Facebook Ads,facebook'

echo
echo '# What the cost of a customer is made of'
"$cacltv" report *.csv --period 2026-03 --by category --columns spend,share_of_spend,cac_part

echo
echo '# Half of the ledger of February and half of that of March, against the customers of March'
"$cacltv" report kostnader.csv hubspot-deals.csv --period 2026-03 --lag 0:50%,1:50% --by month --columns spend,new_customers,cac
