//! The reader of common blocks, held against the careful reader: whatever stands in a file, and wherever it is cut into
//! blocks, both give the same sums, the same spellings and the same messages.

use std::io::Cursor;

use cacltv::domain::number::Mark;
use cacltv::input::{Missing, Options, Role, Source, TotalsRule, Work, read};

use super::draw::Draw;

/// Columns with what stands in them.
const COLUMNS: [(&str, Column); 26] = [
    ("month", Column::Date),
    ("date", Column::Date),
    ("channel", Column::Name),
    ("segment", Column::Name),
    ("category", Column::Name),
    ("campaign", Column::Name),
    ("amount", Column::Money),
    ("new_customers", Column::Count),
    ("customer_id", Column::Id),
    ("acquired_on", Column::Date),
    ("revenue", Column::Money),
    ("cost_of_revenue", Column::Money),
    ("churned_customers", Column::Count),
    ("active_customers", Column::Count),
    ("marketing", Column::Money),
    ("tools", Column::Money),
    ("note", Column::Name),
    ("region", Column::Name),
    ("number", Column::Count),
    ("currency", Column::Name),
    ("refunds", Column::Money),
    ("Belopp (SEK)", Column::Money),
    ("credit", Column::Money),
    ("stage", Column::Name),
    ("mrr", Column::Money),
    ("", Column::Name),
];

/// Tables by the places of their columns: what files hold, with and without columns that say nothing.
const TABLES: [&[usize]; 18] = [
    &[0, 2, 6],
    &[1, 2, 3, 4, 5, 6],
    &[2, 16, 4, 6],
    &[16, 2, 3, 6],
    &[18, 1, 2, 6],
    &[2, 4, 6, 16],
    &[0, 2, 7],
    &[3, 2, 0, 7],
    &[8, 9, 2, 3],
    &[16, 2, 8, 9],
    &[2, 3, 16, 9, 8],
    &[0, 2, 6, 7],
    &[0, 2, 14, 15],
    &[0, 2, 10, 11, 12],
    &[0, 2, 10, 13],
    &[8, 16],
    &[6],
    &[1, 17, 2, 21, 16],
];

#[derive(Clone, Copy)]
enum Column {
    Date,
    Name,
    Money,
    Count,
    Id,
}

const DATES: [&str; 10] = [
    "2026-01-05",
    "2026-01-06",
    "2026-01",
    "2026-02",
    "14.03.2026",
    "2026-Q1",
    "2026-W05",
    "3/4/2026",
    "2026-02-29",
    "",
];
const NAMES: [&str; 45] = [
    "Meta",
    "Google Ads",
    "meta",
    "META",
    "Advertising",
    "Tools",
    "B2B",
    "Meta social ad",
    "Meta social ads",
    "Meta social ads 1",
    "Meta social ads in the whole count",
    "Meta social ads in the whole countr",
    "Meta social ads in the whole country",
    "Mässor",
    "MÄSSOR",
    "A",
    "",
    "-",
    " ",
    "--",
    "Total",
    "Totalt",
    "Total: Meta",
    "Total for Meta",
    "Total Recall",
    "Sum",
    "\"Meta\"",
    "\"Direct, mail\"",
    "\"The \"\"one\"\"\"",
    " Meta",
    "Meta ",
    "Meta\u{200b}",
    "Meta\u{a0}Ads",
    "=cmd",
    "x\u{1b}",
    "M\u{1}",
    "2026",
    "12",
    "\u{feff}Meta",
    "Cafe\u{301}",
    "\"two\nlines\"",
    "\"a \"\"b\"\",\nc\"",
    "\"\"\"\"",
    "\" \"\"x\"\"\u{a0}\"",
    "\"a \"b\"\"",
];
const ODD_MONEY: [&str; 26] = [
    "1.234",
    "1,234",
    "1 234,50",
    "1.234,5",
    "12,5",
    "12.5",
    "-0",
    "-0.01",
    "-3.50",
    "+1",
    "0",
    "00012.50",
    "€ 5",
    "5 SEK",
    "1e5",
    "",
    "-",
    "(3.00)",
    "100,-",
    "12345678901",
    "123456789012",
    "99999999999.99",
    "1.5%",
    "0.123456789012345678",
    ".5",
    "5.",
];
const ODD_COUNTS: [&str; 10] = ["8.0", "1.000", "1,5", "-1", "", "0", "007", "1 000", "123456789012", "x"];
const ODD_IDS: [&str; 12] =
    ["a@b.se1", "A@B.SE1", "Total", "total1", "", " 7", "\"7\"", "7:1", "abc", "ä1", "\"7\"\"1\"", "\"7\n1\""];

