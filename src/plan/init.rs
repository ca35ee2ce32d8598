//! The plan of `init`: samples for a folder, or the configuration that settles files.

use std::path::PathBuf;

use super::{Input, Plan, Planned, aliases, idle, input, wrong};
use crate::cli::{CostArgs, CutArgs, InitArgs, InputArgs};
use crate::domain::path;
use crate::domain::quoted::{list, quoted};

/// What is written.
#[derive(Debug)]
pub enum Init {
    /// A configuration and sample files in a folder.
    Samples(PathBuf),
    /// The configuration of files.
    Pins(Box<Pins>),
}

/// What the configuration of files is made from.
#[derive(Debug)]
pub struct Pins {
    /// What to read.
    pub input: Input,
    /// The files as they were named.
    pub files: Vec<String>,
    /// What flags say of all files, as keys of `[input]` with their values.
    pub settled: Vec<(&'static str, String)>,
    /// Names that flags say are others.
    pub aliases: Vec<(String, Vec<String>)>,
    /// Whether it is printed, not written.
    pub printed: bool,
}

/// The plan of `init`.
///
/// # Errors
/// What is wrong with the command line.
pub fn init(args: &InitArgs, config: Option<&str>) -> Planned<Plan> {
    if let Some(name) = config {
        let help = Some("leave --config out".to_owned());
        return Err(wrong(format!("--config: init writes a configuration and reads none, and '{name}' is one"), help));
    }
    if args.output.as_deref().is_some_and(|output| output != "-") {
        let help = Some("-o - prints it".to_owned());
        return Err(wrong("--output: init writes ./cacltv.toml, where its paths begin", help));
    }
    let init = match folder(args) {
        Some(folder) => {
            if let Some(flag) = of_files(args).first() {
                let help = Some("cacltv init FILE... settles how files are read".to_owned());
                return Err(wrong(format!("--{flag} has no use for sample files"), help));
            }
            Init::Samples(folder)
        }
        None => Init::Pins(Box::new(pins(args)?)),
    };
    Ok(Plan::Init(init))
}

/// The folder for samples, unless files are named: one name that is no file and does not look like one.
fn folder(args: &InitArgs) -> Option<PathBuf> {
    let input = &args.input;
    let forced = [&input.spend, &input.customers, &input.revenue, &input.assumptions, &input.known];
    if forced.iter().any(|files| !files.is_empty()) {
        return None;
    }
    match input.files.as_slice() {
        [] => Some(PathBuf::from(".")),
        [name] => {
            let path = path::path(name);
            let file = name == "-" || name.contains(['*', '?', '[']) || path.extension().is_some();
            (path.is_dir() || !file && !path.exists()).then_some(path)
        }
        [_, _, ..] => None,
    }
}

/// The flags that have a meaning for files alone.
fn of_files(args: &InitArgs) -> Vec<&'static str> {
    let own = [
        ("currency", args.input.currency.is_some()),
        ("where", !args.conditions.is_empty()),
        ("output", args.output.is_some()),
    ];
    let own = own.into_iter().filter(|(_, given)| *given).map(|(name, _)| name);
    own.chain(idle::of_files(&args.input, &CostArgs::default())).collect()
}

fn pins(args: &InitArgs) -> Planned<Pins> {
    let cut = CutArgs { conditions: args.conditions.clone(), ..CutArgs::default() };
    let mut input = input(&args.input, &cut, Vec::new())?;
    input.options.inspect = true;
    Ok(Pins {
        files: input.files.iter().map(|file| file.name.clone()).collect(),
        input,
        settled: settled(&args.input, &args.conditions),
        aliases: aliases::given(&args.input.alias)?,
        printed: args.output.is_some(),
    })
}

/// Keys of `[input]` for flags that hold for all files.
fn settled(args: &InputArgs, conditions: &[String]) -> Vec<(&'static str, String)> {
    let texts = [
        ("missing", &args.missing),
        ("totals", &args.totals),
        ("currency", &args.currency),
        ("rates", &args.rates),
        ("revenue_period", &args.revenue_period),
    ];
    let mut all: Vec<(&'static str, String)> =
        texts.into_iter().filter_map(|(key, text)| Some((key, quoted(text.as_ref()?)))).collect();
    if !conditions.is_empty() {
        all.push(("where", list(conditions)));
    }
    if args.fractional_customers {
        all.push(("fractional_customers", "true".to_owned()));
    }
    all
}
