//! A ledger with a row a month and its table with a column a month are the same.

use std::collections::BTreeMap;

use cacltv::domain::ledger::Dimension;
use cacltv::domain::period::Grain;
use cacltv::input::{self, Options, Role, Source};
use proptest::prelude::*;

use crate::sketch::{self, CHANNELS, Hand, MONTHS, Row, hands, model, options};

/// The rows as a table: a channel may stand in several rows, and a cell without a row holds nothing.
fn across(rows: &[Row], hand: &Hand, customers: bool, wide_total: bool) -> Vec<u8> {
    let mut lines: Vec<(Option<usize>, BTreeMap<usize, i64>)> = Vec::new();
    for row in rows {
        let free = lines.iter_mut().find(|(channel, cells)| *channel == row.channel && !cells.contains_key(&row.month));
        match free {
            Some((_, cells)) => {
                cells.insert(row.month, row.figure);
            }
            None => lines.push((row.channel, BTreeMap::from([(row.month, row.figure)]))),
        }
    }
    let figure = |figure: i64| if customers { figure.to_string() } else { hand.money(figure) };
    let mut head = vec!["Channel".to_owned()];
    head.extend(MONTHS.map(str::to_owned));
    head.extend(wide_total.then(|| "Total".to_owned()));
    let mut table = vec![head];
    for (channel, cells) in &lines {
        let mut row = vec![channel.map_or_else(String::new, |channel| CHANNELS[channel].to_owned())];
        row.extend((0..MONTHS.len()).map(|month| cells.get(&month).map_or_else(String::new, |one| figure(*one))));
        row.extend(wide_total.then(|| figure(cells.values().sum())));
        table.push(row);
    }
    hand.table(&table)
}

/// The ledger of two files whose roles are said.
fn ledger(spend: Vec<u8>, customers: Vec<u8>) -> cacltv::domain::ledger::Ledger {
    let source = |name: &str, bytes: Vec<u8>, role| Source {
        role: Some(role),
        ..Source::reader(name, std::io::Cursor::new(bytes))
    };
    let sources = vec![source("spend.csv", spend, Role::Spend), source("customers.csv", customers, Role::Customers)];
    let options = Options { missing: Some(input::Missing::Skip), ..options() };
    input::read(sources, &options).unwrap_or_else(|refusal| panic!("{refusal:#?}")).ledger
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// The same sums under the same keys, so the same figures in every report.
    #[test]
    fn a_table_of_months_is_its_ledger(sketch in sketch::any(), hand in hands(), total in any::<bool>()) {
        let long = ledger(hand.spend(&sketch.spend), hand.customers(&sketch.customers));
        let wide = ledger(
            across(&sketch.spend, &hand, false, total),
            across(&sketch.customers, &hand, true, total),
        );
        prop_assert_eq!(&long, &wide);
        let assumptions = model("29/mo", "72%", "2%/mo");
        let by = [Dimension::Channel, Dimension::Period(Grain::Month)];
        let results = |ledger| cacltv::calc::compute(ledger, &assumptions, &by);
        prop_assert_eq!(results(&long), results(&wide));
    }
}
