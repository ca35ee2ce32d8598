//! One name at a time, where it stands alone: flags, file names, folders, headers, cells that are refused, the
//! configuration, the environment, templates, sheets.

use super::{message, names, output, quoted};
use crate::program::{Desk, cacltv};
use crate::workbook::changed;

const SPEND: &str = "month,channel,category,amount\n2026-03,Meta,advertising,600\n2026-03,Search,content,300\n";
const WON: &str = "month,channel,new_customers\n2026-03,Meta,10\n2026-03,Search,10\n";

/// Holds a run against what its readers do; whatever it says, it ends by its own will.
fn held(desk: &Desk, args: &[&str], environment: &[(&str, &str)]) {
    if args.iter().chain(environment.iter().map(|(_, value)| value)).any(|text| text.contains('\0')) {
        return;
    }
    let whose = format!("{:?}", args.iter().map(|text| text.chars().take(60).collect()).collect::<Vec<String>>());
    let mut command = cacltv();
    let ran = command.args(args).envs(environment.iter().copied()).current_dir(desk.path()).output().unwrap();
    assert!(ran.status.code().is_some_and(|code| (0..=5).contains(&code)), "{whose}: {:?}", ran.status);
    message(&String::from_utf8(ran.stderr).unwrap(), &whose);
    let format = args.iter().position(|text| *text == "-f").and_then(|at| args.get(at + 1)).unwrap_or(&"table");
    if !ran.stdout.is_empty() {
        output(format, &ran.stdout, &whose);
    }
}

/// The names that say most, for places where a run is needed for each.
fn few() -> Vec<String> {
    let all =
        ["\u{1b}]52;c;ZXZpbA==\u{7}\u{9b}31m\u{202e}x", "a\r\n::error::b\n##[error]c%0A,d:e", "=<script>|\"'\u{e0041}"];
    all.map(str::to_owned).into()
}

#[test]
fn what_a_flag_was_given_acts_in_no_message() {
    let desk = Desk::new([("s.csv", SPEND), ("w.csv", WON)]);
    let one = [
        "--where",
        "--by",
        "--columns",
        "--sort",
        "--map",
        "--alias",
        "--decimal",
        "--encoding",
        "--date-format",
        "--delimiter",
        "--sheet",
        "--missing",
        "--negate",
        "--period",
        "--lag",
        "--include",
        "--cost-part",
        "--shared",
        "--allocate",
        "--reward",
        "--arpa",
        "--margin",
        "--churn",
        "--method",
        "--as",
        "--horizon",
        "--currency",
        "--rates",
        "--known",
        "--top",
        "--numbers",
        "--locale",
        "--template",
        "-f",
        "--color",
        "--threads",
        "--spend",
        "--interval",
        "--target",
        "--channel",
        "--segment",
        "--config",
        "-o",
    ];
    for name in few() {
        for flag in one {
            held(&desk, &["report", "s.csv", "w.csv", flag, &name], &[]);
        }
        for (flag, text) in [("--where", format!("channel={name}")), ("--map", format!("channel={name}"))] {
            held(&desk, &["report", "s.csv", "w.csv", flag, &text, "-n"], &[]);
        }
        held(&desk, &["report", "s.csv", "w.csv", "--alias", &format!("{name}=Meta"), "-n"], &[]);
        held(&desk, &["report", "s.csv", "w.csv", "-n", "-o", &format!("no/such/{name}.csv")], &[]);
        for words in [["explain", &name], ["init", &name], ["completions", &name], ["schema", &name], ["get", &name]] {
            held(&desk, &words, &[]);
        }
        held(&desk, &[&name], &[]);
        held(&desk, &["calc", "--step", &format!("{name}=9"), "--step", "customers=2", "-f", "html"], &[]);
        held(&desk, &["compare", &name, &format!("{name}=1")], &[]);
        for format in ["junit", "github", "tap", "prom", "json", "markdown"] {
            let rule = format!("channel \"{name}\": cac <= 3");
            held(&desk, &["check", "s.csv", "w.csv", "-n", "--require", &rule, "-f", format], &[]);
            held(&desk, &["check", &name, "-n", "--max-cac", "3", "-f", format], &[]);
            held(&desk, &["check", "s.csv", "-n", "--require", &name, "-f", format], &[]);
        }
    }
}

