//! A ledger written down in any office of Europe is the same ledger: every locale × delimiter × encoding × date form.

use std::io::Cursor;

use cacltv::calc::compute;
use cacltv::calc::results::Results;
use cacltv::domain::ledger::Dimension;
use cacltv::domain::period::Grain;
use cacltv::input::{self, Options, Source};
use proptest::prelude::*;

/// Channels that every encoding of the list below can write.
const CHANNELS: [&str; 5] = ["Google Ads", "Mässor & événements", "Rádio; TV", "Direct, \"mail\"", "Köln|Straße"];

/// How an office writes: its language, decimal mark, group, and its words for month or date, channel, amount and new
/// customers. The words are those of the offices' own sheets.
struct Office {
    name: &'static str,
    mark: char,
    group: Option<char>,
    head: [&'static str; 4],
    months: [&'static str; 3],
}

const OFFICES: [Office; 13] = [
    Office {
        name: "en",
        mark: '.',
        group: Some(','),
        head: ["Date", "Channel", "Cost", "New customers"],
        months: ["January", "February", "March"],
    },
    Office {
        name: "sv",
        mark: ',',
        group: Some('\u{a0}'),
        head: ["Datum", "Kanal", "Kostnad", "Nya kunder"],
        months: ["januari", "februari", "mars"],
    },
    Office {
        name: "nb",
        mark: ',',
        group: Some('\u{a0}'),
        head: ["Dato", "Kanal", "Kostnad", "Nye kunder"],
        months: ["januar", "februar", "mars"],
    },
    Office {
        name: "da",
        mark: ',',
        group: Some('.'),
        head: ["Dato", "Kanal", "Forbrug", "Nye kunder"],
        months: ["januar", "februar", "marts"],
    },
    Office {
        name: "fi",
        mark: ',',
        group: Some('\u{a0}'),
        head: ["Päivämäärä", "Kanava", "Kustannus", "Uudet asiakkaat"],
        months: ["tammikuu", "helmikuu", "maaliskuu"],
    },
    Office {
        name: "de",
        mark: ',',
        group: Some('.'),
        head: ["Datum", "Kanal", "Kosten", "Neukunden"],
        months: ["Januar", "Februar", "März"],
    },
    Office {
        name: "ch",
        mark: '.',
        group: Some('’'),
        head: ["Datum", "Kanal", "Kosten", "Neukunden"],
        months: ["Januar", "Februar", "März"],
    },
    Office {
        name: "fr",
        mark: ',',
        group: Some('\u{a0}'),
        head: ["Date", "Canal", "Coût", "Nouveaux clients"],
        months: ["janvier", "février", "mars"],
    },
    Office {
        name: "nl",
        mark: ',',
        group: Some('.'),
        head: ["Datum", "Kanaal", "Kosten", "Nieuwe klanten"],
        months: ["januari", "februari", "maart"],
    },
    Office {
        name: "es",
        mark: ',',
        group: Some('.'),
        head: ["Fecha", "Canal", "Coste", "Nuevos clientes"],
        months: ["enero", "febrero", "marzo"],
    },
    Office {
        name: "it",
        mark: ',',
        group: Some('.'),
        head: ["Data", "Canale", "Costo", "Nuovi clienti"],
        months: ["gennaio", "febbraio", "marzo"],
    },
    Office {
        name: "pt",
        mark: ',',
        group: Some('.'),
        head: ["Data", "Canal", "Custo", "Novos clientes"],
        months: ["janeiro", "fevereiro", "março"],
    },
    Office {
        name: "plain",
        mark: ',',
        group: None,
        head: ["date", "channel", "spend", "new_customers"],
        months: ["jan", "feb", "mar"],
    },
];

/// How dates are written.
#[derive(Clone, Copy, Debug)]
enum Form {
    Iso,
    Compact,
    Dotted,
    DayFirst,
    MonthFirst,
    DateTime,
    /// Months only.
    IsoMonth,
    MonthName,
}

const FORMS: [Form; 8] = [
    Form::Iso,
    Form::Compact,
    Form::Dotted,
    Form::DayFirst,
    Form::MonthFirst,
    Form::DateTime,
    Form::IsoMonth,
    Form::MonthName,
];

#[derive(Clone, Copy, Debug)]
enum Coding {
    Utf8,
    Utf8Marked,
    Utf16Little,
    Utf16Big,
    Western,
}

const CODINGS: [Coding; 5] = [Coding::Utf8, Coding::Utf8Marked, Coding::Utf16Little, Coding::Utf16Big, Coding::Western];

/// A row: month from 0 to 2 (January to March 2026), day from 1 to 28, channel, cents and customers.
type Row = (usize, u32, usize, i64, u32);

#[derive(Clone, Debug)]
struct Written {
    office: usize,
    delimiter: char,
    coding: Coding,
    form: Form,
    end: &'static str,
}

fn money(office: &Office, cents: i64) -> String {
    let whole = (cents.abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.extend(office.group);
        }
        grouped.push(digit);
    }
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{grouped}{}{:02}", office.mark, cents.abs() % 100)
}

fn date(office: &Office, form: Form, month: usize, day: u32) -> String {
    let number = month + 1;
    match form {
        Form::Iso => format!("2026-{number:02}-{day:02}"),
        Form::Compact => format!("2026{number:02}{day:02}"),
        Form::Dotted => format!("{day}.{number}.2026"),
        Form::DayFirst => format!("{day:02}/{number:02}/2026"),
        Form::MonthFirst => format!("{number}/{day}/2026"),
        Form::DateTime => format!("2026-{number:02}-{day:02} 23:59:59"),
        Form::IsoMonth => format!("2026-{number:02}"),
        Form::MonthName => format!("{} 2026", office.months[month]),
    }
}

fn encoded(text: &str, coding: Coding) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    match coding {
        Coding::Utf8 => text.as_bytes().to_vec(),
        Coding::Utf8Marked => marked.into_bytes(),
        Coding::Utf16Little => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Coding::Utf16Big => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Coding::Western => {
            let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(text);
            assert!(!lost, "{text}");
            bytes.into_owned()
        }
    }
}

