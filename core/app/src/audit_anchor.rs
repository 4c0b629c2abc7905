//! Heads of the audit log, kept outside of the database: whoever owns the database can rewrite the whole chain, but not what was
//! signed about it before and lies elsewhere (docs/SECURITY.md, The audit log).
//!
//! Guarantee: rows cut off the end, rows changed and chained anew, and a table that was replaced are each found and named, as far as
//! an anchor was set after them.
//! Non-goal: somebody who owns the database, the vault's key and the file. The same line stands in the log, for a machine elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::vault::{SigningKeys, Vault};
use majakka_store::audit::{self, End};
use majakka_store::error::{Error, Result};

/// What the signature is for.
const PURPOSE: &str = "majakka/audit-anchor/1";

/// What the log was at a time: so many rows, the last of which had this hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// When it was set.
    pub at: DateTime<Utc>,
    /// Number of the newest row.
    pub rows: i64,
    /// Its hash.
    pub hash: String,
}

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// This row does not follow from the one before it.
    Broken(i64),
    /// The log ends before a row that an anchor has seen.
    Cut {
        /// The last row that is left.
        left: i64,
        /// What was there.
        anchor: Anchor,
    },
    /// The chain is sound, and other than it was: changed after one row, seen by the anchor of another.
    Changed {
        /// Up to here it is as it was.
        after: i64,
        /// What was there.
        anchor: Anchor,
    },
    /// None of the anchors stands in it: emptied, replaced, or changed from before the first anchor on.
    Replaced(Anchor),
    /// A line of the file that was not signed under the vault's keys.
    NotOurs(usize),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Broken(row) => write!(f, "row {row} was changed, put in, or follows one that was taken out"),
            Finding::Cut { left, anchor } => {
                write!(f, "rows {} to {} were cut off: {anchor}", left + 1, anchor.rows)
            }
            Finding::Changed { after, anchor } => {
                write!(f, "it was changed after row {after} and chained anew: {anchor}")
            }
            Finding::Replaced(anchor) => write!(f, "the whole log was emptied or replaced: {anchor}"),
            Finding::NotOurs(line) => {
                write!(f, "line {line} of the anchors was not signed with a key of the vault's file")
            }
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {} it had {} rows", self.at.to_rfc3339(), self.rows)
    }
}

/// How the log was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Rows from its beginning that are chained well.
    pub whole: i64,
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
    /// The newest anchor that stands in it.
    pub newest: Option<Anchor>,
}

impl Anchor {
    fn message(&self) -> String {
        format!("{} {} {}", self.at.to_rfc3339(), self.rows, self.hash)
    }

