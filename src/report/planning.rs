//! What `plan` says: a table for each part that was asked, and what each of them assumes.

mod budget;
mod changes;
mod channels;
mod sensitivity;
mod targets;

use super::build::{self, View};
use super::footer::footer;
use super::phrase::{self, Sentence};
use super::study::{Cell, Entry, Heading, Study};
use super::{Phrase, Piece};
use crate::calc::plan::breakeven::Needed;
use crate::calc::plan::budget::{Largest, Point};
use crate::calc::plan::margins::Margins;
use crate::calc::plan::shift::{Shift, Standing};
use crate::calc::plan::tornado::Bar;
use crate::calc::plan::whatif::Change;
use crate::calc::plan::{Who, lines};
use crate::calc::results::{Label, Line, Results};
use crate::domain::assumptions::Basis;
use crate::domain::exact::Exact;
use crate::domain::lever::{self, Level, Lever};
use crate::domain::metric::{Metric, Unit};
use crate::domain::rate::Per;
use crate::domain::value::Value;

/// Everything that was asked of a plan, computed.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// What the target ratio needs.
    pub targets: Vec<Needed>,
    /// Months to pay back in, and everything with LTV cut off there.
    pub payback: Option<(u32, Results)>,
    /// Whether the points and the largest budgets are asked for.
    pub budget: Option<Budget>,
    /// Inputs that change, and everything with them.
    pub what_if: Option<(Vec<Change>, Results)>,
    /// One input at level after level.
    pub sweep: Option<(Vec<Level>, Vec<Line>)>,
    /// Two inputs, and a metric at each pair.
    pub grid: Option<Grid>,
    /// How far each input is moved, and what that does.
    pub tornado: Option<(Exact, Vec<Bar>)>,
    /// Customers that each one brings, and the reward.
    pub referrals: Option<(Exact, Exact)>,
    /// Money moved between two channels.
    pub shift: Option<Moved>,
    /// The channels that a move would be from and to, where none was asked for.
    pub could_move: Option<(Vec<Label>, Vec<Label>)>,
}

/// Budgets at average and at marginal CAC.
#[derive(Clone, Debug)]
pub struct Budget {
    /// For a budget: the points at average and at marginal CAC.
    pub for_budget: Option<(Point, Point)>,
    /// For new customers: the same.
    pub for_customers: Option<(Point, Point)>,
    /// Marginal CAC.
    pub margins: Margins,
    /// The largest budget of each line that spends, with the ratio of its last customer.
    pub largest: Vec<Room>,
}

/// How far the budget of a line can grow.
#[derive(Clone, Debug)]
pub struct Room {
    /// Whose it is.
    pub who: Who,
    /// Spend today.
    pub spend: Value,
    /// CAC today.
    pub cac: Value,
    /// Marginal CAC.
    pub marginal: Value,
    /// LTV ÷ marginal CAC.
    pub marginal_ratio: Value,
    /// The largest budget that keeps the target.
    pub largest: Largest,
    /// The customers it wins.
    pub new_customers: Value,
}

/// A metric at each pair of levels.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The levels of the rows.
    pub rows: Vec<Level>,
    /// The levels of the columns.
    pub columns: Vec<Level>,
    /// The metric.
    pub metric: Metric,
    /// Its values, row by row.
    pub cells: Vec<Vec<Value>>,
}

/// Money moved between two channels, and what it does.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The channel that gives, today.
    pub from: Line,
    /// The channel that gets, today.
    pub to: Line,
    /// What it does.
    pub shift: Shift,
    /// Customers won at the marginal CAC of the channel that gets, and all of it then, where that is known.
    pub at_marginal: Option<(Value, Standing)>,
}

/// The answer.
#[must_use]
pub fn study(today: &Results, parts: &Parts, view: &View) -> Study {
    let mut page = Page {
        today,
        view,
        wanted: build::Wanted::of(today, view),
        headline: Vec::new(),
        tables: Vec::new(),
        footer: Vec::new(),
    };
    targets::add(&mut page, &parts.targets);
    if let Some((months, capped)) = &parts.payback {
        targets::add_payback(&mut page, *months, capped);
    }
    if let Some(budget) = &parts.budget {
        budget::add(&mut page, budget);
    }
    if let Some((set, then)) = &parts.what_if {
        changes::add(&mut page, set, then);
    }
    if parts.what_if.is_some() {
        page.footer.extend(from_what_is_set(parts));
    }
    if let Some((levels, totals)) = &parts.sweep {
        sensitivity::add_sweep(&mut page, levels, totals);
    }
    if let Some(grid) = &parts.grid {
        sensitivity::add_grid(&mut page, grid);
    }
    if let Some((size, bars)) = &parts.tornado {
        sensitivity::add_tornado(&mut page, size, bars);
    }
    if let Some((each, reward)) = &parts.referrals {
        let then = parts.what_if.as_ref().map(|(_, then)| then);
        channels::add_referrals(&mut page, (each, reward), then);
    }
    if let Some(moved) = &parts.shift {
        channels::add_move(&mut page, moved);
    }
    if let Some((from, to)) = &parts.could_move {
        let sentence = Sentence::of("--move 10% shows what moving spend from ").name(phrase::row(from)).text(" to ");
        page.footer.push(sentence.name(phrase::row(to)).text(" would bring").done());
    }
    page.done()
}

