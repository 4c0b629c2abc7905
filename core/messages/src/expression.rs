//! What templates may say beyond handlebars' own expressions.
//!
//! | expression | gives |
//! | --- | --- |
//! | `{{t "key" name=value}}` | the text of `templates/i18n/` in `@root.language`; key and arguments must fit |
//! | `{{word "origin" value}}` | the text under `origin-<value>` (`_` read as `-`): names for the closed lists of the domain |
//! | `{{time "long" at}}` | an RFC 3339 time as people write it: `long`, `clock`, `short` (against `@root.now`) or `input` (a form field's value) |
//! | `{{attr "checked" value}}` | ` checked` when `value` is `true`, ` checked="…"` when it is a text or a number, nothing when false, null or empty |
//! | `{{#if value}}`, `{{#unless value}}` | as usual, but a variable that does not exist is an error and not false |
//! | `(given value)` | the other way round: true when it exists and is truthy; for parameters of partials that may be left out |
//!
//! `eq ne gt gte lt lte and or not len` are handlebars' own and strict by themselves.
//! What `t` and `word` give is a value: it is escaped where it is written, and may be a parameter of another expression.

use std::str::FromStr;
use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, PathAndJson, RenderContext, RenderError,
    RenderErrorReason, Renderable, ScopedJson,
};
use majakka_domain::format::time;
use majakka_domain::terms::Language;
use serde_json::Value;

use super::{FluentValue, I18n};

/// Adds every expression of the table above.
pub(super) fn register(registry: &mut Handlebars<'static>, i18n: &Arc<I18n>) {
    registry.register_helper("t", Box::new(Text(Arc::clone(i18n))));
    registry.register_helper("word", Box::new(Word(Arc::clone(i18n))));
    registry.register_helper("time", Box::new(Time));
    registry.register_helper("attr", Box::new(Attribute));
    registry.register_helper("if", Box::new(If { wanted: true }));
    registry.register_helper("unless", Box::new(If { wanted: false }));
    registry.register_helper("given", Box::new(Given));
}

fn wrong(problem: impl Into<String>) -> RenderError {
    RenderErrorReason::Other(problem.into()).into()
}

/// The parameter as it is, if it exists.
fn param<'a, 'rc>(helper: &'a Helper<'rc>, index: usize) -> Result<&'a PathAndJson<'rc>, RenderError> {
    let param = helper.param(index).ok_or_else(|| wrong(format!("{}: parameter {index} is missing", helper.name())))?;
    if param.is_value_missing() {
        let path = param.relative_path().map_or("", String::as_str);
        return Err(wrong(format!(
            "{} {path}: there is no \"{path}\" here (may it be left out? then say (given {path}))",
            helper.name()
        )));
    }
    Ok(param)
}

fn text_param<'a>(helper: &'a Helper<'_>, index: usize) -> Result<&'a str, RenderError> {
    let text = param(helper, index)?.value().as_str();
    text.ok_or_else(|| wrong(format!("{}: parameter {index} is not a text", helper.name())))
}

fn language(context: &Context) -> Result<Language, RenderError> {
    let word = context.data().get("language").and_then(Value::as_str);
    let word = word.ok_or_else(|| wrong("there is no @root.language"))?;
    Language::from_str(word).map_err(|unknown| wrong(unknown.to_string()))
}

/// The words that stand as arguments: texts and whole numbers; anything else is an error.
fn argument<'a>(name: &str, value: &'a PathAndJson<'_>) -> Result<FluentValue<'a>, RenderError> {
    if value.is_value_missing() {
        return Err(wrong(format!(
            "argument {name}: there is no \"{}\" here",
            value.relative_path().map_or("", |p| p)
        )));
    }
    match value.value() {
        Value::String(text) => Ok(FluentValue::from(text.as_str())),
        Value::Number(number) => {
            Ok(number.as_i64().map_or_else(|| FluentValue::from(number.as_f64()), FluentValue::from))
        }
        other => Err(wrong(format!("argument {name} is neither text nor number: {other}"))),
    }
}

struct Text(Arc<I18n>);

impl HelperDef for Text {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let key = text_param(helper, 0)?;
        let arguments = helper.hash().iter().map(|(name, value)| Ok((*name, argument(name, value)?)));
        let arguments = arguments.collect::<Result<Vec<_>, RenderError>>()?;
        let text = self.0.text(language(context)?, key, &arguments).map_err(|error| wrong(error.to_string()))?;
        Ok(ScopedJson::Derived(Value::String(text)))
    }
}

struct Word(Arc<I18n>);

impl HelperDef for Word {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let (list, word) = (text_param(helper, 0)?, text_param(helper, 1)?);
        let text = self.0.word(language(context)?, list, word).map_err(|error| wrong(error.to_string()))?;
        Ok(ScopedJson::Derived(Value::String(text)))
    }
}

struct Time;

impl HelperDef for Time {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let read = |text: &str| time::parse_rfc3339(text).map_err(|problem| wrong(format!("time {text}: {problem}")));
        let (at, language) = (read(text_param(helper, 1)?)?, language(context)?);
        let text = match text_param(helper, 0)? {
            "long" => time::long(at, language),
            "clock" => time::clock(at, language),
            "short" => {
                let now = context.data().get("now").and_then(Value::as_str);
                time::short(at, read(now.ok_or_else(|| wrong("time short: there is no @root.now"))?)?, language)
            }
            "input" => time::local_input(at),
            other => return Err(wrong(format!("time: no form \"{other}\""))),
        };
        Ok(ScopedJson::Derived(Value::String(text)))
    }
}

struct Attribute;

impl HelperDef for Attribute {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = text_param(helper, 0)?;
        match param(helper, 1)?.value() {
            Value::Null | Value::Bool(false) => Ok(()),
            Value::String(text) if text.is_empty() => Ok(()),
            Value::Bool(true) => Ok(write!(out, " {name}")?),
            Value::String(text) => Ok(write!(out, " {name}=\"{}\"", handlebars::html_escape(text))?),
            Value::Number(number) => Ok(write!(out, " {name}=\"{number}\"")?),
            other => Err(wrong(format!("attr {name}: not an attribute's value: {other}"))),
        }
    }
}

struct If {
    wanted: bool,
}

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let holds = param(helper, 0)?.value().is_truthy(false) == self.wanted;
        let branch = if holds { helper.template() } else { helper.inverse() };
        branch.map_or(Ok(()), |branch| branch.render(registry, context, render, out))
    }
}

struct Given;

impl HelperDef for Given {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let given = helper.param(0).is_some_and(|param| param.value().is_truthy(false));
        Ok(ScopedJson::Derived(Value::Bool(given)))
    }
}
