//! Formulas in running text: `\(…\)`, `\[…\]`, `$…$`, `$$…$$`, and bare commands such as `\geq 95\%`.

use super::inlines;
use super::latex::{self, Running};
use super::math::{MAX_LENGTH, Unread};
use crate::model::Inline;

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Text as it stands, or text in disguise.
    Text(String),
    /// Mathematics.
    Inline(Inline),
    /// What could not be read, to the letter.
    Unread(String),
}

/// How far a search for the end of a bare command's argument goes.
const MAX_ARGUMENT: usize = 1024;

/// Splits running text at the formulas in it. The pieces say every character of `text` that is no delimiter.
pub(super) fn split(text: &str) -> Vec<Piece> {
    if !may_hold(text) {
        return vec![Piece::Text(text.to_owned())];
    }
    let mut splitter =
        Splitter { text, at: 0, plain: String::new(), pieces: Vec::new(), missing: [false; 3] };
    splitter.run();
    splitter.pieces
}

/// The signs that a formula begins with.
const SIGNS: [char; 4] = ['\\', '$', '^', '_'];

/// Whether there may be a formula in a text.
pub(super) fn may_hold(text: &str) -> bool {
    text.contains(SIGNS)
}

/// The paired delimiters.
const PAIRS: [(&str, &str); 3] = [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$")];

struct Splitter<'a> {
    text: &'a str,
    at: usize,
    plain: String,
    pieces: Vec<Piece>,
    /// Which closing delimiters of `PAIRS` are known not to follow.
    missing: [bool; 3],
}

