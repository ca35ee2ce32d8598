//! What headers, categories and totals are called in the languages of the users' files.
//!
//! Names are kept folded: NFKC, lower case, without `_`, `-` and spaces. A new alias is one row of a sorted table.

mod accounts;
mod categories;
mod dimensions;
#[cfg(test)]
mod languages;
mod measures;
mod movements;
mod orders;
mod steps;
mod totals;

use unicode_normalization::UnicodeNormalization;

use super::header::Field;
use crate::domain::category::Category;
use crate::domain::funnel::Step;

/// The form under which names are looked up.
pub(crate) fn folded(name: &str) -> String {
    if name.is_ascii() {
        // These letters have one form only.
        let mut folded = String::with_capacity(name.len());
        let kept = name.chars().filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace());
        folded.extend(kept.map(|c| c.to_ascii_lowercase()));
        return folded;
    }
    name.nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace() && !is_invisible(*c))
        .collect()
}

/// Characters that no eye sees and no key should hold.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{61c}' | '\u{180e}')
}

fn look_up<'a, T>(table: &'a [(&str, T)], folded: &str) -> Option<&'a T> {
    table.binary_search_by(|(name, _)| (*name).cmp(folded)).ok().and_then(|at| table.get(at)).map(|(_, value)| value)
}

/// The field that a folded header name stands for.
pub(crate) fn field(folded: &str) -> Option<Field> {
    let tables = [dimensions::DIMENSIONS, measures::MEASURES, movements::MOVEMENTS, orders::ORDERS];
    tables.into_iter().find_map(|table| look_up(table, folded)).copied()
}

/// The step of a funnel that a folded header name stands for.
pub(crate) fn step(folded: &str) -> Option<Step> {
    look_up(steps::STEPS, folded).copied()
}

/// Whether a folded header name is that of a bounce rate.
pub(crate) fn is_bounce_rate(folded: &str) -> bool {
    steps::BOUNCE_RATES.binary_search(&folded).is_ok()
}

/// Whether a field is an amount, a count or a rate.
pub(crate) fn is_figure(field: Field) -> bool {
    let tables = [measures::MEASURES, movements::MOVEMENTS, orders::ORDERS];
    tables.into_iter().flatten().any(|(_, known)| *known == field)
}

/// Every header name with its field.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, Field)> {
    let tables = [dimensions::DIMENSIONS, measures::MEASURES, movements::MOVEMENTS, orders::ORDERS];
    tables.into_iter().flatten().copied()
}

/// The category that a folded name stands for.
pub(crate) fn category(folded: &str) -> Option<Category> {
    look_up(categories::CATEGORIES, folded).cloned()
}

/// The category that a cell's text stands for: its name, or an account's label, whose number may stand before it.
pub(crate) fn category_of(cell: &str) -> Option<Category> {
    let name = folded(cell);
    let label = name.trim_start_matches(|c: char| c.is_ascii_digit());
    // An account has three digits at least.
    let label = if name.len() < label.len().saturating_add(3) {
        &name
    } else {
        label.trim_start_matches(['.', ':', '–', '·'])
    };
    category(label).or_else(|| look_up(accounts::ACCOUNTS, label).cloned())
}

/// Whether a cell's text begins with a total word and goes on: `Total of 2 results`, but `Total Wine` too.
pub(crate) fn may_be_total(text: &str) -> bool {
    let trimmed = text.trim_start();
    if trimmed.len() < 200 && is_total(trimmed) {
        return true;
    }
    let ends = trimmed.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at).take(3);
    trimmed.len() < 200 && ends.filter_map(|at| trimmed.get(..at)).any(is_total)
}

/// What a total word is followed by: the account of `Total for Advertising`. `None` for a total word alone.
pub(crate) fn total_of(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    if trimmed.len() >= 200 {
        return None;
    }
    let ends = trimmed.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at).take(3);
    let at = ends.filter(|at| trimmed.get(..*at).is_some_and(is_total)).max()?;
    let rest = trimmed.get(at..)?.trim_start_matches(|c: char| !c.is_alphanumeric());
    let of = ["for ", "för ", "für ", "pour ", "per ", "voor ", "de "].iter().find_map(|word| {
        let begin = rest.get(..word.len())?;
        begin.eq_ignore_ascii_case(word).then(|| rest.get(word.len()..)).flatten()
    });
    Some(of.unwrap_or(rest)).filter(|rest| !rest.is_empty())
}

/// A total word behind a name only.
const RESULT: &str = "ergebnis";

