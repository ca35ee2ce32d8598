"""Families of plans: what a target needs, what budgets win, referrals, and inputs that change."""

from fractions import Fraction as F

from files import decimal, refused, share, text
from model import OPEN, Model, Scenario, known, over
from values import MARGINS, rate, small
from views import lines

NEEDED = ["cac", "ltv_cac", "met", "max_cac", "room", "min_ltv", "max_churn", "min_arpa", "min_margin", "min_new_customers"]
CHURNS = (F(1, 20), F(1, 10), F(1, 50), F(1, 4), F(2, 5), F(0), F(1), F(3, 40))


def priced(dice):
    """ARPA, margin and churn, and sometimes a discount paid at one time of the month or another."""
    model = Model(arpa=dice.among(F(10), F(29), F(99, 2), F(120)), margin=dice.among(*MARGINS), churn=dice.among(*CHURNS))
    if dice.chance(50):
        model.discount, model.timing = dice.among(F(1, 100), F(1, 10), F(1, 4)), dice.among("start", "end", "arrears")
    return model


def said(model):
    args = ["--arpa", decimal(model.arpa), f"--margin={share(model.margin)}", "--churn", rate(model.churn)]
    return args + (["--discount", rate(model.discount), "--timing", model.timing] if model.discount else [])


def everyone(scenario):
    """The rows, the total, and the paid channels where they are others."""
    rows, total, paid = scenario.compute()
    found = [(key[0], line) for key, line in sorted(rows.items())] + [("(total)", total)]
    differs = paid and any(paid[name] != total[name] for name in ("new_customers", "cac", "ltv_cac", "share_of_customers"))
    return found + ([("(paid channels)", paid)] if differs else [])


def highest_churn(model, m, least):
    """The churn at which LTV is the least that is wanted, by the formula solved for it."""
    if m <= 0 or least <= 0:
        return "out_of_range"
    d = model.discount or F(0)
    timing = model.timing if model.discount else "start"
    churn = {"start": m * (1 + d) / least - d, "end": (m - least * d) / (least + m), "arrears": m / least - d}[timing]
    return churn if 0 <= churn <= 1 else "out_of_range"


def needs(line, model, target):
    """What one row needs, one thing at a time."""
    cac, ltv, m = line["cac"], line["ltv"], model.arpa * model.margin
    out = {"cac": cac, "ltv_cac": line["ltv_cac"], "max_cac": over(ltv, target)}
    out["met"] = ("=yes" if line["ltv_cac"] >= target else "=no") if known(line["ltv_cac"]) else OPEN
    out["room"] = out["max_cac"] - cac if known(cac) and known(ltv) else ltv if not known(ltv) else cac
    out["min_ltv"] = least = cac * target if known(cac) else cac
    if not known(least) or least == 0:
        none = least if not known(least) else "no_spend"
        out["max_churn"] = out["min_arpa"] = out["min_margin"] = none
    else:
        out["max_churn"] = highest_churn(model, m, least)
        factor = ltv if not known(ltv) else least / ltv if ltv > 0 else "out_of_range"
        out["min_arpa"] = model.arpa * factor if known(factor) else factor
        out["min_margin"] = model.margin * factor if known(factor) else factor
        if known(out["min_margin"]) and out["min_margin"] > 1:
            out["min_margin"] = "out_of_range"
    spend = line["spend"]
    if not known(spend) or not known(ltv):
        out["min_new_customers"] = OPEN
    elif ltv <= 0 or spend < 0:
        out["min_new_customers"] = "out_of_range"
    else:
        out["min_new_customers"] = F(-((-target * spend / ltv).__floor__()))
    return out


def table(key, columns, rows):
    """A table in which a reason where the model settles none is open."""
    return [key, ",".join(columns), lines([(name, [line[one] for one in columns]) for name, line in rows])]


def shown(columns, rows):
    """A column that has a figure or a limit in no row need not be there, and its reasons are not told."""
    for name in columns:
        if not any(known(line[name]) or line[name] == "out_of_range" for _, line in rows):
            for _, line in rows:
                line[name] = OPEN
    return rows


