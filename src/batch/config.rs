//! What a person has settled for a folder of inputs: `gongkai.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{input, world};
use crate::error::{Error, ErrorKind};
use crate::model::{Disclosure, Language, Message, Severity};
use crate::pipeline;

/// The name of the configuration beside the inputs.
pub const CONFIG: &str = "gongkai.toml";

/// The keys of a configuration.
const KEYS: &[&str] = &["to", "lang", "fail-on", "jobs", "timeout", "pictures", "group-by", "rules"];

/// The keys of a rule's table.
const RULE_KEYS: &[&str] = &["off", "severity", "reason"];

/// The words for how much a finding weighs.
const SEVERITIES: &[Severity] = &[Severity::Info, Severity::Warning, Severity::Error];

/// A configuration. What it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The output formats, by extension or name.
    pub to: Vec<String>,
    /// The language of messages.
    pub language: Option<Language>,
    /// From which weight on a finding decides the exit status; `Some(None)` for never.
    pub fail_on: Option<Option<Severity>>,
    /// How many files are in hand at once.
    pub jobs: Option<usize>,
    /// How many seconds a file may take.
    pub timeout: Option<u32>,
    /// Whether the report shows the pieces of pages that findings speak of.
    pub pictures: Option<bool>,
    /// Whether the files of a folder are one disclosure.
    pub by_folder: Option<bool>,
    /// The rules that are switched off or weighed otherwise.
    pub rules: RuleSettings,
}

/// The rules that a person switched off or weighs otherwise, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleSettings(pub BTreeMap<String, RuleSetting>);

/// What a person settled about a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleSetting {
    /// Whether its findings are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// What its findings weigh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Why.
    pub reason: String,
}

impl RuleSettings {
    /// Leaves out and weighs the findings of a document.
    pub fn apply(&self, disclosure: &mut Disclosure) {
        if self.0.is_empty() {
            return;
        }
        disclosure.findings.retain(|finding| !self.0.get(&finding.rule).is_some_and(|setting| setting.off));
        for finding in &mut disclosure.findings {
            if let Some(severity) = self.0.get(&finding.rule).and_then(|setting| setting.severity) {
                finding.severity = severity;
            }
        }
    }
}

