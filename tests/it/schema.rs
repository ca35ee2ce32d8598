//! The schemas hold for what the program prints, and for nothing that differs from it.
//!
//! Every document of `tests/cases` and `tests/published` is held against its schema by a validator of the few keywords
//! that the schemas use, which knows each of them or fails. Where `python3` has the package `jsonschema`, that one
//! has to come to the same on every document and every mutant.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Map, Value as Json, json};

use crate::folder;
use crate::program::{Desk, quiet, run, shell};

const SCHEMAS: [&str; 3] = ["report", "check", "study"];

fn schema(name: &str) -> Json {
    let ran = run(&["schema", name]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
    ran.json()
}

/// The schema that a document is to hold to, by what it says it is.
fn kind(document: &Json) -> &'static str {
    match document["schema"].as_str().unwrap() {
        "cacltv/report" | "cacltv/calc" => "report",
        "cacltv/check" => "check",
        _ => "study",
    }
}

// ── a validator of the keywords in use ──

fn valid(root: &Json, schema: &Json, found: &Json) -> bool {
    let rules = schema.as_object().expect("a schema is an object");
    let holds = |schema: &Json| valid(root, schema, found);
    rules.iter().all(|(keyword, rule)| match keyword.as_str() {
        "$schema" | "$id" | "$defs" | "title" | "description" | "then" => true,
        "$ref" => {
            let name = rule.as_str().unwrap().strip_prefix("#/$defs/").expect("a definition");
            valid(root, &root["$defs"][name], found)
        }
        "type" => match rule {
            Json::Array(all) => all.iter().any(|one| is(found, one.as_str().unwrap())),
            one => is(found, one.as_str().unwrap()),
        },
        "enum" => rule.as_array().unwrap().contains(found),
        "const" => rule == found,
        "pattern" => found.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
        "minLength" => found.as_str().is_none_or(|text| text.chars().count() as u64 >= rule.as_u64().unwrap()),
        "maxLength" => found.as_str().is_none_or(|text| text.chars().count() as u64 <= rule.as_u64().unwrap()),
        "minimum" => found.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
        "minProperties" => found.as_object().is_none_or(|all| all.len() as u64 >= rule.as_u64().unwrap()),
        "items" => found.as_array().is_none_or(|all| all.iter().all(|one| valid(root, rule, one))),
        "anyOf" => rule.as_array().unwrap().iter().any(holds),
        "allOf" => rule.as_array().unwrap().iter().all(holds),
        "oneOf" => rule.as_array().unwrap().iter().filter(|one| holds(one)).count() == 1,
        "not" => !holds(rule),
        "if" => !holds(rule) || holds(&rules["then"]),
        "required" => found
            .as_object()
            .is_none_or(|all| rule.as_array().unwrap().iter().all(|name| all.contains_key(name.as_str().unwrap()))),
        "propertyNames" => found.as_object().is_none_or(|all| all.keys().all(|name| valid(root, rule, &json!(name)))),
        "properties" => found.as_object().is_none_or(|all| {
            let named =
                |(name, value): (&String, &Json)| rule.get(name).is_none_or(|schema| valid(root, schema, value));
            all.iter().all(named)
        }),
        "patternProperties" => found.as_object().is_none_or(|all| {
            let rules = rule.as_object().unwrap();
            all.iter().all(|(name, value)| {
                rules.iter().filter(|(pattern, _)| matches(pattern, name)).all(|(_, schema)| valid(root, schema, value))
            })
        }),
        "additionalProperties" => found.as_object().is_none_or(|all| {
            let none = Map::new();
            let of = |keyword: &str| rules.get(keyword).and_then(Json::as_object).unwrap_or(&none);
            let known = |name: &str| {
                of("properties").contains_key(name) || of("patternProperties").keys().any(|one| matches(one, name))
            };
            let mut further = all.iter().filter(|(name, _)| !known(name));
            further.all(|(_, value)| if rule.is_object() { valid(root, rule, value) } else { *rule == json!(true) })
        }),
        other => panic!("the keyword '{other}' is not known here"),
    })
}

fn is(found: &Json, name: &str) -> bool {
    match name {
        "string" => found.is_string(),
        "null" => found.is_null(),
        "boolean" => found.is_boolean(),
        "integer" => found.is_i64() || found.is_u64(),
        "object" => found.is_object(),
        "array" => found.is_array(),
        other => panic!("the type '{other}' is not known here"),
    }
}

