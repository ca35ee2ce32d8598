"""Families of scenarios about what counts as cost, and where, each with the edges of its kind."""

from fractions import Fraction as F

from files import CATEGORIES, CHANNELS, counted, decimal, ledger, money, month, ratio, share, sold
from model import BLANK, Rows, Scenario
from values import VALUES, flags

COSTS = "spend,new_customers,cac,cac_part,share_of_spend,share_of_customers"
KEPT = "spend,new_customers,cac,retention_cost,share_of_spend"


def scope(dice):
    """Which categories count, beside blank channels, credits and months without customers."""
    months, segments = dice.among(1, 1, 2, 3), dice.among(None, None, ("x", "y"))
    channels = CHANNELS[:dice.among(1, 2, 3, 4)]
    palette = [dice.among(*CATEGORIES) for _ in range(3)] + [dice.among(BLANK, "advertising", "salaries", "retention")]
    spend = ledger(dice, months, channels, palette, segments)
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"), ("category",), ("channel", "category"),
                    ("segment",) if segments else ("channel",), ("channel", "segment") if segments else ("month",))
    chosen = dice.among("full", "full", "direct", "paid")
    include, exclude, parts, args = set(), set(), {}, []
    for category in CATEGORIES[:-1]:
        if dice.chance(7):
            include.add(category)
        elif dice.chance(8):
            exclude.add(category)
        elif dice.chance(10):
            parts[category] = dice.among(F(1, 2), F(3, 5), F(0), F(1), F(1, 4))
    shared = {dice.among(*palette)} - {BLANK} if dice.chance(25) else set()
    args += ["--scope", chosen] if chosen != "full" or dice.chance(30) else []
    for name, values in (("--include", include), ("--exclude", exclude), ("--shared", shared)):
        for value in sorted(values):
            args += [name, value]
    for category in sorted(parts):
        args += ["--cost-part", f"{category}={share(parts[category])}"]
    scenario = Scenario(spend, counted(dice, months, channels + ("O",), segments), by=by, scope=chosen, include=include,
                        exclude=exclude, parts=parts, shared=shared)
    return scenario, args, COSTS


def sides(dice):
    """One side missing, and dimensions that one side alone carries."""
    channels = CHANNELS[:dice.among(1, 2, 3)]
    spend, customers = ledger(dice, 1, channels), counted(dice, 1, channels + ("O",))
    kind = dice.below(6)
    by = dice.among(("channel",), ("month",), ("channel", "month"))
    if kind == 0:
        spend = None
    elif kind == 1:
        customers = None
    elif kind == 2:
        spend = Rows(["month", "amount"], [{"month": row["month"], "amount": row["amount"]} for row in spend.rows])
    elif kind == 3:
        customers = Rows(["month", "customers"], [{"month": row["month"], "customers": row["customers"]} for row in customers.rows])
    elif kind == 4:
        customers = counted(dice, 1, channels, ("x", "y"))
        by = dice.among(("segment",), ("channel", "segment"))
    else:
        spend = ledger(dice, 1, channels, segments=("x", "y"))
        by = dice.among(("segment",), ("channel", "segment"))
    model, args = flags(dice)
    return Scenario(spend, customers, by=by, model=model), args, COSTS + ",ltv,ltv_cac,payback_months,max_cac"


