//! What adds up: disclosures that do raise no alarm, and one number changed in them is found where it stands.
//!
//! Under `GONGKAI_SLOW` as many as the promise names, else some of them.

mod generate;
mod headers;
mod mutate;
mod tables;

use std::collections::BTreeMap;

use generate::{Document, Unit, document};
use gongkai::model::{Disclosure, Outcome, Severity, Source};
use gongkai::pipeline;

/// Rules that tell of sums.
const RULES: &[&str] = &[
    "account-sum-mismatch",
    "column-sum-mismatch",
    "quotient-mismatch",
    "sides-differ",
    "sum-mismatch",
    "tables-differ",
];

fn slow<T>(slow: T, quick: T) -> T {
    if std::env::var_os("GONGKAI_SLOW").is_some() { slow } else { quick }
}

fn convert(document: &Document) -> Disclosure {
    let source = Source { path: "a.html".to_owned(), bytes: document.html().into_bytes(), format: None };
    pipeline::convert(&source).unwrap()
}

/// The disclosure of a number: every unit, budgets and final accounts, of few accounts and of many.
fn of_number(number: u64) -> Document {
    let unit = [Unit::Yuan, Unit::YuanFen, Unit::Wan][usize::try_from(number % 3).unwrap()];
    let sizes = [5, 9, 14, 22, 40];
    let own = sizes[usize::try_from(number / 3 % 5).unwrap()];
    let accounts = if number % 50 == 49 { 300 } else { own };
    document(number, unit, accounts, number / 15 % 2 == 1)
}

/// What is written where `GONGKAI_SHOW` names a folder, to be looked at.
fn show(name: &str, document: &Document) {
    if let Some(folder) = std::env::var_os("GONGKAI_SHOW") {
        std::fs::write(std::path::Path::new(&folder).join(name), document.html()).unwrap();
    }
}

fn alarms(disclosure: &Disclosure) -> Vec<String> {
    let weighs = disclosure.findings.iter().filter(|finding| finding.severity > Severity::Info);
    weighs.map(|finding| format!("{} {:?} {}", finding.rule, finding.at, finding.message)).collect()
}

