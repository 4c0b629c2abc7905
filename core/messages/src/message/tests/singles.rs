//! Messages that stand for themselves: alarms, progress, account links, escalations.

use std::fmt::Write;

use majakka_domain::on_call::DutyReason;
use majakka_domain::terms::{ClockKind, Criterion, Effect, Extent, Language};

use super::super::super::RenderError;
use super::*;

/// A mail with its subject, as a person sees it.
fn shown(mail: &Mail) -> String {
    format!("Subject: {}\n\n{}", mail.subject, mail.text)
}

#[test]
fn alarms_tell_what_is_late_and_what_happens_next() {
    let system = CATALOGUE.system("resepti").unwrap().clone();
    let alarm = StaffAlarm {
        reference: "H-2026-0147".to_owned(),
        service: system.clone(),
        promised: at("2026-11-20T12:56:00+02:00"),
        goes_out: at("2026-11-20T13:06:00+02:00"),
        now: at("2026-11-20T12:56:00+02:00"),
    };
    let alert = |reason| DutyAlert {
        reference: "H-2026-0147".to_owned(),
        service: system.clone(),
        reason,
        since: at("2026-11-20T12:10:00+02:00"),
        now: at("2026-11-20T12:25:00+02:00"),
    };
    let mut out = String::new();
    for language in Language::ALL {
        for (sms, mail) in [
            RENDERER.staff_alarm(&alarm, *language).unwrap(),
            RENDERER.duty_alert(&alert(DutyReason::CriticalReport), *language).unwrap(),
            RENDERER.duty_alert(&alert(DutyReason::NoFirstBulletin), *language).unwrap(),
            RENDERER.duty_alert(&alert(DutyReason::ClockRunsOut(ClockKind::Gdpr33)), *language).unwrap(),
            RENDERER.duty_alert(&alert(DutyReason::NobodyReached), *language).unwrap(),
        ] {
            assert!(sms.fits());
            writeln!(out, "sms {:3}  {}\n{}", sms.septets.unwrap(), sms.text, shown(&mail)).unwrap();
        }
    }
    insta::assert_snapshot!("alarms", out);
}

fn progress(step: ProgressStep) -> Progress {
    Progress {
        reference: "R-2026-000123".to_owned(),
        service: service("resepti", &["prescribe"]),
        step,
        note: Texts::default(),
        follow_url: "https://majakka.example.fi/r/5Jx0-kQ7b".to_owned(),
        helpdesk: "Esimerkkilän käyttötuki, 040 000 0001".to_owned(),
        now: at("2026-11-20T12:12:00+02:00"),
    }
}

