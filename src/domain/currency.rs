//! Currencies: ISO 4217 codes with their minor digits, and the symbols that stand for them.
//! Source: ISO 4217 list one, maintained by SIX.

/// ISO 4217 codes in use, sorted, with the number of minor digits where it is not 2.
const CODES: &[(&str, u8)] = &[
    ("AED", 2),
    ("AFN", 2),
    ("ALL", 2),
    ("AMD", 2),
    ("AOA", 2),
    ("ARS", 2),
    ("AUD", 2),
    ("AWG", 2),
    ("AZN", 2),
    ("BAM", 2),
    ("BBD", 2),
    ("BDT", 2),
    ("BGN", 2),
    ("BHD", 3),
    ("BIF", 0),
    ("BMD", 2),
    ("BND", 2),
    ("BOB", 2),
    ("BRL", 2),
    ("BSD", 2),
    ("BTN", 2),
    ("BWP", 2),
    ("BYN", 2),
    ("BZD", 2),
    ("CAD", 2),
    ("CDF", 2),
    ("CHF", 2),
    ("CLP", 0),
    ("CNY", 2),
    ("COP", 2),
    ("CRC", 2),
    ("CUP", 2),
    ("CVE", 2),
    ("CZK", 2),
    ("DJF", 0),
    ("DKK", 2),
    ("DOP", 2),
    ("DZD", 2),
    ("EGP", 2),
    ("ERN", 2),
    ("ETB", 2),
    ("EUR", 2),
    ("FJD", 2),
    ("FKP", 2),
    ("GBP", 2),
    ("GEL", 2),
    ("GHS", 2),
    ("GIP", 2),
    ("GMD", 2),
    ("GNF", 0),
    ("GTQ", 2),
    ("GYD", 2),
    ("HKD", 2),
    ("HNL", 2),
    ("HTG", 2),
    ("HUF", 2),
    ("IDR", 2),
    ("ILS", 2),
    ("INR", 2),
    ("IQD", 3),
    ("IRR", 2),
    ("ISK", 0),
    ("JMD", 2),
    ("JOD", 3),
    ("JPY", 0),
    ("KES", 2),
    ("KGS", 2),
    ("KHR", 2),
    ("KMF", 0),
    ("KPW", 2),
    ("KRW", 0),
    ("KWD", 3),
    ("KYD", 2),
    ("KZT", 2),
    ("LAK", 2),
    ("LBP", 2),
    ("LKR", 2),
    ("LRD", 2),
    ("LSL", 2),
    ("LYD", 3),
    ("MAD", 2),
    ("MDL", 2),
    ("MGA", 2),
    ("MKD", 2),
    ("MMK", 2),
    ("MNT", 2),
    ("MOP", 2),
    ("MRU", 2),
    ("MUR", 2),
    ("MVR", 2),
    ("MWK", 2),
    ("MXN", 2),
    ("MYR", 2),
    ("MZN", 2),
    ("NAD", 2),
    ("NGN", 2),
    ("NIO", 2),
    ("NOK", 2),
    ("NPR", 2),
    ("NZD", 2),
    ("OMR", 3),
    ("PAB", 2),
    ("PEN", 2),
    ("PGK", 2),
    ("PHP", 2),
    ("PKR", 2),
    ("PLN", 2),
    ("PYG", 0),
    ("QAR", 2),
    ("RON", 2),
    ("RSD", 2),
    ("RUB", 2),
    ("RWF", 0),
    ("SAR", 2),
    ("SBD", 2),
    ("SCR", 2),
    ("SDG", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("SHP", 2),
    ("SLE", 2),
    ("SOS", 2),
    ("SRD", 2),
    ("SSP", 2),
    ("STN", 2),
    ("SVC", 2),
    ("SYP", 2),
    ("SZL", 2),
    ("THB", 2),
    ("TJS", 2),
    ("TMT", 2),
    ("TND", 3),
    ("TOP", 2),
    ("TRY", 2),
    ("TTD", 2),
    ("TWD", 2),
    ("TZS", 2),
    ("UAH", 2),
    ("UGX", 0),
    ("USD", 2),
    ("UYU", 2),
    ("UZS", 2),
    ("VED", 2),
    ("VES", 2),
    ("VND", 0),
    ("VUV", 0),
    ("WST", 2),
    ("XAF", 0),
    ("XCD", 2),
    ("XOF", 0),
    ("XPF", 0),
    ("YER", 2),
    ("ZAR", 2),
    ("ZMW", 2),
    ("ZWG", 2),
];

/// The most bytes that a symbol has, or a code.
const LONGEST: usize = 4;

/// Symbols, longest first, each with the codes it may stand for.
const SYMBOLS: &[(&str, &[&str])] = &[
    ("US$", &["USD"]),
    ("CA$", &["CAD"]),
    ("AU$", &["AUD"]),
    ("NZ$", &["NZD"]),
    ("HK$", &["HKD"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD"]),
    ("R$", &["BRL"]),
    ("S$", &["SGD"]),
    ("kr.", &["DKK", "ISK", "NOK", "SEK"]),
    ("Kr.", &["DKK", "ISK", "NOK", "SEK"]),
    ("kr", &["DKK", "ISK", "NOK", "SEK"]),
    ("Kr", &["DKK", "ISK", "NOK", "SEK"]),
    ("KR", &["DKK", "ISK", "NOK", "SEK"]),
    ("Fr.", &["CHF"]),
    ("SFr.", &["CHF"]),
    ("Kč", &["CZK"]),
    ("zł", &["PLN"]),
    ("Ft", &["HUF"]),
    ("lei", &["RON"]),
    ("€", &["EUR"]),
    ("£", &["EGP", "FKP", "GBP", "GIP", "SHP", "SYP"]),
    ("¥", &["CNY", "JPY"]),
    ("₹", &["INR"]),
    ("₺", &["TRY"]),
    ("₽", &["RUB"]),
    ("₩", &["KRW"]),
    ("₪", &["ILS"]),
    ("₫", &["VND"]),
    ("฿", &["THB"]),
    ("₴", &["UAH"]),
    (
        "$",
        &[
            "ARS", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "FJD", "GYD", "HKD", "JMD", "KYD",
            "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "USD", "UYU", "XCD",
        ],
    ),
];

/// One or more currencies that a sign may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A code, by its place in the list.
    Code(&'static str),
    /// A symbol.
    Symbol(&'static str),
}

impl Sign {
    /// The sign a text is: a code (any case) or a symbol.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        if let Some((symbol, _)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == text) {
            return Some(Self::Symbol(symbol));
        }
        let upper = text.to_ascii_uppercase();
        CODES
            .binary_search_by(|(code, _)| (*code).cmp(&upper))
            .ok()
            .and_then(|at| CODES.get(at))
            .map(|(c, _)| Self::Code(c))
    }

    /// The codes it may stand for.
    #[must_use]
    pub fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Code(code) => vec![code],
            Self::Symbol(text) => {
                SYMBOLS.iter().find(|(symbol, _)| *symbol == text).map_or_else(Vec::new, |(_, codes)| codes.to_vec())
            }
        }
    }

    /// As it is written.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Code(text) | Self::Symbol(text) => text,
        }
    }

    /// A sign at the start of a text, with what follows it. One in letters is no part of a longer word: `kr 5`, and not
    /// the beginning of `KRW 5`.
    #[must_use]
    pub fn strip_prefix(text: &str) -> Option<(Self, &str)> {
        let in_word = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let symbol = SYMBOLS.iter().find_map(|(symbol, _)| {
            let rest = text.strip_prefix(symbol)?;
            let lettered = symbol.ends_with(char::is_alphabetic);
            (!lettered || !in_word(rest)).then_some((*symbol, rest))
        });
        if let Some((symbol, rest)) = symbol {
            return Some((Self::Symbol(symbol), rest));
        }
        let (code, rest) = text.split_at_checked(3)?;
        if in_word(rest) || code != code.to_ascii_uppercase() {
            return None;
        }
        Some((Self::named(code)?, rest))
    }

    /// A sign at the end of a text, with what stands before it.
    #[must_use]
    pub fn strip_suffix(text: &str) -> Option<(Self, &str)> {
        let in_word = |rest: &str| rest.ends_with(|c: char| c.is_ascii_alphabetic());
        let symbol = SYMBOLS.iter().find_map(|(symbol, _)| {
            let rest = text.strip_suffix(symbol)?;
            let lettered = symbol.starts_with(char::is_alphabetic);
            (!lettered || !in_word(rest)).then_some((*symbol, rest))
        });
        if let Some((symbol, rest)) = symbol {
            return Some((Self::Symbol(symbol), rest));
        }
        let (rest, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
        if in_word(rest) || code != code.to_ascii_uppercase() {
            return None;
        }
        Some((Self::named(code)?, rest))
    }
}

