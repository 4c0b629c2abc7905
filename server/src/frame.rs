//! What surrounds every HTML page: who is signed in, the languages, the navigation, where the stylesheet is.
//!
//! Guarantee: one shape for all layouts; templates read it as `frame`.
//! Non-goal: deciding what a person may see; whoever makes the frame puts in only the links that she may follow.

use majakka_core::render;
use majakka_domain::terms::{AccountRole, Language};
use serde::Serialize;

use crate::assets;

/// The frame of one page for one reader.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Where stylesheet, script and icons are: [`assets::base`].
    pub assets: &'static str,
    /// Whose desk or page this is; none on the page of everybody.
    pub organisation: Option<String>,
    /// Where the mark of public pages leads.
    pub home: String,
    /// The same page in every language.
    pub languages: Vec<LanguageLink>,
    /// The main menu.
    pub navigation: Vec<NavigationLink>,
    /// Who is signed in.
    pub session: Option<Session>,
    /// Token that every form hands back.
    pub csrf: String,
    /// Key of the one line about the installation: `layout-demonstration`, `layout-outbox-is-a-folder`.
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
    /// Seconds of silence after which the session ends (seed 001, chapter 10: 30 minutes).
    pub idle_seconds: u32,
}

impl Frame {
    /// A frame with nothing but the languages; `href` gives the page's address in a language.
    pub fn new(current: Language, href: impl Fn(Language) -> String) -> Self {
        Frame {
            assets: assets::base(),
            organisation: None,
            home: "/".to_owned(),
            languages: LanguageLink::all(current, href),
            navigation: Vec::new(),
            session: None,
            csrf: String::new(),
            installation: None,
        }
    }
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

impl render::Frame for Frame {
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
            installation: Some("layout-demonstration"),
            ..bare.clone()
        };
        vec![bare, desk]
    }
}
