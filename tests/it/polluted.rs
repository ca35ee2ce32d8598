//! One clean file under hundreds of mutations: the true total, or a refusal at the right line; never a third number.

use std::collections::BTreeMap;

use crate::program::Desk;

/// The clean rows: month, channel, amount.
const ROWS: [[&str; 3]; 6] = [
    ["2026-01", "Meta", "1234.50"],
    ["2026-01", "Google Ads", "980.25"],
    ["2026-02", "Meta", "75.10"],
    ["2026-02", "TV", "20000.02"],
    ["2026-03", "Podcast", "310.05"],
    ["2026-03", "Mässor", "4.06"],
];

const HEAD: [&str; 3] = ["month", "channel", "amount"];

/// 1,234.50 + 980.25 + 75.10 + 20,000.02 + 310.05 + 4.06
const TOTAL: &str = "22603.98";

/// What has to come of a mutation.
#[derive(Clone, Debug)]
enum Wanted {
    /// A human reads it without doubt: the true total.
    Read,
    /// A refusal that names this line.
    Refused(usize),
    /// A refusal, of the file as a whole or at any line.
    RefusedSomewhere,
    /// The true total or a refusal.
    NoThirdNumber,
    /// What the rows left really add up to, or a refusal.
    Rest(String),
}

type Mutation = (String, Vec<u8>, Wanted);

fn line(cells: &[&str; 3], delimiter: &str) -> String {
    cells.join(delimiter)
}

fn lines(delimiter: &str) -> Vec<String> {
    std::iter::once(&HEAD).chain(&ROWS).map(|cells| line(cells, delimiter)).collect()
}

fn text(lines: &[String], end: &str) -> String {
    lines.iter().map(|line| format!("{line}{end}")).collect()
}

/// The clean file with the cell at a place replaced.
fn with_cell(row: usize, column: usize, cell: &str) -> String {
    let mut cells: Vec<[String; 3]> =
        std::iter::once(&HEAD).chain(&ROWS).map(|cells| cells.map(str::to_owned)).collect();
    cells[row][column] = cell.to_owned();
    cells.iter().map(|cells| cells.join(",") + "\n").collect()
}

fn cells() -> impl Iterator<Item = (usize, usize, &'static str)> {
    std::iter::once(&HEAD)
        .chain(&ROWS)
        .enumerate()
        .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, cell)| (row, column, *cell)))
}

/// Quotes where none belong.
fn quotes(all: &mut Vec<Mutation>) {
    for (row, column, cell) in cells() {
        let middle = cell.len() / 2;
        let middle = (middle..).find(|at| cell.is_char_boundary(*at)).unwrap();
        let (left, right) = cell.split_at(middle);
        let place = format!("cell {row},{column}");
        // Inside a cell that is not quoted a quote is text: a name may have one, a month or an amount may not.
        let stray = match (row, column) {
            (0, _) => Wanted::NoThirdNumber,
            (_, 1) => Wanted::Read,
            (row, _) => Wanted::Refused(row + 1),
        };
        all.push((
            format!("a stray quote within {place}"),
            with_cell(row, column, &format!("{left}\"{right}")).into(),
            stray.clone(),
        ));
        all.push((format!("a stray quote behind {place}"), with_cell(row, column, &format!("{cell}\"")).into(), stray));
        // An open quote swallows what follows, and is told where it opened.
        all.push((
            format!("an open quote before {place}"),
            with_cell(row, column, &format!("\"{cell}")).into(),
            Wanted::Refused(row + 1),
        ));
        all.push((format!("{place} quoted"), with_cell(row, column, &format!("\"{cell}\"")).into(), Wanted::Read));
        all.push((
            format!("text behind the quotes of {place}"),
            with_cell(row, column, &format!("\"{cell}\"x")).into(),
            Wanted::Refused(row + 1),
        ));
        all.push((
            format!("white space around {place}"),
            with_cell(row, column, &format!(" {cell} ")).into(),
            Wanted::Read,
        ));
    }
}

