//! Prometheus' text exposition: a gauge for each metric of the rows and totals, and how the checks ended. What has no
//! value has no sample, and a comment says why; NaN is never written.
//!
//! Totals have names of their own, so that a sum over a metric's rows counts nothing twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::metric::Unit;
use crate::domain::place::Diagnostic;
use crate::report::{Finding, Report, Row, Verdict};

use super::findings::Said;
use super::messages;
use super::safe;
use super::text;
use super::words::machine;

type Labels = Vec<(String, String)>;

/// The figures of a report, and the findings of a check.
pub(super) fn render(report: &Report) -> String {
    let mut page = Page::default();
    info(report, &mut page);
    let names = label_names(&report.table.dimensions);
    for (at, column) in report.table.columns.iter().enumerate() {
        let metric = column.metric.name();
        let unit = unit(column.metric.unit(), report);
        let help = format!("{}{unit}", column.metric.title());
        let table = &report.table;
        let rows: Vec<(Labels, &Row)> = table.rows.iter().map(|row| (labels(&names, &row.labels), row)).collect();
        let total = vec![(Labels::new(), &table.total)];
        let paid: Vec<(Labels, &Row)> = table.total_paid.iter().map(|row| (Labels::new(), row)).collect();
        for (name, what, rows) in [
            (format!("cacltv_{metric}"), "by row", rows),
            (format!("cacltv_total_{metric}"), "of the total", total),
            (format!("cacltv_total_paid_{metric}"), "of the paid channels", paid),
        ] {
            page.family(&name, &format!("{help}, {what}"));
            for (labels, row) in rows {
                if let Some(value) = row.values.get(at) {
                    match value.figure() {
                        Some(figure) => page.sample(&name, labels, &text::machine_figure(figure).0),
                        None => page.undefined(&name, &labels, value.reason().map_or("", |reason| reason.code())),
                    }
                }
            }
        }
    }
    if let Some(checks) = &report.checks {
        page.family("cacltv_check_status", "1 for how each limit ended for each row");
        for finding in &checks.findings {
            page.sample("cacltv_check_status", judged(finding), "1");
        }
        page.result(Some(checks.verdict));
    }
    let words = machine(report.currency);
    let said = Said::of(report, &words);
    page.comment(&said.headline);
    report.diagnostics.iter().for_each(|told| page.comment(&messages::brief(told)));
    said.footer.iter().chain([&said.summary]).for_each(|line| page.comment(line));
    page.written()
}

/// A run that came to no finding: no figure, and a result that no alert takes for a pass.
pub(super) fn refusal(refused: &[Diagnostic], more: u64) -> String {
    let mut page = Page::default();
    page.result(None);
    refused.iter().map(messages::brief).chain(messages::further(more)).for_each(|line| page.comment(&line));
    page.written()
}

fn info(report: &Report, page: &mut Page) {
    let mut own: Labels = Vec::new();
    let mut put = |name: &str, text: String| own.push((name.to_owned(), text));
    put("currency", report.currency.map_or_else(String::new, |currency| currency.code.to_owned()));
    put("period", report.period.map_or_else(String::new, |period| period.to_string()));
    put("scope", report.scope.to_owned());
    put("method", report.method.to_owned());
    put("basis", report.basis.to_owned());
    page.family("cacltv_info", "1, with how the figures were computed in its labels");
    page.sample("cacltv_info", own, "1");
}

fn unit(unit: Unit, report: &Report) -> String {
    match unit {
        Unit::Money => report.currency.map_or_else(String::new, |currency| format!(" in {}", currency.code)),
        Unit::Percent => " as a fraction of 1".to_owned(),
        Unit::Count | Unit::Ratio | Unit::Months | Unit::WholeMonths => String::new(),
    }
}

