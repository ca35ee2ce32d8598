//! Rounding, and what it must never do.

use proptest::prelude::*;

use super::*;

fn quotient(top: i64, bottom: i64) -> Exact {
    Exact::quotient(top, bottom).unwrap_or_else(Exact::zero)
}

fn ratio(value: &Exact, limits: &[Exact]) -> String {
    figure(&Figure::exact(value.clone()), Unit::Ratio, limits, None, &Numbers::default())
}

#[test]
fn half_is_rounded_away_from_zero_and_zero_has_no_sign() {
    assert_eq!(ratio(&Exact::decimal(1005, 3), &[]), "1.01");
    assert_eq!(ratio(&Exact::decimal(-1005, 3), &[]), "-1.01");
    assert_eq!(ratio(&Exact::decimal(2996, 3), &[]), "3.00");
    assert_eq!(ratio(&Exact::decimal(-4, 3), &[]), "0.00");
    assert_eq!(ratio(&Exact::decimal(123_456_789, 2), &[]), "1,234,567.89");
}

/// 10^40 + ½ and its like have no short terms: half goes away from zero with them too, whatever digit stands before it.
#[test]
fn half_is_rounded_away_from_zero_beyond_machine_words_too() {
    let long = Exact::whole(BigInt::from(10).pow(40));
    let half = |whole: i32| &(&long + &Exact::whole(whole)) + &Exact::decimal(5, 1);
    let digits = |whole: i32| BigInt::from(10).pow(40) + whole;
    assert_eq!(scaled(&half(0), 0, Rounding::Nearest), digits(1));
    assert_eq!(scaled(&half(1), 0, Rounding::Nearest), digits(2));
    assert_eq!(scaled(&-&half(0), 0, Rounding::Nearest), -digits(1));
    assert_eq!(scaled(&(&half(0) - &Exact::decimal(1, 9)), 0, Rounding::Nearest), digits(0));
}

proptest! {
    /// Long division by hand and long integers give the same digits.
    #[test]
    fn short_figures_read_as_long_ones_do(
        top in prop_oneof![any::<i64>().prop_map(i128::from), -2_000..2_000_i128, any::<i128>()],
        bottom in prop_oneof![1..i64::MAX, 1..2_000_i64, (0..18_u32).prop_map(|power| 10_i64.pow(power))],
        digits in 1..=28_u32,
        places in 0..=30_u32,
    ) {
        let value = Exact::quotient(top, bottom).unwrap_or_else(Exact::zero);
        for rounding in [Rounding::Nearest, Rounding::Down, Rounding::Up] {
            prop_assert_eq!(scaled(&value, places, rounding), scaled_at_length(&value, places, rounding));
            if !value.is_zero() {
                let long = significant_at_length(&value, digits, rounding);
                prop_assert_eq!(significant(&value, digits, rounding), long);
            }
        }
    }
}

#[test]
fn a_figure_that_misses_a_limit_is_never_shown_equal_to_it() {
    let three = Exact::whole(3);
    let limits = [three.clone()];
    assert_eq!(ratio(&Exact::decimal(2996, 3), &limits), "2.996");
    assert_eq!(ratio(&Exact::decimal(29_999_999, 7), &limits), "2.9999999");
    assert_eq!(ratio(&three, &limits), "3.00");
    let fine = Exact::decimal(30_491, 4);
    assert_eq!(ratio(&fine, std::slice::from_ref(&fine)), "3.0491");
    let close = &three - &Exact::decimal(1, 40);
    assert_eq!(ratio(&close, &limits), "<3");
    assert_eq!(ratio(&(&three + &Exact::decimal(1, 40)), &limits), ">3");
}

#[test]
fn machine_numbers_carry_28_significant_digits() {
    let known = [
        (72_901, 396, "184.0934343434343434343434343"),
        (172_260, 72_901, "2.362930549649524697877944061"),
        (1_822_525, 206_712, "8.816735361275591160648631913"),
        (1, 3, "0.3333333333333333333333333333"),
        (2, 3, "0.6666666666666666666666666667"),
        (-1, 30_000, "-0.00003333333333333333333333333333"),
    ];
    for (top, bottom, text) in known {
        assert_eq!(machine(&quotient(top, bottom)), (text.to_owned(), false));
    }
    assert_eq!(machine(&quotient(1, 8)), ("0.125".to_owned(), true));
    assert_eq!(machine(&Exact::zero()), ("0".to_owned(), true));
    assert_eq!(machine(&Exact::whole(1200)), ("1200".to_owned(), true));
}

