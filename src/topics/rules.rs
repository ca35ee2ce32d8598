//! Rules that hold for all metrics: scopes, bands, totals, numbers, dates, exit status, and lists of topics.

use crate::domain::assumptions::{Method, Timing};
use crate::domain::metric::Metric;
use crate::domain::preset::{PRESETS, Preset};
use crate::domain::value::Reason;

use super::methods::timed;

/// The names of these topics.
pub(super) const NAMES: &[&str] = &[
    "metrics",
    "methods",
    "timing",
    "presets",
    "reasons",
    "scopes",
    "bands",
    "totals",
    "intervals",
    "numbers",
    "compare",
    "funnel",
    "plan",
    "reconcile",
    "trend",
    "dates",
    "exit",
];

/// The definitions of `--as`.
fn presets() -> String {
    let mut text = "presets: definitions in the manner of others, by --as NAME\n\n".to_owned();
    for preset in PRESETS {
        text.push_str(&format!(
            "  {:<14} {} on {}, paid at the {}{}\n{:17}not imitated: {}\n",
            preset.name,
            preset.method.name(),
            preset.basis.name(),
            preset.timing.name(),
            if preset.method == Method::Discounted { "; needs --discount" } else { "" },
            "",
            preset.not_imitated
        ));
    }
    text
}

/// The text of a definition.
pub(super) fn preset(preset: &Preset) -> String {
    let timing = match preset.method {
        Method::Discounted => format!(", paid at the {}; needs --discount", preset.timing.name()),
        Method::Simple | Method::Lifetime | Method::Capped | Method::Orders | Method::Expansion => String::new(),
    };
    format!(
        "{name}: a definition in the manner of {title}, by --as {name}\n\n  LTV           {formula} on {basis}{timing}\n  \
         source        {title}'s own description\n  not imitated  {not_imitated}\n\nWhat it sets is named in the footer; \
         everything else is as without it.\n",
        name = preset.name,
        title = preset.title,
        formula = in_short(preset.method),
        basis = preset.basis.name(),
        not_imitated = preset.not_imitated,
    )
}

/// The scopes, each with its text.
pub(super) const SCOPED: &[(&str, &str)] = &[
    (
        "paid",
        "a scope of cost: what is paid for media\n\n  counts  advertising, agency, content\n  unit    money\n  source  \
         the articles that leave people and overhead out\n\nUndivided marketing and sales columns are refused under it. \
         See `explain scopes`.\n",
    ),
    (
        "direct",
        "a scope of cost: what winning customers takes\n\n  counts  advertising, agency, content, salaries, commissions, \
         bonuses, tools, events, recruitment,\n          demo, referral\n  unit    money\n  source  the articles that count \
         everything from salaries on, without indirect cost\n\nSee `explain scopes`.\n",
    ),
    (
        "full",
        "a scope of cost: everything but retention (default)\n\n  counts  direct, and technical, overhead, other, and spend \
         without a known category\n  unit    money\n  source  the articles that count indirect cost (\"frais \
         généraux\") too\n\nSee `explain scopes`.\n",
    ),
];

/// The text of one of these topics.
pub(super) fn topic(name: &str) -> Option<String> {
    let text = match name {
        "metrics" => {
            list("metrics: what can be shown and checked", Metric::ALL, |metric| (metric.name(), metric.formula()))
        }
        "methods" => list("methods: how LTV is computed", Method::ALL, |method| (method.name(), in_short(method))),
        "timing" => list("timing: when a month's margin is paid", Timing::ALL, |timing| (timing.name(), timed(timing))),
        "presets" | "as" => presets(),
        "reasons" => {
            list("reasons: why a metric has no value", Reason::ALL, |reason| (reason.code(), reason.sentence()))
        }
        "scopes" | "scope" => SCOPES.to_owned(),
        "bands" | "band" => BANDS.to_owned(),
        "totals" | "total" => TOTALS.to_owned(),
        "compare" | "change" => super::compare::TEXT.to_owned(),
        "plan" | "planning" => super::planning::PLAN.to_owned(),
        "trend" | "trends" | "rolling" | "sparkline" | "across" | "fiscal" => super::trend::TEXT.to_owned(),
        "reconcile" | "definitions" => super::reconcile::TEXT.to_owned(),
        "intervals" | "interval" | "confidence" => INTERVALS.to_owned(),
        "numbers" | "number" => NUMBERS.to_owned(),
        "dates" | "date" | "periods" | "period" => DATES.to_owned(),
        "funnel" | "steps" | "step" => super::funnel::TEXT.to_owned(),
        "exit" | "status" => EXIT.to_owned(),
        _ => return None,
    };
    Some(text)
}

fn in_short(method: Method) -> &'static str {
    match method {
        Method::Simple => "m ÷ c",
        Method::Lifetime => "m · L",
        Method::Capped => "m · (1 - r^H) ÷ c, over a horizon of H months",
        Method::Orders => "(AOV · g - cost per order) · orders · years",
        Method::Expansion => "m ÷ c + m′ · (1 - c) ÷ c², margins that grow by m′ a month",
        Method::Discounted => "the present value of the monthly margins",
    }
}

fn list<T: Copy>(title: &str, members: &[T], line: impl Fn(T) -> (&'static str, &'static str)) -> String {
    let lines: Vec<(&str, &str)> = members.iter().map(|member| line(*member)).collect();
    let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = format!("{title}\n\n");
    for (name, words) in lines {
        text.push_str(&format!("  {name:<widest$}  {words}\n"));
    }
    text
}

const SCOPES: &str = "\
scopes: which categories of spend count in CAC

  paid    advertising, agency, content
  direct  paid, and salaries, commissions, bonuses, tools, events, recruitment, demo, referral
  full    direct, and technical, overhead, other, and spend without a known category (default)

