//! The catalogue and the texts that an installation goes by: what comes with the program, and its own in place of that.
//!
//! Guarantee: nothing starts with a catalogue that contradicts itself, or with a template that a message cannot be written with;
//! the file and the line are named.
//! Non-goal: pages of the server; whoever knows them tries them.

use std::fs;
use std::path::Path;

use majakka_domain::catalogue::Catalogue;
use majakka_domain::terms::Language;
use majakka_messages::Renderer;

use crate::config::{CATALOGUE, Settings};
use majakka_store::error::{Error, Result};

/// Both.
pub struct Content {
    /// Services, edges, authorities.
    pub catalogue: Catalogue,
    /// Templates and texts.
    pub renderer: Renderer,
}

impl Content {
    /// Reads what the settings name, and tries it out.
    ///
    /// # Errors
    /// [`Error::Setting`] with file, line and fault.
    pub fn read(settings: &Settings) -> Result<Self> {
        let (address, invented) = (settings.public_url(), settings.server.demonstration);
        let Some(folder) = settings.content.folder() else {
            let catalogue = catalogue(Path::new("config/catalogue.toml"), CATALOGUE)?;
            return Ok(Content { catalogue, renderer: Renderer::new()?.at(&address).for_demonstration(invented) });
        };
        let wrong = |cause: majakka_messages::RenderError| Error::Setting(cause.to_string());
        let (file, templates) = (folder.join("catalogue.toml"), folder.join("templates"));
        if !file.is_file() && !templates.is_dir() {
            let folder = folder.display();
            return Err(Error::Setting(format!("{folder} holds neither catalogue.toml nor a folder templates/")));
        }
        let renderer =
            if templates.is_dir() { Renderer::with_own(&templates).map_err(wrong)? } else { Renderer::new()? };
        let renderer = renderer.at(&address).for_demonstration(invented);
        let catalogue = if file.is_file() {
            let text = fs::read_to_string(&file)
                .map_err(|cause| Error::Setting(format!("{} cannot be read: {cause}", file.display())))?;
            catalogue(&file, &text)?
        } else {
            catalogue(Path::new("config/catalogue.toml"), CATALOGUE)?
        };
        check_groups(&file, &catalogue, &renderer)?;
        renderer.check_messages(&catalogue).map_err(wrong)?;
        Ok(Content { catalogue, renderer })
    }
}

fn catalogue(file: &Path, text: &str) -> Result<Catalogue> {
    Catalogue::parse(text).map_err(|cause| Error::Setting(format!("{}, {cause}", file.display())))
}

/// Every group of services has a heading.
fn check_groups(file: &Path, catalogue: &Catalogue, renderer: &Renderer) -> Result<()> {
    let headed = |group: &str| renderer.i18n().has(Language::Fi, &format!("status-group-{group}"));
    match catalogue.systems().find(|system| !headed(&system.group)) {
        Some(system) => {
            let (file, id, group) = (file.display(), &system.id, &system.group);
            Err(Error::Setting(format!("{file}: {id} stands in the group \"{group}\", which has no heading")))
        }
        None => Ok(()),
    }
}
