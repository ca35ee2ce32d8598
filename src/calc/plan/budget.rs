//! What a budget B buys: B ÷ CAC customers on average, N + (B − S) ÷ k at marginal CAC k, beside today's spend S and
//! customers N; and the other way round. The largest budget that keeps the target T at marginal CAC, with M = LTV ÷ T:
//! no limit by this test if k ≤ M, else S + (M·N − S) ÷ (1 − M ÷ k).
//! Source: identities; the last one solves LTV ÷ (B ÷ (N + (B − S) ÷ k)) = T for B.

use std::cmp::Ordering;

use crate::calc::cac::cac;
use crate::calc::ratio;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// What is known of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// S: spend.
    pub spend: Value,
    /// N: customers.
    pub new_customers: Value,
    /// CAC.
    pub cac: Value,
    /// LTV.
    pub ltv: Value,
}

/// A budget and what it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The budget.
    pub budget: Value,
    /// The customers it wins.
    pub new_customers: Value,
    /// Budget ÷ customers.
    pub cac: Value,
    /// LTV ÷ that CAC.
    pub ltv_cac: Value,
}

/// How far a budget can grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Largest {
    /// The marginal CAC is within what a customer may cost, so this test sets no limit.
    Unlimited,
    /// At most this.
    UpTo(Value),
}

impl Today {
    fn point(&self, budget: Value, new_customers: Value) -> Point {
        let cac = cac(&budget, &new_customers);
        let ltv_cac = ratio::ltv_cac(&self.ltv, &cac);
        Point { budget, new_customers, cac, ltv_cac }
    }

    /// What a budget brings when each customer costs what the average one does today.
    #[must_use]
    pub fn budget_at_average(&self, budget: &Exact) -> Point {
        let budget = Value::exact(budget.clone());
        let customers = budget.divided_by(&self.cac, Reason::NoSpend);
        self.point(budget, customers)
    }

    /// What a budget brings when what it has beyond today's spend wins customers at marginal CAC.
    #[must_use]
    pub fn budget_at_marginal(&self, budget: &Exact, marginal: &Value) -> Point {
        let budget = Value::exact(budget.clone());
        let more = minus(&budget, &self.spend).divided_by(marginal, Reason::NoCommonChange);
        let customers = not_negative(plus(&self.new_customers, &more));
        self.point(budget, customers)
    }

    /// The budget for so many customers at average CAC.
    #[must_use]
    pub fn customers_at_average(&self, customers: &Exact) -> Point {
        let customers = Value::exact(customers.clone());
        self.point(customers.times(&self.cac), customers)
    }

    /// The budget for so many customers when those beyond today's cost the marginal CAC.
    #[must_use]
    pub fn customers_at_marginal(&self, customers: &Exact, marginal: &Value) -> Point {
        let customers = Value::exact(customers.clone());
        let more = minus(&customers, &self.new_customers).times(marginal);
        self.point(not_negative(plus(&self.spend, &more)), customers)
    }

    /// The largest budget that keeps LTV:CAC at the target, all beyond today's spend at marginal CAC.
    #[must_use]
    pub fn largest(&self, target: &Exact, marginal: &Value) -> Largest {
        let most = ratio::max_cac(&self.ltv, target);
        let over = marginal.and_then(|marginal| most.and_then(|most| known(order(marginal, most))));
        match over {
            Value::Known(over) if !over.is_positive() => Largest::Unlimited,
            Value::Known(_) => Largest::UpTo(self.up_to(&most, marginal)),
            Value::Undefined(reason) => Largest::UpTo(Value::Undefined(reason)),
        }
    }

    /// S + (M·N − S) ÷ (1 − M ÷ k).
    fn up_to(&self, most: &Value, marginal: &Value) -> Value {
        let room = minus(&most.times(&self.new_customers), &self.spend);
        let part = most.divided_by(marginal, Reason::NoCommonChange);
        let left = minus(&Value::exact(Exact::one()), &part);
        not_negative(plus(&self.spend, &room.divided_by(&left, Reason::OutOfRange)))
    }

    /// What is won at the largest budget.
    #[must_use]
    pub fn at_largest(&self, largest: &Value, marginal: &Value) -> Point {
        let more = minus(largest, &self.spend).divided_by(marginal, Reason::NoCommonChange);
        self.point(largest.clone(), not_negative(plus(&self.new_customers, &more)))
    }
}

