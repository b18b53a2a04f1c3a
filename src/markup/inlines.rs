//! A formula as the inlines of a paragraph: text where it is text in disguise, an emphasis where a blank of a form was
//! filled in on its line, lines where a cell was stacked as a column, and mathematics where it is that.

use super::math::{Expression, Unread};
use crate::model::{Inline, Math};

/// The inlines of a formula. Mathematics that says nothing in text, such as a line to write on, is better left as it
/// is written.
pub(super) fn of(formula: Expression) -> Result<Vec<Inline>, Unread> {
    let powers = is_text_with_powers(&formula);
    if !powers && !stands_apart(&formula) {
        return whole(&formula).map(|inline| vec![inline]);
    }
    let mut writer = Writer { powers, ..Writer::default() };
    writer.push(formula)?;
    writer.flush()?;
    Ok(writer.inlines)
}

/// A formula that is one inline.
fn whole(formula: &Expression) -> Result<Inline, Unread> {
    let text = formula.text();
    if formula.is_plain() {
        return Ok(Inline::Text { text });
    }
    if text.trim().is_empty() {
        return Err(Unread);
    }
    Ok(Inline::Math(Math { text, latex: formula.latex(), mathml: formula.mathml() }))
}

/// Whether a part is more than a piece of a formula: an underlined word, or a column of lines.
fn stands_apart(part: &Expression) -> bool {
    match part {
        Expression::Row(parts) => parts.iter().any(stands_apart),
        Expression::Styled { body, .. } => stands_apart(body),
        Expression::Accented { base, accent } => accent.is_line && says_words(base),
        Expression::Matrix { open, close, rows } => is_stack(open, close, rows),
        _ => false,
    }
}

/// Whether a formula is text in disguise but for powers of numbers: `3\times 10^{4}` is written with a raised digit.
fn is_text_with_powers(formula: &Expression) -> bool {
    let has_power = |part: &Expression| power(part).is_some();
    match formula {
        Expression::Row(parts) => {
            parts.iter().any(has_power)
                && parts.iter().all(|part| part.is_plain() || has_power(part) || stands_apart(part))
        }
        part => has_power(part),
    }
}

/// The base and the exponent of a power that are both digits.
fn power(part: &Expression) -> Option<(&str, &str)> {
    let Expression::Script { base, sub: None, sup: Some(sup) } = part else { return None };
    let (Expression::Number(base), Expression::Number(sup)) = (&**base, &**sup) else { return None };
    sup.bytes().all(|b| b.is_ascii_digit()).then_some((base, sup))
}

/// Whether rows are lines one over the other, with nothing around them.
fn is_stack(open: &str, close: &str, rows: &[Vec<Expression>]) -> bool {
    open.is_empty() && close.is_empty() && rows.iter().all(|row| row.len() <= 1)
}

/// Whether what has a line over or under it is a value or words; `\overline{AB}` is a distance.
fn says_words(base: &Expression) -> bool {
    let text = base.text();
    text.chars().any(|c| c.is_numeric() || c.is_alphabetic() && !c.is_ascii() && !('Α'..='ω').contains(&c))
}

/// Puts inlines together.
#[derive(Default)]
struct Writer {
    inlines: Vec<Inline>,
    /// The parts since the last that stood apart.
    run: Vec<Expression>,
    /// Whether a space was typed before what comes next.
    spaced: bool,
    /// Whether powers are written as text.
    powers: bool,
}

impl Writer {
    fn push(&mut self, part: Expression) -> Result<(), Unread> {
        match part {
            Expression::Row(parts)
                if parts.iter().any(stands_apart)
                    || self.powers && parts.iter().any(|p| power(p).is_some()) =>
            {
                parts.into_iter().try_for_each(|part| self.push(part))
            }
            Expression::Styled { body, .. } if stands_apart(&body) => self.push(*body),
            Expression::Accented { base, accent } if accent.is_line && says_words(&base) => {
                // 0.3 with a line over its last digit goes on for ever.
                let is_decimal = matches!(self.run.last(), Some(Expression::Operator(sign)) if sign == ".")
                    || matches!(self.run.last(), Some(Expression::Number(text)) if text.contains('.'));
                if is_decimal {
                    self.run.push(Expression::Accented { base, accent });
                    return Ok(());
                }
                self.flush()?;
                let inlines = of(*base)?;
                self.space(&inlines);
                self.inlines.push(Inline::Emphasis { inlines });
                Ok(())
            }
            Expression::Matrix { open, close, rows } if is_stack(&open, &close, &rows) => {
                self.flush()?;
                let mut is_first = true;
                for line in rows.into_iter().flatten() {
                    if line.text().trim().is_empty() && !stands_apart(&line) {
                        continue;
                    }
                    if !std::mem::take(&mut is_first) {
                        self.inlines.push(Inline::Break);
                    }
                    self.push(line)?;
                    self.flush()?;
                    self.spaced = false;
                }
                Ok(())
            }
            part => {
                if let Some((base, sup)) = power(&part).filter(|_| self.powers) {
                    self.run.push(Expression::Number(base.to_owned()));
                    self.flush()?;
                    self.inlines.push(Inline::Superscript { inlines: vec![Inline::text(sup)] });
                } else {
                    self.run.push(part);
                }
                Ok(())
            }
        }
    }

