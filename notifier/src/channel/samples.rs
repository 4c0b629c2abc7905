//! Letters for the unit tests of this folder.

use std::sync::Arc;

use chrono::{DateTime, TimeZone as _, Utc};
use majakka_app::delivery_code::LETTERS;
use majakka_domain::{id::DeliveryId, terms::Channel};

use super::{Content, OutboundMessage, Words};

/// Thursday 19 November 2026, 7.40 in Helsinki.
pub(super) fn written_at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 19, 5, 40, 0).unwrap()
}

pub(super) fn words() -> Words {
    Words {
        subject: "[Häiriö] Resepti: ei toimi (H-2026-0045, 1)".to_owned(),
        text: "Resepti-palvelussa on häiriö.\n.\nToimi näin: käytä paperireseptiä.\n".to_owned(),
        html: None,
        attachments: Vec::new(),
        references: Some("<h45@majakka.example.fi>".to_owned()),
        written_at: written_at(),
        sms: String::new(),
    }
}

pub(super) fn mail(number: i64) -> OutboundMessage {
    saying(number, words())
}

pub(super) fn saying(number: i64, words: Words) -> OutboundMessage {
    OutboundMessage {
        delivery: DeliveryId(number),
        channel: Channel::Email,
        to: format!("vastaanottaja{number}@example.fi"),
        message_id: format!("<d{number}@majakka.example.fi>"),
        return_code: code('r', number),
        read_code: code('l', number),
        content: Arc::new(Content::checked(words).unwrap()),
    }
}

/// As long as a code is.
fn code(kind: char, number: i64) -> String {
    format!("{kind}{number:0>width$}", width = LETTERS - 1)
}

pub(super) fn sms(number: i64) -> OutboundMessage {
    let words = Words {
        subject: String::new(),
        text: String::new(),
        references: None,
        sms: "HÄIRIÖ Resepti: ei toimi. Alkoi 7.40. Lisää 8.10. H-2026-0045".to_owned(),
        ..words()
    };
    OutboundMessage { channel: Channel::Sms, to: "+358400000001".to_owned(), ..saying(number, words) }
}
