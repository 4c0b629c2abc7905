//! Organisations: matched by Y-tunnus, then by the OID of their connection point, then by short name.

use std::collections::{BTreeSet, HashMap, HashSet};

use majakka_domain::format::business_id::BusinessId;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{OrganisationKind, RegisterColumn as C, RegisterFile};
use majakka_store::error::Result;
use majakka_store::organisation::{self, NewOrganisation, Organisation};
use majakka_store::register::bulk;
use majakka_store::{counter, installation};

use super::contacts::{key, keys};
use super::outcome::{Change, How, Outcome};
use super::vocabulary::{Vocabulary, parts, word};
use super::{Cells, Order};
use crate::app::Tx;
use crate::command::changed::{changed, differing};
use crate::command::field::Problems;
use crate::command::organisation::{as_written, bounded_to, judge_fields, new_slug};
use crate::sheet::Row;

/// An import under way.
pub(super) struct Import<'a> {
    order: Order<'a>,
    write: bool,
    vocabulary: Vocabulary,
    bounds: Option<OrganisationId>,
    kept: HashMap<OrganisationId, Organisation>,
    by_key: HashMap<String, OrganisationId>,
    /// What nobody else may have, those of the rows before included: short names, names in small letters, Y-tunnus.
    slugs: HashMap<String, OrganisationId>,
    names: HashMap<String, OrganisationId>,
    business_ids: HashMap<String, OrganisationId>,
    seen: HashSet<String>,
    outcome: Outcome,
}

impl<'a> Import<'a> {
    pub(super) fn begin(tx: &mut Tx<'_>, order: Order<'a>, write: bool) -> Result<Self> {
        let named = [C::BusinessId, C::ConnectionPoint, C::Slug].iter().any(|key| order.columns.contains(&Some(*key)));
        if !named {
            return Err(Refusal::field("business_id", "import_column").into());
        }
        let (mut kept, mut by_key) = (HashMap::new(), HashMap::new());
        for row in bulk::all_kept(tx.conn, tx.viewer)? {
            by_key.extend(keys(&row).into_iter().map(|key| (key, row.id)));
            kept.insert(row.id, row);
        }
        let mut import = Import {
            order,
            write,
            vocabulary: Vocabulary::new(&tx.app.renderer, RegisterFile::Organisations)?,
            bounds: installation::bounds(tx.conn, tx.viewer)?,
            kept,
            by_key,
            slugs: HashMap::new(),
            names: HashMap::new(),
            business_ids: HashMap::new(),
            seen: HashSet::new(),
            outcome: Outcome::default(),
        };
        for (id, slug, name, business_id) in bulk::taken(tx.conn)? {
            import.takes(id, &slug, &name, &business_id);
        }
        Ok(import)
    }

    fn takes(&mut self, id: OrganisationId, slug: &str, name: &str, business_id: &str) {
        self.slugs.insert(slug.to_owned(), id);
        self.names.insert(name.to_lowercase(), id);
        if !business_id.is_empty() {
            self.business_ids.insert(business_id.to_owned(), id);
        }
    }

