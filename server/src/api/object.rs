//! A JSON object, read key by key, so that everything that is wrong with it is said at once.

use std::str::FromStr;

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use majakka_app::command::upstream::Window;
use majakka_domain::format::time;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::text;
use serde_json::{Map, Value};

use crate::failure::{ApiError, Failure, NoJson};

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands for the object itself in a problem.
const WHOLE: &str = "body";

/// An object whose keys are taken out one after the other; what is left at the end is unknown.
pub(super) struct Object {
    keys: Map<String, Value>,
    problems: Vec<FieldProblem>,
}

/// Every text in a value through its door.
fn cleaned(value: Value) -> Value {
    match value {
        Value::String(written) if !text::is_clean(&written) => Value::String(text::clean(&written).into_owned()),
        Value::Array(values) => Value::Array(values.into_iter().map(cleaned).collect()),
        other => other,
    }
}

impl Object {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Failure::NoJson`], [`Failure::TooLarge`].
    pub(super) fn read(body: Result<Bytes, actix_web::Error>) -> Result<Self, ApiError> {
        let body = body.map_err(|cause| match cause.as_response_error().status_code().as_u16() {
            413 => Failure::TooLarge,
            _ => Failure::Malformed,
        })?;
        // A byte order mark is no part of the text (RFC 8259, 8.1).
        let body = body.strip_prefix(MARK).unwrap_or(&body);
        let text = std::str::from_utf8(body).map_err(|no| Failure::NoJson(NoJson::Utf8(no.valid_up_to() + 1)))?;
        let value = serde_json::from_str(text)
            .map_err(|no| Failure::NoJson(NoJson::Syntax { line: no.line(), column: no.column() }))?;
        let Value::Object(keys) = value else { return Err(Failure::NoJson(NoJson::NoObject).into()) };
        let keys = keys.into_iter().map(|(key, value)| (key, cleaned(value))).collect();
        Ok(Object { keys, problems: Vec::new() })
    }

    /// Is there such a key with a value?
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(|value| !value.is_null())
    }

    /// Notes a problem.
    pub(super) fn wrong(&mut self, field: &'static str, problem: &'static str) {
        if !self.problems.iter().any(|known| known.field == field) {
            self.problems.push(FieldProblem::new(field, problem));
        }
    }

    /// Notes what a step would refuse.
    pub(super) fn refused(&mut self, refusal: Refusal) {
        if let Refusal::Validation(problems) = refusal {
            for problem in problems {
                if !self.problems.iter().any(|known| known.field == problem.field) {
                    self.problems.push(problem);
                }
            }
        }
    }

    /// A text that may be missing; white space around it is nothing.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        match self.keys.remove(key)? {
            Value::Null => None,
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                self.wrong(key, "wrong");
                None
            }
        }
    }

    /// A text that must be there; empty otherwise.
    pub(super) fn needed(&mut self, key: &'static str) -> String {
        let text = self.text(key);
        if text.is_none() {
            self.wrong(key, "missing");
        }
        text.unwrap_or_default()
    }

    /// True or false; false when it is missing.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        match self.keys.remove(key) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(value)) => value,
            Some(_) => {
                self.wrong(key, "wrong");
                false
            }
        }
    }

    /// A word of a closed list.
    pub(super) fn word<T: FromStr>(&mut self, key: &'static str) -> Option<T> {
        let text = self.text(key)?;
        let word = text.parse().ok();
        if word.is_none() {
            self.wrong(key, "unknown");
        }
        word
    }

    /// A time (RFC 3339).
    pub(super) fn time(&mut self, key: &'static str) -> Option<DateTime<Utc>> {
        let text = self.text(key)?;
        let time = time::parse_rfc3339(&text).ok();
        if time.is_none() {
            self.wrong(key, "time_form");
        }
        time
    }

    /// A list of objects with `starts` and, where it is known, `ends` (RFC 3339); none when it is missing.
    pub(super) fn windows(&mut self, key: &'static str) -> Option<Vec<Window>> {
        let windows = match self.keys.remove(key) {
            None | Some(Value::Null) => return None,
            Some(Value::Array(windows)) if !windows.is_empty() => windows,
            Some(_) => {
                self.wrong(key, "wrong");
                return None;
            }
        };
        let read = |window: &Value| {
            let window = window.as_object()?;
            let time = |key| time::parse_rfc3339(window.get(key)?.as_str()?).ok();
            let starts = time("starts")?;
            match window.len() {
                1 => Some((starts, None)),
                2 => Some((starts, Some(time("ends")?))),
                _ => None,
            }
        };
        let read: Option<Vec<_>> = windows.iter().map(read).collect();
        if read.is_none() {
            self.wrong(key, "time_form");
        }
        read
    }

    /// A list of texts; empty when it is missing.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        match self.keys.remove(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) if values.iter().all(Value::is_string) => {
                values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(_) => {
                self.wrong(key, "wrong");
                Vec::new()
            }
        }
    }

    /// Refuses if anything was wrong, or a key was left that nobody knows: it may have been meant.
    ///
    /// # Errors
    /// `validation`.
    pub(super) fn finish(mut self) -> Result<(), Refusal> {
        if !self.keys.is_empty() {
            self.wrong(WHOLE, "unknown");
        }
        if self.problems.is_empty() { Ok(()) } else { Err(Refusal::Validation(self.problems)) }
    }
}
