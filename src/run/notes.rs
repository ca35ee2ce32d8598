//! What reading and cutting left out, in sentences for the footer.

use crate::domain::ledger::Totals;
use crate::domain::metric::Unit;
use crate::domain::value::Value;
use crate::input::{self, Reading};
use crate::report::{Phrase, Piece};

/// What reading and cutting left out, for the footer.
pub(super) fn notes(reading: &Reading, left_out: &Totals, rates: Option<&str>) -> Vec<Phrase> {
    let counts = &reading.counts;
    let say = |text: String| vec![Piece::Text(text)];
    let count = |number: u64, one: &str, many: &str| match number {
        0 => None,
        1 => Some(say(format!("1 {one}"))),
        more => Some(say(format!("{more} {many}"))),
    };
    let mut notes = Vec::new();
    notes.extend(count(counts.totals, "total row left out", "total rows left out"));
    notes.extend(count(
        counts.lost,
        "deal or order that was not won left out",
        "deals and orders that were not won left out",
    ));
    notes.extend(count(
        counts.items,
        "row of a further item of an order left out",
        "rows of further items of orders left out",
    ));
    for file in &reading.files {
        if let Some(platform) = file.platform {
            notes.push(vec![
                Piece::Name(file.file.to_string()),
                Piece::Text(format!(" is read as an export of {platform}")),
            ]);
        }
    }
    for (code, number) in &counts.converted {
        let to = reading.currency.map_or("", |currency| currency.code);
        let were = if *number == 1 { "amount in {} was" } else { "amounts in {} were" }.replace("{}", code);
        notes.push(vec![
            Piece::Text(format!("{number} {were} converted to {to} at the rates of ")),
            Piece::Name(rates.unwrap_or_default().to_owned()),
        ]);
    }
    notes.extend(count(counts.cut, "row cut by --where", "rows cut by --where"));
    notes.extend(count(counts.footers, "footer line skipped", "footer lines skipped"));
    notes.extend(count(counts.titles, "line before the header skipped", "lines before headers skipped"));
    notes.extend(count(
        counts.missing,
        "blank or dash taken as said by --missing",
        "blanks or dashes taken as said by --missing",
    ));
    notes.extend(count(
        counts.known,
        "row of a customer that --known lists was left out",
        "rows of customers that --known lists were left out",
    ));
    notes.extend(count(
        counts.repeats,
        "row repeated a customer id and was counted at its earliest date",
        "rows repeated customer ids, each counted at its earliest date",
    ));
    let known = reading.files.iter().any(|file| file.role == input::Role::Known);
    if known && counts.known == 0 {
        notes.push(say("no customer of the files is one that --known lists: are its ids of the same kind?".to_owned()));
    }
    if counts.repeats > 0 && !known {
        let text = "customers won before the files begin may count as new, unless --known FILE lists their ids";
        notes.push(say(text.to_owned()));
    }
    notes.extend(count(
        counts.ties,
        "customer came by two channels or segments on its first day; the first by name counts",
        "customers came by two channels or segments on their first day; the first by name counts",
    ));
    if counts.uncompared {
        notes.push(say("equal rows were looked for among the first 100,000".to_owned()));
    }
    if left_out.spend_rows > 0 || left_out.customer_rows > 0 {
        let figure = |minor: crate::domain::ledger::Minor, unit| Piece::Figure(Value::exact(minor.exact()), unit);
        notes.push(vec![
            Piece::Text("outside the period: spend ".to_owned()),
            figure(left_out.spend, Unit::Money),
            Piece::Text(", new customers ".to_owned()),
            figure(left_out.new_customers, Unit::Count),
        ]);
    }
    notes
}
