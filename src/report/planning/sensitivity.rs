//! One input, or two, at level after level, and the tornado.

use super::{Grid, Page, level, ratio, spoken};
use crate::calc::plan::tornado::Bar;
use crate::calc::plan::value;
use crate::calc::results::Line;
use crate::domain::exact::Exact;
use crate::domain::lever::Level;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;
use crate::report::phrase::Sentence;
use crate::report::study::{Cell, Entry, Exhibit, Heading, Side};

/// The total at each level.
pub(super) fn add_sweep(page: &mut Page<'_>, levels: &[Level], totals: &[Line]) {
    let Some((first, last)) = levels.first().zip(levels.last()) else { return };
    let goal = page.today.target.clone();
    let columns = [(Metric::Cac, 80), (Metric::Ltv, 85), (Metric::LtvCac, 100), (Metric::PaybackMonths, 70)];
    // Where the input is a metric itself, its levels are that metric's column.
    let columns: Vec<_> = columns.into_iter().filter(|(metric, _)| metric.name() != first.key()).collect();
    let cell = |line: &Line, metric: Metric| {
        let figure = value(line, metric);
        if metric == Metric::LtvCac { ratio(&figure, &goal) } else { Cell::metric(&figure, metric) }
    };
    let rows = levels.iter().zip(totals).map(|(at, line)| Entry {
        cells: std::iter::once(level(at)).chain(columns.iter().map(|(metric, _)| cell(line, *metric))).collect(),
        total: false,
    });
    let mut headings = vec![Heading { importance: None, ..Heading::figure(&first.key(), &first.heading(), 0) }];
    headings.extend(columns.iter().map(|(metric, weight)| Heading::metric(*metric, *weight)));
    let rows = rows.collect();
    page.headline.push(ends(page, (first, totals.first()), (last, totals.last())));
    page.tables.push(Exhibit {
        key: "sweep",
        title: Sentence::of(format!("the total by {}", spoken(first.lever()))).done(),
        columns: headings,
        rows,
    });
    others_stay(page);
}

/// `LTV:CAC 9.96 at churn 1.0% a month, 1.66 at 6.0% a month`
fn ends(page: &Page<'_>, first: (&Level, Option<&Line>), last: (&Level, Option<&Line>)) -> Vec<crate::report::Piece> {
    let of = |line: Option<&Line>| {
        line.map_or(Value::Undefined(crate::domain::value::Reason::NoData), |line| value(line, Metric::LtvCac))
    };
    let limits = || vec![page.today.target.clone()];
    let sentence = Sentence::of("LTV:CAC ").apart(&of(first.1), Unit::Ratio, limits());
    let sentence = super::said(sentence.text(format!(" at {} ", spoken(first.0.lever()))), first.0);
    let sentence = sentence.text(", ").apart(&of(last.1), Unit::Ratio, limits()).text(" at ");
    super::said(sentence, last.0).done()
}

/// A metric at each pair of levels.
pub(super) fn add_grid(page: &mut Page<'_>, grid: &Grid) {
    let Some((row, column)) = grid.rows.first().zip(grid.columns.first()) else { return };
    let goal = page.today.target.clone();
    let cell = |figure: &Value| {
        if grid.metric == Metric::LtvCac { ratio(figure, &goal) } else { Cell::metric(figure, grid.metric) }
    };
    let rows = grid.rows.iter().zip(&grid.cells).map(|(at, cells)| Entry {
        cells: [level(at), Cell::Word(grid.metric.name().to_owned())]
            .into_iter()
            .chain(cells.iter().map(cell))
            .collect(),
        total: false,
    });
    let heading = |at: &Level| {
        let (number, unit) = at.shown();
        let title = Sentence::default().apart(&Value::exact(number.clone()), unit, vec![number]).done();
        Heading { key: format!("{}={}", at.key(), at.plain()), title, numeric: true, importance: None }
    };
    let corner = format!("{} \\ {}", row.heading(), column.heading());
    let first = Heading { importance: None, ..Heading::figure(&row.key(), &corner, 0) };
    let columns =
        [first, Heading::label("metric", "Metric")].into_iter().chain(grid.columns.iter().map(heading)).collect();
    let rows = rows.collect();
    let title = format!(
        "{} of the total: {} down, {} across",
        grid.metric.title(),
        spoken(row.lever()),
        spoken(column.lever())
    );
    page.headline.push(Sentence::of(title).done());
    page.tables.push(Exhibit { key: "grid", title: Vec::new(), columns, rows });
    others_stay(page);
}

