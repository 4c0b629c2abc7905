//! The timeline: what happened, newest first, in the reader's language.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{DeliveryId, MessageId, OrganisationId};
use majakka_domain::terms::{Channel, ClockKind, MessageKind, Question};
use majakka_domain::timeline::TimelineEvent as Event;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::timeline::{self, EntriesWanted, Entry, Happened as Told};
use majakka_store::{desk, message};
use serde::Serialize;

use super::super::context::DeskContext;
use super::super::messages::Troubled;
use super::{Loaded, bulletins};

/// Entries on a page.
const PER_PAGE: usize = 100;
/// So many arrivals of reports stand in the story, before they would hide what was decided and told.
const FEW_REPORTS: usize = 20;

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct StoryTab {
    entries: Vec<Happened>,
    /// How many arrivals are left out, and where those reports are.
    left_out: Option<LeftOut>,
    first: Option<String>,
    next: Option<String>,
    /// What did not arrive, of which there is no entry when nobody knows.
    troubled: Vec<Troubled>,
}

/// What stands on a tab of its own.
#[derive(Debug, Clone, Serialize)]
struct LeftOut {
    count: usize,
    href: String,
}

/// One entry, as `partials/timeline` reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    icon: &'static str,
    happened: String,
    at: String,
    when: String,
    by: Option<String>,
    text: Option<String>,
    /// Where more of it is told.
    href: Option<String>,
}

