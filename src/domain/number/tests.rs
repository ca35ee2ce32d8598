#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
use super::*;

fn both(text: &str) -> (Option<i128>, Option<i128>) {
    let written = read(text.as_bytes()).unwrap();
    (written.dot.map(|r| r.amount.0), written.comma.map(|r| r.amount.0))
}

const CENT: i128 = ONE / 100;

#[test]
fn a_cell_proves_its_mark_or_is_ambiguous() {
    assert_eq!(both("1234"), (Some(1234 * ONE), Some(1234 * ONE)));
    assert_eq!(both("1234.5"), (Some(123_450 * CENT), None));
    assert_eq!(both("1,50"), (None, Some(150 * CENT)));
    assert_eq!(both("1.234"), (Some(1234 * ONE / 1000), Some(1234 * ONE)));
    assert_eq!(both("1,234"), (Some(1234 * ONE), Some(1234 * ONE / 1000)));
    assert_eq!(both("0.123"), (Some(123 * ONE / 1000), None));
    assert_eq!(both("-1000.000"), (Some(-1000 * ONE), None));
    assert_eq!(both("1.234.567"), (None, Some(1_234_567 * ONE)));
    assert_eq!(both("1 234.567"), (Some(1_234_567 * ONE / 1000), None));
    assert_eq!(both("1.234,50"), (None, Some(123_450 * CENT)));
}

/// A mark without digits before it has no groups, and one without digits behind it marks nothing; what follows 9 in
/// ASCII is no digit.
#[test]
fn a_mark_stands_between_digits() {
    assert_eq!(both(".500"), (Some(50 * CENT), None));
    assert_eq!(both(",500"), (None, Some(50 * CENT)));
    for text in ["5.", "5,", "100 ,-", "0 123", "1234 567", "1 23 456"] {
        assert_eq!(read(text.as_bytes()), Err(Fault::Grouping), "{text}");
    }
    for text in [":", "1:", "1:.5", "100,-,-"] {
        assert_eq!(read(text.as_bytes()), Err(Fault::Text), "{text}");
    }
    assert_eq!([certain(b"1:"), certain(b"1.:5")], [None; 2]);
    let group = |text: &str| read(text.as_bytes()).map(|written| written.dot.or(written.comma)?.group);
    let written = read(b"1.234").unwrap();
    assert_eq!((written.dot.unwrap().group, written.comma.unwrap().group), (None, Some(Group::Dot)));
    assert_eq!((group("12.5"), group("1 234,5")), (Ok(None), Ok(Some(Group::Space))));
}

