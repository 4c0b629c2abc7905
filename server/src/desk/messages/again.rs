//! `POST /desk/messages/{id}/again`: to one recipient, or to all to whom it did not arrive.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::delivery::send_again::{Whom, message_again};
use majakka_domain::id::{DeliveryId, MessageId};

use super::super::context::{Answer, answer};
use super::page::{RecipientsQuery, display};
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{FormAttempt, FormValues};

pub(super) async fn post(
    app: web::Data<App>,
    id: web::Path<i64>,
    posted: Posted<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = MessageId(id.into_inner());
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| {
        let one = typed.get("delivery").parse().ok().map(DeliveryId);
        let whom = one.map_or(Whom::AllThatFailed, Whom::One);
        let done = context.app.write(&context.viewer, |tx| message_again(tx, typed.version(), id, whom));
        let delivery = one.map_or(0, |one| one.0);
        match done {
            // The one that was sent again is looked at, or the whole list.
            Ok(count) => {
                let place = if one.is_some() { format!("?delivery={delivery}") } else { String::new() };
                let done = Done::new("sent-again").with("count", count);
                Ok(Answer::Done(format!("/desk/messages/{}{place}", id.0), done))
            }
            Err(cause) => display(
                context,
                id,
                &RecipientsQuery { delivery, ..RecipientsQuery::default() },
                &FormAttempt::refused("again", typed, cause)?,
            ),
        }
    })
    .await
}
