//! A field of bits in which evenly spread numbers are noted: what it has not met is new, and what it has met is most
//! often not.

/// How many words of 64 bits there are.
const WORDS: usize = 1 << 14;

/// The bits of numbers, by their upper and their lowest ones.
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn new() -> Self {
        Self { words: vec![0; WORDS] }
    }

    /// The word and the bit of a number.
    fn place(number: u64) -> (usize, u64) {
        let at = number >> (u64::BITS - WORDS.trailing_zeros());
        (usize::try_from(at).unwrap_or(0), 1 << (number & 63))
    }

    /// Sets the bit of a number; whether it was not.
    #[inline]
    pub(super) fn set(&mut self, number: u64) -> bool {
        let (at, bit) = Self::place(number);
        let Some(word) = self.words.get_mut(at) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Whether the bit of a number is set.
    #[inline]
    pub(super) fn has(&self, number: u64) -> bool {
        let (at, bit) = Self::place(number);
        self.words.get(at).is_some_and(|word| word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_there_and_little_else() {
        let mut bits = Bits::new();
        let number = |at: u64| (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let new = (0..10_000).filter(|at| bits.set(number(*at))).count();
        // Of 10,000 numbers in 1,048,576 bits about 48 find theirs set: 10,000 × 10,000 ÷ 2 ÷ 1,048,576.
        assert!((9_900..=10_000).contains(&new), "{new}");
        assert!((0..10_000).all(|at| bits.has(number(at)) && !bits.set(number(at))));
        let others = (10_000..20_000).filter(|at| bits.has(number(*at))).count();
        assert!(others < 300, "{others}");
    }
}
