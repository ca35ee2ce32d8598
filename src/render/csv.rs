//! CSV and TSV: for programs the same bytes everywhere, for a spreadsheet its mark, delimiter and line ends.
//!
//! Text cells that a spreadsheet would run as a formula begin with `'`; figures never do.

use ::csv::{Terminator, Writer, WriterBuilder};

use crate::domain::currency::Currency;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::Value;
use crate::report::study::Study;
use crate::report::{Bound, Checks, Finding, Interval, Kind, Numbers, Report, Row};

use super::Style;
use super::findings;
use super::quantities::sentence;
use super::safe;
use super::study::{self, Field};
use super::text;
use super::words::band_name;

/// How cells are written.
struct Cells {
    delimiter: u8,
    decimal: Option<char>,
}

/// The figures of a report, or the findings of a check.
pub(super) fn render(report: &Report, delimiter: u8, style: &Style) -> String {
    let (cells, delimiter) = Cells::of(delimiter, style);
    match (&report.checks, report.kind) {
        (Some(checks), Kind::Check) => written(judged(checks, report.currency, &cells), delimiter, style),
        (_, Kind::Calc) => written(facts(report, &cells), delimiter, style),
        (_, Kind::Report | Kind::Check) => written(rows(report, &cells), delimiter, style),
    }
}

/// Records as bytes, with what a spreadsheet wants.
fn written(records: impl IntoIterator<Item = Vec<String>>, delimiter: u8, style: &Style) -> String {
    let terminator = if style.spreadsheet { Terminator::CRLF } else { Terminator::Any(b'\n') };
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).terminator(terminator).flexible(true).from_writer(Vec::new());
    for record in records {
        // Writing to memory does not fail.
        let _ = writer.write_record(&record);
    }
    let bytes = Writer::into_inner(writer).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    if style.spreadsheet { format!("\u{feff}{text}") } else { text }
}

impl Cells {
    /// How cells are written, and the delimiter between them: `;` where the decimal mark is a comma.
    fn of(delimiter: u8, style: &Style) -> (Self, u8) {
        let decimal = style.spreadsheet.then_some(style.numbers.decimal);
        let delimiter = match (delimiter, decimal) {
            (b',', Some(',')) => b';',
            (delimiter, _) => delimiter,
        };
        (Self { delimiter, decimal }, delimiter)
    }

    /// A name: no control character but the line break that CSV has quotes for, since files end up on terminals.
    fn name(&self, text: &str) -> String {
        let tsv = self.delimiter == b'\t';
        let mut cell = String::with_capacity(text.len());
        for c in safe::unformula(text).chars() {
            match c {
                '\\' if tsv => cell.push_str("\\\\"),
                '\n' if !tsv => cell.push(c),
                c if c.is_control() => safe::push_visible(&mut cell, c),
                c => cell.push(c),
            }
        }
        cell
    }

    fn value(&self, value: &Value) -> String {
        value.figure().map_or_else(String::new, |figure| self.number(&text::machine_figure(figure).0))
    }

    /// The two ends of an interval; blank where one is open or there is none.
    fn ends(&self, interval: Option<&Interval>) -> [String; 2] {
        let end = |end: Option<&Figure>| end.map_or_else(String::new, |end| self.number(&text::machine_figure(end).0));
        [end(interval.and_then(|found| found.low.as_ref())), end(interval.and_then(|found| found.high.as_ref()))]
    }

    fn number(&self, plain: &str) -> String {
        match self.decimal {
            None => plain.to_owned(),
            Some(decimal) => {
                let group = None;
                text::dressed(plain, &Numbers { decimal, group, ..Numbers::default() })
            }
        }
    }
}

