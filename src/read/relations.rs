//! What the parts of an Office package point to: parts are found by their relationships, whatever they are called.

use super::package::Package;
use super::xml::Element;
use crate::error::Error;

/// Where a part points to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::read) struct Relation {
    id: String,
    /// The last word of its type: `header`, `footnotes`, `aFChunk`. The address before it is another in a strict file.
    kind: String,
    /// The name of the part that it points to, or an address outside of the file.
    pub(in crate::read) target: String,
    /// Whether it points out of the file.
    pub(in crate::read) is_outside: bool,
}

/// What a part points to.
#[derive(Debug, Default)]
pub(in crate::read) struct Relations(Vec<Relation>);

impl Relations {
    /// Those of a part; none where it points to nothing.
    ///
    /// # Errors
    ///
    /// Refused if they are torn.
    pub(in crate::read) fn of(package: &mut Package<'_>, part: &str) -> Result<Self, Error> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let own = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let Some(relations) = package.xml(&own, &[])? else { return Ok(Self::default()) };
        Ok(Self(relations.elements().filter_map(|relation| read(relation, folder)).collect()))
    }

    /// The relation of an id.
    pub(in crate::read) fn by_id(&self, id: &str) -> Option<&Relation> {
        self.0.iter().find(|relation| relation.id == id)
    }

    /// The names of the parts of a kind.
    pub(in crate::read) fn parts(&self, kind: &str) -> impl Iterator<Item = &str> {
        let is_one = move |relation: &&Relation| relation.kind == kind && !relation.is_outside;
        self.0.iter().filter(is_one).map(|relation| relation.target.as_str())
    }

    /// The name of the first part of a kind.
    pub(in crate::read) fn part(&self, kind: &str) -> Option<&str> {
        self.parts(kind).next()
    }
}

fn read(relation: &Element, folder: &str) -> Option<Relation> {
    let target = relation.attribute("Target")?;
    let is_outside = relation.attribute("TargetMode") == Some("External");
    Some(Relation {
        id: relation.attribute("Id").unwrap_or_default().to_owned(),
        kind: relation.attribute("Type")?.rsplit('/').next()?.to_owned(),
        target: if is_outside { target.to_owned() } else { resolved(folder, target) },
        is_outside,
    })
}

/// The name of a part that is named as seen from another.
pub(in crate::read) fn beside(part: &str, target: &str) -> String {
    resolved(part.rsplit_once('/').map_or("", |(folder, _)| folder), target)
}

/// The name of a part that is named as seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_the_folder() {
        for (folder, target, name) in [
            ("word", "header1.xml", "word/header1.xml"),
            ("word", "/word/a/b.xml", "word/a/b.xml"),
            ("word", "../embeddings/x.xlsx", "embeddings/x.xlsx"),
            ("", "./doc/main.xml", "doc/main.xml"),
            ("a/b", "..\\c.xml", "a/c.xml"),
        ] {
            assert_eq!(resolved(folder, target), name);
        }
    }
}
