//! The rows and cells of a table in LaTeX, their words as HTML.

use std::ops::Range;

use super::retold::Part;
use super::tex;

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its words as HTML.
    pub(super) parts: Vec<Part>,
    /// How many columns it covers.
    pub(super) colspan: usize,
    /// How many rows it covers; upwards where it is less than nothing.
    pub(super) rowspan: i64,
}

/// The most columns or rows that a cell is believed to cover.
const MOST: i64 = 1000;

/// How deep groups are followed; what stands deeper is copied.
const DEEPEST: usize = 24;

/// Commands that say how a cell looks, and how many groups follow each that are not its words.
const LOOKS: &[(&str, usize)] = &[
    ("hline", 0),
    ("toprule", 0),
    ("midrule", 0),
    ("bottomrule", 0),
    ("cline", 1),
    ("cmidrule", 1),
    ("hhline", 1),
    ("specialrule", 3),
    ("addlinespace", 0),
    ("noalign", 1),
    ("endhead", 0),
    ("endfirsthead", 0),
    ("endfoot", 0),
    ("endlastfoot", 0),
    ("rowcolor", 1),
    ("cellcolor", 1),
    ("columncolor", 1),
    ("arrayrulecolor", 1),
    ("centering", 0),
    ("raggedright", 0),
    ("raggedleft", 0),
    ("arraybackslash", 0),
    ("tiny", 0),
    ("scriptsize", 0),
    ("footnotesize", 0),
    ("small", 0),
    ("normalsize", 0),
    ("large", 0),
    ("Large", 0),
    ("bf", 0),
    ("bfseries", 0),
    ("it", 0),
    ("itshape", 0),
    ("heiti", 0),
    ("songti", 0),
    ("selectfont", 0),
    ("fontsize", 2),
    ("hspace", 1),
    ("vspace", 1),
    ("hskip", 0),
    ("color", 1),
    ("rule", 2),
    ("strut", 0),
    ("nobreakspace", 0),
    ("noindent", 0),
    ("begin", 1),
    ("end", 1),
    // Of these the last group is the words, and is read as any group is.
    ("makecell", 0),
    ("thead", 0),
    ("shortstack", 0),
    ("parbox", 1),
    ("rotatebox", 1),
    ("resizebox", 2),
    ("textcolor", 1),
    ("text", 0),
    ("textrm", 0),
    ("textnormal", 0),
    ("mbox", 0),
    ("hbox", 0),
    ("underline", 0),
];

/// Commands with one group, and the element that says the same.
const ELEMENTS: &[(&str, &str)] = &[
    ("textbf", "strong"),
    ("textit", "em"),
    ("emph", "em"),
    ("textsuperscript", "sup"),
    ("tnote", "sup"),
    ("textsubscript", "sub"),
    ("sout", "del"),
    ("st", "del"),
];

impl Cell {
    /// A cell without words.
    pub(super) fn blank(colspan: usize) -> Self {
        Self { parts: Vec::new(), colspan, rowspan: 1 }
    }

    /// Whether it has no words.
    pub(super) fn is_blank(&self) -> bool {
        self.parts.is_empty()
    }
}

/// The rows of a table; in an array words are formulas.
pub(super) fn rows(text: &str, range: Range<usize>, is_array: bool) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut begun = range.start;
    let mut depth = 0_usize;
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let Some(c) = rest.chars().next() else { break };
        let mut length = c.len_utf8();
        match c {
            '\\' => {
                let name = tex::command(rest).unwrap_or("");
                length = 1 + name.len();
                match name {
                    "begin" => depth += 1,
                    "end" => depth = depth.saturating_sub(1),
                    "\\" | "tabularnewline" if depth == 0 => {
                        row.push(cell(text, begun..at, is_array));
                        rows.push(std::mem::take(&mut row));
                        at = tex::skip_options(
                            text,
                            at + length + usize::from(rest[length..].starts_with('*')),
                            range.end,
                        );
                        begun = at;
                        continue;
                    }
                    _ => {}
                }
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '&' if depth == 0 && !is_entity(rest) => {
                row.push(cell(text, begun..at, is_array));
                length = if rest.starts_with("&amp;") { 5 } else { 1 };
                begun = at + length;
            }
            _ => {}
        }
        at += length;
    }
    let last = cell(text, begun..range.end, is_array);
    if !row.is_empty() || !last.is_blank() {
        row.push(last);
        rows.push(row);
    }
    rows
}

/// Whether `&` begins a character of HTML; `&amp;` is the sign between cells on a page.
fn is_entity(rest: &str) -> bool {
    ["&lt;", "&gt;", "&nbsp;", "&quot;", "&#"].iter().any(|entity| rest.starts_with(entity))
}

