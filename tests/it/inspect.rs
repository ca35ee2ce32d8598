//! What `inspect` prints settles the same figures when it is pasted.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::folder;
use crate::program::{Desk, Ran, cacltv};

fn run(folder: &Path, args: &[String]) -> Ran {
    cacltv().args(args).current_dir(folder).output().unwrap().into()
}

fn data(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv" || ending == "tsv"))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn copied(from: &Path, names: &[String]) -> Desk {
    let desk = Desk::new([]);
    for name in names {
        desk.write(name, &fs::read(from.join(name)).unwrap());
    }
    desk
}

/// The figures of a report with what inspect says, pasted.
fn pasted(desk: &Desk, inspection: &Json) -> Ran {
    let mut args = vec!["report".to_owned()];
    args.extend(inspection["flags"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()));
    if let Some(config) = inspection["config"].as_str() {
        desk.write("pinned.toml", config.as_bytes());
        args.extend(["--config".to_owned(), "pinned.toml".to_owned()]);
    }
    args.extend(["-f".to_owned(), "json".to_owned()]);
    run(desk.path(), &args)
}

#[test]
fn what_inspect_prints_gives_the_same_rows_and_total_when_it_is_pasted() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<PathBuf> = fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.extend(folder::all("cases"));
    folders.extend(folder::all("published"));
    let (mut held, mut by_tables) = (0, 0);
    for folder in folders.iter().filter(|path| path.is_dir()) {
        let names = data(folder);
        let desk = copied(folder, &names);
        let plain = |command: &str| {
            let mut args = vec![command.to_owned()];
            args.extend(names.iter().cloned());
            args.extend(["-f".to_owned(), "json".to_owned()]);
            run(desk.path(), &args)
        };
        let report = plain("report");
        if names.is_empty() || report.code != 0 {
            continue;
        }
        let inspection = plain("inspect");
        assert_eq!(inspection.code, 0, "{}: {}", folder.display(), inspection.stderr);
        let inspection = inspection.json();
        let again = pasted(&desk, &inspection);
        assert_eq!(again.code, 0, "{}: {} {inspection}", folder.display(), again.stderr);
        let (report, again) = (report.json(), again.json());
        for part in ["rows", "total", "total_paid", "period", "currency"] {
            assert_eq!(again[part], report[part], "{} {part} {inspection}", folder.display());
        }
        held += 1;
        by_tables += usize::from(inspection["config"].is_string());
    }
    assert!(held >= 35, "{held}");
    assert!(by_tables >= 1, "{by_tables}");
}

#[test]
fn a_file_is_named_by_the_sha256_that_sha256sum_prints() {
    // printf 'channel,spend\nMeta,100\n' | sha256sum
    let desk = Desk::new([("spend.csv", "channel,spend\nMeta,100\n")]);
    let ran = desk.run(&["inspect", "spend.csv", "-f", "json"]);
    let wanted = "f34eaf178fca2aeb87c8a3897e00c09a37c8e257b8a3105c41ccf3d3fed0726e";
    assert_eq!(ran.json()["files"][0]["sha256"], wanted);
}

#[test]
fn the_digest_is_of_the_bytes_in_the_file_whatever_their_encoding() {
    let text = "channel;spend\r\nKøb;1,5\r\n";
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let desk = Desk::new([]);
    desk.write("wide.csv", &wide);
    let ran = desk.run(&["inspect", "wide.csv", "-f", "json"]).json();
    let file = &ran["files"][0];
    assert_eq!(file["bytes"], wide.len());
    assert_eq!(file["encoding"], "utf-16le");
    assert_eq!(file["sha256"], "eaef41e555b6ad43f3efaa3828d39d4dfbc7b27f72ca3280933ff9543d1f7107");
}

