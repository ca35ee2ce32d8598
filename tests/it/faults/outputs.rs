//! Outputs that cannot be written: full devices, closed pipes, inputs named as outputs, a kill half-way.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{LEDGER, PRINTING, READING};
use crate::program::{Desk, Ran, cacltv, shell};

const FORMATS: &[&str] = &["table", "plain", "markdown", "csv", "tsv", "json", "jsonl", "html", "xlsx"];

fn desk() -> Desk {
    Desk::new(LEDGER.iter().copied())
}

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// Runs a line with its standard output or its messages at another place.
fn ran(desk: &Desk, line: &str, out: impl Into<Stdio>, err: impl Into<Stdio>) -> Ran {
    let mut command = cacltv();
    command.args(line.split_whitespace()).current_dir(desk.path());
    command.stdout(out).stderr(err).output().unwrap().into()
}

const FULL: &str = "error: standard output cannot be written: no space left on device\n";

#[test]
fn every_command_says_that_standard_output_is_full() {
    let desk = desk();
    let formats = FORMATS.iter().map(|format| format!("report spend.csv customers.csv -f {format}"));
    let lines = READING.iter().chain(PRINTING).map(|line| (*line).to_owned()).chain(formats);
    for line in lines {
        let ran = ran(&desk, &line, full(), Stdio::piped());
        assert_eq!(ran.code, 5, "{line}: {}", ran.stderr);
        assert!(ran.stderr.ends_with(FULL), "{line}: {}", ran.stderr);
    }
}

#[test]
fn messages_that_find_no_room_change_no_answer() {
    let desk = desk();
    let faults = ["report nowhere.csv", "report --margni 5", "get ltv spend.csv customers.csv", "check spend.csv"];
    for line in READING.iter().chain(PRINTING).chain(&faults) {
        let usual = ran(&desk, line, Stdio::piped(), Stdio::piped());
        let unheard = ran(&desk, line, Stdio::piped(), full());
        assert_eq!((unheard.stdout, unheard.code), (usual.stdout, usual.code), "{line}");
    }
    let neither = ran(&desk, READING[0], full(), full());
    assert_eq!(neither.code, 5);
}

#[test]
fn every_format_says_that_its_file_is_full() {
    let desk = desk();
    let lines = FORMATS.iter().map(|format| format!("report spend.csv customers.csv -o {format}:/dev/full"));
    let checks = ["junit", "github", "tap", "prom"]
        .map(|format| format!("check spend.csv customers.csv --max-cac 500 -o {format}:/dev/full"));
    let commands = READING.iter().filter(|line| !line.starts_with("init") && !line.starts_with("get"));
    let commands = commands.map(|line| format!("{line} -o json:/dev/full"));
    for line in lines.chain(checks).chain(commands) {
        let ran = desk.line(&line);
        let wanted = (String::new(), 5);
        assert_eq!((ran.stdout, ran.code), wanted, "{line}");
        let said = "error: '/dev/full' cannot be written: no space left on device\n";
        assert!(ran.stderr.ends_with(said), "{line}: {}", ran.stderr);
    }
    // What is refused outweighs nothing: the output comes first of all faults.
    desk.write("summary.md", b"");
    let ran = cacltv()
        .args("check spend.csv customers.csv --max-cac 1 -f github".split(' '))
        .current_dir(desk.path())
        .env("GITHUB_STEP_SUMMARY", "/dev/full")
        .output()
        .unwrap();
    assert_eq!(Ran::from(ran).code, 5);
}

#[test]
fn a_place_that_is_none_is_told_with_its_reason() {
    let desk = desk();
    fs::create_dir(desk.path().join("folder")).unwrap();
    for (place, why) in [
        ("nowhere/out.csv", "no such file or directory"),
        ("csv:folder", "it is a folder"),
        ("spend.csv/out.csv", "not a directory"),
        ("csv:/proc/out.csv", "no such file or directory"),
        ("loop.csv", "too many levels of symbolic links"),
    ] {
        std::os::unix::fs::symlink("loop.csv", desk.path().join("loop.csv")).ok();
        let ran = desk.run(&["report", "spend.csv", "customers.csv", "-o", place]);
        let name = place.trim_start_matches("csv:");
        assert_eq!((ran.stdout.as_str(), ran.code), ("", 5), "{place}");
        assert_eq!(ran.stderr, format!("error: '{name}' cannot be written: {why}\n"));
    }
    fs::remove_file(desk.path().join("loop.csv")).unwrap();
    // A link is followed, also to what is not there yet.
    fs::create_dir(desk.path().join("folder/later")).unwrap();
    let link = desk.path().join("folder/latest.csv");
    std::os::unix::fs::symlink("later/2026.csv", &link).unwrap();
    for _ in 0..2 {
        assert_eq!(desk.line("report spend.csv customers.csv -o folder/latest.csv").code, 0);
        assert!(link.is_symlink() && desk.read("folder/later/2026.csv").starts_with("channel,"));
    }
    let left: Vec<_> = fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), LEDGER.len() + 1, "{left:?}");
}

