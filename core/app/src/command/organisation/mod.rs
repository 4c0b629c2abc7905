//! Organisations, and the link that opens the door to reports for them.
//!
//! Guarantee: only a host's administrator makes hosts, moves organisations between desks, and confirms who one is that a
//! bounded administrator made; a link is shown once.

pub mod api_token;
pub mod import;
pub mod partner;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use majakka_domain::catalogue::{Catalogue, Texts};
use majakka_domain::finding::fold;
use majakka_domain::format::business_id::BusinessId;
use majakka_domain::format::email::Email;
use majakka_domain::format::oid::Oid;
use majakka_domain::format::phone::Phone;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::OrganisationKind;
use majakka_domain::text;
use serde::Serialize;

use super::changed::changed;
use super::field::{LONGEST_NAME, LONGEST_NOTE, Problems};
use crate::app::{App, Tx};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::organisation::{self, NewOrganisation, Organisation};
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;
use majakka_store::{counter, installation};

/// How an organisation's desk works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DeskRules {
    /// May its helpdesk publish bulletins?
    pub helpdesk_publishes: bool,
    /// Where its people turn to; stands in bulletins.
    pub contact_line: String,
    /// Whom to wake: one address or number a line.
    pub duty_contacts: String,
    /// Does its own view of the public page ask for a sign-in?
    pub page_closed: bool,
}

impl DeskRules {
    fn trimmed(&self) -> Self {
        DeskRules {
            contact_line: text::line(&self.contact_line),
            duty_contacts: text::clean(&self.duty_contacts).trim().to_owned(),
            ..self.clone()
        }
    }
}

/// Makes an organisation.
///
/// # Errors
/// `forbidden`, `validation`.
pub fn create(tx: &mut Tx<'_>, new: &NewOrganisation, rules: &DeskRules) -> Result<OrganisationId> {
    tx.viewer.require(Permission::Administer)?;
    let new = &within_bounds(tx, None, new)?;
    check(tx, None, new, rules)?;
    let id = organisation::insert(tx.conn, tx.now, new)?;
    let by_host = installation::bounds(tx.conn, tx.viewer)?.is_none();
    installation::set_confirmed(tx.conn, id, by_host)?;
    set_rules(tx, id, rules)?;
    tx.audit("organisation.created", &new.slug, "")?;
    Ok(id)
}

/// A host says that an organisation which a bounded administrator made is who it says. One that is confirmed stays so, and
/// leaves no trace again.
///
/// # Errors
/// `forbidden` for any other administrator; [`majakka_store::error::Error::NotFound`].
pub fn confirm(tx: &mut Tx<'_>, id: OrganisationId) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    if installation::bounds(tx.conn, tx.viewer)?.is_some() {
        return Err(Refusal::Forbidden.into());
    }
    let row = installation::find(tx.conn, tx.viewer, id)?;
    if row.confirmed {
        return Ok(());
    }
    installation::set_confirmed(tx.conn, id, true)?;
    tx.audit("organisation.confirmed", &row.slug, "")?;
    counter::bump_page(tx.conn)
}

/// Writes an organisation anew; what is saved as it was leaves no trace.
///
/// # Errors
/// `forbidden`, `validation`, [`majakka_store::error::Error::NotFound`].
pub fn change(tx: &mut Tx<'_>, id: OrganisationId, to: &NewOrganisation, rules: &DeskRules) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    let row = installation::find(tx.conn, tx.viewer, id)?;
    write_anew(tx, &row, to, rules)
}

/// The same for whoever was asked for her right.
pub(super) fn write_anew(tx: &mut Tx<'_>, row: &Organisation, to: &NewOrganisation, rules: &DeskRules) -> Result<()> {
    let to = &within_bounds(tx, Some(row), to)?;
    check(tx, Some(row), to, rules)?;
    let (was, is) = (Written::new(stored(tx.conn, row)?), Written::new((to.clone(), rules.trimmed())));
    if was == is {
        return Ok(());
    }
    installation::change(tx.conn, row.id, to)?;
    set_rules(tx, row.id, rules)?;
    tx.audit("organisation.changed", &to.slug, &changed(&was, &is))
}

/// All that is written of an organisation, as the log tells it.
#[derive(PartialEq, Eq, Serialize)]
struct Written {
    #[serde(flatten)]
    organisation: NewOrganisation,
    #[serde(flatten)]
    rules: DeskRules,
}

impl Written {
    fn new((organisation, rules): (NewOrganisation, DeskRules)) -> Self {
        Written { organisation, rules }
    }
}

