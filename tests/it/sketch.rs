//! Ledgers as tests draw them, and the many ways to write one down.

use cacltv::calc::compute;
use cacltv::calc::results::{Line, Results};
use cacltv::domain::assumptions::{Assumptions, Inputs};
use cacltv::domain::exact::Exact;
use cacltv::domain::ledger::Dimension;
use cacltv::domain::metric::Metric;
use cacltv::domain::quantity;
use cacltv::domain::value::Value;
use cacltv::input::{self, Options, Reading, Source, TotalsRule};
use proptest::prelude::*;

/// Names with every character that a careless writer or reader of CSV trips over.
pub(crate) const CHANNELS: [&str; 6] =
    ["Google Ads", "Meta; social", "Mässor", "Direct, mail", "The \"quoted\" one", "Radio\nand TV"];

/// Months drawn: from 2025-10 to 2026-03.
pub(crate) const MONTHS: [&str; 6] = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"];

/// One row of spend or of customers: a month, a channel and cents or customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) month: usize,
    pub(crate) channel: Option<usize>,
    pub(crate) figure: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sketch {
    pub(crate) spend: Vec<Row>,
    pub(crate) customers: Vec<Row>,
}

fn rows(
    channel: impl Strategy<Value = Option<usize>>,
    figure: impl Strategy<Value = i64>,
) -> impl Strategy<Value = Vec<Row>> {
    let row = (0..MONTHS.len(), channel, figure).prop_map(|(month, channel, figure)| Row { month, channel, figure });
    prop::collection::vec(row, 1..16)
}

/// Spend and customers of the same months; some spend has no channel, some is credited.
pub(crate) fn any() -> impl Strategy<Value = Sketch> {
    let spend = rows(prop::option::weighted(0.8, 0..CHANNELS.len()), -500_00i64..20_000_00);
    let customers = rows(prop::option::weighted(0.9, 0..CHANNELS.len()), 0i64..2_000);
    (spend, customers).prop_map(|(spend, customers)| Sketch { spend, customers }.of_the_same_months())
}

/// As [`any`], with nothing credited, nothing unattributed, and customers in every channel that occurs.
pub(crate) fn attributed() -> impl Strategy<Value = Sketch> {
    let spend = rows((0..CHANNELS.len()).prop_map(Some), 1i64..20_000_00);
    (spend, prop::collection::vec(1i64..2_000, CHANNELS.len())).prop_map(|(spend, won)| {
        let mut sketch = Sketch { spend, customers: Vec::new() }.of_the_same_months();
        for (channel, figure) in won.into_iter().enumerate() {
            if sketch.spend.iter().any(|row| row.channel == Some(channel)) {
                sketch.customers.push(Row { month: channel, channel: Some(channel), figure });
            }
        }
        sketch
    })
}

impl Sketch {
    /// Spend and customers that cover different months are refused, so both get a row in the first and last.
    fn of_the_same_months(mut self) -> Self {
        for month in [0, MONTHS.len() - 1] {
            self.spend.push(Row { month, channel: Some(0), figure: 1_00 });
            self.customers.push(Row { month, channel: Some(0), figure: 1 });
        }
        self
    }

    /// The two files in a plain hand.
    pub(crate) fn plain(&self) -> Vec<Vec<u8>> {
        let hand = Hand::default();
        vec![hand.spend(&self.spend), hand.customers(&self.customers)]
    }

    pub(crate) fn results(&self, assumptions: &Assumptions) -> Results {
        results(self.plain(), assumptions, &[Dimension::Channel])
    }
}

/// How a table is written down.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    pub(crate) delimiter: char,
    pub(crate) comma: bool,
    pub(crate) quoted: bool,
    pub(crate) end: &'static str,
    pub(crate) bom: bool,
    pub(crate) ended: bool,
    pub(crate) blank_lines: bool,
}

impl Default for Hand {
    fn default() -> Self {
        Self { delimiter: ',', comma: false, quoted: false, end: "\n", bom: false, ended: true, blank_lines: false }
    }
}

