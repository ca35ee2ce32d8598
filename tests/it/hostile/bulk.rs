//! Much of one thing: what is refused is refused soon, and twice as much takes no more than a few times as long.
//! Limits of time are wide, since machines differ; what was quadratic took minutes.

use std::time::{Duration, Instant};

use crate::program::Desk;

/// The time that a run takes, which has to end as told.
fn took(desk: &Desk, args: &[&str], code: i32) -> Duration {
    let begin = Instant::now();
    let ran = desk.run(args);
    assert_eq!(ran.code, code, "{}", ran.stderr.chars().take(2_000).collect::<String>());
    begin.elapsed()
}

fn soon(desk: &Desk, args: &[&str], code: i32) {
    let took = took(desk, args, code);
    let shown: Vec<&str> = args.iter().take(4).copied().collect();
    assert!(took < Duration::from_secs(20), "{shown:?} took {took:?}");
}

fn rows(head: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    (0..count).fold(format!("{head}\n"), |text, n| text + &row(n) + "\n")
}

/// Every spend name was held against every customer name, by its spelling: 4,000 by 4,000, and two of a megabyte.
#[test]
fn channels_that_one_side_alone_names_are_many_or_long() {
    let spend = rows("month,channel,amount", 4_000, |n| format!("2026-03,spend {n},1"));
    let won = rows("month,channel,new_customers", 4_000, |n| format!("2026-03,won {n},1"));
    let long = "x".repeat(1_000_000);
    let desk = Desk::new([
        ("s.csv", spend.as_str()),
        ("w.csv", won.as_str()),
        ("ls.csv", format!("month,channel,amount\n2026-03,{long},1\n").as_str()),
        ("lw.csv", format!("month,channel,new_customers\n2026-03,{long}y,1\n").as_str()),
    ]);
    soon(&desk, &["report", "s.csv", "w.csv", "-n", "-o", "out.json"], 0);
    soon(&desk, &["report", "ls.csv", "lw.csv", "-n", "-o", "out.json"], 0);
}

/// Every flag was held against every one before it.
#[test]
fn thousands_of_aliases_and_rules() {
    let desk = Desk::new([
        ("s.csv", rows("month,channel,amount", 3_000, |n| format!("2026-03,c{n},{}", n + 1)).as_str()),
        ("w.csv", rows("month,channel,new_customers", 3_000, |n| format!("2026-03,c{n},1")).as_str()),
    ]);
    let many = |flag: &str, text: &dyn Fn(usize) -> String| -> Vec<String> {
        (0..3_000).flat_map(|n| [flag.to_owned(), text(n)]).collect()
    };
    for flags in [
        many("--alias", &|n| format!("n{n}=c{n},d{n}")),
        many("--channel", &|n| format!("c{n}")),
        many("--where", &|n| format!("channel=c{n}")),
    ] {
        let mut args = vec!["report", "s.csv", "w.csv", "-n", "-o", "out.json"];
        args.extend(flags.iter().map(String::as_str));
        soon(&desk, &args, 0);
    }
    // Each place was counted from the beginning of the file, and each name held against every channel.
    let aliases = rows("[channels.aliases]", 20_000, |n| format!("\"n{n}\" = [\"a{n}\", \"b{n}\"]"));
    let unpaid = rows("[channels]\nunpaid = [", 20_000, |n| format!("\"u{n}\",")) + "]\n";
    let one_line = unpaid.replace(",\n", ",");
    let models = rows("", 5_000, |n| format!("[model.channel.\"c{n}\"]\narpa = 3"));
    let files = rows("", 5_000, |n| format!("[[input.file]]\npath = \"f{n}.csv\"\ndecimal = \",\""));
    let categories = rows("[costs.categories]", 20_000, |n| format!("\"k{n}\" = 'content'"));
    for config in [aliases, unpaid, one_line, models, files, categories] {
        desk.write("c.toml", config.as_bytes());
        soon(&desk, &["report", "s.csv", "w.csv", "--config", "c.toml", "-o", "out.json"], 0);
    }
}

