//! Numbers in their formats: what LibreOffice shows of a few thousand pairs, and what is read of them.
//!
//! The pairs are made of the formats that Chinese workbooks use; `shown.tsv` keeps what the office program shows, and
//! says which version of it. `GONGKAI_SLOW` asks the program anew, `GONGKAI_BLESS` writes the table.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use gongkai::model::Source;
use gongkai::pipeline::{self, Stage};
use rust_xlsxwriter::{Format, Workbook};

use super::{office, root};

/// How many of a thousand pairs must be read as they are shown.
const PER_THOUSAND: usize = 995;

/// Formats of a number alone.
const CORES: &[&str] = &[
    "0",
    "0.0",
    "0.00",
    "0.000",
    "#",
    "#.##",
    "0.##",
    "0.0#",
    "#,##0",
    "#,##0.0",
    "#,##0.00",
    "#,###.##",
    "0%",
    "0.0%",
    "0.00%",
    "#,##0%",
    "#.##%",
    "0.00E+00",
    "0.0E+0",
    "##0.0E+0",
    "# ?/?",
    "# ??/??",
    "0/100",
    "# ?/8",
    "000000",
    "00-00",
    "000\\-0000",
    "0,",
    "0.0,",
    "0.00,,",
    "#,##0,",
    "0\\.0,",
    "0\".\"0,",
    "0\\.00,",
    "0.0000",
    "?0.0?",
    "General",
    "@",
    "??0.00",
    "0,000.00",
    "000,000",
    "#,##0.00,,",
    "0.00_ ",
    "0.00_);[Red]\\(0.00\\)",
];

/// What stands around the number in a format; `N` is one of `PLAIN`.
const AROUND: &[&str] = &[
    "N",
    "\"≥\"N",
    "≥N",
    "\"≤\"N",
    "＜N",
    "N\"万元\"",
    "N\"元\"",
    "N元",
    "N\"个\"",
    "N\\座",
    "N\"人/次\"",
    "¥N",
    "¥\\ N",
    "￥N",
    "[$¥-804]N",
    "[$￥-804]N",
    "[$$-409]N",
    "\"目标值\"N",
    "N_ ",
    "N_);\\(N\\)",
    "N_);[Red]\\(N\\)",
    "[Red]N",
    "N;-N;\"-\"",
    "N;[Red]-N",
    "N;\\-N;",
    "N;-N;;",
    "N;;",
    "_ * N_ ;_ * -N_ ;_ * \"-\"_ ;_ @_ ",
    "_ * N_ ;_ * \\-N_ ;_ * \"-\"??_ ;_ @_ ",
    "_-* N_-;\\-* N_-;_-* \"-\"??_-;_-@_-",
    "_ ¥* N_ ;_ ¥* -N_ ;_ ¥* \"-\"??_ ;_ @_ ",
    "[>=100]N;0.0",
    "[>100]N;[<0]\"减\"N;0.000",
    "[<0]\"减少\"N;\"增加\"N",
    "[=0]\"\";N",
    "[=0]\"无\";N",
    "[>=100000000]0.00,,\"百万\";[>=10000]0.0,\"千\";N",
    "[<1]0.00%;N",
    "[=1]\"是\";[=0]\"否\";N",
    "+N;-N;0",
    "\"+\"N;\"-\"N;N",
    "N\"%\"",
    "N\\%",
    "[Blue]\"↑\"N;[Red]\"↓\"N;N",
    "[Color10]N",
    "N \"万元\"",
    "\"约\" N",
    "(N)",
    "[DBNum3]N",
    "N\"\"",
    "N;N",
    "N;N;N",
    "N;N;N;@",
    "N;@",
    "N,\"千元\"",
    "N,,\"百万元\"",
    "\"第\"N\"名\"",
];

/// The numbers within what stands around.
const PLAIN: &[&str] = &["0", "0.00", "#,##0.00", "#,##0"];

/// Formats of numerals and words alone.
const WORDS: &[&str] = &[
    "[DBNum1][$-804]General",
    "[DBNum2][$-804]General",
    ";;;",
    ";;",
    "\"达标\"",
    "\"是\";\"否\";\"无\"",
    "\"\"",
    "General\"座\"",
    "General;-General;\"零\"",
    "\"≥\"General",
    "General\"%\"",
];

