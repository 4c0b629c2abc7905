//! The words of a file, in any of the three languages: names of columns, and words of closed lists.

use std::collections::HashMap;

use majakka_domain::finding::fold;
use majakka_domain::terms::{ContactKind, ContactRole, Language, OrganisationKind, RegisterColumn, RegisterFile};
use majakka_messages::Renderer;
use majakka_store::error::Result;

/// The columns of a file, in the order in which they are written.
pub const fn columns_of(file: RegisterFile) -> &'static [RegisterColumn] {
    use RegisterColumn as C;
    match file {
        RegisterFile::Organisations => &[
            C::BusinessId,
            C::ConnectionPoint,
            C::Slug,
            C::Name,
            C::Kind,
            C::Region,
            C::Operator,
            C::Vendor,
            C::Services,
            C::Broker,
            C::Desk,
        ],
        RegisterFile::Contacts => {
            &[C::Organisation, C::GivenName, C::Name, C::Email, C::Phone, C::Kind, C::Language, C::Roles]
        }
    }
}

/// What words mean, whatever the language and however they are parted and capitalised.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    columns: HashMap<String, RegisterColumn>,
    pub(super) roles: HashMap<String, ContactRole>,
    pub(super) contact_kinds: HashMap<String, ContactKind>,
    pub(super) organisation_kinds: HashMap<String, OrganisationKind>,
    pub(super) languages: HashMap<String, Language>,
}

impl Vocabulary {
    /// The words of the installation.
    ///
    /// # Errors
    /// A word without a text.
    pub fn new(renderer: &Renderer, file: RegisterFile) -> Result<Self> {
        let mut columns = HashMap::new();
        for column in columns_of(file) {
            columns.insert(bare(column.as_str()), *column);
            for language in Language::ALL {
                let name = renderer.i18n().word(*language, "register-column", column)?;
                columns.insert(bare(&name), *column);
                let others = renderer.i18n().word(*language, "register-column-also", column)?;
                columns.extend(others.split('|').map(|other| (bare(other), *column)));
            }
        }
        Ok(Vocabulary {
            columns,
            roles: words(renderer, "contact-role", ContactRole::ALL)?,
            contact_kinds: words(renderer, "contact-kind", ContactKind::ALL)?,
            organisation_kinds: words(renderer, "organisation-kind", OrganisationKind::ALL)?,
            languages: words(renderer, "language", Language::ALL)?,
        })
    }

    /// What the columns of a file seem to hold by their names; each once.
    pub fn guess(&self, header: &[String]) -> Vec<Option<RegisterColumn>> {
        let mut guessed = Vec::with_capacity(header.len());
        for name in header {
            let column = self.columns.get(&bare(name)).copied().filter(|column| !guessed.contains(&Some(*column)));
            guessed.push(column);
        }
        guessed
    }
}

fn words<W: Copy + AsRef<str>>(renderer: &Renderer, list: &str, all: &[W]) -> Result<HashMap<String, W>> {
    let mut words = HashMap::new();
    for word in all {
        words.insert(bare(word.as_ref()), *word);
        for language in Language::ALL {
            words.insert(bare(&renderer.i18n().word(*language, list, word)?), *word);
        }
    }
    Ok(words)
}

/// Letters and digits alone: "E-mail address" is "emailaddress".
fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The word that a cell holds.
pub(super) fn word<W: Copy>(words: &HashMap<String, W>, cell: &str) -> Option<W> {
    words.get(&bare(cell)).copied()
}

/// The parts of a cell that holds several.
pub(super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|', '/']).map(str::trim).filter(|part| !part.is_empty())
}
