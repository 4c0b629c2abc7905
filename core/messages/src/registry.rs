//! Templates with typed contexts (docs/adr/0003).
//!
//! `*.html.hbs` and plain `*.hbs` are HTML and escape what they write; `*.txt.hbs` and everything under `sms/` is text and
//! does not. A template's name is its path under `templates/` without these endings: `desk/incident`, `mail/first/body`.
//! Both kinds may use templates of their own kind as partials, by the same names.
//! Guarantee: strict. A variable, text or argument that does not exist is an error; [`Renderer::check`] proves a page with all
//! its samples in all languages.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use handlebars::{Handlebars, no_escape};
use majakka_domain::terms::Language;
use serde::Serialize;

use super::files::{self, Source};
use super::{I18n, RenderError, expression, scan};
use crate::kela_form;
use crate::read_link::SLOT;

/// Facts for one template. Its fields stand at the root of the template's context, beside `language`
/// (and `frame`, when rendered by [`Renderer::framed`]).
pub trait Page: Serialize {
    /// Name of the template: its path without the ending.
    const TEMPLATE: &'static str;

    /// Realistic facts: together they must reach every branch of the template.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// What surrounds many pages alike (who is signed in, the token of forms): stands at the root as `frame`.
pub trait Frame: Serialize {
    /// As [`Page::samples`].
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

impl Frame for () {
    fn samples() -> Vec<Self> {
        vec![()]
    }
}

/// Facts as a template sees them.
#[derive(Serialize)]
struct Root<'a, F, P> {
    language: Language,
    demonstration: bool,
    frame: &'a F,
    #[serde(flatten)]
    page: &'a P,
}

/// All templates and texts. Made once, shared by everybody.
pub struct Renderer {
    i18n: Arc<I18n>,
    html: Handlebars<'static>,
    text: Handlebars<'static>,
    /// Those of the templates that are an installation's own, by what is HTML and by their names.
    own: BTreeMap<(bool, String), Source>,
    /// How the outside world reaches the server; links in mails begin with it.
    address: String,
    /// Is everything in it invented?
    demonstration: bool,
}

impl Renderer {
    /// Reads everything that is embedded.
    ///
    /// # Errors
    /// [`RenderError::File`] with the first file that is not what its name promises.
    pub fn new() -> Result<Self, RenderError> {
        Self::from_sources(&files::embedded()?, &[])
    }

    /// Reads everything that is embedded, and then the files of a folder that stand in for some of it.
    ///
    /// # Errors
    /// [`RenderError::File`] with the first file that is not what its name promises, stands in for nothing, or asks for a text
    /// or partial that does not exist.
    pub fn with_own(folder: &Path) -> Result<Self, RenderError> {
        let embedded = files::embedded()?;
        let own = files::own(folder, &embedded)?;
        let renderer = Self::from_sources(&embedded, &own)?;
        renderer.own.iter().try_for_each(|((is_html, name), source)| {
            let registry = if *is_html { &renderer.html } else { &renderer.text };
            let first = scan::misnamed_in(registry, &renderer.i18n, name).into_iter().next();
            first.map_or(Ok(()), |(line, problem)| Err(source.wrong(Some(line), problem)))
        })?;
        Ok(renderer)
    }

    fn from_sources(embedded: &[Source], own: &[Source]) -> Result<Self, RenderError> {
        kela_form::verify().map_err(|problem| RenderError::File {
            path: "config/kela_form.toml".to_owned(),
            line: None,
            problem: problem.to_string(),
        })?;
        let i18n = Arc::new(I18n::from_sources(embedded, own)?);
        let (mut html, mut text) = (registry(&i18n), registry(&i18n));
        text.register_escape_fn(no_escape);
        for source in embedded.iter().chain(own) {
            if let Some((name, is_html)) = template_name(&source.path) {
                let registry = if is_html { &mut html } else { &mut text };
                let wrong =
                    |error: handlebars::TemplateError| source.wrong(error.pos().map(|(line, _)| line), error.reason());
                registry.register_template_string(name, &source.text).map_err(wrong)?;
            }
        }
        let named = own.iter().filter_map(|source| {
            let (name, is_html) = template_name(&source.path)?;
            Some(((is_html, name.to_owned()), source.clone()))
        });
        Ok(Renderer { i18n, html, text, own: named.collect(), address: String::new(), demonstration: false })
    }

    /// One whose mails lead to the server at `address`. Without it they have no links of their own.
    #[must_use]
    pub fn at(self, address: &str) -> Self {
        Renderer { address: address.trim_end_matches('/').to_owned(), ..self }
    }

    /// One whose pages say that everything in them is invented: `demonstration` at the root of their templates.
    #[must_use]
    pub fn for_demonstration(self, demonstration: bool) -> Self {
        Renderer { demonstration, ..self }
    }

