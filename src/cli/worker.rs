//! `gongkai worker`: what a batch starts for each file in hand; no command for people.

use super::{DONE, STOPPED};
use crate::batch;

pub(super) fn run() -> u8 {
    match batch::worker::serve(std::io::stdin(), std::io::stdout()) {
        Ok(()) => DONE,
        Err(_) => STOPPED,
    }
}
