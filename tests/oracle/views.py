"""Answers of several tables: CAC by every scope, and under every lag.

A table is the name of its key, its columns, and one line of figures for each row.
"""

from fractions import Fraction as F

from files import written
from model import UNATTRIBUTED, Scenario, Undecided


def lines(rows):
    return "|".join(" ".join([name] + [written(value) for value in values]) for name, values in rows)


def again(scenario, **other):
    """The same files, asked something else."""
    given = {name: getattr(scenario, name) for name in ("spend", "customers", "allocate", "shared", "parts")}
    return Scenario(**{**given, **other})


def scopes(scenario):
    """The same customers, with more or less of the cost counted."""
    names = ("paid", "direct", "full")
    found = {name: again(scenario, scope=name).compute() for name in names}
    tops = [(name, [found[name][1][metric] for metric in ("spend", "new_customers", "cac")]) for name in names]
    channels = []
    for key in sorted(found["full"][0]):
        cacs = [found[name][0][key]["cac"] if key in found[name][0] else "no_data" for name in names]
        channels.append((key[0] or UNATTRIBUTED, [found["full"][0][key]["new_customers"], *cacs]))
    channels.append(("(total)", [found["full"][1]["new_customers"]] + [found[name][1]["cac"] for name in names]))
    return {"scopes": ["scope", "spend,new_customers,cac", lines(tops)],
            "rows": ["channel", "new_customers,cac_paid,cac_direct,cac_full", lines(channels)]}


def sweep(scenario):
    """The same files under lags of 0 to 6 months; where no month has both sides there are no figures."""
    found = []
    for months in range(7):
        each = again(scenario, by=(), lag=((months, F(1)),))
        try:
            total = each.compute()[1]
        except Undecided:
            continue
        found.append((str(months), [total["new_customers"], total["cac"], *each.lagged]))
    columns = "new_customers,cac,matched_spend,unmatched_spend,unmatched_customers"
    return {"lags": ["lag_months", columns, lines(found)]}