#[test]
fn a_closed_pipe_changes_no_exit_status() {
    let desk = desk();
    let failing = "check spend.csv customers.csv --max-cac 1";
    let formats = FORMATS.iter().map(|format| format!("report spend.csv customers.csv -f {format}"));
    let lines = READING.iter().chain(PRINTING).map(|line| (*line).to_owned()).chain(formats);
    for line in lines.chain([failing.to_owned()]) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = ran(&desk, &line, writer.try_clone().unwrap(), writer);
        assert_eq!(ran.code, i32::from(line == failing), "{line}");
    }
    // The second place is written though the first was closed.
    let line = "cacltv report spend.csv customers.csv -o csv:- -o out.csv | true; wc -l < out.csv";
    assert_eq!(shell(line, desk.path()).stdout.trim(), "5");
}

/// `-o` to a named pipe whose reader goes away is as standard output is.
#[test]
fn a_named_pipe_is_written_as_far_as_it_is_read() {
    let desk = desk();
    let line = "mkfifo p; cacltv report spend.csv customers.csv -o csv:p & head -1 p; wait $!; echo $?";
    let ran = shell(line, desk.path());
    assert!(ran.stdout.starts_with("channel,spend,") && ran.stdout.ends_with("\n0\n"), "{ran:?}");
    let line = "cacltv report spend.csv customers.csv -o csv:p & exec 3<p; exec 3<&-; wait $!; echo $?";
    for _ in 0..5 {
        let ran = shell(line, desk.path());
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("0\n", ""));
    }
    assert!(!fs::metadata(desk.path().join("p")).unwrap().is_file());
}

/// What `/dev/stdout` and `/dev/stderr` lead to is added to, not replaced.
#[test]
fn standard_output_by_its_name_is_standard_output() {
    let desk = desk();
    let report = desk.line("report spend.csv customers.csv -f csv").stdout;
    for place in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"] {
        desk.write("log.txt", b"before\n");
        let line = format!("cacltv report spend.csv customers.csv -o csv:{place} >> log.txt");
        assert_eq!(shell(&line, desk.path()).code, 0, "{place}");
        assert_eq!(desk.read("log.txt"), format!("before\n{report}"), "{place}");
    }
    desk.write("log.txt", b"before\n");
    let line = "cacltv -q report spend.csv customers.csv -o csv:/dev/stderr 2>> log.txt";
    assert_eq!(shell(line, desk.path()).code, 0);
    assert_eq!(desk.read("log.txt"), format!("before\n{report}"));
    let line = "cacltv -q report spend.csv customers.csv -o csv:/dev/fd/3 3>&1 | cat";
    assert_eq!(shell(line, desk.path()).stdout, report);
}

