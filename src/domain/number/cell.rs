//! Number cells of a workbook, which are the same under both decimal marks.
//!
//! They are told by a NUL before their digits, which no text that is read from a file of text can hold.

use super::{Fault, MAX_WHOLE, Reading, UNITS, Written};
use crate::domain::ledger::Minor;

/// Reads what stands behind the NUL: digits with a dot.
pub(super) fn read(number: &str) -> Result<Written, Fault> {
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all(whole) || !all(decimals) {
        return Err(Fault::Control);
    }
    let unit = UNITS.get(decimals.len()).copied().filter(|_| whole.len() <= MAX_WHOLE);
    let amount = format!("{whole}{decimals}").parse::<i128>().ok().zip(unit);
    let amount = amount.and_then(|(digits, unit)| digits.checked_mul(unit)).ok_or(Fault::TooManyDigits)?;
    let reading = Some(Reading { amount: Minor(if negative { -amount } else { amount }), group: None });
    Ok(Written { dot: reading, comma: reading, sign: None })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
    use super::*;

    #[test]
    fn a_number_cell_proves_no_mark_and_is_in_no_doubt() {
        for (cell, thousandths) in [("1.234", 1_234), ("-12.5", -12_500), ("0.025", 25), ("1000.000", 1_000_000)] {
            let written = super::super::read(format!("\0{cell}").as_bytes()).unwrap();
            let amount = written.dot.unwrap().amount.0;
            assert_eq!(amount, Minor::ONE / 1000 * thousandths, "{cell}");
            assert_eq!(written.comma, written.dot, "{cell}");
        }
        for cell in ["", "1,5", "x", "1.2.3", "+1"] {
            assert_eq!(read(cell), Err(Fault::Control), "{cell}");
        }
        assert_eq!(read("0.0000000000000000001"), Err(Fault::TooManyDigits));
        assert_eq!(read("12345678901234567.5"), Err(Fault::TooManyDigits));
    }
}
