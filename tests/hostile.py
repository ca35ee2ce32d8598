#!/usr/bin/env python3
"""Hostile input, the long way: tests/hostile.py PROGRAM [product] [single] [bulk [WORD...]]

product  every name at once, in every place of the files, in every format of every command
single   one name at a time in every flag, file name, folder, header, cell, key of the configuration, variable, template
bulk     much of one thing: seconds, seconds of CPU and MiB of each run; WORDs choose some of them

Outputs are held against readers that share nothing with the program. Ends with 1 when something acts, hangs or crashes.
The quick part of this is in tests/it/hostile; the figures are in tests/README.md.
"""
import csv, io, json, os, re, shutil, signal, subprocess, sys, tempfile, time, zipfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

PROGRAM = os.path.abspath(sys.argv[1])
NAMES = {
    "esc": "\x1b[2J\x1b[31mred", "osc52": "\x1b]52;c;ZXZpbA==\x07", "title": "\x1b]0;title\x1b\\", "link": "\x1b]8;;http://e.vil\x1b\\x\x1b]8;;\x1b\\",
    "bidi": "a\u202etxet\u202c\u2066b\u2069", "marks": "a\u200e\u200f\u061cb", "zero": "a\u200b\u200c\u200d\u2060\ufeffb",
    "tags": "a\U000e0041\U000e007fb", "hyper": '=HYPERLINK("http://e.vil","x")', "plus": "+1+cmd|' /C calc'!A0", "minus": "-2+3", "at": "@SUM(A1)",
    "fullwidth": "\uff1d1+1", "tabbed": "\t=1", "pipe": "a|b||c", "script": "<script>alert(1)</script>", "img": "\"><img src=x onerror=alert(1)>'",
    "error": "::error::pwned", "hashes": "##[error]pwned", "setenv": "::set-output name=a::b%0A::warning::c", "percent": "a%0A%0D%25b",
    "newline": "a\nb", "crlf": "a\r\n::error::b", "cr": "a\rb", "nl2": "\n\n=1", "c1": "a\x9b31m\x85b\x90c", "del": "a\x7fb", "bel": "a\x07b\x08c",
    "line": "a\u2028b\u2029c", "bom": "\ufeffbom", "quote": 'a"b""c\'d`e', "back": "a\\b\\\\c\\n", "braces": "{{ 7*7 }}{% raw %}", "dollar": "$(id)`id`$x$",
    "md": "[a](javascript:alert(1)) **b** _c_ ~~d~~ # e", "comment": "# HELP x", "yaml": "--- a: b", "tap": "not ok 1 # SKIP", "semi": "a;b,c\td",
    "amp": "&lt;b&gt;&#0;", "cdata": "]]><x/>", "noncharacter": "a\ufffe\uffffb", "replacement": "a\ufffdb", "surplus": "x" * 60000,
    "wide": "\u5e83\u544a" * 40, "combining": "e" + "\u0301" * 400, "emoji": "\U0001f469\u200d\U0001f469", "vs": "a\ufe0f\U000e01efb", "paren": "(total)", "toml": '"""\n[x]\ny=1',
    "slash": "../../etc/passwd", "dash": "--help", "interlinear": "a\ufff9b\ufffac\ufffb", "shorthand": "a\U0001bca0b", "ignorable": "a\U000e0fffb",
}
ALL = list(NAMES.items())
FORMATS = ["table", "plain", "markdown", "html", "csv", "tsv", "json", "jsonl", "xlsx"]
GATE = ["junit", "github", "tap", "prom"]
failures, runs = [], 0


def hidden(c):
    o = ord(c)
    return (o < 32 or 0x7f <= o <= 0x9f or o in (0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0xfeff, 0x3164, 0xffa0) or 0x200b <= o <= 0x200f
            or 0x2028 <= o <= 0x202e or 0x2060 <= o <= 0x206f or 0xfff0 <= o <= 0xfffb or 0x1bca0 <= o <= 0x1bca3 or 0xe0000 <= o <= 0xe00ff or 0xe01f0 <= o <= 0xe0fff)


def no_controls(text, allowed, kind, out):
    bad = sorted({c for c in text if hidden(c) and c not in allowed})
    if bad:
        at = min(text.index(c) for c in bad)
        out.append(f"{kind}: hidden {[hex(ord(c)) for c in bad]} at {text[max(0, at - 60):at + 20]!r}")


NUMBER = re.compile(r"^[-+]?[0-9 .,%]+$")


