//! The findings of many files as one document, written file by file: no more is held than those of the files in hand.

use serde_json::{Value, json};

use super::args::FindingFormat;
use super::checked::{Checked, Verdict};
use super::sarif::Sarif;
use crate::batch;
use crate::error::ErrorKind;
use crate::model::Language;

/// The document that findings are written to.
pub(super) enum Log {
    /// None: each finding is for a person.
    None,
    /// Our own.
    Json {
        /// The language of reasons.
        language: Language,
        /// How many files are in it.
        files: usize,
    },
    /// A SARIF log.
    Sarif(Sarif),
}

impl Log {
    /// The document of a format.
    pub(super) fn new(format: FindingFormat, language: Language) -> Self {
        match format {
            FindingFormat::Human | FindingFormat::Concise => Self::None,
            FindingFormat::Json => Self::Json { language, files: 0 },
            FindingFormat::Sarif => Self::Sarif(Sarif::new(language)),
        }
    }

    /// Its beginning.
    pub(super) fn begin(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Json { .. } => "{\"schema\":\"gongkai/findings/v1\",\"files\":[".to_owned(),
            Self::Sarif(log) => log.begin(),
        }
    }

    /// What it says of a file.
    pub(super) fn file(&mut self, checked: &Checked) -> String {
        match self {
            Self::None => String::new(),
            Self::Json { language, files } => {
                *files += 1;
                let comma = if *files > 1 { "," } else { "" };
                format!("{comma}\n{}", file(checked, *language))
            }
            Self::Sarif(log) => log.file(checked),
        }
    }

    /// Its end.
    pub(super) fn end(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Json { .. } => "\n]}\n".to_owned(),
            Self::Sarif(log) => log.end(),
        }
    }
}

fn file(checked: &Checked, language: Language) -> Value {
    match &checked.verdict {
        Verdict::Read { findings, counts, .. } => {
            let accounting = json!({
                "tables": counts.tables,
                "understood": counts.understood,
                "rows": counts.rows,
                "rows_read": counts.rows_read,
                "unread": counts.unread,
            });
            json!({
                "path": checked.shown, "status": "read", "reason": null, "accounting": accounting, "findings": findings
            })
        }
        Verdict::Failed(error) => json!({
            "path": checked.shown,
            "status": if error.kind == ErrorKind::Refused { "refused" } else { "failed" },
            "reason": batch::run::placed(error).text(language),
            "findings": [],
        }),
    }
}
