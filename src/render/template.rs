//! Templates of the user, filled in with what the JSON of the same answer holds.
//!
//! A figure in it prints as JSON has it, compares exactly, and is rounded by the filters alone, as in every other
//! format. Text from the user's files is made visible before a template sees it, and escaped by the template's ending.

mod figures;
mod lint;

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, HtmlEscape, Output, State, UndefinedBehavior, Value};

use super::value::{Fields, Json, escaped, put};
use super::words::Words;
use super::{Style, findings, json, safe};
use crate::domain::currency::Currency;
use crate::report::study::Study;
use crate::report::{Numbers, Report};

use self::figures::Quantity;

/// The most bytes of a tag.
const TAG_LIMIT: usize = 8 << 10;
/// How much a template may do, in steps of the engine: far more than any page takes, and no loop without an end.
const FUEL: u64 = 20_000_000;
/// The longest expression that is told whole where it is wrong.
const LONGEST: usize = 100;
/// How escaping is called where the ending is `.json`.
const JSON: &str = "json";

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    source: String,
}

/// What is wrong with a template, and the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, with the template's name and line.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Template {
    /// A template; its ending says how it is escaped: `.html` and `.xml`, `.json`, or not at all.
    ///
    /// # Errors
    /// When its grammar is wrong, or it compares a figure with a number in a way that would compare texts.
    pub fn new(name: &str, source: &str) -> Result<Self, Fault> {
        let template = Self { name: name.to_owned(), source: source.to_owned() };
        template.environment(&Numbers::default(), None).map_err(|error| template.fault(&error, &[]))?;
        if let Some((line, message, help)) = lint::compared(source) {
            return Err(Fault { message: template.placed(Some(line), &message), help: Some(help) });
        }
        Ok(template)
    }

    /// The file it was read from, as named.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The template filled in with a report.
    ///
    /// # Errors
    /// When it asks for what is not there, or for what cannot be done.
    pub fn report(&self, report: &Report, style: &Style) -> Result<String, Fault> {
        let words = words(&style.numbers, report.currency);
        let mut fields = json::fields(report, style);
        put(&mut fields, "headline", Json::Text(words.phrase(&report.headline)));
        if let Some(checks) = &report.checks {
            let line = |finding| {
                let status = findings::word(crate::report::Finding::clone(finding).status);
                Json::Text(format!("{status}  {}", findings::line(finding, &words)))
            };
            put(&mut fields, "findings", Json::List(checks.findings.iter().map(line).collect()));
            put(&mut fields, "summary", Json::Text(findings::summary(checks)));
        }
        self.filled(fields, &style.numbers, report.currency)
    }

    /// The template filled in with a study.
    ///
    /// # Errors
    /// When it asks for what is not there, or for what cannot be done.
    pub fn study(&self, study: &Study, style: &Style) -> Result<String, Fault> {
        let words = words(&style.numbers, study.currency);
        let mut fields = json::study_fields(study, style);
        put(&mut fields, "headline", Json::Text(words.phrase(&study.headline)));
        self.filled(fields, &style.numbers, study.currency)
    }

    fn filled(&self, fields: Fields, numbers: &Numbers, currency: Option<Currency>) -> Result<String, Fault> {
        let mut known = Vec::new();
        names(&fields, &mut known);
        known.sort();
        known.dedup();
        let context = value(Json::Object(fields));
        let filled = || {
            let environment = self.environment(numbers, currency)?;
            environment.get_template(&self.name)?.render(context)
        };
        filled().map_err(|error| self.fault(&error, &known))
    }

    /// What the template runs in.
    fn environment(&self, numbers: &Numbers, currency: Option<Currency>) -> Result<Environment<'_>, Error> {
        let mut environment = Environment::new();
        // A line that holds a tag alone leaves no line behind.
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
        environment.set_syntax(syntax);
        environment.set_debug(true);
        environment.set_fuel(Some(FUEL));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(escaping);
        environment.set_formatter(printed);
        figures::add(&mut environment, numbers, currency);
        environment.add_filter("tojson", to_json);
        environment.add_filter("slack", |text: &Value| replaced(text, &[("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")]));
        environment.add_filter("markdown", |text: &Value| Ok::<_, Error>(safe::markdown(&given(text)?)));
        if self.longest_tag() > TAG_LIMIT {
            let message = "a tag is longer than 8 kB: take it apart with {% set %}";
            return Err(Error::new(ErrorKind::SyntaxError, message));
        }
        environment.add_template(&self.name, &self.source)?;
        Ok(environment)
    }

    /// The bytes of the longest tag. What is nested in one is read by calls within calls, without a limit of their own
    /// for `not` and the like.
    fn longest_tag(&self) -> usize {
        let (mut open, mut longest) = (None, 0);
        for (at, pair) in self.source.as_bytes().windows(2).enumerate() {
            match (open, pair) {
                (None, b"{{" | b"{%") => open = Some(at),
                (Some(from), b"}}" | b"%}") => {
                    longest = longest.max(at.saturating_sub(from));
                    open = None;
                }
                _ => {}
            }
        }
        longest.max(open.map_or(0, |from| self.source.len().saturating_sub(from)))
    }

    /// What stands between the braces around a place, or there alone.
    fn expression(&self, place: Range<usize>) -> Option<&str> {
        let before = self.source.get(..place.start)?;
        let open = ["{{", "{%"].iter().filter_map(|open| before.rfind(open)).max();
        let around = open.and_then(|open| {
            let inside = self.source.get(open.saturating_add(2)..)?;
            let end = ["}}", "%}"].iter().filter_map(|close| inside.find(close)).min()?;
            inside.get(..end).filter(|inside| inside.len() <= LONGEST)
        });
        let trimmed = around.or_else(|| self.source.get(place))?.trim_matches(|c: char| c.is_whitespace() || c == '-');
        Some(trimmed).filter(|expression| !expression.is_empty())
    }

    fn placed(&self, line: Option<usize>, message: &str) -> String {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{line}: {message}", self.name)
    }

    /// What is wrong, at its line, with the name that may have been meant.
    fn fault(&self, error: &Error, known: &[String]) -> Fault {
        let at = error.range().and_then(|range| self.expression(range));
        let kind = error.kind();
        let (message, help) = if kind == ErrorKind::UndefinedError {
            let expression = at.unwrap_or("what is asked for");
            let near = lint::unknown(expression, known);
            let help = near.map(|near| format!("did you mean '{near}'?"));
            let all = "-f json shows what a template can ask for".to_owned();
            (format!("'{expression}' has no value here"), Some(help.unwrap_or(all)))
        } else if kind == ErrorKind::OutOfFuel {
            ("the template never comes to its end".to_owned(), Some("shorten its loops".to_owned()))
        } else if kind == ErrorKind::UnknownFilter || kind == ErrorKind::UnknownTest {
            let detail = error.detail().unwrap_or("there is no such filter").to_owned();
            let own = "figures have money, number(2), percent, band, tojson and the tests above(60), below, at_least, \
                       at_most";
            (detail, Some(own.to_owned()))
        } else {
            let what = error.detail().map_or_else(|| kind.to_string(), str::to_owned);
            (at.map_or_else(|| what.clone(), |at| format!("'{at}': {what}")), None)
        };
        Fault { message: self.placed(error.line(), &message), help }
    }
}

