//! A field of bits in which evenly spread numbers are noted: what it has not met is new, and what it has met is most
//! often not.

/// The most words of 64 bits.
const WORDS: usize = 1 << 14;

/// The bits of numbers, by their upper and their lowest ones.
pub(super) struct Bits {
    /// As many as a power of two.
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// For so many numbers: sixteen bits for each or more, as far as there are as many.
    pub(super) fn of(count: usize) -> Self {
        let words = (count / 4).checked_next_power_of_two().map_or(WORDS, |words| words.clamp(2, WORDS));
        Self { words: vec![0; words], shift: u64::BITS.saturating_sub(words.trailing_zeros()) }
    }

    /// The word and the bit of a number.
    fn place(&self, number: u64) -> (usize, u64) {
        (usize::try_from(number.wrapping_shr(self.shift)).unwrap_or(0), 1 << (number & 63))
    }

    /// Sets the bit of a number; whether it was not.
    #[inline]
    pub(super) fn set(&mut self, number: u64) -> bool {
        let (at, bit) = self.place(number);
        let Some(word) = self.words.get_mut(at) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Whether the bit of a number is set.
    #[inline]
    pub(super) fn has(&self, number: u64) -> bool {
        let (at, bit) = self.place(number);
        self.words.get(at).is_some_and(|word| word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(at: u64) -> u64 {
        (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    #[test]
    fn what_is_set_is_there_and_little_else() {
        let mut bits = Bits::of(100_000);
        let new = (0..10_000).filter(|at| bits.set(number(*at))).count();
        // Of 10,000 numbers in 1,048,576 bits about 48 find theirs set: 10,000 × 10,000 ÷ 2 ÷ 1,048,576.
        assert!((9_900..=10_000).contains(&new), "{new}");
        assert!((0..10_000).all(|at| bits.has(number(at)) && !bits.set(number(at))));
        let others = (10_000..20_000).filter(|at| bits.has(number(*at))).count();
        assert!(others < 300, "{others}");
    }

    #[test]
    fn there_are_as_many_bits_as_numbers_ask_for() {
        for (count, words) in
            [(0, 2), (1, 2), (9, 2), (12, 4), (20, 8), (1_000, 256), (65_536, WORDS), (usize::MAX, WORDS)]
        {
            let mut bits = Bits::of(count);
            assert_eq!(bits.words.len(), words, "{count}");
            // Both ends have a place of their own.
            assert!(bits.set(0) && bits.set(u64::MAX) && bits.has(0) && bits.has(u64::MAX) && !bits.has(1));
        }
        // A thousand numbers in 16,384 bits: about 30 find theirs set, 1,000 × 1,000 ÷ 2 ÷ 16,384.
        let mut bits = Bits::of(1_000);
        let new = (0..1_000).filter(|at| bits.set(number(*at))).count();
        assert!((940..=1_000).contains(&new), "{new}");
    }
}
