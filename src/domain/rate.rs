//! Rates and their units. A yearly rate becomes monthly by a root, never by ÷ 12.

use super::exact::Exact;
use super::figure::Figure;
use super::sample::Sample;

/// The share of customers lost in a month, from 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyChurn {
    monthly: Figure,
    /// The churn per year, where that is what was given.
    yearly: Option<Exact>,
    /// The customers it was counted of, where that is what was given.
    sample: Option<Sample>,
}

/// The monthly discount rate, not below 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyDiscount {
    monthly: Figure,
    /// The discount per year, where that is what was given.
    yearly: Option<Exact>,
}

/// Gross margin: a fraction of revenue, at most 1; may be below 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Margin(Figure);

/// Money per account and month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyMoney(Figure);

/// A customer's lifetime in months, at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime(Figure);

/// The length of time a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    /// A month.
    Month,
    /// A year.
    Year,
}

impl MonthlyChurn {
    /// Churn per month or year, as a fraction. `None` outside 0 to 1.
    ///
    /// c = 1 − (1 − C)^(1/12) for a year: exact where the root is, an enclosure otherwise.
    #[must_use]
    pub fn new(fraction: &Exact, per: Per) -> Option<Self> {
        match per {
            Per::Month => Self::over(fraction, 1),
            Per::Year => Self::over(fraction, 12).map(|churn| Self { yearly: Some(fraction.clone()), ..churn }),
        }
    }

    /// Churn as it was counted: `part` lost of `whole` in a month or year. `None` where these are no counts.
    #[must_use]
    pub fn counted(part: &Exact, whole: &Exact, per: Per) -> Option<Self> {
        let months = match per {
            Per::Month => 1,
            Per::Year => 12,
        };
        let sample = Sample::new(part, whole, months)?;
        let churn = Self::new(&part.divided_by(whole)?, per)?;
        Some(Self { sample: Some(sample), ..churn })
    }

    /// The churn per month behind a churn of `fraction` over `months`. `None` outside 0 to 1.
    #[must_use]
    pub fn over(fraction: &Exact, months: u32) -> Option<Self> {
        if fraction.is_negative() || *fraction > Exact::one() {
            return None;
        }
        let kept = Figure::exact(&Exact::one() - fraction);
        let monthly = if months == 1 { kept } else { kept.root(months)? };
        Some(Self { monthly: Figure::one().minus(&monthly), yearly: None, sample: None })
    }

    /// The churn that a lifetime stands for: 1 ÷ L.
    #[must_use]
    pub fn of_lifetime(lifetime: &Lifetime) -> Option<Self> {
        Figure::one().divided_by(&lifetime.0).map(|monthly| Self { monthly, yearly: None, sample: None })
    }

    /// The churn times a factor, as it was given: for a month or for a year. `None` outside 0 to 1.
    #[must_use]
    pub fn scaled(&self, by: &Exact) -> Option<Self> {
        if let Some(yearly) = &self.yearly {
            return Self::new(&(yearly * by), Per::Year);
        }
        let monthly = self.monthly.times(&Figure::exact(by.clone()));
        let possible = !monthly.low().is_negative() && *monthly.high() <= Exact::one();
        possible.then_some(Self { monthly, yearly: None, sample: None })
    }

    /// The fraction lost in a month.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.monthly
    }

    /// The customers it was counted of, where that is known.
    #[must_use]
    pub fn sample(&self) -> Option<Sample> {
        self.sample
    }

    /// The fraction that stays: r = 1 − c.
    #[must_use]
    pub fn kept(&self) -> Figure {
        Figure::one().minus(&self.monthly)
    }

    /// The churn per year: C = 1 − (1 − c)^12, or as it was given.
    #[must_use]
    pub fn yearly(&self) -> Figure {
        let computed = || Figure::one().minus(&self.kept().power(12));
        self.yearly.clone().map_or_else(computed, Figure::exact)
    }
}

impl MonthlyDiscount {
    /// Discount per month or year, as a fraction: d = (1 + D)^(1/12) − 1 for a year. `None` below 0.
    #[must_use]
    pub fn new(fraction: &Exact, per: Per) -> Option<Self> {
        if fraction.is_negative() {
            return None;
        }
        let grown = Figure::exact(&Exact::one() + fraction);
        let (monthly, yearly) = match per {
            Per::Month => (grown, None),
            Per::Year => (grown.root(12)?, Some(fraction.clone())),
        };
        Some(Self { monthly: monthly.minus(&Figure::one()), yearly })
    }

    /// The discount times a factor, as it was given: for a month or for a year. `None` below 0.
    #[must_use]
    pub fn scaled(&self, by: &Exact) -> Option<Self> {
        if let Some(yearly) = &self.yearly {
            return Self::new(&(yearly * by), Per::Year);
        }
        let monthly = self.monthly.times(&Figure::exact(by.clone()));
        (!monthly.low().is_negative()).then_some(Self { monthly, yearly: None })
    }

    /// The fraction per month.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.monthly
    }

    /// The fraction per year: D = (1 + d)^12 − 1, or as it was given.
    #[must_use]
    pub fn yearly(&self) -> Figure {
        let computed = || Figure::one().plus(&self.monthly).power(12).minus(&Figure::one());
        self.yearly.clone().map_or_else(computed, Figure::exact)
    }
}

impl Margin {
    /// A fraction of revenue. `None` above 1.
    #[must_use]
    pub fn new(fraction: Figure) -> Option<Self> {
        let over = fraction.minus(&Figure::one()).is_positive();
        (!over).then_some(Self(fraction))
    }

