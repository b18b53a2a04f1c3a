//! `gongkai man`: the manual page, made from the command line itself.

use clap::CommandFactory;
use clap_mangen::Man;

use super::DONE;
use super::args::Arguments;
use super::terminal::Terminal;

pub(super) fn run(terminal: &Terminal) -> u8 {
    let command = Arguments::command();
    let mut page = Vec::new();
    // A page in memory cannot fail to be written.
    let _ = Man::new(command.clone()).render(&mut page);
    for sub in command.get_subcommands() {
        let name = format!("gongkai-{}", sub.get_name());
        let mut own = Vec::new();
        let _ = Man::new(sub.clone().bin_name(format!("gongkai {}", sub.get_name())))
            .title(name)
            .render(&mut own);
        page.extend(own);
    }
    terminal.result(page);
    DONE
}
