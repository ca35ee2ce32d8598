//! How files were understood: as sections for people, or as one JSON document.

use crate::domain::path;
use crate::domain::understood::{Because, Understood};
use crate::report::inspection::{self, Inspection, Pins};
use crate::report::{Numbers, Phrase};

use super::html;
use super::json::diagnostic;
use super::layout;
use super::safe;
use super::value::{Fields, Json, escaped, put, string};
use super::words::{Words, ascii};
use super::{Format, Style};

/// Where the text of a line begins.
const INDENT: usize = 13;

/// The inspection in a format: JSON, plain ASCII, or for a terminal.
#[must_use]
pub fn inspect(inspection: &Inspection, format: Format, style: &Style) -> String {
    match format {
        Format::Json => document(inspection),
        Format::Html => html::inspect(inspection),
        Format::Plain => sections(inspection, style, (safe::leading, ascii)),
        Format::Table
        | Format::Markdown
        | Format::Csv
        | Format::Tsv
        | Format::JsonLines
        | Format::Xlsx
        | Format::Junit
        | Format::GitHub
        | Format::Tap
        | Format::Prometheus => sections(inspection, style, (safe::visible, str::to_owned)),
    }
}

/// How names and our own words are spelled.
type Spelling = (fn(&str) -> String, fn(&str) -> String);

fn sections(inspection: &Inspection, style: &Style, (name, own): Spelling) -> String {
    let numbers = Numbers::default();
    let words =
        Words { numbers: &numbers, currency: None, name, own, figure: str::to_owned, dash: "-", label_width: None };
    let line = |label: &str, phrase: &Phrase| {
        let room = style.width.map(|width| width.saturating_sub(INDENT).max(20));
        let broken = layout::wrapped(vec![words.phrase(phrase)], room);
        let mut lines = Vec::new();
        for (at, text) in broken.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            lines.push(format!("  {label:<9}  {}", text.trim_start()));
        }
        lines
    };
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for file in &inspection.files {
        let mut block = vec![name(&file.file)];
        block.extend(inspection::lines(file).iter().flat_map(|(label, phrase)| line(label, phrase)));
        blocks.push(block);
    }
    if !inspection.merged.is_empty() {
        let mut block = vec!["spellings that are one name".to_owned()];
        block.extend(
            inspection.merged.iter().flat_map(|merged| line(&merged.dimension, &inspection::merged_line(merged))),
        );
        blocks.push(block);
    }
    let mut block = Vec::new();
    match &inspection.pins {
        Pins::Flags(words) => {
            block = vec!["what settles all this, to paste:".to_owned(), format!("  {}", command(words))];
        }
        Pins::Tables(tables, words) => {
            block.push("what settles all this, for cacltv.toml, since the files differ:".to_owned());
            blocks.push(block);
            blocks.push(tables.lines().map(safe::visible).collect());
            block = vec![format!("  {}", command(words))];
        }
    }
    blocks.push(block);
    layout::blocks(blocks)
}

/// A command line to paste into a shell.
pub(super) fn command(words: &[String]) -> String {
    let mut line = "cacltv report".to_owned();
    for word in words {
        line.push(' ');
        line.push_str(&shell(word));
    }
    line
}

