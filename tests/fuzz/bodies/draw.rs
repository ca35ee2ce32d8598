//! Choices made of bytes: a fuzzer turns bytes, and each byte turns one choice.

/// Bytes that choices are taken from; when none are left, the first of all choices is taken.
pub struct Draw<'a> {
    bytes: &'a [u8],
}

impl<'a> Draw<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((byte, rest)) => {
                self.bytes = rest;
                *byte
            }
            None => 0,
        }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        if end > 256 { self.number(2) as usize % end } else { usize::from(self.byte()) % end }
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A number with up to as many bytes.
    pub fn number(&mut self, bytes: usize) -> u64 {
        (0..bytes).fold(0, |sum, _| (sum << 8) | u64::from(self.byte()))
    }

    /// What stands before the next byte that is `end`, or everything.
    pub fn until(&mut self, end: u8) -> &'a [u8] {
        let at = self.bytes.iter().position(|byte| *byte == end).unwrap_or(self.bytes.len());
        let (found, rest) = self.bytes.split_at(at);
        self.bytes = rest.get(1..).unwrap_or_default();
        found
    }

    /// Everything left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }
}

/// Bytes without order, always the same for a seed (xorshift64*).
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 56) as u8
    };
    (0..length).map(|_| next()).collect()
}
