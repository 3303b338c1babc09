//! Backups by themselves, while the server is at work: at times, and so many of them kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::Clock;
use norms::Instant;

use super::make::{self, Installation};
use super::{BackupError, settle};

/// How the files begin that are made by themselves; no others are ever removed.
const OURS: &str = "yipanqi-";
/// How often it is looked whether a backup is due: the clock may be set meanwhile, and a machine may sleep.
const LOOK: Duration = Duration::from_secs(20);
/// After a failure it is tried again so often.
const AGAIN: Duration = Duration::from_secs(300);

/// What an office asked for.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Where they go.
    pub folder: PathBuf,
    /// The time from one to the next.
    pub every: Duration,
    /// How many are kept.
    pub keep: usize,
}

/// An instant as part of a file's name: `20221031T010000Z`.
pub fn stamp(at: Instant) -> String {
    at.to_string().chars().filter(|c| !matches!(c, '-' | ':')).take(15).chain(['Z']).collect()
}

/// Makes backups until the server ends.
pub async fn run(schedule: Schedule, of: Installation, clock: Clock) {
    loop {
        let pause = match once(&schedule, &of, &clock).await {
            Ok(()) => LOOK.min(schedule.every),
            Err(error) => {
                metrics::counter!("yipanqi_backup_failures_total").increment(1);
                tracing::error!(%error, "the scheduled backup failed");
                AGAIN.min(schedule.every)
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Makes a backup when one is due and no other process is about it.
async fn once(schedule: &Schedule, of: &Installation, clock: &Clock) -> Result<(), BackupError> {
    let folder = &schedule.folder;
    fs::create_dir_all(folder).map_err(BackupError::at(folder))?;
    let path = folder.join(".yipanqi-backups.lock");
    let turn = File::options().write(true).create(true).truncate(false).open(&path).map_err(BackupError::at(&path))?;
    let now = clock.now();
    if turn.try_lock().is_err() || !due(&names(folder, OURS)?, &stamp(now), schedule.every, now) {
        return Ok(());
    }
    let file = folder.join(format!("{OURS}{}.zip", stamp(now)));
    let made = make::make(of, &file, now).await?;
    metrics::gauge!("yipanqi_backup_last_seconds").set((now.micros() / 1_000_000) as f64);
    tracing::info!(file = %file.display(), bytes = made.bytes, "backup made and read back");
    thin(folder, OURS, schedule.keep)
}

/// Whether the newest of these lies far enough back. One of the future, from before the clock was set right, counts for nothing.
fn due(names: &[String], now_stamp: &str, every: Duration, now: Instant) -> bool {
    let limit = Instant::from_micros(now.micros() - i64::try_from(every.as_micros()).unwrap_or(i64::MAX));
    let (limit, now) = (format!("{OURS}{}.zip", stamp(limit)), format!("{OURS}{now_stamp}.zip"));
    names.iter().rfind(|name| **name <= now).is_none_or(|newest| *newest <= limit)
}

/// The name of the newest backup that was made by itself.
pub fn newest(folder: &Path) -> Option<String> {
    names(folder, OURS).ok()?.pop()
}

/// Whether no backup was made by itself for so long.
pub fn overdue(folder: &Path, for_so_long: Duration, now: Instant) -> bool {
    names(folder, OURS).map_or(true, |names| due(&names, &stamp(now), for_so_long, now))
}

/// Removes the oldest of the files that begin so, until so many are left.
pub fn thin(folder: &Path, beginning: &str, keep: usize) -> Result<(), BackupError> {
    let names = names(folder, beginning)?;
    for name in &names[..names.len().saturating_sub(keep.max(1))] {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(BackupError::at(&path))?;
    }
    settle(folder)
}

/// The files that begin so and end as backups do, oldest first: their names sort by time.
fn names(folder: &Path, beginning: &str) -> Result<Vec<String>, BackupError> {
    let entries = fs::read_dir(folder).map_err(BackupError::at(folder))?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| {
        let middle = name.strip_prefix(beginning).and_then(|rest| rest.strip_suffix(".zip"));
        middle.is_some_and(|middle| middle.len() == 16 && middle.ends_with('Z'))
    });
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_backup_is_due_when_the_last_lies_far_enough_back_even_if_the_clock_was_wrong() {
        let now = at("2022-10-31T01:00:00Z");
        let day = Duration::from_secs(86_400);
        let asked = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("yipanqi-{name}.zip")).collect();
            due(&names, &stamp(now), day, now)
        };
        assert!(asked(&[]));
        assert!(asked(&["20221029T010000Z", "20221030T010000Z"]));
        assert!(!asked(&["20221029T010000Z", "20221030T010001Z"]));
        assert!(asked(&["20221030T010000Z", "20300101T000000Z"]), "the future counts for nothing");
    }

    #[test]
    fn the_oldest_go_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let all = ["yipanqi-20221029T010000Z.zip", "yipanqi-20221030T010000Z.zip", "yipanqi-20221031T010000Z.zip"];
        let others = ["yipanqi-mine.zip", "before-upgrade-20221029T010000Z.zip", "letter.txt"];
        for name in all.iter().chain(&others) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        thin(folder.path(), OURS, 2).unwrap();
        assert_eq!(names(folder.path(), OURS).unwrap(), all[1..]);
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
        thin(folder.path(), OURS, 0).unwrap();
        assert_eq!(names(folder.path(), OURS).unwrap(), all[2..], "the newest always stays");
    }
}