pub(crate) fn hands() -> impl Strategy<Value = Hand> {
    let ends = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let flags = (any_bool(), any_bool(), any_bool(), any_bool(), any_bool());
    (prop::sample::select(vec![',', ';', '\t', '|']), ends, flags).prop_map(
        |(delimiter, end, (comma, quoted, bom, ended, blank_lines))| Hand {
            delimiter,
            comma,
            quoted,
            end,
            bom,
            ended,
            blank_lines,
        },
    )
}

fn any_bool() -> impl Strategy<Value = bool> {
    prop::bool::ANY
}

impl Hand {
    fn cell(&self, text: &str) -> String {
        let needs = text.contains([self.delimiter, '"', '\n', '\r']);
        if needs || self.quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    }

    pub(crate) fn table(&self, rows: &[Vec<String>]) -> Vec<u8> {
        let mut text = String::from(if self.bom { "\u{feff}" } else { "" });
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
            text.push_str(&cells.join(&self.delimiter.to_string()));
            if self.ended || at + 1 < rows.len() {
                text.push_str(self.end);
            }
            if self.blank_lines && at % 3 == 1 && at + 1 < rows.len() {
                text.push_str(self.end);
            }
        }
        text.into_bytes()
    }

    pub(crate) fn money(&self, cents: i64) -> String {
        let mark = if self.comma { ',' } else { '.' };
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}{mark}{:02}", cents.abs() / 100, cents.abs() % 100)
    }

    pub(crate) fn spend(&self, rows: &[Row]) -> Vec<u8> {
        let head = ["month", "channel", "amount"].map(str::to_owned).to_vec();
        let rows = rows.iter().map(|row| vec![month(row), channel(row), self.money(row.figure)]);
        self.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
    }

    pub(crate) fn customers(&self, rows: &[Row]) -> Vec<u8> {
        let head = ["month", "channel", "new_customers"].map(str::to_owned).to_vec();
        let rows = rows.iter().map(|row| vec![month(row), channel(row), row.figure.to_string()]);
        self.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
    }
}

fn month(row: &Row) -> String {
    MONTHS[row.month].to_owned()
}

fn channel(row: &Row) -> String {
    row.channel.map_or_else(String::new, |channel| CHANNELS[channel].to_owned())
}

/// Reads as the program does; rows without a name that happen to equal the sum of all others are kept.
pub(crate) fn options() -> Options {
    Options { totals: Some(TotalsRule::Keep), ..Options::default() }
}

pub(crate) fn read(files: Vec<Vec<u8>>, options: &Options) -> Reading {
    let sources = files.into_iter().enumerate();
    let sources = sources.map(|(at, bytes)| Source::reader(&format!("{at}.csv"), std::io::Cursor::new(bytes)));
    input::read(sources.collect(), options).unwrap_or_else(|refusal| panic!("{refusal:#?}"))
}

pub(crate) fn results(files: Vec<Vec<u8>>, assumptions: &Assumptions, by: &[Dimension]) -> Results {
    let reading = read(files, &options());
    let selected = input::select(reading.ledger, None, None, reading.ends.last(0)).unwrap();
    compute(&selected.ledger, assumptions, by)
}

/// ARPA, margin and churn as they are typed.
pub(crate) fn model(arpa: &str, margin: &str, churn: &str) -> Assumptions {
    let common = Inputs {
        arpa: Some(quantity::monthly_money(arpa).unwrap()),
        margin: Some(quantity::margin(margin).unwrap()),
        churn: Some(quantity::churn(churn).unwrap()),
        ..Inputs::default()
    };
    Assumptions { common, ..Assumptions::default() }
}

/// A model with numbers that do not end in binary, nor all of them in decimals.
pub(crate) fn models() -> impl Strategy<Value = Assumptions> {
    (1u32..100_000, 1u32..=100, 1u32..=300).prop_map(|(cents, margin, churn)| {
        model(&format!("{cents}/300/mo"), &format!("{margin}%"), &format!("{churn}/700/mo"))
    })
}

/// The exact value of a metric, where it has one.
pub(crate) fn exact(line: &Line, metric: Metric) -> Option<Exact> {
    line.values.get(&metric).and_then(Value::figure).map(|figure| {
        assert!(figure.is_exact(), "{metric:?} is not exact");
        figure.low().clone()
    })
}
