//! From files to a ledger of exact totals: one streaming, parallel pass a file; rows are never kept.

mod across;
mod aliases;
mod assumptions;
mod bits;
mod bounce;
mod buffer;
mod buyers;
mod calendar;
mod cells;
pub mod code;
mod columns;
mod currency;
mod customers;
mod date;
pub mod date_format;
mod dialect;
pub mod encoding;
mod entries;
mod exchange;
mod file;
mod fold;
mod found;
mod funnel;
mod garbled;
mod headcount;
mod header;
mod ids;
mod keys;
mod kinds;
mod known;
mod ledger;
mod longer;
mod months;
mod names;
mod near;
mod note;
mod parents;
mod part;
pub mod platforms;
#[doc(hidden)]
pub mod probe;
mod proof;
mod quick;
mod quotes;
pub mod rates;
mod records;
mod refunds;
mod repeats;
mod row;
mod same;
mod scale;
mod sections;
mod select;
mod sides;
mod slots;
mod sorted;
mod source;
mod steady;
mod subtotals;
pub mod suggest;
mod tax;
mod titles;
mod totals;
mod understood;
mod workbook;
mod worker;

use std::sync::{Arc, Mutex};

use self::code::Code;
use self::file::FileRead;
use self::ids::Ids;
use self::names::Registry;
use crate::domain::assumptions::{Assumption, Inputs};
use crate::domain::currency::Currency;
use crate::domain::ledger::Ledger;
use crate::domain::number::{Group, Mark};
use crate::domain::period::{Grain, Span};
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::domain::understood::{Merged, Understood};

pub use self::encoding::Progress;
pub use self::funnel::Wanted;
pub use self::header::{Field, Meaning};
pub use self::names::key as name_key;
pub use self::select::{Cut, Ends, Selected, asked, dated, divided, select, short_exports};
pub use self::source::{Origin, Source};
pub use self::steady::whole as whole_file;

/// The category that a name stands for, in any of the languages; `None` for other text.
#[must_use]
pub fn category(name: &str) -> Option<crate::domain::category::Category> {
    aliases::category_of(name)
}

/// What tells a header apart: headers that are written alike have the same.
#[must_use]
pub fn header_key(name: &str) -> String {
    aliases::folded(name)
}

/// What tells a step apart by its name: the known step in any of the languages, or the name itself.
#[must_use]
pub fn step_key(name: &str) -> String {
    funnel::step_named(name).map_or_else(|| name.trim().to_owned(), |step| step.name().to_owned())
}

/// The step that a name stands for, in any of the languages.
#[must_use]
pub fn step(name: &str) -> Option<crate::domain::funnel::Step> {
    funnel::step_named(name)
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Spend, long or wide.
    Spend,
    /// Customers, counted or one row each.
    Customers,
    /// Revenue and stocks of customers.
    Revenue,
    /// Several of these in one table.
    Combined,
    /// Inputs of LTV by channel or segment.
    Assumptions,
    /// Ids of customers won before.
    Known,
    /// Steps from a first contact to a customer, with spend or revenue where it stands beside them.
    Funnel,
}

impl Role {
    /// The word in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Customers => "customers",
            Self::Revenue => "revenue",
            Self::Combined => "combined",
            Self::Assumptions => "assumptions",
            Self::Known => "known",
            Self::Funnel => "funnel",
        }
    }
}

/// What a blank cell or a dash means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Zero.
    Zero,
    /// The row does not count.
    Skip,
}

/// What to do with rows that may be totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalsRule {
    /// Leave them out.
    Skip,
    /// Add them like all others.
    Keep,
}

/// How files are to be read, beyond what they prove themselves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--map FIELD=COLUMN`.
    pub map: Vec<(Meaning, String)>,
    /// Columns beyond channel, segment, category and period that rows are grouped by.
    pub by: Vec<String>,
    /// The place in `by` that is no column but the ISO week of the row.
    pub week: Option<usize>,
    /// The decimal mark of files that prove none.
    pub decimal: Option<Mark>,
    /// The delimiter.
    pub delimiter: Option<u8>,
    /// The sheets of workbooks that are read, by name; the only one that can be meant where none is named.
    pub sheets: Vec<String>,
    /// The form of dates that do not prove theirs.
    pub date_format: Option<date_format::DateFormat>,
    /// The encoding of files that do not prove UTF-8.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// What to do with rows that may be totals.
    pub totals: Option<TotalsRule>,
    /// What blank cells and dashes mean.
    pub missing: Option<Missing>,
    /// Whether customers may be split by attribution.
    pub fractional_customers: bool,
    /// `--alias 'NAME=OTHER,OTHER'`.
    pub aliases: Vec<(String, Vec<String>)>,
    /// `--period-of FILE=2026-03`.
    pub period_of: Vec<(String, Span)>,
    /// How long the period of a revenue file without dates is.
    pub revenue_period: Option<Grain>,
    /// `--currency CODE`: the currency of what carries none, and the one converted into.
    pub currency: Option<Currency>,
    /// `--rates FILE`: amounts in other currencies are converted.
    pub rates: Option<Arc<rates::Rates>>,
    /// `--where 'COLUMN=VALUE'`: rows without such a value are cut.
    pub conditions: Vec<Condition>,
    /// Files whose spend is written with a minus.
    pub negate: Vec<String>,
    /// Inputs of LTV by channel, beside those of assumptions files.
    pub inputs: Vec<(String, Inputs)>,
    /// Whether it is to be told how each file was understood.
    pub inspect: bool,
    /// Whether files may be funnels, and which steps are asked for: all when none is named.
    pub funnel: Option<Vec<Wanted>>,
    /// How many threads read; by default as many as there are processors.
    pub threads: Option<usize>,
    /// Where it is counted how far reading has come.
    pub progress: Option<Arc<Progress>>,
    /// How the work is cut up.
    #[doc(hidden)]
    pub work: Work,
}

