//! What each column of a header is, by its name alone.

use super::aliases::{category, field, folded, is_total};
use super::header::{Field, Meaning, NoLayout};
use super::platforms::Platform;
use super::{Options, Role, tax};
use crate::domain::category::Category;
use crate::domain::currency::Sign;

/// A header cell without what is written beside its name: `(USD)`, `CHF`, tax words.
pub(super) fn bare(name: &str) -> (String, Option<Sign>) {
    let mut sign = None;
    let mut words: Vec<String> = Vec::new();
    for word in tax::read(name).0 {
        if matches!(folded(word.trim_matches('.')).as_str(), "in" | "i") {
            continue;
        }
        match Sign::named(&word) {
            Some(found) if word.chars().all(|c| !c.is_ascii_lowercase()) || word.starts_with("kr") => {
                sign = Some(found)
            }
            _ => words.push(word),
        }
    }
    (folded(&words.join(" ")), sign)
}

/// What a header name stands for, by itself or without what is written beside it.
pub(crate) fn meaning(name: &str) -> Option<Meaning> {
    let known = |name: &str| field(name).map(Meaning::Field).or_else(|| category(name).map(Meaning::Category));
    known(&folded(name)).or_else(|| known(&bare(name).0))
}

/// Names of a column of e-mail addresses, folded and sorted.
const ADDRESSES: &[&str] = &[
    "adresseemail",
    "billingemail",
    "correoelectrónico",
    "courriel",
    "customeremail",
    "email",
    "emailaddress",
    "emailadresse",
    "epost",
    "epostadress",
    "epostadresse",
    "mail",
    "mailadresse",
    "sähköposti",
];

/// Names of a discount that mean the price elsewhere, and the rate among assumptions; folded and sorted.
const DISCOUNTS: &[&str] =
    &["actualisation", "desconto", "descuento", "disconto", "discount", "diskont", "diskonto", "escompte", "sconto"];

/// What each column of a header is by its name.
pub(super) struct Columns {
    pub(super) found: Vec<(Meaning, usize)>,
    pub(super) mapped: Vec<(Meaning, usize)>,
    pub(super) signs: Vec<(usize, Sign)>,
    pub(super) totals: Vec<usize>,
}

impl Columns {
    pub(super) fn of(header: &[String], plain: &[String], platform: Option<&Platform>, options: &Options) -> Self {
        let mut all = Self { found: Vec::new(), mapped: Vec::new(), signs: Vec::new(), totals: Vec::new() };
        let maps: Vec<(Meaning, String)> =
            options.map.iter().map(|(meaning, column)| (meaning.clone(), folded(column))).collect();
        let own = platform.map(|platform| platform.columns(plain)).unwrap_or_default();
        for (at, name) in plain.iter().enumerate() {
            // Of columns without a name only the first can be meant.
            if let Some((meaning, _)) = maps.iter().find(|(_, column)| column == name && (at == 0 || !name.is_empty()))
            {
                all.mapped.push((meaning.clone(), at));
                if let Some(sign) = header.get(at).and_then(|name| bare(name).1) {
                    all.signs.push((at, sign));
                }
                continue;
            }
            if let Some((_, field)) = own.iter().find(|(column, _)| *column == at) {
                all.found.push((Meaning::Field(*field), at));
                continue;
            }
            let taken = |found: &Meaning| own.iter().any(|(_, field)| *found == Meaning::Field(*field));
            let known = |name: &str| field(name).map(Meaning::Field).or_else(|| category(name).map(Meaning::Category));
            let (meaning, sign) = match known(name) {
                Some(meaning) => (Some(meaning), None),
                None if is_total(name) => {
                    all.totals.push(at);
                    (None, None)
                }
                None => {
                    let (bare, sign) = bare(header.get(at).map_or("", String::as_str));
                    (known(&bare), sign)
                }
            };
            if let Some(sign) = sign {
                all.signs.push((at, sign));
            }
            // A platform's own column for a field stands before others with a name for it.
            let ignored = |meaning: &Meaning| platform.is_some_and(|platform| platform.ignores(name, meaning));
            if let Some(meaning) = meaning.filter(|meaning| !taken(meaning) && !ignored(meaning)) {
                all.found.push((meaning, at));
            }
        }
        all
    }

