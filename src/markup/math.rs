//! A formula as a small tree, and the three ways to write it: readable text, LaTeX, MathML.

use super::symbols::{self, Accent, Style};

/// Nested deeper than this, a formula is not read.
pub(super) const MAX_DEPTH: usize = 64;

/// Longer than this in bytes, a formula is not read.
pub(super) const MAX_LENGTH: usize = 4096;

/// The formula says something that is not known here; it stays to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unread;

/// A formula or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// Parts side by side.
    Row(Vec<Expression>),
    /// Digits.
    Number(String),
    /// A variable, a unit or a function.
    Identifier {
        /// Its letters.
        name: String,
        /// Whether it is printed upright.
        upright: bool,
    },
    /// A sign.
    Operator(String),
    /// Words.
    Text(String),
    /// White space that was typed, which only matters between words.
    Gap,
    /// A space that was asked for.
    Space {
        /// Whether it is wide.
        wide: bool,
    },
    /// A fraction.
    Fraction(Box<Expression>, Box<Expression>),
    /// A binomial coefficient.
    Binomial(Box<Expression>, Box<Expression>),
    /// A root.
    Root {
        /// What stands under it.
        radicand: Box<Expression>,
        /// Which root, unless it is the square root.
        index: Option<Box<Expression>>,
    },
    /// Scripts beside a base.
    Script {
        /// The base.
        base: Box<Expression>,
        /// What stands below.
        sub: Option<Box<Expression>>,
        /// What stands above.
        sup: Option<Box<Expression>>,
    },
    /// Limits below and above a base.
    Limits {
        /// The base.
        base: Box<Expression>,
        /// What stands below.
        under: Option<Box<Expression>>,
        /// What stands above.
        over: Option<Box<Expression>>,
    },
    /// A mark over or under a base.
    Accented {
        /// The base.
        base: Box<Expression>,
        /// The mark.
        accent: &'static Accent,
    },
    /// A part between fences that grow with it.
    Fenced {
        /// The opening fence; may be empty.
        open: String,
        /// The closing fence; may be empty.
        close: String,
        /// What stands between.
        body: Box<Expression>,
    },
    /// Rows of cells.
    Matrix {
        /// The opening fence; may be empty.
        open: String,
        /// The closing fence; may be empty.
        close: String,
        /// The rows.
        rows: Vec<Vec<Expression>>,
    },
    /// A part in a typeface of its own.
    Styled {
        /// The typeface.
        style: &'static Style,
        /// The part.
        body: Box<Expression>,
    },
}

impl Expression {
    /// Parts side by side; a single part stands for itself.
    pub(super) fn row(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 { parts.swap_remove(0) } else { Self::Row(parts) }
    }

    /// A sign.
    pub(super) fn operator(sign: impl Into<String>) -> Self {
        Self::Operator(sign.into())
    }

    /// Scripts beside a base, or limits below and above one that carries them. A raised circle is a degree
    /// sign, a raised prime a prime.
    pub(super) fn scripts(base: Self, sub: Option<Self>, sup: Option<Self>) -> Self {
        if sub.is_none()
            && let Some(Self::Operator(sign)) = &sup
            && matches!(sign.as_str(), "∘" | "°" | "′")
        {
            let sign = if sign == "∘" { "°" } else { sign };
            return Self::Row(vec![base, Self::operator(sign)]);
        }
        let carries_limits = match &base {
            Self::Operator(sign) => symbols::is_large(sign),
            Self::Identifier { name, .. } => symbols::has_limits(name),
            Self::Accented { accent, .. } => accent.combining.is_none(),
            _ => false,
        };
        let (base, sub, sup) = (Box::new(base), sub.map(Box::new), sup.map(Box::new));
        if carries_limits {
            Self::Limits { base, under: sub, over: sup }
        } else {
            Self::Script { base, sub, sup }
        }
    }

