//! How a table is written down, cut into files or handed over in pieces never changes a figure.

use std::io::{self, Cursor, Read};

use cacltv::domain::ledger::Dimension;
use cacltv::domain::period::Grain;
use cacltv::input::{self, Options, Source};
use proptest::prelude::*;

use crate::sketch::{self, Hand, Sketch, hands, models, options, read, results};

const CASES: u32 = 64;

/// A permutation of the rows, made of random keys.
fn shuffled<T: Clone>(rows: &[T], keys: &[u32]) -> Vec<T> {
    let mut keyed: Vec<(u32, &T)> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (keys[at % keys.len()] ^ (at as u32).wrapping_mul(2_654_435_761), row))
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, row)| row.clone()).collect()
}

/// The rows dealt over some files; none is empty.
fn dealt<T: Clone>(rows: &[T], keys: &[u32], files: usize) -> Vec<Vec<T>> {
    let mut hands = vec![Vec::new(); files];
    for (at, row) in rows.iter().enumerate() {
        hands[(keys[(at * 7 + 3) % keys.len()] as usize) % files].push(row.clone());
    }
    hands.retain(|hand| !hand.is_empty());
    hands
}

fn by_every_dimension() -> Vec<Vec<Dimension>> {
    let month = Dimension::Period(Grain::Month);
    vec![vec![Dimension::Channel], vec![month.clone()], vec![Dimension::Channel, month]]
}

fn same(one: &[Vec<u8>], other: &[Vec<u8>], assumptions: &cacltv::domain::assumptions::Assumptions) {
    for by in by_every_dimension() {
        let (one, other) = (results(one.to_vec(), assumptions, &by), results(other.to_vec(), assumptions, &by));
        assert_eq!(one, other);
    }
}

/// A reader that hands over a few bytes at a time, and is interrupted now and then.
struct Stutter {
    bytes: Cursor<Vec<u8>>,
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Stutter {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()];
        self.turn += 1;
        if size == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = size.min(into.len());
        self.bytes.read(&mut into[..size])
    }
}

fn stuttered(bytes: &[u8], sizes: &[usize]) -> Stutter {
    // Nothing but interruptions would never end.
    let sizes = sizes.iter().copied().chain([1]).collect();
    Stutter { bytes: Cursor::new(bytes.to_vec()), sizes, turn: 0 }
}

/// All that reading gives, as text.
fn told(source: Source, options: &Options) -> String {
    match input::read(vec![source], options) {
        Ok(reading) => format!("{:#?}{:#?}{:#?}", reading.ledger, reading.diagnostics, reading.counts),
        Err(refusal) => format!("{refusal:#?}"),
    }
}

