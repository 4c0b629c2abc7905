//! What an import comes to.

use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::ContactRole;

/// So many changes, problems and losses are told one by one; the others are counted.
pub const MOST_SHOWN: usize = 200;

/// What it comes to, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that were read.
    pub rows: usize,
    /// New in the register.
    pub added: usize,
    /// Not as they were.
    pub changed: usize,
    /// Taken out.
    pub removed: usize,
    /// As they were.
    pub same: usize,
    /// The first of the changes, in the order of the file; those taken out at the end.
    pub changes: Vec<Change>,
    /// How many problems there are.
    pub wrong: usize,
    /// The first of them.
    pub problems: Vec<RowProblem>,
    /// How many mandatory roles nobody would hold any more.
    pub losses: usize,
    /// The first of them.
    pub losing: Vec<Losing>,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is new.
    Added,
    /// It is not as it was.
    Changed,
    /// It goes.
    Removed,
}

impl How {
    /// The key of its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            How::Added => "added",
            How::Changed => "changed",
            How::Removed => "removed",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub how: How,
    /// In which row of the file; none when it is not in it.
    pub line: Option<usize>,
    /// Of which organisation.
    pub organisation: String,
    /// Name, and address of a contact.
    pub name: String,
    /// The old and the new value of each field that is not as it was.
    pub fields: Vec<(String, String, String)>,
}

/// One wrong cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// In which row of the file.
    pub line: usize,
    /// What is wrong; its field is the column.
    pub problem: FieldProblem,
}

/// A mandatory role that nobody would hold any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Losing {
    /// Of which organisation.
    pub organisation: String,
    /// Which.
    pub role: ContactRole,
}

impl Outcome {
    /// May it be taken in?
    pub fn is_sound(&self) -> bool {
        self.wrong == 0 && self.losses == 0
    }

    pub(super) fn problems(&mut self, line: usize, problems: &[FieldProblem]) {
        self.wrong += problems.len();
        for problem in problems.iter().take(MOST_SHOWN.saturating_sub(self.problems.len())) {
            self.problems.push(RowProblem { line, problem: problem.clone() });
        }
    }

    pub(super) fn change(&mut self, change: impl FnOnce() -> Change, how: How) {
        match how {
            How::Added => self.added += 1,
            How::Changed => self.changed += 1,
            How::Removed => self.removed += 1,
        }
        if self.changes.len() < MOST_SHOWN {
            self.changes.push(change());
        }
    }

    pub(super) fn loss(&mut self, organisation: &str, role: ContactRole) {
        self.losses += 1;
        if self.losing.len() < MOST_SHOWN {
            self.losing.push(Losing { organisation: organisation.to_owned(), role });
        }
    }
}
