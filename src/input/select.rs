//! Cuts a ledger to the months asked for, and holds the months of spend and customers against each other.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use super::code::Code;
use crate::domain::ledger::{Ledger, Minor, Totals};
use crate::domain::period::{Grain, Month, Span};
use crate::domain::place::{Diagnostic, Place, Severity};

/// The months asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// From one month to another; either end may be open.
    Between(Option<Month>, Option<Month>),
    /// Whole months before the last complete one: `last` is 0, `last-1` is 1.
    Last(i32),
    /// The last complete months, so many.
    LastMany(i32),
}

impl FromStr for Cut {
    type Err = String;

    /// `2026-03`, `2026-Q1`, `2026`, `2026-01..2026-03`, `last`, `last-1`, `last:3`.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("'{text}' is no period: 2026-03, 2026-Q1, 2026-01..2026-03, last, last-1 or last:3");
        let number = |text: &str| text.parse::<i32>().ok().filter(|n| (0..=1200).contains(n));
        match text.trim() {
            "last" => Ok(Self::Last(0)),
            other => {
                if let Some(back) = other.strip_prefix("last-") {
                    number(back).map(Self::Last).ok_or_else(fault)
                } else if let Some(many) = other.strip_prefix("last:") {
                    number(many).filter(|n| *n > 0).map(Self::LastMany).ok_or_else(fault)
                } else {
                    let span = Span::from_str(other).map_err(|_| fault())?;
                    Ok(Self::Between(Some(span.first), Some(span.last)))
                }
            }
        }
    }
}

/// The last month that each side of the data covers to its end, or reaches into where another side does; `None` for a
/// side that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Spend.
    pub spend: Option<Month>,
    /// New customers.
    pub customers: Option<Month>,
    /// Revenue, and steps of a funnel in files of their own.
    pub others: Option<Month>,
}

impl Ends {
    /// The last month that every side has. Spend is held against the customers so many months later.
    #[must_use]
    pub fn last(self, lag: i32) -> Option<Month> {
        [self.spend.map(|month| month.plus(lag)), self.customers, self.others].into_iter().flatten().min()
    }
}

/// A ledger cut to its months.
#[derive(Debug)]
pub struct Selected {
    /// What is left.
    pub ledger: Ledger,
    /// The months reported: those declared, or those of the data.
    pub period: Option<Span>,
    /// What the cut left out.
    pub left_out: Totals,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
}

fn fault(code: Code, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic { code: code.code(), severity: Severity::Error, place: None, excerpt: None, message, help }
}

fn warning(code: Code, message: String) -> Diagnostic {
    Diagnostic { code: code.code(), severity: Severity::Warning, place: None, excerpt: None, message, help: None }
}

