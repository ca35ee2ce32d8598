//! The same file given twice: by path, by inode, by content where lengths are equal.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::code::Code;
use super::source::{Origin, Source};
use super::whole;
use crate::domain::place::{Diagnostic, Severity};

/// Fills the buffer as far as the file reaches; `None` where it cannot be read.
fn fill(file: &mut File, buffer: &mut [u8]) -> Option<usize> {
    let mut filled = 0;
    while let Some(space) = buffer.get_mut(filled..).filter(|space| !space.is_empty()) {
        match file.read(space) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    Some(filled)
}

fn same_content(one: &Path, other: &Path) -> bool {
    let (Ok(mut one), Ok(mut other)) = (File::open(one), File::open(other)) else {
        return false;
    };
    let (mut left, mut right) = (vec![0u8; 1 << 16], vec![0u8; 1 << 16]);
    loop {
        let (Some(a), Some(b)) = (fill(&mut one, &mut left), fill(&mut other, &mut right)) else {
            return false;
        };
        if left.get(..a) != right.get(..b) {
            return false;
        }
        if a == 0 {
            return true;
        }
    }
}

/// A digest of a file's first block, or of all of it.
fn digest(path: &Path, most: u64) -> Option<[u8; 32]> {
    let mut file = File::open(path).ok()?.take(most);
    let (mut digest, mut buffer) = (Sha256::new(), vec![0u8; 1 << 16]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Some(digest.finalize().into()),
            Ok(count) => digest.update(buffer.get(..count)?),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Files that are compared in pairs, while they are so few.
const FEW: usize = 4;
/// The bytes of a beginning.
const BLOCK: u64 = 1 << 16;

/// Files that may be the same, with their places.
type Few<'a> = Vec<(usize, &'a Path)>;

/// Files of one length.
#[derive(Default)]
struct Alike<'a> {
    few: Few<'a>,
    more: HashMap<[u8; 32], Begun<'a>>,
}

/// Files with one beginning.
#[derive(Default)]
struct Begun<'a> {
    few: Few<'a>,
    more: HashMap<[u8; 32], usize>,
}

impl<'a> Alike<'a> {
    /// The place of a file with the same content, if there is one; else keeps the file.
    fn met(&mut self, place: usize, path: &'a Path) -> Option<usize> {
        if self.few.len() < FEW {
            return compared(&mut self.few, place, path);
        }
        if self.more.is_empty() {
            for (place, path) in &self.few {
                self.more.entry(digest(path, BLOCK)?).or_default().few.push((*place, path));
            }
        }
        self.more.entry(digest(path, BLOCK)?).or_default().met(place, path)
    }
}

impl<'a> Begun<'a> {
    fn met(&mut self, place: usize, path: &'a Path) -> Option<usize> {
        if self.few.len() < FEW {
            return compared(&mut self.few, place, path);
        }
        if self.more.is_empty() {
            for (place, path) in &self.few {
                self.more.insert(digest(path, u64::MAX)?, *place);
            }
        }
        match self.more.entry(digest(path, u64::MAX)?) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(new) => {
                new.insert(place);
                None
            }
        }
    }
}

/// The place of a file with the same content among a few; else keeps the file.
fn compared<'a>(few: &mut Few<'a>, place: usize, path: &'a Path) -> Option<usize> {
    let same = few.iter().find(|(_, other)| same_content(path, other)).map(|(place, _)| *place);
    if same.is_none() {
        few.push((place, path));
    }
    same
}

/// Files met so far, by what tells them apart.
#[derive(Default)]
struct Seen<'a> {
    paths: HashMap<PathBuf, usize>,
    inodes: HashMap<(u64, u64), usize>,
    lengths: HashMap<u64, Alike<'a>>,
}

impl<'a> Seen<'a> {
    /// The place of the same file among those before it, if it is one of them; else keeps it.
    fn met(&mut self, place: usize, path: &'a Path, metadata: &std::fs::Metadata) -> Option<usize> {
        let inode = inode(metadata);
        let canonical = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let known = inode.and_then(|inode| self.inodes.get(&inode)).or_else(|| self.paths.get(&canonical)).copied();
        // What is no regular file has no length, and is read once: its content is not looked at beforehand.
        let mut alike = || {
            (metadata.is_file() && metadata.len() > 0)
                .then(|| self.lengths.entry(metadata.len()).or_default().met(place, path))
        };
        let known = known.or_else(|| alike().flatten());
        if known.is_none() {
            self.paths.insert(canonical, place);
            self.inodes.extend(inode.map(|inode| (inode, place)));
        }
        known
    }
}

#[cfg(unix)]
fn inode(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn inode(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// Refuses sources that are the same file as one before them.
pub(crate) fn refuse(sources: &[Source]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut stdin = false;
    let mut seen = Seen::default();
    for (place, source) in sources.iter().enumerate() {
        let path = match &source.origin {
            Origin::Path(path) => path,
            Origin::Stdin if stdin => {
                let message = "standard input is named twice, and can be read once".to_owned();
                faults.push(whole(Code::SameFile, Severity::Error, &source.name, message, None));
                continue;
            }
            Origin::Stdin => {
                stdin = true;
                continue;
            }
            Origin::Reader(_) => continue,
        };
        let Ok(facts) = std::fs::metadata(path) else {
            continue;
        };
        if facts.is_dir() {
            continue;
        }
        if let Some(first) = seen.met(place, path, &facts).and_then(|first| sources.get(first)) {
            let message =
                format!("'{}' is the same file as '{}': its amounts would count twice", source.name, first.name);
            let help = Some("name it once; a file that holds both spend and customers is read as both".to_owned());
            faults.push(whole(Code::SameFile, Severity::Error, &source.name, message, help));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Twelve files of one length, of which some begin alike for more than a block and some are the same.
    #[test]
    fn of_many_files_of_one_length_only_those_with_the_same_content_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let begin = "x".repeat(1 << 17);
        let contents: Vec<String> = (0..12)
            .map(|n| if n % 2 == 0 { format!("{begin}{:02}", n % 10) } else { format!("{:02}{begin}", n % 10) })
            .collect();
        let sources: Vec<Source> = contents
            .iter()
            .enumerate()
            .map(|(n, text)| {
                let path = folder.path().join(format!("{n}.csv"));
                std::fs::write(&path, text).unwrap();
                Source {
                    name: n.to_string().as_str().into(),
                    origin: Origin::Path(path),
                    role: None,
                    channel: None,
                    own: Default::default(),
                }
            })
            .collect();
        let told: Vec<String> = refuse(&sources).into_iter().map(|said| said.message).collect();
        let wanted = [("10", "0"), ("11", "1")];
        let wanted =
            wanted.map(|(one, other)| format!("'{one}' is the same file as '{other}': its amounts would count twice"));
        assert_eq!(told, wanted);
    }
}
