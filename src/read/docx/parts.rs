//! The parts of a Word file, found as Word finds them: by relationships, whatever they are called.

use crate::error::Error;
use crate::read::package::Package;
use crate::read::xml::Element;

/// Where a part points to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Relation {
    id: String,
    /// The last word of its type: `header`, `footnotes`, `aFChunk`.
    kind: String,
    /// The name of the part that it points to, or an address outside of the file.
    pub(super) target: String,
    /// Whether it points out of the file.
    pub(super) is_outside: bool,
}

/// What a part points to.
#[derive(Debug, Default)]
pub(super) struct Relations(Vec<Relation>);

impl Relations {
    /// Those of a part; none where it points to nothing.
    ///
    /// # Errors
    ///
    /// Refused if they are torn.
    pub(super) fn of(package: &mut Package<'_>, part: &str) -> Result<Self, Error> {
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
    pub(super) fn by_id(&self, id: &str) -> Option<&Relation> {
        self.0.iter().find(|relation| relation.id == id)
    }

    /// The name of the first part of a kind.
    pub(super) fn part(&self, kind: &str) -> Option<&str> {
        let is_one = |relation: &&Relation| relation.kind == kind && !relation.is_outside;
        self.0.iter().find(is_one).map(|relation| relation.target.as_str())
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

/// The name of the main part: the one that the file's relationships name, if it is one of Word, or one that is called
/// as Word calls it.
pub(super) fn main_part(package: &mut Package<'_>) -> Option<String> {
    named_by_relations(package).or_else(|| named_as_usual(package))
}

fn named_by_relations(package: &mut Package<'_>) -> Option<String> {
    let name = Relations::of(package, "").ok()?.part("officeDocument")?.to_owned();
    package.find(&name)?;
    let types = package.xml("[Content_Types].xml", &[]).ok()??;
    let is_own = |own: &&Element| {
        own.attribute("PartName").is_some_and(|part| part.trim_start_matches('/').eq_ignore_ascii_case(&name))
    };
    let extension = name.rsplit('.').next().unwrap_or_default();
    let is_usual =
        |own: &&Element| own.attribute("Extension").is_some_and(|own| own.eq_ignore_ascii_case(extension));
    let kind = types.elements().find(is_own).or_else(|| types.elements().find(is_usual));
    let kind = kind.and_then(|own| own.attribute("ContentType"))?;
    let is_main = kind.contains("wordprocessingml") || kind.contains("ms-word");
    (is_main && kind.ends_with(".main+xml")).then_some(name)
}

fn named_as_usual(package: &Package<'_>) -> Option<String> {
    package.find("word/document.xml").map(str::to_owned).or_else(|| {
        let is_main = |name: &&String| {
            let name = name.to_ascii_lowercase();
            name.strip_suffix(".xml").is_some_and(|name| name.starts_with("word/document"))
        };
        package.names().iter().find(is_main).cloned()
    })
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
