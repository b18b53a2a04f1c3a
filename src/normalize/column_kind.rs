//! What the columns of a table hold, and which columns of a narrower page are which of the table above.

use crate::lexicon::labels;
use crate::lexicon::terms::{self, Place};
use crate::model::{Row, Tidy};
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

/// How many rows at the end of a table tell what its columns hold.
pub(super) const ROWS_LOOKED_AT: usize = 60;

/// The most columns of which the ways to leave some out are looked through; wider tables are matched side by side only.
const MOST_COLUMNS: usize = 40;

/// The lengths of a whole code down to its 类, its 款 and its 项.
const CODE_LENGTHS: &[usize] = &[3, 5, 7];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, in all of its cells.
    Nothing,
    /// Digits that are a name.
    Code,
    /// Numbers.
    Number,
    /// A figure with a sign or unit: `≥95%`, `12公里`.
    Target,
    /// A level of indicators: 产出指标, 数量指标.
    Level,
    /// Words.
    Words,
    /// Words and figures.
    Mixed,
}

/// What the cells of one column are together.
fn together(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        (kind, Kind::Nothing) | (Kind::Nothing, kind) => kind,
        (one, other) if one == other => one,
        // A zero among amounts is written without decimals, a count among targets without its unit.
        (Kind::Code | Kind::Number, Kind::Code | Kind::Number) => Kind::Number,
        (Kind::Target, Kind::Code | Kind::Number) | (Kind::Code | Kind::Number, Kind::Target) => Kind::Target,
        _ => Kind::Mixed,
    }
}

/// Whether a column of the first kind may go on a column of the second.
pub(super) fn may_follow(below: Kind, above: Kind) -> bool {
    match (below, above) {
        // Whole numbers stand among amounts, but no amounts among codes; a target may be words: 健全.
        (Kind::Nothing, _)
        | (_, Kind::Nothing)
        | (Kind::Code, Kind::Number)
        | (Kind::Code | Kind::Number, Kind::Target)
        | (Kind::Mixed, Kind::Words | Kind::Target)
        | (Kind::Words | Kind::Target, Kind::Mixed) => true,
        (one, other) => one == other,
    }
}

/// What a cell holds.
pub(super) fn kind_of(text: &str) -> Kind {
    let folded = fold(text);
    if labels::is_nothing(&folded) {
        Kind::Nothing
    } else if folded.bytes().all(|b| b.is_ascii_digit()) {
        Kind::Code
    } else if plain_decimal(&folded).is_some() {
        Kind::Number
    } else if !terms::whole(Place::Level, &folded).is_empty() {
        Kind::Level
    } else if is_target(&folded) {
        Kind::Target
    } else {
        Kind::Words
    }
}

/// `≥95%`, `=6座`, `12公里`; not `1.甲` and `2024年项目`.
fn is_target(folded: &str) -> bool {
    let signed = folded.starts_with(['≥', '≤', '>', '<', '=', '±']);
    let rest = folded.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    let counted = rest.len() < folded.len()
        && rest.chars().count() <= 4
        && !rest.starts_with(['、', ')', '年'])
        && !folded[..folded.len() - rest.len()].ends_with('.');
    folded.chars().count() <= 20 && (signed || counted)
}

/// What the columns of rows hold, by the last of them.
pub(super) fn kinds(rows: &[Row<Tidy>], width: usize) -> Vec<Kind> {
    let mut kinds = vec![Kind::Nothing; width];
    let first = rows.len().saturating_sub(ROWS_LOOKED_AT);
    for cell in rows[first..].iter().flat_map(|row| &row.cells).filter(|cell| cell.colspan == 1) {
        let Some(kind) = kinds.get_mut(cell.column) else { continue };
        *kind = together(*kind, kind_of(cell.text.text()));
    }
    kinds
}

/// How many different kinds columns are of: what they can be told by.
pub(super) fn variety(kinds: &[Kind]) -> usize {
    let all = [Kind::Code, Kind::Number, Kind::Target, Kind::Level, Kind::Words, Kind::Mixed];
    all.into_iter().filter(|kind| kinds.contains(kind)).count()
}

/// How many columns hold something that the columns above do not.
pub(super) fn differing(below: &[Kind], above: &[Kind]) -> usize {
    below.iter().zip(above).filter(|(below, above)| !may_follow(**below, **above)).count()
}

/// The shifts to the right by which the columns of a narrower page are like those above.
pub(super) fn shifts(above: &[Kind], below: &[Kind]) -> Vec<usize> {
    let mut told: Vec<Kind> = below.iter().copied().filter(|kind| *kind != Kind::Nothing).collect();
    told.dedup();
    if told.len() < 2 || below.len() > above.len() {
        return Vec::new();
    }
    (0..=above.len() - below.len())
        .filter(|shift| differing(below, &above[*shift..*shift + below.len()]) == 0)
        .collect()
}

