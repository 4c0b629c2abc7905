//! The feed (RFC 4287): an entry per bulletin, and of what others announced one for its beginning and one for its end, newest
//! first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_domain::terms::AnnouncementKind;
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Outage, Said, StatusData};

use super::xml;
use crate::status::compose::{self, Edition};
use crate::status::outage::{self, Hits};
use crate::status::phrasing::{Phrasing, machine};

/// So many entries are enough for a reader that asks once a day.
const ENTRIES: usize = 100;

/// One piece of news.
struct Entry {
    id: String,
    address: String,
    title: String,
    at: DateTime<Utc>,
    /// What kind of news: for programs, and for people.
    kind: (&'static str, String),
    text: String,
}

pub(in crate::status) fn feed(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let site = app.settings.public_url();
    let page = format!("{site}{}", edition.path(say.language, edition.audience));
    let ours = data.outages_for(say.view).flat_map(|outage| outage.bulletins.iter().map(move |said| (outage, said)));
    let mut entries = ours.map(|(outage, said)| of_bulletin(&site, outage, said, say)).collect::<Result<Vec<_>>>()?;
    for announced in disturbances(data, say) {
        entries.extend(of_others(&page, announced, say)?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let updated = entries.first().map_or(data.now, |entry| entry.at);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <id>{page}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<author><name>Majakka</name></author>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{page}/atom.xml\"/>\n",
        language = say.language,
        page = xml(&page),
        title = xml(&compose::name(edition, say)?),
        updated = machine(updated),
    );
    for entry in entries.into_iter().take(ENTRIES) {
        entry.write(&mut feed);
    }
    feed.push_str("</feed>\n");
    Ok(feed)
}

/// What others announced, each once: what was over a moment ago stands in both lists.
fn disturbances<'d>(data: &'d StatusData, say: Phrasing<'d>) -> impl Iterator<Item = &'d Announced> {
    let all = data.announced_for(say.view).chain(data.announced_before_for(say.view));
    let theirs = all.filter(|announced| announced.announcement.kind == AnnouncementKind::Disturbance);
    theirs.map(|announced| (announced.announcement.id, announced)).collect::<BTreeMap<_, _>>().into_values()
}

fn of_bulletin(site: &str, outage: &Outage, said: &Said, say: Phrasing<'_>) -> Result<Entry> {
    let kind = say.i18n.word(say.language, "status-bulletin", said.kind)?;
    let title = said.texts.get(&say.language).map_or_else(|| outage.reference.clone(), |text| text.title.clone());
    let address = format!("{site}{}", say.incident(outage));
    Ok(Entry {
        id: format!("{address}#{}", said.sequence),
        address,
        title: format!("{kind}: {title}"),
        at: said.at,
        kind: (said.kind.as_str(), kind),
        text: outage::plain(said, say),
    })
}

fn of_others(page: &str, announced: &Announced, say: Phrasing<'_>) -> Result<Vec<Entry>> {
    let a = &announced.announcement;
    let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
    let told = |what: &'static str, at: DateTime<Utc>, title: String| Entry {
        id: format!("{page}#{}-{}-{what}", a.source, a.external_id),
        address: page.to_owned(),
        title,
        at,
        kind: (what, source.clone()),
        text: [Hits::of_announcement(a, say.catalogue).names(say).join(", "), source.clone()].join("\n"),
    };
    let over = say.text("status-over")?;
    let ended = a.resolved_at.filter(|at| *at <= say.now);
    // What is told after the event is over when it is told.
    let ended = ended.map(|at| told("resolved", at.max(a.announced_at), format!("{over}: {}", announced.title)));
    Ok([told("announced", a.announced_at, announced.title.clone())].into_iter().chain(ended).collect())
}

impl Entry {
    fn write(self, feed: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(
            feed,
            "<entry>\n<id>{id}</id>\n<title>{title}</title>\n<published>{at}</published>\n\
             <updated>{at}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
             <category term=\"{word}\" label=\"{kind}\"/>\n<content type=\"text\">{text}</content>\n</entry>\n",
            id = xml(&self.id),
            title = xml(&self.title),
            at = machine(self.at),
            address = xml(&self.address),
            word = self.kind.0,
            kind = xml(&self.kind.1),
            text = xml(&self.text),
        );
    }
}
