//! Who is in most tests: a county, somebody who gets its bulletins, somebody who works there.

use majakka_app::command::account::session;
use majakka_app::command::organisation::api_token::{self, Wanted};
use majakka_app::command::report::{self, Report};
use majakka_domain::id::{AccountId, ContactId, IncidentId, OrganisationId};
use majakka_domain::terms::{
    AccountRole, ContactKind, ContactRole, Effect, Language, OrganisationKind, TokenLife, TokenScope,
};
use majakka_store::account::NewAccount;
use majakka_store::api_token as stored;
use majakka_store::contact::NewContact;
use majakka_store::organisation::NewOrganisation;
use majakka_store::token::{Token, TokenHash};
use majakka_store::viewer::Viewer;
use majakka_store::{account, contact, installation, organisation};

use crate::TestApp;

/// A county with a desk of its own that uses prescriptions.
#[must_use]
pub fn county(slug: &str) -> NewOrganisation {
    NewOrganisation {
        services: ["resepti".to_owned()].into(),
        ..NewOrganisation::named(slug, format!("Alue {slug}"), OrganisationKind::WellbeingCounty)
    }
}

/// Somebody who gets bulletins by mail, in Finnish.
#[must_use]
pub fn recipient(organisation: OrganisationId, name: &str) -> NewContact {
    NewContact {
        organisation,
        kind: ContactKind::Person,
        name: name.to_owned(),
        email: format!("{name}@example.fi"),
        phone: None,
        takes_sms: false,
        language: Language::Fi,
        roles: [ContactRole::BulletinRecipient].into(),
    }
}

/// Somebody who signed in: what her browser sends.
#[derive(Debug, Clone)]
pub struct Session {
    /// The value of the cookie `majakka`.
    pub token: String,
    /// The value of the field `csrf`.
    pub csrf: String,
}

impl TestApp {
    /// Takes an organisation in.
    pub fn organisation(&self, new: &NewOrganisation) -> OrganisationId {
        self.step(|tx| organisation::insert(tx.conn, tx.now, new))
    }

    /// Takes somebody into the register.
    pub fn contact(&self, new: &NewContact) -> ContactId {
        self.step(|tx| contact::insert(tx.conn, new))
    }

    /// An account, without a password.
    pub fn account(&self, organisation: OrganisationId, email: &str, roles: &[AccountRole]) -> AccountId {
        let new = NewAccount {
            organisation,
            email: email.to_owned(),
            name: "Aino Esimerkki".to_owned(),
            language: Language::Fi,
            roles: roles.iter().copied().collect(),
        };
        self.step(|tx| account::insert(tx.conn, tx.now, &new))
    }

    /// Signs somebody in.
    pub fn sign_in(&self, account: AccountId) -> Session {
        let token = self.step(|tx| session::begin(tx, account)).expose().to_owned();
        let session = session::resume(&self.app, &token, true).expect("the database").expect("her session");
        Session { token, csrf: session.csrf }
    }

    /// The token of an organisation's report link: the form is at `/r/TOKEN`.
    pub fn report_link(&self, organisation: OrganisationId) -> String {
        let token = Token::make(self.app.random.as_ref());
        self.step(|tx| installation::set_report_token(tx.conn, organisation, Some(&token.hash())));
        token.expose().to_owned()
    }

    /// The token of a program of this organisation that may do all of this, good for a year.
    pub fn api_token(&self, organisation: OrganisationId, scopes: &[TokenScope]) -> String {
        let scopes = scopes.iter().copied().collect();
        let wanted = Wanted { name: "Toiminnanohjaus".to_owned(), scopes, life: TokenLife::Year };
        self.step(|tx| api_token::make(tx, organisation, &wanted)).expose().to_owned()
    }

    /// Such a program, as steps know it.
    pub fn program(&self, organisation: OrganisationId, scopes: &[TokenScope]) -> Viewer {
        let token = TokenHash::new(&self.api_token(organisation, scopes));
        let found = self.read(|conn| stored::program(conn, self.now(), &token)).expect("the database");
        Viewer::Program(found.expect("a good token").0)
    }

    /// Somebody reports that prescriptions cannot be written; the incident that the report opened or joined.
    pub fn report(&self, organisation: OrganisationId) -> IncidentId {
        let told = Report::least(organisation, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.");
        self.step(|tx| report::report(tx, told)).incident.expect("an incident")
    }
}
