//! What reading gives: exact totals by key. Rows are never kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::sync::Arc;

use num_traits::ToPrimitive;

use super::category::Category;
use super::exact::Exact;
use super::funnel::{StepName, Steps};
use super::movements::Movements;
use super::period::Span;

/// A sum in units of 10^-18: money, or customers where attribution splits them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(pub i128);

impl Minor {
    /// Decimal places of the unit.
    pub const SCALE: u32 = 18;
    /// One whole in minor units.
    pub const ONE: i128 = 1_000_000_000_000_000_000;

    /// The exact value.
    #[must_use]
    pub fn exact(self) -> Exact {
        Exact::of_digits(self.0, Self::SCALE)
    }
}

impl AddAssign for Minor {
    /// The reader refuses input whose amounts could add up beyond the range, so no sum is ever cut off.
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

/// The name of a channel or segment: `None` is blank.
pub type Name = Option<Arc<str>>;

/// What a total is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The months; `None` for input without periods.
    pub period: Option<Span>,
    /// The channel as shown.
    pub channel: Name,
    /// The segment as shown.
    pub segment: Name,
    /// The category of spend; `Uncategorised` for everything else.
    pub category: Category,
    /// Further columns asked for with `--by`, in that order.
    pub others: Vec<Name>,
}

/// Sums from revenue rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revenue {
    /// Revenue.
    pub revenue: Minor,
    /// Cost of revenue.
    pub cost: Minor,
    /// Refunds, as positive amounts.
    pub refunds: Minor,
    /// Σ active customers × months of the row's period.
    pub active_months: Minor,
    /// Customers at the start of the period.
    pub at_start: Minor,
    /// Customers at its end.
    pub at_end: Minor,
    /// Customers lost in it.
    pub churned: Minor,
    /// Rows added up.
    pub rows: u64,
    /// Rows that carried a cost of revenue, active customers, customers at start, churned customers, customers at end.
    pub with: [u64; 5],
}

/// Sums over the new customers whose own revenue is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acquired {
    /// Customers with a monthly revenue of their own.
    pub customers: u64,
    /// Σ of their monthly revenue.
    pub revenue: Minor,
    /// Σ of monthly revenue × margin, when rows carry a margin.
    pub margin: Option<Exact>,
}

/// Sums for one key. `default()` is their zero and `+=` their addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Money spent.
    pub spend: Minor,
    /// Spend beyond `spend` that is the key's own: parts of amounts, which need not end in the unit.
    pub fraction: Option<Box<Exact>>,
    /// Spend beyond these: shares of shared cost.
    pub spread: Option<Box<Exact>>,
    /// Rows of spend.
    pub spend_rows: u64,
    /// Customers won.
    pub new_customers: Minor,
    /// Rows of customers.
    pub customer_rows: u64,
    /// From revenue rows.
    pub revenue: Option<Box<Revenue>>,
    /// From customer rows that carry their revenue.
    pub acquired: Option<Box<Acquired>>,
    /// From the rows of a funnel.
    pub steps: Option<Box<Steps>>,
    /// From revenue rows that say how recurring revenue moved.
    pub movements: Option<Box<Movements>>,
}

impl Totals {
    /// Spend without shares of shared cost.
    #[must_use]
    pub fn own_spend(&self) -> Exact {
        with(self.spend.exact(), self.fraction.as_deref())
    }

    /// Puts an amount in the place of the spend that is the key's own.
    pub fn set_own_spend(&mut self, amount: Exact) {
        let units = &amount * &Exact::whole(Minor::ONE);
        (self.spend, self.fraction) = match units.is_whole().then(|| units.numerator().to_i128()).flatten() {
            Some(units) => (Minor(units), None),
            None => (Minor::default(), Some(Box::new(amount))),
        };
    }

    /// All spend, with shares of shared cost.
    #[must_use]
    pub fn all_spend(&self) -> Exact {
        with(self.own_spend(), self.spread.as_deref())
    }

    /// Whether there is any row or share of spend.
    #[must_use]
    pub fn has_spend(&self) -> bool {
        self.spend_rows > 0 || self.spend != Minor::default() || self.fraction.is_some() || self.spread.is_some()
    }
}

fn with(sum: Exact, more: Option<&Exact>) -> Exact {
    match more {
        Some(more) => &sum + more,
        None => sum,
    }
}

/// Adds what may be missing.
fn add(mine: &mut Option<Box<Exact>>, theirs: Option<&Exact>) {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => **mine += theirs,
        (mine @ None, Some(theirs)) => *mine = Some(Box::new(theirs.clone())),
        (_, None) => {}
    }
}

impl AddAssign<&Self> for Revenue {
    fn add_assign(&mut self, other: &Self) {
        self.revenue += other.revenue;
        self.cost += other.cost;
        self.refunds += other.refunds;
        self.active_months += other.active_months;
        self.at_start += other.at_start;
        self.at_end += other.at_end;
        self.churned += other.churned;
        self.rows = self.rows.saturating_add(other.rows);
        for (mine, theirs) in self.with.iter_mut().zip(other.with) {
            *mine = mine.saturating_add(theirs);
        }
    }
}

