//! The container: a zip whose comment ends it with the SM3 of all bytes before.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use base::digest;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::BackupError;
use super::manifest::{FORM, Manifest, Member, NAME};

/// Hex digits of an SM3, with which the file ends.
const SEAL: usize = 64;
/// The manifest of a million files is shorter.
const LONGEST_MANIFEST: u64 = 256 * 1024 * 1024;

/// A container under way.
pub struct Writer {
    zip: ZipWriter<BufWriter<File>>,
    path: PathBuf,
    members: Vec<Member>,
}

impl Writer {
    /// Begins in a new file.
    pub fn begin(file: File, path: &Path) -> Writer {
        Writer { zip: ZipWriter::new(BufWriter::new(file)), path: path.to_owned(), members: Vec::new() }
    }

    /// Puts in what a reader gives. What is packed already is stored as it is.
    pub fn add(&mut self, name: &str, from: impl Read, packed: bool) -> Result<(), BackupError> {
        self.start(name, packed)?;
        let (bytes, sm3) = digest::copy(from, &mut self.zip).map_err(BackupError::at(&self.path))?;
        self.members.push(Member { name: name.to_owned(), bytes, sm3 });
        Ok(())
    }

    fn start(&mut self, name: &str, packed: bool) -> Result<(), BackupError> {
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let level = if packed { None } else { Some(1) };
        let options = SimpleFileOptions::default().compression_method(method).compression_level(level).large_file(true);
        self.zip.start_file(name, options).map_err(|error| BackupError::at(&self.path)(error.into()))
    }

    /// Puts in the manifest, ends the file, seals it and sees to it that it lies on the disk.
    pub fn finish(mut self, manifest: Manifest) -> Result<(), BackupError> {
        let manifest = Manifest { members: std::mem::take(&mut self.members), ..manifest };
        let fault = BackupError::at(&self.path);
        self.start(NAME, false)?;
        let path = self.path;
        let text = serde_json::to_vec(&manifest).map_err(std::io::Error::from);
        let sealed = text.and_then(|text| {
            self.zip.write_all(&text)?;
            self.zip.set_comment("0".repeat(SEAL))?;
            let mut file = self.zip.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.flush()?;
            seal(&path)?;
            file.sync_all()
        });
        sealed.map_err(fault)
    }
}

/// Writes the SM3 of all before it into the last bytes.
fn seal(path: &Path) -> std::io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len().saturating_sub(SEAL as u64);
    let (_, sm3) = digest::copy(BufReader::new((&file).take(length)), std::io::sink())?;
    file.seek(SeekFrom::Start(length))?;
    file.write_all(sm3.as_bytes())
}

/// A backup of which every byte was found to be as it was written.
#[derive(Debug)]
pub struct Reader<R> {
    /// What it says of itself.
    pub manifest: Manifest,
    zip: ZipArchive<R>,
    path: PathBuf,
}

/// Opens a backup and reads it from end to end.
///
/// # Errors
/// [`BackupError::Damaged`], [`BackupError::Newer`] for another form of container, [`BackupError::NotABackup`].
pub fn open(path: &Path) -> Result<Reader<BufReader<File>>, BackupError> {
    let file = File::open(path).map_err(BackupError::at(path))?;
    read(BufReader::new(file), path)
}

/// [`open`] for anything that can be read and wound back; the path is only for messages.
pub fn read<R: Read + Seek>(mut from: R, path: &Path) -> Result<Reader<R>, BackupError> {
    let not_ours = || BackupError::NotABackup(path.display().to_string());
    let fault = |error| BackupError::at(path)(error);
    let length = from.seek(SeekFrom::End(0)).map_err(fault)?;
    let covered = length.checked_sub(SEAL as u64).ok_or_else(not_ours)?;
    from.seek(SeekFrom::Start(0)).map_err(fault)?;
    let (_, sm3) = digest::copy((&mut from).take(covered), std::io::sink()).map_err(fault)?;
    let mut said = [0; SEAL];
    from.read_exact(&mut said).map_err(fault)?;
    if sm3.as_bytes() != said {
        let what = "its last characters are not the digest of all before them; it was cut off or changed, or is no backup at all";
        return Err(BackupError::damaged(path, what));
    }
    let zip = ZipArchive::new(from).map_err(|_| not_ours())?;
    let mut reader = Reader { manifest: empty(), zip, path: path.to_owned() };
    reader.manifest = reader.own_words()?;
    reader.compare()?;
    Ok(reader)
}

