//! One file: its dialect, its readers, and what they settle on together.

mod book;

use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::assumptions::{self, Settled as Assumed};
use super::buffer::Buffer;
use super::code::Code;
use super::date::When;
use super::dialect::{self, Dialect, Trouble};
use super::encoding;
use super::exchange;
use super::fold::Fold;
use super::found::{Faults, Places};
use super::header::{Measure, OTHERS};
use super::ids::Ids;
use super::known::Sparing;
use super::ledger::period_of;
use super::names::Registry;
use super::platforms::{Kind, Platform};
use super::row::KEY_LIMIT;
use super::sides;
use super::source::{Blocks, Source};
use super::steady;
use super::subtotals;
use super::totals::{self, Settled};
use super::workbook::{self, Lines};
use super::worker::{Block, KEYS_CROWDED, NONE_CROWDED, Shared, Worker};
use super::{FileInfo, Options, Refusal, Role, kinds, whole};
use crate::domain::currency::Sign;
use crate::domain::number::Mark;
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::domain::understood::Skipped;

pub(crate) use self::book::unmarked;

/// What a file gave.
pub(crate) enum Read {
    /// Sums by key.
    Sums { fold: Box<Fold>, settled: Settled, mark: Mark },
    /// Inputs of LTV.
    Assumptions { rows: Assumed, signs: Vec<(Sign, super::found::Witness)> },
}

/// A file that was read to its end without a fault.
pub(crate) struct FileRead {
    pub(crate) info: FileInfo,
    pub(crate) dialect: Dialect,
    pub(crate) places: Places,
    pub(crate) read: Read,
    pub(crate) footers: u64,
    pub(crate) warnings: Vec<Diagnostic>,
    pub(crate) channel: Option<u32>,
    /// That channel's name, and whether a flag gave it.
    pub(crate) channel_name: Option<(String, bool)>,
    /// The options that hold for it.
    pub(crate) options: Options,
    /// The role it was forced into.
    pub(crate) forced: Option<Role>,
    /// SHA-256 of its bytes, where that was asked for.
    pub(crate) sha256: Option<String>,
    /// Other sheets of its workbook that were passed over.
    pub(crate) passed: Vec<Skipped>,
}

/// A file, or a sheet of a workbook, before it is read.
struct Opened {
    name: Arc<str>,
    role: Option<Role>,
    channel: Option<String>,
    options: Options,
    sheet: Option<book::Sheet>,
}

/// The name of an encoding in outputs.
fn encoding_name(encoding: &'static encoding_rs::Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        other => other,
    }
}

pub(super) fn unreadable(name: &Arc<str>, error: &io::Error) -> Refusal {
    let said = if is_too_long(error) {
        let help = "a quote that is never closed, or a file that is no CSV, looks like this".to_owned();
        whole(Code::Limit, Severity::Error, name, steady::why(error), Some(help))
    } else {
        let message = format!("'{name}' cannot be read: {}", steady::why(error));
        whole(Code::Unreadable, Severity::Error, name, message, steady::fix(error))
    };
    vec![said].into()
}

