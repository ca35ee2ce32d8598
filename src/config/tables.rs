//! One function a table: its keys, put where their flags would be.

use toml::de::DeTable;

use super::keys::{BANDS, CHANNEL, CHANNELS, COSTS, DECIMALS, FILE, INPUT, MODEL, OUTPUT};
use super::reader::{Reader, Value, entries};
use super::{Config, FileWords, Word};
use crate::cli::ModelArgs;
use crate::usage::Usage;

type Read = Result<(), Usage>;

fn texts(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}

/// `NAME=TEXT`, as a flag would say it.
fn joined(pairs: Vec<(String, Word)>) -> Vec<String> {
    pairs.into_iter().map(|(name, word)| format!("{name}={}", word.text)).collect()
}

/// A name for a list that is parted by commas and equals signs.
fn quoted(name: &str) -> String {
    if name.contains(['"', ',', ';', '=']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

impl Config {
    /// Notes where a value stands, and where each of its items does.
    fn place(&mut self, reader: &Reader<'_>, name: &str, value: &Value<'_>) {
        self.places.push((name.to_owned(), reader.of(value)));
        let items: Vec<&Value<'_>> = match (value.get_ref().as_array(), value.get_ref().as_table()) {
            (Some(list), _) => list.iter().collect(),
            (None, Some(table)) => entries(table).into_iter().map(|(_, value)| value).collect(),
            (None, None) => vec![value],
        };
        let items = items.into_iter().enumerate();
        self.places.extend(items.map(|(at, item)| (format!("{name}[{at}]"), reader.of(item))));
    }
}

pub(super) fn input(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&INPUT, name, value)?;
        config.place(reader, &format!("input.{key}"), value);
        let args = &mut config.input;
        let slot = match key {
            "files" => {
                config.listed = reader.words(value);
                continue;
            }
            "file" => {
                config.files = files(reader, value)?;
                continue;
            }
            "columns" => {
                args.map = joined(reader.pairs(value));
                continue;
            }
            "where" => {
                config.conditions = texts(reader.words(value));
                continue;
            }
            "fractional_customers" => {
                args.fractional_customers = value.get_ref().as_bool() == Some(true);
                continue;
            }
            "decimal" => &mut args.decimal,
            "encoding" => &mut args.encoding,
            "delimiter" => &mut args.delimiter,
            "date_format" => &mut args.date_format,
            "missing" => &mut args.missing,
            "totals" => &mut args.totals,
            "currency" => &mut args.currency,
            "rates" => &mut args.rates,
            "revenue_period" => &mut args.revenue_period,
            other => return Err(reader.unread(name, other)),
        };
        *slot = Some(reader.word(value).text);
    }
    Ok(())
}

fn files(reader: &Reader<'_>, value: &Value<'_>) -> Result<Vec<FileWords>, Usage> {
    let mut all = Vec::new();
    for one in value.get_ref().as_array().into_iter().flatten() {
        let mut words = FileWords::default();
        for (name, value) in entries(reader.table(one, "input.file")?) {
            let key = reader.key(&FILE, name, value)?;
            if key == "columns" {
                words.columns = reader.pairs(value);
            } else {
                words.keys.push((key, reader.word(value)));
            }
        }
        if words.keys.iter().all(|(key, _)| *key != "path") {
            let help = Some("path = \"spend.csv\"".to_owned());
            return Err(reader.wrong(reader.of(one), "[[input.file]] needs a path".to_owned(), help));
        }
        all.push(words);
    }
    Ok(all)
}

pub(super) fn channels(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&CHANNELS, name, value)?;
        config.place(reader, &format!("channels.{key}"), value);
        match key {
            "aliases" => {
                for (name, others) in entries(reader.table(value, key)?) {
                    let word = Word { text: name.get_ref().to_string(), at: reader.at(name.span().start) };
                    config.aliases.push((word, reader.words(others)));
                }
            }
            "unpaid" => config.unpaid = texts(reader.words(value)),
            "cost_per_customer" => config.costs.reward = joined(reader.pairs(value)),
            other => return Err(reader.unread(name, other)),
        }
    }
    Ok(())
}

