//! Metrics over time: each period by itself, or with the periods before it.
//!
//! A period says what a report of that period alone would say. A rolling window of n periods is computed from the sums
//! over all n: Σ spend ÷ Σ customers, never the mean of n quotients; the first n − 1 periods have no full window, and
//! so no value. Source: the product's own definition; a mean of ratios counts a month of 5 customers as one of 500.

use std::collections::BTreeMap;

use super::cac::{cac, share};
use super::compute::{compute, of_paid, paid_channels};
use super::results::{Label, Line, Results};
use super::returns::ADDED;
use super::values::Values;
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::fiscal::Period;
use crate::domain::ledger::{Dimension, Key, Ledger, Totals};
use crate::domain::metric::Metric;
use crate::domain::period::{Day, Grain, Span};
use crate::domain::value::{Reason, Value};

/// Metrics that look at the period before, so that no period has them by itself.
pub const NEIGHBOURS: [Metric; 2] = [Metric::MarginalCac, Metric::MagicNumberClassic];

/// Periods that follow each other without a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Months, quarters or years, from the first to the last.
    Periods(Grain, Vec<Period>),
    /// ISO weeks, by their Mondays, and the place of their names in [`Key::others`].
    Weeks(usize, Vec<Day>),
}

/// Rows over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The periods in order.
    pub axis: Axis,
    /// How many periods a value is pooled over.
    pub rolling: usize,
    /// All of the periods as one, by the same dimensions.
    pub whole: Results,
    /// The total of each period.
    pub total: Vec<Values>,
    /// The same for the channels that have spend in any of them.
    pub paid: Option<Vec<Values>>,
    /// For each row of the whole its values in each period.
    pub rows: Vec<Vec<Values>>,
}

/// A metric among them; `no_data` where there is none.
#[must_use]
pub fn value(values: &Values, metric: Metric) -> Value {
    values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData))
}

impl Axis {
    /// The periods of a grain that lie in a span or reach into it.
    #[must_use]
    pub fn periods(grain: Grain, span: Span) -> Self {
        let first = Period::around(span.first, grain);
        let all = (0..).map(|n| first.plus(n)).take_while(|period| period.span.first <= span.last);
        Self::Periods(grain, all.collect())
    }

    /// The weeks from the first to the last that rows have; with a span those that reach into it.
    #[must_use]
    pub fn weeks(ledger: &Ledger, place: usize, span: Option<Span>) -> Self {
        let known = ledger.totals.keys().filter_map(|key| Day::of_week(key.others.get(place)?.as_deref()?));
        let ends = span.map(|span| (span.first.first_day().monday(), span.last.last_day().monday()));
        let data = known.fold(None, |ends: Option<(Day, Day)>, monday| {
            let (first, last) = ends.unwrap_or((monday, monday));
            Some((first.min(monday), last.max(monday)))
        });
        let Some((first, last)) = ends.or(data) else { return Self::Weeks(place, Vec::new()) };
        let count = last.0.saturating_sub(first.0).div_euclid(7);
        Self::Weeks(place, (0..=count).map(|n| Day(first.0.saturating_add(n.saturating_mul(7)))).collect())
    }

    /// How many periods there are.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Periods(_, all) => all.len(),
            Self::Weeks(_, all) => all.len(),
        }
    }

    /// What each period is called.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Periods(_, all) => all.iter().map(Period::to_string).collect(),
            Self::Weeks(_, all) => all.iter().map(|monday| monday.week()).collect(),
        }
    }

    /// What one period is called: `month`, `week`, …
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Periods(grain, _) => grain.name(),
            Self::Weeks(..) => "week",
        }
    }

    /// The dimension that it stands for.
    #[must_use]
    pub fn dimension(&self) -> Dimension {
        match self {
            Self::Periods(grain, _) => Dimension::Period(*grain),
            Self::Weeks(place, _) => Dimension::Other(*place, "week".to_owned()),
        }
    }

    /// The place of the period that a key lies in, which may be behind the last; `None` where it lies in none, as revenue
    /// without a date.
    fn place(&self, key: &Key) -> Option<usize> {
        let steps = match self {
            Self::Periods(grain, all) => {
                let own = Span::around(key.period?.first, *grain).first;
                own.0.saturating_sub(all.first()?.span.first.0).div_euclid(grain.months())
            }
            Self::Weeks(place, all) => {
                let own = Day::of_week(key.others.get(*place)?.as_deref()?)?;
                own.0.saturating_sub(all.first()?.0).div_euclid(7)
            }
        };
        usize::try_from(steps).ok()
    }

    /// The label of a period, as rows by this dimension have it.
    fn label(&self, place: usize) -> Option<Label> {
        match self {
            Self::Periods(_, all) => Some(Label::Period(Some(*all.get(place)?))),
            Self::Weeks(_, all) => Some(Label::Name(Some(all.get(place)?.week().into()))),
        }
    }
}

