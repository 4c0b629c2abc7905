//! Files that hold a secret: keys, passwords, tokens.
//!
//! Guarantee: one that other accounts of the machine can open is refused; what was read is wiped after use. The group may read a file
//! that belongs to root: so packages, systemd's credentials and Kubernetes' `fsGroup` give a service its secrets.
//! Non-goal: what is inside; who asked for it reads it.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// Why it cannot be used. Never shows any of its content.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// It is missing or cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its mode lets other accounts of the machine in.
    #[error("{p} is open to others (mode {mode:04o}): run `chmod 600 {p}`, or `chown root {p}` and `chmod 440 {p}` for a service's group, and think about a new secret", p = path.display())]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// The permission bits.
        mode: u32,
    },
}

/// What is in the file.
///
/// # Errors
/// It cannot be read, or others can read it too.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    let unreadable = |source| SecretFileError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    // Asked of the open file, so that nobody can swap it in between.
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    if let Some(mode) = open_to_others(&about) {
        return Err(SecretFileError::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut content = Zeroizing::new(Vec::new());
    file.read_to_end(&mut content).map_err(unreadable)?;
    Ok(content)
}

/// The permission bits, if others can open it.
#[cfg(unix)]
fn open_to_others(about: &Metadata) -> Option<u32> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let mode = about.permissions().mode() & 0o7777;
    (!is_private(mode, about.uid())).then_some(mode)
}

#[cfg(not(unix))]
fn open_to_others(_: &Metadata) -> Option<u32> {
    None
}

/// Nothing for others; for the group nothing but reading, and that only where it cannot be its own doing.
fn is_private(mode: u32, owner: u32) -> bool {
    const ROOT: u32 = 0;
    mode & 0o037 == 0 && (mode & 0o040 == 0 || owner == ROOT)
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn a_group_may_read_what_belongs_to_root_and_others_nothing() {
        for (mode, owner, private) in [
            (0o600, 1000, true),
            (0o400, 0, true),
            (0o440, 0, true),
            (0o640, 0, true),
            (0o640, 1000, false),
            (0o440, 1000, false),
            (0o660, 0, false),
            (0o604, 0, false),
            (0o644, 0, false),
            (0o700, 1000, true),
        ] {
            assert_eq!(is_private(mode, owner), private, "{mode:o} of {owner}");
        }
    }
}
