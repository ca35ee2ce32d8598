//! Says how the run ended.
fn main() {}
