//! The score interval of a proportion x of n: (x + z²÷2 ± z·√(x·(n − x)÷n + z²÷4)) ÷ (n + z²). Source: E. B. Wilson,
//! Probable inference, the law of succession, and statistical inference, Journal of the ASA 22 (1927).

use super::Limits;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the proportion behind `part` of `whole`; none of the whole has the lower limit 0, all of it the upper
/// limit 1. `None` for a part above the whole, or of nothing.
#[must_use]
pub fn limits(part: u64, whole: u64, z: &Figure) -> Option<Limits> {
    let others = whole.checked_sub(part)?;
    let figure = |count: u64| Figure::exact(Exact::from(count));
    let square = z.times(z);
    let spread = figure(part).times(&figure(others)).divided_by(&figure(whole))?;
    let quarter = square.times(&Figure::exact(Exact::decimal(25, 2)));
    let reach = z.times(&spread.plus(&quarter).root(2)?);
    let centre = figure(part).plus(&square.times(&Figure::exact(Exact::decimal(5, 1))));
    let bottom = figure(whole).plus(&square);
    let low = if part == 0 { Figure::zero() } else { centre.minus(&reach).divided_by(&bottom)? };
    let high = if others == 0 { Figure::one() } else { centre.plus(&reach).divided_by(&bottom)? };
    Some(Limits { low, high })
}
