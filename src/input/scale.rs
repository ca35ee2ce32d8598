//! Figures that are no whole amounts: thousands, hundredths, running totals, as headers and title lines say it.

/// Why the figures of a column cannot be taken as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Each row holds those before it too.
    Cumulative,
    Thousands,
    Hundredths,
    /// Shares, or so much by something.
    Share,
}

impl Scale {
    /// What is said of a column, behind its name.
    pub(crate) fn said(self) -> &'static str {
        match self {
            Self::Cumulative => "is cumulative and cannot be taken as it is: write the figures of each period alone",
            Self::Thousands => "is in thousands or millions and cannot be taken as it is: write whole amounts",
            Self::Hundredths => "is in hundredths and cannot be taken as it is: write whole amounts",
            Self::Share => "may be no whole amounts: give these",
        }
    }
}

const THOUSANDS: [&str; 65] = [
    "000",
    "000s",
    "1000",
    "duizend",
    "duizenden",
    "k",
    "kchf",
    "kdkk",
    "keur",
    "kgbp",
    "kkr",
    "knok",
    "ksek",
    "kusd",
    "mchf",
    "mdkk",
    "mdr",
    "meur",
    "migliaia",
    "miles",
    "milhares",
    "milj",
    "miljoner",
    "mill",
    "millier",
    "milliers",
    "million",
    "millionen",
    "millioner",
    "millions",
    "mio",
    "mkr",
    "mln",
    "mnkr",
    "mnok",
    "mrd",
    "msek",
    "musd",
    "t",
    "tausend",
    "tchf",
    "tdkk",
    "teur",
    "tgbp",
    "thousand",
    "thousands",
    "tkr",
    "tnok",
    "tsd",
    "tsek",
    "tuhansia",
    "tuhansina",
    "tuhat",
    "tuhatta",
    "tusd",
    "tusen",
    "tusende",
    "tusenlapper",
    "tusental",
    "tusentals",
    "tusind",
    "tusinde",
    "tusinder",
    "x1000",
    "×1000",
];
const HUNDREDTHS: [&str; 19] = [
    "cent",
    "centavos",
    "centesimi",
    "centimes",
    "centimos",
    "cents",
    "céntimos",
    "eurocent",
    "eurocents",
    "hundredths",
    "pence",
    "pennies",
    "penny",
    "rappen",
    "sentteinä",
    "sentti",
    "senttiä",
    "öre",
    "øre",
];
const SHARES: [&str; 6] = ["pct", "per", "percent", "pro", "procent", "prozent"];
const CUMULATIVE: [&str; 12] =
    ["ack", "akk", "cum", "hittil", "hittills", "itd", "kertymä", "kum", "mtd", "qtd", "rolling", "ytd"];
/// How longer words for running totals begin.
const RUNNING: [&str; 7] = ["accum", "ackum", "acumul", "akkum", "cumul", "kumul", "progressiv"];
const PHRASES: [&str; 5] = ["running total", "so far", "to date", "à ce jour", "bis heute"];
/// Short signs of large units.
const SIGNS: [&str; 12] = ["k€", "t€", "m€", "k$", "m$", "k£", "m£", "€k", "$k", "£k", "€m", "£m"];
/// Units that hold a currency.
const UNITS: [&str; 23] = [
    "kchf", "kdkk", "keur", "kgbp", "kkr", "knok", "ksek", "kusd", "mchf", "mdkk", "meur", "mkr", "mnkr", "mnok",
    "msek", "musd", "tchf", "tdkk", "teur", "tkr", "tnok", "tsek", "mmkr",
];
const CURRENCIES: [&str; 28] = [
    "$",
    "chf",
    "dkk",
    "dollar",
    "dollars",
    "euro",
    "euroa",
    "euros",
    "eur",
    "francs",
    "franken",
    "gbp",
    "isk",
    "kr",
    "kroner",
    "kronor",
    "kruunua",
    "kruunuina",
    "nok",
    "pln",
    "pounds",
    "sek",
    "usd",
    "£",
    "€",
    "euroina",
    "sterling",
    "złotych",
];

/// A text in lower case, whose thousand is written without a mark.
fn plain(text: &str) -> String {
    let mut plain = text.to_lowercase();
    for mark in [".", ",", " ", "\u{a0}", "\u{202f}", "'", "\u{2019}"] {
        plain = plain.replace(&format!("1{mark}000"), "1000");
    }
    plain
}

/// What a header says of its figures.
pub(crate) fn of_header(header: &str) -> Option<Scale> {
    let plain = plain(header);
    let words = || plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let any = |known: &[&str]| words().any(|word| known.contains(&word));
    let runs = |word: &str| RUNNING.iter().any(|stem| word.starts_with(stem));
    if any(&CUMULATIVE) || words().any(runs) || PHRASES.iter().any(|phrase| plain.contains(phrase)) {
        Some(Scale::Cumulative)
    } else if any(&THOUSANDS) || SIGNS.iter().any(|sign| plain.contains(sign)) {
        Some(Scale::Thousands)
    } else if any(&HUNDREDTHS) {
        Some(Scale::Hundredths)
    } else {
        (plain.contains('%') || any(&SHARES)).then_some(Scale::Share)
    }
}

