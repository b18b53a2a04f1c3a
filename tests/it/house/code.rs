//! Rust code, as far as the tests of the house must understand it: literals, words, marks and documentation.

use std::iter::Peekable;
use std::str::CharIndices;

/// A piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// What a string literal says.
    Literal(String),
    /// A name, a keyword or a number.
    Word(String),
    /// A line of `///`.
    Documentation(String),
    /// Anything else that is no white space: a bracket, a comma.
    Mark(char),
}

impl Token {
    /// Whether it is this mark.
    pub fn is(&self, mark: char) -> bool {
        *self == Self::Mark(mark)
    }

    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }
}

/// The code of a file without what is compiled for tests only.
pub fn code(text: &str) -> Vec<Token> {
    let mut rest = tokens(text).into_iter().peekable();
    let mut kept = Vec::new();
    while let Some(token) = rest.next() {
        kept.push(token);
        let marks = ["#", "[", "cfg", "(", "test", ")", "]"];
        let ends = kept.len() >= marks.len()
            && kept[kept.len() - marks.len()..].iter().zip(marks).all(|(token, mark)| match token {
                Token::Mark(own) => mark.chars().eq([*own]),
                Token::Word(own) => own == mark,
                Token::Literal(_) | Token::Documentation(_) => false,
            });
        if ends {
            kept.truncate(kept.len() - marks.len());
            skip_item(&mut rest);
        }
    }
    kept
}

/// Passes over an item, to its semicolon or the end of its braces.
fn skip_item(rest: &mut impl Iterator<Item = Token>) {
    let mut depth = 0_i32;
    for token in rest {
        match token {
            Token::Mark('{' | '(' | '[') => depth += 1,
            Token::Mark('}') if depth == 1 => return,
            Token::Mark('}' | ')' | ']') => depth -= 1,
            Token::Mark(';') if depth == 0 => return,
            _ => {}
        }
    }
}

/// Where the bracket that opens at a place closes.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('{' | '(' | '[') => depth += 1,
            Token::Mark('}' | ')' | ']') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// The arguments within a pair of brackets, the first of which stands at a place.
pub fn arguments(tokens: &[Token], open: usize) -> Vec<&[Token]> {
    let end = closing(tokens, open);
    let mut found = Vec::new();
    let (mut from, mut at) = (open + 1, open + 1);
    while at < end {
        match tokens[at] {
            Token::Mark('{' | '(' | '[') => at = closing(tokens, at),
            Token::Mark(',') => {
                found.push(&tokens[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if from < end {
        found.push(&tokens[from..end]);
    }
    found
}

fn tokens(text: &str) -> Vec<Token> {
    let mut chars = text.char_indices().peekable();
    let mut found = Vec::new();
    while let Some((at, c)) = chars.next() {
        let rest = &text[at..];
        match c {
            '/' if rest.starts_with("//") => {
                let line = rest.lines().next().unwrap_or_default();
                if let Some(said) = line.strip_prefix("///").filter(|_| !line.starts_with("////")) {
                    found.push(Token::Documentation(said.trim().to_owned()));
                }
                skip(&mut chars, at + line.len());
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").expect("a comment ends");
                skip(&mut chars, at + end + 2);
            }
            '"' => found.push(literal(rest, at, &mut chars)),
            'r' | 'b' if raw(rest).is_some() => {
                let (open, hashes) = raw(rest).expect("as the arm says");
                let close = format!("\"{}", "#".repeat(hashes));
                let length = rest[open..].find(&close).expect("a raw string ends");
                found.push(Token::Literal(rest[open..open + length].to_owned()));
                skip(&mut chars, at + open + length + close.len());
            }
            '\'' => {
                if let Some(length) = character(rest) {
                    skip(&mut chars, at + length);
                }
            }
            c if c.is_alphanumeric() || c == '_' => {
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                skip(&mut chars, at + word.len());
                found.push(Token::Word(word));
            }
            c if c.is_whitespace() => {}
            c => found.push(Token::Mark(c)),
        }
    }
    found
}

fn skip(chars: &mut Peekable<CharIndices>, to: usize) {
    while chars.next_if(|(at, _)| *at < to).is_some() {}
}

/// A string literal with its escapes, which begins the rest of a text.
fn literal(rest: &str, at: usize, chars: &mut Peekable<CharIndices>) -> Token {
    let mut said = String::new();
    let mut escaped = false;
    for (within, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => {
                skip(chars, at + within + 1);
                break;
            }
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            'n' if escaped => said.push('\n'),
            't' if escaped => said.push('\t'),
            '\n' if escaped => {}
            c => said.push(c),
        }
        escaped = false;
    }
    Token::Literal(said)
}

/// Where the words of a raw string begin, and how many # stand around it.
fn raw(rest: &str) -> Option<(usize, usize)> {
    let from = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = from.len() - from.trim_start_matches('#').len();
    from[hashes..].starts_with('"').then(|| (rest.len() - from.len() + hashes + 1, hashes))
}

/// How long a character literal is; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        let from = chars.next()?.0 + 1;
        return rest[from..].find('\'').map(|end| from + end + 1);
    }
    chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
}

#[test]
fn code_is_told_from_what_only_looks_like_it() {
    let said = |text: &str| {
        code(text)
            .into_iter()
            .filter_map(|token| if let Token::Literal(said) = token { Some(said) } else { None })
            .collect::<Vec<_>>()
    };
    for (text, expected) in [
        ("f(\"合计\"); // \"小计\"", &["合计"][..]),
        ("/* \"小计\" */ let x: &'a str = \"a\\\"b\";", &["a\"b"]),
        ("matches!(c, '\"' | '\\'') || \"总计\"", &["总计"]),
        ("r#\"一\"二\"#", &["一\"二"]),
        ("#[cfg(test)]\nmod cases;\nconst A: &str = \"一\";\n#[cfg(test)]\nmod tests { f(\"二\") }", &["一"]),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
    let call = code("f(a, g(b, c), &[x, [y, z]],)");
    assert_eq!(arguments(&call, 1).len(), 3);
}
