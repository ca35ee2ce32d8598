//! Inputs that are no ordinary files: pipes, devices, folders, memory, links that lead nowhere, files that change.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::time::Duration;

use super::{LEDGER, READING};
use crate::program::{Desk, Ran, shell};

fn desk() -> Desk {
    Desk::new(LEDGER.iter().copied())
}

/// A reading command with another file in the place of its first.
fn with(line: &str, file: &str) -> String {
    let first = line.split_whitespace().find(|word| word.ends_with(".csv")).unwrap();
    line.replacen(first, file, 1)
}

/// Refused as unreadable or as no CSV, by one message, with nothing on standard output.
fn refused(ran: &Ran, line: &str, what: &str) {
    assert_eq!((ran.stdout.as_str(), ran.code), ("", 3), "{line}: {}", ran.stderr);
    assert!(ran.stderr.contains(what), "{line}: {}", ran.stderr);
    assert_eq!(ran.stderr.matches("error[").count(), 1, "{line}: {}", ran.stderr);
}

#[test]
fn every_command_reads_a_named_pipe_and_standard_input() {
    let desk = desk();
    assert!(shell("mkfifo pipe.csv", desk.path()).stderr.is_empty());
    for line in READING {
        let file = line.split_whitespace().find(|word| word.ends_with(".csv")).unwrap();
        let usual = desk.line(line);
        let fed = desk.fed(&with(line, "-").split_whitespace().collect::<Vec<_>>(), desk.read(file).as_bytes());
        assert_eq!((fed.code, &fed.stderr), (usual.code, &usual.stderr.replace(file, "-")), "{line}");
        for place in ["pipe.csv", "<(cat FILE)", "/dev/stdin < FILE", "/dev/fd/5 5< FILE"] {
            let place = place.replace("FILE", file);
            let beside = if place == "pipe.csv" { format!("cat {file} > pipe.csv & ") } else { String::new() };
            let ran = shell(&format!("{beside}exec bash -c 'cacltv {}'", with(line, &place)), desk.path());
            assert_eq!(
                (ran.code, ran.stdout.lines().count()),
                (0, usual.stdout.lines().count()),
                "{line} {place} {ran:?}"
            );
        }
    }
}

#[test]
fn a_folder_and_the_memory_of_a_process_are_refused() {
    let desk = desk();
    fs::create_dir(desk.path().join("folder")).unwrap();
    for line in READING.iter().filter(|line| !line.starts_with("init")) {
        for (place, what) in [
            ("folder", "'folder' cannot be read: it is a folder without .csv, .tsv, .xlsx or .ods files"),
            ("/proc/self/mem", "'/proc/self/mem' cannot be read: input/output error"),
            ("nowhere.csv", "'nowhere.csv' cannot be read: there is no such file"),
            ("spend.csv/x", "'spend.csv/x' cannot be read: not a directory"),
            ("/dev/null", "the file is empty: no header and no columns"),
            ("/dev/zero", "NUL"),
            ("/dev/full", "NUL"),
        ] {
            refused(&desk.line(&with(line, place)), &with(line, place), what);
        }
        refused(
            &shell(&format!("cacltv {} < folder", with(line, "-")), desk.path()),
            line,
            "'-' cannot be read: it is a folder",
        );
        refused(&shell(&format!("cacltv {} < /dev/zero", with(line, "-")), desk.path()), line, "NUL");
    }
}

