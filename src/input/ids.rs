//! Customers that come one row each: every id counts once, at its earliest date over all files.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use siphasher::sip128::SipHasher13;

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
}

/// How an id was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// For the first time.
    New,
    /// Again.
    Again,
    /// As one that was won before.
    Known,
    /// Again on its first day, in another channel or segment.
    Tie,
    /// Again on its first day, with another revenue.
    Conflict,
}

impl Default for Ids {
    fn default() -> Self {
        use std::hash::{BuildHasher, RandomState};
        let random = || RandomState::new().hash_one(0u8);
        Self { keys: (random(), random()), shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
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

impl Ids {
    fn fingerprint(&self, id: &[u8]) -> u128 {
        SipHasher13::new_with_keys(self.keys.0, self.keys.1).hash(id).as_u128()
    }

    /// Counts an id. `registries` settles ties by the names of channel and segment.
    pub(crate) fn meet(
        &self,
        id: &[u8],
        mut customer: Customer,
        more: Option<More>,
        registries: &Mutex<Vec<Registry>>,
    ) -> Met {
        let fingerprint = self.fingerprint(id);
        let at = usize::try_from(fingerprint % SHARDS as u128).unwrap_or(0);
        let Some(shard) = self.shards.get(at) else {
            return Met::New;
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let Shard { customers, more: kept } = &mut *shard;
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
                let stored = (known.more as usize).checked_sub(1).and_then(|at| kept.get(at)).cloned();
                let revenue = |more: &Option<More>| more.as_ref().map(|more| (more.revenue, more.margin));
                let same_place = (customer.channel, customer.segment) == (known.channel, known.segment);
                if revenue(&stored) != revenue(&more) && same_place {
                    return Met::Conflict;
                }
                if same_place {
                    return Met::Again;
                }
                let all = registries.lock().unwrap_or_else(PoisonError::into_inner);
                let name =
                    |dimension: usize, id| all.get(dimension).map_or("", |registry: &Registry| registry.key_of(id));
                let place = |one: &Customer| (name(0, one.channel).to_owned(), name(1, one.segment).to_owned());
                let earlier = place(&customer) < place(&known);
                drop(all);
                if earlier {
                    customer.more = keep(kept, more);
                    occupied.insert(customer);
                }
                Met::Tie
            }
        }
    }

    /// All customers, in no order.
    pub(crate) fn each(&self, mut visit: impl FnMut(&Customer, Option<&More>)) {
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for customer in shard.customers.values() {
                let more = (customer.more as usize).checked_sub(1).and_then(|at| shard.more.get(at));
                if customer.day > i32::MIN {
                    visit(customer, more);
                }
            }
        }
    }
}
