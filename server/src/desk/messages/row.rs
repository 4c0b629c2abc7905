//! One recipient of a message, with the story of her delivery.

use majakka_app::command::REDACTED;
use majakka_domain::format::hetu;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{DeliveryState, FailureCause};
use majakka_store::delivery::{Attempt, Recipient};
use majakka_store::error::Result;
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Tag};
use super::attempts::{Step, story};

/// One recipient.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    id: DeliveryId,
    name: String,
    organisation: String,
    channel: String,
    address: String,
    state: Tag,
    read: Option<Moment>,
    /// When it is offered next, while it waits for that.
    due: Option<Moment>,
    /// The last reply.
    reply: String,
    steps: Vec<ShownStep>,
    /// Attempts before those that are shown.
    older: i64,
    again: bool,
}

/// One step of its story.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ShownStep {
    outcome: String,
    at: Option<Moment>,
    reply: String,
    route: Option<String>,
}

impl Row {
    /// The row of a recipient with her newest attempts; `again`: may this viewer send the message again?
    pub(super) fn new(context: &DeskContext<'_>, row: &Recipient, attempts: &[&Attempt], again: bool) -> Result<Self> {
        let steps = story(row, attempts).iter().map(|step| shown(context, step)).collect::<Result<Vec<_>>>()?;
        let made = attempts.first().map_or(0, |attempt| attempt.made);
        let queued = row.state == DeliveryState::Queued;
        let lost = [DeliveryState::Failed.as_str(), DeliveryState::Uncertain.as_str()].contains(&row.state.as_str());
        // Who she was went with its period of `[retention]`.
        let forgotten = row.address.is_empty();
        Ok(Row {
            id: row.id,
            name: if forgotten { context.say("messages-forgotten")? } else { row.name.clone() },
            organisation: row.organisation.clone(),
            channel: context.word("channel", row.channel)?,
            address: row.address.clone(),
            state: Tag { state: row.state.to_string(), text: context.word("delivery-state", row.state)? },
            read: row.read_at.map(|at| context.moment(at)),
            due: (queued && row.due_at > context.now).then(|| context.moment(row.due_at)),
            reply: steps.last().map(|step| step.reply.clone()).unwrap_or_default(),
            older: made - i64::try_from(attempts.len()).unwrap_or_default(),
            steps,
            again: again && lost && !forgotten,
        })
    }

    /// One that failed, and one that waits.
    pub(super) fn samples() -> Vec<Self> {
        let tag = |state: &str, text: &str| Tag { state: state.to_owned(), text: text.to_owned() };
        let step = ShownStep {
            outcome: "palautettiin".to_owned(),
            at: Some(Moment::sample()),
            reply: "550 5.1.1 unknown user".to_owned(),
            route: Some("smtp.example.fi".to_owned()),
        };
        let row = Row {
            id: DeliveryId(12),
            name: "Päivystävä käyttötuki".to_owned(),
            organisation: "Esimerkkilän hyvinvointialue".to_owned(),
            channel: "sähköposti".to_owned(),
            address: "tiedotteet@example.fi".to_owned(),
            state: tag("failed", "ei mennyt perille"),
            read: None,
            due: None,
            reply: step.reply.clone(),
            steps: vec![ShownStep { at: None, route: None, reply: String::new(), ..step.clone() }, step],
            older: 11,
            again: true,
        };
        let waits = Row {
            name: String::new(),
            organisation: String::new(),
            state: tag("queued", "jonossa"),
            read: Some(Moment::sample()),
            due: Some(Moment::sample()),
            steps: Vec::new(),
            older: 0,
            again: false,
            ..row.clone()
        };
        vec![row, waits]
    }
}

fn shown(context: &DeskContext<'_>, step: &Step<'_>) -> Result<ShownStep> {
    let key = format!("attempt-{}", step.outcome.replace('_', "-"));
    // An outcome that a later version writes is shown under its own name.
    let known = context.app.renderer.i18n().has(context.language, &key);
    let outcome = if known { context.say(&key)? } else { step.outcome.to_owned() };
    Ok(ShownStep {
        outcome: match step.cause.filter(|cause| *cause != FailureCause::Unsaid) {
            Some(cause) => format!("{outcome}: {}", context.word("failure-cause", cause)?),
            None => outcome,
        },
        at: step.at.map(|at| context.moment(at)),
        reply: without_codes(step.reply),
        route: step.route.map(str::to_owned),
    })
}

/// What a gateway says may repeat what it was given.
pub(super) fn without_codes(reply: &str) -> String {
    hetu::redact(reply, REDACTED).text
}
