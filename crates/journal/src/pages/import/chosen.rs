//! The mapping of an import as a form asks for it: a file, or one that the office keeps. And the file that it leaves as.

use axum::response::Response;
use kit::{Choice, Failure, Field, Form, Staff, Upload};
use sheet::{Origin, Profile};
use uuid::Uuid;

use super::TOML;
use crate::import;

/// Where the office's own profiles stand.
pub(super) const LIST: &str = "/import/profiles";

/// Id and name of the profiles that the office keeps.
pub(super) type Names = Vec<(Uuid, String)>;

/// The two fields; the second only where there is something to choose.
pub(super) fn fields(form: Form, file: &str, help: &str, names: &Names) -> Form {
    let form = form.field(Field::file("profile", file, ".toml").help(help));
    if names.is_empty() {
        return form;
    }
    let choices = names.iter().map(|(id, name)| Choice::new(id, name.as_str()));
    form.field(Field::select("saved", "选用已存方案", choices).help("本单位保存过的方案，最近用过的在前。与方案文件只选一样。"))
}

/// A mapping that was chosen.
pub(super) struct Chosen {
    /// As TOML.
    pub(super) toml: String,
    /// The office's own, where it is one.
    pub(super) saved: Option<Uuid>,
}

/// What the form chose; `None` when it chose nothing, or what it says now beside a field.
pub(super) async fn chosen(staff: &Staff, form: &mut Form, sent: &mut Upload) -> Result<Option<Chosen>, Failure> {
    let (file, saved) = (sent.take("profile"), form.parsed::<Uuid>("saved"));
    match (file, saved) {
        (Some(_), Some(_)) => {
            form.fail("saved", "方案文件和已存方案只能选一样，请去掉一样。");
            Ok(None)
        }
        (Some(file), None) => match Profile::from_file(&file.bytes) {
            Ok((profile, _)) => Ok(Some(Chosen { toml: profile.to_toml(), saved: None })),
            Err(error) => {
                form.fail("profile", error.chinese());
                Ok(None)
            }
        },
        (None, Some(id)) if form.valid() => {
            let kept = staff.read(&id, import::profile).await?;
            Ok(Some(Chosen { toml: kept.profile.to_toml(), saved: Some(id) }))
        }
        (None, _) => Ok(None),
    }
}

/// A profile in TOML as a download: another office's page and the command line take it.
pub(super) fn download(staff: &Staff, name: &str, note: &str, toml: &str) -> Response {
    let origin = Origin {
        name: name.to_owned(),
        office: staff.office.name.clone(),
        day: Some(staff.today()),
        note: note.to_owned(),
        ..Origin::default()
    };
    kit::download(&format!("映射方案（{name}）.toml"), TOML, origin.file(toml).into_bytes())
}
