//! `cacltv.toml` beside the flags: a flag stands before the file's word for the same thing.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::{Named, Planned, Usage, fiscal, flag, word, wrong};
use crate::cli::{CostArgs, CutArgs, InputArgs, ModelArgs, OutputArgs};
use crate::config::{Config, FileWords, Word};
use crate::domain::assumptions::{Assumptions, Inputs};
use crate::domain::bands::Bands;
use crate::domain::fiscal::YearStart;
use crate::domain::metric::Metric;
use crate::domain::period::Span;
use crate::domain::quantity;
use crate::input::{Own, Role, header_key, name_key};

/// Where the configuration names a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name as it stands there.
    pub text: String,
    /// The configuration, as shown.
    pub config: String,
    /// The line and the column.
    pub at: (usize, usize),
    /// The file as a pattern, in which the folder is no part of it.
    pub pattern: String,
}

/// How the files behind a path are read.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file, or a pattern.
    pub path: String,
    /// The same as a pattern, in which the folder of the configuration is no part of it.
    pub pattern: String,
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
    if by_configuration(args) {
        all.files = config.listed.iter().map(|path| config.path(&path.text)).collect();
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
    take(&mut all.currency, &words.currency);
    take(&mut all.rates, &words.rates.as_ref().map(|path| config.path(path)));
    all.fractional_customers |= words.fractional_customers;
    all
}

/// Whether no flag names a file to compute from, so that the configuration does.
fn by_configuration(args: &InputArgs) -> bool {
    let named = [&args.files, &args.spend, &args.customers, &args.revenue, &args.assumptions];
    named.iter().all(|files| files.is_empty())
}

/// Notes where the configuration names the files that no flag does.
pub(super) fn list(files: &mut [Named], args: &InputArgs, config: Option<&Config>) {
    let Some(config) = config.filter(|_| by_configuration(args)) else { return };
    for (file, word) in files.iter_mut().zip(&config.listed) {
        file.listed = Some(Listed {
            text: word.text.clone(),
            config: config.name.clone(),
            at: word.at,
            pattern: config.pattern(&word.text),
        });
    }
}

/// The selection's flags, over the configuration's words.
pub(super) fn cut_args(args: &CutArgs, config: Option<&Config>) -> Planned<CutArgs> {
    let start = year_start(config)?;
    let mut all = CutArgs {
        period: fiscal::period("period", args.period.as_ref(), start)?,
        from: fiscal::period("from", args.from.as_ref(), start)?,
        to: fiscal::period("to", args.to.as_ref(), start)?,
        ..args.clone()
    };
    let Some(config) = config else { return Ok(all) };
    all.lag = all.lag.or_else(|| config.lag.clone());
    // A flag for a column stands before what the file says of it.
    let column = |text: &String| header_key(text.split('=').next().unwrap_or_default().trim_end_matches('!'));
    let more = config.conditions.iter().filter(|text| args.conditions.iter().all(|own| column(own) != column(text)));
    all.conditions.extend(more.cloned());
    Ok(all)
}

/// The month in which fiscal years begin.
pub(super) fn year_start(config: Option<&Config>) -> Planned<Option<YearStart>> {
    let text = config.and_then(|config| config.year_start.as_ref());
    flag("year-start", text, fiscal::year_start)
        .map_err(|usage| config.map_or(usage.clone(), |config| config.fault("output", usage)))
}

/// The model, by flags and configuration, with what the latter gave.
pub(super) fn assumptions(args: &ModelArgs, config: Option<&Config>) -> Planned<Assumptions> {
    let all = super::model(&model_args(args, config))?;
    Ok(Assumptions { configured: not_by_flag(&all.common, args), bands: bands(config)?, ..all })
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
    if all.format.is_none() && all.output.is_empty() && all.template.is_none() {
        all.format.clone_from(&config.output.format);
    }
    all.precision.clone_from(&config.output.precision);
    if all.numbers.is_none() && all.locale.is_none() {
        all.numbers.clone_from(&config.output.numbers);
        all.locale.clone_from(&config.output.locale);
    }
    all
}

/// What is wrong with the configuration by itself, at its place.
///
/// # Errors
/// The first fault of a table, whatever the command has a use for.
pub fn judge(config: &Config) -> Planned<()> {
    input_alone(config)?;
    costs_alone(config)?;
    super::model(&config.model).map_err(|usage| config.fault("model", usage))?;
    bands(Some(config))?;
    super::output(&config.output).map_err(|usage| config.fault("output", usage))?;
    year_start(Some(config))?;
    let mut known = HashSet::new();
    for (channel, _) in &config.channels {
        if channel.text.trim().is_empty() {
            return Err(config.at(channel, "the name of a channel is blank", None));
        }
        if !known.insert(name_key(&channel.text)) {
            let message = format!("a second [model.channel] for '{}'", channel.text);
            return Err(config.at(channel, &message, Some("write all its keys in one".to_owned())));
        }
    }
    for (channel, args) in &config.channels {
        super::model(args).map_err(|usage| config.fault(&format!("model.channel.{:?}", channel.text), usage))?;
    }
    super::aliases::configured(config)?;
    sections(config).map(|_| ())
}

