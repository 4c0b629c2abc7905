//! The catalogue as it is written, and what is wrong with it, by its line.

use toml::Spanned;

use super::{
    Authority, CatalogueError, Doubt, Edge, Function, Period, ReportDuty, System, authority, period, report_duty,
};
use crate::terms::Language;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// What Kela's services are called together.
    #[serde(default)]
    pub(super) all_services: Vec<String>,
    #[serde(default)]
    pub(super) doubt: Doubt,
    pub(super) service: Vec<Spanned<System>>,
    pub(super) dependency: Vec<Spanned<System>>,
    pub(super) edge: Vec<Spanned<Edge>>,
    #[serde(default)]
    pub(super) authority: Vec<Spanned<Authority>>,
    #[serde(default)]
    pub(super) period: Vec<Spanned<Period>>,
    #[serde(default)]
    pub(super) report_duty: Vec<Spanned<ReportDuty>>,
}

/// What is wrong, and with which byte of the text it begins.
#[derive(Debug)]
pub(super) struct Flaw {
    at: usize,
    what: String,
}

impl Flaw {
    /// In this part of the file.
    pub(super) fn within<T>(part: &Spanned<T>, what: String) -> Self {
        Flaw { at: part.span().start, what }
    }

    /// In the file as a whole.
    pub(super) fn of_all(what: String) -> Self {
        Flaw { at: 0, what }
    }

    /// By the line of the text.
    pub(super) fn in_text(self, text: &str) -> CatalogueError {
        CatalogueError::Inconsistent { line: line(text, self.at), what: self.what }
    }
}

/// The line of a text that a byte stands on, from 1 on.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

impl File {
    pub(super) fn read(text: &str) -> Result<Self, CatalogueError> {
        toml::from_str(text).map_err(|cause: toml::de::Error| {
            let at = cause.span().map_or(0, |span| span.start);
            CatalogueError::Syntax { line: line(text, at), what: cause.message().to_owned() }
        })
    }

    /// Services, then dependencies.
    pub(super) fn systems(&self) -> impl Iterator<Item = &Spanned<System>> + Clone {
        self.service.iter().chain(&self.dependency)
    }

    /// Does every system have its texts, does every edge lead somewhere, is every authority's and period's time sound?
    pub(super) fn check(&self) -> Result<(), Flaw> {
        self.systems().try_for_each(check_texts)?;
        self.edge.iter().try_for_each(|edge| self.check_edge(edge))?;
        authority::check(&self.authority)?;
        period::check(&self.period, &self.authority)?;
        report_duty::check(&self.report_duty, &self.authority)
    }

    fn check_edge(&self, edge: &Spanned<Edge>) -> Result<(), Flaw> {
        let Edge { down, hits, functions, .. } = edge.get_ref();
        let system = |id: &str| self.systems().map(Spanned::get_ref).find(|system| system.id == id);
        let flaw = |what| Err(Flaw::within(edge, what));
        if system(down).is_none() {
            return flaw(format!("edge from unknown system {down}"));
        }
        let Some(hit) = system(hits) else { return flaw(format!("edge to unknown system {hits}")) };
        match functions.iter().flatten().find(|function| !hit.has(function)) {
            Some(function) => flaw(format!("edge {down} -> {hits}: unknown function {function}")),
            None => Ok(()),
        }
    }
}

fn check_texts(part: &Spanned<System>) -> Result<(), Flaw> {
    let system = part.get_ref();
    let own = [("name".to_owned(), &system.name), ("sms_name".to_owned(), &system.sms_name)];
    let functions = system.functions.iter().map(|Function { id, name, .. }| (format!("functions.{id}.name"), name));
    for (what, texts) in own.into_iter().chain(functions) {
        if let Some(language) = Language::ALL.iter().find(|language| texts.get(**language).is_empty()) {
            return Err(Flaw::within(part, format!("{}.{what} lacks its text in {language}", system.id)));
        }
    }
    Ok(())
}
