//! Where the cells of a common block begin and end.

use wide::u8x16;

/// The places of delimiters and line ends of a block in which each row has as many cells as the header and each line
/// is a row. The first mark stands before the first cell, so that a cell lies between two marks next to each other.
#[derive(Default)]
pub(super) struct Marks {
    marks: Vec<u32>,
    /// How many of them there are; what follows is room.
    used: usize,
    /// How many cells a row has.
    width: usize,
    /// Whether lines end in CRLF.
    wide_ends: bool,
    /// Whether cells may be quoted.
    quoted: bool,
    pub(super) rows: usize,
}

/// A cell: where its content lies, and where the cell begins with its quote.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) at: usize,
}

/// A mark as a place in the block.
fn behind(mark: u32) -> usize {
    mark.wrapping_add(1) as usize
}

impl Marks {
    /// Lists the cells of a block; `false` where it is not as common blocks are.
    pub(super) fn list(&mut self, bytes: &[u8], delimiter: u8, width: usize) -> bool {
        // Every byte may be a mark, and the last are written eight at a time.
        let most = bytes.len().saturating_add(72);
        if self.marks.len() < most {
            self.marks.resize(most, 0);
        }
        self.used = 0;
        self.push(u32::MAX);
        self.width = width;
        self.wide_ends = memchr::memchr(b'\r', bytes.get(..4096).unwrap_or(bytes)).is_some();
        self.quoted = memchr::memchr(b'"', bytes).is_some();
        if width < 2 || bytes.last() != Some(&b'\n') {
            return false;
        }
        let counts = if self.quoted { self.outside_quotes(bytes, delimiter) } else { Some(self.all(bytes, delimiter)) };
        let Some((ends, quotes)) = counts else { return false };
        self.rows = self.used.wrapping_sub(1) / width;
        if self.rows != ends || self.rows.wrapping_mul(width) != self.used.wrapping_sub(1) {
            return false;
        }
        let returns = if self.wide_ends || self.quoted {
            memchr::memchr_iter(b'\r', bytes).count()
        } else {
            usize::from(memchr::memchr(b'\r', bytes).is_some())
        };
        if returns != if self.wide_ends { ends } else { 0 } {
            return false;
        }
        let rows = self.marks.get(1..self.used).unwrap_or_default().chunks_exact(width);
        let ended = |row: &[u32]| {
            row.last().is_some_and(|end| {
                let end = *end as usize;
                let before = end.checked_sub(1).and_then(|before| bytes.get(before));
                bytes.get(end) == Some(&b'\n') && (!self.wide_ends || before == Some(&b'\r'))
            })
        };
        // As many line ends as rows, one at the end of each: what stands between cells are delimiters.
        rows.into_iter().all(ended) && (!self.quoted || self.is_well_quoted(bytes, quotes))
    }

    /// Lists delimiters and line ends, and counts line ends.
    fn all(&mut self, bytes: &[u8], delimiter: u8) -> (usize, usize) {
        let (cell, line) = (u8x16::splat(delimiter), u8x16::splat(b'\n'));
        let (mut base, mut ends) = (0u32, 0usize);
        let (chunks, rest) = bytes.as_chunks::<64>();
        for chunk in chunks {
            let (mut bits, mut lines) = (0u64, 0u64);
            let (lanes, _) = chunk.as_chunks::<16>();
            for (lane, bytes) in lanes.iter().enumerate() {
                let bytes = u8x16::new(*bytes);
                let (cells, ends) = (bytes.simd_eq(cell), bytes.simd_eq(line));
                bits |= u64::from((cells | ends).to_bitmask()) << (lane * 16);
                lines |= u64::from(ends.to_bitmask()) << (lane * 16);
            }
            ends = ends.wrapping_add(lines.count_ones() as usize);
            self.note(bits, base);
            base = base.wrapping_add(64);
        }
        for (byte, at) in rest.iter().zip(base..) {
            if *byte == delimiter || *byte == b'\n' {
                self.push(at);
                ends = ends.wrapping_add(usize::from(*byte == b'\n'));
            }
        }
        (ends, 0)
    }

