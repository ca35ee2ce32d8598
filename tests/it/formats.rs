//! One input goes through every format: hostile names act in none of them, and all show the same figures.

use serde_json::Value as Json;

use crate::numeral::{fraction, near};
use crate::program::{Desk, Ran};

const FORMATS: [&str; 8] = ["table", "plain", "markdown", "html", "csv", "tsv", "json", "jsonl"];

/// Names that act on a terminal, a spreadsheet, a browser, a log or a table, each with what its row is about:
/// spend, customers, ARPA, margin, churn.
fn rows() -> Vec<(String, &'static str, &'static str, [&'static str; 3])> {
    let row = |name: &str, spend, won, model| (name.to_owned(), spend, won, model);
    vec![
        row("plain", "1000.50", "3", ["30", "70%", "3%"]),
        row("\u{1b}[2J\u{1b}]0;title\u{7}red\u{1b}[31m", "100", "7", ["30", "70%", "3%"]),
        row("\u{9b}31m c1 \u{7f}", "0", "4", ["30", "70%", "3%"]),
        row("right \u{202e}txet\u{202c} \u{2066}left\u{2069} \u{200f}", "77", "0", ["30", "70%", "3%"]),
        row("=HYPERLINK(\"http://e.vil\",\"x\")", "-5", "2", ["30", "70%", "3%"]),
        row("+1|2|3", "12.34", "2", ["30", "-5%", "3%"]),
        row("-1 | 2 \\| 3", "9000", "1", ["30", "70%", "50%"]),
        row("@SUM(A1)<script>alert(1)</script>", "66.67", "3", ["30", "70%", "0%"]),
        row("line\nbreak\r\nand\ttab", "66.67", "4", ["30", "", "3%"]),
        row("::error::%0A%0D::set-output name=x::y", "55", "6", ["", "70%", "3%"]),
        row("[a](javascript:alert(1)) `code` **b** #1 &lt; ~~s~~ $x$", "5", "6", ["30", "70%", ""]),
        row(&format!("long {}", "\u{e4}x\u{301}".repeat(12_000)), "0.01", "1", ["29.999999", "70%", "3%"]),
        row("", "400", "5", ["", "", ""]),
        row("emoji 👩‍👩‍👧 wide 広告", "40", "5", ["30", "70%", "3%"]),
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

pub(crate) fn hostile() -> Desk {
    let (mut spend, mut customers, mut assumptions) = (
        "month,channel,amount\n".to_owned(),
        "month,channel,new_customers\n".to_owned(),
        "channel,arpa,margin,churn\n".to_owned(),
    );
    for (name, cost, won, [arpa, margin, churn]) in rows() {
        if cost != "0" {
            spend.push_str(&format!("2026-03,{},{cost}\n", quoted(&name)));
        }
        if won != "0" {
            customers.push_str(&format!("2026-03,{},{won}\n", quoted(&name)));
        }
        if !name.is_empty() {
            assumptions.push_str(&format!("{},{arpa},{margin},{churn}\n", quoted(&name)));
        }
    }
    Desk::new([
        ("spend.csv", spend.as_str()),
        ("customers.csv", customers.as_str()),
        ("assumptions.csv", assumptions.as_str()),
    ])
}

const COLUMNS: &str = "spend,new_customers,cac,cac_part,ltv,ltv_cac,payback_months,payback_retention_months,\
                       payback_retention_continuous,max_cac,share_of_spend,share_of_customers,arpa,margin,churn,\
                       lifetime_months,break_even_roas";

fn report(desk: &Desk, format: &str) -> Ran {
    let line = format!("report spend.csv customers.csv assumptions.csv --totals keep --columns {COLUMNS} -f {format}");
    let ran = desk.line(&line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// Characters that nobody sees, or that change how others are seen.
fn hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

#[test]
fn no_control_character_of_a_name_reaches_any_output() {
    let desk = hostile();
    for format in FORMATS {
        let ran = report(&desk, format);
        let allowed = |c: char| c == '\n' || (format == "tsv" && c == '\t');
        let bad: Vec<char> = ran.stdout.chars().filter(|c| c.is_control() && !allowed(*c)).collect();
        assert!(bad.is_empty(), "{format}: {bad:?}");
        let bad: Vec<char> = ran.stderr.chars().filter(|c| (c.is_control() && *c != '\n') || hidden(*c)).collect();
        assert!(bad.is_empty(), "{format}: {bad:?} on standard error");
        if !matches!(format, "csv" | "tsv") {
            let bad: Vec<char> = ran.stdout.chars().filter(|c| hidden(*c)).collect();
            assert!(bad.is_empty(), "{format}: {bad:?}");
        }
    }
}

#[test]
fn no_cell_begins_a_formula_and_no_markup_is_left_in_markdown() {
    let desk = hostile();
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        for record in records(&report(&desk, format).stdout, delimiter) {
            for cell in &record {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{format}: {cell:?}");
            }
        }
    }
    let mut bare = report(&desk, "markdown").stdout;
    while let Some(at) = bare.find('\\') {
        let escaped = bare[at + 1..].chars().next().map_or(0, char::len_utf8);
        bare.replace_range(at..at + 1 + escaped, "");
    }
    for markup in ["<", "[a]", "`", "**b**", "~~", "://", "$x$", "&lt;"] {
        assert!(!bare.contains(markup), "{markup} in {bare}");
    }
    // A log of GitHub runs what stands at the start of a line.
    for format in FORMATS {
        assert!(!report(&desk, format).stdout.lines().any(|line| line.trim_start().starts_with("::")), "{format}");
    }
}

fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .quoting(delimiter != b'\t')
        .from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows of a JSON report with the total and the paid channels behind them.
fn all(document: &Json) -> Vec<&Json> {
    let rows = document["rows"].as_array().unwrap().iter();
    rows.chain([&document["total"], &document["total_paid"]]).filter(|row| !row.is_null()).collect()
}

#[test]
fn csv_tsv_and_json_lines_hold_the_figures_of_json() {
    let desk = hostile();
    let document = report(&desk, "json").json();
    let wanted = all(&document);
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let records = records(&report(&desk, format).stdout, delimiter);
        assert_eq!(records.len(), wanted.len() + 1, "{format}");
        let (head, records) = records.split_first().unwrap();
        for (record, row) in records.iter().zip(&wanted) {
            assert_eq!(record.len(), head.len(), "{format}");
            let cell = |name: &str| &record[head.iter().position(|column| column == name).unwrap()];
            for metric in COLUMNS.split(',') {
                assert_eq!(cell(metric), row[metric].as_str().unwrap_or(""), "{format} {metric}");
                let told = cell("undefined").split(';').find_map(|one| one.strip_prefix(&format!("{metric}=")));
                assert_eq!(told, row["undefined"][metric].as_str(), "{format} {metric}");
            }
            assert_eq!(cell("band"), row["band"].as_str().unwrap_or(""), "{format}");
        }
    }
    let lines = report(&desk, "jsonl").stdout;
    let found: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<&Json> = found.iter().filter(|line| line["kind"] != "report").collect();
    assert_eq!(found.len(), wanted.len());
    for (line, row) in found.iter().zip(&wanted) {
        for metric in COLUMNS.split(',') {
            assert_eq!(line[metric], row[metric]);
            assert_eq!(line["undefined"][metric], row["undefined"][metric]);
        }
        assert_eq!(line["channel"], row["channel"]);
    }
}

/// Holds a figure as people see it against the exact one.
fn shown(cell: &str, row: &Json, metric: &str) {
    let Some(number) = row[metric].as_str() else {
        assert!(row["undefined"][metric].is_string(), "{metric} is neither known nor undefined");
        assert!(matches!(cell.trim_matches('*'), "–" | "-"), "{metric}: '{cell}' for {}", row["undefined"][metric]);
        return;
    };
    let exact = fraction(row["exact"][metric].as_str().unwrap_or(number));
    let plain: String = cell.chars().filter(|c| !matches!(c, ',' | '~' | '*' | '\\')).collect();
    match plain.strip_suffix('%') {
        Some(percent) => assert!(near(&(&exact * &fraction("100")), percent), "{metric}: '{cell}' for {number}"),
        None => assert!(near(&exact, &plain), "{metric}: '{cell}' for {number}"),
    }
}

#[test]
fn people_see_the_figures_of_json() {
    let desk = hostile();
    let document = report(&desk, "json").json();
    let wanted = all(&document);
    let metrics: Vec<&str> = COLUMNS.split(',').collect();
    let table = report(&desk, "table").stdout;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with('│'))
        .map(|line| line.trim_matches('│').split('│').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), wanted.len() + 1);
    let markdown = report(&desk, "markdown").stdout;
    let bars: Vec<Vec<String>> = markdown
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.replace("\\|", "").trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert_eq!(bars.len(), wanted.len() + 2);
    for (at, row) in wanted.iter().enumerate() {
        let (cells, marked) = (&rows[at + 1], &bars[at + 2]);
        assert!(cells.len() > metrics.len() && marked.len() > metrics.len(), "{cells:?} {marked:?}");
        for (metric, (cell, marked)) in metrics.iter().zip(cells[1..].iter().zip(&marked[1..])) {
            shown(cell, row, metric);
            shown(marked, row, metric);
        }
    }
}

/// Every reason that a report of spend and customers can have is in this one report, or in one without a side.
#[test]
fn every_reason_that_can_occur_occurs_here() {
    let desk = hostile();
    let document = report(&desk, "json").json();
    let mut found: Vec<String> = all(&document)
        .iter()
        .filter_map(|row| row["undefined"].as_object())
        .flat_map(|undefined| undefined.values().map(|reason| reason.as_str().unwrap().to_owned()))
        .collect();
    let alone = desk.line("report spend.csv --totals keep -f json").json();
    assert_eq!(alone["total"]["undefined"]["cac"], "no_data");
    assert!(alone["total"]["new_customers"].is_null());
    found.push("no_data".to_owned());
    found.sort();
    found.dedup();
    let wanted = [
        "negative_margin",
        "negative_spend",
        "never_pays_back",
        "no_arpa",
        "no_churn",
        "no_data",
        "no_margin",
        "no_new_customers",
        "no_spend",
        "partial",
        "unattributed_spend",
    ];
    assert_eq!(found, wanted);
}

/// For a spreadsheet: byte order mark, CRLF, the decimal mark asked for, and `;` where that is a comma.
#[test]
fn a_spreadsheet_gets_its_own_marks() {
    let desk = hostile();
    let plain = report(&desk, "csv").stdout;
    let ran = desk.line(&format!(
        "report spend.csv customers.csv assumptions.csv --totals keep --columns {COLUMNS} -f csv --locale sv"
    ));
    let sheet = ran.stdout.strip_prefix('\u{feff}').expect("a byte order mark");
    let bad: Vec<char> = sheet.chars().filter(|c| c.is_control() && !matches!(c, '\r' | '\n')).collect();
    assert!(bad.is_empty(), "{bad:?}");
    let (sheet, plain) = (records(sheet, b';'), records(&plain, b','));
    assert_eq!(sheet.len(), plain.len());
    for (sheet, plain) in sheet.iter().zip(&plain) {
        for (at, (cell, wanted)) in sheet.iter().zip(plain).enumerate() {
            let number = at > 0 && wanted.starts_with(|c: char| c == '-' || c.is_ascii_digit());
            let wanted = if number { wanted.replace('.', ",") } else { wanted.clone() };
            assert_eq!(*cell, wanted);
        }
    }
    assert!(ran.stdout.split('\n').next().unwrap().ends_with('\r'));
}

/// Names of files and columns come from the user too, and so do messages about bad cells.
#[cfg(target_os = "linux")]
#[test]
fn hostile_file_names_columns_and_cells_are_escaped_in_messages() {
    let desk = Desk::new([]);
    desk.write(
        "a\u{1b}[31m\u{202e}.csv",
        b"channel,amount,\x1b]0;x\x07\nMeta,\x1b[31mred\x07,1\n\x1b[2J,1\x1b,\xe2\x80\xae\n",
    );
    desk.write("b\nc.csv", b"channel,new_customers\nMeta,\x1b[5m\n");
    let ran = desk.run(&["report", "a\u{1b}[31m\u{202e}.csv", "b\nc.csv", "no\u{1b}such.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let bad: Vec<char> = ran.stderr.chars().filter(|c| (c.is_control() && *c != '\n') || hidden(*c)).collect();
    assert!(bad.is_empty(), "{bad:?} in {}", ran.stderr);
    for line in [
        "report \u{1b}[31m.csv",
        "get \u{1b}[31m x.csv",
        "explain \u{1b}[31m",
        "report x.csv --locale \u{1b}[31m",
        "\u{1b}[31m",
    ] {
        let ran = desk.line(line);
        let bad: Vec<char> = ran.stderr.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(bad.is_empty(), "{line:?}: {bad:?} in {}", ran.stderr);
        assert!(matches!(ran.code, 2 | 3));
    }
}

/// One input, every format there is: those of check and the workbook among them.
#[test]
fn every_format_there_is_writes_the_hostile_names_and_none_acts() {
    let desk = hostile();
    for format in cacltv::render::Format::ALL {
        let place = format!("{}:out", format.name());
        let files =
            ["check", "spend.csv", "customers.csv", "assumptions.csv", "--totals", "keep", "--columns", COLUMNS];
        let rules = ["--require", "each: cac <= 60", "--max-payback", "12", "--exit-zero", "-o", place.as_str()];
        let ran = desk.run(&[&files[..], &rules].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        let bytes = std::fs::read(desk.path().join("out")).unwrap();
        let texts: Vec<String> = match format {
            cacltv::render::Format::Xlsx => {
                let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
                let sheets = calamine::Reader::worksheets(&mut book);
                let cells = sheets.iter().flat_map(|(_, sheet)| sheet.used_cells());
                let texts: Vec<String> = cells.filter_map(|(_, _, cell)| calamine::DataType::as_string(cell)).collect();
                let acting = |text: &&String| text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
                assert_eq!(texts.iter().find(acting), None);
                texts
            }
            _ => vec![String::from_utf8(bytes).unwrap()],
        };
        let all = texts.concat();
        let bad: Vec<char> = all.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\t')).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", format.name());
        assert!(all.contains("HYPERLINK") && all.contains("emoji"), "{}", format.name());
        assert!(
            !all.contains("<script>") || !matches!(format.name(), "html" | "junit" | "markdown"),
            "{}",
            format.name()
        );
    }
}
