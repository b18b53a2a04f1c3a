//! The signs of Markdown within a line, as HTML: what is strong, struck out, code, and signs that are escaped.

use super::retold::Part;

/// Signs that stand on both sides of words, and the element that says the same.
const PAIRS: &[(&str, &str)] = &[("**", "strong"), ("~~", "del"), ("`", "code")];

/// A range of a text as a part of a cell in HTML.
pub(super) fn part(text: &str, range: std::ops::Range<usize>) -> Part {
    let slice = &text[range.clone()];
    let html = html(slice);
    if html == slice { Part::Copied(range) } else { Part::Written(html) }
}

/// A line of Markdown as HTML. Formulas and tags stay as they are.
fn html(line: &str) -> String {
    let mut html = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '<', '*', '~', '`']) {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        let pair = PAIRS.iter().find_map(|(sign, element)| {
            let inner = rest.strip_prefix(sign)?;
            let length = inner.find(sign)?;
            let words = &inner[..length];
            (!words.is_empty() && words.trim() == words).then_some((*element, words, sign.len()))
        });
        if let Some((element, words, sign)) = pair {
            html.extend(["<", element, ">", words, "</", element, ">"]);
            rest = &rest[2 * sign + words.len()..];
            continue;
        }
        let next = rest[1..].chars().next();
        if rest.starts_with('\\') && next.is_some_and(|c| "|*_~`#+-.!<>".contains(c)) {
            html.push_str(if next == Some('<') { "&lt;" } else { &rest[1..2] });
            rest = &rest[2..];
        } else if rest.starts_with('<')
            && !next.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')
        {
            html.push_str("&lt;");
            rest = &rest[1..];
        } else {
            html.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    html + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_within_a_line() {
        for (line, expected) in [
            ("甲", "甲"),
            ("**甲**乙~~丙~~", "<strong>甲</strong>乙<del>丙</del>"),
            ("80~90%，70~80%", "80~90%，70~80%"),
            ("`a` 5 * 3 ** 2", "<code>a</code> 5 * 3 ** 2"),
            (r"a\|b \(x\) \geq", r"a|b \(x\) \geq"),
            ("<5% <br> x<y", "&lt;5% <br> x<y"),
        ] {
            assert_eq!(html(line), expected);
        }
    }
}
