//! Records, held against a reader that looks at one byte after the other and knows its line and column at each.

use cacltv::input::probe::{Cell, Record, records};

/// Where the byte-at-a-time reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the cell is read.
    Begin,
    /// Within a cell without quotes.
    Bare,
    /// Within a cell without quotes of which only spaces are read.
    Spaces,
    /// Within quotes.
    Quoted,
    /// Behind the closing quote.
    Closed,
    /// In what follows the closing quote and should not.
    Behind,
}

struct Slow<'a> {
    bytes: &'a [u8],
    state: State,
    /// The line of the current byte, from 0, and where that line begins.
    line: u32,
    line_start: usize,
    /// The current cell: its first byte, its line, where that line begins, and where its content ends.
    cell: (usize, u32, usize),
    close: usize,
    quoted: bool,
    record: Record,
    all: Vec<Record>,
}

impl<'a> Slow<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let record = Record { line: 0, start: 0, end: 0, broken: None, cells: Vec::new() };
        let state = State::Begin;
        Self { bytes, state, line: 0, line_start: 0, cell: (0, 0, 0), close: 0, quoted: false, record, all: Vec::new() }
    }

    fn breaks(&mut self, word: &'static str) {
        let at = self.cell.0;
        self.record.broken.get_or_insert((word, at));
    }

    fn end_cell(&mut self, at: usize) {
        let (first, line, line_start) = self.cell;
        let content = if self.quoted { (first + 1, self.close) } else { (first, at) };
        let text = String::from_utf8_lossy(&self.bytes[content.0..content.1]).into_owned();
        let text = if self.quoted { text.replace("\"\"", "\"") } else { text };
        let before = String::from_utf8_lossy(&self.bytes[line_start..first]).into_owned();
        let column = 1 + before.chars().count() as u32;
        self.record.cells.push(Cell { content, at: first, place: (line, column), text });
    }

    fn begin_cell(&mut self, at: usize) {
        self.cell = (at, self.line, self.line_start);
        self.state = State::Begin;
        self.quoted = false;
    }

    /// Ends the record whose line end, or the end of everything, is at `at`; the next begins at `next`.
    fn end_record(&mut self, at: usize, next: usize) {
        self.record.end = at;
        let empty = Record { line: self.line, start: next, end: 0, broken: None, cells: Vec::new() };
        self.all.push(std::mem::replace(&mut self.record, empty));
    }

    fn read(mut self, delimiter: u8) -> (Vec<Record>, u32) {
        let mut at = 0;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            let ends = match (byte, self.bytes.get(at + 1)) {
                (b'\r', Some(b'\n')) => 2,
                (b'\r' | b'\n', _) => 1,
                _ => 0,
            };
            let mut step = 1;
            match self.state {
                State::Quoted => match (byte, self.bytes.get(at + 1)) {
                    (b'"', Some(b'"')) => step = 2,
                    (b'"', _) => {
                        self.close = at;
                        self.state = State::Closed;
                    }
                    _ if ends > 0 => {
                        step = ends;
                        self.line += 1;
                        self.line_start = at + ends;
                    }
                    _ => {}
                },
                _ if byte == delimiter => {
                    self.end_cell(at);
                    self.begin_cell(at + 1);
                }
                _ if ends > 0 => {
                    self.end_cell(at);
                    step = ends;
                    self.line += 1;
                    self.line_start = at + ends;
                    self.end_record(at, at + ends);
                    self.begin_cell(at + ends);
                }
                State::Begin if byte == b'"' => {
                    self.state = State::Quoted;
                    self.quoted = true;
                }
                State::Begin | State::Spaces if byte == b' ' => self.state = State::Spaces,
                State::Spaces if byte == b'"' => {
                    self.breaks("before");
                    self.state = State::Bare;
                }
                State::Begin | State::Bare | State::Spaces => self.state = State::Bare,
                State::Closed => {
                    self.breaks("after");
                    self.state = State::Behind;
                }
                State::Behind => {}
            }
            at += step;
        }
        if self.state == State::Quoted {
            self.close = at;
            self.breaks("unclosed");
        }
        if at > self.record.start {
            self.end_cell(at);
            self.end_record(at, at);
        }
        (self.all, self.line)
    }
}

/// Reads a block as the reader of files does, cell by cell and place by place. The first byte chooses the delimiter.
pub fn holds(bytes: &[u8]) {
    let Some((first, block)) = bytes.split_first() else { return };
    let delimiter = b",;\t|\x1f"[usize::from(*first) % 5];
    let (fast, lines) = records(block, delimiter);
    let (slow, slow_lines) = Slow::new(block).read(delimiter);
    for (fast, slow) in fast.iter().zip(&slow) {
        assert_eq!(fast, slow, "{:?}", String::from_utf8_lossy(block));
    }
    assert_eq!((fast.len(), lines), (slow.len(), slow_lines), "{:?}", String::from_utf8_lossy(block));
}
