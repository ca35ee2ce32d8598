//! Readers that go away.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::program::cacltv;

/// The output is closed before the input is given, so that the first byte finds nobody.
#[test]
fn a_reader_that_has_gone_wanted_no_more() {
    let mut command = cacltv();
    command.args(["report", "-", "-f", "csv"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let table = b"month,channel,amount,new_customers\n2026-03,Meta,100,10\n";
    child.stdin.take().unwrap().write_all(table).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
