//! LaTeX as OCR writes it in tables, to a formula.
//!
//! A percent sign is a percent sign here, never the beginning of a comment: `\geq 95%` is what OCR means.

use super::math::{Expression, MAX_DEPTH, MAX_LENGTH, Unread};
use super::symbols::{self, ACCENTS, Accent, LARGE, LETTERS, OPERATORS, RELATIONS, STYLES, Style};

/// Commands that only say how large or where something is printed.
const SILENT: &[&str] = &[
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "scriptscriptstyle",
    "limits",
    "nolimits",
    "nonumber",
    "notag",
    "rm",
    "it",
    "sf",
    "tt",
    "normalsize",
    "small",
    "large",
    "Large",
    "hline",
    "strut",
    "mathstrut",
    "allowbreak",
    "nobreak",
    "relax",
];

/// Commands whose argument is words.
const WORDS: &[&str] =
    &["text", "textrm", "textbf", "textit", "textnormal", "textsf", "texttt", "mbox", "hbox", "textup"];

/// Commands whose argument is printed upright.
const UPRIGHT: &[&str] = &["mathrm", "operatorname", "mathup", "mathop"];

/// Commands that leave their argument as it is.
const TRANSPARENT: &[&str] = &[
    "mathit",
    "mathnormal",
    "mathord",
    "mathbin",
    "mathrel",
    "mathopen",
    "mathclose",
    "mathpunct",
    "mathinner",
    "boxed",
    "fbox",
    "ensuremath",
    "smash",
];

/// Commands that make a fence larger.
const SIZES: &[&str] = &[
    "big", "Big", "bigg", "Bigg", "bigl", "bigr", "bigm", "Bigl", "Bigr", "Bigm", "biggl", "biggr", "biggm",
    "Biggl", "Biggr", "Biggm", "middle",
];

/// The environments whose `&` only aligns: nothing is seen of it.
const ALIGNED: &[&str] = &["aligned", "align", "align*", "gathered", "gather", "gather*", "split"];

/// The environments of rows and cells, with their fences.
const ENVIRONMENTS: &[(&str, &str, &str)] = &[
    ("matrix", "", ""),
    ("smallmatrix", "", ""),
    ("pmatrix", "(", ")"),
    ("bmatrix", "[", "]"),
    ("Bmatrix", "{", "}"),
    ("vmatrix", "|", "|"),
    ("Vmatrix", "‖", "‖"),
    ("array", "", ""),
    ("cases", "{", ""),
    ("aligned", "", ""),
    ("align", "", ""),
    ("align*", "", ""),
    ("gathered", "", ""),
    ("gather", "", ""),
    ("gather*", "", ""),
    ("split", "", ""),
];

/// What `\not` makes of a relation.
const NEGATED: &[(&str, &str)] = &[
    ("=", "≠"),
    ("∈", "∉"),
    ("<", "≮"),
    (">", "≯"),
    ("≤", "≰"),
    ("≥", "≱"),
    ("⊂", "⊄"),
    ("≡", "≢"),
    ("~", "≁"),
];

/// Reads LaTeX, with or without its own delimiters. What it does not know it refuses as a whole.
pub(super) fn parse(source: &str) -> Result<Expression, Unread> {
    let source = without_delimiters(source.trim());
    if source.len() > MAX_LENGTH || source.is_empty() {
        return Err(Unread);
    }
    let mut parser = Parser { source, at: 0, depth: 0 };
    let body = parser.lines()?;
    if parser.at < source.len() { Err(Unread) } else { Ok(body) }
}

/// Whether a command has a meaning in running text, and what kind of a sign it is.
pub(super) fn running_command(name: &str) -> Option<Running> {
    if symbols::sign(RELATIONS, name).is_some() {
        Some(Running::Relation)
    } else if symbols::sign(OPERATORS, name).is_some() {
        Some(Running::Operator)
    } else if symbols::sign(LETTERS, name).is_some() {
        Some(Running::Letter)
    } else if arguments(name).is_some() {
        Some(Running::WithArguments)
    } else {
        None
    }
}

/// What a command is in running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Running {
    /// `\geq`
    Relation,
    /// `\times`
    Operator,
    /// `\alpha`
    Letter,
    /// `\frac{…}{…}`
    WithArguments,
}

/// How many arguments in braces a command takes in running text.
pub(super) fn arguments(name: &str) -> Option<usize> {
    match name {
        "frac" | "dfrac" | "tfrac" | "textcolor" => Some(2),
        "sqrt" | "mathrm" | "operatorname" | "textcircled" | "boxed" | "fbox" | "substack" => Some(1),
        _ if WORDS.contains(&name) || STYLES.iter().any(|style| style.command == name) => Some(1),
        _ => accent(name).map(|_| 1),
    }
}

