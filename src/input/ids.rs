//! Customers that come one row each: every id counts once, at its earliest date over all files.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use siphasher::sip128::SipHasher13;

use super::header::{CHANNEL, OTHERS, SEGMENT};
use super::known::{Known, Sparing};
use super::names::Registry;
use super::near::Near;
use super::slots::{Slot, Slots};
use super::sorted::{Bench, Sorted};

/// How many parts the ids are kept in, so that readers seldom wait for each other and each part lies in a cache.
const SHARDS: usize = 1024;
/// How many there are for files that are short, and of how many bytes these are at most.
const FEW_SHARDS: usize = 16;
const SHORT: u64 = 1 << 20;
/// How many ids a reader keeps of a part before it hands them over.
const HANDFUL: usize = 32;

/// Where a customer comes from, and what it carries besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) channel: u32,
    pub(crate) segment: u32,
    /// Further columns and the customer's own revenue, where files have them: their number from 1; 0 for none.
    more: u32,
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

/// Places by number, which stand for them in the table of ids.
#[derive(Default)]
struct Places {
    all: Vec<Place>,
    /// Those that carry nothing besides, by channel and segment.
    plain: HashMap<(u32, u32), u32>,
    more: Vec<More>,
}

impl Places {
    fn plain(&mut self, channel: u32, segment: u32) -> u32 {
        let all = &mut self.all;
        *self.plain.entry((channel, segment)).or_insert_with(|| {
            all.push(Place { channel, segment, more: 0 });
            u32::try_from(all.len().saturating_sub(1)).unwrap_or(u32::MAX)
        })
    }

