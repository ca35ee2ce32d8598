//! The steps from a first contact to a customer, and what is counted at each of them.

use std::ops::AddAssign;

use super::exact::Exact;
use super::ledger::Minor;

macro_rules! steps {
    ($($variant:ident $name:literal),+ $(,)?) => {
        /// A step that is known by name, in the order in which people usually pass them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Step { $(#[doc = $name] $variant),+ }

        impl Step {
            /// Every step.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in machine formats and on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

// Reach is left out: one person of a reach stands for several impressions, so neither is a step of the other.
steps! {
    Impressions "impressions", Clicks "clicks", Visits "visits", Visitors "visitors", Carts "carts",
    Checkouts "checkouts", Conversions "conversions", Signups "signups", Leads "leads", MarketingQualified "mqls",
    SalesQualified "sqls", Meetings "meetings", Demos "demos", Trials "trials", Opportunities "opportunities",
    Proposals "proposals", Orders "orders", Customers "customers",
}

/// A step of a run: one that is known, or a column that was named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepName {
    /// The name in machine formats, and what tells steps apart.
    pub key: String,
    /// What the files call it.
    pub title: String,
    /// Which step it is, when it is known.
    pub step: Option<Step>,
}

/// Sums at the steps for one key. `default()` is their zero and `+=` their addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// By the place of the step in the ledger; `None` where no row gives it.
    pub counts: Vec<Option<Minor>>,
    /// Rates of visits that leave at once, where rows carry them.
    pub bounced: Option<Bounced>,
}

/// What a bounce rate was told of: spend of the same row, or its visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounced {
    /// Spend of rows with a rate, and Σ spend × rate.
    pub spend: (Exact, Exact),
    /// Visits of rows with a rate, and Σ visits × rate.
    pub visits: (Exact, Exact),
}

impl Default for Bounced {
    fn default() -> Self {
        let zero = || (Exact::zero(), Exact::zero());
        Self { spend: zero(), visits: zero() }
    }
}

impl Steps {
    /// The count at a place.
    #[must_use]
    pub fn count(&self, place: usize) -> Option<Minor> {
        self.counts.get(place).copied().flatten()
    }

    /// Adds to the count at a place.
    pub fn add(&mut self, place: usize, count: Minor) {
        if self.counts.len() <= place {
            self.counts.resize(place.saturating_add(1), None);
        }
        if let Some(slot) = self.counts.get_mut(place) {
            *slot.get_or_insert_default() += count;
        }
    }
}

impl Steps {
    /// What is told of bounces, for a part of the spend.
    #[must_use]
    pub fn bounced_part(&self, share: &Exact) -> Option<Box<Self>> {
        let bounced = self.bounced.as_ref()?;
        let spend = (&bounced.spend.0 * share, &bounced.spend.1 * share);
        let bounced = Bounced { spend, ..Bounced::default() };
        Some(Box::new(Self { counts: Vec::new(), bounced: Some(bounced) }))
    }
}

impl AddAssign<&Self> for Bounced {
    fn add_assign(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.spend, &other.spend), (&mut self.visits, &other.visits)] {
            mine.0 += &theirs.0;
            mine.1 += &theirs.1;
        }
    }
}

impl AddAssign<&Self> for Steps {
    fn add_assign(&mut self, other: &Self) {
        for (place, count) in other.counts.iter().enumerate() {
            if let Some(count) = count {
                self.add(place, *count);
            }
        }
        if let Some(theirs) = &other.bounced {
            *self.bounced.get_or_insert_default() += theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(one: i32, other: i32) -> (Exact, Exact) {
        (Exact::whole(one), Exact::whole(other))
    }

    #[test]
    fn counts_and_bounces_add_up_place_by_place() {
        let mut sum = Steps::default();
        sum.add(2, Minor(5));
        assert_eq!((sum.count(0), sum.count(2), sum.count(3)), (None, Some(Minor(5)), None));
        let bounced = Bounced { spend: pair(100, 40), visits: pair(10, 3) };
        let other = Steps { counts: vec![Some(Minor(1)), None, Some(Minor(2))], bounced: Some(bounced.clone()) };
        sum += &other;
        assert_eq!(sum.counts, [Some(Minor(1)), None, Some(Minor(7))]);
        assert_eq!(sum.bounced, Some(bounced));
        sum += &other;
        assert_eq!(sum.bounced, Some(Bounced { spend: pair(200, 80), visits: pair(20, 6) }));
    }

    #[test]
    fn a_part_of_the_spend_takes_its_bounces_along_and_no_counts() {
        let bounced = Bounced { spend: pair(100, 40), visits: pair(10, 3) };
        let steps = Steps { counts: vec![Some(Minor(1))], bounced: Some(bounced) };
        let part = steps.bounced_part(&Exact::decimal(25, 2));
        let spend = pair(25, 10);
        assert_eq!(
            part,
            Some(Box::new(Steps { counts: Vec::new(), bounced: Some(Bounced { spend, ..Bounced::default() }) }))
        );
        assert_eq!(Steps::default().bounced_part(&Exact::one()), None);
    }

    #[test]
    fn steps_have_names_of_their_own() {
        let names: std::collections::BTreeSet<&str> = Step::ALL.iter().map(|step| step.name()).collect();
        assert_eq!(names.len(), Step::ALL.len());
        assert_eq!((Step::MarketingQualified.name(), Step::Customers.name()), ("mqls", "customers"));
    }
}
