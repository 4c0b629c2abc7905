//! What keeps words from reaching anybody, each with what mends it: said in red on the first page of the desk.
//!
//! Non-goal: what is wrong with one message; `messages` tells that.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use majakka_app::command::account::{FIRST_EMAIL, FIRST_NAME, FIRST_SLUG};
use majakka_domain::delivery::Blame;
use majakka_domain::id::IncidentId;
use majakka_domain::rights::Permission;
use majakka_store::db::{AnyConnection, dialect};
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::organisation::{self, Organisation};
use majakka_store::{account, route_state, timeline};
use serde::Serialize;

use super::context::{DeskContext, Moment};
use crate::page_frame;

/// Something that keeps words from reaching anybody.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble {
    pub(super) text: String,
    /// Where it is mended, by whom may.
    pub(super) href: Option<String>,
    /// What is done there, or who is to be asked.
    pub(super) mend: String,
}

/// A gateway that serves nobody, as everybody at the desk must know.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// `email` or `sms`.
    pub(super) channel: &'static str,
    /// Is it us whom it does not serve?
    pub(super) ours: bool,
    pub(super) route: String,
    pub(super) reply: String,
    pub(super) since: Moment,
}

/// What the queries bring.
pub(super) struct Rows {
    gateways: Vec<route_state::Trouble>,
    unheard: BTreeMap<IncidentId, DateTime<Utc>>,
    own: Option<Organisation>,
    /// Is she the administrator that the installation began with, and has not said who she is?
    first: bool,
}

impl Rows {
    /// Of the house, and of the incidents that this desk works on.
    pub(super) fn read(conn: &mut AnyConnection, context: &DeskContext<'_>, works_on: &[IncidentId]) -> Result<Self> {
        let own = context.viewer.desk().map(|desk| organisation::find(conn, &context.viewer, desk)).transpose()?;
        let begun = own.as_ref().is_some_and(|own| own.slug == FIRST_SLUG && own.name == FIRST_NAME);
        let first = begun && account::find(conn, &context.viewer, context.person().account)?.email == FIRST_EMAIL;
        let unheard = timeline::unheard_alarms(conn, works_on)?;
        let now = dialect::moment(conn, context.app.clock.as_ref())?;
        Ok(Rows { gateways: route_state::in_trouble(conn, now)?, unheard, own, first })
    }

    /// The gateways that serve nobody.
    pub(super) fn standing(&self, context: &DeskContext<'_>) -> Vec<Standing> {
        self.gateways.iter().map(|trouble| standing(context, trouble)).collect()
    }
}

/// An alarm that nobody heard, a duty list with nobody on it, a contact without a number, gateways that were never named.
pub(super) fn troubles(context: &DeskContext<'_>, rows: &Rows, incidents: &[Incident]) -> Result<Vec<Trouble>> {
    let mut found = Vec::new();
    for (incident, at) in &rows.unheard {
        let Some(row) = incidents.iter().find(|row| row.id == *incident) else { continue };
        let facts = [("reference", row.reference.as_str().into()), ("at", context.moment(*at).said.into())];
        found.push(Trouble {
            text: context.say_of("desk-trouble-unheard", &facts)?,
            href: Some(format!("/desk/incidents/{}", row.reference)),
            mend: context.say("done-open-incident")?,
        });
    }
    let administers = context.may(Permission::Administer);
    let mut of_house = |key: &str, href: String, mends: bool| -> Result<()> {
        found.push(Trouble {
            text: context.say(&format!("desk-trouble-{key}"))?,
            href: mends.then_some(href),
            mend: context.say(if mends { "desk-trouble-settings" } else { "desk-trouble-ask" })?,
        });
        Ok(())
    };
    if let Some(own) = &rows.own {
        if rows.first {
            of_house("not-introduced", "/admin/start".to_owned(), true)?;
        }
        let settings = format!("/admin/organisations/{}", own.id);
        if own.duty_contacts.trim().is_empty() {
            of_house("nobody-on-duty", format!("{settings}#duty_contacts"), administers)?;
        }
        if !own.contact_line.chars().any(|c| c.is_ascii_digit()) {
            of_house("no-number", format!("{settings}#contact_line"), administers)?;
        }
    }
    // A demonstration keeps its messages on purpose.
    let invented = context.app.settings.server.demonstration;
    if let Some(key) = page_frame::unconnected(context.app).filter(|_| !invented) {
        of_house(key, "/admin/routes".to_owned(), context.keeps_the_installation())?;
    }
    Ok(found)
}

fn standing(context: &DeskContext<'_>, trouble: &route_state::Trouble) -> Standing {
    Standing {
        channel: trouble.channel.as_str(),
        ours: trouble.blame == Blame::Us.as_str(),
        route: trouble.route.clone(),
        reply: trouble.reply.clone(),
        since: context.moment(trouble.since),
    }
}
