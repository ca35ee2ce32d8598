#!/usr/bin/env python3
"""Writes a ledger of spend and a list of customers: benches/generate.py FOLDER [LEDGER_ROWS] [CUSTOMER_ROWS]

spend.csv: date,channel,campaign,category,amount; customers.csv: customer_id,acquired_on,channel,segment.
The same numbers give the same bytes."""
import datetime, os, random, sys

def main():
    folder = sys.argv[1]
    ledger = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000_000
    customers = int(sys.argv[3]) if len(sys.argv) > 3 else 5_000_000
    os.makedirs(folder, exist_ok=True)
    draw = random.Random(20260101)
    first = datetime.date(2024, 1, 1)
    days = [(first + datetime.timedelta(n)).isoformat() for n in range(731)]
    channels = ["Google Ads", "Meta", "LinkedIn", "Microsoft Ads", "TikTok", "Podcast", "Affiliates", "Events"]
    campaigns = [f"cmp-{n:03d}" for n in range(400)]
    categories = ["advertising", "agency", "content", "salaries", "tools", "commissions"]
    # Lines are drawn from a pool of prefixes: writing, not drawing, is what takes the time.
    pool = [f"{draw.choice(days)},{draw.choice(channels)},{draw.choice(campaigns)},{draw.choice(categories)}," for _ in range(200_000)]
    amounts = [f"{draw.randrange(1, 500_000) / 100:.2f}\n" for _ in range(100_003)]
    with open(os.path.join(folder, "spend.csv"), "w") as out:
        out.write("date,channel,campaign,category,amount\n")
        for start in range(0, ledger, 100_000):
            n = min(100_000, ledger - start)
            offset = draw.randrange(200_000)
            out.write("".join(pool[(offset + 7 * k) % 200_000] + amounts[(start + k) % 100_003] for k in range(n)))
    segments = ["Small", "Medium", "Large"]
    tails = [f",{draw.choice(days)},{draw.choice(channels)},{draw.choice(segments)}\n" for _ in range(100_003)]
    with open(os.path.join(folder, "customers.csv"), "w") as out:
        out.write("customer_id,acquired_on,channel,segment\n")
        for start in range(0, customers, 100_000):
            n = min(100_000, customers - start)
            out.write("".join(f"C{start + k:08d}{tails[(start + k) % 100_003]}" for k in range(n)))

if __name__ == "__main__":
    main()
