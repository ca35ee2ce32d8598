//! Ids in order, and those that wait to be put among them: 24 bytes an id where each comes once.

use super::slots::Slot;

/// How many ids may wait whatever the number of those in order.
const FEW: usize = 3 * CHUNK;
/// How many of them lie together, so that room for more is taken as it is needed and none is copied for it.
const CHUNK: usize = 512;

/// A part of the ids.
#[derive(Default)]
pub(super) struct Sorted {
    /// In the order of their fingerprints, each once.
    sorted: Vec<Slot>,
    /// In the order of their rows.
    waiting: Vec<Vec<Slot>>,
    /// How many they are.
    waits: usize,
    /// Whether most of those that waited last had come before: a list of few ids, again and again.
    again: bool,
    /// Rows of customers that were known before, and of ones that had come before.
    met: (u64, u64),
}

impl Sorted {
    /// Adds rows; `false` where there is no memory for them. `one` makes one of two rows of an id.
    #[must_use]
    pub(super) fn add(&mut self, rows: &[Slot], one: impl FnMut(&mut Slot, &Slot)) -> bool {
        let fits = |chunk: &&mut Vec<Slot>| chunk.len().saturating_add(rows.len()) <= chunk.capacity();
        if self.waits.saturating_add(rows.len()) > self.room() && self.put_in(one).is_none() {
            return false;
        }
        if let Some(chunk) = self.waiting.last_mut().filter(fits) {
            chunk.extend_from_slice(rows);
        } else {
            let wanted = if self.len() == 0 { rows.len() } else { CHUNK.max(rows.len()) };
            let mut chunk = Vec::new();
            if self.waiting.try_reserve(1).is_err() || chunk.try_reserve_exact(wanted).is_err() {
                return false;
            }
            chunk.extend_from_slice(rows);
            self.waiting.push(chunk);
        }
        self.waits = self.waits.saturating_add(rows.len());
        true
    }

    /// How many may wait: fewer where they would take more room than those in order.
    fn room(&self) -> usize {
        let few = if self.again { self.sorted.len() / 3 * 2 } else { self.sorted.len().saturating_mul(3) };
        few.max(FEW)
    }

    /// Puts the waiting rows in, and gives the numbers of rows known and met before since the last time; `None`
    /// where there is no memory for them.
    pub(super) fn settle(&mut self, one: impl FnMut(&mut Slot, &Slot)) -> Option<(u64, u64)> {
        self.put_in(one)?;
        self.waiting = Vec::new();
        Some(std::mem::take(&mut self.met))
    }

    fn put_in(&mut self, mut one: impl FnMut(&mut Slot, &Slot)) -> Option<()> {
        if self.waits == 0 {
            return Some(());
        }
        let length = self.len();
        let (mut all, mut ends): (Vec<Slot>, Vec<u32>) = (Vec::new(), Vec::new());
        all.try_reserve_exact(length).ok()?;
        // Fingerprints are spread evenly: of as many buckets, by their upper bits, each has one or a few.
        let bits = length.ilog2().max(1);
        ends.try_reserve_exact(1usize.checked_shl(bits)?).ok()?;
        ends.resize(1 << bits, 0);
        let bucket = |slot: &Slot| usize::try_from(slot.upper() >> u64::BITS.saturating_sub(bits)).unwrap_or(0);
        for slot in self.sorted.iter().chain(self.waiting.iter().flatten()) {
            if let Some(count) = ends.get_mut(bucket(slot)) {
                *count = count.wrapping_add(1);
            }
        }
        let mut before = 0u32;
        for end in &mut ends {
            before = before.wrapping_add(std::mem::replace(end, before));
        }
        all.resize(length, Slot::new(0, 0, 0));
        for slot in self.sorted.drain(..).chain(self.waiting.drain(..).flatten()) {
            if let Some(end) = ends.get_mut(bucket(&slot)) {
                if let Some(place) = all.get_mut(*end as usize) {
                    *place = slot;
                }
                *end = end.wrapping_add(1);
            }
        }
        let mut from = 0;
        for end in &ends {
            let to = *end as usize;
            if let Some(few) = all.get_mut(from..to).filter(|few| few.len() > 1) {
                // Rows of an id stay as they came.
                few.sort_by_key(Slot::order);
            }
            from = to;
        }
        let (known, met) = &mut self.met;
        all.dedup_by(|row, before| {
            let same = row.order() == before.order();
            if same {
                let count = if before.day == i32::MIN { &mut *known } else { &mut *met };
                *count = count.saturating_add(1);
                one(before, row);
            }
            same
        });
        self.again = all.len().saturating_mul(8) < length.saturating_mul(7);
        if all.len() < length {
            all.shrink_to_fit();
        }
        (self.sorted, self.waits) = (all, 0);
        Some(())
    }

    /// How many there are, with those that wait.
    pub(super) fn len(&self) -> usize {
        self.sorted.len().saturating_add(self.waits)
    }

    /// All ids, once nothing waits.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.sorted.iter()
    }
}
