//! Names that a format would act on.

use crate::program::{Desk, Ran};

fn check(name: &str, format: &str) -> Ran {
    let desk = Desk::new([
        ("spend.csv", format!("month,channel,amount\n2026-03,{name},100\n").as_str()),
        ("customers.csv", format!("month,channel,new_customers\n2026-03,{name},10\n").as_str()),
    ]);
    desk.run(&["check", "spend.csv", "customers.csv", "--max-cac", "5", "-f", format])
}

#[test]
fn a_name_is_no_markup_in_a_page() {
    let ran = check("<b>Meta</b>", "html");
    assert!(ran.stdout.contains("&lt;b&gt;Meta&lt;/b&gt;") && !ran.stdout.contains("<b>"), "{}", ran.stdout);
}

#[test]
fn a_name_is_no_formula_in_a_spreadsheet() {
    for format in ["csv", "tsv"] {
        let ran = check("=1+1", format);
        assert!(ran.stdout.contains("'=1+1") && !ran.stdout.contains("\n=1+1"), "{}", ran.stdout);
    }
}

#[test]
fn a_bar_in_a_name_is_no_cell_in_markdown() {
    let ran = check("Meta|Ads", "markdown");
    assert!(ran.stdout.contains("| Meta\\|Ads | 100.00 | 10 |"), "{}", ran.stdout);
}

/// A file's name and a channel's stand in commands to the log; a percent sign and a line break in them are text.
#[test]
fn a_name_is_no_command_to_the_log() {
    let ran = check("\"a%0A\n::error::b\"", "github");
    let commands: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("::")).collect();
    assert!(commands.iter().all(|line| line.contains("title=cacltv")), "{}", ran.stdout);
    assert!(commands.iter().any(|line| line.contains("a%250A\\n")), "{}", ran.stdout);
}
