//! Rows and findings as JSON fields: what every quantity is, and what is said beside it when its text is not
//! all of it.

use crate::domain::currency::Currency;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::value::Value;
use crate::report::{Bound, Compared, Finding, Interval, Numbers, Phrase, Report, Row};

use super::findings;
use super::text;
use super::value::{Fields, Json, put, string};
use super::words::{Words, band_name};

/// A row: its dimensions, its metrics, its band.
pub(super) fn row_fields(report: &Report, row: &Row) -> Fields {
    let labels = report.table.dimensions.iter().zip(&row.labels);
    let mut fields: Fields = labels.map(|(name, label)| (name.clone(), string(label))).collect();
    let mut details = Details::default();
    for (column, value) in report.table.columns.iter().zip(&row.values) {
        let name = column.metric.name();
        put(&mut fields, name, details.quantity(name, value));
    }
    if report.table.judges() {
        put(&mut fields, "band", row.band.map_or(Json::Null, |band| string(band_name(band))));
    }
    details.put_into(&mut fields);
    if !row.model.is_empty() {
        put(&mut fields, "model", Json::Object(model(&row.model)));
    }
    let mut intervals = Fields::new();
    for (column, interval) in report.table.columns.iter().zip(&row.intervals) {
        if let Some(interval) = interval {
            put(&mut intervals, column.metric.name(), Json::Object(ends(interval)));
        }
    }
    if !intervals.is_empty() {
        put(&mut fields, "interval", Json::Object(intervals));
    }
    fields
}

/// What an LTV is computed from.
fn model(inputs: &[(&'static str, Value)]) -> Fields {
    let mut details = Details::default();
    let mut fields: Fields =
        inputs.iter().map(|(name, value)| ((*name).to_owned(), details.quantity(name, value))).collect();
    details.put_into(&mut fields);
    fields
}

/// The ends of an interval; an open one is `null`.
fn ends(interval: &Interval) -> Fields {
    let end = |end: &Option<Figure>| end.as_ref().map_or(Json::Null, number);
    let mut fields = Fields::new();
    put(&mut fields, "low", end(&interval.low));
    put(&mut fields, "high", end(&interval.high));
    fields
}

fn number(figure: &Figure) -> Json {
    Json::Figure(figure.clone(), text::machine_figure(figure).0)
}

/// Two rows against each other.
pub(super) fn compared_fields(found: &Compared) -> Fields {
    let mut fields = Fields::new();
    put(&mut fields, "metric", string(found.metric.name()));
    put(&mut fields, "row", string(&found.row));
    put(&mut fields, "against", string(&found.against));
    let value = if found.metric == Metric::Cac { "ratio" } else { "difference" };
    put(&mut fields, value, found.value.as_ref().map_or(Json::Null, number));
    fields.extend(ends(&found.interval));
    put(&mut fields, "differs", found.differs.map_or(Json::Null, Json::Bool));
    fields
}

/// A finding, but for what it is about.
pub(super) fn finding_fields(finding: &Finding, currency: Option<Currency>) -> Fields {
    let mut details = Details::default();
    let mut fields = vec![("status".to_owned(), string(finding.status.word()))];
    put(&mut fields, "value", details.quantity("value", &finding.value));
    match &finding.bound {
        Some(Bound::End(figure)) => put(&mut fields, "bound", number(figure)),
        Some(Bound::Open) => put(&mut fields, "bound", Json::Null),
        Some(Bound::Known) | None => {}
    }
    put(&mut fields, "op", string(finding.operator));
    put(&mut fields, "limit", details.quantity("limit", &finding.limit));
    if let Some(warn) = &finding.warn {
        put(&mut fields, "warn", details.quantity("warn", warn));
    }
    if let Some(scope) = finding.scope {
        put(&mut fields, "scope", string(scope));
    }
    if let Some(before) = &finding.before {
        let mut own = Details::default();
        let mut baseline = vec![("file".to_owned(), string(&before.baseline))];
        put(&mut baseline, "value", own.quantity("value", &before.value));
        let share = if finding.operator.starts_with('>') { "max_drop" } else { "max_increase" };
        put(&mut baseline, share, own.quantity(share, &Value::exact(before.share.clone())));
        own.put_into(&mut baseline);
        put(&mut fields, "baseline", Json::Object(baseline));
    }
    if let Some(place) = &finding.place {
        let mut rule = vec![("file".to_owned(), string(&place.file))];
        put(&mut rule, "line", Json::Number(place.line));
        put(&mut fields, "rule", Json::Object(rule));
    }
    let mut needed = Fields::new();
    for (metric, bound, rounding) in findings::needed(finding) {
        let (number, all) = text::machine_bound(&bound, rounding);
        if !all {
            put(&mut details.exact, metric.name(), string(&bound.to_string()));
        }
        put(&mut needed, metric.name(), Json::Figure(Figure::exact(bound), number));
    }
    if !needed.is_empty() {
        put(&mut fields, "needed", Json::Object(needed));
    }
    if let Some(why) = &finding.why {
        put(&mut fields, "why", Json::Text(sentence(why, currency)));
    }
    details.put_into(&mut fields);
    fields
}

/// What is said about the quantities of an object beside their texts.
#[derive(Default)]
pub(super) struct Details {
    exact: Fields,
    undefined: Fields,
    approximate: Vec<Json>,
}

impl Details {
    pub(super) fn quantity(&mut self, name: &str, value: &Value) -> Json {
        match value {
            Value::Undefined(reason) => {
                put(&mut self.undefined, name, string(reason.code()));
                Json::Null
            }
            Value::Known(figure) => {
                let (number, all) = text::machine_figure(figure);
                if !figure.is_exact() {
                    self.approximate.push(string(name));
                } else if !all {
                    put(&mut self.exact, name, string(&figure.low().to_string()));
                }
                Json::Figure(figure.clone(), number)
            }
        }
    }

    pub(super) fn put_into(self, fields: &mut Fields) {
        if !self.exact.is_empty() {
            put(fields, "exact", Json::Object(self.exact));
        }
        if !self.undefined.is_empty() {
            put(fields, "undefined", Json::Object(self.undefined));
        }
        if !self.approximate.is_empty() {
            put(fields, "approximate", Json::List(self.approximate));
        }
    }
}

/// A sentence in the number style of machines.
pub(super) fn sentence(phrase: &Phrase, currency: Option<Currency>) -> String {
    let words = Words {
        numbers: &Numbers { group: None, ..Numbers::default() },
        currency,
        name: str::to_owned,
        own: str::to_owned,
        figure: str::to_owned,
        dash: "",
        label_width: None,
    };
    words.phrase(phrase)
}
