//! The register of partners: the vendors and operators that incidents are escalated to.
//!
//! Guarantee: a partner is known by the name that organisations give as their vendor or operator.
//! Non-goal: who may change it, which the step decides.

use std::collections::BTreeSet;

use diesel::prelude::*;
use majakka_domain::id::PartnerId;
use majakka_domain::terms::Language;

use crate::db::AnyConnection;
use crate::db::schema::{organisations, partners};
use crate::error::{Error, Result};

/// A stored partner.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = partners)]
pub struct Partner {
    /// Id.
    pub id: PartnerId,
    /// As organisations name their vendor or operator.
    pub name: String,
    /// Where escalations go.
    pub email: String,
    /// The number of its duty, E.164; empty: none.
    pub phone: String,
    /// Language of the mails.
    pub language: Language,
    /// How long it has to answer, in minutes.
    pub answer_minutes: i32,
}

/// What is written of a partner.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NewPartner {
    /// As organisations name their vendor or operator.
    pub name: String,
    /// Where escalations go.
    pub email: String,
    /// The number of its duty; empty: none.
    pub phone: String,
    /// Language of the mails.
    pub language: Language,
    /// How long it has to answer, in minutes.
    pub answer_minutes: i32,
}

impl From<Partner> for NewPartner {
    fn from(Partner { id: _, name, email, phone, language, answer_minutes }: Partner) -> Self {
        NewPartner { name, email, phone, language, answer_minutes }
    }
}

/// All partners by name, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn all(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Partner>> {
    Ok(partners::table.order(partners::name).limit(limit).select(Partner::as_select()).load(conn)?)
}

/// One partner.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut AnyConnection, id: PartnerId) -> Result<Partner> {
    let found = partners::table.find(id.0).select(Partner::as_select()).first(conn).optional()?;
    found.ok_or(Error::NotFound("partner"))
}

/// The partner of this name, if the register has it.
///
/// # Errors
/// What the database says.
pub fn by_name(conn: &mut AnyConnection, name: &str) -> Result<Option<Partner>> {
    Ok(partners::table.filter(partners::name.eq(name)).select(Partner::as_select()).first(conn).optional()?)
}

/// Vendors and operators that organisations name and the register does not have: nobody could be mailed.
///
/// # Errors
/// What the database says.
pub fn unregistered(conn: &mut AnyConnection) -> Result<BTreeSet<String>> {
    use organisations as o;
    let known = || partners::table.select(partners::name);
    let vendors = o::table.filter(o::vendor.ne("")).filter(o::vendor.ne_all(known())).select(o::vendor).distinct();
    let operators =
        o::table.filter(o::operator.ne("")).filter(o::operator.ne_all(known())).select(o::operator).distinct();
    let mut names: BTreeSet<String> = vendors.load::<String>(conn)?.into_iter().collect();
    names.extend(operators.load::<String>(conn)?);
    Ok(names)
}

/// Adds a partner.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, new: &NewPartner) -> Result<PartnerId> {
    diesel::insert_into(partners::table).values(values(new)).execute(conn)?;
    Ok(partners::table.filter(partners::name.eq(&new.name)).select(partners::id).first(conn)?)
}

/// Writes a partner anew.
///
/// # Errors
/// What the database says.
pub fn change(conn: &mut AnyConnection, id: PartnerId, to: &NewPartner) -> Result<()> {
    diesel::update(partners::table.find(id.0)).set(values(to)).execute(conn)?;
    Ok(())
}

/// Takes a partner out of the register; what was sent to it stays in the incidents' timelines.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, id: PartnerId) -> Result<()> {
    diesel::delete(partners::table.find(id.0)).execute(conn)?;
    Ok(())
}

type Values<'a> = (
    diesel::dsl::Eq<partners::name, &'a str>,
    diesel::dsl::Eq<partners::email, &'a str>,
    diesel::dsl::Eq<partners::phone, &'a str>,
    diesel::dsl::Eq<partners::language, &'static str>,
    diesel::dsl::Eq<partners::answer_minutes, i32>,
);

fn values(of: &NewPartner) -> Values<'_> {
    (
        partners::name.eq(of.name.as_str()),
        partners::email.eq(of.email.as_str()),
        partners::phone.eq(of.phone.as_str()),
        partners::language.eq(of.language.as_str()),
        partners::answer_minutes.eq(of.answer_minutes),
    )
}
