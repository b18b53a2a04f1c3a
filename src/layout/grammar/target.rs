//! The value of an indicator (指标值), read: `≥740个`, `90%以上`, `2025年11月底前`, `健全`.
//!
//! What every spelling means stands in `targets.tsv`, which is also the test.

use super::date::date;
use super::number::{may_begin, number as number_at};
use super::operator::{begins, filler_begins, of_cell, prefix, sign_begins, suffix};
use super::spelling::{Spelling, skip_blanks, stands};
use super::unit::{canonical, is_time, unit};
use crate::model::{Amount, Operator, Target, TargetKind};
use crate::text::width::is_han;

/// In longer texts a number is incidental unless a word compares it.
const LONGEST_COMMENT: usize = 12;

/// Texts longer than this are prose, and are kept as words.
const LONGEST_VALUE: usize = 2_000;

/// Reads a target. What cannot be read as number, range or date is kept as words; a placeholder has no value.
pub fn read(text: &str) -> Target {
    if text.trim().chars().nth(LONGEST_VALUE).is_some() {
        return words(text);
    }
    let spelling = Spelling::of(text);
    let chars = &spelling.chars[..];
    if is_placeholder(chars) {
        return Target::default();
    }
    strict(chars)
        .or_else(|| strict(&without_blanks_between_words(chars)))
        .or_else(|| pieces(chars))
        .or_else(|| embedded(chars))
        .unwrap_or_else(|| words(text))
}

/// A target whose operator, value and unit stand in columns of their own. What the value says itself wins over
/// the columns beside it; 定性 makes it qualitative.
pub fn compose(operator: Option<&str>, value: &str, unit: Option<&str>) -> Target {
    let sign = operator.map(Spelling::of);
    let qualitative = operator.is_some_and(|text| text.contains("定性"));
    let column_unit = unit.map(Spelling::of).filter(|unit| !is_placeholder(&unit.chars)).map(|unit| {
        let text: String = unit.chars.iter().filter(|c| **c != ' ').collect();
        let bare = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(&text);
        canonical(bare)
    });
    let spelling = Spelling::of(value);
    if qualitative {
        let words = if is_placeholder(&spelling.chars) { Target::default() } else { words(value) };
        return Target { kind: TargetKind::Qualitative, unit: column_unit, ..words };
    }
    let mut target = match column_unit.as_deref() {
        // A unit in its column makes a bare number a number, be it `2024.12` or `20241231`.
        Some(unit) if unit != "年" => bare_number(&spelling.chars).unwrap_or_else(|| read(value)),
        Some(year) => read(&format!("{value}{year}")),
        None => read(value),
    };
    if matches!(target.kind, TargetKind::Quantity | TargetKind::Range) {
        target.unit = match (target.unit.take(), column_unit) {
            // 250万 beside 元 is 250万元.
            (Some(own), Some(column)) if is_multiple(&own) && column.starts_with(&own) => Some(column),
            (Some(own), Some(column)) if is_multiple(&own) => Some(own + &column),
            (own, column) => own.or(column),
        };
    }
    if matches!(target.kind, TargetKind::Quantity | TargetKind::Date) && target.operator.is_none() {
        target.operator = sign.and_then(|sign| of_cell(&sign.chars));
    }
    target
}

/// Parts a line into a name and the value behind it; where no value can be told the whole line is the name.
pub fn split_name(line: &str) -> (String, String) {
    let line = line.trim();
    if let Some((name, value)) = line.split_once('\t') {
        return (trim_name(name), value.trim().to_owned());
    }
    let whole = || (line.to_owned(), String::new());
    if line.chars().nth(LONGEST_VALUE).is_some() {
        return whole();
    }
    let spelling = Spelling::of(line);
    let byte = |place: usize| spelling.at.get(place).copied().unwrap_or(line.len());
    match value_begins(&spelling.chars) {
        Some((name_end, value_start)) => {
            (trim_name(&line[..byte(name_end)]), line[byte(value_start)..].trim().to_owned())
        }
        None => whole(),
    }
}

/// A name without the punctuation that parted it from its value.
fn trim_name(name: &str) -> String {
    name.trim().trim_end_matches([':', '：', ',', '，', ';', '；']).trim_end().to_owned()
}

/// A target as it is printed: `≥740个`.
pub fn write(target: &Target) -> String {
    let value = target.value.as_deref().unwrap_or_default();
    let unit = target.unit.as_deref().unwrap_or_default();
    let mut text = match (target.kind, target.value_max.as_deref()) {
        (TargetKind::Date, Some(max)) => format!("{}-{}", write_date(value), write_date(max)),
        (TargetKind::Date, None) => {
            let (before, following) = match target.operator {
                Some(Operator::AtMost) => ("", "前"),
                Some(Operator::AtLeast) => ("", "后"),
                Some(Operator::Approximately) => ("", "左右"),
                other => (other.and_then(Operator::sign).unwrap_or_default(), ""),
            };
            format!("{before}{}{following}", write_date(value))
        }
        (_, Some(max)) => format!("{value}~{max}{unit}"),
        (TargetKind::Quantity, None) => {
            format!("{}{value}{unit}", target.operator.and_then(Operator::sign).unwrap_or_default())
        }
        _ => value.to_owned(),
    };
    for more in &target.more {
        text.push('，');
        text.push_str(&write(more));
    }
    text
}

