//! Arithmetic of quotients of long integers, which stay in lowest terms with the divisors of shorter numbers than the
//! result's (P. Henrici; D. E. Knuth, The Art of Computer Programming, volume 2, 4.5.1).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::divisor::greatest;

/// The terms of a quotient, in lowest terms, the denominator above zero.
type Quotient = (BigInt, BigInt);

/// The sum, or the difference.
pub(super) fn sum(one: &BigRational, two: &BigRational, less: bool) -> Quotient {
    let common = greatest(one.denom(), two.denom());
    let (own, others) = (one.denom() / &common, two.denom() / &common);
    let (this, that) = (one.numer() * &others, two.numer() * &own);
    let top = if less { this - that } else { this + that };
    // What divides both terms divides what the denominators have in common.
    let again = greatest(&top, &common);
    (top / &again, own * (two.denom() / again))
}

/// The product.
pub(super) fn product(one: &BigRational, two: &BigRational) -> Quotient {
    crossed(one.numer(), one.denom(), two.numer(), two.denom())
}

/// The quotient of a number and one that is not zero.
pub(super) fn quotient(one: &BigRational, two: &BigRational) -> Quotient {
    let (top, bottom) = crossed(one.numer(), one.denom(), two.denom(), two.numer());
    if bottom.is_negative() { (-top, -bottom) } else { (top, bottom) }
}

/// The product of two quotients, each in lowest terms: a numerator has divisors with the other's denominator alone.
fn crossed(top: &BigInt, bottom: &BigInt, others_top: &BigInt, others_bottom: &BigInt) -> Quotient {
    let without = |number: &BigInt, divisor: &BigInt| if divisor.is_one() { number.clone() } else { number / divisor };
    let (one, other) = (greatest(top, others_bottom), greatest(bottom, others_top));
    (without(top, &one) * without(others_top, &other), without(bottom, &other) * without(others_bottom, &one))
}
