//! Times the reader, the number parser and the fold: `cargo bench --bench reader`
//!
//! Bytes per second of a ledger in memory, read on one thread; counting its line ends stands beside it, as what any
//! reader has to do at least.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Cursor;

use cacltv::calc::compute;
use cacltv::domain::assumptions::Assumptions;
use cacltv::domain::ledger::Dimension;
use cacltv::domain::number;
use cacltv::domain::period::Grain;
use cacltv::input::{Options, Source, Work, read};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

/// The same rows in several forms.
#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Semicolon,
    Quoted,
    Crlf,
    Words,
    /// Amounts with three decimals, which only the careful reader takes.
    Unusual,
    /// Ids of customers.
    Listed,
}

const FORMS: [Form; 7] =
    [Form::Plain, Form::Semicolon, Form::Quoted, Form::Crlf, Form::Words, Form::Unusual, Form::Listed];

fn text(form: Form, rows: usize) -> String {
    let channels = ["Google Ads", "Meta", "LinkedIn", "Microsoft Ads", "TikTok", "Podcast", "Affiliates", "Events"];
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = String::from(match form {
        Form::Plain | Form::Quoted | Form::Unusual => "date,channel,campaign,category,amount\n",
        Form::Semicolon => "date;channel;campaign;category;amount\n",
        Form::Crlf => "date,channel,campaign,category,amount\r\n",
        Form::Words => "month,channel,campaign,category,amount\n",
        Form::Listed => "customer_id,acquired_on,channel,segment\n",
    });
    for row in 0..rows {
        let (year, month, day) = (2024 + draw(2), 1 + draw(12), 1 + draw(28));
        let channel = channels.get(usize::try_from(draw(8)).unwrap()).unwrap();
        let (campaign, whole, cents) = (draw(400), draw(5_000), draw(100));
        let told = match form {
            Form::Plain => {
                writeln!(text, "{year}-{month:02}-{day:02},{channel},cmp-{campaign:03},agency,{whole}.{cents:02}")
            }
            Form::Semicolon => {
                writeln!(text, "{day:02}.{month:02}.{year};{channel};cmp-{campaign:03};agency;{whole},{cents:02}")
            }
            Form::Quoted => writeln!(
                text,
                "\"{year}-{month:02}-{day:02}\",\"{channel}\",\"cmp-{campaign:03}\",\"agency\",\"{whole}.{cents:02}\""
            ),
            Form::Crlf => {
                write!(text, "{year}-{month:02}-{day:02},{channel},cmp-{campaign:03},agency,{whole}.{cents:02}\r\n")
            }
            Form::Words => writeln!(text, "{year}-{month:02},{channel},cmp-{campaign:03},agency,{whole}.{cents:02}"),
            Form::Unusual => {
                writeln!(text, "{year}-{month:02}-{day:02},{channel},cmp-{campaign:03},agency,{whole}.{cents:02}5")
            }
            Form::Listed => writeln!(text, "C{row:08},{year}-{month:02}-{day:02},{channel},Small"),
        };
        told.unwrap();
    }
    text
}

fn options(careful: bool) -> Options {
    Options { threads: Some(1), work: Work { careful, compared: 0, ..Work::default() }, ..Options::default() }
}

fn bench(bencher: Bencher<'_, '_>, form: Form, careful: bool) {
    let text = text(form, 200_000);
    let options = options(careful);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| vec![Source::reader("ledger.csv", Cursor::new(text.clone().into_bytes()))])
        .bench_values(|sources| read(sources, &options).unwrap());
}

#[divan::bench(args = FORMS, sample_count = 10)]
fn ledger(bencher: Bencher<'_, '_>, form: Form) {
    bench(bencher, form, false);
}

#[divan::bench(args = FORMS, sample_count = 10)]
fn ledger_by_the_careful_reader(bencher: Bencher<'_, '_>, form: Form) {
    bench(bencher, form, true);
}

/// What the reader has summed up of a ledger and a list of customers, folded to the rows of a report, each with its CAC.
#[divan::bench(args = ["", "channel", "channel month", "channel month campaign"], sample_count = 10)]
fn fold(bencher: Bencher<'_, '_>, by: &str) {
    let source = |name, form| Source::reader(name, Cursor::new(text(form, 200_000).into_bytes()));
    let sources = vec![source("ledger.csv", Form::Plain), source("customers.csv", Form::Listed)];
    let others: Vec<String> = by.split(' ').filter(|name| *name == "campaign").map(str::to_owned).collect();
    let ledger = read(sources, &Options { by: others, ..options(false) }).unwrap().ledger;
    let dimension = |name: &str| match name {
        "channel" => Dimension::Channel,
        "month" => Dimension::Period(Grain::Month),
        other => Dimension::Other(0, other.to_owned()),
    };
    let dimensions: Vec<Dimension> = by.split_whitespace().map(dimension).collect();
    let assumptions = Assumptions::default();
    bencher
        .counter(ItemsCount::new(ledger.totals.len()))
        .bench(|| compute(black_box(&ledger), &assumptions, &dimensions));
}

#[divan::bench(sample_count = 10)]
fn line_ends_counted(bencher: Bencher<'_, '_>) {
    let text = text(Form::Plain, 200_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| memchr::memchr_iter(b'\n', black_box(text.as_bytes())).count());
}

#[divan::bench(args = ["7", "1234.56", "1 234,56", "1.234.567,89", "-12.5", "(1,234.50)", "€ 1.234,50", "12.345678"])]
fn number(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(ItemsCount::new(1u32)).bench(|| number::read(black_box(text.as_bytes())));
}
