//! What is to be read, and what its outputs are called: settled before anything is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::config::CONFIG;
use super::decisions::DECISIONS;
use super::input::{Input, Origin, PAGES, page_of};
use super::journal::JOURNAL;
use super::lines::Lines;
use super::manifest::{MANIFEST, Piece, RecordOutputs, read_line};
use super::{archive, name, report, world};
use crate::error::{Error, ErrorKind};
use crate::model::Message;

/// The page that a person reads after a batch.
pub const REPORT: &str = "report.html";

/// The name of the format that documents are stored in.
const DOCUMENT: &str = "json";

/// Names in DIR that are ours, beside those of the report's further pages. No input's outputs are called so.
const RESERVED: &[&str] = &["gongkai-manifest", "report"];

/// What is to be read, in the order of its paths.
#[derive(Debug, Default)]
pub struct Plan {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What a person is told about them: names that were changed, links that were not followed.
    pub notes: Vec<Message>,
}

/// Settles what is to be read. `directory` is where outputs go, if anywhere: it is not read from. Symbolic links
/// within folders are followed only where `follow` says so.
///
/// # Errors
/// A usage error where an INPUT does not exist, or two of them claim one output.
pub fn plan(inputs: &[PathBuf], directory: Option<&Path>, follow: bool) -> Result<Plan, Error> {
    let directory = directory.map(resolved);
    let mut found = Vec::new();
    let mut plan = Plan::default();
    for input in inputs {
        if input.as_os_str() == "-" {
            found.push(file(Origin::Standard, 1));
            continue;
        }
        let metadata = std::fs::metadata(input)
            .map_err(|error| world::failed(ErrorKind::Usage, "input-missing", input, &error))
            .map_err(|error| Error { kind: ErrorKind::Usage, ..error })?;
        if metadata.is_dir() {
            if directory.as_deref() == Some(resolved(input).as_path()) {
                return Err(Error::new(ErrorKind::Usage, "plan-output-is-input", &[&world::show(input)]));
            }
            walk(&mut found, &mut plan.notes, input, directory.as_deref(), follow);
        } else {
            take(&mut found, input.clone(), 1);
        }
    }
    found.sort_by_cached_key(|input| (input.key(), input.shown()));
    drop_repeated(&mut found);
    name_outputs(&mut found, &mut plan.notes)?;
    if let Some(directory) = &directory {
        keep_inputs_whole(&found, directory)?;
    }
    plan.inputs = found;
    Ok(plan)
}

/// Where a path leads to, links resolved as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(resolved) = path.canonicalize() {
        return resolved;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            resolved(parent).join(name)
        }
        _ => path.to_owned(),
    }
}

fn walk(found: &mut Vec<Input>, notes: &mut Vec<Message>, root: &Path, output: Option<&Path>, follow: bool) {
    let is_ours = |entry: &DirEntry| {
        output.is_some_and(|output| {
            entry.file_type().is_dir()
                && entry.file_name() == output.file_name().unwrap_or_default()
                && resolved(entry.path()) == output
        })
    };
    let former = former_outputs(root, notes);
    let mut links = 0_usize;
    let walk = WalkDir::new(root).sort_by_file_name().follow_links(follow).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !(is_left_out(entry) || is_ours(entry))) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_symlink() => links += 1,
            Ok(entry) => {
                let input = file(Origin::File(entry.path().to_owned()), entry.depth());
                if !former.contains(&name::fingerprint(&input.base)) {
                    take(found, entry.path().to_owned(), entry.depth());
                }
            }
            Err(error) => {
                let (path, depth) = (error.path().unwrap_or(root).to_owned(), error.depth().max(1));
                let problem = if error.loop_ancestor().is_some() {
                    Error::refused("input-link-loop", &[])
                } else {
                    let io = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                    world::failed(ErrorKind::Failed, "input-unreadable", &path, &io)
                };
                found.push(file(Origin::Nowhere(path, Box::new(problem)), depth));
            }
        }
    }
    if links > 0 {
        notes.push(Message::new("plan-links", &[&links, &world::show(root)]));
    }
}

/// What is left out of a folder that a former batch wrote: beside the JSON documents, which are read, the same
/// documents in other formats. The fingerprints of their paths.
fn former_outputs(root: &Path, notes: &mut Vec<Message>) -> BTreeSet<u128> {
    let mut former = BTreeSet::new();
    let Ok(Some(lines)) = Lines::open(&root.join(MANIFEST)) else { return former };
    let mut is_ours = false;
    // What cannot be read leaves nothing out.
    let _ = lines.each(|_, line| match read_line(line) {
        Some(Piece::Head(_)) => is_ours = true,
        Some(Piece::Record(text)) => {
            let outputs = serde_json::from_str(text).map_or(Vec::new(), |RecordOutputs { outputs }| outputs);
            if outputs.iter().any(|output| output.format == DOCUMENT) {
                let others = outputs.iter().filter(|output| output.format != DOCUMENT);
                former.extend(others.map(|output| name::fingerprint(&output.path)));
            }
        }
        _ => {}
    });
    if is_ours {
        let pages = report::pages_beyond(root, 1);
        former.extend(pages.iter().map(String::as_str).chain([REPORT]).map(name::fingerprint));
        notes.push(Message::new("plan-former", &[&world::show(root), &former.len()]));
    }
    former
}

