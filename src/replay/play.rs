//! Plays a story: time moves only by its steps, and between two of them everything happens that is due.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::Tx;
use majakka_app::command::bulletin;
use majakka_app::command::bulletin::{Resolve, Wording, Write, in_finnish};
use majakka_app::command::contact;
use majakka_app::command::contact::ChangeContact;
use majakka_app::command::delivery::receipt;
use majakka_app::command::due::schedule;
use majakka_app::command::escalation::escalate;
use majakka_app::command::escalation::escalate::Escalate;
use majakka_app::command::incident::answer;
use majakka_app::command::incident::triage;
use majakka_app::command::maintenance;
use majakka_app::command::maintenance::break_series;
use majakka_app::command::maintenance::{Plan, Shown};
use majakka_app::command::report;
use majakka_app::command::upstream;
use majakka_app::command::upstream::{Announce, Looked};
use majakka_domain::format::time::{next_local, parse_rfc3339};
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Channel, Effect, Language, MessageKind, Question};
use majakka_notifier::channel::memory::Condition;
use majakka_scenario::{self as scenario, Action, Scenario, Step};
use majakka_store::clock::Clock as _;
use majakka_store::db::DbUrl;
use majakka_store::error::{Error, Result as CoreResult};
use majakka_store::viewer::{Person, Viewer};
use majakka_store::{delivery, incident};

use super::post::Post;
use super::words::{minute_of, optional, span, time, word};
use super::world::{Ground, World};

/// A story in the middle of being played.
pub(crate) struct Play {
    pub(crate) world: World,
    pub(crate) post: Post,
}

/// Plays a whole story and says what did not hold, each with the number of its step.
pub(crate) fn play(
    ground: &Ground,
    url: DbUrl,
    scenario: &Scenario,
    log: &super::log::Log,
) -> Result<(Play, Vec<(usize, String)>)> {
    let world = World::make(ground, url, scenario)?;
    let post = Post::open(&world.clock)?;
    let mut play = Play { world, post };
    let mut failures = Vec::new();
    for (number, step) in (1..).zip(&scenario.step) {
        match play.take(step, log) {
            Ok(failed) => failures.extend(failed.into_iter().map(|text| (number, text))),
            Err(error) => {
                // What comes after a step that could not be played proves nothing.
                failures.push((number, format!("expected a step that can be played got {error:#}")));
                break;
            }
        }
    }
    Ok((play, failures))
}

impl Play {
    /// One step at its time, after everything that is due by then. Says what did not hold.
    fn take(&mut self, step: &Step, log: &super::log::Log) -> Result<Vec<String>> {
        let at = self.moment(&step.at).context("at")?;
        if at < self.world.clock.now() {
            bail!("a time before the step before it");
        }
        self.pass_until(at)?;
        let failed = match &step.action {
            Action::Expect(expect) => super::expect::check(self, expect, log)?,
            _ => self.step(step)?.into_iter().collect(),
        };
        self.post.drain(&self.world.app)?;
        Ok(failed)
    }

    /// `"12:10"`: the next such local time at or after now; or RFC 3339.
    fn moment(&self, text: &str) -> Result<DateTime<Utc>> {
        let now = self.world.clock.now();
        if text.contains('T') {
            return parse_rfc3339(text).with_context(|| format!("{text} is no RFC 3339 time"));
        }
        next_local(now, text).with_context(|| format!("{text} is no time of day"))
    }

    /// Lets time pass. Minutes in which nothing is due are skipped.
    fn pass_until(&self, at: DateTime<Utc>) -> Result<()> {
        let app = &self.world.app;
        loop {
            let waiting = app.read(delivery::next_due)?;
            let due = [schedule::next_due(app)?, waiting].into_iter().flatten().min();
            let now = self.world.clock.now();
            let Some(due) = due.map(minute_of).filter(|due| *due < at) else { break };
            self.world.clock.set(if due > now { due } else { now + TimeDelta::minutes(1) });
            if self.world.clock.now() >= at {
                break;
            }
            self.happen()?;
        }
        self.world.clock.set(at);
        self.happen()
    }

