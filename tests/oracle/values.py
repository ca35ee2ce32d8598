"""Families of scenarios about what customers are worth, each with the edges of its kind."""

from fractions import Fraction as F

from files import CHANNELS, counted, decimal, ledger, money, ratio, share, sold
from model import BLANK, Model, PRESETS, Rows, Scenario, follow, known

VALUES = "spend,new_customers,arpa,margin,churn,lifetime_months,ltv,ltv_cac,payback_months,payback_retention_months,max_cac,break_even_roas"
RATIOS = "cac,arpa,margin,churn,ltv,ltv_cac,payback_months,max_cac,break_even_roas"
PAYBACK = "cac,ltv_cac,payback_months,payback_retention_months"


RATES = (F(1, 20), F(1, 10), F(1, 50), F(1, 4), F(1, 3), F(1, 7), F(2, 5), F(0), F(1), F(1, 100), F(3, 40))
DISCOUNTS = (F(1, 100), F(1, 10), F(0), F(1, 4), F(1, 20), F(1, 200))
MARGINS = (F(1, 2), F(4, 5), F(18, 25), F(1), F(0), F(-1, 5), F(1, 4))
ARPAS = (F(10), F(29), F(99, 2), F(0), F(120), F(33, 4))


def rate(value):
    """A rate a month as a flag writes it: a quotient, or a percentage where it is whole."""
    return (ratio(value) if value.denominator > 1 else share(value)) + "/mo"


def flags(dice, missing=12):
    """ARPA, margin and churn from flags, each sometimes missing."""
    given, args = {}, []
    if not dice.chance(missing):
        given["arpa"] = dice.among(*ARPAS)
        args += dice.among(["--arpa", decimal(given["arpa"])], ["--arpa", decimal(given["arpa"] * 12) + "/yr"])
    if not dice.chance(missing):
        given["margin"] = dice.among(*MARGINS)
        args += [f"--margin={share(given['margin'])}"]
    if not dice.chance(missing):
        if dice.chance(75):
            given["churn"] = dice.among(*RATES)
            args += ["--churn", rate(given["churn"])]
        else:
            given["lifetime"] = F(dice.among(1, 2, 8, 20, 40))
            args += ["--lifetime", f"{given['lifetime']}mo"]
    return Model(**given), args


def small(dice, months=1):
    """A few channels with spend and customers, and the edges of both."""
    rows, won = [], []
    for channel in CHANNELS[:dice.among(1, 2, 3)]:
        rows.append({"month": 1, "channel": channel, "amount": money(dice)})
        won.append({"month": 1, "channel": channel, "customers": F(0) if dice.chance(20) else F(dice.below(9) + 1)})
    if dice.chance(30):
        won.append({"month": 1, "channel": "O", "customers": F(dice.below(5) + 1)})
    if dice.chance(20):
        rows.append({"month": 1, "channel": BLANK, "amount": money(dice, 0)})
    cut = lambda columns, those: Rows(columns, those)
    return cut(["channel", "amount"], rows), cut(["channel", "customers"], won)


def methods(dice):
    """Every method of LTV, found from the flags or named, with timing, discount, growth and horizon."""
    model, args = flags(dice, 5)
    if dice.chance(45):
        model.horizon = dice.among(1, 2, 3, 6, 12)
        args += ["--horizon", f"{model.horizon}mo"]
    if dice.chance(45):
        model.discount = dice.among(*DISCOUNTS)
        args += ["--discount", rate(model.discount)]
    if dice.chance(25):
        model.growth = dice.among(F(1), F(8, 5), F(-1, 2), F(0))
        args += [f"--growth={decimal(model.growth)}/mo"]
    if dice.chance(20):
        model.aov, model.orders, model.arpa = F(dice.below(90) + 1), F(dice.among(1, 4, 12, 30)), None
        args = [one for at, one in enumerate(args) if one != "--arpa" and (at == 0 or args[at - 1] != "--arpa")]
        args += ["--aov", decimal(model.aov), "--orders-per-year", str(model.orders)]
        if dice.chance(50):
            model.cost_per_order = F(dice.below(800), 100)
            args += ["--cost-per-order", decimal(model.cost_per_order)]
    if dice.chance(40):
        model.timing = dice.among("start", "end", "arrears")
        args += ["--timing", model.timing]
    if dice.chance(35):
        wanted = ["simple", "discounted"] + (["capped"] if model.horizon else []) + (["expansion"] if model.growth is not None else [])
        wanted += ["lifetime"] if model.lifetime or model.churn else []
        if model.aov is None:
            model.method = dice.among(*wanted)
            args += ["--method", model.method]
    if dice.chance(25):
        model.basis = dice.among("margin", "revenue")
        args += ["--basis", model.basis]
    if dice.chance(20):
        model.target = dice.among(F(5), F(5, 2), F(1))
        args += ["--target", decimal(model.target)]
    spend, customers = small(dice)
    return Scenario(spend, customers, model=model), args, RATIOS


