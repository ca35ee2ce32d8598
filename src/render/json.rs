//! JSON: one document, or one object a line. Every quantity is a string; what has no value is `null`, and a
//! quotient that does not end stands under `exact` as a fraction too.

use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::period::Span;
use crate::domain::place::{Diagnostic, Place};
use crate::domain::value::Value;
use crate::report::study::Study;
use crate::report::{Checks, InputFile, Kind, Matched, Report};

use super::Style;
use super::quantities::{Details, compared_fields, finding_fields, row_fields, sentence};
use super::study::{self, Field, Record};
use super::text;
use super::value::{Fields, Json, escaped, put, string};

/// The version of the documents' shape.
const VERSION: u64 = 1;

/// The whole report as one document.
pub(super) fn document(report: &Report, style: &Style) -> String {
    printed(fields(report, style))
}

/// An object over several lines.
fn printed(fields: Fields) -> String {
    let mut document = serde_json::to_string_pretty(&Json::Object(fields)).unwrap_or_default();
    document.push('\n');
    escaped(document)
}

/// What the document of a report holds.
pub(super) fn fields(report: &Report, style: &Style) -> Fields {
    let mut fields = head(report, style);
    let table = &report.table;
    if report.kind != Kind::Calc {
        let rows = table.rows.iter().map(|row| Json::Object(row_fields(report, row)));
        put(&mut fields, "rows", Json::List(rows.collect()));
    }
    put(&mut fields, "total", Json::Object(row_fields(report, &table.total)));
    let paid = table.total_paid.as_ref();
    let paid = paid.map_or(Json::Null, |row| Json::Object(row_fields(report, row)));
    put(&mut fields, "total_paid", paid);
    if report.level.is_some() && report.kind != Kind::Calc {
        let compared = report.comparisons.iter().map(|found| Json::Object(compared_fields(found)));
        put(&mut fields, "comparisons", Json::List(compared.collect()));
    }
    if let Some(checks) = &report.checks {
        let findings = checks.findings.iter().map(|finding| {
            let mut fields = vec![("metric".to_owned(), string(finding.metric.name()))];
            put(&mut fields, "row", string(&finding.row));
            fields.extend(finding_fields(finding, report.currency));
            Json::Object(fields)
        });
        put(&mut fields, "checks", Json::List(findings.collect()));
        fields.extend(ended(checks));
    }
    put(&mut fields, "inputs", Json::List(report.inputs.iter().map(input).collect()));
    let said = report.diagnostics.iter().map(diagnostic);
    put(&mut fields, "diagnostics", Json::List(said.collect()));
    put(&mut fields, "notes", notes(report));
    fields
}

/// One compact object a line: what the report is, its rows, its totals, and for a check its findings.
pub(super) fn lines(report: &Report, style: &Style) -> String {
    let mut head = head(report, style);
    put(&mut head, "notes", notes(report));
    let mut lines = vec![line("report", head)];
    let table = &report.table;
    if report.kind != Kind::Calc {
        lines.extend(table.rows.iter().map(|row| line("row", row_fields(report, row))));
    }
    lines.push(line("total", row_fields(report, &table.total)));
    if let Some(paid) = &table.total_paid {
        lines.push(line("total_paid", row_fields(report, paid)));
    }
    lines.extend(report.comparisons.iter().map(|found| line("comparison", compared_fields(found))));
    if let Some(checks) = &report.checks {
        lines.extend(check_lines(checks, report));
    }
    lines.concat()
}

fn check_lines(checks: &Checks, report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = checks
        .findings
        .iter()
        .map(|finding| {
            let mut fields = vec![("row".to_owned(), string(&finding.row))];
            put(&mut fields, "metric", string(finding.metric.name()));
            fields.extend(finding_fields(finding, report.currency));
            line("check", fields)
        })
        .collect();
    lines.push(line("result", ended(checks)));
    lines
}

