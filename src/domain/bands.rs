//! The limits between the bands of LTV:CAC: 1, 1.5, 3 and 5 unless said otherwise. Source: the specification articles.

use super::exact::Exact;

/// The least ratio of each band above the lowest, which rises from band to band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bands {
    limits: [Exact; 4],
}

impl Bands {
    /// The names of the bands that begin at a limit, from the lowest.
    pub const NAMES: [&'static str; 4] = ["below_minimum", "below_target", "healthy", "under_invested"];

    /// The usual limits, with those that are given in their place.
    ///
    /// # Errors
    /// The place of a limit that is not above the one before it, or of the first when that is not above 0.
    pub fn new(given: [Option<Exact>; 4]) -> Result<Self, usize> {
        let mut bands = Self::default();
        for (limit, own) in bands.limits.iter_mut().zip(given) {
            if let Some(own) = own {
                *limit = own;
            }
        }
        let before = std::iter::once(Exact::zero()).chain(bands.limits.iter().cloned());
        match before.zip(&bands.limits).position(|(before, limit)| *limit <= before) {
            Some(place) => Err(place),
            None => Ok(bands),
        }
    }

    /// The limits, from the lowest.
    #[must_use]
    pub fn limits(&self) -> &[Exact; 4] {
        &self.limits
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self { limits: [10, 15, 30, 50].map(|tenths| Exact::decimal(tenths, 1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_rise_from_band_to_band() {
        let at = |place: usize, number: i32| {
            let mut given = [None, None, None, None];
            if let Some(slot) = given.get_mut(place) {
                *slot = Some(Exact::whole(number));
            }
            Bands::new(given)
        };
        assert_eq!(at(0, 1), Ok(Bands::default()));
        assert!(at(2, 4).is_ok_and(|bands| *bands.limits() != *Bands::default().limits()));
        assert_eq!(at(0, 0), Err(0));
        assert_eq!(at(0, 2), Err(1));
        assert_eq!(at(2, 5), Err(3));
        assert_eq!(at(3, 3), Err(3));
    }
}
