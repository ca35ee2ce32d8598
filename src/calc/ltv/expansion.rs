//! Margin that grows by m′ a month for every customer who stays, with K = (1 − c) ÷ (1 + d):
//! m ÷ (1 − K) + m′·K ÷ (1 − K)², paid at the start of each month; without discount m ÷ c + m′·(1 − c) ÷ c².
//! Over H months m·(1 − K^H) ÷ (1 − K) + m′·K·(1 − H·K^(H−1) + (H−1)·K^H) ÷ (1 − K)². Paid at the month's end by
//! those still there: K times that; in arrears: ÷ (1 + d). Source: Skok.

use crate::calc::grid::power;
use crate::domain::assumptions::Timing;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// The value in money; `no_churn` when neither churn, discount nor horizon ends the sum.
#[must_use]
pub fn value(
    amounts: (&Figure, &Figure),
    churn: &Figure,
    discount: &Figure,
    horizon: Option<u32>,
    timing: Timing,
) -> Value {
    sum(amounts, churn, discount, horizon, timing).map_or(Value::Undefined(Reason::NoChurn), Value::Known)
}

fn sum(
    (monthly, growth): (&Figure, &Figure),
    churn: &Figure,
    discount: &Figure,
    horizon: Option<u32>,
    timing: Timing,
) -> Option<Figure> {
    let one = Figure::one();
    let grown = one.plus(discount);
    let keep = one.minus(churn).divided_by(&grown)?;
    let rest = one.minus(&keep);
    let sum = match horizon {
        Some(horizon) if rest.is_zero() => {
            let months = Exact::whole(horizon);
            let steps = &months * &(&months - &Exact::one());
            let steps = &steps * &Exact::decimal(5, 1);
            Some(monthly.times(&Figure::exact(months)).plus(&growth.times(&Figure::exact(steps))))
        }
        Some(horizon) => over(monthly, growth, &keep, &rest, horizon),
        None => monthly.divided_by(&rest).and_then(|level| {
            let slope = growth.times(&keep).divided_by(&rest.times(&rest))?;
            Some(level.plus(&slope))
        }),
    }?;
    match timing {
        Timing::Start => Some(sum),
        Timing::End => Some(sum.times(&keep)),
        Timing::Arrears => sum.divided_by(&grown),
    }
}

fn over(monthly: &Figure, growth: &Figure, keep: &Figure, rest: &Figure, horizon: u32) -> Option<Figure> {
    let one = Figure::one();
    let last = power(keep, horizon);
    let before = power(keep, horizon.saturating_sub(1));
    let months = Figure::exact(Exact::whole(horizon));
    let level = monthly.times(&one.minus(&last)).divided_by(rest)?;
    let steps = one.minus(&months.times(&before)).plus(&months.minus(&one).times(&last));
    let slope = growth.times(keep).times(&steps).divided_by(&rest.times(rest))?;
    Some(level.plus(&slope))
}
