//! Promise: nobody takes a step where she does not belong. Every step that the application has is tried by everybody (every role,
//! scope and link of five houses) on what each house owns; the domain's own rules say who may, and whatever is refused leaves the
//! whole database as it was, the outbox and the audit log too.
//!
//! A step without a row in [`table`] fails the test, and so does a row without its step.

mod dump;
mod source;
mod table;
mod world;

use std::collections::BTreeSet;

use majakka_app::Tx;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::TokenScope;
use majakka_kit::{Database, on_both};
use majakka_store::error::{Error, Result};

use self::world::{Comer, House, Who, World};

/// What it takes to take a step.
#[derive(Debug, Clone, Copy)]
enum Right {
    /// A role of somebody of these houses. No program and no link has roles.
    Role(Permission, Reach),
    /// To tell what was seen: a role, a program that may report, or the report link, each for whom it speaks.
    Report,
    /// To bring evidence: a helpdesk within reach, or a program of the host that may.
    Evidence(Reach),
    /// To ask where a report stands: people who may read it, and a program of the reporting house that may.
    Standing,
    /// To be concerned: people who may read it, and whatever comes from the reporting house.
    See,
    /// To be the person whose account it is.
    Own,
    /// To be the installation: its clock, its gateways, its command line.
    Installation,
    /// To bring what only its owner has: a link, a signed code, a loaded case.
    Bring,
}

/// From how far, beside the roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The desk that owns it, and nobody whom it merely concerns.
    Owner,
    /// That desk, and the house that the report is of.
    Reader,
    /// The house that reported what the desk works on, and not the desk.
    Reporting,
    /// The house itself, and the desk that serves it.
    Served,
    /// The house itself, the house whose desk serves it, and the host, who keeps all of them.
    Kept,
    /// The house itself alone.
    House,
    /// The host alone, for it counts for everybody.
    Host,
    /// Every house, for itself.
    Anywhere,
}

impl Reach {
    fn covers(self, from: House, owner: House) -> bool {
        match self {
            Reach::Owner | Reach::House => from == owner,
            Reach::Reader => from == owner || from == owner.reports(),
            Reach::Reporting => from == owner.reports(),
            Reach::Served => from == owner || from == owner.desk(),
            Reach::Kept => from == owner || from == owner.desk() || from == House::Host,
            Reach::Host => from == House::Host,
            Reach::Anywhere => true,
        }
    }
}

/// A step, what it takes, and how it is tried on what these houses own.
struct Row {
    step: &'static str,
    right: Right,
    on: &'static [House],
    take: fn(&mut Tx<'_>, &World, House) -> Result<()>,
}

impl Row {
    fn allows(&self, comer: &Comer, owner: House) -> bool {
        let from = comer.house;
        match (self.right, &comer.who) {
            (Right::Bring, _) | (_, Who::Installation) => true,
            (Right::Installation, _) => false,
            (Right::Role(permission, reach), Who::Role(role, publishes)) => {
                may(&[*role], permission, *publishes) && reach.covers(from, owner)
            }
            (Right::Report, Who::Role(role, _)) => {
                may(&[*role], Permission::Report, false) && Reach::Served.covers(from, owner.reports())
            }
            (Right::Report, Who::Program(scope)) => *scope == TokenScope::Report && from == owner.reports(),
            (Right::Report, Who::Link) => from == owner.reports(),
            (Right::Evidence(reach), Who::Role(role, _)) => {
                may(&[*role], Permission::Triage, false) && reach.covers(from, owner)
            }
            (Right::Evidence(_), Who::Program(scope)) => *scope == TokenScope::Evidence && from == House::Host,
            (Right::Standing | Right::See, Who::Role(..)) => Reach::Reader.covers(from, owner),
            (Right::Standing, Who::Program(scope)) => *scope == TokenScope::Read && from == owner.reports(),
            (Right::See, Who::Program(_) | Who::Link) => from == owner.reports(),
            (Right::Own, Who::Role(role, _)) => from == owner && *role == world::OWN,
            (Right::Role(..) | Right::Own, Who::Program(_) | Who::Link)
            | (Right::Evidence(_) | Right::Standing, Who::Link) => false,
        }
    }
}

/// How a try ended.
fn ended(done: Result<()>) -> Ended {
    match done {
        Ok(()) => Ended::Done,
        Err(Error::Refused(Refusal::Forbidden | Refusal::MissingScope(_)) | Error::NotFound(_)) => Ended::TurnedAway,
        // A name that she may not know is an unknown one.
        Err(Error::Refused(Refusal::Validation(problems))) if problems.iter().all(|p| p.problem == "unknown") => {
            Ended::TurnedAway
        }
        Err(other) => Ended::Broken(format!("{other:?}")),
    }
}

#[derive(Debug, PartialEq)]
enum Ended {
    Done,
    TurnedAway,
    Broken(String),
}

/// Tries it, and takes back what was done.
fn tried(world: &World, row: &Row, comer: &Comer, owner: House) -> Ended {
    let mut how = None;
    let _ = world.app.write(&comer.viewer, |tx| -> Result<()> {
        how = Some(ended((row.take)(tx, world, owner)));
        Err(Refusal::Forbidden.into())
    });
    how.expect("a transaction")
}

/// What is wrong with a row, in words.
fn faults(world: &World, row: &Row) -> Vec<String> {
    let before = dump::of(&world.app);
    let mut wrong = Vec::new();
    for owner in row.on {
        for comer in &world.comers {
            let is = tried(world, row, comer, *owner);
            let should = if row.allows(comer, *owner) { Ended::Done } else { Ended::TurnedAway };
            if is != should {
                wrong.push(format!("{} of {owner:?} by {comer}: {is:?}, and not {should:?}", row.step));
            }
        }
    }
    let changed = dump::differing(&before, &dump::of(&world.app));
    wrong.extend(changed.into_iter().map(|change| format!("{} left a trace: {change}", row.step)));
    wrong
}

#[test]
fn every_step_is_taken_by_whom_the_domain_allows_and_by_nobody_else() {
    on_both(|database: Database| {
        let world = World::on(database);
        let wrong: Vec<String> = table::ROWS.iter().flat_map(|row| faults(&world, row)).collect();
        assert!(wrong.is_empty(), "{} tries ended otherwise:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn every_step_has_a_row_and_every_row_a_step() {
    let written: BTreeSet<&str> = table::ROWS.iter().map(|row| row.step).chain(table::BEFORE_ANYBODY).collect();
    let there = source::steps();
    let without_row: Vec<_> = there.iter().filter(|step| !written.contains(step.as_str())).collect();
    let without_step: Vec<_> = written.iter().filter(|row| !there.contains(**row)).collect();
    assert!(without_row.is_empty() && without_step.is_empty(), "no row: {without_row:?}; no step: {without_step:?}");
    assert!(there.len() > 80, "the sources were read: {there:?}");
}
