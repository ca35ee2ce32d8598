//! A metric's value: a figure, or the reason why there is none. Never zero, NaN or infinity in its place.

use super::exact::Exact;
use super::figure::Figure;

/// What a metric is, or why it has no value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A value, exact or enclosed.
    Known(Figure),
    /// No value, and why.
    Undefined(Reason),
}

impl Value {
    /// An exact value.
    #[must_use]
    pub fn exact(value: Exact) -> Self {
        Self::Known(Figure::exact(value))
    }

    /// The figure, when there is one.
    #[must_use]
    pub fn figure(&self) -> Option<&Figure> {
        match self {
            Self::Known(figure) => Some(figure),
            Self::Undefined(_) => None,
        }
    }

    /// The reason, when there is no figure.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Known(_) => None,
            Self::Undefined(reason) => Some(*reason),
        }
    }

    /// The value after `step`; a reason passes through.
    #[must_use]
    pub fn and_then(&self, step: impl FnOnce(&Figure) -> Self) -> Self {
        match self {
            Self::Known(figure) => step(figure),
            Self::Undefined(reason) => Self::Undefined(*reason),
        }
    }

    /// `self ÷ divisor`, with `reason` when the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self, reason: Reason) -> Self {
        self.and_then(|top| {
            divisor.and_then(|bottom| top.divided_by(bottom).map_or(Self::Undefined(reason), Self::Known))
        })
    }

    /// `self × factor`.
    #[must_use]
    pub fn times(&self, factor: &Self) -> Self {
        self.and_then(|one| factor.and_then(|other| Self::Known(one.times(other))))
    }
}

macro_rules! reasons {
    ($($variant:ident $code:literal $sentence:literal $fix:literal),+ $(,)?) => {
        /// Why a metric has no value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $(#[doc = $sentence] $variant),+
        }

        impl Reason {
            /// Every reason, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands in machine formats.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// A sentence for people, in lower case.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence),+ }
            }

            /// What would give the metric a value.
            #[must_use]
            pub fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix),+ }
            }
        }
    };
}

reasons! {
    NoNewCustomers "no_new_customers" "there is no new customer here to divide by or to value" "the spend stays in every total; look at a longer period",
    NoSpend "no_spend" "the customers came without spend, so there is nothing to compare their value with" "see the total and the (paid channels) row",
    NoData "no_data" "there is no data for it here, such as spend or customers" "give the missing file or figure",
    NoChurn "no_churn" "churn is missing or zero, so a lifetime has no end" "--churn 2.5%/mo, --lifetime 40mo, or --method capped --horizon 36mo",
    NoArpa "no_arpa" "the revenue per account (ARPA) is not known" "--arpa 29/mo, an assumptions file, or a revenue file",
    NoMargin "no_margin" "the gross margin is not known" "--margin 72%, or --basis revenue for figures on revenue",
    NegativeSpend "negative_spend" "credits exceed the spend" "look at the rows with negative amounts",
    NegativeMargin "negative_margin" "a customer brings no margin, so nothing is ever paid back" "look at the margin",
    NeverPaysBack "never_pays_back" "churn takes the customers before their margin covers the CAC" "a lower CAC or a lower churn",
    UnattributedSpend "unattributed_spend" "here it is not known which spend won which customers, so there is no CAC" "give spend that carries this column",
    Partial "partial" "a row with customers has no LTV, so the total has none" "give that row its inputs",
    NoCommonChange "no_common_change" "spend and customers did not both change in the same direction" "compare other periods",
    OutOfRange "out_of_range" "the figure lies outside what is possible, such as a rate above 100%" "another target; look at rows that lost more customers than they had, and at costs below 0",
    MixedCurrency "mixed_currency" "the amounts are in several currencies" "one currency in a run",
    TooLarge "too_large" "the figure is beyond what is computed exactly" "smaller amounts",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_a_figure_or_a_reason() {
        let (four, none) = (Value::exact(Exact::whole(4)), Value::Undefined(Reason::NoData));
        assert_eq!((four.figure(), four.reason()), (Some(&Figure::exact(Exact::whole(4))), None));
        assert_eq!((none.figure(), none.reason()), (None, Some(Reason::NoData)));
    }

    #[test]
    fn the_first_reason_passes_through() {
        let (four, two) = (Value::exact(Exact::whole(4)), Value::exact(Exact::whole(2)));
        let (first, second) = (Value::Undefined(Reason::NoData), Value::Undefined(Reason::Partial));
        assert_eq!(four.divided_by(&two, Reason::NoSpend), two);
        assert_eq!(four.times(&two), Value::exact(Exact::whole(8)));
        assert_eq!(four.divided_by(&Value::exact(Exact::zero()), Reason::NoSpend), Value::Undefined(Reason::NoSpend));
        assert_eq!(first.divided_by(&second, Reason::NoSpend), first);
        assert_eq!(four.times(&second), second);
    }
}
