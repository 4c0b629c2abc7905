//! What a story says of messages: to whom, over which channel, how often, with which words.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use majakka_domain::id::{DeliveryId, IncidentId};
use majakka_domain::terms::{Channel, DeliveryState, MessageKind};
use majakka_notifier::channel::memory::Taken;
use majakka_scenario::{Delivered, Total};
use majakka_store::delivery::Delivery;
use majakka_store::error::Result as CoreResult;
use majakka_store::viewer::Viewer;
use majakka_store::{message, story};

use super::super::play::{Play, nth};
use super::super::words::word;
use super::Wrong;

/// Every delivery as the database has it, beside what the transports took.
pub(super) struct Sent {
    rows: Vec<Delivery>,
    pub(super) taken: BTreeMap<DeliveryId, Taken>,
}

impl Sent {
    pub(super) fn new(play: &Play) -> Result<Self> {
        let rows = play.world.app.read(story::deliveries)?;
        let taken = play.post.taken().into_iter().map(|taken| (taken.letter.delivery, taken)).collect();
        Ok(Sent { rows, taken })
    }

    /// Accepted by a transport so far, or standing in a state.
    fn counts(&self, row: &Delivery, state: Option<DeliveryState>) -> bool {
        match state {
            None => self.taken.contains_key(&row.id),
            Some(state) => row.state == state,
        }
    }

    fn text(&self, play: &Play, row: &Delivery) -> Result<String> {
        if let Some(taken) = self.taken.get(&row.id) {
            return Ok(text_of(taken));
        }
        let texts = play.world.app.read(|conn| message::texts(conn, &[row.message_id]))?;
        let own = texts.get(&row.message_id).and_then(|texts| texts.iter().find(|text| text.language == row.language));
        let text = own.with_context(|| format!("message {} has no text in {}", row.message_id, row.language))?;
        let sms = row.channel == Channel::Sms;
        Ok(if sms { text.sms.clone().unwrap_or_default() } else { format!("{}\n{}", text.subject, text.body) })
    }
}

fn text_of(taken: &Taken) -> String {
    match taken.letter.channel {
        Channel::Sms => taken.letter.words().sms.clone(),
        Channel::Email => format!("{}\n{}", taken.letter.words().subject, taken.letter.words().text),
    }
}

fn number_of(play: &Play, number: Option<u32>) -> Result<Option<IncidentId>> {
    let Some(number) = number else { return Ok(None) };
    Ok(Some(play.world.app.write(&Viewer::System, |tx| nth(tx, number))?))
}

pub(super) fn delivered(play: &Play, sent: &Sent, expected: &Delivered, wrong: &mut Wrong) -> Result<()> {
    let contact = play.world.cast.contacts.get(&expected.contact);
    let contact = *contact.with_context(|| format!("unknown contact {}", expected.contact))?;
    let (channel, kind) = words(&expected.channel, &expected.kind)?;
    let incident = number_of(play, expected.incident)?;
    let state = expected.state.as_deref().map(|state| word("state", state)).transpose()?;
    let mut count = 0;
    let mut others = Vec::new();
    for row in &sent.rows {
        let matches = row.contact_id == Some(contact)
            && row.channel == channel
            && row.kind == kind
            && incident.is_none_or(|id| row.incident_id == Some(id))
            && sent.counts(row, state);
        if !matches {
            continue;
        }
        let text = sent.text(play, row)?;
        let holds = expected.language.as_deref().is_none_or(|language| language == row.language.as_str())
            && expected.contains.as_deref().is_none_or(|part| text.contains(part));
        if holds {
            count += 1;
        } else {
            others.push(format!("{} \"{text}\"", row.language));
        }
    }
    if count != expected.count {
        wrong.add(format!(
            "expected {} {} {} to {}{} {} times got {count}{}",
            expected.channel,
            expected.kind,
            expected.state.as_deref().unwrap_or("accepted"),
            expected.contact,
            expected.contains.as_deref().map(|part| format!(" with \"{part}\"")).unwrap_or_default(),
            expected.count,
            if others.is_empty() { String::new() } else { format!(", besides {}", others.join("; ")) },
        ));
    }
    Ok(())
}

/// A mistyped channel or kind would hold for ever where nothing is expected.
fn words(channel: &str, kind: &str) -> CoreResult<(Channel, MessageKind)> {
    Ok((word("channel", channel)?, word("kind", kind)?))
}

pub(super) fn total(play: &Play, sent: &Sent, expected: &Total, wrong: &mut Wrong) -> Result<()> {
    let (channel, kind) = words(&expected.channel, &expected.kind)?;
    let incident = number_of(play, expected.incident)?;
    let matching = sent.rows.iter().filter(|row| {
        row.channel == channel
            && row.kind == kind
            && row.contact_id.is_some()
            && incident.is_none_or(|id| row.incident_id == Some(id))
            && sent.counts(row, None)
    });
    wrong.unless(&format!("total {} {}", expected.channel, expected.kind), &expected.count, &matching.count());
    Ok(())
}
