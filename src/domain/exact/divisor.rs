//! Greatest common divisors of long integers by D. H. Lehmer's algorithm (D. E. Knuth, The Art of Computer Programming,
//! volume 2, 4.5.2, algorithm L).
//!
//! Steps of Euclid's algorithm are made with the leading bits alone, as far as these tell the quotients, and then with
//! the integers all at once. Whatever the quotients are, the divisor stays: the matrix of the steps has a determinant of
//! 1 or −1.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

/// How many times the longer and the shorter number make the longer and the shorter one after some steps.
type Matrix = [[i64; 2]; 2];

/// With how many leading bits steps are made at once.
const LEADING: usize = 62;
/// How many leading bits are certain in what these steps leave of twice as many: all but those of a factor, and some.
const SURE: u32 = 58;

/// The greatest common divisor of two magnitudes; of zero and a number it is the number.
pub(crate) fn greatest(one: &BigInt, other: &BigInt) -> BigInt {
    let (mut long, mut short) = (digits(one.magnitude()), digits(other.magnitude()));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    loop {
        if compare(&long, &short) == Ordering::Less {
            std::mem::swap(&mut long, &mut short);
        }
        if short.len() <= 2 {
            return shortly(&number(&long), &number(&short)).into();
        }
        let made = steps(&long, &short).is_some_and(|[one, other]| {
            short.resize(long.len(), 0);
            combine(one, &long, &short, &mut first) && combine(other, &long, &short, &mut second)
        });
        if made {
            std::mem::swap(&mut long, &mut first);
            std::mem::swap(&mut short, &mut second);
        } else {
            // One step, with all bits.
            let rest = digits(&(number(&long) % number(&short)));
            trim(&mut short);
            (long, short) = (short, rest);
        }
    }
}

/// The divisor of a number and one that fits into a long machine word.
fn shortly(long: &BigUint, short: &BigUint) -> BigUint {
    let rest = if short.is_zero() { None } else { (long % short).to_u128() };
    match (rest, short.to_u128()) {
        (Some(rest), Some(short)) => rest.gcd(&short).into(),
        _ => long.clone(),
    }
}

/// The digits in base 2^64 from the lowest, without leading zeros.
fn digits(number: &BigUint) -> Vec<u64> {
    number.iter_u64_digits().collect()
}

fn number(digits: &[u64]) -> BigUint {
    let bytes: Vec<u8> = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// Without leading zeros.
fn trim(digits: &mut Vec<u64>) {
    while digits.last() == Some(&0) {
        digits.pop();
    }
}

fn compare(one: &[u64], other: &[u64]) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.iter().rev().cmp(other.iter().rev()))
}

/// Steps that twice as many leading bits tell; `None` where they tell no quotient. There are three digits or more.
fn steps(long: &[u64], short: &[u64]) -> Option<Matrix> {
    let zeros = long.last()?.leading_zeros() as usize;
    let shift = long.len().checked_mul(64)?.checked_sub(zeros)?.checked_sub(2 * LEADING)?;
    let (x, y) = (leading(long, shift)?, leading(short, shift)?);
    let first = told(x >> LEADING, y >> LEADING)?;
    // What the steps leave is above zero and fits again.
    let left = |[one, other]: [i64; 2]| {
        let times = |factor: i64, of: u128| i128::from(factor).cast_unsigned().wrapping_mul(of);
        times(one, x).wrapping_add(times(other, y))
    };
    let [x, y] = first.map(left);
    let rest = u128::BITS.checked_sub(x.leading_zeros())?.saturating_sub(SURE);
    Some(told(x >> rest, y >> rest).and_then(|second| product(second, first)).unwrap_or(first))
}

/// The steps that all numbers with these leading bits take.
fn told(x: u128, y: u128) -> Option<Matrix> {
    let (mut x, mut y) = (i64::try_from(x).ok()?, i64::try_from(y).ok()?);
    let ([mut a, mut b], [mut c, mut d]) = ([1i64, 0i64], [0i64, 1i64]);
    // No factor gets longer than half of the bits, so that nothing overflows.
    loop {
        let (most, by) = (x.wrapping_add(a), y.wrapping_add(c));
        let (least, by_least) = (x.wrapping_add(b), y.wrapping_add(d));
        if by <= 0 || by_least <= 0 {
            break;
        }
        let quotient = most.checked_div(by)?;
        let rest = least.wrapping_sub(quotient.wrapping_mul(by_least));
        if !(0..by_least).contains(&rest) {
            break;
        }
        let next = |from: i64, by: i64| from.wrapping_sub(quotient.wrapping_mul(by));
        (x, y) = (y, next(x, y));
        (a, c) = (c, next(a, c));
        (b, d) = (d, next(b, d));
    }
    (b != 0).then_some([[a, b], [c, d]])
}

