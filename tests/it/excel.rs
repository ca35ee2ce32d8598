//! Workbooks as output, read back by other programs: the figures are those of JSON, and the formulas give them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};

use crate::program::{Desk, cacltv, quiet, shell};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn opened(desk: &Desk, name: &str) -> Book {
    Xlsx::new(Cursor::new(std::fs::read(desk.path().join(name)).unwrap())).unwrap()
}

/// The cells of a sheet as rows, the headings first.
fn rows(book: &mut Book, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

/// The cells of a sheet by the name of their row and their heading.
fn table(book: &mut Book, sheet: &str) -> BTreeMap<(String, String), Data> {
    let all = rows(book, sheet);
    let head: Vec<String> = all[0].iter().map(text).collect();
    let mut cells = BTreeMap::new();
    for row in &all[1..] {
        for (name, cell) in head.iter().zip(row) {
            cells.insert((text(&row[0]), name.clone()), cell.clone());
        }
    }
    cells
}

fn formulas(book: &mut Book, sheet: &str) -> BTreeMap<String, String> {
    let range = book.worksheet_formula(sheet).unwrap();
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut all = BTreeMap::new();
    for (row, column, formula) in range.used_cells() {
        let column = char::from(b'A' + (column as u32 + first_column) as u8);
        all.insert(format!("{column}{}", row as u32 + first_row + 1), formula.clone());
    }
    all
}

fn part(desk: &Desk, file: &str, member: &str) -> String {
    let bytes = std::fs::read(desk.path().join(file)).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(member).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Two channels with spend and one without, all in the total.
const SPEND: &str = "month,channel,amount\n2026-03,Meta,EUR 300.50\n2026-03,Google,EUR 99.50\n2026-03,TV,EUR 100\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Meta,7\n2026-03,Google,3\n2026-03,Direct,2\n";
const COLUMNS: &str = "spend,new_customers,cac,arpa,margin,churn,ltv,ltv_cac,payback_months,share_of_spend,\
                       share_of_customers,lifetime_months,break_even_roas,payback_retention_continuous";
const MODEL: &str = "--arpa 29/mo --margin 70% --churn 3%/mo";

fn small() -> Desk {
    let desk = Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS)]);
    let line = format!("report spend.csv customers.csv {MODEL} --columns {COLUMNS} -o report.xlsx -o report.json");
    let ran = desk.line(&line);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    desk
}

fn headings() -> Vec<(&'static str, &'static str)> {
    vec![
        ("spend", "Spend"),
        ("new_customers", "New customers"),
        ("cac", "CAC"),
        ("arpa", "ARPA/month"),
        ("margin", "Margin"),
        ("churn", "Churn/month"),
        ("ltv", "LTV"),
        ("ltv_cac", "LTV:CAC"),
        ("payback_months", "Payback (months)"),
        ("share_of_spend", "Share of spend"),
        ("share_of_customers", "Share of customers"),
        ("lifetime_months", "Lifetime (months)"),
        ("break_even_roas", "Break-even ROAS"),
        ("payback_retention_continuous", "Payback with churn, continuous (months)"),
    ]
}

