//! Deliveries: one message to one recipient over one channel, and what became of it.
//!
//! `outbox` is how a worker takes them and writes down how they fared, `hand` where to find what workers hold, `recipients_of`
//! how people read what became of them, and `of_contact` how they read it of one contact.

mod again;
mod hand;
mod of_contact;
mod outbox;
mod recipients_of;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use majakka_domain::delivery::Fate;
use majakka_domain::id::{ContactId, DeliveryId, IncidentId, MaintenanceId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState, Language, MessageKind};

use crate::db::AnyConnection;
use crate::db::dialect;
use crate::db::schema::{contacts, deliveries, delivery_attempts};
use crate::error::Result;

pub use again::offer_one_again;
pub use hand::{Hand, forget_hands, hands_of_others};
pub use of_contact::{ToContact, of_contact};
pub use outbox::{
    Claim, Claimed, Held, LEASE, NotTaken, Taken, Verdict, claim, free_unnamed, held_of, next_due, not_taken, release,
    release_unknown, renew, repeat_due, still_held, take_back, taken,
};
pub use recipients_of::{ATTEMPTS, Attempt, Recipient, Wanted, Which, attempts, recipients};

/// A stored delivery.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub struct Delivery {
    /// Id.
    pub id: DeliveryId,
    /// Which message.
    pub message_id: MessageId,
    /// To whom in the register.
    pub contact_id: Option<ContactId>,
    /// Channel.
    pub channel: Channel,
    /// Address on it.
    pub address: String,
    /// Language.
    pub language: Language,
    /// Kind of the message.
    pub kind: MessageKind,
    /// About which incident.
    pub incident_id: Option<IncidentId>,
    /// About which own break.
    pub maintenance_id: Option<MaintenanceId>,
    /// State.
    pub state: DeliveryState,
    /// How often it was offered.
    pub attempts: i32,
    /// When it may be offered next, UTC.
    pub due_at: DateTime<Utc>,
    /// The gateway's own id.
    pub provider_ref: Option<String>,
    /// What the gateway said last.
    pub last_detail: Option<String>,
    /// When it found its present state.
    pub settled_at: Option<DateTime<Utc>>,
    /// Answered offers, whoever was to blame.
    pub offers: i32,
    /// Offers that were not answered.
    pub repeats: i32,
    /// When one that was not answered is repeated, if it is.
    pub repeat_at: Option<DateTime<Utc>>,
    /// By which route it was offered last.
    pub route: Option<String>,
    /// When its recipient said that she has read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// A delivery to somebody who is not in the register: Kela, a vendor, a reporter.
///
/// # Errors
/// What the database says.
#[expect(clippy::too_many_arguments, reason = "a row has that many facts")]
pub fn insert_single(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    message: MessageId,
    kind: MessageKind,
    incident: Option<IncidentId>,
    channel: Channel,
    address: &str,
    language: Language,
) -> Result<DeliveryId> {
    use deliveries as d;
    let due_at = dialect::due_at_once(conn, now)?;
    Ok(diesel::insert_into(d::table)
        .values((
            d::message_id.eq(message.0),
            d::channel.eq(channel.as_str()),
            d::address.eq(address),
            d::language.eq(language.as_str()),
            d::kind.eq(kind.as_str()),
            d::series.eq(kind.series().as_str()),
            d::incident_id.eq(incident.map(|id| id.0)),
            d::reason.eq("single"),
            d::priority.eq(0),
            d::state.eq(DeliveryState::Queued.as_str()),
            d::attempts.eq(0),
            d::due_at.eq(due_at.naive_utc()),
        ))
        .returning(d::id)
        .get_result(conn)?)
}

