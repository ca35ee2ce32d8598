//! What reading found out about each file, for `inspect`: every choice with what proved it.

use std::collections::HashMap;
use std::sync::Arc;

use super::aliases::{category_of, folded};
use super::date::{Order, When};
use super::file::{FileRead, Read};
use super::header::{CATEGORY, CHANNEL, Layout, Measure, OTHERS, SEGMENT};
use super::names::Registry;
use super::{Options, Role};
use crate::domain::number::Mark;
use crate::domain::period::Day;
use crate::domain::understood::{Because, Column, Merged, Skipped, Understood, Witnessed};

use super::found::{Places, Witness};

/// Every file, in the order they were read.
pub(super) fn of_files(reads: &[FileRead]) -> Vec<Understood> {
    reads.iter().map(of).collect()
}

fn of(read: &FileRead) -> Understood {
    let (info, layout, options) = (&read.info, &read.dialect.layout, &read.options);
    let fold = match &read.read {
        Read::Sums { fold, .. } => Some(fold),
        Read::Assumptions { .. } => None,
    };
    let (encoding_because, encoding_needed) = encoding(read, options);
    Understood {
        file: Arc::clone(&info.file),
        role: info.role.name(),
        role_forced: read.forced.is_some(),
        role_flag: role_flag(info.role),
        channel: read.channel_name.as_ref().map(|(name, _)| name.clone()),
        channel_given: read.channel_name.as_ref().is_some_and(|(_, given)| *given),
        platform: info.platform,
        rows: info.rows,
        bytes: info.bytes,
        sha256: read.sha256.clone().unwrap_or_default(),
        encoding: (info.encoding, encoding_because),
        encoding_needed,
        delimiter: (info.delimiter, read.dialect.delimiter_because.clone()),
        sheet: info.sheet,
        header_line: read.dialect.header_line,
        decimal: decimal(read, options),
        group: info.group.map(super::proof::name),
        days: fold.and_then(|fold| fold.days).map(|(first, last)| (Day(first), Day(last))),
        date_form: date_form(read),
        period: period(read, options),
        currencies: currencies(read),
        columns: columns(layout, options),
        skipped: skipped(read),
        negated: options.negate.iter().any(|name| **name == *info.file),
    }
}

fn role_flag(role: Role) -> Option<&'static str> {
    match role {
        Role::Spend => Some("--spend"),
        Role::Customers => Some("--customers"),
        Role::Revenue => Some("--revenue"),
        Role::Assumptions => Some("--assumptions"),
        Role::Known => Some("--known"),
        Role::Combined | Role::Funnel => None,
    }
}

fn witnessed(places: &Places, witness: &Witness) -> Witnessed {
    let place = places.of(witness.spot);
    Witnessed { line: place.line, column: place.column, text: witness.text.clone() }
}

/// Why the encoding, and whether a flag has to say it for the next file of the kind.
fn encoding(read: &FileRead, options: &Options) -> (Because, bool) {
    let words = |text: &str| Because::Words(text.to_owned());
    let wide = read.info.encoding.starts_with("utf-16");
    let western = !wide && read.info.encoding != "utf-8";
    if read.info.sheet {
        (words("a workbook, by its content"), false)
    } else if read.dialect.byte_order_mark {
        (words("it begins with a byte order mark"), false)
    } else if wide || (western && options.encoding.is_some()) {
        (Because::Flag("--encoding"), true)
    } else if western {
        let line = read.warnings.iter().find_map(|warning| Some(warning.place.as_ref()?.line));
        let at = line.map_or_else(String::new, |line| format!(" (line {line})"));
        (Because::Words(format!("some bytes are not UTF-8{at}")), true)
    } else {
        (words("every byte is valid UTF-8"), false)
    }
}

