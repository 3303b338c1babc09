//! Rows of a roster of members (党员名册).

use norms::Day;

use super::cells::{self, DayLimits, id_number, is_nothing, person, refuse};
use super::row::RowView;
use crate::lexicon::Field;
use crate::model::{Member, Rejected};

type Warnings = Vec<(String, String, String)>;

/// Reads one person.
///
/// # Errors
/// The cell that cannot be read.
pub(crate) fn read(view: &RowView<'_>, org: Option<&str>) -> Result<(Member, Warnings), Box<Rejected>> {
    let mut warnings = Warnings::new();
    let cell = view.cell(Field::Name)?.filter(|cell| !is_nothing(&cell.value.text()));
    let cell = cell.ok_or_else(|| refuse(view.address(Field::Name), "", "the name is missing", "缺少姓名，请补上。"))?;
    let name = person(cell.at, &cell.value.text())?;
    let mut id = None;
    if let Some(cell) = view.cell(Field::CitizenId)?.filter(|cell| !is_nothing(&cell.value.text())) {
        match id_number(cell.value, view.limits.today.unwrap_or(Day::last())) {
            Some(known) => {
                let says = view.text(Field::Sex).map(|sex| sex.starts_with('男'));
                if says.is_some_and(|male| male != known.is_male()) {
                    warnings.push((
                        cell.at.to_string(),
                        format!("the sex of {name} does not fit the citizen id"),
                        format!("{name}的性别与身份证号不符。"),
                    ));
                }
                id = Some(known);
            }
            None => warnings.push((
                cell.at.to_string(),
                format!("the citizen id of {name} is wrong; the person is known by name and branch"),
                format!("{name}的身份证号不对，暂按姓名和支部识别。"),
            )),
        }
    }
    let membership = [Field::Membership, Field::Kind, Field::Status].iter().find_map(|field| view.text(*field)).unwrap_or_default();
    let probationary = if membership.contains("预备") {
        Some(true)
    } else {
        ["正式", "中共党员", "党员"].iter().any(|word| membership.contains(word)).then_some(false)
    };
    let member = Member {
        sheet: view.grid.sheet.name.clone(),
        row: view.row + 1,
        name,
        sex: view.text(Field::Sex),
        id,
        branch: view.text(Field::Branch),
        org: view.text(Field::Org).or_else(|| org.map(str::to_string)),
        post: view.text(Field::Post),
        joined: day(view, Field::Joined)?,
        confirmed: day(view, Field::Confirmed)?,
        probationary,
        cells: view.masked_cells(),
    };
    Ok((member, warnings))
}

/// A day of a roster; of a month alone its first day, as rosters often give no more.
fn day(view: &RowView<'_>, field: Field) -> Result<Option<Day>, Box<Rejected>> {
    let Some(cell) = view.cell(field)?.filter(|cell| !is_nothing(&cell.value.text())) else { return Ok(None) };
    let limits = DayLimits { last: Day::last(), ..view.limits };
    match cells::days(cell, &view.hint, &limits) {
        Ok((day, _)) => Ok(Some(day)),
        Err(refused) => {
            cells::month_only(cell, &view.hint).map(Day::first_of_month).filter(|day| *day >= limits.first).map(Some).ok_or(refused)
        }
    }
}
