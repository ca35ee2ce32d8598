//! Spend held against the customers it won later: CAC_t = Σ_k w_k·spend_(t−k) ÷ customers_t, Σ w = 1.
//!
//! Only months whose spend is known for every weight, and whose customers are known, are compared; what stays
//! without its counterpart is outside CAC, and told.

use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::lag::Lag;
use crate::domain::ledger::{Key, Ledger, Minor, Totals};
use crate::domain::period::{Month, Span};

/// A ledger whose spend stands in the months of the customers it won.
#[derive(Clone, Debug)]
pub struct Lagged {
    /// The ledger; what has no counterpart is not in it.
    pub ledger: Ledger,
    /// The months compared.
    pub window: Span,
    /// What was held against what.
    pub matched: Matched,
}

/// What a lag held against what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The lag.
    pub lag: Lag,
    /// Spend held against customers.
    pub spend: Exact,
    /// Spend whose customers come in months without data on customers, or came before them.
    pub unmatched_spend: Exact,
    /// Customers of months whose spend lies, in part or whole, before the data on spend.
    pub unmatched_customers: Minor,
}

/// Why a lag cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLag {
    /// There are no dates.
    NoPeriod,
    /// Rows for more than a month.
    LongPeriod(Span),
    /// No month has customers and, by the lag, spend: the months of each.
    Apart(Option<Span>, Option<Span>),
}