/// What starts from the inputs that were set, and what starts from today.
fn from_what_is_set(parts: &Parts) -> Option<Phrase> {
    let then = parts.sweep.is_some() || parts.grid.is_some() || parts.tornado.is_some() || parts.referrals.is_some();
    let now = !parts.targets.is_empty() || parts.payback.is_some() || parts.budget.is_some() || parts.shift.is_some();
    let text = match (then, now) {
        (true, true) => {
            "sweeps, the tornado and referrals start from what is set; targets, payback, budgets and moves from today"
        }
        (true, false) => "sweeps, the tornado and referrals start from what is set",
        (false, true) => "targets, payback, budgets and moves start from today, not from what is set",
        (false, false) => return None,
    };
    Some(Sentence::of(text).done())
}

/// A study in the making.
struct Page<'a> {
    today: &'a Results,
    view: &'a View,
    wanted: build::Wanted,
    headline: Vec<Phrase>,
    tables: Vec<super::study::Exhibit>,
    footer: Vec<Phrase>,
}

impl Page<'_> {
    /// The lines that are shown: rows that were not hidden, and totals.
    fn shown(&self, who: &Who) -> bool {
        match who {
            Who::Row(key) => match self.today.row(key) {
                Some(line) => self.wanted.shows(line),
                None => true,
            },
            Who::Paid | Who::Total => true,
        }
    }

    fn done(self) -> Study {
        let results = self.today;
        let mut headline = Vec::new();
        for sentence in self.headline {
            if !headline.is_empty() {
                headline.push(Piece::Text("; ".to_owned()));
            }
            headline.extend(sentence);
        }
        let shown: Vec<&Line> = lines(results).into_iter().map(|(_, line)| line).collect();
        let mut notes = self.footer;
        notes.extend(footer(results, self.view, &shown));
        notes.extend(self.view.notes.iter().cloned());
        Study {
            name: "plan",
            currency: self.view.currency,
            period: results.period,
            facts: vec![
                ("scope", results.scope.name().to_owned()),
                ("method", results.method.name().to_owned()),
                ("basis", results.basis.name().to_owned()),
                ("timing", results.timing.name().to_owned()),
                ("target", lever::plain(&results.target)),
            ],
            headline,
            above: build::above(results),
            tables: self.tables,
            further: Vec::new(),
            charts: Vec::new(),
            footer: notes,
            inputs: self.view.inputs.clone(),
            diagnostics: self.view.diagnostics.clone(),
        }
    }
}

/// The name of a line, in the first column.
fn name(who: &Who) -> Cell {
    match who {
        Who::Row(key) => Cell::Name(phrase::row(key)),
        Who::Paid => Cell::Word("(paid channels)".to_owned()),
        Who::Total => Cell::Word("Total".to_owned()),
    }
}

fn entry(who: &Who, cells: Vec<Cell>) -> Entry {
    let total = match who {
        Who::Row(_) => false,
        Who::Paid | Who::Total => true,
    };
    Entry { cells: std::iter::once(name(who)).chain(cells).collect(), total }
}

/// `customer` where one whole is shown, rounded as the figure is.
fn customers(value: &Value, whole: fn(&Exact) -> num_bigint::BigInt) -> &'static str {
    let one = value.figure().is_some_and(|figure| whole(figure.low()) == num_bigint::BigInt::from(1));
    if one { "customer" } else { "customers" }
}

fn channel() -> Heading {
    Heading::label("channel", "Channel")
}

/// A ratio, which is never shown equal to a limit that it misses.
fn ratio(value: &Value, target: &Exact) -> Cell {
    let limits = vec![target.clone()];
    Cell::Figure { value: value.clone(), unit: Unit::Ratio, limits, side: super::study::Side::Nearest }
}

/// A level with all its digits.
fn level(level: &Level) -> Cell {
    let (number, unit) = level.shown();
    let limits = vec![number.clone()];
    Cell::Figure { value: Value::exact(number), unit, limits, side: super::study::Side::Nearest }
}

/// The same in a sentence: `3.0% a month`.
fn said(sentence: Sentence, level: &Level) -> Sentence {
    let (number, unit) = level.shown();
    let limits = vec![number.clone()];
    let sentence = sentence.apart(&Value::exact(number), unit, limits);
    match (level.lever(), level.per()) {
        (Lever::Lifetime | Lever::Horizon, _) => sentence.text(" months"),
        (_, Some(Per::Month)) => sentence.text(" a month"),
        (_, Some(Per::Year)) => sentence.text(" a year"),
        (_, None) => sentence,
    }
}

/// A lever within a sentence: `churn`, `ARPA`.
fn spoken(lever: Lever) -> String {
    let title = lever.title();
    let acronym = title.chars().nth(1).is_some_and(char::is_uppercase);
    if acronym { title.to_owned() } else { title.to_lowercase().replace("arpa", "ARPA") }
}

/// The target as it was set.
fn target(sentence: Sentence, target: &Exact) -> Sentence {
    sentence.apart(&Value::exact(target.clone()), Unit::Ratio, vec![target.clone()])
}

/// What LTV is called.
fn ltv(results: &Results) -> &'static str {
    match results.basis {
        Basis::Margin => "LTV",
        Basis::Revenue => "revenue LTV",
    }
}
