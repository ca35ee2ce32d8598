//! Rows of a level above others: a campaign whose ad groups follow, with nothing in the column that tells these apart.

use super::aliases::{may_be_total, totalled};
use super::dialect::Row;
use super::header::Layout;
use super::{Options, TotalsRule};
use crate::domain::number::{Written, read};

/// The first row that is the sum of those below or above it, and the column in which it alone has nothing.
pub(super) struct Parent<'a> {
    pub(super) row: &'a Row,
    pub(super) column: usize,
    pub(super) help: String,
}

impl Parent<'_> {
    /// What is said of it.
    pub(super) fn message(&self, layout: &Layout) -> String {
        let name = layout.header.get(self.column).map_or("", |name| name.trim());
        format!("the rows without '{name}' are the sums of the rows with it, and all of them would be added up")
    }
}

/// Rows that are sums of others by the first rows of a file, in a column that is not read. `whole` when these are all.
pub(super) fn find<'a>(layout: &Layout, rows: &'a [Row], whole: bool, options: &Options) -> Option<Parent<'a>> {
    if layout.measures.is_empty() || options.totals == Some(TotalsRule::Keep) {
        return None;
    }
    let is_free = |column: &usize| {
        let others = [layout.period_end, layout.currency, layout.wide_total, layout.stage];
        !layout.is_used(*column)
            && !others.contains(&Some(*column))
            && !layout.conditions.iter().any(|(known, _)| known == column)
    };
    // Whatever a total is a total of is settled once all rows are read.
    let is_total = |row: &Row| row.cells.iter().any(|cell| may_be_total(cell) || !totalled(cell).is_empty());
    // A row without any name is told elsewhere.
    let names = || layout.names.iter().flatten();
    let is_named = |row: &Row| {
        let mut cells = names().filter_map(|column| row.cells.get(*column));
        names().next().is_none() || cells.any(|cell| !cell.trim().is_empty())
    };
    let is_row = |row: &&Row| row.cells.len() >= layout.named && !is_total(row) && is_named(row);
    let rows: Vec<&Row> = rows.iter().filter(is_row).collect();
    (0..layout.named).filter(is_free).find_map(|column| {
        let row = rows.get(parent_of(layout, &rows, column, whole)?)?;
        let name = layout.header.get(column).map_or("", |name| name.trim());
        let help =
            format!("--where '{name}!='  (the rows with it)   or   --totals keep  (they are amounts of their own)");
        Some(Parent { row, column, help })
    })
}

/// The first row without anything in a column, if all such rows are the sums of those that follow, or all of those before.
fn parent_of(layout: &Layout, rows: &[&Row], column: usize, whole: bool) -> Option<usize> {
    let cell = |row: &&Row| row.cells.get(column).map(|cell| cell.trim().to_owned());
    let names: Vec<Option<String>> = rows.iter().map(cell).collect();
    let is_word = |name: &String| !name.is_empty() && read(name.as_bytes()).is_err();
    let blank = |name: &Option<String>| name.as_ref().is_some_and(String::is_empty);
    let all = names.iter().flatten();
    if !all.clone().any(String::is_empty) || !all.filter(|name| !name.is_empty()).all(is_word) {
        return None;
    }
    let first = names.iter().position(blank)?;
    let behind: Vec<usize> = (0..rows.len()).filter(|at| names.get(*at).is_some_and(blank)).collect();
    let ends = behind.iter().skip(1).copied().chain([rows.len()]);
    let mut below: Vec<(usize, std::ops::Range<usize>)> =
        behind.iter().zip(ends).map(|(at, end)| (*at, at.saturating_add(1)..end)).collect();
    if !whole {
        // More of its rows may follow.
        below.pop();
    }
    let starts = std::iter::once(0).chain(behind.iter().map(|at| at.saturating_add(1)));
    let above: Vec<(usize, std::ops::Range<usize>)> =
        behind.iter().zip(starts).map(|(at, from)| (*at, from..*at)).collect();
    let holds = |families: &[(usize, std::ops::Range<usize>)]| {
        let sums = families.iter().map(|(at, children)| family(layout, rows, *at, children.clone()));
        let sums: Option<Vec<bool>> = sums.collect();
        // One row that equals another may do so by chance; two rows that add up to a third seldom do.
        sums.is_some_and(|all| all.iter().any(|several| *several))
    };
    ((first == 0 && holds(&below)) || ((!whole || names.last().is_some_and(blank)) && holds(&above))).then_some(first)
}

/// Whether a row is the sum of others in every figure: `None` where it is not, else whether these are several amounts.
fn family(layout: &Layout, rows: &[&Row], at: usize, children: std::ops::Range<usize>) -> Option<bool> {
    let parent = rows.get(at)?;
    let children = rows.get(children).filter(|all| !all.is_empty())?;
    let mut several = false;
    for measure in &layout.measures {
        let figure = |row: &&Row| read(row.cells.get(measure.column)?.trim().as_bytes()).ok();
        let wanted = figure(parent)?;
        let parts: Vec<Written> = children.iter().map(figure).collect::<Option<_>>()?;
        let under = |mark: fn(&Written) -> Option<i128>| {
            let sum = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(mark(part)?));
            sum.is_some_and(|sum| mark(&wanted) == Some(sum))
        };
        if !under(|one| Some(one.dot?.amount.0)) && !under(|one| Some(one.comma?.amount.0)) {
            return None;
        }
        let is_amount = |part: &&Written| [part.dot, part.comma].iter().flatten().any(|one| one.amount.0 != 0);
        several |= parts.iter().filter(is_amount).count() > 1;
    }
    Some(several)
}
