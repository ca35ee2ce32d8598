//! Small keys and their numbers, found with one multiplication and mostly one look.

use std::hash::{BuildHasher, RandomState};

/// How far from its place a key may lie.
const REACH: usize = 16;
/// How many places there are at first, where few keys are sought and where many are.
const FEWEST: usize = 16;
const FIRST: usize = 64;
/// From how many places on a table is filled by half.
const LARGE: usize = 1 << 14;
/// Up to how many keys each lies at its own place, and the most places that are asked for to have it so.
const FEW: usize = 64;
const WIDE: usize = 1 << 12;
/// How often secrets are drawn for it before there are more places.
const DRAWS: usize = 16;
/// Marks a place without a key.
const VACANT: u32 = u32::MAX;

/// A key of few words.
pub(super) trait Key: Copy + Default {
    /// Whether it is the other.
    fn same(self, other: Self) -> bool;

    /// A number in which all bits of the key and of both secrets take part.
    fn mixed(self, secrets: (u64, u64)) -> u64;
}

/// Both halves of a product, so that each bit counts.
#[inline]
pub(super) fn product(one: u64, other: u64) -> u64 {
    let both = u128::from(one).wrapping_mul(u128::from(other));
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is meant")]
    let low = both as u64;
    let high = (both >> 64) as u64;
    low ^ high
}

/// Whether words are equal. They are in registers: to compare them as bytes would write them first.
#[inline]
fn equal<const N: usize>(one: [u64; N], other: [u64; N]) -> bool {
    one.iter().zip(other).fold(0, |all, (one, other)| all | (one ^ other)) == 0
}

impl Key for u64 {
    #[inline]
    fn same(self, other: Self) -> bool {
        self == other
    }

    #[inline]
    fn mixed(self, secrets: (u64, u64)) -> u64 {
        product(self ^ secrets.0, secrets.1)
    }
}

impl Key for [u64; 2] {
    #[inline]
    fn same(self, other: Self) -> bool {
        equal(self, other)
    }

    #[inline]
    fn mixed(self, secrets: (u64, u64)) -> u64 {
        let [one, other] = self;
        product(one ^ secrets.0, other ^ secrets.1)
    }
}

impl Key for [u64; 4] {
    #[inline]
    fn same(self, other: Self) -> bool {
        equal(self, other)
    }

    #[inline]
    fn mixed(self, secrets: (u64, u64)) -> u64 {
        let [a, b, c, d] = self;
        product(a ^ secrets.0, b ^ secrets.1) ^ product(c ^ secrets.1, d ^ secrets.0).rotate_left(17)
    }
}

/// Drawn anew.
pub(super) fn secrets() -> (u64, u64) {
    let random = || RandomState::new().hash_one(0u8) | 1;
    (random(), random())
}

/// What a table spares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sparing {
    /// Room, which takes longer to be written than it helps where a file is short.
    Room,
    /// Time, where keys are sought for millions of rows.
    Time,
}

/// Keys with a number each. The secrets are drawn anew for every table: no input can know where its keys lie.
pub(super) struct Known<K> {
    secrets: (u64, u64),
    /// As many places as a power of two, and `REACH` more.
    places: Vec<(K, u32)>,
    shift: u32,
    used: usize,
    sparing: Sparing,
}

impl<K: Key> Known<K> {
    pub(super) fn new(sparing: Sparing) -> Self {
        let mut known = Self { secrets: secrets(), places: Vec::new(), shift: 0, used: 0, sparing };
        known.resize(if sparing == Sparing::Room { FEWEST } else { FIRST });
        known
    }

    #[inline(always)]
    fn place(&self, key: K) -> usize {
        usize::try_from(key.mixed(self.secrets).wrapping_shr(self.shift)).unwrap_or(0)
    }

    /// The number of a key, if it is at its first place.
    #[inline(always)]
    pub(super) fn get_first(&self, key: K) -> Option<u32> {
        let (known, number) = self.places.get(self.place(key))?;
        (known.same(key) && *number != VACANT).then_some(*number)
    }

    /// The number of a key.
    #[inline(always)]
    pub(super) fn get(&self, key: K) -> Option<u32> {
        let from = self.place(key);
        let (known, number) = self.places.get(from)?;
        if known.same(key) && *number != VACANT {
            return Some(*number);
        }
        self.seek(from, key)
    }