/// How sentences are spelled in templates: names are made visible, nothing else is done to them.
fn words(numbers: &Numbers, currency: Option<Currency>) -> Words<'_> {
    Words {
        numbers,
        currency,
        name: str::to_owned,
        own: str::to_owned,
        figure: str::to_owned,
        dash: figures::DASH,
        label_width: None,
    }
}

/// The names of all fields.
fn names(fields: &Fields, all: &mut Vec<String>) {
    for (name, json) in fields {
        all.push(name.clone());
        match json {
            Json::Object(fields) => names(fields, all),
            Json::List(items) => {
                // Items of a list are alike.
                for item in items.iter().take(2) {
                    if let Json::Object(fields) = item {
                        names(fields, all);
                    }
                }
            }
            Json::Null | Json::Text(_) | Json::Figure(..) | Json::Number(_) | Json::Bool(_) => {}
        }
    }
}

/// A value as a template sees it; hidden characters of texts are spelled out.
fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Text(text) => Value::from(safe::visible(&text)),
        Json::Figure(figure, text) => Value::from_object(Quantity { figure, text }),
        Json::Number(number) => Value::from(number),
        Json::Bool(yes) => Value::from(yes),
        Json::List(items) => items.into_iter().map(value).collect(),
        Json::Object(fields) => {
            let fields = fields.into_iter().map(|(name, json)| (safe::visible(&name), value(json)));
            Value::from(fields.collect::<BTreeMap<String, Value>>())
        }
    }
}

