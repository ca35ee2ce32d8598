//! The difference of two independent proportions, p₁ − p₂, by the hybrid of their score intervals (l, u):
//! d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²). Source: R. G. Newcombe, Interval estimation for the
//! difference between independent proportions, Statistics in Medicine 17 (1998), method 10.

use super::{Limits, wilson};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the difference of `one` and `other`, each a part and its whole. `None` where either has no interval.
#[must_use]
pub fn limits(one: (u64, u64), other: (u64, u64), z: &Figure) -> Option<Limits> {
    let share = |(part, whole): (u64, u64)| Exact::quotient(part, whole).map(Figure::exact);
    let (p, q) = (share(one)?, share(other)?);
    let (of_p, of_q) = (wilson::limits(one.0, one.1, z)?, wilson::limits(other.0, other.1, z)?);
    let difference = p.minus(&q);
    let length = |one: Figure, other: Figure| one.times(&one).plus(&other.times(&other)).root(2);
    Some(Limits {
        low: difference.minus(&length(p.minus(&of_p.low), of_q.high.minus(&q))?),
        high: difference.plus(&length(of_p.high.minus(&p), q.minus(&of_q.low))?),
    })
}
