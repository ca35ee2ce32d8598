//! Where bytes come from, and how they are cut into blocks of whole records.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use encoding_rs::Encoding;
use memchr::{memchr, memrchr2};

use super::buffer::Buffer;
use super::encoding::{Counting, Decoding, Passed, Progress};
use super::quotes::last_end;
use super::steady::Steady;
use super::{Own, Role, Work};
use crate::domain::path::path;

/// Where a source's bytes come from.
pub enum Origin {
    /// A file.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Anything that can be read, once.
    Reader(Box<dyn Read + Send>),
}

/// A source of rows.
pub struct Source {
    /// The name in messages: the path as typed, or `-`.
    pub name: Arc<str>,
    /// Where its bytes come from.
    pub origin: Origin,
    /// The role it is forced into.
    pub role: Option<Role>,
    /// The channel all its rows belong to.
    pub channel: Option<String>,
    /// How it is read, over what holds for all.
    pub own: Own,
}

impl Source {
    /// A file.
    #[must_use]
    pub fn path(name: &str) -> Self {
        Self { name: name.into(), origin: Origin::Path(path(name)), role: None, channel: None, own: Own::default() }
    }

    /// Anything that can be read.
    #[must_use]
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self {
            name: name.into(),
            origin: Origin::Reader(Box::new(reader)),
            role: None,
            channel: None,
            own: Own::default(),
        }
    }

    /// How many bytes it has, where that is known before it is read.
    pub(super) fn bytes(&self) -> Option<u64> {
        let Origin::Path(path) = &self.origin else { return None };
        path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
    }

    pub(crate) fn open(self) -> io::Result<Box<dyn Read + Send>> {
        match self.origin {
            Origin::Path(path) => Ok(Box::new(Steady::new(File::open(path)?)?)),
            #[cfg(unix)]
            Origin::Stdin => Ok(Box::new(Steady::stdin()?)),
            #[cfg(not(unix))]
            Origin::Stdin => Ok(Box::new(io::stdin())),
            Origin::Reader(reader) => Ok(reader),
        }
    }
}

/// The most bytes a record may have.
pub(crate) const RECORD_LIMIT: usize = 4 << 20;
pub(crate) const BLOCK: usize = 256 << 10;
/// How many bytes are asked for first.
const FIRST: usize = 16 << 10;

/// Bytes cut at record ends.
pub(crate) struct Blocks {
    reader: Box<dyn Read + Send>,
    /// Bytes read and not yet handed out; they begin at a record's start.
    pending: Buffer,
    ended: bool,
    /// Whether blocks are cut, so that the file is longer than what was read to see how it is written.
    begun: bool,
    delimiter: u8,
    /// Whether a line with nothing but its first cell stands in one block with what is before it.
    together: bool,
    next: u32,
    /// Of how many blocks from the first on it is known how many rows were compared, and how many these are.
    counted: (u32, u64),
    /// The same of blocks behind one of which it is not.
    ahead: BTreeMap<u32, u64>,
    work: Work,
    passed: Arc<Passed>,
    /// Why nothing more is read.
    stopped: Option<Stopped>,
}

/// Why reading stopped before the end.
#[derive(Clone, Copy)]
enum Stopped {
    /// A record is too long: where it ends is not looked for, since it may never.
    TooLong,
    /// That, or that reading failed, was told.
    Told,
}

impl Blocks {
    /// Blocks of what is read; `fingerprint` asks for its SHA-256, `progress` counts all files of a run.
    pub(crate) fn new(reader: Box<dyn Read + Send>, fingerprint: bool, progress: Option<Arc<Progress>>) -> Self {
        let passed = Arc::new(Passed::new(fingerprint, progress));
        let reader = Box::new(Counting::new(reader, Arc::clone(&passed)));
        Self {
            reader,
            pending: Buffer::default(),
            ended: false,
            begun: false,
            delimiter: b',',
            together: false,
            next: 0,
            counted: (0, 0),
            ahead: BTreeMap::new(),
            work: Work::default(),
            passed,
            stopped: None,
        }
    }

    /// What is known of the bytes read so far, before any decoding.
    pub(crate) fn passed(&self) -> Arc<Passed> {
        Arc::clone(&self.passed)
    }

    /// Decodes the rest, and what has been read already.
    pub(crate) fn decode(&mut self, encoding: &'static Encoding) {
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        let head = io::Cursor::new(self.pending.take());
        self.reader = Box::new(Decoding::new(head.chain(rest), encoding));
        self.ended = false;
    }

