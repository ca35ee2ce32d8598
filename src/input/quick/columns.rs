//! The loops over a column of a block, one cell a row. Each holds so little that a processor keeps it in its registers;
//! what is seldom needed is done outside of them.

use super::super::known::Known;
use super::cells::{DOT, cents, hundredths, iso_place, longer, short};
use super::marks::Cell;
use crate::domain::number::Mark;

/// What is done with the cells of a column, in the order of the rows.
pub(super) trait Loop {
    /// What is told of them.
    type Told;

    fn run(self, cells: impl Iterator<Item = Cell>) -> Self::Told;
}

/// Looks up days by their digits, until there is one that is not known; tells how many are.
pub(super) struct Days<'a> {
    pub(super) bytes: &'a [u8],
    /// Places from 1, 0 for none, by [`iso_place`].
    pub(super) digits: &'a [u32],
    pub(super) places: &'a mut [u32],
}

impl Loop for Days<'_> {
    type Told = usize;

    #[inline(never)]
    fn run(self, cells: impl Iterator<Item = Cell>) -> usize {
        let Self { bytes, digits, places } = self;
        for (at, (cell, own)) in cells.zip(&mut *places).enumerate() {
            let known = iso_place(bytes, cell.from, cell.to).and_then(|digits_at| digits.get(digits_at));
            match known {
                Some(place) if *place > 0 => *own = place.wrapping_sub(1),
                _ => return at,
            }
        }
        places.len()
    }
}

/// Looks up names by their bytes, until there is one that is not known; tells how many are.
pub(super) struct Places<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) known: &'a Known<[u64; 2]>,
    pub(super) long: &'a Known<[u64; 4]>,
    pub(super) places: &'a mut [u32],
}

impl Loop for Places<'_> {
    type Told = usize;

    #[inline(never)]
    fn run(self, cells: impl Iterator<Item = Cell>) -> usize {
        let Self { bytes, known, long, places } = self;
        for (at, (cell, own)) in cells.zip(&mut *places).enumerate() {
            if let Some(place) = short(bytes, cell.from, cell.to).and_then(|text| known.get_first(text)) {
                *own = place;
            } else if let Some(place) = again(bytes, cell, known, long) {
                *own = place;
            } else {
                return at;
            }
        }
        places.len()
    }
}

/// The place of a name that is long, or not the first to be looked at where it may lie. Its bytes are read once more, so
/// that the loop need not keep them.
#[inline(never)]
fn again(bytes: &[u8], cell: Cell, known: &Known<[u64; 2]>, long: &Known<[u64; 4]>) -> Option<u32> {
    match short(bytes, cell.from, cell.to) {
        Some(text) => known.get(text),
        None => long.get(longer(bytes, cell.from, cell.to)?),
    }
}

/// Reads amounts in hundredths; `None` where one is not as in common rows.
pub(super) struct Amounts<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) count: bool,
    pub(super) amounts: &'a mut [i64],
}

/// What amounts say together.
#[derive(Clone, Copy, Default)]
pub(super) struct Together {
    /// Whether a dot stands in any, and a comma.
    pub(super) dot: bool,
    pub(super) comma: bool,
    /// Whether any is above zero, and below.
    pub(super) above: bool,
    pub(super) below: bool,
    /// What they come to whatever their sign.
    pub(super) size: u64,
}

impl Loop for Amounts<'_> {
    type Told = Option<Together>;

    #[inline(never)]
    fn run(self, cells: impl Iterator<Item = Cell>) -> Option<Together> {
        let Self { bytes, count, amounts } = self;
        let mut others = Together::default();
        // Cells of two decimals and no sign are added up by themselves, and their marks by the bits these differ in.
        let (mut size, mut any, mut every) = (0u64, 0u8, u8::MAX);
        for (cell, own) in cells.zip(amounts) {
            match cents(bytes, cell.from, cell.to) {
                Some((amount, mark)) if !count => {
                    // A block has fewer rows than an amount of eleven digits could be added to itself.
                    size = size.wrapping_add(amount);
                    any |= mark;
                    every &= mark;
                    *own = amount.cast_signed();
                }
                _ => *own = others.take(bytes, cell, count)?,
            }
        }
        let marked = any > 0;
        Some(Together {
            dot: others.dot || (marked && any & DOT != 0),
            comma: others.comma || (marked && every & DOT == 0),
            above: others.above || size > 0,
            below: others.below,
            size: others.size.wrapping_add(size),
        })
    }
}

