//! The further views of a report: the three scopes side by side, and CAC under lags of 0 to 6 months.

use super::build::{View, Wanted};
use super::phrase::{self, Sentence};
use super::study::{Cell, Entry, Exhibit, Heading, Study};
use super::{Phrase, footer};
use crate::calc::lag::Matched;
use crate::calc::results::{Line, Results};
use crate::domain::category::Scope;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};

/// The metrics of a line of totals, and how much their columns matter.
const TOTALS: [(Metric, u8); 6] = [
    (Metric::Spend, 90),
    (Metric::NewCustomers, 70),
    (Metric::Cac, 100),
    (Metric::Ltv, 60),
    (Metric::LtvCac, 95),
    (Metric::PaybackMonths, 65),
];

/// What a scope gives, or why the input cannot tell it.
pub type Scoped = (Scope, Result<Results, String>);

/// The scopes side by side: the total under each, then each row's CAC and ratio under all of them.
///
/// `full` is what the widest scope gives.
#[must_use]
pub fn scopes(full: &Results, found: &[Scoped], view: &View) -> Study {
    let mut study = Study::of("scopes", full, view);
    study.facts.retain(|(key, _)| *key != "scope");
    let mut headline = Sentence::of("CAC ");
    let known =
        found.iter().filter_map(|(scope, found)| Some((scope, value(&found.as_ref().ok()?.total, Metric::Cac))));
    let known: Vec<_> = known.filter(|(_, cac)| cac.figure().is_some()).collect();
    headline = headline.listed(known.iter(), |sentence, (scope, cac)| {
        sentence.figure(cac, Unit::Money).text(format!(" ({})", scope.name()))
    });
    if !known.is_empty() {
        study.headline = headline.text(": the same customers, with more or less of the cost counted").done();
    }
    for (scope, outcome) in found {
        match outcome {
            Ok(results) if *scope != full.scope => {
                study.footer.extend(footer::scope_lines(results));
            }
            Ok(_) => {}
            Err(why) => study.footer.push(Sentence::of(format!("scope {}: {why}", scope.name())).done()),
        }
    }
    study.tables.push(totals_by_scope(found));
    if !full.rows.is_empty() {
        study.tables.push(rows_by_scope(full, found, view));
    }
    study
}

fn value(line: &Line, metric: Metric) -> Value {
    line.values.get(&metric).cloned().unwrap_or(Value::Undefined(Reason::NoData))
}

fn totals_by_scope(found: &[Scoped]) -> Exhibit {
    let mut columns = vec![Heading::label("scope", "Scope")];
    let shown = said(found.iter().filter_map(|(_, found)| found.as_ref().ok()).map(|results| &results.total));
    columns.extend(shown.iter().map(|(metric, importance)| Heading::metric(*metric, *importance)));
    let rows = found.iter().map(|(scope, found)| {
        let mut cells = vec![Cell::Word(scope.name().to_owned())];
        cells.extend(shown.iter().map(|(metric, _)| match found {
            Ok(results) => Cell::metric(&value(&results.total, *metric), *metric),
            Err(_) => Cell::Empty,
        }));
        Entry { cells, total: false }
    });
    Exhibit { key: "scopes", title: Phrase::new(), columns, rows: rows.collect() }
}

/// The metrics that have a value in one of the lines.
fn said<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<(Metric, u8)> {
    let lines: Vec<&Line> = lines.collect();
    let known = |metric: Metric| lines.iter().any(|line| value(line, metric).figure().is_some());
    let always = |metric: Metric| matches!(metric, Metric::Spend | Metric::NewCustomers | Metric::Cac);
    TOTALS.into_iter().filter(|(metric, _)| always(*metric) || known(*metric)).collect()
}

/// A row for each of the report's rows: CAC under each scope, then LTV:CAC under each.
fn rows_by_scope(full: &Results, found: &[Scoped], view: &View) -> Exhibit {
    let told: Vec<(&Scope, &Results)> =
        found.iter().filter_map(|(scope, found)| Some((scope, found.as_ref().ok()?))).collect();
    let ratio = told.iter().any(|(_, results)| value(&results.total, Metric::LtvCac).figure().is_some());
    let metrics: &[Metric] = if ratio { &[Metric::Cac, Metric::LtvCac] } else { &[Metric::Cac] };
    let mut columns: Vec<Heading> =
        full.dimensions.iter().map(|dimension| Heading::dimension(dimension.name())).collect();
    columns.push(Heading::metric(Metric::NewCustomers, 50));
    for metric in metrics {
        columns.extend(told.iter().map(|(scope, _)| {
            let (key, title) =
                (format!("{}_{}", metric.name(), scope.name()), format!("{} {}", metric.title(), scope.name()));
            Heading::figure(&key, &title, if *metric == Metric::Cac { 90 } else { 80 })
        }));
    }
    let cells = |line: &Line, find: &dyn Fn(&Results) -> Option<Line>| {
        let mut cells = vec![Cell::metric(&value(line, Metric::NewCustomers), Metric::NewCustomers)];
        for metric in metrics {
            cells.extend(told.iter().map(|(_, results)| {
                let none = Value::Undefined(Reason::NoData);
                let own = find(results).map_or(none, |line| value(&line, *metric));
                Cell::metric(&own, *metric)
            }));
        }
        cells
    };
    let wanted = Wanted::of(full, view);
    let mut rows: Vec<Entry> = full
        .rows
        .iter()
        .filter(|line| wanted.shows(line))
        .map(|line| {
            let mut all: Vec<Cell> = line.key.iter().map(|label| Cell::Name(phrase::label(label))).collect();
            all.extend(cells(line, &|results| results.row(&line.key).cloned()));
            Entry { cells: all, total: false }
        })
        .collect();
    let mut labels = vec![Cell::Word("Total".to_owned())];
    labels.resize(full.dimensions.len(), Cell::Empty);
    labels.extend(cells(&full.total, &|results| Some(results.total.clone())));
    rows.push(Entry { cells: labels, total: true });
    Exhibit { key: "rows", title: Phrase::new(), columns, rows }
}

