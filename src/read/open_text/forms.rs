//! What the parts of a form show: boxes that are ticked or not, the chosen entry of a list, what was typed.

use std::collections::BTreeMap;

use crate::read::flow::{TICKED, UNTICKED};
use crate::read::xml::Element;

/// The parts of the forms of a document, by their names.
#[derive(Debug, Default)]
pub(super) struct Forms<'e>(BTreeMap<&'e str, &'e Element>);

impl<'e> Forms<'e> {
    /// Those that stand at the head of a body.
    pub(super) fn read(body: &'e Element) -> Self {
        let mut found = Self::default();
        for forms in body.elements().filter(|element| element.name == "forms") {
            found.take(forms);
        }
        found
    }

    fn take(&mut self, parent: &'e Element) {
        for element in parent.elements() {
            if let Some(id) = element.attribute("id") {
                self.0.insert(id, element);
            }
            self.take(element);
        }
    }

    /// What a part shows; `None` where it is not known.
    pub(super) fn shown(&self, id: &str) -> Option<String> {
        let part = self.0.get(id)?;
        let says = |names: &[&str]| names.iter().find_map(|name| part.attribute(name)).unwrap_or_default();
        let label = says(&["label"]);
        Some(match part.name.as_str() {
            "checkbox" => {
                let is_ticked = says(&["current-state", "state"]) == "checked";
                format!("{}{label}", if is_ticked { TICKED } else { UNTICKED })
            }
            "radio" => {
                let is_ticked = says(&["current-selected", "selected"]) == "true";
                format!("{}{label}", if is_ticked { TICKED } else { UNTICKED })
            }
            "text" | "textarea" | "combobox" | "fixed-text" | "date" | "number" | "formatted-text" => {
                let typed = says(&["current-value", "value"]);
                if typed.is_empty() { label.to_owned() } else { typed.to_owned() }
            }
            "listbox" => {
                let is_chosen = |option: &&Element| option.attribute("current-selected") == Some("true");
                let chosen = part.elements().find(is_chosen).and_then(|option| option.attribute("label"));
                chosen.unwrap_or_default().to_owned()
            }
            _ => return None,
        })
    }
}

/// What a field of a form that came from Word shows; `None` for one whose text stands in the document.
pub(super) fn mark(field: &Element) -> Option<String> {
    let kind = field.attribute("type")?;
    let all = |name: &str| {
        let named = |param: &&Element| param.attribute("name").is_some_and(|own| own.ends_with(name));
        field.elements().filter(named).filter_map(|param| param.attribute("value")).collect::<Vec<_>>()
    };
    if kind.ends_with("FORMCHECKBOX") {
        let is_ticked = all("Checkbox_Checked").first().is_some_and(|value| matches!(*value, "true" | "1"));
        return Some(if is_ticked { TICKED } else { UNTICKED }.to_owned());
    }
    if kind.ends_with("FORMDROPDOWN") {
        let chosen: usize = all("Dropdown_Selected").first().and_then(|chosen| chosen.parse().ok())?;
        return all("Dropdown_ListEntry").get(chosen).map(|entry| (*entry).to_owned());
    }
    None
}
