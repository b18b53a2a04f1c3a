//! The value of a cell where an amount is looked for: the amount with what is printed beside it, nothing, or words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::marks::{is_all_raised, is_circled, is_note_sign, is_raised, is_raised_letter, raised_begin};
use super::money;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::{fold, fold_char, fold_width, is_han};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CellValue {
    /// An amount.
    Amount {
        /// How much it is.
        value: Amount,
        /// The marks of notes beside it as printed: `①` of `100.00①`, （含结转） of `200.00（含结转）`.
        mark: Option<String>,
        /// The unit at the amount, which may be another than that of its table: 元 of `80.00元`.
        unit: Option<String>,
    },
    /// Nothing, or what says so: `—`, 单位不需填列.
    Nothing,
    /// Words, or what should be an amount and cannot be read as one: `nan`, `#REF!`, `约80`, `12.5%`.
    Words,
}

/// The words for nothing, folded.
static NOTHING: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| terms::terms(Place::Account, Sense::Nothing).map(|term| fold(term.words)).collect());

/// The words for a note, the longer ones first.
static NOTE_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = terms::terms(Place::Account, Sense::NoteWord).map(|term| term.words).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

/// A cell of more bytes is no amount, whatever stands beside it.
const LONGEST: usize = 160;

/// So many marks may stand behind an amount: `100.00①*（含结转）`.
const MOST_MARKS: usize = 4;

/// A mark in brackets holds no more characters: `[12]`, `[注12]`.
const LONGEST_MARK: usize = 4;

/// Whether what is no amount is words: `O`, `nan`, `3年前` are none.
pub(crate) fn is_wording(text: &str) -> bool {
    text.contains(is_han) && !text.trim_start().starts_with(char::is_numeric)
}

