//! Exports of known platforms: how they are recognised, and what is particular to them. A new one is one row.

use super::aliases::folded;
use super::header::{Field, Meaning};

/// What a platform's export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Spend on advertising: blanks and dashes are zero, total and summary rows are the platform's own.
    Advertising,
    /// Visits or mailings: spend where it has a column of cost, else neither spend nor customers.
    Traffic,
    /// Deals: those at a won stage are customers.
    Deals,
    /// Orders: the buyers are customers, each at the first order.
    Orders,
    /// Bookkeeping by account: rows below the name of their account, then the account's total.
    Ledger,
    /// Sums of income and costs one below the other, which are rows of nothing.
    Statement,
}

/// A platform.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its name, which is the channel of its spend on advertising.
    pub name: &'static str,
    /// What its export holds.
    pub kind: Kind,
    /// Sets of header names, folded; a file that has all of one set, each as the beginning of a header, is its.
    pub headers: &'static [&'static [&'static str]],
    /// Beginnings of a title line, folded.
    pub titles: &'static [&'static str],
    /// Columns by their folded names.
    pub fields: &'static [(&'static str, Field)],
    /// Columns that another file would be read by and this one is not, by their folded names.
    pub ignored: &'static [&'static str],
    /// Values of the stage that mean won, folded.
    pub won: &'static [&'static str],
}

/// What most platforms share.
const NONE: Platform =
    Platform { name: "", kind: Kind::Advertising, headers: &[], titles: &[], fields: &[], ignored: &[], won: &[] };

const fn ads(
    name: &'static str,
    headers: &'static [&'static [&'static str]],
    titles: &'static [&'static str],
) -> Platform {
    Platform { name, headers, titles, ..NONE }
}

