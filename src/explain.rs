//! `explain`: one topic, or the list of them.

use crate::input::code::Code;
use crate::input::platforms::{Kind, PLATFORMS};
use crate::plan::Usage;
use crate::topics;

fn codes() -> Vec<topics::Code> {
    Code::ALL.iter().map(|code| (code.code(), code.title(), code.text())).collect()
}

/// The page of a topic; without one, the list of topics.
///
/// # Errors
/// When there is no such topic.
pub fn explain(topic: Option<&str>) -> Result<String, Usage> {
    let codes = codes();
    let Some(topic) = topic else {
        let mut page = String::from("cacltv explain TOPIC, where TOPIC is one of\n\n");
        for name in topics() {
            page.push_str("  ");
            page.push_str(name);
            page.push('\n');
        }
        return Ok(page);
    };
    if topic.trim().eq_ignore_ascii_case("platforms") {
        return Ok(platforms());
    }
    topics::topic(topic, &codes).ok_or_else(|| Usage {
        message: format!("there is no topic '{topic}'"),
        help: Some(match topics::nearest(topic, &codes) {
            Some(near) => format!("did you mean: cacltv explain {near}"),
            None => "cacltv explain lists the topics".to_owned(),
        }),
    })
}

/// The names of all topics.
#[must_use]
pub fn topics() -> Vec<&'static str> {
    topics::names(&codes()).into_iter().chain(["platforms"]).collect()
}

/// What is done with the exports of a kind.
fn treated(kind: Kind) -> &'static str {
    match kind {
        Kind::Advertising => {
            "Spend on advertising. The channel is the platform's name, unless a column names it. Blanks and dashes\n\
             are 0; total and summary rows are left out, with a warning where they differ from the rows. Conversions\n\
             are not customers: they count only with --map new_customers=Conversions."
        }
        Kind::Traffic => {
            "Visits and mailings. With a column of cost it is spend on advertising, by the channel of its rows; without\n\
             one it is refused, until --map new_customers=COLUMN or --revenue FILE says what is meant."
        }
        Kind::Deals => "Deals. Those at a won stage are customers; the others are left out and counted in the footer.",
        Kind::Orders => {
            "Orders. The buyers are customers, each at the first order; orders that were not paid are left out."
        }
        Kind::Ledger => {
            "Bookkeeping, as spend. Rows stand below the name of their account, which is their category. Totals of\n\
             accounts are left out where they equal the rows above them, and refused where they do not, as are\n\
             accounts of income."
        }
        Kind::Statement => "Sums of income and costs. Refused: export the transactions of the accounts that are spend.",
    }
}

/// The platforms whose exports are known.
fn platforms() -> String {
    let mut page = String::from("platforms: exports that are recognised by their header or title lines\n");
    let kinds = [Kind::Advertising, Kind::Traffic, Kind::Deals, Kind::Orders, Kind::Ledger, Kind::Statement];
    for kind in kinds {
        page.push_str(&format!("\n{}\n\n", treated(kind)));
        for platform in PLATFORMS.iter().filter(|platform| platform.kind == kind) {
            let by = match (platform.headers.is_empty(), platform.titles.is_empty()) {
                (false, true) => "by its header",
                (true, _) => "by its title lines",
                (false, false) => "by its header or title lines",
            };
            let won =
                if platform.won.is_empty() { String::new() } else { format!("; won: {}", platform.won.join(", ")) };
            page.push_str(&format!("  {:<35}{by}{won}\n", platform.name));
        }
    }
    page
}
