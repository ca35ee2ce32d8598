//! How numbers are written in a country, and the style that an example shows.
//! Source: Unicode CLDR 46, symbols of each language's decimal format.

use crate::report::{Numbers, Precision};

/// NO-BREAK SPACE.
const SPACE: char = '\u{a0}';
/// NARROW NO-BREAK SPACE.
const NARROW: char = '\u{202f}';

/// Names, decimal marks and group characters, sorted by name.
const LOCALES: &[(&str, char, char)] = &[
    ("ch", '.', '’'),
    ("da", ',', '.'),
    ("de", ',', '.'),
    ("en", '.', ','),
    ("es", ',', '.'),
    ("fi", ',', SPACE),
    ("fr", ',', NARROW),
    ("it", ',', '.'),
    ("nb", ',', SPACE),
    ("nl", ',', '.'),
    ("pt", ',', SPACE),
    ("sv", ',', SPACE),
];

/// Characters that may stand between groups of three digits.
const GROUPS: &[char] = &[' ', SPACE, NARROW, '\u{2009}', '\'', '\u{2019}', '.', ','];

/// The names that [`locale`] knows, sorted.
pub fn locales() -> impl Iterator<Item = &'static str> {
    LOCALES.iter().map(|(name, _, _)| *name)
}

/// The number style of a language, by its code in any case.
#[must_use]
pub fn locale(name: &str) -> Option<Numbers> {
    let name = name.trim().to_ascii_lowercase();
    let at = LOCALES.binary_search_by(|(known, _, _)| (*known).cmp(name.as_str())).ok()?;
    LOCALES.get(at).map(|(_, decimal, group)| style(*decimal, Some(*group)))
}

/// The number style that an example shows, such as `1 234,56` or `1234.56`.
///
/// # Errors
/// What keeps the example from showing one style and no other.
pub fn by_example(text: &str) -> Result<Numbers, String> {
    let text = text.trim();
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let lone = |why: &str| Err(format!("'{text}' {why}; write it like '1 234,56' or '1234.56'"));
    if parts.iter().any(|part| part.is_empty()) {
        return lone("is not a number");
    }
    let (Some((last, before)), Some((_, groups))) = (marks.split_last(), parts.split_last()) else {
        return lone("shows no decimal mark");
    };
    if !matches!(last, '.' | ',') {
        return lone("shows no decimal mark");
    }
    let Some(group) = before.first().copied() else {
        let whole = groups.first().copied().unwrap_or_default();
        let three = parts.last().is_some_and(|part| part.len() == 3);
        if three && whole.len() <= 3 && !whole.starts_with('0') {
            return lone("may show a group or decimals");
        }
        return Ok(style(*last, None));
    };
    if group == *last {
        return lone("uses one mark for groups and decimals, or shows no decimals");
    }
    if !GROUPS.contains(&group) || before.iter().any(|mark| *mark != group) {
        return lone("has no single mark between its groups");
    }
    let lengths_fit =
        groups.first().is_some_and(|first| first.len() <= 3) && groups.iter().skip(1).all(|part| part.len() == 3);
    if !lengths_fit {
        return lone("has groups that are not of three digits");
    }
    Ok(style(*last, Some(group)))
}

fn style(decimal: char, group: Option<char>) -> Numbers {
    Numbers { decimal, group, precision: Precision::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::text::dressed;

    #[test]
    fn locales_are_sorted_and_read_back_from_their_own_example() {
        assert!(LOCALES.is_sorted_by_key(|(name, _, _)| *name));
        for (name, _, _) in LOCALES {
            let numbers = locale(name);
            let example = numbers.as_ref().map(|numbers| dressed("1234567.89", numbers));
            let read = example.and_then(|example| by_example(&example).ok());
            assert_eq!(read, numbers, "{name}");
        }
    }

    #[test]
    fn an_example_gives_its_marks() {
        let style = |decimal, group| Ok(style(decimal, group));
        assert_eq!(by_example("1 234,56"), style(',', Some(' ')));
        assert_eq!(by_example("1.234,5"), style(',', Some('.')));
        assert_eq!(by_example("1’234.56"), style('.', Some('’')));
        assert_eq!(by_example("1234.56"), style('.', None));
        assert_eq!(by_example("1234,567"), style(',', None));
        assert_eq!(by_example("0,125"), style(',', None));
    }

    #[test]
    fn an_example_that_may_be_read_twice_is_refused() {
        for text in ["1,234", "1.234", "1 234", "1234", "1.234.567", "", "abc", "1 23,5", "1,2,3"] {
            assert!(by_example(text).is_err(), "{text}");
        }
    }
}