    /// The link by which a mail's recipient says that she has read it, with [`SLOT`] where her code goes.
    pub(super) fn read_link(&self) -> Option<String> {
        (!self.address.is_empty()).then(|| format!("{}/read/{SLOT}", self.address))
    }

    /// The public page in a language.
    pub(super) fn situation_link(&self, language: Language) -> Option<String> {
        (!self.address.is_empty()).then(|| format!("{}/{language}", self.address))
    }

    /// The public page as a text message writes it: telephones make a link of a host without its `https://`.
    pub(super) fn short_page_link(&self, language: Language) -> Option<String> {
        let link = self.situation_link(language)?;
        Some(link.strip_prefix("https://").map_or_else(|| link.clone(), str::to_owned))
    }

    /// Where an incident, or a break, is worked on at the desk.
    pub(super) fn desk_link(&self, reference: &str) -> Option<String> {
        let is_incident = reference.starts_with("H-");
        let page = if is_incident { format!("incidents/{reference}") } else { "maintenance".to_owned() };
        (!self.address.is_empty()).then(|| format!("{}/desk/{page}", self.address))
    }

    /// The texts by themselves.
    pub fn i18n(&self) -> &I18n {
        &self.i18n
    }

    /// An HTML page.
    ///
    /// # Errors
    /// [`RenderError::Template`]
    pub fn page<P: Page>(&self, language: Language, page: &P) -> Result<String, RenderError> {
        self.framed(language, &(), page)
    }

    /// An HTML page within a frame.
    ///
    /// # Errors
    /// [`RenderError::Template`]
    pub fn framed<F: Frame, P: Page>(&self, language: Language, frame: &F, page: &P) -> Result<String, RenderError> {
        let root = Root { language, demonstration: self.demonstration, frame, page };
        self.render(true, P::TEMPLATE, &root)
    }

    /// Plain text: nothing is escaped.
    ///
    /// # Errors
    /// [`RenderError::Template`]
    pub fn text<P: Page>(&self, language: Language, page: &P) -> Result<String, RenderError> {
        self.plain(language, P::TEMPLATE, page)
    }

    /// Plain text by the name of its template, for messages: they share their facts among several templates.
    pub(super) fn plain<P: Serialize>(
        &self,
        language: Language,
        template: &str,
        page: &P,
    ) -> Result<String, RenderError> {
        self.render(false, template, &Root { language, demonstration: self.demonstration, frame: &(), page })
    }

    /// HTML by the name of its template, for messages.
    pub(super) fn html<P: Serialize>(
        &self,
        language: Language,
        template: &str,
        page: &P,
    ) -> Result<String, RenderError> {
        self.render(true, template, &Root { language, demonstration: self.demonstration, frame: &(), page })
    }

    /// Renders a page with every sample in every language, twice. For tests: one line per page type.
    ///
    /// # Errors
    /// The first thing that is wrong: a name that does not exist, two renderings that differ, a page without samples, the key of a
    /// text where the text belongs.
    pub fn check<P: Page>(&self) -> Result<(), RenderError> {
        self.check_framed::<(), P>()
    }

