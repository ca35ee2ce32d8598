//! Customers that come one row each: every id counts once, at its earliest date over all files.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use siphasher::sip128::SipHasher13;

use super::header::{CHANNEL, OTHERS, SEGMENT};
use super::names::Registry;

/// How many parts the ids are kept in, so that readers seldom wait for each other and growing copies little.
const SHARDS: usize = 64;

/// What is kept of a customer. A keyed 128-bit fingerprint stands for the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// The first day, counted from 1970-01-01.
    pub(crate) day: i32,
    pub(crate) channel: u32,
    pub(crate) segment: u32,
    /// Further columns and the customer's own revenue, where files have them; 0 for none.
    pub(crate) more: u32,
}

/// What few customer files carry: further dimensions, monthly revenue under both marks, margin under both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct More {
    pub(crate) others: Vec<u32>,
    pub(crate) revenue: Option<(i128, i128)>,
    pub(crate) margin: Option<(i128, i128)>,
    /// The currency of its revenue, where amounts are converted; 0 for the run's.
    pub(crate) currency: u32,
    /// The file it comes from, which settles the mark.
    pub(crate) file: usize,
}

#[derive(Default)]
struct Shard {
    customers: HashMap<u128, Customer>,
    more: Vec<More>,
}

/// All customers seen.
pub(crate) struct Ids {
    keys: (u64, u64),
    shards: Vec<Mutex<Shard>>,
    /// Whether there was no memory for an id.
    full: AtomicBool,
}

/// Marks, in [`Customer::more`], an id that came by two places on its first day.
const TIE: u32 = 1 << 31;

/// How an id was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// For the first time.
    New,
    /// Again.
    Again,
    /// As one that was won before.
    Known,
    /// Again on the first day so far, in the same place with another revenue: a fault if that day stays its first.
    Conflict(u128),
}

impl Default for Ids {
    fn default() -> Self {
        use std::hash::{BuildHasher, RandomState};
        let random = || RandomState::new().hash_one(0u8);
        Self {
            keys: (random(), random()),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            full: AtomicBool::new(false),
        }
    }
}

impl Customer {
    /// What it carries besides.
    fn more<'a>(&self, kept: &'a [More]) -> Option<&'a More> {
        ((self.more & !TIE) as usize).checked_sub(1).and_then(|at| kept.get(at))
    }
}

/// Stores what a customer carries besides; its number, from 1.
fn keep(kept: &mut Vec<More>, more: Option<More>) -> u32 {
    match more {
        None => 0,
        Some(more) => {
            kept.push(more);
            u32::try_from(kept.len()).unwrap_or(u32::MAX)
        }
    }
}

impl Shard {
    fn meet(
        &mut self,
        fingerprint: u128,
        mut customer: Customer,
        more: Option<More>,
        registries: &Mutex<Vec<Registry>>,
        full: &AtomicBool,
    ) -> Met {
        let Self { customers, more: kept } = self;
        // The program would be ended where memory is asked for and there is none.
        if customers.len() == customers.capacity() && customers.try_reserve(1).is_err() {
            full.store(true, Ordering::Relaxed);
            return Met::Again;
        }
        match customers.entry(fingerprint) {
            Entry::Vacant(vacant) => {
                customer.more = keep(kept, more);
                vacant.insert(customer);
                Met::New
            }
            Entry::Occupied(mut occupied) => {
                let known = *occupied.get();
                if customer.day > known.day {
                    return if known.day == i32::MIN { Met::Known } else { Met::Again };
                }
                if customer.day < known.day {
                    customer.more = keep(kept, more);
                    occupied.insert(customer);
                    return Met::Again;
                }
                let stored = known.more(kept).cloned();
                let others = |more: &Option<More>| more.as_ref().map(|more| more.others.clone()).unwrap_or_default();
                let place = |one: &Customer, more: &Option<More>| (one.channel, one.segment, others(more));
                if place(&customer, &more) == place(&known, &stored) {
                    let own =
                        |more: &Option<More>| more.as_ref().map(|more| (more.revenue, more.margin, more.currency));
                    return if own(&stored) == own(&more) { Met::Again } else { Met::Conflict(fingerprint) };
                }
                let all = registries.lock().unwrap_or_else(PoisonError::into_inner);
                let named = |(channel, segment, others): (u32, u32, Vec<u32>)| -> Vec<String> {
                    let name = |dimension: usize, id| {
                        all.get(dimension).map_or("", |registry: &Registry| registry.key_of(id)).to_owned()
                    };
                    let others = others.iter().enumerate().map(|(at, id)| name(OTHERS.saturating_add(at), *id));
                    [name(CHANNEL, channel), name(SEGMENT, segment)].into_iter().chain(others).collect()
                };
                let earlier = named(place(&customer, &more)) < named(place(&known, &stored));
                drop(all);
                if earlier {
                    customer.more = keep(kept, more);
                    occupied.insert(customer);
                }
                occupied.get_mut().more |= TIE;
                Met::Again
            }
        }
    }
}

