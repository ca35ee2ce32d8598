//! `reconcile`: reads once, computes every definition on the way, and writes the walk.

use super::computed::{Fault, Finished, Prepared, finished, prepared, refused};
use super::views::why;
use super::{Ended, Surroundings, default_numbers, fit, foreign, studied, unlisted, viewed};
use crate::calc::oneoff::{self, Contradiction};
use crate::calc::reconcile::{Stop, Walk, walk};
use crate::domain::assumptions::Assumptions;
use crate::domain::definition::{Definition, Setting};
use crate::exit::Exit;
use crate::output::write_study;
use crate::plan::planning::Material;
use crate::plan::reconcile::{End, Reconciling};
use crate::plan::{Input, Usage};
use crate::report::build::View;
use crate::report::reconcile::{Side, study};
use crate::report::study::Study;
use crate::report::{Kind, Numbers};

/// Carries out `reconcile`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn reconcile(plan: Reconciling, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let Reconciling { material, assumptions, from, to, metric, output } = plan;
    let sides = [side(&from), side(&to)];
    let way = std::iter::once((Vec::new(), from.definition.clone())).chain(from.definition.way_to(&to.definition));
    match material {
        Material::Figures(given, currency) => {
            let run = currency.map(|currency| (currency, "--currency is"));
            let currency = match foreign::agreed(&assumptions.signs, run) {
                Ok(currency) => currency,
                Err(usage) => return Ok(around.usage(&usage)),
            };
            if let Err(usage) = fits(&[&from, &to], &assumptions) {
                return Ok(around.usage(&usage));
            }
            let derive = |definition: &Definition| oneoff::derive(&given, &definition.model(&assumptions));
            let found = derive(&to.definition).and_then(|last| {
                let stop = |(settings, definition): (_, Definition)| {
                    let found = derive(&definition)?;
                    Ok::<_, Box<Contradiction>>(Stop { settings, definition, found: Ok(Box::new(found)) })
                };
                Ok((last, way.map(stop).collect::<Result<Vec<Stop>, _>>()?))
            });
            let (last, stops) = match found {
                Ok(found) => found,
                Err(contradiction) => return Ok(around.usage(&super::contradicted(&contradiction))),
            };
            let view = View { currency, ..View::new(Kind::Calc) };
            let study = study(&walk(stops, metric), &last, &sides, &view);
            write_study(&study, &output, &Numbers::default(), around)?;
            Ok(Exit::Done)
        }
        Material::Files(input) => {
            let others = unlisted(&input);
            let along = |stops| walk(stops, metric);
            match of_files(&input, assumptions, [&from, &to], way, along, around) {
                Err(exit) => Ok(exit),
                Ok((study, numbers)) => studied(&study, &numbers, &output, others, around),
            }
        }
    }
}

fn side(end: &End) -> Side {
    Side { title: end.title.clone(), preset: end.preset }
}

/// Sees whether there is what each definition is computed from.
///
/// # Errors
/// What the first lacks that lacks anything.
fn fits(ends: &[&End], assumptions: &Assumptions) -> Result<(), Usage> {
    ends.iter().try_for_each(|end| {
        fit::fits(&end.definition.model(assumptions))
            .map_err(|usage| Usage { message: format!("'{}': {}", end.title, usage.message), ..usage })
    })
}

/// Computes every definition from what is read once.
fn of_files(
    input: &Input,
    assumptions: Assumptions,
    ends: [&End; 2],
    way: impl Iterator<Item = (Vec<Setting>, Definition)>,
    along: impl FnOnce(Vec<Stop>) -> Walk,
    around: &mut Surroundings<'_>,
) -> Ended<(Study, Numbers)> {
    let prepared = prepared(input, assumptions, around)?;
    fits(&ends, &prepared.assumptions).map_err(|usage| around.usage(&usage))?;
    let (mut stops, mut last, mut fault) = (Vec::new(), None, None);
    for (settings, definition) in way {
        let found = match once(&prepared, input, &definition) {
            Ok(found) => {
                let results = Box::new(found.results.clone());
                last = Some(found);
                Ok(results)
            }
            Err(refusal) => {
                let said = why(&refusal);
                fault.get_or_insert(refusal);
                Err(said)
            }
        };
        stops.push(Stop { settings, definition, found });
    }
    match (last, fault) {
        (Some(last), _) => {
            let view = viewed(Kind::Report, input, &prepared.reading, &last, around)?;
            Ok((study(&along(stops), &last.results, &ends.map(side), &view), default_numbers(&prepared.reading)))
        }
        // No definition can be computed here, and the first says why.
        (None, Some(fault)) => Err(refused(&fault, false, around)),
        (None, None) => Err(Exit::Input),
    }
}

fn once(prepared: &Prepared, input: &Input, definition: &Definition) -> Result<Finished, Fault> {
    let mut input = input.clone();
    input.costs.allocation.clone_from(&definition.allocation);
    let model = definition.model(&prepared.assumptions);
    finished(prepared.ledger.clone(), prepared.reading.ends, &input, definition.lag.as_ref(), &model, &[])
}
