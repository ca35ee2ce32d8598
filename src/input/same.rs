//! The same file given twice: by path, by inode, by content where lengths are equal.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::code::Code;
use super::source::{Origin, Source};
use super::whole;
use crate::domain::place::{Diagnostic, Severity};

fn same_content(one: &Path, other: &Path) -> bool {
    let (Ok(mut one), Ok(mut other)) = (File::open(one), File::open(other)) else {
        return false;
    };
    let (mut left, mut right) = (vec![0u8; 1 << 16], vec![0u8; 1 << 16]);
    loop {
        let read = |file: &mut File, buffer: &mut [u8]| {
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
        };
        let (Some(a), Some(b)) = (read(&mut one, &mut left), read(&mut other, &mut right)) else {
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

/// Refuses sources that are the same file as one before them.
pub(crate) fn refuse(sources: &[Source]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut stdin = false;
    let mut seen: Vec<(&Source, &Path, std::fs::Metadata)> = Vec::new();
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
        let Ok(metadata) = std::fs::metadata(path) else {
            continue;
        };
        if !metadata.is_file() {
            continue;
        }
        let earlier = seen.iter().find(|(_, other, facts)| same(path, &metadata, other, facts));
        if let Some((first, ..)) = earlier {
            let message =
                format!("'{}' is the same file as '{}': its amounts would count twice", source.name, first.name);
            let help = Some("name it once; a file that holds both spend and customers is read as both".to_owned());
            faults.push(whole(Code::SameFile, Severity::Error, &source.name, message, help));
        } else {
            seen.push((source, path, metadata));
        }
    }
    faults
}

fn same(path: &Path, metadata: &std::fs::Metadata, other: &Path, facts: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (metadata.dev(), metadata.ino()) == (facts.dev(), facts.ino()) {
            return true;
        }
    }
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    if path == other || (canonical(path).is_some() && canonical(path) == canonical(other)) {
        return true;
    }
    metadata.len() == facts.len() && metadata.len() > 0 && same_content(path, other)
}