#[test]
fn machine_numbers_beyond_28_digits_are_rounded_and_say_so() {
    let long = Exact::whole(BigInt::from(10).pow(30) + 7);
    assert_eq!(machine(&long), ("1000000000000000000000000000000".to_owned(), false));
    let nines = &Exact::one() - &Exact::decimal(1, 29);
    assert_eq!(machine(&nines), ("1".to_owned(), false));
}

#[test]
fn approximate_figures_carry_the_digits_that_are_certain() {
    let root = Figure::exact(Exact::whole(2)).root(2).unwrap_or_else(Figure::zero);
    let (text, all) = machine_figure(&root);
    assert_eq!(text, "1.414213562373095048801688724");
    assert!(!all);
    assert_eq!(figure(&root, Unit::Ratio, &[], None, &Numbers::default()), "~1.41");
    let wide = Figure::between(Exact::decimal(1, 0), Exact::decimal(12, 1));
    assert_eq!(machine_figure(&wide).0, "1.1");
}

#[test]
fn units_have_their_own_decimals() {
    let numbers = Numbers::default();
    let show = |value: &Exact, unit, code: &str| {
        figure(&Figure::exact(value.clone()), unit, &[], Currency::named(code), &numbers)
    };
    assert_eq!(show(&Exact::decimal(12345, 1), Unit::Money, "JPY"), "1,235");
    assert_eq!(show(&Exact::decimal(12345, 4), Unit::Money, "KWD"), "1.235");
    assert_eq!(show(&Exact::whole(7), Unit::Money, ""), "7.00");
    assert_eq!(show(&Exact::decimal(25, 3), Unit::Percent, ""), "2.5%");
    assert_eq!(show(&Exact::whole(1200), Unit::Count, ""), "1,200");
    assert_eq!(show(&Exact::decimal(25, 1), Unit::Count, ""), "2.5");
    assert_eq!(show(&Exact::decimal(88, 1), Unit::Months, ""), "8.8");
}

#[test]
fn a_bound_stays_on_its_safe_side() {
    let numbers = Numbers::default();
    let value = quotient(29_962, 300);
    let money = |rounding| bound(&value, Unit::Money, rounding, None, &numbers);
    assert_eq!(money(Rounding::Down), ("99.87".to_owned(), false));
    assert_eq!(money(Rounding::Up), ("99.88".to_owned(), false));
    let count = bound(&value, Unit::Count, Rounding::Up, None, &numbers);
    assert_eq!(count.0, "100");
    let (text, _) = machine_bound(&quotient(2, 3), Rounding::Down);
    assert_eq!(text, "0.6666666666666666666666666666");
}

/// The value of a machine number.
fn read(text: &str) -> Exact {
    let scale = text.split_once('.').map_or(0, |(_, part)| part.len());
    let digits: BigInt = text.replace('.', "").parse().unwrap_or_default();
    Exact::decimal(digits, u32::try_from(scale).unwrap_or(0))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn machine_text_is_the_value_where_it_says_so(top in any::<i64>(), bottom in 1_i64..100_000) {
        let value = quotient(top, bottom);
        let (text, all) = machine(&value);
        prop_assert_eq!(read(&text) == value, all);
        prop_assert!(!text.contains('.') || !text.ends_with('0'));
        let (low, _) = machine_bound(&value, Rounding::Down);
        let (high, _) = machine_bound(&value, Rounding::Up);
        prop_assert!(read(&low) <= value && value <= read(&high));
    }

    #[test]
    fn what_is_shown_is_within_half_a_digit(top in -1_000_000_i64..1_000_000, bottom in 1_i64..10_000) {
        let value = quotient(top, bottom);
        let shown = read(&ratio(&value, &[]).replace(',', ""));
        prop_assert!((&shown - &value).magnitude() <= Exact::decimal(5, 3));
    }

    #[test]
    fn a_figure_reads_as_its_limit_when_it_meets_it_and_never_else(top in 29_000_i64..31_000, off in -40_i64..40) {
        let (value, limit) = (Exact::decimal(top, 4), Exact::decimal(top + off, 4));
        let limits = [limit.clone()];
        let shown = read(&ratio(&value, &limits));
        prop_assert_eq!(shown == limit, value == limit);
        prop_assert_eq!(shown < limit, value < limit);
    }
}
