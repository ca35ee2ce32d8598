//! A ledger and assumptions in, results out.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::between;
use super::derived::Derived;
use super::estimate::{self, Estimates};
use super::fold::{Bucket, Fold, Group, PoolKey, labels};
use super::inputs::{Facts, Lookup};
use super::line::{self, Basis};
use super::mix::Mix;
use super::remarks;
use super::results::{CacFrom, Label, Line, Results};
use super::worth::{self, Manner, Worth};
use crate::domain::assumptions::Basis::Margin;
use crate::domain::assumptions::{Assumptions, ChurnBase};
use crate::domain::bands::Bands;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::{Dimension, Ledger, Minor, Name};
use crate::domain::lever::{self, Lever, Scaled};
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// Everything that a ledger, cut to the months selected, and assumptions give: one row for each combination of the
/// dimensions, the total, and the total of the channels that have spend.
///
/// Totals are ratios of sums. A metric without a value carries the reason; nothing is rounded.
#[must_use]
pub fn compute(ledger: &Ledger, assumptions: &Assumptions, dimensions: &[Dimension]) -> Results {
    of_paid(ledger, assumptions, dimensions, None)
}

/// The same, where `paid` are the paid channels whether they have spend here or not: a part of a ledger has those of
/// the whole.
pub(super) fn of_paid(
    ledger: &Ledger,
    assumptions: &Assumptions,
    dimensions: &[Dimension],
    paid_channels: Option<&BTreeSet<Name>>,
) -> Results {
    let fold = Fold::new(ledger, assumptions, dimensions);
    let mut desk = Desk::new(ledger, assumptions, &fold);
    let dimensions = dimensions.to_vec();
    let total = desk.total(&fold.total, &fold.total, &Exact::zero());
    let paying = match paid_channels {
        None => paying(&fold, &assumptions.unpaid),
        Some(names) => {
            let is_paid = |channel: &&usize| fold.names.get(**channel).is_some_and(|name| names.contains(name));
            fold.channels.keys().filter(is_paid).copied().collect()
        }
    };
    let any_paid = paid_channels.map_or(!paying.is_empty(), |names| !names.is_empty());
    let paid = any_paid.then(|| paid(&fold, &paying)).flatten();
    let unpaid = unpaid(&fold, &assumptions.unpaid);
    let total_paid = paid.as_ref().map(|group| {
        // Without organic customers both are one.
        let same = unpaid.is_zero() && group.units == fold.total.units;
        if same { total.clone() } else { desk.total(group, &fold.total, &unpaid) }
    });
    let mut rows: Vec<Line> = fold.rows.iter().map(|(labels, group)| desk.row(labels, group)).collect();
    rows.sort_by(|one, other| in_order(&one.key, &other.key));
    let mut results = Results {
        dimensions,
        rows,
        total,
        total_paid,
        period: fold.period,
        scope: assumptions.scope,
        preset: assumptions.preset,
        method: desk.manner.method,
        basis: desk.manner.basis,
        timing: assumptions.timing,
        billing: assumptions.billing,
        horizon: assumptions.horizon,
        basis_asked: assumptions.basis.is_some(),
        target: desk.target.clone(),
        bands: assumptions.bands.clone(),
        churn_base: assumptions.churn_base,
        window: ledger.window.as_ref().map(|window| (window.months, fold.pooled)),
        categories: fold.scoped.counted.iter().cloned().collect(),
        cac_from: CacFrom::Spend,
        ltv_given: false,
        estimation: None,
        remarks: Vec::new(),
    };
    results.estimation = estimate::estimation(&results, &mut desk, assumptions);
    results.remarks = remarks::of(&results, &desk);
    let least = estimate::least_ltv(&results, &mut desk);
    results.remarks.extend(least);
    if assumptions.marginal {
        let names = paying.iter().filter_map(|channel| fold.names.get(*channel)).collect();
        between::add_marginal(&mut results, ledger, assumptions, &names);
    }
    // With very many rows what they were made of takes more than they do.
    drop(desk);
    drop(fold);
    super::returns::add(&mut results, ledger, assumptions);
    results
}

