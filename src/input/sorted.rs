//! Ids in order, and those that wait to be put among them: 24 bytes an id where each comes once.

use super::slots::Slot;

/// How many ids may wait whatever the number of those in order.
const FEW: usize = 3 * CHUNK;
/// How many ids lie together, so that room is taken as it is needed and none is left over.
const CHUNK: usize = 512;

/// A part of the ids.
#[derive(Default)]
pub(super) struct Sorted {
    /// First those in the order of their fingerprints, each once, then those that wait, in the order of their rows.
    chunks: Vec<Vec<Slot>>,
    /// How many there are of both, and how many in order.
    all: usize,
    ordered: usize,
    /// Whether most of those that waited last had come before: a list of few ids, again and again.
    again: bool,
    /// Rows of customers that were known before, and of ones that had come before.
    met: (u64, u64),
}

/// Room to put ids in order, for one part after the other.
#[derive(Default)]
pub(super) struct Bench {
    slots: Vec<Slot>,
    ends: Vec<u32>,
}

impl Sorted {
    /// Adds rows; `false` where there is no memory for them. `one` makes one of two rows of an id.
    #[must_use]
    pub(super) fn add(&mut self, rows: &[Slot], bench: &mut Bench, one: impl FnMut(&mut Slot, &Slot)) -> bool {
        let waiting = self.all.saturating_sub(self.ordered).saturating_add(rows.len());
        if waiting > self.room() && self.put_in(bench, one).is_none() {
            return false;
        }
        let fits = |chunk: &&mut Vec<Slot>| chunk.len().saturating_add(rows.len()) <= chunk.capacity();
        if let Some(chunk) = self.chunks.last_mut().filter(fits) {
            chunk.extend_from_slice(rows);
        } else {
            let wanted = if self.all == 0 { rows.len() } else { CHUNK.max(rows.len()) };
            let mut chunk = Vec::new();
            if self.chunks.try_reserve(1).is_err() || chunk.try_reserve_exact(wanted).is_err() {
                return false;
            }
            chunk.extend_from_slice(rows);
            self.chunks.push(chunk);
        }
        self.all = self.all.saturating_add(rows.len());
        true
    }

    /// How many may wait: fewer where they would take more room than those in order.
    fn room(&self) -> usize {
        let few = if self.again { self.ordered / 3 * 2 } else { self.ordered.saturating_mul(3) };
        few.max(FEW)
    }

    /// Puts the waiting rows in, and gives the numbers of rows known and met before since the last time; `None`
    /// where there is no memory for them.
    pub(super) fn settle(&mut self, bench: &mut Bench, one: impl FnMut(&mut Slot, &Slot)) -> Option<(u64, u64)> {
        self.put_in(bench, one)?;
        Some(std::mem::take(&mut self.met))
    }

    fn put_in(&mut self, bench: &mut Bench, mut one: impl FnMut(&mut Slot, &Slot)) -> Option<()> {
        if self.all == self.ordered {
            return Some(());
        }
        bench.order(self.all, &self.chunks)?;
        let (known, met) = &mut self.met;
        bench.slots.dedup_by(|row, before| {
            let same = row.order() == before.order();
            if same {
                let count = if before.day == i32::MIN { &mut *known } else { &mut *met };
                *count = count.saturating_add(1);
                one(before, row);
            }
            same
        });
        let mut rest = bench.slots.as_slice();
        for chunk in &mut self.chunks {
            chunk.clear();
            let (own, others) = rest.split_at(chunk.capacity().min(rest.len()));
            chunk.extend_from_slice(own);
            rest = others;
        }
        self.chunks.retain(|chunk| !chunk.is_empty());
        self.again = bench.slots.len().saturating_mul(8) < self.all.saturating_mul(7);
        (self.all, self.ordered) = (bench.slots.len(), bench.slots.len());
        Some(())
    }

    /// How many there are, with those that wait.
    pub(super) fn len(&self) -> usize {
        self.all
    }

    /// All ids, once nothing waits.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.chunks.iter().flatten()
    }
}

impl Bench {
    /// Puts so many ids in the order of their fingerprints; rows of an id stay as they came. `None` where there is no
    /// memory for it.
    fn order(&mut self, length: usize, chunks: &[Vec<Slot>]) -> Option<()> {
        // Fingerprints are spread evenly: of as many buckets, by their upper bits, each has one or a few.
        let bits = length.ilog2().max(1);
        let bucket = |slot: &Slot| usize::try_from(slot.upper() >> u64::BITS.saturating_sub(bits)).unwrap_or(0);
        self.ends.clear();
        self.ends.try_reserve(1 << bits).ok()?;
        self.ends.resize(1 << bits, 0);
        for chunk in chunks {
            for slot in chunk {
                if let Some(count) = self.ends.get_mut(bucket(slot)) {
                    *count = count.wrapping_add(1);
                }
            }
        }
        let mut before = 0u32;
        for end in &mut self.ends {
            before = before.wrapping_add(std::mem::replace(end, before));
        }
        self.slots.try_reserve(length.saturating_sub(self.slots.len())).ok()?;
        self.slots.resize(length, Slot::new(0, 0, 0));
        for chunk in chunks {
            for slot in chunk {
                if let Some(end) = self.ends.get_mut(bucket(slot)) {
                    if let Some(place) = self.slots.get_mut(*end as usize) {
                        *place = *slot;
                    }
                    *end = end.wrapping_add(1);
                }
            }
        }
        let mut from = 0;
        for end in &self.ends {
            let to = *end as usize;
            if let Some(few) = self.slots.get_mut(from..to).filter(|few| few.len() > 1) {
                few.sort_by_key(Slot::order);
            }
            from = to;
        }
        Some(())
    }
}