/// The patterns in use, by hand.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match pattern {
        "^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$" => {
            let (whole, part) = unsigned.split_once('.').map_or((unsigned, None), |(whole, part)| (whole, Some(part)));
            digits(whole)
                && (whole == "0" || !whole.starts_with('0'))
                && part.is_none_or(|part| digits(part) && !part.ends_with('0'))
        }
        "^-?[0-9]+(/[1-9][0-9]*)?$" => {
            let (top, bottom) = unsigned.split_once('/').unwrap_or((unsigned, "1"));
            digits(top) && digits(bottom) && !bottom.starts_with('0')
        }
        "^[0-9]{4}-[0-9]{2}$" => text
            .split_once('-')
            .is_some_and(|(year, month)| digits(year) && digits(month) && (year.len(), month.len()) == (4, 2)),
        "^[A-Z]{3}$" => text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
        "^[EWN][0-9]{3}$" => text.len() == 4 && text.starts_with(['E', 'W', 'N']) && digits(&text[1..]),
        "^[0-9]+$" => digits(text),
        "^cacltv/[a-z_]+$" => text
            .strip_prefix("cacltv/")
            .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')),
        other => panic!("the pattern '{other}' is not known here"),
    }
}

// ── documents ──

/// The command of a folder with `-f json`, when it is one plain command that answers with a document.
fn as_json(cmd: &str) -> Option<String> {
    let mut words: Vec<&str> = cmd.split_whitespace().collect();
    let commands = ["calc", "report", "check", "compare", "plan", "funnel", "reconcile"];
    let plain = words.first() == Some(&"cacltv") && words.get(1).is_some_and(|name| commands.contains(name));
    let other = |word: &&str| {
        matches!(*word, "-o" | "--output" | "--help" | "|" | "&&" | ";" | "||") || word.starts_with(['>', '2'])
    };
    if !plain || cmd.trim().lines().count() > 1 || words.iter().any(other) {
        return None;
    }
    if let Some(at) = words.iter().position(|word| matches!(*word, "-f" | "--format")) {
        words.drain(at..at + 2);
    }
    // Quotes keep their spaces, which fall together above.
    let kept = cmd.trim().replace(" -f json", "");
    let kept = if words.join(" ") == kept || kept.contains('\'') { kept } else { words.join(" ") };
    Some(format!("{kept} -f json"))
}

/// Every document that the cases print, by the folder it is of.
fn documents() -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for folder in [folder::all("cases"), folder::all("published")].concat() {
        let cmd = fs::read_to_string(folder.join("cmd")).unwrap();
        let Some(cmd) = as_json(&cmd) else { continue };
        let ran = shell(&cmd, &folder);
        // What the format has no use for, or what is refused, prints nothing.
        if let Ok(document) = serde_json::from_str(&ran.stdout) {
            all.push((folder.file_name().unwrap().to_string_lossy().into_owned(), document));
        }
    }
    all
}

fn schemas() -> BTreeMap<&'static str, Json> {
    SCHEMAS.iter().map(|name| (*name, schema(name))).collect()
}

