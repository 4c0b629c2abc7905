//! Tells the duty list that a gateway does not serve us: bulletins wait, and nobody would know.
//!
//! Guarantee: told over the other channel, since this one is what stands, and once for all workers, whichever of them is
//! started again, until the route has served somebody; the reply is quoted as the gateway said it. Where a host's duty list
//! is empty, each desk's is told.
//! Non-goal: deciding when; that is the notifier's, by the rules of `majakka_domain::delivery`.

use majakka_domain::delivery::{Blame, Closed};
use majakka_domain::terms::{Channel, Language, MessageKind, OrganisationKind};

use crate::app::Tx;
use majakka_messages::message::RouteAlarm;
use majakka_store::error::Result;
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::{delivery, organisation, route_state};

/// A route that has served nobody for a while.
#[derive(Debug, Clone)]
pub struct RouteTrouble {
    /// Name of the route.
    pub route: String,
    /// Its channel.
    pub channel: Channel,
    /// Since when and why.
    pub closed: Closed,
}

/// Wakes the people on duty, unless another worker has; says how many were.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn alarm(tx: &mut Tx<'_>, trouble: &RouteTrouble) -> Result<usize> {
    tx.viewer.require_installation()?;
    if route_state::is_told(tx.conn, &trouble.route)? {
        return Ok(0);
    }
    let lines = duty_lines(tx, Some(trouble.channel))?;
    if lines.is_empty() {
        tracing::error!(
            route = trouble.route,
            "nobody can be told of it: no duty list has a line on the other channel"
        );
        return Ok(0);
    }
    let facts = RouteAlarm {
        route: trouble.route.clone(),
        channel: trouble.channel,
        ours: trouble.closed.blame == Blame::Us,
        reply: trouble.closed.reply.clone(),
        since: trouble.closed.since,
        now: tx.now,
    };
    let (sms, mail) = tx.app.renderer.route_alarm(&facts, Language::Fi)?;
    let kind = MessageKind::RouteAlarm;
    let texts = vec![Text::new(Language::Fi, mail, Some(sms))];
    let new = NewMessage::single(kind, About::default(), tx.viewer.actor(), texts);
    let id = message::insert(tx.conn, tx.now, &new)?;
    for (channel, line) in &lines {
        delivery::insert_single(tx.conn, tx.now, id, kind, None, *channel, line, Language::Fi)?;
    }
    Ok(lines.len())
}

/// The lines of the hosts' duty lists, or of all desks', that are not on a channel that stands.
pub(in crate::command) fn duty_lines(tx: &mut Tx<'_>, standing: Option<Channel>) -> Result<Vec<(Channel, String)>> {
    let rows = organisation::duty_lists(tx.conn)?;
    let (hosts, desks): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(kind, _)| *kind == OrganisationKind::Host);
    let told = if hosts.is_empty() { desks } else { hosts };
    let mut lines: Vec<(Channel, String)> = Vec::new();
    for line in told.iter().flat_map(|(_, contacts)| contacts.lines()).map(str::trim).filter(|line| !line.is_empty()) {
        let channel = if line.contains('@') { Channel::Email } else { Channel::Sms };
        if standing != Some(channel) && !lines.iter().any(|(_, known)| known == line) {
            lines.push((channel, line.to_owned()));
        }
    }
    Ok(lines)
}
