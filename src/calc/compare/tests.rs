#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]

use super::*;
use crate::calc::ratio::ltv_cac;
use crate::calc::values::Values;
use crate::domain::assumptions::Method;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;

fn exact(digits: i32, scale: u32) -> Value {
    Value::exact(Exact::decimal(digits, scale))
}

fn fraction(numerator: i32, denominator: i32) -> Value {
    Value::exact(Exact::quotient(numerator, denominator).unwrap())
}

#[test]
fn changes_of_the_articles() {
    let cac = change(&exact(22, 0), &exact(16, 0));
    assert_eq!((cac.absolute, cac.relative), (exact(-6, 0), fraction(-3, 11)));
    assert_eq!(change(&exact(1_200, 0), &exact(780, 0)).relative, exact(-35, 2));
    assert_eq!(change(&exact(18, 1), &exact(35, 1)).relative, fraction(17, 18));
    let share = change(&exact(18, 2), &exact(31, 2));
    assert_eq!((share.absolute, share.relative), (exact(13, 2), fraction(13, 18)));
}

/// LTV 100 → 120 while CAC falls from 1 200 to 780: the ratio is 1.846153846… times what it was.
#[test]
fn a_lower_cac_and_a_higher_ltv_multiply() {
    let before = ltv_cac(&exact(100, 0), &exact(1_200, 0));
    let after = ltv_cac(&exact(120, 0), &exact(780, 0));
    assert_eq!(after.divided_by(&before, Reason::NoData), fraction(24, 13));
}

#[test]
fn nothing_has_no_relative_change() {
    let none = Value::Undefined(Reason::OutOfRange);
    assert_eq!(change(&exact(0, 0), &exact(5, 0)).relative, none);
    let missing = Value::Undefined(Reason::NoChurn);
    assert_eq!(change(&exact(1, 0), &missing).absolute, missing);
}

