//! A folder of a server's own, gone with its [`Scratch`] or with the test process.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::guard::Guard;

/// A temporary folder that other users (`postgres`, `postfix`) may enter.
#[derive(Debug)]
pub struct Scratch {
    folder: tempfile::TempDir,
    _guard: Guard,
}

impl Scratch {
    /// Makes the folder. Its path is short, because a unix socket's path may hold 107 bytes at most.
    #[must_use]
    pub fn new(prefix: &str) -> Scratch {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in("/tmp").expect("a folder under /tmp");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("a folder that others may enter");
        // Two seconds: whatever still writes here is ended by its own guard first.
        let guard = Guard::after_us(&format!("sleep 2; rm -rf '{}'", folder.path().display()));
        Scratch { folder, _guard: guard }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path inside the folder.
    #[must_use]
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file inside the folder, making the folders above it.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder for the file");
        fs::write(&path, content).expect("a file in the scratch folder");
        path
    }

    /// As [`Scratch::write`], for our own account only.
    pub fn write_secret(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.write(name, content);
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
        path
    }
}
