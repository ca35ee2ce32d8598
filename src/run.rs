//! One function per command; the only file that knows every layer.

mod apart;
mod check;
pub(crate) mod clock;
mod compare;
mod computed;
mod fit;
mod foreign;
mod funnel;
mod init;
mod notes;
mod planning;
mod progress;
mod reconcile;
mod screen;
mod shell;
mod sources;
mod trend;
mod unknown;
mod views;

use std::collections::HashMap;
use std::sync::Arc;

use crate::calc::check::{Rule, is_out_of_scope, unsaid};
use crate::calc::oneoff::{self, Contradiction, Given};
use crate::calc::results::{Label, Line, Results};
use crate::domain::assumptions::{Assumptions, Basis};
use crate::domain::currency::Currency;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::number::{Group, Mark};
use crate::domain::place::{Diagnostic, Severity};
use crate::domain::value::{Reason, Value};
use crate::exit::Exit;
use crate::input::code::Code;
use crate::input::rates::Rates;
use crate::input::suggest::nearest;
use crate::input::{self, Reading, Refusal, Source, name_key};
use crate::output::{
    deliver, onto_each_other, onto_input, onto_template, onto_terminal, printed_onto_input, stdout, write, write_study,
};
use crate::plan::{Input, Layout, Output, Plan, Usage};
use crate::render::{self, text};
use crate::report::build::{View, describe};
use crate::report::funnel::of_figures as funnel_of_figures;
use crate::report::inspection::{self, Inspection};
use crate::report::study::Study;
use crate::report::{InputFile, Kind, Numbers, Piece, Report};

use self::computed::{Computed, Finished, computed};
use self::notes::notes;
pub use self::screen::Surroundings;
use self::sources::sources;

/// What a failed run ends with; errors of the output come as `anyhow` errors instead.
type Ended<T> = Result<T, Exit>;

/// Prints a page on standard output.
///
/// # Errors
/// When it cannot be written, unless its reader closed the pipe.
pub fn print(page: &str, around: &mut Surroundings<'_>) -> anyhow::Result<()> {
    stdout(around, page)
}

/// Carries out a plan.
///
/// # Errors
/// When the output cannot be written.
pub fn run(plan: Plan, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let refused =
        |output| onto_terminal(output, around).or_else(|| onto_each_other(output)).or_else(|| onto_template(output));
    if let Some(usage) = plan.nameless_rows().or_else(|| plan.output().and_then(refused)) {
        return Ok(around.usage(&usage));
    }
    match plan {
        Plan::Calc { given, assumptions, currency, output, explain } => {
            calc(&given, &assumptions, currency, &output, explain, around)
        }
        Plan::Check(plan) => check::checking(*plan, around),
        Plan::Report { input, assumptions, layout, output, explain } => {
            let others = unlisted(&input);
            match report(*input, *assumptions, layout, explain, around) {
                Err(exit) => Ok(exit),
                Ok((report, numbers)) => {
                    let files = report.inputs.iter().map(|input| input.file.to_string());
                    if let Some(usage) = onto_input(&output, files.chain(others)) {
                        return Ok(around.usage(&usage));
                    }
                    write(&report, &output, &numbers, around)?;
                    Ok(Exit::Done)
                }
            }
        }
        Plan::View { sweep, input, assumptions, by, output } => {
            let others = unlisted(&input);
            match views::view(sweep, *input, *assumptions, &by, around) {
                Err(exit) => Ok(exit),
                Ok((study, numbers)) => studied(&study, &numbers, &output, others, around),
            }
        }
        Plan::Funnel { input, assumptions, layout, output } => {
            funnel::funnel(*input, *assumptions, &layout, &output, around)
        }
        Plan::Inspect { input, given, output } => inspect(&input, &given, &output, around),
        Plan::Init(plan) => init::init(plan, around),
        Plan::Compare(plan) => compare::comparing(*plan, around),
        Plan::Planning(plan) => planning::planning(*plan, around),
        Plan::Reconcile(plan) => reconcile::reconcile(*plan, around),
        Plan::Shell(asked) => shell::shell(&asked, around),
        Plan::Trend(plan) => trend::trending(*plan, around),
        Plan::Across(plan) => trend::across(*plan, around),
        Plan::Get { metric, input, assumptions } => get(metric, *input, *assumptions, around),
    }
}

