//! Promise: every text stands in three languages, fits where it must stand, and sends no patient to Kanta.

use majakka_domain::catalogue::Catalogue;
use majakka_domain::format::gsm7::septets;
use majakka_domain::terms::Language;

use crate::{FILE, catalogue};

#[test]
fn every_text_stands_in_three_languages() {
    let catalogue = catalogue();
    let doubt = catalogue.doubt();
    for language in Language::ALL {
        for system in catalogue.systems() {
            let texts = [
                ("name", &system.name),
                ("sms_name", &system.sms_name),
                ("guidance", &system.guidance),
                ("citizen_guidance", &system.citizen_guidance),
                ("sms_guidance", &system.sms_guidance),
            ];
            for (what, text) in texts.into_iter().chain(system.functions.iter().map(|f| (f.id.as_str(), &f.name))) {
                assert!(!text.get(*language).trim().is_empty(), "{}.{what} lacks {language}", system.id);
            }
            assert!(!system.group.is_empty() && !system.source.is_empty(), "{} lacks its group or source", system.id);
        }
        assert!(!doubt.guidance.get(*language).is_empty() && !doubt.sms_guidance.get(*language).is_empty());
    }
}

#[test]
fn what_stands_in_a_text_message_fits_in_it() {
    let catalogue = catalogue();
    let systems = catalogue.systems().flat_map(|s| [(&s.id[..], &s.sms_name, 24), (&s.id[..], &s.sms_guidance, 34)]);
    for (id, texts, limit) in systems.chain([("doubt", &catalogue.doubt().sms_guidance, 34)]) {
        for language in Language::ALL {
            let text = texts.get(*language);
            let counted = septets(text);
            assert!(counted.is_some(), "{id} {language}: \"{text}\" would turn the message into UCS-2");
            assert!(counted <= Some(limit), "{id} {language}: \"{text}\" is longer than {limit} septets");
        }
    }
}

/// Every text that a professional or a citizen may read, with the id of its system.
fn texts_for_readers(catalogue: &Catalogue) -> Vec<(String, String)> {
    let systems = catalogue.systems().flat_map(|s| {
        [&s.name, &s.sms_name, &s.guidance, &s.citizen_guidance, &s.sms_guidance].map(|texts| (s.id.clone(), texts))
    });
    let doubt = [&catalogue.doubt().guidance, &catalogue.doubt().sms_guidance].map(|texts| ("doubt".to_owned(), texts));
    systems
        .chain(doubt)
        .flat_map(|(id, texts)| Language::ALL.iter().map(move |l| (format!("{id} {l}"), texts.get(*l).to_owned())))
        .collect()
}

#[test]
fn the_number_and_address_of_kela_stand_only_with_the_authorities() {
    let first_authority = FILE.find("[[authority]]").expect("authorities stand last");
    let (before, after) = FILE.split_at(first_authority);
    for secret in ["634 7787", "6347787", "tekninentuki", "kanta@kanta.fi"] {
        assert!(!before.contains(secret), "{secret} stands outside the authorities");
    }
    assert!(after.contains("020 634 7787") && after.contains("tekninentuki@kanta.fi"));
    assert!(!FILE.contains("tekninentuki@kela.fi"), "the address of 2018 is out of use");
}

/// Does a sentence tell somebody to get in touch with Kanta or Kela?
fn sends_to_kanta(sentence: &str) -> bool {
    let words: Vec<_> = sentence.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let kanta = ["kanta", "kela", "fpa"];
    let to_whom = words.iter().any(|word| kanta.iter().any(|name| word.starts_with(name)));
    let touch = [
        "yhteyttä",
        "yhteydessä",
        "soita",
        "soittaa",
        "soittamalla",
        "kontakta",
        "kontaktar",
        "ring",
        "kontakt",
        "contact",
        "call",
        "phone",
    ];
    let how = words.iter().any(|word| touch.contains(&word.as_str()));
    let not_needed = [
        "Sinun ei tarvitse ottaa yhteyttä Kantaan",
        "Du behöver inte kontakta Kanta",
        "You do not need to contact Kanta",
    ];
    to_whom && how && !not_needed.contains(&sentence.trim())
}

#[test]
fn no_text_sends_a_patient_to_kanta() {
    assert!(sends_to_kanta("Ota yhteyttä Kelaan"), "the test itself must be able to fail");
    assert!(sends_to_kanta("Ring FPA:s tekniska stöd") && sends_to_kanta("Please contact Kanta support"));
    for (place, text) in texts_for_readers(catalogue()) {
        for sentence in text.split(['.', ':', '\n']) {
            assert!(!sends_to_kanta(sentence), "{place}: {sentence}");
        }
    }
}

#[test]
fn the_prescription_text_for_customers_says_that_nobody_needs_to_contact_kanta() {
    let catalogue = catalogue();
    let resepti = catalogue.system("resepti").expect("the prescription service");
    for (language, words) in [
        (Language::Fi, "Sinun ei tarvitse ottaa yhteyttä Kantaan."),
        (Language::Sv, "Du behöver inte kontakta Kanta."),
        (Language::En, "You do not need to contact Kanta."),
    ] {
        assert!(resepti.citizen_guidance.get(language).ends_with(words), "{language}");
    }
}

/// Seed 003, 6.2: a paper or telephone prescription is saved by the pharmacy, never by the prescriber afterwards.
#[test]
fn wherever_paper_prescriptions_are_advised_saving_them_afterwards_is_advised_against() {
    let rules = [
        (Language::Fi, "puhelinresepti", "jälkikäteen, apteekki tallentaa"),
        (Language::Sv, "telefonrecept", "i efterhand, apoteket sparar"),
        (Language::En, "telephone prescription", "afterwards, the pharmacy saves"),
    ];
    for system in catalogue().systems() {
        for (language, advice, warning) in rules {
            let text = system.guidance.get(language);
            assert!(!text.contains(advice) || text.contains(warning), "{} {language}: {text}", system.id);
        }
    }
}
