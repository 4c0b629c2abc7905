//! The public page in every mood: calm, an outage, a dependency's outage, maintenance, not known, out of date.
//!
//! All of it is made up; dates are of one week in November 2026.

mod services;

use majakka_domain::terms::{Audience, Language, MessageKind, ServiceState as State};

use services::groups;

use super::view::*;

/// Every mood with its name.
pub(super) fn all() -> Vec<(&'static str, StatusPage)> {
    vec![
        ("calm", calm()),
        ("outage", outage()),
        ("dependency", dependency()),
        ("slow", slow()),
        ("maintenance", maintenance()),
        ("unknown", unknown()),
        ("stale", stale()),
        ("organisation", organisation()),
        ("local", local()),
    ]
}

fn at(day: u32, hour: u32, minute: u32) -> Moment {
    Moment {
        at: format!("2026-11-{day:02}T{hour:02}:{minute:02}:00+02:00"),
        said: format!("{day}.11. klo {hour}.{minute:02}"),
    }
}

/// The end of something that began on the same day.
fn until(day: u32, hour: u32, minute: u32) -> Ending {
    Ending { at: Some(at(day, hour, minute).at), said: format!("{hour}.{minute:02}") }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn phrases(texts: &[&str]) -> Vec<Phrase> {
    texts.iter().map(|text| Phrase::own(*text)).collect()
}

/// Says of a service how it stands and which of its functions are lost, and why.
fn hit(page: &mut StatusPage, id: &str, state: State, functions: &[&str], lost: State, because: Option<&str>) {
    for service in page.groups.iter_mut().flat_map(|group| &mut group.services).filter(|service| service.id == id) {
        service.state = state;
        for function in service.functions.iter_mut().filter(|f| functions.contains(&f.name.as_str())) {
            function.state = lost;
            function.because = because.map(str::to_owned);
        }
    }
}

fn calm() -> StatusPage {
    let view = |audience, href: &str, current| ViewLink { audience, href: href.to_owned(), current };
    let day = |day: u32, said: &str, incidents| Day {
        date: Moment { at: format!("2026-11-{day:02}"), said: said.to_owned() },
        known: day > 16,
        incidents,
    };
    StatusPage {
        title: "Ei häiriöitä – Kanta-palvelujen häiriötilanne".to_owned(),
        glance: Glance { state: State::Ok, services: Vec::new(), what: None, since: None, until: None, next: None },
        audience: Audience::Professional,
        views: vec![view(Audience::Professional, "/", true), view(Audience::Citizen, "/citizens", false)],
        organisation: None,
        stale: None,
        incidents: Vec::new(),
        groups: groups(),
        others_work: false,
        maintenance: vec![Break {
            title: Phrase::own("Potilastietovarannon versiopäivitys"),
            services: owned(&["Potilastietovaranto"]),
            starts: at(26, 6, 0),
            ends: Some(at(26, 7, 0)),
            ending: until(26, 7, 0),
            stage: BreakStage::Planned,
            before: None,
            repeats: None,
            impact: Phrase::own("Potilastietoja ei voi hakea eikä tallentaa. Tiedot siirtyvät katkon jälkeen."),
            source: Some("kanta.fi".to_owned()),
        }],
        history: vec![
            day(20, "perjantai 20.11.", Vec::new()),
            day(
                19,
                "torstai 19.11.",
                vec![Past {
                    number: "H-2026-0139".to_owned(),
                    href: Some("/h/H-2026-0139".to_owned()),
                    source: None,
                    headline: Phrase::own("OmaKantaan ei voinut kirjautua"),
                    services: owned(&["OmaKanta"]),
                    since: at(19, 7, 40),
                    ended: Some(at(19, 9, 10)),
                    took: Some("1 h 30 min".to_owned()),
                    withdrawn: None,
                }],
            ),
            day(18, "keskiviikko 18.11.", Vec::new()),
            day(
                17,
                "tiistai 17.11.",
                vec![Past {
                    number: "H-2026-0131".to_owned(),
                    href: Some("/h/H-2026-0131".to_owned()),
                    source: None,
                    headline: Phrase::own("Kuvien haku hidasta"),
                    services: owned(&["Kuva-aineistojen tietovaranto"]),
                    since: at(17, 10, 5),
                    ended: None,
                    took: None,
                    withdrawn: Some(at(17, 10, 40)),
                }],
            ),
            day(16, "maanantai 16.11.", Vec::new()),
        ],
        updated: at(20, 12, 31),
        links: Links {
            history: "/history".to_owned(),
            atom: "/feed.atom".to_owned(),
            calendar: "/maintenance.ics".to_owned(),
            json: "/status.json".to_owned(),
            report: None,
        },
        publisher: Some(PublishedBy {
            name: "Esimerkkilän hyvinvointialue".to_owned(),
            contact: Some("käyttötuki 040 000 0001".to_owned()),
        }),
    }
}

fn outage() -> StatusPage {
    let mut page = calm();
    page.glance = Glance {
        state: State::Down,
        services: owned(&["Resepti-palvelu"]),
        what: None,
        since: Some(at(20, 12, 10)),
        until: None,
        next: Some(at(20, 12, 56)),
    };
    page.incidents = vec![Incident {
        number: "H-2026-0147".to_owned(),
        href: Some("/h/H-2026-0147".to_owned()),
        state: State::Down,
        headline: Phrase::own("Reseptejä ei voi tallentaa eikä toimittaa"),
        since: at(20, 12, 10),
        over: None,
        concerns: Phrase::own("Koko maa: terveydenhuolto ja apteekit"),
        because: None,
        hits: vec![
            Hit {
                service: "Resepti-palvelu".to_owned(),
                functions: owned(&["reseptin määrääminen", "reseptin mitätöinti", "lääkkeen toimittaminen apteekissa"]),
                state: State::Down,
            },
            Hit {
                service: "OmaKanta".to_owned(),
                functions: owned(&["reseptit", "reseptin uusimispyyntö"]),
                state: State::Degraded,
            },
        ],
        works: phrases(&[
            "Reseptitietojen katselu",
            "Potilastietovaranto: haku ja tallennus",
            "OmaKantaan kirjautuminen",
        ]),
        instead: phrases(&[
            "Kirjoita paperi- tai puhelinresepti. Kirjaa tiedot potilastietojärjestelmään.",
            "Älä tallenna reseptiä jälkikäteen, apteekki tallentaa sen.",
        ]),
        estimate: None,
        next: Some(at(20, 12, 56)),
        contact: Some(Phrase::own("Oman organisaation käyttötuki")),
        source: None,
        elsewhere: vec![Elsewhere {
            source: "kanta.fi".to_owned(),
            title: Phrase { lang: Some(Language::Fi), ..Phrase::own("Resepti-palvelussa häiriö") },
        }],
        latest: Some(Latest {
            kind: MessageKind::Update,
            sent: at(20, 12, 30),
            text: Some(Phrase::own("Reseptien katselu toimii taas.")),
        }),
        bulletins: vec![
            bulletin(MessageKind::Update, at(20, 12, 30), &["Vika on paikannettu.", "Reseptien katselu toimii taas."]),
            Bulletin {
                lead: Some("Aiempi tiedote koski väärää palvelua.".to_owned()),
                ..bulletin(MessageKind::Correction, at(20, 12, 28), &["Reseptejä ei voi tallentaa."])
            },
            Bulletin {
                withdrawn: true,
                ..bulletin(MessageKind::First, at(20, 12, 26), &["Reseptejä ei voi tallentaa Reseptikeskukseen."])
            },
        ],
    }];
    let lost = ["Reseptin määrääminen", "Reseptin mitätöinti", "Lääkkeen toimittaminen apteekissa"];
    hit(&mut page, "resepti", State::Down, &lost, State::Down, None);
    let lost = ["Reseptit", "Reseptin uusimispyyntö"];
    hit(&mut page, "omakanta", State::Degraded, &lost, State::Down, Some("Resepti-palvelu"));
    page
}

/// The last line is in another language than the page.
fn bulletin(kind: MessageKind, sent: Moment, told: &[&str]) -> Bulletin {
    let line = |text: &&str| Line { label: "Mitä tapahtui".to_owned(), value: Phrase::own(*text) };
    let foreign = Phrase { lang: Some(Language::En), ..Phrase::own("your own helpdesk") };
    let last = Line { label: "Lisätietoja".to_owned(), value: foreign };
    Bulletin { kind, sent, withdrawn: false, lead: None, lines: told.iter().map(line).chain([last]).collect() }
}

fn dependency() -> StatusPage {
    let mut page = calm();
    page.audience = Audience::Citizen;
    page.others_work = true;
    page.views.iter_mut().for_each(|view| view.current = view.audience == Audience::Citizen);
    page.glance = Glance {
        state: State::Down,
        services: owned(&["Kanta Ekstranet", "OmaKanta"]),
        what: None,
        since: Some(at(19, 7, 40)),
        until: None,
        next: Some(at(19, 8, 55)),
    };
    page.updated = at(19, 7, 58);
    page.incidents = vec![Incident {
        number: "H-2026-0139".to_owned(),
        href: Some("/h/H-2026-0139".to_owned()),
        state: State::Down,
        headline: Phrase::own("OmaKantaan ja Ekstranetiin ei voi kirjautua"),
        since: at(19, 7, 40),
        over: None,
        concerns: Phrase::own("Kaikki, jotka tunnistautuvat Suomi.fi-tunnistuksella"),
        because: Some("Suomi.fi-tunnistus".to_owned()),
        hits: vec![
            Hit { service: "OmaKanta".to_owned(), functions: owned(&["kirjautuminen"]), state: State::Down },
            Hit { service: "Kanta Ekstranet".to_owned(), functions: Vec::new(), state: State::Down },
        ],
        works: phrases(&["Resepti-palvelu", "Potilastietovaranto", "Apteekit ja vastaanotot näkevät tietosi"]),
        instead: phrases(&[
            "Saat resepti- ja terveystietosi hoitopaikastasi. Reseptin voi uusia apteekki tai terveydenhuolto.",
        ]),
        estimate: Some(at(19, 9, 30)),
        next: Some(at(19, 8, 55)),
        contact: None,
        source: None,
        elsewhere: Vec::new(),
        latest: None,
        bulletins: Vec::new(),
    }];
    hit(&mut page, "sf_tunnistus", State::Down, &[], State::Down, None);
    hit(&mut page, "omakanta", State::Degraded, &["Kirjautuminen"], State::Down, Some("Suomi.fi-tunnistus"));
    let lost = ["Liittyminen", "Yhteystietojen ylläpito"];
    hit(&mut page, "ekstranet", State::Down, &lost, State::Down, Some("Suomi.fi-tunnistus"));
    page
}

fn maintenance() -> StatusPage {
    let mut page = calm();
    page.glance = Glance {
        state: State::Maintenance,
        services: owned(&["Potilastietovaranto"]),
        what: None,
        since: Some(at(26, 6, 0)),
        until: Some(at(26, 7, 0)),
        next: None,
    };
    page.updated = at(26, 6, 12);
    let lost = ["Potilastietojen haku", "Potilastietojen tallennus"];
    hit(&mut page, "potilas", State::Maintenance, &lost, State::Maintenance, None);
    let Some(planned) = page.maintenance.first().cloned() else { return page };
    let before = Some(Span { starts: at(26, 6, 0), ends: until(26, 7, 0) });
    page.maintenance = vec![
        Break { stage: BreakStage::Running, ..planned.clone() },
        Break {
            title: Phrase::own("Lääketietokannan päivitys"),
            services: owned(&["Lääketietokanta"]),
            stage: BreakStage::Late,
            impact: Phrase::own("Lääketiedot ovat järjestelmien paikallisten kopioiden varassa."),
            source: None,
            ..planned.clone()
        },
        Break {
            title: Phrase::own("Kuva-aineistojen tietovarannon huolto"),
            services: owned(&["Kuva-aineistojen tietovaranto"]),
            starts: at(27, 6, 0),
            ends: Some(at(27, 7, 30)),
            ending: until(27, 7, 30),
            stage: BreakStage::Moved,
            before,
            repeats: Some("joka kuukausi".to_owned()),
            impact: Phrase::own("Kuvia ei voi hakea."),
            source: None,
        },
        Break {
            title: Phrase::own("Kelaimen vaihto"),
            services: owned(&["Kelain"]),
            ends: None,
            ending: Ending { at: None, said: "päättymisaika ei ole tiedossa".to_owned() },
            stage: BreakStage::Planned,
            impact: Phrase::own("Reseptejä ei voi tehdä Kelaimella."),
            source: None,
            ..planned.clone()
        },
        Break {
            title: Phrase::own("Kanta Ekstranetin käyttökatko"),
            services: owned(&["Kanta Ekstranet"]),
            stage: BreakStage::Cancelled,
            impact: Phrase::own("Katkoa ei pidetä."),
            ..planned
        },
    ];
    page
}

fn unknown() -> StatusPage {
    let mut page = calm();
    page.glance = Glance {
        state: State::Unknown,
        services: Vec::new(),
        what: None,
        since: Some(at(21, 20, 0)),
        until: None,
        next: None,
    };
    page.updated = at(21, 20, 4);
    page.maintenance = Vec::new();
    let kela = page.groups.iter_mut().filter(|group| group.id != "dependency").flat_map(|group| &mut group.services);
    for service in kela {
        service.state = State::Unknown;
        service.functions.iter_mut().for_each(|function| function.state = State::Unknown);
    }
    page
}

fn stale() -> StatusPage {
    StatusPage { stale: Some(Stale { known: at(20, 12, 31), minutes: 12 }), ..outage() }
}

fn organisation() -> StatusPage {
    let mut page = dependency();
    page.organisation = Some("Esimerkkilän hyvinvointialue".to_owned());
    page.views = Vec::new();
    page.audience = Audience::Professional;
    page.glance.services = owned(&["Kanta Ekstranet", "OmaKanta", "Potilastietovaranto"]);
    add_slowness(&mut page);
    page
}

fn local() -> StatusPage {
    let mut page = calm();
    page.organisation = Some("Esimerkkilän hyvinvointialue".to_owned());
    page.views = Vec::new();
    page.incidents = outage().incidents;
    let what = page.incidents.first().map(|incident| incident.headline.clone());
    page.glance = Glance { services: Vec::new(), what, ..outage().glance };
    page
}

fn slow() -> StatusPage {
    let mut page = calm();
    page.glance = Glance {
        state: State::Degraded,
        services: owned(&["Potilastietovaranto"]),
        what: None,
        since: Some(at(20, 11, 5)),
        until: None,
        next: None,
    };
    add_slowness(&mut page);
    page
}

/// What Kela announced and nobody here has taken up.
fn add_slowness(page: &mut StatusPage) {
    page.incidents.push(Incident {
        number: "K-8821".to_owned(),
        href: None,
        state: State::Degraded,
        headline: Phrase::own("Potilastietovaranto vastaa hitaasti"),
        since: at(20, 11, 5),
        over: None,
        concerns: Phrase::own("Koko maa"),
        because: None,
        hits: vec![Hit { service: "Potilastietovaranto".to_owned(), functions: Vec::new(), state: State::Degraded }],
        works: Vec::new(),
        instead: Vec::new(),
        estimate: None,
        next: None,
        contact: None,
        source: Some("kanta.fi".to_owned()),
        elsewhere: Vec::new(),
        latest: None,
        bulletins: Vec::new(),
    });
    let lost = ["Potilastietojen haku", "Potilastietojen tallennus"];
    hit(page, "potilas", State::Degraded, &lost, State::Degraded, None);
}
