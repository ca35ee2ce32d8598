//! The last line end outside of quotes, 64 bytes at a time.

use wide::u8x16;

/// The bytes from an opening quote up to its closing one, where each of 64 bytes is a bit; `open` is all ones while a
/// quote is open before them.
#[inline]
pub(super) fn inside(quotes: u64, open: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].iter().fold(quotes, |inside, step| inside ^ (inside << step)) ^ open
}

/// Behind the last LF outside of quotes, where each quote that opens a cell stands at its beginning: then every second
/// quote closes, whatever is in the cells. `None` where a quote stands elsewhere, or where no LF is outside: that takes
/// a walk from quote to quote.
pub(super) fn last_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let sought = [b'"', b'\n', delimiter, b'\r'].map(u8x16::splat);
    // All ones while a quote is open; whether the byte before ends a cell, or closes a quote.
    let (mut open, mut ends_before, mut closes_before) = (0u64, 1u64, 0u64);
    let (mut base, mut last) = (0usize, None);
    let (chunks, rest) = bytes.as_chunks::<64>();
    let mut tail = [b' '; 64];
    tail.get_mut(..rest.len())?.copy_from_slice(rest);
    for chunk in chunks.iter().chain([&tail]) {
        let mut masks = [0u64; 4];
        let (lanes, _) = chunk.as_chunks::<16>();
        for (lane, bytes) in lanes.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            for (mask, byte) in masks.iter_mut().zip(sought) {
                *mask |= u64::from(bytes.simd_eq(byte).to_bitmask()) << (lane * 16);
            }
        }
        let [quotes, lines, delimiters, returns] = masks;
        let inside = inside(quotes, open);
        let (opens, closes) = (quotes & inside, quotes & !inside);
        let ends = lines | delimiters | returns;
        if opens & !((ends << 1) | ends_before | (closes << 1) | closes_before) != 0 {
            return None;
        }
        let outside = lines & !inside;
        if outside != 0 {
            last = Some(base.wrapping_add(64).wrapping_sub(outside.leading_zeros() as usize));
        }
        (open, ends_before, closes_before) = (if inside >> 63 == 1 { u64::MAX } else { 0 }, ends >> 63, closes >> 63);
        base = base.wrapping_add(64);
    }
    last
}
