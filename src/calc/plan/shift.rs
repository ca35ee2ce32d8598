//! Money moved from one channel to another: X ÷ CAC customers are lost at the one's average CAC and won at the other's;
//! the blended LTV is that of the customers then, (LTV·N − lost·LTV₁ + won·LTV₂) ÷ (N − lost + won).
//! Source: the identities of CAC and of a mix.

use std::cmp::Ordering;

use super::value;
use crate::calc::cac::cac;
use crate::calc::ratio;
use crate::calc::results::{Label, Line, Results};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// How much is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A share of what the one channel spends.
    Share(Exact),
    /// Money.
    Money(Exact),
}

/// Spend, customers and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Spend.
    pub spend: Value,
    /// New customers.
    pub new_customers: Value,
    /// CAC.
    pub cac: Value,
    /// LTV.
    pub ltv: Value,
    /// LTV:CAC.
    pub ltv_cac: Value,
}

/// What moving money does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What is moved.
    pub moved: Exact,
    /// Customers lost.
    pub lost: Value,
    /// Customers won at the other's average CAC.
    pub won: Value,
    /// The channel that gives, afterwards.
    pub from: Standing,
    /// The channel that gets, afterwards.
    pub to: Standing,
    /// All of it, afterwards.
    pub total: Standing,
}

/// The named rows with the lowest and the highest ratio among those that have spend. `None` unless there are two that
/// differ.
#[must_use]
pub fn worst_and_best(results: &Results) -> Option<(&Line, &Line)> {
    let ratio = |line: &Line| value(line, Metric::LtvCac).figure().map(Figure::middle);
    let named = |line: &&Line| line.key.iter().all(|label| matches!(label, Label::Name(Some(_))));
    let spends = |line: &&Line| value(line, Metric::Spend).figure().is_some_and(Figure::is_positive);
    let paid: Vec<&Line> =
        results.rows.iter().filter(named).filter(spends).filter(|line| ratio(line).is_some()).collect();
    let worst = paid.iter().min_by_key(|line| ratio(line))?;
    // The first by name of those that are equally good.
    let best = paid.iter().rev().max_by_key(|line| ratio(line))?;
    (ratio(worst).cmp(&ratio(best)) == Ordering::Less).then_some((*worst, *best))
}

/// What moving an amount between two rows does. `None` where the one does not spend so much.
#[must_use]
pub fn shift(results: &Results, from: &Line, to: &Line, amount: &Amount) -> Option<Shift> {
    let spend = value(from, Metric::Spend).figure()?.low().clone();
    let moved = match amount {
        Amount::Share(share) => &spend * share,
        Amount::Money(money) => money.clone(),
    };
    if moved > spend || moved.is_negative() {
        return None;
    }
    let at = |line: &Line| Value::exact(moved.clone()).divided_by(&value(line, Metric::Cac), Reason::NoSpend);
    let (lost, won) = (at(from), at(to));
    Some(Shift {
        from: after(from, &-&moved, &negated(&lost), &value(from, Metric::Ltv)),
        to: after(to, &moved, &won, &value(to, Metric::Ltv)),
        total: total(results, (from, to), &lost, &won),
        moved,
        lost,
        won,
    })
}

/// All of it when the money wins so many customers at the channel that gets it.
#[must_use]
pub fn total(results: &Results, (from, to): (&Line, &Line), lost: &Value, won: &Value) -> Standing {
    let of = |line: &Line, metric| value(line, metric);
    let customers = plus(&of(&results.total, Metric::NewCustomers), &plus(won, &negated(lost)));
    let worth = |line: &Line, customers: &Value| of(line, Metric::Ltv).times(customers);
    let all = plus(
        &worth(&results.total, &of(&results.total, Metric::NewCustomers)),
        &plus(&worth(to, won), &negated(&worth(from, lost))),
    );
    let ltv = all.divided_by(&customers, Reason::NoNewCustomers);
    after(&results.total, &Exact::zero(), &plus(won, &negated(lost)), &ltv)
}

fn after(line: &Line, spend: &Exact, customers: &Value, ltv: &Value) -> Standing {
    let spend = plus(&value(line, Metric::Spend), &Value::exact(spend.clone()));
    let new_customers = plus(&value(line, Metric::NewCustomers), customers);
    let cac = cac(&spend, &new_customers);
    let ltv_cac = ratio::ltv_cac(ltv, &cac);
    Standing { spend, new_customers, cac, ltv: ltv.clone(), ltv_cac }
}

fn plus(one: &Value, other: &Value) -> Value {
    one.and_then(|one| other.and_then(|other| Value::Known(one.plus(other))))
}

fn negated(value: &Value) -> Value {
    value.and_then(|figure| Value::Known(figure.negated()))
}
