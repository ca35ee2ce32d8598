//! Holds results against rules.

use std::cmp::Ordering;

use super::{Bound, Judged, Judgement, Operator, Outcome, Rule, Target, Why};
use crate::calc::results::{Label, Line, Remark, Results};
use crate::domain::assumptions::Basis;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::value::{Reason, Value};

/// Every rule held against its rows. `by_month` are the results of the same input by month, which rules for months
/// need.
#[must_use]
pub fn judge(results: &Results, by_month: Option<&Results>, rules: &[Rule]) -> Vec<Judgement> {
    rules
        .iter()
        .flat_map(|rule| {
            let found = one(results, by_month, rule);
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

fn one(results: &Results, by_month: Option<&Results>, rule: &Rule) -> Vec<Judgement> {
    let court = |results| Court { results, rule };
    match &rule.row {
        Target::Total => vec![court(results).line(Judged::Total, &results.total)],
        Target::Paid => match &results.total_paid {
            Some(line) if rule.advisory && line.values == results.total.values => Vec::new(),
            Some(line) => vec![court(results).line(Judged::Paid, line)],
            None => vec![court(results).absent("(paid channels)", Why::NothingToJudge)],
        },
        Target::Each => court(results).rows(results.rows.iter(), "each"),
        Target::Channel(name) => court(results).named(&Dimension::Channel, name),
        Target::Segment(name) => court(results).named(&Dimension::Segment, name),
        Target::EachMonth => match by_month {
            Some(months) => court(months).rows(months.rows.iter(), "each month"),
            None => vec![court(results).absent("each month", Why::NothingToJudge)],
        },
        Target::Last => match by_month.and_then(|months| Some((months, months.rows.last()?))) {
            Some((months, last)) => {
                vec![court(months).line(Judged::Row(last.key.clone()), last)]
            }
            None => vec![court(results).absent("last", Why::NothingToJudge)],
        },
    }
}

/// One rule and the results it is held against.
pub(super) struct Court<'a> {
    results: &'a Results,
    pub(super) rule: &'a Rule,
}

impl Court<'_> {
    pub(super) fn judgement(&self, row: Judged, outcome: Outcome, value: Value) -> Judgement {
        Judgement {
            outcome,
            metric: self.rule.metric,
            row,
            operator: self.rule.operator,
            limit: self.rule.limit.clone(),
            value,
            end: None,
            needed: Vec::new(),
            why: None,
        }
    }

    fn absent(&self, name: &str, why: Why) -> Judgement {
        let value = Value::Undefined(Reason::NoData);
        Judgement { why: Some(why), ..self.judgement(Judged::Absent(name.to_owned()), Outcome::Undecided, value) }
    }

    /// Every row that the rule is for; undecided when none is left.
    fn rows<'b>(&self, rows: impl Iterator<Item = &'b Line>, name: &str) -> Vec<Judgement> {
        let mut found: Vec<Judgement> = rows
            .map(|line| {
                let row = Judged::Row(line.key.clone());
                match self.spared(line) {
                    Some(why) => {
                        Judgement { why: Some(why), ..self.judgement(row, Outcome::NotJudged, self.value(line)) }
                    }
                    None => self.line(row, line),
                }
            })
            .collect();
        if found.iter().all(|found| found.outcome == Outcome::NotJudged) {
            found.push(self.absent(name, Why::NothingToJudge));
        }
        found
    }

    fn named(&self, dimension: &Dimension, name: &str) -> Vec<Judgement> {
        let results = self.results;
        let place = results.dimensions.iter().position(|one| one == dimension);
        let label = |line: &Line| match line.key.get(place?)? {
            Label::Name(name) => name.as_deref().map(str::to_owned),
            Label::Category(_) | Label::Period(_) => None,
        };
        let wanted = name.trim().to_lowercase();
        let is_wanted = |line: &&Line| label(line).is_some_and(|own| own.to_lowercase() == wanted);
        let found: Vec<Judgement> = results
            .rows
            .iter()
            .filter(is_wanted)
            .map(|line| {
                let row = Judged::Row(line.key.clone());
                match self.too_few(line) {
                    Some(why) => {
                        Judgement { why: Some(why), ..self.judgement(row, Outcome::NotJudged, self.value(line)) }
                    }
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
        let excepted = line.key.iter().any(|label| match label {
            Label::Name(Some(name)) => {
                let own = name.to_lowercase();
                self.rule.except.iter().any(|one| one.trim().to_lowercase() == own)
            }
            Label::Name(None) | Label::Category(_) | Label::Period(_) => false,
        });
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
        if self.rule.bound == Bound::Worst {
            return super::worst::line(self, row, line, value);
        }
        let (outcome, why) = match &value {
            Value::Undefined(reason) => (Outcome::Undecided, Some(Why::Undefined(*reason))),
            Value::Known(figure) => match (self.objection(), self.met(figure)) {
                (Some(why), _) => (Outcome::Undecided, Some(why)),
                (None, None) => (Outcome::Undecided, Some(Why::TooClose)),
                (None, Some(true)) => (Outcome::Pass, self.caution(line)),
                (None, Some(false)) => (Outcome::Fail, None),
            },
        };
        let needed = match outcome {
            Outcome::Fail => self.needed(line),
            Outcome::Warn | Outcome::Undecided | Outcome::NotJudged | Outcome::Pass => Vec::new(),
        };
        Judgement { needed, why, ..self.judgement(row, outcome, value) }
    }

    /// Whether the figure meets the limit, if that is certain.
    pub(super) fn met(&self, figure: &Figure) -> Option<bool> {
        let limit = &self.rule.limit;
        // An enclosure may touch the limit with its edge and still decide "at least" and "at most".
        match self.rule.operator {
            Operator::AtLeast if figure.low() >= limit => Some(true),
            Operator::AtMost if figure.high() <= limit => Some(true),
            Operator::Above if figure.high() <= limit => Some(false),
            Operator::Below if figure.low() >= limit => Some(false),
            Operator::AtLeast | Operator::AtMost | Operator::Above | Operator::Below => {
                let order = figure.compare(&Figure::exact(limit.clone()))?;
                Some(match self.rule.operator {
                    Operator::AtLeast => order != Ordering::Less,
                    Operator::AtMost => order != Ordering::Greater,
                    Operator::Above => order == Ordering::Greater,
                    Operator::Below => order == Ordering::Less,
                })
            }
        }
    }

    /// What keeps any figure of this metric from being judged.
    pub(super) fn objection(&self) -> Option<Why> {
        let undecided = self.results.remarks.iter().filter_map(|remark| match remark {
            Remark::Undecided(category, sum) => Some((category.clone(), sum.clone())),
            Remark::Source(..)
            | Remark::Unused(_)
            | Remark::UnusedAssumption(..)
            | Remark::Unattributed(_)
            | Remark::OutOfScope(..)
            | Remark::BlendedDiffers { .. }
            | Remark::PartialBecauseOf(..)
            | Remark::ChurnFromLifetime
            | Remark::OneSided { .. }
            | Remark::NoInput(_)
            | Remark::ZeroChurn
            | Remark::LeastLtv(..)
            | Remark::Needs(_) => None,
        });
        let undecided: Vec<_> = undecided.collect();
        let revenue = self.results.basis == Basis::Revenue && !self.results.basis_asked;
        let (of_cost, of_ltv) = hangs_on(self.rule.metric);
        let of_categories = (of_cost && !undecided.is_empty()).then_some(Why::UndecidedCategories(undecided));
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
    fn needed(&self, line: &Line) -> Vec<(Metric, Value)> {
        let of = |metric| {
            let value = line.values.get(&metric);
            value.cloned().unwrap_or(Value::Undefined(Reason::NoData))
        };
        let limit = Value::exact(self.rule.limit.clone());
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

/// Whether a metric hangs on spend, and whether it hangs on margin or revenue.
fn hangs_on(metric: Metric) -> (bool, bool) {
    match metric {
        Metric::Spend
        | Metric::Cac
        | Metric::CacPart
        | Metric::MarginalCac
        | Metric::ShareOfSpend
        | Metric::BounceWaste => (true, false),
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
        | Metric::CloseRate => (false, false),
    }
}
