//! From what was sent to the next page: kept first, judged then.
//!
//! Guarantee: whatever is wrong, what was typed and uploaded is under the draft before anything is said about it.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::Tx;
use majakka_app::command::report as command;
use majakka_app::draft as drafts;
use majakka_app::vault::Plain;
use majakka_domain::id::{AccountId, DraftId, OrganisationId};
use majakka_domain::refusal::FieldProblem;
use majakka_domain::screenshot_key::ScreenshotKey;
use majakka_domain::triage::SameAs;
use majakka_store::error::{Error, Result};
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::Viewer;
use majakka_store::{organisation, screenshot_row};

use super::check::{CheckPage, PhoneCheckPage};
use super::entry::Entry;
use super::fields::Fields;
use super::form::{FormPage, Kept, PhoneFormPage, Wrong};
use super::multipart::{MOST_PICTURES, Posted, Refused, Sender, over};
use super::quota;
use super::similar::similar;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::page_frame::html_as;
use crate::redirect::go_to;

/// What the visitor sees next.
enum Next {
    /// The form, with what is wrong.
    Form(Box<FormPage>, bool),
    /// The look before sending.
    Check(Box<CheckPage>),
    /// The reporter's own page.
    Sent(String),
}

/// A draft at hand.
struct AtHand {
    id: DraftId,
    token: String,
    fields: Fields,
    /// Pictures that nobody needs any more.
    unused: Vec<ScreenshotKey>,
    refused: Vec<Refused>,
}

/// An empty form. It says that it happened now; who knows better changes it.
fn blank(app: &App, entry: &Entry) -> Fields {
    let now = majakka_domain::format::time::local_input(app.clock.now());
    let organisation = match entry.organisations.as_slice() {
        [only] => only.slug.clone(),
        _ => String::new(),
    };
    Fields { occurred_at: now, organisation, ..Fields::default() }
}

/// The form at an organisation's link.
///
/// # Errors
/// The renderer's.
pub(super) fn fresh(app: &App, entry: &Entry) -> Result<HttpResponse, PageError> {
    let page = FormPage::new(app, entry, "", &blank(app, entry), Vec::new(), &Wrong::default())?;
    answer(app, entry, Next::Form(Box::new(page), false))
}

/// The form as this person left it, or a new one with a draft of its own; and the draft's token.
///
/// # Errors
/// What the database or the renderer says.
pub(super) async fn resume(
    app: &web::Data<App>,
    entry: Entry,
    left: Option<String>,
    account: AccountId,
) -> Result<(HttpResponse, String), PageError> {
    let (entry, token, next) = blocking(app, move |app| {
        let at_hand = app.write(&entry.viewer, |tx| {
            if let Some(token) = left
                && let Some(draft) = drafts::find(app, tx.conn, &TokenHash::new(&token), entry.owner)?
                && let fields = read(&draft)?
                && fields.account == Some(account.0)
            {
                return Ok(AtHand { id: draft.id, token, fields, unused: Vec::new(), refused: Vec::new() });
            }
            let token = Token::make(app.random.as_ref()).expose().to_owned();
            let fields = Fields { account: Some(account.0), ..blank(app, &entry) };
            let id = save(tx, entry.owner, &token, &fields)?;
            Ok(AtHand { id, token, fields, unused: Vec::new(), refused: Vec::new() })
        })?;
        let next = form(app, &entry, &at_hand, Wrong::default())?;
        Ok((entry, at_hand.token, next))
    })
    .await?;
    Ok((answer(app, &entry, next)?, token))
}

/// Keeps what came after the session had ended, under the draft that the browser still knows. False: it knows none.
///
/// # Errors
/// What the database says.
pub(super) async fn rescue(app: &web::Data<App>, token: String, form: Multipart) -> Result<bool, PageError> {
    let asked = TokenHash::new(&token);
    let asked_by = asked.clone();
    let owner = blocking(app, move |app| app.read(|conn| drafts::owner(app, conn, &asked))).await?;
    let Some(owner) = owner else { return Ok(false) };
    let posted = Posted::read(app, form, &Sender::Person(asked_by.as_hex())).await?;
    if posted.get("draft") != Some(&token) {
        return Ok(false);
    }
    let kept = blocking(app, move |app| keep(app, &Viewer::Organisation(owner), owner, &token, &posted)).await?;
    discard(app, kept.unused).await;
    Ok(true)
}

async fn discard(app: &App, unused: Vec<ScreenshotKey>) {
    for key in unused {
        if let Err(cause) = app.screenshots.delete(&key).await {
            tracing::warn!(%cause, "a picture that nobody needs stays in the store");
        }
    }
}

