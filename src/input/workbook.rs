//! Workbooks: `.xlsx` and `.ods` files, whose sheets are read by the rules of CSV.
//!
//! A sheet is written out as text, one record a row, and goes the way of every file: header, numbers, dates, places.
//! What its cells know already is kept: a number cell is a number under both decimal marks, a date cell is a date.
//! A workbook is small beside a ledger in CSV, and is held in memory: it may have 64 MiB, and 256 MiB unpacked.

mod cells;
mod choice;
mod guard;
mod sheet;

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Ods, Reader as _, SheetType, SheetVisible, Xlsx};

pub(crate) use self::choice::{Chosen, chosen, unknown};
pub(crate) use self::sheet::{Grid, Lines, SEPARATOR, Value};

/// The most bytes a workbook may have.
pub(crate) const FILE_LIMIT: usize = 64 << 20;

/// What a zip archive may be.
pub(crate) enum Archive {
    /// A workbook that is read.
    Book(Box<Book>),
    /// Something else: what it is, and what to do.
    Other(&'static str, &'static str),
    /// A workbook that cannot be read: why, and what to do.
    Unreadable(String, &'static str),
    /// A workbook that is too large once unpacked.
    TooLarge(String),
}

/// An open workbook.
pub(crate) struct Book {
    inner: Inner,
    /// The names of its sheets in their order, and whether they are shown.
    pub(crate) sheets: Vec<(String, bool)>,
}

enum Inner {
    Xlsx(Box<Xlsx<Cursor<Arc<[u8]>>>>),
    Ods(Ods<Cursor<Arc<[u8]>>>),
}

/// Whether the first bytes are those of a zip archive.
pub(crate) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// What is done about a damaged workbook.
const MEND: &str = "open it in the spreadsheet, save it anew, or save the sheet as CSV UTF-8";

impl Archive {
    /// Opens a zip archive, whose members say what it is.
    pub(crate) fn open(bytes: Vec<u8>) -> Self {
        let bytes: Arc<[u8]> = bytes.into();
        let kind = match guard::judge(&bytes) {
            Ok(kind) => kind,
            Err(guard::Refused::Other(what, fix)) => return Self::Other(what, fix),
            Err(guard::Refused::Damaged(why)) => return Self::Unreadable(why, MEND),
            Err(guard::Refused::TooLarge(what)) => return Self::TooLarge(what),
        };
        let inner = match kind {
            guard::Kind::Xlsx => unpanicked(|| {
                Xlsx::new(Cursor::new(bytes)).map(|book| Inner::Xlsx(Box::new(book))).map_err(|fault| told(&fault))
            }),
            guard::Kind::Ods => unpanicked(|| match Ods::new(Cursor::new(bytes)) {
                Ok(ods) => Ok(Inner::Ods(ods)),
                Err(calamine::OdsError::Password) => Err(PASSWORD.to_owned()),
                Err(fault) => Err(told(&fault)),
            }),
        };
        match inner {
            Ok(inner) => Self::Book(Box::new(Book { sheets: sheets(&inner), inner })),
            Err(why) if why == PASSWORD => Self::Unreadable(why, "save it without the password"),
            Err(why) => Self::Unreadable(why, MEND),
        }
    }
}

const PASSWORD: &str = "the workbook is locked with a password";

/// Why a workbook cannot be read.
fn told(fault: &dyn std::error::Error) -> String {
    format!("the workbook is damaged: {}", fault.to_string().to_lowercase())
}

/// What a reader of foreign files gives; a bug of it on bytes that no spreadsheet wrote is a damaged file, not a crash.
fn unpanicked<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    std::panic::set_hook(hook);
    read.unwrap_or_else(|_| Err("the workbook is damaged".to_owned()))
}

fn sheets(inner: &Inner) -> Vec<(String, bool)> {
    let all = match inner {
        Inner::Xlsx(book) => book.sheets_metadata(),
        Inner::Ods(book) => book.sheets_metadata(),
    };
    let tables = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    tables.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
}

impl Book {
    /// The word for its format.
    pub(crate) fn format(&self) -> &'static str {
        match self.inner {
            Inner::Xlsx(_) => "xlsx",
            Inner::Ods(_) => "ods",
        }
    }

    /// The cells of a sheet.
    ///
    /// # Errors
    /// When the workbook is damaged there.
    pub(crate) fn grid(&mut self, name: &str) -> Result<Grid, String> {
        unpanicked(|| match &mut self.inner {
            Inner::Xlsx(book) => cells::of_xlsx(book, name),
            Inner::Ods(book) => cells::of_ods(book, name),
        })
    }
}
