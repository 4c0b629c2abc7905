//! `--explain`: a story's timeline with every verdict and message.

use std::fmt::Write as _;

use anyhow::Result;
use majakka_app::command::incident::case::Case;
use majakka_app::command::incident::explain;
use majakka_domain::format::time;
use majakka_domain::terms::{Channel, Language};
use majakka_scenario::Scenario;
use majakka_store::timeline::Happened;
use majakka_store::viewer::Viewer;
use majakka_store::{incident, timeline};

use super::play::Play;

/// The story as it went: entries, messages, and the last proposal on each incident with its reasons.
pub(crate) fn timeline(scenario: &Scenario, play: &Play) -> Result<String> {
    let app = &play.world.app;
    let mut entries: Vec<(chrono::DateTime<chrono::Utc>, String)> = Vec::new();
    let mut verdicts = String::new();
    app.write(&Viewer::System, |tx| {
        let mut incidents = incident::page(tx.conn, &Viewer::System, None, i64::MAX)?;
        incidents.reverse();
        for row in incidents {
            let reference = row.reference.clone();
            for entry in timeline::newest(tx.conn, row.id, i64::MAX)?.into_iter().rev() {
                let (kind, facts) = match &entry.happened {
                    Happened::Known(event) => (event.kind(), event.detail()?.to_string()),
                    Happened::Later(kind) => (kind.as_str(), String::new()),
                };
                entries.push((entry.at, format!("{reference} {kind} {} {facts}", entry.actor)));
            }
            let case = Case::find(tx, row.id)?;
            let got = &case.suggestion;
            let _ = writeln!(
                verdicts,
                "  {reference} {}: {} {} {} {} {} · Kela {}{} {:?}",
                row.state,
                got.origin,
                got.service,
                got.effect,
                got.extent,
                got.confidence,
                got.kela_report,
                if got.kela_call { " + call" } else { "" },
                got.criteria,
            );
            for reason in &got.reasons {
                let sentence = explain::sentence(&app.renderer, &app.catalogue, Language::En, reason)?;
                let _ = writeln!(verdicts, "    - {sentence}");
            }
        }
        Ok(())
    })?;
    for taken in play.post.taken() {
        let text = match taken.letter.channel {
            Channel::Sms => taken.letter.words().sms.clone(),
            Channel::Email => taken.letter.words().subject.clone(),
        };
        entries.push((taken.at, format!("→ {} {}: {text}", taken.letter.channel, taken.letter.to)));
    }
    entries.sort_by_key(|(at, _)| *at);
    let mut out = format!("{}\n", scenario.name);
    for (at, text) in entries {
        let _ = writeln!(out, "  {} {text}", time::long(at, Language::En));
    }
    out.push_str(&verdicts);
    Ok(out)
}
