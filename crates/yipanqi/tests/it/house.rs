//! An office on the command line, on each database.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base::DatabaseUrl;
use serde_json::Value;
use testkit::TestDb;

pub const PASSWORD: &str = "一段足够长的口令2022";

/// The office's workbook.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/2022-ledgers.xlsx")
}

/// What it must add up to.
pub fn truth() -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(sample().with_file_name("2022-ledgers.truth.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Stops the test when the exit code is another.
    pub fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// The one JSON document that was printed on one line.
    pub fn json(&self) -> Value {
        assert_eq!(self.out.trim_end().lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }

    /// The one sentence on standard error.
    pub fn sentence(&self) -> &str {
        let line = self.err.trim_end();
        assert_eq!(line.lines().count(), 1, "{}", self.err);
        assert!(line.starts_with("yipanqi: ") && !line.contains("panicked") && !line.contains("Error {"), "{line}");
        line
    }
}

/// An office with its database, and a folder of its own.
pub struct House {
    pub url: String,
    pub folder: tempfile::TempDir,
    _test: Option<TestDb>,
}

impl House {
    /// The same office on each database.
    pub async fn all() -> Vec<House> {
        let mut houses = vec![House::sqlite()];
        if let Some(test) = testkit::postgres(&[]).await {
            // The commands alone are at the database.
            test.db.close().await;
            let DatabaseUrl::Postgres(url) = &test.url else { panic!("a PostgreSQL database") };
            houses.push(House { url: url.clone(), folder: tempfile::tempdir().unwrap(), _test: Some(test) });
            houses.last().unwrap().init();
        }
        houses
    }

    /// An office in an empty database at this address.
    pub fn at(url: String) -> House {
        let house = House { url, folder: tempfile::tempdir().unwrap(), _test: None };
        house.init();
        house
    }

    /// An office in a file.
    pub fn sqlite() -> House {
        let folder = tempfile::tempdir().unwrap();
        let house = House { url: format!("sqlite://{}", folder.path().join("office.db").display()), folder, _test: None };
        house.init();
        house
    }

    fn init(&self) {
        let ran = self.fed(["init", "--org", "云州团市委", "--admin", "qin", "--password-stdin"], PASSWORD);
        assert!(ran.expect(0).out.contains("云州团市委"));
    }

    /// The command with these arguments, in the office's folder.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yipanqi"));
        command.current_dir(self.folder.path()).env("YIPANQI_DATABASE_URL", &self.url).env_remove("YIPANQI_CONFIG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).args(args);
        command
    }

    /// Runs to the end.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        ended(self.command(args).output().unwrap())
    }

    /// Runs to the end with a line on standard input.
    pub fn fed<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, line: &str) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
        ended(child.wait_with_output().unwrap())
    }

    /// Runs and reads what was printed as JSON.
    pub fn json<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Value {
        let all = args.into_iter().map(|arg| arg.as_ref().to_owned()).chain(["--format".into(), "json".into()]);
        self.run(all).expect(0).json()
    }

    /// Imports the sample; its batch.
    pub fn import_sample(&self) -> String {
        let done = self.json([OsStr::new("import"), sample().as_os_str()]);
        done["batch"].as_str().unwrap().to_owned()
    }

    /// The figures of 1 January to 31 October 2022, by code.
    pub fn figures(&self) -> serde_json::Map<String, Value> {
        let all = self.json(["figures", "--from", "2022-01-01", "--to", "2022-10-31"]);
        all["figures"].as_array().unwrap().iter().map(|f| (f["metric"].as_str().unwrap().to_owned(), f["value"].clone())).collect()
    }

    /// The codes of the truth whose figure is another, with both.
    pub fn differing(&self) -> Vec<(String, Value, Value)> {
        let figures = self.figures();
        truth()
            .into_iter()
            .filter(|(code, value)| figures[code] != *value)
            .map(|(code, value)| (code.clone(), value, figures[&code].clone()))
            .collect()
    }

    /// Stops the test unless the ledger is clean and the audit chain whole.
    pub fn verify(&self) {
        let ran = self.run(["ledger", "verify"]).expect(0);
        assert_eq!(ran.out.trim(), "the ledger is clean");
        let ran = self.run(["audit", "verify"]).expect(0);
        assert!(ran.out.trim().ends_with("rows is whole"), "{}", ran.out);
    }

    /// A file in the office's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

pub fn ended(output: std::process::Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
