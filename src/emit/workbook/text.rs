//! The text of one cell of a worksheet: lines of plain text, and which of it is printed otherwise.

use std::ops::Range;

use super::sanitize::{clean, fit, is_cut};
use crate::model::{Inline, Node, RichText};

/// Between the cells of a table within a cell.
const BETWEEN_CELLS: &str = "　|　";

/// The text of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text {
    /// What it says; lines end with `\n`.
    pub(super) plain: String,
    /// The runs that are printed in another style, in order, none over another. Bytes of `plain`.
    pub(super) runs: Vec<(Range<usize>, Style)>,
}

/// How a run is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Bold.
    pub(super) strong: bool,
    /// Italic.
    pub(super) emphasis: bool,
    /// Struck out.
    pub(super) struck: bool,
    /// Raised or lowered.
    pub(super) script: Script,
}

/// Where a run stands in its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Script {
    /// On the line.
    #[default]
    None,
    /// Below.
    Subscript,
    /// Above.
    Superscript,
}

impl Text {
    /// Text in one style.
    pub(super) fn plain(text: &str) -> Self {
        Self { plain: fit(&clean(text)), runs: Vec::new() }
    }

    /// The text of a cell of a view.
    pub(super) fn of(rich: &RichText) -> Self {
        let is_simple = rich.content().iter().all(|node| match node {
            Node::Paragraph(paragraph) => {
                paragraph.inlines.iter().all(|inline| matches!(inline, Inline::Text { .. }))
            }
            _ => false,
        });
        if is_simple {
            return Self::plain(rich.text());
        }
        let mut text = Self::default();
        text.push_nodes(rich.content(), 0);
        text.cut();
        text
    }

    /// Further lines below.
    pub(super) fn append(&mut self, more: &Self) {
        // A full cell takes no more; a page may give it a million further ones.
        if is_cut(&self.plain) {
            return;
        }
        self.begin_line();
        let offset = self.plain.len();
        self.plain.push_str(&more.plain);
        self.runs.extend(
            more.runs.iter().map(|(range, style)| (range.start + offset..range.end + offset, *style)),
        );
        self.cut();
    }

