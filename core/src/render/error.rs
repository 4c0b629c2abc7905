//! What can go wrong between facts and text.

use majakka_domain::terms::Language;

/// A text that could not be made. All but the last ones are mistakes of ours, which the tests of the templates find.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A file under `templates/` is not what its name promises.
    #[error("templates/{path}: {problem}")]
    File {
        /// Path under `templates/`.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No such key in `templates/i18n/<language>/`.
    #[error("no text \"{key}\" in {language}")]
    UnknownText {
        /// The language asked for.
        language: Language,
        /// The key asked for.
        key: String,
    },
    /// The arguments are not those that the text names.
    #[error("text \"{key}\" in {language}: {problem}")]
    Arguments {
        /// The language asked for.
        language: Language,
        /// The key asked for.
        key: String,
        /// Which argument is missing or too much.
        problem: String,
    },
    /// A template could not be rendered.
    #[error("template {template}: {problem}")]
    Template {
        /// Its name, as registered.
        template: String,
        /// What handlebars says, with line and column.
        problem: String,
    },
}

impl RenderError {
    pub(crate) fn template(template: &str, problem: impl std::fmt::Display) -> Self {
        RenderError::Template { template: template.to_owned(), problem: problem.to_string() }
    }
}
