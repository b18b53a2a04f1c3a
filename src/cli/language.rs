//! The language of messages: `--lang`, else what the environment says.

use std::ffi::OsString;

use clap::ValueEnum;

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

/// The value that the arguments give to an option, to be known before they are parsed: a mistake in them is to be
/// told in the language that they ask for.
pub fn option<T: ValueEnum>(arguments: &[OsString], name: &str) -> Option<T> {
    let mut words =
        arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    let mut found = None;
    while let Some(word) = words.next() {
        let value = match word.strip_prefix(name) {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        found = value.and_then(|value| T::from_str(&value, true).ok()).or(found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::args::Lang;
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

    #[test]
    fn an_option_is_known_before_the_rest() {
        for (arguments, expected) in [
            (&["--lang", "zh"][..], Some(Lang::Zh)),
            (&["convert", "--lang=en", "--wrong"], Some(Lang::En)),
            (&["convert", "--wrong", "--lang", "ZH"], Some(Lang::Zh)),
            (&["convert", "--lang", "fr"], None),
            (&["convert", "--lang"], None),
            (&["convert", "--language=zh"], None),
            (&["convert", "--", "--lang", "zh"], None),
        ] {
            let all = ["gongkai"].iter().chain(arguments).map(OsString::from).collect::<Vec<_>>();
            assert_eq!(option(&all, "--lang"), expected, "{arguments:?}");
        }
    }
}