fn decimal(read: &FileRead, options: &Options) -> Option<(char, Because)> {
    let flag = |mark: Mark| options.decimal.map(|_| (mark.char(), Because::Flag("--decimal")));
    let mark = read.info.settled?;
    match (&read.read, read.info.decimal) {
        (Read::Sums { fold, .. }, Some(mark)) => {
            let cell = fold.proof.proving(mark).map(|witness| witnessed(&read.places, witness));
            Some((mark.char(), cell.map_or_else(|| Because::Words("its cells".to_owned()), Because::Cell)))
        }
        (Read::Assumptions { .. }, Some(mark)) => Some((mark.char(), Because::Words("its cells prove it".to_owned()))),
        (_, None) => flag(mark),
    }
}

fn date_form(read: &FileRead) -> Option<(String, Because)> {
    let dates = &read.dialect.dates;
    if let Some(format) = &dates.format {
        return Some((format.to_string(), Because::Flag("--date-format")));
    }
    let proof = read.dialect.order_proof.clone()?;
    let form = match dates.order? {
        Order::DayFirst => "%d/%m/%Y",
        Order::MonthFirst => "%m/%d/%Y",
    };
    Some((form.to_owned(), Because::Cell(proof)))
}

fn period(read: &FileRead, options: &Options) -> Option<(crate::domain::period::Span, Because)> {
    let given = options.period_of.iter().find(|(name, _)| **name == *read.info.file);
    if let Some((_, span)) = given {
        return Some((*span, Because::Flag("--period-of")));
    }
    let told = read.dialect.title_period.map(When::span)?;
    read.dialect.layout.period.is_none().then(|| (told, Because::Words("its title lines".to_owned())))
}

