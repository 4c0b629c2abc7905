//! To the vendor or operator, and to Kela: facts, the form, the telephone call, a connection that was closed.

pub mod connection;
pub mod escalate;
pub(super) mod form;
