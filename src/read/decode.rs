//! Bytes to text, the encoding weighed as evidence.
//!
//! A byte order mark decides; then bytes that are UTF-8 from the first to the last; then zero bytes that only
//! UTF-16 has. What is left is weighed: how few bytes an encoding cannot read, how common the characters are
//! that it reads, what the file declares of itself, and what chardetng guesses. A declaration alone decides
//! nothing: pages that were converted and kept their `<meta>` are common.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::lines::Lines;
use super::{garbled, padding};
use crate::error::Error;
use crate::model::{Finding, Findings, Message, Place, Position, Rule, Severity, Source};

/// The file says that it is in one encoding and is in another.
pub const ENCODING_DECLARED_WRONG: Rule = Rule {
    name: "encoding-declared-wrong",
    severity: Severity::Info,
    page: include_str!("encoding_declared_wrong.md"),
};

/// Some bytes are no character in the encoding of the file.
pub const CHARACTERS_UNDECODABLE: Rule = Rule {
    name: "characters-undecodable",
    severity: Severity::Warning,
    page: include_str!("characters_undecodable.md"),
};

/// The bytes are valid in an encoding, but what they say in it is uncommon.
pub const ENCODING_UNSURE: Rule =
    Rule { name: "encoding-unsure", severity: Severity::Warning, page: include_str!("encoding_unsure.md") };

/// Text, and how sure we are of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, its line ends as `\n`.
    pub text: String,
    /// The name of the encoding it was in.
    pub encoding: &'static str,
    /// The encoding that the file declares, where that is another one.
    pub declared_wrong: Option<String>,
    /// How many characters could not be decoded and stand as U+FFFD.
    pub undecodable: usize,
    /// Where the first of them stands.
    pub first_undecodable: Option<Place>,
    /// Whether the encoding is the best of several bad ones.
    pub unsure: bool,
    /// How many zero bytes were left out.
    pub zeros: usize,
}

/// How many bytes are looked at to tell a format.
const GLIMPSE: usize = 64 * 1024;

/// How many bytes at the top may declare an encoding; browsers look at 1024.
const DECLARATION: usize = 4096;

/// The longest share of undecodable characters that is kept: 1 in 100.
const KEPT_PER_CENT: usize = 1;

/// Names of encodings that the Encoding Standard does not know but pages use.
const ALIASES: &[(&str, &Encoding)] = &[
    ("big5hkscs", BIG5),
    ("cp936", GB18030),
    ("cp950", BIG5),
    ("gb-18030", GB18030),
    ("gb-2312", GB18030),
    ("gb18030-2000", GB18030),
    ("gb18030-2005", GB18030),
    ("gb18030-2022", GB18030),
    ("gbk2312", GB18030),
    ("gb231280", GB18030),
    ("ms936", GB18030),
    ("ms950", BIG5),
    ("utf_8", UTF_8),
    ("utf-8-sig", UTF_8),
    ("utf8mb4", UTF_8),
    ("windows-936", GB18030),
    ("windows-950", BIG5),
];

/// Files that are no text, by their first bytes, and what they are called.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\0", "SQLite"),
];

/// Decodes a file.
///
/// # Errors
///
/// Refused if the file is empty, is no text, or if more than 1 % of its characters cannot be decoded in any
/// of the encodings that were tried.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Error> {
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(Error::refused("read-binary-known", &[name]));
    }
    let declared = declared_label(bytes);
    let whole = padding::without_zeros_behind(bytes);
    let Weighed { text, encoding, tried, unsure, lying_mark } =
        weigh(whole, declared.as_deref().and_then(encoding_named));
    let (text, zeros) = padding::without_zeros(text);
    let text = padding::without_end_signs(unify_line_ends(text));
    let zeros = zeros + (bytes.len() - whole.len());
    if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
        return Err(Error::refused("read-empty", &[]));
    }
    if is_binary(&text) && !garbled::is_garbled(&text) {
        return Err(Error::refused("read-binary", &[]));
    }
    let undecodable = text.matches('\u{fffd}').count();
    if undecodable * 100 > text.chars().count() * KEPT_PER_CENT {
        return Err(Error::refused("read-undecodable", &[&undecodable, &tried]));
    }
    let first_undecodable = text.find('\u{fffd}').map(|offset| Lines::new(&text).at(offset));
    let is_wrong =
        |label: &String| encoding_named(label).is_none_or(|declared| family(declared) != family(encoding));
    let declared_wrong = lying_mark.map(str::to_owned).or_else(|| declared.filter(is_wrong));
    let encoding = family(encoding);
    Ok(Decoded { text, encoding, declared_wrong, undecodable, first_undecodable, unsure, zeros })
}