    fn number(&mut self, channel: u32, segment: u32, more: Option<More>) -> u32 {
        let Some(more) = more else { return self.plain(channel, segment) };
        self.more.push(more);
        self.all.push(Place { channel, segment, more: u32::try_from(self.more.len()).unwrap_or(u32::MAX) });
        u32::try_from(self.all.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    fn get(&self, number: u32) -> Place {
        self.all.get((number & !TIE) as usize).copied().unwrap_or_default()
    }

    fn more(&self, place: Place) -> Option<&More> {
        (place.more as usize).checked_sub(1).and_then(|at| self.more.get(at))
    }
}

/// A part of the ids.
enum Shard {
    /// Of customers that carry nothing besides: what is said of their rows can wait.
    Plain(Sorted),
    /// Each row is held against those before it, at once.
    Direct(Slots),
}

impl Shard {
    fn len(&self) -> usize {
        match self {
            Self::Plain(sorted) => sorted.len(),
            Self::Direct(slots) => slots.len(),
        }
    }
}

impl Default for Shard {
    fn default() -> Self {
        Self::Plain(Sorted::default())
    }
}

/// All customers seen: a keyed 128-bit fingerprint stands for each id.
pub(crate) struct Ids {
    keys: (u64, u64),
    /// As many as a power of two.
    shards: Vec<Mutex<Shard>>,
    places: Mutex<Places>,
    /// Whether any customer carries something besides.
    carries: AtomicBool,
    /// Whether there was no memory for an id.
    full: AtomicBool,
}

impl Default for Ids {
    fn default() -> Self {
        Self::of(None)
    }
}

impl Ids {
    /// For the ids of so many bytes, if it is known how many they are.
    pub(crate) fn of(bytes: Option<u64>) -> Self {
        use std::hash::{BuildHasher, RandomState};
        let random = || RandomState::new().hash_one(0u8);
        let shards = if bytes.is_some_and(|bytes| bytes <= SHORT) { FEW_SHARDS } else { SHARDS };
        Self {
            keys: (random(), random()),
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            places: Mutex::default(),
            carries: AtomicBool::new(false),
            full: AtomicBool::new(false),
        }
    }
}

/// From how many ids of a part on its customers are worth a table of all days and places.
const MANY: usize = 64;

/// Marks, in the place of a slot, an id that came by two places on its first day.
const TIE: u32 = 1 << 31;

/// A customer of a common row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coming {
    pub(super) fingerprint: u128,
    /// The first day, counted from 1970-01-01; `i32::MIN` for one that was won before.
    pub(super) day: i32,
    /// The number of its place.
    pub(super) place: u32,
}

/// Ids that one reader has met and not yet handed over, by the parts they belong to.
#[derive(Default)]
pub(super) struct Handful {
    parts: Vec<Vec<Slot>>,
    bench: Bench,
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
    /// Again on the first day so far, in the same place with another revenue: a fault if that day stays its first.
    Conflict(u128),
}

/// All customers that are counted, by what tells them apart.
#[derive(Default)]
pub(crate) struct Won {
    /// First day, channel and segment of those that carry nothing besides, with how many they are.
    pub(crate) plain: Vec<((i32, u32, u32), u64)>,
    /// How many customers came by two places on their first day.
    pub(crate) ties: u64,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ids {
    /// The part an id is kept in.
    #[inline]
    fn shard_of(&self, fingerprint: u128) -> usize {
        let last = self.shards.len().wrapping_sub(1);
        usize::try_from(fingerprint & last as u128).unwrap_or(0)
    }

    pub(super) fn fingerprint(&self, id: &[u8]) -> u128 {
        SipHasher13::new_with_keys(self.keys.0, self.keys.1).hash(id).as_u128()
    }

    /// Drawn for the run.
    pub(super) fn secrets(&self) -> (u64, u64) {
        self.keys
    }

    /// The number of a place that carries nothing besides.
    pub(super) fn place(&self, channel: u32, segment: u32) -> u32 {
        locked(&self.places).plain(channel, segment)
    }

    /// The place of a number.
    pub(super) fn place_of(&self, number: u32) -> Place {
        locked(&self.places).get(number)
    }

    /// Counts an id by its first day, channel and segment. `registries` settles ties by their names.
    pub(crate) fn meet(
        &self,
        id: &[u8],
        (day, channel, segment): (i32, u32, u32),
        more: Option<More>,
        registries: &Mutex<Vec<Registry>>,
    ) -> Met {
        let fingerprint = self.fingerprint(id);
        let Some(shard) = self.shards.get(self.shard_of(fingerprint)) else {
            return Met::New;
        };
        self.carries.store(true, Ordering::Relaxed);
        let mut shard = locked(shard);
        let slots = match &mut *shard {
            Shard::Direct(slots) => slots,
            Shard::Plain(sorted) => {
                // What waited was settled with the file it came from.
                let mut slots = Slots::default();
                if !slots.reserve(sorted.len().saturating_add(1)) {
                    self.full.store(true, Ordering::Relaxed);
                    return Met::Again;
                }
                for slot in sorted.iter() {
                    slots.insert(*slot);
                }
                *shard = Shard::Direct(slots);
                match &mut *shard {
                    Shard::Direct(slots) => slots,
                    Shard::Plain(_) => return Met::New,
                }
            }
        };
        let number = |more| locked(&self.places).number(channel, segment, more);
        // The program would be ended where memory is asked for and there is none.
        if !slots.reserve(1) {
            self.full.store(true, Ordering::Relaxed);
            return Met::Again;
        }
        let Some(slot) = slots.find(fingerprint) else {
            slots.insert(Slot::new(fingerprint, day, number(more)));
            return Met::New;
        };
        if day > slot.day {
            return if slot.day == i32::MIN { Met::Known } else { Met::Again };
        }
        if day < slot.day {
            (slot.day, slot.place) = (day, number(more));
            return Met::Again;
        }
        self.same_day(slot, fingerprint, (channel, segment, more), registries)
    }

    /// Counts an id that was met on the first day it has so far.
    fn same_day(
        &self,
        slot: &mut Slot,
        fingerprint: u128,
        (channel, segment, more): (u32, u32, Option<More>),
        registries: &Mutex<Vec<Registry>>,
    ) -> Met {
        let mut places = locked(&self.places);
        let known = places.get(slot.place);
        let stored = places.more(known).cloned();
        let others = |more: &Option<More>| more.as_ref().map(|more| more.others.clone()).unwrap_or_default();
        let (coming, standing) = ((channel, segment, others(&more)), (known.channel, known.segment, others(&stored)));
        if coming == standing {
            let own = |more: &Option<More>| more.as_ref().map(|more| (more.revenue, more.margin, more.currency));
            return if own(&stored) == own(&more) { Met::Again } else { Met::Conflict(fingerprint) };
        }
        let all = locked(registries);
        let named = |(channel, segment, others): (u32, u32, Vec<u32>)| -> Vec<String> {
            let name = |dimension: usize, id| {
                all.get(dimension).map_or("", |registry: &Registry| registry.key_of(id)).to_owned()
            };
            let others = others.iter().enumerate().map(|(at, id)| name(OTHERS.saturating_add(at), *id));
            [name(CHANNEL, channel), name(SEGMENT, segment)].into_iter().chain(others).collect()
        };
        let earlier = named(coming) < named(standing);
        drop(all);
        if earlier {
            slot.place = places.number(channel, segment, more);
        }
        slot.place |= TIE;
        Met::Again
    }

    /// Counts a customer that carries nothing besides, where none does; how it was met is told by [`Ids::settle`].
    pub(super) fn take(&self, handful: &mut Handful, coming: Coming, registries: &Mutex<Vec<Registry>>) {
        let number = self.shard_of(coming.fingerprint);
        if handful.parts.is_empty() {
            handful.parts.resize_with(self.shards.len(), Vec::new);
        }
        let Some(part) = handful.parts.get_mut(number) else { return };
        part.push(Slot::new(coming.fingerprint, coming.day, coming.place));
        if part.len() >= HANDFUL {
            self.hand_over(number, part, &mut handful.bench, registries);
        }
    }

    /// Counts all that a reader still holds.
    pub(super) fn take_rest(&self, handful: &mut Handful, registries: &Mutex<Vec<Registry>>) {
        for (number, part) in handful.parts.iter_mut().enumerate().filter(|(_, part)| !part.is_empty()) {
            self.hand_over(number, part, &mut handful.bench, registries);
        }
    }

    fn hand_over(&self, number: usize, part: &mut Vec<Slot>, bench: &mut Bench, registries: &Mutex<Vec<Registry>>) {
        let Some(shard) = self.shards.get(number) else { return };
        match &mut *locked(shard) {
            Shard::Plain(sorted) => {
                if !sorted.add(part, bench, |slot, other| self.one(slot, other, registries)) {
                    self.full.store(true, Ordering::Relaxed);
                }
            }
            Shard::Direct(slots) => {
                if !slots.reserve(part.len()) {
                    self.full.store(true, Ordering::Relaxed);
                    return;
                }
                for coming in &*part {
                    if let Some(slot) = slots.find_or_insert(*coming) {
                        self.one(slot, coming, registries);
                    }
                }
            }
        }
        part.clear();
    }

    /// Makes one of two rows of an id that carry nothing besides.
    fn one(&self, slot: &mut Slot, other: &Slot, registries: &Mutex<Vec<Registry>>) {
        if other.day < slot.day {
            (slot.day, slot.place) = (other.day, other.place);
        } else if other.day == slot.day && (other.place ^ slot.place) & !TIE != 0 {
            let place = self.place_of(other.place);
            self.same_day(slot, 0, (place.channel, place.segment, None), registries);
        } else if other.day == slot.day {
            slot.place |= other.place & TIE;
        }
    }

    /// How many rows since the last time were of customers known before, and how many of ones met before. All readers
    /// have handed over what they hold.
    pub(super) fn settle(&self, registries: &Mutex<Vec<Registry>>) -> (u64, u64) {
        let all = self.by_parts(|shards| {
            let (mut all, mut bench) = ((0u64, 0u64), Bench::default());
            for shard in shards {
                if let Shard::Plain(sorted) = &mut *locked(shard) {
                    let Some((known, again)) =
                        sorted.settle(&mut bench, |slot, other| self.one(slot, other, registries))
                    else {
                        self.full.store(true, Ordering::Relaxed);
                        continue;
                    };
                    all = (all.0.saturating_add(known), all.1.saturating_add(again));
                }
            }
            all
        });
        all.iter().fold((0, 0), |sum: (u64, u64), one| (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1)))
    }