/// What is read beside the files is read no further than a limit, and refused in words.
#[test]
fn what_is_read_beside_the_files_has_limits_too() {
    let desk = desk();
    fs::create_dir(desk.path().join("folder")).unwrap();
    fs::create_dir(desk.path().join("folder.json")).unwrap();
    for (name, end) in [("zero.json", "/dev/zero"), ("mem.json", "/proc/self/mem"), ("zero.toml", "/dev/zero")] {
        std::os::unix::fs::symlink(end, desk.path().join(name)).unwrap();
    }
    let files = "spend.csv customers.csv";
    for (line, code, what) in [
        (
            format!("report {files} --config zero.toml"),
            2,
            "the configuration 'zero.toml' cannot be read: it is larger than 16 MiB",
        ),
        (format!("report {files} --config folder"), 2, "the configuration 'folder' cannot be read: it is a folder"),
        (format!("report {files} --config /proc/self/mem"), 2, "'/proc/self/mem' cannot be read: input/output error"),
        (
            format!("report {files} --template /dev/zero"),
            2,
            "--template: '/dev/zero' cannot be read: it is larger than 16 MiB",
        ),
        (format!("report {files} --template folder"), 2, "--template: 'folder' cannot be read: it is a folder"),
        (format!("report {files} --template /proc/self/mem"), 2, "'/proc/self/mem' cannot be read: input/output error"),
        (format!("report {files} --rates /dev/zero --currency EUR"), 3, "E011"),
        (format!("report {files} --rates folder --currency EUR"), 3, "'folder' cannot be read: it is a folder"),
        (format!("report {files} --rates /proc/self/mem --currency EUR"), 3, "'/proc/self/mem' cannot be read"),
        (format!("report {files} --known /dev/zero"), 3, "NUL"),
        (format!("report {files} --assumptions /proc/self/mem"), 3, "'/proc/self/mem' cannot be read"),
        ("compare mem.json new.csv".to_owned(), 3, "'mem.json' cannot be read: input/output error"),
        ("compare base.csv folder.json".to_owned(), 3, "'folder.json' cannot be read"),
    ] {
        let ran = desk.line(&line);
        assert_eq!((ran.stdout.as_str(), ran.code), ("", code), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains(what), "{line}: {}", ran.stderr);
    }
    let ran = shell("CACLTV_CONFIG=/dev/zero cacltv report spend.csv", desk.path());
    assert!(ran.code == 2 && ran.stderr.contains("it is larger than 16 MiB"), "{ran:?}");
}

/// What a folder or a pattern stands for is read whole or refused: no file of it is passed over in silence.
#[test]
fn no_file_of_a_folder_is_passed_over() {
    let desk = Desk::new([]);
    fs::create_dir(desk.path().join("data")).unwrap();
    for (name, text) in &LEDGER[..2] {
        desk.write(&format!("data/{name}"), text.as_bytes());
    }
    std::os::unix::fs::symlink("gone", desk.path().join("data/march.csv")).unwrap();
    for place in ["data", "data/*.csv", "data/m*"] {
        let ran = desk.run(&["report", place]);
        refused(&ran, place, "'data/march.csv' cannot be read: there is no such file");
    }
    fs::remove_file(desk.path().join("data/march.csv")).unwrap();
    shell("mkfifo data/april.csv", desk.path());
    let line = "printf 'month,channel,amount\\n2026-02,Meta,100\\n' > data/april.csv & cacltv get spend data";
    assert_eq!(shell(line, desk.path()).stdout, "3300\n");
    fs::remove_file(desk.path().join("data/april.csv")).unwrap();
    fs::create_dir(desk.path().join("data/old.csv")).unwrap();
    assert_eq!(desk.line("get spend data").stdout, "3200\n");
}

/// A file that another process writes to while it is read is named, and no figure is made of what was there so far.
#[test]
fn a_file_that_changes_while_it_is_read_is_named() {
    // More rows than are read before the first look at the clock, in every encoding.
    let rows: String = (0..60_000).map(|at| format!("2026-01,Mässor,{at}.25\n")).collect();
    let text = format!("month,channel,amount\n{rows}");
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let western = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    for (bytes, row) in [
        (text.clone().into_bytes(), b"2026-01,Meta,5\n".to_vec()),
        (wide, "2026-01,Meta,5\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (western, b"2026-01,Meta,5\n".to_vec()),
    ] {
        let desk = desk();
        desk.write("grows.csv", &bytes);
        for line in ["get spend grows.csv", "inspect grows.csv", "report - < grows.csv"] {
            let told = |ran: &Ran| {
                ran.stdout.is_empty()
                    && ran.code == 3
                    && ran.stderr.contains(" cannot be read: it grew from ")
                    && ran.stderr.contains("= help: wait until it is written, or read a copy of it")
            };
            let ran = while_written(&desk, line, "grows.csv", &row);
            assert!(ran.iter().any(told), "{line}: {:?}", ran.first());
            assert!(ran.iter().all(|ran| told(ran) || ran.code == 0), "{line}: {ran:?}");
        }
    }
}

/// Runs a line some times while rows are added to a file all the time.
fn while_written(desk: &Desk, line: &str, file: &str, row: &[u8]) -> Vec<Ran> {
    let mut out = File::options().append(true).open(desk.path().join(file)).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                out.write_all(row).unwrap();
                std::thread::sleep(Duration::from_micros(300));
            }
        });
        let ran = (0..3).map(|_| shell(&format!("cacltv {line} -q"), desk.path())).collect();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        ran
    })
}
