//! The words of the command line, as clap reads them. What they mean is `plan`'s affair.

mod alone;
mod check;
mod compare;
mod funnel;
mod init;
mod planning;
mod reconcile;
mod shell;
mod trend;

use std::ffi::OsString;

use clap::{Args, CommandFactory, Parser, Subcommand};

pub use self::alone::read;
pub use self::check::{CheckArgs, annotates};
pub use self::compare::CompareArgs;
pub use self::funnel::FunnelArgs;
pub use self::init::InitArgs;
pub use self::planning::PlanArgs;
pub use self::reconcile::ReconcileArgs;
pub use self::shell::{CompletionsArgs, ManArgs, SchemaArgs, ScreenArgs};
pub use self::trend::TrendArgs;

/// CAC, LTV and LTV:CAC from spend and customer files: exact, per channel, with checks for CI.
#[derive(Debug, Parser)]
#[command(
    name = "cacltv",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    before_help = "Examples:
  cacltv calc --marketing 20000 --sales 10000 --customers 500
  cacltv report examples/shop/spend.csv examples/shop/customers.csv
  cacltv explain ltv_cac"
)]
pub struct Cli {
    /// What stands before a command or behind it.
    #[command(flatten)]
    pub common: CommonArgs,
    /// The command.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command has.
#[derive(Debug, Args)]
pub struct CommonArgs {
    /// The configuration; by default the nearest cacltv.toml upward
    #[arg(long, global = true, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<String>,
    /// Use no configuration
    #[arg(short = 'n', long, global = true, help_heading = "Configuration")]
    pub no_config: bool,
    /// Colours and messages.
    #[command(flatten)]
    pub screen: ScreenArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One-off figures from flags alone
    #[command(before_help = "Examples:
  cacltv calc --marketing 20000 --sales 10000 --customers 500
  cacltv calc --cac 200 --arpa 100/mo --margin 80% --churn 5%/mo --explain
  cacltv calc --cpl 40 --close-rate 20%
  cacltv calc --step leads=1200 --step customers=60 --spend 20000
  cacltv calc --spend 10000 --bounce-rate 80%")]
    Calc(Box<CalcArgs>),
    /// The table of channels (segments, months) of spend and customers
    #[command(before_help = "Examples:
  cacltv report examples/shop/*.csv
  cacltv report examples/nordic-saas/k*.csv --by month
  cacltv report examples/next-quarter/*.csv --across month --metric cac
  cacltv report examples/nordic-saas/k*.csv --arpa 1490 --margin 82% --churn 2%
  cacltv report examples/shop/*.csv -o report.json -o report.md")]
    Report(Box<ReportArgs>),
    /// Thresholds: the exit status is the answer
    #[command(before_help = "Examples:
  cacltv check examples/shop/*.csv --max-cac 60
  cacltv check examples/shop/*.csv --min-ratio 3 --max-payback 12
  cacltv check examples/shop/*.csv --require 'each: cac <= 80 except \"Podcast\"'
  cacltv check --config examples/ci/cacltv.toml -f junit

Exit status: 0 passed, 1 failed, 2 usage, 3 input, 4 undecided, 5 output")]
    Check(Box<CheckArgs>),
    /// One bare number, for scripts
    #[command(before_help = "Examples:
  cacltv get cac examples/shop/*.csv
  cacltv get cac examples/shop/*.csv --channel Google
  cacltv get ltv_cac examples/shop/*.csv --period last")]
    Get(Box<GetArgs>),
    /// What changed between two results or two periods, and why
    #[command(before_help = "Examples:
  cacltv compare examples/next-quarter --period 2026-03 --against 2026-02
  cacltv compare 'cac=1200 ltv=100' 'cac=780 ltv=120'

BASE and NEW are each a combined file, a folder of files, a result saved with
report -o base.json, or figures as above.")]
    Compare(Box<CompareArgs>),
    /// Metrics over time, with sparklines
    #[command(before_help = "Examples:
  cacltv trend examples/next-quarter/*.csv
  cacltv trend examples/next-quarter/*.csv --by month,channel --metric cac
  cacltv trend examples/next-quarter/*.csv --metric cac,ltv_cac --rolling 2
  cacltv trend examples/next-quarter/*.csv --channel Meta -f plain")]
    Trend(Box<TrendArgs>),
    /// What reaches a target, and what follows when an input changes
    #[command(before_help = "Examples:
  cacltv plan examples/next-quarter/*.csv --target 3
  cacltv plan examples/next-quarter/*.csv --budget 30000
  cacltv plan examples/next-quarter/*.csv --set churn=3% --tornado
  cacltv plan examples/next-quarter/*.csv --sweep churn=2%..6%:1%
  cacltv plan --given 'spend=100000 customers=500 ltv=900' --marginal-cac 400")]
    Plan(Box<PlanArgs>),
    /// Conversion and cost per step, from impressions to customers
    #[command(before_help = "Examples:
  cacltv funnel examples/funnel/*.csv
  cacltv funnel examples/funnel/*.csv --by month
  cacltv funnel examples/funnel/*.csv --steps 'visits,trials,customers'")]
    Funnel(Box<FunnelArgs>),
    /// The exact walk from one definition's LTV:CAC to another's
    #[command(before_help = "Examples:
  cacltv reconcile examples/shop/*.csv --from chartmogul --to skok
  cacltv reconcile examples/shop/*.csv --from scope=paid --to skok
  cacltv reconcile examples/shop/*.csv --from own --to 'own,lag=1'")]
    Reconcile(Box<ReconcileArgs>),
    /// How each file was read, what proved it, and what settles the same
    #[command(before_help = "Examples:
  cacltv inspect examples/nordic-saas/*.csv
  cacltv inspect examples/shop/spend.csv -f json")]
    Inspect(Box<InspectArgs>),
    /// A cacltv.toml with samples, or one that settles your files
    #[command(
        override_usage = "cacltv init [OPTIONS] [DIR | FILE...]",
        mut_arg("files", |arg| arg.value_name("DIR|FILE").help(
            "A folder for a commented cacltv.toml and sample files (by default this one), or the files to settle"
        )),
        before_help = "Examples:
  cacltv init demo
  cacltv init examples/shop/*.csv -o -

With a DIR: a commented cacltv.toml and sample files that run at once.
With FILEs: ./cacltv.toml, which settles how they are read as inspect proves it,
and lists names of channels that may be one. Nothing is written over."
    )]
    Init(Box<InitArgs>),
    /// A metric's formula and source, a method, a reason, an error code
    #[command(before_help = "Examples:
  cacltv explain ltv_cac
  cacltv explain discounted
  cacltv explain E105
  cacltv explain")]
    Explain {
        /// A metric, a method, a reason, a code; without it, all topics
        topic: Option<String>,
    },
    /// What a shell completes after the Tab key
    #[command(before_help = "Examples:
  cacltv completions bash > cacltv.bash
  cacltv completions fish > cacltv.fish")]
    Completions(CompletionsArgs),
    /// The manual, as pages for man
    #[command(before_help = "Examples:
  cacltv man > cacltv.1
  cacltv man .")]
    Man(ManArgs),
    /// The JSON Schema of what -f json prints, or of cacltv.toml
    #[command(before_help = "Examples:
  cacltv schema report
  cacltv schema config > cacltv.schema.json")]
    Schema(SchemaArgs),
}

/// The value of a flag, which may begin with a minus, unless it is the next flag in the place of a value.
///
/// # Errors
/// When it is a flag.
fn value(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("--").or_else(|| text.strip_prefix('-').filter(|name| name.len() == 1));
    if name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return Err(format!("'{text}' is a flag, and a value is missing before it"));
    }
    Ok(text.to_owned())
}

/// What to say of a command line that is refused because a flag stands in the place of another's value:
/// `--margin --churn 5%`.
#[must_use]
pub fn without_value(words: impl Iterator<Item = OsString>) -> Option<String> {
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let (all, name) = (Cli::command(), words.get(1)?);
    let command = all.find_subcommand(name)?;
    let takes_value = |word: &str| {
        let long = word.strip_prefix("--");
        command.get_arguments().any(|one| one.get_long() == long && long.is_some() && one.is_allow_hyphen_values_set())
    };
    let pairs = words.iter().zip(words.iter().skip(1));
    let (flag, next) = pairs.into_iter().find(|(flag, next)| takes_value(flag) && value(next).is_err())?;
    Some(format!("{flag} has no value: '{next}' is the next flag"))
}

/// `calc`.
#[derive(Debug, Args)]
pub struct CalcArgs {
    /// Marketing spend
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub marketing: Option<String>,
    /// Sales spend
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub sales: Option<String>,
    /// Spend that is not broken down
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub spend: Option<String>,
    /// Spend of one category, such as tools=1000; repeatable
    #[arg(long, value_name = "CATEGORY=N")]
    pub cost: Vec<String>,
    /// New customers
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub customers: Option<String>,
    /// CAC
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub cac: Option<String>,
    /// LTV
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub ltv: Option<String>,
    /// Cost per lead
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub cpl: Option<String>,
    /// Share of leads that become customers
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value)]
    pub close_rate: Option<String>,
    /// Share of visits that leave at once
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value)]
    pub bounce_rate: Option<String>,
    /// How many came to a step, such as leads=1200; repeatable, from the first step to the last
    #[arg(long, value_name = "NAME=N", allow_hyphen_values = true, value_parser = value)]
    pub step: Vec<String>,
    /// The currency, such as EUR
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// The model of LTV.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Where the answer goes.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Print each formula with the figures put in
    #[arg(long)]
    pub explain: bool,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months, channels and segments.
    #[command(flatten)]
    pub cut: CutArgs,
    /// What counts as cost.
    #[command(flatten)]
    pub costs: CostArgs,
    /// The model of LTV.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Rows and columns.
    #[command(flatten)]
    pub layout: LayoutArgs,
    /// Where the answer goes.
    #[command(flatten)]
    pub output: OutputArgs,
    /// scopes: what CAC is under each scope; lag: what it is under lags of 0 to 6 months
    #[arg(long, value_name = "scopes|lag", help_heading = "Layout")]
    pub view: Option<String>,
    /// Periods in columns, the total last: month, quarter or year
    #[arg(long, value_name = "PERIOD", help_heading = "Layout")]
    pub across: Option<String>,
    /// The metrics of --across, a table each, joined by commas; cac by default
    #[arg(long, value_name = "METRIC,…", value_delimiter = ',', help_heading = "Layout")]
    pub metric: Vec<String>,
    /// Print each formula with the figures put in
    #[arg(long)]
    pub explain: bool,
}

/// `get`.
#[derive(Debug, Args)]
pub struct GetArgs {
    /// The metric, such as cac or ltv_cac
    #[arg(value_name = "METRIC")]
    pub metric: String,
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months, channels and segments.
    #[command(flatten)]
    pub cut: CutArgs,
    /// What counts as cost.
    #[command(flatten)]
    pub costs: CostArgs,
    /// The model of LTV.
    #[command(flatten)]
    pub model: ModelArgs,
}

/// `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// Keep rows with this value in this column only (!= cuts them); repeatable, of one column any value
    #[arg(long = "where", value_name = "COLUMN=VALUE", help_heading = "Selection")]
    pub conditions: Vec<String>,
    /// table, plain, html or json
    #[arg(short, long, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<String>,
    /// Write to a file, its format by its ending or as FORMAT:FILE; - is standard output; repeatable
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Vec<String>,
}

/// Files, and how they are read where they do not prove it themselves.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, folders, patterns, or - for standard input; roles are found from the headers
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// A file of spend; NAME=FILE gives all its rows that channel; repeatable
    #[arg(long, value_name = "FILE")]
    pub spend: Vec<String>,
    /// A file of customers; repeatable
    #[arg(long, value_name = "FILE")]
    pub customers: Vec<String>,
    /// A file of revenue; repeatable
    #[arg(long, value_name = "FILE")]
    pub revenue: Vec<String>,
    /// A file of LTV inputs by channel or segment; repeatable
    #[arg(long, value_name = "FILE")]
    pub assumptions: Vec<String>,
    /// A file of the ids of customers won before; repeatable
    #[arg(long, value_name = "FILE")]
    pub known: Vec<String>,
    /// The currency of the run, such as EUR: that of amounts that carry none
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Rates of exchange into --currency: a file of from, to, rate and, where they change, period
    #[arg(long, value_name = "FILE")]
    pub rates: Option<String>,
    /// Which column is what, such as 'amount=Net cost'; repeatable
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Other names of a channel or segment, such as 'Meta=facebook,instagram'; repeatable
    #[arg(long, value_name = "NAME=OTHER,…")]
    pub alias: Vec<String>,
    /// The decimal mark of files that prove none: . or ,
    #[arg(long, value_name = "MARK")]
    pub decimal: Option<String>,
    /// The encoding of files that are not UTF-8, such as windows-1250 or utf-16le
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// The form of dates that do not prove theirs: %d/%m/%Y, %b-%y, excel
    #[arg(long, value_name = "FORM")]
    pub date_format: Option<String>,
    /// The delimiter: , ; | or tab
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<String>,
    /// The sheet of a workbook (.xlsx, .ods) to read; repeatable
    #[arg(long, value_name = "NAME")]
    pub sheet: Vec<String>,
    /// What blank cells and dashes mean: zero, or skip the row
    #[arg(long, value_name = "zero|skip")]
    pub missing: Option<String>,
    /// What rows that may be totals are: skip or keep
    #[arg(long, value_name = "skip|keep")]
    pub totals: Option<String>,
    /// A file whose spend is written with a minus, as in a bank statement; repeatable
    #[arg(long, value_name = "FILE")]
    pub negate: Vec<String>,
    /// Customers may be fractions (attribution models)
    #[arg(long)]
    pub fractional_customers: bool,
    /// The period of a file without dates; repeatable
    #[arg(long, value_name = "FILE=2026-03")]
    pub period_of: Vec<String>,
    /// How long a row of a revenue file without dates is
    #[arg(long, value_name = "month|quarter|year")]
    pub revenue_period: Option<String>,
    /// How many threads read; by default one a processor
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Refuse the input (exit 3) where there is a warning about it
    #[arg(long)]
    pub strict: bool,
    /// Say in the footer how each file was understood, as inspect does
    #[arg(short, long)]
    pub verbose: bool,
}

/// Which part of the data.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct CutArgs {
    /// 2026-03, 2026-Q1, 2026, 2026-01..2026-03, last, last-1 or last:3
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The first month
    #[arg(long, value_name = "2026-01")]
    pub from: Option<String>,
    /// The last month
    #[arg(long, value_name = "2026-03")]
    pub to: Option<String>,
    /// Months that spend takes to win customers: 1, or weights as 0:50%,1:30%,2:20%
    #[arg(long, value_name = "MONTHS", allow_hyphen_values = true, value_parser = value)]
    pub lag: Option<String>,
    /// Keep rows with this value in this column only (!= cuts them); repeatable, of one column any value
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub conditions: Vec<String>,
    /// Show this channel only; changes no figure; repeatable
    #[arg(long, value_name = "NAME")]
    pub channel: Vec<String>,
    /// Show this segment only; changes no figure; repeatable
    #[arg(long, value_name = "NAME")]
    pub segment: Vec<String>,
}

/// How LTV is computed, and what counts as cost.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// Revenue per account: 29/mo, 348/yr
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub arpa: Option<String>,
    /// Gross margin: 72% or 0.72
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value)]
    pub margin: Option<String>,
    /// Churn: 2.5%/mo, 36%/yr or 5/100/mo
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value)]
    pub churn: Option<String>,
    /// Lifetime of a customer: 40mo, 3yr
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub lifetime: Option<String>,
    /// Average order value: 34
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub aov: Option<String>,
    /// Orders of a customer: 12 or 12/yr, 2.8/mo
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub orders_per_year: Option<String>,
    /// What an order costs beside its margin: 4.20
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub cost_per_order: Option<String>,
    /// How much ARPA grows: 1.60/mo
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub growth: Option<String>,
    /// simple, lifetime, orders, capped, discounted or expansion; found from the other flags when missing
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,
    /// In the manner of chartmogul, baremetrics, profitwell, finmark, skok or gupta-lehmann: sets method, basis and timing
    #[arg(long = "as", value_name = "NAME")]
    pub manner: Option<String>,
    /// Months after which nothing is counted: 36mo, 3yr
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub horizon: Option<String>,
    /// Discount rate: 10%/yr, 1%/mo
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value)]
    pub discount: Option<String>,
    /// When a month's margin is paid: start, end or arrears
    #[arg(long, value_name = "WHEN")]
    pub timing: Option<String>,
    /// How often a customer pays: month, or year (at its start)
    #[arg(long, value_name = "month|year")]
    pub billing: Option<String>,
    /// margin or revenue
    #[arg(long, value_name = "BASIS")]
    pub basis: Option<String>,
    /// Whom churn from revenue files is measured against: start, start-plus-new or average
    #[arg(long, value_name = "BASE")]
    pub churn_base: Option<String>,
    /// Months that ARPA, margin and churn from data are pooled over, up to the end of the selection: 6mo
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub window: Option<String>,
    /// Which categories count as cost: paid, direct or full
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// The ratio that the highest CAC is for; 3 by default
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value)]
    pub target: Option<String>,
    /// Confidence intervals at this level, such as 95%
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true, value_parser = value)]
    pub interval: Option<String>,
}

/// What counts as cost, and where.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Costs")]
pub struct CostArgs {
    /// Count this category whatever the scope; repeatable
    #[arg(long, value_name = "CATEGORY")]
    pub include: Vec<String>,
    /// Never count this category; repeatable
    #[arg(long, value_name = "CATEGORY")]
    pub exclude: Vec<String>,
    /// Count a part of a category only, such as salaries=60%; repeatable
    #[arg(long, value_name = "CATEGORY=R")]
    pub cost_part: Vec<String>,
    /// This category is shared cost, whatever channel its rows name; repeatable
    #[arg(long, value_name = "CATEGORY")]
    pub shared: Vec<String>,
    /// What each customer of a channel was paid for coming, such as 'Referral=20': spend of that channel; repeatable
    #[arg(long, value_name = "CHANNEL=N", allow_hyphen_values = true, value_parser = value)]
    pub reward: Vec<String>,
    /// Spread shared cost over channels: none, spend, customers, revenue, even, or weights as
    /// 'Meta=60,Google Ads=40'
    #[arg(long, value_name = "BASE")]
    pub allocate: Option<String>,
}

/// Rows and columns.
#[derive(Debug, Args)]
#[command(next_help_heading = "Layout")]
pub struct LayoutArgs {
    /// channel, segment, category, week, month, quarter, year or any other column; several joined by commas
    #[arg(long, value_name = "DIM,…", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Sort by a metric, highest first
    #[arg(long, value_name = "METRIC")]
    pub sort: Option<String>,
    /// Show the first N rows only
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Which metrics to show, joined by commas
    #[arg(long, value_name = "METRIC,…", value_delimiter = ',')]
    pub columns: Vec<String>,
}

/// Where the answer goes, and how it looks.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// table, plain, markdown, html, xlsx, csv, tsv, json, jsonl; of check alone junit,
    /// github, tap and prom
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Write to a file, its format by its ending or as FORMAT:FILE; - is standard output; repeatable
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<String>,
    /// Numbers as in this example: '1 234,56'
    #[arg(long, value_name = "EXAMPLE")]
    pub numbers: Option<String>,
    /// Numbers as usual in sv, nb, da, fi, de, fr, nl, es, it, pt, en or ch
    #[arg(long, value_name = "LOCALE")]
    pub locale: Option<String>,
    /// Fill in this template instead, with what -f json has
    #[arg(long, value_name = "FILE")]
    pub template: Option<String>,
    /// Decimals by kind of figure, which the configuration alone can say; without a kind those of money and ratios
    #[arg(skip)]
    pub precision: Vec<(&'static str, u32)>,
    /// Tell the time (UTC); csv and tsv have no place for it
    #[arg(long)]
    pub stamp: bool,
}