/// Writes a study, unless that would be over what it was made from.
fn studied(
    study: &Study,
    numbers: &Numbers,
    output: &Output,
    others: Vec<String>,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    let files = study.inputs.iter().map(|input| input.file.to_string());
    if let Some(usage) = onto_input(output, files.chain(others)) {
        return Ok(around.usage(&usage));
    }
    write_study(study, output, numbers, around)?;
    Ok(Exit::Done)
}

/// What a run reads beside its files: rates and the configuration.
fn unlisted(input: &Input) -> Vec<String> {
    input.rates.iter().chain(&input.config).cloned().collect()
}

/// Reads the files, converted at the rates of a file where that was asked for.
fn read(input: &Input, around: &mut Surroundings<'_>) -> Result<Reading, Refusal> {
    let sources = sources(input)?;
    let mut options = input.options.clone();
    if let (Some(name), Some(currency)) = (&input.rates, options.currency) {
        options.rates = Some(Arc::new(Rates::read(Source::path(name), currency, &options)?));
    }
    progress::shown(sources, options, around)
}

/// Reads the files and says how.
fn inspect(input: &Input, given: &[String], output: &Output, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let reading = match read(input, around) {
        Ok(reading) => reading,
        Err(refusal) => return Ok(around.refuse(&refusal)),
    };
    let files = reading.understood.iter().map(|file| file.file.to_string());
    if let Some(usage) = onto_input(output, files.chain(unlisted(input))) {
        return Ok(around.usage(&usage));
    }
    if let Err(exit) = around.hear(&reading.diagnostics, input.strict) {
        return Ok(exit);
    }
    let inspection = Inspection::new(reading.understood, reading.merged, given, reading.diagnostics);
    deliver(output, around, |format, style| Ok(render::inspect(&inspection, format, style)))?;
    Ok(Exit::Done)
}

fn calc(
    given: &Given,
    assumptions: &Assumptions,
    currency: Option<Currency>,
    output: &Output,
    explain: bool,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    let run = currency.map(|currency| (currency, "--currency is"));
    let currency = match foreign::agreed(&assumptions.signs, run) {
        Ok(currency) => currency,
        Err(usage) => return Ok(around.usage(&usage)),
    };
    if let Err(usage) = fit::fits(assumptions) {
        return Ok(around.usage(&usage));
    }
    let results = match oneoff::derive(given, assumptions) {
        Ok(results) => results,
        Err(contradiction) => return Ok(around.usage(&contradicted(&contradiction))),
    };
    if let Some(contradiction) = oneoff::contradicted_ltv(given, assumptions) {
        return Ok(around.usage(&contradicted(&contradiction)));
    }
    let view = View { currency, explain, ..View::new(Kind::Calc) };
    let report = describe(&results, &view);
    if !given.steps.is_empty() {
        let spend = results.total.values.get(&Metric::Spend).cloned();
        let steps = oneoff::at_steps(given, &spend.unwrap_or(Value::Undefined(Reason::NoData)));
        let names: Vec<_> = given.steps.iter().map(|(name, _)| name.clone()).collect();
        let study = funnel_of_figures(report, &names, &steps);
        write_study(&study, output, &Numbers::default(), around)?;
        return Ok(Exit::Done);
    }
    write(&report, output, &Numbers::default(), around)?;
    Ok(Exit::Done)
}

/// Which figures contradict each other.
fn contradicted(contradiction: &Contradiction) -> Usage {
    let number = |exact| text::machine(exact).0;
    let (name, given) = (contradiction.metric.name(), number(&contradiction.given));
    let message = match &contradiction.derived {
        Value::Known(derived) => {
            let derived = text::machine_figure(derived).0;
            format!("{name} is given as {given}, but the other figures make it {derived}")
        }
        Value::Undefined(reason) => {
            format!("{name} is given as {given}, but by the other figures it has no value: {}", reason.sentence())
        }
    };
    Usage { message, help: Some("leave one of them out".to_owned()) }
}

fn report(
    mut input: Input,
    mut assumptions: Assumptions,
    layout: Layout,
    explain: bool,
    around: &mut Surroundings<'_>,
) -> Ended<(Report, Numbers)> {
    let mut asked = layout.columns.iter().flatten().chain(&layout.sort);
    assumptions.marginal = asked.any(|metric| *metric == Metric::MarginalCac);
    assumptions.without_retention_payback = !explain && !needs_retention(&layout, None);
    let Computed { reading, finished, .. } = computed(&input, assumptions, &layout.by, false, around)?;
    for (names, dimension) in [(&mut input.channels, Dimension::Channel), (&mut input.segments, Dimension::Segment)] {
        *names = resolve(names, &dimension, &finished.results)
            .map_err(|diagnostic| around.refuse(&vec![*diagnostic].into()))?;
    }
    let view = View {
        columns: layout.columns,
        sort: layout.sort,
        top: layout.top,
        channels: std::mem::take(&mut input.channels),
        segments: std::mem::take(&mut input.segments),
        explain,
        ..viewed(Kind::Report, &input, &reading, &finished, around)?
    };
    Ok((describe(&finished.results, &view), default_numbers(&reading)))
}

