//! What the cells of a sheet hold, as the text that CSV would have for it.
//!
//! A number is the decimal of at most 15 significant digits that is nearest to the stored double: what a spreadsheet
//! shows in a cell that is wide enough. So 0.1 + 0.2, stored as 0.30000000000000004, is 0.3. Source: Microsoft,
//! "Floating-point arithmetic may give inaccurate results in Excel" (15 digits of precision).

use std::io::{Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader as _, Xlsx, XlsxCellReader, XlsxError};

use super::sheet::{Grid, Value};
use super::told;

/// The cells of a sheet of an `.xlsx` workbook.
pub(super) fn of_xlsx<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Grid, String> {
    let mut grid = Grid::default();
    let fault = |fault: XlsxError| told(&fault);
    let mut reader = book.worksheet_cells_reader(name).map_err(fault)?;
    values(&mut reader, &mut grid)?;
    drop(reader);
    // A formula that was never calculated has no value: openpyxl and the like write such cells.
    let mut reader = book.worksheet_cells_reader(name).map_err(fault)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(fault)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            grid.put(cell.pos.0, cell.pos.1, Value::Uncalculated)?;
        }
    }
    grid.settle();
    Ok(grid)
}

fn values<R: Read + Seek>(reader: &mut XlsxCellReader<'_, R>, grid: &mut Grid) -> Result<(), String> {
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|fault| told(&fault))? {
        let (row, column) = cell.get_position();
        let code = || {
            let style = reader.styles().get(style)?;
            Some(style.number_format.as_ref()?.format_code.as_str())
        };
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(number) => Value::Number(number.to_string()),
            DataRef::Float(number) => Value::number(&format!("{number:.14e}")),
            DataRef::String(text) => Value::Text(text.clone()),
            DataRef::SharedString(text) => Value::Text((*text).to_owned()),
            DataRef::Bool(yes) => Value::Truth(*yes),
            DataRef::DateTime(date) => Value::Date(dated(date, code())),
            DataRef::DateTimeIso(text) => Value::Date(iso(text)),
            DataRef::DurationIso(text) => Value::Date(text.clone()),
            DataRef::Error(error) => Value::Error(error.to_string()),
        };
        grid.put(row, column, value)?;
    }
    Ok(())
}

/// The cells of a sheet of an `.ods` workbook.
pub(super) fn of_ods<R: Read + Seek>(book: &mut Ods<R>, name: &str) -> Result<Grid, String> {
    let mut grid = Grid::default();
    let formulas = book.worksheet_formula(name).map_err(|fault| told(&fault))?;
    let range = book.worksheet_range(name).map_err(|fault| told(&fault))?;
    let calculated = |at: (u32, u32)| formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let absolute = |at: usize, first: u32| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(first);
        let at = (absolute(row, first_row), absolute(column, first_column));
        let value = match value {
            Data::Empty => continue,
            Data::Int(number) => Value::Number(number.to_string()),
            Data::Float(number) => Value::number(&format!("{number:.14e}")),
            Data::String(text) if calculated(at) && is_error(text) => Value::Error(text.clone()),
            Data::String(text) => Value::Text(text.clone()),
            Data::Bool(yes) => Value::Truth(*yes),
            Data::DateTime(date) => Value::Date(dated(date, None)),
            Data::DateTimeIso(text) => Value::Date(iso(text)),
            Data::DurationIso(text) => Value::Date(text.clone()),
            Data::Error(error) => Value::Error(error.to_string()),
        };
        grid.put(at.0, at.1, value)?;
    }
    let (first_row, first_column) = formulas.start().unwrap_or_default();
    for (row, column, _) in formulas.used_cells() {
        let absolute = |at: usize, first: u32| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(first);
        let at = (absolute(row, first_row), absolute(column, first_column));
        if range.get_value(at).is_none_or(|value| *value == Data::Empty) {
            grid.put(at.0, at.1, Value::Uncalculated)?;
        }
    }
    grid.settle();
    Ok(grid)
}

/// What LibreOffice shows for a formula without a result.
fn is_error(text: &str) -> bool {
    let code = text.strip_prefix("Err:").is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    code || (text.starts_with('#') && text.ends_with(['!', '?', 'A']))
}

/// A date without the time where it has none.
fn iso(text: &str) -> String {
    let midnight = |end: &str| text.strip_suffix(end);
    midnight("T00:00:00").or_else(|| midnight("T00:00:00.000000000")).unwrap_or(text).to_owned()
}

