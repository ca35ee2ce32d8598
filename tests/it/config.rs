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
    assert!(ran.stderr.contains("'other.toml' cannot be read: there is no such file"), "{}", ran.stderr);
}

#[test]
fn a_column_told_to_one_file_has_to_be_in_it() {
    let config = "[[input.file]]\npath = 'spend.csv'\ndecimal = '.'\ncolumns = { segment = 'Region' }\n";
    let ran = desk(config).run(&["report", "spend.csv", "customers.csv"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("'Region'"), "{}", ran.stderr);
}

/// What is said of a configuration that is wrong.
fn said(config: &str) -> String {
    let ran = desk(config).run(&["get", "spend", "spend.csv", "--decimal", "."]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config} {}", ran.stderr);
    ran.stderr
}

#[test]
fn a_name_of_the_configuration_may_hold_what_parts_names_in_a_flag() {
    let desk = Desk::new([
        ("both.csv", "channel,spend,new_customers\n\"Shop, online\",10,1\nonline,20,1\n"),
        ("cacltv.toml", "[channels.aliases]\n'A=B' = ['Shop, online', 'online']\n"),
    ]);
    let rows = desk.run(&["report", "both.csv", "-f", "json"]).json()["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!((&rows[0]["channel"], &rows[0]["cac"]), (&"A=B".into(), &"15".into()));
}

#[test]
fn a_name_is_one_other_name_and_no_two() {
    let table = "channel,spend,new_customers\nfacebook,10,1\nTV,20,1\n";
    let desk = Desk::new([("both.csv", table), ("cacltv.toml", "[channels.aliases]\nMeta = ['Facebook']\n")]);
    // A flag stands before the configuration.
    let cac = |name: &str| desk.run(&["get", "cac", "both.csv", "--alias", "Social=facebook", "--channel", name]);
    assert_eq!((cac("Social").stdout.as_str(), cac("Meta").code), ("10\n", 4));
    for flags in [["A=facebook", "B=FACEBOOK"], ["A=facebook", "B=a"], ["A=B", "B=A"], ["A=B", "B=c"]] {
        let ran = desk.run(&["get", "cac", "-n", "both.csv", "--alias", flags[0], "--alias", flags[1]]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{flags:?} {}", ran.stderr);
    }
    let ran = desk.run(&["get", "cac", "-n", "both.csv", "--alias", "A=facebook", "--alias", "a=TV"]);
    assert_eq!(ran.stdout, "15\n", "{}", ran.stderr);
    assert!(
        said("[channels.aliases]\nA = 'x'\n\nB = ['y', 'X']\n").contains("cacltv.toml:4:1: 'X' is to be 'A' and 'B'")
    );
    assert!(said("[channels.aliases]\n'' = 'x'\n").contains("cacltv.toml:2:1: a name is blank"));
    assert!(said("[channels.aliases]\nA = []\n").contains("cacltv.toml:2:1: 'A' stands for no name"));
    assert!(said("[channels.aliases]\nA = ['x', ' ']\n").contains("cacltv.toml:2:11: a name is blank"));
}

#[test]
fn a_fault_names_its_own_place_and_its_own_words() {
    let channel = "[model]\narpa = 3\n[model.channel.model]\narpa = 'x'\n";
    assert!(said(channel).contains("cacltv.toml:4:8: arpa: 'x' is not a number"), "{}", said(channel));
    let twice = "[output]\nlocale = 'sv'\nnumbers = '1 234,56'\n";
    assert!(said(twice).contains("cacltv.toml:3:11: numbers and locale say the same"), "{}", said(twice));
    let life = "[model]\nchurn = '5%'\nlifetime = '40mo'\n";
    assert!(said(life).contains("cacltv.toml:2:9: churn and lifetime say the same"), "{}", said(life));
}

#[test]
fn a_file_has_one_table_and_a_table_has_a_path() {
    let twice =
        "[[input.file]]\npath = 'spend.csv'\ndecimal = '.'\n[[input.file]]\npath = './spend.csv'\ndecimal = ','\n";
    assert!(said(twice).contains("cacltv.toml:5:8: a second [[input.file]]"), "{}", said(twice));
    assert!(said("[[input.file]]\npath = ''\n").contains("cacltv.toml:2:8: the path is blank"));
}

#[test]
fn the_footer_says_what_came_from_the_configuration() {
    let config = "[model]\nmargin = '50%'\nchurn = '5%'\n[model.channel.TV]\narpa = 200\n";
    let desk = Desk::new([("both.csv", "channel,spend,new_customers\nMeta,10,1\n"), ("cacltv.toml", config)]);
    let footer = |args: &[&str]| desk.run(&[args, &["-f", "plain"]].concat()).stdout;
    let table = footer(&["report", "both.csv", "--arpa", "100"]);
    assert!(table.contains("ARPA from flags and Margin, Churn from the configuration"), "{table}");
    let one = footer(&["calc", "--arpa", "100", "--cac", "10", "--churn", "10%"]);
    assert!(one.contains("ARPA, Churn from flags and Margin from the configuration"), "{one}");
    desk.write("both.csv", b"channel,spend,new_customers\nTV,10,1\n");
    let own = footer(&["report", "both.csv", "--churn", "10%"]);
    assert!(own.contains("Churn from flags and ARPA, Margin from the configuration"), "{own}");
}

#[test]
fn a_flag_for_what_a_definition_sets_hides_the_definition_of_the_configuration() {
    // On revenue 10 ÷ 4 % = 250, on margin 200.
    let desk = Desk::new([("cacltv.toml", "[model]\nas = 'chartmogul'\nmargin = '80%'\n")]);
    let ltv = |more: &[&str]| {
        let args = ["calc", "--arpa", "10", "--churn", "4%", "-f", "json"];
        desk.run(&args.iter().chain(more).copied().collect::<Vec<_>>()).total("ltv").unwrap()
    };
    assert_eq!((ltv(&[]).as_str(), ltv(&["--basis", "margin"]).as_str()), ("250", "200"));
    assert_eq!(ltv(&["--as", "finmark"]), "200");
}
