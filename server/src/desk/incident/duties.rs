//! What is owed before the incident may be closed: tasks, questions, statutory clocks.

use chrono::TimeDelta;
use majakka_domain::catalogue::Authority;
use majakka_domain::format::time::helsinki_day;
use majakka_domain::rights::{Permission, roles_that_may};
use majakka_domain::statutory;
use majakka_domain::tasks::ends_by_hand;
use majakka_domain::terms::{IncidentState, Question, YesNo};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::statutory_clock;
use serde::Serialize;

use super::super::context::{DeskContext, Moment};
use super::super::dashboard::task_href;
use super::loaded::Loaded;
use crate::form::{Field, Fields, FormAttempt, form};

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct DutiesTab {
    tasks: Vec<Owed>,
    questions: Vec<QuestionView>,
    clocks: Vec<Clock>,
    /// May it be closed by this person, as far as she may?
    close: bool,
    /// What is in the way of that.
    obstacles: Vec<Obstacle>,
}

/// What must be done before an incident is closed.
#[derive(Debug, Clone, Serialize)]
pub struct Obstacle {
    text: String,
    href: String,
    /// Whose work it is, when it is not the reader's.
    whose: Option<String>,
}

/// An open task.
#[derive(Debug, Clone, Serialize)]
pub struct Owed {
    task: String,
    name: String,
    href: String,
    since: Moment,
    by_hand: bool,
    /// Whom it is reported to.
    addressee: Option<Addressee>,
    /// By when.
    rule: Option<Rule>,
}

/// By when a report is made, as dated data say it.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    when: String,
    /// The last day of the shortest time, where the statute names one.
    due: Option<Moment>,
    late: bool,
    source: String,
}

/// The authority that a report goes to, as dated data name it, with its form.
#[derive(Debug, Clone, Serialize)]
pub struct Addressee {
    name: String,
    /// The page with its form; empty: none is known.
    url: String,
    email: String,
}

impl Addressee {
    fn new(context: &DeskContext<'_>, body: &Authority) -> Self {
        let name = body.name.get(context.language).to_owned();
        Addressee { name, url: body.url.clone(), email: body.email.clone() }
    }
}

/// A question.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    question: &'static str,
    /// Does closing wait for it?
    needed: bool,
    answer: Option<AnswerView>,
    form: Option<Fields>,
}

/// The newest answer.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerView {
    value: &'static str,
    reason: String,
    by: String,
    at: Moment,
}

form! {
    /// The answer to a question.
    pub(super) struct AnswerForm {
        value: YesNo,
        reason: String,
    }
}

/// A statutory clock.
#[derive(Debug, Clone, Serialize)]
pub struct Clock {
    kind: String,
    started: Moment,
    due: Moment,
    late: bool,
    /// `sent` or `not_required`, with who said so.
    outcome: Option<String>,
    reason: Option<String>,
    by: Option<String>,
    form: Option<Field>,
    /// Whom the report goes to.
    addressee: Option<Addressee>,
    /// The statute with its period.
    source: Option<String>,
}

