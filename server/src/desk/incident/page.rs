//! What the page of an incident shows on every tab: head, tabs, the next step, open tasks.

use majakka_app::command::delivery::receipt::kela_state;
use majakka_app::command::incident::merge;
use majakka_domain::id::IncidentId;
use majakka_domain::next_step::{NextStep, next_step};
use majakka_domain::rights::Permission;
use majakka_domain::tasks::ends_by_hand;
use majakka_domain::terms::TaskName;
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::timeline;
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Notice, Tag};
use super::super::dashboard::{effect_tag, task_href};
use super::super::next;
use super::bulletins::BulletinsTab;
use super::duties::DutiesTab;
use super::escalation::EscalationTab;
use super::loaded::{IncidentQuery, Loaded};
use super::preview::Forecast;
use super::proposal::ProposalTab;
use super::reports::{ReportsTab, place};
use super::timeline::StoryTab;
use crate::done::Done;
use crate::form::{FieldError, FormAttempt};

/// The page of one incident.
#[derive(Debug, Clone, Serialize)]
pub struct CasePage {
    /// Of the window: each tab has its own (WCAG 2.4.2).
    pub(super) title: String,
    pub(super) head: Head,
    pub(super) tabs: Vec<Tab>,
    pub(super) notice: Option<Notice>,
    pub(super) errors: Vec<FieldError>,
    pub(super) step: StepView,
    pub(super) tasks: Vec<TaskView>,
    pub(super) proposal: Option<ProposalTab>,
    pub(super) reports: Option<ReportsTab>,
    pub(super) escalation: Option<EscalationTab>,
    pub(super) bulletins: Option<BulletinsTab>,
    pub(super) duties: Option<DutiesTab>,
    pub(super) story: Option<StoryTab>,
}

/// What it is.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    pub(super) id: IncidentId,
    /// `H-2026-0147`.
    pub(super) reference: String,
    /// Name of the service or dependency.
    pub(super) service: String,
    /// Since when.
    pub(super) since: Moment,
    /// How many reports.
    pub(super) reports: usize,
    /// Criticality, state, effect, how far the report to Kela has come.
    pub(super) signs: Vec<Tag>,
    /// Origin, extent, confidence: words without a sign of their own.
    pub(super) words: Vec<String>,
    /// The incident that took this one in.
    pub(super) merged: Option<String>,
    /// Can that still be taken back?
    pub(super) unmerges: bool,
    /// What every form hands back.
    pub(super) version: i64,
    /// Is it decided, or only proposed?
    pub(super) decided: bool,
}

/// One tab.
#[derive(Debug, Clone, Serialize)]
pub struct Tab {
    text: &'static str,
    href: String,
    current: bool,
    count: usize,
}

/// What to do now.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// Key of its text, after `desk-next-`.
    text: String,
    href: String,
    icon: &'static str,
    /// The promised next word.
    due: Option<Moment>,
    late: bool,
    /// Is there something to do, and for her?
    active: bool,
    /// Whose work it is, in words, where it is not hers.
    whose: Option<String>,
    /// Since when nobody on duty could be reached about it.
    unheard: Option<Moment>,
}

/// One open task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskView {
    name: String,
    href: String,
    since: Moment,
    /// May it be ticked off, and by this person?
    by_hand: bool,
}

const TABS: [(&str, &str); 6] = [
    ("triage", "desk-tab-triage"),
    ("reports", "desk-tab-reports"),
    ("escalation", "desk-tab-escalation"),
    ("bulletins", "desk-tab-bulletins"),
    ("duties", "desk-tab-duties"),
    ("timeline", "desk-tab-timeline"),
];