def billing(dice):
    """Contracts paid by the year."""
    model, args = Model(arpa=dice.among(*ARPAS), margin=dice.among(*MARGINS), billing="year"), ["--billing", "year"]
    args += ["--arpa", decimal(model.arpa * 12) + "/yr", f"--margin={share(model.margin)}"]
    columns = "cac,arpa,margin,ltv,ltv_cac,payback_months,max_cac"
    if dice.chance(50):
        model.yearly_churn = dice.among(F(9, 25), F(1, 10), F(1, 2), F(1), F(0), F(3, 4))
        model.churn = F(1) if model.yearly_churn == 1 else F(0) if model.yearly_churn == 0 else F(1, 100)
        args += ["--churn", share(model.yearly_churn) + "/yr"]
    elif dice.chance(80):
        model.churn = dice.among(F(1, 10), F(1, 4), F(1, 2), F(0), F(1))
        args += ["--churn", share(model.churn) + "/mo"]
        columns += ",churn,lifetime_months"
    if dice.chance(45):
        model.horizon = dice.among(12, 24, 36)
        args += ["--horizon", f"{model.horizon}mo"]
    if dice.chance(45):
        if dice.chance(50):
            model.yearly_discount = dice.among(F(1, 10), F(0), F(1, 5), F(1, 4))
            args += ["--discount", share(model.yearly_discount) + "/yr"]
        else:
            model.discount = dice.among(F(0), F(1, 10), F(1, 4))
            args += ["--discount", share(model.discount) + "/mo"]
    if dice.chance(20):
        model.basis = dice.among("margin", "revenue")
        args += ["--basis", model.basis]
    spend, customers = small(dice)
    return Scenario(spend, customers, model=model), args, columns


def presets(dice):
    """Definitions in the manner of others."""
    model, args = flags(dice, 10)
    model.preset = dice.among(*sorted(PRESETS))
    if dice.chance(30):
        model.discount = dice.among(*DISCOUNTS)
        args += ["--discount", rate(model.discount)]
    if dice.chance(30):
        model.growth = dice.among(F(1), F(8, 5), F(0))
        args += ["--growth", f"{decimal(model.growth)}/mo"]
    if dice.chance(25):
        model.horizon = dice.among(1, 6, 12)
        args += ["--horizon", f"{model.horizon}mo"]
    spend, customers = small(dice)
    return Scenario(spend, customers, model=model), args + ["--as", model.preset], RATIOS


def basis(dice):
    """Margin or revenue, asked for or found, with everything that rests on it."""
    model, args = flags(dice, 25)
    if dice.chance(65):
        model.basis = dice.among("margin", "revenue")
        args += ["--basis", model.basis]
    spend, customers = small(dice)
    return Scenario(spend, customers, model=model), args, VALUES


def derived(dice):
    """ARPA, margin and churn from rows of revenue, of the whole company or of each channel."""
    months = dice.among(1, 2, 3)
    channels = CHANNELS[:dice.among(1, 2, 3)]
    spend, customers = ledger(dice, months, channels, negative=4), counted(dice, months, channels + (("O",) if dice.chance(30) else ()))
    model, args = flags(dice, 85)
    revenue = sold(dice, months, dice.among(None, channels, channels))
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    return Scenario(spend, customers, revenue, by=by, model=model), args, VALUES


