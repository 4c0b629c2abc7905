//! Mail to the person who reported, on every step, also when no bulletin is ever published (source 003, 4.1).

use majakka_domain::catalogue::Texts;
use majakka_domain::terms::MessageKind;

use super::letter::{self, Letter};
use super::organisation::contact_line;
use crate::app::Tx;
use crate::follow_link;
use majakka_messages::message::{AffectedService, Progress, ProgressStep};
use majakka_store::error::Result;
use majakka_store::message::About;
use majakka_store::report::Report;
use majakka_store::viewer::Viewer;
use majakka_store::{incident, organisation};

/// The desk has it; and whether others have the same trouble.
pub(crate) fn received(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    let step = match report.incident_id {
        Some(id) => {
            let row = incident::find(tx.conn, &Viewer::System, id)?;
            // The one that opened the incident is not told that it joined one.
            if row.opened_at == report.received_at {
                ProgressStep::Received
            } else {
                ProgressStep::Linked { incident: row.reference }
            }
        }
        None => ProgressStep::Received,
    };
    tell(tx, std::slice::from_ref(report), &step, &Texts::default())
}

/// One step, and if the desk likes one text, to each of these reporters who left an address.
pub(crate) fn tell(tx: &mut Tx<'_>, reports: &[Report], step: &ProgressStep, note: &Texts) -> Result<()> {
    for report in reports {
        let Some(address) = &report.reporter_email else { continue };
        let language = report.language;
        let functions = std::slice::from_ref(&report.function);
        let Some(service) = AffectedService::find(&tx.app.catalogue, &report.service, functions) else { continue };
        let owner = organisation::find(tx.conn, &Viewer::System, report.organisation_id)?;
        let helpdesk = contact_line(tx.app, tx.conn, &owner)?.get(language).to_owned();
        let mail = tx.app.renderer.progress(
            &Progress {
                reference: report.reference.clone(),
                service,
                step: step.clone(),
                note: note.clone(),
                follow_url: format!(
                    "{}/follow/{}",
                    tx.app.settings.public_url(),
                    follow_link::sign(&tx.app.vault, report.id)
                ),
                helpdesk,
                now: tx.now,
            },
            language,
        )?;
        let about = About { report: Some(report.id), ..About::default() };
        let kind = MessageKind::Progress;
        letter::post(tx, Letter { kind, about, to: address, language, mail, attachments: Vec::new() })?;
    }
    Ok(())
}
