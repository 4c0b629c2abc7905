//! What surrounds every HTML page: who is signed in, the languages, the navigation, where the stylesheet is.
//!
//! Guarantee: one shape for all layouts; templates read it as `frame`.
//! Non-goal: deciding what a person may see; whoever makes the frame puts in only the links that she may follow.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use majakka_app::App;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AccountRole, Language, Question};
use majakka_messages::Page;
use serde::Serialize;

use crate::assets;
use crate::done::Banner;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::session::{Entering, SignedIn};

/// The frame of one page for one reader.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Where stylesheet, script and icons are: [`assets::base`].
    pub assets: &'static str,
    /// Whose desk or page this is; none on the page of everybody.
    pub organisation: Option<String>,
    /// Where the mark of public pages leads.
    pub home: String,
    /// Is there a door to sign in at? A static copy of the public page has none.
    pub sign_in: bool,
    /// The same page in every language.
    pub languages: Vec<LanguageLink>,
    /// The main menu.
    pub navigation: Vec<NavigationLink>,
    /// Who is signed in.
    pub session: Option<Session>,
    /// Token that every form hands back.
    pub csrf: String,
    /// What the page may load, where no header of ours says it: in a file that another server carries.
    pub policy: Option<&'static str>,
    /// Whose page it is: what she typed and did not send is kept for her alone.
    pub owner: Option<i64>,
    /// What her form on the page before did.
    pub done: Option<Banner>,
    /// Key of the line about what keeps its messages: `layout-outbox-is-a-folder`.
    pub installation: Option<&'static str>,
}

/// The way to a page in one language.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageLink {
    /// `fi`, `sv`, `en`.
    pub code: Language,
    /// `FI`, `SV`, `EN`.
    pub short: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// Address of the page in it.
    pub href: String,
    /// Is this the page that is shown?
    pub current: bool,
}

/// One link of the main menu.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationLink {
    /// Key of its text: `layout-nav-…`.
    pub text: &'static str,
    /// Its address.
    pub href: String,
    /// Is the reader there?
    pub current: bool,
    /// How many wait behind it; 0 shows nothing.
    pub count: u32,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct Session {
    /// Name of the person.
    pub name: String,
    /// What she is signed in as.
    pub role: AccountRole,
    /// Seconds of silence after which the session ends (source 001, chapter 10: 30 minutes).
    pub idle_seconds: u32,
}

impl Frame {
    /// A frame with nothing but the languages; `href` gives the page's address in a language.
    pub fn new(current: Language, href: impl Fn(Language) -> String) -> Self {
        Frame {
            assets: assets::base(),
            organisation: None,
            // In her language, which is not always her browser's.
            home: format!("/{current}"),
            sign_in: true,
            languages: LanguageLink::all(current, href),
            navigation: Vec::new(),
            session: None,
            csrf: String::new(),
            owner: None,
            done: None,
            installation: None,
            policy: None,
        }
    }
}

impl Frame {
    /// Around a page that needs no account.
    pub fn for_reader(reader: &Reader) -> Self {
        Frame::new(reader.language, |language| reader.page_in(language))
    }

    /// Around a page of somebody signed in: her name, her token, and the links that she may follow.
    pub fn signed_in(by: &SignedIn, app: &App) -> Self {
        let role = by.person.roles.first().copied().unwrap_or(AccountRole::EndUser);
        Frame {
            organisation: Some(by.organisation.clone()),
            home: by.home().to_owned(),
            navigation: NavigationLink::for_person(by),
            session: Some(Session {
                name: by.person.name.clone(),
                role,
                idle_seconds: u32::from(app.settings.desk.idle_minutes) * 60,
            }),
            csrf: by.csrf.clone(),
            owner: Some(by.person.account.0),
            done: by.done.as_ref().and_then(|done| done.in_words(by.localizer(app))),
            // Who can mend it hears of it on every page; the desk's first page tells everybody there.
            installation: unconnected(app)
                .filter(|_| by.of_host && by.may(Permission::Administer) && !app.settings.server.demonstration)
                .map(|key| match key {
                    "no-sms" => "layout-sms-is-a-folder",
                    "no-mail" => "layout-mail-is-a-folder",
                    _ => "layout-outbox-is-a-folder",
                }),
            ..Frame::for_reader(&by.reader)
        }
    }
}

impl SignedIn {
    /// The frame of her pages.
    pub fn frame(&self, app: &App) -> Frame {
        Frame::signed_in(self, app)
    }
}

impl Entering {
    /// Around the pages of her way in: nothing else is open yet.
    pub(crate) fn frame(&self) -> Frame {
        Frame { csrf: self.by.csrf.clone(), ..Frame::for_reader(&self.by.reader) }
    }
}

/// Which gateways nobody has named: a newcomer should not wait for a mail that stays on the disk. Ends the keys of its texts.
pub(crate) fn unconnected(app: &App) -> Option<&'static str> {
    match (app.settings.mail.is_connected(), app.settings.sms.is_connected()) {
        (true, true) => None,
        (true, false) => Some("no-sms"),
        (false, true) => Some("no-mail"),
        (false, false) => Some("no-gateways"),
    }
}