/// Cuts a ledger to the months asked for.
///
/// # Errors
/// When nothing is left, when rows are longer than `grain` or reach over the cut, and when spend and customers
/// cover different months.
pub fn select(
    ledger: Ledger,
    cut: Option<Cut>,
    grain: Option<Grain>,
    last_complete: Option<Month>,
) -> Result<Selected, Vec<Diagnostic>> {
    let periods = || ledger.totals.keys().filter_map(|key| key.period);
    let data = periods().reduce(Span::joined);
    let [spent, ..] = sides(&ledger);
    let declared = declared(cut, data, last_complete).map_err(|fault| vec![*fault])?;
    if declared.is_some() || grain.is_some() {
        dated(&ledger).map_err(|fault| vec![*fault])?;
    }
    if let (Some(span), Some(declared)) =
        (periods().find(|span| declared.is_some_and(|d| d.overlaps(*span) && !d.contains(*span))), declared)
    {
        let message = format!("rows for {span} reach beyond {declared} and cannot be cut");
        return Err(vec![fault(Code::LongPeriod, message, Some(format!("--period {}", span.joined(declared))))]);
    }
    let mut kept = ledger;
    let mut left_out = Totals::default();
    if let Some(declared) = declared {
        kept.totals.retain(|key, totals| {
            let inside = key.period.is_none_or(|span| declared.contains(span));
            if !inside {
                left_out += &*totals;
            }
            inside
        });
    }
    if kept.totals.is_empty() {
        let shown = declared.map_or_else(String::new, |span| format!(" in {span}"));
        let has = data.map_or_else(String::new, |span| format!("; the data covers {span}"));
        let message = format!("no rows{shown}: nothing matches the selection{has}");
        return Err(vec![fault(Code::NothingLeft, message, data.map(|span| format!("--period {span}")))]);
    }
    if let Some(grain) = grain {
        divided(&kept, grain).map_err(|fault| vec![*fault])?;
    }
    if let Some(nothing) = without_spend(&kept, declared, spent) {
        return Err(vec![nothing]);
    }
    let mut diagnostics = Vec::new();
    let sides = sides(&kept);
    if declared.is_none()
        && let [Some(spend), Some(customers), _] = sides
        && spend != customers
    {
        let both = Span { first: spend.first.max(customers.first), last: spend.last.min(customers.last) };
        let later = customers.first.0.saturating_sub(spend.first.0);
        let lag = later > 0 && customers.last.0.saturating_sub(spend.last.0) == later;
        let cuts = |span: &Span| span.overlaps(both) && !both.contains(*span);
        let help = match (both.first <= both.last, lag) {
            // A row of three months lies in none of them alone.
            (true, _) if kept.totals.keys().filter_map(|key| key.period).any(|span| cuts(&span)) => {
                "export both by month, or give files for the same months".to_owned()
            }
            (true, false) => format!("--period {both}, which both cover"),
            (true, true) => format!("--period {both}, which both cover   or   --lag {later}"),
            (false, true) => format!("--lag {later}, if the spend of a month wins customers {later} later"),
            (false, false) => "give files for the same months".to_owned(),
        };
        let message = format!("spend covers {spend}, customers cover {customers}: a CAC over unequal months is wrong");
        return Err(vec![fault(Code::Spans, message, Some(help))]);
    }
    if declared.is_none()
        && let Some(unequal) = unequal_steps(&kept, sides)
    {
        return Err(vec![unequal]);
    }
    diagnostics.extend(gaps(&kept, declared));
    let period = declared.or_else(|| kept.totals.keys().filter_map(|key| key.period).reduce(Span::joined));
    if let (Some(period), Some(complete)) = (period, last_complete)
        && period.last > complete
        && declared.is_none_or(|declared| data.is_some_and(|data| declared.last <= data.last))
        && data.is_some_and(|data| data.last >= period.last)
    {
        diagnostics.push(warning(
            Code::PartialMonth,
            if data.is_some_and(|data| data.first <= complete) {
                format!("{} is not covered to its end; --period last is {complete}", period.last)
            } else {
                format!("{} is not covered to its end", period.last)
            },
        ));
    }
    Ok(Selected { ledger: kept, period, left_out, diagnostics })
}

/// Refuses a ledger without dates where periods are told apart.
///
/// # Errors
/// When no row has a period.
pub fn dated(ledger: &Ledger) -> Result<(), Box<Diagnostic>> {
    if ledger.totals.is_empty() || ledger.totals.keys().any(|key| key.period.is_some()) {
        return Ok(());
    }
    let message = "the input has no dates, so no period can be told apart".to_owned();
    Err(Box::new(fault(Code::NoPeriod, message, Some("--period-of FILE=2026-03".to_owned()))))
}

/// Refuses rows that lie in several of the periods that are told apart.
///
/// # Errors
/// When the period of a row is longer than `grain`, or lies across two of them.
pub fn divided(ledger: &Ledger, grain: Grain) -> Result<(), Box<Diagnostic>> {
    let mut spans = ledger.totals.keys().filter_map(|key| key.period);
    let Some(span) = spans.find(|span| !Span::around(span.first, grain).contains(*span)) else { return Ok(()) };
    let (message, help) = if grain.fiscal().is_some() && span.months() <= grain.months() {
        (format!("rows for {span} lie in two fiscal {}s and cannot be split", grain.name()), "export by month")
    } else {
        let message = format!("rows for {span} are longer than a {} and cannot be split", grain.name());
        (message, "--by quarter   or   --by year")
    };
    Err(Box::new(fault(Code::LongPeriod, message, Some(help.to_owned()))))
}

