//! Where a falling function crosses a level, enclosed by bisection. Where each value costs much, the last interval of the
//! bisection is found by straight lines through 1 ÷ value instead, and held against the function at both of its ends:
//! a function that only falls lets bisection end nowhere else.

use std::cmp::Ordering;

use num_traits::ToPrimitive;

use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

/// How many straight lines are tried before the rest is halved.
const LINES: u32 = 24;
/// Decimal places that lines are drawn with.
const PLACES: u32 = 60;

/// Where a falling function crosses: `hold` says on which side of the target its value at a place is.
pub(super) fn bisected(
    mut low: Exact,
    mut high: Exact,
    halvings: u32,
    hold: impl Fn(&Exact) -> Option<Ordering>,
) -> Figure {
    for _ in 0..halvings {
        let middle = &(&low + &high) * &Exact::decimal(5, 1);
        let Some(order) = hold(&middle) else { break };
        match order {
            Ordering::Equal => return Figure::exact(middle),
            Ordering::Greater => low = middle,
            Ordering::Less => high = middle,
        }
    }
    Figure::between(low, high)
}

/// What `bisected` gives after 64 halvings between zero and `high`, with far fewer values of the function; one that cannot
/// be told counts as below the level. `known` are places and values that are known already.
pub(super) fn crossing(
    high: &Exact,
    level: &Figure,
    known: &[(Exact, Figure)],
    value: impl Fn(&Exact) -> Option<Figure>,
) -> Figure {
    // The ends of 2^64 intervals, of which one is sought.
    let whole = Exact::power(&Exact::whole(2), 64);
    let place = |at: u128| (&Exact::whole(at) * high).divided_by(&whole).unwrap_or_else(Exact::zero);
    let (mut low, mut up) = (0u128, 1u128 << 64);
    if value(high).is_some_and(|value| value.compare(level) == Some(Ordering::Greater)) {
        low = up.saturating_sub(1);
    }
    let aim = inverse(level);
    let mut points: Vec<(Exact, Exact)> =
        known.iter().filter_map(|(at, value)| Some((at.clone(), inverse(value)?))).collect();
    let mut tried: u32 = 0;
    while up.saturating_sub(low) > 1 {
        let line = aim.as_ref().filter(|_| tried < LINES).and_then(|aim| on_line(&points, aim));
        let guess = line.and_then(|at| (&at * &whole).divided_by(high)?.floor().to_u128());
        let middle = low.midpoint(up);
        let at = guess.unwrap_or(middle).clamp(low.saturating_add(1), up.saturating_sub(1));
        tried = tried.saturating_add(1);
        let by = place(at);
        let found = value(&by);
        match found.as_ref().and_then(|found| found.compare(level)) {
            Some(Ordering::Equal) => return Figure::exact(by),
            Some(Ordering::Greater) => low = at,
            Some(Ordering::Less) | None => up = at,
        }
        points.extend(found.as_ref().and_then(inverse).map(|inverse| (by, inverse)));
    }
    Figure::between(place(low), place(up))
}

/// 1 ÷ value, about.
fn inverse(value: &Figure) -> Option<Exact> {
    Some(value.middle().reciprocal()?.below(PLACES))
}

/// Where the line through the last two points has the aim.
fn on_line(points: &[(Exact, Exact)], aim: &Exact) -> Option<Exact> {
    let [.., (one, first), (other, second)] = points else { return None };
    let slope = (second - first).divided_by(&(other - one))?;
    let at = other + &(aim - second).divided_by(&slope)?.below(PLACES);
    (!at.is_negative()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(top: i64, bottom: i64) -> Exact {
        Exact::quotient(top, bottom).unwrap_or_else(Exact::zero)
    }

    /// Both ways on f, and how many values the lines took.
    fn both(high: i64, level: &Exact, f: impl Fn(&Exact) -> Option<Exact>) -> (Figure, Figure, u32) {
        let level = Figure::exact(level.clone());
        let hold = |at: &Exact| f(at).map_or(Some(Ordering::Less), |value| Figure::exact(value).compare(&level));
        let plain = bisected(Exact::zero(), Exact::whole(high), 64, hold);
        let taken = std::cell::Cell::new(0);
        let value = |at: &Exact| {
            taken.set(taken.get() + 1);
            f(at).map(Figure::exact)
        };
        let known = f(&Exact::one()).map(|value| (Exact::one(), Figure::exact(value)));
        (crossing(&Exact::whole(high), &level, known.as_slice(), value), plain, taken.get())
    }

    #[test]
    fn lines_end_where_bisection_does() {
        // 900 ÷ x + 100 ÷ (x + 1/7), the value of customers of two kinds.
        let mix = |x: &Exact| {
            let (one, other) =
                (Exact::whole(900).divided_by(x)?, Exact::whole(100).divided_by(&(x + &quotient(1, 7)))?);
            Some(&one + &other)
        };
        for (high, level) in
            [(1, quotient(1_001, 1)), (2, quotient(1_999, 3)), (16, quotient(71, 1)), (1, quotient(10_i64.pow(12), 1))]
        {
            let (lines, plain, taken) = both(high, &level, mix);
            assert_eq!(lines, plain);
            assert!(taken < 24, "{taken}");
        }
        // 2 000 − 150·x has its level at 3, which halving meets.
        let line = |x: &Exact| Some(&Exact::whole(2_000) - &(&Exact::whole(150) * x));
        let (lines, plain, _) = both(4, &Exact::whole(1_550), line);
        assert_eq!((lines, plain), (Figure::exact(Exact::whole(3)), Figure::exact(Exact::whole(3))));
    }

    #[test]
    fn a_function_without_a_crossing_or_with_a_jump_ends_where_bisection_does() {
        let constant = |_: &Exact| Some(Exact::whole(7));
        let (lines, plain, taken) = both(8, &Exact::whole(5), constant);
        assert_eq!((lines, taken), (plain, 1));
        let none = |x: &Exact| (*x < quotient(1, 3)).then(|| Exact::whole(9));
        let (lines, plain, _) = both(1, &Exact::whole(5), none);
        assert_eq!(lines, plain);
        let jump =
            |x: &Exact| Some(if *x < quotient(1, 3) { &Exact::whole(9) - x } else { -&Exact::whole(1) - x.clone() });
        let (lines, plain, _) = both(1, &Exact::whole(5), jump);
        assert_eq!(lines, plain);
    }
}
