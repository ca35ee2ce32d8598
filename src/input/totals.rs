//! Rows of sums: left out when they prove to be totals of the file's other rows, refused otherwise.

use super::code::Code;
use super::date::When;
use super::fold::{ASIDE, CUT, Candidate, Fold, Kind};
use super::found::{Faults, Found, Witness};
use super::header::Layout;
use super::platforms::Platform;
use super::{Options, TotalsRule, part};
use crate::domain::number::Mark;

/// What is to be done with the rows that may be totals.
pub(crate) struct Settled {
    /// Rows left out, each with what is to be said of it: nothing of a platform's own that agrees with the rows.
    pub(crate) left_out: Vec<(Witness, Option<String>)>,
    /// Rows to be added after all.
    pub(crate) added: Vec<Candidate>,
}

/// What an amount is under a mark.
pub(super) fn under(mark: Mark, value: (i128, i128)) -> i128 {
    match mark {
        Mark::Dot => value.0,
        Mark::Comma => value.0.wrapping_add(value.1),
    }
}

/// A candidate's figures that add up: a sum has no rate of its own.
fn added(candidate: &Candidate, mark: Mark, additive: usize) -> Vec<i128> {
    candidate.values.iter().take(additive).map(|value| under(mark, *value)).collect()
}

/// Whether a key lies in a candidate's period, and has its names.
pub(super) fn agrees(key: &[u32], candidate: &Candidate) -> bool {
    let when = key.first().and_then(|token| When::of_token(*token));
    let in_time = candidate.when.is_none_or(|span| {
        when.is_some_and(|when| span.first_day() <= when.first_day() && when.last_day() <= span.last_day())
    });
    let own = |at: usize| key.get(at.saturating_add(1)).copied();
    in_time
        && candidate.names.iter().enumerate().all(|(at, name)| name.is_none() || own(at).is_none() || own(at) == *name)
}

/// The sums of the rows that agree with a candidate's filled cells, and how many they are. `None` when the
/// columns needed for that were given up.
pub(super) fn agreeing(
    fold: &Fold,
    candidate: &Candidate,
    widths: (usize, usize),
    mark: Mark,
    names: (usize, Option<usize>),
) -> Option<(Vec<i128>, u64)> {
    agreeing_among(fold, candidate, widths, mark, names, |_| true)
}

/// The same of some rows only, by their keys.
fn agreeing_among(
    fold: &Fold,
    candidate: &Candidate,
    (width, additive): (usize, usize),
    mark: Mark,
    (kept_names, currency): (usize, Option<usize>),
    among: impl Fn(&[u32]) -> bool,
) -> Option<(Vec<i128>, u64)> {
    if !fold.fine {
        let hidden = candidate.names.iter().skip(kept_names).any(Option::is_some);
        if hidden || matches!(candidate.when, Some(When::Day(_) | When::Week(_))) {
            return None;
        }
    }
    let mut sums = vec![0i128; additive];
    let mut rows: u64 = 0;
    let mut currencies: Option<u32> = None;
    for line in fold.lines(width) {
        if among(line.key) && agrees(line.key, candidate) {
            // Amounts in several currencies have no sum.
            let own = currency.and_then(|place| line.key.get(place.saturating_add(1)).copied());
            if line.rows > 0 && own.is_some() && currencies.is_some() && currencies != own {
                return None;
            }
            currencies = own;
            rows = rows.saturating_add(line.rows);
            for (sum, value) in sums.iter_mut().zip(line.values()) {
                *sum = sum.wrapping_add(under(mark, value));
            }
        }
    }
    Some((sums, rows))
}

