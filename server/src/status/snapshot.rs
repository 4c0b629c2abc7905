//! All pages of one moment, as bytes.
//!
//! Guarantee: the main pages are ready before the snapshot is shown; the others are made when first asked for, once, and
//! those of organisations are kept only while they are asked for ([`super::own`]).
//! Non-goal: knowing when a new one is due; that is [`super::snapshot_cache`].

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use actix_http::RequestHead;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Audience, Language};
use majakka_store::error::Result;
use majakka_store::status_page::{self, Member, StatusData};

use super::compose::Edition;
use super::document::{Document, Packed, Sheet, Written};
use super::negotiate;
use super::own_pages::{Kept, OwnPages, ViewKey};
use super::routes::{Leaf, Route, addresses, own_addresses};

/// Everything that is served, made of the same data.
pub(super) struct Snapshot {
    app: App,
    /// What is known.
    pub(super) data: Arc<StatusData>,
    /// The last moment at which all was known.
    known: DateTime<Utc>,
    /// When it was made.
    pub(super) made: DateTime<Utc>,
    /// Is it for others to carry, without this server behind it?
    alone: bool,
    leaves: HashMap<String, Slot>,
    own: OwnPages,
}

/// An address in its languages.
struct Slot {
    place: Route,
    made: [OnceLock<Option<Document>>; 3],
}

impl Snapshot {
    /// Notes every address.
    fn noted(app: &App, data: Arc<StatusData>, known: DateTime<Utc>, made: DateTime<Utc>, alone: bool) -> Self {
        let slot = |(path, place)| (path, Slot { place, made: [const { OnceLock::new() }; 3] });
        let leaves = addresses(&data, &app.catalogue).into_iter().map(slot).collect();
        Snapshot { app: app.clone(), data, known, made, alone, leaves, own: OwnPages::new() }
    }

    /// For a server: makes the main pages and notes the others.
    ///
    /// # Errors
    /// A main page that cannot be made: a text or template that does not fit.
    pub(super) fn to_serve(
        app: &App,
        data: Arc<StatusData>,
        known: DateTime<Utc>,
        made: DateTime<Utc>,
    ) -> Result<Self> {
        let snapshot = Snapshot::noted(app, data, known, made, false);
        for (path, slot) in snapshot.leaves.iter().filter(|(_, slot)| slot.place.is_eager()) {
            for language in Language::ALL {
                let sheet = snapshot.sheet(snapshot.write(path, &slot.place, *language)?, *language);
                // It is new: nobody else can have set it.
                let _ = slot.made(*language).set(Some(Document::new(&sheet)));
            }
        }
        Ok(snapshot)
    }

    /// For the export: nothing is packed, and nothing leads to what only a server has.
    pub(super) fn to_export(app: &App, data: Arc<StatusData>, known: DateTime<Utc>, made: DateTime<Utc>) -> Self {
        Snapshot::noted(app, data, known, made, true)
    }

    /// How old its knowledge was when it was made, in whole minutes.
    pub(super) fn age(&self) -> i64 {
        (self.made - self.known).num_minutes()
    }

    /// What a request asks for, where that is one of everybody's addresses.
    pub(super) fn packed(&self, request: &RequestHead) -> Option<&Packed> {
        let (language, path) = negotiate::split(request.uri.path());
        let (path, slot) = self.leaves.get_key_value(path)?;
        if language.is_some() && slot.place.leaf.is_neutral() {
            return None;
        }
        let language = language.unwrap_or_else(|| negotiate::language_for(request));
        Some(self.document(path, slot, language)?.packed(request))
    }

    /// The same for a page of an organisation's own view that is open and was asked for before.
    pub(super) fn own_kept(&self, request: &RequestHead) -> Option<Arc<Kept>> {
        self.own.get(&ViewKey::from_request(request)?).filter(|kept| kept.open)
    }

