//! The contact register as its keepers look through it: organisations and contacts, a page at a time.
//!
//! Guarantee: a page costs a fixed number of statements, its words are found by an index, and it goes on after its last row whatever
//! came or went meanwhile; nobody is shown whom she does not keep.
//! Non-goal: whom a message reaches ([`crate::recipients`]).

pub mod bulk;
mod contacts;
mod organisations;

pub use contacts::{ContactFound, ContactsWanted, contacts};
pub use organisations::{OrganisationFound, OrganisationsWanted, kept, served};

use majakka_domain::finding::SearchTerms;
use majakka_domain::id::OrganisationId;
use majakka_domain::rights::Permission;

use crate::db::{AnyConnection, Value, dialect};
use crate::error::Result;
use crate::installation;
use crate::viewer::Viewer;

/// In which order a list comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, as the Finnish alphabet has it.
    #[default]
    Name,
    /// What came last first.
    Newest,
}

/// Whose register somebody looks through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everybody's.
    All,
    /// This organisation's, and that of those whom its desk serves.
    Of(OrganisationId),
}

impl Scope {
    /// Whom the viewer keeps, who keeps organisations.
    ///
    /// # Errors
    /// `forbidden`.
    pub(crate) fn kept(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Self> {
        viewer.require(Permission::Administer)?;
        Ok(installation::bounds(conn, viewer)?.map_or(Scope::All, Scope::Of))
    }

    /// Whom the viewer's desk serves, who keeps contacts.
    ///
    /// # Errors
    /// `forbidden`.
    pub(crate) fn served(viewer: &Viewer) -> Result<Self> {
        viewer.require(Permission::EditContacts)?;
        Ok(viewer.desk().map_or(Scope::All, Scope::Of))
    }
}

/// Conditions of one statement, with their values.
#[derive(Debug, Default)]
struct Conditions<'a> {
    sql: Vec<String>,
    values: Vec<Value<'a>>,
}

impl<'a> Conditions<'a> {
    fn bind(&mut self, value: Value<'a>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn add(&mut self, condition: impl Into<String>) {
        self.sql.push(condition.into());
    }

    /// `o` is the organisation.
    fn within(&mut self, scope: Scope) {
        if let Scope::Of(own) = scope {
            let own = self.bind(Value::Number(own.0));
            self.add(format!("(o.desk_id = {own} OR o.id = {own})"));
        }
    }

    /// Rows after this one. `name` is the table's in the statement. Says how they are ordered.
    fn after(&mut self, table: &str, name: &str, order: Order, after: Option<i64>) -> String {
        if let Some(after) = after {
            let after = self.bind(Value::Number(after));
            self.add(match order {
                Order::Name => {
                    format!("({name}.sorted_by, {name}.id) > (SELECT sorted_by, id FROM {table} WHERE id = {after})")
                }
                Order::Newest => format!("{name}.id < {after}"),
            });
        }
        match order {
            Order::Name => format!("{name}.sorted_by, {name}.id"),
            Order::Newest => format!("{name}.id DESC"),
        }
    }

    /// The words that are looked for.
    fn asked(&mut self, condition: Option<&'a dialect::Condition>) {
        if let Some(condition) = condition {
            self.sql.push(condition.sql.clone());
            self.values.extend(condition.values.iter().map(|value| Value::Text(value)));
        }
    }

    fn all(&self) -> String {
        if self.sql.is_empty() { "1 = 1".to_owned() } else { self.sql.join(" AND ") }
    }
}

/// Indexes what was written since the last time, a part of it; says of how many rows. What waits is found all the same, row by row.
///
/// # Errors
/// What the database says.
pub fn index(conn: &mut AnyConnection) -> Result<usize> {
    Ok(dialect::index(conn)?)
}

/// Does anything wait for [`index`]?
///
/// # Errors
/// What the database says.
pub fn is_behind(conn: &mut AnyConnection) -> Result<bool> {
    Ok(dialect::is_behind(conn)?)
}

/// The condition for words, as the first one of its statement.
fn words(conn: &AnyConnection, table: &str, name: &str, asked: &SearchTerms) -> Option<dialect::Condition> {
    dialect::found(conn, table, name, asked, 1)
}
