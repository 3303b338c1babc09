//! What people do here. Pages call these and nothing else.

mod gather;
mod packs;

pub use crate::store::Upload;
pub use gather::{Bundle, Collected, Gather, Material, Piece, State, bundle, gather};
pub use packs::{
    Attach, Change, Close, LineView, Listed, MOST_RECORDS, Make, PackPage, PackView, Search, attach, change, choices, close, detach,
    discard, keep, line, make, packs, remove, search, upload, view,
};
