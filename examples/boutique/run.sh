#!/usr/bin/env bash
# The first quarter of a shop: orders of Shopify, spend by day of Meta and Google Ads, the customers of the year before.
set -euo pipefail
exec 2>&1
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
files=(orders_export.csv meta-daily.csv google-ads-daily.csv)

echo '# By month: who bought before this year is not new'
"$cacltv" report "${files[@]}" --known customers-before-2026.csv --by month

echo
echo '# By channel: the orders do not say where a buyer came from, so each channel has its part of the CAC'
"$cacltv" report "${files[@]}" --known customers-before-2026.csv

echo
echo '# What each file was read as'
"$cacltv" inspect "${files[@]}" --known customers-before-2026.csv -f plain

echo
echo '# Customers a month, for a script; the same without the list of earlier customers'
for month in 2026-01 2026-02 2026-03; do
  known=$("$cacltv" get new_customers "${files[@]}" --known customers-before-2026.csv --period "$month")
  all=$("$cacltv" get new_customers "${files[@]}" --period "$month")
  echo "$month: $known new, $all without the list"
done
