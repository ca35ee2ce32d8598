//! One binary of tests: the program as its users meet it, and the library's laws.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::inconsistent_digit_grouping,
    clippy::wildcard_enum_match_arm,
    clippy::manual_is_multiple_of,
    reason = "a test may fail loudly, and says where"
)]

mod across;
mod architecture;
mod assumed;
mod calendar;
mod cases;
mod cli;
mod config;
mod edges;
mod errors;
mod examples;
mod excel;
mod explain;
mod faults;
mod folder;
mod formats;
mod fuzz;
mod hostile;
mod html;
mod init;
mod inspect;
mod keys;
mod lag;
mod last;
mod laws;
mod nonsense;
mod numeral;
mod oracle;
mod pipelines;
mod platforms;
mod polluted;
mod program;
mod published;
mod rates;
mod readme;
mod refunds;
mod schema;
mod selection;
mod shell;
mod sketch;
mod streaming;
mod template;
mod totals;
mod trend;
mod weeks;
mod workbook;
