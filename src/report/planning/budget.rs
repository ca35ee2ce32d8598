//! What a budget buys, and how far budgets can grow.

use super::{Budget, Page, Room, channel, customers, entry, ltv, ratio, target};
use crate::calc::plan::budget::{Largest, Point};
use crate::calc::plan::{Who, lines};
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};
use crate::report::phrase::Sentence;
use crate::report::study::{Cell, Entry, Exhibit, Heading};

/// The tables of points and of largest budgets.
pub(super) fn add(page: &mut Page<'_>, budget: &Budget) {
    let known = budget.margins.total.figure().is_some();
    if let Some((average, marginal)) = &budget.for_budget {
        points(page, ("budget", true), average, marginal);
        let sentence = Sentence::of("a budget of ").figure(&average.budget, Unit::Money);
        let won = &average.new_customers;
        let sentence = match won.figure() {
            Some(_) => {
                let noun = customers(won, Exact::floor);
                sentence.text(" wins ").highest(won, Unit::Count).text(format!(" new {noun} at average CAC"))
            }
            None => sentence.text(": what it wins at average CAC is not known"),
        };
        page.headline.push(at_marginal(sentence, &marginal.new_customers, Unit::Count, known));
    }
    if let Some((average, marginal)) = &budget.for_customers {
        points(page, ("new_customers", false), average, marginal);
        let won = &average.new_customers;
        let one = won.figure().is_some_and(|figure| *figure.low() == Exact::one());
        let sentence = Sentence::default().figure(won, Unit::Count);
        let sentence = sentence.text(if one { " new customer" } else { " new customers" });
        let sentence = match average.budget.figure() {
            Some(_) => {
                let cost = if one { " costs " } else { " cost " };
                sentence.text(cost).least(&average.budget, Unit::Money).text(" at average CAC")
            }
            None => sentence.text(": the cost at average CAC is not known"),
        };
        page.headline.push(at_marginal(sentence, &marginal.budget, Unit::Money, known));
    }
    largest(page, budget);
    if budget.for_budget.is_some() || budget.for_customers.is_some() {
        let text = "average: budget ÷ CAC, as if the next customer cost what the average one does; marginal: today's \
                    customers + (budget − today's spend) ÷ marginal CAC";
        page.footer.push(Sentence::of(text).done());
        if lines(page.today).iter().any(|(who, _)| *who == Who::Paid) {
            let text = "the total counts customers who came without spend, as if a budget brought more of them too";
            page.footer.push(Sentence::of(text).done());
        }
    }
    page.footer.push(between(budget));
}

/// What follows at marginal CAC, or why nothing does: a marginal CAC may be known and yet lead below nothing.
fn at_marginal(sentence: Sentence, value: &Value, unit: Unit, known: bool) -> Vec<crate::report::Piece> {
    match (value.figure(), unit) {
        (None, _) if !known => sentence.text("; marginal CAC is not known").done(),
        (None, Unit::Count) if value.reason() == Some(Reason::OutOfRange) => {
            sentence.text("; at marginal CAC it would win fewer than none").done()
        }
        (None, _) if value.reason() == Some(Reason::OutOfRange) => {
            sentence.text("; at marginal CAC the budget would be below 0").done()
        }
        (None, _) => sentence.text("; what today's spend wins is not known, so nothing follows at marginal CAC").done(),
        (Some(_), Unit::Count) => sentence.text(", ").highest(value, unit).text(" at marginal CAC").done(),
        (Some(_), Unit::Money | Unit::Ratio | Unit::Months | Unit::WholeMonths | Unit::Percent) => {
            sentence.text(", ").least(value, unit).text(" at marginal CAC").done()
        }
    }
}

fn between(budget: &Budget) -> Vec<crate::report::Piece> {
    let margins = &budget.margins;
    let sentence = match (margins.between, margins.total.reason()) {
        (Some((before, after)), _) => {
            Sentence::of(format!("marginal CAC = change in spend ÷ change in new customers, {before} to {after}"))
        }
        (None, None) => Sentence::of("marginal CAC as given"),
        (None, Some(_)) => {
            Sentence::of("marginal CAC is not known: it needs two periods of the data, or --marginal-cac 400")
        }
    };
    sentence.done()
}

