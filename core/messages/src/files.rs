//! The folder `templates/`, embedded in the binary.

use super::RenderError;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../templates"]
struct Folder;

/// Every file with its path under `templates/` (with `/`), in the order of the paths.
///
/// # Errors
/// [`RenderError::File`] when a template is not UTF-8.
pub(super) fn all() -> Result<Vec<(String, String)>, RenderError> {
    let mut paths: Vec<String> = Folder::iter().map(|path| path.replace('\\', "/")).collect();
    paths.sort();
    paths.into_iter().filter(|path| path.ends_with(".hbs") || path.ends_with(".ftl")).map(read).collect()
}

fn read(path: String) -> Result<(String, String), RenderError> {
    let wrong = |problem: &str| RenderError::File { path: path.clone(), problem: problem.to_owned() };
    let file = Folder::get(&path).ok_or_else(|| wrong("not embedded"))?;
    let text = String::from_utf8(file.data.into_owned()).map_err(|_| wrong("not UTF-8"))?;
    Ok((path, text))
}