/// The one reading of a cell of amounts.
///
/// Marks of notes are told from digits, a unit at the amount is kept beside it, and a number that is broken over
/// lines is put together where its pieces can be nothing else. What may be read in two ways is words.
pub(crate) fn cell_value(text: &str) -> CellValue {
    if text.len() > LONGEST {
        return CellValue::Words;
    }
    let folded = fold(text);
    if folded.chars().all(is_dash) || NOTHING.contains(&folded) {
        return CellValue::Nothing;
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines[..] {
        [] => CellValue::Nothing,
        [line] => amount(line).unwrap_or(CellValue::Words),
        _ => {
            // 1,234 over .50 is one number, 100 over 200 are two.
            let amounts = lines.iter().filter(|line| amount(line).is_some()).count();
            let is_sign = |line: &&str| line.chars().all(|c| is_dash(fold_char(c)) && !is_note_sign(c));
            if amounts > 1 || lines.iter().any(is_sign) {
                return CellValue::Words;
            }
            amount(&lines.concat()).unwrap_or(CellValue::Words)
        }
    }
}

impl CellValue {
    /// What a cell with this text holds.
    pub(crate) fn of(text: &str) -> Self {
        cell_value(text)
    }

    /// The amount, if there is one without a unit of its own. What has one is only an amount of the table together
    /// with it, for which there is `amount_in`.
    pub(crate) fn amount(self) -> Option<Amount> {
        match self {
            Self::Amount { value, unit: None, .. } => Some(value),
            _ => None,
        }
    }

    /// The amount in the unit of its table: as printed where no unit stands at it or the same one, and `None` where
    /// the two are not the same.
    pub(crate) fn amount_in(self, table: Option<&str>) -> Option<Amount> {
        match self {
            Self::Amount { value, unit, .. } if unit.is_none() || unit.as_deref() == table => Some(value),
            _ => None,
        }
    }
}

/// An amount with its unit and the marks of notes before and behind it.
fn amount(line: &str) -> Option<CellValue> {
    // Nothing but a number, as most are, has no mark and no unit.
    if line.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && let Some(value) = number(line)
    {
        return Some(CellValue::Amount { value, mark: None, unit: None });
    }
    let (rest, leading) = without_leading_mark(line.trim());
    let (rest, mut marks) = without_marks(rest);
    let (value, unit) = if let Some(value) = number(rest) {
        (value, None)
    } else if let Some((value, unit)) = money::in_numerals(rest) {
        (value, Some(unit))
    } else {
        let (printed, unit) = money::at_number(rest)?;
        let (printed, more) = without_marks(&printed);
        marks.extend(more);
        (number(printed)?, Some(unit))
    };
    let marks: Vec<String> = leading.map(str::to_owned).into_iter().chain(marks.into_iter().rev()).collect();
    Some(CellValue::Amount { value, mark: (!marks.is_empty()).then(|| marks.concat()), unit })
}

/// A number that is no code: a clerk writes no zeros before an amount.
fn number(text: &str) -> Option<Amount> {
    let digits = plain_decimal(text)?;
    let whole = digits.trim_start_matches('-');
    let is_code = whole.len() > 1 && whole.starts_with('0') && !whole.starts_with("0.");
    if is_code && whole.bytes().any(|b| b != b'0') && !whole.contains('.') {
        return None;
    }
    digits.parse().ok()
}

/// A text without the marks of notes behind it, and those, the last one first.
fn without_marks(text: &str) -> (&str, Vec<String>) {
    let mut rest = text.trim_end();
    let mut marks = Vec::new();
    while marks.len() < MOST_MARKS
        && let Some(at) = mark_begins(rest)
    {
        marks.push(rest[at..].to_owned());
        rest = rest[..at].trim_end();
    }
    (rest, marks)
}

/// The mark of a note behind a text: `①` of `水渠修复①`, `[1]`, 注2, `*`; raised digits, which may be powers, are none.
pub(crate) fn mark_behind(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let mark = &text[mark_begins(text)?..];
    (!is_all_raised(mark)).then_some(mark)
}

/// The mark of a note that a line begins with: `①` of `①分两年实施`, `*`, `[1]`.
pub(crate) fn leading_mark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let end = match line.chars().next()? {
        c if is_note_sign(c) => line.find(|c| !is_note_sign(c)),
        c if is_circled(c) => Some(c.len_utf8()),
        '[' | '［' | '【' => {
            let close = line.find([']', '］', '】'])?;
            let end = close + line[close..].chars().next().map_or(0, char::len_utf8);
            is_reference(inside(&line[..end], 0)).then_some(end)
        }
        _ => None,
    }?;
    (end < line.len()).then_some(&line[..end])
}

/// Whether what the source raises is the mark of a note for certain: `[1]`, `①`, `注1`, `*`. A digit may be a power.
pub(crate) fn is_raised_mark(text: &str) -> bool {
    let inner = text.trim().trim_matches(['[', ']', '［', '］', '【', '】', '(', ')', '（', '）']);
    is_reference(inner) && !text.chars().all(|c| c.is_ascii_digit() || is_raised(c))
}

/// A text without a sign of a note before it, `*100.00`, `①100.00`, or the apostrophe that keeps a spreadsheet from
/// reading a number: `'100.00`.
fn without_leading_mark(text: &str) -> (&str, Option<&str>) {
    let is_apostrophe = |c: char| matches!(c, '\'' | '‘' | '’' | '＇' | '`');
    if let Some(rest) =
        text.strip_prefix(is_apostrophe).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        return (rest, Some(&text[..text.len() - rest.len()]));
    }
    let end = text.find(|c: char| !is_note_sign(c) && !is_circled(c)).unwrap_or(text.len());
    let (mark, rest) = text.split_at(end);
    // #12 is the twelfth of something.
    if mark.is_empty() || mark.contains(['#', '＃']) {
        (text, None)
    } else {
        (rest.trim_start(), Some(mark))
    }
}

