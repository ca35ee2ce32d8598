//! How a file is written: what it is not, its delimiter by proof, and where its header stands.

mod candidates;

use self::candidates::Head;
use super::Options;
use super::Role;
use super::aliases::may_be_total;
use super::assumptions::is_money;
use super::code::Code;
use super::date::{NoDate, Order, Reader, When, proves};
use super::date_format::DateFormat;
use super::encoding;
use super::found::{Found, Witness};
use super::header::{Layout, NoLayout, resolve};
use super::records::{Broken, Cell, Record, Records, index};
use super::{garbled, parents, scale, sides, titles};
use crate::domain::number::read;
use crate::domain::understood::{Because, Witnessed};

/// Lines among which the header is looked for.
const HEADER_LINES: usize = 30;
/// The most columns a header may have.
const COLUMN_LIMIT: usize = 16_384;

/// How a file is written.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// Why it is the delimiter.
    pub(crate) delimiter_because: Because,
    pub(crate) layout: Layout,
    /// Bytes up to the first row behind the header.
    pub(crate) skip: usize,
    /// The line of that row.
    pub(crate) first_line: u64,
    /// Whether it begins with a byte order mark.
    pub(crate) byte_order_mark: bool,
    /// The header's line.
    pub(crate) header_line: u64,
    /// Lines with text before the header.
    pub(crate) titles: u64,
    /// How the dates of its rows are read.
    pub(crate) dates: Reader,
    /// The cell that proves the order of day and month.
    pub(crate) order_proof: Option<Witnessed>,
    /// The period that its title lines name.
    pub(crate) title_period: Option<When>,
    /// The line before the header that names the currency, where the header names none.
    pub(crate) sign_line: Option<u64>,
}

/// A fault of the file as a whole, or at a place of its head.
pub(crate) enum Trouble {
    Whole(Code, String, String),
    At(Code, Box<Found>),
}

/// A row of the head.
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) starts: Vec<usize>,
    line: u32,
    end_line: u32,
    pub(super) broken: Option<Broken>,
}

/// What a file is, when its first bytes are those of something else than CSV.
fn not_csv(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let start = head.trim_ascii_start();
    let begins = |prefix: &[u8]| start.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix));
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        // A workbook with a password lies in the same container, in a stream whose name is UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if memchr::memmem::find(head, &name).is_some() {
            Some(("an Excel workbook that is locked with a password", "save it without the password"))
        } else {
            Some(("an old Excel file (.xls)", "open it in the spreadsheet and save it as .xlsx or CSV UTF-8"))
        }
    } else if head.starts_with(&[0x1f, 0x8b]) {
        Some(("a gzip archive", "unpack it with gunzip first"))
    } else if begins(b"%PDF") {
        Some(("a PDF", "export the figures as CSV"))
    } else if begins(b"<!doctype") || begins(b"<html") || begins(b"<?xml") || begins(b"<head") {
        Some(("HTML or XML, perhaps the page of a login", "download the file again while logged in"))
    } else if begins(b"#FLAGGA") {
        Some(("a SIE file of bookkeeping", "export the ledger of the accounts that are spend as CSV"))
    } else if begins(b"{") || begins(b"[{") || begins(b"[\n") || begins(b"[ ") {
        Some(("JSON", "export the figures as CSV"))
    } else {
        None
    }
}

/// Byte order marks at the start, of which there may be any number.
fn marks_of_order(head: &[u8]) -> usize {
    let mut at = 0;
    while head.get(at..).is_some_and(|rest| rest.starts_with(&[0xef, 0xbb, 0xbf])) {
        at = at.saturating_add(3);
    }
    at
}

fn encoding_trouble(head: &[u8]) -> Option<Trouble> {
    let likely = encoding::by_nuls(head)?;
    let message = "the file is UTF-16 without a byte order mark".to_owned();
    Some(Trouble::Whole(Code::Encoding, message, format!("--encoding {}", likely.name().to_lowercase())))
}