/// A delimiter too many or too few.
fn delimiters_astray(all: &mut Vec<Mutation>) {
    let clean = lines(",");
    for (row, column, _) in cells() {
        let cells: Vec<&str> = clean[row].split(',').collect();
        let mut more = cells.clone();
        more.insert(column, "");
        let mut fewer = cells.clone();
        fewer.remove(column);
        for (what, cells) in [("more", more), ("fewer", fewer)] {
            let mut lines = clean.clone();
            lines[row] = cells.join(",");
            // A header with a cell less or more fits no row of the file.
            let wanted = if row == 0 { Wanted::RefusedSomewhere } else { Wanted::Refused(row + 1) };
            all.push((format!("a delimiter {what} at {row},{column}"), text(&lines, "\n").into(), wanted));
        }
        let mut lines = clean.clone();
        lines[row] = cells.join(";");
        let wanted = if row == 0 { Wanted::RefusedSomewhere } else { Wanted::Refused(row + 1) };
        all.push((format!("another delimiter on line {} ({column})", row + 1), text(&lines, "\n").into(), wanted));
    }
}

/// Every delimiter, line end, encoding, mark and quoting, as exports have them.
fn dialects(all: &mut Vec<Mutation>) {
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r", "\r\r\n"] {
            for quoted in [false, true] {
                let mut lines = lines(delimiter);
                if quoted {
                    for line in &mut lines {
                        *line = format!("\"{}\"", line.replace(delimiter, &format!("\"{delimiter}\"")));
                    }
                }
                let text = text(&lines, end);
                let marked = format!("\u{feff}{text}");
                let wide = |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
                let codings: [(&str, Vec<u8>); 7] = [
                    ("utf-8", text.clone().into()),
                    ("utf-8 with a mark", marked.clone().into()),
                    ("utf-8 with two marks", format!("\u{feff}{marked}").into()),
                    ("utf-16le", wide(u16::to_le_bytes)),
                    ("utf-16be", wide(u16::to_be_bytes)),
                    ("windows-1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
                    ("no end of the last line", text.trim_end().to_owned().into()),
                ];
                for (coding, bytes) in codings {
                    let name = format!("{delimiter:?} {end:?} quoted {quoted} {coding}");
                    all.push((name, bytes, Wanted::Read));
                }
                let said = format!("sep={delimiter}{end}{text}");
                all.push((format!("sep= {delimiter:?} {end:?} quoted {quoted}"), said.into(), Wanted::Read));
            }
        }
    }
    let text = text(&lines(","), "\n");
    let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    all.push(("utf-16 without a mark".into(), unmarked, Wanted::RefusedSomewhere));
    let mut mixed = text.clone().into_bytes();
    mixed.extend(b"2026-03,M\xe4ssor,1.00\n");
    all.push(("two encodings".into(), mixed, Wanted::Refused(8)));
}

/// What stands before, between and behind the rows.
fn surroundings(all: &mut Vec<Mutation>) {
    let clean = lines(",");
    let join = |lines: &[String]| text(lines, "\n");
    let put = |at: usize, more: &[&str]| {
        let mut lines = clean.clone();
        lines.splice(at..at, more.iter().map(|line| (*line).to_owned()));
        join(&lines)
    };
    let mut add = |name: &str, text: String, wanted: Wanted| all.push((name.to_owned(), text.into_bytes(), wanted));
    add("clean", join(&clean), Wanted::Read);
    add("no header", join(&clean[1..]), Wanted::Refused(1));
    add("no header behind sep=", format!("sep=,\n{}", join(&clean[1..])), Wanted::Refused(2));
    let garbled = join(&clean).replace("amount", "Montant dÃ©pensÃ©");
    add("a garbled header", garbled.clone(), Wanted::Refused(1));
    add("a garbled header behind sep=", format!("sep=,\n{garbled}"), Wanted::Refused(2));
    add("the header alone", join(&clean[..1]), Wanted::RefusedSomewhere);
    for at in 1..=ROWS.len() + 1 {
        let wanted = Wanted::Refused(at + 1);
        add(&format!("the header again on line {}", at + 1), put(at, &["month,channel,amount"]), wanted.clone());
        let table = ["", "segment,new_customers,note", "SMB,12,x"];
        add(&format!("a second table behind line {at}"), put(at, &table), Wanted::Refused(at + 2));
        add(&format!("a blank line behind line {at}"), put(at, &[""]), Wanted::Read);
        add(&format!("a row of delimiters behind line {at}"), put(at, &[",,"]), Wanted::Read);
        add(&format!("a row of spaces behind line {at}"), put(at, &["  "]), Wanted::Read);
        for word in ["Total", "Summa", "Gesamt", "Grand total", "I alt"] {
            let row = format!(",{word},{TOTAL}");
            add(&format!("{word} behind line {at}"), put(at, &[&row]), Wanted::Read);
        }
        let wrong = ",Total,22603.97";
        add(&format!("a total that is wrong behind line {at}"), put(at, &[wrong]), Wanted::Refused(at + 1));
        let blank = format!(",,{TOTAL}");
        add(&format!("an unnamed row of the sum behind line {at}"), put(at, &[&blank]), Wanted::Refused(at + 1));
    }
    for titles in [
        &["Spend report"][..],
        &["Spend report", "", "Made by: Ann"],
        &["# spend of the quarter", "# 6 rows"],
        &["\"Report, all channels\"", "2026-01-01 - 2026-03-31", ""],
        &["", "", ""],
    ] {
        add(&format!("titles {titles:?}"), put(0, titles), Wanted::Read);
    }
    for footer in [&["", "© 2026 Ann"][..], &["", "6 rows"], &["", "Exported by Ann", "Confidential"]] {
        add(&format!("a footer {footer:?}"), put(ROWS.len() + 1, footer), Wanted::Read);
    }
    let ended: Vec<String> = clean.iter().map(|line| format!("{line},")).collect();
    add("a delimiter at every line's end", join(&ended), Wanted::Read);
    let rows_ended: Vec<String> =
        clean.iter().enumerate().map(|(at, line)| if at > 0 { format!("{line},,") } else { line.clone() }).collect();
    add("empty cells at every row's end", join(&rows_ended), Wanted::Read);
    add("NUL at the end", join(&clean) + "\0\0\0\0", Wanted::RefusedSomewhere);
    add("NUL in a name", join(&clean).replace("Meta", "Me\0ta"), Wanted::RefusedSomewhere);
    add("control characters in a name", join(&clean).replace("Meta", "Me\u{1}ta"), Wanted::Read);
    add("a control character in an amount", join(&clean).replace("980.25", "980\u{1}.25"), Wanted::Refused(3));
    add("a zero-width space in a name", join(&clean).replace("Google Ads", "Google\u{200b} Ads"), Wanted::Read);
    add("the rows twice", join(&clean) + &join(&clean[1..]), Wanted::Rest("45207.96".into()));
}

