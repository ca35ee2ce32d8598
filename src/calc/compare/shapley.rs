//! Why LTV:CAC changed: the Shapley value of CAC, ARPA, margin, churn and mix. Each factor's effect is the mean of what
//! it changes when the factors move from before to after one by one, over all orders; the effects add up to the change.
//! Source: Shapley, A value for n-person games (1953); Shorrocks (2013) for decompositions.

use std::collections::BTreeMap;

use super::cac::{Outlay, Outlays, total};
use super::side::{Further, Manner, Row, Side};
use crate::calc::ltv::{self, Terms};
use crate::domain::assumptions::{Basis, Billing};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// What LTV:CAC changes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// What customers cost, row by row.
    Cac,
    /// What they are worth, where its inputs are not known.
    Ltv,
    /// Revenue per account.
    Arpa,
    /// Gross margin.
    Margin,
    /// Churn.
    Churn,
    /// Which rows the customers come from.
    Mix,
}

impl Factor {
    /// The name in machine formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cac => "cac",
            Self::Ltv => "ltv",
            Self::Arpa => "arpa",
            Self::Margin => "margin",
            Self::Churn => "churn",
            Self::Mix => "mix",
        }
    }

    /// What it is called in sentences.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Cac => "CAC",
            Self::Ltv => "LTV",
            Self::Arpa => "ARPA",
            Self::Margin => "margin",
            Self::Churn => "churn",
            Self::Mix => "mix",
        }
    }
}

/// The change of LTV:CAC in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What each factor changed.
    pub effects: Vec<(Factor, Figure)>,
    /// The change.
    pub change: Figure,
    /// Whether it was split row by row, so that mix is a factor.
    pub by_row: bool,
}

/// The change of LTV:CAC by factor.
///
/// # Errors
/// Why there is none: a side has no LTV:CAC, or a mixture of both sides has none.
pub fn split(before: &Side, after: &Side) -> Result<Split, Reason> {
    let sides = [before, after];
    let ratio = |side: &Side| match side.total.value(Metric::LtvCac) {
        Value::Known(figure) => Ok(figure),
        Value::Undefined(reason) => Err(reason),
    };
    let change = ratio(after)?.minus(&ratio(before)?);
    let (stage, by_row) = match Stage::by_row(sides) {
        Some(stage) => (stage, true),
        None => (Stage::whole(sides).ok_or(Reason::NoData)?, false),
    };
    let factors = stage.factors(by_row);
    let found = shapley(factors.len(), |moved| stage.ratio(&Moved { factors: &factors, moved }));
    let effects = factors.iter().copied().zip(found.ok_or(Reason::OutOfRange)?).collect();
    Ok(Split { effects, change, by_row })
}

/// What each of some players brings, from what every set of them is worth; sets are the bits of a number.
fn shapley(players: usize, worth: impl Fn(usize) -> Option<Figure>) -> Option<Vec<Figure>> {
    let sets = 1_usize.checked_shl(u32::try_from(players).ok()?)?;
    let worths: Vec<Figure> = (0..sets).map(worth).collect::<Option<_>>()?;
    let factorial = |n: usize| (1..=n).fold(Exact::one(), |product, n| &product * &Exact::from(n as u64));
    (0..players)
        .map(|player| {
            let bit = 1_usize.checked_shl(u32::try_from(player).ok()?)?;
            let mut effect = Figure::zero();
            for set in (0..sets).filter(|set| set & bit == 0) {
                let size = usize::try_from(set.count_ones()).ok()?;
                let others = players.checked_sub(size)?.checked_sub(1)?;
                let weight = (&factorial(size) * &factorial(others)).divided_by(&factorial(players))?;
                let gain = worths.get(set | bit)?.minus(worths.get(set)?);
                effect = effect.plus(&gain.times(&Figure::exact(weight)));
            }
            Some(effect)
        })
        .collect()
}

/// Which factors have moved.
struct Moved<'a> {
    factors: &'a [Factor],
    moved: usize,
}

impl Moved<'_> {
    /// The side that a factor stands on: 0 before, 1 after.
    fn side(&self, factor: Factor) -> usize {
        let at = self.factors.iter().position(|one| *one == factor);
        at.map_or(0, |at| self.moved.checked_shr(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or(0) & 1)
    }
}

/// Customers that share a CAC and an LTV, on both sides. What one side lacks is the other's.
struct Unit {
    /// Share of customers.
    shares: [Figure; 2],
    costs: [Figure; 2],
    ltvs: [Figure; 2],
    inputs: Option<[Inputs; 2]>,
}

/// What an LTV is computed from.
#[derive(Clone)]
struct Inputs {
    arpa: Figure,
    margin: Option<Figure>,
    churn: Figure,
    further: Further,
    /// The LTV ÷ what the formula gives: not 1 where customers of several worths are in one row.
    mixed: Figure,
}

