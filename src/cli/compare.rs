//! The words of `compare`.

use clap::Args;

use super::{CostArgs, CutArgs, InputArgs, ModelArgs, OutputArgs};

/// `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The period before: the FILEs are one input, and --period is held against this
    #[arg(long, value_name = "PERIOD", help_heading = "Compare")]
    pub against: Option<String>,
    /// channel, segment, category or any other column; several joined by commas
    #[arg(long, value_name = "DIM,…", value_delimiter = ',', help_heading = "Compare")]
    pub by: Vec<String>,
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