/// Whether reading stopped at a record that is too long.
fn is_too_long(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

fn trouble(name: &Arc<str>, trouble: Trouble, sheet: Option<Arc<Lines>>) -> Refusal {
    match trouble {
        Trouble::Whole(code, message, help) => vec![whole(code, Severity::Error, name, message, Some(help))].into(),
        Trouble::At(code, found) => {
            let places = Places { file: Arc::clone(name), first_lines: vec![1], sheet };
            let mut faults = Faults::default();
            faults.add(code, || *found);
            faults.diagnose(&places)
        }
    }
}

/// Reads one source: a file, or the sheets of a workbook. `before` counts the files and the rows before it.
pub(crate) fn read(
    source: Source,
    before: (usize, u64),
    options: &Options,
    registries: &Mutex<Vec<Registry>>,
    ids: &Ids,
) -> Result<Vec<FileRead>, Refusal> {
    let name = Arc::clone(&source.name);
    let (role, channel) = (source.role, source.channel.clone());
    let options = options.of_file(&name, &source.own);
    let bytes = source.open().map_err(|error| unreadable(&name, &error))?;
    let mut blocks = Blocks::new(bytes, options.inspect, options.progress.clone());
    let head = blocks.head().map_err(|error| unreadable(&name, &error))?;
    let archive = workbook::is_archive(head);
    let opened = Opened { name, role, channel, options, sheet: None };
    if archive {
        return book::read(&opened, blocks, before, registries, ids);
    }
    text(opened, blocks, before, registries, ids).map(|read| vec![read])
}

/// Reads text: that of a file, or of a sheet.
fn text(
    opened: Opened,
    mut blocks: Blocks,
    (number, rows_before): (usize, u64),
    registries: &Mutex<Vec<Registry>>,
    ids: &Ids,
) -> Result<FileRead, Refusal> {
    let Opened { name, role, channel, options, mut sheet } = opened;
    let options = &options;
    let head = blocks.head().map_err(|error| unreadable(&name, &error))?;
    let given = options.encoding.filter(|encoding| encoding::is_wide(encoding));
    let marked = encoding::marked(head).is_some();
    let wide = encoding::marked(head).or(encoding::by_nuls(head).and(given));
    if let Some(wide) = wide {
        blocks.decode(wide);
    }
    blocks.head().map_err(|error| unreadable(&name, &error))?;
    let whole_file = blocks.is_short();
    let head = blocks.head().map_err(|error| unreadable(&name, &error))?;
    let found = dialect::detect(head, whole_file, role, &name, options);
    let lines = |sheet: &Option<book::Sheet>| sheet.as_ref().map(|sheet| Arc::clone(&sheet.lines));
    let mut dialect = found.map_err(|fault| trouble(&name, fault, lines(&sheet)))?;
    dialect.byte_order_mark |= marked;
    if let Some(sheet) = &mut sheet {
        blocks = sheet.settle(&name, &mut dialect)?;
    }
    // Such lines are rows where what they lack is left out, unless they are a footer.
    let together = options.missing.is_some() && dialect.layout.header.len() > 1;
    blocks.begin((dialect.delimiter, together), dialect.skip, options.work);
    let platform = dialect.layout.platform;
    let own = platform.filter(|_| dialect.layout.names.first() == Some(&None)).and_then(Platform::channel);
    let given = channel.is_some();
    let channel_name = channel.or(own.map(str::to_owned));
    let channel = channel_name.clone().and_then(|channel| {
        let mut all = registries.lock().unwrap_or_else(PoisonError::into_inner);
        let registry = all.first_mut()?;
        let id = registry.id(&channel)?;
        registry.count(id, &channel, 1);
        Some(id)
    });
    let info = FileInfo {
        file: Arc::clone(&name),
        role: dialect.layout.role,
        rows: 0,
        bytes: 0,
        platform: platform.map(|platform| platform.name),
        encoding: sheet.as_ref().map_or_else(|| wide.map_or("utf-8", encoding_name), |sheet| sheet.format),
        delimiter: char::from(dialect.delimiter),
        sheet: sheet.is_some(),
        decimal: None,
        settled: None,
        group: None,
    };
    let read = FileRead {
        info,
        places: Places { file: Arc::clone(&name), first_lines: Vec::new(), sheet: lines(&sheet) },
        read: Read::Assumptions { rows: Assumed::default(), signs: Vec::new() },
        footers: 0,
        warnings: Vec::new(),
        channel,
        channel_name: channel_name.map(|name| (name, given)),
        options: options.clone(),
        forced: role,
        sha256: None,
        passed: Vec::new(),
        dialect,
    };
    if read.dialect.layout.role == Role::Assumptions {
        read_assumptions(read, blocks, options)
    } else {
        read_sums(read, blocks, number, rows_before, options, registries, ids)
    }
}

fn read_assumptions(mut file: FileRead, mut blocks: Blocks, options: &Options) -> Result<FileRead, Refusal> {
    let name = Arc::clone(&file.info.file);
    let mut all =
        assumptions::read(&mut blocks, &file.dialect, options.encoding).map_err(|error| unreadable(&name, &error))?;
    file.places.first_lines = std::mem::take(&mut all.first_lines);
    let places = file.places.clone();
    if !all.faults.is_empty() {
        return Err(all.faults.diagnose(&places));
    }
    if all.count() == 0 {
        return Err(no_rows(&name));
    }
    let mark = all.proof.settle(options.decimal, |witness| places.of(witness.spot));
    let mark = mark.map_err(|faults| faults.diagnose(&places))?;
    file.info.rows = all.count() as u64;
    (file.info.bytes, file.sha256) = (blocks.passed().bytes(), blocks.passed().sha256());
    file.info.decimal = all.proof.proved();
    file.info.settled = file.info.decimal.or(options.decimal);
    file.info.group = all.proof.group_used(mark);
    let signs = std::mem::take(&mut all.signs);
    let rows = all.settle(mark).map_err(|faults| faults.diagnose(&places))?;
    file.read = Read::Assumptions { rows, signs };
    Ok(file)
}

fn no_rows(name: &Arc<str>) -> Refusal {
    let message = "the file has a header only: no data rows".to_owned();
    let help = Some("check the export; write rows with 0 if nothing was spent or won".to_owned());
    vec![whole(Code::NoRows, Severity::Error, name, message, help)].into()
}

/// Folds all blocks of a file, on several threads when there is more than one block.
fn fold<'a>(blocks: Blocks, shared: &'a Shared<'a>, threads: usize) -> (Vec<Worker<'a>>, Option<io::Error>) {
    let blocks = Mutex::new(blocks);
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let work = || {
        let mut worker = Worker::new(shared);
        let (mut bytes, mut marks) = (Buffer::default(), Vec::new());
        let mut done: Option<(u32, u64)> = None;
        loop {
            let next = {
                let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((number, rows)) = done.take() {
                    blocks.compared(number, rows);
                }
                blocks.next(&mut bytes)
            };
            match next {
                Ok(Some(_)) if shared.is_refused() => break,
                Ok(Some((number, rows))) => {
                    let compared = worker.read(Block { number, rows, bytes: bytes.bytes() }, &mut marks);
                    done = Some((number, compared));
                }
                Ok(None) => break,
                Err(error) => {
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    break;
                }
            }
        }
        worker.rest()
    };
    let workers = if threads <= 1 {
        vec![work()]
    } else {
        std::thread::scope(|scope| {
            // Where no more threads are to be had, those that are do all of it.
            let others = (1..threads).map_while(|_| std::thread::Builder::new().spawn_scoped(scope, work).ok());
            let others: Vec<_> = others.collect();
            let mut workers = vec![work()];
            let joined = others.into_iter().map(|thread| thread.join().unwrap_or_else(|fault| resume_unwind(fault)));
            workers.extend(joined);
            workers
        })
    };
    let failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    (workers, failure)
}