#[test]
fn the_short_way_and_the_long_way_read_alike() {
    for text in ["0", "7", "1234567890123456", "12.3", "0.05", "1234,56", "007.10"] {
        let (amount, mark) = certain(text.as_bytes()).unwrap();
        let written = read(text.as_bytes()).unwrap();
        assert_eq!(written.dot.map(|r| r.amount), (mark != Some(Mark::Comma)).then_some(amount), "{text}");
        assert_eq!(written.comma.map(|r| r.amount), (mark != Some(Mark::Dot)).then_some(amount), "{text}");
    }
    for text in ["", "-1", "1.234", "1.2.3", ".5", "1 000,00", "12345678901234567", "1a.20", "5."] {
        assert_eq!(certain(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn signs_and_currencies_stand_on_either_side() {
    for text in ["-250.00", "(250.00)", "$(250.00)", "-$250.00", "$-250.00", "250.00-", "−250.00 USD", "(USD 250.00)"]
    {
        assert_eq!(both(text).0, Some(-250 * ONE), "{text}");
    }
    assert_eq!(both("−19 961,17 kr"), (None, Some(-1_996_117 * CENT)));
    assert_eq!(both("1’234.50"), (Some(123_450 * CENT), None));
    assert_eq!(both("100,-"), (None, Some(100 * ONE)));
    // As prices are written in German, Danish and Dutch.
    for text in ["1.234,--", "1.234,—", "1.234,–– €", "€ 1.234,--", "1234.--"] {
        let (dot, comma) = both(text);
        assert_eq!(dot.or(comma), Some(1_234 * ONE), "{text}");
    }
    assert_eq!(both("-1.234,--"), (None, Some(-1_234 * ONE)));
    for text in ["12,- -", "12,---", "12,-\u{a0}–", "12--", "(12,-)-"] {
        assert_eq!(read(text.as_bytes()), Err(Fault::Text), "{text}");
    }
    assert_eq!(both("12.345,60 kr."), (None, Some(1_234_560 * CENT)));
    assert_eq!(both("\u{200f}12.50"), (Some(1250 * CENT), None));
    // Of a code and a symbol that may stand for it the code is what is said, on whichever side.
    for text in ["$5 USD", "USD $5", "$USD 5", "5 USD$"] {
        assert_eq!(read(text.as_bytes()).unwrap().sign, Some(Sign::Code("USD")), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_named() {
    let fault = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(fault(" "), Fault::Blank);
    assert_eq!(fault("--"), Fault::Dash);
    assert_eq!(fault("#N/A"), Fault::SheetError);
    assert_eq!(fault("12%"), Fault::Percent);
    assert_eq!(fault("1,2E+05"), Fault::Exponent);
    assert_eq!(fault("1e3"), Fault::Exponent);
    assert_eq!(fault("1_000"), Fault::Underscore);
    assert_eq!(fault("0x10"), Fault::Hexadecimal);
    assert_eq!(fault("NaN"), Fault::NotFinite);
    assert_eq!(fault("١٢٣"), Fault::OtherDigits);
    assert_eq!(fault("0.12345678901234567890123456789"), Fault::TooManyDigits);
    assert_eq!(fault("79228162514264337593543950335"), Fault::TooManyDigits);
    assert_eq!(fault("12x"), Fault::Text);
    assert_eq!(fault("1,2,3"), Fault::Grouping);
    assert_eq!(fault("$1 EUR"), Fault::TwoCurrencies);
}

#[test]
fn a_typed_number_has_a_dot_and_a_comma_only_where_nothing_else_fits() {
    assert_eq!(typed("29,50").unwrap().0, Exact::decimal(2950, 2));
    assert_eq!(typed("1.250").unwrap().0, Exact::decimal(125, 2));
    assert_eq!(typed("-1.250").unwrap().0, Exact::decimal(-125, 2));
    assert_eq!(typed("20 000 €").unwrap().0, Exact::whole(20_000));
    assert_eq!(typed("1,250.00").unwrap().0, Exact::whole(1250));
    assert_eq!(
        typed("3.0000000000000000000000001").unwrap().0,
        Exact::decimal(30_000_000_000_000_000_000_000_001u128, 25)
    );
    assert!(typed("1,250").unwrap_err().contains("1250 or 1.250"));
    assert!(typed("NaN").is_err());
}

#[test]
fn a_kind_of_groups_is_told_by_its_character_and_written_with_it() {
    for (character, kind) in [
        (' ', Group::Space),
        ('\u{a0}', Group::NoBreak),
        ('\u{202f}', Group::Narrow),
        ('\u{2009}', Group::Thin),
        ('’', Group::Apostrophe),
        ('.', Group::Dot),
        (',', Group::Comma),
    ] {
        assert_eq!((Group::of(character), kind.char()), (Some(kind), character));
        let text = format!("1{character}234{character}567");
        let read = read(text.as_bytes()).unwrap();
        let groups = [read.dot, read.comma].map(|reading| reading.and_then(|reading| reading.group));
        assert!(groups.contains(&Some(kind)), "{text}");
    }
    assert_eq!((Group::of('\''), Group::of('_')), (Some(Group::Apostrophe), None));
    assert_eq!((Mark::Dot.char(), Mark::Dot.other(), Mark::Comma.other().char()), ('.', Mark::Comma, '.'));
}

#[test]
fn every_fault_says_what_the_text_is_and_what_to_do() {
    let all = [
        ("", Fault::Blank, "blank", "--missing"),
        ("–", Fault::Dash, "dash", "--missing"),
        ("N/A", Fault::Missing, "missing", "--missing"),
        ("-null", Fault::Missing, "missing", "--missing"),
        ("12 %", Fault::Percent, "percentage", "amount itself"),
        ("1e-3", Fault::Exponent, "exponent", "spreadsheet"),
        ("1_0", Fault::Underscore, "underscores", "digits"),
        ("-0xFF", Fault::Hexadecimal, "hexadecimal", "digits"),
        ("-inf", Fault::NotFinite, "finite", "formula"),
        ("∞", Fault::NotFinite, "finite", "formula"),
        ("#REF!", Fault::SheetError, "error value", "formula"),
        ("１２", Fault::OtherDigits, "0 to 9", "digits"),
        ("1234567890123456789", Fault::TooManyDigits, "16 integer digits", "fewer"),
        ("1.23,4.5", Fault::Grouping, "groups of three", "1234.50"),
        ("€5 USD", Fault::TwoCurrencies, "two currencies", "one currency"),
        ("1\u{7}2", Fault::Control, "control", "digits"),
        ("Meta", Fault::Text, "not a number", "digits"),
    ];
    for (text, fault, sentence, fix) in all {
        assert_eq!(read(text.as_bytes()), Err(fault), "{text}");
        assert!(fault.sentence().contains(sentence) && fault.fix().contains(fix), "{fault:?}");
    }
    // What only looks like one of them is a text.
    for text in ["e5", "5e", "0x", "0xg", "1ex", "_", "x_", "infinite", "nano"] {
        assert_eq!(read(text.as_bytes()), Err(Fault::Text), "{text}");
    }
    assert_eq!(read(&[b'1', 0xff]), Err(Fault::Text));
}

#[test]
fn the_most_digits_are_read_and_one_more_is_refused() {
    let most = [
        "9999999999999999",
        "-9999999999999999",
        "1234567890.123456789012345678",
        "0.123456789012345678",
        "9 999 999 999 999 999",
        "9999999999999999.1",
    ];
    for text in most {
        assert!(read(text.as_bytes()).is_ok(), "{text}");
    }
    let more = [
        "99999999999999999",
        "-99999999999999999",
        "12345678901.123456789012345678",
        "0.1234567890123456789",
        "99 999 999 999 999 999",
        "12345678901234567.1",
    ];
    for text in more {
        assert_eq!(read(text.as_bytes()), Err(Fault::TooManyDigits), "{text}");
    }
    let sixty = format!("0.{}", "1".repeat(59));
    assert!(typed(&sixty).is_ok());
    assert!(typed(&format!("{sixty}1")).is_err());
}
