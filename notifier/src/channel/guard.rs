//! The last look at a letter before it leaves: no identity code goes out, whoever wrote it in.
//!
//! Guarantee: a letter with something like an identity code in its subject, text, HTML, text message or in an attachment's
//! name never reaches the gateway. The log says that one was held back, and never what stood in it.
//! Non-goal: the content of binary files. Screenshots and PDF forms are checked where they are made.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use majakka_domain::{format::hetu, id::DeliveryId, terms::Channel};

use super::{Gateway, Letter, Outcome};

/// A gateway behind the guard.
#[derive(Clone)]
pub struct Guarded(Arc<dyn Gateway>);

impl Guarded {
    /// Puts the guard before the gateway.
    pub fn new(gateway: impl Gateway + 'static) -> Self {
        Guarded(Arc::new(gateway))
    }
}

impl From<Arc<dyn Gateway>> for Guarded {
    fn from(gateway: Arc<dyn Gateway>) -> Self {
        Guarded(gateway)
    }
}

impl Gateway for Guarded {
    fn channel(&self) -> Channel {
        self.0.channel()
    }

    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>> {
        Box::pin(async move {
            let (held, clean): (Vec<Letter>, Vec<Letter>) = letters.into_iter().partition(tells_an_identity);
            let mut outcomes = if clean.is_empty() { Vec::new() } else { self.0.send(clean).await };
            outcomes.extend(held.iter().map(hold_back));
            outcomes
        })
    }
}

pub(crate) fn tells_an_identity(letter: &Letter) -> bool {
    [&letter.subject, &letter.text, &letter.sms]
        .into_iter()
        .chain(&letter.html)
        .chain(letter.attachments.iter().map(|file| &file.name))
        .any(|text| hetu::contains(text))
}

fn hold_back(letter: &Letter) -> (DeliveryId, Outcome) {
    tracing::error!(delivery = %letter.delivery, channel = %letter.channel, "held back: an identity code was in it");
    (letter.delivery, Outcome::refused("held back: an identity code was in it"))
}

#[cfg(test)]
mod tests {
    use majakka_core::clock::ManualClock;

    use super::{
        super::{Attachment, memory::MemoryGateway, samples},
        *,
    };

    /// An artificial person's identity code, as somebody types it in a hurry.
    const CODE: &str = "010190-900p";

    #[tokio::test]
    async fn a_letter_with_an_identity_code_stays_in_wherever_it_stands() {
        let file = |name: &str| Attachment {
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            content: Arc::from(*b"png"),
        };
        let with = |change: fn(&mut Letter)| {
            let mut letter = samples::mail(1);
            change(&mut letter);
            letter
        };
        let telling = [
            with(|letter| letter.subject = format!("Potilas {CODE}")),
            with(|letter| letter.text = format!("Potilas {CODE} odottaa")),
            with(|letter| letter.html = Some(format!("<p>{CODE}</p>"))),
            with(|letter| letter.sms = format!("HÄIRIÖ {CODE}")),
            Letter { attachments: vec![file("kuva_010190-900P.png")], ..samples::mail(1) },
        ];
        let inner = MemoryGateway::new(Channel::Email, Arc::new(ManualClock::new(samples::written_at())));
        let guarded = Guarded::new(inner.clone());
        for letter in telling {
            let outcomes = guarded.send(vec![letter.clone(), samples::mail(2)]).await;
            assert!(outcomes.contains(&(DeliveryId(1), Outcome::refused("held back: an identity code was in it"))));
            assert!(outcomes.contains(&(DeliveryId(2), Outcome::Accepted { provider_ref: None })), "{letter:?}");
        }
        assert!(inner.taken().iter().all(|taken| taken.letter.delivery == DeliveryId(2)));
    }
}
