"""Writes the table of scenarios that the test `oracle` runs: python3 tests/oracle/generate.py [FILE].

The first line names sets of columns. Each further line is one scenario: family, arguments, columns, files (spend,
customers, revenue, assumptions, funnel by their first letter), method and basis, and the exact figures of every row (* is the
total, + the paid channels, - what has no name) as the definitions in model.py give them; ! is the reason of no figure, ? what
the definitions leave open. Where what is asked has no meaning, "refused" stands for model and figures.
The same bytes come out whatever the version of Python.
"""

import json
import os
import sys

from families import FAMILIES
import views
from files import Dice, refused, text, written
from model import UNATTRIBUTED, Refused, Undecided


LEGEND = {}


def label(scenario, key):
    names = []
    for dim, value in zip(scenario.by, key):
        if dim == "month":
            names.append(f"2026-{value:02}")
        elif dim == "quarter":
            names.append(f"2026-Q{value}")
        elif dim == "category":
            names.append(value or "(uncategorised)")
        else:
            names.append(value or UNATTRIBUTED)
    return "/".join(names)


def expected(scenario, columns):
    """One line of figures for each row, then the total and, where there is one, the paid channels."""
    rows, total, paid = scenario.compute()
    names = columns.split(",")
    lines = [(label(scenario, key), line) for key, line in rows.items()]
    lines = sorted(lines, key=lambda one: one[0]) + [("*", total)] + ([("+", paid)] if paid else [])
    return "|".join(" ".join([name] + [written(line[metric]) for metric in names]) for name, line in lines)


def calculated(figures, args):
    """A scenario without files, whose total alone is printed, with the figures that follow."""
    names = list(figures)
    return {"family": "calc", "args": " ".join(args), "columns": legend(",".join(names)),
            "figures": "* " + " ".join(written(figures[name]) for name in names)}


def legend(columns):
    """A short name for columns that come again and again."""
    return LEGEND.setdefault(columns, str(len(LEGEND)))


def files_of(scenario):
    sides = (("s", scenario.spend), ("c", scenario.customers), ("r", scenario.revenue), ("a", scenario.assumptions))
    return {letter: text(table) for letter, table in sides if table}


def one(family, number):
    """A scenario, or nothing where the dice fell on what is refused or not settled."""
    make, _ = FAMILIES[family]
    made = make(Dice(f"{family} {number}"))
    if made is None:
        return None
    if family == "calc":
        return calculated(*made)
    if isinstance(made, dict):
        return {"family": family, **made}
    scenario, args, columns = made
    if refused(scenario):
        return None
    if family in ("scopes", "sweep"):
        found = views.scopes(scenario) if family == "scopes" else views.sweep(scenario)
        return {"family": family, "args": " ".join(args), **files_of(scenario), "tables": found}
    try:
        figures = expected(scenario, columns)
    except Undecided:
        return None
    except Refused as told:
        return {"family": family, "args": " ".join(args), "columns": legend(columns), **files_of(scenario), "refused": str(told)}
    if len(figures) > 2600:
        return None
    args = args + ([] if scenario.by == ("channel",) else ["--by", ",".join(scenario.by)])
    found = {"family": family, "args": " ".join(args), "columns": legend(columns), **files_of(scenario),
             "model": f"{scenario.method} {scenario.basis}", "figures": figures}
    if scenario.lagged:
        found["lag"] = " ".join(written(figure) for figure in scenario.lagged)
    return found


def table():
    for family, (_, wanted) in FAMILIES.items():
        made, number = 0, 0
        while made < wanted:
            found = one(family, number)
            number += 1
            if found is not None:
                made += 1
                yield json.dumps(found, separators=(",", ":"), ensure_ascii=True)


if __name__ == "__main__":
    target = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenarios.jsonl")
    lines = list(table())
    columns = json.dumps({name: columns for columns, name in LEGEND.items()}, separators=(",", ":"))
    with open(target, "w", encoding="ascii", newline="\n") as out:
        out.write("\n".join([columns, *lines]) + "\n")