/// The steps of one matrix behind those of another.
fn product(behind: Matrix, before: Matrix) -> Option<Matrix> {
    let [[a, b], [c, d]] = before;
    let row = |[one, other]: [i64; 2]| {
        let sum = |above: i64, below: i64| one.checked_mul(above)?.checked_add(other.checked_mul(below)?);
        Some([sum(a, c)?, sum(b, d)?])
    };
    let [first, second] = behind.map(row);
    Some([first?, second?])
}

/// What is left of a number without its last bits, of which all but 124 go.
fn leading(digits: &[u64], shift: usize) -> Option<u128> {
    let (word, bits) = (shift / 64, u32::try_from(shift % 64).ok()?);
    let at = |place: usize| digits.get(word.saturating_add(place)).copied().map_or(0, u128::from);
    let above = at(2).checked_shl(u128::BITS.checked_sub(bits)?).unwrap_or(0);
    Some((at(1) << 64 | at(0)) >> bits | above)
}

/// Writes so many times the one number and the other, which have as many digits; `false` where that is below zero. One
/// of the factors is not above zero, the other not below.
fn combine([one, other]: [i64; 2], long: &[u64], short: &[u64], all: &mut Vec<u64>) -> bool {
    let ((plus, more), (minus, less)) =
        if other > 0 { ((other, short), (one, long)) } else { ((one, long), (other, short)) };
    // Neither product has more than 126 bits.
    let times =
        |factor: i64, digit: u64| u128::from(factor.unsigned_abs()).wrapping_mul(u128::from(digit)).cast_signed();
    let mut carry: i128 = 0;
    all.clear();
    all.extend(more.iter().zip(less).map(|(more, less)| {
        let sum = carry.wrapping_add(times(plus, *more)).wrapping_sub(times(minus, *less));
        carry = sum >> 64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the lower half is what is meant")]
        let low = sum as u64;
        low
    }));
    trim(all);
    carry == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fibonacci(count: usize) -> BigInt {
        let (mut one, mut next) = (BigInt::from(0), BigInt::from(1));
        for _ in 0..count {
            (one, next) = (next.clone(), one + next);
        }
        one
    }

    #[test]
    fn published_divisors_are_found() {
        // gcd(F_m, F_n) = F_gcd(m, n), Lucas 1876. Neighbours take the most steps, each with a quotient of one.
        for (one, other, common) in [(1_000, 999, 1), (1_000, 750, 250), (2_310, 1_365, 105), (900, 900, 900)] {
            assert_eq!(greatest(&fibonacci(one), &fibonacci(other)), fibonacci(common), "{one} {other}");
        }
        // 10^300 = 2^300 · 5^300, and 6^500 = 2^500 · 3^500.
        let power = |base: u32, exponent: u32| BigInt::from(base).pow(exponent);
        assert_eq!(greatest(&power(10, 300), &-power(6, 500)), power(2, 300));
        assert_eq!(greatest(&power(10, 300), &BigInt::from(1_536)), BigInt::from(512));
        assert_eq!(greatest(&BigInt::from(-18), &power(10, 300)), BigInt::from(2));
        // A quotient of a thousand bits.
        let (wide, prime) = ((power(2, 1_300) + 1) * fibonacci(400), fibonacci(400));
        assert_eq!(greatest(&wide, &prime), prime);
    }

    #[test]
    fn zero_divides_nothing() {
        let long = fibonacci(500);
        for number in [BigInt::from(0), BigInt::from(7), long] {
            assert_eq!(greatest(&-&number, &BigInt::from(0)), number);
            assert_eq!(greatest(&BigInt::from(0), &number), number);
        }
    }

    fn combined(row: [i64; 2], long: &[u64], short: &[u64]) -> Option<Vec<u64>> {
        let (mut padded, mut all) = (short.to_vec(), Vec::new());
        padded.resize(long.len(), 0);
        combine(row, long, &padded, &mut all).then_some(all)
    }

    /// d'Ocagne's identity: F_(m−n) is F_(n−1) · F_m − F_n · F_(m−1) or the opposite.
    #[test]
    fn many_steps_are_made_at_once() {
        let (long, short) = (digits(fibonacci(1_000).magnitude()), digits(fibonacci(999).magnitude()));
        let [[a, b], [c, d]] = steps(&long, &short).unwrap_or_default();
        let known: Vec<BigInt> = (0..93).map(fibonacci).collect();
        let place =
            |number: i64| known.iter().rposition(|one| *one == BigInt::from(number.unsigned_abs())).unwrap_or(0);
        let count = place(b);
        assert_eq!([place(a), place(c), place(d)], [count - 1, count, count + 1]);
        assert!(a.signum() == -b.signum() && c.signum() == -a.signum() && d.signum() == a.signum());
        // Half of the 62 bits, and of 58 of those that are left, each step of which takes 0.694.
        assert!((82..=88).contains(&count), "{count}");
        let left = |row| combined(row, &long, &short).map(|digits| BigInt::from(number(&digits)));
        assert_eq!(left([a, b]), Some(fibonacci(1_000 - count)));
        assert_eq!(left([c, d]), Some(fibonacci(999 - count)));
    }

    /// About half of the leading bits are used up.
    #[test]
    fn steps_make_numbers_shorter() {
        let mut state = 7u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ state >> 29
        };
        let bits = |digits: &[u64]| number(digits).bits();
        let (mut fewer, mut below) = (0, 0);
        for _ in 0..200 {
            let mut pair = [(); 2].map(|()| vec![draw(), draw(), draw(), draw(), draw(), draw() | 1 << 60]);
            pair.sort_by(|one, other| compare(other, one));
            let [long, short] = pair;
            let [first, second] = steps(&long, &short).unwrap_or_default();
            let [Some(one), Some(other)] = [first, second].map(|row| combined(row, &long, &short)) else {
                // A step with all bits takes their place, and it must be seldom.
                below += 1;
                continue;
            };
            assert_eq!(compare(&one, &other), Ordering::Greater);
            fewer += bits(&long) - bits(&one) + bits(&short) - bits(&other);
            let determinant =
                i128::from(first[0]) * i128::from(second[1]) - i128::from(first[1]) * i128::from(second[0]);
            assert_eq!(determinant.abs(), 1);
        }
        assert!((200 * 108..=200 * 124).contains(&fewer) && below == 0, "{fewer} {below}");
    }

    #[test]
    fn what_leading_bits_do_not_tell_is_not_told() {
        let (long, short) = (digits(fibonacci(1_000).magnitude()), digits(fibonacci(800).magnitude()));
        assert_eq!(steps(&long, &short), None);
        assert_eq!(steps(&short, &short), None);
        // The bits are those above the shift, from one word, two or three.
        assert_eq!(leading(&[0, 0b1011 << 60, 0b1], 64), Some(1 << 64 | 0b1011 << 60));
        assert_eq!(leading(&[7, 0b1011 << 60, 0b1], 124), Some(0b1_1011));
        assert_eq!(leading(&[0b101 << 61, 3, 5], 61), Some(5 << 67 | 3 << 3 | 0b101));
        assert_eq!(leading(&[7, 5], 64), Some(5));
        assert_eq!(leading(&[7, 5], 128), Some(0));
        // 3 · (2^64 + 1) − 2 · 7, and 2 · 7 − 3 · (2^64 + 1).
        assert_eq!(combined([3, -2], &[1, 1], &[7]), Some(vec![u64::MAX - 10, 2]));
        assert_eq!(combined([-3, 2], &[1, 1], &[7]), None);
        assert_eq!(combined([1, -1], &[7, 1], &[6, 1]), Some(vec![1]));
    }

    proptest! {
        #[test]
        fn it_is_what_another_algorithm_finds(
            one in prop::collection::vec(any::<u32>(), 0..60),
            other in prop::collection::vec(any::<u32>(), 0..60),
            factor in prop::collection::vec(any::<u32>(), 0..20),
        ) {
            let of = |digits: Vec<u32>| BigInt::from(BigUint::new(digits));
            let factor = of(factor);
            let (one, other) = (of(one) * &factor, of(other) * factor);
            prop_assert_eq!(greatest(&one, &other), one.gcd(&other));
        }
    }
}