def plan(args, tables, *files):
    if files and (refused(Scenario(*files)) or any(row["channel"] == "" for row in files[0].rows)):
        return None
    named = {letter: text(one) for letter, one in zip("sc", files)}
    return {"command": "plan", "args": " ".join(args), **named, "tables": tables}


def targets(dice):
    spend, customers = small(dice)
    model, target = priced(dice), dice.among(F(3), F(5), F(5, 2), F(1))
    model.target = target
    rows = [(name, needs(line, model, target)) for name, line in everyone(Scenario(spend, customers, model=model))]
    return plan(said(model) + ["--target", decimal(target)], {"targets": table("channel", NEEDED, shown(NEEDED, rows))}, spend, customers)


def budgets(dice):
    """The largest budget at a marginal CAC, and what a budget or so many customers bring."""
    spend, n, ltv = F(dice.below(90000) + 1), F(dice.below(400) + 1), F(dice.below(90000) + 1, 100)
    k, target = F(dice.below(60000) + 1, 100), dice.among(F(3), F(5), F(5, 2), F(1))
    most, tables = ltv / target, {}
    args = ["--target", decimal(target), "--marginal-cac", decimal(k), "--given", f"spend={spend}", f"--given=customers={n}",
            f"--given=ltv={decimal(ltv)}"]
    line = {"spend": spend, "cac": spend / n, "marginal_cac": k, "marginal_ltv_cac": ltv / k}
    if k <= most:
        line["largest_budget"], line["new_customers"] = OPEN, OPEN
    else:
        top = spend + (most * n - spend) / (1 - most / k)
        won = n + (top - spend) / k
        line["largest_budget"] = top if top >= 0 else "out_of_range"
        line["new_customers"] = won if known(line["largest_budget"]) and won >= 0 else "out_of_range"
    if known(line["largest_budget"]) or k <= most:
        tables["largest_budget"] = table("channel", list(line), [("(total)", line)])
    point = lambda budget, won: {"budget": budget, "new_customers": won, "cac": over_count(budget, won),
                                 "ltv_cac": worth(ltv, over_count(budget, won))}
    if dice.chance(60):
        budget = F(dice.below(200000) + 1)
        more = n + (budget - spend) / k
        args += ["--budget", str(budget)]
        rows = [("average CAC", point(budget, budget * n / spend)), ("marginal CAC", point(budget, more if more >= 0 else "out_of_range"))]
        tables["budget"] = table("at", ["budget", "new_customers", "cac", "ltv_cac"], rows)
    if dice.chance(60):
        wanted = F(dice.below(900) + 1)
        cost = spend + (wanted - n) * k
        args += ["--new-customers", str(wanted)]
        rows = [("average CAC", point(wanted * spend / n, wanted)), ("marginal CAC", point(cost if cost >= 0 else "out_of_range", wanted))]
        tables["new_customers"] = table("at", ["budget", "new_customers", "cac", "ltv_cac"], rows)
    return plan(args, tables) if tables else None


def over_count(budget, won):
    for part in (budget, won):
        if not known(part):
            return part
    return budget / won if won else "no_new_customers" if budget else "no_data"


def worth(ltv, cac):
    return cac if not known(cac) else "no_spend" if cac == 0 else ltv / cac


def referrals(dice):
    spend, customers = small(dice)
    model = priced(dice)
    each, reward = dice.among(F(1, 2), F(3, 10), F(2), F(0)), dice.among(F(20), F(0), F(15, 2))
    rows = []
    for name, line in everyone(Scenario(spend, customers, model=model)):
        cost = (line["cac"] + each * reward) / (1 + each) if known(line["cac"]) else line["cac"]
        ltv = line["ltv"]
        after = cost if not known(cost) else "no_spend" if cost == 0 else over(ltv, cost)
        rows.append((name, dict(line, effective_cac=cost, effective_ltv_cac=after)))
    columns = ["cac", "effective_cac", "ltv", "ltv_cac", "effective_ltv_cac"]
    args = ["--referrals", decimal(each), "--referral-reward", decimal(reward)]
    return plan(said(model) + args, {"referral": table("channel", columns, rows)}, spend, customers)


