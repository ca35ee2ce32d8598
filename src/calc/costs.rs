//! What counts as cost, and where. Shared cost is spread over channels within its period and segment by exact
//! fractions of a base: spend, customers, revenue, equal parts or weights. Without a base it stays where it is.

use std::collections::{BTreeMap, BTreeSet};

use super::reward::{Rewarded, rewarded};
use crate::domain::category::Category;
use crate::domain::costs::{Allocation, Costs, Placing};
use crate::domain::exact::Exact;
use crate::domain::funnel::Bounced;
use crate::domain::ledger::{Key, Ledger, Minor, Name, Totals};
use crate::domain::period::Span;

/// What became of shared cost, and of costs that count in part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// By what it was spread, and how much of it.
    pub moved: Option<(&'static str, Exact)>,
    /// What stays unattributed for want of a base.
    pub kept: Exact,
    /// What customers were paid for coming.
    pub rewards: Vec<Rewarded>,
    /// Categories that count in part: the share, what counts and what there was.
    pub parts: Vec<(Category, Exact, Exact, Exact)>,
}

/// The ledger with categories as placed by hand, and shared ones without a channel.
#[must_use]
pub fn placed(ledger: Ledger, costs: &Costs) -> Ledger {
    if costs.places.is_empty() && costs.shared.is_empty() {
        return ledger;
    }
    let mut all = Ledger { totals: BTreeMap::new(), ..ledger.clone() };
    let (placing, shared) = (Placing::new(&costs.places), costs.shared.iter().collect::<BTreeSet<_>>());
    for (mut key, totals) in ledger.totals {
        if let Some(to) = placing.of(&key.category) {
            key.category = to.clone();
        }
        if shared.contains(&key.category) {
            key.channel = None;
        }
        all.add(key, &totals);
    }
    all
}

/// The ledger with rewards, with categories that count in part, and shared cost spread. By spend it is spread by the
/// spend of the categories that count: what is out of scope says nothing of where cost in scope belongs.
#[must_use]
pub fn spread(ledger: Ledger, costs: &Costs, counts: impl Fn(&Category) -> bool) -> (Ledger, Spread) {
    let (ledger, rewards) = rewarded(ledger, &costs.rewards);
    let mut told = Spread { rewards, ..Spread::default() };
    let ledger = in_part(ledger, costs, &mut told);
    match &costs.allocation {
        None => (ledger, told),
        Some(allocation) => (allocated(ledger, allocation, &counts, &mut told), told),
    }
}

fn in_part(ledger: Ledger, costs: &Costs, told: &mut Spread) -> Ledger {
    if costs.parts.is_empty() {
        return ledger;
    }
    let mut all = Ledger { totals: BTreeMap::new(), ..ledger.clone() };
    let mut counted: Vec<(Exact, Exact)> = costs.parts.iter().map(|_| (Exact::zero(), Exact::zero())).collect();
    for (key, mut totals) in ledger.totals {
        let part = costs.parts.iter().zip(&mut counted).find(|((category, _), _)| *category == key.category);
        if let Some(((_, share), (sum, whole))) = part {
            let own = totals.own_spend();
            let amount = &own * share;
            *whole += &own;
            *sum += &amount;
            if let Some(steps) = &mut totals.steps
                && let Some(bounced) = &mut steps.bounced
            {
                bounced.spend = (&bounced.spend.0 * share, &bounced.spend.1 * share);
            }
            totals.set_own_spend(amount);
        }
        all.add(key, &totals);
    }
    let parts = costs.parts.iter().zip(counted);
    told.parts = parts.map(|((category, share), (sum, whole))| (category.clone(), share.clone(), sum, whole)).collect();
    all
}

/// Where a share goes: channel and segment.
type Unit = (Name, Name);

