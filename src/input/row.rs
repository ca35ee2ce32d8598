//! One row of figures: its key, its amounts under both marks, and whether it may be a total.

use std::sync::atomic::Ordering;

use super::TotalsRule;
use super::aliases::{is_all, is_total, may_be_total, total_of, totalled};
use super::calendar::year_of;
use super::cells::{Amount, CellFault};
use super::code::Code;
use super::date::{NoDate, When};
use super::fold::{ASIDE, CUT, Candidate, FINE_LIMIT, Kind, Whole};
use super::found::{Byte, Found, Witness};
use super::header::{CATEGORY, Measure, MeasureColumn};
use super::names::NameCell;
use super::platforms::Platform;
use super::records::Cell;
use super::worker::{Block, DATES, KEYS_CROWDED, Worker};
use crate::domain::currency::Sign;
use crate::domain::period::Day;

pub(super) const KEY_LIMIT: usize = 1_000_000;

/// The place of a date's ten bytes among those known.
fn date_slot(bytes: [u8; 10]) -> usize {
    let [a, b, c, d, e, f, g, h, i, j] = bytes;
    let number = u64::from_le_bytes([c, d, e, f, g, h, i, j]) ^ (u64::from(a) << 32) ^ (u64::from(b) << 8);
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize & (DATES - 1)
}

/// Whether a cell is blank, or holds dashes alone.
fn is_blank(cell: &[u8]) -> bool {
    String::from_utf8_lossy(cell).trim().chars().all(|c| matches!(c, '-' | '–' | '—'))
}

