//! The same file given twice: by path, by inode, by content where lengths are equal.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::code::Code;
use super::source::{Origin, Source};
use super::whole;
use crate::domain::place::{Diagnostic, Severity};

/// How many bytes of files of one length are held against each other before all are.
const HEAD: usize = 4 << 10;

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

/// The files met so far, found by what may make another the same: however many there are, each is held against few.
#[derive(Default)]
struct Known<'a> {
    files: Vec<(&'a Source, &'a Path)>,
    by_inode: HashMap<(u64, u64), usize>,
    by_path: HashMap<PathBuf, usize>,
    by_length: HashMap<u64, Vec<usize>>,
    /// The first bytes of files that are not alone with their length.
    heads: HashMap<usize, Option<Vec<u8>>>,
}

impl<'a> Known<'a> {
    /// The earlier file that this one is, or else keeps it.
    fn twin(&mut self, source: &'a Source, path: &'a Path, facts: &Metadata) -> Option<&'a Source> {
        let (inode, own) = (inode(facts), std::fs::canonicalize(path).ok());
        let by_inode = inode.and_then(|inode| self.by_inode.get(&inode));
        let by_path = own.as_ref().and_then(|own| self.by_path.get(own));
        if let Some(at) = by_inode.or(by_path).copied() {
            return self.files.get(at).map(|(first, _)| *first);
        }
        let next = self.files.len();
        self.files.push((source, path));
        // What is no regular file has no length, and is read once: its content is not looked at beforehand.
        if facts.is_file() && facts.len() > 0 {
            let alike = self.by_length.get(&facts.len()).cloned().unwrap_or_default();
            if let Some(at) = alike.into_iter().find(|at| self.is_copy(*at, next)) {
                self.files.pop();
                self.heads.remove(&next);
                return self.files.get(at).map(|(first, _)| *first);
            }
            self.by_length.entry(facts.len()).or_default().push(next);
        }
        self.by_inode.extend(inode.map(|inode| (inode, next)));
        self.by_path.extend(own.map(|own| (own, next)));
        None
    }

    fn is_copy(&mut self, one: usize, other: usize) -> bool {
        let paths = self.files.get(one).zip(self.files.get(other)).map(|(one, other)| (one.1, other.1));
        let Some((path, copy)) = paths else { return false };
        for (at, path) in [(one, path), (other, copy)] {
            self.heads.entry(at).or_insert_with(|| head(path));
        }
        let alike = matches!((self.heads.get(&one), self.heads.get(&other)), (Some(Some(a)), Some(Some(b))) if a == b);
        alike && same_content(path, copy)
    }
}

/// The first bytes of a file.
fn head(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = vec![0; HEAD];
    let filled = fill(&mut File::open(path).ok()?, &mut bytes)?;
    bytes.truncate(filled);
    Some(bytes)
}

#[cfg(unix)]
fn inode(facts: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((facts.dev(), facts.ino()))
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Refuses sources that are the same file as one before them.
pub(crate) fn refuse(sources: &[Source]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut stdin = false;
    let mut known = Known::default();
    for source in sources {
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
        if let Some(first) = known.twin(source, path, &facts) {
            let message =
                format!("'{}' is the same file as '{}': its amounts would count twice", source.name, first.name);
            let help = Some("name it once; a file that holds both spend and customers is read as both".to_owned());
            faults.push(whole(Code::SameFile, Severity::Error, &source.name, message, help));
        }
    }
    faults
}
