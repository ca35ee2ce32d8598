//! `cacltv.toml`: where it is found, what it settles, and what is wrong with it.

use std::fs;

use crate::program::{Desk, cacltv};

const SPEND: &str = "channel;spend\nMeta;1.234\n";
const CUSTOMERS: &str = "channel;new_customers\nMeta;2\n";

fn desk(config: &str) -> Desk {
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), ("cacltv.toml", config)])
}

#[test]
fn the_configuration_settles_what_flags_would() {
    let desk = desk("[input]\nfiles = ['spend.csv', 'customers.csv']\ndecimal = '.'\n");
    assert_eq!(desk.run(&["get", "cac"]).stdout, "0.617\n");
    let ran = desk.run(&["report", "-f", "plain"]);
    assert!(ran.stdout.contains("configuration cacltv.toml"), "{}", ran.stdout);
    // A flag stands before it, and -n leaves it out.
    assert_eq!(desk.run(&["get", "cac", "--decimal", ","]).stdout, "617\n");
    assert_eq!(desk.run(&["get", "cac", "-n"]).code, 2);
    assert_eq!(desk.run(&["get", "cac", "-n", "spend.csv", "customers.csv"]).code, 3);
}

#[test]
fn a_file_of_its_own_keys_is_read_by_them_and_the_others_are_not() {
    let config = "[[input.file]]\npath = 'a.csv'\ndecimal = ','\n[[input.file]]\npath = \"b*.csv\"\nchannel = 'B'\ndecimal = '.'\ncolumns = { amount = 'paid' }\n";
    let desk =
        Desk::new([("a.csv", "channel;spend\nA;1.234\n"), ("b1.csv", "paid,note\n1.234,x\n"), ("cacltv.toml", config)]);
    let json = desk.run(&["report", "a.csv", "b1.csv", "-f", "json"]).json();
    let rows: Vec<(&str, &str)> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["channel"].as_str().unwrap(), row["spend"].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [("A", "1234"), ("B", "1.234")]);
}

#[test]
fn a_channel_may_have_a_churn_of_its_own() {
    // 100·(1÷5%) = 2,000 for Meta, 100·(1÷10%) = 1,000 for all others.
    let config = "[model]\narpa = 100\nmargin = 1.0\nchurn = '10%'\n[model.channel.\"Meta\"]\nchurn = '5%'\n";
    let desk = Desk::new([("both.csv", "channel,spend,new_customers\nMeta,10,1\nTV,10,1\n"), ("cacltv.toml", config)]);
    let ltv = |channel: &str| desk.run(&["get", "ltv", "both.csv", "--channel", channel]).stdout;
    assert_eq!((ltv("Meta"), ltv("TV")), ("2000\n".to_owned(), "1000\n".to_owned()));
}

#[test]
fn names_are_merged_by_the_configuration() {
    let config = "[channels.aliases]\nMeta = ['facebook', 'instagram']\n";
    let desk = Desk::new([
        ("both.csv", "channel,spend,new_customers\nfacebook,10,1\ninstagram,20,1\n"),
        ("cacltv.toml", config),
    ]);
    assert_eq!(desk.run(&["get", "cac", "both.csv", "--channel", "Meta"]).stdout, "15\n");
}

#[test]
fn the_nearest_one_upward_counts_up_to_the_root_of_the_repository() {
    let desk = desk("[input]\ndecimal = '.'\nfiles = ['*.csv']\n");
    let deep = desk.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    let get = || cacltv().args(["get", "cac"]).current_dir(&deep).output().unwrap();
    // Its paths begin from its own folder.
    assert_eq!(get().stdout, b"0.617\n");
    fs::create_dir(desk.path().join("a/.git")).unwrap();
    assert_eq!(get().status.code(), Some(2));
    let named = desk.path().join("cacltv.toml");
    let by_variable = cacltv().args(["get", "cac"]).current_dir(&deep).env("CACLTV_CONFIG", &named).output().unwrap();
    assert_eq!(by_variable.stdout, b"0.617\n");
}

#[test]
fn what_is_wrong_with_it_is_told_with_line_column_and_the_nearest_word() {
    let wrong = [
        ("[model]\nchrun = '2%'\n", "cacltv.toml:2:1: there is no key 'chrun' in [model]", "did you mean 'churn'?"),
        ("[modle]\n", "cacltv.toml:1:2: there is no table 'modle'", "did you mean 'model'?"),
        ("[model]\narpa = 29\nchurn = 2.5\n", "cacltv.toml:3:9: churn: '2.5'", ""),
        ("[input]\nmissing = 'nil'\n", "cacltv.toml:2:11: missing: there is no 'nil'", "one of zero, skip"),
        ("[[input.file]]\npath = 'a.csv'\ndecmal = ','\n", "cacltv.toml:3:1: there is no key 'decmal'", "'decimal'"),
        ("[[input.file]]\ndecimal = ','\n", "cacltv.toml:1:", "path = "),
        ("[[input.file]]\npath = 'a'\ncolumns = { amont = 'x' }\n", "cacltv.toml:3:", "did you mean 'amount'?"),
        ("[input]\nfractional_customers = 'yes'\n", "cacltv.toml:2:24: fractional_customers is true or false", ""),
        ("[input\n", "cacltv.toml:1:", ""),
        ("[output]\nlocale = 'xx'\n", "cacltv.toml:2:10: locale: there is no 'xx'", ""),
        ("[model.channel.Meta]\nmethod = 'simple'\n", "cacltv.toml:2:1: there is no key 'method'", ""),
    ];
    for (config, message, help) in wrong {
        let ran = desk(config).run(&["report", "spend.csv", "customers.csv"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config}");
        assert!(ran.stderr.contains(message) && ran.stderr.contains(help), "{config}: {}", ran.stderr);
    }
}

#[test]
fn a_configuration_that_is_named_has_to_be_there() {
    let ran = desk("").run(&["report", "spend.csv", "--config", "other.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("'other.toml' cannot be read: no such file"), "{}", ran.stderr);
}

#[test]
fn a_column_told_to_one_file_has_to_be_in_it() {
    let config = "[[input.file]]\npath = 'spend.csv'\ndecimal = '.'\ncolumns = { segment = 'Region' }\n";
    let ran = desk(config).run(&["report", "spend.csv", "customers.csv"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("'Region'"), "{}", ran.stderr);
}
