//! How things are written in Finland: identity codes, numbers, times, text messages (domain.md 6 and 7).

pub mod gsm7;
pub mod hetu;
pub mod time;
