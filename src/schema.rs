//! JSON Schemas of what is read and written.

pub mod config;
