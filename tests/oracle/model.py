"""CAC and LTV in exact fractions, computed from their definitions.

A second way to the figures of cacltv that shares nothing with the program but the definitions: sums over rows as they
are given, fractions of the standard library, payments added up one by one where a formula would do. A figure is a
Fraction, or the reason (a word) why there is none.
"""

from fractions import Fraction as F

PAID = {"advertising", "agency", "content"}
DIRECT = PAID | {"salaries", "commissions", "bonuses", "tools", "events", "recruitment", "demo", "referral",
                 "marketing", "sales"}
BLANK = ""
UNATTRIBUTED = "-"
OPEN = "?"

METRICS = ["spend", "new_customers", "cac", "cac_part", "arpa", "margin", "churn", "lifetime_months", "ltv", "ltv_cac",
           "payback_months", "payback_retention_months", "max_cac", "share_of_spend", "share_of_customers",
           "retention_cost", "break_even_roas", "marginal_cac"]
PRESETS = {
    "chartmogul": ("simple", "revenue", "start"), "baremetrics": ("simple", "revenue", "start"),
    "profitwell": ("simple", "revenue", "start"), "finmark": ("simple", "margin", "start"),
    "skok": ("simple", "margin", "start"), "gupta-lehmann": ("discounted", "margin", "end"),
}


class Undecided(Exception):
    """The scenario lies outside what this model settles, and is not used."""


class Refused(Exception):
    """What is asked has no meaning without an input that is missing: which one, and for what."""


def known(value):
    return isinstance(value, F)


def over(top, bottom):
    """A quotient, or the first reason that one of its parts has."""
    for part in (top, bottom):
        if not known(part):
            return part
    return top / bottom


class Rows:
    """What a file says: which columns it has, and its rows as dictionaries."""

    def __init__(self, columns, rows):
        self.columns, self.rows = list(columns), rows
        self.file = None

    def has(self, column):
        """Whether there is such a column; a name that is blank in every row is none."""
        if column in ("channel", "segment", "category"):
            return column in self.columns and any(row[column] != BLANK for row in self.rows)
        return column in self.columns


class Model:
    """How LTV is computed."""

    def __init__(self, **given):
        self.arpa = self.margin = self.churn = self.lifetime = None
        self.yearly_churn = self.discount = self.yearly_discount = self.horizon = None
        self.aov = self.orders = self.growth = self.method = self.timing = self.basis = self.preset = None
        self.cost_per_order = F(0)
        self.billing, self.target = "month", F(3)
        for name, value in given.items():
            assert hasattr(self, name), name
            setattr(self, name, value)

    def discounts(self):
        return self.discount is not None or self.yearly_discount is not None

    def settled(self, lifetimes, churns):
        """Method and timing, found from what is given where they are not named."""
        method, _, timing = PRESETS.get(self.preset, (None, None, None))
        if self.preset == "skok" and self.growth is not None:
            method = "expansion"
        method = method or self.method
        if method is None:
            if self.aov is not None:
                method = "orders"
            elif lifetimes and not churns:
                method = "lifetime"
            elif self.growth is not None:
                method = "expansion"
            elif self.discounts():
                method = "discounted"
            elif self.horizon is not None:
                method = "capped"
            else:
                method = "simple"
        if method == "discounted" and not self.discounts():
            # A discount that is given as 0 is one.
            asked = f"--as {self.preset}" if self.preset else "--method discounted"
            raise Refused(f"{asked} needs --discount")
        return method, timing or self.timing or "start"


def payments(m, growth, kept, discount, timing, horizon):
    """The present value of monthly payments m, m + growth, m + 2·growth … by those who stay.

    The k-th payment (from 0) is paid by a share kept^k, kept^(k+1) when it is paid at the end by those still there,
    and worth 1/(1+d)^k at the start of its month or 1/(1+d)^(k+1) at its end.
    """
    step = kept / (1 + discount)
    factor = {"start": F(1), "arrears": 1 / (1 + discount), "end": step}[timing]
    if horizon is not None:
        total, weight = F(0), F(1)
        for k in range(horizon):
            total += (m + growth * k) * weight
            weight *= step
        return factor * total
    if step >= 1:
        return "no_churn"
    return factor * (m / (1 - step) + growth * step / (1 - step) ** 2)


