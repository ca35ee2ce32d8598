//! How long spend takes to win customers: spend of month t wins customers of month t + k, by weights.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::exact::Exact;
use super::quantity;

/// The longest lag, in months.
const LONGEST: u32 = 120;

/// Weights by months of delay; each above 0, together 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    weights: BTreeMap<u32, Exact>,
}

impl Lag {
    /// All spend wins its customers so many months later.
    #[must_use]
    pub fn months(months: u32) -> Self {
        Self { weights: BTreeMap::from([(months, Exact::one())]) }
    }

    /// These weights; `None` unless each is above 0 and they are 1 together.
    #[must_use]
    pub fn weighted(weights: BTreeMap<u32, Exact>) -> Option<Self> {
        let mut sum = Exact::zero();
        weights.values().for_each(|share| sum += share);
        (sum == Exact::one() && weights.values().all(Exact::is_positive)).then_some(Self { weights })
    }

    /// The share of spend that wins customers after so many months, by months.
    #[must_use]
    pub fn weights(&self) -> &BTreeMap<u32, Exact> {
        &self.weights
    }

    /// The shortest and the longest delay.
    #[must_use]
    pub fn range(&self) -> (i32, i32) {
        let month = |months: Option<&u32>| months.and_then(|months| i32::try_from(*months).ok()).unwrap_or(0);
        (month(self.weights.keys().next()), month(self.weights.keys().next_back()))
    }
}

impl FromStr for Lag {
    type Err = String;

    /// `1`, or weights `0:50%,1:30%,2:20%`.
    ///
    /// # Errors
    /// What is wrong with the text.
    fn from_str(text: &str) -> Result<Self, String> {
        let months = |text: &str| {
            let plain = text.trim().trim_end_matches("mo").trim();
            let number = if plain.bytes().all(|byte| byte.is_ascii_digit()) { plain.parse::<u32>().ok() } else { None };
            number.filter(|number| *number <= LONGEST).ok_or_else(|| {
                format!("'{}' is no number of months from 0 to {LONGEST}, such as 1, or 0:50%,1:30%,2:20%", text.trim())
            })
        };
        if !text.contains(':') {
            return Ok(Self::months(months(text)?));
        }
        let mut weights = BTreeMap::new();
        let mut sum = Exact::zero();
        for part in text.split([',', ';']) {
            let (delay, share) = part
                .split_once(':')
                .ok_or_else(|| format!("'{}' is no weight: months, a colon, a share, as 1:30%", part.trim()))?;
            let share = quantity::share(share)?;
            sum += &share;
            let delay = months(delay)?;
            if weights.insert(delay, share).is_some() {
                return Err(format!("{delay} months stand twice"));
            }
        }
        if sum != Exact::one() {
            let percent = &sum * &Exact::whole(100);
            let shown = if percent.is_whole() { percent.numerator().to_string() } else { "not quite 100".to_owned() };
            return Err(format!("the weights add up to {shown}%: they have to be 100%"));
        }
        weights.retain(|_, share| !share.is_zero());
        Ok(Self { weights })
    }
}

impl fmt::Display for Lag {
    /// `1 month`, or the weights in words.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = |months: u32| format!("{months} {}", if months == 1 { "month" } else { "months" });
        if let (Some((delay, _)), 1) = (self.weights.first_key_value(), self.weights.len()) {
            return out.write_str(&months(*delay));
        }
        for (at, (delay, share)) in self.weights.iter().enumerate() {
            let between = if at == 0 { "" } else { ", " };
            let percent = share * &Exact::whole(100);
            if percent.is_whole() {
                write!(out, "{between}{}% after {}", percent.numerator(), months(*delay))?;
            } else {
                write!(out, "{between}{}/{} after {}", share.numerator(), share.denominator(), months(*delay))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn weights_add_up_to_one_or_are_refused() {
        let lag: Lag = "0:50%,1:30%,2:20%".parse().unwrap();
        assert_eq!(lag.weights().get(&1), Exact::quotient(3, 10).as_ref());
        assert_eq!(lag.range(), (0, 2));
        assert_eq!("1:0.5, 0:0.5".parse::<Lag>().unwrap().range(), (0, 1));
        assert_eq!("2".parse(), Ok(Lag::months(2)));
        for wrong in ["0:50%,1:30%", "0:50%,1:60%", "-1", "x", "1.5", "121", "0:50%,0:50%", "0:50%,1", "0:150%", ""] {
            assert!(wrong.parse::<Lag>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn weights_are_a_lag_when_each_is_above_nothing_and_they_are_one_together() {
        let of = |weights: &[(u32, i64, i64)]| {
            let share = |(months, top, bottom): &(u32, i64, i64)| (*months, Exact::quotient(*top, *bottom).unwrap());
            Lag::weighted(weights.iter().map(share).collect())
        };
        assert_eq!(of(&[(0, 1, 3), (1, 2, 3)]), "0:1/3,1:2/3".parse().ok());
        assert_eq!(of(&[(2, 1, 1)]), Some(Lag::months(2)));
        for wrong in [&[][..], &[(0, 1, 3), (1, 1, 3)], &[(0, 0, 1), (1, 1, 1)], &[(0, -1, 1), (1, 2, 1)]] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_lag_is_told_in_months_or_in_parts_of_the_spend() {
        let told = |text: &str| text.parse::<Lag>().map(|lag| lag.to_string()).unwrap();
        assert_eq!((told("1"), told("2mo"), told("0")), ("1 month".into(), "2 months".into(), "0 months".into()));
        assert_eq!(told("0:50%,1:30%,2:20%"), "50% after 0 months, 30% after 1 month, 20% after 2 months");
        assert_eq!(told("1:1/3;3:2/3"), "1/3 after 1 month, 2/3 after 3 months");
        // A part of nothing is none.
        assert_eq!((told("1:100%,2:0%"), "2:0%,1:100%".parse::<Lag>().unwrap().range()), ("1 month".into(), (1, 1)));
        assert_eq!("120".parse::<Lag>().unwrap().range(), (120, 120));
        let fault = |text: &str| text.parse::<Lag>().unwrap_err();
        assert!(fault("0:50%,1:60%").contains("110%") && fault("0:1/3,1:1/3").contains("not quite 100"));
        assert!(fault("0:50%,0:50%").contains("0 months stand twice"));
    }
}
