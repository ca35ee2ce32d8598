//! Numbers as texts: what is read, what is printed, and that the one undoes the other.

use cacltv::domain::exact::Exact;
use cacltv::domain::figure::Figure;
use cacltv::domain::ledger::Minor;
use cacltv::domain::metric::Unit;
use cacltv::domain::number::{self, Written};
use cacltv::render::numbers;
use cacltv::render::text;
use cacltv::report::Numbers;
use proptest::prelude::*;

/// The readings of a text under a mark, by writing down every number that its digits could be and comparing.
/// Slow, and nothing like a parser.
fn reference(text: &str, mark: char) -> Option<i128> {
    let text: String = text.chars().map(|c| if c == '’' { '\'' } else { c }).collect();
    let text = text.trim();
    unsigned(text, mark).or_else(|| {
        let minus = |c: char| c == '-' || c == '−';
        let negative = text
            .strip_prefix(minus)
            .or_else(|| text.strip_suffix(minus))
            .or_else(|| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')));
        let positive = text.strip_prefix('+');
        // Of two dashes at the end none is a sign: they are decimals, or nothing that is read.
        let dashed = text.strip_suffix(minus).is_some_and(|rest| rest.trim().ends_with(minus));
        negative
            .filter(|rest| !dashed || text.ends_with(rest))
            .and_then(|rest| unsigned(rest.trim(), mark).map(|amount| -amount))
            .or_else(|| positive.and_then(|rest| unsigned(rest.trim(), mark)))
    })
}

/// What stands for no decimals: `100,-`, `100,--`.
const DASHES: [&str; 6] = ["-", "−", "--", "−−", "-−", "−-"];

fn unsigned(text: &str, mark: char) -> Option<i128> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > 28 {
        return None;
    }
    let mut found = None;
    for decimals in 0..=digits.len().min(18) {
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        if whole.len() > 16 {
            continue;
        }
        let tail = if decimals == 0 { String::new() } else { format!("{mark}{fraction}") };
        let mut forms: Vec<String> = Vec::new();
        if !(whole.is_empty() && decimals == 0) {
            forms.push(format!("{whole}{tail}"));
        }
        if decimals == 0 {
            forms.extend(DASHES.map(|dash| format!("{whole}{mark}{dash}")));
        }
        for group in [' ', '\u{a0}', '\u{202f}', '\'', '.', ','] {
            if group != mark && whole.len() > 3 && !whole.starts_with('0') {
                let grouped = grouped(whole, group);
                forms.push(format!("{grouped}{tail}"));
                if decimals == 0 {
                    forms.extend(DASHES.map(|dash| format!("{grouped}{mark}{dash}")));
                }
            }
        }
        if forms.iter().any(|form| form == text) {
            let amount = digits.parse::<i128>().unwrap() * 10i128.pow(18 - decimals as u32);
            assert!(found.is_none_or(|other| other == amount), "two readings of '{text}' under {mark}");
            found = Some(amount);
        }
    }
    found
}

fn grouped(whole: &str, group: char) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    text
}

fn amounts(text: &str) -> (Option<i128>, Option<i128>) {
    match number::read(text.as_bytes()) {
        Ok(Written { dot, comma, .. }) => (dot.map(|reading| reading.amount.0), comma.map(|reading| reading.amount.0)),
        Err(_) => (None, None),
    }
}

fn styles() -> impl Strategy<Value = Numbers> {
    let locales: Vec<Numbers> = numbers::locales().map(|name| numbers::locale(name).unwrap()).collect();
    let mut all = locales;
    for example in ["1 234,56", "1'234.56", "1234,56", "1234.56", "1.234,5", "1,234.5"] {
        all.push(numbers::by_example(example).unwrap());
    }
    prop::sample::select(all)
}