/// All that stands in the way of closing, in the order in which it is done: the end is told, questions are answered, tasks done.
fn obstacles(context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Vec<Obstacle>> {
    let row = &loaded.case.row;
    let whose = |permission: Permission| {
        let roles = roles_that_may(permission).into_iter().map(|role| context.word("account-role", role));
        let others = (!context.may(permission)).then(|| roles.collect::<Result<Vec<_>>>()).transpose()?;
        Ok::<_, Error>(others.map(|roles| roles.join(", ")))
    };
    let mut all = Vec::new();
    if row.standing().close(0, 0).is_err() {
        let href = format!("/desk/incidents/{}?tab=bulletins", row.reference);
        all.push(Obstacle { text: context.say("desk-obstacle-end")?, href, whose: whose(Permission::Publish)? });
    }
    for question in &loaded.unanswered {
        let (text, href) = (context.word("question", question)?, format!("#question-{question}"));
        all.push(Obstacle { text, href, whose: whose(Permission::Answer(*question))? });
    }
    for task in &loaded.tasks {
        let (text, href) = (context.word("task", task.name)?, task_href(context, task.name, &row.reference));
        all.push(Obstacle { text, href, whose: whose(Permission::EndTask)? });
    }
    Ok(all)
}

impl DutiesTab {
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let row = &loaded.case.row;
        let open = row.state != IncidentState::Closed;
        let today = helsinki_day(context.now);
        let catalogue = &context.app.catalogue;
        let may_end = context.may(Permission::EndTask) && open;
        let rule = |task: &majakka_store::task::Task| {
            let duty = catalogue.report_duty(task.name, helsinki_day(task.opened_at))?;
            let due = duty.days.map(|days| task.opened_at + TimeDelta::days(days.into()));
            Some(Rule {
                when: duty.when.get(context.language).to_owned(),
                late: due.is_some_and(|due| due <= context.now),
                due: due.map(|due| context.moment(due)),
                source: duty.source.clone(),
            })
        };
        let owed = |task: &majakka_store::task::Task| {
            Ok(Owed {
                name: context.word("task", task.name)?,
                href: task_href(context, task.name, &row.reference),
                since: context.moment(task.opened_at),
                by_hand: may_end && ends_by_hand(task.name),
                task: task.name.to_string(),
                addressee: statutory::addressee_of_task(catalogue, task.name, today)
                    .map(|body| Addressee::new(context, body)),
                rule: rule(task),
            })
        };
        let question = |question: &Question| {
            let said = loaded.answers.iter().rfind(|a| a.question == *question).map(|a| {
                let (by, at) = (context.who(a.actor.clone())?, context.moment(a.at));
                Ok::<_, Error>(AnswerView { value: a.value.as_str(), reason: a.reason.clone(), by, at })
            });
            let form = if open && context.may(Permission::Answer(*question)) {
                let prefix = format!("{question}_");
                Some(context.form(attempt, &prefix).prefilled::<AnswerForm>(&[])?)
            } else {
                None
            };
            Ok(QuestionView {
                question: question.as_str(),
                needed: loaded.unanswered.contains(question),
                answer: said.transpose()?,
                form,
            })
        };
        let clock = |clock: statutory_clock::StatutoryClock| {
            let running = clock.ended_at.is_none();
            let may = running && context.may(Permission::Answer(Question::DataBreach));
            let prefix = format!("{}_", clock.kind);
            Ok(Clock {
                started: context.moment(clock.started_at),
                due: context.moment(clock.due_at),
                late: running && clock.due_at <= context.now,
                outcome: clock.outcome.map(|outcome| outcome.to_string()),
                reason: clock.reason.clone().filter(|reason| !reason.is_empty()),
                by: clock.ended_by.clone().map(|by| context.who(by)).transpose()?,
                form: may.then(|| context.form(attempt, &prefix).text("reason", "")),
                kind: clock.kind.to_string(),
                addressee: statutory::addressee(catalogue, clock.kind, today).map(|body| Addressee::new(context, body)),
                source: catalogue
                    .period(clock.kind, helsinki_day(clock.started_at))
                    .map(|period| period.source.clone()),
            })
        };
        Ok(DutiesTab {
            tasks: loaded.tasks.iter().map(owed).collect::<Result<_>>()?,
            questions: Question::ALL.iter().map(question).collect::<Result<_>>()?,
            clocks: statutory_clock::of_incident(conn, row.id)?.into_iter().map(clock).collect::<Result<_>>()?,
            close: open && context.may(Permission::Close),
            obstacles: if open { obstacles(context, loaded)? } else { Vec::new() },
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let obstacle = |whose| Obstacle {
            text: "Onko tehtävä vaaratilanneilmoitus?".to_owned(),
            href: "#question-safety_report".to_owned(),
            whose,
        };
        let addressee = |url: &str| Addressee {
            name: "Tietosuojavaltuutetun toimisto".to_owned(),
            url: url.to_owned(),
            email: if url.is_empty() { "virasto@example.fi".to_owned() } else { String::new() },
        };
        let owed = |by_hand| Owed {
            task: "reconcile".to_owned(),
            name: "Tarkista paperireseptit".to_owned(),
            href: "?tab=duties".to_owned(),
            since: Moment::sample(),
            by_hand,
            addressee: by_hand.then(|| addressee("")),
            rule: by_hand.then(|| Rule {
                when: "Vakavasta vaaratilanteesta 10 päivän kuluessa.".to_owned(),
                due: Some(Moment::sample()),
                late: true,
                source: "719/2021, 33 §".to_owned(),
            }),
        };
        let at_once = |rule: Rule| Rule { due: None, late: false, ..rule };
        let undated = Owed { rule: owed(true).rule.map(at_once), ..owed(true) };
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let asked = QuestionView {
            question: "customer_notice",
            needed: true,
            answer: None,
            form: Some(Fields::sample::<AnswerForm>("customer_notice_")),
        };
        let said = AnswerView {
            value: "no",
            reason: "Ei koske asiakkaita.".to_owned(),
            by: "Aino Esimerkki".to_owned(),
            at: Moment::sample(),
        };
        let clock = Clock {
            kind: "gdpr_33".to_owned(),
            started: Moment::sample(),
            due: Moment::sample(),
            late: true,
            outcome: None,
            reason: None,
            by: None,
            form: Some(field("gdpr_33_reason")),
            addressee: Some(addressee("https://tietosuoja.fi/ilmoitus-tietoturvaloukkauksesta")),
            source: Some("GDPR, article 33(1)".to_owned()),
        };
        let ended = Clock {
            late: false,
            outcome: Some("not_required".to_owned()),
            reason: Some("Ei loukkausta.".to_owned()),
            by: Some("Ville Esimerkki".to_owned()),
            form: None,
            addressee: None,
            source: None,
            ..clock.clone()
        };
        let sent = Clock { outcome: Some("sent".to_owned()), reason: None, ..ended.clone() };
        vec![
            DutiesTab {
                tasks: vec![owed(true), owed(false), undated],
                questions: vec![asked.clone(), QuestionView { needed: false, answer: Some(said), form: None, ..asked }],
                clocks: vec![clock.clone(), Clock { late: false, form: None, ..clock }, ended, sent],
                close: true,
                obstacles: vec![obstacle(Some("tietosuojavastaava".to_owned())), obstacle(None)],
            },
            DutiesTab {
                tasks: Vec::new(),
                questions: Vec::new(),
                clocks: Vec::new(),
                close: false,
                obstacles: Vec::new(),
            },
        ]
    }
}
