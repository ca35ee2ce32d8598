#!/usr/bin/env python3
"""Faults that take longer than a test may.

    tests/faults.py [--bin target/release/cacltv] [calls] [kill] [memory] [endless] [files]

calls    the k-th read, write, sync, chmod, rename and start of a thread fails or is interrupted, for every k (with strace)

kill     kill -9 at 500 moments of a run with -o, 125 in each of four formats: the old file or the new one, byte for byte
memory   inputs of 1 GB in 128 MB of addresses (RLIMIT_AS): what comes out, seconds, peak memory
endless  standard input without an end: seconds until it is refused
files    1,000 to 10,000 input files with 16 descriptors: seconds
Ends with 1 when anything is not as it should be.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GIGABYTE = 1 << 30
FAULTS = []


class Table:
    """A table in Markdown, printed row by row."""

    def __init__(self, title, header):
        print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}", flush=True)

    def append(self, row):
        print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)


def wrong(what):
    FAULTS.append(what)
    print(f"WRONG: {what}", flush=True)


def run(binary, words, folder, addresses=None, descriptors=None, stdin=subprocess.DEVNULL, feed=None):
    """Exit status, output, messages, seconds, peak memory in MB."""

    def limits():
        if addresses:
            resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        child = subprocess.Popen(
            [binary, *words], cwd=folder, stdout=out, stderr=err, preexec_fn=limits,
            stdin=subprocess.PIPE if feed else stdin, env={"PATH": os.environ["PATH"], "XDG_CONFIG_HOME": "/nonexistent"},
        )
        if feed:
            threading.Thread(target=feed, args=(child.stdin,), daemon=True).start()
        _, status, used = os.wait4(child.pid, 0)
        took = time.monotonic() - began
        code = os.waitstatus_to_exitcode(status)
        child.returncode = code
        out.seek(0)
        err.seek(0)
        return code, out.read().decode(), err.read().decode(), took, used.ru_maxrss / 1024


def calls(binary, folder):
    if not shutil.which("strace"):
        print("calls: passed over, there is no strace")
        return
    rows = "".join(f"2026-01,channel {at % 9},{at}.25,{at % 7}\n" for at in range(30_000))
    (folder / "in.csv").write_text("month,channel,amount,new_customers\n" + rows)
    told = Table("the k-th call fails", ["format", "call", "error", "calls, each once", "exit"])
    for ending in ["csv", "json", "html", "xlsx"]:
        target = folder / f"out.{ending}"
        words = [binary, "-q", "report", "in.csv", "-o", target.name]
        subprocess.run(words, cwd=folder, check=True)
        new, old = target.read_bytes(), b"old"
        for call, only, fails in [("read", ["-P", "in.csv"], 3), ("openat", ["-P", "in.csv"], 3), ("write", [], 5),
                                  ("fsync", [], 5), ("fchmod", [], 5), ("/^rename", [], 5), ("/^clone", [], 0)]:
            # A rename is not interrupted. A thread that is not to be had is done without, but by the writer of workbooks.
            errors = {"/^rename": ["EIO"], "/^clone": ["EAGAIN"]}
            for error in errors.get(call, ["EIO", "EINTR"]):
                done, wanted = 0, (0, new)
                for at in range(1, 1000):
                    target.write_bytes(old)
                    trace = ["strace", "-f", "-qq", "-o", "trace", "-e", f"trace={call}",
                             "-e", f"inject={call}:error={error}:when={at}", *only, *words]
                    ran = subprocess.run(trace, cwd=folder, capture_output=True)
                    if "INJECTED" not in (folder / "trace").read_text():
                        break
                    done += 1
                    refused = error == "EIO" or (ending == "xlsx" and call == "/^clone" and at > 1)
                    wanted = (fails if error == "EIO" else 5, old) if refused else (0, new)
                    if (ran.returncode, target.read_bytes()) != wanted:
                        wrong(f"{ending}: {call} {error} at {at}: exit {ran.returncode}, {ran.stderr[:200]}")
                    if list(folder.glob(".cacltv-*")):
                        wrong(f"{ending}: {call} {error} at {at} leaves a temporary file")
                told.append([ending, call.strip("/^"), error, done, wanted[0]])


def kill(binary, folder):
    rows = "".join(f"2026-01,channel {at},{at}.25,{at % 7}\n" for at in range(5_000))
    (folder / "big.csv").write_text("month,channel,amount,new_customers\n" + rows)
    told = Table("kill -9 during -o", ["format", "bytes", "a run takes", "kills", "old file left", "new file left", "killed while the temporary file was written"])
    for ending in ["csv", "json", "html", "xlsx"]:
        target = folder / f"out.{ending}"
        words = [binary, "-q", "report", "big.csv", "-o", target.name]
        subprocess.run(words, cwd=folder, check=True)
        new = target.read_bytes()
        old = b"the old file\n" * 100_000
        began = time.monotonic()
        subprocess.run(words, cwd=folder, check=True)
        took = time.monotonic() - began
        if target.read_bytes() != new:
            wrong(f"two runs write different {ending}")
        count = {"old": 0, "new": 0}
        half = 0
        for at in range(125):
            target.write_bytes(old)
            child = subprocess.Popen(words, cwd=folder)
            # Most of the moments lie where the file is written: behind what is read and computed.
            time.sleep(took * random.uniform(0.5, 1.05))
            child.send_signal(signal.SIGKILL)
            child.wait()
            left = target.read_bytes()
            if left not in (old, new):
                wrong(f"{ending}: {len(left)} bytes after kill {at}")
            count["new" if left == new else "old"] += 1
            for temporary in folder.glob(".cacltv-*"):
                half += 1
                temporary.unlink()
        told.append([ending, f"{len(new):,}", f"{took:.2f} s", 125, count["old"], count["new"], half])


def write(path, head, block, size=GIGABYTE):
    with open(path, "wb") as file:
        file.write(head)
        for _ in range(size // len(block) + 1):
            file.write(block)


def memory(binary, folder):
    header = "month,channel,amount,note\n"
    ledger = "".join(f"2026-{at % 12 + 1:02},Mässor {at % 9},{at % 5000}.25,something that nobody reads\n" for at in range(20_000))
    quoted = "".join(f'2026-{at % 12 + 1:02},"Mäs""sor {at % 9}","{at % 5000},25","some\nthing"\n' for at in range(20_000))
    ids = "".join(f"c{at},2026-01-{at % 28 + 1:02},Meta\n" for at in range(100_000))
    utf8, wide, western = (lambda text: text.encode()), (lambda text: text.encode("utf-16le")), (lambda text: text.encode("cp1252"))
    spend = ["get", "spend"]
    plain = [
        ("ledger", header, ledger, utf8, spend, 0), ("ledger, quoted", header, quoted, utf8, spend, 0),
        ("ledger, UTF-16", "\ufeff" + header, ledger, wide, spend, 0),
        ("ledger, windows-1252", header, ledger, western, spend, 0),
        ("100,000 customers, by id, again and again", "customer_id,acquired_on,channel\n", ids, utf8, ["get", "new_customers"], 0),
        ("funnel", "channel,leads,demos,customers\n", "Meta,100,20,5\nGoogle,60,12,4\n" * 9000, utf8, ["funnel"], 0),
        ("one row", header + "2026-01,", "x" * 9999, utf8, spend, 3),
        ("one row, UTF-16", "\ufeff" + header + "2026-01,", "x" * 9999, wide, spend, 3),
        ("one open quote", header + '2026-01,"', "2026-01,Meta,5,x\n" * 9999, utf8, spend, 3),
        ("no line end at all", "", "x" * 9999, utf8, spend, 3),
        ("bad cells only", header, "2026-01,Meta,5x,\n" * 9999, utf8, spend, 3),
        ("ragged rows only", header, "2026-01,Meta\n" * 9999, utf8, spend, 3),
        ("ids known before", "customer_id\n", "a\nb\n" * 9999, utf8, ["get", "new_customers", "few.csv", "--known"], 0),
        ("assumptions", "channel,arpa\n", "Meta,5\n" * 9999, utf8, ["get", "spend", "small.csv", "--assumptions"], 3),
        ("rates of exchange", "from,to,rate\n", "SEK,EUR,0.09\n" * 9999, utf8, ["get", "spend", "small.csv", "--currency", "EUR", "--rates"], 3),
        ("NUL", "", "\0" * 9999, utf8, spend, 3),
    ]
    (folder / "small.csv").write_text("month,channel,amount\n2026-01,Meta,5\n")
    (folder / "few.csv").write_text("customer_id,acquired_on\nx,2026-01-05\n")
    told = Table("1 GB in 128 MB of addresses", ["input", "what comes out", "exit", "seconds", "peak MB"])

    def tried(name, words, wanted, **how):
        code, out, err, took, peak = run(binary, words, folder, addresses=128 << 20, **how)
        if code != wanted or (code == 3 and (out or not err.startswith("error[E"))) or "panicked" in err:
            wrong(f"{name}: exit {code}, {out[:80]!r} {err[:300]!r}")
        said = err.splitlines()[0][:70] if code else out.splitlines()[0][:70]
        told.append([name, f"`{said}`", code, f"{took:.1f}", f"{peak:.0f}"])

    # What is refused is soon done.
    for name, head, block, encode, words, wanted in sorted(plain, key=lambda each: each[5] == 0):
        write(folder / "big.csv", encode(head), encode(block))
        tried(name, [*words, "big.csv"], wanted)
        if name.startswith("ledger"):
            with open(folder / "big.csv", "rb") as stdin:
                tried(f"{name}, standard input from a file", [*words, "-"], wanted, stdin=stdin)
    with open(folder / "big.csv", "wb") as file:
        file.write(b"customer_id,acquired_on\n")
        for at in range(330):
            file.write("".join(f"customer-{at}-{each},2026-01-05\n" for each in range(100_000)).encode())
    tried("33 million customers, by id", ["get", "new_customers", "big.csv"], 3)
    os.remove(folder / "big.csv")


def endless(binary, folder):
    (folder / "customers.csv").write_text("month,channel,new_customers\n2026-01,Meta,10\n")
    ledger = "month,channel,amount\n2026-01,Meta,5\n2026-01,"
    told = Table("standard input without an end", ["input", "what is said", "exit", "seconds", "peak MB"])
    cases = [
        ("no line end at all", "", "x", "utf-8"), ("a row without an end", ledger, "x", "utf-8"),
        ("a row without an end, UTF-16", "\ufeff" + ledger, "x", "utf-16le"),
        ("a row without an end, windows-1252", ledger + "ä", "ä", "cp1252"),
        ("a quote without an end", ledger + '"', "a line of text\n", "utf-8"), ("NUL", "", "\0", "utf-8"),
    ]
    for name, head, rest, encoding in cases:
        block = rest.encode(encoding) * (1 << 16)

        def feed(stdin, head=head.encode(encoding), block=block):
            try:
                stdin.write(head)
                while True:
                    stdin.write(block)
            except OSError:
                pass

        code, out, err, took, peak = run(binary, ["report", "-", "customers.csv"], folder, feed=feed, addresses=128 << 20)
        if code != 3 or out or took > 1:
            wrong(f"{name}: exit {code} after {took:.2f} s, {err[:200]!r}")
        told.append([name, f"`{err.splitlines()[0][:70]}`", code, f"{took:.2f}", f"{peak:.0f}"])
    with open("/dev/zero", "rb") as stdin:
        code, out, err, took, peak = run(binary, ["report", "-"], folder, stdin=stdin)
        told.append(["/dev/zero", f"`{err.splitlines()[0][:70]}`", code, f"{took:.2f}", f"{peak:.0f}"])


def files(binary, folder):
    told = Table("many files with 16 descriptors", ["files", "of", "exit", "seconds", "peak MB"])
    for count in [1_000, 10_000]:
        for alike in [False, True]:
            many = folder / f"many-{count}-{alike}"
            many.mkdir()
            for at in range(count):
                amount = f"1{at:05}" if alike else str(at)
                (many / f"{at:05}.csv").write_text(f"month,channel,amount\n2026-01,C{at % 7},{amount}.25\n")
            code, out, err, took, peak = run(binary, ["get", "spend", many.name], folder, descriptors=16, addresses=128 << 20)
            total = sum(at + 0.25 + (100_000 if alike else 0) for at in range(count))
            if code != 0 or float(out) != total:
                wrong(f"{count} files: exit {code}, {out!r} for {total}, {err[:200]!r}")
            told.append([f"{count:,}", "one length" if alike else "several lengths", code, f"{took:.2f}", f"{peak:.0f}"])


def main():
    words = sys.argv[1:]
    binary = ROOT / "target/release/cacltv"
    if "--bin" in words:
        at = words.index("--bin")
        binary = Path(words[at + 1]).resolve()
        del words[at:at + 2]
    parts = {"calls": calls, "kill": kill, "memory": memory, "endless": endless, "files": files}
    for name in words or parts:
        folder = Path(tempfile.mkdtemp(prefix="cacltv-faults-"))
        try:
            parts[name](str(binary), folder)
        finally:
            shutil.rmtree(folder)
    print(f"\n{len(FAULTS)} not as they should be")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