impl StoryTab {
    pub(super) fn load(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        before: Option<i64>,
    ) -> Result<Self> {
        let row = &loaded.case.row;
        let (reported, href) = (loaded.case.evidence.report_count(), format!("/desk/incidents/{}?tab=", row.reference));
        let reports = reported <= FEW_REPORTS;
        let limit = i64::try_from(PER_PAGE).unwrap_or(i64::MAX).saturating_add(1);
        let mut entries = timeline::entries(conn, row.id, EntriesWanted { reports, before, limit })?;
        let more = entries.len() > PER_PAGE;
        entries.truncate(PER_PAGE);
        let last = entries.last().filter(|_| more);
        let next = last.map(|entry| format!("{href}timeline&before={}", entry.number));
        let known = Known::load(conn, loaded, &entries)?;
        Ok(StoryTab {
            entries: entries.into_iter().map(|entry| happened(context, &known, entry)).collect::<Result<_>>()?,
            left_out: (!reports).then(|| LeftOut { count: reported, href: format!("{href}reports") }),
            first: before.map(|_| format!("{href}timeline")),
            next,
            troubled: bulletins::troubled(conn, context, loaded)?,
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let entry = Happened {
            icon: "bulletin",
            happened: "Tiedote lähetetty".to_owned(),
            at: "2026-11-20T12:26:00+02:00".to_owned(),
            when: "klo 12.26".to_owned(),
            by: Some("Aino Esimerkki".to_owned()),
            text: Some("412 vastaanottajaa".to_owned()),
            href: Some("/desk/deliveries/12".to_owned()),
        };
        let bare = Happened { by: None, text: None, href: None, ..entry.clone() };
        let (first, next) = (Some("/desk/incidents/H-2026-0147?tab=timeline".to_owned()), None);
        let left_out = LeftOut { count: 412, href: "/desk/incidents/H-2026-0147?tab=reports".to_owned() };
        let entries = vec![entry, bare];
        let few = StoryTab { entries, left_out: None, first: None, next: None, troubled: Troubled::samples() };
        vec![StoryTab { left_out: Some(left_out), next: first.clone(), first, ..few.clone() }, StoryTab { next, ..few }]
    }
}

/// What entries only name: organisations, and what bulletins say in every language.
struct Known {
    houses: BTreeMap<OrganisationId, String>,
    impacts: BTreeMap<MessageId, Texts>,
}

impl Known {
    fn load(conn: &mut AnyConnection, loaded: &Loaded<'_>, entries: &[Entry]) -> Result<Self> {
        let houses: BTreeSet<_> = entries.iter().filter_map(|entry| house(&entry.actor)).collect();
        let bulletins = message::bulletins(conn, &[loaded.case.row.id])?;
        let impact = |row: &message::Message| Ok((row.id, row.facts()?.wording.impact));
        Ok(Known {
            houses: desk::organisation_names(conn, &houses)?,
            impacts: bulletins.iter().map(impact).collect::<Result<_>>()?,
        })
    }

    /// Who did it: a person, an organisation by its name, or that it happened by itself.
    fn who(&self, context: &DeskContext<'_>, actor: String) -> Result<String> {
        match house(&actor).and_then(|id| self.houses.get(&id)) {
            Some(name) => Ok(name.clone()),
            None => context.who(actor),
        }
    }
}

/// The organisation that an actor names by its number, as whoever reports without an account is written down.
fn house(actor: &str) -> Option<OrganisationId> {
    actor.strip_prefix("organisation ")?.parse().ok().map(OrganisationId)
}

fn happened(context: &DeskContext<'_>, known: &Known, entry: Entry) -> Result<Happened> {
    let (icon, happened, text, delivery) = match &entry.happened {
        Told::Known(event) => {
            let said = context.word("timeline", event.kind())?;
            let facts = facts(context, known, event)?.into_iter().filter(|fact| !fact.is_empty());
            (icon(event), said, facts.collect::<Vec<_>>().join("\n"), delivery(event))
        }
        Told::Later(kind) => ("info", kind.clone(), String::new(), None),
    };
    let moment = context.moment(entry.at);
    Ok(Happened {
        icon,
        happened,
        at: moment.at,
        when: moment.said,
        by: Some(known.who(context, entry.actor)?),
        text: (!text.is_empty()).then_some(text),
        href: delivery.map(|id| format!("/desk/deliveries/{id}")),
    })
}

const fn icon(event: &Event) -> &'static str {
    match event {
        Event::Opened { .. } | Event::Report { .. } | Event::ReportMoved { .. } => "report",
        Event::ReportCorrected { .. } => "edit",
        Event::ReportRejected { .. } => "closed",
        Event::Bulletin { .. } | Event::SentAgain { .. } | Event::UpdateLate { .. } => "bulletin",
        Event::Escalated { .. } | Event::EscalatedAgain { .. } | Event::EscalationAccepted { .. } => "escalation",
        Event::PartnerAnswered { .. } => "escalation",
        Event::Called { .. } | Event::DutyAlerted { .. } | Event::DutyUnheard {} => "phone",
        Event::Triaged { .. } | Event::Checked { .. } => "search",
        Event::Answered { .. } | Event::Reviewed { .. } | Event::TaskDone { .. } | Event::TaskEnded { .. } => "edit",
        Event::ConnectionClosed { .. } | Event::ConnectionReopened { .. } => "link",
        Event::MergedInto { .. } | Event::TookIn { .. } | Event::MergeUndone { .. } => "link",
        Event::Resolved { .. } => "resolved",
        Event::Closed {} => "closed",
        Event::DeliveryFailed { .. } | Event::BulletinUnheard { .. } => "failed",
        Event::DeliveryUncertain { .. } => "uncertain",
        Event::DeliveryArrived { .. } => "ok",
        Event::HouseAnswered { .. } => "edit",
        Event::ClockWarning { .. } | Event::ClockEnded { .. } | Event::HouseClockEnded { .. } => "clock",
        Event::Replied { .. } => "info",
    }
}

/// Which message it is about, where that is one to one recipient.
const fn delivery(event: &Event) -> Option<DeliveryId> {
    match event {
        Event::DeliveryFailed { delivery, .. } => *delivery,
        Event::DeliveryUncertain { delivery, .. } | Event::DeliveryArrived { delivery, .. } => Some(*delivery),
        _ => None,
    }
}

/// The facts of an entry as lines: words of closed lists by their names, times as people say them, texts as they are. A line
/// may be empty.
fn facts(context: &DeskContext<'_>, known: &Known, event: &Event) -> Result<Vec<String>> {
    let time = |at: DateTime<Utc>| context.moment(at).said;
    let sent = |count: usize| context.say_of("desk-deliveries", &[("count", count.into())]);
    let channel = |channel: Channel, message: MessageKind| {
        Ok::<_, Error>([context.word("channel", channel)?, context.word("message", message)?])
    };
    Ok(match event {
        Event::Opened { report } | Event::ReportMoved { report, .. } => vec![report.clone()],
        Event::ReportCorrected { report, reason } | Event::ReportRejected { report, reason } => {
            vec![report.clone(), reason.clone()]
        }
        Event::Report { report, service, function } => vec![report.clone(), context.matter(service, function)],
        Event::Triaged { origin, effect, extent, criticality, reason, .. } => {
            let decided = [
                context.word("origin", origin)?,
                context.word("effect", effect)?,
                context.word("extent", extent)?,
                context.word("criticality", criticality)?,
            ];
            vec![decided.join(" · "), reason.clone()]
        }
        Event::Checked { made, undone } => {
            let made = made.iter().map(|check| ("desk-check-made", check));
            let undone = undone.iter().map(|check| ("desk-check-undone", check));
            let said = |(key, check)| context.say_of(key, &[("check", context.word("guided-check", check)?.into())]);
            made.chain(undone).map(said).collect::<Result<_>>()?
        }
        Event::ConnectionClosed { reason } => vec![reason.clone()],
        Event::ConnectionReopened { proof } => vec![proof.clone()],
        Event::Bulletin { kind, message, deliveries, impact, next_update } => {
            let told = known.impacts.get(message).map(|texts| texts.or_finnish(context.language).to_owned());
            let impact = told.filter(|told| !told.is_empty()).unwrap_or_else(|| impact.clone());
            let promised = next_update.map(|at| context.say_of("desk-next-word", &[("at", time(at).into())]));
            let promised = promised.transpose()?.unwrap_or_default();
            vec![context.word("message", kind)?, impact, sent(*deliveries)?, promised]
        }
        Event::SentAgain { deliveries } | Event::EscalatedAgain { deliveries } | Event::DutyAlerted { deliveries } => {
            vec![sent(*deliveries)?]
        }
        Event::UpdateLate { promised } => vec![time(*promised)],
        Event::Escalated { to, partner, .. } | Event::EscalationAccepted { to, partner } => {
            vec![context.word("escalation-target", to)?, partner.clone()]
        }
        Event::PartnerAnswered { to, partner, answer, ticket, promised } => {
            let who = [context.word("escalation-target", to)?, partner.clone(), ticket.clone()];
            let promised = promised.map(|at| context.say_of("desk-mended-by", &[("at", time(at).into())]));
            let who = who.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            vec![who, answer.clone(), promised.transpose()?.unwrap_or_default()]
        }
        Event::Called { to, outcome, by, note } => {
            let call = [context.word("escalation-target", to)?, context.word("call-outcome", outcome)?, by.clone()];
            vec![call.join(" · "), note.clone()]
        }
        Event::Answered { question, value, reason } => {
            vec![context.word("question", question)?, context.word("yes-no", value)?, reason.clone()]
        }
        Event::TaskDone { task, by } => vec![context.word("task", task)?, by.clone()],
        Event::TaskEnded { task } => vec![context.word("task", task)?],
        Event::ClockWarning { clock, due_at } => vec![context.word("clock", clock)?, time(*due_at)],
        Event::ClockEnded { clock, reason, .. } => vec![context.word("clock", clock)?, reason.clone()],
        Event::HouseAnswered { house, value, reason } => {
            let breach = context.word("question", Question::DataBreach)?;
            vec![house.clone(), breach, context.word("yes-no", value)?, reason.clone()]
        }
        Event::HouseClockEnded { house, reason, .. } => {
            vec![house.clone(), context.word("clock", ClockKind::Gdpr33)?, reason.clone()]
        }
        Event::DeliveryFailed { channel: by, message, cause, .. } => {
            let mut said = channel(*by, *message)?.to_vec();
            said.extend(cause.map(|cause| context.word("failure-cause", cause)).transpose()?);
            vec![said.join(" · ")]
        }
        Event::DeliveryUncertain { channel: by, message, .. } | Event::DeliveryArrived { channel: by, message, .. } => {
            vec![channel(*by, *message)?.join(" · ")]
        }
        Event::BulletinUnheard { message, .. } => vec![context.word("message", message)?],
        Event::Resolved { ended_at, cause } => vec![time(*ended_at), cause.clone()],
        Event::MergedInto { into, .. } => vec![into.clone()],
        Event::TookIn { incident, .. } => vec![incident.clone()],
        Event::MergeUndone { with, .. } => vec![with.clone()],
        Event::Reviewed { review } => vec![review.clone()],
        Event::DutyUnheard {} | Event::Closed {} | Event::Replied { .. } => Vec::new(),
    })
}
