//! Who gets a message, and what became of each: read page by page, however many there are.
//!
//! Guarantee: a page costs a fixed number of statements and is found by its key; whoever asks has found the message with her
//! viewer before ([`crate::outgoing::find`]).
//! Non-goal: who shall get it ([`crate::recipients`]).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use majakka_domain::id::{DeliveryId, MessageId};
use majakka_domain::terms::{Channel, DeliveryState, FailureCause};

use crate::db::dialect::numbered;
use crate::db::{AnyConnection, Plain};
use crate::error::Result;

/// Attempts of one delivery that are read; a gateway that is down for days makes hundreds.
pub const ATTEMPTS: i64 = 20;

/// Which of a message's recipients are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// Those to whom it will not arrive.
    Failed,
    /// Those to whom it has not been handed over.
    Waiting,
    /// Those who got it and have not said that they read it.
    Unread,
    /// Those of whom it is not known.
    Uncertain,
}

impl Which {
    /// Every choice with the word by which an address names it.
    pub const ALL: [(&'static str, Which); 5] = [
        ("", Which::All),
        ("failed", Which::Failed),
        ("waiting", Which::Waiting),
        ("unread", Which::Unread),
        ("uncertain", Which::Uncertain),
    ];

    /// The choice that a word names; all of them for a word that names none.
    pub fn named(word: &str) -> Self {
        Self::ALL.iter().find(|(name, _)| *name == word).map_or(Which::All, |(_, which)| *which)
    }

    /// In which states they are.
    fn states(self) -> &'static [DeliveryState] {
        use DeliveryState as S;
        match self {
            Which::All => DeliveryState::ALL,
            Which::Failed => &[S::Failed],
            Which::Waiting => &[S::Queued],
            Which::Unread => &[S::Sent, S::Delivered],
            Which::Uncertain => &[S::Uncertain],
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Which of them.
    pub which: Which,
    /// Words in name, organisation or address; empty for everybody.
    pub text: String,
    /// This one alone.
    pub only: Option<DeliveryId>,
    /// Those after this one.
    pub after: Option<DeliveryId>,
}

/// One recipient.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Recipient {
    /// Of the delivery; the order of the list.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<DeliveryId>)]
    pub id: DeliveryId,
    /// Name of the contact, partner or account; empty for a bare address.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Name of the organisation; empty for who is in no register.
    #[diesel(sql_type = Text)]
    pub organisation: String,
    /// Channel, [`majakka_domain::terms::Channel`].
    #[diesel(sql_type = Text, deserialize_as = Plain<Channel>)]
    pub channel: Channel,
    /// Address on it.
    #[diesel(sql_type = Text)]
    pub address: String,
    /// State, [`DeliveryState`].
    #[diesel(sql_type = Text, deserialize_as = Plain<DeliveryState>)]
    pub state: DeliveryState,
    /// Attempts that counted.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// When it may be offered next, UTC.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub due_at: DateTime<Utc>,
    /// What the gateway said when it took it.
    #[diesel(sql_type = Nullable<Text>)]
    pub provider_ref: Option<String>,
    /// What was said last.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_detail: Option<String>,
    /// Why it did not arrive, where that was said.
    #[diesel(sql_type = Nullable<Text>, deserialize_as = Plain<Option<FailureCause>>)]
    pub cause: Option<FailureCause>,
    /// When it found its present state, UTC.
    #[diesel(sql_type = Nullable<Timestamp>, deserialize_as = Plain<Option<DateTime<Utc>>>)]
    pub settled_at: Option<DateTime<Utc>>,
    /// By which route it was offered last.
    #[diesel(sql_type = Nullable<Text>)]
    pub route: Option<String>,
    /// When its recipient said that she has read it, UTC.
    #[diesel(sql_type = Nullable<Timestamp>, deserialize_as = Plain<Option<DateTime<Utc>>>)]
    pub read_at: Option<DateTime<Utc>>,
}

/// One offer that was not taken, or was before offers that were taken stood in the delivery itself.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Attempt {
    /// Which delivery.
    #[diesel(sql_type = BigInt, deserialize_as = Plain<DeliveryId>)]
    pub delivery_id: DeliveryId,
    /// When, UTC.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub at: DateTime<Utc>,
    /// `refused`, `later` …
    #[diesel(sql_type = Text)]
    pub outcome: String,
    /// What was said.
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// By which route.
    #[diesel(sql_type = Nullable<Text>)]
    pub route: Option<String>,
    /// How many attempts of this delivery are written down, the older ones included.
    #[diesel(sql_type = BigInt)]
    pub made: i64,
}

