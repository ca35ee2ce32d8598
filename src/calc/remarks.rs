//! What a reader of the results should know: where inputs came from, what was left out, what is missing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::compute::Desk;
use super::fold::{Fold, Group, OfChannel};
use super::inputs::Facts;
use super::ltv::{self, Terms};
use super::results::{Label, Line, Origin, Remark, Results};
use crate::domain::assumptions::{Basis, Billing, Method, Timing};
use crate::domain::exact::Exact;
use crate::domain::ledger::Minor;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// The units whose customers a sum is over; all of them where there are no customers.
pub(super) fn units_that_count(group: &Group) -> impl Iterator<Item = usize> {
    let none = Minor::default();
    let any = group.units.values().any(|customers| *customers > none);
    group.units.iter().filter(move |(_, customers)| !any || **customers > none).map(|(unit, _)| *unit)
}

/// All remarks, in a fixed order.
pub(super) fn of(results: &Results, desk: &Desk<'_>) -> Vec<Remark> {
    let known = Known::of(desk.counted_facts());
    let sources = known.origins.iter().map(|(metric, origin)| Remark::Source(*metric, *origin));
    let mut remarks: Vec<Remark> = sources.collect();
    if known.churn_from_lifetime {
        remarks.push(Remark::ChurnFromLifetime);
    }
    remarks.extend(known.differing().map(Remark::Differ));
    remarks.extend(unused(results, desk));
    let fold = desk.fold;
    remarks.extend(unattributed(results, fold));
    let scoped = &fold.scoped;
    remarks.extend(scoped.out.iter().map(|(category, sum)| Remark::OutOfScope(category.clone(), sum.clone())));
    remarks.extend(scoped.undecided.iter().map(|(category, sum)| Remark::Undecided(category.clone(), sum.clone())));
    remarks.extend(one_sided(fold));
    remarks.extend(partial(results));
    remarks.extend(blended(results));
    for (metric, given) in [(Metric::Spend, desk.ledger.has_spend), (Metric::NewCustomers, desk.ledger.has_customers)] {
        remarks.extend((!given).then_some(Remark::NoInput(metric)));
    }
    remarks.extend(needs(&results.total, results.basis_asked, results.basis, &known));
    remarks
}

/// What is known of all units that count, taken together: there may be many, and each is looked at once.
#[derive(Default)]
pub(super) struct Known {
    origins: BTreeSet<(Metric, Origin)>,
    churn_from_lifetime: bool,
    /// What stands for ARPA (itself, orders) and for churn (itself, a lifetime).
    kinds: BTreeSet<(Metric, bool)>,
    /// The inputs that some of them lack.
    lacks: BTreeSet<Metric>,
}

impl Known {
    pub(super) fn of<'f>(all: impl Iterator<Item = Cow<'f, Facts>>) -> Self {
        let mut known = Self::default();
        for facts in all {
            known.origins.extend(facts.origins.iter().copied());
            known.churn_from_lifetime |= facts.churn_from_lifetime;
            known.kinds.extend(facts.arpa.as_ref().map(|_| (Metric::Arpa, facts.by_orders)));
            known.kinds.extend(facts.churn.as_ref().map(|_| (Metric::Churn, facts.churn_from_lifetime)));
            let inputs = [(Metric::Arpa, &facts.arpa), (Metric::Margin, &facts.margin), (Metric::Churn, &facts.churn)];
            let lacking =
                inputs.into_iter().filter(|(metric, figure)| figure.is_none() && !facts.out_of_range.contains(metric));
            known.lacks.extend(lacking.map(|(metric, _)| metric));
        }
        known
    }

    /// The inputs that some of them have themselves, and others by what stands for them.
    fn differing(&self) -> impl Iterator<Item = Metric> {
        let both = |metric: &Metric| [false, true].iter().all(|kind| self.kinds.contains(&(*metric, *kind)));
        [Metric::Arpa, Metric::Churn].into_iter().filter(both)
    }
}

fn unused(results: &Results, desk: &Desk<'_>) -> Vec<Remark> {
    let mut found: Vec<Remark> =
        desk.lookup.unused().map(|(channel, segment)| Remark::UnusedAssumption(channel, segment)).collect();
    let inputs = || desk.lookup.combined.iter().map(|(_, inputs)| inputs);
    found.extend(unused_inputs(results.method, results.timing, inputs()));
    found
}

/// Inputs that the method has no use for.
pub(super) fn unused_inputs<'a>(
    method: Method,
    timing: Timing,
    inputs: impl Iterator<Item = &'a crate::domain::assumptions::Inputs> + Clone,
) -> Vec<Remark> {
    let discounts = inputs.clone().any(|inputs| inputs.discount.is_some());
    let uses_discount = matches!(method, Method::Discounted | Method::Orders | Method::Expansion);
    let uses_timing = match method {
        Method::Discounted | Method::Expansion => true,
        Method::Orders => discounts,
        Method::Simple | Method::Lifetime | Method::Capped => false,
    };
    let any = |given: fn(&crate::domain::assumptions::Inputs) -> bool| inputs.clone().any(given);
    let both = inputs.clone().any(|inputs| inputs.churn.is_some() && inputs.lifetime.is_some());
    let given = [
        ("discount", !uses_discount && discounts),
        ("timing", !uses_timing && timing != Timing::default()),
        ("aov", method != Method::Orders && any(|inputs| inputs.aov.is_some())),
        (
            "aov without orders_per_year",
            method == Method::Orders && any(|inputs| inputs.aov.is_some() != inputs.monthly_orders.is_some()),
        ),
        ("arpa", method == Method::Orders && any(|inputs| inputs.aov.is_some() && inputs.arpa.is_some())),
        ("cost_per_order", method != Method::Orders && any(|inputs| inputs.cost_per_order.is_some())),
        ("growth", method != Method::Expansion && any(|inputs| inputs.growth.is_some())),
        ("churn", both && method == Method::Lifetime),
        ("lifetime", both && method != Method::Lifetime),
    ];
    given.into_iter().filter(|(_, unused)| *unused).map(|(name, _)| Remark::Unused(name)).collect()
}