/// How all checks ended, and what they were held against.
fn ended(checks: &Checks) -> Fields {
    let mut fields = vec![("result".to_owned(), string(checks.verdict.word()))];
    if checks.exit_zero {
        put(&mut fields, "exit_zero", Json::Bool(true));
    }
    if !checks.baselines.is_empty() {
        let baselines = checks.baselines.iter().map(|(file, span)| {
            let mut fields = vec![("file".to_owned(), string(file))];
            put(&mut fields, "period", period(*span));
            Json::Object(fields)
        });
        put(&mut fields, "baselines", Json::List(baselines.collect()));
    }
    fields
}

fn line(kind: &str, fields: Fields) -> String {
    let mut object = vec![("kind".to_owned(), string(kind))];
    object.extend(fields);
    let mut line = serde_json::to_string(&Json::Object(object)).unwrap_or_default();
    line.push('\n');
    escaped(line)
}

/// What people read above and below the table.
fn notes(report: &Report) -> Json {
    let notes = report.above.iter().chain(&report.footer);
    Json::List(notes.map(|note| Json::Text(sentence(note, report.currency))).collect())
}

/// The schema, the currency and the period, which every document begins with.
fn begun(schema: &str, currency: Option<Currency>, period: Option<Span>, style: &Style) -> Fields {
    let mut fields = vec![("schema".to_owned(), string(schema))];
    put(&mut fields, "schema_version", Json::Number(VERSION));
    if let Some(stamp) = &style.stamp {
        put(&mut fields, "stamp", string(stamp));
    }
    put(&mut fields, "currency", currency.map_or(Json::Null, |c| string(c.code)));
    put(&mut fields, "period", self::period(period));
    fields
}

fn period(period: Option<Span>) -> Json {
    period.map_or(Json::Null, |span| {
        let mut fields = Fields::new();
        put(&mut fields, "from", string(&span.first.to_string()));
        put(&mut fields, "to", string(&span.last.to_string()));
        Json::Object(fields)
    })
}

/// A study as one document: a list of rows for each of its tables.
pub(super) fn study(study: &Study, style: &Style) -> String {
    printed(study_fields(study, style))
}

/// What the document of a study holds.
pub(super) fn study_fields(study: &Study, style: &Style) -> Fields {
    let mut fields = study_head(study, style);
    for table in study.tables.iter().chain(&study.further) {
        let rows = study::records_of(table).map(|record| Json::Object(record_fields(&record, study.currency)));
        put(&mut fields, table.key, Json::List(rows.collect()));
    }
    put(&mut fields, "inputs", Json::List(study.inputs.iter().map(input).collect()));
    put(&mut fields, "diagnostics", Json::List(study.diagnostics.iter().map(diagnostic).collect()));
    put(&mut fields, "notes", study_notes(study));
    fields
}

/// A study as one compact object a line.
pub(super) fn study_lines(study: &Study, style: &Style) -> String {
    let mut head = study_head(study, style);
    put(&mut head, "notes", study_notes(study));
    let mut lines = vec![line(study.name, head)];
    lines.extend(study::records(study).map(|record| line(record.table, record_fields(&record, study.currency))));
    lines.concat()
}

fn study_head(study: &Study, style: &Style) -> Fields {
    let mut fields = begun(&format!("cacltv/{}", study.name), study.currency, study.period, style);
    fields.extend(study.facts.iter().map(|(key, word)| ((*key).to_owned(), string(word))));
    fields
}

fn study_notes(study: &Study) -> Json {
    let notes = [&study.headline].into_iter().chain(&study.above).chain(&study.footer);
    let notes = notes.filter(|note| !note.is_empty());
    Json::List(notes.map(|note| Json::Text(sentence(note, study.currency))).collect())
}

