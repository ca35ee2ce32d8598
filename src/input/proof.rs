//! The decimal mark of a file, proved by all its cells, never guessed.

use super::code::Code;
use super::found::{Byte, Faults, Found, Witness};
use crate::domain::number::{Group, Mark};
use crate::domain::place::Place;

/// What the cells of a file have proved so far. "First" is first by place, in whatever order cells are looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proof {
    /// The first cell that cannot be read with the dot as its mark, and with the comma.
    impossible: [Option<First>; 2],
    /// The first cell that means one thing with the dot and another with the comma.
    ambiguous: Option<First>,
    /// The first cell with each kind of group, under each mark.
    groups: [Vec<(Group, First)>; 2],
    /// Faults that hold only under one mark.
    late: [Faults; 2],
}

fn place(mark: Mark) -> usize {
    match mark {
        Mark::Dot => 0,
        Mark::Comma => 1,
    }
}

/// The first cell of a kind so far, and where it begins.
#[derive(Clone, Debug)]
struct First {
    at: Byte,
    witness: Witness,
}

/// Keeps the earlier of two cells; `witness` is made only where it is the new one.
fn keep(slot: &mut Option<First>, at: Byte, witness: impl FnOnce() -> Witness) {
    if slot.as_ref().is_none_or(|first| at < first.at) {
        *slot = Some(First { at, witness: witness() });
    }
}

impl Proof {
    /// Whether the mark has been shown to be impossible.
    pub(crate) fn excludes(&self, mark: Mark) -> bool {
        self.impossible.get(place(mark)).is_some_and(Option::is_some)
    }

    /// A cell that cannot be read under `mark`.
    pub(crate) fn exclude(&mut self, mark: Mark, at: Byte, witness: impl FnOnce() -> Witness) {
        if let Some(slot) = self.impossible.get_mut(place(mark)) {
            keep(slot, at, witness);
        }
    }

    /// A cell that differs between the marks.
    pub(crate) fn doubt(&mut self, at: Byte, witness: impl FnOnce() -> Witness) {
        keep(&mut self.ambiguous, at, witness);
    }

    /// A cell with groups under `mark`.
    pub(crate) fn group(&mut self, mark: Mark, group: Group, at: Byte, witness: impl FnOnce() -> Witness) {
        let Some(groups) = self.groups.get_mut(place(mark)) else { return };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, first)) if at < first.at => *first = First { at, witness: witness() },
            Some(_) => {}
            None => groups.push((group, First { at, witness: witness() })),
        }
    }

    /// A fault that holds only if `mark` is the decimal mark.
    pub(crate) fn late(&mut self, mark: Mark, code: Code, found: impl FnOnce() -> Found) {
        if let Some(faults) = self.late.get_mut(place(mark)) {
            faults.add(code, found);
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.impossible.iter_mut().zip(other.impossible) {
            if let Some(First { at, witness }) = theirs {
                keep(mine, at, || witness);
            }
        }
        if let Some(First { at, witness }) = other.ambiguous {
            self.doubt(at, || witness);
        }
        for (mark, groups) in [Mark::Dot, Mark::Comma].into_iter().zip(other.groups) {
            for (group, First { at, witness }) in groups {
                self.group(mark, group, at, || witness);
            }
        }
        for (mine, theirs) in self.late.iter_mut().zip(other.late) {
            mine.merge(theirs);
        }
    }

    /// The mark that the cells prove, whether they need one or not.
    pub(crate) fn proved(&self) -> Option<Mark> {
        match (self.excludes(Mark::Dot), self.excludes(Mark::Comma)) {
            (false, true) => Some(Mark::Dot),
            (true, false) => Some(Mark::Comma),
            _ => None,
        }
    }

    /// The cell that proves the mark.
    pub(crate) fn proving(&self, mark: Mark) -> Option<&Witness> {
        self.impossible.get(place(mark.other())).and_then(Option::as_ref).map(|first| &first.witness)
    }

    /// The kind of groups used under a mark.
    pub(crate) fn group_used(&self, mark: Mark) -> Option<Group> {
        self.groups.get(place(mark)).and_then(|groups| groups.first()).map(|(group, _)| *group)
    }

    /// Settles the mark: by proof, else by the flag, else any mark where no cell differs.
    ///
    /// # Errors
    /// The faults that stand in the way.
    pub(crate) fn settle(&self, flag: Option<Mark>, at: impl Fn(&Witness) -> Place) -> Result<Mark, Faults> {
        let mut faults = Faults::default();
        let mark = match (&self.impossible, self.proved()) {
            ([Some(dot), Some(comma)], _) => {
                let (first, last) = if dot.at < comma.at { (dot, comma) } else { (comma, dot) };
                let (one, other) = if dot.at < comma.at { (',', '.') } else { ('.', ',') };
                let (first, last) = (&first.witness, &last.witness);
                let earlier = at(first);
                faults.add(Code::Marks, || Found {
                    witness: last.clone(),
                    message: format!(
                        "'{}' has the decimal mark {other}, but '{}' on line {} has {one}: the marks conflict",
                        last.text, first.text, earlier.line
                    ),
                    help: Some("write all numbers of the file with one decimal mark".to_owned()),
                });
                return Err(faults);
            }
            (_, Some(mark)) => mark,
            (_, None) => match (&self.ambiguous, flag) {
                (_, Some(mark)) => mark,
                (None, None) => Mark::Dot,
                (Some(First { witness: cell, .. }), None) => {
                    let (kind, group, decimal) = readings(&cell.text);
                    let other = kind.other();
                    faults.add(Code::Ambiguous, || Found {
                        witness: cell.clone(),
                        message: format!(
                            "'{}' can mean {group} or {decimal}, and no other cell in the file settles it",
                            cell.text
                        ),
                        help: Some(format!(
                            "--decimal '{}'  ({} is {group})   or   --decimal '{}'  ({} is {decimal})",
                            other.char(),
                            cell.text,
                            kind.char(),
                            cell.text
                        )),
                    });
                    return Err(faults);
                }
            },
        };
        if let Some([(one, first), (other, second), ..]) = self.groups.get(place(mark)).map(Vec::as_slice) {
            let (a, b, last) = if first.at < second.at { (one, other, second) } else { (other, one, first) };
            let last = &last.witness;
            faults.add(Code::Marks, || Found {
                witness: last.clone(),
                message: format!(
                    "'{}' groups its digits by {}, other cells of the file by {}",
                    last.text,
                    name(*b),
                    name(*a)
                ),
                help: Some("write the groups of all numbers in one way, or without groups".to_owned()),
            });
        }
        if let Some(late) = self.late.get(place(mark)) {
            faults.merge(late.clone());
        }
        if faults.is_empty() { Ok(mark) } else { Err(faults) }
    }
}

/// What groups digits, in words.
pub(crate) fn name(group: Group) -> &'static str {
    match group {
        Group::Space => "spaces",
        Group::NoBreak => "no-break spaces",
        Group::Narrow => "narrow no-break spaces",
        Group::Thin => "thin spaces",
        Group::Apostrophe => "apostrophes",
        Group::Dot => "dots",
        Group::Comma => "commas",
    }
}

/// The mark in an ambiguous text, and its two readings.
fn readings(text: &str) -> (Mark, String, String) {
    let kind = if text.contains('.') { Mark::Dot } else { Mark::Comma };
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == kind.char()).collect();
    let group = digits.replace(kind.char(), "");
    let decimal = digits.replace(kind.char(), ".");
    let trimmed = decimal.trim_end_matches('0').trim_end_matches('.');
    (kind, group, if trimmed.is_empty() { decimal.clone() } else { trimmed.to_owned() })
}