/// Hand-picked texts that a random one seldom is.
#[test]
fn the_reader_agrees_with_the_reference_on_hard_texts() {
    for text in [
        "0",
        "00",
        "007",
        "0.5",
        ".5",
        "5.",
        ",5",
        "5,",
        "1.234",
        "1,234",
        "0.123",
        "0,123",
        "1.234.567",
        "1,234,567",
        "1.234,567",
        "1,234.567",
        "1.234.56",
        "1,23,456",
        "12,34,567",
        "1 234",
        "1 234,5",
        "1 234.567",
        "1'234’567.8",
        "1’234,5",
        "1 234'567",
        "1234.567",
        "-1000.000",
        "1000,000",
        "100,-",
        "100.-",
        "1.000,-",
        "1,000.-",
        "1.000.-",
        "(100)",
        "( 100 )",
        "(-100)",
        "--100",
        "-(100)",
        "100-",
        "100 -",
        "- 100",
        "+100",
        "+-100",
        "100,--",
        "(100,-)",
        "1..2",
        "1,,2",
        "1.,2",
        "1 2",
        "1  234",
        "1\u{a0}234",
        "1\u{202f}234,50",
        "1\u{a0}234 567",
        "9999999999999999",
        "99999999999999999",
        "0.123456789012345678",
        "0.1234567890123456789",
        "1234567890.123456789012345678",
        "12345678901.123456789012345678",
        "-",
        "--",
        ".",
        ",",
        "",
        " ",
        "0.000",
        "000.000",
        "0,000,000",
        "1.000000",
    ] {
        assert_eq!(amounts(text), (reference(text, '.'), reference(text, ',')), "'{text}'");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reader_agrees_with_the_reference(text in "[-+(]?[0-9]{0,4}[.,' ]?[0-9]{0,4}([.,'’\u{a0}\u{202f} ][0-9]{1,4}){0,3}[-)−]?") {
        prop_assert_eq!(amounts(&text), (reference(&text, '.'), reference(&text, ',')), "'{}'", text);
    }

    #[test]
    fn the_reader_agrees_with_the_reference_on_groups_of_three(text in "-?[0-9]{1,3}([.,' ][0-9]{3}){0,4}([.,][0-9]{0,4})?(,-)?") {
        prop_assert_eq!(amounts(&text), (reference(&text, '.'), reference(&text, ',')), "'{}'", text);
    }

    #[test]
    fn any_bytes_are_a_number_or_a_named_fault(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Err(fault) = number::read(&bytes) {
            prop_assert!(!fault.sentence().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is printed in any style is read back as itself, or is ambiguous exactly where a second reading fits.
    #[test]
    fn a_printed_number_reads_back_as_itself(digits in -(10i128.pow(20))..10i128.pow(20), scale in 0u32..12, style in styles()) {
        let value = Exact::decimal(digits, scale);
        let (plain, whole) = text::machine(&value);
        prop_assert!(whole);
        let integer = plain.trim_start_matches('-').split('.').next().unwrap().len();
        prop_assume!(integer <= 16);
        let printed = text::dressed(&plain, &style);
        let minor = digits * 10i128.pow(18 - scale);
        let (dot, comma) = amounts(&printed);
        let (own, other) = if style.decimal == '.' { (dot, comma) } else { (comma, dot) };
        prop_assert_eq!(own, Some(minor), "{}", printed);
        prop_assert_eq!(other, reference(&printed, if style.decimal == '.' { ',' } else { '.' }), "{}", printed);
    }

    /// People read a figure within half of its last digit, and a machine number is the figure.
    #[test]
    fn a_figure_for_people_is_within_half_a_digit(top in -(10i64.pow(14))..10i64.pow(14), bottom in 1i64..100_000, style in styles()) {
        let value = Exact::quotient(top, bottom).unwrap();
        let figure = Figure::exact(value.clone());
        let shown = text::figure(&figure, Unit::Money, &[], None, &style);
        let (dot, comma) = amounts(&shown);
        let read = if style.decimal == '.' { dot } else { comma };
        let read = Minor(read.unwrap_or_else(|| panic!("{shown}"))).exact();
        prop_assert!((&read - &value).magnitude() <= Exact::decimal(5, 3), "{} for {}", shown, value);
        prop_assert!(!shown.starts_with("-0.00") && !shown.starts_with("-0,00") || read.is_negative());
    }

    /// A figure is shown equal to a limit exactly when it is.
    #[test]
    fn a_figure_is_never_shown_equal_to_a_limit_that_it_is_not(top in 0i64..100_000, bottom in 1i64..1000, hair in -3i64..=3, places in 1u32..24) {
        let limit = Exact::quotient(top, 100).unwrap();
        let value = &limit + &Exact::quotient(hair, bottom).unwrap().divided_by(&Exact::whole(num_bigint::BigInt::from(10).pow(places))).unwrap();
        let style = Numbers { group: None, ..Numbers::default() };
        let shown = text::figure(&Figure::exact(value.clone()), Unit::Ratio, std::slice::from_ref(&limit), None, &style);
        let read = crate::numeral::fraction(shown.trim_start_matches(['<', '>']));
        let equal = read == limit && !shown.starts_with(['<', '>']);
        prop_assert_eq!(equal, value == limit, "{} for {} beside {}", shown, value, limit);
        if value != limit && !shown.starts_with(['<', '>']) {
            prop_assert_eq!(read > limit, value > limit, "{}", shown);
        }
    }

    #[test]
    fn a_machine_number_carries_28_digits(top in any::<i64>(), bottom in 1i64..i64::MAX) {
        let value = Exact::quotient(top, bottom).unwrap();
        let (plain, whole) = text::machine(&value);
        let read = crate::numeral::fraction(&plain);
        prop_assert_eq!(read == value, whole);
        let error = (&read - &value).magnitude();
        prop_assert!(error <= &value.magnitude() * &Exact::decimal(1, 27));
        prop_assert!(!plain.contains(['e', 'E', '+']) && (!plain.contains('.') || !plain.ends_with(['0', '.'])));
    }
}
