//! Promise: a system is known by its names of today and of yesterday, in three languages, alone and within a sentence.

use crate::catalogue;

#[test]
fn a_service_is_found_under_its_names_of_today_and_of_yesterday_in_three_languages() {
    let catalogue = catalogue();
    let names = [
        ("Resepti-palvelu", "resepti"),
        ("eResepti", "resepti"),
        ("Recepttjänsten", "resepti"),
        ("eRecept", "resepti"),
        ("Prescription Centre", "resepti"),
        ("Potilastiedon arkisto", "potilas"),
        ("eArkisto", "potilas"),
        ("Patientdataarkivet", "potilas"),
        ("Patient Data Repository", "potilas"),
        ("Kuva-aineistojen arkisto", "kuva"),
        ("Arkivet över bildmaterial", "kuva"),
        ("Imaging Data Repository", "kuva"),
        ("Sosiaalihuollon asiakastiedon arkisto", "sosiaali"),
        ("Klientdataarkivet för socialvården", "sosiaali"),
        ("Client Data Archive for Social Welfare Services", "sosiaali"),
        ("Omakanta", "omakanta"),
        ("Mina Kanta-sidor", "omakanta"),
        ("My Kanta Pages", "omakanta"),
        ("MyKanta", "omakanta"),
        ("Katso-tunniste", "sf_valtuudet"),
        ("VRK:n varmennepalvelu", "dvv_varmenne"),
        ("Valviran attribuuttipalvelu", "attribuutti"),
        // As a hurried person types it.
        ("  potilastietovaranto ", "potilas"),
        ("RESEPTI\u{2011}PALVELU", "resepti"),
        ("my  kanta pages", "omakanta"),
        ("sf_tunnistus", "sf_tunnistus"),
    ];
    for (name, id) in names {
        assert_eq!(catalogue.find(name).map(|system| system.id.as_str()), Some(id), "{name}");
    }
    assert_eq!(catalogue.find("Postipalvelu"), None);
    assert_eq!(catalogue.find(""), None);
}

#[test]
fn a_title_tells_which_systems_it_means_whatever_the_case_form() {
    let catalogue = catalogue();
    let titles: [(&str, &[&str]); 17] = [
        ("Häiriö Resepti-palvelussa", &["resepti"]),
        ("Resepti-palveluun ei saada yhteyttä", &["resepti"]),
        ("Potilastietovarannon ja Kuva-aineistojen tietovarannon huoltokatko torstaina", &["potilas", "kuva"]),
        ("Muistutus: Potilastiedon arkiston käyttöjärjestelmä päivitetään", &["potilas"]),
        ("Kysely- ja välityspalvelussa viivettä", &["kyselyvalitys"]),
        ("OmaKannassa häiriö: Suomi.fi-tunnistus hidastelee", &["omakanta", "sf_tunnistus"]),
        ("Suomi.fi-valtuuksien huoltokatko", &["sf_valtuudet"]),
        ("Laaja tietoliikennehäiriö", &["verkko"]),
        ("VTJ:n tietoja ei saada", &["vtj"]),
        ("Störning i Recepttjänsten", &["resepti"]),
        ("Avbrott i tjänsten Mina Kanta-sidor", &["omakanta"]),
        ("Driftavbrott i Patientdatalagret och Viljeyttringstjänsten", &["potilas", "tahdonilmaisu"]),
        ("Fault in the Prescription Service and in MyKanta", &["resepti", "omakanta"]),
        ("OmaKanta/MittKanta/MyKanta", &["omakanta"]),
        ("Kanta.fi-sivusto ei aukea", &["kanta_fi"]),
        // An address is no mention, an everyday word no name.
        ("Katso lisätietoja: https://www.kanta.fi/hairiotiedote tai kysy tuki@kanta.fi", &[]),
        ("Verkko- ja kuvaongelmia potilashotellissa", &[]),
    ];
    for (title, expected) in titles {
        let found: Vec<_> = catalogue.mentioned_in(title).iter().map(|system| system.id.as_str()).collect();
        assert_eq!(found, expected, "{title}");
    }
}

#[test]
fn every_name_and_alias_leads_to_its_own_system_alone_or_within_a_sentence() {
    let catalogue = catalogue();
    for system in catalogue.systems() {
        let own = [&system.name.fi, &system.name.sv, &system.name.en];
        for name in own.into_iter().chain(&system.aliases) {
            assert_eq!(catalogue.find(name), Some(system), "{name}");
            for title in [name.clone(), format!("Huoltokatko: {name} to 19.11."), format!("({name})")] {
                assert_eq!(catalogue.mentioned_in(&title), [system], "{title}");
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_whatever_makes_the_search_for_names_stumble(text in "\\PC*", tail in "[ \\-/.:@İßÄ\u{ad}]*") {
        let catalogue = catalogue();
        let title = format!("{text}{tail}VTJ{tail}");
        proptest::prop_assert!(catalogue.mentioned_in(&title).len() <= 25);
        let _ = catalogue.find(&title);
    }
}