/// Takes what was sent.
///
/// # Errors
/// What cannot be said beside a field.
pub(super) async fn receive(app: &web::Data<App>, entry: Entry, posted: Posted) -> Result<HttpResponse, PageError> {
    let (entry, next, unused) = blocking(app, move |app| {
        let token = posted.get("draft").unwrap_or_default();
        if let Some(problem) = one_form_too_many(app, &entry, token)? {
            let unused = posted.uploaded.iter().map(|uploaded| uploaded.picture.key.clone()).collect();
            let next = unkept(app, &entry, &posted, problem)?;
            return Ok((entry, next, unused));
        }
        let mut kept = keep(app, &entry.viewer, entry.owner, token, &posted)?;
        let unused = std::mem::take(&mut kept.unused);
        let next = decide(app, &entry, &mut kept, &posted)?;
        Ok((entry, next, unused))
    })
    .await?;
    discard(app, unused).await;
    answer(app, &entry, next)
}

/// What is said of a form that may not be begun now.
fn one_form_too_many(app: &App, entry: &Entry, token: &str) -> Result<Option<FieldProblem>> {
    let Some(source) = &entry.source else { return Ok(None) };
    let hash = TokenHash::new(token);
    let known = !token.is_empty() && app.read(|conn| drafts::find(app, conn, &hash, entry.owner))?.is_some();
    if known {
        return Ok(None);
    }
    Ok(quota::form(source).err().map(|wait| over("description", "limit_forms", app, wait)))
}

/// The form as it was typed, in the page alone: nothing is kept, and nothing is lost.
fn unkept(app: &App, entry: &Entry, posted: &Posted, problem: FieldProblem) -> Result<Next> {
    let mut fields = Fields::default();
    fields.take(posted);
    let wrong = Wrong { problems: vec![problem], ..Wrong::default() };
    Ok(Next::Form(Box::new(FormPage::new(app, entry, "", &fields, Vec::new(), &wrong)?), true))
}

/// Puts everything that was sent under the draft.
fn keep(app: &App, viewer: &Viewer, owner: OrganisationId, token: &str, posted: &Posted) -> Result<AtHand> {
    app.write(viewer, |tx| {
        let known = match token {
            "" => None,
            token => drafts::find(app, tx.conn, &TokenHash::new(token), owner)?,
        };
        let token = match &known {
            Some(_) => token.to_owned(),
            None => Token::make(app.random.as_ref()).expose().to_owned(),
        };
        let mut fields = known.as_ref().map(read).transpose()?.unwrap_or_default();
        fields.take(posted);
        let mut unused = Vec::new();
        let id = save(tx, owner, &token, &fields)?;
        let refused = pictures(tx, id, &mut fields, posted, &mut unused)?;
        save(tx, owner, &token, &fields)?;
        Ok(AtHand { id, token, fields, unused, refused })
    })
}

/// What stands in a draft. One that cannot be read is never taken for an empty form: what was typed is not lost.
fn read(draft: &drafts::Draft) -> Result<Fields> {
    let wrong = |_| Error::Inconsistent { table: "drafts", column: "ciphertext", value: format!("draft {}", draft.id) };
    serde_json::from_str(draft.text.expose()).map_err(wrong)
}

fn save(tx: &mut Tx<'_>, owner: OrganisationId, token: &str, fields: &Fields) -> Result<DraftId> {
    drafts::keep(tx, &TokenHash::new(token), owner, &Plain::from(fields.to_text()?))
}

/// Adds, ticks and drops pictures; says which were one too many.
fn pictures(
    tx: &mut Tx<'_>,
    draft: DraftId,
    fields: &mut Fields,
    posted: &Posted,
    unused: &mut Vec<ScreenshotKey>,
) -> Result<Vec<Refused>> {
    let mut refused: Vec<Refused> = posted.refused.clone();
    unused.extend(screenshot_row::remove(tx.conn, draft, Some(&posted.pictures("screenshots_drop")))?);
    if posted.get("step").is_some() {
        screenshot_row::tick(tx.conn, draft, &posted.pictures("screenshots_clean"))?;
    }
    let mut there = screenshot_row::of_draft(tx.conn, draft)?.len();
    for uploaded in &posted.uploaded {
        if there < MOST_PICTURES {
            let id = screenshot_row::insert(tx.conn, draft, &uploaded.picture)?;
            fields.pictures.insert(id, uploaded.name.clone());
            there += 1;
        } else {
            refused.push(Refused::new(uploaded.name.clone(), "picture_count"));
            if !screenshot_row::is_used(tx.conn, &uploaded.picture.key)? {
                unused.push(uploaded.picture.key.clone());
            }
        }
    }
    Ok(refused)
}

