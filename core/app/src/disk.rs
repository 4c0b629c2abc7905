//! The disk under a folder.
//!
//! Guarantee: a folder on a full or read-only disk is found before somebody's words are to be written there.
//! Non-goal: the disk of a PostgreSQL server, which only that server sees.

use std::io::{self, Write as _};
use std::path::Path;

use nix::sys::statvfs::statvfs;

/// From here on there is something to be done: a log that grows, or pictures, will fill the rest.
pub const NEARLY_FULL: i64 = 90;

/// How full it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Percent of what accounts other than root's may use.
    pub used: i64,
    /// Bytes that they may still write.
    pub free: u64,
}

/// Counted as df(1) counts: what is kept for root is neither used nor free.
///
/// # Errors
/// The system cannot tell.
pub fn usage(folder: &Path) -> io::Result<Usage> {
    let disk = statvfs(folder)?;
    let (all, free, available) = (disk.blocks(), disk.blocks_free(), disk.blocks_available());
    let used = all.saturating_sub(free);
    let percent = (used * 100).div_ceil((used + available).max(1));
    Ok(Usage { used: i64::try_from(percent).unwrap_or(100), free: available * disk.fragment_size() })
}

/// Writes a little there, which is gone again.
///
/// # Errors
/// It cannot be written to.
pub fn try_out(folder: &Path) -> io::Result<()> {
    // It never has a name, so that it cannot be left behind.
    tempfile::tempfile_in(folder)?.write_all(b"majakka")
}