/// What was said of a message that had been taken. Said again or late it changes nothing, but that it arrived counts also
/// after it was said to have failed: says whether it did.
///
/// # Errors
/// What the database says.
pub fn receive(conn: &mut AnyConnection, now: DateTime<Utc>, id: DeliveryId, fate: Fate, detail: &str) -> Result<bool> {
    use DeliveryState::{Delivered, Failed, Queued, Sent, Uncertain};
    let (state, cause, open): (_, _, &[DeliveryState]) = match fate {
        Fate::Delivered => (Delivered, None, &[Queued, Sent, Uncertain, Failed]),
        Fate::Failed(cause) => (Failed, Some(cause.as_str()), &[Queued, Sent, Uncertain]),
    };
    let open = open.iter().map(|state| state.as_str());
    let changed = diesel::update(deliveries::table.find(id.0).filter(deliveries::state.eq_any(open)))
        .set((
            deliveries::state.eq(state.as_str()),
            deliveries::cause.eq(cause),
            deliveries::repeat_at.eq(None::<NaiveDateTime>),
            deliveries::last_detail.eq(detail),
            deliveries::settled_at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Writes down what was said of a delivery that changes nothing of its state: `outcome` is a word of the list `attempt`. The
/// same once more is not written; says whether it was.
///
/// # Errors
/// What the database says.
pub fn remark(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: DeliveryId,
    outcome: &str,
    detail: &str,
) -> Result<bool> {
    use delivery_attempts as a;
    let same = a::table.filter(a::delivery_id.eq(id.0)).filter(a::outcome.eq(outcome)).filter(a::detail.eq(detail));
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Ok(false);
    }
    diesel::insert_into(a::table)
        .values((a::delivery_id.eq(id.0), a::at.eq(now.naive_utc()), a::outcome.eq(outcome), a::detail.eq(detail)))
        .execute(conn)?;
    Ok(true)
}

/// The newest text message that went out to a number, if any did.
///
/// # Errors
/// What the database says.
pub fn newest_to_number(conn: &mut AnyConnection, number: &str) -> Result<Option<Delivery>> {
    use DeliveryState::{Delivered, Failed, Sent, Uncertain};
    let out = [Sent, Delivered, Failed, Uncertain].map(DeliveryState::as_str);
    Ok(deliveries::table
        .filter(deliveries::channel.eq(Channel::Sms.as_str()))
        .filter(deliveries::address.eq(number))
        .filter(deliveries::state.eq_any(out))
        .order(deliveries::id.desc())
        .select(Delivery::as_select())
        .first(conn)
        .optional()?)
}

/// Its recipient has read it; the first time counts.
///
/// # Errors
/// What the database says.
pub fn read(conn: &mut AnyConnection, now: DateTime<Utc>, id: DeliveryId) -> Result<()> {
    diesel::update(deliveries::table.find(id.0).filter(deliveries::read_at.is_null()))
        .set(deliveries::read_at.eq(now.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// One delivery.
///
/// # Errors
/// What the database says.
pub fn find(conn: &mut AnyConnection, id: DeliveryId) -> Result<Option<Delivery>> {
    Ok(deliveries::table.find(id.0).select(Delivery::as_select()).first(conn).optional()?)
}

/// The newest message that was accepted for a contact on a channel.
///
/// # Errors
/// What the database says.
pub fn newest_accepted(conn: &mut AnyConnection, contact: ContactId, channel: Channel) -> Result<Option<DeliveryId>> {
    Ok(deliveries::table
        .filter(deliveries::contact_id.eq(contact.0))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::state.eq_any([
            DeliveryState::Sent.as_str(),
            DeliveryState::Delivered.as_str(),
            DeliveryState::Failed.as_str(),
        ]))
        .order(deliveries::id.desc())
        .select(deliveries::id)
        .first(conn)
        .optional()?)
}

/// Gives those of a message that failed the address that their contact has by now. A contact without a number keeps the
/// old one: what was tried stays to be seen.
///
/// # Errors
/// What the database says.
pub fn readdress_failed(conn: &mut AnyConnection, message: MessageId) -> Result<()> {
    use contacts as c;
    use deliveries as d;
    let failed = |channel: Channel| {
        d::table
            .filter(d::message_id.eq(message.0))
            .filter(d::channel.eq(channel.as_str()))
            .filter(d::state.eq(DeliveryState::Failed.as_str()))
    };
    let of_contact = || c::table.filter(c::id.nullable().eq(d::contact_id));
    let has_number = diesel::dsl::exists(of_contact().filter(c::phone.is_not_null()));
    diesel::update(failed(Channel::Sms).filter(has_number))
        .set(d::address.eq(of_contact().select(c::phone.assume_not_null()).single_value().assume_not_null()))
        .execute(conn)?;
    diesel::update(failed(Channel::Email).filter(diesel::dsl::exists(of_contact())))
        .set(d::address.eq(of_contact().select(c::email).single_value().assume_not_null()))
        .execute(conn)?;
    Ok(())
}

/// Offers those of a message that failed again, at once; not to whoever is out of the register by now, or
/// forgotten. Says how many.
///
/// # Errors
/// What the database says.
pub fn offer_again(conn: &mut AnyConnection, now: DateTime<Utc>, message: MessageId) -> Result<usize> {
    use contacts as c;
    let due_at = dialect::due_at_once(conn, now)?;
    let removed = c::table.filter(c::id.nullable().eq(deliveries::contact_id)).filter(c::removed_at.is_not_null());
    Ok(diesel::update(
        deliveries::table
            .filter(deliveries::message_id.eq(message.0))
            .filter(deliveries::state.eq(DeliveryState::Failed.as_str()))
            .filter(deliveries::address.ne(""))
            .filter(diesel::dsl::not(diesel::dsl::exists(removed))),
    )
    .set((
        deliveries::state.eq(DeliveryState::Queued.as_str()),
        deliveries::attempts.eq(0),
        deliveries::repeats.eq(0),
        deliveries::cause.eq(None::<String>),
        deliveries::troubled_at.eq(None::<NaiveDateTime>),
        deliveries::repeat_at.eq(None::<NaiveDateTime>),
        deliveries::due_at.eq(due_at.naive_utc()),
        deliveries::settled_at.eq(None::<NaiveDateTime>),
    ))
    .execute(conn)?)
}

/// How many deliveries of a message stand in which state.
///
/// # Errors
/// What the database says.
pub fn counts(
    conn: &mut AnyConnection,
    messages: &[MessageId],
) -> Result<Vec<(MessageId, Channel, DeliveryState, i64)>> {
    Ok(deliveries::table
        .filter(deliveries::message_id.eq_any(messages.iter().map(|id| id.0)))
        // In the order of the index `deliveries_by_message`, which is read and nothing else.
        .group_by((deliveries::message_id, deliveries::state, deliveries::channel))
        .select((deliveries::message_id, deliveries::channel, deliveries::state, diesel::dsl::count(deliveries::id)))
        .load(conn)?)
}

/// How many people a message went to, over whatever channels.
///
/// # Errors
/// What the database says.
pub fn addressees(conn: &mut AnyConnection, message: MessageId) -> Result<i64> {
    Ok(deliveries::table
        .filter(deliveries::message_id.eq(message.0))
        .select(diesel::dsl::count(deliveries::contact_id).aggregate_distinct())
        .first(conn)?)
}

/// When the last delivery of a message came to its end, if one has.
///
/// # Errors
/// What the database says.
pub fn last_settled(conn: &mut AnyConnection, message: MessageId) -> Result<Option<DateTime<Utc>>> {
    let last: Option<NaiveDateTime> = deliveries::table
        .filter(deliveries::message_id.eq(message.0))
        .select(diesel::dsl::max(deliveries::settled_at))
        .first(conn)?;
    Ok(last.map(|at| at.and_utc()))
}

/// Deliveries of a message, by address; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of_message(conn: &mut AnyConnection, message: MessageId, limit: i64) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .filter(deliveries::message_id.eq(message.0))
        .order((deliveries::address, deliveries::id))
        .limit(limit)
        .select(Delivery::as_select())
        .load(conn)?)
}

/// The mailboxes that a message goes to, in small letters.
///
/// # Errors
/// What the database says.
pub fn mailboxes_of(conn: &mut AnyConnection, message: MessageId) -> Result<BTreeSet<String>> {
    use deliveries as d;
    let all: Vec<String> = d::table
        .filter(d::message_id.eq(message.0))
        .filter(d::channel.eq(Channel::Email.as_str()))
        .select(d::address)
        .load(conn)?;
    Ok(all.into_iter().map(|address| address.to_lowercase()).collect())
}

fn numbers(ids: &[DeliveryId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}
