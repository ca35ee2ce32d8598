//! A column that tells new customers from returning ones: only the new ones were won.

use super::aliases::folded;
use super::code::Code;
use super::file::FileRead;
use super::fold::Fold;
use super::platforms::Platform;
use super::{Options, Role, whole};
use crate::domain::place::{Diagnostic, Severity};

/// Headers of such a column, folded and sorted.
const NAMES: &[&str] = &[
    "asiakastyyppi",
    "clienttype",
    "customerkind",
    "customerstatus",
    "customertype",
    "klanttype",
    "kundart",
    "kundenart",
    "kundentyp",
    "kundetype",
    "kundkategori",
    "kundtyp",
    "kundtype",
    "neu/bestand",
    "new/existing",
    "new/repeat",
    "new/returning",
    "neworexisting",
    "neworrepeat",
    "neworreturning",
    "neworreturningcustomer",
    "newvs.existing",
    "newvs.repeat",
    "newvs.returning",
    "newvs.returningcustomer",
    "newvs.returningcustomers",
    "newvsexisting",
    "newvsrepeat",
    "newvsreturning",
    "newvsreturningcustomer",
    "ny/befintlig",
    "ny/återkommande",
    "tipocliente",
    "tipodecliente",
    "tipodicliente",
    "typeclient",
    "typeclientèle",
    "typedeclient",
    "typeofcustomer",
];

/// Words for new customers, folded and sorted.
const NEW: &[&str] = &[
    "1sttime",
    "ensikertalainen",
    "erstkunde",
    "erstkunden",
    "erstkäufer",
    "first",
    "firsttime",
    "firsttimebuyer",
    "firsttimecustomer",
    "neu",
    "neue",
    "neuekunden",
    "neukunde",
    "neukunden",
    "new",
    "newcustomer",
    "newcustomers",
    "nieuw",
    "nieuwe",
    "nieuweklant",
    "nieuweklanten",
    "nouveau",
    "nouveauclient",
    "nouveaux",
    "nouveauxclients",
    "nouvelle",
    "novo",
    "novos",
    "novosclientes",
    "nuevo",
    "nuevos",
    "nuevosclientes",
    "nuova",
    "nuovi",
    "nuoviclienti",
    "nuovo",
    "ny",
    "nya",
    "nyakunder",
    "nye",
    "nyekunder",
    "nykund",
    "nykunde",
    "nykunder",
    "uudet",
    "uusi",
    "uusiasiakas",
];

/// Words for customers who were won before, folded and sorted.
const RETURNING: &[&str] = &[
    "ancien",
    "anciens",
    "befintlig",
    "befintliga",
    "befintligakunder",
    "befintligkund",
    "bestaand",
    "bestaande",
    "bestandskunde",
    "bestandskunden",
    "bestehend",
    "bestehende",
    "eksisterende",
    "eksisterendekunder",
    "esistente",
    "esistenti",
    "existant",
    "existants",
    "existente",
    "existentes",
    "existing",
    "existingcustomer",
    "existingcustomers",
    "fidèle",
    "fidèles",
    "gamla",
    "gammal",
    "genkøb",
    "nykyinen",
    "nykyiset",
    "palaava",
    "palaavat",
    "recorrente",
    "recorrentes",
    "recurrente",
    "recurrentes",
    "recurring",
    "repeat",
    "repeatcustomer",
    "repeatcustomers",
    "returning",
    "returningcustomer",
    "returningcustomers",
    "ricorrente",
    "ricorrenti",
    "récurrent",
    "récurrents",
    "stammkunde",
    "stammkunden",
    "terugkerend",
    "terugkerende",
    "tilbagevendende",
    "tilbakevendende",
    "vanha",
    "vanhat",
    "wiederkehrend",
    "wiederkehrende",
    "återkommande",
    "återkommandekund",
    "återkommandekunder",
];

fn is(words: &[&str], text: &str) -> bool {
    words.binary_search(&folded(text).as_str()).is_ok()
}

/// The column of a header that may tell new customers from returning ones, where reports are not by it.
pub(super) fn column(
    header: &[String],
    (role, platform): (Role, Option<&Platform>),
    options: &Options,
) -> Option<usize> {
    // A platform that tells its won deals has a stage of its own.
    if role != Role::Customers || platform.is_some_and(|platform| !platform.won.is_empty()) {
        return None;
    }
    let asked = |name: &String| options.by.iter().any(|by| folded(by) == folded(name));
    header.iter().position(|name| is(NAMES, name) && !asked(name))
}

/// Whether a column is one by its name.
pub(super) fn is_named(name: &str) -> bool {
    is(NAMES, name)
}

/// Refuses customers of whom some returned, unless a condition says which are meant.
pub(super) fn refused(file: &FileRead, fold: &Fold, column: usize) -> Option<Diagnostic> {
    let layout = &file.dialect.layout;
    if layout.conditions.iter().any(|(known, _)| *known == column) {
        return None;
    }
    let new = fold.stages.keys().find(|value| is(NEW, value))?;
    if !fold.stages.keys().any(|value| is(RETURNING, value)) {
        return None;
    }
    let name = layout.header.get(column).map_or("", |name| name.trim());
    let mut values: Vec<(&String, &u64)> = fold.stages.iter().collect();
    values.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    let listed: Vec<String> = values.iter().take(20).map(|(value, count)| format!("'{value}' {count}")).collect();
    let message = format!("'{name}' holds rows of customers who were won before: {}", listed.join(", "));
    let help = Some(format!("--where '{name}={new}'"));
    Some(whole(Code::StageValues, Severity::Error, &file.info.file, message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_folded_and_sorted() {
        for table in [NAMES, NEW, RETURNING] {
            assert!(table.is_sorted());
            for word in table {
                assert_eq!(&folded(word), word);
            }
        }
    }
}
