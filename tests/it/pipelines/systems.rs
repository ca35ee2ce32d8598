//! The examples for CI: the commands in their files run as they stand there, the hook refuses what it says it refuses,
//! and what each system sees of each way a run ends is what the README of the example says.

use std::path::Path;
use std::process::Command;

use super::parsed::{command, samples, tap, xml};
use crate::examples::root;
use crate::program::{Desk, Ran, shell};

/// A copy of the example, without what runs it.
fn example() -> Desk {
    let desk = Desk::new([]);
    for name in ["spend.csv", "customers.csv", "cacltv.toml", "baseline.json"] {
        desk.write(name, &std::fs::read(root().join("examples/ci").join(name)).unwrap());
    }
    desk
}

/// How a run may end: the desk is changed so that it does.
const WAYS: [(&str, i32); 4] = [("passes", 0), ("fails", 1), ("undecided", 4), ("bad data", 3)];

fn that(way: &str) -> Desk {
    let desk = example();
    let edit = |name: &str, from: &str, to: &str| {
        let text = desk.read(name);
        assert!(text.contains(from), "{name}: {from}");
        desk.write(name, text.replace(from, to).as_bytes());
    };
    match way {
        "passes" => {}
        "fails" => edit("spend.csv", "2026-03,Search,advertising,3300", "2026-03,Search,advertising,9300"),
        "undecided" => edit("cacltv.toml", "churn = \"3%/mo\"\n", ""),
        "bad data" => edit("spend.csv", "2026-03,Search,advertising,3300", "2026-03,Search,advertising,33OO"),
        other => panic!("{other}"),
    }
    desk
}

/// The commands of `cacltv` in a file, line by line, without the marks of YAML and Groovy around them.
fn commands(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("examples/ci").join(file)).unwrap();
    let bare = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("- ").unwrap_or(line);
        ["run: ", "entry: ", "sh "].iter().find_map(|key| line.strip_prefix(key)).unwrap_or(line).trim().to_owned()
    };
    let found: Vec<String> = text.lines().map(bare).filter(|line| line.starts_with("cacltv check")).collect();
    assert!(!found.is_empty(), "{file}");
    found
}

/// A baseline that is not what the program makes now would judge by figures that nobody can make again.
#[test]
fn the_baseline_of_the_example_is_current() {
    let desk = example();
    assert_eq!(desk.line("report --period last-1 -o new.json").code, 0);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join("examples/ci/baseline.json"), desk.read("new.json")).unwrap();
    } else {
        assert_eq!(desk.read("new.json"), desk.read("baseline.json"));
    }
}

#[test]
fn every_command_of_the_files_for_ci_runs_as_it_stands_there() {
    for file in ["github-workflow.yml", ".gitlab-ci.yml", "Jenkinsfile", ".pre-commit-config.yaml", "pre-commit"] {
        for line in commands(file) {
            let line = line.split(" && ").next().unwrap();
            for (way, code) in WAYS {
                let desk = that(way);
                assert_eq!(shell(line, desk.path()).code, code, "{file}: {line}, {way}");
                // The file that the system reads is there however the run ended.
                if line.contains("-o cacltv.xml") {
                    xml(&desk.read("cacltv.xml"));
                }
            }
        }
    }
    let named = |file: &str| std::fs::read_to_string(root().join("examples/ci").join(file)).unwrap();
    assert!(
        named(".gitlab-ci.yml").contains("junit: cacltv.xml") && named("Jenkinsfile").contains("junit 'cacltv.xml'")
    );
}

/// Passed over without python3 and its yaml.
#[test]
fn the_files_of_yaml_are_yaml() {
    for file in ["github-workflow.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"] {
        let path = root().join("examples/ci").join(file);
        let script = "import sys, yaml; yaml.safe_load(open(sys.argv[1]))";
        let has = Command::new("python3").args(["-c", "import yaml"]).output().is_ok_and(|ran| ran.status.success());
        if has {
            assert!(Command::new("python3").args(["-c", script]).arg(path).status().unwrap().success(), "{file}");
        }
    }
}

fn check(way: &str, args: &str) -> (Desk, Ran) {
    let desk = that(way);
    let mut command = crate::program::cacltv();
    command.args(["check", "--period", "last"]).args(args.split_whitespace());
    command.env("GITHUB_STEP_SUMMARY", desk.path().join("summary.md")).current_dir(desk.path());
    let ran = Ran::from(command.output().unwrap());
    (desk, ran)
}

#[test]
fn the_terminal_shows_how_it_ended() {
    for (way, code) in WAYS {
        let (_, ran) = check(way, "");
        assert_eq!(ran.code, code, "{way}: {}", ran.stderr);
        let has = |word: &str| ran.stdout.lines().any(|line| line.starts_with(word));
        let wanted = [("PASS", code != 3), ("FAIL", code == 1), ("UNDECIDED", code == 4)];
        for (word, there) in wanted {
            assert_eq!(has(word), there, "{way}: {word}");
        }
        assert_eq!((ran.stdout.is_empty(), ran.stderr.is_empty()), (code == 3, code != 3), "{way}");
    }
    let (_, ran) = check("fails", "");
    assert!(ran.stdout.contains("; needs "), "{}", ran.stdout);
    let (_, ran) = check("bad data", "");
    assert!(ran.stderr.contains("--> spend.csv:6:28"), "{}", ran.stderr);
}

