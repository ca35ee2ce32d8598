//! The command line as scripts meet it: exit statuses, suggestions, outputs, and the same bytes everywhere.

use std::fs;
use std::process::Stdio;

use crate::program::{Desk, Ran, cacltv, line, quiet, run, shell};

const SPEND: &str = "month,channel,amount\n2026-03,Google Ads,3000.10\n2026-03,Meta,1000\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Google Ads,30\n2026-03,Meta,20\n2026-03,Organic,10\n";
const MODEL: &str = "--arpa 50 --margin 80% --churn 4%";

fn desk() -> Desk {
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS)])
}

/// A run that failed with that status, with nothing on standard output; what it said.
fn refused(ran: Ran, code: i32) -> String {
    assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error"), "{}", ran.stderr);
    ran.stderr
}

#[test]
fn exit_0_when_done_or_passed() {
    let desk = desk();
    for line in [
        "report spend.csv customers.csv",
        "check spend.csv customers.csv --max-cac 67",
        "get cac spend.csv customers.csv",
        "calc --spend 10 --customers 2",
        "explain cac",
        "explain",
        "--help",
        "--version",
        "report --help",
    ] {
        let ran = desk.line(line);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
        assert!(!ran.stdout.is_empty(), "{line}");
    }
    assert_eq!(line("").code, 0);
}

#[test]
fn exit_1_when_a_check_failed_and_the_report_is_written_in_full() {
    // 4,000.10 over 60 customers is 66.67.
    let ran = desk().line("check spend.csv customers.csv --max-cac 66");
    assert_eq!(ran.code, 1);
    for name in ["Google Ads", "Meta", "Organic", "Total", "(paid channels)", "FAIL"] {
        assert!(ran.stdout.contains(name), "{name}: {}", ran.stdout);
    }
    let ran = desk().line("check spend.csv customers.csv --max-cac 66 -f json");
    assert_eq!((ran.code, ran.json()["result"].as_str()), (1, Some("fail")));
}

#[test]
fn exit_2_when_the_command_line_is_wrong() {
    let desk = desk();
    for line in [
        "report",
        "report spend.csv --by cac",
        "report spend.csv --by month,quarter",
        "report spend.csv --by channel,channel",
        "report spend.csv --top 0",
        "report spend.csv --threads 0",
        "report spend.csv -f pdf",
        "report spend.csv -o report.pdf",
        "report spend.csv --decimal x",
        "report spend.csv --period 2026-13",
        "report spend.csv --from 2026-03 --to 2026-01",
        "report spend.csv --map amuont=Cost",
        "report spend.csv --margin 120%",
        "report spend.csv --churn 5",
        "report spend.csv --churn=-1%",
        "report spend.csv --churn 1",
        "report spend.csv --arpa NaN",
        "report spend.csv --arpa=-5",
        "report spend.csv --lifetime 0.5mo",
        "report spend.csv --target 0",
        "report spend.csv --target 1:3",
        "report spend.csv --method capped",
        "report spend.csv --locale xx",
        "report spend.csv --numbers 1,234",
        "report spend.csv --no-such-flag",
        "check spend.csv customers.csv",
        "check spend.csv customers.csv --min-ratio NaN",
        "check spend.csv customers.csv --min-ratio inf",
        "check spend.csv customers.csv --max-cac 12%",
        "check spend.csv customers.csv --require cac",
        "get spend.csv customers.csv",
        "get",
        "calc",
        "calc --spend abc",
        "calc --customers=-1",
        "calc --spend 10 --currency QQQ",
        "calc --spend 100 --customers 5 --cac 30",
        "calc --close-rate 120% --cpl 4",
        "explain no_such_topic",
    ] {
        refused(desk.line(line), 2);
    }
}

#[test]
fn exit_3_when_the_input_cannot_be_used() {
    let desk = desk();
    desk.write("empty.csv", b"");
    desk.write("bad.csv", b"channel,amount\nMeta,x\n");
    fs::create_dir(desk.path().join("folder")).unwrap();
    for line in [
        "report missing.csv",
        "report empty.csv customers.csv",
        "report bad.csv customers.csv",
        "report folder",
        "report *.tsv",
        "report spend.csv spend.csv",
        "report spend.csv customers.csv --period 2020-01",
        "report spend.csv customers.csv --channel Bing",
        "check bad.csv customers.csv --max-cac 60",
        "get cac bad.csv customers.csv",
    ] {
        refused(desk.line(line), 3);
    }
}

