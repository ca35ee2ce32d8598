"""Families about rows of revenue: churn by its base, windows, orders, what recurring revenue did, ROAS and MER."""

from fractions import Fraction as F

from files import CHANNELS, counted, ledger, month, sold
from model import BLANK, OPEN, Inputs, Rows, Scenario, Undecided, known
from values import RATIOS, VALUES, flags

DERIVED = "cac,arpa,margin,churn,lifetime_months,ltv,ltv_cac,payback_months,max_cac"
MOVED = "nrr,grr,quick_ratio,magic_number,magic_number_classic,mer,mer_inverse"
RETURNS = "spend,roas,mer,mer_inverse"
STOCKS = ["mrr_at_start", "mrr_at_end"]
FLOWS = ["new_mrr", "expansion", "contraction", "churned_revenue"]


class Pooled(Scenario):
    """A scenario whose churn has a base of its own, and whose inputs may be pooled over a window of months."""

    churn_base, window = "start", None

    def prepare(self):
        self.everything = [dict(row) for row in (self.revenue.rows if self.revenue else [])]
        super().prepare()
        months = [row["month"] for row in self.costs + self.won + self.sold]
        self.end = max(months) if months else None

    def base_of(self, row):
        start, end, lost = row["customers_at_start"], row["customers_at_end"], row["churned_customers"]
        return {"start": start, "start-plus-new": end + lost, "average": (start + end) / 2}[self.churn_base]

    def derived(self, channel, segment, months):
        rows = self.sold
        if self.window:
            end = max(months) if months else self.end
            rows, months = self.everything, set(range(end - self.window + 1, end + 1))
        rows = [row for row in rows if (months is None or row["month"] in months)
                and (not self.revenue.has("channel") or row["channel"] == channel)]
        total = lambda name: sum((row[name] for row in rows), F(0))
        arpa, margin, churn = "no_arpa", "no_margin", "no_churn"
        if total("active_customers"):
            arpa = total("net") / total("active_customers")
        if total("net"):
            # A cost below zero makes a margin above one, also where it hides in a sum.
            below = any(row["cost_of_revenue"] < 0 for row in rows)
            margin = "out_of_range" if below else 1 - total("cost_of_revenue") / total("net")
        elif any(row["cost_of_revenue"] < 0 for row in rows):
            raise Undecided("a margin of no revenue")
        base = sum((self.base_of(row) for row in rows), F(0))
        if any(row["churned_customers"] > self.base_of(row) for row in rows):
            churn = "out_of_range"
        elif base:
            churn = total("churned_customers") / base
        return arpa, margin, churn