struct Stage {
    manner: Manner,
    units: Vec<Unit>,
    /// Spend without customers, over all customers.
    idle: [Figure; 2],
    /// Whether every unit has inputs.
    by_input: bool,
}

impl Stage {
    /// Every row a unit. `None` where rows do not make up the total.
    fn by_row(sides: [&Side; 2]) -> Option<Self> {
        let Outlays { rows, totals } = Outlays::of(sides).ok()?;
        let known: [BTreeMap<&[String], &Row>; 2] =
            sides.map(|side| side.rows.iter().map(|row| (&*row.key, row)).collect());
        let mut units = Vec::new();
        let mut charged = [Figure::zero(), Figure::zero()];
        for (key, outlays) in &rows {
            if outlays.iter().all(|own| own.cac().is_none()) {
                continue;
            }
            let row = |at: usize| {
                let counts = outlays.get(at)?.cac().is_some();
                known.get(at)?.get(key).copied().filter(|_| counts)
            };
            let share = |at: usize| {
                let (own, all): (&Outlay, &Outlay) = (outlays.get(at)?, totals.get(at)?);
                if own.cac().is_some() { own.customers.divided_by(&all.customers) } else { Some(Figure::zero()) }
            };
            let shares = [share(0)?, share(1)?];
            let costs = filled(outlays.each_ref().map(Outlay::cac))?;
            // A row with customers and no LTV leaves the total without one.
            let ltv = |at: usize| row(at).map_or(Some(None), |row| row.figure(Metric::Ltv).cloned().map(Some));
            let ltvs = filled([ltv(0)?, ltv(1)?])?;
            let inputs = inputs(sides, [row(0), row(1)]);
            for ((sum, share), cost) in charged.iter_mut().zip(&shares).zip(&costs) {
                *sum = sum.plus(&share.times(cost));
            }
            units.push(Unit { shares, costs, ltvs, inputs });
        }
        let [charged_before, charged_after] = &charged;
        let [before, after] = &totals;
        let idle = [before.cac()?.minus(charged_before), after.cac()?.minus(charged_after)];
        let stage = Self::new(sides, units, idle)?;
        let adds_up = |at: usize| {
            let known = sides.get(at)?.total.figure(Metric::Ltv)?;
            let parts: Option<Vec<Figure>> =
                stage.units.iter().map(|unit| Some(unit.shares.get(at)?.times(unit.ltvs.get(at)?))).collect();
            Some(agree(&total(parts?.iter()), known))
        };
        (adds_up(0)? && adds_up(1)?).then_some(stage)
    }

    /// The total as the only unit.
    fn whole(sides: [&Side; 2]) -> Option<Self> {
        let of = |metric| filled(sides.map(|side| side.total.figure(metric).cloned()));
        let inputs = inputs(sides, sides.map(|side| Some(&side.total)));
        let one = Figure::one();
        // Nothing could carry what the formula does not say.
        let inputs = inputs.filter(|both| both.iter().all(|own| own.mixed == one));
        let unit = Unit { shares: [one.clone(), one], costs: of(Metric::Cac)?, ltvs: of(Metric::Ltv)?, inputs };
        Self::new(sides, vec![unit], [Figure::zero(), Figure::zero()])
    }

    fn new(sides: [&Side; 2], units: Vec<Unit>, idle: [Figure; 2]) -> Option<Self> {
        let [before, after] = sides;
        let by_input = before.manner.values_alike(&after.manner) && units.iter().all(|unit| unit.inputs.is_some());
        (!units.is_empty()).then_some(Self { manner: before.manner, units, idle, by_input })
    }

    fn factors(&self, by_row: bool) -> Vec<Factor> {
        let inputs: &[Factor] = match (self.by_input, self.manner.basis) {
            (false, _) => &[Factor::Ltv],
            (true, Basis::Margin) => &[Factor::Arpa, Factor::Margin, Factor::Churn],
            (true, Basis::Revenue) => &[Factor::Arpa, Factor::Churn],
        };
        let mix = by_row.then_some(Factor::Mix);
        std::iter::once(Factor::Cac).chain(inputs.iter().copied()).chain(mix).collect()
    }

    /// LTV:CAC with some factors moved.
    fn ratio(&self, moved: &Moved<'_>) -> Option<Figure> {
        let (mix, cac) = (moved.side(Factor::Mix), moved.side(Factor::Cac));
        let mut costs = vec![self.idle.get(cac)?.clone()];
        let mut worths = Vec::new();
        for unit in &self.units {
            let share = unit.shares.get(mix)?;
            costs.push(share.times(unit.costs.get(cac)?));
            worths.push(share.times(&self.ltv(unit, moved, mix)?));
        }
        total(worths.iter()).divided_by(&total(costs.iter()))
    }

