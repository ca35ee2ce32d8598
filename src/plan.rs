//! From the words of the command line to their meaning. Nobody past this file sees a flag's text.

mod aliases;
mod calc;
pub mod check;
pub mod compare;
mod configured;
mod costs;
mod destination;
mod fiscal;
mod funnel;
mod idle;
mod init;
mod inspect;
mod model;
pub mod planning;
mod reading;
pub mod reconcile;
mod report;
mod rows;
pub mod shell;
mod template;
pub mod trend;

use std::path::PathBuf;
use std::str::FromStr;

use crate::calc::oneoff::Given;
use crate::cli::{CostArgs, CutArgs, GetArgs, InputArgs, LayoutArgs, OutputArgs};
use crate::config::Config;
use crate::domain::assumptions::Assumptions;
use crate::domain::costs::Costs;
use crate::domain::currency::Currency;
use crate::domain::lag::Lag;
use crate::domain::ledger::Dimension;
use crate::domain::metric::Metric;
use crate::domain::path;
use crate::domain::period::{Grain, Span};
use crate::domain::sweep::Sweep;
use crate::input::suggest::nearest;
use crate::input::{self, Condition, Cut, Options, Role};
use crate::render::template::Template;
use crate::render::{Format, numbers};
use crate::report::{Numbers, Precision};

pub use self::calc::calc;
pub use self::check::check;
pub use self::compare::compare;
pub use self::configured::{Listed, Section, judge};
pub use self::funnel::{FunnelLayout, funnel};
pub use self::init::{Init, Pins, init};
pub use self::inspect::inspect;
use self::model::model;
pub use self::planning::planning;
use self::reading::{decimal, delimiter, encoding, mapping, missing, totals};
pub use self::reconcile::reconcile;
pub use self::report::report;
pub(crate) use self::rows::not_by;
pub use self::trend::trend;
pub use crate::usage::Usage;

type Planned<T> = Result<T, Usage>;

/// Where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl Target {
    /// Where a name of the command line leads. Standard output has names in the file system too.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "-" | "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => Self::Stdout,
            name => Self::File(path::path(name)),
        }
    }
}

/// Where an answer goes, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Formats and places, in the order given.
    pub places: Vec<(Format, Target)>,
    /// The number style, when one was asked for.
    pub numbers: Option<Numbers>,
    /// What is filled in, instead of a format.
    pub template: Option<Template>,
    /// The decimals asked for.
    pub precision: Precision,
    /// Whether the time is told.
    pub stamp: bool,
}

/// A file as named, with what it is forced to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The file, folder or pattern.
    pub name: String,
    /// Its role.
    pub role: Option<Role>,
    /// The channel of all its rows.
    pub channel: Option<String>,
    /// Where the configuration names it, when no flag does.
    pub listed: Option<Listed>,
}

/// What to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The files.
    pub files: Vec<Named>,
    /// The configuration, as shown.
    pub config: Option<String>,
    /// Whether a warning about the input is a refusal.
    pub strict: bool,
    /// How single files are read.
    pub sections: Vec<Section>,
    /// How to read them.
    pub options: Options,
    /// The file of rates of exchange.
    pub rates: Option<String>,
    /// The months.
    pub cut: Option<Cut>,
    /// How long spend takes to win customers.
    pub lag: Option<Lag>,
    /// What counts as cost, and where.
    pub costs: Costs,
    /// Channels to show.
    pub channels: Vec<String>,
    /// Segments to show.
    pub segments: Vec<String>,
}

/// Rows and columns.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The dimensions.
    pub by: Vec<Dimension>,
    /// The metric to sort by.
    pub sort: Option<Metric>,
    /// How many rows.
    pub top: Option<usize>,
    /// The columns asked for.
    pub columns: Option<Vec<Metric>>,
}