    /// The number of a key that is not at its first place.
    #[inline(never)]
    fn seek(&self, from: usize, key: K) -> Option<u32> {
        for (known, number) in self.places.get(from..)?.iter().take(REACH) {
            if *number == VACANT {
                return None;
            }
            if known.same(key) {
                return Some(*number);
            }
        }
        None
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// Gives a new key a number, which is below `u32::MAX`.
    pub(super) fn insert(&mut self, key: K, number: u32) {
        // Where three places in four are free, a key seldom lies beside its own; in a large table half of them will do.
        let times = if self.places.len() > LARGE || self.sparing == Sparing::Room { 2 } else { 4 };
        let beside = loop {
            let full = self.used.saturating_mul(times) >= self.places.len();
            match (!full).then(|| self.put(key, number)).flatten() {
                Some(beside) => break beside,
                None => self.grow(),
            }
        };
        self.used = self.used.saturating_add(1);
        if beside > 0 && self.used <= FEW && self.sparing == Sparing::Time {
            self.spread();
        }
    }

    /// Tells how far from its place a key was put; `None` where all places in reach are taken.
    fn put(&mut self, key: K, number: u32) -> Option<usize> {
        let from = self.place(key);
        let near = self.places.get_mut(from..).unwrap_or_default().iter_mut().take(REACH);
        let (beside, vacant) = near.enumerate().find(|(_, (_, known))| *known == VACANT)?;
        *vacant = (key, number);
        Some(beside)
    }

    /// Draws secrets, and takes more places, until each of a few keys lies at its own. One that does not is met in many
    /// rows, and no processor guesses in which.
    fn spread(&mut self) {
        let all = self.all();
        while self.places.len() <= WIDE.saturating_add(REACH) {
            for _ in 0..DRAWS {
                self.secrets = secrets();
                self.places.fill((K::default(), VACANT));
                if all.iter().all(|(key, number)| self.put(*key, *number) == Some(0)) {
                    return;
                }
            }
            self.resize(self.places.len().saturating_sub(REACH).saturating_mul(4));
        }
        self.hold(&all);
    }

    /// So many places, all of them vacant.
    fn resize(&mut self, size: usize) {
        self.shift = u64::BITS.saturating_sub(size.trailing_zeros());
        self.places = vec![(K::default(), VACANT); size.saturating_add(REACH)];
    }

    fn grow(&mut self) {
        let all = self.all();
        self.hold(&all);
    }

    /// Takes more places until there is one for each of these keys.
    fn hold(&mut self, all: &[(K, u32)]) {
        loop {
            let size = self.places.len().saturating_sub(REACH);
            self.resize(size.saturating_mul(if size < LARGE && self.sparing == Sparing::Time { 4 } else { 2 }));
            if all.iter().all(|(key, number)| self.put(*key, *number).is_some()) {
                return;
            }
        }
    }

    fn all(&self) -> Vec<(K, u32)> {
        self.places.iter().filter(|(_, number)| *number != VACANT).copied().collect()
    }

    /// Forgets all keys.
    pub(super) fn clear(&mut self) {
        self.places.fill((K::default(), VACANT));
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_keeps_its_number_whatever_comes_after_it() {
        for sparing in [Sparing::Room, Sparing::Time] {
            keeps_numbers(sparing);
        }
    }

    fn keeps_numbers(sparing: Sparing) {
        let mut pairs: Known<u64> = Known::new(sparing);
        let mut words: Known<[u64; 2]> = Known::new(sparing);
        for number in 0..20_000u32 {
            let key = u64::from(number) << 20;
            assert_eq!((pairs.get(key), words.get([key, 7])), (None, None));
            pairs.insert(key, number);
            words.insert([key, 7], number);
        }
        for number in 0..20_000u32 {
            let key = u64::from(number) << 20;
            assert_eq!((pairs.get(key), words.get([key, 7])), (Some(number), Some(number)));
        }
        assert_eq!(pairs.len(), 20_000);
        pairs.clear();
        assert_eq!((pairs.get(0), pairs.len()), (None, 0));
    }

    #[test]
    fn each_of_a_few_keys_lies_at_its_own_place() {
        for _ in 0..20 {
            let mut known: Known<[u64; 4]> = Known::new(Sparing::Time);
            for number in 0..64u32 {
                let key = [u64::from(number), 0, 0, 7];
                known.insert(key, number);
                let all = (0..=number).map(|number| [u64::from(number), 0, 0, 7]);
                let places: HashSet<usize> = all.map(|key| known.place(key)).collect();
                assert_eq!(places.len(), number as usize + 1);
                assert!((0..=number).all(|number| known.get([u64::from(number), 0, 0, 7]) == Some(number)));
            }
            assert!(known.places.len() <= 1 << 12, "{}", known.places.len());
        }
    }
}
