//! `compare`: computes or reads both sides, holds them against each other, and writes one study.

use super::apart::{Party, currencies_apart, rows_apart, totals_apart};
use super::computed::{Prepared, finished, prepared, refused};
use super::{Ended, Surroundings, contradicted, default_numbers, files_of, fit, foreign, no_such_row, viewed};
use crate::calc::compare::side::Side;
use crate::calc::compare::{Comparison, compare};
use crate::calc::oneoff::{self, Contradiction};
use crate::domain::assumptions::Assumptions;
use crate::domain::currency::Currency;
use crate::domain::ledger::Dimension;
use crate::domain::place::Diagnostic;
use crate::domain::value::Value;
use crate::exit::Exit;
use crate::input::{Cut, name_key};
use crate::output::{onto_input, write_study};
use crate::plan::compare::{Comparing, Figures, Sides, Source};
use crate::plan::{Input, Usage, not_by};
use crate::report::build::View;
use crate::report::compare::{End, Look, study};
use crate::report::{Kind, Numbers};

/// A side with what reading it gave.
struct Read {
    end: End,
    /// Whether its LTV was typed, so that no method stands behind it.
    ltv_is_given: bool,
    /// Whether it is figures, which have no scope.
    typed: bool,
    /// The number style of its files.
    numbers: Option<Numbers>,
    /// What the output must not be written over.
    files: Vec<String>,
}

impl Read {
    fn party(&self) -> Party<'_> {
        let Self { end, ltv_is_given, typed, .. } = self;
        Party { name: &end.name, side: &end.side, ltv_is_given: *ltv_is_given, typed: *typed }
    }
}

/// Carries out `compare`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn comparing(plan: Comparing, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let output = plan.output.clone();
    match compared(plan, around) {
        Err(exit) => Ok(exit),
        Ok((study, numbers, files)) => {
            if let Some(usage) = onto_input(&output, files.into_iter()) {
                return Ok(around.usage(&usage));
            }
            write_study(&study, &output, &numbers, around)?;
            Ok(Exit::Done)
        }
    }
}

type Compared = (crate::report::study::Study, Numbers, Vec<String>);

fn compared(plan: Comparing, around: &mut Surroundings<'_>) -> Ended<Compared> {
    let Comparing { sides, assumptions, by, channels, segments, currency, config, .. } = plan;
    let bands = assumptions.bands.clone();
    let [before, mut after] = match sides {
        Sides::Periods(input, cuts) => periods(*input, cuts, assumptions, &by, around)?,
        Sides::Two(two) => {
            let [base, new] = *two;
            let mut read = |source| one(source, &assumptions, &by, currency, around);
            [read(base)?, read(new)?]
        }
    };
    if let Some(apart) = apart(&before, &after) {
        return Err(around.refuse(&vec![apart].into()));
    }
    if !before.end.side.rows.is_empty() && !after.end.side.rows.is_empty() {
        // The dimensions are the same, which was looked at above.
        if let Some(arranged) = after.end.side.clone().in_order_of(&before.end.side) {
            after.end.side = arranged;
        }
    }
    let comparison = Comparison { bands, ..compare(&before.end.side, &after.end.side) };
    let mut rows: Option<Vec<usize>> = None;
    for (names, dimension) in [(channels, Dimension::Channel), (segments, Dimension::Segment)] {
        if names.is_empty() {
            continue;
        }
        let found = resolved(&names, &dimension, &comparison).map_err(|fault| match fault {
            Fault::Usage(usage) => around.usage(&usage),
            Fault::Row(diagnostic) => around.refuse(&vec![*diagnostic].into()),
        })?;
        rows = Some(rows.map_or(found.clone(), |rows| rows.into_iter().filter(|at| found.contains(at)).collect()));
    }
    let known = before.end.side.currency.or(after.end.side.currency);
    let ends = [before.end, after.end];
    let study = study(&comparison, &ends, &Look { currency: known.or(currency), rows });
    let numbers = before.numbers.or(after.numbers).unwrap_or_default();
    Ok((study, numbers, before.files.into_iter().chain(after.files).chain(config).collect()))
}

/// One side.
fn one(
    source: Source,
    assumptions: &Assumptions,
    by: &[Dimension],
    currency: Option<Currency>,
    around: &mut Surroundings<'_>,
) -> Ended<Read> {
    match source {
        Source::Files(input) => {
            let name = input.files.first().map(|file| file.name.clone()).unwrap_or_default();
            let prepared = prepared(&input, assumptions.clone(), around)?;
            of_files(&prepared, &input, name, by, around)
        }
        Source::Figures(figures) => typed(*figures, currency, around),
        Source::Saved(name) => {
            let side = crate::saved::read(&name, name_key).map_err(|refusal| around.refuse(&refusal))?;
            let end = End::saved(side, name.clone());
            Ok(Read { end, ltv_is_given: false, typed: false, numbers: None, files: vec![name] })
        }
    }
}

