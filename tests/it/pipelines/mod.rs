//! `check` as a gate of pipelines: rules in cacltv.toml, baselines, the formats that CI reads, the examples for it.

mod baselines;
mod formats;
pub(crate) mod parsed;
mod refusals;
mod rules;
mod systems;

use crate::program::{Desk, Ran};

/// Full CAC 1,500 ÷ 20 = 75, of media alone 900 ÷ 20 = 45; Meta 60, Search 30.
const SPEND: &str = "month,channel,category,amount\n2026-03,Meta,advertising,600\n2026-03,Search,advertising,300\n\
                     2026-03,,salaries,600\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Meta,10\n2026-03,Search,10\n";
/// A margin of 5 a month over a churn of 2.5 %: LTV 200, LTV:CAC 2.67, payback 15 months.
const MODEL: &str =
    "[model]\narpa = 10\nmargin = '50%'\nchurn = '2.5%'\n[input]\nfiles = ['spend.csv', 'customers.csv']\n";

/// A folder with these rules; they begin in line 7.
fn desk(rules: &str) -> Desk {
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), ("cacltv.toml", format!("{MODEL}{rules}").as_str())])
}

/// Status and row of each finding, in the order of the output.
fn found(ran: &Ran) -> Vec<(String, String)> {
    let document = ran.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    document["checks"].as_array().unwrap().iter().map(|one| (text(&one["status"]), text(&one["row"]))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(status, row)| ((*status).to_owned(), (*row).to_owned())).collect()
}