/// The rows of a ledger, which is cut to the periods of the axis, over time.
///
/// With `neighbours` the metrics that look at the period before are told too, where each period stands by itself.
#[must_use]
pub fn trend(
    ledger: &Ledger,
    assumptions: &Assumptions,
    axis: Axis,
    dimensions: &[Dimension],
    rolling: usize,
    neighbours: bool,
) -> Trend {
    let whole = compute(ledger, assumptions, dimensions);
    let paid = paid_channels(ledger, assumptions);
    let parts = Parts::of(ledger, &axis);
    let plain = Assumptions { marginal: false, ..assumptions.clone() };
    let window = |place: usize| {
        let Some(first) = place.saturating_add(1).checked_sub(rolling.max(1)) else { return Window::Short };
        if parts.is_empty(first, place) {
            return Window::Empty;
        }
        let mut results = of_paid(&parts.joined(first, place), &plain, dimensions, Some(&paid));
        if !parts.undated.is_empty() {
            without_returns(&mut results);
        }
        Window::Full(Box::new(results))
    };
    let windows: Vec<Window> = (0..axis.count()).map(window).collect();
    let nothing = zeros(&whole.total);
    let each = |line: &Line, find: &dyn Fn(&Results) -> Option<Values>| -> Vec<Values> {
        let values = windows.iter().map(|window| match window {
            Window::Short => Values::default(),
            Window::Empty => absent(line, &nothing),
            Window::Full(results) => find(results).unwrap_or_else(|| absent(line, &results.total.values)),
        });
        values.collect()
    };
    let total = each(&whole.total, &|results| Some(results.total.values.clone()));
    let of_paid_channels = |results: &Results| results.total_paid.as_ref().map(|line| line.values.clone());
    let paid = whole.total_paid.as_ref().map(|line| each(line, &of_paid_channels));
    let row = |line: &Line| each(line, &|results| results.row(&line.key).map(|one| one.values.clone()));
    let rows = whole.rows.iter().map(row).collect();
    let mut trend = Trend { axis, rolling, whole, total, paid, rows };
    if neighbours && rolling <= 1 {
        trend.add_neighbours(ledger, assumptions, dimensions);
    }
    trend
}

/// What a window holds.
enum Window {
    /// Fewer periods than it is long.
    Short,
    /// No row of any kind.
    Empty,
    /// What follows from its rows.
    Full(Box<Results>),
}

impl Trend {
    fn add_neighbours(&mut self, ledger: &Ledger, assumptions: &Assumptions, dimensions: &[Dimension]) {
        let time = self.axis.dimension();
        let keys: Vec<Option<Label>> = (0..self.axis.count()).map(|place| self.axis.label(place)).collect();
        let by_period = compute(ledger, assumptions, std::slice::from_ref(&time));
        put(&mut self.total, &keys, &by_period, &[]);
        if dimensions.is_empty() {
            return;
        }
        let by: Vec<Dimension> = std::iter::once(time).chain(dimensions.iter().cloned()).collect();
        let by_row = compute(ledger, assumptions, &by);
        for (line, values) in self.whole.rows.iter().zip(&mut self.rows) {
            put(values, &keys, &by_row, &line.key);
        }
    }
}

