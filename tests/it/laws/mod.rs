//! What holds for every input, not for the examples that someone thought of.

mod across;
mod addition;
mod calculation;
mod costs;
mod funnel;
mod numbers;
mod reading;
mod round_trip;
mod time;