/// Every figure of the JSON stands in the sheet, to the 15 digits that a double holds; without one the reason does.
#[test]
fn the_sheet_holds_the_figures_of_the_json() {
    let desk = small();
    let json: serde_json::Value = serde_json::from_str(&desk.read("report.json")).unwrap();
    let cells = table(&mut opened(&desk, "report.xlsx"), "Report");
    let rows = json["rows"].as_array().unwrap().iter().map(|row| (row["channel"].as_str().unwrap(), row));
    let mut seen = 0;
    for (name, row) in rows.chain([("Total", &json["total"]), ("(paid channels)", &json["total_paid"])]) {
        for (key, heading) in headings() {
            let cell = &cells[&(name.to_owned(), heading.to_owned())];
            match row[key].as_str() {
                Some(figure) => {
                    let wanted: f64 = figure.parse().unwrap();
                    let Data::Float(found) = cell else { panic!("{name} {key}: {cell:?}") };
                    assert!((found - wanted).abs() <= wanted.abs() * 1e-15, "{name} {key}: {found} and {wanted}");
                    seen += 1;
                }
                None => assert_eq!(text(cell), row["undefined"][key].as_str().unwrap(), "{name} {key}"),
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn formulas_stand_where_they_give_the_figure_and_nowhere_else() {
    let desk = small();
    let all = formulas(&mut opened(&desk, "report.xlsx"), "Report");
    // Rows in the order of the table: Meta, TV, Google, Direct; the total is row 6.
    let names: Vec<String> =
        rows(&mut opened(&desk, "report.xlsx"), "Report").iter().map(|row| text(&row[0])).collect();
    assert_eq!(names, ["Channel", "Meta", "TV", "Google", "Direct", "Total", "(paid channels)"]);
    let formula = |cell: &str| all.get(cell).map_or("", String::as_str).trim_start_matches('=').to_owned();
    assert_eq!(formula("B6"), "SUM(B2:B5)");
    assert_eq!(formula("C6"), "SUM(C2:C5)");
    assert_eq!(formula("D2"), "IFERROR(B2/C2,\"undefined\")");
    assert_eq!(formula("D6"), "IFERROR(B6/C6,\"undefined\")");
    assert_eq!(formula("H2"), "IFERROR((E2*F2)/G2,\"undefined\")");
    assert_eq!(formula("I6"), "IFERROR(H6/D6,\"undefined\")");
    assert_eq!(formula("J2"), "IFERROR(D2/(E2*F2),\"undefined\")");
    assert_eq!(formula("K2"), "IFERROR(B2/$B$6,\"undefined\")");
    // TV has no customers, Direct no spend: there is nothing to divide.
    for cell in ["B2", "C2", "D3", "I3", "I5", "E2", "B7"] {
        assert_eq!(formula(cell), "", "{cell}");
    }
}

/// Salaries that belong to no channel are in the total and in no row, and a row that is hidden is not in the sum.
#[test]
fn a_total_that_is_not_the_sum_of_the_rows_shown_is_a_number() {
    let desk = small();
    let line = format!("report spend.csv customers.csv {MODEL} --channel Meta -o one.xlsx");
    assert_eq!(desk.line(&line).code, 0);
    let all = formulas(&mut opened(&desk, "one.xlsx"), "Report");
    assert!(all.values().all(|formula| !formula.contains("SUM")), "{all:?}");
    assert!(all.values().any(|formula| formula.contains("B2/C2")), "{all:?}");
}

/// LibreOffice computes the formulas anew, where it is installed: their stored values are taken out first.
#[test]
fn another_program_computes_the_same_figures_from_the_formulas() {
    let desk = small();
    let bytes = std::fs::read(desk.path().join("report.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut taken = 0;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let parts = String::from_utf8(content).unwrap();
            let mut bare = String::new();
            for (at, piece) in parts.split("</f><v>").enumerate() {
                match piece.split_once("</v>").filter(|_| at > 0) {
                    Some((_, rest)) => {
                        taken += 1;
                        bare.push_str("</f>");
                        bare.push_str(rest);
                    }
                    None => bare.push_str(piece),
                }
            }
            content = bare.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    assert!(taken > 20, "{taken}");
    desk.write("bare.xlsx", &out.finish().unwrap().into_inner());
    let made = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", desk.path().display()))
        .args(["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", "bare.xlsx"])
        .current_dir(desk.path())
        .output();
    if !made.is_ok_and(|made| made.status.success()) || !desk.path().join("bare.csv").exists() {
        return;
    }
    let json: serde_json::Value = serde_json::from_str(&desk.read("report.json")).unwrap();
    let text = desk.read("bare.csv");
    assert!(!text.contains("#DIV") && !text.contains("undefined") && !text.contains("Err:"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut seen = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let row = match &record[0] {
            "Total" => &json["total"],
            "(paid channels)" => &json["total_paid"],
            name => json["rows"].as_array().unwrap().iter().find(|row| row["channel"] == name).unwrap(),
        };
        for (key, heading) in headings() {
            let at = head.iter().position(|title| title == heading).unwrap();
            if let Some(figure) = row[key].as_str() {
                let (found, wanted): (f64, f64) = (record[at].parse().unwrap(), figure.parse().unwrap());
                assert!((found - wanted).abs() <= wanted.abs() * 1e-12, "{key}: {found} and {wanted}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn money_stands_in_the_currency_of_the_files_with_its_digits() {
    for (code, format) in [("EUR", "[$EUR]\\ #,##0.00"), ("JPY", "[$JPY]\\ #,##0"), ("KWD", "[$KWD]\\ #,##0.000")] {
        let spend = SPEND.replace("EUR", code);
        let desk = Desk::new([("spend.csv", spend.as_str()), ("customers.csv", CUSTOMERS)]);
        let line = format!("report spend.csv customers.csv {MODEL} --columns {COLUMNS} -o report.xlsx");
        assert_eq!(desk.line(&line).code, 0);
        let styles = part(&desk, "report.xlsx", "xl/styles.xml");
        for format in [format, "0.0%", "0.00", "&quot;~&quot;0.0"] {
            assert!(styles.contains(&format!("formatCode=\"{format}\"")) || format == "0.00", "{format} in {styles}");
        }
        let sheet = part(&desk, "report.xlsx", "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("<autoFilter ref=\"A1:O5\"/>"), "{sheet}");
        assert!(part(&desk, "report.xlsx", "xl/charts/chart1.xml").contains("Report!$D$2:$D$5"));
    }
}

/// What a figure is judged by it is never shown equal to, unless it is: 2.9996 has four decimals beside a limit of 3.
#[test]
fn a_figure_that_misses_its_limit_is_shown_apart_from_it() {
    let desk =
        Desk::new([("spend.csv", "channel,amount\nMeta,100\n"), ("customers.csv", "channel,new_customers\nMeta,1\n")]);
    let line = "check spend.csv customers.csv --ltv 299.96 --min-ratio 3 -o check.xlsx";
    assert_eq!(desk.line(line).code, 1);
    let styles = part(&desk, "check.xlsx", "xl/styles.xml");
    assert!(styles.contains("formatCode=\"0.0000\""), "{styles}");
    let mut book = opened(&desk, "check.xlsx");
    assert_eq!(book.sheet_names(), ["Checks", "Figures", "Notes"]);
    let all = rows(&mut book, "Checks");
    let first: Vec<String> = all[1].iter().take(6).map(text).collect();
    assert_eq!(
        first,
        ["FAIL", "total", "ltv_cac", "'>=", "3", "2.9996"].map(|cell| match cell {
            "FAIL" => text(&all[1][0]),
            "'>=" => text(&all[1][3]),
            other => other.to_owned(),
        })
    );
    assert!(text(&all[1][0]).to_lowercase().contains("fail"), "{all:?}");
    assert!(text(&all[1][7]).contains("CAC <= 99.98"), "{all:?}");
}

#[test]
fn the_notes_say_what_other_formats_say() {
    let desk = small();
    desk.write("spend.csv", format!("{SPEND}2026-03,TV,EUR 100\n").as_bytes());
    let line = format!("report spend.csv customers.csv {MODEL} -o report.xlsx -o report.txt");
    let ran = desk.line(&line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let notes: Vec<String> =
        rows(&mut opened(&desk, "report.xlsx"), "Notes").iter().map(|row| format!("{}: {}", row[0], row[1])).collect();
    let plain = desk.read("report.txt");
    assert!(notes.iter().any(|note| note.starts_with("Result: ")), "{notes:#?}");
    assert!(notes.iter().any(|note| note.starts_with("warning: warning[W202]: ")), "{notes:#?}");
    assert!(notes.iter().any(|note| note.contains("spend.csv (spend, 4 rows, ")), "{notes:#?}");
    assert!(
        notes.iter().any(|note| note.starts_with("Undefined: ") && note.contains("no_new_customers")),
        "{notes:#?}"
    );
    // Each sentence under the table.
    let lines: Vec<&str> = plain.lines().collect();
    let table = lines.iter().rposition(|line| line.starts_with("Total") || line.starts_with("(paid")).unwrap();
    let squeezed = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>();
    let all = squeezed(&notes.join(" "));
    for line in lines.iter().skip(table + 1).filter(|line| line.len() > 20) {
        assert!(all.contains(&squeezed(line)), "{line}");
    }
}

#[test]
fn digits_that_a_cell_does_not_hold_are_noted() {
    let desk = Desk::new([
        ("spend.csv", "channel,amount\nMeta,1234567890123456.78\n"),
        ("customers.csv", "channel,new_customers\nMeta,1\n"),
    ]);
    assert_eq!(desk.line("report spend.csv customers.csv -o report.xlsx").code, 0);
    let mut book = opened(&desk, "report.xlsx");
    let notes: Vec<String> = rows(&mut book, "Notes").iter().map(|row| text(&row[1])).collect();
    assert!(notes.iter().any(|note| note.starts_with("Report!B2 is 1234567890123456.78:")), "{notes:#?}");
}

#[test]
fn hostile_names_are_text_in_every_sheet() {
    let names =
        ["=1+1", "+x", "-y", "@z", "\tt", "a\nb", "\u{1b}[31m", "::error::x", "'quoted'", "x\u{202e}y", "_x0041_"];
    let quoted = |name: &str| format!("\"{name}\"");
    let spend: String = names.iter().map(|name| format!("{},5\n", quoted(name))).collect();
    let won: String = names.iter().map(|name| format!("{},2\n", quoted(name))).collect();
    let long = "ä".repeat(60_000);
    let desk = Desk::new([
        ("spend.csv", format!("channel,amount\n{spend}{long},1\n").as_str()),
        ("customers.csv", format!("channel,new_customers\n{won}{long},1\n").as_str()),
    ]);
    let ran = desk.line("check spend.csv customers.csv --max-cac 1 -o check.xlsx");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let mut book = opened(&desk, "check.xlsx");
    let mut met = 0;
    for sheet in book.sheet_names() {
        for cell in rows(&mut book, &sheet).iter().flatten() {
            if let Data::String(text) = cell {
                assert!(!text.starts_with(['=', '+', '-', '@', '\t']), "{sheet}: {text:?}");
                assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{sheet}: {text:?}");
                met += 1;
            }
        }
    }
    assert!(met > 50, "{met}");
    let names: Vec<String> = rows(&mut book, "Figures").iter().map(|row| text(&row[0])).collect();
    for name in ["'=1+1", "'+x", "a\nb", "\\u{1b}[31m", "_x0041_"] {
        assert!(names.iter().any(|cell| cell == name), "{name} in {names:?}");
    }
}

#[test]
fn every_command_with_formats_writes_a_workbook() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let desk = Desk::new([]);
    let shop = "spend.csv customers.csv revenue.csv";
    for (folder, line, sheets) in [
        ("shop", format!("report {shop}"), 2),
        ("shop", format!("report {shop} --by month,channel"), 2),
        ("shop", format!("report {shop} --view scopes"), 2),
        ("shop", format!("check {shop} --min-ratio 3"), 3),
        (
            "shop",
            "calc --spend 5000 --customers 99 --arpa 24/mo --margin 55% --churn 8%/mo --interval 95%".to_owned(),
            2,
        ),
        ("shop", format!("compare {shop} --period 2026-03 --against 2026-02"), 2),
        ("next-quarter", "plan customers.csv spend.csv value.csv".to_owned(), 2),
        (
            "shop",
            "reconcile --given cac=200 --arpa 100 --margin 80% --churn 5% --from chartmogul --to skok".to_owned(),
            2,
        ),
        ("funnel", "funnel website.csv crm.csv".to_owned(), 2),
    ] {
        let args: Vec<&str> = line.split_whitespace().collect();
        let file = desk.path().join("answer.xlsx");
        let ran = cacltv().args(&args).arg("-o").arg(&file).current_dir(examples.join(folder)).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        if said.contains("unexpected argument") || said.contains("a value is required") {
            panic!("{line}: {said}");
        }
        assert!(matches!(ran.status.code(), Some(0 | 1)), "{line}: {said}");
        let mut book = opened(&desk, "answer.xlsx");
        let names = book.sheet_names();
        assert!(names.len() >= sheets, "{line}: {names:?}");
        assert_eq!(names.last().map(String::as_str), Some("Notes"), "{line}");
        for name in names {
            let all = rows(&mut book, &name);
            assert!(all.len() > 1, "{line}: {name} is empty");
            let errors = all.iter().flatten().any(|cell| matches!(cell, Data::Error(_)));
            assert!(!errors, "{line}: {name}");
        }
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let desk = small();
    let first = std::fs::read(desk.path().join("report.xlsx")).unwrap();
    // The clock of an archive counts two seconds at a time.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let line = format!("report spend.csv customers.csv {MODEL} --columns {COLUMNS} --threads 1 -o report.xlsx");
    assert_eq!(desk.line(&line).code, 0);
    assert_eq!(first, std::fs::read(desk.path().join("report.xlsx")).unwrap());
}

/// Into a pipe a workbook is written; to a terminal it is not, where `script` can stand for one.
#[test]
fn a_workbook_goes_into_a_pipe_and_not_to_a_terminal() {
    let desk = small();
    let args = ["report", "spend.csv", "customers.csv", "-f", "xlsx"];
    let piped = cacltv().args(args).current_dir(desk.path()).output().unwrap();
    assert_eq!(piped.status.code(), Some(0));
    assert!(piped.stdout.starts_with(b"PK\x03\x04"));
    Xlsx::new(Cursor::new(piped.stdout)).unwrap();
    let script = quiet("sh").args(["-c", "command -v script"]).output().unwrap();
    if script.status.success() {
        let line = "script -qec 'cacltv report spend.csv customers.csv -f xlsx 2>said; echo status $?' /dev/null";
        let ran = shell(line, desk.path());
        assert!(ran.stdout.contains("status 2"), "{ran:?}");
        let said = desk.read("said");
        assert!(said.contains("standard output is a terminal") && said.contains("-o report.xlsx"), "{said}");
    }
}
