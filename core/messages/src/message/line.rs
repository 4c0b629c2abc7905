//! The lines of a bulletin: a label and what stands after it, in the order of docs/DOMAIN.md 7.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::{FunctionFlag, System, SystemFlag, Texts};
use majakka_domain::format::sentence;
use majakka_domain::terms::{Audience, Effect, Language, MessageKind};
use serde::{Deserialize, Serialize};

use super::super::RenderError;
use super::Bulletin;
use super::instructions::is_empty;
use super::voice::{Phrase, Voice};

/// One line: `Alkoi: pe 20.11.2026 klo 12.10`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What kind of line: `began`, `instructions` … Stable.
    pub id: String,
    /// What stands before the colon.
    pub label: String,
    /// What stands after it.
    pub value: String,
    /// The language of the value when it is another than the label's: nobody has written it in this one.
    pub language: Option<Language>,
}

impl Line {
    pub(super) fn new(voice: Voice<'_>, id: &str, value: Phrase) -> Result<Self, RenderError> {
        Ok(Line {
            id: id.to_owned(),
            label: voice.say(&format!("line-{id}"), &[])?,
            value: value.text,
            language: Some(value.language).filter(|language| *language != voice.language),
        })
    }
}

const INCIDENT: &[&str] = &[
    "what",
    "service",
    "began",
    "whom",
    "effect",
    "works",
    "instructions",
    "instructions-pharmacy",
    "estimate",
    "next",
    "contact",
];
const UPDATE: &[&str] = &[
    "what",
    "changed",
    "service",
    "began",
    "whom",
    "effect",
    "works",
    "instructions",
    "instructions-pharmacy",
    "estimate",
    "next",
    "contact",
];
/// Beginning and end stand in the lead.
const RESOLVED: &[&str] = &["what", "service", "whom", "cause", "check", "follow-up", "contact"];
const WITHDRAWAL: &[&str] = &["reason", "stands", "service", "whom", "next", "contact"];
const MAINTENANCE: &[&str] =
    &["service", "starts", "ends", "whom", "impact", "works", "guidance", "instructions-pharmacy", "information"];
const MOVED: &[&str] = &[
    "service",
    "starts",
    "ends",
    "was",
    "whom",
    "impact",
    "works",
    "guidance",
    "instructions-pharmacy",
    "information",
];
const CANCELLED: &[&str] = &["service", "planned", "whom", "information"];

/// What citizens are not told: it is not theirs to do, or sends them to a helpdesk that is not for them.
const PROFESSIONAL_ONLY: &[&str] = &["instructions-pharmacy", "check", "follow-up", "contact", "information"];

/// Left out where nobody has written any for the reader.
const INSTRUCTIONS: &[&str] = &["instructions", "guidance"];

const fn ids(kind: MessageKind) -> &'static [&'static str] {
    use MessageKind as K;
    match kind {
        K::Update | K::Correction => UPDATE,
        K::Resolved => RESOLVED,
        K::Withdrawal => WITHDRAWAL,
        K::MaintAdvance | K::MaintStart | K::MaintEnd => MAINTENANCE,
        K::MaintMoved => MOVED,
        K::MaintCancelled => CANCELLED,
        _ => INCIDENT,
    }
}

/// The lines of a bulletin for one reader. Professionals get every line of the kind; citizens those that are for them. What nobody has
/// said anything about has no line: "not known" would say that somebody looked. An estimate is asked for, and may be not known.
pub(super) fn lines(bulletin: &Bulletin, audience: Audience, voice: Voice<'_>) -> Result<Vec<Line>, RenderError> {
    let withdrawn = bulletin.kind == MessageKind::Withdrawal;
    let unpromised = |id: &str| withdrawn && id == "next" && bulletin.next_update.is_none();
    let advice = match audience {
        Audience::Professional => &bulletin.instructions.professional,
        Audience::Citizen => &bulletin.instructions.citizen,
    };
    let unsaid = |id: &str| match id {
        "changed" => is_empty(&bulletin.changed),
        "works" => is_empty(&bulletin.works),
        "instructions-pharmacy" => is_empty(&bulletin.instructions.pharmacy),
        _ => INSTRUCTIONS.contains(&id) && is_empty(advice),
    };
    let not_theirs = |id: &str| audience == Audience::Citizen && PROFESSIONAL_ONLY.contains(&id);
    let mine = |id: &&&str| !unpromised(id) && !unsaid(id) && !not_theirs(id);
    let lines =
        ids(bulletin.kind).iter().filter(mine).map(|id| Line::new(voice, id, value(id, bulletin, audience, voice)?));
    lines.collect()
}

