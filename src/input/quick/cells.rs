//! The bytes of a cell as words, and its figure without a loop over its digits.

use wide::u8x16;

use crate::domain::number::Mark;

/// The first byte of a word that holds a digit in each byte, and all of them.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Keeps so many bytes of a word.
const KEPT: [u64; 9] =
    [0, 0xff, 0xffff, 0xff_ffff, 0xffff_ffff, 0xff_ffff_ffff, 0xffff_ffff_ffff, 0xff_ffff_ffff_ffff, u64::MAX];

/// The first `bytes` of a word.
#[inline]
fn kept(word: u64, bytes: usize) -> u64 {
    word & KEPT.get(bytes).copied().unwrap_or(u64::MAX)
}

/// The eight bytes that begin at a place.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The bytes of a cell, whose length is below nine times the words, and zeros behind them: text has no NUL, so no other
/// cell gives the same.
#[inline]
pub(super) fn words<const N: usize>(bytes: &[u8], from: usize, to: usize) -> [u64; N] {
    let length = to.saturating_sub(from);
    let mut all = [0u64; N];
    for (place, part) in all.iter_mut().enumerate() {
        let before = place * 8;
        let at = from.wrapping_add(before);
        *part = match word(bytes, at) {
            Some(word) => kept(word, length.saturating_sub(before).min(8)),
            // At the end of the block.
            None => {
                bytes.get(at..to).unwrap_or_default().iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
            }
        };
    }
    all
}

/// The same for a cell of up to 16 bytes; `None` for a longer one.
#[inline(always)]
pub(super) fn short(bytes: &[u8], from: usize, to: usize) -> Option<[u64; 2]> {
    let masks = MASKS.get(to.wrapping_sub(from))?;
    let chunk = bytes.get(from..from.wrapping_add(16)).and_then(|chunk| chunk.first_chunk::<16>());
    let Some(chunk) = chunk else {
        return Some(last_words(bytes, from, to));
    };
    let (parts, _) = chunk.as_chunks::<8>();
    let mut all = [0u64; 2];
    for ((own, part), mask) in all.iter_mut().zip(parts).zip(masks) {
        *own = u64::from_le_bytes(*part) & mask;
    }
    Some(all)
}

/// The same for one of up to 32 bytes.
pub(super) fn longer(bytes: &[u8], from: usize, to: usize) -> Option<[u64; 4]> {
    (to.wrapping_sub(from) <= 32).then(|| words(bytes, from, to))
}

/// The same at the end of a block.
#[cold]
#[inline(never)]
fn last_words(bytes: &[u8], from: usize, to: usize) -> [u64; 2] {
    words(bytes, from, to)
}

/// Keeps so many bytes of two words.
const MASKS: [[u64; 2]; 17] = masks();

#[expect(clippy::indexing_slicing, reason = "no input reaches it: it is worked out as it is compiled")]
const fn masks() -> [[u64; 2]; 17] {
    let mut all = [[0u64; 2]; 17];
    let mut byte = 0;
    while byte < 16 {
        let mut length = byte + 1;
        while length < 17 {
            all[length][byte / 8] |= 0xff << (byte % 8 * 8);
            length += 1;
        }
        byte += 1;
    }
    all
}

/// Eight digits as a number; `None` if one of the bytes is no digit.
#[inline]
fn digits(word: u64) -> Option<i64> {
    let above = word.wrapping_add(0x4646_4646_4646_4646);
    let below = word.wrapping_sub(ZEROS);
    if (above | below) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    i64::try_from(joined(below)).ok()
}

/// Eight digits, one in each byte, as a number.
#[inline]
fn joined(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    low.wrapping_add(high) >> 32
}

/// How many numbers days have: 100 years by their decimals, as four bits each, 32 months and 64 days.
pub(super) const DAYS: usize = 0xa0 << 11;

