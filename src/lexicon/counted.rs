//! How many batches of guests and how many persons a body received: as lines of tables count them, 国内公务接待批次（个）, and
//! as sentences state it, 接待12批次、85人次.

use super::sense::Sense;
use super::statement;
use super::terms::{self, Place};
use super::total;
use crate::model::Amount;
use crate::text::width::fold;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counted {
    /// 批次.
    Batches,
    /// 人次.
    Visits,
}

/// What is counted, with the sense of its words.
const COUNTED: &[(Sense, Counted)] = &[(Sense::Batches, Counted::Batches), (Sense::Visits, Counted::Visits)];

/// A number of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// What it counts.
    pub counted: Counted,
    /// How many.
    pub number: Amount,
    /// Its unit as printed.
    pub unit: &'static str,
}

/// What a line of a table counts; `None` for a part of another line, and for guests from abroad.
pub(crate) fn of_name(name: &str) -> Option<Counted> {
    let is_all = is_of_guests(name) && !total::is_of_which(name.trim());
    let mut held = COUNTED.iter().filter(|(sense, _)| terms::holds(Place::Account, *sense, name));
    held.next().filter(|_| is_all && held.next().is_none()).map(|(_, counted)| *counted)
}

/// The numbers of guests that a sentence of a year states plainly; none where two of one kind stand in it, or where it speaks of a
/// part, of guests from abroad or of another year.
pub(crate) fn in_sentence(sentence: &str, year: Option<u16>) -> Vec<Count> {
    if !sentence.contains(|c: char| c.is_numeric()) || !is_of_guests(sentence) {
        return Vec::new();
    }
    let folded = fold(sentence);
    let is_other = statement::years(&folded).iter().any(|own| Some(*own) != year)
        || terms::holds(Place::Header, Sense::Past, &folded)
        || terms::held(Place::Prose, Sense::OfWhich, &folded).next().is_some()
        || terms::terms(Place::Prose, Sense::OfWhich).any(|term| folded.contains(term.words));
    if is_other {
        return Vec::new();
    }
    let mut counts = Vec::new();
    for (sense, counted) in COUNTED {
        let found: Vec<Count> = terms::terms(Place::Account, *sense)
            .flat_map(|term| folded.match_indices(term.words).map(move |(at, _)| (at, term.words)))
            .filter_map(|(at, unit)| {
                Some(Count { counted: *counted, number: number_before(&folded[..at])?, unit })
            })
            .collect();
        if let [only] = &found[..] {
            counts.push(only.clone());
        }
    }
    counts
}

fn is_of_guests(text: &str) -> bool {
    terms::holds(Place::Account, Sense::Guests, text) && !terms::holds(Place::Account, Sense::Abroad, text)
}

/// The whole number that a text ends with, where it is exactly that: 12 of `接待国内来访12个`.
fn number_before(text: &str) -> Option<Amount> {
    let counters = terms::terms(Place::Account, Sense::CountUnit).map(|term| term.words);
    let text = counters.into_iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    let digits: String = text[before.len()..].chars().filter(char::is_ascii_digit).collect();
    let is_exact = !before.ends_with('.') && !statement::ends_loosely(before);
    digits.parse().ok().filter(|_| is_exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_count_guests() {
        for (name, expected) in [
            ("5.国内公务接待批次（个）", Some(Counted::Batches)),
            ("国内公务接待人次（人）", Some(Counted::Visits)),
            ("其中：外事接待批次（个）", None),
            ("国（境）外公务接待批次（个）", None),
            ("因公出国（境）人次数（人）", None),
            ("公务接待费", None),
            ("会议人次", None),
        ] {
            assert_eq!(of_name(name), expected, "{name}");
        }
    }

    #[test]
    fn sentences_that_count_guests() {
        for (sentence, expected) in [
            ("2024年国内公务接待12批次、1,085人次", "Batches 12 Visits 1085"),
            ("公务接待 12 个批次，共 85 人次", "Batches 12 Visits 85"),
            ("其中：外事接待2批次、9人次", ""),
            ("公务接待12批次，其中外地3批次", ""),
            ("上年公务接待12批次", ""),
            ("2023年公务接待12批次", ""),
            ("公务接待约12批次，85余人次", ""),
            ("培训12批次、85人次", ""),
            ("公务接待费12万元", ""),
        ] {
            let said = |count: &Count| format!("{:?} {}", count.counted, count.number);
            let found: Vec<String> = in_sentence(sentence, Some(2024)).iter().map(said).collect();
            assert_eq!(found.join(" "), expected, "{sentence}");
        }
    }
}
