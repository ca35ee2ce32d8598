//! Records of a block of bytes: cells and quotes by RFC 4180, lines as an editor counts them.
//!
//! First the places of all delimiters, quotes and line ends are listed, 64 bytes at a time; then records are
//! walked along that list. A block begins at a record's start.

use wide::u8x16;

/// A cell: where its content lies in the block, without the quotes around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    start: u32,
    end: u32,
    /// Whether doubled quotes stand in it.
    doubled: bool,
    /// Whether it was quoted.
    quoted: bool,
}

/// What breaks a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The quote that opens there is never closed.
    Unclosed(usize),
    /// A quoted cell that opens at the first place is followed by text at the second.
    AfterQuote(usize, usize),
    /// A quote after leading spaces.
    BeforeQuote(usize),
}

/// Walks the records of a block.
pub(crate) struct Records<'a> {
    block: &'a [u8],
    marks: &'a [u32],
    delimiter: u8,
    next: usize,
    at: usize,
    line: u32,
    /// The byte at which the current line begins.
    line_start: usize,
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Its first line, from 0 at the block's start.
    pub(crate) line: u32,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte behind its last.
    pub(crate) end: usize,
    /// What is wrong with it.
    pub(crate) broken: Option<Broken>,
}

impl Cell {
    /// The bytes as they stand in the file, quotes around them aside.
    pub(crate) fn raw<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        block.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The content, with doubled quotes made single.
    pub(crate) fn text(&self, block: &[u8]) -> String {
        let text = String::from_utf8_lossy(self.raw(block));
        if self.doubled { text.replace("\"\"", "\"") } else { text.into_owned() }
    }

    /// Whether nothing but white space stands in it.
    pub(crate) fn is_blank(&self, block: &[u8]) -> bool {
        let raw = self.raw(block);
        // Most cells are told by their first byte.
        !raw.iter().any(u8::is_ascii_graphic) && String::from_utf8_lossy(raw).trim().is_empty()
    }

    /// Whether doubled quotes stand in it, so that `raw` is not its content.
    pub(crate) fn is_doubled(&self) -> bool {
        self.doubled
    }

    /// Whether it was quoted.
    pub(crate) fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// Where it begins in the block, the quote included.
    pub(crate) fn at(&self) -> usize {
        (self.start as usize).saturating_sub(usize::from(self.quoted))
    }

    /// How long it is.
    pub(crate) fn len(&self) -> usize {
        (self.end as usize).saturating_sub(self.start as usize)
    }
}