/// Amounts as people write them, in every row.
fn amounts(all: &mut Vec<Mutation>) {
    let mut write = |name: &str, delimiter: &str, spell: &dyn Fn(&str) -> String, wanted: Wanted| {
        let mut text = line(&HEAD, delimiter) + "\n";
        for [month, channel, amount] in &ROWS {
            text += &line(&[month, channel, &spell(amount)], delimiter);
            text.push('\n');
        }
        all.push((name.to_owned(), text.into_bytes(), wanted));
    };
    let grouped = |amount: &str, group: &str, mark: &str| {
        let (whole, cents) = amount.split_once('.').unwrap();
        let digits: Vec<char> = whole.chars().collect();
        let mut text = String::new();
        for (at, digit) in digits.iter().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(*digit);
        }
        format!("{text}{mark}{cents}")
    };
    for (name, group, mark) in [
        ("comma", "", ","),
        ("dots and comma", ".", ","),
        ("spaces and comma", " ", ","),
        ("no-break spaces and comma", "\u{a0}", ","),
        ("narrow spaces and comma", "\u{202f}", ","),
        ("thin spaces and dot", "\u{2009}", "."),
        ("commas and dot", ",", "."),
        ("apostrophes and dot", "'", "."),
        ("curly apostrophes and dot", "’", "."),
    ] {
        write(name, ";", &|amount| grouped(amount, group, mark), Wanted::Read);
        let currency: &dyn Fn(&str) -> String = &|amount| format!("{} €", grouped(amount, group, mark));
        write(&format!("{name}, euros behind"), "\t", currency, Wanted::Read);
        let before: &dyn Fn(&str) -> String = &|amount| format!("EUR {}", grouped(amount, group, mark));
        write(&format!("{name}, euros before"), "|", before, Wanted::Read);
    }
    write("decimal commas in a comma file", ",", &|amount| amount.replace('.', ","), Wanted::Refused(2));
    write(
        "quoted decimal commas in a comma file",
        ",",
        &|amount| format!("\"{}\"", amount.replace('.', ",")),
        Wanted::Read,
    );
    write("plus signs", ",", &|amount| format!("+{amount}"), Wanted::Read);
    write("exponents", ",", &|amount| format!("{amount}e0"), Wanted::Refused(2));
    write("percent", ",", &|amount| format!("{amount}%"), Wanted::Refused(2));
    write("underscores", ",", &|amount| amount.replacen("0.", "_0.", 1), Wanted::NoThirdNumber);
    write("three decimals", ";", &|amount| format!("{amount}0"), Wanted::Read);
    write("all negative", ",", &|amount| format!("-{amount}"), Wanted::RefusedSomewhere);
    write("all negative in parentheses", ",", &|amount| format!("({amount})"), Wanted::RefusedSomewhere);
    for (row, cells) in ROWS.iter().enumerate() {
        for wrong in [
            "", "-", "n/a", "#N/A", "--", "1.2.3", "1,2,3.4", "O.5", "12 34.5", "NaN", "inf", "0x10", "1e3", "٣",
            "１２",
        ] {
            let text =
                with_cell(row + 1, 2, &if wrong.contains(',') { format!("\"{wrong}\"") } else { wrong.to_owned() });
            all.push((
                format!("{wrong:?} for {} on line {}", cells[2], row + 2),
                text.into(),
                Wanted::Refused(row + 2),
            ));
        }
        for wrong in ["2026-13", "2026-00", "13.13.2026", "Foo 2026", "45000", "09-Mar-11", "03/04/2026", ""] {
            let wanted = Wanted::Refused(row + 2);
            all.push((
                format!("{wrong:?} for {} on line {}", cells[0], row + 2),
                with_cell(row + 1, 0, wrong).into(),
                wanted,
            ));
        }
    }
}

