//! What people do with reports: the room's public face. Pages and command line call these and nothing else.

mod approval;
mod attached;
mod carry;
mod compare;
mod correct;
mod countersign;
mod draft;
mod export;
mod own;
mod people;
mod proof;
mod read;
mod recipients;
mod steps;
mod templates;
mod todo;
mod work;

use base::{Actor, Right, Tx};
use board::{Denied, Org, access, orgs};
use uuid::Uuid;

use crate::model::{Person, Report};
use crate::store::countersign::Asked;
use crate::{ReportError, rights, store};

pub use crate::store::Filter;
pub use approval::{AttachScan, approval_sheet, attach_scan, scan, scans};
pub use attached::Sent;
pub use compare::{Corrected, Diff, DiffAsk, DiffLine, Late, diff, differing};
pub use correct::{
    Candidate, CorrectionOf, CorrectionView, DraftCorrection, Superseded, WithdrawCorrection, approve_correction, correctable, correction,
    correction_note, draft_correction, superseded, withdraw_correction,
};
pub use countersign::{AnswerAsk, AskParty, Countersigned, Excuse, Offers, Replace, Settle, answer, ask, excuse, offers, replace, settle};
pub use draft::{Create, Delete, Save, create, delete, restore, save};
pub(crate) use export::origin;
pub use export::{Checked, Export, Paper, Seen, docx, paper, pdf, verify_docx};
pub use own::{Begin, begin};
pub use people::{Taker, names};
pub use proof::{Named, Panel, PanelAsk, panel};
pub use read::{ListAsk, Listed, Preview, ReportList, Shown, ShownFigure, View, list, preview, show, view, years};
pub use recipients::{Exported, Issue, RecipientOf, issue, note_export, recipients, withdraw_recipient};
pub use steps::{GiveBack, Sign, SignOpen, Taken, check, give_back, send, sign, sign_open};
pub use templates::{Offered, SaveTemplate, all_templates, checked, preview_template, remove_template, save_template};
pub(crate) use todo::todos;
pub use work::{
    AttachFile, FigureOf, FileOf, MarkFigures, RemarkAsk, Unmark, Worked, attach_file, file, mark_figures, remark, unmark, withdraw_file,
    worked,
};

/// Loads a report for somebody who must hold a right over its org.
async fn open(tx: &mut Tx, by: &Actor, id: Uuid, right: &Right) -> Result<(Report, Org), ReportError> {
    let report = store::load(tx, id).await?.ok_or(ReportError::NotFound)?;
    let org = orgs::get(tx, report.org).await?;
    let Err(denied) = access::require(by, right, &org.path) else { return Ok((report, org)) };
    // Who is asked to countersign reads what they are asked about, and what they may not do there is not allowed, not out of sight.
    if !store::countersign::is_asked(tx, report.id, &Asked::of(by)).await? {
        return Err(denied.into());
    }
    if *right == rights::READ { Ok((report, org)) } else { Err(Denied::NotAllowed.into()) }
}

/// The same, but deleted ones are not there.
async fn open_kept(tx: &mut Tx, by: &Actor, id: Uuid, right: &Right) -> Result<(Report, Org), ReportError> {
    let (report, org) = open(tx, by, id, right).await?;
    if report.deleted { Err(ReportError::NotFound) } else { Ok((report, org)) }
}

/// The actor as histories keep them.
fn person(by: &Actor) -> Person {
    Person { account: by.account, name: by.name.clone() }
}

/// Marks a report as changed now by this person.
fn touch(tx: &Tx, by: &Actor, report: &mut Report) {
    report.revision += 1;
    report.changed_by = person(by);
    report.changed_at = tx.now();
}
