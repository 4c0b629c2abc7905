//! Letters as files: the gateway of an installation that has none yet.
//!
//! Purpose: mails as `.eml`, text messages as `.json` in one folder, to be looked at.
//! Guarantee: a file appears whole or not at all, under a name that sorts by time and says nothing about the recipient. The
//! same delivery always has the same name: a second attempt replaces the first.
//! Non-goal: durability against power loss. Nothing is sent to anybody.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::{fs, io, path::PathBuf, sync::Arc};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use majakka_app::config::route::folder_name;
use majakka_app::private_folder;
use majakka_domain::{id::DeliveryId, terms::Channel};

use super::{Gateway, OutboundMessage, Outcome, Words, mime::MailComposer};

/// Files written at the same time.
const WIDTH: usize = 4;

/// A folder that takes everything.
#[derive(Debug, Clone)]
pub struct FolderGateway {
    folder: Arc<Folder>,
    channel: Channel,
    route: String,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    composer: MailComposer,
}

impl FolderGateway {
    /// A gateway of one channel over the folder, which is made if need be.
    ///
    /// # Errors
    /// The folder can be neither found nor made.
    pub fn open(path: impl Into<PathBuf>, channel: Channel, composer: MailComposer) -> io::Result<Self> {
        let path = path.into();
        private_folder::make(&path)?;
        Ok(FolderGateway { folder: Arc::new(Folder { path, composer }), channel, route: folder_name(channel) })
    }
}

impl Gateway for FolderGateway {
    fn route(&self) -> &str {
        &self.route
    }

    fn channel(&self) -> Channel {
        self.channel
    }

    fn width(&self) -> usize {
        WIDTH
    }

    fn offer<'a>(&'a self, letter: &'a OutboundMessage, _: u32) -> BoxFuture<'a, Outcome> {
        let (folder, letter) = (self.folder.clone(), letter.clone());
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || folder.put(&letter)).await;
            written.unwrap_or_else(|broken| Outcome::unreachable(broken.to_string()))
        })
    }
}

impl Folder {
    fn put(&self, letter: &OutboundMessage) -> Outcome {
        let content = match letter.channel {
            Channel::Email => match self.composer.compose(letter) {
                Ok(mail) => mail.file().into_bytes(),
                Err(detail) => return Outcome::Unsendable { detail },
            },
            Channel::Sms => text_message(letter),
        };
        let name = name(letter);
        match self.write_whole(&name, &content) {
            Ok(()) => Outcome::Accepted { provider_ref: Some(name) },
            Err(no) => Outcome::unreachable(no.to_string()),
        }
    }

    fn write_whole(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let unfinished = self.path.join(format!(".{name}.part"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // Links that open an account stand in some of them.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&unfinished)?.write_all(content)?;
        fs::rename(unfinished, self.path.join(name))
    }
}

/// `20261119T054000Z-000000000042-email.eml`: time of writing, number, channel.
fn name(letter: &OutboundMessage) -> String {
    let kind = match letter.channel {
        Channel::Email => "email.eml",
        Channel::Sms => "sms.json",
    };
    format!("{}-{:012}-{kind}", letter.words().written_at.format("%Y%m%dT%H%M%SZ"), letter.delivery.0)
}

fn text_message(letter: &OutboundMessage) -> Vec<u8> {
    let Words { sms, written_at, .. } = letter.words();
    let shown = TextMessage { delivery: letter.delivery, to: &letter.to, text: sms, written_at: *written_at };
    let mut bytes = serde_json::to_vec_pretty(&shown).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A text message as the folder keeps it; the order of the fields is the order in the file.
#[derive(serde::Serialize)]
struct TextMessage<'a> {
    delivery: DeliveryId,
    to: &'a str,
    text: &'a str,
    written_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use majakka_domain::delivery::Whose;

    use super::{super::samples, *};

    #[tokio::test]
    async fn what_a_first_run_sends_can_be_read_in_the_folder() {
        let var = tempfile::tempdir().unwrap();
        let outbox = var.path().join("outbox");
        let composer = MailComposer::new("hairiot@example.fi", None, None).unwrap();
        let mails = FolderGateway::open(&outbox, Channel::Email, composer.clone()).unwrap();
        let texts = FolderGateway::open(&outbox, Channel::Sms, composer).unwrap();
        for number in [42, 43, 42] {
            mails.offer(&samples::mail(number), 1).await;
        }
        texts.offer(&samples::sms(44), 1).await;

        let mut names: Vec<_> = fs::read_dir(&outbox).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(
            names,
            [
                "20261119T054000Z-000000000042-email.eml",
                "20261119T054000Z-000000000043-email.eml",
                "20261119T054000Z-000000000044-sms.json",
            ]
        );
        let mail = fs::read_to_string(outbox.join(&names[0])).unwrap();
        assert!(mail.contains("Message-ID: <d42@majakka.example.fi>\r\n"), "{mail}");
        insta::assert_snapshot!(fs::read_to_string(outbox.join(&names[2])).unwrap(), @r#"
        {
          "delivery": 44,
          "to": "+358400000001",
          "text": "HÄIRIÖ Resepti: ei toimi. Alkoi 7.40. Lisää 8.10. H-2026-0045",
          "written_at": "2026-11-19T05:40:00Z"
        }
        "#);
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_the_gateways_trouble() {
        let var = tempfile::tempdir().unwrap();
        let composer = MailComposer::new("hairiot@example.fi", None, None).unwrap();
        let gateway = FolderGateway::open(var.path().join("outbox"), Channel::Email, composer).unwrap();
        fs::remove_dir_all(var.path().join("outbox")).unwrap();
        let outcome = gateway.offer(&samples::mail(1), 1).await;
        assert!(matches!(&outcome, Outcome::Refused { refusal, .. } if refusal.whose == Whose::Gateway), "{outcome:?}");
    }
}
