//! The form itself.

use majakka_app::App;
use majakka_domain::catalogue::System;
use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::{Effect, Language};
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::screenshot_row::Screenshot;
use serde::Serialize;

use super::entry::Entry;
use super::fields::Fields;
use super::multipart::Refused;
use crate::form::{Choice, Field};
use crate::localizer::Localizer;
use majakka_domain::id::ScreenshotId;

/// A control whose text others will read.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Read {
    #[serde(flatten)]
    control: Field,
    /// Does an identity code stand in it?
    identity: bool,
}

/// The functions of one service.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Group {
    text: String,
    options: Vec<Choice>,
}

/// The list of services and functions.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Services {
    name: &'static str,
    error: Option<String>,
    groups: Vec<Group>,
}

/// A picture that waits under the draft.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Kept {
    /// Its id.
    pub(super) id: ScreenshotId,
    /// The name it came with.
    pub(super) name: String,
    /// Its size for people.
    pub(super) size: String,
    /// Was it ticked to hold no personal data?
    pub(super) clean: bool,
}

/// The pictures.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Pictures {
    name: &'static str,
    error: Option<String>,
    kept: Vec<Kept>,
}

/// The form at an organisation's link.
#[derive(Debug, Clone, Serialize)]
pub struct FormPage {
    action: String,
    draft: String,
    /// Was an identity code pointed out already? Then what is in the text is sealed by itself.
    identity_told: bool,
    errors: Vec<Field>,
    /// Keys of what stands over it: at a desk she enters what others tell, too.
    heading: &'static str,
    lead: &'static str,
    organisation: Option<Field>,
    service: Services,
    effect: Field,
    description: Read,
    error_text: Read,
    occurred_at: Field,
    unit: Read,
    workstation: Read,
    application: Read,
    reporter: Read,
    callback: Read,
    reporter_email: Field,
    risk: Vec<Choice>,
    patient_ref: Field,
    patient_kept: bool,
    screenshots: Pictures,
}

/// The form at the desk, for what was told by telephone.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct PhoneFormPage(pub(super) FormPage);

/// What is wrong with a form.
#[derive(Debug, Default)]
pub(super) struct Wrong {
    /// Field by field.
    pub(super) problems: Vec<FieldProblem>,
    /// Fields with an identity code in them.
    pub(super) identities: Vec<&'static str>,
    /// Pictures that were not taken.
    pub(super) pictures: Vec<Refused>,
}

impl Wrong {
    /// Is nothing wrong?
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty() && self.identities.is_empty() && self.pictures.is_empty()
    }
}

impl FormPage {
    /// The form as it was left, with what is wrong beside each field.
    ///
    /// # Errors
    /// A text that is missing.
    pub(super) fn new(
        app: &App,
        entry: &Entry,
        draft: &str,
        fields: &Fields,
        kept: Vec<Kept>,
        wrong: &Wrong,
    ) -> Result<Self, Error> {
        let asked = FieldMaker { app, language: entry.language, fields, wrong };
        let i18n = app.renderer.i18n();
        let say = |key: &str| i18n.text(entry.language, key, &[]);
        let effects = Effect::ALL.iter().rev().map(|effect| {
            let hint = i18n.word(entry.language, "report-effect-hint", effect)?;
            let text = i18n.word(entry.language, "effect", effect)?;
            let chosen = fields.effect == effect.as_str();
            Ok(Choice { hint: Some(hint), chosen, ..Choice::new(effect.as_str(), capitalised(&text)) })
        });
        let organisation = entry.by_phone().then(|| {
            let choice = |row: &majakka_store::organisation::Organisation| Choice {
                chosen: row.slug == fields.organisation,
                ..Choice::new(&row.slug, &row.name)
            };
            asked.with_error(Field::list("organisation", entry.organisations.iter().map(choice).collect()))
        });
        let (heading, lead) = match entry.for_others() {
            true => ("report-phone-title", "report-phone-lead"),
            false => ("report-title", "report-lead"),
        };
        let mut page = FormPage {
            action: entry.action.clone(),
            draft: draft.to_owned(),
            identity_told: !wrong.identities.is_empty(),
            errors: Vec::new(),
            heading,
            lead,
            organisation,
            service: asked.services(),
            effect: asked.with_error(Field::list("effect", effects.collect::<Result<_, Error>>()?)),
            description: asked.read("description"),
            error_text: asked.read("error_text"),
            occurred_at: asked.text("occurred_at"),
            unit: asked.read("unit"),
            workstation: asked.read("workstation"),
            application: asked.read("application"),
            reporter: asked.read("reporter"),
            callback: asked.read("callback"),
            reporter_email: asked.text("reporter_email"),
            risk: vec![
                Choice { chosen: fields.safety_risk, ..Choice::new("safety_risk", say("report-risk-safety")?) },
                Choice { chosen: fields.privacy_risk, ..Choice::new("privacy_risk", say("report-risk-privacy")?) },
            ],
            patient_ref: asked.with_error(Field::text("patient_ref", "")),
            patient_kept: !fields.patient_ref.is_empty(),
            screenshots: Pictures { name: "screenshots", error: asked.pictures(), kept },
        };
        page.errors = page.summary();
        Ok(page)
    }