/// What to do.
#[derive(Debug)]
pub enum Plan {
    /// One-off figures.
    Calc {
        /// The figures.
        given: Box<Given>,
        /// The model.
        assumptions: Box<Assumptions>,
        /// The currency.
        currency: Option<Currency>,
        /// Where the answer goes.
        output: Output,
        /// Whether formulas are shown.
        explain: bool,
    },
    /// A view of the table that is computed more than once.
    View {
        /// Which.
        sweep: Sweep,
        /// What to read.
        input: Box<Input>,
        /// The model.
        assumptions: Box<Assumptions>,
        /// The dimensions of rows.
        by: Vec<Dimension>,
        /// Where the answer goes.
        output: Output,
    },
    /// Thresholds.
    Check(Box<check::Checking>),
    /// The table.
    Report {
        /// What to read.
        input: Box<Input>,
        /// The model.
        assumptions: Box<Assumptions>,
        /// Rows and columns.
        layout: Layout,
        /// Where the answer goes.
        output: Output,
        /// Whether formulas are shown.
        explain: bool,
    },
    /// Steps.
    Funnel {
        /// What to read.
        input: Box<Input>,
        /// What counts as cost, and the margin.
        assumptions: Box<Assumptions>,
        /// Rows.
        layout: FunnelLayout,
        /// Where the answer goes.
        output: Output,
    },
    /// How files were understood.
    Inspect {
        /// What to read.
        input: Box<Input>,
        /// The flags that settle no single file, as given.
        given: Vec<String>,
        /// Where the answer goes.
        output: Output,
    },
    /// A configuration to start from.
    Init(Init),
    /// What changed between two results.
    Compare(Box<compare::Comparing>),
    /// What reaches a target, and what follows when an input changes.
    Planning(Box<planning::Planning>),
    /// The walk from one definition to another.
    Reconcile(Box<reconcile::Reconciling>),
    /// What is about the program itself.
    Shell(shell::Asked),
    /// Metrics over time.
    Trend(Box<trend::Trending>),
    /// The table with periods in columns.
    Across(Box<trend::Crossing>),
    /// One number.
    Get {
        /// The metric.
        metric: Metric,
        /// What to read.
        input: Box<Input>,
        /// The model.
        assumptions: Box<Assumptions>,
    },
}

fn wrong(message: impl Into<String>, help: Option<String>) -> Usage {
    Usage { message: message.into(), help }
}

/// A flag's value read by `read`; the flag is named in the fault.
fn flag<T>(name: &str, text: Option<&String>, read: impl Fn(&str) -> Result<T, String>) -> Planned<Option<T>> {
    text.map(|text| read(text).map_err(|fault| wrong(format!("--{name}: {fault}"), None))).transpose()
}

/// One of a closed list of words.
fn word<T: Copy>(
    name: &str,
    text: Option<&String>,
    all: &[T],
    spell: impl Fn(T) -> &'static str,
) -> Planned<Option<T>> {
    let Some(text) = text else { return Ok(None) };
    let plain = text.trim().to_lowercase();
    if let Some(found) = all.iter().copied().find(|one| spell(*one) == plain) {
        return Ok(Some(found));
    }
    let names: Vec<&str> = all.iter().map(|one| spell(*one)).collect();
    let help = match nearest(&plain, names.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("one of {}", names.join(", ")),
    };
    Err(wrong(format!("--{name}: there is no '{}'", text.trim()), Some(help)))
}

/// The metric of a name, or what it may have meant.
fn metric(text: &str) -> Planned<Metric> {
    if let Some(found) = Metric::named(text) {
        return Ok(found);
    }
    let plain = text.trim().to_lowercase();
    let help = if plain == "cpa" {
        "did you mean 'cac'?".to_owned()
    } else {
        match nearest(&plain, Metric::ALL.iter().map(|metric| metric.name())) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "cacltv explain lists the metrics".to_owned(),
        }
    };
    Err(wrong(format!("there is no metric '{}'", text.trim()), Some(help)))
}

/// Where an answer goes, and in which format; those of `check` alone are refused.
fn output(args: &OutputArgs) -> Planned<Output> {
    let output = any_output(args)?;
    match output.places.iter().find(|(format, _)| format.is_for_checks()) {
        Some((format, _)) => {
            let help = format!("cacltv check FILE... -f {}", format.name());
            Err(wrong(format!("--format: {} is a format of check alone", format.name()), Some(help)))
        }
        None => Ok(output),
    }
}

