//! Bulletins and notices of breaks.

use std::fmt::Write;

use chrono::TimeDelta;
use majakka_domain::format::gsm7;
use majakka_domain::terms::{Effect, Language, MessageKind};
use proptest::prelude::*;

use super::super::super::RenderError;
use super::*;
use crate::read_link::SLOT;

#[test]
fn every_kind_reads_as_its_receivers_get_it() {
    for kind in KINDS {
        let texts = RENDERER.bulletin(&SAMPLES.bulletin(kind)).unwrap();
        let mut out = String::new();
        for language in Language::ALL {
            let Sms { text, septets } = &texts.get(*language).sms;
            writeln!(out, "sms {language} {:3}  {text}", septets.unwrap()).unwrap();
        }
        for language in Language::ALL {
            writeln!(out, "subject {language}  {}", texts.get(*language).mail.subject).unwrap();
        }
        writeln!(out, "\n{}", texts.get(Language::Fi).mail.text).unwrap();
        insta::assert_snapshot!(format!("{kind}"), out);
        assert_eq!(texts.lacking, [], "{kind}");
    }
}

#[test]
fn a_mail_is_whole_in_its_recipients_language_and_leads_to_the_others() {
    let texts = RENDERER.bulletin(&SAMPLES.bulletin(MessageKind::Resolved)).unwrap();
    let all = [
        (Language::Fi, "Päättynyt – Resepti"),
        (Language::Sv, "Avslutad – Recept"),
        (Language::En, "Resolved – Prescr"),
    ];
    for (language, _) in all {
        let mail = &texts.get(language).mail;
        for (other, heading) in all {
            assert_eq!(mail.text.contains(heading), other == language, "{language} {other}");
            let link = format!("/read/{SLOT}?lang={other}");
            assert_eq!(mail.text.contains(&link), other != language, "{language} {other}");
        }
        assert!(mail.text.contains(&format!("https://majakka.example.fi/{language}\n")), "{}", mail.text);
    }
    insta::assert_snapshot!("resolved_html", texts.get(Language::Sv).mail.html);
}

#[test]
fn the_public_page_tells_citizens_what_is_theirs() {
    let texts = RENDERER.bulletin(&SAMPLES.bulletin(MessageKind::Resolved)).unwrap();
    let ids = |lines: &[Line]| lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>().join(" ");
    let page = &texts.get(Language::Fi).page;
    assert_eq!(page.title, "Resepti-palvelu: reseptiä ei voi tallentaa");
    assert_eq!(ids(&page.professional), "what service whom cause check follow-up contact");
    assert_eq!(ids(&page.citizen), "what service whom cause");

    let first = RENDERER.bulletin(&SAMPLES.bulletin(MessageKind::First)).unwrap();
    let instruction = first.get(Language::Sv).page.citizen.iter().find(|line| line.id == "instructions").unwrap();
    assert!(instruction.value.starts_with("Om läkemedlet inte är brådskande"), "{}", instruction.value);
}

