//! Reads templates without rendering them: every text and partial that is asked for by name must exist, in branches too
//! that no sample reaches.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::Handlebars;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, Template, TemplateElement as Element};
use serde_json::Value;

use super::I18n;

/// A sentence for each thing that is asked for and does not exist, in the order of the templates' names.
pub(super) fn misnamed(registry: &Handlebars<'_>, i18n: &I18n) -> Vec<String> {
    let mut names: Vec<_> = registry.get_templates().keys().collect();
    names.sort();
    let told = |name: &String| {
        let found = misnamed_in(registry, i18n, name);
        found.into_iter().map(|(_, problem)| format!("{name}: {problem}")).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(told).collect()
}

/// The same of one template, each with its line.
pub(super) fn misnamed_in(registry: &Handlebars<'_>, i18n: &I18n, name: &str) -> Vec<(usize, String)> {
    let Some(template) = registry.get_template(name) else { return Vec::new() };
    let mut scan = Scan { i18n, line: 1, problems: Vec::new(), partials: BTreeMap::new(), inline: BTreeSet::new() };
    scan.template(template);
    let exists = |partial: &str| registry.has_template(partial) || scan.inline.contains(partial);
    let unknown = scan.partials.iter().filter(|(partial, _)| !exists(partial));
    let unknown = unknown.map(|(partial, line)| (*line, format!("no partial \"{partial}\"")));
    scan.problems.iter().cloned().chain(unknown).collect()
}

struct Scan<'a> {
    i18n: &'a I18n,
    /// The line that is being read.
    line: usize,
    problems: Vec<(usize, String)>,
    /// Partials asked for, with the line of the first time.
    partials: BTreeMap<String, usize>,
    /// Partials that the template defines for itself.
    inline: BTreeSet<String>,
}

impl Scan<'_> {
    fn template(&mut self, template: &Template) {
        let lines = template.mapping.iter().map(|place| place.0);
        for (element, line) in template.elements.iter().zip(lines) {
            self.line = line;
            self.element(element);
        }
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
            let problem = self.i18n.misuse(text, helper.hash.keys().map(String::as_str));
            self.problems.extend(problem.map(|problem| (self.line, problem)));
        }
        self.parameters(helper.params.iter().chain(helper.hash.values()));
        [&helper.template, &helper.inverse].into_iter().flatten().for_each(|template| self.template(template));
    }

    fn partial(&mut self, partial: &DecoratorTemplate) {
        // `@partial-block` is the caller's content.
        if let Some(name) = partial.name.as_name().filter(|name| !name.starts_with('@')) {
            self.partials.entry(name.to_owned()).or_insert(self.line);
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
