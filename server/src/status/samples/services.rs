//! The services of the samples, all of them well.

use majakka_domain::terms::ServiceState as State;

use crate::status::view::{Function, Group, Service};

fn service(id: &str, name: &str, functions: &[&str]) -> Service {
    let function = |name: &&str| Function { name: (*name).to_owned(), state: State::Ok, because: None };
    Service {
        id: id.to_owned(),
        name: name.to_owned(),
        href: Some(format!("/fi/services/{id}")),
        state: State::Ok,
        because: None,
        functions: functions.iter().map(function).collect(),
    }
}

pub(super) fn groups() -> Vec<Group> {
    let group = |id: &str, services| Group { id: id.to_owned(), services };
    vec![
        group(
            "professional",
            vec![
                service(
                    "resepti",
                    "Resepti-palvelu",
                    &[
                        "Reseptin määrääminen",
                        "Reseptitietojen katselu",
                        "Reseptin mitätöinti",
                        "Uusimispyyntöjen käsittely",
                        "Lääkkeen toimittaminen apteekissa",
                    ],
                ),
                service("potilas", "Potilastietovaranto", &["Potilastietojen haku", "Potilastietojen tallennus"]),
                service("kuva", "Kuva-aineistojen tietovaranto", &["Kuvien haku", "Kuvien tallennus"]),
                service(
                    "sosiaali",
                    "Sosiaalihuollon asiakastietovaranto",
                    &["Asiakastietojen haku", "Asiakastietojen tallennus"],
                ),
                service("tahdonilmaisu", "Tahdonilmaisupalvelu", &["Luovutusluvat", "Kiellot", "Hoitotahto"]),
                service("laaketietokanta", "Lääketietokanta", &["Lääketiedot"]),
                service("kyselyvalitys", "Kysely- ja välityspalvelu", &["Todistusten ja lausuntojen välitys"]),
                service("tiedonhallinta", "Tiedonhallintapalvelu", &[]),
            ],
        ),
        group(
            "citizen",
            vec![
                service(
                    "omakanta",
                    "OmaKanta",
                    &["Kirjautuminen", "Reseptit", "Reseptin uusimispyyntö", "Terveystiedot", "Luvat ja kiellot"],
                ),
                service("omatieto", "Omatietovaranto", &["Hyvinvointitiedot"]),
            ],
        ),
        group(
            "support",
            vec![
                service("kanta_fi", "kanta.fi", &["Pääsy OmaKantaan", "Häiriötiedotteet"]),
                service("ekstranet", "Kanta Ekstranet", &["Liittyminen", "Yhteystietojen ylläpito"]),
            ],
        ),
        group(
            "dependency",
            vec![
                service("sf_tunnistus", "Suomi.fi-tunnistus", &[]),
                service("sf_valtuudet", "Suomi.fi-valtuudet", &[]),
                service("dvv_varmenne", "Sote-varmennepalvelu", &["Varmennekortit", "Palvelinvarmenteet"]),
                service("attribuutti", "Rooli- ja attribuuttipalvelu", &[]),
            ],
        ),
    ]
}
