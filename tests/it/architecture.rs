//! The house stays as it was drawn: who may import whom, what pure layers never mention, and how long files are.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every source file, by its path below `src`, without comments and without what is compiled for tests only.
pub(crate) fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(&Path::new(ROOT).join("src"), &mut files);
    files.sort();
    assert!(files.len() > 50);
    let relative =
        |path: &Path| path.strip_prefix(Path::new(ROOT).join("src")).unwrap().to_string_lossy().replace('\\', "/");
    files
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap()))
        .map(|(name, text)| (name, code(&text)))
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs")
}

fn layer(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap()
}

/// Words of the source as a whole: `csv` is in `use csv::Reader` and not in `from_csv`.
fn mentions(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// The layers named behind `crate::`, in paths as well as in groups of imports.
fn imported(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let group = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
        let names = match group {
            Some(group) => group.split(',').map(|name| name.trim().to_owned()).collect(),
            None => vec![rest.to_owned()],
        };
        found.extend(
            names.iter().map(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()),
        );
    }
    found.retain(|name| !name.is_empty());
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_layer_imports_only_what_it_may() {
    let allowed = |layer: &str| -> Option<&[&str]> {
        match layer {
            "domain" => Some(&["domain"]),
            "input" => Some(&["input", "domain"]),
            "calc" => Some(&["calc", "domain"]),
            "report" => Some(&["report", "domain", "calc"]),
            "render" => Some(&["render", "domain", "report"]),
            "saved" => Some(&["domain", "calc", "input"]),
            "config" => Some(&["config", "cli", "domain", "input", "render", "usage"]),
            "plan" => Some(&["plan", "config", "usage", "cli", "domain", "calc", "input", "render", "report"]),
            _ => None,
        }
    };
    let mut wrong = Vec::new();
    for (name, code) in sources() {
        if is_test(&name) {
            continue;
        }
        if let Some(allowed) = allowed(layer(&name)) {
            let foreign = imported(&code).into_iter().filter(|one| !allowed.contains(&one.as_str()));
            wrong.extend(foreign.map(|one| format!("{name} imports {one}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `plan` may name the number style of a report, and nothing else of it.
#[test]
fn plan_knows_numbers_of_a_report_and_no_more() {
    for (name, code) in sources() {
        if layer(&name) == "plan" {
            let uses = code.lines().filter(|line| line.contains("crate::report"));
            for line in uses {
                assert_eq!(line.trim(), "use crate::report::{Numbers, Precision};", "{name}");
            }
        }
    }
}

#[test]
fn pure_layers_mention_no_input_output_and_no_floats() {
    let never = [
        "std::fs",
        "std::io",
        "std::env",
        "std::net",
        "std::time",
        "std::process",
        "anyhow",
        "clap",
        "csv",
        "f32",
        "f64",
    ];
    let mut wrong = Vec::new();
    for (name, code) in sources() {
        let words: &[&str] = match layer(&name) {
            "calc" | "domain" | "report" => &never,
            // The cells of a workbook are binary doubles; one file makes them of exact figures, and nothing is computed
            // with them: the lint on float arithmetic holds there too.
            "render" if name == "render/xlsx/double.rs" => &["f32", "std::fs", "std::io", "std::env"],
            "render" => &["f32", "f64", "std::fs", "std::io", "std::env"],
            _ => &[],
        };
        let found = words.iter().filter(|word| mentions(&code, word));
        wrong.extend(found.map(|word| format!("{name} mentions {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The tables of the standard library are keyed anew in every run, by the randomness of the system, and their hash is
/// made to stand against text that was chosen to collide. Faster ones say of themselves that they are not.
#[test]
fn no_file_can_know_where_its_names_lie_in_a_table() {
    let others = ["hashbrown", "foldhash", "ahash", "fxhash", "rustc_hash", "BuildHasherDefault", "with_hasher"];
    let mut wrong = Vec::new();
    for (name, code) in sources() {
        wrong.extend(others.iter().filter(|word| mentions(&code, word)).map(|word| format!("{name} mentions {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).unwrap();
    for name in ["foldhash", "ahash", "fxhash"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "a dependency uses {name}");
    }
}

/// Rounding stands in one file.
#[test]
fn nothing_is_rounded_outside_of_one_file() {
    let words = [".round(", "round_dp", "MidpointAwayFromZero", ".trunc(", "to_f64", "as f64"];
    let mut wrong = Vec::new();
    for (name, code) in sources() {
        if name != "render/text.rs" {
            wrong.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{name}: {word}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_prints_on_the_way() {
    let words = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "process::exit"];
    for (name, code) in sources() {
        for word in words {
            assert!(!code.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn no_source_is_unsafe() {
    for (name, code) in sources() {
        assert!(!mentions(&code, "unsafe"), "{name}");
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut files = Vec::new();
    walk(&Path::new(ROOT).join("src"), &mut files);
    walk(&Path::new(ROOT).join("tests"), &mut files);
    files.retain(|file| !is_test(&file.to_string_lossy()));
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} has no head", file.display());
    }
}

/// A patch whose lines are gone plants nothing, and its bug is no longer known to be caught.
#[test]
fn every_planted_bug_finds_the_lines_that_it_changes() {
    let mut hunks = 0;
    for entry in fs::read_dir(Path::new(ROOT).join("tests/planted")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "patch") {
            continue;
        }
        let patch = fs::read_to_string(&path).unwrap();
        for part in patch.split("\n--- a/").skip(1) {
            let (name, changes) = part.split_once('\n').unwrap();
            let file = format!("\n{}", fs::read_to_string(Path::new(ROOT).join(name)).unwrap());
            for hunk in changes.split("\n@@ ").skip(1) {
                let rows = hunk.lines().skip(1).filter(|row| row.starts_with([' ', '-']));
                let old: String = rows.map(|row| format!("\n{}", &row[1..])).collect();
                assert!(file.contains(&format!("{old}\n")), "{}: {name} does not have{old}", path.display());
                hunks += 1;
            }
        }
    }
    assert!(hunks >= 53, "{hunks}");
}