/// How the work of reading is cut up, which changes no figure and no message: tests cut it otherwise and compare.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Whether every row is read by the careful reader, the common ones too.
    pub careful: bool,
    /// About how many bytes a block has.
    pub block: usize,
    /// Among how many rows of a run equal ones are looked for.
    pub compared: u64,
}

impl Default for Work {
    fn default() -> Self {
        Self { careful: false, block: source::BLOCK, compared: repeats::REPEAT_LIMIT }
    }
}

/// How one file is to be read, over what holds for all.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Which column is what.
    pub map: Vec<(Meaning, String)>,
    /// The decimal mark, where the file proves none.
    pub decimal: Option<Mark>,
    /// The delimiter.
    pub delimiter: Option<u8>,
    /// The sheets that are read, where it is a workbook.
    pub sheets: Vec<String>,
    /// The form of dates that do not prove theirs.
    pub date_format: Option<date_format::DateFormat>,
    /// The encoding, where the file does not prove UTF-8.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// What to do with rows that may be totals.
    pub totals: Option<TotalsRule>,
    /// What blank cells and dashes mean.
    pub missing: Option<Missing>,
    /// Whether customers may be split by attribution.
    pub fractional_customers: bool,
    /// The period of a file without dates.
    pub period: Option<Span>,
    /// Whether its spend is written with a minus.
    pub negate: bool,
}

impl Options {
    /// The options that hold for the file of a name.
    fn of_file(&self, name: &str, own: &Own) -> Self {
        let mut all = self.clone();
        all.map.retain(|(meaning, _)| own.map.iter().all(|(known, _)| known != meaning));
        all.map.extend(own.map.iter().cloned());
        all.decimal = own.decimal.or(all.decimal);
        all.delimiter = own.delimiter.or(all.delimiter);
        if !own.sheets.is_empty() {
            all.sheets.clone_from(&own.sheets);
        }
        all.date_format = own.date_format.clone().or(all.date_format);
        all.encoding = own.encoding.or(all.encoding);
        all.totals = own.totals.or(all.totals);
        all.missing = own.missing.or(all.missing);
        all.fractional_customers |= own.fractional_customers;
        all.period_of.extend(own.period.map(|span| (name.to_owned(), span)));
        all.negate.extend(own.negate.then(|| name.to_owned()));
        all
    }

    /// How many names of a row are kept whatever the size of a file: channel, segment, category, the columns of
    /// `--by`, and the currency where amounts are converted.
    fn kept_names(&self) -> usize {
        header::OTHERS.saturating_add(self.by.len()).saturating_add(usize::from(self.rates.is_some()))
    }

    /// Whether reports need the days of rows, not their months alone.
    fn keeps_days(&self) -> bool {
        self.week.is_some() || self.rates.as_ref().is_some_and(|rates| rates.has_days())
    }

    /// The place of the currency among the names of a row.
    fn currency_place(&self) -> Option<usize> {
        self.rates.as_ref().map(|_| header::OTHERS.saturating_add(self.by.len()))
    }
}

/// A condition on a column; of several on one column any may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// The value.
    pub value: String,
    /// Whether the value is unwanted: `!=`.
    pub unwanted: bool,
}

/// How a file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// The file as named by the user.
    pub file: Arc<str>,
    /// Its role.
    pub role: Role,
    /// Rows below the header.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// The platform whose export it is.
    pub platform: Option<&'static str>,
    /// The encoding, in lower case.
    pub encoding: &'static str,
    /// The delimiter.
    pub delimiter: char,
    /// Whether it is a sheet of a workbook, which has no delimiter.
    pub sheet: bool,
    /// The decimal mark, when its cells prove one.
    pub decimal: Option<Mark>,
    /// The decimal mark, when proved or given by a flag.
    pub settled: Option<Mark>,
    /// What groups its digits.
    pub group: Option<Group>,
}

