//! The catalogue: services, their functions, what they lean on and what goes with what (docs/DOMAIN.md 4).
//!
//! Guarantee: parsed once, checked whole: every edge names known systems and functions, every name has its three languages
//! and leads to one system, every authority's and period's time is sound.
//! Non-goal: who uses what; that is the organisation's.

mod authority;
mod edge;
mod error;
mod file;
mod inflection;
mod names;
mod period;
mod report_duty;
mod system;
mod validity;

use chrono::NaiveDate;
use toml::Spanned;

use crate::terms::{ClockKind, Language, TaskName};
pub use crate::texts::Texts;

pub use authority::Authority;
pub use edge::{Circumstances, Condition, Edge};
pub use error::CatalogueError;
pub use period::Period;
pub use report_duty::ReportDuty;
pub use system::{Function, FunctionFlag, System, SystemFlag};

use file::File;
use names::Names;

/// What to tell someone who does not know whether the data arrived (source 003, chapter 5).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// The long instruction, for professionals.
    pub guidance: Texts,
    /// The instruction of the text message, at most 34 septets.
    pub sms_guidance: Texts,
}

/// The whole catalogue, indexed.
#[derive(Debug, Clone)]
pub struct Catalogue {
    doubt: Doubt,
    services: Vec<System>,
    dependencies: Vec<System>,
    edges: Vec<Edge>,
    authorities: Vec<Authority>,
    periods: Vec<Period>,
    report_duties: Vec<ReportDuty>,
    names: Names,
}

impl Catalogue {
    /// Reads and checks `catalogue.toml`.
    ///
    /// # Errors
    /// [`CatalogueError`] with the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let file = File::read(text)?;
        let names = file
            .check()
            .and_then(|()| Names::for_services(file.systems(), &file.all_services))
            .map_err(|flaw| flaw.in_text(text))?;
        Ok(Catalogue {
            doubt: file.doubt,
            services: file.service.into_iter().map(Spanned::into_inner).collect(),
            dependencies: file.dependency.into_iter().map(Spanned::into_inner).collect(),
            edges: file.edge.into_iter().map(Spanned::into_inner).collect(),
            authorities: file.authority.into_iter().map(Spanned::into_inner).collect(),
            periods: file.period.into_iter().map(Spanned::into_inner).collect(),
            report_duties: file.report_duty.into_iter().map(Spanned::into_inner).collect(),
            names,
        })
    }

    /// Kela's services, in the order of the file.
    pub fn services(&self) -> &[System] {
        &self.services
    }

    /// What is not Kela's own.
    pub fn dependencies(&self) -> &[System] {
        &self.dependencies
    }

    /// Services, then dependencies.
    pub fn systems(&self) -> impl Iterator<Item = &System> {
        self.services.iter().chain(&self.dependencies)
    }

    /// A system by id.
    pub fn system(&self, id: &str) -> Option<&System> {
        self.systems().find(|system| system.id == id)
    }

    /// What people call a system in a language; its id where the catalogue no longer has it.
    pub fn name<'s>(&'s self, id: &'s str, language: Language) -> &'s str {
        self.system(id).map_or(id, |system| system.name.get(language))
    }

    /// Is this one of Kela's services?
    pub fn is_service(&self, id: &str) -> bool {
        self.services.iter().any(|system| system.id == id)
    }

    /// A system by id, name or alias in any language and case form, old names included; letter case, dashes and white space
    /// aside.
    pub fn find(&self, name: &str) -> Option<&System> {
        self.names.id(name).and_then(|id| self.system(id))
    }

    /// The systems that a name means: one, or Kela's all ("Kanta-palvelut"); none where nobody bears it.
    pub fn named(&self, name: &str) -> Vec<&System> {
        match self.find(name) {
            Some(system) => vec![system],
            None if self.names.means_all(name) => self.services.iter().collect(),
            None => Vec::new(),
        }
    }

    /// The systems that a text such as a bulletin's title mentions by name or alias, in the order of the text, each once; all of
    /// Kela's where it speaks of them together and names none.
    pub fn mentioned_in(&self, text: &str) -> Vec<&System> {
        match self.names.mentioned(text) {
            (_, true) => self.services.iter().collect(),
            (found, false) => found.into_iter().filter_map(|id| self.system(id)).collect(),
        }
    }

    /// The authority or support desk in charge on a day (a date in Finland): the one asked for, its successor once it is
    /// gone, its predecessor before it was there.
    pub fn authority(&self, id: &str, on: NaiveDate) -> Option<&Authority> {
        authority::in_charge(&self.authorities, id, on)
    }

    /// The statutory period of a clock that starts on a day (a date in Finland). A catalogue without one is not read.
    pub fn period(&self, clock: ClockKind, on: NaiveDate) -> Option<&Period> {
        period::in_force(&self.periods, clock, on)
    }

    /// By when a task's report is made and to whom, of one that is known on this day (a date in Finland).
    pub fn report_duty(&self, task: TaskName, on: NaiveDate) -> Option<&ReportDuty> {
        report_duty::in_force(&self.report_duties, task, on)
    }

    /// All authorities with their times, in the order of the file.
    pub fn authorities(&self) -> &[Authority] {
        &self.authorities
    }

    /// The instruction for an effect that leaves saving uncertain; empty in a catalogue without one.
    pub fn doubt(&self) -> &Doubt {
        &self.doubt
    }

    /// All edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges that start at a system.
    pub fn edges_of<'a>(&'a self, down: &'a str) -> impl Iterator<Item = &'a Edge> {
        self.edges.iter().filter(move |edge| edge.down == down)
    }

    /// Dependencies whose edges may tie reports together or fit a pattern of loss.
    pub fn tying_dependencies(&self) -> impl Iterator<Item = &System> {
        self.dependencies.iter().filter(|system| !system.is(SystemFlag::OwnOfEach))
    }

    /// Systems that are this to the rules, in the order of the file.
    pub fn flagged(&self, flag: SystemFlag) -> impl Iterator<Item = &System> {
        self.systems().filter(move |system| system.is(flag))
    }

    /// Is this system, by its id, this to the rules?
    pub fn is(&self, id: &str, flag: SystemFlag) -> bool {
        self.system(id).is_some_and(|system| system.is(flag))
    }

    /// Is one of these systems this to the rules?
    pub fn any_is<S: AsRef<str>>(&self, ids: impl IntoIterator<Item = S>, flag: SystemFlag) -> bool {
        ids.into_iter().any(|id| self.is(id.as_ref(), flag))
    }

    /// Is a system's function this to the rules?
    pub fn function_is(&self, system: &str, function: &str, flag: FunctionFlag) -> bool {
        self.system(system).and_then(|system| system.function(function)).is_some_and(|function| function.is(flag))
    }
}
