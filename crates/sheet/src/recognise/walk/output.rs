//! What the sheets of a workbook gave so far.

use crate::model::{Member, Row, Warning};

/// What a walk adds to.
#[derive(Default)]
pub(crate) struct Output {
    pub rows: Vec<Row>,
    /// For each row whether it comes from a table of figures.
    pub figures: Vec<bool>,
    pub members: Vec<Member>,
    pub warnings: Vec<Warning>,
    /// How many single acts stand in `rows`: unlike figures they are never taken out again.
    pub acts: usize,
    /// More acts and people than this are not wanted.
    pub most: Option<usize>,
}

impl Output {
    /// Whether there is more than is wanted.
    pub fn is_full(&self) -> bool {
        self.most.is_some_and(|most| self.acts + self.members.len() > most)
    }
}
