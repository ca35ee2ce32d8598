//! Characters that a reader does not see, or that act on what is shown.

/// Whether a character is invisible, or changes how others are shown or read by a terminal.
#[must_use]
#[inline]
pub fn is_hidden(c: char) -> bool {
    c.is_control() || c >= '\u{ad}' && is_hidden_sign(c)
}

/// The same of characters that are no controls.
fn is_hidden_sign(c: char) -> bool {
    matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            // Between the two stand the selectors of variants of ideographs, which names have.
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}'
            // Bytes of paths that are no UTF-8.
            | '\u{10fe80}'..='\u{10feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unicode 16: controls, joiners, marks of direction, tags, and the bytes of paths that are no UTF-8.
    #[test]
    fn what_is_not_seen_is_told_from_what_is() {
        for c in ['\0', '\n', '\u{7f}', '\u{9f}', '\u{ad}', '\u{200b}', '\u{200f}', '\u{202e}', '\u{2066}', '\u{feff}']
        {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in ['\u{e0000}', '\u{e00ff}', '\u{e01f0}', '\u{e0fff}', '\u{10fe80}', '\u{10feff}', '\u{1d17a}'] {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in [' ', 'a', 'é', '広', '−', '\u{a0}', '\u{200a}', '\u{2010}', '\u{e0100}', '\u{e01ef}', '\u{10fe7f}']
        {
            assert!(!is_hidden(c), "{c:?}");
        }
    }
}
