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
