//! What persons decided, beside the inputs: `gongkai-decisions.jsonl`, a line a decision.
//!
//! The file only grows: what is taken back is a line as well. A line is written at once and is on the disk before
//! whoever decided is told; where the power fails in between, the half of a line at its end is none.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{name, world};
use crate::error::{Error, ErrorKind};
use crate::model::{Decision, Message, holding};
use crate::pipeline;

/// The name of the file beside the inputs.
pub const DECISIONS: &str = "gongkai-decisions.jsonl";

/// The decisions of a folder of inputs, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(pub Vec<Decision>);

impl Decisions {
    /// The decisions that a text of lines says; half a line at its end is none.
    ///
    /// # Errors
    /// The number of a line, from 1, that says no decision, and why.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read = |(number, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|error| (number + 1, error.to_string()))
        };
        lines.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The lines that say them.
    pub fn lines(&self) -> String {
        self.0.iter().map(line).collect()
    }

    /// A mark of those that may speak of a document, by its bytes, its path or its title; `None` where none does. As
    /// long as it is the same, nothing else was decided about the document.
    pub fn mark(&self, sha256: &str, path: &str, title: Option<&str>) -> Option<String> {
        let may_speak =
            |decision: &&Decision| pipeline::may_speak_of(&decision.document, sha256, path, title);
        let text: String = holding(&self.0).into_iter().filter(may_speak).map(line).collect();
        (!text.is_empty()).then(|| name::digest(text.as_bytes()))
    }
}

fn line(decision: &Decision) -> String {
    let text = serde_json::to_string(decision);
    text.expect("a decision has string keys and cannot fail to serialize") + "\n"
}

/// The file of decisions nearest to a folder: in it, or above it as far as its path goes.
pub fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|above| above.join(DECISIONS)).find(|path| path.is_file())
}

/// The file of decisions beside the inputs, in a folder or in the folder of a file, or above them.
///
/// # Errors
/// A usage error where two inputs have different ones beside them.
pub fn find(inputs: &[PathBuf]) -> Result<Option<PathBuf>, Error> {
    let mut found: Vec<PathBuf> = Vec::new();
    for input in inputs.iter().filter(|input| input.as_os_str() != "-") {
        let folder = if input.is_dir() { input.as_path() } else { input.parent().unwrap_or(Path::new("")) };
        found.extend(nearest(folder).filter(|path| !found.contains(path)));
    }
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [one, other, ..] => {
            let values: [&dyn std::fmt::Display; 2] = [&world::show(one), &world::show(other)];
            Err(Error::new(ErrorKind::Usage, "decisions-two", &values))
        }
    }
}

/// Reads a file of decisions.
///
/// # Errors
/// A usage error where it cannot be read, or a line of it says no decision.
pub fn load(path: &Path) -> Result<Decisions, Error> {
    let bytes = super::input::read_file(path).map_err(|error| Error { kind: ErrorKind::Usage, ..error })?;
    let text = String::from_utf8_lossy(&bytes);
    Decisions::parse(&text).map_err(|(line, reason)| Error {
        kind: ErrorKind::Usage,
        message: Message::new("decisions-broken", &[&world::show(path), &line, &reason]),
        place: None,
    })
}

/// Adds a decision to a file, which is made where there is none. It is on the disk when this comes back.
///
/// # Errors
/// A failure where the file cannot be written.
pub fn append(path: &Path, decision: &Decision) -> Result<(), Error> {
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        // Half a line that a sudden end left is no decision, and must not become a part of this one.
        let whole = whole(&mut file)?;
        if whole < file.metadata()?.len() {
            file.set_len(whole)?;
        }
        file.write_all(line(decision).as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| world::failed(ErrorKind::Failed, "decisions-unwritable", path, &error))
}

/// How many bytes of a file are whole lines.
fn whole(file: &mut File) -> io::Result<u64> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    Ok(u64::try_from(end).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DecidedDocument, Verdict};

    fn decision(to: &str, path: &str) -> Decision {
        Decision {
            verdict: Verdict::Set { from: None, to: to.to_owned() },
            document: DecidedDocument { path: path.to_owned(), ..DecidedDocument::default() },
            subject: None,
            reason: None,
            by: None,
            when: None,
        }
    }

    #[test]
    fn what_is_appended_is_read_and_half_a_line_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(DECISIONS);
        append(&path, &decision("甲", "a")).unwrap();
        let half = line(&decision("乙", "a"));
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(&half.as_bytes()[..half.len() / 2]).unwrap();
        assert_eq!(load(&path).unwrap().0, [decision("甲", "a")]);
        append(&path, &decision("丙", "a")).unwrap();
        assert_eq!(load(&path).unwrap().0, [decision("甲", "a"), decision("丙", "a")]);
    }

    #[test]
    fn a_mark_changes_with_what_may_speak_of_a_document() {
        let one = Decisions(vec![decision("甲", "a")]);
        assert_eq!(one.mark("x", "b", None), None);
        let mark = one.mark("x", "a", None);
        let undo = Verdict::Undo { decision: one.0[0].id() };
        let more = Decisions(vec![decision("甲", "a"), decision("乙", "b")]);
        assert_eq!(more.mark("x", "a", None), mark);
        let undone = Decisions(vec![decision("甲", "a"), Decision { verdict: undo, ..decision("", "a") }]);
        assert_eq!(undone.mark("x", "a", None), None);
    }
}