    fn ltv(&self, unit: &Unit, moved: &Moved<'_>, mix: usize) -> Option<Figure> {
        let Some(inputs) = unit.inputs.as_ref().filter(|_| self.by_input) else {
            return unit.ltvs.get(moved.side(Factor::Ltv)).cloned();
        };
        let arpa = &inputs.get(moved.side(Factor::Arpa))?.arpa;
        let margin = inputs.get(moved.side(Factor::Margin))?.margin.as_ref();
        let churn = &inputs.get(moved.side(Factor::Churn))?.churn;
        let [first, _] = inputs;
        let plain = formula(&self.manner, arpa, margin, churn, &first.further)?;
        Some(plain.times(&inputs.get(mix)?.mixed))
    }
}

/// Both sides, a missing one by the other.
fn filled<T: Clone>([before, after]: [Option<T>; 2]) -> Option<[T; 2]> {
    let one = before.as_ref().or(after.as_ref())?.clone();
    Some([before.unwrap_or_else(|| one.clone()), after.unwrap_or(one)])
}

/// The inputs of both sides. `None` where one that has customers lacks them, or what else LTV hangs on changed too.
fn inputs(sides: [&Side; 2], rows: [Option<&Row>; 2]) -> Option<[Inputs; 2]> {
    let [before, after] = sides;
    let [base, new] = rows;
    let own = |side: &Side, row: Option<&Row>| row.map_or(Some(None), |row| known(&side.manner, row).map(Some));
    let both = filled([own(before, base)?, own(after, new)?])?;
    let [one, other] = &both;
    same(&one.further, &other.further).then_some(both)
}

fn known(manner: &Manner, row: &Row) -> Option<Inputs> {
    let arpa = row.figure(Metric::Arpa)?.clone();
    let churn = row.figure(Metric::Churn)?.clone();
    let margin = match manner.basis {
        Basis::Margin => Some(row.figure(Metric::Margin)?.clone()),
        Basis::Revenue => None,
    };
    // What ARPA grows by, so that a changed margin goes through it.
    let growth = match (&row.further.growth, &margin) {
        (Some(growth), Some(margin)) => Some(growth.divided_by(margin)?),
        (growth, _) => growth.clone(),
    };
    let further = Further { growth, ..row.further.clone() };
    let plain = formula(manner, &arpa, margin.as_ref(), &churn, &further)?;
    let ltv = row.figure(Metric::Ltv)?;
    let mixed = if agree(&plain, ltv) { Figure::one() } else { ltv.divided_by(&plain)? };
    Some(Inputs { arpa, margin, churn, further, mixed })
}

/// Whether two figures are one, as far as they are known.
fn agree(one: &Figure, other: &Figure) -> bool {
    one.compare(other).is_none_or(std::cmp::Ordering::is_eq)
}

fn same(one: &Further, other: &Further) -> bool {
    let alike = |one: &Option<Figure>, other: &Option<Figure>| match (one, other) {
        (Some(one), Some(other)) => agree(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    alike(&one.discount, &other.discount)
        && alike(&one.growth, &other.growth)
        && alike(&one.order_cost, &other.order_cost)
}

/// LTV by the method of the sides.
fn formula(
    manner: &Manner,
    arpa: &Figure,
    margin: Option<&Figure>,
    churn: &Figure,
    further: &Further,
) -> Option<Figure> {
    let by_margin = |figure: &Figure| margin.map_or_else(|| figure.clone(), |margin| figure.times(margin));
    let gross = by_margin(arpa);
    let monthly = further
        .order_cost
        .as_ref()
        .filter(|_| margin.is_some())
        .map_or_else(|| gross.clone(), |cost| gross.minus(cost));
    let terms = Terms {
        monthly,
        churn: Some(churn.clone()),
        lifetime: None,
        discount: further.discount.clone(),
        growth: further.growth.as_ref().map(by_margin),
        horizon: manner.horizon,
        timing: manner.timing,
    };
    let terms = match manner.billing {
        Billing::Month => terms,
        Billing::Year => by_year(terms),
    };
    ltv::value(manner.method, &terms).figure().cloned()
}

/// The terms of contracts paid by the year: yearly margin over yearly churn.
fn by_year(terms: Terms) -> Terms {
    let one = Figure::one();
    let year = |rate: &Figure| one.minus(&one.minus(rate).power(12));
    Terms {
        monthly: terms.monthly.times(&Figure::exact(Exact::whole(12))),
        churn: terms.churn.as_ref().map(year),
        discount: terms.discount.as_ref().map(|discount| one.plus(discount).power(12).minus(&one)),
        growth: None,
        horizon: terms.horizon.map(|months| months / 12),
        ..terms
    }
}
