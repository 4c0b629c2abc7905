//! The feed (RFC 4287): an entry per bulletin, of what others announced one for its beginning and one for its end, and one per
//! break; newest first. An entry that says something else than before is updated.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_domain::terms::AnnouncementKind;
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Bulletin, Outage, OwnBreak, StatusData};

use super::{in_iri, xml};
use crate::status::breaks;
use crate::status::compose::{self, Edition};
use crate::status::outage::{self, Hits};
use crate::status::phrasing::{Phrasing, machine};

/// So many entries are enough for a reader that asks once a day.
const ENTRIES: usize = 100;

/// One piece of news.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) title: String,
    /// When it was told first.
    pub(super) at: DateTime<Utc>,
    /// When it last said something else.
    pub(super) updated: DateTime<Utc>,
    /// What kind of news: for programs, and for people.
    kind: (&'static str, String),
    pub(super) text: String,
}

/// The news of a view, what changed last first.
pub(super) fn entries(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<Vec<Entry>> {
    let say = edition.say(app, data);
    let site = app.settings.public_url();
    let page = format!("{site}{}", edition.path(say.language, edition.audience));
    let ours = data.outages_for(say.view).chain(data.withdrawn_for(say.view));
    let ours = ours.flat_map(|outage| outage.bulletins.iter().map(move |said| (outage, said)));
    let mut entries = ours.map(|(outage, said)| of_bulletin(&site, outage, said, say)).collect::<Result<Vec<_>>>()?;
    for announced in data.every_announced_for(say.view) {
        match announced.announcement.kind {
            AnnouncementKind::Disturbance => entries.extend(of_others(&page, announced, say)?),
            AnnouncementKind::Maintenance => entries.push(of_break(&page, announced, say)?),
        }
    }
    for own in breaks::own_told(data, say) {
        entries.push(of_own_break(&page, own, say)?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    entries.truncate(ENTRIES);
    Ok(entries)
}

/// `path` is the feed's own address on its page.
pub(in crate::status) fn feed(app: &App, data: &StatusData, edition: &Edition<'_>, path: &str) -> Result<String> {
    let say = edition.say(app, data);
    let page = format!("{}{}", app.settings.public_url(), edition.path(say.language, edition.audience));
    let entries = entries(app, data, edition)?;
    let updated = entries.first().map_or(data.since, |entry| entry.updated);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <id>{page}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<author><name>Majakka</name></author>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{page}/{name}\"/>\n",
        language = say.language,
        page = xml(&page),
        title = xml(&compose::name(edition, say)?),
        updated = machine(updated),
        name = path.rsplit('/').next().unwrap_or_default(),
    );
    for entry in entries {
        entry.write(&mut feed);
    }
    feed.push_str("</feed>\n");
    Ok(feed)
}

fn of_bulletin(site: &str, outage: &Outage, said: &Bulletin, say: Phrasing<'_>) -> Result<Entry> {
    let kind = say.i18n.word(say.language, "status-bulletin", said.kind)?;
    let title = said.texts.get(&say.language).filter(|_| !said.withdrawn);
    let title = title.map_or_else(|| outage.reference.clone(), |text| text.title.clone());
    let address = format!("{site}{}", say.incident(outage));
    Ok(Entry {
        id: format!("{address}#{}", said.sequence),
        address,
        title: format!("{kind}: {title}"),
        at: said.at,
        updated: said.at,
        kind: (said.kind.as_str(), kind),
        text: outage::plain(said, say),
    })
}

fn of_others(page: &str, announced: &Announced, say: Phrasing<'_>) -> Result<Vec<Entry>> {
    let a = &announced.announcement;
    let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
    let told = |what: &'static str, at: DateTime<Utc>, updated: DateTime<Utc>, title: String| Entry {
        id: format!("{page}#{}-{}-{what}", in_iri(&a.source), in_iri(&a.external_id)),
        address: page.to_owned(),
        title,
        at,
        updated,
        kind: (what, source.clone()),
        text: [Hits::of_announcement(a, say.catalogue).names(say).join(", "), source.clone()].join("\n"),
    };
    let over = say.text("status-over")?;
    let ended = a.resolved_at.filter(|at| *at <= say.now);
    // What is told after the event is over when it is told; the end itself is an entry of its own.
    let ended = ended.map(|at| at.max(a.announced_at));
    let changed = if ended.is_some() { a.announced_at } else { announced.changed_at };
    let end =
        ended.map(|at| told("resolved", at, announced.changed_at.max(at), format!("{over}: {}", announced.title)));
    Ok([told("announced", a.announced_at, changed, announced.title.clone())].into_iter().chain(end).collect())
}

/// A break of others: one entry, that says when it is, also when it is moved or called off.
fn of_break(page: &str, announced: &Announced, say: Phrasing<'_>) -> Result<Entry> {
    let a = &announced.announcement;
    let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
    let when = match a.starts_at {
        Some(starts) => format!("{} – {}", say.moment(starts).said, say.ending(starts, a.ends_at)?.said),
        None => String::new(),
    };
    let what = say.text(if a.is_called_off() { "status-break-cancelled" } else { "status-maintenance" })?;
    Ok(Entry {
        id: format!("{page}#{}-{}-break", in_iri(&a.source), in_iri(&a.external_id)),
        address: page.to_owned(),
        title: format!("{what}: {}", announced.title),
        at: a.announced_at,
        updated: announced.changed_at,
        kind: ("maintenance", source.clone()),
        text: [a.services.iter().map(|id| say.name(id)).collect::<Vec<_>>().join(", "), when, source].join("\n"),
    })
}

/// A break of our own: one entry, as above.
fn of_own_break(page: &str, own: &OwnBreak, say: Phrasing<'_>) -> Result<Entry> {
    let row = &own.row;
    let (starts, ends) = row.window();
    let is_off = row.cancelled_at.is_some();
    let what = say.text(if is_off { "status-break-cancelled" } else { "status-maintenance" })?;
    let services = row.services().iter().map(|id| say.name(id)).collect::<Vec<_>>().join(", ");
    let when = format!("{} – {}", say.moment(starts).said, say.ending(starts, ends)?.said);
    Ok(Entry {
        id: format!("{page}#break-{}", row.id),
        address: page.to_owned(),
        title: format!("{what}: {services}"),
        at: row.announced_at,
        updated: row.changed_at.unwrap_or(row.announced_at),
        kind: ("maintenance", what),
        text: [say.written(&row.impact()).text, when].join("\n"),
    })
}

impl Entry {
    fn write(self, feed: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(
            feed,
            "<entry>\n<id>{id}</id>\n<title>{title}</title>\n<published>{at}</published>\n\
             <updated>{updated}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
             <category term=\"{word}\" label=\"{kind}\"/>\n<content type=\"text\">{text}</content>\n</entry>\n",
            id = xml(&self.id),
            title = xml(&self.title),
            at = machine(self.at),
            updated = machine(self.updated),
            address = xml(&self.address),
            word = self.kind.0,
            kind = xml(&self.kind.1),
            text = xml(&self.text),
        );
    }
}
