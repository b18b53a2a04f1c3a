//! The code of a number format taken apart: its sections, their conditions, and the pieces that they are made of.

use rust_decimal::Decimal;

use crate::text::chinese_numerals::Numerals;

/// One section of a format.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Section {
    /// The numbers that it is for, where it says so.
    pub(super) condition: Option<Condition>,
    /// The numerals that it writes in.
    pub(super) numerals: Option<Numerals>,
    /// Whether it names months, days and halves of the day in Chinese.
    pub(super) names_in_chinese: bool,
    /// What it shows; `None` where it is not understood.
    pub(super) pieces: Option<Vec<Piece>>,
}

/// One piece of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    /// A character as it stands.
    Word(char),
    /// Room for a digit: `0`, `#` or `?`.
    Digit(char),
    /// `.`
    Point,
    /// `,`
    Comma,
    /// `%`
    Percent,
    /// `/`
    Slash,
    /// `E+` or `E-`; whether a plus is shown.
    Exponent(bool),
    /// The number as it is shown without a format.
    General,
    /// `@`, a text as it is.
    Text,
    /// A part of a date or a time: its letter, and how often it stands.
    Time(char, usize),
    /// Hours, minutes or seconds that are counted on: `[h]`.
    Elapsed(char),
    /// The half of the day, in the words for both.
    HalfDay(&'static str, &'static str),
}

/// The numbers that a section is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Condition {
    relation: Relation,
    limit: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
}

/// Longer signs first: `<=` begins with `<`.
const RELATIONS: &[(&str, Relation)] = &[
    ("<=", Relation::LessOrEqual),
    (">=", Relation::GreaterOrEqual),
    ("<>", Relation::Unequal),
    ("<", Relation::Less),
    (">", Relation::Greater),
    ("=", Relation::Equal),
];

impl Condition {
    /// Every number below zero.
    pub(super) const NEGATIVE: Self = Self { relation: Relation::Less, limit: Decimal::ZERO };

    fn read(text: &str) -> Option<Self> {
        let (relation, rest) =
            RELATIONS.iter().find_map(|(sign, relation)| Some((*relation, text.strip_prefix(sign)?)))?;
        let rest = rest.trim();
        let limit = rest.parse().or_else(|_| Decimal::from_scientific(rest)).ok()?;
        Some(Self { relation, limit })
    }

    /// Whether it holds for a number.
    pub(super) fn holds(self, number: Decimal) -> bool {
        match self.relation {
            Relation::Less => number < self.limit,
            Relation::LessOrEqual => number <= self.limit,
            Relation::Greater => number > self.limit,
            Relation::GreaterOrEqual => number >= self.limit,
            Relation::Equal => number == self.limit,
            Relation::Unequal => number != self.limit,
        }
    }

    /// Whether it holds for numbers below zero alone: their section writes the sign itself, or none.
    pub(super) fn is_of_negatives(self) -> bool {
        match self.relation {
            Relation::Less => self.limit <= Decimal::ZERO,
            Relation::LessOrEqual | Relation::Equal => self.limit < Decimal::ZERO,
            Relation::Greater | Relation::GreaterOrEqual | Relation::Unequal => false,
        }
    }
}

/// The colours that a section may name; in Chinese as well, as the Chinese edition lets them be written.
const COLOURS: &[&str] = &[
    "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黑色", "蓝色", "青色", "绿色",
    "洋红", "红色", "白色", "黄色",
];

/// What stands for the number without a format, in the editions of which workbooks are published here.
const GENERAL: &[&str] = &["General", "G/通用格式"];

/// The halves of the day.
const HALF_DAYS: &[(&str, &str, &str)] =
    &[("AM/PM", "AM", "PM"), ("A/P", "A", "P"), ("上午/下午", "上午", "下午")];

/// The dates and times that the system decides on, by the end of their locale, as a Chinese system shows them.
const OF_SYSTEM: &[(&str, &str)] = &[("-F800", "yyyy\"年\"m\"月\"d\"日\""), ("-F400", "h:mm:ss")];

/// The sections of a format.
pub(super) fn sections(code: &str) -> Vec<Section> {
    split(code).iter().map(|section| Section::read(section)).collect()
}

/// What stands between `;` outside of quotes.
fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' | '!' | '_' | '*' if !quoted => escaped = true,
            ';' if !quoted => {
                sections.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = sections.last_mut() {
            last.push(c);
        }
    }
    sections
}