/// What was skipped or merged on the way; each is told in the footer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows whose blank cells were read as zero or left out.
    pub missing: u64,
    /// Rows of customers that `--known` lists.
    pub known: u64,
    /// Rows of customers that had come before.
    pub repeats: u64,
    /// Customers that came by two channels or segments on their first day.
    pub ties: u64,
    /// Deals and orders that were not won.
    pub lost: u64,
    /// Rows of further items of orders.
    pub items: u64,
    /// Rows cut by `--where`.
    pub cut: u64,
    /// Rows of sums left out.
    pub totals: u64,
    /// Footer rows left out.
    pub footers: u64,
    /// Lines before headers.
    pub titles: u64,
    /// Whether more rows were read than are compared with each other.
    pub uncompared: bool,
    /// Amounts converted, by currency.
    pub converted: std::collections::BTreeMap<&'static str, u64>,
    /// Whether any file lists customers by id.
    pub listed: bool,
}

/// Everything read.
#[derive(Debug)]
pub struct Reading {
    /// The totals.
    pub ledger: Ledger,
    /// Rows of assumptions files.
    pub assumptions: Vec<Assumption>,
    /// How each file was read.
    pub files: Vec<FileInfo>,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
    /// The currency, when a code is known.
    pub currency: Option<Currency>,
    /// The last month that each side of the data has.
    pub ends: Ends,
    /// What was skipped.
    pub counts: Counts,
    /// Files of spend that are of one channel alone: the file, the channel and the months it covers.
    pub exports: Vec<(Arc<str>, Arc<str>, Span)>,
    /// How each file was understood, where that was asked for.
    pub understood: Vec<Understood>,
    /// Spellings that are one name, where that was asked for.
    pub merged: Vec<Merged>,
}

/// A diagnostic about a file as a whole.
fn whole(code: Code, severity: Severity, file: &Arc<str>, message: String, help: Option<String>) -> Diagnostic {
    let help = help.filter(|help| !help.is_empty());
    Diagnostic { code: code.code(), severity, place: Some(Place::file(file)), excerpt: None, message, help }
}

/// Why an input cannot be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The faults: of each kind the first ten in each file.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more of a code there are.
    pub more: std::collections::BTreeMap<&'static str, u64>,
}

impl Refusal {
    /// Whether the command line alone is wrong: `--where` names a column that no file has.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        let of_where =
            |said: &Diagnostic| said.code == Code::NoColumn.code() && said.message.starts_with(ledger::WHERE);
        !self.diagnostics.is_empty() && self.diagnostics.iter().all(of_where)
    }

    fn extend(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        for (code, more) in other.more {
            let count = self.more.entry(code).or_default();
            *count = count.saturating_add(more);
        }
    }
}

impl From<Vec<Diagnostic>> for Refusal {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, more: std::collections::BTreeMap::new() }
    }
}

/// Reads all sources into one ledger.
///
/// # Errors
/// Every fault found in every file; no figure is made from part of the input.
pub fn read(sources: Vec<Source>, options: &Options) -> Result<Reading, Refusal> {
    let mut faults = Refusal::from(same::refuse(&sources));
    if !faults.diagnostics.is_empty() {
        return Err(faults);
    }
    let mut registries: Vec<Registry> = Vec::new();
    registries.resize_with(fold_dimensions(options), Registry::default);
    for (name, others) in &options.aliases {
        for registry in registries.iter_mut().take(2) {
            registry.alias(name, others);
        }
    }
    let registries = Mutex::new(registries);
    let ids = Ids::of(sources.iter().map(Source::bytes).sum());
    let mut reads: Vec<FileRead> = Vec::new();
    let mut rows: u64 = 0;
    let mut sources = sources;
    // Ids known from before come first, so that every later row of theirs is a repeat.
    sources.sort_by_key(|source| source.role != Some(Role::Known));
    for source in sources {
        match file::read(source, (reads.len(), rows), options, &registries, &ids) {
            Ok(read) => {
                rows = read.iter().fold(rows, |rows, read| rows.saturating_add(read.info.rows));
                reads.extend(read);
            }
            Err(mut found) => {
                file::unmarked(&mut found.diagnostics);
                faults.extend(found);
            }
        }
    }
    if faults.diagnostics.is_empty() {
        let sheets: Vec<Arc<str>> =
            reads.iter().filter(|read| read.info.sheet).map(|read| Arc::clone(&read.info.file)).collect();
        faults = Refusal::from(workbook::unknown(&options.sheets, &sheets));
    }
    if !faults.diagnostics.is_empty() {
        return Err(faults);
    }
    let sheets = reads.iter().any(|read| read.info.sheet);
    let mut built = ledger::build(reads, options, registries, &ids).map_err(Refusal::from);
    if sheets {
        match &mut built {
            Ok(reading) => file::unmarked(&mut reading.diagnostics),
            Err(refusal) => file::unmarked(&mut refusal.diagnostics),
        }
    }
    built
}

/// How many registries of names a run needs: channel, segment, category, the columns of `--by`, one more.
fn fold_dimensions(options: &Options) -> usize {
    header::OTHERS.saturating_add(options.by.len()).saturating_add(1)
}
