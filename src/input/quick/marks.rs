//! Where the cells of a common block begin and end.

use wide::u8x16;

use super::super::quotes::inside;
use super::super::repeats::{END, join};
use super::columns::Loop;

/// The places of delimiters and line ends of a block in which each row has as many cells as the header and ends with a
/// line. The first mark stands before the first cell, so that a cell lies between two marks next to each other.
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
    /// Whether quotes may stand doubled in them.
    pub(super) doubled: bool,
    pub(super) rows: usize,
    /// How many lines the block has: more than rows where cells hold line ends.
    pub(super) lines: usize,
}

/// A cell: where its content lies, and where the cell begins with its quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Lists the cells of a block; `false` where it is not as common blocks are, or where a row begins with something
    /// other than `begins` asks of its first byte.
    pub(super) fn list(&mut self, bytes: &[u8], delimiter: u8, width: usize, begins: impl Fn(u8) -> bool) -> bool {
        // Every byte may be a mark, the last are written eight at a time, and columns are read by whole rows.
        let most = bytes.len().saturating_add(width).saturating_add(72);
        if self.marks.len() < most {
            // Zeros that nobody has written yet cost nothing, and most of them are never looked at.
            self.marks = vec![0; most];
        }
        self.used = 0;
        self.push(u32::MAX);
        self.width = width;
        // Most blocks have none of these, which one look tells.
        let rare = memchr::memchr3(b'"', b'\r', 0, bytes).and_then(|at| bytes.get(at..));
        let has = |byte: u8| rare.is_some_and(|rest| memchr::memchr(byte, rest).is_some());
        self.wide_ends = rare.is_some() && memchr::memchr(b'\r', bytes.get(..4096).unwrap_or(bytes)).is_some();
        self.quoted = has(b'"');
        self.doubled = false;
        if width < 2 || bytes.last() != Some(&b'\n') || has(0) {
            return false;
        }
        let (ends, quotes) = if self.quoted {
            self.lines = memchr::memchr_iter(b'\n', bytes).count();
            let Some(counts) = self.outside_quotes(bytes, delimiter) else { return false };
            counts
        } else {
            self.lines = self.all(bytes, delimiter);
            (self.lines, 0)
        };
        self.rows = self.used.wrapping_sub(1) / width;
        if self.rows != ends || self.rows.wrapping_mul(width) != self.used.wrapping_sub(1) {
            return false;
        }
        let returns = rare.map_or(0, |rest| memchr::memchr_iter(b'\r', rest).count());
        if returns != if self.wide_ends { ends } else { 0 } {
            return false;
        }
        // As many line ends as rows, one at the end of each: what stands between cells are delimiters.
        if self.quoted || self.wide_ends {
            let whole = |row: &[u32]| self.is_whole(row, bytes, &begins);
            return self.by_rows().all(whole) && (!self.quoted || self.is_well_quoted(bytes, quotes));
        }
        let starts = |at: usize| bytes.get(at).is_some_and(|first| begins(*first) && *first != delimiter);
        let next = |row: &[u32]| {
            let pair = row.first().and_then(|end| bytes.get(*end as usize..)).and_then(<[u8]>::first_chunk::<2>);
            pair.is_some_and(|[end, first]| *end == b'\n' && begins(*first) && *first != delimiter)
        };
        let others = self.marks.get(width..self.used.wrapping_sub(1)).unwrap_or_default();
        starts(0) && others.chunks_exact(width).all(next)
    }

    /// Whether a row ends with a line, and begins with a cell that does as `begins` asks.
    fn is_whole(&self, row: &[u32], bytes: &[u8], begins: impl Fn(u8) -> bool) -> bool {
        let ([before, first, ..], Some(end)) = (row, row.last()) else { return false };
        let end = *end as usize;
        let ended = bytes.get(end) == Some(&b'\n')
            && (!self.wide_ends || end.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\r'));
        let (from, to) = (behind(*before), *first as usize);
        let inner = usize::from(self.quoted && bytes.get(from) == Some(&b'"'));
        let (from, to) = (from.wrapping_add(inner), to.wrapping_sub(inner));
        ended && from < to && bytes.get(from).is_some_and(|first| begins(*first))
    }

    /// Lists delimiters and line ends, where there are no quotes, and counts the line ends.
    fn all(&mut self, bytes: &[u8], delimiter: u8) -> usize {
        let (cell, line) = (u8x16::splat(delimiter), u8x16::splat(b'\n'));
        let (mut base, mut ends) = (0u32, 0usize);
        let (chunks, rest) = bytes.as_chunks::<64>();
        // Each lane of a sum counts to four in a chunk, and no further than a byte does.
        for chunks in chunks.chunks(63) {
            let mut counts = u8x16::ZERO;
            for chunk in chunks {
                let mut bits = 0u64;
                let (lanes, _) = chunk.as_chunks::<16>();
                for (lane, bytes) in lanes.iter().enumerate() {
                    let bytes = u8x16::new(*bytes);
                    let lines = bytes.simd_eq(line);
                    counts -= lines;
                    bits |= u64::from((bytes.simd_eq(cell) | lines).to_bitmask()) << (lane * 16);
                }
                self.note(bits, base);
                base = base.wrapping_add(64);
            }
            ends = ends.wrapping_add(counts.to_array().into_iter().map(usize::from).sum());
        }
        for (byte, at) in rest.iter().zip(base..) {
            if *byte == delimiter || *byte == b'\n' {
                ends = ends.wrapping_add(usize::from(*byte == b'\n'));
                self.push(at);
            }
        }
        ends
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

    /// Lists those outside of quotes, and counts the line ends there and the quotes. `None` where a quote stays open.
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
            let inside = inside(marks, open);
            open = if inside >> 63 == 1 { u64::MAX } else { 0 };
            ends = ends.wrapping_add((lines & !inside).count_ones() as usize);
            quotes = quotes.wrapping_add(marks.count_ones() as usize);
            self.note((cells | lines) & !inside, base);
            base = base.wrapping_add(64);
        }
        (open == 0).then_some((ends, quotes))
    }

    /// Whether quotes stand only around cells, and doubled within those, so that none is text.
    fn is_well_quoted(&mut self, bytes: &[u8], quotes: usize) -> bool {
        let mut around = 0usize;
        for column in 0..self.width {
            let (pairs, shorter) = self.pairs(column, 0);
            for (before, after) in pairs {
                let (from, to) = (behind(before), (after as usize).wrapping_sub(shorter));
                if bytes.get(from) == Some(&b'"') && from < to {
                    let last = to.wrapping_sub(1);
                    if last == from || bytes.get(last) != Some(&b'"') {
                        return false;
                    }
                    around = around.wrapping_add(2);
                }
            }
        }
        self.doubled = around != quotes;
        !self.doubled || self.is_doubled(bytes)
    }

    /// Whether all quotes within cells are doubled, and no cell that is not quoted has one.
    fn is_doubled(&self, bytes: &[u8]) -> bool {
        (0..self.width).all(|column| {
            self.column(column, bytes).all(|cell| {
                let mut rest = bytes.get(cell.from..cell.to).unwrap_or_default();
                while let Some(at) = memchr::memchr(b'"', rest) {
                    let doubled = cell.at < cell.from && rest.get(at.wrapping_add(1)) == Some(&b'"');
                    if !doubled {
                        return false;
                    }
                    rest = rest.get(at.wrapping_add(2)..).unwrap_or_default();
                }
                true
            })
        })
    }

    /// The line of each row, from 0 at the block's start.
    pub(super) fn first_lines<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let one_each = self.lines == self.rows;
        let (mut line, mut from) = (0u32, 0usize);
        (0u32..).zip(self.by_rows()).map(move |(at, row)| {
            if one_each {
                return at;
            }
            let start = row.first().map_or(0, |before| behind(*before));
            let between = bytes.get(from..start).unwrap_or_default();
            line = line.wrapping_add(u32::try_from(memchr::memchr_iter(b'\n', between).count()).unwrap_or(0));
            from = start;
            line
        })
    }

    /// The marks of each row: before its first cell, and behind each.
    pub(super) fn by_rows(&self) -> impl Iterator<Item = &[u32]> {
        let row = |at: usize| {
            let from = at.wrapping_mul(self.width);
            self.marks.get(from..=from.wrapping_add(self.width))
        };
        (0..self.rows).filter_map(row)
    }

    /// Writes the text of a row by which rows are compared.
    pub(super) fn text(&self, row: &[u32], bytes: &[u8], text: &mut Vec<u8>) {
        if !self.quoted && !self.wide_ends && Self::plain_text(row, bytes, text).is_some() {
            return;
        }
        join(text, self.cells(row, bytes).filter_map(|cell| bytes.get(cell.from..cell.to)));
    }

    /// The same as a whole, with the ends of its cells written over what divides them; `None` where there may be white
    /// space around one.
    fn plain_text(row: &[u32], bytes: &[u8], text: &mut Vec<u8>) -> Option<()> {
        let (from, to) = (behind(*row.first()?), *row.last()? as usize);
        text.clear();
        text.extend_from_slice(bytes.get(from..=to)?);
        for pair in row.windows(2) {
            let [before, after] = pair else { return None };
            let (first, end) = (behind(*before), *after as usize);
            if *bytes.get(first)? <= b' ' || *bytes.get(end.checked_sub(1)?)? <= b' ' {
                return None;
            }
            *text.get_mut(end.checked_sub(from)?)? = END;
        }
        Some(())
    }

    /// The cells of a row.
    fn cells<'a>(&'a self, row: &'a [u32], bytes: &'a [u8]) -> impl Iterator<Item = Cell> + 'a {
        let (wide_ends, last) = (self.wide_ends, self.width.wrapping_sub(1));
        row.windows(2).enumerate().filter_map(move |(at, pair)| match pair {
            [before, after] => Some(self.inner(*before, *after, usize::from(wide_ends && at == last), bytes)),
            _ => None,
        })
    }

    /// The cell between two marks, without quotes around it.
    fn inner(&self, before: u32, after: u32, shorter: usize, bytes: &[u8]) -> Cell {
        let from = behind(before);
        let to = (after as usize).wrapping_sub(shorter);
        let inner = usize::from(self.quoted && from < to && bytes.get(from) == Some(&b'"'));
        Cell { from: from.wrapping_add(inner), to: to.wrapping_sub(inner), at: from }
    }

    /// The pairs of marks around the cells of a column from a row on, and how much the last is too far behind.
    #[inline]
    fn pairs(&self, column: usize, from: usize) -> (impl Iterator<Item = (u32, u32)>, usize) {
        let shorter = usize::from(self.wide_ends && column.wrapping_add(1) == self.width);
        let width = self.width.max(2);
        let to = column.saturating_add(self.rows.saturating_mul(width));
        let from = column.saturating_add(from.saturating_mul(width));
        let rows = self.marks.get(from..to).unwrap_or_default().chunks_exact(width);
        let pair = |row: &[u32]| match row {
            [before, after, ..] => (*before, *after),
            _ => (0, 0),
        };
        (rows.map(pair), shorter)
    }

    /// The cell of a row in a column.
    pub(super) fn cell(&self, column: usize, row: usize, bytes: &[u8]) -> Option<Cell> {
        let (mut pairs, shorter) = self.pairs(column, row);
        pairs.next().map(|(before, after)| self.inner(before, after, shorter, bytes))
    }

    /// Does what a loop does with the cells of a column, from a row on. Cells that can only lie between two marks are told
    /// without a look at them.
    #[inline]
    pub(super) fn run<L: Loop>(&self, column: usize, from: usize, bytes: &[u8], all: L) -> L::Told {
        let (pairs, shorter) = self.pairs(column, from);
        if self.quoted || shorter > 0 {
            return all.run(pairs.map(|(before, after)| self.inner(before, after, shorter, bytes)));
        }
        all.run(pairs.map(|(before, after)| {
            let from = behind(before);
            Cell { from, to: after as usize, at: from }
        }))
    }

    /// The cells of a column, one for each row.
    pub(super) fn column<'a>(&'a self, column: usize, bytes: &'a [u8]) -> impl Iterator<Item = Cell> + 'a {
        let (pairs, shorter) = self.pairs(column, 0);
        pairs.map(move |(before, after)| self.inner(before, after, shorter, bytes))
    }
}