fn allocated(
    ledger: Ledger,
    allocation: &Allocation,
    counts: &impl Fn(&Category) -> bool,
    told: &mut Spread,
) -> Ledger {
    // A segment is missing, and can be found, only where the base knows segments.
    let fills_segment = match allocation {
        Allocation::Customers => ledger.customer_dimensions.contains("segment"),
        Allocation::Revenue => ledger.revenue_dimensions.contains("segment"),
        Allocation::Spend | Allocation::Even | Allocation::Weights(_) => false,
    };
    let lacks = |key: &Key| key.channel.is_none() || (fills_segment && key.segment.is_none());
    let bases = bases(&ledger, allocation, counts);
    let mut all = Ledger { totals: BTreeMap::new(), ..ledger.clone() };
    let mut moved = Exact::zero();
    for (key, mut totals) in ledger.totals {
        if !totals.has_spend() || !lacks(&key) || key.category == Category::Retention {
            all.add(key, &totals);
            continue;
        }
        let units = shares(&bases, &key, fills_segment, allocation);
        let base: Exact = units.iter().fold(Exact::zero(), |sum, (_, weight)| &sum + weight);
        if !base.is_positive() || units.iter().any(|(_, weight)| weight.is_negative()) {
            told.kept += &totals.all_spend();
            all.add(key, &totals);
            continue;
        }
        let amount = totals.all_spend();
        moved += &amount;
        for ((channel, segment), weight) in units.iter().filter(|(_, weight)| !weight.is_zero()) {
            let share = weight.divided_by(&base).unwrap_or_else(Exact::zero);
            let target = Key { channel: channel.clone(), segment: segment.clone(), ..key.clone() };
            let steps = totals.steps.as_ref().and_then(|steps| steps.bounced_part(&share));
            let part = Some(Box::new(&amount * &share));
            // A channel's own spend stays its own when its segments are found.
            let part = match key.channel {
                Some(_) => Totals { fraction: part, steps, ..Totals::default() },
                None => Totals { spread: part, steps, ..Totals::default() },
            };
            all.add(target, &part);
        }
        (totals.spend, totals.spend_rows, totals.fraction, totals.spread) = (Minor::default(), 0, None, None);
        if let Some(bounced) = totals.steps.as_mut().and_then(|steps| steps.bounced.as_mut()) {
            bounced.spend = Bounced::default().spend;
        }
        if totals != Totals::default() {
            all.add(key, &totals);
        }
    }
    if !moved.is_zero() {
        all.spend_dimensions.insert("channel".to_owned());
        if fills_segment {
            all.spend_dimensions.insert("segment".to_owned());
        }
    }
    told.moved = Some((allocation.name(), moved));
    all
}

/// The base by period and unit.
fn bases(
    ledger: &Ledger,
    allocation: &Allocation,
    counts: &impl Fn(&Category) -> bool,
) -> BTreeMap<Option<Span>, BTreeMap<Unit, Exact>> {
    let mut all: BTreeMap<Option<Span>, BTreeMap<Unit, Exact>> = BTreeMap::new();
    for (key, totals) in ledger.totals.iter().filter(|(key, _)| key.channel.is_some()) {
        let amount = match allocation {
            Allocation::Spend if !counts(&key.category) => continue,
            Allocation::Spend => totals.own_spend(),
            Allocation::Customers => totals.new_customers.exact(),
            Allocation::Revenue => match &totals.revenue {
                Some(revenue) => &revenue.revenue.exact() - &revenue.refunds.exact(),
                None => continue,
            },
            Allocation::Even | Allocation::Weights(_) => Exact::zero(),
        };
        let unit = (key.channel.clone(), key.segment.clone());
        let sum = all.entry(key.period).or_default().entry(unit).or_insert_with(Exact::zero);
        *sum += &amount;
    }
    all
}

/// The units that a shared cost may go to, with their weights.
fn shares(
    bases: &BTreeMap<Option<Span>, BTreeMap<Unit, Exact>>,
    key: &Key,
    fills_segment: bool,
    allocation: &Allocation,
) -> Vec<(Unit, Exact)> {
    let none = BTreeMap::new();
    let units = bases.get(&key.period).unwrap_or(&none);
    let fits = |(channel, segment): &Unit| {
        let own_channel = key.channel.is_none() || key.channel == *channel;
        own_channel && (key.segment.is_none() || key.segment == *segment)
    };
    match allocation {
        Allocation::Weights(weights) => {
            let unit = |name: &String| (Some(name.as_str().into()), key.segment.clone());
            weights.iter().map(|(name, weight)| (unit(name), weight.clone())).collect()
        }
        Allocation::Even => {
            let mut channels: Vec<Name> = units.keys().filter(|unit| fits(unit)).map(|unit| unit.0.clone()).collect();
            channels.dedup();
            channels.into_iter().map(|channel| ((channel, key.segment.clone()), Exact::one())).collect()
        }
        Allocation::Spend | Allocation::Customers | Allocation::Revenue => {
            let mut sums: BTreeMap<Unit, Exact> = BTreeMap::new();
            for (unit, weight) in units.iter().filter(|(unit, _)| fits(unit)) {
                let segment = if fills_segment || key.segment.is_some() { unit.1.clone() } else { None };
                let sum = sums.entry((unit.0.clone(), segment)).or_insert_with(Exact::zero);
                *sum += weight;
            }
            sums.into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests;
