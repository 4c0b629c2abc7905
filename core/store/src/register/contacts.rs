//! Contacts that somebody looks for.

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl as _};
use majakka_domain::finding::SearchTerms;
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::terms::{ContactRole, Language};

use super::{Conditions, Order, Scope, words};
use crate::db::{AnyConnection, Plain, Statement, Value};
use crate::error::Result;
use crate::viewer::Viewer;

/// Which are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactsWanted {
    /// Words in name, address or number.
    pub asked: SearchTerms,
    /// Of this organisation.
    pub organisation: Option<OrganisationId>,
    /// In this role.
    pub role: Option<ContactRole>,
    /// Those alone whom no text message reaches.
    pub without_sms: bool,
    /// In which order.
    pub order: Order,
    /// Those after this one.
    pub after: Option<ContactId>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ContactFound {
    /// Id.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<ContactId>)]
    pub id: ContactId,
    /// Whose.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<OrganisationId>)]
    pub organisation_id: OrganisationId,
    /// That organisation's name.
    #[diesel(sql_type = Text)]
    pub organisation: String,
    /// Name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// E-mail.
    #[diesel(sql_type = Text)]
    pub email: String,
    /// Phone, E.164.
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    /// Does the phone take text messages?
    #[diesel(sql_type = Bool)]
    pub takes_sms: bool,
    /// Language.
    #[diesel(sql_type = Text, deserialize_as = Plain<Language>)]
    pub language: Language,
}

/// Contacts of the viewer's desk; at most `limit`. Those that were taken out are not among them.
///
/// # Errors
/// `forbidden`.
pub fn contacts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    wanted: &ContactsWanted,
    limit: i64,
) -> Result<Vec<ContactFound>> {
    let scope = Scope::served(viewer)?;
    let words = words(conn, "contacts", "c", &wanted.asked);
    let mut conditions = Conditions::default();
    conditions.asked(words.as_ref());
    conditions.add("c.removed_at IS NULL");
    conditions.within(scope);
    if let Some(organisation) = wanted.organisation {
        let organisation = conditions.bind(Value::Number(organisation.0));
        conditions.add(format!("c.organisation_id = {organisation}"));
    }
    if let Some(role) = wanted.role {
        let role = conditions.bind(Value::Text(role.as_str()));
        conditions.add(format!("EXISTS (SELECT 1 FROM contact_roles r WHERE r.contact_id = c.id AND r.role = {role})"));
    }
    if wanted.without_sms {
        conditions.add("(c.phone IS NULL OR c.phone = '' OR NOT c.takes_sms)");
    }
    let order = conditions.after("contacts", "c", wanted.order, wanted.after.map(|id| id.0));
    let limit = conditions.bind(Value::Number(limit));
    // SQLite joins in this order: the contacts that the words or the order lead to, then the organisation of each. By itself it begins
    // with every organisation of the desk, and looks for every hit in each.
    let sql = format!(
        "SELECT c.id, c.organisation_id, o.name AS organisation, c.name, c.email, c.phone, c.takes_sms, c.language \
         FROM contacts c CROSS JOIN organisations o WHERE o.id = c.organisation_id AND {} ORDER BY {order} LIMIT {limit}",
        conditions.all()
    );
    Ok(Statement::once(sql, conditions.values).load(conn)?)
}