/// Refuses months before or behind all rows of spend: their export is missing, and a CAC of 0 would pass any limit.
fn without_spend(kept: &Ledger, declared: Option<Span>, spent: Option<Span>) -> Option<Diagnostic> {
    let (declared, spent) = (declared?, spent?);
    if declared.overlaps(spent) || !kept.has_customers {
        return None;
    }
    let message = format!("no row of spend in {declared}: spend covers {spent}, and a CAC without spend is 0");
    Some(fault(Code::NothingLeft, message, Some(format!("give the spend of {declared}   or   --period {spent}"))))
}

/// Steps that cover other months than the spend, or than each other: a conversion or a cost over both is wrong.
fn unequal_steps(ledger: &Ledger, [spend, customers, _]: [Option<Span>; 3]) -> Option<Diagnostic> {
    let of = |place: usize| {
        let has = |totals: &Totals| totals.steps.as_ref().is_some_and(|steps| steps.count(place).is_some());
        ledger.totals.iter().filter(|(_, totals)| has(totals)).filter_map(|(key, _)| key.period).reduce(Span::joined)
    };
    let steps = ledger.steps.iter().enumerate().map(|(place, step)| (step.title.as_str(), of(place)));
    let all = [("spend", spend), ("customers", customers)].into_iter().chain(steps);
    let mut known = all.filter_map(|(name, span)| Some((name, span?)));
    let (one, span) = known.next()?;
    let (other, unequal) = known.find(|(_, other)| *other != span)?;
    let both = Span { first: span.first.max(unequal.first), last: span.last.min(unequal.last) };
    let help = if both.first <= both.last {
        format!("--period {both}, which both cover")
    } else {
        "give files for the same months".to_owned()
    };
    let message = format!("'{one}' covers {span}, '{other}' covers {unequal}: a funnel over unequal months is wrong");
    Some(fault(Code::Spans, message, Some(help)))
}

/// The months that a cut asks for; `None` where there is no cut.
///
/// # Errors
/// When the data has no dates, or none of these.
pub fn asked(ledger: &Ledger, cut: Option<Cut>, last_complete: Option<Month>) -> Result<Option<Span>, Vec<Diagnostic>> {
    let data = ledger.totals.keys().filter_map(|key| key.period).reduce(Span::joined);
    declared(cut, data, last_complete).map_err(|fault| vec![*fault])
}

/// Channels whose own files of spend cover fewer months than the report, while their customers come in others too.
#[must_use]
pub fn short_exports(exports: &[(Arc<str>, Arc<str>, Span)], selected: &Selected) -> Vec<Diagnostic> {
    let Some(period) = selected.period.filter(|period| period.months() <= 1200) else { return Vec::new() };
    let mut all = Vec::new();
    for (at, (file, channel, _)) in exports.iter().enumerate() {
        if exports.iter().take(at).any(|(_, other, _)| other == channel) {
            continue;
        }
        let own = || exports.iter().filter(|(_, other, _)| other == channel).map(|(.., span)| *span);
        let of_channel = || selected.ledger.totals.iter().filter(|(key, _)| key.channel.as_ref() == Some(channel));
        let without = |month: Span| {
            let has = |wanted: fn(&Totals) -> bool| {
                of_channel().any(|(key, totals)| key.period == Some(month) && wanted(totals))
            };
            !own().any(|span| span.contains(month))
                && has(|totals| totals.new_customers != Minor::default())
                && !has(|totals| totals.spend_rows > 0)
        };
        let months = (0..period.months()).map(|n| Span::month(period.first.plus(n)));
        let missing: Vec<String> = months.filter(|month| without(*month)).map(|month| month.to_string()).collect();
        if missing.is_empty() {
            continue;
        }
        let covered = own().reduce(Span::joined).map_or_else(String::new, |span| span.to_string());
        all.push(Diagnostic {
            place: Some(Place::file(file)),
            help: Some(format!("export {} too, or --period {covered}", missing.join(", "))),
            ..warning(
                Code::ShortExport,
                format!("the spend of '{channel}' covers {covered}; its customers of {} have none", missing.join(", ")),
            )
        });
    }
    all
}