/// Spend, customers, and ARPA, margin and churn in per cent, by row.
type Sketched = (&'static str, i32, i32, Option<(i32, i32, i32)>);

fn row(name: Option<&str>, spend: i32, customers: i32, ltv: &Value) -> Row {
    let cac = if customers > 0 { fraction(spend, customers) } else { Value::Undefined(Reason::NoNewCustomers) };
    let names: Vec<String> = name.into_iter().map(str::to_owned).collect();
    let values = Values::from([
        (Metric::Spend, exact(spend, 0)),
        (Metric::NewCustomers, exact(customers, 0)),
        (Metric::LtvCac, ltv_cac(ltv, &cac)),
        (Metric::Cac, cac),
        (Metric::Ltv, ltv.clone()),
    ]);
    Row { key: names.clone(), labels: names, values, ..Row::default() }
}

fn side(sketched: &[Sketched]) -> Side {
    let mut rows = Vec::new();
    let (mut spent, mut won, mut worth) = (0, 0, Exact::zero());
    for (name, spend, customers, inputs) in sketched {
        let mut ltv = Value::Undefined(Reason::NoArpa);
        let known = inputs.map(|(arpa, margin, churn)| (exact(arpa, 0), exact(margin, 2), exact(churn, 2)));
        if let Some((arpa, margin, churn)) = &known {
            ltv = arpa.times(margin).divided_by(churn, Reason::NoChurn);
        }
        let mut own = row(Some(name), *spend, *customers, &ltv);
        if let Some((arpa, margin, churn)) = known {
            own.values.extend([(Metric::Arpa, arpa), (Metric::Margin, margin), (Metric::Churn, churn)]);
        }
        if let Some(ltv) = ltv.figure() {
            worth = &worth + &(ltv.low() * &Exact::whole(*customers));
        }
        (spent, won) = (spent + spend, won + customers);
        rows.push(own);
    }
    let ltv = Value::exact(worth.divided_by(&Exact::whole(won)).unwrap());
    Side {
        dimensions: vec!["channel".to_owned()],
        rows,
        total: row(None, spent, won, &ltv),
        total_paid: None,
        manner: side::Manner {
            scope: crate::domain::category::Scope::Full,
            method: Method::Simple,
            basis: crate::domain::assumptions::Basis::Margin,
            timing: crate::domain::assumptions::Timing::Start,
            billing: crate::domain::assumptions::Billing::Month,
            horizon: None,
        },
        lag: None,
        period: None,
        currency: None,
    }
}

fn two() -> (Side, Side) {
    let before = side(&[
        ("Google", 3_000, 30, Some((40, 80, 5))),
        ("Meta", 1_000, 20, Some((30, 80, 10))),
        ("Podcast", 600, 5, Some((50, 80, 4))),
        ("(unattributed)", 550, 0, None),
    ]);
    let after = side(&[
        ("Google", 3_300, 30, Some((42, 75, 5))),
        ("Meta", 1_800, 24, Some((30, 75, 8))),
        ("TikTok", 900, 6, Some((25, 75, 10))),
        ("(unattributed)", 300, 0, None),
    ]);
    (before, after)
}

/// Worked with fractions by another program. CAC 5,150 ÷ 55 → 6,300 ÷ 60, +125/11.
#[test]
fn prices_mix_and_spend_without_customers_add_up_to_the_change_of_cac() {
    let (before, after) = two();
    let split = compare(&before, &after).cac.unwrap();
    let found: Vec<(String, [Exact; 4])> = split
        .rows
        .iter()
        .chain([&split.total])
        .map(|one| {
            let parts = [&one.price, &one.mix, &one.without_customers, &one.sum()].map(|part| part.low().clone());
            (one.labels.clone().unwrap_or_default().join(", "), parts)
        })
        .collect();
    let of = |name: &str, parts: [(i32, i32); 4]| {
        (name.to_owned(), parts.map(|(top, bottom)| Exact::quotient(top, bottom).unwrap()))
    };
    let zero = (0, 1);
    assert_eq!(
        found,
        [
            of("(unattributed)", [zero, zero, (-5, 1), (-5, 1)]),
            of("Google", [(115, 22), (-105, 22), zero, (5, 11)]),
            of("Meta", [(105, 11), (25, 11), zero, (130, 11)]),
            of("Podcast", [zero, (-120, 11), zero, (-120, 11)]),
            of("TikTok", [zero, (15, 1), zero, (15, 1)]),
            of("", [(325, 22), (35, 22), (-5, 1), (125, 11)]),
        ]
    );
}

/// Worked over all 120 orders with fractions by another program. LTV:CAC 580/103 → 17/4.
#[test]
fn five_factors_add_up_to_the_change_of_the_ratio() {
    let (before, after) = two();
    let split = compare(&before, &after).ratio.unwrap();
    let of = |top: i64, bottom: i64| Figure::exact(Exact::quotient(top, bottom).unwrap());
    assert_eq!(
        split.effects,
        [
            (shapley::Factor::Cac, of(-542_068_291, 1_119_482_280)),
            (shapley::Factor::Arpa, of(22_961_072, 139_935_285)),
            (shapley::Factor::Margin, of(-63_050_623, 223_896_456)),
            (shapley::Factor::Churn, of(16_718_035, 74_632_152)),
            (shapley::Factor::Mix, of(-224_643_761, 223_896_456)),
        ]
    );
    assert_eq!((split.change, split.by_row), (of(-569, 412), true));
}

/// W4 with LTV 100 → 120: (5/39 − 1/12 + 2/13 − 1/10) ÷ 2 by CAC, (1/10 − 1/12 + 2/13 − 5/39) ÷ 2 by LTV.
#[test]
fn without_inputs_ltv_is_one_factor() {
    let of = |cac: i32, ltv: i32| {
        let ltv = exact(ltv, 0);
        let mut side = two().0;
        side.rows.clear();
        side.total.values = Values::from([
            (Metric::Cac, exact(cac, 0)),
            (Metric::LtvCac, ltv_cac(&ltv, &exact(cac, 0))),
            (Metric::Ltv, ltv),
        ]);
        side
    };
    let found = compare(&of(1_200, 100), &of(780, 120));
    let split = found.ratio.unwrap();
    let figure = |top: i32, bottom: i32| Figure::exact(Exact::quotient(top, bottom).unwrap());
    assert_eq!(split.effects, [(shapley::Factor::Cac, figure(77, 1_560)), (shapley::Factor::Ltv, figure(11, 520))]);
    assert_eq!(found.cac, Err(cac::Unsplit::NoRows));
}

#[test]
fn rows_that_came_and_went_are_told_and_the_nameless_come_last() {
    let (before, after) = two();
    let found = compare(&before, &after);
    let rows: Vec<(&str, Presence)> = found.rows.iter().map(|row| (row.labels[0].as_str(), row.presence)).collect();
    assert_eq!(
        rows,
        [
            ("Google", Presence::Both),
            ("Meta", Presence::Both),
            ("Podcast", Presence::Went),
            ("TikTok", Presence::Came),
            ("(unattributed)", Presence::Both),
        ]
    );
}

/// A saved result may hold some of its rows only.
#[test]
fn rows_that_are_not_all_do_not_split_the_change() {
    let (before, mut after) = two();
    after.rows.remove(0);
    let found = compare(&before, &after);
    assert_eq!(found.cac, Err(cac::Unsplit::NotAllRows));
    // The ratio is still split by what is known of the total.
    let split = found.ratio.unwrap();
    assert_eq!(
        split.effects.iter().map(|(factor, _)| *factor).collect::<Vec<_>>(),
        [shapley::Factor::Cac, shapley::Factor::Ltv]
    );
}

/// 300 ÷ 60 and 550 ÷ 55 stand in no row: −5 of the change is of no row either.
#[test]
fn spend_that_stands_in_no_row_is_an_effect_without_a_name() {
    let (mut before, mut after) = two();
    before.rows.pop();
    after.rows.pop();
    let split = compare(&before, &after).cac.unwrap();
    let last = split.rows.last().unwrap();
    let five = Figure::exact(Exact::whole(-5));
    assert_eq!((&last.labels, &last.without_customers, last.sum()), (&None, &five, five.clone()));
    assert_eq!(split.total.sum(), Figure::exact(Exact::quotient(125, 11).unwrap()));
}

#[test]
fn a_row_without_spend_does_not_split_the_change_of_cac() {
    let (before, mut after) = two();
    after.rows[1].values.insert(Metric::Spend, Value::Undefined(Reason::UnattributedSpend));
    assert_eq!(compare(&before, &after).cac, Err(cac::Unsplit::NoFigure(Reason::UnattributedSpend)));
    after.rows[1].values.remove(&Metric::Spend);
    assert_eq!(compare(&before, &after).cac, Err(cac::Unsplit::NoFigure(Reason::NoData)));
}

fn factors(before: &Side, after: &Side) -> (Vec<shapley::Factor>, bool) {
    let split = compare(before, after).ratio.unwrap();
    (split.effects.iter().map(|(factor, _)| *factor).collect(), split.by_row)
}

/// A row of a saved result may lack what its total has.
#[test]
fn a_row_with_customers_and_no_ltv_does_not_split_the_change() {
    let (before, mut after) = two();
    after.rows[1].values.remove(&Metric::Ltv);
    assert_eq!(factors(&before, &after), (vec![shapley::Factor::Cac, shapley::Factor::Ltv], false));
}

#[test]
fn a_discount_on_one_side_alone_leaves_ltv_one_factor() {
    use shapley::Factor::{Arpa, Cac, Churn, Ltv, Margin, Mix};
    let rate = |percent| Some(Figure::exact(Exact::decimal(percent, 2)));
    for (one, other, found) in [
        (None, rate(1), vec![Cac, Ltv, Mix]),
        (rate(1), None, vec![Cac, Ltv, Mix]),
        (rate(1), rate(2), vec![Cac, Ltv, Mix]),
        (rate(1), rate(1), vec![Cac, Arpa, Margin, Churn, Mix]),
    ] {
        let (mut before, mut after) = two();
        before.rows[0].further.discount = one;
        after.rows[0].further.discount = other;
        assert_eq!(factors(&before, &after), (found, true));
    }
}

/// Half leave in a month and 1/4096 stay a year; 1 % a month is D = 1.01^12 − 1 a year. Two yearly payments of 600, the
/// second by those who stay: 600 + 600·(1/4096) ÷ (1 + D). A doubled ARPA doubles it, and nothing else has a part.
#[test]
fn what_is_paid_by_the_year_is_split_by_its_yearly_inputs() {
    let grown = Exact::decimal(101, 2).power(12);
    let second = Exact::quotient(600, 4_096).unwrap().divided_by(&grown).unwrap();
    let worth = &Exact::whole(600) + &second;
    let side = |times: i32| {
        let mut side = two().0;
        side.rows.clear();
        side.manner.method = Method::Discounted;
        side.manner.billing = crate::domain::assumptions::Billing::Year;
        side.manner.horizon = Some(24);
        let ltv = Value::exact(&worth * &Exact::whole(times));
        side.total = row(None, 100, 1, &ltv);
        side.total.further.discount = Some(Figure::exact(Exact::decimal(1, 2)));
        let inputs =
            [(Metric::Arpa, exact(100 * times, 0)), (Metric::Margin, exact(50, 2)), (Metric::Churn, exact(5, 1))];
        side.total.values.extend(inputs);
        side
    };
    let split = compare(&side(1), &side(2)).ratio.unwrap();
    let change = Figure::exact(worth.divided_by(&Exact::whole(100)).unwrap());
    let zero = Figure::zero;
    assert_eq!(
        split.effects,
        [
            (shapley::Factor::Cac, zero()),
            (shapley::Factor::Arpa, change.clone()),
            (shapley::Factor::Margin, zero()),
            (shapley::Factor::Churn, zero()),
        ]
    );
    assert_eq!((split.change, split.by_row), (change, false));
}

#[test]
fn a_side_is_put_in_the_order_of_the_others_dimensions() {
    let of = |dimensions: &[&str], names: &[&str]| {
        let mut side = two().0;
        let texts = |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
        side.dimensions = texts(dimensions);
        side.rows = vec![Row { key: texts(names), labels: texts(names), ..Row::default() }];
        side
    };
    let one = of(&["channel", "segment"], &["meta", "smb"]);
    let other = of(&["segment", "channel"], &["smb", "meta"]);
    assert_eq!(one.clone().in_order_of(&other), Some(other));
    assert_eq!(one.clone().in_order_of(&one), Some(one.clone()));
    assert_eq!(one.clone().in_order_of(&of(&["segment"], &["smb"])), None);
    assert_eq!(one.in_order_of(&of(&["segment", "month"], &["smb", "2026-01"])), None);
}

#[test]
fn a_metric_is_told_where_both_sides_carry_it() {
    let (mut before, after) = two();
    before.total.values.insert(Metric::Nrr, exact(9, 1));
    let total = compare(&before, &after).total;
    let cac = total.get(Metric::Cac).unwrap();
    assert_eq!((&cac.before, &cac.after), (&fraction(5_150, 55), &exact(105, 0)));
    assert_eq!((total.get(Metric::Nrr), total.get(Metric::Roas)), (None, None));
}

#[test]
fn factors_have_their_names() {
    use shapley::Factor::{Arpa, Cac, Churn, Ltv, Margin, Mix};
    let all = [Cac, Ltv, Arpa, Margin, Churn, Mix];
    assert_eq!(all.map(shapley::Factor::name), ["cac", "ltv", "arpa", "margin", "churn", "mix"]);
    assert_eq!(all.map(shapley::Factor::title), ["CAC", "LTV", "ARPA", "margin", "churn", "mix"]);
}

/// A sum of few rows is exact however long its denominator.
#[test]
fn few_rows_are_added_up_exactly() {
    let small = Figure::exact(Exact::decimal(1, 3_000));
    let sum = cac::total([&small, &small].into_iter());
    assert_eq!(sum, Figure::exact(Exact::decimal(2, 3_000)));
}

#[test]
fn rows_that_do_not_add_up_to_the_ltv_of_all_do_not_split_the_change() {
    for at in 0..2 {
        let (mut before, mut after) = two();
        let side = if at == 0 { &mut before } else { &mut after };
        side.total.values.insert(Metric::Ltv, exact(777, 0));
        assert_eq!(factors(&before, &after), (vec![shapley::Factor::Cac, shapley::Factor::Ltv], false));
    }
}

/// One total with an ARPA of 100 and a CAC of 100.
fn whole_side(method: Method, margin: i32, churn: (i32, u32), ltv: &Value, growth: (i32, u32)) -> Side {
    let mut side = two().0;
    side.rows.clear();
    side.manner.method = method;
    side.total = row(None, 100, 1, ltv);
    side.total.further.growth = Some(Figure::exact(Exact::decimal(growth.0, growth.1)));
    let churn = exact(churn.0, churn.1);
    side.total.values.extend([
        (Metric::Arpa, exact(100, 0)),
        (Metric::Margin, exact(margin, 2)),
        (Metric::Churn, churn),
    ]);
    side
}

/// An ARPA of 100 that grows by 2 a month, at a churn of 10 %: 50 ÷ 0.1 + 1·0.9 ÷ 0.01 = 590 at a margin of 50 %, and
/// 80 ÷ 0.1 + 1.6·0.9 ÷ 0.01 = 944 at 80 %.
#[test]
fn a_margin_goes_through_what_arpa_grows_by() {
    let before = whole_side(Method::Expansion, 50, (1, 1), &exact(590, 0), (1, 0));
    let after = whole_side(Method::Expansion, 80, (1, 1), &exact(944, 0), (16, 1));
    let split = compare(&before, &after).ratio.unwrap();
    let change = Figure::exact(Exact::decimal(354, 2));
    assert_eq!(
        split.effects,
        [
            (shapley::Factor::Cac, Figure::zero()),
            (shapley::Factor::Arpa, Figure::zero()),
            (shapley::Factor::Margin, change),
            (shapley::Factor::Churn, Figure::zero()),
        ]
    );
}

/// Half leave in a month, 4 095 of 4 096 in a year: 600·4 096 ÷ 4 095 at a margin of 50 %.
#[test]
fn what_is_paid_by_the_year_does_not_grow_by_the_month() {
    let side = |margin: i32| {
        let ltv = fraction(12 * margin * 4_096, 4_095);
        let mut side = whole_side(Method::Expansion, margin, (5, 1), &ltv, (1, 0));
        side.total.further.growth = Some(Figure::exact(Exact::decimal(margin, 2)));
        side.manner.billing = crate::domain::assumptions::Billing::Year;
        side
    };
    use shapley::Factor::{Arpa, Cac, Churn, Margin};
    assert_eq!(factors(&side(50), &side(80)), (vec![Cac, Arpa, Margin, Churn], false));
}

#[test]
fn an_ltv_by_another_method_is_one_factor() {
    use shapley::Factor::{Arpa, Cac, Churn, Ltv, Margin, Mix};
    let (before, mut after) = two();
    after.manner.method = Method::Lifetime;
    assert!(before.manner.values_alike(&after.manner));
    assert_eq!(factors(&before, &after), (vec![Cac, Arpa, Margin, Churn, Mix], true));
    after.manner.method = Method::Discounted;
    assert!(!before.manner.values_alike(&after.manner));
    assert_eq!(factors(&before, &after), (vec![Cac, Ltv, Mix], true));
}

#[test]
fn an_ltv_matters_where_one_is_known() {
    let mut side = two().0;
    assert!(side.has_ltv());
    for row in side.rows.iter_mut().chain([&mut side.total]) {
        row.values.insert(Metric::Ltv, Value::Undefined(Reason::NoArpa));
    }
    assert!(!side.has_ltv());
}

#[test]
fn a_side_carries_what_else_ltv_hangs_on() {
    use crate::domain::quantity;
    let common = crate::domain::assumptions::Inputs {
        arpa: Some(quantity::monthly_money("100").unwrap()),
        margin: Some(quantity::margin("50%").unwrap()),
        churn: Some(quantity::churn("5%").unwrap()),
        discount: Some(quantity::discount("1%/mo").unwrap()),
        ..Default::default()
    };
    let assumptions = crate::domain::assumptions::Assumptions { common, ..Default::default() };
    let results = crate::calc::oneoff::derive(&Default::default(), &assumptions).unwrap();
    let further = Side::of(&results, None, str::to_owned).total.further;
    assert_eq!(further.discount, Some(Figure::exact(Exact::decimal(1, 2))));
    assert_eq!((further.growth, further.order_cost), (None, None));
}
