//! Whole runs of the program, in memory but for its files: any flags, any files.
//!
//! The first line holds the command and its flags, with tabs between them; what follows are the files, with `=====` on a
//! line of its own between them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use cacltv::cli::{Cli, Command};
use cacltv::config::{self, Config};
use cacltv::exit::Exit;
use cacltv::input::Work;
use cacltv::plan::compare::{Sides, Source};
use cacltv::plan::planning::Material;
use cacltv::plan::{self, Input, Plan, Usage};
use cacltv::run::{Surroundings, run};
use clap::Parser;
use num_bigint::BigInt;
use serde_json::Value as Json;

use super::shape;

/// Flags with a value that is no file, and flags without one.
const FLAGS: &[&str] = &[
    "against",
    "alias",
    "allocate",
    "aov",
    "arpa",
    "as",
    "basis",
    "billing",
    "bounce-rate",
    "bound",
    "budget",
    "by",
    "cac",
    "channel",
    "churn",
    "churn-base",
    "close-rate",
    "columns",
    "cost",
    "cost-part",
    "cost-per-order",
    "cpl",
    "currency",
    "date-format",
    "decimal",
    "delimiter",
    "discount",
    "encoding",
    "exclude",
    "format",
    "from",
    "given",
    "growth",
    "horizon",
    "include",
    "interval",
    "lag",
    "lifetime",
    "locale",
    "ltv",
    "map",
    "margin",
    "marginal",
    "marginal-cac",
    "marketing",
    "max-cac",
    "max-payback",
    "method",
    "metric",
    "min-ratio",
    "missing",
    "move",
    "new-customers",
    "numbers",
    "orders-per-year",
    "payback",
    "period",
    "referral-reward",
    "referrals",
    "require",
    "revenue-period",
    "reward",
    "rolling",
    "sales",
    "scope",
    "segment",
    "set",
    "shared",
    "sheet",
    "sort",
    "step",
    "steps",
    "sweep",
    "target",
    "timing",
    "to",
    "top",
    "tornado",
    "totals",
    "view",
    "where",
    "window",
    "across",
];
const BARE: &[&str] =
    &["--explain", "--fractional-customers", "--strict", "--verbose", "--exit-zero", "--quiet", "--tornado"];
const COMMANDS: &[&str] =
    &["report", "check", "get", "compare", "trend", "plan", "funnel", "reconcile", "inspect", "calc"];

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    code: u8,
    out: String,
    err: String,
}

fn desk() -> PathBuf {
    thread_local! {
        static DESK: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
    }
    DESK.with(|desk| {
        let mut desk = desk.borrow_mut();
        let memory = Path::new("/dev/shm");
        let made = || if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        desk.get_or_insert_with(|| made().expect("a folder")).path().to_path_buf()
    })
}

/// The words of a run that name no file, from the first line.
fn words(line: &str) -> Option<Vec<String>> {
    let mut parts = line.split('\t');
    let mut begin = parts.next()?.split(' ');
    let command = begin.next()?;
    if !COMMANDS.contains(&command) {
        return None;
    }
    let mut words = vec!["cacltv".to_owned(), command.to_owned()];
    words.extend(begin.next().filter(|_| command == "get").map(str::to_owned));
    for part in parts {
        let name = part.strip_prefix("--").and_then(|part| part.split_once('='));
        let known = name.is_some_and(|(name, _)| FLAGS.contains(&name)) || BARE.contains(&part);
        if known && !part.contains('\0') && words.len() < 12 {
            words.push(part.to_owned());
        }
    }
    Some(words)
}

