"""Random files, and how they are written."""

from fractions import Fraction as F

from model import BLANK, OPEN, Rows, known


class Dice:
    """A sequence of numbers that is the same under every version of Python (splitmix64)."""

    def __init__(self, seed):
        self.state = 0
        for byte in seed.encode():
            self.state = (self.state * 257 + byte + 1) % 2**64

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % 2**64
        return (mixed ^ (mixed >> 31)) % bound

    def among(self, *choices):
        return choices[self.below(len(choices))]

    def chance(self, percent):
        return self.below(100) < percent


def month(number):
    return f"2026-{number:02}"


def decimal(value):
    """A number of at most two decimals as a file writes it."""
    cents = value * 100
    assert cents.denominator == 1, value
    sign, cents = ("-" if cents < 0 else ""), abs(cents.numerator)
    return f"{sign}{cents // 100}" + (f".{cents % 100:02}" if cents % 100 else "")


def share(value):
    """A rate as a file writes it: a percentage."""
    return decimal(value * 100) + "%"


def ratio(value):
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def written(value):
    """A figure, or the reason why there is none."""
    return ratio(value) if known(value) else value if value == OPEN or value[0] == "=" else "!" + value


HEADERS = {"customers": "new_customers", "net": "revenue", "orders": "orders_per_year"}
WRITTEN = {"margin": share, "churn": share, "month": month, "channel": str, "segment": str, "category": str}


def text(table):
    """The file of a table."""
    if table.file:
        return table.file
    columns = [one for one in table.columns if one not in ("mrr", "margin") or "customers" not in table.columns]
    if "mrr" in table.columns:
        columns = ["customer_id", "acquired_on", *[one for one in table.columns if one in ("channel", "segment")], "mrr"]
        columns += ["margin"] if "margin" in table.columns else []
        rows = [dict(row, customer_id=str(n), acquired_on=f"{month(row['month'])}-{n % 28 + 1:02}")
                for n, row in enumerate(table.rows, 1)]
    else:
        rows = table.rows
    written = dict(WRITTEN, customer_id=str, acquired_on=str)
    lines = [",".join(HEADERS.get(one, one) for one in columns)]
    for row in rows:
        if "refunds" in table.columns:
            row = dict(row, net=row["net"] + row["refunds"])
        lines.append(",".join(BLANK if row[one] is None else written.get(one, decimal)(row[one]) for one in columns))
    return "\n".join(lines) + "\n"


def money(dice, negative=8):
    """An amount of spend, with its edges: nothing, little, and a credit."""
    if dice.chance(18):
        return F(0)
    value = F(dice.below(900) + 1) if dice.chance(60) else F(dice.below(90000) + 1, 100)
    return -value if dice.chance(negative) else value


CHANNELS = ("A", "B", "C", "D")
CATEGORIES = ("advertising", "agency", "content", "salaries", "commissions", "tools", "events", "demo", "technical",
              "overhead", "other", "retention")


def ledger(dice, months, channels, categories=None, segments=None, blank=20, negative=8):
    """Rows of spend over the months, in the first and last of which there is one."""
    columns = ["month", "channel"] + (["segment"] if segments else []) + (["category"] if categories else [])
    rows = []
    for number in range(months + 2 + dice.below(5)):
        row = {"month": (1, months)[number] if number < min(months, 2) else dice.below(months) + 1,
               "channel": BLANK if dice.chance(blank) else dice.among(*channels), "amount": money(dice, negative)}
        if segments:
            row["segment"] = BLANK if dice.chance(15) else dice.among(*segments)
        if categories:
            row["category"] = dice.among(*categories)
        rows.append(row)
    return Rows(columns + ["amount"], rows)


def counted(dice, months, channels, segments=None, blank=10):
    """Rows of new customers over the months."""
    columns = ["month", "channel"] + (["segment"] if segments else [])
    rows = []
    for number in range(months + 1 + dice.below(5)):
        row = {"month": (1, months)[number] if number < min(months, 2) else dice.below(months) + 1,
               "channel": BLANK if dice.chance(blank) else dice.among(*channels),
               "customers": F(0) if dice.chance(25) else F(dice.below(12) + 1)}
        if segments:
            row["segment"] = BLANK if dice.chance(12) else dice.among(*segments)
        rows.append(row)
    return Rows(columns + ["customers"], rows)


def sold(dice, months, channels, stocks=True, segments=None, blank=0, credit=0):
    """Rows of revenue, one for each month and channel."""
    columns = ["month"] + (["channel"] if channels else []) + (["segment"] if segments else []) + ["net"]
    columns += ["refunds"] if dice.chance(40) else []
    extra = (["cost_of_revenue"] if stocks and dice.chance(80) else []) + (["active_customers"] if stocks and dice.chance(90) else [])
    extra += ["customers_at_start", "churned_customers"] if stocks and dice.chance(90) else []
    rows = []
    for number in range(1, months + 1):
        for channel in channels or (None,):
            row = {"month": number, "net": F(0) if dice.chance(8) else F(dice.below(5000) + 1)}
            if channels:
                row["channel"] = BLANK if dice.chance(blank) else channel
            if segments:
                row["segment"] = dice.among(*segments)
            row["refunds"] = F(dice.below(int(row["net"]) // 4 + 1)) if "refunds" in columns else F(0)
            row["net"] -= row["refunds"] if not dice.chance(credit) else row["net"] + 7
            start = F(0) if dice.chance(6) else F(dice.below(60) + 1)
            row["cost_of_revenue"] = row["net"] * 2 if dice.chance(5) else F(dice.below(int(abs(row["net"])) + 1))
            row["active_customers"] = F(0) if dice.chance(6) else F(dice.below(60) + 1)
            row["customers_at_start"], row["churned_customers"] = start, F(dice.below(int(start) // dice.among(1, 4, 8) + 1))
            if dice.chance(5):
                row["churned_customers"] = start
            if row["net"] < 0 and "refunds" not in columns:
                row["net"] = -row["net"]
            rows.append(row)
    return Rows(columns + extra, rows)


def totals_like(table, field):
    """Whether a row without a name equals the sum of others, which is refused as a possible total."""
    dims = [one for one in ("month", "channel", "segment", "category") if one in table.columns]
    for row in table.rows:
        blank = [dim for dim in dims if dim != "category" and row[dim] == BLANK]
        others = [one for one in table.rows if one is not row]
        for agree in ([], ["month"], ["month", "category"], ["category"], ["month", "segment"], ["segment"], ["month", "channel"]):
            agree = [dim for dim in agree if dim in dims and row[dim] != BLANK]
            if blank and row[field] == sum((one[field] for one in others if all(one[dim] == row[dim] for dim in agree)), F(0)):
                return True
    return False


def refused(scenario):
    """What the reader asks about rather than computes."""
    if scenario.spend:
        amounts = [row["amount"] for row in scenario.spend.rows]
        if totals_like(scenario.spend, "amount") or (any(one < 0 for one in amounts) and not any(one > 0 for one in amounts)):
            return True
    if scenario.customers and "mrr" not in scenario.customers.columns and totals_like(scenario.customers, "customers"):
        return True
    return scenario.revenue is not None and totals_like(scenario.revenue, "net")