#[test]
fn every_name_may_be_a_word_of_the_command_line() {
    let desk = Desk::new([("s.csv", SPEND), ("w.csv", WON)]);
    for name in names() {
        held(&desk, &["report", "s.csv", "w.csv", "-n", "--channel", &name], &[]);
        held(&desk, &["explain", &name], &[]);
        let rule = format!("channel \"{name}\": cac <= 3");
        held(&desk, &["check", "s.csv", "w.csv", "-n", "--require", &rule, "-f", "github"], &[]);
    }
}

#[test]
fn headers_and_refused_cells_act_in_no_message() {
    let desk = Desk::new([("w.csv", WON)]);
    for name in few().iter().chain(names().iter().filter(|name| name.len() > 1_000)) {
        let cell = quoted(name);
        desk.write("by.csv", format!("month,channel,amount,{cell}\n2026-03,a,1,z\n").as_bytes());
        for format in ["table", "markdown", "html", "csv", "tsv", "json"] {
            held(&desk, &["report", "by.csv", "-n", "--by", name, "-f", format], &[]);
            held(&desk, &["inspect", "by.csv", "-n", "-f", format], &[]);
        }
        held(&desk, &["check", "by.csv", "w.csv", "-n", "--by", name, "--max-cac", "1", "-f", "prom"], &[]);
        for text in [
            format!("{cell},{}\n1,2\n", quoted(&format!("x{name}"))),
            format!("month,channel,amount\n{cell},a,1\n2026-03,b,{cell}\n2026-03,c,1,{cell}\n"),
            format!("month,channel,amount,currency\n2026-03,a,1,{cell}\n2026-03,b,2,EUR\n"),
            format!("customer_id,acquired_on,channel,stage\n1,2026-03-01,a,{cell}\n2,2026-03-02,b,won\n"),
            format!("{cell}\n\nmonth,channel,amount\n2026-03,a,1\n\n{cell}\n"),
            format!("month,channel,amount\n2026-03,a,1\n2026-03,{},5\n", quoted(&format!("Total: {name}"))),
        ] {
            desk.write("bad.csv", text.as_bytes());
            held(&desk, &["report", "bad.csv", "-n"], &[]);
            held(&desk, &["inspect", "bad.csv", "-n", "-f", "json"], &[]);
            held(&desk, &["check", "bad.csv", "-n", "--max-cac", "3", "-f", "github"], &[]);
        }
    }
}

/// UTF-16 can hold halves of characters, which no other encoding can.
#[test]
fn half_a_character_of_utf_16_is_no_name() {
    let desk = Desk::new([]);
    for half in [0xd800_u16, 0xdfff] {
        let text = "month,channel,amount\n2026-03,a".encode_utf16().chain([half]).chain(",1\n".encode_utf16());
        let bytes: Vec<u8> = [0xfeff_u16].into_iter().chain(text).flat_map(u16::to_le_bytes).collect();
        desk.write("half.csv", &bytes);
        for format in ["table", "json", "csv", "html"] {
            held(&desk, &["report", "half.csv", "-n", "-f", format], &[]);
        }
        assert_eq!(desk.line("report half.csv -n").code, 3);
    }
}

#[test]
fn a_nul_is_refused_wherever_it_stands() {
    let desk = Desk::new([]);
    for text in ["month,chan\0nel,amount\n2026-03,a,1\n", "month,channel,amount\n2026-03,a\0,1\n", "\0"] {
        desk.write("nul.csv", text.as_bytes());
        held(&desk, &["report", "nul.csv", "-n"], &[]);
        assert_eq!(desk.line("report nul.csv -n").code, 3, "{text:?}");
    }
}

