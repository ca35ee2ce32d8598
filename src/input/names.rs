//! Names of channels, segments and the like: many spellings, one key, the most frequent spelling shown.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use unicode_normalization::UnicodeNormalization;

use super::aliases::{has_no_total_word, is_all, is_invisible, is_total, may_be_total, total_of, totalled};

/// The most distinct names a dimension may have.
pub(crate) const NAME_LIMIT: usize = 200_000;

/// Whether a name is of letters that have one form only.
fn is_plain(name: &str) -> bool {
    name.is_ascii() && !name.chars().any(is_invisible)
}

/// The key of such a name.
fn plain_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    }
    key
}

/// The key under which spellings are one: NFC, invisible characters removed, white space collapsed, case folded.
#[must_use]
pub fn key(name: &str) -> String {
    if is_plain(name) {
        return plain_key(name);
    }
    let visible: String = name.nfc().filter(|c| !is_invisible(*c)).collect();
    let mut key = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        // Lower case of upper case folds what lower case alone keeps apart (ß and SS).
        key.extend(word.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase));
    }
    key.nfc().collect()
}

/// The name as shown: without invisible characters, white space collapsed.
fn tidy(name: &str) -> String {
    if is_plain(name) && !name.contains("  ") {
        return name.trim().to_owned();
    }
    let visible: String = name.nfc().filter(|c| !is_invisible(*c)).collect();
    visible.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// One dimension's keys and their spellings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    ids: HashMap<String, u32>,
    keys: Vec<String>,
    spellings: Vec<BTreeMap<String, u64>>,
    /// Keys that another key stands for, with the name to show.
    aliases: HashMap<String, (String, String)>,
    /// Names given by `--alias`, shown whatever the files' spellings.
    given: HashMap<u32, String>,
}

impl Registry {
    /// Makes `others` spellings of `name`.
    pub(crate) fn alias(&mut self, name: &str, others: &[String]) {
        for other in others.iter().map(String::as_str).chain([name]) {
            self.aliases.insert(key(other), (key(name), name.to_owned()));
        }
    }

    /// The number of a name's key, from 1; `None` beyond the limit.
    pub(crate) fn id(&mut self, name: &str) -> Option<u32> {
        self.id_of(key(name))
    }

    /// The number of a key, likewise.
    fn id_of(&mut self, mut wanted: String) -> Option<u32> {
        let mut given = None;
        if let Some((target, shown)) = self.aliases.get(&wanted) {
            wanted.clone_from(target);
            given = Some(shown.clone());
        }
        if let Some(id) = self.ids.get(&wanted) {
            return Some(*id);
        }
        if self.keys.len() >= NAME_LIMIT {
            return None;
        }
        self.keys.push(wanted.clone());
        self.spellings.push(BTreeMap::new());
        let id = u32::try_from(self.keys.len()).ok()?;
        self.ids.insert(wanted, id);
        if let Some(shown) = given {
            self.given.insert(id, shown);
        }
        Some(id)
    }

    /// The number of a name that has been seen.
    pub(crate) fn known(&self, name: &str) -> Option<u32> {
        let wanted = key(name);
        let wanted = self.aliases.get(&wanted).map_or(wanted.as_str(), |(target, _)| target);
        self.ids.get(wanted).copied()
    }

    pub(crate) fn count(&mut self, id: u32, spelling: &str, times: u64) {
        if let Some(all) = (id as usize).checked_sub(1).and_then(|at| self.spellings.get_mut(at)) {
            let count = all.entry(tidy(spelling)).or_default();
            *count = count.saturating_add(times);
        }
    }

    pub(crate) fn key_of(&self, id: u32) -> &str {
        (id as usize).checked_sub(1).and_then(|at| self.keys.get(at)).map_or("", String::as_str)
    }

    /// Each name as shown, with its spellings and how often each was met.
    pub(crate) fn spelled(&self) -> impl Iterator<Item = (String, Vec<(String, u64)>)> {
        self.shown().into_iter().zip(&self.spellings).map(|(shown, spellings)| {
            let met = spellings.iter().filter(|(_, count)| **count > 0);
            (shown.to_string(), met.map(|(text, count)| (text.clone(), *count)).collect())
        })
    }

