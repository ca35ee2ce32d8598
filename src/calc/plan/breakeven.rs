//! What a target ratio T needs of each input while the others stay, with L = T·CAC the LTV that meets it:
//! CAC ≤ LTV ÷ T; LTV ≥ L; churn ≤ m ÷ L (simple), m·(1+d) ÷ L − d (discounted, paid at the start), (m − L·d) ÷ (L + m)
//! (at the end), m ÷ L − d (in arrears), else by bisection, an enclosure; ARPA and margin by the straight line that LTV
//! is in each of them; customers ≥ ⌈T·spend ÷ LTV⌉. Churn outside 0–1 and a margin above 1 are `out_of_range`.
//! Source: the formulas of LTV, solved.

use std::cmp::Ordering;

use super::crossing::{bisected, crossing};
use super::mixed::Mixed;
use super::{Ground, Who, lines, same, value};
use crate::calc::fold::Fold;
use crate::calc::inputs::Facts;
use crate::calc::ratio;
use crate::calc::results::{Line, Model, Results};
use crate::calc::worth::{Manner, Worth};
use crate::domain::assumptions::{Assumptions, Basis, Billing, Method, Timing};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::lever::{Lever, Scaled};
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// Halvings of the range of a churn: more than 15 digits of it, however small.
const HALVINGS: u32 = 100;
/// Doublings after which what a churn is multiplied by is out of range.
const DOUBLINGS: u32 = 64;

/// What a line needs for the target; one thing at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Whom it is for.
    pub who: Who,
    /// CAC today.
    pub cac: Value,
    /// LTV:CAC today.
    pub ltv_cac: Value,
    /// Whether the target is met; `None` where that cannot be said.
    pub met: Option<bool>,
    /// The highest CAC.
    pub max_cac: Value,
    /// Highest CAC − CAC: below zero it is what a customer costs too much.
    pub room: Value,
    /// The least LTV.
    pub min_ltv: Value,
    /// The highest churn a month.
    pub max_churn: Value,
    /// The least ARPA.
    pub min_arpa: Value,
    /// The least value of an order, where LTV is that of orders.
    pub min_aov: Option<Value>,
    /// The least margin.
    pub min_margin: Value,
    /// The fewest customers for today's spend.
    pub min_customers: Value,
}

/// What every line needs to reach a ratio.
#[must_use]
pub fn targets(ground: &Ground<'_>, assumptions: &Assumptions, today: &Results, target: &Exact) -> Vec<Needed> {
    let without = |lever| scaled(assumptions, lever, Exact::zero());
    // Beside channels whose customers order there may be some with an ARPA; orders go before an ARPA of the same one.
    let no_arpa = ground.results(&scaled(&without(Lever::Aov), Lever::Arpa, Exact::zero()));
    let no_margin = ground.results(&without(Lever::Margin));
    let lines = lines(today);
    let fold = match ground {
        Ground::Ledger(ledger) if lines.iter().any(|(_, line)| line.model.is_none()) => {
            Some((*ledger, Fold::new(ledger, assumptions, &[Dimension::Channel])))
        }
        Ground::Ledger(_) | Ground::Figures(_) => None,
    };
    let mixed = fold.as_ref().map(|(ledger, fold)| Mixed::new(ledger, assumptions, fold));
    let court = Court { ground, assumptions, today, target, no_arpa, no_margin, mixed };
    lines.into_iter().map(|(who, line)| court.needed(who, line)).collect()
}

/// The highest CAC that surviving customers pay back within so many months: m·(1 − r^n) ÷ c, of every line. An LTV as
/// typed says nothing of when it comes in, so it has no say.
#[must_use]
pub fn paid_back_within(ground: &Ground<'_>, assumptions: &Assumptions, months: u32) -> Results {
    let capped = Assumptions {
        method: Some(Method::Capped),
        horizon: Some(months),
        billing: Billing::Month,
        ..assumptions.clone()
    };
    ground.of_inputs().results(&capped)
}

/// The assumptions with an input multiplied.
pub(super) fn scaled(assumptions: &Assumptions, lever: Lever, by: Exact) -> Assumptions {
    let mut all = assumptions.clone();
    all.scaled.push(Scaled { lever, by });
    all
}

/// Whether a ratio reaches a target; an enclosure may touch it with its edge.
#[must_use]
pub fn meets(ratio: &Value, target: &Exact) -> Option<bool> {
    let figure = ratio.figure()?;
    if figure.low() >= target {
        return Some(true);
    }
    (figure.high() < target).then_some(false)
}

fn minus(one: &Value, other: &Value) -> Value {
    one.and_then(|one| other.and_then(|other| Value::Known(one.minus(other))))
}

struct Court<'a> {
    ground: &'a Ground<'a>,
    assumptions: &'a Assumptions,
    today: &'a Results,
    target: &'a Exact,
    /// Everything again with an ARPA and an order of nothing.
    no_arpa: Results,
    /// Everything again with no margin.
    no_margin: Results,
    /// The customers of lines of several kinds, where there are such.
    mixed: Option<Mixed<'a>>,
}

