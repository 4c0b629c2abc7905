//! Which arguments a Fluent message names, also through the messages that it refers to.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Names of arguments by message key.
pub(super) type Arguments = BTreeMap<String, BTreeSet<String>>;

/// What one message names by itself.
#[derive(Default)]
struct Named {
    arguments: BTreeSet<String>,
    messages: BTreeSet<String>,
}

/// The arguments of every message in the resources of one language.
pub(super) fn of_messages(resources: &[FluentResource]) -> Arguments {
    let mut direct: BTreeMap<&str, Named> = BTreeMap::new();
    for entry in resources.iter().flat_map(FluentResource::entries) {
        if let Entry::Message(message) = entry {
            let mut named = Named::default();
            message.value.iter().for_each(|pattern| named.add_pattern(pattern));
            direct.insert(message.id.name, named);
        }
    }
    direct.keys().map(|key| ((*key).to_owned(), reachable(key, &direct))).collect()
}

/// The keys of the messages in a resource.
pub(super) fn keys(resource: &FluentResource) -> impl Iterator<Item = &str> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    })
}

fn reachable(key: &str, direct: &BTreeMap<&str, Named>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![key];
    let mut arguments = BTreeSet::new();
    while let Some(key) = waiting.pop() {
        if let Some(named) = direct.get(key).filter(|_| seen.insert(key)) {
            arguments.extend(named.arguments.iter().cloned());
            waiting.extend(named.messages.iter().map(String::as_str));
        }
    }
    arguments
}

impl Named {
    fn add_pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.add_expression(expression);
            }
        }
    }

    fn add_expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.add_inline(inline),
            Expression::Select { selector, variants } => {
                self.add_inline(selector);
                variants.iter().for_each(|variant| self.add_pattern(&variant.value));
            }
        }
    }

    fn add_inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.messages.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => self.add_expression(expression),
            InlineExpression::FunctionReference { arguments, .. } => self.add_call(arguments),
            // What a term names are the arguments of its own call, not those of the message.
            InlineExpression::TermReference { arguments, .. } => {
                arguments.iter().for_each(|arguments| self.add_call(arguments));
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn add_call(&mut self, call: &CallArguments<&str>) {
        call.positional.iter().for_each(|inline| self.add_inline(inline));
        call.named.iter().for_each(|named| self.add_inline(&named.value));
    }
}
