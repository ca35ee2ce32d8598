//! What `init` writes runs at once, settles what was proved, and writes over nothing.

use std::fs;
use std::path::{Path, PathBuf};

use cacltv::config::keys::{Kind, TABLES};
use serde_json::Value as Json;

use crate::folder;
use crate::program::{Desk, Ran, cacltv};

fn run(folder: &Path, args: &[&str]) -> Ran {
    cacltv().args(args).current_dir(folder).output().unwrap().into()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A document without what tells of files: how they were read, what was said of them, and which configuration.
fn figures(ran: &Ran) -> Json {
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut document = ran.json();
    let fields = document.as_object_mut().unwrap();
    fields.remove("inputs");
    fields.remove("diagnostics");
    let notes = fields["notes"].as_array_mut().unwrap();
    notes.retain(|note| !note.as_str().unwrap().starts_with("configuration "));
    for note in notes {
        *note = note.as_str().unwrap().replace("../../", "").into();
    }
    document
}

#[test]
fn samples_run_at_once() {
    let desk = Desk::new([]);
    let ran = desk.run(&["init", "demo"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let wrote = "wrote demo/cacltv.toml\nwrote demo/spend.csv\nwrote demo/customers.csv\nwrote demo/revenue.csv\n";
    assert_eq!(ran.stdout, format!("{wrote}next: cd demo && cacltv report\n"));
    let demo = desk.path().join("demo");
    assert_eq!(names(&demo), ["cacltv.toml", "customers.csv", "revenue.csv", "spend.csv"]);
    let report = run(&demo, &["report", "-f", "json"]);
    assert_eq!((report.code, report.stderr.as_str()), (0, ""));
    let json = report.json();
    // 37,200 ÷ 253; 29 × 75 % ÷ (127 ÷ 3,122); that ÷ CAC.
    assert_eq!(json["currency"], "EUR");
    assert_eq!(json["total"]["exact"]["cac"], "37200/253");
    assert_eq!((&json["total"]["arpa"], &json["total"]["model"]["arpa"]), (&Json::Null, &"29".into()));
    assert_eq!(json["total"]["exact"]["ltv"], "135807/254");
    assert_eq!(json["total"]["exact"]["ltv_cac"], "11453057/3149600");
    assert_eq!(json["total"]["band"], "healthy");
    assert_eq!(json["rows"].as_array().unwrap().len(), 3);
    let table = run(&demo, &["report"]);
    assert_eq!((table.code, table.stderr.as_str()), (0, ""));
    assert_eq!(run(&demo, &["check"]).code, 0);
    assert_eq!(run(&demo, &["check", "--min-ratio", "3.7"]).code, 1);
}

#[test]
fn every_table_and_key_stands_in_the_sample_as_a_line_to_take_into_use() {
    let desk = Desk::new([]);
    desk.run(&["init"]);
    let text = desk.read("cacltv.toml");
    for table in TABLES {
        assert!(text.contains(&format!("\n[{}]\n", table.name)), "{}", table.name);
        for key in table.keys {
            match key.kind {
                Kind::Tables(within) | Kind::TableOf(within) => {
                    assert!(
                        within.keys.iter().all(|key| text.contains(&format!("\n#{} = {}\n", key.name, key.example)))
                    );
                }
                _ if key.name == "files" => {}
                _ => assert!(text.contains(&format!("\n#{} = {}\n", key.name, key.example)), "{}", key.name),
            }
        }
    }
    assert!(text.contains("\nfiles = [\"spend.csv\", \"customers.csv\", \"revenue.csv\"]\n"));
    let bare = |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with('[');
    assert_eq!(text.lines().filter(bare).count(), 5, "the files and two rules are in use");
}

#[test]
fn nothing_that_exists_is_written_over_and_nothing_is_written_beside_it() {
    for name in ["cacltv.toml", "spend.csv", "customers.csv", "revenue.csv"] {
        let desk = Desk::new([(name, "mine\n")]);
        for args in [&["init"][..], &["init", "."]] {
            let ran = desk.run(args);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
            assert!(ran.stderr.contains(&format!("'{name}' exists")), "{}", ran.stderr);
            assert_eq!((names(desk.path()), desk.read(name)), (vec![name.to_owned()], "mine\n".to_owned()));
        }
    }
    let desk = Desk::new([]);
    assert_eq!(desk.run(&["init", "a/b/demo"]).code, 0);
    let again = desk.run(&["init", "a/b/demo"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("'a/b/demo/cacltv.toml' exists"), "{}", again.stderr);
    // A link that leads nowhere is something too.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", desk.path().join("cacltv.toml")).unwrap();
        assert_eq!(desk.run(&["init"]).code, 2);
        assert!(!desk.path().join("nowhere").exists());
    }
}

#[test]
fn samples_are_not_put_among_data_of_the_user() {
    let desk = Desk::new([("orders.csv", "channel,spend\nMeta,1\n")]);
    let ran = desk.run(&["init"]);
    assert_eq!((ran.code, names(desk.path())), (2, vec!["orders.csv".to_owned()]));
    assert!(ran.stderr.contains("'orders.csv'") && ran.stderr.contains("cacltv init *.csv"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_fault_of_the_output() {
    let desk = Desk::new([("taken", "x")]);
    let ran = desk.run(&["init", "taken/demo"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""), "{ran:?}");
    assert!(ran.stderr.contains("'taken/demo'"), "{}", ran.stderr);
}

#[test]
fn a_name_that_looks_like_a_file_is_no_folder_to_make() {
    let desk = Desk::new([]);
    for (name, code) in [("spend.csv", 3), ("*.csv", 3)] {
        let ran = desk.run(&["init", name]);
        assert_eq!((ran.code, names(desk.path()).len()), (code, 0), "{ran:?}");
    }
    for args in [&["init", "demo", "--decimal", ","][..], &["init", "-o", "x.toml"], &["init", "--config", "x.toml"]] {
        let ran = desk.run(args);
        assert_eq!((ran.code, names(desk.path()).len()), (2, 0), "{ran:?}");
    }
}

fn data(folder: &Path) -> Vec<String> {
    let mut all = names(folder);
    all.retain(|name| name.ends_with(".csv") || name.ends_with(".tsv"));
    all
}

/// Reports with flags, and with what `init` writes of the same flags: in the folder, and from one below it.
fn holds(desk: &Desk, flags: &[&str]) {
    let plain = desk.run(&[&["report", "-f", "json", "-n"], flags].concat());
    let _ = fs::remove_file(desk.path().join("cacltv.toml"));
    let ran = desk.run(&[&["init"], flags].concat());
    assert_eq!(ran.code, 0, "{flags:?} {ran:?}");
    let text = desk.read("cacltv.toml");
    let wanted = figures(&plain);
    for folder in ["", "below/further"] {
        let folder = desk.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        let again = run(&folder, &["report", "-f", "json"]);
        assert_eq!(figures(&again), wanted, "{flags:?}\n{text}\n{}", again.stderr);
    }
}

#[test]
fn what_init_writes_of_files_gives_their_report_from_any_folder() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<PathBuf> = fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.extend(folder::all("cases"));
    folders.extend(folder::all("published"));
    folders.sort();
    let mut held = 0;
    for folder in folders.iter().filter(|path| path.is_dir()) {
        let desk = Desk::new([]);
        let names = data(folder);
        for name in &names {
            desk.write(name, &fs::read(folder.join(name)).unwrap());
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let plain = desk.run(&[&["report", "-f", "json", "-n"], names.as_slice()].concat());
        if names.is_empty() || plain.code != 0 || names.len() == 1 && !names[0].contains('.') {
            continue;
        }
        holds(&desk, &names);
        held += 1;
    }
    assert!(held >= 35, "{held}");
}

#[test]
fn flags_that_settle_files_are_kept() {
    let desk = Desk::new([
        ("spend.csv", "month;channel;amount\n01/02/2026;Meta;1.234\n01/03/2026;TV;\n"),
        (
            "won.csv",
            "customer_id,acquired_on,channel,stage\na,2026-02-03,fb,Won\nb,2026-03-04,TV,Lost\nc,2026-03-04,TV,Won\n",
        ),
        ("known.csv", "customer_id\nc\n"),
        ("usd.csv", "channel,amount,currency\nRadio,10,USD\n"),
        ("bank.csv", "amount\n-7\n"),
        ("rates.csv", "from,to,rate\nUSD,EUR,0.9\n"),
        ("ltv.csv", "channel,arpa,margin,churn\nMeta,10,50%,5%\nTV,20,50%,5%\n"),
        ("q.csv", "revenue,active_customers\n300,10\n"),
    ]);
    let spend = ["--decimal", ".", "--date-format", "%d/%m/%Y", "--missing", "zero"];
    holds(&desk, &[&["spend.csv"], spend.as_slice()].concat());
    holds(&desk, &[&["spend.csv", "won.csv", "--where", "stage=Won", "--alias", "Meta=fb"], spend.as_slice()].concat());
    holds(&desk, &["won.csv", "--known", "known.csv", "--where", "stage=Won"]);
    holds(&desk, &["usd.csv", "--rates", "rates.csv", "--currency", "EUR"]);
    holds(&desk, &["--spend", "Bank=bank.csv", "--negate", "bank.csv", "--period-of", "bank.csv=2026-03"]);
    holds(&desk, &[&["spend.csv", "--assumptions", "ltv.csv"], spend.as_slice()].concat());
    holds(&desk, &["q.csv", "--revenue-period", "quarter"]);
}

#[test]
fn folders_and_patterns_stay_what_they_are() {
    let desk = Desk::new([]);
    fs::create_dir(desk.path().join("data")).unwrap();
    desk.write("data/a.csv", b"channel;amount\nMeta;1,5\n");
    desk.write("data/b.csv", b"channel,new_customers\nMeta,2\n");
    // One folder alone is where samples would go.
    assert_eq!(desk.run(&["init", "data"]).code, 2);
    holds(&desk, &["data/*.csv"]);
    assert!(desk.read("cacltv.toml").contains("files = [\"data/*.csv\"]"));
    // What comes later is read too, and what is there is read as before.
    desk.write("data/c.csv", b"channel,amount\nTV,4\n");
    assert_eq!(desk.run(&["get", "spend"]).stdout, "5.5\n");
}

#[test]
fn a_configuration_that_exists_is_kept_and_minus_prints_the_new_one() {
    let desk = Desk::new([("a.csv", "channel,amount\nMeta,1\n"), ("cacltv.toml", "[modle]\n")]);
    let ran = desk.run(&["init", "a.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str(), desk.read("cacltv.toml").as_str()), (2, "", "[modle]\n"));
    assert!(ran.stderr.contains("'cacltv.toml' exists") && ran.stderr.contains("-o -"), "{}", ran.stderr);
    let printed = desk.run(&["init", "a.csv", "-o", "-"]);
    assert_eq!((printed.code, desk.read("cacltv.toml").as_str()), (0, "[modle]\n"));
    desk.write("cacltv.toml", printed.stdout.as_bytes());
    assert_eq!(desk.run(&["get", "spend"]).stdout, "1\n");
}

#[test]
fn what_cannot_be_read_is_refused_and_nothing_is_written() {
    let desk = Desk::new([("a.csv", "channel;amount\nMeta;1.234\n")]);
    let ran = desk.run(&["init", "a.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str(), names(desk.path()).len()), (3, "", 1));
    assert!(ran.stderr.contains("--decimal"), "{}", ran.stderr);
}

#[test]
fn names_that_may_be_one_channel_wait_to_be_taken_into_use() {
    let desk = Desk::new([
        ("s.csv", "channel,amount\nMeta,100\nRadio,50\n"),
        ("c.csv", "channel,new_customers\nfacebook,4\nWalk-in,1\n"),
    ]);
    holds(&desk, &["s.csv", "c.csv"]);
    let text = desk.read("cacltv.toml");
    let wanted = "[channels.aliases]\n# These look like one channel each:\n#\"Meta\" = [\"facebook\"]\n\
                  # Names with spend and no customers:\n#   \"Radio\"\n# Names with customers and no spend:\n#   \"Walk-in\"\n";
    assert!(text.contains(wanted), "{text}");
    desk.write("cacltv.toml", text.replace("#\"Meta\"", "\"Meta\"").as_bytes());
    let joined = desk.run(&["report", "-f", "json"]);
    let flagged = desk.run(&["report", "-f", "json", "-n", "s.csv", "c.csv", "--alias", "Meta=facebook"]);
    assert_eq!(joined.json()["rows"], flagged.json()["rows"]);
    assert_eq!(joined.json()["rows"][0]["cac"], "25");
}

#[test]
fn hostile_names_are_kept_and_change_nothing_of_the_file() {
    let hostile = "a\"b\\c\u{202e}\u{7}\u{1b}[31m'=#,]";
    let quoted = hostile.replace('"', "\"\"");
    let file = "x\"y\\z\u{200b} ]#'.csv";
    let desk = Desk::new([]);
    let table = format!(
        "channel;Betrag {hostile_column};note\n\"{quoted}\";1,5;\"x\ny\"\nFacebook;2;\n",
        hostile_column = "\u{202e}€"
    );
    desk.write(file, table.as_bytes());
    let customers = format!("channel,new_customers\n\"{quoted} \",3\n\"line\nbreak\",2\nfb,1\n");
    desk.write("c.csv", customers.as_bytes());
    let map = "amount=Betrag \u{202e}€";
    holds(&desk, &[file, "c.csv", "--map", map]);
    let text = desk.read("cacltv.toml");
    let hidden = |c: char| c != '\n' && cacltv::domain::hidden::is_hidden(c);
    assert!(!text.contains(hidden), "{text:?}");
    assert!(text.contains("\\U0000202E") && text.contains("x\\\"y\\\\z\\U0000200B"), "{text}");
    assert!(text.contains("#   \"line break\"") || text.contains("#   \"line\\U0000000Abreak\""), "{text}");
    // Every proposal can be taken into use.
    let used: String = text
        .lines()
        .map(|line| if line.starts_with("#\"") { &line[1..] } else { line })
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(used.contains("\n\"Facebook\" = [\"fb\"]\n"), "{used}");
    desk.write("cacltv.toml", used.as_bytes());
    assert_eq!(desk.run(&["get", "cac", "--channel", "Facebook"]).stdout, "2\n");
}

#[test]
fn files_of_the_configuration_are_read_by_every_command_from_any_folder() {
    let desk = Desk::new([(
        "cacltv.toml",
        "[input]\nfiles = ['data/*.csv']\n[model]\narpa = 10\nmargin = '50%'\nchurn = '5%'\n",
    )]);
    let deep = desk.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::create_dir(desk.path().join("data")).unwrap();
    desk.write(
        "data/s.csv",
        b"month,channel,amount\n2026-01,Meta,100\n2026-02,Meta,80\n2026-01,TV,50\n2026-02,TV,90\n",
    );
    desk.write(
        "data/c.csv",
        b"month,channel,leads,new_customers\n2026-01,Meta,9,4\n2026-02,Meta,9,4\n2026-01,TV,5,2\n2026-02,TV,9,3\n",
    );
    let lines = [
        "report",
        "check --max-cac 100",
        "get cac",
        "compare --period 2026-02 --against 2026-01",
        "plan --target 3",
        "funnel --steps leads,new_customers",
        "reconcile --from chartmogul --to skok",
        "inspect",
    ];
    for line in lines {
        let args: Vec<&str> = line.split(' ').collect();
        let (here, below) = (desk.run(&args), run(&deep, &args));
        assert_eq!((here.code, below.code), (0, 0), "{line} {here:?} {below:?}");
        assert!(!here.stdout.is_empty());
        let figures = |text: &str| text.replace("../../", "").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        if line != "inspect" {
            assert_eq!(figures(&here.stdout), figures(&below.stdout), "{line}");
        }
    }
    desk.write("cacltv.toml", b"[input]\nfiles = ['data/s.csv', 'dta/*.csv']\n");
    for line in lines {
        let ran = run(&deep, &line.split(' ').collect::<Vec<_>>());
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{line} {ran:?}");
        assert!(ran.stderr.contains("'dta/*.csv' cannot be read: no file matches the pattern"), "{}", ran.stderr);
        assert!(ran.stderr.contains("../../cacltv.toml:2:24"), "{}", ran.stderr);
    }
    desk.write("cacltv.toml", b"[input]\nfiles = [\n  'data/x.csv',\n]\n");
    let ran = desk.run(&["report"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr.contains("'data/x.csv' cannot be read: no such file") && ran.stderr.contains("cacltv.toml:3:3"),
        "{}",
        ran.stderr
    );
}

/// A folder whose name looks like a pattern is none.
#[test]
fn patterns_begin_behind_the_folder_of_the_configuration() {
    let desk = Desk::new([]);
    fs::create_dir(desk.path().join("a[b]*")).unwrap();
    desk.write("a[b]*/s1.csv", b"channel,amount\nMeta,1\n");
    desk.write("a[b]*/s2.csv", b"channel;amount\nTV;1.234\n");
    desk.write("a[b]*/cacltv.toml", b"[input]\nfiles = ['s*.csv']\n[[input.file]]\npath = 's2*'\ndecimal = '.'\n");
    let ran = desk.run(&["get", "spend", "--config", "a[b]*/cacltv.toml"]);
    assert_eq!(ran.stdout, "2.234\n", "{}", ran.stderr);
}

#[test]
fn a_precision_is_kept_unless_a_figure_would_read_as_a_limit_it_misses() {
    let desk = Desk::new([("cacltv.toml", "[output]\nprecision = 0\n")]);
    // 299.6 ÷ 100: below 3, and never shown as 3.
    let plain = |args: &[&str]| desk.run(&[&["calc", "-f", "plain"], args].concat()).stdout;
    let missed = plain(&["--ltv", "299.6", "--cac", "100"]);
    assert!(missed.contains("LTV:CAC 2.996 (below target)"), "{missed}");
    assert!(missed.contains("LTV 300"), "{missed}");
    assert!(plain(&["--ltv", "300", "--cac", "100"]).contains("LTV:CAC 3 (healthy)"));
    let exact = desk.run(&["calc", "--ltv", "299.6", "--cac", "100", "-f", "json"]);
    assert_eq!(exact.total("ltv_cac").as_deref(), Some("2.996"));
    desk.write("cacltv.toml", b"[output]\nprecision = { money = 3, months = 2 }\n");
    let table = plain(&["--cac", "100", "--arpa", "9", "--margin", "100%"]);
    assert!(table.contains("100.000") && table.contains("11.11"), "{table}");
    let csv = desk.run(&["calc", "--cac", "100", "--arpa", "9", "--margin", "100%", "-f", "csv"]).stdout;
    assert!(csv.contains("11.1111111111"), "{csv}");
}

#[test]
fn configured_bands_judge_everywhere_and_are_named() {
    let config = "[bands]\nhealthy = 2.5\nunder_invested = '4:1'\n";
    let table = "month,channel,amount,new_customers\n2026-01,Meta,100,1\n2026-02,Meta,125,1\n";
    let desk = Desk::new([("both.csv", table), ("cacltv.toml", config)]);
    let flags = ["--arpa", "14", "--margin", "100%", "--churn", "5%"];
    let with = |args: &[&str]| desk.run(&[args, &flags].concat());
    // 280 ÷ 112.5 = 2.4889: below 2.5. In January 2.8, in February 2.24.
    let named = "bands of LTV:CAC as configured: below_minimum from 1.00, below_target from 1.50, healthy from 2.50 and under_invested from 4.00";
    let report = with(&["report", "both.csv", "-f", "plain"]).stdout;
    let joined = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("LTV:CAC 2.49 (below target)") && joined.contains(named), "{report}");
    let months = with(&["report", "both.csv", "--by", "month", "-f", "json"]).json();
    let bands: Vec<&str> = months["rows"].as_array().unwrap().iter().map(|row| row["band"].as_str().unwrap()).collect();
    assert_eq!(bands, ["healthy", "below_target"]);
    assert!(months["notes"].as_array().unwrap().iter().any(|note| note == named), "{months}");
    let csv = with(&["report", "both.csv", "--by", "month", "-f", "csv"]).stdout;
    assert!(csv.contains("healthy") && csv.contains("below_target"), "{csv}");
    for line in [
        "check both.csv --min-ratio 1",
        "plan both.csv --target 3",
        "reconcile both.csv --from own --to own,horizon=24mo",
    ] {
        let ran = with(&line.split(' ').collect::<Vec<_>>());
        let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("bands of LTV:CAC as configured"), "{line} {ran:?}");
    }
    // 2.4996 is no 2.50: the limit is the configured one.
    desk.write("cacltv.toml", b"[bands]\nhealthy = 2.5\n[model]\n");
    let compared = desk.run(&["compare", "ltv=249.96 cac=100", "ltv=250 cac=100"]).stdout;
    assert!(compared.contains("2.4996") && compared.contains("2.50"), "{compared}");
    let usual = desk.run(&["report", "both.csv", "-n", "-f", "plain"]).stdout;
    assert!(!usual.contains("as configured"), "{usual}");
}