/// Decides on rows whose name begins or ends with a total word: left out where they add up, refused where they equal
/// part of the rows, rows like others where neither.
fn settle_suspects(
    fold: &mut Fold,
    mut suspects: Vec<Candidate>,
    layout: &Layout,
    mark: Mark,
    options: &Options,
    known: &impl Fn(usize, &str) -> Option<u32>,
    settled: &mut Settled,
) -> Faults {
    let mut faults = Faults::default();
    let (rule, currency) = (options.totals, options.currency_place());
    let names = (options.kept_names(), currency);
    suspects.sort_by_key(|candidate| candidate.witness.spot);
    let widths = (layout.measures.len(), layout.additive());
    let few = suspects.len() <= ASIDE && rule != Some(TotalsRule::Keep);
    let own = |candidate: &Candidate| added(candidate, mark, widths.1);
    let mut with_all = vec![0i128; widths.1];
    for candidate in &suspects {
        for (sum, value) in with_all.iter_mut().zip(own(candidate)) {
            *sum = sum.wrapping_add(value);
        }
    }
    let mut rows = Vec::new();
    for (at, candidate) in suspects.into_iter().enumerate() {
        let values = own(&candidate);
        // Of too many, some tell whether they are sums.
        let sums =
            if few || (at < 50 && rule.is_none()) { agreeing(fold, &candidate, widths, mark, names) } else { None };
        // That one row equals another may be chance.
        let single = sums.as_ref().is_some_and(|(_, rows)| *rows == 1);
        let behind = !candidate.wholes.is_empty() && candidate.wholes.iter().all(|whole| !whole.led);
        let alone = single && candidate.wholes.is_empty() && !candidate.elsewhere;
        let adds_up = sums.is_some_and(|(sums, rows)| {
            // The other suspects may be rows like others, or totals themselves.
            let with_others: Vec<i128> = sums
                .iter()
                .zip(&with_all)
                .zip(&values)
                .map(|((sum, all), own)| sum.wrapping_add(*all).wrapping_sub(*own))
                .collect();
            rows > u64::from(behind)
                && (sums == values || with_others == values)
                && values.iter().any(|value| *value != 0)
        });
        let part = match (adds_up, alone) {
            (true, false) | (false, true) => None,
            (true, true) => Some("the other row".to_owned()),
            (false, false) if few => part::of(fold, &candidate, &values, widths, mark, options, known),
            (false, false) => None,
        };
        let text = candidate.witness.text.trim().to_owned();
        if adds_up && !few {
            faults.add(Code::TotalRow, || too_many(candidate.witness));
        } else if let Some(part) = part {
            if rule == Some(TotalsRule::Skip) {
                let message = format!("'{text}' equals {part} and was left out");
                settled.left_out.push((candidate.witness, Some(message)));
            } else {
                faults.add(Code::BlankTotal, || Found {
                    message: format!("'{text}' equals {part}: a total, or a row of its own?"),
                    witness: candidate.witness,
                    help: Some(
                        "--totals skip (it is a total)   or   --totals keep (it is a row of its own)".to_owned(),
                    ),
                });
            }
        } else if adds_up {
            let message = format!("'{text}' equals the sum of the other rows and was left out");
            settled.left_out.push((candidate.witness, Some(message)));
        } else if candidate.elsewhere && rule == Some(TotalsRule::Skip) {
            let message = format!("'{}' was left out, as --totals skip says", candidate.witness.text.trim());
            settled.left_out.push((candidate.witness, Some(message)));
        } else if candidate.elsewhere && rule.is_none() {
            // It may be the total of an account, whose rows stand above it.
            faults.add(Code::TotalRow, || not_the_sum(candidate.witness, true, false));
        } else {
            rows.push(candidate);
        }
    }
    for row in rows {
        add(fold, row, layout, currency);
    }
    faults
}

/// Adds a row that is none of sums after all.
fn add(fold: &mut Fold, row: Candidate, layout: &Layout, currency: Option<usize>) {
    let own = currency.and_then(|place| row.key.get(place.saturating_add(1)).copied());
    if own == Some(0) && layout.measures.iter().any(|column| column.sign.is_none() && !column.measure.is_count()) {
        fold.note_bare(row.witness);
    }
    fold.add(&row.key, 1, &row.values, &row.absent);
}

