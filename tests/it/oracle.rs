//! An independent oracle: thousands of random scenarios whose exact figures another program computed, in fractions and
//! from the definitions alone (tests/oracle, Python). Every figure and every reason must be the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use cacltv::cli::{Cli, Command as Words};
use cacltv::domain::exact::Exact;
use cacltv::exit::Exit;
use cacltv::plan;
use cacltv::run::{Surroundings, run};
use clap::Parser;
use serde_json::Value as Json;

use crate::numeral::fraction;

/// How many scenarios there must be, in all and of each family.
const ALL: usize = 5_000;
const EACH: usize = 100;
const FAMILIES: [&str; 31] = [
    "acquired",
    "allocation",
    "basis",
    "billing",
    "calc",
    "churn_base",
    "derived",
    "funnel",
    "lag",
    "marginal",
    "methods",
    "mix",
    "movements",
    "orders",
    "payback",
    "period",
    "plan_budgets",
    "plan_referrals",
    "plan_sweep",
    "plan_targets",
    "plan_what_if",
    "presets",
    "retention",
    "reward",
    "roas",
    "scope",
    "scopes",
    "sides",
    "sweep",
    "wide",
    "window",
];
/// What must have been compared as a figure, each a hundred times.
const METRICS: [&str; 43] = [
    "bounce_waste",
    "change",
    "conversion",
    "conversion_overall",
    "cost_per_step",
    "effective_cac",
    "grr",
    "largest_budget",
    "magic_number",
    "magic_number_classic",
    "max_churn",
    "mer",
    "mer_inverse",
    "min_arpa",
    "min_margin",
    "min_new_customers",
    "nrr",
    "quick_ratio",
    "roas",
    "what_if",
    "cac_direct",
    "cac_full",
    "cac_paid",
    "marginal_cac",
    "arpa",
    "break_even_roas",
    "cac",
    "cac_part",
    "churn",
    "close_rate",
    "cpl",
    "lifetime_months",
    "ltv",
    "ltv_cac",
    "margin",
    "max_cac",
    "new_customers",
    "payback_months",
    "payback_retention_months",
    "retention_cost",
    "share_of_customers",
    "share_of_spend",
    "spend",
];
/// What must have been compared as a reason, each twenty times.
const REASONS: [&str; 13] = [
    "out_of_range",
    "no_common_change",
    "negative_margin",
    "negative_spend",
    "never_pays_back",
    "no_arpa",
    "no_churn",
    "no_data",
    "no_margin",
    "no_new_customers",
    "no_spend",
    "partial",
    "unattributed_spend",
];

/// What must have been refused, each twenty times.
const REFUSALS: [&str; 2] = ["--as gupta-lehmann needs --discount", "--method discounted needs --discount"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

/// What was compared, and what was different.
#[derive(Default)]
struct Tally {
    families: BTreeMap<String, usize>,
    figures: BTreeMap<String, usize>,
    reasons: BTreeMap<String, usize>,
    refusals: BTreeMap<String, usize>,
    rows: BTreeMap<&'static str, usize>,
    compared: usize,
    /// By family and metric.
    differences: Vec<(String, String)>,
}

impl Tally {
    fn take(&mut self, other: Self) {
        for (mine, theirs) in [
            (&mut self.families, other.families),
            (&mut self.figures, other.figures),
            (&mut self.reasons, other.reasons),
            (&mut self.refusals, other.refusals),
        ] {
            for (name, count) in theirs {
                *mine.entry(name).or_default() += count;
            }
        }
        for (name, count) in other.rows {
            *self.rows.entry(name).or_default() += count;
        }
        self.compared += other.compared;
        self.differences.extend(other.differences);
    }
}

/// A scenario of the table.
struct Scenario<'a> {
    number: usize,
    words: Json,
    columns: &'a str,
}

