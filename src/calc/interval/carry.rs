//! Carries intervals of what was counted to what follows from it: CAC = spend ÷ customers, LTV, LTV:CAC, payback.
//!
//! Each metric is monotone in each estimated input, so that its ends stand at theirs. With k estimated inputs each is
//! taken at the level 1 − (1 − L) ÷ k, which is conservative. Source: C. E. Bonferroni (1936). Spend, ARPA and margin
//! are taken as known, and so is a churn that was not counted.

use std::collections::{BTreeMap, BTreeSet};

use super::{Limits, normal, poisson, wilson};
use crate::calc::inputs::{Counted, Facts};
use crate::calc::mix::Mix;
use crate::calc::payback;
use crate::calc::results::Interval;
use crate::calc::values::Values;
use crate::calc::worth::{Manner, Worth};
use crate::domain::assumptions::Method;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::sample::Sample;
use crate::domain::value::{Reason, Value};

/// What was counted behind a CAC.
#[derive(Clone, Debug)]
pub(in crate::calc) enum Cost {
    /// Spend over a number of customers; none where that is no whole number.
    Customers(Figure, Option<u64>),
    /// Cost per lead over a close rate that was counted.
    Leads(Figure, Sample),
}

/// Customers of one kind.
pub(in crate::calc) struct Unit<'a> {
    /// What tells the kind from others of the run.
    pub(in crate::calc) place: usize,
    pub(in crate::calc) customers: Exact,
    pub(in crate::calc) facts: &'a Facts,
    pub(in crate::calc) worth: &'a Worth,
}

/// A row whose intervals are wanted.
pub(in crate::calc) struct Estimated<'a> {
    pub(in crate::calc) values: &'a Values,
    /// None where nothing was counted.
    pub(in crate::calc) cost: Option<Cost>,
    /// Its part of the CAC of all.
    pub(in crate::calc) part: Option<Cost>,
    pub(in crate::calc) units: Vec<Unit<'a>>,
    pub(in crate::calc) manner: Manner,
    pub(in crate::calc) target: &'a Exact,
    /// Whether LTV was given as it is.
    pub(in crate::calc) ltv_given: bool,
}

/// Intervals at a level, with what was found on the way.
#[derive(Debug)]
pub(in crate::calc) struct Carrier {
    level: Exact,
    tails: BTreeMap<usize, Option<(Exact, Figure)>>,
    counts: BTreeMap<(u64, usize), Option<Limits>>,
    ends: BTreeMap<(usize, usize), Option<Ends>>,
    /// The most inputs that were estimated together.
    pub(in crate::calc) most: usize,
}

/// The two ends of what a customer is worth, metric by metric.
#[derive(Debug)]
struct Ends {
    low: Worth,
    high: Worth,
    /// Whether LTV rises or falls with churn throughout.
    monotone: bool,
}

type Found = BTreeMap<Metric, Option<Interval>>;

impl Carrier {
    pub(in crate::calc) fn new(level: Exact) -> Self {
        Self { level, tails: BTreeMap::new(), counts: BTreeMap::new(), ends: BTreeMap::new(), most: 0 }
    }

    /// The level of an input estimated alone.
    pub(in crate::calc) fn level(&self) -> &Exact {
        &self.level
    }

    /// The probability left out on each side when k inputs are estimated, and its normal quantile.
    pub(super) fn tail(&mut self, k: usize) -> Option<(Exact, Figure)> {
        let level = &self.level;
        self.tails
            .entry(k)
            .or_insert_with(|| {
                let both = Exact::whole(k.max(1)).reciprocal().map(|share| &(&Exact::one() - level) * &share)?;
                let tail = &both * &Exact::decimal(5, 1);
                let z = normal::quantile(&tail)?;
                Some((tail, z))
            })
            .clone()
    }

    fn count(&mut self, count: u64, k: usize) -> Option<Limits> {
        if let Some(known) = self.counts.get(&(count, k)) {
            return known.clone();
        }
        let (tail, z) = self.tail(k)?;
        let limits = poisson::limits(count, &tail, &z);
        self.counts.insert((count, k), limits.clone());
        limits
    }

