//! Sums a ledger by the rows of a report, by unit (a channel's segment), and by what LTV is derived from.

use std::collections::{BTreeMap, BTreeSet};

use super::derived::RevenuePool;
use super::results::Label;
use crate::domain::assumptions::Assumptions;
use crate::domain::category::Category;
use crate::domain::exact::Exact;
use crate::domain::fiscal::Period;
use crate::domain::ledger::{Acquired, Dimension, Key, Ledger, Minor, Name, Revenue, Totals, Window};
use crate::domain::period::Span;

/// Sums of one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Spend in scope, and how many rows it has.
    pub(super) spend: Minor,
    pub(super) spend_rows: u64,
    /// Parts of amounts in scope that do not end in the unit.
    pub(super) fraction: Option<Box<Exact>>,
    /// Shared cost in scope that was spread here.
    pub(super) spread: Option<Box<Exact>>,
    /// Spend on retention, which is never in scope.
    pub(super) retention: Exact,
    pub(super) new_customers: Minor,
    pub(super) customer_rows: u64,
    pub(super) revenue: Revenue,
    /// New customers by unit; a unit without any stands with zero.
    pub(super) units: BTreeMap<usize, Minor>,
}

/// What is asked of a channel, whatever rows the report has.
#[derive(Clone, Debug, Default)]
pub(super) struct OfChannel {
    spend: Minor,
    /// Spend in scope that does not end in the unit, and shares of shared cost.
    beyond: Option<Box<Exact>>,
    /// All spend, in scope or not.
    pub(super) spend_rows: u64,
    pub(super) customer_rows: u64,
}

impl OfChannel {
    /// All spend in scope.
    pub(super) fn all_spend(&self) -> Exact {
        let whole = self.spend.exact();
        self.beyond.as_ref().map_or_else(|| whole.clone(), |beyond| &whole + beyond)
    }
}

/// The months that data is pooled over: all of them, or those of a row.
pub(super) type Bucket = Option<Option<Span>>;

/// Where pooled data stands: months, channel and segment, as far as the data carries them.
pub(super) type PoolKey = (Bucket, Option<usize>, Option<usize>);

/// Whether a side of the ledger carries what a report asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carries {
    pub(super) channel: bool,
    pub(super) segment: bool,
    pub(super) period: bool,
    /// Every dimension of the report.
    pub(super) all: bool,
}

/// Which spend belongs where.
#[derive(Clone, Debug, Default)]
pub(super) struct Scoped {
    pub(super) counted: BTreeSet<Category>,
    pub(super) out: BTreeMap<Category, Exact>,
    pub(super) undecided: BTreeMap<Category, Exact>,
}

/// A ledger, summed.
#[derive(Clone, Debug, Default)]
pub(super) struct Fold {
    pub(super) rows: BTreeMap<Vec<Label>, Group>,
    pub(super) total: Group,
    pub(super) scoped: Scoped,
    pub(super) period: Option<Span>,
    /// Channel and segment of each unit, by their places in `names`.
    pub(super) units: Vec<(usize, usize)>,
    /// Every channel and segment name once.
    pub(super) names: Vec<Name>,
    pub(super) channels: BTreeMap<usize, OfChannel>,
    pub(super) spend: Carries,
    pub(super) customers: Carries,
    pub(super) revenue: Carries,
    pub(super) base: BTreeMap<PoolKey, RevenuePool>,
    pub(super) acquired: BTreeMap<PoolKey, Acquired>,
    /// The months that a window found data in, for the totals.
    pub(super) pooled: Option<Span>,
}

impl Carries {
    fn of(carried: &BTreeSet<String>, dimensions: &[Dimension]) -> Self {
        Self {
            channel: carried.contains("channel"),
            segment: carried.contains("segment"),
            period: carried.contains("period"),
            all: dimensions.iter().all(|dimension| match dimension {
                Dimension::Period(_) => carried.contains("period"),
                Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => {
                    carried.contains(dimension.name())
                }
            }),
        }
    }

    /// Where the data of a unit's months stands on this side.
    pub(super) fn pool(self, bucket: Bucket, channel: usize, segment: usize) -> PoolKey {
        (bucket.filter(|_| self.period), self.channel.then_some(channel), self.segment.then_some(segment))
    }
}

