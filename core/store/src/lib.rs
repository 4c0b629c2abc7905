//! Queries and rows, a file per noun, and the two databases under them.
//!
//! Purpose: the only package that knows diesel and writes SQL.
//! Guarantee: what a person may see is asked with a [`viewer::Viewer`]; the same query runs on both databases; time and
//! chance come in as arguments ([`clock::Clock`], [`random::Random`]).
//! Non-goal: rules. What follows from the rows is the domain's, what is done about it is a step's (`majakka-app`).

pub mod account;
pub mod agreement;
pub mod announcement;
pub mod answer;
pub mod api_token;
pub mod audit;
pub mod break_series;
pub mod call;
pub mod checks;
pub mod clock;
mod closed_list;
pub mod contact;
pub mod counter;
pub mod db;
pub mod decision;
pub mod delivery;
pub mod departure;
pub mod desk;
pub mod draft;
pub mod email_change;
pub mod error;
pub mod escalation;
pub mod evidence;
pub mod explanation;
pub mod idempotency_key;
pub mod identity;
pub mod incident;
pub mod installation;
pub mod maintenance;
pub mod matter;
pub mod message;
pub mod monitoring;
pub mod one_time_link;
pub mod organisation;
pub mod outgoing;
pub mod partner;
pub mod passkey;
pub mod password_try;
pub mod patient_reference;
pub mod person;
pub mod probe;
pub mod process;
pub mod random;
pub mod recipients;
pub mod register;
pub mod reply;
pub mod report;
pub mod retention;
pub mod review;
pub mod route_state;
pub mod route_test;
pub mod screenshot_row;
pub mod sealed;
pub mod search;
pub mod second_factor;
pub mod session;
pub mod source;
pub mod status_page;
pub mod statutory_clock;
pub mod story;
pub mod task;
pub mod timeline;
pub mod token;
pub mod vault_key;
pub mod viewer;

pub use closed_list::{word, word_or_none};
