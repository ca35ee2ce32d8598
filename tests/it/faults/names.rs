//! Names of files that are no UTF-8: they are read, written, found in folders, and told by their bytes.
#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::{LEDGER, READING};
use crate::program::{Desk, Ran, cacltv, shell};

const NAME: &[u8] = b"caf\xe9.csv";

fn named(desk: &Desk, name: &[u8]) -> PathBuf {
    desk.path().join(OsStr::from_bytes(name))
}

fn desk() -> Desk {
    Desk::new(LEDGER.iter().copied())
}

/// Every command reads a file of any name as it reads one of a plain name.
#[test]
fn every_command_reads_a_file_of_any_name() {
    let desk = desk();
    for line in READING {
        let plain = line.split_whitespace().find(|word| word.ends_with(".csv")).unwrap();
        fs::copy(desk.path().join(plain), named(&desk, NAME)).unwrap();
        let words =
            line.split_whitespace().map(|word| OsStr::from_bytes(if word == plain { NAME } else { word.as_bytes() }));
        let ran: Ran = cacltv().args(words).current_dir(desk.path()).output().unwrap().into();
        let usual = desk.line(line);
        assert_eq!((ran.code, ran.stdout.lines().count()), (0, usual.stdout.lines().count()), "{line}: {ran:?}");
        // Each place has its way of spelling the byte; what `init` writes is TOML. A longer name makes lines longer.
        let spelled = ["$'caf\\xe9.csv'", "caf\\xE9.csv", "caf\\U0010FEE9.csv"];
        let told = spelled.iter().fold(ran.stdout.clone(), |told, name| told.replace(name, plain));
        assert_eq!(told.replace([' ', '─'], ""), usual.stdout.replace([' ', '─'], ""), "{line}");
    }
}

#[test]
fn a_folder_and_a_pattern_find_files_of_any_name() {
    for (file, folder) in [(NAME, &b"data"[..]), (b"spend.csv", b"d\xff"), (NAME, b"d\xff\xe9")] {
        let desk = Desk::new([]);
        let folder = named(&desk, folder);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(OsStr::from_bytes(file)), LEDGER[0].1).unwrap();
        fs::write(folder.join("customers.csv"), LEDGER[1].1).unwrap();
        for place in [folder.clone(), folder.join("*.csv"), folder.join("*")] {
            let ran: Ran = cacltv().args(["get", "cac"]).arg(&place).output().unwrap().into();
            assert_eq!(ran.stdout, "106.6666666666666666666666667\n", "{place:?}: {ran:?}");
        }
    }
}

/// Patterns and folders named from where the program runs, and by the configuration.
#[test]
fn a_configuration_finds_files_of_any_name() {
    let desk = desk();
    fs::rename(desk.path().join("spend.csv"), named(&desk, NAME)).unwrap();
    let told = "106.6666666666666666666666667\n";
    for pattern in ["caf*", "*af*.csv", "./caf*", "c*.csv"] {
        let customers = if pattern == "c*.csv" { "" } else { " customers.csv" };
        assert_eq!(shell(&format!("cacltv get cac '{pattern}'{customers}"), desk.path()).stdout, told, "{pattern}");
    }
    // What `init` writes for such a file is read back.
    let ran: Ran = cacltv()
        .arg("init")
        .arg(OsStr::from_bytes(NAME))
        .arg("customers.csv")
        .current_dir(desk.path())
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(desk.line("get cac").stdout, told);
    // A configuration of such a name, by flag and by variable.
    let config = named(&desk, b"cacltv-\xe9.toml");
    fs::rename(desk.path().join("cacltv.toml"), &config).unwrap();
    let by_flag: Ran = cacltv().args(["get", "cac", "--config"]).arg(&config).current_dir("/").output().unwrap().into();
    assert_eq!(by_flag.stdout, told, "{}", by_flag.stderr);
    let variable: Ran = cacltv().args(["get", "cac"]).env("CACLTV_CONFIG", &config).output().unwrap().into();
    assert_eq!(variable.stdout, told, "{}", variable.stderr);
    let missing = cacltv().args(["get", "cac"]).env("CACLTV_CONFIG", OsStr::from_bytes(b"\xff.toml")).output().unwrap();
    assert_eq!(
        Ran::from(missing).stderr,
        "error: the configuration '\\xFF.toml' cannot be read: there is no such file\n"
    );
}