impl Splitter<'_> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let next = rest.find(SIGNS).unwrap_or(rest.len());
            self.plain.push_str(&rest[..next]);
            self.at += next;
            let rest = &rest[next..];
            if rest.is_empty() {
                break;
            }
            let taken = self
                .pair(rest)
                .or_else(|| self.dollars(rest))
                .or_else(|| self.raised(rest))
                .or_else(|| self.bare(rest));
            let taken = taken.unwrap_or_else(|| {
                let in_path =
                    rest.starts_with("\\\\") || (rest.starts_with('\\') && is_path(&self.text[..self.at]));
                let length = if in_path { path_length(rest) } else { 1 };
                self.plain.push_str(&rest[..length]);
                length
            });
            self.at += taken;
        }
        self.flush();
    }

    fn flush(&mut self) {
        if !self.plain.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.plain)));
        }
    }

    /// A formula from its LaTeX, or `whole` where it cannot be read.
    fn formula(&mut self, latex: &str, whole: &str) {
        let read = if latex.len() > MAX_LENGTH { Err(Unread) } else { latex::parse(latex) };
        let Ok(inlines) = read.and_then(inlines::of) else {
            self.flush();
            self.pieces.push(Piece::Unread(whole.to_owned()));
            return;
        };
        for inline in inlines {
            if let Inline::Text { text } = inline {
                self.plain.push_str(&text);
            } else {
                self.flush();
                self.pieces.push(Piece::Inline(inline));
            }
        }
    }

    /// `\(…\)`, `\[…\]`, `$$…$$`.
    fn pair(&mut self, rest: &str) -> Option<usize> {
        let index = PAIRS.iter().position(|(open, _)| rest.starts_with(open))?;
        if self.missing[index] {
            return None;
        }
        let (open, close) = PAIRS[index];
        let Some(length) = rest[open.len()..].find(close) else {
            self.missing[index] = true;
            return None;
        };
        let inner = &rest[open.len()..open.len() + length];
        if inner.trim().is_empty() {
            return None;
        }
        let whole = open.len() + length + close.len();
        self.formula(inner, &rest[..whole]);
        Some(whole)
    }

    /// `$…$`, by pandoc's rule: no white space inside the dollars, no digit after them; and what they enclose
    /// must look like mathematics, or `$5和$10` would be one. OCR does put white space inside, so that is allowed
    /// where the LaTeX can be read.
    fn dollars(&mut self, rest: &str) -> Option<usize> {
        let after = rest.strip_prefix('$')?;
        let length = after.find('$')?;
        let inner = &after[..length];
        if inner.trim().is_empty() || inner.len() > MAX_LENGTH || inner.ends_with('\\') {
            return None;
        }
        let loose = inner.starts_with(char::is_whitespace)
            || inner.ends_with(char::is_whitespace)
            || after[length + 1..].starts_with(|c: char| c.is_ascii_digit());
        let meant = if loose {
            inner.contains(['\\', '^', '_']) && latex::parse(inner).is_ok()
        } else {
            looks_like_math(inner, &self.text[..self.at])
        };
        if !meant {
            return None;
        }
        let whole = length + 2;
        self.formula(inner, &rest[..whole]);
        Some(whole)
    }

    /// `25^{\circ}C` or `m^{2}`, without delimiters around it.
    fn raised(&mut self, rest: &str) -> Option<usize> {
        for (raised, sign) in [("^{\\circ}", '°'), ("^\\circ", '°'), ("^{\\prime}", '′'), ("^\\prime", '′')]
        {
            if let Some(after) = rest.strip_prefix(raised)
                && !(raised.ends_with(char::is_alphabetic)
                    && after.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                self.plain.push(sign);
                return Some(raised.len());
            }
        }
        // `10^{3}` and `H_{2}O`: nothing but LaTeX writes them so, and it raises something.
        let group = latex::group_length(limited(rest.strip_prefix(['^', '_'])?))?;
        let script = &rest[..=group];
        let base = |c: char| c.is_alphanumeric() || matches!(c, ')' | '）' | ']' | '}' | '\'');
        if !self.text[..self.at].ends_with(base) || latex::parse(script).and_then(inlines::of).is_err() {
            return None;
        }
        self.formula(script, script);
        Some(script.len())
    }

    /// An environment from its beginning to its end, where it can be read: `\begin{array}…\end{array}`.
    fn environment(&mut self, rest: &str) -> Option<usize> {
        let rest = limited(rest);
        let name = &rest.strip_prefix("\\begin")?[..latex::group_length(rest.strip_prefix("\\begin")?)?];
        let end = format!("\\end{name}");
        let length = rest.find(&end)? + end.len();
        latex::parse(&rest[..length]).and_then(inlines::of).ok()?;
        self.formula(&rest[..length], &rest[..length]);
        Some(length)
    }

    /// A run of bare commands and the numbers between them.
    fn bare(&mut self, rest: &str) -> Option<usize> {
        if !rest.starts_with('\\') || is_path(&self.text[..self.at]) {
            return None;
        }
        if let Some(length) = self.environment(rest) {
            return Some(length);
        }
        let mut run = Run::default();
        let mut length = run.extend(rest);
        if length == 0 {
            // An unknown command with an argument or before a number was meant to be one.
            let name = command_name(rest);
            if name.len() < 2 {
                return None;
            }
            let after = &rest[1 + name.len()..];
            let before_number =
                after.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit() || c == '\\')
                    && !self.text[..self.at].ends_with(|c: char| c.is_ascii_alphanumeric());
            let argument = latex::group_length(limited(after)).or(before_number.then_some(0))?;
            let whole = 1 + name.len() + argument;
            self.flush();
            self.pieces.push(Piece::Unread(rest[..whole].to_owned()));
            return Some(whole);
        }
        if run.joins_before {
            let trimmed = self.plain.trim_end_matches(' ');
            if trimmed.ends_with(|c: char| c.is_numeric() || matches!(c, '%' | '％')) {
                self.plain.truncate(trimmed.len());
            }
        }
        self.formula(&rest[..length], &rest[..length]);
        if run.joins_after {
            length += rest[length..].len() - rest[length..].trim_start_matches(' ').len();
        }
        Some(length)
    }
}

/// How far a run of bare commands reaches.
#[derive(Default)]
struct Run {
    /// It begins with a sign that stands between numbers.
    joins_before: bool,
    /// It ends with a sign that a number follows.
    joins_after: bool,
}

