//! A process for each file: what ends one, takes too long or too much, fails that file alone.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{MENYUAN, PATIENCE, Room, SMALL, finish, told, wait};

/// Three inputs, the second of which takes long: the rows of the first input, a thousand times over.
fn long_batch(room: &Room) {
    let (head, rows) = MENYUAN.split_at(MENYUAN.find("\n1\t").unwrap() + 1);
    let rows: String = rows.lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    room.put("input/a.txt", SMALL);
    room.put("input/b.txt", format!("{head}{}", rows.repeat(1000)));
    room.put("input/c.txt", SMALL);
}

/// What is told of a batch of which the second input has come to nothing: it alone has failed.
fn only_the_second_failed(room: &Room, (code, _, err): &(i32, String, String), words: &str) {
    assert_eq!(*code, 3, "{err}");
    assert!(err.contains("failed: input/b.txt: ") && err.contains(words), "{err}");
    let manifest = room.manifest("output");
    let statuses: Vec<&str> = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["converted", "failed", "converted"]);
    let tree = room.tree("output");
    assert!(!tree.keys().any(|name| name.to_string_lossy().starts_with("b.")), "{:?}", tree.keys());
}

/// The processes that a process has started.
fn children(id: u32) -> Vec<String> {
    let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn what_ends_a_process_fails_one_file() {
    let room = Room::new();
    long_batch(&room);
    // A stack that is used up, memory that is not to be had: the system ends the process, as here.
    let mut command = room.command();
    command.args(["convert", "--to", "json", "-j1"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let began = Instant::now();
    while !room.path("output/a.json").exists() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(50));
    let workers = children(child.id());
    assert_eq!(workers.len(), 1);
    assert!(Command::new("kill").args(["-KILL", &workers[0]]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    only_the_second_failed(&room, &told(&output), "signal 9");
}

#[test]
fn a_signal_does_not_wait_for_a_file_that_takes_long() {
    let room = Room::new();
    long_batch(&room);
    let mut command = room.command();
    command.args(["convert", "--to", "json", "-j1", "-q"]).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    while !room.path("output/a.json").exists() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(wait(&mut child).code(), Some(130));
    let tree = room.tree("output");
    assert!(tree.keys().all(|name| name != "b.json" && name != "c.json"), "{:?}", tree.keys());
}

#[test]
fn a_file_may_take_so_long_and_no_longer() {
    let room = Room::new();
    long_batch(&room);
    let told = room.run(["convert", "--to", "json", "-j1", "--timeout", "2"]);
    only_the_second_failed(&room, &told, "longer than 2 seconds");
    assert_eq!(room.run(["check", "input/b.txt", "--timeout", "2"]).0, 3);
}

#[test]
fn memory_that_is_not_to_be_had_fails_one_file() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        return;
    }
    // Where it runs out differs: while the file is handed over, read, or taken back.
    for limit in ["--as=110000000", "--as=140000000"] {
        let room = Room::new();
        long_batch(&room);
        let mut command = Command::new("prlimit");
        command.args([limit, env!("CARGO_BIN_EXE_gongkai"), "convert", "--to", "json", "-j1"]);
        command.current_dir(room.0.path()).env("LC_ALL", "C").stdin(Stdio::null());
        only_the_second_failed(&room, &told(&finish(&mut command)), "memory");
    }
}

#[test]
fn nothing_goes_on_after_a_kill() {
    let room = Room::new();
    long_batch(&room);
    let mut command = room.command();
    let mut child = command.args(["convert", "-q"]).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    while children(child.id()).is_empty() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    let workers = children(child.id());
    child.kill().unwrap();
    child.wait().unwrap();
    let is_there = |id: &String| Path::new(&format!("/proc/{id}/exe")).exists();
    while workers.iter().any(is_there) {
        assert!(began.elapsed() < PATIENCE, "a worker outlives its batch");
        std::thread::sleep(Duration::from_millis(1));
    }
}
