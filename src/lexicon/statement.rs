//! What a sentence of explanatory text states plainly: `基本支出18570.82万元，比上年增加1447.63万元，增长8.45%`.
//!
//! A statement is a number with the words before it, from the last comma on. It is plain where every one of these words
//! is known (`statements.tsv`); of any other it is not certain what it speaks of, and it is nobody's.

use super::grammar::numbering::marker;
use super::statement_words::{FUNDS, INNER, PARTS, UNITS, says_same, word_at, year_at};
pub(crate) use super::statement_words::{
    Word, ends_loosely, fund_of_heading, part_of_name, stage_of_header, vehicles, year, years,
};
use crate::model::{Amount, BudgetStage};
use crate::text::width::fold;

/// What a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An amount.
    Amount,
    /// An amount by which another one is more (`true`) or less than what it was.
    Change(bool),
    /// By how many percent it is.
    Growth(bool),
    /// How many percent of another amount.
    Share,
    /// How many percent of the budget were spent.
    Completion,
    /// That an amount is what it was, in words alone: 与上年持平; or but about that (`true`).
    Same(bool),
    /// Anything else, and what is not plain.
    Other,
}

/// Accounts by the marks behind their names: `法院（款）行政运行（项）`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Names with the level that the mark tells, 1 for 类.
    pub names: Vec<(u8, String)>,
}

/// What the words before a number say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    words: Vec<Word>,
    /// The account, where marks name one.
    pub account: Option<Account>,
    /// The year, where one is named.
    pub year: Option<u16>,
}

impl Subject {
    /// Whether a word is among them.
    pub fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    /// The only part that they name.
    pub fn part(&self) -> Option<Word> {
        let mut parts = PARTS.iter().copied().filter(|part| self.has(*part));
        parts.next().filter(|_| parts.next().is_none())
    }

    /// Where the money comes from; the narrower of two.
    pub fn fund(&self) -> Option<Word> {
        FUNDS.iter().copied().find(|fund| self.has(*fund))
    }

    /// What they say before a word, and behind it.
    pub fn parted(&self, word: Word) -> Option<(Self, Self)> {
        let at = self.words.iter().position(|own| *own == word)?;
        let of = |words: &[Word]| Self { words: words.to_vec(), account: None, year: self.year };
        Some((Self { account: self.account.clone(), ..of(&self.words[..at]) }, of(&self.words[at + 1..])))
    }

    /// Whether they say what the amount is of, rather than only which amount of it.
    pub fn names_something(&self) -> bool {
        let named = [Word::Revenue, Word::Both, Word::Whole];
        self.account.is_some()
            || PARTS.iter().any(|part| self.has(*part))
            || self.fund().is_some()
            || named.iter().any(|word| self.has(*word))
    }

    /// Budget or final account.
    pub fn stage(&self) -> Option<BudgetStage> {
        if self.has(Word::Final) {
            Some(BudgetStage::FinalAccount)
        } else if self.has(Word::Budget) || self.has(Word::Initial) {
            Some(BudgetStage::Budget)
        } else {
            None
        }
    }

    /// The same subject at another stage, as a second amount of a sentence has it: `…年初预算为1万元，支出决算为2万元`.
    pub fn at_stage_of(&self, other: &Self) -> Self {
        let is_of_stage =
            |word: &Word| matches!(word, Word::Budget | Word::Initial | Word::Final | Word::Past);
        let own = self.words.iter().copied().filter(|word| !is_of_stage(word));
        let words = own.chain(other.words.iter().copied().filter(is_of_stage)).collect();
        Self { words, account: self.account.clone(), year: other.year.or(self.year) }
    }
}

/// A number in a sentence with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// What it says.
    pub kind: Kind,
    /// The number as it is printed.
    pub number: Amount,
    /// `万元`, `%`.
    pub unit: &'static str,
    /// What stands before it; nothing where a word of that is not known.
    pub subject: Option<Subject>,
    /// Whether it is said to be a part of what stands before it.
    pub is_part: bool,
    /// The number of its sentence.
    pub sentence: usize,
    /// Its words, folded.
    pub words: String,
}

/// What a paragraph states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Its statements, in reading order.
    pub statements: Vec<Statement>,
    /// Whether it ends by announcing the parts of what it states: `合计100万元，其中：`.
    pub opens_list: bool,
}

/// More characters before a number are no plain words.
const LONGEST_SUBJECT: usize = 80;