/// The number of a quantity; `None` for anything else, and for more digits than can be held.
pub fn number(target: &Target) -> Option<Amount> {
    (target.kind == TargetKind::Quantity).then_some(target.value.as_deref()?)?.parse().ok()
}

/// The money of a target in 万元; `None` for what is no money and for rates such as 元/人.
pub fn in_wan(target: &Target) -> Option<Amount> {
    let amount = number(target)?;
    match target.unit.as_deref()?.trim_start_matches("人民币") {
        "万元" | "万" | "万元人民币" => Some(amount),
        "元" | "元人民币" => Some(amount.yuan_to_wan()),
        "亿元" | "亿" => amount.times(Amount::from(10_000)),
        "千元" => amount.times(Amount::from(1000)).map(Amount::yuan_to_wan),
        "百万元" => amount.times(Amount::from(100)),
        "千万元" => amount.times(Amount::from(1000)),
        _ => None,
    }
}

/// A number, range or date that was read at a place.
struct Reading {
    target: Target,
    /// The place after it.
    end: usize,
    /// Whether a sign rather than a word compares it.
    signed: bool,
    /// Whether its unit is a known one.
    known_unit: bool,
    /// Whether it is certainly a date, or a number in digits.
    sure: bool,
}

impl Reading {
    /// Whether a word or sign compares it.
    fn compared(&self) -> bool {
        self.target.operator.is_some()
    }
}

/// The words of a target that a person judges; signs alone are text.
fn words(text: &str) -> Target {
    let value = text.trim();
    let kind =
        if value.chars().any(char::is_alphanumeric) { TargetKind::Qualitative } else { TargetKind::Text };
    Target { kind, value: Some(value.to_owned()), ..Target::default() }
}

/// Nothing at all, or what forms print where nothing is said: —, /, *, XX, 无.
fn is_placeholder(chars: &[char]) -> bool {
    let text: String = chars.iter().filter(|c| **c != ' ').collect();
    if matches!(text.as_str(), "无" | "无。" | "空" | "N/A" | "n/a" | "NA" | "略") {
        return true;
    }
    let filler =
        |c: char| matches!(c, '-' | '/' | '\\' | '*' | 'X' | 'x' | '×' | '_' | '…' | '.' | '~' | '○');
    let sign = |c: char| matches!(c, '≥' | '≤' | '>' | '<' | '=' | '%' | '(' | ')');
    text.chars().all(|c| filler(c) || sign(c)) && (text.contains(filler) || !text.contains(sign))
        || text.is_empty()
}

/// A number and nothing beside it.
fn bare_number(chars: &[char]) -> Option<Target> {
    let number = number_at(chars, 0).filter(|number| !number.chinese && number.end == chars.len())?;
    Some(Target { kind: TargetKind::Quantity, value: Some(number.value), ..Target::default() })
}

/// A value through and through.
fn strict(chars: &[char]) -> Option<Target> {
    let chars = unwrap(chars);
    let reading = measure(chars, 0)?;
    let end = after_notes(chars, reading.end);
    let done = end == chars.len() || reading.target.kind == TargetKind::Date && only_done(&chars[end..]);
    done.then_some(reading.target)
}

/// The text without parentheses or quotes around the whole.
fn unwrap(chars: &[char]) -> &[char] {
    match chars {
        [open, inner @ .., close]
            if matches!((open, close), ('(', ')') | ('“', '”') | ('"', '"'))
                && !inner.iter().any(|c| matches!(c, '(' | ')' | '“' | '”' | ',')) =>
        {
            inner
        }
        whole => whole,
    }
}

/// Without the blanks that OCR leaves between Chinese characters: 不 少 于 20 人.
fn without_blanks_between_words(chars: &[char]) -> Vec<char> {
    let han = |at: usize| chars.get(at).copied().is_some_and(is_han);
    let inner = |at: usize| at > 0 && han(at - 1) && han(at + 1);
    (0..chars.len()).filter(|at| !(chars[*at] == ' ' && inner(*at))).map(|at| chars[at]).collect()
}

/// Whether words behind a date only say what is done by then: 完成, 前完工.
fn only_done(rest: &[char]) -> bool {
    let text: String = rest.iter().filter(|c| !matches!(c, ' ' | '。' | ';')).collect();
    let done = [
        "完成", "完工", "竣工", "验收", "开工", "建成", "交付", "发放", "拨付", "投入", "到位", "结束",
        "支付", "使用", "执行", "上线", "启动", "实施",
    ];
    text.chars().count() <= 8
        && !text.contains(|c: char| c.is_ascii_digit())
        && done.iter().any(|word| text.contains(word))
}

