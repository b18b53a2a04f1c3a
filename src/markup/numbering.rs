//! Whether a line carries a number of its own: `1. …`, `1、`, `(1)`, `①`, `一、`, `（一）`.

/// Whether `text` begins with a printed number.
pub(super) fn is_numbered(text: &str) -> bool {
    let text = text.trim_start();
    let Some(first) = text.chars().next() else { return false };
    if matches!(first, '①'..='⒛' | '⓪' | '❶'..='❿' | '➀'..='➓' | '㈠'..='㈩') {
        return true;
    }
    let (open, body) = match first {
        '(' | '（' | '[' | '【' | '〔' => (true, &text[first.len_utf8()..]),
        _ => (false, text),
    };
    let digits = body.trim_start_matches(is_digit);
    let rest = if digits.len() < body.len() {
        digits
    } else {
        let rest = body.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
        if rest.len() == body.len() || body.len() - rest.len() > 9 {
            return false;
        }
        rest
    };
    let mut after = rest.chars();
    match after.next() {
        Some(')' | '）' | ']' | '】' | '〕') => true,
        Some('、') => !open,
        // `3.5万元` is a number that says something.
        Some('.' | '．') => !open && !after.next().is_some_and(is_digit),
        _ => false,
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers() {
        for text in [
            "1. 新增",
            "1、a",
            "1）a",
            "(1) a",
            "（12）a",
            "① a",
            "⑴a",
            "⒈a",
            "一、产出",
            "（一）数量",
            "1．a",
            "１．a",
        ] {
            assert!(is_numbered(text), "{text}");
        }
        for text in ["", "新增", "3.5万元", "2024年", "100%", "一般", "(本级)", "10 人", "十分满意"]
        {
            assert!(!is_numbered(text), "{text}");
        }
    }
}