/// The accent of a command, by whatever package it is named.
fn accent(name: &str) -> Option<&'static Accent> {
    let name = match name {
        "uline" | "underbar" | "uuline" => "underline",
        "bcancel" | "xcancel" | "sout" | "st" => symbols::STRUCK,
        name => name,
    };
    ACCENTS.iter().find(|accent| accent.command == name)
}

/// Parts without white space at their end.
fn trimmed(mut parts: Vec<Expression>) -> Vec<Expression> {
    while parts.last() == Some(&Expression::Gap) {
        parts.pop();
    }
    parts
}

/// Lines one over the other; a single one stands for itself.
fn stack(mut lines: Vec<Vec<Expression>>) -> Expression {
    if lines.len() == 1 {
        return Expression::row(lines.swap_remove(0));
    }
    let rows = lines.into_iter().map(|line| vec![Expression::row(line)]).collect();
    Expression::Matrix { open: String::new(), close: String::new(), rows }
}

fn without_delimiters(source: &str) -> &str {
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        if let Some(inner) = source.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains('$')
        {
            return inner.trim();
        }
    }
    source
}

/// What ends a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Input,
    Brace,
    Bracket,
    Right,
    Cell,
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    fn expect(&mut self, prefix: &str) -> Result<(), Unread> {
        if self.take(prefix) { Ok(()) } else { Err(Unread) }
    }

    fn take_while(&mut self, is: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn skip_space(&mut self) {
        self.take_while(|c| c.is_ascii_whitespace());
    }

    /// The name of the command that comes next, not taken.
    fn peek_command(&self) -> Option<&'a str> {
        let after = self.rest().strip_prefix('\\')?;
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let length = if letters > 0 { letters } else { after.chars().next()?.len_utf8() };
        Some(&after[..length])
    }

    /// All there is: one row, or several lines parted by `\\\\`.
    fn lines(&mut self) -> Result<Expression, Unread> {
        let mut lines = vec![trimmed(self.row(End::Input)?)];
        while self.new_line()? {
            lines.push(trimmed(self.row(End::Input)?));
        }
        // A last `\\\\` begins no line.
        if lines.len() > 1 && lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        Ok(stack(lines))
    }

    /// Takes the end of a line, and how far the next one stands from it. Two backslashes within a word are a path's.
    fn new_line(&mut self) -> Result<bool, Unread> {
        let before = self.source[..self.at].chars().next_back();
        if !self.take("\\\\") {
            return Ok(self.peek_command() == Some("cr") && self.take("\\cr"));
        }
        let in_path = before.is_some_and(|c| c.is_ascii_alphabetic() || c == ':');
        if in_path && self.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
            return Err(Unread);
        }
        let rest = self.rest();
        if let Some(length) = rest.strip_prefix('[').and_then(|rest| rest.find(']'))
            && rest[1..=length].ends_with(|c: char| c.is_ascii_lowercase())
            && rest[1..=length].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'))
        {
            self.at += length + 2;
        }
        self.skip_space();
        Ok(true)
    }

    fn row(&mut self, end: End) -> Result<Vec<Expression>, Unread> {
        let mut parts = Vec::new();
        loop {
            let Some(c) = self.peek() else { return Ok(parts) };
            let command = self.peek_command();
            let ended = match (end, c) {
                (_, '}') | (End::Bracket, ']') | (End::Cell, '&') => true,
                _ => match command {
                    Some("right" | "end") => true,
                    Some("\\" | "cr") => matches!(end, End::Cell | End::Input),
                    _ => false,
                },
            };
            if ended {
                return Ok(parts);
            }
            if c.is_ascii_whitespace() {
                self.skip_space();
                if !parts.is_empty() {
                    parts.push(Expression::Gap);
                }
                continue;
            }
            if c == '~' {
                self.at += 1;
                parts.push(self.tilde(parts.last()));
                continue;
            }
            if c == '^' || c == '_' {
                while parts.last() == Some(&Expression::Gap) {
                    parts.pop();
                }
                let base = parts.pop().unwrap_or(Expression::Row(Vec::new()));
                parts.push(self.scripts(base)?);
                continue;
            }
            if let Some(part) = self.atom(false)? {
                parts.push(part);
            }
        }
    }

    /// In TeX a space that does not break; between two numbers OCR means the sign itself.
    fn tilde(&self, before: Option<&Expression>) -> Expression {
        let number = match before {
            Some(Expression::Number(_)) => true,
            Some(Expression::Operator(sign)) => sign == "%" || sign == "‰",
            _ => false,
        };
        let follows = self.rest().starts_with(|c: char| c.is_numeric() || matches!(c, '.' | '-'));
        if number && follows { Expression::operator("~") } else { Expression::Space { wide: false } }
    }

    fn scripts(&mut self, base: Expression) -> Result<Expression, Unread> {
        let (mut sub, mut sup) = (None, None);
        loop {
            let before = self.at;
            self.skip_space();
            let slot = if self.take("^") {
                &mut sup
            } else if self.take("_") {
                &mut sub
            } else {
                self.at = before;
                return Ok(Expression::scripts(base, sub, sup));
            };
            if slot.is_some() {
                return Err(Unread);
            }
            *slot = Some(self.argument()?);
        }
    }

    /// An argument: a group, or the next thing alone.
    fn argument(&mut self) -> Result<Expression, Unread> {
        self.skip_space();
        loop {
            if self.peek().is_none_or(|c| matches!(c, '}' | '^' | '_' | '&')) {
                return Err(Unread);
            }
            if let Some(part) = self.atom(true)? {
                return Ok(part);
            }
        }
    }

    /// The next thing, without its scripts. `None` for what is not seen. `alone`: digits one by one.
    fn atom(&mut self, alone: bool) -> Result<Option<Expression>, Unread> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unread);
        }
        let part = self.shallow_atom(alone);
        self.depth -= 1;
        part
    }

    fn shallow_atom(&mut self, alone: bool) -> Result<Option<Expression>, Unread> {
        let Some(c) = self.peek() else { return Err(Unread) };
        if c == '\\' {
            return self.command();
        }
        if c == '{' {
            self.at += 1;
            let parts = self.row(End::Brace)?;
            self.expect("}")?;
            return Ok(Some(Expression::row(parts)));
        }
        if c.is_numeric() && !alone {
            return Ok(Some(Expression::Number(self.number().to_owned())));
        }
        self.at += c.len_utf8();
        let one = c.to_string();
        Ok(Some(if c.is_numeric() {
            Expression::Number(one)
        } else if c.is_ascii_alphabetic() || matches!(c, 'Α'..='ω') {
            Expression::Identifier { name: one, upright: false }
        } else if c.is_alphabetic() {
            let more = if alone { "" } else { self.take_while(|c| c.is_alphabetic() && !c.is_ascii()) };
            Expression::Text(one + more)
        } else if c.is_whitespace() {
            // Full-width and no-break spaces stay what they are.
            Expression::Text(one)
        } else {
            Expression::Operator(one)
        }))
    }

    /// Digits, with points and commas where digits follow.
    fn number(&mut self) -> &'a str {
        let from = self.at;
        loop {
            self.take_while(char::is_numeric);
            let mut ahead = self.rest().chars();
            let separator = ahead.next().is_some_and(|c| matches!(c, '.' | ',' | '．'));
            if separator && ahead.next().is_some_and(char::is_numeric) {
                self.at += self.peek().map_or(0, char::len_utf8);
            } else {
                return &self.source[from..self.at];
            }
        }
    }

    fn command(&mut self) -> Result<Option<Expression>, Unread> {
        let name = self.peek_command().ok_or(Unread)?;
        self.at += 1 + name.len();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return match name {
                "%" | "$" | "#" | "&" | "_" | "{" | "}" => Ok(Some(Expression::operator(name))),
                "|" => Ok(Some(Expression::operator("‖"))),
                "," | ":" | ";" | ">" | " " | "\n" | "\t" | "\r" => {
                    Ok(Some(Expression::Space { wide: false }))
                }
                "!" | "/" | "-" => Ok(None),
                _ => Err(Unread),
            };
        }
        if let Some(sign) = symbols::sign(LETTERS, name) {
            return Ok(Some(Expression::Identifier { name: sign.to_owned(), upright: false }));
        }
        for table in [RELATIONS, OPERATORS, LARGE] {
            if let Some(sign) = symbols::sign(table, name) {
                return Ok(Some(Expression::operator(sign)));
            }
        }
        if symbols::is_function(name) {
            return Ok(Some(Expression::Identifier { name: name.to_owned(), upright: true }));
        }
        if let Some(accent) = accent(name) {
            return self.accented(accent).map(Some);
        }
        if let Some(style) = STYLES.iter().find(|style| style.command == name) {
            return self.styled(style).map(Some);
        }
        if WORDS.contains(&name) {
            return self.words().map(Some);
        }
        if SIZES.contains(&name) {
            return self.fence().map(|sign| (!sign.is_empty()).then(|| Expression::operator(sign)));
        }
        if TRANSPARENT.contains(&name) {
            return self.argument().map(Some);
        }
        if UPRIGHT.contains(&name) {
            self.take("*");
            return self.argument().map(|part| Some(upright(part)));
        }
        if SILENT.contains(&name) {
            return Ok(None);
        }
        self.structure(name)
    }

    fn structure(&mut self, name: &str) -> Result<Option<Expression>, Unread> {
        Ok(Some(match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let above = self.argument()?;
                Expression::Fraction(Box::new(above), Box::new(self.argument()?))
            }
            "binom" | "dbinom" | "tbinom" => {
                let above = self.argument()?;
                Expression::Binomial(Box::new(above), Box::new(self.argument()?))
            }
            "sqrt" => {
                self.skip_space();
                let index = if self.take("[") {
                    let parts = self.row(End::Bracket)?;
                    self.expect("]")?;
                    Some(Box::new(Expression::row(parts)))
                } else {
                    None
                };
                Expression::Root { radicand: Box::new(self.argument()?), index }
            }
            "left" => {
                let open = self.fence()?;
                let body = self.row(End::Right)?;
                self.expect("\\right")?;
                let close = self.fence()?;
                Expression::Fenced { open, close, body: Box::new(Expression::row(body)) }
            }
            "overset" | "stackrel" => {
                let over = Some(Box::new(self.argument()?));
                Expression::Limits { base: Box::new(self.argument()?), under: None, over }
            }
            "underset" => {
                let under = Some(Box::new(self.argument()?));
                Expression::Limits { base: Box::new(self.argument()?), under, over: None }
            }
            "xrightarrow" | "xleftarrow" => {
                let base = Box::new(Expression::operator(if name == "xrightarrow" { "→" } else { "←" }));
                Expression::Limits { base, under: None, over: Some(Box::new(self.argument()?)) }
            }
            "not" => match self.argument()? {
                Expression::Operator(sign) => {
                    let negated = NEGATED.iter().find(|(positive, _)| *positive == sign);
                    Expression::Operator(
                        negated
                            .map_or_else(|| format!("{sign}\u{338}"), |(_, negated)| (*negated).to_owned()),
                    )
                }
                _ => return Err(Unread),
            },
            "textcircled" | "circled" => circled(&self.argument()?.text())?,
            "ding" => dingbat(&self.argument()?.text())?,
            "bmod" | "mod" => Expression::Identifier { name: "mod".to_owned(), upright: true },
            "quad" | "qquad" | "enspace" | "enskip" => Expression::Space { wide: true },
            "thinspace" | "medspace" | "thickspace" | "nobreakspace" | "space" => {
                Expression::Space { wide: false }
            }
            "hspace" | "kern" | "hskip" | "mspace" => {
                self.take("*");
                self.raw_argument()?;
                Expression::Space { wide: true }
            }
            "phantom" | "hphantom" | "vphantom" => {
                self.argument()?;
                Expression::Space { wide: false }
            }
            "substack" | "shortstack" | "makecell" => self.stacked()?,
            "textcolor" => {
                self.raw_argument()?;
                self.argument()?
            }
            "begin" => self.environment()?,
            _ => return Err(Unread),
        }))
    }

    /// The lines of `\substack{…\\\\…}`.
    fn stacked(&mut self) -> Result<Expression, Unread> {
        self.skip_space();
        self.expect("{")?;
        let mut lines = vec![trimmed(self.row(End::Cell)?)];
        while self.new_line()? {
            lines.push(trimmed(self.row(End::Cell)?));
        }
        self.expect("}")?;
        Ok(stack(lines))
    }

    fn accented(&mut self, accent: &'static Accent) -> Result<Expression, Unread> {
        Ok(Expression::Accented { base: Box::new(self.argument()?), accent })
    }

    fn styled(&mut self, style: &'static Style) -> Result<Expression, Unread> {
        let body = self.argument()?;
        // The sets of numbers have letters of their own.
        if style.command == "mathbb"
            && let Expression::Identifier { name, .. } = &body
            && let Some(set) = symbols::sign(LETTERS, &format!("mathbb{{{name}}}"))
        {
            return Ok(Expression::Identifier { name: set.to_owned(), upright: false });
        }
        Ok(Expression::Styled { style, body: Box::new(body) })
    }

    /// The argument of `\text`: words, in which signs may be escaped. Mathematics in it is read as such.
    fn words(&mut self) -> Result<Expression, Unread> {
        let raw = self.raw_argument()?;
        let mut text = String::with_capacity(raw.len());
        let mut characters = raw.chars();
        while let Some(c) = characters.next() {
            match c {
                '~' => text.push(' '),
                '{' | '}' => {}
                '\\' => match characters.next() {
                    Some(sign @ ('%' | '$' | '#' | '&' | '_' | '{' | '}' | ' ')) => text.push(sign),
                    _ => return self.nested(raw.trim()),
                },
                '$' => return self.nested(raw.trim()),
                _ if c.is_ascii_whitespace() => text.push(' '),
                _ => text.push(c),
            }
        }
        Ok(Expression::Text(text))
    }

    fn nested(&mut self, raw: &str) -> Result<Expression, Unread> {
        let mut parser = Parser { source: without_delimiters(raw), at: 0, depth: self.depth + 1 };
        if parser.depth > MAX_DEPTH {
            return Err(Unread);
        }
        let body = parser.lines()?;
        if parser.at < parser.source.len() { Err(Unread) } else { Ok(body) }
    }

    /// An argument in braces, to the letter.
    fn raw_argument(&mut self) -> Result<&'a str, Unread> {
        self.skip_space();
        let length = group_length(self.rest()).ok_or(Unread)?;
        let raw = &self.rest()[1..length - 1];
        self.at += length;
        Ok(raw)
    }

    /// The fence after `\left` or `\right`; `.` is none.
    fn fence(&mut self) -> Result<String, Unread> {
        self.skip_space();
        if let Some(name) = self.peek_command() {
            self.at += 1 + name.len();
            return match name {
                "{" | "}" => Ok(name.to_owned()),
                "|" => Ok("‖".to_owned()),
                _ => symbols::sign(OPERATORS, name).map(str::to_owned).ok_or(Unread),
            };
        }
        let c = self.peek().ok_or(Unread)?;
        if c.is_alphanumeric() {
            return Err(Unread);
        }
        self.at += c.len_utf8();
        Ok(if c == '.' { String::new() } else { c.to_string() })
    }

    fn environment(&mut self) -> Result<Expression, Unread> {
        let name = self.raw_argument()?;
        let (_, open, close) =
            ENVIRONMENTS.iter().find(|(candidate, _, _)| *candidate == name).ok_or(Unread)?;
        if name == "array" {
            self.raw_argument()?;
        }
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        loop {
            let mut cell = self.row(End::Cell)?;
            while cell.last() == Some(&Expression::Gap) {
                cell.pop();
            }
            let blank = cell.is_empty();
            cells.push(Expression::row(cell));
            if self.take("&") {
                continue;
            }
            if self.new_line()? {
                rows.push(std::mem::take(&mut cells));
                continue;
            }
            self.expect("\\end")?;
            if self.raw_argument()? != name {
                return Err(Unread);
            }
            // A last `\\` begins no row.
            if !(blank && cells.len() == 1 && !rows.is_empty()) {
                rows.push(cells);
            }
            if ALIGNED.contains(&name) {
                rows = rows.into_iter().map(|cells| vec![Expression::row(cells)]).collect();
            }
            return Ok(Expression::Matrix { open: (*open).to_owned(), close: (*close).to_owned(), rows });
        }
    }
}

