//! The words of the trade as closed lists (docs/DOMAIN.md 1, docs/TRIAGE.md "Words", docs/SCENARIOS.md).
//!
//! Guarantee: the text form of every word is stable: it is what the database, the API and the scenarios hold.
//! Non-goal: names for people; those are in `templates/i18n/`.

/// A text that is none of the words asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not one of {expected}")]
pub struct UnknownWord {
    /// What was given.
    pub found: String,
    /// The words that would have been understood.
    pub expected: String,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable text form.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| UnknownWord {
                    found: text.to_owned(),
                    expected: Self::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    )+};
}

words! {
    /// Where the cause lies (docs/TRIAGE.md, Words).
    Origin {
        /// Own workstation, system, vendor or certificate.
        Local = "local",
        /// Operator, broker or line.
        Network = "network",
        /// A system that Kanta leans on.
        Dependency = "dependency",
        /// A Kela service.
        Kanta = "kanta",
        /// The evidence does not say.
        Undetermined = "undetermined",
    }
    /// What it does to the work; the order is from mild to severe.
    Effect {
        /// Doubt only.
        None = "none",
        /// Slow, some errors.
        Degrades = "degrades",
        /// Work cannot be done.
        Prevents = "prevents",
    }
    /// How far it reaches; the order is from small to wide.
    Extent {
        /// One workstation.
        Workstation = "workstation",
        /// One named unit.
        Unit = "unit",
        /// One organisation.
        Organisation = "organisation",
        /// Several that share a region, operator, broker or connection point.
        Regional = "regional",
        /// Several that share none of the four.
        Nationwide = "nationwide",
    }
    /// How bad; the order is from mild to severe.
    Criticality {
        /// Nothing is prevented.
        Minor = "minor",
        /// A function is prevented.
        Major = "major",
        /// Patient safety, prescriptions or patient data in several places.
        Critical = "critical",
    }
    /// How sure; the order is from unsure to sure.
    Confidence {
        /// One source or none.
        Low = "low",
        /// Two sources or a complete chain.
        Medium = "medium",
        /// A bulletin or three sources.
        High = "high",
    }
    /// Duty to report to Kela; the order is by strength.
    KelaReport {
        /// No duty, or announced already.
        No = "no",
        /// A person weighs it.
        Should = "should",
        /// It must be reported.
        Must = "must",
    }
    /// kanta.fi's six criteria for a report (docs/DOMAIN.md 3c).
    Criterion {
        /// Prevents or significantly slows use.
        K1 = "K1",
        /// Localised in Kela's entity.
        K2 = "K2",
        /// Patient or client safety may be at risk.
        K3 = "K3",
        /// Privacy may be compromised.
        K4 = "K4",
        /// Locality cannot be confirmed; others may be affected.
        K5 = "K5",
        /// Not in Kanta but prevents the use of it.
        K6 = "K6",
    }
    /// The layers of the chain to Kela, lowest first (docs/TRIAGE.md 5).
    Layer {
        /// TCP to the connection point.
        Tcp = "tcp",
        /// Certificate, clock, revocation list.
        Tls = "tls",
        /// Message relay.
        Relay = "relay",
        /// Role and attribute service.
        Attribute = "attribute",
        /// The Kanta service.
        Service = "service",
    }
    /// What a probe saw.
    ProbeResult {
        /// It answered as it should.
        Ok = "ok",
        /// It answered late.
        Slow = "slow",
        /// It did not answer, or with an error.
        Fail = "fail",
    }
    /// What somebody else announced.
    AnnouncementKind {
        /// Something is broken.
        Disturbance = "disturbance",
        /// A planned break.
        Maintenance = "maintenance",
    }
    /// Kinds of organisations (docs/SCENARIOS.md).
    OrganisationKind {
        /// Hyvinvointialue.
        WellbeingCounty = "wellbeing_county",
        /// Private health care.
        PrivateHealth = "private_health",
        /// Private social care.
        PrivateSocial = "private_social",
        /// Apteekki.
        Pharmacy = "pharmacy",
        /// Itsenäinen ammatinharjoittaja.
        Practitioner = "practitioner",
        /// Kanta-välittäjä.
        Broker = "broker",
        /// Runs an installation and its desk for others (docs/SECURITY.md, Who may see what).
        Host = "host",
        /// System vendor with a desk of its own.
        Vendor = "vendor",
    }
    /// What a program may do with its token (docs/API.md, Tokens).
    TokenScope {
        /// Tell of disturbances.
        Report = "report",
        /// Ask where its organisation's reports stand.
        Read = "read",
        /// Bring measurements and what others announce: of the host alone.
        Evidence = "evidence",
    }
    /// How long a new token is good.
    TokenLife {
        /// Thirty days.
        Month = "month",
        /// Ninety days.
        Quarter = "quarter",
        /// A year.
        Year = "year",
        /// Two years.
        TwoYears = "two_years",
    }
    /// How long a token that is replaced goes on beside the new one.
    TokenOverlap {
        /// Not at all: somebody else may have it.
        None = "none",
        /// A day.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// Thirty days.
        Month = "month",
    }
    /// A contact is a person or a shared desk.
    ContactKind {
        /// One human being.
        Person = "person",
        /// A helpdesk, a shared mailbox.
        Organisation = "organisation",
    }
    /// What a contact answers for (docs/DOMAIN.md 5).
    ContactRole {
        /// Häiriötiedotteen vastaanottaja.
        BulletinRecipient = "bulletin_recipient",
        /// Tekninen yhteyshenkilö.
        Technical = "technical",
        /// Tietosuojavastaava.
        Dpo = "dpo",
        /// Hallinnollinen yhteyshenkilö.
        Administrative = "administrative",
        /// Arkistonhoitaja.
        Archivist = "archivist",
        /// Laskutuksen yhteyshenkilö.
        Billing = "billing",
        /// Kuva-aineistojen tekninen yhteystaho.
        ImagingTechnical = "imaging_technical",
        /// Häiriöviestinnästä vastaava.
        CommsOwner = "comms_owner",
    }
    /// What of the register comes in a file.
    RegisterFile {
        /// Organisations.
        Organisations = "organisations",
        /// Contacts of organisations that are known.
        Contacts = "contacts",
    }
    /// What a column of such a file holds.
    RegisterColumn {
        /// Whose contact it is: Y-tunnus, OID or short name.
        Organisation = "organisation",
        /// First name of a person.
        GivenName = "given_name",
        /// Name of a contact or an organisation, or a person's last name.
        Name = "name",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// Person or shared mailbox; what kind of organisation.
        Kind = "kind",
        /// Language.
        Language = "language",
        /// What the contact answers for, several between commas.
        Roles = "roles",
        /// Y-tunnus.
        BusinessId = "business_id",
        /// OID of the connection point.
        ConnectionPoint = "connection_point",
        /// Short name.
        Slug = "slug",
        /// Region.
        Region = "region",
        /// Telecom operator.
        Operator = "operator",
        /// System vendor.
        Vendor = "vendor",
        /// Services in use, several between commas.
        Services = "services",
        /// Kanta broker: Y-tunnus, OID or short name.
        Broker = "broker",
        /// Whose desk takes its reports: Y-tunnus, OID or short name; empty: its own.
        Desk = "desk",
    }
    /// What an account may do (docs/SCENARIOS.md).
    AccountRole {
        /// Reports, sees its own reports.
        EndUser = "end_user",
        /// Triage, escalation.
        Helpdesk = "helpdesk",
        /// Bulletins.
        CommsOwner = "comms_owner",
        /// The vendor's or broker's desk.
        Vendor = "vendor",
        /// Data protection officer.
        Dpo = "dpo",
        /// Keeps the contact register.
        AdminContact = "admin_contact",
        /// Reads the logs.
        Auditor = "auditor",
        /// Keeps accounts and organisations.
        SystemAdmin = "system_admin",
    }
    /// Languages of interface and messages; Finnish first.
    Language {
        /// Finnish.
        Fi = "fi",
        /// Swedish.
        Sv = "sv",
        /// English.
        En = "en",
    }
    /// How a message travels.
    Channel {
        /// A text message to a phone.
        Sms = "sms",
        /// A mail.
        Email = "email",
    }
    /// What a message is (docs/SCENARIOS.md).
    MessageKind {
        /// First bulletin of an incident.
        First = "first",
        /// Progress.
        Update = "update",
        /// Went out by itself: nothing new.
        Nochange = "nochange",
        /// Final bulletin.
        Resolved = "resolved",
        /// Corrects the bulletin before it.
        Correction = "correction",
        /// Takes the bulletin before it back.
        Withdrawal = "withdrawal",
        /// A break is planned.
        MaintAdvance = "maint_advance",
        /// A break begins.
        MaintStart = "maint_start",
        /// A break ends as planned.
        MaintEnd = "maint_end",
        /// A break has a new time.
        MaintMoved = "maint_moved",
        /// A break is off.
        MaintCancelled = "maint_cancelled",
        /// The promised update is late.
        StaffAlarm = "staff_alarm",
        /// Somebody on duty must look now.
        DutyAlert = "duty_alert",
        /// A gateway does not serve us: to the duty list, over the other channel.
        RouteAlarm = "route_alarm",
        /// Unusually many are turned away: to the duty list.
        RefusalAlarm = "refusal_alarm",
        /// To a vendor, an operator or Kela.
        Escalation = "escalation",
        /// To the person who reported.
        Progress = "progress",
        /// One-time link of an account.
        AccountLink = "account_link",
        /// What happened to an account, to its owner.
        AccountNotice = "account_notice",
    }
    /// Messages of one series replace each other while they wait.
    Series {
        /// Bulletins of one incident.
        Bulletin = "bulletin",
        /// Alarms of one incident.
        Alarm = "alarm",
        /// Notices of one break.
        Maintenance = "maintenance",
        /// Each stands for itself.
        Single = "single",
    }
    /// Where an incident stands.
    IncidentState {
        /// Known, nothing said yet.
        Open = "open",
        /// Bulletins run.
        Active = "active",
        /// Over, not yet cleared up.
        Resolved = "resolved",
        /// Cleared up.
        Closed = "closed",
    }
    /// How far the report to Kela has come.
    KelaState {
        /// Nothing accepted.
        None = "none",
        /// Form accepted; a call is still owed.
        FormSent = "form_sent",
        /// All that is owed was done.
        Complete = "complete",
    }
    /// What became of a delivery.
    DeliveryState {
        /// Waits for its turn.
        Queued = "queued",
        /// The gateway took it.
        Sent = "sent",
        /// The recipient's side has it.
        Delivered = "delivered",
        /// It will not arrive.
        Failed = "failed",
        /// A newer word took its place.
        Superseded = "superseded",
        /// It was handed over, and nobody said whether it was taken.
        Uncertain = "uncertain",
    }
    /// What a text message means that somebody sends back.
    ReplyMeaning {
        /// "I have read it."
        Acknowledged = "acknowledged",
        /// "No more."
        Stop = "stop",
        /// A person must read it.
        Other = "other",
    }
    /// Why a message that was taken did not arrive.
    FailureCause {
        /// Nobody has this number, or it takes no text messages.
        WrongNumber = "wrong_number",
        /// There is no such mailbox.
        WrongAddress = "wrong_address",
        /// The mailbox is full.
        MailboxFull = "mailbox_full",
        /// The mailbox's server took it at no try, until the relay gave up.
        GivenUp = "given_up",
        /// The telephone was off, full or without a network.
        Unreachable = "unreachable",
        /// The operator kept it as long as it keeps one, and gave up.
        Expired = "expired",
        /// The operator, the receiving server or the recipient does not let it through; the address is right.
        Barred = "barred",
        /// The receipt does not say.
        Unsaid = "unsaid",
    }
    /// To whom an incident is escalated.
    EscalationTarget {
        /// The system's vendor.
        Vendor = "vendor",
        /// The telecom operator or broker.
        Operator = "operator",
        /// Kela's technical support.
        Kela = "kela",
    }
    /// How a telephone call ended.
    CallOutcome {
        /// A person answered.
        Reached = "reached",
        /// Nobody answered.
        NoAnswer = "no_answer",
    }
    /// Questions that a person must answer (docs/SCENARIOS.md).
    Question {
        /// Are customers told?
        CustomerNotice = "customer_notice",
        /// Is a danger report owed?
        SafetyReport = "safety_report",
        /// Is it a personal data breach?
        DataBreach = "data_breach",
        /// Is it of a register that Kela controls, as the prescriptions are?
        KelaRegister = "kela_register",
        /// Is it a significant cyber incident?
        SignificantIncident = "significant_incident",
    }
    /// Yes or no.
    YesNo {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
    }
    /// What a person owes (docs/SCENARIOS.md).
    TaskName {
        /// The form to Kela.
        KelaForm = "kela_form",
        /// The call to Kela.
        KelaCall = "kela_call",
        /// Contact the vendor.
        VendorContact = "vendor_contact",
        /// Contact the operator or broker.
        OperatorContact = "operator_contact",
        /// The promised update is late.
        UpdateDue = "update_due",
        /// Tell the customers.
        CustomerNotice = "customer_notice",
        /// Danger report to Fimea.
        SafetyReportFimea = "safety_report_fimea",
        /// Danger report to the supervisory authority.
        SafetyReportLvv = "safety_report_lvv",
        /// Assessment by the data protection officer.
        DpoAssessment = "dpo_assessment",
        /// Tell Kela of the breach in its register.
        KelaBreachNotice = "kela_breach_notice",
        /// See that what was written was saved.
        VerifySaved = "verify_saved",
        /// Paper and telephone prescriptions.
        Reconcile = "reconcile",
        /// A contact could not be reached.
        ContactFix = "contact_fix",
        /// Kela has closed the connection: the account that lets it be opened again (general terms, chapter 5).
        ConnectionReopening = "connection_reopening",
        /// A recipient asks for no more text messages: a person decides.
        StopWish = "stop_wish",
    }
    /// What a helpdesk looks at before it says that the cause is not found (source 001, chapter 7; docs/DOMAIN.md 3b).
    GuidedCheck {
        /// Bulletins and breaks of kanta.fi and of the owners of what Kanta leans on.
        Announcements = "announcements",
        /// The same on another workstation and with another user.
        OtherWorkstation = "other_workstation",
        /// Own network and the line to the connection point.
        OwnNetwork = "own_network",
        /// Certificates, revocation list, clocks (general terms 3.7).
        Certificates = "certificates",
        /// Changes in the own systems, with the vendor.
        OwnChanges = "own_changes",
        /// The client opens OmaKanta at its own address and looks in the right place.
        RightPlace = "right_place",
        /// The client has been with the provider whose data is looked for.
        RightProvider = "right_provider",
        /// The data is archived, and with the right event.
        Archived = "archived",
        /// Saved under the right identity code and as the definitions say.
        RightPerson = "right_person",
        /// Neither annulled nor delayed, and in a view that OmaKanta shows.
        NotHidden = "not_hidden",
    }
    /// How a report ended that came to no incident of its own.
    ReportEnd {
        /// There was no fault: it is evidence for nothing.
        Rejected = "rejected",
        /// Nothing more is owed on it.
        Closed = "closed",
    }
    /// How a statutory clock ended.
    ClockOutcome {
        /// The report was sent.
        Sent = "sent",
        /// None was required.
        NotRequired = "not_required",
    }
    /// Statutory clocks (docs/DOMAIN.md 9).
    ClockKind {
        /// GDPR article 33, 72 hours.
        Gdpr33 = "gdpr_33",
        /// NIS2 first report, 24 hours.
        Nis2First = "nis2_first",
        /// NIS2 follow-up, 72 hours.
        Nis2Followup = "nis2_followup",
        /// NIS2 final report, one month after the follow-up.
        Nis2Final = "nis2_final",
    }
    /// What the public page says of a service; the order is from well to bad.
    ServiceState {
        /// Nothing is known to be wrong.
        Ok = "ok",
        /// The source cannot be read.
        Unknown = "unknown",
        /// A planned break runs.
        Maintenance = "maintenance",
        /// Slow, or some of its functions are lost.
        Degraded = "degraded",
        /// Does not work.
        Down = "down",
    }
    /// For whom a text is written.
    Audience {
        /// People who work with Kanta.
        Professional = "professional",
        /// Patients and clients.
        Citizen = "citizen",
    }
}

impl MessageKind {
    /// Does it say something of its own about an incident? "No change" repeats, a withdrawal takes back.
    pub const fn claims(self) -> bool {
        matches!(self, MessageKind::First | MessageKind::Update | MessageKind::Correction | MessageKind::Resolved)
    }

    /// Which messages this one replaces while they wait (docs/SCENARIOS.md).
    pub const fn series(self) -> Series {
        use MessageKind as K;
        match self {
            K::First | K::Update | K::Nochange | K::Resolved | K::Correction | K::Withdrawal => Series::Bulletin,
            K::StaffAlarm => Series::Alarm,
            K::MaintAdvance | K::MaintStart | K::MaintEnd | K::MaintMoved | K::MaintCancelled => Series::Maintenance,
            K::DutyAlert
            | K::RouteAlarm
            | K::RefusalAlarm
            | K::Escalation
            | K::Progress
            | K::AccountLink
            | K::AccountNotice => Series::Single,
        }
    }
}
