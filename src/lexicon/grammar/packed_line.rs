//! A line of a packed cell: `新增就业岗位 ≥740个` is a name and a value.

use std::sync::LazyLock;

use super::date::day_of_month_begins;
use super::measure::measure;
use super::number::may_begin;
use super::operator::{begins, filler_begins, sign_begins};
use super::spelling::{Spelling, is_placeholder};
use super::target::LONGEST_VALUE;
use super::values::{embedded, pieces, strict};
use super::words::words;
use crate::model::TargetKind;

/// The words of `judgements.tsv`.
struct Judgements {
    /// What is a judgement to the letter.
    grades: Vec<&'static str>,
    /// What makes one of words that hold it.
    words: Vec<&'static str>,
    /// What is one at the end of a line by itself.
    ends: Vec<&'static str>,
    /// What stands before a change: 更加.
    adverbs: Vec<&'static str>,
    /// What becomes of something: 改善.
    changes: Vec<&'static str>,
    /// What stands behind a change and says how far it goes: 明显.
    extents: Vec<&'static str>,
    /// What is one behind a name at once, to the letter.
    glued: Vec<&'static str>,
    /// What the names of qualities end in.
    qualities: Vec<&'static str>,
    /// What the names of quantities end in.
    quantities: Vec<&'static str>,
    /// What a short grade ends in.
    graded: Vec<&'static str>,
    /// What a name ends in that holds a word of judgement.
    names: Vec<&'static str>,
    /// What says how far something goes, and may be a judgement.
    degrees: Vec<&'static str>,
}

static JUDGEMENTS: LazyLock<Judgements> = LazyLock::new(|| {
    let of = |sense: &str| words(include_str!("judgements.tsv"), sense);
    Judgements {
        grades: of("grade"),
        words: of("word"),
        ends: of("end"),
        adverbs: of("adverb"),
        changes: of("change"),
        extents: of("extent"),
        glued: of("glued"),
        qualities: of("quality"),
        quantities: of("quantity"),
        graded: of("graded"),
        names: of("name"),
        degrees: of("degree"),
    }
});

impl Judgements {
    fn is_grade(&self, text: &str) -> bool {
        self.grades.contains(&text)
    }
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
        .or_else(|| {
            blanks
                .last()
                .filter(|at| is_judgement(rest(*at + 1)) || is_named(chars, **at))
                .map(|at| (*at, at + 1))
        })
        .or_else(|| colon.filter(|at| is_list(rest(at + 1))).map(|at| (at, at + 1)))
        .or_else(|| glued(chars, &depth).filter(|(at, _)| colon.is_none_or(|colon| colon < *at)))
        .or_else(|| colon.map(|at| (at, at + 1)))
        .or_else(|| glued_judgement(chars))
        .or_else(|| judged_end(chars))
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
            begins(chars, *at)
                || filler_begins(chars, *at)
                || may_begin(chars, *at)
                || day_of_month_begins(chars, *at)
                || chars[*at] == '±'
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

/// Whether a text ends in one of some words.
fn ends_in(text: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| text.ends_with(end))
}

/// Whether words are a judgement rather than the end of a name.
fn is_judgement(chars: &[char]) -> bool {
    let text: String = chars.iter().filter(|c| !matches!(c, '。' | ';')).collect();
    if is_placeholder(chars) || JUDGEMENTS.is_grade(&text) {
        return true;
    }
    // Ⅲ类, 5A级, 1:3, 7×24小时.
    let graded = chars.len() <= 8 && ends_in(&text, &JUDGEMENTS.graded);
    let ratio = chars.first().is_some_and(char::is_ascii_digit) && text.contains(['×', ':', '*', '/']);
    if graded || ratio {
        return true;
    }
    // 提升率 and 及时性 are names.
    let names = ends_in(&text, &JUDGEMENTS.names) && !ends_in(&text, &JUDGEMENTS.degrees);
    chars.len() <= 30 && !names && JUDGEMENTS.words.iter().any(|word| text.contains(word))
}

/// Whether a blank stands behind what can only be the end of a name, with words behind it that are none: 合规性
/// 严格执行相关制度规定.
fn is_named(chars: &[char], blank: usize) -> bool {
    let name: String = chars[..blank].iter().collect();
    let words: String = chars[blank + 1..].iter().collect();
    let is_quality = |text: &str| ends_in(text, &JUDGEMENTS.qualities);
    let ends = |text: &str| is_quality(text) || ends_in(text, &JUDGEMENTS.quantities);
    is_quality(&name) && !words.is_empty() && (!ends(&words) || ends_in(&words, &JUDGEMENTS.degrees))
}

/// A judgement at the end of a line, with a name of some words before it: 学习氛围更加浓厚, 水质改善明显. Where nothing but
/// more of the judgement stands before, the line is one.
fn judged_end(chars: &[char]) -> Option<(usize, usize)> {
    let closed = chars.iter().rposition(|c| !matches!(c, ';' | '。')).map_or(0, |last| last + 1);
    let chars = &chars[..closed];
    if chars.contains(&' ') {
        return None;
    }
    let text: String = chars.iter().collect();
    // 环境明显改善 may be a name; 水质改善明显 can be none.
    let (name, shortest) = match put_together(&text) {
        Some(name) => (name, if ends_in(&text, &JUDGEMENTS.extents) { 2 } else { 4 }),
        None => (JUDGEMENTS.ends.iter().find_map(|end| text.strip_suffix(end))?, 4),
    };
    let at = name.chars().count();
    let is_name =
        at >= shortest && !JUDGEMENTS.adverbs.contains(&name) && !name.ends_with(['、', '和', '与', '及']);
    is_name.then_some((at, at))
}

/// What stands before a judgement of two words at the end of a text, and before all adverbs in front of it.
fn put_together(text: &str) -> Option<&str> {
    let before = |text: &'_ str, words: &[&str]| -> Option<usize> {
        words.iter().filter(|word| text.ends_with(*word)).map(|word| text.len() - word.len()).min()
    };
    let changed =
        before(text, &JUDGEMENTS.changes).and_then(|at| before(&text[..at], &JUDGEMENTS.adverbs)).or_else(
            || before(text, &JUDGEMENTS.extents).and_then(|at| before(&text[..at], &JUDGEMENTS.changes)),
        )?;
    let mut name = &text[..changed];
    while let Some(at) = before(name, &JUDGEMENTS.adverbs) {
        name = &name[..at];
    }
    Some(name)
}

/// `机制健全性健全`: a judgement glued to a name that ends in 性, 率 or 度.
fn glued_judgement(chars: &[char]) -> Option<(usize, usize)> {
    let glue = (2..chars.len()).rev().find(|at| matches!(chars[at - 1], '性' | '率' | '度'))?;
    let text: String = chars[glue..].iter().collect();
    let whole = JUDGEMENTS.is_grade(&text)
        || JUDGEMENTS.words.contains(&text.as_str())
        || JUDGEMENTS.glued.contains(&text.as_str());
    whole.then_some((glue, glue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values() {
        for line in include_str!("../../../tests/grammar/names.tsv")
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let fields: Vec<String> = line.split('\t').map(|field| field.replace("\\t", "\t")).collect();
            let [packed, name, value] = &fields[..] else { panic!("{line}") };
            assert_eq!(split_name(packed), (name.clone(), value.clone()), "{line}");
        }
    }
}