    /// Does the same to some of the parts each, on as many threads as there are processors.
    fn by_parts<T: Send>(&self, work: impl Fn(&[Mutex<Shard>]) -> T + Sync) -> Vec<T> {
        let few = self.shards.iter().take(32).all(|shard| locked(shard).len() < MANY);
        let threads = if few { 1 } else { std::thread::available_parallelism().map_or(1, usize::from).min(16) };
        if threads <= 1 {
            return vec![work(&self.shards)];
        }
        let mut parts = self.shards.chunks(self.shards.len().div_ceil(threads));
        let own = parts.next().unwrap_or_default();
        let work = &work;
        std::thread::scope(|scope| {
            let others: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
            let mut all = vec![work(own)];
            for other in others {
                match other.join() {
                    Ok(one) => all.push(one),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        })
    }

    /// Whether any customer carries something besides, so that each row must be held against those before it.
    pub(super) fn carries(&self) -> bool {
        self.carries.load(Ordering::Relaxed)
    }

    /// Whether ids were met for which there is no memory, so that nothing can be told of them.
    pub(crate) fn are_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Whether an id's first day, channel and segment are these after all rows have been met.
    pub(crate) fn stands(&self, fingerprint: u128, (day, channel, segment): (i32, u32, u32)) -> bool {
        self.shards.get(self.shard_of(fingerprint)).is_some_and(|shard| {
            let Shard::Direct(slots) = &mut *locked(shard) else { return false };
            slots.find(fingerprint).is_some_and(|slot| {
                let place = self.place_of(slot.place);
                (slot.day, place.channel, place.segment) == (day, channel, segment)
            })
        })
    }

    /// Counts all customers, in no order; `visit` sees those that carry something besides, with their first day.
    pub(crate) fn won(&self, mut visit: impl FnMut(i32, Place, &More)) -> Won {
        let places = locked(&self.places);
        let mut won = Won::default();
        for (mut one, others) in self.by_parts(|shards| Self::won_of(&places, shards)) {
            won.ties = won.ties.saturating_add(one.ties);
            won.plain.append(&mut one.plain);
            for (day, place) in others {
                if let Some(more) = places.more(place) {
                    visit(day, place, more);
                }
            }
        }
        won
    }

    /// Counts the customers of some parts; those that carry something besides come one by one.
    fn won_of(places: &Places, shards: &[Mutex<Shard>]) -> (Won, Vec<(i32, Place)>) {
        let (mut won, mut others) = (Won::default(), Vec::new());
        let (mut counts, mut known) = (Near::default(), Known::new(Sparing::Time));
        let many = shards.first().is_some_and(|shard| locked(shard).len() >= MANY);
        for shard in shards {
            let shard = locked(shard);
            let one = |slot: &Slot| {
                won.ties = won.ties.saturating_add(u64::from(slot.place & TIE != 0));
                let number = slot.place & !TIE;
                if slot.day == i32::MIN || counts.count(slot.day, number) {
                    return;
                }
                let pair = u64::from(slot.day.cast_unsigned()) << 32 | u64::from(number);
                if let Some((_, count)) = known.get(pair).and_then(|at| won.plain.get_mut(at as usize)) {
                    *count = count.saturating_add(1);
                    return;
                }
                let place = places.get(number);
                if place.more > 0 {
                    others.push((slot.day, place));
                } else if !many || !counts.take(slot.day, number) {
                    known.insert(pair, u32::try_from(won.plain.len()).unwrap_or(u32::MAX));
                    won.plain.push(((slot.day, place.channel, place.segment), 1));
                }
            };
            match &*shard {
                Shard::Direct(slots) => slots.iter().for_each(one),
                Shard::Plain(sorted) => sorted.iter().for_each(one),
            }
        }
        for (day, number, count) in counts.all() {
            let place = places.get(number);
            won.plain.push(((day, place.channel, place.segment), count));
        }
        (won, others)
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
                let more = More { revenue: Some((*revenue, 0)), ..More::default() };
                if let Met::Conflict(print) = ids.meet(b"a", (*day, channel, 0), Some(more), &registries) {
                    conflicts.push((print, (*day, channel, 0)));
                }
            }
            let stands = conflicts.iter().any(|(print, place)| ids.stands(*print, *place));
            let mut end = Vec::new();
            let won = ids.won(|day, place, _| end.push((day, place.channel)));
            let name = |id| registries.lock().ok().map(|all| all.first().map_or("", |one| one.key_of(id)).to_owned());
            all.extend(end.into_iter().map(|(day, id)| (day, name(id).unwrap_or_default(), won.ties, stands)));
        }
        all
    }