/// Finds out how a file is written from its first bytes; `whole` when they are all there are.
pub(crate) fn detect(
    head: &[u8],
    whole: bool,
    role: Option<Role>,
    file: &str,
    options: &Options,
) -> Result<Dialect, Trouble> {
    if let Some((what, fix)) = not_csv(head) {
        return Err(Trouble::Whole(Code::NotCsv, format!("the file is {what}, not CSV"), fix.to_owned()));
    }
    if let Some(trouble) = encoding_trouble(head) {
        return Err(trouble);
    }
    let marks = marks_of_order(head);
    let text = head.get(marks..).unwrap_or_default();
    if text.trim_ascii().is_empty() {
        let message = "the file is empty: no header and no columns".to_owned();
        return Err(Trouble::Whole(Code::Empty, message, "check the export that made it".to_owned()));
    }
    let (told, skip) = told_delimiter(text);
    let text = text.get(skip..).unwrap_or_default();
    let told_lines = u64::from(skip > 0);
    let decoded = decoded(text, whole, options, told_lines)?;
    let raw = text;
    let text = decoded.as_deref().unwrap_or(text);
    let delimiters: Vec<u8> = match options.delimiter.or(told) {
        Some(delimiter) => vec![delimiter],
        None => vec![b',', b';', b'\t', b'|'],
    };
    let head = Head { text, whole, delimiters: &delimiters, role, file, options };
    let candidates = head.candidates()?;
    let Some((delimiter, rows, at, layout)) = candidates.into_iter().next() else {
        return Err(no_header(text, whole, role, file, options, &delimiters, told_lines));
    };
    let Some(row) = rows.get(at) else {
        return Err(no_header(text, whole, role, file, options, &delimiters, told_lines));
    };
    let line_of = |line: u32| u64::from(line).saturating_add(told_lines).saturating_add(1);
    let mut layout = layout.map_err(|fault| header_fault(text, row, fault, told_lines))?;
    if let Some(broken) = row.broken {
        return Err(broken_header(text, broken, told_lines));
    }
    if row.cells.len() > COLUMN_LIMIT {
        let message = format!("the header has {} columns, more than 16,384", row.cells.len());
        return Err(Trouble::Whole(Code::Limit, message, "export fewer columns".to_owned()));
    }
    let controls = |name: &String| name.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if let Some(column) = row.cells.iter().position(controls) {
        let message = "the header cell holds a control character".to_owned();
        let help = "remove it from the header".to_owned();
        return Err(Trouble::At(Code::NoHeader, at_cell(text, row, column, message, help, told_lines)));
    }
    let behind = || rows.iter().skip(at.saturating_add(1)).map(|row| row.cells.as_slice());
    if let Some(found) = scaled_title(text, &rows, at, delimiter, &layout, told_lines) {
        return Err(Trouble::At(Code::Scaled, found));
    }
    let title_period = titles::period(rows.iter().take(at).map(|row| row.cells.as_slice()), delimiter);
    let sign_line = titled_sign(rows.get(..at).unwrap_or_default(), delimiter, &mut layout).map(line_of);
    let garbled = garbled::find(&row.cells, options);
    if let Some(first) = garbled.first() {
        let (message, help) = garbled::told(&row.cells, &garbled);
        return Err(Trouble::At(Code::Garbled, at_cell(text, row, first.column, message, help, told_lines)));
    }
    if let Some((message, help)) = nameless(&layout, behind(), title_period.is_some()) {
        return Err(Trouble::At(Code::Nameless, at_cell(text, row, 0, message, help, told_lines)));
    }
    if let Some((column, help)) = sides::unread(&layout, behind()) {
        let name = row.cells.get(column).map_or("", |name| name.trim());
        let message = format!("'{name}' says which amounts are debits and which credits, and is not read");
        return Err(Trouble::At(Code::Side, at_cell(text, row, column, message, help, told_lines)));
    }
    let behind_header = rows.get(at.saturating_add(1)..).unwrap_or_default();
    let all = whole && rows.len() < HEADER_LINES;
    if let Some(parent) = parents::find(&layout, behind_header, all, options) {
        let message = parent.message(&layout);
        let found = at_cell(text, parent.row, parent.column, message, parent.help, told_lines);
        return Err(Trouble::At(Code::BlankTotal, found));
    }
    let (dates, mut order_proof) = match layout.period {
        Some(_) => dates((text, whole, delimiter), at, &layout, options),
        None => (Reader::default(), None),
    };
    if let Some(proof) = &mut order_proof {
        proof.line = proof.line.saturating_add(told_lines);
    }
    let delimiter_because = match (options.delimiter, told) {
        (Some(_), _) => Because::Flag("--delimiter"),
        (None, Some(_)) => Because::Words("the first line says sep=".to_owned()),
        (None, None) if row.cells.len() == 1 => Because::Words("there is one column".to_owned()),
        (None, None) => Because::Words(format!("every row has {} fields under it", row.cells.len())),
    };
    Ok(Dialect {
        title_period,
        sign_line,
        order_proof,
        delimiter,
        delimiter_because,
        layout,
        dates,
        skip: marks.saturating_add(skip).saturating_add(behind_lines(raw, row.end_line)),
        first_line: line_of(row.end_line),
        header_line: line_of(row.line),
        titles: at as u64,
        byte_order_mark: marks > 0,
    })
}