impl Run {
    /// The length of the run that `rest` begins with; 0 if it begins with none.
    fn extend(&mut self, rest: &str) -> usize {
        let mut end = 0;
        let mut at = 0;
        let mut after_number = false;
        while at < rest.len() {
            let here = &rest[at..];
            let spaced = at > end;
            if here.starts_with(' ') {
                at += 1;
                continue;
            }
            if let Some(space) =
                ["\\,", "\\;", "\\:", "\\!", "\\ "].iter().find(|space| here.starts_with(**space))
                && end > 0
            {
                at += space.len();
                continue;
            }
            if here.starts_with("\\%") {
                self.joins_before |= end == 0;
                at += 2;
                (end, after_number, self.joins_after) = (at, true, false);
                continue;
            }
            if here.starts_with('\\') {
                let name = command_name(here);
                let Some(kind) = latex::running_command(name) else { break };
                if kind == Running::Relation && after_number && spaced {
                    break;
                }
                let mut length = 1 + name.len();
                if let Some(count) = latex::arguments(name) {
                    let Some(arguments) = groups_length(&here[length..], count) else { break };
                    length += arguments;
                } else if here[length..].starts_with("{}") {
                    length += 2;
                }
                self.joins_before |= end == 0 && kind == Running::Operator;
                at += length;
                end = at;
                self.joins_after = matches!(kind, Running::Relation | Running::Operator);
                after_number = !self.joins_after;
                continue;
            }
            let Some(first) = here.chars().next() else { break };
            // After a space a number belongs to a sign before it, not to another number.
            if end == 0
                || (spaced && after_number)
                || !(first.is_numeric() || matches!(first, '%' | '％' | '-'))
            {
                break;
            }
            let length = number_length(here);
            if length == 0 {
                break;
            }
            at += length;
            (end, after_number, self.joins_after) = (at, true, false);
        }
        end
    }
}

/// The length of a number with its sign and percent sign.
fn number_length(text: &str) -> usize {
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let next_is_digit = characters.peek().is_some_and(|(_, next)| next.is_numeric());
        let belongs = c.is_numeric()
            || matches!(c, '%' | '％')
            || (matches!(c, '.' | ',') && next_is_digit && index > 0)
            || (c == '-' && next_is_digit && index == 0);
        if !belongs {
            break;
        }
        length = index + c.len_utf8();
        if matches!(c, '%' | '％') {
            break;
        }
    }
    length
}

/// The letters after the backslash.
fn command_name(text: &str) -> &str {
    let after = &text[1..];
    &after[..after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len())]
}

/// The length of so many groups in braces, one right after the other.
fn groups_length(text: &str, count: usize) -> Option<usize> {
    let mut length = 0;
    for _ in 0..count {
        length += latex::group_length(limited(&text[length..]))?;
    }
    Some(length)
}

fn limited(text: &str) -> &str {
    let mut end = MAX_ARGUMENT.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The length of backslashes and the names after them, as in `\server\share`.
fn path_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '\\' | '_' | '-' | '.')))
        .unwrap_or(text.len())
}

/// Whether a backslash that follows stands in a file's path: `C:\…`, `\\server\…`.
fn is_path(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some('\\') => true,
        Some(':') => back.next().is_some_and(|c| c.is_ascii_alphabetic()),
        _ => false,
    }
}

