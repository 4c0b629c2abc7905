//! The feed (RFC 4287): an entry per bulletin, newest first.

use std::fmt::Write as _;

use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, Outage, Said};

use super::xml;
use crate::status::compose::Edition;
use crate::status::outage;
use crate::status::say::{Say, machine};

/// So many entries are enough for a reader that asks once a day.
const ENTRIES: usize = 100;

pub(in crate::status) fn feed(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(core, data);
    let site = core.settings.public_url();
    let mut entries: Vec<(&Outage, &Said)> =
        data.outages_for(say.view).flat_map(|outage| outage.bulletins.iter().map(move |said| (outage, said))).collect();
    entries.sort_by_key(|(_, said)| std::cmp::Reverse(said.at));
    let updated = entries.first().map_or(data.now, |(_, said)| said.at);
    let page = format!("{site}{}", edition.path(say.language, say.audience));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <id>{page}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<author><name>Majakka</name></author>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{page}/atom.xml\"/>\n",
        language = say.language,
        page = xml(&page),
        title = xml(&title(edition, &say.text("status-name")?)),
        updated = machine(updated),
    );
    for (outage, said) in entries.into_iter().take(ENTRIES) {
        entry(&mut feed, &site, outage, said, say)?;
    }
    feed.push_str("</feed>\n");
    Ok(feed)
}

fn title(edition: &Edition<'_>, name: &str) -> String {
    edition.member.map_or_else(|| name.to_owned(), |(_, member)| format!("{name}: {}", member.name))
}

fn entry(feed: &mut String, site: &str, outage: &Outage, said: &Said, say: Say<'_>) -> Result<()> {
    let kind = say.i18n.word(say.language, "status-bulletin", said.kind.as_str())?;
    let title = said.texts.get(&say.language).map_or_else(|| outage.reference.clone(), |text| text.title.clone());
    let address = format!("{site}{}", say.incident(outage));
    // Writing to a String cannot fail.
    let _ = write!(
        feed,
        "<entry>\n<id>{address}#{sequence}</id>\n<title>{title}</title>\n<published>{at}</published>\n\
         <updated>{at}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
         <category term=\"{kind_word}\" label=\"{kind}\"/>\n<content type=\"text\">{text}</content>\n</entry>\n",
        address = xml(&address),
        sequence = said.sequence,
        title = xml(&format!("{kind}: {title}")),
        at = machine(said.at),
        kind_word = said.kind,
        kind = xml(&kind),
        text = xml(&outage::plain(said, say)),
    );
    Ok(())
}