def with_ends(dice, revenue, odd):
    """The same rows with customers at the end, and sometimes more lost than there were."""
    for row in revenue.rows:
        if dice.chance(odd):
            row["churned_customers"] = row["customers_at_start"] + F(dice.below(5))
        if dice.chance(odd // 2):
            row["cost_of_revenue"] = -F(dice.below(50) + 1)
        won = F(dice.below(30))
        row["customers_at_end"] = max(row["customers_at_start"] + won - row["churned_customers"], F(0))
    for name in ("cost_of_revenue", "active_customers", "customers_at_start", "churned_customers", "customers_at_end"):
        if name not in revenue.columns:
            revenue.columns.append(name)
    return revenue


def churn_base(dice):
    """Churn against those at the start, those and the ones won, or the average; more lost than there were is none."""
    months, channels = dice.among(1, 2, 3), CHANNELS[:dice.among(1, 2)]
    spend, customers = ledger(dice, months, channels, negative=3), counted(dice, months, channels, blank=0)
    revenue = with_ends(dice, sold(dice, months, dice.among(None, channels)), dice.among(0, 0, 12, 30))
    model, args = flags(dice, 95)
    made = Pooled(spend, customers, revenue, by=dice.among(("channel",), ("month",), ("channel", "month")), model=model)
    made.churn_base = dice.among("start", "start-plus-new", "average")
    args += ["--churn-base", made.churn_base] if made.churn_base != "start" or dice.chance(50) else []
    return made, args, DERIVED


def window(dice):
    """Inputs pooled over the months up to the end of the selection, or of each row's own month."""
    channels = CHANNELS[:dice.among(1, 2)]
    spend, customers = ledger(dice, 6, channels, negative=3), counted(dice, 6, channels, blank=0)
    for kind in (spend, customers):
        for number in range(1, 7):
            kind.rows.append(dict(kind.rows[0], month=number))
    revenue = with_ends(dice, sold(dice, 6, dice.among(None, channels)), dice.among(0, 0, 10))
    first = dice.below(6) + 1
    last = first + dice.below(7 - first)
    model, args = flags(dice, 95)
    made = Pooled(spend, customers, revenue, by=dice.among(("channel",), ("month",), ("month",)), model=model)
    if dice.chance(80):
        made.period = (first, last)
        args += ["--period", f"{month(first)}..{month(last)}"]
    made.window = dice.among(1, 2, 3, 4, 6, 12)
    return made, args + ["--window", f"{made.window}mo"], DERIVED


class Ordered(Scenario):
    """A scenario whose assumptions tell of orders: their value, and how many a year."""

    def inputs(self, channel, segment, rows, months):
        found = [row for row in self.assumptions.rows if row["channel"] == channel]
        model = self.model
        if not found:
            return Inputs("no_arpa", "no_margin" if model.margin is None else model.margin,
                          "no_churn" if model.churn is None else model.churn)
        row = found[0]
        pick = lambda name, otherwise, none: row[name] if name in row else none if otherwise is None else otherwise
        return Inputs(row["aov"] * row["orders"] / 12, pick("margin", model.margin, "no_margin"), pick("churn", model.churn, "no_churn"))

    def compute(self):
        named = {row["channel"] for row in self.assumptions.rows}
        if not any(row["customers"] and row["channel"] in named for row in self.customers.rows):
            raise Undecided("orders of nobody")
        self.model.method = "orders"
        return super().compute()


def orders(dice):
    """Orders by channel in a file of assumptions."""
    months, channels = dice.among(1, 2), CHANNELS[:dice.among(1, 2, 3)]
    spend, customers = ledger(dice, months, channels, blank=10, negative=3), counted(dice, months, channels, blank=0)
    model, args = flags(dice, 60)
    if model.arpa is not None or model.lifetime is not None:
        return None
    columns = ["channel", "aov", "orders"] + (["margin"] if dice.chance(60) else []) + (["churn"] if dice.chance(60) else [])
    rows = [{"channel": channel, "aov": F(dice.below(9000) + 1, 100), "orders": dice.among(F(12), F(6), F(30), F(1), F(5, 2)),
             "margin": dice.among(F(1, 2), F(4, 5), F(1), F(1, 4)), "churn": dice.among(F(1, 20), F(1, 10), F(1, 4), F(2, 5))}
            for channel in channels if dice.chance(85)]
    if not rows:
        return None
    rows = [{name: value for name, value in row.items() if name in columns} for row in rows]
    if dice.chance(30):
        model.discount = dice.among(F(1, 100), F(1, 10), F(1, 4))
        args += ["--discount", f"{model.discount * 100}%/mo"]
        model.timing = dice.among(None, "start", "end", "arrears")
        args += ["--timing", model.timing] if model.timing else []
    if dice.chance(20):
        model.horizon = dice.among(3, 12)
        args += ["--horizon", f"{model.horizon}mo"]
    by = dice.among(("channel",), ("channel",), ("month",))
    return Ordered(spend, customers, assumptions=Rows(columns, rows), by=by, model=model), args, VALUES


class Table(Scenario):
    """A scenario of which the rows and the total are computed by `measure`; of paid channels nothing is said."""

    def compute(self):
        self.method, self.basis = "simple", self.asked_basis
        keys = sorted({self.key(row) for table in (self.spend, self.customers, self.revenue) for row in table.rows})
        pick = lambda table, key: [row for row in table.rows if self.key(row) == key]
        rows = {key: self.measure(key, pick(self.spend, key), pick(self.revenue, key)) for key in keys}
        total, spent = self.measure(None, self.spend.rows, self.revenue.rows), {}
        for row in self.spend.rows:
            spent[row["channel"]] = spent.get(row["channel"], F(0)) + row["amount"]
        paid = any(amount and channel != BLANK for channel, amount in spent.items())
        return rows, total, dict.fromkeys(total, OPEN) if paid else None


def total_of(rows, name):
    return sum((row[name] for row in rows), F(0))


def over_spend(top, spend):
    return "negative_spend" if spend < 0 else "no_spend" if spend == 0 else top / spend


def per_revenue(spend, revenue):
    return "negative_spend" if spend < 0 else "no_data" if revenue <= 0 else spend / revenue


class Movements(Table):
    """What recurring revenue did, by months or quarters that follow each other."""

    quarters, reactivation, asked_basis = False, False, "margin"

    def key(self, row):
        return ((row["month"] - 1) // 3 + 1,) if self.quarters else (row["month"],)

    def measure(self, key, spent, rows):
        months = sorted({row["month"] for row in rows})
        first, last = [row for row in rows if row["month"] == months[0]], [row for row in rows if row["month"] == months[-1]]
        start, end, spend, net = total_of(first, "mrr_at_start"), total_of(last, "mrr_at_end"), total_of(spent, "amount"), total_of(rows, "net")
        lost = total_of(rows, "contraction") + total_of(rows, "churned_revenue")
        gained = total_of(rows, "expansion")
        came = total_of(rows, "new_mrr") + gained + (total_of(rows, "reactivation") if self.reactivation else 0)
        out = {"nrr": (start + gained - lost) / start if start else "no_data", "grr": (start - lost) / start if start else "no_data",
               "quick_ratio": came / lost if lost else "no_churn", "mer": over_spend(net, spend), "mer_inverse": per_revenue(spend, net),
               "magic_number": over_spend(12 * (end - start), spend) if len(months) == 3 else "no_data", "magic_number_classic": "no_data"}
        if self.quarters and key and key[0] > 1:
            before = lambda table: [row for row in table.rows if self.key(row) == (key[0] - 1,)]
            growth = 4 * (net - total_of(before(self.revenue), "net"))
            out["magic_number_classic"] = over_spend(growth, total_of(before(self.spend), "amount"))
        return out


def movements(dice):
    """NRR, GRR, quick ratio and the magic numbers, of months and of quarters."""
    quarters = dice.chance(50)
    months = dice.among(3, 6, 9) if quarters else dice.among(1, 2, 3, 4)
    spend = ledger(dice, months, CHANNELS[:2], negative=3)
    columns = ["month", "net"] + STOCKS + FLOWS
    some = lambda most, none=10: F(0) if dice.chance(none) else F(dice.below(most) + 1)
    back, rows, mrr = dice.chance(50), [], some(9000, 5)
    for number in range(1, months + 1):
        row = {"month": number, "net": some(9000, 5), "refunds": F(0), "mrr_at_start": mrr, "new_mrr": some(900), "expansion": some(500),
               "contraction": min(some(200), mrr), "churned_revenue": F(0), "reactivation": some(100)}
        row["churned_revenue"] = min(some(300), mrr - row["contraction"])
        mrr += row["new_mrr"] + row["expansion"] - row["contraction"] - row["churned_revenue"]
        mrr += row["reactivation"] if back else 0
        row["mrr_at_end"] = mrr
        rows.append(row)
        spend.rows.append(dict(spend.rows[0], month=number, amount=F(dice.below(900) + 1)))
    made = Movements(spend, counted(dice, months, CHANNELS[:2]), Rows(columns + (["reactivation"] if back else []), rows),
                     by=("quarter",) if quarters else ("month",))
    made.quarters, made.reactivation = quarters, back
    return made, [], MOVED


class Advertised(Table):
    """ROAS of channels, MER of all."""

    asked_basis = "margin"

    def key(self, row):
        return tuple(row[dim] for dim in self.by)

    def measure(self, key, spent, rows):
        cost = lambda those: total_of([row for row in those if row["category"] == "advertising"], "amount")
        named = {row["channel"] for row in self.spend.rows} - {BLANK}
        theirs = {name for name in named if cost([row for row in self.spend.rows if row["channel"] == name]) > 0}
        revenue, spend = total_of(rows, "net"), total_of(spent, "amount")
        advertised = total_of([row for row in rows if row["channel"] in theirs], "net")
        out = {"spend": spend, "mer": over_spend(revenue, spend), "mer_inverse": per_revenue(spend, revenue)}
        out["roas"] = "no_data" if not rows else over_spend(advertised, cost(spent))
        if not spent:
            out["mer"] = out["mer_inverse"] = "no_data"
        if not rows:
            out["mer"] = out["mer_inverse"] = OPEN
        if not any(row["channel"] in theirs for row in rows) and known(out["roas"]):
            out["roas"] = OPEN
        return out


def roas(dice):
    """Revenue of channels over their advertising, and of all over all spend."""
    months, channels = dice.among(1, 2), CHANNELS[:dice.among(1, 2, 3)]
    spend = ledger(dice, months, channels, ("advertising", "advertising", "salaries", "tools"), blank=10, negative=0)
    revenue = sold(dice, months, channels, stocks=False)
    by = dice.among(("channel",), ("channel",), ("month",), ("channel", "month"))
    return Advertised(spend, counted(dice, months, channels), revenue, by=by), [], RETURNS
