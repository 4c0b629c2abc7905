//! `/history.rss`: the feed's entries as RSS 2.0, where readers of Statuspage look for them.

use std::fmt::Write as _;

use majakka_app::App;
use majakka_store::error::Result;
use majakka_store::status_page::StatusData;

use super::{atom, xml};
use crate::status::compose::{self, Edition};

pub(in crate::status) fn feed(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let page = format!("{}{}", app.settings.public_url(), edition.path(say.language, edition.audience));
    let entries = atom::entries(app, data, edition)?;
    let changed = entries.first().map_or(data.since, |entry| entry.updated);
    let title = xml(&compose::name(edition, say)?);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n\
         <title>{title}</title>\n<link>{page}</link>\n<description>{title}</description>\n<language>{language}</language>\n\
         <lastBuildDate>{changed}</lastBuildDate>\n\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{page}/history.rss\"/>\n",
        page = xml(&page),
        language = say.language,
        changed = changed.to_rfc2822(),
    );
    for entry in entries {
        // Writing to a String cannot fail.
        let _ = write!(
            feed,
            "<item>\n<title>{title}</title>\n<link>{address}</link>\n<guid isPermaLink=\"false\">{id}</guid>\n\
             <pubDate>{at}</pubDate>\n<description>{text}</description>\n</item>\n",
            title = xml(&entry.title),
            address = xml(&entry.address),
            id = xml(&entry.id),
            at = entry.updated.to_rfc2822(),
            text = xml(&entry.text),
        );
    }
    feed.push_str("</channel>\n</rss>\n");
    Ok(feed)
}