/// A known currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    /// The ISO 4217 code.
    pub code: &'static str,
    /// Minor digits.
    pub digits: u8,
}

impl Currency {
    /// A small number for it, from 1.
    #[must_use]
    pub fn token(self) -> u32 {
        let at = CODES.binary_search_by(|(known, _)| (*known).cmp(self.code)).unwrap_or_default();
        u32::try_from(at).unwrap_or_default().saturating_add(1)
    }

    /// The currency behind such a number.
    #[must_use]
    pub fn of_token(token: u32) -> Option<Self> {
        let at = usize::try_from(token.checked_sub(1)?).ok()?;
        CODES.get(at).map(|(code, digits)| Self { code, digits: *digits })
    }

    /// The currency with that code, in any case.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        let upper = code.trim().to_ascii_uppercase();
        let at = CODES.binary_search_by(|(known, _)| (*known).cmp(&upper)).ok()?;
        CODES.get(at).map(|(code, digits)| Self { code, digits: *digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(found: Option<(Sign, &str)>) -> Option<(&'static str, &str)> {
        found.map(|(sign, rest)| (sign.text(), rest))
    }

    #[test]
    fn a_sign_before_a_number_is_no_part_of_a_longer_word() {
        let of = |text| told(Sign::strip_prefix(text));
        assert_eq!((of("€5"), of("US$5"), of("$5")), (Some(("€", "5")), Some(("US$", "5")), Some(("$", "5"))));
        assert_eq!((of("kr 5"), of("Kr.5"), of("lei5")), (Some(("kr", " 5")), Some(("Kr.", "5")), Some(("lei", "5"))));
        assert_eq!(
            (of("KRW 5"), of("USD5"), of("CHF-5")),
            (Some(("KRW", " 5")), Some(("USD", "5")), Some(("CHF", "-5")))
        );
        // A symbol that is no letter stands before letters too.
        assert_eq!((of("$A5"), of("€x")), (Some(("$", "A5")), Some(("€", "x"))));
        for none in ["kronor 5", "leids", "USDT 5", "usd 5", "Usd 5", "XXX 5", "5", "", "éé5"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn a_sign_behind_a_number_is_no_part_of_a_longer_word() {
        let of = |text| told(Sign::strip_suffix(text));
        assert_eq!((of("5€"), of("5 US$"), of("5$")), (Some(("€", "5")), Some(("US$", "5 ")), Some(("$", "5"))));
        assert_eq!(
            (of("5 kr"), of("5kr."), of("5 lei")),
            (Some(("kr", "5 ")), Some(("kr.", "5")), Some(("lei", "5 ")))
        );
        assert_eq!((of("5 SEK"), of("5USD")), (Some(("SEK", "5 ")), Some(("USD", "5"))));
        // With a letter before it the longer symbol is none, and the shorter one is.
        assert_eq!((of("xA$"), of("x€")), (Some(("$", "xA")), Some(("€", "x"))));
        for none in ["5 mkr", "AUSD", "5 usd", "5 Usd", "5 XXX", "5", "SD", "", "5éé"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn a_sign_may_stand_for_several_currencies() {
        assert_eq!(Sign::named(" usd "), Some(Sign::Code("USD")));
        assert_eq!((Sign::named("kr"), Sign::named("xxx"), Sign::named("")), (Some(Sign::Symbol("kr")), None, None));
        for (symbol, _) in SYMBOLS {
            assert_eq!(Sign::named(symbol), Some(Sign::Symbol(symbol)));
        }
        assert_eq!((Sign::Code("SEK").codes(), Sign::Symbol("€").codes()), (vec!["SEK"], vec!["EUR"]));
        assert_eq!(Sign::Symbol("kr").codes(), ["DKK", "ISK", "NOK", "SEK"]);
        assert!(Sign::Symbol("$").codes().contains(&"CAD") && !Sign::Symbol("$").codes().contains(&"EUR"));
    }

    #[test]
    fn every_code_has_a_number_of_its_own() {
        assert!(CODES.is_sorted_by(|(one, _), (other, _)| one < other));
        for ((code, digits), number) in CODES.iter().zip(1..) {
            let currency = Currency { code, digits: *digits };
            assert_eq!(Currency::named(&format!(" {} ", code.to_lowercase())), Some(currency));
            assert_eq!((currency.token(), Currency::of_token(number)), (number, Some(currency)));
        }
        assert_eq!((Currency::of_token(0), Currency::of_token(10_000), Currency::named("XXX")), (None, None, None));
        let digits = ["JPY", "USD", "KWD"].map(|code| Currency::named(code).map(|currency| currency.digits));
        assert_eq!(digits, [Some(0), Some(2), Some(3)]);
    }
}
