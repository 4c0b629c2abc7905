//! The guided checks: which are asked for, who made which and when, and the form that notes them.

use majakka_domain::checks::{asked, finished};
use majakka_domain::rights::Permission;
use majakka_store::error::Result;
use serde::Serialize;

use super::super::context::{DeskContext, Moment};
use super::loaded::Loaded;
use crate::form::{Choice, Field, FormAttempt};

/// The checks of an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Checks {
    made: Vec<Made>,
    /// How many are not made yet.
    left: usize,
    finished: bool,
    form: Option<Field>,
}

/// A check that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    /// What was looked at.
    what: String,
    by: String,
    at: Moment,
}

impl Checks {
    pub(super) fn new(context: &DeskContext<'_>, loaded: &Loaded<'_>, attempt: &FormAttempt) -> Result<Self> {
        let evidence = &loaded.case.evidence;
        let asked = asked(evidence);
        let made = evidence.checks.iter().map(|(check, checked)| {
            Ok(Made {
                what: context.word("guided-check", check)?,
                by: checked.by.clone(),
                at: context.moment(checked.at),
            })
        });
        let open = loaded.case.row.is_unresolved() && context.may(Permission::Triage);
        let choices = asked.iter().map(|check| {
            let chosen = evidence.checks.contains_key(check);
            Ok(Choice { chosen, ..Choice::new(check.as_str(), context.word("guided-check", check)?) })
        });
        let choices: Vec<Choice> = choices.collect::<Result<_>>()?;
        Ok(Checks {
            made: made.collect::<Result<_>>()?,
            left: asked.iter().filter(|check| !evidence.checks.contains_key(check)).count(),
            finished: finished(evidence).is_some(),
            form: open.then(|| context.form(attempt, "checks_").any("made", choices)),
        })
    }

    pub(super) fn samples() -> [Self; 2] {
        let made = Made { what: "Oma verkko toimii".to_owned(), by: "Aino Esimerkki".to_owned(), at: Moment::sample() };
        let open = Checks {
            made: vec![made],
            left: 2,
            finished: false,
            form: Some(Field { name: "checks_made".to_owned(), ..Field::default() }),
        };
        [open.clone(), Checks { made: Vec::new(), left: 0, finished: true, form: None }]
    }
}
