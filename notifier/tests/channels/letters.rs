//! Letters and what became of them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use futures_util::stream::{self, StreamExt as _};
use majakka_domain::{delivery::Whose, id::DeliveryId, terms::Channel};
use majakka_notifier::channel::{Content, Gateway, OutboundMessage, Outcome, Words, mime::MailComposer};
use tempfile::TempDir;

pub(crate) fn mail(number: i64, to: &str) -> OutboundMessage {
    saying(number, to, words())
}

pub(crate) fn words() -> Words {
    Words {
        subject: "[Häiriö] Resepti: ei toimi (H-2026-0045, 1)".to_owned(),
        text: "Resepti-palvelussa on häiriö.\n.\nToimi näin: käytä paperireseptiä.\n".to_owned(),
        html: None,
        attachments: Vec::new(),
        references: Some("<h45@majakka.example.fi>".to_owned()),
        written_at: Utc.with_ymd_and_hms(2026, 11, 19, 5, 40, 0).unwrap(),
        sms: String::new(),
    }
}

pub(crate) fn saying(number: i64, to: &str, words: Words) -> OutboundMessage {
    OutboundMessage {
        delivery: DeliveryId(number),
        channel: Channel::Email,
        to: to.to_owned(),
        message_id: format!("<d{number}@majakka.example.fi>"),
        return_code: number.to_string(),
        read_code: String::new(),
        content: Arc::new(Content::checked(words).unwrap()),
    }
}

pub(crate) fn sms(number: i64, to: &str, text: &str) -> OutboundMessage {
    OutboundMessage { channel: Channel::Sms, ..saying(number, to, Words { sms: text.to_owned(), ..words() }) }
}

pub(crate) fn composer() -> MailComposer {
    MailComposer::new("Häiriöt <hairiot@test.invalid>", None, Some("bounces@test.invalid")).unwrap()
}

/// The outcomes in the order of the letters.
pub(crate) async fn send(gateway: &impl Gateway, letters: Vec<OutboundMessage>) -> Vec<Outcome> {
    let offers = letters.iter().map(|letter| gateway.offer(letter, 1));
    stream::iter(offers).buffered(gateway.width()).collect().await
}

/// So many were accepted; the others are shown when it is another number.
#[track_caller]
pub(crate) fn assert_accepted(outcomes: &[Outcome], count: usize) {
    let (accepted, others): (Vec<_>, Vec<_>) = outcomes.iter().partition(|one| matches!(one, Outcome::Accepted { .. }));
    assert_eq!(accepted.len(), count, "{others:?}");
}

/// All of them say whose trouble it is, and why.
#[track_caller]
pub(crate) fn assert_trouble(outcomes: &[Outcome], whose: Whose, why: &str) {
    for outcome in outcomes {
        let Outcome::Refused { refusal, detail } = outcome else { panic!("{outcome:?}") };
        assert!(refusal.whose == whose && detail.contains(why), "{outcome:?}");
    }
}

/// A file that holds a secret.
pub(crate) fn secret(folder: &TempDir, secret: &str) -> PathBuf {
    secret_at(folder, "secret", secret)
}

/// As [`secret`], under a name of its own.
pub(crate) fn secret_at(folder: &TempDir, name: &str, secret: &str) -> PathBuf {
    let path = folder.path().join(name);
    private(&path, &format!("{secret}\n"));
    path
}

/// Writes a file that nobody else can open.
pub(crate) fn private(path: &Path, content: &str) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}
