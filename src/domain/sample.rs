//! A rate as it was counted, which an interval can be taken of.

use super::exact::Exact;

/// So many of so many: 5 lost of 100 in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sample {
    part: u64,
    whole: u64,
    months: u32,
}

impl Sample {
    /// `part` of `whole` over so many months. `None` unless both are whole numbers and the part is no more than the
    /// whole, which is not zero.
    #[must_use]
    pub fn new(part: &Exact, whole: &Exact, months: u32) -> Option<Self> {
        let (part, whole) = (whole_number(part)?, whole_number(whole)?);
        (part <= whole && whole > 0).then_some(Self { part, whole, months })
    }

    /// How many of them.
    #[must_use]
    pub fn part(self) -> u64 {
        self.part
    }

    /// Of how many.
    #[must_use]
    pub fn whole(self) -> u64 {
        self.whole
    }

    /// Over how many months.
    #[must_use]
    pub fn months(self) -> u32 {
        self.months
    }
}

/// The whole number that a value is; `None` for fractions, below zero, and beyond what is counted.
#[must_use]
pub fn whole_number(value: &Exact) -> Option<u64> {
    value.is_whole().then(|| u64::try_from(value.numerator()).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_counts_are_a_sample() {
        let of = |part: Exact, whole: Exact| Sample::new(&part, &whole, 1).map(|sample| (sample.part, sample.whole));
        assert_eq!(of(Exact::whole(5), Exact::whole(100)), Some((5, 100)));
        assert_eq!(of(Exact::whole(0), Exact::whole(40)), Some((0, 40)));
        assert_eq!(of(Exact::decimal(55, 1), Exact::whole(100)), None);
        assert_eq!(of(Exact::whole(5), Exact::whole(4)), None);
        assert_eq!(of(Exact::zero(), Exact::zero()), None);
    }
}
