//! Inputs without an end, few descriptors, little memory: a limit is hit and told, in a moment.
//! What takes longer is `tests/faults.py`.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{LEDGER, READING};
use crate::program::{Desk, Ran, cacltv, shell};

/// Far more than any limit needs on a busy machine; without a limit there would be no end.
const MOMENT: Duration = Duration::from_secs(20);

/// Runs a line whose standard input begins with `head` and goes on with `rest` for ever.
fn endless(desk: &Desk, line: &str, head: &[u8], rest: &[u8]) -> Ran {
    let mut command = cacltv();
    command.args(line.split_whitespace()).current_dir(desk.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let started = Instant::now();
    let feed: Vec<u8> = rest.iter().copied().cycle().take(rest.len() * (64 << 10)).collect();
    let head = head.to_vec();
    let feeder = std::thread::spawn(move || {
        let mut sent = stdin.write_all(&head);
        while sent.is_ok() && started.elapsed() < MOMENT {
            sent = stdin.write_all(&feed);
        }
    });
    let ran = child.wait_with_output().unwrap().into();
    feeder.join().unwrap();
    assert!(started.elapsed() < MOMENT, "{line}: no end");
    ran
}

fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// Standard input that never has a line end is refused at the limit of a row, in every encoding and every command.
#[test]
fn endless_input_without_a_line_end_is_refused() {
    let desk = Desk::new(LEDGER.iter().copied());
    let ledger = LEDGER[0].1;
    let (mark, le, be) = ("\u{feff}", u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes as fn(u16) -> [u8; 2]);
    let row = format!("{ledger}2026-01,");
    let quote = format!("{row}\"");
    let western = encoding_rs::WINDOWS_1252.encode(&format!("{ledger}2026-01,Mässor,")).0.into_owned();
    let cases: Vec<(Vec<u8>, Vec<u8>, &str)> = vec![
        (b"".to_vec(), b"x".to_vec(), "E014"),
        (b"".to_vec(), b"\0".to_vec(), "E006"),
        (b"month,".to_vec(), b"x,".to_vec(), "E0"),
        (b"month,channel,amount\n".to_vec(), b"x".to_vec(), " --> -:2:1\n"),
        (row.clone().into_bytes(), b"x".to_vec(), " --> -:6:9\n"),
        (row.clone().into_bytes(), b"1".to_vec(), " --> -:6:9\n"),
        (row.clone().into_bytes(), b",".to_vec(), " --> -:6:1\n"),
        (row.clone().into_bytes(), b"\0".to_vec(), "E006"),
        (quote.clone().into_bytes(), b"x".to_vec(), " --> -:6:9\n"),
        (quote.clone().into_bytes(), b"2026-01,Meta,5\n".to_vec(), " --> -:6:9\n"),
        (quote.clone().into_bytes(), b"\"\"".to_vec(), " --> -:6:9\n"),
        (wide(mark, le), wide("x", le), "E014"),
        (wide(&format!("{mark}{row}"), le), wide("x", le), " --> -:6:9\n"),
        (wide(&format!("{mark}{quote}"), be), wide("y\n", be), " --> -:6:9\n"),
        (western.clone(), b"x".to_vec(), " --> -:6:16\n"),
        (western, b"\xe4".to_vec(), " --> -:6:16\n"),
        (b"PK\x03\x04".to_vec(), b"x".to_vec(), "larger than 64 MiB"),
    ];
    for (head, rest, what) in cases {
        let ran = endless(&desk, "report - customers.csv", &head, &rest);
        let shown = String::from_utf8_lossy(&head).into_owned();
        assert_eq!((ran.stdout.as_str(), ran.code), ("", 3), "{shown}");
        assert!(ran.stderr.contains(what) && ran.stderr.len() < 4000, "{shown}: {}", ran.stderr);
    }
    for line in READING {
        let first = line.split_whitespace().find(|word| word.ends_with(".csv")).unwrap();
        let mut head = desk.read(first).into_bytes();
        head.extend_from_slice(b"2026-01,\"");
        let ran = endless(&desk, &line.replacen(first, "-", 1), &head, b"x\n");
        assert_eq!((ran.stdout.as_str(), ran.code), ("", 3), "{line}");
    }
    for line in ["--known -", "--assumptions -", "--rates /dev/stdin --currency EUR"] {
        for head in ["customer_id\nx\n", "channel,arpa\nMeta,5\n", "from,to,rate\nSEK,EUR,0.1\n"] {
            let ran = endless(&desk, &format!("report spend.csv customers.csv {line}"), head.as_bytes(), b"x");
            assert_eq!((ran.stdout.as_str(), ran.code), ("", 3), "{line} {head}");
        }
    }
}

/// A thousand files need no more descriptors than one, and no more time than a thousand.
#[test]
fn a_thousand_files_are_read_with_sixteen_descriptors() {
    let desk = Desk::new([("customers.csv", "month,channel,new_customers\n2026-01,C1,4\n")]);
    std::fs::create_dir(desk.path().join("many")).unwrap();
    for at in 0..1000 {
        // Files of one length, so that each might be a copy of another.
        desk.write(
            &format!("many/{at:04}.csv"),
            format!("month,channel,amount\n2026-01,C{},1{at:03}.25\n", at % 7).as_bytes(),
        );
    }
    let sum = (0..1000).map(|at| 100_025 + at * 100).sum::<u64>();
    let started = Instant::now();
    for files in ["many", "many/*.csv", "'many/*.csv'"] {
        let ran = shell(&format!("ulimit -n 16; cacltv get spend {files}"), desk.path());
        assert_eq!((ran.stdout, ran.code), (format!("{}\n", sum / 100), 0), "{}", ran.stderr);
    }
    let line = "ulimit -n 16; cacltv report many customers.csv -o a.csv -o b.json -o c.html -o d.xlsx; ls";
    let ran = shell(line, desk.path());
    assert_eq!(ran.stdout, "a.csv\nb.json\nc.html\ncustomers.csv\nd.xlsx\nmany\n", "{}", ran.stderr);
    assert!(started.elapsed() < MOMENT, "{:?}", started.elapsed());
    // A copy among them is found all the same.
    std::fs::copy(desk.path().join("many/0500.csv"), desk.path().join("many/copy.csv")).unwrap();
    let ran = shell("ulimit -n 16; cacltv get spend many", desk.path());
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("'many/copy.csv' is the same file as 'many/0500.csv'"), "{}", ran.stderr);
}

