//! Inputs of LTV from data: ARPA = Σ revenue ÷ Σ (active customers × months), margin = 1 − cost ÷ revenue, churn
//! of a k-month period 1 − (1 − C)^(1/k); refunds subtract. Every figure is a ratio of sums over what is pooled.
//! Source: the product's own definition; ARPA and churn as in ChartMogul and Baremetrics.

use std::collections::BTreeSet;

use super::results::Origin;
use crate::domain::assumptions::ChurnBase;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::{Acquired, Minor, Revenue};
use crate::domain::lever::{Lever, Scaled};
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::rate::MonthlyChurn;
use crate::domain::sample::Sample;

/// Revenue rows pooled over months and units.
#[derive(Clone, Debug, Default)]
pub(super) struct RevenuePool {
    revenue: Revenue,
    /// Customers at the start, customers lost and customers at the end, by the length of the rows in months, of which
    /// there is mostly one.
    stocks: Vec<(u32, [Minor; 3])>,
    /// The bases of churn below which some row of a place and period lost more customers than there were.
    overdrawn: BTreeSet<ChurnBase>,
    /// Whether some row of a place and period has a cost below zero.
    negative_cost: bool,
}

/// What data tells about customers.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    pub(super) arpa: Option<(Figure, Origin)>,
    pub(super) margin: Option<(Figure, Origin)>,
    pub(super) churn: Option<Figure>,
    /// The customers behind the churn, where all rows are of one length.
    pub(super) sample: Option<Sample>,
    /// What the data gives that cannot be: churn or margin above 100 %, of the whole or of a part that is hidden in it.
    pub(super) out_of_range: BTreeSet<Metric>,
}

impl RevenuePool {
    pub(super) fn add(&mut self, revenue: &Revenue, period: Option<Span>, unnamed_months: u32) {
        self.revenue += revenue;
        let months = period.map_or(unnamed_months, |span| u32::try_from(span.months()).unwrap_or(unnamed_months));
        let own = [revenue.at_start, revenue.churned, revenue.at_end];
        let place = self.stocks.binary_search_by_key(&months, |(length, _)| *length).unwrap_or_else(|place| {
            self.stocks.insert(place, (months, Default::default()));
            place
        });
        let sums = self.stocks.get_mut(place).into_iter().flat_map(|(_, sums)| sums);
        sums.zip(own).for_each(|(sum, more)| *sum += more);
        let overdrawn = |base: &&ChurnBase| revenue.churned.exact() > looked_at(**base, &own);
        self.overdrawn.extend(ChurnBase::ALL.iter().filter(overdrawn));
        self.negative_cost |= revenue.cost < Minor::default();
    }

    fn net(&self) -> Exact {
        &self.revenue.revenue.exact() - &self.revenue.refunds.exact()
    }

    /// A column counts only when every row carries it: a sum over some rows is no ratio of sums.
    fn carries(&self, column: usize) -> bool {
        self.revenue.with.get(column) == Some(&self.revenue.rows)
    }

    fn arpa(&self) -> Option<Figure> {
        let months = self.revenue.active_months.exact();
        let known = self.carries(1) && months.is_positive();
        known.then(|| self.net().divided_by(&months))?.map(Figure::exact)
    }

    fn margin(&self) -> Option<Figure> {
        let net = self.net();
        let known = self.carries(0) && net.is_positive() && !self.negative_cost;
        let cost = known.then(|| self.revenue.cost.exact().divided_by(&net))??;
        Some(Figure::exact(&Exact::one() - &cost))
    }

