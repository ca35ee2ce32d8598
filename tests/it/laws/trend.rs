//! What figures over time owe to the whole, and to a report of each period alone.

use std::collections::BTreeMap;

use cacltv::calc::compute;
use cacltv::calc::results::{Label, Line};
use cacltv::calc::trend::{Axis, Trend, trend, value};
use cacltv::calc::values::Values;
use cacltv::domain::assumptions::Assumptions;
use cacltv::domain::exact::Exact;
use cacltv::domain::ledger::{Dimension, Ledger};
use cacltv::domain::metric::Metric;
use cacltv::domain::period::{Grain, Month, Span};
use cacltv::domain::value::{Reason, Value};
use cacltv::input::{self, Cut};
use cacltv::report::trend::spark::Scale;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::program::Desk;
use crate::sketch::{self, Sketch, models, options};

/// What was read, and all of its months.
fn read(sketch: &Sketch) -> (Ledger, Span, Option<Month>) {
    let reading = sketch::read(sketch.plain(), &options());
    let selected = input::select(reading.ledger, None, Some(Grain::Month), reading.ends.last(0)).unwrap();
    (selected.ledger, selected.period.unwrap(), reading.ends.last(0))
}

fn months(sketch: &Sketch, assumptions: &Assumptions, rolling: usize) -> Trend {
    let (ledger, span, _) = read(sketch);
    trend(&ledger, assumptions, Axis::periods(Grain::Month, span), &[Dimension::Channel], rolling, false)
}

fn sum(values: &[Values], metric: Metric) -> Exact {
    values.iter().map(|values| value(values, metric).figure().unwrap().low().clone()).sum()
}

fn exact(line: &Line, metric: Metric) -> Exact {
    sketch::exact(line, metric).unwrap()
}

fn by_key(lines: &[Line]) -> BTreeMap<Vec<Label>, &Values> {
    lines.iter().map(|line| (line.key.clone(), &line.values)).collect()
}

