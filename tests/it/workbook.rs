//! Workbooks as input: the same ledger in CSV, `.xlsx` and `.ods` gives the same report; cells are told by address.

use std::io::{Cursor, Read, Write};
use std::process::Command;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value as Json;

use crate::program::{Desk, Ran};

/// A sheet by its name and what fills it.
type Sheet<'a> = (&'a str, &'a dyn Fn(&mut Worksheet));

/// A workbook of these sheets.
fn book(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, fill) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

/// Fills a sheet with the cells of a text in CSV: what looks like a number is one, ISO days are dates.
fn of_csv(text: &'static str) -> impl Fn(&mut Worksheet) {
    move |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        for (row, record) in reader.records().enumerate() {
            for (column, cell) in record.unwrap().iter().enumerate() {
                let (row, column) = (row as u32, column as u16);
                if let Ok(number) = cell.parse::<f64>() {
                    sheet.write_number(row, column, number).unwrap();
                } else if let (10, Ok(date)) = (cell.len(), ExcelDateTime::parse_from_str(cell)) {
                    sheet.write_datetime_with_format(row, column, &date, &day).unwrap();
                } else {
                    sheet.write_string(row, column, cell).unwrap();
                }
            }
        }
    }
}

const SPEND: &str = include_str!("../../examples/shop/spend.csv");
const CUSTOMERS: &str = include_str!("../../examples/shop/customers.csv");
const REVENUE: &str = include_str!("../../examples/shop/revenue.csv");

/// What the report says, without how its files were written.
fn figures(ran: &Ran) -> Json {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut json = ran.json();
    for key in ["inputs", "diagnostics", "notes"] {
        json.as_object_mut().unwrap().remove(key);
    }
    json
}

/// The archive with one member changed.
pub(crate) fn changed(bytes: &[u8], member: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut met = false;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == member {
            met = true;
            content = change(&String::from_utf8(content).unwrap()).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    assert!(met, "{member}");
    out.finish().unwrap().into_inner()
}

/// An `.ods` of one sheet, as short as one can be.
fn ods(rows: &str) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Spend\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_str()),
    ] {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.parse::<f64>() {
        Ok(_) => format!("<table:table-cell office:value-type=\"float\" office:value=\"{text}\"/>"),
        Err(_) => {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        }
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

fn shop() -> Desk {
    let desk = Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), ("revenue.csv", REVENUE)]);
    for (name, text) in [("spend", SPEND), ("customers", CUSTOMERS), ("revenue", REVENUE)] {
        desk.write(&format!("{name}.xlsx"), &book(&[("Sheet1", &of_csv(text))]));
    }
    let all: [Sheet<'_>; 3] =
        [("Spend", &of_csv(SPEND)), ("Customers", &of_csv(CUSTOMERS)), ("Revenue", &of_csv(REVENUE))];
    desk.write("shop.xlsx", &book(&all));
    desk
}

#[test]
fn the_same_ledger_in_csv_and_xlsx_gives_the_same_report() {
    let desk = shop();
    let csv = figures(&desk.line("report spend.csv customers.csv revenue.csv -f json"));
    assert_eq!(csv["total"]["spend"], "4996", "by hand, in the README of the example");
    let xlsx = figures(&desk.line("report spend.xlsx customers.xlsx revenue.xlsx -f json"));
    assert_eq!(xlsx, csv);
    let one = "report shop.xlsx --sheet Spend --sheet customers --sheet Revenue -f json";
    assert_eq!(figures(&desk.line(one)), csv);
    // The name of a file says nothing of what is in it.
    desk.write("misnamed.csv", &std::fs::read(desk.path().join("spend.xlsx")).unwrap());
    assert_eq!(figures(&desk.line("report misnamed.csv customers.csv revenue.csv -f json")), csv);
    let bytes = std::fs::read(desk.path().join("spend.xlsx")).unwrap();
    let piped = desk.fed(&["report", "-", "customers.csv", "revenue.csv", "-f", "json"], &bytes);
    assert_eq!(figures(&piped), csv);
}