    /// Whether it is text in disguise: nothing stands above, below or over anything.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Self::Row(parts) => parts.iter().all(Self::is_plain),
            Self::Number(_) | Self::Identifier { .. } | Self::Text(_) | Self::Gap | Self::Space { .. } => {
                true
            }
            Self::Operator(sign) => !symbols::is_large(sign),
            Self::Fenced { body, .. } | Self::Styled { body, .. } => body.is_plain(),
            _ => false,
        }
    }

    /// Readable Unicode on one line.
    pub(super) fn text(&self) -> String {
        let mut writer = TextWriter::default();
        writer.write(self, false);
        writer.out
    }

    /// LaTeX without delimiters.
    pub(super) fn latex(&self) -> String {
        let mut writer = LatexWriter::default();
        writer.write(self);
        writer.out.trim().to_owned()
    }

    /// The children of a `<math>` element.
    pub(super) fn mathml(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Row(parts) => parts.iter().for_each(|part| write_mathml(&mut out, part)),
            other => write_mathml(&mut out, other),
        }
        out
    }

    /// Whether its text begins with a letter or digit.
    fn begins_with_word(&self) -> bool {
        match self {
            Self::Row(parts) => parts
                .iter()
                .find(|part| !matches!(part, Self::Gap | Self::Space { .. }))
                .is_some_and(Self::begins_with_word),
            Self::Number(text)
            | Self::Text(text)
            | Self::Operator(text)
            | Self::Identifier { name: text, .. } => text.starts_with(char::is_alphanumeric),
            Self::Script { base, .. } | Self::Accented { base, .. } | Self::Limits { base, .. } => {
                base.begins_with_word()
            }
            Self::Styled { body, .. } => body.begins_with_word(),
            Self::Fraction(above, _) => above.begins_with_word(),
            Self::Binomial(..) => true,
            _ => false,
        }
    }
}

/// A space that is owed until it is known what follows.
#[derive(Clone, Copy)]
enum Owed {
    Gap,
    Thin,
    Wide,
}

#[derive(Default)]
struct TextWriter {
    out: String,
    owed: Option<Owed>,
}

impl TextWriter {
    fn push(&mut self, piece: &str) {
        let Some(first) = piece.chars().next() else { return };
        if let (Some(owed), Some(last)) = (self.owed.take(), self.out.chars().next_back()) {
            let words = last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric();
            let ends = |c: char| c.is_alphanumeric() || ",;，；。)]）%".contains(c);
            let begins = |c: char| c.is_alphanumeric() || "([（".contains(c);
            match owed {
                // Between digits a thin space groups thousands.
                Owed::Thin if last.is_ascii_digit() && first.is_ascii_digit() => self.out.push('\u{2009}'),
                Owed::Gap | Owed::Thin if words => self.out.push(' '),
                Owed::Wide if ends(last) && begins(first) => self.out.push(' '),
                _ => {}
            }
        }
        self.out.push_str(piece);
    }

