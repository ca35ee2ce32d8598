//! What holds for every input, not for the examples that someone thought of.

mod across;
mod addition;
mod calculation;
mod compare;
mod costs;
mod funnel;
mod intervals;
mod model;
mod numbers;
mod planning;
mod reading;
mod reconcile;
mod round_trip;
mod time;
mod trend;
