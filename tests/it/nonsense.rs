//! Nonsense in flags and files: an answer or a refusal, never a panic.

use proptest::prelude::*;

use crate::program::{Desk, cacltv};

const SPEND: &str = "month,channel,amount\n2026-03,Google Ads,3000.10\n2026-03,Meta,1000\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Google Ads,30\n2026-03,Meta,20\n2026-03,Organic,10\n";

fn desk() -> Desk {
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS)])
}

/// Every flag with every kind of nonsense: an answer or a refusal, never a panic.
#[test]
fn nonsense_is_refused_without_a_panic() {
    let desk = desk();
    let long = "9".repeat(5000);
    let values = [
        "",
        " ",
        "-",
        "--",
        "0",
        "-0",
        "1e999",
        "NaN",
        "inf",
        "-1",
        "1/0",
        "0/0",
        "1/0/mo",
        "%",
        "%/mo",
        "/mo",
        "1:0",
        "0:1",
        "=",
        "=x",
        "x=",
        "a=b=c",
        "..",
        "2026-00",
        "2026-01..",
        "..2026-01",
        "9999-12",
        "0000-01",
        "last",
        "last:0",
        "last-99999999999",
        "last:99999999",
        "\u{1b}[31m",
        "\u{202e}",
        "é",
        "ﷺ",
        "1\u{660}",
        long.as_str(),
        "cac,,cac",
        ",",
        "each: cac <=",
        "each: >= 3",
        ": : :",
        "cac <= 3 except",
        "channel \"x: cac <= 3",
        "cac <= 3 min_customers -1",
        "99999999999999999999999999999999999999999999",
        "0.00000000000000000000000000000000000000000001",
        "1'000",
        "1.000",
    ];
    let flags = [
        "--arpa",
        "--margin",
        "--churn",
        "--lifetime",
        "--method",
        "--horizon",
        "--discount",
        "--timing",
        "--basis",
        "--scope",
        "--target",
        "--by",
        "--sort",
        "--top",
        "--columns",
        "--period",
        "--from",
        "--to",
        "--channel",
        "--segment",
        "--map",
        "--alias",
        "--decimal",
        "--delimiter",
        "--missing",
        "--totals",
        "--period-of",
        "--revenue-period",
        "--threads",
        "--format",
        "--numbers",
        "--locale",
        "--spend",
        "--customers",
        "--revenue",
        "--assumptions",
    ];
    for (number, flag) in flags.into_iter().enumerate() {
        // A third of the values for each flag, another third for the next: enough to meet every reader of values.
        for value in values.into_iter().skip(number % 3).step_by(3) {
            if flag == "--threads" && value.len() > 1 {
                continue;
            }
            let ran = desk.run(&["report", "spend.csv", "customers.csv", &format!("{flag}={value}")]);
            assert!((0..=5).contains(&ran.code), "{flag}={value}: {ran:?}");
            assert!(!ran.stderr.contains("panicked"), "{flag}={value}: {}", ran.stderr);
            assert_eq!(ran.code != 0, ran.stdout.is_empty(), "{flag}={value}: {ran:?}");
        }
    }
    for flag in ["--min-ratio", "--max-cac", "--max-payback", "--require"] {
        for value in values {
            let ran = desk.run(&["check", "spend.csv", "customers.csv", &format!("{flag}={value}")]);
            assert!((0..=4).contains(&ran.code), "{flag}={value}: {ran:?}");
        }
    }
    for flag in [
        "--marketing",
        "--sales",
        "--spend",
        "--cost",
        "--customers",
        "--cac",
        "--ltv",
        "--cpl",
        "--close-rate",
        "--bounce-rate",
        "--currency",
    ] {
        for value in values {
            let ran = desk.run(&["calc", "--customers=7", &format!("{flag}={value}")]);
            assert!(matches!(ran.code, 0 | 2), "{flag}={value}: {ran:?}");
        }
    }
}

/// Files that are no CSV at all, or hardly.
#[test]
fn strange_files_are_read_or_refused_without_a_panic() {
    let desk = desk();
    let deep = "(".repeat(2_000);
    let files: [&[u8]; 24] = [
        b"",
        b"\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff\x00",
        b"\0",
        b"\"",
        b"\"\"",
        b",",
        b",,,\n,,,",
        b"sep=",
        b"sep=;\n",
        b"channel,amount",
        b"channel,amount\n",
        b"channel,amount\r\r\r\r",
        b"channel,amount\n\"",
        b"channel,amount\n\"\"\"",
        b"\x1f\x8b\x08",
        b"{\"a\":1}",
        b"<html>",
        b"%PDF-1.4",
        b"amount\n1\n",
        b"amount\n-9999999999999999\n",
        deep.as_bytes(),
    ];
    for file in files {
        desk.write("strange.csv", file);
        for line in [
            "report strange.csv",
            "report strange.csv customers.csv",
            "check strange.csv --max-cac 1",
            "get cac strange.csv",
        ] {
            let ran = desk.line(line);
            assert!(matches!(ran.code, 0 | 3 | 4), "{file:?} {line}: {ran:?}");
            assert!(!ran.stderr.contains("panicked"), "{file:?} {line}: {}", ran.stderr);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_through_the_program_end_with_a_status_of_the_contract(
        head in prop::sample::select(vec!["", "channel,amount\n", "customer_id;date\n", "month\tchannel\tmarketing\tsales\r\n"]),
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\",;\n\t0123456789.-".to_vec())], 0..300)
    ) {
        let mut stdin = head.as_bytes().to_vec();
        stdin.extend(bytes);
        let ran = Desk::new([]).fed(&["report", "-", "-f", "json"], &stdin);
        prop_assert!(matches!(ran.code, 0 | 3), "{:?}", ran);
        prop_assert_eq!(ran.code == 3, ran.stdout.is_empty());
        if ran.code == 0 {
            ran.json();
        }
    }

    #[test]
    fn any_rule_is_read_or_refused(rule in "(total|paid|each|channel \"[a-z]?\"|last|each month)?:? ?(cac|ltv_cac|x) ?(>=|<=|>|<|=)? ?-?[0-9.,:%/]{0,6}( except \"[a-z]\")?( min_customers [0-9-]{1,3})?") {
        let ran = desk().run(&["check", "spend.csv", "customers.csv", "--require", &rule]);
        prop_assert!(matches!(ran.code, 0 | 1 | 2 | 4), "{:?}", ran);
        prop_assert_eq!(ran.code == 2, ran.stdout.is_empty(), "{:?}", ran);
    }
}

/// Arguments that are no UTF-8 are a matter of the system, and no reason to panic.
#[cfg(unix)]
#[test]
fn arguments_that_are_not_text_are_no_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = desk();
    for args in [
        vec![&b"\xff"[..]],
        vec![b"report", b"\xff.csv"],
        vec![b"get", b"\xfe", b"spend.csv"],
        vec![b"explain", b"\xff"],
    ] {
        let args = args.iter().map(|arg| OsStr::from_bytes(arg));
        let output = cacltv().args(args).current_dir(desk.path()).output().unwrap();
        assert!(matches!(output.status.code(), Some(2 | 3)), "{output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    }
}
