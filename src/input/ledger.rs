//! From what the files gave to one ledger: names as shown, one currency, and what should be known of the files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::aliases::folded;
use super::code::Code;
use super::date::When;
use super::entries::{Builder, shown};
use super::exchange::{Exchange, foreign_assumptions};
use super::file::{FileRead, Read};
use super::found::Faults;
use super::header::{CHANNEL, Layout, Measure, OTHERS, SEGMENT};
use super::ids::Ids;
use super::names::Registry;
use super::platforms::Platform;
use super::repeats::repeated;
use super::select::Ends;
use super::{Counts, Options, Reading, Role, understood, whole};
use crate::domain::assumptions::Assumption;
use crate::domain::ledger::Ledger;
use crate::domain::number::Mark;
use crate::domain::period::{Day, Span};
use crate::domain::place::{Diagnostic, Place, Severity};

/// Month, week where the report has weeks, channel and segment of customers.
type Won = (i32, Option<i32>, u32, u32);

/// Builds the ledger from all files.
pub(crate) fn build(
    reads: Vec<FileRead>,
    options: &Options,
    registries: Mutex<Vec<Registry>>,
    ids: &Ids,
) -> Result<Reading, Vec<Diagnostic>> {
    let registries = registries.into_inner().unwrap_or_else(PoisonError::into_inner);
    let shown = shown(&registries);
    let mut diagnostics = Vec::new();
    let mut faults = missing_columns(&reads, options);
    faults.extend(mixed_periods(&reads));
    faults.extend(revenue_without_period(&reads, options));
    for file in &reads {
        let Read::Sums { fold, .. } = &file.read else { continue };
        let standing = fold.conflicts.iter().filter(|(print, place, _)| ids.stands(*print, *place));
        let mut standing: Vec<_> = standing.map(|(_, _, found)| found).collect();
        standing.sort_by_key(|found| found.witness.spot);
        let mut conflicts = Faults::default();
        for found in standing {
            conflicts.add(Code::Conflict, || found.clone());
        }
        faults.extend(conflicts.diagnose(&file.places).diagnostics);
    }
    let magnitude = reads.iter().fold(0u64, |sum, read| match &read.read {
        Read::Sums { fold, .. } => sum.saturating_add(fold.magnitude),
        Read::Assumptions { .. } => sum,
    });
    if magnitude > 1 << 62
        && let Some(read) = reads.iter().max_by_key(|read| read.info.rows)
    {
        let message = "the amounts add up to more than is computed exactly: too large".to_owned();
        faults.push(whole(
            Code::TooLarge,
            Severity::Error,
            &read.info.file,
            message,
            Some("smaller amounts".to_owned()),
        ));
    }
    let steps = super::funnel::merged(&reads, options).unwrap_or_else(|found| {
        faults.extend(found);
        Vec::new()
    });
    let currency = super::currency::currency(&reads, options, &mut diagnostics)
        .map_err(|fault| faults.push(*fault))
        .unwrap_or_default();
    if let Some(rates) = &options.rates {
        faults.extend(foreign_assumptions(&reads, rates));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut builder = Builder {
        options,
        shown: &shown,
        ledger: Ledger { steps, ..Ledger::default() },
        exchange: Exchange::new(options),
        files: reads.iter().map(|read| Arc::clone(&read.info.file)).collect(),
    };
    let mut counts = Counts::default();
    let mut assumptions = Vec::new();
    let marks: Vec<Mark> = reads.iter().map(mark_of).collect();
    for file in &reads {
        diagnostics.extend(file.warnings.iter().cloned());
        counts.footers = counts.footers.saturating_add(file.footers);
        counts.titles = counts.titles.saturating_add(file.dialect.titles);
        let fixed = period_of(file);
        match &file.read {
            Read::Sums { fold, settled, mark } => {
                counts.lost = counts.lost.saturating_add(fold.lost);
                counts.items = counts.items.saturating_add(fold.items);
                counts.cut = counts.cut.saturating_add(fold.cut);
                counts.missing = counts.missing.saturating_add(fold.missing);
                counts.known = counts.known.saturating_add(fold.known);
                counts.repeats = counts.repeats.saturating_add(fold.repeats);
                counts.totals =
                    counts.totals.saturating_add(settled.left_out.len() as u64).saturating_add(fold.totals_skipped);
                let listed = file.dialect.layout.id.is_some() && file.info.role == Role::Customers;
                counts.listed |= listed;
                builder.ledger.has_customers |= listed;
                for line in fold.lines(file.dialect.layout.measures.len()) {
                    let values: Vec<(i128, i128)> = line.values().collect();
                    builder.add((file, fixed, *mark), line.key, &values, |place| fold.present(&line, place));
                }
                for candidate in &settled.added {
                    let present = |place| u64::from(!candidate.absent.contains(&place));
                    builder.add((file, fixed, *mark), &candidate.key, &candidate.values, present);
                }
                for (witness, message) in &settled.left_out {
                    let Some(message) = message else { continue };
                    diagnostics.push(Diagnostic {
                        code: Code::TotalLeftOut.code(),
                        severity: Severity::Warning,
                        place: Some(file.places.of(witness.spot)),
                        excerpt: Some(file.places.excerpt(&witness.excerpt)),
                        message: message.clone(),
                        help: None,
                    });
                }
            }
            Read::Assumptions { rows, .. } => {
                assumptions.reserve_exact(rows.count());
                for (whom, inputs) in rows.inputs() {
                    let named = |dimension: usize, text: &str| {
                        let id = registries.get(dimension).and_then(|registry| registry.known(text));
                        id.and_then(|id| shown.name(dimension, id)).map(|name| name.to_string())
                    };
                    let mut of = |dimension: usize, what: &str, text: &str| {
                        if text.is_empty() {
                            return None;
                        }
                        let known = named(dimension, text);
                        if known.is_none() {
                            diagnostics.push(unknown_name(file, &whom, (what, text), shown.names.get(dimension)));
                        }
                        Some(known.unwrap_or_else(|| text.to_owned()))
                    };
                    let (channel, segment) =
                        (of(CHANNEL, "channel", whom.channel), of(SEGMENT, "segment", whom.segment));
                    assumptions.push(Assumption { channel, segment, inputs, configured: false });
                }
            }
        }
    }
    faults.extend(second_rows(&reads, &assumptions));
    if !faults.is_empty() {
        return Err(faults);
    }
    for (channel, inputs) in &options.inputs {
        let id = registries.first().and_then(|registry| registry.known(channel));
        let known = id.and_then(|id| shown.name(CHANNEL, id)).map(|name| name.to_string());
        if known.is_none() {
            let near = shown.names.get(CHANNEL);
            let near = near.and_then(|names| super::suggest::nearest(channel, names.iter().map(|name| &**name)));
            diagnostics.push(Diagnostic {
                code: Code::UnknownName.code(),
                severity: Severity::Warning,
                place: None,
                excerpt: None,
                message: format!("no row has the channel '{channel}', so its [model.channel] is not used"),
                help: near.map(|near| format!("did you mean '{near}'?")),
            });
        }
        let channel = Some(known.unwrap_or_else(|| channel.clone()));
        assumptions.push(Assumption { channel, segment: None, inputs: inputs.clone(), configured: true });
    }
    // Most customers differ in nothing but month, channel and segment: those are counted before they are named.
    let won = ids.won(|day, place, more| {
        builder.customer((Day(day), place.channel, place.segment), Some(more), 1, &marks);
    });
    counts.ties = won.ties;
    let mut plain: HashMap<Won, (Day, u64)> = HashMap::new();
    for ((day, channel, segment), count) in &won.plain {
        let day = Day(*day);
        let week = options.week.map(|_| day.monday().0);
        let (_, sum) = plain.entry((day.month().0, week, *channel, *segment)).or_insert((day, 0));
        *sum = sum.saturating_add(*count);
    }
    for ((_, _, channel, segment), (day, count)) in &plain {
        builder.customer((*day, *channel, *segment), None, *count, &marks);
    }
    if !builder.exchange.faults.is_empty() {
        return Err(builder.exchange.faults);
    }
    counts.converted = builder.exchange.converted;
    let ledger = builder.ledger;
    diagnostics.extend(super::tax::mixture(&reads));
    diagnostics.extend(one_sided_cut(&reads));
    diagnostics.extend(repeated(&reads, &mut counts));
    Ok(Reading {
        ledger,
        assumptions,
        files: reads.iter().map(|read| read.info.clone()).collect(),
        diagnostics,
        currency,
        ends: ends(&reads),
        counts,
        exports: exports(&reads, |id| shown.name(CHANNEL, id)),
        understood: if options.inspect { understood::of_files(&reads) } else { Vec::new() },
        merged: if options.inspect { understood::merged(&registries, options) } else { Vec::new() },
    })
}

fn mark_of(file: &FileRead) -> Mark {
    match &file.read {
        Read::Sums { mark, .. } => *mark,
        Read::Assumptions { .. } => Mark::Dot,
    }
}

/// Rows of assumptions for whom another row is already, with the place of that one.
fn second_rows(reads: &[FileRead], assumptions: &[Assumption]) -> Vec<Diagnostic> {
    let whom = |at: usize| assumptions.get(at).map(|row| (row.channel.as_deref(), row.segment.as_deref()));
    let mut sorted: Vec<usize> = (0..assumptions.len()).collect();
    sorted.sort_by_key(|at| whom(*at));
    let alike = |pair: &&[usize]| matches!(pair, [one, other] if whom(*one) == whom(*other));
    let seconds: BTreeMap<usize, usize> =
        sorted.windows(2).filter(alike).filter_map(|pair| Some((*pair.last()?, *pair.first()?))).collect();
    if seconds.is_empty() {
        return Vec::new();
    }
    let rows = || {
        reads.iter().flat_map(|file| match &file.read {
            Read::Assumptions { rows, .. } => rows.inputs().map(|(whom, _)| (file, whom)).collect(),
            Read::Sums { .. } => Vec::new(),
        })
    };
    let firsts: BTreeSet<usize> = seconds.values().copied().collect();
    let places: BTreeMap<usize, Place> = rows()
        .enumerate()
        .filter(|(at, _)| firsts.contains(at))
        .map(|(at, (file, whom))| (at, file.places.of(whom.spot)))
        .collect();
    let shown = |place: &Place| {
        let at = place.cell().unwrap_or_else(|| place.line.to_string());
        format!("{}:{at}", place.file)
    };
    let second = |(at, (file, whom)): (usize, (&FileRead, super::assumptions::Whom<'_>))| {
        let first = places.get(seconds.get(&at)?)?;
        let name = match (whom.channel, whom.segment) {
            ("", "") => "everyone".to_owned(),
            (one, "") | ("", one) => format!("'{one}'"),
            (channel, segment) => format!("'{segment}' of '{channel}'"),
        };
        Some(Diagnostic {
            code: Code::SecondRow.code(),
            severity: Severity::Error,
            place: Some(file.places.of(whom.spot)),
            excerpt: Some(file.places.excerpt(&whom.excerpt())),
            message: format!("a second row of assumptions for {name}: the first is {}", shown(first)),
            help: Some("leave one of them out".to_owned()),
        })
    };
    rows().enumerate().filter_map(second).collect()
}

fn unknown_name(
    file: &FileRead,
    whom: &super::assumptions::Whom<'_>,
    (what, text): (&str, &str),
    names: Option<&Vec<Arc<str>>>,
) -> Diagnostic {
    let near = names.and_then(|names| super::suggest::nearest(text, names.iter().map(|name| &**name)));
    Diagnostic {
        code: Code::UnknownName.code(),
        severity: Severity::Warning,
        place: Some(file.places.of(whom.spot)),
        excerpt: Some(file.places.excerpt(&whom.excerpt())),
        message: format!("no row has the {what} '{text}', so this row is not used"),
        help: near.map(|near| format!("did you mean '{near}'?")),
    }
}

/// The files of spend of one channel alone, with the months they cover.
fn exports(reads: &[FileRead], name: impl Fn(u32) -> crate::domain::ledger::Name) -> Vec<(Arc<str>, Arc<str>, Span)> {
    let of = |read: &FileRead| {
        let Read::Sums { fold, .. } = &read.read else { return None };
        let alone = read.info.role == Role::Spend && read.dialect.layout.names.get(CHANNEL) == Some(&None);
        let channel = name(read.channel.filter(|_| alone)?)?;
        let dated = fold.days.map(|(first, last)| Span { first: Day(first).month(), last: Day(last).month() });
        Some((Arc::clone(&read.info.file), channel, dated.or_else(|| period_of(read))?))
    };
    reads.iter().filter_map(of).collect()
}

/// The period of a file without dates, when a flag gives one.
pub(super) fn period_of(file: &FileRead) -> Option<Span> {
    let given = file.options.period_of.iter().find(|(name, _)| **name == *file.info.file).map(|(_, span)| *span);
    given.or(file.dialect.title_period.map(When::span))
}

/// The flag whose column no file has is a fault of the command line.
pub(super) const WHERE: &str = "--where";

fn missing_columns(reads: &[FileRead], options: &Options) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let file = reads.first().map(|read| Arc::clone(&read.info.file)).unwrap_or_else(|| "-".into());
    let headers: Vec<&str> =
        reads.iter().flat_map(|read| read.dialect.layout.header.iter().map(|name| name.trim())).collect();
    let mut absent = |flag: &str, column: &str| {
        let near = super::suggest::nearest(column, headers.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean '{near}'?"),
            None => {
                let distinct: HashSet<&str> = headers.iter().copied().collect();
                let mut names: Vec<&str> = distinct.into_iter().collect();
                names.sort_unstable();
                format!("the columns are {}", names.join(", "))
            }
        };
        let message = format!("{flag} names the column '{column}', which no file has");
        faults.push(whole(Code::NoColumn, Severity::Error, &file, message, Some(help)));
    };
    for (n, column) in options.by.iter().enumerate() {
        let has = |layout: &Layout| layout.names.get(OTHERS.saturating_add(n)).copied().flatten().is_some();
        if options.week != Some(n) && !reads.iter().any(|read| has(&read.dialect.layout)) {
            absent("--by", column);
        }
    }
    for column in super::funnel::missing(reads, options) {
        absent("--steps", &column);
    }
    for condition in &options.conditions {
        let plain = folded(&condition.column);
        if !reads.iter().any(|read| read.dialect.layout.header.iter().any(|name| folded(name) == plain)) {
            absent(WHERE, &condition.column);
        }
    }
    // What one file alone is told is looked for there.
    for read in reads {
        let own = |column: &str| read.dialect.layout.header.iter().any(|name| folded(name) == folded(column));
        for (_, column) in read.options.map.iter().filter(|map| !options.map.contains(map)) {
            if !own(column) {
                absent("columns", column);
            }
        }
    }
    for (_, column) in &options.map {
        let plain = folded(column);
        if !reads.iter().any(|read| read.dialect.layout.header.iter().any(|name| folded(name) == plain)) {
            absent("--map", column);
        }
    }
    faults
}

/// Files without dates beside files with dates.
fn mixed_periods(reads: &[FileRead]) -> Vec<Diagnostic> {
    let dated = |read: &&FileRead| read.dialect.layout.is_dated() || period_of(read).is_some();
    let sums = || reads.iter().filter(|read| !matches!(read.info.role, Role::Assumptions | Role::Known));
    let Some(example) = sums().find(dated) else {
        return Vec::new();
    };
    sums()
        .filter(|read| !dated(read))
        .map(|read| {
            let message = format!(
                "the file has no dates, and '{}' has: which months it is for is not guessed",
                example.info.file
            );
            let help = format!("--period-of '{}=2026-03', with the month, quarter or year it is for", read.info.file);
            whole(Code::NoPeriod, Severity::Error, &read.info.file, message, Some(help))
        })
        .collect()
}

fn revenue_without_period(reads: &[FileRead], options: &Options) -> Vec<Diagnostic> {
    reads
        .iter()
        .filter(|read| {
            let layout = &read.dialect.layout;
            layout.measures.iter().any(|column| column.measure == Measure::ActiveCustomers)
                && layout.period.is_none()
                && period_of(read).is_none()
                && options.revenue_period.is_none()
        })
        .map(|read| {
            let message =
                "revenue per account and month needs the length of the rows' period, and the file has no dates"
                    .to_owned();
            let help = Some("--revenue-period month   or   quarter   or   year".to_owned());
            whole(Code::RevenuePeriod, Severity::Error, &read.info.file, message, help)
        })
        .collect()
}

/// Whether a file has amounts of spend.
fn has_spend(read: &FileRead) -> bool {
    let of = |measure: &Measure| matches!(measure, Measure::Spend | Measure::SpendOn(_) | Measure::Credit);
    read.dialect.layout.measures.iter().any(|column| of(&column.measure))
}

/// Whether a file has new customers, counted or one by one.
fn has_customers(read: &FileRead) -> bool {
    let layout = &read.dialect.layout;
    layout.id.is_some() || layout.measures.iter().any(|column| column.measure == Measure::NewCustomers)
}

/// `--where` cut customers by a column, other than their stage, that no file of spend has.
fn one_sided_cut(reads: &[FileRead]) -> Option<Diagnostic> {
    let cut = reads.iter().find(|read| {
        let Read::Sums { fold, .. } = &read.read else { return false };
        let layout = &read.dialect.layout;
        has_customers(read) && fold.cut > 0 && layout.conditions.iter().any(|(column, _)| Some(*column) != layout.stage)
    })?;
    let spend_cut = reads.iter().any(|read| has_spend(read) && !read.dialect.layout.conditions.is_empty());
    if spend_cut || !reads.iter().any(has_spend) {
        return None;
    }
    let message = "--where leaves out customers of this file, and no file of spend has the column".to_owned();
    Some(whole(Code::OneSidedCut, Severity::Warning, &cut.info.file, message, None))
}

/// The last month of each side of the data. Files whose every date is the first of a month mean months; an export of
/// advertising has every day, so that it covers a month to its end or not at all. Other rows are events: a ledger is
/// booked on the 25th, and nobody need be won on the last day, so that it does where they reach into a month that any
/// side covers to its end.
fn ends(reads: &[FileRead]) -> Ends {
    let last_day = |read: &FileRead| {
        let Read::Sums { fold, .. } = &read.read else { return None };
        let Some((_, last)) = fold.days else { return Some(period_of(read)?.last.last_day()) };
        Some(if fold.not_first { Day(last) } else { Day(last).month().last_day() })
    };
    let whole = |last: Day| {
        let month = last.month();
        if month.last_day() == last { month } else { month.plus(-1) }
    };
    let Some(most) = reads.iter().filter_map(last_day).max().map(whole) else { return Ends::default() };
    let daily = |read: &FileRead| read.dialect.layout.platform.is_some_and(Platform::is_advertising);
    let end = |read: &FileRead| {
        let last = last_day(read)?;
        Some(if daily(read) { whole(last) } else { last.month().min(most) })
    };
    let latest = |wanted: &dyn Fn(&FileRead) -> bool| reads.iter().filter(|read| wanted(read)).filter_map(end).max();
    Ends {
        spend: latest(&has_spend),
        customers: latest(&has_customers),
        others: latest(&|read| !has_spend(read) && !has_customers(read)),
    }
}
