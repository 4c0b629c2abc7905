//! The pages beside the status page: one incident, the banner, and what the law asks for.

use majakka_app::App;
use majakka_app::config::RetentionSettings;
use majakka_domain::terms::{Language, ServiceState};
use majakka_messages::Page;
use majakka_store::error::{Error, Result};
use majakka_store::status_page::{Outage, StatusData};
use serde::Serialize;

use super::compose::{self, Edition};
use super::outage;
use super::view::{Glance, Incident, Moment, Over, Phrase, Stale, StatusPage};

/// One incident with every bulletin as it was sent.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentPage {
    /// Of its tab: what happened, and that it is over.
    pub title: String,
    /// The sign of its tab: how it stands now.
    pub icon: ServiceState,
    /// Set when what is shown may be out of date.
    pub stale: Option<Stale>,
    /// The incident.
    pub incident: Incident,
    /// What was learnt, once somebody wrote it down.
    pub review: Option<Review>,
}

/// What was learnt from an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// Its language: Finnish where the reader's own is missing.
    pub language: Language,
    /// Paragraphs.
    pub text: Vec<String>,
}

/// The banner for intranets.
#[derive(Debug, Clone, Serialize)]
pub struct BannerPage {
    /// Set when what is shown may be out of date.
    pub stale: Option<Stale>,
    /// The answer.
    pub glance: Glance,
    /// When.
    pub updated: Moment,
    /// Where the page is.
    pub href: String,
}

/// A page that is all text: its sections are keys.
#[derive(Debug, Clone, Serialize)]
pub struct StatementPage {
    /// `accessibility` or `privacy`.
    pub subject: String,
    /// Keys of its sections after `<subject>-`: each has a heading and a text.
    pub sections: Vec<Section>,
    /// Who answers for what is stored, if the settings say so and it is about that.
    pub controller: Option<String>,
    /// How long what is kept, where it is about that.
    pub periods: Vec<Period>,
    /// Where to write to.
    pub contact: String,
}

/// How long something is kept.
#[derive(Debug, Clone, Serialize)]
pub struct Period {
    /// Key of its name.
    pub what: String,
    /// Days after the end of the incident; 0 is for ever.
    pub days: u16,
}

/// A heading and its text.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Key of the heading.
    pub heading: String,
    /// Key of the text.
    pub text: String,
    /// Where more about it stands, at somebody else's.
    pub link: Option<String>,
}

pub(super) fn incident(app: &App, data: &StatusData, edition: &Edition<'_>, reference: &str) -> Result<String> {
    let say = edition.say(app, data);
    let every = data.every_outage_for(say.view).chain(data.withdrawn_for(say.view));
    let outage = every.into_iter().find(|outage| outage.reference == reference);
    let outage = outage.ok_or(Error::NotFound("incident"))?;
    let incident = outage::ours(data, outage, &data.states(&app.catalogue, say.view), say)?;
    let headline = &incident.headline.text;
    let title = match &incident.over {
        Some(Over { withdrawn: Some(_), .. }) => format!("{}: {headline}", say.text("status-bulletin-withdrawal")?),
        Some(_) => format!("{}: {headline}", say.text("status-over")?),
        None => headline.clone(),
    };
    let page = IncidentPage {
        title,
        icon: if incident.over.is_some() { ServiceState::Ok } else { incident.state },
        stale: edition.stale(say),
        incident,
        review: Review::new(outage, say.language),
    };
    framed(app, edition, &page, &edition.within(&format!("/incidents/{reference}")))
}

pub(super) fn banner(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let page = compose::status_page(app, data, edition)?;
    let href = edition.path(edition.language, edition.audience);
    let banner = BannerPage { stale: page.stale, glance: page.glance, updated: page.updated, href };
    framed(app, edition, &banner, &edition.within("/embed"))
}

pub(super) fn statement(app: &App, data: &StatusData, edition: &Edition<'_>, path: &str) -> Result<String> {
    let say = edition.say(app, data);
    let subject = path.trim_start_matches('/');
    let sections = (1..).map(|number| Section {
        heading: format!("{subject}-{number}-heading"),
        text: format!("{subject}-{number}-text"),
        link: say.text(&format!("{subject}-{number}-link")).ok(),
    });
    let about_data = subject == "privacy";
    let controller = app.settings.page.controller.get(say.language);
    let page = StatementPage {
        controller: (about_data && !controller.is_empty()).then(|| controller.to_owned()),
        periods: if about_data { periods(&app.settings.retention) } else { Vec::new() },
        subject: subject.to_owned(),
        sections: sections.take_while(|section| say.i18n.has(say.language, &section.heading)).collect(),
        contact: contact(app, data, say.language),
    };
    framed(app, edition, &page, path)
}

