#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::domain::assumptions::{Basis, Billing, Timing};

const ALL: [Metric; 8] = [
    Metric::Churn,
    Metric::LifetimeMonths,
    Metric::Ltv,
    Metric::MaxCac,
    Metric::Cac,
    Metric::LtvCac,
    Metric::PaybackMonths,
    Metric::PaybackRetentionMonths,
];

fn figure(number: i32) -> Figure {
    Figure::exact(Exact::whole(number))
}

fn manner(method: Method) -> Manner {
    let (basis, timing, billing) = (Basis::Margin, Timing::Start, Billing::Month);
    Manner { method, basis, timing, billing, horizon: None, retention: true }
}

/// 100 a month, of which all is margin; 5 of 100 leave in a month.
fn facts() -> Facts {
    let churn = Some(Figure::exact(Exact::decimal(5, 2)));
    Facts { arpa: Some(figure(100)), margin: Some(Figure::one()), churn, estimate: lost(5, 100, 1), ..Facts::default() }
}

fn known() -> Facts {
    Facts { estimate: None, ..facts() }
}

fn lost(part: i32, whole: i32, months: u32) -> Option<(Sample, Counted)> {
    Sample::new(&Exact::whole(part), &Exact::whole(whole), months).map(|sample| (sample, Counted::Common))
}

/// What a run is asked for.
struct Asked {
    method: Method,
    units: Vec<(i32, Facts)>,
    cost: Option<Cost>,
    ltv_given: bool,
}

impl Asked {
    fn of(facts: Facts) -> Self {
        Self { method: Method::Simple, units: vec![(1, facts)], cost: None, ltv_given: false }
    }

    /// 10,000 for 100 customers.
    fn with_cost(self) -> Self {
        Self { cost: Some(Cost::Customers(figure(10_000), Some(100))), ..self }
    }

    /// The intervals of a row where LTV is 2,000 and CAC 300, in thousandths, cut off.
    fn found(self) -> BTreeMap<Metric, (Option<i128>, Option<i128>)> {
        let manner = manner(self.method);
        let worths: Vec<Worth> = self.units.iter().map(|(_, facts)| Worth::of(facts, manner)).collect();
        let mut values: Values = ALL.into_iter().map(|metric| (metric, Value::exact(Exact::one()))).collect();
        values.insert(Metric::Ltv, Value::exact(Exact::whole(2_000)));
        values.insert(Metric::Cac, Value::exact(Exact::whole(300)));
        let units = self.units.iter().zip(&worths).enumerate();
        let units = units.map(|(place, ((customers, facts), worth))| Unit {
            place,
            customers: Exact::whole(*customers),
            facts,
            worth,
        });
        let (target, ltv_given) = (&Exact::whole(3), self.ltv_given);
        let units = units.collect();
        let row = Estimated { values: &values, cost: self.cost, part: None, units, manner, target, ltv_given };
        let found = Carrier::new(Exact::decimal(95, 2)).intervals(&row);
        found.into_iter().filter_map(|(metric, interval)| Some((metric, thousandths(&interval?)))).collect()
    }
}

fn thousandths(interval: &Interval) -> (Option<i128>, Option<i128>) {
    let cut = |end: &Option<Figure>| {
        let end = (&end.as_ref()?.middle() * &Exact::whole(1_000)).floor();
        i128::try_from(end).ok()
    };
    (cut(&interval.low), cut(&interval.high))
}

fn ends(low: i128, high: i128) -> (Option<i128>, Option<i128>) {
    (Some(low), Some(high))
}

