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
