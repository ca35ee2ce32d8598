//! What holds of every funnel.

use cacltv::calc::funnel::{Funnel, funnel};
use cacltv::domain::assumptions::Assumptions;
use cacltv::domain::exact::Exact;
use cacltv::domain::funnel::Step;
use cacltv::domain::ledger::Dimension;
use cacltv::domain::metric::Metric;
use cacltv::domain::value::Value;
use cacltv::input::{self, Options, Source};
use proptest::prelude::*;

/// A row: channel, visits, leads, customers, spend in hundredths, bounce rate in percent.
type Row = (usize, u32, u32, u32, u32, u32);

const CHANNELS: [&str; 3] = ["Meta", "Google", "Podcast"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0usize..3, 0u32..5_000, 0u32..500, 0u32..50, 0u32..1_000_000, 0u32..=100), 1..12)
}

fn file(rows: &[Row]) -> Vec<u8> {
    let mut text = "channel,visits,leads,customers,spend,bounce_rate\n".to_owned();
    for (channel, visits, leads, customers, spend, bounce) in rows {
        let (whole, part) = (spend / 100, spend % 100);
        text.push_str(&format!("{},{visits},{leads},{customers},{whole}.{part:02},{bounce}%\n", CHANNELS[*channel]));
    }
    text.into_bytes()
}

fn of(files: &[&[Row]]) -> Funnel {
    let own = |(at, rows): (usize, &&[Row])| Source::reader(&format!("{at}.csv"), std::io::Cursor::new(file(rows)));
    let sources = files.iter().enumerate().map(own).collect();
    let options = Options {
        funnel: Some(Vec::new()),
        totals: Some(input::TotalsRule::Keep),
        decimal: Some(cacltv::domain::number::Mark::Dot),
        ..Options::default()
    };
    let reading = input::read(sources, &options).unwrap_or_else(|refusal| panic!("{refusal:#?}"));
    funnel(&reading.ledger, &Assumptions::default(), &[Dimension::Channel], None)
}

fn exact(value: &Value) -> Option<Exact> {
    value.figure().map(|figure| figure.low().clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// CPL ÷ close rate is spend ÷ customers, in every row and in the total.
    #[test]
    fn cost_per_lead_over_close_rate_is_the_cac(rows in rows()) {
        let found = of(&[&rows]);
        for row in found.rows.iter().chain([&found.total]) {
            let value = |metric: Metric| row.value(metric).and_then(exact);
            if let (Some(cpl), Some(rate), Some(cac)) = (value(Metric::Cpl), value(Metric::CloseRate), value(Metric::Cac)) {
                prop_assert_eq!(cpl.divided_by(&rate), Some(cac));
            }
        }
    }

    /// The conversions of all steps, multiplied, are the conversion from the first to the last; the cost of a step
    /// over the conversions of the later ones is the cost of the last.
    #[test]
    fn conversions_multiply_to_the_whole(rows in rows()) {
        let found = of(&[&rows]);
        for row in found.rows.iter().chain([&found.total]) {
            let later: Option<Vec<Exact>> = row.steps.iter().skip(1).map(|step| exact(step.conversion.as_ref()?)).collect();
            let last = row.steps.last().unwrap();
            if let Some(later) = later {
                let product = later.iter().fold(Exact::one(), |product, one| &product * one);
                prop_assert_eq!(exact(last.overall.as_ref().unwrap()), Some(product.clone()));
                if let (Some(first), Some(cost)) = (exact(&row.steps[0].cost), exact(&last.cost)) {
                    prop_assert_eq!(first.divided_by(&product), Some(cost));
                }
            }
        }
    }

    /// Every figure of the total is one of sums, whatever stands in which row and in which file.
    #[test]
    fn totals_are_ratios_of_sums_however_rows_are_split(rows in rows(), at in any::<prop::sample::Index>()) {
        let found = of(&[&rows]);
        let sum = |pick: fn(&Row) -> u32| Exact::whole(rows.iter().map(pick).sum::<u32>());
        let counts = [sum(|row| row.1), sum(|row| row.2), sum(|row| row.3)];
        for (step, count) in found.total.steps.iter().zip(&counts) {
            prop_assert_eq!(exact(&step.count), Some(count.clone()));
        }
        let expected = counts[2].divided_by(&counts[1]);
        prop_assert_eq!(found.total.value(Metric::CloseRate).and_then(exact), expected);
        let waste: u64 = rows.iter().map(|row| u64::from(row.4) * u64::from(row.5)).sum();
        prop_assert_eq!(found.total.value(Metric::BounceWaste).and_then(exact), Exact::quotient(waste, 10_000));
        let (one, other) = rows.split_at(at.index(rows.len()));
        if !one.is_empty() && file(one) != file(other) {
            prop_assert_eq!(&of(&[one, other]), &found);
        }
        prop_assert_eq!(found.steps.last().and_then(|name| name.step), Some(Step::Customers));
    }
}
