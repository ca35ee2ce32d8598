#!/usr/bin/env python3
"""Tells which lines of src no test reaches, by layer and by file, from what cargo llvm-cov --json wrote.

  tests/lines.py COVERAGE.json [FOLDER OR FILE IN src]...

Lines of tests are not counted: files named tests or *_tests, and all behind `mod tests {` at the end of a file. A line
is reached when any region that begins on it or reaches into it has run, as llvm-cov counts lines itself.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def counts(segments):
    """How often each line ran, from segments of line, column, count, counted, entry and gap."""
    by_line, found, around = {}, {}, None
    for segment in segments:
        by_line.setdefault(segment[0], []).append(segment)
    for line in range(segments[0][0], segments[-1][0] + 1) if segments else ():
        here = by_line.get(line, [])
        entered = [one for one in here if one[3] and one[4] and not one[5]]
        skipped = here and here[0][4] and not here[0][3]
        reaching = [around] if around and around[3] else []
        if not skipped and (reaching or entered):
            found[line] = max(one[2] for one in reaching + entered)
        around = here[-1] if here else around
    return found


def end_of_code(lines):
    """The line at which the tests of a file begin, or one behind its last."""
    for at, (one, other) in enumerate(zip(lines, lines[1:]), 1):
        if re.match(r"#\[cfg\(.*\btest\b", one) and re.match(r"mod \w+ \{", other):
            return at
    return len(lines) + 1


def main():
    wanted, layers = sys.argv[2:], {}
    for file in json.loads(Path(sys.argv[1]).read_text())["data"][0]["files"]:
        path = Path(file["filename"])
        name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else ""
        if not name.startswith("src/") or re.search(r"(/|_)tests(/|\.rs$)", name):
            continue
        lines = path.read_text().split("\n")
        code = {line: ran for line, ran in counts(file["segments"]).items() if line < end_of_code(lines)}
        missed = [line for line, ran in code.items() if not ran]
        for layer in (name.split("/")[1].removesuffix(".rs"), "all"):
            whole, reached = layers.get(layer, (0, 0))
            layers[layer] = (whole + len(code), reached + len(code) - len(missed))
        if missed and any(name.startswith(one) for one in wanted):
            print(f"{name}: {len(missed)} of {len(code)}")
            print("".join(f"  {line}: {lines[line - 1]}\n" for line in missed), end="")
    for layer, (whole, reached) in sorted(layers.items()):
        print(f"{layer:10} {reached:6} of {whole:6}  {100 * reached / max(whole, 1):.2f} %")


main()
