//! `cacltv.toml` beside the flags: a flag stands before the file's word for the same thing.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::{Planned, Usage, flag, word, wrong};
use crate::cli::{CutArgs, InputArgs, ModelArgs, OutputArgs};
use crate::config::{Config, FileWords, Word};
use crate::domain::assumptions::{Assumptions, Inputs};
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::input::{Own, Role};

/// How the files behind a path are read.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file, or a pattern.
    pub path: String,
    /// Its role.
    pub role: Option<Role>,
    /// The channel of all its rows.
    pub channel: Option<String>,
    /// How it is read.
    pub own: Own,
}

/// The input's flags, over the configuration's words.
pub(super) fn input_args(args: &InputArgs, config: Option<&Config>) -> InputArgs {
    let mut all = args.clone();
    let Some(config) = config else { return all };
    let words = &config.input;
    let named = [&args.files, &args.spend, &args.customers, &args.revenue, &args.assumptions];
    if named.iter().all(|files| files.is_empty()) {
        all.files = words.files.iter().map(|path| config.path(path)).collect();
    }
    let field = |text: &String| text.split('=').next().unwrap_or_default().trim().to_lowercase();
    let more = words.map.iter().filter(|text| args.map.iter().all(|own| field(own) != field(text)));
    all.map.extend(more.cloned());
    let take = |own: &mut Option<String>, word: &Option<String>| {
        if own.is_none() {
            own.clone_from(word);
        }
    };
    take(&mut all.decimal, &words.decimal);
    take(&mut all.encoding, &words.encoding);
    take(&mut all.delimiter, &words.delimiter);
    take(&mut all.date_format, &words.date_format);
    take(&mut all.missing, &words.missing);
    take(&mut all.totals, &words.totals);
    take(&mut all.revenue_period, &words.revenue_period);
    all.fractional_customers |= words.fractional_customers;
    all
}

/// The selection's flags, over the configuration's words.
pub(super) fn cut_args(args: &CutArgs, config: Option<&Config>) -> CutArgs {
    let lag = args.lag.clone().or_else(|| config?.lag.clone());
    CutArgs { lag, ..args.clone() }
}

/// The model, by flags and configuration, with what the latter gave.
pub(super) fn assumptions(args: &ModelArgs, config: Option<&Config>) -> Planned<Assumptions> {
    let all = super::model(&model_args(args, config))?;
    Ok(Assumptions { configured: not_by_flag(&all.common, args), ..all })
}

/// ARPA, margin and churn or a lifetime, where no flag gives them.
pub(super) fn not_by_flag(common: &Inputs, args: &ModelArgs) -> Vec<Metric> {
    let life = common.churn.is_some() || common.lifetime.is_some();
    let given = [
        (Metric::Arpa, common.arpa.is_some() || common.aov.is_some(), args.arpa.is_some() || args.aov.is_some()),
        (Metric::Margin, common.margin.is_some(), args.margin.is_some()),
        (Metric::Churn, life, args.churn.is_some() || args.lifetime.is_some()),
    ];
    let configured = given.into_iter().filter(|(_, known, by_flag)| *known && !by_flag);
    configured.map(|(metric, ..)| metric).collect()
}

/// The model's flags, over the configuration's words.
pub(super) fn model_args(args: &ModelArgs, config: Option<&Config>) -> ModelArgs {
    let mut all = args.clone();
    let Some(config) = config else { return all };
    let words = &config.model;
    let life = args.churn.is_some() || args.lifetime.is_some();
    // A definition and what it sets stand for each other: a flag for one hides the file's word for the other.
    let sets = args.method.is_some() || args.basis.is_some() || args.timing.is_some();
    let free = args.manner.is_none();
    let pairs = [
        (&mut all.arpa, &words.arpa, true),
        (&mut all.margin, &words.margin, true),
        // A churn and a lifetime say the same: a flag for one hides the file's word for the other.
        (&mut all.churn, &words.churn, !life),
        (&mut all.lifetime, &words.lifetime, !life),
        (&mut all.manner, &words.manner, !sets),
        (&mut all.method, &words.method, free),
        (&mut all.horizon, &words.horizon, true),
        (&mut all.discount, &words.discount, true),
        (&mut all.aov, &words.aov, true),
        (&mut all.orders_per_year, &words.orders_per_year, true),
        (&mut all.cost_per_order, &words.cost_per_order, true),
        (&mut all.growth, &words.growth, true),
        (&mut all.timing, &words.timing, free),
        (&mut all.basis, &words.basis, free),
        (&mut all.billing, &words.billing, true),
        (&mut all.churn_base, &words.churn_base, true),
        (&mut all.window, &words.window, true),
        (&mut all.scope, &words.scope, true),
        (&mut all.target, &words.target, true),
        (&mut all.interval, &words.interval, true),
    ];
    for (own, word, may) in pairs {
        if own.is_none() && may {
            own.clone_from(word);
        }
    }
    all
}

