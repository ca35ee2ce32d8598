//! Findings of a check as text: the rule, what was measured, and what it would take to pass, on one line.

use std::collections::HashSet;

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};
use crate::report::{Before, Bound, Checks, Finding, Report, Status};

use super::text::{self, Rounding};
use super::words::Words;

/// What the formats of a check say beside its findings, as text.
pub(super) struct Said<'a> {
    pub(super) headline: String,
    pub(super) findings: &'a [Finding],
    pub(super) footer: Vec<String>,
    pub(super) summary: String,
}

impl<'a> Said<'a> {
    pub(super) fn of(report: &'a Report, words: &Words<'_>) -> Self {
        let checks = report.checks.as_ref();
        Self {
            headline: words.phrase(&report.headline),
            findings: checks.map(|checks| checks.findings.as_slice()).unwrap_or_default(),
            footer: report.above.iter().chain(&report.footer).map(|note| words.phrase(note)).collect(),
            summary: checks.map(summary).unwrap_or_default(),
        }
    }
}

/// A finding without its status word.
pub(super) fn line(finding: &Finding, words: &Words<'_>) -> String {
    let unit = finding.metric.unit();
    let mut line = rule(finding, words);
    let limits = limits(finding);
    match (&finding.value, finding.status) {
        (Value::Known(_), _) => {
            line.push_str(", measured ");
            line.push_str(&words.value(&finding.value, unit, &limits));
        }
        (Value::Undefined(_), Status::NotJudged) => {}
        (Value::Undefined(reason), _) => {
            // Where there is a `why`, it is told behind; the reason's own sentence would say it twice.
            let undefined = match finding.why {
                Some(_) => format!(", undefined ({})", reason.code()),
                None => format!(", undefined: {} ({})", reason.sentence(), reason.code()),
            };
            line.push_str(&(words.own)(&undefined));
        }
    }
    match &finding.bound {
        Some(Bound::End(figure)) => {
            let text = text::figure(figure, unit, &limits, words.currency, words.numbers);
            line.push_str(&(words.own)(", at worst "));
            line.push_str(&(words.figure)(text.trim_start_matches('~')));
        }
        Some(Bound::Known) => line.push_str(&(words.own)(", which is known exactly")),
        Some(Bound::Open) | None => {}
    }
    if let (Status::Warn, Some(Value::Known(warn))) = (finding.status, &finding.warn) {
        let side = if finding.operator.starts_with('>') { "below" } else { "above" };
        let text = limit_text(finding, warn, words);
        line.push_str(&(words.own)(&format!("; {side} the {text} that warns")));
    }
    let needed: Vec<String> =
        needed(finding).map(|(metric, bound, rounding)| need(finding, metric, &bound, rounding, words)).collect();
    if !needed.is_empty() {
        line.push_str(&(words.own)(&format!("; needs {}", needed.join(" or "))));
    }
    if let Some(why) = &finding.why {
        line.push_str("; ");
        line.push_str(&words.phrase(why));
    }
    line
}

/// The row and the rule by a name that is the same run for run: a limit on a change without the figures it comes to.
pub(super) fn title(finding: &Finding, words: &Words<'_>) -> String {
    let Some(before) = &finding.before else { return rule(finding, words) };
    let value = Value::Undefined(Reason::NoData);
    let before = Before { value: value.clone(), ..before.clone() };
    rule(&Finding { limit: value, before: Some(before), ..finding.clone() }, words)
}

/// The row and the rule: `Meta, scope paid: cac <= 60`.
fn rule(finding: &Finding, words: &Words<'_>) -> String {
    let scope = finding.scope.map_or_else(String::new, |scope| format!(", scope {scope}"));
    let rule = format!("{scope}: {} ", finding.metric.name());
    let mut line = format!("{}{}", (words.name)(&finding.row), (words.own)(&rule));
    if let Value::Known(limit) = &finding.limit {
        line.push_str(&(words.own)(&format!("{} {}", finding.operator, limit_text(finding, limit, words))));
    }
    if let Some(before) = &finding.before {
        let share = text::limit(&before.share, Unit::Percent, words.numbers);
        let side = if finding.operator.starts_with('>') { "under" } else { "over" };
        let file = (words.name)(&before.baseline);
        match &before.value {
            Value::Known(value) => {
                let value = text::figure(value, finding.metric.unit(), &[], words.currency, words.numbers);
                line.push_str(&(words.own)(&format!(" ({share} {side} {value} in ")));
                line.push_str(&format!("{file}{}", (words.own)(")")));
            }
            Value::Undefined(_) => {
                line.push_str(&(words.own)(&format!("at most {share} {side} ")));
                line.push_str(&file);
            }
        }
    }
    line
}

