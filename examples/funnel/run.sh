#!/usr/bin/env bash
# From a visit to a customer: how many go on at each step, what a person at each step costs, where most are lost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# The quarter: the steps of all channels, then each channel'
"$cacltv" funnel website.csv crm.csv

echo
echo '# By month: is it getting better?'
"$cacltv" funnel website.csv crm.csv --by month -f plain

echo
echo '# Two steps only, for a spreadsheet'
"$cacltv" funnel website.csv crm.csv --steps signups,customers --sort cac -f csv

echo
echo '# Without any file'
"$cacltv" calc --step visits=20000 --step leads=1200 --step customers=60 --spend 20000 -f plain
