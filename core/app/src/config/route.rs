//! The routes that the settings give: every relay and gateway by its name.
//!
//! Guarantee: names are unique, and everything that passes the check of the settings can be made a gateway of, but for secrets
//! and files.

use chrono::NaiveDate;
use majakka_domain::delivery::limits::Limits;
use majakka_domain::format::sender_id::{Approval, SenderId};
use majakka_domain::terms::Channel;
use serde_json::{Map, Value};

use super::Settings;
use super::gateway::GatewayKind;
use majakka_store::error::{Error, Result};

/// Name of the route of `[mail.smtp]`.
pub const SMTP: &str = "smtp";
/// Name of the route of `[sms.kannel]`.
pub const KANNEL: &str = "kannel";
/// Kind of the route of a channel that has no gateway: letters become files.
pub const FOLDER: &str = "folder";

/// Name of the route of a channel that has no gateway: `folder-sms`, `folder-email`.
pub fn folder_name(channel: Channel) -> String {
    format!("{FOLDER}-{channel}")
}

/// Priority of the first routes, and of those that give none: first come in the file, first taken.
const FIRST: u32 = 1;

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Name, as in logs, attempts and on the desk.
    pub name: String,
    /// What it carries.
    pub channel: Channel,
    /// `smtp`, `kannel`, `46elks`, `twilio`, `http`, `folder`.
    pub kind: &'static str,
    /// The lowest that works is taken.
    pub priority: u32,
    /// Where it leads: a host, or as much of an address as can be no secret.
    pub target: String,
    /// Who a text message comes from. Empty for mail.
    pub sender: String,
    /// The day from which the sender's name is registered.
    pub sender_approved: Option<NaiveDate>,
    /// How many may leave.
    pub limits: Limits,
}

impl Route {
    /// Does its gateway say afterwards what became of a text message?
    pub fn has_receipts(&self) -> bool {
        ["kannel", "46elks", "twilio"].contains(&self.kind)
    }

    /// Whether the sender's name is registered; a mail's needs none.
    pub fn approval(&self, today: NaiveDate) -> Approval {
        match SenderId::parse(&self.sender) {
            Ok(sender) if self.channel == Channel::Sms => sender.approval(self.sender_approved, today),
            // A messaging service of Twilio holds its senders itself.
            _ => Approval::NotNeeded,
        }
    }
}

impl Settings {
    /// Every route, the lowest priority first, and of one priority in the order of the settings. A channel without a gateway
    /// has the route of [`folder_name`].
    pub fn routes(&self) -> Vec<Route> {
        let mut routes: Vec<Route> = mail(self).chain(sms(self)).collect();
        for channel in [Channel::Sms, Channel::Email] {
            if !routes.iter().any(|route| route.channel == channel) {
                routes.push(folder(channel, &self.server.var));
            }
        }
        routes.sort_by_key(|route| (route.channel, route.priority));
        routes
    }
}

fn mail(settings: &Settings) -> impl Iterator<Item = Route> {
    let first = settings.mail.smtp.iter().map(|smtp| (SMTP, FIRST, smtp));
    let further = settings.mail.relays.iter().map(|relay| (relay.name.as_str(), relay.priority, &relay.smtp));
    first.chain(further).map(|(name, priority, smtp)| Route {
        name: name.to_owned(),
        channel: Channel::Email,
        kind: "smtp",
        priority,
        target: format!("{}:{}", smtp.host, smtp.port()),
        sender: String::new(),
        sender_approved: None,
        limits: smtp.limits,
    })
}

fn sms(settings: &Settings) -> impl Iterator<Item = Route> {
    let first = settings.sms.kannel.iter().map(|kannel| of_kannel(KANNEL, FIRST, kannel));
    let further = settings.sms.gateways.iter().map(|gateway| {
        let (name, priority) = (gateway.name.as_str(), gateway.priority);
        let of = |kind, target: &str, sender: &str, sender_approved, limits| Route {
            name: name.to_owned(),
            channel: Channel::Sms,
            kind,
            priority,
            target: place(target),
            sender: sender.to_owned(),
            sender_approved,
            limits,
        };
        match &gateway.kind {
            GatewayKind::Kannel(kannel) => of_kannel(name, priority, kannel),
            GatewayKind::Elks(elks) => of("46elks", &elks.url, &elks.sender, elks.sender_approved, elks.limits),
            GatewayKind::Twilio(twilio) => {
                of("twilio", &twilio.url, &twilio.sender, twilio.sender_approved, twilio.limits)
            }
            GatewayKind::Http(http) => of("http", &http.url, &http.sender, http.sender_approved, http.limits),
        }
    });
    first.chain(further)
}

fn of_kannel(name: &str, priority: u32, kannel: &super::KannelSettings) -> Route {
    Route {
        name: name.to_owned(),
        channel: Channel::Sms,
        kind: "kannel",
        priority,
        target: place(&kannel.url),
        sender: kannel.sender.clone(),
        sender_approved: kannel.sender_approved,
        limits: kannel.limits,
    }
}

/// Scheme, host and port: account, path and query of a gateway's address may each hold a key, and where a route leads stands in the
/// log and on pages.
fn place(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else { return String::new() };
    let authority = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{}", authority.rsplit('@').next().unwrap_or_default())
}

fn folder(channel: Channel, var: &str) -> Route {
    Route {
        name: folder_name(channel),
        channel,
        kind: FOLDER,
        priority: FIRST,
        target: format!("{var}/outbox"),
        sender: String::new(),
        sender_approved: None,
        limits: Limits::default(),
    }
}

