//! What a cell says: lines that its width broke are put together, those that its author parted stay apart.

use hayro_interpret::kurbo::Rect;

use super::ink::Glyph;
use super::spelling::{self, Line, Words};
use crate::text::lines::one_line;
use crate::text::numerals::chinese_digit;
use crate::text::width::{is_han, may_not_start_line};

/// A line that leaves less room than the next word needs, and so many em more, was broken by the width of the cell.
const SLACK: f64 = 0.1;

/// The widest blank margin of a cell, in em, that is taken for its padding.
const WIDEST_PADDING: f64 = 1.0;

/// The longest mark of an item, in characters, with which a line begins anew.
const LONGEST_MARK: usize = 8;

/// What a cell says.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The words.
    pub words: Words,
    /// What became of a number that is broken over lines.
    pub number: Number,
}

/// What became of a number that is broken over lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Number {
    /// There is none.
    #[default]
    Whole,
    /// Its pieces make one number and nothing else.
    Rejoined,
    /// They may be one number, or several.
    Unsure,
}

/// Reads the glyphs of a cell.
pub(super) fn read(glyphs: Vec<Glyph>, room: Rect) -> Text {
    let lines = spelling::lines(glyphs);
    let said: Vec<Words> = lines.iter().map(Line::words).collect();
    if is_upright_text(&said) {
        return Text { words: joined(&said, |_| true), number: Number::Whole };
    }
    let full = fullness(&lines, &said, room);
    let number = number_over_lines(&said, &full);
    if number == Number::Rejoined {
        let mut words = Words::default();
        for line in &said {
            words.push(line);
        }
        return Text { words, number };
    }
    let goes_on = |at: usize| number == Number::Whole && full[at] && !are_numbers(&said[at], &said[at + 1]);
    Text { words: joined(&said, goes_on), number }
}

/// Whether two lines are a number each, one of them with decimals: a code of digits alone may go on in the next line.
fn are_numbers(above: &Words, below: &Words) -> bool {
    let numbers = [above.plain.trim(), below.plain.trim()];
    numbers.iter().all(|text| is_number(text)) && numbers.iter().any(|text| text.contains('.'))
}

/// Whether lines are one text that is written downwards: each is one Chinese character.
fn is_upright_text(lines: &[Words]) -> bool {
    lines.len() > 1
        && lines.iter().all(|line| {
            let mut characters = line.plain.chars();
            characters.next().is_some_and(|c| is_han(c) || "（）()".contains(c))
                && characters.next().is_none()
        })
}

/// Lines put together, where `goes_on` says so of the number of the upper one; others with a break between.
fn joined(lines: &[Words], goes_on: impl Fn(usize) -> bool) -> Words {
    let mut words = Words::default();
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            if goes_on(number - 1) {
                if words.blank_behind || parts_words(&words.plain, &line.plain) {
                    words.push_str(" ");
                }
            } else {
                words.push_break();
            }
        }
        words.push(line);
    }
    words
}

/// Whether two lines that are put together need a blank between them: Latin words do.
pub(super) fn parts_words(above: &str, below: &str) -> bool {
    let edge: String =
        above.chars().next_back().into_iter().chain(['\n']).chain(below.chars().next()).collect();
    one_line(&edge).contains(' ')
}

/// For each line but the last whether the width of the cell broke it there.
fn fullness(lines: &[Line], said: &[Words], room: Rect) -> Vec<bool> {
    let margin = |line: &Line| {
        let bounds = line.bounds();
        (bounds.x0 - room.x0).min(room.x1 - bounds.x1)
    };
    // Lines may reach over the borders of their cell, above and below; turned ones are nowhere near it.
    let near = room.inflate(0.0, room.height());
    let is_level = lines.iter().all(|line| near.contains(line.bounds().center()));
    let width = if is_level { room.width() } else { room.height() };
    let size = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let padding = if is_level {
        lines.iter().map(margin).fold(f64::INFINITY, f64::min).clamp(0.0, size * WIDEST_PADDING)
    } else {
        0.0
    };
    let available = width - 2.0 * padding;
    lines
        .windows(2)
        .zip(said.iter().skip(1))
        .map(|(pair, below)| {
            let needed = pair[0].bounds().width() + first_word(&pair[1], &below.plain);
            !begins_item(&below.plain) && needed + pair[0].size * SLACK > available
        })
        .collect()
}

/// How wide the first word of a line is: what may not be parted from its first character.
pub(super) fn first_word(line: &Line, said: &str) -> f64 {
    let mut count = 0_usize;
    for (number, c) in said.chars().enumerate() {
        let goes_on = number == 0
            || may_not_start_line(c)
            || (!is_han(c) && !c.is_whitespace() && !said.chars().nth(number - 1).is_some_and(is_han));
        if !goes_on {
            break;
        }
        count += 1;
    }
    let last = line.glyphs.get(count.saturating_sub(1)).or(line.glyphs.last());
    match (line.glyphs.first(), last) {
        (Some(first), Some(last)) => last.bounds.x1 - first.bounds.x0,
        _ => 0.0,
    }
}

