//! What an average hides: a row that loses money behind a total that does not, and organic customers who make paid
//! ones look cheap.

use super::Phrase;
use super::build::is_named;
use super::phrase::{self, Sentence};
use crate::calc::results::{Band, Line, Results};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;

fn known(line: &Line, metric: Metric) -> Option<&Figure> {
    line.values.get(&metric).and_then(Value::figure)
}

/// The row that spends most of those that lose money, where the total does not: ` but Meta loses money: LTV:CAC 0.75 on
/// 12,000.00 spent`.
pub(super) fn losing(results: &Results) -> Option<Sentence> {
    match results.total.band? {
        Band::LosesMoney => return None,
        Band::BelowMinimum | Band::BelowTarget | Band::Healthy | Band::UnderInvested => {}
    }
    let spend = |line: &Line| known(line, Metric::Spend).map_or_else(Exact::zero, Figure::middle);
    let losers: Vec<&Line> =
        results.rows.iter().filter(|line| is_named(line) && line.band == Some(Band::LosesMoney)).collect();
    // Of equal ones the first by name.
    let worst = losers.iter().rev().max_by_key(|line| spend(line))?;
    let sentence = Sentence::of("but ").name(phrase::row(&worst.key)).text(" loses money: LTV:CAC ");
    let ratio = worst.values.get(&Metric::LtvCac)?;
    let sentence = sentence.apart(ratio, Unit::Ratio, results.bands.limits().to_vec()).text(" on ");
    let sentence = sentence.money(&spend(worst));
    let more = losers.len().saturating_sub(1);
    Some(match more {
        0 => sentence.text(" spent"),
        1 => sentence.text(" spent, and one other row does too"),
        more => sentence.text(format!(" spent, and {more} other rows do too")),
    })
}

/// What CAC and the ratio are without the customers of channels that cost nothing.
pub(super) fn organic(results: &Results) -> Option<Phrase> {
    let paid = results.total_paid.as_ref()?;
    let all = known(&results.total, Metric::NewCustomers)?;
    let organic = all.minus(known(paid, Metric::NewCustomers)?);
    let (blended, own) = (results.total.values.get(&Metric::Cac)?, paid.values.get(&Metric::Cac)?);
    if !organic.is_positive() || blended.figure().is_none() || own.figure().is_none() {
        return None;
    }
    let one = organic == Figure::one();
    let sentence = Sentence::default().figure(&Value::Known(organic), Unit::Count).text(" of ");
    let sentence = sentence.figure(&Value::Known(all.clone()), Unit::Count);
    let sentence = sentence.text(if one {
        " customers came without spend of their own and hides"
    } else {
        " customers came without spend of their own and hide"
    });
    let sentence = sentence.text(" what the others cost: CAC ").figure(own, Unit::Money).text(" without them, ");
    let mut sentence = sentence.figure(blended, Unit::Money).text(" with them");
    let ratio = |line: &Line| line.values.get(&Metric::LtvCac).cloned().filter(|ratio| ratio.figure().is_some());
    if let (Some(own), Some(blended)) = (ratio(paid), ratio(&results.total)) {
        let limits = || results.bands.limits().to_vec();
        sentence = sentence.text("; LTV:CAC ").apart(&own, Unit::Ratio, limits()).text(" and ");
        sentence = sentence.apart(&blended, Unit::Ratio, limits());
    }
    Some(sentence.done())
}
