//! Who asks. There is no query and no step without one (docs/SECURITY.md, Who may see what).

use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::{AccountRole, Language};

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The name that stands in timelines.
    pub name: String,
    /// Whose person.
    pub organisation: OrganisationId,
    /// Whose desk she works at: the host's for a host's people, else the own organisation's.
    pub desk: OrganisationId,
    /// What she may do.
    pub roles: Vec<AccountRole>,
    /// Does her organisation let its helpdesk publish?
    pub helpdesk_publishes: bool,
    /// The language of her pages.
    pub language: Language,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Worker, scheduler and replay: sees all.
    System,
    /// A person at a desk.
    Person(Person),
    /// A program with an organisation's token, or somebody with its report link: may report for it.
    Organisation(OrganisationId),
}

/// Is a row with this owner the viewer's own to change? What she may see, she may not therefore change.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub fn owned(viewer: &Viewer, desk: Option<OrganisationId>) -> Result<(), Refusal> {
    match viewer.desk() {
        Some(own) if desk != Some(own) => Err(Refusal::Forbidden),
        _ => Ok(()),
    }
}

impl Viewer {
    /// May this viewer do it?
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<(), Refusal> {
        let allowed = match self {
            Viewer::System => true,
            Viewer::Organisation(_) => permission == Permission::Report,
            Viewer::Person(person) => may(&person.roles, permission, person.helpdesk_publishes),
        };
        if allowed { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// The desk whose incidents this viewer works with; none for `System`, which sees every desk.
    pub fn desk(&self) -> Option<OrganisationId> {
        match self {
            Viewer::System => None,
            Viewer::Person(person) => Some(person.desk),
            Viewer::Organisation(id) => Some(*id),
        }
    }

    /// How this viewer is named where it must be told from everybody else: in the audit log. A person's name is her own
    /// choice, and two may have the same; the number of her account is nobody else's, and nothing but a person has one.
    pub fn signature(&self) -> String {
        match self {
            Viewer::Person(person) => format!("{} #{}", person.name, person.account.0),
            Viewer::System | Viewer::Organisation(_) => self.actor(),
        }
    }

    /// How this viewer stands in timelines.
    pub fn actor(&self) -> String {
        match self {
            Viewer::System => "system".to_owned(),
            Viewer::Person(person) => person.name.clone(),
            Viewer::Organisation(id) => format!("organisation {id}"),
        }
    }

    /// The account, if a person is behind it.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Viewer::Person(person) => Some(person.account),
            Viewer::System | Viewer::Organisation(_) => None,
        }
    }
}