    /// The intervals of all metrics that hang on something counted. `None` for a metric means that it does, and that
    /// there is no interval.
    pub(in crate::calc) fn intervals<'a>(&mut self, row: &'a Estimated<'_>) -> Found {
        let mut found = Found::new();
        // What cost nothing costs nothing however many customers there are.
        let counted = |cost: &'a Option<Cost>| cost.as_ref().filter(|cost| !cost.top().is_zero());
        let (cost, part) = (counted(&row.cost), counted(&row.part));
        let mut sources: BTreeSet<Counted> = BTreeSet::new();
        let won = row.units.iter().any(|unit| unit.customers.is_positive());
        let counted = row.units.iter().filter(|unit| !won || unit.customers.is_positive());
        sources.extend(counted.filter_map(|unit| Some(unit.facts.estimate?.1)));
        let life = sources.len();
        let point = |metric: Metric| row.values.get(&metric).and_then(Value::figure);
        if let Some(cost) = cost {
            let interval = self.cost(cost, 1);
            let monthly = monthly(row);
            let paid = interval.as_ref().zip(monthly).map(|(cac, monthly)| divided(cac, &monthly));
            put(&mut found, row, Metric::Cac, interval);
            put(&mut found, row, Metric::PaybackMonths, paid);
        }
        if let Some(part) = part {
            let part = self.cost(part, 1);
            put(&mut found, row, Metric::CacPart, part);
        }
        if life > 0 {
            let pooled = self.pooled(row, life);
            let of = |metric| pooled.as_ref().and_then(|pooled| pooled.get(&metric).cloned());
            let max = of(Metric::Ltv).map(|ltv| divided(&ltv, &Figure::exact(row.target.clone())));
            put(&mut found, row, Metric::Churn, of(Metric::Churn));
            put(&mut found, row, Metric::LifetimeMonths, of(Metric::LifetimeMonths));
            if !row.ltv_given {
                put(&mut found, row, Metric::MaxCac, max);
                put(&mut found, row, Metric::Ltv, of(Metric::Ltv));
            }
        }
        let costs = usize::from(cost.is_some());
        let both = costs.saturating_add(life);
        if both > 0 {
            let known = |metric| point(metric).map(Interval::point);
            let cac = match cost {
                Some(cost) => self.cost(cost, both),
                None => known(Metric::Cac),
            };
            let ltv = if life == 0 || row.ltv_given {
                known(Metric::Ltv)
            } else {
                self.pooled(row, both).and_then(|mut pooled| pooled.remove(&Metric::Ltv))
            };
            let ratio = cac.as_ref().zip(ltv.as_ref()).and_then(|(cac, ltv)| ratio(ltv, cac));
            put(&mut found, row, Metric::LtvCac, ratio);
            if row.values.contains_key(&Metric::PaybackRetentionMonths) {
                let (whole, smooth) = self.retained(row, cac.as_ref(), both);
                put(&mut found, row, Metric::PaybackRetentionMonths, whole);
                put(&mut found, row, Metric::PaybackRetentionContinuous, smooth);
            }
        }
        let together = if found.contains_key(&Metric::LtvCac) { both } else { costs.max(life) };
        self.most = self.most.max(together);
        found
    }

    /// Where a share that was counted lies.
    pub(in crate::calc) fn share(&mut self, sample: Sample) -> Option<Interval> {
        let (_, z) = self.tail(1)?;
        let limits = wilson::limits(sample.part(), sample.whole(), &z)?;
        Some(Interval { low: Some(limits.low), high: Some(limits.high) })
    }

    /// CAC at the ends of what was counted: spend over the limits of the customers.
    fn cost(&mut self, cost: &Cost, k: usize) -> Option<Interval> {
        let (top, limits) = match cost {
            Cost::Customers(spend, count) => (spend, self.count((*count)?, k)?),
            Cost::Leads(cpl, sample) => {
                let (_, z) = self.tail(k)?;
                (cpl, wilson::limits(sample.part(), sample.whole(), &z)?)
            }
        };
        Some(Interval { low: top.divided_by(&limits.high), high: top.divided_by(&limits.low) })
    }

    /// What a customer of the row is worth at both ends, pooled over its units; each unit's end is that of its own.
    fn pooled(&mut self, row: &Estimated<'_>, k: usize) -> Option<Pooled> {
        for unit in &row.units {
            self.worths(unit, row.manner, k);
        }
        let ends = |unit: &Unit<'_>| self.ends.get(&(unit.place, k)).and_then(Option::as_ref);
        let all: Vec<(&Unit<'_>, &Ends)> =
            row.units.iter().map(|unit| Some((unit, ends(unit)?))).collect::<Option<_>>()?;
        let low = Mix::new(all.iter().map(|(unit, ends)| (unit.customers.clone(), &ends.low))).worth();
        let high = Mix::new(all.iter().map(|(unit, ends)| (unit.customers.clone(), &ends.high))).worth();
        let mut found = Pooled::new();
        for (metric, get) in [
            (Metric::Churn, (|worth| &worth.churn) as fn(&Worth) -> &Value),
            (Metric::LifetimeMonths, |worth| &worth.lifetime),
            (Metric::Ltv, |worth| &worth.ltv),
        ] {
            let monotone = metric != Metric::Ltv || all.iter().all(|(_, ends)| ends.monotone);
            let interval = Interval { low: get(&low).figure().cloned(), high: get(&high).figure().cloned() };
            if monotone && (interval.low.is_some() || interval.high.is_some()) {
                found.insert(metric, interval);
            }
        }
        Some(found)
    }

    /// Computes the ends of a unit's worth, unless that was done before.
    fn worths(&mut self, unit: &Unit<'_>, manner: Manner, k: usize) {
        if self.ends.contains_key(&(unit.place, k)) {
            return;
        }
        let ends = match unit.facts.estimate {
            None => Some(Ends { low: unit.worth.clone(), high: unit.worth.clone(), monotone: true }),
            Some((sample, _)) => self.estimated(sample, unit, manner, k),
        };
        self.ends.insert((unit.place, k), ends);
    }

    fn estimated(&mut self, sample: Sample, unit: &Unit<'_>, manner: Manner, k: usize) -> Option<Ends> {
        let (_, z) = self.tail(k)?;
        let limits = wilson::limits(sample.part(), sample.whole(), &z)?;
        let at = |limit: &Figure| -> Option<Worth> {
            let kept = Figure::one().minus(limit);
            let churn = Figure::one().minus(&kept.root(sample.months())?);
            Some(Worth::of(&unit.facts.with_churn(churn), manner))
        };
        let (few, many) = (at(&limits.low)?, at(&limits.high)?);
        let growth = unit.worth.growth.as_ref().filter(|_| manner.method == Method::Expansion);
        let parts = || unit.worth.monthly.figure().into_iter().chain(growth);
        // What brings money brings less of it the more leave; what costs money costs less.
        let brings = parts().all(|part| !part.low().is_negative());
        let costs = parts().all(|part| !part.high().is_positive());
        let (least, most) = if brings { (&many, &few) } else { (&few, &many) };
        Some(Ends {
            low: Worth { ltv: least.ltv.clone(), lifetime: many.lifetime.clone(), ..few.clone() },
            high: Worth { ltv: most.ltv.clone(), lifetime: few.lifetime.clone(), ..many.clone() },
            monotone: brings || costs,
        })
    }

    /// Payback with churn, in whole months and continuous: the cheapest customers who leave least, and the others. A first
    /// month brings the same whatever the churn, and the more of it early the more leave: within it, the continuous one
    /// falls with churn.
    fn retained(
        &mut self,
        row: &Estimated<'_>,
        cac: Option<&Interval>,
        k: usize,
    ) -> (Option<Interval>, Option<Interval>) {
        for unit in &row.units {
            self.worths(unit, row.manner, k);
        }
        let ends = |unit: &Unit<'_>| self.ends.get(&(unit.place, k)).and_then(Option::as_ref);
        let all: Option<Vec<(&Unit<'_>, &Ends)>> = row.units.iter().map(|unit| Some((unit, ends(unit)?))).collect();
        let (Some(all), Some(cac)) = (all, cac) else { return (None, None) };
        let open = Value::Undefined(Reason::NoNewCustomers);
        let value = |end: &Option<Figure>| end.clone().map_or(open.clone(), Value::Known);
        let (cheap, dear) = (value(&cac.low), value(&cac.high));
        let low = Mix::new(all.iter().map(|(unit, ends)| (unit.customers.clone(), &ends.low)));
        let high = Mix::new(all.iter().map(|(unit, ends)| (unit.customers.clone(), &ends.high)));
        let smooth = |within: &Mix<'_>, beyond: &Mix<'_>, cac: &Value| {
            let plain = payback::simple(cac, &beyond.shared()?.monthly);
            let is_within = plain.figure().is_some_and(|months| months.high() < &Exact::one());
            let worth = if is_within { within.shared()? } else { beyond.shared()? };
            payback::with_log(&plain, &worth.churn, worth.log_kept.as_ref()).figure().cloned()
        };
        // Without the lower end there is nothing to tell.
        let interval = |low: Option<Figure>, high: Option<Figure>| Some(Interval { low: Some(low?), high });
        (
            interval(low.payback(&cheap).figure().cloned(), high.payback(&dear).figure().cloned()),
            interval(smooth(&high, &low, &cheap), smooth(&low, &high, &dear)),
        )
    }
}

type Pooled = BTreeMap<Metric, Interval>;

impl Cost {
    /// What was spent: on all customers, or on a lead.
    fn top(&self) -> &Figure {
        match self {
            Self::Customers(top, _) | Self::Leads(top, _) => top,
        }
    }
}

/// The margin of a customer and month, when there is any.
fn monthly(row: &Estimated<'_>) -> Option<Figure> {
    let mix = Mix::new(row.units.iter().map(|unit| (unit.customers.clone(), unit.worth)));
    mix.worth().monthly.figure().filter(|monthly| monthly.is_positive()).cloned()
}

/// An interval over something above zero.
fn divided(interval: &Interval, by: &Figure) -> Interval {
    let over = |end: &Option<Figure>| end.as_ref().and_then(|end| end.divided_by(by));
    Interval { low: over(&interval.low), high: over(&interval.high) }
}

/// LTV ÷ CAC. A CAC without an upper end brings an LTV near to nothing, not below.
fn ratio(ltv: &Interval, cac: &Interval) -> Option<Interval> {
    let least = cac.low.as_ref()?;
    let over_most = |end: &Figure| cac.high.as_ref().map_or_else(|| Some(Figure::zero()), |most| end.divided_by(most));
    let low = ltv.low.as_ref().and_then(|end| if end.is_negative() { end.divided_by(least) } else { over_most(end) });
    let high = ltv.high.as_ref().and_then(|end| if end.is_negative() { over_most(end) } else { end.divided_by(least) });
    (low.is_some() || high.is_some()).then_some(Interval { low, high })
}

/// Keeps an interval where the metric applies to the row.
fn put(found: &mut Found, row: &Estimated<'_>, metric: Metric, interval: Option<Interval>) {
    let applies = match row.values.get(&metric) {
        None => false,
        Some(Value::Known(_)) => true,
        Some(Value::Undefined(reason)) => interval.is_some() && bounded(metric, *reason),
    };
    if applies {
        found.insert(metric, interval);
    }
}

/// Whether a metric without a value may have a bound all the same.
fn bounded(metric: Metric, reason: Reason) -> bool {
    match reason {
        Reason::NoChurn => [Metric::Ltv, Metric::LtvCac, Metric::MaxCac, Metric::LifetimeMonths].contains(&metric),
        Reason::NoNewCustomers => [
            Metric::Cac,
            Metric::CacPart,
            Metric::LtvCac,
            Metric::PaybackMonths,
            Metric::PaybackRetentionMonths,
            Metric::PaybackRetentionContinuous,
        ]
        .contains(&metric),
        Reason::NeverPaysBack => [Metric::PaybackRetentionMonths, Metric::PaybackRetentionContinuous].contains(&metric),
        Reason::NoSpend
        | Reason::NoData
        | Reason::NoArpa
        | Reason::NoMargin
        | Reason::NegativeSpend
        | Reason::NegativeMargin
        | Reason::UnattributedSpend
        | Reason::Partial
        | Reason::NoCommonChange
        | Reason::OutOfRange
        | Reason::MixedCurrency
        | Reason::TooLarge => false,
    }
}

#[cfg(test)]
mod tests;
