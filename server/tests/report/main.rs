//! What comes in: reports by form, by telephone and by machine. Told to the application over HTTP, on a database of its own.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story ends where something is missing")]
#![expect(unreachable_pub, reason = "in a test binary, `pub` says: for the stories")]

mod api;
mod api_document;
mod desks;
mod follow;
mod form;
mod gate;
mod ground;
mod phone;
mod picture;
mod turned_away;
