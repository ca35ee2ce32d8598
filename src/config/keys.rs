//! Every table and key of `cacltv.toml`: what it may hold, what it is for, and an example. The reader, its "did you
//! mean", the schema and the file that `init` writes all follow this list.

use crate::domain::assumptions::{Basis, Billing, ChurnBase, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::preset::PRESETS;
use crate::render::{Format, numbers};

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A number, or a text that says one: `29`, `"29/mo"`.
    Figure,
    /// One of a closed list of words.
    Word(fn() -> Vec<&'static str>),
    /// `true` or `false`.
    Truth,
    /// A text, or a list of them.
    Texts,
    /// A table of texts by name.
    TextOf,
    /// A table of numbers by name.
    FigureOf,
    /// A table of one text or several by name.
    TextsOf,
    /// One of a closed list of words, or a table of numbers by name.
    WordOrFigureOf(fn() -> Vec<&'static str>),
    /// A whole number of decimals, or a table of them by one of these names.
    Decimals(&'static [&'static str]),
    /// Tables one after another: `[[…]]`.
    Tables(&'static Table),
    /// Tables by name.
    TableOf(&'static Table),
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// A value as it stands in the file: the default where there is one.
    pub example: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name, as in its header.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Its keys, in the order they are explained in.
    pub keys: &'static [Key],
    /// Those it cannot do without.
    pub required: &'static [&'static str],
}

impl Table {
    /// The names of its keys.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }
}

const fn key(name: &'static str, kind: Kind, example: &'static str, about: &'static str) -> Key {
    Key { name, kind, example, about }
}

/// Every table that stands by itself.
pub const TABLES: &[&Table] = &[&INPUT, &CHANNELS, &COSTS, &MODEL, &BANDS, &OUTPUT];

/// Those of check alone are asked for where it runs.
fn formats() -> Vec<&'static str> {
    Format::ALL.iter().filter(|one| !one.is_for_checks()).map(|one| one.name()).collect()
}

fn scopes() -> Vec<&'static str> {
    [Scope::Paid, Scope::Direct, Scope::Full].map(Scope::name).to_vec()
}

fn marks() -> Vec<&'static str> {
    vec![".", ",", "dot", "comma"]
}

fn delimiters() -> Vec<&'static str> {
    vec![",", ";", "|", "\t", "tab"]
}

fn missing() -> Vec<&'static str> {
    vec!["zero", "skip"]
}

fn totals() -> Vec<&'static str> {
    vec!["skip", "keep"]
}

