//! Gateways that offer one letter at a time and say whose trouble a refusal is, beside the outbox's trait of many letters.
//!
//! Purpose: [`Bridged`] puts one behind the outbox, [`Named`] gives one of the outbox's a route. Both go when the outbox
//! offers letters one by one itself.
//! Non-goal: any rule.

/// What became of one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has taken responsibility for it.
    Accepted {
        /// What the gateway calls it, when it says.
        provider_ref: Option<String>,
    },
    /// A no.
    Refused {
        /// Whose trouble it is.
        refusal: majakka_domain::delivery::Refusal,
        /// In the gateway's words.
        detail: String,
    },
    /// It was handed over, and no answer came.
    Unknown {
        /// In the gateway's words.
        detail: String,
    },
    /// No message can be made of it.
    Unsendable {
        /// In the gateway's words.
        detail: String,
    },
}

/// Something that carries letters of one channel.
pub trait Gateway: Send + Sync {
    /// The route's name.
    fn route(&self) -> &str;
    /// What it carries.
    fn channel(&self) -> majakka_domain::terms::Channel;
    /// So many letters at the same time.
    fn width(&self) -> usize;
    /// Offers one letter. The answer is waited for `patience` times as long as usual.
    fn offer<'a>(&'a self, letter: &'a super::Letter, patience: u32) -> futures_util::future::BoxFuture<'a, Outcome>;
}

/// A gateway of this kind behind the outbox's present trait.
pub struct Bridged(pub std::sync::Arc<dyn Gateway>);

impl super::Gateway for Bridged {
    fn channel(&self) -> majakka_domain::terms::Channel {
        self.0.channel()
    }

    fn send(
        &self,
        letters: Vec<super::Letter>,
    ) -> futures_util::future::BoxFuture<'_, Vec<(majakka_domain::id::DeliveryId, super::Outcome)>> {
        let (gateway, width) = (self.0.clone(), self.0.width());
        Box::pin(super::carry::carry(letters, width, move |letter| {
            let gateway = gateway.clone();
            async move { bridged(gateway.offer(&letter, 1).await) }
        }))
    }
}

fn bridged(outcome: Outcome) -> super::Outcome {
    use majakka_domain::delivery::Whose;
    match outcome {
        Outcome::Accepted { provider_ref } => super::Outcome::Accepted { provider_ref },
        Outcome::Refused { refusal, detail } => match (refusal.whose, refusal.permanent) {
            (Whose::Us | Whose::Gateway, _) => super::Outcome::gateway_down(detail),
            (_, true) => super::Outcome::refused(detail),
            (_, false) => super::Outcome::later(detail),
        },
        Outcome::Unknown { detail } => super::Outcome::later(detail),
        Outcome::Unsendable { detail } => super::Outcome::refused(detail),
    }
}

/// A gateway of the outbox's present trait as one of this kind, by its route.
pub struct Named(pub String, pub std::sync::Arc<dyn super::Gateway>);

impl Gateway for Named {
    fn route(&self) -> &str {
        &self.0
    }

    fn channel(&self) -> majakka_domain::terms::Channel {
        self.1.channel()
    }

    fn width(&self) -> usize {
        8
    }

    fn offer<'a>(&'a self, letter: &'a super::Letter, _: u32) -> futures_util::future::BoxFuture<'a, Outcome> {
        use majakka_domain::delivery::{Refusal, Whose};
        Box::pin(async move {
            let mut outcomes = self.1.send(vec![letter.clone()]).await;
            match outcomes.pop().map(|(_, outcome)| outcome) {
                Some(super::Outcome::Accepted { provider_ref }) => Outcome::Accepted { provider_ref },
                Some(super::Outcome::Refused { detail }) => {
                    Outcome::Refused { refusal: Refusal { whose: Whose::Recipient, permanent: true }, detail }
                }
                Some(super::Outcome::Later { detail, .. }) => {
                    Outcome::Refused { refusal: Refusal { whose: Whose::Gateway, permanent: false }, detail }
                }
                None => Outcome::Unknown { detail: "no answer".to_owned() },
            }
        })
    }
}