impl Written {
    fn table(&self, head: [&str; 3], rows: impl Iterator<Item = [String; 3]>) -> Vec<u8> {
        let cell = |text: &str| {
            let needs = text.contains([self.delimiter, '"', '\n']);
            if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
        };
        let line = |cells: [String; 3]| {
            cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(&self.delimiter.to_string()) + self.end
        };
        let text: String = std::iter::once(head.map(str::to_owned)).chain(rows).map(line).collect();
        encoded(&text, self.coding)
    }

    fn spend(&self, rows: &[Row]) -> Vec<u8> {
        let office = &OFFICES[self.office];
        let [when, channel, amount, _] = office.head;
        let row = |(month, day, channel, cents, _): &Row| {
            [date(office, self.form, *month, *day), CHANNELS[*channel].to_owned(), money(office, *cents)]
        };
        self.table([when, channel, amount], rows.iter().map(row))
    }

    fn customers(&self, rows: &[Row]) -> Vec<u8> {
        let office = &OFFICES[self.office];
        let [when, channel, _, won] = office.head;
        let row = |(month, day, channel, _, won): &Row| {
            [date(office, self.form, *month, *day), CHANNELS[*channel].to_owned(), won.to_string()]
        };
        self.table([when, channel, won], rows.iter().map(row))
    }
}

fn results(spend: Vec<u8>, customers: Vec<u8>) -> Results {
    let sources = [("spend.csv", spend), ("customers.csv", customers)];
    let sources = sources.map(|(name, bytes)| Source::reader(name, Cursor::new(bytes)));
    let reading = input::read(sources.into(), &Options::default()).unwrap_or_else(|refusal| panic!("{refusal:#?}"));
    let selected = input::select(reading.ledger, None, None, reading.ends.last(0)).unwrap();
    compute(&selected.ledger, &Default::default(), &[Dimension::Channel, Dimension::Period(Grain::Month)])
}

fn ledgers() -> impl Strategy<Value = Vec<Row>> {
    let row = (0usize..3, 1u32..=28, 0..CHANNELS.len(), -9_999_99i64..9_999_999_99, 0u32..1_000);
    prop::collection::vec(row, 1..12).prop_map(|mut rows| {
        // A day beyond the twelfth proves the order of day and month, in the first and the last month of both files;
        // an amount above zero keeps the file from being a bank statement.
        rows.push((0, 31, 0, 1_234_56, 1));
        rows.push((2, 31, 1, 7_05, 2));
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_office_writes_the_same_ledger(rows in ledgers(), end in prop::sample::select(vec!["\n", "\r\n"])) {
        let plain = Written { office: 0, delimiter: ',', coding: Coding::Utf8, form: Form::Iso, end: "\n" };
        let wanted = results(plain.spend(&rows), plain.customers(&rows));
        for (office, of) in OFFICES.iter().enumerate() {
            for delimiter in [',', ';', '\t', '|'] {
                for form in FORMS {
                    for coding in CODINGS {
                        let written = Written { office, delimiter, coding, form, end };
                        let found = results(written.spend(&rows), written.customers(&rows));
                        prop_assert_eq!(&found, &wanted, "{:?} of {}", written, of.name);
                    }
                }
            }
        }
    }
}
