//! Reasons and changes as sentences in the reader's language.

use majakka_domain::catalogue::Catalogue;
use majakka_domain::terms::Language;
use majakka_domain::triage::{Change, Reason};

use crate::error::Result;
use crate::render::Renderer;

/// A reason as a sentence that names its evidence.
///
/// # Errors
/// [`crate::error::Error::Render`] for a key without a text, which a test excludes.
pub fn sentence(renderer: &Renderer, catalogue: &Catalogue, language: Language, reason: &Reason) -> Result<String> {
    let args = reason.args.iter().map(|(name, value)| (*name, shown(catalogue, language, name, value)));
    text(renderer, language, &format!("reason-{}", reason.key), args.collect())
}

/// What would change the verdict, as a sentence.
///
/// # Errors
/// As [`sentence`].
pub fn change(renderer: &Renderer, language: Language, change: &Change) -> Result<String> {
    text(renderer, language, &format!("change-{}", change.key), Vec::new())
}

/// One word of a closed list.
///
/// # Errors
/// As [`sentence`].
pub fn word(renderer: &Renderer, language: Language, list: &str, word: &str) -> Result<String> {
    Ok(renderer.i18n().word(language, list, word)?)
}

fn text(renderer: &Renderer, language: Language, key: &str, args: Vec<(&'static str, String)>) -> Result<String> {
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    Ok(renderer.i18n().text(language, key, &args)?)
}

/// Systems by their names, layers as people write them.
fn shown(catalogue: &Catalogue, language: Language, name: &str, value: &str) -> String {
    match name {
        "system" => catalogue.system(value).map_or_else(|| value.to_owned(), |s| s.name.get(language).to_owned()),
        "layer" => value.to_uppercase(),
        _ => value.to_owned(),
    }
}
