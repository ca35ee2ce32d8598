//! What a target needs, each thing on its safe side.

use super::{Page, channel, entry, ltv, ratio, target};
use crate::calc::plan::breakeven::{Needed, meets};
use crate::calc::plan::{Who, lines, same, value};
use crate::calc::results::{Line, Results};
use crate::domain::assumptions::Method;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::{Reason, Value};
use crate::report::Phrase;
use crate::report::phrase::{self, Sentence};
use crate::report::study::{Cell, Entry, Exhibit, Heading};

/// A column: its heading and its cell.
type Column = (Heading, fn(&Needed) -> Cell);

/// The table of what each line needs.
pub(super) fn add(page: &mut Page<'_>, needed: &[Needed]) {
    let Some(total) = needed.iter().find(|needed| needed.who == Who::Total) else { return };
    let goal = &page.today.target;
    page.headline.push(missing(headline(page, total), needed));
    // Where no row can have a figure there is no column; where one could, its reason is told.
    let speaks = |value: &Value| match value.reason() {
        None | Some(Reason::OutOfRange) => true,
        Some(
            Reason::NoNewCustomers
            | Reason::NoSpend
            | Reason::NoData
            | Reason::NoChurn
            | Reason::NoArpa
            | Reason::NoMargin
            | Reason::NegativeSpend
            | Reason::NegativeMargin
            | Reason::NeverPaysBack
            | Reason::UnattributedSpend
            | Reason::Partial
            | Reason::NoCommonChange
            | Reason::MixedCurrency
            | Reason::TooLarge,
        ) => false,
    };
    let known = |get: fn(&Needed) -> &Value| needed.iter().any(|needed| speaks(get(needed)));
    let aov = needed.iter().any(|needed| needed.min_aov.is_some());
    let mut columns: Vec<Column> = vec![
        (Heading::metric(Metric::Cac, 90), |needed| Cell::metric(&needed.cac, Metric::Cac)),
        (Heading::figure("max_cac", "Max CAC", 100), |needed| Cell::highest(&needed.max_cac, Unit::Money)),
        (Heading::figure("room", "Room", 50), |needed| Cell::highest(&needed.room, Unit::Money)),
    ];
    let rest: [(bool, Column); 6] = [
        (
            known(|needed| &needed.min_ltv),
            (Heading::figure("min_ltv", "Min LTV", 80), |needed| Cell::least(&needed.min_ltv, Unit::Money)),
        ),
        (
            known(|needed| &needed.max_churn),
            (Heading::figure("max_churn", "Max churn/month", 75), |needed| {
                Cell::highest(&needed.max_churn, Unit::Percent)
            }),
        ),
        (
            aov,
            (Heading::figure("min_aov", "Min order value", 70), |needed| match &needed.min_aov {
                Some(aov) => Cell::least(aov, Unit::Money),
                None => Cell::Empty,
            }),
        ),
        (
            !aov && known(|needed| &needed.min_arpa),
            (Heading::figure("min_arpa", "Min ARPA/month", 70), |needed| Cell::least(&needed.min_arpa, Unit::Money)),
        ),
        (
            known(|needed| &needed.min_margin),
            (Heading::figure("min_margin", "Min margin", 65), |needed| Cell::least(&needed.min_margin, Unit::Percent)),
        ),
        (
            known(|needed| &needed.min_customers),
            (Heading::figure("min_new_customers", "Min customers", 60), |needed| {
                Cell::least(&needed.min_customers, Unit::Count)
            }),
        ),
    ];
    columns.extend(rest.into_iter().filter(|(shown, _)| *shown).map(|(_, column)| column));
    let mut headings = vec![channel(), Heading::metric(Metric::LtvCac, 95), Heading::label("met", "Met")];
    headings.extend(columns.iter().map(|(heading, _)| heading.clone()));
    let rows = needed
        .iter()
        .filter(|needed| page.shown(&needed.who))
        .map(|needed| {
            let first = [ratio(&needed.ltv_cac, goal), met(needed.met)];
            let cells = first.into_iter().chain(columns.iter().map(|(_, cell)| cell(needed))).collect();
            entry(&needed.who, cells)
        })
        .collect();
    let title = target(Sentence::of("to reach LTV:CAC "), goal).text(", one thing at a time").done();
    page.tables.push(Exhibit { key: "targets", title, columns: headings, rows });
    let churn = known(|needed| &needed.max_churn);
    let inputs = churn || known(|needed| &needed.min_arpa);
    page.footer.extend(footer(page.today, aov, (inputs, churn)));
}

fn met(met: Option<bool>) -> Cell {
    match met {
        Some(true) => Cell::Word("yes".to_owned()),
        Some(false) => Cell::Word("no".to_owned()),
        None => Cell::Empty,
    }
}

