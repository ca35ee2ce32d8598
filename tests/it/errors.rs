//! Every code that an input can be given has a folder, compared whole, and a page of its own.

use cacltv::input::code::Code;

use crate::architecture::sources;
use crate::folder;
use crate::program::{Desk, run};

/// Codes whose input is too large for a folder and is made in a test below, or is a workbook and is made in the tests of
/// workbooks.
const MADE: [Code; 4] = [Code::Limit, Code::TooLarge, Code::NoValue, Code::Sheet];

#[test]
fn every_message_is_what_was_reviewed() {
    folder::hold("errors");
}

/// Whether the sources raise the code; one that is only declared has nothing to show yet.
fn is_raised(code: Code) -> bool {
    let variant = format!("Code::{code:?}");
    sources().iter().any(|(name, text)| {
        name != "input/code.rs"
            && text
                .match_indices(&variant)
                .any(|(at, _)| !text[at + variant.len()..].starts_with(char::is_alphanumeric))
    })
}

#[test]
fn every_code_has_a_folder_and_every_folder_a_code_that_it_shows() {
    let made = |code: &&Code| MADE.contains(code) || !is_raised(**code);
    let mut wanted: Vec<&str> = Code::ALL.iter().filter(|code| !made(code)).map(|code| code.code()).collect();
    wanted.sort_unstable();
    let folders = folder::all("errors");
    let found: Vec<String> =
        folders.iter().map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(found, wanted);
    for (folder, code) in folders.iter().zip(&found) {
        let stderr = std::fs::read_to_string(folder.join("stderr")).unwrap();
        assert!(stderr.contains(&format!("[{code}]")), "{code} is not in its own folder's stderr");
    }
}

/// An error leaves nothing on standard output and ends with 3; a warning and a note change nothing.
#[test]
fn errors_refuse_and_warnings_do_not() {
    for folder in folder::all("errors") {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let refused = folder.file_name().unwrap().to_string_lossy().starts_with('E');
        assert_eq!(read("code").trim(), if refused { "3" } else { "0" }, "{}", folder.display());
        assert_eq!(read("stdout").is_empty(), refused, "{}", folder.display());
    }
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        for name in [code.code().to_owned(), code.code().to_lowercase()] {
            let ran = run(&["explain", &name]);
            assert_eq!(ran.code, 0, "{name}");
            assert!(ran.stdout.contains(code.title()), "{name}: {}", ran.stdout);
            assert!(ran.stdout.starts_with(code.code()), "{name}: {}", ran.stdout);
        }
    }
}

const CUSTOMERS: &str = "channel,new_customers\nMeta,5\n";

/// E011: 16,385 columns.
#[test]
fn more_columns_than_16384_are_refused() {
    let header: Vec<String> = (0..16_383).map(|number| format!("c{number}")).collect();
    let header = format!("channel,amount,{}", header.join(","));
    let desk = Desk::new([("customers.csv", CUSTOMERS)]);
    let row = format!("Meta,1{}", ",".repeat(16_383));
    desk.write("spend.csv", format!("{header}\n{row}\n").as_bytes());
    let ran = desk.line("report spend.csv customers.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.starts_with("error[E011]: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("16,384"), "{}", ran.stderr);
}

/// E011: a cell of more than 1 MiB, which an unclosed quote makes too.
#[test]
fn a_cell_beyond_one_mebibyte_is_refused_and_one_of_a_mebibyte_is_not() {
    let desk = Desk::new([("customers.csv", CUSTOMERS)]);
    let spend = |length: usize| format!("channel,amount,note\nMeta,1,x\nMeta,1,{}\n", "n".repeat(length));
    desk.write("spend.csv", spend((1 << 20) + 1).as_bytes());
    let ran = desk.line("report spend.csv customers.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.starts_with("error[E011]: "), "{}", &ran.stderr[..200]);
    assert!(ran.stderr.contains("spend.csv:3:8"), "{}", &ran.stderr[..400]);
    desk.write("spend.csv", spend(1 << 20).as_bytes());
    assert_eq!(desk.line("report spend.csv customers.csv").code, 0);
}

/// E108: 20,000 amounts of 16 digits add up to more than is computed exactly.
#[test]
fn a_total_beyond_what_is_exact_is_refused() {
    let desk = Desk::new([("customers.csv", CUSTOMERS)]);
    let mut spend = "channel,amount\n".to_owned();
    for _ in 0..20_000 {
        spend.push_str("Meta,9999999999999999\n");
    }
    desk.write("spend.csv", spend.as_bytes());
    let ran = desk.line("report spend.csv customers.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.starts_with("error[E108]: "), "{}", ran.stderr);
}

/// The first ten of a kind are shown and the rest counted; the summary comes last.
#[test]
fn of_many_bad_cells_ten_are_shown_and_all_are_counted() {
    let desk = Desk::new([("customers.csv", CUSTOMERS)]);
    let rows: String = (0..47).map(|number| format!("Meta,bad{number}\n")).collect();
    desk.write("spend.csv", format!("channel,amount\n{rows}").as_bytes());
    let ran = desk.line("report spend.csv customers.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert_eq!(ran.stderr.matches("error[E101]: 'bad").count(), 10, "{}", ran.stderr);
    assert!(ran.stderr.contains("37 more of the same kind"), "{}", ran.stderr);
    for line in 2..12 {
        assert!(ran.stderr.contains(&format!(" --> spend.csv:{line}:6\n")), "{line}: {}", ran.stderr);
    }
    assert!(ran.stderr.lines().last().unwrap().contains("47 errors"), "{}", ran.stderr);
}

/// All files are read before anything is refused, so that all can be mended at once.
#[test]
fn faults_of_every_file_are_told_at_once() {
    let desk = Desk::new([
        ("a.csv", "month,channel,amount\n2026-03,Meta,x\n"),
        ("b.csv", "month,channel,new_customers\n2026-03,Meta,y\n"),
        ("c.csv", ""),
    ]);
    let ran = desk.line("report a.csv b.csv c.csv missing.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    for place in ["a.csv:2:14", "b.csv:2:14", " --> c.csv", " --> missing.csv"] {
        assert!(ran.stderr.contains(place), "{place}: {}", ran.stderr);
    }
}
