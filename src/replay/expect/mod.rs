//! What must be true: every promise of a story, looked at where people would look.

mod sent;

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use majakka_app::Tx;
use majakka_app::command::REDACTED;
use majakka_app::command::delivery::receipt;
use majakka_app::command::incident::case::Case;
use majakka_app::command::incident::explain;
use majakka_domain::format::time::parse_rfc3339;
use majakka_domain::format::{gsm7, hetu};
use majakka_domain::terms::{Audience, Channel, ClockKind, Language};
use majakka_scenario::{Clock, Expect, Linked, Stands, Status, Suggested, Tasks};
use majakka_store::error::Result as CoreResult;
use majakka_store::viewer::Viewer;
use majakka_store::{explanation, incident, maintenance, report, statutory_clock, story, task};

use self::sent::{Sent, delivered, total};
use super::play::{Play, nth};
use super::words::word;

/// What did not hold, as `expected … got …`.
pub(crate) fn check(play: &mut Play, expect: &Expect, log: &super::log::Log) -> Result<Vec<String>> {
    let mut wrong = Wrong::default();
    let world = &play.world;
    world.app.write(&Viewer::System, |tx| {
        if let Some(expected) = expect.open_incidents {
            wrong.unless("open_incidents", &expected, &incident::count_not_closed(tx.conn)?);
        }
        if let Some(expected) = &expect.suggestion {
            let seen = suggestion(tx, expected, &mut wrong);
            wrong.unseen("a suggestion", seen);
        }
        if let Some(expected) = &expect.linked {
            linked(tx, expected, &mut wrong)?;
        }
        if let Some(expected) = &expect.incident {
            let seen = stands(tx, expected, &mut wrong);
            wrong.unseen("an incident", seen);
        }
        if let Some(expected) = &expect.tasks {
            let seen = tasks(tx, expected, &mut wrong);
            wrong.unseen("tasks", seen);
        }
        for expected in &expect.clocks {
            let seen = clock(tx, expected, &mut wrong);
            wrong.unseen("a clock", seen);
        }
        Ok(())
    })?;
    let sent = Sent::new(play)?;
    for expected in &expect.deliveries {
        let seen = delivered(play, &sent, expected, &mut wrong);
        wrong.unseen("deliveries", seen);
    }
    if let Some(expected) = &expect.total_deliveries {
        let seen = total(play, &sent, expected, &mut wrong);
        wrong.unseen("total_deliveries", seen);
    }
    if let Some(most) = expect.sms_within {
        let longest = sent.taken.values().filter(|t| t.letter.channel == Channel::Sms);
        let longest = longest.map(|t| gsm7::septets(&t.letter.words().sms).unwrap_or(usize::MAX)).max().unwrap_or(0);
        if longest > most {
            wrong.add(format!("expected sms_within {most} got {longest}"));
        }
    }
    let seen = status(play, &expect.status, &mut wrong);
    wrong.unseen("status", seen);
    let seen = page(play, expect, &mut wrong);
    wrong.unseen("a page", seen);
    nowhere(play, &sent, &expect.nowhere, log, &mut wrong)?;
    Ok(wrong.0)
}

#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn add(&mut self, text: String) {
        self.0.push(text);
    }

    /// What could not be looked at did not hold; the other promises of the step are looked at all the same.
    fn unseen<E: std::fmt::Display>(&mut self, what: &str, seen: std::result::Result<(), E>) {
        if let Err(error) = seen {
            self.add(format!("expected {what} got {error:#}"));
        }
    }

    fn unless<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: &T, got: &T) {
        if expected != got {
            self.add(format!("expected {what} {expected:?} got {got:?}"));
        }
    }

    fn word(&mut self, what: &str, expected: Option<&String>, got: &str) {
        if expected.is_some_and(|expected| expected != got) {
            self.add(format!("expected {what} {} got {got}", expected.map_or("", String::as_str)));
        }
    }
}

fn case<'a>(tx: &mut Tx<'a>, number: u32) -> CoreResult<Case<'a>> {
    let id = nth(tx, number)?;
    Case::find(tx, id)
}