/// Figures with and without a value, as fractions that do not end.
fn figures() -> impl Strategy<Value = Vec<Value>> {
    let figure = prop::option::weighted(0.8, (-50_000i64..50_000, 1u32..60));
    let value = figure.prop_map(|figure| match figure {
        Some((top, bottom)) => Value::exact(Exact::quotient(top, bottom).unwrap()),
        None => Value::Undefined(Reason::NoNewCustomers),
    });
    prop::collection::vec(value, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Spend and customers of the periods add up to those of the whole, in the total and in every row.
    #[test]
    fn periods_add_up_to_the_whole(sketch in sketch::any(), model in models()) {
        let found = months(&sketch, &model, 1);
        for metric in [Metric::Spend, Metric::NewCustomers] {
            prop_assert_eq!(sum(&found.total, metric), exact(&found.whole.total, metric));
            for (line, values) in found.whole.rows.iter().zip(&found.rows) {
                prop_assert_eq!(sum(values, metric), exact(line, metric));
            }
            if let Some((paid, line)) = found.paid.as_ref().zip(found.whole.total_paid.as_ref()) {
                prop_assert_eq!(sum(paid, metric), exact(line, metric));
            }
        }
    }

    /// The one window that holds every period says what the report says, to the last metric.
    #[test]
    fn the_window_of_the_full_span_is_the_total(sketch in sketch::any(), model in models()) {
        let (_, span, _) = read(&sketch);
        let length = usize::try_from(span.months()).unwrap();
        let found = months(&sketch, &model, length);
        prop_assert_eq!(found.total.last(), Some(&found.whole.total.values));
        prop_assert!(found.total.iter().rev().skip(1).all(Values::is_empty));
        for (line, values) in found.whole.rows.iter().zip(&found.rows) {
            prop_assert_eq!(values.last(), Some(&line.values));
        }
        let paid = found.paid.as_ref().and_then(|paid| paid.last());
        prop_assert_eq!(paid, found.whole.total_paid.as_ref().map(|line| &line.values));
    }

    /// A period has what a report of it alone says.
    #[test]
    fn a_period_is_a_report_of_it_alone(sketch in sketch::any(), model in models()) {
        let (ledger, span, complete) = read(&sketch);
        let found = months(&sketch, &model, 1);
        for (place, values) in found.total.iter().enumerate() {
            let month = span.first.plus(i32::try_from(place).unwrap());
            let cut = Cut::Between(Some(month), Some(month));
            let Ok(alone) = input::select(ledger.clone(), Some(cut), None, complete) else {
                // A month before all spend, or behind it, is no report of its own.
                let spent = value(values, Metric::Spend);
                let nothing = value(values, Metric::Cac) == Value::Undefined(Reason::NoData);
                prop_assert!(nothing || spent == Value::exact(Exact::zero()));
                continue;
            };
            let alone = compute(&alone.ledger, &model, &[Dimension::Channel]);
            prop_assert_eq!(values, &alone.total.values);
            let own = by_key(&alone.rows);
            for (line, values) in found.whole.rows.iter().zip(&found.rows) {
                match own.get(&line.key) {
                    Some(alone) => prop_assert_eq!(&values[place], *alone),
                    None => prop_assert_eq!(value(&values[place], Metric::Spend), Value::exact(Exact::zero())),
                }
            }
        }
    }

    /// What stands higher is not lower; the lowest figure stands lowest and the highest highest; a gap has no level.
    #[test]
    fn a_line_in_small_keeps_the_order_of_its_figures(values in figures()) {
        let scale = Scale::of(values.iter());
        let known: Vec<(&Exact, u8)> = values
            .iter()
            .filter_map(|value| Some((value.figure()?.low(), scale.level(value).unwrap())))
            .collect();
        for (one, level) in &known {
            for (other, higher) in &known {
                prop_assert!(one >= other || level <= higher, "{one} at {level}, {other} at {higher}");
                prop_assert!(one != other || level == higher);
            }
        }
        if let (Some(low), Some(high)) = (known.iter().min(), known.iter().max()) {
            let ends = if low.0 == high.0 { (3, 3) } else { (0, 7) };
            prop_assert_eq!((low.1, high.1), ends);
        }
        let gaps = values.iter().filter(|value| value.figure().is_none());
        prop_assert!(gaps.into_iter().all(|value| scale.level(value).is_none()));
    }
}

const SPEND: &str = "month,channel,amount\n2025-11,Meta,1000\n2025-12,Google,777.77\n2026-01,Podcast,50\n\
    2026-02,Meta,300\n2026-02,,33\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2025-11,Meta,7\n2025-12,Google,11\n2026-01,Direct,3\n\
    2026-02,Meta,4\n2026-02,Google,1\n";

/// The last column of a report with periods in columns is the report without them: rows, total and paid channels.
#[test]
fn the_last_column_across_is_the_report() {
    let desk = Desk::new([
        ("spend.csv", SPEND),
        ("customers.csv", CUSTOMERS),
        ("fiscal.toml", "[output]\nyear_start = '02'\n"),
    ]);
    let metrics = "spend,new_customers,cac,ltv,ltv_cac,payback_months,max_cac,share_of_spend";
    let figure = |row: &Json, key: &str| (row[key].clone(), row["exact"][key].clone(), row["undefined"][key].clone());
    for flags in [
        "",
        "--arpa 30 --margin 70% --churn 5%",
        "--arpa 30 --margin 70% --churn 36%/yr --allocate spend",
        "--lag 1",
        "--period 2025-12..2026-02 --channel Meta",
        "--config fiscal.toml",
        "--sort cac --top 2",
    ] {
        let plain = desk.line(&format!("report spend.csv customers.csv {flags} --columns {metrics} -f json"));
        assert_eq!(plain.code, 0, "{flags}: {}", plain.stderr);
        for across in ["month", "quarter", "year"] {
            let ran = desk
                .line(&format!("report spend.csv customers.csv {flags} --across {across} --metric {metrics} -f json"));
            assert_eq!(ran.code, 0, "{flags}: {}", ran.stderr);
            let (plain, across) = (plain.json(), ran.json());
            for metric in metrics.split(',') {
                let table = across[metric].as_array().unwrap();
                let rows = plain["rows"].as_array().unwrap();
                let wanted: Vec<&Json> = rows.iter().chain([&plain["total"]]).collect();
                let mut wanted: Vec<_> = wanted.into_iter().map(|row| figure(row, metric)).collect();
                // Where the paid channels are the total in every column they are not told twice.
                if table.len() > wanted.len() {
                    wanted.push(figure(&plain["total_paid"], metric));
                }
                let found: Vec<_> = table.iter().map(|row| figure(row, "total")).collect();
                assert_eq!(found, wanted, "{flags} {metric}");
            }
        }
    }
}

/// Over time the overall figures are those of a report, and the points those of reports by month.
#[test]
fn the_points_of_a_trend_are_the_rows_of_a_report_by_month() {
    let desk = Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS)]);
    let files = "spend.csv customers.csv --arpa 30 --margin 70% --churn 5%";
    let trend = desk.line(&format!("trend {files} -f json")).json();
    let report = desk.line(&format!("report {files} --by month -f json")).json();
    let series = trend["series"].as_array().unwrap();
    let rows = report["rows"].as_array().unwrap();
    assert_eq!((series.len(), rows.len()), (4, 4));
    for (point, row) in series.iter().zip(rows) {
        for key in ["month", "spend", "new_customers", "cac", "ltv", "ltv_cac"] {
            assert_eq!(point[key], row[key]);
        }
    }
    for line in trend["summary"].as_array().unwrap() {
        let metric = line["metric"].as_str().unwrap();
        assert_eq!(line["overall"], report["total"][metric], "{metric}");
        assert_eq!((&line["first"], &line["first_period"]), (&rows[0][metric], &Json::from("2025-11")), "{metric}");
    }
}