fn record_fields(record: &Record<'_>, currency: Option<Currency>) -> Fields {
    let mut details = Details::default();
    let mut fields = Fields::new();
    for (key, field) in &record.fields {
        let value = match field {
            Field::Empty => Json::Null,
            Field::Text(text) => string(text),
            Field::Said(phrase) => Json::Text(sentence(phrase, currency)),
            Field::Figure(value) => details.quantity(key, value),
        };
        put(&mut fields, key, value);
    }
    if record.total {
        put(&mut fields, "is_total", Json::Bool(true));
    }
    details.put_into(&mut fields);
    fields
}

/// What the report is, and how it was computed.
fn head(report: &Report, style: &Style) -> Fields {
    let schema = match report.kind {
        Kind::Calc => "cacltv/calc",
        Kind::Report => "cacltv/report",
        Kind::Check => "cacltv/check",
    };
    let mut fields = begun(schema, report.currency, report.period, style);
    put(&mut fields, "scope", string(report.scope));
    put(&mut fields, "method", string(report.method));
    put(&mut fields, "basis", string(report.basis));
    put(&mut fields, "timing", string(report.timing));
    if report.billing != "month" {
        put(&mut fields, "billing", string(report.billing));
    }
    if let Some(months) = report.horizon {
        put(&mut fields, "horizon_months", Json::Text(months.to_string()));
    }
    if let Some(level) = &report.level {
        put(&mut fields, "interval_level", Json::Text(text::machine(level).0));
    }
    if let Some(matched) = &report.matched {
        put(&mut fields, "lag", lag(matched));
    }
    fields
}

/// What a lag held against what.
fn lag(matched: &Matched) -> Json {
    let mut details = Details::default();
    let mut number = |name: &str, exact: &Exact| details.quantity(name, &Value::exact(exact.clone()));
    let weight = |(months, share): (&u32, &Exact)| (months.to_string(), number(&format!("weight_{months}"), share));
    let weights = matched.lag.weights().iter().map(weight).collect();
    let mut fields = vec![("weights".to_owned(), Json::Object(weights))];
    put(&mut fields, "matched_spend", number("matched_spend", &matched.spend));
    put(&mut fields, "unmatched_spend", number("unmatched_spend", &matched.unmatched_spend));
    let customers = matched.unmatched_customers.exact();
    put(&mut fields, "unmatched_customers", number("unmatched_customers", &customers));
    details.put_into(&mut fields);
    Json::Object(fields)
}

fn input(file: &InputFile) -> Json {
    let mut fields = vec![("file".to_owned(), string(&file.file))];
    put(&mut fields, "role", string(file.role));
    put(&mut fields, "rows", Json::Number(file.rows));
    put(&mut fields, "bytes", Json::Number(file.bytes));
    put(&mut fields, "encoding", string(file.encoding));
    put(&mut fields, "delimiter", file.delimiter.map_or(Json::Null, |c| string(&c.to_string())));
    put(&mut fields, "decimal", file.decimal.map_or(Json::Null, |c| string(&c.to_string())));
    Json::Object(fields)
}

/// A warning, a note or an error.
pub(super) fn diagnostic(said: &Diagnostic) -> Json {
    let place = said.place.as_ref();
    let counted = |number: Option<u64>| match number {
        Some(number) if number > 0 => Json::Number(number),
        Some(_) | None => Json::Null,
    };
    let mut fields = vec![("code".to_owned(), string(said.code))];
    put(&mut fields, "severity", string(said.severity.word()));
    put(&mut fields, "file", place.map_or(Json::Null, |place| string(&place.file)));
    put(&mut fields, "line", counted(place.map(|place| place.line)));
    put(&mut fields, "column", counted(place.map(|place| place.column)));
    if let Some(cell) = place.and_then(Place::cell) {
        put(&mut fields, "cell", Json::Text(cell));
    }
    put(&mut fields, "message", string(&said.message));
    put(&mut fields, "help", said.help.as_deref().map_or(Json::Null, string));
    Json::Object(fields)
}
