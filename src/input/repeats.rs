//! Rows that are equal in every cell, in one file or in two with the same columns: all count, and both places are told.

use super::Counts;
use super::aliases::folded;
use super::bits::Bits;
use super::code::Code;
use super::file::{FileRead, Read};
use super::found::Spot;
use super::known::{Known, Sparing, product};
use crate::domain::place::{Diagnostic, Place, Severity};

/// Among how many rows of a run equal ones are looked for.
pub(crate) const REPEAT_LIMIT: u64 = 100_000;

/// What stands for a row's cells: 128 bits under secrets of the run.
pub(super) type Print = [u64; 2];

/// Ends a cell in the text of a row. No text has the byte, so that what stands in two cells is not what stands in one.
pub(super) const END: u8 = 0xff;

/// Writes a row's text: its cells one behind the other, without the white space around each, each with its end.
pub(super) fn join<'a>(text: &mut Vec<u8>, cells: impl Iterator<Item = &'a [u8]>) {
    text.clear();
    for cell in cells {
        text.extend_from_slice(cell.trim_ascii());
        text.push(END);
    }
}

/// The print of a row's text, which is filled up to whole words.
pub(super) fn print(text: &mut Vec<u8>, secrets: (u64, u64)) -> Print {
    text.resize(text.len().next_multiple_of(8), 0);
    let keys = (secrets.0.rotate_left(32) | 1, secrets.1.rotate_left(32) | 1);
    let (words, _) = text.as_chunks::<8>();
    let (one, other) = words.iter().fold(secrets, |(one, other), word| {
        let word = u64::from_le_bytes(*word);
        (product(one ^ word, keys.0), product(other ^ word, keys.1))
    });
    [one, other]
}

/// Warns of rows that are equal in every cell.
pub(super) fn repeated(reads: &[FileRead], counts: &mut Counts) -> Vec<Diagnostic> {
    let mut headers: Vec<Vec<String>> = Vec::new();
    let mut compared: Vec<(usize, &FileRead)> = Vec::new();
    let (mut rows, mut most) = (0u64, 0u64);
    for file in reads {
        let Read::Sums { fold, .. } = &file.read else { continue };
        if file.dialect.layout.id.is_some() {
            continue;
        }
        let header: Vec<String> = file.dialect.layout.header.iter().map(|name| folded(name)).collect();
        let shape = headers.iter().position(|known| *known == header).unwrap_or(headers.len());
        if shape == headers.len() {
            headers.push(header);
        }
        compared.push((shape, file));
        most = file.options.work.compared;
        let own: u64 = fold.blocks.iter().map(|note| note.rows_seen.len() as u64).sum();
        rows = rows.saturating_add(own);
        counts.uncompared |= file.info.rows > own || rows > most;
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let all = || compared.iter().flat_map(|(shape, file)| seen(file).map(|seen| (*shape, *file, seen))).take(most);
    // Most rows come once, and for nearly all of those few bits tell so.
    let count = usize::try_from(rows).unwrap_or(usize::MAX).min(most);
    let (mut met, mut twice) = (Bits::of(count), Bits::of(count));
    all().for_each(|(_, _, ([half, _], _))| {
        if !met.set(half) {
            twice.set(half);
        }
    });
    let mut first: Vec<Known<Print>> = Vec::new();
    first.resize_with(headers.len(), || Known::new(Sparing::Room));
    let mut places: Vec<(&FileRead, Spot)> = Vec::new();
    let mut found: Vec<(Place, Place)> = Vec::new();
    let mut more: u64 = 0;
    for (shape, file, (print, spot)) in all().filter(|(_, _, ([half, _], _))| twice.has(*half)) {
        let Some(known) = first.get_mut(shape) else { continue };
        match known.get(print).and_then(|at| places.get(at as usize)) {
            Some((first, at)) if found.len() < 10 => found.push((first.places.of(*at), file.places.of(spot))),
            Some(_) => more = more.saturating_add(1),
            None => {
                known.insert(print, u32::try_from(places.len()).unwrap_or(0));
                places.push((file, spot));
            }
        }
    }
    let total = more.saturating_add(found.len() as u64);
    let also = if total > 10 { format!(" (one of {total} such rows)") } else { String::new() };
    let told = |(first, again): (Place, Place)| Diagnostic {
        code: Code::Repeated.code(),
        severity: Severity::Warning,
        message: format!(
            "the row is the same as line {} of {} in every cell, and both count: a duplicate?{also}",
            first.line, first.file
        ),
        place: Some(again),
        excerpt: None,
        help: None,
    };
    found.into_iter().map(told).collect()
}

/// The prints of a file's rows that are compared, with the spot of each.
fn seen(file: &FileRead) -> impl Iterator<Item = (Print, Spot)> {
    let blocks = match &file.read {
        Read::Sums { fold, .. } => fold.blocks.as_slice(),
        Read::Assumptions { .. } => &[],
    };
    blocks.iter().flat_map(|note| {
        let spot = |line| Spot { block: note.number, line, column: 1 };
        note.rows_seen.iter().map(move |(print, line)| (*print, spot(*line)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Print {
        let mut text = b"of the row before".to_vec();
        join(&mut text, cells.iter().map(|cell| cell.as_bytes()));
        print(&mut text, (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))
    }

    #[test]
    fn rows_have_one_print_if_and_only_if_their_cells_are_equal() {
        assert_eq!(of(&["2026-03-31", "Meta", "12.30"]), of(&[" 2026-03-31", "Meta ", "12.30"]));
        let rows: [&[&str]; 12] = [
            &["2026-03-31", "Meta", "12.30"],
            &["2026-03-31", "Meta", "12.3"],
            &["2026-03-31", "Meta", "", "12.30"],
            &["2026-03-31", "Meta12.30"],
            &["2026-03-31Meta", "12.30"],
            &["2026-03-3", "1Meta", "12.30"],
            &["12345678"],
            &["12345678", ""],
            &["1234567", "8"],
            &["", "12345678"],
            &[""],
            &[],
        ];
        for (at, row) in rows.iter().enumerate() {
            for other in rows.iter().skip(at + 1) {
                let (one, other) = (of(row), of(other));
                assert!(one[0] != other[0] && one[1] != other[1], "{row:?}");
            }
        }
    }
}
