//! Finds the inputs of a channel's segment: the most specific row of assumptions, then flags, then data.

use std::collections::{BTreeMap, BTreeSet};

use super::derived::Derived;
use super::fold::PoolKey;
use super::results::Origin;
use crate::domain::assumptions::{Assumption, Assumptions, Inputs, Method};
use crate::domain::figure::Figure;
use crate::domain::lever::Scaled;
use crate::domain::metric::Metric;
use crate::domain::rate::{MonthlyChurn, MonthlyDiscount};
use crate::domain::sample::Sample;

/// What is known of the customers of one unit, with where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) arpa: Option<Figure>,
    pub(super) margin: Option<Figure>,
    pub(super) churn: Option<Figure>,
    /// The same for a year, where it was given as such.
    pub(super) yearly_churn: Option<Figure>,
    pub(super) lifetime: Option<Figure>,
    pub(super) churn_from_lifetime: bool,
    pub(super) discount: Option<Figure>,
    pub(super) yearly_discount: Option<Figure>,
    /// Whether ARPA is that of orders.
    pub(super) by_orders: bool,
    /// What the orders of a month cost beside their margin.
    pub(super) order_cost: Option<Figure>,
    /// How much ARPA grows a month.
    pub(super) growth: Option<Figure>,
    pub(super) origins: Vec<(Metric, Origin)>,
    /// Whether a factor made an input what it cannot be, so that nothing follows.
    pub(super) impossible: bool,
    /// What the data gives that cannot be, where nothing else was given.
    pub(super) out_of_range: BTreeSet<Metric>,
    /// The customers behind the churn, where they are known, and whose they are.
    pub(super) estimate: Option<(Sample, Counted)>,
}

/// Where customers were counted: what comes from one place is one estimate, whatever uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    /// A flag or the configuration, for everyone.
    Common,
    /// A row of assumptions, by its place.
    Row(usize),
    /// Revenue rows pooled.
    Pool(PoolKey),
}

/// Where ARPA, margin and churn (or a lifetime) were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    arpa: Option<Origin>,
    margin: Option<Origin>,
    churn: Option<Origin>,
    /// The row of assumptions that has the churn.
    churn_row: Option<usize>,
}

impl Sources {
    /// What everyone has: from the configuration, else from flags.
    pub(super) fn common(assumptions: &Assumptions) -> Self {
        let of = |metric| {
            let configured = assumptions.configured.contains(&metric);
            Some(if configured { Origin::Configuration } else { Origin::Flags })
        };
        Self { arpa: of(Metric::Arpa), margin: of(Metric::Margin), churn: of(Metric::Churn), churn_row: None }
    }

    /// Notes what a less specific row adds.
    fn take(&mut self, at: usize, row: &Assumption) {
        let origin = if row.configured { Origin::Configuration } else { Origin::AssumptionRows };
        let life = row.inputs.churn.is_some() || row.inputs.lifetime.is_some();
        let given = |given: bool| given.then_some(origin);
        self.arpa = self.arpa.or(given(row.inputs.arpa.is_some() || row.inputs.aov.is_some()));
        self.margin = self.margin.or(given(row.inputs.margin.is_some()));
        self.churn_row = self.churn_row.or((life && self.churn.is_none()).then_some(at));
        self.churn = self.churn.or(given(life));
    }

    fn or(self, other: Self) -> Self {
        Self {
            arpa: self.arpa.or(other.arpa),
            margin: self.margin.or(other.margin),
            churn: self.churn.or(other.churn),
            churn_row: self.churn_row.or(other.churn_row),
        }
    }
}

/// Inputs by unit, each distinct combination once.
pub(super) struct Lookup<'a> {
    assumptions: &'a Assumptions,
    rows: BTreeMap<(Option<&'a str>, Option<&'a str>), usize>,
    /// The row for the same customers behind one: that of the configuration behind a file's.
    behind: BTreeMap<usize, usize>,
    known: BTreeMap<[Option<usize>; 4], usize>,
    /// The distinct combinations: where they come from, and what they are.
    pub(super) combined: Vec<(Sources, Inputs)>,
    used: BTreeSet<usize>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(assumptions: &'a Assumptions) -> Self {
        let (mut rows, mut behind) = (BTreeMap::new(), BTreeMap::new());
        for (at, row) in assumptions.rows.iter().enumerate().rev() {
            let further = rows.insert((row.channel.as_deref(), row.segment.as_deref()), at);
            behind.extend(further.map(|further| (at, further)));
        }
        Self { assumptions, rows, behind, known: BTreeMap::new(), combined: Vec::new(), used: BTreeSet::new() }
    }

    /// The place in `combined` of what a channel's segment is given.
    pub(super) fn find(&mut self, channel: Option<&str>, segment: Option<&str>) -> usize {
        let row = |channel: Option<&str>, segment: Option<&str>| {
            self.rows.iter().next().and_then(|_| self.rows.get(&(channel, segment)).copied())
        };
        let both = channel.zip(segment).and_then(|(channel, segment)| row(Some(channel), Some(segment)));
        let own_channel = channel.and_then(|channel| row(Some(channel), None));
        let own_segment = segment.and_then(|segment| row(None, Some(segment)));
        let levels = [both, own_channel, own_segment, row(None, None)];
        if let Some(place) = self.known.get(&levels) {
            return *place;
        }
        let (mut inputs, mut sources) = (Inputs::default(), Sources::default());
        let all = |first: usize| std::iter::successors(Some(first), |at| self.behind.get(at).copied());
        for at in levels.into_iter().flatten().flat_map(all) {
            self.used.insert(at);
            if let Some(row) = self.assumptions.rows.get(at) {
                inputs = inputs.or(&row.inputs);
                sources.take(at, row);
            }
        }
        let place = self.combined.len();
        let inputs = inputs.or(&self.assumptions.common);
        self.combined.push((sources.or(Sources::common(self.assumptions)), inputs));
        self.known.insert(levels, place);
        place
    }

    /// The rows of assumptions that no unit took anything from.
    pub(super) fn unused(&self) -> impl Iterator<Item = (Option<String>, Option<String>)> {
        let rows = self.assumptions.rows.iter().enumerate();
        rows.filter(|(at, _)| !self.used.contains(at)).map(|(_, row)| (row.channel.clone(), row.segment.clone()))
    }
}

