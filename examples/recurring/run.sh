#!/usr/bin/env bash
# Subscriptions: what stays, what grows, and what it costs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# By quarter'
"$cacltv" report spend.csv revenue.csv --by quarter \
  --columns spend,nrr,grr,quick_ratio,magic_number,magic_number_classic,mer,retention_cost

echo
echo '# By channel: revenue for a unit of advertising'
"$cacltv" report spend.csv by-channel.csv --period 2026-Q1 --columns spend,roas

echo
echo '# Where the worth of some customers is not known, the total has none'
"$cacltv" report spend.csv customers.csv value.csv --period 2026-Q1 --columns new_customers,cac,ltv,ltv_cac