fn any_output(args: &OutputArgs) -> Planned<Output> {
    let format = word("format", args.format.as_ref(), Format::ALL, Format::name)?;
    let template = template::template(args)?;
    let mut places = Vec::new();
    for text in &args.output {
        if template.is_some() {
            places.push((Format::Plain, template::place(text)?));
            continue;
        }
        let (prefix, path) = match text.split_once(':') {
            Some((prefix, path)) if Format::named(prefix).is_some() => (Format::named(prefix), path),
            _ => (None, text.as_str()),
        };
        if path.is_empty() {
            return Err(wrong(format!("--output: '{text}' names no file"), None));
        }
        if Target::of(path) == Target::Stdout {
            places.push((prefix.or(format).unwrap_or(Format::Table), Target::Stdout));
            continue;
        }
        let ending = path::path(path).extension().and_then(|ending| ending.to_str()).and_then(Format::from_extension);
        // That a file is some text, as .txt says, leaves the format open.
        let (told, likely) = if ending == Some(Format::Plain) { (None, ending) } else { (ending, None) };
        let Some(format) = prefix.or(told).or(format).or(likely) else {
            let help = format!(
                "-f table, or -o table:{path}; endings known are txt, md, html, csv, tsv, json, jsonl, xlsx, xml, tap, prom"
            );
            return Err(wrong(format!("--output: the format of '{path}' is not known"), Some(help)));
        };
        places.push((format, Target::of(path)));
    }
    if places.is_empty() {
        places.push((format.unwrap_or(Format::Table), Target::Stdout));
    }
    let example = flag("numbers", args.numbers.as_ref(), numbers::by_example)?;
    let locale = match &args.locale {
        None => None,
        Some(name) => Some(numbers::locale(name.trim()).ok_or_else(|| {
            let all: Vec<&str> = numbers::locales().collect();
            wrong(format!("--locale: there is no '{name}'"), Some(format!("one of {}", all.join(", "))))
        })?),
    };
    if example.is_some() && locale.is_some() {
        return Err(wrong("--numbers and --locale say the same in two ways", Some("give one of them".to_owned())));
    }
    if args.stamp && !places.iter().any(|(format, _)| format.has_stamp()) {
        let help = "-f json, or another format that is not csv or tsv".to_owned();
        return Err(wrong("--stamp: a table of values has no place for the time", Some(help)));
    }
    let (numbers, precision) = (example.or(locale), precision(&args.precision));
    Ok(Output { places, numbers, template, precision, stamp: args.stamp })
}

/// The decimals of each kind of figure; those of one kind stand before those of all.
fn precision(words: &[(&str, u32)]) -> Precision {
    let of = |kind: &str| {
        let all = |name: &str| words.iter().find(|(known, _)| *known == name).map(|(_, places)| *places);
        all(kind).or_else(|| all("").filter(|_| matches!(kind, "money" | "ratio")))
    };
    Precision { money: of("money"), ratio: of("ratio"), months: of("months"), percent: of("percent") }
}

/// The currency of a code.
fn currency(code: &str) -> Result<Currency, String> {
    Currency::named(code).ok_or_else(|| format!("'{}' is no ISO 4217 code such as EUR", code.trim()))
}

fn pair<'a>(name: &str, text: &'a str, shape: &str) -> Planned<(&'a str, &'a str)> {
    match text.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => Ok((left.trim(), right.trim())),
        _ => Err(wrong(format!("--{name}: '{text}' is not {shape}"), None)),
    }
}

