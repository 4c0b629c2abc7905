//! What to do meanwhile: out of the catalogue, or what the writer says instead.

use majakka_domain::catalogue::{Catalogue, SystemFlag, Texts};
use majakka_domain::format::gsm7;
use majakka_domain::terms::{Effect, Language};

use super::AffectedService;

/// Room of the instruction in a text message, in septets (docs/DOMAIN.md 7).
const SMS_ROOM: usize = 34;

/// Instructions for each reader. An empty text: there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// For people who work with Kanta.
    pub professional: Texts,
    /// For pharmacies, where they do something else than the others.
    pub pharmacy: Texts,
    /// For patients and clients.
    pub citizen: Texts,
    /// For the text message, a short sentence.
    pub sms: Texts,
}

impl Instructions {
    /// The catalogue's guidance for these services.
    ///
    /// Where a service that professionals save to still works somehow, they are not sent to paper: they check that what they
    /// wrote was saved (source 003, chapter 5).
    pub fn for_services(catalogue: &Catalogue, services: &[AffectedService], effect: Effect) -> Self {
        let in_doubt =
            |service: &AffectedService| effect != Effect::Prevents && service.system.is(SystemFlag::Professional);
        let professional = |service: &AffectedService| match in_doubt(service) {
            true => catalogue.doubt().guidance.clone(),
            false => service.system.guidance.clone(),
        };
        let sms = services.first().map(|service| match in_doubt(service) {
            true => catalogue.doubt().sms_guidance.clone(),
            false => service.system.sms_guidance.clone(),
        });
        let pharmacy = |service: &AffectedService| match in_doubt(service) {
            true => Texts::default(),
            false => service.system.pharmacy_guidance.clone(),
        };
        Instructions {
            professional: together(services, professional),
            pharmacy: together(services, pharmacy),
            citizen: together(services, |service| service.system.citizen_guidance.clone()),
            sms: sms.unwrap_or_default(),
        }
    }

    /// What the writer says instead, where the writer says anything (a text counts in all its languages together).
    /// A text message never carries the catalogue's sentence beside another instruction: it takes the writer's short one, else
    /// the long one if that is short enough, else none.
    #[must_use]
    pub fn replaced_by(self, written: Instructions) -> Self {
        let short = |text: &str| gsm7::septets(&gsm7::normalise(text)).is_some_and(|length| length <= SMS_ROOM);
        let sms = match (is_empty(&written.sms), is_empty(&written.professional)) {
            (false, _) => written.sms,
            (true, false) => each(|language| {
                Some(written.professional.get(language)).filter(|text| short(text)).unwrap_or_default().to_owned()
            }),
            (true, true) => self.sms,
        };
        let or = |written: Texts, own: Texts| if is_empty(&written) { own } else { written };
        // What the writer says to professionals, it says to all of them.
        let pharmacy = if is_empty(&written.professional) { self.pharmacy } else { Texts::default() };
        Instructions {
            pharmacy: or(written.pharmacy, pharmacy),
            professional: or(written.professional, self.professional),
            citizen: or(written.citizen, self.citizen),
            sms,
        }
    }
}

fn each(text: impl Fn(Language) -> String) -> Texts {
    Texts { fi: text(Language::Fi), sv: text(Language::Sv), en: text(Language::En) }
}

/// Has nobody written it in any language?
pub(super) fn is_empty(texts: &Texts) -> bool {
    Language::ALL.iter().all(|language| texts.get(*language).trim().is_empty())
}

/// The texts of all services, each once; with the service's name before it where there are several.
fn together(services: &[AffectedService], text: impl Fn(&AffectedService) -> Texts) -> Texts {
    each(|language| {
        let mut said: Vec<(String, Vec<&str>)> = Vec::new();
        for service in services {
            let (text, name) = (text(service).get(language).to_owned(), service.system.name.get(language));
            match said.iter_mut().find(|(other, _)| *other == text) {
                Some((_, names)) => names.push(name),
                None if text.is_empty() => {}
                None => said.push((text, vec![name])),
            }
        }
        match said.as_slice() {
            [(text, _)] => text.clone(),
            several => {
                let named = several.iter().map(|(text, names)| format!("{}: {text}", names.join(", ")));
                named.collect::<Vec<_>>().join(" ")
            }
        }
    })
}