    /// A part of it, given in bytes; a line feed at its end is left out.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let part = &self.plain[range.clone()];
        let part = part.strip_suffix('\n').unwrap_or(part);
        let end = range.start + part.len();
        let runs = self
            .runs
            .iter()
            .filter(|(run, _)| run.start < end && run.end > range.start)
            .map(|(run, style)| {
                (run.start.max(range.start) - range.start..run.end.min(end) - range.start, *style)
            })
            .collect();
        Self { plain: part.to_owned(), runs }
    }

    /// Whether there is nothing but white space in it.
    pub(super) fn is_blank(&self) -> bool {
        self.plain.trim().is_empty()
    }

    /// All of it as runs, those in no style of their own among them.
    pub(super) fn segments(&self) -> Vec<(&str, Style)> {
        let mut segments = Vec::new();
        let mut at = 0;
        for (range, style) in &self.runs {
            segments.push((&self.plain[at..range.start], Style::default()));
            segments.push((&self.plain[range.clone()], *style));
            at = range.end;
        }
        segments.push((&self.plain[at..], Style::default()));
        segments.retain(|(text, _)| !text.is_empty());
        segments
    }

    fn cut(&mut self) {
        let fitted = fit(&self.plain);
        if fitted != self.plain {
            self.runs.clear();
            self.plain = fitted;
        }
    }

    fn begin_line(&mut self) {
        if !self.plain.is_empty() {
            self.plain.push('\n');
        }
    }

    /// Blocks, a line each. `depth` counts the lists around them.
    fn push_nodes(&mut self, nodes: &[Node], depth: usize) {
        for node in nodes {
            match node {
                Node::Paragraph(paragraph) => {
                    self.begin_line();
                    self.push_inlines(&paragraph.inlines, Style::default());
                }
                Node::List { ordered, start, marked, items } => {
                    for (number, item) in items.iter().enumerate() {
                        let before = self.plain.len();
                        let runs = self.runs.len();
                        self.push_nodes(item, depth + 1);
                        if *marked {
                            let mark = if *ordered {
                                format!("{}. ", start.saturating_add(number))
                            } else {
                                "• ".to_owned()
                            };
                            self.insert_mark(before, runs, &format!("{}{mark}", "　".repeat(depth.min(8))));
                        }
                    }
                }
                Node::Table { table } => {
                    if let Some(title) = &table.title {
                        self.begin_line();
                        self.plain.push_str(&clean(title));
                    }
                    for row in &table.rows {
                        self.begin_line();
                        let cells: Vec<String> = row
                            .cells
                            .iter()
                            .map(|cell| Self::of(&cell.text).plain.replace('\n', " "))
                            .collect();
                        self.plain.push_str(&cells.join(BETWEEN_CELLS));
                    }
                    for line in &table.notes {
                        self.begin_line();
                        self.plain.push_str(&clean(line));
                    }
                }
            }
        }
    }

    /// Puts an item's mark before its first line; `before` is where the text ended, `runs` how many runs it had.
    fn insert_mark(&mut self, before: usize, runs: usize, mark: &str) {
        if self.plain.len() == before {
            self.begin_line();
            self.plain.push_str(mark.trim_end());
            return;
        }
        let at = if before == 0 { 0 } else { before + 1 };
        self.plain.insert_str(at, mark);
        for (range, _) in &mut self.runs[runs..] {
            *range = range.start + mark.len()..range.end + mark.len();
        }
    }

    fn push_inlines(&mut self, inlines: &[Inline], style: Style) {
        for (number, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Text { text } => self.push_run(text, style),
                Inline::Break => self.plain.push('\n'),
                Inline::Strong { inlines } => self.push_inlines(inlines, Style { strong: true, ..style }),
                Inline::Emphasis { inlines } => self.push_inlines(inlines, Style { emphasis: true, ..style }),
                Inline::Subscript { inlines } => {
                    self.push_inlines(inlines, Style { script: Script::Subscript, ..style });
                }
                Inline::Superscript { inlines } => {
                    self.push_inlines(inlines, Style { script: Script::Superscript, ..style });
                }
                Inline::Struck { inlines: struck } => {
                    self.push_inlines(struck, Style { struck: true, ..style });
                    // Old and new are two words also to whoever reads the text without its fonts.
                    if let Some(Inline::Text { text }) = inlines.get(number + 1)
                        && text.starts_with(char::is_alphanumeric)
                    {
                        self.plain.push(' ');
                    }
                }
                Inline::Link { inlines, .. } => self.push_inlines(inlines, style),
                Inline::Math(math) => self.push_run(&math.text, style),
            }
        }
    }

    fn push_run(&mut self, text: &str, style: Style) {
        let start = self.plain.len();
        self.plain.push_str(&clean(text));
        let end = self.plain.len();
        if style == Style::default() || start == end {
            return;
        }
        match self.runs.last_mut() {
            Some((range, last)) if range.end == start && *last == style => range.end = end,
            _ => self.runs.push((start..end, style)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Math, Paragraph, Row, Table, Tidy};

    fn paragraph(inlines: Vec<Inline>) -> Node {
        Node::Paragraph(Paragraph { inlines, ..Paragraph::default() })
    }

    #[test]
    fn lists_stand_on_their_lines_and_are_marked_where_a_reader_sees_marks() {
        let item = |text: &str| vec![Node::plain(text)];
        for (ordered, marked, expected) in
            [(true, true, "前\n3. 甲\n4. 乙"), (false, true, "前\n• 甲\n• 乙"), (true, false, "前\n甲\n乙")]
        {
            let list = Node::List { ordered, start: 3, marked, items: vec![item("甲"), item("乙")] };
            assert_eq!(Text::of(&RichText::from_content(vec![Node::plain("前"), list])).plain, expected);
        }
    }

    #[test]
    fn runs_keep_their_style_and_their_words() {
        let text = Text::of(&RichText::from_content(vec![
            paragraph(vec![Inline::text("甲"), Inline::Strong { inlines: vec![Inline::text("乙")] }]),
            paragraph(vec![
                Inline::text("x"),
                Inline::Superscript { inlines: vec![Inline::text("2")] },
                Inline::Math(Math { text: "≥5".to_owned(), latex: String::new(), mathml: String::new() }),
            ]),
        ]));
        assert_eq!(text.plain, "甲乙\nx2≥5");
        let segments: Vec<&str> = text.segments().into_iter().map(|(segment, _)| segment).collect();
        assert_eq!(segments, ["甲", "乙", "\nx", "2", "≥5"]);
        let part = text.part(3..9);
        assert_eq!(part.plain, "乙\nx2");
        assert_eq!(part.segments().len(), 3);
    }

    #[test]
    fn a_table_within_a_cell_keeps_its_rows() {
        let cell = |text: &str| {
            Cell::new(Tidy(RichText::from_content(vec![Node::plain(text)])), crate::model::Place::default())
        };
        let table = Table {
            rows: vec![
                Row { cells: vec![cell("甲"), cell("1")], ..Row::default() },
                Row { cells: vec![cell("乙"), cell("2")], ..Row::default() },
            ],
            ..Table::default()
        };
        let text = Text::of(&RichText::from_content(vec![
            Node::plain("前"),
            Node::Table { table: Box::new(table) },
        ]));
        assert_eq!(text.plain, "前\n甲　|　1\n乙　|　2");
    }
}
