//! What keeps a sound request from being done: trouble of the database, not of whoever asks.
//!
//! Guarantee: the same request may succeed later, and nothing of it was written, but for [`Trouble::Uncertain`].
//! Non-goal: telling which database error is which; that is `dialect::judge`.

/// What the database said, or what stood in its way.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The short name of [`Trouble::Full`].
pub(super) const FULL: &str = "full";

/// The database cannot do its work now.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It cannot be reached, or it broke the connection off.
    #[error("the database cannot be reached")]
    Away(#[source] Cause),
    /// It holds its connections and does not answer.
    #[error("the database does not answer")]
    Silent,
    /// Somebody else holds what is needed, or too many want the same.
    #[error("the database is busy")]
    Busy(#[source] Option<Cause>),
    /// It has no room left.
    #[error("the database has no room left")]
    Full(#[source] Cause),
    /// It takes no writes, as a standby does.
    #[error("the database takes no writes")]
    ReadOnly(#[source] Cause),
    /// It fell silent while it committed: the write may be there or not.
    #[error("it is not known whether the database took the last write")]
    Uncertain(#[source] Option<Cause>),
}

impl Trouble {
    /// A short name, the same for the same kind: logs and pages go by it.
    pub fn kind(&self) -> &'static str {
        match self {
            Trouble::Away(_) => "away",
            Trouble::Silent => "silent",
            Trouble::Busy(_) => "busy",
            Trouble::Full(_) => FULL,
            Trouble::ReadOnly(_) => "read_only",
            Trouble::Uncertain(_) => "uncertain",
        }
    }

    /// The whole of it in one line: what it is, and what the database said.
    pub fn words(&self) -> String {
        let mut words = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            words = format!("{words}: {cause}");
            next = cause.source();
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
