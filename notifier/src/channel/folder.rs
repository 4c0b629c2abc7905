//! Letters as files: the gateway of an installation that has none yet.
//!
//! Purpose: mails as `.eml`, text messages as `.json` in one folder, to be looked at.
//! Guarantee: a file appears whole or not at all, under a name that sorts by time and says nothing about the recipient. The
//! same delivery always has the same name: a second attempt replaces the first.
//! Non-goal: durability against power loss. Nothing is sent to anybody.

use std::{fs, io, path::PathBuf, sync::Arc};

use futures_util::future::BoxFuture;
use majakka_domain::{id::DeliveryId, terms::Channel};

use super::{Gateway, Letter, Outcome, letterhead::Letterhead};

/// A folder that takes everything.
#[derive(Debug, Clone)]
pub struct FolderGateway {
    folder: Arc<Folder>,
    channel: Channel,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    letterhead: Letterhead,
}

impl FolderGateway {
    /// A gateway of one channel over the folder, which is made if need be.
    ///
    /// # Errors
    /// The folder can be neither found nor made.
    pub fn open(path: impl Into<PathBuf>, channel: Channel, letterhead: Letterhead) -> io::Result<Self> {
        let path = path.into();
        fs::create_dir_all(&path)?;
        Ok(FolderGateway { folder: Arc::new(Folder { path, letterhead }), channel })
    }
}

impl Gateway for FolderGateway {
    fn channel(&self) -> Channel {
        self.channel
    }

    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>> {
        let folder = self.folder.clone();
        let ids: Vec<DeliveryId> = letters.iter().map(|letter| letter.delivery).collect();
        Box::pin(async move {
            let write = move || letters.iter().map(|letter| (letter.delivery, folder.put(letter))).collect();
            tokio::task::spawn_blocking(write).await.unwrap_or_else(|broken| {
                ids.into_iter().map(|id| (id, Outcome::gateway_down(broken.to_string()))).collect()
            })
        })
    }
}

impl Folder {
    fn put(&self, letter: &Letter) -> Outcome {
        let content = match letter.channel {
            Channel::Email => match self.letterhead.compose(letter) {
                Ok(mail) => mail.content,
                Err(no) => return Outcome::refused(no.to_string()),
            },
            Channel::Sms => text_message(letter),
        };
        let name = name(letter);
        match self.write_whole(&name, &content) {
            Ok(()) => Outcome::Accepted { provider_ref: Some(name) },
            Err(no) => Outcome::gateway_down(no.to_string()),
        }
    }

    fn write_whole(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let unfinished = self.path.join(format!(".{name}.part"));
        fs::write(&unfinished, content)?;
        fs::rename(unfinished, self.path.join(name))
    }
}

/// `20261119T054000Z-000000000042-email.eml`: time of writing, number, channel.
fn name(letter: &Letter) -> String {
    let kind = match letter.channel {
        Channel::Email => "email.eml",
        Channel::Sms => "sms.json",
    };
    format!("{}-{:012}-{kind}", letter.written_at.format("%Y%m%dT%H%M%SZ"), letter.delivery.0)
}

fn text_message(letter: &Letter) -> Vec<u8> {
    let shown = serde_json::json!({
        "delivery": letter.delivery,
        "to": letter.to,
        "text": letter.sms,
        "written_at": letter.written_at,
    });
    format!("{shown:#}\n").into_bytes()
}
