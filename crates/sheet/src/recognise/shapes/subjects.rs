//! Of whom: the persons and enterprises of a row.

use norms::Day;

use super::super::cells::{self, firm, id_number, is_nothing, listed, person};
use super::{FIRMS, Maker, PEOPLE, Refused, known, line};
use crate::lexicon::{Field, Metric};
use crate::model::{IdNumber, Line, Subject, SubjectKind};
use crate::read::Value;

impl Maker<'_, '_> {
    /// The persons that the row names, each a subject.
    pub(super) fn named(&mut self, kind: SubjectKind) -> Result<Vec<(Subject, String)>, Refused> {
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

    pub(super) fn citizen_id(&mut self, name: &str) -> Result<Option<IdNumber>, Refused> {
        let Some(cell) = self.view.cell(Field::CitizenId)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
        // 320574********0051: masked by the office itself, so it tells nobody apart.
        if matches!(cell.value, Value::Text(text) if text.contains(['*', '＊'])) {
            return Ok(None);
        }
        match id_number(cell.value, self.view.limits.today.unwrap_or(Day::last())) {
            Some(id) => {
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
                Ok(Some(id))
            }
            None => {
                let text = format!("the citizen id of {name} is wrong; the person is known by name and branch");
                self.warn(cell.at, text, format!("{name}的身份证号不对，暂按姓名和支部识别。"));
                Ok(None)
            }
        }
    }

    /// A number of people without names is a declared total.
    pub(super) fn declared_people(&mut self, found: &'static Metric) -> Result<Vec<Line>, Refused> {
        for field in [Field::Attendance, Field::Quantity] {
            if let Some(cell) = self.view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) {
                let quantity = cells::scaled(cell, PEOPLE, false)?;
                return Ok(vec![Line { declared: found.reach, ..line(found, quantity, cell.at) }]);
            }
        }
        Err(self.missing(if self.view.table.has(Field::Name) { Field::Name } else { Field::Attendance }, "the name", "姓名"))
    }

    /// The enterprises of the row, or the number that stands in their place.
    pub(super) fn firms(&mut self) -> Result<Option<Line>, Refused> {
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
}
