//! A process says that it is there, and what is wrong with it.
//!
//! Guarantee: a loop that hangs, and a disk that is nearly full, are said once, and once that it is over.
//! Non-goal: what `/readyz` answers; it looks for itself.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use majakka_app::{App, disk};

/// Between two words: others take who has not been seen for two minutes for gone.
const BETWEEN: Duration = Duration::from_secs(20);

/// What was said last.
#[derive(Default)]
struct LastWord {
    hung: BTreeSet<&'static str>,
    full: bool,
}

/// Says so for as long as it is awaited.
pub(crate) async fn beat(app: App) {
    let mut said = LastWord::default();
    loop {
        said.tell(&app);
        let own = app.clone();
        // What keeps it from being written is told where it is met.
        let _ = tokio::task::spawn_blocking(move || own.be_seen()).await;
        tokio::time::sleep(BETWEEN).await;
    }
}

impl LastWord {
    fn tell(&mut self, app: &App) {
        let hung: BTreeSet<&'static str> = app.process.hung().into_iter().collect();
        for name in hung.difference(&self.hung) {
            tracing::error!(r#loop = name, "a loop has not come round for two minutes: it hangs");
        }
        for name in self.hung.difference(&hung) {
            tracing::info!(r#loop = name, "a loop comes round again");
        }
        self.hung = hung;
        let var = &app.settings.server.var;
        let Ok(disk) = disk::usage(Path::new(var)) else { return };
        let full = disk.used >= disk::NEARLY_FULL;
        match (self.full, full) {
            (false, true) => {
                tracing::warn!(folder = var, used_percent = disk.used, free = disk.free, "the disk is nearly full");
            }
            (true, false) => tracing::info!(folder = var, used_percent = disk.used, "the disk has room again"),
            _ => {}
        }
        self.full = full;
    }
}
