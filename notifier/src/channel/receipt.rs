//! Receipts that come back over HTTP: who may send one, and what it says.
//!
//! Guarantee: a receipt counts only with the signature that went out with its delivery. The comparison takes the same time
//! whatever is wrong. Reading the same receipt twice gives the same answer.

use hmac::{
    Hmac, Mac,
    digest::{Key, KeyInit},
};
use majakka_core::config::KannelSettings;
use majakka_domain::{id::DeliveryId, terms::DeliveryState};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::secret::{NoSecret, Secret};

/// The least a secret may have; guessing 128 bits is hopeless.
pub const SECRET_BYTES: usize = 16;

/// The longest text of a provider that is kept.
const DETAIL_CHARS: usize = 200;

/// Signs the address that a receipt comes to, and knows its own signature again.
#[derive(Clone)]
pub struct ReceiptSigner(Hmac<Sha256>);

/// A receipt as Kannel sends it, in the query that we gave it (domain.md 11; `%d`, `%F`, `%A` of its manual).
#[derive(Debug, Clone, Deserialize)]
pub struct KannelReceipt {
    id: DeliveryId,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    smsc: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    sig: String,
}

/// What a receipt settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// About which delivery.
    pub delivery: DeliveryId,
    /// [`DeliveryState::Delivered`] or [`DeliveryState::Failed`].
    pub state: DeliveryState,
    /// The provider's own words.
    pub detail: String,
}

/// The receipt is not from one whom we asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature of the receipt is wrong")]
pub struct Forged;

impl ReceiptSigner {
    /// The signer of the settings, the same for the gateway that sends and for the hooks that receive.
    ///
    /// # Errors
    /// The secret file cannot be read, or holds fewer than [`SECRET_BYTES`].
    pub fn from_settings(settings: &KannelSettings) -> Result<Self, NoSecret> {
        let secret = Secret::from_file(&settings.receipt_secret_file)?;
        if secret.reveal().len() < SECRET_BYTES {
            Err(NoSecret::TooShort(SECRET_BYTES))
        } else {
            Ok(Self::new(&secret))
        }
    }

    /// A signer with a secret of any length; 32 random bytes are good.
    pub fn new(secret: &Secret) -> Self {
        let mut key = Key::<Hmac<Sha256>>::default();
        key.iter_mut().zip(Sha256::digest(secret.reveal())).for_each(|(place, byte)| *place = byte);
        ReceiptSigner(<Hmac<Sha256> as KeyInit>::new(&key))
    }

    /// HMAC-SHA-256 of the delivery's number, as 64 hexadecimal digits.
    pub fn sign(&self, delivery: DeliveryId) -> String {
        self.over(delivery).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn over(&self, delivery: DeliveryId) -> Hmac<Sha256> {
        self.0.clone().chain_update(b"kannel receipt ").chain_update(delivery.0.to_be_bytes())
    }

    fn knows(&self, delivery: DeliveryId, signature: &str) -> bool {
        from_hex(signature).is_some_and(|given| self.over(delivery).verify_slice(&given).is_ok())
    }
}

impl KannelReceipt {
    /// What the receipt settles: type 1 is delivered, 2 and 16 are failed, anything else (buffered, accepted by the
    /// operator) settles nothing.
    ///
    /// # Errors
    /// The signature is wrong.
    pub fn settlement(&self, signer: &ReceiptSigner) -> Result<Option<Settlement>, Forged> {
        if !signer.knows(self.id, &self.sig) {
            return Err(Forged);
        }
        let state = match self.kind {
            1 => DeliveryState::Delivered,
            2 | 16 => DeliveryState::Failed,
            _ => return Ok(None),
        };
        Ok(Some(Settlement { delivery: self.id, state, detail: self.detail() }))
    }

    /// `NACK/0x0000000b (smsc 4711)`; the provider's text is cut and freed of control characters.
    fn detail(&self) -> String {
        let told = format!("{} (smsc {})", self.answer, self.smsc);
        told.chars().filter(|c| !c.is_control()).take(DETAIL_CHARS).collect()
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> ReceiptSigner {
        ReceiptSigner::new(&Secret::new("yötön yö"))
    }

    fn receipt(id: i64, kind: u8, sig: &str) -> KannelReceipt {
        KannelReceipt {
            id: DeliveryId(id),
            kind,
            smsc: "sim".to_owned(),
            answer: "NACK/0x0000000b/\nInvalid".to_owned(),
            sig: sig.to_owned(),
        }
    }

    #[test]
    fn only_final_words_settle_a_delivery() {
        let signature = signer().sign(DeliveryId(42));
        let states: Vec<_> = [1, 2, 4, 8, 16, 32, 0, 255]
            .map(|kind| receipt(42, kind, &signature).settlement(&signer()).unwrap().map(|settled| settled.state))
            .into();
        let (delivered, failed) = (Some(DeliveryState::Delivered), Some(DeliveryState::Failed));
        assert_eq!(states, [delivered, failed, None, None, failed, None, None, None]);
    }

    #[test]
    fn the_providers_words_come_on_one_line_and_short() {
        let signature = signer().sign(DeliveryId(42));
        let mut long = receipt(42, 2, &signature);
        let settled = long.settlement(&signer()).unwrap().unwrap();
        assert_eq!(settled.detail, "NACK/0x0000000b/Invalid (smsc sim)");
        long.answer = "ä".repeat(5000);
        assert_eq!(long.settlement(&signer()).unwrap().unwrap().detail.chars().count(), DETAIL_CHARS);
    }

    #[test]
    fn a_signature_is_good_for_one_delivery_and_one_secret() {
        let signature = signer().sign(DeliveryId(42));
        assert_eq!(signature.len(), 64);
        let stranger = ReceiptSigner::new(&Secret::new("muu")).sign(DeliveryId(42));
        for wrong in ["", "00", "zz", "é", &signature[..63], &signature[..62], &signature.replace('a', "g"), &stranger]
        {
            assert_eq!(receipt(42, 1, wrong).settlement(&signer()), Err(Forged), "{wrong}");
        }
        assert_eq!(receipt(43, 1, &signature).settlement(&signer()), Err(Forged));
        assert!(receipt(42, 1, &signature.to_uppercase()).settlement(&signer()).is_ok());
    }
}
