//! Payback by customers who stay: the least whole n with Σ nᵢ·mᵢ·(1 − rᵢⁿ) ÷ cᵢ ≥ CAC·Σ nᵢ; for one kind of
//! customer m·(1 − rⁿ) ÷ c ≥ CAC. Source: geometric sum (CAC 2000, m 80: 35 months at 2 %, never at 5 %).
//!
//! The powers are kept between two integers on a binary grid, so n in the millions costs some dozen products;
//! where the grid cannot tell, the fractions themselves are compared.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::BigInt;

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// Customers of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many there are.
    pub customers: Exact,
    /// m: margin per customer and month.
    pub monthly: Figure,
    /// c: churn per month.
    pub churn: Figure,
}

/// The least whole number of monthly payments that covers the CAC.
#[must_use]
pub fn months(cac: &Value, parts: &[Part]) -> Value {
    cac.and_then(|cost| {
        if parts.iter().any(|part| part.monthly.is_negative()) {
            return Value::Undefined(Reason::NegativeMargin);
        }
        let customers: Exact = parts.iter().map(|part| part.customers.clone()).sum();
        if !customers.is_positive() {
            return Value::Undefined(Reason::NoData);
        }
        if !parts.iter().any(|part| part.monthly.is_positive()) {
            return Value::Undefined(Reason::NegativeMargin);
        }
        if cost.is_zero() {
            return Value::Known(Figure::zero());
        }
        let bill = cost.times(&Figure::exact(customers));
        Sum::of(parts, &bill).map_or(Value::Undefined(Reason::OutOfRange), |sum| sum.months())
    })
}

/// Σ wᵢ·(1 − rᵢⁿ) + linear·n, held against a bill.
struct Sum<'a> {
    /// wᵢ = nᵢ·mᵢ ÷ cᵢ and rᵢ, for the customers who leave.
    terms: Vec<(Figure, Figure)>,
    /// What those who never leave bring a month.
    linear: Figure,
    /// What is to be covered.
    bill: &'a Figure,
    /// Σ wᵢ − bill.
    margin: Figure,
}

impl<'a> Sum<'a> {
    fn of(parts: &[Part], bill: &'a Figure) -> Option<Self> {
        let bits = if parts.len() <= 64 { 4_096 } else { 512 };
        let mut by_churn: BTreeMap<(&Exact, &Exact), (Figure, &Figure)> = BTreeMap::new();
        for part in parts {
            let paid = part.monthly.times(&Figure::exact(part.customers.clone()));
            let key = (part.churn.low(), part.churn.high());
            let (sum, _) = by_churn.entry(key).or_insert_with(|| (Figure::zero(), &part.churn));
            *sum = super::grid::kept_short(&sum.plus(&paid), bits);
        }
        let (mut terms, mut linear, mut whole) = (Vec::new(), Figure::zero(), Figure::zero());
        for (paid, churn) in by_churn.into_values() {
            if churn.is_zero() {
                linear = paid;
            } else {
                let weight = super::grid::kept_short(&paid.divided_by(churn)?, bits);
                whole = super::grid::kept_short(&whole.plus(&weight), bits);
                terms.push((weight, Figure::one().minus(churn)));
            }
        }
        let margin = whole.minus(bill);
        Some(Self { terms, linear, bill, margin })
    }

    fn months(&self) -> Value {
        if self.terms.is_empty() {
            return self.bill.divided_by(&self.linear).map_or(Value::Undefined(Reason::NegativeMargin), |months| {
                whole_months(months.low().ceiling(), months.high().ceiling())
            });
        }
        if !self.linear.is_positive() {
            match self.margin.compare(&Figure::zero()) {
                Some(Ordering::Greater) => {}
                Some(Ordering::Equal) if self.terms.iter().all(|(_, kept)| kept.is_zero()) => {
                    return Value::Known(Figure::one());
                }
                Some(Ordering::Less | Ordering::Equal) => {
                    return Value::Undefined(Reason::NeverPaysBack);
                }
                None => return Value::Undefined(Reason::OutOfRange),
            }
        }
        for bits in [128, 512, 2_048] {
            let grid = Grid::of(self, bits);
            match grid.search(|n| self.reached_exactly(n)) {
                Ok(Some(months)) => return whole_months(months.into(), months.into()),
                Ok(None) => return Value::Undefined(Reason::TooLarge),
                Err(Unsure) => {}
            }
        }
        let grid = Grid::of(self, 2_048);
        let least = grid.search(|_| Some(true)).ok().flatten();
        let most = grid.search(|_| Some(false)).ok().flatten();
        least
            .zip(most)
            .map_or(Value::Undefined(Reason::TooLarge), |(least, most)| whole_months(least.into(), most.into()))
    }

