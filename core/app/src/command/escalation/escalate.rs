//! Escalation: the facts to the vendor or operator, the form to Kela, and the telephone call (source 003, 4.2).

use std::collections::BTreeSet;

use chrono::{TimeDelta, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::escalation::{carriers, vendors};
use majakka_domain::format::time::helsinki_day;
use majakka_domain::id::{IncidentId, MessageId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{CallOutcome, EscalationTarget, Language, MessageKind, TaskName};
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::bulletin::affected_in_detail;
use crate::command::field::{LONGEST_NAME, LONGEST_NOTE, Problems, REDACTED, redacted, redacted_line};
use crate::command::incident::case::Case;
use crate::command::letter::{self, Letter};
use crate::command::organisation::contact_line;
use majakka_messages::kela_form::{self, CheckedForm, Picture, UnreadableForm};
use majakka_messages::message::{Escalation, KelaCover, Mail, Sender};
use majakka_store::error::{Error, Result};
use majakka_store::escalation::{Answer, NewEscalation};
use majakka_store::incident::change;
use majakka_store::message::{About, Attachment};
use majakka_store::partner as register;
use majakka_store::viewer::Viewer;
use majakka_store::{call, contact, escalation, organisation, task};

/// An escalation.
#[derive(Debug, Clone)]
pub struct Escalate {
    /// Which incident.
    pub incident: IncidentId,
    /// To whom.
    pub to: EscalationTarget,
    /// What the desk adds.
    pub note: String,
    /// Screenshots of which a person said that they show no personal data, with their bytes. Kela only.
    pub pictures: Vec<(kela_form::Attachment, Picture)>,
}

/// How long a partner has to answer when the register does not say.
const ANSWER_WITHIN: TimeDelta = TimeDelta::minutes(60);

/// Escalates. The task ends for a vendor or operator at once, for Kela when its mail server took the form.
///
/// # Errors
/// `forbidden`, `kela_form_incomplete`, `stale`.
pub fn escalate(tx: &mut Tx<'_>, escalate: &Escalate) -> Result<()> {
    tx.viewer.require(Permission::Escalate)?;
    let row = tx.incident(escalate.incident, None)?;
    let case = tx.case(row)?;
    match escalate.to {
        EscalationTarget::Kela => to_kela(tx, &case, escalate)?,
        EscalationTarget::Vendor => {
            to_partners(tx, &case, escalate, &vendors(&case.evidence), TaskName::VendorContact)?;
        }
        EscalationTarget::Operator => {
            to_partners(tx, &case, escalate, &carriers(&case.evidence), TaskName::OperatorContact)?;
        }
    }
    Ok(())
}

struct Partner {
    name: String,
    email: Option<String>,
    language: Language,
    answer_within: TimeDelta,
}

/// A partner's address: from the register of partners, else a broker's own technical contact.
fn partner(tx: &mut Tx<'_>, name: &str) -> Result<Partner> {
    if let Some(known) = register::by_name(tx.conn, name)? {
        return Ok(Partner {
            name: known.name,
            email: Some(known.email),
            language: known.language,
            answer_within: TimeDelta::minutes(known.answer_minutes.into()),
        });
    }
    let technical = contact::technical_of(tx.conn, name)?;
    let (email, language) = technical.map_or((None, Language::Fi), |(email, language)| (Some(email), language));
    Ok(Partner { name: name.to_owned(), email, language, answer_within: ANSWER_WITHIN })
}

fn to_partners(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    escalate: &Escalate,
    names: &BTreeSet<String>,
    task: TaskName,
) -> Result<()> {
    case.row.standing().aftermath()?;
    let id = case.row.id;
    for name in names {
        let partner = partner(tx, name)?;
        let answer_by = tx.now + partner.answer_within;
        let mail = vendor_mail(tx, case, escalate, answer_by, partner.language)?;
        let message = match &partner.email {
            Some(address) => Some(send(tx, id, mail, partner.language, address, Vec::new())?),
            None => None,
        };
        let actor = tx.viewer.actor();
        let new = NewEscalation {
            incident: id,
            target: escalate.to,
            partner: &partner.name,
            message,
            expected_by: Some(answer_by),
            form: None,
            actor: &actor,
        };
        escalation::add(tx.conn, tx.now, &new)?;
        let (to, mailed, answer_by) = (escalate.to, message.is_some(), Some(answer_by));
        tx.note(&case.row, &TimelineEvent::Escalated { to, partner: partner.name, mailed, answer_by })?;
    }
    task::end(tx.conn, tx.now, id, task, &tx.viewer.actor())?;
    Ok(())
}

fn vendor_mail(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    escalate: &Escalate,
    answer_by: chrono::DateTime<Utc>,
    language: Language,
) -> Result<Mail> {
    let first = case.first_report(tx, None)?;
    let first = first.as_ref();
    let evidence = case
        .suggestion
        .reasons
        .iter()
        .map(|reason| {
            crate::command::incident::explain::sentence(&tx.app.renderer, &tx.app.catalogue, language, reason)
        })
        .collect::<Result<_>>()?;
    let description = [first.map(|r| r.description.clone()).unwrap_or_default(), redacted(&escalate.note)];
    Ok(tx.app.renderer.escalation(
        &Escalation {
            reference: case.row.reference.clone(),
            sender: sender(tx, case)?,
            services: affected_in_detail(tx, case)?,
            effect: case.decided.effect,
            extent: case.decided.extent,
            began: case.began(),
            reports: case.evidence.report_count(),
            description: description.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n\n"),
            error_text: first.and_then(|r| r.error_text.clone()).unwrap_or_default(),
            evidence,
            answer_by,
            now: tx.now,
        },
        language,
    )?)
}

fn sender(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Sender> {
    let desk = organisation::find(tx.conn, &Viewer::System, case.row.desk_id)?;
    let ids: Vec<OrganisationId> = case.evidence.reporters().into_iter().collect();
    let contact = contact::form_sender(tx.conn, &ids)?;
    let organisation = match &contact {
        Some(contact) => organisation::find(tx.conn, &Viewer::System, contact.organisation_id)?,
        None => desk,
    };
    let line = match contact {
        Some(person) => format!("{}, {}, {}", person.name, person.phone.unwrap_or_default(), person.email),
        None => contact_line(tx.app, tx.conn, &organisation)?.fi,
    };
    Ok(Sender { organisation: organisation.name, business_id: organisation.business_id, contact: line })
}

/// The form to Kela, as it leaves: a mail with the form as PDF and JSON.
pub struct KelaLetter {
    reference: String,
    /// To Kela's support.
    pub address: String,
    /// In whose name: the organisation.
    pub from: String,
    /// Whom Kela reaches about it: name, number and address.
    pub contact: String,
    /// What stands over the form.
    pub mail: Mail,
    form: CheckedForm,
}

impl KelaLetter {
    /// The form for programs.
    ///
    /// # Errors
    /// [`Error::Render`].
    pub fn json(&self) -> Result<serde_json::Value> {
        self.form.json().map_err(unreadable)
    }

    /// The form for people, with these screenshots.
    ///
    /// # Errors
    /// [`Error::Render`], for a picture that is none.
    pub fn pdf(&self, pictures: &[Picture]) -> Result<Attachment> {
        let content = self.form.pdf(pictures).map_err(|cause| Error::Render(cause.to_string()))?;
        Ok(self.file("pdf", content))
    }

    fn file(&self, ending: &str, content: Vec<u8>) -> Attachment {
        let file_name = format!("hairioilmoitus-{}.{ending}", self.reference);
        Attachment { file_name, media_type: format!("application/{ending}"), content, language: None }
    }
}

fn unreadable(cause: UnreadableForm) -> Error {
    Error::Render(cause.to_string())
}

/// What would leave for Kela now. Reads, and writes nothing.
///
/// # Errors
/// As [`escalate`].
pub fn preview_to_kela(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<KelaLetter> {
    tx.viewer.require(Permission::Escalate)?;
    let incident = tx.incident(case.row.id, None)?.id;
    let to = EscalationTarget::Kela;
    prepare_to_kela(tx, case, &Escalate { incident, to, note: String::new(), pictures: Vec::new() })
}

/// Impossible without a reporter and an organisation; never with a patient in it.
fn prepare_to_kela(tx: &mut Tx<'_>, case: &Case<'_>, escalate: &Escalate) -> Result<KelaLetter> {
    let ids: Vec<OrganisationId> = case.evidence.reporters().into_iter().collect();
    let contact = contact::form_sender(tx.conn, &ids)?.ok_or(Refusal::KelaFormIncomplete)?;
    let organisation = organisation::find(tx.conn, &Viewer::System, contact.organisation_id)?;
    let form = super::form::form(tx, case, &contact, &organisation, escalate)?;
    let redacted = form.redacted(REDACTED).map_err(unreadable)?.form;
    let form = redacted.check().map_err(|_| Refusal::KelaFormIncomplete)?;
    case.row.standing().aftermath()?;
    let support = tx.app.catalogue.authority("kela_support", helsinki_day(tx.now));
    let address = support.map(|a| a.email.clone()).filter(|email| !email.is_empty());
    let address =
        address.ok_or_else(|| Error::Setting("the catalogue names no address of Kela's support".to_owned()))?;
    let duty = case.duty();
    let sender = sender(tx, case)?;
    let (from, contact) = (sender.organisation.clone(), sender.contact.clone());
    let mail = tx.app.renderer.kela_cover(
        &KelaCover {
            reference: case.row.reference.clone(),
            sender,
            services: affected_in_detail(tx, case)?,
            effect: case.decided.effect,
            extent: case.decided.extent,
            began: case.began(),
            criteria: duty.criteria.into_iter().collect(),
            call: duty.call,
            screenshots: !escalate.pictures.is_empty(),
            now: tx.now,
        },
        Language::Fi,
    )?;
    Ok(KelaLetter { reference: case.row.reference.clone(), address, from, contact, mail, form })
}

fn to_kela(tx: &mut Tx<'_>, case: &Case<'_>, escalate: &Escalate) -> Result<()> {
    let letter = prepare_to_kela(tx, case, escalate)?;
    let pictures: Vec<Picture> = escalate.pictures.iter().map(|(_, picture)| picture.clone()).collect();
    let form = letter.json()?;
    let files = vec![letter.pdf(&pictures)?, letter.file("json", serde_json::to_vec_pretty(&form)?)];
    let id = case.row.id;
    let message = send(tx, id, letter.mail, Language::Fi, &letter.address, files)?;
    let actor = tx.viewer.actor();
    let kela = EscalationTarget::Kela;
    let new = NewEscalation {
        incident: id,
        target: kela,
        partner: "Kela",
        message: Some(message),
        expected_by: None,
        form: Some(form.to_string()),
        actor: &actor,
    };
    escalation::add(tx.conn, tx.now, &new)?;
    let partner = "Kela".to_owned();
    tx.note(&case.row, &TimelineEvent::Escalated { to: kela, partner, mailed: true, answer_by: None })
}

fn send(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    mail: Mail,
    language: Language,
    address: &str,
    attachments: Vec<Attachment>,
) -> Result<MessageId> {
    let about = About { incident: Some(incident), ..About::default() };
    letter::post(tx, Letter { kind: MessageKind::Escalation, about, to: address, language, mail, attachments })
}

/// Writes down what a vendor, an operator or Kela answered to an escalation: its waiting ends.
///
/// # Errors
/// `forbidden`; `validation` for an answer without words or ticket, for a promise in the past, or for an escalation of another incident;
/// `stale`.
pub fn answered(tx: &mut Tx<'_>, incident: IncidentId, id: i64, answer: &Answer) -> Result<()> {
    tx.viewer.require(Permission::Escalate)?;
    let row = tx.incident(incident, None)?;
    let mut problems = Problems::default();
    let sent = escalation::of_incident(tx.conn, incident)?.into_iter().find(|sent| sent.id == id);
    if sent.is_none() {
        problems.add("text", "not_open");
    }
    if answer.ticket.trim().is_empty() {
        problems.need("text", &answer.text);
    }
    problems.at_most("text", &answer.text, LONGEST_NOTE);
    problems.at_most("ticket", &answer.ticket, LONGEST_NAME);
    if let Some(promised) = answer.promised_at {
        problems.time(TimeOf::Estimate, "promised", promised, tx.now);
    }
    problems.refuse()?;
    row.standing().aftermath()?;
    let Some(sent) = sent else { return Ok(()) };
    let kept =
        Answer { text: redacted(&answer.text), ticket: redacted_line(&answer.ticket), promised_at: answer.promised_at };
    escalation::answered(tx.conn, tx.now, id, &kept)?;
    let (to, partner, promised) = (sent.target, sent.partner, kept.promised_at);
    tx.note(&row, &TimelineEvent::PartnerAnswered { to, partner, answer: kept.text, ticket: kept.ticket, promised })
}

/// Logs a telephone call.
///
/// # Errors
/// `forbidden`, `validation` without a caller, `stale`.
pub fn call(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    to: EscalationTarget,
    outcome: CallOutcome,
    by: &str,
    note: &str,
) -> Result<()> {
    tx.viewer.require(Permission::Call)?;
    let row = tx.incident(incident, None)?;
    let mut problems = Problems::default();
    problems.need("by", by);
    problems.at_most("by", by, LONGEST_NAME);
    problems.at_most("note", note, LONGEST_NOTE);
    problems.refuse()?;
    row.standing().aftermath()?;
    let (by, note) = (redacted_line(by), redacted(note));
    call::add(tx.conn, tx.now, incident, to, outcome, &by, &note)?;
    if (to, outcome) == (EscalationTarget::Kela, CallOutcome::Reached) {
        change::call_reached(tx.conn, tx.now, incident)?;
        task::end(tx.conn, tx.now, incident, TaskName::KelaCall, &by)?;
    }
    tx.note(&row, &TimelineEvent::Called { to, outcome, by, note })
}
