//! Files of many blocks: where one block ends and the next begins never shows, in figures or in places.

use std::io::{Cursor, Write};
use std::process::Stdio;

use cacltv::domain::place::Severity;
use cacltv::input::{self, Missing, Options, Refusal, Source, Work};
use proptest::prelude::*;

use crate::program::{Ran, shell};

/// The reader's block is 256 KiB; a file of this size has several.
const SEVERAL_BLOCKS: usize = 700 << 10;

/// A file under way, and where it stands as an editor counts.
struct Draft {
    bytes: Vec<u8>,
    line: u64,
    end: &'static str,
}

impl Draft {
    fn new(header: &str, end: &'static str) -> Self {
        let mut draft = Self { bytes: Vec::new(), line: 1, end };
        draft.row(header, 0);
        draft
    }

    /// A row whose quoted cells hold some line breaks; its line.
    fn row(&mut self, text: &str, breaks: u64) -> u64 {
        let line = self.line;
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.extend_from_slice(self.end.as_bytes());
        self.line += 1 + breaks;
        line
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const NAMES: [&str; 4] = ["Meta", "\"Google, Ads\"", "\"The \"\"one\"\"\"", "Mässor"];

/// Good rows up to a size, with blank lines, quotes and line breaks in cells; their cents.
fn good_rows(draft: &mut Draft, dice: &mut Dice, size: usize) -> i128 {
    let mut cents = 0;
    while draft.bytes.len() < size {
        let amount = dice.roll(1_000_000);
        cents += i128::from(amount);
        let name = NAMES[dice.roll(4) as usize];
        let (note, breaks) = match dice.roll(6) {
            0 => (format!("\"a{}b{}{}c \"\"q\"\"\"", draft.end, draft.end, draft.end), 3),
            1 => ("\"\"".to_owned(), 0),
            2 => ("\",,;\"".to_owned(), 0),
            _ => ("plain".to_owned(), 0),
        };
        draft.row(&format!("2026-03,{name},{}.{:02},{note}", amount / 100, amount % 100), breaks);
        if dice.roll(40) == 0 {
            draft.row("", 0);
        }
    }
    cents
}

fn source(bytes: &[u8]) -> Source {
    Source::reader("big.csv", Cursor::new(bytes.to_vec()))
}

fn threads(threads: usize) -> Options {
    Options { threads: Some(threads), ..Options::default() }
}

/// What was refused, by code and place.
fn places(refusal: &Refusal) -> Vec<(&'static str, u64, u64)> {
    let mut places: Vec<_> = refusal
        .diagnostics
        .iter()
        .map(|said| {
            let place = said.place.as_ref().unwrap();
            (said.code, place.line, place.column)
        })
        .collect();
    places.sort_unstable();
    places
}

fn spend_of(bytes: &[u8], threads_used: usize) -> i128 {
    let reading =
        input::read(vec![source(bytes)], &threads(threads_used)).unwrap_or_else(|refusal| panic!("{refusal:#?}"));
    let errors = reading.diagnostics.iter().filter(|said| said.severity == Severity::Error).count();
    assert_eq!(errors, 0);
    reading.ledger.totals.values().map(|totals| totals.spend.0).sum()
}

const HEADER: &str = "month,channel,amount,note";
const CENT: i128 = 10i128.pow(16);

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_of_many_blocks_adds_up(seed in any::<u64>(), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        let mut draft = Draft::new(HEADER, end);
        let cents = good_rows(&mut draft, &mut Dice(seed), SEVERAL_BLOCKS);
        prop_assert_eq!(spend_of(&draft.bytes, 1), cents * CENT);
        prop_assert_eq!(spend_of(&draft.bytes, 2), cents * CENT);
    }

    #[test]
    fn faults_stand_on_their_lines_in_every_block(seed in any::<u64>(), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        let mut draft = Draft::new(HEADER, end);
        let mut dice = Dice(seed);
        let mut wanted = Vec::new();
        for part in 1..=8 {
            good_rows(&mut draft, &mut dice, SEVERAL_BLOCKS * part / 8);
            let line = draft.row("2026-03,Meta,12x,\"\"", 0);
            wanted.push(("E101", line, 14));
            let line = draft.row(&format!("2026-03,\"a{end}b\",,z"), 1);
            // The blank cell stands on the line that the quoted name ends on.
            wanted.push(("E102", line + 1, 4));
            let line = draft.row("2026-13,Meta,1.00,", 0);
            wanted.push(("E201", line, 1));
            let line = draft.row("2026-03,Meta,1.00", 0);
            wanted.push(("E009", line, 14));
        }
        wanted.sort_unstable();
        for number in [1, 2] {
            let refusal = input::read(vec![source(&draft.bytes)], &threads(number)).unwrap_err();
            prop_assert_eq!(&places(&refusal), &wanted);
            prop_assert!(refusal.more.is_empty(), "{:?}", refusal.more);
        }
    }

    #[test]
    fn a_quote_that_never_closes_is_refused_where_it_opens(seed in any::<u64>(), part in 1usize..8) {
        let mut draft = Draft::new(HEADER, "\r\n");
        let mut dice = Dice(seed);
        good_rows(&mut draft, &mut dice, SEVERAL_BLOCKS * part / 8);
        let line = draft.row("2026-03,Meta,1.00,\"open", 0);
        for _ in 0..2000 {
            draft.row("2026-03,Meta,1.00,plain", 0);
        }
        for number in [1, 2] {
            let refusal = input::read(vec![source(&draft.bytes)], &threads(number)).unwrap_err();
            prop_assert_eq!(places(&refusal), vec![("E007", line, 19)]);
        }
    }

    #[test]
    fn one_thread_and_two_tell_the_same(seed in any::<u64>(), spoil in any::<prop::sample::Index>(), byte in prop::sample::select(b"\",\n\r\0\xffx".to_vec())) {
        let mut draft = Draft::new(HEADER, "\n");
        good_rows(&mut draft, &mut Dice(seed), SEVERAL_BLOCKS);
        let at = spoil.index(draft.bytes.len());
        draft.bytes[at] = byte;
        let told = |number| match input::read(vec![source(&draft.bytes)], &threads(number)) {
            Ok(reading) => format!("{:?}{:?}{:?}", reading.ledger, reading.diagnostics, reading.counts),
            Err(refusal) => format!("{refusal:?}"),
        };
        let one = told(1);
        prop_assert_eq!(&one, &told(2));
        prop_assert_eq!(&one, &told(5));
    }
}

/// The end of the first block falls on every byte of a row in turn: in a quoted line break, in a doubled quote,
/// between CR and LF, in a character of several bytes.
#[test]
fn the_end_of_a_block_falls_on_every_byte_of_a_row() {
    let motif = "2026-03,\"Mäs\"\"sor\r\n\"\"x\",1.25,\"\"\r\n\r\n";
    let rows = (300 << 10) / motif.len();
    for shift in 0..motif.len() {
        let mut text = format!("{HEADER}\r\n2026-03,Meta,0.00,{}\r\n", "p".repeat(shift));
        let before = text.matches("\r\n").count();
        for _ in 0..rows {
            text.push_str(motif);
        }
        assert_eq!(spend_of(text.as_bytes(), 2), 125 * CENT * rows as i128, "shift {shift}");
        // The same file with a fault at its very end.
        text.push_str("2026-03,Meta,bad,");
        let refusal = input::read(vec![source(text.as_bytes())], &threads(2)).unwrap_err();
        let line = (before + 3 * rows + 1) as u64;
        assert_eq!(places(&refusal), [("E101", line, 14)], "shift {shift}");
    }
}

/// A mark proved in the last row settles the first one, blocks before.
#[test]
fn the_last_row_proves_the_decimal_mark_of_the_first() {
    let row = "2026-03,Meta,1.234,\n";
    let rows = SEVERAL_BLOCKS / row.len();
    let text = |last: &str| format!("{HEADER}\n{}2026-03,Meta,{last},\n", row.repeat(rows));
    let thousandth = 10i128.pow(15);
    assert_eq!(spend_of(text("0.5").as_bytes(), 2), (1234 * rows as i128 + 500) * thousandth);
    assert_eq!(spend_of(text("\"0,5\"").as_bytes(), 2), (1_234_000 * rows as i128 + 500) * thousandth);
    let refusal = input::read(vec![source(text("7").as_bytes())], &threads(2)).unwrap_err();
    assert_eq!(refusal.diagnostics[0].code, "E105");
    assert_eq!(places(&refusal)[0], ("E105", 2, 14));
}

/// Two proofs that contradict each other are found however far apart they stand.
#[test]
fn marks_that_contradict_each_other_are_found_over_blocks() {
    let row = "2026-03,Meta,5,\n";
    let rows = SEVERAL_BLOCKS / row.len();
    let text = format!("{HEADER}\n2026-03,Meta,0.5,\n{}2026-03,Meta,\"0,5\",\n", row.repeat(rows));
    for number in [1, 2] {
        let refusal = input::read(vec![source(text.as_bytes())], &threads(number)).unwrap_err();
        assert_eq!(places(&refusal), [("E106", rows as u64 + 3, 14)]);
        assert!(refusal.diagnostics[0].message.contains("line 2"), "{}", refusal.diagnostics[0].message);
    }
}

/// A total row at the end of a long file is proved by all of it.
#[test]
fn a_total_row_is_proved_over_blocks() {
    let row = "2026-03,Meta,1.25,\n2026-03,Google,2.50,\n";
    let rows = SEVERAL_BLOCKS / row.len();
    let total = rows as i128 * 375;
    let text = |cents: i128| format!("{HEADER}\n{},Total,{}.{:02},\n", row.repeat(rows), cents / 100, cents % 100);
    assert_eq!(spend_of(text(total).as_bytes(), 2), total * CENT);
    let refusal = input::read(vec![source(text(total + 1).as_bytes())], &threads(2)).unwrap_err();
    assert_eq!(places(&refusal), [("E401", 2 * rows as u64 + 2, 2)]);
}

/// Each customer counts once, whichever blocks its rows stand in.
#[test]
fn customers_count_once_over_blocks() {
    let customers = 30_000;
    let mut text = "customer_id,date,channel\n".to_owned();
    for (date, channel) in [("2026-02-10", "Late"), ("2026-01-10", "Early"), ("2026-03-10", "Later")] {
        for id in 0..customers {
            text.push_str(&format!("c{id},{date},{channel}\n"));
        }
    }
    assert!(text.len() > SEVERAL_BLOCKS);
    for number in [1, 2] {
        let reading = input::read(vec![source(text.as_bytes())], &threads(number)).unwrap();
        let won: Vec<(String, i128)> = reading
            .ledger
            .totals
            .iter()
            .filter(|(_, totals)| totals.new_customers.0 > 0)
            .map(|(key, totals)| (key.channel.as_deref().unwrap().to_owned(), totals.new_customers.0 / (100 * CENT)))
            .collect();
        assert_eq!(won, [("Early".to_owned(), customers)]);
        assert_eq!(reading.counts.repeats, 2 * customers as u64);
    }
}

/// 96 MiB through standard input, in a process that may not have more than 80 MiB of addresses; `write` writes the
/// text in some encoding.
#[cfg(target_os = "linux")]
fn streamed(write: fn(&str) -> Vec<u8>, note: &str) {
    let row = format!("2026-03,Google Ads,1234.56,{note}\n");
    let block = write(&row.repeat(4096));
    let blocks = (96 << 20) / block.len();
    let customers = tempfile::tempdir().unwrap();
    std::fs::write(customers.path().join("customers.csv"), "month,channel,new_customers\n2026-03,Google Ads,100\n")
        .unwrap();
    let line = format!("ulimit -v 81920; exec {} get spend - customers.csv --threads 2", env!("CARGO_BIN_EXE_cacltv"));
    let mut command = crate::program::quiet("sh");
    command.arg("-c").arg(line).current_dir(customers.path()).env("MALLOC_ARENA_MAX", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let head = write(&format!("\u{feff}{HEADER}\n"));
    let writer = std::thread::spawn(move || {
        stdin.write_all(&head)?;
        (0..blocks).try_for_each(|_| stdin.write_all(&block))
    });
    let ran: Ran = child.wait_with_output().unwrap().into();
    writer.join().unwrap().unwrap();
    let cents = 123_456 * 4096 * blocks as i128;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let whole = cents / 100;
    let shown = match cents % 100 {
        0 => format!("{whole}\n"),
        rest => format!("{whole}.{rest:02}").trim_end_matches('0').to_owned() + "\n",
    };
    assert_eq!(ran.stdout, shown);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_input_streams() {
    streamed(|text| text.as_bytes().to_vec(), "a note of some length that nobody reads");
}

/// 0.7 million rows of twice the bytes.
#[cfg(target_os = "linux")]
#[test]
fn standard_input_in_utf_16_streams() {
    streamed(
        |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "förklaring av något slag som ingen läser",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn standard_input_in_windows_1252_streams() {
    let western = |text: &str| encoding_rs::WINDOWS_1252.encode(text.trim_start_matches('\u{feff}')).0.into_owned();
    streamed(western, "förklaring av något slag som ingen läser");
}

/// A pipe that opens late and writes slowly is read like a file.
#[cfg(unix)]
#[test]
fn a_slow_pipe_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let line = "(printf 'month,channel,am'; sleep 0.1; printf 'ount\\n2026-03,Me'; sleep 0.1; printf 'ta,100\\n') \
                | cacltv get cac - customers.csv";
    std::fs::write(folder.path().join("customers.csv"), "month,channel,new_customers\n2026-03,Meta,4\n").unwrap();
    assert_eq!(shell(line, folder.path()), Ran { stdout: "25\n".to_owned(), stderr: String::new(), code: 0 });
}

/// What is made of a file, by the careful reader or not.
fn told(bytes: &[u8], careful: bool, block: usize) -> String {
    let options = Options { work: Work { careful, block, compared: 0 }, ..threads(2) };
    match input::read(vec![source(bytes)], &options) {
        Ok(reading) => format!("{:?}{:?}{:?}", reading.ledger, reading.counts, reading.diagnostics),
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn rows_that_wait_for_their_keys_stay_where_a_later_block_needs_care() {
    let rows = "month,channel,campaign,amount\n2026-01,Meta,a,1.50\n2026-01,Google,b,2.50\n2026-02,Meta,c,4.00\n";
    for more in [
        "2026-02,Total,,4.00\n",
        "2026-02,\"Goo\ngle\",b,+1.125\n",
        "2026-03,Meta,d,1.00\n,Total,Total,9.00\n2026-03,Meta,d,0\n",
    ] {
        let text = format!("{rows}{more}");
        let careful = told(text.as_bytes(), true, 1 << 18);
        assert!(
            careful.starts_with("Ledger") && careful.contains("was left out") == more.contains("Total"),
            "{careful}"
        );
        for block in [1, 40, 60, 100, 1 << 18] {
            assert_eq!(told(text.as_bytes(), false, block), careful, "{more:?} {block}");
        }
    }
}

/// With `--missing` a row with nothing but its first cell is one like others, unless it is a line of a footer: wherever
/// the file is cut.
#[test]
fn a_footer_is_one_wherever_it_is_cut() {
    let rows = "channel,amount\nMeta,100\nRadio,\nTV,\n\nOther,50\nPress,\nMeta,7\n";
    let footer = "\nSource: the agency,\nExported in March,\n\nPage 1,\n";
    for missing in [Missing::Zero, Missing::Skip] {
        for block in 1..rows.len() + footer.len() {
            let work = Work { careful: true, block, compared: 0 };
            let options = Options { work, missing: Some(missing), ..threads(2) };
            let read = |text: &str| input::read(vec![source(text.as_bytes())], &options).unwrap();
            let (whole, part) = (read(&format!("{rows}{footer}")), read(rows));
            assert_eq!((whole.counts.footers, part.counts.footers), (3, 0), "{block}");
            assert_eq!((whole.counts.missing, part.counts.missing), (3, 3), "{block}");
            assert_eq!(whole.ledger, part.ledger, "{block}");
            let spend: i128 = part.ledger.totals.values().map(|totals| totals.spend.0).sum();
            assert_eq!(spend, 157 * 100 * CENT, "{block}");
        }
    }
}

#[test]
fn a_file_of_more_keys_than_are_kept_apart_gives_the_same_as_row_by_row() {
    let mut draft = Draft::new("date,channel,campaign,amount,clicks", "\n");
    for row in 0..140_000u64 {
        let (day, channel) = (1 + row % 28, NAMES[(row % 3) as usize]);
        // Keys of their own, but for those of every seventh row.
        let campaign = if row % 7 == 0 { row % 5 } else { row };
        draft.row(&format!("2026-{:02}-{day:02},{channel},c{campaign},1.25,{row}", 1 + row % 5), 0);
    }
    assert_eq!(spend_of(&draft.bytes, 1), 140_000 * 125 * CENT);
    assert_eq!(spend_of(&draft.bytes, 2), 140_000 * 125 * CENT);
    let careful = told(&draft.bytes, true, 1 << 18);
    for block in [5_000, 1 << 18] {
        assert_eq!(told(&draft.bytes, false, block), careful, "{block}");
    }
}
