#!/usr/bin/env bash
# The same customers, with more or less of the cost counted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# Three answers to one question'
"$cacltv" report spend.csv customers.csv --view scopes

echo
echo '# Only one of them, for a script: what advertisements and sellers cost'
"$cacltv" get cac spend.csv customers.csv --scope direct

echo
echo '# Half of the rent is for the people who sell: it counts in part'
"$cacltv" report spend.csv customers.csv --by category --cost-part overhead=50% --columns spend,cac_part
