//! How far reading has come: a line on standard error that is written over, when that is a terminal and reading takes
//! longer than a second. Nothing of it reaches an answer.

use std::fs;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Surroundings;
use crate::input::{self, Options, Origin, Progress, Reading, Refusal, Source};

/// How long reading may take without a word.
const FIRST: Duration = Duration::from_secs(1);
/// How often the line is written.
const EACH: Duration = Duration::from_millis(100);

/// Reads all sources, and shows how far that has come.
pub(super) fn shown(
    sources: Vec<Source>,
    mut options: Options,
    around: &mut Surroundings<'_>,
) -> Result<Reading, Refusal> {
    if !around.progress {
        return input::read(sources, &options);
    }
    let total = total(&sources);
    let progress = Arc::new(Progress::default());
    options.progress = Some(Arc::clone(&progress));
    let (done, waiting) = channel::<()>();
    let held = Mutex::new(sources);
    let read = || input::read(std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner)), &options);
    std::thread::scope(|scope| {
        // The reader has its end of the channel to the end, so that whoever waits at the other end is told.
        let reader = std::thread::Builder::new().spawn_scoped(scope, move || {
            let found = read();
            drop(done);
            found
        });
        // Where no thread is to be had, no line is shown.
        let Ok(reader) = reader else { return read() };
        let (mut wait, mut widest) = (FIRST, 0);
        while waiting.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = EACH;
            let line = fitting(line(progress.bytes(), progress.rows(), total));
            let rest = " ".repeat(usize::saturating_sub(widest, line.len()));
            widest = widest.max(line.len());
            around.say(&format!("\r{line}{rest}"));
        }
        if widest > 0 {
            around.say(&format!("\r{}\r", " ".repeat(widest)));
        }
        reader.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))
    })
}

/// How many bytes there are to read, when all are in files.
fn total(sources: &[Source]) -> Option<u64> {
    sources.iter().try_fold(0_u64, |sum, source| match &source.origin {
        Origin::Path(path) => {
            let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
            Some(sum.saturating_add(metadata.len()))
        }
        Origin::Stdin | Origin::Reader(_) => None,
    })
}

/// `reading: 1.5 MB of 6.0 MB (25 %)`, or `reading: 1.5 MB, 20,000 rows` where no end is known.
fn line(bytes: u64, rows: u64, total: Option<u64>) -> String {
    match total.filter(|total| *total > 0) {
        Some(total) => {
            let bytes = bytes.min(total);
            let share = u128::from(bytes).saturating_mul(100).checked_div(u128::from(total)).unwrap_or(0);
            format!("reading: {} of {} ({share} %)", megabytes(bytes), megabytes(total))
        }
        None => {
            let rows = crate::render::text::dressed(&rows.to_string(), &crate::report::Numbers::default());
            format!("reading: {}, {rows} rows", megabytes(bytes))
        }
    }
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// The line as far as the terminal is wide: a line that wraps cannot be written over.
fn fitting(mut line: String) -> String {
    let width = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    line.truncate(width.saturating_sub(1));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_an_end_has_a_share() {
        assert_eq!(line(1_550_000, 7, Some(6_000_000)), "reading: 1.5 MB of 6.0 MB (25 %)");
        assert_eq!(line(900_000_000, 0, Some(900_000_000)), "reading: 900.0 MB of 900.0 MB (100 %)");
        // A file that grew, or was unpacked, is never read beyond its end.
        assert_eq!(line(7_000_000, 0, Some(6_000_000)), "reading: 6.0 MB of 6.0 MB (100 %)");
    }

    #[test]
    fn what_has_no_known_end_has_rows() {
        assert_eq!(line(12_345_678, 1_234_567, None), "reading: 12.3 MB, 1,234,567 rows");
        assert_eq!(line(5, 1, Some(0)), "reading: 0.0 MB, 1 rows");
    }
}
