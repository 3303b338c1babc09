//! Forms that bring files: read into memory up to the route's limit, and not one byte further.

use axum::extract::{FromRequest, Multipart, Request};

use crate::input::too_large_or_lost;
use crate::{App, Failure, Input, Kind};

/// A file as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedFile {
    /// The form's field.
    pub field: String,
    /// The name on the sender's machine, without folders; for display only.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A form with files.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Its other fields.
    pub input: Input,
    /// Its files; a file field left empty brings none.
    pub files: Vec<UploadedFile>,
}

impl Upload {
    /// The first file of a field.
    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|file| file.field == field)
    }

    /// Takes the first file of a field out, so that its bytes need not be copied.
    pub fn take(&mut self, field: &str) -> Option<UploadedFile> {
        let at = self.files.iter().position(|file| file.field == field)?;
        Some(self.files.swap_remove(at))
    }
}

impl FromRequest<App> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Upload, Failure> {
        let form = Multipart::from_request(request, app).await;
        let mut form = form.map_err(|e| Failure::new(Kind::Unsupported, "提交的内容不是带文件的表单，请从页面上提交。").because(e))?;
        let mut upload = Upload::default();
        while let Some(mut part) = form.next_field().await.map_err(|e| too_large_or_lost(&e))? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(base_name);
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|e| too_large_or_lost(&e))? {
                bytes.extend_from_slice(&chunk);
            }
            match name {
                Some(name) if name.is_empty() && bytes.is_empty() => {}
                Some(name) => upload.files.push(UploadedFile { field, name, bytes }),
                None => upload.input.push(field, crate::input::typed(String::from_utf8_lossy(&bytes))),
            }
            if upload.files.len() > app.limits.upload_files || upload.input.pairs().len() > app.limits.form_fields {
                let most = app.limits.upload_files;
                return Err(Failure::new(Kind::TooLarge, format!("一次最多上传 {most} 个文件，请分几次上传。")));
            }
        }
        Ok(upload)
    }
}

/// The last part of a path of either kind.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
}
