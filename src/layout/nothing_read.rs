//! Documents out of which nothing was read at all.

use crate::lexicon::known::telling_words;
use crate::lexicon::line;
use crate::model::{Accounting, Block, Finding, Message, Position, Rule, Severity, Tidy};
use crate::text::width::fold;

/// A document without a project or a budget line.
pub const NOTHING_READ: Rule =
    Rule { name: "nothing-read", severity: Severity::Info, page: include_str!("nothing_read.md") };

/// What parts the cells of a row that a converter made a line of; blanks do as well.
const PARTING: &[char] = &['|', '｜', ',', '，', '、', ';', '；', '&', '│', '┃'];

/// What is said of a document of a title without records. `should` is how many of its tables should have been read.
pub(super) fn finding(
    accounting: Accounting,
    should: usize,
    blocks: &[Block<Tidy>],
    title: Option<&str>,
) -> Finding {
    let Accounting { tables, understood, .. } = accounting;
    let warning = |message| Finding { severity: Severity::Warning, ..Finding::new(&NOTHING_READ, &message) };
    if should > 0 {
        return warning(Message::new("nothing-read-known", &[&tables, &should]));
    }
    if let Some((at, words)) = blocks.iter().find_map(header_in_line) {
        let message = Message::new("nothing-read-line", &[&words]);
        return Finding { at: Some(at), found: Some(words.clone()), ..warning(message) };
    }
    match (tables, understood) {
        // The table may be a picture, or rows of which nothing tells that they are.
        (0, _) => match title.filter(|title| line::ends_as_table(&fold(title))) {
            Some(title) => warning(Message::new("nothing-read-title", &[&title])),
            None => Finding::new(&NOTHING_READ, &Message::new("nothing-read-prose", &[])),
        },
        (_, 0) => Finding::new(&NOTHING_READ, &Message::new("nothing-read-other", &[&tables])),
        // A header alone, and rows elsewhere that lost it.
        _ if understood < tables => {
            warning(Message::new("nothing-read-parted", &[&understood, &(tables - understood)]))
        }
        _ => Finding::new(&NOTHING_READ, &Message::new("nothing-read-empty", &[&tables])),
    }
}

/// The words of a header in a line of text: the row of a table that was not known for one.
fn header_in_line(block: &Block<Tidy>) -> Option<(Position, String)> {
    let Block::Paragraph { text, at } = block else { return None };
    text.0.text().lines().find_map(|line| {
        let pieces = || {
            line.split(|c: char| c.is_whitespace() || PARTING.contains(&c)).filter(|piece| !piece.is_empty())
        };
        let words = telling_words(pieces())?;
        // Prose may name what a table speaks of; a header does little else.
        (words.len() * 2 >= pieces().count()).then(|| (Position::of(at), words.join("、")))
    })
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::disclosure;
    use crate::model::Severity;

    #[test]
    fn documents_without_records() {
        for (text, expected) in [
            ("一、部门概况\n\n基本支出包括人员经费和公用经费。\n", Some(Severity::Info)),
            ("青河县2025年收入预算表\n\n单位：万元\n\n注：数据取自系统。\n", Some(Severity::Warning)),
            ("青河县2025年预算编制说明\n\n一、基本情况\n", Some(Severity::Info)),
            ("节次\t星期一\n1\t语文\n", Some(Severity::Info)),
            (
                "科目编码，科目名称，合计，基本支出，项目支出\n\n213，农林水支出，3，1，2\n",
                Some(Severity::Warning),
            ),
            ("项目名称\t绩效目标\t责任单位\n清淤\t完成\t水务局\n", Some(Severity::Warning)),
            ("科目编码\t科目名称\t合计\n201\t服务\t5.00\n20101\t事务\t5.00\n", None),
        ] {
            let findings = disclosure(text).findings;
            let found = findings.iter().find(|finding| finding.rule == "nothing-read");
            assert_eq!(found.map(|finding| finding.severity), expected, "{text}");
        }
    }
}
