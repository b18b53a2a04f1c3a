//! Every number that decides something says what taught it.

use std::collections::BTreeSet;
use std::fs;

use super::code::{Token, code};
use super::{files, is_for_tests, source};

/// The types of thresholds.
const NUMBERS: [&str; 12] =
    ["usize", "u8", "u16", "u32", "u64", "u128", "isize", "i8", "i16", "i32", "i64", "f64"];

/// So many words that are not in the name make a sentence that says more than it.
const FEWEST_WORDS: usize = 3;

/// Those that still say nothing; the list only gets shorter.
const SILENT: &[&str] = &[];

#[test]
fn every_threshold_says_what_it_is_for() {
    let mut wrong = Vec::new();
    let mut silent = BTreeSet::new();
    for path in files(&source(), "rs").into_iter().filter(|path| !is_for_tests(path)) {
        let tokens = code(&fs::read_to_string(&path).unwrap());
        for (at, window) in tokens.windows(5).enumerate() {
            let [constant, Token::Word(name), colon, Token::Word(kind), equals] = window else { continue };
            let is_number = NUMBERS.contains(&kind.as_str()) && colon.is(':') && equals.is('=');
            if constant.is_word("const") && is_number && !says_more(&documentation(&tokens[..at]), name) {
                silent.insert(name.clone());
                if !SILENT.contains(&name.as_str()) {
                    wrong.push(format!("{}: {name} does not say what it is for", path.display()));
                }
            }
        }
    }
    wrong.extend(
        SILENT.iter().filter(|name| !silent.contains(**name)).map(|name| format!("{name} is no exception")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The documentation that ends some code: behind it come attributes and `pub` alone.
fn documentation(before: &[Token]) -> String {
    let mut at = before.len();
    while at > 0 && !matches!(before[at - 1], Token::Documentation(_) | Token::Mark(';' | '{' | '}' | ',')) {
        at -= 1;
    }
    let from = before[..at].iter().rposition(|token| !matches!(token, Token::Documentation(_)));
    let lines = before[from.map_or(0, |from| from + 1)..at].iter().filter_map(|token| match token {
        Token::Documentation(line) => Some(line.as_str()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}

fn says_more(said: &str, name: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    words(said).difference(&words(name)).count() >= FEWEST_WORDS
}

#[test]
fn a_name_in_other_order_says_nothing() {
    for (said, name, more) in [
        ("The longest line.", "LONGEST_LINE", false),
        ("A line that is longer, in characters, is prose.", "LONGEST_LINE", true),
        ("", "LONGEST_LINE", false),
    ] {
        assert_eq!(says_more(said, name), more, "{said}");
    }
}