fn suggestion(tx: &mut Tx<'_>, expected: &Suggested, wrong: &mut Wrong) -> CoreResult<()> {
    let case = case(tx, expected.incident)?;
    let got = &case.suggestion;
    wrong.word("origin", expected.origin.as_ref(), got.origin.as_str());
    wrong.word("effect", expected.effect.as_ref(), got.effect.as_str());
    wrong.word("extent", expected.extent.as_ref(), got.extent.as_str());
    wrong.word("criticality", expected.criticality.as_ref(), got.criticality.as_str());
    wrong.word("confidence", expected.confidence.as_ref(), got.confidence.as_str());
    wrong.word("kela_report", expected.kela_report.as_ref(), got.kela_report.as_str());
    wrong.word("service", expected.service.as_ref(), &got.service);
    if let Some(call) = expected.kela_call {
        wrong.unless("kela_call", &call, &got.kela_call);
    }
    if let Some(count) = expected.reports {
        wrong.unless("reports", &count, &got.reports);
    }
    if let Some(criteria) = &expected.criteria {
        let expected: BTreeSet<&str> = criteria.iter().map(String::as_str).collect();
        let got: BTreeSet<&str> = got.criteria.iter().map(|criterion| criterion.as_str()).collect();
        wrong.unless("criteria", &expected, &got);
    }
    let app = tx.app;
    let sentences: Vec<String> = got
        .reasons
        .iter()
        .map(|reason| explain::sentence(&app.renderer, &app.catalogue, Language::Fi, reason))
        .collect::<CoreResult<_>>()?;
    let all = sentences.join(" ").to_lowercase();
    for reason in expected.reasons.iter().filter(|reason| !all.contains(&reason.to_lowercase())) {
        wrong.add(format!("expected reasons with \"{reason}\" got \"{}\"", sentences.join(" ")));
    }
    Ok(())
}

/// A report may belong to an incident and be explained by a bulletin at the same time: any of them will do.
fn linked(tx: &mut Tx<'_>, expected: &Linked, wrong: &mut Wrong) -> CoreResult<()> {
    let position = i64::from(expected.report).saturating_sub(1).max(0);
    let Some(id) = story::report_after(tx.conn, position)? else {
        wrong.add(format!("expected report {} got no such report", expected.report));
        return Ok(());
    };
    let row = report::find(tx.conn, &Viewer::System, id)?;
    let mut links: Vec<String> = Vec::new();
    for announcement in explanation::announcements_of(tx.conn, row.id)? {
        links.push(format!("upstream:{}", story::name_of_announcement(tx.conn, announcement)?));
    }
    if let Some(id) = row.break_id {
        links.push(format!("maintenance:{}", story::name_of_announcement(tx.conn, id)?));
    }
    if let Some(id) = row.maintenance_id {
        links.push(format!("maintenance:{}", maintenance::by_id(tx.conn, id)?.external_id));
    }
    if let Some(id) = row.incident_id {
        links.push(format!("incident:{}", story::place_of_incident(tx.conn, id)?));
    }
    // An id with an identity code in it is kept without the code.
    if !links.contains(&hetu::redact(&expected.to, REDACTED).text) {
        wrong.add(format!("expected report {} linked to {} got {}", expected.report, expected.to, links.join(", ")));
    }
    Ok(())
}

fn stands(tx: &mut Tx<'_>, expected: &Stands, wrong: &mut Wrong) -> CoreResult<()> {
    let case = case(tx, expected.incident)?;
    wrong.word("state", expected.state.as_ref(), case.row.state.as_str());
    wrong.word("kela", expected.kela.as_ref(), receipt::kela_state(&case).as_str());
    Ok(())
}

fn tasks(tx: &mut Tx<'_>, expected: &Tasks, wrong: &mut Wrong) -> CoreResult<()> {
    let id = nth(tx, expected.incident)?;
    let open = task::open_names(tx.conn, id)?;
    let got: BTreeSet<&str> = open.iter().map(|name| name.as_str()).collect();
    let expected: BTreeSet<&str> = expected.open.iter().map(String::as_str).collect();
    wrong.unless("open tasks", &expected, &got);
    Ok(())
}