/// The place after notes in parentheses and closing punctuation: `100%（1.0）`, `90%以上（含）。`.
fn after_notes(chars: &[char], from: usize) -> usize {
    let mut at = from;
    loop {
        at = skip_blanks(chars, at);
        match chars.get(at) {
            Some('(') => match chars[at..].iter().position(|c| *c == ')') {
                Some(length) => at += length + 1,
                None => return at,
            },
            Some('。' | ';' | ',' | '.' | '、' | '!') if at + 1 == chars.len() => at += 1,
            _ => return at,
        }
    }
}

/// What a value at a place says: signs and words before it, a number, range or date, its unit, words after it.
fn measure(chars: &[char], from: usize) -> Option<Reading> {
    let before = prefix(chars, from);
    if let Some(dated) = date(chars, before.end, !before.sign) {
        let mut target = dated.target;
        target.operator = if before.weak {
            target.operator.or(before.operator)
        } else {
            target.operator.filter(|o| *o == Operator::Range).or(before.operator)
        };
        return Some(Reading {
            target,
            end: dated.end,
            known_unit: true,
            sure: dated.sure,
            signed: before.sign,
        });
    }
    if let Some(reading) = interval(chars, before.end) {
        return Some(reading);
    }
    let mut at = before.end;
    let mut before_operator = before.operator;
    if chars.get(at) == Some(&'~') {
        at += 1;
        before_operator = before_operator.or(Some(Operator::Approximately));
    }
    let first = number_at(chars, at)?;
    let strong = before_operator.is_some();
    let longest_unknown = if strong { 8 } else { 4 };
    let mut end = first.end;
    if chars.get(end).is_some_and(|c| matches!(c, '余' | '多' | '来')) && unit(chars, end + 1, 0).is_some()
    {
        before_operator = before_operator.or(Some(Operator::Approximately));
        end += 1;
    }
    let own = match first.unit {
        Some(unit) => Some((unit.to_owned(), end, true)),
        None => unit(chars, end, if first.chinese { 0 } else { longest_unknown })
            .map(|unit| (unit.text, unit.end, unit.known)),
    };
    if first.chinese && own.is_none() && !strong {
        // 三至五家 has its unit behind the second number.
        return span(chars, &first.value, first.end, None);
    }
    let after_unit = own.as_ref().map_or(end, |(_, end, _)| *end);
    let own_unit = own.as_ref().map(|(unit, ..)| unit.clone());
    if let Some(reading) = tolerance(chars, &first.value, after_unit, own_unit.as_deref())
        .or_else(|| span(chars, &first.value, after_unit, own_unit.as_deref()))
    {
        return Some(reading);
    }
    let following = suffix(chars, after_unit);
    let operator = match following {
        Some((operator, _)) if before.weak => Some(operator),
        _ => before_operator.or(following.map(|(operator, _)| operator)),
    };
    let known_unit = own.as_ref().is_none_or(|(.., known)| *known);
    Some(Reading {
        target: Target {
            kind: TargetKind::Quantity,
            operator,
            value: Some(first.value),
            unit: own_unit,
            ..Target::default()
        },
        end: following.map_or(after_unit, |(_, end)| end),
        known_unit,
        sure: !first.chinese,
        signed: before.sign,
    })
}

/// `[1,2]`, `(90%,100%]`, `±3%以内`, `90%≤X≤100%`.
fn interval(chars: &[char], from: usize) -> Option<Reading> {
    let at = skip_blanks(chars, from);
    if matches!(chars.get(at), Some('[' | '(')) {
        let low = number_at(chars, at + 1)?;
        let low_unit = unit(chars, low.end, 0);
        let comma = skip_blanks(chars, low_unit.as_ref().map_or(low.end, |unit| unit.end));
        let separator = chars.get(comma).is_some_and(|c| matches!(c, ',' | '、' | ';' | '-' | '~'));
        let high = number_at(chars, comma + 1).filter(|_| separator)?;
        let high_unit = unit(chars, high.end, 0);
        let close = skip_blanks(chars, high_unit.as_ref().map_or(high.end, |unit| unit.end));
        let after = chars.get(close).filter(|c| matches!(c, ']' | ')')).map(|_| close + 1)?;
        let outer = unit(chars, after, 4);
        let end = outer.as_ref().map_or(after, |unit| unit.end);
        let unit = high_unit.or(low_unit).or(outer).map(|unit| unit.text);
        return Some(range(low.value, high.value, unit, end));
    }
    let after = ["±", "正负", "+/-", "+-"]
        .iter()
        .find(|sign| stands(chars, at, sign))
        .map(|sign| at + sign.chars().count())?;
    let width = number_at(chars, after).filter(|number| !number.chinese && !number.value.starts_with('-'))?;
    let unit = unit(chars, width.end, 4);
    let end = unit.as_ref().map_or(width.end, |unit| unit.end);
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    Some(range(format!("-{}", width.value), width.value, unit.map(|unit| unit.text), end))
}

