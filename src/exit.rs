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
