//! Making a backup: beside its place, verified by reading it back, then renamed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use base::secret::token;
use base::{DatabaseUrl, whole};
use norms::Instant;

use super::container::{self, Writer};
use super::manifest::{FORM, KeyMark, Kind, Manifest, SchemaStep};
use super::postgres::Dump;
use super::{BackupError, keys, settings, settle};
use crate::config::Config;
use crate::failure::Failure;

/// How the files are called in which a backup is written before it has its name.
const PART: &str = ".yipanqi-part-";

/// What there is to keep.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The database.
    pub url: DatabaseUrl,
    /// The folder of photos and papers that records refer to.
    pub evidence: PathBuf,
    /// The configuration file, if there is one.
    pub config: Option<PathBuf>,
    /// The marks of the keys.
    pub keys: Vec<KeyMark>,
    /// The keys themselves, sealed under a pass phrase, where somebody asked for that.
    pub sealed_keys: Option<String>,
}

impl Installation {
    /// The installation that a configuration describes.
    pub fn of(config: &Config) -> Result<Installation, Failure> {
        let keys = keys::marks(config)?;
        Ok(Installation { url: config.url()?, evidence: config.evidence()?, config: config.file.clone(), keys, sealed_keys: None })
    }

    /// The same with its keys, sealed under a pass phrase.
    pub fn with_keys(config: &Config, phrase: &str) -> Result<Installation, Failure> {
        Ok(Installation { sealed_keys: Some(keys::sealed(config, phrase)?), ..Installation::of(config)? })
    }
}

/// A backup that was made and read back.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its length.
    pub bytes: u64,
    /// How many files of evidence it holds.
    pub evidence: usize,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Makes a backup of an installation that may be at work, and reads it back. A former backup of this name gives way to it at the end.
///
/// # Errors
/// When anything cannot be read or written; then nothing of it stays, and a former backup is as it was.
pub async fn make(of: &Installation, to: &Path, now: Instant) -> Result<Made, BackupError> {
    refuse_other(to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(BackupError::at(folder))?;
    sweep(folder);
    let part = Part::begin(folder)?;
    let schema = match &of.url {
        DatabaseUrl::Sqlite(path) => {
            let copy = part.database()?;
            whole::copy_file(path, &copy).await?;
            whole::sound(&copy).await?;
            whole::steps(&DatabaseUrl::file(&copy)).await?
        }
        DatabaseUrl::Postgres(_) => whole::steps(&of.url).await?,
    };
    let kind = if matches!(of.url, DatabaseUrl::Sqlite(_)) { Kind::Sqlite } else { Kind::Postgres };
    let manifest = Manifest {
        form: FORM,
        program: env!("CARGO_PKG_VERSION").into(),
        made_at: now.to_string(),
        database: kind,
        schema: schema.into_iter().map(|(room, step, digest)| SchemaStep { room, step, digest }).collect(),
        keys: of.keys.clone(),
        members: Vec::new(),
    };
    let (of, to) = (of.clone(), to.to_owned());
    let written = tokio::task::spawn_blocking(move || write(&of, manifest, part, &to)).await;
    written.unwrap_or_else(|error| Err(BackupError::Tool(format!("the backup stopped: {error}"))))
}

/// A file in the making. It goes with this value, unless it was given its name.
struct Part {
    path: PathBuf,
    /// Locked while somebody writes it, so that what was left behind can be told from it.
    file: File,
}

impl Part {
    fn begin(folder: &Path) -> Result<Part, BackupError> {
        let path = folder.join(format!("{PART}{}", token(8)));
        let file = private(&path)?;
        file.try_lock().map_err(|error| BackupError::at(&path)(error.into()))?;
        Ok(Part { path, file })
    }

    /// An empty file for the copy of the database, that nobody else may read.
    fn database(&self) -> Result<PathBuf, BackupError> {
        let path = self.path.with_extension("db");
        private(&path)?;
        Ok(path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removes a file in the making with the copy of the database that belongs to it, and what SQLite had beside that.
fn remove(part: &Path) {
    for path in [part.with_extension("db-journal"), part.with_extension("db"), part.to_owned()] {
        drop(fs::remove_file(path));
    }
}

fn private(path: &Path) -> Result<File, BackupError> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).write(true).create_new(true).mode(0o600).open(path).map_err(BackupError::at(path))
}

/// Removes what a killed process left unfinished.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(PART) && path.extension().is_none() && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            remove(&path);
        }
    }
}

/// A backup may take the place of a former one, never that of anything else.
fn refuse_other(to: &Path) -> Result<(), BackupError> {
    use std::io::Read;
    let mut head = [0; 4];
    match File::open(to).and_then(|mut file| file.read_exact(&mut head)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(()) if head == *b"PK\x03\x04" => Ok(()),
        _ => Err(BackupError::InUse(format!("{} is there already and is no backup; name another file", to.display()))),
    }
}

