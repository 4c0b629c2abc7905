//! Pages for people and interfaces for programs, over HTTP.
//!
//! Purpose: parse, ask who it is, take one step, answer.
//! Guarantee: every form of somebody signed in carries her token; every answer carries the security headers; what goes
//! wrong is said in the reader's language.
//! Non-goal: rules and queries, which are core's; sending, which is the notifier's.

pub mod admin;
mod again;
mod allowance;
pub mod api;
pub mod app;
mod asker;
pub mod assets;
pub mod auth;
pub mod blocking;
pub mod body_deadline;
mod compression;
mod connections;
pub mod desk;
pub mod done;
mod doors;
pub mod error_page;
pub mod extract;
pub mod failure;
pub mod farewell;
pub mod field;
pub mod form;
pub mod headers;
mod health;
pub mod limits;
pub mod listen;
pub mod locale;
mod localizer;
pub mod metrics;
pub mod own_path;
pub mod page_frame;
pub mod pages;
mod per_minute;
pub mod read;
mod redirect;
pub mod report;
mod request_id;
mod security_txt;
pub mod session;
pub mod startup;
pub mod status;
pub mod style;
mod turned_away;
mod ways;