/// The limits that what was measured is never shown equal to, unless it is.
pub(super) fn limits(finding: &Finding) -> Vec<Exact> {
    let exact = |value: &Value| value.figure().filter(|limit| limit.is_exact()).map(|limit| limit.low().clone());
    [Some(&finding.limit), finding.warn.as_ref()].into_iter().flatten().filter_map(exact).collect()
}

/// A limit as it was set; one that is measured from a baseline with digits enough to tell it from what was measured.
fn limit_text(finding: &Finding, limit: &Figure, words: &Words<'_>) -> String {
    let unit = finding.metric.unit();
    if finding.before.is_none() {
        return text::limit(limit.low(), unit, words.numbers);
    }
    let exact = finding.value.figure().filter(|value| value.is_exact());
    let measured: Vec<Exact> = exact.map(|value| value.low().clone()).into_iter().collect();
    text::figure(limit, unit, &measured, words.currency, words.numbers)
}

/// What each metric would have to be for the rule to be met, and where that bound may be rounded to.
pub(super) fn needed(finding: &Finding) -> impl Iterator<Item = (Metric, Exact, Rounding)> {
    finding.needed.iter().filter_map(|(metric, value)| {
        let figure = value.figure()?;
        let rounding = safe_side(finding, *metric);
        let bound = match rounding {
            Rounding::Down => figure.low(),
            Rounding::Up | Rounding::Nearest => figure.high(),
        };
        Some((*metric, bound.clone(), rounding))
    })
}

/// A bound in words, rounded so that the printed one is enough.
pub(super) fn need(finding: &Finding, metric: Metric, bound: &Exact, rounding: Rounding, words: &Words<'_>) -> String {
    let (text, whole) = text::bound(bound, metric.unit(), rounding, words.currency, words.numbers);
    // A number of customers is the least whole one that is enough.
    let strict = whole && finding.operator.len() == 1 && metric != Metric::NewCustomers;
    let operator = match (rounding, strict) {
        (Rounding::Down, false) => "<=",
        (Rounding::Down, true) => "<",
        (Rounding::Up | Rounding::Nearest, false) => ">=",
        (Rounding::Up | Rounding::Nearest, true) => ">",
    };
    format!("{} {operator} {text}", metric.title())
}

/// Where a needed figure is rounded to: down when it must be lowered, up when it must be raised.
fn safe_side(finding: &Finding, metric: Metric) -> Rounding {
    let raise_measured = finding.operator.starts_with('>');
    let same_way = more_is_better(finding.metric) == more_is_better(metric);
    if raise_measured == same_way { Rounding::Up } else { Rounding::Down }
}

/// Whether a metric pulls LTV:CAC up; those that do rise and fall together.
pub(super) fn more_is_better(metric: Metric) -> bool {
    use Metric as M;
    match metric {
        M::NewCustomers
        | M::Arpa
        | M::Margin
        | M::LifetimeMonths
        | M::Ltv
        | M::LtvCac
        | M::MaxCac
        | M::ShareOfCustomers
        | M::CloseRate
        | M::Conversion
        | M::Roas
        | M::Mer
        | M::Nrr
        | M::Grr
        | M::QuickRatio
        | M::MagicNumber
        | M::MagicNumberClassic => true,
        M::Spend
        | M::Cac
        | M::CacPart
        | M::MarginalCac
        | M::Churn
        | M::PaybackMonths
        | M::PaybackRetentionMonths
        | M::PaybackRetentionContinuous
        | M::ShareOfSpend
        | M::RetentionCost
        | M::BreakEvenRoas
        | M::Cpl
        | M::BounceWaste
        | M::CostPerStep
        | M::MerInverse => false,
    }
}

