//! One reader's way of saying things: language, audience, and the moment of the page.

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_domain::catalogue::{Catalogue, System, SystemFlag, Texts};
use majakka_domain::format::time;
use majakka_domain::recurrence::Recurrence;
use majakka_domain::terms::{Audience, Language};
use majakka_messages::I18n;
use majakka_store::error::Result;
use majakka_store::status_page::{Outage, View};

use super::view::{Ending, Moment, Phrase};

/// For whom a page is written, and when.
#[derive(Clone, Copy)]
pub(super) struct Phrasing<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) catalogue: &'a Catalogue,
    pub(super) language: Language,
    pub(super) audience: Audience,
    pub(super) view: View<'a>,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Phrasing<'a> {
    /// Short name of the organisation whose view it is.
    fn slug(self) -> Option<&'a str> {
        match self.view {
            View::Everybody => None,
            View::Organisation(member) => Some(&member.slug),
        }
    }

    /// A text without arguments.
    pub(super) fn text(self, key: &str) -> Result<String> {
        Ok(self.i18n.text(self.language, key, &[])?)
    }

    /// What Kela announced or a desk typed in one language only: Finnish, whatever the page's.
    pub(super) fn finnish(self, text: &str) -> Phrase {
        Phrase { text: text.to_owned(), lang: (self.language != Language::Fi).then_some(Language::Fi) }
    }

    /// What was written in the reader's language, else the Finnish, marked as such.
    pub(super) fn written(self, texts: &Texts) -> Phrase {
        match texts.get(self.language) {
            "" => self.finnish(&texts.fi),
            own => Phrase::own(own),
        }
    }

    /// A time with its date, whatever day it is: the page may be read from a cache tomorrow. Another year is named too.
    pub(super) fn moment(self, at: DateTime<Utc>) -> Moment {
        Moment { at: machine(at), said: time::dated(at, self.now, self.language) }
    }

    /// The end of something: on the day of its beginning the hour is enough.
    pub(super) fn until(self, starts: DateTime<Utc>, ends: DateTime<Utc>) -> Moment {
        if time::helsinki_day(starts) != time::helsinki_day(ends) {
            return self.moment(ends);
        }
        let clock = time::clock(ends, self.language);
        let said = clock.rsplit(' ').next().unwrap_or_default().to_owned();
        Moment { at: machine(ends), said }
    }

    /// The end of something where one is known.
    pub(super) fn ending(self, starts: DateTime<Utc>, ends: Option<DateTime<Utc>>) -> Result<Ending> {
        match ends.map(|ends| self.until(starts, ends)) {
            Some(end) => Ok(Ending { at: Some(end.at), said: end.said }),
            None => Ok(Ending { at: None, said: self.text("status-break-open")? }),
        }
    }

    /// A day: `perjantai 20.11.`, `fredag 20.11`, `Friday 20 Nov`.
    pub(super) fn day(self, day: NaiveDate) -> Result<Moment> {
        let weekday = format!("status-weekday-{}", day.weekday().number_from_monday());
        let date = time::date(day, time::helsinki_day(self.now), self.language);
        Ok(Moment { at: day.to_string(), said: format!("{} {date}", self.text(&weekday)?) })
    }

    /// How often a break comes again: `joka 2. viikko`.
    pub(super) fn rhythm(self, rule: &Recurrence) -> Result<String> {
        let (every, unit) = rule.every();
        Ok(self.i18n.text(self.language, "break-rhythm", &[("every", every.into()), ("unit", unit.as_str().into())])?)
    }

    /// A system's name; its id where the catalogue has lost it.
    pub(super) fn name(self, system: &str) -> String {
        self.catalogue.name(system, self.language).to_owned()
    }

    /// The names of some functions of a system.
    pub(super) fn functions<'i>(self, system: &System, ids: impl Iterator<Item = &'i str>) -> Vec<String> {
        ids.filter_map(|id| system.function(id)).map(|function| function.name.get(self.language).to_owned()).collect()
    }

    /// The address of an incident's page: what stands on one organisation's view only has its page there too.
    pub(super) fn incident(self, outage: &Outage) -> String {
        let path = format!("/incidents/{}", outage.reference);
        match self.slug().filter(|_| outage.is_for(View::Everybody)) {
            Some(_) => self.href(&path),
            None => self.own(&path),
        }
    }

    /// The address of a page of this very view.
    pub(super) fn own(self, path: &str) -> String {
        match (self.slug(), self.audience) {
            (Some(slug), _) => self.href(&format!("/o/{slug}{path}")),
            (None, Audience::Citizen) => self.href(&format!("/citizens{path}")),
            (None, Audience::Professional) => self.href(path),
        }
    }

    /// The address of a system's page. An organisation's view has none of its own, and everybody's would say less than it.
    pub(super) fn service(self, system: &str) -> Option<String> {
        let shown = self.catalogue.system(system).is_some_and(|system| !system.is(SystemFlag::OwnOfEach));
        let has = self.slug().is_none() && shown;
        has.then(|| self.own(&format!("/services/{system}")))
    }

    /// The address of a page in this language.
    pub(super) fn href(self, path: &str) -> String {
        format!("/{}{path}", self.language)
    }
}

/// RFC 3339 as the clocks of Finland show it.
pub(super) fn machine(at: DateTime<Utc>) -> String {
    at.with_timezone(&Helsinki).to_rfc3339_opts(SecondsFormat::Secs, true)
}
