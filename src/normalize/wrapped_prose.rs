//! Prose that stands in the lines of the page it was printed on: `…农村饮水` and below it `安全等工作。`.
//!
//! A document shows that its lines were broken by a page where many of them end at one width and hardly any is longer. A
//! line goes on in the next one where the next one's first word had no room left in it, and the next one begins nothing
//! of its own: no number, no label, no first line of a paragraph. What is put together says something: names below each
//! other stay as they are.

use super::lines;
use crate::lexicon::grammar::numbering::marker;
use crate::lexicon::{label_line, line};
use crate::model::{
    Block, Document, Finding, Findings, Inline, Message, Node, Paragraph, Place, Position, RichText, Rule,
    Severity, Tidy,
};
use crate::text::lines::parts_words;
use crate::text::width::{em, may_not_start_line};

/// Lines of prose that a page had broken were put together.
pub(super) const LINES_JOINED: Rule =
    Rule { name: "lines-joined", severity: Severity::Info, page: include_str!("lines_joined.md") };

/// No page of prose is narrower, in halves of a character.
const NARROWEST: usize = 24;

/// No page of prose is wider, in halves of a character; what is longer was not broken.
const WIDEST: usize = 120;

/// A shorter line, in halves of a character, says nothing of where a page ends.
const SHORT: usize = 16;

/// So many lines that end at one width show that a page ended there.
const FEWEST_FULL: usize = 3;

/// Full lines are at least one of so many long ones.
const LONG_BY_FULL: usize = 4;

/// At most one of so many lines is wider than the page.
const LINES_BY_WIDER: usize = 20;

/// How much narrower than the page a line may be that is full, in halves of a character.
const RAGGED: usize = 5;

/// How far a paragraph's first line is set in, in halves of a character.
const INDENT: usize = 4;

/// Of so many narrow letters one more half of a character is reckoned with: they are not all half as wide.
const NARROW_BY_HALF: usize = 8;

/// A line of a paragraph as it was printed.
struct Printed {
    inlines: Vec<Inline>,
    text: String,
    source: String,
    at: Place,
    /// The block that it stands in.
    block: usize,
}

/// Puts the broken lines of a document's prose together.
pub(super) fn join(findings: &mut Findings, document: &mut Document<Tidy>) {
    let printed: Vec<Option<Vec<Printed>>> =
        document.blocks.iter().enumerate().map(|(number, block)| printed(number, block)).collect();
    let Some(page) = page(printed.iter().flatten().flatten()) else { return };
    let all = || printed.iter().flatten().flatten();
    let page = Page { width: page, has_indents: all().any(|line| is_indented(&line.text)) };
    let mut joined = Vec::new();
    let mut blocks = Vec::with_capacity(document.blocks.len());
    let mut run: Vec<Printed> = Vec::new();
    let mut kept: Vec<Block<Tidy>> = Vec::new();
    for (block, lines) in std::mem::take(&mut document.blocks).into_iter().zip(printed) {
        if let Some(lines) = lines {
            run.extend(lines);
            kept.push(block);
        } else {
            push_run(&mut blocks, &mut joined, &page, std::mem::take(&mut run), std::mem::take(&mut kept));
            blocks.push(block);
        }
    }
    push_run(&mut blocks, &mut joined, &page, run, kept);
    document.blocks = blocks;
    if let Some(first) = joined.first() {
        let message = Message::new("lines-joined", &[&joined.len()]);
        findings.push(Finding { at: Some(Position::of(first)), ..Finding::new(&LINES_JOINED, &message) });
    }
}

/// The lines of a paragraph outside of tables; `None` for any other block, and for what is more than lines of text.
fn printed(number: usize, block: &Block<Tidy>) -> Option<Vec<Printed>> {
    let Block::Paragraph { text, .. } = block else { return None };
    let mut lines = Vec::new();
    for node in text.content() {
        let Node::Paragraph(paragraph) = node else { return None };
        let mut line: Vec<Inline> = Vec::new();
        for inline in &paragraph.inlines {
            match inline {
                Inline::Break => lines.push(Printed::of(std::mem::take(&mut line), paragraph, number)),
                Inline::Text { text } => {
                    let mut parts = text.split('\n');
                    line.extend(parts.next().map(Inline::text));
                    for part in parts {
                        lines.push(Printed::of(std::mem::take(&mut line), paragraph, number));
                        line.push(Inline::text(part));
                    }
                }
                other => line.push(other.clone()),
            }
        }
        lines.push(Printed::of(line, paragraph, number));
    }
    // A break within what is bold or struck out cannot be taken out here.
    lines.iter().all(|line| !line.text.contains('\n')).then_some(lines)
}