impl NavigationLink {
    /// The main menu of somebody signed in.
    fn for_person(by: &SignedIn) -> Vec<Self> {
        use Permission::{Administer, EditContacts, PlanMaintenance, ReadAudit, ReadDesk, Report};
        let all: [(&'static str, &str, &[Permission]); 9] = [
            ("layout-nav-desk", "/desk", &[ReadDesk]),
            ("layout-nav-reports", "/desk/reports", &[ReadDesk]),
            ("layout-nav-incidents", "/desk/incidents", &[ReadDesk]),
            ("layout-nav-maintenance", "/desk/maintenance", &[PlanMaintenance]),
            ("layout-nav-breaches", "/desk/breaches", &[Permission::Answer(Question::DataBreach)]),
            ("layout-nav-contacts", "/admin/contacts", &[EditContacts]),
            ("layout-nav-log", "/admin/log", &[ReadAudit]),
            ("layout-nav-settings", "/admin", &[Administer]),
            ("layout-nav-status", "/", &[Report, ReadDesk]),
        ];
        // The log is one for the whole installation, and its host's people read it.
        let may = |permission: Permission| by.may(permission) && (permission != ReadAudit || by.of_host);
        let may_any = |permissions: &[Permission]| permissions.iter().any(|permission| may(*permission));
        let at = by.reader.path.as_str();
        // Who works at no desk is here to report.
        let reporter: [(&'static str, &str, &[Permission]); 2] =
            [("layout-nav-report", "/report", &[Report]), ("layout-nav-own-reports", "/report/own", &[Report])];
        let reporter = reporter.into_iter().filter(|_| !may_any(&[ReadDesk, Administer]));
        let open: Vec<_> = reporter.chain(all).filter(|(_, _, permissions)| may_any(permissions)).collect();
        // The longest address that leads here is where she is.
        let here = open
            .iter()
            .map(|(_, href, _)| *href)
            .filter(|href| at == *href || (*href != "/" && at.starts_with(&format!("{href}/"))))
            .max_by_key(|href| href.len());
        let link = |(text, href, _): (&'static str, &str, _)| NavigationLink {
            text,
            // The public page in her language, not in her browser's.
            href: if href == "/" { format!("/{}", by.reader.language) } else { href.to_owned() },
            current: here == Some(href),
            count: 0,
        };
        open.into_iter().map(link).collect()
    }
}

/// An HTML answer within its frame, never kept by caches.
///
/// # Errors
/// A template that does not fit its page.
pub fn html<P: Page>(app: &App, language: Language, frame: &Frame, page: &P) -> Result<HttpResponse, PageError> {
    html_as(StatusCode::OK, app, language, frame, page)
}

/// As [`html`] with another status.
///
/// # Errors
/// As [`html`].
pub fn html_as<P: Page>(
    status: StatusCode,
    app: &App,
    language: Language,
    frame: &Frame,
    page: &P,
) -> Result<HttpResponse, PageError> {
    let body = app.renderer.framed(language, frame, page)?;
    let mut response = HttpResponse::build(status);
    Ok(response.insert_header((CACHE_CONTROL, "no-store")).content_type("text/html; charset=utf-8").body(body))
}

impl LanguageLink {
    fn all(current: Language, href: impl Fn(Language) -> String) -> Vec<Self> {
        let link = |language: &Language| {
            let (short, name) = match language {
                Language::Fi => ("FI", "Suomeksi"),
                Language::Sv => ("SV", "På svenska"),
                Language::En => ("EN", "In English"),
            };
            LanguageLink { code: *language, short, name, href: href(*language), current: *language == current }
        };
        Language::ALL.iter().map(link).collect()
    }
}

impl majakka_messages::Frame for Frame {
    fn samples() -> Vec<Self> {
        let link = |text, href: &str, current, count| NavigationLink { text, href: href.to_owned(), current, count };
        let bare = Frame::new(Language::Fi, |language| format!("/?lang={language}"));
        let desk = Frame {
            organisation: Some("Esimerkkilän hyvinvointialue".to_owned()),
            navigation: vec![
                link("layout-nav-desk", "/desk", true, 0),
                link("layout-nav-reports", "/desk/reports", false, 4),
                link("layout-nav-incidents", "/desk/incidents", false, 2),
                link("layout-nav-maintenance", "/desk/maintenance", false, 0),
                link("layout-nav-contacts", "/desk/contacts", false, 0),
                link("layout-nav-log", "/desk/log", false, 0),
            ],
            session: Some(Session {
                name: "Aino Esimerkki".to_owned(),
                role: AccountRole::Helpdesk,
                idle_seconds: 30 * 60,
            }),
            csrf: "sample".to_owned(),
            installation: Some("layout-outbox-is-a-folder"),
            ..bare.clone()
        };
        let told = Banner::samples().map(|done| Frame { done: Some(done), ..desk.clone() });
        [bare, desk].into_iter().chain(told).collect()
    }
}
