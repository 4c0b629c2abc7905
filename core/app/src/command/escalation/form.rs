//! Fills Kela's form in from what is known of an incident (docs/DOMAIN.md 8).

use majakka_domain::catalogue::System;
use majakka_domain::format::oid::Oid;
use majakka_domain::format::time::long;
use majakka_domain::terms::{CallOutcome, EscalationTarget, Language, Layer};

use super::escalate::Escalate;
use crate::app::Tx;
use crate::command::incident::case::Case;
use crate::command::incident::explain;
use majakka_messages::kela_form::{
    ConnectionPoint, KelaForm, LocalCheck, Named, Organisation, Reasoned, Reporter, ReporterRole, Risk,
    System as ReportedSystem,
};
use majakka_store::contact::Contact;
use majakka_store::error::Result;
use majakka_store::{call, organisation, report};

pub(super) fn form(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    contact: &Contact,
    sender: &organisation::Organisation,
    escalate: &Escalate,
) -> Result<KelaForm> {
    let incident = case.row.id;
    let first = case.first_report(tx, None)?;
    let own = case.first_report(tx, Some(sender.id))?;
    let own = own.as_ref().or(first.as_ref());
    let call = call::of_incident(tx.conn, case.row.id)?
        .into_iter()
        .rfind(|call| call.target == EscalationTarget::Kela && call.outcome == CallOutcome::Reached);
    let duty = case.duty();
    // The form's own labels say what a criterion is; a reason would be what shows it here, and nobody was asked for one.
    let criteria = duty.criteria.iter().map(|criterion| Reasoned { criterion: *criterion, reason: String::new() });
    let named = |system: &System| Named { id: system.id.clone(), name: system.name.fi.clone() };
    let mut services: Vec<Named> = Vec::new();
    let mut operations: Vec<Named> = Vec::new();
    for report in &case.evidence.reports {
        let Some(system) = tx.app.catalogue.system(&report.service) else { continue };
        if !services.iter().any(|s| s.id == system.id) {
            services.push(named(system));
        }
        if let Some(function) = system.function(&report.function)
            && !operations.iter().any(|o| o.id == function.id)
        {
            operations.push(Named { id: function.id.clone(), name: function.name.fi.clone() });
        }
    }
    let units = report::unit_count(tx.conn, incident)?;
    let description =
        [own.map(|r| r.description.clone()).unwrap_or_default(), crate::command::field::redacted(&escalate.note)];
    let valid_oid = |oid: &str| Some(oid.to_owned()).filter(|oid| Oid::parse(oid).is_ok());
    let broker = sender.broker_id.and_then(|id| case.evidence.broker_names.get(&id));
    let vendor = !sender.vendor.is_empty();
    Ok(KelaForm {
        reference: case.row.reference.clone(),
        written_at: tx.now,
        reporter: Reporter {
            name: contact.name.clone(),
            role: ReporterRole::Helpdesk,
            phone: contact.phone.clone().unwrap_or_default(),
            email: contact.email.clone(),
        },
        org: Organisation {
            name: sender.name.clone(),
            business_id: sender.business_id.clone(),
            oid: None,
            unit: own.and_then(|r| r.unit.clone()),
        },
        on_behalf_of: None,
        observed_at: first.as_ref().map_or(case.row.opened_at, |r| r.received_at),
        started_at: case.evidence.reports.iter().map(|r| r.occurred_at).min(),
        ended_at: case.row.ended_at,
        services,
        operations,
        effect: case.decided.effect,
        extent: Some(case.decided.extent),
        criticality: Some(case.decided.criticality),
        units_affected: u32::try_from(units).ok().filter(|count| *count > 0),
        users_affected: None,
        criteria: criteria.collect(),
        safety_risk: Risk { present: case.evidence.reports.iter().any(|r| r.safety_risk), text: None },
        privacy_risk: Risk { present: case.evidence.reports.iter().any(|r| r.privacy_risk), text: None },
        system: ReportedSystem {
            name: own.and_then(|r| r.application.clone()),
            version: None,
            vendor: vendor.then(|| sender.vendor.clone()),
        },
        connection_point: ConnectionPoint { oid: valid_oid(&sender.connection_point) },
        broker: broker.cloned(),
        description: description.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n\n"),
        steps: None,
        error_text: own.and_then(|r| r.error_text.clone()),
        error_codes: Vec::new(),
        message_ids: Vec::new(),
        local_checks: local_checks(tx, case, sender)?,
        attachments: escalate.pictures.iter().map(|(attachment, _)| attachment.clone()).collect(),
        phoned_at: call.as_ref().map(|call| call.at),
        phoned_by: call.as_ref().map(|call| call.called_by.clone()),
        kela_ref: call.map(|call| call.note).filter(|note| !note.is_empty()),
    })
}

/// The guided checks that were made, then what the chain of the sender shows, layer by layer.
fn local_checks(tx: &Tx<'_>, case: &Case<'_>, sender: &organisation::Organisation) -> Result<Vec<LocalCheck>> {
    let say = |list, word: &str| explain::word(&tx.app.renderer, Language::Fi, list, word);
    let made = case.evidence.checks.iter().map(|(check, checked)| {
        Ok(LocalCheck { what: say("guided-check", check.as_str())?, result: long(checked.at, Language::Fi) })
    });
    let chain = majakka_domain::triage::chain_of(&case.evidence, sender.id);
    let probed = Layer::ALL.iter().filter_map(|layer| chain.at(*layer).map(|result| (*layer, result)));
    let probed = probed.map(|(layer, result)| {
        Ok(LocalCheck { what: say("layer", layer.as_str())?, result: say("probe-result", result.as_str())? })
    });
    made.chain(probed).collect()
}
