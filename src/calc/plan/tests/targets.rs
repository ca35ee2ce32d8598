//! What a target needs.

use super::*;

/// W10 (guidewhale): the ratio is 3 exactly, so what it needs is what it has.
#[test]
fn a_target_that_is_met_exactly_needs_what_there_is() {
    let ledger = ledger(&[("Meta", 25_000, 100)]);
    let found = needed(&Ground::Ledger(&ledger), &model("50", "75%", "5%"), (3, 1));
    assert_eq!(found.met, Some(true));
    assert_eq!((found.max_cac, found.room, found.min_ltv), (whole(250), whole(0), whole(750)));
    assert_eq!((found.max_churn, found.min_arpa), (fraction(1, 20), whole(50)));
    assert_eq!((found.min_margin, found.min_customers), (fraction(3, 4), whole(100)));
}

/// By hand, T 5 at CAC 250, so LTV 1 250: churn 37.5 ÷ 1 250 = 3 %, ARPA 1 250 × 5 % ÷ 75 % = 83.33, a margin of 125 %,
/// 25 000 × 5 ÷ 750 = 166.7 customers.
#[test]
fn what_cannot_be_is_out_of_range_and_customers_are_whole() {
    let ledger = ledger(&[("Meta", 25_000, 100)]);
    let found = needed(&Ground::Ledger(&ledger), &model("50", "75%", "5%"), (5, 1));
    assert_eq!(found.met, Some(false));
    assert_eq!((found.max_cac, found.room), (whole(150), whole(-100)));
    assert_eq!((found.max_churn, found.min_arpa), (fraction(3, 100), fraction(250, 3)));
    assert_eq!(found.min_margin, Value::Undefined(Reason::OutOfRange));
    assert_eq!(found.min_customers, whole(167));
}

/// W21 (unit-econ-agent), T 3 at CAC 18, so LTV 54: (AOV × 30 % − 4.20) × 2.8 ÷ 8 % = 54 for AOV 134 ÷ 7.
#[test]
fn orders_need_a_value_of_an_order_beside_their_cost() {
    let common = Inputs {
        aov: Some(Exact::whole(34)),
        monthly_orders: Some(Exact::decimal(28, 1)),
        cost_per_order: Some(Exact::decimal(42, 1)),
        margin: Some(quantity::margin("30%").unwrap()),
        churn: Some(quantity::churn("8%").unwrap()),
        ..Inputs::default()
    };
    let ledger = ledger(&[("Meta", 1_800, 100)]);
    let assumptions = Assumptions { common, ..Assumptions::default() };
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (3, 1));
    assert_eq!(found.min_aov, Some(fraction(134, 7)));
    assert_eq!(found.min_margin, fraction(201, 1_190));
    // Monthly margin 16.80 ÷ 54.
    assert_eq!(found.max_churn, fraction(14, 45));
}

/// W22: A ÷ 3 % + 1.60 × 97 % ÷ 0.03² = 3 000 for A = 574 ÷ 15.
#[test]
fn what_grows_by_itself_needs_no_arpa() {
    let mut assumptions = model("80", "100%", "3%");
    assumptions.common.growth = Some(quantity::monthly_money("1.60").unwrap());
    let ledger = ledger(&[("Meta", 1_000, 1)]);
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (3, 1));
    assert_eq!(found.min_arpa, fraction(574, 15));
}

/// Two months are worth 100 × (1 + r): 150 at churn 50 %, 170 at 30 %; never more than 200 nor less than 100.
#[test]
fn over_a_horizon_the_highest_churn_is_enclosed() {
    let mut assumptions = model("100", "100%", "10%");
    assumptions.horizon = Some(2);
    let churn = |spend| {
        let ledger = ledger(&[("Meta", spend, 1)]);
        needed(&Ground::Ledger(&ledger), &assumptions, (1, 1)).max_churn
    };
    assert_eq!(churn(150), fraction(1, 2));
    let found = churn(170);
    let figure = found.figure().unwrap();
    let (low, high) = (figure.low(), figure.high());
    assert!(*low <= Exact::decimal(3, 1) && Exact::decimal(3, 1) <= *high);
    assert!(Exact::decimal(1, 28) > high - low);
    for beyond in [250, 50] {
        assert_eq!(churn(beyond), Value::Undefined(Reason::OutOfRange));
    }
    // The ends are met exactly: by nobody who leaves, and by nobody who stays.
    assert_eq!((churn(200), churn(100)), (whole(0), whole(1)));
}

