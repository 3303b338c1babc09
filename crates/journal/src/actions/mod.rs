//! What people do with the journal, one act one function. Pages, the import and the command line call these and nothing else.

mod campaigns;
mod declared;
mod draft;
mod evidence;
mod paste;
mod plans;
mod read;
mod write;

pub(crate) use campaigns::enlist;
pub use campaigns::{CampaignView, Join, campaign, campaign_view, campaigns, join, of_record, proposed, save_campaign};
pub use declared::{MOST_LISTED, Replace, Replaceable, declared, replace, replaceable};
pub use draft::{clear_draft, draft, keep_draft};
pub use evidence::{Bundle, evidence_of};
pub use paste::{MOST_PROPOSED, Understood, orgs_to_record, understand};
pub(crate) use plans::carry_out;
pub use plans::{CancelPlan, MOST_PLANS, PlanPage, SavePlan, cancel_plan, plan, plan_of, plans, save_plan};
pub use read::{Known, Listed, RecordPage, View, chosen, exists, history, known, list, open, open_to_change, recent_kinds, view};
pub use write::{Correct, Recorded, Restore, Withdraw, correct, record, record_all, restore, withdraw};

pub use crate::store::Filter;
pub use crate::store::declared::Replacement;