fn clock(tx: &mut Tx<'_>, expected: &Clock, wrong: &mut Wrong) -> CoreResult<()> {
    let id = nth(tx, expected.incident)?;
    let clocks = statutory_clock::of_incident(tx.conn, id)?;
    let kind: ClockKind = word("kind", &expected.kind)?;
    let running = clocks.iter().filter(|clock| clock.kind == kind && clock.ended_at.is_none());
    let due: Vec<_> = running.map(|clock| clock.due_at).collect();
    let holds = match parse_rfc3339(&expected.due) {
        Ok(at) => due.contains(&at),
        Err(_) => expected.due == "none" && due.is_empty(),
    };
    if !holds {
        wrong.add(format!("expected clock {} due {} got {due:?}", expected.kind, expected.due));
    }
    Ok(())
}

fn status(play: &Play, expected: &[Status], wrong: &mut Wrong) -> Result<()> {
    if expected.is_empty() {
        return Ok(());
    }
    let states = majakka_server::status::service_states(&play.world.app)?;
    for expected in expected {
        let service = states.get(&expected.service).with_context(|| format!("unknown service {}", expected.service))?;
        let got = match &expected.function {
            None => service.state,
            Some(function) => {
                let status = service.functions.get(function);
                status.with_context(|| format!("{} has no function {function}", expected.service))?.state
            }
        };
        let what = format!("{} {}", expected.service, expected.function.as_deref().unwrap_or_default());
        wrong.word(what.trim(), Some(&expected.state), got.as_str());
    }
    Ok(())
}

fn page(play: &Play, expect: &Expect, wrong: &mut Wrong) -> Result<()> {
    if expect.page_contains.is_empty() && expect.page_lacks.is_empty() {
        return Ok(());
    }
    let language = expect.page_language.as_deref().map_or(Ok(Language::Fi), |text| word("page_language", text))?;
    let html: String = both_audiences(play, language)?;
    for part in expect.page_contains.iter().filter(|part| !html.contains(part.as_str())) {
        wrong.add(format!("expected page_contains \"{part}\" got a page without it"));
    }
    for part in expect.page_lacks.iter().filter(|part| html.contains(part.as_str())) {
        wrong.add(format!("expected page_lacks \"{part}\" got a page with it"));
    }
    Ok(())
}

fn both_audiences(play: &Play, language: Language) -> Result<String> {
    let app = &play.world.app;
    let pages = Audience::ALL.iter().map(|audience| majakka_server::status::page(app, language, *audience));
    Ok(pages.collect::<CoreResult<Vec<_>>>()?.join("\n"))
}

/// Looks everywhere for what must stand nowhere: letter case and white space aside.
fn nowhere(play: &Play, sent: &Sent, needles: &[String], log: &super::log::Log, wrong: &mut Wrong) -> Result<()> {
    if needles.is_empty() {
        return Ok(());
    }
    let mut places: Vec<(&str, String)> = Vec::new();
    for taken in sent.taken.values() {
        let words = taken.letter.words();
        let html = words.html.clone().unwrap_or_default();
        places.push(("a message", [&words.subject, &words.text, &html, &words.sms].map(String::as_str).join("\n")));
        for file in &words.attachments {
            places.push(("a form", format!("{} {}", file.name, String::from_utf8_lossy(&file.content))));
        }
    }
    for language in Language::ALL {
        places.push(("the page", both_audiences(play, *language)?));
    }
    places.push(("the log", log.text()));
    let lists = play.world.app.read(majakka_store::search::every_text)?;
    places.extend(lists.into_iter().map(|text| ("a list", text)));
    for needle in needles {
        for (place, text) in &places {
            if text.to_lowercase().contains(&needle.to_lowercase()) || bare(text).contains(&bare(needle)) {
                wrong.add(format!("expected \"{needle}\" nowhere got it in {place}"));
                break;
            }
        }
    }
    Ok(())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}
