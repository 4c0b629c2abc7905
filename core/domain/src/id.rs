//! Typed identifiers, one per noun, so that a report's number cannot be handed over as an incident's.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A clinic, county, pharmacy, broker or host.
    OrganisationId,
    /// Somebody who is told.
    ContactId,
    /// A vendor or operator that incidents are escalated to.
    PartnerId,
    /// Somebody who signs in.
    AccountId,
    /// What a person saw.
    ReportId,
    /// What the reports belong to.
    IncidentId,
    /// A bulletin or notice of somebody else: kanta.fi, DVV, an operator.
    AnnouncementId,
    /// An own planned break.
    MaintenanceId,
    /// One text that was written once and is sent to many.
    MessageId,
    /// One message to one recipient over one channel.
    DeliveryId,
    /// Something a person owes.
    TaskId,
    /// A legal deadline that runs.
    ClockId,
    /// A stored picture.
    ScreenshotId,
    /// A report form that was not sent yet.
    DraftId,
    /// A text message that somebody sent back.
    ReplyId,
    /// A test message over a route.
    RouteTestId,
    /// Own breaks that come again by a rule.
    BreakSeriesId,
    /// A token with which an organisation's own systems report.
    ApiTokenId,
    /// A key of somebody's device.
    PasskeyId,
}
