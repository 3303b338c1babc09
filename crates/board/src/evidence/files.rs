//! Where the bytes lie: in a folder beside the database, the same bytes once, named by their digest.
//!
//! `FOLDER/OFFICE/ab/cdef…`, with `.thumb` behind it for the thumbnail. A file is written under another name, brought to the disk and then
//! renamed, so that what has its name is whole. The rows that name it are written afterwards; what no row names is taken away by a sweep.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use base::TenantId;

use super::MOST_BYTES;

/// The folder of an installation.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// In this folder; it is made when the first file comes.
    pub fn new(root: impl Into<PathBuf>) -> Files {
        Files { root: root.into() }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where bytes of this digest lie, or would.
    pub fn path(&self, tenant: TenantId, digest: &str) -> PathBuf {
        let (first, rest) = digest.split_at_checked(2).unwrap_or(("", digest));
        self.root.join(tenant.0.to_string()).join(first).join(rest)
    }

    fn thumbnail_path(&self, tenant: TenantId, digest: &str) -> PathBuf {
        self.path(tenant, digest).with_extension("thumb")
    }

    /// Whether bytes of this digest are there.
    pub fn has(&self, tenant: TenantId, digest: &str) -> bool {
        self.path(tenant, digest).is_file()
    }

    /// Keeps bytes and their thumbnail. When this returns they are on the disk.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn put(&self, tenant: TenantId, digest: &str, bytes: &[u8], thumbnail: Option<&[u8]>) -> io::Result<()> {
        if let Some(small) = thumbnail {
            self.write(tenant, &self.thumbnail_path(tenant, digest), small)?;
        }
        self.write(tenant, &self.path(tenant, digest), bytes)
    }

    fn write(&self, tenant: TenantId, to: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Ok(file) = OpenOptions::new().append(true).open(to)
            && file.metadata()?.len() == bytes.len() as u64
        {
            // Young again, so that a sweep leaves it until its row is written.
            return file.set_modified(now());
        }
        let folder = to.parent().unwrap_or(&self.root);
        let beside = self.root.join(tenant.0.to_string()).join("new");
        fs::create_dir_all(&beside)?;
        fs::create_dir_all(folder)?;
        let new = beside.join(base::secret::token(12));
        let written = write_whole(&new, bytes).and_then(|()| fs::rename(&new, to));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written?;
        // The folder's own entry, or a power cut forgets the name.
        File::open(folder)?.sync_all()
    }

    /// Goes on with a file that comes in pieces, from this byte on; how many bytes are there now. A piece that does not follow what is
    /// there is not taken: whoever sends is told where to go on. `whose` keeps the uploads of different people and records apart.
    ///
    /// # Errors
    /// What the disk refuses; more than a file may have.
    pub fn append(&self, tenant: TenantId, whose: &str, from: u64, piece: &[u8]) -> io::Result<u64> {
        let path = self.part(tenant, whose);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // Two windows may send the same file.
        file.lock()?;
        let there = file.metadata()?.len();
        if piece.is_empty() || from != there {
            return Ok(there);
        }
        if there + piece.len() as u64 > MOST_BYTES as u64 {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a file in pieces has more than 50 MB"));
        }
        file.write_all(piece)?;
        Ok(there + piece.len() as u64)
    }

    /// The whole of a file that came in pieces; nothing where none did.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn whole(&self, tenant: TenantId, whose: &str) -> io::Result<Vec<u8>> {
        match fs::read(self.part(tenant, whose)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        }
    }

    /// Forgets the pieces of a file that is kept by now, or never will be. Those that nobody goes on with, a sweep takes away.
    pub fn forget(&self, tenant: TenantId, whose: &str) {
        let _ = fs::remove_file(self.part(tenant, whose));
    }

    fn part(&self, tenant: TenantId, whose: &str) -> PathBuf {
        let name = base::secret::hex(&base::secret::sm3(whose.as_bytes()));
        self.root.join(tenant.0.to_string()).join("new").join(format!("{name}.part"))
    }

    /// The bytes of this digest.
    ///
    /// # Errors
    /// What the disk refuses; also when they are not what the digest says.
    pub fn read(&self, tenant: TenantId, digest: &str) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.path(tenant, digest))?;
        if base::secret::hex(&base::secret::sm3(&bytes)) == digest {
            return Ok(bytes);
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("the file of digest {digest} was changed on the disk")))
    }

    /// The thumbnail of this digest.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn thumbnail(&self, tenant: TenantId, digest: &str) -> io::Result<Vec<u8>> {
        fs::read(self.thumbnail_path(tenant, digest))
    }

    /// Takes bytes and thumbnail away, when nobody has brought them anew for so long.
    pub(super) fn remove(&self, tenant: TenantId, digest: &str, unused: Duration) -> io::Result<bool> {
        let path = self.path(tenant, digest);
        if !old(&path, unused) {
            return Ok(false);
        }
        fs::remove_file(&path)?;
        let _ = fs::remove_file(self.thumbnail_path(tenant, digest));
        Ok(true)
    }

    /// The digests of all that lies here for so long; what a broken write left is taken away.
    pub(super) fn old(&self, tenant: TenantId, unused: Duration) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        let folder = self.root.join(tenant.0.to_string());
        if !folder.is_dir() {
            return Ok(found);
        }
        for first in fs::read_dir(&folder)? {
            let first = first?;
            let name = first.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(first.path())? {
                let file = file?;
                let rest = file.file_name().to_string_lossy().into_owned();
                if !old(&file.path(), unused) {
                    continue;
                }
                if name == "new" {
                    let _ = fs::remove_file(file.path());
                } else if !rest.ends_with(".thumb") {
                    found.push(format!("{name}{rest}"));
                }
            }
        }
        Ok(found)
    }
}

/// The machine's own time: it is held against times of files only.
#[expect(clippy::disallowed_methods, reason = "held against the times of files, which are the machine's")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn old(path: &Path, unused: Duration) -> bool {
    let modified = fs::metadata(path).and_then(|about| about.modified());
    modified.is_ok_and(|at| now().duration_since(at).is_ok_and(|age| age >= unused))
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
