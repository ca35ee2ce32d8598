//! Rules at their very limits: enclosures that touch them, rows that are gone, ends of intervals.

use super::*;
use crate::calc::compare::side::Side;
use crate::calc::results::{Interval, Label, Results};
use crate::domain::period::{Grain, Month, Span};

fn between(low: i32, high: i32) -> Figure {
    Figure::between(Exact::whole(low), Exact::whole(high))
}

fn known(value: i32) -> Value {
    Value::exact(Exact::whole(value))
}

/// Results with one channel, whose CAC and the total's are a figure given.
fn with_cac(cac: Value) -> Results {
    let mut results = compute(&ledger(&[(Some("A"), 100, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    results.total.values.insert(Metric::Cac, cac.clone());
    results.rows[0].values.insert(Metric::Cac, cac);
    results
}

fn outcome(results: &Results, rule: &Rule) -> (Outcome, Option<Why>) {
    let found = judge(results, None, std::slice::from_ref(rule)).pop().unwrap();
    (found.outcome, found.why)
}

const OPERATORS: [Operator; 4] = [Operator::AtLeast, Operator::AtMost, Operator::Above, Operator::Below];

/// A figure between 2 and 3 is at least 2 and at most 3 for certain; whether it is above 2 or below 3 is not known.
#[test]
fn an_enclosure_decides_what_is_certain_and_no_more() {
    use Outcome::{Fail, Pass, Undecided};
    let results = with_cac(Value::Known(between(2, 3)));
    let at = |limit: i32| {
        OPERATORS.map(|operator| outcome(&results, &Rule::total(Metric::Cac, operator, Exact::whole(limit))).0)
    };
    assert_eq!(at(1), [Pass, Fail, Pass, Fail]);
    assert_eq!(at(2), [Pass, Undecided, Undecided, Fail]);
    assert_eq!(at(3), [Undecided, Pass, Fail, Undecided]);
    assert_eq!(at(4), [Fail, Pass, Fail, Pass]);
    let close = Rule::total(Metric::Cac, Operator::Above, Exact::whole(2));
    assert_eq!(outcome(&results, &close), (Undecided, Some(Why::TooClose)));
    assert_eq!(OPERATORS.map(Operator::sign), [">=", "<=", ">", "<"]);
}

/// What may lie beyond the limit that warns is warned of, and what lies on it is not.
#[test]
fn a_warning_is_given_where_the_nearer_limit_is_not_surely_met() {
    let rule = Rule { warn: Some(Exact::whole(2)), ..Rule::total(Metric::Cac, Operator::AtMost, Exact::whole(9)) };
    assert_eq!(outcome(&with_cac(known(2)), &rule).0, Outcome::Pass);
    assert_eq!(outcome(&with_cac(known(3)), &rule).0, Outcome::Warn);
    assert_eq!(outcome(&with_cac(Value::Known(between(1, 3))), &rule).0, Outcome::Warn);
    assert_eq!(outcome(&with_cac(known(10)), &rule).0, Outcome::Fail);
}

/// 100 spent: a CAC below 10 takes 11 customers, one of at most 10 takes 10.
#[test]
fn what_is_needed_goes_past_a_limit_that_may_not_be_touched() {
    let needed = |text: &str| judged(&[(Some("A"), 100, 5)], &assumptions(100, Some(50), 5), &[text])[0].needed.clone();
    assert_eq!(needed("cac <= 10")[1], (Metric::NewCustomers, known(10)));
    assert_eq!(needed("cac < 10")[1], (Metric::NewCustomers, known(11)));
    // LTV is 1,000, and a third of it is the most a customer may cost.
    assert_eq!(needed("max_cac >= 400"), [(Metric::Ltv, known(1_200))]);
    assert_eq!(needed("ltv >= 2000"), []);
    assert_eq!(needed("ltv_cac <= 3"), []);
    assert_eq!(needed("cac >= 100"), []);
    assert_eq!(needed("payback_months >= 12"), []);
    assert_eq!(needed("max_cac <= 4"), []);
}

fn month(number: i32) -> Span {
    Span::month(Month::new(2026, number).unwrap())
}

#[test]
fn months_segments_and_categories_are_rows_of_their_own_rules() {
    let mut all = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
    for name in ["channel", "segment", "period"] {
        all.spend_dimensions.insert(name.to_owned());
        all.customer_dimensions.insert(name.to_owned());
    }
    for (number, segment, spend) in [(1, "SMB", 100), (2, "Large", 300)] {
        let key = Key {
            period: Some(month(number)),
            channel: Some("A".into()),
            segment: Some(segment.into()),
            category: Category::Advertising,
            others: Vec::new(),
        };
        let (spend, new_customers) = (Minor(spend * Minor::ONE), Minor(10 * Minor::ONE));
        all.add(key, &Totals { spend, spend_rows: 1, new_customers, customer_rows: 1, ..Totals::default() });
    }
    let by = |dimension| compute(&all, &Assumptions::default(), &[dimension]);
    let (segments, months) = (by(Dimension::Segment), by(Dimension::Period(Grain::Month)));
    let outcomes = |months: Option<&Results>, text: &str| -> Vec<(Outcome, Option<Why>)> {
        judge(&segments, months, &[rule(text)]).into_iter().map(|found| (found.outcome, found.why)).collect()
    };
    let (pass, fail) = ((Outcome::Pass, None), (Outcome::Fail, None));
    assert_eq!(outcomes(Some(&months), "each month: cac <= 20"), [pass.clone(), fail.clone()]);
    assert_eq!(outcomes(Some(&months), "last: cac <= 20"), std::slice::from_ref(&fail));
    let nothing = [(Outcome::Undecided, Some(Why::NothingToJudge))];
    assert_eq!(
        (outcomes(None, "each month: cac <= 20"), outcomes(None, "last: cac <= 20")),
        (nothing.to_vec(), nothing.to_vec())
    );
    assert_eq!(outcomes(None, r#"segment " smb ": cac <= 20"#), [pass]);
    assert_eq!(outcomes(None, r#"segment "Large": cac <= 20"#), [fail]);
    assert_eq!(outcomes(None, r#"channel "A": cac <= 20"#)[0].0, Outcome::Undecided);
    let few = [(Outcome::NotJudged, Some(Why::TooFewCustomers(11))), (Outcome::Undecided, Some(Why::NothingToJudge))];
    assert_eq!(outcomes(None, r#"segment "SMB": cac <= 20 min_customers 11"#), few);
    assert_eq!(outcomes(None, r#"segment "SMB": cac <= 20 min_customers 10"#)[0].0, Outcome::Pass);
    all.spend_dimensions.insert("category".to_owned());
    let by = |dimension| compute(&all, &Assumptions::default(), &[dimension]);
    // What is excepted by name is a channel or a segment, and no category.
    let found = judge(&by(Dimension::Category), None, &[rule(r#"each: spend <= 500 except "advertising""#)]);
    assert_eq!(found[0].outcome, Outcome::Pass);
    let by_month =
        ["each month: cac < 1", "last: cac < 1", "each: cac < 1", "cac < 1"].map(|text| rule(text).row.by_month());
    assert_eq!(by_month, [true, true, false, false]);
}

fn baseline(rows: &[(Option<&str>, i128, i128)]) -> Baselines {
    let results = compute(&ledger(rows), &Assumptions::default(), &[Dimension::Channel]);
    Baselines { all: [("base".to_owned(), Side::of(&results, None, str::to_lowercase))].into(), ..Baselines::default() }
}

/// A rule on how far the CAC may rise above the baseline's.
fn rise(row: Target, percent: i32) -> Rule {
    Rule {
        row,
        limit: Limit::Within { share: Exact::decimal(percent, 2), baseline: "base".to_owned() },
        ..Rule::total(Metric::Cac, Operator::AtMost, Exact::zero())
    }
}

/// 100 ÷ 10 before, 105 ÷ 10 now: 5 % is the limit itself.
#[test]
fn a_rise_by_the_very_share_passes_and_any_more_fails() {
    let results = compute(&ledger(&[(Some("A"), 105, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let at =
        |percent| judge_against(&results, None, &baseline(&[(Some("A"), 100, 10)]), &[rise(Target::Total, percent)]);
    assert_eq!((at(5)[0].outcome, at(4)[0].outcome), (Outcome::Pass, Outcome::Fail));
    let before = at(5)[0].before.clone().unwrap();
    assert_eq!((before.baseline.as_str(), before.value), ("base", known(10)));
    let drop = Rule { operator: Operator::AtLeast, ..rise(Target::Total, 5) };
    let fallen = compute(&ledger(&[(Some("A"), 95, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let against =
        |results| judge_against(results, None, &baseline(&[(Some("A"), 100, 10)]), std::slice::from_ref(&drop));
    assert_eq!((against(&fallen)[0].outcome, against(&results)[0].outcome), (Outcome::Pass, Outcome::Pass));
    let further = compute(&ledger(&[(Some("A"), 94, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    assert_eq!(against(&further)[0].outcome, Outcome::Fail);
}

#[test]
fn rows_of_the_baseline_that_are_gone_are_told_unless_they_are_spared() {
    let results = compute(&ledger(&[(Some("A"), 100, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let base = baseline(&[(Some("A"), 100, 10), (Some("Gone"), 50, 5), (Some("Free"), 0, 5), (None, 10, 0)]);
    let told = |rule: Rule| -> Vec<(Outcome, Option<Why>)> {
        let found = judge_against(&results, None, &base, &[rule]);
        found.into_iter().skip(1).map(|found| (found.outcome, found.why)).collect()
    };
    let each = rise(Target::Each, 5);
    assert_eq!(told(each.clone()), [(Outcome::Undecided, Some(Why::RowGone))]);
    let excepted = Rule { except: vec![" gone ".to_owned()], ..each.clone() };
    assert_eq!(told(excepted), [(Outcome::NotJudged, Some(Why::Excepted))]);
    let few = |least| Rule { min_customers: Some(least), ..each.clone() };
    assert_eq!(told(few(1)), [(Outcome::NotJudged, Some(Why::TooFewCustomers(1)))]);
    assert_eq!(told(few(0)), [(Outcome::Undecided, Some(Why::RowGone))]);
    assert_eq!(told(rise(Target::Total, 5)), []);
}

#[test]
fn a_baseline_without_the_figure_decides_nothing() {
    let results = compute(&ledger(&[(Some("A"), 100, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let why = |base: &Baselines, row| judge_against(&results, None, base, &[rise(row, 5)])[0].why.clone();
    let empty = baseline(&[(Some("A"), 100, 0)]);
    assert_eq!(why(&empty, Target::Total), Some(Why::UndefinedBefore(Reason::NoNewCustomers)));
    assert_eq!(why(&baseline(&[(Some("B"), 100, 1)]), Target::Each), Some(Why::NoRowBefore));
    let mut lacks = baseline(&[(Some("A"), 100, 10)]);
    lacks.all.get_mut("base").unwrap().total.values.remove(&Metric::Cac);
    assert_eq!(why(&lacks, Target::Total), Some(Why::NotCarriedBefore));
    let base = baseline(&[(Some("A"), 100, 10)]);
    let held = |row, dimensions: &[Dimension]| base.held(&rise(Target::Each, 5), &row, dimensions).why;
    let a = || Judged::Row(vec![Label::Name(Some("A".into()))]);
    assert_eq!(held(a(), &[Dimension::Channel]), None);
    assert_eq!(held(a(), &[Dimension::Channel, Dimension::Segment]), Some(Why::NoRowBefore));
    assert_eq!(held(a(), &[Dimension::Segment]), Some(Why::NoRowBefore));
    assert_eq!(held(Judged::Absent("A".to_owned()), &[Dimension::Channel]), Some(Why::NoRowBefore));
    assert_eq!(held(Judged::Paid, &[Dimension::Channel]), None);
}

/// 10 % of what lies between −5 and 3 is at most 0.5, and of what lies between −3 and 5 as well.
#[test]
fn a_share_of_what_may_be_on_either_side_of_zero_is_of_its_size() {
    let limit = |low: i32, high: i32, operator| {
        let mut base = baseline(&[(Some("A"), 100, 10)]);
        let total = &mut base.all.get_mut("base").unwrap().total;
        total.values.insert(Metric::Cac, Value::Known(between(low, high)));
        let rule = Rule { operator, ..rise(Target::Total, 10) };
        base.held(&rule, &Judged::Total, &[Dimension::Channel]).limit
    };
    let bounds = |low: i32, high: i32| Value::Known(Figure::between(Exact::decimal(low, 1), Exact::decimal(high, 1)));
    assert_eq!(limit(-5, 3, Operator::AtMost), bounds(-50, 35));
    assert_eq!(limit(-3, 5, Operator::AtMost), bounds(-30, 55));
    assert_eq!(limit(-3, 5, Operator::AtLeast), bounds(-35, 50));
    assert_eq!(limit(-10, -10, Operator::AtMost), known(-9));
    assert_eq!(limit(-10, -10, Operator::AtLeast), known(-11));
    assert_eq!(limit(2, 4, Operator::Below), bounds(22, 44));
}

fn worst(operator: Operator, limit: i32) -> Rule {
    Rule { bound: Bound::Worst, ..Rule::total(Metric::Cac, operator, Exact::whole(limit)) }
}

fn with_interval(cac: Value, interval: Option<Option<Interval>>) -> Results {
    let mut results = with_cac(cac);
    if let Some(interval) = interval {
        results.total.intervals.insert(Metric::Cac, interval);
    }
    results
}

fn ends(low: Option<i32>, high: Option<i32>) -> Option<Option<Interval>> {
    let figure = |end: Option<i32>| end.map(|end| Figure::exact(Exact::whole(end)));
    Some(Some(Interval { low: figure(low), high: figure(high) }))
}

/// A CAC of 10, between 8 and 13: the end that is the less favourable decides, and an open one nothing.
#[test]
fn the_less_favourable_end_of_an_interval_is_judged() {
    let measured = with_interval(known(10), ends(Some(8), Some(13)));
    let codes = [(Operator::AtMost, 13), (Operator::AtMost, 12), (Operator::AtLeast, 8), (Operator::AtLeast, 9)];
    let outcomes = codes.map(|(operator, limit)| outcome(&measured, &worst(operator, limit)).0);
    assert_eq!(outcomes, [Outcome::Pass, Outcome::Fail, Outcome::Pass, Outcome::Fail]);
    let strict = [(Operator::Below, 13), (Operator::Below, 14), (Operator::Above, 8), (Operator::Above, 7)];
    let outcomes = strict.map(|(operator, limit)| outcome(&measured, &worst(operator, limit)).0);
    assert_eq!(outcomes, [Outcome::Fail, Outcome::Pass, Outcome::Fail, Outcome::Pass]);
    // 100 spent at most 13: a limit of 6.5 takes half the spend.
    let failed =
        judge(&measured, None, &[Rule { limit: Limit::At(Exact::decimal(65, 1)), ..worst(Operator::AtMost, 0) }]);
    assert_eq!(failed[0].needed, [(Metric::Spend, known(50))]);
    assert_eq!(judge(&measured, None, &[worst(Operator::AtLeast, 9)])[0].needed, []);
    let open = with_interval(known(10), ends(Some(8), None));
    assert_eq!(outcome(&open, &worst(Operator::AtMost, 20)), (Outcome::Undecided, Some(Why::OpenEnd)));
    assert_eq!(outcome(&open, &worst(Operator::AtMost, 9)), (Outcome::Fail, None));
    let none = with_interval(known(10), Some(None));
    assert_eq!(outcome(&none, &worst(Operator::AtMost, 20)), (Outcome::Undecided, Some(Why::NoInterval)));
}

/// A ratio of 2 at its lower end, and 100 spent: twice the ratio takes half the spend.
#[test]
fn a_ratio_that_misses_by_its_lower_end_says_what_spend_would_do() {
    let given = assumptions(100, Some(50), 5);
    let mut results = compute(&ledger(&[(Some("A"), 100, 10)]), &given, &[Dimension::Channel]);
    results.total.values.insert(Metric::LtvCac, known(3));
    results.total.intervals.insert(Metric::LtvCac, ends(Some(2), Some(5)).unwrap());
    let rule = |operator, limit: i32| Rule {
        bound: Bound::Worst,
        ..Rule::total(Metric::LtvCac, operator, Exact::whole(limit))
    };
    let found = judge(&results, None, &[rule(Operator::AtLeast, 4), rule(Operator::AtMost, 4)]);
    assert_eq!((found[0].outcome, &found[0].needed[..]), (Outcome::Fail, &[(Metric::Spend, known(50))][..]));
    assert_eq!((found[1].outcome, &found[1].needed[..]), (Outcome::Fail, &[][..]));
}

#[test]
fn what_has_no_interval_is_judged_as_it_is_and_what_has_no_value_by_its_bound() {
    let plain = with_interval(known(10), None);
    assert_eq!(outcome(&plain, &worst(Operator::AtMost, 10)).0, Outcome::Pass);
    assert_eq!(judge(&plain, None, &[worst(Operator::AtMost, 10)])[0].end, Some(End::Known));
    let missing = Value::Undefined(Reason::NoNewCustomers);
    let why = Some(Why::Undefined(Reason::NoNewCustomers));
    assert_eq!(
        outcome(&with_interval(missing.clone(), None), &worst(Operator::AtMost, 10)),
        (Outcome::Undecided, why.clone())
    );
    // No customer yet: the CAC is at least 5, which is enough for a limit from below and fails none from above.
    let bounded = with_interval(missing, ends(Some(5), None));
    assert_eq!(outcome(&bounded, &worst(Operator::AtLeast, 5)), (Outcome::Pass, None));
    assert_eq!(outcome(&bounded, &worst(Operator::AtLeast, 6)), (Outcome::Undecided, why));
}

#[test]
fn an_undecided_category_leaves_the_end_of_an_interval_undecided() {
    let given = Assumptions { scope: Scope::Direct, ..Assumptions::default() };
    let results = compute(&ledger(&[(Some("A"), 100, 10)]), &given, &[Dimension::Channel]);
    let undecided = Some(Why::UndecidedCategories(vec![(Category::Blank, Exact::whole(100))]));
    assert_eq!(outcome(&results, &worst(Operator::AtMost, 100)), (Outcome::Undecided, undecided));
}

#[test]
fn limits_have_the_unit_of_their_metric() {
    assert_eq!(rule("margin >= 0.5").limit, Limit::At(Exact::decimal(5, 1)));
    assert_eq!(rule("margin >= -1").limit, Limit::At(Exact::whole(-1)));
    assert_eq!(rule("margin >= 1").limit, Limit::At(Exact::one()));
    assert!(message("margin >= 1.01").contains("write 1.01%") && message("margin >= -1.5").contains("no share"));
    assert_eq!(rule("new_customers >= 5").limit, Limit::At(Exact::whole(5)));
    assert_eq!(rule("cac <= +5").limit, Limit::At(Exact::whole(5)));
    assert_eq!(rule("cac <= 0,125").limit, Limit::At(Exact::decimal(125, 3)));
    assert_eq!(rule("cac <= 1250,125").limit, Limit::At(Exact::decimal(1_250_125, 3)));
    assert_eq!(rule("cac <= 999 999 999").limit, Limit::At(Exact::whole(999_999_999)));
    let most = 1_234_567_890_123_456_789_012_345_678_i128;
    assert_eq!(rule("cac <= 1234567890123456789012345678").limit, Limit::At(Exact::whole(most)));
    for number in ["1234 567", "1 0000", "12345678901234567890123456789", "1,2,3", "1.2,3", "5,", "a", "1 234 56"] {
        assert!(parse(&format!("cac <= {number}")).is_err(), "{number}");
    }
    assert!(message(r#"cac <= 5 except "A" more"#).contains("'more' is not understood"));
    assert!(message("cac <= 5 min_customers x").contains("whole number"));
    assert!(message("cac <= 5 except A").contains("names in quotes"));
    assert!(message("<= 5").contains("a metric is missing"));
    assert!(message(r#"channel "A cac <= 5"#).contains("has no >="));
    assert!(message("channel : cac <= 5").contains("wants a name"));
}
