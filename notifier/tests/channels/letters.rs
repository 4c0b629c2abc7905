//! Letters and what became of them.

use std::{fs, path::PathBuf};

use chrono::{TimeZone as _, Utc};
use majakka_domain::{id::DeliveryId, terms::Channel};
use majakka_notifier::channel::{Gateway, Letter, Outcome, letterhead::Letterhead};
use tempfile::TempDir;

pub(crate) fn mail(number: i64, to: &str) -> Letter {
    Letter {
        delivery: DeliveryId(number),
        channel: Channel::Email,
        to: to.to_owned(),
        subject: "[Häiriö] Resepti: ei toimi (H-2026-0045, 1)".to_owned(),
        text: "Resepti-palvelussa on häiriö.\n.\nToimi näin: käytä paperireseptiä.\n".to_owned(),
        html: None,
        attachments: Vec::new(),
        message_id: format!("<d{number}@majakka.example.fi>"),
        references: Some("<h45@majakka.example.fi>".to_owned()),
        written_at: Utc.with_ymd_and_hms(2026, 11, 19, 5, 40, 0).unwrap(),
        sms: String::new(),
    }
}

pub(crate) fn sms(number: i64, to: &str, text: &str) -> Letter {
    Letter { channel: Channel::Sms, sms: text.to_owned(), ..mail(number, to) }
}

pub(crate) fn letterhead() -> Letterhead {
    Letterhead::new("Häiriöt <hairiot@test.invalid>", None, Some("bounces@test.invalid")).unwrap()
}

/// The outcomes in the order of the letters.
pub(crate) async fn send(gateway: &impl Gateway, letters: Vec<Letter>) -> Vec<Outcome> {
    let order: Vec<_> = letters.iter().map(|letter| letter.delivery).collect();
    let mut outcomes = gateway.send(letters).await;
    assert_eq!(outcomes.len(), order.len(), "{outcomes:?}");
    outcomes.sort_by_key(|(delivery, _)| order.iter().position(|one| one == delivery));
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// So many were accepted; the others are shown when it is another number.
#[track_caller]
pub(crate) fn assert_accepted(outcomes: &[Outcome], count: usize) {
    let (accepted, others): (Vec<_>, Vec<_>) = outcomes.iter().partition(|one| matches!(one, Outcome::Accepted { .. }));
    assert_eq!(accepted.len(), count, "{others:?}");
}

/// All of them say that the gateway is down, and why.
#[track_caller]
pub(crate) fn assert_all_down(outcomes: &[Outcome], why: &str) {
    for outcome in outcomes {
        let Outcome::Later { detail, gateway_down: true } = outcome else { panic!("{outcome:?}") };
        assert!(detail.contains(why), "{detail}");
    }
}

/// A file that holds a secret.
pub(crate) fn secret(folder: &TempDir, secret: &str) -> PathBuf {
    secret_at(folder, "secret", secret)
}

/// As [`secret`], under a name of its own.
pub(crate) fn secret_at(folder: &TempDir, name: &str, secret: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, format!("{secret}\n")).unwrap();
    path
}