class Inputs:
    """What is known of the customers of one channel and segment."""

    def __init__(self, arpa, margin, churn, lifetime=None, yearly_churn=None, per_order=None):
        self.arpa, self.margin, self.churn, self.lifetime = arpa, margin, churn, lifetime
        self.yearly_churn, self.per_order = yearly_churn, per_order

    def monthly(self, basis):
        """The monthly margin, or revenue, of a customer."""
        if not known(self.arpa):
            return self.arpa
        if basis == "revenue":
            return self.arpa
        if not known(self.margin):
            return self.margin
        if self.per_order is not None:
            orders, cost = self.per_order
            return self.arpa * self.margin - cost * orders / 12
        return self.arpa * self.margin

    def months(self):
        return self.churn if not known(self.churn) else "no_churn" if self.churn == 0 else 1 / self.churn

    def ltv(self, model, basis, method, timing):
        m = self.monthly(basis)
        if not known(m):
            return m
        if not known(self.churn):
            return self.churn
        discounting = method in ("discounted", "expansion", "orders")
        d = (model.discount or F(0)) if discounting else F(0)
        when = timing if method in ("discounted", "expansion") or (method == "orders" and model.discounts()) else "start"
        if model.billing == "year" and method != "lifetime":
            lost = self.yearly_churn if self.yearly_churn is not None else 1 - (1 - self.churn) ** 12
            yearly = F(0)
            if discounting and model.discounts():
                yearly = model.yearly_discount if model.yearly_discount is not None else (1 + d) ** 12 - 1
            years = None if model.horizon is None else model.horizon // 12
            return payments(12 * m, F(0), 1 - lost, yearly, "start", years)
        growth = F(0)
        if method == "expansion":
            growth = model.growth if basis == "revenue" else model.growth * self.margin
        return payments(m, growth, 1 - self.churn, d, when, model.horizon)


def mixed(parts, value):
    """The mean of a value over groups of customers, or why there is none."""
    found = [value(inputs) for _, inputs in parts]
    reasons = {one for one in found if not known(one)}
    if reasons:
        return reasons.pop() if len(reasons) == 1 and not any(known(one) for one in found) else "partial"
    return sum((n * one for (n, _), one in zip(parts, found)), F(0)) / sum(n for n, _ in parts)


