//! What a zip archive is, and whether it may be unpacked: its members are measured before anything is made of them.
//!
//! A small archive can unpack to any size, a short `.ods` can repeat one cell a billion times, and a document that
//! breaks off can keep a reader waiting for an end that never comes. All three are told before they are read.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

/// The most bytes all members may have unpacked.
const UNPACKED: usize = 256 << 20;
/// The most cells a sheet of an `.ods` file may have, repeated ones and blank ones between included.
const CELLS: u64 = 8_000_000;
/// How deep elements may lie in each other.
const DEPTH: usize = 256;

/// A workbook that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
}

/// Why an archive is not read.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is something else.
    Other(&'static str, &'static str),
    Damaged(String),
    TooLarge(String),
}

fn damaged(what: &str) -> Refused {
    Refused::Damaged(format!("the workbook is damaged: {what}"))
}

/// Says what an archive is, when it may be read.
pub(super) fn judge(bytes: &Arc<[u8]>) -> Result<Kind, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(Arc::clone(bytes)))
        .map_err(|_| Refused::Damaged("it is a zip archive that breaks off, or a damaged workbook".to_owned()))?;
    let names: Vec<String> = archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let has = |end: &str| names.iter().any(|name| name.eq_ignore_ascii_case(end));
    let within = |part: &str| names.iter().any(|name| name.to_lowercase().contains(part));
    let kind = if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("content.xml") && is_sheets(&mut archive) {
        Kind::Ods
    } else if has("xl/workbook.bin") {
        return Err(Refused::Other("a binary Excel workbook (.xlsb)", "save it as .xlsx, or as CSV UTF-8"));
    } else if within(".iwa") || has("index.zip") {
        return Err(Refused::Other("a Numbers document", "export it as Excel (.xlsx) or CSV: File > Export To"));
    } else {
        return Err(Refused::Other("a zip archive without a workbook in it", "unpack it and name the files in it"));
    };
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(|fault| damaged(&fault.to_string().to_lowercase()))?;
        let content = kind == Kind::Ods && names.get(at).is_some_and(|name| name == "content.xml");
        // One byte more than is left tells that there is more.
        let mut member = member.take(u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1));
        let mut read = Vec::new();
        let count = if content {
            member.read_to_end(&mut read)
        } else {
            std::io::copy(&mut member, &mut std::io::sink()).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
        };
        let count = count.map_err(|fault| damaged(&fault.to_string().to_lowercase()))?;
        left = left
            .checked_sub(count)
            .ok_or_else(|| Refused::TooLarge("the workbook is larger than 256 MiB unpacked".to_owned()))?;
        if content {
            measured(&read)?;
        }
    }
    Ok(kind)
}

/// Whether it is a document of sheets, not of text or pictures.
fn is_sheets(archive: &mut ZipArchive<Cursor<Arc<[u8]>>>) -> bool {
    let Ok(member) = archive.by_name("mimetype") else { return false };
    let mut kind = String::new();
    let read = member.take(200).read_to_string(&mut kind);
    read.is_ok() && kind.trim() == "application/vnd.oasis.opendocument.spreadsheet"
}

/// How large the sheet in hand is.
#[derive(Default)]
struct Extent {
    rows: u64,
    columns: u64,
    /// Rows up to the last that is filled.
    filled_rows: u64,
    /// Columns of the row in hand, and up to its last filled cell.
    row: (u64, u64),
    repeated: u64,
}

/// Goes through the elements of a document: all are closed, and no sheet grows beyond what is read.
fn measured(bytes: &[u8]) -> Result<(), Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged("content.xml is not UTF-8"))?;
    let mut open: Vec<&str> = Vec::new();
    let mut extent = Extent::default();
    let mut rest = text;
    while let Some((_, at)) = rest.split_once('<') {
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];
        if let Some((begin, end)) = skipped.iter().find(|(begin, _)| at.starts_with(begin)) {
            let body = at.get(begin.len()..).unwrap_or_default();
            let (_, behind) = body.split_once(end).ok_or_else(|| damaged("content.xml breaks off"))?;
            rest = behind;
            continue;
        }
        if at.starts_with('!') {
            return Err(damaged("content.xml declares a document type"));
        }
        let (tag, behind) = tag(at).ok_or_else(|| damaged("content.xml breaks off"))?;
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return Err(damaged("the elements of content.xml do not close in order"));
            }
            extent.close(name.trim_end())?;
            continue;
        }
        let single = tag.strip_suffix('/');
        let name = single.unwrap_or(tag).split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        extent.open(name, tag)?;
        if single.is_some() {
            extent.close(name)?;
        } else {
            open.push(name);
        }
        if open.len() > DEPTH {
            return Err(damaged("the elements of content.xml lie too deep in each other"));
        }
    }
    if open.is_empty() { Ok(()) } else { Err(damaged("content.xml breaks off")) }
}

/// A tag up to its `>`, quoted ones aside, and what is behind it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let end = text.char_indices().find_map(|(at, c)| match (quote, c) {
        (None, '>') => Some(at),
        (None, '"' | '\'') => {
            quote = Some(c);
            None
        }
        (Some(open), c) if open == c => {
            quote = None;
            None
        }
        _ => None,
    })?;
    Some((text.get(..end)?, text.get(end.saturating_add(1)..)?))
}

/// A number that an attribute says how often something is repeated; 1 where there is none.
fn repeated(tag: &str, attribute: &str) -> Result<u64, Refused> {
    let Some((_, value)) = tag.split_once(attribute) else { return Ok(1) };
    let value = value.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
    let digits: String = value.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let closed = value.chars().nth(digits.len().saturating_add(1)) == value.chars().next();
    let number = digits.parse().ok().filter(|_| closed);
    number.ok_or_else(|| damaged(&format!("{attribute} is no number")))
}

impl Extent {
    fn open(&mut self, name: &str, tag: &str) -> Result<(), Refused> {
        match name {
            "table:table" => *self = Self::default(),
            "table:table-row" => {
                self.repeated = repeated(tag, "table:number-rows-repeated")?;
                self.row = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let columns = repeated(tag, "table:number-columns-repeated")?;
                self.row.0 = self.row.0.saturating_add(columns);
                if tag.contains("office:") || tag.contains("table:formula") {
                    self.row.1 = self.row.0;
                }
            }
            // Spaces in a text are counted, not written.
            "text:s" if repeated(tag, "text:c")? > 1 << 20 => return Err(too_large()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refused> {
        if name == "table:table-row" {
            self.rows = self.rows.saturating_add(self.repeated);
            self.columns = self.columns.max(self.row.1);
            if self.row.1 > 0 {
                self.filled_rows = self.rows;
            }
        }
        if self.filled_rows.saturating_mul(self.columns) > CELLS { Err(too_large()) } else { Ok(()) }
    }
}

fn too_large() -> Refused {
    Refused::TooLarge("a sheet of the workbook has more than 8,000,000 cells".to_owned())
}
