//! Tax words in headers: whether a column of money is written without tax or with it.

use super::aliases::folded;
use super::code::Code;
use super::file::FileRead;
use crate::domain::place::{Diagnostic, Place, Severity};

/// What a header says of tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tax {
    /// Without it.
    Net,
    /// With it.
    Gross,
}

/// Names of the tax.
const NAMES: &[&str] = &[
    "alv",
    "arvonlisävero",
    "btw",
    "gst",
    "iva",
    "mehrwertsteuer",
    "mervärdesskatt",
    "moms",
    "mva",
    "mwst",
    "tax",
    "taxe",
    "taxes",
    "tva",
    "umsatzsteuer",
    "ust",
    "vat",
];

/// Words beside the tax that leave it out.
const WITHOUT: &[&str] = &[
    "0",
    "0%",
    "before",
    "eks",
    "ekskl",
    "ekskludert",
    "ekskluderet",
    "ex",
    "excl",
    "excluding",
    "exclusive",
    "excluded",
    "excluida",
    "excluido",
    "excluído",
    "exclu",
    "exkl",
    "exklusive",
    "exklusivt",
    "esclusa",
    "escluso",
    "hors",
    "ilman",
    "net",
    "netto",
    "ohne",
    "plus",
    "sans",
    "sem",
    "senza",
    "sin",
    "uden",
    "utan",
    "uten",
    "without",
    "zonder",
    "zzgl",
];

/// Words beside the tax that count it in.
const WITH: &[&str] = &[
    "avec",
    "brutto",
    "com",
    "compris",
    "comprise",
    "con",
    "gross",
    "incl",
    "including",
    "inclusive",
    "included",
    "incluida",
    "incluido",
    "incluído",
    "inclus",
    "inclusa",
    "incluso",
    "inkl",
    "inklusive",
    "med",
    "met",
    "mit",
    "sis",
    "sisältää",
    "with",
];

/// Words that say it alone.
const ALONE: &[(&str, Tax)] = &[
    ("brutto", Tax::Gross),
    ("ht", Tax::Net),
    ("netto", Tax::Net),
    ("ttc", Tax::Gross),
    ("verollinen", Tax::Gross),
    ("veroton", Tax::Net),
];

/// The words of a name, each with the form under which it is looked up.
fn words(name: &str) -> Vec<(String, String)> {
    let spaced = name.replace(['(', ')', '[', ']', ',', '/'], " ");
    spaced.split_whitespace().map(|word| (word.to_owned(), folded(word.trim_matches('.')))).collect()
}

/// The words of a header without those that speak of tax, and what these say. The name of a tax alone is an amount
/// of tax, and stays.
pub(crate) fn read(name: &str) -> (Vec<String>, Option<Tax>) {
    let all = words(name);
    let any = |names: &[&str]| all.iter().any(|(_, plain)| names.contains(&plain.as_str()));
    let named = any(NAMES);
    let (without, with) = (named && any(WITHOUT), named && any(WITH));
    let alone = |plain: &str| ALONE.iter().find(|(word, _)| *word == plain).map(|(_, tax)| *tax);
    let tax = match (without, with) {
        (true, false) => Some(Tax::Net),
        (false, true) => Some(Tax::Gross),
        (true, true) => None,
        (false, false) => all.iter().find_map(|(_, plain)| alone(plain)),
    };
    let speaks = |plain: &str| {
        let said = || [NAMES, WITHOUT, WITH].iter().any(|names| names.contains(&plain));
        let rate = || plain.trim_end_matches('%').bytes().all(|byte| byte.is_ascii_digit());
        let by_itself = alone(plain).is_some() || matches!(plain, "net" | "gross");
        by_itself || ((without || with) && (said() || rate()))
    };
    (all.iter().filter(|(_, plain)| !speaks(plain)).map(|(word, _)| word.clone()).collect(), tax)
}

/// A column of money, with what its header says.
struct Said<'a> {
    name: &'a str,
    place: Place,
    tax: Tax,
}

/// Amounts without tax beside amounts with it.
pub(crate) fn mixture(reads: &[FileRead]) -> Option<Diagnostic> {
    let mut said: Vec<Said<'_>> = Vec::new();
    for file in reads {
        let layout = &file.dialect.layout;
        let money = layout.measures.iter().filter(|column| !column.measure.is_count()).map(|column| column.column);
        for column in money.chain(layout.own_revenue).chain(layout.assumptions.iter().map(|(column, _)| *column)) {
            let name = layout.header.get(column).map_or("", |name| name.trim());
            if let Some(tax) = read(name).1 {
                said.push(Said { name, place: file.header_place(), tax });
            }
        }
    }
    let net = said.iter().find(|one| one.tax == Tax::Net)?;
    let gross = said.iter().find(|one| one.tax == Tax::Gross)?;
    Some(Diagnostic {
        code: Code::Tax.code(),
        severity: Severity::Warning,
        place: Some(gross.place.clone()),
        excerpt: None,
        message: format!(
            "'{}' is with tax, and '{}' (line {} of {}) is without: their quotient is off by the tax",
            gross.name, net.name, net.place.line, net.place.file
        ),
        help: Some("export both without tax".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_words_are_read_in_every_language() {
        let net = [
            "Coût HT",
            "Montant hors taxes",
            "Montant hors TVA",
            "Kostnad exkl. moms",
            "Kostnad utan moms",
            "Beløp ex. mva",
            "Beløp ekskl. mva",
            "Beløb ekskl. moms",
            "Beløb uden moms",
            "Kosten netto",
            "Betrag zzgl. MwSt.",
            "Betrag ohne USt",
            "Cost (excl. VAT)",
            "Cost ex VAT",
            "Coste sin IVA",
            "Importe (IVA excluido)",
            "Costo IVA esclusa",
            "Custo sem IVA",
            "Kustannus alv 0 %",
            "Kustannus (alv 0%)",
            "Kustannus ilman alv",
            "Bedrag excl. btw",
        ];
        let gross = [
            "Coût TTC",
            "Kostnad inkl. moms",
            "Beløp inkl. mva",
            "Beløb inkl. moms",
            "Kosten brutto",
            "Betrag inkl. MwSt.",
            "Cost incl. VAT",
            "Coste con IVA",
            "Costo IVA inclusa",
            "Custo com IVA",
            "Kustannus sis. alv",
            "Kustannus sis. alv 24 %",
            "Bedrag incl. btw",
        ];
        for (names, tax) in [(&net[..], Tax::Net), (&gross[..], Tax::Gross)] {
            for name in names {
                let (left, said) = read(name);
                assert_eq!((left.len(), said), (1, Some(tax)), "{name}: {left:?}");
            }
        }
    }

    #[test]
    fn a_tax_alone_is_an_amount_of_tax_and_net_alone_says_nothing() {
        assert_eq!(read("VAT amount"), (vec!["VAT".to_owned(), "amount".to_owned()], None));
        assert_eq!(read("Net cost"), (vec!["cost".to_owned()], None));
        assert_eq!(read("Kostnad inkl. byråarvode").1, None);
        assert_eq!(read("Bruttomarge").1, None);
    }
}
