//! The table of messages and the code agree: which messages there are, and how many values each takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::code::{Token, arguments, closing, code};
use super::{files, is_for_tests, source};

/// Functions that are handed an id and give it values of their own, with the number of these.
const GIVERS: &[(&str, usize)] =
    &[("failed", 2), ("failed_to_write", 2), ("unknown", 2), ("usage", 2), ("with_reason", 2), ("wrong", 0)];

/// Messages that leave out a value that their giver offers: the rules are too many to be listed in a line.
const REFRAINING: &[&str] = &["rule-unknown"];

/// The messages by id, with the places of the English and the Chinese text.
fn table() -> BTreeMap<String, [BTreeSet<usize>; 2]> {
    let table = fs::read_to_string(source().join("model/messages.tsv")).unwrap();
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, english, chinese] = fields[..] else { panic!("three fields: {line}") };
            (id.to_owned(), [places(english), places(chinese)])
        })
        .collect()
}

/// The numbers of the places of a text: 0 for `{0}`.
fn places(text: &str) -> BTreeSet<usize> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')?.0.parse().ok()).collect()
}

/// A message that is said with a number of values, and where.
struct Said {
    id: String,
    values: usize,
    file: String,
}

/// Every call that is given an id and, next to it, a list of values, `f("id", &[&one, &two])`, whatever `f` is; and
/// those that hand an id to one of the givers.
fn said(ids: &BTreeSet<String>) -> Vec<Said> {
    let mut found = Vec::new();
    for path in files(&source(), "rs").into_iter().filter(|path| !is_for_tests(path)) {
        let tokens = code(&fs::read_to_string(&path).unwrap());
        let file = path.strip_prefix(source()).unwrap().display().to_string();
        for (open, _) in tokens.iter().enumerate().filter(|(_, token)| token.is('(')) {
            let (before, arguments) = (&tokens[..open], arguments(&tokens, open));
            let mut add = |id: &[Token], values: usize| {
                let known = literals(id, before).into_iter().filter(|id| ids.contains(id));
                found.extend(known.map(|id| Said { id, values, file: file.clone() }));
            };
            let giver =
                GIVERS.iter().find(|(name, _)| before.last().is_some_and(|token| token.is_word(name)));
            if let Some((_, values)) = giver {
                let is_literal = |id: &&&[Token]| matches!(id, [Token::Literal(_)]);
                arguments.iter().filter(is_literal).for_each(|id| add(id, *values));
            }
            for pair in arguments.windows(2) {
                if let Some(values) = count(pair[1], before) {
                    add(pair[0], values);
                }
            }
        }
    }
    found
}

/// How many values an argument gives: `&[&one, &two]`, or a variable that holds such a list.
fn count(argument: &[Token], before: &[Token]) -> Option<usize> {
    match argument {
        [Token::Mark('&'), list @ ..] if list.first()?.is('[') && closing(list, 0) + 1 == list.len() => {
            Some(arguments(list, 0).len())
        }
        [Token::Mark('&'), Token::Word(name)] => {
            let given = given(name, before)?;
            let equals = given.iter().position(|token| token.is('='))?;
            let is_list = given.get(equals + 1)?.is('[');
            is_list.then(|| arguments(given, equals + 1).len())
        }
        _ => None,
    }
}

/// The `let` that gives a variable its value, to its end.
fn given<'a>(name: &str, before: &'a [Token]) -> Option<&'a [Token]> {
    let is_let = |at: &usize| {
        before[*at].is_word("let")
            && before[*at..].iter().take_while(|token| !token.is('=')).any(|token| token.is_word(name))
    };
    let from = (0..before.len()).rev().find(is_let)?;
    let mut end = from;
    while end < before.len() && !before[end].is(';') {
        end =
            if matches!(before[end], Token::Mark('{' | '(' | '[')) { closing(before, end) } else { end } + 1;
    }
    Some(&before[from..end.min(before.len())])
}

/// The literals that an argument may be: those it holds itself, or those of the `let` before it that gives a variable.
/// What is handed to a call of its own in there is counted there.
fn literals(argument: &[Token], before: &[Token]) -> Vec<String> {
    let those = |tokens: &[Token]| -> Vec<String> {
        let handed = |at: usize| {
            at > 0 && tokens[at - 1].is('(') && tokens.get(at + 1).is_some_and(|next| next.is(','))
        };
        let literal = |(at, token): (usize, &Token)| match token {
            Token::Literal(said) if !handed(at) => Some(said.clone()),
            _ => None,
        };
        tokens.iter().enumerate().filter_map(literal).collect()
    };
    let own = those(argument);
    let name = argument.iter().rev().find_map(|token| match token {
        Token::Word(name) => Some(name),
        _ => None,
    });
    let variable = name.filter(|_| own.is_empty()).and_then(|name| given(name, before));
    variable.map_or(own, those)
}

#[test]
fn every_message_is_given_as_many_values_as_it_has_places() {
    let table = table();
    let ids: BTreeSet<String> = table.keys().cloned().collect();
    let mut wrong = BTreeSet::new();
    let mut counted = BTreeSet::new();
    let said = said(&ids);
    for Said { id, values, file } in &said {
        counted.insert(id);
        for (language, places) in ["English", "Chinese"].into_iter().zip(&table[id.as_str()]) {
            if *places != (0..*values).collect() && !REFRAINING.contains(&id.as_str()) {
                wrong
                    .insert(format!("{file} gives {id} {values} values, its {language} text has {places:?}"));
            }
        }
    }
    for (id, [english, _]) in &table {
        if !english.is_empty() && !counted.contains(id) {
            wrong.insert(format!("{id} has places and no call was found: name its function in GIVERS"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}
