//! The pages of what revenue says of spend, and of itself.

use super::metrics::Detail;
use crate::domain::metric::Metric;
use crate::domain::value::Reason;

const RECURRING: &str = "ChartMogul; Baremetrics";

/// What is said of these metrics beside their formulas; of others nothing.
pub(super) fn detail(metric: Metric) -> Detail {
    use Metric as M;
    use Reason as R;
    let (source, example, undefined, note): (_, _, &[Reason], _) = match metric {
        M::Conversion => (
            "definition",
            "60 customers ÷ 1,200 leads = 5 %; of 20,000 visits 0.3 % overall",
            &[R::NoData],
            "From 18 % to 31 % is 13 points, and 72.2 % more. See `explain funnel`.",
        ),
        M::CostPerStep => (
            "definition",
            "20,000 ÷ 1,200 leads = 16.67; ÷ 60 customers = 333.33",
            &[R::NoData, R::NoNewCustomers, R::NegativeSpend, R::UnattributedSpend],
            "Divided by the conversions of all later steps it is CAC.",
        ),
        M::Roas => (
            "definition",
            "30,000 of revenue ÷ 10,000 of advertising = 3",
            &[R::NoData, R::NoSpend, R::NegativeSpend],
            "Only where revenue rows carry the channel, and spend is known to be advertising: by its category, by an\n\
             export of a platform, or by [costs.categories]. The total counts the revenue of channels with\n\
             advertising alone. Whether it pays is said by break_even_roas, which is not 1.",
        ),
        M::Mer => (
            "definition",
            "100,000 of revenue ÷ 20,000 of spend = 5",
            &[R::NoData, R::NoSpend, R::NegativeSpend],
            "All revenue over all spend in scope, whatever won it. Some tools print the inverse under the same\n\
             name: that is mer_inverse here.",
        ),
        M::MerInverse => (
            "definition",
            "20,000 of spend ÷ 100,000 of revenue = 0.2",
            &[R::NoData, R::NegativeSpend],
            "What some tools print as MER, and others as ACOS.",
        ),
        M::Nrr => (
            RECURRING,
            "(100,000 + 12,000 - 3,000 - 4,000) ÷ 100,000 = 105 %",
            &[R::NoData],
            "Over several periods: the start of the first, and what moved in all of them, as one row for the whole\n\
             time would say. What moved among customers won within that time is in it. Periods must follow each\n\
             other, and every row must carry mrr_at_start, expansion, contraction and churned_revenue.",
        ),
        M::Grr => (
            RECURRING,
            "(100,000 - 3,000 - 4,000) ÷ 100,000 = 93 %",
            &[R::NoData],
            "NRR without expansion, so never above 100 %.",
        ),
        M::QuickRatio => (
            "Mamoon Hamid; ChartMogul",
            "(10,000 + 12,000 + 2,000) ÷ (3,000 + 3,000) = 4",
            &[R::NoData, R::NoChurn],
            "Of recurring revenue, not of a balance sheet. Without a column of reactivation, customers who came\n\
             back are taken to be among the new.",
        ),
        M::MagicNumber => (
            "Scale Venture Partners, on recurring revenue",
            "12 × (110,000 - 100,000) ÷ 150,000 = 0.8",
            &[R::NoData, R::NoSpend, R::NegativeSpend],
            "Of a quarter only: --by quarter, or --period 2026-Q1. The spend is that of the same quarter, in scope.",
        ),
        M::MagicNumberClassic => (
            "Scale Venture Partners",
            "4 × (330,000 - 300,000) ÷ 150,000 = 0.8",
            &[R::NoData, R::NoSpend, R::NegativeSpend],
            "Of quarters only, with --by quarter: the spend is that of the quarter before, in scope. The total and\n\
             the first quarter have none.",
        ),
        M::Spend
        | M::NewCustomers
        | M::Cac
        | M::CacPart
        | M::Arpa
        | M::Margin
        | M::Churn
        | M::LifetimeMonths
        | M::Ltv
        | M::LtvCac
        | M::PaybackMonths
        | M::PaybackRetentionMonths
        | M::PaybackRetentionContinuous
        | M::MarginalCac
        | M::MaxCac
        | M::ShareOfSpend
        | M::ShareOfCustomers
        | M::RetentionCost
        | M::BreakEvenRoas
        | M::Cpl
        | M::CloseRate
        | M::BounceWaste => ("", "", &[], ""),
    };
    Detail { source, undefined, example, note }
}
