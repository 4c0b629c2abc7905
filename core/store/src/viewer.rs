//! Who asks. There is no query and no step without one (docs/SECURITY.md, Who may see what).

use std::collections::BTreeSet;

use majakka_domain::id::{AccountId, ApiTokenId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::{AccountRole, Language, TokenScope};

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

/// A program that came with an organisation's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its token.
    pub token: ApiTokenId,
    /// What the token may do.
    pub scopes: BTreeSet<TokenScope>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Worker, scheduler and replay: sees all.
    System,
    /// A person at a desk.
    Person(Person),
    /// A program of an organisation: may do what its token says.
    Program(Program),
    /// Somebody with an organisation's report link: may report for it.
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
            Viewer::Program(_) if permission == Permission::Report => return self.require_scope(TokenScope::Report),
            Viewer::Program(_) => false,
            Viewer::Organisation(_) => permission == Permission::Report,
            Viewer::Person(person) => may(&person.roles, permission, person.helpdesk_publishes),
        };
        if allowed { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// May this viewer do it, if it is a program? What people may do, their roles say ([`Viewer::require`]).
    ///
    /// # Errors
    /// [`Refusal::MissingScope`]; [`Refusal::Forbidden`] for somebody with a report link, who only reports.
    pub fn require_scope(&self, scope: TokenScope) -> Result<(), Refusal> {
        match self {
            Viewer::System | Viewer::Person(_) => Ok(()),
            Viewer::Program(program) if program.scopes.contains(&scope) => Ok(()),
            Viewer::Program(_) => Err(Refusal::MissingScope(scope)),
            Viewer::Organisation(_) if scope == TokenScope::Report => Ok(()),
            Viewer::Organisation(_) => Err(Refusal::Forbidden),
        }
    }

    /// Is it the person whose account it is? Administrators have steps of their own for what they may do to others.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn require_own(&self, account: AccountId) -> Result<(), Refusal> {
        if *self == Viewer::System || self.account() == Some(account) { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Is it the installation itself: its clock, a gateway, its command line?
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn require_installation(&self) -> Result<(), Refusal> {
        if *self == Viewer::System { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// The desk whose incidents this viewer works with; none for `System`, which sees every desk.
    pub fn desk(&self) -> Option<OrganisationId> {
        match self {
            Viewer::System => None,
            Viewer::Person(person) => Some(person.desk),
            Viewer::Program(program) => Some(program.organisation),
            Viewer::Organisation(id) => Some(*id),
        }
    }

    /// How this viewer is named where it must be told from everybody else: in the audit log. A person's name is her own
    /// choice, and two may have the same; the number of her account is nobody else's, and nothing but a person has one. A
    /// program is told by its token.
    pub fn signature(&self) -> String {
        match self {
            Viewer::Person(person) => format!("{} #{}", person.name, person.account.0),
            Viewer::Program(program) => format!("{}, token {}", self.actor(), program.token),
            Viewer::System | Viewer::Organisation(_) => self.actor(),
        }
    }

    /// How this viewer stands in timelines.
    pub fn actor(&self) -> String {
        match self {
            Viewer::System => "system".to_owned(),
            Viewer::Person(person) => person.name.clone(),
            Viewer::Program(Program { organisation: id, .. }) | Viewer::Organisation(id) => {
                format!("organisation {id}")
            }
        }
    }

    /// The account, if a person is behind it.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Viewer::Person(person) => Some(person.account),
            Viewer::System | Viewer::Program(_) | Viewer::Organisation(_) => None,
        }
    }
}