fn write(of: &Installation, manifest: Manifest, part: Part, to: &Path) -> Result<Made, BackupError> {
    let mut writer = Writer::begin(part.file.try_clone().map_err(BackupError::at(&part.path))?, &part.path);
    let name = manifest.database.member();
    match &of.url {
        DatabaseUrl::Sqlite(_) => {
            let copy = part.path.with_extension("db");
            writer.add(name, File::open(&copy).map_err(BackupError::at(&copy))?, false)?;
            fs::remove_file(&copy).map_err(BackupError::at(&copy))?;
        }
        DatabaseUrl::Postgres(_) => {
            let mut dump = Dump::begin(&of.url)?;
            let added = writer.add(name, dump.reader(), true);
            dump.ended()?;
            added?;
        }
    }
    // After the database, so that every file that it speaks of is there.
    let evidence = add_evidence(&mut writer, &of.evidence)?;
    if let Some(path) = &of.config {
        let text = fs::read_to_string(path).map_err(BackupError::at(path))?;
        let text = settings::without_secrets(&text).unwrap_or_else(|error| format!("# {} could not be read: {error}\n", path.display()));
        writer.add("yipanqi.toml", text.as_bytes(), false)?;
    }
    let about = if let Some(sealed) = &of.sealed_keys {
        writer.add(keys::MEMBER, sealed.as_bytes(), false)?;
        KEYS_SEALED
    } else {
        KEYS
    };
    writer.add("KEYS.txt", about.as_bytes(), false)?;
    writer.finish(manifest)?;
    let read_back = container::open(&part.path)?;
    let bytes = fs::metadata(&part.path).map_err(BackupError::at(&part.path))?.len();
    fs::rename(&part.path, to).map_err(BackupError::at(to))?;
    settle(to.parent().unwrap_or(Path::new("")))?;
    Ok(Made { bytes, evidence, manifest: read_back.manifest })
}

/// Everything in the folder, by its path within it; how many files.
fn add_evidence(writer: &mut Writer, root: &Path) -> Result<usize, BackupError> {
    let (mut folders, mut count) = (vec![root.to_owned()], 0);
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.map_err(BackupError::at(&folder))?,
        };
        let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(BackupError::at(&folder))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type().map_err(BackupError::at(&entry.path()))?);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            let (true, Ok(inner)) = (kind.is_file(), path.strip_prefix(root)) else { continue };
            match File::open(&path) {
                Ok(file) => writer.add(&format!("evidence/{}", inner.to_string_lossy()), file, true)?,
                // Removed in the meantime, or an upload that has got its name.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(BackupError::at(&path)(error)),
            }
            count += 1;
        }
    }
    Ok(count)
}

/// What somebody reads who opens a backup with its keys.
const KEYS_SEALED: &str = "\
密钥在这份备份的 keys.sealed 里，用口令加密（Argon2id、SM4-GCM）。恢复时运行 yipanqi restore 备份 --with-keys，再输入口令。
口令不在备份里，谁也补不出来；请与备份分开保管。口令太短或外泄，拿到备份的人就能打开其中的全部内容。

The keys are in keys.sealed, encrypted under a pass phrase (Argon2id, SM4-GCM). To restore: `yipanqi restore FILE --with-keys`.
The phrase is not in the backup and nobody can make it up; keep it apart from the backup, under lock.
";

/// What somebody reads who opens the backup and looks for the keys.
const KEYS: &str = "\
密钥不在这份备份里。

本系统的密钥文件（默认是数据库旁边的 yipanqi.key 和 yipanqi.vault，权限 0600；见配置项 key_file）没有放进备份：备份和密钥在一处，丢了备份就等于同时丢了数据和密钥。
请把密钥文件另存一份，与备份分开保管，例如抄录在纸上封存，或存在另一只上锁的 U 盘里。没有密钥，身份证号摘要和已签发文件的印记都无法核对。
审计链的密钥 yipanqi.audit-key（配置项 audit_key_file）也是如此：没有它，审计末尾的封签无法核对。
恢复到新机器时，先把密钥文件放回原处，再运行 yipanqi restore。程序会核对它是不是这份备份的那一把。

The keys are not in this backup.

The key files (by default yipanqi.key and yipanqi.vault beside the database, mode 0600; see key_file in the configuration) were left out: whoever finds
a backup must not find the key with it. Keep a copy of it elsewhere, under lock. Without it digests of personal numbers and seals of
signed documents cannot be checked. The same holds for the key of the audit chain, yipanqi.audit-key (audit_key_file). On a new machine put the key file back first, then run `yipanqi restore`; the program tells
whether it is the right one.
";
