//! A worked example of every topic as a command to run, and what it gives: figures by hand, which a test holds the
//! program to.

/// Topic, command, what to look for (of which row), and its value: a decimal, a fraction, or a reason.
type Worked = (&'static str, &'static str, &'static str, &'static str);

const SALES: &str = "calc --marketing 20000 --sales 10000 --customers 500";
const VALUE: &str = "calc --cac 200 --arpa 100 --margin 80% --churn 5%";
const LONG: &str = "calc --cac 2000 --arpa 100 --margin 80% --churn 2%";
const NEVER: &str = "calc --cac 2000 --arpa 100 --margin 80% --churn 5%";
const STEPS: &str = "calc --step leads=250 --step customers=50 --spend 10000";
const SHARES: &str = "report examples/hidden-channel/spend.csv examples/hidden-channel/customers.csv \
                      --columns share_of_spend,share_of_customers";
const RECURRING: &str = "report examples/recurring/spend.csv examples/recurring/revenue.csv --by quarter \
                         --columns nrr,grr,quick_ratio,magic_number,magic_number_classic,mer,mer_inverse,retention_cost";
const LOSS: &str = "calc --cac 100 --arpa 10 --margin=-5% --churn 5%";

/// All of them, sorted by topic.
#[rustfmt::skip]
const WORKED: &[Worked] = &[
    ("arpa", "calc --arpa 348/yr --margin 80% --churn 5%", "arpa", "29"),
    ("baremetrics", "calc --as baremetrics --arpa 10 --churn 4%", "ltv", "250"),
    ("bounce_waste", "calc --spend 10000 --bounce-rate 80%", "bounce_waste", "8000"),
    ("break_even_roas", VALUE, "break_even_roas", "1.25"),
    ("cac", SALES, "cac", "60"),
    ("cac_part", "report examples/overhead/spend.csv examples/overhead/customers.csv --by category --columns cac_part", "advertising: cac_part", "40"),
    ("capped", "calc --arpa 100 --margin 100% --churn 0% --horizon 24mo", "ltv", "2400"),
    ("chartmogul", "calc --as chartmogul --arpa 100 --churn 5%", "ltv", "2000"),
    ("churn", "calc --churn 5/100/mo --arpa 100 --margin 80%", "churn", "0.05"),
    ("close_rate", STEPS, "close_rate", "0.2"),
    ("conversion", STEPS, "customers: conversion", "0.2"),
    ("cost_per_step", STEPS, "leads: cost_per_step", "40"),
    ("cpl", STEPS, "cpl", "40"),
    ("direct", "report examples/overhead/spend.csv examples/overhead/customers.csv --scope direct", "cac", "60"),
    ("discounted", "calc --arpa 100 --margin 100% --churn 20% --discount 10%/mo", "ltv", "1100/3"),
    ("expansion", "calc --arpa 80 --margin 100% --churn 3% --growth 1.60/mo", "ltv", "39520/9"),
    ("finmark", "calc --as finmark --arpa 100 --margin 80% --churn 5%", "ltv", "1600"),
    ("full", "report examples/overhead/spend.csv examples/overhead/customers.csv --scope full", "cac", "70"),
    ("grr", RECURRING, "2026-Q1: grr", "0.89"),
    ("gupta_lehmann", "calc --as gupta-lehmann --arpa 1 --margin 100% --churn 20% --discount 10%/mo", "ltv", "8/3"),
    ("lifetime", "calc --arpa 29 --margin 75% --lifetime 20mo", "ltv", "435"),
    ("lifetime_months", VALUE, "lifetime_months", "20"),
    ("ltv", VALUE, "ltv", "1600"),
    ("ltv_cac", VALUE, "ltv_cac", "8"),
    ("magic_number", RECURRING, "2026-Q1: magic_number", "2.4"),
    ("magic_number_classic", RECURRING, "2026-Q2: magic_number_classic", "1.8"),
    ("margin", VALUE, "margin", "0.8"),
    ("marginal_cac", "report examples/lag/spend.csv examples/lag/customers.csv --by month --columns marginal_cac", "2026-04: marginal_cac", "40000"),
    ("max_cac", "calc --ltv 900 --target 3", "max_cac", "300"),
    ("mer", RECURRING, "2026-Q1: mer", "5.3"),
    ("mer_inverse", RECURRING, "2026-Q1: mer_inverse", "10/53"),
    ("negative_margin", LOSS, "payback_months", "negative_margin"),
    ("negative_spend", "calc --spend=-100 --customers 5", "cac", "negative_spend"),
    ("never_pays_back", NEVER, "payback_retention_months", "never_pays_back"),
    ("new_customers", SALES, "new_customers", "500"),
    ("no_arpa", "report examples/recurring/spend.csv examples/recurring/customers.csv examples/recurring/value.csv --period 2026-Q1", "Social: ltv", "no_arpa"),
    ("no_churn", "calc --arpa 100 --margin 80% --churn 0%", "ltv", "no_churn"),
    ("no_common_change", "report examples/lag/spend.csv examples/lag/customers.csv --by month --columns marginal_cac", "2026-02: marginal_cac", "no_common_change"),
    ("no_data", "calc --spend 0 --customers 0", "cac", "no_data"),
    ("no_margin", "report examples/hidden-channel/spend.csv examples/hidden-channel/customers.csv --arpa 40 --churn 5% --basis margin", "ltv", "no_margin"),
    ("no_new_customers", "calc --spend 500 --customers 0", "cac", "no_new_customers"),
    ("no_spend", "calc --spend 0 --customers 8 --ltv 100", "ltv_cac", "no_spend"),
    ("nrr", RECURRING, "2026-Q1: nrr", "1.01"),
    ("orders", "calc --aov 34 --orders-per-year 2.8/mo --margin 30% --cost-per-order 4.20 --churn 8%", "ltv", "210"),
    ("out_of_range", "plan --given cac=1 --arpa 10 --margin 80% --churn 5% --target 1", "max_churn", "out_of_range"),
    ("paid", "report examples/overhead/spend.csv examples/overhead/customers.csv --scope paid", "cac", "40"),
    ("partial", "report examples/recurring/spend.csv examples/recurring/customers.csv examples/recurring/value.csv --period 2026-Q1", "ltv", "partial"),
    ("payback_months", VALUE, "payback_months", "2.5"),
    ("payback_retention_continuous", LONG, "payback_retention_continuous", "34.31"),
    ("payback_retention_months", LONG, "payback_retention_months", "35"),
    ("profitwell", "calc --as profitwell --arpa 10 --churn 6%", "ltv", "500/3"),
    ("quick_ratio", RECURRING, "2026-Q1: quick_ratio", "23/11"),
    ("retention_cost", RECURRING, "2026-Q1: retention_cost", "5"),
    ("roas", "report examples/recurring/spend.csv examples/recurring/by-channel.csv --period 2026-Q1 --columns roas", "Search: roas", "3"),
    ("share_of_customers", SHARES, "Search: share_of_customers", "0.5"),
    ("share_of_spend", SHARES, "Search: share_of_spend", "0.4"),
    ("simple", "calc --arpa 100 --margin 80% --churn 5%", "ltv", "1600"),
    ("skok", "calc --as skok --arpa 100 --margin 80% --churn 5%", "ltv", "1600"),
    ("spend", SALES, "spend", "30000"),
    ("unattributed_spend", "report examples/shared-salaries/spend.csv examples/shared-salaries/customers.csv", "(unattributed): cac", "unattributed_spend"),
];

/// The example of a topic as its page shows it: the command and what it gives. `None` where there is none.
pub(super) fn worked(topic: &str) -> Option<String> {
    let (_, command, found, value) = WORKED.iter().find(|(name, ..)| *name == topic)?;
    Some(format!("try it: cacltv {command}\n  gives {found} = {value}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_sorted_by_topic() {
        assert!(WORKED.is_sorted_by(|one, other| one.0 < other.0));
    }
}
