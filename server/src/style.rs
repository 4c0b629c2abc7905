//! Every part of the pages on one page, to look at and to test: what is well here is well everywhere.
//!
//! Non-goal: being served. Tests render it and a browser judges it.

use majakka_messages::Page;
use serde::Serialize;

use crate::form::{Choice, Field};

/// Files of a form, and those that wait under the draft.
#[derive(Debug, Clone, Serialize)]
pub struct Files {
    #[serde(flatten)]
    field: Field,
    kept: Vec<Kept>,
}

/// A file that waits.
#[derive(Debug, Clone, Serialize)]
pub struct Kept {
    /// Its id.
    pub id: u32,
    /// The name it came with.
    pub name: &'static str,
    /// Its size for people.
    pub size: &'static str,
}

/// An entry of a timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    icon: &'static str,
    happened: &'static str,
    at: &'static str,
    when: &'static str,
    by: Option<&'static str>,
    text: Option<&'static str>,
}

/// A page among pages.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    number: u32,
    href: &'static str,
    current: bool,
}

/// The page of all parts.
#[derive(Debug, Clone, Serialize)]
pub struct Style {
    states: Vec<(&'static str, &'static str)>,
    words: Vec<(&'static str, &'static str)>,
    errors: Vec<Field>,
    text: Field,
    wrong: Field,
    when: Field,
    long: Field,
    list: Field,
    one: Field,
    any: Field,
    files: Files,
    entries: Vec<Happened>,
    previous: Option<&'static str>,
    next: Option<&'static str>,
    pages: Vec<PageLink>,
}

impl Page for Style {
    const TEMPLATE: &'static str = "style/page";

    fn samples() -> Vec<Self> {
        let field = |name: &str, value: &str, error: Option<&str>| Field {
            error: error.map(str::to_owned),
            ..Field::text(name, value)
        };
        let choice = |value: &str, text: &str, hint: Option<&str>, chosen| Choice {
            hint: hint.map(str::to_owned),
            chosen,
            ..Choice::new(value, text)
        };
        let wrong = field("callback", "040", Some("Kirjoita numero, josta sinut tavoittaa, esimerkiksi 0400 000 000."));
        vec![Style {
            states: vec![
                ("ok", "Toimii"),
                ("unknown", "Ei tiedossa"),
                ("maintenance", "Huoltokatko"),
                ("degraded", "Toimii osittain"),
                ("down", "Ei toimi"),
            ],
            words: vec![
                ("minor", "Vähäinen"),
                ("major", "Vakava"),
                ("critical", "Kriittinen"),
                ("open", "Avoin"),
                ("active", "Tiedotus käynnissä"),
                ("resolved", "Korjattu"),
                ("closed", "Suljettu"),
                ("queued", "Jonossa"),
                ("sent", "Lähetetty"),
                ("delivered", "Perillä"),
                ("failed", "Epäonnistui"),
                ("superseded", "Korvattu uudemmalla"),
                ("uncertain", "Ei tiedossa"),
            ],
            errors: vec![wrong.clone(), field("service", "", Some("Valitse palvelu, jota häiriö koskee."))],
            text: field("workstation", "ESIM-TK-0412", None),
            wrong,
            when: field("occurred_at", "2026-11-20T12:10", None),
            long: field("sms", "HÄIRIÖ Resepti: reseptiä ei voi tallentaa. Käytä paperi-/puhelinreseptiä.", None),
            list: Field {
                options: vec![
                    choice("resepti", "Resepti-palvelu", None, false),
                    choice("potilas", "Potilastietovaranto", None, false),
                ],
                ..field("service", "", Some("Valitse palvelu, jota häiriö koskee."))
            },
            one: Field {
                options: vec![
                    choice("prevents", "Estää työn", Some("Asiaa ei saa hoidettua Kannan kautta."), true),
                    choice(
                        "degrades",
                        "Hidastaa",
                        Some("Onnistuu, mutta hitaasti tai vasta uudelleen yrittämällä."),
                        false,
                    ),
                    choice("none", "Ei estä", None, false),
                ],
                ..field("effect", "", None)
            },
            any: Field {
                options: vec![
                    choice("safety", "Potilasturvallisuus voi vaarantua", None, false),
                    choice("privacy", "Tietosuoja voi vaarantua", None, true),
                ],
                ..field("risk", "", None)
            },
            files: Files {
                field: field("screenshots", "", None),
                kept: vec![Kept { id: 1, name: "virheilmoitus.png", size: "240 kt" }],
            },
            entries: vec![
                Happened {
                    icon: "bulletin",
                    happened: "Ensitiedote lähetetty",
                    at: "2026-11-20T12:26:00+02:00",
                    when: "20.11. klo 12.26",
                    by: Some("Aino Esimerkki"),
                    text: Some("412 vastaanottajaa, 398 tekstiviestiä.\nSeuraava tieto viimeistään klo 12.56."),
                },
                Happened {
                    icon: "escalation",
                    happened: "Ilmoitettu Kelaan",
                    at: "2026-11-20T12:22:00+02:00",
                    when: "20.11. klo 12.22",
                    by: Some("Aino Esimerkki"),
                    text: None,
                },
                Happened {
                    icon: "report",
                    happened: "Ensimmäinen ilmoitus R-2026-000123",
                    at: "2026-11-20T12:10:00+02:00",
                    when: "20.11. klo 12.10",
                    by: None,
                    text: Some("”Lähetys epäonnistui, virhe 500.”"),
                },
            ],
            previous: None,
            next: Some("?page=2"),
            pages: vec![
                PageLink { number: 1, href: "?page=1", current: true },
                PageLink { number: 2, href: "?page=2", current: false },
                PageLink { number: 3, href: "?page=3", current: false },
            ],
        }]
    }
}
