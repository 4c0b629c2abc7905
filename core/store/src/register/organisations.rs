//! Organisations that somebody looks for.

use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryableByName, RunQueryDsl as _};
use majakka_domain::finding::SearchTerms;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::OrganisationKind;

use super::{Conditions, Order, Scope, words};
use crate::db::{AnyConnection, Plain, Statement, Value};
use crate::error::Result;
use crate::viewer::Viewer;

/// Which are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationsWanted {
    /// Words in name, short name, numbers, region, operator or vendor.
    pub asked: SearchTerms,
    /// Of this kind.
    pub kind: Option<OrganisationKind>,
    /// That use this service; catalogue id.
    pub service: Option<String>,
    /// Those alone that no host has confirmed.
    pub unconfirmed: bool,
    /// In which order.
    pub order: Order,
    /// Those after this one.
    pub after: Option<OrganisationId>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OrganisationFound {
    /// Id.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<OrganisationId>)]
    pub id: OrganisationId,
    /// Name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Short name.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// Kind.
    #[diesel(sql_type = Text, deserialize_as = Plain<OrganisationKind>)]
    pub kind: OrganisationKind,
    /// Y-tunnus; may be empty.
    #[diesel(sql_type = Text)]
    pub business_id: String,
    /// Region; may be empty.
    #[diesel(sql_type = Text)]
    pub region: String,
    /// Has a host said that it is who it says?
    #[diesel(sql_type = Bool)]
    pub confirmed: bool,
    /// How many contacts it has.
    #[diesel(sql_type = BigInt)]
    pub contacts: i64,
}

/// Organisations that the viewer keeps; at most `limit`.
///
/// # Errors
/// `forbidden`.
pub fn kept(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    wanted: &OrganisationsWanted,
    limit: i64,
) -> Result<Vec<OrganisationFound>> {
    let scope = Scope::kept(conn, viewer)?;
    within(conn, scope, wanted, limit)
}

/// Organisations that the viewer's desk serves; at most `limit`.
///
/// # Errors
/// `forbidden`.
pub fn served(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    wanted: &OrganisationsWanted,
    limit: i64,
) -> Result<Vec<OrganisationFound>> {
    within(conn, Scope::served(viewer)?, wanted, limit)
}

fn within(
    conn: &mut AnyConnection,
    scope: Scope,
    wanted: &OrganisationsWanted,
    limit: i64,
) -> Result<Vec<OrganisationFound>> {
    let words = words(conn, "organisations", "o", &wanted.asked);
    let mut conditions = Conditions::default();
    conditions.asked(words.as_ref());
    conditions.within(scope);
    if let Some(kind) = wanted.kind {
        let kind = conditions.bind(Value::Text(kind.as_str()));
        conditions.add(format!("o.kind = {kind}"));
    }
    if let Some(service) = &wanted.service {
        let service = conditions.bind(Value::Text(service));
        conditions.add(format!(
            "EXISTS (SELECT 1 FROM organisation_services s WHERE s.organisation_id = o.id AND s.service = {service})"
        ));
    }
    if wanted.unconfirmed {
        conditions.add("NOT o.confirmed");
    }
    let order = conditions.after("organisations", "o", wanted.order, wanted.after.map(|id| id.0));
    let limit = conditions.bind(Value::Number(limit));
    let sql = format!(
        "SELECT o.id, o.name, o.slug, o.kind, o.business_id, o.region, o.confirmed, \
         (SELECT COUNT(*) FROM contacts c WHERE c.organisation_id = o.id AND c.removed_at IS NULL) AS contacts \
         FROM organisations o WHERE {} ORDER BY {order} LIMIT {limit}",
        conditions.all()
    );
    Ok(Statement::once(sql, conditions.values).load(conn)?)
}
