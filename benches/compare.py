#!/usr/bin/env python3
"""Times cacltv against DuckDB and Polars on the same work, in turn: benches/compare.py BINARY [ROWS] [CUSTOMERS] [RUNS]

The work: CAC by channel and month of a ledger and a list of customers (benches/generate.py), in exact decimals, each
customer id once at its earliest date. DuckDB and Polars come from PyPI into target/bench/peers, files into
target/bench; both stay there. Prints medians of seconds and of peak memory, ratios of medians, and how the time of
forms of the file, of standard input, of fewer rows and of small reports compares. The figures of all three must agree.
"""
import json, os, shutil, statistics, subprocess, sys, time
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
ROOM = os.path.join(os.path.dirname(HERE), "target", "bench")

DUCKDB = """
import duckdb, json
duckdb.sql('SET enable_progress_bar = false')
rows = duckdb.sql('''
with spend as (select channel, strftime(date, '%Y-%m') as month, sum(amount) as spend
  from read_csv('{f}/spend.csv', columns={{'date':'DATE','channel':'VARCHAR','campaign':'VARCHAR','category':'VARCHAR','amount':'DECIMAL(18,2)'}}, header=true) group by all),
first as (select customer_id, arg_min(channel, acquired_on) as channel, min(acquired_on) as day
  from read_csv('{f}/customers.csv', columns={{'customer_id':'VARCHAR','acquired_on':'DATE','channel':'VARCHAR','segment':'VARCHAR'}}, header=true) group by customer_id),
won as (select channel, strftime(day, '%Y-%m') as month, count(*) as customers from first group by all)
select channel, month, spend, customers from spend full join won using (channel, month)''').fetchall()
print(json.dumps([[a, b, str(c), d] for a, b, c, d in rows]))
"""

POLARS = """
import json, polars as pl
month = lambda column: pl.col(column).dt.strftime('%Y-%m').alias('month')
spend = pl.scan_csv('{f}/spend.csv', schema={{'date': pl.Date, 'channel': pl.String, 'campaign': pl.String, 'category': pl.String, 'amount': pl.Decimal(18, 2)}})
spend = spend.group_by('channel', month('date')).agg(pl.col('amount').sum())
won = pl.scan_csv('{f}/customers.csv', schema={{'customer_id': pl.String, 'acquired_on': pl.Date, 'channel': pl.String, 'segment': pl.String}})
first = won.group_by('customer_id').agg(pl.col('channel').sort_by('acquired_on').first(), pl.col('acquired_on').min().alias('day'))
won = first.group_by('channel', month('day')).agg(pl.len().alias('customers'))
rows = spend.join(won, on=['channel', 'month'], how='full', coalesce=True).collect(engine='streaming').rows()
print(json.dumps([[a, b, str(c), d] for a, b, c, d in rows]))
"""