fn input(args: &InputArgs, cut: &CutArgs, others: Vec<String>) -> Planned<Input> {
    let mut files: Vec<Named> =
        args.files.iter().map(|name| Named { name: name.clone(), role: None, channel: None, listed: None }).collect();
    for text in &args.spend {
        let exists = path::path(text).exists();
        let (channel, name) = match text.split_once('=') {
            Some((channel, file)) if !exists && !channel.trim().is_empty() => (Some(channel.trim().to_owned()), file),
            _ => (None, text.as_str()),
        };
        files.push(Named { name: name.to_owned(), role: Some(Role::Spend), channel, listed: None });
    }
    for (names, role) in [
        (&args.customers, Role::Customers),
        (&args.revenue, Role::Revenue),
        (&args.assumptions, Role::Assumptions),
        (&args.known, Role::Known),
    ] {
        files.extend(names.iter().map(|name| Named {
            name: name.clone(),
            role: Some(role),
            channel: None,
            listed: None,
        }));
    }
    let map = args.map.iter().map(|text| mapping(text)).collect::<Planned<Vec<_>>>()?;
    let mut conditions = Vec::new();
    for text in &cut.conditions {
        let whole = text.strip_suffix("!=").map(|column| (format!("{column}!"), ""));
        let (left, value) = match &whole {
            Some((left, nothing)) if left.trim() != "!" => (left.trim(), *nothing),
            _ => pair("where", text, "COLUMN=VALUE or COLUMN!=VALUE")?,
        };
        let (column, unwanted) = left.strip_suffix('!').map_or((left, false), |column| (column.trim(), true));
        conditions.push(Condition { column: column.to_owned(), value: value.to_owned(), unwanted });
    }
    let mut period_of = Vec::new();
    for text in &args.period_of {
        // A file's name may hold a `=`, a period does not.
        let at = text.rfind('=').filter(|at| !text.get(..*at).unwrap_or_default().trim().is_empty());
        let Some((file, period)) = at.and_then(|at| Some((text.get(..at)?.trim(), text.get(at..)?.strip_prefix('=')?)))
        else {
            return Err(wrong(format!("--period-of: '{text}' is not FILE=2026-03"), None));
        };
        let span = Span::from_str(period).map_err(|fault| wrong(format!("--period-of: {fault}"), None))?;
        idle::for_file("period-of", file, &files)?;
        period_of.push((file.to_owned(), span));
    }
    args.negate.iter().try_for_each(|name| idle::for_file("negate", name, &files))?;
    if args.threads == Some(0) {
        return Err(wrong("--threads is at least 1", None));
    }
    let currency = flag("currency", args.currency.as_ref(), currency)?;
    if args.rates.is_some() && currency.is_none() {
        let help = "--currency EUR, or whichever currency the figures shall have".to_owned();
        return Err(wrong("--rates needs --currency, the currency to convert into", Some(help)));
    }
    let options = Options {
        currency,
        rates: None,
        map,
        week: others.iter().position(|name| name == "week"),
        by: others,
        decimal: flag("decimal", args.decimal.as_ref(), decimal)?,
        encoding: flag("encoding", args.encoding.as_ref(), encoding)?,
        date_format: flag("date-format", args.date_format.as_ref(), input::date_format::DateFormat::from_str)?,
        delimiter: flag("delimiter", args.delimiter.as_ref(), delimiter)?,
        sheets: args.sheet.clone(),
        totals: totals(args.totals.as_ref())?,
        missing: missing(args.missing.as_ref())?,
        fractional_customers: args.fractional_customers,
        aliases: aliases::given(&args.alias)?,
        period_of,
        conditions,
        negate: args.negate.clone(),
        revenue_period: word("revenue-period", args.revenue_period.as_ref(), GRAINS, Grain::name)?,
        threads: args.threads,
        inspect: args.verbose,
        progress: None,
        work: input::Work::default(),
        funnel: None,
        inputs: Vec::new(),
    };
    Ok(Input {
        files,
        config: None,
        strict: args.strict,
        sections: Vec::new(),
        options,
        rates: args.rates.clone(),
        cut: months(cut)?,
        lag: flag("lag", cut.lag.as_ref(), Lag::from_str)?,
        costs: Costs::default(),
        channels: cut.channel.clone(),
        segments: cut.segment.clone(),
    })
}

/// What to read, by flags and configuration.
fn configured(args: &InputArgs, cut: &CutArgs, others: Vec<String>, config: Option<&Config>) -> Planned<Input> {
    let mut input = input(&configured::input_args(args, config), &configured::cut_args(cut, config)?, others)?;
    if input.files.is_empty() {
        return Err(configured::no_file(config));
    }
    configured::list(&mut input.files, args, config);
    input.sections = config.map(configured::sections).transpose()?.unwrap_or_default();
    if let Some(config) = config {
        input.options.aliases = aliases::both(input.options.aliases, aliases::configured(config)?)?;
    }
    input.options.inputs = configured::channels(config)?;
    input.config = config.map(|config| config.name.clone());
    Ok(input)
}

/// What counts as cost, by flags and configuration.
fn spending(args: &CostArgs, config: Option<&Config>) -> Planned<Costs> {
    let places = config.map(|config| config.categories.as_slice()).unwrap_or_default();
    let mut costs = costs::costs(&costs::cost_args(args, config), places)?;
    costs.unpaid = config.map(|config| config.unpaid.clone()).unwrap_or_default();
    Ok(costs)
}

const GRAINS: &[Grain] = &[Grain::Month, Grain::Quarter, Grain::Year];