fn others_stay(page: &mut Page<'_>) {
    let text = "every figure is computed anew; the inputs that are not named stay as they are";
    page.footer.push(Sentence::of(text).done());
}

/// What each input does to the ratio.
pub(super) fn add_tornado(page: &mut Page<'_>, size: &Exact, bars: &[Bar]) {
    let goal = page.today.target.clone();
    let size = Value::exact(size.clone());
    let exactly = |value: &Value| value.figure().map(|figure| figure.low().clone()).into_iter().collect::<Vec<_>>();
    let rows = bars.iter().map(|bar| {
        let (now, unit) = &bar.today;
        let now = match now {
            Value::Known(_) => Cell::figure(now, *unit),
            Value::Undefined(_) => Cell::Word("by channel".to_owned()),
        };
        let cells = vec![
            Cell::Word(bar.lever.name().to_owned()),
            now,
            ratio(&bar.lower, &goal),
            ratio(&bar.higher, &goal),
            Cell::Figure { value: bar.swing.clone(), unit: Unit::Ratio, limits: Vec::new(), side: Side::Nearest },
        ];
        Entry { cells, total: false }
    });
    let rows = rows.collect();
    let part = |sentence: Sentence| sentence.apart(&size, Unit::Percent, exactly(&size));
    let widest = bars.first().and_then(|bar| bar.swing.figure().map(|swing| (bar, swing)));
    page.headline.push(match widest {
        Some((bar, swing)) if swing.is_positive() => {
            let sentence = Sentence::of(format!("{} matters most: ", bar.lever.title()));
            let sentence = part(part(sentence.text("−")).text(" to +")).text(" of it swings LTV:CAC by ");
            sentence.figure(&bar.swing, Unit::Ratio).done()
        }
        Some(_) => part(Sentence::of("LTV:CAC stays the same whichever input moves by ")).done(),
        None => Sentence::of("LTV:CAC is not known, so which input matters most cannot be said").done(),
    });
    let signed = |key: &str, sign: &str| {
        let title = part(Sentence::of(format!("LTV:CAC at {sign}"))).done();
        Heading { title, ..Heading::figure(key, "", 90) }
    };
    page.tables.push(Exhibit {
        key: "tornado",
        title: part(Sentence::of("LTV:CAC of the total with each input ")).text(" lower and higher").done(),
        columns: vec![
            Heading::label("input", "Input"),
            Heading::figure("today", "Today", 60),
            signed("ltv_cac_lower", "−"),
            signed("ltv_cac_higher", "+"),
            Heading::figure("swing", "Swing", 80),
        ],
        rows,
    });
    let text = "one input at a time, the widest swing first; the others stay as they are";
    page.footer.push(Sentence::of(text).done());
    let beyond = |value: &Value| value.reason() == Some(crate::domain::value::Reason::OutOfRange);
    let beyond: Vec<&str> =
        bars.iter().filter(|bar| beyond(&bar.lower) || beyond(&bar.higher)).map(|bar| bar.lever.title()).collect();
    if !beyond.is_empty() {
        let text = format!("{} cannot be moved so far: a margin and a churn are at most 100%", beyond.join(" and "));
        page.footer.push(Sentence::of(text).done());
    }
    if let Some(horizon) = page.today.horizon {
        page.footer.push(Sentence::of(format!("the horizon of {horizon} months is not moved")).done());
    }
}
