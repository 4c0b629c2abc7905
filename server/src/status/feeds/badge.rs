//! A small picture with the state, for intranets and read-me files.

use majakka_app::App;
use majakka_domain::terms::ServiceState;
use majakka_store::error::Result;
use majakka_store::status_page::StatusData;

use super::xml;
use crate::status::compose::{self, Edition};

/// Wide enough for any character of a sans-serif of 11 pixels.
const CHARACTER: usize = 7;

pub(in crate::status) fn badge(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let page = compose::status_page(app, data, edition)?;
    // It has no room to say how old it is.
    let state = if page.stale.is_some() { ServiceState::Unknown } else { page.glance.state };
    let (name, said) = ("Kanta", say.i18n.word(say.language, "status-state", state)?);
    // Dark enough for white letters (WCAG 2.1, 1.4.3).
    let colour = match state {
        ServiceState::Ok => "#00663a",
        ServiceState::Unknown => "#555f6b",
        ServiceState::Maintenance => "#00509e",
        ServiceState::Degraded => "#8a4b00",
        ServiceState::Down => "#a3122a",
    };
    let width = |text: &str| text.chars().count() * CHARACTER + 14;
    let (left, right) = (width(name), width(&said));
    let (said, whole) = (xml(&said), left + right);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{name}: {said}\">\
         <title>{name}: {said}</title><rect width=\"{left}\" height=\"20\" fill=\"#33393f\"/>\
         <rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"11\">\
         <text x=\"{name_at}\" y=\"14\">{name}</text><text x=\"{said_at}\" y=\"14\">{said}</text></g></svg>",
        name_at = left / 2,
        said_at = left + right / 2,
    ))
}
