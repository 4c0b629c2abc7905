//! Contacts of organisations that are known: matched by organisation and mail address.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use majakka_domain::contact_role::is_mandatory;
use majakka_domain::format::business_id::BusinessId;
use majakka_domain::format::phone::{Phone, SmsCapability};
use majakka_domain::id::{ContactId, OrganisationId};

use majakka_domain::terms::{Channel, ContactKind, ContactRole, Language, RegisterColumn as C, RegisterFile};
use majakka_store::contact::{self, Contact, NewContact};
use majakka_store::error::Result;
use majakka_store::organisation::Organisation;
use majakka_store::register::bulk;
use majakka_store::task;
use serde_json::json;

use super::outcome::{Change, How, Outcome};
use super::vocabulary::{Vocabulary, parts, word};
use super::{Cells, Order, require_columns};
use crate::app::Tx;
use crate::command::changed::{changed, differing};
use crate::command::contact::{Facts, check_roles, read_email, read_phone};
use crate::command::field::{LONGEST_NAME, Problems};
use crate::sheet::Row;

type Roles = BTreeSet<ContactRole>;
/// An organisation and a mail address in small letters.
type Key = (OrganisationId, String);

/// How many hold each role.
type Holders = BTreeMap<ContactRole, usize>;

/// An import under way.
pub(super) struct Import<'a> {
    order: Order<'a>,
    write: bool,
    vocabulary: Vocabulary,
    houses: HashMap<OrganisationId, String>,
    by_key: HashMap<String, OrganisationId>,
    /// Of the organisations that the file names: who held what before, and who holds it after.
    holders: HashMap<OrganisationId, (Holders, Holders)>,
    seen: HashSet<Key>,
    outcome: Outcome,
}

/// What a row says, as it will stand.
struct Wanted {
    key: Key,
    line: usize,
    contact: NewContact,
}

impl<'a> Import<'a> {
    pub(super) fn begin(tx: &mut Tx<'_>, order: Order<'a>, write: bool) -> Result<Self> {
        require_columns(order.columns, &[C::Organisation, C::Email])?;
        let vocabulary = Vocabulary::new(&tx.app.renderer, RegisterFile::Contacts)?;
        let (mut houses, mut by_key) = (HashMap::new(), HashMap::new());
        for row in bulk::all_served(tx.conn, tx.viewer)? {
            by_key.extend(keys(&row).into_iter().map(|key| (key, row.id)));
            houses.insert(row.id, row.name);
        }
        let (holders, seen, outcome) = (HashMap::new(), HashSet::new(), Outcome::default());
        Ok(Import { order, write, vocabulary, houses, by_key, holders, seen, outcome })
    }