    fn line(&self, keys: &SigningKeys) -> String {
        let message = self.message();
        let signature: String = keys.sign(message.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{message} {signature}")
    }

    /// A line as [`Anchor::line`] wrote it, under any key of the file.
    fn read(line: &str, keys: &SigningKeys) -> Option<Anchor> {
        let (message, signature) = line.rsplit_once(' ')?;
        let digits = signature.as_bytes().chunks_exact(2);
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = digits.map(pair).collect::<Option<_>>()?;
        if !keys.knows(message.as_bytes(), &bytes) {
            return None;
        }
        let mut parts = message.split(' ');
        let (at, rows, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        Some(Anchor { at, rows: rows.parse().ok()?, hash: hash.to_owned() })
    }
}

/// Where the anchors lie.
#[must_use]
pub fn place(app: &App) -> PathBuf {
    match app.settings.audit.anchors.as_str() {
        "" => [app.settings.server.var.as_str(), "audit.anchors"].iter().collect(),
        named => PathBuf::from(named),
    }
}

/// Sets an anchor at the newest row, unless the last one stands there. Says how many were set.
///
/// # Errors
/// The file cannot be written; what the database says.
pub fn set(app: &App) -> Result<usize> {
    let end = app.read(End::load)?;
    let place = place(app);
    let known = read(&place, &app.vault)?;
    let same = |anchor: &Anchor| anchor.rows == end.rows() && anchor.hash == end.hash();
    if end.rows() == 0 || known.anchors.last().is_some_and(same) {
        return Ok(0);
    }
    let anchor = Anchor { at: app.clock.now(), rows: end.rows(), hash: end.hash().to_owned() };
    let line = anchor.line(&keys(&app.vault));
    append(&place, &line).map_err(|cause| unavailable(&place, &cause))?;
    tracing::info!(target: "majakka::audit", anchor = line, "where the audit log stands");
    Ok(1)
}

/// Appends a line; one that a crash has cut before it stays a line of its own.
fn append(place: &Path, line: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(place)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let start = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())?;
    file.sync_data()
}

/// What the file has.
#[derive(Debug, Default)]
struct Kept {
    anchors: Vec<Anchor>,
    /// Numbers of lines that are not ours.
    foreign: Vec<usize>,
}

fn read(place: &Path, vault: &Vault) -> Result<Kept> {
    let text = match std::fs::read_to_string(place) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Kept::default()),
        Err(cause) => return Err(unavailable(place, &cause)),
    };
    let (keys, mut kept) = (keys(vault), Kept::default());
    for (number, line) in text.lines().enumerate() {
        match Anchor::read(line, &keys) {
            Some(anchor) => kept.anchors.push(anchor),
            None => kept.foreign.push(number + 1),
        }
    }
    Ok(kept)
}

fn keys(vault: &Vault) -> SigningKeys {
    vault.signing(PURPOSE)
}

fn unavailable(place: &Path, cause: &io::Error) -> Error {
    Error::Unavailable(format!("the anchors of the audit log in {} cannot be used: {cause}", place.display()))
}

/// Walks the chain, and lays the anchors beside it.
///
/// # Errors
/// The file cannot be read; what the database says.
pub fn verify(app: &App) -> Result<Verdict> {
    // First the file: the log only grows after it.
    let kept = read(&place(app), &app.vault)?;
    let rows: Vec<i64> = kept.anchors.iter().map(|anchor| anchor.rows).collect();
    let ((whole, broken), left, hashes) = app
        .read(|conn| Ok::<_, Error>((audit::verify(conn)?, End::load(conn)?.rows(), audit::hashes_of(conn, &rows)?)))?;
    let mut findings: Vec<Finding> = broken.map(Finding::Broken).into_iter().collect();
    findings.extend(judge(left, &kept.anchors, &hashes));
    findings.extend(kept.foreign.into_iter().map(Finding::NotOurs));
    let stands = |anchor: &&Anchor| hashes.get(&anchor.rows) == Some(&anchor.hash);
    let newest = kept.anchors.iter().rfind(stands).cloned();
    Ok(Verdict { whole, findings, newest })
}

/// What the anchors say of a log that ends with row `left` and has these hashes where they were set.
fn judge(left: i64, anchors: &[Anchor], hashes: &BTreeMap<i64, String>) -> Vec<Finding> {
    let stands = |anchor: &&Anchor| hashes.get(&anchor.rows) == Some(&anchor.hash);
    let differs = |anchor: &&Anchor| anchor.rows <= left && !stands(anchor);
    let Some(highest) = anchors.iter().max_by_key(|anchor| anchor.rows) else { return Vec::new() };
    let (first, sound) = (anchors.iter().find(differs), anchors.iter().filter(stands).map(|a| a.rows).max());
    if left == 0 || (sound.is_none() && first.is_some()) {
        return vec![Finding::Replaced(highest.clone())];
    }
    let changed = first.map(|anchor| {
        let before = anchors.iter().filter(stands).map(|sound| sound.rows).filter(|rows| *rows < anchor.rows).max();
        Finding::Changed { after: before.unwrap_or_default(), anchor: anchor.clone() }
    });
    let cut = (highest.rows > left).then(|| Finding::Cut { left, anchor: highest.clone() });
    changed.into_iter().chain(cut).collect()
}
