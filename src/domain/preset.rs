//! Definitions in the manner of well-known tools and authors: which method, basis and timing they have.

use super::assumptions::{Basis, Method, Timing};

/// A definition.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name after `--as`.
    pub name: &'static str,
    /// Whose it is.
    pub title: &'static str,
    /// The method of LTV.
    pub method: Method,
    /// The basis.
    pub basis: Basis,
    /// When margins are paid.
    pub timing: Timing,
    /// What of it is not imitated.
    pub not_imitated: &'static str,
}

/// Every definition, sorted by name.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "baremetrics",
        title: "Baremetrics",
        method: Method::Simple,
        basis: Basis::Revenue,
        timing: Timing::Start,
        not_imitated: "how it counts customers, ARPU and churn from subscriptions",
    },
    Preset {
        name: "chartmogul",
        title: "ChartMogul",
        method: Method::Simple,
        basis: Basis::Revenue,
        timing: Timing::Start,
        not_imitated: "how it counts customers, ARPA and churn from subscriptions",
    },
    Preset {
        name: "finmark",
        title: "Finmark",
        method: Method::Simple,
        basis: Basis::Margin,
        timing: Timing::Start,
        not_imitated: "forecasts of revenue and churn",
    },
    Preset {
        name: "gupta-lehmann",
        title: "Gupta & Lehmann",
        method: Method::Discounted,
        basis: Basis::Margin,
        timing: Timing::End,
        not_imitated: "retention and discount that change over time",
    },
    Preset {
        name: "profitwell",
        title: "ProfitWell",
        method: Method::Simple,
        basis: Basis::Revenue,
        timing: Timing::Start,
        not_imitated: "how it counts customers, ARPU and churn from subscriptions",
    },
    Preset {
        name: "skok",
        title: "David Skok",
        method: Method::Simple,
        basis: Basis::Margin,
        timing: Timing::Start,
        not_imitated: "churn of revenue instead of customers (with --growth the method is expansion)",
    },
];

impl Preset {
    /// The definition of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let plain = name.trim().to_lowercase().replace([' ', '_'], "-");
        PRESETS.iter().find(|preset| preset.name == plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sorted_and_found_by_name() {
        assert!(PRESETS.is_sorted_by_key(|preset| preset.name));
        for preset in PRESETS {
            assert_eq!(Preset::named(&preset.name.to_uppercase()), Some(preset));
        }
        assert_eq!(Preset::named("other"), None);
    }
}