/// How dates are read, and the cell that proves it: the rows of the head prove the order of day and month, else a
/// flag says it. A flag of the other order is not used.
fn dates(
    (text, whole, delimiter): (&[u8], bool, u8),
    header: usize,
    layout: &Layout,
    options: &Options,
) -> (Reader, Option<Witnessed>) {
    let columns = [layout.period, layout.period_end];
    let (mut behind, mut proved) = (0usize, None);
    visit(text, whole, delimiter, |record, cells, _| {
        if behind > header {
            let mut cells = columns.iter().flatten().filter_map(|column| cells.get(*column));
            let order =
                |cell: &Cell| proves(cell.raw(text)).map(|order| (u64::from(record.line), cell.text(text), order));
            proved = cells.find_map(order);
        }
        behind = behind.saturating_add(1);
        proved.is_none()
    });
    let flag = options.date_format.as_ref().and_then(DateFormat::is_day_first);
    let flag = flag.map(|first| if first { Order::DayFirst } else { Order::MonthFirst });
    let Some((line, cell, order)) = proved.map(|(line, cell, order)| (line, cell, Some(order))) else {
        return (Reader { order: flag, format: options.date_format.clone() }, None);
    };
    let format = options.date_format.clone().filter(|_| flag.is_none() || flag == order);
    let witness = Witnessed { line: line.saturating_add(1), column: 0, text: cell.trim().to_owned() };
    (Reader { order, format }, Some(witness))
}

/// The head decoded, when it is not UTF-8.
fn decoded(text: &[u8], whole: bool, options: &Options, told_lines: u64) -> Result<Option<Vec<u8>>, Trouble> {
    let fault = std::str::from_utf8(text).err().filter(|error| whole || error.error_len().is_some());
    let Some(error) = fault else { return Ok(None) };
    let at = error.valid_up_to();
    let before = text.get(..at).unwrap_or_default();
    if before.is_ascii() && options.encoding != Some(encoding_rs::UTF_8) {
        return Ok(Some(encoding::western(text, options.encoding)));
    }
    let mut found = not_utf8(0, text, at, !before.is_ascii());
    found.witness.spot.line = found.witness.spot.line.saturating_add(u32::try_from(told_lines).unwrap_or(0));
    Err(Trouble::At(Code::Encoding, Box::new(found)))
}

/// A byte that is no UTF-8, in a file that is UTF-8 elsewhere or was said to be.
pub(crate) fn not_utf8(number: u32, bytes: &[u8], at: usize, elsewhere: bool) -> Found {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message = if elsewhere {
        format!("the byte 0x{byte:02X} is not UTF-8, and other characters of the file are")
    } else {
        format!("the byte 0x{byte:02X} is not UTF-8")
    };
    let help = if elsewhere { "mend the text here: two encodings are mixed" } else { "--encoding windows-1252" };
    Found { witness: Witness::at(number, bytes, at, "?"), message, help: Some(help.to_owned()) }
}

