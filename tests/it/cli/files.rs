//! Modes, pipes, links and names that a file system can have.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Room, SMALL, finish, is_root, told};

/// The program as a user for whom modes count: root obeys none.
fn as_nobody(room: &Room, arguments: &[&str]) -> (i32, String, String) {
    if !is_root() {
        return room.run(arguments);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    // The build folder may be closed to others; a copy is open.
    let program = room.path("gongkai-of-nobody");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_gongkai"), &program).unwrap();
    }
    fs::set_permissions(room.0.path(), fs::Permissions::from_mode(0o777)).unwrap();
    command.arg(program).args(arguments).current_dir(room.0.path()).env("LC_ALL", "C").stdin(Stdio::null());
    told(&finish(&mut command))
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_in_is_known_before_any_work() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    fs::create_dir(room.path("output")).unwrap();
    set_mode(&room.path("output"), 0o555);
    let (code, _, err) = as_nobody(&room, &["convert"]);
    assert!(code == 2 && err.contains("output cannot be written in: permission denied"), "{code} {err}");
    assert_eq!(room.tree("output").len(), 0);
    set_mode(&room.path("output"), 0o755);
    room.put("file", "x");
    assert_eq!(room.run(["convert", "-o", "file"]).0, 2, "a file is no folder");
}

#[test]
fn a_file_that_cannot_be_read_fails_alone() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    let closed = room.put("input/b.txt", SMALL);
    let folder = room.put("input/closed/c.txt", SMALL).parent().unwrap().to_owned();
    set_mode(&closed, 0o000);
    set_mode(&folder, 0o000);
    let (code, _, err) = as_nobody(&room, &["convert", "--to", "json"]);
    set_mode(&folder, 0o755);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("failed: input/b.txt: ") && err.contains("permission denied"), "{err}");
    assert!(err.contains("failed: input/closed: "), "{err}");
    assert!(room.path("output/a.json").exists());
    assert_eq!(room.manifest("output")["totals"]["failed"], 2);
}

#[test]
fn pipes_are_never_waited_for() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    assert!(Command::new("mkfifo").arg(room.path("input/pipe.html")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(room.path("input/socket.html")).unwrap();
    let (code, _, err) = room.run(["convert", "--to", "json"]);
    assert_eq!(code, 3, "{err}");
    for name in ["pipe", "socket"] {
        assert!(
            err.contains(&format!("refused: input/{name}.html: this is a pipe, socket or device")),
            "{err}"
        );
    }
    assert_eq!(room.run(["check", "input/pipe.html"]).0, 3);
    assert_eq!(room.run(["check", "/dev/null"]).0, 3);
}

#[test]
fn links_are_followed_on_request_and_never_in_a_circle() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("elsewhere/b.txt", SMALL);
    symlink("..", room.path("input/loop")).unwrap();
    symlink("../elsewhere/b.txt", room.path("input/b.txt")).unwrap();
    symlink("nowhere", room.path("input/dangling.txt")).unwrap();
    let (code, _, err) = room.run(["convert", "--to", "json"]);
    assert!(code == 0 && err.contains("inputs: 1;") && err.contains("3 symbolic links"), "{err}");
    let (code, _, err) = room.run(["check", "input", "--follow"]);
    assert!(code == 3 && err.contains("leads back"), "{err}");
    assert!(err.contains("input/dangling.txt: ") && err.contains("does not exist"), "{err}");
    assert_eq!(room.run(["check", "input/b.txt"]).0, 0, "a link that a person names is followed");
}

#[test]
fn any_name_a_file_can_have() {
    let room = Room::new();
    let long = format!("{}.txt", "预".repeat(83));
    let names: [&[u8]; 7] = [
        "a\nb.txt".as_bytes(),
        b"\xc3\xc5\xd4\xb4\xcf\xd8.txt",
        b"-rf.txt",
        long.as_bytes(),
        b"\x1b[31mred.txt",
        b"<img src=x onerror=alert(1)>.txt",
        b"2024.\xe9\x83\xa8\xe9\x97\xa8\xe9\xa2\x84\xe7\xae\x97",
    ];
    for name in names {
        room.put(Path::new("in").join(OsStr::from_bytes(name)), SMALL);
    }
    let (code, out, err) = room.run(["convert", "in", "-o", "out"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(!err.contains('\u{1b}'), "{err:?}");
    assert!(err.contains("too long"), "{err}");
    let tree = room.tree("out");
    for name in ["a\nb.json", "-rf.xlsx", "2024.部门预算.md", "<img src=x onerror=alert(1)>.html"] {
        assert!(tree.contains_key(OsStr::new(name)), "{name}: {:?}", tree.keys());
    }
    assert!(tree.keys().any(|name| name.to_string_lossy().starts_with("%C3%C5")), "{:?}", tree.keys());
    let manifest = room.manifest("out");
    let inputs = manifest["inputs"].as_array().unwrap();
    assert_eq!(inputs.iter().filter(|input| input["path_bytes"] == "c3c5d4b4cfd82e747874").count(), 1);
    let report = String::from_utf8(tree[OsStr::new("report.html")].clone()).unwrap();
    assert!(!report.contains("<img") && report.contains("&lt;img src=x"), "names are data");
    let (_, _, err) = room.run(["convert", "in", "-o", "out"]);
    assert!(err.contains("7 unchanged"), "{err}");
    let mut command = room.command();
    command.current_dir(room.path("in")).args(["check", "--", "-rf.txt"]);
    assert_eq!(told(&finish(&mut command)).0, 0);
}