/// One thread or several read up to the limit, and stop there; which of them comes first is not seen.
#[test]
fn too_many_names_are_refused_at_once_and_in_the_same_words_each_time() {
    let text = rows("month,channel,amount", 400_000, |n| format!("2026-03,Channel {n},1.5"));
    let desk = Desk::new([("many.csv", text.as_str())]);
    for (threads, command) in [("1", "report"), ("2", "report"), ("3", "inspect")] {
        let begin = Instant::now();
        let ran = desk.run(&[command, "many.csv", "-n", "--threads", threads]);
        assert!(begin.elapsed() < Duration::from_secs(20));
        let said = "error[E011]: more than 200,000 distinct names in the column 'channel'\n --> many.csv:1:1\n  \
                    = help: --map another column, or sum the file up first\n";
        assert_eq!((ran.code, ran.stderr.as_str()), (3, said), "{threads} threads");
    }
}

/// A report of 1,500,000 rows took seven gigabytes.
#[test]
fn more_rows_than_a_report_may_have_are_refused_before_they_are_made() {
    let rows_of = |text: &mut String, n: usize| text.push_str(&format!("2026-03,c{},s{},1\n", n / 450, n % 450));
    let mut text = "month,channel,segment,amount\n".to_owned();
    (0..450 * 450).for_each(|n| rows_of(&mut text, n));
    let apart =
        rows("month,channel,amount", 2_000, |n| format!("{},c{n},1", if n % 2 == 0 { "1950-01" } else { "2026-03" }));
    let desk = Desk::new([("s.csv", text.as_str()), ("apart.csv", apart.as_str())]);
    let ran = desk.run(&["report", "s.csv", "-n", "--by", "channel,segment"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with("error[E011]: the report has more than 200,000 rows\n"), "{}", ran.stderr);
    soon(&desk, &["report", "s.csv", "-n", "--by", "channel"], 0);
    let ran = desk.run(&["trend", "apart.csv", "-n", "--by", "channel"]);
    assert_eq!(ran.code, 3);
    let said = "error[E011]: there are more than 1092 rows, and 915 months of each\n";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
}

/// Names whose places were chosen to be one among those found without a table, since these go by no key.
#[test]
fn names_that_are_chosen_to_fall_on_one_place_are_read_like_others() {
    let short = |n: usize| format!("{n:07}x{n:07}");
    let long = |n: usize| format!("the same beginning {n:07}{} the same end", "x".repeat(n % 5));
    for name in [&short as &dyn Fn(usize) -> String, &long] {
        let text = rows("month,channel,amount", 40_000, |n| format!("2026-03,{},1", name(n % 20_000)));
        let desk = Desk::new([("s.csv", text.as_str())]);
        soon(&desk, &["report", "s.csv", "-n", "-o", "out.csv"], 0);
        assert_eq!(desk.read("out.csv").lines().filter(|line| line.contains(",2,")).count(), 20_000);
    }
}

/// Every row was looked for among all rows.
#[test]
fn thousands_of_rows_in_every_view() {
    let spend = rows("month,channel,amount", 6_000, |n| format!("2026-0{},c{},{}", n % 2 + 2, n / 2, n + 1));
    let won = rows("month,channel,new_customers", 6_000, |n| format!("2026-0{},c{},{}", n % 2 + 2, n / 2, n % 9 + 1));
    let desk = Desk::new([("s.csv", spend.as_str()), ("w.csv", won.as_str())]);
    let files = ["s.csv", "w.csv", "-n", "-o", "out.json"];
    for words in [
        &["report"][..],
        &["report", "--across", "month", "--metric", "cac"],
        &["trend", "--by", "channel"],
        &["compare", "--period", "2026-03", "--against", "2026-02"],
    ] {
        let args: Vec<&str> = words.iter().chain(&files).copied().collect();
        soon(&desk, &args, 0);
    }
    let args = ["check", "s.csv", "w.csv", "-n", "--require", "each: cac <= 30", "-o", "out.html"];
    soon(&desk, &args, 1);
}

/// Files of one length were held against each other, two at a time.
#[test]
fn a_thousand_files_of_one_length() {
    let desk = Desk::new([]);
    std::fs::create_dir(desk.path().join("many")).unwrap();
    for n in 0..1_000 {
        desk.write(&format!("many/{n:04}.csv"), format!("month,channel,amount\n2026-03,c{n:04},1\n").as_bytes());
    }
    soon(&desk, &["report", "many", "-n", "-f", "json"], 0);
    desk.write("many/again.csv", b"month,channel,amount\n2026-03,c0500,1\n");
    let ran = desk.line("report many -n");
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr.contains("many/again.csv' is the same file as 'many/0500.csv'")
            || ran.stderr.contains("'many/0500.csv' is the same file as"),
        "{}",
        ran.stderr
    );
}