impl Together {
    /// Reads an amount that is not of two decimals.
    #[inline(never)]
    fn take(&mut self, bytes: &[u8], cell: Cell, count: bool) -> Option<i64> {
        let (amount, mark) = hundredths(bytes, cell.from, cell.to, count)?;
        self.dot |= mark == Some(Mark::Dot);
        self.comma |= mark == Some(Mark::Comma);
        self.above |= amount > 0;
        self.below |= amount < 0;
        self.size = self.size.wrapping_add(amount.unsigned_abs());
        Some(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of one column and its cells.
    fn block(texts: &[&str]) -> (Vec<u8>, Vec<Cell>) {
        let (mut bytes, mut cells) = (b"0123456789".to_vec(), Vec::new());
        for text in texts {
            let from = bytes.len();
            bytes.extend_from_slice(text.as_bytes());
            cells.push(Cell { from, to: bytes.len(), at: from });
            bytes.push(b'\n');
        }
        (bytes, cells)
    }

    /// The amounts, the marks that stand in any (dot, comma), and whether any is above and below zero.
    fn amounts(texts: &[&str], count: bool) -> Option<(Vec<i64>, [bool; 4], u64)> {
        let (bytes, cells) = block(texts);
        let mut amounts = vec![0; cells.len()];
        let all = Amounts { bytes: &bytes, count, amounts: &mut amounts }.run(cells.into_iter())?;
        Some((amounts, [all.dot, all.comma, all.above, all.below], all.size))
    }

    #[test]
    fn amounts_say_together_what_each_of_them_says() {
        assert_eq!(amounts(&["1.50", "12.34"], false), Some((vec![150, 1234], [true, false, true, false], 1384)));
        assert_eq!(amounts(&["1,50", "12,34"], false), Some((vec![150, 1234], [false, true, true, false], 1384)));
        assert_eq!(amounts(&["1,50", "12.34"], false), Some((vec![150, 1234], [true, true, true, false], 1384)));
        assert_eq!(amounts(&["1.50", "3,5", "7"], false), Some((vec![150, 350, 700], [true, true, true, false], 1200)));
        assert_eq!(amounts(&["1,50", "3.5"], false), Some((vec![150, 350], [true, true, true, false], 500)));
        assert_eq!(amounts(&["7", "-7"], false), Some((vec![700, -700], [false, false, true, true], 1400)));
        assert_eq!(amounts(&["-1.50"], false), Some((vec![-150], [true, false, false, true], 150)));
        assert_eq!(amounts(&["0.00"], false), Some((vec![0], [true, false, false, false], 0)));
        assert_eq!(amounts(&["0", "12"], true), Some((vec![0, 1200], [false, false, true, false], 1200)));
        assert_eq!(
            (amounts(&["1.50"], true), amounts(&["-1"], true), amounts(&["1.50", "x"], false)),
            (None, None, None)
        );
    }

    #[test]
    fn names_are_known_up_to_the_first_that_is_not() {
        let names = ["Meta", "Google Ads", "", "Microsoft Advertising", "a name of sixteen", "Bing", "Meta"];
        let (bytes, cells) = block(&names);
        let (mut known, mut long): (Known<[u64; 2]>, Known<[u64; 4]>) = (Known::new(), Known::new());
        for (number, cell) in (0..).zip(cells.iter().take(5)) {
            match short(&bytes, cell.from, cell.to) {
                Some(text) => known.insert(text, number),
                None => long.insert(longer(&bytes, cell.from, cell.to).unwrap_or_default(), number),
            }
        }
        let mut places = vec![9; names.len()];
        let all = Places { bytes: &bytes, known: &known, long: &long, places: &mut places };
        assert_eq!(all.run(cells.iter().copied()), 5);
        assert_eq!(places, [0, 1, 2, 3, 4, 9, 9]);
        let mut place = [9];
        let all = Places { bytes: &bytes, known: &known, long: &long, places: &mut place };
        assert_eq!((all.run(cells.iter().copied().skip(6)), place), (1, [0]));
    }

    #[test]
    fn days_are_known_up_to_the_first_that_is_not() {
        let (bytes, cells) = block(&["2026-03-31", "2026-04-01", "2026-03-31", "2026-4-1"]);
        let mut digits = vec![0; super::super::cells::DAYS];
        for (place, cell) in (1..).zip(cells.iter().take(2)) {
            if let Some(own) = iso_place(&bytes, cell.from, cell.to).and_then(|at| digits.get_mut(at)) {
                *own = place;
            }
        }
        let mut places = vec![9; 4];
        assert_eq!(Days { bytes: &bytes, digits: &digits, places: &mut places }.run(cells.into_iter()), 3);
        assert_eq!(places, [0, 1, 0, 9]);
    }
}
