//! 佐证材料 as pages take and hand them out: looked at and written away from the threads that serve, a few at a time. A room lets files be
//! kept with a kind of its records by naming the kind in its module and by one line on the record's page, [`on`].

mod card;
mod doors;

use axum::response::Response;
use board::evidence::{self, Accepted, Attach, Evidence, Files, Refusal};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::audit::Act;
use crate::{Failure, Kind, Staff, UploadedFile, download};

pub use card::{card, on};
pub(crate) use doors::doors;

/// What is done to files, in the audit.
pub(crate) const ACTS: [Act; 4] = [
    Act { code: "evidence.add", name: "添加佐证材料", tells: "添加了佐证材料“{title}”" },
    Act { code: "evidence.remove", name: "删除佐证材料", tells: "删除了佐证材料“{title}”" },
    Act { code: "evidence.restore", name: "恢复佐证材料", tells: "恢复了佐证材料“{title}”" },
    Act { code: "evidence.forget", name: "清除佐证材料", tells: "清除了删除满 30 天的佐证材料 {records} 份" },
];

/// Files that are looked at in the same moment: a large picture takes half a gigabyte while it is.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A file that was looked at and is on the disk, or why not.
pub type Kept = Result<Attach, Refusal>;

/// The folder of this installation.
///
/// # Errors
/// Without one, a sentence that says so.
pub fn files(staff: &Staff) -> Result<Files, Failure> {
    let folder = staff.app.settings.evidence.as_ref().map(Files::new);
    folder.ok_or_else(|| Failure::new(Kind::Busy, "还没有设置存放佐证材料的文件夹，请联系管理员。").because("no folder of evidence is set"))
}

/// Looks at a file that was sent and brings it to the disk; a row that names it is still to be written. The record's room has asked
/// whether this person may.
///
/// # Errors
/// The disk.
pub async fn keep(staff: &Staff, source_kind: &'static str, source: Uuid, sent: UploadedFile) -> Result<Kept, Failure> {
    let (files, tenant) = (files(staff)?, staff.actor.tenant);
    away(move || match evidence::accept(&sent.name, sent.bytes) {
        Err(refusal) => Ok(Err(refusal)),
        Ok(file) => put(&files, tenant, &file).map(|()| Ok(Attach { source_kind, source, file, files })),
    })
    .await
}

fn put(files: &Files, tenant: base::TenantId, file: &Accepted) -> std::io::Result<()> {
    files.put(tenant, &file.digest, &file.bytes, file.thumbnail.as_deref())
}

/// A file that comes in pieces, so that a connection which breaks need not begin anew. The id is made by whoever sends; another person, or
/// the same one at another record, cannot reach what came.
#[derive(Clone, Debug)]
pub struct Pieces {
    files: Files,
    whose: String,
    tenant: base::TenantId,
}

impl Pieces {
    /// Those of this upload.
    ///
    /// # Errors
    /// Without a folder of evidence.
    pub fn of(staff: &Staff, source: Uuid, upload: Uuid) -> Result<Pieces, Failure> {
        let account = staff.actor.account.map(|account| account.to_string()).unwrap_or_default();
        Ok(Pieces { files: files(staff)?, whose: format!("{account} {source} {upload}"), tenant: staff.actor.tenant })
    }

    /// Takes the next piece; how many bytes are there now.
    ///
    /// # Errors
    /// The disk; more than a file may have.
    pub async fn append(&self, from: u64, piece: Vec<u8>) -> Result<u64, Failure> {
        let this = self.clone();
        let done = tokio::task::spawn_blocking(move || this.files.append(this.tenant, &this.whose, from, &piece));
        done.await.map_err(Failure::cause)?.map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => Failure::new(Kind::TooLarge, Refusal::TooLarge.chinese()).because(error),
            _ => refused(&error),
        })
    }

    /// The file as if it had been sent at once.
    ///
    /// # Errors
    /// The disk.
    pub async fn whole(&self, field: &str, name: &str) -> Result<UploadedFile, Failure> {
        let this = self.clone();
        let bytes = away(move || this.files.whole(this.tenant, &this.whose)).await?;
        Ok(UploadedFile { field: field.to_owned(), name: name.to_owned(), bytes })
    }

    /// Forgets what came: the file is kept, or refused.
    pub fn forget(&self) {
        self.files.forget(self.tenant, &self.whose);
    }
}

/// A file to be looked at or saved. The record's room has asked whether this person may see it.
///
/// # Errors
/// The disk.
pub async fn show(staff: &Staff, one: &Evidence, look: bool) -> Result<Response, Failure> {
    let (files, tenant, digest) = (files(staff)?, staff.actor.tenant, one.digest.clone());
    let bytes = away(move || files.read(tenant, &digest)).await?;
    Ok(download::kept(&one.name, one.kind, look, bytes))
}

/// The small picture of a file.
///
/// # Errors
/// The disk.
pub async fn thumbnail(staff: &Staff, one: &Evidence) -> Result<Response, Failure> {
    let (files, tenant, digest) = (files(staff)?, staff.actor.tenant, one.digest.clone());
    let bytes = away(move || files.thumbnail(tenant, &digest)).await?;
    Ok(download::kept("thumbnail.jpg", evidence::FileKind::Jpeg, true, bytes))
}

async fn away<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Failure> {
    let turn = TURNS.acquire().await.map_err(Failure::cause)?;
    // The turn goes along: a request that was given up must not let another in while its work goes on.
    let done = tokio::task::spawn_blocking(move || {
        let out = work();
        drop(turn);
        out
    });
    done.await.map_err(Failure::cause)?.map_err(|error| refused(&error))
}

fn refused(error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::QuotaExceeded => {
            Failure::new(Kind::Full, "磁盘已满或不可写，文件没有保存。请联系管理员。").because(error)
        }
        std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidData => {
            Failure::new(Kind::Internal, "这份文件在服务器上已丢失或被改动，请联系管理员从备份中恢复。").because(error)
        }
        _ => Failure::internal(error.to_string()),
    }
}