/// A number for a day of this century written `2026-03-31`, whether or not there is such a day.
#[inline]
pub(super) fn iso_place(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    if to.wrapping_sub(from) != 10 {
        return None;
    }
    let day = bytes.get(from..to)?;
    let (century, last) = (day.first_chunk::<2>()?, u64::from_le_bytes(*day.last_chunk::<8>()?));
    // From `26-03-31` hyphens and zeros are taken off, so that digits are left; six more show those above nine.
    let digits = last.wrapping_sub(0x3030_2d30_302d_3030);
    let above = digits.wrapping_add(0x0606_0006_0600_0606);
    if century != b"20" || (digits | above) & 0xf0f0_fff0_f0ff_f0f0 != 0 {
        return None;
    }
    // Two digits in a byte: of the year in the first, of the month in the fourth, of the day in the seventh.
    let pairs = usize::try_from(digits << 4 | digits >> 8).ok()?;
    let (year, month, day) = (pairs & 0xff, pairs >> 24 & 0xff, pairs >> 48 & 0xff);
    (month < 32 && day < 64).then_some(year << 11 | month << 6 | day)
}

/// The bit in which the marks of [`cents`] differ: a dot has it.
pub(super) const DOT: u8 = b'.' & !b',';

/// A figure of one to five digits, a mark and two decimals in hundredths, and the mark as it differs from a zero; `None`
/// for any other cell.
#[inline(always)]
pub(super) fn cents(bytes: &[u8], from: usize, to: usize) -> Option<(u64, u8)> {
    let last = to.checked_sub(8).and_then(|at| word(bytes, at))?;
    let before = 8usize.wrapping_sub(to.wrapping_sub(from));
    if before > 4 {
        return None;
    }
    // What a byte differs from a zero by is the digit it is; zeros before the cell's own bytes.
    let text = (last ^ ZEROS) & (u64::MAX << (before * 8));
    let mark = u8::try_from(text >> 40 & 0xff).unwrap_or(0);
    let digits = (text << 8 & 0x0000_ffff_ffff_ff00) | (text & 0xffff_0000_0000_0000);
    let above = digits.wrapping_add(ONES * 0x76) | digits;
    if mark | DOT != b'.' ^ b'0' || above & (ONES << 7) != 0 {
        return None;
    }
    Some((joined(digits), mark))
}

/// A figure in hundredths, and the mark that stands in it: a whole number, or one with one or two decimals, with at
/// most a minus before it. `None` for any other text, and for a count that is not whole and above zero.
#[inline]
pub(super) fn hundredths(bytes: &[u8], from: usize, to: usize, count: bool) -> Option<(i64, Option<Mark>)> {
    let length = to.checked_sub(from)?;
    let last = to.checked_sub(8).and_then(|at| word(bytes, at));
    let Some(last) = last.filter(|_| (1..=8).contains(&length)) else {
        return slowly(bytes.get(from..to)?, count);
    };
    // Zeros before the cell's own bytes, which are the last of the word.
    let before = 8usize.wrapping_sub(length);
    let own = !KEPT.get(before).copied()?;
    let mut text = (last & own) | (ZEROS & !own);
    let negative = bytes.get(from) == Some(&b'-');
    let mut lead = length;
    if negative {
        // A minus becomes a zero.
        text ^= u64::from(b'-' ^ b'0') << (before * 8);
        lead = lead.wrapping_sub(1);
    }
    let byte = |place: u32| u8::try_from((text >> (place * 8)) & 0xff).unwrap_or(0);
    let is_mark = |byte: u8| byte == b'.' || byte == b',';
    let (digit_word, times, mark) = if is_mark(byte(5)) && lead > 3 {
        (((text & KEPT[5]) << 8) | (text & !KEPT[6]) | 0x30, 1, Some(byte(5)))
    } else if is_mark(byte(6)) && lead > 2 {
        (((text & KEPT[6]) << 8) | (text & !KEPT[7]) | 0x30, 10, Some(byte(6)))
    } else {
        (text, 100, None)
    };
    if lead == 0 || (count && (negative || mark.is_some())) {
        return None;
    }
    let sum = digits(digit_word)?.wrapping_mul(times);
    let mark = mark.map(|mark| if mark == b'.' { Mark::Dot } else { Mark::Comma });
    Some((if negative { sum.wrapping_neg() } else { sum }, mark))
}