/// 5 of 100 is 2.154 % to 11.175 % (Wilson), so that they stay 1 ÷ 11.175 % to 1 ÷ 2.154 % months and bring 100 times as
/// much; a third of that may be spent, and 300 were. They pay back when 100·(1 − (1 − c)^n) ÷ c is 300. All by mpmath 1.4.
#[test]
fn a_churn_that_was_counted_carries_to_what_follows_from_it() {
    let found = Asked::of(facts()).found();
    assert_eq!(found[&Metric::Churn], ends(21, 111));
    assert_eq!(found[&Metric::LifetimeMonths], ends(8_948, 46_417));
    assert_eq!(found[&Metric::Ltv], ends(894_850, 4_641_732));
    assert_eq!(found[&Metric::MaxCac], ends(298_283, 1_547_244));
    assert_eq!(found[&Metric::LtvCac], ends(2_982, 15_472));
    assert_eq!(found[&Metric::PaybackRetentionMonths], ends(4_000, 4_000));
    assert!(!found.contains_key(&Metric::Cac) && !found.contains_key(&Metric::PaybackMonths));
    let dear = Facts { arpa: Some(figure(50)), ..facts() };
    assert_eq!(Asked::of(dear).found()[&Metric::PaybackRetentionMonths], ends(7_000, 10_000));
}

/// 100 is 81.364 to 121.627 (Garwood): 10,000 over each, and 2,000 over that.
#[test]
fn customers_that_were_counted_carry_to_the_cac_and_leave_ltv_alone() {
    let found = Asked::of(known()).with_cost().found();
    let told: Vec<_> = found.iter().map(|(metric, interval)| (*metric, *interval)).collect();
    let retention = found[&Metric::PaybackRetentionMonths];
    assert_eq!(
        told,
        [
            (Metric::Cac, ends(82_218, 122_904)),
            (Metric::LtvCac, ends(16_272, 24_325)),
            (Metric::PaybackMonths, ends(822, 1_229)),
            (Metric::PaybackRetentionMonths, retention),
        ]
    );
    // 100·(1 − 0.95) ÷ 5 % is 100, and 195 in two months.
    assert_eq!(retention, ends(1_000, 2_000));
    assert!(Asked::of(known()).found().is_empty());
}

/// Both at 97.5 %: 80.094 to 126.681 for the CAC, 807.567 to 5,201.987 for LTV. All by mpmath 1.4.
#[test]
fn what_was_counted_twice_is_taken_at_a_higher_level() {
    assert_eq!(Asked::of(facts()).with_cost().found()[&Metric::LtvCac], ends(6_374, 64_948));
    let given = Asked { ltv_given: true, ..Asked::of(facts()).with_cost() }.found();
    assert_eq!(given[&Metric::LtvCac], ends(15_787, 24_970));
    assert!(!given.contains_key(&Metric::Ltv) && given.contains_key(&Metric::Churn));
}

/// Who was not won says nothing of those who were; where nobody was, all speak.
#[test]
fn churn_is_estimated_by_those_who_were_won() {
    let other = Facts { estimate: lost(50, 100, 1).map(|(sample, _)| (sample, Counted::Row(1))), ..facts() };
    let of = |one: i32, two: i32| Asked { units: vec![(one, facts()), (two, other.clone())], ..Asked::of(facts()) };
    assert_eq!(of(10, 0).found()[&Metric::Ltv], ends(894_850, 4_641_732));
    assert_eq!(Asked { units: vec![(0, facts())], ..Asked::of(facts()) }.found()[&Metric::Churn], ends(21, 111));
}

/// 271 of 1,000 in three months is 24.44 % to 29.94 % (Wilson), a month 1 − (1 − p)^⅓ (mpmath 1.4).
#[test]
fn a_churn_of_several_months_is_carried_to_one() {
    let months = Facts { estimate: lost(271, 1_000, 3), ..facts() };
    assert_eq!(Asked::of(months).found()[&Metric::Churn], ends(89, 111));
}

