//! Every metric: formula, unit, source, when it has no value, and an example by hand.

use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Reason;

/// What is said of a metric beside its formula.
pub(super) struct Detail {
    pub(super) source: &'static str,
    pub(super) undefined: &'static [Reason],
    pub(super) example: &'static str,
    pub(super) note: &'static str,
}

/// The text of a metric.
pub(super) fn metric(metric: Metric) -> String {
    let detail = detail(metric);
    let mut lines = vec![
        format!("{}: {}\n", metric.name(), metric.title()),
        format!("  formula    {}", metric.formula()),
        format!("  unit       {}", unit(metric.unit())),
        format!("  source     {}", detail.source),
        format!("  example    {}", detail.example),
    ];
    for (index, reason) in detail.undefined.iter().enumerate() {
        let head = if index == 0 { "undefined" } else { "" };
        let (code, sentence) = (reason.code(), reason.sentence());
        lines.push(format!("  {head:<9}  {code}: {sentence}"));
    }
    if !detail.note.is_empty() {
        lines.push(format!("\n{}", detail.note));
    }
    format!("{}\n", lines.join("\n"))
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Money => "money, in the run's currency",
        Unit::Count => "customers",
        Unit::Ratio => "a bare quotient",
        Unit::Months => "months",
        Unit::WholeMonths => "months, a whole number",
        Unit::Percent => "a fraction; shown in percent, 0.025 in machine formats",
    }
}

const DEFINITION: &str = "definition";
const SKOK: &str = "David Skok, SaaS Metrics 2.0; Finmark; on revenue: ChartMogul, Baremetrics";
const IDENTITY: &str = "identity";

