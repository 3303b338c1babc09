//! Import of office workbooks: what `sheet` recognised becomes records, in one act, with a report that is kept.
//!
//! A preview is the same act, refused at its very end: what it shows is what would happen.

mod act;
mod batches;
mod changed;
mod known;
mod offer;
mod orgs;
mod outcome;
mod people;
mod period;
mod profiles;
mod remap;
pub mod report;
mod roster;
mod undo;
mod uploads;

pub use act::{Import, cells_to_keep, context, import};
pub use batches::{Batch, BatchPage, Counts, Logged, batch, batches, kept_cells};
pub use changed::{ChangedRow, Corrections, FieldChange};
pub use offer::{TakeRows, changed_rows, take_rows};
pub use outcome::{Made, Outcome, Remapped};
pub use profiles::{
    ChangeProfile, MOST_NAME as MOST_PROFILE_NAME, MOST_NOTE as MOST_PROFILE_NOTE, ProfilePage, SaveProfile, SavedProfile, change_profile,
    maps, profile, profile_names, profiles, remove_profile, save_profile,
};
pub use undo::{Undone, undo};
pub use uploads::{Choices, Upload, choose, confirm, discard, keep_upload, seal, unseal, upload};
