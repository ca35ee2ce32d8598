//! Findings of a check as text: the rule, what was measured, and what it would take to pass, on one line.

use crate::domain::metric::Metric;
use crate::domain::value::Value;
use crate::report::{Checks, Finding, Status};

use super::text::{self, Rounding};
use super::words::Words;

/// A finding without its status word.
pub(super) fn line(finding: &Finding, words: &Words<'_>) -> String {
    let unit = finding.metric.unit();
    let limit = text::limit(&finding.limit, unit, words.numbers);
    let rule = format!(": {} {} {limit}", finding.metric.name(), finding.operator);
    let mut line = format!("{}{}", (words.name)(&finding.row), (words.own)(&rule));
    match (&finding.value, finding.status) {
        (Value::Known(_), _) => {
            let limits = std::slice::from_ref(&finding.limit);
            line.push_str(", measured ");
            line.push_str(&words.value(&finding.value, unit, limits));
        }
        (Value::Undefined(_), Status::NotJudged) => {}
        (Value::Undefined(reason), _) => {
            let why = format!(", undefined: {} ({})", reason.sentence(), reason.code());
            line.push_str(&(words.own)(&why));
        }
    }
    let needed: Vec<String> = finding
        .needed
        .iter()
        .filter_map(|(metric, value)| need(finding, *metric, value, words))
        .collect();
    if !needed.is_empty() {
        line.push_str(&(words.own)(&format!("; needs {}", needed.join(" or "))));
    }
    if let Some(why) = &finding.why {
        line.push_str("; ");
        line.push_str(&words.phrase(why));
    }
    line
}

/// What a metric would have to be, rounded so that the printed bound is enough.
fn need(finding: &Finding, metric: Metric, value: &Value, words: &Words<'_>) -> Option<String> {
    let figure = value.figure()?;
    let rounding = safe_side(finding, metric);
    let exact = match rounding {
        Rounding::Down => figure.low(),
        Rounding::Up | Rounding::Nearest => figure.high(),
    };
    let (text, whole) = text::bound(
        exact,
        metric.unit(),
        rounding,
        words.currency,
        words.numbers,
    );
    let strict = whole && finding.operator.len() == 1;
    let operator = match (rounding, strict) {
        (Rounding::Down, false) => "<=",
        (Rounding::Down, true) => "<",
        (Rounding::Up | Rounding::Nearest, false) => ">=",
        (Rounding::Up | Rounding::Nearest, true) => ">",
    };
    Some(format!("{} {operator} {text}", metric.title()))
}

/// Where a needed figure is rounded to: down when it must be lowered, up when it must be raised.
pub(super) fn safe_side(finding: &Finding, metric: Metric) -> Rounding {
    let raise_measured = finding.operator.starts_with('>');
    let same_way = more_is_better(finding.metric) == more_is_better(metric);
    if raise_measured == same_way {
        Rounding::Up
    } else {
        Rounding::Down
    }
}

/// Whether a metric pulls LTV:CAC up; those that do rise and fall together.
fn more_is_better(metric: Metric) -> bool {
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
        | M::CloseRate => true,
        M::Spend
        | M::Cac
        | M::CacPart
        | M::Churn
        | M::PaybackMonths
        | M::PaybackRetentionMonths
        | M::PaybackRetentionContinuous
        | M::ShareOfSpend
        | M::RetentionCost
        | M::BreakEvenRoas
        | M::Cpl
        | M::BounceWaste => false,
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

/// The last line: how many checks ended how.
pub(super) fn summary(checks: &Checks) -> String {
    let ended = [
        (Status::Fail, "failed"),
        (Status::Warn, "with a warning"),
        (Status::Undecided, "undecided"),
        (Status::NotJudged, "not judged"),
        (Status::Pass, "passed"),
    ];
    let parts: Vec<String> = ended
        .iter()
        .filter_map(|(status, words)| {
            let same = checks.findings.iter().filter(|f| f.status == *status);
            let count = same.count();
            (count > 0).then(|| format!("{count} {words}"))
        })
        .collect();
    let all = checks.findings.len();
    let noun = if all == 1 { "check" } else { "checks" };
    if parts.is_empty() {
        return format!("0 checks: {}", checks.verdict.word());
    }
    format!("{all} {noun}: {}", parts.join(", "))
}
