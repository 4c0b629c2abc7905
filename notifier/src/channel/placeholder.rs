//! `{to}`, `{text}`, `{sender}` and `{reference}` in the description of an HTTP gateway.
//!
//! Guarantee: one pass: what stands in a value is never read as a placeholder. Each place has its own encoding, so that no
//! value can end the place that it stands in.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but what RFC 3986, 2.3 calls unreserved.
const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~');
/// What is not a visible character of ASCII, and the sign that says so (as RFC 8187, 3.2 does).
const IN_HEADER: &AsciiSet = &CONTROLS.add(b'%');

/// What is put in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) to: &'a str,
    pub(super) text: &'a str,
    pub(super) sender: &'a str,
    pub(super) reference: &'a str,
}

/// The names, for a reader of the settings.
const NAMES: [&str; 4] = ["to", "text", "sender", "reference"];

/// The first placeholder that there is none of.
pub(super) fn unknown(template: &str) -> Option<String> {
    let mut rest = template;
    while let Some((_, behind)) = rest.split_once('{') {
        let name: String = behind.chars().take_while(char::is_ascii_alphabetic).collect();
        if !name.is_empty() && behind[name.len()..].starts_with('}') && !NAMES.contains(&name.as_str()) {
            return Some(name);
        }
        rest = behind;
    }
    None
}

impl Values<'_> {
    /// As it is: for what is encoded as a whole afterwards.
    pub(super) fn plain(&self, template: &str) -> String {
        self.fill(template, str::to_owned)
    }

    /// In the path or query of an address.
    pub(super) fn in_address(&self, template: &str) -> String {
        self.fill(template, |value| utf8_percent_encode(value, IN_ADDRESS).to_string())
    }

    /// In a header.
    pub(super) fn in_header(&self, template: &str) -> String {
        self.fill(template, |value| utf8_percent_encode(value, IN_HEADER).to_string())
    }

    /// In every text of a JSON value.
    pub(super) fn in_json(&self, template: &Value) -> Value {
        match template {
            Value::String(text) => Value::String(self.plain(text)),
            Value::Array(items) => items.iter().map(|item| self.in_json(item)).collect(),
            Value::Object(keys) => keys.iter().map(|(key, value)| (key.clone(), self.in_json(value))).collect(),
            other => other.clone(),
        }
    }

    fn fill(&self, template: &str, encode: impl Fn(&str) -> String) -> String {
        let mut filled = String::with_capacity(template.len() + self.text.len());
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            let (before, behind) = rest.split_at(start);
            filled.push_str(before);
            let found =
                NAMES.iter().zip([self.to, self.text, self.sender, self.reference]).find_map(|(name, value)| {
                    let after = behind.strip_prefix('{')?.strip_prefix(name)?.strip_prefix('}')?;
                    Some((value, after))
                });
            rest = match found {
                Some((value, after)) => {
                    filled.push_str(&encode(value));
                    after
                }
                None => {
                    filled.push('{');
                    &behind[1..]
                }
            };
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const VALUES: Values<'_> =
        Values { to: "+358400000001", text: "HÄIRIÖ {to} & \"50 %\"\r\nX: y", sender: "Majakka", reference: "42" };

    #[test]
    fn no_value_ends_the_place_that_it_stands_in() {
        assert_eq!(
            VALUES.in_address("/send/{to}?t={text}"),
            "/send/%2B358400000001?t=H%C3%84IRI%C3%96%20%7Bto%7D%20%26%20%2250%20%25%22%0D%0AX%3A%20y"
        );
        assert_eq!(VALUES.in_header("{text}"), "H%C3%84IRI%C3%96 {to} & \"50 %25\"%0D%0AX: y");
        assert_eq!(VALUES.plain("{{to}} {unknown} {"), "{+358400000001} {unknown} {");
        let json = VALUES.in_json(&json!({ "a": ["{text}", 1], "{to}": true }));
        assert_eq!(json, json!({ "a": [VALUES.text, 1], "{to}": true }));
    }

    #[test]
    fn a_misspelt_placeholder_is_found() {
        assert_eq!(unknown("{to} {message}"), Some("message".to_owned()));
        assert_eq!(unknown("{to} {} { x } {\"a\"} {sender}"), None);
    }
}
