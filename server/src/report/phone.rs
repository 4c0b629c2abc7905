//! `/report`: somebody signed in reports, or enters what was told by telephone.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use majakka_core::Core;
use majakka_domain::rights::Deed;

use super::entry::{Entry, choosable};
use super::intake;
use super::multipart::Posted;
use crate::auth::SignedIn;
use crate::error::PageError;
use crate::ground::blocking;

pub(super) async fn show(core: web::Data<Core>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let entry = open(&core, &by).await?;
    intake::fresh(&core, &entry)
}

pub(super) async fn submit(core: web::Data<Core>, by: SignedIn, form: Multipart) -> Result<HttpResponse, PageError> {
    let entry = open(&core, &by).await?;
    let posted = Posted::read(&core, form).await?;
    by.check_csrf(posted.get("csrf").unwrap_or_default())?;
    intake::receive(&core, entry, posted).await
}

async fn open(core: &web::Data<Core>, by: &SignedIn) -> Result<Entry, PageError> {
    let viewer = by.viewer();
    viewer.require(Deed::Report)?;
    let asks = viewer.clone();
    let organisations = blocking(core, move |core| core.read(|conn| choosable(conn, &asks))).await?;
    Ok(Entry {
        viewer,
        owner: by.person.organisation,
        action: "/report".to_owned(),
        frame: by.frame(core),
        language: by.reader.language,
        organisations,
    })
}
