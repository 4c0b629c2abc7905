//! `/desk/replies`: text messages that recipients sent back, those that wait for a person first.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::delivery::inbound;
use majakka_domain::rights::Permission;
use majakka_domain::terms::ReplyMeaning;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::reply::{self, About, Reply};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Tag, answer};
use crate::done::Done;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::session::SignedIn;
use majakka_domain::id::ReplyId;

/// Replies on the page.
const SHOWN: i64 = 200;

/// The list of replies.
#[derive(Debug, Clone, Serialize)]
pub struct RepliesPage {
    rows: Vec<Row>,
    may: bool,
}

/// One reply.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Not `id`: the table's own would hide it.
    number: ReplyId,
    sender: String,
    name: Option<String>,
    words: String,
    meaning: Tag,
    came: Moment,
    /// What was sent, in words.
    about: Option<String>,
    incident: Option<String>,
    /// Does it wait for a person?
    waits: bool,
    /// Who dealt with it, and when.
    handled: Option<String>,
}

/// `GET /desk/replies`.
pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answer(app, by, |context| {
        let replies = context.app.read(|conn| reply::newest(conn, &context.viewer, SHOWN))?;
        let rows = replies.into_iter().map(|(reply, about)| row(context, reply, about)).collect::<Result<_>>()?;
        context.page(StatusCode::OK, &RepliesPage { rows, may: context.may(Permission::Triage) })
    })
    .await
}

/// `POST /desk/replies/{id}/handled`.
pub(super) async fn handled(
    app: web::Data<App>,
    id: web::Path<ReplyId>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    answer(app, by, move |context| {
        context.app.write(&context.viewer, |tx| inbound::handle(tx, id))?;
        Ok(Answer::Done("/desk/replies".to_owned(), Done::new("reply-handled")))
    })
    .await
}

fn row(context: &DeskContext<'_>, reply: Reply, about: Option<About>) -> Result<Row> {
    let handled = match (&reply.handled_by, reply.handled_at) {
        (Some(_), Some(_)) if reply.meaning == ReplyMeaning::Acknowledged => Some(context.say("desk-reply-noted")?),
        (Some(by), Some(at)) => {
            let facts = [("by", by.as_str().into()), ("at", context.moment(at).said.into())];
            Some(context.say_of("desk-reply-handled", &facts)?)
        }
        _ => None,
    };
    let sign = if reply.meaning == ReplyMeaning::Stop { "degraded" } else { "ok" };
    Ok(Row {
        number: reply.id,
        sender: reply.sender,
        name: about.as_ref().and_then(|about| about.contact.clone()),
        words: reply.text,
        meaning: Tag { state: sign.to_owned(), text: context.word("reply-meaning", reply.meaning)? },
        came: context.moment(reply.received_at),
        about: about.as_ref().map(|about| context.word("message", about.kind)).transpose()?,
        incident: about.and_then(|about| about.incident),
        waits: reply.handled_at.is_none(),
        handled,
    })
}

impl Page for RepliesPage {
    const TEMPLATE: &'static str = "desk/replies";

    fn samples() -> Vec<Self> {
        let waiting = Row {
            number: ReplyId(1),
            sender: "+358400000001".to_owned(),
            name: Some("Aino Esimerkki".to_owned()),
            words: "Ok mutta meillä ei toimi mikään".to_owned(),
            meaning: Tag { state: "ok".to_owned(), text: "luettava".to_owned() },
            came: Moment::sample(),
            about: Some("ensitiedote".to_owned()),
            incident: Some("H-2026-0045".to_owned()),
            waits: true,
            handled: None,
        };
        let stranger = Row {
            number: ReplyId(2),
            name: None,
            words: String::new(),
            about: None,
            incident: None,
            ..waiting.clone()
        };
        let handled = Some("hoiti Aino klo 12.10".to_owned());
        let done = Row { number: ReplyId(3), waits: false, handled, ..waiting.clone() };
        vec![
            RepliesPage { rows: vec![waiting.clone(), stranger, done], may: true },
            RepliesPage { rows: vec![waiting], may: false },
            RepliesPage { rows: Vec::new(), may: true },
        ]
    }
}