/// Names of files and folders, which Linux lets be anything but NUL and a slash.
#[cfg(target_os = "linux")]
#[test]
fn names_of_files_and_folders_act_nowhere() {
    use std::os::unix::ffi::OsStrExt;
    for name in few() {
        let name = name.replace('/', "_");
        let desk = Desk::new([]);
        let folder = format!("folder {name}");
        std::fs::create_dir(desk.path().join(&folder)).unwrap();
        let path = |file: &str| format!("{folder}/{name}{file}");
        let (spend, won, bad, config) =
            (path("s.csv"), path("w.csv"), path("bad.csv"), format!("{folder}/cacltv.toml"));
        for (file, text) in [(&spend, SPEND), (&won, WON), (&bad, "month,channel,amount\n2026-03,a,x\n")] {
            desk.write(file, text.as_bytes());
        }
        desk.write(&config, b"[model]\nchurm = '2%'\n");
        for format in ["table", "markdown", "html", "csv", "json", "xlsx"] {
            held(&desk, &["report", &spend, &won, "-n", "-f", format], &[]);
        }
        for format in ["table", "json", "html"] {
            held(&desk, &["inspect", &spend, &won, "-n", "-f", format], &[]);
        }
        for format in ["junit", "github", "tap", "prom"] {
            held(&desk, &["check", &spend, &won, "-n", "--max-cac", "3", "-f", format], &[]);
            held(&desk, &["check", &bad, "-n", "--max-cac", "3", "-f", format], &[]);
            held(&desk, &["check", &spend, "--config", &config, "--max-cac", "3", "-f", format], &[]);
        }
        held(&desk, &["report", &spend, &spend, "-n"], &[]);
        held(&desk, &["report", &spend, "-n", "-o", &spend], &[]);
        held(&desk, &["report", &spend, "-n", "-o", &folder], &[]);
        held(&desk, &["report", &spend, "-n", "--template", &bad], &[]);
        held(&desk, &["init", &spend, &won, "-n"], &[]);
        held(&desk, &["init", &spend, &won, "-n"], &[]);
        held(&desk, &["report", &folder], &[]);
        held(&desk, &["report", &spend], &[("CACLTV_CONFIG", &config)]);
        let odd = [desk.path().as_os_str().as_bytes(), b"/odd\xff\x1b]0;x\x07.csv"].concat();
        let odd = std::ffi::OsStr::from_bytes(&odd);
        std::fs::write(odd, SPEND).unwrap();
        let ran = cacltv().arg("report").arg(odd).arg("-n").current_dir(desk.path()).output().unwrap();
        message(&String::from_utf8(ran.stderr).unwrap(), "a path that is no UTF-8");
        assert!(ran.status.code().is_some_and(|code| (0..=5).contains(&code)));
    }
}

#[test]
fn the_environment_and_the_summary_of_a_step_act_in_no_message() {
    let desk = Desk::new([("s.csv", SPEND), ("w.csv", WON)]);
    for name in few() {
        held(&desk, &["report", "s.csv", "w.csv"], &[("CACLTV_CONFIG", &name)]);
        let all = ["COLUMNS", "NO_COLOR", "TERM", "XDG_CONFIG_HOME", "CLICOLOR_FORCE", "LANG"].map(|key| (key, &*name));
        held(&desk, &["report", "s.csv", "w.csv", "--color", "never"], &all);
        let summary = format!("no/such/{name}");
        let args = ["check", "s.csv", "w.csv", "-n", "--max-cac", "3", "-f", "github"];
        held(&desk, &args, &[("GITHUB_STEP_SUMMARY", &summary)]);
    }
}