Retention (customer success, loyalty) is in none of them: it gives retention_cost.
Undivided marketing and sales are direct and full, and refused under paid.
Spend without a known category counts in full only; under a narrower scope it is listed with its amount,
and a check is undecided until its rows have a category.
";

const BANDS: &str = "\
bands: how LTV:CAC is judged, inclusive below

  loses_money     below 1
  below_minimum   from 1
  below_target    from 1.5
  healthy         from 3
  under_invested  from 5: may be under-invested, on average CAC

Other limits stand under [bands] in cacltv.toml, such as healthy = 2.5; they rise from band to band, and
every footer names them.

The ratio is compared exactly, before any rounding, and is never shown equal to a limit it misses:
2.996 is below 3 and is shown as 2.996.
";

const TOTALS: &str = "\
totals: how rows add up

Every total is a quotient of sums, never a mean of quotients.
  example  15,000 ÷ 10, 12,000 ÷ 20, 5,000 ÷ 15 and 3,000 ÷ 5: 35,000 ÷ 50 = 700
           (the mean of the four CACs is 758.33 and means nothing)

  Total            everything, customers without spend included
  (paid channels)  all channels that have spend, with all spend that belongs to none; total_paid in JSON.
                   Channels under [channels] unpaid in cacltv.toml are left out, with what was spread to them
  (unattributed)   spend or customers without a channel: shared cost

Where rows have LTVs of their own, the total's is their mean weighted by new customers; when a row with
customers has none, neither has the total (partial).
";

const INTERVALS: &str = "\
intervals: how far off a figure may be because few were counted, by --interval 95%

  new customers  exact Poisson: between the means at which so many, or more, and so few, or fewer, have a
                 probability of 2.5%. CAC is the spend over these limits.
                 example  1,000 spent on 8 customers: CAC 125, 63.44 to 289.53; on none: CAC at least 271.09
                 source   Garwood (1936), Fiducial limits for the Poisson distribution
  churn          Wilson: (x + z² ÷ 2 ± z · √(x · (n - x) ÷ n + z² ÷ 4)) ÷ (n + z²) for x lost of n, z = 1.96;
                 from --churn 5/100/mo, an assumptions file, or customers_at_start and churned_customers.
                 LTV and lifetime stand at the churn's limits; nobody lost leaves LTV without an upper end.
                 example  5 of 100: 2.15% to 11.18%; 0 of 40: LTV at least 913 for a margin of 80 a month
                 source   Wilson (1927), Probable inference; for --close-rate 20/100 likewise
  together       LTV:CAC and payback with churn rest on both. Of k estimates each is taken at
                 100% - 5% ÷ k, so that all hold together at least as often as asked: conservative.
                 source   Bonferroni (1936)

Two rows against each other, the one with the most customers being the other:
  CAC            of all their customers, those of one are binomial if the CACs are the same; the exact limits
                 of that share give those of the quotient.
                 example  20,000 for 130 and 20,000 for 100: 76.9%, 58.7% to 100.6%: not shown to differ
                 source   Clopper and Pearson (1934); Przyborowski and Wilenski (1940)
  churn          the difference of the two shares.
                 example  56 of 70 less 48 of 80: 20.0%, 5.2% to 33.4%: they differ
                 source   Newcombe (1998), method 10

  check --bound worst  holds every rule against the unfavourable end: the upper one of a CAC with an upper
                       limit. An open end is undecided, unless the figure itself misses the limit.

Spend, ARPA, margin and a churn that was not counted are taken as known. Intervals say nothing where
customers do not come one by one (a contract brings twenty, a campaign all of a month's), nor of what will
change. A fraction of a customer has none. Of many comparisons one in twenty differs by chance: each is taken
by itself.
";

const NUMBERS: &str = "\
numbers: how numbers are read and shown

The decimal mark of a file is proved by its cells, never guessed: 1.250,00 proves a comma, 12.5 a dot.
Where every cell can be read both ways (1.250), the file is refused until --decimal settles it.
Rates are 2.5% or 0.025; 2.5 without % is refused. Units: 2.5%/mo, 36%/yr, 29/mo, 348/yr.

Sums are exact and metrics are exact fractions. People see them rounded half away from zero, in the style
of --numbers '1 234,56' or --locale; ~ marks a figure that no fraction holds.
Machine formats have dot decimals, no groups and 28 significant digits; where that is not all of it, JSON
has the fraction too, under \"exact\".
";

const DATES: &str = "\
dates: how dates are read, and periods chosen

Read: 2026-03-14, 2026-03, 2026-Q1, 2026-W05, 2026, 20260314, 14.03.2026, 14/03/2026, names of months;
a column of years beside one of months or quarters (2026;mars).
Dots are day first. Slashes, and dashes with the year last, are proved by the file or refused until
--date-format settles them. Serials of spreadsheets and years of two digits are refused, with the fix.

  --period 2026-03                 a month; 2026-Q1 a quarter; 2026 a year
  --period 2026-01..2026-03        from one to another
  --period last, last-1, last:3    the last complete month of the data, the one before, the last three

Spend and customers must cover the same months. No clock is read.
";

const EXIT: &str = "\
exit: what the exit status says

  0  done; in check: every check was evaluated and passed
  1  a check failed
  2  the command line is wrong; check without any rule
  3  the input cannot be used: missing, unreadable or refused, or a selection leaves no row
  4  a check or get could not be decided: an undefined metric, a required channel missing, nothing to check
  5  the output could not be written

Several at once: 5, 3, 2, 1, 4 in that order. A check that cannot be decided never passes.
In check, a selection that leaves no row is 4.
";
