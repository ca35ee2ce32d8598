//! Referrals: of each customer won come K more, each for a reward: effective CAC = (CAC + K·reward) ÷ (1 + K). One
//! generation: customers who were referred refer nobody. Source: the identity, cost ÷ customers.

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// What a customer costs when each one won brings `each` more for a reward; `each` and `reward` are not below zero.
#[must_use]
pub fn effective_cac(cac: &Value, each: &Exact, reward: &Exact) -> Value {
    let rewards = Figure::exact(each * reward);
    let all = Value::exact(&Exact::one() + each);
    cac.and_then(|cac| Value::Known(cac.plus(&rewards))).divided_by(&all, Reason::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 200 for the first, half a customer more for 20: (200 + 10) ÷ 1.5.
    #[test]
    fn half_a_referral_each_makes_a_third_of_all_customers() {
        let cac = Value::exact(Exact::whole(200));
        let found = effective_cac(&cac, &Exact::decimal(5, 1), &Exact::whole(20));
        assert_eq!(found, Value::exact(Exact::whole(140)));
    }

    #[test]
    fn without_referrals_nothing_changes() {
        let cac = Value::exact(Exact::whole(200));
        assert_eq!(effective_cac(&cac, &Exact::zero(), &Exact::whole(20)), cac);
    }

    #[test]
    fn a_reward_of_the_cac_itself_changes_nothing() {
        let cac = Value::exact(Exact::whole(7));
        assert_eq!(effective_cac(&cac, &Exact::decimal(37, 1), &Exact::whole(7)), cac);
    }
}