    fn happen(&self) -> Result<()> {
        schedule::run_due(&self.world.app)?;
        self.post.drain(&self.world.app)
    }

    /// Does a step, and says what is wrong if it was turned down or accepted against the story.
    fn step(&mut self, step: &Step) -> Result<Option<String>> {
        let outcome = match self.action(step) {
            Ok(()) => None,
            Err(Error::Refused(refusal)) => Some(refusal.code().to_owned()),
            Err(Error::NotFound(_)) => Some("validation".to_owned()),
            Err(other) => return Err(other.into()),
        };
        let said = |code: &Option<String>| code.clone().unwrap_or_else(|| "accepted".to_owned());
        let wrong = outcome != step.refused;
        Ok(wrong.then(|| format!("expected {} got {}", said(&step.refused), said(&outcome))))
    }

    fn viewer(&self, actor: Option<&str>) -> CoreResult<Viewer> {
        let Some(role) = actor else { return Ok(Viewer::System) };
        Ok(Viewer::Person(Person {
            account: self.world.account,
            name: role.to_owned(),
            organisation: self.world.cast.desk,
            desk: self.world.cast.desk,
            roles: vec![word("as", role)?],
            helpdesk_publishes: true,
            language: Language::Fi,
        }))
    }

    fn action(&mut self, step: &Step) -> CoreResult<()> {
        let viewer = self.viewer(step.actor.as_deref())?;
        match &step.action {
            Action::Report(told) => self.report(&viewer, told),
            Action::Probe(probe) => self.probe(probe),
            Action::Upstream(said) => self.upstream(said),
            Action::Gateway(gateway) => self.gateway(gateway),
            Action::Receipt(came) => self.receipt(came),
            action => self.write(&viewer, action),
        }
    }

    /// Steps that are one act of one person.
    fn write(&self, viewer: &Viewer, action: &Action) -> CoreResult<()> {
        let world = &self.world;
        world.app.write(viewer, |tx| match action {
            Action::Triage(given) => {
                tx.viewer.require(Permission::Triage)?;
                let decision = triage::Triage {
                    incident: nth(tx, given.incident)?,
                    seen: None,
                    origin: word("origin", &given.origin)?,
                    reason: given.reason.clone(),
                    effect: optional("effect", given.effect.as_deref())?,
                    extent: optional("extent", given.extent.as_deref())?,
                    criticality: optional("criticality", given.criticality.as_deref())?,
                };
                triage::triage(tx, &decision)
            }
            Action::Escalate(given) => {
                tx.viewer.require(Permission::Escalate)?;
                let incident = nth(tx, given.incident)?;
                let to = word("to", &given.to)?;
                escalate::escalate(tx, &Escalate { incident, to, note: String::new(), pictures: Vec::new() })
            }
            Action::Call(given) => {
                tx.viewer.require(Permission::Call)?;
                let incident = nth(tx, given.incident)?;
                let (to, outcome) = (word("to", &given.to)?, word("outcome", &given.outcome)?);
                escalate::call(tx, incident, to, outcome, &given.by, "")
            }
            Action::Publish(given) => {
                tx.viewer.require(Permission::Publish)?;
                let write = Write {
                    services: given.services.clone(),
                    organisations: given
                        .organisations
                        .as_ref()
                        .map(|keys| keys.iter().map(|key| world.cast.organisation(key)).collect()),
                    ..write(tx, given.incident, &given.impact, given.eta.as_deref(), given.next_update.as_deref())?
                };
                bulletin::publish(tx, &write).map(drop)
            }
            Action::Update(given) => {
                tx.viewer.require(Permission::Publish)?;
                let write =
                    write(tx, given.incident, &given.impact, given.eta.as_deref(), given.next_update.as_deref())?;
                bulletin::update(tx, MessageKind::Update, &write).map(drop)
            }
            Action::Resolve(given) => {
                tx.viewer.require(Permission::Publish)?;
                let end = Resolve {
                    incident: nth(tx, given.incident)?,
                    seen: None,
                    ended_at: time("ended_at", &given.ended_at)?,
                    cause: in_finnish(&given.cause),
                    insist: true,
                };
                bulletin::resolve(tx, &end)
            }
            Action::Close(given) => {
                tx.viewer.require(Permission::Close)?;
                let incident = nth(tx, given.incident)?;
                answer::close(tx, incident, None)
            }
            Action::Answer(given) => {
                let question: Question = word("question", &given.question)?;
                tx.viewer.require(Permission::Answer(question))?;
                let incident = nth(tx, given.incident)?;
                answer::answer(tx, incident, question, word("value", &given.value)?, &given.reason)
            }
            Action::TaskDone(given) => {
                tx.viewer.require(Permission::EndTask)?;
                let incident = nth(tx, given.incident)?;
                answer::end_task(tx, incident, word("task", &given.task)?, &given.by)
            }
            Action::Maintenance(given) => self.maintenance(tx, given),
            Action::Absent(given) => {
                tx.viewer.require(Permission::EditContacts)?;
                let substitute = given.substitute.as_deref().map(|key| world.cast.contact(key));
                let (from, to) = (time("from", &given.from)?, time("to", &given.to)?);
                contact::note_absence(tx, world.cast.contact(&given.contact), from, to, substitute)
            }
            Action::Contact(given) => {
                tx.viewer.require(Permission::EditContacts)?;
                let roles = given.roles.as_ref().map(|roles| roles.iter().map(|role| word("roles", role)).collect());
                let change = ChangeContact {
                    remove: given.remove,
                    email: given.email.clone(),
                    phone: given.phone.clone(),
                    roles: roles.transpose()?,
                    ..ChangeContact::default()
                };
                contact::change(
                    tx,
                    world.cast.organisation(&given.organisation),
                    world.cast.contact(&given.contact),
                    &change,
                )
            }
            _ => Err(Refusal::field("step", "unknown").into()),
        })
    }