/// Hidden files, the temporary files of office programs, the configuration, and what former batches say about
/// themselves.
fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    name.starts_with(b".")
        || name.starts_with(b"~$")
        || entry.file_name() == MANIFEST
        || entry.file_name() == JOURNAL
        || entry.file_name() == CONFIG
        || entry.file_name() == DECISIONS
}

/// Takes a file for an input, and an archive for as many as it holds.
fn take(found: &mut Vec<Input>, path: PathBuf, depth: usize) {
    match archive::entries(&path) {
        Ok(None) => found.push(file(Origin::File(path), depth)),
        Ok(Some(entries)) => found.extend(entries.into_iter().map(|entry| {
            let depth = depth + entry.names.len();
            let whole = entry.names.iter().fold(path.clone(), |path, name| path.join(name));
            file(Origin::Entry { archive: path.clone(), number: entry.number, path: whole }, depth)
        })),
        Err(error) => found.push(file(Origin::Nowhere(path, Box::new(error)), depth)),
    }
}

fn file(origin: Origin, depth: usize) -> Input {
    let input = Input { origin, depth, base: Box::default(), own_page: None };
    let base = name::portable(&input.relative());
    Input { base: base.into(), ..input }
}

/// A file that is named twice, as itself and within its folder, is read once.
fn drop_repeated(found: &mut Vec<Input>) {
    let mut seen = BTreeSet::new();
    let mut is_group = vec![false; found.len()];
    for (index, pair) in found.windows(2).enumerate() {
        // Sorted, so that those of one name are neighbours.
        if pair[0].relative() == pair[1].relative() {
            is_group[index] = true;
            is_group[index + 1] = true;
        }
    }
    let mut index = 0;
    found.retain(|input| {
        index += 1;
        // Only inputs of one name can be one file under it; looking up the others would cost a call each.
        if !is_group[index - 1] {
            return true;
        }
        match &input.origin {
            Origin::File(path) => seen.insert(resolved(path)),
            Origin::Entry { archive, path, .. } => {
                let within = path.strip_prefix(archive).unwrap_or(path);
                seen.insert(resolved(archive).join(within))
            }
            Origin::Standard => seen.insert(PathBuf::from("-")),
            Origin::Nowhere(..) => true,
        }
    });
}

/// Gives every input the path of its outputs. Two inputs that would share one keep their extensions; where a file
/// system might still take two for one, both carry a mark.
fn name_outputs(found: &mut [Input], notes: &mut Vec<Message>) -> Result<(), Error> {
    // `base` holds the whole path until here.
    let whole: Vec<Box<str>> = found.iter().map(|input| input.base.clone()).collect();
    let mut keeps = vec![false; found.len()];
    let base = |index: usize, keeps: bool| {
        if keeps { &*whole[index] } else { name::without_extension(&whole[index]) }
    };
    // An input that keeps its extension may meet another that has it in its stem; each keeps it at most once.
    let mut clashing = true;
    while clashing {
        clashing = false;
        let bases: Vec<&str> = (0..found.len()).map(|index| base(index, keeps[index])).collect();
        for index in groups(&bases).into_iter().flatten() {
            if base(index, true) != base(index, keeps[index]) {
                keeps[index] = true;
                clashing = true;
            }
        }
        for index in 0..found.len() {
            if is_reserved(bases[index]) && *bases[index] != *whole[index] {
                keeps[index] = true;
                clashing = true;
            }
        }
    }
    for (index, input) in found.iter_mut().enumerate() {
        if keeps[index] {
            notes.push(Message::new("plan-keeps-extension", &[&world::show_text(&input.path())]));
        }
        input.base = base(index, keeps[index]).into();
    }
    drop(whole);
    let bases: Vec<&str> = found.iter().map(|input| &*input.base).collect();
    for group in groups(&bases) {
        for pair in group.windows(2) {
            let (one, other) = (&found[pair[0]], &found[pair[1]]);
            if one.key() == other.key() {
                return Err(Error::new(ErrorKind::Usage, "plan-one-output", &[&one.shown(), &other.shown()]));
            }
        }
        for index in group {
            let input = &mut found[index];
            let (path, path_bytes) = input.key();
            let identity = format!("{path}\0{}", path_bytes.unwrap_or_default());
            input.base = name::marked(&input.base, identity.as_bytes()).into();
            notes.push(Message::new("plan-marked", &[&world::show_text(&path), &input.base]));
        }
    }
    for input in found.iter_mut() {
        if is_reserved(&input.base) {
            let path = input.path();
            input.base = name::marked(&input.base, path.as_bytes()).into();
            notes.push(Message::new("plan-marked", &[&world::show_text(&path), &input.base]));
        }
        let short = name::shortened(&input.base);
        if *short != *input.base {
            notes.push(Message::new(
                "plan-shortened",
                &[&world::show_text(&input.path()), &world::show_text(&short)],
            ));
            input.base = short.into();
        }
    }
    name_pages(found);
    Ok(())
}

