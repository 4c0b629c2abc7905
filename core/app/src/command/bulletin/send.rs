//! Publishing: the texts, the deliveries and the next promise in one transaction; and a look at them beforehand.

use majakka_domain::bulletin::Facts;
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::terms::{ContactRole, Criticality, Language, MessageKind, TaskName};
use majakka_domain::timeline::TimelineEvent;

use super::compose::compose;
use super::{Draft, Preview, Wording};
use crate::app::Tx;
use crate::command::incident::case::Case;
use crate::command::report::progress;
use majakka_messages::message::BulletinTexts;
use majakka_store::error::Result;
use majakka_store::incident::{self, change};
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::recipients::{self, Audience};
use majakka_store::viewer::Viewer;
use majakka_store::{counter, task};

/// What would be sent, and to whom.
pub(super) fn preview(tx: &mut Tx<'_>, case: &Case<'_>, kind: MessageKind, draft: &Draft) -> Result<Preview> {
    let insisting = Draft { wording: Wording { insist: true, ..draft.wording.clone() }, ..draft.clone() };
    let (texts, _) = compose(tx, case, kind, &insisting)?;
    let named = is_named(tx, case.row.id)?;
    let audience = audience(case, named, ContactRole::BulletinRecipient, true);
    let recipients = recipients::preview(tx.conn, tx.now, &audience)?;
    Ok(Preview { texts, recipients, next_update: draft.next_update })
}

/// The one function that publishes: text, deliveries and the next promise in one transaction.
pub(super) fn send(tx: &mut Tx<'_>, case: &Case<'_>, kind: MessageKind, draft: &Draft) -> Result<MessageId> {
    let (texts, sequence) = compose(tx, case, kind, draft)?;
    let id = case.row.id;
    let facts = Facts {
        wording: draft.wording.clone(),
        eta: draft.eta,
        next_update: draft.next_update,
        written_at: Some(tx.now),
        withdraws: draft.withdraws.clone(),
    };
    let new = NewMessage {
        kind,
        about: About { incident: Some(id), ..About::default() },
        sequence,
        facts: Some(facts),
        actor: tx.viewer.actor(),
        texts: Language::ALL.iter().map(|language| stored(&texts, *language)).collect::<Result<_>>()?,
        attachments: Vec::new(),
    };
    let message = message::insert(tx.conn, tx.now, &new)?;
    let named = is_named(tx, id)?;
    let audience = audience(case, named, ContactRole::BulletinRecipient, true);
    let urgent = case.decided.criticality == Criticality::Critical;
    let deliveries = recipients::deliver(tx.conn, tx.now, &audience, message, kind, urgent)?;
    change::bulletin_sent(tx.conn, tx.now, id, draft.next_update)?;
    task::end(tx.conn, tx.now, id, TaskName::UpdateDue, "bulletin")?;
    // The end is told to them by itself.
    if kind != MessageKind::Resolved {
        progress::bulletin(tx, &case.row, message, draft.eta, draft.next_update)?;
    }
    let (impact, next_update) = (draft.wording.impact.fi.clone(), draft.next_update);
    tx.note(&case.row, &TimelineEvent::Bulletin { kind, message, deliveries, impact, next_update })?;
    counter::bump_page(tx.conn)?;
    Ok(message)
}

/// A bulletin's text in one language as it is kept.
pub(crate) fn stored(texts: &BulletinTexts, language: Language) -> Result<Text> {
    let text = texts.get(language);
    let page = serde_json::to_string(&text.page)?;
    Ok(Text {
        language,
        subject: text.mail.subject.clone(),
        body: text.mail.text.clone(),
        html: Some(text.mail.html.clone()),
        sms: Some(text.sms.text.clone()),
        page,
    })
}

/// Who is told, of those with a role.
pub(super) fn audience(case: &Case<'_>, named: bool, role: ContactRole, and_the_told: bool) -> Audience {
    Audience::Incident { incident: case.row.id, named, extent: case.decided.extent, role, and_the_told }
}

fn is_named(tx: &mut Tx<'_>, id: IncidentId) -> Result<bool> {
    Ok(incident::find(tx.conn, &Viewer::System, id)?.audience_named)
}
