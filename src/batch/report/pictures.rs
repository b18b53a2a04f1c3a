//! The pieces of a PDF's pages that stand beside the findings which speak of them.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{base64, both, escape, label};
use crate::model::{Finding, Message, PageBox, Picture, Place, Position, Source};
use crate::pipeline;

/// How many pictures a page of the report has at most; whoever has seen so many opens the file.
const MOST_PICTURES: usize = 60;

/// How many bytes they may have together: a browser takes them in at once.
const MOST_BYTES: usize = 1_500_000;

/// What a picture shows: a page, and the box on it.
type Shown = (usize, Option<PageBox>);

/// The pictures of the places that findings speak of.
#[derive(Debug, Default)]
pub(in crate::batch) struct Pictures {
    made: BTreeMap<Shown, Picture>,
    /// How many places have none.
    without: usize,
}

impl Pictures {
    /// Those of a document's findings: of the weightier first, where there are too many.
    pub(in crate::batch) fn of(findings: &[Finding], source: &Source) -> Self {
        let mut weightiest: Vec<&Finding> = findings.iter().take(super::file::MOST_FINDINGS).collect();
        weightiest.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let mut seen = BTreeSet::new();
        let all = weightiest.into_iter().filter_map(|finding| shown(finding.at.as_ref()));
        let all: Vec<Shown> = all.filter(|shown| seen.insert(*shown)).collect();
        let wanted = &all[..all.len().min(MOST_PICTURES)];
        let places: Vec<Place> = wanted.iter().map(|(page, bounds)| Place::on_page(*page, *bounds)).collect();
        let mut bytes = 0;
        let made: BTreeMap<Shown, Picture> = wanted
            .iter()
            .zip(pipeline::pictures(source, &places))
            .filter_map(|(shown, picture)| Some((*shown, picture?)))
            .take_while(|(_, picture)| {
                bytes += picture.png.len();
                bytes <= MOST_BYTES
            })
            .collect();
        // A source that has no pages to be drawn lacks nothing.
        let without = if made.is_empty() { 0 } else { all.len() - made.len() };
        Self { made, without }
    }

    /// The pictures that are still to be shown, each once.
    pub(super) fn shelf(&self) -> Shelf<'_> {
        Shelf { pictures: self, shown: BTreeMap::new() }
    }

    /// That some places have none.
    pub(super) fn lacking(&self) -> String {
        if self.without == 0 {
            return String::new();
        }
        format!("<p class=\"soft\">{}</p>\n", both(&Message::new("report-without-picture", &[&self.without])))
    }
}

/// What of the pictures was shown so far: findings that speak of one place share its picture.
pub(super) struct Shelf<'p> {
    pictures: &'p Pictures,
    /// The address of the finding that shows it.
    shown: BTreeMap<Shown, String>,
}

impl Shelf<'_> {
    /// The picture of a finding that has an address, or the way to it where another has shown it already.
    pub(super) fn take(&mut self, finding: &Finding, address: &str) -> String {
        let Some(shown) = shown(finding.at.as_ref()) else { return String::new() };
        let Some(picture) = self.pictures.made.get(&shown) else { return String::new() };
        if let Some(other) = self.shown.get(&shown) {
            return format!(
                "<p class=\"seen\"><a href=\"#{other}\">{}</a></p>\n",
                label("report-same-picture")
            );
        }
        self.shown.insert(shown, address.to_owned());
        format!(
            "<figure><img width=\"{}\" height=\"{}\" alt=\"{zh}\" data-zh=\"{zh}\" data-en=\"{}\" src=\"data:image/png;base64,{}\">\
             <figcaption>{}</figcaption></figure>\n",
            picture.width,
            picture.height,
            escape(&finding.message),
            base64(&picture.png),
            both(&Message::new("report-picture", &[&shown.0])),
            zh = escape(&finding.message_zh),
        )
    }
}

fn shown(at: Option<&Position>) -> Option<Shown> {
    let at = at?;
    Some((at.page?, at.bounds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Rule, Severity};

    const RULE: Rule = Rule { name: "x", severity: Severity::Info, page: "" };

    fn finding(page: usize, bounds: Option<PageBox>) -> Finding {
        let mut finding = Finding::new(&RULE, &Message::new("report-none", &[]));
        finding.at = Some(Position::of(&Place::on_page(page, bounds)));
        finding
    }

    #[test]
    fn findings_about_one_place_share_a_picture() {
        let picture = Picture { png: b"foo".to_vec(), width: 3, height: 2 };
        let cell = Some([1, 2, 3, 4]);
        let pictures = Pictures { made: BTreeMap::from([((1, cell), picture)]), without: 1 };
        let mut shelf = pictures.shelf();
        let first = shelf.take(&finding(1, cell), "x-1");
        assert!(first.contains("base64,Zm9v\"") && first.contains("width=\"3\""), "{first}");
        let second = shelf.take(&finding(1, cell), "x-2");
        assert!(second.contains("href=\"#x-1\"") && !second.contains("img"), "{second}");
        assert_eq!(shelf.take(&finding(1, None), "x-3"), "", "another place");
        assert!(pictures.lacking().contains('1') && Pictures::default().lacking().is_empty());
    }
}
