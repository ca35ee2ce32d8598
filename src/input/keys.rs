//! Keys of several numbers, each kept once and found by its numbers.

use super::known::{product, secrets};

/// How many places there are at first.
const FIRST: usize = 64;
/// Marks a place without a key.
const VACANT: u32 = u32::MAX;

/// Keys, numbered from 0 in the order in which they came. The secrets are drawn anew for every table: no input can know
/// where its keys lie.
#[derive(Default)]
pub(super) struct Keys {
    secrets: (u64, u64),
    /// The numbers of all keys, one key behind the other, and where each key ends.
    numbers: Vec<u32>,
    ends: Vec<usize>,
    /// As many places as a power of two, of which a key takes the first free one from that of its print: the print and
    /// the key's number.
    places: Vec<(u32, u32)>,
}

impl Keys {
    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A key by its number; none has no numbers.
    pub(super) fn get(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(at).copied().unwrap_or(from);
        self.numbers.get(from..to).unwrap_or_default()
    }

    /// The number of a key.
    pub(super) fn find(&self, key: &[u32]) -> Option<usize> {
        self.seek(self.print(key), key).ok()
    }

    /// The number of a key, which is the next one where it is new.
    pub(super) fn number(&mut self, key: &[u32]) -> usize {
        if self.places.len() <= self.len().saturating_mul(2) {
            self.grow();
        }
        let print = self.print(key);
        match self.seek(print, key) {
            Ok(number) => number,
            Err(vacant) => {
                let number = self.len();
                if let Some(place) = vacant.and_then(|at| self.places.get_mut(at)) {
                    *place = (print, u32::try_from(number).unwrap_or(u32::MAX));
                }
                self.numbers.extend_from_slice(key);
                self.ends.push(self.numbers.len());
                number
            }
        }
    }

    /// What decides where a key lies.
    fn print(&self, key: &[u32]) -> u32 {
        let (first, factor) = self.secrets;
        let (pairs, rest) = key.as_chunks::<2>();
        let pairs = pairs.iter().map(|[one, other]| u64::from(*one) << 32 | u64::from(*other));
        let words = pairs.chain(rest.iter().map(|one| u64::from(*one)));
        let all = words.fold(first, |sum, word| product(sum ^ word, factor));
        u32::try_from(all >> 32).unwrap_or(0)
    }

    /// The place that a print gives.
    fn home(&self, print: u32) -> usize {
        (print as usize) & self.places.len().saturating_sub(1)
    }

    /// The places from that of a print on, all of them once.
    fn from(&self, print: u32) -> impl Iterator<Item = (usize, (u32, u32))> {
        let home = self.home(print);
        let (before, behind) = self.places.split_at_checked(home).unwrap_or_default();
        (home..).zip(behind.iter().copied()).chain((0..).zip(before.iter().copied()))
    }

    /// The number of a key, or the free place where it belongs, if there is one.
    fn seek(&self, print: u32, key: &[u32]) -> Result<usize, Option<usize>> {
        for (at, (own, number)) in self.from(print) {
            if number == VACANT {
                return Err(Some(at));
            }
            if own == print && self.get(number as usize) == key {
                return Ok(number as usize);
            }
        }
        Err(None)
    }

    /// Twice as many places.
    fn grow(&mut self) {
        if self.places.is_empty() {
            self.secrets = secrets();
        }
        let size = self.places.len().saturating_mul(2).max(FIRST);
        let old = std::mem::replace(&mut self.places, vec![(0, VACANT); size]);
        for (print, number) in old.into_iter().filter(|(_, number)| *number != VACANT) {
            let vacant = self.from(print).find(|(_, (_, number))| *number == VACANT).map(|(at, _)| at);
            if let Some(place) = vacant.and_then(|at| self.places.get_mut(at)) {
                *place = (print, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_number_and_others_have_others() {
        let mut keys = Keys::default();
        assert_eq!((keys.len(), keys.find(&[0, 0])), (0, None));
        // Keys that begin alike, and of several lengths.
        let key = |at: u32| match at % 4 {
            0 => vec![7, 0, at],
            1 => vec![at],
            2 => vec![at, 0],
            _ => vec![0, 7, 7, at / 1_000, at],
        };
        for round in 0..2 {
            for at in 0..10_000u32 {
                assert_eq!(keys.find(&key(at)).is_some(), round > 0, "{at}");
                assert_eq!(keys.number(&key(at)), at as usize);
            }
        }
        assert_eq!((keys.len(), keys.find(&[])), (10_000, None));
        assert!((0..10_000u32).all(|at| keys.get(at as usize) == key(at)));
        assert_eq!(keys.get(10_000), [0u32; 0]);
        assert_eq!((keys.number(&[]), keys.find(&[])), (10_000, Some(10_000)));
        assert!(keys.places.len() <= 32_768 && keys.places.len() > 20_000);
    }
}