/// The configuration beside the inputs: in a folder, or in the folder of a file.
///
/// # Errors
/// A usage error where two inputs have different ones beside them.
pub fn find(inputs: &[PathBuf]) -> Result<Option<PathBuf>, Error> {
    let mut found: Vec<PathBuf> = Vec::new();
    for input in inputs.iter().filter(|input| input.as_os_str() != "-") {
        let folder = if input.is_dir() { input.as_path() } else { input.parent().unwrap_or(Path::new("")) };
        let path = folder.join(CONFIG);
        if path.is_file() && !found.contains(&path) {
            found.push(path);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [one, other, ..] => {
            let values: [&dyn std::fmt::Display; 2] = [&world::show(one), &world::show(other)];
            Err(Error::new(ErrorKind::Usage, "config-two", &values))
        }
    }
}

/// Reads a configuration.
///
/// # Errors
/// A usage error where it cannot be read, or says something that is not known.
pub fn load(path: &Path) -> Result<Config, Error> {
    let bytes = input::read_file(path).map_err(|error| Error { kind: ErrorKind::Usage, ..error })?;
    parse(&world::show(path), &String::from_utf8_lossy(&bytes))
}

/// What a configuration says; `name` is the file it stands in.
fn parse(name: &str, text: &str) -> Result<Config, Error> {
    let broken = |message: &Message| Error {
        kind: ErrorKind::Usage,
        message: world::with_reason("config-broken", name, message),
        place: None,
    };
    let table = text.parse::<Table>().map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        broken(&Message::new("config-syntax", &[&line, &error.message()]))
    })?;
    let mut config = Config::default();
    for (key, value) in &table {
        let wrong = |expected: &str| broken(&Message::new("config-value", &[key, &expected]));
        match key.as_str() {
            "to" => config.to = strings(value).ok_or_else(|| wrong("[\"json\", \"xlsx\"]"))?,
            "lang" => {
                config.language = Some(match value.as_str() {
                    Some("zh") => Language::Chinese,
                    Some("en") => Language::English,
                    _ => return Err(wrong("\"zh\" | \"en\"")),
                });
            }
            "fail-on" => {
                let word = value.as_str();
                let least = word.and_then(severity);
                if least.is_none() && word != Some("never") {
                    return Err(wrong("\"never\" | \"info\" | \"warning\" | \"error\""));
                }
                config.fail_on = Some(least);
            }
            "jobs" => {
                let jobs = value.as_integer().and_then(|jobs| usize::try_from(jobs).ok());
                config.jobs =
                    Some(jobs.filter(|jobs| (1..=1024).contains(jobs)).ok_or_else(|| wrong("1–1024"))?);
            }
            "timeout" => {
                let seconds = value.as_integer().and_then(|seconds| u32::try_from(seconds).ok());
                config.timeout =
                    Some(seconds.filter(|seconds| *seconds > 0).ok_or_else(|| wrong("1–4294967295"))?);
            }
            "pictures" => config.pictures = Some(value.as_bool().ok_or_else(|| wrong("true | false"))?),
            "group-by" => {
                config.by_folder = Some(match value.as_str() {
                    Some("folder") => true,
                    Some("file") => false,
                    _ => return Err(wrong("\"folder\" | \"file\"")),
                });
            }
            "rules" => {
                let rules = value.as_table().ok_or_else(|| wrong("[rules]"))?;
                for (rule, value) in rules {
                    let setting = rule_setting(rule, value).map_err(|message| broken(&message))?;
                    config.rules.0.insert(rule.clone(), setting);
                }
            }
            _ => return Err(broken(&unknown("config-key", key, KEYS))),
        }
    }
    Ok(config)
}