/// `to reach LTV:CAC 3.00, CAC may be at most 145.00; it is 184.09`
fn headline(page: &Page<'_>, total: &Needed) -> Phrase {
    let sentence = target(Sentence::of("to reach LTV:CAC "), &page.today.target);
    if total.max_cac.figure().is_none() {
        return sentence.text(", LTV must be known; it is ").figure(&total.max_cac, Unit::Money).done();
    }
    let sentence = sentence.text(", CAC may be at most ").highest(&total.max_cac, Unit::Money);
    if total.cac.figure().is_none() {
        return sentence.done();
    }
    sentence.text("; it is ").apart(&total.cac, Unit::Money, limits(&total.max_cac)).done()
}

/// The rows that miss the target, behind a total that may not.
fn missing(mut headline: Phrase, needed: &[Needed]) -> Phrase {
    let names: Vec<String> = needed
        .iter()
        .filter(|needed| needed.met == Some(false))
        .filter_map(|needed| match &needed.who {
            Who::Row(key) => Some(phrase::row(key)),
            Who::Paid | Who::Total => None,
        })
        .collect();
    let miss = match names.len() {
        0 => return headline,
        1 => " misses it",
        _ => " miss it",
    };
    let sentence = Sentence::of("; ").listed(names.iter(), |sentence, name| sentence.name(name)).text(miss);
    headline.extend(sentence.done());
    headline
}

fn limits(value: &Value) -> Vec<crate::domain::exact::Exact> {
    value.figure().filter(|figure| figure.is_exact()).map(|figure| figure.low().clone()).into_iter().collect()
}

fn footer(today: &Results, aov: bool, (inputs, churn): (bool, bool)) -> Vec<Phrase> {
    let lever = if aov { "order value" } else { "ARPA" };
    let ltv = ltv(today);
    let text = format!(
        "max CAC = {ltv} ÷ target, room = max CAC − CAC, min LTV = target × CAC, min customers = target × spend ÷ {ltv}; \
         highest figures are rounded down, least ones up"
    );
    let mut said = vec![Sentence::of(text).done()];
    if !inputs {
        return said;
    }
    let text = format!("each of churn, {lever} and margin is what meets the target while the others stay as they are");
    said.push(Sentence::of(text).done());
    let mixed = today.total.model.is_none() && churn;
    if mixed && today.total.values.get(&Metric::Ltv).is_some_and(|ltv| ltv.figure().is_some()) {
        let text = format!("where channels differ, the churn, {lever} or margin of each is multiplied alike");
        said.push(Sentence::of(text).done());
    }
    let closed = match today.method {
        Method::Simple | Method::Lifetime | Method::Orders | Method::Discounted => today.horizon.is_none(),
        Method::Capped | Method::Expansion => false,
    };
    if churn && !closed {
        said.push(
            Sentence::of("no formula gives the highest churn here: it is found by halving, within 15 digits").done(),
        );
    }
    said
}

/// The table of what pays back in time.
pub(super) fn add_payback(page: &mut Page<'_>, months: u32, capped: &Results) {
    let of = |line: &Line| {
        let now = value(line, Metric::PaybackRetentionMonths);
        (value(line, Metric::Cac), now)
    };
    let most = |who: &Who| same(capped, who).map_or(Value::Undefined(Reason::NoData), |line| value(line, Metric::Ltv));
    let noun = if months == 1 { "month" } else { "months" };
    let rows: Vec<Entry> = lines(page.today)
        .into_iter()
        .filter(|(who, _)| page.shown(who))
        .map(|(who, line)| {
            let ((cac, now), most) = (of(line), most(&who));
            let room = most.and_then(|most| cac.and_then(|cac| Value::Known(most.minus(cac))));
            let in_time = meets(&room, &crate::domain::exact::Exact::zero());
            let cells = vec![
                Cell::metric(&now, Metric::PaybackRetentionMonths),
                met(in_time),
                Cell::metric(&cac, Metric::Cac),
                Cell::highest(&most, Unit::Money),
                Cell::highest(&room, Unit::Money),
            ];
            entry(&who, cells)
        })
        .collect();
    let (most, (cac, _)) = (most(&Who::Total), of(&page.today.total));
    if most.figure().is_some() {
        let sentence = Sentence::of(format!("to be paid back within {months} {noun}, CAC may be at most "));
        let sentence = sentence.highest(&most, Unit::Money).text("; it is ");
        page.headline.push(sentence.apart(&cac, Unit::Money, limits(&most)).done());
    }
    page.tables.push(Exhibit {
        key: "payback",
        title: Sentence::of(format!("to be paid back within {months} {noun} by the customers who stay")).done(),
        columns: vec![
            channel(),
            Heading::metric(Metric::PaybackRetentionMonths, 70),
            Heading::label("met", "Met"),
            Heading::metric(Metric::Cac, 90),
            Heading::figure("max_cac", "Max CAC", 100),
            Heading::figure("room", "Room", 50),
        ],
        rows,
    });
    let text = "max CAC for a payback of n months = m × (1 − r^n) ÷ c, n × m without churn; r = 1 − c";
    page.footer.push(Sentence::of(text).done());
}