    fn maintenance(&self, tx: &mut Tx<'_>, given: &scenario::Maintenance) -> CoreResult<()> {
        tx.viewer.require(Permission::PlanMaintenance)?;
        if given.cancel {
            return maintenance::cancel(tx, &given.id);
        }
        if given.end_series {
            return break_series::end(tx, &given.id);
        }
        if let Some(window) = &given.move_to {
            let (starts, ends) = (time("starts", &window.starts)?, time("ends", &window.ends)?);
            return maintenance::reschedule(tx, &given.id, starts, Some(ends));
        }
        let plan = Plan {
            external_id: given.id.clone(),
            services: vec![given.service.clone()],
            starts_at: time("starts", &given.starts)?,
            ends_at: Some(time("ends", &given.ends)?),
            impact: in_finnish(&given.impact),
            organisations: given.organisations.iter().map(|key| self.world.cast.organisation(key)).collect(),
            shown: Shown::ByWhom,
            rule: given.rule.clone(),
        };
        maintenance::plan(tx, &plan)
    }

    /// One report, or many alike: each from an own workstation, spread over a time in which everything else goes on.
    fn report(&self, viewer: &Viewer, given: &scenario::Report) -> CoreResult<()> {
        viewer.require(Permission::Report)?;
        let world = &self.world;
        let count = given.reports.unwrap_or(1);
        let span = given.over.as_deref().map(span).transpose()?.unwrap_or_default();
        let start = world.clock.now();
        for number in 0..count {
            let at =
                start + span * i32::try_from(number).unwrap_or(i32::MAX) / i32::try_from(count).unwrap_or(1).max(1);
            if at > world.clock.now() {
                self.pass_until(at).map_err(|cause| Error::Unavailable(cause.to_string()))?;
            }
            let workstation = match given.reports {
                Some(_) => Some(format!("{}-{:03}", given.workstation.as_deref().unwrap_or("TA"), number + 1)),
                None => given.workstation.clone(),
            };
            let told = report::Report {
                organisation: world.cast.organisation(&given.organisation),
                service: given.service.clone(),
                function: given.function.clone(),
                effect: word("effect", &given.effect)?,
                effect_assumed: false,
                description: given.description.clone(),
                unit: given.unit.clone(),
                workstation,
                application: given.application.clone(),
                error_text: given.error_text.clone(),
                occurred_at: given.occurred_at.as_deref().map(|text| time("occurred_at", text)).transpose()?,
                patient_ref: given.patient_ref.clone(),
                reporter: given.reporter.clone(),
                reporter_email: None,
                callback: given.callback.clone(),
                language: Language::Fi,
                safety_risk: given.safety_risk,
                privacy_risk: given.privacy_risk,
                draft: None,
                same_as: None,
            };
            world.app.write(viewer, |tx| report::report(tx, told).map(drop))?;
        }
        Ok(())
    }

