//! What a comparison owes its two sides.

use std::sync::Arc;

use cacltv::calc::compare::compare;
use cacltv::calc::compare::side::Side;
use cacltv::domain::assumptions::{Assumption, Assumptions, Inputs};
use cacltv::domain::exact::Exact;
use cacltv::domain::figure::Figure;
use cacltv::domain::metric::Metric;
use cacltv::domain::quantity;
use cacltv::domain::value::Value;
use cacltv::input::name_key;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::program::Desk;
use crate::sketch::{self, CHANNELS, models};

/// A model with inputs of their own for some channels.
fn by_channel() -> impl Strategy<Value = Assumptions> {
    let own = prop::collection::vec((0..CHANNELS.len(), 1u32..90, 1u32..100, 1u32..60), 0..4);
    (models(), own).prop_map(|(mut assumptions, own)| {
        for (channel, arpa, margin, churn) in own {
            let inputs = Inputs {
                arpa: Some(quantity::monthly_money(&arpa.to_string()).unwrap()),
                margin: Some(quantity::margin(&format!("{margin}%")).unwrap()),
                churn: Some(quantity::churn(&format!("{churn}%")).unwrap()),
                ..Inputs::default()
            };
            let channel = Some(CHANNELS[channel].to_owned());
            Arc::make_mut(&mut assumptions.rows).push(Assumption { channel, segment: None, inputs, configured: false });
        }
        assumptions
    })
}

fn side(sketch: &sketch::Sketch, assumptions: &Assumptions) -> Side {
    Side::of(&sketch.results(assumptions), None, name_key)
}

fn sum<'a>(figures: impl Iterator<Item = &'a Figure>) -> Exact {
    figures.fold(Exact::zero(), |sum, figure| {
        assert!(figure.is_exact());
        &sum + figure.low()
    })
}

