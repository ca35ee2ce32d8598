//! From files to results: reading, placing cost, cutting, the lag, the scope, spreading, computing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::unknown::unknown;
use super::{Ended, Surroundings, fit, foreign, read};
use crate::calc::costs::Spread;
use crate::calc::lag::{self, Matched, NoLag};
use crate::calc::results::Results;
use crate::calc::{compute, costs, has_more_rows};
use crate::domain::assumptions::Assumptions;
use crate::domain::category::{Category, Scope};
use crate::domain::costs::{Allocation, Costs};
use crate::domain::exact::Exact;
use crate::domain::lag::Lag;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::period::Span;
use crate::domain::place::{Diagnostic, Severity};
use crate::exit::Exit;
use crate::input::code::Code;
use crate::input::suggest::nearest;
use crate::input::{self, Cut, Ends, Reading, Refusal, Selected, name_key};
use crate::plan::{Input, Usage};

/// What was read, with cost in its place, before anything is cut.
pub(super) struct Prepared {
    pub(super) reading: Reading,
    pub(super) ledger: Ledger,
    pub(super) assumptions: Assumptions,
}

/// What follows from it.
pub(super) struct Finished {
    pub(super) selected: Selected,
    pub(super) matched: Option<Matched>,
    pub(super) spread: Spread,
    /// A lag without spend or without customers.
    pub(super) idle_lag: Option<Lag>,
    /// Channels that are not paid for, as the ledger names them.
    pub(super) unpaid: Vec<String>,
    pub(super) results: Results,
}

impl Finished {
    /// The lag that spend was held against customers by.
    pub(super) fn lag(&self) -> Option<Lag> {
        self.matched.as_ref().map(|matched| matched.lag.clone())
    }
}

/// Why nothing follows.
pub(super) enum Fault {
    /// The input does not allow it.
    Input(Refusal),
    /// The selection leaves no row.
    Nothing(Refusal),
    /// The command line asks for what the input cannot give.
    Usage(Usage),
}

/// The most rows of a report.
const MOST_ROWS: usize = 200_000;

/// All of it.
pub(super) struct Computed {
    pub(super) reading: Reading,
    pub(super) assumptions: Assumptions,
    pub(super) finished: Finished,
}

/// Reads the files and puts cost in its place.
pub(super) fn prepared(input: &Input, mut assumptions: Assumptions, around: &mut Surroundings<'_>) -> Ended<Prepared> {
    let mut reading = read(input, around).map_err(|refusal| around.refuse(&refusal))?;
    let signs: Vec<_> = assumptions.signs.iter().chain(&input.costs.signs).copied().collect();
    let run = reading.currency.map(|currency| (currency, "the files are in"));
    foreign::agreed(&signs, run).map_err(|usage| around.usage(&usage))?;
    assumptions.rows = Arc::new(std::mem::take(&mut reading.assumptions));
    fit::fits(&assumptions).map_err(|usage| around.usage(&usage))?;
    assumptions.revenue_months = input.options.revenue_period.map(|grain| grain.months().unsigned_abs());
    assumptions.include.clone_from(&input.costs.include);
    assumptions.exclude.clone_from(&input.costs.exclude);
    let ledger = costs::placed(std::mem::take(&mut reading.ledger), &input.costs);
    reading.diagnostics.extend(unknown(&input.costs, &ledger));
    Ok(Prepared { reading, ledger, assumptions })
}