#[test]
fn inspect_refuses_what_report_refuses_and_prints_nothing_then() {
    let desk = Desk::new([("spend.csv", "channel,spend\nMeta,1.234\n")]);
    let ran = desk.run(&["inspect", "spend.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("--decimal"), "{}", ran.stderr);
}

#[test]
fn inspect_knows_the_formats_it_has() {
    let desk = Desk::new([("spend.csv", "channel,spend\nMeta,100\n")]);
    let ran = desk.run(&["inspect", "spend.csv", "-f", "csv"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let narrow: Vec<String> =
        desk.run(&["inspect", "spend.csv", "-f", "plain"]).stdout.lines().map(str::to_owned).collect();
    assert!(narrow.iter().all(|line| line.is_ascii()), "{narrow:?}");
}

/// Inspects with these arguments, pastes what is said, and holds the figures against those of a report.
fn holds(desk: &Desk, args: &[&str]) -> Json {
    let with = |command: &str| {
        let all = [&[command], args, &["-f", "json"]].concat();
        let ran = desk.run(&all);
        assert_eq!(ran.code, 0, "{all:?} {}", ran.stderr);
        ran.json()
    };
    let (report, inspection) = (with("report"), with("inspect"));
    let again = pasted(desk, &inspection);
    assert_eq!(again.code, 0, "{args:?} {} {inspection}", again.stderr);
    let again = again.json();
    for part in ["rows", "total", "total_paid", "period", "currency"] {
        assert_eq!(again[part], report[part], "{args:?} {part} {inspection}");
    }
    inspection
}

#[test]
fn periods_in_the_header_need_no_flag_for_each_column() {
    let desk = Desk::new([
        ("spend.csv", "channel;jan 2026;feb 2026;Total\nMeta;1,50;2,25;3,75\n"),
        ("customers.csv", "channel,2026-01,2026-02\nMeta,1,2\n"),
    ]);
    let differ = holds(&desk, &["--spend", "spend.csv", "--customers", "customers.csv"]);
    assert!(differ["config"].is_string());
    assert!(holds(&desk, &["--spend", "spend.csv"])["config"].is_null());
}

#[test]
fn currencies_and_rates_are_said_again() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount,currency\n2026-01,Meta,100,USD\n2026-01,Radio,10,EUR\n"),
        ("customers.csv", "month;channel;new_customers\n2026-01;Meta;4\n"),
        ("rates.csv", "from,to,rate\nUSD,EUR,0.9\n"),
    ]);
    let flags = ["--currency", "EUR", "--rates", "rates.csv"];
    holds(&desk, &[&["spend.csv"], flags.as_slice()].concat());
    holds(&desk, &[&["spend.csv", "customers.csv"], flags.as_slice()].concat());
}

#[test]
fn an_equals_sign_in_a_name_is_part_of_it() {
    let desk = Desk::new([("a=b.csv", "amount\n100\n")]);
    let flags = holds(&desk, &["--spend", "Meta=a=b.csv", "--period-of", "a=b.csv=2026-03"]);
    assert!(flags["config"].is_null());
    // `--spend NAME=FILE` cannot say a name with one; a table can.
    desk.write("cacltv.toml", b"[[input.file]]\npath = 'a=b.csv'\nchannel = 'x=y'\n");
    let report = desk.run(&["report", "a=b.csv", "-f", "json"]).json();
    let inspection = desk.run(&["inspect", "a=b.csv", "-f", "json"]).json();
    assert_eq!(report["rows"][0]["channel"], "x=y");
    assert_eq!(pasted(&desk, &inspection).json()["rows"], report["rows"], "{inspection}");
}

#[test]
fn what_cannot_be_seen_is_shown_and_can_be_pasted() {
    let desk = Desk::new([
        ("spend.csv", "chan\u{200b}nel;spend\nMeta;1,5\n"),
        ("customers.csv", "a\u{202e}b,new_customers\nMeta,2\n"),
    ]);
    let args = ["spend.csv", "customers.csv", "--map", "channel=a\u{202e}b"];
    let inspection = holds(&desk, &args);
    let text = desk.run(&[&["inspect"], args.as_slice()].concat()).stdout;
    assert!(text.contains(inspection["config"].as_str().unwrap()), "{text}");
    let line = desk.run(&["inspect", "customers.csv", "--map", "channel=a\u{202e}b"]).stdout;
    assert!(line.contains(r"$'channel=a\xe2\x80\xaeb'") && !line.contains('\u{202e}'), "{line}");
}

#[test]
fn a_table_may_be_for_standard_input() {
    let desk = Desk::new([("customers.csv", "channel;new_customers\nMeta;2\n")]);
    let spend = b"channel,spend\nMeta,1.234\n";
    let inspection = desk.fed(&["inspect", "-", "customers.csv", "--decimal", ",", "-f", "json"], spend).json();
    desk.write("cacltv.toml", inspection["config"].as_str().unwrap().as_bytes());
    assert_eq!(desk.fed(&["get", "cac", "-", "customers.csv"], spend).stdout, "617\n");
}

#[test]
fn a_name_that_looks_like_a_flag_is_pasted_as_a_path() {
    let both = "channel,spend,new_customers\nMeta,100,2\n";
    let desk = Desk::new([("-c.csv", both), ("-s.csv", "channel;spend\nTV;1,5\n")]);
    for files in [&["-c.csv"][..], &["-s.csv"], &["-c.csv", "-s.csv"]] {
        let with = |command: &str| desk.run(&[&[command, "-f", "json", "--"], files].concat());
        let again = pasted(&desk, &with("inspect").json());
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert_eq!(again.json()["rows"], with("report").json()["rows"]);
    }
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let desk = Desk::new([
        ("both.csv", "channel,spend,new_customers\nMeta,100 USD,2\n"),
        ("rates.csv", "from,to,rate\nUSD,EUR,0.9\n"),
        ("cacltv.toml", "[input]\nmissing = 'zero'\n"),
    ]);
    for (command, file) in [("inspect", "rates.csv"), ("inspect", "cacltv.toml"), ("report", "cacltv.toml")] {
        let onto = format!("json:{file}");
        let before = desk.read(file);
        let ran = desk.run(&[command, "both.csv", "--rates", "rates.csv", "--currency", "EUR", "-o", &onto]);
        assert_eq!((ran.code, desk.read(file)), (2, before), "{command} {file} {}", ran.stderr);
    }
    // Nor what a folder or a pattern holds.
    fs::create_dir(desk.path().join("data")).unwrap();
    desk.write("data/spend.csv", b"channel,spend\nMeta,1\n");
    for input in ["data", "data/s*.csv"] {
        let ran = desk.run(&["report", input, "-o", "data/spend.csv"]);
        assert_eq!((ran.code, desk.read("data/spend.csv").as_str()), (2, "channel,spend\nMeta,1\n"), "{input}");
    }
}