impl Group {
    fn add_spend(&mut self, totals: &Totals) {
        self.spend += totals.spend;
        for (sum, more) in [(&mut self.fraction, &totals.fraction), (&mut self.spread, &totals.spread)] {
            match (sum, more.as_deref()) {
                (Some(sum), Some(more)) => **sum += more,
                (sum @ None, Some(more)) => *sum = Some(Box::new(more.clone())),
                (_, None) => {}
            }
        }
        self.spend_rows = self.spend_rows.saturating_add(spend_rows(totals));
    }

    /// Spend in scope without shares of shared cost.
    pub(super) fn own_spend(&self) -> Exact {
        let whole = self.spend.exact();
        self.fraction.as_ref().map_or_else(|| whole.clone(), |fraction| &whole + fraction)
    }

    /// All spend in scope.
    pub(super) fn all_spend(&self) -> Exact {
        let own = self.own_spend();
        self.spread.as_ref().map_or_else(|| own.clone(), |spread| &own + spread)
    }

    fn add_customers(&mut self, totals: &Totals) {
        self.new_customers += totals.new_customers;
        self.customer_rows = self.customer_rows.saturating_add(totals.customer_rows.max(1));
    }
}

/// The rows of spend in a key's totals; a share alone is no row of its own.
fn spend_rows(totals: &Totals) -> u64 {
    let alone = totals.spread.is_some() && totals.spend_rows == 0 && totals.own_spend().is_zero();
    if alone { 0 } else { totals.spend_rows.max(1) }
}

/// What a key's totals hold.
struct Sides<'a> {
    totals: &'a Totals,
    spend: bool,
    in_scope: bool,
    retention: bool,
    customers: bool,
}

impl Sides<'_> {
    fn add_to(&self, group: &mut Group, spend: Carries, customers: Carries, revenue: Carries) {
        if self.in_scope && spend.all {
            group.add_spend(self.totals);
        }
        if self.retention && spend.all {
            group.retention += &self.totals.own_spend();
        }
        if self.customers && customers.all {
            group.add_customers(self.totals);
        }
        if let Some(theirs) = &self.totals.revenue
            && revenue.all
        {
            group.revenue += theirs;
        }
    }

    fn add_to_channel(&self, channel: &mut OfChannel) {
        let totals = self.totals;
        if self.in_scope {
            channel.spend += totals.spend;
            for more in [&totals.fraction, &totals.spread].into_iter().flatten() {
                **channel.beyond.get_or_insert_default() += more;
            }
        }
        if self.spend {
            let rows = if self.in_scope { spend_rows(totals) } else { 1 };
            channel.spend_rows = channel.spend_rows.saturating_add(rows);
        }
        if self.customers {
            channel.customer_rows = channel.customer_rows.saturating_add(totals.customer_rows.max(1));
        }
    }
}

impl Fold {
    pub(super) fn new(ledger: &Ledger, assumptions: &Assumptions, dimensions: &[Dimension]) -> Self {
        let everywhere = Carries { all: true, ..Carries::default() };
        let mut fold = Self {
            spend: Carries::of(&ledger.spend_dimensions, dimensions),
            customers: Carries::of(&ledger.customer_dimensions, dimensions),
            revenue: Carries::of(&ledger.revenue_dimensions, dimensions),
            ..Self::default()
        };
        let (mut names, mut units) = (BTreeMap::new(), BTreeMap::new());
        for (key, totals) in &ledger.totals {
            let channel = fold.name(&mut names, &key.channel);
            let segment = fold.name(&mut names, &key.segment);
            let unit = *units.entry((channel, segment)).or_insert_with(|| {
                fold.units.push((channel, segment));
                fold.units.len().saturating_sub(1)
            });
            fold.period = match (fold.period, key.period) {
                (Some(one), Some(other)) => Some(one.joined(other)),
                (one, other) => one.or(other),
            };
            let sides = fold.scoped.sides(key, totals, assumptions);
            let labels = labels(key, dimensions);
            let bucket = labels.iter().find_map(|label| match label {
                Label::Period(period) => Some(period.map(|period| period.span)),
                Label::Name(_) | Label::Category(_) => None,
            });
            if ledger.window.is_none() {
                fold.pool(totals, key, assumptions, &[None, bucket], (channel, segment));
            }
            sides.add_to(&mut fold.total, everywhere, everywhere, everywhere);
            *fold.total.units.entry(unit).or_default() += totals.new_customers;
            sides.add_to_channel(fold.channels.entry(channel).or_default());
            let relevant = (sides.spend && fold.spend.all)
                || (sides.customers && fold.customers.all)
                || (totals.revenue.is_some() && fold.revenue.all);
            if relevant {
                let group = fold.rows.entry(labels).or_default();
                sides.add_to(group, fold.spend, fold.customers, fold.revenue);
                let won = group.units.entry(unit).or_default();
                if fold.customers.all {
                    *won += totals.new_customers;
                }
            }
        }
        if let Some(window) = &ledger.window {
            fold.pool_window(window, assumptions, &mut names);
        }
        fold.rows.retain(|labels, group| {
            group.spend_rows > 0
                || group.fraction.is_some()
                || group.spread.is_some()
                || group.customer_rows > 0
                || (group.revenue.rows > 0 && !is_blank(labels))
        });
        fold
    }