fn exact(value: &Value) -> Option<Exact> {
    value.figure().map(|figure| figure.low().clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn effects_add_up_to_the_change_exactly(
        one in sketch::any(), other in sketch::any(), model in by_channel(), later in by_channel(),
    ) {
        let (before, after) = (side(&one, &model), side(&other, &later));
        let found = compare(&before, &after);
        let change = |metric| exact(&found.total.get(metric).unwrap().change.absolute);
        if let Ok(split) = &found.cac {
            prop_assert_eq!(Some(sum([split.total.sum()].iter())), change(Metric::Cac));
            let rows: Vec<Figure> = split.rows.iter().map(cacltv::calc::compare::cac::Effect::sum).collect();
            prop_assert_eq!(Some(sum(rows.iter())), change(Metric::Cac));
        }
        if let Ok(split) = &found.ratio {
            prop_assert_eq!(Some(sum(split.effects.iter().map(|(_, effect)| effect))), change(Metric::LtvCac));
        }
    }

    #[test]
    fn a_result_held_against_itself_changes_nothing(one in sketch::any(), model in by_channel()) {
        let own = side(&one, &model);
        let found = compare(&own, &own);
        for pair in found.rows.iter().chain([&found.total]).chain(&found.total_paid) {
            for changed in &pair.metrics {
                // Of what no fraction holds, an enclosure of zero is all that can be said.
                let same = |change: &Figure| !change.is_positive() && !change.is_negative();
                let exact = |change: &Figure| changed.before.figure().is_some_and(Figure::is_exact) && change.is_zero();
                let zero = changed.change.absolute.figure().is_none_or(|change| exact(change) || !change.is_exact() && same(change));
                prop_assert!(zero, "{:?}", changed);
            }
        }
        if let Ok(split) = &found.cac {
            let all = split.rows.iter().chain([&split.total]);
            prop_assert!(all.clone().all(|one| one.price.is_zero() && one.mix.is_zero() && one.without_customers.is_zero()));
        }
        if let Ok(split) = &found.ratio {
            prop_assert!(split.effects.iter().all(|(_, effect)| effect.is_zero()));
        }
    }

    #[test]
    fn sides_that_change_places_negate_every_change(
        one in sketch::any(), other in sketch::any(), model in by_channel(), later in by_channel(),
    ) {
        let (before, after) = (side(&one, &model), side(&other, &later));
        let (there, back) = (compare(&before, &after), compare(&after, &before));
        for changed in &there.total.metrics {
            let reverse = back.total.get(changed.metric).unwrap();
            let negated = reverse.change.absolute.figure().map(Figure::negated);
            prop_assert_eq!(changed.change.absolute.figure(), negated.as_ref());
        }
        prop_assert_eq!(there.cac.is_ok(), back.cac.is_ok());
        if let (Ok(there), Ok(back)) = (&there.cac, &back.cac) {
            prop_assert_eq!(&there.total.price, &back.total.price.negated());
            prop_assert_eq!(&there.total.mix, &back.total.mix.negated());
        }
        if let (Ok(there), Ok(back)) = (&there.ratio, &back.ratio) {
            for (one, other) in there.effects.iter().zip(&back.effects) {
                prop_assert_eq!(&one.1, &other.1.negated());
            }
        }
    }
}

/// Saved with every metric, a result compares as the files it came from do, to the last digit.
#[test]
fn saved_results_compare_as_their_files_do() {
    let columns: Vec<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();
    for model in [
        "--arpa 30 --margin 70% --churn 5%",
        "--arpa 30 --margin 70% --churn 36%/yr",
        "--arpa 30 --margin 70% --churn 5% --discount 10%/yr --horizon 36mo",
        "--arpa 30 --margin 70% --churn 5% --growth 0.5",
        "--aov 34 --orders-per-year 12 --margin 40% --cost-per-order 2 --churn 5%",
        "--arpa 30 --basis revenue --lifetime 20mo",
        "",
    ] {
        let desk = Desk::new([]);
        for side in ["one", "two"] {
            std::fs::create_dir(desk.path().join(side)).unwrap();
        }
        for (name, text) in [
            ("one/spend.csv", "channel,amount\nMeta,1000\nGoogle,777.77\nPodcast,50\n,33\n"),
            ("one/customers.csv", "channel,new_customers\nMeta,7\nGoogle,11\nDirect,3\n"),
            ("two/spend.csv", "channel,amount\nmeta,1300\nGoogle,700\nTikTok,90\n,44\n"),
            ("two/customers.csv", "channel,new_customers\nmeta,13\nGoogle,8\nTikTok,2\nDirect,6\n"),
        ] {
            desk.write(name, text.as_bytes());
        }
        for side in ["one", "two"] {
            let columns = columns.iter().filter(|name| !name.contains("retention"));
            let columns: Vec<&str> = columns.copied().collect();
            let ran = desk.line(&format!("report {side} {model} --columns {} -o {side}.json", columns.join(",")));
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let ran = desk.line(&format!("report {side} {model} -o {side}-plain.json"));
            assert_eq!(ran.code, 0, "{}", ran.stderr);
        }
        let live = desk.line(&format!("compare one two {model} -f json"));
        let saved = desk.line("compare one.json two.json -f json");
        let plain = desk.line("compare one-plain.json two-plain.json -f json");
        assert_eq!((live.code, saved.code, plain.code), (0, 0, 0), "{}{}{}", live.stderr, saved.stderr, plain.stderr);
        let (live, saved, plain) = (live.json(), saved.json(), plain.json());
        let approximate = model.contains("yr");
        for table in ["rows", "cac_effects", "ratio_effects"] {
            assert_eq!(shown(&live[table], approximate), shown(&saved[table], approximate), "{model} {table}");
            assert_eq!(shown(&live[table], approximate), shown(&plain[table], approximate), "{model} {table}");
        }
        for one in saved["changes"].as_array().unwrap() {
            let all = live["changes"].as_array().unwrap();
            let own = all.iter().find(|own| own["metric"] == one["metric"]);
            assert_eq!(own.map(|own| shown(own, approximate)), Some(shown(one, approximate)), "{model}");
        }
    }
}

/// A table; of an approximate one the digits that both are sure of.
fn shown(table: &Json, approximate: bool) -> String {
    let text = serde_json::to_string_pretty(table).unwrap();
    if !approximate {
        return text;
    }
    let short = |line: &str| {
        let (head, tail) = line.split_at(line.len().min(line.find(": \"").map_or(line.len(), |at| at + 3)));
        format!("{head}{}", tail.trim_matches([',', '"']).chars().take(14).collect::<String>())
    };
    text.lines().map(short).collect::<Vec<_>>().join("\n")
}
