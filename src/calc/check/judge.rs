//! Holds results against rules.

use std::collections::BTreeSet;

use super::baseline::{Baselines, Held};
use super::{Bound, Judged, Judgement, Operator, Outcome, Rule, Target, Why};
use crate::calc::results::{Label, Line, Remark, Results};
use crate::domain::assumptions::Basis;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::period::{Month, Span};
use crate::domain::value::{Reason, Value};

/// Every rule held against its rows. `by_month` are the results of the same input by month, which rules for months
/// need. A rule on a change from a baseline is undecided.
#[must_use]
pub fn judge(results: &Results, by_month: Option<&Results>, rules: &[Rule]) -> Vec<Judgement> {
    judge_against(results, by_month, &Baselines::default(), rules)
}

/// As [`judge`], with the saved results that rules on a change name.
#[must_use]
pub fn judge_against(
    results: &Results,
    by_month: Option<&Results>,
    baselines: &Baselines,
    rules: &[Rule],
) -> Vec<Judgement> {
    rules
        .iter()
        .flat_map(|rule| {
            let found = one(results, by_month, baselines, rule);
            if rule.advisory { warnings(found) } else { found }
        })
        .collect()
}

fn warnings(found: Vec<Judgement>) -> Vec<Judgement> {
    found
        .into_iter()
        .filter(|judgement| judgement.outcome == Outcome::Fail)
        .map(|judgement| Judgement { outcome: Outcome::Warn, ..judgement })
        .collect()
}

fn one(results: &Results, by_month: Option<&Results>, baselines: &Baselines, rule: &Rule) -> Vec<Judgement> {
    let court = |results| Court { results, baselines, rule };
    match &rule.row {
        Target::Total => court(results).single(Judged::Total, "total", &results.total),
        Target::Paid => match &results.total_paid {
            Some(line) if rule.advisory && line.values == results.total.values => Vec::new(),
            Some(line) => court(results).single(Judged::Paid, "(paid channels)", line),
            None => vec![court(results).absent("(paid channels)", Why::NothingToJudge)],
        },
        Target::Each => {
            let mut found = court(results).rows(results.rows.iter(), "each");
            found.extend(court(results).gone());
            found
        }
        Target::Channel(name) => court(results).named(&Dimension::Channel, name),
        Target::Segment(name) => court(results).named(&Dimension::Segment, name),
        Target::EachMonth => match by_month {
            Some(months) => court(months).months(),
            None => vec![court(results).absent("each month", Why::NothingToJudge)],
        },
        Target::Last => match by_month.and_then(|months| Some((months, months.rows.last()?))) {
            Some((months, last)) => match court(months).unseen().pop().filter(|unseen| Some(unseen.last) > end(last)) {
                Some(unseen) => vec![court(months).absent(&unseen.to_string(), Why::NothingToJudge)],
                None => court(months).single(Judged::Row(last.key.clone()), "last", last),
            },
            None => vec![court(results).absent("last", Why::NothingToJudge)],
        },
    }
}

/// The last month of a row by month.
fn end(line: &Line) -> Option<Month> {
    let [Label::Period(Some(period))] = line.key.as_slice() else { return None };
    Some(period.span.last)
}

/// The most months that are looked at one by one.
const MONTHS: i32 = 1200;

/// One rule and the results it is held against.
pub(super) struct Court<'a> {
    results: &'a Results,
    baselines: &'a Baselines,
    pub(super) rule: &'a Rule,
}

