//! Files that stay as they are while they are read, and short files read whole.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::time::SystemTime;

use crate::domain::path::path;

/// A file, which is refused at its end when it was written to since it was opened: what was read would be part of one
/// state and part of another.
pub(crate) struct Steady {
    file: File,
    /// Its length and when it was last written, when it was opened; nothing is known of what is no regular file.
    before: Option<(u64, Option<SystemTime>)>,
}

impl Steady {
    /// A file that was just opened.
    ///
    /// # Errors
    /// When it is a folder.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Self { file, before: metadata.is_file().then(|| state(&metadata)) })
    }

    /// That of standard input, where that is a file.
    #[cfg(unix)]
    pub(crate) fn stdin() -> io::Result<Self> {
        use std::os::fd::AsFd;
        Self::new(File::from(io::stdin().as_fd().try_clone_to_owned()?))
    }

    fn ended(&self) -> io::Result<usize> {
        let Some(before) = self.before else { return Ok(0) };
        let after = state(&self.file.metadata()?);
        if before == after { Ok(0) } else { Err(io::Error::other(Changed { from: before.0, to: after.0 })) }
    }
}

fn state(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

impl Read for Steady {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer)? {
            0 if !buffer.is_empty() => self.ended(),
            count => Ok(count),
        }
    }
}

/// A file was written to while it was read.
#[derive(Debug)]
struct Changed {
    from: u64,
    to: u64,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        match from.cmp(to) {
            std::cmp::Ordering::Less => write!(f, "it grew from {from} to {to} bytes while it was read"),
            std::cmp::Ordering::Greater => write!(f, "it shrank from {from} to {to} bytes while it was read"),
            std::cmp::Ordering::Equal => f.write_str("it was written to while it was read"),
        }
    }
}

impl std::error::Error for Changed {}

/// Why something cannot be read.
pub(crate) fn why(error: &io::Error) -> String {
    let known = [
        (io::ErrorKind::NotFound, "there is no such file"),
        (io::ErrorKind::PermissionDenied, "it may not be read"),
        (io::ErrorKind::IsADirectory, "it is a folder"),
        (io::ErrorKind::OutOfMemory, "it is larger than the memory there is"),
    ];
    match known.iter().find(|(kind, _)| *kind == error.kind()) {
        Some((_, what)) => (*what).to_owned(),
        None => match error.raw_os_error() {
            Some(_) => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
            None => error.to_string(),
        },
    }
}

/// What to do about it, where that is known.
pub(crate) fn fix(error: &io::Error) -> Option<String> {
    let changed = error.get_ref().is_some_and(|inner| inner.is::<Changed>());
    changed.then(|| "wait until it is written, or read a copy of it".to_owned())
}

/// All bytes of a file that has no more than `most` of them.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn whole(name: &str, most: u64) -> Result<Vec<u8>, String> {
    let bytes = File::open(path(name)).and_then(Steady::new).and_then(|file| all(file, most));
    bytes.map_err(|error| why(&error)).and_then(|bytes| bytes.ok_or_else(|| too_large(most)))
}

/// All bytes that are read, unless these are more than `most`.
pub(crate) fn all(reader: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(u64::try_from(bytes.len()).is_ok_and(|length| length <= most).then_some(bytes))
}

/// That a file has more bytes than it may.
pub(crate) fn too_large(most: u64) -> String {
    format!("it is larger than {} MiB", most >> 20)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::io::{Seek, SeekFrom, Write};
    use std::time::Duration;

    use super::*;

    /// What is said of a file that is changed after its first byte was read.
    fn after(change: impl FnOnce(&mut File)) -> Result<usize, (String, bool)> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"month,amount\n").unwrap();
        // Two writes are told apart by the clock of the file system, which is no finer than some milliseconds.
        std::thread::sleep(Duration::from_millis(30));
        let mut steady = Steady::new(File::open(file.path()).unwrap()).unwrap();
        assert_eq!(steady.read(&mut [0]).unwrap(), 1);
        file.as_file_mut().seek(SeekFrom::Start(2)).unwrap();
        change(file.as_file_mut());
        let mut rest = Vec::new();
        steady.read_to_end(&mut rest).map_err(|error| (why(&error), fix(&error).is_some()))
    }

    #[test]
    fn a_file_that_stays_is_read_to_its_end() {
        assert_eq!(after(|_| {}), Ok(12));
    }

    #[test]
    fn a_file_that_is_written_to_is_refused_at_its_end() {
        let said = |text: &str| Err((text.to_owned(), true));
        let grown = after(|file| file.write_all(b"nth,amount\n2026").unwrap());
        assert_eq!(grown, said("it grew from 13 to 17 bytes while it was read"));
        assert_eq!(after(|file| file.set_len(5).unwrap()), said("it shrank from 13 to 5 bytes while it was read"));
        assert_eq!(after(|file| file.write_all(b"N").unwrap()), said("it was written to while it was read"));
    }

    #[test]
    fn no_more_than_the_limit_is_read() {
        assert_eq!(all(io::repeat(7), 1000).unwrap(), None);
        assert_eq!(all(io::repeat(7).take(1000), 1000).unwrap().unwrap().len(), 1000);
        assert!(whole("/nowhere", 5).unwrap_err().contains("no such file"));
    }
}
