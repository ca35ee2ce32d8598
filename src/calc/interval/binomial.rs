//! The exact interval of a proportion k of n: the lower limit p has P(X ≥ k | n, p) = α ÷ 2; the upper is what is left of
//! the lower limit of the others, n − k. Source: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial
//! limits illustrated in the case of the binomial, Biometrika 26 (1934).
//!
//! With p = x·k÷n and v = (n − k·x) ÷ (n − k), which is (1 − p) ÷ (1 − k÷n), the probability of k is the one at x = 1
//! times exp(k·ln x + (n − k)·ln v). The tail is summed away from k: 1 + y·k÷(k+1) + y²·k²÷((k+1)(k+2))·(n−k−1)÷(n−k) + …
//! with y = x ÷ v.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::fixed::{BITS, Fixed, UNIT, ln, narrowed, product, quotient, stirling};
use super::poisson::{Mass, lost};
use super::root::{Search, Tail, root};
use super::{Limits, MOST, ball};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// The limits of the proportion behind `part` of `whole`, when `tail` = α ÷ 2 of the probability is left out on each
/// side; `z` is the normal quantile of that tail. `None` for a part above the whole, and beyond a thousand million.
#[must_use]
pub fn limits(part: u64, whole: u64, tail: &Exact, z: &Figure) -> Option<Limits> {
    let others = whole.checked_sub(part)?;
    if whole > MOST || whole == 0 {
        return None;
    }
    let rarity = narrowed(&-ball::ln(&ball::on_grid(tail))?.mid)?;
    let z = BigInt::from(narrowed(&ball::on_grid(&z.middle()))?);
    let low = |part: u64, others: u64| match part {
        0 => Some(Figure::zero()),
        _ => Share { part, others, whole, known: known(part, others)?, rarity }.lower(&z),
    };
    Some(Limits { low: low(part, others)?, high: Figure::one().minus(&low(others, part)?) })
}

/// Minus the logarithm of the probability of k at p = k ÷ n.
fn known(part: u64, others: u64) -> Option<Fixed> {
    let (one, other, both) = (stirling(part)?, stirling(others)?, stirling(part.checked_add(others)?)?);
    // It is not below zero but by its own error.
    Some(Fixed { mid: (one.mid + other.mid).saturating_sub(both.mid), off: one.off + other.off + both.off })
}

/// A part of a whole, and what its tail is held against.
struct Share {
    part: u64,
    others: u64,
    whole: u64,
    known: Fixed,
    rarity: u128,
}

impl Share {
    fn lower(&self, z: &BigInt) -> Option<Figure> {
        let search = Search {
            bits: BITS,
            rising: true,
            // At p = k ÷ n the mean is k, and so is the median, so that the tail is above a half there.
            bracket: (BigInt::zero(), BigInt::from(UNIT)),
            start: self.wilson(z),
            deviations: BigInt::from(self.part).sqrt(),
        };
        let (low, high) = root(&search, |at| self.tail(at))?;
        let share = |at: BigInt| Exact::quotient(at * self.part, BigInt::from(self.whole) << BITS);
        Some(Figure::between(share(low)?, share(high)?))
    }

    /// The tail at p = x·k÷n, as a part of α ÷ 2.
    fn tail(&self, at: &BigInt) -> Option<Tail> {
        let x = u128::try_from(at).ok()?;
        let (k, others) = (u128::from(self.part), u128::from(self.others));
        let left = (u128::from(self.whole) * UNIT).checked_sub(k.checked_mul(x)?)?;
        let v = left.checked_div(others);
        let mass = match self.mass(x, v)? {
            Mass::At(mass) => mass,
            Mass::Above => return Some(Tail::far(true, BigInt::from(UNIT))),
            Mass::Below => return Some(Tail::far(false, BigInt::from(UNIT))),
        };
        let sum = match v {
            Some(v) => sum_above(k, others, quotient(x, v)?)?,
            None => Fixed { mid: UNIT, off: 0 },
        };
        let part = mass.times(sum)?;
        // f = k·mass ÷ x, f′ ÷ f = (k − 1) ÷ x − (n − k)·k ÷ (n − k·x).
        let density = ((BigInt::from(mass.mid) * k) << BITS) / at;
        let less = (BigInt::from(k.saturating_sub(1)) << (2 * BITS)) / at;
        let more = (BigInt::from(others * k) << (2 * BITS)) / left.max(1);
        let slope = |fall: &BigInt| ((fall * k) << BITS) / left.max(1);
        let twist = -((&less << BITS) / at + slope(&more));
        Some(Tail { part: part.mid.into(), off: part.off.into(), density, bend: less - more, twist })
    }