    /// Everything, where that is no more than `most` bytes; else the first of it.
    pub(crate) fn all(&mut self, most: usize) -> io::Result<(Vec<u8>, bool)> {
        let mut wanted = BLOCK;
        if !self.ended {
            // What grows by doubling would ask for twice as much in the end.
            self.pending.reserve(most.saturating_add(BLOCK.saturating_mul(2)));
        }
        while !self.ended && self.pending.len() <= most {
            wanted = wanted.saturating_mul(2).min(most.saturating_add(BLOCK));
            self.fill(wanted)?;
        }
        Ok((self.pending.take(), self.ended))
    }

    /// Sets the delimiter that quoted cells begin after and how blocks are cut, and drops what precedes the first record.
    /// With `together` a line with nothing but its first cell is not parted from what is before it, which tells whether
    /// it belongs to a footer.
    pub(crate) fn begin(&mut self, (delimiter, together): (u8, bool), skip: usize, work: Work) {
        self.begun = true;
        self.delimiter = delimiter;
        self.together = together;
        self.work = Work { block: work.block.max(1), ..work };
        self.pending.skip(skip);
    }

    /// The first bytes, as many as one block has, for deciding how the rest is read.
    pub(crate) fn head(&mut self) -> io::Result<&[u8]> {
        self.fill(BLOCK)?;
        Ok(self.pending.bytes())
    }

    /// Whether all bytes are in memory already, so that no second thread is worth its start.
    pub(crate) fn is_short(&self) -> bool {
        self.ended
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        while !self.ended && self.pending.len() < wanted {
            let have = self.pending.len();
            // No more room than a call fills: a pipe gives little, and most files are short, so that what was not
            // filled is enough to see that they end.
            let most = have.saturating_add(BLOCK);
            let all = if self.begun { most } else { have.saturating_add(1).next_power_of_two().clamp(FIRST, most) };
            let room = self.pending.room(wanted.min(all));
            let count = loop {
                match self.reader.read(room) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.pending.took(count);
            self.ended = count == 0;
        }
        Ok(())
    }

    /// Takes how many rows of a block were compared with others.
    pub(crate) fn compared(&mut self, number: u32, rows: u64) {
        self.ahead.insert(number, rows);
        let (next, all) = &mut self.counted;
        while let Some(rows) = self.ahead.remove(next) {
            *next = next.saturating_add(1);
            *all = all.saturating_add(rows);
        }
    }

    /// The next block of whole records into `block`, with its number and how many compared rows precede it at least;
    /// `None` at the end.
    ///
    /// # Errors
    /// When reading fails, and behind a block that begins with a record longer than [`RECORD_LIMIT`]
    /// (`FileTooLarge`): nothing is read after that, and whoever asks again is at the end.
    pub(crate) fn next(&mut self, block: &mut Buffer) -> io::Result<Option<(u32, u64)>> {
        let next = match self.stopped {
            None => self.cut_off(block),
            Some(Stopped::TooLong) => Err(io::Error::new(io::ErrorKind::FileTooLarge, "a row is longer than 4 MiB")),
            Some(Stopped::Told) => return Ok(None),
        };
        if next.is_err() {
            self.stopped = Some(Stopped::Told);
        }
        next
    }

    fn cut_off(&mut self, block: &mut Buffer) -> io::Result<Option<(u32, u64)>> {
        let mut wanted = self.work.block;
        let cut = loop {
            self.fill(wanted)?;
            // What is left at the end may be several blocks' worth of records.
            let most = wanted.saturating_mul(2);
            if self.ended && self.pending.len() <= most {
                break self.pending.len();
            }
            match self.cut(most) {
                Some(cut) => match before_blanks(self.pending.bytes(), cut, (self.delimiter, self.together)) {
                    0 if wanted <= RECORD_LIMIT => wanted = most,
                    0 => break cut,
                    rows => break rows,
                },
                None if wanted > RECORD_LIMIT => {
                    self.stopped = Some(Stopped::TooLong);
                    break self.pending.len();
                }
                None => wanted = most,
            }
        };
        if cut == 0 {
            return Ok(None);
        }
        self.pending.hand_over(cut, block);
        let number = self.next;
        self.next = self.next.saturating_add(1);
        Ok(Some((number, self.counted.1)))
    }

    /// Behind the last record end that is certain among the first bytes; quotes are followed from their start.
    fn cut(&self, most: usize) -> Option<usize> {
        let bytes = self.pending.bytes();
        let bytes = bytes.get(..most).unwrap_or(bytes);
        let ended = self.ended && bytes.len() == self.pending.len();
        let quoted = memchr(b'"', bytes).is_some();
        quoted.then(|| last_end(bytes, self.delimiter)).flatten().or_else(|| walked(bytes, self.delimiter, ended))
    }
}

/// Behind the last record end that is certain, from quote to quote.
fn walked(bytes: &[u8], delimiter: u8, ended: bool) -> Option<usize> {
    let mut last = None;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'"', rest)) {
        let quote = at.saturating_add(found);
        last = last_line_end(bytes, at, quote).or(last);
        let opens = match quote.checked_sub(1).and_then(|before| bytes.get(before)) {
            None => true,
            Some(before) => *before == delimiter || matches!(before, b'\n' | b'\r'),
        };
        at = quote.saturating_add(1);
        if opens {
            // To the closing quote; a doubled one does not close.
            loop {
                let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'"', rest)) else {
                    return last;
                };
                let close = at.saturating_add(found);
                at = close.saturating_add(1);
                match bytes.get(at) {
                    Some(b'"') => at = at.saturating_add(1),
                    None if !ended => return last,
                    _ => break,
                }
            }
        }
    }
    last_line_end(bytes, at, bytes.len()).or(last)
}