/// The rows at average and at marginal CAC.
fn points(page: &mut Page<'_>, (key, from_budget): (&'static str, bool), average: &Point, marginal: &Point) {
    let goal = page.today.target.clone();
    let row = |name: &str, point: &Point| {
        let (budget, customers) = if from_budget {
            (Cell::figure(&point.budget, Unit::Money), Cell::highest(&point.new_customers, Unit::Count))
        } else {
            (Cell::least(&point.budget, Unit::Money), Cell::figure(&point.new_customers, Unit::Count))
        };
        Entry {
            cells: vec![
                Cell::Word(name.to_owned()),
                budget,
                customers,
                Cell::metric(&point.cac, Metric::Cac),
                ratio(&point.ltv_cac, &goal),
            ],
            total: false,
        }
    };
    let title = if from_budget { "what the budget wins" } else { "what the new customers cost" };
    page.tables.push(Exhibit {
        key,
        title: Sentence::of(title).done(),
        columns: vec![
            Heading::label("at", "At"),
            Heading::figure("budget", "Budget", 90),
            Heading::figure("new_customers", "New customers", 95),
            Heading::metric(Metric::Cac, 70),
            Heading::metric(Metric::LtvCac, 80),
        ],
        rows: vec![row("average CAC", average), row("marginal CAC", marginal)],
    });
}

/// How far the budget of each line can grow.
fn largest(page: &mut Page<'_>, budget: &Budget) {
    let goal = page.today.target.clone();
    let shown = || budget.largest.iter().filter(|room| page.shown(&room.who));
    let free = shown().any(|room| room.largest == Largest::Unlimited);
    let rows: Vec<Entry> = shown()
        .map(|room| {
            let (most, customers) = ends(room);
            let unlimited =
                if room.largest == Largest::Unlimited { Cell::Word("none".to_owned()) } else { Cell::Empty };
            let mut cells = vec![
                Cell::figure(&room.spend, Unit::Money),
                Cell::metric(&room.cac, Metric::Cac),
                Cell::figure(&room.marginal, Unit::Money),
                ratio(&room.marginal_ratio, &goal),
                most,
                customers,
            ];
            if free {
                cells.push(unlimited);
            }
            entry(&room.who, cells)
        })
        .collect();
    let known = budget.largest.iter().any(|room| match &room.largest {
        Largest::Unlimited | Largest::UpTo(Value::Known(_)) => true,
        Largest::UpTo(Value::Undefined(_)) => false,
    });
    if rows.is_empty() || !known {
        return;
    }
    let total = budget.largest.iter().find(|room| room.who == Who::Total);
    let alone = budget.for_budget.is_none() && budget.for_customers.is_none();
    if let Some(Room { largest: Largest::UpTo(most @ Value::Known(_)), .. }) = total.filter(|_| alone) {
        let sentence = Sentence::of("at a marginal CAC of ").figure(&budget.margins.total, Unit::Money);
        let sentence = target(sentence.text(" the largest budget that keeps LTV:CAC "), &goal);
        let sentence = sentence.text(" is ").highest(most, Unit::Money);
        page.headline.push(sentence.done());
    }
    let title = target(Sentence::of("the largest budget that keeps LTV:CAC "), &goal).text(" at marginal CAC");
    let limit = free.then(|| Heading::label("limit", "Limit"));
    page.tables.push(Exhibit {
        key: "largest_budget",
        title: title.done(),
        columns: [
            channel(),
            Heading::metric(Metric::Spend, 80),
            Heading::metric(Metric::Cac, 70),
            Heading::figure("marginal_cac", "Marginal CAC", 90),
            Heading::figure("marginal_ltv_cac", "LTV:CAC at the margin", 60),
            Heading::figure("largest_budget", "Largest budget", 95),
            Heading::figure("new_customers", "New customers", 50),
        ]
        .into_iter()
        .chain(limit)
        .collect(),
        rows,
    });
    let text = format!(
        "largest budget = S + (M × N − S) ÷ (1 − M ÷ k) with spend S, new customers N, marginal CAC k and M = {} ÷ \
         target; where k ≤ M more spend never brings the ratio below the target, so this test sets no limit",
        ltv(page.today)
    );
    page.footer.push(Sentence::of(text).done());
    let text = "it assumes that every further customer costs the marginal CAC; usually the next ones cost more";
    page.footer.push(Sentence::of(text).done());
}

/// The largest budget and the customers it wins.
fn ends(room: &Room) -> (Cell, Cell) {
    match &room.largest {
        Largest::Unlimited => (Cell::Empty, Cell::Empty),
        Largest::UpTo(most @ Value::Known(_)) => {
            (Cell::highest(most, Unit::Money), Cell::highest(&room.new_customers, Unit::Count))
        }
        Largest::UpTo(Value::Undefined(reason)) => (Cell::highest(&none(*reason), Unit::Money), Cell::Empty),
    }
}

fn none(reason: Reason) -> Value {
    Value::Undefined(reason)
}
