//! From evidence to a proposal: origin, effect, extent, criticality, confidence, duty to Kela, and why (docs/TRIAGE.md).
//!
//! Guarantee: a pure function of the snapshot; the order in which reports arrived never changes the answer.
//! Non-goal: deciding. A person decides; this proposes and says what would change its mind.

mod chain;
mod confidence;
mod explain;
mod kela_duty;
mod origin;
mod place;
mod reason;
mod scope;
mod suggest;
mod traits;

pub use chain::{Chain, Failure, chain_of};
pub use explain::{Break, Explained, Matter, explained_by, explanations, inside_break, overrun_of};
pub use kela_duty::{Decided, Duty, duty, kela_knows};
pub use place::{Candidate, Placement, SameAs, Why, fits, place, place_as_told};
pub use reason::{Change, Link, Reason};
pub use scope::{Scope, scope};
pub use suggest::{Suggestion, suggest};