/// The platforms; where two fit, the first counts.
pub const PLATFORMS: &[Platform] = &[
    ads("Reddit Ads", &[&["campaignname", "amountspent(", "ecpm"]], &[]),
    ads("Snapchat Ads", &[&["campaignname", "amountspent", "swipeups"], &["campaignname", "spend", "swipeups"]], &[]),
    Platform {
        name: "Meta",
        headers: &[
            &["campaignname", "amountspent("],
            &["reportingstarts", "amountspent("],
            &["kampagnenname", "ausgegebenerbetrag"],
            &["nomdelacampagne", "montantdépensé"],
            &["kampanjnamn", "spenderatbelopp"],
            &["kampanjensnamn", "spenderatbelopp"],
            &["kampanjnamn", "använtbelopp"],
            &["kampanjenavn", "bruktbeløp"],
            &["kampagnenavn", "brugtbeløb"],
            &["nombredelacampaña", "importegastado"],
            &["nomedellacampagna", "importospeso"],
            &["nomecampagna", "importospeso"],
            &["nomedacampanha", "valorgasto"],
            &["nomedacampanha", "valorusado"],
            &["campagnenaam", "besteedbedrag"],
            &["kampanjannimi", "käytettysumma"],
            &["campaignname", "spend", "datestart", "datestop"],
        ],
        fields: &[("datestart", Field::PeriodStart), ("datestop", Field::PeriodEnd)],
        ..NONE
    },
    Platform {
        name: "LinkedIn",
        headers: &[&["campaignname", "totalspent"], &["campaigngroupname", "totalspent"]],
        titles: &["campaignperformancereport(inutc)"],
        fields: &[("startdate(inutc)", Field::Period)],
        ..NONE
    },
    ads("Pinterest", &[&["campaignname", "spendinaccountcurrency"]], &[]),
    ads(
        "Amazon Ads",
        &[&["campaignname", "spend", "totaladvertisingcostofsales"], &["campaignname", "spend", "acos"]],
        &[],
    ),
    ads("Apple Search Ads", &[&["campaignname", "spend", "taps"]], &[]),
    ads(
        "TikTok",
        &[&["campaignname", "cost", "cpc(destination)"], &["campaignname", "cost", "clicks(destination)"]],
        &[],
    ),
    Platform {
        name: "X Ads",
        headers: &[&["timeperiod", "campaignname", "spend"]],
        fields: &[("timeperiod", Field::Period)],
        ..NONE
    },
    ads("Microsoft Ads", &[], &["reportname:"]),
    Platform {
        name: "Google Ads",
        headers: &[
            &["campaign", "cost", "cost/conv."],
            &["campaign", "cost", "impr."],
            &["campaign", "cost", "avg.cpc"],
            &["campagne", "coût", "coût/conv."],
            &["campagne", "coût", "impr."],
            &["kampagne", "kosten", "kosten/conv."],
            &["kampagne", "kosten", "impr."],
            &["kampanj", "kostnad", "kostnad/konv."],
            &["kampanj", "kostnad", "visn."],
            &["kampanje", "kostnad", "kostnad/konv."],
            &["kampagne", "omkostning", "omkostning/konv."],
            &["kampanja", "kustannus", "kustannus/konv."],
            &["campaña", "coste", "coste/conv."],
            &["campagna", "costo", "costo/conv."],
            &["campanha", "custo", "custo/conv."],
            &["campagne", "kosten", "kosten/conv."],
            &["campaign.name", "metrics.costmicros"],
            &["campaignname", "metricscostmicros"],
            &["campaignname", "costmicros"],
        ],
        titles: &[
            "campaignreport",
            "adgroupreport",
            "searchkeywordreport",
            "rapportsurlescampagnes",
            "kampagnenbericht",
            "kampanjrapport",
            "kampanjerapport",
            "kampagnerapport",
            "kampanjaraportti",
            "informedecampañas",
            "reportcampagna",
            "relatóriodecampanha",
            "campagnerapport",
        ],
        fields: &[
            ("campaign.name", Field::Campaign),
            ("segments.date", Field::Period),
            ("segmentsdate", Field::Period),
            ("segments.month", Field::Period),
            ("customer.currencycode", Field::Currency),
            ("customercurrencycode", Field::Currency),
        ],
        ..NONE
    },
    Platform {
        name: "Google Analytics",
        kind: Kind::Traffic,
        headers: &[
            &["sessionprimarychannelgroup", "sessions"],
            &["sessiondefaultchannelgroup", "sessions"],
            &["sessionsource", "sessions"],
            &["sessionmedium", "sessions"],
            &["sessioncampaign", "sessions"],
            &["sessionprimarychannelgroup", "adscost"],
            &["sessioncampaign", "adscost"],
            &["sessionmanualsource", "advertisercost"],
            &["firstuserprimarychannelgroup", "newusers"],
            &["firstuserdefaultchannelgroup", "newusers"],
            &["firstusersource", "newusers"],
        ],
        fields: &[
            ("sessionprimarychannelgroup(defaultchannelgroup)", Field::Channel),
            ("sessionprimarychannelgroup", Field::Channel),
            ("sessiondefaultchannelgroup", Field::Channel),
            ("sessionsource/medium", Field::Channel),
            ("sessionsource", Field::Channel),
            ("sessionmanualsource/medium", Field::Channel),
            ("sessionmanualsource", Field::Channel),
            ("firstuserprimarychannelgroup(defaultchannelgroup)", Field::Channel),
            ("firstuserprimarychannelgroup", Field::Channel),
            ("firstuserdefaultchannelgroup", Field::Channel),
            ("firstusersource/medium", Field::Channel),
            ("sessioncampaign", Field::Campaign),
            ("adscost", Field::Amount),
            ("advertisercost", Field::Amount),
        ],
        ..NONE
    },
    Platform {
        name: "Mailchimp",
        kind: Kind::Traffic,
        headers: &[&["title", "subject", "senddate", "totalrecipients"], &["title", "subject", "sendweekday"]],
        ..NONE
    },
    Platform {
        name: "Klaviyo",
        kind: Kind::Traffic,
        headers: &[&["campaignname", "subject", "sendtime", "totalrecipients"], &["campaignname", "uniqueplacedorder"]],
        ..NONE
    },
    Platform {
        name: "QuickBooks",
        kind: Kind::Ledger,
        headers: &[&["date", "transactiontype", "num", "memo/description", "amount", "balance"]],
        titles: &["transactiondetailbyaccount"],
        fields: &[("account", Field::Category), ("distributionaccount", Field::Category)],
        ignored: &["customer", "name", "source"],
        ..NONE
    },
    Platform {
        name: "Xero",
        kind: Kind::Ledger,
        headers: &[&["date", "source", "description", "reference", "debit", "credit", "runningbalance"]],
        titles: &["accounttransactions"],
        fields: &[("account", Field::Category)],
        ignored: &["source", "gross", "net"],
        ..NONE
    },
    Platform {
        name: "Profit and loss (QuickBooks, Xero)",
        kind: Kind::Statement,
        titles: &["profitandloss", "profit&loss", "incomestatement"],
        ..NONE
    },
    Platform {
        name: "HubSpot",
        kind: Kind::Deals,
        headers: &[
            &["recordid", "dealname", "dealstage", "closedate"],
            &["dealid", "dealname", "dealstage", "closedate"],
        ],
        fields: &[
            ("associatedcompanyids", Field::CustomerId),
            ("associatedcompany", Field::CustomerId),
            ("recordid", Field::CustomerId),
            ("dealid", Field::CustomerId),
            ("closedate", Field::AcquiredOn),
            ("originaltrafficsource", Field::Channel),
            ("originalsourcetype", Field::Channel),
            ("dealstage", Field::Stage),
        ],
        won: &["closedwon", "won"],
        ..NONE
    },
    Platform {
        name: "Salesforce",
        kind: Kind::Deals,
        headers: &[&["opportunityname", "stage", "closedate"], &["opportunityid", "stage", "closedate"]],
        fields: &[
            ("accountid", Field::CustomerId),
            ("accountname", Field::CustomerId),
            ("opportunityid", Field::CustomerId),
            ("opportunityname", Field::CustomerId),
            ("closedate", Field::AcquiredOn),
            ("leadsource", Field::Channel),
            ("stage", Field::Stage),
        ],
        won: &["closedwon"],
        ..NONE
    },
    Platform {
        name: "Shopify",
        kind: Kind::Orders,
        headers: &[&["name", "email", "financialstatus", "createdat"]],
        fields: &[("email", Field::CustomerId), ("createdat", Field::AcquiredOn), ("financialstatus", Field::Stage)],
        // Where the order was entered (web, pos), not where the customer came from.
        ignored: &["source"],
        won: &["paid", "partiallyrefunded", "partiallypaid"],
        ..NONE
    },
    Platform {
        name: "Stripe",
        kind: Kind::Orders,
        headers: &[
            &["id", "createddate(utc)", "customerid", "status"],
            &["id", "created(utc)", "customerid", "status"],
        ],
        fields: &[
            ("customerid", Field::CustomerId),
            ("createddate(utc)", Field::AcquiredOn),
            ("created(utc)", Field::AcquiredOn),
            ("status", Field::Stage),
        ],
        won: &["paid", "succeeded"],
        ..NONE
    },
];