/// What follows from the button that was pressed.
fn decide(app: &App, entry: &Entry, kept: &mut AtHand, posted: &Posted) -> Result<Next> {
    let pressed = posted.get("action").unwrap_or("check");
    if pressed == "seal" {
        kept.fields.seal_identities(entry.language);
        let (token, fields) = (kept.token.clone(), kept.fields.clone());
        app.write(&entry.viewer, |tx| save(tx, entry.owner, &token, &fields))?;
    }
    let mut wrong = Wrong { pictures: std::mem::take(&mut kept.refused), ..Wrong::default() };
    if pressed == "edit" || pressed == "keep" {
        return form(app, entry, kept, wrong);
    }
    let organisation = entry.organisation(&kept.fields);
    let owner = organisation.unwrap_or(entry.owner);
    let same = same(app, entry, kept)?;
    let told = kept.fields.report(app, owner, entry.language, Some(kept.id), same.as_ref().map(|(note, _)| note));
    if organisation.is_none() {
        wrong.problems.push(FieldProblem::new("organisation", "missing"));
    }
    if let Err(problems) = &told {
        wrong.problems.extend(problems.iter().cloned());
    }
    if pressed == "check" && posted.get("identity_told").is_none() {
        wrong.identities = kept.fields.with_identity();
    }
    let Ok(told) = told else { return form(app, entry, kept, wrong) };
    if !wrong.is_empty() {
        return form(app, entry, kept, wrong);
    }
    if pressed == "send" {
        if let (Some(source), Some(to)) = (&entry.source, &told.reporter_email)
            && let Err(wait) = quota::letter(source, to)
        {
            wrong.problems.push(over("reporter_email", "limit_letters", app, wait));
            return form(app, entry, kept, wrong);
        }
        let told = command::Report { same_as: same.and_then(|(_, same_as)| same_as), ..told };
        let received = app.write(&entry.viewer, |tx| command::report(tx, told))?;
        return Ok(Next::Sent(received.follow_token));
    }
    let similar = alike(app, entry, kept)?;
    let page = CheckPage::new(app, entry, &kept.token, &kept.fields, waiting(app, kept)?, similar)?;
    Ok(Next::Check(Box::new(page)))
}

fn form(app: &App, entry: &Entry, kept: &AtHand, wrong: Wrong) -> Result<Next> {
    let page = FormPage::new(app, entry, &kept.token, &kept.fields, waiting(app, kept)?, &wrong)?;
    Ok(Next::Form(Box::new(page), !wrong.is_empty()))
}

fn waiting(app: &App, kept: &AtHand) -> Result<Vec<Kept>> {
    let rows = app.read(|conn| screenshot_row::of_draft(conn, kept.id))?;
    Ok(Kept::new(&rows, &kept.fields))
}

fn alike(app: &App, entry: &Entry, kept: &AtHand) -> Result<Vec<super::similar::Similar>> {
    let Some(id) = entry.organisation(&kept.fields) else { return Ok(Vec::new()) };
    app.read(|conn| {
        let row = organisation::find(conn, &Viewer::System, id)?;
        similar(app, conn, &row, &kept.fields, entry.language)
    })
}

/// The reporter's own word on what it is the same as: for the desk to read, and what the report is tied to.
fn same(app: &App, entry: &Entry, kept: &AtHand) -> Result<Option<(String, Option<SameAs>)>> {
    if kept.fields.same.is_empty() {
        return Ok(None);
    }
    let found = alike(app, entry, kept)?.into_iter().find(|one| one.id == kept.fields.same);
    let Some(found) = found else { return Ok(None) };
    let arguments = [("what", found.title.into())];
    Ok(Some((app.renderer.i18n().text(entry.language, "report-same-note", &arguments)?, found.same_as)))
}

fn answer(app: &App, entry: &Entry, next: Next) -> Result<HttpResponse, PageError> {
    let status = |wrong| if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (language, frame) = (entry.language, &entry.frame);
    let mut response = match next {
        Next::Sent(token) => {
            return Ok(go_to(&format!("/follow/{token}?received=1&lang={language}")));
        }
        Next::Form(page, wrong) if entry.by_phone() => {
            html_as(status(wrong), app, language, frame, &PhoneFormPage(*page))?
        }
        Next::Form(page, wrong) => html_as(status(wrong), app, language, frame, &*page)?,
        Next::Check(page) if entry.by_phone() => html_as(StatusCode::OK, app, language, frame, &PhoneCheckPage(*page))?,
        Next::Check(page) => html_as(StatusCode::OK, app, language, frame, &*page)?,
    };
    hide(&mut response);
    Ok(response)
}

/// Search engines have no business with a page behind a secret address.
pub(super) fn hide(response: &mut HttpResponse) {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, HeaderValue::from_static("noindex, nofollow"));
}
