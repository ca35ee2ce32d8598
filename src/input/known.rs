//! Small keys and their numbers, found with one multiplication and mostly one look.

use std::hash::{BuildHasher, RandomState};

/// How far from its place a key may lie.
const REACH: usize = 16;
/// How many places there are at first.
const FIRST: usize = 64;
/// From how many places on a table is filled by half.
const LARGE: usize = 1 << 14;
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
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is meant")]
    let low = product as u64;
    let high = (product >> 64) as u64;
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
        folded(self ^ secrets.0, secrets.1)
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
        folded(one ^ secrets.0, other ^ secrets.1)
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
        folded(a ^ secrets.0, b ^ secrets.1) ^ folded(c ^ secrets.1, d ^ secrets.0).rotate_left(17)
    }
}

/// Keys with a number each. The secrets are drawn anew for every table: no input can know where its keys lie.
pub(super) struct Known<K> {
    secrets: (u64, u64),
    /// As many places as a power of two, and `REACH` more.
    places: Vec<(K, u32)>,
    shift: u32,
    used: usize,
}

impl<K: Key> Known<K> {
    pub(super) fn new() -> Self {
        let random = || RandomState::new().hash_one(0u8) | 1;
        let shift = u64::BITS.saturating_sub(FIRST.trailing_zeros());
        Self { secrets: (random(), random()), places: vec![(K::default(), VACANT); FIRST + REACH], shift, used: 0 }
    }

    #[inline(always)]
    fn place(&self, key: K) -> usize {
        usize::try_from(key.mixed(self.secrets) >> self.shift).unwrap_or(0)
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
        let times = if self.places.len() > LARGE { 2 } else { 4 };
        while self.used.saturating_mul(times) >= self.places.len() || !self.put(key, number) {
            self.grow();
        }
        self.used = self.used.saturating_add(1);
    }

    fn put(&mut self, key: K, number: u32) -> bool {
        let from = self.place(key);
        let mut near = self.places.get_mut(from..).unwrap_or_default().iter_mut().take(REACH);
        match near.find(|(_, known)| *known == VACANT) {
            Some(vacant) => {
                *vacant = (key, number);
                true
            }
            None => false,
        }
    }

    fn grow(&mut self) {
        let mut old = std::mem::take(&mut self.places);
        let mut size = old.len().saturating_sub(REACH);
        loop {
            size = size.saturating_mul(if size < LARGE { 4 } else { 2 });
            self.shift = u64::BITS.saturating_sub(size.trailing_zeros());
            self.places = vec![(K::default(), VACANT); size.saturating_add(REACH)];
            if old.iter().filter(|(_, number)| *number != VACANT).all(|(key, number)| self.put(*key, *number)) {
                old.clear();
                return;
            }
        }
    }

    /// Forgets all keys.
    pub(super) fn clear(&mut self) {
        self.places.fill((K::default(), VACANT));
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_keeps_its_number_whatever_comes_after_it() {
        let mut pairs: Known<u64> = Known::new();
        let mut words: Known<[u64; 2]> = Known::new();
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
}
