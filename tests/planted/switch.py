"""Puts variants of functions behind a switch, so that one build of a copy of the tree holds many bugs.

The body of a function that variants touch is written out once for each of them, and the variable PLANTED of the
environment chooses among them while the program runs. What no variant touches is as it was.
"""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = re.compile(r"^(\s*)(pub(\([a-z: ]+\))?\s+)?fn\s+\$?\w+")
CONSTANT = re.compile(r"^\s*(pub(\([a-z: ]+\))?\s+)?const\s+fn\s")
SWITCH = """//! Which variant runs.

use std::sync::atomic::{AtomicU32, Ordering};

/// The number of the variant, 0 for none.
pub fn chosen() -> u32 {
    static CHOSEN: AtomicU32 = AtomicU32::new(u32::MAX);
    let known = CHOSEN.load(Ordering::Relaxed);
    if known != u32::MAX {
        return known;
    }
    let read = std::env::var("PLANTED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    CHOSEN.store(read, Ordering::Relaxed);
    read
}
"""


class Misplaced(Exception):
    """An edit that lies in no function."""


class Variant:
    """A change: for each file its edits, as (first line, line behind the last, new lines), lines from 0."""

    def __init__(self, number, name, edits):
        self.number, self.name, self.edits = number, name, edits


def function_around(lines, first, behind):
    """The lines of the header's last line and of the closing brace of the innermost function around some lines."""
    for start in range(first, -1, -1):
        if CONSTANT.match(lines[start]):
            raise Misplaced("a constant function")
        found = FUNCTION.match(lines[start])
        if not found:
            continue
        indent = found.group(1)
        header = start
        while header < len(lines) and not lines[header].rstrip().endswith(("{", ";", "}")):
            header += 1
        if not lines[header].rstrip().endswith("{"):
            continue
        close = next((at for at in range(header, len(lines)) if lines[at].rstrip() == indent + "}"), None)
        if close is not None and header < first and behind <= close:
            return header, close
    raise Misplaced("no function around it")


def switched(text, by_number):
    """The text with the variants' functions behind the switch, and where each variant's lines now stand."""
    lines = text.split("\n")
    functions = {}
    for number, edits in by_number.items():
        for edit in edits:
            functions.setdefault(function_around(lines, edit[0], edit[1]), {}).setdefault(number, []).append(edit)
    # What lies in a function within a switched function is switched with it.
    whole = []
    for place, variants in sorted(functions.items()):
        if whole and place[1] <= whole[-1][0][1]:
            for number, edits in variants.items():
                whole[-1][1].setdefault(number, []).extend(edits)
        else:
            whole.append((place, variants))
    out, spans, at = [], [], 0
    for (header, close), variants in whole:
        out += lines[at : header + 1]
        body = lines[header + 1 : close]
        numbers = " | ".join(f"{first}..={last}" for first, last in ranges(sorted(variants)))
        start = len(out) + 1
        out.append("match crate::planted::chosen() {")
        out.append(f"chosen if !matches!(chosen, {numbers}) => {{")
        out += body + ["}"]
        for number, edits in sorted(variants.items()):
            first = len(out) + 1
            out.append(f"{number}_u32 => {{")
            changed = lines[:]
            for begin, behind, new in sorted(edits, reverse=True):
                changed[begin:behind] = new
            grown = len(changed) - len(lines)
            out += changed[header + 1 : close + grown] + ["}"]
            spans.append((first, len(out), number))
        out += ["_ => std::process::abort(),", "}"]
        spans.append((start, len(out), tuple(variants)))
        at = close
    out += lines[at:]
    return "\n".join(out), spans


def ranges(numbers):
    """Ascending numbers as ranges of neighbours, which are quicker to look through where a function has many."""
    found = []
    for number in numbers:
        if found and found[-1][1] + 1 == number:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def tracked():
    """The files of the tree, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = {name for name in listed.stdout.decode().split("\0") if name}
    return {name for name in names if (ROOT / name).is_file() and not name.startswith("tests/planted/")}


def copy(target, variants):
    """Makes a copy of the tree in which the variants are switched; tells the lines of every variant by file.

    What is the same as in an earlier copy is not written, so that a build can go on from there.
    """
    by_file = {}
    for variant in variants:
        for name, edits in variant.edits.items():
            by_file.setdefault(name, {})[variant.number] = edits
    files, spans = {name: (ROOT / name).read_bytes() for name in tracked()}, {}
    for name, by_number in by_file.items():
        text, spans[name] = switched(files[name].decode(), by_number)
        files[name] = text.encode()
    files["src/planted.rs"] = SWITCH.encode()
    files["src/lib.rs"] += b"\n/// Which variant runs.\npub mod planted;\n"
    for old in target.rglob("*"):
        if old.is_file() and str(old.relative_to(target)) not in files:
            old.unlink()
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
            if (ROOT / name).is_file():
                shutil.copymode(ROOT / name, path)
    return spans


def cargo(target, folder, *words):
    """Runs cargo in the copy; its messages, and whether it ended well."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder), "CARGO_TERM_COLOR": "never"}
    # Bodies written out many times are not worth the optimiser's time; what is depended on is built as ever.
    quick = [word for key in ("opt-level=0", "debug=false") for word in ("--config", f"profile.dev.package.cacltv.{key}")]
    command = [os.environ.get("CARGO_COMMAND", "cargo"), *words, *quick, "--message-format=json"]
    ran = subprocess.run(command, cwd=target, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    messages = [json.loads(line) for line in ran.stdout.decode().splitlines() if line.startswith("{")]
    return messages, ran.returncode == 0, ran.stderr.decode()


def executables(messages):
    """The test programs that a build made, by the name of their target."""
    found = {}
    for message in messages:
        if message.get("reason") == "compiler-artifact" and message.get("executable") and message["profile"]["test"]:
            found[message["target"]["name"]] = message["executable"]
    return found


def limited():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))


def run(program, number, filters, folder, seconds, threads=2):
    """Runs tests with a variant; the names of those that failed, or None when they did not end in time."""
    # A backtrace takes longer than most tests.
    environment = {**os.environ, "PLANTED": str(number), "CARGO_MANIFEST_DIR": str(folder), "RUST_BACKTRACE": "0"}
    environment.pop("UPDATE", None)
    command = [program, "--test-threads", str(threads), "--skip", "architecture", *filters]
    started = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, preexec_fn=limited,
    )
    try:
        text = started.communicate(timeout=seconds)[0].decode(errors="replace")
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()
        return None, ""
    failed = re.findall(r"^test (\S+)(?: - should panic)? \.\.\. FAILED$", text, re.M)
    if started.returncode != 0 and not failed:
        failed = ["(the test program itself)"]
    return failed, text