/// Formats of dates and times.
const DATES: &[&str] = &[
    "yyyy-mm-dd",
    "yyyy/m/d",
    "yyyy\"年\"m\"月\"d\"日\"",
    "yyyy年m月d日",
    "yyyy\"年\"m\"月\"",
    "yyyy年",
    "m\"月\"d\"日\"",
    "yy-m-d",
    "yy\\.m\\.d",
    "yyyy.mm.dd",
    "yyyymmdd",
    "m/d",
    "mm/dd/yy",
    "d-mmm-yy",
    "d-mmm",
    "mmm-yy",
    "mmmm",
    "mmmmm",
    "ddd",
    "dddd",
    "[$-804]yyyy-mm-dd aaaa",
    "[$-804]aaaa",
    "[$-804]yyyy\"年\"m\"月\"d\"日\";@",
    "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@",
    "[DBNum1][$-804]yyyy\"年\"m\"月\"",
    "yyyy-mm-dd hh:mm",
    "yyyy-mm-dd hh:mm:ss",
    "h:mm",
    "h:mm:ss",
    "hh:mm:ss",
    "h:mm AM/PM",
    "[$-804]mmm",
    "[$-804]mmmm",
    "[$-804]dddd",
    "[$-409]mmm-yy",
    "0.0-0.0",
    "h\"时\"mm\"分\"",
    "[$-804]AM/PM h\"时\"mm\"分\"",
    "[h]:mm",
    "[h]:mm:ss",
    "[mm]:ss",
    "mm:ss",
    "mm:ss.0",
    "mmm d, yyyy",
    "yyyy\\-m\\-d\\ h:mm",
    "\"截至\"yyyy\"年\"m\"月底\"",
    "m月",
];

/// Numbers for all formats of numbers alone.
const NUMBERS: &[f64] = &[
    0.0,
    1.0,
    -1.0,
    5.0,
    12.0,
    105.0,
    320.0,
    0.5,
    0.05,
    0.955,
    2.675,
    -0.4,
    99.995,
    1234.5,
    -1234.567,
    45321.0,
    3_200_000.0,
    12_345_678.9,
    0.000_012_3,
    9_876_543_210.0,
    -0.5,
];

/// Numbers for the others, two of three each.
const FEWER: &[f64] = &[0.0, 1.0, -3.0, 0.98, 12.5, 120.0, -1234.567, 45321.0, 320_000_000.0];

/// Days and times.
const MOMENTS: &[f64] =
    &[45_321.0, 45_292.75, 44_196.520_833_333_333, 1.5, 0.25, 59.0, 61.0, 36_526.999_988_425_93];

/// Whether LibreOffice shows a pair as Excel does. It does not where a number below zero is rounded to none (Excel keeps
/// the sign: -0.00) or stands in a section by condition (Excel keeps the sign), in General beyond eleven characters, in
/// the numerals of China behind a point (Excel keeps the point), in fractions of large numbers, and on days before March
/// of 1900, which Excel counts as if that year had been a leap year. It knows neither `!`, which escapes a character in
/// Chinese codes, nor colours in Chinese, and counts by the digit in `[DBNum1]0`; no such format is here.
fn is_shown_alike(code: &str, value: f64) -> bool {
    let digits = value.abs().to_string().trim_start_matches("0.").len();
    let is_date = DATES.contains(&code);
    let is_clock = code.contains(['h', 's']) && !code.contains(['y', 'd']);
    let is_scaled = code.contains(",,") || code.contains(",\"") || code.trim_end().ends_with(',');
    let is_fraction = code.contains("?/") || code.contains("/8") || code.contains("/100");
    let has_point = value.fract() != 0.0;
    !(value < 0.0 && value > -0.5
        || value < 0.0 && value > -1_000_000.0 && is_scaled
        || value < 0.0 && code.contains("[=")
        || value < 0.0 && code.contains("[>")
        || (code.contains("General") || code == "@") && digits > 9
        || code.contains("DBNum") && !is_date && has_point
        || is_fraction && (value > 1_000_000.0 || has_point && code.contains("/100"))
        || is_date && !is_clock && value < 61.0)
}

/// All pairs of a format and a number.
fn pairs() -> Vec<(String, f64)> {
    let mut pairs = Vec::new();
    for code in CORES {
        pairs.extend(NUMBERS.iter().map(|value| ((*code).to_owned(), *value)));
    }
    let framed = AROUND.iter().flat_map(|around| PLAIN.iter().map(move |plain| around.replace('N', plain)));
    let codes: BTreeSet<String> = framed.collect();
    for (number, code) in codes.iter().enumerate() {
        let few = FEWER.iter().enumerate().filter(|(at, _)| !(number + at).is_multiple_of(3));
        pairs.extend(few.map(|(_, value)| (code.clone(), *value)));
    }
    for code in WORDS {
        pairs.extend(NUMBERS.iter().map(|value| ((*code).to_owned(), *value)));
    }
    for code in DATES {
        pairs.extend(MOMENTS.iter().map(|value| ((*code).to_owned(), *value)));
    }
    pairs.retain(|(code, value)| is_shown_alike(code, *value));
    pairs
}

