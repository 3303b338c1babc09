//! PostgreSQL's own tools: `pg_dump` out, `pg_restore` and `psql` in, all of it in one transaction.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base::{DatabaseUrl, whole};

use super::BackupError;

/// How the schemas are called that a restore set aside. They are no part of a backup.
pub const KEPT: &str = "yipanqi_kept_";

/// Where to find the tools, for the sentence when they are missing.
const WHERE: &str = "install PostgreSQL's client programs (Debian, Ubuntu, UOS: postgresql-client; openEuler, Kylin: postgresql), \
                     of the server's version or newer";

/// A database as `pg_dump` writes it, while it is read.
pub struct Dump {
    child: Child,
}

impl Dump {
    /// Begins. It shows the database as it stands at this moment.
    pub fn begin(url: &DatabaseUrl) -> Result<Dump, BackupError> {
        let mut command = tool("pg_dump", url);
        command.args(["--format=custom", "--no-owner", "--no-privileges", "--exclude-schema"]).arg(format!("{KEPT}*"));
        Ok(Dump { child: started("pg_dump", command.stdin(Stdio::null()).stdout(Stdio::piped()))? })
    }

    /// What it writes.
    pub fn reader(&mut self) -> impl Read {
        self.child.stdout.take().map_or_else(|| Box::new(std::io::empty()) as Box<dyn Read>, |out| Box::new(out))
    }

    /// Whether it came to its end.
    pub fn ended(self) -> Result<(), BackupError> {
        finished("pg_dump", self.child)
    }
}

/// Whether `pg_restore` can read what was written.
pub fn readable(dump: &Path) -> Result<(), BackupError> {
    let mut command = Command::new("pg_restore");
    command.arg("--list").arg(dump);
    finished("pg_restore", started("pg_restore", command.stdin(Stdio::null()).stdout(Stdio::null()))?)
}

/// Puts a dump in the place of what the database holds, which steps aside into the schema `kept`: all in one transaction.
pub fn replace(url: &DatabaseUrl, dump: &Path, kept: &str) -> Result<(), BackupError> {
    let mut from = Command::new("pg_restore");
    from.args(["--no-owner", "--no-privileges", "--file=-"]).arg(dump);
    let mut from = started("pg_restore", from.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    let mut into = tool("psql", url);
    into.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]);
    let mut into = started("psql", into.stdin(Stdio::piped()).stdout(Stdio::null()))?;
    let pumped = match (into.stdin.take(), from.stdout.take()) {
        (Some(mut to), Some(mut read)) => {
            let begun = to.write_all(format!("BEGIN;\n{}", whole::step_aside(kept)).as_bytes());
            let pumped = begun.and_then(|()| std::io::copy(&mut read, &mut to));
            // Closed first: else it could wait for somebody to read on.
            drop(read);
            let whole = finished("pg_restore", from);
            // psql takes the end of its input for the end of the work, also when this process is killed. So only this word, said last,
            // keeps what went before.
            let kept = if whole.is_ok() && pumped.is_ok() { to.write_all(b"COMMIT;\n") } else { Ok(()) };
            whole.and(pumped.and(kept).map_err(|error| BackupError::Tool(format!("psql stopped reading: {error}"))))
        }
        _ => Err(BackupError::Tool("psql and pg_restore could not be joined".into())),
    };
    // Its own words say more than that it stopped reading, or that somebody stopped writing.
    finished("psql", into).and(pumped)
}

fn tool(name: &str, url: &DatabaseUrl) -> Command {
    let mut command = Command::new(name);
    command.envs(url.for_tools());
    command
}

fn started(name: &str, command: &mut Command) -> Result<Child, BackupError> {
    command.stderr(Stdio::piped()).spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => BackupError::Tool(format!("{name} is not on this machine; {WHERE}")),
        _ => BackupError::Tool(format!("{name} cannot be started: {error}")),
    })
}

/// Waits for the end; its first words when it failed.
fn finished(name: &str, mut child: Child) -> Result<(), BackupError> {
    let mut said = String::new();
    if let Some(mut err) = child.stderr.take() {
        drop(err.read_to_string(&mut said));
    }
    let status = child.wait().map_err(|error| BackupError::Tool(format!("{name}: {error}")))?;
    if status.success() {
        return Ok(());
    }
    let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(2).collect();
    let told = if said.is_empty() { status.to_string() } else { said.join("; ") };
    let hint = if told.contains("version mismatch") { format!(" ({WHERE})") } else { String::new() };
    Err(BackupError::Tool(format!("{name} did not succeed: {told}{hint}")))
}
