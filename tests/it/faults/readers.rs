//! Readers that fail, are interrupted, or give few bytes at a time.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cacltv::domain::currency::Currency;
use cacltv::input::rates::Rates;
use cacltv::input::{self, Options, Reading, Refusal, Role, Source};

/// Gives `step` bytes a call; at the calls that `fails` names it gives a fault instead.
struct Wire<F> {
    bytes: Arc<[u8]>,
    at: usize,
    step: usize,
    calls: Arc<AtomicUsize>,
    fails: F,
}

impl<F: Fn(usize) -> Option<io::ErrorKind>> Read for Wire<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if let Some(kind) = (self.fails)(call) {
            return Err(io::Error::new(kind, "the wire broke"));
        }
        let count = self.step.min(buffer.len()).min(self.bytes.len() - self.at);
        buffer[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

type Told = Result<Reading, Refusal>;

fn never(_: usize) -> Option<io::ErrorKind> {
    None
}

/// What reading gives over such a wire, and how many calls it took.
fn over(
    sample: &Sample,
    step: usize,
    threads: usize,
    fails: impl Fn(usize) -> Option<io::ErrorKind> + Send + 'static,
) -> (Told, usize) {
    let calls = Arc::new(AtomicUsize::new(0));
    let wire = Wire { bytes: Arc::clone(&sample.bytes), at: 0, step, calls: Arc::clone(&calls), fails };
    let mut sources = vec![Source { role: sample.role, ..Source::reader("wire.csv", wire) }];
    if let Some(beside) = sample.beside {
        sources.push(Source::reader("beside.csv", io::Cursor::new(beside)));
    }
    let funnel = sample.funnel.then(Vec::new);
    let options = Options { threads: Some(threads), encoding: sample.encoding, funnel, ..Options::default() };
    (input::read(sources, &options), calls.load(Ordering::Relaxed))
}

/// All that is known after reading.
fn known(told: Told) -> String {
    let reading = told.unwrap_or_else(|refusal| panic!("{refusal:#?}"));
    let Reading { ledger, assumptions, files, diagnostics, counts, .. } = reading;
    format!("{ledger:?}{assumptions:?}{files:?}{diagnostics:?}{counts:?}")
}

/// Refused once, for the fault and nothing else.
fn is_refused(told: Told, what: &str) {
    let refusal = told.map(|_| panic!("{what}: part of a file was read as all of it")).unwrap_err();
    let said: Vec<_> = refusal.diagnostics.iter().map(|said| (said.code, said.message.as_str())).collect();
    assert_eq!(said, [("E001", "'wire.csv' cannot be read: the wire broke")], "{what}");
}

struct Sample {
    name: String,
    bytes: Arc<[u8]>,
    role: Option<Role>,
    /// A second file, which is sound.
    beside: Option<&'static str>,
    encoding: Option<&'static encoding_rs::Encoding>,
    funnel: bool,
}

const SPEND: &str = "month,channel,amount\n2026-01,Mässor,1000.50\n\"2026-02\",\"Goo\"\"gle\n, \",2000.25\n";

/// Every role, and one of them in every encoding.
fn samples() -> Vec<Sample> {
    let text = |name: &str, text: &str, role| Sample {
        name: name.to_owned(),
        bytes: text.as_bytes().into(),
        role,
        beside: None,
        encoding: None,
        funnel: false,
    };
    let beside = |sample: Sample| Sample { beside: Some(SPEND), ..sample };
    let wide = |mark: bool, order: fn(u16) -> [u8; 2]| -> Arc<[u8]> {
        mark.then_some(0xfeff).into_iter().chain(SPEND.encode_utf16()).flat_map(order).collect()
    };
    let spend = |name: &str, bytes: Arc<[u8]>| Sample { bytes, ..text(name, "", None) };
    vec![
        text("spend", SPEND, None),
        text("wide spend", "month;marketing;sales\r\n2026-01;1.234,50;20,25\r\n", None),
        text("customers", "month,new_customers\n2026-01,5\n", None),
        text(
            "customers by id",
            "customer_id,acquired_on,channel\na,2026-01-04,Meta\nb,2026-01-05,Meta\na,2026-02-01,X\n",
            None,
        ),
        text("revenue", "month,revenue,active_customers\n2026-01,500,10\n", None),
        text("combined", "month,channel,amount,new_customers\r2026-01,Meta,5,2\r2026-01,X,5,2", None),
        beside(text("assumptions", "channel,arpa,margin\nMeta,29.50,70%\nGoogle,20.00,0.6\n", None)),
        beside(text("known", "customer_id\na\nb\n", Some(Role::Known))),
        Sample { funnel: true, ..text("funnel", "channel,leads,demos,customers\nMeta,100,20,5\n", None) },
        spend("with a byte order mark", format!("\u{feff}{SPEND}").into_bytes().into()),
        spend("utf-16 le", wide(true, u16::to_le_bytes)),
        spend("utf-16 be", wide(true, u16::to_be_bytes)),
        Sample { encoding: Some(encoding_rs::UTF_16LE), ..spend("utf-16 by a flag", wide(false, u16::to_le_bytes)) },
        spend("windows-1252", encoding_rs::WINDOWS_1252.encode(SPEND).0.into_owned().into()),
        spend("a workbook", workbook()),
    ]
}

/// A workbook that the program wrote itself.
fn workbook() -> Arc<[u8]> {
    let desk = crate::program::Desk::new([("spend.csv", SPEND)]);
    let ran = desk.line("report spend.csv -o out.xlsx");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    std::fs::read(desk.path().join("out.xlsx")).unwrap().into()
}

/// At whichever call reading fails, no figure is made of what was read before, even if the next call would give more.
#[test]
fn a_reader_that_fails_at_any_call_gives_no_figure() {
    for sample in samples() {
        let step = sample.bytes.len() / 20 + 1;
        let (_, calls) = over(&sample, step, 1, never);
        assert!(calls > 15, "{}: {calls}", sample.name);
        for k in 0..calls {
            let what = format!("{} at call {k} of {calls}", sample.name);
            is_refused(over(&sample, step, 1, move |call| (call == k).then_some(io::ErrorKind::Other)).0, &what);
            is_refused(over(&sample, step, 1, move |call| (call >= k).then_some(io::ErrorKind::Other)).0, &what);
        }
    }
}

/// A reader that gives a byte at a time, or is interrupted before every call, gives the same figures and places.
#[test]
fn short_and_interrupted_reads_change_nothing() {
    for sample in samples().into_iter().filter(|sample| sample.name != "a workbook") {
        let whole = known(over(&sample, usize::MAX, 1, never).0);
        for step in [1, 2, 3, 5, 7, 64] {
            assert_eq!(known(over(&sample, step, 1, never).0), whole, "{}: {step} bytes a call", sample.name);
        }
        let interrupted = |call: usize| (call % 2 == 0).then_some(io::ErrorKind::Interrupted);
        assert_eq!(known(over(&sample, 3, 1, interrupted).0), whole, "{}: interrupted", sample.name);
    }
}

/// What `step` rows of a long file are like, and its size: blocks that common rows fill, and blocks of odd ones.
fn long() -> Vec<Sample> {
    let sample = |name: &str, header: &str, row: fn(usize) -> String| {
        let mut text = format!("{header}\n");
        let mut at = 0;
        while text.len() < 900 << 10 {
            text.push_str(&row(at));
            at += 1;
        }
        let bytes = text.into_bytes().into();
        Sample { name: name.to_owned(), bytes, role: None, beside: None, encoding: None, funnel: false }
    };
    vec![
        sample("long ledger", "date,channel,amount", |at| format!("2026-01-{:02},Meta,{}.25\n", at % 28 + 1, at)),
        sample("long list", "customer_id,acquired_on,channel", |at| format!("c{at},2026-01-04,Google\n")),
        sample("long quoted ledger", "date,channel,amount", |at| format!("2026-01-04,\"Me\nta\",\"{at},25\"\n")),
    ]
}

/// The same for files of several blocks, read by one thread and by two.
#[test]
fn a_reader_that_fails_in_any_block_gives_no_figure() {
    for sample in long() {
        let step = 48 << 10;
        let (told, calls) = over(&sample, step, 2, never);
        let whole = known(told);
        assert!((15..60).contains(&calls), "{calls}");
        for k in 0..calls {
            let what = format!("{} at call {k} of {calls}", sample.name);
            for threads in [1, 2] {
                let once = move |call| (call == k).then_some(io::ErrorKind::Other);
                is_refused(over(&sample, step, threads, once).0, &what);
            }
        }
        let interrupted = |call: usize| (call % 3 != 2).then_some(io::ErrorKind::Interrupted);
        assert_eq!(known(over(&sample, step, 2, interrupted).0), whole, "{}", sample.name);
        assert_eq!(known(over(&sample, 997, 1, never).0), whole, "{}", sample.name);
    }
}

/// A file of rates is read whole or not at all too.
#[test]
fn rates_are_never_part_of_a_file() {
    let bytes: Arc<[u8]> = b"from,to,rate\nUSD,EUR,0.92\nSEK,EUR,0.09\n".as_slice().into();
    let euro = Currency::named("EUR").unwrap();
    let read = |step: usize, fails: Box<dyn Fn(usize) -> Option<io::ErrorKind> + Send>| {
        let calls = Arc::new(AtomicUsize::new(0));
        let wire = Wire { bytes: Arc::clone(&bytes), at: 0, step, calls: Arc::clone(&calls), fails };
        (Rates::read(Source::reader("wire.csv", wire), euro, &Options::default()), calls.load(Ordering::Relaxed))
    };
    let (whole, _) = read(usize::MAX, Box::new(never));
    let (short, calls) = read(1, Box::new(|call| (call % 2 == 0).then_some(io::ErrorKind::Interrupted)));
    assert_eq!(short.unwrap(), whole.unwrap());
    for k in 0..calls / 2 {
        let (told, _) = read(1, Box::new(move |call| (call == k).then_some(io::ErrorKind::Other)));
        let refusal = told.map(|_| panic!("at call {k}: part of a file was read as all of it")).unwrap_err();
        assert_eq!(refusal.diagnostics[0].message, "'wire.csv' cannot be read: the wire broke");
    }
}

/// A row that never ends is refused where it begins, by every way of reading, and no more is read behind its limit.
#[test]
fn a_row_without_an_end_is_refused_where_it_begins() {
    type Case = (&'static str, Option<Role>, (&'static str, u64, u64));
    struct Endless(usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += buffer.len();
            assert!(self.0 < 64 << 20, "read on and on");
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }
    let cases: [Case; 5] = [
        ("month,channel,amount\n2026-01,Meta,5\n2026-01,", None, ("E011", 3, 9)),
        ("month,channel,amount\n2026-01,Meta,5\n2026-01,\"", None, ("E007", 3, 9)),
        ("customer_id,acquired_on\na,2026-01-05\n", None, ("E011", 3, 1)),
        ("channel,arpa\nMeta,5\n", Some(Role::Assumptions), ("E011", 3, 1)),
        ("customer_id\na\n", Some(Role::Known), ("E011", 3, 1)),
    ];
    for (head, role, wanted) in cases {
        for threads in [1, 2] {
            let reader = io::Cursor::new(head).chain(Endless(0));
            let source = Source { role, ..Source::reader("wire.csv", reader) };
            let options = Options { threads: Some(threads), ..Options::default() };
            let refusal = input::read(vec![source], &options).unwrap_err();
            let said: Vec<_> = refusal
                .diagnostics
                .iter()
                .map(|said| said.place.as_ref().map(|place| (said.code, place.line, place.column)).unwrap())
                .collect();
            assert_eq!(said, [wanted], "{head}: {refusal:#?}");
        }
    }
}
