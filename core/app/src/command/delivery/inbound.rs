//! Text messages that recipients send back.
//!
//! Guarantee: each is kept once, whatever the gateway repeats; an acknowledgement is written to the newest message that went
//! to the number; who asks for no more is a task for a person and is silenced by nobody else; no identity code is kept.
//! Non-goal: answering.

use majakka_domain::delivery::{Meaning, meaning};
use majakka_domain::format::phone::Phone;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{IncidentState, TaskName};
use majakka_domain::text;

use crate::app::Tx;
use crate::command::field::redacted;
use majakka_domain::id::{OrganisationId, ReplyId};
use majakka_store::delivery::{self, Delivery};
use majakka_store::error::Result;
use majakka_store::reply::{self, NewReply};
use majakka_store::viewer::Viewer;
use majakka_store::{contact, incident, installation, organisation, task};

/// The longest text that is kept: six parts of a text message.
const TEXT_CHARS: usize = 1_000;
/// The longest name that a gateway may give to it.
const REFERENCE_CHARS: usize = 200;
/// The longest sender or recipient that is kept.
const NUMBER_CHARS: usize = 32;

/// A text message as a gateway hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// By which route.
    pub route: String,
    /// What the gateway calls it, if it says.
    pub reference: Option<String>,
    /// From which number.
    pub from: String,
    /// To which of ours.
    pub to: String,
    /// What it says.
    pub text: String,
}

/// Takes one in. The same one again changes nothing.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn take(tx: &mut Tx<'_>, inbound: &Inbound) -> Result<()> {
    tx.viewer.require_installation()?;
    let reference = inbound.reference.as_deref().map(|reference| cleaned(reference, REFERENCE_CHARS));
    if let Some(reference) = &reference
        && reply::is_known(tx.conn, &inbound.route, reference)?
    {
        return Ok(());
    }
    let sender = number(&inbound.from);
    let about = delivery::newest_to_number(tx.conn, &sender)?;
    // What acknowledges nothing is for a person to read.
    let meaning = match (meaning(&inbound.text), &about) {
        (Meaning::Acknowledged, None) => Meaning::Other,
        (meaning, _) => meaning,
    };
    let desk = desk_of(tx, about.as_ref())?;
    let new = NewReply {
        route: inbound.route.clone(),
        reference: reference.clone(),
        sender,
        recipient: cleaned(&inbound.to, NUMBER_CHARS),
        text: cleaned(&redacted(&inbound.text), TEXT_CHARS),
        meaning,
        delivery: about.as_ref().map(|row| row.id),
        desk,
    };
    let handled = (meaning == Meaning::Acknowledged).then_some("reply");
    reply::insert(tx.conn, tx.now, &new, handled)?;
    match (meaning, about) {
        (Meaning::Acknowledged, Some(row)) => delivery::read(tx.conn, tx.now, row.id),
        (Meaning::Stop, Some(row)) => ask_a_person(tx, &row),
        _ => Ok(()),
    }
}

/// A person has dealt with a reply.
///
/// # Errors
/// `forbidden`, [`majakka_store::error::Error::NotFound`].
pub fn handle(tx: &mut Tx<'_>, id: ReplyId) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    reply::find(tx.conn, tx.viewer, id)?;
    let actor = tx.viewer.actor();
    if reply::handle(tx.conn, tx.now, id, &actor)? {
        tx.audit("reply.handled", &format!("reply {id}"), "")?;
    }
    Ok(())
}

/// The wish stands on the incident, as long as it is not closed; on the desk's list of replies it stands anyway.
pub(super) fn ask_a_person(tx: &mut Tx<'_>, row: &Delivery) -> Result<()> {
    let Some(id) = row.incident_id else { return Ok(()) };
    if incident::find(tx.conn, &Viewer::System, id)?.state == IncidentState::Closed {
        return Ok(());
    }
    let name = match row.contact_id {
        Some(contact) => contact::name(tx.conn, contact)?,
        None => None,
    };
    let note = [name, Some(row.address.clone())].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let open = task::open(tx.conn, id)?;
    let there = |task: &task::Task| task.name == TaskName::StopWish && task.note.as_ref() == Some(&note);
    if open.iter().any(there) { Ok(()) } else { task::owe_with(tx.conn, tx.now, id, TaskName::StopWish, &note) }
}

/// Whose desk reads it: the incident's, else the one that serves the recipient's organisation, else the host's.
fn desk_of(tx: &mut Tx<'_>, about: Option<&Delivery>) -> Result<Option<OrganisationId>> {
    if let Some(id) = about.and_then(|row| row.incident_id) {
        return Ok(Some(incident::find(tx.conn, &Viewer::System, id)?.desk_id));
    }
    if let Some(id) = about.and_then(|row| row.contact_id)
        && let Some(organisation) = contact::organisation(tx.conn, id)?
    {
        let row = organisation::find(tx.conn, &Viewer::System, organisation)?;
        return Ok(Some(row.desk()));
    }
    installation::host(tx.conn)
}

/// The number as it stands in the register. Gateways leave the plus away, or write it as two zeros.
fn number(from: &str) -> String {
    let from = from.trim();
    let international = from.strip_prefix("00").unwrap_or(from);
    let digits = !international.is_empty() && international.chars().all(|c| c.is_ascii_digit());
    let written = if digits && !international.starts_with('0') { format!("+{international}") } else { from.to_owned() };
    Phone::parse(&written).map_or_else(|_| cleaned(from, NUMBER_CHARS), |phone| phone.as_str().to_owned())
}

/// On one line, and at most so many signs of it.
pub(super) fn cleaned(text: &str, most: usize) -> String {
    let line: String = text::line(text).chars().take(most).collect();
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_the_gateway_writes_it() {
        for written in ["+358400000001", "358400000001", "00358400000001", "0400000001", " +358 40 000 0001 "] {
            assert_eq!(number(written), "+358400000001", "{written}");
        }
        assert_eq!(number("15400\u{0}"), "15400");
        assert_eq!(number("Operaattori"), "Operaattori");
    }
}
