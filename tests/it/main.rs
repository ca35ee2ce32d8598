//! One test binary.

mod examples;
mod readme;