impl AddAssign<&Self> for Acquired {
    fn add_assign(&mut self, other: &Self) {
        self.customers = self.customers.saturating_add(other.customers);
        self.revenue += other.revenue;
        match (&mut self.margin, &other.margin) {
            (Some(mine), Some(theirs)) => *mine += theirs,
            (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
            (_, None) => {}
        }
    }
}

impl AddAssign<&Self> for Totals {
    fn add_assign(&mut self, other: &Self) {
        self.spend += other.spend;
        add(&mut self.fraction, other.fraction.as_deref());
        add(&mut self.spread, other.spread.as_deref());
        self.spend_rows = self.spend_rows.saturating_add(other.spend_rows);
        self.new_customers += other.new_customers;
        self.customer_rows = self.customer_rows.saturating_add(other.customer_rows);
        if let Some(theirs) = &other.revenue {
            **self.revenue.get_or_insert_default() += &**theirs;
        }
        if let Some(theirs) = &other.acquired {
            **self.acquired.get_or_insert_default() += &**theirs;
        }
        if let Some(theirs) = &other.steps {
            **self.steps.get_or_insert_default() += &**theirs;
        }
        if let Some(theirs) = &other.movements {
            **self.movements.get_or_insert_default() += &**theirs;
        }
    }
}

/// A dimension that rows can be grouped by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The channel.
    Channel,
    /// The segment.
    Segment,
    /// The category of spend.
    Category,
    /// Months, quarters or years.
    Period(super::period::Grain),
    /// A further column, by its place in [`Key::others`] and the name it was asked for by.
    Other(usize, String),
}

impl Dimension {
    /// The name, which is the key of rows in machine formats.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Channel => "channel",
            Self::Segment => "segment",
            Self::Category => "category",
            Self::Period(grain) => grain.name(),
            Self::Other(_, name) => name,
        }
    }
}

/// Sums by key, and what is known of the sides they came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The sums.
    pub totals: BTreeMap<Key, Totals>,
    /// Whether there was any input of spend.
    pub has_spend: bool,
    /// Whether there was any input of customers.
    pub has_customers: bool,
    /// Whether there was any input of revenue.
    pub has_revenue: bool,
    /// Whether some spend came from a file without a category column.
    pub uncategorised_spend: bool,
    /// The dimensions that at least one row of spend carries, by name.
    pub spend_dimensions: BTreeSet<String>,
    /// The dimensions that at least one row of customers carries, by name.
    pub customer_dimensions: BTreeSet<String>,
    /// The dimensions that at least one row of revenue carries, by name.
    pub revenue_dimensions: BTreeSet<String>,
    /// The dimensions that at least one row of a funnel carries, by name.
    pub step_dimensions: BTreeSet<String>,
    /// The steps of the funnel, from the first to the last.
    pub steps: Vec<StepName>,
    /// Revenue and customers' own revenue of all months, where inputs are pooled over others than those selected.
    pub window: Option<Box<Window>>,
}

/// What inputs are pooled over where that is not the selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How many months, up to the end of the selection or of a row's own period.
    pub months: u32,
    /// The sums of revenue and of customers' own revenue, of all months.
    pub totals: BTreeMap<Key, Totals>,
}

impl Ledger {
    /// The sums that a window of months looks at.
    #[must_use]
    pub fn window(&self, months: u32) -> Window {
        let pooled = self.totals.iter().filter(|(_, totals)| totals.revenue.is_some() || totals.acquired.is_some());
        let part = |totals: &Totals| Totals {
            revenue: totals.revenue.clone(),
            acquired: totals.acquired.clone(),
            ..Totals::default()
        };
        Window { months, totals: pooled.map(|(key, totals)| (key.clone(), part(totals))).collect() }
    }

