//! How files were understood, as sentences, and the flags or the tables that settle the same for the next run.

use crate::domain::place::Diagnostic;
use crate::domain::quoted::quoted;
use crate::domain::understood::{Because, Column, Merged, Skipped, Understood, Witnessed};

use super::Phrase;
use super::phrase::Sentence;

/// Everything that `inspect` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The files, in the order they were read.
    pub files: Vec<Understood>,
    /// Spellings that are one name.
    pub merged: Vec<Merged>,
    /// What settles all this.
    pub pins: Pins,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// What settles how files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pins {
    /// The words of one command line, each as it is.
    Flags(Vec<String>),
    /// Tables of `cacltv.toml`, and the words of the command line beside them.
    Tables(String, Vec<String>),
}

impl Inspection {
    /// What is said of files, names and flags; `given` are the flags that settle no single file.
    #[must_use]
    pub fn new(files: Vec<Understood>, merged: Vec<Merged>, given: &[String], diagnostics: Vec<Diagnostic>) -> Self {
        let pins = pins(&files, given);
        Self { files, merged, pins, diagnostics }
    }
}

/// A line of a section: its label, and what it says.
pub type Line = (&'static str, Phrase);

/// What is said of a file.
#[must_use]
pub fn lines(file: &Understood) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let mut say = |label: &'static str, sentence: Sentence| all.push((label, sentence.done()));
    let mut role = Sentence::of(file.role);
    if file.role_forced {
        role = role.text(" (a flag says so)");
    }
    if let Some(platform) = file.platform {
        role = role.text(format!(", an export of {platform}"));
    }
    if let Some(channel) = &file.channel {
        role = role.text("; all its rows are the channel ").name(channel);
    }
    if file.negated {
        role = role.text("; its spend is turned round by --negate");
    }
    say("role", role);
    let rows = if file.rows == 1 { "row" } else { "rows" };
    say(
        "size",
        Sentence::of(format!(
            "{} {rows} below the header on line {}, {} bytes",
            file.rows, file.header_line, file.bytes
        )),
    );
    say("sha256", Sentence::of(&file.sha256));
    say("encoding", because(Sentence::of(file.encoding.0), &file.encoding.1));
    if !file.sheet {
        say("delimiter", because(Sentence::of(delimiter(file.delimiter.0)), &file.delimiter.1));
    }
    let mut decimal = match &file.decimal {
        Some((mark, why)) => because(Sentence::of(format!("'{mark}'")), why),
        None => Sentence::of("none needed: every number is the same under both marks"),
    };
    if let Some(group) = file.group {
        decimal = decimal.text(format!("; digits in groups by {group}"));
    }
    say("decimal", decimal);
    if let Some((first, last)) = file.days {
        let mut dates = Sentence::of(format!("{first} to {last}"));
        if let Some((form, why)) = &file.date_form {
            dates = because(dates.text(format!(", as {form}")), why);
        }
        say("dates", dates);
    }
    if let Some((span, why)) = &file.period {
        say("period", because(Sentence::of(span.to_string()), why));
    }
    if !file.currencies.is_empty() {
        say("currency", Sentence::of(file.currencies.join(", ")));
    }
    let used: Vec<&Column> = file.columns.iter().filter(|column| !column.fields.is_empty()).collect();
    say(
        "columns",
        Sentence::default().listed(used.into_iter(), |sentence, column| {
            let by = if column.mapped { " by --map" } else { "" };
            sentence.name(&column.name).text(format!(" → {}{by}", column.fields.join(" and ")))
        }),
    );
    let unused: Vec<&Column> = file.columns.iter().filter(|column| column.fields.is_empty()).collect();
    if !unused.is_empty() {
        let name = |sentence: Sentence, column: &Column| match column.name.as_str() {
            "" => sentence.text("(without a name)"),
            name => sentence.name(name),
        };
        say("not used", Sentence::default().listed(unused.into_iter(), name));
    }
    if !file.skipped.is_empty() {
        say("skipped", skipped(&file.skipped));
    }
    all
}

/// Which spellings are one name.
#[must_use]
pub fn merged_line(merged: &Merged) -> Phrase {
    let sentence = Sentence::default().name(&merged.shown).text(" ← ");
    let each = |sentence: Sentence, (text, count): &(String, u64)| {
        let times = if *count == 1 { "" } else { "s" };
        sentence.name(text).text(format!(" ({count} time{times})"))
    };
    sentence.listed(merged.spellings.iter(), each).done()
}

