//! The views of a report that are computed more than once.

/// A view that is computed more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// The scopes side by side.
    Scopes,
    /// Lags of 0 to 6 months.
    Lag,
}

impl Sweep {
    /// Every view.
    pub const ALL: &'static [Self] = &[Self::Scopes, Self::Lag];

    /// The name after `--view`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scopes => "scopes",
            Self::Lag => "lag",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_has_the_name_it_is_asked_for_by() {
        assert_eq!(Sweep::ALL.iter().map(|view| view.name()).collect::<Vec<_>>(), ["scopes", "lag"]);
    }
}
