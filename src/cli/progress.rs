//! How far a batch has come: a bar on a terminal, a line now and then elsewhere.

use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::args;
use super::terminal::Terminal;
use crate::batch::{Event, Status};
use crate::model::Language;

/// How long a batch takes before there is a bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a line is written where there is no terminal.
const PERIOD: Duration = Duration::from_secs(10);

/// How many times a second the bar is drawn at most.
const RATE: u8 = 10;

/// How far a batch has come.
pub(super) struct Progress<'a> {
    terminal: &'a Terminal,
    kind: Kind,
    total: usize,
    done: AtomicUsize,
    failed: AtomicUsize,
    began: Instant,
    said: Mutex<Instant>,
}

enum Kind {
    Bar(ProgressBar, AtomicBool),
    Lines,
    None,
}

impl<'a> Progress<'a> {
    /// The progress of a batch of so many inputs.
    pub(super) fn new(terminal: &'a Terminal, wanted: args::Progress, total: usize) -> Self {
        let kind = if terminal.quiet || wanted == args::Progress::Never || total == 0 {
            Kind::None
        } else if io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
            bar.set_style(style(terminal.language));
            Kind::Bar(bar, AtomicBool::new(false))
        } else {
            Kind::Lines
        };
        let began = Instant::now();
        let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { terminal, kind, total, done, failed, began, said: Mutex::new(began) }
    }

    /// Takes note of what happens, and says what must be said of it.
    pub(super) fn observe(&self, event: Event<'_>) {
        match event {
            Event::Begins(input) => {
                if let Kind::Bar(bar, shown) = &self.kind {
                    if self.began.elapsed() > PATIENCE && !shown.swap(true, Ordering::Relaxed) {
                        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
                    }
                    bar.set_message(input.shown());
                }
            }
            Event::Done(input, record) => {
                self.done.fetch_add(1, Ordering::Relaxed);
                if let Some(reason) = &record.reason {
                    self.failed.fetch_add(1, Ordering::Relaxed);
                    let word = if record.status == Status::Refused { "word-refused" } else { "word-failed" };
                    self.above(|| self.terminal.failure(word, &input.shown(), reason));
                }
                match &self.kind {
                    Kind::Bar(bar, _) => bar.inc(1),
                    Kind::Lines => self.line(),
                    Kind::None => {}
                }
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Kind::Bar(bar, _) = &self.kind {
            bar.finish_and_clear();
        }
    }

    /// Writes something that the bar makes room for.
    fn above(&self, write: impl FnOnce()) {
        match &self.kind {
            Kind::Bar(bar, _) => bar.suspend(write),
            Kind::Lines | Kind::None => write(),
        }
    }

    fn line(&self) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.elapsed() < PERIOD {
            return;
        }
        *said = Instant::now();
        let done = self.done.load(Ordering::Relaxed);
        let seconds = self.began.elapsed().as_secs().max(1);
        let per_second = done as u64 / seconds;
        let left = (self.total - done.min(self.total)) as u64 * seconds / (done.max(1) as u64);
        let failed = self.failed.load(Ordering::Relaxed);
        self.terminal
            .say(self.terminal.words("convert-progress", &[&done, &self.total, &per_second, &left, &failed]));
    }
}

fn style(language: Language) -> ProgressStyle {
    let template = match language {
        Language::English => "{human_pos}/{human_len} {bar:24} {percent}% {rate}/s {eta} left  {wide_msg}",
        Language::Chinese => {
            "转换 {human_pos}/{human_len} {bar:24} {percent}% {rate} 件/秒 剩 {eta}  {wide_msg}"
        }
    };
    ProgressStyle::with_template(template).map_or_else(
        |_| ProgressStyle::default_bar(),
        |style| style.with_key("rate", rate).progress_chars("━━─"),
    )
}

/// How many files are done in a second, without decimals that nobody reads.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    // A bar that cannot be written is not worth a word.
    let _ = write!(out, "{:.0}", state.per_sec());
}