/// A month paid at its start is worth 100 whoever leaves after it, and so is the year paid at once 1 200.
#[test]
fn where_only_the_first_payment_counts_any_churn_meets_what_one_meets() {
    let ledger = ledger(&[("A", 100, 1), ("B", 100, 1)]);
    let mut assumptions = model("100", "100%", "10%");
    assumptions.horizon = Some(1);
    assert_eq!(needed(&Ground::Ledger(&ledger), &assumptions, (1, 1)).max_churn, whole(1));
    let billing = crate::domain::assumptions::Billing::Year;
    let yearly = Assumptions { billing, horizon: Some(12), ..model("100", "100%", "10%") };
    assert_eq!(needed(&Ground::Ledger(&ledger), &yearly, (12, 1)).max_churn, whole(1));
    // Of a mix one churn runs above 100 % before the others do.
    let own = Inputs { churn: Some(quantity::churn("20%").unwrap()), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("B", own));
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (1, 1));
    assert_eq!((found.ltv_cac, found.max_churn), (whole(1), Value::Undefined(Reason::OutOfRange)));
}

/// 900 customers at 1 % and 100 at 20 %, m 100: LTV 9 050, churn 2.9 % pooled. At CAC 1 000 and T 3 each churn may be
/// 9 050 ÷ 3 000 times as high; at T 1 the 20 % would be 181 %.
#[test]
fn channels_that_differ_have_their_churn_multiplied_alike() {
    let mut assumptions = model("100", "100%", "1%");
    Arc::make_mut(&mut assumptions.rows).push(Assumption {
        channel: Some("Podcast".to_owned()),
        segment: None,
        inputs: Inputs { churn: Some(quantity::churn("20%").unwrap()), ..Inputs::default() },
        configured: false,
    });
    let ledger = ledger(&[("Meta", 900_000, 900), ("Podcast", 100_000, 100)]);
    let ground = Ground::Ledger(&ledger);
    let found = needed(&ground, &assumptions, (3, 1));
    assert_eq!(found.ltv_cac, fraction(905, 100));
    assert_eq!(found.max_churn, fraction(5_249, 60_000));
    // ARPA 100 × 3 000 ÷ 9 050.
    assert_eq!(found.min_arpa, fraction(6_000, 181));
    assert_eq!(needed(&ground, &assumptions, (1, 1)).max_churn, Value::Undefined(Reason::OutOfRange));
}