/// What a paragraph states. `bodies` are the folded names of those that publish it, which say nothing more.
pub(crate) fn read(text: &str, bodies: &[String]) -> Paragraph {
    // Most paragraphs have no number with a unit.
    if !text.contains(|c: char| c.is_numeric()) && !says_same(text) {
        return Paragraph { statements: Vec::new(), opens_list: ends_in_list(text) };
    }
    let chars = cleaned(text);
    let mut reader = Reader {
        chars: &chars,
        bodies,
        from: 0,
        sentence: 0,
        is_part: false,
        aside: false,
        found: Vec::new(),
    };
    reader.read();
    Paragraph { opens_list: reader.is_part && reader.from >= chars.len(), statements: reader.found }
}

fn ends_in_list(text: &str) -> bool {
    let folded: Vec<char> = fold(text).chars().filter(|c| *c != ':').collect();
    word_at(&folded, 0) == Some((Word::OfWhich, folded.len()))
}

/// A text folded, without quotation marks, parentheses and the number that it begins with.
fn cleaned(text: &str) -> Vec<char> {
    let folded = fold(text);
    let behind = marker(&folded).map_or(folded.as_str(), |marker| &folded[marker.length..]);
    let mut kept = String::with_capacity(behind.len());
    let mut rest = behind;
    while let Some(open) = rest.find('(') {
        let (before, inner) = rest.split_at(open);
        kept.push_str(before);
        let Some(close) = inner.find(')') else {
            rest = inner;
            break;
        };
        if INNER.contains(&&inner[1..close]) {
            kept.push_str(&inner[..=close]);
        }
        rest = &inner[close + 1..];
    }
    kept.push_str(rest);
    kept.chars().filter(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’')).collect()
}

struct Reader<'a> {
    chars: &'a [char],
    bodies: &'a [String],
    /// Where the words before the next number begin.
    from: usize,
    sentence: usize,
    is_part: bool,
    /// Whether the rest of the sentence speaks of something else.
    aside: bool,
    found: Vec<Statement>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        // An account that a sentence without a number has named: `教育支出（类）…高中教育（项）。年初预算为…`.
        let mut named: Option<Subject> = None;
        while at < self.chars.len() {
            match self.chars[at] {
                c if c.is_ascii_digit() => at = self.number(at, &mut named),
                c @ (',' | '。' | ';' | ':') => {
                    self.end_clause(at, &mut named);
                    if c == '。' {
                        self.sentence += 1;
                        self.aside = false;
                    }
                    at += 1;
                    self.from = at;
                }
                '、' if self.from == at => {
                    at += 1;
                    self.from = at;
                }
                _ => at += 1,
            }
        }
        self.end_clause(at, &mut named);
        self.from = at;
    }

    /// What a clause without a number says of what follows.
    fn end_clause(&mut self, end: usize, named: &mut Option<Subject>) {
        if self.from == end {
            return;
        }
        let clause = &self.chars[self.from..end];
        match word_at(clause, 0) {
            Some((Word::OfWhich, _)) => self.is_part = true,
            Some((Word::Aside, _)) => self.aside = true,
            _ => self.is_part = false,
        }
        let Some(subject) = self.subject(clause) else { return };
        if subject.has(Word::Same) && !self.aside {
            self.found.push(Statement {
                kind: Kind::Same(subject.has(Word::Roughly)),
                number: Amount::ZERO,
                unit: "",
                words: clause.iter().collect(),
                subject: Some(subject),
                is_part: false,
                sentence: self.sentence,
            });
        } else if subject.account.is_some() {
            *named = Some(subject);
        }
    }

    /// Reads the number at a place, and gives the place to go on from.
    fn number(&mut self, at: usize, named: &mut Option<Subject>) -> usize {
        let end = number_end(self.chars, at);
        let rest = &self.chars[end..];
        let unit = if rest.first() == Some(&'%') {
            Some("%")
        } else {
            UNITS
                .iter()
                .copied()
                .find(|unit| unit.chars().zip(rest).filter(|(a, b)| a == *b).count() == unit.chars().count())
        };
        let Some(unit) = unit else { return end };
        let behind = end + unit.chars().count();
        let number: String = self.chars[at..end].iter().filter(|c| **c != ',').collect();
        let is_loose = |at: usize| word_at(self.chars, at).is_some_and(|(word, _)| word == Word::Loose);
        let is_exact = !(is_loose(behind) || at > 0 && is_loose(at - 1));
        let before = &self.chars[self.from..at];
        let from = self.from;
        self.from = behind;
        let Ok(number) = number.parse::<Amount>() else { return behind };
        let (begins, length) = word_at(before, 0).unwrap_or((Word::Filler, 0));
        if begins == Word::Aside {
            self.aside = true;
        }
        if self.aside {
            return behind;
        }
        let before = if begins == Word::OfWhich { &before[length..] } else { before };
        let is_part = self.is_part || begins == Word::OfWhich;
        self.is_part = false;
        let subject = if is_exact && before.len() <= LONGEST_SUBJECT { self.subject(before) } else { None };
        let kind = kind(subject.as_ref(), before, unit);
        // 年初预算为 speaks of what the sentence before it has named.
        let subject = subject.map(|own| match named {
            Some(named) if kind == Kind::Amount && !own.names_something() => named.at_stage_of(&own),
            _ => own,
        });
        if kind == Kind::Amount {
            named.clone_from(&subject);
        }
        let words = self.chars[from..behind].iter().collect();
        self.found.push(Statement { kind, number, unit, subject, is_part, sentence: self.sentence, words });
        behind
    }

    /// What the words of a clause say; `None` where one of them is not known.
    fn subject(&self, clause: &[char]) -> Option<Subject> {
        let text: String = clause.iter().collect();
        let text = marker(&text).map_or(text.as_str(), |marker| &text[marker.length..]);
        let mut subject = Subject::default();
        let mut rest = text;
        if let Some(end) = text.rfind(')').filter(|_| text.contains('(')) {
            let names = marked_names(&text[..=end]);
            if !names.is_empty() {
                subject.account = Some(Account { names });
                rest = &text[end + 1..];
            }
        }
        let chars: Vec<char> = rest.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            if let Some((year, end)) = year_at(&chars, at) {
                subject.year = Some(year);
                at = end;
            } else if let Some(length) = self.body_at(&chars[at..]) {
                at += length;
            } else {
                let (word, end) = word_at(&chars, at)?;
                if matches!(word, Word::Aside | Word::Loose | Word::Inner | Word::Unit | Word::OfWhich) {
                    return None;
                }
                subject.words.push(word);
                if word == Word::Grand {
                    subject.words.push(Word::Whole);
                }
                at = end;
            }
        }
        Some(subject)
    }

    fn body_at(&self, chars: &[char]) -> Option<usize> {
        let stands = |body: &&String| {
            body.chars().count() <= chars.len() && body.chars().zip(chars).all(|(a, b)| a == *b)
        };
        self.bodies.iter().find(stands).map(|body| body.chars().count())
    }
}