/// Whether a line above a header says that the amounts below are in thousands, millions or hundredths: by a unit of
/// money, or by words such as `in thousands`. `Report of 1000 customers` says nothing of the kind.
pub(crate) fn is_of_title(text: &str) -> bool {
    if text.len() > 300 {
        return false;
    }
    let plain = plain(text);
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | ':' | '.' | '"' | '/' | '#');
    let words: Vec<&str> = plain.split(ends).filter(|word| !word.is_empty()).collect();
    let at = |place: Option<usize>| place.and_then(|place| words.get(place)).copied().unwrap_or_default();
    let is_money = |word: &str| {
        let bare = ["d'", "d\u{2019}"].iter().find_map(|of| word.strip_prefix(of)).unwrap_or(word);
        CURRENCIES.contains(&bare)
    };
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let leads = |word: &str| matches!(word, "in" | "i" | "en" | "em" | "x" | "×" | "à");
    words.iter().enumerate().any(|(place, word)| {
        let (before, next) = (at(place.checked_sub(1)), at(place.checked_add(1)));
        let after = at(place.checked_add(2));
        let of_money = is_money(next) || (matches!(next, "of" | "de" | "di") && is_money(after));
        if UNITS.contains(word) || SIGNS.contains(word) || matches!(*word, "x1000" | "×1000") {
            return !is_number(before);
        }
        if *word == "1000" {
            let alone = words.len() == 2 || plain.contains("(1000") || plain.contains("[1000");
            let beside = is_money(next) || is_money(before);
            return matches!(before, "x" | "×") || (beside && (alone || leads(before)));
        }
        let zeros = word.trim_start_matches(['\'', '\u{2019}', '€', '$', '£']);
        if matches!(zeros, "000" | "000s" | "000's") {
            return !is_number(before) && (zeros.len() < word.len() || leads(before) || of_money);
        }
        if HUNDREDTHS.contains(word) {
            return leads(before);
        }
        // An amount may be so many millions.
        if is_number(before) || word.len() < 3 || !THOUSANDS.contains(word) || is_number(word) {
            return false;
        }
        let several =
            !matches!(*word, "mio" | "mln" | "mill" | "milj" | "million" | "millions" | "miles" | "mdr" | "mrd");
        let ends = next.is_empty() || (several && !matches!(next, "of" | "de" | "di"));
        of_money || (leads(before) && ends)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_thousands_hundredths_and_running_totals_are_told() {
        for (header, wanted) in [
            ("Beløp (1000 kr)", Scale::Thousands),
            ("Beløb i 1.000 kr.", Scale::Thousands),
            ("Cost ('000)", Scale::Thousands),
            ("Spend k€", Scale::Thousands),
            ("amount (öre)", Scale::Hundredths),
            ("cost_cents", Scale::Hundredths),
            ("cost YTD", Scale::Cumulative),
            ("Nya kunder (ack.)", Scale::Cumulative),
            ("Kostnad hittills i år", Scale::Cumulative),
            ("Cumulative cost", Scale::Cumulative),
            ("Kosten kumuliert", Scale::Cumulative),
            ("Coûts cumulés", Scale::Cumulative),
            ("Cost to date", Scale::Cumulative),
            ("Cost %", Scale::Share),
            ("Cost per lead", Scale::Share),
        ] {
            assert_eq!(of_header(header), Some(wanted), "{header}");
        }
        for header in ["Spend (SEK)", "Kostnader", "Accounting", "Account", "Kampagne", "Date", "Percival"] {
            assert_eq!(of_header(header), None, "{header}");
        }
    }

    #[test]
    fn title_lines_are_of_units_only_where_they_speak_of_money() {
        for line in [
            "Belopp i tkr",
            "All amounts in thousands of EUR",
            "Montants en milliers d'euros",
            "Montants en milliers d\u{2019}euros",
            "(1000 kr)",
            "Tal i 1.000 kr.",
            "1 000 kr",
            "TEUR",
            "Angaben in T€",
            "in k€",
            "MSEK",
            "Beträge in Tausend, netto",
            "Alle Beträge in Tsd. EUR",
            "Belopp i tusental kronor",
            "Beløp i hele tusen kr",
            "Amounts in USD '000",
            "All figures in $000s",
            "Figures in millions of USD",
            "Kronor x 1000",
            "Amounts in cents",
            "Belopp i öre",
        ] {
            assert!(is_of_title(line), "{line}");
        }
        for line in [
            "Report of 1000 customers",
            "Topp 1000 kunder",
            "First 1000 rows",
            "Budget: 1000 kr",
            "Budget 2 million EUR",
            "Total: 12 000 kr",
            "Kostnad 4,5 MSEK",
            "Account 000123",
            "Marketing spend 2026",
            "Thousand Oaks",
            "All amounts in EUR",
            "T",
            "",
        ] {
            assert!(!is_of_title(line), "{line}");
        }
    }
}
