//! Runs: the text of a paragraph as it is seen, with its marks, fields, signs and pictures.

use super::Reading;
use super::fields::{self, Field};
use super::pictures;
use crate::read::flow::margin::PAGE;
use crate::read::flow::remarks::Unread;
use crate::read::flow::text::Text;
use crate::read::omml;
use crate::read::xml::Element;
use crate::text::symbols;

/// The largest size of a mark that is raised by hand, in half points: the words of the smallest print have 7.5 points.
const SIZE_OF_MARKS: i32 = 14;

impl Reading<'_> {
    /// The text of what stands in a paragraph.
    pub(super) fn inlines(&mut self, text: &mut Text, parent: &Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "r" => self.run(text, element),
                "oMath" => {
                    let (mathml, words) = omml::mathml(element);
                    text.html.push_str("<math>");
                    text.html.push_str(&mathml);
                    text.html.push_str("</math>");
                    text.words.push_str(&words);
                }
                "del" => self.leave_deleted(element),
                "moveFrom" | "pPr" | "sdtPr" | "sdtEndPr" | "tbl" | "txbxContent" | "rPr" | "object" => {}
                "sdt" => self.control(text, element),
                "fldSimple" => {
                    let code = element.attribute("instr").unwrap_or_default();
                    if self.is_margin && fields::counts_pages(code) {
                        text.push(&PAGE.to_string());
                    } else {
                        self.inlines(text, element);
                    }
                }
                "drawing" | "pict" => self.picture(text, element),
                "AlternateContent" => {
                    if let Some(choice) = choice(element) {
                        self.inlines(text, choice);
                    }
                }
                _ => self.inlines(text, element),
            }
        }
    }

    /// A content control within a paragraph.
    fn control(&mut self, text: &mut Text, control: &Element) {
        if fields::shows_prompt(control) {
            self.leave_prompt(control);
            return;
        }
        let before = text.words.len();
        for content in control.elements().filter(|element| element.name == "sdtContent") {
            self.inlines(text, content);
        }
        if let Some(tick) = fields::tick(control)
            && text.words[before..].trim().is_empty()
        {
            text.push(tick);
        }
    }

    fn run(&mut self, text: &mut Text, run: &Element) {
        let properties = run.child("rPr");
        let is_hidden = self.is_on(properties, "vanish");
        if is_hidden {
            self.leave_hidden(run);
        }
        let is_colourless = !is_hidden && self.is_colourless(properties);
        let mut colourless = String::new();
        let mut inner = Text::default();
        let mut is_mark = false;
        for element in run.elements() {
            match element.name.as_str() {
                "fldChar" => self.field(&mut inner, element),
                "commentReference" => {
                    let id = element.attribute("id").unwrap_or_default();
                    self.commented.entry(id.to_owned()).or_insert_with(|| self.here.clone());
                }
                "instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| field.is_code) {
                        field.code.push_str(&element.text());
                    }
                }
                _ if is_hidden || self.fields.iter().any(Field::hides) => {}
                // White between words is what it is in black.
                "t" if is_colourless && !element.text().trim().is_empty() => {
                    colourless.push_str(&element.text());
                }
                "sym" if is_colourless => {
                    let mut sign = Text::default();
                    self.symbol(&mut sign, element);
                    colourless.push_str(&sign.words);
                }
                "t" => self.words(&mut inner, properties, &element.text()),
                "br" | "cr" if element.attribute("type").is_none_or(|kind| kind == "textWrapping") => {
                    inner.html.push_str("<br>");
                    inner.words.push('\n');
                }
                "tab" | "ptab" => inner.push("\t"),
                "noBreakHyphen" => inner.push("\u{2011}"),
                "sym" => self.symbol(&mut inner, element),
                "pgNum" if self.is_margin => inner.push(&PAGE.to_string()),
                // How characters are read stands above them and is no part of the text.
                "ruby" => {
                    if let Some(reading) = element.child("rt") {
                        self.remarks.readings.note(&all_words(reading), &self.here);
                    }
                    element.child("rubyBase").into_iter().for_each(|base| self.inlines(&mut inner, base));
                }
                "footnoteReference" | "endnoteReference" => {
                    is_mark = true;
                    let mark = self.notes.refer(element);
                    inner.push(&mark);
                }
                "footnoteRef" | "endnoteRef" => {
                    is_mark = true;
                    let mark = self.notes.own_mark.clone().unwrap_or_default();
                    inner.push(&mark);
                }
                "drawing" | "pict" => self.picture(&mut inner, element),
                "AlternateContent" => {
                    if let Some(choice) = choice(element) {
                        self.inlines(&mut inner, choice);
                    }
                }
                _ => {}
            }
        }
        if !colourless.is_empty() {
            self.remarks.colourless.note(&colourless, &self.here);
        }
        if inner.html.is_empty() {
            return;
        }
        let shift = if is_mark { Some("sup") } else { self.shift(properties) };
        let is_seen = !inner.words.trim().is_empty();
        let is_struck = is_seen && (self.is_on(properties, "strike") || self.is_on(properties, "dstrike"));
        let is_bold = is_seen && properties.is_some_and(|own| super::styles::switch(own, "b") == Some(true));
        let tags = [is_struck.then_some("del"), is_bold.then_some("strong"), shift.filter(|_| is_seen)];
        text.push_within(&inner, &tags.into_iter().flatten().collect::<Vec<_>>());
    }

    /// Whether a run is raised or lowered.
    fn shift(&self, properties: Option<&Element>) -> Option<&'static str> {
        let shift = self.styles.run(properties, &self.surroundings, |properties| {
            super::styles::value(properties, "vertAlign").map(str::to_owned)
        });
        match shift.as_deref() {
            Some("superscript") => Some("sup"),
            Some("subscript") => Some("sub"),
            _ => is_lifted(properties).then_some("sup"),
        }
    }

    /// Words in the font that they stand in.
    fn words(&mut self, text: &mut Text, properties: Option<&Element>, words: &str) {
        let font = self.styles.run(properties, &self.surroundings, |properties| {
            let fonts = properties.child("rFonts")?;
            let of = |name: &str| fonts.attribute(name);
            let of_letters = || of("ascii").or_else(|| of("hAnsi"));
            let of_han =
                || fonts.attribute("eastAsia").filter(|_| fonts.attribute("hint") == Some("eastAsia"));
            let font = if words.is_ascii() {
                of_letters()
            } else {
                of_han().or_else(|| of("hAnsi")).or_else(of_letters)
            };
            font.map(str::to_owned)
        });
        let (shown, unknown) = symbols::text(font.as_deref(), words);
        if unknown > 0 {
            self.remarks.symbols.note(&format!("{}: {words}", font.unwrap_or_default()), &self.here);
        }
        text.push(&shown);
    }

    /// A sign by its font and code.
    fn symbol(&mut self, text: &mut Text, element: &Element) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(code, 16).ok());
        let sign = code.and_then(char::from_u32).unwrap_or('\u{fffd}');
        let font = element.attribute("font").unwrap_or_default();
        let (shown, unknown) = symbols::text(Some(font), &sign.to_string());
        // The private range says nothing without its font.
        let is_private = shown.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
        if unknown > 0 || is_private {
            self.remarks.symbols.note(&format!("{font}: {:X}", u32::from(sign)), &self.here);
        }
        text.push(&shown);
    }

    /// The beginning, the middle or the end of a field.
    fn field(&mut self, text: &mut Text, element: &Element) {
        match element.attribute("fldCharType") {
            Some("begin") => {
                let mut field = Field::new();
                if let Some(shown) = fields::of_form(element) {
                    if !self.fields.iter().any(Field::hides) {
                        text.push(&shown);
                    }
                    field.is_settled = true;
                }
                self.fields.push(field);
            }
            Some("separate") => {
                let Some(mut field) = self.fields.pop() else { return };
                field.is_code = false;
                if self.is_margin && fields::counts_pages(&field.code) {
                    field.is_settled = true;
                    text.push(&PAGE.to_string());
                }
                self.fields.push(field);
            }
            Some("end") => {
                let Some(field) = self.fields.pop() else { return };
                if field.is_code && !field.is_settled && !self.fields.iter().any(Field::hides) {
                    self.without_result(text, &field);
                }
            }
            _ => {}
        }
    }

    /// A field that the program shows without a stored result.
    fn without_result(&mut self, text: &mut Text, field: &Field) {
        match field.name().as_str() {
            "SYMBOL" => {
                let Some((sign, is_known)) = fields::symbol(&field.code) else { return };
                if !is_known {
                    self.remarks.symbols.note(field.code.trim(), &self.here);
                }
                text.push(&sign);
            }
            "PAGE" | "NUMPAGES" | "SECTIONPAGES" if self.is_margin => text.push(&PAGE.to_string()),
            // What stands there is to be clicked on, and tells what is to be put in.
            "MACROBUTTON" => {
                let prompt = field.code.split_whitespace().skip(2).collect::<Vec<_>>().join(" ");
                self.remarks.prompts.note(&prompt, &self.here);
            }
            "EQ" => {
                if let Some(shown) = fields::equation(&field.code) {
                    text.push(&shown);
                    return;
                }
                let code = field.code.split_whitespace().collect::<Vec<_>>().join(" ");
                self.remarks.unread.push((Unread::Field(code), self.here.clone()));
            }
            _ => {}
        }
    }

    /// A picture: its words where it stands in a table or among words, else it is said.
    fn picture(&mut self, text: &mut Text, element: &Element) {
        match pictures::kind(element) {
            Some(pictures::Kind::Picture { words }) if self.cells > 0 || self.is_among_words => {
                text.push_picture(&words);
                if self.cells == 0 && words.is_empty() {
                    self.remarks.pictures.note("", &self.here);
                }
            }
            Some(pictures::Kind::Picture { .. }) => {
                let said = pictures::description(element);
                self.remarks.pictures.note(&said, &self.here);
            }
            Some(pictures::Kind::Chart) => self.remarks.unread.push((Unread::Chart, self.here.clone())),
            None => {}
        }
    }

    fn is_on(&self, properties: Option<&Element>, name: &str) -> bool {
        self.styles.is_on(properties, &self.surroundings, name)
    }
}

/// Whether a run is raised by hand: lifted off the line and smaller than words are. Words are lifted beside pictures.
fn is_lifted(properties: Option<&Element>) -> bool {
    let number = |name: &str| {
        let value = super::styles::value(properties?, name)?;
        value.parse::<i32>().ok()
    };
    number("position").is_some_and(|by| by > 0) && number("sz").is_some_and(|size| size <= SIZE_OF_MARKS)
}

/// What is shown of several ways to say the same.
pub(super) fn choice(element: &Element) -> Option<&Element> {
    element.child("Choice").or_else(|| element.child("Fallback"))
}

/// The words that stand anywhere in an element, deleted ones as well.
pub(super) fn all_words(element: &Element) -> String {
    let mut words = String::new();
    push_words(&mut words, element);
    words
}

fn push_words(words: &mut String, element: &Element) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "t" | "delText" => words.push_str(&inner.text()),
            "tab" | "br" | "cr" => words.push(' '),
            "Fallback" if element.child("Choice").is_some() => {}
            name => {
                push_words(words, inner);
                if matches!(name, "tc" | "p") && !words.ends_with([' ', '\n']) {
                    words.push(' ');
                }
            }
        }
    }
}