    /// Writes the parts that were gathered.
    fn flush(&mut self) -> Result<(), Unread> {
        let run = std::mem::take(&mut self.run);
        let is_space = |part: &Expression| matches!(part, Expression::Gap | Expression::Space { .. });
        if run.iter().all(is_space) {
            self.spaced |= !run.is_empty();
            return Ok(());
        }
        self.spaced |= run.first().is_some_and(is_space);
        let spaced_behind = run.last().is_some_and(is_space);
        let inline = whole(&Expression::row(run))?;
        self.space(std::slice::from_ref(&inline));
        match (self.inlines.last_mut(), inline) {
            (Some(Inline::Text { text }), Inline::Text { text: more }) => text.push_str(&more),
            (_, inline) => self.inlines.push(inline),
        }
        self.spaced = spaced_behind;
        Ok(())
    }

    /// Puts a blank where one was typed between words.
    fn space(&mut self, next: &[Inline]) {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if std::mem::take(&mut self.spaced)
            && word(text_of(&self.inlines).chars().next_back())
            && word(text_of(next).chars().next())
        {
            match self.inlines.last_mut() {
                Some(Inline::Text { text }) => text.push(' '),
                _ => self.inlines.push(Inline::text(" ")),
            }
        }
    }
}

/// What inlines say.
fn text_of(inlines: &[Inline]) -> String {
    inlines.iter().map(said).collect()
}

/// What one inline says.
fn said(inline: &Inline) -> String {
    match inline {
        Inline::Text { text } => text.clone(),
        Inline::Math(math) => math.text.clone(),
        Inline::Emphasis { inlines } | Inline::Superscript { inlines } => text_of(inlines),
        _ => "\n".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::latex;
    use super::*;

    /// The inlines as one text, `_…_` around an emphasis, `$…$` around mathematics, `/` for a break.
    fn shown(inlines: &[Inline]) -> String {
        let one = |inline: &Inline| match inline {
            Inline::Text { text } => text.clone(),
            Inline::Math(math) => format!("${}$", math.text),
            Inline::Emphasis { inlines } => format!("_{}_", shown(inlines)),
            Inline::Break => "/".to_owned(),
            Inline::Superscript { inlines } => format!("^{}^", shown(inlines)),
            other => format!("{other:?}"),
        };
        inlines.iter().map(one).collect()
    }

    #[test]
    fn blanks_that_were_filled_in() {
        for (source, expected) in [
            (r"\geq\underline{12}", "≥_12_"),
            (r"\geq \underline{\quad 90\quad}\%", "≥_90_%"),
            (r"\underline{\text{明显改善}}", "_明显改善_"),
            (r"\overline{35}\text{户}", "_35_户"),
            (r"\uline{12} \text{km}", "_12_ km"),
            (r"\boxed{90}\%", "90%"),
            (r"\textcolor{red}{90}\%", "90%"),
            (r"\underline{\frac{1}{50}}", "_$1/50$_"),
            (r"\mathbf{\underline{5}}", "_5_"),
            (r"\underline{x}", "$x\u{332}$"),
            (r"\overline{AB}", "$A\u{305}B\u{305}$"),
            (r"0.\overline{3}", "$0.3\u{305}$"),
            (r"\cancel{80}90", "$8\u{336}0\u{336}90$"),
        ] {
            assert_eq!(
                latex::parse(source).and_then(of).map(|inlines| shown(&inlines)),
                Ok(expected.into()),
                "{source}"
            );
        }
        assert_eq!(latex::parse(r"\underline{\quad}").and_then(of), Err(Unread));
    }

    #[test]
    fn powers_of_numbers() {
        for (source, expected) in [
            (r"\geq 3\times 10^{4}", "≥3×10^4^"),
            (r"10^4\text{元}", "10^4^元"),
            (r"\underline{3\times10^{4}}", "_3×10^4^_"),
            (r"10^{-3}", "$10⁻³$"),
            (r"x^2", "$x²$"),
            (r"\frac{10^4}{2}", "$10⁴/2$"),
            (r"10^4\frac{1}{2}", "$10⁴(1/2)$"),
        ] {
            let found = latex::parse(source).and_then(of).map(|inlines| shown(&inlines));
            assert_eq!(found, Ok(expected.into()), "{source}");
        }
    }

    #[test]
    fn lines_of_a_stack() {
        for (source, expected) in [
            (r"\begin{array}{c} \geq 12 \\ \text{公里} \end{array}", "≥12/公里"),
            (r"\begin{gathered} \geq 90 \\ \% \end{gathered}", "≥90/%"),
            (r"\begin{matrix} 1 \\ \frac{1}{2} \\ \end{matrix}", "1/$1/2$"),
            (r"\substack{\text{甲} \\ \text{乙}}", "甲/乙"),
            (r"\shortstack{甲\\乙}", "甲/乙"),
            (r"\geq 12 \\ \text{公里}", "≥12/公里"),
            (r"\geq 12 \\[2pt] 公里 \\", "≥12/公里"),
            (r"\geq \begin{array}{l} \underline{12} \\ 公里 \end{array}以上", "≥_12_/公里以上"),
            (r"\begin{array}{cc}1&2\end{array}", "$1, 2$"),
            (r"\begin{pmatrix}1\\2\end{pmatrix}", "$(1; 2)$"),
            (r"\begin{cases}1\\2\end{cases}", "${1; 2}$"),
        ] {
            assert_eq!(
                latex::parse(source).and_then(of).map(|inlines| shown(&inlines)),
                Ok(expected.into()),
                "{source}"
            );
        }
        for source in [r"C:\\dir", r"a\\b"] {
            assert_eq!(latex::parse(source), Err(Unread), "{source}");
        }
    }
}