    /// `follows`: whether a letter or digit comes right after.
    fn write(&mut self, expression: &Expression, follows: bool) {
        match expression {
            Expression::Row(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let next = parts.get(index + 1);
                    self.write(part, next.map_or(follows, Expression::begins_with_word));
                }
            }
            Expression::Number(text) | Expression::Operator(text) | Expression::Text(text) => self.push(text),
            Expression::Identifier { name, .. } => {
                self.push(name);
                if symbols::is_function(name) {
                    self.owed = Some(Owed::Gap);
                }
            }
            Expression::Gap => {
                self.owed.get_or_insert(Owed::Gap);
            }
            Expression::Space { wide } => self.owed = Some(if *wide { Owed::Wide } else { Owed::Thin }),
            Expression::Fraction(above, below) => {
                let text = format!("{}/{}", in_parentheses(above), in_parentheses(below));
                match self.out.chars().next_back() {
                    // A mixed number: two and a half.
                    Some(c) if c.is_ascii_digit() => {
                        self.owed = None;
                        self.out.push(' ');
                        self.out.push_str(&text);
                    }
                    Some(c) if c.is_alphanumeric() => self.push(&format!("({text})")),
                    _ if follows => self.push(&format!("({text})")),
                    _ => self.push(&text),
                }
            }
            Expression::Binomial(above, below) => self.push(&format!("C({},{})", above.text(), below.text())),
            Expression::Root { radicand, index } => {
                let root = match index.as_ref().map(|index| index.text()) {
                    None => "√".to_owned(),
                    Some(index) => match index.as_str() {
                        "" | "2" => "√".to_owned(),
                        "3" => "∛".to_owned(),
                        "4" => "∜".to_owned(),
                        other => match as_script(other, true) {
                            Some(script) => format!("{script}√"),
                            None => format!("√[{other}]"),
                        },
                    },
                };
                self.push(&format!("{root}({})", radicand.text()));
            }
            Expression::Script { base, sub, sup } => {
                self.write_base(base, false);
                self.write_script(sub.as_deref(), false);
                self.write_script(sup.as_deref(), true);
            }
            Expression::Limits { base, under, over } => {
                self.write_base(base, true);
                self.owed = None;
                self.write_script(under.as_deref(), false);
                self.write_script(over.as_deref(), true);
                self.owed = Some(Owed::Wide);
                if self.out.ends_with(char::is_alphanumeric) && follows {
                    self.out.push(' ');
                    self.owed = None;
                }
            }
            Expression::Accented { base, accent } => {
                let text = base.text();
                let single = text.chars().count() == 1;
                match accent.combining {
                    None => self.push(&text),
                    Some(mark) if single || accent.wide => {
                        let marked: String = text
                            .chars()
                            .flat_map(|c| std::iter::once(c).chain((c != ' ').then_some(mark)))
                            .collect();
                        self.push(&marked);
                    }
                    Some(_) => self.push(&format!("{}({text})", accent.command)),
                }
            }
            Expression::Fenced { open, close, body } => {
                self.push(open);
                self.write(body, false);
                self.push(close);
            }
            Expression::Matrix { open, close, rows } => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|row| row.iter().map(Expression::text).collect::<Vec<_>>().join(", "))
                    .collect();
                // The brace of `cases` has no other half on paper; on one line it reads better with it.
                let close = if open == "{" && close.is_empty() { "}" } else { close };
                self.push(&format!("{open}{}{close}", rows.join("; ")));
            }
            Expression::Styled { body, .. } => self.write(body, follows),
        }
    }

    fn write_base(&mut self, base: &Expression, limits: bool) {
        match base {
            Expression::Row(parts) if !parts.is_empty() && !limits => {
                self.push(&in_parentheses(base));
            }
            Expression::Fraction(..) | Expression::Script { .. } => {
                let text = base.text();
                self.push(&format!("({text})"));
            }
            other => self.write(other, false),
        }
    }

    fn write_script(&mut self, script: Option<&Expression>, above: bool) {
        let Some(script) = script else { return };
        self.owed = None;
        let text = script.text();
        if text.is_empty() {
            return;
        }
        if let Some(small) = as_script(&text, above) {
            self.out.push_str(&small);
            return;
        }
        self.out.push(if above { '^' } else { '_' });
        if text.chars().count() == 1 {
            self.out.push_str(&text);
        } else {
            self.out.push('(');
            self.out.push_str(&text);
            self.out.push(')');
        }
    }
}

/// A number or a single letter in small characters; sums stay readable as `^(n+1)`.
fn as_script(text: &str, above: bool) -> Option<String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let single = matches!(text, "n" | "i" | "+" | "-");
    if !single && (digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    text.chars().map(|c| symbols::script(c, above)).collect()
}

/// The text of a part, in parentheses unless it is one word.
fn in_parentheses(expression: &Expression) -> String {
    let text = expression.text();
    let alone = matches!(
        expression,
        Expression::Root { .. } | Expression::Text(_) | Expression::Fenced { .. } | Expression::Script { .. }
    ) && !text.contains(['+', '-', '/', ' ', '×']);
    let word = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._%‰%".contains(c));
    if alone || word { text } else { format!("({text})") }
}

#[derive(Default)]
struct LatexWriter {
    out: String,
    after_command: bool,
}