/// The byte behind so many line ends.
fn behind_lines(bytes: &[u8], lines: u32) -> usize {
    let mut at = 0;
    for _ in 0..lines {
        let Some(end) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'\n', b'\r', rest)) else {
            return bytes.len();
        };
        at = behind_line_end(bytes, at.saturating_add(end));
    }
    at
}

/// A first line `sep=;` tells the delimiter: the delimiter and the bytes of the line.
fn told_delimiter(text: &[u8]) -> (Option<u8>, usize) {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    let line = text.get(..end).unwrap_or_default();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
            let mut next = end.saturating_add(1);
            if text.get(end) == Some(&b'\r') && text.get(next) == Some(&b'\n') {
                next = next.saturating_add(1);
            }
            (Some(*delimiter), next.min(text.len()))
        }
        _ => (None, 0),
    }
}

/// The complete, non-blank records of the head, the first of them.
pub(super) fn rows(text: &[u8], whole: bool, delimiter: u8, most: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    visit(text, whole, delimiter, |record, cells, end_line| {
        if rows.len() < most {
            rows.push(Row {
                cells: cells.iter().map(|cell| cell.text(text)).collect(),
                starts: cells.iter().map(Cell::at).collect(),
                line: record.line,
                end_line,
                broken: record.broken,
            });
        }
        rows.len() < most
    });
    rows
}

/// Shows the complete, non-blank records of the head one by one, with the line behind each, for as long as more are
/// wanted.
fn visit(text: &[u8], whole: bool, delimiter: u8, mut more: impl FnMut(&Record, &[Cell], u32) -> bool) {
    let mut marks = Vec::new();
    index(text, delimiter, &mut marks);
    let mut records = Records::new(text, &marks, delimiter);
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(record) = records.read(&mut cells) {
        if !whole && record.end >= text.len() {
            return;
        }
        if !cells.iter().all(|cell| cell.is_blank(text)) && !more(&record, &cells, records.lines()) {
            return;
        }
    }
}

fn behind_line_end(text: &[u8], end: usize) -> usize {
    match (text.get(end), text.get(end.saturating_add(1))) {
        (Some(b'\r'), Some(b'\n')) => end.saturating_add(2),
        (Some(b'\r' | b'\n'), _) => end.saturating_add(1),
        _ => end,
    }
}

/// A delimiter as it is written in messages.
pub(crate) fn shown(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        other => format!("'{}'", char::from(other)),
    }
}

/// What is said of a cell of the header.
fn at_cell(text: &[u8], row: &Row, at: usize, message: String, help: String, told_lines: u64) -> Box<Found> {
    let start = row.starts.get(at).copied().unwrap_or_default();
    let mut witness = Witness::at(0, text, start, row.cells.get(at).map_or("", String::as_str));
    witness.spot.line = witness.spot.line.saturating_add(u32::try_from(told_lines).unwrap_or(0));
    Box::new(Found { witness, message, help: Some(help) })
}

/// Gives amounts whose header names no currency that of a line before it; tells the line.
fn titled_sign(titles: &[Row], delimiter: u8, layout: &mut Layout) -> Option<u32> {
    let is_money = layout.measures.iter().any(|column| !column.measure.is_count())
        || layout.own_revenue.is_some()
        || layout.assumptions.iter().any(|(_, field)| is_money(*field));
    if !is_money || !layout.header_signs.is_empty() {
        return None;
    }
    let (line, sign) = titles.iter().find_map(|row| Some((row.line, titles::sign(&row.cells, delimiter)?)))?;
    layout.header_signs.push(sign);
    Some(line)
}

/// A line before the header that says that the figures are in thousands or hundredths.
fn scaled_title(
    text: &[u8],
    rows: &[Row],
    header: usize,
    delimiter: u8,
    layout: &Layout,
    told_lines: u64,
) -> Option<Box<Found>> {
    if layout.measures.is_empty() && layout.own_revenue.is_none() && layout.assumptions.is_empty() {
        return None;
    }
    rows.iter().take(header).find_map(|row| {
        let whole = row.cells.join(char::from(delimiter).encode_utf8(&mut [0; 4]));
        let cell = row.cells.iter().position(|cell| scale::is_of_title(cell));
        let at = cell.or_else(|| scale::is_of_title(&whole).then_some(0))?;
        let said = row.cells.get(at).map_or("", |cell| cell.trim());
        let message =
            format!("'{said}' says that the figures below it are no whole amounts, and would be read as such");
        let help = "write whole amounts and take this line out (it alone, if the amounts are whole)".to_owned();
        Some(at_cell(text, row, at, message, help, told_lines))
    })
}

