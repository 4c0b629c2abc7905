//! Files that hold a secret: keys, passwords, tokens.
//!
//! Guarantee: one that other accounts of the machine can open is refused; what was read is wiped after use.
//! Non-goal: what is inside; who asked for it reads it.

use std::fs::File;
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
    #[error("{p} is open to others (mode {mode:04o}): run `chmod 600 {p}`, and think about a new secret", p = path.display())]
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
    let mode = permission_bits(&file).map_err(unreadable)?;
    if mode & 0o077 != 0 {
        return Err(SecretFileError::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut content = Zeroizing::new(Vec::new());
    file.read_to_end(&mut content).map_err(unreadable)?;
    Ok(content)
}

#[cfg(unix)]
fn permission_bits(file: &File) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn permission_bits(_: &File) -> io::Result<u32> {
    Ok(0o600)
}