fn judged(finding: &Finding) -> Labels {
    let mut labels = vec![("metric", finding.metric.name().to_owned()), ("row", finding.row.clone())];
    labels.push(("op", finding.operator.to_owned()));
    match (&finding.before, finding.limit.figure()) {
        (Some(before), _) => {
            let share = if finding.operator.starts_with('>') { "max_drop" } else { "max_increase" };
            labels.push((share, text::machine(&before.share).0));
            labels.push(("baseline", before.baseline.clone()));
        }
        (None, Some(limit)) => labels.push(("limit", text::machine_figure(limit).0)),
        (None, None) => {}
    }
    labels.extend(finding.scope.map(|scope| ("scope", scope.to_owned())));
    labels.push(("status", finding.status.word().to_owned()));
    labels.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn labels(names: &[String], values: &[String]) -> Labels {
    names.iter().cloned().zip(values.iter().cloned()).collect()
}

/// Names of dimensions as names of labels, no two the same.
fn label_names(dimensions: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for dimension in dimensions {
        let folded: String =
            dimension.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let folded = folded.trim_matches('_');
        let named = if folded.starts_with(|c: char| c.is_ascii_alphabetic()) {
            folded.to_owned()
        } else {
            format!("by_{folded}").trim_end_matches('_').to_owned()
        };
        all.push(apart(&named, |name| all.iter().any(|own| own == name)));
    }
    all
}

/// A name, with a number behind it where it is taken.
fn apart(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    (2_u64..).map(|number| format!("{name}_{number}")).find(|name| !taken(name)).unwrap_or_default()
}

/// Samples by the family they belong to, in order.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
    seen: BTreeMap<String, BTreeSet<Labels>>,
    /// The number that the last of several rows with these labels has.
    last: BTreeMap<(String, Labels), u64>,
}

impl Page {
    fn family(&mut self, name: &str, help: &str) {
        self.lines.push(format!("# HELP {name} {help}"));
        self.lines.push(format!("# TYPE {name} gauge"));
    }

    /// A sample. The same rule given twice ends the same and is told once; rows that read the same are numbered.
    fn sample(&mut self, name: &str, labels: Labels, value: &str) {
        let mut labels: Labels = labels.into_iter().map(|(name, text)| (name, safe::visible(&text))).collect();
        let seen = self.seen.entry(name.to_owned()).or_default();
        if seen.contains(&labels) {
            if name == "cacltv_check_status" {
                return;
            }
            if let Some((first, own)) = labels.first().cloned() {
                let others = labels.get(1..).unwrap_or_default().to_vec();
                let renamed = |text: &str| [vec![(first.clone(), text.to_owned())], others.clone()].concat();
                let last = self.last.entry((name.to_owned(), labels)).or_insert(1);
                let numbers = (last.saturating_add(1)..).map(|number| (number, renamed(&format!("{own}_{number}"))));
                let free = numbers.into_iter().find(|(_, labels)| !seen.contains(labels));
                (*last, labels) = free.unwrap_or_default();
            }
        }
        self.lines.push(format!("{name}{} {value}", set(&labels)));
        seen.insert(labels);
    }

    fn undefined(&mut self, name: &str, labels: &Labels, reason: &str) {
        let labels: Labels = labels.iter().map(|(name, text)| (name.clone(), safe::visible(text))).collect();
        self.comment(&format!("{name}{} is undefined: {reason}", set(&labels)));
    }

    fn result(&mut self, verdict: Option<Verdict>) {
        let name = "cacltv_check_result";
        self.family(name, "1 for how the check ended, 0 for the other ways");
        let ways = [Some(Verdict::Pass), Some(Verdict::Fail), Some(Verdict::Undecided), None];
        for way in ways {
            let word = way.map_or("refused", Verdict::word);
            let labels = vec![("result".to_owned(), word.to_owned())];
            self.sample(name, labels, if way == verdict { "1" } else { "0" });
        }
    }

    fn comment(&mut self, line: &str) {
        if !line.is_empty() {
            // A word before it, so that no text of a file makes a line of HELP or TYPE.
            self.lines.push(format!("# note: {line}"));
        }
    }

    fn written(mut self) -> String {
        self.lines.push(String::new());
        self.lines.join("\n")
    }
}

fn set(labels: &Labels) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let all: Vec<String> = labels.iter().map(|(name, text)| format!("{name}=\"{}\"", escaped(text))).collect();
    format!("{{{}}}", all.join(","))
}