/// Whether a report of a ledger has more rows than so many.
#[must_use]
pub fn has_more_rows(ledger: &Ledger, dimensions: &[Dimension], most: usize) -> bool {
    let mut rows = BTreeSet::new();
    most < ledger.totals.len()
        && ledger.totals.keys().any(|key| {
            rows.insert(labels(key, dimensions));
            rows.len() > most
        })
}

/// Names in byte order, what has no name last.
pub(super) fn in_order(one: &[Label], other: &[Label]) -> Ordering {
    let blank = |label: &Label| match label {
        Label::Name(name) => name.is_none(),
        Label::Category(_) | Label::Period(_) => false,
    };
    one.iter()
        .zip(other)
        .map(|(one, other)| blank(one).cmp(&blank(other)).then_with(|| one.cmp(other)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn new_customers_of(line: &Line) -> Option<&Figure> {
    line.values.get(&Metric::NewCustomers).and_then(Value::figure)
}

/// The names of the channels that have spend in scope.
pub(super) fn paid_channels(ledger: &Ledger, assumptions: &Assumptions) -> BTreeSet<Name> {
    let fold = Fold::new(ledger, assumptions, &[]);
    paying(&fold, &assumptions.unpaid).iter().filter_map(|channel| fold.names.get(*channel)).cloned().collect()
}

/// The channels that have spend in scope.
pub(super) fn paying(fold: &Fold, unpaid: &[String]) -> BTreeSet<usize> {
    let unpaid: BTreeSet<&str> = unpaid.iter().map(String::as_str).collect();
    fold.channels
        .iter()
        .filter(|(channel, group)| {
            let name = fold.names.get(**channel).and_then(Option::as_deref);
            let paid = name.is_some_and(|name| !unpaid.contains(name));
            // One whose credits exceed its spend is no organic channel either.
            paid && !group.all_spend().is_zero()
        })
        .map(|(channel, _)| *channel)
        .collect()
}

/// All spend in scope, and the customers of the channels that have some. `None` where no customer's channel is known.
pub(super) fn paid(fold: &Fold, has_spend: &BTreeSet<usize>) -> Option<Group> {
    if fold.total.customer_rows > 0 && !fold.customers.channel {
        return None;
    }
    let mut group = Group { new_customers: Minor::default(), units: BTreeMap::new(), ..fold.total.clone() };
    for (unit, customers) in &fold.total.units {
        let channel = fold.units.get(*unit).map(|(channel, _)| *channel);
        if channel.is_some_and(|channel| has_spend.contains(&channel)) {
            group.new_customers += *customers;
            group.units.insert(*unit, *customers);
        }
    }
    Some(group)
}

/// The spend of channels that are no paid ones, such as a share of salaries.
fn unpaid(fold: &Fold, unpaid: &[String]) -> Exact {
    let unpaid: BTreeSet<&str> = unpaid.iter().map(String::as_str).collect();
    let own = fold.channels.iter().filter(|(channel, _)| {
        let name = fold.names.get(**channel).and_then(Option::as_deref);
        name.is_some_and(|name| unpaid.contains(name))
    });
    own.map(|(_, group)| group.all_spend()).sum()
}

/// What a unit's worth hangs on: the place of its inputs, and of its revenue and its customers' own.
pub(super) type Case = (usize, PoolKey, PoolKey);

/// What all rows are computed with.
pub(super) struct Desk<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) fold: &'a Fold,
    pub(super) lookup: Lookup<'a>,
    pub(super) manner: Manner,
    /// Whether a ratio may be judged: on revenue only when that was asked for.
    judges: bool,
    pub(super) target: Exact,
    bands: &'a Bands,
    retention: bool,
    churn_base: ChurnBase,
    /// The place in the lookup of each unit's inputs.
    given: Vec<usize>,
    known: BTreeMap<Case, usize>,
    /// The same for each unit over all months.
    whole: Vec<Option<usize>>,
    pub(super) facts: Vec<Facts>,
    pub(super) worths: Vec<Worth>,
    all_spend: Value,
    pub(super) all_customers: Value,
    /// What inputs, spend and customers are multiplied by.
    factors: &'a [Scaled],
    spend_factor: Exact,
    customers_factor: Exact,
    pub(super) estimates: Estimates,
}

impl<'a> Desk<'a> {
    pub(super) fn new(ledger: &'a Ledger, assumptions: &'a Assumptions, fold: &'a Fold) -> Self {
        let mut lookup = Lookup::new(assumptions);
        let name = |at: usize| fold.names.get(at).and_then(Option::as_deref);
        let given: Vec<usize> =
            fold.units.iter().map(|(channel, segment)| lookup.find(name(*channel), name(*segment))).collect();
        if given.is_empty() {
            lookup.find(None, None);
        }
        let won: BTreeSet<usize> =
            remarks::units_that_count(&fold.total).filter_map(|unit| given.get(unit).copied()).collect();
        let used = lookup.combined.iter().enumerate().filter(|(at, _)| won.is_empty() || won.contains(at));
        let method = worth::method(assumptions, used.map(|(_, (_, inputs))| inputs));
        let spend_factor = lever::product(&assumptions.scaled, &[Lever::Spend, Lever::Cac]);
        let customers_factor = lever::product(&assumptions.scaled, &[Lever::NewCustomers]);
        let whole = |known: bool, sum: Exact, by: &Exact| {
            if known { Value::exact(&sum * by) } else { Value::Undefined(Reason::NoData) }
        };
        let mut desk = Self {
            ledger,
            fold,
            lookup,
            manner: Manner {
                method,
                basis: worth::basis(assumptions.basis, std::iter::empty()),
                timing: assumptions.timing,
                billing: assumptions.billing,
                horizon: assumptions.horizon,
                retention: !assumptions.without_retention_payback,
            },
            judges: true,
            target: assumptions.target.clone().unwrap_or_else(|| Exact::whole(3)),
            bands: &assumptions.bands,
            retention: !assumptions.without_retention_payback,
            churn_base: assumptions.churn_base,
            whole: vec![None; given.len()],
            given,
            known: BTreeMap::new(),
            // Where revenue is known by channel, each unit is a case of its own.
            facts: Vec::with_capacity(fold.base.len()),
            worths: Vec::with_capacity(fold.base.len()),
            all_spend: whole(ledger.has_spend, fold.total.all_spend(), &spend_factor),
            all_customers: whole(ledger.has_customers, fold.total.new_customers.exact(), &customers_factor),
            factors: &assumptions.scaled,
            spend_factor,
            customers_factor,
            estimates: Estimates::of(assumptions.level.as_ref()),
        };
        desk.manner.basis = {
            let cases = desk.counted_cases();
            worth::basis(assumptions.basis, cases.into_iter().map(|case| desk.facts_of(case)))
        };
        desk.judges = desk.manner.basis == Margin || assumptions.basis.is_some();
        desk
    }

    /// The cases of the units that count in the total, each once.
    fn counted_cases(&self) -> Vec<Case> {
        let cases = remarks::units_that_count(&self.fold.total).map(|unit| self.case(unit, None));
        let mut cases: Vec<Case> = cases.collect();
        cases.sort_unstable();
        cases.dedup();
        if cases.is_empty() {
            cases.push((0, (None, None, None), (None, None, None)));
        }
        cases
    }

    /// What is known of the units that count in the total, each distinct case once.
    pub(super) fn counted_facts(&self) -> impl Iterator<Item = Cow<'_, Facts>> {
        let at_hand = |case: &Case| self.known.get(case).and_then(|place| self.facts.get(*place));
        let facts = move |case: Case| at_hand(&case).map_or_else(|| Cow::Owned(self.facts_of(case)), Cow::Borrowed);
        self.counted_cases().into_iter().map(facts)
    }

    pub(super) fn case(&self, unit: usize, bucket: Bucket) -> Case {
        let (channel, segment) = self.fold.units.get(unit).copied().unwrap_or_default();
        let given = self.given.get(unit).copied().unwrap_or_default();
        (given, self.fold.revenue.pool(bucket, channel, segment), self.fold.customers.pool(bucket, channel, segment))
    }

    fn facts_of(&self, case: Case) -> Facts {
        self.facts_with(case, &self.derived(case), self.factors)
    }

    /// What the data of a case gives.
    pub(super) fn derived(&self, (_, base, acquired): Case) -> Derived {
        Derived::of(self.fold.base.get(&base), self.fold.acquired.get(&acquired), self.churn_base)
    }

    /// What is known of a case when inputs are multiplied.
    pub(super) fn facts_with(&self, (given, base, _): Case, data: &Derived, factors: &[Scaled]) -> Facts {
        self.lookup.combined.get(given).map_or_else(Facts::default, |(sources, inputs)| {
            Facts::scaled((*sources, base), inputs, data, self.manner.method, factors)
        })
    }

    /// The place of a unit's worth, which is computed once for each case.
    fn worth(&mut self, unit: usize, bucket: Bucket) -> usize {
        // Rows and totals ask for the same units one after the other.
        let whole = bucket.is_none();
        if let Some(Some(place)) = self.whole.get(unit).filter(|_| whole) {
            return *place;
        }
        let case = self.case(unit, bucket);
        let place = self.known.get(&case).copied();
        let place = place.unwrap_or_else(|| self.add_worth(case));
        if let Some(slot) = self.whole.get_mut(unit).filter(|_| whole) {
            *slot = Some(place);
        }
        place
    }

    fn add_worth(&mut self, case: Case) -> usize {
        let place = self.worths.len();
        let facts = self.facts_of(case);
        self.worths.push(Worth::of(&facts, self.manner));
        self.facts.push(facts);
        self.known.insert(case, place);
        place
    }

    /// The customers of a row by the place of what they are worth.
    fn customers(&mut self, group: &Group, bucket: Bucket) -> BTreeMap<usize, Minor> {
        let mut sums: BTreeMap<usize, Minor> = BTreeMap::new();
        for (unit, customers) in &group.units {
            let place = self.worth(*unit, bucket);
            *sums.entry(place).or_default() += *customers;
        }
        if sums.is_empty() {
            sums.insert(self.worth(usize::MAX, bucket), Minor::default());
        }
        sums
    }

    fn mix(&self, sums: &BTreeMap<usize, Minor>) -> Mix<'_> {
        Mix::new(sums.iter().filter_map(|(place, n)| Some((n.exact(), self.worths.get(*place)?))))
    }

    /// The total of a group; `left_out` is spend that it leaves out.
    fn total(&mut self, group: &Group, all: &Group, left_out: &Exact) -> Line {
        let sums = self.customers(group, None);
        let left_out = Figure::exact(left_out * &self.spend_factor);
        let spend = self.all_spend.and_then(|spend| Value::Known(spend.minus(&left_out)));
        let new_customers = if self.ledger.has_customers {
            Value::exact(&group.new_customers.exact() * &self.customers_factor)
        } else {
            Value::Undefined(Reason::NoData)
        };
        let mut line = self.line(Vec::new(), spend, new_customers, None, &sums);
        self.add_retention(&mut line, all);
        self.add_intervals(&mut line, &sums);
        line
    }

    /// The customers of the total by the place of what they are worth.
    pub(super) fn customers_of_all(&mut self) -> BTreeMap<usize, Minor> {
        let fold = self.fold;
        self.customers(&fold.total, None)
    }

    fn add_intervals(&mut self, line: &mut Line, sums: &BTreeMap<usize, Minor>) {
        if self.estimates.wanted {
            line.intervals = estimate::intervals(self, line, sums);
        }
    }

    fn row(&mut self, labels: &[Label], group: &Group) -> Line {
        let bucket = labels.iter().find_map(|label| match label {
            Label::Period(period) => Some(period.map(|period| period.span)),
            Label::Name(_) | Label::Category(_) => None,
        });
        let unattributed = labels.iter().any(|label| match label {
            Label::Name(name) => name.is_none(),
            Label::Category(_) | Label::Period(_) => false,
        });
        let known = |has: bool, carried: bool, reason: Reason, sum: Exact| match (has, carried) {
            (false, _) => Value::Undefined(Reason::NoData),
            (true, false) => Value::Undefined(reason),
            (true, true) => Value::exact(sum),
        };
        let (spend, won) = (group.all_spend(), group.new_customers.exact());
        let (spend, won) = (&spend * &self.spend_factor, &won * &self.customers_factor);
        let spend = known(self.ledger.has_spend, self.fold.spend.all, Reason::UnattributedSpend, spend);
        let customers_known = self.ledger.has_customers && self.fold.customers.all;
        let new_customers = known(self.ledger.has_customers, self.fold.customers.all, Reason::NoData, won);
        let no_cac = (unattributed && customers_known && self.ledger.has_spend)
            .then_some(Value::Undefined(Reason::UnattributedSpend));
        let sums = self.customers(group, bucket);
        let mut line = self.line(labels.to_vec(), spend, new_customers, no_cac, &sums);
        line.unattributed = unattributed;
        let none_won = new_customers_of(&line).is_some_and(Figure::is_zero);
        if unattributed && none_won {
            for metric in [Metric::Ltv, Metric::MaxCac] {
                line.values.insert(metric, Value::Undefined(Reason::NoNewCustomers));
            }
            line.model = None;
        }
        if self.ledger.has_customers && !self.fold.customers.all {
            for metric in [Metric::Ltv, Metric::MaxCac] {
                line.values.insert(metric, Value::Undefined(Reason::NoData));
            }
        }
        self.add_retention(&mut line, group);
        self.add_intervals(&mut line, &sums);
        line
    }

    fn line(
        &self,
        key: Vec<Label>,
        spend: Value,
        new_customers: Value,
        cac: Option<Value>,
        sums: &BTreeMap<usize, Minor>,
    ) -> Line {
        let mix = self.mix(sums);
        let worth = mix.worth();
        let has_spend = spend.figure().is_some_and(|spend| !spend.is_zero());
        let basis = Basis {
            spend,
            new_customers,
            cac,
            ltv: None,
            all_spend: &self.all_spend,
            all_customers: &self.all_customers,
            target: &self.target,
            bands: self.bands,
            retention: self.retention,
        };
        let (values, band) = line::measures(basis, &mix, &worth);
        Line {
            key,
            values,
            intervals: BTreeMap::new(),
            band: band.filter(|_| self.judges),
            has_spend,
            unattributed: false,
            model: mix.shared().and_then(|worth| worth.model(self.manner)),
        }
    }

    /// Retention spend ÷ customers kept, where there is such spend.
    fn add_retention(&self, line: &mut Line, group: &Group) {
        if group.retention.is_zero() {
            return;
        }
        let revenue = &group.revenue;
        let [_, _, start, lost, _] = revenue.with;
        let kept = &revenue.at_start.exact() - &revenue.churned.exact();
        let known = start == revenue.rows && lost == revenue.rows;
        let cost = if known && kept.is_positive() {
            Value::exact(group.retention.clone()).divided_by(&Value::exact(kept), Reason::NoData)
        } else {
            Value::Undefined(Reason::NoData)
        };
        line.values.insert(Metric::RetentionCost, cost);
    }
}

#[cfg(test)]
mod tests;
