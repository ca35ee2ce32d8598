//! What money was for, and which scopes count it.

use std::fmt;

/// A category of spend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Advertising and media.
    Advertising,
    /// Agency fees.
    Agency,
    /// Content and creative work.
    Content,
    /// Salaries.
    Salaries,
    /// Commissions.
    Commissions,
    /// Bonuses.
    Bonuses,
    /// Tools and software.
    Tools,
    /// Events and trade fairs.
    Events,
    /// Recruitment.
    Recruitment,
    /// Demonstrations.
    Demo,
    /// Referral rewards.
    Referral,
    /// Technical cost.
    Technical,
    /// Overhead.
    Overhead,
    /// Anything else that was declared as such.
    Other,
    /// Customer success and loyalty: never CAC.
    Retention,
    /// A marketing column or cell that is not broken down.
    Marketing,
    /// A sales column or cell that is not broken down.
    Sales,
    /// A text that is none of the above, as it is.
    Named(String),
    /// A blank cell in a ledger that has categories.
    Blank,
    /// A ledger without a category column.
    Uncategorised,
}

/// Which categories count in CAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Advertising, agency, content.
    Paid,
    /// Paid, and what people and tools of marketing and sales cost.
    Direct,
    /// Everything but retention.
    #[default]
    Full,
}

impl Scope {
    /// The name in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Direct => "direct",
            Self::Full => "full",
        }
    }

    /// Whether a category counts; `None` when that cannot be said (a blank or unknown category under a scope
    /// narrower than `full`, or an undivided `marketing` or `sales` under `paid`).
    #[must_use]
    pub fn counts(self, category: &Category) -> Option<bool> {
        use Category as C;
        match category {
            C::Retention => Some(false),
            C::Advertising | C::Agency | C::Content => Some(true),
            C::Salaries
            | C::Commissions
            | C::Bonuses
            | C::Tools
            | C::Events
            | C::Recruitment
            | C::Demo
            | C::Referral => Some(self >= Self::Direct),
            C::Technical | C::Overhead | C::Other => Some(self == Self::Full),
            C::Marketing | C::Sales if self == Self::Paid => None,
            C::Marketing | C::Sales => Some(true),
            C::Named(_) | C::Blank | C::Uncategorised if self == Self::Full => Some(true),
            C::Named(_) | C::Blank | C::Uncategorised => None,
        }
    }
}

impl Category {
    /// The categories that have a name of their own.
    pub const NAMED: &'static [(Self, &'static str)] = &[
        (Self::Advertising, "advertising"),
        (Self::Agency, "agency"),
        (Self::Content, "content"),
        (Self::Salaries, "salaries"),
        (Self::Commissions, "commissions"),
        (Self::Bonuses, "bonuses"),
        (Self::Tools, "tools"),
        (Self::Events, "events"),
        (Self::Recruitment, "recruitment"),
        (Self::Demo, "demo"),
        (Self::Referral, "referral"),
        (Self::Technical, "technical"),
        (Self::Overhead, "overhead"),
        (Self::Other, "other"),
        (Self::Retention, "retention"),
        (Self::Marketing, "marketing"),
        (Self::Sales, "sales"),
    ];
}

impl fmt::Display for Category {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Named(text) => text,
            Self::Blank | Self::Uncategorised => "(uncategorised)",
            Self::Advertising
            | Self::Agency
            | Self::Content
            | Self::Salaries
            | Self::Commissions
            | Self::Bonuses
            | Self::Tools
            | Self::Events
            | Self::Recruitment
            | Self::Demo
            | Self::Referral
            | Self::Technical
            | Self::Overhead
            | Self::Other
            | Self::Retention
            | Self::Marketing
            | Self::Sales => {
                Self::NAMED.iter().find(|(category, _)| category == self).map_or("other", |(_, name)| name)
            }
        };
        out.pad(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scopes are nested; what keeps customers is in none of them, and what is not said is not guessed.
    #[test]
    fn each_scope_counts_its_own_categories() {
        use Category as C;
        let of = |category: &Category| [Scope::Paid, Scope::Direct, Scope::Full].map(|scope| scope.counts(category));
        let (yes, no) = (Some(true), Some(false));
        for paid in [C::Advertising, C::Agency, C::Content] {
            assert_eq!(of(&paid), [yes; 3], "{paid}");
        }
        let direct =
            [C::Salaries, C::Commissions, C::Bonuses, C::Tools, C::Events, C::Recruitment, C::Demo, C::Referral];
        for direct in direct {
            assert_eq!(of(&direct), [no, yes, yes], "{direct}");
        }
        for full in [C::Technical, C::Overhead, C::Other] {
            assert_eq!(of(&full), [no, no, yes], "{full}");
        }
        assert_eq!(of(&C::Retention), [no; 3]);
        assert_eq!((of(&C::Marketing), of(&C::Sales)), ([None, yes, yes], [None, yes, yes]));
        for unknown in [C::Blank, C::Uncategorised, C::Named("Influencer".to_owned())] {
            assert_eq!(of(&unknown), [None, None, yes], "{unknown}");
        }
        assert_eq!([Scope::Paid, Scope::Direct, Scope::Full].map(Scope::name), ["paid", "direct", "full"]);
    }

    #[test]
    fn a_category_is_called_by_its_name() {
        for (category, name) in Category::NAMED {
            assert_eq!(category.to_string(), *name);
        }
        assert_eq!(Category::Named("Influencer".to_owned()).to_string(), "Influencer");
        assert_eq!([Category::Blank, Category::Uncategorised].map(|one| one.to_string()), ["(uncategorised)"; 2]);
        assert_eq!(format!("{:>8}", Category::Demo), "    demo");
    }
}
