//! What revenue says of spend, and of itself: ROAS = revenue ÷ advertising spend, MER = revenue ÷ spend (one vendor
//! prints the inverse), NRR = (start + expansion − contraction − churned) ÷ start, GRR without expansion, quick ratio
//! = (new + expansion + reactivation) ÷ (contraction + churned), magic number = 12 · (MRR at end − at start) ÷ S&M of
//! the quarter, classic 4 · (revenue − that of the quarter before) ÷ S&M of the quarter before. Source: the
//! definitions of ChartMogul (NRR, GRR, quick ratio) and Scale Venture Partners (magic number).
//!
//! Over several periods the start is that of the first and flows add up, so that months say what their quarter does.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::labels;
use super::results::{Label, Line, Results};
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Dimension, Key, Ledger, Name, Totals};
use crate::domain::metric::Metric;
use crate::domain::movements::{Movement, Movements};
use crate::domain::period::Span;
use crate::domain::value::{Reason, Value};

/// What one row takes in.
#[derive(Clone, Debug, Default)]
struct Group {
    revenue: Option<Exact>,
    /// Of channels that have advertising spend.
    advertised: Option<Exact>,
    advertising: Option<Exact>,
    spend: Option<Exact>,
    /// The months that spend stands in.
    spent: Option<Span>,
    movements: BTreeMap<Option<Span>, Movements>,
}

/// Revenue less refunds.
#[must_use]
pub fn net_revenue(totals: &Totals) -> Option<Exact> {
    totals.revenue.as_ref().map(|revenue| &revenue.revenue.exact() - &revenue.refunds.exact())
}

/// Revenue ÷ spend, or the other way round: `none` where the divisor is zero.
#[must_use]
pub fn over(one: &Value, other: &Value, none: Reason) -> Value {
    other.and_then(|divisor| {
        if divisor.is_negative() {
            Value::Undefined(Reason::NegativeSpend)
        } else {
            one.divided_by(&Value::Known(divisor.clone()), none)
        }
    })
}

/// Spend ÷ revenue: nothing where there is no revenue to speak of.
#[must_use]
pub fn per_revenue(spend: &Value, revenue: &Value) -> Value {
    match (spend.figure(), revenue.figure()) {
        (Some(spend), _) if spend.is_negative() => Value::Undefined(Reason::NegativeSpend),
        (_, Some(revenue)) if !revenue.is_positive() => NO_DATA,
        (Some(_) | None, Some(_) | None) => spend.divided_by(revenue, Reason::NoData),
    }
}

/// The channels that have advertising spend.
#[must_use]
pub fn advertised(ledger: &Ledger) -> BTreeSet<Name> {
    let own = ledger.totals.iter().filter(|(key, totals)| {
        key.category == Category::Advertising && key.channel.is_some() && totals.all_spend().is_positive()
    });
    own.map(|(key, _)| key.channel.clone()).collect()
}

/// Adds these metrics to every row, and to the total.
pub(super) fn add(results: &mut Results, ledger: &Ledger, assumptions: &Assumptions) {
    if !ledger.has_revenue {
        return;
    }
    let channels = advertised(ledger);
    let mut groups: BTreeMap<Vec<Label>, Group> = BTreeMap::new();
    let mut total = Group::default();
    let carries = |all: &BTreeSet<String>| {
        results.dimensions.iter().all(|one| match one {
            Dimension::Period(_) => all.contains("period"),
            Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => {
                all.contains(one.name())
            }
        })
    };
    let of_rows = (carries(&ledger.spend_dimensions), carries(&ledger.revenue_dimensions));
    for (key, totals) in &ledger.totals {
        total.add(key, totals, assumptions, &channels, (true, true));
        let group = groups.entry(labels(key, &results.dimensions)).or_default();
        group.add(key, totals, assumptions, &channels, of_rows);
    }
    let by_channel = ledger.revenue_dimensions.contains("channel");
    let months = assumptions.revenue_months;
    for line in &mut results.rows {
        let none = Group::default();
        let own = groups.get(&line.key).unwrap_or(&none);
        own.put(line, by_channel, months);
        let before = quarter_before(&line.key).and_then(|before| groups.get(&before));
        line.values.insert(Metric::MagicNumberClassic, before.map_or(NO_DATA, |before| classic(own, before)));
    }
    total.put(&mut results.total, by_channel, months);
    results.total.values.insert(Metric::MagicNumberClassic, NO_DATA);
    // They are of the base as a whole, whoever was won: without organic customers they are the same.
    if let Some(paid) = &mut results.total_paid {
        for metric in ADDED {
            paid.values.extend(results.total.values.get(metric).map(|value| (*metric, value.clone())));
        }
    }
}

