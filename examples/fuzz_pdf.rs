//! Damages PDFs without end and converts them: `cargo run --release --example fuzz_pdf -- 1000000 7 FOLDER...`, the number
//! of runs, a seed, and folders of PDFs to begin with.
//!
//! A panic that leaves the pipeline and a run of more than two seconds fail, and their input is kept in the folder for
//! temporary files. libFuzzer would look for new paths; this needs no compiler but the stable one.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use gongkai::model::Source;
use gongkai::pipeline;

/// No run may take longer.
const LONGEST: Duration = Duration::from_secs(2);

/// A run that takes so long will not end.
const HANGS: Duration = Duration::from_mins(1);

/// What PDFs are made of.
const WORDS: &[&str] = &[
    "obj",
    "endobj",
    "stream\n",
    "endstream",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "/Kids",
    "/Count",
    "/Parent",
    "/Type",
    "/Page",
    "/Pages",
    "/Contents",
    "/Resources",
    "/Font",
    "/XObject",
    "/Form",
    "/Image",
    "/Length",
    "/Filter",
    "/FlateDecode",
    "/DecodeParms",
    "/Predictor 15",
    "/Columns",
    "/W [1 2 1]",
    "/Index",
    "/Prev",
    "/Root",
    "/Encrypt",
    "/ToUnicode",
    "/DescendantFonts",
    "/Widths",
    "/FirstChar",
    "/Rotate 90",
    "/MediaBox",
    "/UserUnit",
    "0 R",
    "1 0 R",
    "2 0 R",
    "-1",
    "0",
    "65535",
    "99999999999",
    "1e30",
    "NaN",
    " q ",
    " Q ",
    " BT ",
    " ET ",
    " cm ",
    " Tm ",
    " Tf ",
    " Tj ",
    " TJ ",
    " Td ",
    " re ",
    " f ",
    " S ",
    " W n ",
    " Do ",
    " BI ",
    " ID ",
    " EI ",
    " gs ",
    " sh ",
    " d ",
    " w ",
    " Tr ",
    " Tz ",
    " Tc ",
    "xref",
    "trailer",
    "startxref",
    "%%EOF",
];

/// Numbers that look drawn by lot (xorshift).
struct Lot(u64);

impl Lot {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % count.max(1)
    }
}

/// A damaged copy of one of the seeds.
fn damaged(lot: &mut Lot, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[lot.below(seeds.len())].clone();
    for _ in 0..=lot.below(6) {
        damage(lot, &mut bytes, seeds);
    }
    bytes
}

fn damage(lot: &mut Lot, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = lot.below(bytes.len());
    let end = (at + lot.below(64)).min(bytes.len());
    match lot.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << lot.below(8),
        1 if at < bytes.len() => bytes[at] = u8::try_from(lot.below(256)).unwrap_or_default(),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].to_vec();
            for _ in 0..=lot.below(8) {
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        4 => {
            let word = WORDS[lot.below(WORDS.len())];
            bytes.splice(at..at, word.bytes());
        }
        5 => {
            let word = WORDS[lot.below(WORDS.len())];
            bytes.splice(at..(at + word.len()).min(bytes.len()), word.bytes());
        }
        6 => {
            // A number that stands there becomes another.
            let digits = bytes[at..].iter().position(u8::is_ascii_digit).map_or(end, |next| at + next);
            let behind = bytes[digits..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = (lot.below(usize::MAX) >> lot.below(64)).to_string();
            bytes.splice(digits..digits + behind, number.bytes());
        }
        7 => {
            let other = &seeds[lot.below(seeds.len())];
            let from = lot.below(other.len());
            let to = (from + lot.below(2_000)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        8 if lot.below(8) == 0 => bytes.truncate(at),
        _ => {}
    }
}

fn seeds(folders: &[String]) -> Vec<Vec<u8>> {
    /// A larger file would take the time of many.
    const LARGEST: usize = 400_000;
    let mut found = Vec::new();
    for folder in folders {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let pdfs =
            paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "pdf"));
        found.extend(pdfs.map(|path| fs::read(path).unwrap()).filter(|bytes| bytes.len() <= LARGEST));
    }
    assert!(!found.is_empty(), "no PDF to begin with");
    found
}

/// Keeps an input that did not come through, and says where.
fn keep(kind: &str, run: u64, bytes: &[u8]) {
    let path = env::temp_dir().join(format!("fuzz-pdf-{kind}-{run}.pdf"));
    fs::write(&path, bytes).unwrap();
    println!("{kind} in run {run}: {}", path.display());
}

/// How long this thread was at work: on a machine that does much else a run waits for its turn, and is not slow for it.
/// Where the system does not tell, how long ago the program began.
fn spent() -> Duration {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number =
        |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok()).expect("a number");
    let (runs, seed) = (number(0), number(1));
    let seeds = seeds(&arguments[2..]);
    let mut lot = Lot(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let current: Arc<Mutex<(Instant, u64, Vec<u8>)>> = Arc::new(Mutex::new((Instant::now(), 0, Vec::new())));
    let watched = Arc::clone(&current);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(5));
            let (began, run, bytes) = watched.lock().unwrap().clone();
            if began.elapsed() > HANGS {
                keep("hang", run, &bytes);
                process::exit(1);
            }
        }
    });
    std::panic::set_hook(Box::new(|_| {}));
    let (mut failed, mut read, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    let start = Instant::now();
    for run in 1..=runs {
        let bytes = damaged(&mut lot, &seeds);
        let (began, before) = (Instant::now(), spent());
        *current.lock().unwrap() = (began, run, bytes.clone());
        let source = Source { path: "fuzz.pdf".to_owned(), bytes, format: Some("pdf".to_owned()) };
        let convert = || catch_unwind(AssertUnwindSafe(|| pipeline::convert(&source).is_ok()));
        let result = convert();
        let took = spent().saturating_sub(before);
        slowest = slowest.max(took);
        read += u64::from(matches!(result, Ok(true)));
        if result.is_err() {
            failed += 1;
            keep("panic", run, &source.bytes);
        }
        if took > LONGEST {
            failed += 1;
            keep("slow", run, &source.bytes);
        }
        if run % 10_000 == 0 || run == runs {
            let (seconds, slow) = (start.elapsed().as_secs(), slowest.as_millis());
            println!("{run} runs in {seconds} s, {read} read, {failed} failed, the slowest took {slow} ms");
        }
    }
    process::exit(i32::from(failed > 0));
}
