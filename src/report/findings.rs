//! Words what was judged.

use super::build::View;
use super::phrase::{self, Sentence};
use super::{Bound, Checks, Finding, Phrase, Status, Verdict};
use crate::calc::check::{self, End, Judged, Judgement, Outcome, Why};
use crate::domain::category::Scope;

/// What a row of totals is called.
const PAID: &str = "(paid channels)";

/// All judgements, the gravest first, and what they come to.
pub(super) fn checks(view: &View) -> Checks {
    let judgements = view.judgements.as_slice();
    let mut findings: Vec<Finding> = judgements.iter().map(finding).collect();
    findings.sort_by_key(|finding| finding.status);
    Checks {
        findings,
        verdict: match check::verdict(judgements) {
            Outcome::Fail => Verdict::Fail,
            Outcome::Pass | Outcome::Warn => Verdict::Pass,
            Outcome::Undecided | Outcome::NotJudged => Verdict::Undecided,
        },
        baselines: view.baselines.clone(),
        exit_zero: view.exit_zero,
    }
}

fn finding(judgement: &Judgement) -> Finding {
    Finding {
        status: match judgement.outcome {
            Outcome::Fail => Status::Fail,
            Outcome::Warn => Status::Warn,
            Outcome::Undecided => Status::Undecided,
            Outcome::NotJudged => Status::NotJudged,
            Outcome::Pass => Status::Pass,
        },
        metric: judgement.metric,
        row: match &judgement.row {
            Judged::Total => "total".to_owned(),
            Judged::Paid => PAID.to_owned(),
            Judged::Row(labels) => phrase::row(labels),
            Judged::Absent(name) => name.clone(),
        },
        operator: judgement.operator.sign(),
        limit: judgement.limit.clone(),
        warn: judgement.warn.clone(),
        before: judgement.before.clone(),
        scope: judgement.scope.map(Scope::name),
        place: judgement.place.clone(),
        value: judgement.value.clone(),
        bound: judgement.end.as_ref().map(|end| match end {
            End::At(figure) => Bound::End(figure.clone()),
            End::Open => Bound::Open,
            End::Known => Bound::Known,
        }),
        needed: judgement.needed.clone(),
        why: judgement.why.as_ref().filter(|why| !matches!(why, Why::Undefined(_))).map(why),
    }
}

fn why(why: &Why) -> Phrase {
    let sentence = match why {
        Why::Undefined(reason) => Sentence::of(reason.sentence()),
        Why::TooClose => Sentence::of("the limit lies within the error of an approximate figure"),
        Why::UndecidedCategories(found) => Sentence::of("it is not said whether ")
            .listed(found.iter(), |sentence, (category, sum)| {
                sentence.text("'").name(category.to_string()).text("' (").money(sum).text(")")
            })
            .text(" counts in this scope: place it under [costs.categories] in cacltv.toml, or use --scope full"),
        Why::OpenEnd => Sentence::of("there is no end to how far off it may be"),
        Why::NoInterval => Sentence::of("it is an estimate without an interval, such as one on fractions of customers"),
        Why::NeedsRevenueBasis => Sentence::of(
            "the gross margin is not known, so this rests on revenue: --margin 72%, or --basis revenue to check it as it is",
        ),
        Why::NoSuchRow(None) => Sentence::of("there is no such row"),
        Why::NoSuchRow(Some(near)) => Sentence::of("there is no such row; did you mean '").name(near).text("'?"),
        Why::NothingToJudge => Sentence::of("there is nothing to judge"),
        Why::Unattributed => Sentence::of("it has no name, so its cost cannot be told apart"),
        Why::WithoutSpend => Sentence::of("it has no spend"),
        Why::TooFewCustomers(least) => Sentence::of(format!("it has fewer than {least} new customers")),
        Why::Excepted => Sentence::of("the rule excepts it"),
        Why::NoRowBefore => Sentence::of("the baseline has no such row"),
        Why::NotCarriedBefore => Sentence::of("the baseline does not carry the metric: save it without --columns"),
        Why::UndefinedBefore(reason) => {
            Sentence::of(format!("undefined in the baseline: {} ({})", reason.sentence(), reason.code()))
        }
        Why::RowGone => Sentence::of("the baseline has the row, and the files do not"),
        Why::NeverPaysBack => {
            Sentence::of("churn takes the customers before their margin covers the CAC: with churn it never pays back")
        }
    };
    sentence.done()
}