/// Cuts, holds spend against the customers it won, spreads shared cost and computes.
pub(super) fn finished(
    ledger: Ledger,
    ends: Ends,
    input: &Input,
    lag: Option<&Lag>,
    assumptions: &Assumptions,
    by: &[Dimension],
) -> Result<Finished, Fault> {
    let grain = by.iter().find_map(|dimension| match dimension {
        Dimension::Period(grain) => Some(*grain),
        Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => None,
    });
    let (mut ledger, mut cut, mut matched) = (ledger, input.cut, None);
    // With one side alone there is nothing to hold it against, and no CAC to be wrong.
    let idle_lag = lag.filter(|_| !ledger.has_spend || !ledger.has_customers).cloned();
    let wanted = lag.filter(|_| idle_lag.is_none());
    let last_complete = ends.last(wanted.map_or(0, |lag| lag.range().0));
    if let Some(wanted) = wanted {
        let asked = input::asked(&ledger, cut, last_complete).map_err(|found| Fault::Input(found.into()))?;
        let lagged = lag::lag(ledger, wanted, asked, |category| counted(category, &input.costs, assumptions))
            .map_err(|fault| Fault::Input(vec![no_lag(&fault, wanted)].into()))?;
        cut = Some(Cut::Between(Some(lagged.window.first), Some(lagged.window.last)));
        (ledger, matched) = (lagged.ledger, Some(lagged.matched));
    }
    let window = assumptions.window.map(|months| Box::new(ledger.window(months)));
    let empty = |found: &[Diagnostic]| found.iter().all(|one| one.code == Code::NothingLeft.code());
    let mut selected = input::select(ledger, cut, grain, last_complete)
        .map_err(|found| if empty(&found) { Fault::Nothing(found.into()) } else { Fault::Input(found.into()) })?;
    selected.ledger.window = window;
    if !input.costs.rewards.is_empty() {
        let refused = if !selected.ledger.has_spend {
            Some(("--reward is spend beside other spend, and no file of spend is given", "--spend FILE"))
        } else if assumptions.level.is_some() {
            Some((
                "--interval takes spend as it is, and a reward grows with the customers won",
                "leave --interval (or --bound worst) out, or --reward",
            ))
        } else {
            None
        };
        if let Some((message, help)) = refused {
            return Err(Fault::Usage(Usage { message: message.to_owned(), help: Some(help.to_owned()) }));
        }
    }
    if let Some(usage) = no_scope(&selected, assumptions) {
        return Err(Fault::Usage(usage));
    }
    let costs = with_channels(&input.costs, &selected.ledger).map_err(Fault::Usage)?;
    let (ledger, spread) = costs::spread(std::mem::take(&mut selected.ledger), &costs, |category| {
        assumptions.counts(category) == Some(true)
    });
    selected.ledger = ledger;
    if has_more_rows(&selected.ledger, by, MOST_ROWS) {
        return Err(Fault::Input(vec![too_many_rows("the report has more than 200,000 rows".to_owned())].into()));
    }
    let unpaid = costs.unpaid;
    let assumptions = &Assumptions { unpaid: unpaid.clone(), ..assumptions.clone() };
    let results = compute(&selected.ledger, assumptions, by);
    Ok(Finished { selected, matched, spread, idle_lag, unpaid, results })
}

/// The part of a category's spend that counts as cost.
fn counted(category: &Category, costs: &Costs, assumptions: &Assumptions) -> Exact {
    if assumptions.counts(category) != Some(true) {
        return Exact::zero();
    }
    let part = costs.parts.iter().find(|(known, _)| known == category);
    part.map_or_else(Exact::one, |(_, share)| share.clone())
}

/// Reads, cuts and computes. With `undecided` a selection that leaves nothing is no fault of the input.
pub(super) fn computed(
    input: &Input,
    assumptions: Assumptions,
    by: &[Dimension],
    undecided: bool,
    around: &mut Surroundings<'_>,
) -> Ended<Computed> {
    let mut prepared = prepared(input, assumptions, around)?;
    let ledger = std::mem::take(&mut prepared.ledger);
    let Prepared { reading, assumptions, .. } = prepared;
    let lag = input.lag.as_ref();
    let finished = finished(ledger, reading.ends, input, lag, &assumptions, by)
        .map_err(|fault| refused(&fault, undecided, around))?;
    let assumptions = Assumptions { unpaid: finished.unpaid.clone(), ..assumptions };
    Ok(Computed { reading, assumptions, finished })
}

/// Says why nothing follows.
pub(super) fn refused(fault: &Fault, undecided: bool, around: &mut Surroundings<'_>) -> Exit {
    match fault {
        Fault::Input(refusal) => around.refuse(refusal),
        Fault::Nothing(refusal) => {
            let exit = around.refuse(refusal);
            if undecided { Exit::Undecided } else { exit }
        }
        Fault::Usage(usage) => around.usage(usage),
    }
}

