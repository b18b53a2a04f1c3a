//! Insertions against copying: a pronunciation in brackets behind a character, `@@` between words.

use std::sync::LazyLock;

use regex::Regex;

use super::lines;
use crate::model::{
    Block, Document, Finding, Findings, Inline, Message, Node, Place, Position, RichText, Rule, Severity,
    Tidy,
};

/// Insertions against copying were taken out.
pub(super) const NOISE_REMOVED: Rule =
    Rule { name: "noise-removed", severity: Severity::Info, page: include_str!("noise_removed.md") };

/// A pronunciation with its tone mark, or signs, behind a Chinese character.
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\p{Han}(?<pronunciation>[(（][a-zü]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zü]{0,4}[)）])|\p{Han}(?<signs>@{2,8})",
    )
    .expect("the pattern is a constant")
});

/// So many pronunciations make noise of them; a single one helps with a rare character.
const FEWEST_PRONUNCIATIONS: usize = 2;

/// So many characters of the first text are shown: a line of a terminal with its message holds no more.
const SHOWN: usize = 30;

/// Whether a text has what all noise has, and hardly any other text: a vowel with its tone, or the sign.
fn may_hold(text: &str) -> bool {
    text.contains(|c: char| matches!(c, '@' | '\u{e0}'..='\u{1fc}' | 'ḿ'))
}

/// Takes the noise out of a document; what was taken out is in the finding.
pub(super) fn remove(findings: &mut Findings, document: &mut Document<Tidy>) {
    let mut pronunciations = 0;
    each_text(document, &mut |text, _| {
        if !may_hold(text.text()) {
            return;
        }
        pronunciations +=
            NOISE.captures_iter(text.text()).filter(|found| found.name("pronunciation").is_some()).count();
    });
    let mut noise =
        Noise { with_pronunciations: pronunciations >= FEWEST_PRONUNCIATIONS, ..Noise::default() };
    each_text(document, &mut |text, place| {
        let before = noise.removed.len();
        if !may_hold(text.text()) || !NOISE.is_match(text.text()) {
            return;
        }
        let mut content = text.content().to_vec();
        noise.clean_nodes(&mut content);
        if noise.removed.len() == before {
            return;
        }
        noise.first.get_or_insert_with(|| (text.text().chars().take(SHOWN).collect(), place.clone()));
        text.0 = RichText::from_content(content);
    });
    let Some((words, place)) = noise.first else { return };
    let mut finding =
        Finding::new(&NOISE_REMOVED, &Message::new("noise-removed", &[&noise.removed.len(), &words]));
    finding.at = Some(Position::of(&place));
    finding.found = Some(words);
    finding.notes = vec![noise.removed.join(" ")];
    findings.push(finding);
}

/// Makes paragraphs of headings that only number a page: `## 第 3 页`, as language models part pages.
pub(super) fn tell_page_numbers(document: &mut Document<Tidy>) {
    for block in &mut document.blocks {
        if let Block::Heading { text, at, .. } = block
            && lines::is_page_number(text.text())
        {
            *block = Block::Paragraph { text: std::mem::take(text), at: std::mem::take(at) };
        }
    }
}

/// Goes through the texts of a document, those of nested tables being part of their cells.
fn each_text(document: &mut Document<Tidy>, visit: &mut impl FnMut(&mut Tidy, &Place)) {
    for block in &mut document.blocks {
        match block {
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => visit(text, at),
            Block::List { items, at, .. } => items.iter_mut().for_each(|item| visit(item, at)),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    visit(&mut cell.text, &cell.at);
                }
            }
        }
    }
}

#[derive(Default)]
struct Noise {
    with_pronunciations: bool,
    removed: Vec<String>,
    first: Option<(String, Place)>,
}

impl Noise {
    fn clean_nodes(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            match node {
                Node::Paragraph(paragraph) => self.clean_inlines(&mut paragraph.inlines),
                Node::List { items, .. } => items.iter_mut().for_each(|item| self.clean_nodes(item)),
                Node::Table { table } => {
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        let mut content = cell.text.content().to_vec();
                        let before = self.removed.len();
                        self.clean_nodes(&mut content);
                        if self.removed.len() > before {
                            cell.text = Tidy(RichText::from_content(content));
                        }
                    }
                }
            }
        }
    }

    fn clean_inlines(&mut self, inlines: &mut [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { text } => self.clean(text),
                Inline::Strong { inlines }
                | Inline::Emphasis { inlines }
                | Inline::Subscript { inlines }
                | Inline::Superscript { inlines }
                | Inline::Struck { inlines }
                | Inline::Link { inlines, .. } => self.clean_inlines(inlines),
                Inline::Break | Inline::Math(_) => {}
            }
        }
    }

    /// Takes the noise out of a run. The source keeps the printed words.
    fn clean(&mut self, text: &mut String) {
        let mut clean = String::with_capacity(text.len());
        let mut from = 0;
        for found in NOISE.captures_iter(text) {
            let pronunciation = found.name("pronunciation").filter(|_| self.with_pronunciations);
            let Some(noise) = found.name("signs").or(pronunciation) else { continue };
            clean.push_str(&text[from..noise.start()]);
            self.removed.push(noise.as_str().to_owned());
            from = noise.end();
        }
        if from > 0 {
            clean.push_str(&text[from..]);
            *text = clean;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(text: &str, expected: &str, removed: Option<&str>) {
        let (document, findings) = mended("html", text);
        assert_eq!(sketch(&document), expected);
        assert_eq!(rules(&findings), if removed.is_some() { "noise-removed" } else { "" });
        assert_eq!(findings.first().map(|finding| finding.notes.concat()).as_deref(), removed);
    }

    #[test]
    fn pronunciations_and_signs() {
        check("<p>績(jī)效目標(biāo)</p>", "[績效目標]", Some("(jī) (biāo)"));
        check("<p>项（xiàng）目</p><p><b>金(jīn)</b>额</p>", "[项目]\n[金额]", Some("（xiàng） (jīn)"));
        check("<p>资金@@管理@@办法</p>", "[资金管理办法]", Some("@@ @@"));
        check(
            "<table><tr><td>项<td>甲<table><tr><td>績(jī)效</tr><tr><td>目標(biāo)</tr></table></tr></table>",
            "项|甲\n績效\n目標",
            Some("(jī) (biāo)"),
        );
    }

    #[test]
    fn headings_that_number_pages() {
        check("<h2>第 3 页</h2><h2>三、绩效</h2><h2>3</h2>", "[第 3 页]\n[h 三、绩效]\n[h 3]", None);
    }

    #[test]
    fn text_that_only_looks_like_it() {
        check("<p>琭(lù)石镇</p>", "[琭(lù)石镇]", None);
        check("<p>指标(kpi)与方法(ahp)</p>", "[指标(kpi)与方法(ahp)]", None);
        check("<p>邮箱a@b.cn</p>", "[邮箱a@b.cn]", None);
    }
}
