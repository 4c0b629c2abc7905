//! Promise: whoever signs in lands where her work is, and no menu, logo or link leads her to a page that she may not open. Every page
//! that she can reach has a title of its own, one heading of the first level, one main part and the language that it says; no page
//! shows the key of a text or a sentence in another language that is not marked as such.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use majakka_app::command::bulletin::{self, Wording, Write};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{
    AccountRole, AnnouncementKind, ContactKind, ContactRole, Effect, Language, MessageKind, OrganisationKind, Origin,
};
use majakka_store::contact::NewContact;
use majakka_store::organisation::NewOrganisation;

use crate::form::{Tag, tags, unescape};
use crate::place::Place;
use crate::visitor::{Page, Visitor};

/// Addresses of one shape (numbers and references left out) that are looked at; the others differ in their rows alone.
const OF_A_SHAPE: usize = 2;

/// A house that is lived in: a host, a member of its desk, an incident with bulletins and one without, a break, what others announced.
struct House {
    place: Place,
    host: OrganisationId,
    member: OrganisationId,
}

async fn house() -> House {
    let place = Place::new().await;
    let host = place.host();
    let member = place.app.organisation(&NewOrganisation {
        services: ["resepti".to_owned(), "omakanta".to_owned()].into(),
        desk: Some(host),
        ..NewOrganisation::named("mallila", "Mallilan apteekki", OrganisationKind::Pharmacy)
    });
    for (organisation, name) in [(host, "Päivystävä käyttötuki"), (member, "Mallilan vastaava")] {
        place.app.contact(&NewContact {
            organisation,
            kind: ContactKind::Person,
            name: name.to_owned(),
            email: format!("{}@example.fi", if organisation == host { "tuki" } else { "vastaava" }),
            phone: Some("+358400000001".to_owned()),
            takes_sms: true,
            language: Language::Fi,
            roles: [ContactRole::BulletinRecipient, ContactRole::Technical].into(),
        });
    }
    let told = |organisation, (service, function): (&str, &str)| Report {
        reporter: Some("Aino Esimerkki".to_owned()),
        reporter_email: Some("aino.ilmoittaja@example.fi".to_owned()),
        privacy_risk: true,
        ..Report::least(organisation, service, function, Effect::Prevents, "1234567890")
    };
    let app = &place.app;
    let incident =
        app.step(|tx| report::report(tx, told(member, ("resepti", "prescribe")))).incident.expect("an incident");
    app.step(|tx| {
        triage::triage(
            tx,
            &Triage {
                incident,
                seen: None,
                origin: Origin::Kanta,
                reason: "1234567890".to_owned(),
                effect: None,
                extent: None,
                criticality: None,
            },
        )
    });
    let three = |text: &str| Texts { fi: text.to_owned(), sv: text.to_owned(), en: text.to_owned() };
    let wording = Wording { impact: three("1234"), changed: three("5678"), ..Wording::default() };
    app.step(|tx| bulletin::publish(tx, &Write::new(incident, wording.clone())));
    app.step(|tx| bulletin::update(tx, MessageKind::Update, &Write::new(incident, wording)));
    place.pass(TimeDelta::minutes(40));
    app.step(|tx| report::report(tx, told(host, ("kuva", "fetch"))));
    let now = app.now();
    app.step(|tx| {
        maintenance::plan(
            tx,
            &Plan {
                external_id: "HUOLTO-1".to_owned(),
                services: vec!["omakanta".to_owned()],
                starts_at: now + TimeDelta::days(2),
                ends_at: Some(now + TimeDelta::days(2) + TimeDelta::hours(2)),
                impact: three("1234"),
                organisations: vec![host, member],
                shown: Shown::Everybody,
                rule: None,
            },
        )
    });
    app.step(|tx| {
        upstream::announce(
            tx,
            Announce {
                source: "kanta.fi".to_owned(),
                external_id: "K-1".to_owned(),
                kind: AnnouncementKind::Disturbance,
                title: "1234567890".to_owned(),
                services: vec!["omakanta".to_owned()],
                effect: Effect::Degrades,
                starts_at: None,
                ends_at: None,
            },
        )
    });
    House { place, host, member }
}

/// Every text of a language that stands for itself, by its key.
fn texts(language: Language) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/i18n").join(language.as_str());
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder).expect("the texts") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
        let pairs = text.lines().filter_map(|line| line.split_once(" = "));
        found.extend(pairs.map(|(key, text)| (key.to_owned(), text.to_owned())));
    }
    assert!(found.len() > 500);
    found
}

