//! The session of a request: its cookie, who is signed in, and whether our own page sent it.

pub(crate) mod cookie;
pub mod csrf;
mod signed_in;

pub use signed_in::SignedIn;
pub(crate) use signed_in::{Entering, page_of};
