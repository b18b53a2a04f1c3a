//! Files of lines that are read one by one, and again by their place: what a batch knows of ten thousand inputs
//! stays on the disk.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::input;
use crate::error::Error;

/// Where a line stands in its file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub offset: u64,
    /// How long it is, without its end.
    pub length: u32,
}

/// A file of lines that can be read at any place, by any thread.
#[derive(Debug)]
pub struct Lines(Mutex<File>);

impl Lines {
    /// Opens a file; `None` where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be opened, or is no regular file.
    pub fn open(path: &Path) -> Result<Option<Self>, Error> {
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        Ok(Some(Self(Mutex::new(input::open_file(path)?))))
    }

    /// Reads all lines from the first on; a last one that does not end is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn each(&self, mut take: impl FnMut(Span, &[u8])) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::new(&mut *file);
        let mut line = Vec::new();
        let mut offset = 0;
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)? as u64;
            if read == 0 {
                return Ok(());
            }
            let own = line.strip_suffix(b"\n").unwrap_or(&line);
            take(Span { offset, length: u32::try_from(own.len()).unwrap_or(u32::MAX) }, own);
            offset += read;
        }
    }

    /// Reads the line at a place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn at(&self, span: Span) -> io::Result<Vec<u8>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(span.offset))?;
        let mut line = vec![0; span.length as usize];
        file.read_exact(&mut line)?;
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert!(Lines::open(&path).unwrap().is_none());
        super::super::write::write(folder.path(), "lines", "一\n\n23\n4".as_bytes()).unwrap();
        let lines = Lines::open(&path).unwrap().unwrap();
        let mut spans = Vec::new();
        lines.each(|span, line| spans.push((span, line.to_vec()))).unwrap();
        let texts: Vec<&[u8]> = spans.iter().map(|(_, line)| line.as_slice()).collect();
        assert_eq!(texts, ["一".as_bytes(), b"", b"23", b"4"]);
        for (span, line) in &spans {
            assert_eq!(lines.at(*span).unwrap(), *line);
        }
    }
}
