//! The words by which messages are understood, as data. A new office's word is one line here.

pub(crate) mod cues;
pub(crate) mod metrics;
pub(crate) mod names;
pub(crate) mod signs;
pub(crate) mod trades;