/// The metrics that are added here.
pub(super) const ADDED: &[Metric] = &[
    Metric::Roas,
    Metric::Mer,
    Metric::MerInverse,
    Metric::Nrr,
    Metric::Grr,
    Metric::QuickRatio,
    Metric::MagicNumber,
    Metric::MagicNumberClassic,
];

const NO_DATA: Value = Value::Undefined(Reason::NoData);

/// The labels of the same row a quarter before, where rows are quarters.
fn quarter_before(key: &[Label]) -> Option<Vec<Label>> {
    let mut found = false;
    let before = key.iter().map(|label| match label {
        Label::Period(Some(period)) if period.span.months() == 3 => {
            found = true;
            Label::Period(Some(period.plus(-1)))
        }
        Label::Period(_) | Label::Name(_) | Label::Category(_) => label.clone(),
    });
    let before = before.collect();
    found.then_some(before)
}

fn known(sum: Option<&Exact>) -> Value {
    sum.cloned().map_or(NO_DATA, Value::exact)
}

/// `4 · (revenue − revenue before) ÷ spend before`.
fn classic(own: &Group, before: &Group) -> Value {
    let (Some(now), Some(then)) = (&own.revenue, &before.revenue) else { return NO_DATA };
    let growth = Value::exact(&Exact::whole(4) * &(now - then));
    over(&growth, &known(before.spend.as_ref()), Reason::NoSpend)
}

impl Group {
    fn add(
        &mut self,
        key: &Key,
        totals: &Totals,
        assumptions: &Assumptions,
        channels: &BTreeSet<Name>,
        (spend, revenue): (bool, bool),
    ) {
        let sum = |slot: &mut Option<Exact>, amount: &Exact| *slot.get_or_insert_with(Exact::zero) += amount;
        let spent = totals.spend_rows > 0 || totals.spread.is_some();
        if spend && spent {
            let amount = totals.all_spend();
            if key.category == Category::Advertising {
                sum(&mut self.advertising, &amount);
            }
            if assumptions.counts(&key.category) == Some(true) {
                sum(&mut self.spend, &amount);
                self.spent = match (self.spent, key.period) {
                    (Some(one), Some(other)) => Some(one.joined(other)),
                    (one, other) => one.or(other),
                };
            }
        }
        if !revenue {
            return;
        }
        if let Some(amount) = net_revenue(totals) {
            sum(&mut self.revenue, &amount);
            if channels.contains(&key.channel) {
                sum(&mut self.advertised, &amount);
            }
        }
        if let Some(movements) = &totals.movements {
            *self.movements.entry(key.period).or_default() += &**movements;
        }
    }

    fn put(&self, line: &mut Line, by_channel: bool, months: Option<u32>) {
        let (revenue, spend) = (known(self.revenue.as_ref()), known(self.spend.as_ref()));
        let advertised = known(self.advertised.as_ref().filter(|_| by_channel));
        let advertising = self.advertising.clone().filter(|spend| !spend.is_zero());
        let roas = if by_channel && self.revenue.is_some() {
            let spend = advertising.map_or(Value::Undefined(Reason::NoSpend), Value::exact);
            spend.and_then(|_| over(&advertised, &spend, Reason::NoSpend))
        } else {
            NO_DATA
        };
        let moved = Moved::of(&self.movements);
        let retained = |gains: &[Movement]| moved.as_ref().map_or(NO_DATA, |moved| moved.retained(gains));
        line.values.extend([
            (Metric::Roas, roas),
            (Metric::Mer, over(&revenue, &spend, Reason::NoSpend)),
            (Metric::MerInverse, per_revenue(&spend, &revenue)),
            (Metric::Nrr, retained(&[Movement::Expansion])),
            (Metric::Grr, retained(&[])),
            (Metric::QuickRatio, moved.as_ref().map_or(NO_DATA, Moved::quick_ratio)),
            (Metric::MagicNumber, moved.as_ref().map_or(NO_DATA, |moved| moved.magic(self, months))),
        ]);
    }
}

