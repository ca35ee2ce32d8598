//! What CI is told of a run that came to no finding: the exit status and the messages are as ever, and what is read after
//! the run is not the answer of the run before.

use super::desk;
use super::parsed::{command, samples, xml};
use crate::program::Ran;

const RULE: &str = "[[check]]\nmetric = 'cac'\nmax = 80\n";

#[test]
fn github_is_told_where_a_file_was_refused() {
    let desk = desk(RULE);
    desk.write(
        "spend.csv",
        b"month,channel,category,amount\n2026-03,Meta,advertising,6OO\n2026-03,Meta,advertising,%0A\n",
    );
    let ran = desk.run(&["check", "-f", "github"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("error[E101]"), "{}", ran.stderr);
    let commands: Vec<_> = ran.stdout.lines().map(|line| command(line).expect("nothing but commands")).collect();
    assert_eq!(commands.len(), 2);
    let of = |at: usize, key: &str| commands[at].properties[key].as_str();
    assert_eq!(
        (commands[0].name.as_str(), of(0, "file"), of(0, "line"), of(0, "col")),
        ("error", "spend.csv", "2", "26")
    );
    assert_eq!((of(0, "title"), of(1, "line")), ("cacltv error E101", "3"));
    assert!(commands[1].message.contains("'%0A'"), "{commands:?}");
}

#[test]
fn github_is_told_of_at_most_ten_of_many() {
    let desk = desk(RULE);
    let rows = "2026-03,Meta,advertising,x\n".repeat(47);
    desk.write("spend.csv", format!("month,channel,category,amount\n{rows}").as_bytes());
    let ran = desk.run(&["check", "-f", "github"]);
    let commands: Vec<_> = ran.stdout.lines().map(|line| command(line).unwrap()).collect();
    assert_eq!((ran.code, commands.len()), (3, 10));
    assert!(commands[9].message.starts_with("38 more"), "{:?}", commands[9]);
}

#[test]
fn github_is_told_what_is_wrong_with_the_command_line_and_the_configuration() {
    let desk = desk("[[check]]\nmetric = 'cac'\nmaxx = 80\n");
    let told = |ran: &Ran| {
        assert_eq!(ran.code, 2);
        let found: Vec<_> = ran.stdout.lines().map(|line| command(line).unwrap()).collect();
        assert_eq!((found.len(), found[0].name.as_str()), (1, "error"), "{}", ran.stdout);
        found.into_iter().next().unwrap()
    };
    let one = told(&desk.run(&["check", "-f", "github"]));
    assert_eq!((one.properties["file"].as_str(), one.properties["line"].as_str()), ("cacltv.toml", "9"));
    assert!(one.message.contains("there is no key 'maxx'") && one.message.contains("did you mean 'max'?"), "{one:?}");
    let one = told(&desk.run(&["check", "-n", "-f", "github", "--max-cac", "NaN"]));
    assert!(!one.properties.contains_key("file") && one.message.starts_with("--max-cac: "), "{one:?}");
    let one = told(&desk.run(&["check", "-n", "--format=github", "--no-such-flag"]));
    assert!(one.message.contains("--no-such-flag"), "{one:?}");
    let one = told(&desk.run(&["check", "-n", "-fgithub", "spend.csv", "customers.csv"]));
    assert!(one.message.contains("check needs a rule"), "{one:?}");
    // Not asked for, not told.
    assert_eq!(desk.run(&["check", "-n", "--max-cac", "NaN"]).stdout, "");
    assert_eq!(desk.run(&["report", "-n", "missing.csv", "-f", "json"]).stdout, "");
}

/// `-f` leaves standard output empty, as every refusal does; a file of the run before is replaced by one that says so.
#[test]
fn a_file_for_ci_is_never_that_of_the_run_before() {
    let desk = desk(RULE);
    let places = ["-o", "a.xml", "-o", "b.tap", "-o", "c.prom", "-o", "github:d.txt", "-o", "e.json"];
    let run = |more: &[&str]| desk.run(&[&["check"], &places[..], more].concat());
    assert_eq!(run(&[]).code, 0);
    let before = desk.read("e.json");
    desk.write("spend.csv", b"month,channel,category,amount\n2026-03,Meta,advertising,<6OO>\n");
    let ran = run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let root = xml(&desk.read("a.xml"));
    assert_eq!((root.attributes["tests"].as_str(), root.attributes["errors"].as_str()), ("1", "1"));
    let error = root.all("error")[0];
    assert!(error.attributes["message"].starts_with("error[E101] spend.csv:2:26: '<6OO>'"), "{error:?}");
    assert_eq!(root.all("testcase")[0].attributes["file"], "spend.csv");
    let tap = desk.read("b.tap");
    assert!(tap.starts_with("TAP version 13\nBail out! error[E101] spend.csv:2:26"), "{tap}");
    let result = samples(&desk.read("c.prom"));
    let ones: Vec<&str> = result.iter().filter(|one| one.2 == "1").map(|one| one.1["result"].as_str()).collect();
    assert_eq!((result.len(), ones), (4, vec!["refused"]));
    assert!(command(desk.read("d.txt").trim_end()).is_some());
    // Other formats have no way to say it, and stay as they were.
    assert_eq!(desk.read("e.json"), before);
    // Nothing is left to judge: undecided, and told in the same way.
    desk.write("spend.csv", super::SPEND.as_bytes());
    assert_eq!(run(&["--period", "2020-01"]).code, 4);
    assert!(desk.read("a.xml").contains("E303") || desk.read("a.xml").contains("error[E"), "{}", desk.read("a.xml"));
    // The refused input itself is never written over.
    desk.write("spend.csv", b"month,channel,category,amount\n2026-03,Meta,advertising,x\n");
    let bad = desk.read("spend.csv");
    let ran = desk.run(&["check", "-o", "junit:spend.csv"]);
    assert_eq!((ran.code, desk.read("spend.csv")), (3, bad));
    for format in ["junit", "tap", "prom"] {
        assert_eq!(desk.run(&["check", "-f", format]).stdout, "", "{format}");
    }
}
