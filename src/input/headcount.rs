//! Customers that may be new or active, by what stands beside them in the header.

use super::columns::Columns;
use super::header::Field;

/// Headers that speak of customers who stay, and that no field has, folded and sorted.
const STAYING: &[&str] = &[
    "activesubscribers",
    "activesubscriptions",
    "activeusers",
    "aktivaanvändare",
    "aktivebrugere",
    "aktivebrukere",
    "aktivenutzer",
    "annualizedrunrate",
    "annualrecurringrevenue",
    "arr",
    "churnedusers",
    "mau",
    "monthlyactiveusers",
    "nrr",
    "payingusers",
    "retentionrate",
    "usersactive",
    "utilisateursactifs",
    "årligaåterkommandeintäkter",
];

/// What is asked of a column of customers, and the flags that answer it: nothing where the file has new customers of
/// its own, or nothing that speaks of customers who stay. `spend` and `assumed` say what else the file can be read as.
pub(super) fn question(
    (header, plain): (&[String], &[String]),
    columns: &Columns,
    (spend, assumed): (bool, bool),
    file: &str,
) -> Option<(usize, String, String)> {
    let has = |field| columns.has(field);
    if !has(Field::Customers) || has(Field::NewCustomers) {
        return None;
    }
    let (customers, name) = (columns.first(Field::Customers), |at: usize| header.get(at).map_or("", String::as_str));
    let count = name(customers);
    let both = format!("--map 'new_customers={count}'   or   --map 'active_customers={count}'");
    if has(Field::Revenue) {
        return Some((customers, "customers beside revenue can be new customers or active ones".to_owned(), both));
    }
    // Beside spend, a table of CAC holds the figures of the same new customers.
    if spend {
        return None;
    }
    let fields = [
        Field::Mrr,
        Field::Arpa,
        Field::Churn,
        Field::ChurnedCustomers,
        Field::ActiveCustomers,
        Field::CustomersAtStart,
        Field::CustomersAtEnd,
        Field::MrrAtStart,
        Field::MrrAtEnd,
        Field::ChurnedRevenue,
    ];
    let known = fields.into_iter().find(|field| has(*field)).map(|field| columns.first(field));
    let beside = known.or_else(|| plain.iter().position(|name| STAYING.binary_search(&name.as_str()).is_ok()))?;
    let active = if has(Field::Mrr) {
        format!("--map 'active_customers={count}' --map 'revenue={}'", name(columns.first(Field::Mrr)))
    } else if assumed {
        format!("--assumptions {file}")
    } else {
        "leave the file out (active ones are read beside revenue alone)".to_owned()
    };
    let message = format!("customers beside '{}' can be new customers or active ones", name(beside).trim());
    Some((customers, message, format!("--customers {file} (new)   or   {active}")))
}

#[cfg(test)]
mod tests {
    use super::super::aliases::folded;
    use super::*;

    #[test]
    fn the_names_are_folded_sorted_and_no_fields() {
        assert!(STAYING.is_sorted());
        for name in STAYING {
            assert_eq!(&folded(name), name);
            assert!(super::super::aliases::field(name).is_none(), "{name}");
        }
    }
}
