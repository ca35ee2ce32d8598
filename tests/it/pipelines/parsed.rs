//! Readers of the formats of CI that share nothing with the program: what a line of GitHub's log does, what XML, TAP and
//! Prometheus hold.

use std::collections::BTreeMap;

/// An annotation as GitHub's runner reads it from a line of the log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

/// The command on a line, if it is one. The runner takes `::` at the start, after white space, and the older `##[`
/// wherever it stands.
pub(crate) fn command(line: &str) -> Option<Command> {
    assert!(!line.contains("##["), "an older command in {line:?}");
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, data) = rest.split_once("::").unwrap_or_else(|| panic!("no end of the command in {line:?}"));
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let unescaped = |text: &str, all: &[(&str, &str)]| {
        let text = all.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        text.replace("%25", "%")
    };
    let property = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")];
    let properties = properties.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or_else(|| panic!("{pair:?} in {line:?}"));
        (key.to_owned(), unescaped(value, &property))
    });
    let properties = properties.collect();
    Some(Command { name: name.to_owned(), properties, message: unescaped(data, &property[..2]) })
}

/// An element of XML: its name, attributes, text and children.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn all(&self, name: &str) -> Vec<&Element> {
        self.children.iter().flat_map(|child| if child.name == name { vec![child] } else { child.all(name) }).collect()
    }
}

/// The root of a document. Panics where it is not well formed: a tag that is not closed, a bare `&` or `<`, a character
/// that XML 1.0 has no place for.
pub(crate) fn xml(text: &str) -> Element {
    let may = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(may), "a character that XML has no place for");
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let mut stack = vec![Element::default()];
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        stack.last_mut().unwrap().text.push_str(&entities(before));
        let (tag, after) = tag(after);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let closed = stack.pop().unwrap();
            assert_eq!(closed.name, name, "a tag is closed that is not open");
            stack.last_mut().unwrap().children.push(closed);
            continue;
        }
        let (inner, closed) = tag.strip_suffix('/').map_or((tag, false), |inner| (inner, true));
        let element = element(inner);
        if closed {
            stack.last_mut().unwrap().children.push(element);
        } else {
            stack.push(element);
        }
    }
    assert_eq!((stack.len(), rest.trim()), (1, ""), "what is open at the end");
    let mut root = stack.pop().unwrap();
    assert_eq!(root.children.len(), 1);
    root.children.pop().unwrap()
}

/// The inside of a tag, whose quotes may hold a `>`, and what follows it.
fn tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        assert!(!(quoted && c == '<'), "a bare < in quotes");
        if c == '>' && !quoted {
            return (&text[..at], &text[at + 1..]);
        }
    }
    panic!("a tag without an end: {text:?}");
}

fn element(inner: &str) -> Element {
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{inner:?}");
    let mut attributes = BTreeMap::new();
    while let Some((key, after)) = rest.trim_start().split_once("=\"") {
        let (value, after) = after.split_once('"').expect("an attribute in quotes");
        assert!(attributes.insert(key.to_owned(), entities(value)).is_none(), "{key} twice");
        rest = after;
    }
    assert_eq!(rest.trim(), "");
    Element { name: name.to_owned(), attributes, ..Element::default() }
}

fn entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').expect("a bare &");
        all.push_str(match entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            other => panic!("no entity {other}"),
        });
        all.push_str(rest);
    }
    assert!(!all.contains("]]>") || text.contains("&gt;"), "]]> in text");
    all
}

/// A test of TAP.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) ok: bool,
    pub(crate) description: String,
    pub(crate) skip: Option<String>,
    /// The block behind it.
    pub(crate) block: Vec<String>,
}

/// The tests of a TAP stream, whose plan and numbers hold.
pub(crate) fn tap(text: &str) -> Vec<Test> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("TAP version 13"));
    let plan: usize = lines.next().unwrap().strip_prefix("1..").expect("a plan").parse().unwrap();
    let mut tests: Vec<Test> = Vec::new();
    let mut inside = false;
    for line in lines {
        if inside {
            inside = line != "  ...";
            assert!(line.starts_with("  "), "{line:?} in a block");
            tests.last_mut().unwrap().block.extend(inside.then(|| line.trim().to_owned()));
        } else if line == "  ---" {
            inside = true;
        } else if !line.starts_with('#') {
            tests.push(test(line, tests.len() + 1));
        }
    }
    assert_eq!((tests.len(), inside), (plan, false), "{text}");
    tests
}

fn test(line: &str, number: usize) -> Test {
    let (ok, rest) = line.strip_prefix("not ").map_or((true, line), |rest| (false, rest));
    let rest = rest.strip_prefix(&format!("ok {number} - ")).unwrap_or_else(|| panic!("test {number}: {line:?}"));
    let (mut description, mut skip) = (String::new(), None);
    let mut characters = rest.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => description.extend(characters.next()),
            '#' => {
                let directive = characters.as_str().trim_start();
                skip = Some(directive.strip_prefix("SKIP ").expect("no directive but SKIP").to_owned());
                break;
            }
            c => description.push(c),
        }
    }
    Test { ok, description: description.trim_end().to_owned(), skip, block: Vec::new() }
}

/// A sample of Prometheus: its name, labels and value.
pub(crate) type Sample = (String, BTreeMap<String, String>, String);

/// The samples of a text exposition: every family has its TYPE before it, no series comes twice, no value is no number.
pub(crate) fn samples(text: &str) -> Vec<Sample> {
    assert!(text.ends_with('\n'));
    let mut all: Vec<Sample> = Vec::new();
    let mut families: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            let name = family.strip_suffix(" gauge").expect("a gauge");
            assert!(!families.contains(&name), "{name} twice");
            families.push(name);
        } else if !line.starts_with("# ") {
            let sample = sample(line);
            assert_eq!(families.last(), Some(&sample.0.as_str()), "{line}");
            let same = |other: &Sample| (&other.0, &other.1) == (&sample.0, &sample.1);
            assert!(!all.iter().any(same), "{line} twice");
            all.push(sample);
        }
    }
    all
}

fn sample(line: &str) -> Sample {
    let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !text.is_empty();
    let start = line.find(['{', ' ']).unwrap();
    let (name, mut rest) = line.split_at(start);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (key, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("{line:?}"));
            let key = key.trim_start_matches(',');
            assert!(word(key) && !key.starts_with(|c: char| c.is_ascii_digit()), "{key:?}");
            let (mut value, mut escaped, mut end) = (String::new(), false, None);
            for (at, c) in after.char_indices() {
                match (escaped, c) {
                    (true, 'n') => value.push('\n'),
                    (true, '\\' | '"') => value.push(c),
                    (true, other) => panic!("no escape \\{other} in {line:?}"),
                    (false, '"') => {
                        end = Some(at);
                        break;
                    }
                    (false, '\\') => {}
                    (false, c) => value.push(c),
                }
                escaped = !escaped && c == '\\';
            }
            rest = &after[end.expect("a label in quotes") + 1..];
            assert!(labels.insert(key.to_owned(), value).is_none(), "{key} twice");
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ').unwrap_or_else(|| panic!("{line:?}"));
    assert!(word(name), "{name:?}");
    assert!(value.parse::<f64>().is_ok_and(f64::is_finite), "{value:?}");
    (name.to_owned(), labels, value.to_owned())
}