def acquired(dice):
    """ARPA and margin of the customers acquired, one row each."""
    months = dice.among(1, 2, 3)
    channels = CHANNELS[:dice.among(1, 2, 3)]
    spend = ledger(dice, months, channels, negative=4)
    margins = dice.chance(50)
    rows = []
    for number in range(months + 1 + dice.below(6)):
        rows.append({"month": (1, months)[number] if number < min(months, 2) else dice.below(months) + 1,
                     "channel": BLANK if dice.chance(10) else dice.among(*channels, "O"), "customers": F(1),
                     "mrr": F(0) if dice.chance(8) else F(dice.below(100) + 1), "margin": dice.among(*MARGINS)})
    customers = Rows(["month", "channel", "customers", "mrr"] + (["margin"] if margins else []), rows)
    revenue = sold(dice, months, dice.among(None, channels + ("O",))) if dice.chance(50) else None
    model, args = flags(dice, 70)
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    return Scenario(spend, customers, revenue, by=by, model=model), args, VALUES


def assumed(dice, channels, segments, lifetimes):
    """Rows of assumptions for most channels, or channels and segments."""
    fields = ["arpa"] + (["margin"] if dice.chance(80) else []) + (["lifetime"] if lifetimes else ["churn"] if dice.chance(90) else [])
    rows, seen = [], set()
    for channel in channels:
        for segment in (segments if segments and dice.chance(60) else (BLANK,)):
            if dice.chance(12) or (channel, segment) in seen:
                continue
            seen.add((channel, segment))
            rows.append({"channel": channel, "segment": segment, "arpa": dice.among(*ARPAS[:3], F(0), F(7)),
                         "margin": dice.among(F(1, 2), F(4, 5), F(1), F(1, 4), F(0)), "lifetime": F(dice.among(1, 4, 10, 20)),
                         "churn": dice.among(F(1, 20), F(1, 10), F(1, 4), F(1, 2), F(0) if dice.chance(30) else F(2, 5))})
    return Rows(["channel"] + (["segment"] if segments else []) + fields, rows) if rows else None


def mix(dice):
    """Channels and segments with LTVs of their own: the total is that of the mix."""
    months, segments = dice.among(1, 2), dice.among(None, None, ("x", "y"))
    channels = CHANNELS[:dice.among(2, 3)]
    spend = ledger(dice, months, channels, None, segments, blank=10, negative=3)
    customers = counted(dice, months, channels + (("O",) if dice.chance(30) else ()), segments, blank=5)
    lifetimes = dice.chance(25)
    table = assumed(dice, channels + ("O",), segments, lifetimes)
    if table is None:
        return None
    model, args = flags(dice, 60)
    if lifetimes or model.lifetime is not None:
        kept = [at for at, one in enumerate(args) if one in ("--churn", "--lifetime")]
        for at in kept:
            del args[at:at + 2]
        model.churn = model.lifetime = None
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"), ("segment",) if segments else ("channel",),
                    ("channel", "segment") if segments else ("channel",))
    for row in table.rows:
        for name in ("arpa", "margin", "churn", "lifetime"):
            if name not in table.columns:
                row.pop(name)
    return Scenario(spend, customers, assumptions=table, by=by, model=model), args, VALUES


def payback(dice):
    """Months until the margin covers the CAC, at and around the CAC that is never covered."""
    arpa, margin = F(dice.among(1, 2, 5, 10, 20)), dice.among(F(1, 2), F(1), F(4, 5))
    churn = dice.among(F(1, 20), F(1, 10), F(1, 4), F(1, 2), F(1), F(0), F(1, 3))
    m = arpa * margin
    edges = [F(0), m, m * 2, m + F(1, 100), m - F(1, 100), m * F(7, 2), F(dice.below(200))]
    if churn:
        bound = m / churn
        edges += [one for one in (bound, bound + F(1, 100), bound - F(1, 100), m * (1 - (1 - churn) ** 3) / churn)
                  if (one * 100).denominator == 1]
    rows, won = [], []
    for channel in CHANNELS[:dice.among(1, 2, 3)]:
        n = F(dice.below(4) + 1)
        rows.append({"channel": channel, "amount": dice.among(*edges) * n})
        won.append({"channel": channel, "customers": n})
    args = ["--arpa", decimal(arpa), "--margin", share(margin), "--churn", rate(churn)]
    model = Model(arpa=arpa, margin=margin, churn=churn)
    if dice.chance(30):
        model.horizon = dice.among(3, 12)
        args += ["--horizon", f"{model.horizon}mo"]
    if dice.chance(20):
        model.basis = "revenue"
        args += ["--basis", "revenue"]
    return Scenario(Rows(["channel", "amount"], rows), Rows(["channel", "customers"], won), model=model), args, PAYBACK


