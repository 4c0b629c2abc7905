//! What can go wrong between facts and text.

use majakka_domain::terms::Language;

/// A text that could not be made. [`RenderError::IdentityCode`] and [`RenderError::SmsTooLong`] are the writer's to mend; the
/// others are mistakes of ours, which the tests of the templates find.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A file under `templates/` is not what its name promises.
    #[error("{path}{}: {problem}", line.map_or(String::new(), |line| format!(", line {line}")))]
    File {
        /// Where it is.
        path: String,
        /// From 1 on, where it is known.
        line: Option<usize>,
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
    /// The text holds an identity code and must not leave.
    #[error("there is an identity code in the {place}")]
    IdentityCode {
        /// Which text: `subject`, `mail`, `sms`, `page` …
        place: &'static str,
    },
    /// A text message does not fit one message, even without its instruction.
    #[error("the text message in {language} does not fit: {}", septets.map_or("a character outside GSM-7".to_owned(), |n| format!("{n} septets")))]
    SmsTooLong {
        /// The language whose text it is.
        language: Language,
        /// Its length; `None` when a character is outside GSM-7.
        septets: Option<usize>,
    },
}

impl RenderError {
    /// A template that could not be rendered.
    pub fn template(template: &str, problem: impl std::fmt::Display) -> Self {
        RenderError::Template { template: template.to_owned(), problem: problem.to_string() }
    }
}