/// Puts the page together: head, and the tab that was asked for; `forecast` is what would leave for Kela, for its tab.
pub(super) fn compose(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
    asked: &IncidentQuery,
    attempt: &FormAttempt,
    forecast: Forecast,
) -> Result<CasePage> {
    let tab = TABS.iter().map(|(name, _)| *name).find(|name| *name == asked.tab).unwrap_or("triage");
    let head = head(conn, context, loaded)?;
    let key = TABS.iter().find(|(name, _)| *name == tab).map_or("desk-tab-triage", |(_, key)| *key);
    let mut page = CasePage {
        title: format!("{} – {} {}", context.say(key)?, head.reference, head.service),
        head,
        tabs: tabs(loaded, tab),
        notice: context.notice(attempt)?,
        errors: context.errors(attempt),
        step: step(conn, context, loaded)?,
        tasks: tasks(context, loaded)?,
        proposal: None,
        reports: None,
        escalation: None,
        bulletins: None,
        duties: None,
        story: None,
    };
    match tab {
        "reports" => {
            page.reports =
                Some(ReportsTab::new(conn, context, loaded, place(asked.before, asked.after, asked.oldest), attempt)?)
        }
        "escalation" => page.escalation = Some(EscalationTab::new(conn, context, loaded, attempt, forecast)?),
        "bulletins" => page.bulletins = Some(BulletinsTab::new(conn, context, loaded, attempt)?),
        "duties" => page.duties = Some(DutiesTab::new(conn, context, loaded, attempt)?),
        "timeline" => {
            page.story = Some(StoryTab::load(conn, context, loaded, (asked.before > 0).then_some(asked.before))?)
        }
        _ => page.proposal = Some(ProposalTab::new(conn, context, loaded, attempt)?),
    }
    Ok(page)
}