/// Decodes a file and reports what is doubtful about it: its text and the name of its encoding.
///
/// # Errors
///
/// As `decode`.
pub fn text(findings: &mut Findings, source: &Source) -> Result<(String, &'static str), Error> {
    let decoded = decode(&source.bytes)?;
    let encoding = decoded.encoding;
    if let Some(declared) = &decoded.declared_wrong {
        let message = Message::new("encoding-declared-wrong", &[declared, &encoding]);
        let mut finding = Finding::new(&ENCODING_DECLARED_WRONG, &message);
        finding.found = Some(declared.clone());
        finding.expected = Some(encoding.to_owned());
        findings.push(finding);
    }
    if let Some(first) = &decoded.first_undecodable {
        let message = Message::new("characters-undecodable", &[&decoded.undecodable, &encoding]);
        let mut finding = Finding::new(&CHARACTERS_UNDECODABLE, &message);
        finding.at = Some(Position::of(first));
        finding.found = Some(decoded.undecodable.to_string());
        findings.push(finding);
    }
    if decoded.unsure {
        findings.push(Finding::new(&ENCODING_UNSURE, &Message::new("encoding-unsure", &[&encoding])));
    }
    padding::report(findings, decoded.zeros);
    garbled::report(findings, &decoded.text);
    Ok((decoded.text, encoding))
}

/// The first lines of a file as text, to tell its format; `None` if it is no text.
pub(super) fn glimpse(bytes: &[u8]) -> Option<String> {
    let mut end = bytes.len().min(GLIMPSE);
    if end < bytes.len() {
        // Cut between characters in every encoding: after a line or a tag, which no Chinese encoding has
        // within a character.
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'>');
        end = bytes[..end].iter().rposition(is_end).map_or(end, |found| found + 1);
        // UTF-16 has its zero byte after or before.
        end += end % 2;
    }
    let start = &bytes[..end.min(bytes.len())];
    if let Ok(decoded) = decode(start) {
        return Some(decoded.text);
    }
    // A cut within a character must not make a text of it no text.
    decode(bytes).ok().map(|decoded| decoded.text.chars().take(GLIMPSE).collect())
}

/// A text in the most plausible encoding.
struct Weighed {
    text: String,
    encoding: &'static Encoding,
    /// The names of those that were tried.
    tried: String,
    /// Whether none of them was good.
    unsure: bool,
    /// The encoding that a byte order mark names, where the text is in another one.
    lying_mark: Option<&'static str>,
}

impl Weighed {
    /// A text whose encoding leaves no doubt.
    fn sure(text: String, encoding: &'static Encoding) -> Self {
        Self { text, encoding, tried: encoding.name().to_owned(), unsure: false, lying_mark: None }
    }
}

/// The text in the most plausible encoding. A byte order mark decides, but not against the bytes behind it.
fn weigh(bytes: &[u8], declared: Option<&'static Encoding>) -> Weighed {
    let Some((marked, length)) = Encoding::for_bom(bytes) else { return weigh_unmarked(bytes, declared) };
    let rest = &bytes[length..];
    let (text, had_errors) = marked.decode_without_bom_handling(rest);
    // Every line end of UTF-16 has a zero byte.
    let may_lie = if is_wide(marked) { !rest.contains(&0) && rest.contains(&b'\n') } else { had_errors };
    if may_lie {
        let mut weighed = weigh_unmarked(rest, Some(marked));
        if family(weighed.encoding) != family(marked) && !(is_wide(marked) && weighed.unsure) {
            weighed.lying_mark = Some(marked.name());
            return weighed;
        }
    }
    Weighed::sure(text.into_owned(), marked)
}

