//! A fixed cost per won customer, such as a referral reward, is spend: reward × new customers of the channel.
//! Source: definition.

use num_traits::ToPrimitive;

use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Key, Ledger, Minor, Totals};

/// What was paid to a channel's customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewarded {
    /// The channel.
    pub channel: String,
    /// The reward for one customer, in money.
    pub reward: Exact,
    /// The customers won.
    pub customers: Exact,
}

/// The ledger with each reward as spend of the category `referral`, in the months and segments of the customers. It
/// stands beside other spend, and does not make that known by dimensions it lacks.
#[must_use]
pub fn rewarded(mut ledger: Ledger, rewards: &[(String, Exact)]) -> (Ledger, Vec<Rewarded>) {
    let mut all = Vec::new();
    for (channel, reward) in rewards {
        let mut customers = Exact::zero();
        let own = ledger.totals.iter().filter(|(key, _)| key.channel.as_deref() == Some(channel.as_str()));
        let won: Vec<(Key, Minor)> = own
            .filter(|(_, totals)| totals.new_customers != Minor::default())
            .map(|(key, totals)| (key.clone(), totals.new_customers))
            .collect();
        for (key, number) in won {
            let number = number.exact();
            customers += &number;
            ledger.add(Key { category: Category::Referral, ..key }, &paid(&(&number * reward)));
        }
        all.push(Rewarded { channel: channel.clone(), reward: reward.clone(), customers });
    }
    (ledger, all)
}

/// An amount of spend; one with a finer part than the ledger's unit stands as a fraction.
fn paid(amount: &Exact) -> Totals {
    let units = amount * &Exact::whole(Minor::ONE);
    match units.is_whole().then(|| units.numerator().to_i128()).flatten() {
        Some(minor) => Totals { spend: Minor(minor), spend_rows: 1, ..Totals::default() },
        None => Totals { fraction: Some(Box::new(amount.clone())), spend_rows: 1, ..Totals::default() },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// 10 customers of one channel and 3 of another; 25.50 for each of the ten is 255, a third for each 10 ÷ 3.
    #[test]
    fn a_reward_is_spend_of_its_own_category_beside_the_customers() {
        let key = |channel: &str, category: Category| Key {
            period: None,
            channel: Some(channel.into()),
            segment: None,
            category,
            others: Vec::new(),
        };
        let won =
            |number: i128| Totals { new_customers: Minor(number * Minor::ONE), customer_rows: 1, ..Totals::default() };
        let mut ledger = Ledger::default();
        ledger.add(key("friends", Category::Uncategorised), &won(10));
        ledger.add(key("search", Category::Uncategorised), &won(3));
        let paid = |reward: Exact| {
            let (found, told) = rewarded(ledger.clone(), &[("friends".to_owned(), reward.clone())]);
            let customers = Exact::whole(10);
            assert_eq!(told, [Rewarded { channel: "friends".to_owned(), reward, customers }]);
            let own = found.totals.get(&key("friends", Category::Referral)).cloned().unwrap();
            assert_eq!((found.totals.len(), own.spend_rows, own.new_customers), (3, 1, Minor(0)));
            (own.spend.exact(), own.fraction.map(|part| *part))
        };
        assert_eq!(paid(Exact::decimal(255, 1)), (Exact::whole(255), None));
        let third = Exact::quotient(1, 3).unwrap();
        assert_eq!(paid(third), (Exact::zero(), Exact::quotient(10, 3)));
    }
}
