//! Who plays in the stories: the desk with its first administrator, two counties and a pharmacy, a language each.
//!
//! They are settled by steps on the program's own database, as an import would; what the stories are about is done
//! on the pages.

use std::path::Path;

use majakka_app::App;
use majakka_app::command::account;
use majakka_app::command::bulletin::{self, Wording, Write};
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::report::{self, Report};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Effect, Extent, Language, MessageKind, Origin};
use majakka_store::account::NewAccount;
use majakka_store::contact::{self, NewContact};
use majakka_store::incident;
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::token::Token;
use majakka_store::viewer::Viewer;

use super::visitor::{Page, Visitor};

/// What the administrator chooses as her password.
pub const PASSWORD: &str = "lyhty keinuu laiturilla";

/// A contact: local part of the address, telephone, language, roles.
type Contact = (&'static str, &'static str, Language, &'static [&'static str]);

/// An organisation, and who is told.
#[derive(Debug)]
struct Member {
    slug: &'static str,
    name: &'static str,
    kind: &'static str,
    business_id: &'static str,
    operator: &'static str,
    vendor: &'static str,
    contacts: &'static [Contact],
}

const COUNTY: Member = Member {
    slug: "esim",
    name: "Esimerkkilän hyvinvointialue",
    kind: "wellbeing_county",
    business_id: "9000003-8",
    operator: "Malliverkko Oy",
    vendor: "Potilasmalli Oy",
    contacts: &[
        ("esim-tuki", "+358400000001", Language::Fi, &["bulletin_recipient", "technical"]),
        ("esim-viestinta", "+358400000002", Language::Fi, &["comms_owner"]),
        ("esim-tsv", "+358400000003", Language::Fi, &["dpo", "administrative", "archivist"]),
    ],
};
const NEIGHBOUR: Member = Member {
    slug: "kuvit",
    name: "Kuvitelman hyvinvointialue",
    kind: "wellbeing_county",
    business_id: "9000004-6",
    operator: "Kuvitekuitu Oy",
    vendor: "Kertomusjärjestelmät Oy",
    contacts: &[("kuvit-stod", "+358500000004", Language::Sv, &["bulletin_recipient", "technical"])],
};
const PHARMACY: Member = Member {
    slug: "apt",
    name: "Mallikylän apteekki",
    kind: "pharmacy",
    business_id: "9000006-2",
    operator: "Saaritele Oy",
    vendor: "Apteekkimalli Oy",
    contacts: &[("apt-duty", "+358500000006", Language::En, &["bulletin_recipient", "technical"])],
};

/// Everybody, on the program's own database.
pub struct Cast {
    /// The ground that the program stands on, too.
    pub app: App,
    /// A county that works in Finnish.
    pub county: OrganisationId,
    /// A county that works in Swedish.
    pub neighbour: OrganisationId,
    /// A pharmacy that works in English.
    pub pharmacy: OrganisationId,
    administrator: Option<Token>,
}

impl Cast {
    /// Settles everybody on a database that is migrated already.
    /// Without a URL: the SQLite file under `var`.
    pub fn settle(database_url: Option<&str>, var: &Path) -> Cast {
        let app = majakka_kit::of_program(var, database_url);
        let made = app.write(&Viewer::System, |tx| {
            let administrator = account::until_somebody_can_sign_in(tx)?;
            let desk = installation::host(tx.conn)?;
            let mut made = Vec::new();
            for member in [COUNTY, NEIGHBOUR, PHARMACY] {
                let id = organisation::insert(tx.conn, tx.now, &member.at_desk(desk))?;
                for given in member.contacts {
                    contact::insert(tx.conn, &new_contact(id, given))?;
                }
                made.push(id);
            }
            Ok((administrator, made))
        });
        let (administrator, made) = made.expect("everybody settled");
        let [county, neighbour, pharmacy] = made[..] else { panic!("three organisations, not {made:?}") };
        Cast { app, county, neighbour, pharmacy, administrator }
    }

    /// An organisation's report link, as the administrator would make it: the path.
    pub fn report_link(&self, organisation: OrganisationId) -> String {
        let token = Token::make(self.app.random.as_ref());
        let set =
            |tx: &mut majakka_app::Tx<'_>| installation::set_report_token(tx.conn, organisation, Some(&token.hash()));
        self.app.write(&Viewer::System, set).expect("a report link");
        format!("/r/{}", token.expose())
    }

    /// A report that came some other way than over the form. Gives the incident that it belongs to.
    pub fn tell(&self, organisation: OrganisationId, function: &str, description: &str) -> Option<IncidentId> {
        let told = Report {
            callback: Some("+358400000000".to_owned()),
            ..Report::least(organisation, "resepti", function, Effect::Prevents, description)
        };
        let told = self.app.write(&Viewer::Organisation(organisation), |tx| report::report(tx, told));
        told.expect("a report that is taken in").incident
    }

    /// The path of the administrator's one-time link.
    pub fn link(&self) -> String {
        format!("/link/{}", self.administrator.as_ref().expect("a link for who has no password yet").expose())
    }

