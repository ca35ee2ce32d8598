//! A text as a string of TOML, on one line and with nothing in it that is not seen.

use super::hidden::is_hidden;

/// The text in double quotes; quotes, backslashes and whatever is not seen are escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push_str("\\t"),
            // TOML's own escapes: what is shown and what is pasted are the same.
            c if is_hidden(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A list of texts.
#[must_use]
pub fn list<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// TOML 1.0: `\"`, `\\`, `\t` and `\UXXXXXXXX` are escapes of a basic string.
    #[test]
    fn a_text_is_a_string_of_toml_with_nothing_in_it_that_is_not_seen() {
        assert_eq!(quoted("Größe 広告"), "\"Größe 広告\"");
        assert_eq!(quoted("a\"b\\c\td"), r#""a\"b\\c\td""#);
        assert_eq!(quoted("\u{200b}\n"), r#""\U0000200B\U0000000A""#);
        assert_eq!(list(&["a".to_owned(), "b\"".to_owned()]), r#"["a", "b\""]"#);
        assert_eq!(list(&[]), "[]");
    }
}
