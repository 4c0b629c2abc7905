//! Messages that stand for themselves: alarms, progress, account links, escalations.

use std::fmt::Write;

use majakka_domain::on_call::DutyReason;
use majakka_domain::terms::{ClockKind, Language};

use super::super::super::RenderError;
use super::*;

/// A mail with its subject, as a person sees it.
fn shown(mail: &Mail) -> String {
    format!("Subject: {}\n\n{}", mail.subject, mail.text)
}

#[test]
fn a_cause_in_another_language_is_marked_and_one_that_nobody_gave_is_left_out() {
    let ended = SAMPLES.progress(ProgressStep::Received).now;
    let mail = |cause| {
        let step = ProgressStep::Resolved { ended, cause };
        RENDERER.progress(&SAMPLES.progress(step), Language::Sv).unwrap()
    };
    let finnish = mail(texts("palvelinvika Kelassa", "", ""));
    assert!(finnish.text.contains("Orsak: palvelinvika Kelassa."), "{}", finnish.text);
    let html = finnish.html;
    assert!(html.contains("<span lang=\"fi\">palvelinvika Kelassa</span>"), "{html}");
    let own = mail(texts("palvelinvika Kelassa", "serverfel hos FPA", ""));
    assert!(!own.html.contains("<span lang="), "her own language is not marked");
    assert!(!mail(texts("", "", "")).text.contains("Orsak"), "nobody gave one");
}

#[test]
fn alarms_tell_what_is_late_and_what_happens_next() {
    let mut out = String::new();
    for language in Language::ALL {
        for (sms, mail) in [
            RENDERER.staff_alarm(&SAMPLES.staff_alarm(), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::CriticalReport), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::NoFirstBulletin), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::ClockRunsOut(ClockKind::Gdpr33)), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::NobodyReached), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::BreachSuspected), *language).unwrap(),
            RENDERER.duty_alert(&SAMPLES.duty_alert(DutyReason::CallOwed), *language).unwrap(),
            RENDERER.refusal_alarm(&refusal_alarm(), *language).unwrap(),
        ] {
            assert!(sms.fits());
            writeln!(out, "sms {:3}  {}\n{}", sms.septets.unwrap(), sms.text, shown(&mail)).unwrap();
        }
    }
    insta::assert_snapshot!("alarms", out);
}

#[test]
fn the_reporter_hears_every_step() {
    let note = texts("Työasemasi on kunnossa, vika on palvelussa.", "", "");
    let mut out = String::new();
    for language in Language::ALL {
        for step in steps() {
            let note = if matches!(step, ProgressStep::Linked { .. }) { note.clone() } else { Texts::default() };
            let mail = RENDERER.progress(&Progress { note, ..SAMPLES.progress(step) }, *language).unwrap();
            assert!(mail.html.contains(r#"<a href="https://majakka.example.fi/r/5Jx0-kQ7b""#));
            writeln!(out, "{}", shown(&mail)).unwrap();
        }
    }
    insta::assert_snapshot!("progress", out);
}

#[test]
fn an_account_begins_with_one_link() {
    assert!(!format!("{:?}", account_link(LinkPurpose::Invite)).contains("s3cr3t"), "a log must not hold the link");
    let mut out = String::new();
    for language in Language::ALL {
        for purpose in [LinkPurpose::Invite, LinkPurpose::Reset, LinkPurpose::Email] {
            writeln!(out, "{}", shown(&RENDERER.account_link(&account_link(purpose), *language).unwrap())).unwrap();
        }
    }
    insta::assert_snapshot!("account_link", out);
}

#[test]
fn an_account_s_owner_hears_what_happens_to_it() {
    let mut out = String::new();
    for language in Language::ALL {
        for event in account_events() {
            writeln!(out, "{}", shown(&RENDERER.account_notice(&account_notice(event), *language).unwrap())).unwrap();
        }
    }
    insta::assert_snapshot!("account_notice", out);
}

#[test]
fn a_vendor_is_asked_and_kela_gets_a_cover() {
    let mut out = String::new();
    for language in Language::ALL {
        writeln!(out, "{}", shown(&RENDERER.escalation(&SAMPLES.escalation(), *language).unwrap())).unwrap();
        writeln!(out, "{}", shown(&RENDERER.kela_cover(&SAMPLES.kela_cover(), *language).unwrap())).unwrap();
    }
    insta::assert_snapshot!("escalation", out);
}

#[test]
fn an_identity_code_does_not_get_out() {
    let hetu = "potilas 010190-900P";
    let escalation = Escalation { error_text: hetu.to_owned(), ..SAMPLES.escalation() };
    assert!(matches!(RENDERER.escalation(&escalation, Language::Fi), Err(RenderError::IdentityCode { .. })));
    let note = Progress { note: texts(hetu, "", ""), ..SAMPLES.progress(ProgressStep::Received) };
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
        let others = [
            DutyReason::CriticalReport,
            DutyReason::NoFirstBulletin,
            DutyReason::NobodyReached,
            DutyReason::BreachSuspected,
            DutyReason::CallOwed,
        ];
        for reason in clocks.chain(others) {
            let alert =
                DutyAlert { reference: "H-2026-0147".to_owned(), service: system.clone(), reason, since: then, now };
            assert!(RENDERER.duty_alert(&alert, *language).unwrap().0.fits());
        }
    }
}