impl Printed {
    fn of(inlines: Vec<Inline>, paragraph: &Paragraph, block: usize) -> Self {
        let line = Paragraph { inlines, source: paragraph.source.clone(), at: paragraph.at.clone() };
        Self { text: line.text(), inlines: line.inlines, source: line.source, at: line.at, block }
    }
}

/// How wide the page is that lines were broken by, in halves of a character; `None` where nothing shows it.
fn page<'a>(lines: impl Iterator<Item = &'a Printed>) -> Option<usize> {
    let mut widths: Vec<usize> =
        lines.map(|line| width(line.text.trim_end())).filter(|width| *width > 0).collect();
    widths.sort_unstable_by_key(|width| std::cmp::Reverse(*width));
    let long = widths.iter().filter(|width| **width >= SHORT).count();
    for (wider, page) in widths.iter().enumerate() {
        if wider * LINES_BY_WIDER > widths.len() || *page < NARROWEST {
            return None;
        }
        let full = widths[wider..].iter().take_while(|width| **width + RAGGED >= *page).count();
        if *page <= WIDEST && full >= FEWEST_FULL && full * LONG_BY_FULL >= long {
            return Some(*page);
        }
    }
    None
}

/// The page that lines were broken by.
struct Page {
    width: usize,
    /// Whether first lines are set in, as far as it was read.
    has_indents: bool,
}

impl Page {
    /// Whether a line goes on in the next one. `is_first` tells whether it is the first of its paragraph.
    fn goes_on(&self, text: &str, next: &str, is_first: bool) -> bool {
        let (text, next) = (text.trim_end(), next.trim_end());
        if text.is_empty() || next.is_empty() || is_indented(next) || begins(next) {
            return false;
        }
        let slack = 1 + text.chars().filter(char::is_ascii).count() / NARROW_BY_HALF;
        // Where a reader has cut the blanks that a first line begins with, it is as much shorter.
        // What stands behind a label is short: an address, a date.
        let may_be_set_in = is_first && !self.has_indents && !line::is_label_shaped(text);
        let lost = if may_be_set_in { INDENT } else { 0 };
        if width(text) + width(first_word(next)) + slack + lost <= self.width {
            return false;
        }
        // Behind a full stop a paragraph may begin: with first lines set in it would show.
        let ends = text.ends_with(['。', '；', '！', '？', '：', ';', ':', '”', '）']);
        !ends || self.has_indents || width(next) + INDENT > self.width
    }
}

/// Whether a line begins something of its own.
fn begins(line: &str) -> bool {
    marker(line).is_some()
        || line::is_note(line)
        || line::is_labelled(line)
        || label_line::label_line(line).is_some()
        || lines::is_page_number(line)
}

/// Whether a line is set in as first lines are.
fn is_indented(line: &str) -> bool {
    let text = line.trim_start();
    width(&line[..line.len() - text.len()]) >= INDENT
}

/// How wide a text is, in halves of a character.
fn width(text: &str) -> usize {
    let half = |c: char| if em(c) >= 1.0 { 2 } else { usize::from(em(c) > 0.0) };
    text.chars().map(half).sum()
}

/// What of a line could not have stood on the line before alone: a word or a number, else a character and the marks that
/// may not begin a line.
fn first_word(line: &str) -> &str {
    let is_narrow = |c: char| c.is_ascii_graphic();
    let mut chars = line.char_indices();
    let Some((_, first)) = chars.next() else { return line };
    let end = chars.find(|(_, c)| {
        let goes_on = if is_narrow(first) { is_narrow(*c) } else { may_not_start_line(*c) };
        !goes_on
    });
    end.map_or(line, |(end, _)| &line[..end])
}

