//! What is stored about one person, found by an e-mail address or a telephone number: for those who ask what is kept of them, or ask
//! to be forgotten (GDPR, articles 15 and 17).
//!
//! Guarantee: what happened stays; incidents, reports and messages keep their story and their numbers, and an incident that is held
//! keeps everything.
//! Non-goal: free text, in which somebody may be named; and rows that nobody may change (timelines, the audit log), which keep the
//! names of those who acted.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::id::{AccountId, ContactId, OrganisationId};
use majakka_domain::terms::{Channel, DeliveryState, Language};
use serde::Serialize;

use crate::db::AnyConnection;
use crate::db::schema::{
    accounts, audit, contacts, deliveries, incidents, messages, organisations, replies, reports, route_tests, sessions,
};
use crate::error::Result;
use crate::{account, identity, retention};

/// What somebody is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// An address, in small letters.
    Email(String),
    /// A number.
    Phone(Phone),
}

impl Known {
    /// Reads an address or a number as people write it.
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        if written.contains('@') {
            Email::parse(written.trim()).ok().map(|email| Known::Email(account::folded(email.as_str())))
        } else {
            Phone::parse(written).ok().map(Known::Phone)
        }
    }

    /// Those of these texts that say the same, however they are written.
    fn among(&self, written: Vec<Option<String>>) -> Vec<String> {
        written.into_iter().flatten().filter(|text| Known::read(text).as_ref() == Some(self)).collect()
    }
}

/// Everything that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Accounts.
    pub accounts: Vec<StoredAccount>,
    /// Places in the register of contacts.
    pub contacts: Vec<StoredContact>,
    /// What she reported.
    pub reports: Vec<StoredReport>,
    /// What was sent to her.
    pub deliveries: Vec<StoredDelivery>,
    /// What she answered.
    pub replies: Vec<StoredReply>,
    /// Test messages to her.
    pub tests: Vec<StoredTest>,
    /// Organisations whose duty list names her.
    pub duty_lists: Vec<String>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredAccount {
    /// Its number.
    pub id: AccountId,
    /// Whose.
    pub organisation: String,
    /// What she signs in with.
    pub email: String,
    /// Name.
    pub name: String,
    /// Of her pages.
    pub language: Language,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What providers of OpenID Connect call her.
    pub identities: Vec<StoredIdentity>,
    /// Open sessions.
    pub sessions: Vec<StoredSession>,
    /// What the audit log says that she did.
    pub deeds: Vec<StoredDeed>,
}

