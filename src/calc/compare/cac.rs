//! Why CAC changed. With s the share of customers: price effect (cac₁ − cac₀)·(s₀ + s₁)/2 and mix effect
//! (s₁ − s₀)·(cac₀ + cac₁)/2 of each row; a row with customers on one side only has that side's CAC on both, so all of
//! it is mix. Spend of a side's rows without customers, over all its customers, is the third effect. Together they are
//! the change. Source: the midpoint decomposition of a weighted mean (Marshall–Edgeworth weights).

use std::collections::BTreeMap;

use super::side::{Row, Side};
use crate::calc::grid::kept_short;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// Rows up to which sums stay exact whatever their size.
const EXACT_ROWS: usize = 1_000;

/// Bits of a denominator beyond which a sum over more rows is an enclosure.
const BITS: u64 = 512;

/// What a row contributes to the change of CAC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The row's names as shown; none for spend that stands in no row.
    pub labels: Option<Vec<String>>,
    /// By its own CAC.
    pub price: Figure,
    /// By its share of customers.
    pub mix: Figure,
    /// By spend of a side on which it has no customers.
    pub without_customers: Figure,
}

impl Effect {
    /// All of it.
    #[must_use]
    pub fn sum(&self) -> Figure {
        self.price.plus(&self.mix).plus(&self.without_customers)
    }
}

/// The change of CAC in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// By row.
    pub rows: Vec<Effect>,
    /// All rows together, which is the change.
    pub total: Effect,
}

/// Why the change cannot be split by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsplit {
    /// There are no rows.
    NoRows,
    /// The rows of a side do not add up to its total: some were left out when it was saved, or overlap.
    NotAllRows,
    /// A side has no CAC, or a row no spend or customers to tell it from.
    NoFigure(Reason),
}

/// Spend and customers of a row on a side.
#[derive(Clone, Debug)]
pub(super) struct Outlay {
    pub(super) spend: Figure,
    pub(super) customers: Figure,
}

impl Outlay {
    /// Nothing spent, nobody won.
    fn none() -> Self {
        Self { spend: Figure::zero(), customers: Figure::zero() }
    }

    fn of(row: &Row) -> Result<Self, Unsplit> {
        let of = |metric| match row.value(metric) {
            Value::Known(figure) => Ok(figure),
            Value::Undefined(reason) => Err(Unsplit::NoFigure(reason)),
        };
        Ok(Self { spend: of(Metric::Spend)?, customers: of(Metric::NewCustomers)? })
    }

    pub(super) fn cac(&self) -> Option<Figure> {
        self.customers.is_positive().then(|| self.spend.divided_by(&self.customers)).flatten()
    }
}

/// The rows of both sides under one key, and the totals.
pub(super) struct Outlays<'a> {
    pub(super) rows: BTreeMap<&'a [String], [Outlay; 2]>,
    pub(super) totals: [Outlay; 2],
}

impl<'a> Outlays<'a> {
    /// # Errors
    /// Why rows do not explain the total.
    pub(super) fn of(sides: [&'a Side; 2]) -> Result<Self, Unsplit> {
        if sides.iter().all(|side| side.rows.is_empty()) {
            return Err(Unsplit::NoRows);
        }
        let mut rows: BTreeMap<&[String], [Outlay; 2]> = BTreeMap::new();
        let mut totals = [Outlay::none(), Outlay::none()];
        for (at, side) in sides.into_iter().enumerate() {
            if let Some(reason) = side.total.value(Metric::Cac).reason() {
                return Err(Unsplit::NoFigure(reason));
            }
            let total = Outlay::of(&side.total)?;
            let mut customers = Figure::zero();
            for row in &side.rows {
                let own = Outlay::of(row)?;
                customers = customers.plus(&own.customers);
                let pair = rows.entry(&row.key).or_insert_with(|| [Outlay::none(), Outlay::none()]);
                if let Some(place) = pair.get_mut(at) {
                    *place = own;
                }
            }
            if customers.minus(&total.customers) != Figure::zero() {
                return Err(Unsplit::NotAllRows);
            }
            if let Some(place) = totals.get_mut(at) {
                *place = total;
            }
        }
        Ok(Self { rows, totals })
    }
}

/// The change of CAC by row.
///
/// # Errors
/// Why it cannot be split.
pub fn split(before: &Side, after: &Side) -> Result<Split, Unsplit> {
    let Outlays { rows, totals } = Outlays::of([before, after])?;
    let [all_before, all_after] = &totals;
    let over = |figure: &Figure, all: &Outlay| {
        figure.divided_by(&all.customers).ok_or(Unsplit::NoFigure(Reason::NoNewCustomers))
    };
    let labels: BTreeMap<&[String], &[String]> =
        [before, after].iter().flat_map(|side| &side.rows).map(|row| (&*row.key, &*row.labels)).collect();
    let mut effects = Vec::new();
    let mut carried = [Figure::zero(), Figure::zero()];
    for (key, [base, new]) in &rows {
        let shares = [over(&base.customers, all_before)?, over(&new.customers, all_after)?];
        let idle = |own: &Outlay, all: &Outlay| match own.cac() {
            Some(_) => Ok(Figure::zero()),
            None => over(&own.spend, all),
        };
        let without_customers = idle(new, all_after)?.minus(&idle(base, all_before)?);
        let (price, mix) = midpoint(&shares, base.cac(), new.cac());
        let [sum_before, sum_after] = carried;
        carried = [sum_before.plus(&base.spend), sum_after.plus(&new.spend)];
        let labels = labels.get(key).map(|labels| labels.to_vec());
        effects.push(Effect { labels, price, mix, without_customers });
    }
    let [spent_before, spent_after] = &carried;
    let rest = over(&all_after.spend.minus(spent_after), all_after)?
        .minus(&over(&all_before.spend.minus(spent_before), all_before)?);
    if !rest.is_zero() {
        effects.push(Effect { labels: None, price: Figure::zero(), mix: Figure::zero(), without_customers: rest });
    }
    let sum = |part: &dyn Fn(&Effect) -> &Figure| total(effects.iter().map(part));
    let total = Effect {
        labels: None,
        price: sum(&|effect| &effect.price),
        mix: sum(&|effect| &effect.mix),
        without_customers: sum(&|effect| &effect.without_customers),
    };
    Ok(Split { rows: effects, total })
}

/// Price and mix effect of a row.
fn midpoint([before, after]: &[Figure; 2], base: Option<Figure>, new: Option<Figure>) -> (Figure, Figure) {
    let half = Figure::exact(Exact::decimal(5, 1));
    let (base, new) = match (base, new) {
        (Some(base), Some(new)) => (base, new),
        (Some(one), None) | (None, Some(one)) => (one.clone(), one),
        (None, None) => return (Figure::zero(), Figure::zero()),
    };
    let price = new.minus(&base).times(&before.plus(after)).times(&half);
    let mix = after.minus(before).times(&base.plus(&new)).times(&half);
    (price, mix)
}

/// Σ: exact, but for more rows than anyone looks at one by one.
pub(super) fn total<'a>(figures: impl Iterator<Item = &'a Figure>) -> Figure {
    let mut sum = Figure::zero();
    for (at, figure) in figures.enumerate() {
        sum = sum.plus(figure);
        if at >= EXACT_ROWS {
            sum = kept_short(&sum, BITS);
        }
    }
    sum
}
