//! Entries of a timeline are never changed: what any version wrote is read by every later one.

use std::collections::BTreeSet;

use majakka_domain::timeline::TimelineEvent;
use serde_json::Value;

/// One entry of each kind, as version 0.1.0 stores it.
const STORED: &[(&str, &str)] = &[
    ("opened", r#"{"report":"R-2026-0001"}"#),
    ("report", r#"{"report":"R-2026-0001","service":"resepti","function":"prescribe"}"#),
    ("report_moved", r#"{"report":"R-2026-0001","to":2}"#),
    ("report_corrected", r#"{"report":"R-2026-0001","reason":"toinen toiminto"}"#),
    ("report_rejected", r#"{"report":"R-2026-0001","reason":"koekäyttö"}"#),
    (
        "triaged",
        r#"{"origin":"kanta","effect":"prevents","extent":"nationwide","criticality":"critical","reason":"Kela kertoo",
            "proposed":"undetermined"}"#,
    ),
    ("checked", r#"{"made":["other_workstation"],"undone":[]}"#),
    ("connection_closed", r#"{"reason":"tietoturva"}"#),
    ("connection_reopened", r#"{"proof":"Kelan viesti 12.1."}"#),
    (
        "bulletin",
        r#"{"kind":"first","message":1,"deliveries":412,"impact":"reseptiä ei voi tallentaa",
            "next_update":"2026-11-20T11:10:00Z"}"#,
    ),
    ("sent_again", r#"{"deliveries":3}"#),
    ("update_late", r#"{"promised":"2026-11-20T11:10:00Z"}"#),
    ("escalated", r#"{"to":"vendor","partner":"Toimittaja","mailed":true,"answer_by":"2026-11-20T12:10:00Z"}"#),
    ("escalated_again", r#"{"deliveries":1}"#),
    (
        "partner_answered",
        r#"{"to":"vendor","partner":"Toimittaja","answer":"tutkitaan","ticket":"INC-7","promised":"2026-11-20T15:00:00Z"}"#,
    ),
    ("escalation_accepted", r#"{"to":"kela","partner":"Kela"}"#),
    ("called", r#"{"to":"kela","outcome":"reached","by":"Aino","note":"odottaa"}"#),
    ("answered", r#"{"question":"data_breach","value":"no","reason":"ei tietoja"}"#),
    ("task_done", r#"{"task":"customer_notice","by":"Aino"}"#),
    ("task_ended", r#"{"task":"kela_form"}"#),
    ("clock_warning", r#"{"clock":"gdpr_33","due_at":"2026-11-23T10:10:00Z"}"#),
    ("clock_ended", r#"{"clock":"gdpr_33","outcome":"not_required","reason":"ei riskiä"}"#),
    ("house_answered", r#"{"house":"Esimerkin apteekki","value":"yes","reason":"meidän asiakkaamme"}"#),
    ("house_clock_ended", r#"{"house":"Esimerkin apteekki","outcome":"sent","reason":"TSV 1234"}"#),
    ("delivery_failed", r#"{"channel":"email","message":"first","contact":7,"delivery":12,"cause":"wrong_address"}"#),
    ("delivery_uncertain", r#"{"channel":"sms","message":"update","contact":7,"delivery":12}"#),
    ("delivery_arrived", r#"{"channel":"sms","message":"update","contact":null,"delivery":12}"#),
    ("duty_alerted", r#"{"deliveries":2}"#),
    ("duty_unheard", "{}"),
    ("bulletin_unheard", r#"{"message":"first","deliveries":2}"#),
    ("resolved", r#"{"ended_at":"2026-11-20T13:00:00Z","cause":"varmenne vanheni"}"#),
    ("closed", "{}"),
    (
        "merged_into",
        r#"{"into":"H-2026-0002","reports":2,"handed_over":{"reports":[4,5],"tasks":["kela_form"],
            "checks":["other_workstation"],"clocks":[1],"form":true,"call":false}}"#,
    ),
    ("merge_undone", r#"{"with":"H-2026-0002","reports":3}"#),
    ("took_in", r#"{"incident":"H-2026-0001","reports":3}"#),
    ("replied", r#"{"reporters":4,"note":"tutkitaan"}"#),
    ("reviewed", r#"{"review":"Varmenne uusitaan ajoissa."}"#),
];

#[test]
fn an_entry_of_each_kind_is_read_as_it_was_stored_and_would_be_stored_so_again() {
    let kinds: BTreeSet<&str> = STORED.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, TimelineEvent::KINDS.iter().copied().collect());
    for (kind, detail) in STORED {
        let event = TimelineEvent::read(kind, detail).unwrap().unwrap();
        let stored: Value = serde_json::from_str(detail).unwrap();
        assert_eq!((event.kind(), event.detail().unwrap()), (*kind, stored));
    }
}

#[test]
fn a_merge_of_which_older_entries_say_less_is_read_and_stored_as_it_was() {
    let stored = r#"{"into":"H-2026-0002","reports":3}"#;
    let event = TimelineEvent::read("merged_into", stored).unwrap().unwrap();
    assert_eq!(event.detail().unwrap(), serde_json::from_str::<Value>(stored).unwrap());
}

#[test]
fn a_failed_message_of_which_older_entries_say_less_is_read() {
    let event = TimelineEvent::read("delivery_failed", r#"{"channel":"email","message":"first","contact":7}"#);
    let Ok(Some(TimelineEvent::DeliveryFailed { delivery: None, cause: None, .. })) = event else {
        panic!("{event:?}")
    };
}

#[test]
fn what_a_later_version_wrote_is_left_to_it_and_what_is_broken_is_an_error() {
    assert_eq!(TimelineEvent::read("weighed", r#"{"by":"a later version"}"#).unwrap(), None);
    for (kind, detail) in [("sent_again", "{}"), ("sent_again", r#"{"deliveries":"three"}"#), ("closed", "")] {
        assert!(TimelineEvent::read(kind, detail).is_err(), "{kind} {detail}");
    }
}
