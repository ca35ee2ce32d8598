//! One function a table: its keys, put where their flags would be.

use toml::de::DeTable;

use super::reader::{Reader, Value};
use super::{Config, FILE_KEYS, FileWords, Word};
use crate::cli::ModelArgs;
use crate::usage::Usage;

pub(super) fn input(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    let known = [
        "files",
        "file",
        "columns",
        "decimal",
        "encoding",
        "delimiter",
        "date_format",
        "missing",
        "totals",
        "fractional_customers",
        "revenue_period",
    ];
    for (key, value) in table {
        let name: &str = key.get_ref();
        config.places.push((format!("input.{name}"), reader.at(value.span().start)));
        let args = &mut config.input;
        let slot = match name {
            "files" => {
                args.files = reader.words(value, name)?.into_iter().map(|word| word.text).collect();
                continue;
            }
            "file" => {
                config.files = files(reader, value)?;
                continue;
            }
            "columns" => {
                let pairs = reader.pairs(value, name)?;
                args.map = pairs.into_iter().map(|(field, column)| format!("{field}={}", column.text)).collect();
                continue;
            }
            "fractional_customers" => {
                args.fractional_customers = reader.truth(value, name)?;
                continue;
            }
            "decimal" => &mut args.decimal,
            "encoding" => &mut args.encoding,
            "delimiter" => &mut args.delimiter,
            "date_format" => &mut args.date_format,
            "missing" => &mut args.missing,
            "totals" => &mut args.totals,
            "revenue_period" => &mut args.revenue_period,
            other => return Err(reader.unknown(key.span().start, "key", other, "input", &known)),
        };
        *slot = Some(reader.word(value, name)?.text);
    }
    Ok(())
}

fn files(reader: &Reader<'_>, value: &Value<'_>) -> Result<Vec<FileWords>, Usage> {
    let at = reader.at(value.span().start);
    let list = value.get_ref().as_array();
    let list = list.ok_or_else(|| reader.wrong(at, "files stand as [[input.file]]".to_owned(), None))?;
    let mut all = Vec::new();
    for one in list {
        let mut words = FileWords::default();
        for (key, value) in reader.table(one, "input.file")? {
            let name: &str = key.get_ref();
            if name == "columns" {
                words.columns = reader.pairs(value, name)?;
                continue;
            }
            let known: Vec<&str> = FILE_KEYS.iter().copied().chain(["columns"]).collect();
            let Some(key) = FILE_KEYS.iter().find(|key| **key == name) else {
                return Err(reader.unknown(key.span().start, "key", name, "[input.file]", &known));
            };
            if matches!(*key, "negate" | "fractional_customers") {
                reader.truth(value, name)?;
            }
            words.keys.push((key, reader.word(value, name)?));
        }
        if words.keys.iter().all(|(key, _)| *key != "path") {
            let at = reader.at(one.span().start);
            return Err(reader.wrong(
                at,
                "[[input.file]] needs a path".to_owned(),
                Some("path = \"spend.csv\"".to_owned()),
            ));
        }
        all.push(words);
    }
    Ok(all)
}

pub(super) fn channels(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        match &**key.get_ref() {
            "aliases" => {
                for (name, others) in reader.table(value, "aliases")? {
                    let word = Word { text: name.get_ref().to_string(), at: reader.at(name.span().start) };
                    config.aliases.push((word, reader.words(others, name.get_ref())?));
                }
            }
            "unpaid" => config.unpaid = reader.words(value, "unpaid")?.into_iter().map(|word| word.text).collect(),
            "cost_per_customer" => {
                let place = ("costs.reward".to_owned(), reader.at(value.span().start));
                config.places.push(place);
                let rewards = reader.pairs(value, "cost_per_customer")?.into_iter();
                config.costs.reward = rewards.map(|(channel, amount)| format!("{channel}={}", amount.text)).collect();
            }
            other => {
                let known = ["aliases", "unpaid", "cost_per_customer"];
                return Err(reader.unknown(key.span().start, "key", other, "channels", &known));
            }
        }
    }
    Ok(())
}