#[test]
fn exit_4_when_nothing_can_be_decided() {
    let desk = desk();
    desk.write("none.csv", b"month,channel,new_customers\n2026-03,Meta,0\n");
    for line in [
        // Spend is not known, which is not the same as 0.
        "check customers.csv --max-cac 60",
        "check spend.csv --max-cac 60",
        "check spend.csv none.csv --max-cac 60",
        "check spend.csv customers.csv --min-ratio 3",
        "check spend.csv customers.csv --max-payback 3",
        "check spend.csv customers.csv --max-cac 100 --min-ratio 3",
        "check spend.csv customers.csv --max-cac 60 --period 2020-01",
        "check spend.csv customers.csv --max-cac 60 --channel Bing",
        "get cac spend.csv none.csv",
        "get ltv spend.csv customers.csv",
        "get cac spend.csv customers.csv --period 2020-01",
        "get cac spend.csv customers.csv --channel Bing",
        "get ltv_cac spend.csv customers.csv --channel Organic --arpa 1 --margin 1 --churn 5%",
    ] {
        let ran = desk.line(line);
        assert_eq!(ran.code, 4, "{line}: {ran:?}");
        assert!(!line.starts_with("get") || ran.stdout.is_empty(), "{line}: {}", ran.stdout);
        assert!(!line.starts_with("get") || ran.stderr.starts_with("error"), "{line}: {}", ran.stderr);
    }
}