fn cell(text: &str, range: Range<usize>, is_array: bool) -> Cell {
    let mut cell = Cell::blank(1);
    let mut range = trim(text, range);
    for _ in 0..DEEPEST {
        let slice = &text[range.clone()];
        let name = tex::command(slice).unwrap_or("");
        let after = range.start + 1 + name.len();
        if let Some((_, groups)) =
            LOOKS.iter().find(|(look, _)| *look == name).filter(|_| !WORDY.contains(&name))
        {
            range = trim(text, skip_groups(text, after, range.end, *groups)..range.end);
            continue;
        }
        let inner = match name {
            "multicolumn" => multicolumn(text, after..range.end, &mut cell),
            "multirow" | "multirowcell" => multirow(text, after..range.end, &mut cell),
            _ => tex::group(text, range.start, range.end).filter(|_| slice.starts_with('{')),
        };
        match inner {
            // What stands behind the group belongs to the cell as well.
            Some(inner) if text[inner.end + 1..range.end].trim().is_empty() => range = trim(text, inner),
            Some(inner) => {
                words(text, inner, is_array, &mut cell.parts);
                range = trim(text, range_after(text, range, name, after));
                break;
            }
            None => break,
        }
    }
    words(text, range, is_array, &mut cell.parts);
    cell
}

/// Commands of `LOOKS` whose last group is words.
const WORDY: &[&str] = &[
    "makecell",
    "thead",
    "shortstack",
    "parbox",
    "rotatebox",
    "resizebox",
    "textcolor",
    "text",
    "textrm",
    "textnormal",
    "mbox",
    "hbox",
    "underline",
    "begin",
    "end",
];

/// What stands behind a command and its groups.
fn range_after(text: &str, range: Range<usize>, name: &str, after: usize) -> Range<usize> {
    let groups = match name {
        "multirow" if text[after..range.end].contains("}*") => 2,
        "multicolumn" | "multirow" => 3,
        "multirowcell" => 2,
        _ => 1,
    };
    let start = if name.is_empty() { range.start } else { after };
    skip_groups(text, start, range.end, groups)..range.end
}

fn skip_groups(text: &str, at: usize, end: usize, groups: usize) -> usize {
    let mut at = tex::skip_options(text, at, end);
    // `\cmidrule(lr){2-3}` and `\multirow{2}*{…}`.
    if text[at..end].starts_with('(') {
        at += text[at..end].find(')').map_or(0, |length| length + 1);
    }
    for _ in 0..groups {
        at = text[at..end].strip_prefix('*').map_or(at, |_| at + 1);
        let Some(group) = tex::group(text, at, end) else { return at };
        at = tex::skip_options(text, group.end + 1, end);
    }
    at
}

/// `{2}{c}{words}`.
fn multicolumn(text: &str, range: Range<usize>, cell: &mut Cell) -> Option<Range<usize>> {
    let count = tex::group(text, range.start, range.end)?;
    let spec = tex::group(text, count.end + 1, range.end)?;
    let words = tex::group(text, spec.end + 1, range.end)?;
    let count: i64 = text[count].trim().parse().ok()?;
    cell.colspan = usize::try_from(count.clamp(1, MOST)).unwrap_or(1);
    Some(words)
}

/// `{2}{*}{words}`, with a star instead of the second group, and options between.
fn multirow(text: &str, range: Range<usize>, cell: &mut Cell) -> Option<Range<usize>> {
    let at = tex::skip_options(text, range.start, range.end);
    let count = tex::group(text, at, range.end)?;
    let at = tex::skip_options(text, count.end + 1, range.end);
    let at = match text[at..range.end].strip_prefix('*') {
        Some(_) => at + 1,
        None => match tex::group(text, at, range.end) {
            Some(width)
                if tex::group(text, tex::skip_options(text, width.end + 1, range.end), range.end)
                    .is_some() =>
            {
                tex::skip_options(text, width.end + 1, range.end)
            }
            _ => at,
        },
    };
    let words = tex::group(text, at, range.end)?;
    let count: i64 = text[count].trim().parse().ok()?;
    cell.rowspan = count.clamp(-MOST, MOST);
    Some(words)
}

