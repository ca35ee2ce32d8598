//! The words of `reconcile`.

use clap::Args;

use super::{CostArgs, InputArgs, ModelArgs, OutputArgs};

/// `reconcile`.
#[derive(Debug, Args)]
pub struct ReconcileArgs {
    /// The definition to start from: a name of --as, settings such as scope=paid, both joined by commas, or own (what
    /// the flags and cacltv.toml say)
    #[arg(long, value_name = "DEFINITION", help_heading = "Reconcile")]
    pub from: Option<String>,
    /// The definition to end at
    #[arg(long, value_name = "DEFINITION", help_heading = "Reconcile")]
    pub to: Option<String>,
    /// What is walked: ltv_cac (by default), ltv, cac or payback_months
    #[arg(long, value_name = "METRIC", help_heading = "Reconcile")]
    pub metric: Option<String>,
    /// Figures instead of files: spend, customers, cac and inputs of LTV
    #[arg(long, value_name = "NAME=N …", help_heading = "Reconcile")]
    pub given: Vec<String>,
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months: 2026-03, 2026-Q1, 2026, 2026-01..2026-03, last, last-1 or last:3
    #[arg(long, value_name = "PERIOD", help_heading = "Selection")]
    pub period: Option<String>,
    /// Months that spend takes to win customers, where a definition does not say: 1, or weights as 0:50%,1:30%,2:20%
    #[arg(long, value_name = "MONTHS", allow_negative_numbers = true, help_heading = "Selection")]
    pub lag: Option<String>,
    /// Keep rows with this value in this column only (!= cuts them); repeatable, of one column any value
    #[arg(long = "where", value_name = "COLUMN=VALUE", help_heading = "Selection")]
    pub conditions: Vec<String>,
    /// What counts as cost.
    #[command(flatten)]
    pub costs: CostArgs,
    /// The model of LTV.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Where the answer goes.
    #[command(flatten)]
    pub output: OutputArgs,
}
