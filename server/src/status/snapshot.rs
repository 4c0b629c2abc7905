//! All pages of one moment, as bytes.
//!
//! Guarantee: the main pages are ready before the snapshot is shown; the others are made when first asked for, once.
//! Non-goal: knowing when a new one is due; that is [`super::keeper`].

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use actix_http::{RequestHead, Response};
use actix_web::http::header::ACCEPT_LANGUAGE;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, Member};
use majakka_domain::terms::Language;

use super::compose::Edition;
use super::document::{Body, Document, Packed, Written};
use super::negotiate;
use super::site::{Place, addresses};

/// Everything that is served, made of the same data.
pub(super) struct Snapshot {
    core: Core,
    /// What is known.
    pub(super) data: Arc<BoardData>,
    /// The last moment at which all was known.
    known: DateTime<Utc>,
    /// When it was made.
    pub(super) made: DateTime<Utc>,
    /// Is it for others to carry, without this server behind it?
    alone: bool,
    leaves: HashMap<String, Slot>,
}

/// An address in its languages.
struct Slot {
    place: Place,
    made: [OnceLock<Option<Document>>; 3],
}

impl Snapshot {
    /// Notes every address.
    fn noted(core: &Core, data: Arc<BoardData>, known: DateTime<Utc>, made: DateTime<Utc>, alone: bool) -> Self {
        let slot = |(path, place)| (path, Slot { place, made: [const { OnceLock::new() }; 3] });
        let leaves =
            addresses(&data, &core.catalogue, core.settings.page.organisations_sign_in).into_iter().map(slot).collect();
        Snapshot { core: core.clone(), data, known, made, alone, leaves }
    }

    /// For a server: makes the main pages and notes the others.
    ///
    /// # Errors
    /// A main page that cannot be made: a text or template that does not fit.
    pub(super) fn to_serve(
        core: &Core,
        data: Arc<BoardData>,
        known: DateTime<Utc>,
        made: DateTime<Utc>,
    ) -> Result<Self> {
        let snapshot = Snapshot::noted(core, data, known, made, false);
        for (path, slot) in snapshot.leaves.iter().filter(|(_, slot)| slot.place.is_eager()) {
            for language in Language::ALL {
                let document = snapshot.pack(snapshot.write(path, &slot.place, *language)?, *language);
                // It is new: nobody else can have set it.
                let _ = slot.made(*language).set(Some(document));
            }
        }
        Ok(snapshot)
    }

    /// For the export: nothing is packed, and nothing leads to what only a server has.
    pub(super) fn to_export(core: &Core, data: Arc<BoardData>, known: DateTime<Utc>, made: DateTime<Utc>) -> Self {
        Snapshot::noted(core, data, known, made, true)
    }

    /// How old its knowledge was when it was made, in whole minutes.
    pub(super) fn age(&self) -> i64 {
        (self.made - self.known).num_minutes()
    }

    /// What a request asks for, where that is one of its addresses and open to everybody.
    pub(super) fn packed(&self, request: &RequestHead) -> Option<&Packed> {
        let (language, path, slot) = self.find(request)?;
        if slot.place.closed { None } else { self.chosen(request, language, path, slot) }
    }

    /// Whose closed view it is that is asked for.
    pub(super) fn closed_to_strangers(&self, request: &RequestHead) -> Option<&Member> {
        let (.., slot) = self.find(request)?;
        let whose = slot.place.whose.as_ref().filter(|_| slot.place.closed)?;
        self.data.organisations.get(whose)
    }

    /// The answer to somebody who may look at a closed view.
    pub(super) fn answer_to_member(&self, request: &RequestHead) -> Option<Response<Body>> {
        let (language, path, slot) = self.find(request)?;
        self.chosen(request, language, path, slot).map(|packed| packed.answer(request))
    }

    fn find<'s>(&'s self, request: &RequestHead) -> Option<(Option<Language>, &'s str, &'s Slot)> {
        let (language, path) = negotiate::split(request.uri.path());
        let (path, slot) = self.leaves.get_key_value(path)?;
        (language.is_none() || !slot.place.leaf.is_neutral()).then_some((language, path.as_str(), slot))
    }

    fn chosen<'s>(
        &'s self,
        request: &RequestHead,
        language: Option<Language>,
        path: &str,
        slot: &'s Slot,
    ) -> Option<&'s Packed> {
        let language = language.or_else(|| asked_for(request)).unwrap_or_else(|| accepted(request));
        Some(self.document(path, slot, language)?.packed(request))
    }

    /// Every page and feed with its file name in a folder of static files.
    ///
    /// # Errors
    /// One that cannot be made: half a site is none.
    pub(super) fn files(&self) -> Result<BTreeMap<String, Bytes>> {
        let mut files = BTreeMap::new();
        for (path, slot) in self.leaves.iter().filter(|(_, slot)| !slot.place.closed) {
            if slot.place.leaf.is_neutral() {
                let written = self.write(path, &slot.place, Language::Fi)?;
                files.insert(file_name("", path), Bytes::from(written.body));
                continue;
            }
            for language in Language::ALL {
                let body = Bytes::from(self.write(path, &slot.place, *language)?.body);
                // Without a server nobody chooses the language: the address without one is Finnish.
                if *language == Language::Fi {
                    files.insert(file_name("", path), body.clone());
                }
                files.insert(file_name(language.as_str(), path), body);
            }
        }
        Ok(files)
    }

    fn document<'s>(&'s self, path: &str, slot: &'s Slot, language: Language) -> Option<&'s Document> {
        let make = || {
            let written = self.write(path, &slot.place, language);
            let written = written.inspect_err(|cause| tracing::error!(path, %cause, "a public page cannot be made"));
            Some(self.pack(written.ok()?, language))
        };
        slot.made(language).get_or_init(make).as_ref()
    }

    fn pack(&self, written: Written, language: Language) -> Document {
        Document::new(written, Some(language), self.core.settings.server.behind_tls)
    }

    fn write(&self, path: &str, place: &Place, language: Language) -> Result<Written> {
        let member = place.whose.as_ref().and_then(|slug| self.data.organisations.get_key_value(slug));
        let edition = Edition {
            language,
            audience: place.audience,
            member: member.map(|(slug, member)| (slug.as_str(), member)),
            known: self.known,
            now: self.made,
            alone: self.alone,
        };
        place.leaf.write(&self.core, &self.data, &edition, path)
    }
}

impl Slot {
    fn made(&self, language: Language) -> &OnceLock<Option<Document>> {
        let [fi, sv, en] = &self.made;
        match language {
            Language::Fi => fi,
            Language::Sv => sv,
            Language::En => en,
        }
    }
}

/// `?lang=sv`.
fn asked_for(request: &RequestHead) -> Option<Language> {
    let query = request.uri.query()?;
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|word| word.parse().ok())
}

fn accepted(request: &RequestHead) -> Language {
    let header = request.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    negotiate::language(header.unwrap_or_default())
}

/// `fi`, `/history` become `fi/history/index.html`; a path with an ending is its own file.
fn file_name(prefix: &str, path: &str) -> String {
    let whole =
        [prefix, path.trim_matches('/')].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    let is_file = whole.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (is_file, whole.is_empty()) {
        (true, _) => whole,
        (false, true) => "index.html".to_owned(),
        (false, false) => format!("{whole}/index.html"),
    }
}
