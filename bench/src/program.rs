//! The release program, run as a user runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::http::Client;
use crate::{Result, watch};

/// Where the program stands.
pub struct Program(PathBuf);

/// A demonstration in a folder of its own.
pub struct Demo {
    folder: tempfile::TempDir,
    sign_ins: Vec<Value>,
}

impl Demo {
    /// Its database file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("yipanqi.db")
    }

    /// Its database's address.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.file().display())
    }

    /// A user's name and password.
    pub fn sign_in(&self, user: &str) -> Result<(String, String)> {
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let found = self.sign_ins.iter().find(|one| one["user"] == user).ok_or("the demonstration has no such user")?;
        Ok((text(found, "user"), text(found, "password")))
    }
}

/// The program while it serves; it ends with this value.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Server {
    /// Resident memory in kilobytes.
    pub fn memory(&self) -> Result<u64> {
        resident(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that was free a moment ago.
pub fn free_address() -> Result<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

impl Program {
    /// The named one, or the one that was built beside this.
    pub fn find(named: Option<&Path>) -> Result<Program> {
        let beside = std::env::current_exe()?.with_file_name("yipanqi");
        let path = named.map_or(beside, Path::to_owned);
        if path.is_file() {
            return Ok(Program(path));
        }
        Err(format!("{} is not there; build it first: cargo build --release -p yipanqi", path.display()).into())
    }

    /// The memory of the smallest program that does nothing, in kilobytes.
    pub fn bare_memory() -> Result<u64> {
        let mut child = Command::new("sleep").arg("5").spawn()?;
        std::thread::sleep(Duration::from_millis(50));
        let memory = resident(child.id());
        child.kill()?;
        child.wait()?;
        memory
    }

    fn command<S: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(&self.0);
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("YIPANQI_CONFIG").env_remove("YIPANQI_DATABASE_URL").env("RUST_LOG", "warn");
        command
    }

    /// Runs to the end; what it printed.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<String> {
        let ran = self.command(args).output()?;
        if ran.status.success() {
            return Ok(String::from_utf8_lossy(&ran.stdout).into_owned());
        }
        Err(format!("{} {}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr).trim()).into())
    }

    /// An empty office in a file.
    pub fn init(&self, url: &str) -> Result<()> {
        let mut command = self.command(["init", "--org", "云州团市委", "--admin", "qin", "--password-stdin", "--database", url]);
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        writeln!(child.stdin.take().ok_or("no standard input")?, "一段够长的口令2022")?;
        let ran = child.wait_with_output()?;
        if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().into()) }
    }

    /// Makes a demonstration.
    pub fn demo(&self) -> Result<Demo> {
        let folder = tempfile::tempdir()?;
        let told = self.run([c("demo"), c("--no-serve"), c("--format=json"), c("--data"), folder.path().as_os_str().to_owned()])?;
        let told: Value = serde_json::from_str(&told)?;
        Ok(Demo { folder, sign_ins: told["sign_ins"].as_array().cloned().unwrap_or_default() })
    }

    /// Serves a database; with the time from the start to the whole first page.
    pub async fn serve(&self, url: &str) -> Result<(Server, Duration)> {
        let address = free_address()?;
        let began = watch::start();
        let mut command = self.command(["serve", "--listen", &address, "--database", url]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let server = Server { child, address };
        while began.elapsed() < Duration::from_secs(20) {
            if let Ok(mut client) = Client::connect(&server.address).await {
                let page = client.get("/sign-in").await?;
                if page.status == 200 {
                    return Ok((server, began.elapsed()));
                }
                return Err(format!("the first page answers {}", page.status).into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err("the program did not come up within 20 seconds".into())
    }
}

/// Resident memory of a process in kilobytes.
fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system does not tell resident memory")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}

fn c(text: &str) -> std::ffi::OsString {
    text.into()
}
