//! The sums of a file by key become entries of the ledger.

use std::sync::Arc;

use super::Options;
use super::aliases::category_of;
use super::date::When;
use super::exchange::Exchange;
use super::file::FileRead;
use super::fold::CUT;
use super::header::{CATEGORY, CHANNEL, Measure, MeasureColumn, OTHERS, SEGMENT};
use super::ids::More;
use super::names::Registry;
use super::platforms::Platform;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::funnel::{Bounced, Step, Steps};
use crate::domain::ledger::{Acquired, Key, Ledger, Minor, Name, Revenue, Totals};
use crate::domain::movements::Movements;
use crate::domain::number::Mark;
use crate::domain::period::{Day, Grain, Span};

/// The names to show, by registry and number.
pub(super) struct Shown {
    pub(super) names: Vec<Vec<Arc<str>>>,
    categories: Vec<Category>,
}

impl Shown {
    pub(super) fn name(&self, dimension: usize, id: u32) -> Name {
        let at = (id as usize).checked_sub(1)?;
        self.names.get(dimension).and_then(|names| names.get(at)).cloned()
    }

    fn category(&self, id: u32) -> Category {
        let at = (id as usize).checked_sub(1);
        at.and_then(|at| self.categories.get(at)).cloned().unwrap_or(Category::Blank)
    }
}

pub(super) fn shown(registries: &[Registry]) -> Shown {
    let names: Vec<Vec<Arc<str>>> = registries.iter().map(Registry::shown).collect();
    let categories = names
        .get(CATEGORY)
        .map(|names| {
            names.iter().map(|name| category_of(name).unwrap_or_else(|| Category::Named(name.to_string()))).collect()
        })
        .unwrap_or_default();
    Shown { names, categories }
}

/// The ledger as it grows.
pub(super) struct Builder<'a> {
    pub(super) options: &'a Options,
    pub(super) shown: &'a Shown,
    pub(super) ledger: Ledger,
    pub(super) exchange: Exchange<'a>,
    /// The files, by number.
    pub(super) files: Vec<Arc<str>>,
}

fn under(mark: Mark, value: (i128, i128)) -> i128 {
    match mark {
        Mark::Dot => value.0,
        Mark::Comma => value.0.wrapping_add(value.1),
    }
}

