//! Lines of figures in small: block characters, and characters of ASCII in their place.

/// From the lowest level to the highest, with what stands for each in ASCII.
const LEVELS: [(char, char); 8] =
    [('▁', '_'), ('▂', '.'), ('▃', ':'), ('▄', '='), ('▅', '+'), ('▆', '*'), ('▇', '%'), ('█', '#')];

/// Stands in a gap, as it does in a cell of a table that has no value.
const GAP: char = '–';

/// The levels as blocks; a level above the highest is the highest.
pub(super) fn blocks(levels: &[Option<u8>]) -> String {
    let highest = LEVELS.last().map_or(GAP, |(block, _)| *block);
    let drawn = |level: u8| LEVELS.get(usize::from(level)).map_or(highest, |(block, _)| *block);
    levels.iter().map(|level| level.map_or(GAP, drawn)).collect()
}

/// What stands for a block in ASCII; `None` for any other character.
pub(super) fn plain(c: char) -> Option<char> {
    LEVELS.iter().find(|(block, _)| *block == c).map(|(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::words::ascii;

    #[test]
    fn levels_rise_with_their_blocks_and_a_gap_is_none_of_them() {
        let levels: Vec<Option<u8>> = (0..8).map(Some).chain([None, Some(200)]).collect();
        assert_eq!(blocks(&levels), "▁▂▃▄▅▆▇█–█");
        assert_eq!(ascii(&blocks(&levels)), "_.:=+*%#-#");
        assert_eq!(plain('x'), None);
    }
}