def run(command, stdin=None):
    """Seconds, peak memory in MiB, what was printed, and seconds of all processors."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=stdin) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024, out.decode(), usage.ru_utime + usage.ru_stime

def in_turn(commands, runs):
    """Runs all commands in turn, and gives each its median seconds, its memory, its last output, and its median
    seconds of all processors."""
    told = {name: [] for name in commands}
    for _ in range(runs):
        for name, (command, stdin) in commands.items():
            source = open(stdin, "rb") if stdin else None
            told[name].append(run(command, source))
    def told_of(all):
        seconds, memory, printed, work = zip(*all)
        return statistics.median(seconds), max(memory), printed[-1], statistics.median(work)
    return {name: told_of(all) for name, all in told.items()}

def data(rows, customers, form="plain"):
    folder = os.path.join(ROOM, f"{form}-{rows}-{customers}")
    if not os.path.exists(os.path.join(folder, "done")):
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), folder, str(rows), str(customers), form], check=True)
        open(os.path.join(folder, "done"), "w").close()
    return folder

def peers():
    python = os.path.join(ROOM, "peers", "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", os.path.join(ROOM, "peers")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "duckdb", "polars"], check=True)
    versions = subprocess.run([python, "-c", "import duckdb, polars; print('DuckDB', duckdb.__version__, 'and Polars', polars.__version__)"], capture_output=True, text=True)
    return python, versions.stdout.strip()

def main():
    binary = os.path.abspath(sys.argv[1])
    rows, customers, runs = [int(text) for text in sys.argv[2:5]] + [20_000_000, 5_000_000, 5][len(sys.argv) - 2:]
    python, versions = peers()
    by = ["--by", "channel,month", "-f", "json"]

    folder = data(rows, customers)
    spend, won = f"{folder}/spend.csv", f"{folder}/customers.csv"
    all = in_turn({
        "cacltv": ([binary, "report", spend, won, *by], None),
        "DuckDB": ([python, "-c", DUCKDB.format(f=folder)], None),
        "Polars": ([python, "-c", POLARS.format(f=folder)], None),
    }, runs)
    ours = {(r["channel"], r["month"]): (Fraction(r["spend"]), Fraction(r["new_customers"])) for r in json.loads(all["cacltv"][2])["rows"]}
    for peer in ("DuckDB", "Polars"):
        theirs = {(a, b): (Fraction(c), Fraction(d)) for a, b, c, d in json.loads(all[peer][2])}
        assert ours == theirs, f"the figures of {peer} differ"
    print(f"{rows:,} rows of spend, {customers:,} customers, {runs} runs in turn, {versions}\n")
    print("| | seconds | of cacltv's | MiB |\n|---|---|---|---|")
    for name, (seconds, memory, *_) in all.items():
        print(f"| {name} | {seconds:.2f} | {seconds / all['cacltv'][0]:.2f} | {memory:.0f} |")
    print(f"\nmemory beyond 64 MiB: {max(0, all['cacltv'][1] - 64) * (1 << 20) / max(customers, 1):.1f} bytes for each customer id\n")

    alone = in_turn({
        "ledger": ([binary, "report", spend, *by], None),
        "line ends": (["wc", "-l", spend], None),
    }, runs)
    one_by_one = float(subprocess.run(["cargo", "bench", "-q", "--bench", "lines", "--", spend], cwd=HERE, stdout=subprocess.PIPE, check=True).stdout)
    print(f"the ledger alone: {alone['ledger'][0]:.2f} s")
    for seconds, how in ((one_by_one, "memchr finds its line ends one by one"), (alone["line ends"][0], "wc -l counts them")):
        print(f"- {alone['ledger'][0] / seconds:.1f} times the {seconds:.2f} s in which {how}, on one core")
    print()

    print("| ledger rows | nanoseconds a row | of all processors | each row more than the line above |\n|---|---|---|---|")
    steps = [rows // 20, rows // 4, rows]
    folders = {n: data(n, 0) if n != rows else folder for n in steps}
    growth = in_turn({n: ([binary, "report", f"{folders[n]}/spend.csv", *by], None) for n in steps}, runs)
    above = None
    for n in steps:
        more = f"{(growth[n][0] - growth[above][0]) / (n - above) * 1e9:.1f}" if above else ""
        print(f"| {n:,} | {growth[n][0] / n * 1e9:.1f} | {growth[n][3] / n * 1e9:.1f} | {more} |")
        above = n

    print("\n| form | bytes | nanoseconds a byte | of plain |\n|---|---|---|---|")
    n = rows // 4
    files = {form: f"{data(n, 0, form)}/spend.csv" for form in ("plain", "wide", "semicolon", "quoted", "utf16", "crlf")}
    forms = in_turn({
        **{form: ([binary, "report", file, *by], None) for form, file in files.items()},
        "standard input": ([binary, "report", "-", *by], files["plain"]),
    }, runs)
    files["standard input"] = files["plain"]
    plain = forms["plain"][0] / os.path.getsize(files["plain"])
    for form, (seconds, *_) in forms.items():
        size = os.path.getsize(files[form])
        print(f"| {form} | {size:,} | {seconds / size * 1e9:.2f} | {seconds / size / plain:.2f} |")

    shop = [os.path.join(os.path.dirname(HERE), "examples", "shop", f"{name}.csv") for name in ("spend", "customers", "revenue")]
    # A program is installed as a copy. The system takes longer for one as a linker left it: its pages lie one by one.
    installed = shutil.copy(binary, os.path.join(ROOM, "installed"))
    small = in_turn({
        "/bin/true": (["/bin/true"], None),
        "calc": ([installed, "calc", "--spend", "1200", "--customers", "8"], None),
        "report on 3 files": ([installed, "report", *shop], None),
        "calc, as it was linked": ([binary, "calc", "--spend", "1200", "--customers", "8"], None),
        "report on 3 files, as it was linked": ([binary, "report", *shop], None),
    }, 200)
    print("\n| small | milliseconds | of /bin/true |\n|---|---|---|")
    for name, (seconds, *_) in small.items():
        print(f"| {name} | {seconds * 1e3:.2f} | {seconds / small['/bin/true'][0]:.2f} |")

if __name__ == "__main__":
    main()