/// All that is said of files and names, one sentence each, for a footer.
#[must_use]
pub fn footer(files: &[Understood], merged: &[Merged]) -> Vec<Phrase> {
    let mut all: Vec<Phrase> = Vec::new();
    for file in files {
        let mut sentence = Sentence::default().name(&*file.file).done();
        for (at, (label, line)) in lines(file).into_iter().enumerate() {
            let before = if at == 0 { ": " } else { "; " };
            sentence.push(super::Piece::Text(format!("{before}{label} ")));
            sentence.extend(line);
        }
        all.push(sentence);
    }
    for one in merged {
        let mut sentence = Sentence::of(format!("{} ", one.dimension)).done();
        sentence.extend(merged_line(one));
        all.push(sentence);
    }
    all
}

fn because(sentence: Sentence, why: &Because) -> Sentence {
    match why {
        Because::Cell(Witnessed { line, column: 0, text }) => {
            sentence.text(", proved by ").name(text).text(format!(" on line {line}"))
        }
        Because::Cell(Witnessed { line, column, text }) => {
            sentence.text(", proved by ").name(text).text(format!(" on line {line}, column {column}"))
        }
        Because::Flag(flag) => sentence.text(format!(", by {flag}")),
        Because::Words(words) => sentence.text(format!(": {words}")),
    }
}

fn delimiter(delimiter: char) -> String {
    if delimiter == '\t' { "tab".to_owned() } else { format!("'{delimiter}'") }
}

/// The column under each field that its name alone does not settle.
fn maps(file: &Understood) -> Vec<(&str, &str)> {
    let plain = |text: &str| {
        text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect::<String>()
    };
    let mut all = Vec::new();
    for column in file.columns.iter().filter(|column| column.period.is_none()) {
        let named = |field: &&String| {
            !matches!(field.as_str(), "--by" | "--where" | "accounts" | "campaign" | "total of its row")
        };
        let mut fields = column.fields.iter().filter(named);
        if let (Some(field), None) = (fields.next(), fields.next())
            && (column.mapped || plain(field) != plain(&column.name))
        {
            all.push((field.as_str(), column.name.as_str()));
        }
    }
    all
}

/// The one value that all have who have any; `Err` where they differ.
fn common<T: PartialEq + Clone>(values: impl Iterator<Item = Option<T>>) -> Result<Option<T>, ()> {
    let mut found = None;
    for value in values.flatten() {
        match &found {
            None => found = Some(value),
            Some(known) if *known == value => {}
            Some(_) => return Err(()),
        }
    }
    Ok(found)
}

fn encoding(file: &Understood) -> Option<String> {
    file.encoding_needed.then(|| file.encoding.0.to_owned())
}

fn mark(file: &Understood) -> Option<char> {
    file.decimal.as_ref().map(|(mark, _)| *mark)
}

fn form(file: &Understood) -> Option<String> {
    file.date_form.as_ref().map(|(form, _)| form.clone())
}

/// The workbook and the sheet of a file that is one.
fn sheet(file: &Understood) -> Option<(String, String)> {
    let (_, sheet) = file.file.rsplit_once('!').filter(|_| file.sheet)?;
    Some((path(file), sheet.to_owned()))
}

/// The file as a command line may name it: what begins with a dash would be a flag.
fn path(file: &Understood) -> String {
    let name = match file.file.rsplit_once('!') {
        Some((book, _)) if file.sheet => book,
        _ => &file.file,
    };
    if name.starts_with('-') && name != "-" { format!("./{name}") } else { name.to_string() }
}

fn pins(files: &[Understood], given: &[String]) -> Pins {
    match flags(files) {
        Ok(mut words) => {
            words.extend(given.iter().cloned());
            Pins::Flags(words)
        }
        Err(()) => {
            let mut words: Vec<String> = Vec::new();
            for file in files {
                let book = path(file);
                let sheets = files.iter().filter(|other| other.sheet && path(other) == book).count();
                if sheets < 2 || !words.contains(&book) {
                    words.push(book);
                }
                let named = sheet(file).filter(|_| sheets > 1);
                words.extend(named.into_iter().flat_map(|(_, sheet)| ["--sheet".to_owned(), sheet]));
            }
            words.extend(given.iter().cloned());
            Pins::Tables(tables(files), words)
        }
    }
}

