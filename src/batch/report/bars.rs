//! The amounts of projects as bars on a logarithmic scale: on a linear one a large project hides all others.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use super::page::{both, escape, label, money};
use crate::model::{Amount, Message, Project};

/// How many projects have a bar.
const MOST: usize = 60;

/// How wide the drawing is, in percent: it is as wide as there is room.
const WIDTH: f64 = 100.0;

/// A table of projects with a bar each, the largest first; nothing where no amount can be drawn. `is_odd` marks
/// those that something is wrong with.
pub(super) fn bars(projects: &[Project], is_odd: &dyn Fn(&Project) -> bool) -> String {
    let mut drawn: Vec<(&Project, Amount)> =
        projects.iter().filter_map(|project| Some((project, project.amount_wan?))).collect();
    drawn.sort_by(|(_, one), (_, other)| other.cmp(one));
    let positive: Vec<Amount> =
        drawn.iter().map(|(_, amount)| *amount).filter(|amount| *amount > Amount::ZERO).collect();
    let (Some(largest), Some(smallest)) = (positive.first(), positive.last()) else { return String::new() };
    let scale = Scale::new(*smallest, *largest);
    let total: Amount = positive.iter().copied().sum();
    let mut rows = String::new();
    for (project, amount) in drawn.iter().take(MOST) {
        let width = scale.width(*amount);
        let share = if *amount > Amount::ZERO { share(*amount, total) } else { String::new() };
        let odd = if is_odd(project) { " class=\"odd\"" } else { "" };
        rows += &format!(
            "<tr{odd}><th scope=\"row\">{}</th><td class=\"room\"><svg aria-hidden=\"true\">{}\
             <rect y=\"25%\" width=\"{width:.2}%\" height=\"50%\"/></svg></td>\
             <td class=\"n\">{}</td><td class=\"n soft\">{share}</td></tr>\n",
            escape(&project.name),
            scale.lines(),
            money(*amount),
        );
    }
    let more = if drawn.len() > MOST {
        format!(
            "<p class=\"soft\">{}</p>",
            both(&Message::new("report-more-projects", &[&(drawn.len() - MOST)]))
        )
    } else {
        String::new()
    };
    format!(
        "<div><h3>{}</h3>\n<table class=\"bars\"><thead><tr><td></td><td class=\"room\"><div class=\"axis\">{}</div></td>\
         <td></td><td></td></tr></thead><tbody>\n{rows}</tbody></table>{more}</div>\n",
        label("report-amounts"),
        scale.labels(),
    )
}

fn share(amount: Amount, total: Amount) -> String {
    let share = amount.times(Amount::from(100)).and_then(|hundredfold| hundredfold.ratio(total, 2));
    share.map(|share| format!("{share}%")).unwrap_or_default()
}

/// A scale from one power of ten to another.
struct Scale {
    lowest: i32,
    highest: i32,
}

impl Scale {
    fn new(smallest: Amount, largest: Amount) -> Self {
        let lowest = power_below(smallest);
        let highest = power_below(largest) + 1;
        Self { lowest, highest }
    }

    /// How wide a bar is.
    #[expect(clippy::float_arithmetic, reason = "a drawing; the amount stands beside it to the letter")]
    fn width(&self, amount: Amount) -> f64 {
        let Ok(number) = amount.to_string().parse::<f64>() else { return 0.0 };
        if number <= 0.0 {
            return 0.0;
        }
        let decades = f64::from(self.highest - self.lowest);
        ((number.log10() - f64::from(self.lowest)) / decades * WIDTH).clamp(0.5, WIDTH)
    }

    #[expect(clippy::float_arithmetic, reason = "a drawing")]
    fn lines(&self) -> String {
        let decades = self.highest - self.lowest;
        (0..=decades)
            .map(|decade| {
                let x = f64::from(decade) / f64::from(decades) * WIDTH;
                format!("<line x1=\"{x:.2}%\" x2=\"{x:.2}%\" y2=\"100%\"/>")
            })
            .collect()
    }

    /// The ends of the scale and, where there is room, what is between.
    fn labels(&self) -> String {
        (self.lowest..=self.highest).map(|power| format!("<span>{}</span>", power_of_ten(power))).collect()
    }
}

/// The exponent of the largest power of ten that is not greater; amounts are positive here.
fn power_below(amount: Amount) -> i32 {
    let text = amount.normalized().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = i32::try_from(whole.len()).unwrap_or(0);
    if whole != "0" {
        return digits - 1;
    }
    let zeros = decimals.len() - decimals.trim_start_matches('0').len();
    -1 - i32::try_from(zeros).unwrap_or(0)
}

fn power_of_ten(power: i32) -> String {
    let zeros = usize::try_from(power.unsigned_abs()).unwrap_or(0);
    if power >= 0 { format!("1{}", "0".repeat(zeros)) } else { format!("0.{}1", "0".repeat(zeros - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten() {
        for (amount, power, text) in
            [("781.56", 2, "100"), ("1", 0, "1"), ("0.18", -1, "0.1"), ("0.0100", -2, "0.01")]
        {
            assert_eq!(power_below(amount.parse().unwrap()), power);
            assert_eq!(power_of_ten(power), text);
        }
    }

    #[test]
    fn bars_grow_by_decades() {
        let scale = Scale::new("0.18".parse().unwrap(), "781.56".parse().unwrap());
        assert_eq!((scale.lowest, scale.highest), (-1, 3));
        let width = |text: &str| format!("{:.1}", scale.width(text.parse().unwrap()));
        assert_eq!((width("1"), width("10"), width("0")), ("25.0".into(), "50.0".into(), "0.0".into()));
    }
}