def allocation(dice):
    """Shared cost by every base, with bases that are nothing, negative or missing in a month."""
    months, segments = dice.among(1, 2, 3), dice.among(None, None, None, ("x", "y"))
    channels = CHANNELS[:dice.among(2, 3, 4)]
    categories = dice.among(None, ("advertising", "salaries", "content", "overhead", "retention", "tools"))
    spend = ledger(dice, months, channels, categories, segments, blank=40, negative=6)
    customers = counted(dice, months, channels + ("O",), segments if segments or dice.chance(85) else ("x", "y"))
    kind = dice.among("none", "spend", "customers", "revenue", "even", "weights")
    revenue = sold(dice, months, channels, False, dice.among(None, ("x", "y")), 10, 6) if kind == "revenue" else None
    args, allocate = ["--allocate", kind], kind
    if kind == "weights":
        named = sorted({row["channel"] for row in spend.rows + customers.rows} - {BLANK})
        if not named:
            return None
        allocate = tuple((name, F(dice.below(60) + 1)) for name in named if dice.chance(70)) or ((named[0], F(5)),)
        args = ["--allocate", ",".join(f"{name}={weight}" for name, weight in allocate)]
        args = args if "=" in args[1] else ["--allocate", "none"]
    allocate = None if kind == "none" else allocate
    chosen, exclude, shared = "full", set(), set()
    if categories:
        chosen = dice.among("full", "full", "direct", "paid")
        exclude = {dice.among(*categories)} - {"retention"} if dice.chance(15) else set()
        shared = {dice.among(*categories)} if dice.chance(30) else set()
        args += ["--scope", chosen] + [part for one in sorted(exclude) for part in ("--exclude", one)]
        args += [part for one in sorted(shared) for part in ("--shared", one)]
    wide = customers.has("segment")
    by = dice.among(("channel",), ("channel",), ("channel", "month"), ("month",),
                    ("segment",) if wide else ("channel",), ("channel", "segment") if wide else ("channel",))
    scenario = Scenario(spend, customers, revenue, by=by, allocate=allocate, scope=chosen, exclude=exclude, shared=shared)
    return scenario, args, COSTS


def lag(dice):
    """Spend of a month that wins the customers of later ones."""
    months = dice.among(2, 3, 3)
    channels = CHANNELS[:dice.among(1, 2, 3)]
    categories = dice.among(None, None, ("advertising", "salaries", "retention"))
    spend, customers = ledger(dice, months, channels, categories), counted(dice, months, channels + ("O",))
    if dice.chance(25):
        for row in customers.rows:
            row["month"] += 1
    weights = dice.among(((0, F(1)),), ((1, F(1)),), ((1, F(1)),), ((2, F(1)),), ((0, F(1, 2)), (1, F(1, 2))),
                         ((0, F(1, 4)), (1, F(3, 4))), ((0, F(1, 2)), (1, F(3, 10)), (2, F(1, 5))),
                         ((0, F(1, 3)), (1, F(2, 3))), ((0, F(1, 7)), (1, F(6, 7))))
    said = str(weights[0][0]) if len(weights) == 1 else ",".join(f"{n}:{share(w) if (w * 100).denominator == 1 else ratio(w)}" for n, w in weights)
    args, period = ["--lag", said], None
    if dice.chance(25):
        first = dice.below(months) + 1
        period = (first, first + dice.below(months - first + 1))
        args += ["--period", f"{month(period[0])}..{month(period[1])}"]
    allocate = dice.among(None, None, "customers", "spend")
    args += ["--allocate", allocate] if allocate else []
    chosen = dice.among("full", "paid") if categories else "full"
    args += ["--scope", chosen] if chosen != "full" else []
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    return Scenario(spend, customers, by=by, lag=weights, period=period, allocate=allocate, scope=chosen), args, COSTS


def period(dice):
    """A cut of months: what lies outside counts nowhere."""
    channels = CHANNELS[:dice.among(2, 3)]
    spend, customers = ledger(dice, 3, channels), counted(dice, 3, channels + ("O",))
    first = dice.below(3) + 1
    last = first + dice.below(4 - first)
    model, args = flags(dice)
    revenue = sold(dice, 3, dice.among(None, channels))
    scenario = Scenario(spend, customers, revenue, by=dice.among(("channel",), ("month",), ("channel", "month")),
                        period=(first, last), allocate=dice.among(None, "customers"), model=model)
    args += ["--period", f"{month(first)}..{month(last)}"] + (["--allocate", "customers"] if scenario.allocate else [])
    return scenario, args, VALUES


def retention(dice):
    """Money for keeping customers, which is never CAC, over the customers kept."""
    months = dice.among(1, 2, 3)
    channels = CHANNELS[:dice.among(1, 2, 3)]
    spend = ledger(dice, months, channels, ("advertising", "retention", "retention", "salaries"), negative=4)
    customers = counted(dice, months, channels + ("O",))
    revenue = sold(dice, months, dice.among(None, channels, channels))
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    chosen = dice.among("full", "paid")
    return Scenario(spend, customers, revenue, by=by, scope=chosen), ["--scope", chosen], KEPT


