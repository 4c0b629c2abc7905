//! The door: who comes in, who stays out, and what each is told. The real server on loopback, with a clock of our own.

#![expect(unreachable_pub, reason = "in a test binary, `pub` says: for the stories")]
#![allow(dead_code, clippy::allow_attributes, reason = "the visitor can more than these stories ask of her")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test ends where something is missing, with a sentence")]

mod account;
mod administration;
mod bodies;
mod breaches;
mod errors;
mod evidence;
mod forged;
#[path = "../../../tests/story/harness/form.rs"]
mod form;
mod forms;
mod headers;
mod hostile;
mod one_press;
mod place;
mod provider;
mod replies;
mod second_factor;
mod sessions;
#[path = "../../../tests/story/harness/visitor.rs"]
mod visitor;
mod walk;
mod watchers;
