//! What lies on this machine: database, key, rights, disk, clock, backups, tools.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use base::secret::Key;
use base::whole::{self, Standing};
use base::{Clock, DatabaseUrl};
use norms::Instant;

use super::Check;
use crate::compose;
use crate::config::Config;

/// Below so much free space it is time to act, and below so much it is late.
const LITTLE: u64 = 2 * GIB;
const TOO_LITTLE: u64 = GIB / 4;
const GIB: u64 = 1024 * 1024 * 1024;
/// No office ran this before 2022.
const FIRST: &str = "2022-01-01T00:00:00Z";

pub async fn database(config: &Config) -> Check {
    let url = match config.url() {
        Ok(url) => url,
        Err(failure) => return Check::bad("database", "数据库地址写错了，请改配置项 database_url。", failure.message),
    };
    let sound = async {
        let standing = whole::standing(&url, &compose::migrations()).await?;
        match &url {
            DatabaseUrl::Sqlite(path) if path.exists() => whole::sound(path).await.map(|()| standing),
            _ => Ok(standing),
        }
    };
    match sound.await {
        Ok(Standing::Fresh) => Check::warning(
            "database",
            format!("{url} 还是空的。请运行 yipanqi init 建立单位，或核对配置项 database_url。"),
            format!("{url} holds nothing yet; make an office with `yipanqi init`, or look at `database_url`"),
        ),
        Ok(Standing::Current) => Check::good("database", format!("{url} 可以读，完好。"), format!("{url} can be read and is sound")),
        Ok(Standing::Older(steps)) => Check::warning(
            "database",
            format!("{url} 是旧程序的，差 {steps} 步；下次启动服务时自动升级。"),
            format!("{url} lacks {steps} steps; the next start of the server upgrades it"),
        ),
        Err(error) => Check::bad(
            "database",
            format!("{url} 不能用：{} 请查数据库是否启动、地址和口令是否正确；文件损坏就用最近的备份恢复。", error.chinese()),
            format!("{url} cannot be used: {error}; see whether it runs and the address is right, or restore the last backup"),
        ),
    }
}

pub fn key(config: &Config) -> Check {
    let path = match config.key_path() {
        Ok(path) => path,
        Err(failure) => return Check::bad("key", "找不到密钥文件的位置，请改配置项 key_file。", failure.message),
    };
    let shown = path.display();
    if !path.exists() {
        return Check::warning(
            "key",
            format!("还没有密钥文件 {shown}。新装的话，启动时会自动生成；不是新装，请先把原来的密钥放回这里再启动。"),
            format!("there is no key {shown}; a new installation makes one, else put the former one back before starting"),
        );
    }
    match Key::open(&path) {
        Ok(_) => {
            Check::good("key", format!("密钥 {shown} 完好。请确认另存了一份。"), format!("the key {shown} is sound; keep a copy elsewhere"))
        }
        Err(error) => Check::bad(
            "key",
            format!("密钥 {shown} 不能用。权限应当是 0600（chmod 600 {shown}）；内容坏了，请换回另存的那一份。"),
            format!("{error}; chmod 600 it, or put the kept copy back"),
        ),
    }
}

/// Files and folders that others may read or that this user cannot write.
pub fn rights(config: &Config) -> Vec<Check> {
    let mut found = Vec::new();
    let Ok(data) = config.data() else { return found };
    let data = if data.as_os_str().is_empty() { PathBuf::from(".") } else { data };
    let shown = data.display();
    if data.exists() && rustix::fs::access(&data, rustix::fs::Access::WRITE_OK).is_err() {
        found.push(Check::bad(
            "rights",
            format!("当前用户不能写 {shown}。请用运行服务的用户执行，或 chown -R yipanqi {shown}。"),
            format!("this user cannot write into {shown}; run as the service's user, or chown it"),
        ));
    }
    if let Ok(DatabaseUrl::Sqlite(path)) = config.url()
        && open_to_others(&path)
        && open_to_others(&data)
    {
        let file = path.display();
        found.push(Check::warning(
            "rights",
            format!("数据库文件 {file} 别的用户也能读。请运行 chmod 700 {shown}。"),
            format!("others can read {file}; chmod 700 {shown}"),
        ));
    }
    if found.is_empty() {
        found.push(Check::good("rights", format!("{shown} 的权限没有问题。"), format!("the rights of {shown} are in order")));
    }
    found
}