impl Scenario<'_> {
    fn word(&self, name: &str) -> Option<&str> {
        self.words[name].as_str()
    }

    fn dimensions(&self) -> Vec<&str> {
        let by = self.word("args").unwrap().split_once("--by ").map_or("channel", |(_, after)| after);
        by.split(' ').next().unwrap().split(',').collect()
    }

    /// The document that the program prints, or what it says instead.
    fn document(&self, desk: &Path) -> Result<Json, String> {
        let calc = self.word("family") == Some("calc");
        let command = self.word("command").unwrap_or(if calc { "calc" } else { "report" });
        let mut typed = vec!["cacltv".to_owned(), command.to_owned()];
        for (letter, name) in
            [("s", "spend"), ("c", "customers"), ("r", "revenue"), ("a", "assumptions"), ("f", "funnel")]
        {
            if let Some(text) = self.word(letter) {
                let path = desk.join(format!("{}-{name}.csv", self.number));
                std::fs::write(&path, text).unwrap();
                typed.push(path.to_string_lossy().into_owned());
            }
        }
        typed.extend(self.word("args").unwrap().split_whitespace().map(str::to_owned));
        typed.extend(["-f", "json", "-n"].map(str::to_owned));
        if command == "report" {
            typed.extend(["--threads", "1"].map(str::to_owned));
        }
        if command == "report" && !self.columns.is_empty() {
            typed.extend(["--columns", self.columns].map(str::to_owned));
        }
        let words = Cli::try_parse_from(&typed).map_err(|error| error.to_string())?;
        let planned = match words.command.unwrap() {
            Words::Calc(args) => plan::calc(&args, None),
            Words::Report(args) => plan::report(&args, None),
            Words::Plan(args) => plan::planning(&args, None),
            Words::Funnel(args) => plan::funnel(&args, None),
            other => return Err(format!("no scenario asks this: {other:?}")),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut around = Surroundings::plain(&mut out, &mut err);
        let exit = run(planned.map_err(|usage| usage.message)?, &mut around).unwrap();
        if exit != Exit::Done {
            return Err(String::from_utf8(err).unwrap());
        }
        Ok(serde_json::from_slice(&out).unwrap())
    }

    fn check(&self, desk: &Path) -> Tally {
        let mut tally = Tally::default();
        *tally.families.entry(self.word("family").unwrap().to_owned()).or_default() += 1;
        let document = match self.document(desk) {
            ran if self.word("refused").is_some() => {
                self.compare_refusal(ran, &mut tally);
                return tally;
            }
            Ok(document) => document,
            Err(said) => {
                tally.differences.push(self.told("-", "-", "figures", &said));
                return tally;
            }
        };
        if let Some(tables) = self.words["tables"].as_object() {
            for (name, table) in tables {
                self.compare_table(&document[name], table, &mut tally);
            }
            return tally;
        }
        let mut rows = BTreeMap::new();
        for row in document["rows"].as_array().into_iter().flatten() {
            let label = |name: &&str| match row[*name].as_str().unwrap() {
                "(unattributed)" => "-".to_owned(),
                other => other.to_owned(),
            };
            rows.insert(self.dimensions().iter().map(label).collect::<Vec<_>>().join("/"), row);
        }
        rows.insert("*".to_owned(), &document["total"]);
        if !document["total_paid"].is_null() {
            rows.insert("+".to_owned(), &document["total_paid"]);
        }
        for line in self.word("figures").unwrap().split('|') {
            let (name, figures) = line.split_once(' ').unwrap();
            match rows.remove(name) {
                None => tally.differences.push(self.told(name, "-", "a row", "none")),
                Some(row) => self.compare(name, self.columns, figures, row, &mut tally),
            }
        }
        for name in rows.keys() {
            tally.differences.push(self.told(name, "-", "none", "a row"));
        }
        self.compare_document(&document, &mut tally);
        tally
    }

    /// What is asked without what it needs is refused, and what it needs is named.
    fn compare_refusal(&self, ran: Result<Json, String>, tally: &mut Tally) {
        let expected = self.word("refused").unwrap();
        *tally.refusals.entry(expected.to_owned()).or_default() += 1;
        tally.compared += 1;
        let got = ran.map_or_else(|told| told, |document| format!("figures: {}", document["total"]));
        if !got.starts_with(&format!("error: {expected}\n")) {
            tally.differences.push(self.told("-", "-", expected, &got));
        }
    }

    /// One table of a view: the name of its key (or names), its columns and its lines. Rows without any figure need not be told.
    fn compare_table(&self, rows: &Json, table: &Json, tally: &mut Tally) {
        let (key, columns) = (table[0].as_str().unwrap(), table[1].as_str().unwrap());
        let label = |row: &Json| {
            let one = |key: &str| match row[key].as_str().unwrap() {
                "(unattributed)" => "-".to_owned(),
                other => other.to_owned(),
            };
            key.split(',').map(one).collect::<Vec<_>>().join("/")
        };
        let figure = |row: &Json| columns.split(',').any(|name| !row[name].is_null());
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut rows: BTreeMap<String, &Json> = rows.iter().map(|row| (label(row), row)).collect();
        for line in table[2].as_str().unwrap().split('|').filter(|line| !line.is_empty()) {
            let (name, figures) = split_end(line, columns.split(',').count());
            match rows.remove(name) {
                None => tally.differences.push(self.told(name, "-", "a row", "none")),
                Some(row) => self.compare(name, columns, figures, row, tally),
            }
        }
        for (name, _) in rows.iter().filter(|(_, row)| figure(row)) {
            tally.differences.push(self.told(name, "-", "none", "a row"));
        }
    }

    fn compare(&self, name: &str, columns: &str, figures: &str, row: &Json, tally: &mut Tally) {
        *tally
            .rows
            .entry(match name {
                "*" => "total",
                "+" => "total_paid",
                _ => "row",
            })
            .or_default() += 1;
        let inexact: BTreeSet<&str> =
            row["approximate"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let (metrics, figures): (Vec<&str>, Vec<&str>) = (columns.split(',').collect(), figures.split(' ').collect());
        assert_eq!(metrics.len(), figures.len(), "scenario {}", self.number);
        for (metric, expected) in metrics.into_iter().zip(figures) {
            if expected == "?" {
                continue;
            }
            tally.compared += 1;
            if let Some(word) = expected.strip_prefix('=') {
                if row[metric].as_str() != Some(word) {
                    tally.differences.push(self.told(name, metric, word, &row[metric].to_string()));
                }
                continue;
            }
            let got = match row[metric].as_str() {
                None => format!("!{}", row["undefined"][metric].as_str().unwrap_or("nothing")),
                Some(_) if inexact.contains(metric) => "an approximation".to_owned(),
                Some(shown) => row["exact"][metric].as_str().unwrap_or(shown).to_owned(),
            };
            let same = match expected.strip_prefix('!') {
                Some(reason) => {
                    *tally.reasons.entry(reason.to_owned()).or_default() += 1;
                    got == expected
                }
                None => {
                    *tally.figures.entry(metric.to_owned()).or_default() += 1;
                    exact(&got).is_some_and(|got| got == fraction(expected))
                }
            };
            if !same {
                tally.differences.push(self.told(name, metric, expected, &got));
            }
        }
    }

    /// What is said of the whole: method and basis, and what a lag matched.
    fn compare_document(&self, document: &Json, tally: &mut Tally) {
        let text = |json: &Json| json.as_str().unwrap_or("nothing").to_owned();
        if let Some(expected) = self.word("model") {
            let got = format!("{} {}", text(&document["method"]), text(&document["basis"]));
            if got != expected {
                tally.differences.push(self.told("document", "method and basis", expected, &got));
            }
        }
        if let Some(expected) = self.word("lag") {
            let names = ["matched_spend", "unmatched_spend", "unmatched_customers"];
            for (name, expected) in names.into_iter().zip(expected.split(' ')) {
                tally.compared += 1;
                let lag = &document["lag"];
                let got = lag["exact"][name].as_str().map_or_else(|| text(&lag[name]), str::to_owned);
                if exact(&got) != Some(fraction(expected)) {
                    tally.differences.push(self.told("lag", name, expected, &got));
                }
            }
        }
    }

    fn told(&self, row: &str, metric: &str, expected: &str, got: &str) -> (String, String) {
        let kind = format!("{} {metric}", self.word("family").unwrap());
        let mut all = format!(
            "scenario {} ({}): {}\n  row {row}, {metric}: expected {expected}, got {got}\n",
            self.number,
            self.word("family").unwrap(),
            self.word("args").unwrap(),
        );
        for letter in ["s", "c", "r", "a", "f"] {
            if let Some(text) = self.word(letter) {
                let _ = writeln!(all, "  {}", text.trim_end().replace('\n', "\n  "));
            }
        }
        (kind, all)
    }
}

/// A line's name, which may have spaces, and its figures.
fn split_end(line: &str, figures: usize) -> (&str, &str) {
    let (at, _) = line.rmatch_indices(' ').nth(figures - 1).unwrap();
    (&line[..at], &line[at + 1..])
}

/// A figure that the program printed, where it is one.
fn exact(text: &str) -> Option<Exact> {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '/');
    (!text.is_empty() && text.chars().all(is_figure)).then(|| fraction(text))
}