/// The words of a cell. In an array all that is no plain word is a formula.
fn words(text: &str, range: Range<usize>, is_array: bool, parts: &mut Vec<Part>) {
    let range = trim(text, range);
    if range.is_empty() {
        return;
    }
    let slice = &text[range.clone()];
    let is_formula = || {
        let mut rest = slice;
        while let Some(at) = rest.find(['\\', '^', '_']) {
            let name = tex::command(&rest[at..]);
            if name.is_none_or(|name| !WORDY.contains(&name) && name != "textbf" && !is_sign(name)) {
                return true;
            }
            rest = &rest[at + 1 + name.map_or(0, str::len)..];
        }
        false
    };
    if is_array && !slice.contains('$') && is_formula() {
        parts.extend([Part::Written("$".into()), Part::Copied(range), Part::Written("$".into())]);
        return;
    }
    let mut html = Html { text, parts, copied: range.start };
    html.inline(range.clone(), 0);
    html.copy(range.end);
}

fn is_sign(name: &str) -> bool {
    matches!(name, "%" | "&" | "#" | "_" | "$" | "{" | "}" | " " | "," | ";" | "!" | "\\")
}

/// Words of LaTeX on their way to HTML.
struct Html<'a, 'p> {
    text: &'a str,
    parts: &'p mut Vec<Part>,
    /// What is copied or written already.
    copied: usize,
}

impl Html<'_, '_> {
    /// Copies what stands before a byte.
    fn copy(&mut self, to: usize) {
        if self.copied < to {
            self.parts.push(Part::Copied(self.copied..to));
        }
        self.copied = self.copied.max(to);
    }

    /// Writes words instead of a range.
    fn write(&mut self, range: Range<usize>, words: &str) {
        self.copy(range.start);
        if !words.is_empty() {
            self.parts.push(Part::Written(words.to_owned()));
        }
        self.copied = range.end;
    }

    fn inline(&mut self, range: Range<usize>, depth: usize) {
        let mut at = range.start;
        while let Some(found) = self.text[at..range.end].find(['\\', '$', '{', '}', '~', '<', '&']) {
            at += found;
            let rest = &self.text[at..range.end];
            at = match rest.as_bytes()[0] {
                b'\\' => self.command(at, range.end, depth),
                b'$' => at + rest[1..].find('$').map_or(1, |length| length + 2),
                b'~' => {
                    self.write(at..at + 1, " ");
                    at + 1
                }
                b'<' if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                    self.write(at..at + 1, "&lt;");
                    at + 1
                }
                // Between the cells of a table in a cell.
                b'&' if !is_entity(rest) => {
                    let length = if rest.starts_with("&amp;") { 5 } else { 1 };
                    self.write(at..at + length, " ");
                    at + length
                }
                b'{' | b'}' => {
                    self.write(at..at + 1, "");
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    /// A command, and where one reads on behind it.
    fn command(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let rest = &self.text[at..end];
        let Some(name) = tex::command(rest) else { return at + 1 };
        let after = at + 1 + name.len();
        for (open, close) in [("(", "\\)"), ("[", "\\]")] {
            if name == open {
                return self.text[after..end].find(close).map_or(after, |length| after + length + 2);
            }
        }
        match name {
            "\\" => {
                self.write(at..tex::skip_options(self.text, after, end), "<br>");
                return self.copied;
            }
            "newline" | "linebreak" | "par" | "item" => {
                self.write(at..after, "<br>");
                return after;
            }
            "&" => {
                let length = if self.text[after..end].starts_with("amp;") { 4 } else { 0 };
                self.write(at..after + length, "&amp;");
                return after + length;
            }
            "%" | "#" | "_" | "$" | "{" | "}" => {
                self.write(at..at + 1, "");
                self.copy(after);
                return after;
            }
            " " | "," | ";" | "quad" | "qquad" => {
                self.write(at..after, " ");
                return after;
            }
            _ => {}
        }
        if let Some((_, element)) = ELEMENTS.iter().find(|(command, _)| *command == name)
            && depth < DEEPEST
            && let Some(inner) = tex::group(self.text, after, end)
        {
            self.write(at..inner.start, &format!("<{element}>"));
            self.inline(inner.clone(), depth + 1);
            self.write(inner.end..inner.end + 1, &format!("</{element}>"));
            return inner.end + 1;
        }
        if let Some((_, groups)) = LOOKS.iter().find(|(look, _)| *look == name) {
            let mut to = skip_groups(self.text, after, end, *groups);
            // The columns of a table in a cell.
            if name == "begin"
                && rest.contains("tabular")
                && let Some(spec) = tex::group(self.text, to, end)
            {
                to = spec.end + 1;
            }
            // Words do not grow together where a command parted them.
            self.write(at..to, "");
            return to;
        }
        // A command that is not known is kept with its groups, to the letter.
        let mut to = after;
        while let Some(inner) = tex::group(self.text, to, end).filter(|_| self.text[to..end].starts_with('{'))
        {
            to = inner.end + 1;
        }
        to
    }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..(range.start + slice.trim_end().len()).max(start)
}