/// Two periods of one input, which is read once.
fn periods(
    mut input: Input,
    cuts: [Cut; 2],
    assumptions: Assumptions,
    by: &[Dimension],
    around: &mut Surroundings<'_>,
) -> Ended<[Read; 2]> {
    let mut prepared = prepared(&input, assumptions, around)?;
    let mut side = |prepared: &Prepared, cut: Cut| {
        input.cut = Some(cut);
        of_files(prepared, &input, String::new(), by, around)
    };
    let [base, new] = cuts;
    let before = side(&prepared, base)?;
    // What was said of the files was said with the first period.
    prepared.reading.diagnostics.clear();
    let after = side(&prepared, new)?;
    Ok([before, after])
}

fn of_files(
    prepared: &Prepared,
    input: &Input,
    name: String,
    by: &[Dimension],
    around: &mut Surroundings<'_>,
) -> Ended<Read> {
    let Prepared { reading, ledger, assumptions } = prepared;
    let finished = finished(ledger.clone(), reading.ends, input, input.lag.as_ref(), assumptions, by)
        .map_err(|fault| refused(&fault, false, around))?;
    let view = viewed(Kind::Report, input, reading, &finished, around)?;
    let side = Side::of(&finished.results, view.currency, name_key).lagged(finished.lag());
    let files = view.inputs.iter().map(|file| file.file.to_string()).chain(super::unlisted(input)).collect();
    let period = || finished.results.period.map(|period| period.to_string()).unwrap_or_default();
    let name = if name.is_empty() { period() } else { name };
    let end = End::computed(side, name, &finished.results, &view);
    let numbers = (!files_of(reading).is_empty()).then(|| default_numbers(reading));
    Ok(Read { end, ltv_is_given: false, typed: false, numbers, files })
}

/// Figures, with what follows from them.
fn typed(figures: Figures, currency: Option<Currency>, around: &mut Surroundings<'_>) -> Ended<Read> {
    let Figures { text, given, metrics, assumptions } = figures;
    let run = currency.map(|currency| (currency, "--currency is"));
    let currency = foreign::agreed(&assumptions.signs, run).map_err(|usage| around.usage(&usage))?;
    fit::fits(&assumptions).map_err(|usage| around.usage(&usage))?;
    let mut results =
        oneoff::derive(&given, &assumptions).map_err(|contradiction| around.usage(&contradicted(&contradiction)))?;
    if let Some(contradiction) = oneoff::contradicted_ltv(&given, &assumptions) {
        return Err(around.usage(&contradicted(&contradiction)));
    }
    for (metric, number) in metrics {
        let derived = results.total.values.get(&metric).and_then(Value::figure).filter(|figure| figure.is_exact());
        if let Some(derived) = derived.map(|figure| figure.low().clone()).filter(|derived| *derived != number) {
            return Err(around.usage(&contradicted(&Contradiction {
                metric,
                given: number,
                derived: Value::exact(derived),
            })));
        }
        results.total.values.insert(metric, Value::exact(number));
    }
    let view = View { currency, ..View::new(Kind::Calc) };
    let side = Side::of(&results, currency, name_key);
    let end = End::computed(side, text, &results, &view);
    Ok(Read { end, ltv_is_given: given.ltv.is_some(), typed: true, numbers: None, files: Vec::new() })
}

/// Why the sides do not compare, if they do not.
fn apart(before: &Read, after: &Read) -> Option<Diagnostic> {
    let (base, new) = (before.party(), after.party());
    currencies_apart(&base, &new).or_else(|| rows_apart(&base, &new)).or_else(|| totals_apart(&base, &new))
}

/// Why rows cannot be chosen.
enum Fault {
    Usage(Usage),
    Row(Box<Diagnostic>),
}

/// The places of the rows with these names.
fn resolved(names: &[String], dimension: &Dimension, comparison: &Comparison) -> Result<Vec<usize>, Fault> {
    let Some(place) = comparison.dimensions.iter().position(|name| name == dimension.name()) else {
        let rows: Vec<&str> = comparison.dimensions.iter().map(String::as_str).collect();
        return Err(Fault::Usage(not_by(dimension, &rows)));
    };
    let all: Vec<String> = comparison.rows.iter().filter_map(|row| row.labels.get(place).cloned()).collect();
    let mut found = Vec::new();
    for name in names {
        let own = all.iter().enumerate().filter(|(_, one)| name_key(one) == name_key(name)).map(|(at, _)| at);
        let before = found.len();
        found.extend(own);
        if found.len() == before {
            return Err(Fault::Row(Box::new(no_such_row(name, dimension, &all))));
        }
    }
    Ok(found)
}
