//! Which metrics a report shows, and which of them go first where there is little room.

use super::build::View;
use super::{Column, Kind};
use crate::calc::results::{Line, Remark, Results};
use crate::domain::exact::Exact;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// The columns of a view: those asked for, or those that have something to say.
pub(super) fn columns(results: &Results, view: &View) -> Vec<Column> {
    let (metrics, asked) = match (&view.columns, view.kind) {
        (Some(metrics), _) => (metrics.clone(), true),
        (None, Kind::Calc) => (facts(results), true),
        (None, Kind::Report | Kind::Check) => (default(results), false),
    };
    // What only the total has is for the headline, not for columns of dashes.
    let parts = !asked && parts_only(results);
    let in_rows = |metric: Metric| results.rows.iter().any(|line| known(line, metric));
    metrics
        .into_iter()
        .map(|metric| Column {
            metric,
            shown: asked || (says_something(results, metric) && (!parts || in_rows(metric))),
            importance: importance(metric),
            estimated: std::iter::once(&results.total)
                .chain(&results.total_paid)
                .chain(&results.rows)
                .any(|line| line.intervals.contains_key(&metric)),
            limits: limits(metric, results, view),
        })
        .collect()
}

/// Everything that `calc` found.
fn facts(results: &Results) -> Vec<Metric> {
    Metric::ALL.iter().copied().filter(|metric| results.total.values.contains_key(metric)).collect()
}

/// Whether the rows are parts of CAC: spend of dimensions that no customer carries.
fn parts_only(results: &Results) -> bool {
    let customers_known = |line: &Line| known(line, Metric::NewCustomers);
    !results.rows.is_empty() && customers_known(&results.total) && !results.rows.iter().any(customers_known)
}

fn default(results: &Results) -> Vec<Metric> {
    let parts_only = parts_only(results);
    let mut metrics = if parts_only {
        vec![Metric::Spend, Metric::ShareOfSpend, Metric::CacPart, Metric::NewCustomers, Metric::Cac]
    } else {
        vec![Metric::Spend, Metric::NewCustomers, Metric::Cac]
    };
    metrics.extend([Metric::Ltv, Metric::LtvCac, Metric::PaybackMonths]);
    if !parts_only && !says_something(results, Metric::Ltv) {
        metrics.extend([Metric::ShareOfSpend, Metric::ShareOfCustomers]);
    }
    if results.target != Exact::whole(3) && known(&results.total, Metric::MaxCac) {
        metrics.push(Metric::MaxCac);
    }
    if known(&results.total, Metric::RetentionCost) {
        metrics.push(Metric::RetentionCost);
    }
    metrics
}

fn known(line: &Line, metric: Metric) -> bool {
    line.values.get(&metric).is_some_and(|value| value.figure().is_some())
}

/// Whether a column has a value anywhere, or lacks it for another reason than missing inputs.
fn says_something(results: &Results, metric: Metric) -> bool {
    let needs = results.remarks.iter().any(|remark| matches!(remark, Remark::Needs(_)));
    let missing = |reason: Reason| match reason {
        Reason::NoData => true,
        Reason::NoArpa | Reason::NoMargin | Reason::NoChurn => needs,
        Reason::NoNewCustomers
        | Reason::NoSpend
        | Reason::NegativeSpend
        | Reason::NegativeMargin
        | Reason::NeverPaysBack
        | Reason::UnattributedSpend
        | Reason::Partial
        | Reason::NoCommonChange
        | Reason::OutOfRange
        | Reason::MixedCurrency
        | Reason::TooLarge => false,
    };
    let speaks = |line: &Line| {
        let reason = line.values.get(&metric).map(Value::reason);
        reason.is_some_and(|reason| reason.is_none_or(|reason| !missing(reason)))
    };
    let totals = std::iter::once(&results.total).chain(&results.total_paid);
    // A reason in a row alone, such as customers without spend, does not make a column of nothing but dashes.
    totals.into_iter().any(speaks) || results.rows.iter().any(|line| known(line, metric))
}

fn limits(metric: Metric, results: &Results, view: &View) -> Vec<Exact> {
    let mut limits: Vec<_> = view
        .judgements
        .iter()
        .filter(|judgement| judgement.metric == metric)
        .flat_map(|judgement| [Some(&judgement.limit), judgement.warn.as_ref()])
        .filter_map(|limit| limit.and_then(Value::figure).filter(|limit| limit.is_exact()))
        .map(|limit| limit.low().clone())
        .collect();
    if metric == Metric::LtvCac {
        limits.extend(results.bands.limits().iter().cloned());
    }
    limits.sort();
    limits.dedup();
    limits
}

fn importance(metric: Metric) -> u8 {
    match metric {
        Metric::Cac => 100,
        Metric::LtvCac => 95,
        Metric::Spend => 90,
        Metric::Ltv => 85,
        Metric::NewCustomers => 80,
        Metric::CacPart => 75,
        Metric::PaybackMonths => 70,
        Metric::PaybackRetentionMonths | Metric::MaxCac | Metric::MarginalCac => 60,
        Metric::RetentionCost => 50,
        Metric::ShareOfSpend => 40,
        Metric::ShareOfCustomers => 35,
        Metric::Arpa
        | Metric::Margin
        | Metric::Churn
        | Metric::LifetimeMonths
        | Metric::PaybackRetentionContinuous
        | Metric::BreakEvenRoas
        | Metric::Cpl
        | Metric::CloseRate
        | Metric::BounceWaste
        | Metric::Conversion
        | Metric::CostPerStep
        | Metric::Roas
        | Metric::Mer
        | Metric::MerInverse
        | Metric::Nrr
        | Metric::Grr
        | Metric::QuickRatio
        | Metric::MagicNumber
        | Metric::MagicNumberClassic => 30,
    }
}
