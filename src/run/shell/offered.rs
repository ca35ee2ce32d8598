//! What a shell offers behind a flag. Flags are read elsewhere: here their words are only listed, so that a word that
//! is none is still answered with the one that may have been meant.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};

use crate::calc::check::Bound;
use crate::domain::assumptions::{Basis, Billing, ChurnBase, Method, Timing};
use crate::domain::category::Scope;
use crate::domain::metric::Metric;
use crate::domain::preset::PRESETS;
use crate::domain::sweep::Sweep;
use crate::explain;
use crate::plan::shell::{Document, SHELLS, When};
use crate::render::{Format, numbers};

/// The commands with the words of their flags.
pub(super) fn with_words(command: Command) -> Command {
    let command = command.mut_args(|arg| told(arg, ""));
    command.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_args(|arg| told(arg, &name))
    })
}

fn told(arg: Arg, command: &str) -> Arg {
    let takes = |name: &str| arg.get_value_names().is_some_and(|names| names.iter().any(|one| one.as_str() == name));
    if takes("FILE") {
        return arg.value_hint(ValueHint::FilePath);
    }
    if takes("DIR") {
        return arg.value_hint(ValueHint::DirPath);
    }
    match words(arg.get_id().as_str(), command) {
        Some(words) => arg.value_parser(PossibleValuesParser::new(words)),
        None => arg,
    }
}

/// The words of a flag or an argument, by its name.
fn words(id: &str, command: &str) -> Option<Vec<&'static str>> {
    fn all<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|one| name(*one)).collect()
    }
    let metrics = || all(Metric::ALL, Metric::name);
    Some(match id {
        "format" if command == "inspect" => all(&[Format::Table, Format::Plain, Format::Json], Format::name),
        "format" => all(Format::ALL, Format::name),
        "locale" => numbers::locales().collect(),
        "color" => all(When::ALL, When::name),
        "metric" | "columns" => metrics(),
        "sort" if command != "funnel" => metrics(),
        "by" => vec!["channel", "segment", "category", "week", "month", "quarter", "year"],
        "view" => all(Sweep::ALL, Sweep::name),
        "bound" => all(Bound::ALL, Bound::name),
        "scope" => all(&[Scope::Paid, Scope::Direct, Scope::Full], Scope::name),
        "method" => all(Method::ALL, Method::name),
        "manner" => PRESETS.iter().map(|preset| preset.name).collect(),
        "timing" => all(Timing::ALL, Timing::name),
        "billing" => all(Billing::ALL, Billing::name),
        "basis" => all(Basis::ALL, Basis::name),
        "churn_base" => all(ChurnBase::ALL, ChurnBase::name),
        "missing" => vec!["zero", "skip"],
        "totals" => vec!["skip", "keep"],
        "revenue_period" | "marginal" => vec!["month", "quarter", "year"],
        "shell" => SHELLS.iter().map(|(name, _)| *name).collect(),
        "document" => all(Document::ALL, Document::name),
        "topic" => explain::topics(),
        _ => return None,
    })
}