/// Moves spend by the lag. `declared` are the months of customers asked for; `counted` is the part of a category's spend
/// that counts as cost, which alone is told as matched or not.
///
/// # Errors
/// Why the lag cannot be applied.
pub fn lag(
    ledger: Ledger,
    lag: &Lag,
    declared: Option<Span>,
    counted: impl Fn(&Category) -> Exact,
) -> Result<Lagged, NoLag> {
    let has_customers = |totals: &Totals| totals.customer_rows > 0 || totals.new_customers != Minor::default();
    for (key, totals) in &ledger.totals {
        if !totals.has_spend() && !has_customers(totals) {
            continue;
        }
        match key.period {
            None => return Err(NoLag::NoPeriod),
            Some(span) if span.months() != 1 => return Err(NoLag::LongPeriod(span)),
            Some(_) => {}
        }
    }
    let covered = |has: &dyn Fn(&Totals) -> bool| {
        ledger.totals.iter().filter(|(_, totals)| has(totals)).filter_map(|(key, _)| key.period).reduce(Span::joined)
    };
    let (spend, customers) = (covered(&Totals::has_spend), covered(&has_customers));
    let (shortest, longest) = lag.range();
    let (Some(of_spend), Some(of_customers)) = (spend, customers) else {
        return Err(NoLag::Apart(spend, customers));
    };
    let wanted = declared.unwrap_or(Span {
        first: of_customers.first.min(of_spend.first.plus(shortest)),
        last: of_customers.last.max(of_spend.last.plus(longest)),
    });
    let window = Span {
        first: wanted.first.max(of_customers.first).max(of_spend.first.plus(longest)),
        last: wanted.last.min(of_customers.last).min(of_spend.last.plus(shortest)),
    };
    if window.first > window.last {
        return Err(NoLag::Apart(spend, customers));
    }
    let mut moved = Ledger { totals: std::collections::BTreeMap::new(), ..ledger.clone() };
    let mut matched = Matched {
        lag: lag.clone(),
        spend: Exact::zero(),
        unmatched_spend: Exact::zero(),
        unmatched_customers: Minor::default(),
    };
    let inside = |span: Span, month: Month| span.first <= month && month <= span.last;
    for (key, mut totals) in ledger.totals {
        let month = key.period.map(|span| span.first);
        if let Some(month) = month.filter(|_| totals.has_spend()) {
            let whole = totals.own_spend();
            for (delay, weight) in lag.weights() {
                let target = month.plus(i32::try_from(*delay).unwrap_or(i32::MAX));
                let part = &whole * weight;
                if inside(wanted, target) && !inside(window, target) {
                    matched.unmatched_spend += &(&part * &counted(&key.category));
                    continue;
                }
                if inside(window, target) {
                    matched.spend += &(&part * &counted(&key.category));
                }
                let key = Key { period: Some(Span::month(target)), ..key.clone() };
                let mut spend = Totals { spend_rows: totals.spend_rows, ..Totals::default() };
                spend.set_own_spend(part);
                moved.add(key, &spend);
            }
            (totals.spend, totals.fraction, totals.spend_rows) = (Minor::default(), None, 0);
        }
        if let Some(month) = month
            && has_customers(&totals)
            && inside(wanted, month)
            && !inside(window, month)
        {
            matched.unmatched_customers += totals.new_customers;
            (totals.new_customers, totals.customer_rows, totals.acquired) = (Minor::default(), 0, None);
        }
        if has_customers(&totals) || totals.revenue.is_some() {
            moved.add(key, &totals);
        }
    }
    Ok(Lagged { ledger: moved, window, matched })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn month(number: i32) -> Span {
        Span::month(Month::new(2026, number).unwrap())
    }

    fn ledger(spend: &[(i32, i128)], customers: &[(i32, i128)]) -> Ledger {
        let mut ledger = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
        let key = |number| Key {
            period: Some(month(number)),
            channel: None,
            segment: None,
            category: Category::Uncategorised,
            others: Vec::new(),
        };
        for (number, amount) in spend {
            let totals = Totals { spend: Minor(amount * Minor::ONE), spend_rows: 1, ..Totals::default() };
            ledger.add(key(*number), &totals);
        }
        for (number, count) in customers {
            let totals = Totals { new_customers: Minor(count * Minor::ONE), customer_rows: 1, ..Totals::default() };
            ledger.add(key(*number), &totals);
        }
        ledger
    }

    /// All spend counts as cost.
    fn held(ledger: Ledger, wanted: &Lag, declared: Option<Span>) -> Result<Lagged, NoLag> {
        lag(ledger, wanted, declared, |_| Exact::one())
    }

    fn whole(minor: Minor) -> i128 {
        assert_eq!(minor.0 % Minor::ONE, 0);
        minor.0 / Minor::ONE
    }

    /// Rows of spend and of customers stand in one month each, be they of nothing; revenue may stand where it likes.
    #[test]
    fn a_lag_moves_by_the_month() {
        let fault = |period: Option<Span>, totals: Totals| {
            let mut all = ledger(&[(1, 100)], &[(2, 1)]);
            let category = Category::Uncategorised;
            all.add(Key { period, channel: None, segment: None, category, others: Vec::new() }, &totals);
            held(all, &Lag::months(1), None).err()
        };
        let of_none = || Totals { customer_rows: 1, ..Totals::default() };
        let of_one = || Totals { new_customers: Minor(Minor::ONE), ..Totals::default() };
        let spend = || Totals { spend_rows: 1, ..Totals::default() };
        let quarter = month(1).joined(month(3));
        for totals in [of_none(), of_one(), spend()] {
            assert_eq!(fault(None, totals.clone()), Some(NoLag::NoPeriod));
            assert_eq!(fault(Some(quarter), totals.clone()), Some(NoLag::LongPeriod(quarter)));
            assert_eq!(fault(Some(month(2)), totals), None);
        }
        let revenue = || Totals { revenue: Some(Box::default()), ..Totals::default() };
        assert_eq!((fault(None, revenue()), fault(Some(quarter), revenue())), (None, None));
    }

    #[test]
    fn spend_of_a_month_wins_the_customers_of_the_next() {
        // Spend 100, 200, 400 in January to March; customers 1, 2, 4 in January to March.
        let all = ledger(&[(1, 100), (2, 200), (3, 400)], &[(1, 1), (2, 2), (3, 4)]);
        let lagged = held(all, &Lag::months(1), None).unwrap();
        // February and March have their spend, 100 and 200; March's own 400 waits for April; January's customer
        // came before any spend that is known.
        assert_eq!(lagged.window, month(2).joined(month(3)));
        assert_eq!(lagged.matched.spend, Exact::whole(300));
        assert_eq!(lagged.matched.unmatched_spend, Exact::whole(400));
        assert_eq!(whole(lagged.matched.unmatched_customers), 1);
        let spend = |number| {
            let of = lagged.ledger.totals.iter().filter(|(key, _)| key.period == Some(month(number)));
            of.map(|(_, totals)| whole(totals.spend)).sum::<i128>()
        };
        assert_eq!((spend(2), spend(3)), (100, 200));
    }

    #[test]
    fn weights_split_spend_exactly() {
        // March: 50 % of 400, 30 % of 200, 20 % of 100 = 200 + 60 + 20.
        let all = ledger(&[(1, 100), (2, 200), (3, 400)], &[(1, 1), (2, 2), (3, 4)]);
        let lagged = held(all, &"0:50%,1:30%,2:20%".parse().unwrap(), None).unwrap();
        assert_eq!(lagged.window, month(3));
        assert_eq!(lagged.matched.spend, Exact::whole(280));
        assert_eq!(lagged.matched.unmatched_spend, Exact::whole(700 - 280));
        assert_eq!(whole(lagged.matched.unmatched_customers), 3);
    }

    /// Half of 100 and 200 counts: 150 of the 300 are held against customers, 200 of the last 400 wait for theirs.
    #[test]
    fn only_what_counts_as_cost_is_told_as_matched() {
        let all = ledger(&[(1, 100), (2, 200), (3, 400)], &[(1, 1), (2, 2), (3, 4)]);
        let half = |_: &Category| Exact::quotient(1, 2).unwrap();
        let lagged = lag(all.clone(), &Lag::months(1), None, half).unwrap();
        assert_eq!((lagged.matched.spend, lagged.matched.unmatched_spend), (Exact::whole(150), Exact::whole(200)));
        let lagged = lag(all, &Lag::months(1), None, |_| Exact::zero()).unwrap();
        assert_eq!((lagged.matched.spend, lagged.matched.unmatched_spend), (Exact::zero(), Exact::zero()));
    }

    #[test]
    fn no_lag_is_the_ledger_itself() {
        let all = ledger(&[(1, 100), (2, 200)], &[(1, 1), (2, 2)]);
        let lagged = held(all.clone(), &Lag::months(0), None).unwrap();
        assert_eq!(lagged.ledger.totals, all.totals);
        assert_eq!(lagged.matched.unmatched_spend, Exact::whole(0));
    }

    #[test]
    fn the_months_asked_for_are_those_of_customers() {
        let all = ledger(&[(1, 100), (2, 200), (3, 400)], &[(1, 1), (2, 2), (3, 4)]);
        let lagged = held(all, &Lag::months(1), Some(month(3))).unwrap();
        assert_eq!((lagged.window, lagged.matched.spend), (month(3), Exact::whole(200)));
        // Spend for other months is outside the period, not unmatched.
        assert_eq!(lagged.matched.unmatched_spend, Exact::whole(0));
    }

    #[test]
    fn what_cannot_be_held_against_each_other_is_no_lag() {
        let apart = ledger(&[(1, 100)], &[(5, 1)]);
        assert_eq!(held(apart, &Lag::months(1), None).unwrap_err(), NoLag::Apart(Some(month(1)), Some(month(5))));
    }

    /// March: a third of 400 and two thirds of 200 = 400/3 + 400/3; of all 700 the rest is held against nobody.
    #[test]
    fn weights_may_be_thirds() {
        let all = ledger(&[(1, 100), (2, 200), (3, 400)], &[(2, 2), (3, 4)]);
        let lagged = held(all, &"0:1/3,1:2/3".parse().unwrap(), None).unwrap();
        let spend = |number| {
            let of = lagged.ledger.totals.iter().filter(|(key, _)| key.period == Some(month(number)));
            of.map(|(_, totals)| totals.all_spend()).sum::<Exact>()
        };
        assert_eq!(spend(2), Exact::quotient(400, 3).unwrap());
        assert_eq!(spend(3), Exact::quotient(800, 3).unwrap());
        assert_eq!(lagged.matched.spend, Exact::whole(400));
        assert_eq!(lagged.matched.unmatched_spend, Exact::whole(300));
    }

    #[test]
    fn a_lag_takes_months_on_both_sides() {
        let mut undated = ledger(&[(1, 100)], &[(2, 1)]);
        let key = Key { period: None, ..undated.totals.keys().next().unwrap().clone() };
        undated.add(key, &Totals { spend_rows: 1, ..Totals::default() });
        assert_eq!(held(undated, &Lag::months(1), None).unwrap_err(), NoLag::NoPeriod);
        let without = |spend, customers| held(ledger(spend, customers), &Lag::months(1), None).unwrap_err();
        assert_eq!(without(&[(1, 100)], &[]), NoLag::Apart(Some(month(1)), None));
        assert_eq!(without(&[], &[(3, 1)]), NoLag::Apart(None, Some(month(3))));
        assert_eq!(without(&[], &[]), NoLag::Apart(None, None));
    }
}
