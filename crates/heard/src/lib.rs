//! 粘贴登记: what a pasted group message says was done.
//!
//! [`propose`] turns a message copied from a chat group into proposed records: one for each thing done, with its metric, day, org, title,
//! place, quantity, people and enterprises, and with the characters that say so. Notices, sign-up lists, greetings, replies, questions,
//! totals and corrections of other messages give none. A proposal is never a record: a person confirms it.
//!
//! Everything is pure: no clock, no database, no network. Words stand as data in `lexicon`; the reading goes `split` (messages) →
//! `pieces` (sentences, items, fields of forms) → `seen` (days, counts, orgs, firms, people, signs of metrics) → `acts` and `choose`
//! (which signs are things done) → `weave` and `fill` (what holds on from piece to piece) → records.
#![forbid(unsafe_code)]

mod accept;
mod acts;
mod alike;
mod choose;
mod days;
mod draft;
mod fill;
mod firms;
mod follow;
mod heads;
mod judge;
mod kinds;
mod lexicon;
mod lists;
mod mask;
mod mend;
mod model;
mod nearest;
mod notice;
mod numbers;
mod orgs;
mod people;
mod pieces;
mod places;
mod propose;
mod seen;
mod split;
mod text;
mod title;
mod unsigned;
mod weave;
mod words;

pub use model::{Amount, Evidence, Ignored, Known, Proposal, Record, Why};
pub use notice::{Announced, announced};
pub use propose::propose;
