//! One check, with every status in it and names that would act on each format, through all formats of CI; each is read
//! back by a reader of its own, and by python3 or perl where they are installed.

use std::process::Stdio;

use super::parsed::{command, samples, tap, xml};
use crate::program::{Desk, Ran, quiet};

/// CAC 25 and 150, none, and customers without spend; the total is 4,050 ÷ 70 = 57.86.
fn desk(names: [&str; 4]) -> Desk {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let [search, social, idle, organic] = names.map(quoted);
    let spend = format!("month,channel,amount\n2026-03,{search},1000\n2026-03,{social},3000\n2026-03,{idle},50\n");
    let customers =
        format!("month,channel,new_customers\n2026-03,{search},40\n2026-03,{social},20\n2026-03,{organic},10\n");
    Desk::new([("spend.csv", spend.as_str()), ("customers.csv", customers.as_str())])
}

const PLAIN: [&str; 4] = ["Search", "Social", "Idle", "Organic"];

/// Names that would end a command, a tag, a label or a test, hide what follows, or fail the run of another.
const HOSTILE: [[&str; 4]; 4] = [
    ["::error::gone", "%0A::error::x %25", "a\nb\r\nc", "##[error]x"],
    ["<script>alert(1)</script>", "]]> <![CDATA[x", "& &amp; \" '", "{} \\ \\n"],
    ["ok 1 - x # SKIP no", "# TODO later \\# x", "...", "Bail out! now"],
    ["\u{1b}[31mred", "right \u{202e}txet \u{2066}x", "\u{ffff}\u{fffe} \u{7f}\u{9b}", "\"} 1\nx{y=\""],
];

const RULES: [&str; 4] = ["--max-cac", "100", "--require", "each: cac <= 50"];

fn check(desk: &Desk, format: &str, more: &[&str]) -> Ran {
    desk.run(&[&["check", "spend.csv", "customers.csv"], &RULES[..], &["-f", format], more].concat())
}

/// A name as every format shows it: what cannot be seen is spelled out.
fn shown(name: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let spelled = name.chars().map(|c| match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c if hidden(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    });
    spelled.collect()
}

/// Status, row as shown, metric and limit of each finding.
fn findings(desk: &Desk) -> Vec<(String, String)> {
    let document = check(desk, "json", &[]).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let one = |one: &serde_json::Value| {
        let rule = format!(
            "{}: {} {} {}",
            shown(&text(&one["row"])),
            text(&one["metric"]),
            text(&one["op"]),
            text(&one["limit"])
        );
        (text(&one["status"]), rule)
    };
    document["checks"].as_array().unwrap().iter().map(one).collect()
}

fn every_desk() -> Vec<Desk> {
    HOSTILE.iter().chain([&PLAIN]).map(|names| desk(*names)).collect()
}

#[test]
fn the_check_has_every_status() {
    let statuses = |names| findings(&desk(names)).into_iter().map(|(status, _)| status).collect::<Vec<_>>();
    let wanted = ["fail", "warn", "undecided", "not_judged", "pass", "pass"];
    assert_eq!(statuses(PLAIN), wanted);
    for names in HOSTILE {
        assert_eq!(statuses(names), wanted, "{names:?}");
    }
}

#[test]
fn github_is_told_what_is_not_a_pass_and_nothing_that_a_name_says() {
    for desk in every_desk() {
        let ran = check(&desk, "github", &[]);
        assert_eq!(ran.code, 1);
        let commands: Vec<_> = ran.stdout.lines().filter_map(command).collect();
        let wanted: Vec<(&str, String)> = findings(&desk)
            .into_iter()
            .filter_map(|(status, rule)| match status.as_str() {
                "fail" | "undecided" => Some(("error", rule)),
                "warn" => Some(("warning", rule)),
                "not_judged" => Some(("notice", rule)),
                _ => None,
            })
            .collect();
        assert_eq!(commands.len(), wanted.len(), "{}", ran.stdout);
        for (level, rule) in &wanted {
            let rule = rule.replace("##[", "# #[");
            let same = |one: &&super::parsed::Command| one.name == *level && one.message.starts_with(&rule);
            assert!(commands.iter().any(|one| same(&one)), "{level} {rule} in {commands:?}");
        }
        let levels: Vec<&str> = commands.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(levels, ["error", "error", "warning", "notice"]);
        assert!(commands.iter().all(|one| one.properties.keys().eq(["title"])), "{commands:?}");
    }
}