/// What is shown beside results: files, notes, what was said about the input, which is said here.
fn viewed(
    kind: Kind,
    input: &Input,
    reading: &Reading,
    finished: &Finished,
    around: &mut Surroundings<'_>,
) -> Ended<View> {
    let mut diagnostics = reading.diagnostics.clone();
    diagnostics.extend(finished.selected.diagnostics.iter().cloned());
    diagnostics.extend(input::short_exports(&reading.exports, &finished.selected));
    around.hear(&diagnostics, input.strict)?;
    let mut notes = notes(reading, &finished.selected.left_out, input.rates.as_deref());
    if let Some(lag) = &finished.idle_lag {
        let text = format!("lag {lag} is not used: it needs both spend and customers");
        notes.push(vec![Piece::Text(text)]);
    }
    if let Some(config) = &input.config {
        notes.push(vec![Piece::Text("configuration ".to_owned()), Piece::Name(config.clone())]);
    }
    notes.extend(inspection::footer(&reading.understood, &reading.merged));
    Ok(View {
        currency: reading.currency,
        matched: finished.matched.clone(),
        spread: finished.spread.clone(),
        inputs: files_of(reading),
        diagnostics,
        notes,
        ..View::new(kind)
    })
}

/// Whether payback with churn is asked for, or hangs on what is.
fn needs_retention(layout: &Layout, rules: Option<&[Rule]>) -> bool {
    let slow = |metric: &Metric| matches!(metric, Metric::PaybackRetentionMonths | Metric::PaybackRetentionContinuous);
    let shown = layout.columns.iter().flatten().chain(&layout.sort).any(slow);
    // A payback check that passes while churn means it never pays back carries a warning.
    shown || rules.into_iter().flatten().any(|rule| slow(&rule.metric) || rule.metric == Metric::PaybackMonths)
}

/// The names of rows as shown, for names as typed.
fn resolve(names: &[String], dimension: &Dimension, results: &Results) -> Result<Vec<String>, Box<Diagnostic>> {
    let Some(place) = results.dimensions.iter().position(|one| one == dimension) else {
        return Ok(Vec::new());
    };
    let label = |line: &Line| match line.key.get(place) {
        Some(Label::Name(Some(name))) => Some(name.to_string()),
        Some(Label::Name(None)) => Some("(unattributed)".to_owned()),
        Some(Label::Category(_) | Label::Period(_)) | None => None,
    };
    let all: Vec<String> = results.rows.iter().filter_map(label).collect();
    let mut keys: HashMap<String, &String> = HashMap::new();
    for one in all.iter().filter(|_| !names.is_empty()) {
        keys.entry(name_key(one)).or_insert(one);
    }
    let mut found = Vec::new();
    for name in names {
        match keys.get(&name_key(name)) {
            Some(one) => found.push((*one).clone()),
            None => return Err(Box::new(no_such_row(name, dimension, &all))),
        }
    }
    Ok(found)
}

fn no_such_row(name: &str, dimension: &Dimension, all: &[String]) -> Diagnostic {
    let help = match nearest(name, all.iter().map(String::as_str)) {
        Some(near) => format!("did you mean '{near}'?"),
        None => {
            format!("there are {}", all.iter().take(20).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", "))
        }
    };
    Diagnostic {
        code: Code::NothingLeft.code(),
        severity: Severity::Error,
        place: None,
        excerpt: None,
        message: format!("no rows match the {} '{name}'", dimension.name()),
        help: Some(help),
    }
}