/// Adds the paragraphs of a run of lines, those that were put together among them; `kept` are its blocks as they were.
fn push_run(
    blocks: &mut Vec<Block<Tidy>>,
    joined: &mut Vec<Place>,
    page: &Page,
    lines: Vec<Printed>,
    kept: Vec<Block<Tidy>>,
) {
    let mut groups: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let goes_on = |end: &usize| page.goes_on(&lines[*end - 1].text, &lines[*end].text, *end - 1 == start);
        let end = (start + 1..lines.len()).find(|end| !goes_on(end)).unwrap_or(lines.len());
        let says = || lines[start..end].iter().any(|line| line.text.contains(['。', '，', '；', '：']));
        let end = if end > start + 1 && says() { end } else { start + 1 };
        groups.push(end);
        start = end;
    }
    // Blocks of which no line was put together with another stay as they are.
    let first = lines.first().map_or(0, |line| line.block);
    let mut changed = vec![false; kept.len()];
    let mut start = 0;
    for end in &groups {
        if end - start > 1 {
            lines[start..*end].iter().for_each(|line| changed[line.block - first] = true);
        }
        start = *end;
    }
    let mut kept: Vec<Option<Block<Tidy>>> = kept.into_iter().map(Some).collect();
    let mut lines = lines.into_iter();
    let mut start = 0;
    for end in groups {
        let group: Vec<Printed> = lines.by_ref().take(end - start).collect();
        start = end;
        let Some(head) = group.first() else { continue };
        let block = head.block - first;
        if !changed[block] {
            blocks.extend(kept[block].take());
        } else if group.len() > 1 || !head.text.trim().is_empty() {
            joined.extend(group.iter().skip(1).map(|line| line.at.clone()));
            blocks.push(paragraph(group));
        }
    }
}

