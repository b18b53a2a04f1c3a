//! `gongkai completions SHELL`: what a shell needs to complete the command line.

use clap::CommandFactory;

use super::DONE;
use super::args::{Arguments, Completions};
use super::terminal::Terminal;

pub(super) fn run(terminal: &Terminal, arguments: &Completions) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "gongkai", &mut script);
    terminal.result(script);
    DONE
}
