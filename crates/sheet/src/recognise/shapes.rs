//! One row of a list becomes the lines of one record.

use norms::Day;
use norms::identifier::CitizenId;
use norms::reading::fold;

use super::cells::{self, Cell, firm, is_nothing, listed, looks_like_firm, person, refuse};
use super::row::RowView;
use crate::lexicon::{Field, METRICS, Metric, Shape, metric};
use crate::model::{Line, Rejected, Row, Subject, SubjectKind};
use crate::read::Value;

type Refused = Box<Rejected>;

/// A record in the making, with what is to be warned about.
pub(crate) struct Made {
    pub row: Row,
    pub warnings: Vec<(String, String, String)>,
}

const PEOPLE: &[&str] = &["人", "名", "位", "人次", "个"];
const FIRMS: &[&str] = &["家", "户", "个"];

/// What a row without a day of its own falls back on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// For a stock: the 截至 day, else 1 January of the workbook's year.
    pub stock: Option<Day>,
    /// For a list of persons or firms without a day column: the last day of its period, else as a stock.
    pub list: Option<Day>,
}

struct Maker<'v, 'a> {
    view: &'v RowView<'a>,
    warnings: Vec<(String, String, String)>,
}

/// Makes the record of one row of a list of `metric`.
///
/// # Errors
/// The cell that cannot be read, with the reason.
pub(crate) fn make(view: &RowView<'_>, metric: &'static Metric, standing: Standing, org: Option<&str>) -> Result<Made, Refused> {
    make_as(view, metric, metric.shape, standing, org)
}

/// The same for a row that gives only a day and a number of the metric, as a general ledger may: whatever the metric's own lists look like.
///
/// # Errors
/// The cell that cannot be read, with the reason.
pub(crate) fn make_counted(view: &RowView<'_>, metric: &'static Metric, standing: Standing, org: Option<&str>) -> Result<Made, Refused> {
    make_as(view, metric, Shape::Event, standing, org)
}

fn make_as(view: &RowView<'_>, metric: &'static Metric, shape: Shape, standing: Standing, org: Option<&str>) -> Result<Made, Refused> {
    let mut maker = Maker { view, warnings: Vec::new() };
    let (day, day_cell, assumed, until) = maker.day(metric, shape, standing)?;
    let mut row = Row {
        sheet: view.grid.sheet.name.clone(),
        row: view.row + 1,
        lines: Vec::new(),
        day,
        day_cell,
        day_assumed: assumed,
        until,
        title: maker.title(metric),
        org: view.text(Field::Org).or_else(|| view.text(Field::Branch)).or_else(|| org.map(str::to_string)),
        place: view.text(Field::Station).or_else(|| view.text(Field::Place)),
        people: maker.people(),
        enterprises: Vec::new(),
        remarks: view.text(Field::Remarks).map(|text| norms::identifier::mask_text(&text)),
        cells: view.masked_cells(),
    };
    row.lines = match shape {
        Shape::Event => maker.event(metric)?,
        Shape::Register => maker.counted(metric, Field::Title)?,
        Shape::Person => maker.persons(metric, &mut row)?,
        Shape::Hours => maker.hours(metric)?,
        Shape::Firm => maker.firms_only(metric, &mut row)?,
        Shape::Talk => maker.talk(metric)?,
        Shape::Service => maker.service(metric, &mut row)?,
        Shape::Station => maker.station()?,
        Shape::Stay => maker.stay(&row)?,
    };
    if row.enterprises.is_empty() && view.table.has(Field::Enterprises) {
        row.enterprises = view.lines(Field::Enterprises).map(|text| listed(&text, FIRMS).names).unwrap_or_default();
    }
    let long = row.org.as_ref().is_some_and(|name| name.chars().count() > 60);
    if let Some(name) = row.org.as_ref().filter(|_| long) {
        return Err(refuse(view.address(Field::Org), name, "the unit's name is longer than 60 characters", "单位名称超过60字，请修改。"));
    }
    Ok(Made { row, warnings: maker.warnings })
}

fn line(metric: &'static Metric, quantity: i64, cell: impl ToString) -> Line {
    Line { metric: metric.code, quantity, subjects: Vec::new(), cell: cell.to_string(), declared: false }
}

fn known(code: &str) -> &'static Metric {
    // Every code asked for here stands in the table; the first entry is never reached.
    metric(code).unwrap_or(&METRICS[0])
}

