//! Rows of an array of objects, one object at a time.

use majakka_store::error::{Error, Result};
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::SheetProblem;

/// Every key of any object in the order in which they turn up, and how many objects there are.
pub(super) fn outline(text: &str) -> Result<(Vec<String>, usize), SheetProblem> {
    let (mut header, mut rows) = (Vec::<String>::new(), 0);
    let read = objects(text, &mut |object| {
        rows += 1;
        for key in object.keys().filter(|key| !header.contains(key)).collect::<Vec<_>>() {
            header.push(key.clone());
        }
        Ok(())
    });
    read.map_err(|_| SheetProblem::Format)?;
    Ok((header, rows))
}

pub(super) fn each(
    text: &str,
    header: &[String],
    give: &mut dyn FnMut(usize, &mut dyn Iterator<Item = String>) -> Result<()>,
) -> Result<()> {
    let mut number = 0;
    objects(text, &mut |object| {
        number += 1;
        give(number, &mut header.iter().map(|key| object.get(key).map(written).unwrap_or_default()))
    })
}

/// A value as a cell; of a list its parts.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(written).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

type Take<'a> = &'a mut dyn FnMut(Map<String, Value>) -> Result<()>;

fn objects(text: &str, take: Take<'_>) -> Result<()> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut refused = None;
    let read = Objects { take, refused: &mut refused }.deserialize(&mut json).and_then(|()| json.end());
    match (refused, read) {
        (Some(cause), _) => Err(cause),
        (None, read) => read.map_err(|cause| Error::Setting(cause.to_string())),
    }
}

struct Objects<'a, 'b> {
    take: Take<'a>,
    refused: &'b mut Option<Error>,
}

impl<'de> DeserializeSeed<'de> for Objects<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Objects<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some(object) = objects.next_element()? {
            if let Err(cause) = (self.take)(object) {
                *self.refused = Some(cause);
                return Err(A::Error::custom("not taken"));
            }
        }
        Ok(())
    }
}
