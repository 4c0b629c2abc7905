//! Queries and rows, a file per noun.
//!
//! Guarantee: what a person may see is asked with a [`crate::viewer::Viewer`]; the same query runs on both databases.
//! Non-goal: rules. What follows from the rows is the domain's, what is done about it is a step's (`command`).

pub mod account;
pub mod agreement;
pub mod announcement;
pub mod api_token;
pub mod audit;
pub mod break_series;
pub mod checks;
mod closed_list;
pub mod contact;
pub mod counter;
pub mod delivery;
pub mod desk;
pub mod draft;
pub mod evidence;
pub mod explanation;
pub mod incident;
pub mod installation;
pub mod ledger;
pub mod maintenance;
pub mod matter;
pub mod message;
pub mod monitoring;
pub mod one_time_link;
pub mod organisation;
pub mod outgoing;
pub mod partner;
pub mod probe;
pub mod recipients;
pub mod reply;
pub mod report;
pub mod review;
pub mod route_state;
pub mod route_test;
pub mod screenshot_row;
pub mod search;
pub mod session;
pub mod status_page;
pub mod task;
pub mod timeline;

pub(crate) use closed_list::{word, word_or_none};
