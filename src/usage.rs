//! What is wrong with the command line or the configuration.

/// What is wrong, and the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}
