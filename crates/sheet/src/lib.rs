//! Office workbooks: reading them within limits, and recognising what a sheet records.
//!
//! Everything here is pure: bytes in, rows out. [`read()`] turns a file into sparse cells, [`marks`] finds classification marks,
//! [`recognise()`] says what each sheet records and makes the rows that a journal can post; a [`Profile`] keeps the mapping. Nothing in
//! this crate opens a file, runs a macro or follows a link.

mod blank;
mod kept;
mod lexicon;
mod marked;
mod model;
mod profile;
mod read;
mod recognise;
mod report;
mod template;

pub use blank::{Blank, blank};
pub use kept::{KeptError, keep, kept};
pub use lexicon::{Field, METRICS, Metric, Shape, metric};
pub use marked::marked_copy;
pub use model::{IdNumber, Line, Member, Rejected, Row, SheetReport, SkipKind, Skipped, State, Subject, SubjectKind, Total, Warning};
pub use profile::{MOST_BYTES as MOST_PROFILE_BYTES, Origin, Profile, ProfileError, SheetProfile};
pub use read::{Address, Limits, Merged, ReadError, Sheet, TEXT_LIMIT, Value, Workbook, column_letters, column_number, digest, read};
pub use recognise::{Context, Marked, Recognition, marks, recognise};
pub use template::{TemplateError, template};