fn detail(metric: Metric) -> Detail {
    use Metric as M;
    use Reason as R;
    let (source, example, undefined, note): (_, _, &[Reason], _) = match metric {
        M::Spend => (
            DEFINITION,
            "marketing 20,000 + sales 10,000 = 30,000",
            &[R::NoData, R::UnattributedSpend],
            "Which categories count is the scope: see `explain scopes`. Retention is never CAC.",
        ),
        M::NewCustomers => (
            DEFINITION,
            "500 customers whose first date lies in the period = 500",
            &[R::NoData],
            "Customers won, not leads and not conversions. An id that comes again counts once.",
        ),
        M::Cac => (
            DEFINITION,
            "(20,000 + 10,000) ÷ 500 = 60",
            &[R::NoNewCustomers, R::NoData, R::NegativeSpend, R::UnattributedSpend],
            "Customers without spend have a CAC of 0; spend without customers has none.\n\
             A total is the quotient of the sums, never the mean of the rows.",
        ),
        M::CacPart => (
            IDENTITY,
            "20,000 of advertising ÷ 500 customers = 40, with 20 for the rest a CAC of 60",
            &[R::NoNewCustomers, R::NoData],
            "For rows that no customer carries, such as categories. The parts add up to CAC.",
        ),
        M::Arpa => (
            DEFINITION,
            "24,000 of revenue ÷ (800 accounts × 1 month) = 30 a month",
            &[R::NoArpa],
            "From flags or assumptions, else from the customers acquired, else from the active base.",
        ),
        M::Margin => (
            DEFINITION,
            "1 - 20 of cost ÷ 100 of revenue = 80 %",
            &[R::NoMargin, R::OutOfRange],
            "Without a margin, LTV is revenue LTV and says so (`--basis revenue`).",
        ),
        M::Churn => (
            DEFINITION,
            "50 lost ÷ 1,000 at the start = 5 % a month",
            &[R::NoChurn, R::OutOfRange],
            "A yearly churn C becomes monthly by 1 - (1 - C)^(1/12), never by ÷ 12: 36 % a year is\n\
             3.65 % a month. Data where a row lost more customers than there were gives none: it would\n\
             hide in the sum of all rows.",
        ),
        M::LifetimeMonths => (
            IDENTITY,
            "1 ÷ 5 % = 20 months",
            &[R::NoChurn, R::OutOfRange, R::Partial],
            "A lifetime L that is given stands for a churn of 1 ÷ L. Of channels with lifetimes of their own the total is\n\
             the lifetime of the customers won, Σ n ÷ c over Σ n, which is what their LTV rests on; 1 ÷ the total's churn\n\
             would be shorter.",
        ),
        M::Ltv => (
            SKOK,
            "100 a month × 80 % ÷ 5 % = 1,600",
            &[R::NoArpa, R::NoMargin, R::NoChurn, R::OutOfRange, R::Partial],
            "How it is computed is the method: see `explain methods`.",
        ),
        M::LtvCac => (
            SKOK,
            "LTV 1,600 ÷ CAC 200 = 8",
            &[
                R::NoSpend,
                R::NoNewCustomers,
                R::NoArpa,
                R::NoMargin,
                R::NoChurn,
                R::NegativeSpend,
                R::UnattributedSpend,
                R::Partial,
            ],
            "Both are on margin, or both on revenue. How it is judged: see `explain bands`.",
        ),
        M::PaybackMonths => (
            "ChartMogul",
            "CAC 200 ÷ (100 × 80 %) = 2.5 months",
            &[R::NoNewCustomers, R::NoArpa, R::NoMargin, R::NegativeMargin],
            "It counts no churn; payback_retention_months does.",
        ),
        M::PaybackRetentionMonths => (
            "geometric sum of the margins of those who stay",
            "CAC 2,000, m 80: with 2 % churn 35 months (25 without); with 5 % never",
            &[R::NeverPaysBack, R::NegativeMargin, R::NoNewCustomers],
            "m is the monthly margin, c the churn, r = 1 - c.",
        ),
        M::PaybackRetentionContinuous => (
            "the same sum solved for n",
            "CAC 2,000, m 80, churn 2 %: 34.31 months",
            &[R::NeverPaysBack, R::NegativeMargin, R::NoNewCustomers],
            "Approximate: a logarithm is no fraction. At least 15 digits are correct.",
        ),
        M::MarginalCac => (
            "identity; marginal cost in any textbook of microeconomics",
            "12,000 for 55 customers after 10,000 for 50: 2,000 ÷ 5 = 400, while the average is 218.18",
            &[R::NoCommonChange, R::NoData, R::UnattributedSpend],
            "What the last customers cost. With --by month (quarter, year) a row is compared with the period before,\n\
             else the last period of the data with the one before it. It says something only where both changed in\n\
             the same direction. (paid channels) are those with spend anywhere in the selection, in both periods.",
        ),
        M::MaxCac => (
            IDENTITY,
            "LTV 900 ÷ target 3 = 300",
            &[R::NoArpa, R::NoMargin, R::NoChurn],
            "The target is 3 unless `--target` says otherwise.",
        ),
        M::ShareOfSpend => (DEFINITION, "15,000 of 35,000 = 42.9 %", &[R::NoData, R::NoSpend], ""),
        M::ShareOfCustomers => (DEFINITION, "10 of 50 = 20 %", &[R::NoData, R::NoNewCustomers], ""),
        M::RetentionCost => (
            DEFINITION,
            "3,000 of customer success ÷ 600 customers kept = 5",
            &[R::NoData],
            "Money for keeping customers is not CAC and stands beside it.",
        ),
        M::BreakEvenRoas => (
            IDENTITY,
            "1 ÷ 80 % = 1.25, not 1",
            &[R::NoMargin, R::NegativeMargin],
            "The revenue that a unit of advertising must bring to pay for itself.",
        ),
        M::Cpl => (
            DEFINITION,
            "10,000 ÷ 250 leads = 40; with a close rate of 20 % a CAC of 200",
            &[R::NoData],
            "Where it is not given, CAC × close rate.",
        ),
        M::CloseRate => (
            DEFINITION,
            "50 customers ÷ 250 leads = 20 %",
            &[R::NoData, R::OutOfRange],
            "Where it is not given, CPL ÷ CAC: no customer costs less than the lead that became one.",
        ),
        M::BounceWaste => (
            IDENTITY,
            "10,000 × 80 % = 8,000",
            &[R::NoData],
            "Spend on visits that left at once. Of several rows, Σ spend × bounce rate: see `explain funnel`.",
        ),
        M::Conversion
        | M::CostPerStep
        | M::Roas
        | M::Mer
        | M::MerInverse
        | M::Nrr
        | M::Grr
        | M::QuickRatio
        | M::MagicNumber
        | M::MagicNumberClassic => return super::returns::detail(metric),
    };
    Detail { source, undefined, example, note }
}
