//! Telling Kela, the vendor and the operator: the form as it will leave, the mails, the telephone call with its script.
//!
//! Guarantee: what is shown of the form is the form itself, made by the step that sends it and taken back.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::escalate::{Escalate, escalate};
use majakka_app::command::receipt::kela_state;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::id::{IncidentId, ScreenshotId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{CallOutcome, EscalationTarget, IncidentState};
use majakka_messages::kela_form::{Attachment, Picture};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::{desk, incident, ledger, message, report, screenshot_row};
use serde::Serialize;

use super::super::context::{Answer, DeskContext, Moment, answer};
use super::Loaded;
use super::connection::Connection;
use super::page::CasePage;
use super::steps::perform;
use crate::auth::SignedIn;
use crate::blocking::blocking;
use crate::error::PageError;
use crate::extract::Posted;
use crate::form::{Choice, Field, Fields, FormAttempt, FormValues, form};

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct EscalationTab {
    /// Duty to tell Kela, and how far it has come.
    duty: &'static str,
    criteria: Vec<String>,
    kela: &'static str,
    call_owed: bool,
    /// Form and mail to Kela as they would leave now.
    preview: Option<FormPreview>,
    /// Why there is no form yet.
    incomplete: bool,
    kela_note: Option<Field>,
    pictures: Option<Field>,
    vendor_note: Option<Field>,
    operator_note: Option<Field>,
    call: Option<Fields>,
    phone: String,
    phone_name: String,
    script: Vec<String>,
    sent: Vec<Sent>,
    calls: Vec<Called>,
    connection: Connection,
}

/// The form and its mail.
#[derive(Debug, Clone, Serialize)]
pub struct FormPreview {
    subject: String,
    mail: String,
    form: String,
}

form! {
    /// A call: to whom, by whom, and how it went.
    pub(super) struct CallForm {
        to: EscalationTarget,
        outcome: CallOutcome,
        by: String,
        note: String,
    }
}

/// An escalation.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    to: String,
    partner: String,
    at: Moment,
    by: String,
    expected: Option<Moment>,
    mailed: bool,
}

/// A call.
#[derive(Debug, Clone, Serialize)]
pub struct Called {
    to: String,
    outcome: String,
    by: String,
    at: Moment,
    note: String,
}

