//! What is said to a person, in English and Chinese, from one table (`messages.tsv`).

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, and the default.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// One message in both languages, its places filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// The table: an id, the English and the Chinese text a line, separated by tabs; `{0}`, `{1}` … are filled in.
const TABLE: &str = include_str!("messages.tsv");

static MESSAGES: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, (fields.next()?, fields.next()?)))
        })
        .collect()
});

impl Message {
    /// The message `id` of the table with its places `{0}`, `{1}` … filled in.
    ///
    /// An id that the table does not have is shown itself, so that nothing is ever silent; a test of the
    /// table keeps that from happening.
    pub fn new(id: &str, values: &[&dyn Display]) -> Self {
        let (en, zh) = MESSAGES.get(id).copied().unwrap_or((id, id));
        Self { en: fill(en, values), zh: fill(zh, values) }
    }

    /// The text in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }

    /// The ids of the table, in order.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        MESSAGES.keys().copied()
    }

    /// Whether the table has a message of that id.
    pub fn exists(id: &str) -> bool {
        MESSAGES.contains_key(id)
    }
}

/// Puts `values` into the places of `template`. What a value says is not looked at again: a `{1}` in a cell
/// of the source stays a `{1}`.
fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let close = rest.find('}').map_or(rest.len(), |close| close + 1);
        let value =
            rest[1..close.max(1)].trim_end_matches('}').parse::<usize>().ok().and_then(|n| values.get(n));
        match value {
            Some(value) => filled.push_str(&value.to_string()),
            None => filled.push_str(&rest[..close]),
        }
        rest = &rest[close..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        assert_eq!(fill("{0}: {1}", &[&"{1}", &2]), "{1}: 2");
        assert_eq!(fill("a {x} b {", &[]), "a {x} b {");
    }

    #[test]
    fn every_message_has_both_texts_with_the_same_places() {
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 3, "{line}");
            for place in ["{0}", "{1}", "{2}", "{3}", "{4}"] {
                assert_eq!(fields[1].contains(place), fields[2].contains(place), "{line}: {place}");
            }
        }
        let ids = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(ids, MESSAGES.len(), "an id stands twice");
    }
}