impl Court<'_> {
    /// A judgement by the limit as it holds for the row.
    pub(super) fn judgement(&self, row: Judged, outcome: Outcome, value: Value, held: &Held) -> Judgement {
        Judgement {
            outcome,
            metric: self.rule.metric,
            row,
            operator: self.rule.operator,
            limit: held.limit.clone(),
            warn: held.warn.clone(),
            before: held.before.clone(),
            scope: self.rule.scope,
            place: self.rule.place.clone(),
            value,
            end: None,
            needed: Vec::new(),
            why: None,
        }
    }

    fn absent(&self, name: &str, why: Why) -> Judgement {
        self.missing(name, Outcome::Undecided, why)
    }

    fn missing(&self, name: &str, outcome: Outcome, why: Why) -> Judgement {
        let value = Value::Undefined(Reason::NoData);
        let row = Judged::Absent(name.to_owned());
        Judgement { why: Some(why), ..self.judgement(row, outcome, value, &Held::of_none(self.rule)) }
    }

    fn not_judged(&self, row: Judged, line: &Line, why: Why) -> Judgement {
        let held = Held::of_none(self.rule);
        Judgement { why: Some(why), ..self.judgement(row, Outcome::NotJudged, self.value(line), &held) }
    }

    /// Rows of the baseline that are not there any more, which a rule on each row is for as well.
    fn gone(&self) -> Vec<Judgement> {
        let gone = self.baselines.gone(self.rule, &self.results.rows, &self.results.dimensions);
        gone.into_iter()
            .map(|labels| {
                let name = labels.join(", ");
                let excepted = labels.iter().any(|label| self.is_excepted(label));
                match (excepted, self.rule.min_customers) {
                    (true, _) => self.missing(&name, Outcome::NotJudged, Why::Excepted),
                    (false, Some(least)) if least > 0 => {
                        self.missing(&name, Outcome::NotJudged, Why::TooFewCustomers(least))
                    }
                    (false, _) => self.absent(&name, Why::RowGone),
                }
            })
            .collect()
    }

    fn is_excepted(&self, name: &str) -> bool {
        let own = name.to_lowercase();
        self.rule.except.iter().any(|one| one.trim().to_lowercase() == own)
    }

    /// Every row that the rule is for; undecided when none is left.
    fn rows<'b>(&self, rows: impl Iterator<Item = &'b Line>, name: &str) -> Vec<Judgement> {
        let mut found: Vec<Judgement> = rows
            .map(|line| {
                let row = Judged::Row(line.key.clone());
                match self.spared(line) {
                    Some(why) => self.not_judged(row, line, why),
                    None => self.line(row, line),
                }
            })
            .collect();
        if found.iter().all(|found| found.outcome == Outcome::NotJudged) {
            found.push(self.absent(name, Why::NothingToJudge));
        }
        found
    }

    /// The months of the period that have no row, the first of them first.
    fn unseen(&self) -> Vec<Span> {
        let Some(period) = self.results.period.filter(|period| period.months() <= MONTHS) else { return Vec::new() };
        let seen: BTreeSet<Month> = self.results.rows.iter().filter_map(end).collect();
        let months = (0..period.months()).map(|at| period.first.plus(at));
        months.filter(|month| !seen.contains(month)).map(Span::month).collect()
    }

    /// Every month of the period: those without a row are no less there.
    fn months(&self) -> Vec<Judgement> {
        let mut found: Vec<Judgement> = self
            .unseen()
            .iter()
            .map(|month| self.missing(&month.to_string(), Outcome::NotJudged, Why::WithoutSpend))
            .collect();
        found.extend(self.rows(self.results.rows.iter(), "each month"));
        found
    }

    /// The only row that the rule is for; undecided when it has too few customers.
    fn single(&self, row: Judged, name: &str, line: &Line) -> Vec<Judgement> {
        match self.too_few(line) {
            Some(why) => vec![self.not_judged(row, line, why), self.absent(name, Why::NothingToJudge)],
            None => vec![self.line(row, line)],
        }
    }

    fn named(&self, dimension: &Dimension, name: &str) -> Vec<Judgement> {
        let results = self.results;
        let place = results.dimensions.iter().position(|one| one == dimension);
        let label = |line: &Line| line.key.get(place?).map(Label::shown);
        let wanted = name.trim().to_lowercase();
        let is_wanted = |line: &&Line| label(line).is_some_and(|own| own.to_lowercase() == wanted);
        let found: Vec<Judgement> = results
            .rows
            .iter()
            .filter(is_wanted)
            .map(|line| {
                let row = Judged::Row(line.key.clone());
                match self.too_few(line) {
                    Some(why) => self.not_judged(row, line, why),
                    None => self.line(row, line),
                }
            })
            .collect();
        if found.is_empty() {
            let near = super::parse::nearest(name, results.rows.iter().filter_map(label));
            return vec![self.absent(name, Why::NoSuchRow(near))];
        }
        if found.iter().all(|found| found.outcome == Outcome::NotJudged) {
            let nothing = self.absent(name, Why::NothingToJudge);
            return found.into_iter().chain([nothing]).collect();
        }
        found
    }

    /// Why a row is not judged by a rule for all rows.
    fn spared(&self, line: &Line) -> Option<Why> {
        let excepted = line.key.iter().any(|label| self.rule.except.iter().any(|name| is_called(label, name)));
        let spend = line.values.get(&Metric::Spend);
        let no_spend = spend.and_then(Value::figure).is_some_and(Figure::is_zero);
        if excepted {
            Some(Why::Excepted)
        } else if line.unattributed {
            Some(Why::Unattributed)
        } else if no_spend {
            Some(Why::WithoutSpend)
        } else {
            self.too_few(line)
        }
    }

    fn too_few(&self, line: &Line) -> Option<Why> {
        let least = self.rule.min_customers?;
        let customers = line.values.get(&Metric::NewCustomers)?.figure()?;
        (*customers.high() < Exact::from(least)).then_some(Why::TooFewCustomers(least))
    }

    fn value(&self, line: &Line) -> Value {
        line.values.get(&self.rule.metric).cloned().unwrap_or(Value::Undefined(Reason::NoData))
    }

    fn line(&self, row: Judged, line: &Line) -> Judgement {
        let value = self.value(line);
        let held = self.baselines.held(self.rule, &row, &self.results.dimensions);
        // A month without spend, whose export may be missing, is judged no more than by a rule for each of them.
        let unpaid = self.rule.row.by_month() && costs_nothing(line, self.rule.metric);
        if value.figure().is_some() && (unpaid || is_out_of_scope(self.results, line, self.rule.metric)) {
            let why = Some(Why::WithoutSpend);
            return Judgement { why, ..self.judgement(row, Outcome::Undecided, value, &held) };
        }
        if self.rule.bound == Bound::Worst {
            return super::worst::line(self, row, line, value, &held);
        }
        let (outcome, why) = match &value {
            Value::Undefined(reason) => (Outcome::Undecided, Some(Why::Undefined(*reason))),
            Value::Known(figure) => match self.objection() {
                Some(why) => (Outcome::Undecided, Some(why)),
                None => self.ended(line, figure, &held),
            },
        };
        let needed = match outcome {
            Outcome::Fail => self.needed(line, &held),
            Outcome::Warn | Outcome::Undecided | Outcome::NotJudged | Outcome::Pass => Vec::new(),
        };
        Judgement { needed, why, ..self.judgement(row, outcome, value, &held) }
    }

    /// How a figure stands to the limit, and to the one inside it that warns.
    pub(super) fn ended(&self, line: &Line, figure: &Figure, held: &Held) -> (Outcome, Option<Why>) {
        let Value::Known(limit) = &held.limit else {
            return (Outcome::Undecided, Some(held.why.clone().unwrap_or(Why::NothingToJudge)));
        };
        match self.met(figure, limit) {
            None => (Outcome::Undecided, Some(Why::TooClose)),
            Some(false) => (Outcome::Fail, None),
            Some(true) => {
                // What may lie beyond the limit that warns is warned of.
                let is_near = |warn: &Value| warn.figure().and_then(|warn| self.met(figure, warn)) != Some(true);
                let near = held.warn.as_ref().is_some_and(is_near);
                (if near { Outcome::Warn } else { Outcome::Pass }, self.caution(line))
            }
        }
    }

    /// Whether the figure meets the limit, if that is certain. An enclosure may touch the limit with its edge and
    /// still decide "at least" and "at most".
    pub(super) fn met(&self, figure: &Figure, limit: &Figure) -> Option<bool> {
        let surely = match self.rule.operator {
            Operator::AtLeast => figure.low() >= limit.high(),
            Operator::AtMost => figure.high() <= limit.low(),
            Operator::Above => figure.low() > limit.high(),
            Operator::Below => figure.high() < limit.low(),
        };
        let surely_not = match self.rule.operator {
            Operator::AtLeast => figure.high() < limit.low(),
            Operator::AtMost => figure.low() > limit.high(),
            Operator::Above => figure.high() <= limit.low(),
            Operator::Below => figure.low() >= limit.high(),
        };
        if surely { Some(true) } else { surely_not.then_some(false) }
    }

    /// What keeps any figure of this metric from being judged.
    pub(super) fn objection(&self) -> Option<Why> {
        let unsaid = unsaid(self.results, self.rule.metric);
        let revenue = self.results.basis == Basis::Revenue && !self.results.basis_asked;
        let (_, of_ltv) = hangs_on(self.rule.metric);
        let of_categories = (!unsaid.is_empty()).then_some(Why::UndecidedCategories(unsaid));
        of_categories.or((of_ltv && revenue).then_some(Why::NeedsRevenueBasis))
    }

    /// A payback that holds on paper while churn prevents it.
    pub(super) fn caution(&self, line: &Line) -> Option<Why> {
        let with_churn = line.values.get(&Metric::PaybackRetentionMonths)?;
        let never = with_churn.reason() == Some(Reason::NeverPaysBack);
        (self.rule.metric == Metric::PaybackMonths && never).then_some(Why::NeverPaysBack)
    }

    /// The least whole number of customers that brings the CAC to the limit, or below it where it may not touch.
    fn enough(&self, customers: &Figure) -> Value {
        let least = match self.rule.operator {
            Operator::AtLeast | Operator::AtMost => Exact::whole(customers.high().ceiling()),
            Operator::Above | Operator::Below => &Exact::whole(customers.high().floor()) + &Exact::one(),
        };
        Value::exact(least)
    }

    /// What would meet the limit, one thing at a time.
    fn needed(&self, line: &Line, held: &Held) -> Vec<(Metric, Value)> {
        let of = |metric| {
            let value = line.values.get(&metric);
            value.cloned().unwrap_or(Value::Undefined(Reason::NoData))
        };
        let limit = held.limit.clone();
        let per = |top: Value, bottom: &Value| top.divided_by(bottom, Reason::OutOfRange);
        let wants_more = match self.rule.operator {
            Operator::AtLeast | Operator::Above => true,
            Operator::AtMost | Operator::Below => false,
        };
        let metric = self.rule.metric;
        let needed = if metric == Metric::LtvCac && wants_more {
            vec![(Metric::Cac, per(of(Metric::Ltv), &limit)), (Metric::Ltv, of(Metric::Cac).times(&limit))]
        } else if metric == Metric::Cac && !wants_more {
            vec![
                (Metric::Spend, of(Metric::NewCustomers).times(&limit)),
                (Metric::NewCustomers, per(of(Metric::Spend), &limit).and_then(|customers| self.enough(customers))),
            ]
        } else if metric == Metric::PaybackMonths && !wants_more {
            let monthly = per(of(Metric::Cac), &of(Metric::PaybackMonths));
            // ARPA that pays back in time at the same margin: what it is now × payback ÷ limit.
            let faster = per(of(Metric::PaybackMonths), &limit);
            vec![(Metric::Cac, monthly.times(&limit)), (Metric::Arpa, of(Metric::Arpa).times(&faster))]
        } else if metric == Metric::MaxCac && wants_more {
            let target = Value::exact(self.results.target.clone());
            vec![(Metric::Ltv, limit.times(&target))]
        } else {
            Vec::new()
        };
        needed.into_iter().filter(|(_, value)| value.figure().is_some_and(Figure::is_positive)).collect()
    }
}