/// The output's flags, over the configuration's words.
pub(super) fn output_args(args: &OutputArgs, config: Option<&Config>) -> OutputArgs {
    let mut all = args.clone();
    let Some(config) = config else { return all };
    if all.format.is_none() && all.output.is_empty() {
        all.format.clone_from(&config.output.format);
    }
    if all.numbers.is_none() && all.locale.is_none() {
        all.numbers.clone_from(&config.output.numbers);
        all.locale.clone_from(&config.output.locale);
    }
    all
}

/// What is wrong with the configuration by itself, at its place.
pub(super) fn judge(config: &Config) -> Planned<()> {
    let probe = InputArgs { files: vec!["-".to_owned()], ..config.input.clone() };
    super::input(&probe, &CutArgs::default(), Vec::new()).map_err(|usage| config.fault("input", usage))?;
    let cut = CutArgs { lag: config.lag.clone(), ..CutArgs::default() };
    super::input(&InputArgs::default(), &cut, Vec::new()).map_err(|usage| config.fault("costs", usage))?;
    super::model(&config.model).map_err(|usage| config.fault("model", usage))?;
    super::output(&config.output).map_err(|usage| config.fault("output", usage))?;
    super::costs::costs(&config.costs, &config.categories).map_err(|usage| config.fault("costs", usage))?;
    for (channel, args) in &config.channels {
        super::model(args).map_err(|usage| config.fault(&format!("model.channel.{channel}"), usage))?;
    }
    super::aliases::configured(config)?;
    sections(config).map(|_| ())
}

/// `[model.channel."X"]`: inputs of LTV by channel.
pub(super) fn channels(config: Option<&Config>) -> Planned<Vec<(String, Inputs)>> {
    let all = config.into_iter().flat_map(|config| &config.channels);
    all.map(|(channel, args)| Ok((channel.clone(), super::model(args)?.common))).collect()
}

/// `[[input.file]]`, as meant.
pub(super) fn sections(config: &Config) -> Planned<Vec<Section>> {
    let mut all: Vec<Section> = Vec::new();
    for words in &config.files {
        let section = section(config, words)?;
        // `./spend.csv` is `spend.csv`.
        let plain =
            |path: &str| Path::new(path).components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
        if let Some((_, path)) = words.keys.iter().find(|(key, _)| *key == "path") {
            if path.text.trim().is_empty() {
                return Err(config.at(path, "the path is blank", Some("path = \"spend.csv\"".to_owned())));
            }
            if all.iter().any(|known| plain(&known.path) == plain(&section.path)) {
                let message = format!("a second [[input.file]] for '{}'", path.text);
                return Err(config.at(path, &message, Some("write all its keys in one".to_owned())));
            }
        }
        all.push(section);
    }
    Ok(all)
}

const ROLES: &[Role] = &[Role::Spend, Role::Customers, Role::Revenue, Role::Assumptions, Role::Known];

fn section(config: &Config, words: &FileWords) -> Planned<Section> {
    let mut section = Section { path: String::new(), role: None, channel: None, own: Own::default() };
    for (key, said) in &words.keys {
        put(&mut section, key, said).map_err(|usage| {
            let message = usage.message.strip_prefix("--").unwrap_or(&usage.message).to_owned();
            config.at(said, &message, usage.help)
        })?;
    }
    section.path = config.path(&section.path);
    for (field, column) in &words.columns {
        let text = format!("{field}={}", column.text);
        let map = super::mapping(&text).map_err(|usage| config.at(column, &usage.message, usage.help))?;
        section.own.map.push(map);
    }
    Ok(section)
}

fn put(section: &mut Section, key: &str, said: &Word) -> Planned<()> {
    let text = Some(&said.text);
    let own = &mut section.own;
    match key {
        "path" => section.path.clone_from(&said.text),
        "role" => section.role = word("role", text, ROLES, Role::name)?,
        "channel" => section.channel = Some(said.text.clone()),
        "encoding" => own.encoding = flag("encoding", text, super::encoding)?,
        "delimiter" => own.delimiter = flag("delimiter", text, super::delimiter)?,
        "sheet" => own.sheets = vec![said.text.clone()],
        "decimal" => own.decimal = flag("decimal", text, super::decimal)?,
        "date_format" => {
            own.date_format = flag("date_format", text, crate::input::date_format::DateFormat::from_str)?;
        }
        "period" => own.period = flag("period", text, Span::from_str)?,
        "negate" => own.negate = said.text == "true",
        "totals" => own.totals = super::totals(text)?,
        "missing" => own.missing = super::missing(text)?,
        "fractional_customers" => own.fractional_customers = said.text == "true",
        other => return Err(wrong(format!("there is no key '{other}'"), None)),
    }
    Ok(())
}

/// No file is named anywhere.
pub(super) fn no_file(config: Option<&Config>) -> Usage {
    let help = match config {
        Some(config) => format!("name the files, or write files = [\"data/*.csv\"] under [input] in {}", config.name),
        None => "name the files of spend and customers, or - for standard input".to_owned(),
    };
    wrong("no file is given", Some(help))
}