/// CAC 2 000 at m 80 and churn 2 % takes 35 months (by hand, formulas of payback).
#[test]
fn the_highest_cac_for_a_payback_is_what_those_who_stay_pay() {
    let ledger = ledger(&[("Meta", 2_000, 1)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("100", "80%", "2%"));
    let most = |months| value(&paid_back_within(&ground, &assumptions, months).total, Metric::Ltv);
    let cost = crate::domain::figure::Figure::exact(Exact::whole(2_000));
    assert!(most(34).figure().unwrap().compare(&cost).unwrap().is_lt());
    assert!(most(35).figure().unwrap().compare(&cost).unwrap().is_gt());
    assert_eq!(most(1), whole(80));
    // Of months that are paid as they come, whatever LTV is made of: 80 + 80 × 98 %.
    let mut assumptions = model("100", "80%", "2%");
    assumptions.common.discount = Some(quantity::discount("10%/mo").unwrap());
    let billing = crate::domain::assumptions::Billing::Year;
    let assumptions =
        Assumptions { method: Some(Method::Discounted), timing: Timing::End, billing, ..assumptions.clone() };
    let capped = paid_back_within(&ground, &assumptions, 2);
    assert_eq!(value(&capped.total, Metric::Ltv), fraction(1_584, 10));
    // An LTV as typed says nothing of months.
    let given = Given { ltv: Some(Exact::whole(900)), cac: Some(Exact::whole(300)), ..Given::default() };
    let ground = Ground::figures(&given, &assumptions).unwrap();
    assert!(ground.ltv_is_given() && !ground.of_inputs().ltv_is_given());
    assert_eq!(value(&paid_back_within(&ground, &assumptions, 2).total, Metric::Ltv), fraction(1_584, 10));
}

#[test]
fn a_ratio_that_may_touch_its_target_with_the_edge_is_undecided() {
    use super::breakeven::meets;
    let between = Value::Known(crate::domain::figure::Figure::between(Exact::whole(2), Exact::whole(3)));
    let met = |target| meets(&between, &Exact::whole(target));
    assert_eq!((met(2), met(3), met(4)), (Some(true), None, Some(false)));
    assert_eq!(meets(&Value::Undefined(Reason::NoSpend), &Exact::whole(3)), None);
}

/// Of an LTV that was typed no input has a say, though all of them are known.
#[test]
fn an_ltv_as_typed_needs_no_input() {
    let given = Given { ltv: Some(Exact::whole(900)), cac: Some(Exact::whole(300)), ..Given::default() };
    let assumptions = model("50", "75%", "5%");
    let ground = Ground::figures(&given, &assumptions).unwrap();
    let found = needed(&ground, &assumptions, (2, 1));
    assert_eq!((found.met, found.max_cac, found.min_ltv), (Some(true), whole(450), whole(600)));
    let none = Value::Undefined(Reason::NoData);
    assert_eq!((found.max_churn, found.min_arpa, found.min_margin), (none.clone(), none.clone(), none));
}

/// LTV 750: of credits of 100 no number of customers is too few.
#[test]
fn credits_need_no_customers() {
    let ledger = ledger(&[("Meta", -100, 1)]);
    let found = needed(&Ground::Ledger(&ledger), &model("50", "75%", "5%"), (3, 1));
    assert_eq!(found.min_customers, Value::Undefined(Reason::OutOfRange));
}

#[test]
fn a_ratio_on_revenue_is_judged_where_that_was_asked_for() {
    let ledger = ledger(&[("Meta", 25_000, 100)]);
    let mut assumptions = model("50", "75%", "5%");
    assumptions.common.margin = None;
    let met = |assumptions: &Assumptions| needed(&Ground::Ledger(&ledger), assumptions, (3, 1)).met;
    assert_eq!(met(&assumptions), None);
    assumptions.basis = Some(Basis::Revenue);
    assert_eq!(met(&assumptions), Some(true));
}

/// Without ARPA the growth alone brings 15 520/9 = 1 724, more than the 1 000 that are needed.
#[test]
fn what_is_enough_without_an_input_needs_none_of_it() {
    let mut assumptions = model("80", "100%", "3%");
    assumptions.common.growth = Some(quantity::monthly_money("1.60").unwrap());
    let ledger = ledger(&[("Meta", 1_000, 1)]);
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (1, 1));
    assert_eq!(found.min_arpa, Value::Undefined(Reason::OutOfRange));
}

#[test]
fn orders_of_a_channels_own_have_no_least_value_for_all() {
    let ledger = ledger(&[("Meta", 1_800, 100)]);
    let mut assumptions = by_orders();
    let own = Inputs { aov: Some(Exact::whole(40)), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("Meta", own));
    assert_eq!(needed(&Ground::Ledger(&ledger), &assumptions, (3, 1)).min_aov, None);
}

#[test]
fn customers_without_spend_need_nothing() {
    let ledger = ledger(&[("Organic", 0, 10)]);
    let found = needed(&Ground::Ledger(&ledger), &model("50", "75%", "5%"), (3, 1));
    assert_eq!((found.met, found.max_cac), (None, whole(250)));
    assert_eq!(found.max_churn, Value::Undefined(Reason::NoSpend));
}