    /// Does an organisation's view ask for a sign-in?
    pub(super) fn is_closed(&self, member: &Member) -> bool {
        self.app.settings.page.organisations_sign_in || self.data.closed.contains(&member.id)
    }

    /// A page of an organisation's own view, made now unless it is kept. Whether she who asks may see it is for the caller to
    /// find out.
    ///
    /// # Errors
    /// A page that cannot be made.
    pub(super) fn own_page(&self, member: &Member, asked: &ViewKey) -> Result<Option<Arc<Kept>>> {
        let Some((path, leaf)) = own_addresses(&self.data, member).into_iter().find(|(path, _)| *path == asked.path)
        else {
            return Ok(None);
        };
        let make = || {
            let sheet = self.sheet(self.write_own(member, &path, &leaf, asked.language)?, asked.language);
            Ok(Arc::new(Kept { open: !self.is_closed(member), page: sheet.in_coding(asked.coding) }))
        };
        self.own.get_or_make(asked, make).map(Some)
    }

    /// Every page and feed with its file name in a folder of static files.
    ///
    /// # Errors
    /// One that cannot be made: half a site is none.
    pub(super) fn files(&self) -> Result<BTreeMap<String, Bytes>> {
        let mut files = BTreeMap::new();
        for (path, slot) in &self.leaves {
            if slot.place.leaf.is_neutral() {
                let written = self.write(path, &slot.place, Language::Fi)?;
                files.insert(file_name("", path), Bytes::from(written.body));
                continue;
            }
            in_every_language(&mut files, path, |language| self.write(path, &slot.place, language))?;
        }
        let mut last = OrganisationId(0);
        loop {
            let members = self.app.read(|conn| status_page::members_after(conn, last, 1_000))?;
            let Some(newest) = members.last() else { return Ok(files) };
            last = newest.id;
            for member in members.iter().filter(|member| !self.is_closed(member)) {
                for (path, leaf) in own_addresses(&self.data, member) {
                    let whole = format!("/o/{}{path}", member.slug);
                    in_every_language(&mut files, &whole, |language| self.write_own(member, &path, &leaf, language))?;
                }
            }
        }
    }

    fn document<'s>(&'s self, path: &str, slot: &'s Slot, language: Language) -> Option<&'s Document> {
        let make = || {
            let written = self.write(path, &slot.place, language);
            let written = written.inspect_err(|cause| tracing::error!(path, %cause, "a public page cannot be made"));
            Some(Document::new(&self.sheet(written.ok()?, language)))
        };
        slot.made(language).get_or_init(make).as_ref()
    }

    fn sheet(&self, written: Written, language: Language) -> Sheet {
        Sheet::new(written, language, self.app.settings.server.behind_tls)
    }

    fn write(&self, path: &str, place: &Route, language: Language) -> Result<Written> {
        place.leaf.write(&self.app, &self.data, &self.edition(language, place.audience, None), path)
    }

    /// `path` comes after `/o/<slug>`.
    fn write_own(&self, member: &Member, path: &str, leaf: &Leaf, language: Language) -> Result<Written> {
        leaf.write(&self.app, &self.data, &self.edition(language, Audience::Professional, Some(member)), path)
    }

    fn edition<'s>(&'s self, language: Language, audience: Audience, member: Option<&'s Member>) -> Edition<'s> {
        Edition { language, audience, member, known: self.known, now: self.made, alone: self.alone }
    }
}

/// Without a server nobody chooses the language: the address without one is Finnish.
fn in_every_language(
    files: &mut BTreeMap<String, Bytes>,
    path: &str,
    write: impl Fn(Language) -> Result<Written>,
) -> Result<()> {
    for language in Language::ALL {
        let body = Bytes::from(write(*language)?.body);
        if *language == Language::Fi {
            files.insert(file_name("", path), body.clone());
        }
        files.insert(file_name(language.as_str(), path), body);
    }
    Ok(())
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
