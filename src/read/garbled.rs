//! Text that was decoded wrongly once and saved again: `¿ÆÄ¿` and `绉戠洰` for 科目. Told by its look: written back into
//! the bytes from which it was misread, it is Chinese in another encoding. What it says is suggested, not done.

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::lines::Lines;
use crate::model::{Finding, Findings, Message, Position, Rule, Severity, Suggestion};
use crate::text::width::is_han;

/// The text was decoded wrongly once and saved again.
pub const TEXT_GARBLED: Rule =
    Rule { name: "text-garbled", severity: Severity::Warning, page: include_str!("text_garbled.md") };

/// The ways in which a text was misread: the encoding it was taken for, and the one it was in.
const MISREADINGS: &[(&Encoding, &Encoding)] =
    &[(WINDOWS_1252, UTF_8), (WINDOWS_1252, GB18030), (GB18030, UTF_8)];

/// So many Chinese characters must come out of a line: shorter ones may come out of `±` beside `³` by chance.
const FEWEST_OF_A_LINE: usize = 4;

/// So many must come out of the whole text before anything is said of it.
const FEWEST_OF_ALL: usize = 6;

/// Of so many Chinese characters one at the most may be lost: misreading drops the byte that has no character.
const KEPT_FOR_ONE_LOST: usize = 3;

/// What U+FFFD of two characters becomes that was saved as UTF-8 and read as GBK. Of the text nothing is left.
const REPLACED: &str = "\u{951f}\u{65a4}\u{62f7}";

/// So many of those are no word of a text about weights.
const FEWEST_REPLACED: usize = 3;

/// The lines of a text that were misread.
struct Garbled {
    lines: usize,
    /// The byte where the first of them begins.
    start: usize,
    /// The first of them.
    found: String,
    /// What it said.
    meant: String,
    taken_for: &'static Encoding,
    is: &'static Encoding,
}

/// Whether the text was decoded wrongly once and saved again.
pub(super) fn is_garbled(text: &str) -> bool {
    garbled(text).is_some()
}

/// Says that the text was decoded wrongly, and what it says.
pub(super) fn report(findings: &mut Findings, text: &str) {
    if let Some(garbled) = garbled(text) {
        let Garbled { lines, start, found, meant, taken_for, is } = garbled;
        let (taken_for, is) = (taken_for.name(), is.name());
        let mut finding =
            Finding::new(&TEXT_GARBLED, &Message::new("text-garbled", &[&lines, &is, &taken_for, &meant]));
        finding.at = Some(Position::of(&Lines::new(text).at(start)));
        finding.found = Some(found);
        finding.expected = Some(meant.clone());
        finding.suggestion = Some(Suggestion {
            action: "decode-again".to_owned(),
            from: Some(taken_for.to_owned()),
            to: Some(is.to_owned()),
            text: Some(meant),
        });
        findings.push(finding);
    }
    let replaced = text.matches(REPLACED).count();
    if let Some(first) = text.find(REPLACED).filter(|_| replaced >= FEWEST_REPLACED) {
        let mut finding = Finding::new(&TEXT_GARBLED, &Message::new("text-garbled-lost", &[&replaced]));
        finding.at = Some(Position::of(&Lines::new(text).at(first)));
        finding.found = Some(REPLACED.to_owned());
        findings.push(finding);
    }
}

fn garbled(text: &str) -> Option<Garbled> {
    MISREADINGS.iter().find_map(|(taken_for, is)| of_one_kind(text, &mut Encoder::of(taken_for), is))
}

/// The lines that were in one encoding and were taken for another.
fn of_one_kind(text: &str, encoder: &mut Encoder, is: &'static Encoding) -> Option<Garbled> {
    let taken_for = encoder.encoding;
    let mut garbled: Option<Garbled> = None;
    let (mut start, mut characters) = (0, 0);
    for line in text.split('\n') {
        if let Some(meant) = meant(line, encoder, is) {
            characters += meant.chars().filter(|c| is_han(*c)).count();
            let found = line.trim().to_owned();
            let first = Garbled { lines: 0, start, found, meant: meant.trim().to_owned(), taken_for, is };
            garbled.get_or_insert(first).lines += 1;
        }
        start += line.len() + 1;
    }
    garbled.filter(|_| characters >= FEWEST_OF_ALL)
}

/// What a line says, if it was in one encoding and was taken for another.
fn meant(line: &str, encoder: &mut Encoder, is: &'static Encoding) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let bytes = encoder.bytes_of(line)?;
    if is == UTF_8 && bytes.windows(3).filter(|three| is_sequence(three)).count() < FEWEST_OF_A_LINE {
        return None;
    }
    let (meant, _) = is.decode_without_bom_handling(&bytes);
    let others = |c: &char| !c.is_ascii() && !is_han(*c) && !is_sign(*c);
    let characters = meant.chars().filter(|c| is_han(*c)).count();
    let odd = meant.chars().filter(others).count();
    let is_common = is != GB18030 || is_common(&meant);
    let kept = if is == GB18030 { odd == 0 } else { odd * KEPT_FOR_ONE_LOST <= characters };
    (characters >= FEWEST_OF_A_LINE && kept && is_common).then(|| meant.into_owned())
}