/// Stands for the manifest until it is read.
fn empty() -> Manifest {
    let (program, made_at) = (String::new(), String::new());
    Manifest { form: 0, program, made_at, database: super::manifest::Kind::Sqlite, schema: vec![], keys: vec![], members: vec![] }
}

impl<R: Read + Seek> Reader<R> {
    fn own_words(&mut self) -> Result<Manifest, BackupError> {
        let file = self.path.display().to_string();
        let mut text = Vec::new();
        let member = self.zip.by_name(NAME).map_err(|_| BackupError::NotABackup(file.clone()))?;
        member.take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(BackupError::at(&self.path))?;
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| BackupError::damaged(&self.path, e))?;
        // The form is looked at before the rest: what a newer program says, this one may not be able to read.
        let form = value["form"].as_u64().unwrap_or_default();
        if form > u64::from(FORM) {
            let version = value["program"].as_str().unwrap_or("of an unknown version").to_owned();
            return Err(BackupError::Newer { file, version, why: format!("its form is {form}, this program knows {FORM}") });
        }
        serde_json::from_value(value).map_err(|e| BackupError::damaged(&self.path, e))
    }

    /// Holds every member against the manifest.
    fn compare(&mut self) -> Result<(), BackupError> {
        let path = self.path.clone();
        let said: BTreeMap<String, Member> = self.manifest.members.iter().map(|m| (m.name.clone(), m.clone())).collect();
        // All names must be other ones: with two of one name, tools differ on which of them counts.
        if self.zip.len() != said.len() + 1 || said.len() != self.manifest.members.len() || said.contains_key(NAME) {
            return Err(BackupError::damaged(&path, "it does not hold what its manifest names"));
        }
        if !said.contains_key(self.manifest.database.member()) {
            return Err(BackupError::damaged(&path, "it holds no database"));
        }
        for (name, member) in &said {
            if !plain(name) {
                return Err(BackupError::damaged(&path, format!("{name} is no name of a member")));
            }
            self.copy(member, std::io::sink())?;
        }
        Ok(())
    }

    /// Writes a member out, and refuses it when it is not what the manifest says.
    fn copy(&mut self, member: &Member, to: impl Write) -> Result<(), BackupError> {
        let path = self.path.clone();
        let from = self.zip.by_name(&member.name).map_err(|_| BackupError::damaged(&path, format!("{} is missing", member.name)))?;
        let copied = digest::copy(from.take(member.bytes.saturating_add(1)), to);
        match copied {
            Ok((bytes, sm3)) if bytes == member.bytes && sm3 == member.sm3 => Ok(()),
            Ok(_) => Err(BackupError::damaged(&path, format!("{} is not what was put in", member.name))),
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(BackupError::at(&path)(error)),
            Err(error) => Err(BackupError::damaged(&path, format!("{}: {error}", member.name))),
        }
    }

    /// Writes a member into a new file that only its owner may read, and sees to it that it lies on the disk.
    pub fn unpack(&mut self, name: &str, to: &Path) -> Result<(), BackupError> {
        use std::os::unix::fs::OpenOptionsExt;
        let member = self.manifest.members.iter().find(|member| member.name == name).cloned();
        let member = member.ok_or_else(|| BackupError::damaged(&self.path, format!("{name} is missing")))?;
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(BackupError::at(folder))?;
        }
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(to).map_err(BackupError::at(to))?;
        self.copy(&member, &mut file)?;
        file.sync_all().map_err(BackupError::at(to))
    }

    /// A member whole in memory.
    pub fn text(&mut self, name: &str) -> Result<Option<Vec<u8>>, BackupError> {
        let Some(member) = self.manifest.members.iter().find(|member| member.name == name).cloned() else { return Ok(None) };
        let mut text = Vec::new();
        self.copy(&member, &mut text)?;
        Ok(Some(text))
    }
}

/// Whether a name stays inside the folder into which it is unpacked.
fn plain(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}
