//! A PostgreSQL server of one test's own, to be stopped and started under load.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Its folder and its socket's port. It is stopped when this is dropped.
pub struct OwnPostgres {
    folder: tempfile::TempDir,
    tools: PathBuf,
    port: u16,
}

impl OwnPostgres {
    /// Starts one, where the distribution's programs are; none elsewhere.
    pub fn start() -> Option<OwnPostgres> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok).map(|entry| entry.path().join("bin"));
        let tools = versions.filter(|bin| bin.join("initdb").exists()).max()?;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let own = OwnPostgres { folder: tempfile::tempdir().unwrap(), tools, port };
        if root() {
            assert!(Command::new("chown").arg("postgres:").arg(own.folder.path()).status().unwrap().success());
        }
        own.tool("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        own.begin();
        Some(own)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn begin(&self) {
        let folder = self.folder.path().display();
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}", self.port);
        let log = self.folder.path().join("log").display().to_string();
        self.tool("pg_ctl", &["-w", "-l", &log, "-o", &options, "start"]);
    }

    /// Stops it at once, as a power cut does, and starts it again.
    pub fn restart(&self) {
        self.tool("pg_ctl", &["-w", "-m", "immediate", "stop"]);
        self.begin();
    }

    /// Runs one of its programs as a user that it accepts.
    fn tool(&self, name: &str, args: &[&str]) {
        let program = self.tools.join(name);
        let mut command = if root() { Command::new("runuser") } else { Command::new(&program) };
        if root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let ran = command.arg("-D").arg(self.folder.path().join("data")).args(args).current_dir(self.folder.path());
        let ran = ran.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(ran.success(), "{name}");
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        let program = self.tools.join("pg_ctl");
        let mut command = if root() { Command::new("runuser") } else { Command::new(&program) };
        if root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let data = self.folder.path().join("data");
        drop(command.arg("-D").arg(data).args(["-m", "immediate", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status());
    }
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|ran| ran.stdout == b"0\n")
}