#[test]
fn the_reporter_hears_every_step() {
    let estimate = Some(at("2026-11-20T15:00:00+02:00"));
    let cause = texts("palvelinvika Kelassa.", "serverfel hos FPA.", "a server fault at Kela.");
    let steps = [
        ProgressStep::Received,
        ProgressStep::Linked { incident: "H-2026-0147".to_owned() },
        ProgressStep::Investigated { estimate },
        ProgressStep::Resolved { ended: at("2026-11-20T15:40:00+02:00"), cause },
    ];
    let note = texts("Työasemasi on kunnossa, vika on palvelussa.", "", "");
    let mut out = String::new();
    for language in Language::ALL {
        for step in steps.clone() {
            let note = if matches!(step, ProgressStep::Linked { .. }) { note.clone() } else { Texts::default() };
            let mail = RENDERER.progress(&Progress { note, ..progress(step) }, *language).unwrap();
            assert!(mail.html.contains(r#"<a href="https://majakka.example.fi/r/5Jx0-kQ7b""#));
            writeln!(out, "{}", shown(&mail)).unwrap();
        }
    }
    insta::assert_snapshot!("progress", out);
}

#[test]
fn an_account_begins_with_one_link() {
    let link = |purpose| AccountLink {
        purpose,
        organisation: "Esimerkkilän hyvinvointialue".to_owned(),
        url: "https://majakka.example.fi/account/invite/s3cr3t".to_owned(),
        expires: at("2026-11-23T12:00:00+02:00"),
        helpdesk: "Esimerkkilän käyttötuki, 040 000 0001".to_owned(),
        now: at("2026-11-20T12:00:00+02:00"),
    };
    assert!(!format!("{:?}", link(LinkPurpose::Invite)).contains("s3cr3t"), "a log must not hold the link");
    let mut out = String::new();
    for language in Language::ALL {
        for purpose in [LinkPurpose::Invite, LinkPurpose::Reset] {
            writeln!(out, "{}", shown(&RENDERER.account_link(&link(purpose), *language).unwrap())).unwrap();
        }
    }
    insta::assert_snapshot!("account_link", out);
}

fn escalation() -> Escalation {
    Escalation {
        reference: "H-2026-0152".to_owned(),
        sender: Sender {
            organisation: "Esimerkkilän hyvinvointialue".to_owned(),
            business_id: "9000003-8".to_owned(),
            contact: "Käyttötuki, 040 000 0001, tuki@esimerkkila.example.fi".to_owned(),
        },
        services: vec![service("potilas", &["fetch", "save"])],
        effect: Effect::Prevents,
        extent: Extent::Organisation,
        began: at("2026-11-23T13:20:00+02:00"),
        reports: 14,
        description: "Kertomuksen tallennus palauttaa virheen heti. Sama kaikissa yksiköissä.".to_owned(),
        error_text: "Yhteys katkesi (10054)".to_owned(),
        evidence: vec![
            "TCP-yhteys liityntäpisteeseen ei onnistu kello 13.20 alkaen.".to_owned(),
            "Naapurialueella palvelu toimii.".to_owned(),
        ],
        answer_by: at("2026-11-23T14:30:00+02:00"),
        now: at("2026-11-23T13:40:00+02:00"),
    }
}

#[test]
fn a_vendor_is_asked_and_kela_gets_a_cover() {
    let Escalation { sender, services, .. } = escalation();
    let cover = KelaCover {
        reference: "H-2026-0152".to_owned(),
        sender,
        services,
        effect: Effect::Prevents,
        extent: Extent::Regional,
        began: at("2026-11-23T13:20:00+02:00"),
        criteria: vec![Criterion::K1, Criterion::K6],
        call: true,
        screenshots: true,
        now: at("2026-11-23T13:45:00+02:00"),
    };
    let mut out = String::new();
    for language in Language::ALL {
        writeln!(out, "{}", shown(&RENDERER.escalation(&escalation(), *language).unwrap())).unwrap();
        writeln!(out, "{}", shown(&RENDERER.kela_cover(&cover, *language).unwrap())).unwrap();
    }
    insta::assert_snapshot!("escalation", out);
}

#[test]
fn an_identity_code_does_not_get_out() {
    let hetu = "potilas 010190-900P";
    let escalation = Escalation { error_text: hetu.to_owned(), ..escalation() };
    assert!(matches!(RENDERER.escalation(&escalation, Language::Fi), Err(RenderError::IdentityCode { .. })));
    let note = Progress { note: texts(hetu, "", ""), ..progress(ProgressStep::Received) };
    assert!(matches!(RENDERER.progress(&note, Language::Sv), Err(RenderError::IdentityCode { .. })));
}

#[test]
fn the_longest_alarm_is_one_text_message() {
    let mut system = CATALOGUE.system("resepti").unwrap().clone();
    let widest = "Ä".repeat(24);
    system.sms_name = texts(&widest, &widest, &widest);
    let (then, now) = (at("2026-12-28T22:10:00+02:00"), at("2026-12-30T12:00:00+02:00"));
    for language in Language::ALL {
        let alarm = StaffAlarm {
            reference: "H-2026-0147".to_owned(),
            service: system.clone(),
            promised: then,
            goes_out: then,
            now,
        };
        assert!(RENDERER.staff_alarm(&alarm, *language).unwrap().0.fits());
        let clocks = ClockKind::ALL.iter().map(|clock| DutyReason::ClockRunsOut(*clock));
        for reason in clocks.chain([DutyReason::CriticalReport, DutyReason::NoFirstBulletin, DutyReason::NobodyReached])
        {
            let alert =
                DutyAlert { reference: "H-2026-0147".to_owned(), service: system.clone(), reason, since: then, now };
            assert!(RENDERER.duty_alert(&alert, *language).unwrap().0.fits());
        }
    }
}