fn read_sums(
    mut file: FileRead,
    blocks: Blocks,
    number: usize,
    rows_before: u64,
    options: &Options,
    registries: &Mutex<Vec<Registry>>,
    ids: &Ids,
) -> Result<FileRead, Refusal> {
    let name = Arc::clone(&file.info.file);
    let layout = &file.dialect.layout;
    if let Some(fault) = without_week(&file, options) {
        return Err(vec![fault].into());
    }
    // A column that only tells rows apart shares the last registry, whatever its place.
    let last = OTHERS.saturating_add(options.by.len());
    let dimensions: Vec<usize> = (0..layout.names.len()).map(|at| at.min(last)).collect();
    let shared = Shared {
        layout,
        options,
        delimiter: file.dialect.delimiter,
        file: number,
        registries,
        dimensions: &dimensions,
        ids,
        rows_before,
        first_is_used: layout.is_used(0),
        has_stock: layout.measures.iter().any(|column| column.measure.is_stock()),
        marked: file.info.sheet,
        negate: options.negate.iter().any(|negated| **negated == *name),
        sparing: if blocks.is_short() { Sparing::Room } else { Sparing::Time },
        dates: &file.dialect.dates,
        waits: layout.own_revenue.is_none()
            && options.by.len() == usize::from(options.week.is_some())
            && !ids.carries(),
        fixed: period_of(&file).map(When::Months),
        crowded: AtomicUsize::new(NONE_CROWDED),
    };
    let available = || std::thread::available_parallelism().map_or(1, usize::from).min(16);
    // The account that rows stand below is known only in order.
    let threads =
        if blocks.is_short() || layout.sectioned { 1 } else { options.threads.unwrap_or_else(available).max(1) };
    let passed = blocks.passed();
    let (workers, failure) = fold(blocks, &shared, threads);
    if let Some(fault) = crowded(&file, shared.crowded.load(Ordering::Relaxed)) {
        return Err(vec![fault].into());
    }
    let (known, again) = if layout.id.is_some() { ids.settle(registries) } else { (0, 0) };
    if ids.are_full() {
        let message = "there are more customer ids than there is memory for".to_owned();
        let help = Some(
            "count the customers by month and channel, or give the program more memory: 48 bytes an id".to_owned(),
        );
        return Err(vec![whole(Code::Limit, Severity::Error, &name, message, help)].into());
    }
    let width = layout.measures.len();
    let lengths = workers.iter().fold(0, |all, worker| all | worker.lengths());
    let apart = lengths.count_ones() > 1 || workers.iter().any(Worker::has_candidates);
    let mut folds = workers.into_iter().map(|worker| worker.finish(apart));
    let mut all = folds.next().unwrap_or_default();
    for other in folds {
        all.merge(other, width, options.kept_names());
    }
    // What several readers met together may be too much for one.
    if all.size(width) > KEY_LIMIT
        && let Some(fault) = crowded(&file, KEYS_CROWDED)
    {
        return Err(vec![fault].into());
    }
    if layout.role != Role::Known {
        (all.known, all.repeats) = (all.known.saturating_add(known), all.repeats.saturating_add(again));
    }
    // A row that is too long is told with its place, where its reader found it.
    if let Some(error) = failure.filter(|error| !is_too_long(error) || all.faults.is_empty()) {
        return Err(unreadable(&name, &error));
    }
    file.places.first_lines = all.first_lines(file.dialect.first_line);
    file.footers = all.settle_trailing().saturating_add(all.empty_sections);
    if let Some((_, found)) = all.western.take() {
        if all.multibyte {
            all.faults.place(Code::Encoding, found);
        } else {
            let used = options.encoding.filter(|encoding| !encoding::is_wide(encoding));
            file.info.encoding = encoding_name(used.unwrap_or(encoding_rs::WINDOWS_1252));
            if used.is_none() {
                file.warnings.push(Diagnostic {
                    code: Code::Western.code(),
                    severity: Severity::Warning,
                    place: Some(file.places.of(found.witness.spot)),
                    excerpt: Some(file.places.excerpt(&found.witness.excerpt)),
                    message: "the file is not UTF-8 and is read as windows-1252".to_owned(),
                    help: None,
                });
            }
        }
    }
    if all.surplus.0 > 0 && all.surplus.1 > 0 {
        let surplus = std::mem::take(&mut all.surplus.2);
        all.faults.merge(surplus);
    }
    if !all.faults.is_empty() {
        return Err(all.faults.diagnose(&file.places));
    }
    file.info.rows = all.blocks.iter().map(|note| note.rows).sum();
    (file.info.bytes, file.sha256) = (passed.bytes(), passed.sha256());
    if file.info.rows == 0 {
        return Err(no_rows(&name));
    }
    if let Some(fault) = not_won(&file, &all) {
        return Err(vec![fault].into());
    }
    let mark = all.proof.settle(options.decimal, |witness| file.places.of(witness.spot));
    let mark = mark.map_err(|faults| faults.diagnose(&file.places))?;
    file.info.decimal = all.proof.proved();
    file.info.group = all.proof.group_used(mark);
    if let (Some(proved), Some(flag)) = (file.info.decimal, options.decimal)
        && proved != flag
    {
        let message = format!("--decimal '{}' is not used here: the cells prove '{}'", flag.char(), proved.char());
        file.warnings.push(whole(Code::UnusedFlag, Severity::Note, &name, message, None));
    }
    if options.date_format.is_some() && layout.period.is_some() && file.dialect.dates.format.is_none() {
        let message = "--date-format is not used here: the dates prove the other order of day and month".to_owned();
        file.warnings.push(whole(Code::UnusedFlag, Severity::Note, &name, message, None));
    }
    if let (Some((given, true)), Some(column)) =
        (&file.channel_name, layout.names.get(super::header::CHANNEL).copied().flatten())
    {
        let column = layout.header.get(column).map_or("", |name| name.trim());
        let message =
            format!("the channel '{given}' is given to rows without one only: the column '{column}' has channels");
        file.warnings.push(whole(Code::UnusedFlag, Severity::Note, &name, message, None));
    }
    file.info.settled = file.info.decimal.or(options.decimal);
    if all.below_zero && !all.above_zero && layout.measures.iter().all(|column| column.measure != Measure::Credit) {
        let message = "every amount of spend is below zero, as in a bank statement".to_owned();
        let help =
            Some(format!("--negate {name}  (it is spend); credits belong in the file of the spend they are for"));
        return Err(vec![whole(Code::Negative, Severity::Error, &name, message, help)].into());
    }
    if let Some(faults) = all.refunds.both(layout, &file.places) {
        return Err(faults.into());
    }
    if let Some(fault) = subtotals::unlabelled(&mut file, &mut all, mark, options, (registries, &dimensions)) {
        return Err(vec![fault].into());
    }
    let layout = &file.dialect.layout;
    let settled = {
        let registries = registries.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |at: usize, name: &str| registries.get(*dimensions.get(at)?)?.known(name);
        totals::settle(&mut all, layout, mark, options, known)
    };
    let settled = settled.map_err(|faults| faults.diagnose(&file.places))?;
    {
        let registries = registries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = sides::both(&file, &all, mark, &registries) {
            return Err(vec![fault].into());
        }
    }
    if let Some(fault) = exchange::without_currency(&file, &all, options) {
        return Err(vec![fault].into());
    }
    all.note_days(layout);
    all.coarsen(width, options.kept_names());
    file.read = Read::Sums { fold: Box::new(all), settled, mark };
    Ok(file)
}

