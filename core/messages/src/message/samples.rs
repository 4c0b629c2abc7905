//! Facts of every message as they might be: what the templates are tried with, by tests and by an installation that has
//! templates of its own.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::{Catalogue, System, Texts};
use majakka_domain::on_call::DutyReason;
use majakka_domain::terms::{
    AccountRole, Channel, ClockKind, Criterion, Effect, Extent, Language, MessageKind, ReportEnd,
};

use super::super::{RenderError, Renderer};
use super::{
    AccountEvent, AccountLink, AccountNotice, AffectedService, Bulletin, DutyAlert, Escalation, Instructions,
    KelaCover, LinkPurpose, Progress, ProgressStep, RefusalAlarm, RouteAlarm, Sender, StaffAlarm, Window,
};

/// Bulletins and notices of breaks.
pub(super) const KINDS: [MessageKind; 11] = [
    MessageKind::First,
    MessageKind::Update,
    MessageKind::Nochange,
    MessageKind::Resolved,
    MessageKind::Correction,
    MessageKind::Withdrawal,
    MessageKind::MaintAdvance,
    MessageKind::MaintStart,
    MessageKind::MaintEnd,
    MessageKind::MaintMoved,
    MessageKind::MaintCancelled,
];

/// The catalogue, and the two services that the samples are about.
pub(super) struct Samples<'c> {
    catalogue: &'c Catalogue,
    prescriptions: AffectedService,
    records: AffectedService,
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap_or_default().to_utc()
}

fn texts(fi: &str, sv: &str, en: &str) -> Texts {
    Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: en.to_owned() }
}

impl<'c> Samples<'c> {
    /// None: the catalogue has no service.
    pub(super) fn new(catalogue: &'c Catalogue) -> Option<Self> {
        let first = catalogue.services().first()?;
        let whole = |system: &System| AffectedService {
            system: system.clone(),
            functions: system.functions.iter().map(|function| function.id.clone()).collect(),
        };
        let prescriptions = AffectedService::find(catalogue, "resepti", &["prescribe".to_owned()]);
        Some(Samples {
            catalogue,
            prescriptions: prescriptions.unwrap_or_else(|| whole(first)),
            records: whole(catalogue.system("potilas").unwrap_or(first)),
        })
    }

    /// The prescription outage of docs/DOMAIN.md 12, as it stands at each bulletin.
    pub(super) fn outage(&self, kind: MessageKind) -> Bulletin {
        let services = vec![self.prescriptions.clone()];
        Bulletin {
            kind,
            reference: "H-2026-0147".to_owned(),
            sequence: 1,
            instructions: Instructions::for_services(self.catalogue, &services, Effect::Prevents),
            services,
            impact: texts("reseptiä ei voi tallentaa", "recept kan inte sparas", "prescriptions not saved"),
            effect: Effect::Prevents,
            began: at("2026-11-20T12:10:00+02:00"),
            ended: None,
            eta: None,
            next_update: Some(at("2026-11-20T12:56:00+02:00")),
            previous: None,
            stands: None,
            changed: Texts::default(),
            whom: texts(
                "reseptien kirjoittajia ja apteekkeja koko maassa",
                "alla som förskriver recept och apoteken i hela landet",
                "prescribers and pharmacies in the whole country",
            ),
            works: texts(
                "Potilastietovaranto ja Tiedonhallintapalvelu",
                "Patientdatalagret och Informationshanteringstjänsten",
                "the Patient Data Repository and the data management service",
            ),
            cause: Texts::default(),
            check: Texts::default(),
            follow_up: Texts::default(),
            helpdesk: Texts::same("Esimerkkilän käyttötuki, 040 000 0001, tuki@esimerkkila.example.fi"),
            window: None,
            moved_from: None,
            now: at("2026-11-20T12:26:00+02:00"),
        }
    }

