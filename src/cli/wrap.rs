//! Text in lines of a terminal: broken where the script allows it, Chinese between its characters.

use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

/// How many columns a person reads comfortably, however wide the terminal is.
const WIDEST: usize = 100;

/// The narrowest lines that are made; a terminal that is narrower breaks them by itself.
const NARROWEST: usize = 40;

/// How many columns lines may take here: those of the terminal, within reason.
pub(super) fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(said).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

/// The lines of a text that is at most so many columns wide.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("there is one from the beginning");
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            line.truncate(line.trim_end().len());
            lines.push(piece.to_owned());
        } else {
            line.push_str(piece);
        }
    }
    lines
}

/// The pieces of a text between which a line may end.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (to, _) in linebreaks(text) {
        // A line may end after a hyphen, but an option is not taken apart: --fail-on.
        if to == text.len() || !text[from..to].ends_with('-') {
            pieces.push(&text[from..to]);
            from = to;
        }
    }
    pieces
}

/// A text and the blanks that make it so many columns wide.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_may() {
        for (text, width, lines) in [
            ("", 10, &[""][..]),
            ("the quick brown fox", 10, &["the quick", "brown fox"]),
            ("转换文件和文件夹", 10, &["转换文件和", "文件夹"]),
            // No line begins with a full stop, and an option stays whole.
            ("转换全部文件。", 12, &["转换全部文", "件。"]),
            ("看 --fail-on 的值", 10, &["看", "--fail-on", "的值"]),
            ("averyveryverylongword x", 5, &["averyveryverylongword", "x"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(padded("目录", 6), "目录  ");
        assert_eq!(padded("目录", 2), "目录");
    }
}