fn value(id: &str, bulletin: &Bulletin, audience: Audience, voice: Voice<'_>) -> Result<Phrase, RenderError> {
    match id {
        "what" | "reason" | "impact" => voice.pick_or_not_known(&bulletin.impact),
        "stands" => stands(bulletin, voice),
        "changed" => voice.pick_or_not_known(&bulletin.changed),
        "service" => Ok(voice.phrase(services(bulletin, voice))),
        "began" => voice.long(Some(bulletin.began)),
        "whom" => voice.pick_or_not_known(&bulletin.whom),
        "effect" => Ok(voice.phrase(voice.say(effect(bulletin), &[])?)),
        "works" => voice.pick_or_not_known(&bulletin.works),
        "instructions" | "guidance" => voice.pick_or_not_known(match audience {
            Audience::Professional => &bulletin.instructions.professional,
            Audience::Citizen => &bulletin.instructions.citizen,
        }),
        "instructions-pharmacy" => voice.pick_or_not_known(&bulletin.instructions.pharmacy),
        "estimate" => match bulletin.eta {
            Some(at) => voice.long(Some(at)),
            None => Ok(voice.phrase(voice.say("estimate-not-known", &[])?)),
        },
        "next" => voice.long(bulletin.next_update),
        "contact" | "information" => voice.pick_or_not_known(&bulletin.helpdesk),
        "cause" => voice.pick_or_not_known(&bulletin.cause),
        "check" => written_or(&bulletin.check, check(bulletin), voice),
        "follow-up" => written_or(&bulletin.follow_up, follow_up(bulletin), voice),
        "starts" => voice.long(bulletin.window.map(|window| window.starts)),
        "ends" => match bulletin.window {
            Some(window) => end(bulletin.ended.or(window.ends), voice),
            None => voice.not_known(),
        },
        "planned" => span(bulletin.window, voice),
        "was" => span(bulletin.moved_from, voice),
        _ => voice.not_known(),
    }
}

fn written_or(texts: &Texts, key: &str, voice: Voice<'_>) -> Result<Phrase, RenderError> {
    voice.pick(texts).map_or_else(|| Ok(voice.phrase(voice.say(key, &[])?)), Ok)
}

fn span(window: Option<super::Window>, voice: Voice<'_>) -> Result<Phrase, RenderError> {
    let Some(window) = window else { return voice.not_known() };
    let (starts, ends) = (voice.long(Some(window.starts))?, end(window.ends, voice)?);
    Ok(voice.phrase(format!("{} – {}", starts.text, ends.text)))
}

fn end(at: Option<DateTime<Utc>>, voice: Voice<'_>) -> Result<Phrase, RenderError> {
    at.map_or_else(|| Ok(voice.phrase(voice.say("break-end-unknown", &[])?)), |at| voice.long(Some(at)))
}

/// `Reseptiä ei voi tallentaa (tiedote pe 20.11.2026 klo 12.10)`; or that nothing is.
fn stands(bulletin: &Bulletin, voice: Voice<'_>) -> Result<Phrase, RenderError> {
    let Some(stands) = &bulletin.stands else { return Ok(voice.phrase(voice.say("stands-nothing", &[])?)) };
    let said = voice.pick_or_not_known(&stands.impact)?;
    let at = voice.long(Some(stands.written_at))?.text;
    let text = voice.say("stands-still", &[("impact", &sentence::begun(&said.text)), ("at", &at)])?;
    Ok(Phrase { text, ..said })
}

/// `Resepti-palvelu (Reseptin määrääminen), OmaKanta`.
fn services(bulletin: &Bulletin, voice: Voice<'_>) -> String {
    let name = |service: &super::AffectedService| {
        let function = |id: &String| service.system.function(id).map(|function| function.name.get(voice.language));
        let functions: Vec<&str> = service.functions.iter().filter_map(function).collect();
        let name = service.system.name.get(voice.language);
        if functions.is_empty() { name.to_owned() } else { format!("{name} ({})", functions.join(", ")) }
    };
    bulletin.services.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// What it does to the work. Where only some functions of a service are hit, the others can be used.
fn effect(bulletin: &Bulletin) -> &'static str {
    let whole = bulletin.services.iter().all(|service| service.functions.is_empty());
    match (bulletin.effect, whole) {
        (Effect::None, _) => "effect-line-none",
        (Effect::Degrades, _) => "effect-line-degrades",
        (Effect::Prevents, true) => "effect-line-prevents",
        (Effect::Prevents, false) => "effect-line-prevents-functions",
    }
}

fn is_saved_to(bulletin: &Bulletin) -> bool {
    bulletin.services.iter().any(|service| service.system.is(SystemFlag::Professional))
}

fn check(bulletin: &Bulletin) -> &'static str {
    if is_saved_to(bulletin) { "check-saved" } else { "check-works" }
}

/// Paper and telephone prescriptions are not saved afterwards (source 003, 6.2); what was written into the own system travels
/// by itself (6.1).
fn follow_up(bulletin: &Bulletin) -> &'static str {
    let of_prescriptions = |system: &System| system.functions.iter().any(|f| f.is(FunctionFlag::Prescription));
    let prescriptions = bulletin.services.iter().any(|service| of_prescriptions(&service.system));
    match (prescriptions && bulletin.effect == Effect::Prevents, is_saved_to(bulletin)) {
        (true, _) => "follow-up-prescriptions",
        (false, true) => "follow-up-stores",
        (false, false) => "follow-up-none",
    }
}
