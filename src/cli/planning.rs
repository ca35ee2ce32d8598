//! The words of `plan`.

use clap::Args;

use super::{CostArgs, CutArgs, InputArgs, ModelArgs, OutputArgs, value};

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Figures instead of files: spend, customers, cac, ltv and inputs of LTV
    #[arg(long, value_name = "NAME=N …", help_heading = "Plan")]
    pub given: Vec<String>,
    /// Months in which customers are to have paid for themselves
    #[arg(long, value_name = "MONTHS", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub payback: Option<String>,
    /// What this budget wins, at average and at marginal CAC
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub budget: Option<String>,
    /// What so many new customers cost, at average and at marginal CAC
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub new_customers: Option<String>,
    /// Marginal CAC between the two latest months, quarters or years
    #[arg(long, value_name = "month|quarter|year", help_heading = "Plan")]
    pub marginal: Option<String>,
    /// The marginal CAC of the total, instead of that of the data
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub marginal_cac: Option<String>,
    /// What follows when an input changes, such as churn=2% or 'Meta:churn=2%'; repeatable
    #[arg(long, value_name = "INPUT=VALUE", help_heading = "Plan")]
    pub set: Vec<String>,
    /// One input at level after level, such as churn=1%..6%:1%; two of them are a grid
    #[arg(long, value_name = "INPUT=FROM..TO:STEP", help_heading = "Plan")]
    pub sweep: Vec<String>,
    /// The metric in the grid; LTV:CAC by default
    #[arg(long, value_name = "METRIC", help_heading = "Plan")]
    pub metric: Option<String>,
    /// LTV:CAC with each input so much lower and higher; 10% by default
    #[arg(long, value_name = "R", num_args = 0..=1, default_missing_value = "10%", help_heading = "Plan")]
    pub tornado: Option<String>,
    /// New customers that each customer brings, such as 0.3
    #[arg(long, value_name = "K", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub referrals: Option<String>,
    /// What is paid for each customer so brought
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub referral_reward: Option<String>,
    /// Money to move from the channel with the lowest LTV:CAC to that with the highest: 10% of its spend, or an amount
    #[arg(long = "move", value_name = "R|N", allow_hyphen_values = true, value_parser = value, help_heading = "Plan")]
    pub shift: Option<String>,
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
