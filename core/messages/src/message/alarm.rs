//! Alarms for those who run the desk: a promised bulletin is late, or somebody must look now.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::System;
use majakka_domain::format::{gsm7, time};
use majakka_domain::on_call::DutyReason;
use majakka_domain::terms::{Channel, Language};
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::mail::Acknowledged;
use super::voice::Voice;
use super::{Mail, Sms, guard};

/// The promised update is late: to the comms owner (`staff_alarm`).
#[derive(Debug, Clone)]
pub struct StaffAlarm {
    /// Reference of the incident.
    pub reference: String,
    /// The service that is named.
    pub service: System,
    /// When the bulletin was promised.
    pub promised: DateTime<Utc>,
    /// When a `nochange` goes out by itself.
    pub goes_out: DateTime<Utc>,
    /// When the alarm is written.
    pub now: DateTime<Utc>,
}

/// As templates name it.
const fn name(reason: DutyReason) -> &'static str {
    match reason {
        DutyReason::CriticalReport => "critical-report",
        DutyReason::NoFirstBulletin => "no-first-bulletin",
        DutyReason::ClockRunsOut(_) => "clock-runs-out",
        DutyReason::NobodyReached => "nobody-reached",
        DutyReason::BreachSuspected => "breach-suspected",
        DutyReason::CallOwed => "call-owed",
    }
}

/// Somebody on duty must look now (`duty_alert`).
#[derive(Debug, Clone)]
pub struct DutyAlert {
    /// Reference of the incident, or name of the break.
    pub reference: String,
    /// The service that is named.
    pub service: System,
    /// Why.
    pub reason: DutyReason,
    /// When the report came, when the incident was triaged, when the clock ends, or when the bulletin was written.
    pub since: DateTime<Utc>,
    /// When the alert is written.
    pub now: DateTime<Utc>,
}

/// A gateway does not serve us (`route_alarm`).
#[derive(Debug, Clone)]
pub struct RouteAlarm {
    /// Name of the route.
    pub route: String,
    /// Its channel.
    pub channel: Channel,
    /// Is it us whom it does not serve, and not that it serves nobody?
    pub ours: bool,
    /// In the gateway's words; cut for the text message.
    pub reply: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the alarm is written.
    pub now: DateTime<Utc>,
}

/// Unusually many are turned away (`refusal_alarm`).
#[derive(Debug, Clone, Copy)]
pub struct RefusalAlarm {
    /// How many the log has.
    pub refusals: i64,
    /// Within how many minutes.
    pub minutes: i64,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the alarm is written.
    pub now: DateTime<Utc>,
}

/// What the templates of that alarm may name.
#[derive(Serialize)]
struct RefusalFacts {
    refusals: i64,
    minutes: i64,
    t: String,
    since: String,
}

/// What the templates of a route's alarm may name.
#[derive(Serialize)]
struct RouteFacts<'a> {
    route: &'a str,
    channel: &'static str,
    ours: bool,
    reply: &'a str,
    short_reply: String,
    t: String,
    since: String,
}

/// So much of a reply goes into a text message: all of it stands in the mail and on the desk.
const SHORT_REPLY: usize = 60;
/// And of this so much for how it begins.
const SHORT_CODE: usize = 22;

/// What a reply says, without addresses and links; of a long one both ends, cut between words: how it begins tells the code, how
/// it ends the reason.
fn short(reply: &str) -> String {
    let told = reply.split_whitespace().filter(|word| !word.contains(['<', '@', '[']) && !word.contains("://"));
    let words: Vec<&str> = told.collect();
    let whole = words.join(" ");
    let length = |words: &[&str]| words.join(" ").chars().count();
    if whole.chars().count() <= SHORT_REPLY {
        return whole;
    }
    let head = (0..words.len()).rev().find(|end| length(&words[..*end]) <= SHORT_CODE).unwrap_or_default();
    let room = SHORT_REPLY - SHORT_CODE - "... ".len();
    let tail = (head..words.len()).find(|begin| length(&words[*begin..]) <= room).unwrap_or(words.len());
    let parts = [words[..head].join(" "), words[tail..].join(" ")];
    let said = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
    match said.as_slice() {
        [head, tail] => format!("{head}... {tail}"),
        // One word that is longer than all there is room for.
        _ => whole.chars().take(SHORT_REPLY - 3).chain("...".chars()).collect(),
    }
}

/// What the templates may name.
#[derive(Serialize)]
struct Facts<'a> {
    reference: &'a str,
    svc: &'a str,
    service: &'a str,
    reason: Option<&'static str>,
    /// Which statutory clock, in words.
    clock: Option<String>,
    /// Short and long form of the time that the alarm is about.
    t: String,
    since: String,
    /// When the next thing happens by itself.
    t2: Option<String>,
    /// Where it is worked on.
    desk: Option<String>,
}