/// What a total word stands behind: the channel of `Meta Total`, `Meta i alt` or `Meta (Summe)`, the shortest first.
pub(crate) fn totalled(text: &str) -> Vec<&str> {
    let trimmed = text.trim();
    if trimmed.len() >= 200 || is_total(trimmed) {
        return Vec::new();
    }
    let is_word = |word: &str| is_total(word) || folded(word) == RESULT;
    let ends = trimmed.char_indices().rev().filter(|(_, c)| !c.is_alphanumeric()).take(4);
    let mut all: Vec<&str> = Vec::new();
    for (at, _) in ends {
        let (whole, word) = trimmed.split_at(at);
        let whole = whole.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !whole.is_empty() && !word.is_empty() && is_word(word) && !all.contains(&whole) {
            all.push(whole);
        }
    }
    all.reverse();
    all
}

/// Whether a cell's text marks a row of sums: a total word alone, or followed by a colon.
pub(crate) fn is_total(text: &str) -> bool {
    let word = text.split(':').next().unwrap_or(text);
    // No total word has a digit, and most names that are no total do.
    if word.len() > 60 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut room = [0u8; 64];
    match folded_within(word, &mut room) {
        Some(folded) => totals::TOTALS.binary_search_by(|known| known.as_bytes().cmp(folded)).is_ok(),
        None => totals::TOTALS.binary_search(&folded(word).as_str()).is_ok(),
    }
}

/// Whether a cell's text is a name of all that there is: a row of sums where it adds up, a name like others where not.
pub(crate) fn is_all(text: &str) -> bool {
    text.len() <= 60 && totals::ALL.binary_search(&folded(text).as_str()).is_ok()
}

/// Whether no word of a text begins as a name of a total or of all does: a look that spares most names the others.
pub(crate) fn has_no_total_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !before.is_some_and(u8::is_ascii_alphanumeric) && bytes.get(*at).is_some_and(u8::is_ascii_alphanumeric)
    };
    let may_begin = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default().iter();
        let kept = rest.filter(|byte| !matches!(byte, b'_' | b'-') && !char::from(**byte).is_whitespace());
        let mut first = [0u8; 3];
        let mut length = 0usize;
        for (own, byte) in first.iter_mut().zip(kept) {
            *own = byte.to_ascii_lowercase();
            length = length.saturating_add(1);
        }
        let first = first.get(..length).unwrap_or_default();
        let among = |words: &[&str]| {
            let at = words.partition_point(|word| word.as_bytes() < first);
            words.get(at).is_some_and(|word| word.as_bytes().starts_with(first))
        };
        among(totals::TOTALS) || among(totals::ALL) || RESULT.as_bytes().starts_with(first)
    };
    text.is_ascii() && !(0..bytes.len()).filter(begins).any(may_begin)
}

