//! What mail servers say of our mails after they had taken them: a maildir that a mail server delivers into is emptied.
//!
//! Guarantee: a report is written down before its file leaves `new`; a crash in between reads it again, which changes
//! nothing. What is no report about a delivery of ours is put aside unread, for a person to look at.
//! Non-goal: throwing away. What was read lies in `cur`; the mail server's own rules clear it.

mod report;

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use majakka_app::App;
use majakka_app::command::delivery::returned;
use majakka_store::error::Result;
use majakka_store::viewer::Viewer;

use crate::outbox::blocking;
use crate::schedule::{Job, Timetable};
use crate::stop::Stopped;

/// So much of a report is read: what machines say stands before the mail that it quotes.
const REPORT_BYTES: u64 = 1024 * 1024;

/// Reads what comes until it is told to stop. Every worker does: another machine may have a maildir of its own.
pub(crate) async fn run(app: &App, mut stopped: Stopped) -> Result<()> {
    let Some(maildir) = app.settings.mail.bounces_maildir.clone() else { return Ok(()) };
    let timetable = Timetable::new(|job| job == Job::ReadReturns)?;
    let round = app.process.begin("returns");
    let mut told = false;
    while !stopped.is_set() {
        round.turns();
        let (folder, again) = (maildir.clone(), stopped.clone());
        match blocking(app, move |app| Ok(empty(app, &folder, &again))).await? {
            Ok(_) => told = false,
            // Once, not every time: until the mail server has delivered the first one there is no folder.
            Err(error) if !told => {
                tracing::warn!(maildir = %maildir.display(), %error, "reports about mails cannot be read");
                told = true;
            }
            Err(_) => {}
        }
        stopped.or_until(app, timetable.next(app.clock.now())).await;
    }
    Ok(())
}

/// Takes in every report that is there; says how many were about deliveries of ours.
fn empty(app: &App, maildir: &Path, stopped: &Stopped) -> io::Result<usize> {
    let mut names: Vec<_> =
        fs::read_dir(maildir.join("new"))?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    // A name begins with the moment of delivery.
    names.sort();
    let mut ours = 0;
    for name in names {
        if stopped.is_set() {
            break;
        }
        let path = maildir.join("new").join(&name);
        let mail = match read(&path) {
            Ok(mail) => mail,
            // Another worker was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        match take(app, &mail) {
            Ok(true) => ours += 1,
            Ok(false) => tracing::info!("a mail in the maildir for bounces is no report about a delivery"),
            // It stays where it is, and is read again.
            Err(error) if error.is_trouble() => break,
            // It would stop all that come after it.
            Err(error) => tracing::error!(%error, "a report about a mail could not be written down, it is put aside"),
        }
        let mut seen = name;
        seen.push(":2,S");
        put_aside(&path, &maildir.join("cur").join(seen))?;
    }
    Ok(ours)
}

fn read(path: &PathBuf) -> io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    File::open(path)?.take(REPORT_BYTES).read_to_end(&mut mail)?;
    Ok(mail)
}

/// Says whether it was about a mail of ours.
fn take(app: &App, mail: &[u8]) -> Result<bool> {
    if let Some(report) = report::read(mail) {
        return app.write(&Viewer::System, |tx| returned::take(tx, &report));
    }
    match report::own_code(mail) {
        Some(code) => app.write(&Viewer::System, |tx| returned::arrived(tx, &code)),
        None => Ok(false),
    }
}

fn put_aside(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !from.exists() => Ok(()),
        done => done,
    }
}
