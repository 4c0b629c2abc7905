//! Telling Kela, the vendor and the operator: the form as it will leave, the mails, the telephone call with its script.
//!
//! Guarantee: what is shown of the form is the form itself, prepared as the step that sends it prepares it.

use majakka_app::command::delivery::receipt::kela_state;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{CallOutcome, EscalationTarget, IncidentState};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::{call, desk, escalation};
use serde::Serialize;

use super::super::context::{DeskContext, Moment};
use super::connection::Connection;
use super::loaded::Loaded;
use super::preview::Forecast;
use crate::form::{Choice, Field, Fields, FormAttempt, form};

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct EscalationTab {
    /// Duty to tell Kela, and how far it has come.
    duty: &'static str,
    criteria: Vec<String>,
    kela: &'static str,
    call_owed: bool,
    /// When the form left, the newest time.
    kela_sent: Option<Moment>,
    /// When the vendor and the operator were last told.
    vendor_sent: Option<Moment>,
    operator_sent: Option<Moment>,
    /// What would leave for Kela now.
    #[serde(flatten)]
    forecast: Forecast,
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
    /// Until when an answer is waited for; none once it came.
    expected: Option<Moment>,
    /// Is it waited for longer than that?
    late: bool,
    mailed: bool,
    answer: Option<AnswerView>,
    id: i64,
    form: Option<AnswerForm>,
}

/// What they answered.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerView {
    at: Moment,
    text: String,
    ticket: Option<String>,
    promised: Option<Moment>,
}

/// Where an answer is written down.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerForm {
    text: Field,
    ticket: Field,
    promised: Field,
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
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
        forecast: Forecast,
    ) -> Result<Self> {
        let case = &loaded.case;
        let (id, duty) = (case.row.id, case.duty());
        let open = case.row.state != IncidentState::Closed && context.may(Permission::Escalate);
        let note = |prefix| open.then(|| context.form(attempt, prefix).text("note", ""));
        let criteria = duty.criteria.iter().map(|c| Ok(format!("{c}: {}", context.word("criterion", c)?)));
        let support = context.app.catalogue.authority("kela_support", helsinki_day(context.now));
        let escalations = escalation::of_incident(conn, id)?;
        let newest = |to: EscalationTarget| escalations.iter().filter(|e| e.target == to).map(|e| e.at).max();
        let said = |to: EscalationTarget| newest(to).map(|at| context.moment(at));
        let [kela_sent, vendor_sent, operator_sent] =
            [EscalationTarget::Kela, EscalationTarget::Vendor, EscalationTarget::Operator].map(said);
        let sent = escalations.into_iter().map(|e| {
            let waiting = e.expected_by.filter(|_| e.answered_at.is_none());
            let prefix = format!("answered_{}_", e.id);
            let form = context.form(attempt, &prefix);
            Ok(Sent {
                to: context.word("escalation-target", e.target)?,
                partner: e.partner,
                at: context.moment(e.at),
                by: context.who(e.actor)?,
                expected: waiting.map(|at| context.moment(at)),
                late: waiting.is_some_and(|at| at <= context.now),
                mailed: e.message_id.is_some(),
                answer: e.answered_at.map(|at| AnswerView {
                    at: context.moment(at),
                    text: e.answer.unwrap_or_default(),
                    ticket: e.ticket,
                    promised: e.promised_at.map(|at| context.moment(at)),
                }),
                id: e.id,
                form: open.then(|| AnswerForm {
                    text: form.text("text", ""),
                    ticket: form.text("ticket", ""),
                    promised: form.text("promised", ""),
                }),
            })
        });
        let calls = call::of_incident(conn, id)?.into_iter().map(|c| {
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
            kela_sent,
            vendor_sent,
            operator_sent,
            forecast,
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
            connection: Connection::new(conn, context, loaded, attempt)?,
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let [cut, whole] = Connection::samples();
        let [ready, incomplete, _] = Forecast::samples();
        let full = EscalationTab {
            duty: "must",
            criteria: vec!["K1: Häiriö estää käytön".to_owned()],
            kela: "form_sent",
            call_owed: true,
            kela_sent: Some(Moment::sample()),
            vendor_sent: Some(Moment::sample()),
            operator_sent: None,
            forecast: ready,
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
                    late: true,
                    mailed: true,
                    answer: None,
                    id: 1,
                    form: Some(AnswerForm {
                        text: field("answered_1_text"),
                        ticket: field("answered_1_ticket"),
                        promised: field("answered_1_promised"),
                    }),
                },
                Sent {
                    to: "järjestelmätoimittaja".to_owned(),
                    partner: "PotJ".to_owned(),
                    at: Moment::sample(),
                    by: "Aino Esimerkki".to_owned(),
                    expected: None,
                    late: false,
                    mailed: false,
                    answer: Some(AnswerView {
                        at: Moment::sample(),
                        text: "Tutkitaan.".to_owned(),
                        ticket: Some("INC-7".to_owned()),
                        promised: Some(Moment::sample()),
                    }),
                    id: 2,
                    form: None,
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
            forecast: incomplete.clone(),
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
        let incomplete = EscalationTab { forecast: incomplete, kela_sent: None, pictures: None, ..full.clone() };
        vec![full, incomplete, closed]
    }
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
                ("began", context.moment(case.began()).said),
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