    /// The spelling shown for each number: the most frequent, at a tie the first in byte order.
    pub(crate) fn shown(&self) -> Vec<Arc<str>> {
        self.spellings
            .iter()
            .zip(&self.keys)
            .enumerate()
            .map(|(at, (spellings, key))| {
                let given = u32::try_from(at.saturating_add(1)).ok().and_then(|id| self.given.get(&id));
                let best = spellings.iter().rev().max_by_key(|(_, count)| **count).map(|(text, _)| text);
                Arc::from(given.or(best).unwrap_or(key).as_str())
            })
            .collect()
    }
}

/// A spelling as one reader met it.
#[derive(Clone, Debug)]
struct Spelling {
    text: String,
    id: u32,
    total: bool,
    /// Begins with a total word and goes on, or ends with one.
    suspect: bool,
    count: u64,
}

/// One reader's spellings of one dimension, each looked up by its bytes.
#[derive(Default)]
pub(crate) struct Spellings {
    places: HashMap<Box<[u8]>, u32>,
    all: Vec<Spelling>,
    /// Where the last short spellings were found, each at the place its own bytes give.
    near: Vec<(u128, u32)>,
    /// Where the last long ones were, likewise.
    far: Vec<u32>,
}

/// How many spellings are found without a look into the map.
const NEAR: usize = 512;

/// A spelling of at most 15 bytes as a number that no other has: its bytes and its length. Never 0 but for none.
fn short(bytes: &[u8]) -> Option<u128> {
    if bytes.is_empty() || bytes.len() > 15 {
        return None;
    }
    let mut wide = [0u8; 16];
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    let [.., last] = &mut wide;
    *last = u8::try_from(bytes.len()).ok()?;
    Some(u128::from_le_bytes(wide))
}

/// The place of a short spelling among those.
fn slot(short: u128) -> usize {
    let folded = (short >> 64) ^ (short & u128::from(u64::MAX));
    spread(u64::try_from(folded).unwrap_or(0))
}

/// The place of a long spelling among those, by its ends and its middle.
fn far_slot(bytes: &[u8]) -> usize {
    let middle = bytes.get(bytes.len().saturating_sub(8) / 2..).and_then(<[u8]>::first_chunk);
    let parts =
        [bytes.first_chunk(), middle, bytes.last_chunk()].map(|part| part.map_or(0, |part| u64::from_le_bytes(*part)));
    spread(parts.iter().fold(bytes.len() as u64, |sum, part| sum.rotate_left(21) ^ part))
}

fn spread(mixed: u64) -> usize {
    usize::try_from(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55).unwrap_or(0)
}

/// What a name cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameCell {
    Blank,
    Name(u32),
    /// A total word, which is a name under `--totals keep`.
    Total(u32),
    /// A name that may be a total's label.
    Suspect(u32),
    TooMany,
}

impl Spellings {
    /// The key's number for a cell's bytes.
    pub(crate) fn look_up(&mut self, bytes: &[u8], registries: &Mutex<Vec<Registry>>, dimension: usize) -> NameCell {
        let Some(place) = self.place(bytes, registries, dimension) else {
            return NameCell::TooMany;
        };
        let Some(spelling) = self.all.get_mut(place as usize) else {
            return NameCell::Blank;
        };
        spelling.count = spelling.count.saturating_add(1);
        match (spelling.total, spelling.suspect, spelling.id) {
            (true, _, id) => NameCell::Total(id),
            (false, _, 0) => NameCell::Blank,
            (false, true, id) => NameCell::Suspect(id),
            (false, false, id) => NameCell::Name(id),
        }
    }

    /// The number of a plain name, or 0 of a blank, and the place where its spelling is counted, which this does not
    /// do; `None` for what may be the label of a total.
    pub(super) fn plain(
        &mut self,
        bytes: &[u8],
        registries: &Mutex<Vec<Registry>>,
        dimension: usize,
    ) -> Option<(u32, u32)> {
        let place = self.place(bytes, registries, dimension)?;
        let spelling = self.all.get(place as usize)?;
        (!spelling.total && !spelling.suspect).then_some((spelling.id, place))
    }

    /// The place of a spelling, mostly that of one met not long ago; `None` beyond the limit.
    fn place(&mut self, bytes: &[u8], registries: &Mutex<Vec<Registry>>, dimension: usize) -> Option<u32> {
        let Some(short) = short(bytes) else {
            let slot = far_slot(bytes);
            let near = self.far.get(slot).filter(|place| {
                self.all.get(**place as usize).is_some_and(|spelling| spelling.text.as_bytes() == bytes)
            });
            if let Some(place) = near {
                return Some(*place);
            }
            let place = self.seek(bytes, registries, dimension)?;
            if self.far.is_empty() {
                self.far = vec![0; NEAR];
            }
            if let Some(known) = self.far.get_mut(slot) {
                *known = place;
            }
            return Some(place);
        };
        let slot = slot(short);
        if let Some((_, place)) = self.near.get(slot).filter(|(known, _)| *known == short) {
            return Some(*place);
        }
        let place = self.seek(bytes, registries, dimension)?;
        if self.near.is_empty() {
            self.near = vec![(0, 0); NEAR];
        }
        if let Some(known) = self.near.get_mut(slot) {
            *known = (short, place);
        }
        Some(place)
    }

