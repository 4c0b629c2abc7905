//! What in the settings would stop a start, misdirect a link or silence a bulletin, said before it does.
//!
//! Guarantee: each finding names its key, the cause and what may stand there instead.
//! Non-goal: files, secrets and the network; whoever uses those looks at them.

use std::ops::RangeInclusive;

use majakka_domain::terms::Language;
use url::Url;

use super::mail::{SmtpSecurity, SmtpSettings};
use super::{GatewayKind, Settings, transport};

/// Something wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The setting, as it is written in the file.
    pub key: String,
    /// What it does.
    pub weight: Weight,
    /// Why, and what may stand there.
    pub said: String,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing starts with it.
    Stops,
    /// It is said, at the start too; it may be meant so.
    Doubtful,
}

impl Finding {
    /// Nothing starts with it.
    pub fn stops(key: impl Into<String>, said: impl Into<String>) -> Self {
        Finding { key: key.into(), weight: Weight::Stops, said: said.into() }
    }

    /// It may be meant so.
    pub fn doubt(key: impl Into<String>, said: impl Into<String>) -> Self {
        Finding { key: key.into(), weight: Weight::Doubtful, said: said.into() }
    }
}

const A_DAY: u16 = 24 * 60;

impl Settings {
    /// Everything that can be told from the settings alone.
    #[must_use]
    pub fn examine(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.ranges(&mut findings);
        self.own_address(&mut findings);
        findings.extend(transport::examine(&self.database.url));
        for language in [Language::Fi, Language::Sv, Language::En] {
            if self.desk.contact.get(language).trim().is_empty() {
                findings.push(Finding::stops(
                    format!("desk.contact.{}", language.as_str()),
                    "is empty, and stands in every bulletin: write whom readers turn to",
                ));
            }
        }
        let contact = &self.desk.contact.fi;
        let reaches_people = self.mail.is_connected() || self.sms.is_connected();
        if reaches_people && !contact.is_empty() && !contact.contains(|sign: char| sign.is_ascii_digit() || sign == '@')
        {
            findings.push(Finding::doubt(
                "desk.contact.fi",
                "has no number and no address: readers are told whom to ask by it",
            ));
        }
        self.relays(&mut findings);
        self.gateways(&mut findings);
        if self.mail.bounces_maildir.is_some() && self.mail.bounces.is_empty() {
            findings.push(Finding::stops(
                "mail.bounces_maildir",
                "needs mail.bounces, the address whose mails are delivered into it",
            ));
        }
        findings
    }

    fn ranges(&self, findings: &mut Vec<Finding>) {
        let (desk, cadence) = (&self.desk, &self.cadence);
        within(findings, "database.wait_seconds", self.database.wait_seconds, 0..=3600);
        within(findings, "server.farewell_seconds", self.server.farewell_seconds, 0..=300);
        within(findings, "database.connections", self.database.connections, 1..=500);
        within(findings, "accounts.prove_again_minutes", self.accounts.prove_again_minutes, 0..=A_DAY);
        within(findings, "desk.idle_minutes", desk.idle_minutes, 1..=A_DAY);
        within(findings, "desk.first_bulletin_minutes", desk.first_bulletin_minutes, 1..=A_DAY);
        within(findings, "desk.channel_alarm_minutes", desk.channel_alarm_minutes, 1..=A_DAY);
        within(findings, "desk.break_notice_days", desk.break_notice_days, 0..=365);
        within(findings, "cadence.critical_minutes", cadence.critical_minutes, 1..=A_DAY);
        within(findings, "cadence.prevents_minutes", cadence.prevents_minutes, 1..=A_DAY);
        within(findings, "cadence.degrades_minutes", cadence.degrades_minutes, 1..=A_DAY);
        within(findings, "cadence.grace_minutes", cadence.grace_minutes, 0..=A_DAY);
        within(findings, "sms.repeats", self.sms.repeats, 0..=10);
    }

