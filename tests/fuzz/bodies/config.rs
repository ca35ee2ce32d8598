//! `cacltv.toml`: any text is read or refused at a place of its own, and what is read is TOML to another reader.

use std::path::PathBuf;

use cacltv::{config, plan};

/// Reads a configuration and judges what it says.
pub fn holds(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let read = config::read(text, "cacltv.toml".to_owned(), PathBuf::new());
    let fault = match read {
        Ok(config) => {
            // Ours keeps every digit of a number; the other reader has 64 bits.
            let wide = |error: &toml::de::Error| {
                ["overflowed", "too large", "i128", "u128"].iter().any(|word| error.message().contains(word))
            };
            let fault = toml::from_str::<toml::Table>(text).err().filter(|error| !wide(error));
            assert_eq!(fault, None, "no TOML, and read: {text:?}");
            plan::judge(&config).err()
        }
        Err(fault) => Some(fault),
    };
    let Some(fault) = fault else { return };
    assert!(!fault.message.is_empty());
    // Where it stands: `cacltv.toml:3:5: …`.
    if let Some(rest) = fault.message.strip_prefix("cacltv.toml:") {
        let mut parts = rest.splitn(3, ':');
        let mut number =
            || parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or_else(|| panic!("{fault:?}"));
        let (line, column) = (number(), number());
        // At the end of everything the place is behind the last line.
        let lines: Vec<&str> = text.split('\n').collect();
        assert!((1..=lines.len()).contains(&line), "{fault:?} of {text:?}");
        let width = lines[line - 1].chars().count();
        assert!((1..=width + 1).contains(&column), "{fault:?} of {text:?}");
    }
}