fn inputs(plan: &mut Plan) -> Vec<&mut Input> {
    match plan {
        Plan::View { input, .. }
        | Plan::Report { input, .. }
        | Plan::Funnel { input, .. }
        | Plan::Inspect { input, .. }
        | Plan::Get { input, .. } => vec![input],
        Plan::Check(plan) => vec![&mut plan.input],
        Plan::Trend(plan) => vec![&mut plan.input],
        Plan::Across(plan) => vec![&mut plan.input],
        Plan::Compare(plan) => match &mut plan.sides {
            Sides::Periods(input, _) => vec![input],
            Sides::Two(two) => two
                .iter_mut()
                .filter_map(|side| if let Source::Files(input) = side { Some(&mut **input) } else { None })
                .collect(),
        },
        Plan::Planning(plan) => {
            if let Material::Files(input) = &mut plan.from {
                vec![input]
            } else {
                Vec::new()
            }
        }
        Plan::Reconcile(plan) => {
            if let Material::Files(input) = &mut plan.material {
                vec![input]
            } else {
                Vec::new()
            }
        }
        Plan::Calc { .. } | Plan::Init(_) | Plan::Shell(_) => Vec::new(),
    }
}

fn planned(words: &[String], config: Option<&Config>) -> Option<Result<Plan, Usage>> {
    let cli = Cli::try_parse_from(words).ok()?;
    Some(match cli.command? {
        Command::Calc(args) => plan::calc(&args, config),
        Command::Report(args) => plan::report(&args, config),
        Command::Check(args) => plan::check(&args, config),
        Command::Get(args) => plan::get(&args, config),
        Command::Compare(args) => plan::compare(&args, config),
        Command::Trend(args) => plan::trend(&args, config),
        Command::Plan(args) => plan::planning(&args, config),
        Command::Funnel(args) => plan::funnel(&args, config),
        Command::Reconcile(args) => plan::reconcile(&args, config),
        Command::Inspect(args) => plan::inspect(&args, config),
        Command::Explain { .. } | Command::Init(_) | Command::Completions(_) | Command::Man(_) | Command::Schema(_) => {
            return None;
        }
    })
}

fn ran(words: &[String], config: Option<&Config>, work: Work) -> Option<Ran> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut around = Surroundings::plain(&mut out, &mut err);
    let exit = match planned(words, config)? {
        Err(usage) => around.usage(&usage),
        Ok(mut plan) => {
            inputs(&mut plan).into_iter().for_each(|input| input.options.work = work);
            run(plan, &mut around).unwrap_or(Exit::Output)
        }
    };
    // A workbook is no text.
    let out = String::from_utf8(out).unwrap_or_else(|bytes| {
        assert!(bytes.as_bytes().starts_with(b"PK"), "no UTF-8: {words:?}");
        String::from_utf8_lossy(bytes.as_bytes()).into_owned()
    });
    Some(Ran { code: exit.code(), out, err: String::from_utf8(err).expect("messages are UTF-8") })
}

/// Runs three times: as it is, in small blocks, and in small blocks by the careful reader alone.
pub fn holds(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at(end);
    let Some(mut words) = words(&String::from_utf8_lossy(line)) else { return };
    let desk = desk();
    let mut rest = rest.get(1..).unwrap_or_default();
    let mut config = None;
    let mut number = 0;
    while !rest.is_empty() && number < 3 {
        let mark = b"\n=====\n";
        let at = rest.windows(mark.len()).position(|window| window == mark);
        let (file, more) = at.map_or((rest, &b""[..]), |at| (&rest[..at + 1], &rest[at + mark.len()..]));
        rest = more;
        if let Some(text) = file.strip_prefix(b"#toml\n") {
            let Ok(text) = std::str::from_utf8(text) else { continue };
            config = config::read(text, "cacltv.toml".to_owned(), desk.clone()).ok();
            // Files of the configuration may be anywhere.
            config = config.filter(|config| {
                config.listed.is_empty()
                    && config.files.is_empty()
                    && config.input.rates.is_none()
                    && config.output.output.is_empty()
                    && config.output.template.is_none()
                    && plan::judge(config).is_ok()
            });
            continue;
        }
        let ending = if file.starts_with(b"PK") {
            "xlsx"
        } else if file.starts_with(b"{") {
            "json"
        } else {
            "csv"
        };
        let path = desk.join(format!("{}.{ending}", if number == 0 { "a" } else { "b" }));
        std::fs::write(&path, file).expect("a file");
        words.push(path.to_str().expect("a plain path").to_owned());
        number += 1;
    }
    let work = Work { careful: false, block: 40, compared: 0 };
    let Some(plain) = ran(&words, config.as_ref(), Work::default()) else { return };
    told(&words, &plain, config.is_some());
    if number > 0 {
        let careful = ran(&words, config.as_ref(), Work { careful: true, ..work });
        let quick = ran(&words, config.as_ref(), work);
        assert_eq!(quick, careful, "{words:?}");
        let whole = ran(&words, config.as_ref(), Work { careful: true, ..Work::default() });
        assert_eq!(Some(plain), whole, "{words:?}");
    }
}