/// Who brings 100 and 1 less each month may bring more or less the sooner they leave; who costs 10 costs less, −10 ÷ c.
#[test]
fn ltv_has_ends_where_it_moves_one_way_with_churn() {
    let waning = Facts { growth: Some(figure(-1)), ..facts() };
    let found = Asked { method: Method::Expansion, ..Asked::of(waning.clone()) }.found();
    assert_eq!((found.get(&Metric::Ltv), found[&Metric::Churn]), (None, ends(21, 111)));
    assert_eq!(Asked::of(waning).found()[&Metric::Ltv], ends(894_850, 4_641_732));
    let costly = Facts { order_cost: Some(figure(110)), ..facts() };
    assert_eq!(Asked::of(costly).found()[&Metric::Ltv], ends(-464_174, -89_486));
}

/// None of 100 is 0 to z² ÷ (100 + z²) (Wilson), so that they bring 2,703.177 or more (mpmath 1.4).
#[test]
fn nobody_who_left_leaves_the_upper_end_open() {
    let found = Asked::of(Facts { estimate: lost(0, 100, 1), ..facts() }).found();
    assert_eq!(found[&Metric::Ltv], (Some(2_703_177), None));
}

/// 5 of 100 by Wilson; the level is told as it was given.
#[test]
fn a_share_is_estimated_at_the_level() {
    let mut carrier = Carrier::new(Exact::decimal(95, 2));
    let (sample, _) = lost(5, 100, 1).unwrap();
    assert_eq!(carrier.share(sample).as_ref().map(thousandths), Some(ends(21, 111)));
    assert_eq!(carrier.level(), &Exact::decimal(95, 2));
}

/// By hand: the more a customer brings the more he may cost; a loss is the worse the less it cost.
#[test]
fn a_ratio_of_intervals_has_its_ends_at_theirs() {
    let of = |low: Option<i32>, high: Option<i32>| Interval { low: low.map(figure), high: high.map(figure) };
    let told = |ltv: Interval, cac: Interval| ratio(&ltv, &cac).as_ref().map(thousandths);
    let cac = || of(Some(100), Some(200));
    assert_eq!(told(of(Some(1_000), Some(3_000)), cac()), Some(ends(5_000, 30_000)));
    assert_eq!(told(of(Some(-1_000), Some(-600)), cac()), Some(ends(-10_000, -3_000)));
    assert_eq!(told(of(Some(1_000), None), cac()), Some((Some(5_000), None)));
    assert_eq!(told(of(None, Some(3_000)), cac()), Some((None, Some(30_000))));
    assert_eq!(told(of(Some(1_000), Some(3_000)), of(Some(100), None)), Some(ends(0, 30_000)));
    assert_eq!(told(of(None, None), cac()), None);
}

/// Nobody who left leaves LTV a lower end, nobody who came CAC; what has no margin has nothing.
#[test]
fn what_has_no_value_may_have_a_bound() {
    let units = || Asked::of(facts()).units;
    let (one, worth) = (units(), Worth::of(&facts(), manner(Method::Simple)));
    let told = |metric: Metric, value: Value, interval: Option<Interval>| {
        let values = Values::from([(metric, value)]);
        let unit = Unit { place: 0, customers: Exact::one(), facts: &one[0].1, worth: &worth };
        let (manner, target) = (manner(Method::Simple), &Exact::whole(3));
        let units = vec![unit];
        let row = Estimated { values: &values, cost: None, part: None, units, manner, target, ltv_given: false };
        let mut found = Found::new();
        put(&mut found, &row, metric, interval);
        found.contains_key(&metric)
    };
    let some = || Some(Interval::point(&Figure::one()));
    let none = Value::Undefined;
    assert!(told(Metric::Ltv, none(Reason::NoChurn), some()) && !told(Metric::Ltv, none(Reason::NoChurn), None));
    assert!(
        told(Metric::Cac, none(Reason::NoNewCustomers), some()) && !told(Metric::Cac, none(Reason::NoChurn), some())
    );
    assert!(told(Metric::PaybackRetentionMonths, none(Reason::NeverPaysBack), some()));
    assert!(!told(Metric::Ltv, none(Reason::NoMargin), some()) && told(Metric::Ltv, Value::exact(Exact::one()), None));
}
