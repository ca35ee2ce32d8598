#!/usr/bin/env bash
# The first quarter of an online shop: the report, a file for the spreadsheet, one number for a script, a check for CI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

echo '# By channel; ARPA, margin and churn come from the revenue file'
"$cacltv" report spend.csv customers.csv revenue.csv

echo
echo '# What one customer costs, by what the money was for'
"$cacltv" report spend.csv customers.csv --by category --columns spend,share_of_spend,cac_part

echo
echo '# The same report for a program and for a document, in one run'
"$cacltv" report spend.csv customers.csv revenue.csv -o "$out/report.json" -o "$out/report.md"
head -n 42 "$out/report.json"
head -n 12 "$out/report.md"

echo
echo '# One number in a shell script'
cac=$("$cacltv" get cac spend.csv customers.csv)
google=$("$cacltv" get cac spend.csv customers.csv --channel Google)
echo "CAC $cac, of which Google has $google"

echo
echo '# A check as CI runs it: the exit status is the answer'
if "$cacltv" check spend.csv customers.csv revenue.csv --min-ratio 3 --max-cac 60 --columns cac,ltv,ltv_cac; then
  echo 'the thresholds hold'
else
  echo "the thresholds do not hold: exit status $?"
fi

echo
echo '# The same of each channel: Meta misses a ratio of 3 by a little, and the exit status says so'
status=0
"$cacltv" check spend.csv customers.csv revenue.csv --require 'each: ltv_cac >= 3 except "Podcast"' \
  --columns cac,ltv,ltv_cac || status=$?
echo "exit status $status"
