//! Numbers as tests write them, read and rounded without the program's own reader and printer.

use cacltv::domain::exact::Exact;
use num_bigint::BigInt;

/// A decimal number or a quotient of two whole ones.
pub(crate) fn fraction(text: &str) -> Exact {
    if let Some((top, bottom)) = text.split_once('/') {
        return Exact::quotient(whole(top), whole(bottom)).unwrap();
    }
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole(&format!("{before}{after}"));
    Exact::quotient(digits, BigInt::from(10).pow(after.len() as u32)).unwrap()
}

fn whole(text: &str) -> BigInt {
    text.trim().parse().unwrap_or_else(|_| panic!("'{text}' is no whole number"))
}

/// Whether the value, rounded half away from zero to the digits of `text`, is `text`.
pub(crate) fn near(value: &Exact, text: &str) -> bool {
    let decimals = text.split_once('.').map_or(0, |(_, after)| after.len());
    let unit = Exact::quotient(1, BigInt::from(10).pow(decimals as u32)).unwrap();
    let half = &unit * &Exact::quotient(1, 2).unwrap();
    (value - &fraction(text)).magnitude() <= half
}
