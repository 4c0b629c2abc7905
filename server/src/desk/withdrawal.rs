//! The form that takes back what was said: why, how much, and the words struck through.
//!
//! Guarantee: nothing that was said is offered to be said again.
//! Non-goal: what a withdrawal does; that is core's.

use majakka_app::command::bulletin::{Withdraw, Withdrawn};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::Language;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::message::{self, Message};
use serde::Serialize;

use super::context::{DeskContext, Moment};
use crate::form::{Choice, Field, FormValues, FormView, Translated};

/// What the form shows and asks.
#[derive(Debug, Clone, Serialize)]
pub struct Withdrawal {
    /// What may be taken back, newest first.
    struck: Vec<Struck>,
    /// The newest or all; none where they are the same.
    which: Option<Field>,
    why: Vec<Translated>,
}

/// A bulletin that may be taken back.
#[derive(Debug, Clone, Serialize)]
struct Struck {
    kind: String,
    written: Moment,
    language: &'static str,
    lines: Vec<String>,
}

/// A withdrawal as its form says it.
pub(super) fn asked_for(incident: IncidentId, typed: &FormValues) -> Withdraw {
    let which = if typed.get("which") == "all" { Withdrawn::All } else { Withdrawn::Newest };
    Withdraw { incident, seen: typed.version(), which, why: typed.texts("why"), insist: typed.has("insist") }
}

impl Withdrawal {
    /// Of the bulletins that hold, oldest first.
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        form: &FormView<'_>,
        holding: &[Message],
    ) -> Result<Self> {
        let several = holding.iter().filter(|row| row.kind.claims()).count() > 1;
        Ok(Withdrawal {
            struck: struck(conn, context, holding)?,
            which: if several { Some(which(context, form)?) } else { None },
            why: form.texts("why", &Texts::default()),
        })
    }

    /// Of two bulletins.
    pub(super) fn sample() -> Self {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let struck = Struck {
            kind: "tilannetiedote".to_owned(),
            written: Moment::sample(),
            language: "fi",
            lines: vec!["[Tilanne] Resepti-palvelu: reseptiä ei voi tallentaa".to_owned()],
        };
        let why = Translated { language: Language::Fi, control: field("why_fi") };
        Withdrawal { struck: vec![struck], which: Some(field("which")), why: vec![why] }
    }
}

fn which(context: &DeskContext<'_>, form: &FormView<'_>) -> Result<Field> {
    let options = vec![
        Choice::new("newest", context.say("desk-withdraw-newest")?),
        Choice::new("all", context.say("desk-withdraw-all")?),
    ];
    Ok(form.one("which", options, "newest"))
}

/// What was said, in the reader's language.
fn struck(conn: &mut AnyConnection, context: &DeskContext<'_>, holding: &[Message]) -> Result<Vec<Struck>> {
    let ids: Vec<_> = holding.iter().map(|row| row.id).collect();
    let mut texts = message::texts(conn, &ids)?;
    let of = |row: &Message| {
        let texts = texts.remove(&row.id).unwrap_or_default();
        let text = texts.into_iter().find(|text| text.language == context.language);
        Ok(Struck {
            kind: context.word("message", row.kind)?,
            written: context.moment(row.written_at),
            language: context.language.as_str(),
            lines: text.map_or_else(Vec::new, |text| vec![text.subject, text.sms.unwrap_or_default()]),
        })
    };
    holding.iter().rev().map(of).collect()
}
