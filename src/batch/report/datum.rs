//! What the script of a page knows of its files, a line each and without names: ten thousand are on one page.

use std::fmt::Write;

use serde_json::{Value, json};

use super::super::input::page_of;
use super::super::manifest::{Record, Status};
use super::super::name;
use super::page::{is_forbidden, money, shortened};
use super::states::state;
use crate::model::Message;

/// How much of a title is shown, in characters.
const TITLE: usize = 80;

/// How much of a reason is shown, in characters.
const REASON: usize = 120;

/// The lines of the files of a page. Texts are told by what they do not share with those of the file before: the
/// paths of a batch begin alike, and so do its titles.
#[derive(Debug, Default)]
pub(super) struct Data {
    path: String,
    title: String,
    zh: String,
    en: String,
}

impl Data {
    /// The line of the next file. `own` is where its own page stands.
    pub(super) fn line(&mut self, record: &Record, own: Option<&str>) -> String {
        let findings = &record.weights;
        let mut fields = vec![
            told(&mut self.path, Some(&record.path)),
            json!(state(record)),
            json!(u8::from(record.status == Status::Unchanged)),
            told(&mut self.title, title(record).as_deref()),
            json!(record.counts.map(|counts| [counts.understood, counts.tables])),
            json!(record.counts.map(|counts| counts.budget)),
            json!(record.counts.map(|counts| counts.projects)),
            json!(record.counts.map(|counts| counts.indicators)),
            json!(record.amount_wan.map(money)),
            json!([findings.error, findings.warning, findings.info]),
        ];
        // 0 is where the page of nearly every document stands.
        let is_usual = own.is_some_and(|own| own == page_of(name::without_extension(&record.path)));
        fields.push(if is_usual { json!(0) } else { json!(own) });
        if let Some(reason) = reason(record) {
            fields.push(told(&mut self.zh, Some(&reason.zh)));
            fields.push(told(&mut self.en, Some(&reason.en)));
        }
        within_html(&Value::from(fields).to_string())
    }
}

/// What a document is called, as far as there is room.
pub(super) fn title(record: &Record) -> Option<String> {
    record.title.as_deref().map(|title| shortened(title, TITLE))
}

/// Why a file is no document, as far as there is room.
pub(super) fn reason(record: &Record) -> Option<Message> {
    let reason = record.reason.as_ref()?;
    Some(Message { en: shortened(&reason.en, REASON), zh: shortened(&reason.zh, REASON) })
}

/// A text as the number of UTF-16 units that it shares with the one before, and the rest.
fn told(last: &mut String, text: Option<&str>) -> Value {
    let Some(text) = text else { return Value::Null };
    let shared: usize = last
        .chars()
        .zip(text.chars())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let units = text[..shared].encode_utf16().count();
    text.clone_into(last);
    json!([units, text[shared..]])
}

/// JSON as it may stand between tags, and as HTML forbids no character of it; it reads the same.
fn within_html(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, '<' | '&') || is_forbidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_what_is_new_in_it() {
        let mut last = String::new();
        for (text, expected) in [
            (Some("甲/1.txt"), json!([0, "甲/1.txt"])),
            (Some("甲/12.txt"), json!([3, "2.txt"])),
            (None, json!(null)),
            // Half of a character is no text.
            (Some("甲/12.\u{1f600}"), json!([5, "\u{1f600}"])),
            (Some("甲/12.\u{1f601}"), json!([5, "\u{1f601}"])),
            (Some("甲/12.\u{1f601}a"), json!([7, "a"])),
        ] {
            assert_eq!(told(&mut last, text), expected);
        }
    }

    #[test]
    fn no_text_ends_its_element() {
        let text = "</template>&lt;\u{85}\u{1fffe}";
        let within = within_html(&json!([text]).to_string());
        assert_eq!(within, "[\"\\u003c/template>\\u0026lt;\\u0085\\ud83f\\udffe\"]");
        assert_eq!(serde_json::from_str::<Value>(&within).unwrap(), json!([text]));
    }
}
