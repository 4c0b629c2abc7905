//! The text message of a bulletin: its own text, not a short mail (docs/ARCHITECTURE.md, Texts, docs/DOMAIN.md 7).

use majakka_domain::format::gsm7;
use serde::Serialize;

use super::super::{RenderError, Renderer};
use super::voice::{Voice, one_line};
use super::{Bulletin, Window};

/// A finished text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// What is sent: typographic characters are already replaced.
    pub text: String,
    /// Its length; `None` when a character is in it that GSM-7 does not have (an emoji, another script).
    pub septets: Option<usize>,
}

impl Sms {
    pub(super) fn new(text: &str) -> Self {
        let text = gsm7::normalise(&one_line(text));
        let septets = gsm7::septets(&text);
        Sms { text, septets }
    }

    /// With the page behind it where both travel as one message.
    pub(super) fn leading_to(text: &str, page: Option<&str>) -> Self {
        let bare = Sms::new(text);
        let led = page.map(|page| Sms::new(&format!("{} {page}", bare.text)));
        led.filter(|led| led.fits() || !bare.fits()).unwrap_or(bare)
    }

    /// Does it travel as one message?
    pub fn fits(&self) -> bool {
        self.septets.is_some_and(|septets| septets <= gsm7::SINGLE)
    }
}

/// What the templates under `sms/` may name. What a bulletin does not have is `null`, and naming it then is an error.
#[derive(Serialize)]
struct Facts {
    svc: String,
    impact: String,
    impact_sentence: String,
    instr: String,
    began: String,
    ended: Option<String>,
    estimate: String,
    next: String,
    previous: Option<String>,
    span: Option<String>,
    starts: Option<String>,
    ends: Option<String>,
    old: Option<String>,
    reference: String,
}

impl Renderer {
    /// The fullest text that fits; without the "and others" of several services, then without the instruction, last without the
    /// public page, where the instruction stands. When nothing fits, the shortest: [`Sms::fits`] says so.
    pub(super) fn bulletin_sms(&self, bulletin: &Bulletin, voice: Voice<'_>) -> Result<Sms, RenderError> {
        let template = format!("sms/{}", bulletin.kind);
        let mut facts = Facts::from_bulletin(bulletin, voice)?;
        let alone = facts.svc.clone();
        let with_others = match bulletin.services.as_slice() {
            [_, _, ..] => voice.say("sms-and-others", &[("service", &alone)])?,
            _ => alone.clone(),
        };
        let instruction = facts.instr.clone();
        let page = self.short_page_link(voice.language).map(|page| format!(" {page}")).unwrap_or_default();
        let none = String::new();
        let mut shortest = None;
        for (svc, instr, page) in [
            (&with_others, &instruction, &page),
            (&alone, &instruction, &page),
            (&with_others, &none, &page),
            (&alone, &none, &page),
            (&with_others, &instruction, &none),
            (&alone, &instruction, &none),
            (&with_others, &none, &none),
            (&alone, &none, &none),
        ] {
            facts.svc.clone_from(svc);
            facts.instr.clone_from(instr);
            let sms = Sms::new(&format!("{}{page}", self.plain(voice.language, &template, &facts)?.trim_end()));
            if sms.fits() {
                return Ok(sms);
            }
            shortest = Some(sms);
        }
        shortest.ok_or_else(|| RenderError::template(&template, "gave nothing"))
    }
}

impl Facts {
    fn from_bulletin(bulletin: &Bulletin, voice: Voice<'_>) -> Result<Self, RenderError> {
        let impact = voice.pick_or_not_known(&bulletin.impact)?.text;
        let impact = impact.trim_end_matches(['.', '!', ' ']).to_owned();
        let (window, old) = (bulletin.window, bulletin.moved_from);
        let svc = match bulletin.services.first() {
            Some(service) => service.system.sms_name.get(voice.language).to_owned(),
            None => voice.say("sms-service-unnamed", &[])?,
        };
        Ok(Facts {
            svc,
            impact_sentence: capitalised(&impact),
            impact,
            instr: voice.pick(&bulletin.instructions.sms).map(|phrase| sentence(&phrase.text)).unwrap_or_default(),
            began: voice.short(bulletin.began),
            ended: bulletin.ended.map(|at| voice.short(at)),
            estimate: match bulletin.eta {
                Some(at) => voice.say("sms-estimate", &[("eta", &voice.short(at))])?,
                None => voice.say("sms-estimate-unknown", &[])?,
            },
            next: bulletin.next_update.map_or_else(|| voice.say("sms-later", &[]), |at| Ok(voice.short(at)))?,
            previous: bulletin.previous.map(|at| voice.short(at)),
            span: window.map(|window| span(window, voice)).transpose()?,
            starts: window.map(|window| voice.short(window.starts)),
            ends: window.and_then(|window| window.ends).map(|ends| voice.short(ends)),
            old: old.map(|window| voice.short(window.starts)),
            reference: bulletin.reference.clone(),
        })
    }
}

/// From when to when, or from when on.
fn span(window: Window, voice: Voice<'_>) -> Result<String, RenderError> {
    match window.ends {
        Some(ends) => Ok(voice.span(window.starts, ends)),
        None => voice.say("sms-from-on", &[("t", &voice.short(window.starts))]),
    }
}

/// With a full stop where there is no other end.
fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Where the writer's line follows a full stop.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