/// Whom one can tell of a fault of this page (law 306/2019): whoever publishes it, by name and number.
fn contact(app: &App, data: &StatusData, language: Language) -> String {
    let own = data.publisher.as_ref().filter(|host| !host.contact_line.trim().is_empty());
    own.map_or_else(
        || app.settings.desk.contact.get(language).to_owned(),
        |host| format!("{}: {}", host.name, host.contact_line.trim()),
    )
}

/// As [`RetentionSettings`] has them.
fn periods(settings: &RetentionSettings) -> Vec<Period> {
    let kept = [
        ("patient_references", settings.patient_references_days),
        ("pictures", settings.pictures_days),
        ("reporters", settings.reporters_days),
        ("recipients", settings.recipients_days),
        ("people", settings.people_days),
    ];
    kept.map(|(what, days)| Period { what: format!("privacy-kept-{what}"), days }).into()
}

impl Review {
    fn new(outage: &Outage, reader: Language) -> Option<Self> {
        let (language, text) =
            outage.review.get_key_value(&reader).or_else(|| outage.review.get_key_value(&Language::Fi))?;
        Some(Review { language: *language, text: outage::paragraphs(text) })
    }
}

/// Within the frame of its view; `path` is the page's address without the language.
pub(super) fn framed<P: Page>(app: &App, edition: &Edition<'_>, page: &P, path: &str) -> Result<String> {
    let frame = compose::frame(edition, |language: Language| format!("/{language}{path}"));
    Ok(app.renderer.framed(edition.language, &frame, page)?)
}

fn sample() -> Vec<StatusPage> {
    StatusPage::samples()
}

impl Page for IncidentPage {
    const TEMPLATE: &'static str = "status/outage";

    fn samples() -> Vec<Self> {
        let incidents = sample().into_iter().flat_map(|page| page.incidents);
        let at = Moment { at: "2026-11-20T14:05:00+02:00".to_owned(), said: "20.11. klo 14.05".to_owned() };
        let cause = Some(Phrase::own("Varmenne oli vanhentunut."));
        let not_known = Over { withdrawn: None, at: None, took: None, cause: None };
        let known = Over { at: Some(at.clone()), took: Some("1 t 55 min".to_owned()), cause, ..not_known.clone() };
        let withdrawn = Over { withdrawn: Some(at), ..not_known.clone() };
        let over = [None, Some(not_known), Some(known), Some(withdrawn)];
        let review = Review { language: Language::Fi, text: vec!["Varmenne uusitaan jatkossa ajoissa.".to_owned()] };
        let page = |(incident, over): (Incident, Option<Over>)| IncidentPage {
            title: incident.headline.text.clone(),
            icon: ServiceState::Ok,
            stale: sample().into_iter().find_map(|page| page.stale).filter(|_| over.is_none()),
            review: over.is_some().then(|| review.clone()),
            incident: Incident { over, ..incident },
        };
        incidents.zip(over.into_iter().cycle()).map(page).collect()
    }
}

impl Page for BannerPage {
    const TEMPLATE: &'static str = "status/embed";

    fn samples() -> Vec<Self> {
        let banner = |page: StatusPage| BannerPage {
            stale: page.stale,
            glance: page.glance,
            updated: page.updated,
            href: "/fi".to_owned(),
        };
        sample().into_iter().map(banner).collect()
    }
}

impl Page for StatementPage {
    const TEMPLATE: &'static str = "status/statement";

    fn samples() -> Vec<Self> {
        let page = |subject: &str| StatementPage {
            subject: subject.to_owned(),
            sections: vec![Section {
                heading: format!("{subject}-1-heading"),
                text: format!("{subject}-1-text"),
                link: Some("https://www.saavutettavuusvaatimukset.fi/".to_owned()),
            }],
            controller: None,
            periods: Vec::new(),
            contact: "Oman organisaation käyttötuki".to_owned(),
        };
        let period = |days| Period { what: "privacy-kept-pictures".to_owned(), days };
        let privacy = StatementPage {
            controller: Some("Esimerkkilän hyvinvointialue".to_owned()),
            periods: vec![period(90), period(1), period(0)],
            ..page("privacy")
        };
        vec![page("accessibility"), privacy]
    }
}
