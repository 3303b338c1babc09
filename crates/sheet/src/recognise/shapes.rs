//! One row of a list becomes the lines of one record.

mod days;
mod outcome;
mod subjects;

use norms::Day;

use super::cells::{self, is_nothing, listed, looks_like_firm, refuse};
use super::row::RowView;
use crate::lexicon::{Field, METRICS, Metric, Shape, metric};
use crate::model::{Line, Rejected, Row, Subject, SubjectKind};

type Refused = Box<Rejected>;

/// A record in the making, with what is to be warned about.
pub(crate) struct Made {
    pub row: Row,
    /// What else the row records, on days of its own: a problem closed, a matter done.
    pub further: Vec<Row>,
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
    let further = maker.outcome(metric, &mut row)?;
    Ok(Made { row, further, warnings: maker.warnings })
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
        cells::first_chars(norms::identifier::mask_text(&text), 200)
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
            "station.application" if ["未到", "未入住", "爽约"].iter().any(|word| status.contains(word)) => {
                lines.push(line(known("station.approved"), 1, at));
                lines.push(line(known("station.no_show"), 1, at));
            }
            "station.application" if ["通过", "同意", "已入住"].iter().any(|word| status.contains(word)) => {
                lines.push(line(known("station.approved"), 1, at))
            }
            _ => {}
        }
        Ok(lines)
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
