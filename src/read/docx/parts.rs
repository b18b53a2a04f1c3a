//! The main part of a Word file, found as Word finds it: by relationships, whatever it is called.

use crate::read::package::Package;
use crate::read::relations::Relations;
use crate::read::xml::Element;

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