/// What is written of an organisation now.
///
/// # Errors
/// What the database says.
pub fn stored(conn: &mut AnyConnection, row: &Organisation) -> Result<(NewOrganisation, DeskRules)> {
    let organisation = as_written(row, organisation::services_of(conn, row.id)?.into_iter().collect());
    let rules = DeskRules {
        helpdesk_publishes: row.helpdesk_publishes,
        contact_line: row.contact_line.clone(),
        duty_contacts: row.duty_contacts.clone(),
        page_closed: row.page_closed,
    };
    Ok((organisation, rules))
}

/// A stored organisation with the services that it uses, as a form or a file says it.
pub(super) fn as_written(row: &Organisation, services: BTreeSet<String>) -> NewOrganisation {
    NewOrganisation {
        slug: row.slug.clone(),
        name: row.name.clone(),
        kind: row.kind,
        business_id: row.business_id.clone(),
        region: row.region.clone(),
        operator: row.operator.clone(),
        vendor: row.vendor.clone(),
        connection_point: row.connection_point.clone(),
        broker: row.broker_id,
        desk: row.desk_id,
        services,
    }
}

/// [`bounded_to`], for whoever acts.
fn within_bounds(tx: &mut Tx<'_>, known: Option<&Organisation>, to: &NewOrganisation) -> Result<NewOrganisation> {
    let bounds = installation::bounds(tx.conn, tx.viewer)?;
    Ok(bounded_to(bounds, known, to))
}

/// What only a host decides stays as it is, whatever a form or a file sends: who the organisation is, for others know it by its name
/// and numbers; whose desk takes the reports, and through whose point they go. What a bounded administrator makes is taken by her own
/// desk.
pub(super) fn bounded_to(
    bounds: Option<OrganisationId>,
    known: Option<&Organisation>,
    to: &NewOrganisation,
) -> NewOrganisation {
    let to = NewOrganisation {
        name: text::line(&to.name),
        region: text::line(&to.region),
        operator: text::line(&to.operator),
        vendor: text::line(&to.vendor),
        ..to.clone()
    };
    match (bounds, known) {
        (None, _) => to,
        (Some(_), Some(row)) => NewOrganisation {
            slug: row.slug.clone(),
            name: row.name.clone(),
            kind: row.kind,
            business_id: row.business_id.clone(),
            desk: row.desk_id,
            broker: row.broker_id,
            connection_point: row.connection_point.clone(),
            ..to
        },
        (Some(own), None) => NewOrganisation { desk: Some(own), broker: None, connection_point: String::new(), ..to },
    }
}

/// The kinds that an administrator may give: a bounded one makes no hosts and no brokers, for a broker gets the letters about
/// whoever goes through its point. What an organisation is already it may stay.
pub fn kinds(bounded: bool, stored: Option<OrganisationKind>) -> Vec<OrganisationKind> {
    let host_only = |kind: &OrganisationKind| matches!(kind, OrganisationKind::Host | OrganisationKind::Broker);
    let may = |kind: &OrganisationKind| !bounded || !host_only(kind) || stored == Some(*kind);
    OrganisationKind::ALL.iter().copied().filter(may).collect()
}

/// Where an organisation's people turn to: its own line, its desk's, the installation's.
///
/// # Errors
/// What the database says.
pub fn contact_line(app: &App, conn: &mut AnyConnection, row: &Organisation) -> Result<Texts> {
    let said = |line: &str| Some(line.trim()).filter(|line| !line.is_empty()).map(Texts::same);
    if let Some(own) = said(&row.contact_line) {
        return Ok(own);
    }
    let desk = organisation::find(conn, &Viewer::System, row.desk())?;
    Ok(said(&desk.contact_line).unwrap_or_else(|| app.settings.desk.contact.clone()))
}

fn set_rules(tx: &mut Tx<'_>, id: OrganisationId, rules: &DeskRules) -> Result<()> {
    let DeskRules { helpdesk_publishes, contact_line, duty_contacts, page_closed } = rules.trimmed();
    installation::set_desk_rules(tx.conn, id, helpdesk_publishes, &contact_line, &duty_contacts)?;
    installation::set_page_closed(tx.conn, id, page_closed)?;
    // Its name, its contact and its view stand on the public page.
    counter::bump_page(tx.conn)
}