#[test]
fn the_configuration_acts_in_no_message() {
    let desk = Desk::new([("s.csv", SPEND), ("w.csv", WON)]);
    for name in few() {
        // A string of JSON is one of TOML but for the delete.
        let text = serde_json::to_string(&name).unwrap().replace('\u{7f}', "\\u007f").replace('\u{9b}', "\\u009b");
        for config in [
            format!("{text} = 1\n"),
            format!("[model]\n{text} = 1\n"),
            format!("[model]\narpa = {text}\n"),
            format!("[channels.aliases]\n{text} = ['Meta']\n"),
            format!("[channels]\nunpaid = [{text}]\n"),
            format!("[input]\nfiles = [{text}]\n"),
            format!("[input.columns]\nchannel = {text}\n"),
            format!("[costs.categories]\n{text} = 'content'\n"),
            format!("[costs]\nallocate = {text}\n"),
            format!("[[check]]\nmetric = {text}\nmax = 3\n"),
            format!("[[check]]\nmetric = 'cac'\nmax = 3\nrow = {text}\n"),
            format!("[model.channel.{text}]\narpa = 3\n"),
            format!("[output]\nlocale = {text}\n"),
            name.clone(),
        ] {
            desk.write("c.toml", config.as_bytes());
            held(&desk, &["check", "s.csv", "w.csv", "--config", "c.toml", "--max-cac", "3", "-f", "github"], &[]);
            held(&desk, &["report", "s.csv", "w.csv", "--config", "c.toml"], &[]);
        }
    }
}

/// What calls itself a sheet of a workbook was not made by a spreadsheet, and may have any name.
#[test]
fn names_of_sheets_act_nowhere() {
    // A sheet beside another that could be meant, and one that is passed over.
    let books =
        [["month", "channel", "amount", "2026-03", "b", "2"], ["some prose", "", "", "", "", ""]].map(|second| {
            let mut book = rust_xlsxwriter::Workbook::new();
            for (name, cells) in [("first", ["month", "channel", "amount", "2026-03", "a", "1"]), ("second", second)] {
                let sheet = book.add_worksheet().set_name(name).unwrap();
                for (at, cell) in (0..).zip(cells) {
                    sheet.write_string(u32::from(at / 3), at % 3, cell).unwrap();
                }
            }
            book.save_to_buffer().unwrap()
        });
    let desk = Desk::new([("w.csv", WON)]);
    for name in names().iter().filter(|name| name.len() < 1_000) {
        // By number, as XML can say what stands in no text; what it cannot is refused, or left as it is.
        let said: String = name.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        for book in &books {
            let bytes = changed(book, "xl/workbook.xml", |text| text.replace("\"second\"", &format!("\"{said}\"")));
            desk.write("book.xlsx", &bytes);
            for words in [
                &["report", "book.xlsx", "-n"][..],
                &["inspect", "book.xlsx", "w.csv", "-n"],
                &["inspect", "book.xlsx", "-n", "-f", "html"],
                &["report", "book.xlsx", "w.csv", "-n", "-f", "json", "--sheet", name],
                &["check", "book.xlsx", "w.csv", "-n", "--max-cac", "3", "-f", "github", "--sheet", name],
            ] {
                held(&desk, words, &[]);
            }
        }
    }
}

/// Steps and channels give tables, and so sheets, their names.
#[test]
fn sheets_of_our_own_have_names_that_a_spreadsheet_takes() {
    let desk = Desk::new([("w.csv", WON)]);
    for name in names().into_iter().filter(|name| name.len() < 1_000) {
        desk.write("s.csv", format!("month,channel,amount\n2026-03,{},5\n", quoted(&name)).as_bytes());
        held(&desk, &["calc", "--step", &format!("{name}=9"), "--step", "customers=2", "-f", "xlsx"], &[]);
        held(&desk, &["trend", "s.csv", "-n", "--by", "channel", "-f", "xlsx"], &[]);
    }
}

#[test]
fn templates_act_in_no_message_and_show_names_made_visible() {
    let desk = Desk::new([("w.csv", WON)]);
    for name in few() {
        desk.write("s.csv", format!("month,channel,amount\n2026-03,{},5\n", quoted(&name)).as_bytes());
        desk.write("t.html", b"{% for row in rows %}<p>{{ row.channel }}</p>{% endfor %}");
        let ran = desk.line("report s.csv -n --template t.html");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        message(&ran.stdout, "a template");
        assert!(!ran.stdout.contains("<script"));
        for text in
            [&*name, &format!("{{{{ {name} }}}}"), &format!("{{% {name} %}}"), &format!("{{{{ total | {name} }}}}")]
        {
            desk.write("bad.html", text.as_bytes());
            let ran = desk.line("report s.csv -n --template bad.html");
            message(&ran.stderr, text);
        }
    }
}