def least_payments(cac, groups):
    """The least whole number of monthly payments by surviving customers that covers the CAC."""
    total = sum(n for n, _, _ in groups)
    if any(m < 0 for _, m, _ in groups):
        raise Undecided("payments that come and payments that go")
    if all(churn == 0 for _, _, churn in groups):
        m = sum(n * m for n, m, _ in groups) / total
        return F(-((-cac.numerator * m.denominator) // (cac.denominator * m.numerator)))
    if not any(churn == 0 and m > 0 for _, m, churn in groups):
        every = sum(n * m / churn for n, m, churn in groups if churn != 0) / total
        reached = all(churn == 1 for _, m, churn in groups if m > 0)
        if every < cac or (every == cac and not reached):
            return "never_pays_back"
    paid, weights = F(0), [F(1)] * len(groups)
    for count in range(1, 241):
        for place, (n, m, churn) in enumerate(groups):
            paid += n * m * weights[place] / total
            weights[place] *= 1 - churn
        if paid >= cac:
            return F(count)
    raise Undecided("a very long payback")


def follow(out, m, groups, target):
    """Ratio, payback and what else follows from CAC, LTV and the monthly margin m of the mix of groups."""
    cac, ltv = out["cac"], out["ltv"]
    if not known(cac):
        out["ltv_cac"] = out["payback_months"] = out["payback_retention_months"] = cac
    else:
        out["ltv_cac"] = "no_spend" if cac == 0 else over(ltv, cac)
        out["payback_months"] = "negative_margin" if known(m) and m <= 0 else over(cac, m)
        if not known(m):
            later = m
        elif not known(out["churn"]):
            later = out["churn"]
        elif m <= 0:
            later = "negative_margin"
        else:
            later = F(0) if cac == 0 else least_payments(cac, groups)
        out["payback_retention_months"] = later
    out["max_cac"] = over(ltv, target)
    margin = out["margin"]
    out["break_even_roas"] = "negative_margin" if known(margin) and margin <= 0 else over(F(1), margin)


class Scenario:
    """Files, and what is asked of them."""

    sold = ()

    def __init__(self, spend=None, customers=None, revenue=None, assumptions=None, by=("channel",), scope="full",
                 include=(), exclude=(), parts=None, shared=(), allocate=None, lag=None, period=None, rewards=None,
                 model=None):
        self.spend, self.customers, self.revenue, self.assumptions = spend, customers, revenue, assumptions
        self.by, self.scope, self.include, self.exclude = tuple(by), scope, set(include), set(exclude)
        self.parts, self.shared, self.allocate = dict(parts or {}), set(shared), allocate
        self.lag, self.period, self.rewards, self.model = lag, period, dict(rewards or {}), model or Model()
        self.lagged = None

    # What counts, and when.

    def counts(self, category):
        if category == "retention" or category in self.exclude:
            return False
        if category in self.include or self.scope == "full":
            return True
        return category in (PAID if self.scope == "paid" else DIRECT)

    def prepare(self):
        """The rows of spend, customers and revenue that the figures are made of."""
        self.costs = []
        for row in self.spend.rows if self.spend else []:
            category = row.get("category", BLANK)
            amount = row["amount"] * self.parts.get(category, 1)
            channel = BLANK if category in self.shared else row.get("channel", BLANK)
            self.costs.append({"month": row.get("month"), "channel": channel, "segment": row.get("segment", BLANK),
                               "category": category, "amount": amount})
        self.won = [dict(row) for row in (self.customers.rows if self.customers else [])]
        self.sold = [dict(row) for row in (self.revenue.rows if self.revenue else [])]
        self.carried = {one for one in ("month", "channel", "segment", "category") if self.spend and self.spend.has(one)}
        if self.lag and self.spend and self.customers:
            self.shift()
        elif self.period:
            first, last = self.period
            for name in ("costs", "won", "sold"):
                kept = [row for row in getattr(self, name) if first <= row["month"] <= last]
                setattr(self, name, kept)
        # A reward for each customer won is spend of their channel.
        self.costs += [dict(row, category="referral", amount=self.rewards[row["channel"]] * row["customers"])
                       for row in self.won if row.get("channel") in self.rewards and row["customers"]]
        self.costs = [dict(row, segment=row.get("segment", BLANK)) for row in self.costs]
        if self.allocate:
            self.spread()

    def shift(self):
        """Spend of month t wins the customers of month t + lag, where both are known."""
        spent = [row["month"] for row in self.costs]
        won = [row["month"] for row in self.won]
        lags = [lag for lag, weight in self.lag if weight]
        first = max(min(won), min(spent) + max(lags))
        last = min(max(won), max(spent) + min(lags))
        asked = self.period or (None, None)
        if asked[0] is not None:
            first, last = max(first, asked[0]), min(last, asked[1])
        if first > last:
            raise Undecided("no month has both")
        moved, unmatched = [], F(0)
        for row in self.costs:
            for lag, weight in self.lag:
                part = dict(row, month=row["month"] + lag, amount=row["amount"] * weight)
                if first <= part["month"] <= last:
                    moved.append(part)
                elif asked[0] is None or asked[0] <= part["month"] <= asked[1]:
                    unmatched += part["amount"] if self.counts(part["category"]) else 0
        inside = lambda row: first <= row["month"] <= last
        wanted = lambda row: asked[0] is None or asked[0] <= row["month"] <= asked[1]
        self.lagged = (sum((row["amount"] for row in moved if self.counts(row["category"])), F(0)), unmatched,
                       sum((row["customers"] for row in self.won if wanted(row) and not inside(row)), F(0)))
        self.costs = moved
        self.won = [row for row in self.won if inside(row)]
        self.sold = [row for row in self.sold if inside(row)]

    # Shared cost.

    def channels(self, month, segment):
        """The channels that any row of the month, and of the segment where there is one, names."""
        rows = [row for row in self.costs + self.won + self.sold
                if row["month"] == month and segment in (BLANK, row.get("segment", BLANK))]
        return sorted({row.get("channel", BLANK) for row in rows} - {BLANK})

    def base(self, row, channels):
        """What a row of shared cost is spread by: the places (channel, segment) and their parts."""
        kind, month, segment = self.allocate, row["month"], row["segment"]
        here = lambda other: other["month"] == month and segment in (BLANK, other.get("segment", BLANK))
        base = {}
        if kind == "spend":
            for other in self.costs:
                if here(other) and other["channel"] != BLANK and self.counts(other["category"]):
                    base[other["channel"]] = base.get(other["channel"], F(0)) + other["amount"]
            return {(channel, segment): part for channel, part in base.items()}
        if kind in ("customers", "revenue"):
            source = self.won if kind == "customers" else self.sold
            rows, field = (self.customers, "customers") if kind == "customers" else (self.revenue, "net")
            if rows is None or not rows.has("channel"):
                return {}
            for other in source:
                place = (other["channel"], other.get("segment", BLANK) if segment == BLANK and rows.has("segment") else segment)
                if here(other) and place[0] != BLANK and row["channel"] in (BLANK, place[0]):
                    base[place] = base.get(place, F(0)) + other[field]
            return base
        if kind == "even":
            return {(channel, segment): F(1) for channel in channels}
        return {(channel, segment): weight for channel, weight in kind}

    def spread(self):
        """Shared cost by fractions of its base, within its month and segment; without a base it stays."""
        rows = self.customers if self.allocate == "customers" else self.revenue
        # Where the base knows segments, spend without one is shared among those of its channel, and stays its own.
        deep = self.allocate in ("customers", "revenue") and rows is not None and rows.has("segment")
        found, moved = [], F(0)
        for row in self.costs:
            shared = row["channel"] == BLANK or (deep and row["segment"] == BLANK)
            shared = shared and row["category"] != "retention"
            base = self.base(row, self.channels(row["month"], row["segment"])) if shared else {}
            total = sum(base.values(), F(0))
            if not shared or total <= 0 or any(part < 0 for part in base.values()):
                found.append(row)
                continue
            moved += row["amount"]
            for (channel, segment), part in base.items():
                if part:
                    found.append(dict(row, channel=channel, segment=segment, amount=row["amount"] * part / total))
        self.costs = found
        if moved:
            self.carried |= {"channel", "segment"} if deep else {"channel"}

    # Inputs of LTV.

    def assumed(self, channel, segment):
        """What the assumptions say of a place, the most specific first."""
        found = {}
        rows = self.assumptions.rows if self.assumptions else []
        for c, s in ((channel, segment), (channel, BLANK), (BLANK, segment)):
            if (c, s) == (BLANK, BLANK):
                continue
            for row in rows:
                if (row.get("channel", BLANK), row.get("segment", BLANK)) == (c, s):
                    for name in ("arpa", "margin", "churn", "lifetime"):
                        if row.get(name) is not None and name not in found:
                            if name in ("churn", "lifetime") and ("churn" in found or "lifetime" in found):
                                continue
                            found[name] = row[name]
        return found

    def derived(self, channel, segment, months):
        """ARPA, margin and churn from the rows of revenue, pooled over months."""
        carries = lambda name: self.revenue is not None and self.revenue.has(name)
        rows = [row for row in self.sold if (months is None or row["month"] in months)
                and (not carries("channel") or row["channel"] == channel)
                and (not carries("segment") or row["segment"] == segment)]
        total = lambda name: sum((row[name] for row in rows), F(0))
        arpa, margin, churn = "no_arpa", "no_margin", "no_churn"
        if rows and carries("active_customers") and total("active_customers") > 0:
            arpa = total("net") / total("active_customers")
        if rows and carries("cost_of_revenue") and total("net") != 0:
            margin = 1 - total("cost_of_revenue") / total("net")
        if rows and carries("churned_customers") and total("customers_at_start") > 0:
            churn = total("churned_customers") / total("customers_at_start")
        return arpa, margin, churn

    def inputs(self, channel, segment, rows, months):
        """What is known of the customers of a place, won in the months."""
        model, said = self.model, self.assumed(channel, segment)
        arpa, margin, churn = self.derived(channel, segment, months)
        customers = sum((row["customers"] for row in rows), F(0))
        if self.customers and self.customers.has("mrr") and not self.customers.has("channel"):
            raise Undecided("ARPA of customers of no channel")
        if customers and self.customers.has("mrr"):
            paying = sum((row["mrr"] for row in rows), F(0))
            arpa = paying / customers
            if self.customers.has("margin") and paying:
                margin = sum((row["mrr"] * row["margin"] for row in rows), F(0)) / paying
        if model.aov is not None:
            arpa = model.aov * model.orders / 12
        elif model.arpa is not None:
            arpa = model.arpa
        margin = model.margin if model.margin is not None else margin
        lifetime, yearly = None, None
        by_lifetime = model.lifetime is not None and model.method != "simple"
        if model.churn is not None and not (by_lifetime and model.lifetime is not None and model.method == "lifetime"):
            churn, yearly = model.churn, model.yearly_churn
        elif model.lifetime is not None:
            churn, lifetime = 1 / model.lifetime, model.lifetime
        arpa, margin = said.get("arpa", arpa), said.get("margin", margin)
        if "churn" in said:
            churn, yearly = said["churn"], None
        elif "lifetime" in said:
            churn, yearly = 1 / said["lifetime"], None
        per_order = (model.orders, model.cost_per_order) if model.aov is not None and "arpa" not in said else None
        return Inputs(arpa, margin, churn, lifetime, yearly, per_order)

    def found_basis(self):
        """Margin where it is known of customers won, revenue where only their ARPA is."""
        parts = self.parts_of(self.won, None)
        without = lambda each: all(i.margin == "no_margin" for i in each)
        decided = lambda each: "revenue" if any(known(i.arpa) for i in each) and without(each) else "margin"
        everywhere = {(row.get("channel", BLANK), row.get("segment", BLANK)) for row in self.costs + self.sold + self.won}
        all_places = [self.inputs(*place, [], None) for place in sorted(everywhere)] + [i for _, i in parts]
        if parts and decided([i for _, i in parts]) != decided(all_places):
            raise Undecided("a basis that hangs on places without customers")
        return decided(all_places)

    # The figures.

    def place(self, row, dims):
        """The labels of a row of a file along the dimensions asked for."""
        return tuple(row.get(dim, BLANK) for dim in dims)

    def compute(self):
        """Rows by their labels, the total and the paid channels."""
        self.prepare()
        rows = self.assumptions.rows if self.assumptions else []
        said = lambda name: any(row.get(name) is not None for row in rows)
        lifetimes = self.model.lifetime is not None or said("lifetime")
        self.method, self.timing = self.model.settled(lifetimes, self.model.churn is not None or said("churn"))
        basis = self.model.basis or PRESETS.get(self.model.preset, (None, None, None))[1]
        self.basis = basis or self.found_basis()
        places = {(row.get("channel", BLANK), row.get("segment", BLANK)) for row in self.won if row["customers"]}
        if said("lifetime") and not any("lifetime" in self.assumed(*place) for place in places):
            raise Undecided("lifetimes of nobody")
        counted = [row for row in self.costs if self.counts(row["category"])]
        self.kept_cost = [row for row in self.costs if row["category"] == "retention"]
        self.all_spend = sum((row["amount"] for row in counted), F(0))
        self.all_won = sum((row["customers"] for row in self.won), F(0))
        months = [row["month"] for row in self.costs + self.won if row.get("month")]
        self.span = (min(months), max(months)) if months else None
        keys = set()
        for rows, source in ((counted, self.spend), (self.won, self.customers), (self.sold, self.revenue)):
            carries = self.carried.__contains__ if source is self.spend else source.has if source else None
            if source and all(carries(dim) for dim in self.by):
                keys |= {key for key in (self.place(row, self.by) for row in rows) if source is not self.revenue or any(key)}
        table = {}
        for key in keys:
            here = lambda row: self.place(row, self.by) == key
            table[key] = self.line(key, *([row for row in rows if here(row)] for rows in (counted, self.won, self.sold)))
        total = self.line((), counted, self.won, self.sold)
        return table, total, self.paid(counted)

    def paid(self, counted):
        """The channels that have spend: all spend, without the customers of the others."""
        if self.spend is None or (self.customers and not self.customers.has("channel")):
            return None
        spent = {}
        for row in counted:
            spent[row["channel"]] = spent.get(row["channel"], F(0)) + row["amount"]
        named = {channel for channel, amount in spent.items() if amount != 0 and channel != BLANK}
        if not named:
            return None
        theirs = lambda rows: [row for row in rows if row.get("channel", BLANK) in named]
        line = self.line((), counted, theirs(self.won), [], {(row["channel"], row["segment"]) for row in theirs(self.costs)})
        if line["marginal_cac"] != "no_data":
            line["marginal_cac"] = self.marginal({}, [], theirs(self.won))
        return line

    def parts_of(self, won, months):
        """The customers of a row by channel and segment, with what is known of each."""
        groups = {}
        for row in won:
            groups.setdefault((row.get("channel", BLANK), row.get("segment", BLANK)), []).append(row)
        parts = [(sum((row["customers"] for row in rows), F(0)), self.inputs(*place, rows, months))
                 for place, rows in sorted(groups.items())]
        return [(n, inputs) for n, inputs in parts if n]

    def line(self, key, costs, won, sold, places=()):
        label = dict(zip(self.by, key))
        months = {label["month"]} if "month" in label else None
        spend = sum((row["amount"] for row in costs), F(0)) if self.spend else "no_data"
        customers = sum((row["customers"] for row in won), F(0)) if self.customers else "no_data"
        unwon = [dim for dim in label if self.customers and not self.customers.has(dim)]
        uncosted = [dim for dim in label if self.spend and dim not in self.carried]
        blank = [dim for dim in label if dim in ("channel", "segment") and label[dim] == BLANK]
        if unwon:
            customers = "no_data"
        if uncosted:
            spend = "unattributed_spend"
        out = {"spend": spend, "new_customers": customers}
        # CAC, and the shares.
        if not self.spend or not self.customers or unwon:
            cac = "no_data"
        elif uncosted or blank:
            cac = "unattributed_spend"
        elif spend < 0:
            cac = "negative_spend"
        elif customers == 0:
            cac = "no_new_customers" if spend else "no_data"
        else:
            cac = spend / customers
        out["cac"] = cac
        out["cac_part"], out["share_of_spend"] = self.part(spend, self.all_won, True), self.part(spend, self.all_spend)
        share = "no_new_customers" if self.all_won == 0 else over(customers, self.all_won)
        out["share_of_customers"] = share if known(customers) else customers
        places = places or {(row.get("channel", BLANK), row.get("segment", BLANK)) for row in costs + won + sold}
        self.value(out, places, won, customers, months, blank, unwon)
        follow(out, self.monthly, self.groups, self.model.target)
        out["retention_cost"] = self.retention(label, months)
        if not self.spend or not self.customers or unwon or not self.span or self.span[0] == label.get("month", self.span[1]):
            out["marginal_cac"] = "no_data"
        else:
            out["marginal_cac"] = self.marginal(label, uncosted, self.won)
        return out

    def marginal(self, label, uncosted, customers):
        """What the customers that came more, or less, than in the month before cost."""
        last = label.get("month", self.span[1])
        here = lambda row: all(row.get(dim, BLANK) == value for dim, value in label.items() if dim != "month")

        def change(rows, field):
            return (sum((row[field] for row in rows if here(row) and row["month"] == last), F(0))
                    - sum((row[field] for row in rows if here(row) and row["month"] == last - 1), F(0)))
        spent = change([row for row in self.costs if self.counts(row["category"])], "amount")
        won = change(customers, "customers")
        if uncosted:
            return "unattributed_spend"
        return spent / won if spent * won > 0 else "no_common_change"

    def part(self, spend, whole, of_customers=False):
        if of_customers and not self.customers:
            return "no_data"
        if not known(spend):
            return spend
        if of_customers:
            if spend < 0:
                return "negative_spend"
            return spend / whole if whole else "no_new_customers" if spend else "no_data"
        if spend < 0 or whole < 0:
            return "negative_spend"
        return "no_spend" if whole == 0 else spend / whole

    def value(self, out, places, won, customers, months, blank, unwon):
        """ARPA, margin, churn and LTV: of one kind of customers, or the mix of several."""
        parts = self.parts_of(won, months) if known(customers) else []
        none = not parts
        if none:
            # Nobody to weigh by: what is known of all places alike.
            parts = [(F(1), self.inputs(channel, segment, [], months)) for channel, segment in sorted(places)]
        each = [inputs for _, inputs in parts]
        same = len({(i.arpa, i.margin, i.churn) for i in each}) == 1
        if same:
            mean = lambda of: of(each[0])
        elif none:
            mean = lambda of: of(each[0]) if len({of(one) for one in each}) == 1 else "no_new_customers"
        else:
            mean = lambda of: mixed(parts, of)
        out["arpa"], out["churn"] = mean(lambda i: i.arpa), mean(lambda i: i.churn)
        out["lifetime_months"] = mean(lambda i: i.months())
        margin = mean(lambda i: i.margin)
        if none and len({i.margin for i in each}) > 1 and any(not known(i.arpa) or i.arpa == 0 for i in each):
            raise Undecided("a margin of no revenue of nobody")
        if not none and len({i.margin for i in each}) > 1:
            # Margins that differ weigh by revenue.
            gross = mixed(parts, lambda i: over(i.margin, F(1)) if not known(i.margin) or not known(i.arpa) else i.arpa * i.margin)
            if out["arpa"] == 0:
                raise Undecided("a margin of no revenue")
            margin = over(out["arpa"], F(1)) if not known(out["arpa"]) else over(gross, out["arpa"])
        out["margin"] = margin
        out["ltv"] = mean(lambda i: i.ltv(self.model, self.basis, self.method, self.timing))
        if unwon:
            out["ltv"] = "no_data"
        elif blank and customers == 0:
            out["ltv"] = "no_new_customers"
        self.monthly = mean(lambda i: i.monthly(self.basis))
        self.groups = [(n, i.monthly(self.basis), i.churn) for n, i in (parts[:1] if same else parts)]

    def retention(self, label, months):
        """Money for keeping customers over the customers kept."""
        here = lambda row: all(row.get(dim, BLANK) == value for dim, value in label.items())
        if any(dim not in self.carried for dim in label):
            return "no_data"
        rows = [row for row in self.kept_cost if here(row)]
        if not rows or self.revenue is None or any(not self.revenue.has(dim) for dim in label):
            return "no_data"
        if not self.revenue.has("churned_customers"):
            return "no_data"
        kept = sum((row["customers_at_start"] - row["churned_customers"] for row in self.sold if here(row)), F(0))
        spent = sum((row["amount"] for row in rows), F(0))
        return spent / kept if kept > 0 and spent else "no_data"
