//! The bounce rate of a row, times its spend or its visits. Nothing is cut off: what is finer than the unit of money
//! is kept beside it.

use super::cells::{self, CellFault};
use super::found::{Found, Witness};
use super::header::Measure;
use super::records::Cell;
use super::worker::{Block, Worker};
use crate::domain::ledger::Minor;

/// `amount × rate` in units of 10^-18, and the rest in units of 10^-36. The rate lies from 0 to 1.
fn product(amount: i128, rate: i128) -> (i128, i128) {
    let (whole, part) = (amount.div_euclid(Minor::ONE), amount.rem_euclid(Minor::ONE));
    let fine = part.saturating_mul(rate);
    (whole.saturating_mul(rate).saturating_add(fine.div_euclid(Minor::ONE)), fine.rem_euclid(Minor::ONE))
}

impl Worker<'_> {
    /// Adds what left at once to the row's values; `false` where the rate cannot be read. A row of sums has no rate
    /// of its own.
    pub(super) fn bounced(&mut self, block: Block<'_>, cells: &[Cell], total: bool) -> bool {
        let layout = self.shared.layout;
        if layout.steps.is_empty() {
            return true;
        }
        let mut rate: Option<(i128, i128)> = None;
        for column in &layout.measures {
            let Measure::Bounced { place, rest, .. } = &column.measure else { continue };
            let (dot, comma) = match rate {
                Some(known) => known,
                None if total => (0, 0),
                None => {
                    let Some(cell) = cells.get(column.column) else { return false };
                    match cells::bounce_rate(&mut self.fold, self.shared, block, cell) {
                        Ok(read) => read,
                        Err(CellFault::Skip) => {
                            self.fold.missing = self.fold.missing.saturating_add(1);
                            return false;
                        }
                        Err(CellFault::Bad) => return false,
                    }
                }
            };
            rate = Some((dot, comma));
            let (value, difference) = self.values.get(*place).copied().unwrap_or_default();
            let pick = |(whole, fine): (i128, i128)| if *rest { fine } else { whole };
            let (one, other) = (pick(product(value, dot)), pick(product(value.wrapping_add(difference), comma)));
            self.values.push((one, other.wrapping_sub(one)));
        }
        true
    }
}

/// What is said of a cell that is no bounce rate.
pub(super) fn no_rate(witness: Witness, text: &str) -> Found {
    Found {
        witness,
        message: format!("'{text}' is no bounce rate: 42% or 0.42, from 0 to 1"),
        help: Some("write it as 42% or 0.42".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_is_exact_down_to_its_last_digit() {
        // 10,000 × 80 % = 8,000; 0.03 × 0.33…3 (18 digits) = 0.009…9 (20 digits).
        assert_eq!(product(10_000 * Minor::ONE, 800_000_000_000_000_000), (8_000 * Minor::ONE, 0));
        let third = 333_333_333_333_333_333;
        let (whole, fine) = product(30_000_000_000_000_000, third);
        assert_eq!((whole, fine), (9_999_999_999_999_999, 990_000_000_000_000_000));
    }

    #[test]
    fn credits_take_off_what_spend_adds() {
        let (rate, amount) = (333_333_333_333_333_333, 30_000_000_000_000_000);
        let (one, other) = (product(amount, rate), product(-amount, rate));
        assert_eq!((one.0 + other.0) * Minor::ONE + one.1 + other.1, 0);
    }
}