/// Spend of which it is not said whether it counts.
fn undecided(results: &Results) -> Vec<(Category, Exact)> {
    let undecided = results.remarks.iter().filter_map(|remark| match remark {
        Remark::Undecided(category, sum) => Some((category.clone(), sum.clone())),
        Remark::Source(..)
        | Remark::Unused(_)
        | Remark::UnusedAssumption(..)
        | Remark::Unattributed(_)
        | Remark::OutOfScope(..)
        | Remark::BlendedDiffers { .. }
        | Remark::PartialBecauseOf(..)
        | Remark::ChurnFromLifetime
        | Remark::Differ(_)
        | Remark::OneSided { .. }
        | Remark::NoInput(_)
        | Remark::ZeroChurn
        | Remark::LeastLtv(..)
        | Remark::Needs(_) => None,
    });
    undecided.collect()
}

/// Whether a metric hangs on the spend of a row that has none in scope, while other spend is left out by the scope: a CAC
/// of 0 would pass any limit.
#[must_use]
pub fn is_out_of_scope(results: &Results, line: &Line, metric: Metric) -> bool {
    costs_nothing(line, metric) && results.remarks.iter().any(|remark| matches!(remark, Remark::OutOfScope(..)))
}

/// Whether a metric hangs on the spend of a row that has none.
fn costs_nothing(line: &Line, metric: Metric) -> bool {
    let spend = line.values.get(&Metric::Spend).and_then(Value::figure);
    hangs_on(metric).0 && metric != Metric::Spend && spend.is_some_and(Figure::is_zero)
}

