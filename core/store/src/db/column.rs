//! What a column holds, as the domain's own type: an id, a word of a closed list, a moment.
//!
//! Purpose: a row says `IncidentId`, `Effect`, `DateTime<Utc>`, and nobody who reads one turns a text or a number into what it means.
//! Guarantee: a word that is not of its list is an error ([`crate::error::Error::Unreadable`]) that names the column, where the
//! query is more than a text, and what would have been understood, never a default; how a value is stored is the same on both
//! databases, and stands here once for each kind.
//! Non-goal: the way in. The domain knows no diesel, and only a type of our own may be made an expression of diesel's, so a
//! statement names what it writes: `id.0`, `state.as_str()`, `now.naive_utc()`.

use std::error::Error;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::Queryable;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::sql_types::{BigInt, Text, Timestamp};
use majakka_domain::id;
use majakka_domain::terms;

use super::AnyConnection;

/// The backend that stands for either database.
type Either = <AnyConnection as diesel::Connection>::Backend;

/// A value that is stored as something plainer.
pub trait Column: Sized {
    /// As what.
    type Stored;

    /// What is stored, understood.
    ///
    /// # Errors
    /// What is wrong with it.
    fn understand(stored: Self::Stored) -> Result<Self, Box<dyn Error + Send + Sync>>;
}

impl<T: Column> Column for Option<T> {
    type Stored = Option<T::Stored>;

    fn understand(stored: Self::Stored) -> Result<Self, Box<dyn Error + Send + Sync>> {
        stored.map(T::understand).transpose()
    }
}

/// A column of a row that is read by the text of a query, on the one database or the other: `deserialize_as` of a field.
#[derive(Debug)]
pub struct Plain<T>(T);

impl<T, ST, DB> FromSql<ST, DB> for Plain<T>
where
    T: Column,
    T::Stored: FromSql<ST, DB>,
    DB: Backend,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::understand(T::Stored::from_sql(bytes)?).map(Plain)
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        T::understand(T::Stored::from_nullable_sql(bytes)?).map(Plain)
    }
}

impl<T, ST, DB> Queryable<ST, DB> for Plain<T>
where
    Plain<T>: FromSql<ST, DB>,
    ST: diesel::sql_types::SingleValue,
    DB: Backend,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

macro_rules! read {
    ($type:ty, $sql:ty, $stored:ty) => {
        impl FromSql<$sql, Either> for $type {
            fn from_sql(bytes: <Either as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <$type>::understand(<$stored as FromSql<$sql, Either>>::from_sql(bytes)?)
            }
        }

        impl From<Plain<$type>> for $type {
            fn from(Plain(value): Plain<$type>) -> Self {
                value
            }
        }

        impl From<Plain<Option<$type>>> for Option<$type> {
            fn from(Plain(value): Plain<Option<$type>>) -> Self {
                value
            }
        }
    };
}

macro_rules! queryable {
    ($type:ty, $sql:ty) => {
        impl Queryable<$sql, Either> for $type {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        impl Column for id::$name {
            type Stored = i64;

            fn understand(stored: i64) -> Result<Self, Box<dyn Error + Send + Sync>> {
                Ok(id::$name(stored))
            }
        }
        read!(id::$name, BigInt, i64);
        queryable!(id::$name, BigInt);
    )+};
}

macro_rules! closed_lists {
    ($($name:ident),+ $(,)?) => {$(
        impl Column for terms::$name {
            type Stored = String;

            fn understand(stored: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
                Ok(stored.parse()?)
            }
        }
        read!(terms::$name, Text, String);
        queryable!(terms::$name, Text);
    )+};
}

ids! {
    OrganisationId, ContactId, PartnerId, AccountId, ReportId, IncidentId, AnnouncementId, MaintenanceId, MessageId,
    DeliveryId, TaskId, ClockId, ScreenshotId, DraftId, ReplyId,
    RouteTestId, BreakSeriesId, ApiTokenId, PasskeyId,
}

closed_lists! {
    Origin, Effect, Extent, Criticality, Confidence, KelaReport, Layer, ProbeResult, AnnouncementKind, OrganisationKind,
    ContactKind, ContactRole, AccountRole, Language, Channel, MessageKind, IncidentState, DeliveryState, ReplyMeaning,
    FailureCause, EscalationTarget, CallOutcome, ReportEnd, Question, YesNo, TaskName, GuidedCheck, ClockKind, ClockOutcome,
}

/// In UTC on both databases.
impl Column for DateTime<Utc> {
    type Stored = NaiveDateTime;

    fn understand(stored: NaiveDateTime) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(stored.and_utc())
    }
}

read!(DateTime<Utc>, Timestamp, NaiveDateTime);

/// The last moment that a calendar has: until then lasts what has no known end, for whoever compares times.
const END_OF_TIME: DateTime<Utc> = DateTime::from_timestamp(253_370_764_800, 0).expect("1 January 9999");

/// Until when something lasts, or no end is known. Stored as a moment that never comes, so that a statement which asks for what
/// goes on after a time finds it, and the version before reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until(pub Option<DateTime<Utc>>);

impl Until {
    /// As it is stored.
    pub fn stored(self) -> NaiveDateTime {
        self.0.unwrap_or(END_OF_TIME).naive_utc()
    }
}

impl Column for Until {
    type Stored = NaiveDateTime;

    fn understand(stored: NaiveDateTime) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Until(Some(stored.and_utc()).filter(|at| *at < END_OF_TIME)))
    }
}

read!(Until, Timestamp, NaiveDateTime);
queryable!(Until, Timestamp);

/// Words of which each stands for itself, ids of the catalogue for instance, with a space between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl Words {
    /// The first word, which has a column of its own, and the others as they are stored.
    pub(crate) fn first_and_further(words: &[String]) -> (&str, String) {
        let (first, further) = words.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        (first, further.join(" "))
    }
}

impl Column for Words {
    type Stored = String;

    fn understand(stored: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Words(stored.split_whitespace().map(str::to_owned).collect()))
    }
}

read!(Words, Text, String);
queryable!(Words, Text);
