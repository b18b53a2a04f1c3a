//! Kills, signals, a full disk and calls that fail: whole files only, and the next run goes on from there.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{PATIENCE, Room, SMALL, finish, is_root, slow, told, variant, wait};

/// Starts a conversion of the inputs of a room and ends it by a signal once so many outputs are there.
fn interrupt(room: &Room, signal: &str, outputs: usize) -> std::process::ExitStatus {
    let mut command = room.command();
    command.args(["convert", "-q", "-j2"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    let count = || {
        let entries = fs::read_dir(room.path("output")).into_iter().flatten().flatten();
        entries.filter(|entry| entry.path().extension().is_some_and(|own| own == "json")).count()
    };
    while count() < outputs && child.try_wait().unwrap().is_none() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    let id = child.id().to_string();
    let _ = Command::new("kill").args([signal, &id]).stderr(Stdio::null()).status();
    wait(&mut child)
}

fn batch(room: &Room, files: usize) -> BTreeMap<OsString, Vec<u8>> {
    for number in 0..files {
        room.put(format!("input/{number:03}.txt"), variant(number));
    }
    room.put("input/broken.bin", [0, 159, 146]);
    assert_eq!(room.run(["convert", "-o", "undisturbed", "-q"]).0, 3);
    room.tree("undisturbed")
}

#[test]
fn a_killed_run_leaves_whole_files_and_is_gone_on_with() {
    let room = Room::new();
    let expected = batch(&room, 12);
    let points: &[usize] = if slow() { &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] } else { &[1, 5, 9] };
    for (round, outputs) in points.iter().enumerate() {
        interrupt(&room, "-KILL", *outputs);
        nothing_is_torn(&room, &expected);
        // Half of the time it is killed twice.
        if round % 2 == 1 && !is_complete(&room) {
            interrupt(&room, "-KILL", outputs + 2);
        }
        goes_on_to_the_same_end(&room, &expected);
    }
}

#[test]
fn a_run_may_be_killed_at_any_time() {
    if !slow() {
        return;
    }
    let room = Room::new();
    let expected = batch(&room, 12);
    for milliseconds in (0..400).step_by(4) {
        let mut command = room.command();
        let mut child = command.args(["convert", "-q", "-j2"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        nothing_is_torn(&room, &expected);
        // Every fourth time that is the end of it; else the next kill falls on a run that goes on from here.
        if milliseconds % 16 == 0 || is_complete(&room) {
            goes_on_to_the_same_end(&room, &expected);
        }
    }
}

/// Every file of a run that was killed is as in the undisturbed one; only what is written beside it is not.
fn nothing_is_torn(room: &Room, expected: &BTreeMap<OsString, Vec<u8>>) {
    for (name, bytes) in room.tree("output") {
        let temporary = name.to_string_lossy().contains(".gongkai-");
        let journal = name == "gongkai-manifest.journal";
        assert!(temporary || journal || expected.get(&name) == Some(&bytes), "torn: {}", name.display());
    }
}

/// A kill that comes too late finds the run complete; another one would then call its files unchanged.
fn is_complete(room: &Room) -> bool {
    let is_there = |name: &str| room.path("output").join(name).exists();
    is_there("gongkai-manifest.json") && !is_there("gongkai-manifest.journal")
}

fn goes_on_to_the_same_end(room: &Room, expected: &BTreeMap<OsString, Vec<u8>>) {
    if !is_complete(room) {
        let (code, _, err) = room.run(["convert"]);
        assert_eq!(code, 3, "{err}");
    }
    let tree = room.tree("output");
    let different: Vec<_> =
        tree.iter().filter(|(name, own)| expected.get(*name) != Some(*own)).map(|(name, _)| name).collect();
    assert!(tree.len() == expected.len() && different.is_empty(), "{different:?}");
    fs::remove_dir_all(room.path("output")).unwrap();
}

#[test]
fn a_signal_ends_a_run_between_files() {
    let room = Room::new();
    let expected = batch(&room, 16);
    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        let ended = interrupt(&room, signal, 2);
        assert_eq!(ended.code(), Some(status), "{signal}");
        let tree = room.tree("output");
        assert!(!tree.keys().any(|name| name.to_string_lossy().contains(".gongkai-")), "no temporary file");
        for (name, bytes) in &tree {
            assert!(name == "gongkai-manifest.journal" || expected[name] == *bytes, "{}", name.display());
        }
        assert!(tree.len() < expected.len());
        assert_eq!(room.run(["convert"]).0, 3);
        assert!(room.tree("output") == expected);
        fs::remove_dir_all(room.path("output")).unwrap();
    }
}

#[test]
fn a_full_disk_stops_the_batch() {
    if !(slow() && is_root()) {
        return;
    }
    let room = Room::new();
    let expected = batch(&room, 8);
    fs::create_dir(room.path("output")).unwrap();
    let mount = |arguments: &[&OsStr]| Command::new("mount").args(arguments).status().unwrap().success();
    let target = room.path("output").into_os_string();
    let arguments = ["-t", "tmpfs", "-o", "size=600k", "none"].map(OsStr::new);
    if !mount(&[&arguments[..], &[&target]].concat()) {
        return;
    }
    let (code, _, err) = room.run(["convert"]);
    let tree = room.tree("output");
    let larger = ["-o", "remount,size=64m"].map(OsStr::new);
    assert!(mount(&[&larger[..], &[&target]].concat()));
    let (again, _, _) = room.run(["convert"]);
    let after = room.tree("output");
    assert!(Command::new("umount").arg(&target).status().unwrap().success());
    assert!(code == 4 && err.contains("the disk is full"), "{code} {err}");
    for (name, bytes) in &tree {
        assert!(name == "gongkai-manifest.journal" || expected[name] == *bytes, "{}", name.display());
    }
    assert_eq!(again, 3);
    assert!(after == expected);
}

/// Whatever call to the system fails, and whenever: no torn file, a right exit status, and the next run mends
/// all of it.
#[test]
fn any_call_to_the_system_may_fail() {
    if !slow() || Command::new("strace").arg("-V").output().is_err() {
        return;
    }
    let room = Room::new();
    for number in 0..2 {
        room.put(format!("input/{number}.txt"), SMALL.replace("26.97", &format!("{number}.97")));
    }
    let arguments = ["convert", "--to", "json", "-j1"];
    room.run(arguments.iter().chain(&["-o", "undisturbed"]));
    let is_summary = |name: &OsStr| {
        ["report.html", "gongkai-manifest.json", "gongkai-manifest.journal"].iter().any(|own| name == *own)
    };
    let outputs = |folder: &str| {
        let mut tree = if room.path(folder).is_dir() { room.tree(folder) } else { BTreeMap::new() };
        tree.retain(|name, _| !is_summary(name));
        tree
    };
    let expected = outputs("undisturbed");
    let mut points = 0;
    for call in
        ["openat", "read", "write", "fdatasync", "rename", "renameat", "mkdir", "unlink", "getdents64"]
    {
        for error in ["ENOSPC", "EIO", "EACCES"] {
            for number in 1..40 {
                let mut command = Command::new("strace");
                command.args(["-f", "-qq", "-o", "trace", "-e", &format!("trace={call}"), "-e"]);
                command.arg(format!("inject={call}:error={error}:when={number}"));
                command.arg(env!("CARGO_BIN_EXE_gongkai")).args(arguments).current_dir(room.0.path());
                let (code, _, err) = told(&finish(command.env("LC_ALL", "C").stdin(Stdio::null())));
                if !fs::read_to_string(room.path("trace")).unwrap_or_default().contains("INJECTED") {
                    break;
                }
                points += 1;
                let point = format!("{call} {error} {number}: {code} {err}");
                // 127: the program could not even be loaded.
                assert!([0, 2, 3, 4, 127].contains(&code), "{point}");
                assert!(code != 0 || outputs("output") == expected, "{point}");
                for (name, bytes) in outputs("output") {
                    let is_temporary = name.to_string_lossy().contains(".gongkai-");
                    assert!(is_temporary || expected[&name] == bytes, "torn {}: {point}", name.display());
                }
                let (again, _, err) = room.run(arguments);
                assert_eq!(again, 0, "{point}\n{err}");
                assert!(outputs("output") == expected, "{point}");
                fs::remove_dir_all(room.path("output")).unwrap();
            }
        }
    }
    assert!(points > 50, "{points} points");
}