/// What another program makes of documents, each with the name of its schema; `None` where there is none.
fn python(all: &[(&str, &Json)]) -> Option<Vec<bool>> {
    const SCRIPT: &str = "
import json, sys
try:
    from jsonschema import Draft202012Validator as Validator
except ImportError:
    sys.exit(9)
schemas, documents = json.load(open('all.json'))
for schema in schemas.values(): Validator.check_schema(schema)
validators = {name: Validator(schema) for name, schema in schemas.items()}
print(json.dumps([validators[name].is_valid(document) for name, document in documents]))
";
    let desk = Desk::new([]);
    desk.write("all.json", json!([schemas(), all]).to_string().as_bytes());
    let output = quiet("python3").args(["-c", SCRIPT]).current_dir(desk.path()).output().ok()?;
    if output.status.code() == Some(9) {
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn every_document_of_the_cases_holds_to_its_schema() {
    let (schemas, documents) = (schemas(), documents());
    let count = |name: &str| documents.iter().filter(|(_, document)| kind(document) == name).count();
    assert!(
        count("report") >= 120 && count("check") >= 8 && count("study") >= 25,
        "{} {} {}",
        count("report"),
        count("check"),
        count("study")
    );
    for (name, document) in &documents {
        let schema = &schemas[kind(document)];
        assert!(valid(schema, schema, document), "{name} does not hold to its schema: {document:#}");
        // And to no other.
        for other in SCHEMAS.iter().filter(|other| **other != kind(document)) {
            assert!(!valid(&schemas[other], &schemas[other], document), "{name} holds to the schema of {other}");
        }
    }
    let asked: Vec<(&str, &Json)> = documents.iter().map(|(_, document)| (kind(document), document)).collect();
    if let Some(verdicts) = python(&asked) {
        let wrong: Vec<&String> =
            documents.iter().zip(&verdicts).filter(|(_, held)| !**held).map(|((name, _), _)| name).collect();
        assert!(wrong.is_empty(), "jsonschema refuses {wrong:?}");
    }
}

fn sample() -> Desk {
    Desk::new([
        (
            "spend.csv",
            "month,channel,amount\n2026-03,Google Ads,3000.10\n2026-03,Meta,1000\n2026-03,Meta,1000\n2026-03,Podcast,5\n",
        ),
        ("customers.csv", "month,channel,new_customers\n2026-03,Google Ads,30\n2026-03,Meta,20\n2026-03,Organic,10\n"),
    ])
}

const MODEL: &str = "--arpa 50 --margin 80% --churn 4%";

/// A document with everything that a mutant is made of.
fn originals() -> Vec<Json> {
    let desk = sample();
    [
        format!("report spend.csv customers.csv {MODEL} --interval 95% -f json"),
        format!("report spend.csv customers.csv {MODEL} --method discounted --discount 10% --lag 0 -f json"),
        format!("check spend.csv customers.csv {MODEL} --min-ratio 3 --require 'each: cac <= 80' -f json")
            .replace('\'', ""),
        "calc --spend 10000 --customers 500 --ltv 90 -f json".to_owned(),
        format!("plan spend.csv customers.csv {MODEL} --target 3 -f json"),
    ]
    .iter()
    .map(|line| {
        let args: Vec<&str> = if line.starts_with("check") {
            let mut args: Vec<&str> = line.split_whitespace().take_while(|word| *word != "--require").collect();
            args.extend(["--require", "each: cac <= 80", "-f", "json"]);
            args
        } else {
            line.split_whitespace().collect()
        };
        let ran = desk.run(&args);
        assert!(matches!(ran.code, 0 | 1 | 4), "{line}: {}", ran.stderr);
        ran.json()
    })
    .collect()
}

/// Where a value stands, what it becomes, and what that is.
const MUTANTS: [(&str, &str, &str); 34] = [
    ("/schema", "\"cacltv/other\"", "another document"),
    ("/schema_version", "2", "another version"),
    ("/schema_version", "\"1\"", "a text for a number"),
    ("/currency", "\"euro\"", "no code"),
    ("/period", "\"2026-03\"", "a text for an object"),
    ("/period/from", "\"March\"", "no month"),
    ("/scope", "\"everything\"", "an unknown scope"),
    ("/method", "\"guess\"", "an unknown method"),
    ("/timing", "null", "no timing"),
    ("/total/spend", "4005.1", "a number for a quantity"),
    ("/total/spend", "\"4,005.10\"", "a grouped number"),
    ("/total/spend", "\"4005.10\"", "a trailing zero"),
    ("/total/spend", "\"1e3\"", "an exponent"),
    ("/total/spend", "\"NaN\"", "no number"),
    ("/total/spend", "null", "nothing, and no reason"),
    ("/total/band", "\"fine\"", "an unknown band"),
    ("/total/channel", "\"Meta\"", "a total with a channel"),
    ("/total/exact", "{}", "an empty object"),
    ("/total/exact/cac", "\"66.67\"", "a decimal for a fraction"),
    ("/rows/0/cac", "66.67", "a number for a quantity"),
    ("/rows/0/channel", "7", "a number for a name"),
    ("/rows/0/undefined", "{\"cac\": \"dunno\"}", "an unknown reason"),
    ("/rows/0/undefined", "{\"price\": \"no_data\"}", "an unknown metric"),
    ("/rows/0/interval/cac/low", "60.1", "a number for an end"),
    ("/rows", "{}", "an object for a list"),
    ("/inputs/0/rows", "\"3\"", "a text for a count"),
    ("/inputs/0/role", "\"ledger\"", "an unknown role"),
    ("/inputs/0/delimiter", "\"tab\"", "a word for a character"),
    ("/diagnostics/0/severity", "\"fatal\"", "an unknown severity"),
    ("/diagnostics/0/line", "0", "no line"),
    ("/checks/0/status", "\"maybe\"", "an unknown status"),
    ("/checks/0/op", "\"=\"", "an unknown operator"),
    ("/result", "\"ok\"", "an unknown result"),
    ("/stamp", "\"2026-01-01\"", "what is not in a schema"),
];

/// The documents that a mutant is made from, each changed at that place.
fn mutants(pointer: &str, value: &str) -> Vec<Json> {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let has = |document: &Json| {
        // What is added where nothing was is a mutant too.
        let added = matches!(pointer, "/stamp" | "/total/channel" | "/rows/0/undefined" | "/total/exact");
        document.pointer(pointer).is_some() || added && document.pointer(parent).is_some_and(Json::is_object)
    };
    originals()
        .into_iter()
        .filter(|document| {
            has(document) && !(kind(document) == "study" && matches!(name, "stamp" | "scope" | "method"))
        })
        .map(|mut document| {
            document.pointer_mut(parent).unwrap()[name] = serde_json::from_str(value).unwrap();
            document
        })
        .collect()
}

#[test]
fn no_document_that_was_changed_holds_to_its_schema() {
    let schemas = schemas();
    let mut all = Vec::new();
    let kinds: Vec<&str> = originals().iter().map(kind).collect();
    for original in originals() {
        let schema = &schemas[kind(&original)];
        assert!(valid(schema, schema, &original), "{original:#}");
    }
    for (pointer, value, what) in MUTANTS {
        let found = mutants(pointer, value);
        assert!(!found.is_empty(), "{pointer} is nowhere");
        all.extend(found.into_iter().map(|mutant| (format!("{pointer} = {value} ({what})"), mutant)));
    }
    // What is taken away is missed as well.
    for name in ["schema", "total", "inputs", "notes", "result", "rows", "period"] {
        for mut document in originals() {
            if document.as_object_mut().unwrap().remove(name).is_some() {
                all.push((format!("without {name}"), document));
            }
        }
    }
    assert!(all.len() > 80, "{}", all.len());
    let of = |mutant: &Json| {
        let same = mutant["schema"].as_str().is_some_and(|name| name != "cacltv/other").then(|| kind(mutant));
        same.unwrap_or(kinds[0])
    };
    for (what, mutant) in &all {
        let schema = &schemas[of(mutant)];
        assert!(!valid(schema, schema, mutant), "{what} is let through in {}", mutant["schema"]);
    }
    let asked: Vec<(&str, &Json)> = all.iter().map(|(_, mutant)| (of(mutant), mutant)).collect();
    if let Some(verdicts) = python(&asked) {
        let wrong: Vec<&String> =
            all.iter().zip(&verdicts).filter(|(_, held)| **held).map(|((what, _), _)| what).collect();
        assert!(wrong.is_empty(), "jsonschema lets through {wrong:?}");
    }
}

#[test]
fn a_column_of_the_users_is_a_field_of_a_row_and_a_text() {
    let desk = Desk::new([
        ("spend.csv", "month,Käufer,amount\n2026-03,A,3000.10\n2026-03,B,10\n"),
        ("customers.csv", "month,Käufer,new_customers\n2026-03,A,30\n2026-03,B,7\n"),
    ]);
    let document = desk.run(&["report", "spend.csv", "customers.csv", "--by", "Käufer,month", "-f", "json"]).json();
    assert!(document["rows"][0]["Käufer"].is_string());
    let schema = schema("report");
    assert!(valid(&schema, &schema, &document), "{document:#}");
}

#[test]
fn a_schema_that_is_none_is_answered_with_the_nearest() {
    let ran = run(&["schema", "reports"]);
    let wanted = "error: there is no schema 'reports'\n  = help: did you mean 'report'?\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", wanted));
    for name in SCHEMAS {
        let schema = schema(name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], format!("urn:cacltv:schema:{name}:1"));
    }
}