/// Judges what a key holds; a fault is that of the last of the fewest that have one.
fn each<T: Clone>(config: &Config, key: &str, items: &[T], judge: impl Fn(Vec<T>) -> Planned<()>) -> Planned<()> {
    let first = |many: usize| judge(items.iter().take(many).cloned().collect());
    let Err(mut fault) = first(items.len()) else { return Ok(()) };
    let (mut sound, mut faulty) = (0, items.len());
    while faulty.saturating_sub(sound) > 1 {
        let middle = sound.midpoint(faulty);
        match first(middle) {
            Ok(()) => sound = middle,
            Err(usage) => (faulty, fault) = (middle, usage),
        }
    }
    Err(config.fault_of(key, faulty.saturating_sub(1), fault))
}

fn input_alone(config: &Config) -> Planned<()> {
    let read = |args: InputArgs, cut: CutArgs| super::input(&args, &cut, Vec::new()).map(|_| ());
    let words = &config.input;
    each(config, "input.columns", &words.map, |map| {
        read(InputArgs { map, ..InputArgs::default() }, CutArgs::default())
    })?;
    each(config, "input.where", &config.conditions, |conditions| {
        read(InputArgs::default(), CutArgs { conditions, ..CutArgs::default() })
    })?;
    read(words.clone(), CutArgs::default()).map_err(|usage| config.fault("input", usage))?;
    let cut = CutArgs { lag: config.lag.clone(), ..CutArgs::default() };
    read(InputArgs::default(), cut).map_err(|usage| config.fault("costs", usage))
}

fn costs_alone(config: &Config) -> Planned<()> {
    let read = |args: CostArgs, places: &[(String, String)]| super::costs::costs(&args, places).map(|_| ());
    let (words, none) = (&config.costs, CostArgs::default);
    each(config, "costs.include", &words.include, |include| read(CostArgs { include, ..none() }, &[]))?;
    each(config, "costs.exclude", &words.exclude, |exclude| {
        read(CostArgs { include: words.include.clone(), exclude, ..none() }, &[])
    })?;
    each(config, "costs.cost_part", &words.cost_part, |cost_part| read(CostArgs { cost_part, ..none() }, &[]))?;
    each(config, "channels.cost_per_customer", &words.reward, |reward| read(CostArgs { reward, ..none() }, &[]))?;
    each(config, "costs.categories", &config.categories, |places| read(none(), &places))?;
    read(words.clone(), &config.categories).map_err(|usage| config.fault("costs", usage))
}

/// The limits between the bands of LTV:CAC.
pub(super) fn bands(config: Option<&Config>) -> Planned<Bands> {
    let Some(config) = config else { return Ok(Bands::default()) };
    let mut given = [None, None, None, None];
    for (name, word) in &config.bands {
        let limit = quantity::ratio(&word.text).map_err(|fault| config.at(word, &format!("{name}: {fault}"), None))?;
        if let Some((slot, _)) = given.iter_mut().zip(Bands::NAMES).find(|(_, known)| known == name) {
            *slot = Some(limit);
        }
    }
    Bands::new(given).map_err(|place| {
        let said = |place: usize| {
            let name = Bands::NAMES.get(place)?;
            config.bands.iter().find(|(known, _)| known == name)
        };
        // The later of the two that the file says.
        let Some((name, word)) = said(place).or_else(|| said(place.checked_sub(1)?)) else {
            return wrong("the bands do not rise", None);
        };
        let message = format!("{name}: '{}' does not lie between the limits beside it", word.text);
        let names = Bands::NAMES.join(" < ");
        config.at(word, &message, Some(format!("0 < {names}; unless said otherwise these are 1, 1.5, 3 and 5")))
    })
}

/// `[model.channel."X"]`: inputs of LTV by channel.
pub(super) fn channels(config: Option<&Config>) -> Planned<Vec<(String, Inputs)>> {
    let all = config.into_iter().flat_map(|config| &config.channels);
    all.map(|(channel, args)| Ok((channel.text.clone(), super::model(args)?.common))).collect()
}

/// `[[input.file]]`, as meant.
pub(super) fn sections(config: &Config) -> Planned<Vec<Section>> {
    let mut all: Vec<Section> = Vec::new();
    let mut known = HashSet::new();
    for words in &config.files {
        let section = section(config, words)?;
        // `./spend.csv` is `spend.csv`.
        let plain =
            |path: &str| Path::new(path).components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
        if let Some((_, path)) = words.keys.iter().find(|(key, _)| *key == "path") {
            if path.text.trim().is_empty() {
                return Err(config.at(path, "the path is blank", Some("path = \"spend.csv\"".to_owned())));
            }
            if known.contains(&plain(&section.path)) {
                let message = format!("a second [[input.file]] for '{}'", path.text);
                return Err(config.at(path, &message, Some("write all its keys in one".to_owned())));
            }
        }
        known.insert(plain(&section.path));
        all.push(section);
    }
    Ok(all)
}

const ROLES: &[Role] = &[Role::Spend, Role::Customers, Role::Revenue, Role::Assumptions, Role::Known];

fn section(config: &Config, words: &FileWords) -> Planned<Section> {
    let mut section =
        Section { path: String::new(), pattern: String::new(), role: None, channel: None, own: Own::default() };
    for (key, said) in &words.keys {
        put(&mut section, key, said).map_err(|usage| config.fault_at(said, usage))?;
    }
    section.pattern = config.pattern(&section.path);
    section.path = config.path(&section.path);
    for (field, column) in &words.columns {
        let text = format!("{field}={}", column.text);
        let map = super::mapping(&text).map_err(|usage| {
            config.fault_at(column, Usage { message: usage.message.replacen("--map", "columns", 1), ..usage })
        })?;
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
        "channel" if said.text.trim().is_empty() => return Err(wrong("the channel is blank", None)),
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
