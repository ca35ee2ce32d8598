//! How files are to be read, from the words of flags and of `[[input.file]]`.

use super::{Planned, pair, word, wrong};
use crate::domain::number::Mark;
use crate::input::suggest::nearest;
use crate::input::{self, Meaning, Missing, TotalsRule};

pub(super) fn decimal(text: &str) -> Result<Mark, String> {
    match text.trim() {
        "." | "dot" => Ok(Mark::Dot),
        "," | "comma" => Ok(Mark::Comma),
        other => Err(format!("'{other}' is no decimal mark: . or ,")),
    }
}

pub(super) fn encoding(label: &str) -> Result<&'static encoding_rs::Encoding, String> {
    input::encoding::named(label).ok_or_else(|| format!("there is no encoding '{}'", label.trim()))
}

pub(super) fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "," | ";" | "|" | "\t" => Ok(text.bytes().next().unwrap_or(b',')),
        "tab" | "\\t" => Ok(b'\t'),
        other => Err(format!("'{other}' is no delimiter: , ; | or tab")),
    }
}

pub(super) fn totals(text: Option<&String>) -> Planned<Option<TotalsRule>> {
    word("totals", text, &[TotalsRule::Skip, TotalsRule::Keep], |rule| match rule {
        TotalsRule::Skip => "skip",
        TotalsRule::Keep => "keep",
    })
}

pub(super) fn missing(text: Option<&String>) -> Planned<Option<Missing>> {
    word("missing", text, &[Missing::Zero, Missing::Skip], |rule| match rule {
        Missing::Zero => "zero",
        Missing::Skip => "skip",
    })
}

/// What a column is, from `FIELD=COLUMN`.
pub(super) fn mapping(text: &str) -> Planned<(Meaning, String)> {
    // `--map 'channel='` is the column without a name.
    let (field, column) = match text.trim().strip_suffix('=').map(str::trim) {
        Some(field) if !field.is_empty() && !field.contains('=') => (field, ""),
        _ => pair("map", text, "FIELD=COLUMN")?,
    };
    let meaning = Meaning::named(field).ok_or_else(|| {
        let names = input::Field::ALL.iter().map(|field| field.name());
        let help = match nearest(field, names.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the fields are {}", names.collect::<Vec<_>>().join(", ")),
        };
        wrong(format!("--map: there is no field '{field}'"), Some(help))
    })?;
    Ok((meaning, column.to_owned()))
}