impl EscalationTab {
    pub(super) fn of(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let case = &loaded.case;
        let (id, duty) = (case.row.id, case.duty());
        let open = case.row.state != IncidentState::Closed && context.may(Permission::Escalate);
        let note = |prefix| open.then(|| context.form(attempt, prefix).text("note", ""));
        let criteria = duty.criteria.iter().map(|c| Ok(format!("{c}: {}", context.word("criterion", c)?)));
        let support = context.app.catalogue.authority("kela_support", helsinki_day(context.now));
        let sent = ledger::escalations(conn, id)?.into_iter().map(|e| {
            Ok(Sent {
                to: context.word("escalation-target", e.target)?,
                partner: e.partner,
                at: context.moment(e.at),
                by: context.who(e.actor)?,
                expected: e.expected_by.map(|at| context.moment(at)),
                mailed: e.message_id.is_some(),
            })
        });
        let calls = ledger::calls(conn, id)?.into_iter().map(|c| {
            Ok(Called {
                to: context.word("escalation-target", c.target)?,
                outcome: context.word("call-outcome", c.outcome)?,
                by: c.called_by,
                at: context.moment(c.at),
                note: c.note,
            })
        });
        Ok(EscalationTab {
            duty: duty.report.as_str(),
            criteria: criteria.collect::<Result<_>>()?,
            kela: kela_state(case).as_str(),
            call_owed: duty.call && case.row.call_reached_at.is_none(),
            preview: None,
            incomplete: false,
            kela_note: note("kela_"),
            pictures: if open { pictures(conn, context, loaded, attempt)? } else { None },
            vendor_note: note("vendor_"),
            operator_note: note("operator_"),
            call: if open { Some(call_form(context, attempt)?) } else { None },
            phone: support.map(|a| a.phone.clone()).unwrap_or_default(),
            phone_name: support.map(|a| a.name.get(context.language).to_owned()).unwrap_or_default(),
            script: script(context, loaded)?,
            sent: sent.collect::<Result<_>>()?,
            calls: calls.collect::<Result<_>>()?,
            connection: Connection::of(conn, context, loaded, attempt)?,
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let [cut, whole] = Connection::samples();
        let full = EscalationTab {
            duty: "must",
            criteria: vec!["K1: Häiriö estää käytön".to_owned()],
            kela: "form_sent",
            call_owed: true,
            preview: Some(FormPreview {
                subject: "Häiriöilmoitus".to_owned(),
                mail: "Hei".to_owned(),
                form: "{}".to_owned(),
            }),
            incomplete: false,
            kela_note: Some(field("kela_note")),
            pictures: Some(field("kela_picture")),
            vendor_note: Some(field("vendor_note")),
            operator_note: Some(field("operator_note")),
            call: Some(Fields::sample::<CallForm>("call_")),
            phone: "020 634 7787".to_owned(),
            phone_name: "Kelan tekninen tuki".to_owned(),
            script: vec!["Soitan häiriöstä H-2026-0147.".to_owned()],
            sent: vec![
                Sent {
                    to: "Kelan tekninen tuki".to_owned(),
                    partner: "Kela".to_owned(),
                    at: Moment::sample(),
                    by: "Aino Esimerkki".to_owned(),
                    expected: Some(Moment::sample()),
                    mailed: true,
                },
                Sent {
                    to: "järjestelmätoimittaja".to_owned(),
                    partner: "PotJ".to_owned(),
                    at: Moment::sample(),
                    by: "Aino Esimerkki".to_owned(),
                    expected: None,
                    mailed: false,
                },
            ],
            calls: vec![Called {
                to: "Kelan tekninen tuki".to_owned(),
                outcome: "tavoitettu".to_owned(),
                by: "Aino Esimerkki".to_owned(),
                at: Moment::sample(),
                note: "Tunnus 123".to_owned(),
            }],
            connection: cut,
        };
        let closed = EscalationTab {
            criteria: Vec::new(),
            call_owed: false,
            preview: None,
            incomplete: true,
            kela_note: None,
            pictures: None,
            vendor_note: None,
            operator_note: None,
            call: None,
            script: Vec::new(),
            sent: Vec::new(),
            calls: vec![Called { note: String::new(), ..full.calls[0].clone() }],
            connection: whole,
            ..full.clone()
        };
        let incomplete = EscalationTab { preview: None, incomplete: true, pictures: None, ..full.clone() };
        vec![full, incomplete, closed]
    }
}

/// The form and its mail as the step would send them, made by that step and taken back. None while no form can be made.
fn dry_run_of(
    context: &DeskContext<'_>,
    incident: IncidentId,
) -> Result<Option<(message::Text, Vec<message::Attachment>)>> {
    let to = EscalationTarget::Kela;
    context.app.dry_run(&context.viewer, |tx| {
        escalate(tx, &Escalate { incident, to, note: String::new(), pictures: Vec::new() })?;
        let sent = ledger::escalations(tx.conn, incident)?.pop();
        let Some(id) = sent.and_then(|sent| sent.message_id) else { return Ok(None) };
        let text = message::texts(tx.conn, &[id])?.remove(&id).and_then(|texts| texts.into_iter().next());
        let files = message::attachments(tx.conn, &[id])?.remove(&id).unwrap_or_default();
        Ok(text.map(|text| (text, files)))
    })
}

/// Adds what would leave for Kela now.
pub(super) fn with_preview(context: &DeskContext<'_>, mut page: CasePage) -> Result<CasePage> {
    let Some(tab) = page.escalation.as_mut().filter(|tab| tab.kela_note.is_some()) else { return Ok(page) };
    match dry_run_of(context, page.head.id) {
        Ok(None) | Err(Error::Refused(Refusal::Forbidden)) => {}
        Ok(Some((text, files))) => {
            let form = files.into_iter().find(|file| file.media_type == "application/json");
            let form = form.and_then(|file| String::from_utf8(file.content).ok()).unwrap_or_default();
            tab.preview = Some(FormPreview { subject: text.subject, mail: text.body, form });
        }
        Err(Error::Refused(Refusal::KelaFormIncomplete)) => tab.incomplete = true,
        Err(Error::Refused(_)) => {}
        Err(other) => return Err(other),
    }
    Ok(page)
}

/// `GET …/form.pdf`: the form as it would leave now.
pub(in super::super) async fn form(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
) -> std::result::Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let row = context.app.read(|conn| incident::by_reference(conn, &context.viewer, &reference))?;
        let (_, files) = dry_run_of(context, row.id)?.ok_or(Error::NotFound("form"))?;
        let pdf = files.into_iter().find(|file| file.media_type == "application/pdf");
        Ok(Answer::File(pdf.ok_or(Error::NotFound("form"))?))
    })
    .await
}