impl Facts {
    /// As [`Facts::of`], with inputs multiplied by factors wherever they come from.
    pub(super) fn scaled(
        (sources, pool): (Sources, PoolKey),
        given: &Inputs,
        data: &Derived,
        method: Method,
        factors: &[Scaled],
    ) -> Self {
        if factors.is_empty() {
            return Self::of(sources, given, data, pool, method);
        }
        let (mut given, mut data) = (given.clone(), data.clone());
        for factor in factors {
            match (factor.inputs(&given), data.scaled(factor)) {
                (Some(inputs), Some(derived)) => (given, data) = (inputs, derived),
                (None, _) | (_, None) => return Self { impossible: true, ..Self::default() },
            }
        }
        Self::of(sources, &given, &data, pool, method)
    }

    /// What rows and flags give, and data where they are silent.
    pub(super) fn of(sources: Sources, given: &Inputs, data: &Derived, pool: PoolKey, method: Method) -> Self {
        let origin = |source: Option<Origin>| source.unwrap_or(Origin::Flags);
        let mut facts = Self::default();
        let orders = given.aov.as_ref().zip(given.monthly_orders.as_ref()).filter(|_| method == Method::Orders);
        if let Some((value, orders)) = orders {
            facts.arpa = Some(Figure::exact(value * orders));
            facts.by_orders = true;
            facts.order_cost = given.cost_per_order.as_ref().map(|cost| Figure::exact(cost * orders));
            facts.origins.push((Metric::Arpa, origin(sources.arpa)));
        } else if let Some(arpa) = &given.arpa {
            facts.arpa = Some(arpa.figure().clone());
            facts.origins.push((Metric::Arpa, origin(sources.arpa)));
        } else if let Some((arpa, origin)) = &data.arpa {
            facts.arpa = Some(arpa.clone());
            facts.origins.push((Metric::Arpa, *origin));
        }
        if let Some(margin) = &given.margin {
            facts.margin = Some(margin.figure().clone());
            facts.origins.push((Metric::Margin, origin(sources.margin)));
        } else if let Some((margin, origin)) = &data.margin {
            facts.margin = Some(margin.clone());
            facts.origins.push((Metric::Margin, *origin));
        } else if data.out_of_range.contains(&Metric::Margin) {
            facts.out_of_range.insert(Metric::Margin);
        }
        facts.discount = given.discount.as_ref().map(|d| d.figure().clone());
        facts.yearly_discount = given.discount.as_ref().map(MonthlyDiscount::yearly);
        facts.growth = given.growth.as_ref().map(|growth| growth.figure().clone());
        let of_lifetime = given.lifetime.as_ref().and_then(MonthlyChurn::of_lifetime);
        let churn = match (&given.churn, method) {
            (Some(_), Method::Lifetime) if of_lifetime.is_some() => None,
            (
                churn,
                Method::Lifetime
                | Method::Simple
                | Method::Capped
                | Method::Discounted
                | Method::Orders
                | Method::Expansion,
            ) => churn.as_ref(),
        };
        if let Some(churn) = churn {
            facts.churn = Some(churn.figure().clone());
            facts.yearly_churn = Some(churn.yearly());
            facts.origins.push((Metric::Churn, origin(sources.churn)));
            let whose = sources.churn_row.map_or(Counted::Common, Counted::Row);
            facts.estimate = churn.sample().map(|sample| (sample, whose));
        } else if let Some(churn) = of_lifetime {
            facts.churn = Some(churn.figure().clone());
            facts.yearly_churn = Some(churn.yearly());
            facts.lifetime = given.lifetime.as_ref().map(|l| l.figure().clone());
            facts.churn_from_lifetime = true;
            facts.origins.push((Metric::Churn, origin(sources.churn)));
        } else if let Some(churn) = &data.churn {
            facts.churn = Some(churn.clone());
            facts.origins.push((Metric::Churn, Origin::ActiveBase));
            facts.estimate = data.sample.map(|sample| (sample, Counted::Pool(pool)));
        } else if data.out_of_range.contains(&Metric::Churn) {
            facts.out_of_range.insert(Metric::Churn);
        }
        facts
    }

    /// The same with another churn in its place.
    pub(super) fn with_churn(&self, churn: Figure) -> Self {
        Self { churn: Some(churn), yearly_churn: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