/// Refuses a column with more names than a report has rows, and too many combinations of them. Reading stopped there, so
/// that its other faults, and where exactly it stopped, hang on which thread was first: nothing is said of them.
fn crowded(file: &FileRead, at: usize) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    let (message, help) = if at == KEYS_CROWDED {
        let message = "more than 1,000,000 distinct combinations of period, channel, segment and category";
        (message.to_owned(), "group by fewer columns")
    } else {
        let column = layout.names.get(at)?.and_then(|column| layout.header.get(column)).map_or("", |name| name.trim());
        let message = format!("more than 200,000 distinct names in the column '{column}'");
        (message, "--map another column, or sum the file up first")
    };
    let help = Some(help.to_owned());
    let place = Some(file.header_place());
    Some(Diagnostic { code: Code::Limit.code(), severity: Severity::Error, place, excerpt: None, message, help })
}

/// Refuses spend and customers that cannot be put in weeks, where the report has weeks.
fn without_week(file: &FileRead, options: &Options) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    options.week.filter(|_| layout.has_sides())?;
    let long = layout.measures.iter().find(|column| matches!(column.when, Some(When::Months(_))));
    let (code, message) = match (long.and_then(|column| layout.header.get(column.column)), layout.is_dated()) {
        (Some(name), _) => (Code::LongPeriod, format!("'{}' is longer than a week and cannot be split", name.trim())),
        (None, false) => (Code::NoPeriod, "the rows have no dates, so no week can be told apart".to_owned()),
        (None, true) => return None,
    };
    let help = Some("--by month   or   export by day or week".to_owned());
    Some(whole(code, Severity::Error, &file.info.file, message, help))
}