/// `95±5%`: from 90 to 100.
fn tolerance(chars: &[char], middle: &str, from: usize, own: Option<&str>) -> Option<Reading> {
    let at = skip_blanks(chars, from);
    if chars.get(at) != Some(&'±') {
        return None;
    }
    let width = number_at(chars, at + 1)?;
    let behind = unit(chars, width.end, 4);
    let end = behind.as_ref().map_or(width.end, |unit| unit.end);
    let behind = behind.map(|unit| unit.text);
    // 300万元±5% has its tolerance in other units than its value.
    if own.is_some() && own != behind.as_deref() {
        return None;
    }
    let (middle, width): (Amount, Amount) = (middle.parse().ok()?, width.value.parse().ok()?);
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    Some(range((middle - width).to_string(), (middle + width).to_string(), behind, end))
}

/// The rest of `95%-100%` after its first number.
fn span(chars: &[char], low: &str, from: usize, own: Option<&str>) -> Option<Reading> {
    let mut at = skip_blanks(chars, from);
    if stands(chars, at, "(含)") {
        at = skip_blanks(chars, at + 3);
    }
    let start = at;
    while at - start < 4 && chars.get(at).is_some_and(|c| matches!(c, '-' | '~' | '至' | '到')) {
        at += 1;
    }
    // 50%与60%之间 is one range, 50人和60人 are two numbers.
    let between = at == start && chars.get(at).is_some_and(|c| matches!(c, '与' | '和'));
    at += usize::from(between);
    if at == start || chars.get(at).is_some_and(|c| matches!(c, '+' | '-')) {
        return None;
    }
    let high = number_at(chars, at)?;
    // A telephone number is no range.
    if low.len() > 1 && low.starts_with('0') && !low.contains('.') {
        return None;
    }
    let behind =
        if high.unit.is_some() { None } else { unit(chars, high.end, if high.chinese { 0 } else { 4 }) };
    let end = behind.as_ref().map_or(high.end, |unit| unit.end);
    let behind = high.unit.map(str::to_owned).or(behind.map(|unit| unit.text));
    let unit = match (own, behind) {
        (None, None) if high.chinese => return None,
        (None, behind) => behind,
        (Some(own), None) => Some(own.to_owned()),
        (Some(own), Some(behind)) if behind == own || behind.starts_with(own) => Some(behind),
        // 500元-1万元 has no unit of its own.
        (Some(_), Some(_)) => return None,
    };
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    let closed = stands(chars, end, "之间");
    let end = if closed { end + 2 } else { end };
    (closed || !between).then(|| range(low.to_owned(), high.value, unit, end))
}

fn range(low: String, high: String, unit: Option<String>, end: usize) -> Reading {
    let target = Target {
        kind: TargetKind::Range,
        operator: Some(Operator::Range),
        value: Some(low),
        value_max: Some(high),
        unit,
        more: Vec::new(),
    };
    Reading { target, end, known_unit: true, sure: true, signed: false }
}

/// Several values in one cell, each a piece of its own: `慰问人数不少于100人,宣传用品不少于20000份`, `≤10次 22.5`.
fn pieces(chars: &[char]) -> Option<Target> {
    let by = |separates: fn(char) -> bool| -> Vec<&[char]> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, c) in chars.iter().enumerate() {
            if separates(*c) && !is_thousands(chars, at) {
                pieces.push(&chars[start..at]);
                start = at + 1;
            }
        }
        pieces.push(&chars[start..]);
        pieces.retain(|piece| piece.iter().any(|c| *c != ' '));
        pieces
    };
    let all = |pieces: Vec<&[char]>, read: fn(&[char]) -> Option<Target>| -> Option<Target> {
        if pieces.len() < 2 {
            return None;
        }
        joined(pieces.into_iter().map(|piece| read(trimmed(piece))).collect::<Option<Vec<_>>>()?)
    };
    all(by(|c| matches!(c, ',' | ';' | '。' | '、' | '且')), |piece| {
        strict(piece).or_else(|| embedded(piece))
    })
    .or_else(|| all(by(|c| c == ' '), strict))
}

fn trimmed(piece: &[char]) -> &[char] {
    let start = skip_blanks(piece, 0);
    let end = piece.iter().rposition(|c| *c != ' ').map_or(start, |last| last + 1);
    &piece[start..end.max(start)]
}

/// Whether a comma parts thousands rather than values.
fn is_thousands(chars: &[char], at: usize) -> bool {
    let digit = |place: usize| chars.get(place).is_some_and(char::is_ascii_digit);
    chars[at] == ',' && at > 0 && digit(at - 1) && (1..=3).all(|ahead| digit(at + ahead)) && !digit(at + 4)
}