/// Which column above each column of a narrower page is, where some were left out in between: the one way that there
/// is, `None` where there are none or several.
///
/// A column that is blank on the page is nowhere. One that can be left out is one of which the table above has others
/// of its kind beside it, so amounts of which one is missing are never told apart.
pub(super) fn left_out(above: &[Kind], below: &[Kind]) -> Option<Vec<Option<usize>>> {
    let filled: Vec<usize> = (0..below.len()).filter(|column| below[*column] != Kind::Nothing).collect();
    if filled.len() < 2 || variety(below) < 2 || above.len() > MOST_COLUMNS || filled.len() > above.len() {
        return None;
    }
    // The first way from the left, and the first from the right: where they are the same there is no other.
    let mut left = Vec::new();
    let mut from = 0;
    for column in &filled {
        let found = (from..above.len()).find(|at| may_follow(below[*column], above[*at]))?;
        left.push(found);
        from = found + 1;
    }
    let mut right = Vec::new();
    let mut end = above.len();
    for column in filled.iter().rev() {
        let found = (0..end).rev().find(|at| may_follow(below[*column], above[*at]))?;
        right.push(found);
        end = found;
    }
    right.reverse();
    if left != right {
        return None;
    }
    let mut found = vec![None; below.len()];
    for (column, at) in filled.into_iter().zip(left) {
        found[column] = Some(at);
    }
    Some(found)
}

/// The column of 类, 款 or 项 in which a whole code stands, of as many columns as the code has parts.
pub(super) fn part_of_code(code: &str, parts: usize) -> Option<usize> {
    let folded = fold(code);
    let digits = folded.bytes().all(|b| b.is_ascii_digit());
    CODE_LENGTHS.iter().take(parts).position(|length| digits && *length == folded.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns, a letter each: c code, n number, t target, l level, w words, m mixed, - nothing.
    fn columns(letters: &str) -> Vec<Kind> {
        let kind = |letter| match letter {
            'c' => Kind::Code,
            'n' => Kind::Number,
            't' => Kind::Target,
            'l' => Kind::Level,
            'w' => Kind::Words,
            'm' => Kind::Mixed,
            _ => Kind::Nothing,
        };
        letters.chars().map(kind).collect()
    }

    #[test]
    fn what_cells_hold() {
        for (text, expected) in [
            ("", Kind::Nothing),
            ("—", Kind::Nothing),
            ("208", Kind::Code),
            ("1,204.50", Kind::Number),
            ("数量指标", Kind::Level),
            ("≥95%", Kind::Target),
            ("12公里", Kind::Target),
            ("2024年项目", Kind::Words),
            ("1.清淤", Kind::Words),
        ] {
            assert_eq!(kind_of(text), expected, "{text}");
        }
    }

    #[test]
    fn columns_that_were_left_out() {
        for (above, below, expected) in [
            // The columns of the project are missing at the left.
            ("wnllwt", "llwt", Some("2345")),
            // One in between.
            ("cwwnn", "cnn", Some("034")),
            ("wnlwtw", "wlwtw", Some("02345")),
            // Of two amounts the one that is missing cannot be told.
            ("cwnn", "cwn", None),
            ("cwnnn", "cwnn", None),
            // A blank column is nowhere.
            ("wnllwt", "-lwt", None),
            ("cwnt", "c-nt", Some("0-23")),
        ] {
            let found = left_out(&columns(above), &columns(below)).map(|found| {
                let names = found.iter().map(|at| at.map_or("-".to_owned(), |at| at.to_string()));
                names.collect::<String>()
            });
            assert_eq!(found.as_deref(), expected, "{above} {below}");
        }
    }

    #[test]
    fn columns_side_by_side() {
        assert_eq!(shifts(&columns("cccwnn"), &columns("cwnn")), [2]);
        assert_eq!(shifts(&columns("cccwnn"), &columns("cnn")), [0; 0]);
        assert_eq!(shifts(&columns("wn"), &columns("wwn")), [0; 0]);
        assert_eq!(variety(&columns("wwn-")), 2);
    }

    #[test]
    fn whole_codes() {
        for (code, parts, expected) in [
            ("208", 3, Some(0)),
            ("2080506", 3, Some(2)),
            ("2080506", 2, None),
            ("20805", 2, Some(1)),
            ("甲", 3, None),
        ] {
            assert_eq!(part_of_code(code, parts), expected, "{code}");
        }
    }
}