    /// The same outage later.
    pub(super) fn later(&self, kind: MessageKind) -> Bulletin {
        Bulletin {
            sequence: 2,
            previous: Some(at("2026-11-20T12:26:00+02:00")),
            stands: None,
            now: at("2026-11-20T12:56:00+02:00"),
            next_update: Some(at("2026-11-20T13:26:00+02:00")),
            ..self.outage(kind)
        }
    }

    /// A planned break of the Patient Data Repository.
    fn maintenance(&self, kind: MessageKind) -> Bulletin {
        let services = vec![self.records.clone()];
        let day = |text: &str| at(&format!("2026-12-{text}+02:00"));
        Bulletin {
            reference: "K-2026-0031".to_owned(),
            instructions: Instructions::for_services(self.catalogue, &services, Effect::Prevents),
            services,
            impact: texts("tietoja ei voi hakea", "uppgifter kan inte hämtas", "data cannot be fetched"),
            whom: texts("koko henkilöstöä", "hela personalen", "all staff"),
            works: texts("Resepti-palvelu", "Recepttjänsten", "the Prescription Service"),
            began: day("10T06:00:00"),
            next_update: None,
            window: Some(Window { starts: day("10T06:00:00"), ends: Some(day("10T07:30:00")) }),
            now: day("10T06:00:00"),
            ended: None,
            ..self.outage(kind)
        }
    }

    /// A realistic bulletin of any kind.
    pub(super) fn bulletin(&self, kind: MessageKind) -> Bulletin {
        use MessageKind as K;
        match kind {
            K::Update => Bulletin {
                impact: texts("vika on löydetty", "felet har hittats", "the cause has been found"),
                changed: texts(
                    "vika on löydetty ja sitä korjataan",
                    "felet har hittats och åtgärdas",
                    "the cause has been found and is being repaired",
                ),
                eta: Some(at("2026-11-20T15:00:00+02:00")),
                ..self.later(kind)
            },
            K::Resolved => Bulletin {
                sequence: 5,
                ended: Some(at("2026-11-20T15:40:00+02:00")),
                cause: texts("palvelinvika Kelassa", "serverfel hos FPA", "a server fault at Kela"),
                now: at("2026-11-20T15:45:00+02:00"),
                next_update: None,
                ..self.later(kind)
            },
            K::Correction => Bulletin {
                impact: texts("reseptin uusinta ei toimi", "recept kan inte förnyas", "renewals do not work"),
                changed: texts(
                    "reseptien kirjoittaminen toimii, vain uusimispyynnöt eivät",
                    "förskrivningen fungerar, bara förnyelserna gör det inte",
                    "prescribing works, only renewal requests do not",
                ),
                ..self.later(kind)
            },
            K::Withdrawal => Bulletin {
                impact: texts(
                    "vika oli vain yhden toimipaikan verkossa",
                    "felet fanns bara i en enhets nät",
                    "the fault was in the network of one unit only",
                ),
                next_update: None,
                ..self.later(kind)
            },
            K::MaintAdvance | K::MaintCancelled => {
                Bulletin { now: at("2026-11-26T09:00:00+02:00"), ..self.maintenance(kind) }
            }
            K::MaintMoved => Bulletin {
                now: at("2026-12-01T09:00:00+02:00"),
                moved_from: Some(Window {
                    starts: at("2026-12-03T06:00:00+02:00"),
                    ends: Some(at("2026-12-03T07:30:00+02:00")),
                }),
                ..self.maintenance(kind)
            },
            K::MaintStart => self.maintenance(kind),
            K::MaintEnd => Bulletin { now: at("2026-12-10T07:30:00+02:00"), ..self.maintenance(kind) },
            K::Nochange => self.later(kind),
            _ => self.outage(kind),
        }
    }