/// Before the blank lines that `bytes[..cut]` ends with, so that they stand in one block with the row behind them, of
/// which they may tell something; with `together` before lines with nothing but their first cell too. 0 where there is no
/// other line. A line without quotes that ends outside of them begins there too.
fn before_blanks(bytes: &[u8], cut: usize, (delimiter, together): (u8, bool)) -> usize {
    let mut at = cut;
    loop {
        let line = bytes.get(..at).unwrap_or_default();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let start = memrchr2(b'\n', b'\r', line).map_or(0, |end| end.saturating_add(1));
        let line = line.get(start..).unwrap_or_default();
        let blank = |byte: &u8| *byte == delimiter || byte.is_ascii_whitespace();
        let behind_first = match memchr(delimiter, line) {
            _ if !together || memchr(b'"', line).is_some() => line,
            None => &[],
            Some(end) => line.get(end..).unwrap_or_default(),
        };
        if !behind_first.iter().all(blank) {
            return at;
        }
        if start == 0 {
            return 0;
        }
        at = start;
    }
}

/// Behind the last line end in `bytes[from..to]`. A CR as the very last byte may be half of a CRLF.
fn last_line_end(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let found = from.saturating_add(memrchr2(b'\n', b'\r', bytes.get(from..to)?)?);
    if bytes.get(found) == Some(&b'\r') {
        match bytes.get(found.saturating_add(1)) {
            None => return last_line_end(bytes, from, found),
            Some(b'\n') => return Some(found.saturating_add(2)),
            Some(_) => {}
        }
    }
    Some(found.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_stand_with_the_row_behind_them() {
        let cut = |text: &str| before_blanks(text.as_bytes(), text.len(), (b',', false));
        assert_eq!((cut("a,b\n"), cut("a,b\r\n"), cut("a,b\r")), (4, 5, 4));
        assert_eq!((cut("a,b\n\n"), cut("a,b\r\n\r\n"), cut("a,b\r\r")), (4, 5, 4));
        assert_eq!((cut("a,b\n,\n \t\r\n\n"), cut("a\n\"\"\n"), cut("\n,\n\n")), (4, 5, 0));
    }

    #[test]
    fn lines_with_nothing_but_their_first_cell_stand_with_what_is_before_them() {
        let cut = |text: &str| before_blanks(text.as_bytes(), text.len(), (b',', true));
        assert_eq!((cut("a,b\n"), cut("a,b\n\nc,\n"), cut("a,b\r\nc\r\nd, \r\n"), cut("a,\n\n")), (4, 4, 5, 0));
        assert_eq!((cut("a,b\nc,,d\n"), cut("a,b\n\"c\",\n"), cut("a,b\n,c\n")), (9, 9, 7));
    }

    #[test]
    fn the_last_line_end_is_the_same_with_and_without_a_walk() {
        let mut state = 11u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let (mut same, mut left) = (0, 0);
        for _ in 0..40_000 {
            let parts = [
                "\"",
                "\"",
                ",",
                "\n",
                "\r\n",
                "a",
                "12",
                "\"\"",
                "\",\"",
                "\"\n\"",
                "text of many letters, and more\n",
            ];
            let text: String =
                (0..draw(40)).filter_map(|_| parts.get(usize::try_from(draw(11)).ok()?)).copied().collect();
            match last_end(text.as_bytes(), b',') {
                Some(end) => {
                    same += 1;
                    assert_eq!(Some(end), walked(text.as_bytes(), b',', false), "{text:?}");
                }
                None => left += 1,
            }
        }
        assert!(same > 1_000 && left > 1_000, "{same} and {left}");
    }
}