    /// Σ churned ÷ Σ of the base for each length of period, made monthly; several lengths are weighed by the months
    /// their customers were looked at (base × length). The base is the customers at the start, those and the ones won
    /// (which are those at the end and those lost), or the average of start and end.
    fn churn(&self, base: ChurnBase) -> Option<Figure> {
        if self.overdrawn.contains(&base) {
            return None;
        }
        let mut rates = Vec::new();
        for (months, lost, base) in self.lost(base)? {
            let rate = MonthlyChurn::over(&lost.divided_by(&base)?, months)?;
            rates.push((&base * &Exact::whole(months), rate.figure().clone()));
        }
        if let [(_, rate)] = rates.as_slice() {
            return Some(rate.clone());
        }
        let weight: Exact = rates.iter().map(|(weight, _)| weight.clone()).sum();
        super::grid::weighed(rates.iter().map(|(weight, rate)| (weight, rate))).divided_by(&Figure::exact(weight))
    }

    /// Customers lost and the base above zero, for each length of period in months.
    fn lost(&self, base: ChurnBase) -> Option<Vec<(u32, Exact, Exact)>> {
        let columns: &[usize] = match base {
            ChurnBase::Start => &[2, 3],
            ChurnBase::StartPlusNew => &[3, 4],
            ChurnBase::Average => &[2, 3, 4],
        };
        let based = |(months, stock): &(u32, [Minor; 3])| (*months, stock[1].exact(), looked_at(base, stock));
        let carried = columns.iter().all(|column| self.carries(*column));
        carried.then(|| self.stocks.iter().map(based).filter(|(_, _, base)| base.is_positive()).collect())
    }

    /// What cannot be: a rate above 100 %, which would hide in a sum with others.
    fn out_of_range(&self, base: ChurnBase) -> BTreeSet<Metric> {
        let churn = self.overdrawn.contains(&base) && self.lost(base).is_some();
        let margin = self.negative_cost && self.carries(0);
        [(Metric::Churn, churn), (Metric::Margin, margin)].into_iter().filter_map(|(m, out)| out.then_some(m)).collect()
    }

    /// The customers behind the churn, where it is one quotient of them: an average of two counts is none.
    fn sample(&self, base: ChurnBase) -> Option<Sample> {
        if self.overdrawn.contains(&base) {
            return None;
        }
        match (base, self.lost(base)?.as_slice()) {
            (ChurnBase::Start | ChurnBase::StartPlusNew, [(months, lost, all)]) => Sample::new(lost, all, *months),
            (ChurnBase::Start | ChurnBase::StartPlusNew | ChurnBase::Average, _) => None,
        }
    }
}

/// The customers that churn is a share of, from those at the start, those lost and those at the end.
fn looked_at(base: ChurnBase, [start, lost, end]: &[Minor; 3]) -> Exact {
    match base {
        ChurnBase::Start => start.exact(),
        ChurnBase::StartPlusNew => &end.exact() + &lost.exact(),
        ChurnBase::Average => &(&start.exact() + &end.exact()) * &Exact::decimal(5, 1),
    }
}

impl Derived {
    /// The same with an input multiplied. `None` where it cannot be that.
    pub(super) fn scaled(&self, factor: &Scaled) -> Option<Self> {
        let mut all = self.clone();
        let one = Exact::one();
        match factor.lever {
            Lever::Arpa => all.arpa = all.arpa.map(|(arpa, origin)| (factor.times(&arpa), origin)),
            Lever::Margin => {
                all.margin = all.margin.map(|(margin, origin)| (factor.times(&margin), origin));
                if all.margin.as_ref().is_some_and(|(margin, _)| *margin.low() > one) {
                    return None;
                }
            }
            Lever::Churn | Lever::Lifetime => {
                let by = if factor.lever == Lever::Churn { factor.by.clone() } else { factor.by.reciprocal()? };
                all.churn = all.churn.map(|churn| churn.times(&Figure::exact(by)));
                if all.churn.as_ref().is_some_and(|churn| *churn.high() > one) {
                    return None;
                }
            }
            Lever::Discount
            | Lever::Horizon
            | Lever::Aov
            | Lever::OrdersPerYear
            | Lever::CostPerOrder
            | Lever::Growth
            | Lever::Spend
            | Lever::NewCustomers
            | Lever::Cac
            | Lever::Ltv => {}
        }
        Some(all)
    }