/// A first column without a name whose rows hold names or dates, where the file has no other column of these: what
/// is said, and the flag to paste. Numbers are the numbers of rows, as a data frame writes them.
fn nameless<'a>(layout: &Layout, rows: impl Iterator<Item = &'a [String]>, dated: bool) -> Option<(String, String)> {
    if layout.header.first().is_none_or(|name| !name.trim().is_empty())
        || layout.is_used(0)
        || layout.platform.is_some()
        || layout.role == Role::Known
    {
        return None;
    }
    let cells: Vec<&str> = rows.filter_map(|cells| cells.first()).map(|cell| cell.trim()).collect();
    let cells: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty() && !may_be_total(cell)).collect();
    let first = cells.first()?;
    let is_date = |cell: &&str| {
        !matches!(Reader::default().read(cell.as_bytes()), Err(NoDate::Text | NoDate::Serial | NoDate::Undivided))
    };
    let (field, what) = if cells.iter().all(|cell| read(cell.as_bytes()).is_ok()) && !cells.iter().all(is_date) {
        return None;
    } else if cells.iter().all(is_date) {
        ("period", "dates")
    } else {
        ("channel", "names")
    };
    let known = if field == "period" { layout.period.is_some() || dated } else { layout.names.first() != Some(&None) };
    let message = format!("the first column has no name, and its rows hold {what} ('{first}')");
    (!known).then(|| (message, format!("--map '{field}='  (the column without a name), or name it in the header")))
}

fn header_fault(text: &[u8], row: &Row, fault: NoLayout, told_lines: u64) -> Trouble {
    let name = |at: usize| row.cells.get(at).map_or("", |name| name.trim());
    let found = |at: usize, message: String, help: String| at_cell(text, row, at, message, help, told_lines);
    match fault {
        NoLayout::TwoColumns(meaning, one, other) => {
            let field = meaning.name();
            let message = if name(one) == name(other) {
                format!("the column '{}' stands twice: duplicate header for {field}", name(one))
            } else {
                format!("'{}' and '{}' are both {field}: more than one column for one field", name(one), name(other))
            };
            let help = format!("--map '{field}={}'   or   --map '{field}={}'", name(one), name(other));
            Trouble::At(Code::TwoColumns, found(other, message, help))
        }
        NoLayout::TwoRoles { column, message, help } => Trouble::At(Code::Role, found(column, message, help)),
        NoLayout::Fault { code, column, message, help } => Trouble::At(code, found(column, message, help)),
        NoLayout::Foreign { message, help } => Trouble::At(Code::Foreign, found(0, message, help)),
        NoLayout::NotAHeader(needs) => Trouble::Whole(Code::NoHeader, needs, String::new()),
    }
}

/// A header whose quotes do not hold.
fn broken_header(text: &[u8], broken: Broken, told_lines: u64) -> Trouble {
    let at = match broken {
        Broken::Unclosed(at) | Broken::AfterQuote(at, _) | Broken::BeforeQuote(at) => at,
    };
    let code = if matches!(broken, Broken::Unclosed(_)) { Code::UnclosedQuote } else { Code::AfterQuote };
    let mut witness = Witness::at(0, text, at, "\"");
    witness.spot.line = witness.spot.line.saturating_add(u32::try_from(told_lines).unwrap_or(0));
    Trouble::At(
        code,
        Box::new(Found {
            witness,
            message: "the header has a quote that is not closed, or text behind it".to_owned(),
            help: Some("quotes inside a cell are doubled (\"\")".to_owned()),
        }),
    )
}