/// Where the last mark of a note behind a number begins.
fn mark_begins(text: &str) -> Option<usize> {
    let last = text.chars().next_back()?;
    let at = match fold_char(last) {
        c if is_note_sign(c) => text.trim_end_matches(is_note_sign).len(),
        c if is_circled(c) => text.trim_end_matches(is_circled).len(),
        c if is_raised_letter(c) => text.trim_end_matches(is_raised_letter).len(),
        c if is_raised(c) => power_or(text, raised_begin(text))?,
        ']' | '】' => {
            let open = text.rfind(['[', '［', '【'])?;
            let inner = inside(text, open);
            is_reference(inner.trim_start_matches('^')).then_some(open)?;
            text[..open].trim_end_matches('^').len()
        }
        ')' => {
            let open = text.rfind(['(', '（'])?;
            let inner = inside(text, open);
            // （1） on the line may be a negative one.
            let is_remark = terms::holds(Place::Account, Sense::AmountRemark, inner);
            (is_remark || is_note_word(inner)).then_some(open)?
        }
        '}' => {
            let open = text.rfind("^{")?;
            is_reference(inside(text, open + 1)).then_some(open)?;
            power_or(text, open)?
        }
        c if c.is_ascii_digit() => {
            let start = text.trim_end_matches(|c| fold_char(c).is_ascii_digit()).len();
            if text[..start].ends_with('^') {
                is_reference(&text[start..]).then_some(start)?;
                power_or(text, start - 1)?
            } else {
                note_word_begins(text)?
            }
        }
        _ => note_word_begins(text)?,
    };
    (at > 0).then_some(at)
}

/// What stands between a bracket and the last character.
fn inside(text: &str, open: usize) -> &str {
    let mut inner = text[open..].chars();
    inner.next();
    inner.next_back();
    inner.as_str()
}

/// The place of a raised mark; behind a ten it may be a power: 10⁴.
fn power_or(text: &str, at: usize) -> Option<usize> {
    let before = fold_width(&text[..at]);
    let base = before.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next();
    (base != Some("10")).then_some(at)
}

/// Whether what stands in brackets or raised is the mark of a note: `1`, `注2`, `*`, `①`.
fn is_reference(inner: &str) -> bool {
    let inner = inner.trim();
    let is_short = !inner.is_empty() && inner.chars().count() <= LONGEST_MARK;
    is_short && (inner.chars().all(is_counter) || inner.chars().all(is_note_sign) || is_note_word(inner))
}

/// Whether a text is the word for a note, with or without its number: 注, `注2`, `附注①`.
fn is_note_word(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_end_matches(is_counter);
    terms::terms(Place::Account, Sense::NoteWord).any(|term| term.words == word)
}

/// How many characters the word for a note with its number has that some characters begin with: 注2 of `注2平方米`.
pub(crate) fn note_word_length(chars: &[char]) -> Option<usize> {
    let length = NOTE_WORDS.iter().find_map(|word| {
        let length = word.chars().count();
        (chars.len() >= length && word.chars().eq(chars[..length].iter().copied())).then_some(length)
    })?;
    let number = chars[length..].iter().take_while(|c| is_counter(**c)).count();
    (1..LONGEST_MARK).contains(&number).then_some(length + number)
}

/// Where the word for a note at the end of a text begins, with its number.
fn note_word_begins(text: &str) -> Option<usize> {
    let before = text.trim_end_matches(is_counter);
    NOTE_WORDS.iter().find_map(|word| before.strip_suffix(word)).map(str::len)
}

/// Whether a character may number a note.
fn is_counter(c: char) -> bool {
    fold_char(c).is_ascii_digit() || is_circled(c) || is_raised(c)
}