/// What is judged about a page.
struct Judge {
    keys: BTreeSet<String>,
    /// Of each language, the sentences that no other language has.
    own: BTreeMap<Language, BTreeSet<String>>,
}

impl Judge {
    fn new() -> Self {
        let all: BTreeMap<Language, BTreeMap<String, String>> =
            Language::ALL.iter().map(|language| (*language, texts(*language))).collect();
        let own = |language: &Language| {
            let sentences = all[language].iter().filter(|(key, text)| {
                let elsewhere = |other: &Language| {
                    other != language && all[other].values().any(|said| said == *text) || key.starts_with("language-")
                };
                text.len() > 11 && !text.contains('{') && !Language::ALL.iter().any(elsewhere)
            });
            (*language, sentences.map(|(_, text)| text.clone()).collect())
        };
        Judge { keys: all[&Language::Fi].keys().cloned().collect(), own: Language::ALL.iter().map(own).collect() }
    }

    /// What is wrong with a page in a language.
    fn faults(&self, html: &str, language: Language) -> Vec<String> {
        let mut faults = Vec::new();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        let mut level = 0;
        // The languages of the elements that are open, of which those without an end never count.
        let mut open: Vec<(String, Option<String>)> = Vec::new();
        let mut silent = false;
        for tag in tags(html) {
            let name = tag.name.to_ascii_lowercase();
            match name.strip_prefix('/') {
                Some(ended) => {
                    if let Some(place) = open.iter().rposition(|(name, _)| name == ended) {
                        open.truncate(place);
                    }
                    silent = false;
                }
                None if !VOID.contains(&name.as_str()) && !name.starts_with('!') => {
                    silent = matches!(name.as_str(), "script" | "style" | "textarea");
                    open.push((name.clone(), tag.get("lang")));
                }
                None => {}
            }
            *count
                .entry(match name.as_str() {
                    "h1" => "h1",
                    "main" => "main",
                    // A drawing has one of its own.
                    "title" if !open.iter().any(|(name, _)| name == "svg") => "title",
                    _ => "other",
                })
                .or_default() += 1;
            if let Some(found) = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok()) {
                if found > level + 1 {
                    faults.push(format!("a heading of level {found} after one of {level}"));
                }
                level = found;
            }
            if let Some(id) = tag.get("id").filter(|id| !ids.insert(id.clone())) {
                faults.push(format!("the id {id} twice"));
            }
            let text = unescape(tag.text.trim());
            if silent || text.is_empty() {
                continue;
            }
            if self.keys.contains(&text) && text.contains('-') {
                faults.push(format!("the key {text} in place of its text"));
            }
            let marked = open.iter().rev().find_map(|(_, lang)| lang.clone()).unwrap_or_default();
            if !marked.is_empty() && marked != language.as_str() {
                continue;
            }
            let foreign = self.own.iter().find(|(other, own)| **other != language && own.contains(&text));
            if let Some((other, _)) = foreign {
                faults.push(format!("in {other}, not marked: {text}"));
            }
        }
        for once in ["h1", "main", "title"] {
            let found = count.get(once).copied().unwrap_or_default();
            if found != 1 {
                faults.push(format!("{found} × {once}"));
            }
        }
        if !html.contains(&format!("<html lang=\"{language}\"")) {
            faults.push(format!("does not say that it is in {language}"));
        }
        faults
    }
}

const VOID: [&str; 7] = ["meta", "link", "input", "br", "img", "hr", "col"];

