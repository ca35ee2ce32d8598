//! The words of `trend`.

use clap::Args;

use super::{CostArgs, CutArgs, InputArgs, ModelArgs, OutputArgs};

/// `trend`.
#[derive(Debug, Args)]
pub struct TrendArgs {
    /// week, month, quarter or year (month by default), and channel, segment or any other column; several joined by
    /// commas, such as month,channel
    #[arg(long, value_name = "DIM,…", value_delimiter = ',', help_heading = "Trend")]
    pub by: Vec<String>,
    /// Which metrics, joined by commas; spend, new_customers, cac, ltv and ltv_cac by default, as far as known
    #[arg(long, value_name = "METRIC,…", value_delimiter = ',', help_heading = "Trend")]
    pub metric: Vec<String>,
    /// Each period with those before it, so many in all, as ratios of their sums
    #[arg(long, value_name = "PERIODS", help_heading = "Trend")]
    pub rolling: Option<String>,
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months, channels and segments.
    #[command(flatten)]
    pub cut: CutArgs,
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
