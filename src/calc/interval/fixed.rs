//! The same series on machine words, for tails that are summed term by term: numbers on a grid of 2^-96, with a proved
//! error in its units. Source: as in `ball`; the masses as in C. Loader, Fast and accurate computation of binomial
//! probabilities (2000), which keeps what cancels apart.

use std::sync::OnceLock;

use num_bigint::BigInt;

use super::ball;

/// Binary places of the grid: 28 decimals.
pub(super) const BITS: u32 = 96;

/// One.
pub(super) const UNIT: u128 = 1 << BITS;

/// What a logarithm may be off by, beside a unit for each power of two: 20 terms, each off by 3, doubled.
const LOG_SLACK: u128 = 140;

/// What rounding can lose in six squarings of a series of some 16 terms.
const EXP_SLACK: u128 = 4_096;

/// A number that is not below zero, and how far it may be off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed {
    pub(super) mid: u128,
    pub(super) off: u128,
}

/// `one · other`, rounded down; `None` beyond the range.
pub(super) fn product(one: u128, other: u128) -> Option<u128> {
    const LOW: u128 = (1 << 64) - 1;
    let (a, b) = ((one >> 64, one & LOW), (other >> 64, other & LOW));
    let (cross, back) = (a.0 * b.1, a.1 * b.0);
    let middle = ((a.1 * b.1) >> 64) + (cross & LOW) + (back & LOW);
    let upper = a.0 * b.0 + (cross >> 64) + (back >> 64) + (middle >> 64);
    (upper >> BITS == 0).then_some((upper << 32) | ((middle & LOW) >> 32))
}

/// `one ÷ other`, rounded down; `None` beyond the range.
pub(super) fn quotient(one: u128, other: u128) -> Option<u128> {
    u128::try_from((BigInt::from(one) << BITS).checked_div(&BigInt::from(other))?).ok()
}

/// ln 2, rounded down.
fn ln_two() -> Option<u128> {
    static LN_TWO: OnceLock<Option<u128>> = OnceLock::new();
    *LN_TWO.get_or_init(|| u128::try_from(ball::ln(&(ball::one() << 1_u32))?.mid >> (ball::BITS - BITS)).ok())
}

/// y and k of a number above zero, which is y·2^k with y from √½ to √2.
fn reduced(value: u128) -> Option<(u128, i64)> {
    /// √2·2^127, cut off.
    const ROOT_TWO: u128 = 0xb504_f333_f9de_6484_597d_89b3_754a_be9f;
    let zeros = value.leading_zeros();
    let lifted = value.checked_shl(zeros)?;
    // As it is lifted it is 2^31 − zeros times as much as one of 1 to 2.
    let shift = if lifted > ROOT_TWO { 32_u32 } else { 31 };
    Some((lifted >> shift, i64::from(shift) - i64::from(zeros)))
}

/// ln of a number above zero, and how far it may be off.
pub(super) fn ln(value: u128) -> Option<(i128, u128)> {
    let (reduced, twos) = reduced(value)?;
    let gap = reduced.cast_signed() - UNIT.cast_signed();
    let z = quotient(gap.unsigned_abs(), reduced + UNIT)?;
    let square = product(z, z)?;
    let (mut power, mut sum, mut odd) = (z, 0_u128, 1_u128);
    while power > 0 {
        sum += power / odd;
        power = product(power, square)?;
        odd += 2;
    }
    let twice = i128::try_from(sum << 1).ok()?;
    let of_twos = i128::try_from(ln_two()?).ok()?.checked_mul(i128::from(twos))?;
    Some((twice * gap.signum() + of_twos, LOG_SLACK + u128::from(twos.unsigned_abs())))
}

/// exp of minus a number.
pub(super) fn exp_of_minus(number: Fixed) -> Option<Fixed> {
    let two = ln_two()?;
    let twos = number.mid / two + 1;
    // 2^-twos · exp(part), 0 < part ≤ ln 2, for the part that is left.
    let part = twos * two - number.mid;
    let step = part >> 6;
    let (mut term, mut sum, mut n) = (UNIT, 0_u128, 1_u128);
    while term > 0 {
        sum += term;
        term = product(term, step)? / n;
        n += 1;
    }
    for _ in 0..6 {
        sum = product(sum, sum)?;
    }
    // Within a half, exp is off by at most twice as much; the value is at most 2.
    let off = number.off.checked_add(twos)?;
    if off > UNIT >> 1 {
        return None;
    }
    let off = off.checked_mul(4)?.checked_add(EXP_SLACK)?;
    let shift = u32::try_from(twos).unwrap_or(u32::MAX);
    Some(Fixed { mid: sum.checked_shr(shift).unwrap_or(0), off: off.checked_shr(shift).unwrap_or(0) + 2 })
}

impl Fixed {
    /// The product; `None` beyond the range.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        let cross = product(self.mid, other.off)?
            .checked_add(product(self.off, other.mid)?)?
            .checked_add(product(self.off, other.off)?)?;
        Some(Self { mid: product(self.mid, other.mid)?, off: cross.checked_add(4)? })
    }
}

