//! Two groups against each other. CAC: of n₁ + n₂ customers the first group's are binomial when the CACs stand as ρ to
//! one, with p ÷ (1 − p) = s₁ ÷ (ρ·s₂); the exact limits of p give those of ρ = (s₁ ÷ s₂)·(1 − p) ÷ p. Source:
//! J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from Poisson series, Biometrika 31 (1940).
//! Churn: the difference of two proportions. Source: Newcombe (1998).

use super::carry::Carrier;
use super::{Limits, binomial, newcombe};
use crate::calc::inputs::Counted;
use crate::calc::results::{Comparison, Interval, Label, Line};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::Metric;
use crate::domain::sample::{Sample, whole_number};
use crate::domain::value::Value;

/// A row with what was counted in it.
pub(in crate::calc) struct Group<'a> {
    pub(in crate::calc) line: &'a Line,
    /// The customers behind its churn, and whose they are.
    pub(in crate::calc) lost: Option<(Sample, Counted)>,
}

/// Every named row against the one with the most customers: first the CACs, then churn.
pub(in crate::calc) fn comparisons(groups: &[Group<'_>], carrier: &mut Carrier) -> Vec<Comparison> {
    let named = |line: &Line| !line.unattributed && line.key.iter().all(|label| matches!(label, Label::Name(Some(_))));
    let groups: Vec<&Group<'_>> = groups.iter().filter(|group| named(group.line)).collect();
    let Some((tail, z)) = carrier.tail(1) else { return Vec::new() };
    let mut found = costs(&groups, &tail, &z);
    found.extend(churns(&groups, &z));
    found
}

fn costs(groups: &[&Group<'_>], tail: &Exact, z: &Figure) -> Vec<Comparison> {
    let won: Vec<(&Line, Exact, u64)> = groups.iter().filter_map(|group| spent_and_won(group.line)).collect();
    // The first of those with the most, by name.
    let Some(largest) = won.iter().rev().max_by_key(|(_, _, customers)| *customers) else { return Vec::new() };
    let (against, their_spend, theirs) = largest;
    let others = won.iter().filter(|(line, _, _)| !std::ptr::eq(*line, *against));
    others
        .filter_map(|(line, spend, customers)| {
            let limits = binomial::limits(*customers, customers.checked_add(*theirs)?, tail, z)?;
            let spends = Figure::exact(spend.divided_by(their_spend)?);
            let odds = |p: &Figure| Figure::one().minus(p).divided_by(p).map(|odds| odds.times(&spends));
            let share = Exact::quotient(*customers, customers.checked_add(*theirs)?)?;
            let value = odds(&Figure::exact(share));
            let interval = Interval { low: odds(&limits.high), high: odds(&limits.low) };
            let differs = apart(&interval, &Figure::one());
            Some(comparison(Metric::Cac, line, against, value, interval, differs))
        })
        .collect()
}

/// Spend above zero, and a whole number of customers.
fn spent_and_won(line: &Line) -> Option<(&Line, Exact, u64)> {
    let known = |metric| line.values.get(&metric).and_then(Value::figure).filter(|figure| figure.is_exact());
    let spend = known(Metric::Spend).filter(|spend| spend.is_positive())?;
    Some((line, spend.low().clone(), whole_number(known(Metric::NewCustomers)?.low())?))
}

fn churns(groups: &[&Group<'_>], z: &Figure) -> Vec<Comparison> {
    let counted: Vec<(&Line, Sample, Counted)> =
        groups.iter().filter_map(|group| group.lost.map(|(sample, whose)| (group.line, sample, whose))).collect();
    let Some((against, theirs, whose)) = counted.iter().rev().max_by_key(|(_, sample, _)| sample.whole()) else {
        return Vec::new();
    };
    let others = counted.iter().filter(|(_, sample, own)| own != whose && sample.months() == theirs.months());
    others
        .filter_map(|(line, sample, _)| {
            let pair = |sample: &Sample| (sample.part(), sample.whole());
            let Limits { low, high } = newcombe::limits(pair(sample), pair(theirs), z)?;
            let share = |sample: &Sample| Exact::quotient(sample.part(), sample.whole()).map(Figure::exact);
            let value = share(sample)?.minus(&share(theirs)?);
            let interval = Interval { low: Some(low), high: Some(high) };
            let differs = apart(&interval, &Figure::zero());
            Some(comparison(Metric::Churn, line, against, Some(value), interval, differs))
        })
        .collect()
}

/// Whether an interval leaves a value out; `None` where that cannot be told.
fn apart(interval: &Interval, value: &Figure) -> Option<bool> {
    let above = interval.low.as_ref().map(|low| low.compare(value));
    let below = interval.high.as_ref().map(|high| high.compare(value));
    match (above, below) {
        (Some(None), _) | (_, Some(None)) => None,
        (above, below) => {
            let above = above.flatten().is_some_and(std::cmp::Ordering::is_gt);
            Some(above || below.flatten().is_some_and(std::cmp::Ordering::is_lt))
        }
    }
}

fn comparison(
    metric: Metric,
    line: &Line,
    against: &Line,
    value: Option<Figure>,
    interval: Interval,
    differs: Option<bool>,
) -> Comparison {
    Comparison { metric, row: line.key.clone(), against: against.key.clone(), value, interval, differs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::values::Values;

    fn line(name: Option<&str>, unattributed: bool) -> Line {
        Line {
            key: vec![Label::Name(name.map(Into::into))],
            values: Values::from([
                (Metric::Spend, Value::exact(Exact::whole(1_000))),
                (Metric::NewCustomers, Value::exact(Exact::whole(10))),
            ]),
            intervals: std::collections::BTreeMap::new(),
            band: None,
            has_spend: true,
            unattributed,
            model: None,
        }
    }

    /// 56 of 70 against 48 of 80, the example of Newcombe (1998), table II: 0.0524 to 0.3339. Who stands in the same place,
    /// and who was counted over other months, is held against nobody.
    #[test]
    fn churns_are_held_against_that_of_the_most_customers() {
        let lines = ["a", "b", "c", "d"].map(|name| line(Some(name), false));
        let lost = |part: i32, whole: i32, months: u32, row: usize| {
            Sample::new(&Exact::whole(part), &Exact::whole(whole), months).map(|sample| (sample, Counted::Row(row)))
        };
        let lost = [lost(56, 70, 1, 0), lost(48, 80, 1, 1), lost(10, 20, 1, 1), lost(10, 20, 3, 2)];
        let groups: Vec<Group<'_>> = lines.iter().zip(lost).map(|(line, lost)| Group { line, lost }).collect();
        let found = comparisons(&groups, &mut Carrier::new(Exact::decimal(95, 2)));
        let churns: Vec<&Comparison> = found.iter().filter(|one| one.metric == Metric::Churn).collect();
        let label = |name: &str| vec![Label::Name(Some(name.into()))];
        let told = churns.iter().map(|one| (one.row.clone(), one.against.clone(), one.value.clone(), one.differs));
        let value = Some(Figure::exact(Exact::decimal(2, 1)));
        assert_eq!(told.collect::<Vec<_>>(), [(label("a"), label("b"), value, Some(true))]);
        let cut = |end: Option<&Figure>| end.map(|end| (&end.middle() * &Exact::whole(10_000)).floor());
        let ends = churns.first().map(|one| (cut(one.interval.low.as_ref()), cut(one.interval.high.as_ref())));
        assert_eq!(ends, Some((Some(524.into()), Some(3_338.into()))));
    }

    #[test]
    fn only_rows_with_names_are_held_against_others() {
        let lines = [line(Some("a"), false), line(Some("b"), false), line(None, false), line(Some("c"), true)];
        let groups: Vec<Group<'_>> = lines.iter().map(|line| Group { line, lost: None }).collect();
        let found = comparisons(&groups, &mut Carrier::new(Exact::decimal(95, 2)));
        let told: Vec<_> = found.iter().map(|one| (&one.row, &one.against)).collect();
        let label = |name: &str| vec![Label::Name(Some(name.into()))];
        assert_eq!(told, [(&label("b"), &label("a"))]);
    }

    #[test]
    fn an_end_that_may_be_on_either_side_tells_nothing() {
        let of = |low: Option<Figure>, high: Option<Figure>| apart(&Interval { low, high }, &Figure::one());
        let at = |number: i32| Some(Figure::exact(Exact::whole(number)));
        let about_one = || Some(Figure::between(Exact::zero(), Exact::whole(2)));
        assert_eq!((of(at(2), at(3)), of(at(-1), at(0)), of(at(0), at(2))), (Some(true), Some(true), Some(false)));
        // An end on the value itself does not leave it out, and one that is open leaves nothing out.
        assert_eq!((of(at(1), at(3)), of(at(0), at(1)), of(at(0), None)), (Some(false), Some(false), Some(false)));
        assert_eq!((of(at(2), None), of(None, at(0))), (Some(true), Some(true)));
        assert_eq!((of(about_one(), at(3)), of(at(0), about_one())), (None, None));
    }
}
