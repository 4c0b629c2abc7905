//! What a report is about, in words.

use majakka_app::App;
use majakka_domain::terms::Language;

/// `Resepti-palvelu: Reseptin määrääminen`; the id of a service that the catalogue no longer has.
pub(super) fn subject(app: &App, service: &str, function: &str, language: Language) -> String {
    let name = app.catalogue.name(service, language);
    let function =
        app.catalogue.system(service).and_then(|system| system.function(function)).map(|f| f.name.get(language));
    function.map_or_else(|| name.to_owned(), |function| format!("{name}: {function}"))
}