    /// The next rows.
    pub(super) fn chunk(&mut self, tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<()> {
        self.outcome.rows += rows.len();
        let columns = self.order.columns;
        let of = |row: &Row| self.by_key.get(&key(Cells { columns, row }.get(C::Organisation)?)).copied();
        let houses: BTreeSet<OrganisationId> = rows.iter().filter_map(of).collect();
        let mut known = HashMap::new();
        let mut counted: BTreeMap<OrganisationId, Holders> = BTreeMap::new();
        for (row, roles) in bulk::contacts_of(tx.conn, &houses.iter().copied().collect::<Vec<_>>())? {
            for role in &roles {
                *counted.entry(row.organisation_id).or_default().entry(*role).or_default() += 1;
            }
            known.entry((row.organisation_id, row.email.to_lowercase())).or_insert((row, roles));
        }
        for house in houses {
            let held = counted.remove(&house).unwrap_or_default();
            self.holders.entry(house).or_insert_with(|| (held.clone(), held));
        }
        let (mut added, mut audit) = (Vec::new(), Vec::new());
        for row in &rows {
            let Some(wanted) = self.judge(row, &known) else { continue };
            match known.get(&wanted.key) {
                None => added.push(self.add(wanted)),
                Some((is, roles)) => self.change(tx, wanted, is, roles, &mut audit)?,
            }
        }
        if self.write && self.outcome.is_sound() {
            let ids = bulk::insert_contacts(tx.conn, &added)?;
            audit.extend(ids.iter().zip(&added).map(|(id, new)| {
                let facts = json!({ "roles": new.roles, "name": new.name, "email": new.email, "phone": new.phone });
                ("contact.added", format!("contact {id}"), facts.to_string())
            }));
            tx.audit_all(&audit)?;
        }
        Ok(())
    }

    /// The row as it will stand, by the rules of the form; none when anything is wrong with it.
    fn judge(&mut self, row: &Row, known: &HashMap<Key, (Contact, Roles)>) -> Option<Wanted> {
        let cells = Cells { columns: self.order.columns, row };
        let mut problems = Problems::default();
        let house = self.by_key.get(&key(cells.get(C::Organisation).unwrap_or_default())).copied();
        if house.is_none() {
            problems.add("organisation", "import_organisation");
        }
        let email = read_email(&mut problems, cells.get(C::Email).unwrap_or_default());
        let organisation = house.unwrap_or(OrganisationId(0));
        let key = (organisation, email.to_lowercase());
        let is = known.get(&key);
        if house.is_some() && !email.is_empty() && !self.seen.insert(key.clone()) {
            problems.add("email", "import_twice");
        }
        let name = match (cells.get(C::Name), cells.get(C::GivenName), is) {
            (None, None, Some((is, _))) => is.name.clone(),
            (name, given, _) => {
                let whole = [given, name].into_iter().flatten().collect::<Vec<_>>().join(" ");
                problems.name("name", &whole, LONGEST_NAME)
            }
        };
        let phone = match cells.get(C::Phone) {
            None => is.and_then(|(is, _)| is.phone.clone()),
            Some(cell) => read_phone(&mut problems, cell).map(|phone| phone.as_str().to_owned()),
        };
        let takes_sms = match is.filter(|(is, _)| is.phone == phone) {
            Some((is, _)) => is.takes_sms,
            None => phone
                .as_deref()
                .is_some_and(|phone| Phone::parse(phone).is_ok_and(|phone| phone.sms() != SmsCapability::Incapable)),
        };
        let kind = match cells.get(C::Kind).filter(|cell| !cell.is_empty()) {
            None => is.map_or(ContactKind::Person, |(is, _)| is.kind),
            Some(cell) => word(&self.vocabulary.contact_kinds, cell).unwrap_or_else(|| {
                problems.add("kind", "import_word");
                ContactKind::Person
            }),
        };
        let language = match cells.get(C::Language).filter(|cell| !cell.is_empty()) {
            None => is.map_or(Language::Fi, |(is, _)| is.language),
            Some(cell) => word(&self.vocabulary.languages, cell).unwrap_or_else(|| {
                problems.add("language", "import_word");
                Language::Fi
            }),
        };
        let roles = match (cells.get(C::Roles), is) {
            (None, Some((_, roles))) => roles.clone(),
            (cell, _) => {
                let mut roles = Roles::new();
                for part in parts(cell.unwrap_or_default()) {
                    match word(&self.vocabulary.roles, part) {
                        Some(role) => drop(roles.insert(role)),
                        None => problems.add("roles", "import_word"),
                    }
                }
                if problems.has("roles") {
                    Roles::new()
                } else {
                    check_roles(&mut problems, &roles);
                    roles
                }
            }
        };
        // Whoever was a recipient with such a number stays one, as in the form.
        let became = is.is_none_or(|(is, had)| is.phone != phone || !had.contains(&ContactRole::BulletinRecipient));
        if roles.contains(&ContactRole::BulletinRecipient) && phone.is_some() && !takes_sms && became {
            problems.add("phone", "not_sms_capable");
        }
        match problems.refuse() {
            Ok(()) => {
                let contact = NewContact { organisation, kind, name, email, phone, takes_sms, language, roles };
                Some(Wanted { key, line: row.line, contact })
            }
            Err(refusal) => {
                self.outcome.problems(row.line, refusal.problems());
                None
            }
        }
    }

    fn add(&mut self, wanted: Wanted) -> NewContact {
        let Wanted { line, contact, .. } = wanted;
        self.holds(contact.organisation, &Roles::new(), &contact.roles);
        let organisation = self.houses.get(&contact.organisation).cloned().unwrap_or_default();
        let told = || Change {
            how: How::Added,
            line: Some(line),
            organisation,
            name: format!("{} {}", contact.name, contact.email),
            fields: Vec::new(),
        };
        self.outcome.change(told, How::Added);
        contact
    }

    fn change(
        &mut self,
        tx: &mut Tx<'_>,
        wanted: Wanted,
        is: &Contact,
        roles: &Roles,
        audit: &mut Vec<(&'static str, String, String)>,
    ) -> Result<()> {
        let Wanted { line, contact: to, .. } = wanted;
        let change = contact::Change {
            email: (to.email != is.email).then(|| to.email.clone()),
            phone: (to.phone != is.phone).then(|| to.phone.clone()),
            takes_sms: to.takes_sms,
            kind: (to.kind != is.kind).then_some(to.kind),
            name: (to.name != is.name).then(|| to.name.clone()),
            language: (to.language != is.language).then_some(to.language),
        };
        let untouched = contact::Change { takes_sms: to.takes_sms, ..contact::Change::default() };
        if change == untouched && to.roles == *roles {
            self.outcome.same += 1;
            return Ok(());
        }
        self.holds(to.organisation, roles, &to.roles);
        let (was, now) = (Facts::from_row(is, roles), Facts::from_new(&to));
        let organisation = self.houses.get(&to.organisation).cloned().unwrap_or_default();
        let told = || Change {
            how: How::Changed,
            line: Some(line),
            organisation,
            name: format!("{} {}", to.name, to.email),
            fields: differing(&was, &now),
        };
        self.outcome.change(told, How::Changed);
        if self.write && self.outcome.is_sound() {
            let actor = tx.viewer.actor();
            if change.email.is_some() {
                task::end_contact_fix(tx.conn, tx.now, is.id, Channel::Email, &actor)?;
            }
            if change.phone.is_some() {
                task::end_contact_fix(tx.conn, tx.now, is.id, Channel::Sms, &actor)?;
            }
            contact::change(tx.conn, tx.now, is.id, &change)?;
            if to.roles != *roles {
                contact::set_roles(tx.conn, is.id, &to.roles)?;
            }
            audit.push(("contact.changed", format!("contact {}", is.id), changed(&was, &now)));
        }
        Ok(())
    }

    fn holds(&mut self, house: OrganisationId, before: &Roles, after: &Roles) {
        let Some((_, holders)) = self.holders.get_mut(&house) else { return };
        for lost in before.difference(after) {
            holders.entry(*lost).and_modify(|count| *count = count.saturating_sub(1));
        }
        for gained in after.difference(before) {
            *holders.entry(*gained).or_default() += 1;
        }
    }

    /// Takes out who is not in a whole file, and asks who would have lost the last holder of a mandatory role.
    pub(super) fn end(mut self, tx: &mut Tx<'_>) -> Result<Outcome> {
        let mut houses: Vec<OrganisationId> = self.holders.keys().copied().collect();
        houses.sort_unstable();
        if self.order.whole {
            for some in houses.chunks(super::CHUNK) {
                let gone = bulk::contacts_of(tx.conn, some)?;
                let gone = gone
                    .into_iter()
                    .filter(|(row, _)| !self.seen.contains(&(row.organisation_id, row.email.to_lowercase())));
                for (row, roles) in gone.collect::<Vec<_>>() {
                    self.remove(tx, &row, &roles)?;
                }
            }
        }
        for some in houses.chunks(10_000) {
            let services = bulk::services_of(tx.conn, some)?;
            for house in some {
                let used: Vec<String> = services.get(house).into_iter().flatten().cloned().collect();
                let Some((before, after)) = self.holders.get(house) else { continue };
                let held = |holders: &Holders, role| holders.get(role).is_some_and(|count| *count > 0);
                let lost = before.keys().filter(|role| held(before, role) && !held(after, role));
                let lost = lost.filter(|role| is_mandatory(&tx.app.catalogue, **role, &used));
                let name = self.houses.get(house).map_or("", String::as_str);
                lost.for_each(|role| self.outcome.loss(name, *role));
            }
        }
        Ok(self.outcome)
    }

    fn remove(&mut self, tx: &mut Tx<'_>, row: &Contact, roles: &Roles) -> Result<()> {
        self.holds(row.organisation_id, roles, &Roles::new());
        let organisation = self.houses.get(&row.organisation_id).cloned().unwrap_or_default();
        let told = || Change {
            how: How::Removed,
            line: None,
            organisation,
            name: format!("{} {}", row.name, row.email),
            fields: Vec::new(),
        };
        self.outcome.change(told, How::Removed);
        if self.write && self.outcome.is_sound() {
            let id: ContactId = row.id;
            contact::remove(tx.conn, tx.now, id)?;
            let facts = json!({ "roles": roles, "name": row.name, "email": row.email });
            tx.audit("contact.removed", &format!("contact {id}"), &facts.to_string())?;
        }
        Ok(())
    }
}

/// What an organisation is called by in a file.
pub(super) fn keys(row: &Organisation) -> Vec<String> {
    let keys = [&row.business_id, &row.connection_point, &row.slug];
    keys.into_iter().filter(|key| !key.is_empty()).map(|written| key(written)).collect()
}

/// As it is looked for: a Y-tunnus with or without its hyphen and zeros, an OID, a short name.
pub(super) fn key(written: &str) -> String {
    let business_id = BusinessId::parse(written.trim());
    business_id.map_or_else(|_| written.trim().to_lowercase(), |id| id.as_str().to_owned())
}