    /// A word to a reporter.
    pub(super) fn progress(&self, step: ProgressStep) -> Progress {
        // A word that follows is promised with some of them.
        let next = matches!(step, ProgressStep::Linked { .. } | ProgressStep::Told { .. })
            .then(|| at("2026-11-20T13:00:00+02:00"));
        Progress {
            reference: "R-2026-000123".to_owned(),
            next,
            service: self.prescriptions.clone(),
            step,
            note: Texts::default(),
            follow_url: "https://majakka.example.fi/r/5Jx0-kQ7b".to_owned(),
            helpdesk: "Esimerkkilän käyttötuki, 040 000 0001".to_owned(),
            now: at("2026-11-20T12:12:00+02:00"),
        }
    }

    /// What a vendor is asked.
    pub(super) fn escalation(&self) -> Escalation {
        Escalation {
            reference: "H-2026-0152".to_owned(),
            sender: Sender {
                organisation: "Esimerkkilän hyvinvointialue".to_owned(),
                business_id: "9000003-8".to_owned(),
                contact: "Käyttötuki, 040 000 0001, tuki@esimerkkila.example.fi".to_owned(),
            },
            services: vec![self.records.clone()],
            effect: Effect::Prevents,
            extent: Extent::Organisation,
            began: at("2026-11-23T13:20:00+02:00"),
            reports: 14,
            description: "Kertomuksen tallennus palauttaa virheen heti. Sama kaikissa yksiköissä.".to_owned(),
            error_text: "Yhteys katkesi (10054)".to_owned(),
            evidence: vec![
                "TCP-yhteys liityntäpisteeseen ei onnistu kello 13.20 alkaen.".to_owned(),
                "Naapurialueella palvelu toimii.".to_owned(),
            ],
            answer_by: at("2026-11-23T14:30:00+02:00"),
            now: at("2026-11-23T13:40:00+02:00"),
        }
    }
    /// What Kela reads above the form.
    pub(super) fn kela_cover(&self) -> KelaCover {
        let Escalation { reference, sender, services, effect, began, .. } = self.escalation();
        KelaCover {
            reference,
            sender,
            services,
            effect,
            extent: Extent::Regional,
            began,
            criteria: vec![Criterion::K1, Criterion::K6],
            call: true,
            screenshots: true,
            now: at("2026-11-23T13:45:00+02:00"),
        }
    }

    /// A bulletin that is late.
    pub(super) fn staff_alarm(&self) -> StaffAlarm {
        StaffAlarm {
            reference: "H-2026-0147".to_owned(),
            service: self.prescriptions.system.clone(),
            promised: at("2026-11-20T12:56:00+02:00"),
            goes_out: at("2026-11-20T13:06:00+02:00"),
            now: at("2026-11-20T12:56:00+02:00"),
        }
    }

    /// Somebody must look now.
    pub(super) fn duty_alert(&self, reason: DutyReason) -> DutyAlert {
        DutyAlert {
            reference: "H-2026-0147".to_owned(),
            service: self.prescriptions.system.clone(),
            reason,
            since: at("2026-11-20T12:10:00+02:00"),
            now: at("2026-11-20T12:25:00+02:00"),
        }
    }
}

/// A gateway that does not serve us.
fn route_alarm(ours: bool) -> RouteAlarm {
    RouteAlarm {
        route: "kannel".to_owned(),
        channel: Channel::Sms,
        ours,
        reply: "403 Authorization failed for this sender".to_owned(),
        since: at("2026-11-20T12:10:00+02:00"),
        now: at("2026-11-20T12:25:00+02:00"),
    }
}

/// Unusually many are turned away.
pub(super) fn refusal_alarm() -> RefusalAlarm {
    RefusalAlarm {
        refusals: 187,
        minutes: 10,
        since: at("2026-11-20T12:10:00+02:00"),
        now: at("2026-11-20T12:20:00+02:00"),
    }
}

/// The one link that opens an account.
pub(super) fn account_link(purpose: LinkPurpose) -> AccountLink {
    AccountLink {
        purpose,
        organisation: "Esimerkkilän hyvinvointialue".to_owned(),
        url: "https://majakka.example.fi/account/invite/s3cr3t".to_owned(),
        expires: at("2026-11-23T12:00:00+02:00"),
        helpdesk: "Esimerkkilän käyttötuki, 040 000 0001".to_owned(),
        now: at("2026-11-20T12:00:00+02:00"),
    }
}

