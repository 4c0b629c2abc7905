//! What may go out, what is read on the paper, and what a screen reader finds.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use majakka_domain::screenshot_key::{PictureFormat, ScreenshotKey};
use majakka_domain::terms::{Criterion, Criticality, Effect, Extent};

use super::*;

/// An artificial identity code (individual number 900).
const IDENTITY_CODE: &str = "010190-900P";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A form with something in every field: a prescription outage in an invented county (docs/DOMAIN.md 11, no. 4).
fn full() -> KelaForm {
    KelaForm {
        reference: "H-2026-0147".into(),
        written_at: at("2026-11-19T10:25:00Z"),
        reporter: Reporter {
            name: "Mäki-Öhman, Aino".into(),
            role: ReporterRole::Helpdesk,
            phone: "+358400000000".into(),
            email: "kayttotuki@example.fi".into(),
        },
        org: Organisation {
            name: "Esimerkkilän hyvinvointialue".into(),
            business_id: "9000003-8".into(),
            oid: some("1.2.246.10.90000038.10.0"),
            unit: some("Esimerkkilän keskussairaala, päivystys"),
        },
        on_behalf_of: None,
        observed_at: at("2026-11-19T10:10:00Z"),
        started_at: Some(at("2026-11-19T10:04:00Z")),
        ended_at: None,
        services: vec![Named { id: "resepti".into(), name: "Resepti-palvelu".into() }],
        operations: vec![
            Named { id: "prescribe".into(), name: "Reseptin määrääminen".into() },
            Named { id: "renew_request".into(), name: "Uusimispyyntöjen käsittely".into() },
        ],
        effect: Effect::Prevents,
        extent: Some(Extent::Regional),
        criticality: Some(Criticality::Critical),
        units_affected: Some(4),
        users_affected: Some(120),
        criteria: vec![
            Reasoned {
                criterion: Criterion::K1,
                reason: "Kymmenen ilmoitusta neljästä yksiköstä kello 12.10–12.14.".into(),
            },
            Reasoned { criterion: Criterion::K5, reason: "Myös toisen toimittajan asiakas saa saman virheen.".into() },
        ],
        safety_risk: Risk { present: true, text: some("Päivystyksessä ei nähdä voimassa olevia reseptejä.") },
        privacy_risk: Risk::default(),
        system: System { name: some("PotJ"), version: some("9.2"), vendor: some("Esimerkkitoimittaja Oy") },
        connection_point: ConnectionPoint { oid: some("1.2.246.10.90000038.10.0.13.3") },
        broker: some("Esimerkkivälittäjä Oy"),
        description: "Reseptin lähetys Resepti-palveluun ei onnistu. Sanoman välitys saa vastaukseksi SOAP-virheen. \
                      Muut Kanta-palvelut toimivat, myös rooli- ja attribuuttipalvelu."
            .into(),
        steps: some("1. Avattiin uusi lääkemääräys.\n2. Allekirjoitettiin varmennekortilla.\n3. Painettiin Lähetä."),
        error_text: some("lähetys epäonnistui, virhe 500"),
        error_codes: vec!["500".into(), "soap:Server".into()],
        message_ids: vec!["1.2.246.10.90000038.93.2026.4711".into(), "1.2.246.10.90000038.93.2026.4712".into()],
        local_checks: vec![
            LocalCheck { what: "Verkko".into(), result: "TCP-yhteys liityntäpisteeseen toimii".into() },
            LocalCheck { what: "TLS".into(), result: "kättely onnistuu".into() },
            LocalCheck { what: "Varmenne".into(), result: "voimassa vielä 211 päivää".into() },
            LocalCheck { what: "Kello".into(), result: "poikkeama 0,2 s".into() },
        ],
        attachments: Vec::new(),
        phoned_at: Some(at("2026-11-19T10:31:00Z")),
        phoned_by: some("Aino Mäki-Öhman"),
        kela_ref: some("KT-4711"),
    }
}

/// A form with nothing but what must be there.
fn sparse() -> KelaForm {
    KelaForm {
        on_behalf_of: None,
        started_at: None,
        extent: None,
        criticality: None,
        units_affected: None,
        users_affected: None,
        criteria: Vec::new(),
        safety_risk: Risk::default(),
        system: System::default(),
        connection_point: ConnectionPoint::default(),
        broker: None,
        steps: None,
        error_text: None,
        error_codes: Vec::new(),
        message_ids: Vec::new(),
        local_checks: Vec::new(),
        phoned_at: None,
        phoned_by: None,
        kela_ref: None,
        ..full()
    }
}

