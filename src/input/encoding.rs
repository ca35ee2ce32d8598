//! Encodings: UTF-16 is decoded as it streams in; windows-1252 block by block, once UTF-8 has proved wrong.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};

/// The encoding of a WHATWG label, such as `utf-16le`, `windows-1252` or `latin1`.
#[must_use]
pub fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// UTF-16 by its byte order mark.
pub(crate) fn marked(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-16 by its NUL bytes: the encoding that a text of mostly ASCII would have.
pub(crate) fn by_nuls(head: &[u8]) -> Option<&'static Encoding> {
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).take(200).filter(|byte| **byte == 0).count();
    let (least, most) = (nuls(0).min(nuls(1)), nuls(0).max(nuls(1)));
    // Where both bytes are NUL as often as one there is no text at all.
    if head.len() < 8 || most.saturating_mul(4) <= head.len().min(400) || least.saturating_mul(4) >= most {
        return None;
    }
    Some(if nuls(1) >= nuls(0) { UTF_16LE } else { UTF_16BE })
}

/// Whether an encoding has characters of two bytes for ASCII too, so that line ends cannot be found before decoding.
pub(crate) fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// A block that is not UTF-8, in the encoding given or else windows-1252, as UTF-8.
pub(crate) fn western(bytes: &[u8], encoding: Option<&'static Encoding>) -> Vec<u8> {
    let encoding = encoding.filter(|encoding| !is_wide(encoding)).unwrap_or(WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned().into_bytes()
}

/// How far a run has come with all its files.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    rows: AtomicU64,
}

impl Progress {
    /// Bytes read, before any decoding.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Rows read.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    pub(crate) fn add_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }
}

/// What is known of the bytes that passed.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    count: AtomicU64,
    /// Their SHA-256 so far, where that was asked for.
    print: Option<Mutex<Sha256>>,
    /// Where all files of a run are counted together.
    progress: Option<Arc<Progress>>,
}

impl Passed {
    pub(crate) fn new(fingerprint: bool, progress: Option<Arc<Progress>>) -> Self {
        Self { count: AtomicU64::new(0), print: fingerprint.then(Mutex::default), progress }
    }

    /// How many there were.
    pub(crate) fn bytes(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Their SHA-256 in hexadecimal, where it was asked for.
    pub(crate) fn sha256(&self) -> Option<String> {
        let print = self.print.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Some(print.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Notes the bytes that pass.
pub(crate) struct Counting<R> {
    inner: R,
    passed: Arc<Passed>,
}

impl<R> Counting<R> {
    pub(crate) fn new(inner: R, passed: Arc<Passed>) -> Self {
        Self { inner, passed }
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.passed.count.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(progress) = &self.passed.progress {
            progress.bytes.fetch_add(read as u64, Ordering::Relaxed);
        }
        if let (Some(print), Some(bytes)) = (&self.passed.print, buffer.get(..read)) {
            print.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        }
        Ok(read)
    }
}

/// Decodes what it reads to UTF-8. Bytes that are none of the encoding become U+FFFD.
pub(crate) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Read and not yet decoded: `raw[from..to]`.
    from: usize,
    to: usize,
    ended: bool,
    done: bool,
    /// Decoded and not yet handed out.
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Decoding<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 << 10],
            from: 0,
            to: 0,
            ended: false,
            done: false,
            ready: Vec::new(),
            given: 0,
        }
    }

    /// Decodes the next piece into `ready`.
    fn refill(&mut self) -> io::Result<()> {
        if self.from == self.to && !self.ended {
            self.to = self.inner.read(&mut self.raw)?;
            self.from = 0;
            self.ended = self.to == 0;
        }
        let source = self.raw.get(self.from..self.to).unwrap_or_default();
        self.ready.resize(self.decoder.max_utf8_buffer_length(source.len()).unwrap_or(0), 0);
        let (result, read, written, broken) = self.decoder.decode_to_utf8(source, &mut self.ready, self.ended);
        if broken {
            let what = "it is no UTF-16: half a character stands in it, or half of its last two bytes is missing";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        self.ready.truncate(written);
        self.given = 0;
        self.from = self.from.saturating_add(read);
        self.done = self.ended && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.ready.len() {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let ready = self.ready.get(self.given..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given = self.given.saturating_add(count);
        Ok(count)
    }
}
