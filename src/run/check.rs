//! `check`: computes, reads what it is held against, judges, and writes; the exit status is the answer.

use std::collections::BTreeMap;

use super::apart::{Party, currencies_apart, rows_apart, totals_apart};
use super::computed::{Fault, Finished, Prepared, finished, prepared, refused};
use super::sources::sources;
use super::{Ended, Surroundings, default_numbers, resolve, unlisted, viewed};
use crate::calc::check::{Baselines, Judgement, Limit, Rule, Target, judge_against, unknown_exceptions};
use crate::calc::compare::side::Side;
use crate::calc::compute;
use crate::calc::results::Results;
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Scope;
use crate::domain::currency::Currency;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::period::{Grain, Span};
use crate::domain::place::{Diagnostic, Severity};
use crate::exit::Exit;
use crate::input::code::Code;
use crate::input::{Refusal, dated, divided, name_key};
use crate::output::{append, onto_input, place, summarised, write};
use crate::plan::check::{Checking, Saved};
use crate::plan::{Output, Target as Place};
use crate::render::{self, Format};
use crate::report::build::{View, describe};
use crate::report::{Kind, Numbers, Phrase, Piece, Report, Verdict};

/// Carries out `check`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn checking(plan: Checking, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let (output, exit_zero) = (plan.output.clone(), plan.exit_zero);
    around.annotates |= output.places.contains(&(Format::GitHub, Place::Stdout));
    let mut named: Vec<String> = unlisted(&plan.input);
    named.extend(plan.baselines.iter().map(|saved| saved.file.clone()));
    let opened = sources(&plan.input).unwrap_or_default();
    named.extend(opened.iter().map(|source| source.name.to_string()));
    named.extend(plan.input.files.iter().map(|file| file.name.clone()));
    let onto_input = onto_input(&output, named.into_iter());
    let exit = match (judged(plan, around), onto_input) {
        (Ok(_), Some(usage)) => around.usage(&usage),
        (Ok((report, numbers, exit)), None) => {
            write(&report, &output, &numbers, around)?;
            summarise(&report, &output, &numbers, around)?;
            exit
        }
        (Err(exit), onto_input) => {
            if onto_input.is_none() {
                refuse(&output, around)?;
            }
            if exit_zero && exit == Exit::Undecided {
                around.say("note: --exit-zero: the exit status is 0\n");
            }
            exit
        }
    };
    let spared = exit_zero && matches!(exit, Exit::Failed | Exit::Undecided);
    Ok(if spared { Exit::Done } else { exit })
}

/// Leaves what was refused where the answer of a check is looked for, so that it is not that of the run before.
fn refuse(output: &Output, around: &Surroundings<'_>) -> anyhow::Result<()> {
    for (format, target) in &output.places {
        if let (Place::File(path), Some(text)) =
            (target, render::refusal(&around.complaints, around.uncounted, *format))
        {
            place(path, text.as_bytes())?;
        }
    }
    Ok(())
}

/// Appends the report as Markdown to the summary of GitHub's step.
fn summarise(report: &Report, output: &Output, numbers: &Numbers, around: &Surroundings<'_>) -> anyhow::Result<()> {
    let github = output.places.iter().any(|(format, _)| *format == Format::GitHub);
    match around.step_summary.as_ref().filter(|_| github) {
        Some(path) => append(path, &summarised(report, output, numbers)),
        None => Ok(()),
    }
}

