//! Where one step to the side is wrong: limits, ties, signs, lines and orders that only the very edge tells apart,
//! seen by users of the program. Each has its bug in tests/planted.

mod checks;
mod figures;
mod model;
mod names;
mod reading;
mod writing;
