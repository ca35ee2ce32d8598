//! How a run ends: the promise to scripts.

use std::process::ExitCode;

/// The exit status. Several at once: 5, 3, 2, 1, 4, in that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; in `check` every check was evaluated and passed.
    Done,
    /// A check failed; the report is written in full.
    Failed,
    /// The command line is wrong, or `check` has no rule.
    Usage,
    /// The input cannot be used; nothing on standard output.
    Input,
    /// A check or `get` could not be decided.
    Undecided,
    /// The output could not be written.
    Output,
}

impl Exit {
    /// Every status, by its number.
    pub const ALL: &'static [Self] =
        &[Self::Done, Self::Failed, Self::Usage, Self::Input, Self::Undecided, Self::Output];

    /// What it says.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Done => "done; of check: every check was evaluated and passed",
            Self::Failed => "a check failed; the report is written in full",
            Self::Usage => "the command line, cacltv.toml or a template is wrong, or check has no rule",
            Self::Input => "the input cannot be used; nothing is on standard output",
            Self::Undecided => "a check or get could not be decided",
            Self::Output => "the output could not be written",
        }
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Undecided => 4,
            Self::Output => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
