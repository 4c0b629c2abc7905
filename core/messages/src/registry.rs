//! Templates with typed contexts (docs/adr/0003).
//!
//! `*.html.hbs` and plain `*.hbs` are HTML and escape what they write; `*.txt.hbs` and everything under `sms/` is text and
//! does not. A template's name is its path under `templates/` without these endings: `desk/incident`, `mail/first/body`.
//! Both kinds may use templates of their own kind as partials, by the same names.
//! Guarantee: strict. A variable, text or argument that does not exist is an error; [`Renderer::check`] proves a page with all
//! its samples in all languages.

use std::sync::Arc;

use handlebars::{Handlebars, no_escape};
use majakka_domain::terms::Language;
use serde::Serialize;

use super::{I18n, RenderError, expression, files, scan};
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
    frame: &'a F,
    #[serde(flatten)]
    page: &'a P,
}

/// All templates and texts. Made once, shared by everybody.
pub struct Renderer {
    i18n: Arc<I18n>,
    html: Handlebars<'static>,
    text: Handlebars<'static>,
    /// How the outside world reaches the server; links in mails begin with it.
    address: String,
}

impl Renderer {
    /// Reads everything that is embedded.
    ///
    /// # Errors
    /// [`RenderError::File`] with the first file that is not what its name promises.
    pub fn new() -> Result<Self, RenderError> {
        kela_form::verify().map_err(|problem| RenderError::File {
            path: "config/kela_form.toml".to_owned(),
            problem: problem.to_string(),
        })?;
        Self::from_files(&files::all()?)
    }

    fn from_files(files: &[(String, String)]) -> Result<Self, RenderError> {
        let i18n = Arc::new(I18n::from_files(files)?);
        let (mut html, mut text) = (registry(&i18n), registry(&i18n));
        text.register_escape_fn(no_escape);
        for (path, source) in files {
            if let Some((name, is_html)) = template_name(path) {
                let registry = if is_html { &mut html } else { &mut text };
                let wrong = |error: handlebars::TemplateError| RenderError::File {
                    path: path.clone(),
                    problem: error.to_string(),
                };
                registry.register_template_string(name, source).map_err(wrong)?;
            }
        }
        Ok(Renderer { i18n, html, text, address: String::new() })
    }

    /// One whose mails lead to the server at `address`. Without it they have no links of their own.
    #[must_use]
    pub fn at(self, address: &str) -> Self {
        Renderer { address: address.trim_end_matches('/').to_owned(), ..self }
    }

    /// The link by which a mail's recipient says that she has read it, with [`SLOT`] where her code goes.
    pub(super) fn read_link(&self) -> Option<String> {
        (!self.address.is_empty()).then(|| format!("{}/read/{SLOT}", self.address))
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
        let root = Root { language, frame, page };
        render(&self.html, P::TEMPLATE, &root)
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
        render(&self.text, template, &Root { language, frame: &(), page })
    }

    /// HTML by the name of its template, for messages.
    pub(super) fn html<P: Serialize>(
        &self,
        language: Language,
        template: &str,
        page: &P,
    ) -> Result<String, RenderError> {
        render(&self.html, template, &Root { language, frame: &(), page })
    }

    /// Renders a page with every sample in every language, twice. For tests: one line per page type.
    ///
    /// # Errors
    /// The first thing that is wrong: a name that does not exist, two renderings that differ, a page without samples.
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
                    if self.framed(*language, frame, page)? != self.framed(*language, frame, page)? {
                        return Err(RenderError::template(P::TEMPLATE, "gives another text the second time"));
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

    /// Names of the HTML templates, partials among them.
    pub fn templates(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.html.get_templates().keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

fn render(registry: &Handlebars<'_>, template: &str, root: &impl Serialize) -> Result<String, RenderError> {
    registry.render(template, root).map_err(|error| RenderError::template(template, error))
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
            (format!("i18n/{language}/area.ftl"), "hello = { $name }!\norigin-local = {\"<\"}oma>".to_owned())
        };
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let mut files = vec![
            file("desk/greeting.hbs", template),
            file("desk/greeting.txt.hbs", template),
            file("partials/field.html.hbs", "{{#if (given hint)}}{{hint}}{{else}}-{{/if}}"),
        ];
        files.extend(["fi", "sv", "en"].map(words));
        Renderer::from_files(&files).unwrap()
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

    #[test]
    fn every_name_in_every_template_exists() {
        assert_eq!(Renderer::new().unwrap().misnamed(), Vec::<String>::new());
    }
}
