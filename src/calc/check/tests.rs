#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use super::*;
use crate::calc::compute;
use crate::domain::assumptions::{Assumptions, Basis, Inputs};
use crate::domain::category::Scope;
use crate::domain::figure::Figure;
use crate::domain::ledger::Minor;
use crate::domain::ledger::{Dimension, Key, Ledger, Totals};
use crate::domain::rate::{Margin, MonthlyChurn, MonthlyMoney, Per};

mod limits;

fn rule(text: &str) -> Rule {
    parse(text).unwrap()
}

fn message(text: &str) -> String {
    parse(text).unwrap_err()
}

#[test]
fn a_rule_names_its_rows_metric_and_limit() {
    let each = rule("each: payback_months <= 12");
    assert_eq!(each.row, Target::Each);
    assert_eq!(each.metric, Metric::PaybackMonths);
    assert_eq!(each.operator, Operator::AtMost);
    assert_eq!(each.limit, Limit::At(Exact::whole(12)));
    assert_eq!(rule("ltv_cac >= 3").row, Target::Total);
    assert_eq!(rule("ltv:cac >= 3").metric, Metric::LtvCac);
    assert_eq!(rule("total cac < 60").operator, Operator::Below);
    assert_eq!(rule("paid: cac ≤ 60").row, Target::Paid);
    assert_eq!(rule("each month: cac <= 60").row, Target::EachMonth);
    assert_eq!(rule("last: cac <= 60").row, Target::Last);
    let channel = rule(r#"channel "Say ""hi"": <ads>": cac <= €60.50"#);
    assert_eq!(channel.row, Target::Channel(r#"Say "hi": <ads>"#.to_owned()));
    assert_eq!(channel.limit, Limit::At(Exact::decimal(605, 1)));
    assert_eq!(rule("channel Meta: cac<=5").row, Target::Channel("Meta".to_owned()));
    assert_eq!(rule(r#"segment "SMB" cac <= 5"#).row, Target::Segment("SMB".to_owned()));
    assert_eq!(rule("churn <= 2.5%").limit, Limit::At(Exact::decimal(25, 3)));
    assert_eq!(rule("payback_months <= 12mo").limit, Limit::At(Exact::whole(12)));
    let long = rule(r#"each: cac <= 60 except "A, B","C" min_customers 10"#);
    assert_eq!(long.except, ["A, B", "C"]);
    assert_eq!(long.min_customers, Some(10));
}

#[test]
fn ratios_have_one_reading() {
    assert_eq!(ratio("3"), Ok(Exact::whole(3)));
    assert_eq!(ratio("3:1"), Ok(Exact::whole(3)));
    assert_eq!(ratio("3,5:1"), Ok(Exact::decimal(35, 1)));
    assert!(ratio("1:3").unwrap_err().ends_with("CAC:LTV 1:3 is LTV:CAC 3"));
    assert!(ratio("2:3").is_err());
}

#[test]
fn what_is_no_rule_is_refused_with_what_was_meant() {
    assert!(message("ltv_cak >= 3").contains("did you mean ltv_cac"));
    assert!(message("cpa <= 3").contains("did you mean cac"));
    assert!(message("eahc: cac <= 3").contains("did you mean each"));
    assert!(message("cac 3").contains("has no >="));
    assert!(message("cac <= 1,250").contains("1250 or 1.250"));
    for number in ["nan", "inf", "1e5", "1_000", "0x10", "", "--5", "1.2.3", "5.", ".5", "1 00"] {
        assert!(parse(&format!("cac <= {number}")).is_err(), "{number}");
    }
    assert!(message("totals: cac <= 3").contains("'totals' names no row; did you mean total"));
    assert!(message("each_month: cac <= 3").contains("'each_month' names no row; did you mean each month"));
    assert!(message("zzzzzzzz >= 3").contains("'zzzzzzzz' is no metric: a rule is"));
    assert!(message("cac <= 5%").contains("not a share"));
    assert!(message("churn <= 2.5").contains("write 2.5%"));
    assert!(parse("cac <= 5 unless x").is_err());
    assert_eq!(rule("cac <= 20 000").limit, Limit::At(Exact::whole(20_000)));
    assert_eq!(rule("cac <= 29,50").limit, Limit::At(Exact::decimal(295, 1)));
}

/// A name of three letters may be one letter off, and one of five no more.
#[test]
fn a_name_is_near_that_is_off_by_a_third_of_its_letters() {
    let nearest = |text: &str, name: &str| parse::nearest(text, [name.to_owned()].into_iter()).is_some();
    assert_eq!([nearest("caq", "cac"), nearest("spenx", "spend"), nearest("ltvcax", "ltv_cac")], [true; 3]);
    assert_eq!([nearest("cqq", "cac"), nearest("spexx", "spend"), nearest("q", "cac")], [false; 3]);
}

fn ledger(rows: &[(Option<&str>, i128, i128)]) -> Ledger {
    let mut ledger = Ledger {
        has_spend: true,
        has_customers: true,
        spend_dimensions: ["channel".to_owned()].into(),
        customer_dimensions: ["channel".to_owned()].into(),
        ..Ledger::default()
    };
    for (channel, spend, customers) in rows {
        let key = Key {
            period: None,
            channel: channel.map(Arc::from),
            segment: None,
            category: Category::Blank,
            others: Vec::new(),
        };
        let totals = Totals {
            spend: Minor(spend * Minor::ONE),
            spend_rows: 1,
            new_customers: Minor(customers * Minor::ONE),
            customer_rows: 1,
            ..Totals::default()
        };
        ledger.add(key, &totals);
    }
    ledger
}

fn assumptions(arpa: i32, margin: Option<i32>, churn: i32) -> Assumptions {
    let percent = |n: i32| Exact::decimal(n, 2);
    Assumptions {
        common: Inputs {
            arpa: Some(MonthlyMoney::new(&Exact::whole(arpa), Per::Month)),
            margin: margin.and_then(|n| Margin::new(Figure::exact(percent(n)))),
            churn: MonthlyChurn::new(&percent(churn), Per::Month),
            ..Inputs::default()
        },
        ..Assumptions::default()
    }
}

fn judged(rows: &[(Option<&str>, i128, i128)], assumptions: &Assumptions, rules: &[&str]) -> Vec<Judgement> {
    let results = compute(&ledger(rows), assumptions, &[Dimension::Channel]);
    let rules: Vec<Rule> = rules.iter().map(|text| rule(text)).collect();
    judge(&results, None, &rules)
}

/// W24: by division of decimals the ratio would be 2.999…9.
#[test]
fn a_ratio_of_exactly_three_passes() {
    let found = judged(&[(Some("A"), 500, 3)], &assumptions(10, Some(50), 1), &["ltv_cac >= 3", "ltv_cac > 3"]);
    assert_eq!(found[0].value, Value::exact(Exact::whole(3)));
    assert_eq!(found[0].outcome, Outcome::Pass);
    assert_eq!(found[1].outcome, Outcome::Fail);
}

/// LTV 1000 for a CAC of 500: for a ratio of 4 a CAC of 250, or an LTV of 2000.
#[test]
fn a_failure_says_what_it_takes() {
    let given = assumptions(100, Some(50), 5);
    let rules = ["ltv_cac >= 4", "cac <= 300", "payback_months <= 5"];
    let found = judged(&[(Some("A"), 5_000, 10)], &given, &rules);
    let exact = |n: i32| Value::exact(Exact::whole(n));
    assert_eq!(found[0].needed, [(Metric::Cac, exact(250)), (Metric::Ltv, exact(2_000))]);
    assert_eq!(found[1].needed, [(Metric::Spend, exact(3_000)), (Metric::NewCustomers, exact(17))]);
    assert_eq!(found[2].needed, [(Metric::Cac, exact(250)), (Metric::Arpa, exact(200))]);
}

#[test]
fn each_judges_named_rows_with_spend() {
    let rows =
        [(Some("A"), 100, 10), (Some("B"), 100, 0), (Some("Organic"), 0, 5), (Some("Small"), 10, 1), (None, 50, 2)];
    let found = judged(&rows, &Assumptions::default(), &[r#"each: cac <= 10 min_customers 0"#]);
    let outcomes: Vec<_> = found.iter().map(|found| (found.outcome, &found.why)).collect();
    assert_eq!(outcomes[0], (Outcome::Pass, &None));
    let no_customers = Some(Why::Undefined(Reason::NoNewCustomers));
    assert_eq!(outcomes[1], (Outcome::Undecided, &no_customers));
    assert_eq!(outcomes[2], (Outcome::NotJudged, &Some(Why::WithoutSpend)));
    assert_eq!(outcomes[3], (Outcome::Pass, &None));
    assert_eq!(outcomes[4], (Outcome::NotJudged, &Some(Why::Unattributed)));
    let found = judged(
        &[(Some("A"), 100, 3)],
        &Assumptions::default(),
        &["each: cac <= 10 min_customers 5", r#"each: cac <= 10 except "a""#],
    );
    assert_eq!(found[0].why, Some(Why::TooFewCustomers(5)));
    assert_eq!(found[1].why, Some(Why::NothingToJudge));
    assert_eq!(found[2].why, Some(Why::Excepted));
    assert_eq!(verdict(&found), Outcome::Undecided);
}

#[test]
fn a_channel_that_is_missing_is_undecided() {
    let found = judged(
        &[(Some("Meta"), 100, 3)],
        &Assumptions::default(),
        &[r#"channel "Mota": cac <= 10"#, r#"channel "meta": cac <= 40"#],
    );
    assert_eq!(found[0].outcome, Outcome::Undecided);
    assert_eq!(found[0].why, Some(Why::NoSuchRow(Some("Meta".to_owned()))));
    assert_eq!(found[1].outcome, Outcome::Pass);
}

#[test]
fn revenue_is_judged_only_when_asked_for() {
    let mut given = assumptions(100, None, 5);
    let rows = [(Some("A"), 100, 1)];
    let found = judged(&rows, &given, &["ltv_cac >= 3", "cac <= 100"]);
    assert_eq!(found[0].why, Some(Why::NeedsRevenueBasis));
    assert_eq!(found[0].outcome, Outcome::Undecided);
    assert_eq!(found[1].outcome, Outcome::Pass);
    given.basis = Some(Basis::Revenue);
    assert_eq!(judged(&rows, &given, &["ltv_cac >= 3"])[0].outcome, Outcome::Pass);
}

#[test]
fn an_undecided_category_leaves_costs_undecided() {
    let mut given = assumptions(100, Some(50), 5);
    given.scope = Scope::Direct;
    let found = judged(&[(Some("A"), 100, 1)], &given, &["cac <= 100", "ltv >= 1"]);
    assert_eq!(found[0].why, Some(Why::UndecidedCategories(vec![(Category::Blank, Exact::whole(100))])));
    assert_eq!(found[0].outcome, Outcome::Undecided);
    assert_eq!(found[1].outcome, Outcome::Pass);
}

/// CAC 1 600, m 80: 20 months on paper, and never with 5 % churn.
#[test]
fn a_payback_that_churn_prevents_passes_with_a_caution() {
    let found = judged(&[(Some("A"), 1_600, 1)], &assumptions(100, Some(80), 5), &["payback_months <= 24"]);
    assert_eq!(found[0].outcome, Outcome::Pass);
    assert_eq!(found[0].why, Some(Why::NeverPaysBack));
    // A CAC of as much says nothing of the kind, and a payback of 100 ÷ 80 is reached.
    let found = judged(&[(Some("A"), 1_600, 1)], &assumptions(100, Some(80), 5), &["cac <= 1600"]);
    assert_eq!((found[0].outcome, &found[0].why), (Outcome::Pass, &None));
    let found = judged(&[(Some("A"), 100, 1)], &assumptions(100, Some(80), 5), &["payback_months <= 1.25"]);
    assert_eq!((found[0].outcome, &found[0].why), (Outcome::Pass, &None));
}

#[test]
fn a_limit_on_the_total_warns_about_rows() {
    let rows = [(Some("A"), 10, 10), (Some("B"), 90, 10), (Some("C"), 0, 80)];
    let results = compute(&ledger(&rows), &Assumptions::default(), &[Dimension::Channel]);
    let rules = Rule::total(Metric::Cac, Operator::AtMost, Exact::whole(4)).with_warnings();
    let found = judge(&results, None, &rules);
    let told: Vec<_> = found.iter().map(|found| found.outcome).collect();
    assert_eq!(told, [Outcome::Pass, Outcome::Warn, Outcome::Warn]);
    assert_eq!(found[1].row, Judged::Paid);
    assert_eq!(verdict(&found), Outcome::Pass);
}

/// Where all that was spent went to channels that are paid for, their row says again what the total said.
#[test]
fn paid_channels_that_are_all_there_is_are_not_warned_of_apart() {
    let results = compute(&ledger(&[(Some("A"), 100, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let rules = Rule::total(Metric::Cac, Operator::AtMost, Exact::whole(9)).with_warnings();
    let found = judge(&results, None, &rules);
    let told: Vec<_> = found.iter().map(|found| (found.outcome, &found.row)).collect();
    let row = Judged::Row(results.rows[0].key.clone());
    assert_eq!(told, [(Outcome::Fail, &Judged::Total), (Outcome::Warn, &row)]);
}

#[test]
fn the_worst_that_a_rule_found_is_the_verdict_and_nothing_judged_is_none() {
    let results = compute(&ledger(&[(Some("A"), 100, 10)]), &Assumptions::default(), &[Dimension::Channel]);
    let one = judge(&results, None, &[rule("cac <= 10")]).remove(0);
    let of = |outcomes: &[Outcome]| {
        let found = outcomes.iter().map(|outcome| Judgement { outcome: *outcome, ..one.clone() });
        verdict(&found.collect::<Vec<_>>())
    };
    use Outcome::{Fail, NotJudged, Pass, Undecided, Warn};
    assert_eq!([of(&[Pass, Undecided, Fail]), of(&[Fail])], [Fail; 2]);
    assert_eq!([of(&[Pass, Undecided]), of(&[Undecided, Warn]), of(&[NotJudged]), of(&[])], [Undecided; 4]);
    assert_eq!([of(&[Pass]), of(&[Warn]), of(&[NotJudged, Pass])], [Pass; 3]);
}

#[test]
fn rules_know_which_rows_they_are_for_and_bounds_their_names() {
    let (channel, segment) = (Target::Channel("A".to_owned()), Target::Segment("A".to_owned()));
    assert_eq!([Target::Each, channel, segment].map(|row| row.by_name()), [true; 3]);
    let others = [Target::Total, Target::Paid, Target::EachMonth, Target::Last];
    assert_eq!(others.map(|row| row.by_name()), [false; 4]);
    assert_eq!([Bound::Point, Bound::Worst].map(Bound::name), ["point", "worst"]);
}

#[test]
fn rows_are_named_by_the_words_of_rules() {
    assert_eq!(row("total"), Ok(Target::Total));
    assert_eq!(row(" each month "), Ok(Target::EachMonth));
    assert_eq!(row(r#"channel "A: ""B""""#), Ok(Target::Channel(r#"A: "B""#.to_owned())));
    assert_eq!(row("segment SMB"), Ok(Target::Segment("SMB".to_owned())));
    for wrong in ["", "totals", "channel", "channel A:B", "each week", "cac"] {
        assert!(row(wrong).is_err(), "{wrong}");
    }
}

/// A CAC of 100 ÷ 3 against a baseline of 100 ÷ 3, at a change of nothing: no decimal holds it.
#[test]
fn an_unchanged_third_neither_rose_nor_fell() {
    let results = compute(&ledger(&[(Some("A"), 100, 3)]), &Assumptions::default(), &[Dimension::Channel]);
    let side = crate::calc::compare::side::Side::of(&results, None, str::to_lowercase);
    let baselines = Baselines { all: [("base".to_owned(), side)].into(), ..Baselines::default() };
    let rule = |row, operator, share: i32| Rule {
        row,
        limit: Limit::Within { share: Exact::whole(share), baseline: "base".to_owned() },
        ..Rule::total(Metric::Cac, operator, Exact::zero())
    };
    for row in [Target::Total, Target::Paid, Target::Each, Target::Channel("a".to_owned())] {
        for operator in [Operator::AtLeast, Operator::AtMost] {
            let found = judge_against(&results, None, &baselines, &[rule(row.clone(), operator, 0)]);
            assert_eq!(found[0].outcome, Outcome::Pass, "{row:?}");
            assert_eq!(found[0].limit, Value::exact(Exact::quotient(100, 3).unwrap()));
        }
    }
    let unknown = Rule {
        limit: Limit::Within { share: Exact::zero(), baseline: "other".to_owned() },
        ..rule(Target::Total, Operator::AtMost, 0)
    };
    assert_eq!(judge_against(&results, None, &baselines, &[unknown])[0].outcome, Outcome::Undecided);
}

#[test]
fn a_rule_carries_the_currency_of_its_limit() {
    use crate::domain::currency::Sign;
    let of = |text: &str| sign(text).map(Sign::text);
    assert_eq!((of("cac <= 110 EUR"), of("cac <= EUR110")), (Some("EUR"), Some("EUR")));
    assert_eq!(of(r#"each: cac <= 110 SEK except "EUR 5" min_customers 3"#), Some("SEK"));
    assert_eq!((of("cac <= 110"), of("ltv_cac >= 3:1"), of("nothing")), (None, None, None));
}
