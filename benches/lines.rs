//! Counts the line ends of a file with memchr, one after the other, on one core: `cargo bench --bench lines -- FILE`
//!
//! What any reader of rows has to do at least. Prints the median of five times, in seconds.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::fs::File;
use std::io::Read;
use std::time::{Duration, Instant};

fn main() {
    let path = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap();
    let mut times: Vec<Duration> = (0..5).map(|_| time(&path)).collect();
    times.sort_unstable();
    println!("{:.3}", times.get(2).unwrap().as_secs_f64());
}

fn time(path: &str) -> Duration {
    let begun = Instant::now();
    let (mut file, mut block, mut lines) = (File::open(path).unwrap(), vec![0u8; 256 << 10], 0usize);
    loop {
        let mut rest = match file.read(&mut block).unwrap() {
            0 => break,
            count => block.get(..count).unwrap(),
        };
        while let Some(at) = memchr::memchr(b'\n', rest) {
            lines += 1;
            rest = rest.get(at + 1..).unwrap();
        }
    }
    assert!(lines > 0);
    begun.elapsed()
}
