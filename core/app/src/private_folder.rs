//! Folders that only Majakka's own account may look into: they hold people's contact data, keys and pictures.
//!
//! Non-goal: taking rights away from a folder that somebody made before; who made it decides.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;

/// Makes the folder and those above it where they are missing, closed to other accounts of the machine.
///
/// # Errors
/// The folder can be neither found nor made.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