impl Renderer {
    /// The alarm as text message and mail in its reader's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn staff_alarm(&self, alarm: &StaffAlarm, language: Language) -> Result<(Sms, Mail), RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: alarm.now };
        let facts = Facts {
            reference: &alarm.reference,
            svc: alarm.service.sms_name.get(language),
            service: alarm.service.name.get(language),
            reason: None,
            clock: None,
            t: voice.short(alarm.promised),
            since: time::long(alarm.promised, language),
            t2: Some(voice.short(alarm.goes_out)),
            desk: self.desk_link(&alarm.reference),
        };
        self.alarm(voice, "staff_alarm", &facts)
    }

    /// The alert as text message and mail in its reader's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn duty_alert(&self, alert: &DutyAlert, language: Language) -> Result<(Sms, Mail), RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: alert.now };
        let clock = match alert.reason {
            DutyReason::ClockRunsOut(clock) => Some(self.i18n().word(language, "clock", clock)?),
            DutyReason::CriticalReport
            | DutyReason::NoFirstBulletin
            | DutyReason::NobodyReached
            | DutyReason::BreachSuspected
            | DutyReason::CallOwed => None,
        };
        let facts = Facts {
            reference: &alert.reference,
            svc: alert.service.sms_name.get(language),
            service: alert.service.name.get(language),
            reason: Some(name(alert.reason)),
            clock,
            t: voice.short(alert.since),
            since: time::long(alert.since, language),
            t2: None,
            desk: self.desk_link(&alert.reference),
        };
        self.alarm(voice, "duty_alert", &facts)
    }

    /// The alarm as text message and mail in its reader's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn route_alarm(&self, alarm: &RouteAlarm, language: Language) -> Result<(Sms, Mail), RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: alarm.now };
        let reply = alarm.reply.as_str();
        let speakable = |c: &char| gsm7::septets(c.encode_utf8(&mut [0; 4])).is_some();
        let facts = RouteFacts {
            route: &alarm.route,
            channel: alarm.channel.as_str(),
            ours: alarm.ours,
            reply,
            short_reply: short(&reply.chars().filter(speakable).collect::<String>()),
            t: voice.short(alarm.since),
            since: time::long(alarm.since, language),
        };
        self.alarm(voice, "route_alarm", &facts)
    }

    /// The alarm as text message and mail in its reader's language.
    ///
    /// # Errors
    /// [`RenderError::IdentityCode`]
    pub fn refusal_alarm(&self, alarm: &RefusalAlarm, language: Language) -> Result<(Sms, Mail), RenderError> {
        let voice = Voice { i18n: self.i18n(), language, now: alarm.now };
        let facts = RefusalFacts {
            refusals: alarm.refusals,
            minutes: alarm.minutes,
            t: voice.short(alarm.since),
            since: time::long(alarm.since, language),
        };
        self.alarm(voice, "refusal_alarm", &facts)
    }

    fn alarm(&self, voice: Voice<'_>, kind: &str, facts: &impl Serialize) -> Result<(Sms, Mail), RenderError> {
        let text = self.plain(voice.language, &format!("sms/{kind}"), facts)?;
        let sms = Sms::leading_to(&text, self.short_page_link(voice.language).as_deref());
        guard("sms", &sms.text)?;
        Ok((sms, self.single_mail(voice, kind, Acknowledged::Asked, facts)?))
    }
}

#[cfg(test)]
mod tests {
    use super::{SHORT_REPLY, short};

    #[test]
    fn a_reply_in_a_text_message_keeps_its_code_and_its_reason() {
        let table = [
            ("403 Authorization failed for this sender", "403 Authorization failed for this sender"),
            (
                "554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Service unavailable; Client host [192.0.2.1] blocked \
                 using dnsbl.example.org",
                "554 5.7.1 Client host... blocked using dnsbl.example.org",
            ),
            (
                "550 5.7.60 SMTP; Client does not have permissions to send as this sender [HE1PR0701MB.example]",
                "550 5.7.60 SMTP;... permissions to send as this sender",
            ),
            ("451 4.3.0 <anna@example.fi>: Temporary lookup failure", "451 4.3.0 Temporary lookup failure"),
        ];
        for (reply, said) in table {
            assert_eq!(short(reply), said);
        }
        let one_word = "x".repeat(500);
        assert!(short(&one_word).chars().count() <= SHORT_REPLY && short(&one_word).ends_with("..."));
        assert_eq!(short(""), "");
    }
}
