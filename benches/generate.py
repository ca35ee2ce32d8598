#!/usr/bin/env python3
"""Writes a ledger of spend and a list of customers: benches/generate.py FOLDER [LEDGER_ROWS] [CUSTOMER_ROWS] [FORM]

spend.csv: date,channel,campaign,category,amount; customers.csv: customer_id,acquired_on,channel,segment.
FORM is one of
  plain      as above (the default)
  wide       36 more columns of an export between category and amount, none of which is read
  semicolon  semicolons, decimal commas and days as 31.03.2026
  quoted     quotes around every cell
  utf16      UTF-16 with a byte order mark
  crlf       lines that end in CRLF
The same numbers give the same bytes, and all forms the same rows."""
import datetime, os, random, sys

FORMS = ("plain", "wide", "semicolon", "quoted", "utf16", "crlf")

def main():
    folder = sys.argv[1]
    ledger = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000_000
    customers = int(sys.argv[3]) if len(sys.argv) > 3 else 5_000_000
    form = sys.argv[4] if len(sys.argv) > 4 else "plain"
    if form not in FORMS:
        sys.exit(f"FORM is one of {', '.join(FORMS)}")
    os.makedirs(folder, exist_ok=True)
    comma = ";" if form == "semicolon" else ","
    end = "\r\n" if form == "crlf" else "\n"
    codec = "utf-16" if form == "utf16" else "utf-8"
    quote = (lambda text: f'"{text}"') if form == "quoted" else str
    surplus = [f"metric {n}" for n in range(36)] if form == "wide" else []
    draw = random.Random(20260101)
    first = datetime.date(2024, 1, 1)
    days = [first + datetime.timedelta(n) for n in range(731)]
    days = [quote(day.strftime("%d.%m.%Y") if form == "semicolon" else day.isoformat()) for day in days]
    channels = ["Google Ads", "Meta", "LinkedIn", "Microsoft Ads", "TikTok", "Podcast", "Affiliates", "Events"]
    channels = [quote(name) for name in channels]
    campaigns = [quote(f"cmp-{n:03d}") for n in range(400)]
    categories = [quote(name) for name in ("advertising", "agency", "content", "salaries", "tools", "commissions")]
    # Lines are drawn from a pool of prefixes: writing, not drawing, is what takes the time.
    cells = [(draw.choice(days), draw.choice(channels), draw.choice(campaigns), draw.choice(categories)) for _ in range(200_000)]
    more = [[f"{draw.randrange(1_000_000) / 1000}" for _ in surplus] for _ in range(1_000)]
    pool = [comma.join((*row, *more[at % 1_000], "")) for at, row in enumerate(cells)]
    amounts = [f"{draw.randrange(1, 500_000) / 100:.2f}" for _ in range(100_003)]
    if form == "semicolon":
        amounts = [amount.replace(".", ",") for amount in amounts]
    amounts = [quote(amount) + end for amount in amounts]
    with open(os.path.join(folder, "spend.csv"), "w", encoding=codec, newline="") as out:
        out.write(comma.join(quote(name) for name in ("date", "channel", "campaign", "category", *surplus, "amount")) + end)
        for start in range(0, ledger, 100_000):
            n = min(100_000, ledger - start)
            offset = draw.randrange(200_000)
            out.write("".join(pool[(offset + 7 * k) % 200_000] + amounts[(start + k) % 100_003] for k in range(n)))
    segments = [quote(name) for name in ("Small", "Medium", "Large")]
    tails = [comma + comma.join((draw.choice(days), draw.choice(channels), draw.choice(segments))) + end for _ in range(100_003)]
    ids = '"C{:08d}"' if form == "quoted" else "C{:08d}"
    with open(os.path.join(folder, "customers.csv"), "w", encoding=codec, newline="") as out:
        out.write(comma.join(quote(name) for name in ("customer_id", "acquired_on", "channel", "segment")) + end)
        for start in range(0, customers, 100_000):
            n = min(100_000, customers - start)
            out.write("".join(ids.format(start + k) + tails[(start + k) % 100_003] for k in range(n)))

if __name__ == "__main__":
    main()
