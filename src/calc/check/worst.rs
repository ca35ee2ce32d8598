//! Holds a row against a rule by the end of its interval that is the less favourable: the upper end where the rule sets
//! an upper limit, the lower where it sets a lower.

use super::baseline::Held;
use super::judge::Court;
use super::{End, Judged, Judgement, Operator, Outcome, Why};
use crate::calc::results::Line;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// How the rule ends for the row. What was not estimated is judged as it is; an open end is undecided, unless the
/// figure itself misses the limit already.
pub(super) fn line(court: &Court<'_>, row: Judged, line: &Line, value: Value, held: &Held) -> Judgement {
    let missed = |figure: &Figure| held.limit.figure().and_then(|limit| court.met(figure, limit)) == Some(false);
    let misses = value.figure().is_some_and(missed);
    let undefined = value.reason().map(Why::Undefined);
    let unless_missed = |why: Why| if misses { (Outcome::Fail, None) } else { (Outcome::Undecided, Some(why)) };
    let metric = court.rule.metric;
    let (end, (outcome, why)) = match line.intervals.get(&metric) {
        None => match &value {
            Value::Known(figure) => (Some(End::Known), court.ended(line, figure, held)),
            Value::Undefined(reason) => (None, (Outcome::Undecided, Some(Why::Undefined(*reason)))),
        },
        Some(None) => (None, unless_missed(Why::NoInterval)),
        Some(Some(interval)) => {
            let end = match court.rule.operator {
                Operator::AtMost | Operator::Below => &interval.high,
                Operator::AtLeast | Operator::Above => &interval.low,
            };
            match end {
                None => (Some(End::Open), unless_missed(Why::OpenEnd)),
                Some(figure) => (Some(End::At(figure.clone())), judged(court, line, figure, held, undefined)),
            }
        }
    };
    let objection = court.objection().filter(|_| value.figure().is_some());
    let (outcome, why) = match objection {
        Some(why) => (Outcome::Undecided, Some(why)),
        None => (outcome, why),
    };
    let needed = match (&end, outcome) {
        (Some(End::At(end)), Outcome::Fail) => needed(court, line, end, held),
        (Some(End::At(_) | End::Open | End::Known) | None, _) => Vec::new(),
    };
    Judgement { end, needed, why, ..court.judgement(row, outcome, value, held) }
}

/// How a figure stands to the limit; what has no value of its own may pass by its bound, and never fails by it.
fn judged(court: &Court<'_>, line: &Line, end: &Figure, held: &Held, undefined: Option<Why>) -> (Outcome, Option<Why>) {
    match (court.ended(line, end, held), undefined) {
        ((Outcome::Fail, _), Some(why)) => (Outcome::Undecided, Some(why)),
        (ended, _) => ended,
    }
}

/// The spend at which the end would meet the limit: CAC and payback grow with it, LTV:CAC falls.
fn needed(court: &Court<'_>, line: &Line, end: &Figure, held: &Held) -> Vec<(Metric, Value)> {
    let none = Value::Undefined(Reason::NoData);
    let spend = line.values.get(&Metric::Spend).unwrap_or(&none);
    let limit = held.limit.clone();
    let end = Value::Known(end.clone());
    let less = match court.rule.operator {
        Operator::AtMost | Operator::Below => true,
        Operator::AtLeast | Operator::Above => false,
    };
    let metric = court.rule.metric;
    let (top, bottom) = if less && [Metric::Cac, Metric::PaybackMonths].contains(&metric) {
        (limit, end)
    } else if !less && metric == Metric::LtvCac {
        (end, limit)
    } else {
        return Vec::new();
    };
    let enough = spend.times(&top).divided_by(&bottom, Reason::OutOfRange);
    let positive = enough.figure().is_some_and(Figure::is_positive);
    positive.then_some((Metric::Spend, enough)).into_iter().collect()
}