#[test]
fn as_many_columns_as_there_may_be_and_one_more() {
    let desk = Desk::new([]);
    for (columns, code) in [(16_384_usize, 0), (16_385, 3)] {
        let heads: Vec<String> = (3..columns).map(|n| format!("e{n}")).collect();
        let text = format!("month,channel,amount,{}\n2026-03,a,1{}\n", heads.join(","), ",x".repeat(columns - 3));
        desk.write("wide.csv", text.as_bytes());
        soon(&desk, &["report", "wide.csv", "-n"], code);
        soon(&desk, &["inspect", "wide.csv", "-n", "-f", "json"], code);
    }
    let heads: Vec<String> = (0..3_000).map(|n| format!("visits {n}")).collect();
    desk.write("steps.csv", format!("month,{}\n2026-03{}\n", heads.join(","), ",1".repeat(3_000)).as_bytes());
    soon(&desk, &["funnel", "steps.csv", "-n"], 3);
    soon(&desk, &["funnel", "steps.csv", "-n", "--steps", &heads.join(",")], 0);
    // As many columns of a report as there are names for them.
    desk.write("s.csv", b"month,channel,amount\n2026-03,a,1\n");
    soon(&desk, &["report", "s.csv", "-n", "--columns", "cac,spend,CAC"], 2);
}

/// The highest churn of every channel with two kinds of customers was bisected by whole reports.
#[test]
fn the_targets_of_channels_with_two_kinds_of_customers() {
    let who = |n: usize| format!("2026-03,Channel {},{}", n / 2, ["SMB", "Enterprise"][n % 2]);
    let desk = Desk::new([]);
    let text =
        rows("month,channel,segment,amount,new_customers", 600, |n| format!("{},{},{}", who(n), 40 + n, 1 + n % 7));
    desk.write("both.csv", text.as_bytes());
    let own = |n: usize| {
        format!("Channel {},{},{},{}%,{}%", n / 2, ["SMB", "Enterprise"][n % 2], 20 + n % 9, 50 + n % 40, 2 + n % 5)
    };
    desk.write("own.csv", rows("channel,segment,arpa,margin,churn", 600, own).as_bytes());
    soon(&desk, &["plan", "both.csv", "--assumptions", "own.csv", "-n", "--target", "3", "--discount", "10%"], 0);
}

/// What is nested deeper than any file is refused, by a message.
#[test]
fn nothing_is_nested_too_deep_to_be_refused() {
    let desk = Desk::new([("s.csv", "month,channel,amount\n2026-03,a,1\n")]);
    let deep = 100_000;
    for text in [
        format!("x = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        format!("x = {}1{}\n", "{a=".repeat(deep), "}".repeat(deep)),
        format!("a{} = 1\n", ".a".repeat(deep)),
        format!("[a{}]\n", ".a".repeat(deep)),
    ] {
        desk.write("c.toml", text.as_bytes());
        soon(&desk, &["report", "s.csv", "--config", "c.toml"], 2);
    }
    for text in [
        format!("{{{{ {}1{} }}}}", "(".repeat(deep), ")".repeat(deep)),
        format!("{{{{ {}1 }}}}", "not ".repeat(deep)),
        format!("{}{}", "{% if 1 %}".repeat(deep), "{% endif %}".repeat(deep)),
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}".to_owned(),
        "{% for i in range(1000000000) %}x{% endfor %}".to_owned(),
    ] {
        desk.write("t.html", text.as_bytes());
        soon(&desk, &["report", "s.csv", "-n", "--template", "t.html"], 2);
    }
    for text in [
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!(
            "{{\"schema\":\"cacltv/report\",\"schema_version\":1,\"rows\":{}{}}}",
            "[".repeat(deep),
            "]".repeat(deep)
        ),
    ] {
        desk.write("r.json", text.as_bytes());
        soon(&desk, &["compare", "r.json", "r.json", "-n"], 3);
    }
}
