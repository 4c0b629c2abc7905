//! How things are written in Finland: identity codes, numbers, times, text messages (docs/DOMAIN.md 6 and 7).

pub mod business_id;
pub mod card;
pub mod email;
pub mod gsm7;
pub mod hetu;
pub mod oid;
pub mod phone;
pub mod postcode;
pub mod sender_id;
pub mod sentence;
pub mod sheet_cell;
pub mod time;
pub mod user_agent;
