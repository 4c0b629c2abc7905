//! What may come over one report link in an hour: forms begun, pictures and their bytes, letters to addresses that somebody typed.
//!
//! Guarantee: one address cannot fill the store, keep the decoder busy or have letters written to others, and a link that has
//! leaked is bounded as a whole; a ward behind one address reports on. Whoever meets a limit is told when to go on. What nobody
//! asks for is forgotten.
//! Non-goal: requests by the minute ([`super::limit`]), and people who are signed in.

use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use majakka_store::token::TokenHash;

use crate::allowance::Allowance;

/// Over which link, from which address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Source {
    link: String,
    address: IpAddr,
}

impl Source {
    pub(super) fn new(link: &TokenHash, address: IpAddr) -> Self {
        Source { link: link.as_hex().to_owned(), address }
    }

    /// By which its pictures wait in turn.
    pub(super) fn link(&self) -> &str {
        &self.link
    }
}

/// Forms begun at one address before the pace counts: a ward on a bad morning, and no more.
const FORMS: u32 = 40;
/// Then so often: sixty an hour.
const FORM_EVERY: Duration = Duration::from_secs(60);
/// Pictures of one address: two or three of each form.
const PICTURES: u32 = 100;
/// Then so often.
const PICTURE_EVERY: Duration = Duration::from_secs(20);
/// Mebibytes of pictures of one address, rounded up for each: twenty of the largest.
const MEBIBYTES: u32 = 200;
/// Then so often.
const MEBIBYTE_EVERY: Duration = Duration::from_secs(10);
/// Letters of one link to one address that was typed: a ward may give its shared mailbox with each of its reports.
const LETTERS_TO_ONE: u32 = 20;
/// Then so often.
const LETTER_TO_ONE_EVERY: Duration = Duration::from_secs(5 * 60);
/// How much more than of one address may come over a link as a whole.
const OF_LINK: u32 = 10;

static QUOTAS: LazyLock<Quotas> = LazyLock::new(|| Quotas {
    forms: Shared::new(FORMS, FORM_EVERY),
    pictures: Shared::new(PICTURES, PICTURE_EVERY),
    mebibytes: Shared::new(MEBIBYTES, MEBIBYTE_EVERY),
    letters: Shared::new(FORMS, FORM_EVERY),
    letters_to_one: Allowance::new(LETTERS_TO_ONE, LETTER_TO_ONE_EVERY),
});

struct Quotas {
    forms: Shared,
    pictures: Shared,
    mebibytes: Shared,
    letters: Shared,
    letters_to_one: Allowance<(String, String)>,
}

/// One more form?
///
/// # Errors
/// After how long there may be one.
pub(super) fn form(source: &Source) -> Result<(), Duration> {
    QUOTAS.forms.take(source, 1)
}

/// One more picture of so many bytes? Whether it turns out to be one or not.
///
/// # Errors
/// After how long there may be one.
pub(super) fn picture(source: &Source, bytes: usize) -> Result<(), Duration> {
    QUOTAS.pictures.take(source, 1)?;
    QUOTAS.mebibytes.take(source, u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX))
}

/// One more letter to this address?
///
/// # Errors
/// After how long there may be one.
pub(super) fn letter(source: &Source, to: &str) -> Result<(), Duration> {
    QUOTAS.letters.take(source, 1)?;
    QUOTAS.letters_to_one.take(&(source.link.clone(), to.to_lowercase()), 1)
}

/// A quota of an address, and one of the whole link.
struct Shared {
    address: Allowance<Source>,
    link: Allowance<String>,
}

impl Shared {
    fn new(at_once: u32, every: Duration) -> Self {
        Shared {
            address: Allowance::new(at_once, every),
            link: Allowance::new(at_once.saturating_mul(OF_LINK), every / OF_LINK),
        }
    }

    fn take(&self, source: &Source, count: u32) -> Result<(), Duration> {
        self.address.take(source, count)?;
        self.link.take(&source.link, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(link: &str, last: u8) -> Source {
        Source::new(&TokenHash::new(link), IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn eighty_forms_of_one_address_are_not_all_taken_and_the_next_ward_reports_on() {
        let taken = (0..80).filter(|_| form(&source("eighty", 1)).is_ok()).count();
        assert!((40..60).contains(&taken), "{taken}");
        let wait = form(&source("eighty", 1)).unwrap_err();
        assert!(wait <= FORM_EVERY, "{wait:?}");
        assert!(form(&source("eighty", 2)).is_ok(), "another address");
        assert!(form(&source("another link", 1)).is_ok());
    }

    #[test]
    fn a_link_that_has_leaked_is_bounded_as_a_whole() {
        let taken = (0..=255).flat_map(|last| [last; 40]).filter(|last| form(&source("leaked", *last)).is_ok()).count();
        assert!((400..600).contains(&taken), "{taken}");
    }

    #[test]
    fn pictures_are_counted_by_number_and_by_size() {
        let large = (0..40).filter(|_| picture(&source("large", 1), 10 << 20).is_ok()).count();
        assert!((20..24).contains(&large), "{large}");
        let small = (0..400).filter(|_| picture(&source("small", 1), 100).is_ok()).count();
        assert!((100..120).contains(&small), "{small}");
        assert!(picture(&source("huge", 1), usize::MAX).is_err());
    }

    #[test]
    fn nobody_is_written_to_again_and_again() {
        let written = (0..30).filter(|_| letter(&source("letters", 1), "Kuka@example.fi").is_ok()).count();
        assert!((20..24).contains(&written), "{written}");
        assert!(letter(&source("letters", 2), "kuka@example.fi").is_err(), "from wherever it is typed");
        assert!(letter(&source("letters", 2), "muu@example.fi").is_ok());
    }
}
