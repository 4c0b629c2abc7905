//! Texts in one reader's language.

use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::Language;
use majakka_messages::{FluentValue, Renderer};
use majakka_store::error::Result;

use crate::failure::message;

/// Texts and words of closed lists for one reader.
#[derive(Clone, Copy)]
pub struct Localizer<'a> {
    renderer: &'a Renderer,
    language: Language,
}

impl<'a> Localizer<'a> {
    /// The texts of `renderer` in a language.
    pub fn new(renderer: &'a Renderer, language: Language) -> Self {
        Localizer { renderer, language }
    }

    /// The reader's language.
    pub fn language(self) -> Language {
        self.language
    }

    /// A text with its arguments.
    ///
    /// # Errors
    /// [`majakka_store::error::Error::Render`] for a key or argument that is not there.
    pub fn text(self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> Result<String> {
        Ok(self.renderer.i18n().text(self.language, key, arguments)?)
    }

    /// A word of a closed list: the text `LIST-WORD`.
    ///
    /// # Errors
    /// As [`Localizer::text`].
    pub fn word(self, list: &str, word: impl AsRef<str>) -> Result<String> {
        Ok(self.renderer.i18n().word(self.language, list, word)?)
    }

    /// A problem in words.
    pub fn problem(self, problem: &FieldProblem) -> String {
        message(self.renderer, self.language, problem)
    }
}
