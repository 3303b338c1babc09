//! From when and until when: the days of a row.

use norms::Day;
use norms::reading::{DateHint, fold};

use super::super::cells::{self, Cell, is_nothing, refuse};
use super::{Maker, Refused, Standing, known};
use crate::lexicon::{Field, Metric, Shape};
use crate::read::Value;

/// The longest stay over the turn of a month or year whose departure is written without it.
const TURN: i64 = 14;

/// 12月30日 to 1月2日, 30 to 2: a departure without a year or month of its own lies in the next one.
fn over_the_turn(cell: Cell<'_>, hint: &DateHint, limits: &cells::DayLimits, from: Day) -> Option<Day> {
    let month = from.last_of_month().plus_days(1);
    let next_month = DateHint { year: Some(month.year()), month: Some(month.month()) };
    let next_year = DateHint { year: Some(from.year() + 1), month: hint.month };
    let read = |hint: &DateHint| cells::days(cell, hint, limits).ok().map(|(day, _)| day);
    [next_month, next_year].iter().filter_map(read).find(|day| *day > from && from.days_until(*day) <= TURN)
}

impl<'a> Maker<'_, 'a> {
    pub(super) fn day(
        &mut self,
        metric: &Metric,
        shape: Shape,
        standing: Standing,
    ) -> Result<(Day, Option<String>, bool, Option<Day>), Refused> {
        if shape == Shape::Stay {
            return self.stay_days().map(|(from, cell, to)| (from, Some(cell), false, Some(to)));
        }
        let view = self.view;
        let field = [Field::Day, Field::Arrival].into_iter().find(|field| view.table.has(*field)).unwrap_or(Field::Day);
        let until = self.until(metric)?;
        if let Some(cell) = view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) {
            let read = cells::days(cell, &view.hint, &view.limits);
            let (from, to) = match (read, metric.stock) {
                (Ok(days), _) => days,
                (Err(refused), true) => match cells::month_only(cell, &view.hint) {
                    // A thing built in a month stands by that month's end; the figures by month stay right.
                    Some(day) if day >= view.limits.first && day.first_of_month() <= view.limits.last => {
                        let text = format!("only the month is given; {day} is assumed");
                        self.warn(cell.at, text, format!("只写到月份，暂按{}计。", day.chinese()));
                        return Ok((day, Some(cell.at.to_string()), true, until));
                    }
                    _ => return Err(refused),
                },
                (Err(refused), false) => return Err(refused),
            };
            if let Value::Number(number) = cell.value
                && number.fract() != 0.0
            {
                // 3.10 typed into a cell that keeps numbers is kept as 3.1.
                let text = format!("the day is kept as the number {}; if it was typed as …0, write it as text", cell.value.text());
                self.warn(cell.at, text, format!("日期按数字{}保存，如原为“{}0”请改为文本。", cell.value.text(), cell.value.text()));
            }
            // Of an act of several days the last one counts, as in pasted messages; a stock stands from the first.
            let day = if metric.stock { from } else { to.unwrap_or(from) };
            if until.is_some_and(|until| until < day) && metric.stock {
                return Err(refuse(
                    view.address(Field::Until),
                    &cell.value.text(),
                    "it ends before it begins; check both days",
                    "结束日期早于开始日期，请核对。",
                ));
            }
            return Ok((day, Some(cell.at.to_string()), false, until.filter(|_| metric.stock)));
        }
        if metric.stock {
            let day = standing
                .stock
                .ok_or_else(|| self.missing(field, "the day, and a year in the title or the sheet's name,", "日期（标题中也没有年份）"))?;
            return Ok((day, None, true, until));
        }
        // A list of whom one reached, without a column of days: it speaks of its period.
        if metric.reach
            && !view.table.has(field)
            && !view.table.has(Field::Month)
            && let Some(day) = standing.list
        {
            return Ok((day, None, true, None));
        }
        let month_day = view.cell(Field::Month)?.and_then(|cell| cells::month_only(cell, &view.hint));
        if let Some(day) = month_day.filter(|_| !view.table.has(Field::Day)) {
            return Ok((day, Some(view.address(Field::Month).to_string()), true, None));
        }
        Err(self.missing(field, "the day", "日期"))
    }

    pub(super) fn until(&self, metric: &Metric) -> Result<Option<Day>, Refused> {
        let Some(cell) = self.view.cell(Field::Until)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        if !metric.stock {
            return Ok(None);
        }
        let limits = cells::DayLimits { today: None, last: Day::last(), ..self.view.limits };
        match cells::days(cell, &self.view.hint, &limits) {
            Ok((from, to)) => Ok(Some(to.unwrap_or(from))),
            Err(_) if matches!(fold(&cell.value.text()).as_str(), "至今" | "长期" | "今" | "在用" | "在办") => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    /// Arrival, its cell, and the day of departure.
    pub(super) fn stay_days(&mut self) -> Result<(Day, String, Day), Refused> {
        let view = self.view;
        let field = if view.table.has(Field::Arrival) { Field::Arrival } else { Field::Day };
        let cell = view
            .cell(field)?
            .filter(|cell| !is_nothing(&cell.value.text()))
            .ok_or_else(|| self.missing(field, "the day of arrival", "入住日期"))?;
        let (from, ranged) = cells::days(cell, &view.hint, &view.limits)?;
        let departure = if view.table.has(Field::Departure) { Field::Departure } else { Field::Until };
        let left = match view.cell(departure)?.filter(|cell| !is_nothing(&cell.value.text())) {
            Some(cell) => {
                let limits = cells::DayLimits { today: None, ..view.limits };
                let read = cells::days(cell, &view.hint, &limits)?.0;
                Some((cell, if read > from { read } else { over_the_turn(cell, &view.hint, &limits, from).unwrap_or(read) }))
            }
            None => None,
        };
        if let Some((cell, to)) = left.filter(|(_, to)| *to <= from) {
            let (reason, chinese) = (
                format!("the departure {to} does not lie after the arrival {from}"),
                format!("离店日期{}不晚于入住日期{}，请核对。", to.chinese(), from.chinese()),
            );
            return Err(refuse(cell.at, &cell.value.text(), reason, chinese));
        }
        let nights = self.stated_nights()?;
        let to = match (left.map(|(_, to)| to).or(ranged), nights) {
            (Some(to), Some((stated, cell))) => {
                let between = from.days_until(to);
                if between != stated {
                    let text =
                        format!("{stated} nights are stated, {between} lie between arrival and departure; the stated ones are counted");
                    self.warn(cell.at, text, format!("写的是{stated}晚，按日期应为{between}晚，暂按{stated}晚计。"));
                }
                to
            }
            (Some(to), None) => to,
            (None, Some((stated, _))) => from.plus_days(stated),
            (None, None) => return Err(self.missing(departure, "the day of departure", "离店日期")),
        };
        Ok((from, cell.at.to_string(), to))
    }

    pub(super) fn stated_nights(&self) -> Result<Option<(i64, Cell<'a>)>, Refused> {
        let field = if self.view.table.has(Field::Nights) { Field::Nights } else { Field::Days };
        let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        let nights = cells::scaled(cell, known("station.night").units, false)?;
        if (1..=366).contains(&nights) {
            return Ok(Some((nights, cell)));
        }
        Err(refuse(cell.at, &cell.value.text(), "a stay has 1 to 366 nights", "住宿晚数应为1至366，请核对。"))
    }
}