pub(super) fn costs(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    let known = ["categories", "shared", "allocate", "scope", "include", "exclude", "cost_part", "lag"];
    for (key, value) in table {
        let name: &str = key.get_ref();
        let at = reader.at(value.span().start);
        let table = if name == "scope" { "model" } else { "costs" };
        config.places.push((format!("{table}.{name}"), at));
        let texts = |words: Vec<Word>| words.into_iter().map(|word| word.text).collect::<Vec<_>>();
        match name {
            "scope" => config.model.scope = Some(reader.word(value, name)?.text),
            "lag" => config.lag = Some(reader.word(value, name)?.text),
            "include" => config.costs.include = texts(reader.words(value, name)?),
            "exclude" => config.costs.exclude = texts(reader.words(value, name)?),
            "shared" => config.costs.shared = texts(reader.words(value, name)?),
            "cost_part" => {
                let parts = reader.pairs(value, name)?.into_iter();
                config.costs.cost_part = parts.map(|(category, part)| format!("{category}={}", part.text)).collect();
            }
            "allocate" => {
                config.costs.allocate = Some(match value.get_ref().as_table() {
                    None => reader.word(value, name)?.text,
                    Some(_) => {
                        let weights = reader.pairs(value, name)?.into_iter();
                        let each = weights.map(|(channel, weight)| format!("{channel}={}", weight.text));
                        each.collect::<Vec<_>>().join(",")
                    }
                });
            }
            "categories" => {
                let pairs = reader.pairs(value, name)?.into_iter();
                config.categories = pairs.map(|(from, to)| (from, to.text)).collect();
            }
            other => return Err(reader.unknown(key.span().start, "key", other, "costs", &known)),
        }
    }
    Ok(())
}

/// The keys of `[model]` that are figures or words.
const MODEL: &[&str] = &[
    "arpa",
    "margin",
    "churn",
    "lifetime",
    "aov",
    "orders_per_year",
    "cost_per_order",
    "growth",
    "as",
    "method",
    "horizon",
    "discount",
    "timing",
    "basis",
    "billing",
    "churn_base",
    "window",
    "target",
    "interval",
];
/// Those that a channel may have of its own.
const OWN: &[&str] =
    &["arpa", "margin", "churn", "lifetime", "discount", "aov", "orders_per_year", "cost_per_order", "growth"];

pub(super) fn model(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        if name == "channel" {
            for (channel, own) in reader.table(value, "model.channel")? {
                let mut args = ModelArgs::default();
                for (key, value) in reader.table(own, "model.channel")? {
                    let name: &str = key.get_ref();
                    let slot = slot(&mut args, name).filter(|_| OWN.contains(&name));
                    let Some(slot) = slot else {
                        return Err(reader.unknown(key.span().start, "key", name, "model.channel", OWN));
                    };
                    let place = format!("model.channel.{}.{name}", channel.get_ref());
                    config.places.push((place, reader.at(value.span().start)));
                    *slot = Some(reader.word(value, name)?.text);
                }
                config.channels.push((channel.get_ref().to_string(), args));
            }
            continue;
        }
        config.places.push((format!("model.{name}"), reader.at(value.span().start)));
        let known: Vec<&str> = MODEL.iter().copied().chain(["channel"]).collect();
        let slot = slot(&mut config.model, name);
        let slot = slot.ok_or_else(|| reader.unknown(key.span().start, "key", name, "model", &known))?;
        *slot = Some(reader.word(value, name)?.text);
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

pub(super) fn output(reader: &Reader<'_>, table: &DeTable<'_>, config: &mut Config) -> Result<(), Usage> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        config.places.push((format!("output.{name}"), reader.at(value.span().start)));
        let slot = match name {
            "format" => &mut config.output.format,
            "numbers" => &mut config.output.numbers,
            "locale" => &mut config.output.locale,
            "year_start" => &mut config.year_start,
            other => {
                let known = ["format", "numbers", "locale", "year_start"];
                return Err(reader.unknown(key.span().start, "key", other, "output", &known));
            }
        };
        *slot = Some(reader.word(value, name)?.text);
    }
    Ok(())
}