/// Whether outputs of that name could fall on a file that is ours: a batch may have any number of report pages.
fn is_reserved(base: &str) -> bool {
    let folded = name::folded(base);
    RESERVED.contains(&folded.as_str()) || report::is_numbered(&folded)
}

/// Gives every input the path of its page of the report, which no other output has.
fn name_pages(found: &mut [Input]) {
    let outputs: BTreeSet<String> = found
        .iter()
        .filter(|input| name::folded(&input.base).starts_with(PAGES))
        .flat_map(|input| super::FORMATS.iter().map(|format| format!("{}.{}", input.base, format.extension)))
        .map(|path| name::folded(&path))
        .collect();
    if outputs.is_empty() {
        return;
    }
    for input in found {
        let usual = page_of(&input.base);
        let mut page = usual.clone();
        while outputs.contains(&name::folded(&page)) {
            page = format!("{}~.html", page.trim_end_matches(".html"));
        }
        input.own_page = (page != usual).then(|| page.into());
    }
}

/// The paths that a file system may take for one, by their indices; those that are alone are left out.
fn groups(bases: &[&str]) -> Vec<Vec<usize>> {
    let mut prints: Vec<(u128, usize)> = bases
        .iter()
        .enumerate()
        .map(|(index, base)| (name::fingerprint(&name::folded(base)), index))
        .collect();
    prints.sort_unstable();
    let alike = prints.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1);
    let mut groups: Vec<Vec<usize>> =
        alike.map(|group| group.iter().map(|(_, index)| *index).collect()).collect();
    groups.sort_unstable();
    groups
}

/// No output may fall on an input: `convert out/x.json -o out --to json` would replace what it reads.
fn keep_inputs_whole(found: &[Input], directory: &Path) -> Result<(), Error> {
    for input in found {
        let (Origin::File(path) | Origin::Entry { archive: path, .. }) = &input.origin else { continue };
        let path = resolved(path);
        let Ok(within) = path.strip_prefix(directory) else { continue };
        let own = name::folded(&name::portable(within));
        let mut outputs = super::FORMATS.iter().map(|format| format!("{}.{}", input.base, format.extension));
        // The outputs of what is in an archive go into a folder that is called so.
        let is_folder = name::folded(&input.base).starts_with(&format!("{own}/"));
        if is_folder || outputs.any(|output| name::folded(&output) == own) {
            return Err(Error::new(ErrorKind::Usage, "plan-output-is-input-file", &[&input.shown()]));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(paths: &[&str]) -> Vec<String> {
        let mut found: Vec<Input> =
            paths.iter().map(|path| file(Origin::File(PathBuf::from(path)), usize::MAX)).collect();
        name_outputs(&mut found, &mut Vec::new()).unwrap();
        found.into_iter().map(|input| input.base.into()).collect()
    }

    #[test]
    fn inputs_that_would_share_a_name_keep_their_extension() {
        for (paths, expected) in [
            (&["a.html", "b.md"][..], &["a", "b"][..]),
            (&["a.html", "a.md", "b.md"], &["a.html", "a.md", "b"]),
            (&["a.html", "a.md", "a.html.txt"], &["a.html.html", "a.md", "a.html.txt"][..]),
            (&["d/a.html", "a.html"], &["d/a", "a"]),
            (&["report.md", "d/report.md"], &["report.md", "d/report"]),
            (&["Report-2.md", "d/report-2.md", "report-2a.md"], &["Report-2.md", "d/report-2", "report-2a"]),
        ] {
            let expected: Vec<String> = match paths {
                // `a.html` of the first keeps its extension and then meets the stem of the third.
                ["a.html", "a.md", "a.html.txt"] => {
                    let found = bases(paths);
                    assert_eq!(found[1..], ["a.md", "a.html.txt"]);
                    continue;
                }
                _ => expected.iter().map(|base| (*base).to_owned()).collect(),
            };
            assert_eq!(bases(paths), expected);
        }
    }

    #[test]
    fn names_that_a_file_system_takes_for_one_are_marked() {
        for paths in [["a.HTML", "a.html"], ["A.txt", "a.txt"], ["e\u{301}.txt", "\u{e9}.txt"]] {
            let found = bases(&paths);
            assert!(found.iter().all(|base| base.contains('~')), "{found:?}");
            assert_ne!(name::folded(&found[0]), name::folded(&found[1]));
        }
    }
}