/// The text in the most plausible encoding, no mark told.
fn weigh_unmarked(bytes: &[u8], declared: Option<&'static Encoding>) -> Weighed {
    let utf8 = str::from_utf8(bytes);
    // Zero bytes are no part of a text that has other characters than those of ASCII in UTF-8.
    if let Some(text) = utf8.ok().filter(|text| !text.is_ascii()) {
        return Weighed::sure(text.to_owned(), UTF_8);
    }
    if let Some(encoding) = wide_encoding(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Weighed::sure(text.into_owned(), encoding);
    }
    if let Ok(text) = utf8 {
        return Weighed::sure(text.to_owned(), UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let mut candidates: Vec<&'static Encoding> = vec![UTF_8, GB18030, BIG5];
    for other in [declared, Some(guessed)].into_iter().flatten() {
        if candidates.iter().all(|candidate| family(candidate) != family(other)) && !is_wide(other) {
            candidates.push(other);
        }
    }
    let tried = candidates.iter().map(|candidate| family(candidate)).collect::<Vec<_>>().join(", ");
    let mut best: Option<(i64, String, &'static Encoding)> = None;
    for encoding in candidates {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let mut score = plausibility(encoding, bytes, &text);
        score += if declared.is_some_and(|declared| family(declared) == family(encoding)) { 60 } else { 0 };
        score += if family(guessed) == family(encoding) { 40 } else { 0 };
        // The earlier of two equal ones wins: Chinese disclosures are far more often GB18030 than Big5.
        if best.as_ref().is_none_or(|(most, _, _)| score > *most) {
            best = Some((score, text.into_owned(), encoding));
        }
    }
    // There always are candidates.
    let (score, text, encoding) = best.unwrap_or((0, String::new(), UTF_8));
    Weighed { text, encoding, tried, unsure: score < SURE, lying_mark: None }
}

/// A score below which an encoding is not believed without a warning.
const SURE: i64 = 600;

/// How plausible a text is, in thousandths: 1000 where every character is a common one, 10 less for every
/// thousandth that is no character at all.
fn plausibility(encoding: &'static Encoding, bytes: &[u8], text: &str) -> i64 {
    let characters = text.chars().filter(|c| !c.is_ascii()).count();
    let errors = per_mille(text.matches('\u{fffd}').count(), characters);
    let common = if encoding == UTF_8 {
        1000
    } else if encoding == GB18030 {
        common_pairs(bytes, |lead, trail| matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7) && trail >= 0xa1)
    } else if encoding == BIG5 {
        common_pairs(bytes, |lead, _| matches!(lead, 0xa1..=0xc6))
    } else if text.chars().count() > characters * 3 {
        // Single-byte encodings read anything; they are believed only where nothing else makes sense, and
        // languages that are written in them are mostly ASCII.
        400
    } else {
        -10_000
    };
    common - errors * 10
}

/// How many of the two-byte characters are among the common ones of a national standard, in thousandths.
fn common_pairs(bytes: &[u8], is_common: impl Fn(u8, u8) -> bool) -> i64 {
    let (mut pairs, mut common, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let lead = bytes[at];
        let Some(trail) = bytes.get(at + 1).filter(|_| lead >= 0x80).copied() else {
            at += 1;
            continue;
        };
        pairs += 1;
        common += usize::from(is_common(lead, trail));
        at += 2;
    }
    per_mille(common, pairs)
}

fn per_mille(part: usize, whole: usize) -> i64 {
    i64::try_from(part * 1000 / whole.max(1)).unwrap_or(i64::MAX)
}

/// UTF-16 without a byte order mark: zero bytes in every second place only, and a text that is one.
fn wide_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(GLIMPSE)];
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if bytes.len() % 2 == 1 || (even == 0) == (odd == 0) {
        return None;
    }
    let encoding = if odd > 0 { UTF_16LE } else { UTF_16BE };
    let (text, had_errors) = encoding.decode_without_bom_handling(start);
    // A chunk may end within a pair of surrogates.
    let readable = !had_errors || text.matches('\u{fffd}').count() <= 1;
    let odd_ones = text.chars().filter(|c| is_control(*c) || matches!(c, '\u{e000}'..='\u{f8ff}')).count();
    (readable && odd_ones * 50 <= text.chars().count()).then_some(encoding)
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Whether a text is none: more than 1 % of it are control characters.
fn is_binary(text: &str) -> bool {
    text.chars().filter(|c| is_control(*c)).count() * 100 > text.chars().count()
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}')
}

/// `\r\n` and `\r` to `\n`.
fn unify_line_ends(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The name of an encoding, those that extend one another under one name.
fn family(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "GBK" | "gb18030" => "GB18030",
        name => name,
    }
}