/// A lag in months, and what it gives or why it cannot be applied.
pub type Lagged = (u32, Result<(Results, Option<Matched>), String>);

/// CAC under each lag, with what each holds against what.
///
/// `plain` is what no lag gives.
#[must_use]
pub fn lags(plain: &Results, found: &[Lagged], view: &View) -> Study {
    let mut study = Study::of("lag", plain, view);
    study.period = None;
    let told = || found.iter().filter_map(|(months, found)| Some((*months, found.as_ref().ok()?)));
    let cacs: Vec<(u32, Value)> = told()
        .map(|(months, (results, _))| (months, value(&results.total, Metric::Cac)))
        .filter(|(_, cac)| cac.figure().is_some())
        .collect();
    let middle = |cac: &Value| cac.figure().map(crate::domain::figure::Figure::middle);
    let least = cacs.iter().min_by_key(|(_, cac)| middle(cac));
    // Of equal ones the shorter lag is named.
    let most = cacs.iter().rev().max_by_key(|(_, cac)| middle(cac));
    if let (Some((least_at, least)), Some((most_at, most))) = (least, most) {
        let sentence = Sentence::of("CAC from ").figure(least, Unit::Money).text(format!(" ({})", lag_name(*least_at)));
        let sentence = sentence.text(" to ").figure(most, Unit::Money).text(format!(" ({})", lag_name(*most_at)));
        study.headline = sentence.done();
    }
    let lines = told().map(|(_, (results, _))| &results.total);
    let shown: Vec<(Metric, u8)> =
        said(lines).into_iter().filter(|(metric, _)| *metric != Metric::Spend && *metric != Metric::Ltv).collect();
    let mut columns = vec![
        Heading { numeric: true, ..Heading::label("lag_months", "Lag (months)") },
        Heading { importance: Some(55), ..Heading::label("customers_of", "Customers of") },
        Heading::figure("matched_spend", "Matched spend", 85),
        Heading::figure("unmatched_spend", "Unmatched spend", 50),
        Heading::figure("unmatched_customers", "Customers without spend", 45),
    ];
    columns.splice(2..2, shown.iter().map(|(metric, importance)| Heading::metric(*metric, *importance)));
    let rows = found.iter().map(|(months, outcome)| {
        let mut cells = vec![Cell::Word(months.to_string())];
        match outcome {
            Ok((results, matched)) => {
                cells.push(results.period.map_or(Cell::Empty, |period| Cell::Word(period.to_string())));
                cells.extend(shown.iter().map(|(metric, _)| Cell::metric(&value(&results.total, *metric), *metric)));
                let sums = matched.clone().map(|one| (one.spend, one.unmatched_spend, one.unmatched_customers));
                let (spend, unmatched, customers) = sums.unwrap_or_default();
                cells.push(Cell::figure(&Value::exact(spend), Unit::Money));
                cells.push(Cell::figure(&Value::exact(unmatched), Unit::Money));
                cells.push(Cell::figure(&Value::exact(customers.exact()), Unit::Count));
            }
            Err(_) => cells.resize(columns.len(), Cell::Empty),
        }
        Entry { cells, total: false }
    });
    study.tables.push(Exhibit { key: "lags", title: Phrase::new(), rows: rows.collect(), columns });
    let mut apart: Vec<(&String, Vec<u32>)> = Vec::new();
    for (months, why) in found.iter().filter_map(|(months, found)| Some((*months, found.as_ref().err()?))) {
        match apart.iter_mut().find(|(known, _)| *known == why) {
            Some((_, all)) => all.push(months),
            None => apart.push((why, vec![months])),
        }
    }
    for (why, months) in apart {
        let sentence = Sentence::of(if months.len() == 1 { "lag " } else { "lags " });
        let sentence = sentence.listed(months.iter(), |sentence, one| sentence.text(one.to_string()));
        let unit = if months == [1] { " month: " } else { " months: " };
        study.footer.push(sentence.text(unit).text(why).done());
    }
    study.footer.push(
        Sentence::of(
            "a lag of N holds the customers of a month against the spend N months before; unmatched spend and customers \
             without spend are outside CAC",
        )
        .done(),
    );
    study.footer.push(
        Sentence::of("no row is better for a lower CAC: the lag to use is the time a sale takes (--lag N)").done(),
    );
    study
}

fn lag_name(months: u32) -> String {
    match months {
        0 => "no lag".to_owned(),
        1 => "lag 1 month".to_owned(),
        months => format!("lag {months} months"),
    }
}
