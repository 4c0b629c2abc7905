//! `GET /desk/screenshots/{id}`: a picture of a report, for who may read the report.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::report::picture;
use majakka_domain::id::ScreenshotId;
use majakka_store::error::Error;

use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::SignedIn;

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    let (viewer, id) = (by.viewer(), ScreenshotId(id.into_inner()));
    let row = blocking(&app, move |app| app.write(&viewer, |tx| picture::open(tx, id))).await?;
    let key = row.key()?;
    let found = app.screenshots.get(&key).await.map_err(|cause| Error::Unavailable(cause.to_string()))?;
    let bytes = found.ok_or(Error::NotFound("screenshot"))?;
    Ok(HttpResponse::Ok()
        .content_type(key.format().content_type())
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}