fn months(args: &CutArgs) -> Planned<Option<Cut>> {
    let cut = flag("period", args.period.as_ref(), Cut::from_str)?;
    let from = flag("from", args.from.as_ref(), Span::from_str)?;
    let to = flag("to", args.to.as_ref(), Span::from_str)?;
    match (cut, from, to) {
        (cut, None, None) => Ok(cut),
        (Some(_), _, _) => Err(wrong("--period and --from or --to say the same in two ways", None)),
        (None, from, to) => {
            let (first, last) = (from.map(|span| span.first), to.map(|span| span.last));
            if let (Some(first), Some(last)) = (first, last)
                && first > last
            {
                return Err(wrong(format!("--from {first} is after --to {last}"), None));
            }
            Ok(Some(Cut::Between(first, last)))
        }
    }
}

/// The dimensions asked for, and the columns among them that have no name of their own.
fn dimensions(by: &[String], config: Option<&Config>) -> Planned<(Vec<Dimension>, Vec<String>)> {
    let fiscal = configured::year_start(config)?;
    let mut all: Vec<Dimension> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for text in by {
        let name = text.trim();
        let plain = name.to_lowercase();
        let dimension = match plain.as_str() {
            "" => {
                return Err(wrong("--by: a name is missing", Some("--by channel,month".to_owned())));
            }
            "channel" | "channels" => Dimension::Channel,
            "segment" | "segments" => Dimension::Segment,
            "category" | "categories" => Dimension::Category,
            "month" | "months" => Dimension::Period(Grain::Month),
            "week" | "weeks" => {
                others.push("week".to_owned());
                Dimension::Other(others.len().saturating_sub(1), "week".to_owned())
            }
            "quarter" | "quarters" => Dimension::Period(Grain::Quarter.in_fiscal_years(fiscal)),
            "year" | "years" => Dimension::Period(Grain::Year.in_fiscal_years(fiscal)),
            _ if Metric::ALL.iter().any(|metric| metric.name() == plain) => {
                return Err(wrong(format!("--by: '{name}' is a metric, not a column that tells rows apart"), None));
            }
            _ => {
                others.push(name.to_owned());
                Dimension::Other(others.len().saturating_sub(1), name.to_owned())
            }
        };
        if all.contains(&dimension) || all.iter().any(|one| one.name() == dimension.name()) {
            return Err(wrong(format!("--by: '{name}' is named twice"), None));
        }
        all.push(dimension);
    }
    if all.is_empty() {
        all.push(Dimension::Channel);
    }
    if all.iter().filter(|dimension| matches!(dimension, Dimension::Period(_))).count() > 1 {
        return Err(wrong("--by: one of month, quarter and year", None));
    }
    Ok((all, others))
}

fn layout(args: &LayoutArgs, config: Option<&Config>) -> Planned<(Layout, Vec<String>)> {
    let (by, others) = dimensions(&args.by, config)?;
    let columns = metrics("columns", &args.columns)?;
    let sort = args.sort.as_ref().map(|name| metric(name)).transpose()?;
    if args.top == Some(0) {
        return Err(wrong("--top is at least 1", None));
    }
    Ok((Layout { by, sort, top: args.top, columns: (!columns.is_empty()).then_some(columns) }, others))
}

/// The metrics of a flag by their names, each once.
fn metrics(flag: &str, names: &[String]) -> Planned<Vec<Metric>> {
    let mut all: Vec<Metric> = Vec::new();
    for name in names {
        let found = metric(name)?;
        if all.contains(&found) {
            return Err(wrong(format!("--{flag}: '{}' is named twice", name.trim()), None));
        }
        all.push(found);
    }
    Ok(all)
}

/// The plan of `get`.
///
/// # Errors
/// What is wrong with the command line.
pub fn get(args: &GetArgs, config: Option<&Config>) -> Planned<Plan> {
    model::without_interval(&args.model, "get prints one number")?;
    if args.input.verbose {
        let help = Some("cacltv inspect says how files were read".to_owned());
        return Err(wrong("--verbose has no use here: get prints one number", help));
    }
    let mut input = configured(&args.input, &args.cut, Vec::new(), config)?;
    input.costs = spending(&args.costs, config)?;
    let mut assumptions = configured::assumptions(&args.model, config)?;
    assumptions.level = None;
    Ok(Plan::Get { metric: metric(&args.metric)?, input: Box::new(input), assumptions: Box::new(assumptions) })
}