def check_output(fmt, data, out):
    if fmt == "xlsx":
        if not data:
            return
        try:
            book = zipfile.ZipFile(io.BytesIO(data))
            for name in book.namelist():
                if name.endswith((".xml", ".rels")):
                    tree = ET.fromstring(book.read(name))
                    for node in tree.iter():
                        text = node.text or ""
                        if node.tag.endswith("}t"):
                            bad = sorted({c for c in text if (ord(c) < 32 or 0x7f <= ord(c) <= 0x9f) and c not in "\n\t"})
                            if bad:
                                out.append(f"xlsx controls {bad}")
                            if re.match(r"[=+@-]", text) and not NUMBER.match(text):
                                out.append(f"xlsx formula-like text {text[:60]!r}")
        except Exception as error:
            out.append(f"xlsx: {error}")
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        out.append(f"not utf-8: {error}")
        return
    loose = {"csv": "\n", "tsv": "\n\t"}
    if fmt in loose:
        # A spreadsheet reads invisible letters as they are; control characters are spelled out.
        bad = sorted({c for c in text if (ord(c) < 32 or 0x7f <= ord(c) <= 0x9f) and c not in loose[fmt]})
        if bad:
            out.append(f"{fmt}: controls {bad}")
    else:
        no_controls(text, "\n", fmt, out)
    lines = text.split("\n")
    for line in lines:
        start = line.lstrip()
        if fmt == "github" and start.startswith("::"):
            if not re.match(r"::(error|warning|notice) (file|title)=[^:,]*(,(line|col|title)=[^:,]*)*::", line):
                out.append(f"github command {line[:100]!r}")
            continue
        if fmt not in ("json", "xlsx") and (start.startswith("::") or start.startswith("##[")):
            out.append(f"{fmt}: a command to a log {line[:80]!r}")
        if fmt == "github" and "##[" in line:
            out.append(f"github: old command {line[:80]!r}")
    if not text:
        return
    if fmt == "csv":
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                if re.match(r"\s*[=+@-]", cell) and not NUMBER.match(cell):
                    out.append(f"csv formula {cell[:60]!r}")
    if fmt == "tsv":
        widths = {line.count("\t") for line in text.rstrip("\n").split("\n")}
        if len(widths) > 1 and "\n\n" not in text:
            out.append(f"tsv widths {widths}")
        for line in text.split("\n"):
            for cell in line.split("\t"):
                if re.match(r"[=+@-]", cell) and not NUMBER.match(cell):
                    out.append(f"tsv formula {cell[:60]!r}")
    if fmt in ("html", "junit"):
        try:
            source = text.split("\n", 1)[1] if fmt == "html" else text
            tree = ET.fromstring(source if fmt == "html" else text)
            tags = {node.tag.split("}")[-1] for node in tree.iter()}
            if tags & {"script", "img", "iframe", "object"}:
                out.append(f"{fmt}: tags {tags}")
        except ET.ParseError as error:
            out.append(f"{fmt}: {error}")
    if fmt == "json":
        try:
            json.loads(text)
        except ValueError as error:
            out.append(f"json {error}")
    if fmt == "jsonl":
        for line in text.split("\n"):
            if line:
                try:
                    json.loads(line)
                except ValueError as error:
                    out.append(f"jsonl {error}")
                    break
    if fmt == "prom":
        for line in lines:
            if line and not re.match(r'^(# (HELP|TYPE) cacltv_\w+ .*|# note: .*|cacltv_\w+(\{(\w+="([^"\\]|\\.)*",?)*\})? -?[0-9.e+-]+)$', line):
                out.append(f"prom line {line[:100]!r}")
    if fmt == "tap":
        if not lines[0] == "TAP version 13":
            out.append("tap head")
        for line in lines[1:]:
            if line and not re.match(r"^(1\.\.\d+|(not )?ok \d+ - .*|# .*|  (---|\.\.\.)|  \w+: \".*\"|Bail out! .*)$", line):
                out.append(f"tap line {line[:100]!r}")
        plan = re.search(r"^1\.\.(\d+)$", text, re.M)
        if plan and len(re.findall(r"^(?:not )?ok \d+", text, re.M)) != int(plan.group(1)):
            out.append("tap plan")
    if fmt == "markdown":
        bare = re.sub(r"\\.", "", text)
        for sign in ("<script", "<img", "](", "```"):
            if sign in bare:
                out.append(f"markdown {sign} in {bare[max(0, bare.index(sign) - 40):][:80]!r}")
        for line in lines:
            if line.startswith("|"):
                cells = re.sub(r"\\.", "", line).count("|")
                check_output.width = cells
    if fmt == "table":
        rows = [line for line in lines if line.startswith("│")]
        if len({line.count("│") for line in rows if True}) > 3:
            pass


def run(arguments, where, env=None, stdin=None, label=""):
    global runs
    runs += 1
    full = {"PATH": "/usr/bin:/bin", "HOME": where, "LANG": "C.UTF-8"}
    full.update(env or {})
    try:
        done = subprocess.run([os.fsencode(PROGRAM)] + [a if isinstance(a, bytes) else a.encode("utf-8", "surrogateescape") for a in arguments],
                              cwd=where, env=full, input=stdin, capture_output=True, timeout=60)
    except ValueError:
        return None  # NUL in an argument
    except subprocess.TimeoutExpired:
        failures.append((label, arguments, ["time out"]))
        return None
    out = []
    fmt = "plainly"
    words = [a if isinstance(a, str) else "" for a in arguments]
    for at, word in enumerate(words):
        if word == "-f" and at + 1 < len(words):
            fmt = words[at + 1]
    if done.returncode not in range(6):
        out.append(f"exit {done.returncode}")
    check_output(fmt if fmt in FORMATS + GATE else "table", done.stdout, out)
    try:
        err = done.stderr.decode("utf-8")
        no_controls(err, "\n", "stderr", out)
        for line in err.split("\n"):
            if line.lstrip().startswith("::") or line.lstrip().startswith("##["):
                # A quoted line of input stands behind its number and a bar.
                out.append(f"stderr: a command to a log {line[:80]!r}")
        if len(err) > 200_000:
            out.append(f"stderr of {len(err)} bytes")
        if "panicked" in err or "RUST_BACKTRACE" in err:
            out.append("panic")
    except UnicodeDecodeError as error:
        out.append(f"stderr: {error}")
    if out:
        failures.append((label, arguments, out))
    return done


def cell(text):
    return '"' + text.replace('"', '""') + '"'


def write(where, name, text, encoding="utf-8"):
    path = os.path.join(os.fsencode(where), name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape"))
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode(encoding, "surrogatepass"))