/// The flags that settle every file, where one line does.
fn flags(files: &[Understood]) -> Result<Vec<String>, ()> {
    let mut words = Vec::new();
    let mut books: Vec<String> = Vec::new();
    for file in files {
        // Sheets of one workbook have no flags of their own: the workbook is named once.
        if let Some((book, sheet)) = sheet(file) {
            if !books.contains(&book) {
                words.push(book.clone());
                books.push(book);
            }
            words.extend(["--sheet".to_owned(), sheet]);
            continue;
        }
        match (file.role_flag, &file.channel) {
            // NAME=FILE ends the name at its first `=`.
            (Some("--spend"), Some(channel)) if channel.contains('=') => return Err(()),
            (Some("--spend"), Some(channel)) => {
                words.extend(["--spend".to_owned(), format!("{channel}={}", path(file))]);
            }
            (Some(flag), _) => words.extend([flag.to_owned(), path(file)]),
            (None, _) => words.push(path(file)),
        }
    }
    let several = |file: &&Understood| file.columns.len() > 1 && !file.sheet;
    let delimiter = common(files.iter().filter(several).map(|file| Some(file.delimiter.0)))?;
    let mut put = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([flag.to_owned(), value]);
        }
    };
    put("--encoding", common(files.iter().map(encoding))?);
    put("--delimiter", delimiter.map(|c| if c == '\t' { "tab".to_owned() } else { c.to_string() }));
    put("--decimal", common(files.iter().map(mark))?.map(String::from));
    put("--date-format", common(files.iter().map(form))?);
    let mut mapped: Vec<(&str, &str)> = Vec::new();
    for (field, column) in files.iter().flat_map(maps) {
        if mapped.contains(&(field, column)) {
            continue;
        }
        // A flag holds for every file that has the column.
        let of_column = |file: &Understood| file.columns.iter().find(|own| own.name == column).cloned();
        if files.iter().filter_map(of_column).any(|own| own.fields != [field]) {
            return Err(());
        }
        mapped.push((field, column));
        put("--map", Some(format!("{field}={column}")));
    }
    for file in files {
        if let Some((span, _)) = &file.period {
            put("--period-of", Some(format!("{}={span}", path(file))));
        }
        if file.negated {
            put("--negate", Some(path(file)));
        }
    }
    Ok(words)
}

/// The same as tables of `cacltv.toml`, one a file.
#[must_use]
pub fn tables(files: &[Understood]) -> String {
    let mut text = String::new();
    for file in files {
        // One table settles one file: several sheets of one workbook are settled by --sheet alone.
        let book = path(file);
        if file.sheet && files.iter().filter(|other| other.sheet && path(other) == book).count() > 1 {
            continue;
        }
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                text.push_str(&format!("{key} = {}\n", quoted(&value)));
            }
        };
        put("[[input.file]]\npath", Some(if file.sheet { book } else { file.file.to_string() }));
        put("sheet", sheet(file).map(|(_, sheet)| sheet));
        put("role", file.role_flag.map(|_| file.role.to_owned()));
        put("channel", file.channel.clone());
        put("encoding", encoding(file));
        put("delimiter", (!file.sheet).then(|| file.delimiter.0.to_string()));
        put("decimal", mark(file).map(String::from));
        put("date_format", form(file));
        put("period", file.period.as_ref().map(|(span, _)| span.to_string()));
        if file.negated {
            text.push_str("negate = true\n");
        }
        let columns: Vec<String> =
            maps(file).iter().map(|(field, column)| format!("{field} = {}", quoted(column))).collect();
        if !columns.is_empty() {
            text.push_str(&format!("columns = {{ {} }}\n", columns.join(", ")));
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// What was skipped. The name of a sheet is text that whoever made the workbook chose.
fn skipped(all: &[Skipped]) -> Sentence {
    all.iter().enumerate().fold(Sentence::default(), |sentence, (at, one)| {
        let sentence = if at > 0 { sentence.text("; ") } else { sentence };
        match one {
            Skipped::Rows(words) => sentence.text(words.as_str()),
            Skipped::Sheet(before, name, behind) => {
                sentence.text(format!("{before} '")).name(name.as_str()).text(format!("'{behind}"))
            }
        }
    })
}
