//! What a reader is told beside the figures.

use super::*;

fn one_sided(ledger: &Ledger) -> Option<[Vec<String>; 3]> {
    by_channel(ledger, &Assumptions::default()).remarks.into_iter().find_map(|remark| {
        if let Remark::OneSided { spend_only, customers_only, both } = remark {
            Some([spend_only, customers_only, both])
        } else {
            None
        }
    })
}

fn names(all: [&[&str]; 3]) -> Option<[Vec<String>; 3]> {
    Some(all.map(|names| names.iter().map(|name| (*name).to_owned()).collect()))
}

#[test]
fn names_are_told_by_the_sides_they_stand_on_where_these_differ() {
    let (spent, won, both) = ((Some("s"), 10, 0), (Some("w"), 0, 5), (Some("b"), 1, 1));
    assert_eq!(one_sided(&channels(&[spent, both])), names([&["s"], &[], &["b"]]));
    assert_eq!(one_sided(&channels(&[won, both])), names([&[], &["w"], &["b"]]));
    assert_eq!(one_sided(&channels(&[spent, won])), names([&["s"], &["w"], &[]]));
    for alike in [spent, won, both] {
        assert_eq!(one_sided(&channels(&[alike, (Some("z"), alike.1, alike.2)])), None);
    }
    // A channel of revenue alone is on neither side, and what has no name is none.
    let mut ledger = channels(&[spent, both, (None, 0, 7)]);
    ledger.add(key(Some("r")), &revenue(base(100, 1)));
    assert_eq!(one_sided(&ledger), names([&["s"], &[], &["b"]]));
    // Where one side has no channels at all, no name is missing there.
    for side in 0..2 {
        let mut ledger = channels(&[spent, both]);
        if side == 0 { &mut ledger.spend_dimensions } else { &mut ledger.customer_dimensions }.clear();
        assert_eq!(one_sided(&ledger), None);
    }
}

#[test]
fn a_side_that_was_not_given_is_told() {
    let of = |spend: bool, customers: bool| -> Vec<Metric> {
        let mut ledger = channels(&[(Some("a"), 10, 5)]);
        (ledger.has_spend, ledger.has_customers) = (spend, customers);
        let remarks = by_channel(&ledger, &Assumptions::default()).remarks;
        let missing =
            remarks.iter().filter_map(|remark| if let Remark::NoInput(metric) = remark { Some(*metric) } else { None });
        missing.collect()
    };
    assert_eq!(of(true, true), []);
    assert_eq!((of(false, true), of(true, false)), (vec![Metric::Spend], vec![Metric::NewCustomers]));
}

/// 10 customers at a churn of 10 % are worth 1 000 each and 20 at 5 % 2 000: 5 000/3. At the mean churn of 20/3 % it is
/// 1 500, a tenth less, which is no more than that.
#[test]
fn the_mean_of_the_inputs_is_told_where_it_is_more_than_a_tenth_off() {
    let differs_by = |common: Assumptions, more: i128, churn: i32| {
        let mut assumptions = common;
        Arc::make_mut(&mut assumptions.rows).push(Assumption {
            channel: Some("b".to_owned()),
            segment: None,
            inputs: Inputs { churn: inputs(100, 100, churn).churn, ..Inputs::default() },
            configured: false,
        });
        let found = by_channel(&channels(&[(Some("a"), 10, 10), (Some("b"), 10, more)]), &assumptions);
        found.remarks.iter().find_map(|remark| {
            if let Remark::BlendedDiffers { blended, mix } = remark {
                Some((blended.clone(), mix.clone()))
            } else {
                None
            }
        })
    };
    let differs = |more, churn| differs_by(flags(100, 100, 10), more, churn);
    assert_eq!(differs(20, 5), None);
    // 1 000 and 5 000 are 3 000 in the mean; at 6 % it is 5 000/3.
    assert_eq!(differs(10, 2), Some((Exact::quotient(5_000, 3).unwrap(), Exact::whole(3_000))));
    // Of years, and of a discount that not all may share, there is no mean to tell.
    let yearly = Assumptions { billing: crate::domain::assumptions::Billing::Year, ..flags(100, 100, 10) };
    assert_eq!(differs_by(yearly, 10, 2), None);
    let discounted = Assumptions { method: Some(Method::Discounted), ..flags(100, 100, 10) };
    assert_eq!(differs_by(discounted, 10, 2), None);
}

#[test]
fn what_an_ltv_lacks_is_told_but_no_margin_of_revenue() {
    let needs = |basis| {
        let assumptions = Assumptions { basis, ..Assumptions::default() };
        let remarks = by_channel(&channels(&[(Some("a"), 10, 5)]), &assumptions).remarks;
        remarks.into_iter().find_map(|remark| if let Remark::Needs(missing) = remark { Some(missing) } else { None })
    };
    assert_eq!(needs(None), Some(vec![Metric::Arpa, Metric::Margin, Metric::Churn]));
    assert_eq!(needs(Some(Margin)), needs(None));
    let revenue = crate::domain::assumptions::Basis::Revenue;
    assert_eq!(needs(Some(revenue)), Some(vec![Metric::Arpa, Metric::Churn]));
}
