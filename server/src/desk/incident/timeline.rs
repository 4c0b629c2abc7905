//! The timeline: what happened, newest first, in the reader's language.

use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::timeline::{self, Entry};
use serde::Serialize;
use serde_json::Value;

use super::super::context::DeskContext;
use super::super::messages::Troubled;
use super::{Loaded, bulletins};

/// Entries on the page; the log of an incident of days has some hundreds.
const SHOWN: i64 = 500;

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct StoryTab {
    entries: Vec<Happened>,
    /// What did not arrive, of which there is no entry when nobody knows.
    troubled: Vec<Troubled>,
}

/// One entry, as `partials/timeline` reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    icon: &'static str,
    happened: String,
    at: String,
    when: String,
    by: Option<String>,
    text: Option<String>,
    /// Where more of it is told.
    href: Option<String>,
}

impl StoryTab {
    pub(super) fn of(conn: &mut AnyConnection, context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Self> {
        let entries = timeline::newest(conn, loaded.case.row.id, SHOWN)?;
        let entries = entries.iter().map(|entry| happened(context, entry)).collect::<Result<_>>()?;
        Ok(StoryTab { entries, troubled: bulletins::troubled(conn, context, loaded)? })
    }

    pub(super) fn samples() -> Vec<Self> {
        let entry = Happened {
            icon: "bulletin",
            happened: "Tiedote lähetetty".to_owned(),
            at: "2026-11-20T12:26:00+02:00".to_owned(),
            when: "klo 12.26".to_owned(),
            by: Some("Aino Esimerkki".to_owned()),
            text: Some("412 vastaanottajaa".to_owned()),
            href: Some("/desk/deliveries/12".to_owned()),
        };
        let bare = Happened { by: None, text: None, href: None, ..entry.clone() };
        vec![StoryTab { entries: vec![entry, bare], troubled: Troubled::samples() }]
    }
}

fn happened(context: &DeskContext<'_>, entry: &Entry) -> Result<Happened> {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or(Value::Null);
    let key = format!("timeline-{}", entry.kind.replace('_', "-"));
    // A kind that a later version writes is shown under its own name.
    let happened =
        if context.app.renderer.i18n().has(context.language, &key) { context.say(&key)? } else { entry.kind.clone() };
    let moment = context.moment(entry.at);
    let by = context.who(entry.actor.clone())?;
    let text = facts(context, &entry.kind, &detail)?.join("\n");
    Ok(Happened {
        icon: icon(&entry.kind),
        happened,
        at: moment.at,
        when: moment.said,
        by: Some(by),
        text: (!text.is_empty()).then_some(text),
        href: detail.get("delivery").and_then(Value::as_i64).map(|id| format!("/desk/deliveries/{id}")),
    })
}

fn icon(kind: &str) -> &'static str {
    match kind {
        "report" | "report_moved" | "opened" => "report",
        "bulletin" | "sent_again" | "update_late" => "bulletin",
        "escalated" | "escalated_again" | "escalation_accepted" => "escalation",
        "called" => "phone",
        "triaged" => "search",
        "checked" => "search",
        "connection_closed" | "connection_reopened" => "link",
        "answered" | "reviewed" | "task_done" | "task_ended" => "edit",
        "resolved" => "resolved",
        "closed" => "closed",
        "merged_into" | "took_in" => "link",
        "delivery_failed" | "bulletin_unheard" => "failed",
        "delivery_uncertain" => "uncertain",
        "delivery_arrived" => "ok",
        "duty_alerted" | "duty_unheard" => "phone",
        "clock_warning" | "clock_ended" => "clock",
        _ => "info",
    }
}

/// The facts of an entry as lines: words of closed lists by their names, times as people say them, texts as they are.
fn facts(context: &DeskContext<'_>, kind: &str, detail: &Value) -> Result<Vec<String>> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let word = |list: &str, name: &str| text(name).map(|word| context.word(list, word)).transpose();
    let time = |name: &str| {
        let at = text(name).and_then(|text| majakka_domain::format::time::parse_rfc3339(text).ok());
        at.map(|at| context.moment(at).said)
    };
    let deliveries = || {
        let count = detail.get("deliveries").and_then(Value::as_i64);
        count.map(|count| context.say_of("desk-deliveries", &[("count", count.into())])).transpose()
    };
    let mut lines: Vec<String> = Vec::new();
    match kind {
        "triaged" => {
            let words = [
                word("origin", "origin")?,
                word("effect", "effect")?,
                word("extent", "extent")?,
                word("criticality", "criticality")?,
            ];
            lines.push(words.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
        "report" => {
            let matter = text("service").map(|service| context.matter(service, text("function").unwrap_or_default()));
            lines.extend(text("reference").or(text("report")).map(str::to_owned));
            lines.extend(matter);
        }
        "bulletin" => {
            lines.extend(word("message", "kind")?);
            lines.extend(text("impact").map(str::to_owned));
            lines.extend(deliveries()?);
            if let Some(at) = time("next_update") {
                lines.push(context.say_of("desk-next-word", &[("at", at.into())])?);
            }
        }
        "sent_again" | "escalated_again" | "duty_alerted" => lines.extend(deliveries()?),
        "escalated" | "escalation_accepted" => {
            lines.extend(word("escalation-target", "to")?);
            lines.extend(text("partner").map(str::to_owned));
        }
        "called" => {
            let said =
                [word("escalation-target", "to")?, word("call-outcome", "outcome")?, text("by").map(str::to_owned)];
            lines.push(said.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            lines.extend(text("note").map(str::to_owned));
        }
        "checked" => {
            for (list, key) in [("made", "desk-check-made"), ("undone", "desk-check-undone")] {
                for check in detail.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
                {
                    let name = context.word("guided-check", check)?;
                    lines.push(context.say_of(key, &[("check", name.into())])?);
                }
            }
        }
        "connection_reopened" => lines.extend(text("proof").map(str::to_owned)),
        "answered" => {
            lines.extend(word("question", "question")?);
            lines.extend(word("yes-no", "value")?);
        }
        "task_done" | "task_ended" => {
            lines.extend(word("task", "task")?);
            lines.extend(text("by").map(str::to_owned));
        }
        "clock_warning" | "clock_ended" => {
            lines.extend(word("clock", "clock")?);
            lines.extend(time("due_at"));
        }
        "resolved" => {
            lines.extend(time("ended_at"));
            lines.extend(text("cause").map(str::to_owned));
        }
        "reviewed" => lines.extend(text("review").map(str::to_owned)),
        "update_late" => lines.extend(time("promised")),
        "bulletin_unheard" => lines.extend(word("message", "message")?),
        "delivery_failed" | "delivery_uncertain" | "delivery_arrived" => {
            let said = [word("channel", "channel")?, word("message", "message")?, word("failure-cause", "cause")?];
            lines.push(said.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
        "merged_into" => lines.extend(text("into").map(str::to_owned)),
        "took_in" => lines.extend(text("incident").map(str::to_owned)),
        _ => lines.extend(text("report").map(str::to_owned)),
    }
    lines.extend(text("reason").map(str::to_owned));
    Ok(lines)
}