    /// The fraction.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.0
    }
}

impl MonthlyMoney {
    /// Money per month; a yearly amount is divided by 12.
    #[must_use]
    pub fn new(amount: &Exact, per: Per) -> Self {
        let months = match per {
            Per::Month => 1,
            Per::Year => 12,
        };
        Self(Figure::exact(amount.divided_by(&Exact::whole(months)).unwrap_or_else(Exact::zero)))
    }

    /// The amount.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.0
    }
}

impl From<Figure> for MonthlyMoney {
    fn from(figure: Figure) -> Self {
        Self(figure)
    }
}

impl Lifetime {
    /// Months, or years of 12 months. `None` under a month.
    #[must_use]
    pub fn new(length: &Exact, per: Per) -> Option<Self> {
        let months = match per {
            Per::Month => length.clone(),
            Per::Year => length * &Exact::whole(12),
        };
        (months >= Exact::one()).then(|| Self(Figure::exact(months)))
    }

    /// The months.
    #[must_use]
    pub fn figure(&self) -> &Figure {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn percent(number: i32) -> Exact {
        Exact::decimal(number, 2)
    }

    /// (1 − 0.75)^(1/2) = 0.5: a root that is a fraction stays exact.
    #[test]
    fn a_churn_lies_from_nothing_to_all() {
        assert_eq!(*MonthlyChurn::over(&percent(75), 2).unwrap().figure(), Figure::exact(percent(50)));
        assert_eq!(*MonthlyChurn::over(&percent(75), 1).unwrap().kept().low(), percent(25));
        assert!(
            MonthlyChurn::new(&percent(0), Per::Month).is_some()
                && MonthlyChurn::new(&percent(100), Per::Year).is_some()
        );
        assert!(
            MonthlyChurn::new(&percent(-1), Per::Month).is_none()
                && MonthlyChurn::new(&percent(101), Per::Year).is_none()
        );
        assert_eq!(MonthlyChurn::counted(&Exact::whole(3), &Exact::zero(), Per::Month), None);
        // 1 − (1 − 10 %)^12.
        let yearly = MonthlyChurn::new(&percent(10), Per::Month).unwrap().yearly();
        assert_eq!(yearly, Figure::exact(&Exact::one() - &Exact::decimal(9, 1).power(12)));
        assert_eq!(MonthlyChurn::new(&percent(36), Per::Year).unwrap().yearly(), Figure::exact(percent(36)));
    }

    #[test]
    fn a_rate_is_scaled_in_the_unit_it_was_given_in() {
        let (half, double) = (Exact::decimal(5, 1), Exact::whole(2));
        let churn = |number, per| MonthlyChurn::new(&percent(number), per).unwrap();
        assert_eq!(churn(36, Per::Year).scaled(&half), Some(churn(18, Per::Year)));
        assert_eq!(churn(4, Per::Month).scaled(&half), Some(churn(2, Per::Month)));
        assert_eq!(churn(50, Per::Month).scaled(&double), Some(churn(100, Per::Month)));
        assert_eq!((churn(51, Per::Month).scaled(&double), churn(51, Per::Year).scaled(&double)), (None, None));
        assert_eq!(churn(4, Per::Month).scaled(&-&half), None);
        let discount = |number, per| MonthlyDiscount::new(&percent(number), per).unwrap();
        assert_eq!(discount(20, Per::Year).scaled(&half), Some(discount(10, Per::Year)));
        assert_eq!(discount(4, Per::Month).scaled(&half), Some(discount(2, Per::Month)));
        assert_eq!(discount(4, Per::Month).scaled(&-&half), None);
        assert_eq!(discount(0, Per::Month).scaled(&half), Some(discount(0, Per::Month)));
        assert_eq!(MonthlyDiscount::new(&percent(-1), Per::Year), None);
    }

    /// (1 + 1 %)^12 − 1 = 12.682503…%.
    #[test]
    fn a_discount_a_year_is_the_twelfth_power_of_one_a_month() {
        let yearly = MonthlyDiscount::new(&percent(1), Per::Month).unwrap().yearly();
        assert_eq!(yearly, Figure::exact(&Exact::decimal(101, 2).power(12) - &Exact::one()));
        assert_eq!(MonthlyDiscount::new(&percent(10), Per::Year).unwrap().yearly(), Figure::exact(percent(10)));
        let monthly = MonthlyDiscount::new(&percent(10), Per::Year).unwrap();
        let back = Figure::one().plus(monthly.figure()).power(12).minus(&Figure::one());
        assert!(*back.low() < percent(10) && percent(10) < *back.high());
    }

    #[test]
    fn money_lifetimes_and_margins_have_their_months_and_bounds() {
        assert_eq!(MonthlyMoney::new(&Exact::whole(348), Per::Year), MonthlyMoney::new(&Exact::whole(29), Per::Month));
        assert_eq!(Lifetime::new(&Exact::whole(2), Per::Year), Lifetime::new(&Exact::whole(24), Per::Month));
        assert!(
            Lifetime::new(&Exact::one(), Per::Month).is_some() && Lifetime::new(&percent(99), Per::Month).is_none()
        );
        let lifetime = Lifetime::new(&Exact::whole(40), Per::Month).unwrap();
        assert_eq!(*MonthlyChurn::of_lifetime(&lifetime).unwrap().figure(), Figure::exact(Exact::decimal(25, 3)));
        assert!(Margin::new(Figure::one()).is_some() && Margin::new(Figure::exact(percent(101))).is_none());
        assert!(Margin::new(Figure::exact(percent(-50))).is_some());
    }
}