fn open_to_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}

pub fn disk(config: &Config) -> Check {
    let mut folders: Vec<PathBuf> = config.data().into_iter().collect();
    folders.extend(config.backup.folder.clone());
    let least = folders.iter().filter_map(|folder| Some((free(folder)?, folder))).min();
    let Some((bytes, folder)) = least else {
        return Check::warning("disk", "查不到磁盘剩余空间。", "the free space of the disk cannot be told");
    };
    let (shown, free) = (folder.display(), format!("{:.1} GiB", bytes as f64 / GIB as f64));
    let good = Check::good("disk", format!("{shown} 所在磁盘剩余 {free}。"), format!("{free} are free at {shown}"));
    if bytes >= LITTLE {
        return good;
    }
    let chinese = format!("{shown} 所在磁盘只剩 {free}。请清理，或把旧备份移走。");
    let english = format!("only {free} are free at {shown}; make room, or move old backups away");
    if bytes < TOO_LITTLE { Check::bad("disk", chinese, english) } else { Check::warning("disk", chinese, english) }
}

/// Bytes that are free where a folder lies, or will lie.
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    let about = rustix::fs::statvfs(there).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Whether the clock stands behind what was recorded already.
pub async fn clock(config: &Config) -> Check {
    let now = Clock::System.now();
    let last = match config.url() {
        Ok(url) => whole::last_posting(&url).await.ok().flatten().unwrap_or(Instant::from_micros(0)),
        Err(_) => Instant::from_micros(0),
    };
    let first: Instant = FIRST.parse().unwrap_or(last);
    if now < last || now < first {
        return Check::bad(
            "clock",
            format!("系统时间 {now} 早于最近一次登记 {last}。请校准时间（timedatectl set-ntp true，或手工设置）。"),
            format!("the clock says {now}, before the last record of {last}; set it right (timedatectl set-ntp true)"),
        );
    }
    Check::good("clock", format!("系统时间 {now}（世界时），请与手表核对。"), format!("the clock says {now}; compare it with your watch"))
}

pub fn backups(config: &Config) -> Check {
    let Some(folder) = &config.backup.folder else {
        return Check::warning(
            "backups",
            "没有设置定时备份。请在配置里写 [backup] folder，最好放在另一块磁盘上。",
            "no backups are made by themselves; set `backup.folder`, best on another disk",
        );
    };
    let shown = folder.display();
    let newest = crate::backup::schedule::newest(folder);
    let Some(newest) = newest else {
        return Check::warning(
            "backups",
            format!("{shown} 里还没有备份。服务运行起来就会做第一份。"),
            format!("there is no backup in {shown} yet; the server makes the first when it starts"),
        );
    };
    if crate::backup::schedule::overdue(folder, config.backup.every.0 * 2, Clock::System.now()) {
        return Check::bad(
            "backups",
            format!("{shown} 里最近的备份是 {newest}，已经过期。请看日志里的原因，先手工备份一次。"),
            format!("the newest backup in {shown} is {newest}, which is overdue; look into the log, and make one by hand"),
        );
    }
    Check::good("backups", format!("最近的备份是 {shown}/{newest}。"), format!("the newest backup is {shown}/{newest}"))
}

/// PostgreSQL's own tools, where they are needed.
pub fn tools(config: &Config) -> Option<Check> {
    let Ok(DatabaseUrl::Postgres(_)) = config.url() else { return None };
    let missing: Vec<&str> = ["pg_dump", "pg_restore", "psql"].into_iter().filter(|tool| !runs(tool)).collect();
    Some(if missing.is_empty() {
        Check::good("tools", "PostgreSQL 的客户端程序都在。", "PostgreSQL's client programs are there")
    } else {
        let missing = missing.join(", ");
        Check::bad(
            "tools",
            format!("缺少 {missing}，不能备份和恢复。请安装 postgresql-client（openEuler、麒麟：postgresql）。"),
            format!("{missing} cannot be run, so there are no backups; install postgresql-client"),
        )
    })
}

fn runs(tool: &str) -> bool {
    std::process::Command::new(tool).arg("--version").output().is_ok_and(|ran| ran.status.success())
}
