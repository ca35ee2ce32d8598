//! Whether a text is what its format promises: JSON that parses, CSV that reads back, markup that is well formed, and in
//! none of them a character that a terminal would act on.

use serde_json::Value as Json;

/// Fails where a text holds a control character that is neither a line end nor allowed.
pub fn no_controls(text: &str, allowed: &[char]) {
    if let Some(at) = text.find(|c: char| c.is_control() && c != '\n' && !allowed.contains(&c)) {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        panic!("a control character in {:?}", &text[start..].lines().next());
    }
}

/// A text in a format, by the name of the format. `spreadsheet` tells that CSV is for one.
pub fn holds(format: &str, text: &str, spreadsheet: bool) {
    match format {
        "json" => {
            no_controls(text, &[]);
            json(text);
        }
        "jsonl" => {
            no_controls(text, &[]);
            assert!(text.lines().count() > 0);
            text.lines().for_each(|line| drop(json(line)));
        }
        "csv" | "tsv" => {
            let tab = format == "tsv";
            no_controls(
                text,
                if tab {
                    &['\t', '\r']
                } else if spreadsheet {
                    &['\r']
                } else {
                    &[]
                },
            );
            let delimiter = if tab { b'\t' } else { text_delimiter(text, spreadsheet) };
            records(text.trim_start_matches('\u{feff}'), delimiter);
        }
        "html" => {
            no_controls(text, &[]);
            markup(text, true);
        }
        "junit" => {
            no_controls(text, &[]);
            markup(text, false);
        }
        _ => no_controls(text, &[]),
    }
}

fn text_delimiter(text: &str, spreadsheet: bool) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if spreadsheet && head.contains(';') { b';' } else { b',' }
}

pub fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON: {error}: {text}"))
}

/// The records of a CSV text, which have as many cells each as the first.
pub fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let all = reader.records().map(|record| record.unwrap_or_else(|error| panic!("no CSV: {error}: {text}")));
    all.map(|record| record.iter().map(str::to_owned).collect()).collect()
}

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end in the order they began, attributes in quotes, references that are known.
pub fn markup(text: &str, html: bool) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    loop {
        let Some(at) = rest.find('<') else {
            references(rest);
            break;
        };
        references(&rest[..at]);
        assert!(!rest[..at].contains('>') || html, "a bare > in {:?}", &rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").expect("a comment ends").1;
            continue;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = rest.split_once('>').expect("a declaration ends").1;
            continue;
        }
        let end = tag_end(rest);
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.trim()), "an element ends that is not the last to begin");
            continue;
        }
        let (name, closed) = element(tag);
        if (html && VOID.contains(&name)) || closed {
            continue;
        }
        if html && (name == "style" || name == "script") {
            let end = format!("</{name}>");
            rest = rest.split_once(&end).expect("a style sheet ends").1;
            continue;
        }
        open.push(name);
    }
    assert!(open.is_empty(), "never ended: {open:?}");
}

fn tag_end(text: &str) -> usize {
    let mut quoted = None;
    for (at, c) in text.char_indices() {
        match (quoted, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quoted = Some(c),
            (Some(quote), c) if c == quote => quoted = None,
            (_, '<') if at > 0 => panic!("a < within a tag: {:?}", &text[..at]),
            _ => {}
        }
    }
    panic!("a tag that never ends: {:?}", text.lines().next());
}

/// The name of an element, and whether it ends at once; its attributes are in quotes and named once.
fn element(tag: &str) -> (&str, bool) {
    let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
    let (name, mut rest) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c)), "{tag:?}");
    let mut known: Vec<&str> = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return (name, closed);
        }
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let attribute = &rest[..end];
        assert!(attribute.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c)), "{tag:?}");
        assert!(!known.contains(&attribute), "{attribute} twice in {tag:?}");
        known.push(attribute);
        rest = &rest[end..];
        if let Some(value) = rest.strip_prefix('=') {
            let quote = value.chars().next().filter(|c| "\"'".contains(*c)).expect("a value in quotes");
            let (value, after) = value[1..].split_once(quote).expect("a value that ends");
            references(value);
            rest = after;
        }
    }
}

fn references(text: &str) {
    for part in text.split('&').skip(1) {
        let name = part.split_once(';').unwrap_or_else(|| panic!("a bare & before {part:?}")).0;
        let number = name.strip_prefix('#').is_some_and(|number| {
            let digits = number.strip_prefix('x').unwrap_or(number);
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit())
        });
        let known = ["amp", "lt", "gt", "quot", "apos", "nbsp", "middot", "ndash", "mdash", "times", "divide"];
        assert!(number || known.contains(&name), "an unknown reference &{name};");
    }
}