/// A workbook with a pair in every row: its number, and the value in its format.
fn workbook(pairs: &[(String, f64)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, (code, value)) in (0..).zip(pairs) {
        sheet.write_string(row, 0, format!("r{row}")).unwrap();
        sheet.write_number_with_format(row, 1, *value, &Format::new().set_num_format(code)).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// What we read of every pair.
fn read(pairs: &[(String, f64)]) -> Vec<String> {
    let source = Source { path: "formats.xlsx".to_owned(), bytes: workbook(pairs), format: None };
    let document: serde_json::Value =
        serde_json::from_str(&pipeline::inspect(&source, Stage::Read).unwrap()).unwrap();
    let mut found = vec![String::new(); pairs.len()];
    for block in document["blocks"].as_array().unwrap() {
        for row in block["rows"].as_array().into_iter().flatten() {
            let cells = row["cells"].as_array().unwrap();
            let text = |at: usize| cells.get(at).and_then(|cell| cell["plain"].as_str()).unwrap_or_default();
            let row: usize = text(0)[1..].parse().unwrap();
            text(1).clone_into(&mut found[row]);
        }
    }
    found
}

/// What the office program shows of every pair.
fn shown(pairs: &[(String, f64)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = ("formats.xlsx".to_owned(), workbook(pairs));
    // Parted by tabs, in UTF-8, cells as they are shown.
    office::convert(folder.path(), &[file], "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true");
    let text = fs::read_to_string(folder.path().join("out/formats.csv")).unwrap();
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split_once('\t').map_or("", |(_, shown)| shown).trim().to_owned())
        .collect()
}

fn path() -> PathBuf {
    root().join("tests/it/seen/shown.tsv")
}

/// A text as it is compared: how wide a gap is, no one sees; only within a fraction one tells something.
fn plain(code: &str, text: &str) -> String {
    let gap = if code.contains('/') { " " } else { "" };
    // Nor does anyone see the room for the whole of a fraction that has none.
    text.split_whitespace().collect::<Vec<_>>().join(gap).replace("- ", "-")
}

/// What is read otherwise than it is shown has the finding that its format is not known.
fn is_said(code: &str, value: f64) -> bool {
    let source = Source {
        path: "formats.xlsx".to_owned(),
        bytes: workbook(&[(code.to_owned(), value)]),
        format: None,
    };
    let findings = pipeline::convert(&source).unwrap().findings;
    findings.iter().any(|finding| finding.rule == "number-format-unknown")
}

#[test]
fn numbers_are_read_as_shown() {
    let pairs = pairs();
    assert!(pairs.len() >= 2_000, "{}", pairs.len());
    let lines = |shown: &[String]| {
        let rows =
            pairs.iter().zip(shown).map(|((code, value), shown)| format!("{code}\t{value}\t{shown}\n"));
        rows.collect::<String>()
    };
    let is_asked = std::env::var_os("GONGKAI_SLOW").is_some() && office::is_there();
    if is_asked && std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none() {
        let head = format!("# What {} shows of a number in a format.\n", office::version());
        fs::write(path(), head + &lines(&shown(&pairs))).unwrap();
    }
    let stored = fs::read_to_string(path()).unwrap();
    let (head, table) = stored.split_once('\n').unwrap();
    if is_asked && head.contains(&office::version()) {
        assert!(table == lines(&shown(&pairs)), "the office program shows something else: bless");
    }
    let expected: Vec<&str> = table
        .lines()
        .map(|line| line.rsplit_once('\t').expect("a code, a number, what is shown").1)
        .collect();
    assert_eq!(
        expected.len(),
        pairs.len(),
        "the pairs are other ones: bless with GONGKAI_SLOW=1 GONGKAI_BLESS=1"
    );
    let read = read(&pairs);
    let mut others = Vec::new();
    for ((code, value), (read, shown)) in pairs.iter().zip(read.iter().zip(&expected)) {
        if plain(code, read) != plain(code, shown) {
            let said = if is_said(code, *value) { "said" } else { "in silence" };
            others.push(format!("{code}\t{value}\tshown {shown:?}, read {read:?}, {said}"));
        }
    }
    let same = pairs.len() - others.len();
    assert!(same * 1_000 >= pairs.len() * PER_THOUSAND, "{same} of {}\n{}", pairs.len(), others.join("\n"));
    let silent: Vec<&String> = others.iter().filter(|line| line.ends_with("in silence")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}