#[test]
fn outputs_go_to_files_of_any_name() {
    let desk = desk();
    let usual = desk.line("report spend.csv customers.csv -f csv").stdout;
    let write = |place: &[u8]| -> Ran {
        let words = ["report", "spend.csv", "customers.csv", "-o"];
        cacltv().args(words).arg(OsStr::from_bytes(place)).current_dir(desk.path()).output().unwrap().into()
    };
    assert_eq!(write(b"out\xe9.csv").code, 0);
    assert_eq!(fs::read_to_string(named(&desk, b"out\xe9.csv")).unwrap(), usual);
    assert_eq!(write(b"csv:\xff").code, 0);
    assert_eq!(fs::read_to_string(named(&desk, b"\xff")).unwrap(), usual);
    // A name that holds the character itself is another file.
    let private = "csv:out\u{10fee9}.csv".as_bytes();
    assert_eq!(write(private).code, 0);
    assert_eq!(fs::read_to_string(named(&desk, &private[4..])).unwrap(), usual);
    assert_eq!(
        write(b"n\xfe/out.csv").stderr,
        "error: 'n\\xFE/out.csv' cannot be written: no such file or directory\n"
    );
    // Samples and pages go into folders of any name.
    for (command, file) in [("init", "spend.csv"), ("man", "cacltv.1")] {
        let folder = named(&desk, &[command.as_bytes(), b"\xe9"].concat());
        let ran: Ran = cacltv().arg(command).arg(&folder).output().unwrap().into();
        assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
        assert!(folder.join(file).exists(), "{command}");
    }
}

/// An input of such a name is refused as an output like any other, and faults tell its bytes.
#[test]
fn faults_name_a_file_by_its_bytes() {
    let desk = desk();
    fs::write(named(&desk, NAME), LEDGER[0].1).unwrap();
    let run = |words: &[&[u8]]| -> Ran {
        cacltv()
            .args(words.iter().map(|word| OsStr::from_bytes(word)))
            .current_dir(desk.path())
            .output()
            .unwrap()
            .into()
    };
    let ran = run(&[b"report", NAME, b"-o", NAME]);
    assert_eq!(ran.stderr, "error: --output would overwrite the input 'caf\\xE9.csv'\n  = help: name another file\n");
    assert_eq!((ran.code, fs::read_to_string(named(&desk, NAME)).unwrap().as_str()), (2, LEDGER[0].1));
    let ran = run(&[b"report", b"gone\xff.csv"]);
    assert_eq!(ran.stderr, "error[E001]: 'gone\\xFF.csv' cannot be read: there is no such file\n --> gone\\xFF.csv\n");
    let ran = run(&[b"report", NAME, b"caf\xe9.csv"]);
    assert!(ran.code == 3 && ran.stderr.contains("'caf\\xE9.csv' is the same file as 'caf\\xE9.csv'"), "{ran:?}");
    let ran = run(&[b"caf\xe9.csv"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean: cacltv report caf\\xE9.csv"), "{ran:?}");
    let ran = run(&[b"report", b"--margni\xe9"]);
    assert!(ran.code == 2 && ran.stderr.contains("--margni\\xE9"), "{ran:?}");
    // What is matched by name matches.
    fs::write(named(&desk, b"b\xe9.csv"), "channel,amount\nMeta,-5\n").unwrap();
    let ran = run(&[b"get", b"spend", b"b\xe9.csv", b"--negate", b"b\xe9.csv", b"--period-of", b"b\xe9.csv=2026-03"]);
    assert_eq!(ran.stdout, "5\n", "{}", ran.stderr);
    let ran = run(&[b"report", b"--spend", b"Radio=b\xe9.csv", b"--negate", b"b\xe9.csv", b"-f", b"csv"]);
    assert!(ran.code == 0, "{}", ran.stderr);
}