/// A check that failed ends with 1 even where another could not be decided.
#[test]
fn a_failure_goes_before_what_is_undecided() {
    assert_eq!(desk().line("check spend.csv customers.csv --max-cac 60 --min-ratio 3").code, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn exit_5_when_the_output_cannot_be_written() {
    let desk = desk();
    for line in [
        "cacltv report spend.csv customers.csv > /dev/full",
        "cacltv report spend.csv customers.csv -f json > /dev/full",
        "cacltv report spend.csv customers.csv -o table:/dev/full",
        "cacltv report spend.csv customers.csv -o no/such/folder.json",
        "cacltv check spend.csv customers.csv --max-cac 60 > /dev/full",
        "cacltv check spend.csv customers.csv --min-ratio 3 > /dev/full",
        "cacltv get cac spend.csv customers.csv > /dev/full",
        "cacltv calc --spend 1 --customers 1 > /dev/full",
        "cacltv explain > /dev/full",
        "cacltv > /dev/full",
        "cacltv --help > /dev/full",
    ] {
        let ran = shell(line, desk.path());
        assert_eq!(ran.code, 5, "{line}: {ran:?}");
        assert!(ran.stderr.contains("cannot be written"), "{line}: {}", ran.stderr);
    }
}

/// A reader that has enough is no error, and what the status means stays.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let desk = desk();
    let rows: String = (0..5000).map(|at| format!("channel {at},{at}\n")).collect();
    desk.write("long.csv", format!("channel,amount\n{rows}").as_bytes());
    for (line, code) in [
        ("report long.csv --totals keep -f csv", 0),
        ("report long.csv --totals keep -f json", 0),
        ("check spend.csv customers.csv --max-cac 60", 1),
        ("explain", 0),
    ] {
        let mut command = cacltv();
        command.args(line.split(' ')).current_dir(desk.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    }
    let ran = shell("cacltv report long.csv --totals keep -f csv | head -1", desk.path());
    assert_eq!((ran.code, ran.stderr.as_str(), ran.stdout.lines().count()), (0, "", 1));
}

#[test]
fn typos_get_a_suggestion() {
    let desk = desk();
    for (line, code, wanted) in [
        ("reprot spend.csv", 2, "did you mean: cacltv report"),
        ("spend.csv", 2, "did you mean: cacltv report spend.csv"),
        ("./spend.csv customers.csv", 2, "did you mean: cacltv report ./spend.csv"),
        ("explian", 2, "did you mean: cacltv explain"),
        ("report spend.csv --chanel Meta", 2, "--channel"),
        ("report spend.csv --sort caac", 2, "did you mean 'cac'?"),
        ("get ltv-cca spend.csv customers.csv", 2, "did you mean 'ltv_cac'?"),
        ("get cpa spend.csv customers.csv", 2, "did you mean 'cac'?"),
        ("report spend.csv --columns spedn", 2, "did you mean 'spend'?"),
        ("report spend.csv --map amuont=Cost", 2, "did you mean 'amount'?"),
        ("report spend.csv -f jsn", 2, "did you mean 'json'?"),
        ("report spend.csv --method simpel", 2, "did you mean 'simple'?"),
        ("report spend.csv --scope ful", 2, "did you mean 'full'?"),
        ("explain payback", 0, "payback_months"),
        ("explain disconted", 2, "did you mean: cacltv explain discounted"),
        ("report spend.csv customers.csv --channel Goggle", 3, "Google Ads"),
        ("report spend.csv customers.csv --by chanels", 3, "channel"),
        ("report spend.csv customers.csv --map amount=Ammount", 3, "did you mean 'amount'?"),
    ] {
        let ran = desk.line(line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        let said = if code == 0 { &ran.stdout } else { &ran.stderr };
        assert!(said.contains(wanted), "{line}: {said}");
    }
}

#[test]
fn synonyms_of_metrics_are_known() {
    let desk = desk();
    let of = |metric: &str| desk.line(&format!("get {metric} spend.csv customers.csv {MODEL}"));
    assert_eq!(of("ltv").stdout, "1000\n");
    for name in ["clv", "cltv", "LTV"] {
        assert_eq!(of(name), of("ltv"));
    }
    assert_eq!(of("ltv-cac"), of("ltv_cac"));
}

/// `get` prints the exact figure to 28 digits: 4,000.10 over 60.
#[test]
fn get_prints_one_bare_number() {
    let ran = desk().line("get cac spend.csv customers.csv");
    assert_eq!(ran, Ran { stdout: "66.66833333333333333333333333\n".to_owned(), stderr: String::new(), code: 0 });
    let ran = desk().line("get cac spend.csv customers.csv --channel meta");
    assert_eq!(ran.stdout, "50\n");
}

#[test]
fn machine_formats_are_the_same_bytes_everywhere() {
    let desk = desk();
    for format in ["json", "jsonl", "csv", "tsv"] {
        let line = format!("report spend.csv customers.csv {MODEL} -f {format}");
        let with = |variables: &[(&str, &str)], more: &str| {
            let mut command = cacltv();
            command.args(line.split(' ').chain(more.split_whitespace())).current_dir(desk.path());
            for (name, value) in variables {
                command.env(name, value);
            }
            let ran: Ran = command.output().unwrap().into();
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
            ran.stdout
        };
        let wanted = with(&[], "");
        assert_eq!(with(&[], "--threads 1"), wanted);
        assert_eq!(with(&[], "--threads 2"), wanted);
        assert_eq!(with(&[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")], ""), wanted);
        assert_eq!(with(&[("LC_ALL", "sv_SE.UTF-8"), ("LC_NUMERIC", "de_DE.UTF-8")], ""), wanted);
        assert_eq!(with(&[("TZ", "Pacific/Kiritimati")], ""), wanted);
        assert_eq!(with(&[("TZ", "America/Adak"), ("SOURCE_DATE_EPOCH", "0")], ""), wanted);
        for columns in ["0", "1", "20", "80", "500", "x", "-1", "99999999999999999999"] {
            assert_eq!(with(&[("COLUMNS", columns)], ""), wanted, "{columns}");
        }
        assert_eq!(with(&[("NO_COLOR", "1")], ""), wanted);
        assert_eq!(with(&[("CLICOLOR_FORCE", "1")], ""), wanted);
        for _ in 0..20 {
            assert_eq!(with(&[], ""), wanted);
        }
    }
}

/// A table in a terminal of any width has every number whole, and no line is wider where columns could be dropped.
#[test]
fn tables_fit_the_width_without_breaking_a_number() {
    let desk = desk();
    let line = format!("report spend.csv customers.csv {MODEL}");
    for width in (1..140).step_by(7) {
        let mut command = cacltv();
        command.args(line.split(' ')).current_dir(desk.path()).env("COLUMNS", width.to_string());
        let ran: Ran = command.output().unwrap().into();
        assert_eq!(ran.code, 0);
        // The CAC of the total is the last to go.
        assert!(ran.stdout.contains("66.67"), "{width}: {}", ran.stdout);
        let cut = ran.stdout.lines().filter(|line| line.starts_with('│')).map(|line| line.chars().count()).max();
        assert!(width < 60 || cut.is_some_and(|widest| widest <= width), "{width}: {}", ran.stdout);
    }
}

#[test]
fn a_file_is_written_in_the_format_of_its_ending_and_standard_output_stays_empty() {
    let desk = desk();
    let line = |more: &str| desk.line(&format!("report spend.csv customers.csv {MODEL} {more}"));
    let ran = line("-o report.json");
    assert_eq!(ran, Ran { stdout: String::new(), stderr: String::new(), code: 0 });
    assert_eq!(desk.read("report.json"), line("-f json").stdout);
    let ran = line("-o a.md -o b.csv -o tsv:c.txt -o d.jsonl -o e.txt -o -");
    assert_eq!((ran.code, ran.stdout), (0, line("").stdout));
    for (name, format) in
        [("a.md", "markdown"), ("b.csv", "csv"), ("c.txt", "tsv"), ("d.jsonl", "jsonl"), ("e.txt", "plain")]
    {
        assert_eq!(desk.read(name), line(&format!("-f {format}")).stdout, "{name}");
    }
    let ran = line("-o json:-");
    assert_eq!(ran.stdout, line("-f json").stdout);
    let ran = line("-o json:report -f table -o -");
    assert_eq!(desk.read("report"), line("-f json").stdout);
    assert_eq!(ran.stdout, line("").stdout);
}

/// `.txt` says no more than that it is text.
#[test]
fn the_ending_of_a_file_goes_before_the_format_which_is_for_what_has_none() {
    let desk = desk();
    let line = |more: &str| desk.line(&format!("report spend.csv customers.csv {MODEL} {more}"));
    let ran = line("-f csv -o y.json -o y.md -o plain:z.csv -o bare -o w.txt -o -");
    assert_eq!((ran.code, &ran.stdout), (0, &line("-f csv").stdout));
    let wanted = [("y.json", "json"), ("y.md", "markdown"), ("z.csv", "plain"), ("bare", "csv"), ("w.txt", "csv")];
    for (name, format) in wanted {
        assert_eq!(desk.read(name), line(&format!("-f {format}")).stdout, "{name}");
    }
}

#[test]
fn a_file_is_replaced_whole_and_nothing_else_is_left() {
    let desk = desk();
    desk.write("report.json", "x".repeat(1 << 20).as_bytes());
    let ran = desk.line("report spend.csv customers.csv -o report.json");
    assert_eq!(ran.code, 0);
    assert!(desk.read("report.json").starts_with("{\n"));
    let mut names: Vec<String> =
        fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["customers.csv", "report.json", "spend.csv"]);
    // A run that is refused leaves the file as it was.
    let before = desk.read("report.json");
    refused(desk.line("report spend.csv missing.csv -o report.json"), 3);
    assert_eq!(desk.read("report.json"), before);
}

#[test]
fn an_output_onto_an_input_is_refused() {
    let desk = desk();
    for line in [
        "report spend.csv customers.csv -o spend.csv",
        "report spend.csv customers.csv -o ./customers.csv",
        "report spend.csv customers.csv -o a.json -o csv:./spend.csv",
        "check spend.csv customers.csv --max-cac 60 -o customers.csv",
    ] {
        let said = refused(desk.line(line), 2);
        assert!(said.contains("overwrite"), "{line}: {said}");
    }
    assert_eq!((desk.read("spend.csv"), desk.read("customers.csv")), (SPEND.to_owned(), CUSTOMERS.to_owned()));
    assert!(!desk.path().join("a.json").exists(), "nothing is written when one output is refused");
}

#[test]
fn a_file_named_twice_for_answers_is_refused() {
    let desk = desk();
    fs::create_dir(desk.path().join("folder")).unwrap();
    for line in [
        "report spend.csv customers.csv -o json:a -o csv:a",
        "report spend.csv customers.csv -o a.json -o ./a.json",
        "check spend.csv customers.csv --max-cac 60 -o a.json -o b.json -o .//a.json",
        "report spend.csv customers.csv -o a.json -o folder/../a.json",
        "report spend.csv customers.csv -o no-folder/../a.json -o json:no-folder/../a.json",
    ] {
        let said = refused(desk.line(line), 2);
        assert!(said.contains("is named twice"), "{line}: {said}");
    }
    #[cfg(unix)]
    {
        desk.write("folder/a.csv", b"old");
        std::os::unix::fs::symlink("folder/a.csv", desk.path().join("link.csv")).unwrap();
        let said = refused(desk.line("report spend.csv customers.csv -o folder/a.csv -o link.csv"), 2);
        assert!(said.contains("'link.csv' is named twice") && desk.read("folder/a.csv") == "old", "{said}");
    }
    assert!(!desk.path().join("a.json").exists() && !desk.path().join("b.json").exists());
    assert_eq!(desk.line("report spend.csv customers.csv -o json:a -o csv:b.csv -o - -o json:-").code, 0);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = desk();
    fs::create_dir(desk.path().join("real")).unwrap();
    desk.write("real/report.json", b"old");
    let real = desk.path().join("real/report.json");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/report.json", desk.path().join("link.json")).unwrap();
    assert_eq!(desk.line("report spend.csv customers.csv -o link.json").code, 0);
    assert!(fs::symlink_metadata(desk.path().join("link.json")).unwrap().is_symlink());
    assert!(desk.read("real/report.json").starts_with("{\n"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    // A link to an input is that input.
    symlink("spend.csv", desk.path().join("alias.csv")).unwrap();
    refused(desk.line("report spend.csv customers.csv -o alias.csv"), 2);
    assert_eq!(desk.read("spend.csv"), SPEND);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_with_a_name_is_written_directly() {
    let desk = desk();
    let line = "mkfifo pipe; cat pipe > copy & cacltv report spend.csv customers.csv -o json:pipe; wait; test -p pipe && cat copy";
    let ran = shell(line, desk.path());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.stdout, desk.line("report spend.csv customers.csv -f json").stdout);
}

#[test]
fn what_is_not_judged_is_named() {
    let ran = desk().run(&[
        "check",
        "spend.csv",
        "customers.csv",
        "--arpa",
        "50",
        "--margin",
        "80%",
        "--churn",
        "4%",
        "--require",
        "each: ltv_cac >= 3",
        "-f",
        "json",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    let checks = document["checks"].as_array().unwrap();
    let status = |row: &str| checks.iter().find(|check| check["row"] == row).unwrap()["status"].as_str().unwrap();
    assert_eq!(status("Organic"), "not_judged");
    assert_eq!(status("Google Ads"), "pass");
    assert_eq!(status("Meta"), "pass");
    assert_eq!(checks.len(), 3);
}

/// Nothing left to judge is undecided, never a pass.
#[test]
fn nothing_to_judge_is_undecided() {
    let desk = desk();
    desk.write("organic.csv", b"month,channel,new_customers\n2026-03,Organic,10\n");
    desk.write("free.csv", b"month,channel,amount\n2026-03,Organic,0\n");
    for rule in ["each: cac <= 60", "each: ltv_cac >= 3", "channel \"Bing\": cac <= 60", "paid: cac <= 60"] {
        let ran = desk.run(&["check", "free.csv", "organic.csv", "--require", rule]);
        assert_eq!(ran.code, 4, "{rule}: {ran:?}");
    }
}

#[test]
fn folders_patterns_and_standard_input_are_read() {
    let desk = desk();
    let wanted = desk.line("get cac spend.csv customers.csv").stdout;
    fs::create_dir(desk.path().join("data")).unwrap();
    desk.write("data/a.csv", SPEND.as_bytes());
    desk.write("data/b.TSV", CUSTOMERS.replace(',', "\t").as_bytes());
    desk.write("data/notes.pdf", b"%PDF");
    assert_eq!(desk.line("get cac data").stdout, wanted);
    assert_eq!(desk.run(&["get", "cac", "*s*.csv"]).stdout, wanted);
    assert_eq!(desk.fed(&["get", "cac", "-", "customers.csv"], SPEND.as_bytes()).stdout, wanted);
    assert_eq!(desk.fed(&["get", "cac", "spend.csv", "-"], CUSTOMERS.as_bytes()).stdout, wanted);
}

/// Without anything in the environment at all.
#[test]
fn an_empty_environment_changes_nothing() {
    let desk = desk();
    let mut command = quiet(env!("CARGO_BIN_EXE_cacltv"));
    command.env_clear().args(["get", "cac", "spend.csv", "customers.csv"]).current_dir(desk.path());
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran, desk.line("get cac spend.csv customers.csv"));
}

#[test]
fn every_command_opens_its_help_with_examples() {
    for command in ["calc", "report", "check", "get", "reconcile", "explain"] {
        let ran = run(&[command, "--help"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.starts_with("Examples:\n  cacltv "), "{command}: {}", ran.stdout);
    }
}
