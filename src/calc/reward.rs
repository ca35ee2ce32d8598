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