    /// What is wrong, in the order of the form.
    fn summary(&self) -> Vec<Field> {
        let listed = |name, error: &Option<String>| Field { error: error.clone(), ..Field::text(name, "") };
        let reads = [&self.description, &self.error_text];
        let rest = [&self.unit, &self.workstation, &self.application, &self.reporter, &self.callback];
        let mut all: Vec<Field> = self.organisation.iter().cloned().collect();
        all.push(listed("service", &self.service.error));
        all.push(self.effect.clone());
        all.extend(reads.iter().map(|read| read.control.clone()));
        all.push(self.occurred_at.clone());
        all.push(listed("screenshots", &self.screenshots.error));
        all.extend(rest.iter().map(|read| read.control.clone()));
        all.push(self.reporter_email.clone());
        all.push(self.patient_ref.clone());
        all.retain(|control| control.error.is_some());
        all
    }
}

/// Makes controls out of what was typed and what is wrong.
struct FieldMaker<'a> {
    app: &'a App,
    language: Language,
    fields: &'a Fields,
    wrong: &'a Wrong,
}

impl FieldMaker<'_> {
    fn localizer(&self) -> Localizer<'_> {
        Localizer::new(&self.app.renderer, self.language)
    }

    fn problem(&self, name: &str) -> Option<String> {
        let found = self.wrong.problems.iter().find(|problem| problem.field == name)?;
        let own = format!("report-problem-{}-{}", name.replace('_', "-"), found.problem.replace('_', "-"));
        let i18n = self.app.renderer.i18n();
        let has_own = i18n.has(self.language, &own);
        Some(if has_own { i18n.problem(self.language, &own, found) } else { self.localizer().problem(found) })
    }

    fn with_error(&self, control: Field) -> Field {
        let error = self.problem(&control.name);
        Field { error, ..control }
    }

    fn text(&self, name: &'static str) -> Field {
        self.with_error(Field::text(name, self.fields.text(name)))
    }

    fn read(&self, name: &'static str) -> Read {
        let mut control = self.text(name);
        let identity = self.wrong.identities.contains(&name);
        if identity && control.error.is_none() {
            control.error = self.app.renderer.i18n().text(self.language, "report-identity-found", &[]).ok();
        }
        Read { control, identity }
    }

    fn services(&self) -> Services {
        let groups = self.app.catalogue.systems().map(|system| self.group(system)).collect();
        Services { name: "service", error: self.problem("service"), groups }
    }

    fn group(&self, system: &System) -> Group {
        let name = system.name.get(self.language);
        let chosen = |value: &str| self.fields.service == value;
        let mut options: Vec<Choice> = system
            .functions
            .iter()
            .map(|function| {
                let value = format!("{}.{}", system.id, function.id);
                Choice { chosen: chosen(&value), ..Choice::new(value, function.name.get(self.language)) }
            })
            .collect();
        if options.is_empty() {
            options.push(Choice { chosen: chosen(&system.id), ..Choice::new(&system.id, name) });
        }
        Group { text: name.to_owned(), options }
    }

    /// What is wrong with the pictures, each by its name.
    fn pictures(&self) -> Option<String> {
        let say = |refused: &Refused| format!("{}: {}", refused.name, self.localizer().problem(&refused.problem));
        let said: Vec<String> = self.wrong.pictures.iter().map(say).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

impl Kept {
    /// The waiting pictures as the form shows them.
    pub(super) fn new(rows: &[Screenshot], fields: &Fields) -> Vec<Kept> {
        let shown = |(number, row): (usize, &Screenshot)| Kept {
            id: row.id,
            name: fields.pictures.get(&row.id).cloned().unwrap_or_else(|| (number + 1).to_string()),
            size: format!("{} × {}", row.width, row.height),
            clean: row.no_personal_data,
        };
        rows.iter().enumerate().map(shown).collect()
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "report/form";

    fn samples() -> Vec<Self> {
        let read = |name, value: &str| Read { control: Field::text(name, value), identity: false };
        let choice = Choice::new("resepti.prescribe", "Reseptin määrääminen");
        let fresh = FormPage {
            action: "/r/x".to_owned(),
            draft: String::new(),
            identity_told: false,
            errors: Vec::new(),
            heading: "report-title",
            lead: "report-lead",
            organisation: None,
            service: Services {
                name: "service",
                error: None,
                groups: vec![Group { text: "Resepti-palvelu".to_owned(), options: vec![choice] }],
            },
            effect: Field::list("effect", vec![Choice::new("prevents", "Estää käytön")]),
            description: read("description", ""),
            error_text: read("error_text", ""),
            occurred_at: Field::text("occurred_at", "2026-11-20T12:10"),
            unit: read("unit", ""),
            workstation: read("workstation", ""),
            application: read("application", ""),
            reporter: read("reporter", ""),
            callback: read("callback", ""),
            reporter_email: Field::text("reporter_email", ""),
            risk: vec![Choice::new("safety_risk", "Potilasturvallisuus voi vaarantua")],
            patient_ref: Field::text("patient_ref", ""),
            patient_kept: false,
            screenshots: Pictures { name: "screenshots", error: None, kept: Vec::new() },
        };
        let mut wrong = fresh.clone();
        wrong.draft = "luonnos".to_owned();
        wrong.identity_told = true;
        wrong.organisation = Some(Field::list(
            "organisation",
            vec![Choice { chosen: true, ..Choice::new("mallila", "Mallilan apteekki") }],
        ));
        wrong.service.error = Some("Valitse palvelu, jota häiriö koskee.".to_owned());
        wrong.description = Read {
            control: Field::text("description", "Potilas …").wrong("Tekstissä on henkilötunnus."),
            identity: true,
        };
        wrong.callback.control = wrong.callback.control.wrong("Kirjoita numero, josta sinut tavoittaa.");
        wrong.patient_kept = true;
        wrong.screenshots = Pictures {
            name: "screenshots",
            error: Some("ohje.txt: Kuvan on oltava PNG, JPEG tai WebP.".to_owned()),
            kept: vec![Kept {
                id: ScreenshotId(1),
                name: "virhe.png".to_owned(),
                size: "800 × 600".to_owned(),
                clean: true,
            }],
        };
        wrong.errors = wrong.summary();
        vec![fresh, wrong]
    }
}

impl Page for PhoneFormPage {
    const TEMPLATE: &'static str = "report/phone_form";

    fn samples() -> Vec<Self> {
        FormPage::samples().into_iter().map(PhoneFormPage).collect()
    }
}
