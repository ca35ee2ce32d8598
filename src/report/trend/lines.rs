//! The charts of `trend`: a metric over time, a line a row and one for the total, all in one scale.

use super::{Track, names};
use crate::calc::trend::Trend;
use crate::domain::metric::Metric;
use crate::report::chart::{Chart, Lines, MOST_LINES, Series};
use crate::report::phrase::Sentence;
use crate::report::study::Cell;
use crate::report::{Phrase, Piece};

/// A chart a metric that has a value in more than one period.
pub(super) fn charts(trend: &Trend, tracks: &[Track<'_>], metrics: &[Metric]) -> Vec<Chart> {
    metrics.iter().filter_map(|metric| chart(trend, tracks, *metric)).collect()
}

fn chart(trend: &Trend, tracks: &[Track<'_>], metric: Metric) -> Option<Chart> {
    let known = |track: &&Track<'_>| track.series(metric).iter().any(|value| value.figure().is_some());
    let (total, rows): (Vec<&Track<'_>>, Vec<&Track<'_>>) = tracks.iter().filter(known).partition(|track| track.total);
    // The total is drawn in any case.
    let room = MOST_LINES.saturating_sub(total.len());
    let left_out = rows.len().saturating_sub(room);
    let drawn: Vec<&Track<'_>> = total.into_iter().chain(rows.into_iter().take(room)).collect();
    let points = drawn.iter().map(|track| track.series(metric).iter().filter_map(|value| value.figure()).count());
    if points.max()? < 2 {
        return None;
    }
    let series = drawn.iter().map(|track| Series { name: name(trend, track), values: track.series(metric) }).collect();
    let title = Sentence::of(format!("{} by {}", metric.title(), trend.axis.unit())).done();
    Some(Chart::Lines(Lines { title, metric, periods: trend.axis.names(), series, left_out }))
}

/// What a line is called.
fn name(trend: &Trend, track: &Track<'_>) -> Phrase {
    let mut all = Phrase::new();
    for cell in names(track, trend.whole.dimensions.len()) {
        let piece = match cell {
            Cell::Word(word) => Piece::Text(word),
            Cell::Name(name) => Piece::Name(name),
            Cell::Empty | Cell::Said(_) | Cell::Spark(_) | Cell::Figure { .. } | Cell::Between(..) => continue,
        };
        if !all.is_empty() {
            all.push(Piece::Text(", ".to_owned()));
        }
        all.push(piece);
    }
    if all.is_empty() { vec![Piece::Text("Total".to_owned())] } else { all }
}