impl Worker<'_> {
    /// Folds one row of figures.
    pub(super) fn row(&mut self, block: Block<'_>, cells: &[Cell]) {
        let layout = self.shared.layout;
        let mut total = false;
        let mut suspect = false;
        let keep = self.shared.options.totals == Some(TotalsRule::Keep);
        let mut bad = false;
        self.key.clear();
        self.names.clear();
        if self.is_lost(block, cells) {
            return;
        }
        let cut = !layout.conditions.is_empty() && !self.is_wanted(block, cells);
        if cut {
            self.fold.cut = self.fold.cut.saturating_add(1);
            if layout.id.is_some() {
                return;
            }
        }
        if let Some(cell) = layout.stage.and_then(|column| cells.get(column)).filter(|_| !cut) {
            self.stage(block, cell);
        }
        let when = match self.when(block, cells) {
            Ok(when) if self.shared.options.week.is_some() && !self.has_week(block, cells, when) => return,
            Ok(when) => when,
            Err(labelled) => {
                total |= labelled;
                bad |= !labelled;
                None
            }
        };
        let keeps = if self.fold.fine { layout.names.len() } else { self.shared.options.kept_names() };
        self.key.push(match when {
            None => 0,
            Some(when) if !self.fold.fine && !self.fold.keeps_days => when.in_months().token(),
            Some(when) => when.token(),
        });
        if let Some(first) = self.key.first_mut().filter(|_| cut) {
            *first |= CUT;
        }
        for at in 0..layout.names.len() {
            let cell = layout.names.get(at).copied().flatten().and_then(|column| cells.get(column));
            let name = match cell {
                None => NameCell::Blank,
                Some(_) if at >= keeps => continue,
                Some(_) if at == CATEGORY && layout.sectioned => self.account(),
                Some(cell) => self.name(block, cell, at),
            };
            let id = match name {
                NameCell::Name(id) => Some(id),
                NameCell::Suspect(id) if keep => Some(id),
                NameCell::Suspect(id) => {
                    suspect = true;
                    self.key.push(id);
                    self.names.push(None);
                    continue;
                }
                NameCell::Blank => None,
                NameCell::Total(id) if keep => Some(id),
                NameCell::Total(id) => {
                    total = true;
                    self.key.push(id);
                    self.names.push(None);
                    continue;
                }
                NameCell::TooMany => {
                    bad = true;
                    self.shared.crowded.fetch_min(at, Ordering::Relaxed);
                    None
                }
            };
            self.names.push(id);
            self.key.push(id.unwrap_or(0));
        }
        match self.labelled_elsewhere(block, cells).filter(|_| !keep) {
            Some(Kind::Labelled) => total = true,
            Some(Kind::Suspect) => suspect = true,
            Some(Kind::Unnamed) | None => {}
        }
        if layout.id.is_some() {
            if !bad {
                self.customer(block, cells, when, total);
            }
            return;
        }
        self.fold.row_signs.clear();
        let read = self.values(block, cells);
        self.currency(block, cells, total);
        if !read || bad {
            return;
        }
        if self.is_stock_of_a_day(block, cells, when) {
            return;
        }
        self.look_at_signs(total);
        if !self.bounced(block, cells, total) {
            return;
        }
        let magnitude = self.values.iter().fold(0u64, |sum, (value, difference)| {
            let size = |amount: i128| u64::try_from(amount.unsigned_abs() >> 64).unwrap_or(u64::MAX).saturating_add(1);
            let extra = if *difference == 0 { 0 } else { size(*difference) };
            sum.saturating_add(size(*value)).saturating_add(extra)
        });
        self.fold.magnitude = self.fold.magnitude.saturating_add(magnitude);
        let unnamed = !total && layout.names.iter().any(Option::is_some) && self.names.iter().all(Option::is_none);
        if !self.exchange(block, cells, when, (total || suspect, cut)) {
            return;
        }
        let kind = match (total, suspect, unnamed) {
            (true, _, _) => Some(Kind::Labelled),
            (false, true, _) => Some(Kind::Suspect),
            (false, false, true) => Some(Kind::Unnamed),
            (false, false, false) => None,
        };
        if kind.is_some_and(|kind| self.candidate(block, cells, when, kind)) {
            return;
        }
        if layout.sectioned {
            self.sections.add(&self.values);
        }
        self.fold.add(&self.key, 1, &self.values, &self.absent);
        let size = self.fold.size(layout.measures.len());
        if self.fold.fine && size > FINE_LIMIT {
            self.fold.coarsen(layout.measures.len(), self.shared.options.kept_names());
        }
        if size > KEY_LIMIT {
            self.shared.crowded.fetch_min(KEYS_CROWDED, Ordering::Relaxed);
        }
    }

    /// Keeps a row aside that may be a total; `false` when it is to be added like others.
    pub(super) fn candidate(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>, kind: Kind) -> bool {
        let size = |values: &[(i128, i128)]| values.iter().map(|(value, _)| value.saturating_abs()).max().unwrap_or(0);
        let unnamed = &self.fold.candidates.unnamed;
        // Of rows without any name only the largest can equal the sum of the others.
        let smallest = || {
            let least = |one: &(usize, &Candidate)| (size(&one.1.values), std::cmp::Reverse(one.1.witness.spot));
            unnamed.iter().enumerate().min_by_key(least).map(|(at, candidate)| (at, size(&candidate.values)))
        };
        let replaced = match kind {
            Kind::Labelled
                if self.fold.candidates.labelled.len() >= ASIDE
                    && self.shared.options.totals == Some(TotalsRule::Skip) =>
            {
                self.fold.totals_skipped = self.fold.totals_skipped.saturating_add(1);
                return true;
            }
            // One more than is kept tells that there were too many.
            Kind::Labelled if self.fold.candidates.labelled.len() > ASIDE => return true,
            Kind::Suspect if self.fold.candidates.suspects.len() > ASIDE => return false,
            Kind::Unnamed if unnamed.len() >= 32 => match smallest() {
                Some((at, least)) if size(&self.values) > least => Some(at),
                _ => return false,
            },
            Kind::Labelled | Kind::Suspect | Kind::Unnamed => None,
        };
        // The cell that says so, or the first that has no name.
        let layout = self.shared.layout;
        let says = |text: String| may_be_total(&text) || !totalled(&text).is_empty() || is_all(&text);
        let told = |cell: &&Cell| cell.len() < 200 && says(cell.text(block.bytes));
        let cell = match kind {
            Kind::Labelled | Kind::Suspect => cells.iter().find(told),
            Kind::Unnamed => layout.names.iter().flatten().find_map(|column| cells.get(*column)),
        };
        let cell = cell.or(cells.first());
        let text = cell.map_or_else(String::new, |cell| cell.text(block.bytes));
        let candidate = Candidate {
            witness: Witness::at(block.number, block.bytes, cell.map_or(0, Cell::at), &text),
            when,
            names: self.names.clone(),
            key: self.key.clone(),
            values: self.values.clone(),
            absent: self.absent.clone(),
            kind,
            elsewhere: kind == Kind::Suspect && self.labelled_elsewhere(block, cells).is_some(),
            wholes: self.wholes(block, cells),
        };
        let all = &mut self.fold.candidates;
        match (kind, replaced.and_then(|at| all.unnamed.get_mut(at))) {
            (Kind::Labelled, _) => all.labelled.push(candidate),
            (Kind::Suspect, _) => all.suspects.push(candidate),
            (Kind::Unnamed, Some(slot)) => *slot = candidate,
            (Kind::Unnamed, None) => all.unnamed.push(candidate),
        }
        kind != Kind::Unnamed
    }

    /// The names that the row may be the total of.
    fn wholes(&self, block: Block<'_>, cells: &[Cell]) -> Vec<Whole> {
        let mut all = Vec::new();
        let layout = self.shared.layout;
        for (at, _) in self.names.iter().enumerate().filter(|(_, name)| name.is_none()) {
            let cell = layout.names.get(at).copied().flatten().and_then(|column| cells.get(column));
            let Some(cell) = cell.filter(|_| at != CATEGORY || !layout.sectioned) else { continue };
            let text = cell.text(block.bytes);
            let led = total_of(&text).into_iter().map(|name| (name, true));
            let both = led.chain(totalled(&text).into_iter().map(|name| (name, false)));
            all.extend(both.map(|(name, led)| Whole { at, name: name.to_owned(), led }));
        }
        all
    }

    pub(super) fn name(&mut self, block: Block<'_>, cell: &Cell, at: usize) -> NameCell {
        let dimension = self.shared.dimensions.get(at).copied().unwrap_or(at);
        let Some(spellings) = self.spellings.get_mut(at) else {
            return NameCell::Blank;
        };
        if cell.is_doubled() {
            let text = cell.text(block.bytes);
            spellings.look_up(text.trim().as_bytes(), self.shared.registries, dimension)
        } else {
            spellings.look_up(cell.raw(block.bytes).trim_ascii(), self.shared.registries, dimension)
        }
    }

    /// The row's period; `Err(true)` when a total word stands in its place, `Err(false)` when it is no date.
    pub(super) fn when(&mut self, block: Block<'_>, cells: &[Cell]) -> Result<Option<When>, bool> {
        let layout = self.shared.layout;
        let Some(cell) = layout.period.and_then(|column| cells.get(column)) else {
            return Ok(None);
        };
        let year = layout.year.and_then(|year| Some((year, cells.get(year.column)?)));
        let alone = layout.period_end.is_none() && year.is_none();
        let short = <[u8; 10]>::try_from(cell.raw(block.bytes)).ok().filter(|_| alone);
        let slot = short.map_or(0, date_slot);
        if let (Some(short), Some((known, when))) = (short, self.dates.get(slot))
            && *known == short
        {
            return Ok(Some(*when));
        }
        let dates = self.shared.dates;
        let start = match year {
            Some((year, own)) => year.read(dates, own.raw(block.bytes), cell.raw(block.bytes)),
            None => dates.read(cell.raw(block.bytes)),
        };
        let read = start.and_then(|start| {
            let Some(end) = layout.period_end.and_then(|column| cells.get(column)) else {
                return Ok(start);
            };
            dates.read(end.raw(block.bytes)).and_then(|end| start.to(end).ok_or(NoDate::Text))
        });
        match read {
            Ok(when) => {
                self.fold.note_day(when);
                if self.dates.is_empty() {
                    self.dates = vec![([0; 10], When::Day(Day(0))); DATES];
                }
                if let (Some(short), Some(known)) = (short, self.dates.get_mut(slot)) {
                    *known = (short, when);
                }
                Ok(Some(when))
            }
            Err(fault) => {
                let text = cell.text(block.bytes);
                // No date begins with a total word.
                if may_be_total(&text) {
                    return Err(true);
                }
                let blank = |cell: &Cell| is_blank(cell.raw(block.bytes));
                if blank(cell) && self.labelled_elsewhere(block, cells) == Some(Kind::Labelled) {
                    return Err(true);
                }
                let mut named = layout.names.iter().flatten().filter_map(|column| cells.get(*column));
                let says = |cell: &Cell| {
                    let text = cell.text(block.bytes);
                    // A spreadsheet's subtotals have no dates.
                    is_total(&text) || (layout.id.is_none() && !totalled(&text).is_empty())
                };
                if blank(cell) && named.clone().any(says) {
                    return Err(true);
                }
                // The platform's summary row has neither a name nor a day.
                let own = layout.platform.is_some_and(Platform::is_advertising);
                let begins = |cell: &Cell| may_be_total(&cell.text(block.bytes));
                if own && blank(cell) && named.clone().any(begins) {
                    return Err(true);
                }
                if own && blank(cell) && cells.first().is_some_and(blank) && named.all(blank) {
                    return Err(true);
                }
                self.fold.faults.add(Code::Date, || {
                    let year = year.map(|(_, own)| own).filter(|_| fault != NoDate::Blank || !blank(cell));
                    let (at, shown) = match year {
                        Some(own) if year_of(own.raw(block.bytes)).is_none() => (own, own.text(block.bytes)),
                        Some(own) => (cell, format!("{} {text}", own.text(block.bytes).trim())),
                        None => (cell, text.clone()),
                    };
                    Found {
                        witness: Witness::at(block.number, block.bytes, at.at(), &at.text(block.bytes)),
                        message: format!("'{shown}' is {}", fault.sentence()),
                        help: Some(fault.fix().to_owned()),
                    }
                });
                Err(false)
            }
        }
    }

    /// Whether a row of spend or customers lies within a week, as `--by week` needs.
    fn has_week(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>) -> bool {
        let layout = self.shared.layout;
        let (Some(When::Months(span)), true) = (when, layout.has_sides()) else { return true };
        let Some(cell) = layout.period.and_then(|column| cells.get(column)) else { return true };
        self.fold.faults.add(Code::LongPeriod, || Found {
            witness: Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)),
            message: format!("rows for {span} are longer than a week and cannot be split"),
            help: Some("--by month   or   export by day or week".to_owned()),
        });
        false
    }

    /// A total word in the first filled cell, where that column has no other use.
    pub(super) fn labelled_elsewhere(&self, block: Block<'_>, cells: &[Cell]) -> Option<Kind> {
        let begins = |cell: &Cell| cell.raw(block.bytes).first().is_some_and(|byte| *byte > b' ');
        if self.shared.first_is_used && cells.first().is_some_and(begins) {
            return None;
        }
        let (at, cell) = cells.iter().enumerate().find(|(_, cell)| !cell.raw(block.bytes).trim_ascii().is_empty())?;
        if self.shared.layout.is_used(at) || cell.len() >= 200 {
            return None;
        }
        let text = cell.text(block.bytes);
        if is_total(&text) { Some(Kind::Labelled) } else { may_be_total(&text).then_some(Kind::Suspect) }
    }

    pub(super) fn values(&mut self, block: Block<'_>, cells: &[Cell]) -> bool {
        let layout = self.shared.layout;
        self.values.clear();
        let mut all = true;
        let mut skip = false;
        self.absent.clear();
        for (at, measure) in layout.measures.iter().enumerate() {
            // What left at once follows from the other figures of its row, and stands behind them.
            if matches!(measure.measure, Measure::Bounced { .. }) {
                break;
            }
            match self.amount(block, cells, measure) {
                Ok(amount) => self.values.push((amount.value, amount.difference)),
                // Each cell with a period of its own is a row of its own.
                Err(CellFault::Skip) if measure.when.is_some() => {
                    self.fold.missing = self.fold.missing.saturating_add(1);
                    self.values.push((0, 0));
                    self.absent.push(at);
                }
                Err(CellFault::Skip) => skip = true,
                Err(CellFault::Bad) => all = false,
            }
        }
        if skip {
            self.fold.missing = self.fold.missing.saturating_add(1);
        }
        if all
            && !skip
            && let Some(column) = layout.wide_total
        {
            self.wide_total(block, cells, column);
        }
        all && !skip && (self.absent.is_empty() || self.absent.len() < layout.measures.len())
    }

    pub(super) fn amount(
        &mut self,
        block: Block<'_>,
        cells: &[Cell],
        column: &MeasureColumn,
    ) -> Result<Amount, CellFault> {
        let Some(cell) = cells.get(column.column) else {
            return Err(CellFault::Bad);
        };
        super::cells::amount(&mut self.fold, self.shared, block, cells, cell, column)
    }

    pub(super) fn wide_total(&mut self, block: Block<'_>, cells: &[Cell], column: usize) {
        let Some(cell) = cells.get(column) else {
            return;
        };
        let sum = self.values.iter().zip(&self.shared.layout.measures).fold((0i128, 0i128), |sum, (value, column)| {
            if column.when.is_some() || matches!(column.measure, Measure::SpendOn(_)) {
                (sum.0.wrapping_add(value.0), sum.1.wrapping_add(value.1))
            } else {
                sum
            }
        });
        super::cells::wide_total(&mut self.fold, self.shared, block, cell, sum);
    }

    /// Notes the row's currency; a row of sums may have a mark for none.
    pub(super) fn currency(&mut self, block: Block<'_>, cells: &[Cell], total: bool) {
        let Some(cell) = self.shared.layout.currency.and_then(|column| cells.get(column)) else {
            return;
        };
        self.scratch.clear();
        self.scratch.extend_from_slice(cell.raw(block.bytes).trim_ascii());
        let sign = match self.signs.get(&self.scratch) {
            Some(known) => *known,
            None => {
                let sign = Sign::named(&String::from_utf8_lossy(&self.scratch));
                if self.signs.len() < 10_000 {
                    self.signs.insert(self.scratch.clone(), sign);
                }
                sign
            }
        };
        match sign {
            Some(sign) => {
                let at = Byte { block: block.number, at: cell.at() };
                self.fold
                    .row_sign(sign, at, || Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)))
            }
            None if self.scratch.is_empty() || (total && is_blank(&self.scratch)) => {}
            None => {
                let text = cell.text(block.bytes);
                let witness = || Witness::at(block.number, block.bytes, cell.at(), &text);
                self.fold.faults.add(Code::Currency, || super::assumptions::no_currency(witness(), &text));
            }
        }
    }

    pub(super) fn is_stock_of_a_day(&mut self, block: Block<'_>, cells: &[Cell], when: Option<When>) -> bool {
        let layout = self.shared.layout;
        if !self.shared.has_stock || !matches!(when, Some(When::Day(_) | When::Week(_))) {
            return false;
        }
        let Some(stock) = layout.measures.iter().find(|column| column.measure.is_stock()) else {
            return false;
        };
        let Some(cell) = layout.period.and_then(|column| cells.get(column)) else {
            return false;
        };
        let column = layout.header.get(stock.column).cloned().unwrap_or_default();
        let money = matches!(stock.measure, Measure::Movement(_));
        let what = if money { "the start or the end of" } else { "a number of customers in" };
        self.fold.faults.add(Code::Stock, || Found {
            witness: Witness::at(block.number, block.bytes, cell.at(), &cell.text(block.bytes)),
            message: format!("'{column}' is {what} a period, and this row is a day"),
            help: Some("write the month (2026-03) and one row a month".to_owned()),
        });
        true
    }
}
