//! Kela's form with any text in its fields: it is refused, or it becomes a PDF, and an identity code is in neither.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use majakka_domain::format::hetu;
use majakka_messages::kela_form::KelaForm;
use serde_json::{Value, json};

/// As small as may go out.
static FORM: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "reference": "H-2026-0147", "written_at": "2026-11-19T10:25:00Z", "observed_at": "2026-11-19T10:10:00Z",
        "reporter": { "name": "Aino Esimerkki", "role": "helpdesk", "phone": "+358400000000", "email": "kayttotuki@example.fi" },
        "org": { "name": "Esimerkkilän hyvinvointialue", "business_id": "9000003-8", "oid": null, "unit": null },
        "on_behalf_of": null, "started_at": null, "ended_at": null, "extent": null, "criticality": null,
        "services": [{ "id": "resepti", "name": "Resepti-palvelu" }], "operations": [], "effect": "prevents",
        "units_affected": null, "users_affected": null, "criteria": [],
        "safety_risk": { "present": false, "text": null }, "privacy_risk": { "present": false, "text": null },
        "system": { "name": null, "version": null, "vendor": null }, "connection_point": { "oid": null }, "broker": null,
        "description": "", "steps": null, "error_text": null, "error_codes": [], "message_ids": [], "local_checks": [],
        "attachments": [], "phoned_at": null, "phoned_by": null, "kela_ref": null,
    })
});

fuzz_target!(|text: &str| {
    let mut form = FORM.clone();
    // The same in a paragraph, a line and a name.
    for field in ["description", "error_text", "broker"] {
        form[field] = text.into();
    }
    form["org"]["unit"] = text.into();
    let form: KelaForm = serde_json::from_value(form).expect("a form");
    let Ok(checked) = form.check() else { return };
    assert!(!hetu::contains(text), "no identity code goes out");
    let pdf = checked.pdf(&[]).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-"));
});