impl LatexWriter {
    fn push(&mut self, piece: &str) {
        if std::mem::take(&mut self.after_command) && piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.out.push(' ');
        }
        self.out.push_str(piece);
    }

    fn command(&mut self, name: &str) {
        self.push("\\");
        self.out.push_str(name);
        self.after_command = name.ends_with(|c: char| c.is_ascii_alphabetic());
    }

    fn argument(&mut self, expression: &Expression) {
        self.push("{");
        self.write(expression);
        self.after_command = false;
        self.out.push('}');
    }

    fn words(&mut self, text: &str) {
        self.command("text");
        self.push("{");
        for c in text.chars() {
            match c {
                '\\' => self.out.push_str("\\textbackslash{}"),
                '~' => self.out.push_str("\\textasciitilde{}"),
                '^' => self.out.push_str("\\textasciicircum{}"),
                '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('}');
    }

    fn sign(&mut self, sign: &str) {
        match sign {
            "{" | "}" | "%" | "$" | "&" | "#" | "_" => self.command(sign),
            "\\" => self.command("backslash"),
            "^" => self.words("^"),
            "°" => {
                self.push("^{\\circ}");
            }
            _ => match symbols::command(sign) {
                Some(command) => self.command(command),
                None if sign.contains(['\\', '{', '}', '$', '&', '#', '_', '%', '^', '~'])
                    || sign.contains(char::is_alphanumeric) =>
                {
                    self.words(sign);
                }
                None => self.push(sign),
            },
        }
    }

    fn write(&mut self, expression: &Expression) {
        match expression {
            Expression::Row(parts) => parts.iter().for_each(|part| self.write(part)),
            Expression::Number(text)
                if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b',')) =>
            {
                self.push(text);
            }
            Expression::Number(text) | Expression::Text(text) => self.words(text),
            Expression::Identifier { name, upright } => {
                let single = name.chars().count() == 1;
                if symbols::is_function(name) {
                    self.command(name);
                } else if single && !name.is_ascii() {
                    match symbols::command(name) {
                        Some(command) => self.command(command),
                        None => self.words(name),
                    }
                } else if single && !upright && name.bytes().all(|b| b.is_ascii_alphabetic()) {
                    self.push(name);
                } else if name.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    self.command("mathrm");
                    self.push("{");
                    self.push(name);
                    self.push("}");
                } else {
                    self.words(name);
                }
            }
            Expression::Operator(sign) => self.sign(sign),
            Expression::Gap => {
                if !self.out.ends_with(' ') {
                    self.out.push(' ');
                }
                self.after_command = false;
            }
            Expression::Space { wide } => self.command(if *wide { "quad" } else { "," }),
            Expression::Fraction(above, below) => {
                self.command("frac");
                self.argument(above);
                self.argument(below);
            }
            Expression::Binomial(above, below) => {
                self.command("binom");
                self.argument(above);
                self.argument(below);
            }
            Expression::Root { radicand, index } => {
                self.command("sqrt");
                if let Some(index) = index {
                    self.push("[");
                    self.push("{");
                    self.write(index);
                    self.after_command = false;
                    self.push("}]");
                }
                self.argument(radicand);
            }
            Expression::Script { base, sub, sup } => {
                if matches!(
                    **base,
                    Expression::Row(_) | Expression::Script { .. } | Expression::Limits { .. }
                ) {
                    self.argument(base);
                } else {
                    self.write(base);
                }
                self.scripts(sub.as_deref(), sup.as_deref());
            }
            Expression::Limits { base, under, over } => self.limits(base, under.as_deref(), over.as_deref()),
            Expression::Accented { base, accent } => {
                self.command(accent.command);
                self.argument(base);
            }
            Expression::Fenced { open, close, body } => {
                self.fence("left", open);
                self.write(body);
                self.fence("right", close);
            }
            Expression::Matrix { open, close, rows } => {
                let cases = open == "{" && close.is_empty();
                let bare = open.is_empty() && close.is_empty();
                if !cases && !bare {
                    self.fence("left", open);
                }
                let name = if cases { "cases" } else { "matrix" };
                self.push(&format!("\\begin{{{name}}}"));
                for (index, row) in rows.iter().enumerate() {
                    self.push(if index == 0 { " " } else { " \\\\ " });
                    for (index, cell) in row.iter().enumerate() {
                        self.push(if index == 0 { "" } else { " & " });
                        self.write(cell);
                        self.after_command = false;
                    }
                }
                self.push(&format!(" \\end{{{name}}}"));
                if !cases && !bare {
                    self.fence("right", close);
                }
            }
            Expression::Styled { style, body } => {
                self.command(style.command);
                self.argument(body);
            }
        }
    }

    fn limits(&mut self, base: &Expression, under: Option<&Expression>, over: Option<&Expression>) {
        let native = match base {
            Expression::Operator(sign) => symbols::is_large(sign),
            Expression::Identifier { name, .. } => symbols::has_limits(name),
            Expression::Accented { accent, .. } => accent.combining.is_none(),
            _ => false,
        };
        if native {
            self.write(base);
            self.scripts(under, over);
            return;
        }
        let both = under.is_some() && over.is_some();
        if let Some(over) = over {
            self.command("overset");
            self.argument(over);
        }
        if both {
            self.push("{");
        }
        if let Some(under) = under {
            self.command("underset");
            self.argument(under);
        }
        self.argument(base);
        if both {
            self.push("}");
        }
    }

    fn scripts(&mut self, sub: Option<&Expression>, sup: Option<&Expression>) {
        for (sign, script) in [("_", sub), ("^", sup)] {
            if let Some(script) = script {
                self.push(sign);
                self.argument(script);
            }
        }
    }

    fn fence(&mut self, side: &str, fence: &str) {
        self.command(side);
        if fence.is_empty() {
            self.push(".");
        } else {
            self.sign(fence);
        }
    }
}

