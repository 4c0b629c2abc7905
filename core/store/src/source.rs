//! The channels through which others announce: how they are called, and whether they can be read.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::Catalogue;

use super::organisation;
use crate::db::AnyConnection;
use crate::db::schema::{announcements, source_gaps, source_names, sources};
use crate::error::Result;

/// The source that Kela speaks through.
pub const KANTA_FI: &str = "kanta.fi";

/// How a source is called here: as the catalogue's owner, as an organisation names its operator, or as it was called before,
/// whatever its letter case and white space. A name that is heard for the first time is remembered: from then on it costs one look-up
/// by key, however many notices there are.
///
/// # Errors
/// What the database says.
pub fn as_known(conn: &mut AnyConnection, catalogue: &Catalogue, source: &str) -> Result<String> {
    use source_names as n;
    let wanted = folded(source);
    let owners = catalogue.systems().map(|system| system.owner.as_str());
    if let Some(owner) = std::iter::once(KANTA_FI).chain(owners).find(|owner| folded(owner) == wanted) {
        return Ok(owner.to_owned());
    }
    if let Some(name) = n::table.find(&wanted).select(n::name).first(conn).optional()? {
        return Ok(name);
    }
    let name = heard_before(conn, &wanted)?.unwrap_or_else(|| one_line(source));
    diesel::insert_into(n::table).values((n::folded.eq(&wanted), n::name.eq(&name))).execute(conn)?;
    Ok(name)
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(name: &str) -> String {
    one_line(name).to_lowercase()
}

/// An operator of this name, else a source that was heard before names were remembered.
fn heard_before(conn: &mut AnyConnection, wanted: &str) -> Result<Option<String>> {
    let operators = organisation::operators(conn)?;
    let heard: Vec<String> =
        announcements::table.select(announcements::source).distinct().order(announcements::source).load(conn)?;
    let judged: Vec<String> = sources::table.select(sources::name).order(sources::name).load(conn)?;
    Ok(operators.into_iter().chain(heard).chain(judged).find(|name| folded(name) == wanted))
}

/// A channel could or could not be read. How long it could not is kept, for the history.
///
/// # Errors
/// What the database says.
pub fn set_reachable(conn: &mut AnyConnection, now: DateTime<Utc>, source: &str, reachable: bool) -> Result<()> {
    use {source_gaps as g, sources as s};
    let open = g::table.filter(g::source.eq(source)).filter(g::ended_at.is_null());
    let is_open: i64 = open.count().get_result(conn)?;
    if reachable {
        diesel::update(open).set(g::ended_at.eq(now.naive_utc())).execute(conn)?;
    } else if is_open == 0 {
        diesel::insert_into(g::table).values((g::source.eq(source), g::began_at.eq(now.naive_utc()))).execute(conn)?;
    }
    let values = (s::reachable.eq(reachable), s::changed_at.eq(now.naive_utc()));
    let changed = diesel::update(s::table.find(source)).set(values).execute(conn)?;
    if changed == 0 {
        diesel::insert_into(s::table).values((s::name.eq(source), values)).execute(conn)?;
    }
    Ok(())
}

/// Channels that cannot be read now, lower case.
///
/// # Errors
/// What the database says.
pub fn unreachable(conn: &mut AnyConnection) -> Result<BTreeSet<String>> {
    let names: Vec<String> = sources::table.filter(sources::reachable.eq(false)).select(sources::name).load(conn)?;
    Ok(names.into_iter().map(|name| name.to_lowercase()).collect())
}

/// A time in which a source could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; none: still.
    pub until: Option<DateTime<Utc>>,
}

/// When a source could not be read, as far as that reaches past `since`.
///
/// # Errors
/// What the database says.
pub fn gaps(conn: &mut AnyConnection, source: &str, since: DateTime<Utc>) -> Result<Vec<Gap>> {
    use source_gaps as g;
    let rows: Vec<(String, DateTime<Utc>, Option<DateTime<Utc>>)> = g::table
        .filter(g::ended_at.is_null().or(g::ended_at.ge(since.naive_utc())))
        .order(g::began_at)
        .select((g::source, g::began_at, g::ended_at))
        .load(conn)?;
    let of_it = rows.into_iter().filter(|(name, ..)| name.eq_ignore_ascii_case(source));
    Ok(of_it.map(|(_, from, until)| Gap { from, until }).collect())
}
