//! The words of what is about the program itself: the screen, completions, man pages, schemas.

use clap::Args;

/// What is shown on a screen beside the answer, and how.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Messages")]
pub struct ScreenArgs {
    /// Colours of messages and tables: auto, always or never
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<String>,
    /// No warnings, notes or progress; errors are still told, and no figure changes
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// bash, zsh, fish, powershell (or pwsh) or elvish
    #[arg(value_name = "SHELL")]
    pub shell: String,
}

/// `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder; without it, the first page is printed
    #[arg(value_name = "DIR")]
    pub folder: Option<String>,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// report (and calc), check, study (compare, plan, funnel, reconcile and the views of report), or config
    #[arg(value_name = "WHAT")]
    pub document: String,
}
