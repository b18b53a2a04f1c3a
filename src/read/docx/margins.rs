//! Headers and footers: what stands above and below every page of a section is said once, before and after it.

use std::collections::BTreeSet;

use super::styles::switch;
use super::{LOOKS, Reading};
use crate::error::Error;
use crate::model::{Block, Raw};
use crate::read::flow::margin;
use crate::read::xml::Element;

/// A section of the body.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// How many blocks stand before its end.
    end: usize,
    headers: Vec<String>,
    /// The headers of the pages behind the first, where that has one of its own.
    later: Vec<String>,
    footers: Vec<String>,
}

impl Reading<'_> {
    /// Ends a section with the properties that it has.
    pub(super) fn end_section(&mut self, properties: Option<&Element>) {
        let mut section = Section { end: self.found.len(), ..Section::default() };
        if let Some(properties) = properties {
            self.notes.set_format(properties);
            let has_first = switch(properties, "titlePg").unwrap_or(false);
            let has_even = self.is_set("evenAndOddHeaders");
            for reference in properties.elements() {
                let is_shown = match reference.attribute("type") {
                    Some("first") => has_first,
                    Some("even") => has_even,
                    _ => true,
                };
                let part = reference.attribute("id").and_then(|id| self.relations.by_id(id));
                let Some(part) = part.filter(|part| is_shown && !part.is_outside) else { continue };
                let is_first = reference.attribute("type") == Some("first");
                match reference.name.as_str() {
                    "headerReference" if has_first && !is_first => section.later.push(part.target.clone()),
                    "headerReference" => section.headers.push(part.target.clone()),
                    "footerReference" => section.footers.push(part.target.clone()),
                    _ => {}
                }
            }
        }
        self.sections.push(section);
    }

    /// The blocks of the body with the headers and footers of its sections among them.
    pub(super) fn with_margins(&mut self, blocks: Vec<Block<Raw>>) -> Result<Vec<Block<Raw>>, Error> {
        let mut said: BTreeSet<String> = blocks.iter().filter_map(margin::words_of).collect();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut counts = [0, 0];
        let mut body = blocks.into_iter();
        let mut whole = Vec::new();
        let mut begun = 0;
        for section in std::mem::take(&mut self.sections) {
            // What heads the later pages stands below the first one, unless that is headed by nothing: `表（续）`.
            let above = self.margins(&section.headers, &mut counts[0], "H", &mut seen, &mut said)?;
            let later = self.margins(&section.later, &mut counts[0], "H", &mut seen, &mut said)?;
            let (above, below) = if above.is_empty() { (later, above) } else { (above, later) };
            whole.extend(above);
            whole.extend(body.by_ref().take(section.end.saturating_sub(begun)));
            whole.extend(below);
            whole.extend(self.margins(&section.footers, &mut counts[1], "F", &mut seen, &mut said)?);
            begun = section.end.max(begun);
        }
        whole.extend(body);
        Ok(whole)
    }

    /// The lines of headers or footers that no one before has said.
    fn margins(
        &mut self,
        parts: &[String],
        count: &mut usize,
        prefix: &str,
        seen: &mut BTreeSet<String>,
        said: &mut BTreeSet<String>,
    ) -> Result<Vec<Block<Raw>>, Error> {
        let mut found = Vec::new();
        for part in parts.iter().filter(|part| seen.insert((*part).clone())) {
            *count += 1;
            let lines = self.margin(part, format!("{prefix}{count}"))?;
            found.extend(
                lines.into_iter().filter(|line| margin::words_of(line).is_none_or(|line| said.insert(line))),
            );
        }
        Ok(found)
    }

    /// The lines of a header or footer. Tabs part what stands on its left, in its middle and on its right.
    fn margin(&mut self, part: &str, prefix: String) -> Result<Vec<Block<Raw>>, Error> {
        let Some(root) = self.package.xml(part, LOOKS)? else { return Ok(Vec::new()) };
        let relations = super::Relations::of(&mut self.package, part)?;
        let outer_relations = std::mem::replace(&mut self.relations, relations);
        let outer = std::mem::take(&mut self.found);
        (self.prefix, self.paragraphs, self.is_margin) = (prefix, 0, true);
        self.blocks(&root);
        self.is_margin = false;
        self.prefix.clear();
        self.relations = outer_relations;
        Ok(margin::lines(&std::mem::replace(&mut self.found, outer)))
    }
}