/// What a provider calls her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredIdentity {
    /// The provider.
    pub issuer: String,
    /// Its name for her.
    pub subject: String,
    /// Since when.
    pub linked_at: DateTime<Utc>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredSession {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: DateTime<Utc>,
    /// Network address.
    pub address: String,
    /// What the browser called itself.
    pub browser: String,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredDeed {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: String,
    /// On what.
    pub subject: String,
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredContact {
    /// Its number.
    pub id: ContactId,
    /// In whose register, by number and name.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Number.
    pub phone: Option<String>,
    /// When it was removed.
    pub removed_at: Option<DateTime<Utc>>,
    /// Was it told of an incident that is held?
    pub held: bool,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredReport {
    /// `R-2026-000123`.
    pub reference: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// About which service.
    pub service: String,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress was mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// What she told.
    pub description: String,
    /// Is it of an incident that is held?
    pub held: bool,
    #[serde(skip)]
    id: i64,
}

/// A message to her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredDelivery {
    /// When the message was written.
    pub written_at: DateTime<Utc>,
    /// Of which kind.
    pub kind: String,
    /// Over which channel.
    pub channel: Channel,
    /// To which address.
    pub address: String,
    /// What became of it.
    pub state: DeliveryState,
    /// Is it of an incident that is held?
    pub held: bool,
    #[serde(skip)]
    id: i64,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredReply {
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// From which number.
    pub sender: String,
    /// What it says.
    pub text: String,
    /// Is it about an incident that is held?
    pub held: bool,
    #[serde(skip)]
    id: i64,
}

/// A test message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredTest {
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// To which address.
    pub address: String,
    #[serde(skip)]
    id: i64,
}

/// Finds everything.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, known: &Known) -> Result<Stored> {
    let contacts = contacts_of(conn, known)?;
    let ids: Vec<i64> = contacts.iter().map(|contact| contact.id.0).collect();
    let deliveries = deliveries_of(conn, known, &ids)?;
    Ok(Stored {
        accounts: accounts_of(conn, known)?,
        reports: reports_of(conn, known)?,
        replies: replies_of(conn, known)?,
        tests: tests_of(conn, known)?,
        duty_lists: duty_lists_of(conn, known)?,
        contacts,
        deliveries,
    })
}

fn accounts_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<StoredAccount>> {
    use accounts as a;
    let Known::Email(email) = known else { return Ok(Vec::new()) };
    type Row = (AccountId, String, String, String, Language, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = a::table
        .inner_join(organisations::table.on(organisations::id.eq(a::organisation_id)))
        .filter(a::email.eq(email))
        .order(a::id)
        .select((a::id, organisations::name, a::email, a::name, a::language, a::created_at, a::deactivated_at))
        .load(conn)?;
    let mut found = Vec::new();
    for (id, organisation, email, name, language, created_at, closed_at) in rows {
        let (identities, sessions, deeds) = (identities_of(conn, id)?, sessions_of(conn, id)?, deeds_of(conn, id)?);
        found.push(StoredAccount {
            id,
            organisation,
            email,
            name,
            language,
            created_at,
            closed_at,
            identities,
            sessions,
            deeds,
        });
    }
    Ok(found)
}

fn identities_of(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<StoredIdentity>> {
    let known = identity::of_account(conn, account)?.into_iter();
    let stored = |known: identity::Identity| StoredIdentity {
        issuer: known.issuer,
        subject: known.subject,
        linked_at: known.linked_at,
    };
    Ok(known.map(stored).collect())
}

fn sessions_of(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<StoredSession>> {
    use sessions as s;
    let rows: Vec<(DateTime<Utc>, DateTime<Utc>, String, String)> = s::table
        .filter(s::account_id.eq(account.0))
        .order(s::created_at)
        .select((s::created_at, s::last_seen_at, s::address, s::browser))
        .load(conn)?;
    let session = |(began_at, used_at, address, browser)| StoredSession { began_at, used_at, address, browser };
    Ok(rows.into_iter().map(session).collect())
}

/// Her name may have changed since: the number of the account is what she is known by.
fn deeds_of(conn: &mut AnyConnection, account: AccountId) -> Result<Vec<StoredDeed>> {
    let rows: Vec<(DateTime<Utc>, String, String)> = audit::table
        .filter(audit::actor.like(format!("% #{account}")))
        .order(audit::id)
        .select((audit::at, audit::action, audit::subject))
        .load(conn)?;
    Ok(rows.into_iter().map(|(at, action, subject)| StoredDeed { at, action, subject }).collect())
}

fn contacts_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<StoredContact>> {
    use contacts as c;
    let written: Vec<Option<String>> = match known {
        Known::Email(_) => c::table.select(c::email.nullable()).distinct().load(conn)?,
        Known::Phone(_) => c::table.select(c::phone).distinct().load(conn)?,
    };
    let written = known.among(written);
    type Row = (ContactId, OrganisationId, String, String, String, Option<String>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = c::table
        .inner_join(organisations::table.on(organisations::id.eq(c::organisation_id)))
        .filter(c::email.eq_any(&written).or(c::phone.eq_any(&written)))
        .order(c::id)
        .select((c::id, c::organisation_id, organisations::name, c::name, c::email, c::phone, c::removed_at))
        .load(conn)?;
    let told: Vec<Option<i64>> = deliveries::table
        .inner_join(incidents::table.on(incidents::id.nullable().eq(deliveries::incident_id)))
        .filter(deliveries::contact_id.eq_any(rows.iter().map(|row| row.0.0)))
        .filter(incidents::held_at.is_not_null())
        .select(deliveries::contact_id)
        .distinct()
        .load(conn)?;
    let contact = |(id, organisation_id, organisation, name, email, phone, removed_at): Row| {
        let held = told.contains(&Some(id.0));
        StoredContact { id, organisation_id, organisation, name, email, phone, removed_at, held }
    };
    Ok(rows.into_iter().map(contact).collect())
}

fn reports_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<StoredReport>> {
    use reports as r;
    let written: Vec<Option<String>> = match known {
        Known::Email(_) => r::table.select(r::reporter_email).distinct().load(conn)?,
        Known::Phone(_) => r::table.select(r::callback).distinct().load(conn)?,
    };
    let written = known.among(written);
    type Row =
        (i64, String, DateTime<Utc>, String, Option<String>, Option<String>, Option<String>, String, Option<i64>);
    let rows: Vec<Row> = r::table
        .filter(r::reporter_email.eq_any(&written).or(r::callback.eq_any(&written)))
        .order(r::id)
        .select((
            r::id,
            r::reference,
            r::received_at,
            r::service,
            r::reporter,
            r::reporter_email,
            r::callback,
            r::description,
            r::incident_id,
        ))
        .load(conn)?;
    let held = held(conn)?;
    let report = |(id, reference, received_at, service, reporter, reporter_email, callback, description, of): Row| {
        let held = of.is_some_and(|of| held.contains(&of));
        StoredReport { reference, received_at, service, reporter, reporter_email, callback, description, held, id }
    };
    Ok(rows.into_iter().map(report).collect())
}

/// Incidents that are held.
fn held(conn: &mut AnyConnection) -> Result<BTreeSet<i64>> {
    let rows: Vec<i64> = incidents::table.filter(incidents::held_at.is_not_null()).select(incidents::id).load(conn)?;
    Ok(rows.into_iter().collect())
}

fn deliveries_of(conn: &mut AnyConnection, known: &Known, contacts: &[i64]) -> Result<Vec<StoredDelivery>> {
    use {deliveries as d, messages as m};
    let written = known.among(d::table.select(d::address.nullable()).distinct().load(conn)?);
    type Row = (i64, DateTime<Utc>, String, Channel, String, DeliveryState, Option<i64>, Option<i64>);
    let rows: Vec<Row> = d::table
        .inner_join(m::table.on(m::id.eq(d::message_id)))
        .left_join(reports::table.on(reports::id.nullable().eq(m::report_id)))
        .filter(d::address.eq_any(&written).or(d::contact_id.eq_any(contacts)))
        .order(d::id)
        .select((
            d::id,
            m::written_at,
            d::kind,
            d::channel,
            d::address,
            d::state,
            m::incident_id,
            reports::incident_id.nullable(),
        ))
        .load(conn)?;
    let held = held(conn)?;
    let delivery = |(id, written_at, kind, channel, address, state, of, of_report): Row| {
        let held = of.or(of_report).is_some_and(|of| held.contains(&of));
        StoredDelivery { written_at, kind, channel, address, state, held, id }
    };
    Ok(rows.into_iter().map(delivery).collect())
}

fn replies_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<StoredReply>> {
    use {deliveries as d, replies as r};
    let written = known.among(r::table.select(r::sender.nullable()).distinct().load(conn)?);
    type Row = (i64, DateTime<Utc>, String, String, Option<i64>);
    let rows: Vec<Row> = r::table
        .left_join(d::table.on(d::id.nullable().eq(r::delivery_id)))
        .filter(r::sender.eq_any(&written))
        .order(r::id)
        .select((r::id, r::received_at, r::sender, r::text, d::incident_id.nullable()))
        .load(conn)?;
    let held = held(conn)?;
    let reply = |(id, received_at, sender, text, of): Row| {
        let held = of.is_some_and(|of| held.contains(&of));
        StoredReply { received_at, sender, text, held, id }
    };
    Ok(rows.into_iter().map(reply).collect())
}

fn tests_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<StoredTest>> {
    use route_tests as t;
    let written = known.among(t::table.select(t::address.nullable()).distinct().load(conn)?);
    let rows: Vec<(i64, DateTime<Utc>, String)> = t::table
        .filter(t::address.eq_any(&written))
        .order(t::id)
        .select((t::id, t::asked_at, t::address))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, asked_at, address)| StoredTest { asked_at, address, id }).collect())
}

fn duty_lists_of(conn: &mut AnyConnection, known: &Known) -> Result<Vec<String>> {
    use organisations as o;
    let rows: Vec<(String, String)> =
        o::table.filter(o::duty_contacts.ne("")).order(o::id).select((o::name, o::duty_contacts)).load(conn)?;
    let names = |lines: &str| lines.lines().any(|line| Known::read(line).as_ref() == Some(known));
    Ok(rows.into_iter().filter(|(_, lines)| names(lines)).map(|(name, _)| name).collect())
}

/// Takes her out of reports, deliveries, replies and test messages, but for those of incidents that are held. What waits to be sent to
/// her leaves no more.
///
/// # Errors
/// What the database says.
pub fn forget_traces(conn: &mut AnyConnection, now: DateTime<Utc>, found: &Stored) -> Result<()> {
    let ids: Vec<i64> = found.reports.iter().filter(|report| !report.held).map(|report| report.id).collect();
    retention::forget_reporters(conn, &ids)?;
    let ids: Vec<i64> = found.deliveries.iter().filter(|delivery| !delivery.held).map(|delivery| delivery.id).collect();
    for some in ids.chunks(500) {
        retention::forget_recipient(conn, now, some)?;
    }
    let ids: Vec<i64> = found.replies.iter().filter(|reply| !reply.held).map(|reply| reply.id).collect();
    diesel::delete(replies::table.filter(replies::id.eq_any(ids))).execute(conn)?;
    let ids: Vec<i64> = found.tests.iter().map(|test| test.id).collect();
    diesel::delete(route_tests::table.filter(route_tests::id.eq_any(ids))).execute(conn)?;
    Ok(())
}
