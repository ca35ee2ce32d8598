//! Workflow commands of GitHub Actions, which it shows beside the files and on the page of the run, and the plain report
//! below them for the log.
//!
//! GitHub keeps ten annotations of a kind a step, so there are at most ten in all, the gravest first, and the last one
//! counts the rest.

use crate::domain::place::{Diagnostic, Place, Severity};
use crate::report::{Report, Status};

use super::findings::{self, Said};
use super::messages;
use super::words::machine;
use super::{Style, plain};

/// Annotations that GitHub keeps.
const MOST: usize = 10;

/// How grave an annotation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Notice,
        }
    }
}

struct Annotation {
    level: Level,
    place: Option<Place>,
    title: String,
    message: String,
}

/// The findings of a check and what was said of the files, then the report.
pub(super) fn render(report: &Report) -> String {
    let words = machine(report.currency);
    let said = Said::of(report, &words);
    let judged = said.findings.iter().filter_map(|finding| {
        let level = match finding.status {
            Status::Fail | Status::Undecided => Level::Error,
            Status::Warn => Level::Warning,
            Status::NotJudged | Status::Pass => return None,
        };
        Some(Annotation {
            level,
            place: finding.place.clone(),
            title: format!("cacltv check: {}", findings::word(finding.status).to_lowercase()),
            message: findings::line(finding, &words),
        })
    });
    let spared = said.findings.iter().filter(|finding| finding.status == Status::NotJudged);
    let spared: Vec<String> = spared.map(|finding| findings::line(finding, &words)).collect();
    // Rows that no rule is for are there in every run: one annotation for all of them.
    let spared = (!spared.is_empty()).then(|| Annotation {
        level: Level::Notice,
        place: None,
        title: "cacltv check: not judged".to_owned(),
        message: spared.join("\n"),
    });
    let mut all: Vec<Annotation> = judged.chain(spared).chain(report.diagnostics.iter().map(told)).collect();
    all.sort_by_key(|annotation| annotation.level);
    let report = plain::render(report, &Style { numbers: words.numbers.clone(), ..Style::default() });
    format!("{}{}", commands(all, 0), uncommanded(&report))
}

/// A run that came to no finding.
pub(super) fn refusal(refused: &[Diagnostic], more: u64) -> String {
    commands(refused.iter().map(told).collect(), more)
}

fn told(said: &Diagnostic) -> Annotation {
    let level = Level::of(said.severity);
    let place = said.place.clone();
    let title = format!("cacltv {} {}", said.severity.word(), said.code).trim_end().to_owned();
    Annotation { level, place, title, message: messages::without_place(said) }
}

/// At most ten lines; `more` are not among the annotations.
fn commands(mut all: Vec<Annotation>, more: u64) -> String {
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX).saturating_add(more);
    if count > MOST as u64 {
        let rest = all.split_off(all.len().min(MOST.saturating_sub(1)));
        let level = rest.iter().map(|annotation| annotation.level).min().unwrap_or(Level::Error);
        let left = count.saturating_sub(u64::try_from(all.len()).unwrap_or(u64::MAX));
        let message = format!("{left} more, which the log of this step shows");
        all.push(Annotation { level, place: None, title: "cacltv".to_owned(), message });
    }
    all.iter().map(command).collect()
}

fn command(annotation: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some(place) = &annotation.place {
        properties.push(("file", place.file.to_string()));
        if place.line > 0 {
            properties.push(("line", place.line.to_string()));
        }
        if place.column > 0 {
            properties.push(("col", place.column.to_string()));
        }
    }
    properties.push(("title", annotation.title.clone()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(&super::safe::visible(value)))).collect();
    let level = annotation.level.word();
    format!("::{level} {}::{}\n", properties.join(","), uncommanded(&data(&annotation.message)))
}

/// The text of a command; line breaks in it are our own.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C").replace("##[", "##%5B")
}

/// The older form of commands is one wherever it stands in a line.
fn uncommanded(text: &str) -> String {
    text.replace("##[", "# #[")
}