    /// Takes e-mail addresses for the ids of customers won before, where the header has no other ids.
    pub(super) fn take_addresses(&mut self, forced: Option<Role>, plain: &[String]) {
        if forced == Some(Role::Known) && !self.has(Field::CustomerId) {
            let addresses = plain.iter().enumerate().filter(|(_, name)| ADDRESSES.contains(&name.as_str()));
            self.found.extend(addresses.map(|(at, _)| (Meaning::Field(Field::CustomerId), at)));
        }
    }

    /// Takes a discount for the rate it is in a file of assumptions.
    pub(super) fn take_discounts(&mut self, role: Role, header: &[String]) {
        if role != Role::Assumptions {
            return;
        }
        let is_rate = |name: &String| {
            let (name, sign) = bare(name);
            sign.is_none() && DISCOUNTS.contains(&name.trim_matches(['%', '(', ')']))
        };
        let free = |at: &usize| !self.mapped.iter().chain(&self.found).any(|(_, taken)| taken == at);
        let rates = header.iter().enumerate().filter(|(_, name)| is_rate(name)).map(|(at, _)| at).filter(free);
        let rates: Vec<usize> = rates.collect();
        self.found.extend(rates.into_iter().map(|at| (Meaning::Field(Field::Discount), at)));
    }

    /// The column of a field. A mapped column stands before all that were found by name.
    pub(super) fn one(&self, field: Field) -> Result<Option<usize>, NoLayout> {
        self.only(&Meaning::Field(field))
    }

    pub(super) fn only(&self, meaning: &Meaning) -> Result<Option<usize>, NoLayout> {
        let pick = |from: &[(Meaning, usize)]| -> Result<Option<usize>, NoLayout> {
            let mut columns = from.iter().filter(|(found, _)| found == meaning).map(|(_, at)| *at);
            match (columns.next(), columns.next()) {
                (Some(one), Some(other)) => Err(NoLayout::TwoColumns(meaning.clone(), one, other)),
                (one, _) => Ok(one),
            }
        };
        match pick(&self.mapped)? {
            Some(at) => Ok(Some(at)),
            None => pick(&self.found),
        }
    }

    /// Whether any column is a field; the name of a category alone may stand in a row of data too.
    pub(super) fn names_fields(&self) -> bool {
        self.mapped.iter().chain(&self.found).any(|(meaning, _)| matches!(meaning, Meaning::Field(_)))
    }

    /// The currency in a column's header.
    pub(super) fn sign(&self, column: usize) -> Option<Sign> {
        self.signs.iter().find(|(at, _)| *at == column).map(|(_, sign)| *sign)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.mapped.iter().chain(&self.found).any(|(found, _)| *found == Meaning::Field(field))
    }

    pub(super) fn first(&self, field: Field) -> usize {
        self.mapped
            .iter()
            .chain(&self.found)
            .find(|(found, _)| *found == Meaning::Field(field))
            .map_or(0, |(_, at)| *at)
    }

    pub(super) fn is_mapped(&self, meaning: &Meaning) -> bool {
        self.mapped.iter().any(|(found, _)| found == meaning)
    }

    pub(super) fn categories(&self) -> Vec<(Category, usize)> {
        let mut all: Vec<(Category, usize)> = self
            .mapped
            .iter()
            .chain(&self.found)
            .filter_map(|(meaning, at)| match meaning {
                Meaning::Category(category) => Some((category.clone(), *at)),
                Meaning::Field(_) => None,
            })
            .collect();
        all.sort_by_key(|(_, at)| *at);
        all
    }
}