    /// ARPA and margin of the customers acquired come before those of the active base.
    pub(super) fn of(base: Option<&RevenuePool>, acquired: Option<&Acquired>, churn_base: ChurnBase) -> Self {
        let own = acquired.filter(|acquired| acquired.customers > 0);
        let own_arpa = own.and_then(|own| {
            let customers = Exact::from(own.customers);
            own.revenue.exact().divided_by(&customers)
        });
        let own_margin = own.and_then(|own| own.margin.as_ref()?.divided_by(&own.revenue.exact()));
        let from = |own: Option<Exact>, base: Option<Figure>| {
            own.map(|own| (Figure::exact(own), Origin::AcquiredCustomers))
                .or_else(|| base.map(|base| (base, Origin::ActiveBase)))
        };
        let mut out_of_range = base.map(|pool| pool.out_of_range(churn_base)).unwrap_or_default();
        if own_margin.is_some() {
            out_of_range.remove(&Metric::Margin);
        }
        Self {
            out_of_range,
            arpa: from(own_arpa, base.and_then(RevenuePool::arpa)),
            margin: from(own_margin, base.and_then(RevenuePool::margin)),
            churn: base.and_then(|pool| pool.churn(churn_base)),
            sample: base.and_then(|pool| pool.sample(churn_base)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::Month;

    /// 100 at the start, 110 at the end and so many lost between them.
    fn stock(lost: i128) -> Revenue {
        let count = |number: i128| Minor(number * Minor::ONE);
        let (at_start, at_end, churned) = (count(100), count(110), count(lost));
        Revenue { at_start, at_end, churned, rows: 1, with: [1; 5], ..Revenue::default() }
    }

    fn pool(rows: &[(Revenue, u32)]) -> RevenuePool {
        let mut pool = RevenuePool::default();
        for (revenue, months) in rows {
            let first = Month::new(2026, 1).map(|first| {
                let more = i32::try_from(*months).unwrap_or_default().saturating_sub(1);
                Span { first, last: first.plus(more) }
            });
            pool.add(revenue, first, 1);
        }
        pool
    }

    fn share(top: i32, bottom: i32) -> Option<Figure> {
        Exact::quotient(top, bottom).map(Figure::exact)
    }

    #[test]
    fn a_churn_is_of_the_customers_that_were_looked_at() {
        let pool = pool(&[(stock(10), 1)]);
        assert_eq!(pool.churn(ChurnBase::Start), share(10, 100));
        assert_eq!(pool.churn(ChurnBase::StartPlusNew), share(10, 120));
        assert_eq!(pool.churn(ChurnBase::Average), share(10, 105));
        let counted = |base| pool.sample(base).map(|sample| (sample.part(), sample.whole(), sample.months()));
        assert_eq!(counted(ChurnBase::Start), Some((10, 100, 1)));
        assert_eq!((counted(ChurnBase::StartPlusNew), counted(ChurnBase::Average)), (Some((10, 120, 1)), None));
        assert_eq!(pool.out_of_range(ChurnBase::Start), BTreeSet::new());
    }

    /// 10 % of 100 in a month, and 1 − 0.8³ of 1 000 in a quarter, which is 20 % a month: (100·10 % + 3 000·20 %) ÷ 3 100.
    #[test]
    fn churns_of_several_lengths_are_weighed_by_the_months_looked_at() {
        let thousand = Revenue { at_start: Minor(1_000 * Minor::ONE), churned: Minor(488 * Minor::ONE), ..stock(0) };
        let pool = pool(&[(stock(10), 1), (thousand, 3)]);
        assert_eq!(pool.churn(ChurnBase::Start), share(610, 3_100));
        assert_eq!(pool.sample(ChurnBase::Start), None);
    }

    /// All of them may be lost, and one more may not.
    #[test]
    fn no_more_are_lost_than_there_were() {
        assert_eq!(pool(&[(stock(100), 1)]).churn(ChurnBase::Start), share(1, 1));
        let beyond = pool(&[(stock(101), 1)]);
        assert_eq!((beyond.churn(ChurnBase::Start), beyond.sample(ChurnBase::Start)), (None, None));
        assert_eq!(beyond.out_of_range(ChurnBase::Start), [Metric::Churn].into());
        assert_eq!(beyond.churn(ChurnBase::StartPlusNew), share(101, 211));
        // Where a row does not say, nothing is.
        let silent = Revenue { with: [1, 1, 1, 0, 1], ..stock(101) };
        assert_eq!(pool(&[(silent, 1)]).out_of_range(ChurnBase::Start), BTreeSet::new());
        assert_eq!(pool(&[(silent, 1)]).churn(ChurnBase::StartPlusNew), None);
    }

    /// 1 000 less refunds of 100, of 10 customers, at a cost of 180.
    #[test]
    fn arpa_and_margin_are_of_revenue_less_refunds() {
        let money = |number: i128| Minor(number * Minor::ONE);
        let own = Revenue {
            revenue: money(1_000),
            refunds: money(100),
            cost: money(180),
            active_months: money(10),
            ..stock(0)
        };
        let found = pool(&[(own, 1)]);
        assert_eq!((found.arpa(), found.margin()), (share(90, 1), share(4, 5)));
        // What costs nothing leaves all of it; a cost below nothing is none.
        let of = |cost, with| pool(&[(Revenue { cost: money(cost), with, ..own }, 1)]);
        assert_eq!(of(0, [1; 5]).margin(), share(1, 1));
        assert_eq!(of(-1, [1; 5]).margin(), None);
        assert_eq!(of(-1, [1; 5]).out_of_range(ChurnBase::Start), [Metric::Margin].into());
        assert_eq!(of(-1, [0, 1, 1, 1, 1]).out_of_range(ChurnBase::Start), BTreeSet::new());
        assert_eq!((of(180, [0; 5]).arpa(), of(180, [0; 5]).margin()), (None, None));
    }

    #[test]
    fn customers_that_nobody_acquired_say_nothing() {
        let nobody = Acquired { customers: 0, revenue: Minor(10 * Minor::ONE), margin: Some(Exact::whole(4)) };
        let found = Derived::of(None, Some(&nobody), ChurnBase::Start);
        assert_eq!((found.arpa, found.margin), (None, None));
    }

    /// 60 % may grow to 100 % and no further; a lifetime of half the length doubles the churn.
    #[test]
    fn a_margin_and_a_churn_from_data_do_not_grow_beyond_all() {
        let share = |percent| Figure::exact(Exact::decimal(percent, 2));
        let data =
            Derived { margin: Some((share(60), Origin::ActiveBase)), churn: Some(share(60)), ..Derived::default() };
        let by = |lever, (top, bottom): (i32, i32)| {
            let by = Exact::quotient(top, bottom).unwrap_or_default();
            let found = data.scaled(&Scaled { lever, by })?;
            Some((found.margin?.0, found.churn?))
        };
        assert_eq!(by(Lever::Margin, (5, 3)), Some((share(100), share(60))));
        assert_eq!(by(Lever::Margin, (2, 1)), None);
        assert_eq!(by(Lever::Churn, (5, 3)), Some((share(60), share(100))));
        assert_eq!(by(Lever::Churn, (2, 1)), None);
        assert_eq!(by(Lever::Lifetime, (2, 1)), Some((share(60), share(30))));
        assert_eq!(by(Lever::Lifetime, (1, 2)), None);
        assert_eq!(by(Lever::Lifetime, (0, 1)), None);
        assert_eq!(by(Lever::Arpa, (9, 1)), Some((share(60), share(60))));
    }
}