/// The first value with the others in `more`.
fn joined(targets: Vec<Target>) -> Option<Target> {
    let mut flat: Vec<Target> = Vec::new();
    for mut target in targets {
        let more = std::mem::take(&mut target.more);
        flat.push(target);
        flat.extend(more);
    }
    let mut rest = flat.into_iter();
    let mut first = rest.next()?;
    first.more = rest.collect();
    Some(first)
}

/// Values within words: those that a sign or word compares, else the only number of a short text.
fn embedded(chars: &[char]) -> Option<Target> {
    let found = occurrences(chars);
    let (compared, mut plain): (Vec<Reading>, Vec<Reading>) = found
        .into_iter()
        .partition(|reading| reading.compared() && (reading.target.kind != TargetKind::Date || reading.sure));
    if !compared.is_empty() {
        // 6月30日前完成50% says what is done by then; beside other comparisons a bare number is incidental.
        let by_date = compared.iter().all(|reading| reading.target.kind == TargetKind::Date);
        plain.retain(|reading| by_date && is_measure(reading));
        // A sign is meant as the value; 30分钟内响应率≥95% is about the 95%.
        let (signed, others): (Vec<Reading>, Vec<Reading>) =
            compared.into_iter().partition(|reading| reading.signed);
        return joined(signed.into_iter().chain(others).chain(plain).map(|reading| reading.target).collect());
    }
    let only = plain.pop().filter(|_| plain.is_empty())?;
    let digits = |chars: &mut dyn Iterator<Item = char>| chars.filter(char::is_ascii_digit).count();
    let all_digits = digits(&mut chars.iter().copied());
    let own_digits = digits(&mut only.target.value.iter().flat_map(|value| value.chars()));
    let unit = only.target.unit.as_deref().unwrap_or_default();
    let comment = chars.len().saturating_sub(all_digits + unit.chars().count());
    let plausible = match only.target.kind {
        TargetKind::Quantity => is_measure(&only) && all_digits == own_digits,
        TargetKind::Date => only.sure,
        _ => false,
    };
    // 100%，及时 is a value with a comment; a comma in the words before a number makes them prose.
    let prose = chars.iter().any(|c| matches!(c, ';' | '。' | ':'))
        || chars
            .iter()
            .position(|c| matches!(c, ',' | '、'))
            .is_some_and(|comma| strict(&chars[..comma]).is_none());
    (plausible && comment <= LONGEST_COMMENT && !prose).then_some(only.target)
}

/// Every number, range and date within words.
fn occurrences(chars: &[char]) -> Vec<Reading> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let sign = begins(chars, at) || chars[at] == '±';
        if (sign || may_begin(chars, at))
            && let Some(reading) = measure(chars, at).filter(|reading| is_value(chars, reading))
        {
            at = reading.end.max(at + 1);
            found.push(reading);
            continue;
        }
        // The rest of a number that is no value begins none either.
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        at += digits.max(1);
    }
    found
}

/// Whether a bare number counts or measures something, rather than saying when or for how long.
fn is_measure(reading: &Reading) -> bool {
    let unit = reading.target.unit.as_deref();
    reading.sure && reading.known_unit && unit.is_some_and(|unit| !is_time(unit))
}

/// Whether what was read within words is a value: not the year of 不低于2023年水平, nor a number without a unit
/// that goes on in words.
fn is_value(chars: &[char], reading: &Reading) -> bool {
    let next = chars.get(reading.end);
    let goes_on = next.is_some_and(|c| c.is_alphanumeric());
    match reading.target.kind {
        TargetKind::Date => reading.sure || !goes_on,
        TargetKind::Quantity => {
            let year = reading.target.unit.as_deref() == Some("年")
                && reading.target.value.as_ref().is_some_and(|value| value.len() == 4);
            let unknown = !reading.known_unit || reading.target.unit.is_none();
            !(year || unknown && goes_on)
        }
        _ => true,
    }
}

/// Where the name of a line ends and its value begins; the name is empty where the line is a value alone.
fn value_begins(chars: &[char]) -> Option<(usize, usize)> {
    if strict(chars).is_some_and(|target| target.operator.is_some() || target.unit.is_some()) {
        return Some((0, 0));
    }
    let rest = |at: usize| &chars[at..];
    let depth = depths(chars);
    // A sign in the open, with a value behind it.
    let sign = (1..chars.len())
        .filter(|at| depth[*at] == 0 && sign_begins(chars, *at) && !sign_begins(chars, at - 1))
        .take(16)
        .find(|at| is_list(rest(*at)) || measure(rest(*at), 0).is_some());
    if let Some(at) = sign.filter(|at| !after_value_on_the_left(chars, *at)) {
        return Some((at, at));
    }
    let blanks: Vec<usize> = (1..chars.len()).filter(|at| chars[*at] == ' ').collect();
    let colon = (1..chars.len().saturating_sub(1)).find(|at| {
        // 8:30 and 1:3 hold no name.
        let inside_number = chars[at + 1].is_ascii_digit() && chars[at - 1].is_ascii_digit();
        chars[*at] == ':' && depth[*at] == 0 && !inside_number
    });
    let open = |blank: &&usize| depth[**blank] == 0;
    blanks
        .iter()
        .filter(open)
        .take(64)
        .find(|at| is_list(rest(*at + 1)))
        .map(|at| with_its_words(chars, *at))
        .or_else(|| {
            blanks.iter().rev().take(8).find(|at| embedded(rest(*at + 1)).is_some()).map(|at| (*at, at + 1))
        })
        .or_else(|| blanks.last().filter(|at| is_judgement(rest(*at + 1))).map(|at| (*at, at + 1)))
        .or_else(|| colon.filter(|at| is_list(rest(at + 1))).map(|at| (at, at + 1)))
        .or_else(|| glued(chars, &depth).filter(|(at, _)| colon.is_none_or(|colon| colon < *at)))
        .or_else(|| colon.map(|at| (at, at + 1)))
        .or_else(|| glued_judgement(chars))
}

