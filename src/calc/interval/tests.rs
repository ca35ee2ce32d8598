#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::domain::exact::Exact;

/// A decimal as it is written.
fn decimal(text: &str) -> Exact {
    let places = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let digits: num_bigint::BigInt = text.replace('.', "").parse().unwrap();
    Exact::decimal(digits, u32::try_from(places).unwrap())
}

/// Whether an enclosure holds what is known to so many decimals, and is narrower than a part in 10^22.
fn is(figure: &Figure, known: &str) {
    let places = known.split_once('.').map_or(0, |(_, digits)| digits.len());
    let unit = Exact::decimal(1, u32::try_from(places).unwrap());
    let (low, high) = (&decimal(known) - &unit, &decimal(known) + &unit);
    assert!(*figure.low() < high && *figure.high() > low, "{known}: {:?}", figure.middle());
    let width = figure.high() - figure.low();
    assert!(width <= &figure.high().magnitude() * &Exact::decimal(1, 22), "{known}: {width}");
}

fn tail() -> Exact {
    decimal("0.025")
}

fn z_of(tail: &Exact) -> Figure {
    normal::quantile(tail).unwrap()
}

/// mpmath 1.4, 60 digits: erfc(z/√2)/2 = tail, by bisection.
#[test]
fn normal_quantiles_are_the_known_ones() {
    for (tail, z) in [
        ("0.025", "1.959963984540054235524594430520552"),
        ("0.05", "1.644853626951472714863848907991632"),
        ("0.005", "2.575829303548900760978576748603814"),
        ("0.0125", "2.241402727604945375085379540913662"),
        ("0.25", "0.6744897501960817432022270145413072"),
        ("0.000000000000001", "7.941345326170996780966743572293613"),
    ] {
        is(&z_of(&decimal(tail)), z);
    }
    assert_eq!(normal::quantile(&decimal("0.5")), None);
    assert_eq!(normal::quantile(&Exact::zero()), None);
}

/// mpmath 1.4, 60 digits: the regularised incomplete gamma function, by bisection.
#[test]
fn poisson_limits_are_the_known_ones() {
    for (count, low, high) in [
        (1, "0.02531780798428987540372301911287303", "5.571643390938898597227282756740724"),
        (2, "0.2422092785439649029020402565029262", "7.224687667723960815048818254601675"),
        (8, "3.453832176748501287413916716188457", "15.76318922019331522423583564087102"),
        (30, "20.24087402142091486725503882357305", "42.82686539480766741429311803455078"),
        (100, "81.36399125092314043272912619823688", "121.6267937924263899519241476122596"),
        (1_000, "938.9730184076952156235495559537938", "1063.952136016301980281850446201597"),
    ] {
        let limits = poisson::limits(count, &tail(), &z_of(&tail())).unwrap();
        is(&limits.low, low);
        is(&limits.high, high);
    }
    let tiny = decimal("0.000000001");
    let limits = poisson::limits(8, &tiny, &z_of(&tiny)).unwrap();
    is(&limits.low, "0.2915657088729490654338686933922024");
    is(&limits.high, "39.80828291356779147428624333798046");
}

/// None of them: the upper limit is −ln(α ÷ 2) = 3.689, the lower 0.
#[test]
fn a_count_of_none_has_an_upper_limit() {
    let limits = poisson::limits(0, &tail(), &z_of(&tail())).unwrap();
    assert_eq!(limits.low, Figure::zero());
    is(&limits.high, "3.688879454113936302852455697600717");
}

/// mpmath 1.4, 50 digits: binomial sums and the regularised incomplete beta function, by bisection.
#[test]
fn clopper_and_pearsons_limits_are_the_known_ones() {
    for (part, whole, low, high) in [
        (130, 230, "0.4984859965157295214994690115218165", "0.6302457911173849334260284848982799"),
        (1, 10, "0.002528578544461784502220242175602572", "0.4450161170281954202632999362196428"),
        (5, 100, "0.01643187918205215926445968598996981", "0.1128349111054627659375748775915531"),
        (299, 300, "0.9815687479519321126200897104012985", "0.9999156108676821995610458680995715"),
    ] {
        let limits = binomial::limits(part, whole, &tail(), &z_of(&tail())).unwrap();
        is(&limits.low, low);
        is(&limits.high, high);
    }
    let none = binomial::limits(0, 40, &tail(), &z_of(&tail())).unwrap();
    assert_eq!(none.low, Figure::zero());
    is(&none.high, "0.08809730287880239051378516171957395");
    assert_eq!(binomial::limits(3, 3, &tail(), &z_of(&tail())).unwrap().high, Figure::one());
    for (part, whole) in [(4, 3), (0, 0), (1, MOST + 1)] {
        assert_eq!(binomial::limits(part, whole, &tail(), &z_of(&tail())), None, "{part} of {whole}");
    }
    // A thousand million of as many is told still: nothing is known above it.
    assert!(binomial::limits(MOST, MOST, &tail(), &z_of(&tail())).is_some());
}

