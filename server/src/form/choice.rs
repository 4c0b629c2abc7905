//! What can be chosen in a list.

use serde::Serialize;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// A line of help.
    // Within the partial of a group `hint` is the group's own.
    #[serde(rename = "about")]
    pub hint: Option<String>,
    /// Is it chosen?
    pub chosen: bool,
}

impl Choice {
    /// Not chosen yet, without help.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Choice { value: value.into(), text: text.into(), hint: None, chosen: false }
    }
}
