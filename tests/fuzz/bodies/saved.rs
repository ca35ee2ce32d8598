//! Saved results: any bytes are a result or are refused, and a result that is read once is read again the same.

use std::path::Path;

use cacltv::input::name_key;
use cacltv::saved;

use super::shape;

/// Reads a file as a saved result.
pub fn holds(bytes: &[u8]) {
    let folder = if Path::new("/dev/shm").is_dir() { "/dev/shm".into() } else { std::env::temp_dir() };
    let mut file = tempfile::NamedTempFile::new_in(folder).expect("a file");
    std::io::Write::write_all(&mut file, bytes).expect("written");
    let name = file.path().to_str().expect("a plain path");
    match saved::read(name, name_key) {
        Ok(side) => {
            let text = String::from_utf8_lossy(bytes);
            let document = shape::json(text.trim_start_matches('\u{feff}'));
            let rows = document["rows"].as_array().map_or(0, Vec::len);
            assert_eq!(side.rows.len(), rows);
            assert_eq!(Ok(side), saved::read(name, name_key));
        }
        Err(refusal) => {
            assert!(!refusal.diagnostics.is_empty());
            assert!(refusal.diagnostics.iter().all(|said| !said.message.is_empty()));
        }
    }
}