fn judged(plan: Checking, around: &mut Surroundings<'_>) -> Ended<(Report, Numbers, Exit)> {
    let Checking { mut input, mut assumptions, layout, rules, baselines, exit_zero, .. } = plan;
    let marginal = |metric: &Metric| *metric == Metric::MarginalCac;
    let asked = layout.columns.iter().flatten().chain(&layout.sort);
    assumptions.marginal = rules.iter().map(|rule| &rule.metric).chain(asked).any(marginal);
    assumptions.without_retention_payback = !super::needs_retention(&layout, Some(&rules));
    let read = |saved: &Saved| Ok((saved.file.clone(), crate::saved::read(&saved.file, name_key)?));
    let sides: Result<BTreeMap<String, Side>, Refusal> = baselines.iter().map(read).collect();
    let sides = sides.map_err(|refusal| around.refuse(&refusal))?;
    let sides = Baselines { all: sides, key: name_key };

    let Prepared { reading, ledger, assumptions } = prepared(&input, assumptions, around)?;
    let under = |scope: Scope| {
        let assumptions = Assumptions { scope, ..assumptions.clone() };
        let lag = input.lag.as_ref();
        finished(ledger.clone(), reading.ends, &input, lag, &assumptions, &layout.by)
    };
    let main = under(assumptions.scope).map_err(|fault| refused(&fault, true, around))?;
    let spends = |finished: &Finished| finished.selected.ledger.totals.values().any(|totals| totals.spend_rows > 0);
    if main.selected.ledger.has_spend && main.selected.ledger.has_customers && !spends(&main) {
        let period = main.selected.period.map_or_else(String::new, |period| format!(" in {period}"));
        let message = format!("no row of spend{period}, and a CAC without spend is 0");
        let help = "rows of 0, where nothing was spent   or   another --period".to_owned();
        let (code, severity) = (Code::NothingLeft.code(), Severity::Error);
        let nothing = Diagnostic { code, severity, place: None, excerpt: None, message, help: Some(help) };
        return Err(refused(&Fault::Nothing(vec![nothing].into()), true, around));
    }
    let mut by_scope: BTreeMap<&'static str, Finished> = BTreeMap::new();
    for rule in &rules {
        if let Some(scope) = rule.scope.filter(|scope| *scope != assumptions.scope)
            && !by_scope.contains_key(scope.name())
        {
            let own = under(scope).map_err(|fault| refused(&placed(fault, rule), true, around))?;
            by_scope.insert(scope.name(), own);
        }
    }
    for (names, dimension) in [(&mut input.channels, Dimension::Channel), (&mut input.segments, Dimension::Segment)] {
        *names = resolve(names, &dimension, &main.results).map_err(|diagnostic| {
            around.refuse(&vec![*diagnostic].into());
            Exit::Undecided
        })?;
    }
    let mut judgements: Vec<Judgement> = Vec::new();
    let mut idle: Vec<Diagnostic> = Vec::new();
    for rule in &rules {
        let own = rule.scope.and_then(|scope| by_scope.get(scope.name())).unwrap_or(&main);
        let scope = rule.scope.unwrap_or(assumptions.scope);
        let assumptions = Assumptions { scope, unpaid: own.unpaid.clone(), ..assumptions.clone() };
        let bench = Bench { own, assumptions: &assumptions, baselines: &sides };
        if rule.row.by_month() {
            bench.told_apart().map_err(|fault| refused(&Fault::Input(vec![*fault].into()), true, around))?;
        }
        let first = input.files.first().map(|file| file.name.as_str()).unwrap_or_default();
        judgements.extend(bench.judged(rule, reading.currency, first).map_err(|refusal| around.refuse(&refusal))?);
        idle.extend(bench.idle(rule).into_iter().filter(|said| !idle.contains(said)).collect::<Vec<_>>());
    }
    around.hear(&idle, input.strict)?;
    let spans: Vec<(String, Option<Span>)> =
        baselines.iter().filter_map(|saved| Some((saved.file.clone(), sides.all.get(&saved.file)?.period))).collect();
    let mut view = View {
        columns: layout.columns,
        sort: layout.sort,
        top: layout.top,
        channels: std::mem::take(&mut input.channels),
        segments: std::mem::take(&mut input.segments),
        judgements,
        exit_zero,
        ..viewed(Kind::Check, &input, &reading, &main, around)?
    };
    view.diagnostics.extend(idle);
    view.notes.extend(spans.iter().map(|(name, span)| told(name, *span, main.results.period)));
    view.baselines = spans;
    let report = describe(&main.results, &view);
    let exit = match report.checks.as_ref().map(|checks| checks.verdict) {
        None | Some(Verdict::Pass) => Exit::Done,
        Some(Verdict::Fail) => Exit::Failed,
        Some(Verdict::Undecided) => Exit::Undecided,
    };
    Ok((report, default_numbers(&reading), exit))
}

/// A fault that a rule's own scope made, at the place of the rule.
fn placed(mut fault: Fault, rule: &Rule) -> Fault {
    if let (Fault::Usage(usage), Some(place)) = (&mut fault, &rule.place) {
        let (file, line, column) = (&place.file, place.line, place.column);
        let message = usage.message.replace("--scope", "scope");
        usage.message = format!("{file}:{line}:{column}: {message}");
    }
    fault
}

