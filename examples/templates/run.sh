#!/usr/bin/env bash
# The answer in a form of one's own: a message for Slack, and an e-mail when a gate has spoken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
files=(../shop/spend.csv ../shop/customers.csv ../shop/revenue.csv)

echo '# A payload for a webhook of Slack: curl -d @- "$SLACK_WEBHOOK"'
"$cacltv" report "${files[@]}" --template slack.json

echo
echo '# An e-mail about a check: sendmail -t'
"$cacltv" check "${files[@]}" --max-cac 50 --require 'each: cac <= 80 except "Podcast"' \
  --columns spend,new_customers,cac,share_of_spend --template email.txt || echo "exit status $?"
