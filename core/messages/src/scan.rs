//! Reads templates without rendering them: every text and partial that is asked for by name must exist, in branches too
//! that no sample reaches.

use std::collections::BTreeSet;

use handlebars::Handlebars;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, Template, TemplateElement as Element};
use serde_json::Value;

use super::I18n;

/// A sentence for each thing that is asked for and does not exist, in the order of the templates' names.
pub(super) fn misnamed(registry: &Handlebars<'_>, i18n: &I18n) -> Vec<String> {
    let mut templates: Vec<_> = registry.get_templates().iter().collect();
    templates.sort_by_key(|(name, _)| *name);
    let read = |(name, template): (&String, &Template)| {
        let mut scan = Scan { i18n, problems: Vec::new(), partials: BTreeSet::new(), inline: BTreeSet::new() };
        scan.template(template);
        let exists = |partial: &str| registry.has_template(partial) || scan.inline.contains(partial);
        let unknown = scan.partials.iter().filter(|partial| !exists(partial));
        let unknown = unknown.map(|partial| format!("no partial \"{partial}\""));
        scan.problems.iter().cloned().chain(unknown).map(|problem| format!("{name}: {problem}")).collect::<Vec<_>>()
    };
    templates.into_iter().flat_map(read).collect()
}

struct Scan<'a> {
    i18n: &'a I18n,
    problems: Vec<String>,
    /// Partials asked for.
    partials: BTreeSet<String>,
    /// Partials that the template defines for itself.
    inline: BTreeSet<String>,
}

impl Scan<'_> {
    fn template(&mut self, template: &Template) {
        template.elements.iter().for_each(|element| self.element(element));
    }

    fn element(&mut self, element: &Element) {
        match element {
            Element::HtmlExpression(helper) | Element::Expression(helper) | Element::HelperBlock(helper) => {
                self.helper(helper);
            }
            Element::PartialExpression(partial) | Element::PartialBlock(partial) => self.partial(partial),
            Element::DecoratorExpression(decorator) | Element::DecoratorBlock(decorator) => self.decorator(decorator),
            _ => {}
        }
    }

    fn helper(&mut self, helper: &HelperTemplate) {
        let name = helper.name.as_name().unwrap_or_default();
        if let (Some(Parameter::Literal(Value::String(text))), true) = (helper.params.first(), name == "t") {
            self.problems.extend(self.i18n.misuse(text, helper.hash.keys().map(String::as_str)));
        }
        self.parameters(helper.params.iter().chain(helper.hash.values()));
        [&helper.template, &helper.inverse].into_iter().flatten().for_each(|template| self.template(template));
    }

    fn partial(&mut self, partial: &DecoratorTemplate) {
        // `@partial-block` is the caller's content.
        if let Some(name) = partial.name.as_name().filter(|name| !name.starts_with('@')) {
            self.partials.insert(name.to_owned());
        }
        self.decorator(partial);
    }

    fn decorator(&mut self, decorator: &DecoratorTemplate) {
        if let (Some("inline"), Some(Parameter::Literal(Value::String(name)))) =
            (decorator.name.as_name(), decorator.params.first())
        {
            self.inline.insert(name.clone());
        }
        self.parameters(decorator.params.iter().chain(decorator.hash.values()));
        decorator.template.iter().for_each(|template| self.template(template));
    }

    fn parameters<'p>(&mut self, parameters: impl Iterator<Item = &'p Parameter>) {
        for parameter in parameters {
            if let Parameter::Subexpression(expression) = parameter {
                self.element(expression.as_element());
            }
        }
    }
}