/// Is every field by itself as it may be? Not, whether somebody else has it already.
pub(super) fn judge_fields(
    problems: &mut Problems,
    catalogue: &Catalogue,
    bounded: bool,
    known: Option<&Organisation>,
    new: &NewOrganisation,
) {
    problems.name("name", &new.name, LONGEST_NAME);
    if !is_slug(&new.slug) {
        problems.add("slug", "slug");
    }
    for (field, value) in [("region", &new.region), ("operator", &new.operator), ("vendor", &new.vendor)] {
        problems.at_most(field, value, LONGEST_NAME);
        problems.no_hetu(field, value);
    }
    if let (false, Err(problem)) = (new.business_id.is_empty(), BusinessId::parse(&new.business_id)) {
        problems.add("business_id", problem.key());
    }
    if let (false, Err(problem)) = (new.connection_point.is_empty(), Oid::parse(&new.connection_point)) {
        problems.add("connection_point", problem.key());
    }
    if !new.services.iter().all(|service| catalogue.is_service(service)) {
        problems.add("services", "unknown");
    }
    if !kinds(bounded, known.map(|row| row.kind)).contains(&new.kind) {
        problems.add("kind", "host_only");
    }
}

fn check(tx: &mut Tx<'_>, known: Option<&Organisation>, new: &NewOrganisation, rules: &DeskRules) -> Result<()> {
    let own = known.map(|row| row.id);
    let mut problems = Problems::default();
    let bounded = installation::bounds(tx.conn, tx.viewer)?.is_some();
    judge_fields(&mut problems, &tx.app.catalogue, bounded, known, new);
    if is_slug(&new.slug) && installation::is_taken(tx.conn, &new.slug, own)? {
        problems.add("slug", "taken");
    }
    // Whoever takes another house's name or number is taken for it. One that was there before the rule stays as it is.
    if known.is_none_or(|row| row.name != new.name) && installation::is_name_taken(tx.conn, &new.name, own)? {
        problems.add("name", "taken");
    }
    if known.is_none_or(|row| row.business_id != new.business_id)
        && installation::is_business_id_taken(tx.conn, &new.business_id, own)?
    {
        problems.add("business_id", "taken");
    }
    problems.at_most("contact_line", &rules.contact_line, 300);
    problems.no_hetu("contact_line", &rules.contact_line);
    problems.at_most("duty_contacts", &rules.duty_contacts, LONGEST_NOTE);
    // Whoever is woken at night is somebody: a number or an address, one a line.
    for line in rules.duty_contacts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = if line.contains('@') {
            Email::parse(line).err().map(|problem| problem.key())
        } else {
            Phone::parse(line).err().map(|problem| problem.key())
        };
        if let Some(problem) = wrong {
            problems.add("duty_contacts", problem);
        }
    }
    Ok(problems.refuse()?)
}

fn is_slug(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=40).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

/// A short name for an organisation that brought none: of the letters of its name, and a number if somebody has it.
pub(super) fn new_slug(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let letters = fold(name);
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(34);
    let slug = slug.trim_matches('-');
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let free = std::iter::once(slug.to_owned()).chain(numbered).find(|slug| !is_taken(slug));
    free.unwrap_or_default()
}

/// So long a report link leads on that was replaced: it hangs on walls, and whoever replaces it needs a day to go round. One that
/// is in wrong hands is taken back instead.
const FORMER_LINK: TimeDelta = TimeDelta::days(1);

/// A new report link; the one before leads on for a day.
///
/// # Errors
/// `forbidden`, [`majakka_store::error::Error::NotFound`].
pub fn new_report_link(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Token> {
    let token = Token::make(tx.app.random.as_ref());
    set_report_link(tx, id, Some(&token))?;
    Ok(token)
}

/// Takes the report link back, and those before it: they stop working at once.
///
/// # Errors
/// As [`new_report_link`].
pub fn revoke_report_link(tx: &mut Tx<'_>, id: OrganisationId) -> Result<()> {
    set_report_link(tx, id, None)
}

fn set_report_link(tx: &mut Tx<'_>, id: OrganisationId, token: Option<&Token>) -> Result<()> {
    tx.viewer.require(Permission::Administer)?;
    let row = installation::find(tx.conn, tx.viewer, id)?;
    if token.is_some() {
        installation::keep_report_token(tx.conn, tx.now, id, tx.now + FORMER_LINK)?;
    }
    installation::set_report_token(tx.conn, id, token.map(Token::hash).as_ref())?;
    let action = if token.is_some() { "report_link.made" } else { "report_link.revoked" };
    tx.audit(action, &row.slug, "")
}
