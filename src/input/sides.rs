//! Debit and credit: a column that says which of them an amount is, and files that hold both sides of every entry.

use super::aliases::{category_of, folded};
use super::code::Code;
use super::file::FileRead;
use super::fold::Fold;
use super::header::{CATEGORY, Layout, Measure};
use super::names::Registry;
use super::whole;
use crate::domain::number::Mark;
use crate::domain::place::{Diagnostic, Severity};

/// Headers of a column that says debit or credit, folded.
const SIDES: &[&str] = &[
    "af/bij",
    "afbij",
    "bij/af",
    "cr/dr",
    "crdr",
    "credit/debit",
    "creditdebit",
    "creditdebitindicator",
    "d/c",
    "d/k",
    "dare/avere",
    "dareavere",
    "dc",
    "dcindicator",
    "debe/haber",
    "debet/credit",
    "debet/kredit",
    "debetkredit",
    "debit/credit",
    "debit/creditindicator",
    "debitcredit",
    "debitcreditindicator",
    "dr/cr",
    "drcr",
    "débit/crédit",
    "débito/crédito",
    "s/h",
    "sens",
    "sh",
    "shkz",
    "soll/haben",
    "soll/habenkennzeichen",
    "soll/habenkz",
    "sollhaben",
    "sollhabenkennzeichen",
];

/// What stands in such a column for money spent.
const DEBITS: &[&str] = &["af", "d", "dare", "debe", "debet", "debit", "dr", "débit", "débito", "s", "soll"];

/// What stands in it for money received.
const CREDITS: &[&str] =
    &["avere", "bij", "c", "cr", "credit", "crédit", "crédito", "h", "haben", "haber", "k", "kredit"];

/// A column that says debit or credit, beside amounts that are not told apart by it: the column, and the flags to
/// paste. `rows` are the first rows.
pub(crate) fn unread<'a>(layout: &Layout, rows: impl Iterator<Item = &'a [String]>) -> Option<(usize, String)> {
    let money = layout.measures.iter().find(|column| !column.measure.is_count())?;
    if layout.measures.iter().any(|column| column.measure == Measure::Credit) {
        return None;
    }
    let column = layout.header.iter().position(|name| SIDES.contains(&folded(name).as_str()))?;
    if layout.conditions.iter().any(|(known, _)| *known == column) {
        return None;
    }
    let name = layout.header.get(column).map_or("", |name| name.trim());
    let values: Vec<&str> = rows.filter_map(|cells| cells.get(column)).map(|cell| cell.trim()).collect();
    let is = |value: &str, side: &[&str]| side.contains(&folded(value).as_str());
    let debit = values.iter().find(|value| is(value, DEBITS)).copied();
    // Two letters may be short for anything: the rows say whether they are these.
    if name.chars().count() <= 4 && debit.is_none() && !values.iter().any(|value| is(value, CREDITS)) {
        return None;
    }
    let debit = debit.unwrap_or("S");
    let amount = layout.header.get(money.column).map_or("", |name| name.trim());
    let map = match money.measure {
        Measure::Spend | Measure::SpendOn(_) | Measure::Credit => String::new(),
        Measure::NewCustomers
        | Measure::Revenue
        | Measure::CostOfRevenue
        | Measure::Refunds
        | Measure::ActiveCustomers
        | Measure::AtStart
        | Measure::AtEnd
        | Measure::Churned
        | Measure::Movement(_)
        | Measure::Step(_)
        | Measure::Bounced { .. } => format!("--map 'amount={amount}' "),
    };
    Some((column, format!("{map}--where '{name}={debit}'  (the debits; the others are left out)")))
}

/// Debits that equal credits over several accounts: the file holds both sides of every entry.
pub(crate) fn both(file: &FileRead, fold: &Fold, mark: Mark, registries: &[Registry]) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    let place = |wanted: &Measure| layout.measures.iter().position(|column| column.measure == *wanted);
    let (debit, credit) = (place(&Measure::Spend)?, place(&Measure::Credit)?);
    if !layout.conditions.is_empty() {
        return None;
    }
    let under = |(dot, more): (i128, i128)| match mark {
        Mark::Dot => dot,
        Mark::Comma => dot.wrapping_add(more),
    };
    let (mut debits, mut credits) = (0i128, 0i128);
    let mut accounts: std::collections::BTreeMap<u32, i128> = std::collections::BTreeMap::new();
    for line in fold.lines(layout.measures.len()) {
        let value = |at: usize| line.values().nth(at).map_or(0, under);
        debits = debits.wrapping_add(value(debit));
        credits = credits.wrapping_add(value(credit));
        let account = accounts.entry(line.key.get(CATEGORY.saturating_add(1)).copied().unwrap_or(0)).or_default();
        *account = account.wrapping_add(value(debit)).wrapping_add(value(credit));
    }
    let column = layout.names.get(CATEGORY).copied().flatten();
    if debits == 0 || debits.wrapping_add(credits) != 0 || (column.is_some() && accounts.len() < 2) {
        return None;
    }
    let shown = registries.get(CATEGORY).map(Registry::shown).unwrap_or_default();
    let name = |id: u32| (id as usize).checked_sub(1).and_then(|at| shown.get(at));
    let known = |id: &u32| name(*id).is_some_and(|name| category_of(name).is_some());
    let spent = accounts.iter().filter(|(id, sum)| **sum > 0 && name(**id).is_some());
    let likely = spent.max_by_key(|(id, sum)| (known(id), **sum)).and_then(|(id, _)| name(*id));
    let help = match (column.and_then(|at| layout.header.get(at)), likely) {
        (Some(column), Some(account)) => {
            format!("--where '{}={account}', once for each account that is spend", column.trim())
        }
        _ => "export only the accounts that are spend".to_owned(),
    };
    let message = "debits equal credits: the file holds both sides of every entry, not spend alone".to_owned();
    Some(whole(Code::BothSides, Severity::Error, &file.info.file, message, Some(help)))
}
