//! What fuzzing found, each by a name of its own.

use std::io::Cursor;

use cacltv::domain::currency::Sign;
use cacltv::domain::ledger::Minor;
use cacltv::domain::number;
use cacltv::input::date_format::DateFormat;
use cacltv::input::{Options, Role, Source, Work, probe, read};

/// A source in memory.
fn source(name: &str, text: &str, role: Option<Role>) -> Source {
    Source { role, ..Source::reader(name, Cursor::new(text.to_owned().into_bytes())) }
}

/// What reading gives, by the careful reader or not, from the first row on and in blocks of that many bytes.
fn told(sources: Vec<Source>, careful: bool, block: usize) -> String {
    let options = Options { work: Work { careful, block, compared: 0 }, ..Options::default() };
    match read(sources, &options) {
        Ok(reading) => format!("{:?}{:?}{:?}", reading.ledger, reading.counts, reading.diagnostics),
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn won_before_an_amount_is_korean_and_no_crown() {
    let read = number::read(b"KRW 500").unwrap();
    assert_eq!(read.sign, Some(Sign::Code("KRW")));
    assert_eq!(read.dot.map(|reading| reading.amount), Some(Minor(500 * Minor::ONE)));
    assert_eq!(number::read(b"kr 500").unwrap().sign, Some(Sign::Symbol("kr")));
    assert_eq!(number::read(b"kr. 500").unwrap().sign, Some(Sign::Symbol("kr.")));
    assert!(number::read(b"krona 500").is_err());
}

#[test]
fn nothing_of_a_currency_may_be_hexadecimal() {
    for text in ["0XCD", "0XCD$", "-0xAF", "0XAFx"] {
        assert_eq!(number::read(text.as_bytes()), Err(number::Fault::Hexadecimal), "{text}");
    }
    for (text, sign) in [("0 XAF", "XAF"), ("0XOF", "XOF"), ("100XAF", "XAF")] {
        assert_eq!(number::read(text.as_bytes()).unwrap().sign, Some(Sign::Code(sign)), "{text}");
    }
}

/// 9999-12-31 is a Friday, day 2,932,896: Monday of week 50 is 18 days before it. There is no year behind it to count from.
#[test]
fn the_last_weeks_of_the_last_year_are_weeks() {
    assert_eq!(probe::date(b"9999-W50", None, None), Ok((2_932_878, 2_932_884)));
    assert!(probe::date(b"9999-W52", None, None).is_ok() && probe::date(b"9999-W53", None, None).is_err());
    assert!(probe::date(b"2026-W53", None, None).is_ok() && probe::date(b"2027-W53", None, None).is_err());
}

#[test]
fn a_number_of_a_configuration_has_all_its_digits() {
    for number in ["18446744073709551615", "18446744073709551616", &"6".repeat(40), &"6".repeat(60)] {
        let text = format!("[[check]]\nmetric = \"cac\"\nrow = \"each\"\nmax = 5\nmin_customers = {number}\n");
        super::bodies::config::holds(text.as_bytes());
        let read = cacltv::config::read(&text, "cacltv.toml".to_owned(), std::path::PathBuf::new());
        assert!(read.is_ok(), "{number}: {read:?}");
    }
}

#[test]
fn a_month_and_a_day_have_two_digits_at_most() {
    assert_eq!(probe::date(b"2026-3-4", None, None), Ok((20_516, 20_516)));
    assert!(probe::date(b"2026-003-04", None, None).is_err());
    assert!(probe::date(b"2026/3/00000004", None, None).is_err());
}

#[test]
fn a_serial_date_is_digits_and_a_time_of_day() {
    let excel: DateFormat = "excel".parse().unwrap();
    // 2026-03-04 is day 46085 of a spreadsheet.
    assert_eq!(probe::date(b"46085", None, Some(&excel)), Ok((20_516, 20_516)));
    assert_eq!(probe::date(b"46085.75", None, Some(&excel)), Ok((20_516, 20_516)));
    for text in ["46085.noon", "46085.5.5", "+46085", "46085,x"] {
        assert!(probe::date(text.as_bytes(), None, Some(&excel)).is_err(), "{text}");
    }
}

#[test]
fn a_total_word_in_a_column_that_is_not_read_is_seen_behind_a_blank_first_cell() {
    let text =
        "channel,note,category,amount\nMeta,x,Advertising,1.50\nMeta,y,Advertising,2.50\n,Total,Advertising,4.00\n";
    let text = || vec![source("spend.csv", text, None)];
    let careful = told(text(), true, 1 << 18);
    assert!(careful.contains("was left out"), "{careful}");
    assert_eq!(told(text(), false, 1 << 18), careful);
    assert_eq!(told(text(), false, 1), careful);
}

#[test]
fn a_list_of_known_customers_needs_their_ids_alone() {
    let customers = "customer_id,acquired_on,channel\nabc1,2026-01-03,Meta\nz9,2026-01-04,Meta\n";
    for known in ["customer_id,note\nabc1,\nabc2,x\n", "customer_id,note\nabc2,x\n\nabc1,\n"] {
        for block in [1, 1 << 18] {
            for careful in [true, false] {
                let files =
                    vec![source("customers.csv", customers, None), source("known.csv", known, Some(Role::Known))];
                let options = Options { work: Work { careful, block, compared: 0 }, ..Options::default() };
                assert_eq!(read(files, &options).unwrap().counts.known, 1, "{known:?}");
            }
        }
    }
}

#[test]
fn a_nul_is_told_alone_wherever_the_file_is_cut() {
    let text = "month,channel,amount\n2026-x,Meta,5\n2026-01,Meta,7\0\n2026-01,X,\0\n";
    let whole = told(vec![source("0.csv", text, None)], true, 1 << 18);
    assert!(whole.contains("E006") && whole.contains("line: 3") && !whole.contains("E201"), "{whole}");
    for block in [1, 20, 40] {
        for careful in [true, false] {
            assert_eq!(told(vec![source("0.csv", text, None)], careful, block), whole, "{block}");
        }
    }
}

#[test]
fn a_bad_row_behind_a_blank_line_is_told_alike_wherever_the_file_is_cut() {
    for end in ["\n", "\r\n", "\r"] {
        for blank in ["", ",,", " ", "\n\n,,\n"] {
            for bad in ["name,what,when", "name,what,when,why", "note", "2026-02,Meta,x", "2026-02,Meta"] {
                let text = ["month,channel,amount", "2026-01,Meta,5", blank, bad, "2026-03,Meta,7", ""].join(end);
                let whole = told(vec![source("0.csv", &text, None)], true, 1 << 18);
                for block in (1..50).step_by(7) {
                    for careful in [true, false] {
                        assert_eq!(told(vec![source("0.csv", &text, None)], careful, block), whole, "{text:?} {block}");
                    }
                }
            }
        }
    }
}

#[test]
fn rows_that_could_be_a_footer_are_told_in_their_order_and_counted_each() {
    let few = "month,channel,note,new_customers\nsee\n2026-03,Search,30\n2026-03,Social,20\n".to_owned();
    let many = format!("month,channel,amount\n2026-01,Meta,5\n{}2026-02,Meta,6\n", "see below\n".repeat(35));
    for text in [few, many] {
        let whole = told(vec![source("0.csv", &text, None)], true, 1 << 18);
        assert!(whole.contains("E009") && whole.contains("\"E009\": 25") == text.contains("below"), "{whole}");
        for block in [1, 60, 400] {
            assert_eq!(told(vec![source("0.csv", &text, None)], true, block), whole, "{block}");
            assert_eq!(told(vec![source("0.csv", &text, None)], false, block), whole, "{block}");
        }
    }
}

#[test]
fn the_first_cell_with_a_mark_proves_it_in_whatever_column() {
    let text = "month,channel,revenue,cost_of_revenue\n2026-01,Meta,7,45.5\n2026-01,Google,57.5,1\n";
    for careful in [true, false] {
        let work = Work { careful, block: 1 << 18, compared: 0 };
        let options = Options { inspect: true, work, ..Options::default() };
        let reading = read(vec![source("0.csv", text, None)], &options).unwrap();
        let told = format!("{:?}", reading.understood);
        assert!(told.contains("line: 2, column: 16, text: \"45.5\""), "{told}");
    }
}

#[test]
fn of_cells_of_one_row_the_first_by_place_proves_the_mark() {
    // Revenue is read before its cost, and stands behind it.
    let text = "month,channel,cost_of_revenue,revenue\n2026-01,Meta,7,8\n2026-01,Google,57.25,45.5\n";
    for careful in [true, false] {
        let work = Work { careful, block: 1 << 18, compared: 0 };
        let options = Options { inspect: true, work, ..Options::default() };
        let reading = read(vec![source("0.csv", text, None)], &options).unwrap();
        let told = format!("{:?}", reading.understood);
        assert!(told.contains("line: 3, column: 16, text: \"57.25\""), "{told}");
    }
}

#[test]
fn a_row_with_nothing_but_its_first_cell_is_told_once_wherever_the_file_is_cut() {
    for alone in ["x,,,", "Meta,,,", "Total,,,", "2026-13,,,"] {
        for header in ["channel,month,marketing,tools", "month,channel,marketing,tools"] {
            let good = if header.starts_with('c') { "Meta,2026-01,5,6" } else { "2026-01,Meta,5,6" };
            let text = format!("{header}\n{good}\n{alone}\n{good}\n{alone}\n");
            let whole = told(vec![source("0.csv", &text, None)], true, 1 << 18);
            assert_eq!(whole.matches("the cell is blank").count(), 2, "{whole}");
            for block in [1, 20, 40, 60] {
                for careful in [true, false] {
                    assert_eq!(told(vec![source("0.csv", &text, None)], careful, block), whole, "{text} {block}");
                }
            }
        }
    }
}

#[test]
fn a_second_table_begins_behind_a_blank_line_wherever_the_file_is_cut() {
    let rows = ["a,b,c", "note", "x,y", "2026-02,Meta,x", "x,y,z,a", "2026-03,Meta,7"];
    for first in rows {
        for second in rows {
            for third in rows {
                let text = format!("month,channel,amount\n2026-01,Meta,5\n\n{first}\n{second}\n{third}\n");
                let whole = told(vec![source("0.csv", &text, None)], true, 1 << 18);
                let of_text = |row: &str| ["a,b,c", "x,y", "x,y,z,a"].contains(&row);
                // A title of one cell may stand before it.
                let first = [first, second, third].into_iter().find(|row| *row != "note");
                assert_eq!(whole.contains("a second table seems to begin here"), first.is_some_and(of_text), "{whole}");
                for block in (1..40).step_by(7) {
                    for careful in [true, false] {
                        assert_eq!(told(vec![source("0.csv", &text, None)], careful, block), whole, "{text} {block}");
                    }
                }
            }
        }
    }
}

#[test]
fn two_encodings_are_told_alone_wherever_the_file_is_cut() {
    let mut bytes = b"month,channel,amount\n2026-03,ad\xe5\n".to_vec();
    bytes.extend("2026-03,\u{a0}Mässor,x\n2026-03,Meta,5\n".as_bytes());
    let with_a_nul = [bytes.as_slice(), "2026-04,Mässor†\0,5\n".as_bytes()].concat();
    let texts = [(&bytes, None), (&bytes, Some(encoding_rs::UTF_8)), (&with_a_nul, None)];
    for (bytes, encoding) in texts {
        for (careful, block) in [(true, 1 << 18), (true, 1), (false, 1), (false, 30), (false, 1 << 18)] {
            let work = Work { careful, block, compared: 0 };
            let options = Options { work, encoding, ..Options::default() };
            let refusal = read(vec![Source::reader("0.csv", Cursor::new(bytes.clone()))], &options).unwrap_err();
            let codes: Vec<_> = refusal.diagnostics.iter().map(|one| one.code).collect();
            assert_eq!((codes, refusal.more.is_empty()), (vec!["E005"], true), "{encoding:?} {block}");
        }
    }
}

#[test]
fn lines_beside_a_nul_are_counted_whatever_ends_them() {
    let mut bytes = "month,channel,amount\r2026-03,Mässor\0,5\r2026-03,Meta,5\r\n".as_bytes().to_vec();
    bytes.extend(b"2026-03,\xa3,5\r");
    for (careful, block) in [(true, 1 << 18), (true, 1), (false, 1), (false, 30), (false, 1 << 18)] {
        let options = Options { work: Work { careful, block, compared: 0 }, ..Options::default() };
        let refusal = read(vec![Source::reader("0.csv", Cursor::new(bytes.clone()))], &options).unwrap_err();
        let places = refusal.diagnostics.iter().map(|one| one.place.as_ref().map(|place| (place.line, place.column)));
        assert_eq!(places.collect::<Vec<_>>(), [Some((4, 9))], "{block}");
    }
}

#[test]
fn equal_rows_are_told_up_to_a_number_of_rows_wherever_the_file_is_cut() {
    // The rows stand in lines 2, 4, 5, 6, 8 and 9; the second but last is the fifth of them.
    let text = "channel,note,amount\nMeta,a,1\n\nMeta,b,2\nMeta,c,3\nMeta,\"of two\nlines\",4\nMeta,c,3\nMeta,c,3\n";
    for compared in [4, 5, 6] {
        for (careful, block) in [(true, 1 << 18), (false, 1 << 18), (true, 1), (false, 1), (false, 10), (true, 20)] {
            let options = Options { work: Work { careful, block, compared }, ..Options::default() };
            let reading = read(vec![source("0.csv", text, None)], &options).unwrap();
            let lines: Vec<_> = reading.diagnostics.iter().filter_map(|one| Some(one.place.as_ref()?.line)).collect();
            assert_eq!(lines, [8, 9][..(compared - 4) as usize], "{compared} {careful} {block}");
            assert_eq!(reading.counts.uncompared, compared < 6);
        }
    }
}