/// The folded form of a short ASCII text, written into `room`.
fn folded_within<'a>(text: &str, room: &'a mut [u8; 64]) -> Option<&'a [u8]> {
    if text.len() > room.len() || !text.is_ascii() {
        return None;
    }
    let kept = text.bytes().filter(|byte| !matches!(byte, b'_' | b'-') && !char::from(*byte).is_whitespace());
    let mut length = 0usize;
    for (own, byte) in room.iter_mut().zip(kept) {
        *own = byte.to_ascii_lowercase();
        length = length.saturating_add(1);
    }
    room.get(..length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may fail loudly")]
    use super::*;

    #[test]
    fn tables_are_sorted_folded_and_free_of_repeats() {
        let sorted = |names: Vec<&str>| {
            for pair in names.windows(2) {
                assert!(pair[0] < pair[1], "'{}' does not come before '{}'", pair[0], pair[1]);
            }
            for name in names {
                assert_eq!(folded(name), name);
            }
        };
        sorted(dimensions::DIMENSIONS.iter().map(|row| row.0).collect());
        sorted(movements::MOVEMENTS.iter().map(|row| row.0).collect());
        sorted(measures::MEASURES.iter().map(|row| row.0).collect());
        sorted(orders::ORDERS.iter().map(|row| row.0).collect());
        sorted(categories::CATEGORIES.iter().map(|row| row.0).collect());
        sorted(accounts::ACCOUNTS.iter().map(|row| row.0).collect());
        sorted(totals::TOTALS.to_vec());
        sorted(totals::ALL.to_vec());
        sorted(steps::STEPS.iter().map(|row| row.0).collect());
        sorted(steps::BOUNCE_RATES.to_vec());
    }

    #[test]
    fn a_short_text_folds_alike_with_and_without_room_of_its_own() {
        let mut room = [0u8; 64];
        for text in ["", "Total", "Grand  Total", "net_Total-sum", "\tSum\u{b}\u{c} X\r\n", "a\u{1f}b", "i alt: 5"] {
            assert_eq!(folded_within(text, &mut room), Some(folded(text).as_bytes()), "{text:?}");
        }
        for text in ["Σ".to_owned(), "é".to_owned(), "x".repeat(65)] {
            assert_eq!(folded_within(&text, &mut room), None, "{text}");
        }
    }

    #[test]
    fn a_text_without_a_total_word_is_no_total_however_it_is_looked_at() {
        for text in
            ["Meta", "Google Ads", "cmp-178", "(not set)", "Totality" /* no word, but begins so */, "", "-", "24"]
        {
            assert_eq!(has_no_total_word(text), text != "Totality", "{text:?}");
        }
        let words = || totals::TOTALS.iter().chain(totals::ALL).chain(&[RESULT]);
        assert!(words().all(|word| !word.is_ascii() || word.len() > 2), "three letters are looked at");
        let besides = ["", "Meta ", "Meta-", "7.", "(", "- ", "\u{a0}", "x", "Å "];
        for word in words() {
            let (first, rest) = word.split_at(word.char_indices().nth(1).map_or(word.len(), |(at, _)| at));
            let forms =
                [(*word).to_owned(), word.to_uppercase(), format!("{first}-{rest}"), format!("{first} _{rest}")];
            for (form, (before, behind)) in forms
                .iter()
                .flat_map(|form| besides.iter().flat_map(|b| besides.map(|a| (*b, a))).map(move |at| (form, at)))
            {
                let text = format!("{before}{form}{behind}");
                let is_any = is_total(&text) || is_all(&text) || may_be_total(&text) || total_of(&text).is_some();
                let is_any = is_any || !totalled(&text).is_empty();
                assert!(!is_any || !has_no_total_word(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn accounts_are_known_by_their_labels_with_or_without_their_numbers() {
        for (cell, wanted) in [
            ("Annonces et insertions", Category::Advertising),
            ("5910 Annonsering", Category::Advertising),
            ("4600 – Werbekosten", Category::Advertising),
            ("7210: Löner till tjänstemän", Category::Salaries),
            ("623300 Foires et expositions", Category::Events),
        ] {
            assert_eq!(category_of(cell), Some(wanted), "{cell}");
        }
        assert_eq!((category_of("5910"), category_of("24 Ads")), (None, None));
        for (name, _) in accounts::ACCOUNTS {
            assert!(category(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_header_name_stands_for_one_thing() {
        for (name, _) in dimensions::DIMENSIONS {
            assert!(look_up(measures::MEASURES, name).is_none() && category(name).is_none(), "{name}");
        }
        for (name, _) in measures::MEASURES {
            assert!(category(name).is_none(), "{name}");
        }
        for (name, _) in movements::MOVEMENTS {
            assert!(look_up(measures::MEASURES, name).is_none() && category(name).is_none(), "{name}");
        }
        // A demonstration is a cost or a step, by its file.
        for (name, step) in steps::STEPS {
            let alone = field(name).is_none() && category(name).is_none_or(|known| known == Category::Demo);
            assert!(alone && *step != Step::Customers, "{name}");
        }
    }

    #[test]
    fn names_in_the_offices_languages_are_found() {
        for name in ["Kostnad", "Forbrug", "Coût", "Betrag", "amount spent", "Beløp", "Montant dépensé"] {
            assert_eq!(field(&folded(name)), Some(Field::Amount), "{name}");
        }
        for name in ["Nya kunder", "Nye_kunder", "neue Kunden", "nouveaux clients", "NEW-CUSTOMERS"] {
            assert_eq!(field(&folded(name)), Some(Field::NewCustomers), "{name}");
        }
        assert!(is_total("Total : campagnes") && is_total("I alt") && !is_total("Total Wine"));
        assert!(may_be_total("Total of 2 results") && may_be_total("Grand Totals (3 records)"));
        assert_eq!(total_of("Total for Office supplies"), Some("Office supplies"));
        assert_eq!(total_of("Summa 5910 Annonsering"), Some("5910 Annonsering"));
        assert_eq!((total_of("TOTAL"), total_of("Totality"), total_of("Advertising")), (None, None, None));
        for text in
            ["Hovedtotal", "Kaikki yhteensä", "Kokonaissumma", "Loppusumma", "Endsumme", "Totalresultat", "Net total"]
        {
            assert!(is_total(text), "{text}");
        }
        for text in ["Report total", "Σ", "∑", "Total général", "Gesamtergebnis", "Totale complessivo", "Suma total"]
        {
            assert!(is_total(text), "{text}");
        }
        assert!(is_all(" Alla kanaler") && is_all("Alle Kanäle") && !is_all("All Star") && !is_all(""));
        assert!(!is_total("All") && !is_total("Net") && !is_total("Report"));
        for text in ["Meta Total", "Meta totalt", "Meta Ergebnis", "Meta - Summe:", "Meta (i alt)", "Meta Σ"] {
            assert_eq!(totalled(text), ["Meta"], "{text}");
        }
        assert_eq!(totalled("Meta Sub Total"), ["Meta", "Meta Sub"]);
        assert!(totalled("Grand Total").is_empty() && totalled("Total").is_empty() && totalled("Metatotal").is_empty());
        assert!(may_be_total("Total Wine") && !may_be_total("Totality") && !may_be_total("Meta"));
    }
}