/// Puts what rows by period say of their neighbours beside the values of each period.
fn put(values: &mut [Values], keys: &[Option<Label>], results: &Results, row: &[Label]) {
    for (own, key) in values.iter_mut().zip(keys) {
        let labels: Vec<Label> = key.iter().chain(row).cloned().collect();
        let Some(line) = results.row(&labels) else { continue };
        own.extend(NEIGHBOURS.iter().filter_map(|metric| Some((*metric, line.values.get(metric)?.clone()))));
    }
}

/// Revenue that stands in no period gives inputs of LTV to all of them, and is the return of none.
fn without_returns(results: &mut Results) {
    let totals = std::iter::once(&mut results.total).chain(&mut results.total_paid);
    for line in totals.chain(&mut results.rows) {
        for metric in ADDED.iter().chain([&Metric::RetentionCost]) {
            if let Some(value) = line.values.get_mut(metric) {
                *value = Value::Undefined(Reason::NoData);
            }
        }
    }
}

/// A row of the whole in a period that has none of its kind: nothing was spent and nobody won, unless it is not known
/// at all what the row has.
fn absent(line: &Line, total: &Values) -> Values {
    let mut values = zeros(line);
    let (spend, customers) = (value(&values, Metric::Spend), value(&values, Metric::NewCustomers));
    let (all_spend, all_customers) = (value(total, Metric::Spend), value(total, Metric::NewCustomers));
    values.extend([
        (Metric::Cac, cac(&spend, &customers)),
        (Metric::CacPart, cac(&spend, &all_customers)),
        (Metric::ShareOfSpend, share(&spend, &all_spend, Reason::NoSpend)),
        (Metric::ShareOfCustomers, share(&customers, &all_customers, Reason::NoNewCustomers)),
    ]);
    values
}

/// No spend and no customers, where it is known what a row has of them.
fn zeros(line: &Line) -> Values {
    let zero = |metric: Metric| value(&line.values, metric).and_then(|_| Value::exact(Exact::zero()));
    [Metric::Spend, Metric::NewCustomers].into_iter().map(|metric| (metric, zero(metric))).collect()
}

/// A ledger by the periods of an axis.
struct Parts<'a> {
    /// What is known of it, without any sums.
    bare: Ledger,
    /// Sums by period.
    periods: Vec<Vec<(&'a Key, &'a Totals)>>,
    /// What stands in no period and gives inputs to all of them: revenue without a date.
    undated: Vec<(&'a Key, Totals)>,
}

impl<'a> Parts<'a> {
    fn of(ledger: &'a Ledger, axis: &Axis) -> Self {
        let mut parts = Self {
            bare: Ledger {
                totals: BTreeMap::new(),
                spend_dimensions: ledger.spend_dimensions.clone(),
                customer_dimensions: ledger.customer_dimensions.clone(),
                revenue_dimensions: ledger.revenue_dimensions.clone(),
                step_dimensions: ledger.step_dimensions.clone(),
                steps: ledger.steps.clone(),
                window: ledger.window.clone(),
                ..*ledger
            },
            periods: vec![Vec::new(); axis.count()],
            undated: Vec::new(),
        };
        for (key, totals) in &ledger.totals {
            match axis.place(key).and_then(|place| parts.periods.get_mut(place)) {
                Some(period) => period.push((key, totals)),
                None => {
                    let Totals { revenue, acquired, .. } = totals.clone();
                    if revenue.is_some() || acquired.is_some() {
                        parts.undated.push((key, Totals { revenue, acquired, ..Totals::default() }));
                    }
                }
            }
        }
        parts
    }

    /// Whether no row stands in the periods from one to another.
    fn is_empty(&self, first: usize, last: usize) -> bool {
        self.periods.get(first..=last).unwrap_or_default().iter().all(Vec::is_empty)
    }

    /// The sums of the periods from one to another.
    fn joined(&self, first: usize, last: usize) -> Ledger {
        let mut ledger = self.bare.clone();
        let periods = self.periods.get(first..=last).unwrap_or_default();
        for (key, totals) in periods.iter().flatten() {
            ledger.add((*key).clone(), totals);
        }
        for (key, totals) in &self.undated {
            ledger.add((*key).clone(), totals);
        }
        ledger
    }
}

#[cfg(test)]
mod tests;