    fn probe(&self, given: &scenario::Probe) -> CoreResult<()> {
        let (layer, result) = (word("layer", &given.layer)?, word("result", &given.result)?);
        let looked = match (&given.organisation, &given.service) {
            (Some(key), None) if self.world.cast.organisations.contains_key(key) => {
                Looked::From(self.world.cast.organisation(key))
            }
            (None, Some(service)) => Looked::At(service.clone()),
            _ => return Err(Refusal::field("organisation", "unknown").into()),
        };
        self.world.app.write(&Viewer::System, |tx| upstream::measure(tx, layer, result, &looked))
    }

    fn upstream(&self, given: &scenario::Upstream) -> CoreResult<()> {
        self.world.app.write(&Viewer::System, |tx| {
            if given.unreachable || given.reachable {
                return upstream::reach(tx, &given.source, given.reachable);
            }
            if given.kind == "resolved" {
                return upstream::resolved(tx, &given.source, &given.id);
            }
            let moment = |field, text: &Option<String>| text.as_deref().map(|text| time(field, text)).transpose();
            let announce = Announce {
                source: given.source.clone(),
                external_id: given.id.clone(),
                kind: word("kind", &given.kind)?,
                title: given.title.clone(),
                services: given.services.clone(),
                effect: optional("effect", given.effect.as_deref())?.unwrap_or(Effect::Prevents),
                starts_at: moment("starts", &given.starts)?,
                ends_at: moment("ends", &given.ends)?,
            };
            upstream::announce(tx, announce).map(drop)
        })
    }

    fn gateway(&self, given: &scenario::Gateway) -> CoreResult<()> {
        let condition = match given.state.as_str() {
            "up" => Condition::Up,
            "down" => Condition::Down,
            "slow" => Condition::Slow,
            _ => return Err(Refusal::field("state", "unknown").into()),
        };
        self.post.set(word("channel", &given.channel)?, condition);
        Ok(())
    }

    fn receipt(&self, given: &scenario::Receipt) -> CoreResult<()> {
        let channel: Channel = word("channel", &given.channel)?;
        let state = match given.state.as_str() {
            "delivered" | "failed" => word("state", &given.state)?,
            _ => return Err(Refusal::field("state", "unknown").into()),
        };
        let contact = self.world.cast.contact(&given.contact);
        self.world.app.write(&Viewer::System, |tx| {
            let newest = delivery::newest_accepted(tx.conn, contact, channel)?;
            let id = newest.ok_or(Refusal::field("contact", "unknown"))?;
            receipt::receipt(tx, id, state, "story")
        })
    }
}

/// The incident with this number, in the order in which they were opened.
pub(crate) fn nth(tx: &mut Tx<'_>, number: u32) -> CoreResult<IncidentId> {
    let unknown = || Error::Refused(Refusal::field("incident", "unknown"));
    let position = usize::try_from(number).unwrap_or_default().checked_sub(1).ok_or_else(unknown)?;
    let mut all = incident::page(tx.conn, &Viewer::System, None, i64::MAX)?;
    all.reverse();
    all.get(position).map(|row| row.id).ok_or_else(unknown)
}

fn write(
    tx: &mut Tx<'_>,
    incident: u32,
    impact: &str,
    eta: Option<&str>,
    next_update: Option<&str>,
) -> CoreResult<Write> {
    Ok(Write {
        eta: eta.map(|text| time("eta", text)).transpose()?,
        next_update: next_update.map(|text| time("next_update", text)).transpose()?,
        ..Write::new(nth(tx, incident)?, Wording::line(impact))
    })
}
