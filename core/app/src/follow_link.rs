//! The reporter's own link: the number of her report, signed.
//!
//! Guarantee: nothing in the database opens it; it is made anew for every letter, and ends some days after the incident does
//! (`retention.follow_links_days`). Links of before, which were kept, work until then by their hash. It has no digits, so that
//! it never looks like an identity code.
//! Non-goal: secrecy of the number.

use chrono::{DateTime, Utc};
use majakka_domain::id::ReportId;

use crate::app::{App, Tx};
use crate::config::RetentionSettings;
use crate::delivery_code::{letter, nibble};
use crate::vault::{SigningKeys, Vault};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::incident::{self, Incident};
use majakka_store::report::{self, Report};
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;

/// What the signature is for.
const PURPOSE: &str = "majakka/follow-link/1";
/// Numbers up to 2⁴⁸.
const NUMBER_BYTES: usize = 6;
/// 128 bits of the signature.
const SIGNATURE_BYTES: usize = 16;
/// How many letters a link has.
const LETTERS: usize = 2 * (NUMBER_BYTES + SIGNATURE_BYTES);
/// How many characters a link of before has, which was made by chance.
const EARLIER: usize = 32;

/// The link of a report, without the address before it.
#[must_use]
pub fn sign(vault: &Vault, report: ReportId) -> String {
    let [_, _, number @ ..] = report.0.to_be_bytes();
    let signature = keys(vault).sign(&number);
    let bytes = number.into_iter().chain(signature.into_iter().take(SIGNATURE_BYTES));
    bytes.flat_map(|byte| [byte >> 4, byte & 0x0F]).map(letter).collect()
}

fn keys(vault: &Vault) -> SigningKeys {
    vault.signing(PURPOSE)
}

/// The report that a link was signed for.
fn signed(vault: &Vault, link: &str) -> Option<ReportId> {
    let nibbles: Vec<u8> = link.bytes().map(nibble).collect::<Option<_>>()?;
    let nibbles = Some(nibbles).filter(|nibbles| nibbles.len() == LETTERS)?;
    let bytes: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, n| byte << 4 | n)).collect();
    let (number, signature) = bytes.split_at_checked(NUMBER_BYTES)?;
    let report = ReportId(number.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)));
    keys(vault).knows_beginning(number, signature).then_some(report)
}

/// The report behind a link that has not ended, and its incident.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn behind(app: &App, conn: &mut AnyConnection, link: &str) -> Result<(Report, Option<Incident>)> {
    let report = match signed(&app.vault, link) {
        Some(id) => report::find(conn, &Viewer::System, id)?,
        // A hash is longer than what it is the hash of: none that was read in the database is taken for a link.
        None if link.len() == EARLIER => report::by_earlier_link(conn, link, &TokenHash::new(link))?,
        None => return Err(Error::NotFound("report")),
    };
    let incident = report.incident_id.map(|id| incident::find(conn, &Viewer::System, id)).transpose()?;
    if is_over(app, &report, incident.as_ref()) { Err(Error::NotFound("report")) } else { Ok((report, incident)) }
}

/// Has the link of this report ended? Counted from the end of its incident; where there is none, from when it came.
#[must_use]
pub fn is_over(app: &App, report: &Report, incident: Option<&Incident>) -> bool {
    let (now, periods) = (app.clock.now(), app.settings.retention);
    let since: Option<DateTime<Utc>> = match incident {
        Some(incident) => incident.closed_at,
        None => Some(report.received_at),
    };
    // Where it is forgotten who reported, her link ends too.
    let ends = [periods.follow_links_days, periods.reporters_days];
    ends.into_iter()
        .filter_map(|days| RetentionSettings::before(now, days))
        .any(|before| since.is_some_and(|at| at <= before))
}

/// Keeps only the hash of links of before. Says of how many; none: none is kept in the clear any more.
///
/// # Errors
/// What the database says.
pub fn hide_earlier(tx: &mut Tx<'_>) -> Result<usize> {
    let hidden = report::hide_earlier_links(tx.conn)?;
    if hidden > 0 {
        tx.audit("follow_links.hidden", "", &hidden.to_string())?;
    }
    Ok(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &str) -> Vault {
        Vault::from_text(keys).unwrap()
    }

    #[test]
    fn a_link_tells_its_report_to_whoever_has_a_key_and_nobody_makes_another() {
        let (old, new) = (
            "a 1111111111111111111111111111111111111111111111111111111111111111",
            "b 2222222222222222222222222222222222222222222222222222222222222222",
        );
        let link = sign(&vault(old), ReportId(4_711));
        assert_eq!((link.len(), link.bytes().all(|c| c.is_ascii_lowercase())), (LETTERS, true));
        assert_eq!(signed(&vault(&format!("{new}\n{old}")), &link), Some(ReportId(4_711)), "after a rotation too");
        assert_eq!(signed(&vault(new), &link), None);
        for at in 0..LETTERS {
            let mut forged = link.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(signed(&vault(old), std::str::from_utf8(&forged).unwrap()), None, "{at}");
        }
        for odd in ["", "a", "ä", &link[1..], &format!("{link}a")] {
            assert_eq!(signed(&vault(old), odd), None);
        }
    }
}