/// `[input]`.
pub const INPUT: Table = Table {
    name: "input",
    about: "What is read, and how. Paths begin from the folder of this file",
    keys: &[
        key("files", Kind::Texts, r#"["data/*.csv"]"#, "files, folders or patterns, read when a command names none"),
        key("columns", Kind::TextOf, r#"{ amount = "Net cost" }"#, "which column is what, in every file that has it"),
        key("decimal", Kind::Word(marks), r#"",""#, "the decimal mark of files that prove none: \".\" or \",\""),
        key("delimiter", Kind::Word(delimiters), r#"";""#, "the delimiter of files that prove none"),
        key("encoding", Kind::Text, r#""windows-1252""#, "the encoding of files that are not UTF-8"),
        key("date_format", Kind::Text, r#""%d/%m/%Y""#, "the form of dates that do not prove theirs"),
        key("missing", Kind::Word(missing), r#""zero""#, "blank or dashed numbers: zero, or skip their rows"),
        key("totals", Kind::Word(totals), r#""skip""#, "rows that look like totals and cannot be proved: skip or keep"),
        key("where", Kind::Texts, r#"["Stage=Won"]"#, "rows that count: COLUMN=VALUE, or != for those that do not"),
        key("currency", Kind::Text, r#""EUR""#, "the currency of amounts that carry none"),
        key("rates", Kind::Text, r#""rates.csv""#, "rates of exchange into that currency: from, to, rate, period"),
        key(
            "revenue_period",
            Kind::Word(|| vec!["month", "quarter", "year"]),
            r#""month""#,
            "how long a row of revenue without dates is",
        ),
        key(
            "fractional_customers",
            Kind::Truth,
            "false",
            "customers may be fractions, as attribution models count them",
        ),
        key("file", Kind::Tables(&FILE), "", "one file, read by keys of its own"),
    ],
    required: &[],
};

/// `[[input.file]]`.
pub const FILE: Table = Table {
    name: "input.file",
    about: "One file, or those of a pattern, read by keys of their own",
    keys: &[
        key("path", Kind::Text, r#""data/spend.csv""#, "the file, or a pattern"),
        key(
            "role",
            Kind::Word(|| vec!["spend", "customers", "revenue", "assumptions", "known"]),
            r#""spend""#,
            "what it holds; known are ids of earlier customers",
        ),
        key("channel", Kind::Text, r#""Newsletter""#, "the channel of all its rows"),
        key("sheet", Kind::Text, r#""Spend""#, "the sheet of a workbook that is read"),
        key("encoding", Kind::Text, r#""windows-1252""#, "as under [input]"),
        key("delimiter", Kind::Word(delimiters), r#"";""#, "as under [input]"),
        key("decimal", Kind::Word(marks), r#"",""#, "as under [input]"),
        key("date_format", Kind::Text, r#""%d/%m/%Y""#, "as under [input]"),
        key("period", Kind::Figure, r#""2026-03""#, "the period of a file without dates"),
        key("negate", Kind::Truth, "false", "its spend is written with a minus, as in a bank statement"),
        key("totals", Kind::Word(totals), r#""skip""#, "as under [input]"),
        key("missing", Kind::Word(missing), r#""zero""#, "as under [input]"),
        key("fractional_customers", Kind::Truth, "false", "as under [input]"),
        key("columns", Kind::TextOf, r#"{ amount = "Net cost" }"#, "which column is what; each has to be there"),
    ],
    required: &["path"],
};

/// `[channels]`.
pub const CHANNELS: Table = Table {
    name: "channels",
    about: "Names of channels",
    keys: &[
        key("aliases", Kind::TextsOf, r#"{ Meta = ["facebook", "instagram"] }"#, "other names of a channel or segment"),
        key(
            "unpaid",
            Kind::Texts,
            r#"["Newsletter"]"#,
            "channels that are no paid ones, whatever cost is spread to them",
        ),
        key(
            "cost_per_customer",
            Kind::FigureOf,
            r#"{ Referral = 20 }"#,
            "what each customer of a channel was paid for coming",
        ),
    ],
    required: &[],
};

/// `[costs]`.
pub const COSTS: Table = Table {
    name: "costs",
    about: "What counts as cost, and where",
    keys: &[
        key("scope", Kind::Word(scopes), r#""full""#, "which categories count: paid, direct or full"),
        key(
            "categories",
            Kind::TextOf,
            r#"{ "Influencer" = "content", "623*" = "advertising" }"#,
            "texts of a category column, and the category they are",
        ),
        key("include", Kind::Texts, r#"["tools"]"#, "categories that count whatever the scope"),
        key("exclude", Kind::Texts, r#"["recruitment"]"#, "categories that never count"),
        key("cost_part", Kind::FigureOf, r#"{ salaries = "60%" }"#, "categories that count in part"),
        key("shared", Kind::Texts, r#"["tools"]"#, "categories that are shared cost, whatever channel their rows name"),
        key(
            "allocate",
            Kind::WordOrFigureOf(|| vec!["none", "spend", "customers", "revenue", "even"]),
            r#""none""#,
            "how shared cost is spread: none, spend, customers, revenue, even, or weights by channel",
        ),
        key(
            "lag",
            Kind::Figure,
            "1",
            "months that spend takes to win customers: 1, or weights as \"0:50%,1:30%,2:20%\"",
        ),
    ],
    required: &[],
};

/// `[model]`.
pub const MODEL: Table = Table {
    name: "model",
    about: "How LTV is computed, and its inputs where no file gives them",
    keys: &[
        key("arpa", Kind::Figure, r#""29/mo""#, "average revenue per account: 29/mo or 348/yr"),
        key("margin", Kind::Figure, r#""72%""#, "gross margin"),
        key("churn", Kind::Figure, r#""2.5%/mo""#, "churn: 2.5%/mo, 36%/yr or 5/100/mo"),
        key("lifetime", Kind::Figure, r#""40mo""#, "lifetime of a customer, in the place of churn"),
        key("aov", Kind::Figure, "34", "average order value, in the place of arpa"),
        key("orders_per_year", Kind::Figure, "12", "orders of a customer, with aov"),
        key("cost_per_order", Kind::Figure, "4.20", "what an order costs beside its margin"),
        key("growth", Kind::Figure, r#""1.60/mo""#, "how much ARPA grows"),
        key(
            "method",
            Kind::Word(|| Method::ALL.iter().map(|one| one.name()).collect()),
            r#""simple""#,
            "simple, lifetime, orders, capped, discounted or expansion; found from the inputs when missing",
        ),
        key(
            "as",
            Kind::Word(|| PRESETS.iter().map(|one| one.name).collect()),
            r#""chartmogul""#,
            "in the manner of a known definition, in the place of method, basis and timing",
        ),
        key("horizon", Kind::Figure, r#""36mo""#, "months after which nothing is counted"),
        key("discount", Kind::Figure, r#""10%/yr""#, "discount rate"),
        key(
            "timing",
            Kind::Word(|| Timing::ALL.iter().map(|one| one.name()).collect()),
            r#""start""#,
            "when a month's margin is paid: start, end or arrears",
        ),
        key(
            "billing",
            Kind::Word(|| Billing::ALL.iter().map(|one| one.name()).collect()),
            r#""month""#,
            "how often a customer pays: month or year",
        ),
        key(
            "basis",
            Kind::Word(|| Basis::ALL.iter().map(|one| one.name()).collect()),
            r#""margin""#,
            "what LTV counts: margin or revenue",
        ),
        key(
            "churn_base",
            Kind::Word(|| ChurnBase::ALL.iter().map(|one| one.name()).collect()),
            r#""start""#,
            "whom churn is measured against: start, start-plus-new or average",
        ),
        key("window", Kind::Figure, r#""6mo""#, "months that inputs from data are pooled over"),
        key("target", Kind::Figure, "3", "the ratio that the highest CAC is for"),
        key("interval", Kind::Figure, r#""95%""#, "confidence intervals at this level"),
        key("channel", Kind::TableOf(&CHANNEL), "", "inputs of one channel"),
    ],
    required: &[],
};

/// `[model.channel."X"]`.
pub const CHANNEL: Table = Table {
    name: "model.channel",
    about: "Inputs of one channel, before those of all",
    keys: &[
        key("arpa", Kind::Figure, r#""49/mo""#, "as under [model]"),
        key("margin", Kind::Figure, r#""65%""#, "as under [model]"),
        key("churn", Kind::Figure, r#""2%/mo""#, "as under [model]"),
        key("lifetime", Kind::Figure, r#""50mo""#, "as under [model]"),
        key("discount", Kind::Figure, r#""10%/yr""#, "as under [model]"),
        key("aov", Kind::Figure, "34", "as under [model]"),
        key("orders_per_year", Kind::Figure, "12", "as under [model]"),
        key("cost_per_order", Kind::Figure, "4.20", "as under [model]"),
        key("growth", Kind::Figure, r#""1.60/mo""#, "as under [model]"),
    ],
    required: &[],
};

/// `[bands]`.
pub const BANDS: Table = Table {
    name: "bands",
    about: "The least LTV:CAC of each band; they rise, and what is below the first loses money",
    keys: &[
        key("below_minimum", Kind::Figure, "1", "below it a customer costs more than it brings"),
        key("below_target", Kind::Figure, "1.5", "below it the ratio is below the minimum"),
        key("healthy", Kind::Figure, "3", "below it the ratio is below target"),
        key("under_invested", Kind::Figure, "5", "from here on more might be spent"),
    ],
    required: &[],
};

/// `[output]`.
pub const OUTPUT: Table = Table {
    name: "output",
    about: "How answers look",
    keys: &[
        key("format", Kind::Word(formats), r#""table""#, "the format where no flag names one"),
        key("locale", Kind::Word(|| numbers::locales().collect()), r#""sv""#, "numbers as usual in a country"),
        key("numbers", Kind::Text, r#""1 234,56""#, "numbers as in this example, in the place of locale"),
        key(
            "precision",
            Kind::Decimals(DECIMALS),
            "2",
            "decimals of money and ratios, or { money = 0, ratio = 2, months = 1, percent = 1 }",
        ),
        key(
            "year_start",
            Kind::Text,
            r#""04""#,
            "the month in which fiscal years begin: FY2026 is that in which it ends",
        ),
    ],
    required: &[],
};

/// `[[check]]`, which stands once for each rule.
pub const CHECK: Table = Table {
    name: "check",
    about: "A rule of cacltv check. One that cannot be decided never passes",
    keys: &[
        key("metric", Kind::Text, r#""ltv_cac""#, "the metric that is judged"),
        key(
            "row",
            Kind::Text,
            r#""total""#,
            "total, paid, each, channel \"NAME\", segment \"NAME\", each month or last",
        ),
        key("min", Kind::Figure, "3", "the least that passes"),
        key("max", Kind::Figure, "60", "the most that passes"),
        key("warn", Kind::Figure, "4", "from here on the side of min or max, it passes with a warning"),
        key("max_drop", Kind::Figure, r#""10%""#, "how far it may fall below the baseline"),
        key("max_increase", Kind::Figure, r#""10%""#, "how far it may rise above the baseline"),
        key(
            "baseline",
            Kind::Text,
            r#""baseline.json""#,
            "a result saved by report or check, from the folder of this file",
        ),
        key("scope", Kind::Word(scopes), r#""full""#, "which categories are cost"),
        key("min_customers", Kind::Figure, "30", "rows with fewer new customers are not judged"),
        key("except", Kind::Texts, r#"["Podcast"]"#, "rows that are not judged"),
    ],
    required: &["metric"],
};

/// The most decimals that may be asked for.
pub const MOST_DECIMALS: u32 = 12;

/// The kinds of figures that `precision` tells apart.
pub const DECIMALS: &[&str] = &["money", "ratio", "months", "percent"];
