//! Writers that fail at a byte, are interrupted, or take few bytes at a time.

use std::io::{self, Write};

use cacltv::cli::{Cli, Command};
use cacltv::exit::Exit;
use cacltv::plan;
use cacltv::run::{Surroundings, run};
use clap::Parser;

use super::LEDGER;
use crate::program::Desk;

/// Takes `room` bytes, a few at a time, and fails from then on.
struct Narrow {
    taken: Vec<u8>,
    room: usize,
    kind: io::ErrorKind,
    /// Whether every other call is interrupted.
    interrupted: bool,
    calls: usize,
}

impl Narrow {
    fn new(room: usize, kind: io::ErrorKind) -> Self {
        Self { taken: Vec::new(), room, kind, interrupted: false, calls: 0 }
    }
}

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.interrupted && self.calls % 2 == 1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = bytes.len().min(self.room - self.taken.len()).min(1000);
        if count == 0 && !bytes.is_empty() {
            return Err(io::Error::new(self.kind, "no room"));
        }
        self.taken.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Carries out a line as the program would, with these writers.
fn carried_out(line: &str, desk: &Desk, out: &mut Narrow, err: &mut Narrow) -> Result<Exit, String> {
    let inside = |word: &str| match LEDGER.iter().any(|(name, _)| *name == word) {
        true => desk.path().join(word).display().to_string(),
        false => word.to_owned(),
    };
    let words = ["cacltv".to_owned(), "-n".to_owned()].into_iter().chain(line.split_whitespace().map(inside));
    let plan = match Cli::try_parse_from(words).unwrap().command.unwrap() {
        Command::Calc(args) => plan::calc(&args, None),
        Command::Report(args) => plan::report(&args, None),
        Command::Check(args) => plan::check(&args, None),
        Command::Get(args) => plan::get(&args, None),
        Command::Compare(args) => plan::compare(&args, None),
        Command::Trend(args) => plan::trend(&args, None),
        Command::Plan(args) => plan::planning(&args, None),
        Command::Funnel(args) => plan::funnel(&args, None),
        Command::Reconcile(args) => plan::reconcile(&args, None),
        Command::Inspect(args) => plan::inspect(&args, None),
        Command::Init(args) => plan::init(&args, None),
        other => panic!("{other:?}"),
    };
    run(plan.unwrap(), &mut Surroundings::plain(out, err)).map_err(|error| error.to_string())
}

fn roomy() -> Narrow {
    Narrow::new(usize::MAX, io::ErrorKind::Other)
}

/// Bytes at which a writer fails: each one of a short answer, and some of a long one.
fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by(length / 40 + 1).chain(length.saturating_sub(2)..length)
}

const LINES: &[&str] = &[
    "get cac spend.csv customers.csv",
    "calc --spend 1000 --customers 10",
    "calc --spend 1000 --customers 10 -f xlsx",
    "report spend.csv customers.csv",
    "report spend.csv customers.csv -f plain",
    "report spend.csv customers.csv -f markdown",
    "report spend.csv customers.csv -f csv",
    "report spend.csv customers.csv -f tsv",
    "report spend.csv customers.csv -f json",
    "report spend.csv customers.csv -f jsonl",
    "report spend.csv customers.csv -f html",
    "report spend.csv customers.csv -f xlsx",
    "check spend.csv customers.csv --max-cac 1",
    "check spend.csv customers.csv --max-cac 1 -f junit",
    "check spend.csv customers.csv --max-cac 1 -f github",
    "check spend.csv customers.csv --max-cac 1 -f tap",
    "check spend.csv customers.csv --max-cac 1 -f prom",
    "compare base.csv new.csv",
    "trend spend.csv customers.csv",
    "plan spend.csv customers.csv",
    "funnel funnel.csv",
    "reconcile spend.csv customers.csv --from skok --to chartmogul --arpa 29/mo --margin 70% --churn 2.5%/mo",
    "inspect spend.csv customers.csv -f json",
    "init spend.csv -o -",
];

/// At whichever byte standard output fails, the run says so and ends as one that was not written; what came out is
/// the beginning of the answer and nothing else.
#[test]
fn a_writer_that_fails_at_any_byte_is_told() {
    let desk = Desk::new(LEDGER.iter().copied());
    for line in LINES {
        let mut whole = roomy();
        carried_out(line, &desk, &mut whole, &mut roomy()).unwrap();
        assert!(!whole.taken.is_empty(), "{line}");
        for k in places(whole.taken.len()) {
            let mut out = Narrow::new(k, io::ErrorKind::StorageFull);
            let ended = carried_out(line, &desk, &mut out, &mut roomy());
            assert_eq!(ended, Err("standard output cannot be written: no room".to_owned()), "{line} at byte {k}");
            assert!(whole.taken.starts_with(&out.taken) && out.taken.len() == k, "{line} at byte {k}");
        }
    }
}

/// A reader that closes the pipe has what it wanted: the run ends as it would have.
#[test]
fn a_pipe_that_is_closed_at_any_byte_changes_no_exit_status() {
    let desk = Desk::new(LEDGER.iter().copied());
    for line in LINES {
        let mut whole = roomy();
        let exit = carried_out(line, &desk, &mut whole, &mut roomy()).unwrap();
        assert_eq!(exit, if line.starts_with("check") { Exit::Failed } else { Exit::Done }, "{line}");
        for k in places(whole.taken.len()).step_by(4) {
            let mut out = Narrow::new(k, io::ErrorKind::BrokenPipe);
            assert_eq!(carried_out(line, &desk, &mut out, &mut roomy()), Ok(exit), "{line} at byte {k}");
        }
    }
}

/// Interrupted calls and short writes lose no byte.
#[test]
fn short_and_interrupted_writes_change_nothing() {
    let desk = Desk::new(LEDGER.iter().copied());
    for line in LINES {
        let (mut whole, mut said) = (roomy(), roomy());
        carried_out(line, &desk, &mut whole, &mut said).unwrap();
        let [mut out, mut err] = [0, 1].map(|_| Narrow { interrupted: true, ..roomy() });
        carried_out(line, &desk, &mut out, &mut err).unwrap();
        assert!(out.taken == whole.taken && err.taken == said.taken, "{line}");
    }
}

/// Messages that cannot be written change neither the answer nor the exit status.
#[test]
fn messages_without_room_change_nothing_else() {
    let desk = Desk::new(LEDGER.iter().copied());
    desk.write("spend.csv", "month,channel,amount\n2026-01,Mässor,5\n2026-02,Mässor,5\n".as_bytes());
    desk.write("customers.csv", b"month,channel,new_customers\n2026-01,Mess\xe9,2\n2026-02,Messe,2\n");
    for line in ["report spend.csv customers.csv", "get ltv spend.csv customers.csv", "report spend.csv nowhere.csv"] {
        let (mut whole, mut said) = (roomy(), roomy());
        let ended = carried_out(line, &desk, &mut whole, &mut said);
        assert!(said.taken.len() > 20, "{line}");
        for k in places(said.taken.len()) {
            for kind in [io::ErrorKind::StorageFull, io::ErrorKind::BrokenPipe] {
                let mut out = roomy();
                assert_eq!(carried_out(line, &desk, &mut out, &mut Narrow::new(k, kind)), ended, "{line}");
                assert!(out.taken == whole.taken, "{line}");
            }
        }
    }
}
