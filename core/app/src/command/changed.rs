//! What was changed, for the audit log: the old value and the new one of each field that is not as it was.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// `{"was": {…}, "is": {…}}`, with the fields that differ; both are written by the same type.
pub(super) fn changed<T: Serialize>(was: &T, is: &T) -> String {
    let (mut was, mut is) = (fields(was), fields(is));
    was.retain(|field, old| is.get(field) != Some(old));
    is.retain(|field, _| was.contains_key(field));
    json!({ "was": was, "is": is }).to_string()
}

/// The same for people's eyes: each field that differs, with its old and its new value.
pub(super) fn differing<T: Serialize>(was: &T, is: &T) -> Vec<(String, String, String)> {
    let (was, is) = (fields(was), fields(is));
    let said = |value: Option<&Value>| match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            parts.iter().map(|part| part.as_str().unwrap_or_default()).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    };
    let differs = was.iter().filter(|(field, old)| is.get(*field) != Some(*old));
    differs.map(|(field, old)| (field.clone(), said(Some(old)), said(is.get(field)))).collect()
}

fn fields(of: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => fields,
        // Nothing that is written here fails, or is anything but a row; were it so, the log says all that there is.
        other => Map::from_iter([("all".to_owned(), other.unwrap_or_default())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Named {
        name: &'static str,
        phone: Option<&'static str>,
    }

    #[test]
    fn only_what_is_not_as_it_was_is_told() {
        let told = |was: &Named, is: &Named| serde_json::from_str::<Value>(&changed(was, is)).unwrap();
        let (was, is) = (Named { name: "Aino", phone: None }, Named { name: "Aino", phone: Some("+358") });
        assert_eq!(told(&was, &is), json!({ "was": { "phone": null }, "is": { "phone": "+358" } }));
        assert_eq!(told(&is, &is), json!({ "was": {}, "is": {} }));
    }
}
