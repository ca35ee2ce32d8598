//! Flags of reading and of costs that are given, for commands that may have no use for them.

use crate::cli::{CostArgs, InputArgs};

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
