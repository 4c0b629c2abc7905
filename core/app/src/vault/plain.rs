//! A secret in memory.
//!
//! Purpose: carry a patient reference from the form to the vault and from the vault to one reader.
//! Guarantee: it prints nothing, cannot be serialised, compared or copied by accident, and is wiped when dropped.
//! Non-goal: protection against someone who reads the process's memory.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text. The only way to see it is [`Plain::expose`], which is easy to find in a review.
pub struct Plain(Zeroizing<String>);

impl Plain {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain(…)")
    }
}