/// The encoding of a label, as pages write it.
fn encoding_named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    let alias = || ALIASES.iter().find(|(name, _)| *name == label).map(|(_, encoding)| *encoding);
    let found = Encoding::for_label(label.as_bytes()).or_else(alias)?;
    Some(if family(found) == "GB18030" { GB18030 } else { found })
}

/// What a page says its encoding is: `<meta charset=…>`, `<meta … content="…; charset=…">`,
/// `<?xml encoding=…?>`.
fn declared_label(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).to_ascii_lowercase();
    let mut rest = start.as_str();
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let word = if tag.starts_with("meta") {
            "charset"
        } else if tag.starts_with("?xml") {
            "encoding"
        } else {
            continue;
        };
        let Some(value) = tag.split_once(word).map(|(_, after)| after.trim_start()) else { continue };
        let Some(value) = value.strip_prefix('=') else { continue };
        let label: String = value
            .trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
            .collect();
        if !label.is_empty() {
            return Some(label);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLIFIED: &str = "# 青岭县水务局2024年项目支出绩效目标表\n\n项目名称\t金额(万元)\t绩效目标\n农村饮水安全巩固提升\t1,260.00\t新建改造供水管网42公里，受益人口1.8万人。\n";
    const TRADITIONAL: &str = "臺北市政府衛生局預算總表\n單位：新臺幣千元\n科目名稱\t本年度預算數\t說明\n衛生業務\t1,260\t辦理公共衛生與疾病防治，增進市民健康。\n";

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        assert!(!decoded.unsure);
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn encodings_are_told() {
        check(SIMPLIFIED.as_bytes(), SIMPLIFIED, "UTF-8");
        check(&[b"\xef\xbb\xbf", SIMPLIFIED.as_bytes()].concat(), SIMPLIFIED, "UTF-8");
        check(&GB18030.encode(SIMPLIFIED).0, SIMPLIFIED, "GB18030");
        check(&BIG5.encode(TRADITIONAL).0, TRADITIONAL, "Big5");
        check(&GB18030.encode(TRADITIONAL).0, TRADITIONAL, "GB18030");
        check(&wide(SIMPLIFIED, true), SIMPLIFIED, "UTF-16LE");
        check(&wide(SIMPLIFIED, false), SIMPLIFIED, "UTF-16BE");
        check(&[b"\xff\xfe", wide(SIMPLIFIED, true).as_slice()].concat(), SIMPLIFIED, "UTF-16LE");
        check(b"a\r\nb\rc\n", "a\nb\nc\n", "UTF-8");
    }

    #[test]
    fn whole_samples_are_told() {
        let text = include_str!("../../tests/golden/menyuan-2024/input.txt");
        check(text.as_bytes(), text, "UTF-8");
        check(&GB18030.encode(text).0, text, "GB18030");
        for cut in (0..200).step_by(9) {
            // A scrape that broke off within a character loses that one character.
            let bytes = GB18030.encode(text).0;
            let decoded = decode(&bytes[..bytes.len() - cut]).unwrap();
            assert_eq!(decoded.encoding, "GB18030");
            assert!(decoded.undecodable <= 1);
        }
    }

    #[test]
    fn a_lying_declaration_does_not_win() {
        let page = |label: &str| format!("<html><meta charset=\"{label}\"><p>{SIMPLIFIED}");
        for (label, bytes, encoding, wrong) in [
            ("gb2312", page("gb2312").into_bytes(), "UTF-8", true),
            ("utf-8", GB18030.encode(&page("utf-8")).0.into_owned(), "GB18030", true),
            ("gb-2312", GB18030.encode(&page("gb-2312")).0.into_owned(), "GB18030", false),
            ("cp936", GB18030.encode(&page("cp936")).0.into_owned(), "GB18030", false),
            ("iso-8859-1", GB18030.encode(&page("iso-8859-1")).0.into_owned(), "GB18030", true),
            ("big5", GB18030.encode(&page("big5")).0.into_owned(), "GB18030", true),
            ("UTF-8", page("UTF-8").into_bytes(), "UTF-8", false),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.encoding, encoding, "{label}");
            assert_eq!(decoded.declared_wrong.is_some(), wrong, "{label}");
        }
        let old = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"/>";
        assert_eq!(declared_label(old.as_bytes()).as_deref(), Some("gb2312"));
        assert_eq!(declared_label(b"<?xml version='1.0' encoding='GBK'?>").as_deref(), Some("gbk"));
    }

    #[test]
    fn a_mark_does_not_win_against_the_bytes() {
        let gbk = GB18030.encode(SIMPLIFIED).0;
        let mut torn = SIMPLIFIED.repeat(20).into_bytes();
        torn[9] = 0xff;
        for (mark, bytes, encoding, lying) in [
            (b"\xef\xbb\xbf" as &[u8], gbk.to_vec(), "GB18030", Some("UTF-8")),
            (b"\xff\xfe", gbk.to_vec(), "GB18030", Some("UTF-16LE")),
            (b"\xff\xfe", SIMPLIFIED.as_bytes().to_vec(), "UTF-8", Some("UTF-16LE")),
            (b"\xef\xbb\xbf", SIMPLIFIED.as_bytes().to_vec(), "UTF-8", None),
            (b"\xef\xbb\xbf", torn, "UTF-8", None),
            (b"\xff\xfe", wide(SIMPLIFIED, true), "UTF-16LE", None),
            (b"\xfe\xff", wide("上海市水务局预算", false), "UTF-16BE", None),
            (b"\xff\xfe", wide("上海市水务局预算", true), "UTF-16LE", None),
        ] {
            let decoded = decode(&[mark, &bytes].concat()).unwrap();
            assert_eq!((decoded.encoding, decoded.declared_wrong.as_deref()), (encoding, lying));
        }
    }

    #[test]
    fn zero_bytes_and_end_signs_are_no_text() {
        let gbk = GB18030.encode(SIMPLIFIED).0;
        let padded = SIMPLIFIED.replace('\t', "\0\0\0\t");
        for (bytes, text, encoding, zeros) in [
            ([SIMPLIFIED.as_bytes(), &[0; 600]].concat(), SIMPLIFIED, "UTF-8", 600),
            ([&gbk as &[u8], &[0; 5]].concat(), SIMPLIFIED, "GB18030", 5),
            ([SIMPLIFIED.as_bytes(), &[0]].concat(), SIMPLIFIED, "UTF-8", 1),
            (padded.into_bytes(), SIMPLIFIED, "UTF-8", 12),
            ([wide(SIMPLIFIED, true), vec![0; 64]].concat(), SIMPLIFIED, "UTF-16LE", 64),
            ([SIMPLIFIED.as_bytes(), b"\x1a"].concat(), SIMPLIFIED, "UTF-8", 0),
            ([&gbk as &[u8], b"\x1a\0\0\0"].concat(), SIMPLIFIED, "GB18030", 3),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.zeros), (text, encoding, zeros));
        }
    }

    #[test]
    fn no_text_is_refused() {
        let refusal = |bytes: &[u8]| decode(bytes).unwrap_err().message.en;
        assert!(refusal(b"").contains("empty"));
        assert!(refusal(b"\xef\xbb\xbf \n").contains("empty"));
        assert!(refusal(b"%PDF-1.7\n%").contains("PDF"));
        assert!(refusal(&[0, 1, 2, 3, 0, 0, 7, 200].repeat(50)).contains("binary"));
        let torn = [SIMPLIFIED.as_bytes(), "\u{fffd}".repeat(9).as_bytes()].concat();
        let message = refusal(&torn);
        assert!(message.contains("UTF-8"), "{message}");
        let mut torn = GB18030.encode(&SIMPLIFIED.repeat(10)).0.into_owned();
        (0..torn.len()).step_by(30).for_each(|at| torn[at] = 0xff);
        let message = refusal(&torn);
        assert!(message.contains("UTF-8, GB18030, Big5"), "{message}");
        let noise: Vec<u8> = (0..2000_u32).map(|n| u8::try_from(n * 7919 % 128 + 128).unwrap()).collect();
        assert!(decode(&noise).is_err());
    }

    #[test]
    fn a_few_torn_characters_are_kept_and_reported() {
        let mut bytes = SIMPLIFIED.repeat(20).into_bytes();
        bytes[SIMPLIFIED.find('安').unwrap()] = b'\xff';
        let source = Source { bytes, ..Source::default() };
        let mut findings = Findings::default();
        let (_, encoding) = text(&mut findings, &source).unwrap();
        assert_eq!(encoding, "UTF-8");
        let finding = &findings.as_slice()[0];
        assert_eq!(finding.rule, "characters-undecodable");
        assert_eq!(finding.at.as_ref().and_then(|at| at.line), Some(4));
    }
}