def wide(dice):
    """A column for each category, or for marketing and sales undivided."""
    months = dice.among(1, 2)
    names = dice.among(("marketing", "sales"), ("advertising", "salaries", "tools"), ("marketing", "overhead"))
    channels = CHANNELS[:dice.among(1, 2, 3)]
    tall, file_rows = [], []
    for number in range(months + dice.below(4)):
        place = {"month": (1, months)[number] if number < min(months, 2) else dice.below(months) + 1,
                 "channel": dice.among(*channels, BLANK) if number else channels[0]}
        amounts = {name: money(dice, 4) for name in names}
        file_rows.append((place, amounts))
        tall += [dict(place, category=name, amount=amount) for name, amount in amounts.items()]
    spend = Rows(["month", "channel", "category", "amount"], tall)
    lines = ["month,channel," + ",".join(names)]
    lines += [f"{month(place['month'])},{place['channel']}," + ",".join(decimal(amounts[name]) for name in names)
              for place, amounts in file_rows]
    spend.file = "\n".join(lines) + "\n"
    parts = {dice.among(*names): dice.among(F(1, 2), F(1, 4), F(0))} if dice.chance(30) else {}
    undivided = "marketing" in names
    chosen = dice.among("full", "direct") if undivided else dice.among("full", "direct", "paid")
    allocate = dice.among(None, None, "customers", "spend", "even")
    args = ["--scope", chosen] + [part for name in sorted(parts) for part in ("--cost-part", f"{name}={share(parts[name])}")]
    args += ["--allocate", allocate] if allocate else []
    if any(sum(amounts.values(), F(0)) == 0 for _, amounts in file_rows):
        return None
    by = dice.among(("channel",), ("channel",), ("month",), ("category",))
    return Scenario(spend, counted(dice, months, channels + ("O",)), by=by, scope=chosen, parts=parts, allocate=allocate), args, COSTS


def marginal(dice):
    """What the last customers cost: a month against the month before."""
    months, channels = dice.among(1, 2, 2, 3, 3), CHANNELS[:dice.among(1, 2, 3)]
    spend, customers = ledger(dice, months, channels, negative=4), counted(dice, months, channels + ("O",))
    if dice.chance(10):
        spend = Rows(["month", "amount"], [{"month": row["month"], "amount": row["amount"]} for row in spend.rows])
    allocate = dice.among(None, None, None, "customers", "even")
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    args = ["--allocate", allocate] if allocate else []
    return Scenario(spend, customers, by=by, allocate=allocate), args, "spend,new_customers,cac,marginal_cac"


def reward(dice):
    """A fixed cost for each customer won."""
    months, channels = dice.among(1, 2), CHANNELS[:dice.among(2, 3)]
    categories = dice.among(None, ("advertising", "salaries", "referral", "retention"))
    spend, customers = ledger(dice, months, channels, categories, negative=4), counted(dice, months, channels + ("O",))
    named = sorted({row["channel"] for row in customers.rows} - {BLANK})
    rewards = {name: dice.among(F(20), F(1), F(15, 2)) for name in named if dice.chance(40)}
    if not rewards:
        return None
    args = [part for name in sorted(rewards) for part in ("--reward", f"{name}={decimal(rewards[name])}")]
    chosen = dice.among("full", "direct", "paid") if categories else "full"
    args += ["--scope", chosen] if chosen != "full" else []
    allocate = dice.among(None, None, "customers", "spend")
    args += ["--allocate", allocate] if allocate else []
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    return Scenario(spend, customers, by=by, scope=chosen, allocate=allocate, rewards=rewards), args, COSTS


def scopes(dice):
    """Every scope side by side."""
    channels = CHANNELS[:dice.among(1, 2, 3)]
    palette = [dice.among(*CATEGORIES) for _ in range(3)] + [dice.among(BLANK, "advertising", "retention")]
    spend, customers = ledger(dice, 1, channels, palette), counted(dice, 1, channels + ("O",))
    allocate = dice.among(None, "customers", "spend", "even")
    args = ["--view", "scopes"] + (["--allocate", allocate] if allocate else [])
    return Scenario(spend, customers, allocate=allocate), args, None


def sweep(dice):
    """Every lag below each other."""
    months, channels = dice.among(2, 3, 4), CHANNELS[:dice.among(1, 2)]
    categories = dice.among(None, ("advertising", "salaries", "retention"))
    spend, customers = ledger(dice, months, channels, categories), counted(dice, months, channels + ("O",))
    return Scenario(spend, customers), ["--view", "lag"], None
