//! How recurring revenue moved in a period: what was there at its start and end, what came and what went.

use std::ops::AddAssign;

use super::ledger::Minor;

/// One of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// Monthly recurring revenue at the start of the period.
    AtStart,
    /// The same at its end.
    AtEnd,
    /// Of customers won.
    New,
    /// Of customers who pay more than before.
    Expansion,
    /// Of customers who pay less, as a positive amount.
    Contraction,
    /// Of customers lost, as a positive amount.
    Churned,
    /// Of customers who came back.
    Reactivation,
}

impl Movement {
    /// Every movement; its place is the place of its sum.
    pub const ALL: &'static [Self] =
        &[Self::AtStart, Self::AtEnd, Self::New, Self::Expansion, Self::Contraction, Self::Churned, Self::Reactivation];

    /// The name of its column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AtStart => "mrr_at_start",
            Self::AtEnd => "mrr_at_end",
            Self::New => "new_mrr",
            Self::Expansion => "expansion",
            Self::Contraction => "contraction",
            Self::Churned => "churned_revenue",
            Self::Reactivation => "reactivation",
        }
    }

    /// Whether it is a stock, and not what moved within the period.
    #[must_use]
    pub fn is_stock(self) -> bool {
        matches!(self, Self::AtStart | Self::AtEnd)
    }

    /// Whether it is a loss, which some files write with a minus.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Contraction | Self::Churned)
    }
}

/// Sums over rows. `default()` is their zero and `+=` their addition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Movements {
    sums: [Minor; 7],
    /// Rows that carry each of them.
    with: [u64; 7],
    /// Rows that carry any.
    rows: u64,
}

impl Movements {
    /// The zero of so many rows.
    #[must_use]
    pub fn of_rows(rows: u64) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Adds an amount that all these rows carry.
    pub fn add(&mut self, movement: Movement, amount: Minor) {
        let rows = self.rows;
        if let Some(sum) = self.sums.get_mut(movement as usize) {
            *sum += amount;
        }
        if let Some(with) = self.with.get_mut(movement as usize) {
            *with = rows;
        }
    }

    /// The sum, when every row carries it: a sum over some rows is no ratio of sums.
    #[must_use]
    pub fn of(&self, movement: Movement) -> Option<Minor> {
        let whole = self.rows > 0 && self.with.get(movement as usize) == Some(&self.rows);
        self.sums.get(movement as usize).copied().filter(|_| whole)
    }

    /// Whether no row carries it.
    #[must_use]
    pub fn lacks(&self, movement: Movement) -> bool {
        self.with.get(movement as usize) == Some(&0)
    }
}

impl AddAssign<&Self> for Movements {
    fn add_assign(&mut self, other: &Self) {
        for (mine, theirs) in self.sums.iter_mut().zip(other.sums) {
            *mine += theirs;
        }
        for (mine, theirs) in self.with.iter_mut().zip(other.with) {
            *mine = mine.saturating_add(theirs);
        }
        self.rows = self.rows.saturating_add(other.rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_some_rows_lack_is_none() {
        let mut sum = Movements::of_rows(2);
        sum.add(Movement::New, Minor(5));
        assert_eq!((sum.of(Movement::New), sum.of(Movement::Churned)), (Some(Minor(5)), None));
        assert_eq!((sum.lacks(Movement::New), sum.lacks(Movement::Churned)), (false, true));
        let mut more = Movements::of_rows(1);
        more.add(Movement::New, Minor(2));
        more.add(Movement::Churned, Minor(1));
        sum += &more;
        assert_eq!((sum.of(Movement::New), sum.of(Movement::Churned)), (Some(Minor(7)), None));
        assert!(!sum.lacks(Movement::Churned));
        assert_eq!(Movements::default().of(Movement::New), None);
    }

    #[test]
    fn a_movement_is_a_stock_a_gain_or_a_loss() {
        let of = |wanted: fn(Movement) -> bool| -> Vec<&str> {
            Movement::ALL.iter().filter(|movement| wanted(**movement)).map(|movement| movement.name()).collect()
        };
        assert_eq!(of(Movement::is_stock), ["mrr_at_start", "mrr_at_end"]);
        assert_eq!(of(Movement::is_loss), ["contraction", "churned_revenue"]);
        let gains = of(|movement| !movement.is_stock() && !movement.is_loss());
        assert_eq!(gains, ["new_mrr", "expansion", "reactivation"]);
    }
}