/// Name and organisation stand in the register; a partner's in the escalation, an account's beside its address.
const REGISTER: &str = "LEFT JOIN contacts c ON c.id = d.contact_id \
     LEFT JOIN escalations e ON d.contact_id IS NULL AND e.message_id = d.message_id \
     LEFT JOIN accounts a ON d.kind = 'account_link' AND a.email = d.address \
     LEFT JOIN organisations o ON o.id = COALESCE(c.organisation_id, a.organisation_id)";
const NAME: &str = "COALESCE(c.name, e.partner, a.name, '')";

/// Recipients of a message in the order in which it was addressed; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn recipients(conn: &mut AnyConnection, message: MessageId, wanted: &Wanted, limit: i64) -> Result<Vec<Recipient>> {
    // A list for each state and channel, each by its key in the index, then the first of all of them: none is read whole.
    let states = wanted.which.states().iter();
    let lists = states.flat_map(|state| Channel::ALL.iter().map(|channel| list(*state, *channel, wanted)));
    let lists = lists.collect::<Vec<_>>().join(" UNION ALL ");
    let sql = format!(
        "SELECT d.id, {NAME} AS name, COALESCE(o.name, '') AS organisation, d.channel, d.address, d.state, d.attempts, \
         d.due_at, d.provider_ref, d.last_detail, d.cause, d.settled_at, d.route, d.read_at \
         FROM (SELECT id FROM ({lists}) every_list ORDER BY id LIMIT $3) found JOIN deliveries d ON d.id = found.id \
         {REGISTER} ORDER BY d.id"
    );
    let text = literal(wanted.text.trim());
    Ok(sql_query(numbered(conn, &sql))
        .bind::<BigInt, _>(message.0)
        .bind::<BigInt, _>(wanted.after.map_or(0, |id| id.0))
        .bind::<BigInt, _>(limit)
        .bind::<Text, _>(format!("%{}%", text.to_lowercase()))
        .bind::<Text, _>(format!("%{}%", capitalised(&text)))
        .bind::<Nullable<BigInt>, _>(wanted.only.map(|id| id.0))
        .load(conn)?)
}

fn list(state: DeliveryState, channel: Channel, wanted: &Wanted) -> String {
    let register = if wanted.text.trim().is_empty() { "" } else { REGISTER };
    let hit = |column: &str| format!("LOWER({column}) LIKE $4 ESCAPE '\\' OR {column} LIKE $5 ESCAPE '\\'");
    let named = match register {
        // Every value must have its place in the statement.
        "" => "($4 = $4 AND $5 = $5)".to_owned(),
        _ => format!("({} OR {} OR {})", hit(NAME), hit("o.name"), hit("d.address")),
    };
    let unread = if wanted.which == Which::Unread { "AND d.read_at IS NULL" } else { "" };
    format!(
        "SELECT id FROM (SELECT d.id AS id FROM deliveries d {register} WHERE d.message_id = $1 AND d.state = '{state}' \
         AND d.channel = '{channel}' \
         AND d.id > $2 AND ($6 IS NULL OR d.id = $6) AND {named} {unread} ORDER BY d.id LIMIT $3) {state}_{channel}"
    )
}

/// Every sign of a pattern stands for itself.
fn literal(text: &str) -> String {
    text.chars().flat_map(|c| ['\\'].into_iter().filter(move |_| "%_\\".contains(c)).chain([c])).collect()
}

/// SQLite knows the small letters of ASCII alone: a name that begins with a large Ä is found this way.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The newest [`ATTEMPTS`] of each of these deliveries, oldest first.
///
/// # Errors
/// What the database says.
pub fn attempts(conn: &mut AnyConnection, deliveries: &[DeliveryId]) -> Result<Vec<Attempt>> {
    if deliveries.is_empty() {
        return Ok(Vec::new());
    }
    let ids = deliveries.iter().map(DeliveryId::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT delivery_id, at, outcome, detail, route, made FROM (SELECT id, delivery_id, at, outcome, detail, route, \
         ROW_NUMBER() OVER (PARTITION BY delivery_id ORDER BY id DESC) AS place, \
         COUNT(*) OVER (PARTITION BY delivery_id) AS made FROM delivery_attempts WHERE delivery_id IN ({ids})) numbered \
         WHERE place <= $1 ORDER BY id"
    );
    Ok(sql_query(numbered(conn, &sql)).bind::<BigInt, _>(ATTEMPTS).load(conn)?)
}