/// Spend that hangs over a metric: its categories do not say whether it counts.
#[must_use]
pub fn unsaid(results: &Results, metric: Metric) -> Vec<(Category, Exact)> {
    if hangs_on(metric).0 { undecided(results) } else { Vec::new() }
}

/// Whether a label is meant by a name: in any case, and a month by its quarter or year too.
fn is_called(label: &Label, name: &str) -> bool {
    match label {
        Label::Name(None) | Label::Category(_) => false,
        Label::Name(Some(own)) => own.to_lowercase() == name.trim().to_lowercase(),
        Label::Period(own) => own.as_ref().is_some_and(|own| {
            own.to_string().eq_ignore_ascii_case(name.trim())
                || name.parse().is_ok_and(|span: Span| span.contains(own.span))
        }),
    }
}

/// The names in `except` that no row has, each with the nearest one that a row has.
#[must_use]
pub fn unknown_exceptions(results: &Results, by_month: Option<&Results>, rule: &Rule) -> Vec<(String, Option<String>)> {
    let rows = match (&rule.row, by_month) {
        (Target::EachMonth, Some(months)) => &months.rows,
        (_, _) => &results.rows,
    };
    let labels = || rows.iter().flat_map(|line| &line.key);
    let unknown = rule.except.iter().filter(|name| !labels().any(|label| is_called(label, name)));
    unknown.map(|name| (name.clone(), super::parse::nearest(name, labels().map(Label::shown)))).collect()
}

/// Whether a metric hangs on spend, and whether it hangs on margin or revenue.
fn hangs_on(metric: Metric) -> (bool, bool) {
    match metric {
        Metric::Spend
        | Metric::Cac
        | Metric::CacPart
        | Metric::MarginalCac
        | Metric::ShareOfSpend
        | Metric::BounceWaste
        | Metric::CostPerStep
        | Metric::Roas
        | Metric::Mer
        | Metric::MerInverse
        | Metric::MagicNumber
        | Metric::MagicNumberClassic => (true, false),
        Metric::LtvCac
        | Metric::PaybackMonths
        | Metric::PaybackRetentionMonths
        | Metric::PaybackRetentionContinuous => (true, true),
        Metric::Ltv | Metric::MaxCac => (false, true),
        Metric::NewCustomers
        | Metric::Arpa
        | Metric::Margin
        | Metric::Churn
        | Metric::LifetimeMonths
        | Metric::ShareOfCustomers
        | Metric::RetentionCost
        | Metric::BreakEvenRoas
        | Metric::Cpl
        | Metric::CloseRate
        | Metric::Conversion
        | Metric::Nrr
        | Metric::Grr
        | Metric::QuickRatio => (false, false),
    }
}