/// What a pair of brackets says.
enum Bracket {
    Colour,
    Words(String),
    /// Nothing, or a currency, by a Chinese locale.
    ChineseLocale(String),
    Numerals(Numerals),
    Condition(Condition),
    Elapsed(char),
    /// The whole section is another one.
    Instead(&'static str),
}

fn bracket(inner: &str) -> Option<Bracket> {
    if let Some(currency) = inner.strip_prefix('$') {
        if let Some((_, code)) = OF_SYSTEM.iter().find(|(end, _)| currency.eq_ignore_ascii_case(end)) {
            return Some(Bracket::Instead(code));
        }
        let (words, locale) = currency.split_once('-').unwrap_or((currency, ""));
        let kind = if is_chinese(locale) { Bracket::ChineseLocale } else { Bracket::Words };
        return Some(kind(words.to_owned()));
    }
    if inner.starts_with(['<', '>', '=']) {
        return Condition::read(inner).map(Bracket::Condition);
    }
    let lower = inner.to_lowercase();
    match lower.as_str() {
        "dbnum1" => return Some(Bracket::Numerals(Numerals::Plain)),
        "dbnum2" => return Some(Bracket::Numerals(Numerals::Financial)),
        "dbnum3" => return Some(Bracket::Numerals(Numerals::FullWidth)),
        _ => {}
    }
    if let Some(letter @ ('h' | 'm' | 's')) = lower.chars().next()
        && lower.chars().all(|c| c == letter)
    {
        return Some(Bracket::Elapsed(letter));
    }
    let name = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let is_colour = COLOURS.contains(&lower.as_str()) || (name != lower && ["color", "颜色"].contains(&name));
    is_colour.then_some(Bracket::Colour)
}

/// Whether a locale, by its number or by its name, is one of those that speak Chinese.
fn is_chinese(locale: &str) -> bool {
    /// The bits of a locale's number that are its language.
    const LANGUAGE: u32 = 0x3ff;
    /// Chinese among the languages.
    const CHINESE: u32 = 0x04;
    let name = locale.split(',').next().unwrap_or_default();
    name.to_ascii_lowercase().starts_with("zh")
        || u32::from_str_radix(name, 16).is_ok_and(|number| number & LANGUAGE == CHINESE)
}

impl Section {
    fn read(code: &str) -> Self {
        let mut section = Self { condition: None, numerals: None, names_in_chinese: false, pieces: None };
        section.pieces = section.read_pieces(code);
        section
    }

    /// The pieces of a section; `None` where it is not understood. Its condition is read even so.
    fn read_pieces(&mut self, code: &str) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut understood = true;
        // A colour or numerals without a format are those of the number itself.
        let mut is_bare = false;
        let mut says_more = false;
        let mut rest = code;
        while let Some(c) = rest.chars().next() {
            if c == '[' {
                let (inner, after) = rest[1..].split_once(']')?;
                rest = after;
                match bracket(inner) {
                    Some(Bracket::Colour) => is_bare = true,
                    Some(Bracket::Words(words)) => pieces.extend(words.chars().map(Piece::Word)),
                    Some(Bracket::ChineseLocale(words)) => {
                        self.names_in_chinese = true;
                        pieces.extend(words.chars().map(Piece::Word));
                    }
                    Some(Bracket::Numerals(numerals)) => {
                        self.numerals = Some(numerals);
                        is_bare = true;
                    }
                    Some(Bracket::Condition(condition)) => self.condition = Some(condition),
                    Some(Bracket::Elapsed(letter)) => pieces.push(Piece::Elapsed(letter)),
                    Some(Bracket::Instead(code)) => return self.read_pieces(code),
                    None => understood = false,
                }
                continue;
            }
            says_more = true;
            if let Some((found, length)) = piece(rest) {
                pieces.extend(found);
                rest = &rest[length..];
            } else {
                understood = false;
                rest = &rest[c.len_utf8()..];
            }
        }
        if is_bare && !says_more && pieces.is_empty() {
            pieces.push(Piece::General);
        }
        understood.then_some(pieces)
    }
}

/// The pieces at the start of a text outside of brackets, and how many bytes they take.
fn piece(text: &str) -> Option<(Vec<Piece>, usize)> {
    let c = text.chars().next()?;
    let one = |piece: Piece| Some((vec![piece], c.len_utf8()));
    let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if let Some(word) = GENERAL.iter().find(|word| begins(word)) {
        return Some((vec![Piece::General], word.len()));
    }
    if let Some((word, first, second)) = HALF_DAYS.iter().find(|(word, ..)| begins(word)) {
        return Some((vec![Piece::HalfDay(first, second)], word.len()));
    }
    match c {
        '"' => {
            let words = text[1..].split('"').next().unwrap_or_default();
            Some((words.chars().map(Piece::Word).collect(), (words.len() + 2).min(text.len())))
        }
        '\\' | '!' => {
            let next = text[1..].chars().next();
            Some((next.map(Piece::Word).into_iter().collect(), 1 + next.map_or(0, char::len_utf8)))
        }
        // Room as wide as a character, or filled with it.
        '_' | '*' => Some((Vec::new(), 1 + text[1..].chars().next().map_or(0, char::len_utf8))),
        '0' | '#' | '?' => one(Piece::Digit(c)),
        '.' => one(Piece::Point),
        ',' => one(Piece::Comma),
        '%' => one(Piece::Percent),
        '/' => one(Piece::Slash),
        '@' => one(Piece::Text),
        'E' | 'e' if text[1..].starts_with(['+', '-']) => {
            Some((vec![Piece::Exponent(text[1..].starts_with('+'))], 2))
        }
        c if c.is_ascii_alphabetic() => {
            let letter = c.to_ascii_lowercase();
            let count = text.chars().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
            let is_known =
                matches!(letter, 'y' | 'm' | 'd' | 'h' | 's' | 'e') || (letter == 'a' && count > 2);
            is_known.then(|| (vec![Piece::Time(letter, count)], count))
        }
        c => one(Piece::Word(c)),
    }
}