#[test]
fn github_is_told_ten_things_at_most_and_how_many_more_there_are() {
    let rows = |what: &str| (0..40).map(|n| format!("2026-03,channel {n},{what}\n")).collect::<String>();
    let desk = Desk::new([
        ("spend.csv", format!("month,channel,amount\n{}", rows("1000")).as_str()),
        ("customers.csv", format!("month,channel,new_customers\n{}", rows("10")).as_str()),
    ]);
    let ran = desk.run(&["check", "spend.csv", "customers.csv", "--require", "each: cac <= 50", "-f", "github"]);
    let commands: Vec<_> = ran.stdout.lines().filter_map(command).collect();
    assert_eq!(commands.len(), 10);
    assert_eq!(
        (commands[9].name.as_str(), commands[9].message.as_str()),
        ("error", "31 more, which the log of this step shows")
    );
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with("FAIL")).count(), 40);
}

/// A rule of the configuration and a warning about a file are shown where they stand.
#[test]
fn github_is_told_the_file_and_the_line() {
    let desk = desk(PLAIN);
    desk.write("cacltv.toml", b"# rules\n[[check]]\nmetric = 'cac'\nmax = 50\n");
    desk.write("a,b:c.csv", b"month,channel,amount\n2026-03,Search,1000\n2026-03,Search,1000\n2026-03,Total,2000\n");
    let ran = desk.run(&["check", "a,b:c.csv", "customers.csv", "-f", "github", "--max-cac", "10"]);
    let commands: Vec<_> = ran.stdout.lines().filter_map(command).collect();
    let at = |file: &str, line: &str| {
        let same = |key: &str, value: &str, one: &super::parsed::Command| {
            one.properties.get(key).is_some_and(|own| own == value)
        };
        commands.iter().any(|one| same("file", file, one) && same("line", line, one))
    };
    assert!(at("a,b:c.csv", "4") || at("a,b:c.csv", "3"), "{commands:?}\n{}", ran.stdout);
    let strict = desk.run(&["check", "spend.csv", "customers.csv", "-f", "github"]);
    let commands: Vec<_> = strict.stdout.lines().filter_map(command).collect();
    assert_eq!(commands[0].properties["file"], "cacltv.toml");
    assert_eq!(commands[0].properties["line"], "2");
}

#[test]
fn the_summary_of_the_step_is_added_to() {
    let desk = desk(PLAIN);
    desk.write("summary.md", b"# Before\n");
    let summary = desk.path().join("summary.md");
    let run = |format: &str| {
        let mut command = crate::program::cacltv();
        command.args(["check", "spend.csv", "customers.csv", "--max-cac", "10", "-f", format]);
        command.env("GITHUB_STEP_SUMMARY", &summary).current_dir(desk.path());
        Ran::from(command.output().unwrap())
    };
    assert_eq!(run("plain").code, 1);
    assert_eq!(desk.read("summary.md"), "# Before\n");
    assert_eq!(run("github").code, 1);
    let markdown = check_markdown(&desk);
    assert_eq!(desk.read("summary.md"), format!("# Before\n{markdown}\n"));
    std::fs::remove_file(&summary).unwrap();
    std::fs::create_dir(&summary).unwrap();
    let ran = run("github");
    assert_eq!(ran.code, 5);
    assert!(ran.stderr.contains("cannot be written"), "{}", ran.stderr);
}

fn check_markdown(desk: &Desk) -> String {
    desk.run(&["check", "spend.csv", "customers.csv", "--max-cac", "10", "-f", "markdown"]).stdout
}

#[test]
fn junit_has_a_case_for_each_finding() {
    for desk in every_desk() {
        let text = check(&desk, "junit", &[]).stdout;
        let root = xml(&text);
        let counts = |of: &str| root.attributes[of].clone();
        assert_eq!([counts("tests"), counts("failures"), counts("errors"), counts("skipped")], ["6", "1", "1", "1"]);
        let cases: Vec<(String, String)> = root
            .all("testcase")
            .iter()
            .map(|case| {
                assert_eq!(case.attributes["classname"], "cacltv.cac");
                let inside = case.children.first().map_or("", |child| child.name.as_str());
                let status = match inside {
                    "failure" => "fail",
                    "error" => "undecided",
                    "skipped" => "not_judged",
                    "system-out" => "warn",
                    other => {
                        assert_eq!(other, "");
                        "pass"
                    }
                };
                (status.to_owned(), case.attributes["name"].clone())
            })
            .collect();
        let wanted: Vec<(String, String)> =
            findings(&desk).into_iter().map(|(status, rule)| (status, nonchars(&rule))).collect();
        assert_eq!(cases, wanted);
        assert!(root.all("system-out").last().unwrap().text.contains("6 judgements"), "{text}");
    }
}