/// What is said of a baseline.
fn told(name: &str, span: Option<Span>, current: Option<Span>) -> Phrase {
    let period = match span {
        Some(span) if Some(span) == current => format!(": {span}, the same period as the files"),
        Some(span) => format!(": {span}"),
        None => ": of no period".to_owned(),
    };
    vec![Piece::Text("baseline ".to_owned()), Piece::Name(name.to_owned()), Piece::Text(period)]
}

/// What a rule is judged on.
struct Bench<'a> {
    own: &'a Finished,
    assumptions: &'a Assumptions,
    baselines: &'a Baselines,
}

impl Bench<'_> {
    fn by(&self, dimension: Dimension) -> Results {
        compute(&self.own.selected.ledger, self.assumptions, &[dimension])
    }

    /// The results by month, of all months reported.
    fn months(&self) -> Results {
        let months = self.by(Dimension::Period(Grain::Month));
        Results { period: self.own.selected.period.or(months.period), ..months }
    }

    /// Refuses rows that are of no month, as a report by month does.
    fn told_apart(&self) -> Result<(), Box<Diagnostic>> {
        let ledger = &self.own.selected.ledger;
        dated(ledger).and_then(|()| divided(ledger, Grain::Month))
    }

    /// A rule held against the results that it speaks of.
    fn judged(&self, rule: &Rule, currency: Option<Currency>, name: &str) -> Result<Vec<Judgement>, Refusal> {
        let whole = &self.own.results;
        let other = match &rule.row {
            Target::Channel(_) => Some(Dimension::Channel),
            Target::Segment(_) => Some(Dimension::Segment),
            Target::Total | Target::Paid | Target::Each | Target::EachMonth | Target::Last => None,
        };
        let other = other.filter(|dimension| whole.dimensions.as_slice() != std::slice::from_ref(dimension));
        let other = other.map(|dimension| self.by(dimension));
        let results = other.as_ref().unwrap_or(whole);
        if let Limit::Within { baseline, .. } = &rule.limit {
            self.compares(rule, baseline, results, currency, name)?;
        }
        let months = rule.row.by_month().then(|| self.months());
        Ok(judge_against(results, months.as_ref(), self.baselines, std::slice::from_ref(rule)))
    }

    /// What is said of the names that a rule excepts and no row has.
    fn idle(&self, rule: &Rule) -> Vec<Diagnostic> {
        if rule.except.is_empty() {
            return Vec::new();
        }
        let months = rule.row.by_month().then(|| self.months());
        let gone = |name: &str| match &rule.limit {
            Limit::Within { baseline, .. } => self.baselines.all.get(baseline).is_some_and(|side| {
                side.rows
                    .iter()
                    .any(|row| row.labels.iter().any(|label| label.to_lowercase() == name.trim().to_lowercase()))
            }),
            Limit::At(_) => false,
        };
        let unknown = unknown_exceptions(&self.own.results, months.as_ref(), rule).into_iter();
        unknown
            .filter(|(name, _)| !gone(name))
            .map(|(name, near)| Diagnostic {
                code: Code::UnknownName.code(),
                severity: Severity::Warning,
                place: rule.place.clone(),
                excerpt: None,
                message: format!("no row is called '{name}', so that except leaves nothing out by it"),
                help: near.map(|near| format!("did you mean '{near}'?")),
            })
            .collect()
    }

    /// Refuses a baseline that the results do not compare with.
    fn compares(
        &self,
        rule: &Rule,
        baseline: &str,
        results: &Results,
        currency: Option<Currency>,
        name: &str,
    ) -> Result<(), Refusal> {
        let Some(side) = self.baselines.all.get(baseline) else { return Ok(()) };
        let own = Side::of(results, currency, name_key).lagged(self.own.lag());
        let before = Party { name: baseline, side, ltv_is_given: false, typed: false };
        let after = Party { name, side: &own, ltv_is_given: false, typed: false };
        let by_name = rule.row.by_name() && !rule.advisory;
        let apart = currencies_apart(&before, &after)
            .or_else(|| totals_apart(&before, &after))
            .or_else(|| rows_apart(&before, &after).filter(|_| by_name));
        match apart {
            Some(mut apart) => {
                apart.place.clone_from(&rule.place);
                Err(vec![apart].into())
            }
            None => Ok(()),
        }
    }
}
