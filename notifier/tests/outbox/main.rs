//! The outbox on both databases: what is promised about messages that wait.
//!
//! `world.rs` gives a story a fresh installation on each database; a file beside it is about one promise.

#[cfg(test)]
mod back_off;
#[cfg(test)]
mod consequences;
#[cfg(test)]
mod loops;
#[cfg(test)]
mod order;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod workers;
#[cfg(test)]
mod world;