/// A file of a gigabyte, of which only the head is written: the rest is NUL.
fn gigabyte(desk: &Desk, name: &str, head: &[u8]) {
    let file = File::create(desk.path().join(name)).unwrap();
    file.write_all_at(head, 0).unwrap();
    file.set_len(1 << 30).unwrap();
}

/// Whatever a gigabyte begins with, 128 MiB of addresses are enough to say what is wrong with it.
#[test]
fn a_gigabyte_is_refused_in_little_memory() {
    let desk = Desk::new(LEDGER.iter().copied());
    let mark = wide("\u{feff}month,channel,amount\n", u16::to_le_bytes);
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.csv", b"", "report FILE"),
        ("rows.csv", LEDGER[0].1.as_bytes(), "report FILE customers.csv"),
        ("quote.csv", b"month,channel,amount\n2026-01,\"", "report FILE customers.csv"),
        ("wide.csv", &mark, "report FILE customers.csv"),
        ("book.xlsx", b"PK\x03\x04", "report FILE"),
        ("saved.json", b"{\"schema\":\"cacltv/report\",\"x\":\"", "compare FILE base.csv"),
        ("rates.csv", b"from,to,rate\nSEK,EUR,0.09\n", "report spend.csv --rates FILE --currency EUR"),
        ("arpa.csv", b"channel,arpa\nMeta,5\n", "report spend.csv customers.csv --assumptions FILE"),
    ];
    for (name, head, line) in cases {
        gigabyte(&desk, name, head);
        let ran = shell(&format!("ulimit -v 131072; cacltv {}", line.replace("FILE", name)), desk.path());
        assert_eq!((ran.stdout.as_str(), ran.code), ("", 3), "{line}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error[E0"), "{line}: {}", ran.stderr);
    }
    for flag in ["--config", "--template"] {
        gigabyte(&desk, "big", b"# ");
        let ran = shell(&format!("ulimit -v 131072; cacltv report spend.csv {flag} big"), desk.path());
        assert!(ran.code == 2 && ran.stderr.contains("'big' cannot be read: it is larger than 16 MiB"), "{ran:?}");
    }
}

/// Where rows of assumptions are kept there is room for what follows from them, or they are refused: whoever asks for
/// memory that there is not is ended by the system.
#[test]
fn assumptions_are_read_or_refused_in_little_memory() {
    let desk = Desk::new([("spend.csv", "month,channel,amount\n2026-01,C7,5\n")]);
    for (rows, code) in [(10_000, 0), (200_000, 3)] {
        let rows: String = (0..rows).map(|at| format!("C{at},{at},{}%,5/100/mo\n", at % 90)).collect();
        desk.write("model.csv", format!("channel,arpa,margin,churn\n{rows}").as_bytes());
        let ran = shell("ulimit -v 131072; cacltv get spend spend.csv --assumptions model.csv", desk.path());
        assert_eq!(ran.code, code, "{}", ran.stderr);
        let told =
            ["warning[W205]: 9989 more of the same kind", "error[E011]: the assumptions up to here take more memory"];
        assert!(told.iter().any(|what| ran.stderr.contains(what)), "{}", ran.stderr);
    }
}