    /// Whether n months cover the bill, by the fractions themselves, where that is affordable.
    fn reached_exactly(&self, months: u64) -> Option<bool> {
        let exponent = u32::try_from(months).ok()?;
        let exact = |figure: &Figure| figure.is_exact().then(|| figure.low().clone());
        let mut sum = Exact::zero();
        let mut bits = 0_u64;
        for (weight, kept) in &self.terms {
            let kept = exact(kept)?;
            bits = bits.saturating_add(kept.denominator().bits().saturating_mul(months));
            if bits > 200_000 {
                return None;
            }
            sum += &(&exact(weight)? * &kept.power(exponent));
        }
        let brought = &exact(&self.linear)? * &Exact::whole(months);
        Some(&sum - &brought <= exact(&self.margin)?)
    }
}

fn whole_months(least: BigInt, most: BigInt) -> Value {
    Value::Known(Figure::between(Exact::whole(least), Exact::whole(most)))
}

/// The grid is too coarse to tell.
struct Unsure;

/// A number that is not below zero between two multiples of 2^-bits.
#[derive(Clone)]
struct Bound {
    low: BigInt,
    high: BigInt,
}

struct Grid {
    bits: u32,
    weights: Vec<Bound>,
    kept: Vec<Bound>,
    linear: Bound,
    margin: Bound,
}

impl Grid {
    /// Everything is divided by the bill, so that the grid is fine enough whatever the currency.
    fn of(sum: &Sum<'_>, bits: u32) -> Self {
        let unit = sum.bill.middle();
        let scaled = |figure: &Figure, unit: &Exact| {
            let scale = Exact::whole(BigInt::from(1) << bits);
            let on = |bound: &Exact| (bound * &scale).divided_by(unit).unwrap_or_else(Exact::zero);
            Bound { low: on(figure.low()).floor(), high: on(figure.high()).ceiling() }
        };
        let one = Exact::one();
        Self {
            bits,
            weights: sum.terms.iter().map(|(w, _)| scaled(w, &unit)).collect(),
            kept: sum.terms.iter().map(|(_, r)| scaled(r, &one)).collect(),
            linear: scaled(&sum.linear, &unit),
            margin: scaled(&sum.margin, &unit),
        }
    }

    /// The least n that covers the bill; `None` when it is beyond 2^62. `decide` is asked where the grid cannot
    /// tell.
    fn search(&self, decide: impl Fn(u64) -> Option<bool>) -> Result<Option<u64>, Unsure> {
        let reached =
            |months: u64, powers: &[Bound]| self.reached(months, powers).or_else(|| decide(months)).ok_or(Unsure);
        let mut squares: Vec<Vec<Bound>> = Vec::new();
        let (mut top, mut months) = (self.kept.clone(), 1_u64);
        while !reached(months, &top)? {
            if months >> 62 > 0 {
                return Ok(None);
            }
            let next = self.products(&top, &top);
            squares.push(std::mem::replace(&mut top, next));
            months <<= 1;
        }
        let Some(mut powers) = squares.pop() else {
            return Ok(Some(1));
        };
        let mut short = months >> 1;
        let mut step = short;
        while let Some(square) = squares.pop() {
            step >>= 1;
            let next = self.products(&powers, &square);
            if !reached(short.saturating_add(step), &next)? {
                short = short.saturating_add(step);
                powers = next;
            }
        }
        Ok(Some(short.saturating_add(1)))
    }

    /// Whether Σ wᵢ·rᵢⁿ − linear·n ≤ margin, as far as the grid can tell.
    fn reached(&self, months: u64, powers: &[Bound]) -> Option<bool> {
        let mut left = Bound { low: -(&self.linear.high * months), high: -(&self.linear.low * months) };
        for (weight, power) in self.weights.iter().zip(powers) {
            let part = self.product(weight, power);
            left.low += part.low;
            left.high += part.high;
        }
        if left.high <= self.margin.low {
            Some(true)
        } else if left.low > self.margin.high {
            Some(false)
        } else {
            None
        }
    }

    fn products(&self, one: &[Bound], other: &[Bound]) -> Vec<Bound> {
        one.iter().zip(other).map(|(one, other)| self.product(one, other)).collect()
    }

    fn product(&self, one: &Bound, other: &Bound) -> Bound {
        Bound { low: (&one.low * &other.low) >> self.bits, high: ((&one.high * &other.high) >> self.bits) + 1 }
    }
}

#[cfg(test)]
mod tests;