/// The rows, each made when it is written: of many there is never more than one.
fn rows<'a>(report: &'a Report, cells: &'a Cells) -> impl Iterator<Item = Vec<String>> + 'a {
    let table = &report.table;
    let all = table.rows.iter().chain([&table.total]).chain(&table.total_paid);
    let approximate = all.clone().flat_map(|row| &row.values).any(is_approximate);
    let mut head: Vec<String> = table.dimensions.iter().map(|name| cells.name(name)).collect();
    if head.is_empty() {
        head.push("row".to_owned());
    }
    let labels = head.len();
    for column in &table.columns {
        let name = column.metric.name();
        head.push(name.to_owned());
        if column.estimated {
            head.extend([format!("{name}_low"), format!("{name}_high")]);
        }
    }
    if table.judges() {
        head.push("band".to_owned());
    }
    head.push("undefined".to_owned());
    if approximate {
        head.push("approximate".to_owned());
    }
    let width = head.len();
    let line = move |(name, row): (Option<&str>, &Row)| {
        let mut record = Vec::with_capacity(width);
        match name {
            Some(name) => record.push(cells.name(name)),
            None => record.extend(row.labels.iter().map(|name| cells.name(name))),
        }
        record.resize(labels, String::new());
        for (at, (value, column)) in row.values.iter().zip(&table.columns).enumerate() {
            record.push(cells.value(value));
            if column.estimated {
                record.extend(cells.ends(row.intervals.get(at).and_then(Option::as_ref)));
            }
        }
        if table.judges() {
            record.push(row.band.map_or("", band_name).to_owned());
        }
        record.push(undefined(report, row));
        if approximate {
            record.push(approximates(report, row));
        }
        record
    };
    let totals = [(Some("(total)"), &table.total)].into_iter();
    let totals = totals.chain(table.total_paid.iter().map(|paid| (Some("(paid channels)"), paid)));
    std::iter::once(head).chain(table.rows.iter().map(|row| (None, row)).chain(totals).map(line))
}

/// The tables of a study as one: all their columns, and a first one that says which table a row is of.
pub(super) fn study(study: &Study, delimiter: u8, style: &Style) -> String {
    let (cells, delimiter) = Cells::of(delimiter, style);
    let rows: Vec<_> = study::records(study).collect();
    let mut keys: Vec<&str> = Vec::new();
    for key in rows.iter().flat_map(|row| row.fields.iter().map(|(key, _)| key.as_str())) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let several = study.tables.len().saturating_add(study.further.len()) > 1;
    let approximate = rows.iter().any(|row| row.values().any(|(_, value)| is_approximate(value)));
    let mut head: Vec<String> = several.then(|| "table".to_owned()).into_iter().collect();
    head.extend(keys.iter().map(|key| cells.name(key)));
    head.push("undefined".to_owned());
    head.extend(approximate.then(|| "approximate".to_owned()));
    let mut records = vec![head];
    for row in &rows {
        let mut record: Vec<String> = several.then(|| row.table.to_owned()).into_iter().collect();
        record.extend(keys.iter().map(|key| match row.fields.iter().find(|(own, _)| own == key) {
            Some((_, Field::Text(text))) => cells.name(text),
            Some((_, Field::Said(phrase))) => cells.name(&sentence(phrase, study.currency)),
            Some((_, Field::Figure(value))) => cells.value(value),
            Some((_, Field::Empty)) | None => String::new(),
        }));
        let undefined: Vec<String> =
            row.values().filter_map(|(key, value)| Some(format!("{key}={}", value.reason()?.code()))).collect();
        record.push(undefined.join(";"));
        if approximate {
            let names: Vec<&str> =
                row.values().filter(|(_, value)| is_approximate(value)).map(|(key, _)| key).collect();
            record.push(names.join(";"));
        }
        records.push(record);
    }
    written(records, delimiter, style)
}