#[test]
fn one_line_for_all_languages_is_shown_and_marked_as_what_it_is() {
    let bulletin =
        Bulletin { impact: texts("reseptiä ei voi tallentaa", "", " "), ..SAMPLES.outage(MessageKind::First) };
    let texts = RENDERER.bulletin(&bulletin).unwrap();
    let lacking = |language| Lacking { language, fact: "impact" };
    assert_eq!(texts.lacking, [lacking(Language::Sv), lacking(Language::En)]);
    let swedish = texts.get(Language::Sv);
    assert!(swedish.sms.text.starts_with("STÖRNING Recepttjänsten: reseptiä ei voi tallentaa. Började"));
    assert!(
        swedish.mail.html.contains(r#"<span style="white-space:pre-line" lang="fi">reseptiä ei voi tallentaa</span>"#)
    );
    assert_eq!(swedish.page.professional[0].language, Some(Language::Fi));
}

#[test]
fn what_is_unknown_is_said_to_be_unknown() {
    let bare = Bulletin {
        whom: Texts::default(),
        works: Texts::default(),
        helpdesk: Texts::default(),
        next_update: None,
        services: vec![],
        instructions: Instructions::default(),
        ..SAMPLES.outage(MessageKind::Update)
    };
    let texts = RENDERER.bulletin(&bare).unwrap();
    let unknown: Vec<_> =
        texts.get(Language::Fi).page.professional.iter().filter(|line| line.value == "ei tiedossa").collect();
    assert_eq!(
        unknown.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(),
        ["whom", "next", "contact"],
        "what nobody said anything about has no line"
    );
    insta::assert_snapshot!(
        Language::ALL.iter().map(|l| texts.get(*l).sms.text.as_str()).collect::<Vec<_>>().join("\n"), @r"
    TILANNE Kanta-palvelut: reseptiä ei voi tallentaa. Arvio ei tiedossa. Lisää myöhemmin. H-2026-0147 majakka.example.fi/fi
    LÄGE Kanta-tjänsterna: recept kan inte sparas. Sluttid ej känd. Mer senare. H-2026-0147 majakka.example.fi/sv
    STATUS Kanta Services: prescriptions not saved. Estimate not known. Next later. H-2026-0147 majakka.example.fi/en
    ");
}

#[test]
fn what_would_pass_160_loses_the_others_and_then_the_instruction() {
    let long = |impact: &str, services: &[&str]| {
        let services: Vec<_> = services.iter().map(|id| service(id, &[])).collect();
        let instructions = Instructions::for_services(&CATALOGUE, &services, Effect::Prevents);
        let bulletin = Bulletin {
            services,
            instructions,
            impact: texts(impact, impact, impact),
            ..SAMPLES.outage(MessageKind::First)
        };
        RENDERER.bulletin(&bulletin)
    };
    let fi = |texts: &BulletinTexts| texts.get(Language::Fi).sms.text.clone();
    let both = long("reseptiä ei voi tallentaa", &["resepti", "potilas"]).unwrap();
    insta::assert_snapshot!(fi(&both), @"HÄIRIÖ Resepti-palvelu ym.: reseptiä ei voi tallentaa. Alkoi klo 12.10. Käytä paperi-/puhelinreseptiä. Lisää klo 12.56. H-2026-0147 majakka.example.fi/fi");
    let alone = long("reseptiä ei voi tallentaa, ei myöskään uusia eikä toimittaa apteekissa", &["resepti", "potilas"])
        .unwrap();
    insta::assert_snapshot!(fi(&alone), @"HÄIRIÖ Resepti-palvelu ym.: reseptiä ei voi tallentaa, ei myöskään uusia eikä toimittaa apteekissa. Alkoi klo 12.10. Lisää klo 12.56. H-2026-0147");
    let bare =
        long("reseptiä ei voi tallentaa eikä toimittaa, muut palvelut toimivat normaalisti", &["resepti"]).unwrap();
    insta::assert_snapshot!(fi(&bare), @"HÄIRIÖ Resepti-palvelu: reseptiä ei voi tallentaa eikä toimittaa, muut palvelut toimivat normaalisti. Alkoi klo 12.10. Lisää klo 12.56. H-2026-0147");
    assert!(Language::ALL.iter().all(|language| bare.get(*language).sms.fits()));
    let hopeless = long(&"pitkä selitys ".repeat(9), &["resepti"]).unwrap();
    assert_eq!(hopeless.get(Language::Fi).sms.septets, Some(196), "the preview shows it all the same");
    insta::assert_snapshot!(hopeless.fitting().unwrap_err(), @"the text message in fi does not fit: 196 septets");
    insta::assert_snapshot!(long("reseptit 🙂", &["resepti"]).unwrap().fitting().unwrap_err(), @"the text message in fi does not fit: a character outside GSM-7");
}

#[test]
fn another_instruction_never_stands_beside_the_catalogues() {
    let catalogue = Instructions::for_services(&CATALOGUE, &[service("resepti", &[])], Effect::Prevents);
    let long = "Lopeta lääkelistan käyttö ja tarkista annos pakkauksesta tai apteekista.";
    let replaced =
        catalogue.clone().replaced_by(Instructions { professional: texts(long, "", ""), ..Default::default() });
    assert_eq!(replaced.professional.fi, long);
    assert_eq!(replaced.sms, Texts::default(), "too long for a text message, and the catalogue's would contradict");
    assert_eq!(replaced.citizen, catalogue.citizen);
    let short = catalogue
        .clone()
        .replaced_by(Instructions { professional: texts("Odota.", "Vänta.", "Wait."), ..Default::default() });
    assert_eq!(short.sms, texts("Odota.", "Vänta.", "Wait."));
    assert_eq!(catalogue.clone().replaced_by(Instructions::default()), catalogue);
}

#[test]
fn nobody_is_sent_to_paper_while_saving_is_only_slow() {
    let services = [service("potilas", &["save"])];
    let slow = Instructions::for_services(&CATALOGUE, &services, Effect::Degrades);
    assert_eq!(slow.sms.fi, "Varmista tiedon tallentuminen.");
    assert_eq!(slow.professional, CATALOGUE.doubt().guidance);
    let login = Instructions::for_services(&CATALOGUE, &[service("sf_tunnistus", &[])], Effect::Degrades);
    assert_eq!(login.sms.fi, "Yritä myöhemmin uudelleen.");
}

#[test]
fn a_break_over_midnight_names_both_days() {
    let window = Window { starts: at("2026-12-10T22:00:00+02:00"), ends: Some(at("2026-12-11T02:00:00+02:00")) };
    let texts =
        RENDERER.bulletin(&Bulletin { window: Some(window), ..SAMPLES.bulletin(MessageKind::MaintAdvance) }).unwrap();
    insta::assert_snapshot!(texts.get(Language::Sv).sms.text, @"UNDERHÅLL Patientdatalagret: 10.12 kl. 22.00 - 11.12 kl. 2.00. Uppgifter kan inte hämtas. Dokumentera i eget system. K-2026-0031 majakka.example.fi/sv");
}

#[test]
fn a_break_whose_end_is_not_known_says_so_and_is_over_when_somebody_says_that() {
    let open = |kind| {
        let known = SAMPLES.bulletin(kind);
        Bulletin { window: known.window.map(|window| Window { ends: None, ..window }), ..known }
    };
    let said = |bulletin: &Bulletin| {
        let texts = RENDERER.bulletin(bulletin).unwrap();
        let of = |language| {
            let text = texts.get(language);
            assert!(text.sms.fits(), "{:?}", text.sms);
            format!("{}\n\n{}", text.sms.text, text.mail.text)
        };
        Language::ALL.iter().map(|language| of(*language)).collect::<Vec<_>>().join("\n=====\n")
    };
    for kind in [MessageKind::MaintAdvance, MessageKind::MaintStart, MessageKind::MaintMoved] {
        insta::assert_snapshot!(format!("open_{kind}"), said(&open(kind)));
    }
    let over = Bulletin { ended: Some(at("2026-12-10T09:10:00+02:00")), ..open(MessageKind::MaintEnd) };
    insta::assert_snapshot!("open_maint_end", said(&over));
}

#[test]
fn a_fact_that_a_kind_cannot_do_without_is_asked_for() {
    let without = |bulletin: Bulletin| RENDERER.bulletin(&bulletin).unwrap_err();
    for bulletin in [
        Bulletin { ended: None, ..SAMPLES.bulletin(MessageKind::Resolved) },
        Bulletin { previous: None, ..SAMPLES.bulletin(MessageKind::Withdrawal) },
        Bulletin { window: None, ..SAMPLES.bulletin(MessageKind::MaintStart) },
        Bulletin { moved_from: None, ..SAMPLES.bulletin(MessageKind::MaintMoved) },
    ] {
        assert!(matches!(without(bulletin), RenderError::Template { .. }));
    }
}

#[test]
fn an_identity_code_does_not_get_out() {
    let hetu = "potilas 010190-900P";
    let refused = |bulletin: Bulletin| matches!(RENDERER.bulletin(&bulletin), Err(RenderError::IdentityCode { .. }));
    assert!(refused(Bulletin { impact: texts(hetu, "", ""), ..SAMPLES.outage(MessageKind::First) }));
    assert!(refused(Bulletin { changed: texts("", "", hetu), ..SAMPLES.later(MessageKind::Update) }));
    assert!(refused(Bulletin { helpdesk: Texts::same(hetu), ..SAMPLES.outage(MessageKind::First) }));
    let citizen = Instructions { citizen: texts(hetu, "", ""), ..Instructions::default() };
    assert!(
        refused(Bulletin { instructions: citizen, ..SAMPLES.outage(MessageKind::First) }),
        "it stands on the page only"
    );
}

#[test]
fn no_bulletin_carries_a_link_but_to_our_own_pages_or_a_contact_of_kela() {
    let own = format!("https://majakka.example.fi/read/{SLOT}");
    for kind in KINDS {
        let texts = RENDERER.bulletin(&SAMPLES.bulletin(kind)).unwrap();
        for language in Language::ALL {
            let BulletinText { mail, sms, .. } = texts.get(*language);
            for text in [&mail.text, &mail.html, &sms.text] {
                let mut text =
                    text.replace(&format!("{own}?lang&#x3D;"), "OWN").replace(&format!("{own}?lang="), "OWN");
                text = text.replace(&own, "OWN").replace(&format!("https://majakka.example.fi/{language}"), "OWN");
                for language in Language::ALL {
                    text = text.replace(&format!("OWN{language}"), "OWN");
                }
                let text = text.replace("href=\"OWN\"", "").replace("hreflang", "");
                for unwanted in ["http", "href", "src=", "020 634", "@kanta.fi", "@kela.fi"] {
                    assert!(!text.contains(unwanted), "{kind} {language}: {unwanted}");
                }
            }
        }
    }
}

#[test]
fn a_writers_markup_stays_text() {
    let bulletin = Bulletin { impact: texts("<b>hidas</b>\r\nBcc: x", "x", "x"), ..SAMPLES.outage(MessageKind::First) };
    let mail = &RENDERER.bulletin(&bulletin).unwrap().get(Language::Fi).mail.clone();
    assert!(mail.html.contains("&lt;b&gt;hidas&lt;/b&gt; Bcc: x") && !mail.html.contains("<b>"));
    assert_eq!(mail.subject, "[Häiriö] Resepti-palvelu: <b>hidas</b> Bcc: x (H-2026-0147, 1)");
}

/// What a writer may put into a place of so many septets.
fn written(room: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![Just('ä'), Just(' '), Just('–'), proptest::char::range('a', 'z')], 1..=room)
        .prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn within_its_limits_every_text_message_is_one_message(
        kind in proptest::sample::select(&KINDS[..]),
        svc in written(24), impact in written(28), instr in written(34), others in any::<bool>(),
        minutes in proptest::collection::vec(0i64..600_000, 8), known in any::<bool>(),
    ) {
        let time = |n: usize| at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes[n]);
        let mut hit = service("resepti", &[]);
        hit.system.sms_name = texts(&svc, &svc, &svc);
        let later = |n: usize| time(n) + TimeDelta::minutes(minutes[n + 1] % 3000);
        let window = |n: usize| Window { starts: time(n), ends: known.then(|| later(n)) };
        let bulletin = Bulletin {
            services: if others { vec![hit, service("potilas", &[])] } else { vec![hit] },
            impact: texts(&impact, &impact, &impact),
            instructions: Instructions { sms: texts(&instr, &instr, &instr), ..Instructions::default() },
            began: time(0),
            ended: Some(time(1)),
            eta: known.then(|| time(2)),
            next_update: known.then(|| time(3)),
            previous: Some(time(4)),
            stands: None,
            window: Some(window(5)),
            moved_from: Some(window(6)),
            now: time(7),
            ..SAMPLES.outage(kind)
        };
        let texts = RENDERER.bulletin(&bulletin).unwrap();
        for language in Language::ALL {
            let sms = &texts.get(*language).sms;
            prop_assert!(sms.fits(), "{} {}: {:?} {}", kind, language, sms.septets, sms.text);
            prop_assert_eq!(gsm7::septets(&sms.text), sms.septets);
            prop_assert!(!sms.text.contains("  "));
        }
    }
}