impl Court<'_> {
    fn needed(&self, who: Who, line: &Line) -> Needed {
        let of = |metric| value(line, metric);
        let (cac, ltv, ratio) = (of(Metric::Cac), of(Metric::Ltv), of(Metric::LtvCac));
        let max_cac = ratio::max_cac(&ltv, self.target);
        let target = Value::exact(self.target.clone());
        let min_ltv = cac.times(&target);
        // Without a cost there is nothing to reach, and with an LTV as typed no input has a say.
        let wanted = match min_ltv.figure() {
            Some(figure) if !figure.is_positive() => Value::Undefined(Reason::NoSpend),
            Some(_) if self.ground.ltv_is_given() => Value::Undefined(Reason::NoData),
            Some(_) | None => min_ltv.clone(),
        };
        let arpa = self.factor(&who, &ltv, &wanted, &self.no_arpa);
        let margin = self.factor(&who, &ltv, &wanted, &self.no_margin);
        let on_margin = self.today.basis == Basis::Margin;
        let min_margin = if on_margin { at_most_one(of(Metric::Margin).times(&margin)) } else { of(Metric::Margin) };
        let customers = of(Metric::Spend).times(&target).divided_by(&ltv, Reason::OutOfRange);
        Needed {
            met: meets(&ratio, self.target).filter(|_| self.judges()),
            room: minus(&max_cac, &cac),
            max_churn: wanted.and_then(|wanted| self.churn(&who, line, wanted)),
            min_arpa: of(Metric::Arpa).times(&arpa),
            min_aov: self.aov().map(|aov| Value::exact(aov.clone()).times(&arpa)),
            min_margin: if on_margin { min_margin } else { Value::Undefined(Reason::NoMargin) },
            min_customers: customers.and_then(|customers| {
                if ltv.figure().is_some_and(Figure::is_positive) && !customers.is_negative() {
                    Value::exact(Exact::whole(customers.high().ceiling()))
                } else {
                    Value::Undefined(Reason::OutOfRange)
                }
            }),
            who,
            cac,
            ltv_cac: ratio,
            max_cac,
            min_ltv,
        }
    }

    /// Whether a ratio may be judged: on revenue only when that was asked for.
    fn judges(&self) -> bool {
        self.today.basis == Basis::Margin || self.today.basis_asked
    }

    /// The value of an order, where LTV is that of orders and all have the same.
    fn aov(&self) -> Option<&Exact> {
        let own = self.assumptions.rows.iter().any(|row| row.inputs.aov.is_some());
        self.assumptions.common.aov.as_ref().filter(|_| self.today.method == Method::Orders && !own)
    }

    /// What an input is to be multiplied by, when LTV is a straight line in it: (L − at zero) ÷ (LTV − at zero).
    fn factor(&self, who: &Who, ltv: &Value, wanted: &Value, without: &Results) -> Value {
        let Some(line) = same(without, who) else { return Value::Undefined(Reason::NoData) };
        let at_zero = value(line, Metric::Ltv);
        let factor = minus(wanted, &at_zero).divided_by(&minus(ltv, &at_zero), Reason::OutOfRange);
        match factor.figure() {
            Some(figure) if figure.is_negative() => Value::Undefined(Reason::OutOfRange),
            Some(_) | None => factor,
        }
    }

    fn churn(&self, who: &Who, line: &Line, wanted: &Figure) -> Value {
        match (&line.model, value(line, Metric::Churn), value(line, Metric::Ltv)) {
            (_, Value::Undefined(reason), _) => Value::Undefined(reason),
            (Some(model), _, _) => churn(model, wanted),
            (None, _, Value::Undefined(reason)) => Value::Undefined(reason),
            (None, churn, _) => self.churn_of_a_mix(who, line, wanted).times(&churn),
        }
    }

    /// What every channel's churn is to be multiplied by, each by the same.
    fn churn_of_a_mix(&self, who: &Who, line: &Line, wanted: &Figure) -> Value {
        let parts = self.mixed.as_ref().and_then(|mixed| Some((mixed, mixed.parts(who)?)));
        let Some((mixed, parts)) = parts else { return Value::Undefined(Reason::NoData) };
        let ltv = |by: &Exact| mixed.ltv(&parts, by).figure().cloned();
        let hold = |by: &Exact| ltv(by)?.compare(wanted);
        let (low, mut high) = (Exact::zero(), Exact::one());
        let now = value(line, Metric::Ltv);
        let guess =
            now.and_then(|ltv| ltv.divided_by(wanted).map_or(Value::Undefined(Reason::OutOfRange), Value::Known));
        let mut known: Vec<(Exact, Figure)> = now.figure().map(|ltv| (Exact::one(), ltv.clone())).into_iter().collect();
        // Where nothing ends the sum but churn, LTV is inverse to it.
        let Some(by) = guess.figure() else { return guess };
        let (exact, by) = (by.is_exact(), if by.is_exact() { by.low().clone() } else { by.low().below(12) });
        let there = ltv(&by);
        if exact && there.as_ref().and_then(|ltv| ltv.compare(wanted)) == Some(Ordering::Equal) {
            // Where only the first payment counts, no churn brings LTV down.
            let counts = hold(&low) != Some(Ordering::Equal);
            return if counts { guess } else { Value::Undefined(Reason::OutOfRange) };
        }
        known.extend(there.map(|ltv| (by, ltv)));
        let mut beyond = hold(&high);
        for _ in 0..DOUBLINGS {
            if beyond != Some(Ordering::Greater) {
                break;
            }
            high = &high + &high;
            beyond = hold(&high);
        }
        // Where nobody leaves, nothing multiplied brings LTV down.
        if beyond == Some(Ordering::Greater) || hold(&low) == Some(Ordering::Less) {
            return Value::Undefined(Reason::OutOfRange);
        }
        let found = crossing(&high, wanted, &known, ltv);
        // Where the upper end has no LTV at all, a churn has run above 100 % before LTV came down to the target.
        match hold(found.high()) {
            Some(_) => Value::Known(found),
            None => Value::Undefined(Reason::OutOfRange),
        }
    }
}