    fn name<'a>(&mut self, places: &mut BTreeMap<&'a Name, usize>, name: &'a Name) -> usize {
        *places.entry(name).or_insert_with(|| {
            self.names.push(name.clone());
            self.names.len().saturating_sub(1)
        })
    }

    /// Pools the months of a window: those up to the selection's end for totals, up to its own end for a row's period.
    fn pool_window<'a>(
        &mut self,
        window: &'a Window,
        assumptions: &Assumptions,
        names: &mut BTreeMap<&'a Name, usize>,
    ) {
        let Some(selection) = self.period else { return };
        let spans: BTreeSet<Span> = self.rows.keys().flatten().filter_map(span_of).collect();
        for (key, totals) in &window.totals {
            let Some(own) = key.period else { continue };
            let mut buckets: Vec<Bucket> = Vec::new();
            if reach(selection, window.months).contains(own) {
                buckets.push(None);
                self.pooled = Some(self.pooled.map_or(own, |known| known.joined(own)));
            }
            let near = spans.iter().filter(|span| reach(**span, window.months).contains(own));
            buckets.extend(near.map(|span| Some(Some(*span))));
            let unit = (self.name(names, &key.channel), self.name(names, &key.segment));
            for bucket in buckets {
                self.pool(totals, key, assumptions, &[bucket], unit);
            }
        }
    }

    fn pool(
        &mut self,
        totals: &Totals,
        key: &Key,
        assumptions: &Assumptions,
        buckets: &[Bucket],
        (channel, segment): (usize, usize),
    ) {
        let months = assumptions.revenue_months.unwrap_or(1);
        let mut done: [Option<PoolKey>; 2] = [None, None];
        for bucket in buckets.iter().copied() {
            if let Some(revenue) = &totals.revenue {
                let place = self.revenue.pool(bucket, channel, segment);
                if done[0].replace(place) != Some(place) {
                    let pool = self.base.entry(place).or_default();
                    pool.add(revenue, key.period, months);
                }
            }
            if let Some(acquired) = &totals.acquired {
                let place = self.customers.pool(bucket, channel, segment);
                if done[1].replace(place) != Some(place) {
                    *self.acquired.entry(place).or_default() += &**acquired;
                }
            }
        }
    }
}

/// The months of a window that ends where a span does.
fn reach(end: Span, months: u32) -> Span {
    let back = i32::try_from(months).unwrap_or(i32::MAX).saturating_sub(1);
    Span { first: end.last.plus(back.saturating_neg()), last: end.last }
}

impl Scoped {
    /// Notes what a key's category means for the scope.
    fn sides<'a>(&mut self, key: &Key, totals: &'a Totals, assumptions: &Assumptions) -> Sides<'a> {
        let spend = totals.has_spend();
        let counts = assumptions.counts(&key.category);
        if spend {
            let pile = match counts {
                Some(true) => {
                    self.counted.insert(key.category.clone());
                    None
                }
                Some(false) => Some(&mut self.out),
                None => Some(&mut self.undecided),
            };
            if let Some(pile) = pile {
                *pile.entry(key.category.clone()).or_insert_with(Exact::zero) += &totals.all_spend();
            }
        }
        Sides {
            totals,
            spend,
            in_scope: spend && counts == Some(true),
            retention: spend && key.category == Category::Retention,
            customers: totals.customer_rows > 0 || totals.new_customers != Minor::default(),
        }
    }
}

