//! The loops over a column of a block, one cell a row. Each holds so little that a processor keeps it in its registers;
//! what is seldom needed is done outside of them.

use super::super::known::Known;
use super::cells::{DOT, cents, hundredths, iso_place, longer, short};
use super::marks::Cell;
use super::{HUNDREDTH, MOST};
use crate::domain::currency::Sign;
use crate::domain::number::{self, Group, Mark, Reading};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Together {
    /// The first cell that cannot be read with the dot as its mark, and with the comma.
    pub(super) impossible: [Option<Cell>; 2],
    /// The first cell with each kind of group, under each mark.
    pub(super) groups: Vec<(Mark, Group, Cell)>,
    /// The first cell with each currency, and how many cells have one.
    pub(super) signs: Vec<(Sign, Cell)>,
    pub(super) signed: u64,
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
        // Cells of two decimals and no sign are added up by themselves, and their marks are noted where they change.
        let (mut size, mut last) = (0u64, 0u8);
        for (cell, own) in cells.zip(amounts) {
            match cents(bytes, cell.from, cell.to) {
                Some((amount, mark)) if !count => {
                    // A block has fewer rows than an amount of eleven digits could be added to itself.
                    size = size.wrapping_add(amount);
                    if mark != last {
                        last = mark;
                        others.exclude(if mark & DOT == 0 { Mark::Dot } else { Mark::Comma }, cell);
                    }
                    *own = amount.cast_signed();
                }
                _ => *own = others.take(bytes, cell, count)?,
            }
        }
        others.above |= size > 0;
        others.size = others.size.wrapping_add(size);
        Some(others)
    }
}

impl Together {
    /// Notes a cell that cannot be read with a mark.
    #[inline(never)]
    fn exclude(&mut self, mark: Mark, cell: Cell) {
        let [dot, comma] = &mut self.impossible;
        let slot = match mark {
            Mark::Dot => dot,
            Mark::Comma => comma,
        };
        slot.get_or_insert(cell);
    }

    /// Reads an amount that is not of two decimals.
    #[inline(never)]
    fn take(&mut self, bytes: &[u8], cell: Cell, count: bool) -> Option<i64> {
        let amount = match hundredths(bytes, cell.from, cell.to, count) {
            Some((amount, mark)) => {
                if let Some(mark) = mark {
                    self.exclude(mark.other(), cell);
                }
                amount
            }
            None if count => return None,
            None => self.written(bytes.get(cell.from..cell.to)?, cell)?,
        };
        self.above |= amount > 0;
        self.below |= amount < 0;
        self.size = self.size.wrapping_add(amount.unsigned_abs());
        Some(amount)
    }