/// A date as ISO 8601; only its month or year where its format shows no more.
fn dated(date: &ExcelDateTime, format: Option<&str>) -> String {
    let serial = format!("{:.14e}", date.as_f64());
    if !date.is_datetime() || !date.as_f64().is_finite() || date.as_f64() < 1.0 {
        return match plain(&serial) {
            Some(days) => format!("{days} days"),
            None => serial,
        };
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    match format.map_or(Shown::Day, shown) {
        Shown::Year => format!("{year:04}"),
        Shown::Month => format!("{year:04}-{month:02}"),
        Shown::Day if (hour, minute, second) == (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        Shown::Day => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}

/// How much of a date its format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Day,
    Month,
    Year,
}

fn shown(format: &str) -> Shown {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    let mut letters = String::new();
    for c in format.chars() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ if bracketed => {}
            '\\' | '_' | '*' => escaped = true,
            ';' => break,
            c => letters.extend(c.to_lowercase()),
        }
    }
    let has = |letter: char| letters.contains(letter);
    match (has('y'), has('m'), has('d') || has('h') || has('s')) {
        (true, true, false) => Shown::Month,
        (true, false, false) => Shown::Year,
        _ => Shown::Day,
    }
}

impl Value {
    /// A number as a double is written with 15 digits in scientific notation.
    pub(super) fn number(scientific: &str) -> Self {
        plain(scientific).map_or_else(|| Self::Error(scientific.to_owned()), Self::Number)
    }
}

/// A plain decimal; `None` for what is no finite number.
fn plain(scientific: &str) -> Option<String> {
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    // Digits before the mark.
    let whole = exponent.saturating_add(1);
    let length = i32::try_from(digits.len()).ok()?;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let text = if whole <= 0 {
        format!("0.{}{digits}", zeros(whole.saturating_neg()))
    } else if whole >= length {
        format!("{digits}{}", zeros(whole.saturating_sub(length)))
    } else {
        let (before, after) = digits.split_at_checked(usize::try_from(whole).ok()?)?;
        format!("{before}.{after}")
    };
    Some(format!("{sign}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: f64) -> String {
        match Value::number(&format!("{number:.14e}")) {
            Value::Number(text) => text,
            other @ (Value::Text(_) | Value::Date(_) | Value::Truth(_) | Value::Error(_) | Value::Uncalculated) => {
                format!("{other:?}")
            }
        }
    }

    /// Decimals from Python: `format(Decimal(float), '.15g')`.
    #[test]
    fn a_double_is_the_decimal_of_fifteen_digits_that_a_spreadsheet_shows() {
        for (double, text) in [
            (0.1 + 0.2, "0.3"),
            (0.0, "0"),
            (-0.0, "0"),
            (1234.5, "1234.5"),
            (-1234.5, "-1234.5"),
            (100.0, "100"),
            (1e15, "1000000000000000"),
            (1.0 / 3.0, "0.333333333333333"),
            (12_345.678_901_234_567, "12345.6789012346"),
            (0.000_012_5, "0.0000125"),
            (9_007_199_254_740_993.0, "9007199254740990"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(number(double), text);
        }
        assert_eq!(number(f64::INFINITY), "Error(\"inf\")");
        assert_eq!(number(f64::NAN), "Error(\"NaN\")");
    }

    #[test]
    fn a_date_is_as_long_as_its_format_shows() {
        for (format, length) in [
            ("yyyy-mm-dd", Shown::Day),
            ("mmm-yy", Shown::Month),
            ("mmmm yyyy", Shown::Month),
            ("yyyy", Shown::Year),
            ("[$-41D]mmm yy;@", Shown::Month),
            ("\"day\" mmm yyyy", Shown::Month),
            ("d-mmm", Shown::Day),
            ("m/d/yy h:mm", Shown::Day),
            ("h:mm", Shown::Day),
        ] {
            assert_eq!(shown(format), length, "{format}");
        }
    }

    #[test]
    fn both_systems_of_dates_are_read() {
        let date = |serial, system| {
            dated(&ExcelDateTime::new(serial, calamine::ExcelDateTimeType::DateTime, system), Some("yyyy-mm-dd"))
        };
        assert_eq!(date(46_082.0, false), "2026-03-01");
        assert_eq!(date(44_620.0, true), "2026-03-01");
        assert_eq!(date(46_082.5, false), "2026-03-01T12:00:00");
        assert_eq!(date(0.5, false), "0.5 days");
        assert_eq!(date(-3.0, false), "-3 days");
    }
}