fn strings(value: &Value) -> Option<Vec<String>> {
    if let Some(text) = value.as_str() {
        return Some(text.split(',').map(|name| name.trim().to_owned()).collect());
    }
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn rule_setting(rule: &str, value: &Value) -> Result<RuleSetting, Message> {
    known_rule(rule)?;
    let mut setting = RuleSetting::default();
    let wrong = || Message::new("config-rule", &[&rule]);
    for (key, value) in value.as_table().ok_or_else(wrong)? {
        match key.as_str() {
            "off" => setting.off = value.as_bool().ok_or_else(wrong)?,
            "severity" => setting.severity = Some(value.as_str().and_then(severity).ok_or_else(wrong)?),
            "reason" => value.as_str().ok_or_else(wrong)?.trim().clone_into(&mut setting.reason),
            _ => return Err(unknown("config-key", key, RULE_KEYS)),
        }
    }
    if setting.reason.is_empty() {
        return Err(Message::new("config-reason", &[&rule]));
    }
    if !setting.off && setting.severity.is_none() {
        return Err(wrong());
    }
    Ok(setting)
}

/// What a flag says of a rule: `sum-mismatch=off`, `sum-mismatch=info:rounded by hand`.
///
/// # Errors
/// A usage error where there is no such rule or weight.
pub fn rule_of_flag(text: &str) -> Result<(String, RuleSetting), Error> {
    let usage = |message: Message| Error { kind: ErrorKind::Usage, message, place: None };
    let (name, rest) = text.split_once('=').unwrap_or((text, ""));
    known_rule(name).map_err(usage)?;
    let (level, reason) = rest.split_once(':').unwrap_or((rest, "--rule"));
    let weighs = severity(level);
    if weighs.is_none() && level != "off" {
        return Err(usage(Message::new("rule-flag", &[&text])));
    }
    Ok((name.to_owned(), RuleSetting { off: level == "off", severity: weighs, reason: reason.to_owned() }))
}

fn severity(word: &str) -> Option<Severity> {
    SEVERITIES.iter().copied().find(|severity| severity.name() == word)
}

fn known_rule(name: &str) -> Result<(), Message> {
    let names: Vec<&str> = pipeline::rules().iter().map(|rule| rule.name).collect();
    if names.contains(&name) { Ok(()) } else { Err(unknown("rule-unknown", name, &names)) }
}

/// That a word is not known, with the one that was most likely meant.
pub fn unknown(id: &str, word: &str, known: &[&str]) -> Message {
    let mut message = Message::new(id, &[&word, &known.join(", ")]);
    if let Some(near) = suggestion(word, known) {
        let hint = Message::new("did-you-mean", &[&near]);
        message.en.push_str(&hint.en);
        message.zh.push_str(&hint.zh);
    }
    message
}

/// The known word that a person most likely meant.
pub fn suggestion<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(word, known);
    let nearest = known.iter().copied().min_by_key(|known| distance(known))?;
    let near = distance(nearest) <= word.chars().count().max(3) / 3;
    let begun = || known.iter().copied().find(|known| word.len() > 2 && known.starts_with(word));
    near.then_some(nearest).or_else(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_read() {
        let text = "to = [\"json\", \"md\"]\nlang = \"zh\"\nfail-on = \"warning\"\njobs = 2\ntimeout = 9\n\
                    pictures = false\n\n[rules]\n\
                    sum-mismatch = { off = true, reason = \"rounded by hand\" }\n\
                    goal-missing = { severity = \"error\", reason = \"we need them\" }\n";
        let config = parse("gongkai.toml", text).unwrap();
        assert_eq!(config.to, ["json", "md"]);
        assert_eq!(
            (config.language, config.jobs, config.timeout),
            (Some(Language::Chinese), Some(2), Some(9))
        );
        assert_eq!((config.fail_on, config.pictures), (Some(Some(Severity::Warning)), Some(false)));
        assert!(config.rules.0["sum-mismatch"].off);
        assert_eq!(config.rules.0["goal-missing"].severity, Some(Severity::Error));
        assert_eq!(parse("x", "").unwrap(), Config::default());
        assert_eq!(parse("x", "fail-on = \"never\"").unwrap().fail_on, Some(None));
    }

    #[test]
    fn what_it_cannot_mean_is_said() {
        for (text, words) in [
            ("too = []", "Did you mean to?"),
            ("to = 1", "to"),
            ("lang = \"fr\"", "zh"),
            ("jobs = 0", "1–1024"),
            ("timeout = 0", "timeout"),
            ("pictures = \"no\"", "true | false"),
            ("a = 1\nb = ", "line 2"),
            ("[rules]\nsum-mismach = { off = true, reason = \"x\" }", "sum-mismatch"),
            ("[rules]\nsum-mismatch = { off = true }", "reason"),
            ("[rules]\nsum-mismatch = { reason = \"x\" }", "off"),
            ("[rules]\nsum-mismatch = { of = true, reason = \"x\" }", "Did you mean off?"),
        ] {
            let error = parse("gongkai.toml", text).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage);
            assert!(error.message.en.contains(words), "{text}: {}", error.message.en);
        }
    }

    #[test]
    fn a_flag_says_the_same() {
        assert!(rule_of_flag("sum-mismatch=off").unwrap().1.off);
        assert_eq!(rule_of_flag("sum-mismatch=info:why").unwrap().1.reason, "why");
        assert!(rule_of_flag("sum-mismatch").is_err());
        assert!(rule_of_flag("nonsense=off").is_err());
    }

    #[test]
    fn a_slip_is_understood() {
        let known = ["cost-amount-mismatch", "sum-mismatch", "goal-missing"];
        assert_eq!(suggestion("sum-mismach", &known), Some("sum-mismatch"));
        assert_eq!(suggestion("goal", &known), Some("goal-missing"));
        assert_eq!(suggestion("nonsense", &known), None);
    }
}