/// Everything that an account's owner hears of.
pub(super) fn account_events() -> [AccountEvent; 12] {
    [
        AccountEvent::Opened,
        AccountEvent::LinkUsed,
        AccountEvent::PasswordChanged,
        AccountEvent::EmailAsked("uusi@example.fi".to_owned()),
        AccountEvent::EmailChanged("uusi@example.fi".to_owned()),
        AccountEvent::RolesChanged(vec![AccountRole::Helpdesk, AccountRole::SystemAdmin]),
        AccountEvent::FactorAdded,
        AccountEvent::FactorRemoved,
        AccountEvent::RecoveryCodeUsed(9),
        AccountEvent::RecoveryCodesMade,
        AccountEvent::Guessed,
        AccountEvent::NewBrowser {
            browser: "Firefox, Windows".to_owned(),
            address: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
        },
    ]
}

/// A letter about one of them.
pub(super) fn account_notice(event: AccountEvent) -> AccountNotice {
    AccountNotice {
        event,
        organisation: "Esimerkkilän hyvinvointialue".to_owned(),
        helpdesk: "Esimerkkilän käyttötuki, 040 000 0001".to_owned(),
        now: at("2026-11-20T12:00:00+02:00"),
    }
}

/// Every step that a reporter hears of.
pub(super) fn steps() -> [ProgressStep; 8] {
    let cause = texts("palvelinvika Kelassa.", "serverfel hos FPA.", "a server fault at Kela.");
    [
        ProgressStep::Received,
        ProgressStep::Linked { incident: "H-2026-0147".to_owned() },
        ProgressStep::Investigated { estimate: Some(at("2026-11-20T15:00:00+02:00")) },
        ProgressStep::Told { estimate: None },
        ProgressStep::Corrected,
        ProgressStep::Ended { how: ReportEnd::Rejected },
        ProgressStep::Ended { how: ReportEnd::Closed },
        ProgressStep::Resolved { ended: at("2026-11-20T15:40:00+02:00"), cause },
    ]
}

impl Renderer {
    /// Writes every message once in every language, with facts as they might be. `catalogue` has the services' names.
    ///
    /// # Errors
    /// The first thing that is wrong with a template.
    pub fn check_messages(&self, catalogue: &Catalogue) -> Result<(), RenderError> {
        let Some(samples) = Samples::new(catalogue) else { return Ok(()) };
        KINDS.into_iter().try_for_each(|kind| self.bulletin(&samples.bulletin(kind)).map(drop))?;
        let reasons = [
            DutyReason::CriticalReport,
            DutyReason::NoFirstBulletin,
            DutyReason::ClockRunsOut(ClockKind::Gdpr33),
            DutyReason::NobodyReached,
            DutyReason::BreachSuspected,
            DutyReason::CallOwed,
        ];
        for language in Language::ALL.iter().copied() {
            self.staff_alarm(&samples.staff_alarm(), language)?;
            reasons.iter().try_for_each(|reason| self.duty_alert(&samples.duty_alert(*reason), language).map(drop))?;
            [true, false].iter().try_for_each(|ours| self.route_alarm(&route_alarm(*ours), language).map(drop))?;
            self.refusal_alarm(&refusal_alarm(), language)?;
            steps().into_iter().try_for_each(|step| self.progress(&samples.progress(step), language).map(drop))?;
            for purpose in [LinkPurpose::Invite, LinkPurpose::Reset, LinkPurpose::Email] {
                self.account_link(&account_link(purpose), language)?;
            }
            for event in account_events() {
                self.account_notice(&account_notice(event), language)?;
            }
            self.escalation(&samples.escalation(), language)?;
            self.kela_cover(&samples.kela_cover(), language)?;
        }
        Ok(())
    }
}
