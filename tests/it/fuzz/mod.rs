//! What the fuzz targets hold, on the corpus and on bytes without order.

#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;
mod finds;

use std::path::Path;
use std::time::{Duration, Instant};

/// Every target's corpus, one file after the other, then noise for a while.
fn replayed(name: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        // Tells which, should it fail.
        println!("{}", file.display());
        holds(&std::fs::read(&file).unwrap());
    }
    let begun = Instant::now();
    let mut seed = 0;
    while seed < 20_000 && begun.elapsed() < Duration::from_millis(300) {
        seed += 1;
        println!("noise {seed}");
        holds(&bodies::draw::noise(seed, (seed % 211) as usize * 3));
    }
}

macro_rules! replays {
    ($($test:ident $target:ident),+ $(,)?) => {
        $(#[test] fn $test() { replayed(stringify!($target), bodies::$target::holds); })+
    };
}

replays! {
    a_rule_is_what_was_written checks,
    a_configuration_is_read_or_refused_at_its_place config,
    a_date_is_what_a_calendar_that_counts_days_says dates,
    a_number_is_what_its_characters_say_one_by_one number,
    common_blocks_give_what_the_careful_reader_gives quick,
    a_record_is_what_its_bytes_say_one_by_one records,
    every_format_reads_back_as_what_was_computed rendering,
    any_files_and_flags_end_with_an_answer_or_a_refusal runs,
    a_saved_result_is_read_or_refused saved,
    a_sheet_reads_as_its_csv workbook,
}