/// Whether bytes begin a Chinese character of UTF-8.
fn is_sequence(bytes: &[u8]) -> bool {
    let goes_on = |byte: &u8| matches!(byte, 0x80..=0xbf);
    matches!(bytes[0], 0xe3..=0xf0) && bytes[1..].iter().all(goes_on)
}

/// The signs between Chinese characters: quotes, dashes, brackets, comparisons, full-width forms, an opening mark.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{22ff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '\u{feff}' | '\u{b7}' | '\u{d7}')
}

/// Whether all Chinese characters of a text are among those of GB 2312, of which texts are made.
fn is_common(text: &str) -> bool {
    let (bytes, _, _) = GB18030.encode(text);
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        if lead >= 0x80 && !(matches!(lead, 0xa1..=0xf7) && rest.next().is_some_and(|trail| trail >= 0xa1)) {
            return false;
        }
    }
    true
}

/// Writes characters as the bytes of an encoding. A text has the same few characters over and over, and to find one
/// among all of GB18030 is costly: those that were found are kept.
struct Encoder {
    encoding: &'static Encoding,
    known: Vec<Option<(char, Encoded)>>,
}

/// The bytes of a character, and how many they are; `None` where the encoding has none.
type Encoded = Option<([u8; 4], usize)>;

/// So many characters are kept, each in the place that the end of its number gives it.
const KEPT: usize = 1024;

impl Encoder {
    fn of(encoding: &'static Encoding) -> Self {
        Self { encoding, known: vec![None; KEPT] }
    }

    /// The bytes from which a line was misread; `None` where they are not to be had.
    fn bytes_of(&mut self, line: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(line.len());
        for c in line.chars() {
            let (encoded, length) = self.encoded(c)?;
            bytes.extend_from_slice(&encoded[..length]);
        }
        Some(bytes)
    }

    fn encoded(&mut self, c: char) -> Encoded {
        let place = c as usize % KEPT;
        if let Some((known, encoded)) = self.known[place]
            && known == c
        {
            return encoded;
        }
        let encoded = self.encode(c);
        self.known[place] = Some((c, encoded));
        encoded
    }

    fn encode(&self, c: char) -> Encoded {
        // What had no character in the wrong encoding was lost, or stands as one of Latin-1.
        if c == '\u{fffd}' {
            return Some(([b'?', 0, 0, 0], 1));
        }
        if let (true, Ok(byte)) = (self.encoding == WINDOWS_1252, u8::try_from(u32::from(c))) {
            return Some(([byte, 0, 0, 0], 1));
        }
        let mut buffer = [0; 4];
        let (encoded, _, is_lost) = self.encoding.encode(c.encode_utf8(&mut buffer));
        let mut bytes = [0; 4];
        let own = bytes.get_mut(..encoded.len()).filter(|_| !is_lost)?;
        own.copy_from_slice(&encoded);
        Some((bytes, encoded.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text in an encoding, taken for another.
    fn taken(text: &str, is: &'static Encoding, taken_for: &'static Encoding) -> String {
        taken_for.decode_without_bom_handling(&is.encode(text).0).0.into_owned()
    }

    #[test]
    fn what_a_misread_text_says() {
        let text = "科目编码,科目名称,合计,备注\n208,农林水支出,1,“三农”（含水利）\n";
        for (taken_for, is) in MISREADINGS {
            let wrong = taken(text, is, taken_for);
            let found = garbled(&wrong).unwrap_or_else(|| panic!("{wrong}"));
            assert_eq!((found.taken_for, found.is, found.start), (*taken_for, *is, 0), "{wrong}");
            if *taken_for != GB18030 {
                assert_eq!((found.lines, found.meant.as_str()), (2, "科目编码,科目名称,合计,备注"));
            }
        }
        // Only one line was misread, and the byte that stood for no character became a question mark.
        let mixed = format!(
            "科目编码,科目名称\n{}\n",
            taken("就业补助资金", UTF_8, GB18030).replace('\u{fffd}', "?")
        );
        let found = garbled(&mixed).unwrap();
        assert_eq!((found.lines, found.start), (1, 26));
    }

    #[test]
    fn what_only_looks_odd() {
        for text in [
            "科目编码,科目名称,合计\n208,农林水支出,1\n",
            "误差±3％，面积≥20m²，温度25°C，规格3×4，单价¥5，“三公”经费……——·\n",
            "Café à côté déjà vu, naïve façade, crème brûlée, señor, Ærøskøbing, Übergrößenträger\n",
            "·×·×·×±³²°÷\n",
            "罗马字母：àáâãäåæçèéêëìíîïðñòóôõö\n",
            "锟斤拷\n",
            "龘靐齉齾爩鱻麤龗灪吁龖厵\n",
            "臺北市政府衛生局預算總表\n",
            "",
        ] {
            let found = garbled(text);
            assert!(found.is_none(), "{text}: {}", found.map(|found| found.meant).unwrap_or_default());
        }
    }
}
