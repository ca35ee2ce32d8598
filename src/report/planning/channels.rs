//! What customers bring each other, and what moving money between channels does.

use super::{Moved, Page, channel, customers, entry, ratio};
use crate::calc::plan::referral::effective_cac;
use crate::calc::plan::shift::Standing;
use crate::calc::plan::{lines, value};
use crate::calc::ratio::ltv_cac;
use crate::calc::results::{Line, Results};
use crate::domain::exact::Exact;
use crate::domain::metric::{Metric, Unit};
use crate::domain::value::Value;
use crate::report::phrase::{self, Sentence};
use crate::report::study::{Cell, Entry, Exhibit, Heading};

/// The table of effective CAC.
pub(super) fn add_referrals(page: &mut Page<'_>, (each, reward): (&Exact, &Exact), then: Option<&Results>) {
    let goal = page.today.target.clone();
    let base = then.unwrap_or(page.today);
    let effective = |line: &Line| effective_cac(&value(line, Metric::Cac), each, reward);
    let rows: Vec<Entry> = lines(base)
        .into_iter()
        .filter(|(who, _)| page.shown(who))
        .map(|(who, line)| {
            let cost = effective(line);
            let cells = vec![
                Cell::metric(&value(line, Metric::Cac), Metric::Cac),
                Cell::metric(&cost, Metric::Cac),
                Cell::metric(&value(line, Metric::Ltv), Metric::Ltv),
                ratio(&value(line, Metric::LtvCac), &goal),
                ratio(&ltv_cac(&value(line, Metric::Ltv), &cost), &goal),
            ];
            entry(&who, cells)
        })
        .collect();
    let noun = if *each == Exact::one() { "referral" } else { "referrals" };
    let (each, reward) = (Value::exact(each.clone()), Value::exact(reward.clone()));
    let whole = effective(&base.total);
    let sentence = Sentence::of("with ").figure(&each, Unit::Count).text(format!(" {noun} each, a reward of "));
    let sentence = sentence.figure(&reward, Unit::Money).text(", a customer costs ").figure(&whole, Unit::Money);
    let today = value(&base.total, Metric::Cac);
    let without = if then.is_some() { "; without " } else { "; today " };
    page.headline.push(sentence.text(without).figure(&today, Unit::Money).done());
    let title = Sentence::of("CAC with ").figure(&each, Unit::Count).text(format!(" {noun} from each customer")).done();
    page.tables.push(Exhibit {
        key: "referral",
        title,
        columns: vec![
            channel(),
            Heading::metric(Metric::Cac, 80),
            Heading::figure("effective_cac", "Effective CAC", 100),
            Heading::metric(Metric::Ltv, 60),
            Heading::metric(Metric::LtvCac, 70),
            Heading::figure("effective_ltv_cac", "LTV:CAC with referrals", 90),
        ],
        rows,
    });
    let text = "effective CAC = (CAC + K × reward) ÷ (1 + K), one generation: who was referred refers nobody; it \
                assumes that these customers would not have come anyway, and are not among those counted";
    page.footer.push(Sentence::of(text).done());
}

/// The table of a move.
pub(super) fn add_move(page: &mut Page<'_>, moved: &Moved) {
    let goal = page.today.target.clone();
    let (from, to) = (phrase::row(&moved.from.key), phrase::row(&moved.to.key));
    let row = |cells: [Cell; 2], standing: &Standing, total: bool| Entry {
        cells: cells
            .into_iter()
            .chain([
                Cell::figure(&standing.spend, Unit::Money),
                Cell::highest(&standing.new_customers, Unit::Count),
                Cell::metric(&standing.cac, Metric::Cac),
                Cell::metric(&standing.ltv, Metric::Ltv),
                ratio(&standing.ltv_cac, &goal),
            ])
            .collect(),
        total,
    };
    let word = |text: &str| Cell::Word(text.to_owned());
    let name = |text: &str| Cell::Name(text.to_owned());
    let whole = &page.today.total;
    let mut rows = vec![
        row([name(&from), word("today")], &standing(&moved.from), false),
        row([name(&from), word("then")], &moved.shift.from, false),
        row([name(&to), word("today")], &standing(&moved.to), false),
        row([name(&to), word("then")], &moved.shift.to, false),
        row([word("Total"), word("today")], &standing(whole), true),
        row([word("Total"), word("then")], &moved.shift.total, true),
    ];
    if let Some((_, then)) = &moved.at_marginal {
        rows.push(row([word("Total"), word("then, at marginal CAC")], then, true));
    }
    let sum = Value::exact(moved.shift.moved.clone());
    let sentence = Sentence::of("moving ").figure(&sum, Unit::Money).text(" from ").name(&from).text(" to ").name(&to);
    let title = sentence.done();
    let mut headline = title.clone();
    let rest = Sentence::of(" loses ").least(&moved.shift.lost, Unit::Count);
    let rest = rest.text(format!(" {} and wins ", customers(&moved.shift.lost, Exact::ceiling)));
    let rest = rest.highest(&moved.shift.won, Unit::Count).text(", LTV:CAC ");
    let rest = rest.apart(&value(whole, Metric::LtvCac), Unit::Ratio, vec![goal.clone()]).text(" → ");
    headline.extend(rest.apart(&moved.shift.total.ltv_cac, Unit::Ratio, vec![goal.clone()]).done());
    page.headline.push(headline);
    page.tables.push(Exhibit {
        key: "move",
        title,
        columns: vec![
            channel(),
            Heading::label("when", "When"),
            Heading::metric(Metric::Spend, 70),
            Heading::metric(Metric::NewCustomers, 80),
            Heading::metric(Metric::Cac, 90),
            Heading::metric(Metric::Ltv, 60),
            Heading::metric(Metric::LtvCac, 100),
        ],
        rows,
    });
    let sentence =
        Sentence::of("this assumes that ").name(&to).text(" wins customers at today's average CAC, and that ");
    page.footer.push(sentence.name(&from).text(" loses them likewise").done());
    let sentence = match &moved.at_marginal {
        Some((won, _)) => Sentence::of("at its marginal CAC ").name(&to).text(" would win ").highest(won, Unit::Count),
        None => Sentence::of("the marginal CAC of ").name(&to).text(" is not known; it is usually above the average"),
    };
    page.footer.push(sentence.done());
}

fn standing(line: &Line) -> Standing {
    Standing {
        spend: value(line, Metric::Spend),
        new_customers: value(line, Metric::NewCustomers),
        cac: value(line, Metric::Cac),
        ltv: value(line, Metric::Ltv),
        ltv_cac: value(line, Metric::LtvCac),
    }
}
