#!/usr/bin/env bash
# Salaries that belong to no channel: apart, spread, or left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# Apart'
"$cacltv" report spend.csv customers.csv --columns spend,new_customers,cac

echo
echo '# Spread by spend'
"$cacltv" report spend.csv customers.csv --columns spend,new_customers,cac --allocate spend

echo
echo '# Spread by customers won'
"$cacltv" report spend.csv customers.csv --columns spend,new_customers,cac --allocate customers

echo
echo '# Spread by the hours the people wrote down'
"$cacltv" report spend.csv customers.csv --columns spend,new_customers,cac --allocate 'Search=4,Social=2,Podcast=3'

echo
echo '# Left out'
"$cacltv" report spend.csv customers.csv --columns spend,new_customers,cac --exclude salaries