#[test]
fn disclosures_that_add_up_raise_no_alarm() {
    let mut relations: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for number in 0..slow(500, 12) {
        let document = of_number(number);
        let disclosure = convert(&document);
        let alarms = alarms(&disclosure);
        if !alarms.is_empty() {
            show(&format!("alarm{number}.html"), &document);
            wrong.push(format!("disclosure {number}: {}", alarms.join("\n")));
            continue;
        }
        for relation in &disclosure.relations {
            assert_ne!(relation.outcome, Outcome::NotJudged, "disclosure {number}: {relation:?}");
            *relations.entry(format!("{:?}", relation.kind)).or_default() += 1;
        }
        let tables = |kind| disclosure.relations.iter().filter(|relation| relation.kind == kind).count();
        assert!(
            tables(gongkai::model::RelationKind::Tables) >= 3,
            "disclosure {number}\n{}",
            document.html()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Each kind of relation is there, so that silence means something.
    assert_eq!(relations.len(), 7, "{relations:?}");
}

#[test]
fn what_is_taken_away_is_no_part_that_is_added() {
    let table = |total: &str| {
        let lines = ["一、财政拨款收入\t100.00", "二、事业收入\t20.00", "减：上缴财政\t5.00"];
        let text = format!(
            "2024年部门收入总表\n单位：万元\n项目\t预算数\n{}\n收入总计\t{total}\n",
            lines.join("\n")
        );
        let source = Source { path: "a.tsv".to_owned(), bytes: text.into_bytes(), format: None };
        pipeline::convert(&source).unwrap()
    };
    assert_eq!(alarms(&table("115.00")), [] as [String; 0]);
    assert_eq!(alarms(&table("125.00")).len(), 1);
}

#[test]
fn a_table_of_codes_takes_away_and_adds_besides() {
    let table = |total: &str, besides: &str| {
        let lines = [
            "208\t社会保障和就业支出\t100.00",
            "20805\t行政事业单位养老支出\t100.00",
            "213\t农林水支出\t20.00",
        ];
        let text = format!(
            "2024年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\n{}\n{besides}\t合计\t{total}\n",
            lines.join("\n")
        );
        let source = Source { path: "a.tsv".to_owned(), bytes: text.into_bytes(), format: None };
        alarms(&pipeline::convert(&source).unwrap()).len()
    };
    let besides = "\t减：内部往来\t5.00\n\t加：结转下年\t1.00\n\t其中：本级\t3.00\n";
    for (total, besides, expected) in [
        ("116.00", besides, 0),
        ("117.00", besides, 1),
        ("120.00", "", 0),
        ("116.00", "", 1),
        // What is called so and has a code is an account.
        ("125.00", "214\t减：交通运输支出\t5.00\n", 0),
    ] {
        assert_eq!(table(total, besides), expected, "{total} {besides}");
    }
}

#[test]
fn rounding_raises_no_alarm() {
    let mut rounded = 0;
    let mut wrong = Vec::new();
    for number in 0..slow(500, 6) {
        let accounts = [5, 14, 40][usize::try_from(number % 3).unwrap()];
        let document = document(number + 10_000, Unit::WanRounded, accounts, number % 2 == 1);
        let disclosure = convert(&document);
        let alarms = alarms(&disclosure);
        if !alarms.is_empty() {
            show(&format!("rounded{number}.html"), &document);
            wrong.push(format!("disclosure {number}: {}", alarms.join("\n")));
        }
        rounded +=
            disclosure.relations.iter().filter(|relation| relation.outcome == Outcome::Rounding).count();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rounded > 0);
}

#[test]
fn one_changed_number_is_found_where_it_stands() {
    let (mut seen, mut found, mut placed, mut told, mut unseen) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut missed, mut hidden): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    for number in 0..slow(260, 4) {
        let document = of_number(number + 1_000);
        let clean = convert(&document);
        for change in mutate::changes(&document, number, 24) {
            if !change.can_be_seen(&clean) {
                unseen += 1;
                // By what was changed and where: what no relation speaks of.
                *hidden.entry(format!("{:?} in {}", change.kind, change.title())).or_default() += 1;
                continue;
            }
            seen += 1;
            let disclosure = convert(&change.document);
            let findings: Vec<_> = disclosure
                .findings
                .iter()
                .filter(|finding| finding.severity > Severity::Info && RULES.contains(&&*finding.rule))
                .collect();
            let is_placed =
                findings.iter().any(|finding| finding.at.as_ref().is_some_and(|at| change.is_at(&clean, at)));
            found += usize::from(!findings.is_empty());
            placed += usize::from(is_placed);
            told += findings.len();
            if !is_placed || findings.len() > 1 {
                let kind = match () {
                    () if findings.is_empty() => "not found",
                    () if !is_placed => "elsewhere",
                    () => "told more than once",
                };
                *missed.entry(format!("{kind}: {:?} in {}", change.kind, change.title())).or_default() += 1;
                if std::env::var_os("GONGKAI_SHOW").is_some() {
                    let told: Vec<_> = findings
                        .iter()
                        .map(|finding| {
                            format!(
                                "{} {:?}",
                                finding.message,
                                finding.at.as_ref().map(|at| (at.table, at.row, at.column))
                            )
                        })
                        .collect();
                    show(&format!("change{number}-{seen}.html"), &change.document);
                    eprintln!("{kind} {number}-{seen} {change} {told:#?}");
                }
            }
        }
    }
    let report = format!(
        "seen {seen}, found {found}, placed {placed}, findings {told}, not to be seen {unseen}\n{missed:#?}\nnot to be seen: {hidden:#?}"
    );
    eprintln!("{report}");
    assert!(found * 100 >= seen * 99, "{report}");
    assert!(placed * 100 >= seen * 95, "{report}");
    assert!(told * 10 <= found * 12, "{report}");
}