#[test]
fn each_timing_of_a_discount_has_its_own_highest_churn() {
    let ledger = ledger(&[("Meta", 100, 1)]);
    for timing in [Timing::Start, Timing::End, Timing::Arrears] {
        let mut assumptions = model("100", "100%", "20%");
        assumptions.common.discount = Some(quantity::discount("10%/mo").unwrap());
        assumptions.timing = timing;
        let ground = Ground::Ledger(&ledger);
        let ratio = value(&ground.results(&assumptions).total, Metric::LtvCac);
        let ratio = ratio.figure().unwrap().low().clone();
        let today = ground.results(&assumptions);
        let found = &targets(&ground, &assumptions, &today, &ratio)[0];
        assert_eq!(found.max_churn, fraction(1, 5), "{timing:?}");
    }
}

/// Two months each, 100 + 100·r: 200 − 15·f together at f times 10 % and 20 %, 170 for f = 2; above 200 for none.
#[test]
fn over_a_horizon_the_churn_of_a_mix_is_enclosed() {
    let mut assumptions = model("100", "100%", "10%");
    assumptions.horizon = Some(2);
    let own = Inputs { churn: Some(quantity::churn("20%").unwrap()), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("B", own));
    let churn = |cac| {
        let ledger = ledger(&[("A", cac, 1), ("B", cac, 1)]);
        needed(&Ground::Ledger(&ledger), &assumptions, (1, 1)).max_churn
    };
    let found = churn(170);
    let (low, high) = (found.figure().unwrap().low(), found.figure().unwrap().high());
    assert!(*low <= Exact::decimal(3, 1) && Exact::decimal(3, 1) <= *high);
    assert!(Exact::decimal(1, 17) > high - low);
    assert_eq!(churn(250), Value::Undefined(Reason::OutOfRange));
}

/// As above with a millionth and two: 200 − 0.000 15·f is 170 for f = 200 000, 1.5 millionths of which are 30 %. Of
/// nobody who leaves there is nothing to multiply.
#[test]
fn a_churn_of_next_to_nothing_is_multiplied_as_often_as_it_takes() {
    let ledger = ledger(&[("A", 170, 1), ("B", 170, 1)]);
    let highest = |one: &str, other: &str| {
        let mut assumptions = model("100", "100%", one);
        assumptions.horizon = Some(2);
        let arpa = Some(quantity::monthly_money(if one == other { "101" } else { "100" }).unwrap());
        let own = Inputs { arpa, churn: Some(quantity::churn(other).unwrap()), ..Inputs::default() };
        Arc::make_mut(&mut assumptions.rows).push(own_of("B", own));
        needed(&Ground::Ledger(&ledger), &assumptions, (1, 1)).max_churn
    };
    let found = highest("0.0001%", "0.0002%");
    let (low, high) = (found.figure().unwrap().low(), found.figure().unwrap().high());
    assert!(*low <= Exact::decimal(3, 1) && Exact::decimal(3, 1) <= *high);
    assert!(Exact::decimal(1, 17) > high - low);
    assert_eq!(highest("0%", "0%"), Value::Undefined(Reason::OutOfRange));
}

#[test]
fn without_an_ltv_of_a_channel_the_total_has_no_highest_churn() {
    let mut assumptions = model("100", "100%", "5%");
    let own = Inputs { churn: Some(quantity::churn("0%").unwrap()), ..Inputs::default() };
    Arc::make_mut(&mut assumptions.rows).push(own_of("B", own));
    let ledger = ledger(&[("A", 100, 1), ("B", 100, 1)]);
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (3, 1));
    assert_eq!(
        (found.ltv_cac, found.max_churn),
        (Value::Undefined(Reason::Partial), Value::Undefined(Reason::Partial),)
    );
}

#[test]
fn a_margin_that_shrinks_by_itself_has_no_highest_churn() {
    let mut assumptions = model("100", "100%", "5%");
    assumptions.common.growth = Some(quantity::monthly_money("-1").unwrap());
    let ledger = ledger(&[("Meta", 100, 1)]);
    let found = needed(&Ground::Ledger(&ledger), &assumptions, (3, 1));
    assert_eq!(found.max_churn, Value::Undefined(Reason::OutOfRange));
}