/// Whether a text is a value, or begins with one and goes on with others: `3期、200人次`, `≥1个，B项目≥2个`.
fn is_list(chars: &[char]) -> bool {
    if strict(chars).is_some() {
        return true;
    }
    let Some(reading) = measure(chars, 0) else { return false };
    let separated = chars.get(reading.end).is_some_and(|c| matches!(c, ',' | ';' | '、' | '且'));
    separated
        && (reading.compared() || reading.known_unit && reading.target.unit.is_some())
        && pieces(chars).is_some()
}

/// The end of a name and the beginning of its value around a blank; words that compare may stand before the blank:
/// `新增岗位不低于 740 个`.
fn with_its_words(chars: &[char], blank: usize) -> (usize, usize) {
    (blank.saturating_sub(6).max(1)..blank)
        .find(|at| begins(chars, *at) && strict(&chars[*at..]).is_some())
        .map_or((blank, blank + 1), |at| (at, at))
}

/// Whether a sign follows a number, as in `90%≤X`: the value begins before it.
fn after_value_on_the_left(chars: &[char], at: usize) -> bool {
    at > 1
        && matches!(chars[at - 1], '%' | '0'..='9')
        && chars[..at].iter().all(|c| c.is_ascii_digit() || matches!(c, '%' | '.'))
}

/// How many parentheses are open at each place.
fn depths(chars: &[char]) -> Vec<usize> {
    let mut depth: usize = 0;
    chars
        .iter()
        .map(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth
        })
        .collect()
}

/// A value that follows its name at once: `补贴人数不少于4人`, `满意率100%`, `完成时间12月底前`.
fn glued(chars: &[char], depth: &[usize]) -> Option<(usize, usize)> {
    (1..chars.len())
        .filter(|at| depth[*at] == 0)
        .filter(|at| {
            begins(chars, *at) || filler_begins(chars, *at) || may_begin(chars, *at) || chars[*at] == '±'
        })
        .take(64)
        .find(|at| {
            let rest = &chars[*at..];
            let Some(reading) = measure(rest, 0) else { return false };
            let sensible = match reading.target.kind {
                TargetKind::Quantity => {
                    // 满意度(%)95 has its unit before it.
                    let unit = reading.target.unit.is_some() || chars[at - 1] == ')';
                    reading.compared() || reading.known_unit && reading.sure && unit
                }
                // A year alone behind a name may belong to it.
                TargetKind::Date => {
                    reading.sure || reading.target.value.iter().any(|value| value.contains('-'))
                }
                _ => true,
            };
            sensible && is_list(rest)
        })
        .map(|at| (at, at))
}

/// Words that say how good something is; what holds one of them behind a blank is a value.
const JUDGEMENTS: &[&str] = &[
    "健全",
    "完善",
    "完备",
    "达标",
    "合格",
    "及时",
    "按时",
    "按期",
    "准时",
    "有效",
    "提升",
    "提高",
    "增强",
    "增加",
    "加强",
    "改善",
    "改进",
    "促进",
    "推动",
    "推进",
    "保障",
    "保证",
    "确保",
    "稳定",
    "稳步",
    "持续",
    "长期",
    "逐年",
    "逐步",
    "逐渐",
    "不断",
    "明显",
    "显著",
    "较高",
    "较大",
    "良好",
    "优良",
    "优秀",
    "满意",
    "符合",
    "合规",
    "规范",
    "完成",
    "落实",
    "到位",
    "正常",
    "安全",
    "充分",
    "全面",
    "基本",
    "较好",
    "很好",
    "明确",
    "降低",
    "减少",
    "下降",
    "节约",
    "可控",
    "免费",
    "中长期",
    "达成",
    "达到",
    "实现",
    "好转",
    "优化",
    "巩固",
    "扩大",
    "普及",
    "覆盖",
    "公开",
    "透明",
    "真实",
    "准确",
    "完整",
    "科学",
    "合理",
    "合法",
    "有序",
    "顺利",
    "无",
    "零",
    "定性",
    "年底",
    "季度",
    "当年",
    "年内",
    "全年",
    "每年",
    "每月",
    "每季",
    "一年",
    "上半年",
    "下半年",
    "永久",
    "高质量",
    "带动",
    "营造",
    "形成",
    "建立",
    "维护",
    "发挥",
    "效果",
    "作用",
    "影响",
];

