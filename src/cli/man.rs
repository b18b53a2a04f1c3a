//! `gongkai man`: the manual page, made from the command line itself.

use clap::{Arg, Command};

use super::DONE;
use super::help::{self, STATUSES};
use super::terminal::Terminal;
use super::words::{self, Words};
use super::wrap::pieces;

/// The variables that are looked at, with the ids of what they do.
const VARIABLES: &[(&str, &str)] = &[
    ("GONGKAI_LANG, LC_ALL, LC_MESSAGES, LANG", "man-variable-language"),
    ("NO_COLOR", "man-variable-no-color"),
    ("CLICOLOR_FORCE", "man-variable-force-color"),
];

/// The files that are read and written beside inputs and outputs, with the ids of what they are.
const FILES: &[(&str, &str)] = &[
    ("gongkai.toml", "man-file-configuration"),
    ("gongkai-manifest.json", "man-file-manifest"),
    ("report.html", "man-file-report"),
];

pub(super) fn run(terminal: &Terminal) -> u8 {
    terminal.result(page(Words { language: terminal.language }));
    DONE
}

/// The manual page, in roff.
fn page(words: Words) -> String {
    let mut command = words::command(words);
    command.build();
    let name = command.get_name().to_owned();
    let about = words.about(&name);
    let title = words.message("man-title", &[]);
    let mut page = Page { text: String::new(), words };
    // No date: the same version gives the same bytes. Chinese has no blanks to be stretched, nor hyphens.
    let version = concat!("gongkai ", env!("CARGO_PKG_VERSION"));
    page.raw(&format!(".TH GONGKAI 1 \"\" \"{version}\" \"{title}\"\n.ad l\n.nh\n"));
    page.heading("man-name");
    page.raw(&format!("{name} \\- {}\n", roff(&about)));
    page.heading("man-synopsis");
    let usages: Vec<String> =
        help::commands(&command).into_iter().map(|sub| roff(&help::usage(sub, words))).collect();
    page.raw(&format!("{}\n", usages.join("\n.br\n")));
    for sub in help::commands(&command) {
        page.command(sub);
    }
    page.heading("word-general-options");
    for (_, arguments) in &help::groups(&command)[1..] {
        for argument in arguments {
            page.argument(argument);
        }
    }
    for (heading, rows) in
        [("word-exit-status", STATUSES), ("man-environment", VARIABLES), ("man-files", FILES)]
    {
        page.heading(heading);
        for (name, id) in rows {
            page.item(name, &words.message(id, &[]));
        }
    }
    page.text
}

/// A manual page in the making.
struct Page {
    text: String,
    words: Words,
}

impl Page {
    fn raw(&mut self, roff: &str) {
        self.text.push_str(roff);
    }

    fn heading(&mut self, id: &str) {
        let heading = self.words.message(id, &[]);
        self.raw(&format!(".SH \"{}\"\n", heading.to_uppercase()));
    }

    fn command(&mut self, command: &Command) {
        let name = command.get_name();
        self.raw(&format!(".SH \"{}\"\n", roff(&format!("gongkai {name}"))));
        self.raw(&format!("{}\n", roff(&self.words.about(name))));
        for (_, arguments) in &help::groups(command)[..2] {
            for argument in arguments {
                self.argument(argument);
            }
        }
        self.raw(&format!(".PP\n{}\n", roff(&self.words.heading("word-examples"))));
        for (typed, id) in help::examples(name) {
            self.raw(&format!(".PP\n.RS 4\n\\fB{}\\fR\n", roff(typed)));
            if let Some(id) = id {
                self.raw(&format!(".br\n{}\n", roff(&self.words.message(id, &[]))));
            }
            self.raw(".RE\n");
        }
        if let Some(remark) = help::remark(name, self.words) {
            self.raw(&format!(".PP\n{}\n", roff(&remark)));
        }
    }

    fn argument(&mut self, argument: &Arg) {
        self.item(&help::form(argument), &help::meaning(argument, self.words));
        let id = argument.get_id().as_str();
        for value in help::values(argument) {
            let meaning = roff(&self.words.value(id, &value));
            self.raw(&format!(".br\n\\fB{}\\fR{}{meaning}\n", roff(&value), roff(self.words.colon())));
        }
    }

    fn item(&mut self, name: &str, meaning: &str) {
        self.raw(&format!(".TP\n\\fB{}\\fR\n{}\n", roff(name), roff(meaning)));
    }
}

/// Text in roff: no character of it commands the formatter, and lines may end between Chinese characters.
fn roff(text: &str) -> String {
    let mut written = String::new();
    if text.starts_with(['.', '\'']) {
        written.push_str("\\&");
    }
    for piece in pieces(text) {
        if written.chars().last().is_some_and(|last| !last.is_ascii()) {
            written.push_str("\\:");
        }
        for c in piece.chars() {
            match c {
                '\\' => written.push_str("\\e"),
                '-' => written.push_str("\\-"),
                '\'' => written.push_str("\\(aq"),
                '"' => written.push_str("\\(dq"),
                c => written.push(c),
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    #[test]
    fn text_commands_nothing() {
        for (text, expected) in [
            (".SH x", "\\&.SH x"),
            ("-o 'a' \\n", "\\-o \\(aqa\\(aq \\en"),
            ("文件夹。", "文\\:件\\:夹。"),
            ("用 - 表示", "用 \\- 表\\:示"),
        ] {
            assert_eq!(roff(text), expected);
        }
    }

    #[test]
    fn every_command_and_option_is_on_the_page() {
        for language in [Language::English, Language::Chinese] {
            let page = page(Words { language });
            for words in
                ["gongkai convert", "\\-\\-fail\\-on", "\\-\\-lang", "\\-V", "GONGKAI_LANG", "gongkai.toml"]
            {
                assert!(page.contains(words), "{words}");
            }
            assert_eq!(page.contains("OPTIONS"), language == Language::English);
        }
    }
}
