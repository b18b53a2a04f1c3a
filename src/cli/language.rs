//! The language of messages: `--lang`, else what the environment says.

use crate::model::Language;

/// The variable that says it for this program alone.
pub const OWN: &str = "GONGKAI_LANG";

/// The variables that say it, the first that is set deciding.
const VARIABLES: &[&str] = &[OWN, "LC_ALL", "LC_MESSAGES", "LANG"];

/// The language that the environment asks for. `look_up` gives a variable.
pub fn of_environment(look_up: impl Fn(&str) -> Option<String>) -> Language {
    let set = VARIABLES.iter().filter_map(|name| look_up(name)).find(|value| !value.is_empty());
    match set {
        Some(value) if value.to_lowercase().starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, expected) in [
            (&[][..], Language::English),
            (&[("LANG", "zh_CN.UTF-8")], Language::Chinese),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], Language::English),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")], Language::Chinese),
            (&[("LANG", "en_US"), ("GONGKAI_LANG", "zh")], Language::Chinese),
        ] {
            let look_up = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(of_environment(look_up), expected, "{variables:?}");
        }
    }
}