/// Two characters are none in XML.
fn nonchars(text: &str) -> String {
    text.replace('\u{ffff}', "\\u{ffff}").replace('\u{fffe}', "\\u{fffe}")
}

/// What a program prints when it reads a text; `None` where it is not installed.
fn reads(program: &str, args: &[&str], text: &str) -> Option<Ran> {
    use std::io::Write as _;
    let mut command = quiet(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap().into())
}

/// Passed over without python3.
#[test]
fn python_reads_the_junit_file() {
    let script = "import sys, json, xml.etree.ElementTree as E\nroot = E.fromstring(sys.stdin.buffer.read())\n\
                  print(json.dumps([[c.get('name'), [k.tag for k in c]] for c in root.iter('testcase')]))";
    for desk in every_desk() {
        let Some(ran) = reads("python3", &["-c", script], &check(&desk, "junit", &[]).stdout) else { return };
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let names: Vec<String> =
            ran.json().as_array().unwrap().iter().map(|case| case[0].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, findings(&desk).into_iter().map(|(_, rule)| nonchars(&rule)).collect::<Vec<_>>());
    }
}

#[test]
fn tap_has_a_test_for_each_finding() {
    for desk in every_desk() {
        let text = check(&desk, "tap", &[]).stdout;
        let tests = tap(&text);
        let found = findings(&desk);
        assert_eq!(tests.len(), found.len());
        for (test, (status, rule)) in tests.iter().zip(&found) {
            assert_eq!(&test.description, rule);
            assert_eq!(test.ok, !matches!(status.as_str(), "fail" | "undecided"), "{status} {rule}");
            assert_eq!(test.skip.is_some(), status == "not_judged", "{status} {rule}");
            assert_eq!(test.block.is_empty(), matches!(status.as_str(), "pass" | "not_judged"), "{status} {rule}");
            for line in &test.block {
                let (_, value) = line.split_once(": ").unwrap();
                assert!(serde_json::from_str::<String>(value).is_ok(), "{line}");
            }
        }
        assert!(tests[0].block.contains(&"measured: \"150\"".to_owned()), "{:?}", tests[0]);
    }
}

/// Passed over without perl or its TAP::Parser.
#[test]
fn perl_reads_the_tap_stream() {
    let script = "use TAP::Parser; local $/; my $p = TAP::Parser->new({ tap => scalar <STDIN> });\n\
                  while (my $r = $p->next) { next unless $r->is_test;\n\
                  print join('|', $r->is_actual_ok ? 'ok' : 'not ok', $r->has_skip ? 'skip' : '', $r->has_todo ? 'todo' : ''), \"\\n\"; }\n\
                  print 'errors ', scalar($p->parse_errors), ' planned ', $p->tests_planned, \"\\n\";";
    if reads("perl", &["-MTAP::Parser", "-e", "1"], "").is_none_or(|ran| ran.code != 0) {
        return;
    }
    for desk in every_desk() {
        let ran = reads("perl", &["-e", script], &check(&desk, "tap", &[]).stdout).unwrap();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        let wanted = "not ok||\nok||\nnot ok||\nok|skip|\nok||\nok||\nerrors 0 planned 6\n";
        assert_eq!(ran.stdout, wanted);
    }
}

