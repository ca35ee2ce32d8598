//! Headers whose letters were garbled: UTF-8 that a program read as windows-1252 and saved so (`dÃ©pensÃ©`).

use super::Options;
use super::aliases::folded;
use super::columns::meaning;
use super::header::Meaning;

/// A garbled name of a header that means something when it is mended.
pub(crate) struct Garbled {
    pub(crate) column: usize,
    pub(crate) mended: String,
    pub(crate) meaning: Meaning,
}

/// What the name was before it was read in the wrong encoding.
fn mended(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    // The no-break space that is half of a letter often ends up as a space.
    let name = name.replace("Â ", "Â\u{a0}").replace("Ã ", "Ã\u{a0}");
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(&name);
    let text = std::str::from_utf8(&bytes).ok().filter(|_| !lossy)?;
    (text != name).then(|| text.trim().to_owned())
}

/// The garbled names of a header that would be read if they were mended, those of `--map` apart.
pub(crate) fn find(header: &[String], options: &Options) -> Vec<Garbled> {
    let mapped = |name: &str| options.map.iter().any(|(_, column)| folded(column) == folded(name));
    let columns = header.iter().enumerate().filter(|(_, name)| !mapped(name));
    columns
        .filter_map(|(column, name)| {
            let mended = mended(name)?;
            let meaning = meaning(&mended)?;
            Some(Garbled { column, mended, meaning })
        })
        .collect()
}

/// The header with its garbled names mended.
pub(crate) fn mend(header: &[String], garbled: &[Garbled]) -> Vec<String> {
    let mut header = header.to_vec();
    for one in garbled {
        if let Some(name) = header.get_mut(one.column) {
            name.clone_from(&one.mended);
        }
    }
    header
}

/// What is said of them, and the flags to paste.
pub(crate) fn told(header: &[String], garbled: &[Garbled]) -> (String, String) {
    let name = |one: &Garbled| header.get(one.column).map_or("", |name| name.trim()).to_owned();
    let pairs: Vec<String> =
        garbled.iter().map(|one| format!("'{}' should read '{}'", name(one), one.mended)).collect();
    let flags: Vec<String> =
        garbled.iter().map(|one| format!("--map '{}={}'", one.meaning.name(), name(one))).collect();
    let message = format!("the header's letters are garbled, UTF-8 read as windows-1252: {}", pairs.join(", "));
    (message, format!("{}   or save the file anew as CSV UTF-8", flags.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_names_are_mended_and_sound_ones_are_left() {
        for (garbled, sound) in [
            ("Montant dÃ©pensÃ©", "Montant dépensé"),
            ("AnvÃ¤nt belopp", "Använt belopp"),
            ("KostnadÂ\u{a0}(SEK)", "Kostnad\u{a0}(SEK)"),
            ("KostnadÂ (SEK)", "Kostnad\u{a0}(SEK)"),
            ("VÃ¤hennys", "Vähennys"),
        ] {
            assert_eq!(mended(garbled).as_deref(), Some(sound), "{garbled}");
        }
        for name in ["Montant dépensé", "Kostnad", "Käytetty summa", "Café", "Ã"] {
            assert_eq!(mended(name), None, "{name}");
        }
    }
}
