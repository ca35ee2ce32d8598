"""Families of funnels: conversions and costs of every step, of rows and of the total, as quotients of sums."""

from fractions import Fraction as F

from files import CHANNELS, decimal, month, share
from returns import over_spend, per_revenue
from views import lines

STEPS = (("visits", "leads", "customers"), ("clicks", "leads", "demos", "customers"), ("visits", "trials"), ("leads", "customers"))


def divided(count, by):
    return count / by if by else "no_data"


def cost_of(step, spend, count):
    if spend < 0:
        return "negative_spend"
    if count:
        return spend / count
    return "?" if step != "customers" else "no_new_customers" if spend else "no_data"


def measured(rows, steps, bounces, sold):
    """The columns of a row of the funnel, in their order."""
    total = lambda name: sum((row[name] for row in rows), F(0))
    spend, counts = total("spend"), [total(step) for step in steps]
    out = {"spend": spend}
    # What closes: customers of leads, or without leads the last step of the first.
    opening, closing = ("leads", "customers") if "leads" in steps else (steps[0], steps[-1])
    closes = steps.index(closing) == steps.index(opening) + 1
    for at, (step, count) in enumerate(zip(steps, counts)):
        out[step] = count
        if at:
            out["close_rate" if closes and step == closing else f"{step}_conversion"] = divided(count, counts[at - 1])
        out[{"leads": "cpl", "customers": "cac"}.get(step, f"{step}_cost")] = cost_of(step, spend, count)
    out["close_rate"] = divided(total(closing), total(opening))
    if bounces:
        out["bounce_waste"] = sum((row["spend"] * row["bounce_rate"] for row in rows), F(0))
    if sold:
        out["mer"], out["mer_inverse"] = over_spend(total("revenue"), spend), per_revenue(spend, total("revenue"))
    return out


def funnel(dice):
    steps, months, by = dice.among(*STEPS), dice.among(1, 2, 3), dice.among("channel", "channel", "month")
    bounces, sold = dice.chance(35), dice.chance(40)
    rows = []
    for number in range(1, months + 1):
        for channel in CHANNELS[:dice.among(1, 2, 3)]:
            row, count = {"month": month(number), "channel": channel}, dice.below(3000) + 1
            for step in steps:
                row[step] = F(count)
                count = 0 if dice.chance(6) else dice.below(count + 1)
            row["spend"] = F(0) if dice.chance(8) else F(dice.below(90000) + 1, 100)
            row["bounce_rate"], row["revenue"] = dice.among(F(2, 5), F(11, 20), F(0), F(1)), F(dice.below(5000))
            rows.append(row)
    columns = ["month", "channel", *steps, "spend"] + (["bounce_rate"] if bounces else []) + (["revenue"] if sold else [])
    written_as = {"month": str, "channel": str, "bounce_rate": share}
    text = "\n".join([",".join(columns)] + [",".join(written_as.get(one, decimal)(row[one]) for one in columns) for row in rows]) + "\n"
    keys = sorted({row[by] for row in rows})
    tops = [(key, measured([row for row in rows if row[by] == key], steps, bounces, sold)) for key in keys]
    whole = measured(rows, steps, bounces, sold)
    if all(row["revenue"] == 0 for row in rows) or whole["spend"] == 0:
        return None
    names = list(whole)
    table = lines([(key, [line[name] for name in names]) for key, line in tops + [("(total)", whole)]])
    counts = [whole[step] for step in steps]
    each = []
    for at, step in enumerate(steps):
        overall = [divided(counts[at], counts[0]) if at else "?"] if len(steps) > 2 else []
        each.append((step, [counts[at], divided(counts[at], counts[at - 1]) if at else "?", *overall, cost_of(step, whole["spend"], counts[at])]))
    heads = "count,conversion," + ("conversion_overall," if len(steps) > 2 else "") + "cost_per_step"
    return {"command": "funnel", "args": "" if by == "channel" else f"--by {by}", "f": text,
            "tables": {"rows": [by, ",".join(names), table], "steps": ["step", heads, lines(each)]}}