/// The length of the group in braces that `text` begins with, its braces counted.
pub(super) fn group_length(text: &str) -> Option<usize> {
    if !text.starts_with('{') {
        return None;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().take(MAX_LENGTH) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The same with its letters upright: `\mathrm{ k m }` is one unit, `\mathrm{d}` an upright d.
fn upright(part: Expression) -> Expression {
    match part {
        Expression::Row(parts) => {
            let mut joined: Vec<Expression> = Vec::new();
            for part in parts.into_iter().filter(|part| *part != Expression::Gap).map(upright) {
                match (joined.last_mut(), part) {
                    (
                        Some(Expression::Identifier { name, upright: true }),
                        Expression::Identifier { name: more, upright: true },
                    ) => name.push_str(&more),
                    (_, part) => joined.push(part),
                }
            }
            Expression::row(joined)
        }
        Expression::Identifier { name, .. } => Expression::Identifier { name, upright: true },
        Expression::Script { base, sub, sup } => {
            Expression::Script { base: Box::new(upright(*base)), sub, sup }
        }
        other => other,
    }
}

/// A number in a circle, up to 20.
fn circled(text: &str) -> Result<Expression, Unread> {
    let number: u32 = text.parse().map_err(|_| Unread)?;
    let sign = match number {
        0 => Some('⓪'),
        1..=20 => char::from_u32(0x2460 + number - 1),
        _ => None,
    };
    sign.map(|sign| Expression::Text(sign.to_string())).ok_or(Unread)
}

/// `\ding{172}` is ①, and so on to ⑩; `\ding{51}` a tick.
fn dingbat(text: &str) -> Result<Expression, Unread> {
    match text.parse::<u32>() {
        Ok(number @ 172..=181) => circled(&(number - 171).to_string()),
        Ok(51 | 52) => Ok(Expression::operator("✓")),
        _ => Err(Unread),
    }
}

#[cfg(test)]
mod tests {
    use super::super::inlines;
    use super::*;
    use crate::model::Inline;

    /// The one inline of a formula.
    fn inline(source: &str) -> Result<Inline, Unread> {
        let mut inlines = parse(source).and_then(inlines::of)?;
        assert_eq!(inlines.len(), 1, "{source}: {inlines:?}");
        Ok(inlines.swap_remove(0))
    }

    /// Text in disguise: what it says.
    fn text(source: &str, expected: &str) {
        match inline(source) {
            Ok(Inline::Text { text }) => assert_eq!(text, expected, "{source}"),
            other => panic!("{source}: {other:?}"),
        }
    }

    /// Mathematics: how it reads on one line, and its LaTeX.
    fn math(source: &str, expected: &str, latex: &str) {
        match inline(source) {
            Ok(Inline::Math(math)) => {
                assert_eq!((math.text.as_str(), math.latex.as_str()), (expected, latex), "{source}");
            }
            other => panic!("{source}: {other:?}"),
        }
    }

    fn unread(source: &str) {
        assert_eq!(parse(source).and_then(inlines::of), Err(Unread), "{source}");
    }

    #[test]
    fn text_in_disguise() {
        for (source, expected) in [
            (r"\geq 31000", "≥31000"),
            (r"\geq31000", "≥31000"),
            (r"\leq 0.7", "≤0.7"),
            (r"\ge 95\%", "≥95%"),
            (r"\le 95 \%", "≤95%"),
            (r"\geqslant 95%", "≥95%"),
            (r"\leqslant 3", "≤3"),
            (r"\geqq 3", "≧3"),
            (r"2\%", "2%"),
            (r"2%", "2%"),
            (r"\pm 3\%", "±3%"),
            (r"95\% \sim 100\%", "95%~100%"),
            (r"95\%~100\%", "95%~100%"),
            (r"90\%-95\%", "90%-95%"),
            (r"> 5", ">5"),
            (r"\gt 5", ">5"),
            (r"< 5", "<5"),
            (r"\lt 5", "<5"),
            (r"= 100", "=100"),
            (r"\neq 0", "≠0"),
            (r"\approx 3.14", "≈3.14"),
            (r"\geq 1,260.00", "≥1,260.00"),
            (r"\geq 1{,}260", "≥1260".replace("1260", "1,260").as_str()),
            (r"3\,518.85", "3\u{2009}518.85"),
            (r"\geq\,95\,\%", "≥95%"),
            (r"\geq\;95", "≥95"),
            (r"\geq\quad 95", "≥95"),
            (r"\geq~95\%", "≥95%"),
            (r"\geq 31000\text{人}", "≥31000人"),
            (r"\geq 31000\text{ 人(次)}", "≥31000 人(次)"),
            (r"\geq 31000人次", "≥31000人次"),
            (r"\geq 5\,\text{km}", "≥5 km"),
            (r"\geq 5\mathrm{km}", "≥5km"),
            (r"\geq 5 \mathrm{ k m }", "≥5 km"),
            (r"5\mathrm{~km}", "5 km"),
            (r"\mathrm{GDP} \geq 5\%", "GDP≥5%"),
            (r"\text{满意度}\geq 95\%", "满意度≥95%"),
            (r"\text{\geq 95\%}", "≥95%"),
            (r"\text{达标率 50\%}", "达标率 50%"),
            (r"\left(本级\right)", "(本级)"),
            (r"\left[1, 2\right]", "[1,2]"),
            (r"\left. 5 \right|", "5|"),
            (r"\big( 5 \big)", "(5)"),
            (r"\{1,2\}", "{1,2}"),
            (r"\geq９５％", "≥９５％"),
            (r"≥95％", "≥95％"),
            (r"5 \times 3", "5×3"),
            (r"6 \div 2 = 3", "6÷2=3"),
            (r"a \cdot b", "a·b"),
            (r"x \to \infty", "x→∞"),
            (r"A \Rightarrow B", "A⇒B"),
            (r"\alpha + \beta", "α+β"),
            (r"\Delta t", "Δt"),
            (r"25^\circ C", "25°C"),
            (r"25^{\circ}\mathrm{C}", "25°C"),
            (r"36.5 ^{\circ}", "36.5°"),
            (r"f^\prime", "f′"),
            (r"5 \ldots 10", "5…10"),
            (r"$\geq 5$", "≥5"),
            (r"$$\geq 5$$", "≥5"),
            (r"\(\geq 5\)", "≥5"),
            (r"\[ \geq 5 \]", "≥5"),
            (r"\displaystyle \geq 5", "≥5"),
            (r"{\geq} {95}", "≥95"),
            (r"\mathbf{95}\%", "95%"),
            (r"{\rm km}", "km"),
            (r"\operatorname{rank} A", "rank A"),
            (r"\sin x", "sin x"),
            (r"\max(a,b)", "max(a,b)"),
            (r"10 000", "10 000"),
            (r"\textcircled{1}", "①"),
            (r"\ding{173}", "②"),
            (r"\boxed{5}", "5"),
            (r"a \\", "a"),
            (r"R\&D", "R&D"),
            (r"R&D", "R&D"),
            (r"\$5", "$5"),
            (r"a\_b", "a_b"),
            (r"\not= 5", "≠5"),
            (r"\not\in A", "∉A"),
            (r"100\permil", "100‰"),
            (r"x \% y", "x%y"),
            (r"\phantom{1}5", "5"),
            (r"第\ 1\ 名", "第1名"),
            (r"\because a", "∵a"),
            (r"50 \hspace{1em} 60", "50 60"),
            (r"\mathbb{R}", "ℝ"),
            (r"\lfloor x \rfloor", "⌊x⌋"),
            (r"\leftarrow", "←"),
            (r"\left\{ 5 \right\}", "{5}"),
        ] {
            text(source, expected);
        }
    }

    #[test]
    fn mathematics() {
        for (source, expected, latex) in [
            (r"\frac{1}{2}", "1/2", r"\frac{1}{2}"),
            (r"\frac12", "1/2", r"\frac{1}{2}"),
            (r"\frac 1 2", "1/2", r"\frac{1}{2}"),
            (r"\dfrac{a+b}{2}", "(a+b)/2", r"\frac{a+b}{2}"),
            (r"\frac{a}{b+c}", "a/(b+c)", r"\frac{a}{b+c}"),
            (r"2\frac12", "2 1/2", r"2\frac{1}{2}"),
            (r"\frac{1}{2}x", "(1/2)x", r"\frac{1}{2}x"),
            (r"x\frac{1}{2}", "x(1/2)", r"x\frac{1}{2}"),
            (
                r"\frac{实际}{计划}\times 100\%",
                "实际/计划×100%",
                r"\frac{\text{实际}}{\text{计划}}\times 100\%",
            ),
            (r"\frac{\frac{1}{2}}{3}", "(1/2)/3", r"\frac{\frac{1}{2}}{3}"),
            (r"\sqrt{x}", "√(x)", r"\sqrt{x}"),
            (r"\sqrt2", "√(2)", r"\sqrt{2}"),
            (r"\sqrt[3]{x+1}", "∛(x+1)", r"\sqrt[{3}]{x+1}"),
            (r"\sqrt[n]{x}", "ⁿ√(x)", r"\sqrt[{n}]{x}"),
            (r"\sqrt[k]{x}", "√[k](x)", r"\sqrt[{k}]{x}"),
            (r"x^2", "x²", "x^{2}"),
            (r"x^{10}", "x¹⁰", "x^{10}"),
            (r"x^{-1}", "x⁻¹", "x^{-1}"),
            (r"x^{n+1}", "x^(n+1)", "x^{n+1}"),
            (r"x^n", "xⁿ", "x^{n}"),
            (r"x^k", "x^k", "x^{k}"),
            (r"x_1", "x₁", "x_{1}"),
            (r"x_i^2", "xᵢ²", "x_{i}^{2}"),
            (r"x^2_i", "xᵢ²", "x_{i}^{2}"),
            (r"x_{max}", "x_(max)", "x_{max}"),
            (r"m^2", "m²", "m^{2}"),
            (r"^2", "²", "{}^{2}"),
            (r"\mathrm{m}^2", "m²", r"\mathrm{m}^{2}"),
            (r"\mathrm{km^2}", "km²", r"\mathrm{k}\mathrm{m}^{2}"),
            (r"(a+b)^2", "(a+b)²", "(a+b)^{2}"),
            (r"{(a+b)}^2", "((a+b))²", "{(a+b)}^{2}"),
            (r"10^{-3}\mathrm{g}", "10⁻³g", r"10^{-3}\mathrm{g}"),
            (r"\sum_{i=1}^n x_i", "∑_(i=1)ⁿ xᵢ", r"\sum_{i=1}^{n} x_{i}"),
            (r"\sum", "∑", r"\sum"),
            (r"\prod_i a", "∏ᵢ a", r"\prod_{i} a"),
            (r"\int_0^1 x dx", "∫₀¹ x dx", r"\int_{0}^{1} x dx"),
            (r"\lim_{x\to 0} f", "lim_(x→0) f", r"\lim_{x\to 0} f"),
            (r"\max_i x", "maxᵢ x", r"\max_{i} x"),
            (r"\log_2 x", "log₂x", r"\log_{2} x"),
            (r"\bar{x}", "x\u{304}", r"\bar{x}"),
            (r"\bar x", "x\u{304}", r"\bar{x}"),
            (r"\overline{AB}", "A\u{305}B\u{305}", r"\overline{AB}"),
            (r"\hat{y}", "y\u{302}", r"\hat{y}"),
            (r"\hat{a+b}", "hat(a+b)", r"\hat{a+b}"),
            (r"\vec{v}", "v\u{20d7}", r"\vec{v}"),
            (r"\dot{x}", "x\u{307}", r"\dot{x}"),
            (r"\underline{x}", "x\u{332}", r"\underline{x}"),
            (r"\underbrace{a+b}_{n}", "a+bₙ", r"\underbrace{a+b}_{n}"),
            (r"\overset{!}{=}", "=^!", r"\overset{!}{=}"),
            (r"\xrightarrow{a}", "→^a", r"\overset{a}{\to}"),
            (r"\binom{n}{k}", "C(n,k)", r"\binom{n}{k}"),
            (r"\left(\frac{a}{b}\right)^2", "(a/b)²", r"\left(\frac{a}{b}\right)^{2}"),
            (
                r"\begin{matrix} a & b \\ c & d \end{matrix}",
                "a, b; c, d",
                r"\begin{matrix} a & b \\ c & d \end{matrix}",
            ),
            (
                r"\begin{pmatrix}1&0\\0&1\\\end{pmatrix}",
                "(1, 0; 0, 1)",
                r"\left(\begin{matrix} 1 & 0 \\ 0 & 1 \end{matrix}\right)",
            ),
            (r"\begin{array}{cc}1&2\end{array}", "1, 2", r"\begin{matrix} 1 & 2 \end{matrix}"),
            (
                r"\begin{cases}x & x>0\\0 & x\leq 0\end{cases}",
                "{x, x>0; 0, x≤0}",
                r"\begin{cases} x & x>0 \\ 0 & x\leq 0 \end{cases}",
            ),
            (r"得分=\frac{A}{B}\times 10", "得分=A/B×10", r"\text{得分}=\frac{A}{B}\times 10"),
            (r"\mathbf{x}^2", "x²", r"\mathbf{x}^{2}"),
            (r"\frac{50\%}{2}", "50%/2", r"\frac{50\%}{2}"),
            (r"\text{CO}_2", "CO₂", r"\text{CO}_{2}"),
        ] {
            math(source, expected, latex);
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for source in [
            "",
            r"\foo",
            r"\geq 5\foo",
            "{",
            "}",
            r"\frac{1}",
            r"\frac",
            "x^",
            "x^2^3",
            r"\left( 5",
            r"\right)",
            r"\begin{foo}x\end{foo}",
            r"\begin{matrix}x",
            r"\text{a",
            r"\sqrt[3",
            r"\",
            r"\not",
            r"\textcircled{99}",
            r"\underline{\quad}",
            r"\begin{matrix}x\end{array}",
        ] {
            unread(source);
        }
    }

    #[test]
    fn hostile_formulas_are_refused_at_once() {
        for unit in [
            "{",
            r"\frac{",
            r"\sqrt",
            "x^{",
            r"\left(",
            r"\bar",
            r"\begin{matrix}",
            r"\text{$",
            r"\not",
            "^",
            r"\mathrm{",
            r"\frac{1}{",
        ] {
            unread(&unit.repeat(2000 / unit.len()));
            unread(&unit.repeat(1_000_000 / unit.len()));
        }
        let deep = format!("{}x{}", "{".repeat(60), "}".repeat(60));
        text(&deep, "x");
        let fractions = format!("{}x{}", r"\frac{1}{".repeat(30), "}".repeat(30));
        assert!(parse(&fractions).is_ok_and(|formula| formula.text().starts_with("1/(1/(")));
    }
}
