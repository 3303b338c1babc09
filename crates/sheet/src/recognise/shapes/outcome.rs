//! What became of a problem or a matter: closed, done or late, from its status and its days.

use norms::Day;

use super::super::cells::{self, is_nothing};
use super::{Maker, Refused, known, line};
use crate::lexicon::{Field, Metric};
use crate::model::Row;
use crate::read::Address;

const OPEN: [&str; 13] = ["未", "正在", "尚", "进行中", "推进", "持续", "部分", "不", "逾期", "超期", "办理中", "整改中", "处理中"];
const CLOSED: [&str; 6] = ["销号", "办结", "完成", "整改到位", "已整改", "解决"];

impl Maker<'_, '_> {
    /// The further records of a row that tells its outcome; takes back what the first record may not say.
    pub(super) fn outcome(&mut self, found: &Metric, row: &mut Row) -> Result<Vec<Row>, Refused> {
        let problem = found.code == "integrity.rectification_open";
        if !problem && found.code != "duty.assigned" {
            return Ok(Vec::new());
        }
        let status = self.view.text(Field::Status).unwrap_or_default();
        let says = |words: &[&str]| words.iter().any(|word| status.contains(word));
        let closing = self.closing_day()?;
        let closed = if says(&OPEN) { false } else { says(&CLOSED) || closing.is_some() };
        if !closed {
            row.until = None;
            let late = !problem && says(&["逾期", "超期"]);
            return Ok(if late { vec![self.late(row)] } else { Vec::new() });
        }
        let done = known(if problem { "integrity.rectification_done" } else { "duty.done" });
        let (day, day_cell) = match closing {
            Some((day, cell)) => (day, Some(cell)),
            None => (row.day, row.day_cell.clone()),
        };
        let at = if self.view.own(Field::Status) { self.view.address(Field::Status) } else { self.view.first_cell() };
        let lines = vec![line(done, 1, day_cell.clone().filter(|_| closing_is(&day_cell, row)).unwrap_or_else(|| at.to_string()))];
        if problem && day <= row.day {
            // Never open for a day: only what was done is kept.
            row.lines = lines;
            row.until = None;
            return Ok(Vec::new());
        }
        Ok(vec![Row { lines, day, day_cell, day_assumed: false, until: None, ..row.clone() }])
    }

    fn closing_day(&self) -> Result<Option<(Day, String)>, Refused> {
        let Some(cell) = self.view.cell(Field::Until)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        let (from, to) = cells::days(cell, &self.view.hint, &self.view.limits)?;
        Ok(Some((to.unwrap_or(from), cell.at.to_string())))
    }

    /// A matter that is late is so from the day after its limit.
    fn late(&self, row: &Row) -> Row {
        let limits = cells::DayLimits { today: None, ..self.view.limits };
        let column = self.view.table.columns.iter().find(|column| ["时限", "期限", "截止"].iter().any(|word| column.text.contains(word)));
        let limit = column.and_then(|column| {
            let at = Address::new(self.view.row, column.at);
            let value = self.view.grid.value(at.row, at.column)?;
            let (from, to) = cells::days(cells::Cell { at, value }, &self.view.hint, &limits).ok()?;
            Some((to.unwrap_or(from).plus_days(1), at.to_string()))
        });
        let in_time = |day: Day| self.view.limits.today.is_none_or(|today| day <= today);
        let (day, day_cell) = match limit.filter(|(day, _)| *day >= row.day && in_time(*day)) {
            Some((day, cell)) => (day, Some(cell)),
            None => (row.day, row.day_cell.clone()),
        };
        let lines = vec![line(known("duty.overdue"), 1, self.view.address(Field::Status))];
        Row { lines, day, day_cell, day_assumed: false, until: None, ..row.clone() }
    }
}

/// Whether the day's cell is the row's closing cell, not that of its beginning.
fn closing_is(cell: &Option<String>, row: &Row) -> bool {
    cell.is_some() && *cell != row.day_cell
}