    #[test]
    fn what_waits_is_counted_as_one_by_one() {
        one_by_one(&Ids::default(), &Ids::of(Some(SHORT)));
        one_by_one(&Ids::of(Some(0)), &Ids::of(Some(SHORT + 1)));
    }

    fn one_by_one(alone: &Ids, together: &Ids) {
        let registries = Mutex::new(vec![Registry::default(), Registry::default()]);
        let name = |text: &str| locked(&registries).first_mut().and_then(|all| all.id(text)).unwrap_or(0);
        let channels = [name("b"), name("a"), name("c")];
        // Ids that come again on earlier, later and the same days, by the same and other channels; some known before.
        let rows = (0..300_000u32).map(|row| {
            (row * 7 % 39_973, row % 7 + row % 3, channels.get((row % 5 % 3) as usize).copied().unwrap_or(0))
        });
        let rows: Vec<(u32, i32, u32)> = rows.map(|(id, day, channel)| (id, day.cast_signed(), channel)).collect();
        let ties = channels.iter().flat_map(|channel| (1..90).map(|id| (id, -1, *channel)));
        let rows: Vec<(u32, i32, u32)> = rows.into_iter().chain(ties).collect();
        let coming = |ids: &Ids, id: u32, day: i32, channel: u32| {
            let fingerprint = ids.fingerprint(format!("c{id}").as_bytes());
            Coming { fingerprint, day, place: ids.place(channel, 0) }
        };
        let mut handful = Handful::default();
        for id in (0..90_000).step_by(1_000) {
            alone.meet(format!("c{id}").as_bytes(), (i32::MIN, 0, 0), None, &registries);
            together.take(&mut handful, coming(together, id, i32::MIN, 0), &registries);
        }
        together.take_rest(&mut handful, &registries);
        together.settle(&registries);
        let (mut known, mut again) = (0, 0);
        for (id, day, channel) in &rows {
            match alone.meet(format!("c{id}").as_bytes(), (*day, *channel, 0), None, &registries) {
                Met::Known => known += 1,
                Met::Again => again += 1,
                Met::New | Met::Conflict(_) => {}
            }
            together.take(&mut handful, coming(together, *id, *day, *channel), &registries);
        }
        together.take_rest(&mut handful, &registries);
        assert_eq!(together.settle(&registries), (known, again));
        assert_eq!(together.settle(&registries), (0, 0));
        let sorted = |ids: &Ids| {
            let won = ids.won(|_, _, _| {});
            let mut all = std::collections::BTreeMap::new();
            won.plain.iter().for_each(|(key, count)| *all.entry(*key).or_insert(0) += count);
            (all, won.ties)
        };
        assert_eq!(sorted(alone), sorted(together));
        assert!(sorted(alone).1 > 0 && known > 0);
        // A file whose customers carry something besides finds those of before.
        let more = More { revenue: Some((1, 0)), ..More::default() };
        assert_eq!(together.meet(b"c0", (9, 0, 0), Some(more), &registries), Met::Known);
        assert_eq!(sorted(alone), sorted(together));
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