/// The platform whose export has such a header (names folded) or such title lines (folded).
pub(crate) fn recognise(header: &[String], titles: &[String]) -> Option<&'static Platform> {
    let has = |name: &&str| {
        let begins = name.as_bytes().first();
        let own = header.iter().filter(|own| own.as_bytes().first() == begins);
        own.into_iter().any(|own| own == name || (name.len() > 4 && own.starts_with(name)))
    };
    PLATFORMS.iter().find(|platform| {
        platform.headers.iter().any(|set| header.len() >= set.len() && set.iter().all(&has))
            || platform.titles.iter().any(|title| titles.iter().any(|line| line.starts_with(title)))
    })
}

impl Platform {
    /// The columns of its export: of several for one field the first that the header has.
    pub(crate) fn columns(&self, header: &[String]) -> Vec<(usize, Field)> {
        let mut all: Vec<(usize, Field)> = Vec::new();
        for (name, field) in self.fields {
            if let Some(at) = header.iter().position(|own| own == name)
                && all.iter().all(|(_, known)| known != field)
            {
                all.push((at, *field));
            }
        }
        all
    }

    /// Whether a stage is one that it calls won. With several pipelines each stage has its own behind it:
    /// `Closed Won (Sales Pipeline)`.
    pub(crate) fn calls_won(&self, stage: &str) -> bool {
        let stage = folded(stage);
        self.won.contains(&stage.split('(').next().unwrap_or_default())
    }

    /// Whether its spend is advertising.
    #[must_use]
    pub fn is_advertising(&self) -> bool {
        matches!(self.kind, Kind::Advertising | Kind::Traffic)
    }

    /// Whether its rows are customers.
    pub(crate) fn has_customers(&self) -> bool {
        matches!(self.kind, Kind::Deals | Kind::Orders)
    }

