//! Worked examples from books, articles and other tools, each with its source.
//!
//! In a folder, `cmd` prints JSON and `want` says what is in it, one line a figure: `cac=60` is exact, `cac=200/3`
//! is the exact fraction, `cac~66.67` holds to the digits given, `ltv=undefined no_churn` names a reason. A figure
//! is the total's unless a row stands before it: `paid: cac=40`, `Meta: cac=60`. A word without a figure, such as
//! `basis: margin`, stands in the document itself or in its total. `code` is the exit status, 0 where it is missing.

use std::fs;
use std::path::Path;

use cacltv::calc::compare::change;
use cacltv::domain::exact::Exact;
use cacltv::domain::rate::{MonthlyChurn, Per};
use cacltv::domain::value::Value;
use cacltv::render::text::machine;
use serde_json::Value as Json;

use crate::folder;
use crate::numeral::{fraction, near};
use crate::program::{Desk, Ran, line, shell};

const WORDS: [&str; 6] = ["basis", "band", "method", "result", "scope", "timing"];

fn wrong(folder: &Path) -> Vec<String> {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let text =
        |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"));
    assert!(!text("source").trim().is_empty(), "{name} has no source");
    let code = fs::read_to_string(folder.join("code")).map_or(0, |code| code.trim().parse().unwrap());
    let ran = shell(&text("cmd"), folder);
    if ran.code != code {
        return vec![format!("{name}: exit {} instead of {code}: {}", ran.code, ran.stderr)];
    }
    let document = ran.json();
    text("want")
        .lines()
        .filter_map(|wanted| fault(&document, wanted).map(|fault| format!("{name}: {wanted}: {fault}")))
        .collect()
}

fn fault(document: &Json, wanted: &str) -> Option<String> {
    let (row, rest) = match wanted.split_once(": ") {
        Some((word, value)) if WORDS.contains(&word) => {
            let found = [&document[word], &document["total"][word]].into_iter().find(|found| !found.is_null());
            let found = found.and_then(Json::as_str).unwrap_or("null");
            return (found != value).then(|| format!("it is {found}"));
        }
        Some((row, rest)) => (Some(row), rest),
        None => (None, wanted),
    };
    let row = match row {
        None => &document["total"],
        Some("paid") => &document["total_paid"],
        Some(name) => {
            let rows = document["rows"].as_array().unwrap();
            rows.iter().find(|row| row["channel"] == name || row["segment"] == name)?
        }
    };
    if row.is_null() {
        return Some("there is no such row".to_owned());
    }
    let at = rest.find(['=', '~']).expect("a line of `want` has = or ~");
    let (metric, value) = (&rest[..at], &rest[at + 1..]);
    if let Some(reason) = value.strip_prefix("undefined ") {
        let undefined = row[metric].is_null() && row["undefined"][metric] == reason;
        return (!undefined).then(|| format!("it is {}, {}", row[metric], row["undefined"][metric]));
    }
    let found = row[metric].as_str().map(|shown| row["exact"][metric].as_str().unwrap_or(shown));
    let Some(found) = found else { return Some(format!("it is undefined: {}", row["undefined"][metric])) };
    let holds = match &rest[at..=at] {
        "=" => fraction(found) == fraction(value),
        _ => near(&fraction(found), value),
    };
    (!holds).then(|| format!("it is {found}"))
}