fn facts(report: &Report, cells: &Cells) -> Vec<Vec<String>> {
    let total = &report.table.total;
    let estimated = report.level.is_some();
    let head: &[&str] =
        if estimated { &["metric", "value", "undefined", "low", "high"] } else { &["metric", "value", "undefined"] };
    let mut records: Vec<Vec<String>> = vec![head.iter().map(|name| (*name).to_owned()).collect()];
    for (at, (column, value)) in report.table.columns.iter().zip(&total.values).enumerate() {
        let mut record = vec![column.metric.name().to_owned(), cells.value(value), reason(value).to_owned()];
        if estimated {
            record.extend(cells.ends(total.intervals.get(at).and_then(Option::as_ref)));
        }
        records.push(record);
    }
    if let Some(band) = total.band.filter(|_| report.table.judges()) {
        let mut record = ["band", band_name(band)].map(str::to_owned).to_vec();
        record.resize(head.len(), String::new());
        records.push(record);
    }
    records
}

fn judged(checks: &Checks, currency: Option<Currency>, cells: &Cells) -> Vec<Vec<String>> {
    let head = ["status", "row", "metric", "op", "limit", "value", "undefined", "needed", "why"];
    let mut head = head.map(str::to_owned).to_vec();
    let further: Vec<Further> = FURTHER
        .iter()
        .copied()
        .filter(|(_, of)| checks.findings.iter().any(|finding| of(finding, cells).is_some()))
        .collect();
    head.extend(further.iter().map(|(name, _)| (*name).to_owned()));
    let mut records = vec![head];
    records.extend(checks.findings.iter().map(|finding| {
        let mut record = vec![
            finding.status.word().to_owned(),
            cells.name(&finding.row),
            finding.metric.name().to_owned(),
            finding.operator.to_owned(),
            cells.value(&finding.limit),
            cells.value(&finding.value),
            reason(&finding.value).to_owned(),
            needed(finding, cells),
            finding.why.as_ref().map_or_else(String::new, |why| cells.name(&sentence(why, currency))),
        ];
        record.extend(further.iter().map(|(_, of)| of(finding, cells).unwrap_or_default()));
        record
    }));
    records
}

/// A column that stands there when a finding has something for it.
type Further = (&'static str, fn(&Finding, &Cells) -> Option<String>);

const FURTHER: &[Further] = &[
    ("bound", |finding, cells| match finding.bound.as_ref()? {
        Bound::End(figure) => Some(cells.number(&text::machine_figure(figure).0)),
        Bound::Open | Bound::Known => Some(String::new()),
    }),
    ("warn", |finding, cells| finding.warn.as_ref().map(|warn| cells.value(warn))),
    ("scope", |finding, _| finding.scope.map(str::to_owned)),
    ("baseline", |finding, cells| finding.before.as_ref().map(|before| cells.name(&before.baseline))),
    ("before", |finding, cells| finding.before.as_ref().map(|before| cells.value(&before.value))),
    ("change", |finding, cells| finding.before.as_ref().map(|before| cells.number(&text::machine(&before.share).0))),
];

fn needed(finding: &Finding, cells: &Cells) -> String {
    let parts: Vec<String> = findings::needed(finding)
        .map(|(metric, bound, rounding)| {
            let (number, _) = text::machine_bound(&bound, rounding);
            format!("{}={}", metric.name(), cells.number(&number))
        })
        .collect();
    parts.join(";")
}

fn reason(value: &Value) -> &'static str {
    value.reason().map_or("", |reason| reason.code())
}

fn is_approximate(value: &Value) -> bool {
    value.figure().is_some_and(|figure| !figure.is_exact())
}

fn metrics<'a>(report: &'a Report, row: &'a Row) -> impl Iterator<Item = (Metric, &'a Value)> {
    let columns = report.table.columns.iter().map(|column| column.metric);
    columns.zip(&row.values)
}

fn undefined(report: &Report, row: &Row) -> String {
    let parts: Vec<String> = metrics(report, row)
        .filter_map(|(metric, value)| Some(format!("{}={}", metric.name(), value.reason()?.code())))
        .collect();
    parts.join(";")
}

fn approximates(report: &Report, row: &Row) -> String {
    let names: Vec<&str> =
        metrics(report, row).filter(|(_, value)| is_approximate(value)).map(|(metric, _)| metric.name()).collect();
    names.join(";")
}
