//! Columns that name who or what an amount was paid by: it may be what a customer paid, and no spend.

use super::aliases::folded;

/// Names, orders, deals and payments of customers, folded. Which of them tell customers apart is not known, as it is of
/// an id.
const BUYERS: [&str; 52] = [
    "acheteur",
    "affärsfas",
    "affärsid",
    "affärsnamn",
    "asiakas",
    "asiakkaannimi",
    "billingemail",
    "buyer",
    "buyername",
    "client",
    "cliente",
    "clientname",
    "customername",
    "datensatzid",
    "dealname",
    "dealphase",
    "dealstage",
    "email",
    "emailaddress",
    "emailadresse",
    "epost",
    "epostadress",
    "klant",
    "klantnaam",
    "kund",
    "kunde",
    "kundenavn",
    "kundenname",
    "kundnamn",
    "köpare",
    "käufer",
    "nomclient",
    "nomduclient",
    "nombrecliente",
    "nombredelcliente",
    "nomecliente",
    "ncommande",
    "n°commande",
    "n°decommande",
    "opportunityname",
    "opportunitystage",
    "order",
    "orderno",
    "ordre",
    "ordreno",
    "paymentid",
    "purchaser",
    "sähköposti",
    "subscriber",
    "subscriptionid",
    "tilaaja",
    "transaktionsid",
];

/// What a column of amounts is called where it may be of either kind.
const NEUTRAL: [&str; 20] = [
    "amount", "bedrag", "belopp", "beløb", "beløp", "betrag", "importe", "importo", "montant", "määrä", "preis",
    "price", "pris", "prix", "sum", "summa", "summe", "total", "valor", "value",
];
const OF_COSTS: [&str; 12] =
    ["ausgab", "coste", "cost", "coût", "custo", "dépens", "gasto", "kost", "kulu", "spend", "spent", "spes"];

/// The column of buyers in a header, if it is not asked for as a dimension, and the amounts beside it are not said to be
/// costs.
pub(super) fn beside(plain: &[String], amount: usize, by: &[String]) -> Option<usize> {
    let name = plain.get(amount)?;
    let holds = |stems: &[&str]| stems.iter().any(|stem| name.contains(stem));
    let is_buyer = |name: &String| BUYERS.contains(&name.as_str()) && !by.iter().any(|by| folded(by) == *name);
    let buyer = plain.iter().position(is_buyer)?;
    (holds(&NEUTRAL) && !holds(&OF_COSTS)).then_some(buyer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_folded() {
        for name in BUYERS.iter().chain(&NEUTRAL).chain(&OF_COSTS) {
            assert_eq!(&folded(name), name);
        }
    }

    #[test]
    fn amounts_of_buyers_are_told_from_costs() {
        let of = |header: [&str; 3]| beside(&header.map(folded), 2, &["Köpare".to_owned()]);
        assert_eq!(of(["Datum", "Kund", "Belopp"]), Some(1));
        assert_eq!(of(["Deal Name", "Close Date", "Amount"]), Some(0));
        assert_eq!(of(["Date", "N° commande", "Montant total"]), Some(1));
        assert_eq!(of(["Date", "Client", "Total cost"]), None);
        assert_eq!(of(["Datum", "Kund", "Kostnad"]), None);
        assert_eq!(of(["Datum", "köpare", "Belopp"]), None);
        assert_eq!(of(["Datum", "Leverantör", "Belopp"]), None);
    }
}