/// Grades of one or two characters, exactly.
const GRADES: &[&str] = &[
    "优",
    "良",
    "中",
    "差",
    "好",
    "高",
    "低",
    "大",
    "小",
    "强",
    "弱",
    "是",
    "否",
    "有",
    "较优",
    "优良",
    "优良中差",
    "优良中低差",
    "好坏",
    "高中低",
    "一般",
    "达标",
    "合格",
    "A",
    "AA",
    "AAA",
    "一级",
    "二级",
    "三级",
    "甲级",
    "一类",
    "二类",
    "一等",
    "强化",
    "明显",
    "√",
];

/// Whether words are a judgement rather than the end of a name.
fn is_judgement(chars: &[char]) -> bool {
    let text: String = chars.iter().filter(|c| !matches!(c, '。' | ';')).collect();
    if is_placeholder(chars) || GRADES.contains(&text.as_str()) {
        return true;
    }
    // Ⅲ类, 5A级, 1:3, 7×24小时.
    let graded = chars.len() <= 8 && text.ends_with(['级', '类', '等', '星']);
    let ratio = chars.first().is_some_and(char::is_ascii_digit) && text.contains(['×', ':', '*', '/']);
    if graded || ratio {
        return true;
    }
    // 提升率 and 及时性 are names.
    let names = text.ends_with(['率', '性', '度', '数', '量', '额']) && !text.ends_with("程度");
    chars.len() <= 30 && !names && JUDGEMENTS.iter().any(|word| text.contains(word))
}

/// `机制健全性健全`: a judgement glued to a name that ends in 性, 率 or 度.
fn glued_judgement(chars: &[char]) -> Option<(usize, usize)> {
    let glue = (2..chars.len()).rev().find(|at| matches!(chars[at - 1], '性' | '率' | '度'))?;
    let text: String = chars[glue..].iter().collect();
    let whole = GRADES.contains(&text.as_str())
        || JUDGEMENTS.contains(&text.as_str())
        || ["逐年提高", "逐年提升", "有效提升", "显著提升", "明显提升"].contains(&text.as_str());
    whole.then_some((glue, glue))
}

fn is_multiple(unit: &str) -> bool {
    matches!(unit, "万" | "亿" | "千" | "百" | "十万" | "百万" | "千万")
}