LEVERS = ("churn", "arpa", "margin", "spend", "new_customers", "cac")


def level(dice, lever):
    """A level of an input, and how it is written."""
    if lever == "churn":
        value = dice.among(F(1, 25), F(1, 8), F(3, 10))
    elif lever == "margin":
        value = dice.among(F(3, 5), F(9, 10), F(1, 8))
    else:
        value = dice.among(F(17), F(240), F(33, 4), F(5))
    return value, share(value) if lever in ("churn", "margin") else decimal(value)


def changed(spend, customers, model, total, levels):
    """The same files with inputs that are changed: money and customers in proportion to the total."""
    given = {name: getattr(model, name) for name in ("arpa", "margin", "churn", "discount", "timing")}
    given |= {name: value for name, value in levels.items() if name in given}
    won = levels["new_customers"] / total["new_customers"] if "new_customers" in levels else F(1)
    cost = levels["spend"] / total["spend"] if "spend" in levels else levels["cac"] / total["cac"] * won if "cac" in levels else F(1)
    scaled = lambda table, field, by: type(table)(table.columns, [dict(row, **{field: row[field] * by}) for row in table.rows])
    return Scenario(scaled(spend, "amount", cost), scaled(customers, "customers", won), model=Model(**given))


def changeable(dice):
    spend, customers = small(dice)
    model = priced(dice)
    if model.churn == 0 or model.margin <= 0:
        return None
    total = Scenario(spend, customers, model=model).compute()[1]
    positive = all(known(total[name]) and total[name] > 0 for name in ("spend", "new_customers", "cac", "ltv"))
    return (spend, customers, model, total) if positive else None


def what_if(dice):
    found = changeable(dice)
    if found is None:
        return None
    spend, customers, model, total = found
    levels = {lever: level(dice, lever) for lever in LEVERS if dice.chance(30)}
    if not levels or {"spend", "cac"} <= set(levels):
        return None
    today = dict(everyone(Scenario(spend, customers, model=model)))
    then = dict(everyone(changed(spend, customers, model, total, {name: value for name, (value, _) in levels.items()})))
    rows = []
    for name in today:
        if name not in then:
            return None
        for metric in ("cac", "ltv", "ltv_cac", "payback_months"):
            now, new = today[name][metric], then[name][metric]
            if not known(now) and not known(new):
                continue
            change = now if not known(now) else new if not known(new) else new - now
            relative = change / now if known(change) and now > 0 else OPEN
            rows.append((f"{name}/{metric}", {"today": now, "what_if": new, "change": change, "relative_change": relative}))
    args = said(model) + [part for name, (_, written) in levels.items() for part in ("--set", f"{name}={written}")]
    columns = ["today", "what_if", "change", "relative_change"]
    return plan(args, {"what_if": table("channel,metric", columns, rows)}, spend, customers)


def sweep(dice):
    found = changeable(dice)
    if found is None:
        return None
    spend, customers, model, total = found
    lever = dice.among(*LEVERS)
    if lever in ("churn", "margin"):
        first, step, count = F(dice.below(10) + 1, 100), dice.among(F(1, 100), F(3, 100), F(1, 10)), dice.among(2, 4, 6)
    else:
        first, step, count = F(dice.below(90) + 1), dice.among(F(1), F(5, 2), F(40)), dice.among(2, 5)
    values = [first + step * number for number in range(count)]
    if lever in ("churn", "margin") and values[-1] > 1:
        return None
    form = share if lever in ("churn", "margin") else decimal
    rows = [(decimal_of(value), changed(spend, customers, model, total, {lever: value}).compute()[1]) for value in values]
    args = said(model) + ["--sweep", f"{lever}={form(first)}..{form(values[-1])}:{form(step)}"]
    return plan(args, {"sweep": table(lever, ["cac", "ltv", "ltv_cac", "payback_months"], rows)}, spend, customers)


def decimal_of(value):
    """A figure that ends, in full."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)