    /// The place of a spelling among all.
    fn seek(&mut self, bytes: &[u8], registries: &Mutex<Vec<Registry>>, dimension: usize) -> Option<u32> {
        match self.places.get(bytes) {
            Some(place) => Some(*place),
            None => self.admit(bytes, registries, dimension),
        }
    }

    /// The number of the name that a place has a spelling of; 0 for a blank.
    pub(super) fn id(&self, place: u32) -> u32 {
        self.all.get(place as usize).map_or(0, |spelling| spelling.id)
    }

    /// Whether blanks were met, and names.
    pub(super) fn has_blanks(&self) -> bool {
        let blank = |spelling: &Spelling| spelling.id == 0;
        self.all.iter().any(blank) && !self.all.iter().all(blank)
    }

    /// Whether no two spellings are of one name.
    pub(super) fn are_apart(&self) -> bool {
        let mut ids: Vec<u32> = self.all.iter().map(|spelling| spelling.id).collect();
        ids.sort_unstable();
        ids.windows(2).all(|two| two.first() != two.last())
    }

    /// Counts a spelling so many times.
    pub(super) fn count(&mut self, place: u32, times: u64) {
        if let Some(spelling) = self.all.get_mut(place as usize) {
            spelling.count = spelling.count.saturating_add(times);
        }
    }

    fn admit(&mut self, bytes: &[u8], registries: &Mutex<Vec<Registry>>, dimension: usize) -> Option<u32> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let common = has_no_total_word(&text);
        let mut total = !common && is_total(&text);
        let dashes = text.trim().chars().all(|c| matches!(c, '-' | '–' | '—'));
        let key = key(&text);
        let id = if dashes || key.is_empty() {
            0
        } else {
            let mut all = registries.lock().unwrap_or_else(PoisonError::into_inner);
            let registry = all.get_mut(dimension)?;
            // `Total for Advertising` below rows of Advertising is a total, though not of all rows.
            total |= !common && total_of(&text).is_some_and(|whole| registry.known(whole).is_some());
            registry.id_of(key)?
        };
        if self.all.len() >= NAME_LIMIT.saturating_mul(4) {
            return None;
        }
        let place = u32::try_from(self.all.len()).ok()?;
        // Whether there are rows of Meta that `Meta Total` is the sum of is known once all rows are read.
        let suspect = !common && (may_be_total(&text) || !totalled(&text).is_empty() || is_all(&text));
        self.all.push(Spelling { text, id, total, suspect, count: 0 });
        self.places.insert(bytes.into(), place);
        Some(place)
    }

    /// Hands the counts over; the spellings themselves stay known.
    pub(crate) fn hand_over(&mut self, registry: &mut Registry) {
        for spelling in &mut self.all {
            if spelling.id > 0 {
                registry.count(spelling.id, &spelling.text, spelling.count);
            }
            spelling.count = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for name in ["Café Ads", "café ads ", "CAFÉ  ADS", "Cafe\u{301} Ads", "Caf\u{200b}é Ads"] {
            assert_eq!(key(name), "café ads", "{name:?}");
        }
    }

    #[test]
    fn a_plain_name_has_the_key_that_it_has_with_others() {
        for first in 0..128u8 {
            for second in 0..128u8 {
                let name: String = [first, b' ', second, b'x', second].map(char::from).iter().collect();
                // A character that changes the way and nothing else.
                let other = format!("\u{200b}{name}");
                assert_eq!((key(&name), tidy(&name)), (key(&other), tidy(&other)), "{name:?}");
            }
        }
    }

    #[test]
    fn the_most_frequent_spelling_is_shown_and_ties_go_by_bytes() {
        let mut registry = Registry::default();
        for (name, times) in [("Meta", 2), ("META", 2), ("meta", 1), ("Google", 1)] {
            let id = registry.id(name).unwrap_or_default();
            registry.count(id, name, times);
        }
        let shown: Vec<String> = registry.shown().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["META", "Google"]);
    }
}
