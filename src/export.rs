//! `majakka export`: the public page as static files, for nginx or a CDN to carry alone.
//!
//! Guarantee: each file is replaced whole; what a page needs is there before it, and what is no longer public is gone after.
//! Only files that an earlier export wrote are taken away. Non-goal: choosing a language; the address without one is Finnish.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use majakka_app::storage::FileStore;
use majakka_server::assets::media_type;
use majakka_server::status::SnapshotCache;
use majakka_store::error::Result as CoreResult;
use serde_json::json;

use crate::command_line::Common;
use crate::{out, run, signals};

/// Names of what was written, a line each, so that the next export knows what is out of date.
const LIST: &str = "majakka-files.txt";
/// Stylesheets and fonts stay: their names change with their content, and a page out of a cache may still want old ones.
const ASSETS: &str = "assets/";
/// A place that fails is tried again this soon.
const AGAIN: Duration = Duration::from_secs(5);

pub(crate) fn export(common: &Common, place: &str, watch: bool) -> Result<()> {
    let app = run::opened(common.settings("export")?)?;
    run::runtime()?.block_on(async {
        let stop = signals::stopping()?;
        let mut site = Site::open(FileStore::open(place, &app.settings.export.s3)?).await?;
        let board = SnapshotCache::to_export(&app)?;
        let written = site.write(board.files()?).await?;
        let facts = json!({ "files": written, "place": place });
        out::found(common, &facts, format_args!("{written} files are in {place}."))?;
        if watch {
            tokio::spawn(Arc::clone(&board).keep());
            follow(&board, &mut site, stop).await;
        }
        Ok(())
    })
}

/// Writes again whenever the page has changed, until the process is asked to stop.
async fn follow(board: &SnapshotCache, site: &mut Site, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut news = board.news();
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            _ = news.changed() => {}
        }
        while let Err(cause) = renew(board, site).await {
            tracing::warn!(%cause, "the static site is not up to date");
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    }
}

async fn renew(board: &SnapshotCache, site: &mut Site) -> CoreResult<()> {
    let written = site.write(tokio::task::block_in_place(|| board.files())?).await?;
    tracing::info!(written, "the static site was renewed");
    Ok(())
}

/// The files in their place.
struct Site {
    shelf: FileStore,
    /// Every file that this or an earlier export wrote, with its content if it was this one.
    there: BTreeMap<String, Option<Bytes>>,
}

impl Site {
    async fn open(shelf: FileStore) -> CoreResult<Self> {
        let list = shelf.get(LIST).await?.unwrap_or_default();
        let there = String::from_utf8_lossy(&list).lines().map(|name| (name.to_owned(), None)).collect();
        Ok(Site { shelf, there })
    }

    /// Writes what is new or different and takes away what is no more; says how many files it wrote.
    async fn write(&mut self, files: BTreeMap<String, Bytes>) -> CoreResult<usize> {
        let changed: BTreeMap<String, Bytes> = files
            .iter()
            .filter(|(name, body)| self.there.get(*name) != Some(&Some((*body).clone())))
            .map(owned)
            .collect();
        let gone: Vec<String> =
            self.there.keys().filter(|name| !name.starts_with(ASSETS) && !files.contains_key(*name)).cloned().collect();
        let all: BTreeSet<&String> = self.there.keys().chain(files.keys()).collect();
        if all.len() > self.there.len() {
            // First: whatever happens next, a later export knows every file that may be there.
            self.list(all.into_iter()).await?;
        }
        let mut in_order: Vec<&String> = changed.keys().collect();
        in_order.sort_by_key(|name| (!name.starts_with(ASSETS), std::cmp::Reverse(name.matches('/').count())));
        for name in in_order {
            let Some(body) = changed.get(name) else { continue };
            let keep =
                if name.starts_with(ASSETS) { "public, max-age=31536000, immutable" } else { "public, max-age=5" };
            self.shelf.put(name, body.clone(), media_type(name), keep).await?;
            self.there.insert(name.clone(), Some(body.clone()));
        }
        for name in &gone {
            self.shelf.remove(name).await?;
            self.there.remove(name);
        }
        if !gone.is_empty() {
            self.list(self.there.keys()).await?;
        }
        Ok(changed.len())
    }

    async fn list(&self, names: impl Iterator<Item = &String>) -> CoreResult<()> {
        let lines: String = names.map(|name| format!("{name}\n")).collect();
        self.shelf.put(LIST, lines.into(), media_type(LIST), "no-store").await
    }
}

fn owned((name, body): (&String, &Bytes)) -> (String, Bytes) {
    (name.clone(), body.clone())
}
