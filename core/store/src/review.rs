//! What was learnt from incidents that are over, a text per language.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::Language;

use crate::db::AnyConnection;
use crate::db::schema::reviews;
use crate::error::Result;

/// The reviews of some incidents, by incident and language.
///
/// # Errors
/// What the database says.
pub fn of_incidents(
    conn: &mut AnyConnection,
    ids: &[IncidentId],
) -> Result<BTreeMap<IncidentId, BTreeMap<Language, String>>> {
    let rows: Vec<(IncidentId, Language, String)> = reviews::table
        .filter(reviews::incident_id.eq_any(ids.iter().map(|id| id.0)))
        .select((reviews::incident_id, reviews::language, reviews::text))
        .load(conn)?;
    let mut found: BTreeMap<IncidentId, BTreeMap<Language, String>> = BTreeMap::new();
    for (id, language, text) in rows {
        found.entry(id).or_default().insert(language, text);
    }
    Ok(found)
}

/// Writes a review in place of the one before; a language without text has none.
///
/// # Errors
/// What the database says.
pub fn put(conn: &mut AnyConnection, now: DateTime<Utc>, incident: IncidentId, texts: &Texts) -> Result<()> {
    use reviews as r;
    diesel::delete(r::table.filter(r::incident_id.eq(incident.0))).execute(conn)?;
    for language in Language::ALL {
        let text = texts.get(*language).trim();
        if !text.is_empty() {
            diesel::insert_into(r::table)
                .values((
                    r::incident_id.eq(incident.0),
                    r::language.eq(language.as_str()),
                    r::text.eq(text),
                    r::written_at.eq(now.naive_utc()),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}