/// Whether a line begins an item: `1.`, `（二）`, `③`, `目标2：`, `第三部分`.
pub(super) fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    let is_count = |c: char| c.is_ascii_digit() || c == '十' || chinese_digit(c).is_some();
    if let Some(rest) = line.strip_prefix('第') {
        let rest = rest.trim_start();
        let behind = rest.trim_start_matches(is_count);
        // 第一部分, 第二章; but 第三方评价 is a word, and 第3季度 a time.
        return behind.len() < rest.len() && behind.trim_start().starts_with(['部', '章', '篇', '节']);
    }
    if line.starts_with(
        |c: char| matches!(c, '①'..='⑳' | '⑴'..='⒇' | '●' | '■' | '◆' | '•' | '·' | '★' | '▲' | '※'),
    ) {
        return true;
    }
    let bare = line.strip_prefix(['（', '(']);
    let body = bare.unwrap_or(line);
    let letters = body.chars().take_while(|c| is_han(*c) && !is_count(*c)).count();
    let after: String = body.chars().skip(letters).take(LONGEST_MARK).collect();
    let count = after.chars().take_while(|c| is_count(*c)).count();
    let rest: Vec<char> = after.chars().skip(count).take(2).collect();
    let Some(mark) = rest.first().copied().filter(|_| count > 0) else { return false };
    let digit_follows = rest.get(1).is_some_and(char::is_ascii_digit);
    match (bare.is_some(), letters) {
        (true, 0) => matches!(mark, '）' | ')'),
        // 12.5 is a number, and 12. an item.
        (false, 0) => matches!(mark, '、' | '）' | ')') || (matches!(mark, '.' | '．') && !digit_follows),
        (false, 1..=4) => matches!(mark, '：' | ':'),
        _ => false,
    }
}

/// Whether lines are the pieces of one number.
fn number_over_lines(lines: &[Words], full: &[bool]) -> Number {
    let pieces: Vec<&str> = lines.iter().map(|line| line.plain.trim()).collect();
    let is_piece =
        |piece: &&str| piece.chars().all(is_part_of_number) && piece.contains(|c: char| c.is_ascii_digit());
    if pieces.len() < 2 || !pieces.iter().all(is_piece) || lines.iter().any(|line| line.is_marked) {
        return Number::Whole;
    }
    let whole = pieces.concat();
    if !is_number(&whole) {
        return Number::Whole;
    }
    if !pieces.iter().all(|piece| is_number(piece)) {
        return Number::Rejoined;
    }
    let is_full = full.iter().all(|full| *full);
    if let [upper, lower] = pieces.as_slice()
        && goes_on_behind_point(upper, lower)
    {
        return if is_full { Number::Rejoined } else { Number::Unsure };
    }
    // A code of digits alone that fills its column goes on in the next line, and so may a number.
    if is_full && whole.contains(['.', ',']) { Number::Unsure } else { Number::Whole }
}

/// Whether a number with one decimal stands above a digit alone, as in no two amounts: `1,234.5` and `0`.
fn goes_on_behind_point(upper: &str, lower: &str) -> bool {
    let decimals = upper.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    decimals == 1 && lower.len() == 1
}

fn is_part_of_number(c: char) -> bool {
    c.is_ascii_digit() || ".,，-−－△()（）%％+".contains(c)
}

/// Whether a text is a whole number as accounts write it: `1,234.50`, `-12`, `(3.5)`, `95%`.
fn is_number(text: &str) -> bool {
    let bare = text.trim_start_matches(['-', '−', '－', '△', '+', '(', '（']);
    let bare = bare.trim_end_matches([')', '）', '%', '％']);
    if text.len() > bare.len() + '（'.len_utf8() * 3 {
        return false;
    }
    let (whole, decimals) = bare.split_once('.').map_or((bare, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let mut groups = whole.split([',', '，']);
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains([',', '，']);
    digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group))
        && decimals.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_lines() {
        for (line, expected) in [
            ("1.新增岗位", true),
            ("12、完成", true),
            ("（二）项目", true),
            ("③改善", true),
            ("目标2：供水", true),
            ("第三部分 名词解释", true),
            ("第 二 章　总则", true),
            ("第三方评价", false),
            ("第3季度", false),
            ("12.5公里", false),
            ("2024年", false),
            ("设施建设", false),
            ("（二期）", false),
            ("一次性补助", false),
        ] {
            assert_eq!(begins_item(line), expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_accounts() {
        for (text, expected) in [
            ("1,234,567.80", true),
            ("-12", true),
            ("(3.5)", true),
            ("95%", true),
            ("1234567.80", true),
            ("1,234,", false),
            (".80", false),
            ("1,23", false),
            ("12.5013.00", false),
            ("", false),
        ] {
            assert_eq!(is_number(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_over_lines() {
        let words = |text: &&str| {
            let mut words = Words::default();
            words.push_str(text);
            words
        };
        for (lines, full, expected) in [
            (&["1,234,", "567.80"][..], true, Number::Rejoined),
            (&["1234567", ".80"], false, Number::Rejoined),
            (&["1,234,5", "67.80"], true, Number::Rejoined),
            (&["12.50", "13.00"], true, Number::Whole),
            (&["1234", "567.80"], true, Number::Unsure),
            (&["1234", "567.80"], false, Number::Whole),
            (&["1,234.5", "0"], true, Number::Rejoined),
            (&["86.4", "0"], false, Number::Unsure),
            (&["86.4", "12"], false, Number::Whole),
            (&["86", "4"], false, Number::Whole),
            (&["20805", "05"], true, Number::Whole),
            (&["产出", "12"], true, Number::Whole),
        ] {
            let lines: Vec<Words> = lines.iter().map(words).collect();
            assert_eq!(number_over_lines(&lines, &vec![full; lines.len() - 1]), expected);
        }
    }
}
