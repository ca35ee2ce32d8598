//! Rows of sums, and headers that go on and on.

use crate::program::{Desk, run};

#[test]
fn the_help_of_the_program_opens_with_examples() {
    assert!(run(&["--help"]).stdout.starts_with("Examples:\n  cacltv "));
}

#[test]
fn a_total_row_is_named_by_its_total_word() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Google,50\n2026-03,Total,150\n"),
        ("wrong.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Google,50\n2026-03,Total,175\n"),
    ]);
    let said = desk.line("report spend.csv").stderr;
    assert!(said.contains("warning[W201]: 'Total' equals") && said.contains("spend.csv:4:9"), "{said}");
    let said = desk.line("report wrong.csv").stderr;
    assert!(said.contains("error[E401]: 'Total' looks like") && said.contains("wrong.csv:4:9"), "{said}");
}

#[test]
fn every_total_row_that_is_kept_counts() {
    let desk = Desk::new([]);
    desk.write("spend.csv", format!("channel,amount\nMeta,5\n{}", "Total,1\n".repeat(10_005)).as_bytes());
    assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "10010\n");
    assert_eq!(desk.line("get spend spend.csv --totals skip").stdout, "5\n");
    assert_eq!(desk.line("get spend spend.csv").code, 3);
}

#[test]
fn a_total_row_that_is_kept_keeps_its_name() {
    let desk = Desk::new([("spend.csv", "channel,amount\nTotal,100\nMeta,50\n")]);
    let ran = desk.line("report spend.csv --totals keep -f csv");
    assert!(ran.stdout.contains("\nTotal,100,"), "{}", ran.stdout);
}

/// `Total Wine` is a shop; `Total of 2 results` is a sum, as the figures show.
#[test]
fn a_name_that_begins_with_a_total_word_is_a_total_only_where_it_adds_up() {
    let desk = Desk::new([
        ("spend.csv", "channel,amount\nTotal Wine,500\nMeta,600\nTotal of 2 results,1100\n"),
        ("shop.csv", "channel,amount\nTotal Wine,500\nMeta,600\n"),
    ]);
    for file in ["spend.csv", "shop.csv"] {
        assert_eq!(desk.line(&format!("get spend {file}")).stdout, "1100\n");
    }
}

#[test]
fn a_long_cell_in_the_header_is_refused_in_few_words() {
    let desk = Desk::new([]);
    desk.write("spend.csv", format!("{}\nx\n", "a".repeat(200_000)).as_bytes());
    let ran = desk.line("report spend.csv");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.len() < 10_000, "a message of {} bytes", ran.stderr.len());
}
