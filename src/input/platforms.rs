//! Exports of known platforms: how they are recognised, and what is particular to them. A new one is one row.

use super::header::Field;

/// What a platform's export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Spend on advertising: blanks and dashes are zero, total and summary rows are the platform's own.
    Advertising,
    /// Deals: those at a won stage are customers.
    Deals,
    /// Orders: the buyers are customers, each at the first order.
    Orders,
}

/// A platform.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its name, which is the channel of its spend.
    pub name: &'static str,
    /// What its export holds.
    pub kind: Kind,
    /// Sets of header names, folded; a file that has all of one set, each as the beginning of a header, is its.
    pub headers: &'static [&'static [&'static str]],
    /// Beginnings of a title line, folded.
    pub titles: &'static [&'static str],
    /// Columns by their folded names.
    pub fields: &'static [(&'static str, Field)],
    /// Values of the stage that mean won, folded.
    pub won: &'static [&'static str],
}

const fn ads(
    name: &'static str,
    headers: &'static [&'static [&'static str]],
    titles: &'static [&'static str],
) -> Platform {
    Platform { name, kind: Kind::Advertising, headers, titles, fields: &[], won: &[] }
}

/// The platforms; where two fit, the first counts.
pub const PLATFORMS: &[Platform] = &[
    ads("Reddit Ads", &[&["campaignname", "amountspent(", "ecpm"]], &[]),
    ads("Snapchat Ads", &[&["campaignname", "amountspent", "swipeups"], &["campaignname", "spend", "swipeups"]], &[]),
    ads(
        "Meta",
        &[
            &["campaignname", "amountspent("],
            &["reportingstarts", "amountspent("],
            &["kampagnenname", "ausgegebenerbetrag"],
            &["nomdelacampagne", "montantdépensé"],
            &["kampanjnamn", "spenderatbelopp"],
            &["kampanjensnamn", "spenderatbelopp"],
            &["kampanjenavn", "bruktbeløp"],
            &["kampagnenavn", "brugtbeløb"],
            &["nombredelacampaña", "importegastado"],
            &["nomedellacampagna", "importospeso"],
            &["nomecampagna", "importospeso"],
            &["nomedacampanha", "valorgasto"],
            &["nomedacampanha", "valorusado"],
            &["campagnenaam", "besteedbedrag"],
            &["kampanjannimi", "käytettysumma"],
        ],
        &[],
    ),
    Platform {
        name: "LinkedIn",
        kind: Kind::Advertising,
        headers: &[&["campaignname", "totalspent"], &["campaigngroupname", "totalspent"]],
        titles: &["campaignperformancereport(inutc)"],
        fields: &[("startdate(inutc)", Field::Period)],
        won: &[],
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
    ads("X Ads", &[&["timeperiod", "campaignname", "spend"]], &[]),
    ads("Microsoft Ads", &[], &["reportname:"]),
    ads(
        "Google Ads",
        &[
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
        ],
        &[
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
    ),
    Platform {
        name: "HubSpot",
        kind: Kind::Deals,
        headers: &[
            &["recordid", "dealname", "dealstage", "closedate"],
            &["dealid", "dealname", "dealstage", "closedate"],
        ],
        titles: &[],
        fields: &[
            ("associatedcompanyids", Field::CustomerId),
            ("recordid", Field::CustomerId),
            ("dealid", Field::CustomerId),
            ("closedate", Field::AcquiredOn),
            ("originaltrafficsource", Field::Channel),
            ("originalsourcetype", Field::Channel),
            ("dealstage", Field::Stage),
        ],
        won: &["closedwon", "won"],
    },
    Platform {
        name: "Salesforce",
        kind: Kind::Deals,
        headers: &[&["opportunityname", "stage", "closedate"], &["opportunityid", "stage", "closedate"]],
        titles: &[],
        fields: &[
            ("accountid", Field::CustomerId),
            ("opportunityid", Field::CustomerId),
            ("opportunityname", Field::CustomerId),
            ("closedate", Field::AcquiredOn),
            ("leadsource", Field::Channel),
            ("stage", Field::Stage),
        ],
        won: &["closedwon"],
    },
    Platform {
        name: "Shopify",
        kind: Kind::Orders,
        headers: &[&["name", "email", "financialstatus", "createdat"]],
        titles: &[],
        fields: &[("email", Field::CustomerId), ("createdat", Field::AcquiredOn), ("financialstatus", Field::Stage)],
        won: &["paid", "partiallyrefunded", "partiallypaid"],
    },
    Platform {
        name: "Stripe",
        kind: Kind::Orders,
        headers: &[
            &["id", "createddate(utc)", "customerid", "status"],
            &["id", "created(utc)", "customerid", "status"],
        ],
        titles: &[],
        fields: &[
            ("customerid", Field::CustomerId),
            ("createddate(utc)", Field::AcquiredOn),
            ("created(utc)", Field::AcquiredOn),
            ("status", Field::Stage),
        ],
        won: &["paid", "succeeded"],
    },
];

/// The platform whose export has such a header (names folded) or such title lines (folded).
pub(crate) fn recognise(header: &[String], titles: &[String]) -> Option<&'static Platform> {
    let has = |name: &&str| header.iter().any(|own| own == name || (name.len() > 4 && own.starts_with(name)));
    PLATFORMS.iter().find(|platform| {
        platform.headers.iter().any(|set| set.iter().all(&has))
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

    /// Whether its spend is advertising.
    #[must_use]
    pub fn is_advertising(&self) -> bool {
        self.kind == Kind::Advertising
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::aliases::folded;

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
    fn exports_are_told_by_their_headers_or_titles() {
        let names = |text: &str| text.split(';').map(folded).collect::<Vec<_>>();
        let told = |header: &str, titles: &str| recognise(&names(header), &names(titles)).map(|platform| platform.name);
        assert_eq!(told("Campaign name;Amount spent (USD);Results", ""), Some("Meta"));
        assert_eq!(told("Campaign;Cost;Cost / conv.", ""), Some("Google Ads"));
        assert_eq!(told("Campaign name;Spend", "Report Name: Campaign performance"), Some("Microsoft Ads"));
        assert_eq!(told("channel;spend", ""), None);
    }
}