    fn push(&mut self, mark: u32) {
        if let Some(next) = self.marks.get_mut(self.used) {
            *next = mark;
            self.used = self.used.wrapping_add(1);
        }
    }

    /// Lists the places of bits. Eight are written whatever their number, which is cheaper than to ask after each.
    #[inline]
    fn note(&mut self, mut bits: u64, base: u32) {
        let count = bits.count_ones() as usize;
        let mut from = self.used;
        self.used = from.wrapping_add(count);
        while from < self.used {
            let Some(room) = self.marks.get_mut(from..).and_then(<[u32]>::first_chunk_mut::<8>) else { return };
            for mark in room {
                *mark = base.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            from = from.wrapping_add(8);
        }
    }

    /// Lists those outside of quotes; counts all line ends, and the quotes. `None` where a quote stays open.
    fn outside_quotes(&mut self, bytes: &[u8], delimiter: u8) -> Option<(usize, usize)> {
        let sought = [delimiter, b'\n', b'"'].map(u8x16::splat);
        let (mut base, mut ends, mut quotes) = (0u32, 0usize, 0usize);
        // All ones while a quote is open.
        let mut open = 0u64;
        let (chunks, rest) = bytes.as_chunks::<64>();
        let mut last = [b' '; 64];
        last.get_mut(..rest.len())?.copy_from_slice(rest);
        for chunk in chunks.iter().chain([&last]) {
            let mut masks = [0u64; 3];
            let (lanes, _) = chunk.as_chunks::<16>();
            for (lane, bytes) in lanes.iter().enumerate() {
                let bytes = u8x16::new(*bytes);
                for (mask, byte) in masks.iter_mut().zip(sought) {
                    *mask |= u64::from(bytes.simd_eq(byte).to_bitmask()) << (lane * 16);
                }
            }
            let [cells, lines, marks] = masks;
            let mut inside = marks;
            for step in [1, 2, 4, 8, 16, 32] {
                inside ^= inside << step;
            }
            inside ^= open;
            open = if inside >> 63 == 1 { u64::MAX } else { 0 };
            ends = ends.wrapping_add(lines.count_ones() as usize);
            quotes = quotes.wrapping_add(marks.count_ones() as usize);
            self.note((cells | lines) & !inside, base);
            base = base.wrapping_add(64);
        }
        (open == 0).then_some((ends, quotes))
    }

    /// Whether quotes stand only around cells, so that none is doubled and none is text.
    fn is_well_quoted(&self, bytes: &[u8], quotes: usize) -> bool {
        let mut around = 0usize;
        for column in 0..self.width {
            for cell in self.raw(column) {
                if bytes.get(cell.from) == Some(&b'"') && cell.from < cell.to {
                    let closed =
                        cell.to.checked_sub(1).is_some_and(|last| last > cell.from && bytes.get(last) == Some(&b'"'));
                    if !closed {
                        return false;
                    }
                    around = around.wrapping_add(2);
                }
            }
        }
        around == quotes
    }

    /// The cells of a column with their quotes.
    fn raw(&self, column: usize) -> impl Iterator<Item = Cell> {
        let shorter = usize::from(self.wide_ends && column.wrapping_add(1) == self.width);
        let pairs = self.marks.get(column..self.used).unwrap_or_default().chunks(self.width);
        pairs.filter_map(move |pair| match pair {
            [before, after, ..] => {
                let from = behind(*before);
                Some(Cell { from, to: (*after as usize).wrapping_sub(shorter), at: from })
            }
            _ => None,
        })
    }

    /// The cells of a column, one for each row.
    pub(super) fn column<'a>(&'a self, column: usize, bytes: &'a [u8]) -> impl Iterator<Item = Cell> + 'a {
        let quoted = self.quoted;
        self.raw(column).map(move |cell| {
            if quoted && cell.from < cell.to && bytes.get(cell.from) == Some(&b'"') {
                Cell { from: cell.from.wrapping_add(1), to: cell.to.wrapping_sub(1), at: cell.at }
            } else {
                cell
            }
        })
    }
}
