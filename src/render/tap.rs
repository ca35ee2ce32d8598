//! TAP, version 13: a test for each finding. What failed or could not be decided is `not ok`, what was not judged a
//! `SKIP`, and a warning is `ok` with its text in the block behind.

use crate::domain::place::Diagnostic;
use crate::report::{Finding, Report, Status};

use super::findings::{self, Said};
use super::messages;
use super::text;
use super::value::{Json, string};
use super::words::{Words, machine};

const VERSION: &str = "TAP version 13\n";

/// The findings of a check.
pub(super) fn render(report: &Report) -> String {
    let words = machine(report.currency);
    let said = Said::of(report, &words);
    let mut lines = format!("{VERSION}1..{}\n", said.findings.len().max(1));
    if said.findings.is_empty() {
        lines.push_str("not ok 1 - nothing was judged\n");
    }
    for (at, finding) in said.findings.iter().enumerate() {
        lines.push_str(&test(at.saturating_add(1), finding, &words));
    }
    lines.push_str(&comment(&said.headline));
    for told in &report.diagnostics {
        lines.push_str(&comment(&messages::brief(told)));
    }
    for line in said.footer.iter().chain([&said.summary]) {
        lines.push_str(&comment(line));
    }
    lines
}

/// A run that came to no finding.
pub(super) fn refusal(refused: &[Diagnostic], more: u64) -> String {
    let all: Vec<String> = refused.iter().map(messages::brief).chain(messages::further(more)).collect();
    let (first, rest) = all.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let rest: String = rest.iter().map(|line| comment(line)).collect();
    format!("{VERSION}{rest}Bail out! {first}\n")
}

fn test(number: usize, finding: &Finding, words: &Words<'_>) -> String {
    let rule = description(&findings::title(finding, words));
    let line = findings::line(finding, words);
    match finding.status {
        Status::Pass => format!("ok {number} - {rule}\n"),
        Status::NotJudged => {
            let why = finding.why.as_ref().map(|why| words.phrase(why)).unwrap_or_default();
            format!("ok {number} - {rule} # SKIP {}\n", why.replace('#', ""))
        }
        Status::Warn => format!("ok {number} - {rule}\n{}", block(finding, &line)),
        Status::Fail | Status::Undecided => format!("not ok {number} - {rule}\n{}", block(finding, &line)),
    }
}

/// What is known of a test, for programs.
fn block(finding: &Finding, line: &str) -> String {
    let mut fields = vec![("severity", finding.status.word().to_owned()), ("message", line.to_owned())];
    let figures = [("measured", &finding.value), ("limit", &finding.limit)];
    for (name, value) in figures {
        fields.extend(value.figure().map(|figure| (name, text::machine_figure(figure).0)));
    }
    fields.extend(finding.place.as_ref().map(|place| ("rule", format!("{}:{}", place.file, place.line))));
    let fields = fields.iter().map(|(name, value)| format!("  {name}: {}\n", quoted(value)));
    format!("  ---\n{}  ...\n", fields.collect::<String>())
}

/// A text in quotes, which are those of YAML and of JSON alike.
fn quoted(text: &str) -> String {
    let text: Json = string(&super::safe::visible(text));
    serde_json::to_string(&text).unwrap_or_default()
}

/// A text in which nothing begins a directive.
fn description(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}

fn comment(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("# {line}\n") }
}