/// A paragraph of the lines that it was broken into.
fn paragraph(lines: Vec<Printed>) -> Block<Tidy> {
    let mut whole = Paragraph::default();
    let mut sources: Vec<String> = Vec::new();
    let mut said = String::new();
    for line in lines {
        if sources.is_empty() {
            whole.at = line.at;
        } else if parts_words(&said, &line.text) {
            whole.inlines.push(Inline::text(" "));
        }
        said = line.text;
        if sources.last() != Some(&line.source) {
            sources.push(line.source);
        }
        whole.inlines.extend(line.inlines);
    }
    whole.source = sources.join("\n");
    let at = whole.at.clone();
    Block::Paragraph { text: Tidy(RichText::from_content(vec![Node::Paragraph(whole)])), at }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    /// Paragraphs as a page of so many characters breaks them, the first line set in by so many.
    fn wrapped(paragraphs: &[&str], characters: usize, indent: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in paragraphs {
            let mut line = "　".repeat(indent);
            let mut rest = *paragraph;
            while !rest.is_empty() {
                let word = super::first_word(rest);
                if super::width(&line) + super::width(word) > 2 * characters {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(word);
                rest = &rest[word.len()..];
            }
            lines.push(line);
        }
        lines
    }

    const PROSE: &[&str] = &[
        "第一部分 部门概况",
        "一、主要职责",
        "本部门主要负责全县水资源管理、水旱灾害防御、农村饮水安全等工作，组织编制水资源战略规划，拟订重要江河湖泊综合规划和防洪规划。",
        "2024年收支总预算2,645.67万元，比上年增加120.50万元，增长4.77%，主要原因是上年结转的农村饮水安全巩固提升项目增加。",
        "按照财政部门关于编制部门预算的要求，本部门坚持以收定支、量入为出的原则，统筹安排财政拨款、事业收入和上年结转等各项资金，\
         优先保障人员工资和机构正常运转，从严控制一般性支出，压减“三公”经费和会议费、培训费，集中财力保障防汛抗旱、水库除险加固、\
         农村供水保障、河湖长制等重点项目的实施，并对所有项目设定绩效目标，做到花钱必问效、无效必问责，确保预算执行规范有序。",
        "二、机构设置",
        "本部门下设3个股室和2个二级预算单位，实有在职人员46人，纳入2024年部门预算编制范围的单位共三家，名单如下：",
        "云溪县水利局本级",
        "云溪县农村饮水安全服务中心",
        "云溪县河湖管理站",
        "1.财政拨款收入：指县级财政当年拨付的资金，包括一般公共预算和政府性基金预算安排的资金。",
        "2.其他收入：指除上述收入以外的各项收入。",
        "联系地址：云溪县城关镇沿河路18号",
        "云溪县水利局",
        "2024年3月1日",
    ];

    #[test]
    fn wrapped_paragraphs_are_what_they_were() {
        let expected: Vec<String> = PROSE.iter().map(|text| format!("[{text}]")).collect();
        // On a narrower page the address is broken too, and without its first blanks nothing tells it from a list.
        for characters in 20..40 {
            for (carrier, open, close, indent) in
                [("html", "<p>", "</p>", 2), ("txt", "", "\n", 2), ("html", "", "<br>", 2)]
            {
                let lines = wrapped(PROSE, characters, indent);
                let text = format!("{open}{}{close}", lines.join(&[close, open].concat()));
                let text = if close == "<br>" { format!("<div>{text}</div>") } else { text };
                let (document, findings) = mended(carrier, &text);
                let found: Vec<String> =
                    sketch(&document).lines().map(|line| line.replace('　', "")).collect();
                assert_eq!(found, expected, "{characters} as {carrier} {close}");
                assert_eq!(rules(&findings), "lines-joined", "{characters} as {carrier} {close}");
            }
        }
    }

    /// Numbers that look drawn, the same every time.
    struct Draw(u64);

    impl Draw {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % end
        }

        fn of<'a>(&mut self, from: &[&'a str]) -> &'a str {
            from[self.below(from.len())]
        }
    }

    const CLAUSES: &[&str] = &[
        "本部门贯彻落实国家有关方针政策",
        "统筹推进水旱灾害防御和农村供水保障",
        "收入预算较上年增加120.50万元",
        "增长4.77%",
        "主要原因是项目支出减少",
        "优先保障人员工资",
        "组织实施“十四五”规划",
        "采购小型客车2辆（其中新能源1辆）",
        "承担市政府交办的其他事项",
        "按照GB/T9704的要求印发",
        "共有在职人员1,206人",
        "完成率100%",
        "开展绩效评价",
        "资金管理更加规范有序",
    ];
    const NAMES: &[&str] = &[
        "云溪县水利局本级",
        "云溪县农村饮水安全服务中心",
        "云溪县河湖管理站",
        "云溪县水土保持监督站",
        "云溪县防汛物资储备中心",
        "云溪县水文勘测队",
    ];
    const ADDRESSES: &[&str] =
        &["联系地址：云溪县城关镇沿河路18号", "联系电话：0000-0000000", "邮政编码：000000", "2024年3月1日"];

    /// Lines of a document: paragraphs and headings, and lists and addresses, which `true` marks.
    fn drawn(draw: &mut Draw) -> Vec<(String, bool)> {
        let mut lines = Vec::new();
        for (chapter, number) in ["第一部分", "第二部分", "第三部分"].iter().zip(["一", "二", "三"])
        {
            lines.push((
                format!("{chapter} {}", draw.of(&["部门概况", "预算安排情况说明", "名词解释"])),
                false,
            ));
            lines.push((format!("{number}、{}", draw.of(&["主要职责", "机构设置", "收支总体情况"])), false));
            for _ in 0..2 + draw.below(3) {
                let clauses: Vec<&str> = (0..3 + draw.below(9)).map(|_| draw.of(CLAUSES)).collect();
                lines.push((format!("{}。", clauses.join("，")), false));
            }
            lines.extend(
                (0..2 + draw.below(3)).map(|at| (NAMES[(at + draw.below(2)) % NAMES.len()].to_owned(), true)),
            );
            lines.push((draw.of(ADDRESSES).to_owned(), true));
        }
        lines
    }

    #[test]
    fn drawn_documents_are_what_they_were() {
        let mut draw = Draw(20_240_426);
        let (mut all, mut same, mut joined) = (0, 0, Vec::new());
        for _ in 0..60 {
            let document = drawn(&mut draw);
            let texts: Vec<&str> = document.iter().map(|(text, _)| text.as_str()).collect();
            for (characters, open, close, indent) in
                [(24, "<p>", "</p>", 2), (28, "", "\n", 2), (33, "<p>", "</p>", 2), (39, "", "\n", 2)]
            {
                let text = format!(
                    "{open}{}{close}",
                    wrapped(&texts, characters, indent).join(&[close, open].concat())
                );
                let (found, _) = mended(if open.is_empty() { "txt" } else { "html" }, &text);
                let found: Vec<String> = sketch(&found).lines().map(|line| line.replace('　', "")).collect();
                for (text, is_short) in &document {
                    all += 1;
                    if found.contains(&format!("[{text}]")) {
                        same += 1;
                    } else if *is_short {
                        joined.push(text.clone());
                    }
                }
            }
        }
        assert!(joined.is_empty(), "{joined:?}");
        assert!(same * 1000 >= all * 995, "{same} of {all}");
    }

    #[test]
    fn lists_and_paragraphs_that_no_page_broke_stay() {
        for lines in [
            // Names of one length.
            vec!["云溪县农村饮水安全管理服务中心站"; 6],
            // Paragraphs, each as long as it is.
            PROSE.to_vec(),
            vec![
                "负责全县水资源管理，组织实施。",
                "负责全县水旱灾害防御。",
                "负责农村饮水安全，监督检查，汇总上报。",
            ],
            vec!["甲", "乙", "丙，丁。"],
        ] {
            let text = format!("<p>{}</p>", lines.join("</p><p>"));
            let (document, findings) = mended("html", &text);
            let expected: Vec<String> = lines.iter().map(|line| format!("[{line}]")).collect();
            assert_eq!(sketch(&document), expected.join("\n"));
            assert_eq!(rules(&findings), "");
        }
    }
}
