//! What would leave: the texts in every language, what is missing, the exact recipients.

use std::collections::BTreeSet;

use majakka_app::command::bulletin::Preview;
use majakka_domain::terms::Language;
use majakka_store::error::Result;
use serde::Serialize;

use super::context::{DeskContext, Moment};

/// Recipients shown by name; the rest is a number.
const SHOWN: usize = 200;

/// What would leave.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    texts: Vec<ShownText>,
    lacking: Vec<String>,
    recipients: Vec<ShownRecipient>,
    /// How many people and shared mailboxes that is.
    people: usize,
    count: usize,
    more: usize,
    over: bool,
    next_update: Option<Moment>,
}

/// One language.
#[derive(Debug, Clone, Serialize)]
pub struct ShownText {
    language: &'static str,
    subject: String,
    body: String,
    sms: String,
    septets: String,
    over: bool,
    /// Is it the reader's own language?
    own: bool,
}

/// One recipient.
#[derive(Debug, Clone, Serialize)]
pub struct ShownRecipient {
    name: String,
    organisation: String,
    channel: String,
    address: String,
    language: String,
    /// Key of why, after `desk-recipient-`.
    reason: String,
}

impl Shown {
    /// A preview in the reader's words.
    pub(super) fn new(context: &DeskContext<'_>, preview: &Preview) -> Result<Self> {
        let text = |language: &Language| {
            let text = preview.texts.get(*language);
            ShownText {
                language: language.as_str(),
                subject: text.mail.subject.clone(),
                body: text.mail.text.clone(),
                sms: text.sms.text.clone(),
                // Outside GSM-7 there is no count in septets.
                septets: text.sms.septets.map_or_else(|| "–".to_owned(), |septets| septets.to_string()),
                over: !text.sms.fits(),
                own: *language == context.language,
            }
        };
        let texts: Vec<ShownText> = Language::ALL.iter().map(text).collect();
        let lacking = preview.texts.lacking.iter().map(|lacking| {
            let fact = context.say(&format!("desk-fact-{}", lacking.fact.replace(['.', '_'], "-")))?;
            Ok(format!("{}: {fact}", context.word("language", lacking.language)?))
        });
        let recipients = preview.recipients.iter().take(SHOWN).map(|r| {
            Ok(ShownRecipient {
                name: r.name.clone(),
                organisation: r.organisation.clone(),
                channel: context.word("channel", r.channel)?,
                address: r.address.clone(),
                language: context.word("language", r.language)?,
                reason: format!("desk-recipient-{}", r.reason),
            })
        });
        Ok(Shown {
            over: texts.iter().any(|text| text.over),
            texts,
            lacking: lacking.collect::<Result<_>>()?,
            recipients: recipients.collect::<Result<_>>()?,
            people: preview.recipients.iter().map(|r| r.contact_id).collect::<BTreeSet<_>>().len(),
            count: preview.recipients.len(),
            more: preview.recipients.len().saturating_sub(SHOWN),
            next_update: preview.next_update.map(|at| context.moment(at)),
        })
    }

    /// To many, with one language whose text message is too long; and to nobody.
    pub(super) fn samples() -> [Self; 2] {
        let text = |over| ShownText {
            language: "fi",
            subject: "Häiriö".to_owned(),
            body: "Reseptiä ei voi tallentaa.".to_owned(),
            sms: "HÄIRIÖ Resepti".to_owned(),
            septets: "14".to_owned(),
            over,
            own: !over,
        };
        let many = Shown {
            texts: vec![text(false), text(true)],
            lacking: vec!["ruotsi: vaikutus".to_owned()],
            recipients: vec![ShownRecipient {
                name: "Päivystävä käyttötuki".to_owned(),
                organisation: "Mallilan apteekki".to_owned(),
                channel: "sähköposti".to_owned(),
                address: "tiedotteet@example.fi".to_owned(),
                language: "suomi".to_owned(),
                reason: "desk-recipient-role".to_owned(),
            }],
            people: 206,
            count: 412,
            more: 212,
            over: true,
            next_update: Some(Moment::sample()),
        };
        let nobody = Shown {
            lacking: Vec::new(),
            recipients: Vec::new(),
            people: 0,
            count: 0,
            more: 0,
            over: false,
            next_update: None,
            ..many.clone()
        };
        [many, nobody]
    }
}
