//! Which row of a head is the header, and under which delimiter.

use super::super::Options;
use super::super::Role;
use super::super::across::{self, Table};
use super::super::aliases::folded;
use super::super::code::Code;
use super::super::header::{Layout, NoLayout, resolve};
use super::{HEADER_LINES, Row, Trouble, rows, shown};

/// The first bytes of a file, and what is known of it before they are read.
pub(super) struct Head<'a> {
    pub(super) text: &'a [u8],
    /// Whether they are all there are.
    pub(super) whole: bool,
    /// The delimiters that it may have.
    pub(super) delimiters: &'a [u8],
    pub(super) role: Option<Role>,
    pub(super) file: &'a str,
    pub(super) options: &'a Options,
}

/// A delimiter, the rows under it, the place of the header among them, and what that says.
pub(super) type Candidate = (u8, Vec<Row>, usize, Result<Layout, NoLayout>);

impl Head<'_> {
    /// The delimiters under which a header is found.
    pub(super) fn candidates(&self) -> Result<Vec<Candidate>, Trouble> {
        // Under each that is nowhere in the text the rows are the same.
        let (absent, present): (Vec<u8>, Vec<u8>) =
            self.delimiters.iter().partition(|delimiter| memchr::memchr(**delimiter, self.text).is_none());
        let mut all: Vec<Candidate> = present.into_iter().filter_map(|delimiter| self.under(delimiter)).collect();
        // Below a header of several columns no line is one column.
        let several = |(_, rows, at, layout): &Candidate| layout.is_ok() && width(rows, *at) > 1;
        if let Some(delimiter) = absent.first().filter(|_| !all.iter().any(several)) {
            all.extend(self.under(*delimiter));
            all.sort_by_key(|(delimiter, ..)| self.delimiters.iter().position(|one| one == delimiter));
        }
        if all.len() > 1 {
            for (delimiter, few, ..) in &mut all {
                *few = rows(self.text, self.whole, *delimiter, usize::MAX);
            }
            all = settle(all)?;
        }
        Ok(all)
    }

    /// The header under a delimiter.
    fn under(&self, delimiter: u8) -> Option<Candidate> {
        let Self { text, whole, role, file, options, .. } = *self;
        let rows = rows(text, whole, delimiter, HEADER_LINES);
        let layout = |at: usize, row: &Row, titles: &[String]| {
            let across = || {
                if !across::may_be(&row.cells, options, file) {
                    return None;
                }
                let all = super::rows(text, whole, delimiter, usize::MAX).into_iter().skip(at.saturating_add(1));
                let below: Vec<Vec<String>> = all.map(|row| row.cells).collect();
                Table::of(&row.cells, titles, &below, role, file, options)?.layout()
            };
            across().unwrap_or_else(|| resolve(&row.cells, titles, role, file, options))
        };
        // No name begins or ends with a delimiter: the line belongs to another.
        let edges = |c: char| self.delimiters.iter().any(|one| char::from(*one) == c);
        let other = |name: &String| self.delimiters.len() > 1 && (name.starts_with(edges) || name.ends_with(edges));
        let mut titles: Vec<String> = Vec::new();
        let mut found = None;
        for (at, row) in rows.iter().enumerate() {
            if row.cells.iter().any(other) {
                titles.push(folded(&row.cells.concat()));
                continue;
            }
            match layout(at, row, &titles) {
                Err(NoLayout::NotAHeader(_)) => titles.push(folded(&row.cells.concat())),
                other => {
                    let next = at.saturating_add(1);
                    // A word above a header is its title, though it would be a header by itself.
                    if let Some(below) =
                        rows.get(next).filter(|below| other.is_ok() && is_alone(row) && !is_alone(below))
                    {
                        let mut above = titles.clone();
                        above.push(folded(&row.cells.concat()));
                        if !matches!(layout(next, below, &above), Err(NoLayout::NotAHeader(_))) {
                            titles = above;
                            continue;
                        }
                    }
                    found = Some((at, other));
                    break;
                }
            }
        }
        found.map(|(at, layout)| (delimiter, rows, at, layout))
    }
}

/// How many columns a header has.
fn width(rows: &[Row], at: usize) -> usize {
    rows.get(at).map_or(0, |row| row.cells.len())
}

/// Whether only the first cell of a row is filled.
fn is_alone(row: &Row) -> bool {
    let mut cells = row.cells.iter().map(|cell| !cell.trim().is_empty());
    cells.next() == Some(true) && !cells.any(|filled| filled)
}

/// Of several delimiters under which a header is found, the one that every row fits.
fn settle(mut candidates: Vec<Candidate>) -> Result<Vec<Candidate>, Trouble> {
    let fits = |(_, rows, at, layout): &Candidate| {
        let width = width(rows, *at);
        let mut behind = rows.iter().skip(at.saturating_add(1)).peekable();
        layout.is_ok()
            && behind.peek().is_some()
            && behind.all(|row| {
                row.broken.is_none()
                    && (row.cells.len() == width
                        || row.cells.get(width..).is_some_and(|more| more.iter().all(|cell| cell.trim().is_empty())))
            })
    };
    if candidates.iter().all(|(.., layout)| matches!(layout, Err(NoLayout::Foreign { .. }))) {
        candidates.truncate(1);
    }
    let fitting: Vec<bool> = candidates.iter().map(fits).collect();
    if fitting.iter().any(|fit| *fit) {
        let mut keep = fitting.iter();
        candidates.retain(|_| keep.next().copied().unwrap_or(false));
    }
    // Where a header of several columns fits every row, its lines are no column of one.
    let width = |(_, rows, at, _): &Candidate| width(rows, *at);
    if candidates.iter().any(|candidate| width(candidate) > 1 && fits(candidate)) {
        candidates.retain(|candidate| width(candidate) > 1);
    }
    let cells = |(_, rows, _, _): &Candidate| rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
    let first = candidates.first().map(cells);
    if candidates.iter().all(|candidate| Some(cells(candidate)) == first) {
        candidates.truncate(1);
    }
    if candidates.len() > 1 {
        let names: Vec<String> = candidates.iter().map(|(delimiter, ..)| shown(*delimiter)).collect();
        return Err(Trouble::Whole(
            Code::DelimiterTie,
            format!("the rows can be separated by {}, with different readings", names.join(" or ")),
            format!("--delimiter '{}'", candidates.first().map_or(',', |(delimiter, ..)| char::from(*delimiter))),
        ));
    }
    Ok(candidates)
}