/// The names before the marks of levels; none where there are no such marks, or where they do not go down.
fn marked_names(text: &str) -> Vec<(u8, String)> {
    let mut names = Vec::new();
    let mut rest = text;
    // 境 is the first of the inner words and no level.
    while let Some((at, level)) = INNER[1..]
        .iter()
        .zip(1_u8..)
        .filter_map(|(mark, level)| Some((rest.find(&format!("({mark})"))?, level)))
        .min()
    {
        names.push((level, rest[..at].to_owned()));
        let length = "()".len() + INNER[usize::from(level)].len();
        rest = &rest[at + length..];
    }
    let goes_down = names.windows(2).all(|pair| pair[0].0 < pair[1].0);
    if rest.is_empty() && goes_down && names.iter().all(|(_, name)| !name.is_empty()) {
        names
    } else {
        Vec::new()
    }
}

/// Where the number that begins at a place ends: digits, commas before three of them, a point.
fn number_end(chars: &[char], at: usize) -> usize {
    let digits =
        |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = at + digits(at);
    while chars.get(end) == Some(&',') && digits(end + 1) == "000".len() {
        end += 1 + digits(end + 1);
    }
    if chars.get(end) == Some(&'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    end
}

fn kind(subject: Option<&Subject>, before: &[char], unit: &str) -> Kind {
    let Some(subject) = subject else {
        // Of words that are not known it is enough that none of them speaks of change or of another year.
        let other = [Word::Up, Word::Down, Word::Share, Word::Completion, Word::Compare, Word::Past];
        let is_other =
            (0..before.len()).filter_map(|at| word_at(before, at)).any(|(word, _)| other.contains(&word));
        return if unit == "%" || is_other || before.is_empty() { Kind::Other } else { Kind::Amount };
    };
    let is_percent = unit == "%";
    match (subject.has(Word::Up), subject.has(Word::Down)) {
        (true, true) => Kind::Other,
        (true, false) | (false, true) if is_percent => Kind::Growth(subject.has(Word::Up)),
        (true, false) | (false, true) => Kind::Change(subject.has(Word::Up)),
        _ if is_percent && subject.has(Word::Completion) => Kind::Completion,
        _ if is_percent && subject.has(Word::Share) => Kind::Share,
        _ if is_percent || subject.has(Word::Share) || subject.has(Word::Compare) => Kind::Other,
        _ => Kind::Amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The statements of a text: what each says, its number and unit, a star where its words are not plain.
    fn said(text: &str) -> String {
        let statements = read(text, &["河西县水利局".to_owned()]).statements;
        let one = |said: &Statement| {
            let plain = if said.subject.is_some() { "" } else { "*" };
            format!("{:?} {}{}{plain}", said.kind, said.number, said.unit)
        };
        statements.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn statements() {
        for (text, expected) in [
            (
                "河西县水利局2024年度收入、支出预算总计1,234.56万元，与上年相比收、支总计各增加 34.56万元，增长2.88％。",
                "Amount 1234.56万元; Change(true) 34.56万元; Growth(true) 2.88%",
            ),
            ("（一）基本支出18.5万元，占 55.98 %；", "Amount 18.5万元; Share 55.98%"),
            (
                "年初预算为3，518.85万元，支出决算为3500万元，完成年初预算的99.46%。",
                "Amount 3518.85万元; Amount 3500万元; Completion 99.46%",
            ),
            ("1．法院（款）行政运行（项）支出 14 857.61 万元", "Amount 14857.61万元"),
            ("拟采购货物84万元、拟购买服务1338.50万元", "Amount 84万元*; Amount 1338.50万元*"),
            // What stands behind the reason is the reason's.
            ("项目支出10万元，主要原因是基本支出增加20万元。基本支出30万元", "Amount 10万元; Amount 30万元"),
            // What stands in parentheses is no statement, and neither is what is no exact amount.
            ("基本支出（上年8,648.07万元）为9万元", "Amount 9万元"),
            ("单价100万元以上设备2台", "Amount 100万元*"),
            ("基本支出约10余万元，比上年增加5个百分点", ""),
            ("项目支出10至20万元", "Amount 20万元*"),
            ("2024年12月31日", ""),
            ("公务接待费2万元，与上年持平。", "Amount 2万元; Same(false) 0"),
            (
                "公务接待费2万元，与2023年预算数相比基本持平，项目支出1万元",
                "Amount 2万元; Same(true) 0; Amount 1万元",
            ),
            ("公务接待费2万元，与上年持平的是人数，主要原因是人员与上年持平", "Amount 2万元"),
            ("公务接待费支出增加", ""),
            ("公务接待费与上年持平", "Same(false) 0"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn subjects() {
        let subject = |text: &str| read(text, &[]).statements.pop().and_then(|said| said.subject);
        for (text, part, fund) in [
            ("一般公共预算财政拨款基本支出1万元", Some(Word::Basic), Some(Word::General)),
            ("因公出国（境）费支出决算为1万元", Some(Word::Travel), None),
            ("公务用车购置及运行维护费1万元", Some(Word::Vehicles), None),
            ("“三公”经费财政拨款支出决算1万元", Some(Word::ThreePublic), Some(Word::Appropriation)),
            ("收入总计1万元", None, None),
        ] {
            let found = subject(text).unwrap();
            assert_eq!((found.part(), found.fund()), (part, fund), "{text}");
        }
        for text in ["河东中学基本支出1万元", "职业教育专项1万元", "基本支出和差旅费1万元"]
        {
            assert_eq!(subject(text), None, "{text}");
        }
        // The second amount of a sentence is of what the first one is.
        let found = subject("公务接待费年初预算为1万元，支出决算为2万元").unwrap();
        assert_eq!((found.part(), found.stage()), (Some(Word::Reception), Some(BudgetStage::FinalAccount)));
        let account =
            subject("教育支出（类）普通教育（款）高中教育（项）。年初预算为1万元").unwrap().account.unwrap();
        assert_eq!(account.names.iter().map(|(level, _)| *level).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn lists_that_follow() {
        for (text, expected) in [
            ("支出合计10万元，其中：", true),
            ("收入总计10万元。包括：", true),
            ("其中：", true),
            ("支出合计10万元，其中：基本支出1万元", false),
            ("支出合计10万元。", false),
        ] {
            assert_eq!(read(text, &[]).opens_list, expected, "{text}");
        }
    }
}
