//! `funnel`: steps, what each of them costs, and where most are lost.

use super::computed::{Computed, computed};
use super::{Surroundings, default_numbers, no_such_row, unlisted, viewed};
use crate::calc::funnel::{Funnel, Row, funnel as compute};
use crate::domain::assumptions::Assumptions;
use crate::domain::ledger::Dimension;
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::exit::Exit;
use crate::input::code::Code;
use crate::input::suggest::nearest;
use crate::input::{self, Reading, name_key};
use crate::output::{onto_input, write_study};
use crate::plan::{FunnelLayout, Input, Output, Usage};
use crate::report::funnel::{FunnelView, Sort, describe, label};
use crate::report::{Kind, Piece};

/// Reads, cuts, computes and says.
pub(super) fn funnel(
    mut input: Input,
    assumptions: Assumptions,
    layout: &FunnelLayout,
    output: &Output,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    // A lag of the configuration is for reports.
    let lag = input.lag.take();
    let computed = match computed(&input, assumptions, &layout.by, false, around) {
        Ok(computed) => computed,
        Err(exit) => return Ok(exit),
    };
    let Computed { reading, assumptions, finished } = computed;
    let ledger = &finished.selected.ledger;
    if ledger.steps.len() < 2 {
        return Ok(
            around.refuse(&vec![no_steps(&reading, ledger.steps.first().map(|step| step.title.as_str()))].into())
        );
    }
    let found = compute(ledger, &assumptions, &layout.by, layout.bounce.as_ref());
    let mut shown = [Vec::new(), Vec::new()];
    let names = [(&input.channels, Dimension::Channel), (&input.segments, Dimension::Segment)];
    for (slot, (names, dimension)) in shown.iter_mut().zip(names) {
        match resolve(names, &dimension, &found) {
            Ok(known) => *slot = known,
            Err(diagnostic) => return Ok(around.refuse(&vec![*diagnostic].into())),
        }
    }
    let sort = match layout.sort.as_ref().map(|text| sort(text, &found)).transpose() {
        Ok(sort) => sort,
        Err(usage) => return Ok(around.usage(&usage)),
    };
    let files = reading.files.iter().map(|file| file.file.to_string());
    if let Some(usage) = onto_input(output, files.chain(unlisted(&input))) {
        return Ok(around.usage(&usage));
    }
    let rising = rising(&found);
    let told = viewed(Kind::Report, &input, &reading, &finished, around)
        .and_then(|view| around.hear(&rising, input.strict).map(|()| view));
    let mut view = match told {
        Ok(view) => view,
        Err(exit) => return Ok(exit),
    };
    view.diagnostics.extend(rising);
    if let Some(lag) = &lag {
        let text = format!("lag {lag} is not used: a funnel holds the steps of a month against its own spend");
        view.notes.push(vec![Piece::Text(text)]);
    }
    if !assumptions.rows.is_empty() {
        view.notes.push(vec![Piece::Text("inputs of LTV are not used by a funnel".to_owned())]);
    }
    let [channels, segments] = shown;
    let how = FunnelView { sort, top: layout.top, channels, segments };
    let study = describe(&found, &finished.results, &view, &how);
    write_study(&study, output, &default_numbers(&reading), around)?;
    Ok(Exit::Done)
}

/// Fewer than two steps.
fn no_steps(reading: &Reading, only: Option<&str>) -> Diagnostic {
    let message = match only {
        None => "no file has columns of steps, such as visits, leads and customers".to_owned(),
        Some(step) => format!("the files have one step only, '{step}': a funnel has two at least"),
    };
    Diagnostic {
        code: Code::NoHeader.code(),
        severity: Severity::Error,
        place: reading.files.first().map(|file| Place::file(&file.file)),
        excerpt: None,
        message,
        help: Some(
            "--steps 'COLUMN,COLUMN' takes columns of any name; cacltv explain funnel lists those known".to_owned(),
        ),
    }
}

/// The names of rows as shown, for names as typed.
fn resolve(names: &[String], dimension: &Dimension, found: &Funnel) -> Result<Vec<String>, Box<Diagnostic>> {
    let Some(place) = found.dimensions.iter().position(|one| one == dimension) else { return Ok(Vec::new()) };
    let all: Vec<String> = found.rows.iter().filter_map(|row| row.key.get(place)).map(label).collect();
    let known = |name: &String| all.iter().find(|one| name_key(one) == name_key(name)).cloned();
    names.iter().map(|name| known(name).ok_or_else(|| Box::new(no_such_row(name, dimension, &all)))).collect()
}

/// The step or metric of a name.
fn sort(text: &str, found: &Funnel) -> Result<Sort, Usage> {
    let wanted = input::step_key(text);
    let is = |name: &crate::domain::funnel::StepName| name_key(&name.title) == name_key(text) || name.key == wanted;
    if let Some(place) = found.steps.iter().position(is) {
        return Ok(Sort::Step(place));
    }
    let metric = crate::domain::metric::Metric::named(text);
    if let Some(metric) = metric.filter(|metric| found.total.values.contains_key(metric)) {
        return Ok(Sort::Metric(metric));
    }
    let names: Vec<&str> = found
        .steps
        .iter()
        .map(|name| name.key.as_str())
        .chain(found.total.values.keys().map(|one| one.name()))
        .collect();
    let help = match nearest(text, names.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("one of {}", names.join(", ")),
    };
    Err(Usage { message: format!("--sort: there is no step or metric '{}' here", text.trim()), help: Some(help) })
}

/// Steps above the ones before them.
fn rising(found: &Funnel) -> Vec<Diagnostic> {
    let rising = found.rising();
    let said = |(row, at): &(&Row, usize)| {
        let title = |at: usize| found.steps.get(at).map_or("", |name| name.title.as_str());
        let name =
            if row.key.is_empty() { "the total".to_owned() } else { format!("'{}'", crate::report::funnel::row(row)) };
        let (before, step) = (title(at.saturating_sub(1)), title(*at));
        Diagnostic {
            code: Code::StepAbove.code(),
            severity: Severity::Warning,
            place: None,
            excerpt: None,
            message: format!(
                "{name} has more at '{step}' than at the step before, '{before}': a conversion above 100 %"
            ),
            help: usual_order(found),
        }
    };
    let mut all: Vec<Diagnostic> = rising.iter().take(10).map(said).collect();
    if let (Some(last), true) = (all.last_mut(), rising.len() > 10) {
        last.message.push_str(&format!(" (and {} more such rows)", rising.len().saturating_sub(10)));
    }
    all
}

/// The flag that puts known steps in their usual order, where the columns have another.
fn usual_order(found: &Funnel) -> Option<String> {
    let mut usual: Vec<_> =
        found.steps.iter().map(|name| Some((name.step?, name.key.as_str()))).collect::<Option<_>>()?;
    usual.sort_unstable();
    let keys: Vec<&str> = usual.iter().map(|(_, key)| *key).collect();
    let same = found.steps.iter().map(|name| name.key.as_str()).eq(keys.iter().copied());
    (!same).then(|| format!("--steps '{}'", keys.join(",")))
}