/// A file with one byte changed, so that there may be anything to refuse.
fn spoilt() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\",;\n\r\t 0x.-\0\xff".to_vec())];
    (sketch::any(), hands(), any::<prop::sample::Index>(), byte, any::<bool>()).prop_map(
        |(sketch, hand, at, byte, spend)| {
            let mut bytes = if spend { hand.spend(&sketch.spend) } else { hand.customers(&sketch.customers) };
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_and_files_changes_nothing(
        sketch in sketch::any(), assumptions in models(), keys in prop::collection::vec(any::<u32>(), 1..40), files in 1usize..5
    ) {
        let hand = Hand::default();
        let (spend, customers) = (shuffled(&sketch.spend, &keys), shuffled(&sketch.customers, &keys));
        // A file of nothing but credits is refused as a bank statement: its rows go to another file.
        let dealt_spend = dealt(&spend, &keys, files).into_iter();
        let (mut kept, credits): (Vec<_>, Vec<_>) = dealt_spend.partition(|rows| rows.iter().any(|row| row.figure > 0));
        kept[0].extend(credits.concat());
        let mut written: Vec<Vec<u8>> = kept.iter().map(|rows| hand.spend(rows)).collect();
        written.extend(dealt(&customers, &keys, files).iter().map(|rows| hand.customers(rows)));
        same(&sketch.plain(), &shuffled(&written, &keys), &assumptions);
    }

    #[test]
    fn delimiter_quotes_line_ends_and_byte_order_mark_change_nothing(
        sketch in sketch::any(), assumptions in models(), one in hands(), other in hands()
    ) {
        let written = [one.spend(&sketch.spend), other.customers(&sketch.customers)];
        same(&sketch.plain(), &written, &assumptions);
    }

    #[test]
    fn a_row_split_in_two_changes_nothing(
        sketch in sketch::any(), assumptions in models(), at in any::<prop::sample::Index>(), part in -100_00i64..100_00, won in any::<prop::sample::Index>()
    ) {
        let mut split = sketch.clone();
        let spend = at.index(split.spend.len());
        let mut second = split.spend[spend].clone();
        split.spend[spend].figure -= part;
        second.figure = part;
        split.spend.push(second);
        let customers = at.index(split.customers.len());
        let mut second = split.customers[customers].clone();
        second.figure = won.index(second.figure as usize + 1) as i64;
        split.customers[customers].figure -= second.figure;
        split.customers.insert(0, second);
        same(&sketch.plain(), &split.plain(), &assumptions);
    }

    #[test]
    fn a_file_read_byte_by_byte_is_the_file_with_the_same_faults_at_the_same_places(bytes in spoilt()) {
        let whole = told(Source::reader("a.csv", Cursor::new(bytes.clone())), &options());
        prop_assert_eq!(&whole, &told(Source::reader("a.csv", stuttered(&bytes, &[1])), &options()));
    }

    #[test]
    fn short_and_interrupted_reads_change_nothing(bytes in spoilt(), sizes in prop::collection::vec(0usize..40, 1..12)) {
        let whole = told(Source::reader("a.csv", Cursor::new(bytes.clone())), &options());
        prop_assert_eq!(&whole, &told(Source::reader("a.csv", stuttered(&bytes, &sizes)), &options()));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(bytes in spoilt()) {
        let with = |threads| {
            told(Source::reader("a.csv", Cursor::new(bytes.clone())), &Options { threads: Some(threads), ..options() })
        };
        prop_assert_eq!(with(1), with(2));
        prop_assert_eq!(with(1), with(7));
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        told(Source::reader("a.csv", Cursor::new(bytes)), &Options::default());
    }

    #[test]
    fn text_like_a_table_is_read_or_refused(text in "[a-c,;\"\n\r\t 0-9.|'-]{0,120}", head in 0usize..4) {
        let heads = ["month,channel,amount\n", "customer_id;date;mrr\r\n", "channel\trevenue\tactive_customers\r", "channel|arpa|churn|margin\n"];
        let source = Source::reader("a.csv", Cursor::new(format!("{}{text}", heads[head]).into_bytes()));
        told(source, &Options::default());
    }

    #[test]
    fn months_and_channels_add_up_to_the_same_totals(sketch in sketch::any()) {
        let reading = read(sketch.plain(), &options());
        let (mut spend, mut customers) = (0i128, 0i128);
        for totals in reading.ledger.totals.values() {
            spend += totals.spend.0;
            customers += totals.new_customers.0;
        }
        let cent = 10i128.pow(16);
        prop_assert_eq!(spend, sketch.spend.iter().map(|row| i128::from(row.figure) * cent).sum::<i128>());
        prop_assert_eq!(customers, sketch.customers.iter().map(|row| i128::from(row.figure) * cent * 100).sum::<i128>());
    }
}

/// A customer counts once, at its earliest date, in whatever order and over whatever files its orders come.
#[test]
fn customers_count_once_in_any_order_of_their_orders() {
    let orders =
        ["A,2026-01-05,Meta", "B,2026-01-07,Google", "A,2026-02-01,Google", "C,2026-02-03,Meta", "B,2026-01-06,Meta"];
    let spend = b"month,channel,amount\n2026-01,Meta,10\n2026-02,Meta,20\n".to_vec();
    let written = |orders: &[&str]| format!("customer_id,date,channel\n{}\n", orders.join("\n")).into_bytes();
    let by = [Dimension::Channel, Dimension::Period(Grain::Month)];
    let mut wanted = None;
    for turn in 0..orders.len() {
        for split in 1..orders.len() {
            let mut turned = orders.to_vec();
            turned.rotate_left(turn);
            let files = vec![spend.clone(), written(&turned[..split]), written(&turned[split..])];
            let found = results(files, &Default::default(), &by);
            assert_eq!(*wanted.get_or_insert_with(|| found.clone()), found);
        }
    }
    // A in January by Meta, B in January by Meta (the 6th comes before the 7th), C in February by Meta.
    let rows: Vec<String> = wanted
        .unwrap()
        .rows
        .iter()
        .map(|line| {
            let won = sketch::exact(line, cacltv::domain::metric::Metric::NewCustomers).unwrap();
            format!("{:?} {won}", line.key)
        })
        .collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].ends_with(" 2") && rows[1].ends_with(" 1"), "{rows:?}");
}

/// Sketch is what this module draws; keep the drawing itself honest.
#[test]
fn a_plain_hand_writes_what_was_drawn() {
    let sketch =
        Sketch { spend: vec![sketch::Row { month: 5, channel: Some(4), figure: -1234 }], customers: Vec::new() };
    let text = String::from_utf8(sketch.plain()[0].clone()).unwrap();
    assert_eq!(text, "month,channel,amount\n2026-03,\"The \"\"quoted\"\" one\",-12.34\n");
}
