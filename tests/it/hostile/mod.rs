//! Text that acts: on a terminal, a spreadsheet, a browser, the log of a CI service, a shell, another format's reader.
//! Every name goes through every format of every command, from every place a name can stand in.
//!
//! `tests/hostile.py` does the same with every name in every flag, and measures what is large.

mod bulk;
mod names;
mod places;

use std::collections::BTreeSet;

use crate::pipelines::parsed;

/// Names, each with what it is for.
fn names() -> Vec<String> {
    let mut all: Vec<String> = [
        "\u{1b}[2J\u{1b}[31mred",
        "\u{1b}]52;c;ZXZpbA==\u{7}",
        "\u{1b}]8;;http://e.vil\u{1b}\\x\u{1b}]8;;\u{1b}\\",
        "a\u{202e}txet\u{202c}\u{2066}b\u{2069}",
        "a\u{200e}\u{200f}\u{61c}b",
        "a\u{200b}\u{200c}\u{2060}\u{feff}b",
        "\u{feff}mark",
        "a\u{e0041}\u{e007f}b",
        "a\u{1bca0}b\u{e0fff}c",
        "a\u{2028}b\u{2029}c",
        "a\u{fff9}b\u{fffb}c",
        "a\u{9b}31m\u{85}b\u{90}c",
        "a\u{7f}b\u{7}c\u{8}d",
        "=HYPERLINK(\"http://e.vil\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\u{ff1d}1+1",
        "\t=1",
        "\n\n=2",
        "a|b||c",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>'",
        "]]><x/>",
        "&lt;b&gt;&#0;",
        "::error::pwned",
        "  ::warning::pwned",
        "##[error]pwned",
        "::set-output name=a::b%0A::notice::c",
        "a%0A%0D%25b",
        "a\nb",
        "a\r\n::error::b\n##[error]c",
        "a\rb",
        "a\"b\"\"c'd`e",
        "a\\b\\\\c\\n",
        "{{ 7*7 }}{% raw %}",
        "$(id)`id`$x$",
        "[a](javascript:alert(1)) **b** _c_ ~~d~~ # e",
        "# HELP x",
        "--- a: b",
        "not ok 1 # SKIP",
        "a;b,c\td",
        "a\u{fffe}\u{ffff}b",
        "a\u{fffd}b",
        "../../etc/passwd",
        "--help",
        "(total)",
        "\"\"\"\n[x]\ny=1",
        "\u{1f469}\u{200d}\u{1f469}",
    ]
    .map(str::to_owned)
    .into();
    all.push("long ".repeat(12_000));
    all.push(format!("e{}", "\u{301}".repeat(400)));
    all
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Characters that nobody sees, or that change what others look like: by the Unicode tables, not by the program's.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x180e | 0x3164 | 0xfeff | 0xffa0 | 0x200b..=0x200f
            | 0x2028..=0x202e | 0x2060..=0x206f | 0xfff0..=0xfffb | 0x1_bca0..=0x1_bca3 | 0x1_d173..=0x1_d17a
            | 0xe_0000..=0xe_00ff | 0xe_01f0..=0xe_0fff)
}

/// What a spreadsheet would calculate: text that is no number and begins as a formula does.
fn acts(cell: &str) -> bool {
    let number = cell.trim_end_matches('%').parse::<f64>().is_ok();
    !number && cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}'])
}

/// Holds a message against what a terminal and a log would do with it.
fn message(text: &str, whose: &str) {
    let bad: BTreeSet<char> = text.chars().filter(|c| *c != '\n' && hidden(*c)).collect();
    assert!(bad.is_empty(), "{whose}: {bad:?} in a message: {}", cut(text));
    no_commands(text, whose);
    assert!(text.len() < 100_000, "{whose}: a message of {} bytes", text.len());
}

fn cut(text: &str) -> String {
    text.chars().take(2_000).collect()
}

/// No line does what a log of GitHub's runner does.
fn no_commands(text: &str, whose: &str) {
    for line in text.lines() {
        let start = line.trim_start();
        assert!(!start.starts_with("::") && !start.starts_with("##["), "{whose}: a command to a log: {line:?}");
    }
}