/// A month's half leaves 1/4096 for the next year, and 1 % a month is D = 1.01^12 − 1: 1 200·(1 + D) ÷ (4095/4096 + D).
#[test]
fn contracts_of_a_year_with_a_discount_have_their_highest_churn() {
    let billing = crate::domain::assumptions::Billing::Year;
    let mut assumptions = Assumptions { billing, ..model("100", "100%", "10%") };
    assumptions.common.discount = Some(quantity::discount("1%/mo").unwrap());
    let grown = Exact::decimal(101, 2).power(12);
    let lost = &grown - &Exact::quotient(1, 4_096).unwrap();
    let target = (&grown * &Exact::whole(1_200)).divided_by(&lost).unwrap();
    let ledger = ledger(&[("Meta", 1, 1)]);
    let ground = Ground::Ledger(&ledger);
    let found = targets(&ground, &assumptions, &ground.results(&assumptions), &target);
    assert_eq!(found[0].max_churn, fraction(1, 2));
}

/// LTV 750 at CAC 250: a margin of 100 % is worth 1 000, T 4. At T 1/10 nobody needs to stay: 37.5 ÷ 25 is 150 %.
#[test]
fn all_of_a_margin_can_be_and_more_than_all_of_a_churn_can_not() {
    let ledger = ledger(&[("Meta", 25_000, 100)]);
    let (ground, assumptions) = (Ground::Ledger(&ledger), model("50", "75%", "5%"));
    assert_eq!(needed(&ground, &assumptions, (4, 1)).min_margin, whole(1));
    let out = Value::Undefined(Reason::OutOfRange);
    assert_eq!(needed(&ground, &assumptions, (1, 10)).max_churn, out);
    // Of no margin nothing is left however many stay; and 100 × 1.1 ÷ 2 000 − 10 % is below 0.
    assert_eq!(needed(&ground, &model("50", "0%", "5%"), (3, 1)).max_churn, out);
    let mut assumptions = model("100", "100%", "20%");
    assumptions.common.discount = Some(quantity::discount("10%/mo").unwrap());
    assert_eq!(needed(&ground, &assumptions, (8, 1)).max_churn, out);
}

/// Without a discount m ÷ c = 750 at 5 % whenever a month is paid, but for a discounted sum at its end: 37.5·r ÷ c = 750
/// for c = 37.5 ÷ 787.5 = 1/21.
#[test]
fn a_timing_changes_the_highest_churn_of_a_discounted_sum_alone() {
    let ledger = ledger(&[("Meta", 25_000, 100)]);
    let churn = |method, timing| {
        let assumptions = Assumptions { method: Some(method), timing, ..model("50", "75%", "4%") };
        needed(&Ground::Ledger(&ledger), &assumptions, (3, 1)).max_churn
    };
    assert_eq!(churn(Method::Simple, Timing::Start), fraction(1, 20));
    assert_eq!(churn(Method::Simple, Timing::End), fraction(1, 20));
    assert_eq!(churn(Method::Discounted, Timing::Start), fraction(1, 20));
    let (found, wanted) = (churn(Method::Discounted, Timing::End), Exact::quotient(1, 21).unwrap());
    let figure = found.figure().unwrap();
    assert!(*figure.low() <= wanted && wanted <= *figure.high(), "{figure:?}");
    assert!(Exact::decimal(1, 20) > figure.high() - figure.low());
}

/// K = 97 ÷ 101: 80 ÷ (1 − K) + 1.60·K ÷ (1 − K)² = 2 020 + 1.60·97·101 ÷ 16 = 2 999.70, at a churn of 3 %.
#[test]
fn growth_with_a_discount_has_its_highest_churn() {
    let mut assumptions = model("80", "100%", "5%");
    assumptions.common.growth = Some(quantity::monthly_money("1.60").unwrap());
    assumptions.common.discount = Some(quantity::discount("1%/mo").unwrap());
    let found = needed(&Ground::Ledger(&ledger(&[("Meta", 1, 1)])), &assumptions, (29_997, 10)).max_churn;
    let figure = found.figure().unwrap();
    assert!(*figure.low() <= Exact::decimal(3, 2) && Exact::decimal(3, 2) <= *figure.high(), "{figure:?}");
    assert!(Exact::decimal(1, 20) > figure.high() - figure.low());
}