/// Decides on the totals of one name's rows, such as `Meta Total`: left out where they equal the sum of the rows of that
/// name, refused where they do not. Those of names without rows are left to the other rules.
fn settle_parts(
    fold: &mut Fold,
    layout: &Layout,
    mark: Mark,
    options: &Options,
    known: &impl Fn(usize, &str) -> Option<u32>,
    settled: &mut Settled,
) -> Faults {
    let mut faults = Faults::default();
    let (currency, names) = (options.currency_place(), (options.kept_names(), options.currency_place()));
    let widths = (layout.measures.len(), layout.additive());
    let all = std::mem::take(&mut fold.candidates);
    fold.candidates.unnamed = all.unnamed;
    let skip = options.totals == Some(TotalsRule::Skip);
    // Rows beyond those kept aside are among the sums already.
    let crowded = all.suspects.len() > ASIDE || (all.labelled.len() > ASIDE && !skip);
    for candidate in all.labelled.into_iter().chain(all.suspects) {
        let whole = candidate.wholes.iter().find_map(|whole| Some((whole.at, known(whole.at, &whole.name)?)));
        let mut of = candidate.clone();
        if let Some((at, id)) = whole
            && let Some(name) = of.names.get_mut(at)
        {
            *name = Some(id);
        }
        let sums = whole.and_then(|_| agreeing(fold, &of, widths, mark, names));
        let text = candidate.witness.text.trim().to_owned();
        let rows_of_it = sums.as_ref().map_or(u64::from(whole.is_some()), |(_, rows)| *rows);
        let proved = sums.as_ref().is_some_and(|(sums, _)| *sums == added(&candidate, mark, widths.1));
        match (rows_of_it, candidate.kind) {
            (1.., _) if crowded => faults.add(Code::TotalRow, || too_many(candidate.witness)),
            (1.., _) if proved || skip => {
                let why = if proved {
                    "equals the sum of its rows and was left out"
                } else {
                    "was left out, as --totals skip says"
                };
                settled.left_out.push((candidate.witness, Some(format!("'{text}' {why}"))));
            }
            (1.., _) => faults.add(Code::TotalRow, || {
                let found = not_the_sum(candidate.witness, sums.is_some(), fold.fine && currency.is_some());
                let message = found.message.replace("the sum of the other rows", "the sum of its rows");
                Found { message, ..found }
            }),
            (0, Kind::Suspect) => fold.candidates.suspects.push(candidate),
            (0, Kind::Labelled | Kind::Unnamed) => fold.candidates.labelled.push(candidate),
        }
    }
    faults
}

fn too_many(witness: Witness) -> Found {
    Found {
        message: format!("more than {ASIDE} rows look like total rows, this the first of them"),
        witness,
        help: Some("export without total rows".to_owned()),
    }
}

/// A row with a total word that is no sum of the others, or is not proved to be.
fn not_the_sum(witness: Witness, summed: bool, mixed: bool) -> Found {
    let text = witness.text.trim();
    let message = if summed {
        format!("'{text}' looks like a total row, but does not equal the sum of the other rows")
    } else if mixed {
        format!("'{text}' looks like a total row, and amounts in several currencies have no sum")
    } else {
        format!("'{text}' looks like a total row, and the file is too large to prove it by that column")
    };
    let help = "--totals skip (leave it out)   or   --totals keep (it is a row like the others)".to_owned();
    Found { witness, message, help: Some(help) }
}

/// Leaves out the total and summary rows of a platform's own export, and tells of those that disagree with the rows.
fn settle_own(
    fold: &mut Fold,
    candidates: &[Candidate],
    widths: (usize, usize),
    mark: Mark,
    names: (usize, Option<usize>),
    settled: &mut Settled,
) {
    let mut sums = Vec::new();
    for candidate in candidates {
        let own = added(candidate, mark, widths.1);
        let labelled = candidate.kind == Kind::Labelled;
        let rows = agreeing(fold, candidate, widths, mark, names).map(|(rows, _)| {
            // A row without names is among the sums; a labelled one is not.
            let apart = |(sum, own): (&i128, &i128)| if labelled { *sum } else { sum.wrapping_sub(*own) };
            rows.iter().zip(&own).map(apart).collect::<Vec<i128>>()
        });
        if !labelled {
            fold.take_off(candidate, widths.0, names.0);
        }
        sums.push((own, rows));
    }
    let parts = parts(candidates, &sums);
    for (at, (candidate, (own, rows))) in candidates.iter().zip(&sums).enumerate() {
        let agrees = rows.as_ref() == Some(own) || at >= parts;
        let text = candidate.witness.text.trim();
        let what = if text.is_empty() || candidate.kind != Kind::Labelled {
            "the platform's summary row".to_owned()
        } else {
            format!("'{text}'")
        };
        let message = format!("{what} differs from the sum of the rows, which count; it was left out");
        settled.left_out.push((candidate.witness.clone(), (!agrees).then_some(message)));
    }
}

/// Where the totals of parts begin, which some platforms print last (`Total: Search`, `Total: Display`): the last
/// labelled rows, when together they equal the rows, or a total above them.
fn parts(candidates: &[Candidate], sums: &[(Vec<i128>, Option<Vec<i128>>)]) -> usize {
    let mut together: Vec<i128> = Vec::new();
    for (at, (candidate, (own, rows))) in candidates.iter().zip(sums).enumerate().rev() {
        if candidate.kind != Kind::Labelled {
            break;
        }
        together.resize(own.len(), 0);
        for (sum, value) in together.iter_mut().zip(own) {
            *sum = sum.wrapping_add(*value);
        }
        let above = sums.iter().take(at).any(|(whole, _)| *whole == together);
        if above || rows.as_ref() == Some(&together) {
            return at;
        }
    }
    candidates.len()
}

