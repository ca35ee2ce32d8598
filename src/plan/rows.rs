//! Whether the rows that a plan shows have what they are asked for by.

use super::planning::Material;
use super::{Input, Plan, Usage};
use crate::domain::ledger::Dimension;

impl Plan {
    /// Why rows cannot be chosen by the names of `--channel` and `--segment`, if they cannot: the rows are not by that.
    /// The rows of a comparison are known once its sides are read.
    #[must_use]
    pub fn nameless_rows(&self) -> Option<Usage> {
        let timed = |time: &Dimension, by: &[Dimension]| std::iter::once(time).chain(by).cloned().collect();
        let (input, by): (&Input, Vec<Dimension>) = match self {
            Self::Report { input, layout, .. } => (input, layout.by.clone()),
            Self::View { input, by, .. } => (input, by.clone()),
            Self::Check(plan) => (&plan.input, plan.layout.by.clone()),
            Self::Funnel { input, layout, .. } => (input, layout.by.clone()),
            Self::Trend(plan) => (&plan.input, timed(&plan.time, &plan.by)),
            Self::Across(plan) => (&plan.input, plan.by.clone()),
            Self::Planning(plan) => match &plan.from {
                Material::Files(input) => (input, vec![Dimension::Channel]),
                Material::Figures(..) => return None,
            },
            Self::Calc { .. }
            | Self::Inspect { .. }
            | Self::Init(_)
            | Self::Compare(_)
            | Self::Reconcile(_)
            | Self::Shell(_)
            | Self::Get { .. } => return None,
        };
        let names: Vec<&str> = by.iter().map(Dimension::name).collect();
        let asked = [(&input.channels, Dimension::Channel), (&input.segments, Dimension::Segment)];
        let lacks = |(wanted, dimension): &(&Vec<String>, Dimension)| !wanted.is_empty() && !by.contains(dimension);
        let (_, dimension) = asked.into_iter().find(lacks)?;
        let help = if matches!(self, Self::Planning(_)) {
            format!("cacltv report --by {}", dimension.name())
        } else {
            format!("--by {},{}", names.join(","), dimension.name())
        };
        Some(Usage { help: Some(help), ..not_by(&dimension, &names) })
    }
}

/// What is said of a name for rows that are by something else.
pub(crate) fn not_by(dimension: &Dimension, rows: &[&str]) -> Usage {
    Usage { message: format!("--{}: the rows are by {}", dimension.name(), rows.join(", ")), help: None }
}