/// Refuses deals that were not all won, unless a condition on their stage says which are meant.
fn not_won(file: &FileRead, fold: &Fold) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    let column = layout.stage?;
    if layout.header.get(column).is_some_and(|name| kinds::is_named(name)) {
        return kinds::refused(file, fold, column);
    }
    let known = layout.platform.filter(|platform| !platform.won.is_empty());
    // Where the platform's own words are met, they are told apart; where none is, the stages have other names.
    let lost = |stage: &String| {
        let plain = super::aliases::folded(stage);
        known.is_some_and(|platform| platform.kind == Kind::Orders) || plain.is_empty() || plain.contains("lost")
    };
    let told = fold.stages.keys().any(|stage| known.is_some_and(|platform| platform.calls_won(stage)));
    if known.is_some() && (told || fold.stages.keys().all(lost))
        || layout.conditions.iter().any(|(known, _)| *known == column)
    {
        return None;
    }
    let won: Vec<&String> = fold.stages.keys().filter(|stage| is_won(stage)).collect();
    if won.len() == fold.stages.len() {
        return None;
    }
    let name = layout.header.get(column).map_or("", |name| name.trim());
    let mut values: Vec<(&String, &u64)> = fold.stages.iter().collect();
    values.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    let listed: Vec<String> = values.iter().take(20).map(|(stage, count)| format!("'{stage}' {count}")).collect();
    let pick = won.first().copied().or(values.first().map(|(stage, _)| *stage))?;
    let message = format!("'{name}' holds rows that are not won customers: {}", listed.join(", "));
    let help = Some(format!("--where '{name}={pick}'"));
    Some(whole(Code::StageValues, Severity::Error, &file.info.file, message, help))
}

/// Whether a stage says that the customer was won.
fn is_won(stage: &str) -> bool {
    let plain = super::aliases::folded(stage);
    matches!(
        plain.as_str(),
        "won"
            | "closedwon"
            | "customer"
            | "vunnen"
            | "vunnet"
            | "vundet"
            | "gewonnen"
            | "gagné"
            | "gagnée"
            | "ganado"
            | "vinto"
            | "ganho"
            | "gewonnendeal"
            | "voitettu"
            | "kund"
            | "kunde"
            | "client"
            | "active"
            | "aktiv"
            | "paid"
    )
}

impl FileRead {
    /// The place of the currency that no cell of an amount names: the header's, or that of a line before it.
    pub(crate) fn sign_place(&self) -> Place {
        let header = self.header_place();
        Place { line: self.dialect.sign_line.unwrap_or(header.line), ..header }
    }

    /// The place of the file's header.
    pub(crate) fn header_place(&self) -> Place {
        Place { file: Arc::clone(&self.info.file), line: self.dialect.header_line, column: 1, sheet: self.info.sheet }
    }
}
