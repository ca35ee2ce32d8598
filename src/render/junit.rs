//! JUnit's XML, as GitLab and Jenkins read it: a test case for each finding. What failed is a `failure`, what could not
//! be decided an `error`, what was not judged `skipped`; a warning stands in the case's `system-out`.
//!
//! The same bytes for the same input: no time, no host, no locale.

use std::fmt::Write as _;

use crate::domain::place::{Diagnostic, Place};
use crate::report::{Finding, Report, Status};

use super::findings::{self, Said};
use super::messages;
use super::safe;
use super::words::{Words, machine};

/// The findings of a check.
pub(super) fn render(report: &Report) -> String {
    let words = machine(report.currency);
    let said = Said::of(report, &words);
    let cases: String = said.findings.iter().map(|finding| case(finding, &words)).collect();
    let count = |status: Status| said.findings.iter().filter(|finding| finding.status == status).count();
    let counts = Counts {
        tests: said.findings.len(),
        failures: count(Status::Fail),
        errors: count(Status::Undecided),
        skipped: count(Status::NotJudged),
    };
    let mut out = vec![said.headline];
    out.extend(report.diagnostics.iter().map(messages::brief));
    out.extend(said.footer);
    out.push(said.summary);
    document(&counts, &cases, &out)
}

/// A run that came to no finding, as one case that is an error.
pub(super) fn refusal(refused: &[Diagnostic], more: u64) -> String {
    let first = refused.first();
    let place = first.and_then(|told| told.place.as_ref()).map_or_else(String::new, attributes);
    let all: Vec<String> = refused.iter().map(messages::brief).chain(messages::further(more)).collect();
    let message = all.first().map(String::as_str).unwrap_or_default();
    let cases = format!(
        "    <testcase classname=\"cacltv.input\" name=\"the run\"{place}>\n      <error message=\"{}\" \
         type=\"refused\">{}</error>\n    </testcase>\n",
        attribute(message),
        text(&all.join("\n"))
    );
    document(&Counts { tests: 1, failures: 0, errors: 1, skipped: 0 }, &cases, &[])
}

struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

fn document(counts: &Counts, cases: &str, out: &[String]) -> String {
    let Counts { tests, failures, errors, skipped } = counts;
    let numbers = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"");
    let lines: Vec<&str> = out.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    let out = match lines.as_slice() {
        [] => String::new(),
        lines => format!("    <system-out>{}</system-out>\n", text(&lines.join("\n"))),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cacltv\" {numbers}>\n  <testsuite \
         name=\"cacltv check\" {numbers}>\n{cases}{out}  </testsuite>\n</testsuites>\n"
    )
}

fn case(finding: &Finding, words: &Words<'_>) -> String {
    let place = finding.place.as_ref().map_or_else(String::new, attributes);
    let head = format!(
        "    <testcase classname=\"cacltv.{}\" name=\"{}\"{place}",
        finding.metric.name(),
        attribute(&findings::title(finding, words))
    );
    let line = findings::line(finding, words);
    let told = |tag: &str| {
        let kind = finding.status.word();
        format!("<{tag} message=\"{}\" type=\"{kind}\">{}</{tag}>", attribute(&line), text(&line))
    };
    let inside = match finding.status {
        Status::Fail => told("failure"),
        Status::Undecided => told("error"),
        Status::NotJudged => format!("<skipped message=\"{}\"/>", attribute(&line)),
        Status::Warn => format!("<system-out>{}</system-out>", text(&format!("WARN {line}"))),
        Status::Pass => return format!("{head}/>\n"),
    };
    format!("{head}>\n      {inside}\n    </testcase>\n")
}

/// The place of a case in a file, as GitLab and Jenkins show it.
fn attributes(place: &Place) -> String {
    let mut text = format!(" file=\"{}\"", attribute(&place.file));
    if place.line > 0 {
        // Writing to a String does not fail.
        let _ = write!(text, " line=\"{}\"", place.line);
    }
    text
}

/// Text between tags. Hidden characters are spelled out, since XML has no way to hold most of them.
fn text(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escaped).collect();
    lines.join("\n")
}

/// Text in quotes, on one line.
fn attribute(text: &str) -> String {
    escaped(text)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe::visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
