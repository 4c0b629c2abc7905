//! The files of `templates/`: embedded in the binary, and those that an installation has of its own.
//!
//! Guarantee: a file of one's own stands in for one that this version has; any other is an error, for nobody would read it.

use std::fs;
use std::path::{Path, PathBuf};

use super::RenderError;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../templates"]
struct Folder;

/// One file.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Path under `templates/`, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// Where an installation's own was read.
    own: Option<PathBuf>,
}

impl Source {
    pub(super) fn embedded(path: impl Into<String>, text: impl Into<String>) -> Self {
        Source { path: path.into(), text: text.into(), own: None }
    }

    /// What is wrong with it, and where.
    pub(super) fn wrong(&self, line: Option<usize>, problem: impl std::fmt::Display) -> RenderError {
        let path = match &self.own {
            Some(own) => own.display().to_string(),
            None => format!("templates/{}", self.path),
        };
        RenderError::File { path, line, problem: problem.to_string() }
    }

    /// The line, from 1 on, on which a byte of it stands.
    pub(super) fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

fn is_ours(path: &str) -> bool {
    path.ends_with(".hbs") || path.ends_with(".ftl")
}

/// Every embedded file, in the order of the paths.
///
/// # Errors
/// [`RenderError::File`] when one is not UTF-8.
pub(super) fn embedded() -> Result<Vec<Source>, RenderError> {
    let mut paths: Vec<String> = Folder::iter().map(|path| path.replace('\\', "/")).collect();
    paths.sort();
    paths.into_iter().filter(|path| is_ours(path)).map(read_embedded).collect()
}

fn read_embedded(path: String) -> Result<Source, RenderError> {
    let source = Source::embedded(path, "");
    let file = Folder::get(&source.path).ok_or_else(|| source.wrong(None, "not embedded"))?;
    let text = String::from_utf8(file.data.into_owned()).map_err(|_| source.wrong(None, "not UTF-8"))?;
    Ok(Source { text, ..source })
}

/// An installation's own files, in the order of the paths.
///
/// # Errors
/// [`RenderError::File`] when one cannot be read, or stands in for nothing.
pub(super) fn own(folder: &Path, embedded: &[Source]) -> Result<Vec<Source>, RenderError> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        let named = Source { own: Some(next.clone()), ..Source::embedded("", "") };
        let entries = fs::read_dir(&next).map_err(|cause| named.wrong(None, cause))?;
        for entry in entries {
            let path = entry.map_err(|cause| named.wrong(None, cause))?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if !is_ours(&below) {
                continue;
            }
            let source = Source { path: below, text: String::new(), own: Some(path.clone()) };
            if !embedded.iter().any(|other| other.path == source.path) {
                return Err(source.wrong(None, "this version has no file of this name, so nobody would read it"));
            }
            let text = fs::read_to_string(&path).map_err(|cause| source.wrong(None, cause))?;
            found.push(Source { text, ..source });
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
