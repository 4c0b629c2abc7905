//! The place of the recipient's own code in the link "I have read this".
//!
//! A message is written once for everybody; who sends it puts each recipient's code there, of the same length.

/// Stands in the texts of a message where each recipient's own code goes.
pub const SLOT: &str = "recipientscodeinthirtytwoletters";