/// Spend that no named row carries.
fn unattributed(results: &Results, fold: &Fold) -> Option<Remark> {
    if results.rows.iter().all(|line| line.unattributed) {
        return None;
    }
    let mut sum = Exact::zero();
    if fold.spend.all {
        for (labels, group) in &fold.rows {
            let blank = labels.iter().any(|label| match label {
                Label::Name(name) => name.is_none(),
                Label::Category(_) | Label::Period(_) => false,
            });
            if blank {
                sum += &group.all_spend();
            }
        }
    } else {
        sum = fold.total.all_spend();
    }
    (!sum.is_zero()).then_some(Remark::Unattributed(sum))
}

/// Channels that only one side names: perhaps others under a second name.
fn one_sided(fold: &Fold) -> Option<Remark> {
    if !fold.spend.channel || !fold.customers.channel {
        return None;
    }
    let sides = fold.channels.iter().filter(|(channel, _)| fold.names.get(**channel).is_some_and(Option::is_some));
    let sides: BTreeSet<(bool, bool)> = sides
        .map(|(_, group)| (group.spend_rows > 0, group.customer_rows > 0))
        .filter(|side| *side != (false, false))
        .collect();
    if sides.len() < 2 {
        return None;
    }
    let named = |wanted: fn(&OfChannel) -> bool| -> Vec<String> {
        let mut names: Vec<String> = fold
            .channels
            .iter()
            .filter(|(_, group)| wanted(group))
            .filter_map(|(channel, _)| fold.names.get(*channel)?.as_deref().map(str::to_owned))
            .collect();
        names.sort();
        names
    };
    let spend_only = named(|group| group.spend_rows > 0 && group.customer_rows == 0);
    let customers_only = named(|group| group.customer_rows > 0 && group.spend_rows == 0);
    let both = named(|group| group.spend_rows > 0 && group.customer_rows > 0);
    Some(Remark::OneSided { spend_only, customers_only, both })
}

/// The rows that keep the total from having an LTV.
fn partial(results: &Results) -> Vec<Remark> {
    let of = |line: &Line, metric| line.values.get(&metric).cloned();
    let ltv = of(&results.total, Metric::Ltv).and_then(|ltv| ltv.reason());
    if ltv != Some(Reason::Partial) {
        return Vec::new();
    }
    let without = results.rows.iter().filter_map(|line| {
        let customers = of(line, Metric::NewCustomers)?;
        let reason = of(line, Metric::Ltv)?.reason()?;
        customers.figure()?.is_positive().then(|| Remark::PartialBecauseOf(line.key.clone(), reason))
    });
    without.take(10).collect()
}

/// LTV from the mean inputs of all, when it is more than 10 % off the mix.
fn blended(results: &Results) -> Option<Remark> {
    let values = &results.total.values;
    if results.total.model.is_some() {
        return None;
    }
    let known = |metric| values.get(&metric).and_then(Value::figure);
    let mix = known(Metric::Ltv)?.middle();
    let monthly = match results.basis {
        Basis::Margin => known(Metric::Arpa)?.times(known(Metric::Margin)?),
        Basis::Revenue => known(Metric::Arpa)?.clone(),
    };
    // Without a discount that all share there is nothing to blend the others with.
    let by_year = results.billing == Billing::Year;
    if by_year || matches!(results.method, Method::Discounted | Method::Orders | Method::Expansion) {
        return None;
    }
    let terms = Terms {
        monthly,
        churn: Some(known(Metric::Churn)?.clone()),
        lifetime: None,
        discount: None,
        growth: None,
        horizon: results.horizon,
        timing: results.timing,
    };
    let blended = ltv::value(results.method, &terms).figure()?.middle();
    let off = (&blended - &mix).magnitude();
    let tenth = &mix.magnitude() * &Exact::decimal(1, 1);
    (off > tenth).then_some(Remark::BlendedDiffers { blended, mix })
}

/// What is missing for the total's LTV.
pub(super) fn needs(total: &Line, basis_asked: bool, basis: Basis, known: &Known) -> Option<Remark> {
    let reason = total.values.get(&Metric::Ltv)?.reason()?;
    let inputs = match reason {
        Reason::NoArpa | Reason::NoMargin | Reason::NoChurn | Reason::Partial => true,
        Reason::NoNewCustomers
        | Reason::NoSpend
        | Reason::NoData
        | Reason::NegativeSpend
        | Reason::NegativeMargin
        | Reason::NeverPaysBack
        | Reason::UnattributedSpend
        | Reason::NoCommonChange
        | Reason::OutOfRange
        | Reason::MixedCurrency
        | Reason::TooLarge => false,
    };
    if !inputs {
        return None;
    }
    let on_revenue = basis == Basis::Revenue && basis_asked;
    let missing = known.lacks.iter().copied().filter(|metric| !(on_revenue && *metric == Metric::Margin));
    let missing: Vec<Metric> = missing.collect();
    if missing.is_empty() {
        return (reason == Reason::NoChurn).then_some(Remark::ZeroChurn);
    }
    Some(Remark::Needs(missing))
}

#[cfg(test)]
mod tests;
