//! Reasons and changes as sentences in the reader's language.

use majakka_domain::catalogue::Catalogue;
use majakka_domain::terms::Language;
use majakka_domain::triage::{Change, Reason};

use majakka_messages::Renderer;
use majakka_store::error::Result;

/// A reason as a sentence that names its evidence.
///
/// # Errors
/// [`majakka_store::error::Error::Render`] for a key without a text, which a test excludes.
pub fn sentence(renderer: &Renderer, catalogue: &Catalogue, language: Language, reason: &Reason) -> Result<String> {
    let args = reason.args.iter().map(|(name, value)| Ok((*name, shown(renderer, catalogue, language, name, value)?)));
    text(renderer, language, &format!("reason-{}", reason.key), args.collect::<Result<_>>()?)
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
pub fn word(renderer: &Renderer, language: Language, list: &str, word: impl AsRef<str>) -> Result<String> {
    Ok(renderer.i18n().word(language, list, word)?)
}

fn text(renderer: &Renderer, language: Language, key: &str, args: Vec<(&'static str, String)>) -> Result<String> {
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    Ok(renderer.i18n().text(language, key, &args)?)
}

/// Systems by their names, layers by their words with the short name that technicians use.
fn shown(renderer: &Renderer, catalogue: &Catalogue, language: Language, name: &str, value: &str) -> Result<String> {
    Ok(match name {
        "system" => catalogue.name(value, language).to_owned(),
        "layer" => {
            let (said, short) = (word(renderer, language, "layer", value)?, value.to_uppercase());
            if said.contains(&short) { said } else { format!("{said} ({short})") }
        }
        "at" => majakka_domain::format::time::parse_rfc3339(value)
            .map_or_else(|_| value.to_owned(), |at| majakka_domain::format::time::long(at, language)),
        _ => value.to_owned(),
    })
}
