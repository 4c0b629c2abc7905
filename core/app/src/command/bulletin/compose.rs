//! From the facts of an incident and the writer's words to the texts in every language.

use majakka_domain::bulletin::{Facts, Wording};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::gsm7;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::refusal::{Fact, FieldProblem, Refusal};
use majakka_domain::terms::{Extent, Language, MessageKind};

use super::Draft;
use super::affected::affected;
use crate::app::Tx;
use crate::command::incident::case::Case;
use crate::command::organisation::contact_line;
use majakka_messages::RenderError;
use majakka_messages::message::{Bulletin, BulletinTexts, Instructions, Stands};
use majakka_store::error::{Error, Result};
use majakka_store::message::{self, Message};
use majakka_store::organisation;
use majakka_store::viewer::Viewer;

/// What the newest bulletin that holds was made from.
pub(super) fn previous(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Facts> {
    let holding = message::holding(tx.conn, incident)?;
    holding.last().map_or_else(|| Ok(Facts::default()), Message::facts)
}

/// What was wrong, in one line, by the first bulletin or the last correction: an update only tells how it goes on.
pub(super) fn named(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Texts> {
    let said = message::holding(tx.conn, incident)?;
    let last = said.iter().rfind(|row| matches!(row.kind, MessageKind::First | MessageKind::Correction));
    last.map_or_else(|| Ok(Texts::default()), |row| Ok(row.facts()?.wording.impact))
}

/// The newest bulletin that holds once some are withdrawn.
fn standing_without(tx: &mut Tx<'_>, incident: IncidentId, withdrawn: &[i32]) -> Result<Option<Stands>> {
    let holding = message::holding(tx.conn, incident)?;
    let newest = holding.iter().rfind(|row| !withdrawn.contains(&row.sequence));
    newest.map(|row| Ok(Stands { written_at: row.written_at, impact: row.facts()?.wording.impact })).transpose()
}

/// The texts, and their place in the series.
pub(super) fn compose(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    kind: MessageKind,
    draft: &Draft,
) -> Result<(BulletinTexts, i32)> {
    let services = affected(tx, case)?;
    let written = Instructions {
        professional: draft.wording.instructions.clone(),
        pharmacy: Texts::default(),
        citizen: draft.wording.citizen_instructions.clone(),
        sms: Texts::default(),
    };
    let instructions =
        Instructions::for_services(&tx.app.catalogue, &services, case.decided.effect).replaced_by(written);
    let sequence = message::bulletins_so_far(tx.conn, case.row.id)? + 1;
    let before = previous(tx, case.row.id)?.written_at;
    let stands = match draft.withdraws.as_slice() {
        [] => None,
        _ => standing_without(tx, case.row.id, &draft.withdraws)?,
    };
    let desk = organisation::find(tx.conn, &Viewer::System, case.row.desk_id)?;
    let helpdesk = contact_line(tx.app, tx.conn, &desk)?;
    let bulletin = Bulletin {
        kind,
        reference: case.row.reference.clone(),
        sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
        services,
        impact: draft.wording.impact.clone(),
        effect: case.decided.effect,
        began: case.began(),
        ended: draft.ended,
        eta: draft.eta,
        next_update: draft.next_update,
        previous: before,
        stands,
        changed: draft.wording.changed.clone(),
        whom: whom(tx, case)?,
        works: draft.wording.works.clone(),
        instructions,
        cause: draft.cause.clone(),
        check: Texts::default(),
        follow_up: Texts::default(),
        helpdesk,
        window: None,
        moved_from: None,
        now: tx.now,
    };
    let texts = tx.app.renderer.bulletin(&bulletin).map_err(as_refusal)?;
    let texts =
        if draft.wording.insist { texts } else { texts.fitting().map_err(|cause| unfit(&draft.wording, cause))? };
    Ok((texts, sequence))
}

/// An identity code that slipped past the fields, and a text message that does not fit, are the writer's to mend.
pub(crate) fn as_refusal(cause: RenderError) -> Error {
    match cause {
        RenderError::IdentityCode { .. } => Refusal::field("impact", "hetu").into(),
        RenderError::SmsTooLong { .. } => Refusal::field("impact", "too_long_for_sms").into(),
        other => other.into(),
    }
}

/// Why no text message can be made, beside the line that it was made from: the character that it does not take, its place, and what
/// would fit. A text message that is only too long says so.
fn unfit(wording: &Wording, cause: RenderError) -> Error {
    let RenderError::SmsTooLong { language, .. } = cause else { return as_refusal(cause) };
    let impact = wording.impact.or_finnish(language);
    let Some(found) = gsm7::foreign(impact) else { return as_refusal(cause) };
    let problem = FieldProblem::new("impact", "sms_character")
        .naming("character", Fact::Word(found.character.to_string()))
        .naming("place", Fact::Number(found.place))
        .naming("fits", Fact::Word(gsm7::fitting(impact)));
    Refusal::from(problem).into()
}

/// Whom it concerns, without naming one organisation to another.
fn whom(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Texts> {
    let count = case.evidence.reporters().len().to_string();
    let only = case.evidence.organisations.get(case.evidence.reporters().first().unwrap_or(&OrganisationId(0)));
    let (key, name, value) = match (case.row.audience_named, case.decided.extent, only) {
        (_, Extent::Nationwide, _) => ("whom-nationwide", "count", count),
        (_, Extent::Regional, _) | (true, _, _) => ("whom-several", "count", count),
        (false, _, Some(organisation)) => ("whom-one", "organisation", organisation.name.clone()),
        (false, _, None) => ("whom-several", "count", count),
    };
    let i18n = tx.app.renderer.i18n();
    let say = |language| {
        if key == "whom-one" {
            i18n.text(language, key, &[(name, value.as_str().into())])
        } else {
            i18n.text(language, key, &[])
        }
    };
    Ok(Texts { fi: say(Language::Fi)?, sv: say(Language::Sv)?, en: say(Language::En)? })
}