/// What any run promises; with a configuration its format and its costs may be any.
fn told(words: &[String], ran: &Ran, configured: bool) {
    let command = words.get(1).map(String::as_str).unwrap_or_default();
    let value = |name: &str| words.iter().rev().find_map(|word| word.strip_prefix(name));
    let format = value("--format=").unwrap_or("table").trim().to_lowercase();
    let spreadsheet = value("--locale=").or(value("--numbers=")).is_some();
    shape::no_controls(&ran.err, &[]);
    match ran.code {
        0 | 1 => assert!(!ran.out.is_empty(), "{words:?} says nothing: {ran:?}"),
        2 | 3 => assert!(ran.out.is_empty() && !ran.err.is_empty(), "{words:?} {ran:?}"),
        4 if command == "get" => assert!(ran.out.is_empty() && !ran.err.is_empty(), "{words:?} {ran:?}"),
        4 => assert!(command == "check", "{words:?} {ran:?}"),
        code => panic!("{words:?} ends with {code}: {ran:?}"),
    }
    if command == "get" {
        if ran.code == 0 {
            let number = ran.out.strip_suffix('\n').expect("a line");
            assert!(fraction(number).is_some(), "{number:?} is no bare number");
        }
    } else if configured {
        if !ran.out.starts_with("PK") {
            shape::no_controls(&ran.out, &['\r', '\t']);
        }
    } else if !ran.out.is_empty() && format != "xlsx" {
        shape::holds(&format, &ran.out, spreadsheet);
    }
    let moves =
        ["channel", "segment", "top", "columns", "across", "view", "where", "lag", "shared", "allocate", "reward"];
    let moved = moves.iter().any(|name| value(&format!("--{name}=")).is_some());
    if command == "report" && format == "json" && ran.code == 0 && !moved && !configured {
        adds_up(&shape::json(&ran.out));
    }
}

/// A number as machines read it: digits with a dot, or a fraction of whole numbers.
fn fraction(text: &str) -> Option<(BigInt, BigInt)> {
    let whole = |text: &str| -> Option<BigInt> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    if let Some((top, bottom)) = text.split_once('/') {
        return Some((whole(top)?, whole(bottom)?));
    }
    let (one, decimals) = text.split_once('.').unwrap_or((text, ""));
    if text.contains('.') && decimals.is_empty() {
        return None;
    }
    let bottom = BigInt::from(10).pow(u32::try_from(decimals.len()).ok()?);
    Some((whole(&format!("{one}{decimals}"))?, bottom))
}

/// A figure of a row, from the fraction beside it where it does not end.
fn figure(row: &Json, name: &str) -> Option<(BigInt, BigInt)> {
    let exact = row.get("exact").and_then(|exact| exact.get(name)).and_then(Json::as_str);
    fraction(exact.or(row.get(name).and_then(Json::as_str))?)
}

/// Spend and customers of the rows come to those of the total.
fn adds_up(document: &Json) {
    let rows = document["rows"].as_array().expect("rows");
    if rows.is_empty() {
        return;
    }
    for name in ["spend", "new_customers"] {
        let Some(total) = figure(&document["total"], name) else { continue };
        let all: Option<Vec<_>> = rows.iter().map(|row| figure(row, name)).collect();
        let Some(all) = all else { continue };
        let sum = all
            .iter()
            .fold((BigInt::from(0), BigInt::from(1)), |(top, bottom), (a, b)| (top * b + a * &bottom, bottom * b));
        assert_eq!(&sum.0 * &total.1, &total.0 * &sum.1, "{name} of the rows is not that of the total: {document}");
    }
}