/// A status as people read it.
pub(super) fn word(status: Status) -> &'static str {
    match status {
        Status::Fail => "FAIL",
        Status::Warn => "WARN",
        Status::Undecided => "UNDECIDED",
        Status::NotJudged => "NOT JUDGED",
        Status::Pass => "PASS",
    }
}

/// The last line: how many limits were held against how many rows, and how that ended.
pub(super) fn summary(checks: &Checks) -> String {
    let ended = [
        (Status::Fail, "failed", "failed"),
        (Status::Warn, "warning", "warnings"),
        (Status::Undecided, "undecided", "undecided"),
        (Status::NotJudged, "not judged", "not judged"),
        (Status::Pass, "passed", "passed"),
    ];
    let parts: Vec<String> = ended
        .iter()
        .filter_map(|(status, one, many)| {
            let same = checks.findings.iter().filter(|f| f.status == *status);
            let count = same.count();
            (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
        })
        .collect();
    let all = checks.findings.len();
    if parts.is_empty() {
        return format!("0 judgements: {}", checks.verdict.word());
    }
    let limits = checks.findings.iter().map(|finding| {
        let change = finding.before.as_ref().map(|before| (&before.share, &before.baseline));
        let limit = change.is_none().then_some(&finding.limit);
        (finding.metric, finding.operator, finding.scope, change, limit)
    });
    let limits: HashSet<_> = limits.collect();
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let status = if checks.exit_zero { "; --exit-zero: the exit status is 0" } else { "" };
    let parts = parts.join(", ");
    format!("{}, {}: {parts}{status}", counted(limits.len(), "limit"), counted(all, "judgement"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::safe;
    use crate::report::{Numbers, Piece};

    fn say(finding: &Finding) -> String {
        let numbers = Numbers::default();
        let words = Words {
            numbers: &numbers,
            currency: None,
            name: safe::visible,
            own: str::to_owned,
            figure: str::to_owned,
            dash: "–",
            label_width: None,
        };
        line(finding, &words)
    }

    fn finding(metric: Metric, operator: &'static str, needed: &[(Metric, i64, i64)]) -> Finding {
        let value = |top: i64, bottom: i64| Value::exact(Exact::quotient(top, bottom).unwrap_or_else(Exact::zero));
        Finding {
            status: Status::Fail,
            metric,
            row: "total".to_owned(),
            operator,
            limit: Value::exact(Exact::whole(12)),
            warn: None,
            before: None,
            scope: None,
            place: None,
            value: value(29, 2),
            bound: None,
            needed: needed.iter().map(|(metric, top, bottom)| (*metric, value(*top, *bottom))).collect(),
            why: None,
        }
    }

    #[test]
    fn what_is_needed_is_printed_on_the_side_that_passes() {
        let needed = [
            (Metric::Cac, 2000, 3),
            (Metric::Spend, 2000, 3),
            (Metric::NewCustomers, 2000, 3),
            (Metric::Arpa, 2000, 3),
        ];
        assert_eq!(
            say(&finding(Metric::PaybackMonths, "<=", &needed)),
            "total: payback_months <= 12, measured 14.5; \
             needs CAC <= 666.66 or Spend <= 666.66 or New customers >= 667 or ARPA >= 666.67"
        );
    }

    #[test]
    fn a_strict_rule_needs_strictly_more_where_the_printed_bound_is_exact() {
        let needed = [(Metric::Cac, 600, 1), (Metric::Ltv, 2000, 3)];
        let text = say(&finding(Metric::LtvCac, ">", &needed));
        assert!(text.ends_with("; needs CAC < 600.00 or LTV >= 666.67"), "{text}");
    }

    #[test]
    fn a_rule_that_is_not_judged_says_why() {
        let mut shared = finding(Metric::Cac, "<=", &[]);
        shared.status = Status::NotJudged;
        shared.value = Value::Undefined(Reason::NoSpend);
        shared.row = "a\u{1b}b".to_owned();
        shared.why = Some(vec![Piece::Text("no spend of its own".to_owned())]);
        assert_eq!(say(&shared), "a\\u{1b}b: cac <= 12; no spend of its own");
    }
}
