//! A table of ids: 24 bytes an id and a third more at most, whose growth costs little room.

/// How many places a small table has.
const FIRST: usize = 256;
/// From so many places on a table grows by a quarter.
const SMALL: usize = 8192;
/// Marks a place without an id.
const VACANT: u32 = u32::MAX;

/// What is kept of an id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    fingerprint: [u64; 2],
    /// Its first day.
    pub(super) day: i32,
    /// The number of the place it came by, below `u32::MAX`.
    pub(super) place: u32,
}

impl Slot {
    #[expect(clippy::cast_possible_truncation, reason = "two halves")]
    pub(super) fn new(fingerprint: u128, day: i32, place: u32) -> Self {
        Self { fingerprint: [fingerprint as u64, (fingerprint >> 64) as u64], day, place }
    }
}

impl Slot {
    /// The upper half of the fingerprint, which orders ids first.
    pub(super) fn upper(&self) -> u64 {
        self.fingerprint[1]
    }

    /// What orders ids.
    pub(super) fn order(&self) -> u128 {
        u128::from(self.fingerprint[1]) << 64 | u128::from(self.fingerprint[0])
    }
}

/// Ids by their fingerprints, each at the first free place from the one that its upper half gives.
#[derive(Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    used: usize,
}

impl Slots {
    /// Where an id is sought first. Places lie in the order of the fingerprints, so that growing reads and writes from
    /// one end to the other.
    fn home(&self, upper: u64) -> usize {
        let place = u128::from(upper).wrapping_mul(self.slots.len() as u128) >> 64;
        usize::try_from(place).unwrap_or(0)
    }

    /// The place of an id, or the free one where it belongs.
    fn seek(&self, fingerprint: [u64; 2]) -> Option<usize> {
        let from = self.home(fingerprint[1]);
        let ends = |slot: &Slot| slot.place == VACANT || slot.fingerprint == fingerprint;
        match self.slots.get(from..)?.iter().position(ends) {
            Some(after) => Some(from.saturating_add(after)),
            None => self.slots.iter().position(ends),
        }
    }

    /// The slot of an id.
    pub(super) fn find(&mut self, fingerprint: u128) -> Option<&mut Slot> {
        let at = self.seek(Slot::new(fingerprint, 0, 0).fingerprint)?;
        self.slots.get_mut(at).filter(|slot| slot.place != VACANT)
    }

    /// Adds an id that is not there and for which there is room.
    pub(super) fn insert(&mut self, slot: Slot) {
        let _ = self.find_or_insert(slot);
    }

    /// The slot of an id that is there; else it is added, for which there must be room.
    pub(super) fn find_or_insert(&mut self, slot: Slot) -> Option<&mut Slot> {
        let at = self.seek(slot.fingerprint)?;
        let found = self.slots.get_mut(at)?;
        if found.place != VACANT {
            return Some(found);
        }
        *found = slot;
        self.used = self.used.saturating_add(1);
        None
    }

    /// Makes room for so many more ids; `false` where there is no memory for it.
    #[must_use]
    pub(super) fn reserve(&mut self, more: usize) -> bool {
        let wanted = self.used.saturating_add(more);
        let mut size = self.slots.len();
        // At most three places in four are taken.
        while wanted.saturating_mul(4) > size.saturating_mul(3) {
            size = match size {
                0 => FIRST,
                small if small < SMALL => small.saturating_mul(2),
                large => large.saturating_add(large / 4),
            };
        }
        if size > self.slots.len() {
            let vacant = Slot { fingerprint: [0; 2], day: 0, place: VACANT };
            let mut slots = Vec::new();
            if slots.try_reserve_exact(size).is_err() {
                return false;
            }
            slots.resize(size, vacant);
            let old = std::mem::replace(&mut self.slots, slots);
            self.used = 0;
            for slot in old.into_iter().filter(|slot| slot.place != VACANT) {
                let _ = self.find_or_insert(slot);
            }
        }
        true
    }

    /// How many ids there are.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// All ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.place != VACANT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_kept_once_and_in_few_bytes() {
        let mut slots = Slots::default();
        // Fingerprints that begin alike share their places; most are spread.
        let print = |id: u32| match id % 4 {
            0 => (u128::from(u64::MAX) << 64) | u128::from(id),
            _ => u128::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        };
        for id in (0..400u32).chain(0..400) {
            assert!(slots.reserve(1));
            slots.find_or_insert(Slot::new(print(id), 1, id));
        }
        assert_eq!(slots.iter().count(), 400);
        assert!((0..400).all(|id| slots.find(print(id)).is_some_and(|slot| slot.place == id)));
        assert!(slots.find(print(401)).is_none());
        for id in (400..200_000u32).filter(|id| id % 4 > 0) {
            assert!(slots.reserve(1));
            slots.insert(Slot::new(print(id), 1, id));
            let bytes = slots.slots.len() * size_of::<Slot>();
            assert!(slots.used < 6_000 || bytes <= slots.used * 44, "{bytes} bytes for {} ids", slots.used);
        }
        assert!((400..200_000).all(|id| slots.find(print(id)).is_some() == (id % 4 > 0)));
    }
}