impl<'a> Maker<'_, 'a> {
    fn warn(&mut self, cell: impl ToString, text: impl Into<String>, chinese: impl Into<String>) {
        self.warnings.push((cell.to_string(), text.into(), chinese.into()));
    }

    fn missing(&self, field: Field, what: &str, chinese: &str) -> Refused {
        refuse(self.view.address(field), "", format!("{what} is missing"), format!("缺少{chinese}，请补上。"))
    }

    fn day(&mut self, metric: &Metric, shape: Shape, standing: Standing) -> Result<(Day, Option<String>, bool, Option<Day>), Refused> {
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

    fn until(&self, metric: &Metric) -> Result<Option<Day>, Refused> {
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

    fn title(&self, metric: &Metric) -> String {
        let view = self.view;
        let named = view.text(Field::Title).or_else(|| match metric.shape {
            Shape::Station => view.text(Field::Station).or_else(|| view.text(Field::Place)),
            Shape::Person | Shape::Hours | Shape::Talk | Shape::Stay => {
                view.text(Field::Station).map(|station| format!("{}：{station}", metric.name))
            }
            Shape::Service | Shape::Firm => view.text(Field::Enterprises),
            _ => view.text(Field::Place).map(|place| format!("{}：{place}", metric.name)),
        });
        let text = named.unwrap_or_else(|| metric.name.to_string());
        norms::identifier::mask_text(&text).chars().take(200).collect()
    }

    fn people(&self) -> Vec<String> {
        let mut names = self.view.lines(Field::People).map(|text| listed(&text, PEOPLE).names).unwrap_or_default();
        names.truncate(50);
        names.into_iter().map(|name| norms::identifier::mask_text(&name).chars().take(60).collect()).collect()
    }

    /// The row's count: what its count column says, else 1.
    fn counted(&mut self, metric: &'static Metric, proof: Field) -> Result<Vec<Line>, Refused> {
        let count = match self.view.cell(Field::Quantity)?.filter(|cell| !is_nothing(&cell.value.text())) {
            Some(cell) if self.view.own(Field::Quantity) => {
                let count = cells::scaled(cell, metric.units, metric.decimals)?;
                self.check_unit(metric)?;
                return Ok(if count == 0 { Vec::new() } else { vec![Line { declared: metric.reach, ..line(metric, count, cell.at) }] });
            }
            _ => 1,
        };
        let proof = [proof, Field::Title, Field::Station, Field::Day].into_iter().find(|field| self.view.own(*field));
        let cell = proof.map_or_else(|| self.view.first_cell(), |field| self.view.address(field));
        Ok(vec![line(metric, count, cell)])
    }

    fn check_unit(&self, metric: &Metric) -> Result<(), Refused> {
        let Some(unit) = self.view.text(Field::Unit) else { return Ok(()) };
        if metric.units.contains(&unit.as_str()) {
            return Ok(());
        }
        let wanted = metric.units.first().copied().unwrap_or_default();
        let (reason, chinese) = (
            format!("the unit {unit} does not fit {}; it counts in {wanted}", metric.name),
            format!("“{}”按“{wanted}”计，不按“{unit}”计。", metric.name),
        );
        Err(refuse(self.view.address(Field::Unit), &unit, reason, chinese))
    }

    fn event(&mut self, found: &'static Metric) -> Result<Vec<Line>, Refused> {
        let returned = ["收回", "回收", "答卷"].iter().any(|word| self.view.table.heading_of(Field::Quantity).contains(word));
        if found.code == "voice.survey" && returned {
            let mut lines = vec![line(found, 1, self.view.first_cell())];
            if let Some(cell) = self.view.cell(Field::Quantity)?.filter(|cell| !is_nothing(&cell.value.text())) {
                let answer = known("voice.answer");
                lines.push(line(answer, cells::scaled(cell, answer.units, false)?, cell.at));
            }
            return Ok(lines);
        }
        let mut lines = self.counted(found, Field::Day)?;
        let status = self.view.text(Field::Status).unwrap_or_default();
        let at = self.view.address(Field::Status);
        match found.code {
            "assist.request" if ["未能满足", "无法满足", "未满足", "不能满足"].iter().any(|word| status.contains(word)) => {
                lines.push(line(known("assist.unmet"), 1, at))
            }
            "station.application" if ["不通过", "不予通过", "未通过", "驳回", "拒绝"].iter().any(|word| status.contains(word)) => {
                lines.push(line(known("station.refused"), 1, at))
            }
            "station.application" if ["通过", "同意", "已入住"].iter().any(|word| status.contains(word)) => {
                lines.push(line(known("station.approved"), 1, at))
            }
            _ => {}
        }
        Ok(lines)
    }

    /// The persons that the row names, each a subject.
    fn named(&mut self, kind: SubjectKind) -> Result<Vec<(Subject, String)>, Refused> {
        let view = self.view;
        let field = if view.table.has(Field::Name) {
            Field::Name
        } else if ["参加", "参与", "志愿", "队员", "成员", "学员", "人员"]
            .iter()
            .any(|word| view.table.heading_of(Field::People).contains(word))
        {
            Field::People
        } else {
            return Ok(Vec::new());
        };
        let Some(cell) = view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(Vec::new()) };
        let found = listed(&cell.value.text(), PEOPLE);
        let id = if found.names.len() == 1 { self.citizen_id(&found.names[0])? } else { None };
        let branch = view.text(Field::Branch);
        let mut out = Vec::new();
        for name in &found.names {
            let name = person(cell.at, name)?;
            out.push((Subject { kind, name, id: id.clone(), branch: branch.clone() }, cell.at.to_string()));
        }
        if let Some(stated) = found.stated.filter(|stated| *stated != out.len() as i64) {
            let text = format!("the cell says {stated} persons and names {}; the named ones are counted", out.len());
            self.warn(cell.at, text, format!("写的是{stated}人，列出{}人，按列出的计。", out.len()));
        }
        Ok(out)
    }

    fn citizen_id(&mut self, name: &str) -> Result<Option<String>, Refused> {
        let Some(cell) = self.view.cell(Field::CitizenId)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        let text = fold(&cell.value.text()).replace([' ', '-'], "");
        // 320574********0051: masked by the office itself, so it tells nobody apart.
        if text.contains('*') {
            return Ok(None);
        }
        match CitizenId::new(&text, self.view.limits.today.unwrap_or(Day::last())) {
            Ok(id) => {
                let sex = self.view.text(Field::Sex).unwrap_or_default();
                let says = if sex.starts_with('男') {
                    Some(true)
                } else if sex.starts_with('女') {
                    Some(false)
                } else {
                    None
                };
                if says.is_some_and(|male| male != id.is_male()) {
                    self.warn(
                        self.view.address(Field::Sex),
                        format!("the sex of {name} does not fit the citizen id"),
                        format!("{name}的性别与身份证号不符。"),
                    );
                }
                Ok(Some(id.in_clear().to_string()))
            }
            Err(_) => {
                let text = format!("the citizen id of {name} is wrong; the person is known by name and branch");
                self.warn(cell.at, text, format!("{name}的身份证号不对，暂按姓名和支部识别。"));
                Ok(None)
            }
        }
    }

    fn persons(&mut self, found: &'static Metric, row: &mut Row) -> Result<Vec<Line>, Refused> {
        let kind = if found.code == "assist.care_child" { SubjectKind::Child } else { SubjectKind::Person };
        let named = self.named(kind)?;
        if named.is_empty() {
            return self.declared_people(found);
        }
        if row.title == found.name {
            row.title = format!("{}：{}", found.name, named[0].0.name);
        }
        let cell = named[0].1.clone();
        let subjects: Vec<Subject> = named.into_iter().map(|(subject, _)| subject).collect();
        let mut lines = vec![Line { metric: found.code, quantity: 1, subjects: subjects.clone(), cell, declared: false }];
        if found.code == "mobilise.volunteer_people"
            && let Some(cell) = self.view.cell(Field::Hours)?.filter(|cell| !is_nothing(&cell.value.text()))
        {
            let hours = known("mobilise.volunteer_hours");
            let quantity = cells::scaled(cell, hours.units, true)?;
            lines.push(Line { metric: hours.code, quantity, subjects, cell: cell.at.to_string(), declared: false });
        }
        Ok(lines)
    }

    /// A number of people without names is a declared total.
    fn declared_people(&mut self, found: &'static Metric) -> Result<Vec<Line>, Refused> {
        for field in [Field::Attendance, Field::Quantity] {
            if let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) {
                let quantity = cells::scaled(cell, PEOPLE, false)?;
                return Ok(vec![Line { declared: found.reach, ..line(found, quantity, cell.at) }]);
            }
        }
        Err(self.missing(if self.view.table.has(Field::Name) { Field::Name } else { Field::Attendance }, "the name", "姓名"))
    }

    fn hours(&mut self, found: &'static Metric) -> Result<Vec<Line>, Refused> {
        let cell = self
            .view
            .cell(Field::Hours)?
            .filter(|cell| !is_nothing(&cell.value.text()))
            .ok_or_else(|| self.missing(Field::Hours, "the number of hours", "时长"))?;
        let quantity = cells::scaled(cell, found.units, true)?;
        let subjects: Vec<Subject> = self.named(SubjectKind::Person)?.into_iter().map(|(subject, _)| subject).collect();
        let mut lines = vec![Line { metric: found.code, quantity, subjects: subjects.clone(), cell: cell.at.to_string(), declared: false }];
        if found.code == "mobilise.volunteer_hours" && !subjects.is_empty() {
            let people = known("mobilise.volunteer_people");
            lines.push(Line {
                metric: people.code,
                quantity: 1,
                subjects,
                cell: self.view.address(Field::Name).to_string(),
                declared: false,
            });
        }
        Ok(lines)
    }

    fn talk(&mut self, found: &'static Metric) -> Result<Vec<Line>, Refused> {
        let whole = self.view.text(Field::Name).unwrap_or_default();
        let collective = ["支部", "集体", "单位", "团委", "小组", "部门"].iter().any(|word| whole.contains(word));
        let named = if collective { Vec::new() } else { self.named(SubjectKind::Person)? };
        if let Some((_, cell)) = named.first() {
            let cell = cell.clone();
            let subjects = named.into_iter().map(|(subject, _)| subject).collect();
            return Ok(vec![Line { metric: found.code, quantity: 1, subjects, cell, declared: false }]);
        }
        for field in [Field::Attendance, Field::Quantity] {
            if let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) {
                return Ok(vec![line(found, cells::scaled(cell, found.units, false)?, cell.at)]);
            }
        }
        Ok(vec![line(found, 1, self.view.first_cell())])
    }

    /// The enterprises of the row, or the number that stands in their place.
    fn firms(&mut self) -> Result<Option<Line>, Refused> {
        let covered = known("assist.enterprise_covered");
        let field = if self.view.table.has(Field::Enterprises) { Field::Enterprises } else { Field::Title };
        let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        if let Value::Number(_) = cell.value {
            let quantity = cells::scaled(cell, FIRMS, false)?;
            return Ok(Some(Line { declared: true, ..line(covered, quantity, cell.at) }));
        }
        let found = listed(&cell.value.text(), FIRMS);
        if found.names.is_empty() {
            return Ok(found.stated.map(|stated| Line { declared: true, ..line(covered, stated, cell.at) }));
        }
        let mut subjects = Vec::new();
        for name in &found.names {
            let name = firm(cell.at, name)?;
            subjects.push(Subject { kind: SubjectKind::Enterprise, name, id: None, branch: None });
        }
        if let Some(stated) = found.stated.filter(|stated| *stated != subjects.len() as i64) {
            let text = format!("the cell says {stated} enterprises and names {}; the named ones are counted", subjects.len());
            self.warn(cell.at, text, format!("写的是{stated}家，列出{}家，按列出的计。", subjects.len()));
        }
        Ok(Some(Line { metric: covered.code, quantity: 1, subjects, cell: cell.at.to_string(), declared: false }))
    }

    fn service(&mut self, found: &'static Metric, row: &mut Row) -> Result<Vec<Line>, Refused> {
        let listed = self.view.table.has(Field::Enterprises) || self.view.text(Field::Title).is_some_and(|title| looks_like_firm(&title));
        let proof = if self.view.own(Field::Enterprises) { Field::Enterprises } else { Field::Title };
        let mut lines = self.counted(found, proof)?;
        if lines.is_empty() || !listed {
            return Ok(lines);
        }
        match self.firms()? {
            Some(line) => {
                row.enterprises = line.subjects.iter().map(|subject| subject.name.clone()).collect();
                lines.push(line);
            }
            None if self.view.own(Field::Quantity) => {}
            None => return Err(self.missing(Field::Enterprises, "the enterprise served", "服务企业")),
        }
        Ok(lines)
    }

    fn firms_only(&mut self, found: &'static Metric, row: &mut Row) -> Result<Vec<Line>, Refused> {
        let mut line = self.firms()?.ok_or_else(|| self.missing(Field::Enterprises, "the enterprise", "企业名称"))?;
        line.metric = found.code;
        row.enterprises = line.subjects.iter().map(|subject| subject.name.clone()).collect();
        Ok(vec![line])
    }

    fn station(&mut self) -> Result<Vec<Line>, Refused> {
        let mut lines = self.counted(known("station.site"), Field::Title)?;
        for (field, code) in [(Field::Rooms, "station.room"), (Field::Beds, "station.bed"), (Field::Area, "station.area_m2")] {
            if let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) {
                let counted = known(code);
                let quantity = cells::scaled(cell, counted.units, counted.decimals)?;
                if quantity > 0 {
                    lines.push(line(counted, quantity, cell.at));
                }
            }
        }
        Ok(lines)
    }

    /// Arrival, its cell, and the day of departure.
    fn stay_days(&mut self) -> Result<(Day, String, Day), Refused> {
        let view = self.view;
        let field = if view.table.has(Field::Arrival) { Field::Arrival } else { Field::Day };
        let cell = view
            .cell(field)?
            .filter(|cell| !is_nothing(&cell.value.text()))
            .ok_or_else(|| self.missing(field, "the day of arrival", "入住日期"))?;
        let (from, ranged) = cells::days(cell, &view.hint, &view.limits)?;
        let departure = if view.table.has(Field::Departure) { Field::Departure } else { Field::Until };
        let left = match view.cell(departure)?.filter(|cell| !is_nothing(&cell.value.text())) {
            Some(cell) => Some((cell, cells::days(cell, &view.hint, &cells::DayLimits { today: None, ..view.limits })?.0)),
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

    fn stated_nights(&self) -> Result<Option<(i64, Cell<'a>)>, Refused> {
        let field = if self.view.table.has(Field::Nights) { Field::Nights } else { Field::Days };
        let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        let nights = cells::scaled(cell, known("station.night").units, false)?;
        if (1..=366).contains(&nights) {
            return Ok(Some((nights, cell)));
        }
        Err(refuse(cell.at, &cell.value.text(), "a stay has 1 to 366 nights", "住宿晚数应为1至366，请核对。"))
    }

    fn stay(&mut self, row: &Row) -> Result<Vec<Line>, Refused> {
        let until = row.until.unwrap_or(row.day);
        let (nights, cell) = match self.stated_nights()? {
            Some((nights, cell)) => (nights, cell.at.to_string()),
            None => (row.day.days_until(until), row.day_cell.clone().unwrap_or_default()),
        };
        if nights > 366 {
            return Err(refuse(
                self.view.address(Field::Departure),
                &until.to_string(),
                "a stay has 1 to 366 nights",
                "住宿晚数应为1至366，请核对。",
            ));
        }
        let named = self.named(SubjectKind::Guest)?;
        let night = known("station.night");
        if named.is_empty() {
            let mut lines = self.declared_people(known("station.guest"))?;
            lines.push(line(night, nights, cell));
            return Ok(lines);
        }
        let proof = named[0].1.clone();
        let subjects: Vec<Subject> = named.into_iter().map(|(subject, _)| subject).collect();
        Ok(vec![
            Line { metric: "station.guest", quantity: 1, subjects: subjects.clone(), cell: proof, declared: false },
            Line { metric: night.code, quantity: nights, subjects, cell, declared: false },
        ])
    }
}

/// Whether the row says something that a record needs, beside its number and its class.
pub(crate) fn says_something(view: &RowView<'_>) -> bool {
    let empty_classes = [Field::Serial, Field::Org, Field::Branch, Field::Kind, Field::Month, Field::Unit];
    let filled = view.table.fields.keys().filter(|field| !empty_classes.contains(field)).any(|field| view.own(*field));
    let unknown = || {
        let classes: Vec<u32> = empty_classes.iter().filter_map(|field| view.table.fields.get(field).copied()).collect();
        view.grid.cells_in(view.row, view.table.span).any(|(column, _)| !classes.contains(&column))
    };
    filled || unknown()
}
