//! The plans of what is about the program itself: the screen, `completions`, `man`, `schema`.

use std::path::PathBuf;

use clap_complete::Shell;

use super::{Planned, Usage, word, wrong};
use crate::cli::{CompletionsArgs, ManArgs, SchemaArgs, ScreenArgs};
use crate::domain::path;

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// On a terminal, as far as the environment has nothing against it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl When {
    /// Every member.
    pub const ALL: &'static [Self] = &[Self::Auto, Self::Always, Self::Never];

    /// The word after `--color`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// What is shown beside the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// When there are colours.
    pub color: When,
    /// Whether warnings, notes and progress are left out.
    pub quiet: bool,
}

/// A document that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// What `report` and `calc` print.
    Report,
    /// What `check` prints.
    Check,
    /// What `compare`, `plan`, `funnel`, `reconcile` and the views of `report` print.
    Study,
    /// `cacltv.toml`.
    Config,
}

impl Document {
    /// Every member.
    pub const ALL: &'static [Self] = &[Self::Report, Self::Check, Self::Study, Self::Config];

    /// The word after `schema`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Check => "check",
            Self::Study => "study",
            Self::Config => "config",
        }
    }
}

/// What is asked of the program about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The script for a shell.
    Completions(Shell),
    /// The manual, into a folder or its first page.
    Man(Option<PathBuf>),
    /// A schema.
    Schema(Document),
}

/// The shells by the names they go by; the last of them is a second name.
pub const SHELLS: &[(&str, Shell)] = &[
    ("bash", Shell::Bash),
    ("zsh", Shell::Zsh),
    ("fish", Shell::Fish),
    ("powershell", Shell::PowerShell),
    ("elvish", Shell::Elvish),
    ("pwsh", Shell::PowerShell),
];

/// What is shown beside the answer.
///
/// # Errors
/// When there is no such word.
pub fn screen(args: &ScreenArgs) -> Planned<Screen> {
    let color = word("color", args.color.as_ref(), When::ALL, When::name)?.unwrap_or_default();
    Ok(Screen { color, quiet: args.quiet })
}

/// The plan of `completions`.
///
/// # Errors
/// When there is no such shell.
pub fn completions(args: &CompletionsArgs) -> Planned<Asked> {
    let (_, shell) = chosen("shell", &args.shell, SHELLS, |(name, _)| name)?;
    Ok(Asked::Completions(shell))
}

/// The plan of `man`.
#[must_use]
pub fn man(args: &ManArgs) -> Asked {
    Asked::Man(args.folder.as_ref().map(|folder| path::path(folder)))
}

/// The plan of `schema`.
///
/// # Errors
/// When there is no schema of that.
pub fn schema(args: &SchemaArgs) -> Planned<Asked> {
    Ok(Asked::Schema(chosen("schema", &args.document, Document::ALL, Document::name)?))
}

/// One of a closed list of words, as an argument.
fn chosen<T: Copy>(what: &str, text: &String, all: &[T], spell: impl Fn(T) -> &'static str) -> Planned<T> {
    let none = || wrong(format!("there is no {what} '{}'", text.trim()), None);
    let found = word(what, Some(text), all, spell).map_err(|usage| Usage { help: usage.help, ..none() })?;
    found.ok_or_else(none)
}