/// Lists the places of delimiters, quotes and line ends.
pub(crate) fn index(block: &[u8], delimiter: u8, marks: &mut Vec<u32>) {
    marks.clear();
    let sought = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
    let mut base = 0u32;
    let (chunks, rest) = block.as_chunks::<64>();
    for chunk in chunks {
        let mut bits = 0u64;
        let (lanes, _) = chunk.as_chunks::<16>();
        for (lane, bytes) in lanes.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            let hit = sought.iter().fold(u8x16::ZERO, |hit, byte| hit | bytes.simd_eq(*byte));
            bits |= u64::from(hit.to_bitmask()) << (lane * 16);
        }
        while bits != 0 {
            marks.push(base.wrapping_add(bits.trailing_zeros()));
            bits &= bits - 1;
        }
        base = base.wrapping_add(64);
    }
    for (at, byte) in rest.iter().enumerate() {
        if *byte == delimiter || matches!(byte, b'\n' | b'\r' | b'"') {
            marks.push(base.wrapping_add(u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "blocks are cut far below 4 GiB")]
fn short(at: usize) -> u32 {
    at as u32
}

impl<'a> Records<'a> {
    /// The records of a block, whose marks were listed by [`index`] for the same delimiter.
    pub(crate) fn new(block: &'a [u8], marks: &'a [u32], delimiter: u8) -> Self {
        Self { block, marks, delimiter, next: 0, at: 0, line: 0, line_start: 0 }
    }

    /// Lines seen so far.
    pub(crate) fn lines(&self) -> u32 {
        self.line
    }

    fn byte(&self, at: usize) -> u8 {
        self.block.get(at).copied().unwrap_or(b'\n')
    }

    fn mark(&self) -> Option<usize> {
        self.marks.get(self.next).map(|at| *at as usize)
    }

    /// Steps over a line end at `at`, which is the current mark.
    fn pass_line_end(&mut self, at: usize) {
        self.next = self.next.wrapping_add(1);
        let mut after = at.wrapping_add(1);
        if self.byte(at) == b'\r' && self.block.get(after) == Some(&b'\n') {
            self.next = self.next.wrapping_add(1);
            after = after.wrapping_add(1);
        }
        self.line = self.line.wrapping_add(1);
        self.at = after;
        self.line_start = after;
    }

    /// The next record, its cells in `cells`.
    pub(crate) fn read(&mut self, cells: &mut Vec<Cell>) -> Option<Record> {
        cells.clear();
        let block = self.block;
        let start = self.at;
        if start >= block.len() {
            return None;
        }
        let line = self.line;
        let mut broken = None;
        let end = loop {
            let field = self.at;
            if block.get(field) == Some(&b'"') {
                match self.quoted(cells) {
                    Ok(()) => {}
                    Err(fault) => broken = broken.or(Some(fault)),
                }
                if self.at >= block.len() && self.mark().is_none() {
                    break block.len();
                }
            } else {
                // Quotes within an unquoted cell are text.
                while self.mark().is_some_and(|at| block.get(at) == Some(&b'"')) {
                    self.next = self.next.wrapping_add(1);
                }
                let end = self.mark().unwrap_or(block.len());
                cells.push(Cell { start: short(field), end: short(end), doubled: false, quoted: false });
                if block.get(field) == Some(&b' ') && leads_to_quote(block.get(field..end).unwrap_or_default()) {
                    broken = broken.or(Some(Broken::BeforeQuote(field)));
                }
                self.at = end;
            }
            let at = self.at;
            match block.get(at) {
                None => break at,
                Some(byte) if *byte == self.delimiter => {
                    self.next = self.next.wrapping_add(1);
                    self.at = at.wrapping_add(1);
                    if self.at >= block.len() {
                        // A delimiter as the last byte: one more, empty, cell.
                        cells.push(Cell { start: short(self.at), end: short(self.at), doubled: false, quoted: false });
                        break self.at;
                    }
                }
                Some(_) => {
                    self.pass_line_end(at);
                    break at;
                }
            }
        };
        Some(Record { line, start, end, broken })
    }

    /// Reads a quoted cell at `self.at`; leaves `self.at` at the delimiter or line end behind it.
    fn quoted(&mut self, cells: &mut Vec<Cell>) -> Result<(), Broken> {
        let open = self.at;
        let content = open.wrapping_add(1);
        let mut doubled = false;
        self.next = self.next.wrapping_add(1);
        let close = loop {
            let Some(at) = self.mark() else {
                cells.push(Cell { start: short(content), end: short(self.block.len()), doubled, quoted: true });
                self.at = self.block.len();
                return Err(Broken::Unclosed(open));
            };
            match self.byte(at) {
                b'"' if self.block.get(at.wrapping_add(1)) == Some(&b'"') => {
                    doubled = true;
                    self.next = self.next.wrapping_add(2);
                }
                b'"' => {
                    self.next = self.next.wrapping_add(1);
                    break at;
                }
                b'\n' | b'\r' => self.pass_line_end(at),
                _ => self.next = self.next.wrapping_add(1),
            }
        };
        cells.push(Cell { start: short(content), end: short(close), doubled, quoted: true });
        let behind = close.wrapping_add(1);
        self.at = behind;
        match self.block.get(behind) {
            None | Some(b'\n' | b'\r') => Ok(()),
            Some(byte) if *byte == self.delimiter => Ok(()),
            Some(_) => {
                // Skip to the end of the cell, so that the rest of the record is still counted.
                while self.mark().is_some_and(|at| self.byte(at) == b'"') {
                    self.next = self.next.wrapping_add(1);
                }
                self.at = self.mark().unwrap_or(self.block.len());
                Err(Broken::AfterQuote(open, behind))
            }
        }
    }
}

fn leads_to_quote(cell: &[u8]) -> bool {
    cell.iter().find(|byte| **byte != b' ') == Some(&b'"')
}

/// The line and column of a byte, from 0 for the line within the block and from 1 for the column in characters.
pub(crate) fn locate(block: &[u8], at: usize) -> (u32, u32, usize) {
    let before = block.get(..at).unwrap_or(block);
    let mut line = 0u32;
    let mut start = 0;
    for (i, byte) in before.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && block.get(i.wrapping_add(1)) != Some(&b'\n'));
        if ends {
            line = line.wrapping_add(1);
            start = i.wrapping_add(1);
        }
    }
    let column = before.get(start..).map_or(0, |text| String::from_utf8_lossy(text).chars().count());
    (line, short(column).wrapping_add(1), start)
}

/// The line that begins at a byte, without its end.
pub(crate) fn line_from(block: &[u8], start: usize) -> &[u8] {
    let rest = block.get(start..).unwrap_or_default();
    rest.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may fail loudly")]
    use super::*;

    fn read(text: &str, delimiter: u8) -> Vec<(u32, Vec<String>, Option<Broken>)> {
        let mut marks = Vec::new();
        index(text.as_bytes(), delimiter, &mut marks);
        let mut records = Records::new(text.as_bytes(), &marks, delimiter);
        let mut cells = Vec::new();
        let mut all = Vec::new();
        while let Some(record) = records.read(&mut cells) {
            all.push((record.line, cells.iter().map(|cell| cell.text(text.as_bytes())).collect(), record.broken));
        }
        all
    }

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_line_end_ends_a_line_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "\"x", "y\",2", "", "c,"].join(end);
            let all = read(&text, b',');
            assert_eq!(all.len(), 4, "{end:?}");
            assert_eq!((all[1].0, all[1].1.clone()), (1, strings(&[&format!("x{end}y"), "2"])));
            assert_eq!((all[3].0, all[3].1.clone()), (4, strings(&["c", ""])));
        }
    }

    #[test]
    fn quotes_are_strict_where_they_open_a_cell_and_text_elsewhere() {
        assert_eq!(read("\"a\"\"b\",5\" ad\n", b',')[0].1, strings(&["a\"b", "5\" ad"]));
        assert_eq!(read("a\n\"b,1\nc", b',')[1].2, Some(Broken::Unclosed(2)));
        assert_eq!(read("\"x\"y,1\nz,2", b',')[0].2, Some(Broken::AfterQuote(0, 3)));
        assert_eq!(read("\"x\"y,1\nz,2", b',')[1].1, strings(&["z", "2"]));
        assert_eq!(read("a, \"b\"\n", b',')[0].2, Some(Broken::BeforeQuote(2)));
    }
}