/// `POST …/escalate`: to Kela with the screenshots that were ticked, to the vendor or the operator.
pub(super) async fn post(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
) -> std::result::Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    let pictures = ticked(&app, &by, &reference, &typed).await?;
    answer(app, by, move |context| {
        let prefix = format!("{}_", typed.get("to"));
        perform(context, &reference, ("escalation", &prefix), typed, |tx, incident, typed| {
            let to: EscalationTarget = typed.word("", "to")?;
            let note = typed.get(&format!("{to}_note")).to_owned();
            escalate(tx, &Escalate { incident, to, note, pictures })
        })
    })
    .await
}

/// The ticked screenshots with their bytes: a person looked at each and said that it shows no personal data.
async fn ticked(
    app: &web::Data<App>,
    by: &SignedIn,
    reference: &str,
    typed: &FormValues,
) -> std::result::Result<Vec<(Attachment, Picture)>, PageError> {
    let ids: Vec<ScreenshotId> = typed.all("kela_picture").filter_map(|id| id.parse().ok()).map(ScreenshotId).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (viewer, reference) = (by.viewer(), reference.to_owned());
    let shots = blocking(app, move |app| {
        app.read(|conn| {
            let incident = incident::by_reference(conn, &viewer, &reference)?;
            let of = |id: ScreenshotId, conn: &mut AnyConnection| {
                let row = screenshot_row::find(conn, &viewer, id)?;
                let report = report::find(conn, &viewer, row.report_id.ok_or(Error::NotFound("screenshot"))?)?;
                if report.incident_id != Some(incident.id) {
                    return Err(Error::NotFound("screenshot"));
                }
                Ok((row.id, row.key()?, report.reference))
            };
            ids.into_iter().map(|id| of(id, conn)).collect::<Result<Vec<_>>>()
        })
    })
    .await?;
    let mut pictures = Vec::new();
    for (id, key, report) in shots {
        let found = app.screenshots.get(&key).await.map_err(|cause| Error::Unavailable(cause.to_string()))?;
        let bytes = found.ok_or(Error::NotFound("screenshot"))?;
        let name = format!("kuvakaappaus-{id}.{}", key.format().extension());
        // The form is in Finnish, whoever fills it in.
        let alt = format!("Kuvakaappaus ilmoituksesta {report}");
        pictures.push((Attachment { name, alt, key: key.clone(), no_personal_data: true }, Picture { key, bytes }));
    }
    Ok(pictures)
}

/// Screenshots of the incident's reports; only those that are ticked leave.
fn pictures(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
    attempt: &FormAttempt,
) -> Result<Option<Field>> {
    let found = desk::screenshots_of_incident(conn, loaded.case.row.id)?;
    let choice = |shot: &desk::Screenshot| {
        let said = context.say_of("desk-picture", &[("number", shot.id.0.into())])?;
        Ok(Choice { hint: Some(context.say("desk-picture-tick")?), ..Choice::new(shot.id.to_string(), said) })
    };
    let options: Vec<Choice> = found.iter().map(choice).collect::<Result<_>>()?;
    Ok((!options.is_empty()).then(|| context.form(attempt, "kela_").any("picture", options)))
}

fn call_form(context: &DeskContext<'_>, attempt: &FormAttempt) -> Result<Fields> {
    let form = context.form(attempt, "call_");
    form.prefilled::<CallForm>(&[("to", EscalationTarget::Kela.as_str()), ("by", &context.person().name)])
}

/// What to say on the telephone, sentence by sentence.
fn script(context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Vec<String>> {
    let case = &loaded.case;
    let began = case.evidence.reports.iter().map(|r| r.occurred_at).min().unwrap_or(case.row.opened_at);
    let organisation = context.person().name.clone();
    let say = |key: &str, arguments: &[(&str, String)]| {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        context.say_of(key, &arguments)
    };
    Ok(vec![
        say("desk-script-who", &[("name", organisation), ("reference", case.row.reference.clone())])?,
        say(
            "desk-script-what",
            &[
                ("service", context.system(&case.suggestion.service)),
                ("effect", context.word("effect", case.decided.effect)?),
                ("began", context.moment(began).said),
            ],
        )?,
        say(
            "desk-script-how-far",
            &[
                ("extent", context.word("extent", case.decided.extent)?),
                ("count", case.evidence.report_count().to_string()),
            ],
        )?,
        say("desk-script-ask", &[])?,
    ])
}