/// Why spend cannot be told by the scope, if it cannot.
fn no_scope(selected: &Selected, assumptions: &Assumptions) -> Option<Usage> {
    if assumptions.scope != Scope::Full && selected.ledger.uncategorised_spend {
        return Some(Usage {
            message: format!(
                "--scope {} needs categories, and a file of spend has no category column",
                assumptions.scope.name()
            ),
            help: Some("--scope full, or --map category=COLUMN".to_owned()),
        });
    }
    (assumptions.scope == Scope::Paid && has_undivided(selected, assumptions)).then(|| Usage {
        message: "--scope paid cannot tell which part of the marketing and sales columns is paid media".to_owned(),
        help: Some("--scope direct   or   --scope full".to_owned()),
    })
}

/// Why a lag cannot be applied.
fn no_lag(fault: &NoLag, lag: &Lag) -> Diagnostic {
    let (message, help) = match fault {
        NoLag::NoPeriod => {
            ("the input has no dates, so there is no month to count --lag from".to_owned(), "--period-of FILE=2026-03")
        }
        NoLag::LongPeriod(span) => {
            (format!("rows for {span} are no month, and --lag counts months"), "export by month, or leave --lag out")
        }
        NoLag::Apart(spend, customers) => {
            let shown = |span: &Option<Span>| span.map_or_else(|| "nothing".to_owned(), |span| span.to_string());
            let (spend, customers) = (shown(spend), shown(customers));
            let message =
                format!("spend covers {spend}, customers cover {customers}: with a lag of {lag} no month has both");
            (message, "a shorter --lag, or files for more months")
        }
    };
    let help = Some(help.to_owned());
    let code = if *fault == NoLag::NoPeriod { Code::NoPeriod } else { Code::Lag };
    Diagnostic { code: code.code(), severity: Severity::Error, place: None, excerpt: None, message, help }
}

/// Refuses rows that nobody reads, and that take gigabytes.
pub(super) fn too_many_rows(message: String) -> Diagnostic {
    let help = Some("--by fewer columns, or a part of them by --where or --period".to_owned());
    Diagnostic { code: Code::Limit.code(), severity: Severity::Error, place: None, excerpt: None, message, help }
}

/// Whether spend stands in undivided marketing or sales columns.
fn has_undivided(selected: &Selected, assumptions: &Assumptions) -> bool {
    let undivided = |category: &Category| matches!(category, Category::Marketing | Category::Sales);
    let mut keys = selected.ledger.totals.keys();
    keys.any(|key| undivided(&key.category) && assumptions.counts(&key.category).is_none())
}

/// The costs with channels named as the ledger names them.
fn with_channels(costs: &Costs, ledger: &Ledger) -> Result<Costs, Usage> {
    let mut all = costs.clone();
    let names: BTreeSet<&str> = ledger.totals.keys().filter_map(|key| key.channel.as_deref()).collect();
    let asked = !all.rewards.is_empty() || !all.unpaid.is_empty() || all.allocation.is_some();
    let mut keys: HashMap<String, &str> = HashMap::new();
    for known in names.iter().filter(|_| asked) {
        keys.entry(name_key(known)).or_insert(known);
    }
    let known = |name: &str| keys.get(&name_key(name)).copied();
    let named = |flag: &str, name: &mut String| match known(name) {
        Some(known) => {
            known.clone_into(name);
            Ok(())
        }
        None => {
            let help = nearest(name, names.iter().copied()).map(|near| format!("did you mean '{near}'?"));
            Err(Usage { message: format!("{flag}: no row has the channel '{name}'"), help })
        }
    };
    if let Some(Allocation::Weights(weights)) = &mut all.allocation {
        weights.iter_mut().try_for_each(|(name, _)| named("--allocate", name))?;
    }
    all.rewards.iter_mut().try_for_each(|(name, _)| named("--reward", name))?;
    // A channel that is not paid for need not occur in every run.
    for name in &mut all.unpaid {
        if let Some(known) = known(name) {
            known.clone_into(name);
        }
    }
    Ok(all)
}