/// Holds an output against what its readers would do with it.
fn output(format: &str, bytes: &[u8], whose: &str) {
    if format == "xlsx" {
        return workbook(bytes, whose);
    }
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{whose}: {error}"));
    let seen: BTreeSet<char> = match format {
        // Invisible letters are a part of names that spreadsheets look up by; control characters are none of any.
        "csv" => text.chars().filter(|c| c.is_control() && *c != '\n').collect(),
        "tsv" => text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\t')).collect(),
        _ => text.chars().filter(|c| hidden(*c) && *c != '\n').collect(),
    };
    assert!(seen.is_empty(), "{whose}: {seen:?}");
    match format {
        "github" => {
            let found = text.lines().filter_map(parsed::command);
            for command in found {
                assert!(matches!(command.name.as_str(), "error" | "warning" | "notice"), "{whose}: {command:?}");
                let known = ["file", "line", "col", "title"];
                assert!(command.properties.keys().all(|key| known.contains(&key.as_str())), "{whose}: {command:?}");
            }
        }
        "json" => drop(serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|e| panic!("{whose}: {e}"))),
        "jsonl" => text.lines().for_each(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{whose}: {e}"));
            assert!(value.is_object());
        }),
        "csv" | "tsv" => cells(format, text, whose),
        "html" => page(text, whose),
        "junit" => drop(parsed::xml(text)),
        "tap" => drop(parsed::tap(text)),
        "prom" => drop(parsed::samples(text)),
        "markdown" => markdown(text, whose),
        _ => {}
    }
    if !matches!(format, "github" | "json") {
        no_commands(text, whose);
    }
}

/// Read back as a spreadsheet reads it: no cell acts, and every table has as many cells in each row as in its first.
fn cells(format: &str, text: &str, whose: &str) {
    for table in text.split("\n\n").filter(|_| format == "tsv") {
        let widths: BTreeSet<usize> = table.trim_end_matches('\n').split('\n').map(|l| l.split('\t').count()).collect();
        assert_eq!(widths.len(), 1, "{whose}: {widths:?}");
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if format == "csv" { b',' } else { b'\t' })
        .quoting(format == "csv")
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap_or_else(|error| panic!("{whose}: {error}"));
        let acting: Vec<&str> = record.iter().filter(|cell| acts(cell)).collect();
        assert!(acting.is_empty(), "{whose}: {acting:?}");
    }
}

/// A page is XML too, and has no element that acts.
fn page(text: &str, whose: &str) {
    let text =
        text.replace("<!DOCTYPE html>\n", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").replace("&#39;", "&apos;");
    let root = parsed::xml(&text);
    for name in ["script", "img", "iframe", "object", "x", "a"] {
        assert!(root.all(name).is_empty(), "{whose}: <{name}>");
    }
}

/// A row of a table stays a row, and nothing of a name is markup.
fn markdown(text: &str, whose: &str) {
    let mut bare = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            characters.next();
        } else {
            bare.push(c)
        }
    }
    for markup in ["<", "](", "`", "~~d", "://", "$x"] {
        assert!(!bare.contains(markup), "{whose}: {markup} in {}", cut(&bare));
    }
    let mut width = None;
    for line in bare.lines() {
        let bars = line.starts_with('|').then(|| line.matches('|').count());
        assert!(bars.is_none() || width.flatten().is_none() || bars == width.flatten(), "{whose}: {line:?}");
        width = Some(bars);
    }
}

fn workbook(bytes: &[u8], whose: &str) {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    for (name, sheet) in calamine::Reader::worksheets(&mut book) {
        assert!(!name.chars().any(|c| hidden(c) || "[]:*?/\\".contains(c)), "{whose}: a sheet {name:?}");
        assert!((1..=31).contains(&name.encode_utf16().count()), "{whose}: a sheet {name:?}");
        assert!(!name.starts_with('\'') && !name.ends_with('\''), "{whose}: a sheet {name:?}");
        for (_, _, cell) in sheet.used_cells() {
            if let calamine::Data::String(text) = cell {
                assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{whose}: {text:?}");
                assert!(!acts(text), "{whose}: {text:?}");
            }
        }
    }
}