def desk(place):
    """A folder whose files carry every name in one place."""
    where = tempfile.mkdtemp(prefix="hostile-")
    spend, won, revenue, funnel = [], [], [], []
    for at, (_, name) in enumerate(ALL):
        channel = cell(name) if place == "channel" else f"Meta {at % 7}"
        segment = cell(name) if place == "segment" else f"s{at % 3}"
        campaign = cell(name) if place == "campaign" else f"k{at % 5}"
        category = cell(name) if place == "category" else "advertising"
        for month in ("2026-02", "2026-03"):
            spend.append(f"{month},{channel},{segment},{campaign},{category},{100 + at}.5\n")
            won.append(f"{month},{channel},{segment},{campaign},{at % 9 + 1}\n")
            revenue.append(f"{month},{channel},{segment},{9000 + at},{50 + at},{50 + at},{at % 4 + 1},{700 + at}\n")
        funnel.append(f"2026-03,{channel},{1000 + at},{100 + at},{10 + at % 7}\n")
    write(where, "spend.csv", "month,channel,segment,campaign,category,amount\n" + "".join(spend))
    write(where, "won.csv", "month,channel,segment,campaign,new_customers\n" + "".join(won))
    write(where, "revenue.csv", "month,channel,segment,revenue,active_customers,customers_at_start,churned_customers,cost_of_revenue\n" + "".join(revenue))
    write(where, "funnel.csv", "month,channel,visits,leads,customers\n" + "".join(funnel))
    if place == "id":
        ids = "".join(f"{cell(name)},2026-0{at % 2 + 2}-0{at % 9 + 1},Meta {at % 7},s{at % 3}\n" for at, (_, name) in enumerate(ALL))
        write(where, "won.csv", "customer_id,acquired_on,channel,segment\n" + ids + ids)
    if place == "assumptions":
        rows = "".join(f"{cell(name)},{30 + at},70%,3%\n" for at, (_, name) in enumerate(ALL))
        write(where, "assumptions.csv", "channel,arpa,margin,churn\n" + rows)
    return where


FILES = ["spend.csv", "won.csv", "revenue.csv"]


def commands(place):
    by = {"segment": ["--by", "segment"], "campaign": ["--by", "campaign"], "category": ["--by", "category"]}.get(place, [])
    files = FILES + (["assumptions.csv"] if place == "assumptions" else [])
    keep = ["--totals", "keep", "-n"]
    yield "report", ["report", *files, *keep, *by], FORMATS
    yield "report verbose", ["report", *files, *keep, *by, "-v", "--explain"], ["table", "json", "markdown", "html"]
    yield "report across", ["report", *files, *keep, *by, "--across", "month", "--metric", "spend,cac"], FORMATS
    yield "report by two", ["report", *files, *keep, "--by", "channel,segment"], ["plain", "tsv", "json", "html"]
    yield "check", ["check", *files, *keep, *by, "--max-cac", "20", "--require", "each: cac <= 30", "--require", "each: payback_months <= 2"], FORMATS + GATE
    yield "compare", ["compare", *files, *keep, "--period", "2026-03", "--against", "2026-02"], FORMATS
    yield "trend", ["trend", *files, *keep], FORMATS
    yield "plan", ["plan", *files, *keep, "--budget", "100000"], FORMATS
    yield "plan tornado", ["plan", *files, *keep, "--sensitivity", "20%"], ["table", "json", "csv"]
    yield "funnel", ["funnel", "funnel.csv", *keep], FORMATS
    yield "reconcile", ["reconcile", *files, *keep, "--from-scope", "paid"], FORMATS
    yield "inspect", ["inspect", *files, "-n"], FORMATS
    yield "get", ["get", "cac", *files, *keep], []
    yield "init", ["init", *files, "-n"], []


def product():
    for place in ("channel", "segment", "campaign", "category", "id", "assumptions"):
        where = desk(place)
        for name, arguments, formats in commands(place):
            if not formats:
                run(arguments, where, label=f"{place}/{name}")
            for fmt in formats:
                if name.startswith("inspect") and fmt == "xlsx":
                    continue
                run([*arguments, "-f", fmt], where, label=f"{place}/{name}/{fmt}")
        for fmt in ("csv", "tsv", "html", "markdown"):
            run(["report", *FILES, "-n", "--totals", "keep", "--locale", "sv", "-f", fmt], where, label=f"{place}/locale/{fmt}") if fmt in ("html", "markdown") else None
        shutil.rmtree(where)


def single():
    """What takes one name at a time: file names, folders, headers, flags, the configuration, the environment, templates."""
    jobs = []
    for key, name in ALL:
        if key in ("surplus",):
            short = "x" * 60000
        else:
            short = name
        jobs.append((key, short))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, jobs))


