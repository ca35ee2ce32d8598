//! Ids in order, and those that wait to be put among them: 40 bytes an id at most, written from one end to the other.

use super::slots::Slot;

/// How many ids may wait whatever the number of those in order.
const FEW: usize = 1024;

/// A part of the ids.
#[derive(Default)]
pub(super) struct Sorted {
    /// In the order of their fingerprints, each once.
    sorted: Vec<Slot>,
    /// In the order of their rows; at most two for three of those in order.
    waiting: Vec<Slot>,
    /// Rows of customers that were known before, and of ones that had come before.
    met: (u64, u64),
}

impl Sorted {
    /// Adds rows; `false` where there is no memory for them. `one` makes one of two rows of an id.
    #[must_use]
    pub(super) fn add(&mut self, rows: &[Slot], one: impl FnMut(&mut Slot, &Slot)) -> bool {
        if self.waiting.len().saturating_add(rows.len()) > self.room()
            && !(self.put_in(one).is_some() && self.waiting.try_reserve_exact(self.room()).is_ok())
        {
            return false;
        }
        if self.waiting.try_reserve(rows.len()).is_err() {
            return false;
        }
        self.waiting.extend_from_slice(rows);
        true
    }

    fn room(&self) -> usize {
        (self.sorted.len() / 3).saturating_mul(2).max(FEW)
    }

    /// Puts the waiting rows in, and gives the numbers of rows known and met before since the last time; `None`
    /// where there is no memory for them.
    pub(super) fn settle(&mut self, one: impl FnMut(&mut Slot, &Slot)) -> Option<(u64, u64)> {
        self.put_in(one)?;
        self.waiting = Vec::new();
        Some(std::mem::take(&mut self.met))
    }

    fn put_in(&mut self, mut one: impl FnMut(&mut Slot, &Slot)) -> Option<()> {
        if self.waiting.is_empty() {
            return Some(());
        }
        let mut all: Vec<Slot> = Vec::new();
        all.try_reserve_exact(self.sorted.len().saturating_add(self.waiting.len())).ok()?;
        self.waiting.sort_unstable_by_key(Slot::order);
        let old = std::mem::take(&mut self.sorted);
        let mut before = old.into_iter().peekable();
        for row in &self.waiting {
            while let Some(slot) = before.next_if(|slot| slot.order() <= row.order()) {
                all.push(slot);
            }
            match all.last_mut().filter(|last| last.order() == row.order()) {
                Some(last) => {
                    let count = if last.day == i32::MIN { &mut self.met.0 } else { &mut self.met.1 };
                    *count = count.saturating_add(1);
                    one(last, row);
                }
                None => all.push(*row),
            }
        }
        all.extend(before);
        all.shrink_to_fit();
        self.sorted = all;
        self.waiting.clear();
        Some(())
    }

    /// How many there are, with those that wait.
    pub(super) fn len(&self) -> usize {
        self.sorted.len().saturating_add(self.waiting.len())
    }

    /// All ids, once nothing waits.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.sorted.iter()
    }
}
