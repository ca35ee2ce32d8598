//! Bytes read and not yet used, whose room is written once and read into again and again.

/// The first `used` of some bytes; what follows is room.
#[derive(Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    used: usize,
}

impl Buffer {
    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&self.bytes)
    }

    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// Asks for room for so many bytes in all, and no more.
    pub(super) fn reserve(&mut self, all: usize) {
        self.bytes.reserve_exact(all.saturating_sub(self.bytes.len()));
    }

    /// Room behind the bytes, up to `all` in all.
    pub(super) fn room(&mut self, all: usize) -> &mut [u8] {
        if self.bytes.len() < all {
            self.bytes.resize(all, 0);
        }
        self.bytes.get_mut(self.used..all).unwrap_or_default()
    }

    /// Takes what was read into the room.
    pub(super) fn took(&mut self, count: usize) {
        self.used = self.used.saturating_add(count).min(self.bytes.len());
    }

    /// Hands the first bytes over to another buffer, whose own are dropped, and keeps the rest.
    pub(super) fn hand_over(&mut self, first: usize, to: &mut Self) {
        std::mem::swap(self, to);
        let rest = to.bytes().get(first..).unwrap_or_default();
        let length = rest.len();
        self.used = 0;
        if let Some(room) = self.room(length).get_mut(..length) {
            room.copy_from_slice(rest);
        }
        self.took(length);
        to.used = to.used.min(first);
    }

    /// Drops the first bytes.
    pub(super) fn skip(&mut self, first: usize) {
        let first = first.min(self.used);
        self.bytes.copy_within(first..self.used, 0);
        self.used = self.used.saturating_sub(first);
    }

    /// All bytes, which are no longer here.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let mut all = std::mem::take(&mut self.bytes);
        all.truncate(std::mem::take(&mut self.used));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_and_what_is_kept_are_all_of_it() {
        let (mut one, mut other) = (Buffer::default(), Buffer::default());
        let read = |buffer: &mut Buffer, text: &[u8], all: usize| {
            let room = buffer.room(all);
            let count = room.len().min(text.len());
            room.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            buffer.took(count);
        };
        read(&mut one, b"abcdefgh", 6);
        assert_eq!(one.bytes(), b"abcdef");
        one.skip(1);
        one.hand_over(3, &mut other);
        assert_eq!((one.bytes(), other.bytes()), (b"ef".as_slice(), b"bcd".as_slice()));
        read(&mut one, b"1234567890", 12);
        one.hand_over(9, &mut other);
        assert_eq!((one.bytes(), other.bytes()), (b"890".as_slice(), b"ef1234567".as_slice()));
        one.hand_over(3, &mut other);
        assert_eq!((one.bytes(), other.bytes()), (b"".as_slice(), b"890".as_slice()));
        assert_eq!((other.take(), other.bytes()), (b"890".to_vec(), b"".as_slice()));
    }
}