def one(job):
    key, name = job
    where = desk("none")
    flags = [
        ["report", name], ["report", *FILES, "--channel", name], ["report", *FILES, "--segment", name], ["report", *FILES, "--where", f"{name}=x"],
        ["report", *FILES, "--where", f"channel={name}"], ["report", *FILES, "--where", name], ["report", *FILES, "--by", name], ["report", *FILES, "--by", f"channel,{name}"],
        ["report", *FILES, "--columns", name], ["report", *FILES, "--sort", name], ["report", *FILES, "--map", f"{name}=x"], ["report", *FILES, "--map", f"channel={name}"],
        ["report", *FILES, "--map", name], ["report", *FILES, "--alias", f"Meta={name}"], ["report", *FILES, "--alias", f"{name}=Meta 1,Meta 2"], ["report", *FILES, "--alias", name],
        ["report", *FILES, "--decimal", name], ["report", *FILES, "--encoding", name], ["report", *FILES, "--date-format", name], ["report", *FILES, "--delimiter", name],
        ["report", *FILES, "--sheet", name], ["report", *FILES, "--missing", name], ["report", *FILES, "--negate", name], ["report", *FILES, "--period-of", f"{name}=2026-03"],
        ["report", *FILES, "--period-of", f"spend.csv={name}"], ["report", *FILES, "--period", name], ["report", *FILES, "--from", name], ["report", *FILES, "--lag", name],
        ["report", *FILES, "--include", name], ["report", *FILES, "--exclude", name], ["report", *FILES, "--cost-part", f"{name}=60%"], ["report", *FILES, "--cost-part", name],
        ["report", *FILES, "--shared", name], ["report", *FILES, "--allocate", name], ["report", *FILES, "--allocate", f"{name}=100"], ["report", *FILES, "--reward", f"{name}=20"],
        ["report", *FILES, "--arpa", name], ["report", *FILES, "--margin", name], ["report", *FILES, "--churn", name], ["report", *FILES, "--lifetime", name], ["report", *FILES, "--method", name],
        ["report", *FILES, "--as", name], ["report", *FILES, "--horizon", name], ["report", *FILES, "--currency", name], ["report", *FILES, "--rates", name], ["report", *FILES, "--known", name],
        ["report", *FILES, "--top", name], ["report", *FILES, "--numbers", name], ["report", *FILES, "--locale", name], ["report", *FILES, "--template", name], ["report", *FILES, "-f", name],
        ["report", *FILES, "-o", f"{name}:x"], ["report", *FILES, "-o", f"no/such/{name}"], ["report", *FILES, "-o", f"{name}.csv"], ["report", *FILES, "--config", name], ["report", *FILES, "--color", name], ["report", *FILES, "--threads", name],
        ["report", *FILES, f"--{name}"], [name], ["report", *FILES, "--spend", f"{name}=spend.csv"], ["report", "--spend", name], ["report", *FILES, "--interval", name], ["report", *FILES, "--target", name],
        ["check", *FILES, "--require", name], ["check", *FILES, "--require", f'channel "{name}": cac <= 3'], ["check", *FILES, "--require", f'each: cac <= 3 except "{name}"'], ["check", *FILES, "--require", f"{name} <= 3"],
        ["check", *FILES, "--require", f"cac <= {name}"], ["check", *FILES, "--max-cac", name], ["check", *FILES, "--baseline", name, "--max-drop", "10%"], ["check", *FILES, "--max-cac", "1", "--baseline", name],
        ["get", name, *FILES], ["compare", name, name], ["compare", f"cac={name}", "cac=1"], ["compare", f"{name}=1", "cac=1"], ["compare", *FILES, "--period", "2026-03", "--against", name], ["trend", *FILES, "--metric", name],
        ["trend", *FILES, "--by", name], ["plan", *FILES, "--budget", name], ["plan", *FILES, "--set", f"{name}=1"], ["plan", *FILES, "--set", f"arpa={name}"], ["plan", *FILES, "--move", name], ["funnel", "funnel.csv", "--steps", name],
        ["funnel", "funnel.csv", "--by", name], ["reconcile", *FILES, "--to", name], ["inspect", name], ["explain", name], ["init", name], ["init", f"no/{name}.csv"], ["completions", name], ["man", f"no/such/{name}"], ["schema", name],
        ["calc", "--step", f"{name}=1", "--step", "b=2"], ["calc", "--cost", f"{name}=10", "--customers", "2"], ["calc", "--spend", name], ["calc", "--step", "visits=10", "--step", f"{name}=5", "--step", "customers=2", "-f", "html"],
    ]
    for arguments in flags:
        if any(len(a) > 120_000 for a in arguments):
            continue
        run([*arguments] if "--config" in arguments else [*arguments, *([] if arguments[0] in ("explain", "completions", "man", "schema") else ["-n"])], where, label=f"flag/{key}")
    run(["check", *FILES, "-n", "--require", name, "-f", "github"], where, label=f"flag github/{key}")
    run(["check", *FILES, "-n", "--require", f'channel "{name}": cac <= 3', "-f", "github", "--map", "x"], where, label=f"flag github/{key}")
    for gate in GATE:
        run(["check", *FILES, "-n", "--require", f'channel "{name}": cac <= 3', "-f", gate], where, label=f"absent {gate}/{key}")
        # A file called --help is one of its own only behind its folder.
        file = os.path.join(".", name) if name.startswith("-") else name
        run(["check", file, "-n", "--max-cac", "3", "-f", gate], where, label=f"file {gate}/{key}")
    # headers
    for header in (cell(name), cell(name) + "," + cell(name + " 2")):
        extra = header.count(",") and ",y" or ""
        write(where, "h.csv", f"month,channel,amount,{header}\n2026-03,a,1,z{extra}\n" if "," in header and extra else f"month,channel,amount,{header}\n2026-03,a,1,z\n")
        for arguments in (["report", "h.csv"], ["inspect", "h.csv"], ["inspect", "h.csv", "-f", "json"], ["init", "h.csv"], ["report", "h.csv", "--by", name], ["report", "h.csv", "--by", name, "-f", "csv"], ["report", "h.csv", "--by", name, "-f", "markdown"],
                          ["report", "h.csv", "--by", name, "-f", "html"], ["report", "h.csv", "--by", name, "-f", "json"], ["check", "h.csv", "won.csv", "--by", name, "--require", "each: spend <= 0", "-f", "prom"], ["report", "h.csv", "--by", name, "-f", "tsv"]):
            run([*arguments, "-n"], where, label=f"header/{key}")
    write(where, "h2.csv", f"{cell(name)},{cell('x' + name)}\n1,2\n3,4\n")
    write(where, "h3.csv", f"month,channel,{cell('amount ' + name)},{cell('spend ' + name)}\n2026-03,a,1,2\n")
    write(where, "h4.csv", f"month,channel,amount\n{cell(name)},a,1\n2026-03,b,{cell(name)}\n2026-03,c,1,{cell(name)}\n")
    write(where, "h5.csv", f"month,channel,amount,currency\n2026-03,a,1,{cell(name)}\n2026-03,b,2,EUR\n")
    write(where, "h6.csv", f"customer_id,acquired_on,channel,stage\n1,2026-03-01,a,{cell(name)}\n2,2026-03-02,b,won\n")
    write(where, "h7.csv", f"{cell(name)}\n\nmonth,channel,amount\n2026-03,a,1\n\n{cell(name)}\n")
    write(where, "h8.csv", f"month,channel,amount\n2026-03,a,1\n2026-03,{cell('Total: ' + name)},5\n")
    write(where, "h9.csv", f"from,to,rate\n{cell(name)},EUR,1.1\n")
    for file in ("h2", "h3", "h4", "h5", "h6", "h7", "h8"):
        for arguments in (["report", f"{file}.csv"], ["inspect", f"{file}.csv"], ["init", f"{file}.csv"], ["check", f"{file}.csv", "--max-cac", "3", "-f", "github"], ["check", f"{file}.csv", "--max-cac", "3", "-f", "junit"], ["check", f"{file}.csv", "--max-cac", "3", "-f", "tap"], ["report", f"{file}.csv", "-f", "json"]):
            run([*arguments, "-n"], where, label=f"cell {file}/{key}")
    run(["report", "h5.csv", "--rates", "h9.csv", "--currency", "EUR", "-n"], where, label=f"rates/{key}")
    # file names, folders
    safe = name.replace("/", "_").replace("\0", "")
    while len(safe.encode("utf-8", "surrogateescape")) > 240:
        safe = safe[:len(safe) // 2]
    odd = os.fsencode(safe) + b"\xff"
    for base in (os.fsencode(safe), odd):
        if base in (b".", b".."):
            continue
        folder = os.path.join(os.fsencode(where), b"d" + base[:200])
        os.makedirs(folder, exist_ok=True)
        for file in FILES:
            shutil.copy(os.path.join(where, file), os.path.join(folder, base[:200] + os.fsencode(file)))
        bad = os.path.join(folder, b"bad" + base[:200])
        with open(bad, "wb") as file:
            file.write(b"month,channel,amount\n2026-03,a,x\n2026-03,b,1,2\n")
        with open(os.path.join(folder, b"cacltv.toml"), "wb") as file:
            file.write(b"[model]\nchurm = '2%'\n")
        inside = [os.path.join(folder, base[:200] + os.fsencode(file)) for file in FILES]
        for arguments in (["report", *inside, "-n"], ["report", *inside, "-n", "-f", "json"], ["report", *inside, "-n", "-f", "csv"], ["report", *inside, "-n", "-f", "html"], ["report", *inside, "-n", "-f", "markdown"], ["report", *inside, "-n", "-f", "xlsx"],
                          ["inspect", *inside, "-n"], ["inspect", *inside, "-n", "-f", "json"], ["inspect", *inside, "-n", "-f", "html"], ["init", *inside, "-n"], ["report", bad, "-n"], ["check", bad, "-n", "--max-cac", "3", "-f", "github"], ["check", bad, "-n", "--max-cac", "3", "-f", "junit"],
                          ["check", *inside, "-n", "--max-cac", "3", "-f", "github"], ["check", *inside, "-n", "--max-cac", "3", "-f", "prom"], ["check", *inside, "-n", "--max-cac", "3", "-f", "tap"], ["check", *inside, "-n", "--max-cac", "3", "-f", "junit"], ["report", inside[0], inside[0], "-n"], ["report", *inside, "--config", os.path.join(folder, b"cacltv.toml")],
                          ["report", *inside, "-o", inside[0], "-n"], ["report", *inside, "-o", os.path.join(folder, b"no", base), "-n"], ["report", *inside, "-n", "--spend", inside[0]], ["compare", inside[0], inside[1], "-n"], ["report", folder, "-n"], ["report", *inside, "--template", inside[0], "-n"], ["init", folder, "-n"]):
            run(arguments, where, label=f"file name/{key}")
        run(["report", *inside], where, env={"CACLTV_CONFIG": os.fsdecode(os.path.join(folder, b"cacltv.toml"))}, label=f"env/{key}")
    run(["report", *FILES], where, env={"CACLTV_CONFIG": name.replace("\0", "")} if len(name) < 100_000 else {}, label=f"env/{key}")
    run(["report", *FILES, "-n"], where, env={"COLUMNS": name.replace("\0", ""), "NO_COLOR": name.replace("\0", ""), "TERM": name.replace("\0", ""), "XDG_CONFIG_HOME": name.replace("\0", "")}, label=f"env/{key}")
    run(["check", *FILES, "-n", "--max-cac", "3", "-f", "github"], where, env={"GITHUB_STEP_SUMMARY": "no/such/" + name.replace("\0", "")}, label=f"summary/{key}")
    # configuration
    quoted = json.dumps(name, ensure_ascii=True)
    quoted = re.sub(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", lambda m: "\\U%08x" % (0x10000 + ((int(m[1], 16) - 0xd800) << 10) + int(m[2], 16) - 0xdc00), quoted)
    literal = json.dumps(name, ensure_ascii=False)
    for text in (f"{quoted} = 1\n", f"[{quoted}]\na = 1\n", f"[model]\n{quoted} = 1\n", f"[model]\narpa = {quoted}\n", f"[model]\nmethod = {quoted}\n", f"[channels.aliases]\n{quoted} = ['a']\n", f"[channels]\nunpaid = [{quoted}]\n", f"[input]\nfiles = [{quoted}]\n",
                 f"[input.columns]\nchannel = {quoted}\n", f"[input.columns]\n{quoted} = 'x'\n", f"[costs.categories]\n{quoted} = 'content'\n", f"[costs.categories]\n'x' = {quoted}\n", f"[costs]\nallocate = {quoted}\n", f"[[check]]\nmetric = {quoted}\nmax = 3\n",
                 f"[[check]]\nmetric = 'cac'\nmax = 3\nrow = {quoted}\n", f"[[check]]\nmetric = 'cac'\nmax = {quoted}\n", f"[[check]]\nmetric = 'cac'\nmax = 3\nexcept = [{quoted}]\nrow = 'each'\n", f"[output]\nlocale = {quoted}\n", f"[model.channel.{quoted}]\narpa = 3\n",
                 f"[model.channel.{quoted}]\narpm = 3\n", f"[[input.file]]\npath = {quoted}\n", f"[bands]\nhealthy = {quoted}\n", literal, f"x = {literal}\n", name):
        try:
            write(where, "c.toml", text)
        except UnicodeEncodeError:
            continue
        run(["report", *FILES, "--config", "c.toml"], where, label=f"config/{key}")
        run(["check", *FILES, "--config", "c.toml", "--max-cac", "3", "-f", "github"], where, label=f"config github/{key}")
        run(["check", *FILES, "--config", "c.toml", "--max-cac", "3", "-f", "junit"], where, label=f"config junit/{key}")
    # templates
    for ending in ("html", "json", "txt", "md"):
        for text in (name, "{{ " + name + " }}", "{{ rows[0]." + name + " }}", "{{ rows['" + name + "'] }}", "{% " + name + " %}", "{{ total.cac | " + name + " }}", "{{ '" + name.replace("'", "") + "' }}"):
            write(where, f"t.{ending}", text)
            done = subprocess.run([PROGRAM, "report", *FILES, "-n", "--template", f"t.{ending}"], cwd=where, capture_output=True)
            out = []
            no_controls(done.stderr.decode("utf-8", "replace"), "\n", "template stderr", out)
            if done.returncode not in range(6):
                out.append(f"exit {done.returncode}")
            if out:
                failures.append((f"template/{key}", [ending, text], out))
    shutil.rmtree(os.fsencode(where))


class Bulk:
    """Runs with much of one thing, each under a limit of time."""

    def __init__(self, only):
        self.only, self.where = only, tempfile.mkdtemp(prefix="bulk-", dir=os.environ.get("TMPDIR"))

    def all(self):
        for kind in ("million", "onesided", "columns", "gigabyte", "files", "flags", "toml", "nesting", "channels"):
            if not self.only or any(word in kind for word in self.only):
                getattr(self, kind)()
        shutil.rmtree(self.where)

    def write(self, name, parts):
        with open(os.path.join(self.where, name), "w") as file:
            file.writelines(parts)

    def run(self, label, arguments, limit=120):
        # init writes over nothing, and would say no more than that.
        if arguments[0] == "init" and os.path.exists(os.path.join(self.where, "cacltv.toml")):
            os.unlink(os.path.join(self.where, "cacltv.toml"))
        begin = time.time()
        with open(self.where + "/err", "wb") as err, open(self.where + "/out", "wb") as out:
            process = subprocess.Popen(["/usr/bin/env", "-i", PROGRAM, *arguments], cwd=self.where, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
            signal.signal(signal.SIGALRM, lambda *_: process.kill())
            signal.alarm(limit)
            _, status, use = os.wait4(process.pid, 0)
            signal.alarm(0)
        code = os.waitstatus_to_exitcode(status)
        said = open(self.where + "/err", errors="replace").read()
        if code not in range(6):
            failures.append((label, arguments, [f"exit {code}"]))
        if len(said) > 200_000:
            failures.append((label, arguments, [f"messages of {len(said)} bytes"]))
        print(f"{label:44} exit {code:3} {time.time() - begin:7.2f} s, CPU {use.ru_utime + use.ru_stime:6.2f} s {use.ru_maxrss / 1024:7.1f} MiB  {said[:90].splitlines()[:1]}", flush=True)

    def million(self):
        run, w, where = self.run, self.write, self.where
        w("million.csv", chain(["month,channel,amount\n"], (f"2026-03,Channel number {i},1.5\n" for i in range(1_000_000))))
        run("million channels report", ["report","million.csv","-n"])
        run("million channels inspect", ["inspect","million.csv","-n"])
        run("million channels init", ["init","million.csv","-n"])
        run("million channels across names", ["report","million.csv","-n","--by","month"])
        w("millionids.csv", chain(["customer_id,acquired_on,channel\n"], (f"id{i},2026-03-01,c{i%10}\n" for i in range(1_000_000))))
        run("million ids", ["report","millionids.csv","-n"])

    def onesided(self):
        run, w, where = self.run, self.write, self.where
        n=100_000
        w("os.csv", chain(["month,channel,amount\n"], (f"2026-03,Spend {i},1.5\n" for i in range(n))))
        w("oc.csv", chain(["month,channel,new_customers\n"], (f"2026-03,Won {i},1\n" for i in range(n))))
        run("onesided 2 x 100,000 names", ["report","os.csv","oc.csv","-n"])
        run("onesided init", ["init","os.csv","oc.csv","-n"])
        w("ls.csv", ["month,channel,amount\n2026-03,", "x"*1_000_000, ",1\n"]); w("lc.csv", ["month,channel,new_customers\n2026-03,", "x"*1_000_000, "y,1\n"])
        run("onesided names of 1 MB", ["report","ls.csv","lc.csv","-n"])

    def columns(self):
        run, w, where = self.run, self.write, self.where
        for n in (16_384, 16_385, 100_000):
            w(f"col{n}.csv", ["month,channel,amount,"+",".join(f"extra {i}" for i in range(n-3))+"\n"] + ["2026-03,a,1,"+",".join(["x"]*(n-3))+"\n"]*3)
            w(f"wide{n}.csv", ["channel,"+",".join(f"2026-{i%12+1:02}" if i<12 else f"x{i}" for i in range(n-1))+"\n"] + ["a,"+",".join(["1"]*(n-1))+"\n"]*3)
            w(f"rowcol{n}.csv", ["month,channel,amount\n2026-03,a,1\n2026-03,b,"+",".join(["1"]*n)+"\n"])
            w(f"dup{n}.csv", [",".join(["amount"]*n)+"\n"+",".join(["1"]*n)+"\n"])
            for kind in ("col","wide","rowcol","dup"):
                for c in ("report","inspect","init"): run(f"columns {kind} {n} {c}", [c, f"{kind}{n}.csv", "-n"])
            w(f"fun{n}.csv", ["month," + ",".join(f"visits {i}" for i in range(n-1)) + "\n2026-03," + ",".join(["1"]*(n-1)) + "\n"])
            run(f"columns funnel {n}", ["funnel", f"fun{n}.csv", "-n"])
            run(f"columns funnel steps {n}", ["funnel", f"fun{n}.csv", "-n", "--steps", ",".join(f"visits {i}" for i in range(min(n-1,5000)))])

    def gigabyte(self):
        run, w, where = self.run, self.write, self.where
        with open(where+"/giga.csv","w") as f:
            f.write("month,channel,amount\n2026-03,")
            for _ in range(1000): f.write("x"*1_000_000)
            f.write(",1\n")
        run("gigabyte row in one field", ["report","giga.csv","-n"])
        run("gigabyte row inspect", ["inspect","giga.csv","-n"])
        os.unlink(where+"/giga.csv")
        with open(where+"/giga.csv","w") as f:
            f.write("month,channel,amount\n2026-03,a,1")
            for _ in range(1000): f.write(",1"*500_000)
            f.write("\n")
        run("gigabyte row of fields", ["report","giga.csv","-n"])
        os.unlink(where+"/giga.csv")
        with open(where+"/giga.csv","w") as f:
            f.write("x")
            for _ in range(1000): f.write("x"*1_000_000)
        run("gigabyte header", ["report","giga.csv","-n"])
        os.unlink(where+"/giga.csv")
        with open(where+"/giga.csv","w") as f:
            f.write('month,channel,amount\n2026-03,"')
            for _ in range(1000): f.write("x\n"*500_000)
        run("gigabyte open quote", ["report","giga.csv","-n"])
        os.unlink(where+"/giga.csv")

    def files(self):
        run, w, where = self.run, self.write, self.where
        os.mkdir(where+"/many")
        for i in range(10_000): w(f"many/{i:05}.csv", [f"month,channel,amount\n2026-03,c{i:05},1\n"])
        run("10,000 files", ["report","many","-n"])
        run("10,000 files inspect", ["inspect","many","-n"])
        run("10,000 files init", ["init","many","-n"])
        run("10,000 files as arguments", ["report",*[f"many/{i:05}.csv" for i in range(10_000)],"-n","-f","json"])
        run("10,000 bad files", ["report",*[f"no/{i:05}.csv" for i in range(10_000)],"-n"])

    def flags(self):
        run, w, where = self.run, self.write, self.where
        n=10_000
        w("few.csv", chain(["month,channel,amount\n"], (f"2026-03,c{i},{i+1}\n" for i in range(20_000))))
        w("won.csv", chain(["month,channel,new_customers\n"], (f"2026-03,c{i},{i%5+1}\n" for i in range(20_000))))
        for m in (n//2, n):
            run(f"flags {m} alias", ["report","few.csv","-n",*[a for i in range(m) for a in ("--alias",f"n{i}=c{i},d{i}")]])
            run(f"flags {m} alias one", ["report","few.csv","-n","--alias","all="+",".join(f"c{i}" for i in range(m))])
            run(f"flags {m} where", ["report","few.csv","-n",*[a for i in range(m) for a in ("--where",f"channel=c{i}")]])
            run(f"flags {m} where not", ["report","few.csv","-n",*[a for i in range(m) for a in ("--where",f"channel!=c{i}")]])
            run(f"flags {m} channel", ["report","few.csv","-n",*[a for i in range(m) for a in ("--channel",f"c{i}")]])
            run(f"flags {m} require", ["check","few.csv","won.csv","-n",*[a for i in range(m) for a in ("--require",f'channel "c{i}": cac <= {i}')]])
            run(f"flags {m} require total", ["check","few.csv","won.csv","-n","-f","json",*[a for i in range(m) for a in ("--require",f'cac <= {i}')]])
            run(f"flags {m} except", ["check","few.csv","won.csv","-n","--require",'each: cac <= 3 except '+",".join(f'"c{i}"' for i in range(m))])
            run(f"flags {m} map", ["report","few.csv","-n",*[a for i in range(m) for a in ("--map",f"channel=c{i}")]])
            run(f"flags {m} by", ["report","few.csv","-n","--by",",".join(f"c{i}" for i in range(m))])
            run(f"flags {m} columns", ["report","few.csv","-n","--columns",",".join("cac" for i in range(m))])
            run(f"flags {m} include", ["report","few.csv","-n",*[a for i in range(m) for a in ("--include",f"c{i}")]])
            run(f"flags {m} reward", ["report","few.csv","won.csv","-n",*[a for i in range(m) for a in ("--reward",f"c{i}=2")]])
            run(f"flags {m} allocate", ["report","few.csv","won.csv","-n","--allocate",",".join(f"c{i}=2" for i in range(m))])
            run(f"flags {m} output", ["report","few.csv","-n",*[a for i in range(m) for a in ("-o",f"x{i%3}.csv")]])
            run(f"flags {m} typo", ["report","few.csv","-n","--channel","c99999999"])
            run(f"flags {m} steps", ["calc",*[a for i in range(m) for a in ("--step",f"c{i}={m+5-i}")]])
            run(f"flags {m} period-of", ["report","few.csv","-n",*[a for i in range(m) for a in ("--period-of",f"few{i}.csv=2026-03")]])
            run(f"flags {m} lag", ["report","few.csv","won.csv","-n","--lag",",".join(f"{i}:1/{m}" for i in range(m))])

    def toml(self):
        run, w, where = self.run, self.write, self.where
        for m in (100_000, 200_000):
            w("c1.toml", chain(["[channels.aliases]\n"], (f'"name {i}" = ["other {i}", "third {i}"]\n' for i in range(m))))
            w("c2.toml", chain(["[costs.categories]\n"], (f'"name {i}" = "content"\n' for i in range(m))))
            w("c3.toml", [f'[[check]]\nmetric = "cac"\nmax = {i+1}\n' for i in range(m)])
            w("c4.toml", [f'[model.channel."c{i}"]\narpa = 3\nmargin = 0.5\nchurn = "3%"\n' for i in range(m)])
            w("c5.toml", ["[input]\nfiles = ["]+[f'"f{i}.csv", ' for i in range(m)]+["]\n"])
            w("c6.toml", ["[channels]\nunpaid = ["]+[f'"f{i}", ' for i in range(m)]+["]\n"])
            w("c7.toml", chain(["[x]\n"], (f'a{i} = 1\n' for i in range(m))))
            w("c8.toml", ["#" + "x"*10_000_000 + "\n"])
            w("c9.toml", [f'[[input.file]]\npath = "f{i}.csv"\ndecimal = ","\n' for i in range(m)])
            w("c10.toml", ["[costs]\nexclude = ["]+[f'"f{i}", ' for i in range(m)]+["]\n"])
            w("small.csv", ["month,channel,amount\n2026-03,c1,3\n"]); w("smallwon.csv", ["month,channel,new_customers\n2026-03,c1,3\n"])
            for i in range(1, 11): run(f"toml {m} kind {i}", ["check","small.csv","smallwon.csv","--config",f"c{i}.toml","--max-cac","3"])

    def nesting(self):
        run, w, where = self.run, self.write, self.where
        w("small.csv", ["month,channel,amount\n2026-03,c1,3\n"]); 
        for m in (1000, 100_000, 1_000_000):
            w("n1.toml", ["x = " + "["*m + "]"*m + "\n"]); w("n2.toml", ["x = " + "{a="*m + "1" + "}"*m + "\n"]); w("n3.toml", ["a" + ".a"*m + " = 1\n"]); w("n4.toml", ["[a" + ".a"*m + "]\n"])
            for i in range(1,5): run(f"nesting {m} toml {i}", ["report","small.csv","--config",f"n{i}.toml"])
            for i, t in enumerate(["{{ " + "("*m + "1" + ")"*m + " }}", "{% if 1 %}"*m + "{% endif %}"*m, "{{ " + "["*m + "]"*m + " }}", "{{ " + "not "*m + "1 }}", "{{ 1" + "+1"*m + " }}", "{{ " + "-"*m + "1 }}", "{{ x" + ".a"*m + " }}", "{{ x" + "[0]"*m + " }}", "{{ 1" + "|abs"*m + " }}", "{% for a in [1] %}"*min(m,5000) + "{% endfor %}"*min(m,5000), "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{{ 'a' * 1000000000 }}", "{% for i in range(1000000000) %}x{% endfor %}", "{{ '%1000000000d' | format(1) }}", "{% set x = 'a' %}" + "{% set x = x ~ x %}"*60 + "{{ x }}", "{{ range(100000000)|list }}", "{% include 'x' %}", "{{ 2**2**2**2**10 }}", "{{ rows|tojson(indent=1000000000) }}", "{{ 'a'.rjust(9) }}{{ 'x'|indent(1000000000) }}"]):
                w("n.html", [t]); run(f"nesting {m} template {i}", ["report","small.csv","-n","--template","n.html"])
            e = ["("*m + "cac <= 3", "not "*m + "cac <= 3", 'each: '*m + "cac <= 3", "cac " + "<= 3 "*m, 'each: cac <= 3 except ' + '"a",'*m + '"b"', "cac <= " + "9"*m, "cac <= 3 min_customers " + "9"*m]
            for i, t in enumerate(e):
                if len(t) < 130_000: run(f"nesting {m} require {i}", ["check","small.csv","-n","--require",t])
            w("n1.json", ["["*m + "]"*m]); w("n2.json", ['{"schema":"cacltv/report","schema_version":1,"rows":' + "["*m + "]"*m + "}"]); w("n3.json", ['{"a":'*m + "1" + "}"*m])
            for i in range(1,4):
                run(f"nesting {m} saved {i}", ["report",f"n{i}.json","-n"]); run(f"nesting {m} compare {i}", ["compare",f"n{i}.json",f"n{i}.json","-n"]); run(f"nesting {m} baseline {i}", ["check","small.csv","-n","--baseline",f"n{i}.json","--max-drop","10%"])
    def channels(self):
        run, w = self.run, self.write
        for n in (50_000, 100_000, 199_999):
            w("s.csv", chain(["month,channel,amount\n"], (f"2026-03,Channel {i},{i % 997 + 1}.{i % 89 + 10}\n" for i in range(n))))
            w("w.csv", chain(["month,channel,new_customers\n"], (f"2026-03,Channel {i},{i % 53 + 1}\n" for i in range(n))))
            w("r.csv", chain(["month,channel,revenue,active_customers,customers_at_start,churned_customers,cost_of_revenue\n"], (f"2026-03,Channel {i},{i % 9973 + 100}.{i % 89 + 10},{i % 53 + 10},{i % 53 + 9},{i % 3 + 1},{i % 50 + 1}.15\n" for i in range(n))))
            files = ["s.csv", "w.csv", "r.csv", "-n"]
            for fmt in FORMATS if n != 50_000 else ["csv"]:
                run(f"channels {n} report {fmt}", ["report", *files, "-f", fmt, "-o", f"out.{fmt}"])
            for fmt in GATE if n == 199_999 else []:
                run(f"channels {n} check {fmt}", ["check", *files, "--require", "each: cac <= 30", "-f", fmt, "-o", f"{fmt}:out"])
            run(f"channels {n} across", ["report", *files, "--across", "month", "--metric", "cac", "-o", "out.json"])
            run(f"channels {n} trend", ["trend", *files, "--by", "channel", "-o", "out.json"])
            run(f"channels {n} plan", ["plan", *files, "--target", "3", "-o", "out.json"])
            run(f"channels {n} funnel", ["get", "cac", *files])


def told():
    seen = {}
    for label, arguments, out in failures:
        sign = re.sub(r"[0-9]+", "#", str(out[0]))[:60]
        seen.setdefault((label.split("/")[0], sign), []).append((label, arguments, out))
    for _, all_of in sorted(seen.items()):
        label, arguments, out = all_of[0]
        print(f"== {len(all_of)} x {label} {[str(a)[:70] for a in arguments]}")
        for line in out[:3]:
            print("   ", line[:260])


if __name__ == "__main__":
    asked = sys.argv[2:] or ["product", "single", "bulk"]
    if "product" in asked:
        product()
        print(f"product: {runs} runs, {len(failures)} of them fail", flush=True)
    if "single" in asked:
        before = runs
        single()
        print(f"single: {runs - before} runs, {len(failures)} fail in all", flush=True)
    if "bulk" in asked:
        Bulk([word for word in asked if word not in ("product", "single", "bulk")]).all()
    told()
    sys.exit(1 if failures else 0)
