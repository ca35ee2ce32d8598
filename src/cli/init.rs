//! The words of `init`.

use clap::Args;

use super::InputArgs;

/// `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder or the files.
    #[command(flatten)]
    pub input: InputArgs,
    /// Keep rows with this value in this column only (!= cuts them); repeatable, of one column any value
    #[arg(long = "where", value_name = "COLUMN=VALUE", help_heading = "Selection")]
    pub conditions: Vec<String>,
    /// - prints the configuration of FILEs instead of writing it to ./cacltv.toml
    #[arg(short, long, value_name = "-", help_heading = "Output", allow_hyphen_values = true)]
    pub output: Option<String>,
}