/// 5 of 100: 2.15 % to 11.18 %; 0 of 40: 0 % to 8.76 %. Digits by mpmath 1.4.
#[test]
fn wilsons_limits_are_the_known_ones() {
    let limits = wilson::limits(5, 100, &z_of(&tail())).unwrap();
    is(&limits.low, "0.02154367915436797073940930723549327");
    is(&limits.high, "0.1117504692319191454633826953701025");
    let none = wilson::limits(0, 40, &z_of(&tail())).unwrap();
    assert_eq!(none.low, Figure::zero());
    is(&none.high, "0.08762160119728665384901420114979548");
    assert_eq!(wilson::limits(40, 40, &z_of(&tail())).unwrap().high, Figure::one());
    assert_eq!(wilson::limits(0, 0, &z_of(&tail())), None);
}

/// Newcombe (1998), table II: 56/70 − 48/80 is 0.0524 to 0.3339.
#[test]
fn newcombes_limits_are_the_published_ones() {
    let limits = newcombe::limits((56, 70), (48, 80), &z_of(&tail())).unwrap();
    is(&limits.low, "0.0524");
    is(&limits.high, "0.3339");
    is(&limits.low, "0.05243147240236487789577333983464124");
    is(&limits.high, "0.3338726540369059764254465873683465");
}

/// The tails of a large count are those of the normal: n ± z·√n to within z² ÷ 2.
#[test]
fn large_counts_have_narrow_limits() {
    let z = z_of(&tail());
    for count in [100_000_u64, 10_000_000] {
        let limits = poisson::limits(count, &tail(), &z).unwrap();
        let reach = z.times(&Figure::exact(Exact::from(count)).root(2).unwrap());
        let off = limits.high.minus(&Figure::exact(Exact::from(count))).minus(&reach);
        assert!(off.is_positive() && off.minus(&Figure::exact(Exact::whole(3))).is_negative());
        assert!(limits.low.high() - limits.low.low() < &Exact::from(count) * &Exact::decimal(1, 21));
    }
    assert_eq!(poisson::limits(MOST + 1, &tail(), &z), None);
}

/// Tails from a hundredth of a millionth to nearly a half.
fn tails() -> impl Strategy<Value = Exact> {
    (1_u64..49_999_999).prop_map(|units| Exact::decimal(units, 8))
}

fn ordered(one: &Figure, other: &Figure) -> bool {
    one.high() <= other.low()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn limits_contain_the_count_and_widen_with_the_level(count in 1_u64..3_000, one in tails(), other in tails()) {
        prop_assume!(one != other);
        let (small, large) = if one < other { (one, other) } else { (other, one) };
        let at = |tail: &Exact| poisson::limits(count, tail, &z_of(tail)).unwrap();
        let (wide, narrow) = (at(&small), at(&large));
        let point = Figure::exact(Exact::from(count));
        prop_assert!(ordered(&wide.low, &narrow.low) && ordered(&narrow.low, &point));
        prop_assert!(ordered(&point, &narrow.high) && ordered(&narrow.high, &wide.high));
    }

    #[test]
    fn limits_rise_with_the_count_and_shrink_relative_to_it(count in 1_u64..3_000, tail in tails()) {
        let z = z_of(&tail);
        let (one, next) = (poisson::limits(count, &tail, &z).unwrap(), poisson::limits(count + 1, &tail, &z).unwrap());
        prop_assert!(ordered(&one.low, &next.low) && ordered(&one.high, &next.high));
        let share = |limit: &Figure, count: u64| limit.divided_by(&Figure::exact(Exact::from(count))).unwrap();
        prop_assert!(ordered(&share(&one.low, count), &share(&next.low, count + 1)));
        prop_assert!(ordered(&share(&next.high, count + 1), &share(&one.high, count)));
    }

    #[test]
    fn exact_and_score_limits_of_a_share_contain_it(part in 0_u64..400, others in 0_u64..400, tail in tails()) {
        let whole = part + others;
        prop_assume!(whole > 0);
        let z = z_of(&tail);
        let point = Figure::exact(Exact::quotient(part, whole).unwrap());
        for limits in [binomial::limits(part, whole, &tail, &z).unwrap(), wilson::limits(part, whole, &z).unwrap()] {
            prop_assert!(limits.low.low() <= point.high() && point.low() <= limits.high.high());
            prop_assert!(!limits.low.is_negative() && !Figure::one().minus(&limits.high).is_negative());
        }
    }

    /// Ten times as many of the same share leave a narrower interval.
    #[test]
    fn score_limits_shrink_with_n(part in 0_u64..100, others in 0_u64..100, tail in tails()) {
        prop_assume!(part + others > 0);
        let z = z_of(&tail);
        let width = |times: u64| {
            let limits = wilson::limits(part * times, (part + others) * times, &z).unwrap();
            limits.high.minus(&limits.low)
        };
        prop_assert!(ordered(&width(10), &width(1)));
    }

    #[test]
    fn newcombes_limits_turn_with_the_groups(a in 0_u64..60, b in 1_u64..60, c in 0_u64..60, d in 1_u64..60) {
        let z = z_of(&tail());
        let (one, other) = ((a, a + b), (c, c + d));
        let (there, back) = (newcombe::limits(one, other, &z).unwrap(), newcombe::limits(other, one, &z).unwrap());
        let gap = there.low.plus(&back.high);
        prop_assert!(*gap.low() <= Exact::zero() && Exact::zero() <= *gap.high());
    }
}