/// LibreOffice makes the files, where it is installed.
#[test]
fn what_libreoffice_saves_reads_like_the_csv_it_was_made_from() {
    let desk = shop();
    for ending in ["ods", "xlsx"] {
        let made = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", desk.path().display()))
            .args(["--headless", "--convert-to", ending, "--outdir", "made"])
            .args(["spend.csv", "customers.csv", "revenue.csv"])
            .current_dir(desk.path())
            .output();
        if !made.is_ok_and(|made| made.status.success()) || !desk.path().join("made").join("spend.ods").exists() {
            return;
        }
        let csv = figures(&desk.line("report spend.csv customers.csv revenue.csv -f json"));
        let line = format!("report made/spend.{ending} made/customers.{ending} made/revenue.{ending} -f json");
        assert_eq!(figures(&desk.line(&line)), csv, "{ending}");
    }
    let folder = figures(&desk.line("report made/spend.ods made/customers.xlsx revenue.csv -f json"));
    assert_eq!(folder, figures(&desk.line("report spend.csv customers.csv revenue.csv -f json")));
}

const NEW: &str = "channel,new_customers\nMeta,10\n";

fn refused(desk: &Desk, line: &str, code: &str, said: &[&str]) {
    let ran = desk.line(line);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{line}: {}", ran.stderr);
    assert!(ran.stderr.contains(&format!("error[{code}]: ")), "{line}: {}", ran.stderr);
    for text in said {
        assert!(ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
}

#[test]
fn bad_cells_are_told_by_their_address() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let sheet = |sheet: &mut Worksheet| {
        of_csv("Spend of March,,\nNote,Channel,Amount\n\"a\nb\",Meta,12.5\n,Google,x\n")(sheet);
        sheet.write_boolean(4, 2, true).unwrap();
        sheet.write_string(4, 1, "TV").unwrap();
        sheet.write_formula(5, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_string(5, 1, "Radio").unwrap();
    };
    desk.write("plan.xlsx", &book(&[("Spend", &sheet)]));
    refused(
        &desk,
        "report plan.xlsx customers.csv",
        "E101",
        &[
            "'x' is not a number\n --> plan.xlsx!Spend:C4\n",
            "'TRUE' is not a number\n --> plan.xlsx!Spend:C5\n",
            "'#N/A' is a spreadsheet's error value\n --> plan.xlsx!Spend:C6\n",
            "4 |  | Google | x\n  |             ^\n",
        ],
    );
}

#[test]
fn a_name_that_is_an_error_and_a_formula_without_a_value_are_refused() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let errors = |sheet: &mut Worksheet| {
        of_csv("Channel,Amount\nMeta,12.5\n")(sheet);
        sheet.write_formula(2, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_number(2, 1, 3).unwrap();
    };
    desk.write("plan.xlsx", &book(&[("Spend", &errors)]));
    refused(&desk, "report plan.xlsx customers.csv", "E023", &["plan.xlsx!Spend:A3", "'#N/A' is an error"]);
    let formula = |sheet: &mut Worksheet| {
        of_csv("Channel,Amount\nMeta,12.5\n")(sheet);
        sheet.write_string(2, 0, "Google").unwrap();
        sheet.write_formula(2, 1, "=B2*2").unwrap();
    };
    // The value that is stored counts.
    desk.write(
        "plan.xlsx",
        &book(&[("Spend", &|sheet| {
            formula(sheet);
            sheet.write_formula(2, 1, Formula::new("=B2*2").set_result("25")).unwrap();
        })]),
    );
    let ran = desk.line("report plan.xlsx customers.csv -f json");
    assert_eq!(ran.total("spend").as_deref(), Some("37.5"), "{}", ran.stderr);
    let bare =
        changed(&book(&[("Spend", &formula)]), "xl/worksheets/sheet1.xml", |text| text.replace("</f><v>0</v>", "</f>"));
    desk.write("plan.xlsx", &bare);
    refused(&desk, "report plan.xlsx customers.csv", "E023", &["plan.xlsx!Spend:B3", "did not calculate it"]);
}

/// 0.1 + 0.2 is stored as 0.30000000000000004, and a spreadsheet shows 0.3.
#[test]
fn a_number_cell_is_the_decimal_that_the_spreadsheet_shows() {
    let desk = Desk::new([("customers.csv", "channel,new_customers\nMeta,1\n")]);
    let sheet = |sheet: &mut Worksheet| {
        of_csv("Channel,Amount\n")(sheet);
        for (row, amount) in [0.1 + 0.2, 1.234, -0.034, 1_000_000.5].into_iter().enumerate() {
            sheet.write_string(row as u32 + 1, 0, "Meta").unwrap();
            sheet.write_number(row as u32 + 1, 1, amount).unwrap();
        }
    };
    desk.write("plan.xlsx", &book(&[("Spend", &sheet)]));
    let ran = desk.line("report plan.xlsx customers.csv -f json");
    // 0.3 + 1.234 − 0.034 + 1,000,000.5 = 1,000,002.
    assert_eq!(ran.total("spend").as_deref(), Some("1000002"), "{}", ran.stderr);
}

/// A number cell proves nothing of the texts beside it.
#[test]
fn texts_of_a_sheet_are_read_by_the_rules_of_csv() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let with = |text: &'static str| {
        move |sheet: &mut Worksheet| {
            of_csv("Channel,Amount\nMeta,12.5\n")(sheet);
            sheet.write_string(2, 0, "Meta").unwrap();
            sheet.write_string(2, 1, text).unwrap();
        }
    };
    desk.write("plan.xlsx", &book(&[("Spend", &with("1.234"))]));
    refused(&desk, "report plan.xlsx customers.csv", "E105", &["plan.xlsx!Spend:B3", "1234 or 1.234"]);
    let total = |args: &[&str]| desk.run(args).total("spend");
    assert_eq!(total(&["report", "plan.xlsx", "customers.csv", "--decimal", ",", "-f", "json"]).unwrap(), "1246.5");
    desk.write("plan.xlsx", &book(&[("Spend", &with("1.234,50 EUR"))]));
    assert_eq!(total(&["report", "plan.xlsx", "customers.csv", "-f", "json"]).unwrap(), "1247");
}