/// Whether what stands between two dollars is meant as mathematics.
fn looks_like_math(inner: &str, before: &str) -> bool {
    if before.ends_with('\\') {
        return false;
    }
    if inner.contains(['\\', '^', '_']) || inner.starts_with(['<', '>', '=', '≥', '≤']) {
        return true;
    }
    // `US$100$` is a price that somebody wrote twice.
    if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    inner.chars().all(|c| c.is_numeric() || ".,%％+-±~<>=≥≤≠≈×÷/() ".contains(c))
        || (inner.len() == 1 && inner.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the pieces, `[…]` around mathematics, `{…}` around what was not read.
    fn check(text: &str, expected: &str) {
        let shown: String = split(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Inline(Inline::Math(math)) => format!("[{}]", math.text),
                Piece::Inline(Inline::Break) => "/".to_owned(),
                Piece::Inline(Inline::Emphasis { inlines }) => match &inlines[..] {
                    [Inline::Text { text }] => format!("_{text}_"),
                    _ => "?".to_owned(),
                },
                Piece::Inline(_) => "?".to_owned(),
                Piece::Unread(words) => format!("{{{words}}}"),
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn delimiters() {
        check(r"满意度 $\geq 95\%$ 以上", "满意度 ≥95% 以上");
        check(r"满意度 \(\geq 95\%\)", "满意度 ≥95%");
        check(r"\[\frac{a}{b}\]", "[a/b]");
        check(r"$$x^2$$", "[x²]");
        check(r"面积 $100$ 平方米", "面积 100 平方米");
        check(r"面积 100m$^2$", "面积 100m[²]");
        check(r"$≥95$", "≥95");
        check(r"满意度 $ \geq 95\% $以上", "满意度 ≥95%以上");
        check(r"$\geq 95\%$3人", "≥95%3人");
        check(r"$\foo{x}$", r"{$\foo{x}$}");
        check(r"\(没有结束", r"\(没有结束");
        check("$$", "$$");
        check(r"a\\b", r"a\\b");
    }

    #[test]
    fn money_is_no_mathematics() {
        for text in [
            "$5和$10",
            "US$100",
            "$5 和 $10",
            "从$20涨到$30",
            "$价格$",
            "$",
            "$5,$10",
            "价格 $ 5 $ 元",
            "A$B$C",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn bare_commands() {
        check(r"满意度 \geq 95\%", "满意度 ≥95%");
        check(r"满意度 \geq 95\% 以上", "满意度 ≥95% 以上");
        check(r"\leq0.7万元", "≤0.7万元");
        check(r"95\% \sim 100\%", "95%~100%");
        check(r"5 \times 3", "5×3");
        check(r"偏差 \pm 3\%以内", "偏差 ±3%以内");
        check(r"10 \pm 3", "10±3");
        check(r"\geq 95\% 3. 满意度", "≥95% 3. 满意度");
        check(r"\geq 95\%, 10", "≥95%, 10");
        check(r"\ge ９５％", "≥９５％");
        check(r"人数 5 \geq 3", "人数 5 ≥3");
        check(r"\frac{1}{2}以上", "[1/2]以上");
        check(r"25^{\circ}C", "25°C");
        check(r"\geq 3km", "≥3km");
        check(r"m^{2}，H_{2}O，10^3，a_b", "m[²]，H[₂]O，10^3，a_b");
        check(r"\textless{}5", "<5");
        check(r"\textbf{95}%", "95%");
        check(r"\geq\,95\,\%", "≥95%");
        check(r"≥\underline{12}公里", "≥_12_公里");
        check(r"长度\begin{array}{c} \geq 12 \\ \text{公里} \end{array}以上", "长度≥12/公里以上");
        check(r"\boxed{90}\%", "90%");
    }

    #[test]
    fn backslashes_that_are_none_of_ours_stay() {
        for text in [
            r"C:\times\in",
            r"\\server\in",
            r"a\nb",
            r"\\",
            "\\",
            r"\foo",
            r"a_{}",
            r"dir\foo 5",
            r"5\",
            r"\$5",
        ] {
            check(text, text);
        }
        check(r"\foo{x}y", r"{\foo{x}}y");
        check(r"满意度 \foo 95\%", r"满意度 {\foo} 95%");
    }

    #[test]
    fn hostile_text_is_fast() {
        for unit in ["\\(", "$", "\\frac{", "\\geq ", "^", "$$", "\\[x", "\\sqrt", "\\%", "\\foo{", "$\\"] {
            split(&unit.repeat(60_000 / unit.len()));
        }
    }
}