/// ln n! − n·ln n + n, which is ½·ln 2πn and a little.
pub(super) fn stirling(n: u64) -> Option<Fixed> {
    const SMALL: usize = 201;
    static KNOWN: [OnceLock<Option<Fixed>>; SMALL] = [const { OnceLock::new() }; SMALL];
    match usize::try_from(n).ok().and_then(|n| KNOWN.get(n)) {
        Some(known) => *known.get_or_init(|| {
            if n == 0 {
                return Some(Fixed { mid: 0, off: 0 });
            }
            let whole = BigInt::from(n) << ball::BITS;
            let exact =
                ball::ln_factorial(n)?.minus(&ball::ln(&whole)?.by(&BigInt::from(n))).plus(&ball::Ball::of(whole));
            narrowed(&exact.mid).map(|mid| Fixed { mid, off: 2 })
        }),
        None => large(n),
    }
}

/// ½·ln 2π + ½·ln n + Σ B₂ⱼ ÷ (2j·(2j − 1)·n^(2j − 1)) for n above 200, whose terms from the seventh on are below a unit.
fn large(n: u64) -> Option<Fixed> {
    let (log, off) = ln(u128::from(n).checked_mul(UNIT)?)?;
    let half = narrowed(&ball::half_ln_tau()?.mid)?.checked_add(u128::try_from(log).ok()? >> 1)?;
    let (square, mut power, mut twice, mut sum) = (BigInt::from(n) * n, BigInt::from(n), 2_i64, BigInt::from(half));
    for (top, bottom) in ball::BERNOULLI.into_iter().take(6) {
        sum += (BigInt::from(top) << BITS) / (BigInt::from(bottom) * twice * (twice - 1) * &power);
        power *= &square;
        twice += 2;
    }
    Some(Fixed { mid: u128::try_from(sum).ok()?, off: off + 10 })
}

/// A number of the finer grid on this one.
pub(super) fn narrowed(mid: &BigInt) -> Option<u128> {
    u128::try_from(mid >> (ball::BITS - BITS)).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use num_traits::Signed;
    use proptest::prelude::*;

    use super::*;

    /// What the finer grid says of a number of this one.
    fn fine(value: u128) -> BigInt {
        BigInt::from(value) << (ball::BITS - BITS)
    }

    fn holds(mid: &BigInt, off: u128, known: &ball::Ball) -> bool {
        let gap = (mid << (ball::BITS - BITS)) - &known.mid;
        gap.abs() <= fine(off) + &known.off
    }

    proptest! {
        #[test]
        fn words_agree_with_the_finer_grid(a in 1_u128..UNIT * 40, b in 1_u128..UNIT * 40) {
            let wide = (BigInt::from(a) * BigInt::from(b)) >> BITS;
            prop_assert_eq!(BigInt::from(product(a, b).unwrap()), wide);
            let ratio: BigInt = (BigInt::from(a) << BITS) / b;
            prop_assert_eq!(quotient(a, b), u128::try_from(ratio).ok());
            let (log, off) = ln(a).unwrap();
            prop_assert!(holds(&BigInt::from(log), off, &ball::ln(&fine(a)).unwrap()));
            let power = exp_of_minus(Fixed { mid: a, off: 0 }).unwrap();
            let known = ball::exp(&ball::Ball::of(-fine(a))).unwrap();
            prop_assert!(holds(&BigInt::from(power.mid), power.off, &known));
        }

        #[test]
        fn stirlings_series_is_that_of_the_finer_grid(n in 1_u64..1_000_000) {
            let found = stirling(n).unwrap();
            let whole = BigInt::from(n) << ball::BITS;
            let known = ball::ln_factorial(n).unwrap().minus(&ball::ln(&whole).unwrap().by(&BigInt::from(n)));
            prop_assert!(holds(&BigInt::from(found.mid), found.off, &known.plus(&ball::Ball::of(whole))));
        }
    }

    /// By hand: a half, three and five as y·2^k; √2 cut off is not above √2, and a unit more is.
    #[test]
    fn a_number_is_reduced_to_one_between_the_roots_of_a_half_and_of_two() {
        let root = 0xb504_f333_f9de_6484_597d_89b3_754a_be9f_u128;
        assert_eq!([UNIT >> 1, UNIT, UNIT * 3].map(reduced), [(UNIT, -1), (UNIT, 0), (UNIT / 4 * 3, 2)].map(Some));
        assert_eq!([UNIT * 5, 1].map(reduced), [(UNIT / 4 * 5, 2), (UNIT, -96)].map(Some));
        assert_eq!([root, root + 1].map(reduced), [(root >> 31, 31), ((root + 1) >> 32, 32)].map(Some));
        assert_eq!(reduced(0), None);
    }

    /// A unit for every power of two is added to what a logarithm is off by: 8 = 2^3, 1/8 = 2^-3, 1,000 is 0.98·2^10.
    #[test]
    fn logarithms_are_off_by_more_with_each_power_of_two() {
        let off = |value: u128| ln(value).unwrap().1;
        assert_eq!([off(UNIT), off(UNIT * 8), off(UNIT / 8)], [140, 143, 143]);
        assert_eq!(large(1_000).unwrap().off, 140 + 10 + 10);
        assert_eq!(ln(UNIT).unwrap().0, 0);
    }

    #[test]
    fn nothing_is_divided_by_zero_and_what_is_not_known_has_no_power() {
        assert_eq!(quotient(UNIT, 0), None);
        assert!(exp_of_minus(Fixed { mid: UNIT, off: UNIT }).is_none());
        assert!(exp_of_minus(Fixed { mid: UNIT, off: UNIT >> 2 }).is_some());
        // Of nothing it is a half at most, the power of two that is taken out of it included.
        assert!(exp_of_minus(Fixed { mid: 0, off: (UNIT >> 1) - 1 }).is_some());
        assert!(exp_of_minus(Fixed { mid: 0, off: UNIT >> 1 }).is_none());
    }
}