/// Movements over periods that follow each other.
struct Moved<'a> {
    /// From the first month to the last; `None` for input without periods.
    span: Option<Span>,
    first: &'a Movements,
    last: &'a Movements,
    all: Movements,
}

impl<'a> Moved<'a> {
    /// `None` where there are none, or where a period is missing between two, or two overlap.
    fn of(periods: &'a BTreeMap<Option<Span>, Movements>) -> Option<Self> {
        let (first, last) = (periods.first_key_value()?, periods.last_key_value()?);
        let spans: Vec<Option<Span>> = periods.keys().copied().collect();
        let follows = |pair: &[Option<Span>]| match pair {
            [Some(one), Some(other)] => one.last.plus(1) == other.first,
            _ => false,
        };
        if !spans.windows(2).all(follows) {
            return None;
        }
        let mut all = Movements::default();
        for movements in periods.values() {
            all += movements;
        }
        let span = first.0.zip(*last.0).map(|(first, last)| first.joined(last));
        Some(Self { span, first: first.1, last: last.1, all })
    }

    fn flow(&self, movement: Movement) -> Option<Exact> {
        self.all.of(movement).map(|sum| sum.exact())
    }

    /// What is left of the MRR at the start, with these gains.
    fn retained(&self, gains: &[Movement]) -> Value {
        let start = self.first.of(Movement::AtStart).map(|start| start.exact());
        let lost = self.flow(Movement::Contraction).zip(self.flow(Movement::Churned));
        let (Some(start), Some((less, churned))) = (start, lost) else { return NO_DATA };
        let mut left = &(&start - &less) - &churned;
        for gain in gains {
            match self.flow(*gain) {
                Some(gain) => left += &gain,
                None => return NO_DATA,
            }
        }
        left.divided_by(&start).map_or(NO_DATA, Value::exact)
    }

    /// Without a column of reactivation, customers who came back are among the new.
    fn quick_ratio(&self) -> Value {
        let back = match (self.flow(Movement::Reactivation), self.all.lacks(Movement::Reactivation)) {
            (Some(back), _) => back,
            (None, true) => Exact::zero(),
            (None, false) => return NO_DATA,
        };
        let flows = [Movement::New, Movement::Expansion, Movement::Contraction, Movement::Churned];
        let [Some(new), Some(more), Some(less), Some(churned)] = flows.map(|flow| self.flow(flow)) else {
            return NO_DATA;
        };
        let gained = &(&new + &more) + &back;
        gained.divided_by(&(&less + &churned)).map_or(Value::Undefined(Reason::NoChurn), Value::exact)
    }

    /// Of a quarter only: spend of other months is not what its growth was bought with.
    fn magic(&self, group: &Group, months: Option<u32>) -> Value {
        let quarter = match self.span {
            Some(span) => span.months() == 3 && group.spent.is_none_or(|spent| span.contains(spent)),
            None => months == Some(3),
        };
        let ends = self.first.of(Movement::AtStart).zip(self.last.of(Movement::AtEnd));
        let Some((start, end)) = ends.filter(|_| quarter) else { return NO_DATA };
        let growth = Value::exact(&Exact::whole(12) * &(&end.exact() - &start.exact()));
        over(&growth, &known(group.spend.as_ref()), Reason::NoSpend)
    }
}

#[cfg(test)]
mod tests;
