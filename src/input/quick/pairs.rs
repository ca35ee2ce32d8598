//! One number for two: how the names of a row and its period become the number of its key.

use super::super::known::{Known, Sparing};

/// Firsts and seconds below these are looked up without a search.
const FIRSTS: u32 = 1024;
const SECONDS: u32 = 32;

/// Pairs of small numbers, with a number each from 0.
pub(super) struct Pairs {
    /// Numbers from 1 of pairs of small ones.
    small: Vec<u32>,
    known: Known<u64>,
}

impl Pairs {
    pub(super) fn new(sparing: Sparing) -> Self {
        Self { small: Vec::new(), known: Known::new(sparing) }
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Forgets all pairs.
    pub(super) fn clear(&mut self) {
        self.small.fill(0);
        self.known.clear();
    }

    /// The number of two, the same for the same two: the next one where they are new.
    #[inline]
    pub(super) fn number(&mut self, one: u32, other: u32) -> u32 {
        let small = (one < FIRSTS && other < SECONDS).then(|| one.wrapping_mul(SECONDS).wrapping_add(other) as usize);
        match small.and_then(|at| self.small.get(at)).and_then(|number| number.checked_sub(1)) {
            Some(number) => number,
            None => self.other(one, other, small),
        }
    }

    /// Makes each of the first the number of it and the other.
    pub(super) fn join(&mut self, firsts: &mut [u32], others: &[u32]) {
        for (one, other) in firsts.iter_mut().zip(others) {
            *one = self.number(*one, *other);
        }
    }

    #[inline(never)]
    fn other(&mut self, row: u32, part: u32, small: Option<usize>) -> u32 {
        let pair = u64::from(row) << 32 | u64::from(part);
        let number = match self.known.get(pair) {
            Some(number) => number,
            None => {
                // There are no more of them than rows between two clearings.
                let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                self.known.insert(pair, number);
                number
            }
        };
        if let Some(at) = small.filter(|at| *at >= self.small.len()) {
            self.small.resize(at.saturating_add(1).next_power_of_two(), 0);
        }
        if let Some(own) = small.and_then(|at| self.small.get_mut(at)) {
            *own = number.saturating_add(1);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_two_have_one_number_and_others_have_others() {
        let mut pairs = Pairs::new(Sparing::Time);
        let firsts = [0, 1, FIRSTS - 1, FIRSTS, FIRSTS + 1, u32::MAX];
        let seconds = [0, 1, SECONDS - 1, SECONDS, SECONDS + 1, u32::MAX];
        let all: Vec<(u32, u32)> = firsts.iter().flat_map(|first| seconds.map(|second| (*first, second))).collect();
        let number =
            |pairs: &mut Pairs| all.iter().map(|(first, second)| pairs.number(*first, *second)).collect::<Vec<u32>>();
        assert_eq!(number(&mut pairs), (0..36).collect::<Vec<u32>>());
        assert_eq!(number(&mut pairs), (0..36).collect::<Vec<u32>>());
        assert_eq!(pairs.len(), 36);
        pairs.clear();
        assert_eq!((pairs.number(7, 7), pairs.len()), (0, 1));
    }
}