    /// Links in mails begin with it, and browsers keep cookies by it.
    fn own_address(&self, findings: &mut Vec<Finding>) {
        const KEY: &str = "server.public_url";
        let server = &self.server;
        if server.public_url.is_empty() {
            if server.behind_tls {
                findings.push(Finding::stops(
                    KEY,
                    "is empty with server.behind_tls: links would lead to the inside of the proxy; write https://HOST",
                ));
            } else if self.mail.is_connected() || self.sms.is_connected() {
                findings
                    .push(Finding::doubt(KEY, format!("is empty: links in messages begin with {}", self.public_url())));
            }
            return;
        }
        let said = match Url::parse(&server.public_url) {
            Ok(url) if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) => {
                "is no address: write https://HOST"
            }
            Err(_) => "is no address: write https://HOST",
            Ok(url) if !url.username().is_empty() || url.password().is_some() => "holds a name: write https://HOST",
            Ok(url) if url.path() != "/" || url.query().is_some() || url.fragment().is_some() => {
                "has a path: Majakka's pages begin at the root of a host of their own; write https://HOST"
            }
            Ok(url) if url.scheme() == "https" && !server.behind_tls => {
                "begins with https, and server.behind_tls is false: cookies would not be kept to HTTPS; set server.behind_tls = true"
            }
            Ok(url) if url.scheme() == "http" && server.behind_tls => {
                "begins with http, and server.behind_tls is true: links would lead past TLS; write https://HOST"
            }
            Ok(_) => return,
        };
        findings.push(Finding::stops(KEY, said));
    }

    fn relays(&self, findings: &mut Vec<Finding>) {
        if let Some(smtp) = &self.mail.smtp {
            relay(findings, "mail.smtp", smtp);
        }
        for further in &self.mail.relays {
            relay(findings, &format!("mail.relays ({})", further.name), &further.smtp);
        }
    }

    fn gateways(&self, findings: &mut Vec<Finding>) {
        if let Some(kannel) = &self.sms.kannel {
            gateway(findings, "sms.kannel", kannel.connections, kannel.connect_seconds, kannel.send_seconds);
        }
        for further in &self.sms.gateways {
            let (connections, connect, send) = match &further.kind {
                GatewayKind::Kannel(of) => (of.connections, of.connect_seconds, of.send_seconds),
                GatewayKind::Elks(of) => (of.connections, of.connect_seconds, of.send_seconds),
                GatewayKind::Twilio(of) => (of.connections, of.connect_seconds, of.send_seconds),
                GatewayKind::Http(of) => (of.connections, of.connect_seconds, of.send_seconds),
            };
            gateway(findings, &format!("sms.gateways ({})", further.name), connections, connect, send);
        }
    }
}

fn relay(findings: &mut Vec<Finding>, table: &str, smtp: &SmtpSettings) {
    gateway(findings, table, smtp.connections, smtp.connect_seconds, smtp.send_seconds);
    // Servers hang up after 300 seconds (RFC 5321, 4.5.3.2.7).
    within(findings, &format!("{table}.idle_seconds"), smtp.idle_seconds, 1..=290);
    let is_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let is_address = smtp.host.parse::<std::net::IpAddr>().is_ok();
    if !is_address && (smtp.host.is_empty() || !smtp.host.chars().all(is_name)) {
        findings.push(Finding::stops(
            format!("{table}.host"),
            format!("{:?} is no name of a server: write the name alone, and its port as {table}.port", smtp.host),
        ));
    }
    let (port, key) = (smtp.port(), format!("{table}.port"));
    match (port, smtp.security) {
        (465, SmtpSecurity::Starttls) => findings.push(Finding::stops(
            key,
            format!("465 speaks TLS from the first byte (RFC 8314): set {table}.security = \"tls\", or port = 587"),
        )),
        (587, SmtpSecurity::Tls) => findings.push(Finding::doubt(
            key,
            format!("587 usually begins in the clear (RFC 6409): {table}.security = \"starttls\", or port = 465"),
        )),
        (0, _) => findings.push(Finding::stops(key, "0 is no port: 587 for starttls, 465 for tls")),
        _ => {}
    }
}

fn gateway(findings: &mut Vec<Finding>, table: &str, connections: usize, connect: u64, send: u64) {
    within(findings, &format!("{table}.connections"), connections, 1..=500);
    within(findings, &format!("{table}.connect_seconds"), connect, 1..=120);
    within(findings, &format!("{table}.send_seconds"), send, 1..=600);
}

fn within<N: PartialOrd + std::fmt::Display>(
    findings: &mut Vec<Finding>,
    key: &str,
    value: N,
    range: RangeInclusive<N>,
) {
    if !range.contains(&value) {
        let (least, most) = range.into_inner();
        findings.push(Finding::stops(key, format!("is {value}: write {least} to {most}")));
    }
}
