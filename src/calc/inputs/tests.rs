#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::domain::exact::Exact;
use crate::domain::lever::Lever;
use crate::domain::quantity;

const NOWHERE: PoolKey = (None, None, None);

fn row(channel: &str, inputs: Inputs) -> Assumption {
    Assumption { channel: (!channel.is_empty()).then(|| channel.to_owned()), segment: None, inputs, configured: false }
}

fn of_arpa() -> Inputs {
    Inputs { arpa: Some(quantity::monthly_money("29").unwrap()), ..Inputs::default() }
}

fn of_churn() -> Inputs {
    Inputs { churn: Some(quantity::churn("5%").unwrap()), ..Inputs::default() }
}

fn of_lifetime() -> Inputs {
    Inputs { lifetime: Some(quantity::lifetime("40mo").unwrap()), ..Inputs::default() }
}

/// Where ARPA, margin and churn of a channel are from, and the row that has the churn.
fn sources(assumptions: &Assumptions, channel: &str) -> (Option<[Origin; 3]>, Option<usize>) {
    let mut lookup = Lookup::new(assumptions);
    let place = lookup.find(Some(channel), None);
    let (found, _) = lookup.combined.get(place).unwrap();
    let origins = found.arpa.zip(found.margin).zip(found.churn);
    (origins.map(|((arpa, margin), churn)| [arpa, margin, churn]), found.churn_row)
}

#[test]
fn what_everyone_has_is_from_the_configuration_or_from_flags() {
    let (flags, configured) = (Origin::Flags, Origin::Configuration);
    for (metrics, origins) in [
        (vec![], [flags; 3]),
        (vec![Metric::Arpa], [configured, flags, flags]),
        (vec![Metric::Margin], [flags, configured, flags]),
        (vec![Metric::Churn, Metric::Arpa], [configured, flags, configured]),
    ] {
        let assumptions = Assumptions { configured: metrics, ..Assumptions::default() };
        assert_eq!(sources(&assumptions, "a"), (Some(origins), None));
    }
}

#[test]
fn each_input_is_from_the_most_specific_row_that_has_it() {
    let (flags, rows, configured) = (Origin::Flags, Origin::AssumptionRows, Origin::Configuration);
    let of = |all: &[Assumption]| sources(&Assumptions { rows: all.to_vec().into(), ..Assumptions::default() }, "a");
    let margin = Inputs { margin: Some(quantity::margin("80%").unwrap()), ..Inputs::default() };
    let order = Inputs { aov: Some(Exact::whole(30)), ..Inputs::default() };
    assert_eq!(of(&[row("a", of_arpa())]), (Some([rows, flags, flags]), None));
    assert_eq!(of(&[row("a", order)]), (Some([rows, flags, flags]), None));
    assert_eq!(of(&[row("a", margin)]), (Some([flags, rows, flags]), None));
    assert_eq!(of(&[row("a", of_churn())]), (Some([flags, flags, rows]), Some(0)));
    assert_eq!(of(&[row("a", of_lifetime())]), (Some([flags, flags, rows]), Some(0)));
    // A row for all stands behind the channel's own, wherever it stands.
    let common = Assumption { configured: true, ..row("", of_churn()) };
    assert_eq!(of(&[common.clone(), row("a", of_churn())]), (Some([flags, flags, rows]), Some(1)));
    assert_eq!(of(&[common.clone(), row("a", of_arpa())]), (Some([rows, flags, configured]), Some(0)));
    assert_eq!(of(&[common, row("b", of_churn())]), (Some([flags, flags, configured]), Some(0)));
}

fn facts(given: &Inputs, method: Method) -> Facts {
    Facts::of(Sources::default(), given, &Derived::default(), NOWHERE, method)
}

/// 30 an order, 2 orders a month, 3 an order beside its margin.
#[test]
fn orders_are_an_arpa_for_the_method_of_orders_alone() {
    let orders = Inputs {
        aov: Some(Exact::whole(30)),
        monthly_orders: Some(Exact::whole(2)),
        cost_per_order: Some(Exact::whole(3)),
        ..of_arpa()
    };
    let figures = |method| {
        let found = facts(&orders, method);
        (found.arpa, found.order_cost)
    };
    let whole = |number| Some(Figure::exact(Exact::whole(number)));
    assert_eq!(figures(Method::Orders), (whole(60), whole(6)));
    assert_eq!(figures(Method::Simple), (whole(29), None));
}

/// 1 ÷ 40 months is 2.5 % a month.
#[test]
fn of_a_churn_and_a_lifetime_the_method_takes_one() {
    let both = Inputs { churn: of_churn().churn, ..of_lifetime() };
    let churn = |given: &Inputs, method| {
        let found = facts(given, method);
        (found.churn, found.lifetime, found.churn_from_lifetime)
    };
    let figure = |thousandths| Some(Figure::exact(Exact::decimal(thousandths, 3)));
    let months = Some(Figure::exact(Exact::whole(40)));
    assert_eq!(churn(&both, Method::Lifetime), (figure(25), months.clone(), true));
    assert_eq!(churn(&both, Method::Simple), (figure(50), None, false));
    assert_eq!(churn(&of_churn(), Method::Lifetime), (figure(50), None, false));
    assert_eq!(churn(&of_lifetime(), Method::Simple), (figure(25), months, true));
}

#[test]
fn another_churn_takes_the_place_of_one_and_of_that_of_a_year() {
    let given = Inputs { churn: of_churn().churn, ..of_arpa() };
    let before = facts(&given, Method::Simple);
    assert!(before.yearly_churn.is_some());
    let tenth = Figure::exact(Exact::decimal(1, 1));
    let after = before.with_churn(tenth.clone());
    assert_eq!((after.churn, after.yearly_churn, after.arpa), (Some(tenth), None, before.arpa));
}

/// 5 % times 20 is all, times 21 more than all.
#[test]
fn a_factor_beyond_what_can_be_leaves_nothing() {
    let times = |number| {
        let factors = [Scaled { lever: Lever::Churn, by: Exact::whole(number) }];
        let places = (Sources::default(), NOWHERE);
        Facts::scaled(places, &of_churn(), &Derived::default(), Method::Simple, &factors)
    };
    assert_eq!((times(20).churn, times(20).impossible), (Some(Figure::one()), false));
    assert_eq!(times(21), Facts { impossible: true, ..Facts::default() });
}
