//! The command line, by driving the real program: exit status, messages, and what is left in folders.

mod batch;
mod decide;
#[cfg(unix)]
mod files;
mod folders;
mod help;
#[cfg(unix)]
mod interruptions;
mod results;
#[cfg(unix)]
mod workers;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The first input, from which others are made by changing digits.
const MENYUAN: &str = include_str!("../../../input/menyuan-2024.txt");

/// A small table that is quickly converted, with one warning.
const SMALL: &str = "单位编码\t单位及项目名称\t金额(万元)\t绩效目标\t绩效指标\n\
    1\t聘用人员支出\t26.94\t目标1：充实队伍。\t<p>一、产出指标</p><p>(一) 成本指标</p><p>1. 全年工资补贴成本 ≤26.97万元</p>\
    <p>二、效益指标</p><p>(一) 社会效益指标</p><p>1. 队伍稳定率 ≥95%</p><p>三、满意度指标</p><p>1. 群众满意度 ≥90%</p>\n";

/// How long any command of these tests may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of its own for a test.
struct Room(TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file there; its folders are made.
    fn put(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.current_dir(self.0.path()).env_clear().env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// Runs the program here and gives its exit status, standard output and standard error.
    fn run<I: IntoIterator>(&self, arguments: I) -> (i32, String, String)
    where
        I::Item: AsRef<OsStr>,
    {
        told(&finish(self.command().args(arguments)))
    }

    /// Every file under a folder with its bytes, the lock left out.
    fn tree(&self, folder: &str) -> BTreeMap<OsString, Vec<u8>> {
        let mut tree = BTreeMap::new();
        let root = self.path(folder);
        if !root.exists() {
            return tree;
        }
        for entry in walkdir::WalkDir::new(&root) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() && entry.file_name() != ".gongkai.lock" {
                let name = entry.path().strip_prefix(&root).unwrap().as_os_str().to_owned();
                tree.insert(name, fs::read(entry.path()).unwrap());
            }
        }
        tree
    }

    fn manifest(&self, folder: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(folder).join("gongkai-manifest.json")).unwrap()).unwrap()
    }
}

/// Runs a command to its end, which must come in time.
fn finish(command: &mut Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |from: &mut dyn std::io::Read| {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    };
    std::thread::scope(|scope| {
        let errors = scope.spawn(|| read(&mut err));
        let results = scope.spawn(|| read(&mut out));
        let status = wait(&mut child);
        Output { status, stdout: results.join().unwrap(), stderr: errors.join().unwrap() }
    })
}

fn wait(child: &mut Child) -> std::process::ExitStatus {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program did not come to an end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Whether tests that take long are wanted.
fn slow() -> bool {
    std::env::var_os("GONGKAI_SLOW").is_some()
}

/// The first input with other amounts: `number` makes each its own.
fn variant(number: usize) -> String {
    MENYUAN.replace("4.25", &format!("4.{number:04}")).replace("门源县就业局", &format!("门源县第{number}局"))
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Whether modes count for nothing here.
#[cfg(unix)]
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}