fn at_most_one(value: Value) -> Value {
    match value.figure() {
        Some(figure) if *figure.low() > Exact::one() => Value::Undefined(Reason::OutOfRange),
        Some(_) | None => value,
    }
}

/// The highest churn a month with which customers of one kind are worth so much.
#[must_use]
pub fn churn(model: &Model, wanted: &Figure) -> Value {
    let Some(monthly) = model.monthly.figure() else { return model.monthly.clone() };
    if !monthly.is_positive() || !wanted.is_positive() {
        return Value::Undefined(Reason::OutOfRange);
    }
    match closed(model, monthly, wanted) {
        Some(churn) => share(churn),
        None => by_bisection(model, monthly, wanted),
    }
}

/// The formula solved for churn, where that can be done.
fn closed(model: &Model, monthly: &Figure, wanted: &Figure) -> Option<Option<Figure>> {
    if model.billing == Billing::Year || model.horizon.is_some() {
        return None;
    }
    let discount = model.discount.as_ref().and_then(Value::figure);
    match (model.method, discount) {
        (Method::Simple | Method::Lifetime, _) | (Method::Orders | Method::Discounted, None) => {
            (model.method != Method::Discounted || model.timing == Timing::Start).then(|| monthly.divided_by(wanted))
        }
        (Method::Discounted | Method::Orders, Some(discount)) => Some(match model.timing {
            Timing::Start => {
                monthly.times(&Figure::one().plus(discount)).divided_by(wanted).map(|sum| sum.minus(discount))
            }
            Timing::End => monthly.minus(&wanted.times(discount)).divided_by(&wanted.plus(monthly)),
            Timing::Arrears => monthly.divided_by(wanted).map(|sum| sum.minus(discount)),
        }),
        (Method::Capped | Method::Expansion, _) => None,
    }
}

/// A churn from 0 to 1, or none.
fn share(churn: Option<Figure>) -> Value {
    match churn {
        Some(churn) if !churn.is_negative() && *churn.low() <= Exact::one() => Value::Known(churn),
        Some(_) | None => Value::Undefined(Reason::OutOfRange),
    }
}

fn by_bisection(model: &Model, monthly: &Figure, wanted: &Figure) -> Value {
    let growing = model.growth.as_ref().and_then(Value::figure);
    if growing.is_some_and(Figure::is_negative) {
        return Value::Undefined(Reason::OutOfRange);
    }
    // A sum without an end is above every figure.
    let hold = |churn: &Exact| match ltv(model, monthly, churn).figure() {
        Some(ltv) => ltv.compare(wanted),
        None => Some(Ordering::Greater),
    };
    let (none, all) = (Exact::zero(), Exact::one());
    // The highest first: where only the first payment counts, every churn meets what one meets.
    match (hold(&all), hold(&none)) {
        (Some(Ordering::Greater), _) | (_, Some(Ordering::Less)) => Value::Undefined(Reason::OutOfRange),
        (Some(Ordering::Equal), _) => Value::exact(all),
        (_, Some(Ordering::Equal)) => Value::exact(none),
        (Some(Ordering::Less) | None, Some(Ordering::Greater) | None) => {
            Value::Known(bisected(none, all, HALVINGS, hold))
        }
    }
}

/// LTV by a line's formula at another churn.
fn ltv(model: &Model, monthly: &Figure, churn: &Exact) -> Value {
    let facts = Facts {
        arpa: Some(monthly.clone()),
        churn: Some(Figure::exact(churn.clone())),
        discount: model.discount.as_ref().and_then(Value::figure).cloned(),
        yearly_discount: model.discount.as_ref().and_then(Value::figure).map(yearly),
        growth: model.growth.as_ref().and_then(Value::figure).cloned(),
        ..Facts::default()
    };
    // The monthly figure is a margin already.
    let manner = Manner {
        method: model.method,
        basis: Basis::Revenue,
        timing: model.timing,
        billing: model.billing,
        horizon: model.horizon,
        retention: false,
    };
    Worth::of(&facts, manner).ltv
}

/// D = (1 + d)^12 − 1.
fn yearly(discount: &Figure) -> Figure {
    Figure::one().plus(discount).power(12).minus(&Figure::one())
}
