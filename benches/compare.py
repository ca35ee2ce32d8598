#!/usr/bin/env python3
"""Times cacltv against DuckDB on the same work, in turn: benches/compare.py FOLDER BINARY [RUNS]

FOLDER holds spend.csv and customers.csv of benches/generate.py. The work: CAC by channel and month, exact decimals,
each customer id once at its earliest date. Needs `pip install duckdb`. Prints seconds (median, least, most) and the
ratio of the medians; the figures of both must agree."""
import json, statistics, subprocess, sys, time
from fractions import Fraction

QUERY = """
with spend as (select channel, strftime(date, '%Y-%m') as month, sum(amount) as spend
  from read_csv('{f}/spend.csv', columns={{'date':'DATE','channel':'VARCHAR','campaign':'VARCHAR','category':'VARCHAR','amount':'DECIMAL(18,2)'}}, header=true) group by all),
first as (select customer_id, arg_min(channel, acquired_on) as channel, min(acquired_on) as day
  from read_csv('{f}/customers.csv', columns={{'customer_id':'VARCHAR','acquired_on':'DATE','channel':'VARCHAR','segment':'VARCHAR'}}, header=true) group by customer_id),
won as (select channel, strftime(day, '%Y-%m') as month, count(*) as customers from first group by all)
select channel, month, spend, customers from spend full join won using (channel, month)
"""

def main():
    folder, binary = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    peer = f"import duckdb, json; duckdb.sql('SET enable_progress_bar = false'); print(json.dumps([[a, b, str(c), d] for a, b, c, d in duckdb.sql('''{QUERY.format(f=folder)}''').fetchall()]))"
    commands = {
        "cacltv": [binary, "report", f"{folder}/spend.csv", f"{folder}/customers.csv", "--by", "channel,month", "-f", "json"],
        "duckdb": [sys.executable, "-c", peer],
    }
    seconds, outputs = {name: [] for name in commands}, {}
    for _ in range(runs):
        for name, command in commands.items():
            begun = time.perf_counter()
            outputs[name] = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            seconds[name].append(time.perf_counter() - begun)
    ours = {(r["channel"], r["month"]): (Fraction(r["spend"]), Fraction(r["new_customers"])) for r in json.loads(outputs["cacltv"])["rows"]}
    theirs = {(a, b): (Fraction(c), Fraction(d)) for a, b, c, d in json.loads(outputs["duckdb"])}
    assert ours == theirs, "the figures differ"
    for name, times in seconds.items():
        print(f"{name}: {statistics.median(times):.2f} s ({min(times):.2f} to {max(times):.2f})")
    print(f"duckdb / cacltv: {statistics.median(seconds['duckdb']) / statistics.median(seconds['cacltv']):.2f}")

if __name__ == "__main__":
    main()