/// Whether an id is ASCII without white space and controls, has a digit, and none of `:`, `@`, `+` and `!`: it is what it
/// is, whatever its case, no word for a total, and nothing that a spreadsheet wrote in its place.
#[inline]
pub(super) fn is_plain_id(bytes: &[u8], from: usize, to: usize) -> bool {
    let [quote, last, zero, nine, colon, at_sign, plus] = [b'"', b'~', b'0', 9, b':', b'@', b'+'].map(u8x16::splat);
    let (mut digits, mut at) = (0u32, from);
    while at < to {
        let own = u32::MAX.wrapping_shr(32u32.wrapping_sub(u32::try_from(to.wrapping_sub(at).min(16)).unwrap_or(16)));
        let chunk = bytes.get(at..at.wrapping_add(16)).and_then(|chunk| chunk.first_chunk::<16>());
        let text = u8x16::new(chunk.copied().unwrap_or_else(|| last_chunk(bytes, at)));
        let graphic = text.max(quote).simd_eq(text) & text.min(last).simd_eq(text);
        let kept = text.simd_eq(colon) | text.simd_eq(at_sign) | text.simd_eq(plus);
        if graphic.to_bitmask() & !kept.to_bitmask() & own != own {
            return false;
        }
        let value = text - zero;
        digits |= value.min(nine).simd_eq(value).to_bitmask() & own;
        at = at.wrapping_add(16);
    }
    digits != 0
}

/// The bytes from a place to the end of the block, and zeros behind them.
#[cold]
#[inline(never)]
fn last_chunk(bytes: &[u8], at: usize) -> [u8; 16] {
    let mut all = [0u8; 16];
    for (own, byte) in all.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
        *own = *byte;
    }
    all
}

