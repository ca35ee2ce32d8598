//! The periods of common blocks.

use super::super::date::When;
use super::super::fold::Fold;
use super::super::known::{Known, Sparing};
use super::super::worker::Shared;
use super::CELLS;
use super::cells::{DAYS, iso_place, words};
use super::columns::Days;
use super::marks::Marks;

/// A period as rows have it.
struct Period {
    when: When,
    /// As the key has it.
    token: u32,
    /// Whether the fold knows of it.
    noted: bool,
}

/// The column of periods.
pub(super) struct Periods {
    pub(super) column: Option<usize>,
    /// Whether days are one period in their month.
    months: bool,
    /// Places in `all`, by the bytes of cells up to 16 and by the period.
    cells: Known<[u64; 2]>,
    tokens: Known<u64>,
    /// The numbers of tokens.
    numbers: Known<u64>,
    /// Places in `all` from 1, for days by their digits.
    digits: Vec<u32>,
    all: Vec<Period>,
    /// Of each of those the number among all tokens, and the first day.
    numbered: Vec<u32>,
    first_days: Vec<i32>,
    /// How many of them the fold does not know of.
    fresh: usize,
    /// The places of the periods of rows.
    rows: Vec<u32>,
}

impl Periods {
    pub(super) fn new(column: Option<usize>, sparing: Sparing) -> Self {
        Self {
            column,
            months: false,
            cells: Known::new(sparing),
            tokens: Known::new(sparing),
            numbers: Known::new(sparing),
            digits: Vec::new(),
            all: Vec::new(),
            numbered: Vec::new(),
            first_days: Vec::new(),
            fresh: 0,
            rows: Vec::new(),
        }
    }

    /// Reads the periods of a block, behind those of so many rows before it.
    pub(super) fn read(&mut self, before: usize, shared: &Shared<'_>, marks: &Marks, bytes: &[u8]) -> Option<()> {
        let Some(column) = self.column else { return Some(()) };
        if self.digits.is_empty() {
            self.digits = vec![0; DAYS];
        }
        // Rows before these stay, whatever becomes of these.
        let mut rows = std::mem::take(&mut self.rows);
        rows.resize(before.saturating_add(marks.rows), 0);
        let all = rows.get_mut(before..).and_then(|places| {
            let mut done = 0;
            while let Some(rest) = places.get_mut(done..).filter(|rest| !rest.is_empty()) {
                let days = Days { bytes, digits: &self.digits, places: rest };
                done = done.saturating_add(marks.run(column, done, bytes, days));
                // One that is not known by its digits.
                if let Some(own) = places.get_mut(done) {
                    let cell = marks.cell(column, done, bytes)?;
                    *own = self.other(shared, bytes.get(cell.from..cell.to)?)?;
                    done = done.saturating_add(1);
                }
            }
            Some(())
        });
        self.rows = rows;
        all
    }

    /// The place of a period that is not known by its digits.
    #[inline(never)]
    fn other(&mut self, shared: &Shared<'_>, cell: &[u8]) -> Option<u32> {
        let text = (cell.len() <= 16).then(|| words(cell, 0, cell.len()));
        if let Some(place) = text.and_then(|text| self.cells.get(text)) {
            return Some(place);
        }
        let when = shared.dates.read(cell).ok()?;
        let place = self.place(when)?;
        if let Some(own) = iso_place(cell, 0, cell.len()).and_then(|digits| self.digits.get_mut(digits)) {
            *own = place.saturating_add(1);
        } else if let Some(text) = text.filter(|_| self.cells.len() < CELLS) {
            self.cells.insert(text, place);
        }
        Some(place)
    }

    fn place(&mut self, when: When) -> Option<u32> {
        let own = u64::from(when.token());
        if let Some(place) = self.tokens.get(own) {
            return Some(place);
        }
        let place = u32::try_from(self.all.len()).ok()?;
        let (token, number) = self.number(when);
        self.all.push(Period { when, token, noted: false });
        self.numbered.push(number);
        self.first_days.push(when.first_day().0);
        self.tokens.insert(own, place);
        self.fresh = self.fresh.saturating_add(1);
        Some(place)
    }

    /// A period as keys have it, and its number.
    fn number(&mut self, when: When) -> (u32, u32) {
        let token = if self.months { when.in_months() } else { when }.token();
        let number = self.numbers.get(u64::from(token)).unwrap_or_else(|| {
            let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            self.numbers.insert(u64::from(token), number);
            number
        });
        (token, number)
    }

    /// Makes days one period in their month from now on, for rows read before too.
    pub(super) fn in_months(&mut self) {
        self.months = true;
        self.numbers.clear();
        let mut all = std::mem::take(&mut self.all);
        self.numbered.clear();
        for period in &mut all {
            let (token, number) = self.number(period.when);
            period.token = token;
            self.numbered.push(number);
        }
        self.all = all;
    }

    /// Tells the fold of the periods that a block met first, whose rows stand behind those before it.
    pub(super) fn note(&mut self, fold: &mut Fold, before: usize) {
        if self.fresh == 0 {
            return;
        }
        for at in self.rows.iter().skip(before) {
            if let Some(period) = self.all.get_mut(*at as usize).filter(|period| !period.noted) {
                period.noted = true;
                self.fresh = self.fresh.saturating_sub(1);
                fold.note_day(period.when);
            }
        }
    }

    /// The number of each row's period.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|at| self.numbered.get(*at as usize).copied().unwrap_or(0))
    }

    /// The period of a row, as keys have it; 0 where there is no column of them.
    pub(super) fn token(&self, row: usize) -> u32 {
        let place = self.rows.get(row).copied();
        place.and_then(|place| self.all.get(place as usize)).map_or(0, |period| period.token)
    }

    /// The first day of each row's period.
    pub(super) fn first_days(&self) -> impl Iterator<Item = i32> {
        self.rows.iter().map(|at| self.first_days.get(*at as usize).copied().unwrap_or(i32::MIN))
    }
}