fn write_mathml(out: &mut String, expression: &Expression) {
    match expression {
        Expression::Row(parts) => element(out, "mrow", parts),
        Expression::Number(text) => leaf(out, "mn", text),
        Expression::Identifier { name, upright } => {
            let letters = name.chars().count();
            if *upright && letters == 1 {
                open_tag(out, "mi", "mathvariant", "normal");
                escape(out, name);
                close_tag(out, "mi");
            } else {
                leaf(out, "mi", name);
            }
        }
        Expression::Operator(sign) => leaf(
            out,
            "mo",
            match sign.as_str() {
                "~" => "∼",
                "'" => "′",
                "-" => "−",
                other => other,
            },
        ),
        Expression::Text(text) => leaf(out, "mtext", text),
        Expression::Gap => {}
        Expression::Space { wide } => {
            out.push_str(if *wide { "<mspace width=\"1em\"/>" } else { "<mspace width=\"0.1667em\"/>" });
        }
        Expression::Fraction(above, below) => element(out, "mfrac", [&**above, below]),
        Expression::Binomial(above, below) => {
            out.push_str("<mrow><mo>(</mo><mfrac linethickness=\"0\">");
            write_mathml(out, above);
            write_mathml(out, below);
            out.push_str("</mfrac><mo>)</mo></mrow>");
        }
        Expression::Root { radicand, index: None } => element(out, "msqrt", [&**radicand]),
        Expression::Root { radicand, index: Some(index) } => element(out, "mroot", [&**radicand, index]),
        Expression::Script { base, sub, sup } => {
            scripted(out, ["msub", "msup", "msubsup"], base, sub.as_deref(), sup.as_deref());
        }
        Expression::Limits { base, under, over } => {
            scripted(out, ["munder", "mover", "munderover"], base, under.as_deref(), over.as_deref());
        }
        Expression::Accented { base, accent } if accent.command == symbols::STRUCK => {
            open_tag(out, "menclose", "notation", "updiagonalstrike");
            write_mathml(out, base);
            close_tag(out, "menclose");
        }
        Expression::Accented { base, accent } => {
            let name = if accent.under { "munder" } else { "mover" };
            let attribute = if accent.under { "accentunder" } else { "accent" };
            open_tag(out, name, attribute, "true");
            write_mathml(out, base);
            leaf(out, "mo", accent.mark);
            close_tag(out, name);
        }
        Expression::Fenced { open, close, body } => {
            out.push_str("<mrow>");
            fence(out, open);
            write_mathml(out, body);
            fence(out, close);
            out.push_str("</mrow>");
        }
        Expression::Matrix { open, close, rows } => {
            out.push_str("<mrow>");
            fence(out, open);
            out.push_str("<mtable>");
            for row in rows {
                out.push_str("<mtr>");
                for cell in row {
                    element(out, "mtd", [cell]);
                }
                out.push_str("</mtr>");
            }
            out.push_str("</mtable>");
            fence(out, close);
            out.push_str("</mrow>");
        }
        Expression::Styled { style, body } => {
            open_tag(out, "mstyle", "mathvariant", style.variant);
            write_mathml(out, body);
            close_tag(out, "mstyle");
        }
    }
}

fn scripted(
    out: &mut String,
    names: [&str; 3],
    base: &Expression,
    below: Option<&Expression>,
    above: Option<&Expression>,
) {
    match (below, above) {
        (Some(below), Some(above)) => element(out, names[2], [base, below, above]),
        (Some(below), None) => element(out, names[0], [base, below]),
        (None, Some(above)) => element(out, names[1], [base, above]),
        (None, None) => write_mathml(out, base),
    }
}

fn element<'a>(out: &mut String, name: &str, parts: impl IntoIterator<Item = &'a Expression>) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    for part in parts {
        // White space as typed would be no child, and a child is counted on here.
        if *part == Expression::Gap && name != "mrow" {
            out.push_str("<mrow></mrow>");
        } else {
            write_mathml(out, part);
        }
    }
    close_tag(out, name);
}

fn leaf(out: &mut String, name: &str, text: &str) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    escape(out, text);
    close_tag(out, name);
}

fn open_tag(out: &mut String, name: &str, attribute: &str, value: &str) {
    out.extend(["<", name, " ", attribute, "=\"", value, "\">"]);
}

fn close_tag(out: &mut String, name: &str) {
    out.extend(["</", name, ">"]);
}

fn fence(out: &mut String, sign: &str) {
    if !sign.is_empty() {
        leaf(out, "mo", sign);
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write them.
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
}
