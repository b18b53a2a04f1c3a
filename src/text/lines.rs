//! The lines and words of a text, put together.

/// A text of several lines on one: Chinese goes on without a gap where it was broken, and so does a number or a
/// code; other words keep a blank between them.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.split('\n').map(str::trim).filter(|part| !part.is_empty()) {
        if parts_words(&line, part) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// Whether a gap between two texts parts words: `GDP growth`, but not `2080|505`.
pub fn parts_words(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    let goes_on = (last.is_ascii_digit() || first.is_ascii_digit())
        && last.is_ascii_alphanumeric()
        && first.is_ascii_alphanumeric();
    last.is_ascii() && first.is_ascii() && !goes_on
}

/// Words without blanks and line breaks between Chinese ones: `收　　入` is 收入. Others keep one blank.
pub fn squeeze(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii()) {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_put_together() {
        for (text, expected) in [
            ("服务对象满意\n度指标", "服务对象满意度指标"),
            ("项 目\n名称", "项 目名称"),
            ("PM\nvalue", "PM value"),
            ("63222124T\n000012", "63222124T000012"),
            ("1,234.5\n6", "1,234.56"),
            ("95%\n90%", "95% 90%"),
            ("\n一\n\n二", "一二"),
            ("", ""),
        ] {
            assert_eq!(one_line(text), expected, "{text}");
        }
    }

    #[test]
    fn words_put_together() {
        for (text, expected) in
            [("收　　入", "收入"), ("基本\n支出", "基本支出"), ("2024 年 A B", "2024年A B"), ("", "")]
        {
            assert_eq!(squeeze(text), expected, "{text}");
        }
    }
}