/// The months asked for, with `last` found in the data.
fn declared(
    cut: Option<Cut>,
    data: Option<Span>,
    last_complete: Option<Month>,
) -> Result<Option<Span>, Box<Diagnostic>> {
    let last = || {
        last_complete.ok_or_else(|| {
            let message = "the input has no dates, so there is no last month".to_owned();
            Box::new(fault(Code::NoPeriod, message, Some("--period-of FILE=2026-03".to_owned())))
        })
    };
    Ok(match cut {
        None => None,
        Some(Cut::Between(first, to)) => match (first.or(data.map(|d| d.first)), to.or(data.map(|d| d.last))) {
            (Some(first), Some(last)) if first <= last => Some(Span { first, last }),
            (Some(first), Some(last)) => {
                let message = format!("no rows from {first} to {last}: nothing matches the selection");
                return Err(Box::new(fault(Code::NothingLeft, message, data.map(|span| format!("--period {span}")))));
            }
            _ => {
                return Err(last()
                    .err()
                    .unwrap_or_else(|| Box::new(fault(Code::NoPeriod, "the input has no dates".to_owned(), None))));
            }
        },
        Some(Cut::Last(back)) => Some(Span::month(last()?.plus(back.saturating_neg()))),
        Some(Cut::LastMany(many)) => {
            let last = last()?;
            Some(Span { first: last.plus(1_i32.saturating_sub(many)), last })
        }
    })
}

/// The months that spend covers, those that customers cover, and those that the steps before them cover.
fn sides(ledger: &Ledger) -> [Option<Span>; 3] {
    let side = |has: fn(&Totals) -> bool| {
        ledger.totals.iter().filter(|(_, totals)| has(totals)).filter_map(|(key, _)| key.period).reduce(Span::joined)
    };
    [side(|totals| totals.spend_rows > 0), side(|totals| totals.customer_rows > 0), side(has_steps)]
}

/// Whether anything is counted at a step.
fn has_steps(totals: &Totals) -> bool {
    totals.steps.as_ref().is_some_and(|steps| steps.counts.iter().any(Option::is_some))
}

/// Months without rows on one side.
fn gaps(ledger: &Ledger, declared: Option<Span>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    type Has = fn(&Totals) -> bool;
    let has: [(&str, Has); 3] = [
        ("spend", |totals| totals.spend_rows > 0),
        ("customers", |totals| totals.customer_rows > 0),
        ("steps", has_steps),
    ];
    let spans = sides(ledger);
    let [spend, customers, _] = spans;
    // The report is of all months: those of revenue alone have neither spend nor customers.
    let of_revenue = |totals: &Totals| totals.revenue.is_some();
    let revenue = ledger.totals.iter().filter(|(_, totals)| of_revenue(totals)).filter_map(|(key, _)| key.period);
    let both = spend.into_iter().chain(customers).reduce(Span::joined);
    let beyond = revenue.reduce(Span::joined).filter(|span| both.is_some_and(|both| !both.contains(*span)));
    for ((side, has), span) in has.into_iter().zip(spans) {
        // Rows of other months only.
        let has_others = (side == "customers" && ledger.has_customers) || (side == "spend" && ledger.has_spend);
        let none = declared.filter(|_| has_others);
        let Some(span) = span.or(none) else { continue };
        let span = declared.unwrap_or_else(|| beyond.map_or(span, |more| span.joined(more)));
        if span.months() > 1200 {
            continue;
        }
        let covered: BTreeSet<Span> =
            ledger.totals.iter().filter(|(_, totals)| has(totals)).filter_map(|(key, _)| key.period).collect();
        let empty: Vec<String> = (0..span.months())
            .map(|n| Span::month(span.first.plus(n)))
            .filter(|month| !covered.iter().any(|span| span.contains(*month)))
            .map(|month| month.to_string())
            .collect();
        if !empty.is_empty() {
            let shown = if empty.len() > 12 {
                format!(
                    "{} … {} ({} months)",
                    empty.first().map_or("", String::as_str),
                    empty.last().map_or("", String::as_str),
                    empty.len()
                )
            } else {
                empty.join(", ")
            };
            all.push(warning(Code::MissingMonths, format!("{side}: no rows in {shown}; counted as 0")));
        }
    }
    all
}