    /// The administrator, at the desk.
    pub async fn at_the_desk(&self, visitor: Visitor) -> Visitor {
        open(&self.link(), visitor).await
    }

    /// A decided incident with its first bulletin: of everybody, or of the county alone.
    pub fn publish(&self, impact: &str, origin: Origin, extent: Extent) -> IncidentId {
        self.tell(self.county, "prescribe", "Reseptiä ei voi tallentaa");
        let done = self.app.write(&Viewer::System, |tx| {
            let incident = incident::unresolved(tx.conn, None)?.remove(0).id;
            let decision = Triage {
                incident,
                seen: None,
                origin,
                reason: "Selvitetty".to_owned(),
                effect: Some(Effect::Prevents),
                extent: Some(extent),
                criticality: None,
            };
            triage::triage(tx, &decision)?;
            bulletin::publish(tx, &written(incident, impact))?;
            Ok(incident)
        });
        done.expect("a published bulletin")
    }

    /// So many people of the county who get every bulletin by mail: `lukija-0@test.invalid` and so on.
    pub fn readers(&self, count: usize) {
        let reader = |number: usize| NewContact {
            organisation: self.county,
            kind: ContactKind::Person,
            name: format!("Lukija {number}"),
            email: format!("lukija-{number}@test.invalid"),
            phone: None,
            takes_sms: false,
            language: Language::Fi,
            roles: [ContactRole::BulletinRecipient].into(),
        };
        let made = self.app.write(&Viewer::System, |tx| {
            (0..count).try_for_each(|number| contact::insert(tx.conn, &reader(number)).map(drop))
        });
        made.expect("the readers");
    }

    /// What the incident is called: `H-2026-0001`.
    pub fn reference(&self, incident: IncidentId) -> String {
        self.app.read(|conn| incident::find(conn, &Viewer::System, incident)).expect("the incident").reference
    }

    /// A further bulletin.
    pub fn update(&self, incident: IncidentId, impact: &str) {
        let write = written(incident, impact);
        let done = self.app.write(&Viewer::System, |tx| bulletin::update(tx, MessageKind::Update, &write).map(drop));
        done.expect("a further bulletin");
    }

    /// Somebody who works for an organisation, invited and signed in.
    pub async fn somebody_of(&self, organisation: OrganisationId, visitor: Visitor) -> Visitor {
        let invited = self.app.write(&Viewer::System, |tx| {
            let (email, name) = (format!("o{organisation}@test.invalid"), "Sisko Esimerkki".to_owned());
            let roles = [AccountRole::EndUser].into();
            account::invite(tx, &NewAccount { organisation, email, name, language: Language::Fi, roles })
        });
        open(&format!("/link/{}", invited.expect("an invitation").1.expose()), visitor).await
    }

    /// Somebody else of the desk with one role, invited and signed in.
    pub async fn colleague(&self, role: AccountRole, visitor: Visitor) -> Visitor {
        let invited = self.app.write(&Viewer::System, |tx| {
            let organisation = account::organisation_of_slug(tx, account::FIRST_SLUG)?;
            let (email, name) = (format!("{role}@test.invalid"), role.to_string());
            let roles = [role].into();
            account::invite(tx, &NewAccount { organisation, email, name, language: Language::Fi, roles })
        });
        open(&format!("/link/{}", invited.expect("an invitation").1.expose()), visitor).await
    }
}

fn written(incident: IncidentId, impact: &str) -> Write {
    Write::new(incident, Wording::line(impact))
}

/// Opens a one-time link and chooses a password.
async fn open(link: &str, mut visitor: Visitor) -> Visitor {
    let form = visitor.open(link).await.expect(200).form(link);
    let page: Page = visitor.submit(form.fill("password", PASSWORD).fill("again", PASSWORD)).await;
    assert!(page.text().contains("/sign-out"), "who has chosen is signed in:\n{}", page.text());
    visitor
}

impl Member {
    fn at_desk(&self, desk: Option<OrganisationId>) -> NewOrganisation {
        NewOrganisation {
            business_id: self.business_id.to_owned(),
            region: self.name.to_owned(),
            operator: self.operator.to_owned(),
            vendor: self.vendor.to_owned(),
            connection_point: format!("1.2.246.10.{}.10.0.13.1", self.business_id.replace('-', "")),
            desk,
            services: ["resepti", "omakanta"].map(str::to_owned).into(),
            ..NewOrganisation::named(self.slug, self.name, self.kind.parse().expect("a kind"))
        }
    }
}

fn new_contact(organisation: OrganisationId, (name, phone, language, roles): &Contact) -> NewContact {
    NewContact {
        organisation,
        kind: "organisation".parse().expect("a kind"),
        name: (*name).to_owned(),
        email: format!("{name}@test.invalid"),
        phone: Some((*phone).to_owned()),
        takes_sms: true,
        language: *language,
        roles: roles.iter().map(|role| role.parse().expect("a role")).collect(),
    }
}