fn currencies(read: &FileRead) -> Vec<String> {
    let header = read.dialect.layout.header_signs.iter().copied();
    let cells: Vec<_> = match &read.read {
        Read::Sums { fold, .. } => fold.signs.keys().copied().collect(),
        Read::Assumptions { signs, .. } => signs.iter().map(|(sign, _)| *sign).collect(),
    };
    let mut all: Vec<String> = header.chain(cells).map(|sign| sign.text().to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

/// Every column with what it is read as.
fn columns(layout: &Layout, options: &Options) -> Vec<Column> {
    let mut all: Vec<Column> = layout
        .header
        .iter()
        .map(|name| Column {
            name: name.trim().to_owned(),
            fields: Vec::new(),
            mapped: options.map.iter().any(|(_, column)| folded(column) == folded(name)),
            period: None,
        })
        .collect();
    let mut put = |column: Option<usize>, field: &str| {
        if let Some(column) = column.and_then(|at| all.get_mut(at))
            && !column.fields.iter().any(|known| known == field)
        {
            column.fields.push(field.to_owned());
        }
    };
    let dates = if layout.id.is_some() { "acquired_on" } else { "period" };
    match layout.period_end {
        None => put(layout.period, dates),
        Some(_) => {
            put(layout.period, "period_start");
            put(layout.period_end, "period_end");
        }
    }
    put(layout.year.map(|year| year.column), "year");
    put(layout.id, "customer_id");
    for (at, column) in layout.names.iter().enumerate() {
        match at {
            CHANNEL => put(*column, "channel"),
            SEGMENT => put(*column, "segment"),
            CATEGORY if layout.sectioned => put(*column, "accounts"),
            CATEGORY => put(*column, "category"),
            other => match options.by.get(other.saturating_sub(OTHERS)) {
                Some(_) => put(*column, "--by"),
                None => put(*column, "campaign"),
            },
        }
    }
    let paired = layout.measures.iter().any(|column| column.measure == Measure::Credit);
    for column in &layout.measures {
        let field = match &column.measure {
            Measure::Spend if paired => "debit".to_owned(),
            Measure::Spend => "amount".to_owned(),
            Measure::SpendOn(category) => category.to_string(),
            Measure::Credit => "credit".to_owned(),
            Measure::NewCustomers => "new_customers".to_owned(),
            Measure::Revenue => "revenue".to_owned(),
            Measure::CostOfRevenue => "cost_of_revenue".to_owned(),
            Measure::Refunds => "refunds".to_owned(),
            Measure::ActiveCustomers => "active_customers".to_owned(),
            Measure::AtStart => "customers_at_start".to_owned(),
            Measure::AtEnd => "customers_at_end".to_owned(),
            Measure::Churned => "churned_customers".to_owned(),
            Measure::Movement(movement) => movement.name().to_owned(),
            Measure::Step(key) => key.clone(),
            Measure::Bounced { .. } => "bounce_rate".to_owned(),
        };
        put(Some(column.column), &field);
    }
    put(layout.wide_total, "total of its row");
    put(layout.own_revenue, "mrr");
    put(layout.own_margin, "margin");
    for (column, field) in &layout.assumptions {
        put(Some(*column), field.name());
    }
    put(layout.currency, "currency");
    put(layout.stage, "stage");
    for (column, _) in &layout.conditions {
        put(Some(*column), "--where");
    }
    for measure in &layout.measures {
        if let Some(column) = all.get_mut(measure.column) {
            column.period = measure.when.map(When::span);
        }
    }
    all
}

/// What was skipped, in words.
fn skipped(read: &FileRead) -> Vec<Skipped> {
    let mut all = Vec::new();
    let mut say = |count: u64, one: &str, many: &str| match count {
        0 => {}
        1 => all.push(Skipped::Rows(format!("1 {one}"))),
        _ => all.push(Skipped::Rows(format!("{count} {many}"))),
    };
    say(read.dialect.titles, "line before the header", "lines before the header");
    if let Read::Sums { fold, settled, .. } = &read.read {
        say(fold.blanks, "blank row", "blank rows");
        say(fold.totals_skipped, "total row", "total rows");
        let lines: Vec<u64> = settled.left_out.iter().map(|(witness, _)| read.places.line(witness.spot)).collect();
        let listed = lines.iter().take(10).map(u64::to_string).collect::<Vec<_>>().join(", ");
        let more = if lines.len() > 10 { " …" } else { "" };
        match lines.len() {
            0 => {}
            1 => say(1, &format!("total row (line {listed})"), ""),
            many => say(many as u64, "", &format!("total rows (lines {listed}{more})")),
        }
        say(read.footers, "footer line", "footer lines");
        say(fold.items, "row of a further item of an order", "rows of further items of orders");
        say(fold.lost, "deal or order that was not won", "deals and orders that were not won");
        say(fold.cut, "row that --where cuts", "rows that --where cuts");
        say(fold.known, "row of a customer that --known lists", "rows of customers that --known lists");
        say(
            fold.repeats,
            "repeat of a customer, counted at the earliest date",
            "repeats of customers, each counted at the earliest date",
        );
        say(fold.missing, "blank or dash taken as --missing says", "blanks and dashes taken as --missing says");
    }
    all.extend(read.passed.iter().cloned());
    all
}

/// Spellings of channels, segments, categories and further columns that are one name.
pub(super) fn merged(registries: &[Registry], options: &Options) -> Vec<Merged> {
    let own = ["channel", "segment", "category"].into_iter().map(str::to_owned);
    let dimensions = own.chain(options.by.iter().cloned());
    let mut all: Vec<Merged> = Vec::new();
    for (at, (registry, dimension)) in registries.iter().zip(dimensions).enumerate() {
        let mut found: Vec<Merged> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (shown, spellings) in registry.spelled() {
            // Categories fold by their meaning too.
            let meaning = (at == CATEGORY).then(|| category_of(&shown)).flatten();
            let shown = meaning.map_or(shown, |category| category.to_string());
            match places.get(&shown).and_then(|place| found.get_mut(*place)) {
                Some(known) => known.spellings.extend(spellings),
                None => {
                    places.insert(shown.clone(), found.len());
                    found.push(Merged { dimension: dimension.clone(), shown, spellings });
                }
            }
        }
        found.retain(|one| match one.spellings.as_slice() {
            [] => false,
            [(only, _)] => *only != one.shown,
            _ => true,
        });
        found.sort_by(|one, other| one.shown.cmp(&other.shown));
        for one in &mut found {
            one.spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        all.append(&mut found);
    }
    all
}