/// The part an id is kept in.
fn shard_of(fingerprint: u128) -> usize {
    usize::try_from(fingerprint % SHARDS as u128).unwrap_or(0)
}

impl Ids {
    pub(super) fn fingerprint(&self, id: &[u8]) -> u128 {
        SipHasher13::new_with_keys(self.keys.0, self.keys.1).hash(id).as_u128()
    }

    /// Counts an id. `registries` settles ties by the names of channel and segment.
    pub(crate) fn meet(
        &self,
        id: &[u8],
        customer: Customer,
        more: Option<More>,
        registries: &Mutex<Vec<Registry>>,
    ) -> Met {
        let fingerprint = self.fingerprint(id);
        let Some(shard) = self.shards.get(shard_of(fingerprint)) else {
            return Met::New;
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        shard.meet(fingerprint, customer, more, registries, &self.full)
    }

    /// Counts many ids, known by their fingerprints, and tells how each was met.
    pub(super) fn meet_all(
        &self,
        customers: &[(u128, Customer)],
        registries: &Mutex<Vec<Registry>>,
        mut told: impl FnMut(usize, Met),
    ) {
        // One part after the other: its lock is taken once, and it stays near.
        let mut parts: Vec<Vec<u32>> = vec![Vec::new(); SHARDS];
        for (at, (fingerprint, _)) in customers.iter().enumerate() {
            if let (Some(part), Ok(at)) = (parts.get_mut(shard_of(*fingerprint)), u32::try_from(at)) {
                part.push(at);
            }
        }
        for (shard, part) in self.shards.iter().zip(&parts).filter(|(_, part)| !part.is_empty()) {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for at in part.iter().map(|at| *at as usize) {
                if let Some((fingerprint, customer)) = customers.get(at) {
                    told(at, shard.meet(*fingerprint, *customer, None, registries, &self.full));
                }
            }
        }
    }

    /// Whether ids were met for which there is no memory, so that nothing can be told of them.
    pub(crate) fn are_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Whether an id's first day, channel and segment are these after all rows have been met.
    pub(crate) fn stands(&self, fingerprint: u128, (day, channel, segment): (i32, u32, u32)) -> bool {
        self.shards.get(shard_of(fingerprint)).is_some_and(|shard| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let known = shard.customers.get(&fingerprint);
            known.is_some_and(|known| (known.day, known.channel, known.segment) == (day, channel, segment))
        })
    }

    /// How many customers came by two places on their first day.
    pub(crate) fn ties(&self) -> u64 {
        let mut ties: u64 = 0;
        self.each(|customer, _| ties = ties.saturating_add(u64::from(customer.more & TIE != 0)));
        ties
    }

    /// All customers, in no order.
    pub(crate) fn each(&self, mut visit: impl FnMut(&Customer, Option<&More>)) {
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for customer in shard.customers.values() {
                let more = customer.more(&shard.more);
                if customer.day > i32::MIN {
                    visit(customer, more);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of one customer, in every order: (day, channel, monthly revenue).
    fn ends(rows: [(i32, &str, i128); 3]) -> Vec<(i32, String, u64, bool)> {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let mut all = Vec::new();
        for order in orders {
            let registries = Mutex::new(vec![Registry::default(), Registry::default()]);
            let (ids, mut conflicts) = (Ids::default(), Vec::new());
            for (day, name, revenue) in order.iter().filter_map(|at| rows.get(*at)) {
                let channel = registries.lock().ok().and_then(|mut all| all.first_mut()?.id(name)).unwrap_or(0);
                let customer = Customer { day: *day, channel, segment: 0, more: 0 };
                let more = More { revenue: Some((*revenue, 0)), ..More::default() };
                if let Met::Conflict(print) = ids.meet(b"a", customer, Some(more), &registries) {
                    conflicts.push((print, (*day, channel, 0)));
                }
            }
            let stands = conflicts.iter().any(|(print, place)| ids.stands(*print, *place));
            let mut end = Vec::new();
            ids.each(|customer, _| end.push((customer.day, customer.channel)));
            let name = |id| registries.lock().ok().map(|all| all.first().map_or("", |one| one.key_of(id)).to_owned());
            all.extend(end.into_iter().map(|(day, id)| (day, name(id).unwrap_or_default(), ids.ties(), stands)));
        }
        all
    }

    #[test]
    fn the_order_of_a_customers_rows_changes_nothing() {
        let one = |day, name: &str, ties, conflict| vec![(day, name.to_owned(), ties, conflict); 6];
        // An earlier day ends ties and conflicts of later ones.
        assert_eq!(ends([(5, "x", 1), (5, "y", 1), (1, "z", 1)]), one(1, "z", 0, false));
        assert_eq!(ends([(5, "x", 1), (5, "x", 2), (1, "z", 1)]), one(1, "z", 0, false));
        // On the first day the first channel by name counts, and its revenue must be one.
        assert_eq!(ends([(1, "x", 1), (1, "x", 2), (1, "a", 3)]), one(1, "a", 1, false));
        assert_eq!(ends([(1, "x", 1), (1, "x", 2), (1, "y", 3)]), one(1, "x", 1, true));
    }
}
