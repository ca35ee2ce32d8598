//! The ways to compute LTV: formula, source, when to use it, an example by hand.

use crate::domain::assumptions::{Method, Timing};

/// The text of a method.
pub(super) fn method(method: Method) -> String {
    let (formula, source, example, note) = match method {
        Method::Simple => (
            "m ÷ c",
            "David Skok, Finmark; on revenue: ChartMogul, Baremetrics",
            "ARPA 100, margin 80 %, churn 5 %: 80 ÷ 0.05 = 1,600",
            "Used when nothing else is asked for. Without churn it has no value (no_churn).",
        ),
        Method::Lifetime => (
            "m · L",
            "a lifetime that is given in months",
            "ARPA 29, margin 75 %, lifetime 20 months: 21.75 × 20 = 435",
            "Used when a lifetime is given and no churn.",
        ),
        Method::Capped => (
            "m · (1 - r^H) ÷ c over H months; H · m when c is 0",
            "RevenueCat (24 months), Klaviyo (365 days)",
            "m 100, churn 0, horizon 24 months: 2,400",
            "Used when a horizon is given. Defined even when nobody leaves.",
        ),
        Method::Discounted => (
            "the present value of the monthly margins, by the timing",
            "geometric sum; end: Gupta & Lehmann, margin multiple",
            "m 100, r 0.8, d 0.1: start 366.67, arrears 333.33, end 266.67",
            "Used when a discount is given, and refused without one; --discount 0% is one.\n\
             A discount D a year becomes (1 + D)^(1/12) - 1 a month.",
        ),
        Method::Orders => (
            "(AOV · g - cost per order) · orders a year · years",
            "Mailchimp; unit-econ-agent (cost per order)",
            "AOV 34, margin 30 %, 4.20 an order, 2.8 orders a month, churn 8 %: 6 × 2.8 ÷ 0.08 = 210",
            "Used when an order value is given (--aov, --orders-per-year). The years are 1/c or the lifetime.",
        ),
        Method::Expansion => (
            "m ÷ c + m′ · (1 - c) ÷ c²; with K = (1 - c) ÷ (1 + d): m ÷ (1 - K) + m′ · K ÷ (1 - K)²",
            "David Skok",
            "m 80, m′ 1.60 a month, churn 3 %: 2,666.67 + 1,724.44 = 4,391.11",
            "Used when a growth is given (--growth 1.60/mo, of ARPA; times margin on the margin basis).",
        ),
    };
    let mut text = format!(
        "{name}: a method of LTV\n\n  formula  {formula}\n  source   {source}\n  example  {example}\n",
        name = method.name(),
    );
    if method == Method::Discounted {
        for timing in Timing::ALL {
            text.push_str(&format!("  {:<8} {}\n", timing.name(), timed(*timing)));
        }
    }
    text.push_str(&format!(
        "\n{note}\nm is the margin (or revenue) a month, c the churn, r = 1 - c, d the discount a month.\n"
    ));
    text
}

/// The formula of a discounted LTV, by when a month's margin is paid.
pub(super) fn timed(timing: Timing) -> &'static str {
    match timing {
        Timing::Start => "m · (1 + d) ÷ (c + d): paid at the start of each month (default)",
        Timing::End => "m · r ÷ (1 + d - r): paid at the month's end by those still there",
        Timing::Arrears => "m ÷ (c + d): paid at the month's end by those there at its start",
    }
}