/// A table that is drawn, and its delimiter.
fn table(draw: &mut Draw<'_>) -> (Vec<u8>, u8) {
    let mut columns: Vec<usize> = draw.one_of(&TABLES).to_vec();
    for _ in 0..draw.below(3) {
        let at = draw.below(columns.len() + 1);
        columns.insert(at, draw.below(COLUMNS.len()));
    }
    let delimiter = draw.one_of(&[",", ",", ";", "\t", "|"]);
    let end = draw.one_of(&["\n", "\n", "\r\n", "\r"]);
    let comma = draw.once_in(4);
    // How often a cell is odd.
    let odd = draw.one_of(&[400, 400, 100, 30, 8]);
    let mut text = String::new();
    let head: Vec<&str> = columns.iter().map(|at| COLUMNS[*at].0).collect();
    text.push_str(&head.join(delimiter));
    text.push_str(end);
    let mut rows = 0;
    while !draw.is_empty() && rows < 200 {
        rows += 1;
        let cells: Vec<String> = columns.iter().map(|at| cell(draw, COLUMNS[*at].1, comma, odd)).collect();
        text.push_str(&cells.join(delimiter));
        match draw.below(odd) {
            7 => text.push_str(delimiter),
            6 => {}
            5 => text.push('\n'),
            4 => text.push('\r'),
            3 => text.push_str("\r\n"),
            2 => text.push_str(&format!("{end}{end}")),
            _ => text.push_str(end),
        }
    }
    let mut bytes = text.into_bytes();
    if draw.once_in(16) {
        bytes.truncate(bytes.len().saturating_sub(1));
    }
    (bytes, delimiter.as_bytes()[0])
}

fn cell(draw: &mut Draw<'_>, column: Column, comma: bool, odd: usize) -> String {
    let is_odd = draw.below(odd) == 1;
    let common = if is_odd { usize::MAX } else { draw.below(200) };
    match column {
        Column::Date if is_odd => draw.one_of(&DATES).to_owned(),
        Column::Date => format!("2026-{:02}-{:02}", 1 + common % 3, 1 + common % 28),
        Column::Name if is_odd => draw.one_of(&NAMES).to_owned(),
        Column::Name => NAMES[common % 16].to_owned(),
        Column::Money if is_odd => draw.one_of(&ODD_MONEY).to_owned(),
        Column::Money => match common % 4 {
            0 => common.to_string(),
            1 => format!("{common}{}5", if comma { ',' } else { '.' }),
            2 => format!("-{common}{}05", if comma { ',' } else { '.' }),
            _ => format!("{}{}{:02}", common * 997, if comma { ',' } else { '.' }, common % 100),
        },
        Column::Count if is_odd => draw.one_of(&ODD_COUNTS).to_owned(),
        Column::Count => common.to_string(),
        Column::Id if is_odd => draw.one_of(&ODD_IDS).to_owned(),
        Column::Id => format!("{}{common}", if common % 2 == 0 { "c" } else { "" }),
    }
}

fn options(draw: &mut Draw<'_>) -> Options {
    let flags = draw.byte();
    let mut options = Options { inspect: flags & 1 > 0, ..Options::default() };
    if flags & 6 == 6 {
        options.totals = Some(if flags & 8 > 0 { TotalsRule::Keep } else { TotalsRule::Skip });
    }
    if flags & 48 == 48 {
        options.by = vec![if flags & 8 > 0 { "campaign" } else { "note" }.to_owned()];
    }
    if flags & 192 == 192 {
        match draw.below(6) {
            0 => options.missing = Some(Missing::Zero),
            1 => options.missing = Some(Missing::Skip),
            2 => options.decimal = Some(Mark::Comma),
            3 => options.fractional_customers = true,
            4 => options.aliases = vec![("Google Ads".to_owned(), vec!["A".to_owned(), "meta".to_owned()])],
            _ => options.negate = vec!["0.csv".to_owned()],
        }
    }
    options
}

/// All that reading gives.
fn told(files: &[(Vec<u8>, Option<Role>)], options: &Options, work: Work) -> String {
    let sources = files.iter().enumerate().map(|(at, (bytes, role))| Source {
        role: *role,
        ..Source::reader(&format!("{at}.csv"), Cursor::new(bytes.clone()))
    });
    let options = Options { work, ..options.clone() };
    match read(sources.collect(), &options) {
        Ok(reading) => format!("{reading:?}"),
        Err(refusal) => format!("{refusal:?}"),
    }
}

/// Reads one or two files in four ways. The first byte chooses between tables that are drawn and files as they are.
pub fn holds(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let kind = draw.byte();
    let block = draw.one_of(&[1, 40, 150, 600, 4000]);
    let compared = draw.one_of(&[0, 0, 0, 5, 1000]);
    let mut options = options(&mut draw);
    let mut files = Vec::new();
    if kind % 4 == 0 {
        files.push((draw.rest().to_vec(), None));
    } else {
        let second = kind % 4 == 3;
        let (bytes, delimiter) = table(&mut Draw::new(if second { draw.until(0xff) } else { draw.rest() }));
        files.push((bytes, None));
        // Found out, it costs more than all else that is done here.
        options.delimiter = (kind % 8 != 1).then_some(delimiter);
        if second {
            let role = draw.one_of(&[None, None, Some(Role::Known)]);
            let (bytes, other) = table(&mut draw);
            files.push((bytes, role));
            options.delimiter = options.delimiter.filter(|own| *own == other);
        }
    }
    let work = Work { careful: true, block, compared };
    let careful = told(&files, &options, work);
    let other = [
        ("common rows in one block", Work { careful: false, block: 1 << 18, ..work }),
        ("one block", Work { block: 1 << 18, ..work }),
    ][usize::from(kind / 8 % 2)];
    let ways = [("common blocks", Work { careful: false, ..work }), other];
    for (name, way) in ways {
        let other = told(&files, &options, way);
        if other != careful {
            let texts: Vec<_> = files.iter().map(|(bytes, role)| (String::from_utf8_lossy(bytes), role)).collect();
            panic!(
                "{name}, {way:?}, differ from the careful reader in blocks of {block}:\n{texts:#?}\n{other}\n\n{careful}"
            );
        }
    }
}
