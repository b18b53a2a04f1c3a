//! A document of ours, stored as JSON by a former run.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{decode, extension, ocr};
use crate::error::Error;
use crate::model::disclosure::SCHEMA;
use crate::model::grid::MAX_COLUMNS;
use crate::model::{Disclosure, Place, Source};

/// The name of the format, as in `source.format` and `--from`.
pub const NAME: &str = "json";

/// The document that a file stores; `None` if the file is no JSON.
///
/// A file is JSON where a person says so, where its extension does, or where the whole of it parses as an
/// object. Such a file is never read as text: it is a document of ours or it is refused.
pub fn stored(source: &Source) -> Option<Result<Disclosure, Error>> {
    let named = match &source.format {
        Some(format) if format == NAME => true,
        Some(_) => return None,
        None => extension(&source.path) == NAME,
    };
    let looks = || {
        let start = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&source.bytes);
        start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
    };
    if !named && !looks() {
        return None;
    }
    match parse(source) {
        // What OCR tools write has a reader of its own.
        Ok(value) if source.format.is_none() && value.get("schema").is_none() && ocr::is_one(&value) => None,
        Ok(value) => Some(of_value(&value)),
        // Logs and the like have a value a line.
        Err(_) if source.format.is_none() && lines(source).is_some() => {
            let values = lines(source).unwrap_or_default();
            if ocr::is_one(&Value::Array(values.clone())) { None } else { values.first().map(of_value) }
        }
        // Text may begin with a brace; only a name or the mark of ours makes a broken JSON file of it.
        Err(_) if !named && !claims_to_be_ours(&source.bytes) => None,
        Err(error) => Some(Err(error)),
    }
}

/// The objects of a file that has one a line, two or more.
fn lines(source: &Source) -> Option<Vec<Value>> {
    let decoded = decode::decode(&source.bytes).ok()?;
    let lines = decoded.text.lines().filter(|line| !line.trim().is_empty());
    let values: Vec<Value> =
        lines.map(|line| serde_json::from_str(line).ok().filter(Value::is_object)).collect::<Option<_>>()?;
    (values.len() > 1).then_some(values)
}

/// Whether the schema of ours is named at the top of a file.
fn claims_to_be_ours(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    start.windows(b"gongkai/document/".len()).any(|window| window == b"gongkai/document/")
}

fn parse(source: &Source) -> Result<Value, Error> {
    let decoded = decode::decode(&source.bytes)?;
    let refuse = |error: &serde_json::Error| {
        let refusal = Error::refused("json-broken", &[&error]);
        if error.line() > 0 {
            refusal.at(Place::line_column(error.line(), error.column().max(1)))
        } else {
            refusal
        }
    };
    // serde_json keeps the last of two values of one name without a word, and so do most readers of JSON.
    let mut deserializer = serde_json::Deserializer::from_str(&decoded.text);
    UniqueKeys.deserialize(&mut deserializer).map_err(|error| refuse(&error))?;
    serde_json::from_str(&decoded.text).map_err(|error| refuse(&error))
}

fn of_value(value: &Value) -> Result<Disclosure, Error> {
    match value.get("schema").and_then(Value::as_str) {
        // Through a `Value`: enums that are read ahead and numbers of any precision only meet that way.
        Some(SCHEMA) => {
            within_bounds(value, "")?;
            serde_json::from_value(value.clone())
                .map_err(|error| Error::refused("json-not-a-document", &[&error]))
        }
        Some(other) => Err(Error::refused("json-other-schema", &[&other, &SCHEMA])),
        None => {
            let keys = keys(value);
            Err(if keys.is_empty() {
                Error::refused("json-not-ours", &[&SCHEMA])
            } else {
                Error::refused("json-unknown", &[&keys.join(", ")])
            })
        }
    }
}

/// So many keys of a document of an unknown kind are named in its refusal.
const MOST_KEYS: usize = 12;

/// The keys that were seen at the top of a value, or of the first object of a list.
fn keys(value: &Value) -> Vec<&str> {
    let object = match value {
        Value::Array(items) => items.iter().find_map(Value::as_object),
        value => value.as_object(),
    };
    object.into_iter().flat_map(|fields| fields.keys()).map(String::as_str).take(MOST_KEYS).collect()
}

/// The largest number of a line, row, page or item that a stored document may name.
const MAX_ORDINAL: u64 = 1 << 32;

