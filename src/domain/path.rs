//! Paths as text: every path has one text, and every text its path. A byte of a name that is no UTF-8 stands in the
//! text as one of 128 characters for private use, which is shown as `\xE9`; a name that holds one of these itself has
//! its bytes written so too, so that no two paths have the same text.

use std::ffi::OsStr;
use std::path::PathBuf;

/// The character that stands for the byte 0, if that needed one.
const FIRST: u32 = 0x10_FE00;

/// The byte that a character stands for.
#[must_use]
pub fn byte(c: char) -> Option<u8> {
    u32::from(c).checked_sub(FIRST).and_then(|byte| u8::try_from(byte).ok()).filter(|byte| *byte >= 0x80)
}

fn mark(byte: u8) -> char {
    char::from_u32(FIRST.saturating_add(u32::from(byte))).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The text of a path, or of a word of the command line that may hold one.
#[must_use]
pub fn text(path: impl AsRef<OsStr>) -> String {
    let path = path.as_ref();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let mut text = String::with_capacity(path.len());
        for chunk in path.as_bytes().utf8_chunks() {
            for c in chunk.valid().chars() {
                match byte(c) {
                    None => text.push(c),
                    Some(_) => text.extend(c.encode_utf8(&mut [0; 4]).bytes().map(mark)),
                }
            }
            text.extend(chunk.invalid().iter().copied().map(mark));
        }
        text
    }
    #[cfg(not(unix))]
    path.to_string_lossy().into_owned()
}

/// The path of a text.
#[must_use]
pub fn path(text: &str) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        if text.chars().any(|c| byte(c).is_some()) {
            let mut bytes = Vec::with_capacity(text.len());
            for c in text.chars() {
                match byte(c) {
                    None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    Some(byte) => bytes.push(byte),
                }
            }
            return PathBuf::from(std::ffi::OsString::from_vec(bytes));
        }
    }
    PathBuf::from(text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::byte as byte_of;
    use super::*;

    fn there_and_back(bytes: &[u8]) -> String {
        let text = text(OsStr::from_bytes(bytes));
        assert_eq!(path(&text).as_os_str().as_bytes(), bytes, "{text:?}");
        text
    }

    #[test]
    fn every_path_comes_back_from_its_text() {
        assert_eq!(there_and_back(b"spend.txt"), "spend.txt");
        assert_eq!(there_and_back("å/Größe 広告.txt".as_bytes()), "å/Größe 広告.txt");
        assert_eq!(there_and_back(b"caf\xe9.txt"), "caf\u{10fee9}.txt");
        // A character cut off, a surrogate, a byte that begins nothing.
        for bytes in [&b"\xe2\x82"[..], b"\xed\xa0\x80", b"\x80\xff", b"a\xf4\x8f\xbb", b"\xc3(\xa9)"] {
            there_and_back(bytes);
        }
    }

    #[test]
    fn a_name_that_holds_such_a_character_is_not_taken_for_another() {
        let (plain, private) = (there_and_back(b"caf\xe9.txt"), there_and_back("caf\u{10fee9}.txt".as_bytes()));
        assert_ne!(plain, private);
        assert_eq!(private.chars().filter(|c| byte(*c).is_some()).count(), 4);
    }

    #[test]
    fn every_byte_has_a_character() {
        for byte in 0x80..=0xff_u8 {
            assert_eq!(byte_of(mark(byte)), Some(byte));
        }
        assert_eq!(byte_of('\u{10fe7f}'), None);
        assert_eq!(byte_of('\u{10ff00}'), None);
    }
}
