//! Quotients whose terms fit into 128 bits, as almost all do: they need no memory of their own. What would not fit is
//! `None`, and done with long integers instead.

use std::cmp::Ordering;

use num_integer::Integer;

/// A quotient in lowest terms, with a denominator above zero.
///
/// It begins at any word, so that a figure takes 48 bytes and not 64: a report of many rows is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(Rust, packed(8))]
pub(super) struct Short {
    pub(super) top: i128,
    pub(super) bottom: i128,
}

/// 5^16, 5^8, …: what a decimal can be divided by, at most once each, before its digits end in another than 0 or 5.
const FIVES: [(u32, i128); 5] = [(16, 152_587_890_625), (8, 390_625), (4, 625), (2, 25), (1, 5)];

impl Short {
    pub(super) fn whole(number: i128) -> Self {
        Self { top: number, bottom: 1 }
    }

    /// A quotient whose divisor is above zero.
    pub(super) fn reduced(top: i128, bottom: i128) -> Self {
        let common = divisor(top, bottom);
        if common == 1 { Self { top, bottom } } else { Self { top: top / common, bottom: bottom / common } }
    }

    /// `digits · 10^-scale`.
    pub(super) fn decimal(digits: i128, scale: u32) -> Option<Self> {
        if digits == 0 {
            return Some(Self::whole(0));
        }
        let halves = digits.trailing_zeros().min(scale);
        let (mut digits, mut fives) = (digits >> halves, scale);
        for (power, five) in FIVES.into_iter().cycle().take(10) {
            if power <= fives && digits % five == 0 {
                (digits, fives) = (digits / five, fives.saturating_sub(power));
            }
        }
        let bottom = 5_i128.checked_pow(fives)?;
        let twos = scale.saturating_sub(halves);
        (bottom.leading_zeros() > twos.saturating_add(1)).then(|| Self { top: digits, bottom: bottom << twos })
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.bottom == other.bottom {
            return Some(Self::reduced(self.top.checked_add(other.top)?, self.bottom));
        }
        let common = divisor(self.bottom, other.bottom);
        let (own, theirs) = (self.bottom / common, other.bottom / common);
        let top = self.top.checked_mul(theirs)?.checked_add(other.top.checked_mul(own)?)?;
        // What the sum has in common with its denominator divides what those had in common: Knuth, TAOCP 4.5.1.
        let rest = divisor(top, common);
        Some(Self { top: top / rest, bottom: own.checked_mul(other.bottom / rest)? })
    }

    pub(super) fn negated(self) -> Option<Self> {
        Some(Self { top: self.top.checked_neg()?, bottom: self.bottom })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let (one, two) = (divisor(self.top, other.bottom), divisor(other.top, self.bottom));
        let top = (self.top / one).checked_mul(other.top / two)?;
        let bottom = (self.bottom / two).checked_mul(other.bottom / one)?;
        Some(Self { top, bottom })
    }

    /// `1 ÷ self` of what is not zero.
    pub(super) fn reciprocal(self) -> Option<Self> {
        if self.top.is_positive() {
            Some(Self { top: self.bottom, bottom: self.top })
        } else {
            Some(Self { top: self.bottom.checked_neg()?, bottom: self.top.checked_neg()? })
        }
    }

    pub(super) fn power(self, exponent: u32) -> Option<Self> {
        Some(Self { top: self.top.checked_pow(exponent)?, bottom: self.bottom.checked_pow(exponent)? })
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        let (one, two) = if self.bottom == other.bottom {
            (self.top, other.top)
        } else {
            (self.top.checked_mul(other.bottom)?, other.top.checked_mul(self.bottom)?)
        };
        Some(one.cmp(&two))
    }
}

/// The greatest common divisor of a number and one above zero.
fn divisor(one: i128, other: i128) -> i128 {
    let (one, other) = (one.unsigned_abs(), other.unsigned_abs());
    if one == 1 || other == 1 {
        return 1;
    }
    // A machine word's own divisor is far cheaper; one division makes a word of what is longer than the other.
    let common = match (u64::try_from(one), u64::try_from(other)) {
        (Ok(one), Ok(other)) => u128::from(one.gcd(&other)),
        (Ok(0), Err(_)) => other,
        (Ok(word), Err(_)) => u128::from(word.gcd(&rest(other, word))),
        (Err(_), Ok(word)) => u128::from(word.gcd(&rest(one, word))),
        (Err(_), Err(_)) => one.gcd(&other),
    };
    i128::try_from(common).unwrap_or(1)
}

/// The rest of a division by a word above zero.
fn rest(long: u128, word: u64) -> u64 {
    u64::try_from(long % u128::from(word)).unwrap_or(0)
}