#[test]
fn dates_months_and_rates_are_what_their_cells_say() {
    let desk = Desk::new([]);
    let month = Format::new().set_num_format("mmm yyyy");
    let percent = Format::new().set_num_format("0.0%");
    let date = |year, month, day| ExcelDateTime::from_ymd(year, month, day).unwrap();
    let spend = |sheet: &mut Worksheet| {
        of_csv("Day,Channel,Amount\n2026-03-14,Meta,100\n2026-03-30,Meta,20\n")(sheet);
    };
    // Stocks of customers need months: a date that is shown as a month is one.
    let revenue = |sheet: &mut Worksheet| {
        of_csv("Month,Revenue,Active customers\n")(sheet);
        sheet.write_datetime_with_format(1, 0, date(2026, 3, 1), &month).unwrap();
        sheet.write_number(1, 1, 2900).unwrap();
        sheet.write_number(1, 2, 100).unwrap();
    };
    let assumed = |sheet: &mut Worksheet| {
        of_csv("Channel,Margin,Churn\nMeta\n")(sheet);
        sheet.write_number_with_format(1, 1, 0.7, &percent).unwrap();
        sheet.write_number_with_format(1, 2, 0.025, &percent).unwrap();
    };
    let won = |sheet: &mut Worksheet| {
        of_csv("Month,Channel,New customers\n")(sheet);
        sheet.write_datetime_with_format(1, 0, date(2026, 3, 1), &month).unwrap();
        sheet.write_string(1, 1, "Meta").unwrap();
        sheet.write_number(1, 2, 4).unwrap();
    };
    let sheets: [Sheet<'_>; 4] = [("Spend", &spend), ("Won", &won), ("Revenue", &revenue), ("Model", &assumed)];
    desk.write("plan.xlsx", &book(&sheets));
    let all = "report plan.xlsx --sheet Spend --sheet Won --sheet Revenue --sheet Model -f json";
    let json = figures(&desk.line(all));
    assert_eq!(json["period"]["from"], "2026-03");
    let row = &json["rows"][0];
    // CAC 120 ÷ 4; LTV 29 × 0.7 ÷ 0.025.
    assert_eq!((row["cac"].as_str(), row["ltv"].as_str()), (Some("30"), Some("812")));
    // The dates of the other system are counted from 1904: 1,462 days less for the same day.
    let other =
        changed(&book(&sheets), "xl/workbook.xml", |text| text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    desk.write("plan.xlsx", &other);
    assert_eq!(figures(&desk.line(all))["period"]["from"], "2030-03");
}

#[test]
fn which_sheet_is_meant_is_never_guessed() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let spend = "Channel,Amount\nMeta,5\n";
    let mut workbook = Workbook::new();
    for (name, text, hidden) in
        [("Read me", "Figures of the year\n", false), ("Spend 2026", spend, false), ("It's old", spend, true)]
    {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        of_csv(text)(sheet);
    }
    workbook.add_worksheet();
    desk.write("plan.xlsx", &workbook.save_to_buffer().unwrap());
    let ran = desk.line("inspect plan.xlsx");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for text in [
        "plan.xlsx!Spend 2026",
        "xlsx",
        "the sheet 'Read me'",
        "the hidden sheet 'It's old'",
        "the empty sheet 'Sheet4'",
        "plan.xlsx --sheet 'Spend 2026'",
    ] {
        assert!(ran.stdout.contains(text), "{text} in {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("delimiter"), "{}", ran.stdout);
    // A hidden sheet is read when it is named.
    let ran = desk.run(&["report", "plan.xlsx", "customers.csv", "--sheet", "it's old", "-f", "json"]);
    assert_eq!(ran.json()["inputs"][0]["file"], "plan.xlsx!It's old", "{}", ran.stderr);
    refused(&desk, "report plan.xlsx customers.csv --sheet Spent", "E024", &["no sheet 'Spent'", "'Spend 2026'"]);
    refused(&desk, "report customers.csv --sheet Spend", "E024", &["no file is a workbook"]);
    desk.write("two.xlsx", &book(&[("Spend", &of_csv(spend)), ("It's won", &of_csv(NEW))]));
    let help = "--sheet Spend   or, to read all of them,   --sheet Spend --sheet 'It'\\''s won'";
    refused(&desk, "report two.xlsx", "E024", &["'Spend', 'It's won'", help]);
    let both = desk.run(&["report", "two.xlsx", "--sheet", "Spend", "--sheet", "It's won", "-f", "json"]);
    assert_eq!(both.total("cac").as_deref(), Some("0.5"), "{}", both.stderr);
    desk.write("none.xlsx", &book(&[("A", &of_csv("x,y\n1,2\n")), ("B", &of_csv("z\n1\n"))]));
    refused(&desk, "report none.xlsx customers.csv", "E024", &["no sheet has a header", "'A', 'B'"]);
    desk.write("cacltv.toml", b"[[input.file]]\npath = \"two.xlsx\"\nsheet = \"Spend\"\n");
    let ran = desk.line("report two.xlsx customers.csv -f json");
    assert_eq!(ran.json()["inputs"][0]["file"], "two.xlsx!Spend", "{}", ran.stderr);
}

#[test]
fn flags_that_name_a_file_hold_for_its_sheets() {
    let desk = Desk::new([("customers.csv", "month,channel,new_customers\n2026-03,Meta,10\n")]);
    desk.write("plan.xlsx", &book(&[("Spend", &of_csv("Channel,Amount\nMeta,-5\n"))]));
    let line = "report plan.xlsx customers.csv --negate plan.xlsx --period-of plan.xlsx=2026-03 -f json";
    let ran = desk.line(line);
    assert_eq!(ran.total("spend").as_deref(), Some("5"), "{}", ran.stderr);
    assert_eq!(ran.json()["inputs"][0]["delimiter"], Json::Null);
    assert_eq!(ran.json()["inputs"][0]["encoding"], "xlsx");
    let ran = desk.run(&["report", "plan.xlsx", "--negate", "plan.xlsx", "--delimiter", ";", "-f", "json"]);
    assert_eq!(ran.json()["diagnostics"][0]["code"], "N302", "{}", ran.stdout);
    // A workbook that is read is not overwritten, and one of them is not read twice.
    let ran = desk.line(&format!("{line} -o xlsx:plan.xlsx"));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    refused(&desk, "report plan.xlsx plan.xlsx", "E012", &[]);
}

#[test]
fn what_is_no_workbook_or_a_damaged_one_is_refused_with_a_message() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let line = "report plan.xlsx customers.csv";
    let whole = book(&[("Spend", &of_csv("Channel,Amount\nMeta,5\n"))]);
    desk.write("plan.xlsx", &whole[..whole.len() / 2]);
    refused(&desk, line, "E001", &["breaks off"]);
    for (member, change) in
        [("xl/worksheets/sheet1.xml", "<sheetData"), ("xl/workbook.xml", "<sheets"), ("xl/sharedStrings.xml", "<si>")]
    {
        let cut = changed(&whole, member, |text| text.split(change).next().unwrap().to_owned());
        desk.write("plan.xlsx", &cut);
        let ran = desk.line(line);
        assert_eq!(ran.code, 3, "{member}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error["), "{member}: {}", ran.stderr);
    }
    desk.write("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old");
    refused(&desk, line, "E004", &["an old Excel file (.xls)", "save it as .xlsx or CSV"]);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    desk.write("plan.xlsx", &locked);
    refused(&desk, line, "E004", &["locked with a password", "save it without the password"]);
    let mut numbers = zip::ZipWriter::new(Cursor::new(Vec::new()));
    numbers.start_file("Index/Document.iwa", zip::write::SimpleFileOptions::default()).unwrap();
    desk.write("plan.xlsx", &numbers.finish().unwrap().into_inner());
    refused(&desk, line, "E004", &["a Numbers document", "export it as Excel"]);
}

/// Whatever stands in the parts of a workbook, the program ends with a message or a report, and never by itself.
#[test]
fn no_damage_to_the_parts_of_a_workbook_ends_the_program() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let whole = book(&[("Spend", &of_csv("Channel,Amount\nMeta,5\n"))]);
    let rows = ods_row(&["Channel", "Amount"]) + &ods_row(&["Meta", "5"]);
    let parts = [
        (whole.clone(), "xl/worksheets/sheet1.xml"),
        (whole.clone(), "xl/workbook.xml"),
        (whole.clone(), "xl/styles.xml"),
        (whole, "xl/sharedStrings.xml"),
        (ods(&rows), "content.xml"),
    ];
    let mut state = 7u64;
    for (bytes, member) in parts {
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let spoiled = changed(&bytes, member, |text| {
                let at = (state >> 33) as usize % text.len();
                let with = ["9999999999", "<", "\"", "/>", "-1", "", "ZZZZZZ1"][(state >> 20) as usize % 7];
                let end = (at + (state >> 40) as usize % 9).min(text.len());
                let fits = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                format!("{}{with}{}", &text[..fits(at)], &text[fits(end).max(fits(at))..])
            });
            desk.write("plan.xlsx", &spoiled);
            let ran = desk.line("report plan.xlsx customers.csv");
            assert!(matches!(ran.code, 0 | 3), "{member}: {ran:?}");
            assert!(!ran.stderr.contains("panicked"), "{member}: {}", ran.stderr);
        }
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let line = "report plan.xlsx customers.csv";
    let whole = book(&[("Spend", &of_csv("Channel,Amount\nMeta,5\n"))]);
    let bomb = changed(&whole, "docProps/app.xml", |text| format!("{text}{}", " ".repeat(270 << 20)));
    assert!(bomb.len() < 2 << 20);
    desk.write("plan.xlsx", &bomb);
    refused(&desk, line, "E011", &["larger than 256 MiB unpacked", "save the sheet as CSV"]);
    let repeated = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
                    table:number-columns-repeated=\"100\" office:value-type=\"float\" office:value=\"1\"/>\
                    </table:table-row>";
    desk.write("plan.xlsx", &ods(&(ods_row(&["Channel", "Amount"]) + repeated)));
    refused(&desk, line, "E011", &["more than 8,000,000 cells"]);
    desk.write("plan.xlsx", &ods("<table:table-row>"));
    refused(&desk, line, "E001", &["do not close in order"]);
}

/// Blank rows up to the end of the sheet, as LibreOffice writes them, are no rows.
#[test]
fn an_ods_reads_as_it_is_shown() {
    let desk = Desk::new([("customers.csv", NEW)]);
    let blank = "<table:table-row table:number-rows-repeated=\"1048572\"><table:table-cell \
                 table:number-columns-repeated=\"16384\"/></table:table-row>";
    let twice = ods_row(&["Meta", "0.30000000000000004"])
        .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"2\">");
    let rows = ods_row(&["Channel", "Amount"]) + &twice + &ods_row(&["Google", "1.234"]);
    desk.write("plan.ods", &ods(&(rows.clone() + blank)));
    let ran = desk.line("report plan.ods customers.csv -f json");
    assert_eq!(ran.total("spend").as_deref(), Some("1.834"), "{}", ran.stderr);
    assert_eq!(ran.json()["inputs"][0]["encoding"], "ods");
    let error = "<table:table-row><table:table-cell table:formula=\"of:=NA()\" office:value-type=\"string\" \
                 office:string-value=\"\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    desk.write("plan.ods", &ods(&(rows + error)));
    refused(&desk, "report plan.ods customers.csv", "E023", &["plan.ods!Spend:A5", "'#N/A'"]);
}