    /// The channel of its spend, where the rows name none.
    pub(crate) fn channel(&self) -> Option<&'static str> {
        (self.kind == Kind::Advertising).then_some(self.name)
    }

    /// Whether a column that another file would be read by means something else here.
    pub(crate) fn ignores(&self, name: &str, meaning: &Meaning) -> bool {
        let own = match meaning {
            Meaning::Category(_) => false,
            Meaning::Field(field) => matches!(
                field,
                Field::Period
                    | Field::Year
                    | Field::PeriodStart
                    | Field::PeriodEnd
                    | Field::Channel
                    | Field::Segment
                    | Field::Currency
                    | Field::Campaign
                    | Field::Amount
                    | Field::NewCustomers
            ),
        };
        self.ignored.contains(&name) || (self.is_advertising() && !own)
    }

    /// What stands in the way of reading its export, and what to do, where neither is known to be spend or customers.
    pub(crate) fn refusal(&self, header: &[String], file: &str) -> (String, String) {
        if self.kind == Kind::Statement {
            let message = "a profit and loss statement holds sums of income and costs, not rows of spend".to_owned();
            let help = "export the transactions of the accounts that are spend (QuickBooks: Transaction Detail by \
                        Account, Xero: Account Transactions)";
            return (message, help.to_owned());
        }
        let message = format!(
            "an export of {} with neither spend nor customers: its conversions, key events and revenue are \
             attributed, not counted",
            self.name
        );
        let likely = |name: &&String| {
            let plain = folded(name);
            ["keyevents", "conversions", "firsttimepurchasers", "uniqueplacedorder", "totalorders"]
                .contains(&plain.as_str())
        };
        let column = header.iter().find(likely).map_or("COLUMN", |name| name.trim());
        (message, format!("--map 'new_customers={column}'   or, if its revenue is meant,   --revenue {file}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_every_platform_can_be_recognised() {
        for platform in PLATFORMS {
            assert!(!platform.headers.is_empty() || !platform.titles.is_empty(), "{}", platform.name);
            let names = platform.headers.iter().copied().flatten().chain(platform.titles);
            for name in names.chain(platform.fields.iter().map(|(name, _)| name)) {
                assert_eq!(folded(name), **name, "{}", platform.name);
            }
        }
    }

    #[test]
    fn an_export_is_told_and_its_spend_found_in_every_language() {
        for (platform, header) in [
            ("Meta", "Campaign name;Amount spent (USD)"),
            ("Meta", "Kampanjnamn;Spenderat belopp (SEK)"),
            ("Meta", "Kampanjenavn;Brukt beløp (NOK)"),
            ("Meta", "Kampagnenavn;Brugt beløb (DKK)"),
            ("Meta", "Kampanjan nimi;Käytetty summa (EUR)"),
            ("Meta", "Kampagnenname;Ausgegebener Betrag (EUR)"),
            ("Meta", "Nom de la campagne;Montant dépensé (EUR)"),
            ("Meta", "Campagnenaam;Besteed bedrag (EUR)"),
            ("Meta", "Nombre de la campaña;Importe gastado (EUR)"),
            ("Meta", "Nome della campagna;Importo speso (EUR)"),
            ("Meta", "Nome da campanha;Valor gasto (BRL)"),
            ("Google Ads", "Campaign;Cost;Cost / conv."),
            ("Google Ads", "Kampanj;Kostnad;Kostnad/konv."),
            ("Google Ads", "Kampanje;Kostnad;Kostnad/konv."),
            ("Google Ads", "Kampagne;Omkostning;Omkostning/konv."),
            ("Google Ads", "Kampanja;Kustannus;Kustannus/konv."),
            ("Google Ads", "Kampagne;Kosten;Kosten/Conv."),
            ("Google Ads", "Campagne;Coût;Coût/conv."),
            ("Google Ads", "Campagne;Kosten;Kosten/conv."),
            ("Google Ads", "Campaña;Coste;Coste/conv."),
            ("Google Ads", "Campagna;Costo;Costo/conv."),
            ("Google Ads", "Campanha;Custo;Custo/conv."),
        ] {
            let names: Vec<String> = header.split(';').map(folded).collect();
            assert_eq!(recognise(&names, &[]).map(|platform| platform.name), Some(platform), "{header}");
            let spend = header.split(';').nth(1).and_then(crate::input::columns::meaning);
            assert_eq!(spend, Some(Meaning::Field(Field::Amount)), "{header}");
        }
    }

    #[test]
    fn exports_are_told_by_their_headers_or_titles() {
        let names = |text: &str| text.split(';').map(folded).collect::<Vec<_>>();
        let told = |header: &str, titles: &str| recognise(&names(header), &names(titles)).map(|platform| platform.name);
        assert_eq!(told("Campaign name;Amount spent (USD);Results", ""), Some("Meta"));
        assert_eq!(told("Campaign;Cost;Cost / conv.", ""), Some("Google Ads"));
        assert_eq!(told("Campaign name;Spend", "Report Name: Campaign performance"), Some("Microsoft Ads"));
        assert_eq!(told("channel;spend", ""), None);
    }
}
