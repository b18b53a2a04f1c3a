//! What a spreadsheet prints above and below every page: `&L`, `&C` and `&R` part it, `&P` is the number of the page.

/// The headers and footers of a sheet.
#[derive(Debug, Default)]
pub(super) struct PageHeader {
    /// Whether the first page has its own.
    pub(super) differs_first: bool,
    /// Whether the even pages have their own.
    pub(super) differs_even: bool,
    texts: Vec<(String, String)>,
}

impl PageHeader {
    /// Adds one by the name of its element: `oddHeader`, `firstFooter`.
    pub(super) fn add(&mut self, name: &str, text: String) {
        self.texts.push((name.to_owned(), text));
    }

    /// The lines that are printed above the pages of a sheet, the later pages aside where the first has its own.
    pub(super) fn above(&self, sheet: &str) -> Vec<String> {
        let first = self.lines("Header", sheet, &[("first", self.differs_first)]);
        if first.is_empty() { self.lines("Header", sheet, &self.later()) } else { first }
    }

    /// The lines that are printed below the pages of a sheet, and above those behind the first: `表（续）`.
    pub(super) fn below(&self, sheet: &str) -> Vec<String> {
        let above = self.above(sheet);
        let later = self.lines("Header", sheet, &self.later());
        let pages = [&[("first", self.differs_first)][..], &self.later()].concat();
        let mut found: Vec<String> = later.into_iter().filter(|line| !above.contains(line)).collect();
        found.extend(self.lines("Footer", sheet, &pages));
        found
    }

    /// The pages behind the first.
    fn later(&self) -> [(&'static str, bool); 2] {
        [("odd", true), ("even", self.differs_even)]
    }

    /// The lines of pages, each once.
    fn lines(&self, kind: &str, sheet: &str, pages: &[(&str, bool)]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (page, _) in pages.iter().filter(|(_, is_printed)| *is_printed) {
            let name = format!("{page}{kind}");
            let texts = self.texts.iter().filter(|(own, _)| *own == name);
            for line in texts.flat_map(|(_, text)| lines(text, sheet)) {
                if !found.contains(&line) {
                    found.push(line);
                }
            }
        }
        found
    }
}

/// The lines of a header or footer, what stands in the middle first: that is where a title is. A line with the number
/// of the page, the name of the file or the time of printing is none of the table's.
fn lines(text: &str, sheet: &str) -> Vec<String> {
    let mut parts = [String::new(), String::new(), String::new()];
    let mut part = 1;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            parts[part].push(c);
            continue;
        }
        match chars.next() {
            Some('L' | 'l') => part = 0,
            Some('C' | 'c') => part = 1,
            Some('R' | 'r') => part = 2,
            Some('&') => parts[part].push('&'),
            Some('A' | 'a') => parts[part].push_str(sheet),
            Some('P' | 'p' | 'N' | 'n' | 'D' | 'd' | 'T' | 't' | 'F' | 'f' | 'Z' | 'z') => {
                parts[part].push(CHANGING);
            }
            // A font in quotes, a size, a colour.
            Some('"') => chars.by_ref().take_while(|c| *c != '"').for_each(drop),
            Some('K' | 'k') => drop(chars.by_ref().take(COLOUR_LENGTH).count()),
            Some(c) if c.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    let [left, middle, right] = parts;
    [middle, left, right]
        .iter()
        .flat_map(|part| part.split(['\n', '\r']))
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.contains(CHANGING))
        .map(str::to_owned)
        .collect()
}

/// Stands for what is another on every page or at every printing.
const CHANGING: char = '\u{fffc}';

/// A colour takes so many characters: `FF0000`, or `01+000` for one of the theme.
const COLOUR_LENGTH: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_headers() {
        for (text, expected) in [
            ("&C&\"宋体,加粗\"&16青岭县2024年预算表&R单位：万元", vec!["青岭县2024年预算表", "单位：万元"]),
            ("&L编制：财政局&C第 &P 页，共 &N 页", vec!["编制：财政局"]),
            ("表题", vec!["表题"]),
            ("&C&A\n&D", vec!["表一"]),
            ("&L&KFF0000甲&&乙&C&K01+000丙", vec!["丙", "甲&乙"]),
            ("&C&B&U注：不含结转。&R&G", vec!["注：不含结转。"]),
        ] {
            assert_eq!(lines(text, "表一"), expected, "{text}");
        }
    }

    #[test]
    fn pages_that_differ() {
        let mut header = PageHeader::default();
        header.add("oddHeader", "&C续表".to_owned());
        header.add("firstHeader", "&C表题".to_owned());
        header.add("oddFooter", "&C注".to_owned());
        assert_eq!((header.above(""), header.below("")), (vec!["续表".to_owned()], vec!["注".to_owned()]));
        header.differs_first = true;
        assert_eq!(
            (header.above(""), header.below("")),
            (vec!["表题".to_owned()], vec!["续表".to_owned(), "注".to_owned()])
        );
    }
}
