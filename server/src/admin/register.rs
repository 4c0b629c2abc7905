//! What the lists of the register have in common: what an address asks for, and the addresses of further rows.

use majakka_domain::finding::SearchTerms;
use majakka_domain::format::hetu;
use majakka_domain::id::OrganisationId;
use majakka_store::register::Order;
use serde::{Deserialize, Serialize};

use crate::form::{Choice, Field};
use crate::localizer::Localizer;
use majakka_store::error::Result;

/// Rows on one page.
pub(super) const PER_PAGE: usize = 50;
/// One more tells whether there is another page.
pub(super) const LIMIT: i64 = 51;

/// What an address of a list asks for; what it does not know it takes for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct RegisterQuery {
    pub(super) q: String,
    pub(super) organisation: String,
    pub(super) kind: String,
    pub(super) service: String,
    pub(super) role: String,
    pub(super) which: String,
    pub(super) order: String,
    pub(super) after: String,
    pub(super) before: String,
}

/// The search of a list as the page shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Search {
    /// What was asked, without an identity code.
    pub(super) q: String,
    /// Was there one in it?
    pub(super) hetu: bool,
    /// Is anything asked for beside the whole list?
    pub(super) narrowed: bool,
}

/// Where the list goes on, and where it begins.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Steps {
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

impl RegisterQuery {
    pub(super) fn search(&self) -> Search {
        let hetu = hetu::contains(&self.q);
        let said = [&self.q, &self.kind, &self.service, &self.role, &self.which];
        Search {
            // It stands in no row, and is not shown again.
            q: if hetu { String::new() } else { self.q.trim().to_owned() },
            hetu,
            narrowed: said.iter().any(|value| !value.trim().is_empty()),
        }
    }

    pub(super) fn asked(&self) -> SearchTerms {
        SearchTerms::new(&self.search().q)
    }

    pub(super) fn organisation(&self) -> Option<OrganisationId> {
        self.organisation.parse().ok().map(OrganisationId)
    }

    pub(super) fn order(&self) -> Order {
        if self.order == "newest" { Order::Newest } else { Order::Name }
    }

    /// The order as a list to choose from.
    pub(super) fn orders(&self, localizer: Localizer<'_>) -> Result<Field> {
        let choice = |(word, key): (&str, &str)| {
            Ok(Choice { chosen: word == self.order, ..Choice::new(word, localizer.text(key, &[])?) })
        };
        let orders = [("name", "register-order-name"), ("newest", "register-order-newest")];
        Ok(Field::list("order", orders.into_iter().map(choice).collect::<Result<_>>()?))
    }

    /// The words of a closed list to choose from, with the one that is asked for.
    pub(super) fn words(
        localizer: Localizer<'_>,
        field: &str,
        list: &str,
        words: impl Iterator<Item = &'static str>,
        asked: &str,
    ) -> Result<Field> {
        let choice = |word| Ok(Choice { chosen: word == asked, ..Choice::new(word, localizer.word(list, word)?) });
        Ok(Field::list(field, words.map(choice).collect::<Result<_>>()?))
    }

    /// The same list at `path` after this row.
    pub(super) fn address(&self, path: &str, after: &str) -> String {
        let asked = [
            ("q", self.search().q),
            ("organisation", self.organisation.clone()),
            ("kind", self.kind.clone()),
            ("service", self.service.clone()),
            ("role", self.role.clone()),
            ("which", self.which.clone()),
            ("order", self.order.clone()),
            ("after", after.to_owned()),
        ];
        let asked: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if asked.is_empty() {
            return path.to_owned();
        }
        format!("{path}?{}", serde_html_form::to_string(asked).unwrap_or_default())
    }

    /// Where the list at `path` goes on after `last`, if it does.
    pub(super) fn steps(&self, path: &str, last: Option<i64>) -> Steps {
        Steps {
            first: (!self.after.is_empty()).then(|| self.address(path, "")),
            next: last.map(|id| self.address(path, &id.to_string())),
        }
    }
}

/// The rows of one page, and the id of the last one if others follow.
pub(super) fn page<T>(mut found: Vec<T>, id: impl Fn(&T) -> i64) -> (Vec<T>, Option<i64>) {
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let last = if more { found.last().map(id) } else { None };
    (found, last)
}

impl Search {
    pub(super) fn sample(q: &str, hetu: bool) -> Self {
        Search { q: q.to_owned(), hetu, narrowed: true }
    }
}

impl Steps {
    pub(super) fn sample() -> Self {
        Steps { first: Some("/admin/contacts".to_owned()), next: Some("/admin/contacts?after=50".to_owned()) }
    }
}