def calc(dice):
    """Figures from flags alone, and what follows from them."""
    out, args = {}, []
    model, inputs = flags(dice, 35)
    kind = dice.below(5)
    spend = customers = cac = None
    if kind == 0:
        spend, customers = money(dice), F(0) if dice.chance(15) else F(dice.below(40) + 1)
        args += [f"--spend={decimal(spend)}", "--customers", str(customers)]
    elif kind == 1:
        costs = {name: money(dice, 3) for name in ("advertising", "salaries", "tools", "overhead", "retention") if dice.chance(60)}
        chosen, customers = dice.among("full", "direct", "paid"), F(dice.below(40) + 1)
        if not costs:
            return None
        counting = Scenario(scope=chosen)
        spend = sum((amount for name, amount in costs.items() if counting.counts(name)), F(0))
        args += [part for name, amount in costs.items() for part in ("--cost", f"{name}={decimal(amount)}")]
        args += ["--scope", chosen, "--customers", str(customers)]
    elif kind == 2:
        cac = F(dice.below(90000), 100)
        args += ["--cac", decimal(cac)]
        if dice.chance(60):
            customers = F(dice.below(40) + 1)
            spend = cac * customers
            args += ["--customers", str(customers)]
    elif kind == 3:
        marketing, sales, customers = money(dice, 0), money(dice, 0), F(dice.below(40) + 1)
        spend = marketing + sales
        args += ["--marketing", decimal(marketing), "--sales", decimal(sales), "--customers", str(customers)]
    else:
        cpl, rate = F(dice.below(9000) + 1, 100), dice.among(F(1, 5), F(1, 20), F(1), F(3, 40), F(1, 3))
        cac = cpl / rate
        out["cpl"], out["close_rate"] = cpl, rate
        args += ["--cpl", decimal(cpl), "--close-rate", ratio(rate) if rate < 1 else "100%"]
    if spend is not None:
        out["spend"] = spend
    if customers is not None:
        out["new_customers"] = customers
    if cac is None:
        cac = ("negative_spend" if spend < 0 else spend / customers if customers else "no_new_customers" if spend else "no_data")
    out["cac"] = cac
    if kind < 4 and known(cac) and dice.chance(30):
        # CPL = CAC × close rate, and no lead costs more than the customer it became.
        rate, cpl = dice.among(F(1, 5), F(3, 40), F(1, 3)), F(dice.below(9000) + 1, 100)
        if dice.chance(50):
            out["close_rate"], out["cpl"] = rate, cac * rate
            args += ["--close-rate", ratio(rate)]
        else:
            out["cpl"], out["close_rate"] = cpl, cpl / cac if cac >= cpl else "out_of_range"
            args += ["--cpl", decimal(cpl)]
    each = Scenario(model=model).inputs(BLANK, BLANK, [], None)
    if all(value != "no_" + name for name, value in (("arpa", each.arpa), ("margin", each.margin), ("churn", each.churn))):
        basis, (method, timing) = model.basis or "margin", model.settled(model.lifetime is not None, model.churn is not None)
        monthly = each.monthly(basis)
        out |= {"arpa": each.arpa, "margin": each.margin, "churn": each.churn, "ltv": each.ltv(model, basis, method, timing)}
        follow(out, monthly, [(F(1), monthly, each.churn)], model.target)
        args += inputs
    if not known(out.get("max_cac", F(0))):
        # Of flags alone a reason is told once, at the LTV.
        del out["max_cac"]
    return out, args
