//! The time, which no output holds unless it is asked for.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};

use crate::domain::period::Day;

/// Seconds of a day.
const DAY: u64 = 86_400;
/// The first second of the year 10000, which RFC 3339 cannot write.
const END: u64 = 253_402_300_800;

/// The time in UTC, as RFC 3339 writes it: that of `SOURCE_DATE_EPOCH` where it is set, so that the same bytes can be
/// made again, else that of the clock.
///
/// # Errors
/// When the variable holds no number of seconds, or the time lies outside the years that can be written.
pub(crate) fn stamp() -> anyhow::Result<String> {
    let seconds = match std::env::var_os("SOURCE_DATE_EPOCH").filter(|text| !text.is_empty()) {
        Some(text) => {
            let seconds = text.to_str().and_then(|text| text.parse().ok()).filter(|seconds| *seconds < END);
            seconds.ok_or_else(|| anyhow!("SOURCE_DATE_EPOCH is no number of seconds since 1970 such as 1767225600"))?
        }
        None => SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?.as_secs(),
    };
    written(seconds).context("the clock is beyond the year 9999")
}

/// `2026-01-01T00:00:00Z`
fn written(seconds: u64) -> Option<String> {
    let (year, month, day) = Day(i32::try_from(seconds / DAY).ok().filter(|_| seconds < END)?).civil();
    let second = seconds % DAY;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known seconds: the epoch, the billionth, a leap day, the last second that can be written.
    #[test]
    fn seconds_are_dates_of_the_calendar() {
        for (seconds, wanted) in [
            (0, Some("1970-01-01T00:00:00Z")),
            (1_000_000_000, Some("2001-09-09T01:46:40Z")),
            (1_709_164_799, Some("2024-02-28T23:59:59Z")),
            (1_709_164_800, Some("2024-02-29T00:00:00Z")),
            (END - 1, Some("9999-12-31T23:59:59Z")),
            (END, None),
            (u64::MAX, None),
        ] {
            assert_eq!(written(seconds).as_deref(), wanted, "{seconds}");
        }
    }
}