    /// The next rows.
    pub(super) fn chunk(&mut self, tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<()> {
        self.outcome.rows += rows.len();
        let known: Vec<OrganisationId> = rows.iter().filter_map(|row| self.known(row)).collect();
        let services = bulk::services_of(tx.conn, &known)?;
        let mut audit = Vec::new();
        for row in &rows {
            let is = self.known(row);
            let used = is.and_then(|id| services.get(&id)).cloned().unwrap_or_default();
            let Some(to) = self.judge(tx, row, is, used.clone()) else { continue };
            match is.and_then(|id| self.kept.get(&id)).cloned() {
                None => self.add(tx, row.line, &to, &mut audit)?,
                Some(is) => self.change(tx, row.line, &is, used, &to, &mut audit)?,
            }
        }
        if self.write && self.outcome.is_sound() { tx.audit_all(&audit) } else { Ok(()) }
    }

    /// Which of those that are known the row is about.
    fn known(&self, row: &Row) -> Option<OrganisationId> {
        let cells = Cells { columns: self.order.columns, row };
        let named = [C::BusinessId, C::ConnectionPoint, C::Slug].into_iter().filter_map(|column| cells.get(column));
        named.filter(|cell| !cell.is_empty()).find_map(|cell| self.by_key.get(&key(cell)).copied())
    }

    /// The row as it will stand, by the rules of the form; none when anything is wrong with it.
    fn judge(
        &mut self,
        tx: &Tx<'_>,
        row: &Row,
        is: Option<OrganisationId>,
        services: BTreeSet<String>,
    ) -> Option<NewOrganisation> {
        let cells = Cells { columns: self.order.columns, row };
        let mut problems = Problems::default();
        let known = is.and_then(|id| self.kept.get(&id)).cloned();
        let mut to = match &known {
            Some(row) => as_written(row, services),
            None => NewOrganisation::named("", "", OrganisationKind::PrivateHealth),
        };
        let texts = [
            (C::Name, &mut to.name),
            (C::Slug, &mut to.slug),
            (C::BusinessId, &mut to.business_id),
            (C::ConnectionPoint, &mut to.connection_point),
            (C::Region, &mut to.region),
            (C::Operator, &mut to.operator),
            (C::Vendor, &mut to.vendor),
        ];
        for (column, text) in texts {
            // What an organisation is found by is not taken away by an empty cell.
            let keeps = matches!(column, C::Slug | C::BusinessId | C::ConnectionPoint) && known.is_some();
            if let Some(cell) = cells.get(column).filter(|cell| !keeps || !cell.is_empty()) {
                cell.clone_into(text);
            }
        }
        if let Ok(id) = BusinessId::parse(&to.business_id) {
            id.as_str().clone_into(&mut to.business_id);
        }
        if to.slug.is_empty() {
            to.slug = new_slug(&to.name, |slug| self.slugs.contains_key(slug));
        }
        match (cells.get(C::Kind).filter(|cell| !cell.is_empty()), &known) {
            (None, Some(_)) => {}
            (None, None) => problems.add("kind", "missing"),
            (Some(cell), _) => match word(&self.vocabulary.organisation_kinds, cell) {
                Some(kind) => to.kind = kind,
                None => problems.add("kind", "import_word"),
            },
        }
        if let Some(cell) = cells.get(C::Services) {
            let ids = parts(cell).map(|part| tx.app.catalogue.find(part).map(|system| system.id.clone()));
            match ids.collect::<Option<BTreeSet<String>>>() {
                Some(services) => to.services = services,
                None => problems.add("services", "import_word"),
            }
        }
        for (column, field, place) in [(C::Broker, "broker", &mut to.broker), (C::Desk, "desk", &mut to.desk)] {
            match cells.get(column).map(|cell| (cell.is_empty(), self.by_key.get(&key(cell)))) {
                None => {}
                Some((true, _)) => *place = None,
                Some((false, Some(id))) => *place = Some(*id),
                Some((false, None)) => problems.add(field, "import_organisation"),
            }
        }
        let to = bounded_to(self.bounds, known.as_ref(), &to);
        judge_fields(&mut problems, &tx.app.catalogue, self.bounds.is_some(), known.as_ref(), &to);
        let other = |taken: Option<&OrganisationId>| taken.is_some_and(|id| Some(*id) != is);
        if other(self.slugs.get(&to.slug)) {
            problems.add("slug", "taken");
        }
        if known.as_ref().is_none_or(|row| row.name != to.name) && other(self.names.get(&to.name.to_lowercase())) {
            problems.add("name", "taken");
        }
        let had = known.as_ref().is_some_and(|row| row.business_id == to.business_id);
        if !had && other(self.business_ids.get(&to.business_id)) {
            problems.add("business_id", "taken");
        }
        if !self.seen.insert(to.slug.clone()) {
            problems.add("slug", "import_twice");
        }
        match problems.refuse() {
            Ok(()) => {
                let of_a_new_one = OrganisationId(-i64::try_from(row.line).unwrap_or(i64::MAX));
                self.takes(is.unwrap_or(of_a_new_one), &to.slug, &to.name, &to.business_id);
                Some(to)
            }
            Err(refusal) => {
                self.outcome.problems(row.line, refusal.problems());
                None
            }
        }
    }

    fn add(&mut self, tx: &mut Tx<'_>, line: usize, to: &NewOrganisation, audit: &mut Audit) -> Result<()> {
        let told = || Change {
            how: How::Added,
            line: Some(line),
            organisation: to.name.clone(),
            name: to.business_id.clone(),
            fields: Vec::new(),
        };
        self.outcome.change(told, How::Added);
        if self.write && self.outcome.is_sound() {
            let id = organisation::insert(tx.conn, tx.now, to)?;
            installation::set_confirmed(tx.conn, id, self.bounds.is_none())?;
            let facts = serde_json::to_string(to).unwrap_or_default();
            audit.push(("organisation.created", to.slug.clone(), facts));
        }
        Ok(())
    }

    fn change(
        &mut self,
        tx: &mut Tx<'_>,
        line: usize,
        is: &Organisation,
        services: BTreeSet<String>,
        to: &NewOrganisation,
        audit: &mut Audit,
    ) -> Result<()> {
        let was = as_written(is, services);
        if was == *to {
            self.outcome.same += 1;
            return Ok(());
        }
        let told = || Change {
            how: How::Changed,
            line: Some(line),
            organisation: to.name.clone(),
            name: to.business_id.clone(),
            fields: differing(&was, to),
        };
        self.outcome.change(told, How::Changed);
        if self.write && self.outcome.is_sound() {
            installation::change(tx.conn, is.id, to)?;
            audit.push(("organisation.changed", to.slug.clone(), changed(&was, to)));
        }
        Ok(())
    }

    /// Everybody's pages name organisations.
    pub(super) fn end(self, tx: &mut Tx<'_>) -> Result<Outcome> {
        if self.write && self.outcome.added + self.outcome.changed > 0 {
            counter::bump_page(tx.conn)?;
        }
        Ok(self.outcome)
    }
}

type Audit = Vec<(&'static str, String, String)>;
