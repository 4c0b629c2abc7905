//! A delivery's number, signed: what stands in a mail's link "I have read this" and in its return path.
//!
//! Guarantee: nobody makes one but who has the vault's key file; a code of one purpose is none of another. It has no digits,
//! so that it never looks like an identity code; it is in small letters and always of one length, so that every mail of a
//! message is made of the same bytes but for these ([`SLOT`]).
//! Non-goal: secrecy. A code tells its delivery's number, which is no secret, and proves where it was read.

use std::fmt;

use hmac::{Hmac, Mac};
use majakka_domain::id::DeliveryId;
use sha2::Sha256;

pub use majakka_messages::read_link::SLOT;

/// How many letters a code has.
pub const LETTERS: usize = SLOT.len();

/// Numbers up to 2⁴⁸.
const NUMBER_BYTES: usize = 6;
/// 80 bits of the signature: a guess is tried over the network.
const SIGNATURE_BYTES: usize = LETTERS / 2 - NUMBER_BYTES;

/// Names what is derived of a key of the vault: a signature of another purpose, should there be one, is none here.
const DOMAIN: &[u8] = b"majakka/delivery-code/1";

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its recipient says that she has read it.
    Read,
    /// A mail server says that it came back.
    Return,
    /// What became of a test message, by that one's number.
    Test,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::Read => b"read ",
            Purpose::Return => b"return ",
            Purpose::Test => b"test ",
        }
    }
}

/// Makes codes and knows them again. The first key signs, the others only know.
pub struct DeliveryCodes(Vec<Hmac<Sha256>>);

impl DeliveryCodes {
    /// Codes of the vault's keys, the newest first.
    pub(crate) fn derive<'a>(keys: impl Iterator<Item = &'a [u8; 32]>) -> Self {
        DeliveryCodes(keys.map(|key| keyed(&keyed(key).chain_update(DOMAIN).finalize().into_bytes())).collect())
    }

    /// The code of a delivery: [`LETTERS`] letters from `a` to `p`.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, delivery: DeliveryId) -> String {
        let [_, _, number @ ..] = delivery.0.to_be_bytes();
        let signature = self.0.first().map(|key| signature(key, purpose, delivery)).unwrap_or_default();
        number.iter().chain(&signature).flat_map(|byte| [byte >> 4, byte & 0x0F]).map(letter).collect()
    }

    /// The delivery that a code of this purpose was made for. Relays may have changed the size of its letters.
    #[must_use]
    pub fn delivery(&self, purpose: Purpose, code: &str) -> Option<DeliveryId> {
        let nibbles: Option<Vec<u8>> = code.bytes().map(nibble).collect();
        let nibbles = nibbles.filter(|nibbles| nibbles.len() == LETTERS)?;
        let bytes: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, n| byte << 4 | n)).collect();
        let (number, given) = bytes.split_at_checked(NUMBER_BYTES)?;
        let delivery = DeliveryId(number.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)));
        let known = self.0.iter().any(|key| message(key, purpose, delivery).verify_truncated_left(given).is_ok());
        known.then_some(delivery)
    }
}

impl fmt::Debug for DeliveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeliveryCodes(…)")
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length (RFC 2104, 2); a length of 32 never fails.
    <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| Mac::new(&Default::default()))
}

fn message(key: &Hmac<Sha256>, purpose: Purpose, delivery: DeliveryId) -> Hmac<Sha256> {
    key.clone().chain_update(purpose.label()).chain_update(delivery.0.to_be_bytes())
}

fn signature(key: &Hmac<Sha256>, purpose: Purpose, delivery: DeliveryId) -> [u8; SIGNATURE_BYTES] {
    let whole = message(key, purpose, delivery).finalize().into_bytes();
    let mut left = [0; SIGNATURE_BYTES];
    left.iter_mut().zip(whole).for_each(|(place, byte)| *place = byte);
    left
}

pub(crate) const fn letter(nibble: u8) -> char {
    (b'a' + nibble) as char
}

pub(crate) fn nibble(letter: u8) -> Option<u8> {
    letter.to_ascii_lowercase().checked_sub(b'a').filter(|nibble| *nibble < 16)
}

#[cfg(test)]
mod tests {
    use majakka_domain::format::hetu;

    use super::*;

    const KEYS: [[u8; 32]; 2] = [[1; 32], [2; 32]];

    fn codes(keys: &[[u8; 32]]) -> DeliveryCodes {
        DeliveryCodes::derive(keys.iter())
    }

    #[test]
    fn a_code_is_known_again_also_under_an_older_key_and_in_capitals() {
        let (old, rotated) = (codes(&KEYS[1..]), codes(&KEYS));
        for number in [1, 42, 1_000_000, (1 << 48) - 1] {
            let code = old.sign(Purpose::Read, DeliveryId(number));
            assert_eq!(code.len(), LETTERS);
            assert_eq!(rotated.delivery(Purpose::Read, &code), Some(DeliveryId(number)));
            assert_eq!(rotated.delivery(Purpose::Read, &code.to_uppercase()), Some(DeliveryId(number)));
            assert!(!hetu::contains(&code), "{code}");
        }
    }

    #[test]
    fn nothing_else_is_known() {
        let codes = codes(&KEYS[..1]);
        let code = codes.sign(Purpose::Read, DeliveryId(42));
        let neighbour = codes.sign(Purpose::Read, DeliveryId(43));
        let mixed = format!("{}{}", &neighbour[..12], &code[12..]);
        let stranger = self::codes(&KEYS[1..]).sign(Purpose::Read, DeliveryId(42));
        let last = if code.ends_with('a') { 'b' } else { 'a' };
        let changed = format!("{}{last}", &code[..LETTERS - 1]);
        for wrong in
            ["", "é", SLOT, &mixed, &stranger, &changed, &code[..30], &format!("{code}aa"), &"a".repeat(LETTERS)]
        {
            assert_eq!(codes.delivery(Purpose::Read, wrong), None, "{wrong}");
        }
        assert_eq!(codes.delivery(Purpose::Return, &code), None);
        assert_eq!(codes.delivery(Purpose::Read, &code), Some(DeliveryId(42)));
    }
}
