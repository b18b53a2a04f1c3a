//! Many files at once: every file of the inputs to every format in one folder. The room that touches the disk.
//!
//! ```text
//! INPUT… --plan--> Plan --run--> a worker for each file in hand --> outputs, each whole or not at all
//!                            |--> gongkai-manifest.journal, a line as each file is done
//!                            +--> gongkai-manifest.json and report.html, when all are
//! ```

pub mod config;
pub mod excerpt;
pub mod former;
pub mod input;
pub mod journal;
pub mod lines;
pub mod lock;
pub mod make;
pub mod manifest;
pub mod name;
pub mod plan;
mod report;
pub mod run;
pub mod worker;
pub mod world;
pub mod write;

pub use crate::emit::{FORMATS, Format};
pub use config::{Config, RuleSetting, RuleSettings};
pub use input::Input;
pub use manifest::{Record, Status};
pub use plan::{Plan, plan};
pub use run::{Event, Options, Outcome, run};
pub use worker::Workers;
