#!/usr/bin/env bash
# What customer acquisition cost did over fourteen months, for an analyst and for the board.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}

echo '# Fourteen months, one of them without a row: it is named, and drawn as a gap'
"$cacltv" trend customers.csv spend.csv value.csv 2>&1

# It has been said which month is empty.
exec 2>/dev/null

echo
echo '# Channel by channel, a quarter each'
"$cacltv" trend customers.csv spend.csv value.csv --by quarter,channel --metric cac,ltv_cac

echo
echo '# CAC over three months each, which calms what single months throw about'
"$cacltv" trend customers.csv spend.csv value.csv --metric cac --rolling 3

echo
echo '# For the board: fiscal years from April, quarters in columns'
"$cacltv" report customers.csv spend.csv value.csv --across quarter --metric cac,ltv_cac --config fiscal.toml

echo
echo '# The last fiscal year alone, for a script'
"$cacltv" get cac customers.csv spend.csv value.csv --period FY2026 --config fiscal.toml

echo
echo '# The points, for a spreadsheet or a chart'
"$cacltv" trend customers.csv spend.csv value.csv --metric cac -f csv | grep '^series' | cut -d, -f14,15