#[test]
fn published_examples_come_out_as_worked_by_hand() {
    let folders = folder::all("published");
    assert!(folders.len() >= 50, "only {} examples", folders.len());
    let wrong: Vec<String> = folders.iter().flat_map(|folder| wrong(folder)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn whole(number: i64) -> Value {
    Value::exact(Exact::whole(number))
}

fn changed(before: &Value, after: &Value) -> Exact {
    change(before, after).relative.figure().unwrap().low().clone()
}

/// Articles on CAC: 22 → 16 is −27.2727 %; 1,200 → 780 is −35 %, and with LTV up by a fifth the ratio is 1.846…
/// times what it was.
#[test]
fn articles_on_falling_cac() {
    assert_eq!(changed(&whole(22), &whole(16)), fraction("-3/11"));
    assert!(near(&(&changed(&whole(22), &whole(16)) * &Exact::whole(100)), "-27.2727"));
    assert_eq!(changed(&whole(1200), &whole(780)), fraction("-0.35"));
    let ratio = |ltv: i64, cac: i64| Exact::quotient(ltv, cac).unwrap();
    let times = ratio(120, 780).divided_by(&ratio(100, 1200)).unwrap();
    let grown = changed(&Value::exact(ratio(100, 1200)), &Value::exact(ratio(120, 780)));
    assert_eq!(&grown + &Exact::one(), times);
    assert_eq!(times, fraction("24/13"));
    assert!(near(&times, "1.846153846"));
}

/// Articles on LTV:CAC: 1.8 → 3.5 is +94.4444 %.
#[test]
fn articles_on_a_rising_ratio() {
    let grown = changed(&Value::exact(fraction("1.8")), &Value::exact(fraction("3.5")));
    assert_eq!(grown, fraction("17/18"));
    assert!(near(&(&grown * &Exact::whole(100)), "94.4444"));
}

/// Articles on conversion: 18 % → 31 % is 13 points and 72.2222 %, which are not the same.
#[test]
fn articles_on_conversion() {
    let change = change(&Value::exact(fraction("0.18")), &Value::exact(fraction("0.31")));
    assert_eq!(*change.absolute.figure().unwrap().low(), fraction("0.13"));
    assert_eq!(*change.relative.figure().unwrap().low(), fraction("13/18"));
}

/// churnkey, monthly and yearly churn: 1, 2, 3, 5, 10, 20 % a month.
#[test]
fn churnkey_yearly_churn_of_a_monthly_one() {
    for (monthly, yearly) in [(1, "11.36"), (2, "21.53"), (3, "30.62"), (5, "45.96"), (10, "71.76"), (20, "93.13")] {
        let churn = MonthlyChurn::new(&Exact::decimal(monthly, 2), Per::Month).unwrap();
        let found = churn.yearly();
        assert!(found.is_exact());
        assert!(near(&(found.low() * &Exact::whole(100)), yearly), "{monthly}: {}", machine(found.low()).0);
        // And back: the twelfth root of an exact power is exact.
        let back = MonthlyChurn::new(found.low(), Per::Year).unwrap();
        assert_eq!(*back.figure().low(), Exact::decimal(monthly, 2));
    }
}

/// Recomputed: dividing a year's churn of 36 % by 12 overstates LTV by 21.7 %, one of 10 % by 4.9 %.
#[test]
fn yearly_churn_over_twelve_overstates_ltv() {
    for (yearly, twelfth, overstated) in [("36%/yr", "3%/mo", "0.217"), ("10%/yr", "10/12%/mo", "0.049")] {
        let ltv = |churn: &str| {
            let ran = line(&format!("calc --arpa 100 --margin 100% --churn {churn} -f json"));
            fraction(&ran.total("ltv").unwrap())
        };
        let over = &ltv(twelfth).divided_by(&ltv(yearly)).unwrap() - &Exact::one();
        assert!(near(&over, overstated), "{yearly}: {}", machine(&over).0);
    }
}

fn exactly_three() -> Desk {
    Desk::new([("spend.csv", "month,amount\n2026-03,500\n"), ("customers.csv", "month,new_customers\n2026-03,3\n")])
}

const MODEL: &str = "--arpa 10 --margin 0.5 --churn 0.01";

/// LTV 500 over CAC 500/3 is 3, not the 2.999…9 that a division of decimals gives.
#[test]
fn a_ratio_of_three_is_printed_as_three() {
    let ran = exactly_three().line(&format!("get ltv_cac spend.csv customers.csv {MODEL}"));
    assert_eq!(ran, Ran { stdout: "3\n".to_owned(), stderr: String::new(), code: 0 });
}

/// A ratio of 2.996 fails a minimum of 3, and is not printed as 3.00 beside the word fail.
#[test]
fn a_ratio_below_the_limit_is_not_shown_as_the_limit() {
    // LTV 749, CAC 250: 2.996 exactly.
    let desk = Desk::new([
        ("spend.csv", "month,amount\n2026-03,250\n"),
        ("customers.csv", "month,new_customers\n2026-03,1\n"),
    ]);
    let model = "--arpa 749 --margin 100% --churn 100%";
    let got = desk.line(&format!("get ltv_cac spend.csv customers.csv {model}"));
    assert_eq!(got.stdout, "2.996\n");
    for format in ["table", "plain", "markdown"] {
        let ran = desk.line(&format!("check spend.csv customers.csv {model} --min-ratio 3 -f {format}"));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stdout.contains("2.996"), "{}", ran.stdout);
        assert!(!ran.stdout.contains("3.00"), "{}", ran.stdout);
    }
}

/// Spend of 24 digits, which a binary or 28-digit decimal quotient cannot tell from the limit.
#[test]
fn a_ratio_a_hair_below_three_fails() {
    let desk = exactly_three();
    desk.write("hair.csv", b"month,amount\n2026-03,500.000000000000000001\n");
    let ran = desk.line(&format!("check hair.csv customers.csv {MODEL} --min-ratio 3"));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!ran.stdout.contains("3.00 "), "{}", ran.stdout);
}

/// A defect of other tools: `Infinity` or `NaN` in JSON where churn, spend or customers are 0.
#[test]
fn json_has_no_infinity() {
    for args in [
        "calc --cac 200 --arpa 100 --margin 80% --churn 0%",
        "calc --spend 500 --customers 0",
        "calc --spend 0 --customers 0",
        "calc --spend 0 --customers 3 --ltv 100",
        "calc --ltv 0 --cac 0",
        "calc --arpa 0 --margin 80% --churn 5% --cac 100",
        "calc --arpa 100 --margin 0% --churn 5% --cac 100",
    ] {
        let ran = line(&format!("{args} -f json"));
        assert_eq!(ran.code, 0, "{args}: {ran:?}");
        ran.json();
        let text = ran.stdout.to_lowercase();
        assert!(!text.contains("inf") && !text.contains("nan"), "{args}: {}", ran.stdout);
    }
}

/// A defect of other tools: a margin of LTV and one of payback that are not the same.
#[test]
fn a_ratio_on_revenue_is_judged_only_when_asked_for() {
    let desk = exactly_three();
    let asked = "check spend.csv customers.csv --arpa 10 --churn 1% --min-ratio 3";
    assert_eq!(desk.line(asked).code, 4);
    assert_eq!(desk.line(&format!("{asked} --basis revenue")).code, 0);
}