    /// The probability of k at p = x·k÷n, as a part of α ÷ 2.
    fn mass(&self, x: u128, v: Option<u128>) -> Option<Mass> {
        let (k, others) = (u128::from(self.part), u128::from(self.others));
        let ((lost, off), (won, other_off)) = (ln(x)?, v.map_or(Some((0, 0)), ln)?);
        let terms = (lost.checked_mul(i128::try_from(k).ok()?), won.checked_mul(i128::try_from(others).ok()?));
        let (Some(lost), Some(won)) = terms else { return Some(Mass::Below) };
        let exponent = u128::try_from((-lost).checked_sub(won)?.max(0)).ok()?;
        let off = k * off + others * (other_off + 2) + self.known.off + 2;
        Mass::of(exponent.checked_add(self.known.mid)?, off, self.rarity)
    }

    /// Wilson's lower limit for half a customer less, over k ÷ n: near the exact one, and only where the search begins.
    fn wilson(&self, z: &BigInt) -> BigInt {
        let (n, one) = (BigInt::from(self.whole), BigInt::from(UNIT));
        let square: BigInt = (z * z) >> BITS;
        let count = (BigInt::from(self.part) << BITS) - (&one >> 1);
        let spread: BigInt = ((&count * ((&n << BITS) - &count) / &n) >> BITS) + (&square >> 2);
        let reach: BigInt = (z * (spread << BITS).sqrt()) >> BITS;
        let top: BigInt = count + (&square >> 1) - reach;
        ((top << BITS) / ((&n << BITS) + square) * n / self.part).max(BigInt::one())
    }
}

/// 1 + y·k÷(k+1) + y²·k²÷((k+1)(k+2))·(n−k−1)÷(n−k) + …, for y below 1.
fn sum_above(k: u128, others: u128, y: u128) -> Option<Fixed> {
    let (mut term, mut sum, mut terms) = (UNIT, 0_u128, 0_u128);
    while term > 0 {
        sum = sum.checked_add(term)?;
        let left = others.saturating_sub(terms);
        terms += 1;
        term = product(term, y)? * k / (k + terms) * left / others;
    }
    Some(Fixed { mid: sum, off: lost(terms, k) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn digits(value: &BigInt) -> BigInt {
        value * 1_000_000_000_000_000_i64 / UNIT
    }

    /// Two of five at a fifth, by hand: 0.2048 for two, 0.26272 for two and more; the slopes are those of the notes in the
    /// code: 2·0.2048 ÷ ½, 1 ÷ ½ − 6 ÷ 4, −(1 ÷ ¼ + 12 ÷ 16).
    #[test]
    fn a_tail_is_told_with_its_slope() {
        let share = Share { part: 2, others: 3, whole: 5, known: known(2, 3).unwrap(), rarity: 0 };
        let here = share.tail(&BigInt::from(UNIT / 2)).unwrap();
        let near = |value: &BigInt, wanted: i64| (digits(value) - wanted).magnitude() <= &1_u32.into();
        assert!(near(&here.part, 262_720_000_000_000) && near(&here.density, 819_200_000_000_000));
        assert_eq!((here.bend, here.twist), (BigInt::from(UNIT / 2), BigInt::from(UNIT / 4) * -19));
    }

    /// Nine and a half of 40 for z = 2, by mpmath 1.4: (9.5 + 2 − 2·√(9.5·30.5 ÷ 40 + 1)) ÷ 44, over a quarter.
    #[test]
    fn a_search_begins_near_the_limit() {
        let share = Share { part: 10, others: 30, whole: 40, known: Fixed { mid: 0, off: 0 }, rarity: 0 };
        assert_eq!(digits(&share.wilson(&BigInt::from(UNIT * 2))), 523_419_430_584_841_i64.into());
    }

    /// By hand: logarithms of 1 are off by 140; 2·140 + 3·142 + 100 + 2 = 808. 2 more, and a power of two, come in at the
    /// power, which makes 4·811 + 4,096 of it, halved, and 2. What is known of one is off by 2, of 500 and 501,
    /// each nearly 2^9, by 140 + 9 + 10.
    #[test]
    fn a_mass_is_off_by_what_its_exponent_is() {
        let share = Share { part: 2, others: 3, whole: 5, known: Fixed { mid: 0, off: 100 }, rarity: 0 };
        let off = |v: Option<u128>| match share.mass(UNIT, v) {
            Some(Mass::At(mass)) => Some(mass.off),
            _ => None,
        };
        assert_eq!(off(Some(UNIT)), Some((4 * 811 + 4_096) / 2 + 2));
        assert_eq!(known(1, 500).unwrap().off, 2 + 159 + 159);
    }

    /// At a share of next to nothing so many of so many come to be next to never, whatever the numbers.
    #[test]
    fn far_from_the_share_the_tail_is_next_to_nothing() {
        for part in [100, MOST / 2] {
            let whole = part * 2;
            let share = Share { part, others: part, whole, known: known(part, part).unwrap(), rarity: UNIT };
            let here = share.tail(&BigInt::one()).unwrap();
            assert!(here.part.is_zero() && here.off.is_zero(), "{part}");
        }
    }
}