/// Takes `name` and `priority` out of a table.
pub(super) fn taken(keys: &mut Map<String, Value>) -> std::result::Result<(String, u32), String> {
    let name = keys.remove("name").and_then(|name| name.as_str().map(str::to_owned)).ok_or("a route needs a name")?;
    let priority = match keys.remove("priority") {
        None => FIRST,
        Some(priority) => priority
            .as_u64()
            .and_then(|priority| u32::try_from(priority).ok())
            .ok_or_else(|| format!("route {name}: priority is a whole number"))?,
    };
    Ok((name, priority))
}

/// Looks at names, limits and sender ids.
///
/// # Errors
/// [`Error::Setting`] in one sentence that names the route.
pub(super) fn check(settings: &Settings) -> Result<()> {
    let routes = settings.routes();
    let wrong = |route: &Route, problem: &str| Err(Error::Setting(format!("route {}: {problem}", route.name)));
    for (place, route) in routes.iter().enumerate() {
        let first = matches!((route.name.as_str(), route.kind), (SMTP, "smtp") | (KANNEL, "kannel") | (_, FOLDER));
        let lawful = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !first && (!(1..=32).contains(&route.name.len()) || !route.name.chars().all(lawful)) {
            return wrong(route, "a name has 1 to 32 small letters, digits and hyphens");
        }
        let twin = |other: &Route| other.name == route.name;
        if routes.iter().skip(place + 1).any(twin) {
            return wrong(
                route,
                "two routes have this name (smtp and kannel are those of [mail.smtp] and [sms.kannel])",
            );
        }
        if !route.limits.is_sound() {
            return wrong(route, "a limit of 0 lets nothing through: leave the key or the route out");
        }
        let is_service = route.kind == "twilio" && route.sender.starts_with("MG") && route.sender.len() == 34;
        if route.channel == Channel::Sms
            && route.kind != FOLDER
            && !is_service
            && let Err(problem) = SenderId::parse(&route.sender)
        {
            return wrong(route, &format!("sender \"{}\": {problem}", route.sender));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Overrides;
    use super::*;

    fn load(text: &str) -> std::result::Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.toml");
        fs::write(&path, text).unwrap();
        Settings::load(Some(&path), &Overrides::default()).map_err(|no| no.to_string())
    }

    #[test]
    fn where_a_route_leads_tells_no_key() {
        for (address, shown) in [
            ("https://user:geheim@sms.example.fi:8443/send/geheim?apikey=geheim", "https://sms.example.fi:8443"),
            ("http://localhost:13013/cgi-bin/sendsms", "http://localhost:13013"),
            ("https://sms.example.fi?key=a/b@c", "https://sms.example.fi"),
            ("geheim", ""),
        ] {
            assert_eq!(place(address), shown);
        }
    }

    const SEVERAL: &str = r#"
        [mail.smtp]
        host = "smtp.example.fi"
        [[mail.relays]]
        name = "relay-2"
        priority = 2
        host = "varalla.example.fi"
        security = "tls"
        limits = { second = 20 }
        [[sms.gateways]]
        name = "46elks"
        kind = "46elks"
        priority = 2
        username = "u1234"
        password_file = "/etc/majakka/46elks"
        sender = "Majakka"
        sender_approved = 2026-11-01
        receipt_secret_file = "/etc/majakka/receipt-secret"
        callers = ["192.0.2.1", "2001:db8::1"]
        limits = { minute = 100, day = 10000 }
        [[sms.gateways]]
        name = "operator"
        kind = "http"
        url = "https://sms.example.fi/{to}"
        json = { messages = [{ to = "{to}", text = "{text}" }] }
        sender = "15400"
    "#;

    #[test]
    fn routes_come_by_channel_and_priority() {
        let settings = load(SEVERAL).unwrap();
        let told: Vec<_> = settings.routes().into_iter().map(|r| (r.name, r.channel, r.kind, r.priority)).collect();
        let expected = [
            ("operator", Channel::Sms, "http", 1),
            ("46elks", Channel::Sms, "46elks", 2),
            ("smtp", Channel::Email, "smtp", 1),
            ("relay-2", Channel::Email, "smtp", 2),
        ];
        assert_eq!(told, expected.map(|(name, channel, kind, priority)| (name.to_owned(), channel, kind, priority)));
        let elks = settings.routes().swap_remove(1);
        assert_eq!(elks.limits, Limits { second: None, minute: Some(100), day: Some(10_000) });
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(elks.approval(day(29)), Approval::Since(day(1)));
        let without = Settings::load(None, &Overrides::default()).unwrap().routes();
        assert!(without.iter().all(|route| route.kind == FOLDER) && without.len() == 2, "{without:?}");
    }

    #[test]
    fn each_trouble_is_told_in_a_sentence_that_names_the_route() {
        let troubles = [
            ("name = \"operator\"", "name = \"46elks\"", "two routes have this name"),
            ("name = \"operator\"", "name = \"Operator 1\"", "small letters"),
            ("name = \"relay-2\"", "name = \"smtp\"", "two routes have this name"),
            ("sender = \"Majakka\"", "sender = \"Ke1a\"", "must not be or look like"),
            ("minute = 100", "minute = 0", "a limit of 0"),
            ("kind = \"http\"", "kind = \"smpp\"", "kind is one of"),
            ("username = \"u1234\"", "user = \"u1234\"", "user"),
            ("priority = 2\n        host", "priority = \"high\"\n        host", "whole number"),
            ("security = \"tls\"", "secure = true", "secure"),
        ];
        for (good, bad, told) in troubles {
            let text = SEVERAL.replacen(good, bad, 1);
            assert_ne!(text, SEVERAL, "{good}");
            let problem = load(&text).unwrap_err();
            assert!(problem.contains(told), "{bad}: {problem}");
        }
    }
}