#[test]
fn github_shows_how_it_ended() {
    for (way, code) in WAYS {
        let (desk, ran) = check(way, "-f github");
        assert_eq!(ran.code, code);
        let errors: Vec<_> = ran.stdout.lines().filter_map(command).filter(|one| one.name == "error").collect();
        assert_eq!(errors.is_empty(), code == 0, "{way}: {errors:?}");
        let file = if code == 3 { "spend.csv" } else { "cacltv.toml" };
        assert!(errors.iter().all(|one| one.properties["file"] == file), "{way}: {errors:?}");
        assert_eq!(desk.path().join("summary.md").exists(), code != 3, "{way}");
        if code == 1 {
            assert!(desk.read("summary.md").contains("**FAIL**"));
        }
    }
    let (_, ran) = check("passes", "-f github --no-such-flag");
    assert_eq!((ran.code, ran.stdout.lines().filter_map(command).count()), (2, 1));
}

#[test]
fn junit_shows_how_it_ended() {
    for (way, code) in WAYS {
        let (desk, ran) = check(way, "-o cacltv.xml");
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""));
        let root = xml(&desk.read("cacltv.xml"));
        let none = |of: &str| root.attributes[of] == "0";
        assert_eq!((none("failures"), none("errors")), (code != 1, code != 4 && code != 3), "{way}");
        assert_eq!(root.all("testcase").len() == 1, code == 3, "{way}");
    }
}

#[test]
fn tap_shows_how_it_ended() {
    for (way, code) in WAYS {
        let (desk, ran) = check(way, "-o cacltv.tap");
        assert_eq!(ran.code, code);
        let text = desk.read("cacltv.tap");
        if code == 3 {
            assert!(text.contains("\nBail out! "), "{text}");
        } else {
            assert_eq!(tap(&text).iter().all(|test| test.ok), code == 0, "{way}");
        }
        // Passed over without prove.
        if let Ok(ran) = Command::new("prove").arg(desk.path().join("cacltv.tap")).output() {
            assert_eq!(ran.status.success(), code == 0, "{way}: {}", String::from_utf8_lossy(&ran.stdout));
        }
    }
}

#[test]
fn prometheus_shows_how_it_ended() {
    for (way, code) in WAYS {
        let (desk, ran) = check(way, "-o cacltv.prom");
        assert_eq!(ran.code, code);
        let all = samples(&desk.read("cacltv.prom"));
        let one = all.iter().find(|one| one.0 == "cacltv_check_result" && one.2 == "1").unwrap();
        let wanted = match code {
            0 => "pass",
            1 => "fail",
            4 => "undecided",
            _ => "refused",
        };
        assert_eq!(one.1["result"], wanted, "{way}");
        assert_eq!(all.iter().any(|one| one.0 == "cacltv_total_cac"), code != 3, "{way}");
    }
}

#[test]
fn exit_zero_is_for_failures_and_the_undecided() {
    for (way, code) in WAYS {
        let (_, ran) = check(way, "--exit-zero");
        assert_eq!(ran.code, if code == 3 { 3 } else { 0 }, "{way}");
        let said = ran.stdout.ends_with("; --exit-zero: the exit status is 0\n");
        assert_eq!(said, code != 3, "{way}");
    }
}

fn git(folder: &Path, line: &str) -> Ran {
    let config = "git -c user.name=A -c user.email=a@example.com -c init.defaultBranch=main -c commit.gpgsign=false";
    shell(&line.replace("git ", &format!("{config} ")), folder)
}

/// A repository with the hook; passed over without git.
#[test]
fn the_hook_refuses_what_is_staged_and_bad() {
    for (way, code) in WAYS {
        let desk = that(way);
        let folder = desk.path();
        if Command::new("git").arg("--version").output().is_err() {
            return;
        }
        assert_eq!(git(folder, "git init -q .").code, 0);
        std::fs::create_dir_all(folder.join(".git/hooks")).unwrap();
        std::fs::copy(root().join("examples/ci/pre-commit"), folder.join(".git/hooks/pre-commit")).unwrap();
        assert_eq!(git(folder, "git add .").code, 0);
        let ran = git(folder, "git commit -q -m 'March'");
        assert_eq!(ran.code == 0, code == 0, "{way}: {}{}", ran.stdout, ran.stderr);
        let said = match code {
            1 => "not committed: a check failed",
            4 => "not committed: a check could not be decided",
            3 => "not committed: cacltv ended with 3",
            _ => "",
        };
        assert!(ran.stderr.contains(said), "{way}: {}", ran.stderr);
        assert_eq!(git(folder, "git rev-parse -q --verify HEAD").code == 0, code == 0, "{way}");
    }
}

/// What lies in the folder and is not staged is of no interest to a commit, nor is a commit of other files.
#[test]
fn the_hook_looks_at_what_is_staged_alone() {
    let desk = example();
    let folder = desk.path();
    if Command::new("git").arg("--version").output().is_err() {
        return;
    }
    assert_eq!(git(folder, "git init -q . && git add . && git commit -q -m 'March'").code, 0);
    std::fs::create_dir_all(folder.join(".git/hooks")).unwrap();
    std::fs::copy(root().join("examples/ci/pre-commit"), folder.join(".git/hooks/pre-commit")).unwrap();
    let good = desk.read("spend.csv");
    let more = good.replace("2026-03,Podcast,content,700", "2026-03,Podcast,content,710");
    desk.write("spend.csv", more.as_bytes());
    assert_eq!(git(folder, "git add spend.csv").code, 0);
    desk.write("spend.csv", good.replace("2026-03,Search,advertising,3300", "2026-03,Search,advertising,x").as_bytes());
    let ran = git(folder, "git commit -q -m 'Podcast'");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    desk.write("notes.txt", b"a note\n");
    let ran = git(folder, "git add notes.txt && git commit -q -m 'Note'");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
}
