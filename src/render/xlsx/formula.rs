//! The formulas of a sheet: each is written only where it gives the figure beside it, exactly.
//!
//! What a figure is made of stands in other cells of the sheet. The candidates of a metric are tried on the exact
//! figures of those cells, and the first that gives the metric's own figure is the cell's formula. So a CAC without
//! shared costs, or an LTV of a mixture, stays a number, and no formula ever disagrees with the report.

use crate::domain::exact::Exact;
use crate::domain::metric::Metric;

/// A figure of the sheet and the cell it stands in.
#[derive(Clone)]
pub(super) struct Operand {
    /// The cell, such as `B2`.
    pub(super) cell: String,
    /// The figure.
    pub(super) value: Exact,
}

/// What the formula of a cell can be made of.
pub(super) struct Site<'a> {
    /// A figure of the same row.
    pub(super) own: &'a dyn Fn(Metric) -> Option<Operand>,
    /// A figure of the total, in a cell that is named absolutely.
    pub(super) total: &'a dyn Fn(Metric) -> Option<Operand>,
    /// The cells of the rows under a metric, and their figures, where all are known; for the total alone.
    pub(super) rows: &'a dyn Fn(Metric) -> Option<(String, Vec<Exact>)>,
}

/// The formula that gives a figure, without its `=`.
pub(super) fn of(metric: Metric, value: &Exact, site: &Site<'_>) -> Option<String> {
    let found =
        sum(metric, value, site).or_else(|| quotient(metric, value, site)).or_else(|| weighted(metric, value, site));
    // Another input typed over the figures may leave nothing to divide by.
    found.map(|formula| if formula.contains('/') { format!("IFERROR({formula},\"undefined\")") } else { formula })
}

/// A total that is the sum of its rows.
fn sum(metric: Metric, value: &Exact, site: &Site<'_>) -> Option<String> {
    let adds = matches!(
        metric,
        Metric::Spend | Metric::NewCustomers | Metric::ShareOfSpend | Metric::ShareOfCustomers | Metric::CacPart
    );
    let (cells, values) = (site.rows)(metric).filter(|_| adds)?;
    let sum = values.iter().fold(Exact::zero(), |sum, one| &sum + one);
    (sum == *value).then(|| format!("SUM({cells})"))
}

/// The total of an LTV that is each row's own: the mean weighted by new customers.
fn weighted(metric: Metric, value: &Exact, site: &Site<'_>) -> Option<String> {
    let (cells, values) = (site.rows)(metric).filter(|_| metric == Metric::Ltv)?;
    let (weights, customers) = (site.rows)(Metric::NewCustomers)?;
    let all = (site.own)(Metric::NewCustomers)?;
    let sum = values.iter().zip(&customers).fold(Exact::zero(), |sum, (ltv, count)| &sum + &(ltv * count));
    let mean = sum.divided_by(&all.value)?;
    (mean == *value).then(|| format!("SUMPRODUCT({weights},{cells})/{}", all.cell))
}

/// A quotient of figures of the row, or of the row and the total.
fn quotient(metric: Metric, value: &Exact, site: &Site<'_>) -> Option<String> {
    let (own, total) = (site.own, site.total);
    let one = || Some(Operand { cell: "1".to_owned(), value: Exact::one() });
    let (top, bottom) = match metric {
        Metric::Cac => (own(Metric::Spend), own(Metric::NewCustomers)),
        Metric::CacPart => (own(Metric::Spend), total(Metric::NewCustomers)),
        Metric::LtvCac => (own(Metric::Ltv), own(Metric::Cac)),
        Metric::ShareOfSpend => (own(Metric::Spend), total(Metric::Spend)),
        Metric::ShareOfCustomers => (own(Metric::NewCustomers), total(Metric::NewCustomers)),
        Metric::PaybackMonths => (own(Metric::Cac), product(own(Metric::Arpa), own(Metric::Margin))),
        Metric::LifetimeMonths => (one(), own(Metric::Churn)),
        Metric::BreakEvenRoas => (one(), own(Metric::Margin)),
        Metric::Ltv => (product(own(Metric::Arpa), own(Metric::Margin)), own(Metric::Churn)),
        Metric::Spend
        | Metric::NewCustomers
        | Metric::Arpa
        | Metric::Margin
        | Metric::Churn
        | Metric::PaybackRetentionMonths
        | Metric::PaybackRetentionContinuous
        | Metric::MarginalCac
        | Metric::MaxCac
        | Metric::RetentionCost
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
        | Metric::MagicNumberClassic => return None,
    };
    let (top, bottom) = (top?, bottom?);
    let quotient = top.value.divided_by(&bottom.value)?;
    (quotient == *value).then(|| format!("{}/{}", top.cell, bottom.cell))
}

fn product(one: Option<Operand>, other: Option<Operand>) -> Option<Operand> {
    let (one, other) = (one?, other?);
    Some(Operand { cell: format!("({}*{})", one.cell, other.cell), value: &one.value * &other.value })
}