fn head(conn: &mut AnyConnection, context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Head> {
    let case = &loaded.case;
    let (row, decided) = (&case.row, &case.decided);
    let tag = |state: &str, list: &str| {
        Ok::<_, majakka_store::error::Error>(Tag { state: state.to_owned(), text: context.word(list, state)? })
    };
    let kela = kela_state(case);
    let signs = vec![
        tag(decided.criticality.as_str(), "criticality")?,
        tag(row.state.as_str(), "incident-state")?,
        effect_tag(context, decided.effect)?,
        Tag {
            state: if kela.as_str() == "complete" { "ok" } else { "unknown" }.to_owned(),
            text: context.say_of("desk-kela-sign", &[("state", context.word("kela-state", kela)?.into())])?,
        },
    ];
    let confidence = context.word("confidence", case.suggestion.confidence)?;
    let words = vec![
        context.word("origin", decided.origin)?,
        context.word("extent", decided.extent)?,
        context.say_of("desk-confidence", &[("confidence", confidence.into())])?,
    ];
    let merged = match row.merged_into {
        Some(id) => majakka_store::desk::references(conn, &[id])?.remove(&id),
        None => None,
    };
    Ok(Head {
        id: row.id,
        reference: row.reference.clone(),
        service: context.system(&case.suggestion.service),
        since: context.moment(case.began()),
        reports: case.evidence.report_count(),
        signs,
        words,
        merged,
        unmerges: context.may(Permission::Triage) && merge::to_be_undone(conn, context.now, row)?.is_some(),
        version: row.version,
        decided: row.decided_origin.is_some(),
    })
}

fn tabs(loaded: &Loaded<'_>, current: &str) -> Vec<Tab> {
    let reference = &loaded.case.row.reference;
    let count = |name: &str| match name {
        "reports" => loaded.case.evidence.report_count(),
        "duties" => loaded.unanswered.len() + loaded.tasks.len(),
        _ => 0,
    };
    let tab = |(name, text): &(&str, &'static str)| Tab {
        text,
        href: format!("/desk/incidents/{reference}?tab={name}"),
        current: *name == current,
        count: count(name),
    };
    TABS.iter().map(tab).collect()
}

pub(super) fn step(conn: &mut AnyConnection, context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<StepView> {
    let row = &loaded.case.row;
    let open: Vec<TaskName> = loaded.tasks.iter().map(|task| task.name).collect();
    let step = next_step(row.standing(), row.decided_origin.is_some(), &open, loaded.unanswered.len());
    let due = row.next_update_at;
    let (rests, hers) = (step == NextStep::Rest, context.may_take(step));
    let whose = (!rests && !hers).then(|| context.word("account-role", next::whose(step))).transpose()?;
    let unheard = if rests { None } else { timeline::unheard_alarms(conn, &[row.id])?.remove(&row.id) };
    Ok(StepView {
        text: format!("desk-next-{}", next::key(step)),
        href: next::href(step, &row.reference),
        icon: next::icon(step),
        due: due.map(|at| context.moment(at)),
        late: due.is_some_and(|at| at <= context.now),
        active: !rests && hers,
        whose,
        unheard: unheard.map(|at| context.moment(at)),
    })
}

impl StepView {
    /// What was done, with this as what comes next.
    pub(super) fn told_with(&self, done: Done) -> Done {
        if self.active { done.then(&self.text, self.href.clone()) } else { done }
    }
}

fn tasks(context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Vec<TaskView>> {
    let may = context.may(Permission::EndTask);
    let view = |task: &majakka_store::task::Task| {
        Ok(TaskView {
            name: context.word("task", task.name)?,
            href: task_href(context, task.name, &loaded.case.row.reference),
            since: context.moment(task.opened_at),
            by_hand: may && ends_by_hand(task.name),
        })
    };
    loaded.tasks.iter().map(view).collect()
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "desk/incident";

    fn samples() -> Vec<Self> {
        let head = Head {
            id: IncidentId(1),
            reference: "H-2026-0147".to_owned(),
            service: "Resepti-palvelu".to_owned(),
            since: Moment::sample(),
            reports: 17,
            signs: vec![Tag { state: "critical".to_owned(), text: "kriittinen".to_owned() }],
            words: vec!["Kanta-palvelut".to_owned()],
            merged: None,
            unmerges: false,
            version: 3,
            decided: false,
        };
        let step = StepView {
            text: "desk-next-update".to_owned(),
            href: "/desk/incidents/H-2026-0147/bulletin?kind=update".to_owned(),
            icon: "bulletin",
            due: Some(Moment::sample()),
            late: true,
            active: true,
            whose: None,
            unheard: Some(Moment::sample()),
        };
        let task = |by_hand| TaskView {
            name: "Soita Kelan tekniseen tukeen".to_owned(),
            href: "/desk/incidents/H-2026-0147?tab=escalation".to_owned(),
            since: Moment::sample(),
            by_hand,
        };
        let tab = Tab { text: "desk-tab-triage", href: "?tab=triage".to_owned(), current: true, count: 2 };
        let bare = CasePage {
            title: "Arvio – H-2026-0147 Resepti-palvelu".to_owned(),
            head,
            tabs: vec![tab.clone(), Tab { current: false, count: 0, ..tab }],
            notice: None,
            errors: Vec::new(),
            step,
            tasks: vec![task(true), task(false)],
            proposal: None,
            reports: None,
            escalation: None,
            bulletins: None,
            duties: None,
            story: None,
        };
        let refused = CasePage {
            notice: Some(Notice {
                kind: "warning",
                heading: "Joku muu ehti ensin".to_owned(),
                text: "Tarkista.".to_owned(),
            }),
            errors: vec![FieldError { name: "triage_reason".to_owned(), error: "Täytä tämä kohta.".to_owned() }],
            step: StepView {
                due: None,
                late: false,
                active: false,
                unheard: None,
                text: "desk-next-rest".to_owned(),
                ..bare.step.clone()
            },
            head: Head { merged: Some("H-2026-0140".to_owned()), unmerges: true, decided: true, ..bare.head.clone() },
            tasks: Vec::new(),
            ..bare.clone()
        };
        let mut samples =
            vec![refused, CasePage { step: StepView { late: false, ..bare.step.clone() }, ..bare.clone() }];
        let anothers = StepView { active: false, whose: Some("viestintä".to_owned()), ..bare.step.clone() };
        samples.push(CasePage { step: anothers, ..bare.clone() });
        samples.extend(ProposalTab::samples().into_iter().map(|tab| CasePage { proposal: Some(tab), ..bare.clone() }));
        samples.extend(ReportsTab::samples().into_iter().map(|tab| CasePage { reports: Some(tab), ..bare.clone() }));
        samples
            .extend(EscalationTab::samples().into_iter().map(|tab| CasePage { escalation: Some(tab), ..bare.clone() }));
        samples
            .extend(BulletinsTab::samples().into_iter().map(|tab| CasePage { bulletins: Some(tab), ..bare.clone() }));
        samples.extend(DutiesTab::samples().into_iter().map(|tab| CasePage { duties: Some(tab), ..bare.clone() }));
        samples.extend(StoryTab::samples().into_iter().map(|tab| CasePage { story: Some(tab), ..bare.clone() }));
        samples
    }
}
