//! 关于我 and the requests about personal data.

pub(super) mod about;
pub(super) mod ask;
pub(super) mod export;
pub(super) mod queue;

use board::personal::requests::{Request, State};
use kit::Cell;
use kit::table::Mark;
use norms::Day;

/// How far a request has come, as a tag.
fn state(request: &Request, today: Day) -> Cell {
    match request.state {
        State::Open if request.overdue(today) => Cell::Tag("已逾期".into(), Mark::Late),
        State::Open => Cell::Tag(request.state.chinese().into(), Mark::Due),
        State::Granted => Cell::Tag(request.state.chinese().into(), Mark::Done),
        State::Refused => Cell::Tag(request.state.chinese().into(), Mark::Plain),
    }
}

/// What a record says of somebody, in one line.
fn says(says: &[(&'static str, String)]) -> String {
    says.iter().map(|(name, value)| format!("{name}：{value}")).collect::<Vec<_>>().join("；")
}