/// `2025-11` as 2025年11月, `12` as 12月.
fn write_date(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match parts[..] {
        [year] if year.len() == 4 => format!("{year}年"),
        [month] => format!("{month}月"),
        [year, month] if year.len() == 4 => format!("{year}年{month}月"),
        [month, day] => format!("{month}月{day}日"),
        [year, month, day] => format!("{year}年{month}月{day}日"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind_name(kind: TargetKind) -> &'static str {
        match kind {
            TargetKind::Quantity => "quantity",
            TargetKind::Range => "range",
            TargetKind::Qualitative => "qualitative",
            TargetKind::Date => "date",
            TargetKind::Text => "text",
        }
    }

    fn operator_name(operator: Option<Operator>) -> &'static str {
        match operator {
            None => "",
            Some(Operator::Range) => "range",
            Some(Operator::Approximately) => "approx",
            Some(Operator::AtLeast) => ">=",
            Some(Operator::AtMost) => "<=",
            Some(Operator::MoreThan) => ">",
            Some(Operator::LessThan) => "<",
            Some(Operator::Equal) => "=",
        }
    }

    /// A target as a line of the table: kind, operator, value, upper end, unit.
    fn line(target: &Target) -> String {
        let fields = [
            kind_name(target.kind),
            operator_name(target.operator),
            target.value.as_deref().unwrap_or_default(),
            target.value_max.as_deref().unwrap_or_default(),
            target.unit.as_deref().unwrap_or_default(),
        ];
        fields.join("\t")
    }

    fn cases() -> Vec<(&'static str, Vec<String>)> {
        let mut cases: Vec<(&str, Vec<String>)> = Vec::new();
        let lines =
            include_str!("targets.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(fields.len() >= 6, "a case has six fields and a note: {line}");
            let expected = fields[1..6].join("\t");
            match cases.last_mut() {
                Some((_, values)) if fields[0] == "+" => values.push(expected),
                _ => cases.push((fields[0], vec![expected])),
            }
        }
        cases
    }

    #[test]
    fn every_spelling_of_the_table() {
        let mut wrong = Vec::new();
        for (spelling, expected) in cases() {
            let target = read(spelling);
            let found: Vec<String> = std::iter::once(&target).chain(&target.more).map(line).collect();
            if found != expected {
                wrong.push(format!("{spelling}\n  expected {expected:?}\n  found    {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for (spelling, _) in cases() {
            let target = read(spelling);
            let written = write(&target);
            assert_eq!(read(&written), target, "{spelling} written as {written}");
        }
    }

    #[test]
    fn names_and_values() {
        for line in
            include_str!("names.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let fields: Vec<String> = line.split('\t').map(|field| field.replace("\\t", "\t")).collect();
            let [packed, name, value] = &fields[..] else { panic!("{line}") };
            assert_eq!(split_name(packed), (name.clone(), value.clone()), "{line}");
        }
    }

    #[test]
    fn columns_put_together() {
        for (operator, value, unit, expected) in [
            (Some("≥"), "95", Some("%"), "quantity\t>=\t95\t\t%"),
            (Some("＝"), "100.00", Some("百分比"), "quantity\t=\t100.00\t\t%"),
            (Some("≤"), "250万", Some("元"), "quantity\t<=\t250\t\t万元"),
            (Some("≤"), "28.8万元", Some("%"), "quantity\t<=\t28.8\t\t万元"),
            (Some(">"), "1,260", Some("(人次)"), "quantity\t>\t1260\t\t人次"),
            (Some("大于等于"), "3", Some("家"), "quantity\t>=\t3\t\t家"),
            (Some("定性"), "优良中低差", None, "qualitative\t\t优良中低差\t\t"),
            (Some("定性"), "95", Some("%"), "qualitative\t\t95\t\t%"),
            (Some("定性"), "", Some("无"), "qualitative\t\t\t\t"),
            (Some("＝"), "健全", Some("—"), "qualitative\t\t健全\t\t"),
            (None, "2024.12", Some("万元"), "quantity\t\t2024.12\t\t万元"),
            (Some("≤"), "2024", Some("年"), "date\t<=\t2024\t\t"),
            (Some("="), "3", Some("年"), "quantity\t=\t3\t\t年"),
            (Some("≤"), "12", Some("月"), "quantity\t<=\t12\t\t月"),
            (Some("≥"), "≥95%", Some("%"), "quantity\t>=\t95\t\t%"),
            (Some("≤"), "12月31日", None, "date\t<=\t12-31\t\t"),
            (Some("="), "90-95", Some("%"), "range\trange\t90\t95\t%"),
            (Some("≥"), "", Some("%"), "text\t\t\t\t"),
            (Some("定量"), "5", Some("个"), "quantity\t\t5\t\t个"),
        ] {
            assert_eq!(line(&compose(operator, value, unit)), expected, "{operator:?} {value} {unit:?}");
        }
    }

    #[test]
    fn money_in_wan() {
        for (text, wan) in [
            ("≤26.97万元", Some("26.97")),
            ("269700元", Some("26.9700")),
            ("1.2亿元", Some("12000.0")),
            ("250万", Some("250")),
            ("≤7.2万元/公里", None),
            ("元", None),
            ("95%", None),
            ("5-8万元", None),
        ] {
            assert_eq!(in_wan(&read(text)).map(|amount| amount.to_string()).as_deref(), wan, "{text}");
        }
        assert_eq!(number(&read("≥1,326.50人")).map(|n| n.to_string()).as_deref(), Some("1326.50"));
        assert_eq!(number(&read("健全")), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,60}") {
            let target = read(&text);
            write(&target);
            in_wan(&target);
            compose(Some(&text), &text, Some(&text));
            let (name, value) = split_name(&text);
            prop_assert!(text.contains(&name) && text.contains(&value));
        }

        #[test]
        fn nothing_panics_on_pieces_of_values(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "≥", "≤", "<", "=", "-", "~", "±", "[", "]", "(", ")", "（", "）", ",", "，", "、", " ", "\t", "1", "95", "2024", "年", "12", "月", "31",
                    "日", "底前", "前", "%", "％", "万元", "人(次)", "人", "/", "次", "以上", "以内", "不低于", "达到", "控制在", "三", "百分之", "点", "健全",
                    "率", "：", ".", "5", "1,260.00", "至", "\\geq", "&ge;", "余", "每", "\u{a0}", "\u{200b}",
                ]),
                0..14,
            )
        ) {
            let text = pieces.concat();
            let target = read(&text);
            write(&target);
            let (name, value) = split_name(&text);
            prop_assert!(text.contains(&name) && text.contains(&value));
        }

        #[test]
        fn numbers_keep_their_decimals(whole in 0_u32..1_000_000, decimals in "[0-9]{0,3}", sign in "[≥≤>=<]", unit in "人|万元|%|公里|") {
            let value = if decimals.is_empty() { whole.to_string() } else { format!("{whole}.{decimals}") };
            let target = read(&format!("{sign}{value}{unit}"));
            prop_assert_eq!(target.value.as_deref(), Some(value.as_str()));
            prop_assert_eq!(target.unit.unwrap_or_default(), unit);
        }
    }
}
