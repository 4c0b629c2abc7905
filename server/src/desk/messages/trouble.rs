//! Messages that somebody did not get, as the pages of the desk name them.

use majakka_store::error::Result;
use majakka_store::outgoing::Outgoing;
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Tag};

/// One message, with the way to its recipients.
#[derive(Debug, Clone, Serialize)]
pub struct Troubled {
    kind: String,
    href: String,
    written: Moment,
    /// How many did not get it, and of how many that is not known.
    tags: Vec<Tag>,
}

impl Troubled {
    pub(in super::super) fn new(context: &DeskContext<'_>, row: &Outgoing) -> Result<Self> {
        Ok(Troubled {
            kind: context.word("message", row.kind)?,
            href: format!("/desk/messages/{}{}", row.id, if row.failed > 0 { "?state=failed" } else { "" }),
            written: context.moment(row.written_at),
            tags: tags(context, row)?,
        })
    }

    pub(in super::super) fn samples() -> Vec<Self> {
        let tag = Tag { state: "failed".to_owned(), text: "2 ei mennyt perille".to_owned() };
        let (kind, href) = ("päivystyshälytys".to_owned(), "/desk/messages/1?state=failed".to_owned());
        let well = Troubled { kind, href, written: Moment::sample(), tags: Vec::new() };
        vec![Troubled { tags: vec![tag], ..well.clone() }, well]
    }
}

/// How many did not get it, and of how many that is not known.
pub(super) fn tags(context: &DeskContext<'_>, row: &Outgoing) -> Result<Vec<Tag>> {
    let mut tags = Vec::new();
    for (state, key, count) in
        [("failed", "desk-failed", row.failed), ("uncertain", "messages-uncertain", row.uncertain)]
    {
        if count > 0 {
            tags.push(Tag { state: state.to_owned(), text: context.say_of(key, &[("count", count.into())])? });
        }
    }
    Ok(tags)
}
