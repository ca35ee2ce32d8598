//! The page as a whole: what stands in it, and what never does.

use super::*;

#[test]
fn titles_of_studies_are_sorted() {
    assert!(TITLES.is_sorted_by_key(|(name, _)| *name));
}

#[test]
fn names_are_text_in_a_direction_of_their_own() {
    assert_eq!(name("a<b>\u{202e}"), "<bdi>a&lt;b&gt;\\u{202e}</bdi>");
    let long = "n".repeat(60_000);
    assert!(name(&long).len() < 200);
    let whole = name_in_full(&long);
    assert!(whole.contains(&long) && whole.len() < 61_000);
    // Marks without a width of their own are many characters too.
    assert!(name(&format!("e{}", "\u{301}".repeat(60_000))).len() < 2_000);
}

#[test]
fn sentences_begin_with_a_capital_but_names_and_symbols_do_not() {
    for (sentence, wanted) in [
        ("read spend.csv", "Read spend.csv"),
        ("m = ARPA × margin", "m = ARPA × margin"),
        ("<bdi>meta</bdi> and", "<bdi>meta</bdi> and"),
        ("ltv_cac of all rows", "ltv_cac of all rows"),
        ("CAC 1", "CAC 1"),
        ("", ""),
    ] {
        assert_eq!(begun(sentence), wanted);
    }
}
