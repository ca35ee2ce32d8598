//! The words of `funnel`.

use clap::Args;

use super::{CostArgs, CutArgs, InputArgs, OutputArgs, value};

/// `funnel`.
#[derive(Debug, Args)]
pub struct FunnelArgs {
    /// The steps in their order, joined by commas, as columns or as NAME=COLUMN; by default those that are known, in
    /// the order of their columns
    #[arg(long, value_name = "STEP,…", value_delimiter = ',', help_heading = "Steps")]
    pub steps: Vec<String>,
    /// Share of visits that leave at once, where the files do not say: 42%
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value, help_heading = "Steps")]
    pub bounce_rate: Option<String>,
    /// Confidence intervals of the conversions, by what was counted: 95%
    #[arg(long, value_name = "LEVEL", help_heading = "Steps")]
    pub interval: Option<String>,
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months, channels and segments.
    #[command(flatten)]
    pub cut: CutArgs,
    /// What counts as cost.
    #[command(flatten)]
    pub costs: CostArgs,
    /// Which categories count as cost: paid, direct or full
    #[arg(long, value_name = "SCOPE", help_heading = "Costs")]
    pub scope: Option<String>,
    /// Gross margin, for the break-even ROAS: 72% or 0.72
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value, help_heading = "Costs")]
    pub margin: Option<String>,
    /// channel, segment, month, quarter, year or any other column; several joined by commas
    #[arg(long, value_name = "DIM,…", value_delimiter = ',', help_heading = "Layout")]
    pub by: Vec<String>,
    /// Sort by a step or by spend, conversion, cpl, close_rate, cac, bounce_waste, roas or mer, highest first
    #[arg(long, value_name = "STEP|METRIC", help_heading = "Layout")]
    pub sort: Option<String>,
    /// Show the first N rows only
    #[arg(long, value_name = "N", help_heading = "Layout")]
    pub top: Option<usize>,
    /// Where the answer goes.
    #[command(flatten)]
    pub output: OutputArgs,
}
