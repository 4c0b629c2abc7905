//! The vault's key file.
//!
//! Purpose: read the keys, and make the file on the first run.
//! Guarantee: a file that others can read is refused; a new file appears whole or not at all, with mode 0600, and two
//! processes that start at once end up with the same key.
//! Non-goal: key management services and backup. Without this file nobody opens a sealed value again: back it up apart
//! from the database.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::private_folder;
use crate::secret_file::{self, SecretFileError};
use majakka_store::random::Random;

/// A key's 32 bytes, wiped after use.
pub(super) type KeyBytes = Zeroizing<[u8; 32]>;

/// What a new key file says about itself.
const PREAMBLE: &str = "\
# Keys of the sealed patient references. Keep this file secret, and back it up apart from the database.
# One \"id key\" a line. The first key seals, the others only open: to rotate, add a line at the end on
# every machine (`majakka vault add-key`), start all of them anew, and then move it to the top.
";

/// Why the key file cannot be used. Never shows any of its content.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read, or others can read it too.
    #[error("the key file {0}")]
    File(#[from] SecretFileError),
    /// It is no text.
    #[error("the key file {} is no text", .0.display())]
    NotText(PathBuf),
    /// One is there already; keys are never overwritten.
    #[error("the key file {p} is there already: a further key is a line of its own in it (`majakka vault add-key {p}` adds one)", p = .0.display())]
    Exists(PathBuf),
    /// It cannot be made.
    #[error("the key file {} cannot be made: {source}", path.display())]
    Unwritable {
        /// The key file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line holds no key.
    #[error("line {line} of the key file is no \"id key\" with 32 bytes in hex or base64")]
    NotAKey {
        /// Counted from 1.
        line: usize,
    },
    /// Two lines have the same id.
    #[error("line {line} of the key file repeats an id")]
    RepeatedId {
        /// Counted from 1.
        line: usize,
    },
    /// There is no key in it.
    #[error("the key file holds no key")]
    Empty,
}

/// The text of the key file.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let content = secret_file::read(path)?;
    let text = std::str::from_utf8(&content).map_err(|_| KeyFileError::NotText(path.to_owned()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The text of the key file, which is made if it is missing.
pub(super) fn read_or_create(path: &Path, random: &dyn Random) -> Result<Zeroizing<String>, KeyFileError> {
    if !path.try_exists().unwrap_or(true) {
        match create(path, random) {
            // Another process made one meanwhile: that one stays.
            Ok(()) | Err(KeyFileError::Exists(_)) => {}
            Err(other) => return Err(other),
        }
    }
    read(path)
}

/// Makes the file with one new key; one that is there stays as it is.
pub(super) fn create(path: &Path, random: &dyn Random) -> Result<(), KeyFileError> {
    write_new(path, random).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => KeyFileError::Unwritable { path: path.to_owned(), source },
    })
}

/// Adds a line with a new key at the end, where it only opens; says its id.
pub(super) fn append(path: &Path, random: &dyn Random) -> Result<String, KeyFileError> {
    let text = read(path)?;
    parse(&text)?;
    let (id, line) = new_line(random);
    let gap = if text.ends_with('\n') { "" } else { "\n" };
    let added = OpenOptions::new().append(true).open(path).and_then(|mut file| {
        file.write_all(format!("{gap}{}", *line).as_bytes())?;
        file.sync_all()
    });
    added.map(|()| id).map_err(|source| KeyFileError::Unwritable { path: path.to_owned(), source })
}

fn write_new(path: &Path, random: &dyn Random) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private_folder::make(folder)?;
    let draft = folder.join(format!(".key-{}", random.token()));
    let made = write_private(&draft, &new_key_text(random)).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    made.and(removed)?;
    File::open(folder)?.sync_all()
}

/// The same keys in a new file.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), KeyFileError> {
    let text = read(from)?;
    let keys = parse(&text)?;
    if to.try_exists().unwrap_or(true) {
        return if parse(&read(to)?)? == keys { Ok(()) } else { Err(KeyFileError::Exists(to.to_owned())) };
    }
    let unwritable = |source| KeyFileError::Unwritable { path: to.to_owned(), source };
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder::make(folder).map_err(unwritable)?;
    }
    write_private(to, &text).map_err(unwritable)
}

fn new_key_text(random: &dyn Random) -> Zeroizing<String> {
    Zeroizing::new(format!("{PREAMBLE}{}", *new_line(random).1))
}

/// A new key's id and its line.
fn new_line(random: &dyn Random) -> (String, Zeroizing<String>) {
    let mut key = KeyBytes::default();
    random.fill(key.as_mut_slice());
    let id = format!("k{:08x}", random.below(1 << 32));
    let line = Zeroizing::new(format!("{id} {}\n", STANDARD.encode(key.as_slice())));
    (id, line)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The keys of the text, in its order; at least one.
pub(super) fn parse(text: &str) -> Result<Vec<(String, KeyBytes)>, KeyFileError> {
    let mut keys: Vec<(String, KeyBytes)> = Vec::new();
    for (index, content) in text.lines().enumerate() {
        let (line, content) = (index + 1, content.trim());
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let (id, key) = key_line(content).ok_or(KeyFileError::NotAKey { line })?;
        if keys.iter().any(|(other, _)| other == id) {
            return Err(KeyFileError::RepeatedId { line });
        }
        keys.push((id.to_owned(), key));
    }
    if keys.is_empty() { Err(KeyFileError::Empty) } else { Ok(keys) }
}

fn key_line(content: &str) -> Option<(&str, KeyBytes)> {
    let (id, key) = content.split_once(char::is_whitespace)?;
    let plain_id = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let key = key_bytes(key.trim())?;
    (plain_id && id.len() <= 32).then_some((id, key))
}

/// 32 bytes out of 64 hex digits or base64.
fn key_bytes(text: &str) -> Option<KeyBytes> {
    let bytes = Zeroizing::new(if text.len() == 64 { hex(text)? } else { STANDARD.decode(text).ok()? });
    <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Zeroizing::new)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    digits?.chunks_exact(2).map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok()).collect()
}
