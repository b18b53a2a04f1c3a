//! What the parts of a view are to each other: the title of the table below, a line of labels, a heading by its number.

use super::paper::{GAP, Line, Side, rank, sides, title_pieces};
use super::{Part, View, is_same};
use crate::lexicon::label_line::label_line;

/// What a part of a document is to the tables and the prose around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing but itself.
    Plain,
    /// A piece of the document's title, which is put together above everything.
    TitlePiece,
    /// The title of the table below.
    TableTitle,
    /// A line of labels above the table below.
    Labels(Labels),
    /// A heading of the prose, by its number, and its rank.
    Heading(u8),
}

/// A line of labels: what stands left and right in it, and the number of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Labels {
    /// 公开01表.
    pub(crate) number: String,
    /// `部门：…`.
    pub(crate) left: String,
    /// `单位：万元`.
    pub(crate) right: String,
}

/// The labels of a line that holds nothing else.
pub(crate) fn labels(text: &str) -> Option<Labels> {
    let found = label_line(text)?;
    let [number, left, right] = [found.numbers, found.labels, found.units].map(|pieces| pieces.join(GAP));
    Some(Labels { number, left, right })
}

/// What each part of a view is.
pub(crate) fn roles(view: &View) -> Vec<Role> {
    let cover = title_pieces(view);
    let sides = sides(&view.parts);
    let mut lines: Vec<Line> = view.parts.iter().map(line_of).collect();
    rank(&mut lines);
    let mut own: Option<&str> = None;
    let mut roles = vec![Role::Plain; view.parts.len()];
    for (number, part) in view.parts.iter().enumerate().rev() {
        let is_above = sides[number] == Some(Side::Above);
        roles[number] = match part {
            Part::Sheet(sheet) => {
                own = sheet.own_title.as_deref();
                continue;
            }
            Part::List { .. } => {
                own = None;
                continue;
            }
            _ if number < cover => Role::TitlePiece,
            Part::Heading(_, text) | Part::Paragraph(text)
                if own.is_some_and(|own| is_same(text.text(), own)) =>
            {
                Role::TableTitle
            }
            Part::Heading(..) => continue,
            Part::Paragraph(text) if is_above => labels(text.text()).map_or(Role::Plain, Role::Labels),
            Part::Paragraph(_) => {
                own = None;
                match lines[number] {
                    Line::Heading(rank, _) => Role::Heading(rank),
                    _ => Role::Plain,
                }
            }
        };
    }
    roles
}

/// A part as a line of prose.
fn line_of(part: &Part) -> Line<'_> {
    match part {
        Part::Heading(level, text) => Line::Heading(*level, text),
        Part::Paragraph(text) => Line::Paragraph(String::new(), text),
        Part::List { .. } | Part::Sheet(_) => Line::Table(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    #[test]
    fn parts_know_what_they_are() {
        let table = "<table><tr><th>项目<th>预算数</tr><tr><td>甲<td>3.00</tr></table>";
        let page = format!(
            "<h1>甲局</h1><h1>2024年部门预算</h1><p>第一部分 概况</p><p>甲局负责水利。</p><p>公开01表</p><p>收入总表</p>{table}\
             <p>公开02表</p><h3>支出总表</h3>{table}<p>一、说明</p><p>收支平衡，与上年一致。</p><ul><li>乙</ul>"
        );
        let source = Source { path: "case.html".into(), bytes: page.into_bytes(), format: None };
        let view = super::super::view(&crate::pipeline::convert(&source).unwrap());
        let number = |number: &str| Role::Labels(Labels { number: number.to_owned(), ..Labels::default() });
        assert_eq!(
            roles(&view),
            [
                Role::TitlePiece,
                Role::TitlePiece,
                Role::Heading(1),
                Role::Plain,
                number("公开01表"),
                Role::TableTitle,
                Role::Plain,
                number("公开02表"),
                Role::TableTitle,
                Role::Plain,
                Role::Heading(2),
                Role::Plain,
                Role::Plain,
            ]
        );
    }
}