/// How a template of that name is escaped. What stands behind the ending for the sake of an editor is passed over.
fn escaping(name: &str) -> AutoEscape {
    let lower = name.to_lowercase();
    let name = [".j2", ".jinja", ".jinja2", ".tmpl"].iter().find_map(|one| lower.strip_suffix(one)).unwrap_or(&lower);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" | "htm" | "xhtml" | "xml" | "svg" => AutoEscape::Html,
        "json" => AutoEscape::Custom(JSON.into()),
        _ => AutoEscape::None,
    }
}

/// Writes what stands between the braces.
fn printed(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = if value.is_undefined() {
        // An `if` without an `else`; anything else that is not there has been refused.
        return Ok(());
    } else if value.is_none() {
        // In JSON `null` may stand without quotes; elsewhere it is read.
        if matches!(state.auto_escape(), AutoEscape::Custom(_)) { "null" } else { figures::DASH }.to_owned()
    } else if let Some(text) = plain(value) {
        text
    } else {
        return Ok(out.write_str(&json_of(value)?)?);
    };
    let escape = state.auto_escape();
    match escape {
        _ if value.is_safe() => out.write_str(&text)?,
        AutoEscape::Html => write!(out, "{}", HtmlEscape(&text))?,
        AutoEscape::Custom(_) => out.write_str(&inside_quotes(&text)?)?,
        AutoEscape::None | _ => out.write_str(&text)?,
    }
    Ok(())
}

/// A text, figure, number or yes-or-no; lists and maps are none.
fn plain(value: &Value) -> Option<String> {
    if let Ok(yes) = bool::try_from(value.clone()) {
        return Some(yes.to_string());
    }
    let scalar = value.as_str().is_some() || value.is_number() || value.downcast_object_ref::<Quantity>().is_some();
    scalar.then(|| value.to_string())
}

/// A text for a filter.
///
/// # Errors
/// When there is none.
fn given(value: &Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(figures::DASH.to_owned());
    }
    plain(value)
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a list or a map is neither a text nor a figure"))
}

fn replaced(value: &Value, pairs: &[(&str, &str)]) -> Result<String, Error> {
    Ok(pairs.iter().fold(given(value)?, |text, (from, to)| text.replace(from, to)))
}

/// The value as JSON, quotes and all.
fn to_json(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    json_of(value).map(Value::from_safe_string)
}

fn json_of(value: &Value) -> Result<String, Error> {
    let text = serde_json::to_string(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, format!("it cannot be JSON: {error}")))?;
    Ok(marked(&escaped(text)))
}

/// A text as it stands between the quotes of a JSON string.
fn inside_quotes(text: &str) -> Result<String, Error> {
    let quoted = serde_json::to_string(text)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, format!("it cannot be JSON: {error}")))?;
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    Ok(marked(&escaped(inner.to_owned())))
}

/// Characters that act in HTML, which JSON may stand in, as escapes.
fn marked(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\'', "\\u0027")
}

#[cfg(test)]
mod tests;
