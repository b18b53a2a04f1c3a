//! Many files at once: every file of the inputs, those in archives among them, to every format in one folder. The room that touches the disk.
//!
//! ```text
//! INPUT… --plan--> Plan --run--> a worker for each file in hand --> outputs, each whole or not at all
//!                            |--> gongkai-manifest.journal, a line as each file is done
//!                            +--> gongkai-manifest.json and report.html, when all are
//! ```

mod archive;
pub(crate) mod config;
pub(crate) mod decisions;
pub(crate) mod excerpt;
pub(crate) mod former;
pub(crate) mod input;
pub(crate) mod journal;
pub(crate) mod lines;
pub(crate) mod lock;
pub(crate) mod make;
pub(crate) mod manifest;
pub(crate) mod name;
pub(crate) mod plan;
mod report;
pub(crate) mod run;
pub(crate) mod together;
pub(crate) mod worker;
pub(crate) mod world;
pub(crate) mod write;

pub use crate::emit::{FORMATS, Format};
pub use config::{Config, RuleSetting, RuleSettings};
pub use decisions::Decisions;
pub use input::Input;
pub use manifest::{Record, Status};
pub use plan::{Plan, plan};
pub use run::{Event, Options, Outcome, run};
pub use worker::Workers;