    /// Adds to the sums of a key.
    pub fn add(&mut self, key: Key, totals: &Totals) {
        *self.totals.entry(key).or_default() += totals;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn third() -> Option<Box<Exact>> {
        Exact::quotient(1, 3).map(Box::new)
    }

    fn sum(all: &[Totals]) -> Totals {
        all.iter().fold(Totals::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }

    #[test]
    fn shares_that_do_not_end_add_up_exactly() {
        let part =
            Totals { spend: Minor(Minor::ONE), fraction: third(), spread: third(), spend_rows: 1, ..Totals::default() };
        let all = sum(&[part.clone(), Totals::default(), part.clone(), part]);
        assert_eq!((all.own_spend(), all.all_spend(), all.spend_rows), (Exact::whole(4), Exact::whole(5), 3));
    }

    #[test]
    fn there_is_spend_where_there_is_a_row_an_amount_or_a_share() {
        let none = Totals::default;
        assert!(!none().has_spend());
        assert!(Totals { spend_rows: 1, ..none() }.has_spend());
        assert!(Totals { spend: Minor(-1), ..none() }.has_spend());
        assert!(Totals { fraction: third(), ..none() }.has_spend());
        assert!(Totals { spread: third(), ..none() }.has_spend());
    }

    /// What was spent and won is that of the months themselves.
    #[test]
    fn a_window_looks_at_revenue_and_at_what_customers_bring() {
        let key = |channel: &str| Key {
            period: None,
            channel: Some(channel.into()),
            segment: None,
            category: Category::Uncategorised,
            others: Vec::new(),
        };
        let revenue = Some(Box::new(Revenue { revenue: Minor(7), rows: 1, ..Revenue::default() }));
        let acquired = Some(Box::new(Acquired { customers: 2, revenue: Minor(9), margin: None }));
        let mut ledger = Ledger::default();
        let (spend, new_customers) = (Minor(5), Minor(3));
        ledger.add(key("A"), &Totals { spend, revenue: revenue.clone(), ..Totals::default() });
        ledger.add(key("B"), &Totals { new_customers, acquired: acquired.clone(), ..Totals::default() });
        ledger.add(key("C"), &Totals { spend, new_customers, ..Totals::default() });
        let window = ledger.window(6);
        assert_eq!((window.months, window.totals.len()), (6, 2));
        assert_eq!(window.totals.get(&key("A")), Some(&Totals { revenue, ..Totals::default() }));
        assert_eq!(window.totals.get(&key("B")), Some(&Totals { acquired, ..Totals::default() }));
    }

    #[test]
    fn an_amount_stands_in_units_where_it_ends_there() {
        let mut totals = Totals { spend: Minor(5), fraction: third(), ..Totals::default() };
        totals.set_own_spend(Exact::decimal(25, 1));
        assert_eq!((totals.spend, &totals.fraction), (Minor(5 * Minor::ONE / 2), &None));
        totals.set_own_spend(Exact::quotient(1, 3).unwrap_or_default());
        assert_eq!((totals.spend, &totals.fraction), (Minor(0), &third()));
        assert_eq!(totals.own_spend(), Exact::quotient(1, 3).unwrap_or_default());
    }

    #[test]
    fn revenue_and_what_customers_bring_add_up_column_by_column() {
        let revenue = Revenue {
            revenue: Minor(1),
            cost: Minor(2),
            refunds: Minor(3),
            active_months: Minor(4),
            at_start: Minor(5),
            at_end: Minor(6),
            churned: Minor(7),
            rows: 8,
            with: [1, 2, 3, 4, 5],
        };
        let acquired = Acquired { customers: 2, revenue: Minor(10), margin: Some(Exact::whole(4)) };
        let one = Totals {
            revenue: Some(Box::new(revenue)),
            acquired: Some(Box::new(acquired.clone())),
            new_customers: Minor(9),
            customer_rows: 2,
            ..Totals::default()
        };
        let doubled = Revenue {
            revenue: Minor(2),
            cost: Minor(4),
            refunds: Minor(6),
            active_months: Minor(8),
            at_start: Minor(10),
            at_end: Minor(12),
            churned: Minor(14),
            rows: 16,
            with: [2, 4, 6, 8, 10],
        };
        let all = sum(&[one.clone(), one]);
        assert_eq!((all.revenue, all.new_customers, all.customer_rows), (Some(Box::new(doubled)), Minor(18), 4));
        let brought = Acquired { customers: 4, revenue: Minor(20), margin: Some(Exact::whole(8)) };
        assert_eq!(all.acquired, Some(Box::new(brought)));
        let mut known = Acquired { margin: None, ..acquired.clone() };
        known += &acquired;
        known += &Acquired::default();
        assert_eq!((known.customers, known.margin), (4, Some(Exact::whole(4))));
    }

    #[test]
    fn a_dimension_has_the_name_it_was_asked_for_by() {
        use crate::domain::period::Grain;
        let all = [Dimension::Channel, Dimension::Segment, Dimension::Category, Dimension::Period(Grain::Quarter)];
        assert_eq!(all.each_ref().map(Dimension::name), ["channel", "segment", "category", "quarter"]);
        assert_eq!(Dimension::Other(0, "country".to_owned()).name(), "country");
    }

    #[test]
    fn a_window_looks_at_revenue_and_at_what_customers_bring_alone() {
        let key = |name: &str| Key {
            period: None,
            channel: Some(name.into()),
            segment: None,
            category: Category::Uncategorised,
            others: Vec::new(),
        };
        let mut ledger = Ledger::default();
        let (revenue, acquired) = (Some(Box::default()), Some(Box::default()));
        ledger.add(key("both"), &Totals { revenue, spend: Minor(5), spend_rows: 1, ..Totals::default() });
        ledger.add(key("own"), &Totals { acquired, new_customers: Minor(5), ..Totals::default() });
        ledger.add(key("spend"), &Totals { spend: Minor(5), spend_rows: 1, ..Totals::default() });
        let window = ledger.window(3);
        assert_eq!((window.months, window.totals.len()), (3, 2));
        assert!(window.totals.values().all(|totals| !totals.has_spend() && totals.new_customers == Minor(0)));
    }
}