/// Whether a folded character is one of those that stand for nothing.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '/' | '\\' | '*' | '_' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An amount, its mark and its unit as one line.
    fn line(value: &CellValue) -> String {
        match value {
            CellValue::Amount { value, mark, unit } => {
                let printed = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
                format!("{value} {} {}", printed(mark), printed(unit))
            }
            CellValue::Nothing => "nothing".to_owned(),
            CellValue::Words => "words".to_owned(),
        }
    }

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("1,714.55", "1714.55 - -"),
            ("0.00", "0.00 - -"),
            ("3，518.85", "3518.85 - -"),
            ("(1.50)", "-1.50 - -"),
            ("'320.00", "320.00 ' -"),
            ("’4,000.50", "4000.50 ’ -"),
            ("'208", "208 ' -"),
            ("'", "words"),
            ("20'5", "words"),
            ("50.00-", "-50.00 - -"),
            ("▲10.00", "-10.00 - -"),
            ("1.300,50", "1300.50 - -"),
            ("1.2E+01", "12 - -"),
            ("１２ ３４５．６", "12345.6 - -"),
            ("1 2 3 . 5 0", "123.50 - -"),
            ("1,234\n.50", "1234.50 - -"),
            ("1,\n234.50", "1234.50 - -"),
            ("1,2\n34.50", "1234.50 - -"),
            ("80.00\n元", "80.00 - 元"),
        ] {
            assert_eq!(line(&cell_value(text)), expected, "{text}");
        }
    }

    #[test]
    fn marks_and_units_beside_amounts() {
        for (text, expected) in [
            ("300.00 *", "300.00 * -"),
            ("300.00**", "300.00 ** -"),
            ("100.00①", "100.00 ① -"),
            ("①100.00", "100.00 ① -"),
            ("*100.00", "100.00 * -"),
            ("200.00（含结转）", "200.00 （含结转） -"),
            ("200.00\n（其中：上年结转50.00）", "200.00 （其中：上年结转50.00） -"),
            ("200.00注2", "200.00 注2 -"),
            ("200.00注", "200.00 注 -"),
            ("200.00（注）", "200.00 （注） -"),
            ("200.00[注1]", "200.00 [注1] -"),
            ("200.00[1]", "200.00 [1] -"),
            ("200.00［12］", "200.00 ［12］ -"),
            ("200.00[^1]", "200.00 [^1] -"),
            ("200.00^1", "200.00 ^1 -"),
            ("200.00^{1}", "200.00 ^{1} -"),
            ("200.00^[1]", "200.00 ^[1] -"),
            ("300.00¹", "300.00 ¹ -"),
            ("200.00#", "200.00 # -"),
            ("(50.00)①", "-50.00 ① -"),
            ("100.00①*", "100.00 ①* -"),
            ("80.00元", "80.00 - 元"),
            ("80.00 万元①", "80.00 ① 万元"),
            ("80.00①万元", "80.00 ① 万元"),
            ("人民币80元", "80 - 元"),
            ("80.00（元）", "80.00 - 元"),
            ("5万美元", "5 - 万美元"),
            ("两万五千元", "25000 - 元"),
            ("人民币贰万伍仟元整", "25000 - 元"),
        ] {
            assert_eq!(line(&cell_value(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in ["—", "－", "- -", "", "无", "单位不需填列", "不适用", "*", "  \n "] {
            assert_eq!(cell_value(text), CellValue::Nothing, "{text}");
        }
        for text in [
            "教育支出",
            "无线电",
            "12.5%",
            "≥80",
            "约80",
            "O",
            "l",
            "nan",
            "#REF!",
            "#DIV/0!",
            "#####",
            "2024-01",
            "2024年",
            "2024年1月",
            "007",
            "0101",
            "100\n200",
            "100\n200元",
            "-\n5",
            "—\n50.00",
            "10⁴",
            "10^4",
            "#12",
            "（1）注意",
            "12人",
            "5元/人",
            "100（人）",
            "100（1.0）",
            "1,26",
            "1.2.3",
            "213-01",
            "50.00—",
            "注2",
            "[1]",
            "100.00[第三批]",
            "9\u{336}0\u{336}",
        ] {
            assert_eq!(cell_value(text), CellValue::Words, "{text}");
        }
        assert_eq!(cell_value(&"1".repeat(1_000)), CellValue::Words);
    }

    #[test]
    fn amounts_of_a_table_in_a_unit() {
        for (text, table, expected) in [
            ("80.00", Some("万元"), Some("80.00")),
            ("80.00万元", Some("万元"), Some("80.00")),
            ("80.00元", Some("万元"), None),
            ("80.00元", None, None),
            ("80.00", None, Some("80.00")),
        ] {
            let found = cell_value(text).amount_in(table).map(|amount| amount.to_string());
            assert_eq!(found.as_deref(), expected, "{text} {table:?}");
        }
        assert_eq!(cell_value("80.00元").amount(), None);
    }
}