/// Decides on every row that may be a total; `known` is the number of a name at a place among those of a row.
pub(crate) fn settle(
    fold: &mut Fold,
    layout: &Layout,
    mark: Mark,
    options: &Options,
    known: impl Fn(usize, &str) -> Option<u32>,
) -> Result<Settled, Faults> {
    let widths = (layout.measures.len(), layout.additive());
    let (rule, kept_names) = (options.totals, options.kept_names());
    let currency = options.currency_place();
    let mut settled = Settled { left_out: Vec::new(), added: Vec::new() };
    let mut faults = settle_parts(fold, layout, mark, options, &known, &mut settled);
    let mut candidates = std::mem::take(&mut fold.candidates);
    if rule == Some(TotalsRule::Skip) && candidates.labelled.len() > ASIDE {
        candidates.labelled.sort_by_key(|candidate| candidate.witness.spot);
        let more = candidates.labelled.len().saturating_sub(ASIDE) as u64;
        fold.totals_skipped = fold.totals_skipped.saturating_add(more);
        candidates.labelled.truncate(ASIDE);
    }
    if candidates.labelled.len() > ASIDE
        && let Some(first) = candidates.labelled.iter().min_by_key(|candidate| candidate.witness.spot).cloned()
    {
        faults.add(Code::TotalRow, || too_many(first.witness));
        return Err(faults);
    }
    let names = (kept_names, currency);
    faults.merge(settle_suspects(fold, candidates.suspects, layout, mark, options, &known, &mut settled));
    let mut candidates: Vec<Candidate> = candidates.labelled.into_iter().chain(candidates.unnamed).collect();
    candidates.sort_by_key(|candidate| candidate.witness.spot);
    if layout.platform.is_some_and(Platform::is_advertising) && rule.is_none() {
        settle_own(fold, &candidates, widths, mark, names, &mut settled);
        return if faults.is_empty() { Ok(settled) } else { Err(faults) };
    }
    for candidate in candidates {
        let labelled = candidate.kind == Kind::Labelled;
        let own = added(&candidate, mark, widths.1);
        let sums = agreeing(fold, &candidate, widths, mark, (kept_names, currency));
        let text = candidate.witness.text.trim().to_owned();
        if labelled {
            let proves =
                |sums: &Option<(Vec<i128>, u64)>| sums.as_ref().is_some_and(|(sums, rows)| *rows > 0 && *sums == own);
            // A total is of all rows, or of those that a condition keeps.
            let kept = |key: &[u32]| key.first().is_none_or(|token| token & CUT == 0);
            let of_kept = || agreeing_among(fold, &candidate, widths, mark, names, kept);
            let proved = proves(&sums) || (!layout.conditions.is_empty() && proves(&of_kept()));
            match (proved, rule) {
                (_, Some(TotalsRule::Keep)) => settled.added.push(candidate),
                (true, _) => {
                    let message = format!("'{text}' equals the sum of the other rows and was left out");
                    settled.left_out.push((candidate.witness, Some(message)));
                }
                (false, Some(TotalsRule::Skip)) => {
                    let message = format!("'{text}' was left out, as --totals skip says");
                    settled.left_out.push((candidate.witness, Some(message)));
                }
                (false, None) => faults.add(Code::TotalRow, || {
                    not_the_sum(candidate.witness, sums.is_some(), fold.fine && currency.is_some())
                }),
            }
            continue;
        }
        let Some((sums, rows)) = sums else { continue };
        let others: Vec<i128> = sums.iter().zip(&own).map(|(sum, own)| sum.wrapping_sub(*own)).collect();
        let least = if candidate.when.is_some() { 3 } else { 2 };
        let equal = rows >= least && others == own && own.iter().any(|value| *value != 0);
        match rule {
            None if equal => faults.add(Code::BlankTotal, || Found {
                witness: candidate.witness,
                message: "this row has no name and equals the sum of all others: a total, or shared cost?".to_owned(),
                help: Some("--totals skip (it is a total)   or   --totals keep (it is shared cost)".to_owned()),
            }),
            Some(TotalsRule::Skip) if equal => {
                let message = "a row without names equals the sum of all others and was left out".to_owned();
                settled.left_out.push((candidate.witness.clone(), Some(message)));
                fold.take_off(&candidate, widths.0, kept_names);
            }
            None | Some(TotalsRule::Skip | TotalsRule::Keep) => {}
        }
    }
    if faults.is_empty() { Ok(settled) } else { Err(faults) }
}