/// A screen with a coloured band, so that it can be told apart on the page.
fn screenshot() -> Picture {
    let screen = RgbImage::from_fn(1280, 720, |_, y| if y < 90 { Rgb([160, 30, 40]) } else { Rgb([235, 238, 241]) });
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(screen).write_to(&mut png, ImageFormat::Png).unwrap();
    let bytes = Bytes::from(png.into_inner());
    Picture { key: ScreenshotKey::new(&bytes, PictureFormat::Png), bytes }
}

fn attachment(name: &str, picture: &Picture, no_personal_data: bool) -> Attachment {
    let alt = "Virheikkuna: lähetys epäonnistui, virhe 500.".to_owned();
    Attachment { name: name.into(), alt, key: picture.key.clone(), no_personal_data }
}

fn problems(form: KelaForm) -> Vec<String> {
    form.check().unwrap_err().iter().map(ToString::to_string).collect()
}

mod check {
    use super::*;

    #[test]
    fn without_reporter_or_organisation_nothing_goes_out() {
        let mut form = full();
        form.reporter = Reporter { name: " ".into(), phone: String::new(), email: String::new(), ..form.reporter };
        form.org.name.clear();
        form.org.business_id.clear();
        insta::assert_debug_snapshot!(problems(form), @r#"
        [
            "reporter.name: must be filled in",
            "reporter.phone: must be filled in",
            "reporter.email: must be filled in",
            "org.name: must be filled in",
            "org.business_id: must be filled in",
        ]
        "#);
    }

    #[test]
    fn what_is_wrongly_written_is_named_field_by_field() {
        let mut form = full();
        form.reporter.phone = "12".into();
        form.reporter.email = "kayttotuki".into();
        form.org.business_id = "9000001-2".into();
        form.connection_point.oid = some("1.2.x");
        form.ended_at = Some(form.observed_at - TimeDelta::hours(1));
        insta::assert_debug_snapshot!(problems(form), @r#"
        [
            "reporter.phone: is not valid",
            "reporter.email: is not valid",
            "org.business_id: is not valid",
            "connection_point.oid: is not valid",
            "ended_at: is before the beginning",
        ]
        "#);
    }

    #[test]
    fn a_vendor_says_for_whom_it_reports_and_a_call_who_made_it() {
        let mut form = full();
        form.reporter.role = ReporterRole::Vendor;
        form.phoned_by = None;
        insta::assert_debug_snapshot!(problems(form), @r#"
        [
            "on_behalf_of: must be filled in",
            "phoned_by: must be filled in",
        ]
        "#);
    }

    #[test]
    fn an_identity_code_is_found_in_any_text_of_the_form() {
        let whole = serde_json::to_value(full()).unwrap();
        let mut tried = 0;
        for pointer in text_pointers(&whole, String::new()) {
            let mut planted = whole.clone();
            let text = planted.pointer_mut(&pointer).unwrap();
            *text = format!("{} {IDENTITY_CODE}", text.as_str().unwrap()).into();
            // Words of closed lists and times cannot hold one: they no longer read.
            let Ok(form) = serde_json::from_value::<KelaForm>(planted) else { continue };
            let field = pointer.trim_start_matches('/').replace('/', ".");
            let found = form.clone().check().unwrap_err();
            assert!(
                found.contains(&FormProblem { field, kind: FormProblemKind::IdentityCode }),
                "{pointer}: {found:?}"
            );
            let redacted = form.redacted("[poistettu]").unwrap();
            assert_eq!(redacted.taken_out, 1, "{pointer}");
            assert!(!serde_json::to_string(&redacted.form).unwrap().contains("900P"), "{pointer}");
            tried += 1;
        }
        assert!(tried > 35, "only {tried} texts were tried");
    }

    fn text_pointers(value: &serde_json::Value, pointer: String) -> Vec<String> {
        match value {
            serde_json::Value::String(_) => vec![pointer],
            serde_json::Value::Array(items) => {
                let below = |(index, item)| text_pointers(item, format!("{pointer}/{index}"));
                items.iter().enumerate().flat_map(below).collect()
            }
            serde_json::Value::Object(fields) => {
                fields.iter().flat_map(|(name, field)| text_pointers(field, format!("{pointer}/{name}"))).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn no_stored_picture_is_taken_for_an_identity_code() {
        let mut form = sparse();
        for number in 0_u32..5_000 {
            let key = ScreenshotKey::new(&number.to_be_bytes(), PictureFormat::Png);
            form.attachments.push(Attachment { name: "x".into(), alt: "y".into(), key, no_personal_data: true });
        }
        assert_eq!(form.clone().redacted("[poistettu]").unwrap(), Redacted { form: form.clone(), taken_out: 0 });
        assert_eq!(form.check().err(), None);
    }

    #[test]
    fn the_json_names_its_schema_and_holds_the_promise_in_place_of_the_patient() {
        let picture = screenshot();
        let mut form = full();
        form.attachments = vec![attachment("kela.png", &picture, true), attachment("potilas.png", &picture, false)];
        let json = form.check().unwrap().json().unwrap();
        assert_eq!(json["schema"], "kela-fault/1");
        assert_eq!(json["patient_ref"], "Toimitetaan turvallisesti erikseen. Viite: H-2026-0147");
        assert_eq!(json["reporter"]["role"], "helpdesk");
        let alt = "Virheikkuna: lähetys epäonnistui, virhe 500.";
        assert_eq!(json["attachments"], serde_json::json!([{"name": "kela.png", "alt": alt}]));
    }

    #[test]
    fn a_call_is_owed_for_the_critical_and_the_wide() {
        let with = |extent, criticality| KelaForm { extent, criticality, ..sparse() }.owes_call();
        assert!(with(Some(Extent::Nationwide), None) && with(Some(Extent::Regional), Some(Criticality::Minor)));
        assert!(with(Some(Extent::Unit), Some(Criticality::Critical)));
        assert!(!with(Some(Extent::Organisation), Some(Criticality::Major)) && !with(None, None));
    }
}

mod paper {
    use super::*;
    use crate::kela_form::labels::labels;
    use crate::kela_form::lines::blocks;

    /// What one of poppler's programs (Debian: poppler-utils) prints about the PDF.
    fn poppler(program: &str, option: &str, pdf: &Path) -> String {
        let mut command = Command::new(program);
        command.arg(option).arg(pdf);
        if program == "pdftotext" {
            command.arg("-");
        }
        let output = command.output().unwrap_or_else(|error| panic!("{program} (poppler-utils) does not run: {error}"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        // Titles of headings come out as they are stored, in UTF-16; the rest is UTF-8.
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn saved(pdf: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.pdf");
        std::fs::write(&path, pdf).unwrap();
        (folder, path)
    }

    /// The text of the PDF in reading order, with every run of white space as one space.
    fn read_back(pdf: &[u8]) -> String {
        let (_folder, path) = saved(pdf);
        poppler("pdftotext", "-raw", &path).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_field_has_a_label_and_a_full_form_fills_them_all() {
        let mut form = full();
        form.on_behalf_of = some("Esimerkkiapteekki");
        form.ended_at = Some(form.observed_at + TimeDelta::hours(2));
        form.attachments = vec![attachment("kela.png", &screenshot(), true)];
        let checked = form.check().unwrap();
        for block in blocks(&checked) {
            for row in block.rows {
                assert!(row.value.is_some(), "nothing beside {:?}", row.label);
            }
        }
        let labelled: Vec<&str> =
            labels().sections.iter().flat_map(|section| &section.fields).map(|field| field.key.as_str()).collect();
        let json = checked.json().unwrap();
        for key in json.as_object().unwrap().keys() {
            let own_place = matches!(key.as_str(), "schema" | "reference" | "written_at");
            let labelled = labelled.iter().any(|label| label.split('.').next() == Some(key));
            assert!(own_place || labelled, "{key} stands nowhere on the paper");
        }
    }

    #[test]
    fn labels_and_values_are_read_back_in_their_order() {
        let checked = full().check().unwrap();
        let text = read_back(&checked.pdf(&[]).unwrap());
        let mut rest = text.as_str();
        for block in blocks(&checked) {
            let values = block.rows.iter().flat_map(|row| [Some(row.label.to_owned()), row.value.clone()]);
            for expected in std::iter::once(Some(block.heading.to_owned())).chain(values).flatten() {
                let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
                // A page may turn within a value; its first line is enough to know the place.
                let first: String = expected.chars().take(30).collect();
                let found = rest.find(first.trim()).unwrap_or_else(|| panic!("{first:?} does not follow in: {rest}"));
                rest = &rest[found..];
            }
        }
        assert!(text.contains("Häiriöilmoitus H-2026-0147 Sivu 1 (2)"), "{text}");
        assert!(text.contains("Esimerkkilän hyvinvointialue") && text.contains("Mäki-Öhman, Aino"), "{text}");
        assert!(text.contains("to 19.11.2026 klo 12.10 (Suomen aika, UTC+2)"), "{text}");
        assert!(text.contains("Toimitetaan turvallisesti erikseen. Viite: H-2026-0147"), "{text}");
    }

    #[test]
    fn what_was_not_told_says_so_and_an_owed_call_too() {
        let text = read_back(&sparse().check().unwrap().pdf(&[]).unwrap());
        assert!(text.contains("Versio Ei ilmoitettu"), "{text}");
        assert!(text.contains("Soitettu Ei ilmoitettu"), "{text}");
        let critical = KelaForm { criticality: Some(Criticality::Critical), ..sparse() };
        let text = read_back(&critical.check().unwrap().pdf(&[]).unwrap());
        assert!(text.contains("Soitettu Soitetaan tämän ilmoituksen lisäksi"), "{text}");
    }

    #[test]
    fn a_screen_reader_finds_title_language_headings_and_tables() {
        let (_folder, path) = saved(&full().check().unwrap().pdf(&[]).unwrap());
        let info = poppler("pdfinfo", "-isodates", &path);
        assert!(info.contains("Häiriöilmoitus H-2026-0147") && info.contains("Esimerkkilän hyvinvointialue"), "{info}");
        assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
        assert!(info.contains("2026-11-19T10:25:00"), "{info}");
        let tags = poppler("pdfinfo", "-struct-text", &path);
        let tags: Vec<&str> = tags.lines().map(str::trim).collect();
        let row = ["TR", "TH:", "/Scope /Row", "\"Y-tunnus\"", "TD", "\"9000003-8\""];
        assert!(tags.windows(row.len()).any(|window| window == row), "{tags:#?}");
        let headings = |level| tags.iter().filter(|tag| tag.starts_with(level) && tag.ends_with("(block)")).count();
        assert_eq!((headings("H1"), headings("H2"), headings("Table")), (1, 5, 6), "{tags:#?}");
        let raw = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(raw.contains("<pdfuaid:part>1</pdfuaid:part>") && raw.contains("/Lang(fi)"));
    }

    #[test]
    fn only_a_ticked_screenshot_lies_behind_the_form() {
        let picture = screenshot();
        let mut form = full();
        form.attachments = vec![attachment("potilas.png", &picture, false), attachment("lähetys.png", &picture, true)];
        let checked = form.check().unwrap();
        let missing = checked.pdf(&[]).unwrap_err();
        assert_eq!(missing, PdfError::PictureMissing(picture.key.clone()));
        let pictures = [Picture { key: picture.key.clone(), bytes: picture.bytes.clone() }];
        let pdf = checked.pdf(&pictures).unwrap();
        let text = read_back(&pdf);
        assert!(text.contains("Kuvakaappaukset Liite 1: lähetys.png"), "{text}");
        assert!(text.contains("Virheikkuna: lähetys epäonnistui") && !text.contains("potilas.png"), "{text}");
        let (_folder, path) = saved(&pdf);
        let images = poppler("pdfimages", "-list", &path);
        assert_eq!(images.lines().filter(|line| line.contains(" image ")).count(), 1, "{images}");
        let broken = [Picture { key: picture.key.clone(), bytes: Bytes::from_static(b"no picture") }];
        assert_eq!(checked.pdf(&broken).unwrap_err(), PdfError::PictureBroken(picture.key.clone()));
    }

    #[test]
    fn the_same_form_is_the_same_file_to_the_byte() {
        let picture = screenshot();
        let mut form = full();
        form.attachments = vec![attachment("lähetys.png", &picture, true)];
        let checked = form.check().unwrap();
        let pictures = [Picture { key: picture.key.clone(), bytes: picture.bytes.clone() }];
        assert!(checked.pdf(&pictures).unwrap() == checked.pdf(&pictures).unwrap());
    }

    #[test]
    fn a_text_longer_than_a_page_goes_on_over_the_next_and_strange_signs_do_no_harm() {
        let mut form = full();
        let sentence = "Lähetys epäonnistui taas, virhe 500. ";
        form.description = format!("{}LOPPU 🚑 \u{202e}漢字\u{0}", sentence.repeat(400));
        form.error_text = some(&"x".repeat(3_000));
        let text = read_back(&form.check().unwrap().pdf(&[]).unwrap());
        assert_eq!(text.matches("epäonnistui taas").count(), 400);
        assert!(text.contains("LOPPU ? ??"), "strange signs");
        assert!(text.contains("Sivu 4 (") && text.matches('x').count() >= 3_000);
    }

    /// For a look by eye: `MAJAKKA_KEEP_FORM=form.pdf cargo test keeps_a_form`.
    #[test]
    fn keeps_a_form_where_asked() {
        let picture = screenshot();
        let mut form = full();
        form.attachments = vec![attachment("lähetys.png", &picture, true)];
        let pictures = [Picture { key: picture.key.clone(), bytes: picture.bytes.clone() }];
        let pdf = form.check().unwrap().pdf(&pictures).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        if let Some(path) = std::env::var_os("MAJAKKA_KEEP_FORM") {
            std::fs::write(path, pdf).unwrap();
        }
    }
}