/// A word for a POSIX shell: in quotes where it needs them.
#[must_use]
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '=' | ':' | '%' | '+' | ',' | '@');
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if word.chars().any(safe::is_hidden) {
        // $'…' keeps control characters on one line, and shows what cannot be seen.
        let escaped: String = word
            .chars()
            .map(|c| match c {
                '\\' => "\\\\".to_owned(),
                '\'' => "\\'".to_owned(),
                c if safe::is_hidden(c) => match path::byte(c) {
                    Some(byte) => format!("\\x{byte:02x}"),
                    None => c.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
                },
                c => c.to_string(),
            })
            .collect();
        return format!("$'{escaped}'");
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn document(inspection: &Inspection) -> String {
    let mut fields: Fields = vec![("schema".to_owned(), string("cacltv/inspect"))];
    put(&mut fields, "schema_version", Json::Number(1));
    put(&mut fields, "files", Json::List(inspection.files.iter().map(file).collect()));
    let merged = inspection.merged.iter().map(|merged| {
        let mut fields = vec![("dimension".to_owned(), string(&merged.dimension))];
        put(&mut fields, "name", string(&merged.shown));
        let spellings = merged.spellings.iter().map(|(text, count)| {
            Json::Object(vec![("text".to_owned(), string(text)), ("rows".to_owned(), Json::Number(*count))])
        });
        put(&mut fields, "spellings", Json::List(spellings.collect()));
        Json::Object(fields)
    });
    put(&mut fields, "merged", Json::List(merged.collect()));
    let (config, words) = match &inspection.pins {
        Pins::Flags(words) => (Json::Null, words),
        Pins::Tables(tables, words) => (string(tables), words),
    };
    put(&mut fields, "config", config);
    put(&mut fields, "flags", Json::List(words.iter().map(|word| string(word)).collect()));
    put(&mut fields, "diagnostics", Json::List(inspection.diagnostics.iter().map(diagnostic).collect()));
    let mut document = serde_json::to_string_pretty(&Json::Object(fields)).unwrap_or_default();
    document.push('\n');
    escaped(document)
}

fn file(file: &Understood) -> Json {
    let optional = |text: Option<String>| text.map_or(Json::Null, Json::Text);
    let mut fields = vec![("file".to_owned(), string(&file.file))];
    put(&mut fields, "role", string(file.role));
    put(&mut fields, "platform", optional(file.platform.map(str::to_owned)));
    put(&mut fields, "channel", optional(file.channel.clone()));
    put(&mut fields, "rows", Json::Number(file.rows));
    put(&mut fields, "bytes", Json::Number(file.bytes));
    put(&mut fields, "sha256", string(&file.sha256));
    put(&mut fields, "header_line", Json::Number(file.header_line));
    put(&mut fields, "encoding", string(file.encoding.0));
    put(&mut fields, "encoding_because", because(&file.encoding.1));
    let delimiter = (!file.sheet).then(|| (string(&file.delimiter.0.to_string()), because(&file.delimiter.1)));
    let (delimiter, why) = delimiter.unwrap_or((Json::Null, Json::Null));
    put(&mut fields, "delimiter", delimiter);
    put(&mut fields, "delimiter_because", why);
    put(&mut fields, "decimal", optional(file.decimal.as_ref().map(|(mark, _)| mark.to_string())));
    put(&mut fields, "decimal_because", file.decimal.as_ref().map_or(Json::Null, |(_, why)| because(why)));
    put(&mut fields, "groups", optional(file.group.map(str::to_owned)));
    let days = file.days.map_or(Json::Null, |(first, last)| {
        Json::Object(vec![
            ("from".to_owned(), string(&first.to_string())),
            ("to".to_owned(), string(&last.to_string())),
        ])
    });
    put(&mut fields, "dates", days);
    put(&mut fields, "date_format", optional(file.date_form.as_ref().map(|(form, _)| form.clone())));
    put(&mut fields, "date_format_because", file.date_form.as_ref().map_or(Json::Null, |(_, why)| because(why)));
    put(&mut fields, "period", optional(file.period.as_ref().map(|(span, _)| span.to_string())));
    put(&mut fields, "period_because", file.period.as_ref().map_or(Json::Null, |(_, why)| because(why)));
    put(&mut fields, "currencies", Json::List(file.currencies.iter().map(|code| string(code)).collect()));
    let columns = file.columns.iter().map(|column| {
        let mut fields = vec![("name".to_owned(), string(&column.name))];
        put(&mut fields, "fields", Json::List(column.fields.iter().map(|field| string(field)).collect()));
        put(&mut fields, "mapped", Json::Bool(column.mapped));
        Json::Object(fields)
    });
    put(&mut fields, "columns", Json::List(columns.collect()));
    put(&mut fields, "skipped", Json::List(file.skipped.iter().map(|one| string(&one.to_string())).collect()));
    put(&mut fields, "negated", Json::Bool(file.negated));
    Json::Object(fields)
}

fn because(why: &Because) -> Json {
    match why {
        Because::Cell(cell) => {
            let mut fields = vec![("text".to_owned(), string(&cell.text))];
            put(&mut fields, "line", Json::Number(cell.line));
            let column = if cell.column == 0 { Json::Null } else { Json::Number(cell.column) };
            put(&mut fields, "column", column);
            Json::Object(vec![("cell".to_owned(), Json::Object(fields))])
        }
        Because::Flag(flag) => Json::Object(vec![("flag".to_owned(), string(flag))]),
        Because::Words(words) => Json::Object(vec![("words".to_owned(), string(words))]),
    }
}