fn get(metric: Metric, input: Input, assumptions: Assumptions, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let by =
        if input.channels.is_empty() && !input.segments.is_empty() { Dimension::Segment } else { Dimension::Channel };
    if input.channels.len() + input.segments.len() > 1 {
        let help = Some("cacltv report -f json prints several".to_owned());
        return Ok(
            around.usage(&Usage { message: "get prints one number: name one channel or segment".to_owned(), help })
        );
    }
    let assumptions = Assumptions { marginal: metric == Metric::MarginalCac, ..assumptions };
    let computed = match computed(&input, assumptions, std::slice::from_ref(&by), true, around) {
        Ok(computed) => computed,
        Err(exit) => return Ok(exit),
    };
    let files = computed.reading.files.iter().map(|file| file.file.to_string());
    if let Some(usage) = printed_onto_input(files.chain(unlisted(&input))) {
        return Ok(around.usage(&usage));
    }
    let names = if by == Dimension::Channel { &input.channels } else { &input.segments };
    let line = match names.first() {
        None => &computed.finished.results.total,
        Some(_) => match resolve(names, &by, &computed.finished.results) {
            Err(diagnostic) => {
                around.refuse(&vec![*diagnostic].into());
                return Ok(Exit::Undecided);
            }
            Ok(found) => {
                let wanted = |line: &&Line| match line.key.first() {
                    Some(Label::Name(Some(name))) => found.iter().any(|one| **one == **name),
                    Some(Label::Name(None)) => found.iter().any(|one| one == "(unattributed)"),
                    Some(Label::Category(_) | Label::Period(_)) | None => false,
                };
                computed.finished.results.rows.iter().find(wanted).unwrap_or(&computed.finished.results.total)
            }
        },
    };
    if let Err(exit) = viewed(Kind::Report, &input, &computed.reading, &computed.finished, around) {
        return Ok(exit);
    }
    let unsaid = unsaid(&computed.finished.results, metric);
    match line.values.get(&metric) {
        Some(Value::Known(_)) if !unsaid.is_empty() => {
            let named: Vec<String> = unsaid.iter().map(|(category, _)| format!("'{category}'")).collect();
            let said = format!("it is not said whether {} counts in this scope", named.join(" and "));
            let help = "place it under [costs.categories] in cacltv.toml, or use --scope full";
            around.fault(&format!("{} is undecided: {said}", metric.name()), Some(help));
            Ok(Exit::Undecided)
        }
        Some(Value::Known(_)) if is_out_of_scope(&computed.finished.results, line, metric) => {
            let message = format!("{} is undecided: no spend counts in this scope", metric.name());
            around.fault(&message, Some("--scope full   or   get spend"));
            Ok(Exit::Undecided)
        }
        Some(Value::Known(figure)) => {
            let revenue = computed.finished.results.basis == Basis::Revenue && computed.assumptions.basis.is_none();
            if revenue && matches!(metric, Metric::Ltv | Metric::LtvCac | Metric::MaxCac | Metric::PaybackMonths) {
                around.remark("no margin is known, so this rests on revenue: --margin 72%, or --basis revenue");
            }
            let (number, _) = text::machine_figure(figure);
            stdout(around, &format!("{number}\n"))?;
            Ok(Exit::Done)
        }
        Some(Value::Undefined(reason)) => {
            let message = format!("{} is undefined: {} ({})", metric.name(), reason.sentence(), reason.code());
            around.fault(&message, Some(reason.fix()));
            Ok(Exit::Undecided)
        }
        None => {
            around.fault(&format!("{} does not follow from these files", metric.name()), None);
            Ok(Exit::Undecided)
        }
    }
}

fn files_of(reading: &Reading) -> Vec<InputFile> {
    reading
        .files
        .iter()
        .map(|file| InputFile {
            file: file.file.clone(),
            role: file.role.name(),
            rows: file.rows,
            bytes: file.bytes,
            encoding: file.encoding,
            delimiter: (!file.sheet).then_some(file.delimiter),
            decimal: file.settled.map(Mark::char),
        })
        .collect()
}

/// The number style of the files, when one of them proves a decimal comma, or a flag says so where none proves any.
fn default_numbers(reading: &Reading) -> Numbers {
    let proved = reading.files.iter().any(|file| file.decimal.is_some());
    let comma = |file: &&input::FileInfo| {
        let mark = if proved { file.decimal } else { file.settled };
        mark == Some(Mark::Comma)
    };
    if !reading.files.iter().any(|file| comma(&file)) {
        return Numbers::default();
    }
    let group = reading.files.iter().filter(comma).find_map(|file| file.group).unwrap_or(Group::NoBreak);
    // A plain space would let a number break over lines.
    let group = if group == Group::Space { Group::NoBreak } else { group };
    Numbers { decimal: ',', group: Some(group.char()), ..Numbers::default() }
}
