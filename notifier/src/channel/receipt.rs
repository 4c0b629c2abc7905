//! The signed addresses that receipts and replies come to.
//!
//! Guarantee: a receipt counts only with the signature that went out with its delivery, and only for the kind of gateway
//! that it went out to. The comparison takes the same time whatever is wrong.
//! Non-goal: what a receipt says.

use std::path::Path;

use hmac::{
    Hmac, Mac,
    digest::{Key, KeyInit},
};
use majakka_domain::id::DeliveryId;
use sha2::{Digest, Sha256};

use super::secret::{Secret, SecretError};

/// The least a secret may have; guessing 128 bits is hopeless.
pub const SECRET_BYTES: usize = 16;

/// What an address of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Receipts of Kannel.
    KannelReceipt,
    /// Replies that Kannel passes on.
    KannelReply,
    /// Receipts of 46elks.
    ElksReceipt,
    /// Replies that 46elks passes on.
    ElksReply,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::KannelReceipt => b"kannel receipt ",
            Purpose::KannelReply => b"kannel reply ",
            Purpose::ElksReceipt => b"46elks receipt ",
            Purpose::ElksReply => b"46elks reply ",
        }
    }
}

/// One address serves all replies of a gateway: they are not about a delivery that we know beforehand.
const ALL_REPLIES: DeliveryId = DeliveryId(0);

/// Signs the address that a receipt comes to, and knows its own signature again.
#[derive(Clone)]
pub struct ReceiptSigner(Hmac<Sha256>);

impl ReceiptSigner {
    /// The signer with the secret of a file.
    ///
    /// # Errors
    /// It cannot be read, or holds fewer than [`SECRET_BYTES`].
    pub fn from_file(path: &Path) -> Result<Self, SecretError> {
        let secret = Secret::from_file(path)?;
        if secret.reveal().len() < SECRET_BYTES {
            Err(SecretError::TooShort(SECRET_BYTES))
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

    /// The signature of the address of a receipt from Kannel.
    pub fn sign(&self, delivery: DeliveryId) -> String {
        self.sign_for(Purpose::KannelReceipt, delivery)
    }

    /// HMAC-SHA-256 of purpose and number, as 64 hexadecimal digits.
    pub fn sign_for(&self, purpose: Purpose, delivery: DeliveryId) -> String {
        self.over(purpose, delivery).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The signature of the address that all replies of a gateway come to.
    pub fn sign_replies(&self, purpose: Purpose) -> String {
        self.sign_for(purpose, ALL_REPLIES)
    }

    /// Is this the signature of a receipt's address?
    pub fn knows(&self, purpose: Purpose, delivery: DeliveryId, signature: &str) -> bool {
        from_hex(signature).is_some_and(|given| self.over(purpose, delivery).verify_slice(&given).is_ok())
    }

    /// Is this the signature of the replies' address?
    pub fn knows_replies(&self, purpose: Purpose, signature: &str) -> bool {
        self.knows(purpose, ALL_REPLIES, signature)
    }

    fn over(&self, purpose: Purpose, delivery: DeliveryId) -> Hmac<Sha256> {
        self.0.clone().chain_update(purpose.label()).chain_update(delivery.0.to_be_bytes())
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

    #[test]
    fn a_signature_is_good_for_one_delivery_one_secret_and_one_purpose() {
        let signature = signer().sign(DeliveryId(42));
        assert_eq!(signature.len(), 64);
        let knows = |purpose, delivery, signature: &str| signer().knows(purpose, DeliveryId(delivery), signature);
        let stranger = ReceiptSigner::new(&Secret::new("muu")).sign(DeliveryId(42));
        for wrong in ["", "00", "zz", "é", &signature[..63], &signature[..62], &signature.replace('a', "g"), &stranger]
        {
            assert!(!knows(Purpose::KannelReceipt, 42, wrong), "{wrong}");
        }
        assert!(!knows(Purpose::KannelReceipt, 43, &signature));
        assert!(!knows(Purpose::ElksReceipt, 42, &signature));
        assert!(!knows(Purpose::KannelReceipt, 0, &signer().sign_replies(Purpose::KannelReply)));
        assert!(knows(Purpose::KannelReceipt, 42, &signature.to_uppercase()));
        assert!(signer().knows_replies(Purpose::ElksReply, &signer().sign_replies(Purpose::ElksReply)));
    }
}
