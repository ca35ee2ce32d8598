//! Views that are computed more than once from what was read once.

use super::computed::{Fault, Finished, Prepared, finished, prepared, refused};
use super::{Ended, Surroundings, default_numbers, resolve, viewed};
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Scope;
use crate::domain::lag::Lag;
use crate::domain::ledger::Dimension;
use crate::domain::sweep::Sweep;
use crate::input::code::Code;
use crate::plan::Input;
use crate::report::build::View;
use crate::report::study::Study;
use crate::report::views::{Lagged, Scoped, lags, scopes};
use crate::report::{Kind, Numbers};

/// The longest lag of the sweep, in months.
const LONGEST: u32 = 6;

/// The study of a view.
pub(super) fn view(
    sweep: Sweep,
    mut input: Input,
    mut assumptions: Assumptions,
    by: &[Dimension],
    around: &mut Surroundings<'_>,
) -> Ended<(Study, Numbers)> {
    assumptions.without_retention_payback = true;
    if sweep == Sweep::Scopes {
        assumptions.scope = Scope::Full;
    }
    let prepared = prepared(&input, assumptions, around)?;
    let lag = input.lag.clone();
    let plain = once(&prepared, &input, lag.as_ref(), Scope::Full, by);
    let study = match sweep {
        Sweep::Scopes => {
            let full = plain.map_err(|fault| refused(&fault, false, around))?;
            for (names, dimension) in
                [(&mut input.channels, Dimension::Channel), (&mut input.segments, Dimension::Segment)]
            {
                *names = resolve(names, &dimension, &full.results)
                    .map_err(|diagnostic| around.refuse(&vec![*diagnostic].into()))?;
            }
            let found: Vec<Scoped> = [Scope::Paid, Scope::Direct]
                .into_iter()
                .map(|scope| (scope, once(&prepared, &input, lag.as_ref(), scope, by)))
                .map(|(scope, found)| (scope, found.map(|found| found.results).map_err(|fault| why(&fault))))
                .chain([(Scope::Full, Ok(full.results.clone()))])
                .collect();
            let view = View {
                channels: std::mem::take(&mut input.channels),
                segments: std::mem::take(&mut input.segments),
                ..viewed(Kind::Report, &input, &prepared.reading, &full, around)?
            };
            scopes(&full.results, &found, &view)
        }
        Sweep::Lag => {
            let scope = prepared.assumptions.scope;
            let one = |months: u32| once(&prepared, &input, Some(&Lag::months(months)), scope, &[]);
            let first = one(0).map_err(|fault| refused(&fault, false, around))?;
            let rest = (1..=LONGEST).map(|months| {
                let found = one(months).map(|found| (found.results, found.matched));
                (months, found.map_err(|fault| why(&fault)))
            });
            let found: Vec<Lagged> =
                std::iter::once((0, Ok((first.results.clone(), first.matched.clone())))).chain(rest).collect();
            let view = View { matched: None, ..viewed(Kind::Report, &input, &prepared.reading, &first, around)? };
            lags(&first.results, &found, &view)
        }
    };
    Ok((study, default_numbers(&prepared.reading)))
}

fn once(
    prepared: &Prepared,
    input: &Input,
    lag: Option<&Lag>,
    scope: Scope,
    by: &[Dimension],
) -> Result<Finished, Fault> {
    let assumptions = Assumptions { scope, ..prepared.assumptions.clone() };
    finished(prepared.ledger.clone(), prepared.reading.ends, input, lag, &assumptions, by)
}

/// A fault in a few words, for a row that stays empty.
pub(super) fn why(fault: &Fault) -> String {
    match fault {
        Fault::Input(refusal) | Fault::Nothing(refusal) => {
            let said = refusal.diagnostics.first();
            let apart = said.is_none_or(|one| one.code == Code::Lag.code());
            let apart = apart.then(|| "no month has both spend and customers to compare".to_owned());
            apart.or_else(|| Some(said?.message.clone())).unwrap_or_default()
        }
        Fault::Usage(usage) => usage.message.clone(),
    }
}
