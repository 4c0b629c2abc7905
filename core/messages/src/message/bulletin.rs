//! What a bulletin is made of (docs/DOMAIN.md 7).

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::{Catalogue, System, Texts};
use majakka_domain::terms::{Effect, MessageKind};

use super::Instructions;

/// A system that is hit, and which of its functions.
#[derive(Debug, Clone)]
pub struct AffectedService {
    /// The system as the catalogue has it.
    pub system: System,
    /// Ids of the functions that are hit; empty when it is hit as a whole.
    pub functions: Vec<String>,
}

impl AffectedService {
    /// Looks a system up. `None` when the catalogue does not know it; functions that the system does not have are left out.
    pub fn find(catalogue: &Catalogue, id: &str, functions: &[String]) -> Option<Self> {
        let system = catalogue.system(id)?.clone();
        let functions = functions.iter().filter(|function| system.has(function)).cloned().collect();
        Some(AffectedService { system, functions })
    }
}

/// When a break begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub starts: DateTime<Utc>,
    /// Its planned end, where one is known.
    pub ends: Option<DateTime<Utc>>,
}

/// A bulletin from before that still holds.
#[derive(Debug, Clone)]
pub struct Stands {
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// What it said in one line.
    pub impact: Texts,
}

/// All facts of a bulletin or of a notice about a break. An empty text is one that nobody wrote; a text that lacks only
/// some languages is shown there in the language it has.
#[derive(Debug, Clone)]
pub struct Bulletin {
    /// Which bulletin: of an incident (`first` … `withdrawal`) or of a break (`maint_…`).
    pub kind: MessageKind,
    /// Reference of the incident or break, `H-2026-0045`: at most 11 characters.
    pub reference: String,
    /// Number of the bulletin in its series, from 1.
    pub sequence: u32,
    /// What is hit; the first one stands in the text message.
    pub services: Vec<AffectedService>,
    /// What happened or will happen, in one short line without a full stop; of a withdrawal, why.
    pub impact: Texts,
    /// What it does to the work.
    pub effect: Effect,
    /// Since when.
    pub began: DateTime<Utc>,
    /// Until when; `resolved` cannot do without. Of a break, when somebody said that it is over.
    pub ended: Option<DateTime<Utc>>,
    /// When it is thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// When the next bulletin is promised.
    pub next_update: Option<DateTime<Utc>>,
    /// When the bulletin before this one went out; `nochange` and `correction` cannot do without. Of a `withdrawal`, when the newest
    /// went out that it takes back.
    pub previous: Option<DateTime<Utc>>,
    /// Of a withdrawal: what it leaves in force.
    pub stands: Option<Stands>,
    /// What is new since the bulletin before.
    pub changed: Texts,
    /// Whom it concerns, in words.
    pub whom: Texts,
    /// What still works.
    pub works: Texts,
    /// What to do meanwhile.
    pub instructions: Instructions,
    /// Why it happened, once that is known.
    pub cause: Texts,
    /// What to check afterwards; empty: what the services call for.
    pub check: Texts,
    /// What is left to do afterwards; empty: what the services call for.
    pub follow_up: Texts,
    /// How to reach the helpdesk, in one line: name, telephone, address.
    pub helpdesk: Texts,
    /// The break; notices about breaks cannot do without.
    pub window: Option<Window>,
    /// The break as it was announced before; `maint_moved` cannot do without.
    pub moved_from: Option<Window>,
    /// When the bulletin is written.
    pub now: DateTime<Utc>,
}

impl Bulletin {
    /// Is this about a planned break?
    pub fn is_maintenance(&self) -> bool {
        self.kind.series() == majakka_domain::terms::Series::Maintenance
    }
}