/// An output onto what was read is refused, by whichever name, and the input stays as it was.
#[test]
fn an_output_onto_an_input_is_refused() {
    let desk = desk();
    desk.write("page.txt", b"{{ total.cac }}\n");
    desk.write("rates.csv", b"from,to,rate\nUSD,EUR,0.9\n");
    desk.write("known.csv", b"customer_id\nx\n");
    desk.write("ids.csv", b"customer_id,acquired_on\na,2026-01-04\n");
    desk.write("arpa.csv", b"channel,arpa\nMeta,29\n");
    desk.write("cacltv.toml", b"[input]\n");
    fs::hard_link(desk.path().join("spend.csv"), desk.path().join("hard.csv")).unwrap();
    std::os::unix::fs::symlink("spend.csv", desk.path().join("soft.csv")).unwrap();
    fs::create_dir(desk.path().join("sub")).unwrap();
    assert_eq!(desk.line("report base.csv -o base.json").code, 0);
    let mut lines: Vec<(String, &str)> = READING
        .iter()
        .filter(|line| !line.starts_with("get") && !line.starts_with("init"))
        .map(|line| {
            let input = line.split_whitespace().find(|word| word.ends_with(".csv")).unwrap();
            (format!("cacltv {line} -o json:{input}"), input)
        })
        .collect();
    for line in [
        "report spend.csv customers.csv -o customers.csv",
        "report spend.csv customers.csv -o xlsx:spend.csv",
        "report spend.csv customers.csv -o html:sub/../spend.csv",
        "report spend.csv customers.csv -o soft.csv",
        "report spend.csv customers.csv -o hard.csv",
        "report soft.csv customers.csv -o spend.csv",
        "report spend.csv customers.csv -o out.md -o spend.csv",
        "report - customers.csv -o spend.csv < spend.csv",
        "report spend.csv customers.csv -f csv >> spend.csv",
        "report - customers.csv -f json < spend.csv >> spend.csv",
        "get cac spend.csv customers.csv >> spend.csv",
        "report '*end.csv' customers.csv -o spend.csv",
    ] {
        let input = if line.contains("-o customers") { "customers.csv" } else { "spend.csv" };
        lines.push((format!("cacltv -n {line}"), input));
    }
    for (line, input) in [
        ("report spend.csv customers.csv --template page.txt -o page.txt", "page.txt"),
        ("calc --spend 5 --customers 1 --template page.txt -o page.txt", "page.txt"),
        ("report spend.csv customers.csv --rates rates.csv --currency EUR -o rates.csv", "rates.csv"),
        ("report ids.csv --known known.csv -o known.csv", "known.csv"),
        ("report spend.csv customers.csv --assumptions arpa.csv -o arpa.csv", "arpa.csv"),
        ("report spend.csv customers.csv -o csv:cacltv.toml", "cacltv.toml"),
        ("compare base.json new.csv -o base.json", "base.json"),
        ("check base.csv --baseline base.json --max-increase 10% -o base.json", "base.json"),
    ] {
        lines.push((format!("cacltv {line}"), input));
    }
    for (line, input) in lines {
        let before = desk.read(input);
        let ran = shell(&line, desk.path());
        assert_eq!((ran.stdout.as_str(), ran.code), ("", 2), "{line}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("--output would overwrite the input '") || line.contains(">>"),
            "{line}: {}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("standard output is the input '") || !line.contains(">>"),
            "{line}: {}",
            ran.stderr
        );
        assert_eq!(desk.read(input), before, "{line}");
    }
    assert!(!desk.path().join("out.md").exists());
}

/// Nothing of the environment is needed.
#[test]
fn an_empty_environment_is_enough() {
    let desk = desk();
    for line in READING.iter().chain(PRINTING) {
        let usual = desk.line(line);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cacltv"));
        command.args(line.split_whitespace()).current_dir(desk.path()).env_clear().stdin(Stdio::null());
        assert_eq!(Ran::from(command.output().unwrap()), usual, "{line}");
    }
    for format in FORMATS {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cacltv"));
        let args = ["report", "spend.csv", "customers.csv", "-o", &format!("{format}:out")].map(str::to_owned);
        let ran: Ran = command.args(args).current_dir(desk.path()).env_clear().output().unwrap().into();
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str(), ran.code), ("", "", 0), "{format}");
        assert!(fs::metadata(desk.path().join("out")).unwrap().len() > 50, "{format}");
    }
}

/// Standard streams that are closed are no files of the run: what is written to them goes nowhere else.
#[test]
fn closed_standard_streams_harm_nothing() {
    let desk = desk();
    let line = "cacltv report spend.csv customers.csv -o out.csv <&- >&- 2>&-; cat out.csv";
    let report = desk.line("report spend.csv customers.csv -f csv").stdout;
    assert_eq!(shell(line, desk.path()).stdout, report);
    let ran = shell("cacltv report - customers.csv <&-", desk.path());
    assert!(ran.code == 3 && ran.stderr.starts_with("error[E002]"), "{ran:?}");
}

/// A rename is one step: whenever the program is killed, the old file or the new one is there, byte for byte.
/// `tests/faults.py kill` does this 500 times for four formats.
#[test]
fn a_kill_leaves_the_old_file_or_the_new_one() {
    let rows: String = (0..4000).map(|at| format!("2026-01,c{at},{at}.25,{}\n", at % 7)).collect();
    let text = format!("month,channel,amount,new_customers\n{rows}");
    let desk = Desk::new([("big.csv", text.as_str())]);
    let command = || {
        let mut command = cacltv();
        command.args(["report", "big.csv", "-o", "out.csv"]).current_dir(desk.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let started = Instant::now();
    assert!(command().status().unwrap().success());
    let (new, took) = (fs::read(desk.path().join("out.csv")).unwrap(), started.elapsed());
    let old = b"old\n".repeat(5000);
    let mut seen = [0, 0];
    for k in 0..40_u32 {
        desk.write("out.csv", &old);
        let mut child = command().spawn().unwrap();
        std::thread::sleep((took * (8 + k) / 40).min(Duration::from_millis(300)));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut left = Vec::new();
        File::open(desk.path().join("out.csv")).unwrap().read_to_end(&mut left).unwrap();
        assert!(left == old || left == new, "{} bytes after kill {k}", left.len());
        seen[usize::from(left == new)] += 1;
    }
    assert!(seen[0] > 0, "{seen:?}");
}