pub(super) fn costs(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&COSTS, name, value)?;
        // The flag for it is one of the model's.
        let of = if key == "scope" { "model" } else { "costs" };
        config.place(reader, &format!("{of}.{key}"), value);
        let names = || reader.words(value).into_iter().map(|word| quoted(&word.text)).collect::<Vec<_>>();
        match key {
            "scope" => config.model.scope = Some(reader.word(value).text),
            "lag" => config.lag = Some(reader.word(value).text),
            "include" => config.costs.include = names(),
            "exclude" => config.costs.exclude = names(),
            "shared" => config.costs.shared = names(),
            "cost_part" => config.costs.cost_part = joined(reader.pairs(value)),
            "allocate" => {
                config.costs.allocate = Some(match value.get_ref().as_table() {
                    None => reader.word(value).text,
                    Some(_) => {
                        let weights = reader.pairs(value).into_iter();
                        let each = weights.map(|(channel, weight)| format!("{}={}", quoted(&channel), weight.text));
                        each.collect::<Vec<_>>().join(",")
                    }
                });
            }
            "categories" => {
                let pairs = reader.pairs(value).into_iter();
                config.categories = pairs.map(|(from, to)| (from, to.text)).collect();
            }
            other => return Err(reader.unread(name, other)),
        }
    }
    Ok(())
}

pub(super) fn model(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&MODEL, name, value)?;
        if key == "channel" {
            for (channel, own) in entries(reader.table(value, key)?) {
                let mut args = ModelArgs::default();
                let word = Word { text: channel.get_ref().to_string(), at: reader.at(channel.span().start) };
                for (name, value) in entries(reader.table(own, "model.channel")?) {
                    let key = reader.key(&CHANNEL, name, value)?;
                    let slot = slot(&mut args, key).ok_or_else(|| reader.unread(name, key))?;
                    config.place(reader, &format!("model.channel.{:?}.{key}", word.text), value);
                    *slot = Some(reader.word(value).text);
                }
                config.channels.push((word, args));
            }
            continue;
        }
        config.place(reader, &format!("model.{key}"), value);
        let slot = slot(&mut config.model, key).ok_or_else(|| reader.unread(name, key))?;
        *slot = Some(reader.word(value).text);
    }
    Ok(())
}

/// The flag that a key of `[model]` stands for.
fn slot<'a>(args: &'a mut ModelArgs, key: &str) -> Option<&'a mut Option<String>> {
    Some(match key {
        "arpa" => &mut args.arpa,
        "margin" => &mut args.margin,
        "churn" => &mut args.churn,
        "lifetime" => &mut args.lifetime,
        "aov" => &mut args.aov,
        "orders_per_year" => &mut args.orders_per_year,
        "cost_per_order" => &mut args.cost_per_order,
        "growth" => &mut args.growth,
        "as" => &mut args.manner,
        "method" => &mut args.method,
        "horizon" => &mut args.horizon,
        "discount" => &mut args.discount,
        "timing" => &mut args.timing,
        "basis" => &mut args.basis,
        "billing" => &mut args.billing,
        "churn_base" => &mut args.churn_base,
        "window" => &mut args.window,
        "target" => &mut args.target,
        "interval" => &mut args.interval,
        _ => return None,
    })
}

pub(super) fn bands(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&BANDS, name, value)?;
        config.bands.push((key, reader.word(value)));
    }
    Ok(())
}

pub(super) fn output(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Read {
    for (name, value) in entries(table) {
        let key = reader.key(&OUTPUT, name, value)?;
        config.place(reader, &format!("output.{key}"), value);
        let slot = match key {
            "precision" => {
                config.output.precision = reader.decimals(value, key, DECIMALS)?;
                continue;
            }
            "format" => &mut config.output.format,
            "numbers" => &mut config.output.numbers,
            "locale" => &mut config.output.locale,
            "year_start" => &mut config.year_start,
            other => return Err(reader.unread(name, other)),
        };
        *slot = Some(reader.word(value).text);
    }
    Ok(())
}
