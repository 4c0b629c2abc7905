//! Promise: a service is known by every name of the catalogue in the fifteen Finnish cases, singular and plural, with possessives
//! and clitics, in compounds and in the forms of Swedish and English; what only looks like a name is none.
//!
//! The paradigms are written out here as a dictionary has them, and are no product of the rules that are tested.

#![expect(clippy::expect_used, reason = "a paradigm that is written wrongly is a test that fails")]

use majakka_domain::catalogue::Catalogue;

use crate::catalogue;

/// A noun that names end in, with the stems of its paradigm: singular nominative, genitive, partitive, illative, essive; plural
/// nominative, genitives, partitive, illative, inessive.
struct Noun {
    end: &'static str,
    singular: [&'static str; 5],
    plural: [&'static str; 5],
    back: bool,
}

const fn noun(end: &'static str, singular: [&'static str; 5], plural: [&'static str; 5], back: bool) -> Noun {
    Noun { end, singular, plural, back }
}

const NOUNS: [Noun; 22] = [
    noun(
        "palvelu",
        ["palvelu", "palvelun", "palvelua", "palveluun", "palveluna"],
        ["palvelut", "palvelujen", "palveluja", "palveluihin", "palveluissa"],
        true,
    ),
    noun(
        "varanto",
        ["varanto", "varannon", "varantoa", "varantoon", "varantona"],
        ["varannot", "varantojen", "varantoja", "varantoihin", "varannoissa"],
        true,
    ),
    noun(
        "arkisto",
        ["arkisto", "arkiston", "arkistoa", "arkistoon", "arkistona"],
        ["arkistot", "arkistojen", "arkistoja", "arkistoihin", "arkistoissa"],
        true,
    ),
    noun(
        "kanta",
        ["kanta", "kannan", "kantaa", "kantaan", "kantana"],
        ["kannat", "kantojen", "kantoja", "kantoihin", "kannoissa"],
        true,
    ),
    noun(
        "keskus",
        ["keskus", "keskuksen", "keskusta", "keskukseen", "keskuksena"],
        ["keskukset", "keskusten", "keskuksia", "keskuksiin", "keskuksissa"],
        true,
    ),
    noun(
        "tunnistus",
        ["tunnistus", "tunnistuksen", "tunnistusta", "tunnistukseen", "tunnistuksena"],
        ["tunnistukset", "tunnistusten", "tunnistuksia", "tunnistuksiin", "tunnistuksissa"],
        true,
    ),
    noun(
        "valtuutus",
        ["valtuutus", "valtuutuksen", "valtuutusta", "valtuutukseen", "valtuutuksena"],
        ["valtuutukset", "valtuutuksien", "valtuutuksia", "valtuutuksiin", "valtuutuksissa"],
        true,
    ),
    noun(
        "tautuminen",
        ["tautuminen", "tautumisen", "tautumista", "tautumiseen", "tautumisena"],
        ["tautumiset", "tautumisten", "tautumisia", "tautumisiin", "tautumisissa"],
        true,
    ),
    noun(
        "resepti",
        ["resepti", "reseptin", "reseptiä", "reseptiin", "reseptinä"],
        ["reseptit", "reseptien", "reseptejä", "resepteihin", "resepteissä"],
        false,
    ),
    noun(
        "Kvarkki",
        ["Kvarkki", "Kvarkin", "Kvarkkia", "Kvarkkiin", "Kvarkkina"],
        ["Kvarkit", "Kvarkkien", "Kvarkkeja", "Kvarkkeihin", "Kvarkeissa"],
        true,
    ),
    noun(
        "operaattori",
        ["operaattori", "operaattorin", "operaattoria", "operaattoriin", "operaattorina"],
        ["operaattorit", "operaattorien", "operaattoreita", "operaattoreihin", "operaattoreissa"],
        true,
    ),
    noun(
        "Kelain",
        ["Kelain", "Kelaimen", "Kelainta", "Kelaimeen", "Kelaimena"],
        ["Kelaimet", "Kelainten", "Kelaimia", "Kelaimiin", "Kelaimissa"],
        true,
    ),
    noun(
        "palvelin",
        ["palvelin", "palvelimen", "palvelinta", "palvelimeen", "palvelimena"],
        ["palvelimet", "palvelimien", "palvelimia", "palvelimiin", "palvelimissa"],
        true,
    ),
    noun(
        "järjestelmä",
        ["järjestelmä", "järjestelmän", "järjestelmää", "järjestelmään", "järjestelmänä"],
        ["järjestelmät", "järjestelmien", "järjestelmiä", "järjestelmiin", "järjestelmissä"],
        false,
    ),
    noun(
        "käyttöliittymä",
        ["käyttöliittymä", "käyttöliittymän", "käyttöliittymää", "käyttöliittymään", "käyttöliittymänä"],
        ["käyttöliittymät", "käyttöliittymien", "käyttöliittymiä", "käyttöliittymiin", "käyttöliittymissä"],
        false,
    ),
    noun(
        "liikenne",
        ["liikenne", "liikenteen", "liikennettä", "liikenteeseen", "liikenteenä"],
        ["liikenteet", "liikenteiden", "liikenteitä", "liikenteisiin", "liikenteissä"],
        false,
    ),
    noun(
        "tunniste",
        ["tunniste", "tunnisteen", "tunnistetta", "tunnisteeseen", "tunnisteena"],
        ["tunnisteet", "tunnisteiden", "tunnisteita", "tunnisteisiin", "tunnisteissa"],
        true,
    ),
    noun(
        "piste",
        ["piste", "pisteen", "pistettä", "pisteeseen", "pisteenä"],
        ["pisteet", "pisteiden", "pisteitä", "pisteisiin", "pisteissä"],
        false,
    ),
    noun(
        "yhteys",
        ["yhteys", "yhteyden", "yhteyttä", "yhteyteen", "yhteytenä"],
        ["yhteydet", "yhteyksien", "yhteyksiä", "yhteyksiin", "yhteyksissä"],
        false,
    ),
    noun(
        "verkko",
        ["verkko", "verkon", "verkkoa", "verkkoon", "verkkona"],
        ["verkot", "verkkojen", "verkkoja", "verkkoihin", "verkoissa"],
        true,
    ),
    noun(
        "laajakaista",
        ["laajakaista", "laajakaistan", "laajakaistaa", "laajakaistaan", "laajakaistana"],
        ["laajakaistat", "laajakaistojen", "laajakaistoja", "laajakaistoihin", "laajakaistoissa"],
        true,
    ),
    noun(
        "ekstranet",
        ["ekstranet", "ekstranetin", "ekstranetiä", "ekstranetiin", "ekstranetinä"],
        ["ekstranetit", "ekstranetien", "ekstranetejä", "ekstraneteihin", "ekstraneteissä"],
        false,
    ),
];

/// Names in the plural alone.
const PLURALS: [Noun; 2] = [
    noun("valtuudet", [""; 5], ["valtuudet", "valtuuksien", "valtuuksia", "valtuuksiin", "valtuuksissa"], true),
    noun("yhteydet", [""; 5], ["yhteydet", "yhteyksien", "yhteyksiä", "yhteyksiin", "yhteyksissä"], false),
];

impl Noun {
    /// The fifteen cases, in so far as the number has them, without possessives.
    fn cases(&self) -> Vec<String> {
        let harmony = |text: String| if self.back { text } else { text.replace('a', "ä") };
        let mut all: Vec<String> = Vec::new();
        if !self.singular[0].is_empty() {
            let [_, genitive, _, _, essive] = self.singular;
            all.extend(self.singular.map(str::to_owned));
            let weak = genitive.strip_suffix('n').expect("a genitive");
            assert!(essive.ends_with("na") || essive.ends_with("nä"));
            all.extend(
                ["ssa", "sta", "lla", "lta", "lle", "ksi", "tta"]
                    .map(|end| format!("{weak}{}", harmony(end.to_owned()))),
            );
        }
        let [_, _, partitive, illative, inessive] = self.plural;
        all.extend(self.plural.map(str::to_owned));
        let weak = inessive.strip_suffix("ssa").or_else(|| inessive.strip_suffix("ssä")).expect("an inessive");
        all.extend(
            ["sta", "lla", "lta", "lle", "ksi", "tta", "n"].map(|end| format!("{weak}{}", harmony(end.to_owned()))),
        );
        let strong = illative.strip_suffix("hin").or_else(|| match illative.strip_suffix("siin") {
            Some(stem) if stem.ends_with("ei") => Some(stem),
            _ => illative.strip_suffix("in"),
        });
        all.push(format!("{}{}", strong.expect("an illative"), harmony("na".to_owned())));
        all.push(format!("{}neen", strong.expect("an illative")));
        assert!(!partitive.is_empty());
        all
    }

    /// Some cases with possessives and clitics.
    fn with_more(&self) -> Vec<String> {
        let harmony = |text: &str| if self.back { text.to_owned() } else { text.replace('a', "ä").replace('o', "ö") };
        let inessive = self.plural[4];
        let mut all = vec![
            format!("{inessive}{}", harmony("mme")),
            format!("{inessive}kin"),
            format!("{inessive}{}", harmony("ko")),
            format!("{inessive}{}", harmony("nsakaan")),
        ];
        if !self.singular[0].is_empty() {
            let weak = self.singular[1].strip_suffix('n').expect("a genitive");
            all.extend(
                [harmony("ssanne"), harmony("staan"), harmony("ltakin"), "llekin".to_owned()]
                    .map(|end| format!("{weak}{end}")),
            );
        }
        all
    }
}

/// Every Finnish name of a system that ends in one of the nouns, without its end, and that noun.
fn names(catalogue: &Catalogue) -> Vec<(String, String, &'static Noun)> {
    let mut found = Vec::new();
    for system in catalogue.systems() {
        for name in std::iter::once(&system.name.fi).chain(&system.aliases) {
            let nouns = NOUNS.iter().chain(&PLURALS);
            let noun = nouns
                .filter(|noun| name.to_lowercase().ends_with(&noun.end.to_lowercase()))
                .max_by_key(|noun| noun.end.len());
            if let Some(noun) = noun {
                found.push((system.id.clone(), name[..name.len() - noun.end.len()].to_owned(), noun));
            }
        }
    }
    found
}

fn mentioned(text: &str) -> Vec<String> {
    catalogue().mentioned_in(text).iter().map(|system| system.id.clone()).collect()
}

#[test]
fn every_name_is_known_in_the_fifteen_cases() {
    let catalogue = catalogue();
    let names = names(catalogue);
    assert!(names.len() > 80, "{}", names.len());
    let mut forms = 0;
    let mut wrong = Vec::new();
    for (id, start, noun) in &names {
        for form in noun.cases().into_iter().chain(noun.with_more()) {
            for form in [format!("{start}{form}"), format!("{start}{form}").to_uppercase()] {
                forms += 1;
                let found: Vec<_> = catalogue.mentioned_in(&form).iter().map(|system| system.id.clone()).collect();
                if found != [id.clone()] || catalogue.find(&form).map(|system| &system.id) != Some(id) {
                    wrong.push(format!("{form}: {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {forms}: {wrong:#?}", wrong.len());
    assert!(forms > 5_000, "{forms}");
}

#[test]
fn adjectives_agree_compounds_and_everyday_words_for_networks_are_known() {
    let texts: [(&str, &[&str]); 34] = [
        ("Ongelmia sähköisten reseptien toimittamisessa", &["resepti"]),
        ("Sähköisiä reseptejä ei voi hakea", &["resepti"]),
        ("Sähköisessä reseptissä vika", &["resepti"]),
        ("Kansallisessa koodistopalvelussa huolto", &["koodisto"]),
        ("Suomi.fin Valtuudet-palvelussa katko", &["sf_valtuudet"]),
        ("Suomi.fi:n tunnistuksessa häiriö", &["sf_tunnistus"]),
        ("Suomi.fi-tunnistautumisessa häiriö", &["sf_tunnistus"]),
        ("Mina Kanta fungerar inte", &["omakanta"]),
        ("Omakannasta ei löydy tietoja", &["omakanta"]),
        ("Omakanta-palvelussa hidastelua", &["omakanta"]),
        ("Kelaimella ei voi kirjoittaa", &["kelain"]),
        ("Kelain-palvelussa huoltokatko", &["kelain"]),
        ("Mobiiliverkko nurin", &["verkko"]),
        ("Häiriö puhelinverkossa", &["verkko"]),
        ("Nettiyhteydet poikki", &["verkko"]),
        ("Laajakaistahäiriö Esimerkkilässä", &["verkko"]),
        ("Mobiiliverkkohäiriö", &["verkko"]),
        ("Tietoliikennekatkos jatkuu", &["verkko"]),
        ("Kuituyhteyksissä vikaa", &["verkko"]),
        ("Internet-yhteyksien ruuhka", &["verkko"]),
        ("Reseptikeskushäiriö", &["resepti"]),
        ("VTJ:ssä katko", &["vtj"]),
        ("AHKL:n huolto", &["ahkl"]),
        ("Störningar i mobilnätet", &["verkko"]),
        ("Avbrott i bredbandet", &["verkko"]),
        ("Bredbandsstörning", &["verkko"]),
        ("Patientdatalagrets serviceavbrott", &["potilas"]),
        ("Receptcentrets och MittKantas avbrott", &["resepti", "omakanta"]),
        ("Elektroniska recepten kan inte skrivas", &["resepti"]),
        ("MyKanta's outage", &["omakanta"]),
        ("Patient Data Repository\u{2019}s maintenance", &["potilas"]),
        ("Mobile networks are down", &["verkko"]),
        ("Fault in electronic prescriptions", &["resepti"]),
        ("Potilastietovarannossa ja Kvarkissa häiriö", &["potilas", "kuva"]),
    ];
    for (text, expected) in texts {
        assert_eq!(mentioned(text), expected, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_name_is_none() {
    let texts = [
        "Reseptikeskusteluun osallistuttiin",
        "Kelassa on ruuhkaa, Kelan puhelin ei vastaa",
        "Kelainen, kelaista ja kelaamiseen",
        "Omakantainen vene",
        "Katso palvelun ohjeet",
        "Kantaverkossa vika, sähkö poikki",
        "Verkkokauppa ja verkkokoulutus",
        "Arkistosta löytyi kuva",
        "Laajakaistale",
        "Potilastietovarantolaki",
        "Rajat ylittävä resepti",
        "VTJX ja AVTJ",
        "Kirjaudu tunnistuksen jälkeen",
        "Ekstranettiläinen",
        "Puhelinverkostoituminen",
        "Kantapalvelukset",
    ];
    for text in texts {
        assert_eq!(mentioned(text), Vec::<String>::new(), "{text}");
        assert_eq!(catalogue().find(text), None, "{text}");
    }
}

#[test]
fn all_of_kelas_services_have_names_together() {
    let catalogue = catalogue();
    let all: Vec<&str> = catalogue.services().iter().map(|system| system.id.as_str()).collect();
    for name in [
        "Kanta-palvelut",
        "Kanta-palveluissa",
        "Kanta-palveluiden",
        "kantapalveluja",
        "KANTA-PALVELUIHIN",
        "Kanta-tjänsterna",
        "Kanta services",
    ] {
        let named: Vec<&str> = catalogue.named(name).iter().map(|system| system.id.as_str()).collect();
        assert_eq!(named, all, "{name}");
        assert_eq!(catalogue.find(name), None, "{name} is no single service");
        assert_eq!(mentioned(&format!("Häiriö: {name}")), all, "{name}");
    }
    assert_eq!(mentioned("Kanta-palveluiden huoltokatko: Reseptikeskuksessa päivitys"), ["resepti"], "one is named");
    assert_eq!(catalogue.named("Kvarkista").len(), 1);
    assert!(catalogue.named("Kanta").is_empty() && catalogue.named("").is_empty());
}
