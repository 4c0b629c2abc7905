//! From what is known to what one reader sees.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_domain::terms::{Audience, Language, ServiceState};
use majakka_store::error::Result;
use majakka_store::status_page::{Member, StatusData, View};

use super::phrasing::Phrasing;
use super::view::{Links, PublishedBy, Stale, StatusPage, ViewLink};
use super::{breaks, history, outage, services};
use crate::headers::WITHIN;
use crate::page_frame::Frame;

/// Older than this, a page says how old it is: a minute is as long as a reader would think "just now".
const FRESH: TimeDelta = TimeDelta::seconds(60);

/// One page among those that are made of the same data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edition<'a> {
    pub(super) language: Language,
    pub(super) audience: Audience,
    /// The organisation, on its own view.
    pub(super) member: Option<&'a Member>,
    /// The last moment at which all was known.
    pub(super) known: DateTime<Utc>,
    /// The moment of the page.
    pub(super) now: DateTime<Utc>,
    /// Is it a file that others carry, without this server behind it?
    pub(super) alone: bool,
}

impl<'a> Edition<'a> {
    /// The page of everybody, made of fresh data.
    pub(super) fn fresh(data: &StatusData, language: Language, audience: Audience) -> Self {
        Edition { language, audience, member: None, known: data.now, now: data.now, alone: false }
    }

    pub(super) fn view(&self) -> View<'a> {
        self.member.map_or(View::Everybody, View::Organisation)
    }

    pub(super) fn say<'c>(&self, app: &'c App, data: &StatusData) -> Phrasing<'c>
    where
        'a: 'c,
    {
        Phrasing {
            i18n: app.renderer.i18n(),
            catalogue: &app.catalogue,
            language: self.language,
            audience: self.audience,
            view: self.view(),
            now: data.now,
        }
    }

    /// How old the data are, once that must be said.
    pub(super) fn stale(&self, say: Phrasing<'_>) -> Option<Stale> {
        let age = self.now - self.known;
        let minutes = u32::try_from(age.num_minutes()).unwrap_or(u32::MAX);
        (age >= FRESH).then(|| Stale { known: say.moment(self.known), minutes })
    }

    /// The path of a page of this very view, without the language.
    pub(super) fn within(&self, path: &str) -> String {
        match (self.member, self.audience) {
            (Some(member), _) => format!("/o/{}{path}", member.slug),
            (None, Audience::Citizen) => format!("/citizens{path}"),
            (None, Audience::Professional) => path.to_owned(),
        }
    }

    /// Its path in a language, for an audience.
    pub(super) fn path(&self, language: Language, audience: Audience) -> String {
        match (self.member, audience) {
            (Some(member), _) => format!("/{language}/o/{}", member.slug),
            (None, Audience::Professional) => format!("/{language}"),
            (None, Audience::Citizen) => format!("/{language}/citizens"),
        }
    }
}

/// The page's content.
///
/// # Errors
/// A text that is missing.
pub(super) fn status_page(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<StatusPage> {
    let say = edition.say(app, data);
    let states = data.states(&app.catalogue, edition.view());
    let incidents = outage::running(data, say)?;
    let maintenance = breaks::ahead(data, say)?;
    let view = |audience: &Audience| ViewLink {
        audience: *audience,
        href: edition.path(say.language, *audience),
        current: *audience == say.audience,
    };
    // Citizens read everybody's calendar; an organisation has its own.
    let calendar = if edition.member.is_some() { say.own("/maintenance.ics") } else { say.href("/maintenance.ics") };
    let glance = services::glance(&states, &incidents, &maintenance, say);
    Ok(StatusPage {
        title: title(edition, glance.state, say)?,
        glance,
        audience: say.audience,
        views: if edition.member.is_some() { Vec::new() } else { Audience::ALL.iter().map(view).collect() },
        organisation: edition.member.map(|member| member.name.clone()),
        stale: edition.stale(say),
        incidents,
        groups: services::groups(&states, say),
        others_work: services::others_work(&states, say),
        maintenance,
        history: history::days(data, say, history::DAYS)?,
        updated: say.moment(edition.known),
        links: Links {
            history: say.own("/history"),
            atom: say.own("/atom.xml"),
            calendar,
            json: "/status.json".to_owned(),
            report: None,
        },
        publisher: data.publisher.as_ref().map(|host| PublishedBy {
            name: host.name.clone(),
            contact: Some(host.contact_line.trim().to_owned()).filter(|line| !line.is_empty()),
        }),
    })
}

/// What the view is called.
///
/// # Errors
/// A text that is missing.
pub(super) fn name(edition: &Edition<'_>, say: Phrasing<'_>) -> Result<String> {
    Ok(match edition.member {
        Some(member) => format!("{}: {}", say.text("status-name")?, member.name),
        None if edition.audience == Audience::Citizen => say.text("status-name-citizens")?,
        None => say.text("status-name")?,
    })
}

fn title(edition: &Edition<'_>, state: ServiceState, say: Phrasing<'_>) -> Result<String> {
    let (state, whose) = (("state", state.as_str().into()), ("whose", name(edition, say)?.into()));
    Ok(say.i18n.text(say.language, "status-title", &[state, whose])?)
}

/// The page as HTML.
///
/// # Errors
/// A template that does not fit.
pub(super) fn html(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let page = status_page(app, data, edition)?;
    let of_everybody = format!("/{}", edition.language);
    let frame = Frame { home: of_everybody, ..frame(edition, |language| edition.path(language, edition.audience)) };
    Ok(app.renderer.framed(edition.language, &frame, &page)?)
}

/// The frame of a public page: nobody is signed in, the mark leads to the view to which the page belongs, and only a server
/// has a door to sign in at.
pub(super) fn frame(edition: &Edition<'_>, href: impl Fn(Language) -> String) -> Frame {
    let language = edition.language;
    let home = edition.path(language, edition.audience);
    Frame { home, sign_in: !edition.alone, policy: edition.alone.then_some(WITHIN), ..Frame::new(language, href) }
}
