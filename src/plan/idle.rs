//! Flags of reading and of costs that are given, for commands that may have no use for them.

use std::path::Path;

use super::{Named, Planned, wrong};
use crate::cli::{CostArgs, InputArgs};
use crate::domain::path;
use crate::input::suggest::nearest;

/// The names of those that are given.
pub(super) fn of_files(input: &InputArgs, costs: &CostArgs) -> Vec<&'static str> {
    let all = [
        ("rates", input.rates.is_some()),
        ("map", !input.map.is_empty()),
        ("alias", !input.alias.is_empty()),
        ("decimal", input.decimal.is_some()),
        ("encoding", input.encoding.is_some()),
        ("date-format", input.date_format.is_some()),
        ("delimiter", input.delimiter.is_some()),
        ("sheet", !input.sheet.is_empty()),
        ("missing", input.missing.is_some()),
        ("totals", input.totals.is_some()),
        ("negate", !input.negate.is_empty()),
        ("fractional-customers", input.fractional_customers),
        ("period-of", !input.period_of.is_empty()),
        ("revenue-period", input.revenue_period.is_some()),
        ("threads", input.threads.is_some()),
        ("strict", input.strict),
        ("verbose", input.verbose),
        ("include", !costs.include.is_empty()),
        ("exclude", !costs.exclude.is_empty()),
        ("cost-part", !costs.cost_part.is_empty()),
        ("shared", !costs.shared.is_empty()),
        ("reward", !costs.reward.is_empty()),
        ("allocate", costs.allocate.is_some()),
    ];
    all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

/// Sees whether the file that a flag is for is among those named; a folder and a pattern may stand for any.
///
/// # Errors
/// When it cannot be one of them.
pub(super) fn for_file(flag: &str, name: &str, files: &[Named]) -> Planned<()> {
    let many = |file: &str| file.contains(['*', '?', '[']) || Path::new(&path::path(file)).is_dir();
    if files.is_empty() || files.iter().any(|file| name.starts_with(&file.name) || many(&file.name)) {
        return Ok(());
    }
    let names = || files.iter().map(|file| file.name.as_str());
    let near = nearest(name, names()).or(names().next()).unwrap_or_default();
    let help = Some(format!("write the file as it is named: --{flag} {near}"));
    Err(wrong(format!("--{flag}: '{name}' is none of the files that are read"), help))
}
