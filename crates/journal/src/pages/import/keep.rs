//! 保存为方案: the mapping of a preview or of an import, kept under a name.

use axum::extract::Path;
use axum::response::Response;
use board::access;
use kit::form::RECORD;
use kit::{Failure, Field, Form, Input, Page, Staff};
use sheet::Profile;
use uuid::Uuid;

use super::batch;
use super::load::{self, NOTHING};
use crate::import::{self, MOST_PROFILE_NAME, MOST_PROFILE_NOTE, SaveProfile, SavedProfile};
use crate::{JournalError, rights};

/// The profile of the same name that was shown, as `id revision`.
const REPLACES: &str = "replaces";

/// The fields for name and remark.
pub(super) fn name_and_note(form: Form) -> Form {
    form.field(Field::text("name", "方案名称").required().max(MOST_PROFILE_NAME).help("例如：街道月报。导入时按这个名称选用。"))
        .field(Field::text("note", "备注").max(MOST_PROFILE_NOTE).help("给谁用、从哪里来，可不填。"))
}

/// Asks whether the profile of the same name is to be replaced.
fn asking(form: Form, there: &str) -> Form {
    if form.find(REPLACES).is_some() {
        return form.set(REPLACES, there).set("replace", "");
    }
    form.field(Field::tick("replace", "替换已有的同名方案").help("以前用它做过的导入不受影响。")).hidden(REPLACES, there)
}

/// The form as it was sent, with the question if it carried one.
pub(super) fn read(form: Form, input: &Input) -> Form {
    let there = input.get(REPLACES);
    let form = if there.is_empty() { form } else { asking(form, there) };
    form.read(input)
}

/// Keeps the profile, or gives the form back with what must be mended.
pub(super) async fn keep(staff: &Staff, mut form: Form, profile: Profile) -> Result<Result<SavedProfile, Form>, Failure> {
    if !form.valid() {
        return Ok(Err(form));
    }
    let there = form.text(REPLACES).split_once(' ').and_then(|(id, revision)| Some((id.parse().ok()?, revision.parse().ok()?)));
    let ask = SaveProfile {
        id: form.record().unwrap_or_else(|| staff.new_id()),
        name: form.text("name").to_owned(),
        note: form.text("note").to_owned(),
        profile,
        replace: there.filter(|_| form.ticked("replace")),
    };
    match staff.write(&ask, import::save_profile).await {
        Ok(saved) => Ok(Ok(saved)),
        Err(error) => {
            if let JournalError::ProfileNamed(there) = &error {
                form = asking(form, &format!("{} {}", there.id, there.revision));
            }
            form.refuse(error.into())?;
            Ok(Err(form))
        }
    }
}

/// What the page of a mapping says when it was kept.
pub(super) fn kept(saved: &SavedProfile) -> String {
    format!("已保存为方案“{}”。以后导入时在“选用已存方案”里选它。", saved.name)
}

fn build(action: &str, back: &str, id: Uuid) -> Form {
    name_and_note(Form::new(action).submit("保存方案").cancel(back)).for_record(id)
}

fn page(staff: &Staff, form: &Form, back: &str) -> Page {
    Page::new("保存为方案")
        .sub("把这次怎样识别各张表存下来，下次同样的台账直接选用；也可以下载给别的单位。")
        .back("返回", back)
        .body(form.render(staff.token()))
}

/// The file's name without its ending: what a new profile is called if nobody says otherwise.
fn stem(file: &str) -> String {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).chars().take(MOST_PROFILE_NAME).collect()
}

const PREVIEW: &str = "/import/preview";

/// GET /import/preview/keep
pub(super) async fn of_preview(staff: Staff) -> Result<Response, Failure> {
    let Some(upload) = staff.read(&(), import::upload).await? else { return Ok(staff.said("/import", NOTHING)) };
    let begun = match upload.choices.saved {
        Some(id) => staff.read(&(), import::profile_names).await?.into_iter().find(|(other, _)| *other == id),
        None => None,
    };
    let form = build("/import/preview/keep", PREVIEW, staff.new_id());
    let form = match begun {
        Some((id, name)) => form.set("name", name).set("note", staff.read(&id, import::profile).await?.note),
        None => form.set("name", stem(&upload.file)),
    };
    staff.page(page(&staff, &form, PREVIEW))
}

/// POST /import/preview/keep
pub(super) async fn save_preview(staff: Staff, input: Input) -> Result<Response, Failure> {
    let Some(loaded) = load::load(&staff, false).await? else { return Ok(staff.said("/import", NOTHING)) };
    let id = input.parsed(RECORD).unwrap_or_else(|| staff.new_id());
    let form = read(build("/import/preview/keep", PREVIEW, id), &input);
    match keep(&staff, form, loaded.recognition.profile).await? {
        Ok(saved) => Ok(staff.said(PREVIEW, &kept(&saved))),
        Err(form) => staff.page(page(&staff, &form, PREVIEW).invalid()),
    }
}

/// The import and the way back to it.
async fn of(staff: &Staff, id: Uuid) -> Result<(import::Batch, String), Failure> {
    let (of, org) = batch::load(staff, id).await?;
    access::require(&staff.actor, &rights::IMPORT, &org.path)?;
    Ok((of, format!("/import/{id}")))
}

/// GET /import/{id}/keep
pub(super) async fn of_batch(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (of, back) = of(&staff, id).await?;
    let form = build(&format!("{back}/keep"), &back, staff.new_id()).set("name", stem(&of.file));
    staff.page(page(&staff, &form, &back))
}

/// POST /import/{id}/keep
pub(super) async fn save_batch(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let (of, back) = of(&staff, id).await?;
    let profile = Profile::from_toml(&of.profile).map_err(|error| Failure::invalid(error.chinese()))?;
    let record = input.parsed(RECORD).unwrap_or_else(|| staff.new_id());
    let form = read(build(&format!("{back}/keep"), &back, record), &input);
    match keep(&staff, form, profile).await? {
        Ok(saved) => Ok(staff.said(&back, &kept(&saved))),
        Err(form) => staff.page(page(&staff, &form, &back).invalid()),
    }
}