/// The same, digit by digit, up to eleven before the mark.
#[inline(never)]
fn slowly(raw: &[u8], count: bool) -> Option<(i64, Option<Mark>)> {
    let (negative, digits) = match raw {
        [b'-', rest @ ..] if !count => (true, rest),
        _ => (false, raw),
    };
    let (whole, decimals, mark) = match digits {
        [whole @ .., mark @ (b'.' | b','), tenth] => (whole, [*tenth, b'0'], Some(*mark)),
        [whole @ .., mark @ (b'.' | b','), tenth, hundredth] => (whole, [*tenth, *hundredth], Some(*mark)),
        whole => (whole, [b'0', b'0'], None),
    };
    if whole.is_empty() || whole.len() > 11 || (count && mark.is_some()) {
        return None;
    }
    let (mut sum, mut all) = (0i64, true);
    for byte in whole.iter().chain(&decimals) {
        let digit = byte.wrapping_sub(b'0');
        all &= digit < 10;
        sum = sum.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    let mark = mark.map(|mark| if mark == b'.' { Mark::Dot } else { Mark::Comma });
    all.then_some((if negative { sum.wrapping_neg() } else { sum }, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_same_with_and_without_the_loop() {
        let texts = [
            "0",
            "7",
            "12",
            "123",
            "1234",
            "12345678",
            "123456789",
            "1.5",
            "1,5",
            ".5",
            "-.5",
            "5.",
            "-",
            "--1",
            "-1",
            "-12.34",
            "-1.2",
            "12.3.4",
            "1.23",
            "12.34",
            "123.45",
            "12345.67",
            "123456.78",
            "1.234",
            "1,234",
            "a",
            "1a.00",
            "1 2.00",
            "1.2a",
            "١",
            "",
            "-0.00",
            "+1",
            "0.01",
            "00000001",
            "-9999.99",
            "1-2.00",
            ".12",
            "-.12",
            "12,.3",
        ];
        for text in texts {
            for count in [false, true] {
                let around = format!("0123456789{text},90123456789");
                let (from, to) = (10, 10 + text.len());
                assert_eq!(hundredths(around.as_bytes(), from, to, count), slowly(text.as_bytes(), count), "'{text}'");
                assert_eq!(
                    hundredths(text.as_bytes(), 0, text.len(), count),
                    slowly(text.as_bytes(), count),
                    "'{text}'"
                );
            }
        }
        for text in texts {
            let around = format!("0123456789{text},90123456789");
            let own = cents(around.as_bytes(), 10, 10 + text.len());
            let own =
                own.map(|(amount, mark)| (amount.cast_signed(), if mark & DOT != 0 { Mark::Dot } else { Mark::Comma }));
            let digit = |byte: &u8| byte.is_ascii_digit();
            let two = match text.as_bytes() {
                [whole @ .., b'.' | b',', one, other] => {
                    (1..=5).contains(&whole.len()) && digit(one) && digit(other) && whole.iter().all(digit)
                }
                _ => false,
            };
            let slow = slowly(text.as_bytes(), false).and_then(|(amount, mark)| Some((amount, mark?)));
            assert_eq!(own, slow.filter(|_| two), "'{text}'");
        }
        assert_eq!(hundredths(b"0000000000-12.34", 10, 16, false), Some((-1234, Some(Mark::Dot))));
        assert_eq!(hundredths(b"00000000001234,5", 10, 16, false), Some((123_450, Some(Mark::Comma))));
        assert_eq!(hundredths(b"0000000000123456", 10, 16, true), Some((12_345_600, None)));
    }

    #[test]
    fn a_day_is_known_by_its_digits() {
        let read = |text: &str| iso_place(text.as_bytes(), 0, text.len());
        assert_eq!(read("2026-03-31"), Some(0x26 * 2048 + 3 * 64 + 0x31));
        assert_eq!(read("2000-00-00"), Some(0));
        assert_eq!(iso_place(b"x,2099-12-01,7777777", 2, 12), Some(0x99 * 2048 + 0x12 * 64 + 1));
        let others = ["2026-03-3", "2026-03-311", "2026/03/31", "2026-3--31", "20a6-03-31", "2026-03-3a", "31.03.2026"];
        for other in others.into_iter().chain(["1999-12-31", "2100-12-31", "2026-20-01", "2026-01-40"]) {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn an_id_is_plain_by_each_of_its_bytes() {
        let slow = |id: &[u8]| {
            id.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b':' | b'@' | b'+' | b'!'))
                && id.iter().any(u8::is_ascii_digit)
        };
        for length in 1..20 {
            for at in 0..length {
                for byte in 0..=255u8 {
                    for fill in [b'a', b'7', b'/', b'~'] {
                        let mut id = vec![fill; length];
                        id.splice(at..=at, [byte]);
                        assert_eq!(is_plain_id(&id, 0, length), slow(&id), "{id:?}");
                        let around = [b"@:".as_slice(), &id, b"@: 0123456789"].concat();
                        assert_eq!(is_plain_id(&around, 2, 2 + length), slow(&id), "{id:?}");
                    }
                }
            }
        }
        assert!(!is_plain_id(b"abc", 1, 1));
    }

    #[test]
    fn words_hold_a_cell_and_nothing_else() {
        let bytes = "Google Ads,Meta,Microsoft Advertising,é".as_bytes();
        let text = |words: &[u64], length: usize| -> Vec<u8> {
            words.iter().flat_map(|word| word.to_le_bytes()).take(length).collect()
        };
        for (from, to) in [(0, 10), (11, 15), (11, 11), (16, 37), (38, 40), (10, 26)] {
            let length = to - from;
            let four: [u64; 4] = words(bytes, from, to);
            assert_eq!(Some(text(&four, length).as_slice()), bytes.get(from..to), "{from}..{to}");
            assert!(four.iter().flat_map(|word| word.to_le_bytes()).skip(length).all(|byte| byte == 0));
            if length <= 16 {
                let two: [u64; 2] = words(bytes, from, to);
                assert_eq!(Some(two.as_slice()), four.get(..2));
                assert_eq!(short(bytes, from, to), Some(two));
            } else {
                assert_eq!(short(bytes, from, to), None);
            }
            assert_eq!(longer(bytes, from, to), Some(four));
        }
    }
}