impl Builder<'_> {
    /// Adds the sums of one key of a file; `present` tells how many of its rows have a figure in a column.
    pub(super) fn add(
        &mut self,
        (file, fixed, mark): (&FileRead, Option<Span>, Mark),
        key: &[u32],
        values: &[(i128, i128)],
        present: impl Fn(usize) -> u64,
    ) {
        let layout = &file.dialect.layout;
        if key.first().is_some_and(|token| token & CUT != 0) {
            // Nothing is left of it, but it was given: that is 0, not unknown.
            for column in &layout.measures {
                match column.measure {
                    Measure::Spend | Measure::Credit | Measure::SpendOn(_) => self.ledger.has_spend = true,
                    Measure::NewCustomers => self.ledger.has_customers = true,
                    Measure::Revenue
                    | Measure::CostOfRevenue
                    | Measure::Refunds
                    | Measure::ActiveCustomers
                    | Measure::AtStart
                    | Measure::AtEnd
                    | Measure::Churned
                    | Measure::Movement(_)
                    | Measure::Step(_)
                    | Measure::Bounced { .. } => {}
                }
            }
            return;
        }
        let period = key.first().and_then(|token| When::of_token(*token)).map(When::span).or(fixed);
        let currency = self.options.currency_place().and_then(|place| key.get(place.saturating_add(1))).copied();
        let when = key.first().and_then(|token| When::of_token(*token)).or(fixed.map(When::Months));
        let mut columns: Vec<(&MeasureColumn, i128)> = Vec::with_capacity(values.len());
        for (place, (column, value)) in layout.measures.iter().zip(values).enumerate() {
            let mut amount = under(mark, *value);
            if let Some(currency) = currency.filter(|_| !column.measure.is_count()) {
                let (rows, of) = (present(place), (currency, column.sign));
                amount = self.exchange.convert(amount, rows, of, column.when.or(when), &file.info.file);
            }
            columns.push((column, amount));
        }
        for (place, (column, amount)) in columns.iter().copied().enumerate() {
            // Each cell with a period of its own is a row of its own.
            if let Some(when) = column.when
                && present(place) > 0
            {
                let entry = self.entry(file, key, Some(when.span()), Some(when));
                self.enter(entry, present(place), std::iter::once((column, amount)));
            }
        }
        if layout.measures.iter().any(|column| column.when.is_none()) {
            let entry = self.entry(file, key, period, when);
            self.enter(entry, present(0), columns.into_iter());
        }
    }

    /// What a key of a file says, and the category of its row.
    fn entry(&self, file: &FileRead, key: &[u32], period: Option<Span>, when: Option<When>) -> (Key, Category) {
        let layout = &file.dialect.layout;
        let at = |place: usize| key.get(place.saturating_add(1)).copied().unwrap_or(0);
        let own_channel = at(CHANNEL);
        let channel = if own_channel == 0 { file.channel.unwrap_or(0) } else { own_channel };
        let category = match layout.names.get(CATEGORY).copied().flatten() {
            Some(_) => self.shown.category(at(CATEGORY)),
            None if layout.platform.is_some_and(Platform::is_advertising) => Category::Advertising,
            None => Category::Uncategorised,
        };
        let base = Key {
            period,
            channel: self.shown.name(CHANNEL, channel),
            segment: self.shown.name(SEGMENT, at(SEGMENT)),
            category: Category::Uncategorised,
            others: (0..self.options.by.len())
                .map(|n| match when.filter(|_| self.options.week == Some(n)) {
                    Some(when) => when.week().map(Arc::from),
                    None => self.shown.name(OTHERS.saturating_add(n), at(OTHERS.saturating_add(n))),
                })
                .collect(),
        };
        (base, category)
    }

    /// Adds what so many rows of one key add up to.
    fn enter<'m>(
        &mut self,
        (base, category): (Key, Category),
        rows: u64,
        columns: impl Iterator<Item = (&'m MeasureColumn, i128)>,
    ) {
        let months = base.period.map_or_else(|| self.options.revenue_period.map_or(1, Grain::months), Span::months);
        let mut revenue = Revenue { rows, ..Revenue::default() };
        let mut has_revenue = false;
        let mut customers: Option<i128> = None;
        let mut spend: Vec<(Category, i128)> = Vec::new();
        let mut movements: Option<Movements> = None;
        let mut steps: Option<Steps> = None;
        let mut left: Vec<(Option<Category>, Minor, Exact)> = Vec::new();
        let mut seen: Vec<Minor> = Vec::new();
        for (column, amount) in columns {
            let count = Minor(amount);
            seen.push(count);
            has_revenue |= !matches!(
                column.measure,
                Measure::Spend
                    | Measure::Credit
                    | Measure::SpendOn(_)
                    | Measure::NewCustomers
                    | Measure::Movement(_)
                    | Measure::Step(_)
                    | Measure::Bounced { .. }
            );
            match &column.measure {
                Measure::Spend | Measure::Credit => spend.push((category.clone(), amount)),
                Measure::SpendOn(category) => spend.push((category.clone(), amount)),
                Measure::NewCustomers => customers = Some(amount),
                Measure::Revenue => revenue.revenue += count,
                Measure::CostOfRevenue => with(&mut revenue, 0, rows).cost += count,
                Measure::Refunds => revenue.refunds += count,
                Measure::ActiveCustomers => {
                    with(&mut revenue, 1, rows).active_months += Minor(amount.wrapping_mul(i128::from(months)));
                }
                Measure::AtStart => with(&mut revenue, 2, rows).at_start += count,
                Measure::AtEnd => with(&mut revenue, 4, rows).at_end += count,
                Measure::Churned => with(&mut revenue, 3, rows).churned += count,
                Measure::Movement(movement) => {
                    movements.get_or_insert_with(|| Movements::of_rows(rows)).add(*movement, count);
                }
                Measure::Step(key) if *key == Step::Customers.name() => customers = Some(amount),
                Measure::Step(key) => {
                    if let Some(place) = self.ledger.steps.iter().position(|step| step.key == *key) {
                        steps.get_or_insert_default().add(place, count);
                    }
                }
                Measure::Bounced { place, category: of, spend, rest } => {
                    let of = spend.then(|| of.clone().unwrap_or_else(|| category.clone()));
                    let weight = seen.get(*place).copied().filter(|_| !*rest).unwrap_or_default();
                    let scale = if *rest { Minor::SCALE.saturating_mul(2) } else { Minor::SCALE };
                    left.push((of, weight, Exact::decimal(amount, scale)));
                }
            }
        }
        for (category, amount) in spend {
            self.ledger.uncategorised_spend |= category == Category::Uncategorised;
            let totals = Totals { spend: Minor(amount), spend_rows: rows, ..Totals::default() };
            note(&mut self.ledger.spend_dimensions, &base, self.options, Some(&category));
            self.ledger.add(Key { category, ..base.clone() }, &totals);
            self.ledger.has_spend = true;
        }
        for (category, weight, amount) in left {
            let (spend, told) = (category.is_some(), (weight.exact(), amount));
            let bounced = if spend {
                Bounced { spend: told, ..Bounced::default() }
            } else {
                Bounced { visits: told, ..Bounced::default() }
            };
            let steps = Steps { counts: Vec::new(), bounced: Some(bounced) };
            let key = Key { category: category.unwrap_or(Category::Uncategorised), ..base.clone() };
            self.ledger.add(key, &Totals { steps: Some(Box::new(steps)), ..Totals::default() });
        }
        if let Some(steps) = steps {
            note(&mut self.ledger.step_dimensions, &base, self.options, None);
            self.ledger.add(base.clone(), &Totals { steps: Some(Box::new(steps)), ..Totals::default() });
        }
        if let Some(movements) = movements {
            self.ledger.add(base.clone(), &Totals { movements: Some(Box::new(movements)), ..Totals::default() });
        }
        if let Some(amount) = customers {
            let totals = Totals { new_customers: Minor(amount), customer_rows: rows, ..Totals::default() };
            note(&mut self.ledger.customer_dimensions, &base, self.options, None);
            self.ledger.add(base.clone(), &totals);
            self.ledger.has_customers = true;
        }
        if has_revenue {
            note(&mut self.ledger.revenue_dimensions, &base, self.options, None);
            self.ledger.add(base, &Totals { revenue: Some(Box::new(revenue)), ..Totals::default() });
            self.ledger.has_revenue = true;
        }
    }

    /// Adds so many customers that share a month, a channel and a segment, the first of them won on `day`.
    pub(super) fn customer(
        &mut self,
        (day, channel, segment): (Day, u32, u32),
        more: Option<&More>,
        count: u64,
        marks: &[Mark],
    ) {
        let others = (0..self.options.by.len()).map(|n| {
            if self.options.week == Some(n) {
                return Some(Arc::from(day.week()));
            }
            let id = more.and_then(|more| more.others.get(n)).copied().unwrap_or(0);
            self.shown.name(OTHERS.saturating_add(n), id)
        });
        let key = Key {
            period: Some(Span::month(day.month())),
            channel: self.shown.name(CHANNEL, channel),
            segment: self.shown.name(SEGMENT, segment),
            category: Category::Uncategorised,
            others: others.collect(),
        };
        let acquired = more.and_then(|more| {
            let mark = marks.get(more.file).copied().unwrap_or(Mark::Dot);
            let when = Some(When::Day(day));
            let file = self.files.get(more.file).cloned().unwrap_or_else(|| "-".into());
            let revenue = under(mark, more.revenue?);
            let revenue = Minor(self.exchange.convert(revenue, 1, (more.currency, None), when, &file));
            let margin = more.margin.map(|margin| &revenue.exact() * &Minor(under(mark, margin)).exact());
            Some(Box::new(Acquired { customers: 1, revenue, margin }))
        });
        note(&mut self.ledger.customer_dimensions, &key, self.options, None);
        let totals = Totals {
            new_customers: Minor(Minor::ONE.saturating_mul(i128::from(count))),
            customer_rows: count,
            acquired,
            ..Totals::default()
        };
        self.ledger.add(key, &totals);
    }
}

/// Notes that rows carried a column of the revenue role.
fn with(revenue: &mut Revenue, column: usize, rows: u64) -> &mut Revenue {
    if let Some(count) = revenue.with.get_mut(column) {
        *count = rows;
    }
    revenue
}

/// Notes which dimensions a row carries.
fn note(
    dimensions: &mut std::collections::BTreeSet<String>,
    key: &Key,
    options: &Options,
    category: Option<&Category>,
) {
    let mut add = |name: &str, carried: bool| {
        if carried && !dimensions.contains(name) {
            dimensions.insert(name.to_owned());
        }
    };
    add("channel", key.channel.is_some());
    add("segment", key.segment.is_some());
    add("period", key.period.is_some());
    add("category", category.is_some_and(|category| !matches!(category, Category::Uncategorised | Category::Blank)));
    for (name, value) in options.by.iter().zip(&key.others) {
        add(name, value.is_some());
    }
}
