//! The block at the head of a file that speaks of the file: YAML between `---`, TOML between `+++`, JSON in braces.

use super::retold::Edit;
use crate::model::{Rule, Severity};

/// The block at the head of a file was kept apart from its text.
pub const FRONT_MATTER_SET_APART: Rule = Rule {
    name: "front-matter-set-apart",
    severity: Severity::Info,
    page: include_str!("front_matter_set_apart.md"),
};

/// The longest block, in lines. A rule at the head of a long text opens none.
const MOST_LINES: usize = 200;

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FrontMatter {
    /// Takes it out of the text.
    pub(super) edit: Edit,
    /// Its words, to the letter.
    pub(super) words: String,
    /// The title that it gives.
    pub(super) title: Option<String>,
}

/// The block at the head of a text.
pub(super) fn take(text: &str) -> Option<FrontMatter> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let rest = &text[start..];
    let length = fenced(rest).or_else(|| braced(rest))?;
    let words = rest[..length].trim().to_owned();
    let title = words.lines().find_map(title);
    Some(FrontMatter { edit: Edit::cut(start..start + length), words, title })
}

/// The length of a block between two lines of `---` or `+++` whose lines name something each.
fn fenced(rest: &str) -> Option<usize> {
    let mut lines = rest.split_inclusive('\n');
    let opening = lines.next()?;
    let (sign, closings): (char, &[&str]) = match opening.trim_end() {
        "---" => (':', &["---", "..."]),
        "+++" => ('=', &["+++"]),
        _ => return None,
    };
    let mut length = opening.len();
    let mut named = false;
    for line in lines.take(MOST_LINES) {
        length += line.len();
        let words = line.trim_end();
        if closings.contains(&words) {
            return named.then_some(length);
        }
        let is_key = key(words, sign);
        // What begins in the first column names something, or goes on with a list; prose does neither.
        let is_aside = words.trim().is_empty() || words.starts_with([' ', '\t', '#', '[', ']', '}', '"']);
        if !is_key && !is_aside && !words.starts_with("- ") {
            return None;
        }
        // `单位: 万元` between two rules is a label of the document; a tool names things in its own language.
        named |= is_key && words.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '"');
    }
    None
}

/// Whether a line names something: `title: …`, `title = …`. A label of the document, `单位：万元`, is none.
fn key(line: &str, sign: char) -> bool {
    line.split_once(sign).is_some_and(|(key, value)| {
        let key = key.trim_end().trim_matches(['"', '\'']);
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        !key.is_empty()
            && key.chars().all(is_word)
            && (sign == '=' || value.is_empty() || value.starts_with(' '))
    })
}

/// The length of a JSON object that has the head of the file to itself.
fn braced(rest: &str) -> Option<usize> {
    if !rest.starts_with('{') {
        return None;
    }
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
    let serde_json::Value::Object(fields) = stream.next()?.ok()? else { return None };
    let length = stream.byte_offset();
    let line_ends = rest[length..].split('\n').next().is_some_and(|line| line.trim().is_empty());
    // A file that is all JSON is no text with a block at its head.
    (!fields.is_empty() && line_ends && !rest[length..].trim().is_empty()).then_some(length)
}

/// The title that a line gives.
fn title(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches('{').trim_start();
    let (key, value) = line.split_once([':', '='])?;
    let name = key.trim().trim_matches(['"', '\'']);
    let value = value.trim().trim_end_matches([',', '}']).trim().trim_matches(['"', '\'']).trim();
    (name.eq_ignore_ascii_case("title") && !value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Option<&str>)>) {
        let found = take(text);
        let found = found.as_ref().map(|found| (&text[found.edit.range.end..], found.title.as_deref()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn blocks_at_the_head() {
        check("---\na_b: zh\nlist:\n- 1\n---\n# 表", Some(("# 表", None)));
        check("\u{feff}\n---\r\ntitle: \"甲表\"\r\n---\r\n正文", Some(("正文", Some("甲表"))));
        check("+++\ntitle = '甲表'\n[extra]\nx = 1\n+++\n正文", Some(("正文", Some("甲表"))));
        check("---\n标题: 甲\nlang: zh\n...\n正文", Some(("正文", None)));
        check("{\n  \"title\": \"甲表\",\n  \"page\": 1\n}\n\n正文", Some(("\n\n正文", Some("甲表"))));
    }

    #[test]
    fn text_that_only_looks_like_it() {
        check("---\n正文一段。\n---\n", None);
        check("---\n\n# 表\n\n---\n", None);
        check("---\n单位：万元\n---\n", None);
        check("---\n单位: 万元\n---\n", None);
        check("---\na: b\n正文一段", None);
        check("{12}----\n正文", None);
        check("{\"a\": 1}", None);
        check("甲\n---\na: b\n---\n", None);
        check("", None);
    }
}
