//! `demo`: believable records that add up exactly to the report's figures, served to this machine only.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::house::{House, Ran, ended, truth};

/// Made once for all these tests, which only read it.
static MADE: LazyLock<(tempfile::TempDir, Value)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let ran = demo(folder.path(), &["--no-serve", "--format", "json"]);
    let told = ran.expect(0).json();
    (folder, told)
});

fn command(folder: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yipanqi"));
    command.current_dir(folder).env_remove("YIPANQI_DATABASE_URL").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.arg("demo").arg("--data").arg(folder).args(args);
    command
}

fn demo(folder: &std::path::Path, args: &[&str]) -> Ran {
    ended(command(folder, args).output().unwrap())
}

/// The demonstration as an office on the command line.
fn ask(args: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yipanqi"));
    command.env("YIPANQI_DATABASE_URL", MADE.1["database"].as_str().unwrap()).args(args).args(["--format", "json"]);
    ended(command.output().unwrap()).expect(0).json()
}

fn values(answer: &Value) -> serde_json::Map<String, Value> {
    answer["figures"].as_array().unwrap().iter().map(|f| (f["metric"].as_str().unwrap().to_owned(), f["value"].clone())).collect()
}

#[test]
fn every_code_of_the_report_has_its_value() {
    let figures = values(&ask(&["figures"]));
    for (code, value) in truth() {
        assert_eq!(figures[&code], value, "{code}");
    }
    assert_eq!(ask(&["ledger", "verify"])["differences"], serde_json::json!([]));
}

#[test]
fn the_past_can_be_asked_and_some_came_late() {
    let june = values(&ask(&["figures", "--from", "2022-01-01", "--to", "2022-06-30", "--as-of", "2022-06-30"]));
    let today = values(&ask(&["figures", "--from", "2022-01-01", "--to", "2022-06-30"]));
    assert!(june["assist.event"].as_i64().unwrap() < today["assist.event"].as_i64().unwrap(), "late entries");
    let (july, later) = ("2022-07-14T03:00:00Z", "2022-07-16");
    let joint = |as_of| {
        values(&ask(&["figures", "--metric", "life.joint_study", "--to", "2022-10-31", "--as-of", as_of]))["life.joint_study"].clone()
    };
    assert_ne!(joint(july), joint(later), "a slip that was corrected");
}

#[test]
fn sign_ins_are_kept_for_the_owner_only_and_printed_again() {
    let (folder, told) = &*MADE;
    let mode = std::fs::metadata(folder.path().join("sign-ins.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = demo(folder.path(), &["--no-serve", "--format", "json"]).expect(0).json();
    assert_eq!(&again, told);
    let passwords: std::collections::HashSet<&str> =
        told["sign_ins"].as_array().unwrap().iter().map(|s| s["password"].as_str().unwrap()).collect();
    assert_eq!(passwords.len(), told["sign_ins"].as_array().unwrap().len(), "each has a password of its own");
    let other = tempfile::tempdir().unwrap();
    let theirs = demo(other.path(), &["--no-serve", "--format", "json"]).expect(0).json();
    assert_ne!(theirs["sign_ins"][0]["password"], told["sign_ins"][0]["password"], "random for each database");
}

struct Served(Child, String);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn served() -> Served {
    let mut child = command(MADE.0.path(), &["--listen", "127.0.0.1:0", "--format", "json"]).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    Served(child, told["url"].as_str().unwrap().trim_start_matches("http://").to_owned())
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_answers_at_the_address_that_it_prints_and_ends_when_it_is_told_to() {
    let mut served = served();
    let page = get(&served.1, "/sign-in");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("一盘棋"), "{page}");
    assert!(
        page.to_lowercase().contains("content-security-policy: default-src 'none'")
            || page.to_lowercase().contains("content-security-policy:")
    );
    let told = Command::new("kill").args(["-TERM", &served.0.id().to_string()]).status().unwrap();
    assert!(told.success() && served.0.wait().unwrap().success());
}

#[test]
fn a_demonstration_that_was_cut_off_is_made_anew() {
    let house = House::sqlite();
    std::fs::write(house.file("making.db"), "half of it").unwrap();
    demo(house.folder.path(), &["--no-serve"]).expect(0);
    assert!(house.file("yipanqi.db").exists() && !house.file("making.db").exists());
}