/// The order of two figures as a number, if it is certain.
fn order(one: &Figure, other: &Figure) -> Option<Exact> {
    one.compare(other).map(|order| match order {
        Ordering::Less => Exact::whole(-1),
        Ordering::Equal => Exact::zero(),
        Ordering::Greater => Exact::one(),
    })
}

fn known(exact: Option<Exact>) -> Value {
    exact.map_or(Value::Undefined(Reason::OutOfRange), Value::exact)
}

fn plus(one: &Value, other: &Value) -> Value {
    one.and_then(|one| other.and_then(|other| Value::Known(one.plus(other))))
}

fn minus(one: &Value, other: &Value) -> Value {
    one.and_then(|one| other.and_then(|other| Value::Known(one.minus(other))))
}

/// Money and customers are not below zero.
fn not_negative(value: Value) -> Value {
    match value.figure() {
        Some(figure) if figure.is_negative() => Value::Undefined(Reason::OutOfRange),
        Some(_) | None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(number: i64) -> Value {
        Value::exact(Exact::whole(number))
    }

    fn today(spend: i64, customers: i64, ltv: i64) -> Today {
        let (spend, new_customers) = (whole(spend), whole(customers));
        Today { cac: cac(&spend, &new_customers), spend, new_customers, ltv: whole(ltv) }
    }

    /// S 100 000, N 500, LTV 900, T 3, k 400: 300 000, where the ratio is 3 and that of the last customer 2.25.
    #[test]
    fn the_largest_budget_of_the_worked_example_is_300_000() {
        let (today, marginal) = (today(100_000, 500, 900), whole(400));
        let largest = today.largest(&Exact::whole(3), &marginal);
        assert_eq!(largest, Largest::UpTo(whole(300_000)));
        let point = today.at_largest(&whole(300_000), &marginal);
        assert_eq!((point.new_customers, point.cac, point.ltv_cac), (whole(1_000), whole(300), whole(3)));
        assert_eq!(ratio::ltv_cac(&today.ltv, &marginal), Value::exact(Exact::decimal(225, 2)));
    }

    #[test]
    fn a_marginal_cac_within_the_limit_sets_none() {
        let today = today(100_000, 500, 900);
        assert_eq!(today.largest(&Exact::whole(3), &whole(300)), Largest::Unlimited);
        assert_eq!(today.largest(&Exact::whole(3), &whole(299)), Largest::Unlimited);
        let none = Value::Undefined(Reason::NoCommonChange);
        assert_eq!(today.largest(&Exact::whole(3), &none), Largest::UpTo(none));
    }

    /// Today's CAC 400 misses M 300: 200 000 − 50 000 ÷ (1 − 300 ÷ 600) = 100 000, for 500 − 100 000 ÷ 600 customers.
    #[test]
    fn a_target_that_today_misses_needs_a_smaller_budget() {
        let (today, marginal) = (today(200_000, 500, 900), whole(600));
        assert_eq!(today.largest(&Exact::whole(3), &marginal), Largest::UpTo(whole(100_000)));
        let point = today.at_largest(&whole(100_000), &marginal);
        assert_eq!(point.ltv_cac, whole(3));
    }

    #[test]
    fn todays_budget_wins_todays_customers() {
        let today = today(100_000, 500, 900);
        for point in [
            today.budget_at_average(&Exact::whole(100_000)),
            today.budget_at_marginal(&Exact::whole(100_000), &whole(400)),
            today.customers_at_average(&Exact::whole(500)),
            today.customers_at_marginal(&Exact::whole(500), &whole(400)),
        ] {
            assert_eq!((point.budget, point.new_customers), (whole(100_000), whole(500)));
        }
    }

    /// By hand: 20 000 more at 400 are 50 customers, at the average of 200 they are 100.
    #[test]
    fn more_money_wins_fewer_at_the_margin() {
        let today = today(100_000, 500, 900);
        assert_eq!(today.budget_at_average(&Exact::whole(120_000)).new_customers, whole(600));
        assert_eq!(today.budget_at_marginal(&Exact::whole(120_000), &whole(400)).new_customers, whole(550));
        assert_eq!(today.customers_at_marginal(&Exact::whole(550), &whole(400)).budget, whole(120_000));
        let none = today.budget_at_marginal(&Exact::zero(), &whole(100));
        assert_eq!(none.new_customers, Value::Undefined(Reason::OutOfRange));
    }
}