pub(super) fn labels(key: &Key, dimensions: &[Dimension]) -> Vec<Label> {
    dimensions
        .iter()
        .map(|dimension| match dimension {
            Dimension::Channel => Label::Name(key.channel.clone()),
            Dimension::Segment => Label::Name(key.segment.clone()),
            Dimension::Category => Label::Category(key.category.clone()),
            Dimension::Period(grain) => Label::Period(key.period.map(|span| Period::around(span.first, *grain))),
            Dimension::Other(at, _) => Label::Name(key.others.get(*at).cloned().flatten()),
        })
        .collect()
}

fn span_of(label: &Label) -> Option<Span> {
    match label {
        Label::Period(period) => period.map(|period| period.span),
        Label::Name(_) | Label::Category(_) => None,
    }
}

pub(super) fn is_blank(labels: &[Label]) -> bool {
    labels.iter().all(|label| matches!(label, Label::Name(None) | Label::Period(None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A share of shared cost stands in no row; an amount beside it does.
    #[test]
    fn a_share_alone_is_no_row_of_spend() {
        let share = || Some(Box::new(Exact::one()));
        let of = |spend, spend_rows, spread| {
            let spend = Minor(spend);
            super::spend_rows(&Totals { spend, spend_rows, spread, ..Totals::default() })
        };
        assert_eq!((of(0, 0, share()), of(5, 0, share()), of(0, 2, share())), (0, 1, 2));
        assert_eq!((of(0, 0, None), of(5, 3, None)), (1, 3));
    }

    fn key(category: Category) -> Key {
        Key { period: None, channel: None, segment: None, category, others: Vec::new() }
    }

    /// Spend is in scope, or keeps customers, or neither; who has no spend has none that is.
    #[test]
    fn the_sides_of_a_key_are_what_it_holds() {
        let of = |category: Category, totals: &Totals| {
            let mut scoped = Scoped::default();
            let key = key(category);
            let sides = scoped.sides(&key, totals, &Assumptions::default());
            [sides.spend, sides.in_scope, sides.retention, sides.customers]
        };
        let spend = Totals { spend: Minor(5), spend_rows: 1, ..Totals::default() };
        assert_eq!(of(Category::Advertising, &spend), [true, true, false, false]);
        assert_eq!(of(Category::Retention, &spend), [true, false, true, false]);
        let of_none = Totals { customer_rows: 1, ..Totals::default() };
        let of_some = Totals { new_customers: Minor(5), ..Totals::default() };
        for category in [Category::Advertising, Category::Retention] {
            assert_eq!(of(category.clone(), &of_none), [false, false, false, true]);
            assert_eq!(of(category.clone(), &of_some), [false, false, false, true]);
            assert_eq!(of(category, &Totals::default()), [false; 4]);
        }
    }

    /// 3 and 4 on keeping customers are 7 out of scope, beside 5 that count.
    #[test]
    fn what_is_out_of_scope_is_summed_by_category() {
        let mut scoped = Scoped::default();
        for (category, amount) in [(Category::Retention, 3), (Category::Advertising, 5), (Category::Retention, 4)] {
            let totals = Totals { spend: Minor(amount * Minor::ONE), spend_rows: 1, ..Totals::default() };
            scoped.sides(&key(category), &totals, &Assumptions::default());
        }
        assert_eq!(scoped.out, BTreeMap::from([(Category::Retention, Exact::whole(7))]));
        assert_eq!(scoped.counted, BTreeSet::from([Category::Advertising]));
        assert!(scoped.undecided.is_empty());
    }

    #[test]
    fn labels_are_blank_where_none_has_a_name_or_a_period() {
        let (none, name) = (Label::Name(None), Label::Name(Some("a".into())));
        for (labels, blank) in [
            (vec![none.clone()], true),
            (vec![none.clone(), Label::Period(None)], true),
            (vec![name.clone()], false),
            (vec![none.clone(), name], false),
            (vec![none, Label::Category(Category::Uncategorised)], false),
        ] {
            assert_eq!(is_blank(&labels), blank, "{labels:?}");
        }
    }
}