    /// As [`Renderer::check`], within every sample of the frame.
    ///
    /// # Errors
    /// As [`Renderer::check`].
    pub fn check_framed<F: Frame, P: Page>(&self) -> Result<(), RenderError> {
        let (frames, pages) = (F::samples(), P::samples());
        if frames.is_empty() || pages.is_empty() {
            return Err(RenderError::template(P::TEMPLATE, "has no samples"));
        }
        for language in Language::ALL {
            for frame in &frames {
                for page in &pages {
                    let text = self.framed(*language, frame, page)?;
                    if text != self.framed(*language, frame, page)? {
                        return Err(RenderError::template(P::TEMPLATE, "gives another text the second time"));
                    }
                    if let Some(key) = text_nodes(&text).find(|node| self.i18n.has(*language, node)) {
                        return Err(RenderError::template(
                            P::TEMPLATE,
                            format!("shows the key \"{key}\", not its text"),
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// What is wrong with the texts that templates ask for by name, whether a sample reaches them or not: a sentence for
    /// each unknown key, argument or partial.
    pub fn misnamed(&self) -> Vec<String> {
        let of = |registry| scan::misnamed(registry, &self.i18n);
        [of(&self.html), of(&self.text)].concat()
    }

    fn render(&self, is_html: bool, template: &str, root: &impl Serialize) -> Result<String, RenderError> {
        let registry = if is_html { &self.html } else { &self.text };
        registry.render(template, root).map_err(|error| {
            let named = error.template_name.clone().unwrap_or_else(|| template.to_owned());
            match self.own.get(&(is_html, named)) {
                Some(source) => source.wrong(error.line_no, error.reason()),
                None => RenderError::template(template, error),
            }
        })
    }

    /// Names of the HTML templates, partials among them.
    pub fn templates(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.html.get_templates().keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

fn registry(i18n: &Arc<I18n>) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    expression::register(&mut registry, i18n);
    registry
}

/// The name of a template, and whether it is HTML; nothing for a file that is no template.
fn template_name(path: &str) -> Option<(&str, bool)> {
    let name = path.strip_suffix(".hbs")?;
    Some(match (name.strip_suffix(".html"), name.strip_suffix(".txt")) {
        (Some(name), _) => (name, true),
        (None, Some(name)) => (name, false),
        (None, None) => (name, !name.starts_with("sms/")),
    })
}

/// What stands between the tags of a page.
fn text_nodes(html: &str) -> impl Iterator<Item = &str> {
    html.split('>').filter_map(|rest| rest.split('<').next()).map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Greeting {
        name: String,
        urgent: bool,
        now: &'static str,
    }

    impl Page for Greeting {
        const TEMPLATE: &'static str = "desk/greeting";
        fn samples() -> Vec<Self> {
            [true, false]
                .map(|urgent| Greeting { name: "<Aino & Väinö>".to_owned(), urgent, now: "2026-11-20T10:10:00Z" })
                .into()
        }
    }

    /// A renderer of two templates, HTML and text of the same source, and one text in each language.
    fn renderer(template: &str) -> Renderer {
        let words = |language: &str| {
            let texts = "hello = { $name }!\norigin-local = {\"<\"}oma>";
            Source::embedded(format!("i18n/{language}/area.ftl"), texts)
        };
        let file = |path: &str, text: &str| Source::embedded(path, text);
        let mut files = vec![
            file("desk/greeting.hbs", template),
            file("desk/greeting.txt.hbs", template),
            file("partials/field.html.hbs", "{{#if (given hint)}}{{hint}}{{else}}-{{/if}}"),
        ];
        files.extend(["fi", "sv", "en"].map(words));
        Renderer::from_sources(&files, &[]).unwrap()
    }

    fn said(template: &str) -> String {
        renderer(template).check::<Greeting>().unwrap_err().to_string()
    }

    #[test]
    fn html_is_escaped_and_text_is_not() {
        let renderer = renderer(r#"{{t "hello" name=name}} {{word "origin" "local"}}{{attr "title" name}}"#);
        let page = &Greeting::samples()[0];
        insta::assert_snapshot!(
            renderer.page(Language::Fi, page).unwrap(),
            @r#"&lt;Aino &amp; Väinö&gt;! &lt;oma&gt; title="&lt;Aino &amp; Väinö&gt;""#
        );
        insta::assert_snapshot!(
            renderer.text(Language::Fi, page).unwrap(),
            @r#"<Aino & Väinö>! <oma> title="&lt;Aino &amp; Väinö&gt;""#
        );
    }

    #[test]
    fn a_slip_in_a_template_is_an_error_wherever_it_stands() {
        let slips = [
            "{{nmae}}",
            "{{#if ugrent}}x{{/if}}",
            "{{#if (eq ugrent true)}}x{{/if}}",
            r#"{{t "helo" name=name}}"#,
            r#"{{t "hello"}}"#,
            r#"{{t "hello" name=nmae}}"#,
            r#"{{word "origin" "moon"}}"#,
            r#"{{time "long" name}}"#,
            r#"{{time "lnog" now}}"#,
            "{{> partials/filed}}",
        ];
        insta::assert_snapshot!(slips.map(said).join("\n"), @r#"
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: Failed to access variable in strict mode Some("nmae")
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: if ugrent: there is no "ugrent" here (may it be left out? then say (given ugrent))
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: Helper/Decorator eq param at index 0 required but not found
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: no text "helo" in fi
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: text "hello" in fi: argument "name" is missing
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: argument name: there is no "nmae" here
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: no text "origin-moon" in fi
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: time <Aino & Väinö>: this is not a time of the expected form
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: time: no form "lnog"
        template desk/greeting: Error rendering "desk/greeting" line 1, col 1: Partial not found partials/filed
        "#);
    }

    #[test]
    fn a_slip_is_found_even_where_no_sample_leads() {
        let renderer = renderer(
            r#"{{#if urgent}}{{else}}{{#unless urgent}}{{else}}{{attr "a" (t "helo")}}{{> partials/filed x=(t "hello")}}{{/unless}}{{/if}}"#,
        );
        insta::assert_snapshot!(renderer.misnamed()[..3].join("\n"), @r#"
        desk/greeting: no text "helo" in fi
        desk/greeting: "hello" in fi: argument "name" is missing
        desk/greeting: no partial "partials/filed"
        "#);
    }

    #[test]
    fn a_parameter_of_a_partial_may_be_left_out_when_it_is_asked_for_with_given() {
        let renderer = renderer(r#"{{> partials/field}}{{> partials/field hint=name}}"#);
        assert_eq!(renderer.page(Language::En, &Greeting::samples()[0]).unwrap(), "-&lt;Aino &amp; Väinö&gt;");
    }

    #[test]
    fn times_are_written_in_the_readers_language() {
        let renderer = renderer(
            r#"{{time "long" now}}, {{time "short" "2026-11-19T05:40:00Z"}}, {{time "short" now}}, {{time "input" now}}"#,
        );
        let said = |language| renderer.page(language, &Greeting::samples()[0]).unwrap();
        assert_eq!(said(Language::Fi), "pe 20.11.2026 klo 12.10, 19.11. klo 7.40, klo 12.10, 2026-11-20T12:10");
        assert_eq!(said(Language::En), "Fri 20 Nov 2026, 12:10, 19 Nov 07:40, 12:10, 2026-11-20T12:10");
    }

    /// What is said of a folder with this one file.
    fn said_of_own(path: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        let catalogue = include_str!("../../../config/catalogue.toml");
        let catalogue = majakka_domain::catalogue::Catalogue::parse(catalogue).unwrap();
        let tried = Renderer::with_own(folder.path()).and_then(|own| own.check_messages(&catalogue));
        let said = tried.map_or_else(|refusal| refusal.to_string(), |()| "sound".to_owned());
        said.replace(&folder.path().display().to_string(), "OWN")
    }

    #[test]
    fn a_template_of_ones_own_is_tried_and_its_slip_named_by_file_and_line() {
        let first = "mail/first/body.txt.hbs";
        let said = [
            said_of_own(first, "{{reference}}\n"),
            said_of_own("mail/frist/body.txt.hbs", ""),
            said_of_own(first, "a\n{{#if reference}}\n"),
            said_of_own(first, "a\nb\n{{t \"mail-nothing\"}}\n"),
            said_of_own(first, "a\n{{> mail/nothing}}\n"),
            said_of_own(first, "a\nb\n{{refrence}}\n"),
            said_of_own("mail/account_link/body.html.hbs", "<p>\n{{nmae}}</p>\n"),
        ];
        insta::assert_snapshot!(said.join("\n"), @r#"
        sound
        OWN/mail/frist/body.txt.hbs: this version has no file of this name, so nobody would read it
        OWN/mail/first/body.txt.hbs, line 3: invalid handlebars syntax: expected escape, expression, html_expression, decorator_expression, partial_expression, invert_tag, invert_chain_tag, helper_block_start, helper_block_end, decorator_block_start, partial_block_start, raw_block_start, hbs_comment, or hbs_comment_compact
        OWN/mail/first/body.txt.hbs, line 3: no text "mail-nothing" in fi
        OWN/mail/first/body.txt.hbs, line 2: no partial "mail/nothing"
        OWN/mail/first/body.txt.hbs, line 3: Failed to access variable in strict mode Some("refrence")
        OWN/mail/account_link/body.html.hbs, line 2: Failed to access variable in strict mode Some("nmae")
        "#);
    }

    #[test]
    fn a_fluent_file_of_ones_own_may_hold_one_text_and_its_slip_is_named_by_file_and_line() {
        let said = [
            said_of_own("i18n/sv/terms.ftl", "# Ours\norigin-local = lokalt hos oss\n"),
            said_of_own("i18n/sv/terms.ftl", "# Ours\norigin-lokal = lokalt\n"),
            said_of_own("i18n/sv/terms.ftl", "# Ours\n\norigin-local = lokalt { $place }\n"),
            said_of_own("i18n/sv/terms.ftl", "# Ours\norigin-local = lokalt {\n"),
            said_of_own("i18n/de/terms.ftl", "origin-local = lokal\n"),
        ];
        insta::assert_snapshot!(said.join("\n"), @r#"
        sound
        OWN/i18n/sv/terms.ftl, line 2: this version has no text "origin-lokal"
        OWN/i18n/sv/terms.ftl, line 3: "origin-local" names "place", which nobody gives to it
        OWN/i18n/sv/terms.ftl, line 3: Expected an inline expression
        OWN/i18n/de/terms.ftl: this version has no file of this name, so nobody would read it
        "#);
    }

    #[test]
    fn every_name_in_every_template_exists() {
        assert_eq!(Renderer::new().unwrap().misnamed(), Vec::<String>::new());
    }
}