#[test]
fn prometheus_has_a_gauge_for_each_figure_and_a_status_for_each_finding() {
    for desk in every_desk() {
        let text = check(&desk, "prom", &[]).stdout;
        let all = samples(&text);
        let of = |name: &str| all.iter().filter(|sample| sample.0 == name).collect::<Vec<_>>();
        let statuses: Vec<(String, String)> = of("cacltv_check_status")
            .iter()
            .map(|(_, labels, value)| {
                assert_eq!(value, "1");
                let rule = format!("{}: {} {} {}", labels["row"], labels["metric"], labels["op"], labels["limit"]);
                (labels["status"].clone(), rule)
            })
            .collect();
        assert_eq!(statuses, findings(&desk));
        // CAC of the rows that have one; a sum over them counts no total.
        let mut cacs: Vec<&str> = of("cacltv_cac").iter().map(|sample| sample.2.as_str()).collect();
        cacs.sort_unstable();
        assert_eq!(cacs, ["0", "150", "25"]);
        assert_eq!(of("cacltv_total_cac")[0].2, "57.85714285714285714285714286");
        assert_eq!(of("cacltv_total_paid_cac")[0].2, "67.5");
        assert!(text.contains("} is undefined: no_new_customers\n"), "{text}");
        let result: Vec<(&str, &str)> =
            of("cacltv_check_result").iter().map(|one| (one.1["result"].as_str(), one.2.as_str())).collect();
        assert_eq!(result, [("pass", "0"), ("fail", "1"), ("undecided", "0"), ("refused", "0")]);
    }
}

/// Names of columns become names of labels, and a rule that is given twice is one series.
#[test]
fn prometheus_has_no_series_twice_and_no_label_that_is_none() {
    let desk = Desk::new([("both.csv", "Säljare,2nd,spend,new_customers\nx,1,10,1\ny,2,20,1\n")]);
    let by = ["--by", "Säljare,2nd", "--max-cac", "60", "--require", "cac <= 60"];
    let ran = desk.run(&[&["check", "both.csv", "-f", "prom"], &by[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let all = samples(&ran.stdout);
    let labels: Vec<&String> = all.iter().find(|one| one.0 == "cacltv_cac").unwrap().1.keys().collect();
    assert_eq!(labels, ["by_2nd", "s_ljare"]);
    assert_eq!(all.iter().filter(|one| one.0 == "cacltv_check_status").count(), 1);
}

#[test]
fn no_hidden_character_and_no_time_reaches_a_format_of_ci() {
    for desk in every_desk() {
        for format in ["junit", "github", "tap", "prom"] {
            let ran = check(&desk, format, &[]);
            let hidden = |c: char| {
                (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!ran.stdout.chars().any(hidden), "{format}: {}", ran.stdout);
            for more in [&["--threads", "1"][..], &["--locale", "sv"]] {
                let other = check(&desk, format, more);
                assert_eq!(other.stdout, ran.stdout, "{format} {more:?}");
            }
            assert_eq!(check(&desk, format, &[]), ran);
        }
    }
}

#[test]
fn endings_name_the_formats_and_other_commands_have_none_of_them() {
    let desk = desk(PLAIN);
    let line = "check spend.csv customers.csv --max-cac 100 -o a.xml -o b.tap -o c.prom -o github:d.txt";
    let ran = desk.line(line);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    for (file, start) in [("a.xml", "<?xml"), ("b.tap", "TAP version 13"), ("c.prom", "# HELP"), ("d.txt", "::warning")]
    {
        assert!(desk.read(file).starts_with(start), "{file}: {}", desk.read(file));
    }
    for format in ["junit", "github", "tap", "prom"] {
        for command in ["report spend.csv customers.csv", "calc --spend 10 --customers 2", "plan spend.csv --target 3"]
        {
            let ran = desk.line(&format!("{command} -f {format}"));
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{command} {format}");
            let what = format!("{format} is a format of check alone");
            assert!(ran.stderr.contains(&what), "{}", ran.stderr);
        }
    }
    assert_eq!(desk.line("report spend.csv customers.csv -o a.xml").code, 2);
    assert_eq!(desk.line("inspect spend.csv -f junit").code, 2);
    desk.write("cacltv.toml", b"[output]\nformat = 'tap'\n");
    let ran = desk.line("check spend.csv customers.csv --max-cac 100");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.starts_with("error: cacltv.toml:2:10: format: tap is a format of check alone"),
        "{}",
        ran.stderr
    );
}

/// Every output of a check names its configuration.
#[test]
fn every_format_names_the_configuration() {
    let desk = desk(PLAIN);
    desk.write("rules.toml", b"[[check]]\nmetric = 'cac'\nmax = 60\n");
    for format in ["junit", "github", "tap", "prom", "json", "table"] {
        let ran = desk.run(&["check", "spend.csv", "customers.csv", "--config", "rules.toml", "-f", format]);
        assert!(ran.stdout.contains("configuration rules.toml"), "{format}: {}", ran.stdout);
    }
}