/// Where the links of a page lead within our own pages; not what signs out, changes the language or is a file.
fn links(html: &str) -> Vec<String> {
    let hrefs = tags(html).filter(|tag: &Tag<'_>| tag.name == "a").filter_map(|tag| tag.get("href"));
    let own = hrefs
        .map(|href| href.split('#').next().unwrap_or_default().to_owned())
        .filter(|href| href.starts_with('/') && !href.contains("lang=") && !href.starts_with("//"));
    own.collect()
}

/// `/desk/incidents/H-2026-0001?tab=duties` → `/desk/incidents/?tab=duties`.
fn shape(path: &str) -> String {
    let numbered = |part: &&str| !part.chars().any(|c| c.is_ascii_digit());
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    // Who follows a link of her own has a secret in it.
    let path = if path.starts_with("/follow/") { "/follow" } else { path };
    format!(
        "{}?{}",
        path.split('/').filter(numbered).collect::<Vec<_>>().join("/"),
        query.split('&').filter(numbered).collect::<Vec<_>>().join("&")
    )
}

fn title(page: &Page) -> String {
    let html = page.text();
    let title = tags(&html).find(|tag| tag.name == "title").map(|tag| unescape(tag.text.trim()));
    title.unwrap_or_default()
}

/// Is it a page of everybody's in this language?
fn is_under(path: &str, language: Language) -> bool {
    path.strip_prefix(&format!("/{language}")).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Walks everything that she can reach from where she lands; what is wrong, and how many pages she saw.
async fn walk(visitor: &mut Visitor, who: &str, language: Language, judge: &Judge) -> (Vec<String>, usize) {
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut to_see = VecDeque::from([(format!("/sign-in?lang={language}"), "the door".to_owned())]);
    let mut pages = 0;
    while let Some((path, from)) = to_see.pop_front() {
        let of_shape = seen.entry(shape(&path)).or_default();
        *of_shape += 1;
        if *of_shape > OF_A_SHAPE {
            continue;
        }
        let page = visitor.open(&path).await;
        if page.status.as_u16() != 200 {
            faults.push(format!("{who}: {from} leads to {path}: {}", page.status));
            continue;
        }
        let kind = page.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        if !kind.starts_with("text/html") {
            continue;
        }
        pages += 1;
        let html = page.text();
        let language = Language::ALL.iter().copied().find(|own| is_under(&page.path, *own)).unwrap_or(language);
        faults.extend(judge.faults(&html, language).into_iter().map(|fault| format!("{who}, {path}: {fault}")));
        // The page of everybody has several addresses, and other languages.
        let own = titles.entry(title(&page)).or_insert_with(|| shape(&page.path));
        if *own != shape(&page.path) && who != "nobody" {
            faults.push(format!("{who}: {} and {own} are both called {}", shape(&page.path), title(&page)));
        }
        // Everybody's pages are walked once, by nobody in particular.
        let everybodys =
            ["/fi", "/sv", "/en", "/o/"].iter().any(|start| page.path.starts_with(start)) || page.path == "/";
        if !everybodys || who == "nobody" {
            to_see.extend(links(&html).into_iter().map(|href| (href, path.clone())));
        }
    }
    (faults, pages)
}

#[actix_web::test]
async fn no_link_leads_anybody_where_she_may_not_go() {
    let House { place, host, member } = house().await;
    let judge = Judge::new();
    let mut faults = Vec::new();
    let landing = |role: AccountRole| match role {
        AccountRole::EndUser => "/report",
        AccountRole::SystemAdmin => "/admin",
        _ => "/desk",
    };
    for (number, role) in AccountRole::ALL.iter().copied().enumerate() {
        for (house, organisation) in [("host", host), ("member", member)] {
            let who = format!("{role} of the {house}");
            let (_, mut visitor) = place.person(&format!("{house}-{number}@example.fi"), organisation, &[role]).await;
            let landed = visitor.open("/sign-in").await.expect(200);
            assert_eq!(landed.path, landing(role), "{who}");
            // One language each, so that every language is walked by several.
            let language = Language::ALL[(number + usize::from(house == "member")) % 3];
            let (found, pages) = walk(&mut visitor, &who, language, &judge).await;
            assert!(pages > 5, "{who} saw {pages} pages");
            faults.extend(found);
        }
    }
    let all = [AccountRole::Helpdesk, AccountRole::CommsOwner, AccountRole::Dpo, AccountRole::SystemAdmin];
    for language in Language::ALL.iter().copied() {
        let (_, mut visitor) = place.person(&format!("kaikki-{language}@example.fi"), host, &all).await;
        let (found, pages) = walk(&mut visitor, &format!("all in one, {language}"), language, &judge).await;
        assert!(pages > 40, "{pages} pages");
        faults.extend(found);
        let (found, _) = walk(&mut place.visitor(), "nobody", language, &judge).await;
        faults.extend(found);
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    place.stop().await;
}

#[actix_web::test]
async fn a_page_that_is_not_there_or_not_hers_keeps_the_menu_and_says_where_to_go() {
    let place = Place::new().await;
    let (_, mut nurse) = place.person("hoitaja@example.fi", place.host(), &[AccountRole::EndUser]).await;
    for (path, status) in [("/desk", 403), ("/admin/log", 403), ("/nowhere", 404), ("/desk/incidents/H-1", 403)] {
        let page = nurse.open(path).await.expect(status).text();
        let links = links(&page);
        assert!(links.iter().any(|href| href == "/report/own"), "{path}: her menu: {links:?}");
        assert!(page.contains("<a class=\"button\" href=\"/report\">Ilmoita häiriöstä</a>"), "{path}:\n{page}");
    }
    let stranger = place.visitor().open("/nowhere").await.expect(404).text();
    assert!(stranger.contains("<a class=\"button\" href=\"/\">Etusivulle</a>"), "{stranger}");
    place.stop().await;
}