    /// Reads an amount in groups, with a currency, or with its sign in another way, where there is no doubt of it.
    fn written(&mut self, text: &[u8], cell: Cell) -> Option<i64> {
        let written = number::read(text).ok()?;
        let amount = written.dot.or(written.comma)?.amount;
        let hundredths = i64::try_from(amount.0.checked_div(HUNDREDTH)?).ok()?;
        let doubtful = written.dot.is_some_and(|dot| written.comma.is_some_and(|comma| comma.amount != dot.amount));
        if doubtful || amount.0.checked_rem(HUNDREDTH) != Some(0) || hundredths.unsigned_abs() >= MOST {
            return None;
        }
        for (mark, reading) in [(Mark::Dot, written.dot), (Mark::Comma, written.comma)] {
            match reading {
                None => self.exclude(mark, cell),
                Some(Reading { group: Some(group), .. }) => {
                    if !self.groups.iter().any(|(known, kind, _)| (*known, *kind) == (mark, group)) {
                        self.groups.push((mark, group, cell));
                    }
                }
                Some(Reading { group: None, .. }) => {}
            }
        }
        if let Some(sign) = written.sign {
            self.signed = self.signed.saturating_add(1);
            if !self.signs.iter().any(|(known, _)| *known == sign) {
                self.signs.push((sign, cell));
            }
        }
        Some(hundredths)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::known::Sparing;
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

    /// The amounts, and what they say together.
    fn amounts(texts: &[&str], count: bool) -> Option<(Vec<i64>, Together)> {
        let (bytes, cells) = block(texts);
        let mut amounts = vec![0; cells.len()];
        let all = Amounts { bytes: &bytes, count, amounts: &mut amounts }.run(cells.into_iter())?;
        Some((amounts, all))
    }

    type Plain = (Vec<i64>, [Option<usize>; 2], [bool; 2], u64);

    /// The amounts, the first rows that cannot be read with a dot and with a comma, whether any is above and below
    /// zero, and what they come to whatever their sign.
    fn plain(texts: &[&str], count: bool) -> Option<Plain> {
        let (_, cells) = block(texts);
        let (amounts, all) = amounts(texts, count)?;
        assert!(all.groups.is_empty() && all.signs.is_empty() && all.signed == 0);
        let row = |cell: Option<Cell>| cells.iter().position(|own| Some(*own) == cell);
        Some((amounts, all.impossible.map(row), [all.above, all.below], all.size))
    }

    #[test]
    fn amounts_say_together_what_each_of_them_says() {
        let above = [true, false];
        assert_eq!(plain(&["1.50", "12.34"], false), Some((vec![150, 1234], [None, Some(0)], above, 1384)));
        assert_eq!(plain(&["1,50", "12,34"], false), Some((vec![150, 1234], [Some(0), None], above, 1384)));
        let marks = [Some(0), Some(1)];
        assert_eq!(plain(&["1,50", "1.50", "1,50", "1.50"], false), Some((vec![150; 4], marks, above, 600)));
        assert_eq!(plain(&["7", "3,5", "1.50"], false), Some((vec![700, 350, 150], [Some(1), Some(2)], above, 1200)));
        assert_eq!(plain(&["3.5", "1.50"], false), Some((vec![350, 150], [None, Some(0)], above, 500)));
        assert_eq!(plain(&["7", "-7"], false), Some((vec![700, -700], [None, None], [true, true], 1400)));
        assert_eq!(plain(&["-1.50"], false), Some((vec![-150], [None, Some(0)], [false, true], 150)));
        assert_eq!(plain(&["0.00"], false), Some((vec![0], [None, Some(0)], [false, false], 0)));
        assert_eq!(plain(&["0", "12"], true), Some((vec![0, 1200], [None, None], above, 1200)));
        assert_eq!((plain(&["1.50"], true), plain(&["-1"], true), plain(&["1.50", "x"], false)), (None, None, None));
    }

    #[test]
    fn amounts_in_groups_and_with_a_currency_are_read_where_there_is_no_doubt() {
        let texts = ["7,50", "1.234,56", "€ 12.345,00", "2.000.000", "(1.000,10)", "3 000", "5,5 €", "kr 1"];
        let (_, cells) = block(&texts);
        let row = |cell: Cell| cells.iter().position(|own| *own == cell);
        let (own, all) = amounts(&texts, false).unwrap_or_default();
        assert_eq!(own, [750, 123_456, 1_234_500, 200_000_000, -100_010, 300_000, 550, 100]);
        assert_eq!(all.impossible.map(|cell| cell.and_then(row)), [Some(0), None]);
        let groups: Vec<_> = all.groups.iter().map(|(mark, group, cell)| (*mark, *group, row(*cell))).collect();
        let space = |mark| (mark, Group::Space, Some(5));
        assert_eq!(groups, [(Mark::Comma, Group::Dot, Some(1)), space(Mark::Dot), space(Mark::Comma)]);
        let signs: Vec<_> = all.signs.iter().map(|(sign, cell)| (*sign, row(*cell))).collect();
        assert_eq!(signs, [(Sign::Symbol("€"), Some(2)), (Sign::Symbol("kr"), Some(7))]);
        assert_eq!((all.signed, all.above, all.below, all.size), (3, true, true, 201_759_366));
        // In doubt, finer than hundredths, too large to be added up so, or no number.
        for text in ["1.234", "1.234,567", "123.456.789.012,00", "5 %", ""] {
            assert_eq!(amounts(&["1,50", text], false), None, "{text}");
        }
        assert_eq!(amounts(&["1 234"], true), None);
    }

    #[test]
    fn names_are_known_up_to_the_first_that_is_not() {
        let names = ["Meta", "Google Ads", "", "Microsoft Advertising", "a name of sixteen", "Bing", "Meta"];
        let (bytes, cells) = block(&names);
        let (mut known, mut long): (Known<[u64; 2]>, Known<[u64; 4]>) =
            (Known::new(Sparing::Time), Known::new(Sparing::Time));
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