/// Refuses places and spans that no table has: they would be computed with, and a grid be laid out for them.
fn within_bounds(value: &Value, name: &str) -> Result<(), Error> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| within_bounds(item, name)),
        Value::Object(fields) => {
            let whole = |name: &str| fields.get(name).and_then(Value::as_u64).unwrap_or(0);
            let columns = u64::try_from(MAX_COLUMNS).unwrap_or(u64::MAX);
            if fields.contains_key("colspan") && whole("column").saturating_add(whole("colspan")) > columns {
                return Err(Error::refused("json-too-wide", &[&columns]));
            }
            fields.iter().try_for_each(|(name, field)| within_bounds(field, name))
        }
        // Sums of money are decimals of any size; all other numbers count something.
        Value::Number(number) if !matches!(name, "value" | "bytes") && !name.starts_with("amount") => {
            match number.as_u64() {
                Some(whole) if whole > MAX_ORDINAL => {
                    Err(Error::refused("json-number-too-large", &[&whole, &name, &MAX_ORDINAL]))
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Visits a JSON value to the end and fails at a name that an object has twice.
struct UniqueKeys;

impl<'de> DeserializeSeed<'de> for UniqueKeys {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(UniqueKeys)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = entries.next_key::<String>()? {
            entries.next_value_seed(UniqueKeys)?;
            if let Some(twice) = names.replace(name) {
                return Err(serde::de::Error::custom(format!(
                    "the name \"{twice}\" stands twice in an object"
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), bytes: text.as_bytes().to_vec(), format: None }
    }

    const EMPTY: &str = r#"{"schema":"gongkai/document/v1","source":{"path":"a.txt","format":"delimited","encoding":"UTF-8","bytes":1,"sha256":""},"title":null,"year":2024,"publisher":null,"blocks":[{"kind":"paragraph","text":"x","at":{"line":1}}],"projects":[],"budget":[],"findings":[]}"#;

    #[test]
    fn a_document_of_ours_is_read() {
        for (path, text) in [("a.json", EMPTY.to_owned()), ("a", format!("\u{feff} {EMPTY}"))] {
            let stored = stored(&file(path, &text)).unwrap().unwrap();
            assert_eq!((stored.year, stored.blocks.len()), (Some(2024), 1));
        }
    }

    #[test]
    fn other_json_is_refused_with_reasons() {
        let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
        for (text, words) in [
            ("{}", "gongkai/document/v1"),
            ("[1]", "gongkai/document/v1"),
            (r#"{"schema":"gongkai/document/v9"}"#, "v9"),
            (r#"{"schema":"gongkai/document/v1"}"#, "missing field"),
            (r#"{"a":1,"a":2}"#, "twice"),
            (r#"{"a":"#, "EOF"),
            (deep.as_str(), "recursion"),
        ] {
            let error = stored(&file("x.json", text)).unwrap().unwrap_err();
            assert!(error.message.en.contains(words), "{text}: {}", error.message.en);
        }
    }

    #[test]
    fn numbers_that_no_document_has_are_refused() {
        let huge = EMPTY.replace("\"line\":1", "\"line\":18446744073709551615");
        let cell =
            r#"{"text":"x","value":9999999999999,"column":COLUMN,"colspan":1,"rowspan":1,"at":{"line":1}}"#;
        let table = r#"{"kind":"table","layout":"plain","title":null,"unit":null,"header_rows":0,"columns":[],"rows":[{"role":"data","at":{"line":1},"cells":[CELL]}],"notes":[],"joined":[],"at":{"line":1}}"#;
        let paragraph = r#"{"kind":"paragraph","text":"x","at":{"line":1}}"#;
        let at_column =
            |column: &str| EMPTY.replace(paragraph, &table.replace("CELL", &cell.replace("COLUMN", column)));
        let refusal = |text: &str| stored(&file("x.json", text)).unwrap().unwrap_err().message.en;
        assert!(refusal(&huge).contains("\"line\""), "{}", refusal(&huge));
        for column in ["16384", "18446744073709551615"] {
            assert!(refusal(&at_column(column)).contains("16384"));
        }
        let kept = stored(&file("x.json", &at_column("16383"))).unwrap();
        assert!(kept.is_ok(), "{kept:?}");
    }

    #[test]
    fn text_is_no_json() {
        assert!(stored(&file("a.txt", "{项目}\t1\n")).is_none());
        assert!(stored(&file("a.txt", "项目\t1\n")).is_none());
        assert!(stored(&file("a.txt", "{\"schema\": \"gongkai/document/v1\", ")).unwrap().is_err());
        assert!(stored(&file("a.txt", "{\"a\": 1.00}")).unwrap().is_err());
    }
}