#[test]
fn every_figure_is_what_the_definitions_give_in_fractions() {
    let table = std::fs::read_to_string(folder().join("scenarios.jsonl")).unwrap();
    let mut lines = table.lines();
    let legend: BTreeMap<String, String> = serde_json::from_str(lines.next().unwrap()).unwrap();
    let scenarios: Vec<Scenario<'_>> = lines
        .enumerate()
        .map(|(at, line)| {
            let words: Json = serde_json::from_str(line).unwrap();
            let columns = words["columns"].as_str().map_or("", |name| &legend[name]);
            Scenario { number: at + 2, words, columns }
        })
        .collect();
    let desk = tempfile::tempdir().unwrap();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let part = |at: usize| {
            let (scenarios, desk) = (&scenarios, desk.path());
            scope.spawn(move || {
                let mut tally = Tally::default();
                for scenario in scenarios.iter().skip(at).step_by(threads) {
                    tally.take(scenario.check(desk));
                }
                tally
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        for part in parts {
            tally.take(part.join().unwrap());
        }
    });
    let differences = tally.differences.len();
    println!(
        "{} scenarios, {} figures and reasons compared, {differences} differences",
        scenarios.len(),
        tally.compared
    );
    println!("{:?}\n{:?}\n{:?}", tally.families, tally.rows, tally.figures);
    println!("{:?}\n{:?}", tally.reasons, tally.refusals);
    let kinds: BTreeMap<&str, &str> =
        tally.differences.iter().rev().map(|(kind, told)| (kind.as_str(), told.as_str())).collect();
    let shown = kinds.values().take(20).copied().collect::<Vec<_>>().join("\n");
    assert_eq!(
        differences,
        0,
        "{differences} differences in {} scenarios; one of each kind:\n{shown}",
        scenarios.len()
    );
    assert!(scenarios.len() >= ALL, "{} scenarios are too few", scenarios.len());
    let enough = |counts: &BTreeMap<String, usize>, names: &[&str], least: usize| {
        for name in names {
            let count = counts.get(*name).copied().unwrap_or_default();
            assert!(count >= least, "{name} was compared {count} times, not {least}");
        }
    };
    enough(&tally.families, &FAMILIES, EACH);
    assert_eq!(tally.families.len(), FAMILIES.len(), "a family is not in the list: {:?}", tally.families);
    enough(&tally.figures, &METRICS, 100);
    enough(&tally.reasons, &REASONS, 20);
    enough(&tally.refusals, &REFUSALS, 20);
    for row in ["row", "total", "total_paid"] {
        assert!(tally.rows[row] >= 1_000, "{row}: {:?}", tally.rows);
    }
}

/// The table is what its program writes, so nobody has bent a figure.
#[test]
fn the_table_of_scenarios_is_what_its_program_writes() {
    let desk = tempfile::tempdir().unwrap();
    let written = desk.path().join("scenarios.jsonl");
    let ran = Command::new("python3").arg("-B").arg(folder().join("generate.py")).arg(&written).output();
    let output = match ran {
        Ok(output) => output,
        Err(error) => {
            eprintln!("NOT CHECKED: tests/oracle/generate.py cannot be run, because python3 cannot: {error}");
            return;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (written, kept) = (std::fs::read(written).unwrap(), std::fs::read(folder().join("scenarios.jsonl")).unwrap());
    assert!(written == kept, "tests/oracle/scenarios.jsonl is not what tests/oracle/generate.py writes: run it");
}
