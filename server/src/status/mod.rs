//! The public page: what everybody may know, at one glance.
//!
//! Non-goal: finding it out. [`view`] is what the page shows; whoever fills it reads the store.

mod samples;
pub mod view;
#[cfg(test)]
mod view_test;