/// The file cut off at every byte: what is left is the sum of its own rows, or refused.
fn truncations(all: &mut Vec<Mutation>) {
    let clean = text(&lines(","), "\n").into_bytes();
    for end in 0..clean.len() {
        let left = &clean[..end];
        // An independent reading, in cents: of the whole rows, and of the digits that the last one has.
        let shown = String::from_utf8_lossy(left);
        let mut cents = 0u64;
        for row in shown.split('\n').skip(1) {
            let Some(amount) = row.split(',').nth(2).filter(|amount| !amount.is_empty()) else { continue };
            let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
            cents += whole.parse::<u64>().unwrap() * 100 + format!("{part:0<2}").parse::<u64>().unwrap();
        }
        let sum = format!("{}.{:02}", cents / 100, cents % 100);
        let sum = sum.trim_end_matches('0').trim_end_matches('.').to_owned();
        all.push((format!("cut off after {end} bytes"), left.to_vec(), Wanted::Rest(sum)));
    }
}

fn mutations() -> Vec<Mutation> {
    let mut all = Vec::new();
    quotes(&mut all);
    delimiters_astray(&mut all);
    dialects(&mut all);
    surroundings(&mut all);
    amounts(&mut all);
    truncations(&mut all);
    all
}

/// What differs from what was wanted.
fn held(desk: &Desk, (name, bytes, wanted): &Mutation) -> Result<bool, String> {
    desk.write("spend.csv", bytes);
    let ran = desk.run(&["report", "spend.csv", "-f", "json"]);
    let shown = || format!("{name}\n{}\n{:?} {}", String::from_utf8_lossy(bytes), ran.code, ran.stderr);
    let total = match ran.code {
        0 => ran.json()["total"]["spend"].as_str().map(str::to_owned),
        3 if ran.stdout.is_empty() => None,
        _ => return Err(format!("ended oddly: {}", shown())),
    };
    let holds = match (wanted, &total) {
        (Wanted::Read | Wanted::NoThirdNumber, Some(total)) => total == TOTAL,
        (Wanted::Rest(sum), Some(total)) => total == sum,
        (Wanted::NoThirdNumber | Wanted::Rest(_) | Wanted::RefusedSomewhere, None) => true,
        (Wanted::Refused(line), None) => ran.stderr.contains(&format!("--> spend.csv:{line}:")),
        (Wanted::Read, None) | (Wanted::Refused(_) | Wanted::RefusedSomewhere, Some(_)) => false,
    };
    if holds { Ok(total.is_some()) } else { Err(format!("{wanted:?}, {total:?}: {}", shown())) }
}

#[test]
fn a_polluted_file_gives_the_true_total_or_a_refusal_at_its_line() {
    let all = mutations();
    let names: BTreeMap<&str, usize> = all.iter().enumerate().map(|(at, (name, ..))| (name.as_str(), at)).collect();
    assert_eq!(names.len(), all.len(), "a mutation is named twice");
    assert!(all.len() >= 250, "{}", all.len());
    let desk = Desk::new([]);
    let mut read = 0;
    let mut wrong = Vec::new();
    for mutation in &all {
        match held(&desk, mutation) {
            Ok(was_read) => read += usize::from(was_read),
            Err(difference) => wrong.push(difference),
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), all.len(), wrong.join("\n---\n"));
    assert!(read >= 400, "{read}");
}
