//! Where the answer of a plan goes.

use super::{Output, Plan};

impl Plan {
    /// Where its answer goes; the answer of `get` is one line of standard output.
    #[must_use]
    pub fn output(&self) -> Option<&Output> {
        match self {
            Self::Calc { output, .. }
            | Self::View { output, .. }
            | Self::Report { output, .. }
            | Self::Funnel { output, .. }
            | Self::Inspect { output, .. } => Some(output),
            Self::Compare(plan) => Some(&plan.output),
            Self::Planning(plan) => Some(&plan.output),
            Self::Reconcile(plan) => Some(&plan.output),
            Self::Check(plan) => Some(&plan.output),
            Self::Trend(plan) => Some(&plan.output),
            Self::Across(plan) => Some(&plan.output),
            Self::Get { .. } | Self::Init(_) | Self::Shell(_) => None,
        }
    }
}