/// No delimiter gives a header: says what is missing, and what was found.
fn no_header(
    text: &[u8],
    whole: bool,
    role: Option<Role>,
    file: &str,
    options: &Options,
    delimiters: &[u8],
    told_lines: u64,
) -> Trouble {
    if memchr::memchr(0, text).is_some() {
        let message = "there is no header, but a NUL byte (0x00)".to_owned();
        return Trouble::Whole(Code::Nul, message, "export the file again as CSV UTF-8".to_owned());
    }
    let mut best: Option<Row> = None;
    for delimiter in delimiters {
        if let Some(row) = rows(text, whole, *delimiter, 1).into_iter().next()
            && best.as_ref().is_none_or(|best| row.cells.len() > best.cells.len())
        {
            best = Some(row);
        }
    }
    let Some(row) = best else {
        let message = "no header was found in the first lines".to_owned();
        return Trouble::Whole(Code::NoHeader, message, "the first row names the columns".to_owned());
    };
    if let Some(broken) = row.broken {
        return broken_header(text, broken, told_lines);
    }
    if let Some(trouble) = garbled_header(text, whole, role, file, options, delimiters, told_lines) {
        return trouble;
    }
    if let [line] = row.cells.as_slice()
        && let Some(delimiter) = delimiters.iter().find(|delimiter| line.as_bytes().contains(delimiter))
    {
        let message = format!("every line is one cell in quotes, with {} inside of it", shown(*delimiter));
        let help = "take the outer quotes away, or export again".to_owned();
        return Trouble::At(Code::NoHeader, at_cell(text, &row, 0, message, help, told_lines));
    }
    let needs = match resolve(&row.cells, &[], role, file, options) {
        Err(NoLayout::NotAHeader(needs)) => needs,
        _ => String::new(),
    };
    let short = |name: &str| match name.char_indices().nth(40) {
        Some((at, _)) => format!("'{}…'", name.get(..at).unwrap_or_default()),
        None => format!("'{name}'"),
    };
    let mut found: Vec<String> = row.cells.iter().take(30).map(|name| short(name.trim())).collect();
    if row.cells.len() > 30 {
        found.push(format!("and {} more", row.cells.len().saturating_sub(30)));
    }
    let numbers = row.cells.iter().any(|cell| read(cell.trim().as_bytes()).is_ok());
    let message = if numbers {
        format!("the first row is data, not a header: {}", found.join(", "))
    } else {
        format!("no header with the columns needed; the columns found are {}", found.join(", "))
    };
    // Among very many columns a slip in one says little, and the search takes long.
    let near =
        row.cells.iter().take(200).find_map(|name| super::suggest::field(name).map(|field| (name.trim(), field)));
    let scaled = row.cells.iter().take(200).find_map(|name| Some((name.trim(), scale::of_header(name)?)));
    let help = match (near.filter(|(_, field)| scaled.is_none() || field.is_figure()), scaled) {
        (Some((name, field)), _) => format!("--map '{}={name}'?   {needs}", field.name()),
        (None, Some((name, scale))) => format!("{} {}; {needs}", short(name), scale.said()),
        (None, None) => format!("{needs}; --map FIELD=COLUMN names a column"),
    };
    Trouble::At(Code::NoHeader, at_cell(text, &row, 0, message, help, told_lines))
}

/// A header that is one only when its garbled letters are mended.
fn garbled_header(
    text: &[u8],
    whole: bool,
    role: Option<Role>,
    file: &str,
    options: &Options,
    delimiters: &[u8],
    told_lines: u64,
) -> Option<Trouble> {
    delimiters.iter().find_map(|delimiter| {
        rows(text, whole, *delimiter, HEADER_LINES).iter().find_map(|row| {
            let garbled = garbled::find(&row.cells, options);
            let first = garbled.first()?;
            let mended = garbled::mend(&row.cells, &garbled);
            if matches!(resolve(&mended, &[], role, file, options), Err(NoLayout::NotAHeader(_))) {
                return None;
            }
            let (message, help) = garbled::told(&row.cells, &garbled);
            Some(Trouble::At(Code::Garbled, at_cell(text, row, first.column, message, help, told_lines)))
        })
    })
}
