//! A fresh world for one story: database, clock, chance, transports, and who exists.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use majakka_app::App;
use majakka_app::config::{CATALOGUE, Overrides, Settings};
use majakka_app::process::ThisProcess;
use majakka_app::screenshot::ScreenshotStore;
use majakka_app::vault::Vault;
use majakka_domain::catalogue::Catalogue;
use majakka_domain::format::phone::{Phone, SmsCapability};
use majakka_domain::format::time::parse_rfc3339;
use majakka_domain::id::{AccountId, ContactId, OrganisationId};
use majakka_domain::terms::{Language, OrganisationKind};
use majakka_messages::Renderer;
use majakka_scenario::{self as scenario, Scenario};
use majakka_store::account::{self, NewAccount};
use majakka_store::clock::ManualClock;
use majakka_store::contact::{self, NewContact};
use majakka_store::db::{DbUrl, open_pool};
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::random::SeededRandom;
use majakka_store::viewer::Viewer;

/// What is the same for all stories and dear to make.
pub(crate) struct Ground {
    catalogue: Arc<Catalogue>,
    renderer: Arc<Renderer>,
    settings: Arc<Settings>,
    screenshots: ScreenshotStore,
    /// Where they would lie: no story has any.
    _folder: tempfile::TempDir,
}

impl Ground {
    pub(crate) fn lay() -> Result<Self> {
        let folder = tempfile::tempdir().context("a folder for screenshots")?;
        Ok(Ground {
            catalogue: Arc::new(Catalogue::parse(CATALOGUE)?),
            renderer: Arc::new(Renderer::new()?),
            settings: Arc::new(Settings::load(None, &Overrides::default())?),
            screenshots: ScreenshotStore::in_folder(folder.path())?,
            _folder: folder,
        })
    }
}

/// Who exists, by the keys of a story.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) desk: OrganisationId,
    pub(crate) organisations: BTreeMap<String, OrganisationId>,
    pub(crate) contacts: BTreeMap<String, ContactId>,
}

/// One story's world.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) account: AccountId,
    pub(crate) cast: Cast,
}

/// The same story throws the same random.
const SEED: u64 = 7_061_746;
/// A key that seals nothing but this story's secrets.
const VAULT_KEY: &str = "replay 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

impl World {
    pub(crate) fn make(ground: &Ground, url: DbUrl, scenario: &Scenario) -> Result<Self> {
        let start = parse_rfc3339(&scenario.start).context("start")?;
        let clock = Arc::new(ManualClock::new(start));
        let app = App {
            pool: open_pool(url.clone(), 4)?,
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(SEED)),
            catalogue: ground.catalogue.clone(),
            renderer: ground.renderer.clone(),
            vault: Arc::new(Vault::from_text(VAULT_KEY)?),
            settings: ground.settings.clone(),
            wake: Arc::default(),
            page_changed: Arc::default(),
            health: Arc::default(),
            writers: Arc::default(),
            one_writer: url.is_sqlite(),
            errands: Arc::default(),
            errand: None,
            group: Arc::default(),
            process: Arc::new(ThisProcess::new("majakka replay", start)),
            screenshots: ground.screenshots.clone(),
        };
        app.migrate()?;
        let cast = Cast::settle(&app, &scenario.organisation)?;
        let account = app.write(&Viewer::System, |tx| {
            let person = NewAccount {
                organisation: cast.desk,
                email: "replay@desk.test.invalid".to_owned(),
                name: "replay".to_owned(),
                language: Language::Fi,
                roles: Default::default(),
            };
            account::insert(tx.conn, tx.now, &person)
        })?;
        Ok(World { app, clock, account, cast })
    }
}

impl Cast {
    /// Writes down who exists; an organisation that is there by its short name stays as it is. The set-up is taken as given:
    /// nothing of it is refused but what cannot be stored.
    pub(crate) fn settle(app: &App, given: &[scenario::Organisation]) -> Result<Self> {
        let desk = app.write(&Viewer::System, |tx| match installation::host(tx.conn)? {
            Some(desk) => Ok(desk),
            None => organisation::insert(tx.conn, tx.now, &host()),
        })?;
        let mut cast = Cast { desk, organisations: BTreeMap::new(), contacts: BTreeMap::new() };
        for organisation in given {
            cast.seat(app, organisation)?;
        }
        for organisation in given {
            let Some(broker) = &organisation.broker else { continue };
            let (id, broker) = (cast.organisation(&organisation.key), cast.organisation(broker));
            app.write(&Viewer::System, |tx| organisation::set_broker(tx.conn, id, broker))?;
        }
        Ok(cast)
    }

    fn seat(&mut self, app: &App, given: &scenario::Organisation) -> Result<()> {
        if let Ok(there) = app.read(|conn| organisation::by_slug(conn, &given.key)) {
            self.organisations.insert(given.key.clone(), there.id);
            return Ok(());
        }
        for service in &given.services {
            if app.catalogue.system(service).is_none() {
                bail!("{} uses an unknown service {service}", given.key);
            }
        }
        let new = NewOrganisation {
            business_id: given.business_id.clone(),
            region: given.region.clone(),
            operator: given.operator.clone(),
            vendor: given.vendor.clone(),
            connection_point: given.connection_point.clone(),
            desk: Some(self.desk),
            services: given.services.iter().cloned().collect(),
            ..NewOrganisation::named(given.key.clone(), given.name.clone(), given.kind.parse()?)
        };
        let id = app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &new))?;
        self.organisations.insert(given.key.clone(), id);
        for given in &given.contact {
            let contact = contact_of(id, given)?;
            let contact = app.write(&Viewer::System, |tx| contact::insert(tx.conn, &contact))?;
            self.contacts.insert(given.key.clone(), contact);
        }
        Ok(())
    }

    /// An organisation by its key; an unknown key becomes an id that nothing has.
    pub(crate) fn organisation(&self, key: &str) -> OrganisationId {
        self.organisations.get(key).copied().unwrap_or(OrganisationId(0))
    }

    /// A contact likewise.
    pub(crate) fn contact(&self, key: &str) -> ContactId {
        self.contacts.get(key).copied().unwrap_or(ContactId(0))
    }
}

fn contact_of(organisation: OrganisationId, given: &scenario::Contact) -> Result<NewContact> {
    let phone = given.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let parsed = phone.and_then(|phone| Phone::parse(phone).ok());
    Ok(NewContact {
        organisation,
        kind: given.kind.parse()?,
        name: given.name.clone(),
        email: given.email.clone(),
        phone: parsed.as_ref().map(|p| p.as_str().to_owned()).or_else(|| phone.map(str::to_owned)),
        takes_sms: parsed.is_none_or(|phone| phone.sms() != SmsCapability::Incapable),
        language: given.language.parse()?,
        roles: given.roles.iter().map(|role| role.parse()).collect::<Result<_, _>>()?,
    })
}

/// The desk that takes everybody's reports.
fn host() -> NewOrganisation {
    NewOrganisation {
        services: Default::default(),
        ..NewOrganisation::named("desk", "Majakka", OrganisationKind::Host)
    }
}
